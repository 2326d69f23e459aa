"""What the exercises of lesson 07 share: data, both maxima, slopes and curvature, three tests."""

import numpy as np
from scipy import stats

from helpers import simulate


def seed_data():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def truth():
    """The seed world's beta and sigma."""
    world = simulate.seed_world()
    return world.beta, world.sigma


def points(rng):
    """A world each, and a point beside its maximum: only there do all terms show."""
    for n, p, sigma in ((7, 3, 0.6), (12, 2, 2.5), (9, 4, 1.7)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        beta = rng.normal(size=p)
        y = X @ beta + rng.normal(0, 1.5, n)
        yield beta + rng.normal(0, 0.5, p), sigma, X, y


# The height and its maxima


def log_likelihood(X, y, beta, sigma):
    return float(stats.norm.logpdf(y, X @ beta, sigma).sum())


def best_sigma(X, y, beta):
    """The most likely sigma around this plane (divisor n)."""
    return np.sqrt(np.mean((y - X @ beta) ** 2))


def maximum(X, y):
    """The maximum-likelihood estimates beta and sigma (divisor n)."""
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    return beta, best_sigma(X, y, beta)


def restricted_maximum(X, y):
    """The maximum under the hypothesis, written with a constant of zero."""
    beta, sigma = maximum(X[:, 1:], y)
    return np.append(0.0, beta), sigma


def constant_dropped(X, y):
    """The coefficients of the full maximum, with the constant set to zero."""
    return np.append(0.0, maximum(X, y)[0][1:])


def sum_of_squares(X, y):
    return residual_sums(np.linalg.lstsq(X, y, rcond=None)[0], None, X, y)[1]


def table_sigma(X, y):
    """Sigma with divisor n − p, as least squares has it."""
    n, p = X.shape
    return np.sqrt(sum_of_squares(X, y) / (n - p))


def highest(X, y):
    """The largest log-likelihood that the columns of X can reach."""
    return log_likelihood(X, y, *maximum(X, y))


def table_height(X, y):
    """The log-likelihood at the most likely beta and at sigma with divisor n − p."""
    return log_likelihood(X, y, maximum(X, y)[0], table_sigma(X, y))


def twice_the_drop(X, y, beta, sigma):
    """Twice what the log-likelihood loses from its top to here."""
    return 2 * (highest(X, y) - log_likelihood(X, y, beta, sigma))


# Slopes and curvature


def residual_sums(beta, sigma, X, y):
    """X'e and e'e of the residuals at beta."""
    residuals = y - X @ beta
    return X.T @ residuals, residuals @ residuals


def slopes(beta, sigma, X, y):
    """The slopes of the log-likelihood in beta and log sigma."""
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - len(y))


def slopes_of_each(beta, sigma, X, y):
    """The same, a row for each observation."""
    z = (y - X @ beta) / sigma
    return np.column_stack([X * z[:, None] / sigma, z**2 - 1])


def blocks(block, border, corner):
    """The symmetric matrix [[block, border], [border', corner]]."""
    return np.block([[block, border[:, None]], [border[None, :], np.array([[corner]])]])


def observed_information(X, y, beta=None, sigma=None):
    """The observed information in beta and log sigma: at the maximum, or elsewhere."""
    top_beta, top_sigma = maximum(X, y)
    beta, sigma = top_beta if beta is None else beta, top_sigma if sigma is None else sigma
    products, squares = residual_sums(beta, sigma, X, y)
    return blocks(X.T @ X, 2 * products, 2 * squares) / sigma**2


def expected_information(X, sigma):
    return blocks(X.T @ X / sigma**2, np.zeros(X.shape[1]), 2 * len(X))


def right_standard_errors(X, y):
    sigma = maximum(X, y)[1]
    inverse_r = np.linalg.inv(np.linalg.qr(X)[1])
    return np.append(sigma * np.linalg.norm(inverse_r, axis=1), 1 / np.sqrt(2 * len(y)))


# Three tests


def three_tests(X, X_restricted, y):
    """Likelihood ratio, Wald and score statistics of a linear hypothesis, and F times its df."""
    n, p = X.shape
    full, restricted = sum_of_squares(X, y), sum_of_squares(X_restricted, y)
    excess = restricted - full
    return {
        "lr": n * np.log(restricted / full),
        "wald": excess / (full / n),
        "score": excess / (restricted / n),
        "f": excess / (full / (n - p)),
    }


def constant_tests(X, y):
    return three_tests(X, X[:, 1:], y)


def is_a_probability(yours, X, y):
    return yours.size == 1 and 0 <= yours.item() <= 1
