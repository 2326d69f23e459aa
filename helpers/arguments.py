"""Arguments that are no data: generators, counts, numbers. Errors teach, as in `helpers.arrays`."""

from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike

from helpers.arrays import Array, spelt


def require_generator(rng: object) -> None:
    """Raise TypeError unless `rng` is a numpy Generator, and say how to make one."""
    if isinstance(rng, np.random.Generator):
        return
    if isinstance(rng, Integral) and not isinstance(rng, bool | np.bool_):
        raise TypeError(
            f"rng is the number {rng}, a seed; random numbers come from a generator: pass "
            f"rng=np.random.default_rng({rng})."
        )
    if isinstance(rng, np.random.RandomState) or rng is np.random:
        raise TypeError(
            "rng is NumPy's legacy random state; pass rng=np.random.default_rng(seed) instead."
        )
    raise TypeError(
        f"rng is of type {type(rng).__name__}; pass a generator: rng=np.random.default_rng(seed)."
    )


def require_count(name: str, value: object, least: int = 1) -> int:
    """The whole number `value` as an int, at least `least`; otherwise TypeError or ValueError.

    As an int, since NumPy's own overflow: np.int8(100) + np.int8(100) is -56.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise TypeError(f"{name} is {value!r}; wanted a whole number, {least} or more.")
    if value < least:
        raise ValueError(f"{name} is {value}; wanted {least} or more.")
    return int(value)


def real_numbers(name: str, value: ArrayLike, wanted: str = "real numbers") -> Array:
    """Float64 numbers of any shape; raises TypeError for anything else, text and complex too."""
    try:
        array = np.asarray(value)
        objects = array.dtype.kind == "O"
        missing = np.ma.is_masked(value) or (objects and None in array.ravel())
        if (
            array.dtype.kind in "biufO"
            and not missing
            and not (objects and spelt(array) is not None)
        ):
            return array.astype(float, copy=False)
    except (TypeError, ValueError):
        pass
    raise TypeError(f"{name} is {value!r}; wanted {wanted}.")


def require_squares(what: str, squares: Array, roots: Array) -> None:
    """Raise OverflowError where squares of sound roots are no floating-point numbers.

    Between units of 1e-140 and 1e140 a standard error can be 1e-280 or 1e280, a variance cannot.
    """
    lost = np.isfinite(roots) & (roots != 0) & (~np.isfinite(squares) | (squares == 0))
    if lost.any():
        first = float(roots[lost][0])
        raise OverflowError(
            f"{what} holds the square of {first:.3g}, which is no floating-point number. The "
            "standard errors themselves can be had; for their squares choose other units of X or y."
        )


def confidence_level(level: float) -> float:
    """The share of intervals that hold the truth, or an error that says what one is.

    Raises
    ------
    TypeError
        For what is no single number.
    ValueError
        Outside of 0 to 1, and below a half: elsewhere the argument is alpha, the share of intervals
        that miss (``conf_int(0.05)`` of statsmodels is a 95 % interval), and whoever writes 0.05
        means 95 %.
    """
    if not isinstance(level, Real) or isinstance(level, bool | np.bool_):
        raise TypeError(f"level is {level!r}; wanted one number, such as 0.95 for 95 %.")
    if not 0 < level < 1:
        hint = f" Did you mean {level / 100:g}?" if 1 < level < 100 else ""
        raise ValueError(f"level is {level}; wanted a number between 0.5 and 1.{hint}")
    if level < 0.5:
        raise ValueError(
            f"level is {level:g}: of such intervals only {level:.3g} would hold the truth. Did you "
            f"mean {1 - level:g}? Here level is the share that hold it, elsewhere, as in "
            "statsmodels, alpha is the share that miss it. Wanted a number from 0.5 to 1."
        )
    return float(level)


def probabilities(value: ArrayLike) -> Array:
    """Float64 numbers between 0 and 1, of any shape; otherwise TypeError or ValueError."""
    array = real_numbers("probability", value, "numbers between 0 and 1")
    if not ((array > 0) & (array < 1)).all():
        raise ValueError(
            f"probability is {value}; wanted numbers between 0 and 1, ends left out."
            + (" 95 % is 0.95." if (array > 1).any() else "")
        )
    return array
