"""Exercises of lesson 09: Metropolis, what a chain is worth, Gibbs."""

from helpers.exercises.samplers_by_hand.posterior_height import log_posterior
from helpers.exercises.samplers_by_hand import height_terms  # noqa: F401
from helpers.exercises.samplers_by_hand.acceptance import metropolis_step
from helpers.exercises.samplers_by_hand.walk import metropolis
from helpers.exercises.samplers_by_hand import walk_decisions, walk_steps  # noqa: F401
from helpers.exercises.samplers_by_hand.convergence import r_hat
from helpers.exercises.samplers_by_hand import convergence_slips  # noqa: F401
from helpers.exercises.samplers_by_hand.standard_error import mcse
from helpers.exercises.samplers_by_hand import error_slips  # noqa: F401
from helpers.exercises.samplers_by_hand.one_coefficient import coefficient_conditional
from helpers.exercises.samplers_by_hand.noise_law import variance_conditional
from helpers.exercises.samplers_by_hand.sweeps import gibbs
from helpers.exercises.samplers_by_hand import variance_draws  # noqa: F401

__all__ = [
    "coefficient_conditional",
    "gibbs",
    "log_posterior",
    "mcse",
    "metropolis",
    "metropolis_step",
    "r_hat",
    "variance_conditional",
]


def __dir__():
    return __all__
