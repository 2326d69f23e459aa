"""Exercises of lesson 05: from a density to the log-likelihood and its maximum."""

from helpers.exercises.lessons import likelihood_by_hand as lesson  # noqa: F401
from helpers.exercises.likelihood_by_hand.normal_density import log_density
from helpers.exercises.likelihood_by_hand.regression_likelihood import log_likelihood
from helpers.exercises.likelihood_by_hand.underflow import power_of_ten
from helpers.exercises.likelihood_by_hand.search import sigma_by_search
from helpers.exercises.likelihood_by_hand.closed_form import best_sigma
from helpers.exercises.likelihood_by_hand.slopes import gradient
from helpers.exercises.likelihood_by_hand.small_twin import twin

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
