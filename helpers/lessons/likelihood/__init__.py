"""Exercises of lesson 05: from a density to the log-likelihood and its maximum."""

from helpers.lessons.likelihood.log_density import log_density
from helpers.lessons.likelihood.log_likelihood import log_likelihood
from helpers.lessons.likelihood.power_of_ten import power_of_ten
from helpers.lessons.likelihood.sigma_by_search import sigma_by_search
from helpers.lessons.likelihood.best_sigma import best_sigma
from helpers.lessons.likelihood.gradient import gradient
from helpers.lessons.likelihood.twin import twin

__all__ = [
    "best_sigma",
    "gradient",
    "log_density",
    "log_likelihood",
    "power_of_ten",
    "sigma_by_search",
    "twin",
]


def __dir__():
    return __all__
