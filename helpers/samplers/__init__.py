"""Samplers by hand: Metropolis, Gibbs and Hamiltonian Monte Carlo, each read as an explanation.

>>> import numpy as np
>>> from helpers import samplers
>>> def log_density(theta):  # of a standard normal; theta has shape (chains, d)
...     return -0.5 * (theta**2).sum(axis=-1)
>>> draws = samplers.metropolis(log_density, np.zeros(2), rng=np.random.default_rng(1), check=False)
>>> draws["theta"].shape
(4, 1000, 2)

`metropolis`, `gibbs` and `hmc` each hold a method on a page. For Gibbs the models are in `sweeps`;
for Hamiltonian Monte Carlo `leapfrog` rolls, `turning` says how far. `adaptation` and `tuning` are
what is learnt in a warm-up. `walks` are the slow twins that keep every step, for pictures. `checks`
reads what is handed in and answers a slip where it was made.
"""

from helpers.draws import Draws, SamplingWarning
from helpers.samplers.checks import one_at_a_time
from helpers.samplers.gibbs import gibbs
from helpers.samplers.hmc import hmc
from helpers.samplers.metropolis import metropolis
from helpers.samplers.walks import Trajectory, Walk, hmc_trajectory, metropolis_walk

__all__ = [
    "Draws",
    "SamplingWarning",
    "Trajectory",
    "Walk",
    "gibbs",
    "hmc",
    "hmc_trajectory",
    "metropolis",
    "metropolis_walk",
    "one_at_a_time",
]
