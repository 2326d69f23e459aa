"""The kurtosis: of which residuals, standardised how, with 3 taken away or not."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.shared import WORLD, residuals_of

THROUGH_ORIGIN = residuals_of(WORLD.X[:, 1:], WORLD.y)


def _raw_kurtosis(u):
    """The mean fourth power over the squared mean square, both measured from zero."""
    return np.mean(u**4) / np.mean(u**2) ** 2


@lesson.value(
    "04-kurtosis",
    data=lambda: {"residuals": residuals_of(WORLD.X, WORLD.y)},
    hints=(
        "How much of the variation comes from a few far-out values? The fourth power weighs them.",
        "The mean fourth power is in the unit of y, to the fourth. Divide by something in the same "
        "unit, made of the mean square.",
        "`np.mean(seed_fit.residuals**4) / np.mean(seed_fit.residuals**2)**2`. "
        "(`stats.kurtosis` takes 3 away unless told `fisher=False`.)",
    ),
)
def kurtosis(residuals):
    """The kurtosis of the residuals."""
    return float(stats.kurtosis(residuals, fisher=False))


@kurtosis.variant("by the definition")
def _(residuals):
    return _raw_kurtosis(residuals)


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


ORIGIN = (
    "Your {yours} belongs to the residuals of the plane through the origin, which the lesson "
    "still calls `residuals`. Asked: those of the full model, `seed_fit.residuals`."
)

NOISE = (
    "Your {yours} belongs to the noise around the *true* plane, which a real sample does not "
    "show. Take the residuals of the fitted one, `seed_fit.residuals`."
)

OF_Y = (
    "Your {yours} belongs to y itself, the plane included. Take what the plane leaves over, "
    "`seed_fit.residuals`."
)

kurtosis.mistakes(
    ("excess", stats.kurtosis,
     "Your {yours} is the *excess* kurtosis: 3, that of the normal law, has been taken away. "
     "Wanted: the kurtosis itself."),
    ("excess, corrected for bias", lambda e: stats.kurtosis(e, bias=False),
     "Your {yours} is the excess kurtosis with a correction for small samples (pandas gives "
     "that). Wanted: the plain ratio of moments, without taking 3 away."),
    ("corrected for bias", lambda e: stats.kurtosis(e, bias=False, fisher=False),
     "Your {yours} has a correction for small samples. Wanted: the plain ratio of moments."),
    ("divisor n − 1", lambda e: np.mean((e / e.std(ddof=1)) ** 4),
     "Your {yours} standardises with the divisor n − 1. In the ratio of moments both are plain "
     "means."),
    ("divisor n − p", lambda e: np.mean(e**4) / (np.sum(e**2) / (len(e) - 3)) ** 2,
     "Your {yours} standardises with sigma_hat, whose divisor is n − p. In the ratio of moments "
     "both are plain means."),
    ("skewness", stats.skew,
     "Your {yours} is the skewness, from third powers. It tells of lopsidedness; tails are in the "
     "fourth power."),
    ("not standardised", lambda e: np.mean(e**4),
     "Your {yours} is the mean fourth power, in the fourth power of y's unit. Divide by the "
     "square of the mean square."),
    ("mean square not squared", lambda e: np.mean(e**4) / np.mean(e**2),
     "Your {yours} divides by the mean square; divide by its square, so that units cancel."),
    ("sum for mean", lambda e: np.sum(e**4) / np.mean(e**2) ** 2,
     "Your {yours} adds up the fourth powers without dividing by n."),
    ("sums for means", lambda e: np.sum(e**4) / np.sum(e**2) ** 2,
     "Your {yours} divides a sum by the square of a sum. Use means: n does not cancel here."),
    ("plane through the origin", lambda e: _raw_kurtosis(THROUGH_ORIGIN), ORIGIN),
    ("plane through the origin, centred", lambda e: stats.kurtosis(THROUGH_ORIGIN, fisher=False),
     ORIGIN),
    ("plane through the origin, excess", lambda e: stats.kurtosis(THROUGH_ORIGIN),
     ORIGIN + " And 3 has been taken away: wanted is the kurtosis itself."),
    ("noise for residuals", lambda e: _raw_kurtosis(WORLD.noise), NOISE),
    ("noise for residuals, centred", lambda e: stats.kurtosis(WORLD.noise, fisher=False), NOISE),
    ("kurtosis of y", lambda e: stats.kurtosis(WORLD.y, fisher=False), OF_Y),
    ("3 added", lambda e: _raw_kurtosis(e) + 3,
     "Your {yours} has 3 added to the kurtosis. 3 is added only to an *excess*, to get the "
     "kurtosis back."),
    ("that of the normal law", lambda e: 3.0,
     "Your {yours} is the kurtosis of a normal law. Asked: that of these residuals."),
    ("true sigma", lambda e: np.mean(e**4) / WORLD.sigma**4,
     "Your {yours} standardises with sigma = 5, the truth. Divide by the square of the residuals' "
     "own mean square."),
    ("e**2**2", lambda e: 1.0,
     "Your {yours} says that equal numbers stand above and below the line. Is it `e**2**2`? "
     "Python reads that as `e**(2**2)`. Take the mean of the squares first, and square it "
     "outside: `np.mean(e**2) ** 2`."),
    ("divided by the third power", lambda e: np.mean(e**4) / np.std(e) ** 3,
     "Your {yours} divides the mean fourth power by the *third* power of the standard deviation. "
     "That is for skewness; here it is the fourth."),
    ("mean square", lambda e: np.mean(e**2),
     "Your {yours} is the mean square of the residuals. Kurtosis divides the mean *fourth* power "
     "by the square of that."),
    ("not averaged", lambda e: e**4 / np.mean(e**2) ** 2,
     "Your numbers are one for each residual. Take their mean."),
    ("residuals mixed, origin above", lambda e: np.mean(THROUGH_ORIGIN ** 4) / np.mean(e**2) ** 2,
     "Your {yours} has `residuals`, those of the plane through the origin, above the line and "
     "those of the full model below. Use `seed_fit.residuals` in both places."),
    ("residuals mixed, origin below", lambda e: np.mean(e**4) / np.mean(THROUGH_ORIGIN ** 2) ** 2,
     "Your {yours} has `residuals`, those of the plane through the origin, below the line and "
     "those of the full model above. Use `seed_fit.residuals` in both places."),
    ("* 2 for ** 2", lambda e: np.mean(e**4) / (2 * np.mean(e**2)),
     "Your {yours} divides by twice the mean square: `* 2` doubles, `** 2` squares."),
)  # fmt: skip
