"""The kurtosis: of which residuals, standardised how, with 3 taken away or not."""

import numpy as np
from scipy import stats

from helpers.exercises.broken_assumptions.fits import residuals_of
from helpers.exercises.broken_assumptions.worlds import WORLD
from helpers.exercises.lessons import broken_assumptions as lesson


@lesson.value(
    "04-kurtosis",
    data=lambda: {"residuals": residuals_of(WORLD.X, WORLD.y)},
    hints=(
        "How much of the variation comes from a few far-out values? The fourth power weighs them.",
        "The mean fourth power, divided by the square of the mean square.",
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
