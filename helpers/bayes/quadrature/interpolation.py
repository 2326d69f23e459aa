"""Smooth curves through known points: a cubic or a quintic in each cell between two of them.

A cubic takes value and slope at both ends of a cell, a quintic the curvature too (Hermite's
interpolation; Stoer & Bulirsch 2002, *Introduction to Numerical Analysis*, §2.1.5). On a cell of
width w the error is w⁴ / 384 times the fourth, or w⁶ / 46080 times the sixth derivative. `u` runs
from 0 to 1 across a cell.
"""

import numpy as np

from helpers.arrays import Array


class Piecewise:
    """A polynomial in each cell.

    Parameters
    ----------
    x : ndarray, shape (m,)
        The ends of the cells, rising.
    coefficients : ndarray, shape (degree + 1, m - 1)
        Of the powers of u in each cell.
    """

    def __init__(self, x: Array, coefficients: Array):
        self.x, self.width, self.coefficients = x, x[1:] - x[:-1], coefficients

    def with_slope(self, x: Array) -> tuple[Array, Array]:
        """Value and derivative; beyond the ends those at the end."""
        cell, width, u = self._cell(x)
        *others, value = self.coefficients[:, cell]
        slope = 0.0
        for c in reversed(others):  # Horner's rule, and its derivative
            slope = slope * u + value
            value = value * u + c
        return value, slope / width

    def _cell(self, x: Array) -> tuple[Array, Array, Array]:
        cell = self.x[1:-1].searchsorted(x, side="right")
        width = self.width[cell]
        return cell, width, np.minimum(np.maximum((x - self.x[cell]) / width, 0), 1)


class Cubic(Piecewise):
    """Through values and slopes at x, each of shape (m,)."""

    def __init__(self, x: Array, value: Array, slope: Array):
        super().__init__(x, _cubic(x[1:] - x[:-1], value, slope))


class Quintic(Piecewise):
    """Through values, slopes and curvatures at x, each of shape (m,); x and value rise.

    Beyond the ends a straight line goes on. In a cell the polynomial is kept between the values at
    its ends.
    """

    def __init__(self, x: Array, value: Array, slope: Array, curvature: Array):
        width = x[1:] - x[:-1]
        rise = value[1:] - value[:-1]
        d0, d1 = slope[:-1] * width, slope[1:] * width
        e0, e1 = 0.5 * curvature[:-1] * width**2, 0.5 * curvature[1:] * width**2
        # The first three terms are known. The rest is what these leave of value, slope and
        # curvature at the cell's end.
        a, b, c = rise - d0 - e0, d1 - d0 - 2 * e0, e1 - e0
        super().__init__(
            x,
            np.array(
                [value[:-1], d0, e0, 10 * a - 4 * b + c, 7 * b - 15 * a - 2 * c, 6 * a - 3 * b + c]
            ),
        )
        self.value, self.end_slopes = value, (slope[0], slope[-1])

    def __call__(self, x: Array) -> Array:
        """The value at x, of any shape."""
        cell, _, u = self._cell(x)
        c0, c1, c2, c3, c4, c5 = self.coefficients[:, cell]
        inside = c0 + u * (c1 + u * (c2 + u * (c3 + u * (c4 + u * c5))))
        inside = np.minimum(np.maximum(inside, self.value[cell]), self.value[cell + 1])
        below, above = np.minimum(x - self.x[0], 0), np.maximum(x - self.x[-1], 0)
        return inside + self.end_slopes[0] * below + self.end_slopes[1] * above


class Table:
    """A cubic in each of evenly spaced cells, which need not be searched for.

    Parameters
    ----------
    x, value, slope : ndarray, shape (m,)
        x evenly spaced.
    """

    def __init__(self, x: Array, value: Array, slope: Array):
        self.start, self.per_cell = x[0], 1 / (x[1] - x[0])
        self.coefficients = np.ascontiguousarray(_cubic(x[1] - x[0], value, slope).T)

    def __call__(self, x: Array) -> Array:
        """The value at each x, of shape (n,), which should not be beyond the ends."""
        place = x - self.start
        place *= self.per_cell
        cell = place.astype(np.intp)
        place -= cell
        c0, c1, c2, c3 = self.coefficients.take(cell, axis=0, mode="clip").T
        value = c3 * place
        for c in (c2, c1):
            value += c
            value *= place
        value += c0
        return value


def _cubic(width: Array | float, value: Array, slope: Array) -> Array:
    """Coefficients of the powers of u, shape (4, m - 1)."""
    rise = value[1:] - value[:-1]
    d0, d1 = slope[:-1] * width, slope[1:] * width
    bent = d0 + d1 - 2 * rise
    return np.array([value[:-1], d0, rise - d0 - bent, bent])
