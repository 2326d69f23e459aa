"""Exercises of lesson 07: score, information, profile likelihood, three tests."""

from helpers.lessons.curvature.score import score
from helpers.lessons.curvature.information import information
from helpers.lessons.curvature.standard_errors import standard_errors
from helpers.lessons.curvature.sigma_interval import sigma_interval
from helpers.lessons.curvature.likelihood_ratio import likelihood_ratio
from helpers.lessons.curvature.wald import wald
from helpers.lessons.curvature.score_test import score_test
from helpers.lessons.curvature.p_value import p_value

__all__ = [
    "information",
    "likelihood_ratio",
    "p_value",
    "score",
    "score_test",
    "sigma_interval",
    "standard_errors",
    "wald",
]


def __dir__():
    return __all__
