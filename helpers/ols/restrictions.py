"""Several equations about the coefficients, tested together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from helpers.arguments import real_numbers
from helpers.arrays import Array

REPEATED = 1e-10  # a restriction nearer than this to a combination of others says nothing new


class FTest(NamedTuple):
    """A statistic that follows F where the restrictions hold.

    Attributes
    ----------
    statistic : float
    df : int
        Number of restrictions.
    df_resid : int
        Degrees of freedom of the residuals.
    p_value : float
        Probability of a statistic at least as large where the restrictions hold.
    """

    statistic: float
    df: int
    df_resid: int
    p_value: float


def f_test(fit, restrictions: ArrayLike, values: ArrayLike, covariance: Array) -> FTest:
    """Test R beta = r of a `helpers.ols.Fit`, given the covariance of beta; see `Fit.f_test`."""
    R = np.atleast_2d(real_numbers("restrictions", restrictions))
    if R.ndim != 2 or R.shape[1] != fit.p or not len(R):
        raise ValueError(
            f"restrictions has shape {np.shape(restrictions)}; wanted a row of {fit.p} numbers for "
            f"each restriction, one for each of {', '.join(fit.names)}."
        )
    r = real_numbers("values", values)
    if r.shape not in ((), (len(R),)):
        raise ValueError(
            f"values has shape {r.shape}; wanted one for each of {len(R)} restrictions."
        )
    fit._require_residuals("F")
    misses = R @ fit.beta - r
    scatter = R @ covariance @ R.T
    sizes = np.sqrt(np.diag(scatter))
    if not (sizes > 0).all():
        raise ValueError(f"Restriction {int(np.argmin(sizes))} asks nothing of any coefficient.")
    U, s, _ = np.linalg.svd(scatter / np.outer(sizes, sizes))
    if s[-1] < REPEATED * s[0]:
        raise ValueError("One of the restrictions follows from the others: leave it out.")
    statistic = float(np.sum((U.T @ (misses / sizes)) ** 2 / s) / len(R))
    p_value = float(stats.f.sf(statistic, len(R), fit.df_resid))
    return FTest(statistic, len(R), fit.df_resid, p_value)
