"""Residuals of a plane without a constant: their mean, and correlations that stay."""

import numpy as np
from scipy import stats

from helpers.exercises.broken_assumptions.fits import residuals_of
from helpers.exercises.broken_assumptions.worlds import WORLD, seed_data
from helpers.exercises.lessons import broken_assumptions as lesson


@lesson.value(
    "04-residual-clues",
    data=seed_data,
    hints=(
        "Nothing made these residuals average zero: their fit had no column of ones.",
        "One list of three numbers: `residuals.mean()`, and the correlation of the residuals with "
        "x1 and with x2. A correlation measures both from their means.",
        "`np.corrcoef(residuals, X[:, 1])[0, 1]` is the second number.",
    ),
)
def residual_clues(X, y):
    """What the residuals of a plane through the origin give away."""
    residuals = residuals_of(X[:, 1:], y)
    return np.array([residuals.mean(), *(stats.pearsonr(x, residuals)[0] for x in X[:, 1:].T)])


@residual_clues.variant("corrcoef of everything at once")
def _(X, y):
    residuals = residuals_of(X[:, 1:], y)
    return [residuals.mean(), *np.corrcoef([residuals, *X[:, 1:].T])[0, 1:]]


@residual_clues.misconception(
    "residuals of the full model",
    "Your numbers are zero up to rounding: they belong to the fit *with* a constant, which makes "
    "them zero. Take the residuals of the plane through the origin, `X[:, 1:]`.",
    recognises=lambda yours, X, y: yours.size == 3 and np.max(np.abs(yours)) < 1e-9,
)
def _(X, y):
    residuals = residuals_of(X, y)
    return [residuals.mean(), *(np.corrcoef(residuals, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "scalar products",
    "Your last two numbers are zero up to rounding. The scalar products of these residuals with x1 "
    "and x2 are; their correlations are not, for those measure both variables from their means. "
    "(Correlations of `fit.residuals` are zero, too: take those of `residuals`.)",
    recognises=lambda yours, X, y: (
        yours.size == 3 and np.max(np.abs(yours.ravel()[1:])) < 1e-9 < abs(yours.ravel()[0])
    ),
)
def _(X, y):
    residuals = residuals_of(X[:, 1:], y)
    return [residuals.mean(), *(X[:, 1:].T @ residuals / len(y))]


@residual_clues.misconception(
    "covariances",
    "The last two of your {yours} are covariances. Divide by both standard deviations.",
)
def _(X, y):
    residuals = residuals_of(X[:, 1:], y)
    return [residuals.mean(), *(np.cov(residuals, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "covariances, divisor n",
    "The last two of your {yours} are covariances. Divide by both standard deviations.",
)
def _(X, y):
    residuals = residuals_of(X[:, 1:], y)
    return [residuals.mean(), *(np.cov(residuals, x, ddof=0)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "correlations of y",
    "The last two of your {yours} are correlations of y itself with the predictors. "
    "Take what the plane leaves over.",
)
def _(X, y):
    return [residuals_of(X[:, 1:], y).mean(), *(np.corrcoef(y, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "slopes",
    "The last two of your {yours} are slopes of a fit to the residuals. Wanted: correlations.",
)
def _(X, y):
    residuals = residuals_of(X[:, 1:], y)
    return [residuals.mean(), *(np.polyfit(x, residuals, 1)[0] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "fitted minus observed",
    "Your {yours} all have the wrong sign: a residual is observed minus fitted.",
)
def _(X, y):
    residuals = -residuals_of(X[:, 1:], y)
    return [residuals.mean(), *(np.corrcoef(residuals, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "sum for mean", "The first of your {yours} is the sum of the residuals. Divide it by n."
)
def _(X, y):
    residuals = residuals_of(X[:, 1:], y)
    return [residuals.sum(), *(np.corrcoef(residuals, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "squared correlations",
    "The last two of your {yours} are squared correlations, which have lost their signs.",
)
def _(X, y):
    residuals = residuals_of(X[:, 1:], y)
    return [residuals.mean(), *(np.corrcoef(residuals, x)[0, 1] ** 2 for x in X[:, 1:].T)]


@residual_clues.misconception(
    "noise for residuals",
    "Your {yours} come from the noise around the *true* plane, which a real sample does not show. "
    "Take the residuals of the fitted one.",
)
def _(X, y):
    noise = y - X @ WORLD.beta
    return [noise.mean(), *(np.corrcoef(noise, x)[0, 1] for x in X[:, 1:].T)]
