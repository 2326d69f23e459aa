"""What several exercises of the lesson share: a sum of log densities, and right laws."""

import numpy as np

SEEDS_N = 200  # `n` in the lesson's notebook, which a function may take from there by mistake


def log_normal(distance, scale, *, log=1.0, half=0.5, sign=-1.0, constant=True):
    """A sum of normal log densities, with a part of the formula mistaken on demand."""
    distance, scale = np.broadcast_arrays(distance, scale)
    height = sign * half * (distance / scale) ** 2 - log * np.log(scale)
    return float(np.sum(height - constant * 0.5 * np.log(2 * np.pi)))


def normal_law(precision, linear):
    """Mean and covariance of the normal law ∝ exp(linear'b − b' precision b / 2)."""
    covariance = np.linalg.inv(precision)
    return covariance @ linear, covariance


def pieces(X, y, sigma):
    """X'X/sigma² and X'y/sigma² of centred data."""
    centred = X - X.mean(axis=0)
    return centred.T @ centred / sigma**2, centred.T @ (y - y.mean()) / sigma**2


def added(gram, products, w, m):
    """The law of beta from the pieces and the prior N(m, w): precisions add up."""
    return normal_law(gram + np.eye(len(products)) / w, products + m / w)


def law_of_beta(sigma, eta, X, y, m, s):
    """Mean and covariance of beta given sigma and eta."""
    return added(*pieces(X, y, sigma), eta**2 + s**2, m)


def centred_squares(beta, X, y):
    residuals = y - X @ beta
    return np.sum((residuals - residuals.mean()) ** 2)


def scale_of_sigma(beta, zeta, X, y):
    return centred_squares(beta, X, y) / 2 + 1 / zeta
