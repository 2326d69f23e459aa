"""What Hamiltonian Monte Carlo learns in its warm-up: units, step size, and how long to roll.

At first each chain takes steps of its own size, ten at a time: one that starts on a steep slope
needs steps that would get the others nowhere. Once the first window has shown the posterior's
units, and a turn has been watched in them, all chains go on alike.
"""

import numpy as np

from helpers.arrays import Array
from helpers.samplers.adaptation import StepSize, Units
from helpers.samplers.checks import LogDensityAndGradient
from helpers.samplers.leapfrog import State, kinetic_energy, leapfrog
from helpers.samplers.turning import quarter_turn, steps_for

FIRST_STEPS = 10


class Tuning:
    """The course of a warm-up: told of every iteration, it says how the next is to be done.

    Parameters
    ----------
    rng, log_density_and_gradient
        For the steps on trial.
    root : ndarray, shape (d, d)
        Units to start with.
    warmup : int
        Number of iterations to learn in.
    target_acceptance : float
    step_size, leapfrog_steps : float and int, or None
        Where they are given they are not learnt, and beside a given step size neither are units.
    learn_units, diagonal : bool
        See `Units`.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        log_density_and_gradient: LogDensityAndGradient,
        root: Array,
        warmup: int,
        target_acceptance: float,
        *,
        step_size: float | None = None,
        leapfrog_steps: int | None = None,
        learn_units: bool = True,
        diagonal: bool = False,
    ):
        self.on_trial = rng, log_density_and_gradient
        self.units = Units(warmup, root, learn=learn_units and step_size is None, diagonal=diagonal)
        self.target = target_acceptance
        self.given_size, self.given_steps = step_size, leapfrog_steps
        self.size: StepSize | None = None
        self.step_size = step_size
        self.time: float | None = None

    @property
    def root(self) -> Array:
        """The units in use."""
        return self.units.root

    def begin(self, state: State) -> None:
        """Find every chain a step size to start with."""
        if self.given_size is None:
            self.size = StepSize(first_steps(*self.on_trial, state, self.root), self.target)

    def trajectory(self, iteration: int) -> tuple[float | Array, int]:
        """Step size and number of steps of this iteration."""
        size = self.size.size if self.step_size is None else self.step_size
        if self.given_steps is not None:
            steps = self.given_steps
        elif self.time is None:
            steps = FIRST_STEPS
        else:
            steps = steps_for(self.time, iteration, size)
        return size if np.ndim(size) == 0 else size[:, None], steps

    def learn(self, state: State, acceptance: Array) -> None:
        """Take an iteration of the warm-up into account."""
        if self.size is not None:
            alone = np.ndim(self.size.size) > 0
            self.size.learn(acceptance if alone else acceptance.mean())
        if self.units.learn(state.position):
            first = float(np.median(first_steps(*self.on_trial, state, self.root)))
            self.size = StepSize(first, self.target)
            self._watch_a_turn(state, first)

    def settle(self, state: State) -> None:
        """End the learning: from here on everything stays as it is."""
        if self.size is not None:
            self.step_size = float(np.median(self.size.average))
        self._watch_a_turn(state, self.step_size)

    def statistics(self) -> dict[str, float | Array]:
        """What was learnt."""
        time = self.time if self.given_steps is None else self.given_steps * self.step_size
        return {
            "step_size": self.step_size,
            "time": time,
            "covariance": self.root @ self.root.T,
        }

    def _watch_a_turn(self, state: State, step_size: float) -> None:
        if self.given_steps is None:
            self.time = quarter_turn(*self.on_trial, state, self.root, step_size)


def first_steps(
    rng: np.random.Generator,
    log_density_and_gradient: LogDensityAndGradient,
    state: State,
    root: Array,
) -> Array:
    """For each chain the largest power of 2 that loses little energy in a step, shape (chains,)."""
    momentum = rng.standard_normal(state.position.shape)
    energy = kinetic_energy(momentum) - state.log_density

    def is_short(size: Array) -> Array:
        end, end_momentum = leapfrog(
            log_density_and_gradient, state, momentum, root, size[:, None], 1
        )
        lost = kinetic_energy(end_momentum) - end.log_density - energy
        return lost < -np.log(0.8)  # accepted with probability 0.8 and more; nan is not

    size = np.ones(len(state.position))
    growing = is_short(size)
    shrinking = ~growing
    for _ in range(40):
        if not (growing.any() or shrinking.any()):
            break
        trial = np.where(growing, 2 * size, np.where(shrinking, size / 2, size))
        short = is_short(trial)
        size = np.where((growing & short) | shrinking, trial, size)
        growing, shrinking = growing & short, shrinking & ~short
    return size
