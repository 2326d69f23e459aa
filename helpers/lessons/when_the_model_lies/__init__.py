"""Exercises of lesson 04: residuals, unequal noise, leverage, dependence, tails."""

from helpers.lessons.when_the_model_lies.residual_clues import residual_clues
from helpers.lessons.when_the_model_lies.sandwich import sandwich
from helpers.lessons.when_the_model_lies.deleted_residuals import deleted_residuals
from helpers.lessons.when_the_model_lies.robust_standard_errors import robust_standard_errors
from helpers.lessons.when_the_model_lies.breusch_pagan import breusch_pagan
from helpers.lessons.when_the_model_lies.durbin_watson import durbin_watson
from helpers.lessons.when_the_model_lies.kurtosis import kurtosis

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
