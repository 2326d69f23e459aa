"""The log-likelihood as a surface to climb, in coordinates in which it is as round as can be.

With X = Q R / √n, where Q has orthogonal columns of length √n, and with the least-squares
residuals' root mean square as the unit of y, put

    theta = R (beta - b) / √n,     beta = T theta + b.

The origin b is least squares: it is near enough to the top that differences between points keep
all their digits, however large y is beside its residuals. In (theta, log sigma) the information of
normal errors at the top is n times diag(1, …, 1, 2): whatever units X and y came in, and however
near its columns are to each other, a step of 1/√n is about one standard error in every direction.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg.lapack import dtrtri

from helpers.arrays import Array, column_lengths
from helpers.compressed import Compressed, compress
from helpers.likelihood.errors import CollinearError, UnboundedLikelihoodError
from helpers.likelihood.evaluate import (
    Table,
    as_table,
    expected_at,
    log_likelihood_at,
    observed_at,
    score_at,
)
from helpers.likelihood.families import Family, StudentT
from helpers.rank import REPEATED, is_rounding, rank_of


@dataclass(frozen=True, eq=False)
class Surface:
    """Log-likelihood over phi = (theta, log sigma), or (theta, log sigma, log df) to estimate df.

    Attributes
    ----------
    family : Normal or StudentT
    table : Table
        Rows of Q and of y - X origin in its unit; or, for normal errors, of their triangle.
    to_beta : ndarray, shape (p, k)
        beta = to_beta @ theta + origin, in the data's own units.
    origin : ndarray, shape (p,)
    unit : float
        The unit of y: sigma = unit exp(log sigma).
    names : tuple of str
        Names of the p columns.
    """

    family: Family
    table: Table
    to_beta: Array
    origin: Array
    unit: float
    names: tuple[str, ...]

    @property
    def k(self) -> int:
        """Number of coordinates theta."""
        return self.table.X.shape[1]

    @property
    def n(self) -> int:
        """Number of observations."""
        return self.table.n

    def at(self, phi: Array) -> tuple[Family, Array, float]:
        """The family, theta and sigma (in the surface's units) that phi stands for."""
        if self.family.estimates_df:
            return StudentT(float(np.exp(phi[-1]))), phi[:-2], float(np.exp(phi[-2]))
        return self.family, phi[:-1], float(np.exp(phi[-1]))

    def point(self, phi: Array) -> tuple[Array, float]:
        """(beta, sigma) in the data's units."""
        _, theta, sigma = self.at(phi)
        return self.to_beta @ theta + self.origin, sigma * self.unit

    def value(self, phi: Array) -> float:
        """Log-likelihood, in the data's units."""
        family, theta, sigma = self.at(phi)
        return log_likelihood_at(family, self.table, theta, sigma) - self.n * np.log(self.unit)

    def gradient(self, phi: Array) -> Array:
        """First derivatives of `value` by phi."""
        family, theta, sigma = self.at(phi)
        gradient = score_at(family, self.table, theta, sigma)
        if not self.family.estimates_df:
            return gradient
        return np.append(gradient, family.by_log_df(self._standardised(theta, sigma))[0].sum())

    def information(self, phi: Array) -> Array:
        """Minus the second derivatives of `value` by phi."""
        family, theta, sigma = self.at(phi)
        information = observed_at(family, self.table, theta, sigma)
        if not self.family.estimates_df:
            return information
        u = self._standardised(theta, sigma)
        _, second, of_slope = family.by_log_df(u)
        mixed = np.append(of_slope @ self.table.X / sigma, u @ of_slope)
        return np.block([[information, mixed[:, None]], [mixed[None, :], -second.sum()]])

    def expected(self, phi: Array) -> Array:
        """Mean of `information` over all data that phi would bring forth."""
        family, _, sigma = self.at(phi)
        information = expected_at(family, self.table, sigma)
        if not self.family.estimates_df:
            return information
        of_log_df, mixed = family.expected_with_log_df
        information = np.pad(information, (0, 1))
        information[-1, -1] = self.n * of_log_df
        information[-1, -2] = information[-2, -1] = self.n * mixed
        return information

    def under(self, family: Family) -> "Surface":
        """The same data and coordinates under another law."""
        return replace(self, family=family)

    def restricted(self, R: Array, r: Array) -> "Surface":
        """The part of the surface on which R beta = r; R has shape (q, k), in the data's units.

        theta = N gamma + theta_0, with N an orthonormal basis of the directions in which
        R beta does not change, so that the part is as round as the whole.
        """
        A = R @ self.to_beta
        lengths = column_lengths(A.T)
        U, size, V = np.linalg.svd(A / lengths[:, None])
        if size[-1] < REPEATED:
            raise ValueError(
                "The restrictions repeat or contradict each other: the rows of R must be linearly "
                "independent. Leave out those that follow from the others."
            )
        q = len(A)
        right_side = (r - R @ self.origin) / lengths
        theta_0, N = V[:q].T @ (U.T @ right_side / size), V[q:].T
        return replace(
            self,
            table=Table(self.table.X @ N, self.table.y - self.table.X @ theta_0, self.n),
            to_beta=self.to_beta @ N,
            origin=self.origin + self.to_beta @ theta_0,
        )

    def _standardised(self, theta: Array, sigma: float) -> Array:
        return (self.table.y - self.table.X @ theta) / sigma


def as_surface(X: ArrayLike | Compressed, y: ArrayLike | None, family: Family) -> Surface:
    """The likelihood's surface over the data."""
    if isinstance(X, Compressed) or y is None:
        as_table(X, y, family)  # raises where that cannot be
        return surface_of(X, None, family)
    S = compress(X, y)
    return surface_of(S, as_table(X, y, family) if family.needs_rows else None, family)


def surface_of(S: Compressed, rows: Table | None, family: Family) -> Surface:
    """The likelihood's surface, or an error that says why it has no peak.

    Parameters
    ----------
    S : Compressed
    rows : Table, or None where the family does without
    family : Normal or StudentT
    """
    n, p = S.n, S.p
    if n <= p:
        raise UnboundedLikelihoodError(
            f"There are {n} observations and {p} coefficients: some beta passes through every "
            "point, and then the likelihood grows without end as sigma goes to 0. Collect more "
            f"rows than {p}, or leave columns out."
        )
    lengths = column_lengths(S.factor[:, :-1])
    _require_independent(S, lengths)
    R, z, residual_length = S.factor[:p, :p] / lengths, S.factor[:p, p], S.factor[p, p]
    inverse, _ = dtrtri(R)  # on a busy machine BLAS's threads in solve_triangular take longest
    terms = np.abs(inverse @ z).sum() + np.hypot(np.linalg.norm(z), residual_length)
    if is_rounding(residual_length, terms, n):
        raise UnboundedLikelihoodError(
            "The fit is perfect: the residuals' root mean square, "
            f"{residual_length / np.sqrt(n):.1g}, is rounding. Then the likelihood grows without "
            "end as sigma goes to 0, and there is no maximum. Is y computed from "
            "the columns of X, or one of them?"
        )
    if isinstance(family, StudentT) and not family.estimates_df and is_unbounded(family.df, n, p):
        raise unbounded(family.df, n, p, f"so many always can be fitted by {p} coefficients")
    unit = residual_length / np.sqrt(n)
    to_theta = inverse * np.sqrt(n) / lengths[:, None]
    origin = inverse @ z / lengths
    if family.needs_rows:
        table = Table(rows.X @ to_theta, (rows.y - rows.X @ origin) / unit, n)
    else:
        table = Table(np.sqrt(n) * np.eye(p + 1, p), np.sqrt(n) * np.eye(p + 1)[p], n)
    return Surface(family, table, to_theta * unit, origin, float(unit), S.names)


def exactly_fitted(surface: Surface, phi: Array) -> int:
    """How many rows beta passes through."""
    _, theta, _ = surface.at(phi)
    return int((np.abs(surface.table.y - surface.table.X @ theta) < 1e-8).sum())


def is_unbounded(df: float, n: int, k: int) -> bool:
    """Whether sigma can go to 0 where beta passes through k of n points.

    There log L = k log(1/sigma) - (n - k) df log(1/sigma) + …, which grows without end where
    df < k / (n - k). Through p points beta always can pass (Fernández & Steel 1999, *Biometrika*
    86, 153–167).
    """
    return df * (n - k) <= k


def unbounded(df: float, n: int, k: int, why: str) -> UnboundedLikelihoodError:
    """What to say then."""
    return UnboundedLikelihoodError(
        f"With df = {df:.3g} the likelihood grows without end where beta passes through {k} of "
        f"the {n} points and sigma goes to 0: {why}. Wanted df above {k} / {n - k}, or normal "
        "errors."
    )


def _require_independent(S: Compressed, lengths: Array) -> None:
    for j in np.flatnonzero(lengths == 0):
        raise CollinearError(
            f"Column {S.names[j]!r} of X is zero in all {S.n} rows: the likelihood does not depend "
            "on its coefficient and has a ridge, no peak. Leave the column out."
        )
    found = rank_of(S.factor[: S.p, : S.p], S.names, S.constant)
    if found.rank < S.p:
        raise CollinearError(
            f"The columns of X repeat each other: {'; '.join(found.relations)}, in every row. The "
            "likelihood is equally high along a whole line of betas, a ridge and no peak. Leave "
            f"out {'one column' if len(found.relations) == 1 else 'one of each'}."
        )
