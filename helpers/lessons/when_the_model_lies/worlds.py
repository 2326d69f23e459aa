"""Worlds and samples that several exercises of this lesson share."""

import numpy as np

from helpers import simulate

WORLD = simulate.seed_world()


def seed_data():
    return {"X": WORLD.X, "y": WORLD.y}


def uneven_samples(rng):
    for n, p in ((7, 3), (20, 2), (15, 4)):
        X = np.column_stack([np.ones(n), rng.exponential(size=(n, p - 1))])
        yield X, X @ rng.normal(1, 2, p) + rng.normal(size=n) * (0.2 + X[:, 1])
