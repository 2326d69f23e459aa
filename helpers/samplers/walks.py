"""The samplers once more, slowly, one chain, keeping everything that happens on the way.

For pictures, and for looking over a sampler's shoulder. The steps are the samplers' own functions,
so what is seen here is what they do.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_count, require_generator
from helpers.arrays import Array
from helpers.samplers.adaptation import given_root
from helpers.samplers.checks import (
    LogDensity,
    LogDensityAndGradient,
    first_density,
    first_density_and_gradient,
    require_number,
    starting_points,
)
from helpers.samplers.hmc import verdict
from helpers.samplers.leapfrog import State, kinetic_energy, leapfrog
from helpers.samplers.metropolis import State as WalkState
from helpers.samplers.metropolis import step


@dataclass(frozen=True, eq=False, repr=False)
class Walk:
    """A random walk with the steps that were refused.

    Attributes
    ----------
    positions : ndarray, shape (draws + 1, d)
        The start, and where the chain is after each step.
    proposals : ndarray, shape (draws, d)
    accepted : ndarray of bool, shape (draws,)
    acceptance : ndarray, shape (draws,)
        The probability with which each was to be accepted.
    log_densities : ndarray, shape (draws + 1,)
        At the positions.
    """

    positions: Array
    proposals: Array
    accepted: Array
    acceptance: Array
    log_densities: Array

    def __repr__(self) -> str:
        d, accepted = self.positions.shape[1], int(self.accepted.sum())
        return f"<Walk: {len(self.accepted):,} steps in R^{d}, {accepted:,} accepted>"


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """One leapfrog trajectory, from its push to the verdict.

    Attributes
    ----------
    positions : ndarray, shape (steps + 1, d)
        The start first.
    momenta : ndarray, shape (steps + 1, d)
        In units of `scale` or `covariance`, standard normal at the start.
    log_densities : ndarray, shape (steps + 1,)
    energies : ndarray, shape (steps + 1,)
        -log density + ‖momentum‖² / 2. A perfect roll would keep them all equal.
    acceptance : float
        The probability with which the end was to be accepted.
    accepted : bool
    divergent : bool
    """

    positions: Array
    momenta: Array
    log_densities: Array
    energies: Array
    acceptance: float
    accepted: bool
    divergent: bool

    def __repr__(self) -> str:
        steps, d = len(self.positions) - 1, self.positions.shape[1]
        end = ("refused", "accepted")[self.accepted] + ", divergent" * self.divergent
        error = f"energy error {self.energy_error:.3g}"
        return f"<Trajectory: {steps:,} leapfrog steps in R^{d}, {error}, {end}>"

    @property
    def energy_error(self) -> float:
        """Energy at the end less that at the start."""
        return float(self.energies[-1] - self.energies[0])

    @property
    def next_position(self) -> Array:
        """Where the chain goes on: the end if it was accepted, otherwise the start."""
        return self.positions[-1 if self.accepted else 0]


def metropolis_walk(
    log_density: LogDensity,
    start: ArrayLike,
    draws: int = 100,
    *,
    rng: np.random.Generator,
    scale: ArrayLike | None = None,
    covariance: ArrayLike | None = None,
) -> Walk:
    """Walk with one chain and remember every proposal.

    Parameters
    ----------
    log_density : callable
        As for `metropolis`; theta comes in shape (1, d).
    start : array_like, shape (d,)
    draws : int
        Number of steps.
    rng : numpy.random.Generator
    scale, covariance : array_like
        Of the proposed steps, 1 by default: sds, a number or (d,), or a covariance (d, d).
    """
    require_generator(rng)
    draws = require_count("draws", draws)
    points = _one_point(start)
    root, _ = given_root(points, scale, covariance)
    state = WalkState(points, first_density(log_density, points))
    states, infos = [state], []
    for _ in range(draws):
        state, info = step(rng, log_density, state, root)
        states.append(state)
        infos.append(info)
    return Walk(
        positions=np.concatenate([s.position for s in states]),
        proposals=np.concatenate([i.proposal for i in infos]),
        accepted=np.concatenate([i.accepted for i in infos]),
        acceptance=np.concatenate([i.acceptance for i in infos]),
        log_densities=np.concatenate([s.log_density for s in states]),
    )


def hmc_trajectory(
    log_density_and_gradient: LogDensityAndGradient,
    start: ArrayLike,
    *,
    step_size: float,
    leapfrog_steps: int,
    rng: np.random.Generator,
    momentum: ArrayLike | None = None,
    scale: ArrayLike | None = None,
    covariance: ArrayLike | None = None,
) -> Trajectory:
    """Roll once and remember every leapfrog step.

    Parameters
    ----------
    log_density_and_gradient : callable
        As for `hmc`; theta comes in shape (1, d).
    start : array_like, shape (d,)
    step_size : float
        In units of `scale` or `covariance`. Below 0 it rolls backwards in time.
    leapfrog_steps : int
    rng : numpy.random.Generator
        For the push, unless it is given, and for the verdict.
    momentum : array_like, shape (d,), optional
        The push.
    scale, covariance : array_like
        Units to measure theta in, 1 by default; see `hmc`.
    """
    require_generator(rng)
    leapfrog_steps = require_count("leapfrog_steps", leapfrog_steps)
    require_number("step_size", step_size)
    if not np.isfinite(step_size):
        raise ValueError(f"step_size is {step_size}; wanted a finite number.")
    f, points = log_density_and_gradient, _one_point(start)
    root, _ = given_root(points, scale, covariance)
    push = rng.standard_normal(points.shape)
    if momentum is not None:
        push = starting_points(momentum, 1, "momentum") if np.ndim(momentum) == 1 else None
        if push is None or push.shape != points.shape:
            raise ValueError(
                f"momentum has shape {np.shape(momentum)}; wanted {points.shape[1:]}, an entry for "
                "each parameter."
            )
    state = State(points, *first_density_and_gradient(f, points))
    states, momenta = [state], [push]
    with np.errstate(all="ignore"):
        for _ in range(leapfrog_steps):
            state, push = leapfrog(f, state, push, root, step_size, 1)
            states.append(state)
            momenta.append(push)
        positions, momenta = np.concatenate([s.position for s in states]), np.concatenate(momenta)
        log_densities = np.concatenate([s.log_density for s in states])
        energies = kinetic_energy(momenta) - log_densities
        end = verdict(rng, energies[:1], energies[-1:])
    return Trajectory(
        positions=positions,
        momenta=momenta,
        log_densities=log_densities,
        energies=energies,
        acceptance=float(end.acceptance[0]),
        accepted=bool(end.accepted[0]),
        divergent=bool(end.divergent[0]),
    )


def _one_point(start: ArrayLike) -> Array:
    points = starting_points(start, chains=None if np.ndim(start) == 2 else 1)
    if len(points) > 1:
        raise ValueError(
            f"start has shape {points.shape}; a single walk starts at one point, (d,)."
        )
    return points
