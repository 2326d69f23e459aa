"""What least squares says to columns that repeat each other: `helpers.rank` judges them."""

import math
import warnings

import numpy as np

from helpers.arrays import column_lengths
from helpers.compressed import Compressed
from helpers.ols.errors import CollinearityWarning, RankError
from helpers.rank import rank_of

NEARLY_REPEATED = 1e-6  # a distance below this leaves fewer than ten digits


def least_distance(S: Compressed, stacklevel: int = 3) -> float:
    """How far the most dependent column of X is from the others, in units of its own length.

    Parameters
    ----------
    S : Compressed
    stacklevel : int
        Whose line a warning names: 3 is the caller of what calls this.

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
    for j in np.flatnonzero(column_lengths(R) == 0):
        raise RankError(
            f"Column {S.names[j]!r} of X is zero in all {S.n} rows, so that its coefficient could "
            "be anything. Leave it out."
        )
    found = rank_of(R, S.names, S.constant)
    if found.rank < S.p:
        one = len(found.relations) == 1
        raise RankError(
            f"The columns of X repeat each other: {'; '.join(found.relations)}, in every row. Many "
            f"betas fit equally well. Leave out {'one column' if one else 'one of each'}."
        )
    distance = found.distances[-1]
    if distance < NEARLY_REPEATED:
        digits = math.floor(-math.log10(np.finfo(float).eps / distance))
        warnings.warn(
            f"The columns of X nearly repeat each other: {S.names[found.order[-1]]!r} is within "
            f"{distance:.1e} of its length of a combination of the others. Data stored with "
            f"16 digits determine about {digits} digits of beta.",
            CollinearityWarning,
            stacklevel=stacklevel,
        )
    return float(distance)
