"""Empirical Bayes in model B: mu, eta and sigma where the data are most likely.

With the slopes and the flat intercept integrated out, the likelihood of (mu, eta, sigma) is that of
a weighted regression (`helpers.bayes.hierarchy.exchangeable`). At tau = eta/sigma its maximum over
mu and sigma is known, and log tau is left:

    log L(tau) = -(n - 1)/2 log RSS(tau) - ½ Σ log(1 + tau² d_i²) + constant.

It often has its maximum at tau = 0. Then no spread of the slopes is seen beyond what noise makes of
equal ones, and the estimate eta = 0 says that they *are* equal, as if that were known. A posterior
of eta, which goes on to average over what it may be, does not.

Sources: Efron & Morris 1973, *JASA* 68, 117–130; Gelman et al. 2013, *Bayesian Data Analysis*,
§5.4 and §13.1 (what is wrong with a maximum at the edge).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.arrays import Array
from helpers.bayes.errors import ImproperPosteriorError
from helpers.bayes.hierarchy.centred import Centred, centre
from helpers.bayes.hierarchy.exchangeable import sums_at
from helpers.bayes.hierarchy.units import units_of
from helpers.bayes.quadrature.peaks import tops
from helpers.compressed import Compressed, as_compressed


@dataclass(frozen=True, eq=False)
class EmpiricalHierarchy:
    """The population of the slopes, estimated; made by `empirical_hierarchy`.

    Attributes
    ----------
    mu, eta : float
        Estimated mean and standard deviation of the population; eta is 0 where it is degenerate.
    sigma : float
        Estimated standard deviation of the errors.
    beta : ndarray, shape (J + 1,)
        Posterior means given mu, eta and sigma, in the order of X's columns.
    labels : tuple of str
    """

    mu: float
    eta: float
    sigma: float
    beta: Array
    labels: tuple[str, ...]

    @property
    def degenerate(self) -> bool:
        """Whether the estimate is eta = 0: all slopes equal."""
        return self.eta == 0

    def __repr__(self) -> str:
        beta = ", ".join(f"{n} = {b:.5g}" for n, b in zip(self.labels, self.beta, strict=True))
        found = f"mu = {self.mu:.5g}, eta = {self.eta:.5g}, sigma = {self.sigma:.5g}; {beta}"
        if not self.degenerate:
            return f"<Empirical Bayes: {found}>"
        return (
            f"<Empirical Bayes, degenerate: {found}. The slopes differ by no more than noise "
            "would make equal ones differ.>"
        )


def empirical_hierarchy(
    X: ArrayLike | Compressed, y: ArrayLike | None = None
) -> EmpiricalHierarchy:
    """Estimate mu, eta and sigma of model B by maximum marginal likelihood.

    Parameters
    ----------
    X : array_like, shape (n, J + 1), or Compressed
        With a constant column, in any place; the predictors are centred here.
    y : array_like, shape (n,), or nothing where X is a Compressed

    Returns
    -------
    EmpiricalHierarchy
        Of several maxima the highest. With one predictor it is always degenerate: a single slope
        lies where it lies, and shows no spread.

    Raises
    ------
    ImproperPosteriorError
        Where the predictors fit y perfectly, also for want of rows: the likelihood grows without
        end.
    TypeError, ValueError
        For what is no regression or has no constant column.
    """
    S = as_compressed(X, y)
    units = units_of(S, shared=True)
    data = centre(units.data(S))
    if data.rss == 0:
        raise ImproperPosteriorError(
            f"The predictors fit y perfectly ({data.n} rows, {data.J} predictors): the likelihood "
            "grows without end as sigma goes to 0. Empirical Bayes wants more rows; with a law of "
            "sigma and eta, hierarchy_posterior does not."
        )
    if data.rank == 0:
        raise ImproperPosteriorError("The predictors do not vary: mu and eta are not seen at all.")
    tau = _best_tau(data)
    sums = sums_at(data, np.log(np.array([tau])) if tau > 0 else np.array([-np.inf]))
    mu, sigma = float(sums.mu[0]), math.sqrt(sums.rss[0] / (data.n - 1))
    spectrum = data.spectrum
    e = 1 + np.square(tau * spectrum.d)
    off = tau**2 * spectrum.d * (spectrum.z - spectrum.seen * mu) / e
    slopes = mu + spectrum.V @ off
    beta = data.beta(data.level, slopes)
    found = units.values({"mu": mu, "eta": tau * sigma, "sigma": sigma, "beta": beta})
    return EmpiricalHierarchy(**found, labels=data.labels)


def _best_tau(data: Centred) -> float:
    d = data.spectrum.d[: data.rank]
    line = np.linspace(-math.log(d.max()) - 12, -math.log(d.min()) + 12, 800)
    candidates = np.append(-np.inf, tops(lambda log_tau: _slope(data, log_tau), line))
    return float(np.exp(candidates[np.argmax(_height(data, candidates))]))


def _height(data: Centred, log_tau: Array) -> Array:
    sums = sums_at(data, log_tau)
    return -0.5 * (data.n - 1) * np.log(sums.rss) - sums.log_root_det


def _slope(data: Centred, log_tau: Array) -> Array:
    """Derivative of the height by log tau; mu, being at its best, does not contribute."""
    spectrum, sums = data.spectrum, sums_at(data, log_tau)
    square = np.square(np.exp(log_tau)[:, None] * spectrum.d)
    share = square / (1 + square)
    left = np.square(spectrum.z - spectrum.seen * sums.mu[:, None]) / (1 + square)
    return (data.n - 1) / sums.rss * (left * share).sum(axis=1) - share.sum(axis=1)
