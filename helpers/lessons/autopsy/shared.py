"""What several exercises of lesson 06 share: the printed point, the likelihood, its gradient."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.feedback import written

PRINTED = np.array([16.66478861, 18.78203099, 7.66490432])  # beta1, beta2, sigma


def least_squares(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def root_mean_square(residuals):
    """The root of the mean square."""
    return float(np.linalg.norm(residuals) / np.sqrt(len(residuals)))


def seed_data():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def truth():
    """The seed world's beta and sigma."""
    world = simulate.seed_world()
    return world.beta, world.sigma


def negative_log_likelihood(beta, sigma, X, y):
    return -np.sum(stats.norm.logpdf(y, X @ beta, sigma))


def downhill(X, y, beta, sigma):
    """The gradient of the negative log-likelihood, in beta and in sigma."""
    residuals = y - X @ beta
    return -X.T @ residuals / sigma**2, len(y) / sigma - residuals @ residuals / sigma**3


def along(slopes, value, place):
    """What slopes foretell of a small step along themselves, and what it changes; both per step."""
    step = 1e-4 * slopes / max(np.linalg.norm(slopes), 1e-300)
    return slopes @ step / 1e-4, (value(place + step) - value(place - step)) / 2e-4


def left_by(beta, X, y):
    """X'e, which least squares makes 0; then 0, and the size of the terms of X'e."""
    return X.T @ (y - X @ beta), 0, np.abs(X.T) @ (np.abs(y) + np.abs(X) @ np.abs(beta))


def bottom_by(slopes, X, y, beta, sigma):
    """X'e where Newton's step by these slopes in beta leads; the rest as in `left_by`."""
    return left_by(beta - sigma**2 * np.linalg.solve(X.T @ X, slopes), X, y)


def squares(beta, X, y):
    return np.sum((y - X @ beta) ** 2)


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
        beta = rng.normal(1, 2, p)
        y = X @ beta + np.exp(eta) * rng.normal(size=n)
        yield np.append(beta + rng.normal(0, 0.3, p), eta + 0.2 - np.log(narrower)), X, y


def three_terms(theta, X, y):
    """The three terms of the negative log-likelihood: with 2π, with log sigma, with squares."""
    beta, eta, n = theta[:-1], theta[-1], len(y)
    return n / 2 * np.log(2 * np.pi), n * eta, np.sum((y - X @ beta) ** 2) / (2 * np.exp(2 * eta))


def naming_sigma(text, form=".4f"):
    """A message in which {sigma} stands for the learner's sigma."""

    def says(yours, X, y):
        return text.replace("{sigma}", written(np.ravel(yours["sigma"])[0], form))

    return says
