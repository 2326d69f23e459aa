"""Durbin and Watson's statistic: squared differences over squares, and what only looks so."""

from itertools import pairwise

import numpy as np

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.shared import WORLD, residuals_of


def _series(rng):
    for n, rho in ((7, 0.3), (30, 0.6), (12, -0.4)):
        e = rng.normal(size=n)
        for i in range(1, n):
            e[i] += rho * e[i - 1]
        yield (e + 0.2,)


@lesson.function(
    "04-durbin-watson",
    cases=_series,
    hints=(
        "Neighbours that resemble each other have small differences, compared with the residuals "
        "themselves.",
        "`np.diff(residuals)` has all n − 1 differences of neighbours. Square them and add them "
        "up.",
        "`np.sum(np.diff(residuals)**2) / np.sum(residuals**2)`",
    ),
)
def durbin_watson(residuals):
    """Durbin and Watson's statistic."""
    numerator = sum((b - a) ** 2 for a, b in pairwise(residuals))
    return float(numerator / np.dot(residuals, residuals))


@durbin_watson.variant("diff")
def _(residuals):
    return np.sum(np.diff(residuals) ** 2) / np.sum(residuals**2)


@durbin_watson.variant("multiplied out")
def _(residuals):
    e = residuals
    return (e[1:] @ e[1:] + e[:-1] @ e[:-1] - 2 * e[1:] @ e[:-1]) / (e @ e)


@durbin_watson.law(
    "(a − b)² is never negative and at most 2a² + 2b², so the statistic lies between 0 and 4. "
    "Yours is {left}."
)
def _(statistic, residuals):
    return statistic, np.clip(statistic, 0, 4)


@durbin_watson.law(
    "Multiplied out, the statistic and the share of both ends, (e_1² + e_n²)/Σe², make "
    "2 − 2 Σe_i e_(i−1)/Σe²: {right}. Yours makes {left}."
)
def _(statistic, residuals):
    e, squares = residuals, residuals @ residuals
    return statistic + (e[0] ** 2 + e[-1] ** 2) / squares, 2 - 2 * e[1:] @ e[:-1] / squares


durbin_watson.mistakes(
    ("two times one minus the correlation", lambda e: 2 * (1 - np.corrcoef(e[1:], e[:-1])[0, 1]),
     "Your function returns 2(1 − r), with r the correlation of neighbours. That is what "
     "Durbin–Watson comes close to for long series; its own formula has sums of squares."),
    ("two times one minus the scalar product", lambda e: 2 * (1 - e[1:] @ e[:-1] / (e @ e)),
     "Your function returns 2(1 − r), with r = Σ e_i e_(i−1) / Σ e_i². That leaves out the two "
     "ends: take the squared differences themselves."),
    ("the correlation", lambda e: np.corrcoef(e[1:], e[:-1])[0, 1],
     "Your function returns the correlation of neighbours. Durbin–Watson is 2 where that is 0: "
     "squared differences over squares."),
    ("the scalar product", lambda e: e[1:] @ e[:-1] / (e @ e),
     "Your function returns Σ e_i e_(i−1) / Σ e_i². Durbin–Watson has squared *differences* "
     "above."),
    ("means for sums", lambda e: np.mean(np.diff(e) ** 2) / np.mean(e**2),
     "Your function divides a mean of n − 1 numbers by a mean of n. Durbin–Watson divides sums."),
    ("variances", lambda e: np.var(np.diff(e)) / np.var(e),
     "Your function divides variances, which measure from the mean. Durbin–Watson takes plain "
     "sums of squares."),
    ("not divided", lambda e: np.sum(np.diff(e) ** 2),
     "Your function returns the sum of squared differences. Divide by the sum of squared "
     "residuals."),
    ("differences of differences", lambda e: np.sum(np.diff(e, 2)) / np.sum(e**2),
     "Your function takes differences twice: the 2 in `np.diff(residuals, 2)` is how often. "
     "Square with `**2`, outside."),
    ("a circle", lambda e: np.sum((e - np.roll(e, 1)) ** 2) / np.sum(e**2),
     "Your function also compares the first residual with the last one (`np.roll` does that). "
     "They are no neighbours."),
    ("n below", lambda e: np.sum(np.diff(e) ** 2) / len(e),
     "Your function divides by n: the mean squared difference. Divide by the sum of squared "
     "residuals, so that the unit cancels."),
    ("variance below", lambda e: np.sum(np.diff(e) ** 2) / np.var(e),
     "Your denominator is the variance of the residuals. Durbin–Watson has the *sum* of their "
     "squares there."),
    ("von Neumann's ratio", lambda e: np.mean(np.diff(e) ** 2) / np.var(e),
     "Your function divides the mean squared difference by the variance: von Neumann's ratio. "
     "Durbin–Watson divides sum by sum, and measures nothing from the mean."),
    ("differences not squared", lambda e: np.sum(np.diff(e)) / np.sum(e**2),
     "Your differences are not squared. Added up as they are, all cancel but the last residual "
     "minus the first."),
    ("first difference left out", lambda e: np.sum(np.diff(e)[1:] ** 2) / np.sum(e**2),
     "Your sum leaves out the first difference. The formula counts from 1, Python from 0: its i ≥ "
     "2 is `range(1, n)`."),
    ("stops after the first difference", lambda e: (e[1] - e[0]) ** 2 / np.sum(e**2),
     "Your function returns after the first difference: the `return` stands inside the loop."),
    ("only the last difference", lambda e: (e[-1] - e[-2]) ** 2 / np.sum(e**2),
     "Your function keeps the last difference alone: each round overwrites the one before. Add "
     "them up, `+=`."),
    ("ratio in each row", lambda e: np.sum(np.diff(e) ** 2 / e[1:] ** 2),
     "Your function divides row by row and adds up the ratios. Add up first, above and below, and "
     "divide once."),
    ("1 − d/2", lambda e: 1 - np.sum(np.diff(e) ** 2) / np.sum(e**2) / 2,
     "Your function returns 1 − d/2, about the correlation of neighbours. Wanted: d itself."),
    ("table of correlations", lambda e: np.corrcoef(e[1:], e[:-1]),
     "Your function returns the table of correlations of neighbours. Durbin–Watson is a ratio of "
     "sums: squared differences over squares."),
    ("sorted first", lambda e: np.sum(np.diff(np.sort(e)) ** 2) / np.sum(e**2),
     "Your function sorts the residuals. Which ones are neighbours is all that matters here: "
     "leave them in the order of the rows."),
    ("squares of the seed world",
     lambda e: np.sum(np.diff(e) ** 2) / np.sum(residuals_of(WORLD.X, WORLD.y) ** 2),
     "Your denominator holds the squares of `seed_fit.residuals`, whatever the function is given. "
     "Use `residuals` in both places."),
)  # fmt: skip
