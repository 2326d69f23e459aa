"""Integrals over the logarithm of a scale, many at once, by the trapezoidal rule.

On the whole line, and on functions that are smooth and fall off at both ends, no rule is better
than equal weights at equal steps: its error is the Fourier transform of the function at 2π/step,
and vanishes faster than any power of the step (Trefethen & Weideman 2014, *SIAM Review* 56,
385–458). What remains is to find where each function lives.

A function that falls like a power of the scale is an exponential of its logarithm, and the rest of
its sum a geometric series. That series is written down instead of summed where it is long: for a
moment that hardly exists, of an eta² ~ IG(0.001, 0.001), it has thousands of terms.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from helpers.arrays import Array

NEGLIGIBLE = 38.0  # e^-38 is 3e-17
SMALL_STEP = 1e-5  # for numerical slopes


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

    @property
    def log_integrals(self) -> Array:
        """Shape (rows,)."""
        return log_sum(self.log_weights)


def integrate(
    log_f: Callable[[Array], Array],
    low: Array,
    high: Array,
    step: float,
    lean: float = 0.0,
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
    lean : float
        Go so far to the right that the function times e^(lean t) is negligible too: what a moment
        of order `lean` of the scale e^t needs.
    fall : float
        At last the functions fall to the right like e^(-fall t). Where moments up to the second
        need more of that than `lean` goes, every row ends in a node for the rest; see `rest`.
    """
    peak, width = find_peaks(log_f, low, high)
    left, right = window(log_f, peak, width, lean)
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


def highest_moment(order: float) -> int:
    """The highest moment, up to the second, of those below an order."""
    return 2 if order > 2 else 1 if order > 1 else 0


def lean_for(order: float) -> float:
    """As far as moments are summed to the end: those whose terms fall like 1/e^t or faster."""
    return 2.0 if order >= 3 else 1.0 if order >= 2 else 0.0


def has_long_tail(order: float) -> bool:
    """Whether a moment exists that `lean_for` leaves out."""
    return highest_moment(order) > lean_for(order)


def rest(fall: float, step: Array) -> tuple[Array, Array]:
    """A node that stands for all beyond the last one, where a function falls like e^(-fall t).

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
    ratio = np.expm1(fall * step) / np.expm1((fall - moment) * step)
    return np.log(ratio) / moment, -np.log(np.expm1(fall * step))


def find_peaks(log_f: Callable, low: Array, high: Array) -> tuple[Array, Array]:
    """Where the rows are highest, to a tenth of the peaks' widths, and these widths.

    Newton's method on the slope, inside brackets that are halved where it strides too far.
    """
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    for _ in range(30):
        rises, falls = _slopes(log_f, low)[0] > 0, _slopes(log_f, high)[0] < 0
        if rises.all() and falls.all():
            break
        low, high = np.where(rises, low, low - 8), np.where(falls, high, high + 8)
    t = (low + high) / 2
    for _ in range(60):
        slope, curvature = _slopes(log_f, t)
        low, high = np.where(slope > 0, t, low), np.where(slope > 0, high, t)
        width = 1 / np.sqrt(np.maximum(-curvature, 1e-2))
        newton = slope * width**2
        near = (np.abs(newton) < 0.3) & (curvature < 0) & (low < t + newton) & (t + newton < high)
        step = np.where(near, newton, (low + high) / 2 - t)
        t = t + step
        if (np.abs(step) < 0.1 * width).all():
            break
    return t, width


def window(log_f: Callable, peak: Array, width: Array, lean: float) -> tuple[Array, Array]:
    """Left and right of the peaks, the points from which on the rows are negligible."""
    top = log_f(peak[:, None])[:, 0]
    sides = []
    for sign, slant in ((-1.0, 0.0), (1.0, lean)):
        reach = 6 * width
        for _ in range(60):
            there = log_f((peak + sign * reach)[:, None])[:, 0] + slant * reach
            short = (top - there < NEGLIGIBLE) & (reach < 300)
            if not short.any():
                break
            reach = np.where(short, 1.4 * reach, reach)
        sides.append(peak + sign * reach)
    return sides[0], sides[1]


def _slopes(log_f: Callable, t: Array) -> tuple[Array, Array]:
    """First and second derivative of each row at t, shape (rows,)."""
    before, at, after = log_f(t[:, None] + SMALL_STEP * np.array([-1.0, 0.0, 1.0])).T
    return (after - before) / (2 * SMALL_STEP), (after - 2 * at + before) / SMALL_STEP**2


def log_sum(values: Array, axis: int = -1) -> Array:
    """log Σ exp(values) along an axis; -inf for a sum of nothing but zeros."""
    top = np.max(values, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.log(np.exp(values - top).sum(axis=axis)) + np.squeeze(top, axis=axis)
