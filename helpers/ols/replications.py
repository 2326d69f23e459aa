"""Many responses on the same X, fitted at once.

A sampling law shows itself only over thousands of data sets. They share their X, so that X is
factored once, X = Q R, and the rest is two matrix products for all data sets together:

    beta = R⁻¹ Q'y,    residuals = y - Q Q'y.

Data sets are rows here, Y being (replication, n), and are taken a block at a time: beside Y, a copy
of it and the results, memory is that of a block.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.linalg import solve_triangular

from helpers.arrays import (
    Array,
    as_design,
    column_lengths,
    column_names,
    replicated_rows,
    require_finite_responses,
    require_same_index,
)
from helpers.compressed import compress, one_blas_thread
from helpers.ols import robust
from helpers.ols.errors import NotDefinedError
from helpers.ols.fitting import owned, power_of_two
from helpers.ols.rank import NEARLY_REPEATED, least_distance
from helpers.ols.result import two_sided_quantile
from helpers.rank import is_rounding

BLOCK_ENTRIES = 2**16  # of Y: half a megabyte, which stays in the cache
SAFE_SQUARES = (1e-200, 1e300)  # sums of squares in between have neither over- nor underflown


@dataclass(frozen=True, eq=False)
class Fits:
    """Least-squares fits of many responses on one X; made by `helpers.ols.fit_many`.

    Row r of every array belongs to data set r. Sigma and standard errors are standard deviations.

    Attributes
    ----------
    beta : ndarray, shape (replication, p)
        The coefficients, in the order of X's columns.
    residual_length : ndarray, shape (replication,)
        ‖y - X beta‖, the root of `ssr`.
    names : tuple of str
        Names of the coefficients.
    """

    beta: Array
    residual_length: Array
    names: tuple[str, ...]
    Q: Array = field(repr=False)  # shape (n, p): X / units = Q R
    R: Array = field(repr=False)
    units: Array = field(repr=False)  # shape (p,), powers of two
    errors_per_sigma: Array = field(repr=False)  # shape (p,), roots of the diagonal of (X'X)⁻¹
    Y: NDArray = field(repr=False)  # a copy of what was given

    def __post_init__(self):
        self.beta.setflags(write=False)
        self.residual_length.setflags(write=False)

    def __repr__(self) -> str:
        return f"<{self.replications} OLS fits, n = {self.n}: {', '.join(self.names)}>"

    @property
    def replications(self) -> int:
        """Number of data sets."""
        return len(self.beta)

    @property
    def n(self) -> int:
        """Number of observations in each data set."""
        return len(self.Q)

    @property
    def p(self) -> int:
        """Number of coefficients, the constant's included."""
        return self.beta.shape[1]

    @property
    def df_resid(self) -> int:
        """Degrees of freedom of the residuals, n - p."""
        return self.n - self.p

    @property
    def perfect(self) -> NDArray[np.bool_]:
        """Which data sets are fitted perfectly, shape (replication,): residuals only rounding."""
        if self.df_resid == 0:
            return np.ones(self.replications, dtype=bool)
        beta, left = self.beta * self.units, self.residual_length
        unit = np.maximum(np.abs(beta).max(axis=1), left)
        unit = np.where(unit > 0, unit, 1.0)
        beta, left = beta / unit[:, None], left / unit
        explained = np.linalg.norm(beta @ self.R.T, axis=1)
        terms = np.abs(beta) @ column_lengths(self.R) + np.hypot(explained, left)
        return is_rounding(left, terms, self.n)

    @property
    def ssr(self) -> Array:
        """Sums of squared residuals, shape (replication,)."""
        return self.residual_length**2

    @property
    def sigma(self) -> Array:
        """Estimates of the errors' standard deviation, √(SSR / (n - p)), shape (replication,)."""
        return self.residual_length / np.sqrt(self._require_residuals())

    @property
    def sigma_mle(self) -> Array:
        """The maximum-likelihood estimates of sigma, √(SSR / n), shape (replication,)."""
        return self.residual_length / np.sqrt(self.n)

    @property
    def standard_errors(self) -> Array:
        """Standard errors of beta, shape (replication, p): roots of diag sigma² (X'X)⁻¹."""
        return self.sigma[:, None] * self.errors_per_sigma

    def robust_standard_errors(self, kind: str = "HC3") -> Array:
        """Standard errors that allow each row a variance of its own, shape (replication, p).

        Parameters
        ----------
        kind : {"HC0", "HC1", "HC2", "HC3"}
            See `helpers.ols.robust`.
        """
        self._require_residuals()
        factors = robust.variance_factors(kind, robust.leverage(self.Q), self.p)
        # The variance of coefficient j is the sum over rows of A_ji² var_i, with A = R⁻¹ Q'.
        variances = np.empty_like(self.beta)
        with one_blas_thread():
            squared_map = solve_triangular(self.R, self.Q.T) ** 2 * factors
            for block, _, residuals in projected(self.Y, self.Q):
                length = self.residual_length[block]
                residuals /= np.where(length > 0, length, 1.0)[:, None]
                variances[block] = residuals**2 @ squared_map.T
        return np.sqrt(variances) * self.residual_length[:, None] / self.units

    @property
    def t_values(self) -> Array:
        """beta / standard error, shape (replication, p)."""
        standard_errors = self.standard_errors
        if self.perfect.any():
            first = int(self.perfect.argmax())
            raise NotDefinedError(
                f"t divides by sigma, and data set {first} is fitted perfectly: its sigma, "
                f"{self.sigma[first]:.1g}, is only rounding. Leave out the data sets that "
                "`perfect` marks."
            )
        return self.beta / standard_errors

    @property
    def p_values(self) -> Array:
        """Two-sided p-values of t with n - p degrees of freedom, shape (replication, p)."""
        return 2 * stats.t.sf(np.abs(self.t_values), self.df_resid)

    def conf_int(self, level: float = 0.95) -> Array:
        """Confidence intervals for beta, shape (replication, p, 2): lower and upper ends.

        Parameters
        ----------
        level : float
            The share of intervals, over repetitions, that hold the truth, 0.95 for 95 %; from
            0.5 to 1.
        """
        margin = two_sided_quantile(level, self._require_residuals()) * self.standard_errors
        return np.stack([self.beta - margin, self.beta + margin], axis=-1)

    def _require_residuals(self) -> int:
        """The degrees of freedom of the residuals, where there are any."""
        if self.df_resid == 0:
            raise NotDefinedError(
                f"n = p = {self.n}: each fit passes through every point and leaves nothing to "
                "estimate sigma from. Simulate more rows, or leave columns out."
            )
        return self.df_resid


def fit_many(X: ArrayLike, Y: ArrayLike) -> Fits:
    """Fit a linear model by least squares to each of many responses on the same X.

    Parameters
    ----------
    X : array_like, shape (n, p)
        The design matrix, its constant column included.
    Y : array_like, shape (replication, n)
        A data set's response in each row, as `helpers.simulate.replicate` makes them.

    Returns
    -------
    Fits

    Raises
    ------
    RankError
        Where columns of X repeat each other exactly.
    TypeError, ValueError
        For input that is no regression (see `helpers.arrays`), and for n < p.

    Warns
    -----
    CollinearityWarning
        Where they nearly do.

    Notes
    -----
    The digits are those of Householder's QR; `helpers.ols.fit` corrects the last ones of a single
    small data set besides. A copy of Y is kept, for what needs residuals later.
    """
    table = as_design(X)
    responses = replicated_rows(Y, len(table))
    require_same_index(X, Y, "Y")
    Y = responses
    n, p = table.shape
    units = power_of_two(column_lengths(table) / np.sqrt(n))
    z, length = np.empty((len(Y), p)), np.empty(len(Y))
    with one_blas_thread():
        Q, R = robust.orthonormal(table, units)
        # The columns of R are about √n long, and none is nearer to the others than this.
        if np.linalg.svd(R, compute_uv=False)[-1] < 2 * NEARLY_REPEATED * np.sqrt(n):
            least_distance(compress(X, np.zeros(n)))  # names the columns
        for block, explained, residuals in projected(Y, Q):
            z[block] = explained
            length[block] = _lengths(residuals, block, Y)
        beta = solve_triangular(R, z.T).T / units
        root = solve_triangular(R, np.eye(p))  # of (X'X)⁻¹ = root root'
    return Fits(
        beta=beta,
        residual_length=length,
        names=column_names(X),
        Q=Q,
        R=R,
        units=units,
        errors_per_sigma=np.linalg.norm(root, axis=1) / units,
        Y=owned(Y),
    )


def _lengths(residuals: Array, block: slice, Y: NDArray) -> Array:
    """Length of each row of residuals; where one cannot be had plainly, Y may hold nan or inf."""
    squares = np.einsum("ij,ij->i", residuals, residuals)
    unsafe = ~((squares > SAFE_SQUARES[0]) & (squares < SAFE_SQUARES[1]))
    length = np.sqrt(squares)
    if unsafe.any():
        require_finite_responses(Y[block], block.start)
        length[unsafe] = column_lengths(residuals[unsafe].T)
    return length


def projected(Y: NDArray, Q: Array) -> Iterator[tuple[slice, Array, Array]]:
    """Take Y apart block by block, into what Q explains and what it leaves.

    Yields
    ------
    block : slice
        Which data sets.
    z : ndarray, shape (block, p)
        Q'y of each.
    residuals : ndarray, shape (block, n)
        y - Q z of each, in memory that the next block uses again.
    """
    rows = max(1, BLOCK_ENTRIES // Y.shape[1])
    memory = np.empty((min(rows, len(Y)), Y.shape[1]))
    for first in range(0, len(Y), rows):
        block = slice(first, min(first + rows, len(Y)))
        residuals = memory[: block.stop - first]
        with np.errstate(invalid="ignore"):  # of nan and inf in Y, which get an error of their own
            z = Y[block] @ Q
            np.matmul(z, Q.T, out=residuals)
            np.subtract(Y[block], residuals, out=residuals)
        yield block, z, residuals
