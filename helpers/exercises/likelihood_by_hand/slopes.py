"""The gradient in beta and sigma: signs, halves and powers of sigma."""

import numpy as np

from helpers.exercises.lessons import likelihood_by_hand as lesson
from helpers.exercises.likelihood_by_hand.fits import logpdf, regressions


@lesson.function(
    "05-gradient",
    cases=regressions,
    hints=(
        "The log-likelihood is $-n\\log\\sigma - S/(2\\sigma^2)$ and a constant, where "
        "$S = \\sum (y_i - x_i'\\beta)^2$ is the only part that holds $\\beta$.",
        "By beta: $X'(y - X\\beta)/\\sigma^2$, p numbers. By sigma: "
        "$-n/\\sigma + S/\\sigma^3$, one number.",
        "With `residuals = y - X @ beta`: `np.append(X.T @ residuals / sigma**2, "
        "-len(y) / sigma + residuals @ residuals / sigma**3)`",
    ),
)
def gradient(beta, sigma, X, y):
    """The gradient of the log-likelihood."""
    # The complex step (Squire and Trapp 1998): a slope without a difference, exact to rounding.
    step = 1e-30
    place = np.append(beta, sigma)
    slopes = []
    for j in range(len(place)):
        moved = place.astype(complex)
        moved[j] += 1j * step
        residuals = y - X @ moved[:-1]
        value = -len(y) * np.log(moved[-1]) - residuals @ residuals / (2 * moved[-1] ** 2)
        slopes.append(value.imag / step)
    return np.array(slopes)


@gradient.variant("the formula")
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return np.append(X.T @ residuals / sigma**2, -len(y) / sigma + residuals @ residuals / sigma**3)


@gradient.variant("a loop over the observations")
def _(beta, sigma, X, y):
    total = np.zeros(len(beta) + 1)
    for row, value in zip(X, y, strict=True):
        residual = value - row @ beta
        total[:-1] += residual * row / sigma**2
        total[-1] += (residual**2 / sigma**2 - 1) / sigma
    return total.tolist()


@gradient.variant("central differences")
def _(beta, sigma, X, y):
    place, step = np.append(beta, sigma), 1e-5
    moves = step * np.eye(len(place))
    return [
        (_log_likelihood_at(place + move, X, y) - _log_likelihood_at(place - move, X, y))
        / (2 * step)
        for move in moves
    ]


def _log_likelihood_at(place, X, y):
    return np.sum(logpdf(y - X @ place[:-1], place[-1]))


def _slopes(beta, sigma, X, y):
    """The two parts of the gradient, in beta and in sigma."""
    residuals = y - X @ beta
    return X.T @ residuals / sigma**2, -len(y) / sigma + residuals @ residuals / sigma**3


@gradient.misconception(
    "sign turned",
    "Your gradient points downhill: it belongs to *minus* the log-likelihood. Raising an entry "
    "of beta where `X.T @ residuals` is positive brings the plane closer to y.",
)
def _(beta, sigma, X, y):
    return -np.append(*_slopes(beta, sigma, X, y))


@gradient.misconception(
    "beta alone",
    "Your function returns the p slopes in beta, and they are right. Append the one in sigma.",
)
def _(beta, sigma, X, y):
    return _slopes(beta, sigma, X, y)[0]


@gradient.misconception(
    "sigma first", "Your function puts the slope in sigma first. The order is beta, then sigma."
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_sigma, by_beta)


@gradient.misconception(
    "in log sigma",
    "Your last entry is the slope in log σ, which is σ times the slope in σ. Lesson 06 will want "
    "that one; here the last entry is the one in sigma itself.",
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_beta, sigma * by_sigma)


@gradient.misconception(
    "by the variance",
    "Your last entry is the slope in σ². By the chain rule the slope in σ is 2σ times that.",
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_beta, by_sigma / (2 * sigma))


@gradient.misconception(
    "sigma not squared",
    "The slopes in beta are divided by σ; the log-likelihood has σ² there.",
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(sigma * by_beta, by_sigma)


@gradient.misconception(
    "not divided by sigma²",
    "The slopes in beta are `X.T @ residuals`; they still have to be divided by σ².",
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(sigma**2 * by_beta, by_sigma)


@gradient.misconception(
    "½ lost",
    "Your slopes lack the ½ of the exponent: the 2 from the square cancels it.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -len(y) / sigma + 2 * residuals @ residuals / sigma**3
    return np.append(2 * X.T @ residuals / sigma**2, by_sigma)


@gradient.misconception(
    "slopes in beta doubled",
    "Your slopes in beta are twice what they should be: the 2 from the square is cancelled by the "
    "½ of the exponent.",
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(2 * by_beta, by_sigma)


@gradient.misconception(
    "n of the seed world",
    "Your last entry counts 200 observations always: it uses the `n` of the seed world. The data "
    "that it is given have a length of their own, `len(y)`.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -200 / sigma + residuals @ residuals / sigma**3
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


@gradient.misconception(
    "y as a column, summed",
    "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y with "
    "each plane height. Leave y as one long row of numbers, shape (n,).",
)
def _(beta, sigma, X, y):
    table = y[:, None] - X @ beta
    by_sigma = -len(y) / sigma + np.sum(table**2) / sigma**3
    return np.append((X.T @ table / sigma**2).sum(axis=1), by_sigma)


@gradient.misconception(
    "y as a column",
    "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y with "
    "each plane height. Leave y as one long row of numbers, shape (n,).",
)
def _(beta, sigma, X, y):
    table = y[:, None] - X @ beta
    by_sigma = -len(y) / sigma + np.sum(table**2) / sigma**3
    return np.append(X.T @ table / sigma**2, by_sigma)


@gradient.misconception(
    "2 from the square lost",
    "Your slopes in beta are half of what they should be: the derivative of a square brings a 2, "
    "which cancels the ½.",
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_beta / 2, by_sigma)


@gradient.misconception(
    "½ kept in the slope in sigma",
    "Your last entry has S/(2σ³). The derivative of 1/σ² is −2/σ³, and its 2 cancels the ½.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -len(y) / sigma + residuals @ residuals / (2 * sigma**3)
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


@gradient.misconception(
    "sigma squared, not cubed",
    "Your last entry has S/σ². The derivative of −1/(2σ²) is 1/σ³.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -len(y) / sigma + residuals @ residuals / sigma**2
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


@gradient.misconception(
    "sign within the slope in sigma",
    "Your last entry is −n/σ *minus* S/σ³. Differentiating −S/(2σ²) turns the sign: plus.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -len(y) / sigma - residuals @ residuals / sigma**3
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


@gradient.misconception(
    "slope in sigma turned",
    "The slopes in beta are right; the one in sigma has the opposite sign.",
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_beta, -by_sigma)


@gradient.misconception(
    "slopes in beta turned",
    "The slope in sigma is right; those in beta have the opposite sign: the inner derivative of "
    "y − Xβ brings a second minus.",
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(-by_beta, by_sigma)


@gradient.misconception(
    "1/σ once, not n times",
    "Your last entry has −1/σ. Every observation brings its own: −n/σ.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -1 / sigma + residuals @ residuals / sigma**3
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


@gradient.misconception(
    "1/σ once, and sigma squared",
    "Your last entry is −1/σ + S/σ². Every observation brings its own 1/σ, so −n/σ; and the "
    "derivative of −1/(2σ²) is 1/σ³.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -1 / sigma + residuals @ residuals / sigma**2
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


@gradient.misconception(
    "−n/σ missing",
    "Your last entry lacks −n/σ, the derivative of −n log σ. Without it more sigma would always "
    "be better.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return np.append(_slopes(beta, sigma, X, y)[0], residuals @ residuals / sigma**3)


@gradient.misconception(
    "X'y for X'(y − Xβ)",
    "Your slopes in beta do not depend on beta: they use y where the residuals belong.",
)
def _(beta, sigma, X, y):
    return np.append(X.T @ y / sigma**2, _slopes(beta, sigma, X, y)[1])


@gradient.misconception(
    "residuals summed",
    "Your slopes in beta are all the same sum of residuals. Each column of X weighs the residuals "
    "with its own entries: `X.T @ residuals`.",
)
def _(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(np.full_like(by_beta, np.sum(y - X @ beta) / sigma**2), by_sigma)


@gradient.misconception(
    "averaged",
    "Your gradient is divided by n: it belongs to the mean log density, not to the sum.",
)
def _(beta, sigma, X, y):
    return np.append(*_slopes(beta, sigma, X, y)) / len(y)


@gradient.misconception(
    "differences with few digits",
    "Your gradient is right to three digits or more, but not to six: it looks like differences "
    "with a step. Differentiate the formula (or use central differences with a step near 1e-5).",
    recognises=lambda yours, beta, sigma, X, y: (
        yours.size == len(beta) + 1
        and np.max(np.abs(yours.ravel() - np.append(*_slopes(beta, sigma, X, y))))
        < 5e-3 * np.max(np.abs(np.append(*_slopes(beta, sigma, X, y))))
    ),
)
def _(beta, sigma, X, y):
    place, step = np.append(beta, sigma), 1e-4
    here = _log_likelihood_at(place, X, y)
    moves = step * np.eye(len(place))
    return [(_log_likelihood_at(place + move, X, y) - here) / step for move in moves]
