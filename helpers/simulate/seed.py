"""The seed world: the one data set that runs through the whole course."""

from __future__ import annotations

import numpy as np

from helpers.simulate.world import World

__all__ = ["seed_world", "small_twin"]

SEED = 123
SEED_N = 200
SEED_NOISE_MEAN = 10.0
SEED_SIGMA = 5.0


def seed_world() -> World:
    """Return the data set that runs through the whole course.

    It is the simulation of the notebook this course grew from, number for number:
    two uniform predictors, noise of mean 10 and standard deviation 5, and two
    slopes drawn from Uniform(1, 15). A noise with mean 10 is a constant of 10 and
    a noise around zero, and that is how the truth is stored here.

    Returns
    -------
    World
        ``X`` (200, 3), ``beta`` = (10, 3.8987007, 10.17772171), ``sigma`` = 5.

    Notes
    -----
    The numbers come from NumPy's legacy generator, whose stream is frozen (NEP 19).
    ``RandomState(123)`` is a generator of its own with the stream of
    ``np.random.seed(123)``: the global one is neither read nor moved.
    """
    legacy = np.random.RandomState(SEED)
    # The order of the draws is part of the recipe: another order is another world.
    x = legacy.rand(2, SEED_N)
    shifted_noise = legacy.normal(SEED_NOISE_MEAN, SEED_SIGMA, SEED_N)
    slopes = legacy.uniform(1, 15, 2)
    y = x.T @ slopes + shifted_noise
    return World(
        X=np.column_stack([np.ones(SEED_N), x.T]),
        y=y,
        beta=np.array([SEED_NOISE_MEAN, *slopes]),
        sigma=SEED_SIGMA,
        noise=shifted_noise - SEED_NOISE_MEAN,
        names=("const", "x1", "x2"),
    )


def small_twin() -> World:
    """Return the first 10 observations of `seed_world`.

    Divisors n, n - 1 and n - p, or a normal and a t quantile, are nearly equal at
    n = 200. Here they are far apart, and a mistake shows.
    """
    return seed_world().head(10)
