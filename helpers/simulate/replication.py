"""One world, many times: the same rows X, new noise each time.

This is the experiment behind every statement about an estimator, and nobody can run it on real
data: repeat the world, and look at how the estimates scatter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_generator
from helpers.arrays import Array, as_design
from helpers.simulate.arguments import (
    coefficients,
    departure_of,
    noise_law,
    standard_deviation,
    whole_number,
)
from helpers.simulate.noise import Noise
from helpers.simulate.world import World

__all__ = ["replicate"]


def replicate(
    world: World | ArrayLike,
    beta: Sequence[float] | np.ndarray | None = None,
    sigma: float | None = None,
    rng: np.random.Generator | None = None,
    *,
    replications: int = 2000,
    noise: Noise | Callable | None = None,
    departure: ArrayLike | Callable | None = None,
) -> Array:
    """Simulate the response many times over for the same rows of X.

    Parameters
    ----------
    world : World or (n, p) array_like
        A world to repeat, or a design matrix that holds its constant column.
    beta : (p,) array_like
        True coefficients. Default: the world's.
    sigma : float
        Standard deviation of the noise (not its variance). Default: the world's.
    rng : numpy.random.Generator
        Where all randomness comes from; always needed.
    replications : int
        How many data sets.
    noise : Noise or callable, optional
        Law of the noise, see `helpers.simulate.noise`, or a function ``(rng, shape) -> array``
        that draws it with mean 0 and sd 1. Default: the world's; for a matrix, `Normal`.
    departure : (n,) array_like or callable ``X -> (n,)``, optional
        What the mean of y has beyond ``X @ beta``. Default: the world's; for a matrix, nothing.

    Returns
    -------
    ndarray (replications, n)
        Row r is the response of data set r; `helpers.ols.fit_many(X, Y)` fits them all at once.

    Raises
    ------
    TypeError, ValueError
        For a missing or impossible argument.

    Notes
    -----
    X is not drawn anew: the scatter of estimates over the rows is their sampling law given X,
    which is the one that standard errors speak of. The first row is the noise that one call for
    a single data set draws.
    """
    if isinstance(world, World):
        X = world.X
        beta = world.beta if beta is None else beta
        sigma = world.sigma if sigma is None else sigma
        noise = world.law if noise is None else noise
        departure = world.departure if departure is None else departure
    else:
        X = as_design(world, tall=False)
    for name, value in (("beta", beta), ("sigma", sigma), ("rng", rng)):
        if value is None:
            raise TypeError(
                f"replicate needs {name}: write replicate(world, rng=rng), or "
                "replicate(X, beta, sigma, rng) for a design matrix of your own."
            )
    require_generator(rng)
    beta = coefficients(beta)
    if len(beta) != X.shape[1]:
        raise ValueError(
            f"beta has {len(beta)} entries and X has {X.shape[1]} columns; each column of X, the "
            "constant included, needs its coefficient."
        )
    sigma = standard_deviation(sigma)
    replications = whole_number("replications", replications, "data sets")
    mean = X @ beta
    departure = departure_of(departure, X)
    if departure is not None:
        mean = mean + departure
    # In place: the result is the one large array here.
    Y = noise_law(noise).draw(rng, X, replications)
    Y *= sigma
    Y += mean
    return Y
