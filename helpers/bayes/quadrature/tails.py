"""What lies beyond the last node: a power of a scale, which is a geometric series of its logarithm.

A density that falls like a power of the scale is an exponential of its logarithm. At equal steps
its terms beyond the last node are a geometric series, which is written down instead of summed where
it is long: for a moment that hardly exists, of an eta² ~ IG(0.001, 0.001), it has thousands of
terms. Everywhere here `fall` is the rate: the density of the logarithm t falls like e^(-fall t),
and the scale e^t has moments of every order below `fall`.
"""

import math

import numpy as np

from helpers.arrays import Array


def highest_moment(fall: float) -> int:
    """The highest moment, up to the second, that exists."""
    return 2 if fall > 2 else 1 if fall > 1 else 0


def lean_for(fall: float) -> float:
    """As far as moments are summed to the end: those whose terms fall like 1/e^t or faster."""
    return 2.0 if fall >= 3 else 1.0 if fall >= 2 else 0.0


def has_long_tail(fall: float) -> bool:
    """Whether a moment exists that `lean_for` leaves out."""
    return highest_moment(fall) > lean_for(fall)


def beyond(fall: float, step: Array | float, moment: int = 0) -> Array | float:
    """Σ e^((moment - fall) k step) over the nodes k = 1, 2, … after the last; inf if it diverges.

    That is their part of a moment, in units of the last node's own.
    """
    if fall <= moment:
        return math.inf
    with np.errstate(over="ignore"):
        return 1 / np.expm1((fall - moment) * step)


def rest(fall: float, step: Array) -> tuple[Array, Array]:
    """A node that stands for all beyond the last one.

    Its weight is the sum of theirs, and it lies where their highest moment, up to the second, is
    what it should be.

    Returns
    -------
    further : ndarray, shape as step
        How far from the last node.
    log_weight : ndarray
        To be added to that of the last node.
    """
    moment = highest_moment(fall)
    weight = beyond(fall, step)
    return np.log(beyond(fall, step, moment) / weight) / moment, np.log(weight)
