"""The likelihood at any plane, from the triangle: n, and the length of R times (−β, 1)."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import triangle, world

LOG_2_PI = np.log(2 * np.pi)


def _worlds(rng):
    for n, p in ((7, 3), (12, 2), (300, 4), (25, 1)):
        X, y = world(rng, n, p)
        beta = rng.normal(1, 2, p)
        yield beta, rng.uniform(0.7, 3), n, triangle(np.column_stack([X, y]))


def _square(beta, R):
    """The squared length of the residuals y − Xβ, by products."""
    v = np.append(-beta, 1)
    return v @ (R.T @ R) @ v


def _value(n, sigma, square):
    return -n * np.log(sigma) - n / 2 * LOG_2_PI - square / (2 * sigma**2)


@lesson.function(
    "13b-likelihood",
    cases=_worlds,
    hints=(
        "In the log likelihood of lesson 05 the rows stand in two places only: in their number, "
        "and in the sum of squared residuals.",
        "The residuals y − Xβ are [X y] times the vector (−β, 1), and the triangle keeps every "
        "such length.",
        "`R @ np.append(-beta, 1)` is as long as the residuals are. Each of the n rows brings its "
        "own log σ and its own half of log 2π.",
        "`np.sum((R @ np.append(-beta, 1)) ** 2)` is the sum of squared residuals. The rest is "
        "$-n\\log\\sigma - \\frac n2\\log 2\\pi - \\frac{\\text{sum}}{2\\sigma^2}$.",
    ),
)
def log_likelihood(beta, sigma, n, R):
    """The log likelihood at any plane, from the triangle."""
    return _value(n, sigma, _square(beta, R))


@log_likelihood.variant("by lengths")
def _(beta, sigma, n, R):
    return _value(n, sigma, np.sum((R @ np.append(-beta, 1)) ** 2))


@log_likelihood.variant("by the corner and the distance from the best plane")
def _(beta, sigma, n, R):
    away = R[:-1, :-1] @ beta - R[:-1, -1]
    return _value(n, sigma, away @ away + R[-1, -1] ** 2)


@log_likelihood.variant("normal densities of as many rows as R has, and constants for the rest")
def _(beta, sigma, n, R):
    left = stats.norm.logpdf(R @ np.append(-beta, 1), 0, sigma).sum()
    return left + (n - len(R)) * stats.norm.logpdf(0, 0, sigma)


@log_likelihood.law(
    "The squared residuals that your number stands for, −2σ²(ℓ + n log(σ√(2π))), add up to {left}. "
    "R times (−β, 1) has another squared length."
)
def _(value, beta, sigma, n, R):
    stands_for = -2 * sigma**2 * (value + n * np.log(sigma) + n / 2 * LOG_2_PI)
    return stands_for, _square(beta, R)


@log_likelihood.law(
    "No plane is more likely, at any sigma, than that of least squares at the sigma that suits it: "
    "{right} is the highest of all. Yours is {left}.",
    relation="≤",
)
def _(value, beta, sigma, n, R):
    return value, _value(n, abs(R[-1, -1]) / np.sqrt(n), R[-1, -1] ** 2)


def _with(square=lambda beta, R: _square(beta, R), value=_value):
    return lambda beta, sigma, n, R: value(n, sigma, square(beta, R))


log_likelihood.mistakes(
    ("rows of the triangle counted",
     lambda beta, sigma, n, R: _value(len(R), sigma, _square(beta, R)),
     "Your {yours} counts the rows of the triangle, p + 1 of them. The likelihood is that of all n "
     "rows: the triangle has kept their squares, not their number."),
    ("corner forgotten",
     _with(lambda beta, R: np.sum((R[:-1, :-1] @ beta - R[:-1, -1]) ** 2)),
     "Your sum of squares is |R_x β − z|²: how far β is from the best plane. What the best plane "
     "itself leaves, the corner r, is missing: r² comes on top."),
    ("the best plane only", _with(lambda beta, R: R[-1, -1] ** 2),
     "Your sum of squares is r², the corner's: that of least squares, whatever β is. At another β "
     "it is |R(−β, 1)|²."),
    ("beta added", _with(lambda beta, R: _square(-beta, R)),
     "Your vector is (β, 1), which makes y + Xβ. The residual is y − Xβ: (−β, 1)."),
    ("length not squared", _with(lambda beta, R: np.sqrt(_square(beta, R))),
     "Your exponent holds the length |R(−β, 1)| itself. The normal density holds its square."),
    ("sigma not squared",
     _with(value=lambda n, sigma, square: (
         -n * np.log(sigma) - n / 2 * LOG_2_PI - square / (2 * sigma))),
     "Your exponent divides by 2σ. sigma is a standard deviation; the density has 2σ²."),
    ("the half forgotten",
     _with(value=lambda n, sigma, square: (
         -n * np.log(sigma) - n / 2 * LOG_2_PI - square / sigma**2)),
     "Your exponent divides by σ². The normal density has 2σ² there."),
    ("constant left out",
     _with(value=lambda n, sigma, square: -n * np.log(sigma) - square / (2 * sigma**2)),
     "Your number leaves out −n/2 · log 2π. It changes no comparison of planes, but it belongs to "
     "the density."),
    ("one row's constants",
     _with(value=lambda n, sigma, square: (
         -np.log(sigma) - LOG_2_PI / 2 - square / (2 * sigma**2))),
     "Your log σ and log 2π count once. Each of the n rows brings its own."),
    ("log sigma once",
     _with(value=lambda n, sigma, square: (
         -np.log(sigma) - n / 2 * LOG_2_PI - square / (2 * sigma**2))),
     "Your log σ counts once. Each of the n rows brings its own, as it brings its log 2π."),
    ("log 2π once",
     _with(value=lambda n, sigma, square: (
         -n * np.log(sigma) - LOG_2_PI / 2 - square / (2 * sigma**2))),
     "Your log 2π counts once. Each of the n rows brings its own, as it brings its log σ."),
    ("sigma taken for a variance",
     _with(value=lambda n, sigma, square: (
         -n / 2 * np.log(2 * np.pi * sigma) - square / (2 * sigma))),
     "Your density takes σ for a variance: log σ with n/2, and an exponent over 2σ. sigma is a "
     "standard deviation; the variance is σ²."),
)  # fmt: skip


def _log_of_variance(n, sigma, square):
    return -n * np.log(sigma**2) - n / 2 * LOG_2_PI - square / (2 * sigma**2)


log_likelihood.mistakes(
    ("log of sigma squared", _with(value=_log_of_variance),
     "Your first term is −n log σ², twice what it should be: −n log σ, or −n/2 · log σ²."),
)  # fmt: skip
