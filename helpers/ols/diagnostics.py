"""Tests of one sigma for all rows: does the size of the residuals follow the predictors?

Under the model, squared residuals scatter about one mean. Regress them on columns that might
explain them: n R² of that regression is approximately chi² with as many degrees of freedom as there
are columns besides the constant. This is the score test of Breusch & Pagan (1979, *Econometrica*
47), studentised so that it holds for errors that are not normal (Koenker 1981, *Journal of
Econometrics* 17). Breusch and Pagan take the columns of X; White (1980, *Econometrica* 48) their
squares and cross-products too, and so finds a variance that is highest in the middle or at both
ends.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.linalg import qr

from helpers.arrays import Array
from helpers.ols.errors import NotDefinedError

REPEATED = 1e-8  # a column nearer than this to a combination of others is one; rounding is below


class ChiSquaredTest(NamedTuple):
    """A statistic that is approximately chi² where the model holds.

    Attributes
    ----------
    statistic : float
    df : int
        Degrees of freedom.
    p_value : float
        Probability of a statistic at least as large where the model holds.
    """

    statistic: float
    df: int
    p_value: float


def variance_test(residuals: Array, columns: Array, name: str) -> ChiSquaredTest:
    """n R² of the squared residuals on `columns`.

    Parameters
    ----------
    residuals : ndarray, shape (n,)
        In any unit.
    columns : ndarray, shape (n, k)
        Columns of comparable size that can add up to a constant. Any may repeat others.
    name : str
        What the test is called in an error.
    """
    n = len(residuals)
    Q, R, _ = qr(columns, mode="economic", pivoting=True)
    distances = np.abs(np.diag(R))
    rank = int((distances > REPEATED * distances[0]).sum())
    if rank >= n:
        raise NotDefinedError(
            f"{name} explains {n} squared residuals by {rank} columns and so explains any. Collect "
            "more rows, or use a test with fewer columns."
        )
    if rank == 1:
        raise NotDefinedError(
            f"{name} asks whether predictors explain the size of the residuals, and no predictor "
            "varies it: X has its constant alone, or columns whose squares are constant."
        )
    squares = residuals**2
    deviations = squares - squares.mean()
    if np.abs(deviations).max() <= 1e-12 * squares.max():
        raise NotDefinedError(
            f"{name} asks why the squared residuals differ, and they are all equal."
        )
    share = np.sum((Q[:, :rank].T @ deviations) ** 2) / np.sum(deviations**2)
    statistic, df = float(n * share), rank - 1
    return ChiSquaredTest(statistic, df, float(stats.chi2.sf(statistic, df)))


def white_columns(Q: Array) -> Array:
    """All products of two columns of Q, their squares included, shape (n, p (p + 1) / 2).

    What the products of X's own columns can add up to, those of any basis of X's columns can; so
    an orthonormal Q serves, with products of one size.
    """
    first, second = np.triu_indices(Q.shape[1])
    return Q[:, first] * Q[:, second]
