"""Exercises of lesson 06: why a printed maximum was none, and a search that cannot do it again."""

from helpers.lessons.autopsy.gradient_at_print import gradient_at_print
from helpers.lessons.autopsy.first_failure import first_failure
from helpers.lessons.autopsy.true_maximum import true_maximum
from helpers.lessons.autopsy.log_sigma import log_sigma
from helpers.lessons.autopsy.log_sigma_gradient import log_sigma_gradient
from helpers.lessons.autopsy.mended import mended
from helpers.lessons.autopsy.best_run import best_run
from helpers.lessons.autopsy.gate import gate
from helpers.lessons.autopsy.predictions import (
    arrivals_in_sigma,
    chosen_by_argmin,
    fall_by_best_sigma,
    gate_at_print,
    larger_mending,
    passes_the_gate,
    slopes_in_millionths,
    trouble,
    value_after_the_step,
)

__all__ = [
    "arrivals_in_sigma",
    "best_run",
    "chosen_by_argmin",
    "fall_by_best_sigma",
    "first_failure",
    "gate",
    "gate_at_print",
    "gradient_at_print",
    "larger_mending",
    "log_sigma",
    "log_sigma_gradient",
    "mended",
    "passes_the_gate",
    "slopes_in_millionths",
    "trouble",
    "true_maximum",
    "value_after_the_step",
]


def __dir__():
    return __all__
