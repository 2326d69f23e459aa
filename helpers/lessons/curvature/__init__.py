"""Exercises of lesson 07: score, information, profile likelihood, three tests."""

from helpers.lessons.curvature.score import score
from helpers.lessons.curvature.information import information
from helpers.lessons.curvature.standard_errors import standard_errors
from helpers.lessons.curvature.sigma_interval import sigma_interval
from helpers.lessons.curvature.likelihood_ratio import likelihood_ratio
from helpers.lessons.curvature.wald import wald
from helpers.lessons.curvature.score_test import score_test
from helpers.lessons.curvature.p_value import p_value
from helpers.lessons.curvature.predictions import (
    average_slope,
    corner_at_the_top,
    coverage_of_the_profile,
    error_by_bfgs,
    error_of_sigma,
    largest_of_three,
    refused_by_wald,
    side_of_the_curve,
)

__all__ = [
    "average_slope",
    "corner_at_the_top",
    "coverage_of_the_profile",
    "error_by_bfgs",
    "error_of_sigma",
    "information",
    "largest_of_three",
    "likelihood_ratio",
    "p_value",
    "refused_by_wald",
    "score",
    "score_test",
    "side_of_the_curve",
    "sigma_interval",
    "standard_errors",
    "wald",
]


def __dir__():
    return __all__
