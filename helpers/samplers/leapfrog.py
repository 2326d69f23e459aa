"""Leapfrog: Newton's laws in steps, position and momentum jumping over each other.

    r     ← r + (step / 2) L' grad log p(theta)      half a push
    theta ← theta + step L r                         a full move
    r     ← r + (step / 2) L' grad log p(theta)      half a push

Here theta = L z, and z rolls under momentum r: the chain rule puts L' before the gradient. With
L L' the posterior's covariance, all directions roll at one pace; L = 1 is the textbook's. (This is
a mass matrix (L L')⁻¹ for theta itself; Neal 2011, §4.1.)

Each line shifts one of the two by an amount that depends on the other alone. A shear keeps
volume, and the three lines backwards undo it: that is all HMC asks. The two half pushes make the
error of the energy fall fourfold when the step is halved; without them it would only be halved.
"""

from typing import NamedTuple

import numpy as np

from helpers.arrays import Array
from helpers.samplers.checks import LogDensityAndGradient, read_only


class State(NamedTuple):
    """Where the chains are, and what is known of the density there."""

    position: Array  # (chains, d)
    log_density: Array  # (chains,)
    gradient: Array  # (chains, d)


def leapfrog(
    log_density_and_gradient: LogDensityAndGradient,
    state: State,
    momentum: Array,
    root: Array,
    step_size: float | Array,
    steps: int,
) -> tuple[State, Array]:
    """Roll for some steps; return where the chains end and with what momentum.

    Parameters
    ----------
    log_density_and_gradient : callable
        From (chains, d) to (chains,) and (chains, d).
    state : State
    momentum : ndarray, shape (chains, d)
    root : ndarray, shape (d, d)
        L, a root of the covariance in whose units theta is measured.
    step_size : float, or ndarray of shape (chains, 1)
        In these units.
    steps : int
    """
    position, gradient = state.position, state.gradient
    momentum = momentum + 0.5 * step_size * (gradient @ root)
    for k in range(steps):
        if k > 0:
            momentum = momentum + step_size * (gradient @ root)  # two half pushes in one
        position = position + step_size * (momentum @ root.T)
        log_density, gradient = map(np.asarray, log_density_and_gradient(read_only(position)))
    momentum = momentum + 0.5 * step_size * (gradient @ root)
    return State(position, log_density, gradient), momentum


def kinetic_energy(momentum: Array) -> Array:
    """‖r‖² / 2 of every chain, shape (chains,)."""
    return 0.5 * np.einsum("cd,cd->c", momentum, momentum)
