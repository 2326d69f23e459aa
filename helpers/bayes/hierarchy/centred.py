"""The regression as the hierarchical models see it: predictors centred, intercept set aside.

With an intercept under a flat prior, all that the data say of the slopes is in the centred columns.
Put the constant column first and triangularise once more:

    [const  X  y] = Q [ c  a'  e ]      const has length c,
                      [    R   z ]      centred X and y have the triangle [R z; 0 r].
                      [        r ]

No sum of squares is formed, so no digit is lost. The slopes see z = R beta + noise and r², the
residual sum of squares on n - 1 - J further degrees of freedom; the intercept, given the slopes, is
N((e - a'beta) / c, sigma²/c²).

In the basis of the singular value decomposition R = U D V', the coordinates gamma = V'beta are
seen one by one, U'z = D gamma + noise: a rotated problem of J independent numbers (Lindley & Smith
1972, §3; Golub & Van Loan 2013, §8.6). It is computed by LAPACK's Jacobi SVD, whose error does not
depend on the units of the columns (Drmač & Veselić 2008, *SIAM J. Matrix Anal. Appl.* 29).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import lapack, qr

from helpers.arrays import Array, column_lengths
from helpers.compressed import Compressed, as_compressed
from helpers.rank import REPEATED, is_rounding


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The slopes in coordinates that the data see one by one.

    Attributes
    ----------
    d : ndarray, shape (J,)
        Singular values of the centred predictors, 0 where the data say nothing.
    V : ndarray, shape (J, J)
        beta = V gamma.
    z : ndarray, shape (J,)
        What is seen of them: z ~ N(d gamma, sigma²).
    ones : ndarray, shape (J,)
        V'1: where equal slopes lie in these coordinates.
    """

    d: Array
    V: Array
    z: Array
    ones: Array

    @property
    def seen(self) -> Array:
        """What is seen of slopes that are all 1: d V'1, shape (J,)."""
        return self.d * self.ones


@dataclass(frozen=True, eq=False)
class Centred:
    """A regression on J centred predictors.

    Attributes
    ----------
    n, J, rank : int
        Rows, predictors, and how many of the centred predictors are linearly independent.
    R : ndarray, shape (J, J)
        Triangle of the centred predictors, of which the first `rank` rows are not zero.
    z : ndarray, shape (J,)
        Its right-hand side: z ~ N(R beta, sigma² I).
    rss : float
        Residual sum of squares of least squares, on n - 1 - rank degrees of freedom.
    shift : ndarray, shape (J,)
        Means of the predictors in units of the constant column.
    level : float
        Mean of y in units of the constant column.
    length : float
        Length of the constant column.
    constant : int
        Which column of X it is.
    labels : tuple of str
        The columns of X.
    """

    n: int
    J: int
    rank: int
    R: Array
    z: Array
    rss: float
    shift: Array
    level: float
    length: float
    constant: int
    labels: tuple[str, ...]

    @property
    def df(self) -> int:
        """Degrees of freedom of `rss`."""
        return self.n - 1 - self.rank

    @property
    def slope_labels(self) -> tuple[str, ...]:
        """The predictors, without the constant."""
        return tuple(label for j, label in enumerate(self.labels) if j != self.constant)

    @cached_property
    def spectrum(self) -> Spectrum:
        """The singular value decomposition of R."""
        values, U, V, work, _, failed = lapack.dgejsv(self.R, joba=0, jobu=0, jobv=0, jobp=0)
        if failed:
            raise np.linalg.LinAlgError(
                "The singular values of the predictors did not converge. Bring the columns to "
                "scales that are not so far apart."
            )
        d = values * (work[0] / work[1])
        d[self.rank :] = 0.0
        return Spectrum(d, V, U.T @ self.z, V.sum(axis=0))

    def with_intercept(self, slopes: Array, sigma: Array, rng: np.random.Generator) -> Array:
        """Slopes (..., J) and sigma (...) with a drawn intercept: beta of shape (..., J + 1)."""
        noise = rng.standard_normal(sigma.shape)
        return self.beta(self.level + sigma / self.length * noise, slopes)

    def beta(self, alpha: Array | float, slopes: Array) -> Array:
        """All coefficients (..., J + 1), of slopes (..., J) and alpha (...).

        alpha is the intercept of the centred predictors.
        """
        return np.insert(slopes, self.constant, alpha - slopes @ self.shift, axis=-1)

    @property
    def along(self) -> Array:
        """beta = along @ slopes, but for alpha: shape (J + 1, J)."""
        return np.insert(np.eye(self.J), self.constant, -self.shift, axis=0)

    def with_level(self, means: Array, variances: Array, sigma: Array) -> tuple[Array, Array]:
        """Means and sds of beta given sigma (rows,), of the means and variances of along @ slopes.

        All of shape (rows, J + 1).
        """
        means[:, self.constant] += self.level
        variances[:, self.constant] += np.square(sigma / self.length)
        return means, np.sqrt(variances)


def centre(X: ArrayLike | Compressed, y: ArrayLike | None = None) -> Centred:
    """Set the constant column aside.

    Raises
    ------
    TypeError, ValueError
        For what is no regression, has no constant column, or nothing besides it.
    """
    S = as_compressed(X, y)
    if S.n == 0:
        raise ValueError("The table has no rows; wanted at least one observation.")
    if S.constant is None:
        raise ValueError(
            f"X has no constant column among {list(S.names)}; the hierarchical models have an "
            "intercept. Add one: np.column_stack([np.ones(len(X)), X])."
        )
    if S.p < 2:
        raise ValueError("X holds a constant and no predictor; wanted at least one predictor.")
    J = S.p - 1
    slopes = [j for j in range(S.p) if j != S.constant]
    T = np.linalg.qr(S.factor[:, [S.constant, *slopes, S.p]], mode="r")
    T *= np.where(T[0, 0] < 0, -1.0, 1.0)
    R, z, corner = T[1:-1, 1:-1], T[1:-1, -1], T[-1, -1]
    # What centring leaves of a column that is a multiple of the constant is rounding.
    whole = column_lengths(T[:-1, 1:-1])
    lengths = column_lengths(R)
    R = np.where(lengths > REPEATED * whole, R, 0.0)
    lengths = np.where(lengths > REPEATED * whole, lengths, 1.0)
    Q, triangle, order = qr(R / lengths, pivoting=True)
    rank = min(int((np.abs(np.diag(triangle)) > REPEATED).sum()), S.n - 1)
    seen = Q.T @ z
    if rank < J:
        R = np.zeros((J, J))
        R[:rank, order] = triangle[:rank] * lengths[order]
        z = np.where(np.arange(J) < rank, seen, 0.0)
        corner = np.hypot(corner, np.linalg.norm(seen[rank:]))
    slopes = np.linalg.lstsq(R / lengths, z, rcond=None)[0]
    # The intercept's term is at most as long as the others together.
    terms = 2 * (np.abs(slopes) @ (whole / lengths) + np.linalg.norm(S.factor[:, -1]))
    perfect = S.n - 1 == rank or is_rounding(abs(corner), terms, S.n)
    return Centred(
        n=S.n,
        J=J,
        rank=rank,
        R=R,
        z=z,
        rss=0.0 if perfect else float(corner) ** 2,
        shift=T[0, 1:-1] / T[0, 0],
        level=float(T[0, -1] / T[0, 0]),
        length=float(T[0, 0]),
        constant=S.constant,
        labels=S.names,
    )
