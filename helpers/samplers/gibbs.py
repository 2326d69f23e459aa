"""Gibbs sampling: draw each block of parameters given all the others, again and again.

If (a, b) has the posterior as its distribution, and a is thrown away and drawn anew from
p(a | b, y), the pair still has it: p(a | b, y) p(b | y) = p(a, b | y). So a sweep through all
blocks leaves the posterior as it is, and chains that start elsewhere come to it. Nothing is
proposed and nothing refused.

The conditionals of the course's models are in `helpers.samplers.sweeps`, a page for each; what is
left to do here is to sweep, many chains side by side.

Sources: Geman & Geman 1984, *IEEE PAMI* 6, 721–741; Gelfand & Smith 1990, *JASA* 85, 398–409.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_count, require_generator
from helpers.bayes.conjugate import NormalInverseGamma
from helpers.bayes.data import data_and_belief
from helpers.bayes.hierarchy.centred import centre
from helpers.bayes.hierarchy.existence import finite_orders, missing
from helpers.bayes.hierarchy.models import ExchangeableHierarchy, Hierarchy, SeedHierarchy
from helpers.bayes.hierarchy.units import units_of
from helpers.bayes.priors import Prior, require_p
from helpers.compressed import Compressed
from helpers.draws import Draws, warn_of_problems
from helpers.samplers.progress import Progress
from helpers.samplers.sweeps import (
    ConjugateSweep,
    ExchangeableSweep,
    IndependentSweep,
    InUnits,
    SeedSweep,
    Sweep,
)

Model = Prior | NormalInverseGamma | Hierarchy


def gibbs(
    X: ArrayLike | Compressed,
    y: ArrayLike | Model,
    prior: Model | None = None,
    draws: int = 1000,
    *,
    rng: np.random.Generator,
    chains: int = 4,
    warmup: int = 500,
    check: bool = True,
) -> Draws:
    """Draw from the posterior of a regression by Gibbs sampling.

    Parameters
    ----------
    X : array_like, shape (n, p), or Compressed
    y : array_like, shape (n,), or nothing where X is a Compressed: ``(S, prior, rng=rng)``
    prior : Prior, NormalInverseGamma, SeedHierarchy or ExchangeableHierarchy
    draws : int
        Draws kept of each chain.
    rng : numpy.random.Generator
    chains : int
        They are swept side by side: hundreds cost little more than one.
    warmup : int
        Sweeps before the first kept draw. Nothing is tuned; the starts, spread wider than the
        posterior, are forgotten.
    check : bool
        Issue a SamplingWarning where the draws cannot be trusted.

    Returns
    -------
    Draws
        "beta" (chain, draw, p), the intercept included, for X as it was given; "sigma" (chain,
        draw); in a hierarchy "mu" and "eta", (chain, draw), or (chain, draw, J) in a
        SeedHierarchy, J = p - 1.

    Raises
    ------
    ImproperPosteriorError
        Where prior and data leave no posterior. The conditionals may all be proper then, and the
        chains look well until they run away (Hobert & Casella 1996).
    TypeError, ValueError
        For what is no regression, no prior, or none for these columns.
    """
    if isinstance(X, Compressed) and isinstance(prior, int | np.integer):
        prior, draws = None, prior
    require_generator(rng)
    draws, chains = require_count("draws", draws), require_count("chains", chains)
    warmup = require_count("warmup", warmup, least=0)
    model, orders = sweep_of(X, y, prior)
    state = model.start(chains, rng)
    kept = type(state)(*(np.empty((draws, *part.shape)) for part in state))
    with np.errstate(over="ignore", under="ignore"), Progress("gibbs", warmup + draws) as progress:
        for _ in range(warmup):
            state = model.step(state, rng)
            progress.tick()
        for i in range(draws):
            state = model.step(state, rng)
            for part, now in zip(kept, state, strict=True):
                part[i] = now
            progress.tick()
    kept = type(state)(*(np.ascontiguousarray(part.swapaxes(0, 1)) for part in kept))
    found = Draws(model.named(kept, rng), labels=model.labels, finite_moments=orders)
    return warn_of_problems(found) if check else found


class Swept(NamedTuple):
    """A model, and the order below which moments exist, where some up to the second do not."""

    model: Sweep
    finite_moments: dict[str, float]


def sweep_of(X: ArrayLike | Compressed, y: ArrayLike | Model, prior: Model | None = None) -> Swept:
    """The sweep for (X, y, prior) or (S, prior)."""
    S, prior = data_and_belief(X, y, prior)
    match prior:
        case Prior():
            require_p(prior, S.p)
            units = units_of(S, shared=False)
            model = IndependentSweep(units.data(S), units.prior(prior))
            below = model.exact.sigma.moments_below
            orders = {"sigma": below, "beta": below if model.given.flats else math.inf}
        case NormalInverseGamma():
            model, units = ConjugateSweep(S, prior), None
            orders = {"sigma": 2 * model.after.a, "beta": 2 * model.after.a}
        case SeedHierarchy() | ExchangeableHierarchy():
            units = units_of(S, shared=True)
            data, inner = centre(units.data(S)), units.hierarchy(prior)
            orders = finite_orders(data, inner)
            seed = isinstance(prior, SeedHierarchy)
            model = (SeedSweep if seed else ExchangeableSweep)(data, inner)
        case _:
            raise TypeError(
                f"prior is a {type(prior).__name__}; wanted a Prior, a NormalInverseGamma, a "
                "SeedHierarchy or an ExchangeableHierarchy."
            )
    if units is not None and not units.plain:
        model = InUnits(model, units)
    return Swept(model, missing(orders))
