"""The seed world's data and Longley's, and least squares by an independent route."""

import numpy as np

from helpers import simulate


def seed():
    """X and y of the seed world."""
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def longley_data():
    """X, constant first, and y of Longley (1967)."""
    from statsmodels.datasets import longley as data

    table = data.load_pandas()
    X = np.column_stack([np.ones(len(table.endog)), table.exog.to_numpy(dtype=float)])
    return {"X": X, "y": table.endog.to_numpy(dtype=float)}


def lstsq(X, y):
    """Least squares by the singular value decomposition: an independent route."""
    return np.linalg.lstsq(X, y, rcond=None)[0]


# What laws are made of


def squares_left(b, X, y):
    """The sum of squared residuals."""
    return np.sum((y - X @ b) ** 2)


def at_right_angles(b, X, y):
    """X'e and the 0 that it should be, with the size of the terms."""
    return X.T @ (y - X @ b), np.zeros(len(b)), np.abs(X).T @ (np.abs(y) + np.abs(X) @ np.abs(b))


def worst_row(b, X, y):
    """By how much Rb misses Q'y where it misses most, relative to what the diagonal should add."""
    Q, R = np.linalg.qr(X)
    misses = R @ b - Q.T @ y
    return np.abs(misses / (np.diag(R) * b - misses)).max()
