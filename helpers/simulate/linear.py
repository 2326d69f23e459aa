"""Worlds in which the linear model is true, or false in a way that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_generator
from helpers.simulate.arguments import (
    coefficients,
    departure_of,
    noise_law,
    predictor_matrix,
    predictor_names,
    standard_deviation,
    whole_number,
)
from helpers.simulate.noise import Noise
from helpers.simulate.world import World

__all__ = ["linear_world", "uniform_predictors"]

Predictors = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]


def uniform_predictors(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Draw predictors of the given shape independently from Uniform(0, 1)."""
    return rng.random(shape)


def linear_world(
    n: int,
    beta: Sequence[float] | np.ndarray,
    sigma: float,
    rng: np.random.Generator,
    *,
    predictors: Predictors | np.ndarray = uniform_predictors,
    names: Sequence[str] | None = None,
    noise: Noise | Callable | None = None,
    departure: ArrayLike | Callable | None = None,
) -> World:
    """Simulate a world in which the linear model is true, unless told otherwise.

    Parameters
    ----------
    n : int
        Number of observations, at least 1.
    beta : (p,) array_like
        True coefficients, the constant first, then one slope for each predictor.
    sigma : float
        Standard deviation of the noise (not its variance), in the units of ``y``.
        Zero is allowed: a world without noise.
    rng : numpy.random.Generator
        Where all randomness comes from. It moves on, so a second call gives a second
        world; an equal generator gives an equal world, bit by bit.
    predictors : callable or (n, p - 1) array_like, optional
        The predictors without the constant, or a function ``(rng, shape) -> array``
        that draws them. Default: independent Uniform(0, 1).
    names : p - 1 strings, optional
        Names of the predictors. Default: a DataFrame's columns, else x1, x2, ….
    noise : Noise or callable, optional
        Law of the noise in units of `sigma`: `Normal()` (the default), `StudentT(df)`,
        `Heteroskedastic(function of X)`, `AR1(rho)`, or a function ``(rng, shape) -> array`` that
        draws independent noise of mean 0 and standard deviation 1.
    departure : (n,) array_like or callable ``X -> (n,)``, optional
        What the mean of ``y`` has beyond ``X @ beta``, in the units of ``y``; a curve, say:
        ``lambda X: 8 * (X[:, 1] - 0.5) ** 2``.

    Returns
    -------
    World

    Raises
    ------
    TypeError
        `rng` is no Generator, or a number is no number.
    ValueError
        A shape does not fit, a number is negative or not finite, or a predictor is
        constant: the world adds its own column of ones.

    Notes
    -----
    The predictors are drawn first, row by row, then the noise.
    Worlds that differ in `beta` and `sigma` alone thus share their draws.
    """
    n = whole_number("n", n)
    beta = coefficients(beta)
    sigma = standard_deviation(sigma)
    require_generator(rng)

    k = len(beta) - 1
    given = predictors
    if callable(predictors):
        given = predictors(rng, (n, k))
    x = predictor_matrix(given, n, k)
    names = predictor_names(names, given, k)

    X = np.column_stack([np.ones(n), x])
    departure = departure_of(departure, X)
    law = noise_law(noise)
    noise = sigma * law.draw(rng, X, 1)[0]
    mean = X @ beta if departure is None else X @ beta + departure
    return World(
        X=X,
        y=mean + noise,
        beta=beta,
        sigma=sigma,
        noise=noise,
        names=("const", *names),
        law=law,
        departure=departure,
    )
