"""The average of sigma_hat over worlds: root first, then the mean, and whose divisor."""

import numpy as np

from helpers.exercises.lessons import uncertainty as lesson
from helpers.exercises.uncertainty.fits import lstsq, residual_squares, sigma_of
from helpers.exercises.uncertainty.worlds import designs


def _worlds_and_divisors(rng):
    for replications, less, (X, beta) in zip((6, 5, 9), (0, 2, 1), designs(rng), strict=True):
        yield X, X @ beta + rng.normal(0, 2, (replications, len(X))), len(X) - less


@lesson.function(
    "03-average-sigma",
    cases=_worlds_and_divisors,
    hints=(
        "First one number for each world, then their average: in that order.",
        "For each world: fit, take the residuals, add up their squares, divide by `divisor`, take "
        "the root.",
        "`B = np.linalg.lstsq(X, Y.T)[0].T`, `squares = np.sum((Y - B @ X.T)**2, axis=1)`, then "
        "the mean of `np.sqrt(squares / divisor)`.",
    ),
)
def average_sigma(X, Y, divisor):
    """The average of sigma_hat over many worlds."""
    return float(np.mean([sigma_of(X, y, divisor) for y in Y]))


@average_sigma.variant("vectorised")
def _(X, Y, divisor):
    return np.mean(np.sqrt(residual_squares(X, Y) / divisor))


@average_sigma.variant("by the hat matrix")
def _(X, Y, divisor):
    residuals = Y @ (np.eye(len(X)) - X @ np.linalg.pinv(X))
    return sum(np.linalg.norm(row) for row in residuals) / np.sqrt(divisor) / len(Y)


@average_sigma.misconception(
    "root after the average",
    "Your function averages the variances and takes the root at the end. Here every world reports "
    "its own sigma_hat: root first, then average. The two orders differ, and that is the point.",
)
def _(X, Y, divisor):
    return np.sqrt(np.mean(residual_squares(X, Y) / divisor))


@average_sigma.misconception(
    "no root", "Your function averages variances: sigma_hat² in place of sigma_hat."
)
def _(X, Y, divisor):
    return np.mean(residual_squares(X, Y) / divisor)


@average_sigma.misconception(
    "always divisor n",
    "Your function divides by n, whatever divisor it is given (`np.std` and `np.mean` do that).",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(residual_squares(X, Y) / len(X)))


@average_sigma.misconception(
    "always divisor n − 1", "Your function divides by n − 1, whatever divisor it is given."
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(residual_squares(X, Y) / (len(X) - 1)))


@average_sigma.misconception(
    "always divisor n − p", "Your function divides by n − p, whatever divisor it is given."
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(residual_squares(X, Y) / (X.shape[0] - X.shape[1])))


@average_sigma.misconception(
    "not averaged",
    "Your function returns the sigma_hat of every world. Take their average.",
)
def _(X, Y, divisor):
    return np.sqrt(residual_squares(X, Y) / divisor)


@average_sigma.misconception(
    "wrong axis",
    "Your sums run over the worlds, one for each observation. Each world adds up the squares of "
    "its own residuals: `axis=1`.",
)
def _(X, Y, divisor):
    squares = np.sum((Y - Y @ np.linalg.pinv(X).T @ X.T) ** 2, axis=0)
    return np.mean(np.sqrt(squares / divisor))


@average_sigma.misconception(
    "nothing fitted",
    "Your function takes the spread of y around its mean, the plane included. "
    "Fit first, and take the residuals.",
)
def _(X, Y, divisor):
    squares = np.sum((Y - Y.mean(axis=1, keepdims=True)) ** 2, axis=1)
    return np.mean(np.sqrt(squares / divisor))


@average_sigma.misconception(
    "all worlds pooled",
    "Your function throws the residuals of all worlds together and divides once. "
    "Every world has its own sigma_hat.",
)
def _(X, Y, divisor):
    return np.sqrt(np.sum(residual_squares(X, Y)) / divisor)


@average_sigma.misconception(
    "first world only", "Your function looks at the first world alone. Average over all rows of Y."
)
def _(X, Y, divisor):
    return np.sqrt(residual_squares(X, Y)[0] / divisor)


@average_sigma.misconception(
    "one plane for all",
    "Your function takes the residuals of every world from the plane of the first one. "
    "Each world has a fit of its own.",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(np.sum((Y - X @ lstsq(X, Y[0])) ** 2, axis=1) / divisor))


@average_sigma.misconception(
    "divided outside the root",
    "Your function divides the root by the divisor. The divisor stands under the root.",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(residual_squares(X, Y)) / divisor)


@average_sigma.misconception(
    "n and p of the seed world",
    "Your function divides by 197, whatever divisor it is given: n and p come from outside. "
    "Use the `divisor` that is handed in.",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(residual_squares(X, Y) / 197))


@average_sigma.misconception(
    "n of the seed world",
    "Your function divides by 200, whatever divisor it is given: n comes from outside. "
    "Use the `divisor` that is handed in.",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(residual_squares(X, Y) / 200))


@average_sigma.misconception(
    "divisor taken for ddof",
    "Your function hands `divisor` over as `ddof`, and so divides by n − divisor. The sum of "
    "squares is divided by `divisor` itself.",
)
def _(X, Y, divisor):
    with np.errstate(all="ignore"):
        return np.mean(np.sqrt(residual_squares(X, Y) / np.maximum(len(X) - divisor, 0)))
