"""Exercises of lesson 04: residuals, unequal noise, leverage, dependence, tails."""

from helpers.exercises.lessons import broken_assumptions as lesson  # noqa: F401
from helpers.exercises.broken_assumptions.missing_constant import residual_clues
from helpers.exercises.broken_assumptions.noise_covariance import sandwich
from helpers.exercises.broken_assumptions.leave_one_out import deleted_residuals
from helpers.exercises.broken_assumptions.robust_errors import robust_standard_errors
from helpers.exercises.broken_assumptions.variance_test import breusch_pagan
from helpers.exercises.broken_assumptions.serial_dependence import durbin_watson
from helpers.exercises.broken_assumptions.tails import kurtosis

__all__ = [
    "breusch_pagan",
    "deleted_residuals",
    "durbin_watson",
    "kurtosis",
    "residual_clues",
    "robust_standard_errors",
    "sandwich",
]


def __dir__():
    return __all__
