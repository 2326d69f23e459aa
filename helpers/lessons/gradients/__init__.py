"""Exercises of lesson 10: a change of variables, leapfrog, Hamiltonian Monte Carlo."""

from helpers.lessons.gradients.log_posterior import log_posterior
from helpers.lessons.gradients.gradient import gradient
from helpers.lessons.gradients.leapfrog import leapfrog
from helpers.lessons.gradients.hmc_step import hmc_step
from helpers.lessons.gradients.hmc import hmc
from helpers.lessons.gradients.largest_step import largest_step
from helpers.lessons.gradients.gradient_in_z import gradient_in_z
from helpers.lessons.gradients.predictions import (
    fall_of_the_error,
    longest_step,
    longest_step_in_z,
    mean_without_the_factor,
    rolls_nearly_certain,
    suffers_least,
)

__all__ = [
    "fall_of_the_error",
    "gradient",
    "gradient_in_z",
    "hmc",
    "hmc_step",
    "largest_step",
    "leapfrog",
    "log_posterior",
    "longest_step",
    "longest_step_in_z",
    "mean_without_the_factor",
    "rolls_nearly_certain",
    "suffers_least",
]


def __dir__():
    return __all__
