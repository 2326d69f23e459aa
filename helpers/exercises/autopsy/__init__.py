"""Exercises of lesson 06: why a printed maximum was none, and a search that cannot do it again."""

from helpers.exercises.lessons import autopsy as lesson  # noqa: F401
from helpers.exercises.autopsy.slopes import gradient_at_print
from helpers.exercises.autopsy.finite_values import first_failure
from helpers.exercises.autopsy.closed_form import true_maximum
from helpers.exercises.autopsy.log_scale import log_sigma
from helpers.exercises.autopsy.chain_rule import log_sigma_gradient
from helpers.exercises.autopsy.bounds import mended
from helpers.exercises.autopsy.several_starts import best_run
from helpers.exercises.autopsy.weighed_slopes import gate
from helpers.exercises.autopsy import weighed_slopes_terms  # noqa: F401

__all__ = [
    "best_run",
    "first_failure",
    "gate",
    "gradient_at_print",
    "log_sigma",
    "log_sigma_gradient",
    "mended",
    "true_maximum",
]


def __dir__():
    return __all__
