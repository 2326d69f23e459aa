"""Durbin and Watson's statistic: squared differences over squares, and what only looks so."""

from itertools import pairwise

import numpy as np

from helpers.exercises.broken_assumptions.fits import residuals_of
from helpers.exercises.broken_assumptions.worlds import WORLD
from helpers.exercises.lessons import broken_assumptions as lesson


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


@durbin_watson.misconception(
    "two times one minus the correlation",
    "Your function returns 2(1 − r), with r the correlation of neighbours. That is what "
    "Durbin–Watson comes close to for long series; its own formula has sums of squares.",
)
def _(residuals):
    return 2 * (1 - np.corrcoef(residuals[1:], residuals[:-1])[0, 1])


@durbin_watson.misconception(
    "two times one minus the scalar product",
    "Your function returns 2(1 − r), with r = Σ e_i e_(i−1) / Σ e_i². That leaves out the two "
    "ends: take the squared differences themselves.",
)
def _(residuals):
    return 2 * (1 - residuals[1:] @ residuals[:-1] / (residuals @ residuals))


@durbin_watson.misconception(
    "the correlation",
    "Your function returns the correlation of neighbours. Durbin–Watson is 2 where that is 0: "
    "squared differences over squares.",
)
def _(residuals):
    return np.corrcoef(residuals[1:], residuals[:-1])[0, 1]


@durbin_watson.misconception(
    "the scalar product",
    "Your function returns Σ e_i e_(i−1) / Σ e_i². Durbin–Watson has squared *differences* above.",
)
def _(residuals):
    return residuals[1:] @ residuals[:-1] / (residuals @ residuals)


@durbin_watson.misconception(
    "means for sums",
    "Your function divides a mean of n − 1 numbers by a mean of n. Durbin–Watson divides sums.",
)
def _(residuals):
    return np.mean(np.diff(residuals) ** 2) / np.mean(residuals**2)


@durbin_watson.misconception(
    "variances",
    "Your function divides variances, which measure from the mean. Durbin–Watson takes plain sums "
    "of squares.",
)
def _(residuals):
    return np.var(np.diff(residuals)) / np.var(residuals)


@durbin_watson.misconception(
    "squared after the sum",
    "Your function adds up the differences and squares the sum: they cancel. Square first.",
)
def _(residuals):
    return np.sum(np.diff(residuals)) ** 2 / np.sum(residuals**2)


@durbin_watson.misconception(
    "differences of squares",
    "Your function takes differences of squares. Wanted: squares of differences.",
)
def _(residuals):
    return np.sum(np.diff(residuals**2)) / np.sum(residuals**2)


@durbin_watson.misconception(
    "absolute values",
    "Your function uses absolute values in place of squares.",
)
def _(residuals):
    return np.sum(np.abs(np.diff(residuals))) / np.sum(np.abs(residuals))


@durbin_watson.misconception(
    "not divided",
    "Your function returns the sum of squared differences. Divide by the sum of squared residuals.",
)
def _(residuals):
    return np.sum(np.diff(residuals) ** 2)


@durbin_watson.misconception(
    "first residual left out below",
    "Your function leaves the first residual out of the denominator. All n of them belong there.",
)
def _(residuals):
    return np.sum(np.diff(residuals) ** 2) / np.sum(residuals[1:] ** 2)


@durbin_watson.misconception(
    "last residual left out below",
    "Your function leaves the last residual out of the denominator. All n of them belong there.",
)
def _(residuals):
    return np.sum(np.diff(residuals) ** 2) / np.sum(residuals[:-1] ** 2)


@durbin_watson.misconception(
    "differences of differences",
    "Your function takes differences twice: the 2 in `np.diff(residuals, 2)` is how often. "
    "Square with `**2`, outside.",
)
def _(residuals):
    return np.sum(np.diff(residuals, 2)) / np.sum(residuals**2)


@durbin_watson.misconception(
    "differences of differences, squared",
    "Your function takes differences of differences: the 2 in `np.diff(residuals, 2)` is how "
    "often they are taken. Once is enough.",
)
def _(residuals):
    return np.sum(np.diff(residuals, 2) ** 2) / np.sum(residuals**2)


@durbin_watson.misconception(
    "upside down", "Your function divides the squares by the squared differences: turn it over."
)
def _(residuals):
    return np.sum(residuals**2) / np.sum(np.diff(residuals) ** 2)


@durbin_watson.misconception(
    "a circle",
    "Your function also compares the first residual with the last one (`np.roll` does that). "
    "They are no neighbours.",
)
def _(residuals):
    return np.sum((residuals - np.roll(residuals, 1)) ** 2) / np.sum(residuals**2)


@durbin_watson.misconception(
    "root", "Your function takes a root at the end; Durbin–Watson is the ratio itself."
)
def _(residuals):
    return np.sqrt(np.sum(np.diff(residuals) ** 2) / np.sum(residuals**2))


for _name, _says, _program in (
    (
        "squares after the sum, below",
        "Your denominator adds up the residuals and squares the sum: they cancel. Square first.",
        lambda e: np.sum(np.diff(e) ** 2) / np.sum(e) ** 2,
    ),
    (
        "sum of residuals below",
        "Your denominator is the sum of the residuals, without squares.",
        lambda e: np.sum(np.diff(e) ** 2) / np.sum(e),
    ),
    (
        "n below",
        "Your function divides by n: the mean squared difference. Divide by the sum of squared "
        "residuals, so that the unit cancels.",
        lambda e: np.sum(np.diff(e) ** 2) / len(e),
    ),
    (
        "measured from the mean",
        "Your denominator measures the residuals from their mean. Durbin–Watson takes their "
        "squares as they are.",
        lambda e: np.sum(np.diff(e) ** 2) / np.sum((e - e.mean()) ** 2),
    ),
    (
        "variance below",
        "Your denominator is the variance of the residuals. Durbin–Watson has the *sum* of their "
        "squares there.",
        lambda e: np.sum(np.diff(e) ** 2) / np.var(e),
    ),
    (
        "von Neumann's ratio",
        "Your function divides the mean squared difference by the variance: von Neumann's ratio. "
        "Durbin–Watson divides sum by sum, and measures nothing from the mean.",
        lambda e: np.mean(np.diff(e) ** 2) / np.var(e),
    ),
    (
        "variances, divisor less one",
        "Your function divides variances, which measure from the mean. Durbin–Watson takes plain "
        "sums of squares.",
        lambda e: np.var(np.diff(e), ddof=1) / np.var(e, ddof=1),
    ),
    (
        "standard deviations",
        "Your function divides standard deviations. Durbin–Watson takes plain sums of squares.",
        lambda e: np.std(np.diff(e)) / np.std(e),
    ),
    (
        "absolute differences",
        "Your differences stand above as absolute values. Square them.",
        lambda e: np.sum(np.abs(np.diff(e))) / np.sum(e**2),
    ),
    (
        "differences not squared",
        "Your differences are not squared. Added up as they are, all cancel but the last residual "
        "minus the first.",
        lambda e: np.sum(np.diff(e)) / np.sum(e**2),
    ),
    (
        "sums of neighbours",
        "Your function *adds* neighbours before it squares. Take their differences.",
        lambda e: np.sum((e[1:] + e[:-1]) ** 2) / np.sum(e**2),
    ),
    (
        "first difference left out",
        "Your sum leaves out the first difference. The formula counts from 1, Python from 0: its "
        "i ≥ 2 is `range(1, n)`.",
        lambda e: np.sum(np.diff(e)[1:] ** 2) / np.sum(e**2),
    ),
    (
        "last difference left out",
        "Your sum leaves out the last difference. There are n − 1 of them.",
        lambda e: np.sum(np.diff(e)[:-1] ** 2) / np.sum(e**2),
    ),
    (
        "stops after the first difference",
        "Your function returns after the first difference: the `return` stands inside the loop.",
        lambda e: (e[1] - e[0]) ** 2 / np.sum(e**2),
    ),
    (
        "only the last difference",
        "Your function keeps the last difference alone: each round overwrites the one before. Add "
        "them up, `+=`.",
        lambda e: (e[-1] - e[-2]) ** 2 / np.sum(e**2),
    ),
    (
        "two steps apart",
        "Your differences are those of residuals two rows apart. Neighbours are one row apart.",
        lambda e: np.sum((e[2:] - e[:-2]) ** 2) / np.sum(e**2),
    ),
    (
        "a zero put before",
        "Your differences begin with that of the first residual from 0. There are n − 1 "
        "differences of neighbours.",
        lambda e: np.sum(np.diff(e, prepend=0) ** 2) / np.sum(e**2),
    ),
    (
        "a zero put behind",
        "Your differences end with that of the last residual from 0. There are n − 1 differences "
        "of neighbours.",
        lambda e: np.sum(np.diff(e, append=0) ** 2) / np.sum(e**2),
    ),
    (
        "ratio in each row",
        "Your function divides row by row and adds up the ratios. Add up first, above and below, "
        "and divide once.",
        lambda e: np.sum(np.diff(e) ** 2 / e[1:] ** 2),
    ),
    (
        "one number for each row",
        "Your function returns one number for each difference. Add them up.",
        lambda e: np.diff(e) ** 2 / np.sum(e**2),
    ),
    (
        "1 − d/2",
        "Your function returns 1 − d/2, about the correlation of neighbours. Wanted: d itself.",
        lambda e: 1 - np.sum(np.diff(e) ** 2) / np.sum(e**2) / 2,
    ),
    (
        "2 − d",
        "Your function returns 2 − d. Wanted: d itself.",
        lambda e: 2 - np.sum(np.diff(e) ** 2) / np.sum(e**2),
    ),
    (
        "table of correlations",
        "Your function returns the table of correlations of neighbours. Durbin–Watson is a ratio "
        "of sums: squared differences over squares.",
        lambda e: np.corrcoef(e[1:], e[:-1]),
    ),
    (
        "sorted first",
        "Your function sorts the residuals. Which ones are neighbours is all that matters here: "
        "leave them in the order of the rows.",
        lambda e: np.sum(np.diff(np.sort(e)) ** 2) / np.sum(e**2),
    ),
    (
        "squares of the seed world",
        "Your denominator holds the squares of `fit.residuals`, whatever the function is given. "
        "Use `residuals` in both places.",
        lambda e: np.sum(np.diff(e) ** 2) / np.sum(residuals_of(WORLD.X, WORLD.y) ** 2),
    ),
    (
        "* 2 for ** 2 above",
        "Your differences are doubled, not squared: `* 2` doubles, `** 2` squares.",
        lambda e: np.sum(np.diff(e) * 2) / np.sum(e**2),
    ),
    (
        "* 2 for ** 2 below",
        "Your denominator doubles the residuals: `* 2` doubles, `** 2` squares.",
        lambda e: np.sum(np.diff(e) ** 2) / np.sum(e * 2),
    ),
    (
        "multiplied",
        "Your function multiplies the two sums. Divide the squared differences by the squares.",
        lambda e: np.sum(np.diff(e) ** 2) * np.sum(e**2),
    ),
):
    durbin_watson.misconception(_name, _says)(_program)
