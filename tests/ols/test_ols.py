"""Least squares: its laws, the seed's printed numbers, and statsmodels for every quantity."""

import re
import warnings
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.stattools import durbin_watson, jarque_bera, omni_normtest

from helpers import bayes, compressed, likelihood, ols, simulate


def world(n=60, p=4, seed=0, constant=True):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) * 10.0 ** np.arange(p)
    if constant:
        X[:, 0] = 1
    return X, X @ rng.normal(size=p) + rng.normal(size=n) * 3


def indicators(n=60):
    X = (np.arange(n)[:, None] % 3 == np.arange(3)).astype(float)
    return X, world(n)[1]


@pytest.fixture(scope="module")
def seed_fit():
    seed = simulate.seed_world()
    return ols.fit(seed.X, seed.y)


# ---- laws ----------------------------------------------------------------------------------------

worlds = st.builds(world, st.integers(6, 80), st.integers(1, 5), st.integers(0, 500), st.booleans())


@given(worlds)
@settings(deadline=None, max_examples=60)
def test_residuals_are_orthogonal_to_the_columns(data):
    X, y = data
    fit = ols.fit(X, y)
    np.testing.assert_allclose(fit.fitted + fit.residuals, y, rtol=1e-12, atol=1e-10)
    cosines = X.T @ fit.residuals / np.linalg.norm(X, axis=0) / np.linalg.norm(y)
    assert np.abs(cosines).max() < 1e-14


@given(worlds)
@settings(deadline=None, max_examples=60)
def test_the_factor_gives_what_the_rows_give(data):
    X, y = data
    rows, small = ols.fit(X, y), ols.fit(compressed.compress(X, y))
    for name in [
        "beta", "standard_errors", "covariance", "sigma", "sigma_mle", "ssr", "r_squared",
        "log_likelihood", "aic", "bic", "t_values", "p_values", "condition_number",
        "centered_tss", "uncentered_tss", "r_squared_adjusted", "has_constant",
    ]:  # fmt: skip
        a, b = getattr(rows, name), getattr(small, name)
        np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-12, err_msg=name)


@given(worlds, st.integers(-60, 60), st.integers(-60, 60))
@settings(deadline=None, max_examples=60)
def test_units_change_numbers_only_by_their_factor(data, of_x, of_y):
    """Powers of two round nothing, so that equality is exact."""
    X, y = data
    a, b = 2.0**of_x, 2.0**of_y
    one, two = ols.fit(X, y), ols.fit(X * a, y * b)
    np.testing.assert_array_equal(two.beta, one.beta * b / a)
    np.testing.assert_allclose(two.standard_errors, one.standard_errors * b / a, rtol=1e-12)
    np.testing.assert_allclose(two.t_values, one.t_values, rtol=1e-12)
    np.testing.assert_allclose(two.r_squared, one.r_squared, rtol=1e-12)


@given(worlds, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_the_order_of_rows_and_columns_does_not_matter(data, random):
    X, y = data
    rows, columns = (random.sample(range(size), size) for size in X.shape)
    one, two = ols.fit(X, y), ols.fit(X[rows][:, columns], y[rows])
    np.testing.assert_allclose(two.beta, one.beta[columns], rtol=1e-13)
    np.testing.assert_allclose(two.p_values, one.p_values[columns], rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e150, 1e300])
def test_scales_at_the_ends_of_float64(scale):
    X, y = world()
    one = ols.fit(X, y)
    Z = X * [1, 1, scale, 1]
    for two in (ols.fit(Z, y), ols.fit(compressed.compress(Z, y))):
        np.testing.assert_allclose(two.beta * [1, 1, scale, 1], one.beta, rtol=1e-12)
        np.testing.assert_allclose(two.t_values, one.t_values, rtol=1e-10)
    scaled_constant = ols.fit(X * [scale, 1, 1, 1], y)
    assert scaled_constant.has_constant
    np.testing.assert_allclose(scaled_constant.r_squared, one.r_squared, rtol=1e-12)
    scaled_y = ols.fit(X, y * scale)
    np.testing.assert_allclose(scaled_y.beta / scale, one.beta, rtol=1e-12)
    np.testing.assert_allclose(scaled_y.sigma / scale, one.sigma, rtol=1e-12)
    np.testing.assert_allclose(scaled_y.r_squared, one.r_squared, rtol=1e-12)


def test_large_ill_conditioned_tables_are_corrected_too(monkeypatch):
    rng = np.random.default_rng(0)
    n = 20_000
    X = np.column_stack([np.ones(n), 1e7 + rng.integers(0, 8, n), rng.integers(0, 9, n)])
    y = X @ [3.0, 2.0, 1.0]  # whole numbers: the coefficients are exact
    with pytest.warns(ols.CollinearityWarning):
        np.testing.assert_allclose(ols.fit(X, y).beta, [3, 2, 1], rtol=1e-14)
        assert np.abs(ols.fit(compressed.compress(X, y)).beta[0] - 3) > 1e-13


# ---- the seed's printed numbers ------------------------------------------------------------------


def test_the_seed_world_comes_out_to_every_printed_digit(seed_fit):
    def printed(values, digits):
        return [f"{v:.{digits}f}" for v in np.ravel(values)]

    assert printed(seed_fit.beta, 4) == ["9.0629", "4.3478", "11.0557"]
    assert printed(seed_fit.standard_errors, 3) == ["0.953", "1.311", "1.182"]
    assert printed(seed_fit.t_values, 3) == ["9.507", "3.316", "9.350"]
    assert printed(seed_fit.p_values, 3) == ["0.000", "0.001", "0.000"]
    assert printed(seed_fit.conf_int(), 3) == [
        "7.183",
        "10.943",
        "1.762",
        "6.933",
        "8.724",
        "13.388",
    ]
    assert printed([seed_fit.r_squared, seed_fit.r_squared_adjusted], 3) == ["0.330", "0.324"]
    assert (
        printed(seed_fit.f_statistic, 2) == ["48.58"] and f"{seed_fit.f_p_value:.2e}" == "7.07e-18"
    )
    assert printed(seed_fit.log_likelihood, 2) == ["-601.16"]
    assert printed([seed_fit.aic, seed_fit.bic], 0) == ["1208", "1218"]
    assert printed([seed_fit.omnibus, seed_fit.omnibus_p], 3) == ["0.413", "0.813"]
    assert printed([seed_fit.skew, seed_fit.kurtosis], 3) == ["-0.069", "2.781"]
    assert printed([seed_fit.durbin_watson, seed_fit.jarque_bera], 3) == ["1.936", "0.558"]
    assert printed(seed_fit.jarque_bera_p, 3) == ["0.757"]
    assert printed(seed_fit.condition_number, 2) == ["5.56"]
    assert printed(np.std(seed_fit.residuals), 12) == ["4.888384545924"]
    np.testing.assert_allclose(seed_fit.sigma_mle, 4.888384545924403, rtol=1e-15)


def test_the_small_twin():
    seed = simulate.seed_world()
    fit = ols.fit(seed.X[:10], seed.y[:10])
    np.testing.assert_allclose(fit.beta, [10.825, -2.107, 13.888], atol=5e-4)
    np.testing.assert_allclose([fit.sigma_mle, fit.sigma], [3.883, 4.641], atol=5e-4)


# ---- statsmodels as independent reference --------------------------------------------------------

REFERENCE_WORLDS = {
    "the seed": lambda: (simulate.seed_world().X, simulate.seed_world().y),
    "no constant": lambda: world(constant=False),
    "indicators that add up to one": indicators,
    "the constant comes last and is 2": lambda: (world()[0][:, ::-1] * [1, 1, 1, 2], world()[1]),
    "two constants, one zero mean": lambda: world(9, 3),
    "one predictor": lambda: world(30, 1, constant=False),
    "R² is tiny": lambda: (world()[0], np.random.default_rng(5).normal(size=60)),
    "a large mean": lambda: (world()[0], world()[1] + 1e6),
}
QUANTITIES = {
    "beta": "params", "standard_errors": "bse", "t_values": "tvalues", "p_values": "pvalues",
    "r_squared": "rsquared", "r_squared_adjusted": "rsquared_adj", "log_likelihood": "llf",
    "aic": "aic", "bic": "bic", "f_statistic": "fvalue", "f_p_value": "f_pvalue", "ssr": "ssr",
    "uncentered_tss": "uncentered_tss", "centered_tss": "centered_tss", "df_model": "df_model",
    "df_resid": "df_resid", "residuals": "resid", "fitted": "fittedvalues", "n": "nobs",
    "condition_number": "condition_number",
}  # fmt: skip


@pytest.fixture(params=REFERENCE_WORLDS)
def both(request):
    X, y = REFERENCE_WORLDS[request.param]()
    return ols.fit(X, y), sm.OLS(y, X).fit()


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity_is_that_of_statsmodels(both, name):
    ours, theirs = both
    expected = np.asarray(getattr(theirs, QUANTITIES[name]))
    np.testing.assert_allclose(getattr(ours, name), expected, rtol=1e-8, atol=1e-7)


def test_covariance_intervals_and_residual_statistics_are_those_of_statsmodels(both):
    ours, theirs = both
    np.testing.assert_allclose(ours.covariance, theirs.cov_params(), rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(ours.sigma, np.sqrt(theirs.mse_resid), rtol=1e-10)
    for level in (0.5, 0.95, 0.99):
        expected = theirs.conf_int(alpha=1 - level)
        np.testing.assert_allclose(ours.conf_int(level), expected, rtol=1e-8, atol=1e-8)
    jb, jb_p, skew, kurtosis = jarque_bera(theirs.resid)
    omnibus, omnibus_p = omni_normtest(theirs.resid)
    np.testing.assert_allclose(
        [ours.durbin_watson, ours.jarque_bera, ours.jarque_bera_p, ours.skew, ours.kurtosis,
         ours.omnibus, ours.omnibus_p],
        [durbin_watson(theirs.resid), jb, jb_p, skew, kurtosis, omnibus, omnibus_p],
        rtol=1e-6, atol=1e-9,
    )  # fmt: skip


# ---- the summary ---------------------------------------------------------------------------------


def numbers(text: str) -> list[str]:
    """Every number of a summary but date and time, up to the notes."""
    text = re.sub(r"\d+ \w{3} 20\d\d|\d\d:\d\d:\d\d", "", text.split("Notes:")[0])
    return re.findall(r"(?<![\w.\[])-?\d[\d.]*(?:e[+-]\d+)?(?!\w|\])", text)


def test_the_summary_holds_the_numbers_of_statsmodels(both):
    ours, theirs = both
    assert sorted(numbers(ours.summary())) == sorted(numbers(str(theirs.summary())))


def test_the_summary_names_and_places_every_quantity(seed_fit):
    text = seed_fit.summary()
    for label, value in {
        "R-squared:": "0.330", "Adj. R-squared:": "0.324", "F-statistic:": "48.58",
        "Prob (F-statistic):": "7.07e-18", "Log-Likelihood:": "-601.16", "AIC:": "1208.",
        "BIC:": "1218.", "No. Observations:": "200", "Df Residuals:": "197", "Df Model:": "2",
        "Omnibus:": "0.413", "Prob(Omnibus):": "0.813", "Skew:": "-0.069", "Kurtosis:": "2.781",
        "Durbin-Watson:": "1.936", "Jarque-Bera (JB):": "0.558", "Prob(JB):": "0.757",
        "Cond. No.": "5.56", "Dep. Variable:": "y",
    }.items():  # fmt: skip
        assert re.search(rf"{re.escape(label)} +{re.escape(value)}(\s|$)", text), label
    assert re.search(r"x1 +4\.3478 +1\.311 +3\.316 +0\.001 +1\.762 +6\.933", text)
    assert max(map(len, text.splitlines())) <= 84


def test_the_summary_from_a_factor_marks_what_needs_rows():
    seed = simulate.seed_world()
    text = ols.fit(compressed.compress(seed.X, seed.y)).summary()
    assert text.count("needs rows") == 7
    assert "48.58" in text and "11.0557" in text and "5.56" in text


def test_names_come_from_the_frame():
    frame = simulate.seed_world().frame
    X = frame[["x1", "x2"]].assign(one=1.0)
    fit = ols.fit(X, frame["y"].rename("wage"))
    assert fit.names == ("x1", "x2", "one") and "wage" in fit.summary()
    assert repr(fit) == "<OLS fit, n = 200: x1 = 4.3478, x2 = 11.056, one = 9.0629>"


# ---- rank ----------------------------------------------------------------------------------------


def predictors(n=50):
    return np.column_stack([np.ones(n), np.random.default_rng(3).normal(size=(n, 3))])


@pytest.mark.parametrize(
    ("column", "relation"),
    [
        (lambda X: X[:, 1] + X[:, 2], "x4 = x1 + x2"),
        (lambda X: 2 * X[:, 3] - 0.5, "x4 = -0.5 const + 2 x3"),
        (lambda X: X[:, 2], "x4 = x2"),
        (lambda X: -1e9 * X[:, 2], "x4 = -1e+09 x2"),
        (lambda X: np.full(len(X), 3.0), "x4 = 3 const"),
    ],
)
def test_repeated_columns_are_refused_with_their_relation(column, relation):
    X = predictors()
    X = np.column_stack([X, column(X)])
    y = np.arange(50.0)
    for fit in (lambda: ols.fit(X, y), lambda: ols.fit(compressed.compress(X, y))):
        with pytest.raises(ols.RankError, match=re.escape(f": {relation}, in every row")):
            fit()


def test_all_relations_are_named():
    X = predictors()
    frame = pd.DataFrame(X, columns=["const", "age", "size", "income"])
    frame["months"], frame["rest"] = 12 * frame.age, frame["size"] - frame.income
    with pytest.raises(ols.RankError, match=r"months = 12 age") as error:
        ols.fit(frame, np.arange(50.0))
    assert "rest = size - income" in str(error.value)


def test_a_column_of_zeros_is_named():
    X = predictors()
    X[:, 2] = 0
    with pytest.raises(ols.RankError, match="'x2' of X is zero in all 50 rows"):
        ols.fit(X, np.arange(50.0))


@pytest.mark.parametrize("distance", [1e-4, 1e-5])
def test_moderate_collinearity_is_silent(distance):
    X = predictors()
    X[:, 3] = X[:, 2] + distance * X[:, 3]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ols.fit(X, np.arange(50.0))


@pytest.mark.parametrize(("distance", "digits"), [(1e-8, "7"), (1e-11, "4")])
def test_near_collinearity_warns_with_the_digits_left(distance, digits):
    X = predictors()
    X[:, 3] = X[:, 2] + distance * X[:, 3]
    with pytest.warns(ols.CollinearityWarning, match=f"about {digits} digits") as record:
        ols.fit(X, np.arange(50.0))
    assert record[0].filename == __file__


@given(st.integers(0, 300), st.integers(2, 6))
@settings(deadline=None, max_examples=60)
def test_exact_combinations_are_always_refused(seed, p):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(40, p)) * 10.0 ** rng.integers(-8, 8, p)
    X = np.column_stack([X, X @ (rng.normal(size=p) / np.linalg.norm(X, axis=0))])
    with pytest.raises(ols.RankError):
        ols.fit(X[:, rng.permutation(p + 1)], rng.normal(size=40))


# ---- corners -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((np.ones((2, 200)), np.ones(2)), ValueError, "2 rows and 200 columns.*X.T"),
        ((np.ones((2, 200)), np.ones(200)), ValueError, r"Did you mean X\.T"),
        ((np.ones((0, 2)), np.ones(0)), ValueError, "0 rows"),
        ((np.ones((5, 2)),), TypeError, "fit was given X alone"),
        ((np.ones((5, 2)), np.ones(4)), ValueError, "y has 4 entries"),
        (([[1, 2], [1, np.nan], [1, 3]], [1, 2, 3]), ValueError, "'x1'.* nan at row 1"),
        ((compressed.compress(*world()), np.ones(60)), TypeError, "holds its y"),
        ((compressed.compress(*world(2)),), ValueError, "2 rows and 4 columns"),
    ],
)
def test_what_is_no_regression_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        ols.fit(*arguments)


NEEDS_ROWS = ("fitted", "residuals", "durbin_watson", "skew", "kurtosis", "jarque_bera",
              "jarque_bera_p", "omnibus", "omnibus_p")  # fmt: skip


@pytest.mark.parametrize("name", NEEDS_ROWS)
def test_a_fit_from_a_factor_says_what_needs_rows(name):
    fit = ols.fit(compressed.compress(*world()))
    with pytest.raises(ols.NeedsRowsError, match=r"needs rows.*fit\(X, y\)"):
        getattr(fit, name)


NEEDS_SIGMA = ("sigma", "standard_errors", "covariance", "t_values", "p_values", "f_statistic",
               "f_p_value", "r_squared_adjusted")  # fmt: skip


def test_as_many_coefficients_as_points():
    X, y = world(4)
    fit = ols.fit(X, y)
    np.testing.assert_allclose(fit.fitted, y, rtol=1e-12)
    assert fit.df_resid == 0
    for name in NEEDS_SIGMA:
        with pytest.raises(ols.NotDefinedError, match="passes through every point"):
            getattr(fit, name)
    with pytest.raises(ols.NotDefinedError, match="passes through every point"):
        fit.conf_int()
    assert fit.summary().count("not defined") >= 15


def test_a_perfect_fit():
    X = np.column_stack([np.ones(12), np.arange(12.0)])
    fit = ols.fit(X, X @ [3.0, 2.0])
    assert fit.beta.tolist() == [3, 2] and fit.sigma == 0 and fit.r_squared == 1
    np.testing.assert_array_equal(fit.conf_int(), [[3, 3], [2, 2]])
    for name in ("t_values", "f_statistic", "log_likelihood", "aic", "bic"):
        with pytest.raises(ols.NotDefinedError, match="perfect"):
            getattr(fit, name)
    for name in ("durbin_watson", "skew", "omnibus", "jarque_bera"):
        with pytest.raises(ols.NotDefinedError, match="exactly zero"):
            getattr(fit, name)
    assert "not defined" in fit.summary() and "fit is perfect" in fit.summary()


CELSIUS = np.arange(0, 40, 2.5)
HOURS = np.r_[
    np.arange(1778328000, 1778875200, 3600), np.arange(1779087600, 1780920000, 3600)
].astype(float)
PERFECT = {
    "Fahrenheit": (np.column_stack([np.ones(16), CELSIUS]), 32 + 1.8 * CELSIUS),
    "a y that does not vary": (
        np.column_stack([np.ones(len(HOURS)), HOURS]),
        np.full(len(HOURS), 66094598367756.0),
    ),
    "a third": (np.ones((12, 1)), np.full(12, 1 / 3)),
    "no constant": (CELSIUS[1:, None], CELSIUS[1:] / 7),
    "a million rows": (np.ones((1_000_000, 1)), np.full(1_000_000, 0.1)),
    "tiny units": (np.column_stack([np.ones(16), CELSIUS]) * 1e-140, (32 + 1.8 * CELSIUS) * 1e-140),
    "huge units": (np.column_stack([np.ones(16), CELSIUS]), (32 + 1.8 * CELSIUS) * 1e140),
}
OF_RESIDUALS = (
    *("t_values", "p_values", "log_likelihood", "aic", "bic", "f_statistic", "f_p_value"),
    *("durbin_watson", "skew", "kurtosis", "jarque_bera", "jarque_bera_p", "omnibus", "omnibus_p"),
)


@pytest.mark.parametrize(("X", "y"), PERFECT.values(), ids=PERFECT)
def test_what_rounding_leaves_of_a_perfect_fit_is_no_residual(X, y):
    """One judgement for ols, fit_many and likelihood, from rows and from what is kept of them."""
    S = compressed.compress(X, y)
    assert ols.fit(X, y).perfect and ols.fit(S).perfect
    assert ols.fit_many(X, np.vstack([y, y + np.sin(np.arange(len(y)))])).perfect[0]
    for fit in (ols.fit(X, y), ols.fit(S)):
        for name in OF_RESIDUALS:
            with pytest.raises((ols.NotDefinedError, ols.NeedsRowsError)):
                getattr(fit, name)
        assert "fit is perfect" in fit.summary()
    for test in ("breusch_pagan", "white"):
        with pytest.raises(ols.NotDefinedError):
            getattr(ols.fit(X, y), test)()
    for data in ((X, y), (S,)):
        with pytest.raises(likelihood.UnboundedLikelihoodError, match="perfect"):
            likelihood.fit(*data)
    with pytest.raises(likelihood.UnboundedLikelihoodError, match="perfect"):
        likelihood.fit(X, y, family=likelihood.StudentT(4))
    flat = bayes.Prior(np.zeros(X.shape[1]), np.inf, bayes.HalfCauchy(1))
    with pytest.raises(bayes.ImproperPosteriorError, match="perfect"):
        bayes.posterior(S, flat)


def test_as_many_coefficients_as_rows_leave_no_residual():
    fit = ols.fit(np.random.default_rng(0).normal(size=(4, 4)), [1.0, 2, 4, 3])
    assert fit.perfect
    for name in OF_RESIDUALS:
        with pytest.raises(ols.NotDefinedError):
            getattr(fit, name)
    assert fit.summary().count("not defined") > 12


@given(
    st.integers(0, 10**6),
    st.integers(4, 300),
    st.integers(1, 6),
    st.floats(-4, 9),
    st.floats(-10.5, 0),
)
@settings(max_examples=60, deadline=None)
def test_residuals_above_rounding_are_residuals(seed, n, p, offset, noise):
    """Noise of 1e-10.5 of the terms is seen however far the columns are from zero; none is not."""
    rng = np.random.default_rng(seed)
    p = min(p, n - 2)
    X = rng.normal(size=(n, p)) + 10.0**offset
    y = X @ rng.normal(size=p)
    terms = np.linalg.norm(X) + np.linalg.norm(y)
    noisy = y + 10.0**noise * terms / np.sqrt(n) * rng.normal(size=n)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # columns far from zero are nearly collinear
        fit = ols.fit(X, noisy)
        assert ols.fit(compressed.compress(X, y)).perfect
    assert not fit.perfect and np.isfinite(fit.t_values).all()


# ---- what counts as a constant -------------------------------------------------------------------


def with_rational_r_squared(x, y):
    x, y = ([Fraction(float(v)) for v in values] for values in (x, y))
    b = sum(u * v for u, v in zip(x, y, strict=True)) / sum(u * u for u in x)
    left = sum((v - b * u) ** 2 for u, v in zip(x, y, strict=True))
    return float(1 - left / sum(v * v for v in y))


@pytest.mark.parametrize("size", [1e3, 1e7, 1e9, 1e12])
def test_a_column_that_hardly_varies_is_no_constant(size):
    """A counter, calibrated through the origin."""
    rng = np.random.default_rng(1)
    x = size + rng.normal(0, 5, 100)
    y = 2.5 * x + rng.normal(0, 3, 100)
    truth = with_rational_r_squared(x, y)
    for fit in (ols.fit(x[:, None], y), ols.fit(compressed.compress(x[:, None], y))):
        assert not fit.has_constant and fit.df_model == 1
        np.testing.assert_allclose(1 - fit.r_squared, 1 - truth, rtol=1e-5, atol=1e-16)
        assert fit.f_statistic > 1e6
    with pytest.raises(ols.NotDefinedError, match="needs a constant"):
        ols.fit(x[:, None], y).breusch_pagan()


def test_two_predictors_of_which_one_hardly_varies_hold_no_constant():
    rng = np.random.default_rng(2)
    Z = np.column_stack([1e6 + rng.normal(size=100), rng.normal(size=100)])
    y = Z @ [1, 500] + rng.normal(size=100)
    theirs = sm.OLS(y, Z).fit()
    for fit in (ols.fit(Z, y), ols.fit(compressed.compress(Z, y))):
        assert fit.df_model == theirs.df_model == 2
        np.testing.assert_allclose(1 - fit.r_squared, 1 - theirs.rsquared, rtol=1e-3)
        np.testing.assert_allclose(fit.f_statistic, theirs.fvalue, rtol=1e-8)


@pytest.mark.parametrize("blocks", [1, 2, 7])
@pytest.mark.parametrize("n", [60, 30_000, 300_000])
def test_a_constant_is_found_in_any_pieces(n, blocks):
    """Two blocks, each with a constant column, but not the same: together there is none."""
    rng = np.random.default_rng(n)
    x, y = rng.normal(size=n), rng.normal(size=n)
    group = (np.arange(n)[:, None] % 3 == np.arange(3)) * np.array([1.0, 2.0, 0.1])
    late = np.where(np.arange(n) < n // 2, 1.0, 1.0 + 1e-7)
    for columns, expected in (
        ([np.full(n, 0.1), x], True),
        ([*group.T, x], True),
        ([*group.T[:2], x], False),
        ([late, x], False),
        ([late, x, np.arange(n) < n // 2], True),  # as late + 1e-7 in the first half
        ([1e8 + x], False),
    ):
        X = np.column_stack(columns)
        parts = zip(np.array_split(X, blocks), np.array_split(y, blocks), strict=True)
        assert ols.fit(compressed.compress_blocks(parts)).has_constant == expected
        assert ols.fit(X, y).has_constant == expected


@pytest.mark.parametrize("value", [0.0, 5.0, 1 / 3, -1e200])
def test_a_response_that_does_not_vary(value):
    X, _ = world()
    for data in ((X, np.full(60, value)), (compressed.compress(X, np.full(60, value)),)):
        fit = ols.fit(*data)
        np.testing.assert_allclose(fit.beta, [value, 0, 0, 0], atol=abs(value) * 1e-12)
        with pytest.raises(ols.NotDefinedError, match="does not vary"):
            _ = fit.r_squared
        assert "not defined" in fit.summary()


def test_a_constant_alone():
    y = world()[1]
    fit = ols.fit(np.ones((60, 1)), y)
    np.testing.assert_allclose(fit.beta, y.mean(), rtol=1e-15)
    assert fit.df_model == 0 and abs(fit.r_squared) < 1e-15
    with pytest.raises(ols.NotDefinedError, match="constant alone"):
        _ = fit.f_statistic


def test_seven_points_are_too_few_for_omnibus():
    with pytest.raises(ols.NotDefinedError, match="at least 8"):
        _ = ols.fit(*world(7)).omnibus


@pytest.mark.parametrize("level", [0, 1, 95, -1, np.nan])
def test_levels_of_intervals_are_checked(level, seed_fit):
    with pytest.raises(ValueError, match=r"between 0\.5 and 1"):
        seed_fit.conf_int(level)
    with pytest.raises(ValueError, match=r"Did you mean 0\.95"):
        seed_fit.conf_int(95)
    with pytest.raises(TypeError, match="wanted one number"):
        seed_fit.conf_int("0.95")


def test_a_level_that_was_meant_as_alpha_is_answered_everywhere(seed_fit):
    """conf_int(0.05) of statsmodels is a 95 % interval; here it would have been one of 5 %."""
    seed = simulate.seed_world()
    climbed = likelihood.fit(seed.X, seed.y)
    for ask in (
        seed_fit.conf_int,
        ols.fit_many(seed.X, seed.y[None]).conf_int,
        climbed.conf_int,
        climbed.sigma_interval,
        climbed.summary,
        lambda level: likelihood.profile(climbed, 1, level=level),
    ):
        with pytest.raises(ValueError, match=r"Did you mean 0\.95\?.*alpha"):
            ask(0.05)


def test_the_fit_is_frozen_and_hands_out_copies(seed_fit):
    with pytest.raises(AttributeError):
        seed_fit.beta = 0
    with pytest.raises(ValueError, match="read-only"):
        seed_fit.beta[0] = 0
    seed_fit.residuals[:] = 0
    assert seed_fit.residuals.any()
