"""Exercises of lesson 03: the sampling law of an estimate, its standard error, coverage, bias."""

from helpers.lessons.uncertainty.resimulate import resimulate
from helpers.lessons.uncertainty.covariance import covariance
from helpers.lessons.uncertainty.standard_errors import standard_errors
from helpers.lessons.uncertainty.height import height
from helpers.lessons.uncertainty.interval import interval
from helpers.lessons.uncertainty.coverage import coverage
from helpers.lessons.uncertainty.average_sigma import average_sigma

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
