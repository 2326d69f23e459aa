"""Exercises of lesson 09: Metropolis, what a chain is worth, Gibbs."""

from helpers.lessons.samplers.log_posterior import log_posterior
from helpers.lessons.samplers.metropolis_step import metropolis_step
from helpers.lessons.samplers.metropolis import metropolis
from helpers.lessons.samplers.r_hat import r_hat
from helpers.lessons.samplers.mcse import mcse
from helpers.lessons.samplers.coefficient_conditional import coefficient_conditional
from helpers.lessons.samplers.variance_conditional import variance_conditional
from helpers.lessons.samplers.gibbs import gibbs

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
