"""Durbin and Watson's statistic: squared differences over squares, and what only looks so."""

from itertools import pairwise

import numpy as np

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.fits import residuals_of
from helpers.lessons.when_the_model_lies.worlds import WORLD


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
    ("two times one minus the correlation",
     lambda residuals: 2 * (1 - np.corrcoef(residuals[1:], residuals[:-1])[0, 1]),
     "Your function returns 2(1 − r), with r the correlation of neighbours. That is what "
     "Durbin–Watson comes close to for long series; its own formula has sums of squares."),
    ("two times one minus the scalar product",
     lambda residuals: 2 * (1 - residuals[1:] @ residuals[:-1] / (residuals @ residuals)),
     "Your function returns 2(1 − r), with r = Σ e_i e_(i−1) / Σ e_i². That leaves out the two "
     "ends: take the squared differences themselves."),
    ("the correlation", lambda residuals: np.corrcoef(residuals[1:], residuals[:-1])[0, 1],
     "Your function returns the correlation of neighbours. Durbin–Watson is 2 where that is 0: "
     "squared differences over squares."),
    ("the scalar product",
     lambda residuals: residuals[1:] @ residuals[:-1] / (residuals @ residuals),
     "Your function returns Σ e_i e_(i−1) / Σ e_i². Durbin–Watson has squared *differences* "
     "above."),
    ("means for sums", lambda residuals: np.mean(np.diff(residuals) ** 2) / np.mean(residuals**2),
     "Your function divides a mean of n − 1 numbers by a mean of n. Durbin–Watson divides sums."),
    ("variances", lambda residuals: np.var(np.diff(residuals)) / np.var(residuals),
     "Your function divides variances, which measure from the mean. Durbin–Watson takes plain "
     "sums of squares."),
    ("squared after the sum",
     lambda residuals: np.sum(np.diff(residuals)) ** 2 / np.sum(residuals**2),
     "Your function adds up the differences and squares the sum: they cancel. Square first."),
    ("differences of squares",
     lambda residuals: np.sum(np.diff(residuals**2)) / np.sum(residuals**2),
     "Your function takes differences of squares. Wanted: squares of differences."),
    ("absolute values",
     lambda residuals: np.sum(np.abs(np.diff(residuals))) / np.sum(np.abs(residuals)),
     "Your function uses absolute values in place of squares."),
    ("not divided", lambda residuals: np.sum(np.diff(residuals) ** 2),
     "Your function returns the sum of squared differences. Divide by the sum of squared "
     "residuals."),
    ("first residual left out below",
     lambda residuals: np.sum(np.diff(residuals) ** 2) / np.sum(residuals[1:] ** 2),
     "Your function leaves the first residual out of the denominator. All n of them belong there."),
    ("last residual left out below",
     lambda residuals: np.sum(np.diff(residuals) ** 2) / np.sum(residuals[:-1] ** 2),
     "Your function leaves the last residual out of the denominator. All n of them belong there."),
    ("differences of differences",
     lambda residuals: np.sum(np.diff(residuals, 2)) / np.sum(residuals**2),
     "Your function takes differences twice: the 2 in `np.diff(residuals, 2)` is how often. "
     "Square with `**2`, outside."),
    ("differences of differences, squared",
     lambda residuals: np.sum(np.diff(residuals, 2) ** 2) / np.sum(residuals**2),
     "Your function takes differences of differences: the 2 in `np.diff(residuals, 2)` is how "
     "often they are taken. Once is enough."),
    ("upside down", lambda residuals: np.sum(residuals**2) / np.sum(np.diff(residuals) ** 2),
     "Your function divides the squares by the squared differences: turn it over."),
    ("a circle",
     lambda residuals: np.sum((residuals - np.roll(residuals, 1)) ** 2) / np.sum(residuals**2),
     "Your function also compares the first residual with the last one (`np.roll` does that). "
     "They are no neighbours."),
    ("root", lambda residuals: np.sqrt(np.sum(np.diff(residuals) ** 2) / np.sum(residuals**2)),
     "Your function takes a root at the end; Durbin–Watson is the ratio itself."),
    ("squares after the sum, below", lambda e: np.sum(np.diff(e) ** 2) / np.sum(e) ** 2,
     "Your denominator adds up the residuals and squares the sum: they cancel. Square first."),
    ("sum of residuals below", lambda e: np.sum(np.diff(e) ** 2) / np.sum(e),
     "Your denominator is the sum of the residuals, without squares."),
    ("n below", lambda e: np.sum(np.diff(e) ** 2) / len(e),
     "Your function divides by n: the mean squared difference. Divide by the sum of squared "
     "residuals, so that the unit cancels."),
    ("measured from the mean", lambda e: np.sum(np.diff(e) ** 2) / np.sum((e - e.mean()) ** 2),
     "Your denominator measures the residuals from their mean. Durbin–Watson takes their squares "
     "as they are."),
    ("variance below", lambda e: np.sum(np.diff(e) ** 2) / np.var(e),
     "Your denominator is the variance of the residuals. Durbin–Watson has the *sum* of their "
     "squares there."),
    ("von Neumann's ratio", lambda e: np.mean(np.diff(e) ** 2) / np.var(e),
     "Your function divides the mean squared difference by the variance: von Neumann's ratio. "
     "Durbin–Watson divides sum by sum, and measures nothing from the mean."),
    ("variances, divisor less one", lambda e: np.var(np.diff(e), ddof=1) / np.var(e, ddof=1),
     "Your function divides variances, which measure from the mean. Durbin–Watson takes plain "
     "sums of squares."),
    ("standard deviations", lambda e: np.std(np.diff(e)) / np.std(e),
     "Your function divides standard deviations. Durbin–Watson takes plain sums of squares."),
    ("absolute differences", lambda e: np.sum(np.abs(np.diff(e))) / np.sum(e**2),
     "Your differences stand above as absolute values. Square them."),
    ("differences not squared", lambda e: np.sum(np.diff(e)) / np.sum(e**2),
     "Your differences are not squared. Added up as they are, all cancel but the last residual "
     "minus the first."),
    ("sums of neighbours", lambda e: np.sum((e[1:] + e[:-1]) ** 2) / np.sum(e**2),
     "Your function *adds* neighbours before it squares. Take their differences."),
    ("first difference left out", lambda e: np.sum(np.diff(e)[1:] ** 2) / np.sum(e**2),
     "Your sum leaves out the first difference. The formula counts from 1, Python from 0: its i ≥ "
     "2 is `range(1, n)`."),
    ("last difference left out", lambda e: np.sum(np.diff(e)[:-1] ** 2) / np.sum(e**2),
     "Your sum leaves out the last difference. There are n − 1 of them."),
    ("stops after the first difference", lambda e: (e[1] - e[0]) ** 2 / np.sum(e**2),
     "Your function returns after the first difference: the `return` stands inside the loop."),
    ("only the last difference", lambda e: (e[-1] - e[-2]) ** 2 / np.sum(e**2),
     "Your function keeps the last difference alone: each round overwrites the one before. Add "
     "them up, `+=`."),
    ("two steps apart", lambda e: np.sum((e[2:] - e[:-2]) ** 2) / np.sum(e**2),
     "Your differences are those of residuals two rows apart. Neighbours are one row apart."),
    ("a zero put before", lambda e: np.sum(np.diff(e, prepend=0) ** 2) / np.sum(e**2),
     "Your differences begin with that of the first residual from 0. There are n − 1 differences "
     "of neighbours."),
    ("a zero put behind", lambda e: np.sum(np.diff(e, append=0) ** 2) / np.sum(e**2),
     "Your differences end with that of the last residual from 0. There are n − 1 differences of "
     "neighbours."),
    ("ratio in each row", lambda e: np.sum(np.diff(e) ** 2 / e[1:] ** 2),
     "Your function divides row by row and adds up the ratios. Add up first, above and below, and "
     "divide once."),
    ("one number for each row", lambda e: np.diff(e) ** 2 / np.sum(e**2),
     "Your function returns one number for each difference. Add them up."),
    ("1 − d/2", lambda e: 1 - np.sum(np.diff(e) ** 2) / np.sum(e**2) / 2,
     "Your function returns 1 − d/2, about the correlation of neighbours. Wanted: d itself."),
    ("2 − d", lambda e: 2 - np.sum(np.diff(e) ** 2) / np.sum(e**2),
     "Your function returns 2 − d. Wanted: d itself."),
    ("table of correlations", lambda e: np.corrcoef(e[1:], e[:-1]),
     "Your function returns the table of correlations of neighbours. Durbin–Watson is a ratio of "
     "sums: squared differences over squares."),
    ("sorted first", lambda e: np.sum(np.diff(np.sort(e)) ** 2) / np.sum(e**2),
     "Your function sorts the residuals. Which ones are neighbours is all that matters here: "
     "leave them in the order of the rows."),
    ("squares of the seed world",
     lambda e: np.sum(np.diff(e) ** 2) / np.sum(residuals_of(WORLD.X, WORLD.y) ** 2),
     "Your denominator holds the squares of `fit.residuals`, whatever the function is given. Use "
     "`residuals` in both places."),
    ("* 2 for ** 2 above", lambda e: np.sum(np.diff(e) * 2) / np.sum(e**2),
     "Your differences are doubled, not squared: `* 2` doubles, `** 2` squares."),
    ("* 2 for ** 2 below", lambda e: np.sum(np.diff(e) ** 2) / np.sum(e * 2),
     "Your denominator doubles the residuals: `* 2` doubles, `** 2` squares."),
    ("multiplied", lambda e: np.sum(np.diff(e) ** 2) * np.sum(e**2),
     "Your function multiplies the two sums. Divide the squared differences by the squares."),
)  # fmt: skip
