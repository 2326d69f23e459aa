"""Small worlds and hills, on which the exercises of this lesson are checked."""

import numpy as np

from helpers.feedback import Unreadable


def worlds(rng):
    """Small worlds, with X of several shapes; sigma above 1, so that its log is above 0.

    No ratio of small numbers, sigma makes no two formulas agree by chance.
    """
    for n, p, sigma in ((7, 3, 1.5173), (12, 2, 2.4691), (10, 4, 1.8237)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        beta = rng.normal(size=p)
        y = X @ beta + rng.normal(0, sigma, n)
        yield X, y, np.append(beta + rng.normal(0, 0.3, p), np.log(sigma))


def parts_of(theta, X, y):
    """n, log sigma, sigma, the residuals and their sum of squares."""
    residuals = y - X @ theta[:-1]
    return len(y), theta[-1], np.exp(theta[-1]), residuals, residuals @ residuals


def bent_hill(precision, bend):
    """A hill that is no parabola: log density and gradient."""

    def log_density(theta):
        return float(-theta @ precision @ theta / 2 - bend * np.sum(theta**4) / 4)

    def slope(theta, *more):
        if more:
            raise Unreadable("call `gradient(theta)` with theta alone: it knows its data.")
        return -precision @ theta - bend * theta**3

    return log_density, slope
