"""The exercises: a folder a lesson, a file an exercise. All that is specific to a lesson is here.

In a lesson::

    from helpers.exercises import least_squares as ex

    ex.normal_equations.check(beta_hat)
"""

from helpers.exercises import (
    autopsy,
    broken_assumptions,
    curvature,
    full_joint,
    gradients,
    least_squares,
    likelihood_by_hand,
    pretend_worlds,
    priors,
    samplers_by_hand,
    start,
    uncertainty,
)
from helpers.exercises.lessons import LESSONS
from helpers.feedback import Exercise
from helpers.feedback import progress as _progress

__all__ = [
    "LESSONS",
    "autopsy",
    "broken_assumptions",
    "catalogue",
    "curvature",
    "full_joint",
    "gradients",
    "least_squares",
    "likelihood_by_hand",
    "pretend_worlds",
    "priors",
    "progress",
    "samplers_by_hand",
    "start",
    "uncertainty",
]


def catalogue() -> list[Exercise]:
    """All exercises, in the order in which a learner meets them."""
    return [exercise for lesson in LESSONS for exercise in lesson.exercises]


def progress() -> _progress.Report:
    """What you have solved so far, lesson by lesson. Only you see it."""
    return _progress.Report.of(LESSONS)
