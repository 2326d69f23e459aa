"""The average of sigma_hat over worlds: root first, then the mean, and whose divisor."""

import numpy as np

from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import (
    WORLD,
    designs,
    lstsq,
    notebook_noise,
    residual_squares,
    sigma_of,
)


def _worlds_and_divisors(rng):
    for replications, less, (X, beta) in zip((6, 5, 9), (0, 2, 1), designs(rng), strict=True):
        yield X, X @ beta + rng.normal(0, 2, (replications, len(X))), len(X) - less


def _sigma_hats(X, Y, divisor):
    return np.sqrt(residual_squares(X, Y) / divisor)


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
    return np.mean(_sigma_hats(X, Y, divisor))


@average_sigma.variant("by the hat matrix")
def _(X, Y, divisor):
    residuals = Y @ (np.eye(len(X)) - X @ np.linalg.pinv(X))
    return sum(np.linalg.norm(row) for row in residuals) / np.sqrt(divisor) / len(Y)


@average_sigma.law(
    "No average lies outside of its numbers, here the sigma_hats, which end at {right}. Yours is "
    "{left}."
)
def _(average, X, Y, divisor):
    sigmas = _sigma_hats(X, Y, divisor)
    return average, np.clip(average, sigmas.min(), sigmas.max())


@average_sigma.law(
    "The average of roots is at most the root of the average: {right} here. Yours is {left}.", "≤"
)
def _(average, X, Y, divisor):
    return average, np.sqrt(np.mean(residual_squares(X, Y)) / divisor)


@average_sigma.law(
    "Around their average the sigma_hats lie as far above as below: the differences add up to 0. "
    "From yours they add up to {left}."
)
def _(average, X, Y, divisor):
    sigmas = _sigma_hats(X, Y, divisor)
    return np.sum(sigmas - average), 0, np.sum(sigmas)


def _with_divisor(divisor_of):
    """The program that takes this for the divisor, whatever it is given."""
    return lambda X, Y, divisor: np.mean(_sigma_hats(X, Y, divisor_of(X, divisor)))


average_sigma.mistakes(
    ("always divisor n", lambda X, divisor: len(X),
     "Your function divides by n, whatever divisor it is given (`np.std` and `np.mean` do that)."),
    ("always divisor n − 1", lambda X, divisor: len(X) - 1,
     "Your function divides by n − 1, whatever divisor it is given."),
    ("always divisor n − p", lambda X, divisor: len(X) - X.shape[1],
     "Your function divides by n − p, whatever divisor it is given."),
    ("n and p of the seed world", lambda X, divisor: 197,
     "Your function divides by 197, whatever divisor it is given: n and p come from outside. Use "
     "the `divisor` that is handed in."),
    ("not divided", lambda X, divisor: 1,
     "Your function does not use its divisor: the sum of squares is divided by `divisor` before "
     "the root is taken."),
    ("divisor less p", lambda X, divisor: divisor - X.shape[1],
     "Your function takes p away from the divisor. What is handed in is the whole divisor: use it "
     "as it is."),
    of=_with_divisor,
)  # fmt: skip


def _divisor_taken_for_ddof(X, Y, divisor):
    with np.errstate(all="ignore"):
        return np.mean(_sigma_hats(X, Y, np.maximum(len(X) - divisor, 0)))


def _spread_around(planes, Y, divisor, axis=1):
    """The average sigma_hat if these are taken for the fitted planes."""
    return np.mean(np.sqrt(np.sum((Y - planes) ** 2, axis=axis) / divisor))


NOTEBOOK = (
    "Your function uses `{what}` of the notebook, whatever it is given. Make them inside, from "
    "`X` and `Y`."
)

average_sigma.mistakes(
    ("average plane for all",
     lambda X, Y, divisor: np.mean(
         np.sqrt(np.sum((Y - X @ lstsq(X, Y.mean(axis=0))) ** 2, axis=1) / divisor)
     ),
     "Your function takes the residuals of every world from the *average* plane. Each world has a "
     "fit of its own."),
    ("root after the average",
     lambda X, Y, divisor: np.sqrt(np.mean(residual_squares(X, Y) / divisor)),
     "Your function averages the variances and takes the root at the end. Here every world "
     "reports its own sigma_hat: root first, then average. The two orders differ, and that is the "
     "point."),
    ("no root", lambda X, Y, divisor: np.mean(residual_squares(X, Y) / divisor),
     "Your function averages variances: sigma_hat² in place of sigma_hat."),
    ("divisor taken for ddof", _divisor_taken_for_ddof,
     "Your function hands `divisor` over as `ddof`, and so divides by n − divisor. The sum of "
     "squares is divided by `divisor` itself."),
    ("not averaged", _sigma_hats,
     "Your function returns the sigma_hat of every world. Take their average."),
    ("spread of the sigma_hats", lambda X, Y, divisor: np.std(_sigma_hats(X, Y, divisor)),
     "Your function returns how the sigma_hats *scatter*. Asked: their average."),
    ("first world only", lambda X, Y, divisor: _sigma_hats(X, Y, divisor)[0],
     "Your function looks at the first world alone. Average over all rows of Y."),
    ("last world only", lambda X, Y, divisor: _sigma_hats(X, Y, divisor)[-1],
     "Your function returns the sigma_hat of the last world alone: each round overwrites the one "
     "before. Collect them, and average."),
    ("divided by 2,000 worlds", lambda X, Y, divisor: np.sum(_sigma_hats(X, Y, divisor)) / 2000,
     "Your function divides by 2,000, whatever Y it is given. The worlds are the rows of Y: "
     "`len(Y)`."),
    ("all worlds pooled", lambda X, Y, divisor: np.sqrt(np.sum(residual_squares(X, Y)) / divisor),
     "Your function throws the residuals of all worlds together and divides once. Every world has "
     "its own sigma_hat."),
    ("spread of all residuals",
     lambda X, Y, divisor: np.sqrt(np.mean(residual_squares(X, Y)) / len(X)),
     "Your function takes the standard deviation of all residuals at once, over rows and worlds. "
     "Every world has its own sigma_hat, with `divisor`; then average."),
    ("wrong axis",
     lambda X, Y, divisor: _spread_around(Y @ np.linalg.pinv(X).T @ X.T, Y, divisor, axis=0),
     "Your sums run over the worlds, one for each observation. Each world adds up the squares of "
     "its own residuals: `axis=1`."),
    ("squares not added up",
     lambda X, Y, divisor: np.mean(np.abs(Y - Y @ np.linalg.pinv(X).T @ X.T) / np.sqrt(divisor)),
     "Your function takes the root of each square by itself. Add up the squares of a world first: "
     "`axis=1`."),
    ("nothing fitted",
     lambda X, Y, divisor: _spread_around(Y.mean(axis=1, keepdims=True), Y, divisor),
     "Your function takes the spread of y around its mean, the plane included. Fit first, and "
     "take the residuals."),
    ("y for residuals", lambda X, Y, divisor: _spread_around(0, Y, divisor),
     "Your function adds up the squares of Y itself. Fit first, and take the residuals."),
    ("one plane for all", lambda X, Y, divisor: _spread_around(X @ lstsq(X, Y[0]), Y, divisor),
     "Your function takes the residuals of every world from the plane of the first one. Each "
     "world has a fit of its own."),
    ("squares of the notebook",
     lambda X, Y, divisor: np.mean(_sigma_hats(WORLD.X, notebook_noise(WORLD.X), divisor)),
     NOTEBOOK.replace("{what}", "squares")),
    ("residuals of the notebook", lambda X, Y, divisor: sigma_of(WORLD.X, WORLD.y, divisor),
     NOTEBOOK.replace("{what}", "residuals")),
)  # fmt: skip
