"""The posterior of the coefficients, and of data to come: mixtures over the nodes of log sigma.

Given sigma a coefficient is normal, and its posterior a mixture of normals, one for each sigma,
weighted by sigma's posterior (Gelman et al. 2013, *Bayesian Data Analysis*, §3.2):

    p(beta_j | y) = ∫ N(beta_j; E[beta_j | sigma], sd[beta_j | sigma]²) p(sigma | y) d sigma.

Where sigma has no variance, or not even a mean, neither has a coefficient with a flat prior, whose
standard deviation given sigma grows with sigma. Such an sd is reported as inf, and such a mean,
which would be ∞ - ∞, as nan.
"""

from dataclasses import dataclass

import numpy as np

from helpers.arguments import require_squares
from helpers.arrays import Array
from helpers.bayes.quadrature.lattice import FINEST, Lattice, lattice
from helpers.bayes.quadrature.marginals import NormalMixture
from helpers.bayes.regression.given_sigma import GivenSigma

STRIDE = 0.5  # the most that E[beta | sigma] may move from node to node, in its own sds


@dataclass(frozen=True, eq=False, repr=False)
class BetaPosterior(NormalMixture):
    """The posterior of the coefficients, one by one, and their covariance.

    Attributes
    ----------
    units : ndarray, shape (p,)
        Powers of two near the spread of each coefficient.
    scaled : ndarray, shape (p, p)
        The covariance in these units.
    """

    units: Array
    scaled: Array

    @property
    def covariance(self) -> Array:
        """Of all coefficients, (p, p); rows and columns are inf for one without a variance."""
        with np.errstate(over="ignore"):
            covariance = self.units[:, None] * self.scaled * self.units
        require_squares("The covariance", np.diag(covariance), self.sd)
        return covariance


def beta_posterior(given: GivenSigma, grid: Lattice | None) -> BetaPosterior:
    """Mix the normal posteriors of beta given sigma over the nodes of sigma's posterior.

    Parameters
    ----------
    given : GivenSigma
    grid : Lattice, or None where sigma is known to be `given.unit`
    """
    mixed = _mixture(given, grid, np.eye(len(given.origin)), errors=False, together=True)
    return BetaPosterior(*mixed)


def predictive(given: GivenSigma, grid: Lattice | None, X: Array) -> NormalMixture:
    """New observations at the rows of X, each by itself: x'beta plus an error.

    Parameters
    ----------
    given, grid
        As `beta_posterior`.
    X : ndarray, shape (m, p)
    """
    return NormalMixture(*_mixture(given, grid, X, errors=True))


def _mixture(
    given: GivenSigma, grid: Lattice | None, X: Array, errors: bool, together: bool = False
):
    """Weights, means, sds, mean, sd of X beta, or of X beta plus errors; together: covariance."""
    if grid is None:
        t, weights = np.zeros(1), np.ones(1)
        g, precision = given.of_g(t)
    else:
        g, precision, grid = fine_enough(given, grid)
        t, weights = grid.t, grid.weights
    k, basis = len(given.pull), X @ given.basis
    # In units near the rows' own spread no square over- or underflows.
    unit = np.maximum(np.abs(basis).max(axis=1), given.unit if errors else 0.0)
    unit = 2.0 ** np.round(np.log2(np.where(unit > 0, unit, 1.0)))
    basis /= unit[:, None]
    centre = g @ weights
    apart = basis @ (g - centre[:, None])
    mean = X @ given.origin + unit * (basis @ centre)
    squares = basis**2 @ (1 / precision)
    # What has a variance that grows with sigma², and what of its average lies beyond the nodes.
    growing = np.abs(basis[:, k:]).sum(axis=1) > 0
    beyond = 0.0 if grid is None else grid.beyond(2)
    average = (1 / precision) @ weights
    error = np.exp(2 * t)
    if errors:
        noise = np.square(given.unit / unit)
        squares = squares + noise[:, None] * error
        growing[:] = True
    finite = np.isfinite(beyond)
    if finite:
        average[k:] += beyond
    variance = apart**2 @ weights + basis**2 @ average
    if errors and finite:
        variance += noise * (error @ weights + beyond)
    means, sds = mean[:, None] + unit[:, None] * apart, unit[:, None] * np.sqrt(squares)
    if not finite:
        variance[growing] = np.inf
        if grid.target.fall <= 1:
            mean = np.where(growing, np.nan, mean)
    mixed = weights, means, sds, mean, unit * np.sqrt(variance)
    if not together:
        return mixed
    covariance = (apart * weights) @ apart.T + (basis * average) @ basis.T
    if not finite:
        covariance[growing], covariance[:, growing] = np.inf, np.inf
    return *mixed, unit, covariance


def fine_enough(given: GivenSigma, grid: Lattice) -> tuple[Array, Array, Lattice]:
    """Nodes so dense that E[g | sigma] does not jump from one to the next, up to `FINEST` of them.

    Where prior and data contradict each other beyond all reason, no number of nodes would do.
    """
    fineness = 1.0
    while True:
        g, precision = given.of_g(grid.t)
        jumps = np.abs(np.diff(g)) * np.sqrt(np.maximum(precision[:, 1:], precision[:, :-1]))
        close = (grid.weights[1:] > 1e-14) & (np.diff(grid.t) < 1.5 * grid.step)
        stride = jumps[:, close].max(initial=0.0)
        if stride <= STRIDE or len(grid.t) > FINEST // 2:
            return g, precision, grid
        fineness *= min(stride / STRIDE * 1.1, FINEST / len(grid.t))
        grid = lattice(grid.target, fineness)
