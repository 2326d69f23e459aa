"""Exercises of lesson 05: from a density to the log-likelihood and its maximum."""

from helpers.lessons.likelihood.log_density import log_density
from helpers.lessons.likelihood.log_likelihood import log_likelihood
from helpers.lessons.likelihood.power_of_ten import power_of_ten
from helpers.lessons.likelihood.sigma_by_search import sigma_by_search
from helpers.lessons.likelihood.best_sigma import best_sigma
from helpers.lessons.likelihood.gradient import gradient
from helpers.lessons.likelihood.twin import twin
from helpers.lessons.likelihood.predictions import (
    around_the_true_plane,
    half_or_twice,
    in_thousands,
    power_of_200,
    row_of_zero,
    slope_at_large_sigma,
    slopes_at_the_truth,
    times_lower,
    truth_beside_fit,
)

__all__ = [
    "around_the_true_plane",
    "best_sigma",
    "gradient",
    "half_or_twice",
    "in_thousands",
    "log_density",
    "log_likelihood",
    "power_of_200",
    "power_of_ten",
    "row_of_zero",
    "sigma_by_search",
    "slope_at_large_sigma",
    "slopes_at_the_truth",
    "times_lower",
    "truth_beside_fit",
    "twin",
]


def __dir__():
    return __all__
