"""Fits and standard errors of which the programs of this lesson are made."""

import numpy as np
from scipy import stats

LEVEL = 0.95
# The quantiles of t and of the normal law that the seed world's intervals take.
T, Z = stats.t.ppf(0.975, 197), stats.norm.ppf(0.975)


def lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def sigma_of(X, y, divisor):
    """The root of the residual sum of squares over `divisor`."""
    residuals = y - X @ lstsq(X, y)
    return np.sqrt(residuals @ residuals / divisor)


def unscaled_errors(X):
    """Square roots of the diagonal of the inverse of X'X."""
    return np.sqrt(np.diag(np.linalg.inv(X.T @ X)))


def residual_squares(X, Y):
    """The residual sum of squares of each world."""
    return np.sum((Y - Y @ np.linalg.pinv(X).T @ X.T) ** 2, axis=1)


def robust_errors(X, y, power):
    """The sandwich's standard errors; squared residuals are divided by (1 − leverage)**power."""
    A = np.linalg.pinv(X)
    left = 1 - np.sum(A.T * X, axis=1)
    return np.sqrt(A**2 @ ((y - X @ lstsq(X, y)) ** 2 / left**power))
