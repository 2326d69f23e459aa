"""How long to roll: until the ball would turn back, and half of that.

For a normal posterior in its own units every orbit is a circle: after time t the ball is at
z cos t + r sin t. At t = π it is as far from its start as it will get and comes back; at π/2, a
quarter turn, its position is r, which has nothing to do with where it came from. Other posteriors
have other times, but the moment at which the distance from the start stops growing can be watched
for (the idea of the U-turn in Hoffman & Gelman 2014, §3.1), and half of it is taken. Not all turn
at once: a ball that was pushed along its way back turns early.

Trajectories that all last equally long may come back to their start again and again, so each
iteration gets a time of its own, between half and one and a half times this one (Neal 2011, §3.2).
The times are spread evenly and are the same for all chains; they are no random numbers, so that
the chains remain independent of each other.
"""

import numpy as np

from helpers.arrays import Array
from helpers.samplers.checks import LogDensityAndGradient
from helpers.samplers.leapfrog import State, leapfrog

MOST_STEPS = 1000
PROBES = 64  # trajectories at least
TURNED = 0.75
GOLDEN = (np.sqrt(5) - 1) / 2


def quarter_turn(
    rng: np.random.Generator,
    log_density_and_gradient: LogDensityAndGradient,
    state: State,
    root: Array,
    step_size: float,
) -> float:
    """Half the time after which three of four trajectories have turned back.

    Half a step size is used: a step too long for some of the chains would fly off and never turn.
    """
    chains, size = len(state.position), step_size / 2
    times = []
    for _ in range(-(-PROBES // chains)):
        here, momentum = state, rng.standard_normal(state.position.shape)
        way = np.zeros_like(momentum)  # from the start, in units of z
        turned = np.full(chains, MOST_STEPS * size)
        rolling = np.full(chains, True)
        for k in range(1, MOST_STEPS + 1):
            way += 0.5 * size * momentum
            here, momentum = leapfrog(log_density_and_gradient, here, momentum, root, size, 1)
            way += 0.5 * size * momentum
            forth = np.einsum("cd,cd->c", way, momentum) > 0  # nan, of a path flown off, is not
            turned[rolling & ~forth] = k * size
            rolling &= forth
            if rolling.mean() < 1 - TURNED:
                break
        times.append(turned)
    return 0.5 * float(np.quantile(times, TURNED))


def steps_for(time: float, iteration: int, step_size: float) -> int:
    """Number of steps of one iteration, whose time lies around the given one."""
    time = time * (0.5 + iteration * GOLDEN % 1)
    return int(np.clip(np.rint(time / step_size), 1, MOST_STEPS))
