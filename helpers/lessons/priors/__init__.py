"""Exercises of lesson 08: a prior as a program, posteriors in closed form and by approximation."""

from helpers.lessons.priors.prior_program import draw_prior
from helpers.lessons.priors.log_prior import log_prior
from helpers.lessons.priors.grid_means import grid_means
from helpers.lessons.priors.update import update
from helpers.lessons.priors.probability import probability
from helpers.lessons.priors.ridge import ridge
from helpers.lessons.priors.log_evidence import log_evidence
from helpers.lessons.priors.laplace import laplace
from helpers.lessons.priors.predictions import (
    above_or_below,
    ahead_with_ten_rows,
    apart_with_200_rows,
    between_two_answers,
    beyond_a_hundred,
    factor_of_a_wide_prior,
    shift_of_x2,
    shrunk_slope,
    worst_bell,
)

__all__ = [
    "above_or_below",
    "ahead_with_ten_rows",
    "apart_with_200_rows",
    "between_two_answers",
    "beyond_a_hundred",
    "draw_prior",
    "factor_of_a_wide_prior",
    "grid_means",
    "laplace",
    "log_evidence",
    "log_prior",
    "probability",
    "ridge",
    "shift_of_x2",
    "shrunk_slope",
    "update",
    "worst_bell",
]


def __dir__():
    return __all__
