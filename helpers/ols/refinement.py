"""The last digits: least squares corrected with residuals in twice the precision.

A QR solution is off by about the condition number times 1e-16. Most of that can be had back: the
gradient X'(y - X beta) of the rounded beta, computed precisely enough, says how far off it is,

    correction = (R'R)⁻¹ X'(y - X beta),

and a rough R suffices for the division, since what it leaves is corrected in the next step
(Björck 1996, *Numerical Methods for Least Squares Problems*, §2.9.3; Demmel, Hida, Riedy & Li 2009,
*ACM TOMS* 35). The gradient is a small difference of large numbers and needs about 32 digits.
`numpy.longdouble` has 19 at best and on Windows and ARM no more than a double, so each number is
carried as an unevaluated sum of two doubles, by operations whose rounding error is itself a double
(Dekker 1971, *Numerische Mathematik* 18; Ogita, Rump & Oishi 2005, *SIAM J. Sci. Comput.* 26).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from helpers.arrays import Array

BLOCK_ROWS = 4096  # the working memory is some fifty times a block
MOST_STEPS = 10  # each gains at least as many digits as the least distance has left; two are usual
ROUNDING = np.finfo(float).eps / 2


def refine(X: NDArray, y: NDArray, units: Array, R: Array, beta: Array) -> Array:
    """Correct the least-squares coefficients of y on X to the last digit or so.

    Parameters
    ----------
    X : ndarray, shape (n, p)
    y : ndarray, shape (n,)
    units : ndarray, shape (p + 1,)
        Powers of two that the columns of X, and y, are divided by, block by block: their typical
        sizes, so that no product over- or underflows.
    R : ndarray, shape (p, p)
        Triangular factor of the divided X.
    beta : ndarray, shape (p,)
        Coefficients of the divided X and y, by R.

    Returns
    -------
    ndarray, shape (p,)
    """
    return _correct(R, beta, lambda b: gradient(X, y, units, b))


def refined_inverse(X: NDArray, units: Array, R: Array) -> Array:
    """(X'X)⁻¹ of the divided X to the last digit or so; column j solves X'X v = (unit vector j)."""
    root = solve_triangular(R, np.eye(len(R)))
    rough, nothing = root @ root.T, np.zeros(len(X))
    columns = [
        _correct(R, column, lambda v, e=e: gradient(X, nothing, units, v, plus=e))
        for e, column in zip(np.eye(len(R)), rough.T, strict=True)
    ]
    inverse = np.column_stack(columns)
    return (inverse + inverse.T) / 2


def _correct(R: Array, beta: Array, gradient_at) -> Array:
    previous = np.inf
    for _ in range(MOST_STEPS):
        step = solve_triangular(R, solve_triangular(R, gradient_at(beta), trans="T"))
        size = np.abs(R @ step).max()
        if not size < previous / 2:  # rounding noise, or no convergence: the last beta was better
            return beta
        beta, previous = beta + step, size
        if (np.abs(step) <= ROUNDING * np.abs(beta)).all():
            return beta
    return beta


def gradient(X: NDArray, y: NDArray, units: Array, beta: Array, plus: Array | None = None) -> Array:
    """X'(y - X beta) + plus of the divided X and y, as if computed with 32 digits, then rounded."""
    parts = [] if plus is None else [plus[None]]
    for first in range(0, len(X), BLOCK_ROWS):
        rows = X[first : first + BLOCK_ROWS] / units[:-1]
        high, low = residual(rows, y[first : first + BLOCK_ROWS] / units[-1], beta)
        products, errors = _two_product(rows, high[:, None])
        parts.append(_sum(np.concatenate([products, errors, rows * low[:, None]])))
    return _sum(np.concatenate(parts))[0]


def residual(X: Array, y: Array, beta: Array) -> Array:
    """y - X beta as two rows, shape (2, n): the residuals, and what their rounding left out."""
    products, errors = _two_product(X.T, beta[:, None])
    return _sum(np.concatenate([y[None], -products, -errors]))


def _sum(terms: Array) -> Array:
    """Sum over the first axis as a pair: the sum, and what its rounding left out."""
    left_out = np.zeros(terms.shape[1:])
    while len(terms) > 1:
        half = len(terms) // 2
        sums, errors = _two_sum(terms[:half], terms[half : 2 * half])
        left_out += errors.sum(axis=0)
        terms = np.concatenate([sums, terms[2 * half :]])
    return np.stack(_two_sum(terms[0], left_out))


def _two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """a + b = total + error, exactly (Knuth)."""
    total = a + b
    of_b = total - a
    return total, (a - (total - of_b)) + (b - of_b)


def _two_product(a: Array, b: Array) -> tuple[Array, Array]:
    """a * b = product + error, exactly (Dekker): halves of 26 bits multiply without rounding."""
    product = a * b
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    return product, error


def _halves(a: Array) -> tuple[Array, Array]:
    shifted = (2.0**27 + 1) * a
    high = shifted - (shifted - a)
    return high, a - high
