"""Pretend worlds: data whose truth is known, because we made them.

A regression on real data can never be marked right or wrong: nobody knows the
true coefficients. So every lesson starts from a world that we simulate, and
whose truth we keep in a drawer::

    y = X @ beta + noise,        noise_i ~ Normal(0, sigma), independently.

``X`` is (n, p) and holds its own column of ones, so ``beta[0]`` is the constant.
``sigma`` is a standard deviation, on the scale of ``y``; it is never a variance.

>>> import numpy as np
>>> world = linear_world(200, beta=[10, 4, 10], sigma=5, rng=np.random.default_rng(1))
>>> world
World(n=200, columns=const x1 x2, beta=[10, 4, 10], sigma=5)
>>> world.X.shape, world.y.shape
((200, 3), (200,))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np
import pandas as pd

__all__ = ["World", "linear_world", "seed_world", "small_twin"]

SEED = 123
SEED_N = 200
SEED_NOISE_MEAN = 10.0
SEED_SIGMA = 5.0


@dataclass(frozen=True, eq=False, repr=False)
class World:
    """Simulated data together with the truth they came from.

    The arrays are read-only, so that no cell of a notebook can change the world
    under the feet of the next one. To alter one, take a copy: ``world.y.copy()``.

    Attributes
    ----------
    X : ndarray (n, p)
        Design matrix. Rows are observations; the first column is the constant.
    y : ndarray (n,)
        Response.
    beta : ndarray (p,)
        True coefficients, the constant first.
    sigma : float
        True standard deviation of the noise, in the units of ``y``.
    noise : ndarray (n,)
        The noise that was drawn, around zero: ``y = X @ beta + noise``.
    names : tuple of str
        A name for each column of ``X``.
    """

    X: np.ndarray
    y: np.ndarray
    beta: np.ndarray
    sigma: float
    noise: np.ndarray
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        for array in (self.X, self.y, self.beta, self.noise):
            array.setflags(write=False)

    @property
    def frame(self) -> pd.DataFrame:
        """The data as a new DataFrame: ``y`` and the predictors, without the constant."""
        columns = dict(zip(self.names[1:], self.X.T[1:], strict=True))
        return pd.DataFrame({"y": self.y, **columns})

    def head(self, n: int) -> World:
        """Return the same world with its first `n` observations only."""
        n = _whole_number("n", n)
        if n > len(self.y):
            raise ValueError(f"n is {n}, but this world has only {len(self.y)} observations.")
        return World(
            X=self.X[:n].copy(),
            y=self.y[:n].copy(),
            beta=self.beta.copy(),
            sigma=self.sigma,
            noise=self.noise[:n].copy(),
            names=self.names,
        )

    def __repr__(self) -> str:
        beta = ", ".join(f"{value:.6g}" for value in self.beta)
        columns = " ".join(self.names)
        n = len(self.y)
        return f"World(n={n}, columns={columns}, beta=[{beta}], sigma={self.sigma:.6g})"


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
) -> World:
    """Simulate a world in which the linear model is true.

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
    The predictors are drawn first, row by row, then n standard normals for the noise.
    Worlds that differ in `beta` and `sigma` alone thus share their draws.
    """
    n = _whole_number("n", n)
    beta = _coefficients(beta)
    sigma = _standard_deviation(sigma)
    _require_generator(rng)

    k = len(beta) - 1
    given = predictors
    if callable(predictors):
        given = predictors(rng, (n, k))
    x = _predictor_matrix(given, n, k)
    names = _predictor_names(names, given, k)

    X = np.column_stack([np.ones(n), x])
    noise = sigma * rng.standard_normal(n)
    return World(
        X=X, y=X @ beta + noise, beta=beta, sigma=sigma, noise=noise, names=("const", *names)
    )


# What follows reads the arguments, so that a slip is answered where it is made.


def _whole_number(name: str, value: object) -> int:
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise TypeError(f"{name} is {value!r}; it counts observations: pass a whole number.")
    if value < 1:
        raise ValueError(f"{name} is {value}; a world needs at least one observation.")
    return int(value)


def _standard_deviation(sigma: object) -> float:
    if isinstance(sigma, bool | np.bool_) or not isinstance(sigma, Real):
        raise TypeError(
            f"sigma is {sigma!r}; it is one number, the standard deviation of the noise."
        )
    sigma = float(sigma)
    if not np.isfinite(sigma) or sigma < 0:
        raise ValueError(
            f"sigma is {sigma:g}; a standard deviation is a finite number, zero or more."
        )
    return sigma


def _coefficients(beta: object) -> np.ndarray:
    wanted = "it holds the constant first, then one slope for each predictor: beta=[10, 4, 10]."
    beta = _floats("beta", beta)
    if beta.ndim == 0:
        raise ValueError(f"beta is the single number {beta:g}; {wanted}")
    if beta.ndim > 1:
        raise ValueError(f"beta has shape {beta.shape}; pass a flat list: {wanted}")
    if beta.size == 0:
        raise ValueError(f"beta is empty; {wanted}")
    if not np.isfinite(beta).all():
        where = int(np.flatnonzero(~np.isfinite(beta))[0])
        raise ValueError(f"beta[{where}] is {beta[where]}; a true coefficient is a finite number.")
    return beta


def _require_generator(rng: object) -> None:
    if isinstance(rng, np.random.Generator):
        return
    if isinstance(rng, Integral) and not isinstance(rng, bool):
        raise TypeError(
            f"rng is the number {rng}, a seed; a world draws from a generator: "
            f"pass rng=np.random.default_rng({rng})."
        )
    if isinstance(rng, np.random.RandomState) or rng is np.random:
        raise TypeError(
            "rng is NumPy's legacy random state; pass rng=np.random.default_rng(seed) instead."
        )
    raise TypeError(
        f"rng is of type {type(rng).__name__}; pass a generator: rng=np.random.default_rng(seed)."
    )


def _predictor_matrix(x: object, n: int, k: int) -> np.ndarray:
    x = _floats("predictors", x)
    if x.ndim == 1 and k == 1:
        x = x[:, np.newaxis]
    if x.shape != (n, k):
        message = (
            f"predictors have shape {x.shape}, but n = {n} and a beta of {k + 1} entries "
            f"(the constant and {k} slopes) ask for ({n}, {k})."
        )
        if x.shape == (k, n):
            message += " Rows must be observations. Did you mean its transpose, .T?"
        elif x.shape == (n, k + 1):
            message += (
                " Pass them without the column of ones, which the world adds."
                if _is_constant(x[:, 0])
                else " Does beta start with the constant?"
            )
        raise ValueError(message)
    bad = np.argwhere(~np.isfinite(x))
    if len(bad):
        row, column = bad[0]
        raise ValueError(
            f"predictors[{row}, {column}] is {x[row, column]}; a world needs finite numbers."
        )
    for column in range(k):
        if n > 1 and _is_constant(x[:, column]):
            raise ValueError(
                f"predictors[:, {column}] is {x[0, column]:g} in every row. The world adds the "
                "constant itself; of two constants, neither could be told from the other."
            )
    return x


def _is_constant(column: np.ndarray) -> bool:
    return bool((column == column[0]).all())


def _predictor_names(names: Sequence[str] | None, given: object, k: int) -> tuple[str, ...]:
    if names is None:
        names = (
            given.columns if isinstance(given, pd.DataFrame) else [f"x{j + 1}" for j in range(k)]
        )
    if isinstance(names, str):
        raise TypeError(f'names is the one string {names!r}; pass a list of them: ["x1", "x2"].')
    names = tuple(map(str, names))
    if len(names) != k:
        raise ValueError(
            f"names has {len(names)} entries; {k} are wanted, one for each predictor "
            "(the constant is named by the world)."
        )
    if len({"y", "const", *names}) != k + 2:
        raise ValueError(
            f"names are {', '.join(names)}; they must differ from each other, from 'y' and "
            "from 'const'."
        )
    return names


def _floats(name: str, value: object) -> np.ndarray:
    """Return `value` as a new float64 array, or say which argument holds no numbers."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} is ragged: its rows have different lengths.") from None
    if array.dtype == object and all(isinstance(entry, Real) for entry in array.flat):
        array = array.astype(np.float64)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must hold real numbers; it holds type {array.dtype}.")
    if np.ma.isMaskedArray(value) and np.ma.getmaskarray(value).any():
        raise ValueError(f"{name} has masked entries; a world needs every one of its numbers.")
    return np.array(array, dtype=np.float64)
