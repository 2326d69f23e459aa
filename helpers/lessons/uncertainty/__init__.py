"""Exercises of lesson 03: the sampling law of an estimate, its standard error, coverage, bias."""

from helpers.lessons.uncertainty.resimulate import resimulate
from helpers.lessons.uncertainty.bootstrap import bootstrap
from helpers.lessons.uncertainty.covariance import covariance
from helpers.lessons.uncertainty.standard_errors import standard_errors
from helpers.lessons.uncertainty.height import height
from helpers.lessons.uncertainty.interval import interval
from helpers.lessons.uncertainty.coverage import coverage
from helpers.lessons.uncertainty.prediction_interval import prediction_interval
from helpers.lessons.uncertainty.average_sigma import average_sigma
from helpers.lessons.uncertainty.predictions import (
    centre_of_resamples,
    coverage_of_ten,
    error_of_few,
    held_of_fifty,
    quantile_of_seven,
    share_inside,
    sigma_of_ten,
    spread_of_height,
    spread_of_slope,
    worlds_and_formula,
)

__all__ = [
    "average_sigma",
    "bootstrap",
    "centre_of_resamples",
    "covariance",
    "coverage",
    "coverage_of_ten",
    "error_of_few",
    "height",
    "held_of_fifty",
    "interval",
    "prediction_interval",
    "quantile_of_seven",
    "resimulate",
    "share_inside",
    "sigma_of_ten",
    "spread_of_height",
    "spread_of_slope",
    "standard_errors",
    "worlds_and_formula",
]


def __dir__():
    return __all__
