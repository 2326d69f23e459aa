"""Exercises of lesson 08: a prior as a program, posteriors in closed form and by approximation."""

from helpers.exercises.priors.prior_program import draw_prior
from helpers.exercises.priors.prior_density import log_prior
from helpers.exercises.priors import prior_density_terms  # noqa: F401
from helpers.exercises.priors.grid import grid_means
from helpers.exercises.priors.conjugacy import update
from helpers.exercises.priors import conjugacy_parts  # noqa: F401
from helpers.exercises.priors.contrast import probability
from helpers.exercises.priors import contrast_terms  # noqa: F401
from helpers.exercises.priors.shrinkage import ridge
from helpers.exercises.priors.evidence import log_evidence
from helpers.exercises.priors import evidence_terms  # noqa: F401
from helpers.exercises.priors.bell import laplace
from helpers.exercises.priors import bell_terms  # noqa: F401

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
