"""Do the columns of X determine the coefficients, and do they fit a column perfectly?

The first is judged on columns of unit length.

Pivoted QR takes the longest column first, then always the one that is farthest from all those
already taken. The diagonal of its triangle holds these distances; the smallest says how near some
column is to being a combination of the others (Golub & Van Loan 2013, §5.4.2). Rounding leaves a
distance of up to 6e-15 where there should be zero. The hardest of the NIST sets, Filip, a
polynomial of degree 10 in raw powers, has 1.2e-9.

**A perfect fit** leaves rounding. Suppose a column y is computed as a combination of those of X.
Then every entry is off by what its few operations have rounded, and the factorisation adds, for
each column, rounding in proportion to that column's length, which comes from sums over n rows
(Higham 2002, *Accuracy and Stability of Numerical Algorithms*, theorem 19.4). Of n roundings in a
sum about √n remain (Higham & Mary 2019, *SIAM J. Sci. Comput.* 41). So the residuals' length is at
most

    `(16 + 4 √n) 2.2e-16 (Σ |b_j| ‖x_j‖ + ‖y‖)`.

With b and n as they come, up to a million rows and sixty columns of all sorts, the largest length
met was a fourth of that: for columns of ones, whose roundings are all alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr, solve_triangular

from helpers.arrays import Array, column_lengths

REPEATED = 1e-13  # a distance below this is rounding
OPERATIONS = 16  # that an entry of y may have gone through


@dataclass(frozen=True, eq=False)
class Rank:
    """How the p columns of X depend on each other.

    Attributes
    ----------
    rank : int
        The number of columns that are not repeated by others.
    order : ndarray of int, shape (p,)
        The columns, the one that depends least on those before it first.
    distances : ndarray, shape (p,)
        In this order, how far each is from all combinations of those before it, in units of its
        own length.
    relations : tuple of str
        Each repeated column written by the others: ``"x3 = x1 + 2 x2"``, or ``"x3 = 0"``.
    """

    rank: int
    order: Array
    distances: Array
    relations: tuple[str, ...]


def is_rounding(residual_length: Array, terms: Array, n: int) -> Array:
    """Whether residuals so short can be rounding alone; see the top of this module.

    Parameters
    ----------
    residual_length : float or ndarray
    terms : float or ndarray
        `Σ |b_j| ‖x_j‖ + ‖y‖`, in the same unit.
    n : int
        Number of rows.
    """
    bound = (OPERATIONS + 4 * np.sqrt(n)) * np.finfo(float).eps
    return residual_length <= bound * terms


def fits_perfectly(R: Array, z: Array, residual_length: float, n: int) -> bool:
    """Whether the columns of X leave only rounding of a column.

    Parameters
    ----------
    R : ndarray, shape (p, p)
        Triangular factor of X, whose columns are independent.
    z : ndarray, shape (p,)
        The column's part within the columns of X, Q'y.
    residual_length : float
        The length of what is left of it.
    n : int
        Number of rows.
    """
    unit = float(np.abs(z).max(initial=residual_length)) or 1.0
    z, left = z / unit, residual_length / unit
    terms = np.abs(solve_triangular(R / column_lengths(R), z)).sum() + np.hypot(
        np.linalg.norm(z), left
    )
    return bool(is_rounding(left, terms, n))


def rank_of(R: Array, names: Sequence[str], constant: int | None = None) -> Rank:
    """Judge the columns of X by their triangular factor R (p, p), or by X itself (n, p).

    `names` are the columns'; `constant` is the place of the column of ones, which is named last
    among those that could be left out.
    """
    lengths = column_lengths(R)
    scaled = R / np.where(lengths > 0, lengths, 1.0)
    triangle, order = qr(scaled, mode="r", pivoting=True)
    triangle = triangle[: len(order)]
    distances = np.zeros(len(order))
    distances[: len(triangle)] = np.abs(np.diag(triangle))
    rank = int((distances >= REPEATED).sum())
    relations = []
    for k in range(rank, len(order)):
        weights = np.zeros(len(order))
        weights[order[:rank]] = solve_triangular(triangle[:rank, :rank], triangle[:rank, k])
        relations.append(_relation(weights, order[k], lengths, names, constant))
    return Rank(rank, order, distances, tuple(relations))


def _relation(weights, repeated: int, lengths, names, constant) -> str:
    """A dependent column written as a combination of others, e.g. 'x3 = x1 + 2 x2'."""
    if lengths[repeated] == 0:
        return f"{names[repeated]} = 0"
    weights[repeated] = -1.0
    involved = np.flatnonzero(np.abs(weights) > 1e-8)
    weights[involved] /= lengths[involved]
    left = max(involved, key=lambda j: (j != constant, j))
    terms = [(-weights[j] / weights[left], names[j]) for j in involved if j != left]
    return f"{names[left]} = {_combination(terms)}"


def _combination(terms: list[tuple[float, str]]) -> str:
    text = ""
    for coefficient, name in terms:
        size = f"{abs(coefficient):.6g}"
        sign = "-" if coefficient < 0 else "+"
        text += f" {sign} " if text else ("-" if coefficient < 0 else "")
        text += name if size == "1" else f"{size} {name}"
    return text
