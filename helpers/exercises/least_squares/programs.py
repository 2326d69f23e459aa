"""The seed world's data, and least squares by an independent route."""

import numpy as np

from helpers import simulate


def seed():
    """X and y of the seed world."""
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def lstsq(X, y):
    """Least squares by the singular value decomposition: an independent route."""
    return np.linalg.lstsq(X, y, rcond=None)[0]
