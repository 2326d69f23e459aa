"""What several exercises of lesson 04 share: the seed world, uneven samples, a fit and its rows."""

import numpy as np

from helpers import simulate

WORLD = simulate.seed_world()


def uneven_samples(rng):
    for n, p in ((7, 3), (20, 2), (15, 4)):
        X = np.column_stack([np.ones(n), rng.exponential(size=(n, p - 1))])
        yield X, X @ rng.normal(1, 2, p) + rng.normal(size=n) * (0.2 + X[:, 1])


def lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def residuals_of(X, y):
    return y - X @ lstsq(X, y)


def leverage(X):
    return np.sum(np.linalg.qr(X)[0] ** 2, axis=1)


def deleted(X, y):
    """How far each row lies from the plane fitted to the others, by way of the leverage."""
    return residuals_of(X, y) / (1 - leverage(X))
