"""The law of each row given all the others, from one fit to all of them.

*Conjugate.* After n rows sigma² ~ IG(a, b) and beta | sigma² ~ N(m, sigma² V). With the leverage
h_i = x_i'V x_i and the residual e_i = y_i - x_i'm, taking row i out again leaves

    a - ½,     b - e_i² / (2 (1 - h_i)),     y_i - x_i'm_(i) = e_i / (1 - h_i),
    x_i'V_(i) x_i = h_i / (1 - h_i),

the deletion formulas of least squares with the prior's rows below the data (Cook & Weisberg 1982,
*Residuals and Influence in Regression*, §2.2). So y_i given the others is Student's t with
2a - 1 degrees of freedom (Geisser & Eddy 1979, *JASA* 74, 153–160, for the idea).

1 - h_i, and what is left of b, are differences. A row that all but determines a coefficient, or
that alone makes up most of b, would lose digits in them. There are few such rows, as leverages sum
to p at most, and for these the fit without the row is made.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.special import poch, stdtr

from helpers.arrays import Array
from helpers.bayes import NormalInverseGamma

BLOCK_ENTRIES = 2**15  # a quarter of a megabyte, which stays in the cache
CANCELLED = 1e-6  # of what was there is left: half of the digits


class Deleted(NamedTuple):
    """What is known of each y_i, n rows side by side.

    Attributes
    ----------
    log_density : ndarray, shape (n,)
        Of y_i given the other rows.
    pit : ndarray, shape (n,)
        The distribution function of that law at y_i.
    log_in_sample : ndarray, shape (n,)
        The log density of a new observation at x_i, given all rows, at y_i.
    """

    log_density: Array
    pit: Array
    log_in_sample: Array


def conjugate(X: Array, y: Array, prior: NormalInverseGamma, after: NormalInverseGamma) -> Deleted:
    """In closed form.

    Parameters
    ----------
    X : ndarray, shape (n, p)
    y : ndarray, shape (n,)
    prior, after : NormalInverseGamma
        Before and after these rows.
    """
    a, b = after.a, after.b
    errors, leverage = np.empty(len(y)), np.empty(len(y))
    for rows in in_blocks(*X.shape):
        errors[rows] = y[rows] - X[rows] @ after.mean
        leverage[rows] = np.square(X[rows] @ after.root).sum(axis=1)
    room = 1 - leverage
    size = (np.abs(y) + np.abs(y - errors)) / np.sqrt(b / a)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = b - 0.5 * errors**2 / room
        found = Deleted(
            *_student(errors / room, 1 / room, a - 0.5, left),
            _student(errors, 1 + leverage, a, b)[0],
        )
    for i in np.flatnonzero(~((room > least_room(size)) & (left > CANCELLED * b))):
        others = prior.update(np.delete(X, i, axis=0), np.delete(y, i))
        spread = 1 + np.square(X[i] @ others.root).sum()
        told = _student(y[i] - X[i] @ others.mean, spread, others.a, others.b)
        found.log_density[i], found.pit[i] = told
    return found


def _student(error: Array, spread: Array, a: float, b: Array | float) -> tuple[Array, Array]:
    """Log density and distribution function of error ~ N(0, sigma² spread), sigma² ~ IG(a, b)."""
    z = error / np.sqrt(b * spread / a)
    log_density = np.log(poch(a, 0.5)) - 0.5 * np.log(2 * np.pi * b * spread)
    return log_density - (a + 0.5) * np.log1p(0.5 * z * z / a), stdtr(2 * a, z)


def least_room(size: Array) -> Array:
    """What 1 - h must be above, where errors are differences of numbers of so many sigmas."""
    return np.minimum(CANCELLED * (1 + size), 0.1)


def in_blocks(n: int, columns: int) -> Iterator[slice]:
    """Slices of n rows with so many columns that a block stays small."""
    size = max(BLOCK_ENTRIES // columns, 1)
    return (slice(first, first + size) for first in range(0, n, size))
