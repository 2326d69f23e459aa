"""What the text of lesson 03 asks to predict, each answer by a short program of its own."""

import numpy as np
from scipy import special

from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import WORLD, lstsq, notebook_estimates, notebook_noise

MIDDLE = np.array([1, 0.5, 0.5])
X, Y, BETA, SIGMA = WORLD.X, WORLD.y, WORLD.beta, WORLD.sigma


def _variances(X):
    """Those of the estimates, from the triangular factor: (p,)."""
    return SIGMA**2 * np.sum(np.linalg.inv(np.linalg.qr(X)[1]) ** 2, axis=1)


def _largest_difference():
    """Between the spread of the 2,000 worlds and the formula, in percent."""
    variances = np.var(notebook_estimates(X), axis=0, ddof=1)
    return 100 * np.abs(np.sqrt(variances / _variances(X)) - 1).max()


def _centre_of_resamples():
    """To which of two values resampled constants are closer: each row weighs as it was drawn."""
    times = np.random.default_rng(0).multinomial(len(Y), np.full(len(Y), 1 / len(Y)), size=300)
    constants = [lstsq(np.sqrt(k)[:, None] * X, np.sqrt(k) * Y)[0] for k in times]
    off = np.abs(np.mean(constants) - [BETA[0], lstsq(X, Y)[0]])
    return ("the truth", "the estimate")[np.argmin(off)]


def _residuals(X, noise):
    """What least squares leaves of the noise of each world."""
    Q = np.linalg.qr(X)[0]
    return noise - noise @ Q @ Q.T


def _held_of_fifty():
    """How many of the first 50 intervals for the slope of x1 hold the truth."""
    noise = notebook_noise(X)[:50]
    df = X.shape[0] - X.shape[1]
    errors = noise @ np.linalg.pinv(X)[1]
    variances = np.sum(_residuals(X, noise) ** 2, axis=1) / df * _variances(X)[1] / SIGMA**2
    return np.sum(np.abs(errors) <= special.stdtrit(df, 0.975) * np.sqrt(variances))


def _inside():
    """The share of new observations in the interval for the height of the plane."""
    df = X.shape[0] - X.shape[1]
    new = MIDDLE @ BETA + np.random.default_rng(6).normal(0, SIGMA, 2000)
    sigma_hat = np.linalg.norm(_residuals(X, Y)) / np.sqrt(df)
    half = special.stdtrit(df, 0.975) * sigma_hat * np.linalg.norm(MIDDLE @ np.linalg.pinv(X))
    return np.mean(np.abs(new - MIDDLE @ lstsq(X, Y)) <= half)


def _average_sigma():
    """Of 20,000 samples of ten observations, with the divisor n."""
    noise = np.random.default_rng(4).normal(0, SIGMA, size=(20_000, 10))
    return np.mean(np.linalg.norm(_residuals(X[:10], noise), axis=1)) / np.sqrt(10)


def _coverage():
    """That of 1.96 with the divisor n = 10: an integral of the t density."""
    reach = 1.96**2 * 7 / 10
    return 1 - special.betainc(7 / 2, 1 / 2, 7 / (7 + reach))


spread_of_slope = lesson.prediction(
    "03-spread-of-slope", lambda: np.std(notebook_estimates(X)[:, 1], ddof=1), ".3f"
)
centre_of_resamples = lesson.prediction(
    "03-centre-of-resamples", _centre_of_resamples, choices=("the truth", "the estimate")
)
worlds_and_formula = lesson.prediction("03-worlds-and-formula", _largest_difference, ".1f")
error_of_few = lesson.prediction("03-error-of-few", lambda: np.sqrt(_variances(X[:20])[1]), ".2f")
spread_of_height = lesson.prediction(
    "03-spread-of-height", lambda: np.std(notebook_estimates(X) @ MIDDLE, ddof=1), ".3f"
)
quantile_of_seven = lesson.prediction(
    "03-quantile-of-seven", lambda: special.stdtrit(7, 0.975), ".3f"
)
held_of_fifty = lesson.prediction("03-held-of-fifty", _held_of_fifty, ".0f")
share_inside = lesson.prediction("03-share-inside", _inside, ".3f")
sigma_of_ten = lesson.prediction("03-sigma-of-ten", _average_sigma, ".2f")
coverage_of_ten = lesson.prediction("03-coverage-of-ten", _coverage, ".3f")
