"""The lesson's prior, what follows from a prior in closed form, and worlds to judge programs in."""

import numpy as np
from scipy import linalg, special, stats

from helpers import simulate

# The prior of the lesson, on the three coefficients of the seed world and its sigma.
M0, V0, A, B = np.zeros(3), 4 * np.eye(3), 2.0, 25.0


def seed_data():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def random_covariance(rng, p):
    """A covariance matrix with unequal variances and clear correlations."""
    root = np.tril(rng.uniform(0.3, 0.9, (p, p)), -1) + np.diag(rng.uniform(0.6, 2.2, p))
    return root @ root.T


def quadratic(vector, matrix):
    """vector' matrix⁻¹ vector."""
    return vector @ np.linalg.solve(matrix, vector)


def log_determinant(matrix):
    return np.linalg.slogdet(matrix)[1]


def closed_form(X, y, m0, V0, a, b):
    """Mean, V, a and b of the posterior, as the lesson derives them."""
    P0 = np.linalg.inv(V0)
    P = P0 + X.T @ X
    mean = np.linalg.solve(P, P0 @ m0 + X.T @ y)
    squares = y @ y + m0 @ P0 @ m0 - mean @ P @ mean
    return mean, np.linalg.inv(P), a + len(y) / 2, b + squares / 2


def of_beta(beta, sigma, m0, V0):
    """The log density of beta, given sigma."""
    return stats.multivariate_normal.logpdf(beta, m0, sigma**2 * V0)


def exact_log_evidence(X, y, m0, V0, a, b):
    """The log density of y under the prior."""
    # A multivariate t law, here with its determinant and its square from one Cholesky factor
    # (SciPy's takes ten times as long with 400 rows).
    n, root = len(y), np.linalg.cholesky(b / a * (np.eye(len(y)) + X @ V0 @ X.T))
    z = linalg.solve_triangular(root, y - X @ m0, lower=True)
    constant = special.gammaln(a + n / 2) - special.gammaln(a) - n / 2 * np.log(2 * a * np.pi)
    return float(constant - np.log(np.diag(root)).sum() - (a + n / 2) * np.log1p(z @ z / (2 * a)))


def highest_log_likelihood(X, y):
    """At the coefficients of least squares and the mean of their squared residuals."""
    variance = max(np.mean((y - X @ lstsq(X, y)) ** 2), 1e-300)  # zero where the fit is perfect
    return -len(y) / 2 * (np.log(2 * np.pi * variance) + 1)


def minus_half_bic(X, y, parameters):
    """The highest log-likelihood, less ½ log n for each parameter."""
    return highest_log_likelihood(X, y) - parameters / 2 * np.log(len(y))


def worlds_to_update(rng):
    """Unequal sizes, fewer rows than columns among them: a proper prior allows it.

    There the last column is zero, so that X'X is singular on every machine, not up to rounding.
    """
    for n, p, a, b in ((7, 3, 2.0, 3.0), (12, 2, 3.5, 10.0), (3, 4, 1.5, 0.7)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        if n < p:
            X[:, -1] = 0
        y = X @ rng.normal(0, 2, p) + rng.normal(0, 1.5, n)
        yield X, y, rng.normal(0, 2, p), random_covariance(rng, p), a, b
