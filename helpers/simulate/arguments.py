"""The arguments of a world are read here, so that a slip is answered where it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Integral, Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.arrays import Array
from helpers.simulate.noise import Independent, Noise, Normal


def whole_number(name: str, value: object, things: str = "observations") -> int:
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise TypeError(f"{name} is {value!r}; it counts {things}: pass a whole number.")
    if value < 1:
        raise ValueError(f"{name} is {value}; wanted at least one of the {things}.")
    return int(value)


def standard_deviation(sigma: object) -> float:
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


def coefficients(beta: object) -> np.ndarray:
    wanted = "it holds the constant first, then one slope for each predictor: beta=[10, 4, 10]."
    beta = floats("beta", beta)
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


def noise_law(noise: Noise | Callable | None) -> Noise:
    if noise is None:
        return Normal()
    if isinstance(noise, Noise):
        return noise
    if isinstance(noise, type) and issubclass(noise, Noise):
        raise TypeError(
            f"noise is the class {noise.__name__}; make one law of it: {noise.__name__}(…)."
        )
    if callable(noise):
        return Independent(noise)
    raise TypeError(
        f"noise is of type {type(noise).__name__}; wanted a law such as simulate.StudentT(4), or a "
        "function (rng, shape) -> array that draws noise of mean 0 and standard deviation 1."
    )


def departure_of(departure: ArrayLike | Callable | None, X: Array) -> Array | None:
    if departure is None:
        return None
    departure = floats("departure", departure(X) if callable(departure) else departure)
    if departure.shape != (len(X),):
        raise ValueError(
            f"departure has shape {departure.shape}; wanted ({len(X)},), what the mean of each row "
            "has beyond X @ beta."
        )
    bad = np.flatnonzero(~np.isfinite(departure))
    if len(bad):
        raise ValueError(f"departure[{bad[0]}] is {departure[bad[0]]}; a mean is a finite number.")
    return departure


def predictor_matrix(x: object, n: int, k: int) -> np.ndarray:
    x = floats("predictors", x)
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


def predictor_names(names: Sequence[str] | None, given: object, k: int) -> tuple[str, ...]:
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


def floats(name: str, value: object) -> np.ndarray:
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
