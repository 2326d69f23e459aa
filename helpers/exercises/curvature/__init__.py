"""Exercises of lesson 07: score, information, profile likelihood, three tests."""

from helpers.exercises.lessons import curvature as lesson  # noqa: F401
from helpers.exercises.curvature.slopes import score
from helpers.exercises.curvature.second_derivatives import information
from helpers.exercises.curvature import second_derivatives_terms  # noqa: F401
from helpers.exercises.curvature.inverse_curvature import standard_errors
from helpers.exercises.curvature.profile_cut import sigma_interval
from helpers.exercises.curvature.two_heights import likelihood_ratio
from helpers.exercises.curvature.squared_distance import wald
from helpers.exercises.curvature.slope_at_hypothesis import score_test
from helpers.exercises.curvature.degrees_of_freedom import p_value
from helpers.exercises.curvature import degrees_of_freedom_terms  # noqa: F401

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
