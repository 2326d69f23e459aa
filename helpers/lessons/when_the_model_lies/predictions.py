"""What lesson 04 asks to predict: how often intervals hold the truth, and what a lever hides."""

from functools import cache

import numpy as np
from scipy import signal, stats

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.shared import WORLD, lstsq, residuals_of

REPLICATIONS = 2000


def _held(X, noise, robust=False):
    """The share of worlds in which the 95 % interval of each coefficient holds the truth."""
    n, p = X.shape
    bread = np.linalg.inv(X.T @ X)
    errors = noise @ X @ bread
    residuals = noise - errors @ X.T
    if robust:
        deleted = residuals / (1 - np.sum(X @ bread * X, axis=1))
        variances = deleted**2 @ (X @ bread) ** 2
    else:
        variances = np.outer(np.sum(residuals**2, axis=1) / (n - p), np.diag(bread))
    return np.mean(errors**2 <= stats.t.ppf(0.975, n - p) ** 2 * variances, axis=0)


@cache
def _unequal(robust):
    X = WORLD.X[:50]
    z = np.random.default_rng(5).normal(size=(REPLICATIONS, 50))
    return _held(X, 5 * np.exp(3 * X[:, 1] - 1.5) * z, robust)[1]


@cache
def _time():
    z = np.random.default_rng(6).normal(size=(REPLICATIONS, 100))
    z[:, 1:] *= 0.8
    noise = 5 * signal.lfilter([1], [1, -0.6], z, axis=1)
    X = np.column_stack([np.ones(100), np.arange(100) / 99])
    return _held(X, noise)[1]


@cache
def _heavy():
    noise = np.random.default_rng(7).standard_t(3, size=(REPLICATIONS, 10))
    return _held(WORLD.X[:10], noise)[1]


def _mistyped():
    X = WORLD.X[:50].copy()
    X[0, 1] *= 10
    return X, WORLD.y[:50]


def _size_of_the_levers_residual():
    sizes = np.abs(residuals_of(*_mistyped()))
    return "the largest" if sizes.argmax() == 0 else "ordinary"


def _miss_without_it():
    X, y = _mistyped()
    return y[0] - X[0] @ lstsq(X[1:], y[1:])


def _durbin_watson():
    e = residuals_of(WORLD.X, WORLD.y)
    return np.sum((e[1:] - e[:-1]) ** 2) / np.sum(e**2)


coverage_unequal = lesson.prediction("04-coverage-unequal", lambda: _unequal(False), ".3f")
residual_of_the_lever = lesson.prediction(
    "04-residual-of-the-lever",
    _size_of_the_levers_residual,
    choices=("the largest", "ordinary"),
)
miss_without_it = lesson.prediction("04-miss-without-it", _miss_without_it, ".2f")
coverage_robust = lesson.prediction("04-coverage-robust", lambda: _unequal(True), ".3f")
coverage_time = lesson.prediction("04-coverage-time", _time, ".3f")
d_of_the_seed_world = lesson.prediction("04-d-of-the-seed-world", _durbin_watson, ".4f")
coverage_heavy = lesson.prediction("04-coverage-heavy", _heavy, ".3f")
