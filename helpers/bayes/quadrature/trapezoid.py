"""Integrals over the logarithm of a scale, many at once, by the trapezoidal rule.

On the whole line, and on functions that are smooth and fall off at both ends, no rule is better
than equal weights at equal steps: its error is the Fourier transform of the function at 2π/step,
and vanishes faster than any power of the step (Trefethen & Weideman 2014, *SIAM Review* 56,
385–458). What remains is to find where each function lives (`helpers.bayes.quadrature.peaks`) and
what of it lies beyond (`helpers.bayes.quadrature.tails`).

A step is chosen beforehand, from what is known of all rows together; nothing is refined. One
density that is wanted to the last digit, with its distribution function, is a `lattice`.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from helpers.arrays import Array
from helpers.bayes.quadrature.peaks import find_peaks, window
from helpers.bayes.quadrature.tails import has_long_tail, lean_for, rest

AT_ONCE = 1_000_000  # numbers in an array


class Rows(NamedTuple):
    """One integral a row.

    Attributes
    ----------
    nodes : ndarray, shape (rows, k)
    log_weights : ndarray, shape (rows, k)
        Log of the function times the step.
    """

    nodes: Array
    log_weights: Array


def integrate(
    log_f: Callable[[Array], Array],
    low: Array,
    high: Array,
    step: float,
    fall: float = math.inf,
) -> Rows:
    """Integrate exp(log_f) along each row over the whole line.

    Parameters
    ----------
    log_f : function of t, shape (rows, k), to the same shape
        Row r is the log of the r-th function at t[r]; each has one peak, or several of which none
        is hidden behind a valley deeper than e^-38.
    low, high : ndarray, shape (rows,)
        About where the peaks are; widened where they are not between them.
    step : float
        The largest step.
    fall : float
        At last the functions fall to the right like e^(-fall t). The nodes go so far that moments
        of the scale e^t up to the second are summed too; where that would be far (`lean_for`),
        every row ends in a node for the rest.
    """
    peak, width = find_peaks(log_f, low, high)
    left, right = window(log_f, peak, width, lean_for(fall))
    count = int(np.ceil((right - left).max() / step)) + 1
    nodes = left[:, None] + (right - left)[:, None] * np.linspace(0, 1, max(count, 3))
    steps = nodes[:, 1] - nodes[:, 0]
    log_weights = log_f(nodes) + np.log(steps)[:, None]
    if not has_long_tail(fall):
        return Rows(nodes, log_weights)
    further, weight = rest(fall, steps)
    return Rows(
        np.column_stack([nodes, nodes[:, -1] + further]),
        np.column_stack([log_weights, log_weights[:, -1] + weight]),
    )


def log_sum(values: Array, axis: int = -1) -> Array:
    """log Σ exp(values) along an axis; -inf for a sum of nothing but zeros."""
    top = np.max(values, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.log(np.exp(values - top).sum(axis=axis)) + np.squeeze(top, axis=axis)


def normalised(log_weights: Array) -> Array:
    """The weights, in units in which their sum is 1."""
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def draw_nodes(weights: Array, draws: int, rng: np.random.Generator) -> Array:
    """Places in the flattened weights, drawn in proportion to them: shape (draws,)."""
    cumulative = np.cumsum(weights)
    return np.searchsorted(cumulative, rng.random(draws) * cumulative[-1])


def in_parts(rows: int, columns: int, at_once: int = AT_ONCE) -> list[Array]:
    """The numbers of the rows, in parts that have about so many entries at once."""
    return np.array_split(np.arange(rows), rows * columns // at_once + 1)
