"""Three tests of linear restrictions R beta = r, three ways to look at one hill.

- Likelihood ratio: how much lower is the best restricted point? 2 (highest - restricted).
- Wald: how many standard errors from the top do the restrictions lie? Needs the full fit only.
- Score (Rao): how steep is the hill at the best restricted point? Needs the restricted fit only.

Each follows chi² with q degrees of freedom for q restrictions, for large n (Engle 1984, *Handbook
of Econometrics* 2, chapter 13). For normal errors all are functions of F, and
Wald >= likelihood ratio >= score (Berndt & Savin 1977, *Econometrica* 45). The restricted point is
climbed to from the full fit; where Student's t has several maxima, that need not be the highest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from helpers.arguments import real_numbers
from helpers.arrays import Array, column_lengths
from helpers.likelihood.climb import GATE, Climb, climb, runs_off
from helpers.likelihood.errors import ConvergenceError
from helpers.likelihood.families import StudentT
from helpers.likelihood.result import Fit


@dataclass(frozen=True)
class Test:
    """The outcome of a test.

    Attributes
    ----------
    name : str
    statistic : float
    df : int
        Number of restrictions.
    """

    name: str
    statistic: float
    df: int
    __test__ = False  # pytest collects what is called Test

    @property
    def p_value(self) -> float:
        """Probability of a statistic this large where the restrictions hold, for large n."""
        return float(stats.chi2.sf(self.statistic, self.df))

    def __str__(self) -> str:
        return f"{self.name}: {self.statistic:.3f}, df {self.df}, p = {self.p_value:.3g}"


def likelihood_ratio(
    full: Fit, restricted: Fit | None = None, *, R: ArrayLike | None = None, r: ArrayLike = 0.0
) -> Test:
    """Twice the log-likelihood that the restricted model gives away.

    Parameters
    ----------
    full : Fit
    restricted : Fit
        A fit of a model within the full one to the same y; or, in its place, R and r.
    R : array_like, shape (q, p) or (p,)
        The restrictions R beta = r.
    r : array_like, shape (q,) or a number
    """
    if (restricted is None) == (R is None):
        raise TypeError("Give the restricted fit, or R (and r) such that R beta = r; one of them.")
    if R is not None:
        R, r = restrictions(full, R, r)
        lower, df = restricted_climb(full, R, r).log_likelihood, len(R)
    else:
        _require_nested(full, restricted)
        lower, df = restricted.log_likelihood, full.p - restricted.p
    return Test("likelihood ratio", max(2 * (full.log_likelihood - lower), 0.0), df)


def wald(fit: Fit, R: ArrayLike, r: ArrayLike = 0.0) -> Test:
    """(R beta - r)' [R V R']⁻¹ (R beta - r), V the estimated covariance of beta.

    Parameters
    ----------
    fit : Fit
        The full model.
    R : array_like, shape (q, p) or (p,)
        One restriction a row: ``[0, 1, -1]`` says that two slopes are equal, with r = 0.
    r : array_like, shape (q,) or a number
    """
    R, r = restrictions(fit, R, r)
    fit.surface.restricted(R, r)  # raises where restrictions repeat each other
    off = R @ fit.beta - r
    root = R @ fit.root
    scale = column_lengths(root.T)
    correlation = (root / scale[:, None]) @ (root / scale[:, None]).T
    return Test("Wald", float(off / scale @ np.linalg.solve(correlation, off / scale)), len(R))


def score_test(fit: Fit, R: ArrayLike, r: ArrayLike = 0.0) -> Test:
    """g'I⁻¹g of the full model, at the best point on which R beta = r (Rao 1948).

    I is the expected information. Parameters: as `wald`; of `fit`, the full model, only the model
    is used, and a start for finding the restricted point.
    """
    R, r = restrictions(fit, R, r)
    there = restricted_climb(fit, R, r)
    theta = np.linalg.solve(fit.surface.to_beta, there.beta - fit.surface.origin)
    phi = np.append(theta, there.phi[fit.p - len(R) :])
    surface = fit.surface
    if runs_off(surface, phi):
        surface, phi = surface.under(StudentT(np.inf)), phi[:-1]
    gradient = surface.gradient(phi)
    return Test("score", float(gradient @ np.linalg.solve(surface.expected(phi), gradient)), len(R))


def restricted_climb(fit: Fit, R: Array, r: Array) -> Climb:
    """The best point on which R beta = r, climbed to from the one nearest to the fit."""
    part, phi = fit.surface.restricted(R, r), fit.phi
    off = fit.surface.table.X @ phi[: fit.p] - (fit.surface.table.y - part.table.y)
    nearest = part.table.X.T @ off / fit.n
    there = climb(part, "restricted", np.append(nearest, phi[fit.p :]))
    if not 0 <= there.gate < GATE:
        raise ConvergenceError(
            f"No maximum was reached under the restrictions ({there}). Look at values of r nearer "
            "to the estimates."
        )
    return there


def restrictions(fit: Fit, R: ArrayLike, r: ArrayLike) -> tuple[Array, Array]:
    """R as (q, p) and r as (q,), or an error that says what R beta = r means."""
    R = np.atleast_2d(real_numbers("R", R))
    if R.ndim != 2 or R.shape[1] != fit.p:
        raise ValueError(
            f"R has shape {R.shape}; wanted ({fit.p},) or (q, {fit.p}), one restriction a row and "
            "one entry a coefficient: R @ beta = r."
        )
    if len(R) > fit.p:
        raise ValueError(f"R has {len(R)} rows, more than the {fit.p} coefficients it restricts.")
    if not R.any(axis=1).all():
        raise ValueError("A row of R is all zeros, which restricts nothing. Leave it out.")
    r = real_numbers("r", r)
    if r.ndim > 1 or (r.ndim == 1 and len(r) != len(R)):
        raise ValueError(
            f"r has shape {r.shape}; wanted one number for each of {len(R)} rows of R."
        )
    return R, np.broadcast_to(r, (len(R),))


def _require_nested(full: Fit, restricted: Fit) -> None:
    if full.n != restricted.n:
        raise ValueError(
            f"The fits have {full.n} and {restricted.n} observations; a ratio compares two models "
            "of the same data."
        )
    if _law(full) != _law(restricted):
        raise ValueError(
            f"The fits have different laws of the errors, {_law(full)} and {_law(restricted)}; a "
            "ratio compares two sets of columns under one law. (Normal errors are Student's t at "
            "the edge df = inf, and at an edge the ratio does not follow chi².)"
        )
    if full.p <= restricted.p:
        raise ValueError(
            f"The full model has {full.p} coefficients and the restricted one {restricted.p}; "
            "wanted the larger model first."
        )
    if full.log_likelihood < restricted.log_likelihood - 1e-7 * abs(restricted.log_likelihood):
        raise ValueError(
            f"The larger model has the lower log-likelihood ({full.log_likelihood:.6g} below "
            f"{restricted.log_likelihood:.6g}), so that the other is not a part of it, or the data "
            "differ."
        )


def _law(fit: Fit) -> str:
    return "StudentT()" if fit.estimates_df else repr(fit.family)
