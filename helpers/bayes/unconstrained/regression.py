"""One regression in real coordinates, (beta, log sigma)."""

import math
from dataclasses import dataclass

import numpy as np

from helpers.arrays import Array
from helpers.bayes.hierarchy.existence import missing
from helpers.bayes.priors import Fixed, Prior, require_p
from helpers.bayes.regression.given_sigma import project
from helpers.bayes.unconstrained.coordinates import (
    LOG_2PI,
    Unconstrained,
    require_start,
    rough_sigma,
    scale,
    scatter,
    scatter_log,
    spread,
)
from helpers.compressed import Compressed


@dataclass(frozen=True, eq=False, repr=False)
class Regression(Unconstrained):
    """Independent coefficients: theta = (beta, log sigma), or beta alone where sigma is Fixed."""

    S: Compressed
    prior: Prior

    def log_density_and_gradient(self, theta: Array) -> tuple[Array, Array]:
        """Log of p(beta, log sigma, y) and its derivatives; the formula is that of the room."""
        theta = self._coordinates(theta)
        p, prior = self.S.p, self.prior
        R, z = self.S.factor[:, :p], self.S.factor[:, p]
        beta = theta[..., :p]
        off = beta - prior.beta_mean
        pull = off * self._precision
        with np.errstate(over="ignore", under="ignore"):
            log_sigma, _, of_law, slope = spread(theta[..., p:], prior.sigma)
            residual = z - beta @ R.T
            weight = np.exp(-2 * log_sigma)
            square = np.einsum("...i,...i->...", residual, residual) * weight
            value = self._constant - self.S.n * log_sigma - 0.5 * square + of_law
            value -= 0.5 * np.einsum("...i,...i->...", off, pull)
            gradient = np.empty(theta.shape)
            gradient[..., :p] = (residual @ R) * weight[..., None] - pull
            if slope is not None:
                gradient[..., p] = square - self.S.n + slope
        return value, gradient

    def constrain(self, theta: Array) -> dict[str, Array]:
        """beta (..., p) and sigma (...)."""
        theta, p = self._coordinates(theta), self.S.p
        return {"beta": theta[..., :p], "sigma": scale(theta[..., p:], self.prior.sigma)}

    def start(self, chains: int, rng: np.random.Generator) -> Array:
        """Twice the spread of a normal approximation at a rough estimate of sigma."""
        require_start(chains, rng)
        p = self.S.p
        R, z = self.S.factor[:, :p], self.S.factor[:, p]
        prior_rows, prior_z = np.diag(self._precision**0.5), self._precision**0.5
        sigma = rough_sigma(self.S.n, R, z, self.prior.sigma)
        rows = np.vstack([R / sigma, prior_rows])
        beta = scatter(rows, np.append(z / sigma, prior_z * self.prior.beta_mean), chains, rng)
        if isinstance(self.prior.sigma, Fixed):
            return beta
        return np.column_stack([beta, scatter_log(sigma, self.S.n, chains, rng)])

    @property
    def _precision(self) -> Array:
        return self.prior.beta_sd**-2.0

    @property
    def _constant(self) -> float:
        sd = self.prior.beta_sd[~self.prior.flat]
        return -0.5 * (self.S.n + len(sd)) * LOG_2PI - float(np.log(sd).sum())


def of_regression(S: Compressed, prior: Prior) -> Regression:
    """The posterior of a regression under independent priors, or why there is none."""
    require_p(prior, S.p)
    flats = project(S, prior).flats  # refuses what has no posterior
    order = prior.sigma.tail - 1 + S.n - flats  # as LogSigma.fall
    orders = {"sigma": order, "beta": order if flats else math.inf}
    names = S.names if isinstance(prior.sigma, Fixed) else (*S.names, "log sigma")
    return Regression(len(names), names, {"beta": S.names}, missing(orders), S, prior)
