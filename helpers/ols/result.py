"""Everything that follows from a least-squares fit.

Under y = X beta + e, e ~ N(0, sigma² I), the estimates follow beta-hat ~ N(beta, sigma² (X'X)⁻¹)
and, independently, SSR / sigma² ~ chi²(n - p) (Seber & Lee 2003, *Linear Regression Analysis*,
chapters 3 and 4). Conventions are those of statsmodels' OLS.
"""

import html
from dataclasses import dataclass, field
from functools import cached_property
from typing import NoReturn

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.linalg import solve_triangular

from helpers.arguments import confidence_level, real_numbers, require_squares
from helpers.arrays import Array, as_new_rows, column_lengths
from helpers.compressed import Compressed
from helpers.formula import rows_by
from helpers.ols import robust
from helpers.ols.errors import NotAvailableError, NotDefinedError
from helpers.ols.restrictions import FTest, f_test
from helpers.ols.rows import FromRows
from helpers.ols.summary import summary_text
from helpers.rank import fits_perfectly, is_rounding

# What other software calls it, and what it is called here.
ELSEWHERE = {
    "params": "beta",
    "coef_": "beta",
    "coefficients": "beta",
    "bse": "standard_errors",
    "resid": "residuals",
    "fittedvalues": "fitted",
    "rsquared": "r_squared",
    "rsquared_adj": "r_squared_adjusted",
    "pvalues": "p_values",
    "tvalues": "t_values",
    "fvalue": "f_statistic",
    "f_pvalue": "f_p_value",
    "llf": "log_likelihood",
    "nobs": "n",
    "cov_params": "covariance",
    "vcov": "covariance",
    "mse_resid": "sigma (squared)",
    "scale": "sigma (squared)",
    "cov_HC3": "robust_covariance()",
    "get_robustcov_results": "robust_covariance()",
    "get_prediction": "predict(X_new, interval=…)",
    "get_influence": "leverage, .cooks_distance and .studentized_residuals",
    "wald_test": "f_test",
    "score": "r_squared",
}


@dataclass(frozen=True, eq=False)
class Fit(FromRows):
    """A fitted linear model; made by `helpers.ols.fit`.

    Sigma and standard errors are standard deviations, `covariance` holds variances. What the data
    do not determine raises `NotDefinedError`; what needs single rows raises `NeedsRowsError` in a
    fit from a `Compressed`.

    Attributes
    ----------
    beta : ndarray, shape (p,)
        The coefficients, in the order of X's columns.
    compressed : Compressed
        What was kept of the data: n, p, the triangular factor, the columns' names.
    residual_length : float
        ‖y - X beta‖, the root of `ssr`.
    """

    beta: Array
    compressed: Compressed
    residual_length: float
    inverse: Array = field(repr=False)  # (X'X)⁻¹ of X / units
    units: Array = field(repr=False)  # shape (p,), powers of two
    rows: tuple[NDArray, NDArray] | None = field(default=None, repr=False)
    precise_residuals: Array | None = field(default=None, repr=False)
    rule: object | None = field(default=None, repr=False)  # by which a formula made X

    model = "OLS"
    weighted = False

    def __post_init__(self):
        self.beta.setflags(write=False)

    def __repr__(self) -> str:
        beta = ", ".join(f"{n} = {b:.5g}" for n, b in zip(self.names, self.beta, strict=True))
        return f"<OLS fit, n = {self.n}: {beta}>"

    # ---- sizes -------------------------------------------------------------------------------

    @property
    def n(self) -> int:
        """Number of observations."""
        return self.compressed.n

    @property
    def p(self) -> int:
        """Number of coefficients, the constant's included."""
        return self.compressed.p

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        return self.compressed.names

    @property
    def df_resid(self) -> int:
        """Degrees of freedom of the residuals, n - p."""
        return self.n - self.p

    @property
    def df_model(self) -> int:
        """Number of coefficients besides the constant."""
        return self.p - self.has_constant

    @property
    def has_constant(self) -> bool:
        """Whether the columns of X can add up to a constant.

        That is so where X holds a constant column, and also where, say, a full set of indicator
        columns adds up to one. R² then compares with the mean of y, otherwise with zero.
        """
        return self._direction_of_ones is not None

    @cached_property
    def perfect(self) -> bool:
        """Whether the residuals are no more than rounding, or there are none since n = p.

        Nothing can then be said of their size: what rests on it raises `NotDefinedError`.
        """
        S = self.compressed
        R, z, length = S.factor[:-1, :-1], S.factor[:-1, -1], S.factor[-1, -1]
        return self.df_resid == 0 or fits_perfectly(R, z, length, self.n)

    # ---- the residuals' size and the variance ----------------------------------------------------

    @property
    def ssr(self) -> float:
        """Sum of squared residuals."""
        return float(self.residual_length**2)

    @property
    def sigma(self) -> float:
        """Estimate of the errors' standard deviation: the root of SSR / (n - p)."""
        if self.df_resid == 0:
            raise NotDefinedError(
                f"n = p = {self.n}: the fit passes through every point and leaves nothing to "
                "estimate sigma from. Collect more rows, or leave columns out."
            )
        return float(self.residual_length / np.sqrt(self.df_resid))

    @property
    def sigma_mle(self) -> float:
        """The maximum-likelihood estimate of sigma: the root of SSR / n."""
        return float(self.residual_length / np.sqrt(self.n))

    @property
    def standard_errors(self) -> Array:
        """Standard errors of beta, shape (p,): roots of the diagonal of sigma² (X'X)⁻¹."""
        return self.sigma * np.sqrt(np.diag(self.inverse)) / self.units

    @property
    def covariance(self) -> Array:
        """Estimated covariance of beta, shape (p, p): sigma² (X'X)⁻¹."""
        per_unit = self.sigma / self.units
        with np.errstate(over="ignore"):
            covariance = np.outer(per_unit, per_unit) * self.inverse
        require_squares("The covariance", np.diag(covariance), self.standard_errors)
        return covariance

    # ---- tests and intervals -----------------------------------------------------------------

    @property
    def t_values(self) -> Array:
        """beta / standard error, shape (p,)."""
        return self._t_values(None)

    @property
    def p_values(self) -> Array:
        """Two-sided p-values of t with n - p degrees of freedom, shape (p,)."""
        return self._p_values(None)

    def conf_int(self, level: float = 0.95, *, covariance: str | ArrayLike | None = None) -> Array:
        """Confidence intervals for beta, shape (p, 2): lower and upper ends.

        Parameters
        ----------
        level : float
            The share of intervals, over repetitions, that hold the truth, 0.95 for 95 %; from
            0.5 to 1.
        covariance : str or array_like, shape (p, p), optional
            Another covariance of beta: "HC3" and its like, or what `robust_covariance` returns for
            clusters or lags. The quantile is that of t with n - p degrees of freedom all the same.
        """
        errors = self._errors(covariance)
        margin = two_sided_quantile(level, self.df_resid) * errors
        return np.column_stack([self.beta - margin, self.beta + margin])

    def predict(self, X_new: ArrayLike, interval: str | None = None, level: float = 0.95) -> Array:
        """What the fitted plane says at new rows, and how sure it is.

        Parameters
        ----------
        X_new : array_like, shape (k, p)
            The constant included; a frame is matched by the names of its columns. After a formula,
            a frame with the columns that the formula names.
        interval : {None, "mean", "observation"}
            "mean": where the plane lies there, wide by what is not known of beta. "observation":
            where one new y lies, wide by its own error besides (Seber & Lee 2003, §5.3).
        level : float
            As in `conf_int`.

        Returns
        -------
        ndarray, shape (k,), or (k, 3) with an interval
            Fitted; or fitted, lower and upper end.
        """
        if self.rule is not None and isinstance(X_new, pd.DataFrame):
            X_new = rows_by(self.rule, X_new)
        rows = as_new_rows(X_new, self.compressed.given_names, self.p)
        fitted = rows @ self.beta
        if interval is None:
            return fitted
        if interval not in ("mean", "observation"):
            raise ValueError(
                f'interval is {interval!r}; wanted "mean" (for the height of the plane), '
                '"observation" (for one new y) or None.'
            )
        width = self.sigma * np.sqrt(self._leverage_at(rows) + (interval == "observation"))
        margin = two_sided_quantile(level, self.df_resid) * width
        return np.column_stack([fitted, fitted - margin, fitted + margin])

    def leverage_at(self, X_new: ArrayLike) -> Array:
        """Leverages x'(X'X)⁻¹x of any rows x, shape (k,), as far as this fit's X is concerned.

        For a block of the data that were fitted, these are its rows' leverages; of new rows, the
        variance of the plane above them in units of sigma².

        Parameters
        ----------
        X_new : array_like, shape (k, p)
            The constant included; a frame is matched by the names of its columns.
        """
        return self._leverage_at(as_new_rows(X_new, self.compressed.given_names, self.p))

    def f_test(
        self,
        restrictions: ArrayLike,
        values: ArrayLike = 0.0,
        *,
        covariance: str | ArrayLike | None = None,
    ) -> FTest:
        """Test linear restrictions R beta = r together.

        F = (R b - r)' (R V R')⁻¹ (R b - r) / k, with k and n - p degrees of freedom (Seber & Lee
        2003, theorem 4.1).

        Parameters
        ----------
        restrictions : array_like, shape (k, p) or (p,)
            R: a row for each restriction.
        values : array_like, shape (k,), or one number
            r.
        covariance : str or array_like, optional
            V, as in `conf_int`.

        Raises
        ------
        ValueError
            For another shape, and where one restriction follows from the others.
        """
        return f_test(self, restrictions, values, self._covariance(covariance))

    @property
    def f_statistic(self) -> float:
        """F of all coefficients but the constant's being zero: (ESS / df_model) / sigma²."""
        if self.df_model == 0:
            raise NotDefinedError(
                "F compares the model with its constant alone, and it has no more."
            )
        self._require_variation("F")
        self._require_residuals("F")
        return float((self._explained_length / self.sigma) ** 2 / self.df_model)

    @property
    def f_p_value(self) -> float:
        """p-value of `f_statistic`, with (df_model, n - p) degrees of freedom."""
        return float(stats.f.sf(self.f_statistic, self.df_model, self.df_resid))

    # ---- how much is explained ---------------------------------------------------------------

    @property
    def centered_tss(self) -> float:
        """Sum of squares of y about its mean."""
        return float(self._centered_total**2)

    @property
    def uncentered_tss(self) -> float:
        """Sum of squares of y."""
        return float(self._length_of_y**2)

    @property
    def r_squared(self) -> float:
        """Explained share of the sum of squares of y.

        About the mean where the model has a constant, about zero where it has not: the two are
        not to be compared.
        """
        total = self._require_variation("R²")
        unexplained, explained = self.residual_length / total, self._explained_length / total
        return float(1 - unexplained**2 if unexplained < explained else explained**2)

    @property
    def r_squared_adjusted(self) -> float:
        """R² with variances in place of sums of squares (Theil 1961)."""
        if self.df_resid == 0:
            return self.sigma  # raises, with the reason
        return 1 - (1 - self.r_squared) * (self.n - self.has_constant) / self.df_resid

    # ---- likelihood --------------------------------------------------------------------------

    @property
    def log_likelihood(self) -> float:
        """Normal log-likelihood at (beta, sigma_mle): -n/2 (log 2 pi + log sigma_mle² + 1)."""
        self._require_residuals("The log-likelihood")
        return float(-self.n * (np.log(2 * np.pi) / 2 + np.log(self.sigma_mle) + 0.5))

    @property
    def aic(self) -> float:
        """Akaike's criterion, -2 log-likelihood + 2 p; sigma is not counted."""
        return 2 * self.p - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion, -2 log-likelihood + p log n; sigma is not counted."""
        return float(self.p * np.log(self.n) - 2 * self.log_likelihood)

    @cached_property
    def condition_number(self) -> float:
        """Largest over smallest singular value of X. It depends on the columns' units."""
        values = np.linalg.svd(self.compressed.factor[:-1, :-1], compute_uv=False)
        return float(values[0] / values[-1])

    # ---- as text -----------------------------------------------------------------------------

    def summary(self, *, covariance: str | ArrayLike | None = None) -> str:
        """The fit as a table: the quantities, and the digits, of statsmodels' OLS summary.

        With `covariance`, as in `conf_int`, standard errors and what follows from them are robust.
        """
        return summary_text(self, covariance)

    def table(
        self, level: float = 0.95, *, covariance: str | ArrayLike | None = None
    ) -> pd.DataFrame:
        """The coefficients as a frame, a row each, with their tests and the ends of intervals."""
        t = self._t_values(covariance)  # raises first, where the fit is perfect
        ends = self.conf_int(level, covariance=covariance)
        return pd.DataFrame(
            {
                "coef": self.beta,
                "std err": self._errors(covariance),
                "t": t,
                "P>|t|": self._p_values(covariance),
                "lower": ends[:, 0],
                "upper": ends[:, 1],
            },
            index=pd.Index(self.names, name=self.compressed.response),
        )

    def _repr_html_(self) -> str:
        try:
            return self.table().to_html(float_format="{:.5g}".format)
        except NotAvailableError:
            return f"<pre>{html.escape(repr(self))}</pre>"

    def __getattr__(self, name: str) -> NoReturn:
        """Say what a quantity of other software is called here."""
        here = ELSEWHERE.get(name)
        hint = f" What others call {name} is .{here} here." if here else ""
        raise AttributeError(f"A fit has no {name!r}.{hint}", name=name, obj=self)

    # ---- inner workings ----------------------------------------------------------------------

    def _errors(self, covariance: str | ArrayLike | None) -> Array:
        """Standard errors of beta by this covariance."""
        if covariance is None:
            return self.standard_errors
        if isinstance(covariance, str):
            return self.robust_standard_errors(covariance)
        return np.sqrt(np.diag(self._covariance(covariance)))

    def _t_values(self, covariance: str | ArrayLike | None) -> Array:
        self._require_residuals("t")
        return self.beta / self._errors(covariance)

    def _p_values(self, covariance: str | ArrayLike | None) -> Array:
        return 2 * stats.t.sf(np.abs(self._t_values(covariance)), self.df_resid)

    @property
    def _root(self) -> Array:
        """Triangular R with X'X = R'R, shape (p, p)."""
        return self.compressed.factor[:-1, :-1]

    def _leverage_at(self, rows: Array) -> Array:
        return robust.leverage(solve_triangular(self._root, rows.T, trans="T").T)

    def _covariance(self, covariance: str | ArrayLike | None) -> Array:
        if covariance is None:
            return self.covariance
        if isinstance(covariance, str):
            return self.robust_covariance(covariance)
        given = real_numbers("covariance", covariance, 'a table of real numbers, or "HC3"')
        if given.shape != (self.p, self.p) or not np.allclose(given, given.T):
            raise ValueError(
                f"covariance has shape {given.shape}; wanted a symmetric table of shape "
                f"({self.p}, {self.p}), such as robust_covariance returns, or its name."
            )
        return given

    @cached_property
    def _direction_of_ones(self) -> Array | None:
        """The unit vector Q'1 / √n where the columns of X can add up to ones, otherwise None."""
        S, R = self.compressed, self.compressed.factor[:-1, :-1]
        if S.constant is not None:
            return R[:, S.constant] / column_lengths(R)[S.constant]
        direction, left = S.ones[: S.p], float(np.linalg.norm(S.ones[S.p :]))
        if not fits_perfectly(R, direction, left, S.n):
            return None
        return direction / np.linalg.norm(direction)

    @cached_property
    def _explained_length(self) -> float:
        """Root of the explained sum of squares, about the mean where there is a constant."""
        z, ones = self.compressed.factor[:-1, -1], self._direction_of_ones
        if ones is not None:
            z = z - ones * (ones @ z)
            z = z - ones * (ones @ z)  # once more: the first projection leaves its own rounding
        return float(column_lengths(z[:, None])[0])

    @property
    def _length_of_y(self) -> float:
        return float(column_lengths(self.compressed.factor[:, -1:])[0])

    @property
    def _centered_total(self) -> float:
        if self.has_constant:
            return float(np.hypot(self._explained_length, self.residual_length))
        S = self.compressed
        return float(np.sqrt(max(self.uncentered_tss - S.sums[-1] ** 2 / S.n, 0.0)))

    def _require_residuals(self, what: str) -> None:
        sigma = self.sigma  # raises where n = p
        if self.perfect:
            raise NotDefinedError(
                f"{what} rests on the size of the residuals, and the fit is perfect: "
                + ("they are exactly zero." if sigma == 0 else f"{sigma:.1g} is only rounding.")
                + " Is y computed from the columns of X, or are its values all the same?"
            )

    def _require_variation(self, what: str) -> float:
        """Length of y about its mean, or about zero in a model without a constant."""
        total = np.hypot(self._explained_length, self.residual_length)
        if is_rounding(total, 2 * self._length_of_y, self.n):  # the mean's length is y's
            raise NotDefinedError(
                f"{what} describes how much of the variation of y is explained, and y does not "
                "vary: its values are all the same" + ("." if self.has_constant else ", zero.")
            )
        return float(total)


def two_sided_quantile(level: float, df: int) -> float:
    """The number that |t| with `df` degrees of freedom stays below with probability `level`."""
    return float(stats.t.ppf((1 + confidence_level(level)) / 2, df))
