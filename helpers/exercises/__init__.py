"""The exercises of all lessons, a module for each: all that is specific to a lesson is here.

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
from helpers.feedback import Exercise, Lesson
from helpers.feedback import progress as _progress

LESSONS: tuple[Lesson, ...] = (
    start.lesson,
    pretend_worlds.lesson,
    least_squares.lesson,
    uncertainty.lesson,
    broken_assumptions.lesson,
    likelihood_by_hand.lesson,
    autopsy.lesson,
    curvature.lesson,
    priors.lesson,
    samplers_by_hand.lesson,
    gradients.lesson,
    full_joint.lesson,
)


def catalogue() -> list[Exercise]:
    """All exercises, in the order in which a learner meets them."""
    return [exercise for lesson in LESSONS for exercise in lesson.exercises]


def progress() -> _progress.Report:
    """What you have solved so far, lesson by lesson. Only you see it."""
    return _progress.Report.of(LESSONS)
