"""The exercises of each lesson, by the lesson's name.

In a lesson::

    from helpers.exercises import least_squares as ex

    ex.normal_equations.check(beta_hat)
"""

import numpy as np

from helpers.explore import Picture
from helpers.feedback import Exercise, guess
from helpers.feedback.display import Note
from helpers.feedback.report import Report
from helpers.lessons import (
    autopsy,
    criticise,
    curvature,
    full_joint,
    gradients,
    larger_than_memory,
    least_squares,
    likelihood,
    out_into_the_world,
    pretend_worlds,
    priors,
    samplers,
    start_here,
    uncertainty,
    when_the_model_lies,
)
from helpers.lessons import calibration as _calibration
from helpers.lessons.contents import LESSONS

__all__ = [
    "LESSONS",
    "autopsy",
    "calibration",
    "catalogue",
    "criticise",
    "curvature",
    "full_joint",
    "gradients",
    "guesses",
    "larger_than_memory",
    "least_squares",
    "likelihood",
    "out_into_the_world",
    "pretend_worlds",
    "priors",
    "progress",
    "samplers",
    "start_here",
    "uncertainty",
    "when_the_model_lies",
]

# As they were called before: a learner's own copy of a lesson goes on with these.
start = start_here
broken_assumptions = when_the_model_lies
likelihood_by_hand = likelihood
samplers_by_hand = samplers


def catalogue() -> list[Exercise]:
    """All exercises, in the order in which a learner meets them."""
    return [exercise for lesson in LESSONS for exercise in lesson.exercises]


def progress() -> Report:
    """What you have solved so far, lesson by lesson. Only you see it."""
    return Report.of(LESSONS)


def calibration() -> Picture | Note:
    """The picture of your own 80 % intervals so far: how many held the number. Only you see it."""
    return _calibration.calibration(guess.intervals())


def guesses() -> np.ndarray:
    """Your 80 % intervals that count, in three rows: lower ends, upper ends, and the numbers."""
    kept = [(one.low, one.high, one.answer) for one in guess.intervals()]
    return np.array(kept, dtype=float).reshape(-1, 3).T
