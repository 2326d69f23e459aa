"""Exercises of lesson 03: the sampling law of an estimate, its standard error, coverage, bias."""

from helpers.exercises.lessons import uncertainty as lesson  # noqa: F401
from helpers.exercises.uncertainty.repetition import resimulate
from helpers.exercises.uncertainty.covariance_matrix import covariance
from helpers.exercises.uncertainty.standard_error import standard_errors
from helpers.exercises.uncertainty.weighted_sum import height
from helpers.exercises.uncertainty.confidence_interval import interval
from helpers.exercises.uncertainty import interval_mistakes  # noqa: F401
from helpers.exercises.uncertainty.calibration import coverage
from helpers.exercises.uncertainty import coverage_mistakes  # noqa: F401
from helpers.exercises.uncertainty.bias_of_sigma import average_sigma

__all__ = [
    "average_sigma",
    "covariance",
    "coverage",
    "height",
    "interval",
    "resimulate",
    "standard_errors",
]


def __dir__():
    return __all__
