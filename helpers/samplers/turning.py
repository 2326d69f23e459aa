"""How long to roll: until the ball would turn back, and half of that.

For a normal posterior in its own units every orbit is a circle: after time t the ball is at
z cos t + r sin t. At t = π it is as far from its start as it will get and comes back; at π/2, a
quarter turn, its position is r, which has nothing to do with where it came from. Other posteriors
have other times, but the moment at which the distance from the start stops growing can be watched
for (the idea of the U-turn in Hoffman & Gelman 2014, §3.1), and half of it is taken.

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
PROBES = 64
GOLDEN = (np.sqrt(5) - 1) / 2


def quarter_turn(
    rng: np.random.Generator,
    log_density_and_gradient: LogDensityAndGradient,
    state: State,
    root: Array,
    step_size: float,
) -> float:
    """Half the time after which a trajectory turns back, the median of at least 64 of them."""
    chains = len(state.position)
    times = []
    for _ in range(-(-PROBES // chains)):
        momentum = rng.standard_normal(state.position.shape)
        way = np.zeros_like(momentum)  # from the start, in units of z
        turned = np.full(chains, np.inf)
        here = state
        for k in range(1, MOST_STEPS + 1):
            here, momentum_after = leapfrog(
                log_density_and_gradient, here, momentum, root, step_size, 1
            )
            way += 0.5 * (momentum + momentum_after)
            momentum = momentum_after
            # A path that flies off is as good as turned: it goes nowhere. Its numbers are nan.
            back = ~(np.einsum("cd,cd->c", way, momentum) > 0)
            turned[back & np.isinf(turned)] = k * step_size
            if np.isfinite(turned).mean() > 0.5:
                break
        times.append(np.median(turned))
    longest = MOST_STEPS * step_size
    return 0.5 * float(np.minimum(np.median(times), longest))


def steps_for(time: float, iteration: int, step_size: float) -> tuple[float, int]:
    """Step size and number of steps of one iteration, whose time lies around the given one."""
    time = time * (0.5 + iteration * GOLDEN % 1)
    steps = min(max(int(np.ceil(time / step_size)), 1), MOST_STEPS)
    return min(time / steps, step_size), steps
