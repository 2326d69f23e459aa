"""From data to the maximum: climb from several starts, and refuse what is no maximum.

For normal errors the answer is known in closed form, least squares and the root mean square of its
residuals (Gauss 1809). It is climbed for all the same: what the climb does here it also does where
no formula exists, and here it can be held to one.
"""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from helpers.compressed import Compressed
from helpers.likelihood.climb import GATE, Climb, climb, runs_off
from helpers.likelihood.errors import ConvergenceError, SeveralMaximaWarning
from helpers.likelihood.families import Family, Normal, StudentT, as_family
from helpers.likelihood.result import Fit
from helpers.likelihood.starts import own_starts, phi_of
from helpers.likelihood.surface import (
    Surface,
    as_surface,
    exactly_fitted,
    is_unbounded,
    unbounded,
)


def fit(
    X: ArrayLike | Compressed,
    y: ArrayLike | None = None,
    *,
    family: Family | str = "normal",
    starts: Sequence[tuple[ArrayLike, float]] | None = None,
    steps: int = 100,
) -> Fit:
    """Find the beta and sigma under which the data are most likely.

    Parameters
    ----------
    X : array_like, shape (n, p), or Compressed
        The design matrix, its constant column included; or, for normal errors, what
        `helpers.compressed` made of X and y.
    y : array_like, shape (n,), or nothing where X is a Compressed
    family : "normal", StudentT(df), or StudentT() to estimate df as well
    starts : sequence of (beta, sigma), optional
        Where to start from, in place of the own starts.
    steps : int
        The most steps from one start; about ten are usual.

    Returns
    -------
    Fit

    Raises
    ------
    ConvergenceError
        Where no start came to a maximum (gate g'I⁻¹g below 1e-8 and the surface bending downwards
        in all directions), or where starts disagree about the only maximum that normal errors have.
    UnboundedLikelihoodError
        Where there is none, since sigma can go to 0: a perfect fit, n <= p, df <= p / (n - p).
    CollinearError
        Where columns of X repeat each other.
    NeedsRowsError
        For Student's t and a Compressed.

    Warns
    -----
    SeveralMaximaWarning
        Student's t can have several maxima. All starts are in `Fit.starts`; the highest is taken.

    Notes
    -----
    df is looked for between 0.01 and 1000. Where the likelihood still rises at 1000, the tails
    are no heavier than normal ones, and the fit has df = inf: the normal fit. Strictly, with df
    left free the likelihood is unbounded for any data (df below p / (n - p), sigma to 0); as
    always, the highest local maximum above is meant.

    Beta has the digits of Householder's QR: columns that nearly repeat each other cost some, and
    `ols.fit` warns of them. No step depends on units.
    """
    family = as_family(family)
    surface = as_surface(X, y, family)
    if starts is None:
        named = own_starts(surface)
    else:
        named = {str(k): phi_of(surface, beta, sigma) for k, (beta, sigma) in enumerate(starts)}
        if not named:
            raise ValueError("starts is empty; wanted at least one pair (beta, sigma).")
    return best_of(surface, [climb(surface, *start, steps=steps) for start in named.items()])


def best_of(surface: Surface, climbs: list[Climb]) -> Fit:
    """The highest of the climbs as a Fit, if it is a maximum and the others do not contradict."""
    ranked = sorted(climbs, key=lambda c: c.log_likelihood, reverse=True)
    if surface.family.estimates_df:  # then a heap is always to be had, and only maxima count
        ranked.sort(key=lambda c: _heap(surface, c) is not None)
    best = ranked[0]
    account = "; ".join(map(str, ranked))
    _require_no_heap(surface, best)
    if not 0 <= best.gate < GATE:
        raise ConvergenceError(
            f"No maximum was reached ({account}; wanted a gate g'I⁻¹g below {GATE:g}). Allow more "
            "steps, start nearer, e.g. from least squares, or look whether the model suits: a few "
            "observations may pull in different directions."
        )
    arrived = [c for c in ranked if 0 <= c.gate < GATE]
    others = [c for c in arrived[1:] if _distance(surface, best, c) > 1e-3]
    if isinstance(surface.family, Normal) and (others or len(arrived) < len(ranked)):
        raise ConvergenceError(
            f"The starts do not agree, and normal errors have one maximum only ({account}). Allow "
            "more steps, or leave out starts that lie too far away."
        )
    if others:
        warnings.warn(
            f"The likelihood has several maxima ({account}). The highest was taken; look at "
            "`starts`, and at the observations on which they differ.",
            SeveralMaximaWarning,
            stacklevel=3,
        )
    estimates_df, phi = surface.family.estimates_df, best.phi
    if runs_off(surface, phi):
        surface, phi = surface.under(StudentT(np.inf)), phi[:-1]
    return Fit(
        beta=best.beta.copy(),
        sigma=best.sigma,
        family=surface.at(phi)[0],
        log_likelihood=best.log_likelihood,
        gate=best.gate,
        starts=tuple(ranked),
        estimates_df=estimates_df,
        surface=surface,
        phi=phi,
    )


def _heap(surface: Surface, end: Climb) -> int | None:
    """Through how many points beta passes there, if it is so many that sigma can go to 0."""
    family = surface.at(end.phi)[0]
    k = max(exactly_fitted(surface, end.phi), surface.k)
    falls = isinstance(family, StudentT) and is_unbounded(family.df, surface.n, k)
    return k if falls else None


def _require_no_heap(surface: Surface, end: Climb) -> None:
    """Refuse an end where Student's t has fallen onto observations that lie on one plane."""
    k = _heap(surface, end)
    if k is not None:
        why = "values of y may be rounded or repeated"
        if surface.family.estimates_df and k == surface.k:
            why = "n is too small to estimate df, so choose one, StudentT(4), say"
        raise unbounded(surface.at(end.phi)[0].df, surface.n, k, why)


def _distance(surface: Surface, a: Climb, b: Climb) -> float:
    """How far apart two ends are, in standard errors."""
    if runs_off(surface, a.phi):
        surface, step = surface.under(StudentT(np.inf)), a.phi[:-1] - b.phi[:-1]
        return float(np.sqrt(step @ surface.information(a.phi[:-1]) @ step))
    step = a.phi - b.phi
    return float(np.sqrt(step @ surface.information(a.phi) @ step))
