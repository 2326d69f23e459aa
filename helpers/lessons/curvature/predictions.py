"""What lesson 07 asks its learner to predict."""

import numpy as np
from scipy import optimize, special, stats

from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.shared import (
    constant_tests,
    log_likelihood,
    maximum,
    seed_data,
)


def _average_slope() -> float:
    """Of 2,000 worlds, with the random numbers of the lesson."""
    rows = len(seed_data()["y"])
    noise = np.random.default_rng(7).standard_normal((2000, rows))
    return np.mean(np.sum(noise**2, axis=1)) - rows


def _corner_at_the_top() -> float:
    """Minus the second difference of the height in log sigma."""
    X, y = seed_data().values()
    beta, sigma = maximum(X, y)
    up, top, down = (log_likelihood(X, y, beta, sigma * np.exp(step)) for step in (1e-3, 0, -1e-3))
    return (2 * top - up - down) / 1e-6


def _error_of_sigma() -> float:
    X, y = seed_data().values()
    return maximum(X, y)[1] / np.sqrt(2 * len(y))


def _error_by_bfgs() -> float:
    """On any bowl, from its bottom."""
    run = optimize.minimize(lambda x: 7 * x @ x, np.zeros(4), jac=lambda x: 14 * x, method="BFGS")
    return np.sqrt(run.hess_inv[0, 0])


def _ends_of_the_curve() -> np.ndarray:
    """The profile's interval, in units of its top: v = 1/sigma² has v exp(−v) = exp(−1 − 2 cut)."""
    cut = stats.norm.ppf(0.975) ** 2 / 2 / len(seed_data()["y"])
    v = np.real([-special.lambertw(-np.exp(-1 - 2 * cut), branch) for branch in (-1, 0)])
    return 1 / np.sqrt(v)


def _side_of_the_curve() -> str:
    return "right" if _ends_of_the_curve().mean() > 1 else "left"


def _coverage_of_the_profile() -> float:
    rows, columns = seed_data()["X"].shape
    law = stats.gamma((rows - columns) / 2, scale=2 / rows)  # of (top/sigma)²
    low, high = _ends_of_the_curve()
    return 100 * (law.cdf(1 / low**2) - law.cdf(1 / high**2))


def _largest_of_three() -> str:
    found = constant_tests(**seed_data())
    names = {"score": "score", "lr": "likelihood ratio", "wald": "Wald"}
    return names[max(names, key=found.get)]


def _refused_by_wald() -> float:
    """With ten rows and three coefficients: W is t² times 10/7."""
    return 200 * stats.t.sf(stats.norm.ppf(0.975) * np.sqrt(7 / 10), 7)


average_slope = lesson.prediction("07-average-slope", _average_slope, ".2f")
corner_at_the_top = lesson.prediction("07-corner-at-the-top", _corner_at_the_top, ".0f")
error_of_sigma = lesson.prediction("07-error-of-sigma", _error_of_sigma, ".6f")
error_by_bfgs = lesson.prediction("07-error-by-bfgs", _error_by_bfgs, ".0f")
side_of_the_curve = lesson.prediction(
    "07-side-of-the-curve", _side_of_the_curve, choices=("left", "right")
)
coverage_of_the_profile = lesson.prediction(
    "07-coverage-of-the-profile", _coverage_of_the_profile, ".1f"
)
largest_of_three = lesson.prediction(
    "07-largest-of-three", _largest_of_three, choices=("score", "likelihood ratio", "Wald")
)
refused_by_wald = lesson.prediction("07-refused-by-wald", _refused_by_wald, ".1f")
