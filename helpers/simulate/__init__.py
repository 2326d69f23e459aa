"""Pretend worlds: data whose truth is known, because we made them.

A regression on real data can never be marked right or wrong: nobody knows the
true coefficients. So every lesson starts from a world that we simulate, and
whose truth we keep in a drawer::

    y = X @ beta + departure + noise

``X`` is (n, p) and holds its own column of ones, so ``beta[0]`` is the constant.
The linear model says that the departure is zero and that the noise of each row is
Normal(0, sigma), independently. A world may break either, and says how.
``sigma`` is a standard deviation, on the scale of ``y``; it is never a variance.

>>> import numpy as np
>>> world = linear_world(200, beta=[10, 4, 10], sigma=5, rng=np.random.default_rng(1))
>>> world
World(n=200, columns=const x1 x2, beta=[10, 4, 10], sigma=5)
>>> world.X.shape, world.y.shape
((200, 3), (200,))
>>> replicate(world, rng=np.random.default_rng(2), replications=1000).shape
(1000, 200)

`world` holds the data and their truth, `linear` and `seed` make worlds, `noise` has the laws of
their noise, `replication` repeats a world many times, and `arguments` reads what they are given.
"""

from helpers.simulate.linear import linear_world, uniform_predictors
from helpers.simulate.noise import AR1, Heteroskedastic, Independent, Noise, Normal, StudentT
from helpers.simulate.replication import replicate
from helpers.simulate.seed import seed_world, small_twin
from helpers.simulate.world import World

__all__ = [
    "AR1",
    "Heteroskedastic",
    "Independent",
    "Noise",
    "Normal",
    "StudentT",
    "World",
    "linear_world",
    "replicate",
    "seed_world",
    "small_twin",
    "uniform_predictors",
]
