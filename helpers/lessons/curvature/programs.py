"""Programs that several exercises of lesson 07 share: both maxima, the curvature, three tests."""

import numpy as np
from scipy import stats

from helpers import simulate


def seed_data():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def maximum(X, y):
    """The maximum-likelihood estimates beta and sigma (divisor n)."""
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    return beta, root_mean_square(y - X @ beta)


def root_mean_square(residuals):
    return np.sqrt(np.mean(residuals**2))


def log_likelihood(X, y, beta, sigma):
    return float(stats.norm.logpdf(y, X @ beta, sigma).sum())


def highest(X, y):
    """The largest log-likelihood that the columns of X can reach."""
    return log_likelihood(X, y, *maximum(X, y))


def points(rng):
    """A world each, and a point beside its maximum: only there do all terms show."""
    for n, p, sigma in ((7, 3, 0.6), (12, 2, 2.5), (9, 4, 1.7)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        beta = rng.normal(size=p)
        y = X @ beta + rng.normal(0, 1.5, n)
        yield beta + rng.normal(0, 0.5, p), sigma, X, y


def residual_sums(beta, sigma, X, y):
    """X'e and e'e of the residuals at beta."""
    residuals = y - X @ beta
    return X.T @ residuals, residuals @ residuals


def blocks(corner, cross, block):
    """The symmetric matrix [[block, cross], [cross', corner]]."""
    return np.block([[block, cross[:, None]], [cross[None, :], np.array([[corner]])]])


def information_terms(beta, sigma, X, y):
    """Block, border and corner of the observed information in (beta, log sigma)."""
    products, squares = residual_sums(beta, sigma, X, y)
    return X.T @ X / sigma**2, 2 * products / sigma**2, 2 * squares / sigma**2


def observed_information(X, y, beta=None, sigma=None):
    """The observed information at the maximum, or elsewhere."""
    top_beta, top_sigma = maximum(X, y)
    beta = top_beta if beta is None else beta
    block, border, corner = information_terms(beta, top_sigma if sigma is None else sigma, X, y)
    return blocks(corner, border, block)


def right_standard_errors(X, y):
    sigma = maximum(X, y)[1]
    inverse_r = np.linalg.inv(np.linalg.qr(X)[1])
    return np.append(sigma * np.linalg.norm(inverse_r, axis=1), 1 / np.sqrt(2 * len(y)))


def sum_of_squares(X, y):
    return residual_sums(np.linalg.lstsq(X, y, rcond=None)[0], None, X, y)[1]


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


def restricted_maximum(X, y):
    """The maximum under the hypothesis, written with a constant of zero."""
    beta, sigma = maximum(X[:, 1:], y)
    return np.append(0.0, beta), sigma
