"""What several exercises of lesson 05 share: data sets, a fit, its spread, log densities."""

import numpy as np
from scipy import stats


def lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def rms(residuals):
    """The root of the mean square."""
    return float(np.linalg.norm(residuals) / np.sqrt(len(residuals)))


def logpdf(residuals, sigma):
    """Log densities of residuals under N(0, sigma²)."""
    return stats.norm.logpdf(residuals, 0.0, sigma)


def regressions(rng):
    """A data set with any beta and sigma, as a search meets them: not at the maximum."""
    for n, p, sigma in ((7, 3, 1.7), (12, 2, 0.8), (15, 4, 2.6)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        truth = rng.normal(1, 2, p)
        y = X @ truth + sigma * rng.normal(size=n)
        yield truth + rng.normal(0, 0.4, p), 1.3 * sigma, X, y
