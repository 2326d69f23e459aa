"""Random-walk Metropolis: propose a step in any direction, and go there if it pays.

From theta, propose theta' = theta + a random step, as likely as the step back. Go there with
probability min(1, p(theta') / p(theta)); otherwise stay, and count theta once more. Uphill always,
downhill in just the proportion that keeps p where it is:

    p(theta) min(1, p(theta') / p(theta)) = min(p(theta), p(theta')),

the same from either side, so that between any two points as much probability flows one way as the
other (detailed balance). Only a ratio of densities is asked for: p need not integrate to 1.

Short steps are nearly all accepted and go nowhere, long steps go nowhere because they are refused.
Between them, for a normal p in d dimensions, steps of 2.38 / √d posterior sds travel fastest.

Sources: Metropolis, Rosenbluth, Rosenbluth, Teller & Teller (1953), *J. Chem. Phys.* 21,
1087–1092; Roberts, Gelman & Gilks (1997), *Ann. Appl. Probab.* 7, 110–120; Gelman, Roberts & Gilks
(1996), *Bayesian Statistics* 5, 599–607, for the acceptance rates.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_count, require_generator
from helpers.arrays import Array
from helpers.draws import Draws, warn_of_problems
from helpers.samplers.adaptation import StepSize, Units, given_root
from helpers.samplers.checks import (
    LogDensity,
    first_density,
    named_draws,
    read_only,
    require_density,
    starting_points,
)
from helpers.samplers.progress import Progress


class State(NamedTuple):
    """Where the chains are."""

    position: Array  # (chains, d)
    log_density: Array  # (chains,)


class Info(NamedTuple):
    """What happened in one step."""

    proposal: Array  # (chains, d)
    acceptance: Array  # (chains,), the probability
    accepted: Array  # (chains,), bool


def step(
    rng: np.random.Generator, log_density: LogDensity, state: State, root: Array
) -> tuple[State, Info]:
    """One step of every chain; its proposal has covariance root @ root.T around the position."""
    proposal = state.position + rng.standard_normal(state.position.shape) @ root.T
    proposed = np.asarray(log_density(read_only(proposal)))
    require_density(proposed, proposal)
    log_ratio = proposed - state.log_density
    accepted = -rng.standard_exponential(len(proposal)) < log_ratio  # the log of a uniform number
    return (
        State(
            np.where(accepted[:, None], proposal, state.position),
            np.where(accepted, proposed, state.log_density),
        ),
        Info(proposal, np.exp(np.minimum(log_ratio, 0.0)), accepted),
    )


def metropolis(
    log_density: LogDensity,
    start: ArrayLike,
    draws: int = 1000,
    *,
    rng: np.random.Generator,
    chains: int | None = None,
    warmup: int = 1000,
    scale: ArrayLike | None = None,
    covariance: ArrayLike | None = None,
    constrain: Callable[[Array], Mapping[str, ArrayLike]] | None = None,
    labels: Mapping[str, Sequence[str]] | Sequence[str] | None = None,
    finite_moments: Mapping[str, float] | None = None,
    check: bool = True,
) -> Draws:
    """Draw from a density that is known up to a factor, by a random walk.

    Parameters
    ----------
    log_density : callable
        From theta of shape (chains, d) to the log density of each chain, (chains,); -inf outside
        the support. `one_at_a_time` makes such a function of one for a single point.
    start : array_like, shape (d,) or (chains, d)
        Points of positive density. Starts that differ, more widely than the posterior, let R-hat
        see whether the chains forget them.
    draws : int
        Draws kept of each chain.
    rng : numpy.random.Generator
    chains : int, optional
        By default 4, or one for each row of `start`.
    warmup : int
        Iterations before the first kept draw. The steps are tuned in them, and only in them.
    scale : float or array_like of shape (d,), optional
        Sds of the proposed steps. Given, they are used as they are; otherwise they are learnt.
    covariance : array_like, shape (d, d), optional
        The same with correlations: the covariance of the proposed steps.
    constrain : callable, optional
        From theta of shape (chain, draw, d) to a dict of named arrays (chain, draw, …), such as
        ``{"beta": theta[..., :3], "sigma": np.exp(theta[..., 3])}``. By default ``"theta"``.
    labels : mapping or sequence of str, optional
        Labels of the entries of vector parameters; see `Draws`.
    finite_moments : mapping of str to float, optional
        For heavy tails, the order below which moments exist; see `Draws`. A model made by
        `bayes.unconstrained` knows them: ``model.finite_moments``.
    check : bool
        Issue a SamplingWarning where the draws cannot be trusted.

    Returns
    -------
    Draws
        With the statistics "acceptance", the probabilities, and "accepted", bool, both of shape
        (chain, draw); "proposal_covariance" (d, d); and "evaluations" of the log density by each
        chain for the kept draws.

    Raises
    ------
    TypeError, ValueError
        For a start outside the support, a log density that is nan or of another shape, an rng
        that is no Generator, and for numbers of draws or chains below 1.
    """
    require_generator(rng)
    draws, warmup = require_count("draws", draws), require_count("warmup", warmup, least=0)
    points = starting_points(start, chains)
    state = State(points, first_density(log_density, points))
    named_draws(
        points[None], constrain, labels, {}, finite_moments
    )  # a slip is told before the run
    root, given = given_root(points, scale, covariance)
    statistics = {name: np.empty((draws, len(points))) for name in ("acceptance", "accepted")}
    kept = np.empty((draws, *points.shape))

    d = points.shape[1]
    best = 2.38 / np.sqrt(d)
    target = 0.234 + 0.206 / d  # .44 in one dimension, .234 in many (Gelman et al. 1996, table 1)
    units, size = Units(warmup, root, learn=not given), StepSize(best, target)
    with Progress("metropolis", warmup + draws) as progress:
        for _ in range(warmup):
            state, info = step(rng, log_density, state, root if given else size.size * units.root)
            size.learn(info.acceptance.mean())
            if units.learn(state.position):
                size = StepSize(best, target)
            progress.tick()
        if not given:
            root = size.average * units.root
        for i in range(draws):
            state, info = step(rng, log_density, state, root)
            kept[i] = state.position
            statistics["acceptance"][i], statistics["accepted"][i] = info.acceptance, info.accepted
            progress.tick()

    found = named_draws(
        kept,
        constrain,
        labels,
        {
            "acceptance": statistics["acceptance"].T,
            "accepted": statistics["accepted"].T.astype(bool),
            "proposal_covariance": root @ root.T,
            "evaluations": draws,
        },
        finite_moments,
    )
    return warn_of_problems(found) if check else found
