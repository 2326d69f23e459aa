"""Where functions of one number have their peaks, and how far each peak reaches.

Rows of functions are known by their values alone, hundreds side by side: `find_peaks` and `window`
serve them all at once. One function whose slope is known is scanned for all of its peaks, which are
then refined to the last digit: `tops`.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from helpers.arrays import Array

NEGLIGIBLE = 38.0  # e^-38 is 3e-17
FARTHEST = 340.0  # of a logarithm: beyond, squares over- or underflow
RUNGS = 6  # places that are looked at at once, each 1.4 times farther than the one before
SMALL_STEP = 1e-5  # for numerical slopes


def find_peaks(log_f: Callable, low: Array, high: Array) -> tuple[Array, Array]:
    """Where the rows are highest, to a tenth of the peaks' widths, and these widths.

    Newton's method on the slope, inside brackets that are halved where it strides too far.

    Parameters
    ----------
    log_f : function of t, shape (rows, k), to the same shape
        Row r is the log of the r-th function at t[r].
    low, high : ndarray, shape (rows,)
        About where the peaks are; widened where they are not between them.
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


def _slopes(log_f: Callable, t: Array) -> tuple[Array, Array]:
    """First and second derivative of each row at t, shape (rows,)."""
    before, at, after = log_f(t[:, None] + SMALL_STEP * np.array([-1.0, 0.0, 1.0])).T
    return (after - before) / (2 * SMALL_STEP), (after - 2 * at + before) / SMALL_STEP**2


def window(log_f: Callable, peak: Array, width: Array, lean: float) -> tuple[Array, Array]:
    """Left and right of the peaks, the points from which on the rows are negligible.

    Parameters
    ----------
    log_f : function of t, shape (rows, k), to the same shape
    peak, width : ndarray, shape (rows,)
    lean : float
        Go so far to the right that the function times e^(lean t) is negligible too: what a moment
        of order `lean` of the scale e^t needs.
    """
    top = log_f(peak[:, None])[:, None]
    ways, slants = np.array([[-1.0], [1.0]]), np.array([[0.0], [lean]])
    rungs = np.full((len(peak), 2, RUNGS), 1.4)
    rungs[..., 0] = 6 * width[:, None]
    while True:
        reach = np.minimum(np.multiply.accumulate(rungs, axis=2), FARTHEST)
        there = log_f((peak[:, None, None] + ways * reach).reshape(len(peak), -1))
        fallen = top - there.reshape(reach.shape) - slants * reach
        short = (fallen < NEGLIGIBLE) & (reach < FARTHEST)
        first = short.argmin(axis=2)[..., None]  # the first that is not, or 0
        found = np.take_along_axis(reach, first, axis=2)[..., 0]
        still = short.all(axis=2)
        if not still.any():
            return peak - found[:, 0], peak + found[:, 1]
        rungs[..., 0] = np.where(still, 1.4 * reach[..., -1], found)


def tops(slope: Callable[[Array], Array], line: Array) -> Array:
    """The places, to all digits, where a slope turns from positive between two points of a line.

    Parameters
    ----------
    slope : function of t, shape (m,), to the same shape
    line : ndarray, shape (m,)
        Rising, and so dense that between two points the slope turns once at most.
    """
    rising = slope(line)
    turns = np.flatnonzero((rising[:-1] > 0) & (rising[1:] <= 0))

    def at(t):
        return slope(np.array([t]))[0]

    return np.array([brentq(at, line[i], line[i + 1], xtol=1e-15, rtol=1e-14) for i in turns])
