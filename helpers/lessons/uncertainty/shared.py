"""Worlds, fits and standard errors of which the programs of this lesson are made."""

import numpy as np
from scipy import stats

from helpers import simulate

LEVEL = 0.95
# The quantiles of t and of the normal law that the seed world's intervals take.
T, Z = stats.t.ppf(0.975, 197), stats.norm.ppf(0.975)
WORLD = simulate.seed_world()


def seed():
    """X and y of the seed world."""
    return {"X": WORLD.X, "y": WORLD.y}


def designs(rng):
    """Small designs with a constant, each with a truth."""
    for n, p in ((7, 3), (12, 2), (9, 4)):
        yield np.column_stack([np.ones(n), rng.uniform(size=(n, p - 1))]), rng.normal(3, 2, p)


def notebook_noise(X):
    """The noise of the notebook's 2,000 worlds."""
    return np.random.default_rng(2).normal(0, WORLD.sigma, size=(2000, len(X)))


def notebook_estimates(X):
    """The estimates of the notebook's 2,000 worlds."""
    return WORLD.beta + notebook_noise(X) @ np.linalg.pinv(X).T


def lstsq(X, y):
    """Least squares by the singular value decomposition: an independent route."""
    return np.linalg.lstsq(X, y, rcond=None)[0]


def residual_squares(X, Y):
    """The residual sum of squares of each world."""
    return np.sum((Y - Y @ np.linalg.pinv(X).T @ X.T) ** 2, axis=1)


def sigma_of(X, y, divisor=None):
    """The root of the residual sum of squares over `divisor`, which is n − p if not given."""
    residuals = y - X @ lstsq(X, y)
    return np.sqrt(residuals @ residuals / (divisor or len(y) - X.shape[1]))


def unscaled_errors(X):
    """Square roots of the diagonal of the inverse of X'X."""
    return np.sqrt(np.diag(np.linalg.inv(X.T @ X)))


def errors_of(X, y):
    """The standard errors."""
    return sigma_of(X, y) * unscaled_errors(X)


def covariances_of(X, y):
    """The estimated covariance matrix of the estimates."""
    return sigma_of(X, y) ** 2 * np.linalg.inv(X.T @ X)


def robust_errors(X, y, power):
    """The sandwich's standard errors; squared residuals are divided by (1 − leverage)**power."""
    A = np.linalg.pinv(X)
    left = 1 - np.sum(A.T * X, axis=1)
    return np.sqrt(A**2 @ ((y - X @ lstsq(X, y)) ** 2 / left**power))


def around(*centres):
    """A trait: two ends, lower first, the same distance from one of these."""

    def recognises(yours, X, y):
        ends = yours.ravel()
        return (
            len(ends) == 2
            and ends[0] < ends[1]
            and any(abs(ends.mean() - centre(X, y)) < 1e-6 for centre in centres)
        )

    return recognises
