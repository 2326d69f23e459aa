"""How well a model predicts each observation from all the others (leave-one-out, LOO)."""

import math
from dataclasses import dataclass

from numpy.typing import ArrayLike

from helpers.arrays import Array, as_design, as_response
from helpers.bayes import NormalInverseGamma
from helpers.compressed import Compressed
from helpers.criticism.deleted import conjugate
from helpers.ols import NeedsRowsError


@dataclass(frozen=True, eq=False)
class Loo:
    """What a model says of each observation that it has not seen; made by `loo`.

    Attributes
    ----------
    pointwise : ndarray, shape (n,)
        log p(y_i | the other rows): log densities, in units of 1 / y.
    pit : ndarray, shape (n,)
        P(Y_i <= y_i | the other rows), the probability integral transform. Uniform where the model
        is right, but not independent.
    in_sample : ndarray, shape (n,)
        log p(y_i | all rows), the log density of a second observation at x_i in the same place.
    y : ndarray, shape (n,)
        The observations.
    names : tuple of str
        Names of X's columns.
    """

    pointwise: Array
    pit: Array
    in_sample: Array
    y: Array
    names: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of observations."""
        return len(self.pointwise)

    @property
    def elpd(self) -> float:
        """Σ log p(y_i | the other rows), an estimate of the log score of n new rows."""
        return float(self.pointwise.sum())

    @property
    def standard_error(self) -> float:
        """Of `elpd`: √n times the standard deviation of `pointwise`; nan for one row.

        (Vehtari, Gelman & Gabry 2017, *Statistics and Computing* 27, equation 23.)
        """
        if self.n < 2:
            return math.nan
        return math.sqrt(self.n) * float(self.pointwise.std(ddof=1))

    @property
    def p_loo(self) -> float:
        """How much better the rows are predicted once they are known; about p where all is well."""
        return float((self.in_sample - self.pointwise).sum())

    def __repr__(self) -> str:
        return (
            f"<Loo, n = {self.n}: elpd = {self.elpd:.5g} ± {self.standard_error:.2g}, "
            f"p_loo = {self.p_loo:.3g}>"
        )


def loo(X: ArrayLike, y: ArrayLike, prior: NormalInverseGamma | None = None) -> Loo:
    """Leave each row out, predict it from the others: exactly, and from one fit.

    Parameters
    ----------
    X : array_like, shape (n, p)
    y : array_like, shape (n,)
    prior : NormalInverseGamma

    Returns
    -------
    Loo

    Raises
    ------
    NeedsRowsError
        For a Compressed.
    TypeError, ValueError
        For input that is no regression, and for a prior of another kind or number of columns.
    """
    if isinstance(X, Compressed):
        raise NeedsRowsError(
            "loo needs rows, and a compressed table holds none. Use loo(X, y, prior)."
        )
    if not isinstance(prior, NormalInverseGamma):
        raise TypeError(f"prior is a {type(prior).__name__}; wanted a NormalInverseGamma.")
    after = prior.update(X, y)
    rows, response = as_design(X, tall=False), as_response(y)
    return Loo(*conjugate(rows, response, prior, after), response, after.names)
