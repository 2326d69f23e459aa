"""Exercises of lesson 04: residuals, unequal noise, leverage, dependence, tails."""

from helpers.lessons.when_the_model_lies.residual_clues import residual_clues
from helpers.lessons.when_the_model_lies.sandwich import sandwich
from helpers.lessons.when_the_model_lies.deleted_residuals import deleted_residuals
from helpers.lessons.when_the_model_lies.robust_standard_errors import robust_standard_errors
from helpers.lessons.when_the_model_lies.breusch_pagan import breusch_pagan
from helpers.lessons.when_the_model_lies.durbin_watson import durbin_watson
from helpers.lessons.when_the_model_lies.kurtosis import kurtosis
from helpers.lessons.when_the_model_lies.name_the_fault import name_the_fault
from helpers.lessons.when_the_model_lies.predictions import (
    coverage_heavy,
    coverage_robust,
    coverage_time,
    coverage_unequal,
    d_of_the_seed_world,
    miss_without_it,
    residual_of_the_lever,
)

__all__ = [
    "breusch_pagan",
    "coverage_heavy",
    "coverage_robust",
    "coverage_time",
    "coverage_unequal",
    "d_of_the_seed_world",
    "deleted_residuals",
    "durbin_watson",
    "kurtosis",
    "miss_without_it",
    "name_the_fault",
    "residual_clues",
    "residual_of_the_lever",
    "robust_standard_errors",
    "sandwich",
]


def __dir__():
    return __all__
