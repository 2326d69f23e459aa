"""Hamiltonian Monte Carlo: give the point a push and let it roll along the posterior.

Take -log p(theta) as a hilly ground, theta as a ball on it, and push the ball in a random
direction with momentum r ~ N(0, I). It rolls by Newton's laws, and rolling keeps its energy

    H(theta, r) = -log p(theta) + ‖r‖² / 2.

exp(-H) is p(theta) times a normal density, so a motion that keeps H and volume keeps p. A computer
rolls in steps, by leapfrog (`leapfrog.py`), which keeps volume exactly and energy nearly; what is
lost of it is made good by accepting the end with probability min(1, exp(H_start - H_end)).

Unlike a random walk, the ball goes far in one direction: half an orbit ends nearly independent of
its start, at the price of a gradient a step. How long to roll is learnt in the warm-up
(`turning.py`), as are the units of theta, often called the mass matrix, and the step size
(`adaptation.py`).

**Divergence.** Where the density bends more sharply than a step is long, leapfrog does not lose a
little energy but flies off. Such an end is never accepted, so the chain cannot enter that place:
a warning that should be heard.

Sources: Duane, Kennedy, Pendleton & Roweth (1987), *Phys. Lett. B* 195, 216–222; Neal (2011),
*Handbook of MCMC*, ch. 5; Betancourt (2017), arXiv:1701.02434, for divergences.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_count, require_generator
from helpers.arrays import Array
from helpers.draws import Draws, warn_of_problems
from helpers.samplers.adaptation import given_root
from helpers.samplers.checks import (
    Counted,
    LogDensityAndGradient,
    first_density_and_gradient,
    named_draws,
    require_density,
    require_number,
    starting_points,
)
from helpers.samplers.leapfrog import State, kinetic_energy, leapfrog
from helpers.samplers.progress import Progress
from helpers.samplers.tuning import Tuning

DIVERGENT = 1000.0  # an energy error above this is no rounding of a path, it is another path


class Info(NamedTuple):
    """What happened in one step, each of shape (chains,)."""

    acceptance: Array  # the probability
    accepted: Array  # bool
    divergent: Array  # bool
    energy: Array  # H at the start


def step(
    rng: np.random.Generator,
    log_density_and_gradient: LogDensityAndGradient,
    state: State,
    root: Array,
    step_size: float | Array,
    steps: int,
) -> tuple[State, Info]:
    """One trajectory of every chain, and whether its end is accepted."""
    momentum = rng.standard_normal(state.position.shape)
    end, end_momentum = leapfrog(log_density_and_gradient, state, momentum, root, step_size, steps)
    info = verdict(
        rng,
        kinetic_energy(momentum) - state.log_density,
        kinetic_energy(end_momentum) - end.log_density,
    )
    after = State(
        np.where(info.accepted[:, None], end.position, state.position),
        np.where(info.accepted, end.log_density, state.log_density),
        np.where(info.accepted[:, None], end.gradient, state.gradient),
    )
    require_density(after.log_density, after.position)
    return after, info


def verdict(rng: np.random.Generator, energy: Array, end_energy: Array) -> Info:
    """Whether to go to the end of the trajectory, given the energies at both ends."""
    error = end_energy - energy
    error = np.where(np.isnan(error), np.inf, error)  # flown off beyond all numbers
    accepted = error < rng.standard_exponential(len(error))  # minus the log of a uniform number
    return Info(np.exp(-np.maximum(error, 0.0)), accepted, error > DIVERGENT, energy)


def hmc(
    log_density_and_gradient: LogDensityAndGradient,
    start: ArrayLike,
    draws: int = 1000,
    *,
    rng: np.random.Generator,
    chains: int | None = None,
    warmup: int = 1000,
    target_acceptance: float = 0.8,
    step_size: float | None = None,
    leapfrog_steps: int | None = None,
    scale: ArrayLike | None = None,
    covariance: ArrayLike | None = None,
    mass: Literal["dense", "diagonal"] = "dense",
    constrain: Callable[[Array], Mapping[str, ArrayLike]] | None = None,
    labels: Mapping[str, Sequence[str]] | Sequence[str] | None = None,
    finite_moments: Mapping[str, float] | None = None,
    check: bool = True,
) -> Draws:
    """Draw from a density by Hamiltonian Monte Carlo.

    >>> def log_density_and_gradient(theta):  # of a standard normal; theta is (chains, d)
    ...     return -0.5 * (theta**2).sum(axis=-1), -theta
    >>> draws = hmc(log_density_and_gradient, np.zeros(2), rng=np.random.default_rng(1))

    Parameters
    ----------
    log_density_and_gradient : callable
        From theta of shape (chains, d) to the pair of log density, (chains,), and its gradient,
        (chains, d). The density lives on all of R^d: a sigma goes in as its logarithm, with the
        Jacobian. The gradient is held to finite differences once, at the start.
    start : array_like, shape (d,) or (chains, d)
    draws : int
        Draws kept of each chain.
    rng : numpy.random.Generator
    chains : int, optional
        By default 4, or one for each row of `start`. Hundreds cost little more than four, and
        learn from each other in a short warm-up.
    warmup : int
        Iterations before the first kept draw; what is learnt is learnt in them.
    target_acceptance : float
        Nearer to 1 means shorter steps.
    step_size : float, optional
        In units of `scale`, or of theta where none is given. Given, nothing is tuned.
    leapfrog_steps : int, optional
        Steps of every trajectory. Otherwise their time is learnt, and varied.
    scale, covariance : array_like, optional
        Units to measure theta in: sds, a number or of shape (d,), or a covariance (d, d). Given,
        they are used as they are. The mass matrix is the covariance's inverse.
    mass : "dense" or "diagonal"
        Whether correlations are learnt too. For hundreds of parameters choose "diagonal".
    constrain, labels, finite_moments, check
        As in `metropolis`.

    Returns
    -------
    Draws
        With the statistics "acceptance", "divergent", "energy" and "leapfrog_steps", each of shape
        (chain, draw); "step_size", "time" (around which the trajectories' lengths vary, in the same
        units), "covariance" (d, d); and how often each chain evaluated the gradient: "evaluations"
        for the kept draws, "warmup_evaluations" for everything before.

    Raises
    ------
    TypeError, ValueError
        As `metropolis`, and for a gradient that is not that of the log density.
    """
    require_generator(rng)
    draws, warmup = require_count("draws", draws), require_count("warmup", warmup, least=0)
    _require_choices(target_acceptance, step_size, leapfrog_steps, mass)
    f = Counted(log_density_and_gradient)
    points = starting_points(start, chains)
    state = State(points, *first_density_and_gradient(f, points))
    named_draws(
        points[None], constrain, labels, {}, finite_moments
    )  # a slip is told before the run
    root, given = given_root(points, scale, covariance)
    kept, record = np.empty((draws, *points.shape)), _Record(draws, len(points))

    with Progress("hmc", warmup + draws) as progress, np.errstate(all="ignore"):
        tuning = Tuning(
            rng,
            f,
            root if given or step_size is None else np.eye(points.shape[1]),
            warmup,
            target_acceptance,
            step_size=step_size,
            leapfrog_steps=leapfrog_steps,
            learn_units=not given,
            diagonal=mass == "diagonal",
        )
        tuning.begin(state)
        for i in range(warmup):
            state, info = step(rng, f, state, tuning.root, *tuning.trajectory(i))
            tuning.learn(state, info.acceptance)
            progress.tick()
        tuning.settle(state)
        for i in range(draws):
            size, steps = tuning.trajectory(i)
            state, info = step(rng, f, state, tuning.root, size, steps)
            kept[i] = state.position
            record.keep(i, info, steps)
            progress.tick()

    statistics = record.statistics() | tuning.statistics()
    statistics["warmup_evaluations"] = f.calls - statistics["evaluations"]
    found = named_draws(kept, constrain, labels, statistics, finite_moments)
    return warn_of_problems(found) if check else found


class _Record:
    """What each kept iteration has to say."""

    def __init__(self, draws: int, chains: int):
        self.acceptance, self.energy = np.empty((2, draws, chains))
        self.divergent = np.empty((draws, chains), dtype=bool)
        self.steps = np.empty(draws, dtype=int)

    def keep(self, i: int, info: Info, steps: int) -> None:
        self.acceptance[i], self.energy[i] = info.acceptance, info.energy
        self.divergent[i], self.steps[i] = info.divergent, steps

    def statistics(self) -> dict[str, Array]:
        return {
            "acceptance": self.acceptance.T,
            "divergent": self.divergent.T,
            "energy": self.energy.T,
            "leapfrog_steps": np.broadcast_to(self.steps, self.energy.T.shape),
            "evaluations": int(self.steps.sum()),
        }


def _require_choices(target_acceptance, step_size, leapfrog_steps, mass) -> None:
    require_number("target_acceptance", target_acceptance)
    if step_size is not None:
        require_number("step_size", step_size)
    if not 0 < target_acceptance < 1:
        raise ValueError(
            f"target_acceptance is {target_acceptance}; wanted a share between 0 and 1, often 0.8."
        )
    if step_size is not None and not 0 < step_size < np.inf:
        raise ValueError(f"step_size is {step_size}; wanted a positive number.")
    if leapfrog_steps is not None:
        require_count("leapfrog_steps", leapfrog_steps)
    if not isinstance(mass, str) or mass not in ("dense", "diagonal"):
        raise ValueError(
            f'mass is {mass!r}; wanted "dense" or "diagonal". A matrix that is known goes in as '
            "covariance, its inverse."
        )
