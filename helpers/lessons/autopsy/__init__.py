"""Exercises of lesson 06: why a printed maximum was none, and a search that cannot do it again."""

from helpers.lessons.autopsy.gradient_at_print import gradient_at_print
from helpers.lessons.autopsy.first_failure import first_failure
from helpers.lessons.autopsy.true_maximum import true_maximum
from helpers.lessons.autopsy.log_sigma import log_sigma
from helpers.lessons.autopsy.log_sigma_gradient import log_sigma_gradient
from helpers.lessons.autopsy.mended import mended
from helpers.lessons.autopsy.best_run import best_run
from helpers.lessons.autopsy.gate import gate

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
