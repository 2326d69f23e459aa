"""The kurtosis: of which residuals, standardised how, with 3 taken away or not."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.fits import leverage, residuals_of
from helpers.lessons.when_the_model_lies.worlds import WORLD


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


kurtosis.mistakes(
    ("excess", lambda residuals: stats.kurtosis(residuals),
     "Your {yours} is the *excess* kurtosis: 3, that of the normal law, has been taken away. "
     "Wanted: the kurtosis itself."),
    ("excess, corrected for bias", lambda residuals: stats.kurtosis(residuals, bias=False),
     "Your {yours} is the excess kurtosis with a correction for small samples (pandas gives "
     "that). Wanted: the plain ratio of moments, without taking 3 away."),
    ("corrected for bias", lambda residuals: stats.kurtosis(residuals, bias=False, fisher=False),
     "Your {yours} has a correction for small samples. Wanted: the plain ratio of moments."),
    ("divisor n − 1", lambda residuals: np.mean((residuals / residuals.std(ddof=1)) ** 4),
     "Your {yours} standardises with the divisor n − 1. In the ratio of moments both are plain "
     "means."),
    ("divisor n − p",
     lambda residuals: np.mean(residuals**4) / (np.sum(residuals**2) / (len(residuals) - 3)) ** 2,
     "Your {yours} standardises with sigma_hat, whose divisor is n − p. In the ratio of moments "
     "both are plain means."),
    ("skewness", lambda residuals: stats.skew(residuals),
     "Your {yours} is the skewness, from third powers. It tells of lopsidedness; tails are in the "
     "fourth power."),
    ("not standardised", lambda residuals: np.mean(residuals**4),
     "Your {yours} is the mean fourth power, in the fourth power of y's unit. Divide by the "
     "square of the mean square."),
    ("mean square not squared", lambda residuals: np.mean(residuals**4) / np.mean(residuals**2),
     "Your {yours} divides by the mean square; divide by its square, so that units cancel."),
    ("sum for mean", lambda residuals: np.sum(residuals**4) / np.mean(residuals**2) ** 2,
     "Your {yours} adds up the fourth powers without dividing by n."),
    ("sums for means", lambda residuals: np.sum(residuals**4) / np.sum(residuals**2) ** 2,
     "Your {yours} divides a sum by the square of a sum. Use means: n does not cancel here."),
)  # fmt: skip


ORIGIN = (
    "Your {yours} belongs to the residuals of the plane through the origin, which the lesson "
    "still calls `residuals`. Asked: those of the full model, `fit.residuals`."
)


def _origin():
    return residuals_of(WORLD.X[:, 1:], WORLD.y)


def _raw_kurtosis(u):
    """The mean fourth power over the squared mean square, both measured from zero."""
    return np.mean(u**4) / np.mean(u**2) ** 2


kurtosis.mistakes(
    ("plane through the origin", lambda residuals: _raw_kurtosis(_origin()),
     ORIGIN),
    ("plane through the origin, centred", lambda residuals: stats.kurtosis(_origin(), fisher=False),
     ORIGIN),
    ("plane through the origin, excess", lambda residuals: stats.kurtosis(_origin()),
     ORIGIN + " And 3 has been taken away: wanted is the kurtosis itself."),
    ("plane through the origin, from zero, excess", lambda residuals: _raw_kurtosis(_origin()) - 3,
     ORIGIN + " And 3 has been taken away: wanted is the kurtosis itself."),
)  # fmt: skip


NOISE = (
    "Your {yours} belongs to the noise around the *true* plane, which a real sample does not "
    "show. Take the residuals of the fitted one, `fit.residuals`."
)


kurtosis.mistakes(
    ("noise for residuals", lambda residuals: _raw_kurtosis(WORLD.noise),
     NOISE),
    ("noise for residuals, centred", lambda residuals: stats.kurtosis(WORLD.noise, fisher=False),
     NOISE),
)  # fmt: skip


OF_Y = (
    "Your {yours} belongs to y itself, the plane included. Take what the plane leaves over, "
    "`fit.residuals`."
)

kurtosis.mistakes(
    ("kurtosis of y", lambda e: stats.kurtosis(WORLD.y, fisher=False),
     OF_Y),
    ("kurtosis of y, excess", lambda e: stats.kurtosis(WORLD.y),
     OF_Y + " And 3 has been taken away: wanted is the kurtosis itself."),
    ("noise for residuals, excess", lambda e: stats.kurtosis(WORLD.noise),
     NOISE + " And 3 has been taken away: wanted is the kurtosis itself."),
    ("plane through the origin, corrected for bias",
     lambda e: stats.kurtosis(_origin(), bias=False),
     ORIGIN + " And it is the excess, with a correction for small samples (pandas gives that)."),
    ("3 added", lambda e: _raw_kurtosis(e) + 3,
     "Your {yours} has 3 added to the kurtosis. 3 is added only to an *excess*, to get the "
     "kurtosis back."),
    ("3 minus the excess", lambda e: 6 - _raw_kurtosis(e),
     "Your {yours} takes the excess away from 3. The kurtosis is 3 *plus* the excess."),
    ("that of the normal law", lambda e: 3.0,
     "Your {yours} is the kurtosis of a normal law. Asked: that of these residuals."),
    ("true sigma", lambda e: np.mean(e**4) / WORLD.sigma**4,
     "Your {yours} standardises with sigma = 5, the truth. Divide by the square of the residuals' "
     "own mean square."),
    ("e**2**2", lambda e: 1.0,
     "Your {yours} says that equal numbers stand above and below the line. Is it `e**2**2`? "
     "Python reads that as `e**(2**2)`. Take the mean of the squares first, and square it "
     "outside: `np.mean(e**2) ** 2`."),
    ("divided by sigma once", lambda e: np.mean(e**4) / np.std(e),
     "Your {yours} divides the mean fourth power by the standard deviation. Divide by its fourth "
     "power, so that the unit cancels."),
    ("divided by the third power", lambda e: np.mean(e**4) / np.std(e) ** 3,
     "Your {yours} divides the mean fourth power by the *third* power of the standard deviation. "
     "That is for skewness; here it is the fourth."),
    ("mean square to the fourth", lambda e: np.mean(e**4) / np.mean(e**2) ** 4,
     "Your {yours} divides by the fourth power of the mean *square*. Its square is enough: that "
     "is the fourth power of the standard deviation."),
    ("sizes below", lambda e: np.mean(e**4) / np.mean(np.abs(e)) ** 4,
     "Your {yours} divides by the fourth power of the mean *size* of the residuals. Divide by the "
     "square of the mean square."),
    ("mean square", lambda e: np.mean(e**2),
     "Your {yours} is the mean square of the residuals. Kurtosis divides the mean *fourth* power "
     "by the square of that."),
    ("not averaged", lambda e: e**4 / np.mean(e**2) ** 2,
     "Your numbers are one for each residual. Take their mean."),
    ("deleted residuals", lambda e: _raw_kurtosis(e / (1 - leverage(WORLD.X))),
     "Your {yours} belongs to the *deleted* residuals. Asked: the ordinary ones, `fit.residuals`."),
    ("residuals mixed, origin above", lambda e: np.mean(_origin() ** 4) / np.mean(e**2) ** 2,
     "Your {yours} has `residuals`, those of the plane through the origin, above the line and "
     "those of the full model below. Use `fit.residuals` in both places."),
    ("residuals mixed, origin below", lambda e: np.mean(e**4) / np.mean(_origin() ** 2) ** 2,
     "Your {yours} has `residuals`, those of the plane through the origin, below the line and "
     "those of the full model above. Use `fit.residuals` in both places."),
    ("* 2 for ** 2", lambda e: np.mean(e**4) / (2 * np.mean(e**2)),
     "Your {yours} divides by twice the mean square: `* 2` doubles, `** 2` squares."),
    ("multiplied", lambda e: np.mean(e**4) * np.mean(e**2) ** 2,
     "Your {yours} multiplies by the square of the mean square. Divide by it, so that the unit "
     "cancels."),
)  # fmt: skip
