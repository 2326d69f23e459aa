"""The longest stable step: the steepest direction decides."""

import numpy as np

from helpers.lessons.contents import gradients as lesson


def _curvatures(rng):
    for d in (3, 2, 4):
        shape = rng.normal(size=(d, d)) + np.eye(d)
        yield (shape @ shape.T + np.diag(np.arange(1.0, d + 1)),)
    # Two bowls side by side, so that `eigvals`, which does not sort, gives the largest curvature
    # neither first nor last.
    bowls = np.zeros((6, 6))
    for place, height in ((0, 2.0), (2, 9.0), (4, 5.0)):
        bowls[place : place + 2, place : place + 2] = [[height, 0.7], [0.7, height - 0.5]]
    yield (bowls,)


@lesson.function(
    "10-largest-step",
    cases=_curvatures,
    hints=(
        "On a parabola of curvature k leapfrog stays in bounds as long as the step is below "
        "2/√k. Which direction sets the limit?",
        "The direction of the *largest* curvature. A matrix bends most along one of its "
        "eigenvectors, by its largest eigenvalue: `np.linalg.eigvalsh`.",
        "`2 / np.sqrt(np.linalg.eigvalsh(information).max())`",
    ),
)
def largest_step(information):
    """The longest stable step."""
    return float(2 / np.sqrt(np.linalg.norm(information, 2)))


@largest_step.variant("eigenvalues")
def _(information):
    return 2 / np.linalg.eigvalsh(information)[-1] ** 0.5


@largest_step.variant("from the covariance")
def _(information):
    return 2 * np.sqrt(np.linalg.eigvalsh(np.linalg.inv(information))[0])


@largest_step.law(
    "Along an axis the curvature is an entry of the diagonal, so no stable step exceeds {right} "
    "here. Yours is {left}.",
    "≤",
)
def _(step, information):
    return step, 2 / np.sqrt(np.diag(information).max())


@largest_step.law(
    "A stable step has step² · curvature ≤ 4 in every direction. With yours it comes to {left} in "
    "the steepest one.",
    "≤",
)
def _(step, information):
    return step**2 * np.linalg.eigvalsh(information)[-1], 4


@largest_step.law(
    "The longest stable step has step² · curvature = 4 in one direction. With yours it is at most "
    "{left}: a longer step is stable, too.",
    "≥",
)
def _(step, information):
    return step**2 * np.linalg.eigvalsh(information)[-1], 4


largest_step.mistakes(
    ("smallest curvature", lambda information: 2 / np.sqrt(np.linalg.eigvalsh(information)[0]),
     "Your step is what the *flattest* direction would bear. The steepest one sets the limit: the "
     "largest eigenvalue."),
    ("diagonal", lambda information: 2 / np.sqrt(np.diag(information).max()),
     "Your step uses the largest entry of the diagonal, the curvature along an *axis*. The hill "
     "may be steeper in a slanted direction: take the largest eigenvalue."),
    ("smallest standard error",
     lambda information: 2 * np.sqrt(np.diag(np.linalg.inv(information)).min()),
     "Your step is twice the smallest standard error. A ridge is narrower than any of its shadows "
     "on the axes: take the largest eigenvalue of the information."),
    ("information taken for the covariance",
     lambda information: 2 * np.sqrt(np.linalg.eigvalsh(information)[0]),
     "Your step multiplies where it should divide: `information` is the curvature, not the "
     "covariance."),
    ("average curvature", lambda information: 2 / np.sqrt(np.linalg.eigvalsh(information).mean()),
     "Your step uses the average curvature. A single steep direction is enough for the ball to fly "
     "off: take the largest."),
    ("sum of the curvatures",
     lambda information: 2 / np.sqrt(np.linalg.eigvalsh(information).sum()),
     "Your step uses the sum of the curvatures, the trace. The steepest direction alone sets the "
     "limit."),
    ("largest sum of a row", lambda information: 2 / np.sqrt(np.abs(information).sum(axis=0).max()),
     "Your step uses the largest sum of a row: a bound of the largest eigenvalue, so your step is "
     "safe, but not the longest."),
    ("root of the sum of squares", lambda information: 2 / np.sqrt(np.linalg.norm(information)),
     "Your step uses the Frobenius norm, the root of the sum of all squares: `np.linalg.norm` "
     "gives that of a matrix unless it is told `ord=2`. Take the largest eigenvalue."),
    ("last entry", lambda information: 2 / np.sqrt(information[-1, -1]),
     "Your step uses the curvature along the last axis. In another model another direction is the "
     "steepest: take the largest eigenvalue."),
    ("upside down", lambda information: np.sqrt(np.linalg.eigvalsh(information)[-1]) / 2,
     "Your step is upside down, √k/2: the steeper, the *shorter* the step."),
    ("a step for each direction", lambda information: 2 / np.sqrt(np.linalg.eigvalsh(information)),
     "Your function returns one step for each eigenvalue. The ball has one step size: that of the "
     "steepest direction."),
    ("a step for each axis", lambda information: 2 / np.sqrt(np.diag(information)),
     "Your function returns one step for each axis. The ball has one step size: that of the "
     "steepest direction, which may be slanted."),
    ("entry by entry", lambda information: 2 / np.sqrt(information),
     "Your function takes the root of each entry of the matrix. Its eigenvalues are the "
     "curvatures."),
    ("first of unsorted eigenvalues",
     lambda information: 2 / np.sqrt(np.linalg.eigvals(information)[0]),
     "Your step uses the first eigenvalue as `np.linalg.eigvals` gives them, in no order. Take the "
     "largest, or `eigvalsh`, which sorts them."),
)  # fmt: skip
