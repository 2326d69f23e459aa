"""A fit as text: the quantities of statsmodels' OLS summary, in the same digits; no clock."""

from collections.abc import Callable

from helpers.ols.errors import NeedsRowsError, NotDefinedError

WIDTH = 78


def summary_text(fit, covariance=None) -> str:
    """Lay out a `helpers.ols.Fit` as a table of text; `covariance` as in `Fit.conf_int`."""
    kind = "nonrobust" if covariance is None else covariance
    kind = kind if isinstance(kind, str) else "as given"
    about = "" if fit.has_constant else " (uncentered)"
    left = [
        ("Dep. Variable:", fit.compressed.response),
        ("Model:", fit.model),
        ("Method:", "Least Squares"),
        ("No. Observations:", f"{fit.n}"),
        ("Df Residuals:", f"{fit.df_resid}"),
        ("Df Model:", f"{fit.df_model}"),
        ("Covariance Type:", kind),
    ]
    right = [
        (f"R-squared{about}:", _cell(lambda: f"{fit.r_squared:#8.3f}")),
        (f"Adj. R-squared{about}:", _cell(lambda: f"{fit.r_squared_adjusted:#8.3f}")),
        ("F-statistic:", _cell(lambda: f"{fit.f_statistic:#8.4g}")),
        ("Prob (F-statistic):", _cell(lambda: f"{fit.f_p_value:#6.3g}")),
        ("Log-Likelihood:", _cell(lambda: f"{fit.log_likelihood:#8.5g}")),
        ("AIC:", _cell(lambda: f"{fit.aic:#8.4g}")),
        ("BIC:", _cell(lambda: f"{fit.bic:#8.4g}")),
    ]
    residuals_left = [
        ("Omnibus:", _cell(lambda: f"{fit.omnibus:#6.3f}")),
        ("Prob(Omnibus):", _cell(lambda: f"{fit.omnibus_p:#6.3f}")),
        ("Skew:", _cell(lambda: f"{fit.skew:#6.3f}")),
        ("Kurtosis:", _cell(lambda: f"{fit.kurtosis:#6.3f}")),
    ]
    residuals_right = [
        ("Durbin-Watson:", _cell(lambda: f"{fit.durbin_watson:#8.3f}")),
        ("Jarque-Bera (JB):", _cell(lambda: f"{fit.jarque_bera:#8.3f}")),
        ("Prob(JB):", _cell(lambda: f"{fit.jarque_bera_p:#8.3g}")),
        ("Cond. No.", f"{fit.condition_number:#8.3g}"),
    ]
    lines = [
        f"{fit.model} Regression Results".center(WIDTH).rstrip(),
        "=" * WIDTH,
        *_two_columns(left, right),
        "=" * WIDTH,
        *_coefficients(fit, covariance),
        "=" * WIDTH,
        *_two_columns(residuals_left, residuals_right),
        "=" * WIDTH,
        "",
        "Notes:",
        *(f"[{number}] {note}" for number, note in enumerate(_notes(fit, covariance), start=1)),
    ]
    return "\n".join(lines)


def _cell(number: Callable[[], str]) -> str:
    return _column(lambda: [number().strip()], 1)[0]


def _column(cells: Callable[[], list[str]], rows: int) -> list[str]:
    """Cells one below the other, or in all of them why they cannot be had."""
    try:
        return cells()
    except NeedsRowsError:
        return ["needs rows"] * rows
    except NotDefinedError:
        return ["not defined"] * rows


def _two_columns(left, right) -> list[str]:
    half = WIDTH // 2 - 1
    return [
        f"{a}{x:>{half - len(a)}}  {b}{z:>{half - len(b)}}"
        for (a, x), (b, z) in zip(left, right, strict=True)
    ]


def _coefficients(fit, covariance) -> list[str]:
    def low_and_high():
        return fit.conf_int(covariance=covariance)

    columns = [
        _column(lambda make=make, form=form: [form(x) for x in make()], fit.p)
        for make, form in (
            (lambda: fit.beta, lambda x: _number(x, 4)),
            (lambda: fit._errors(covariance), lambda x: _number(x, 3)),
            (lambda: fit._t_values(covariance), lambda x: _number(x, 3)),
            (lambda: fit._p_values(covariance), "{:.3f}".format),
            (lambda: low_and_high()[:, 0], lambda x: _number(x, 3)),
            (lambda: low_and_high()[:, 1], lambda x: _number(x, 3)),
        )
    ]
    width = max(10, *(len(name) for name in fit.names))
    heads = ("coef", "std err", "t", "P>|t|", "[0.025", "0.975]")
    lines = [" " * width + "".join(f"{head:>11}" for head in heads), "-" * WIDTH]
    for name, *cells in zip(fit.names, *columns, strict=True):
        lines.append(f"{name:<{width}}" + "".join(f"{cell:>11}" for cell in cells))
    return lines


def _number(x: float, decimals: int) -> str:
    """Fixed decimals, or as many significant digits where that would print zeros or be long."""
    return f"{x:.{decimals}f}" if 1e-4 <= abs(x) < 1e4 else f"{x:.{decimals}g}"


def _notes(fit, covariance) -> list[str]:
    notes = ["Standard errors assume that the covariance matrix of the errors is sigma² I."]
    if fit.weighted:
        notes = ["Standard errors assume that the errors' variances are sigma² / weight."]
    if isinstance(covariance, str):
        notes = [
            f"Standard errors allow each row a variance of its own ({covariance}); F does not."
        ]
    elif covariance is not None:
        notes = ["Standard errors are those of the covariance that was given; F's are not."]
    if not fit.has_constant:
        notes.insert(
            0, "R² is about zero (uncentered), since the model does not contain a constant."
        )
    if fit.perfect:
        notes.append(
            "The fit is perfect: its residuals are only rounding, and what rests on their\n"
            "    size is not defined."
        )
    if fit.condition_number > 1000:
        notes.append(
            f"The condition number is large, {fit.condition_number:.3g}: columns of very different "
            "units,\n    or columns that nearly repeat each other."
        )
    return notes
