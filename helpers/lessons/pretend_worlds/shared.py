"""The seed world, least squares by an independent route, and new draws told from old ones."""

import numpy as np

from helpers import simulate

WORLD = simulate.seed_world()


def lstsq(X, y):
    """Least squares by the singular value decomposition."""
    return np.linalg.lstsq(X, y, rcond=None)[0]


def least_squares(x, y):
    """Constant and slopes, from predictors x of shape (n, 2)."""
    return lstsq(np.column_stack([np.ones(len(y)), x]), y)


def is_fresh_noise(values, noise, X, sigma):
    """Whether values scatter like new draws: unrelated to the noise, in any order, and to X."""
    old, new = np.sort(noise / noise.std()), np.sort(values / values.std())
    related = np.corrcoef([values, noise, *X[:, 1:].T])[0, 1:]
    return (
        0.8 < values.std() / sigma < 1.2
        and np.max(np.abs(related)) < 0.25
        and not np.allclose(new, old)
        and not np.allclose(new, -old[::-1])
    )
