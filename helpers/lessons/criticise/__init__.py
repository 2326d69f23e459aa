"""Exercises of lesson 12: to check a model, to compare two, and to test a sampler and oneself."""

from helpers.lessons.criticise.predictive_p import predictive_p
from helpers.lessons.criticise.left_out import left_out
from helpers.lessons.criticise.difference import difference
from helpers.lessons.criticise.place import place
from helpers.lessons.criticise.forgotten_factor import forgotten_factor
from helpers.lessons.criticise.hit_rate import hit_rate
from helpers.lessons.criticise.predictions import (
    errors_over_standard_errors,
    found_around_the_data,
    gain_of_x1,
    gain_under_a_wide_prior,
    help_of_having_seen,
    lower_end_of_8_in_10,
    p_of_the_kurtosis,
    psis_of_the_typing_error,
    sensitive_to_the_prior,
    share_of_your_hits,
    true_gain_of_x1,
    what_finds_it,
)

__all__ = [
    "difference",
    "errors_over_standard_errors",
    "forgotten_factor",
    "found_around_the_data",
    "gain_of_x1",
    "gain_under_a_wide_prior",
    "help_of_having_seen",
    "hit_rate",
    "left_out",
    "lower_end_of_8_in_10",
    "p_of_the_kurtosis",
    "place",
    "predictive_p",
    "psis_of_the_typing_error",
    "sensitive_to_the_prior",
    "share_of_your_hits",
    "true_gain_of_x1",
    "what_finds_it",
]


def __dir__():
    return __all__
