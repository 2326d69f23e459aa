"""Exercises and predictions of lesson 09: Metropolis, what a chain is worth, Gibbs."""

from helpers.lessons.samplers.log_posterior import log_posterior
from helpers.lessons.samplers.metropolis_step import metropolis_step
from helpers.lessons.samplers.metropolis import metropolis
from helpers.lessons.samplers.r_hat import r_hat
from helpers.lessons.samplers.mcse import mcse
from helpers.lessons.samplers.coefficient_conditional import coefficient_conditional
from helpers.lessons.samplers.variance_conditional import variance_conditional
from helpers.lessons.samplers.gibbs import gibbs
from helpers.lessons.samplers.predictions import (
    sd_given_all_else,
    sd_without_repeats,
    surplus_after_ten_steps,
    worth_in_one_dimension,
    worth_of_100_sweeps,
    worth_of_8000_draws,
)

__all__ = [
    "coefficient_conditional",
    "gibbs",
    "log_posterior",
    "mcse",
    "metropolis",
    "metropolis_step",
    "r_hat",
    "sd_given_all_else",
    "sd_without_repeats",
    "surplus_after_ten_steps",
    "variance_conditional",
    "worth_in_one_dimension",
    "worth_of_100_sweeps",
    "worth_of_8000_draws",
]


def __dir__():
    return __all__
