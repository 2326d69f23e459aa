"""How well a model predicts each observation from all the others (leave-one-out, LOO)."""

import math
from dataclasses import dataclass

from numpy.typing import ArrayLike

from helpers.arrays import Array, as_design, as_response
from helpers.bayes import NormalInverseGamma, Prior, posterior
from helpers.compressed import Compressed
from helpers.criticism.deleted import conjugate
from helpers.criticism.over_sigma import mixed
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
        log p(y_i | all rows), the log density of a second observation at x_i in the same place; inf
        where a perfect fit is possible, with a sigma of 0.
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


def loo(X: ArrayLike, y: ArrayLike, prior: Prior | NormalInverseGamma | None = None) -> Loo:
    """Leave each row out and predict it from the others: exactly, and from one fit.

    Parameters
    ----------
    X : array_like, shape (n, p)
        Any number of rows, also fewer than p where the prior is proper.
    y : array_like, shape (n,)
    prior : Prior or NormalInverseGamma
        Entries of beta_sd may be inf, and sigma may have any law.

    Returns
    -------
    Loo

    Raises
    ------
    helpers.ols.NeedsRowsError
        For a Compressed.
    ImproperPosteriorError
        Where without some row there is no posterior, such as for the only row that knows of a
        coefficient with a flat prior.
    TypeError, ValueError
        For input that is no regression, and for a prior of another kind or number of columns.

    Notes
    -----
    Log densities are right to 1e-8 or so, without Monte Carlo error. The formulas are in
    `helpers.criticism.deleted` and `over_sigma`; for the few rows where these would lose digits,
    the fit without the row is made.
    """
    if isinstance(X, Compressed):
        raise NeedsRowsError(
            "loo needs rows, and a compressed table holds none. Use loo(X, y, prior)."
        )
    closed = isinstance(prior, NormalInverseGamma)
    if not closed and not isinstance(prior, Prior):
        raise TypeError(
            f"prior is {'missing' if prior is None else f'a {type(prior).__name__}'}; wanted a "
            "Prior or a NormalInverseGamma. A hierarchy has one unknown more than is integrated "
            "over here: ArviZ's loo approximates it from draws, see Draws.to_arviz."
        )
    after = prior.update(X, y) if closed else posterior(X, y, prior)
    rows, response = as_design(X, tall=False), as_response(y)
    if closed:
        return Loo(*conjugate(rows, response, prior, after), response, after.names)
    return Loo(*mixed(rows, response, after), response, after.labels)
