"""What a fit knows only as long as it has its rows: residuals, and all that looks at them."""

from collections.abc import Callable
from functools import cached_property, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.linalg import solve_triangular

from helpers.arguments import require_squares
from helpers.arrays import Array, as_new_rows, as_response
from helpers.compressed import Compressed
from helpers.ols import robust
from helpers.ols.diagnostics import ChiSquaredTest, variance_test, white_columns
from helpers.ols.errors import NeedsRowsError, NotDefinedError


class FromRows:
    """The part of `helpers.ols.Fit` that raises `NeedsRowsError` in a fit from a `Compressed`."""

    @property
    def fitted(self) -> Array:
        """X beta, shape (n,)."""
        X, _ = self._require_rows("fitted")
        return X @ self.beta

    @property
    def residuals(self) -> Array:
        """y - X beta, shape (n,)."""
        X, y = self._require_rows("residuals")
        if self.precise_residuals is not None:
            return self.precise_residuals.copy()
        return y - X @ self.beta

    # ---- without one sigma for all rows ------------------------------------------------------

    @cached_property
    def leverage(self) -> Array:
        """Diagonal of the hat matrix X (X'X)⁻¹ X', shape (n,): how far each y pulls its own fit.

        Between 0 and 1, with the sum p (Hoaglin & Welsch 1978, *American Statistician* 32).
        """
        self._require_rows("leverage")
        h = robust.leverage(self._orthonormal[0])
        h.setflags(write=False)
        return h

    def robust_rows(self, kind: str = "HC3") -> Callable[[ArrayLike, ArrayLike], tuple]:
        """What makes a second pass over the rows a robust covariance, whatever holds the rows.

        ::

            again = compress(dataset, "y", constant=True, each=fit.robust_rows("HC3"))
            fit.robust_covariance(again)

        Parameters
        ----------
        kind : {"HC0", "HC1", "HC2", "HC3"}

        Returns
        -------
        callable
            For `helpers.compressed.compress`: takes X and y of a piece, returns each row of X times
            the root of what stands for its variance, with the residual's sign, and that root. After
            HC3 these are the deleted residuals e / (1 - h): how far y is from a fit without it.
        """
        if self.weighted:
            raise NotDefinedError("robust_rows is for a fit without weights: fit(compress(X, y)).")
        robust.variance_factors(kind, np.zeros(1 + self.p), self.p)  # raises for another kind
        factor = 1.0
        if kind == "HC1":  # whose factor is that of all rows, not of the piece
            kind, factor = "HC0", self.sigma / self.sigma_mle
        names = self.compressed.given_names
        return partial(_robust_rows, names, self.beta, self._root, kind, factor)

    def robust_covariance(
        self,
        kind: str | Compressed = "HC3",
        *,
        clusters: ArrayLike | None = None,
        lags: int | None = None,
    ) -> Array:
        """Covariance of beta that does not believe in one variance and independence, shape (p, p).

        Each row may have a variance of its own; with `clusters`, rows of one cluster may share
        errors; with `lags`, so may rows up to so many places apart.

        Parameters
        ----------
        kind : {"HC0", "HC1", "HC2", "HC3"}, or Compressed
            How residuals stand in for errors where rows are independent, see `helpers.ols.robust`;
            or the triangle of a second pass, see `robust_rows`, which needs no rows.
        clusters : array_like, shape (n,), optional
            The cluster of each row, any labels (Liang & Zeger 1986); `kind` is not asked.
        lags : int, optional
            Rows in order of time (Newey & West 1987); `kind` is not asked.

        Raises
        ------
        NotDefinedError
            HC2 and HC3 where a row has leverage 1; fewer than two clusters; all where n = p.
        """
        if clusters is not None and lags is not None:
            raise ValueError("robust_covariance was given clusters and lags; wanted one of them.")
        per_unit, by_row = self._robust_scatter(kind if clusters is lags is None else "HC0")
        if clusters is not None:
            by_row = robust.cluster_scatter(by_row, clusters, self.p)
        scaled = by_row @ by_row.T if lags is None else robust.newey_west(by_row, lags)
        with np.errstate(over="ignore"):
            covariance = np.outer(per_unit, per_unit) * scaled
        roots = per_unit * np.sqrt(np.maximum(np.diag(scaled), 0))
        require_squares("The covariance", np.diag(covariance), roots)
        return covariance

    def robust_standard_errors(self, kind: str | Compressed = "HC3") -> Array:
        """Roots of the diagonal of `robust_covariance`, shape (p,)."""
        per_unit, by_row = self._robust_scatter(kind)
        return per_unit * np.linalg.norm(by_row, axis=1)

    # ---- rows that stand out -----------------------------------------------------------------

    @property
    def standardized_residuals(self) -> Array:
        """Residuals over their own standard errors, e / (sigma √(1 - h)), shape (n,)."""
        return self._over_their_errors(self.sigma)

    @property
    def studentized_residuals(self) -> Array:
        """The same with the sigma of a fit without the row, shape (n,).

        Under the model each follows t with n - p - 1 degrees of freedom (Cook & Weisberg 1982,
        *Residuals and Influence in Regression*, §2.2).
        """
        if self.df_resid < 2:
            raise NotDefinedError(
                "studentized_residuals leave out one row each, and then nothing is left to "
                "estimate sigma from. Collect more rows."
            )
        scaled = self.standardized_residuals
        left = np.maximum(self.df_resid - scaled**2, 0.0)
        with np.errstate(divide="ignore"):
            return scaled * np.sqrt((self.df_resid - 1) / left)

    @property
    def cooks_distance(self) -> Array:
        """How far beta moves where a row is left out, shape (n,), in units of its own uncertainty.

        (move of beta)' X'X (move of beta) / (p sigma²), from one fit (Cook 1977, *Technometrics*
        19); above 1 deserves a look.
        """
        h = self.leverage
        return self.standardized_residuals**2 * h / ((1 - h) * self.p)

    # ---- tests -------------------------------------------------------------------------------

    def breusch_pagan(self) -> ChiSquaredTest:
        """Test whether the residuals' variance is linear in the predictors, in Koenker's form.

        Returns
        -------
        ChiSquaredTest
            `statistic`, `df` (predictors besides the constant) and `p_value`; see
            `helpers.ols.diagnostics`.

        Raises
        ------
        NotDefinedError
            Where X has no constant, or nothing but it; where there are no residuals to explain.
        """
        return self._variance_test("breusch_pagan", lambda Q: Q)

    def white(self) -> ChiSquaredTest:
        """Test whether predictors, their squares or products explain the residuals' variance.

        Returns and raises as `breusch_pagan`, with up to p (p + 1) / 2 - 1 degrees of freedom:
        products that repeat others are not counted.
        """
        return self._variance_test("white", white_columns)

    # ---- how the residuals are distributed, and along the rows -------------------------------

    @property
    def durbin_watson(self) -> float:
        """Sum of squared steps between neighbouring residuals over their sum of squares.

        Near 2 without serial correlation (Durbin & Watson 1950, *Biometrika* 37).
        """
        residuals = self._varying_residuals("durbin_watson")
        return float((np.diff(residuals) ** 2).sum() / (residuals**2).sum())

    @property
    def skew(self) -> float:
        """Skewness of the residuals, m3 / m2^(3/2)."""
        return float(stats.skew(self._varying_residuals("skew")))

    @property
    def kurtosis(self) -> float:
        """Kurtosis of the residuals, m4 / m2²; 3 for a normal distribution."""
        return float(stats.kurtosis(self._varying_residuals("kurtosis"), fisher=False))

    @property
    def jarque_bera(self) -> float:
        """n (skew²/6 + (kurtosis - 3)²/24) (Jarque & Bera 1980, *Economics Letters* 6)."""
        return self.n * (self.skew**2 / 6 + (self.kurtosis - 3) ** 2 / 24)

    @property
    def jarque_bera_p(self) -> float:
        """p-value of `jarque_bera`, chi² with 2 degrees of freedom."""
        return float(stats.chi2.sf(self.jarque_bera, 2))

    @property
    def omnibus(self) -> float:
        """K² test that the residuals are normal (D'Agostino & Pearson 1973, *Biometrika* 60)."""
        return float(self._omnibus.statistic)

    @property
    def omnibus_p(self) -> float:
        """p-value of `omnibus`, chi² with 2 degrees of freedom."""
        return float(self._omnibus.pvalue)

    # ---- inner workings ----------------------------------------------------------------------

    @cached_property
    def _orthonormal(self) -> tuple[Array, Array]:
        return robust.orthonormal(self.rows[0], self.units)

    def _over_their_errors(self, sigma: float) -> Array:
        self._require_rows("Studentised residuals")
        self._require_residuals("Studentised residuals")
        room = 1 - self.leverage
        if room.min() < robust.ROOM:
            raise NotDefinedError(
                f"Row {int(room.argmin())} has leverage 1: the fit passes through it whatever its "
                "y is, and its residual, always zero, says nothing."
            )
        return self._whitened_residuals / (sigma * np.sqrt(room))

    @property
    def _whitened_residuals(self) -> Array:
        """Residuals that all have one variance under the model: of the rows as they were fitted."""
        return self.residuals

    def _robust_scatter(self, kind: str | Compressed) -> tuple[Array, Array]:
        """What each row adds to the scatter of beta, shape (p, n), and the unit of each beta.

        After a second pass, what each row of its triangle adds: their sum of squares is the same.
        """
        if isinstance(kind, Compressed):
            return self._scatter_of_second_pass(kind)
        self._require_rows("A robust covariance")
        _ = self.sigma  # raises where no residuals are left
        Q, R = self._orthonormal
        residuals = self._whitened_residuals
        largest = np.abs(residuals).max() or 1.0
        sd = np.sqrt(robust.variance_factors(kind, self.leverage, self.p)) * residuals / largest
        return largest / self.units, solve_triangular(R, Q.T) * sd

    def _scatter_of_second_pass(self, again: Compressed) -> tuple[Array, Array]:
        _ = self.sigma  # raises where no residuals are left
        if (again.n, again.p) != (self.n, self.p):
            raise ValueError(
                f"The second pass saw {again.n} rows and {again.p} columns, the fit {self.n} and "
                f"{self.p}; wanted the same data, compress(…, each=fit.robust_rows())."
            )
        weighted = solve_triangular(self._root, again.factor[:, :-1].T, trans="T")
        largest = np.abs(weighted).max() or 1.0
        by_row = solve_triangular(self._root / self.units, weighted / largest)
        return largest / self.units, by_row

    def _variance_test(self, name: str, columns: Callable[[Array], Array]) -> ChiSquaredTest:
        residuals = self._varying_residuals(name)
        if not self.has_constant:
            raise NotDefinedError(
                f"{name} compares squared residuals with their mean, and that needs a constant in "
                "the model: add a column of ones to X."
            )
        return variance_test(residuals, columns(self._orthonormal[0]), name)

    @property
    def _omnibus(self):
        residuals = self._varying_residuals("omnibus")
        if self.n < 8:
            raise NotDefinedError(f"Omnibus needs at least 8 observations; there are {self.n}.")
        return stats.normaltest(residuals)

    def _require_rows(self, what: str) -> tuple[NDArray, NDArray]:
        if self.rows is None:
            raise NeedsRowsError(
                f"{what} needs rows, and a compressed table holds none. Use fit(X, y), not fit(S)."
            )
        return self.rows

    def _varying_residuals(self, what: str) -> Array:
        """Residuals over the largest, for what does not depend on their scale."""
        self._require_rows(what)
        self._require_residuals(what)
        residuals = self._whitened_residuals
        if np.ptp(residuals) == 0:
            raise NotDefinedError(f"{what} describes how residuals differ, and they are all equal.")
        return residuals / np.abs(residuals).max()


def _robust_rows(
    names: tuple[str, ...] | None,
    beta: Array,
    root: Array,
    kind: str,
    factor: float,
    X: ArrayLike,
    y: ArrayLike,
) -> tuple[Array, Array]:
    """See `FromRows.robust_rows`; it takes along what it needs and no more, to go to a cluster."""
    if len(y) == 0:
        return np.zeros((0, len(beta))), np.zeros(0)
    rows = as_new_rows(X, names, len(beta), "X")
    deleted = as_response(y, len(rows)) - rows @ beta
    h = robust.leverage(solve_triangular(root, rows.T, trans="T").T)
    deleted *= factor * np.sqrt(robust.variance_factors(kind, h, len(beta)))
    return rows * deleted[:, None], deleted
