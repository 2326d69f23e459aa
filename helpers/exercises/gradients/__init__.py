"""Exercises of lesson 10: a change of variables, leapfrog, Hamiltonian Monte Carlo."""

from helpers.exercises.gradients.jacobian import log_posterior
from helpers.exercises.gradients.slopes import gradient
from helpers.exercises.gradients.integrator import leapfrog
from helpers.exercises.gradients import integrator_slips  # noqa: F401
from helpers.exercises.gradients.verdict import hmc_step
from helpers.exercises.gradients.chains import hmc
from helpers.exercises.gradients import chain_verdicts  # noqa: F401
from helpers.exercises.gradients.stability import largest_step
from helpers.exercises.gradients.units import gradient_in_z

__all__ = [
    "gradient",
    "gradient_in_z",
    "hmc",
    "hmc_step",
    "largest_step",
    "leapfrog",
    "log_posterior",
]


def __dir__():
    return __all__
