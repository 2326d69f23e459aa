"""Worlds, designs and estimates that several exercises of this lesson share."""

import numpy as np

from helpers import simulate

WORLD = simulate.seed_world()


def seed_data():
    return {"X": WORLD.X, "y": WORLD.y}


def designs(rng):
    for n, p in ((7, 3), (12, 2), (9, 4)):
        yield np.column_stack([np.ones(n), rng.uniform(size=(n, p - 1))]), rng.normal(3, 2, p)


def notebook_estimates(X):
    """The estimates of the notebook's 2,000 worlds."""
    noise = np.random.default_rng(2).normal(0, WORLD.sigma, size=(2000, len(X)))
    return WORLD.beta + noise @ np.linalg.pinv(X).T
