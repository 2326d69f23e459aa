"""Exercises of lesson 08: a prior as a program, posteriors in closed form and by approximation."""

from helpers.lessons.priors.prior_program import draw_prior
from helpers.lessons.priors.log_prior import log_prior
from helpers.lessons.priors.grid_means import grid_means
from helpers.lessons.priors.update import update
from helpers.lessons.priors.probability import probability
from helpers.lessons.priors.ridge import ridge
from helpers.lessons.priors.log_evidence import log_evidence
from helpers.lessons.priors.laplace import laplace

__all__ = [
    "draw_prior",
    "grid_means",
    "laplace",
    "log_evidence",
    "log_prior",
    "probability",
    "ridge",
    "update",
]


def __dir__():
    return __all__
