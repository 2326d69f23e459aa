"""Do the columns of X determine the coefficients? Judged on columns of unit length.

Pivoted QR takes the longest column first, then always the one that is farthest from all those
already taken. The diagonal of its triangle holds these distances; the smallest says how near some
column is to being a combination of the others (Golub & Van Loan 2013, §5.4.2). Rounding leaves a
distance of up to 6e-15 where there should be zero. The hardest of the NIST sets, Filip, a
polynomial of degree 10 in raw powers, has 1.2e-9.
"""

import math
import warnings

import numpy as np
from scipy.linalg import qr, solve_triangular

from helpers.arrays import column_lengths
from helpers.compressed import Compressed
from helpers.ols.errors import CollinearityWarning, RankError

REPEATED = 1e-13  # a distance below this is rounding
NEARLY_REPEATED = 1e-6  # a distance below this leaves fewer than ten digits


def least_distance(S: Compressed) -> float:
    """How far the most dependent column of X is from the others, in units of its own length.

    Raises
    ------
    RankError
        Below 1e-13, with the columns concerned and how one follows from the others.

    Warns
    -----
    CollinearityWarning
        Below 1e-6, with the number of digits that are left.
    """
    R = S.factor[: S.p, : S.p]
    length = column_lengths(R)
    for j in np.flatnonzero(length == 0):
        raise RankError(
            f"Column {S.names[j]!r} of X is zero in all {S.n} rows, so that its coefficient could "
            "be anything. Leave it out."
        )
    triangle, order = qr(R / length, mode="r", pivoting=True)
    distances = np.abs(np.diag(triangle))
    rank = int((distances >= REPEATED).sum())
    if rank < S.p:
        relations = _relations(triangle, order, rank, length, S)
        raise RankError(
            f"The columns of X repeat each other: {'; '.join(relations)}, in every row. Many betas "
            f"fit equally well. Leave out {'one column' if len(relations) == 1 else 'one of each'}."
        )
    if distances[-1] < NEARLY_REPEATED:
        digits = math.floor(-math.log10(np.finfo(float).eps / distances[-1]))
        warnings.warn(
            f"The columns of X nearly repeat each other: {S.names[order[-1]]!r} is within "
            f"{distances[-1]:.1e} of its length of a combination of the others. Data stored with "
            f"16 digits determine about {digits} digits of beta.",
            CollinearityWarning,
            stacklevel=3,
        )
    return float(distances[-1])


def _relations(triangle, order, rank: int, length, S: Compressed) -> list[str]:
    """Each dependent column written as a combination of others, e.g. 'x3 = x1 + 2 x2'."""
    found = []
    for k in range(rank, S.p):
        null = np.zeros(S.p)
        null[order[:rank]] = solve_triangular(triangle[:rank, :rank], triangle[:rank, k])
        null[order[k]] = -1.0
        involved = np.flatnonzero(np.abs(null) > 1e-8)
        null /= length
        left = max(involved, key=lambda j: (j != S.constant, j))
        terms = [(-null[j] / null[left], S.names[j]) for j in involved if j != left]
        found.append(f"{S.names[left]} = {_combination(terms)}")
    return found


def _combination(terms: list[tuple[float, str]]) -> str:
    text = ""
    for coefficient, name in terms:
        size = f"{abs(coefficient):.6g}"
        sign = "-" if coefficient < 0 else "+"
        text += f" {sign} " if text else ("-" if coefficient < 0 else "")
        text += name if size == "1" else f"{size} {name}"
    return text
