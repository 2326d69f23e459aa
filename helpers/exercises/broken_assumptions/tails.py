"""The kurtosis: of which residuals, standardised how, with 3 taken away or not."""

import numpy as np
from scipy import stats

from helpers.exercises.broken_assumptions.fits import leverage, residuals_of
from helpers.exercises.broken_assumptions.worlds import WORLD
from helpers.exercises.lessons import broken_assumptions as lesson


@lesson.value(
    "04-kurtosis",
    data=lambda: {"residuals": residuals_of(WORLD.X, WORLD.y)},
    hints=(
        "How much of the variation comes from a few far-out values? The fourth power weighs them.",
        "The mean fourth power is in the unit of y, to the fourth. Divide by something in the same "
        "unit, made of the mean square.",
        "`np.mean(fit.residuals**4) / np.mean(fit.residuals**2)**2`. (`stats.kurtosis` takes 3 "
        "away unless told `fisher=False`.)",
    ),
)
def kurtosis(residuals):
    """The kurtosis of the residuals."""
    return float(stats.kurtosis(residuals, fisher=False))


@kurtosis.variant("by the definition")
def _(residuals):
    return np.mean(residuals**4) / np.mean(residuals**2) ** 2


@kurtosis.variant("standardised first")
def _(residuals):
    return np.mean(((residuals - residuals.mean()) / residuals.std()) ** 4)


@kurtosis.law(
    "No mean of squares is less than the square of the mean, and e⁴ is the square of e²: a "
    "kurtosis is at least 1. Yours is {left}.",
    "≥",
)
def _(ratio, residuals):
    return ratio, 1


@kurtosis.law(
    "e⁴ is at most e² times the largest e², so a kurtosis is at most the largest square over the "
    "mean square: {right}. Yours is {left}.",
    "≤",
)
def _(ratio, residuals):
    return ratio, np.max(residuals**2) / np.mean(residuals**2)


@kurtosis.law(
    "The squared residuals have the variance (kurtosis − 1) times their mean squared: {right}. "
    "With yours that is {left}."
)
def _(ratio, residuals):
    squares = residuals**2
    return (ratio - 1) * np.mean(squares) ** 2, np.var(squares)


@kurtosis.misconception(
    "excess",
    "Your {yours} is the *excess* kurtosis: 3, that of the normal law, has been taken away. "
    "Wanted: the kurtosis itself.",
)
def _(residuals):
    return stats.kurtosis(residuals)


@kurtosis.misconception(
    "excess, corrected for bias",
    "Your {yours} is the excess kurtosis with a correction for small samples (pandas gives that). "
    "Wanted: the plain ratio of moments, without taking 3 away.",
)
def _(residuals):
    return stats.kurtosis(residuals, bias=False)


@kurtosis.misconception(
    "corrected for bias",
    "Your {yours} has a correction for small samples. Wanted: the plain ratio of moments.",
)
def _(residuals):
    return stats.kurtosis(residuals, bias=False, fisher=False)


@kurtosis.misconception(
    "divisor n − 1",
    "Your {yours} standardises with the divisor n − 1. In the ratio of moments both are plain "
    "means.",
)
def _(residuals):
    return np.mean((residuals / residuals.std(ddof=1)) ** 4)


@kurtosis.misconception(
    "divisor n − p",
    "Your {yours} standardises with sigma_hat, whose divisor is n − p. In the ratio of moments "
    "both are plain means.",
)
def _(residuals):
    return np.mean(residuals**4) / (np.sum(residuals**2) / (len(residuals) - 3)) ** 2


@kurtosis.misconception(
    "skewness",
    "Your {yours} is the skewness, from third powers. It tells of lopsidedness; tails are in the "
    "fourth power.",
)
def _(residuals):
    return stats.skew(residuals)


@kurtosis.misconception(
    "not standardised",
    "Your {yours} is the mean fourth power, in the fourth power of y's unit. Divide by the square "
    "of the mean square.",
)
def _(residuals):
    return np.mean(residuals**4)


@kurtosis.misconception(
    "mean square not squared",
    "Your {yours} divides by the mean square; divide by its square, so that units cancel.",
)
def _(residuals):
    return np.mean(residuals**4) / np.mean(residuals**2)


@kurtosis.misconception(
    "sum for mean", "Your {yours} adds up the fourth powers without dividing by n."
)
def _(residuals):
    return np.sum(residuals**4) / np.mean(residuals**2) ** 2


@kurtosis.misconception(
    "sums for means",
    "Your {yours} divides a sum by the square of a sum. Use means: n does not cancel here.",
)
def _(residuals):
    return np.sum(residuals**4) / np.sum(residuals**2) ** 2


ORIGIN = (
    "Your {yours} belongs to the residuals of the plane through the origin, which the lesson "
    "still calls `residuals`. Asked: those of the full model, `fit.residuals`."
)


def _origin():
    return residuals_of(WORLD.X[:, 1:], WORLD.y)


def _raw_kurtosis(u):
    """The mean fourth power over the squared mean square, both measured from zero."""
    return np.mean(u**4) / np.mean(u**2) ** 2


@kurtosis.misconception("plane through the origin", ORIGIN)
def _(residuals):
    return _raw_kurtosis(_origin())


@kurtosis.misconception("plane through the origin, centred", ORIGIN)
def _(residuals):
    return stats.kurtosis(_origin(), fisher=False)


@kurtosis.misconception(
    "plane through the origin, excess",
    ORIGIN + " And 3 has been taken away: wanted is the kurtosis itself.",
)
def _(residuals):
    return stats.kurtosis(_origin())


@kurtosis.misconception(
    "plane through the origin, from zero, excess",
    ORIGIN + " And 3 has been taken away: wanted is the kurtosis itself.",
)
def _(residuals):
    return _raw_kurtosis(_origin()) - 3


NOISE = (
    "Your {yours} belongs to the noise around the *true* plane, which a real sample does not "
    "show. Take the residuals of the fitted one, `fit.residuals`."
)


@kurtosis.misconception("noise for residuals", NOISE)
def _(residuals):
    return _raw_kurtosis(WORLD.noise)


@kurtosis.misconception("noise for residuals, centred", NOISE)
def _(residuals):
    return stats.kurtosis(WORLD.noise, fisher=False)


OF_Y = (
    "Your {yours} belongs to y itself, the plane included. Take what the plane leaves over, "
    "`fit.residuals`."
)

for _name, _says, _program in (
    ("kurtosis of y", OF_Y, lambda e: stats.kurtosis(WORLD.y, fisher=False)),
    (
        "kurtosis of y, excess",
        OF_Y + " And 3 has been taken away: wanted is the kurtosis itself.",
        lambda e: stats.kurtosis(WORLD.y),
    ),
    (
        "noise for residuals, excess",
        NOISE + " And 3 has been taken away: wanted is the kurtosis itself.",
        lambda e: stats.kurtosis(WORLD.noise),
    ),
    (
        "plane through the origin, corrected for bias",
        ORIGIN + " And it is the excess, with a correction for small samples (pandas gives that).",
        lambda e: stats.kurtosis(_origin(), bias=False),
    ),
    (
        "3 added",
        "Your {yours} has 3 added to the kurtosis. 3 is added only to an *excess*, to get the "
        "kurtosis back.",
        lambda e: _raw_kurtosis(e) + 3,
    ),
    (
        "3 minus the excess",
        "Your {yours} takes the excess away from 3. The kurtosis is 3 *plus* the excess.",
        lambda e: 6 - _raw_kurtosis(e),
    ),
    (
        "that of the normal law",
        "Your {yours} is the kurtosis of a normal law. Asked: that of these residuals.",
        lambda e: 3.0,
    ),
    (
        "true sigma",
        "Your {yours} standardises with sigma = 5, the truth. Divide by the square of the "
        "residuals' own mean square.",
        lambda e: np.mean(e**4) / WORLD.sigma**4,
    ),
    (
        "e**2**2",
        "Your {yours} says that equal numbers stand above and below the line. Is it `e**2**2`? "
        "Python reads that as `e**(2**2)`. Take the mean of the squares first, and square it "
        "outside: `np.mean(e**2) ** 2`.",
        lambda e: 1.0,
    ),
    (
        "divided by sigma once",
        "Your {yours} divides the mean fourth power by the standard deviation. Divide by its "
        "fourth power, so that the unit cancels.",
        lambda e: np.mean(e**4) / np.std(e),
    ),
    (
        "divided by the third power",
        "Your {yours} divides the mean fourth power by the *third* power of the standard "
        "deviation. That is for skewness; here it is the fourth.",
        lambda e: np.mean(e**4) / np.std(e) ** 3,
    ),
    (
        "mean square to the fourth",
        "Your {yours} divides by the fourth power of the mean *square*. Its square is enough: that "
        "is the fourth power of the standard deviation.",
        lambda e: np.mean(e**4) / np.mean(e**2) ** 4,
    ),
    (
        "sizes below",
        "Your {yours} divides by the fourth power of the mean *size* of the residuals. Divide by "
        "the square of the mean square.",
        lambda e: np.mean(e**4) / np.mean(np.abs(e)) ** 4,
    ),
    (
        "mean square",
        "Your {yours} is the mean square of the residuals. Kurtosis divides the mean *fourth* "
        "power by the square of that.",
        lambda e: np.mean(e**2),
    ),
    (
        "not averaged",
        "Your numbers are one for each residual. Take their mean.",
        lambda e: e**4 / np.mean(e**2) ** 2,
    ),
    (
        "deleted residuals",
        "Your {yours} belongs to the *deleted* residuals. Asked: the ordinary ones, "
        "`fit.residuals`.",
        lambda e: _raw_kurtosis(e / (1 - leverage(WORLD.X))),
    ),
    (
        "residuals mixed, origin above",
        "Your {yours} has `residuals`, those of the plane through the origin, above the line and "
        "those of the full model below. Use `fit.residuals` in both places.",
        lambda e: np.mean(_origin() ** 4) / np.mean(e**2) ** 2,
    ),
    (
        "residuals mixed, origin below",
        "Your {yours} has `residuals`, those of the plane through the origin, below the line and "
        "those of the full model above. Use `fit.residuals` in both places.",
        lambda e: np.mean(e**4) / np.mean(_origin() ** 2) ** 2,
    ),
    (
        "* 2 for ** 2",
        "Your {yours} divides by twice the mean square: `* 2` doubles, `** 2` squares.",
        lambda e: np.mean(e**4) / (2 * np.mean(e**2)),
    ),
    (
        "multiplied",
        "Your {yours} multiplies by the square of the mean square. Divide by it, so that the unit "
        "cancels.",
        lambda e: np.mean(e**4) * np.mean(e**2) ** 2,
    ),
):
    kurtosis.misconception(_name, _says)(_program)
