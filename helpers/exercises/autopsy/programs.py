"""Programs and numbers that several exercises of lesson 06 share."""

import numpy as np
from scipy import stats

from helpers import simulate

PRINTED = np.array([16.66478861, 18.78203099, 7.66490432])  # beta1, beta2, sigma


def least_squares(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def root_mean_square(residuals):
    """The root of the mean square."""
    return float(np.linalg.norm(residuals) / np.sqrt(len(residuals)))


def seed_data():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def negative_log_likelihood(beta, sigma, X, y):
    return -np.sum(stats.norm.logpdf(y, X @ beta, sigma))


def downhill(X, y, beta, sigma):
    """The gradient of the negative log-likelihood, in beta and in sigma."""
    residuals = y - X @ beta
    return -X.T @ residuals / sigma**2, len(y) / sigma - residuals @ residuals / sigma**3


def regressions(rng):
    """A data set and a place (beta, log sigma), as a search meets them: not at the maximum.

    In the last but one the density of all rows together is below the smallest float; in the last,
    with residuals of fifty sigma, that of a single row.
    """
    for n, p, eta, narrower in (
        (7, 3, 0.6, 1),
        (12, 2, -0.7, 1),
        (15, 4, 1.1, 1),
        (331, 3, 0.9, 3),
        (23, 2, 0.4, 50),
    ):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        truth = rng.normal(1, 2, p)
        y = X @ truth + np.exp(eta) * rng.normal(size=n)
        yield np.append(truth + rng.normal(0, 0.3, p), eta + 0.2 - np.log(narrower)), X, y


def three_terms(theta, X, y):
    """The three terms of the negative log-likelihood: with 2π, with log sigma, with squares."""
    beta, eta, n = theta[:-1], theta[-1], len(y)
    return n / 2 * np.log(2 * np.pi), n * eta, np.sum((y - X @ beta) ** 2) / (2 * np.exp(2 * eta))
