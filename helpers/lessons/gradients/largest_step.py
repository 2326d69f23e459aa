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


def _of_step_size(name, says):
    def add(size):
        def program(information):
            return size(information, np.linalg.eigvalsh(information))

        return largest_step.misconception(name, says)(program)

    return add


@_of_step_size(
    "smallest curvature",
    "Your step is what the *flattest* direction would bear. The steepest one sets the limit: the "
    "largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(values[0])


@_of_step_size("no 2", "Your step is one over the root of the curvature. The limit is twice that.")
def _(information, values):
    return 1 / np.sqrt(values[-1])


@_of_step_size("no root", "Your step lacks the square root: the limit is 2/√k.")
def _(information, values):
    return 2 / values[-1]


@_of_step_size("no root, no 2", "Your step is one over the curvature. The limit is 2/√k.")
def _(information, values):
    return 1 / values[-1]


@_of_step_size(
    "diagonal",
    "Your step uses the largest entry of the diagonal, the curvature along an *axis*. The hill may "
    "be steeper in a slanted direction: take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(np.diag(information).max())


@_of_step_size(
    "smallest entry of the diagonal",
    "Your step uses the smallest entry of the diagonal, the *flattest* of the axes. The steepest "
    "direction sets the limit: take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(np.diag(information).min())


@_of_step_size(
    "smallest standard error",
    "Your step is twice the smallest standard error. A ridge is narrower than any of its shadows "
    "on the axes: take the largest eigenvalue of the information.",
)
def _(information, values):
    return 2 * np.sqrt(np.diag(np.linalg.inv(information)).min())


@_of_step_size(
    "information taken for the covariance",
    "Your step multiplies where it should divide: `information` is the curvature, not the "
    "covariance.",
)
def _(information, values):
    return 2 * np.sqrt(values[0])


@_of_step_size(
    "average curvature",
    "Your step uses the average curvature. A single steep direction is enough for the ball to fly "
    "off: take the largest.",
)
def _(information, values):
    return 2 / np.sqrt(values.mean())


@_of_step_size(
    "sum of the curvatures",
    "Your step uses the sum of the curvatures, the trace. The steepest direction alone sets the "
    "limit.",
)
def _(information, values):
    return 2 / np.sqrt(values.sum())


@_of_step_size("2 below the root", "Your 2 stands below the root. The limit is 2/√k, not √(2/k).")
def _(information, values):
    return np.sqrt(2 / values[-1])


@_of_step_size(
    "largest sum of a row",
    "Your step uses the largest sum of a row: a bound of the largest eigenvalue, so your step is "
    "safe, but not the longest.",
)
def _(information, values):
    return 2 / np.sqrt(np.abs(information).sum(axis=0).max())


@_of_step_size(
    "root of the sum of squares",
    "Your step uses the Frobenius norm, the root of the sum of all squares: `np.linalg.norm` gives "
    "that of a matrix unless it is told `ord=2`. Take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(np.linalg.norm(information))


@_of_step_size(
    "last entry",
    "Your step uses the curvature along the last axis. In another model another direction is the "
    "steepest: take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(information[-1, -1])


@_of_step_size(
    "first entry",
    "Your step uses the curvature along the first axis. In another model another direction is the "
    "steepest: take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(information[0, 0])


@_of_step_size(
    "determinant",
    "Your step uses the determinant, the product of all curvatures. The steepest direction alone "
    "sets the limit.",
)
def _(information, values):
    return 2 / np.sqrt(np.prod(values))


@_of_step_size("4 for 2", "Your step is twice the limit: it is 2/√k. (ε²k < 4, not ε²k < 16.)")
def _(information, values):
    return 4 / np.sqrt(values[-1])


@_of_step_size(
    "multiplied by the root", "Your step grows with the curvature. Divide by the root: 2/√k."
)
def _(information, values):
    return 2 * np.sqrt(values[-1])


@_of_step_size(
    "upside down", "Your step is upside down, √k/2: the steeper, the *shorter* the step."
)
def _(information, values):
    return np.sqrt(values[-1]) / 2


@_of_step_size(
    "a step for each direction",
    "Your function returns one step for each eigenvalue. The ball has one step size: that of the "
    "steepest direction.",
)
def _(information, values):
    return 2 / np.sqrt(values)


@_of_step_size(
    "a step for each axis",
    "Your function returns one step for each axis. The ball has one step size: that of the "
    "steepest direction, which may be slanted.",
)
def _(information, values):
    return 2 / np.sqrt(np.diag(information))


@_of_step_size(
    "entry by entry",
    "Your function takes the root of each entry of the matrix. Its eigenvalues are the curvatures.",
)
def _(information, values):
    return 2 / np.sqrt(information)


@_of_step_size(
    "first of unsorted eigenvalues",
    "Your step uses the first eigenvalue as `np.linalg.eigvals` gives them, in no order. Take the "
    "largest, or `eigvalsh`, which sorts them.",
)
def _(information, values):
    return 2 / np.sqrt(np.linalg.eigvals(information)[0])


@_of_step_size(
    "last of unsorted eigenvalues",
    "Your step uses the last eigenvalue as `np.linalg.eigvals` gives them, in no order. Take the "
    "largest, or `eigvalsh`, which sorts them.",
)
def _(information, values):
    return 2 / np.sqrt(np.linalg.eigvals(information)[-1])


# Any other curvature, power or factor

_CURVATURES = {
    "the largest eigenvalue": lambda k: np.linalg.eigvalsh(k)[-1],
    "the smallest eigenvalue": lambda k: np.linalg.eigvalsh(k)[0],
    "the average eigenvalue": lambda k: np.trace(k) / len(k),
    "the median eigenvalue": lambda k: np.median(np.linalg.eigvalsh(k)),
    "the largest entry of the diagonal": lambda k: np.diag(k).max(),
    "the smallest entry of the diagonal": lambda k: np.diag(k).min(),
    "the trace": np.trace,
    "the sum of all entries": np.sum,
    "the determinant": np.linalg.det,
    "the Frobenius norm": np.linalg.norm,
    "the condition number": np.linalg.cond,
    "the smallest variance on an axis": lambda k: np.diag(np.linalg.inv(k)).min(),
    "the largest variance on an axis": lambda k: np.diag(np.linalg.inv(k)).max(),
    "the longest entry of its Cholesky root": lambda k: np.linalg.cholesky(k).max(),
    "the largest entry of an eigenvector": lambda k: np.abs(np.linalg.eigh(k)[1]).max(),
}
_POWERS = {"": 1, "√ of ": 0.5, "1 over ": -1, "1 over √ of ": -0.5, "1 over the square of ": -2}
_FACTORS = {"½": 0.5, "": 1, "√2": 2**0.5, "2": 2, "π": np.pi, "4": 4, "2π": 2 * np.pi}


def _formulas(step, information):
    """The formulas, in words, that give this step."""
    for curvature, of in _CURVATURES.items():
        for power, exponent in _POWERS.items():
            for factor, size in _FACTORS.items():
                if np.isclose(size * of(information) ** exponent, float(step), rtol=1e-9, atol=0):
                    yield f"{factor}{' times ' * bool(factor)}{power}{curvature}"


largest_step.mistakes(
    ("another formula", lambda information: 1 / np.sqrt(np.diag(information).max()),
     lambda step, information: (
     f"Your step is {next(_formulas(step, information))}. The curvature k of the *steepest* "
     "direction sets the limit, as in one dimension: look at the trace of the matrix above."
     ),
     {"recognises": lambda step, information: any(_formulas(step, information))}),
)  # fmt: skip
