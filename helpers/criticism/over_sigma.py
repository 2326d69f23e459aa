"""The law of each row given all the others, where sigma is integrated out by quadrature.

Given sigma the formulas of `deleted` hold, and the law of y_i is normal. Over the posterior of
sigma, which knows of row i, the density is averaged the other way round (Gelfand, Dey & Chang 1992,
*Bayesian Statistics 4*, 147–167):

    1 / p(y_i | the others) = E[1 / p(y_i | the others, sigma) | y].

Over draws of sigma such an average may have no variance. Here it is a sum over the nodes of sigma's
exact posterior, and its terms, divided by their sum, are the posterior of sigma without row i.

A gross outlier, however, may leave a posterior of sigma that lies elsewhere; the nodes at the ends
tell. For such a row, and for one whose 1 - h_i has lost its digits, the fit without it is made:

    log p(y_i | the others) = log p(y) - log p(the others).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from helpers.arrays import Array
from helpers.bayes import ImproperPosteriorError, Posterior, posterior
from helpers.bayes.quadrature.tails import beyond
from helpers.bayes.regression.given_sigma import GivenSigma
from helpers.bayes.regression.mixtures import fine_enough
from helpers.criticism.deleted import Deleted, in_blocks, least_room

MISSED = 1e-10  # of a sum over nodes: beyond them, between them, by rounding


class Nodes(NamedTuple):
    """Sigma's posterior, and beta's given each sigma, in units of `GivenSigma.unit`.

    Attributes
    ----------
    log_weights : ndarray, shape (m,)
    rounding : ndarray, shape (m,)
        How far off it may have put the log weights.
    sigma : ndarray, shape (m,)
    log_scale : ndarray, shape (m,)
        log √(2π) sigma, in the units of y.
    g : ndarray, shape (p, m)
        Means.
    variance : ndarray, shape (p, m)
        Of g, over sigma².
    fall : float
        At last the posterior density of log sigma falls like sigma^-fall.
    step : float
        Between the last two log sigma.
    """

    log_weights: Array
    rounding: Array
    sigma: Array
    log_scale: Array
    g: Array
    variance: Array
    fall: float
    step: float

    def sum(self, log_terms: Array, power: int) -> tuple[Array, Array, Array]:
        """Sum e^log_terms over the nodes.

        Parameters
        ----------
        log_terms : ndarray, shape (rows, m)
        power : int
            At last, e^log_terms falls faster than the posterior by this power of sigma.

        Returns
        -------
        shares : ndarray, shape (rows, m)
            Of each node in the sum.
        log_sums : ndarray, shape (rows,)
        complete : ndarray of bool, shape (rows,)
            Whether the nodes hold all of it, to `MISSED` of it.
        """
        top = log_terms.max(axis=1, keepdims=True)
        shares = np.exp(log_terms - top)
        sums = shares.sum(axis=1, keepdims=True)
        shares /= sums
        log_sums = (top + np.log(sums))[:, 0]
        if len(self.sigma) == 1:
            return shares, log_sums, np.isfinite(log_sums)
        error = shares @ self.rounding
        error += shares[:, 0] + shares[:, -1] * (1 + beyond(self.fall + power, self.step))
        # Between the nodes about the square of what every second of them misses.
        error += np.square(shares[:, ::2].sum(axis=1) - shares[:, 1::2].sum(axis=1))
        return shares, log_sums, error < MISSED


def mixed(X: Array, y: Array, whole: Posterior) -> Deleted:
    """By quadrature over sigma.

    Parameters
    ----------
    X : ndarray, shape (n, p)
    y : ndarray, shape (n,)
    whole : Posterior
        After these rows.

    Raises
    ------
    ImproperPosteriorError
        Where without some row there is no posterior; it is named.
    """
    n, nodes = len(y), _nodes(whole)
    found, sound = Deleted(*np.empty((3, n))), np.empty(n, dtype=bool)
    for rows in in_blocks(n, max(X.shape[1], len(nodes.sigma))):
        told, sound[rows] = _summed(X[rows], y[rows], whole.given, nodes)
        for values, part in zip(found, told, strict=True):
            values[rows] = part
    if whole.given.residual == 0 and not whole.prior.sigma.closes_zero:
        sound[:] = False  # a perfect fit: however small sigma is, the nodes do not reach the end
    for i in np.flatnonzero(~sound):
        for values, value in zip(found, _refitted(X, y, whole, i), strict=True):
            values[i] = value
    return found


def _summed(X: Array, y: Array, given: GivenSigma, nodes: Nodes) -> tuple[Deleted, Array]:
    """Sums over the nodes for some rows, and whether they are to be believed."""
    basis = X @ (given.basis / given.unit)
    observed, expected = y / given.unit, X @ (given.origin / given.unit)
    errors = ((observed - expected)[:, None] - basis @ nodes.g) / nodes.sigma
    leverage = basis**2 @ nodes.variance
    room, spread = 1 - leverage, 1 + leverage
    with np.errstate(all="ignore"):  # what comes of it is not believed
        z = errors / np.sqrt(room)
        log_deleted = 0.5 * (np.log(room) - z * z) - nodes.log_scale
        shares, log_sum, complete = nodes.sum(nodes.log_weights - log_deleted, -1)
        log_again = -0.5 * (np.log(spread) + errors**2 / spread) - nodes.log_scale
        _, log_in_sample, again = nodes.sum(nodes.log_weights + log_again, 1)
    pit = (shares * ndtr(z)).sum(axis=1)
    clear = room.min(axis=1) > least_room(np.abs(observed) + np.abs(expected))
    return Deleted(-log_sum, pit, log_in_sample), complete & again & clear


def _nodes(whole: Posterior) -> Nodes:
    """Every second node of sigma's posterior, which are enough for it (see `lattice`)."""
    given, grid = whole.given, whole.grid
    if grid is None:
        t = log_weights = rounding = np.zeros(1)
        fall, step = np.inf, 0.0
    else:
        _, _, grid = fine_enough(given, grid)
        t, fall = grid.t[::2], grid.target.fall
        # Not the log of the weights, which underflow where sigma without a row may well be.
        widths = 2 * np.broadcast_to(grid.steps, len(grid.t))[::2]
        log_weights = grid.target.log_density(t) - grid.log_total + np.log(widths)
        rounding, step = grid.target.rounding(t), t[-1] - t[-2]
    g, precision = given.of_g(t)
    sigma = np.exp(t)
    log_scale = t + np.log(given.unit) + 0.5 * np.log(2 * np.pi)
    variance = 1 / (precision * sigma**2)
    return Nodes(log_weights, rounding, sigma, log_scale, g, variance, fall, step)


def _refitted(X: Array, y: Array, whole: Posterior, i: int) -> tuple[float, float, float]:
    """Row i of `Deleted`, from a fit without the row and one with the row twice."""
    try:
        others = posterior(np.delete(X, i, axis=0), np.delete(y, i), whole.prior)
    except ImproperPosteriorError as error:
        raise ImproperPosteriorError(
            f"Without row {i} there is no posterior that could predict it. {error}"
        ) from None
    try:
        twice = posterior(np.vstack([X, X[i]]), np.append(y, y[i]), whole.prior).log_integral
    except ImproperPosteriorError:  # the fit is still perfect, and sigma could be 0
        twice = np.inf
    return (
        whole.log_integral - others.log_integral,
        others.predictive(X[[i]]).cdf(y[[i]])[0],
        twice - whole.log_integral,
    )
