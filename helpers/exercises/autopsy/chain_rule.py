"""The gradient in the new coordinate: the slope in log sigma is sigma times that in sigma."""

import numpy as np

from helpers.exercises.autopsy.programs import downhill, regressions, three_terms
from helpers.exercises.lessons import autopsy as lesson
from helpers.feedback import Rounding


@lesson.function(
    "06-log-sigma-gradient",
    cases=regressions,
    hints=(
        "The slopes in beta do not change, except that they belong to the *negative* "
        "log-likelihood. For log σ there is the chain rule.",
        "If log σ grows by a small h, σ grows by σh. So the slope in log σ is σ times the slope "
        "by σ.",
        "`-X.T @ residuals / sigma**2`, then `n - residuals @ residuals / sigma**2`, with "
        "`sigma = np.exp(theta[-1])` and `n = len(y)`.",
    ),
)
def log_sigma_gradient(theta, X, y):
    """The gradient in beta and log sigma."""
    # The complex step (Squire and Trapp 1998): a slope without a difference, exact to rounding.
    slopes = []
    for move in 1e-30j * np.eye(len(theta)):
        place = theta + move
        residuals = y - X @ place[:-1]
        value = len(y) * place[-1] + residuals @ residuals * np.exp(-2 * place[-1]) / 2
        slopes.append(value.imag / 1e-30)
    return np.array(slopes)


@log_sigma_gradient.variant("the formula")
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    residuals = y - X @ theta[:-1]
    return np.append(-X.T @ residuals / sigma**2, len(y) - residuals @ residuals / sigma**2)


@log_sigma_gradient.variant("sigma times the slope in sigma")
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = downhill(X, y, theta[:-1], sigma)
    return [*by_beta, sigma * by_sigma]


@log_sigma_gradient.misconception(
    "chain rule forgotten",
    "Your last entry is the slope in σ. By the chain rule the slope in log σ is σ times that.",
)
def _(theta, X, y):
    return np.append(*downhill(X, y, theta[:-1], np.exp(theta[-1])))


@log_sigma_gradient.misconception(
    "chain rule the other way round",
    "Your last entry is the slope in σ *divided* by σ. When log σ grows by h, σ grows by σh: "
    "multiply.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = downhill(X, y, theta[:-1], sigma)
    return np.append(by_beta, by_sigma / sigma)


@log_sigma_gradient.misconception(
    "multiplied by log sigma",
    "Your last entry is the slope in σ times log σ. The derivative of exp(log σ) by log σ is σ.",
)
def _(theta, X, y):
    by_beta, by_sigma = downhill(X, y, theta[:-1], np.exp(theta[-1]))
    return np.append(by_beta, by_sigma * theta[-1])


@log_sigma_gradient.misconception(
    "all multiplied by sigma",
    "Your function multiplies every slope in σ. Only the last coordinate was changed, so only its "
    "slope changes.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    return sigma * np.append(*downhill(X, y, theta[:-1], sigma))


@log_sigma_gradient.misconception(
    "sigma not exponentiated",
    "Your function takes the last entry as sigma. It is log sigma: take the exponential first.",
)
def _(theta, X, y):
    by_beta, by_sigma = downhill(X, y, theta[:-1], theta[-1])
    return np.append(by_beta, theta[-1] * by_sigma)


@log_sigma_gradient.misconception(
    "gradient in sigma, unchanged",
    "Your function is the gradient in (beta, sigma) and takes the last entry as sigma. It is log "
    "sigma: take the exponential first, and use the chain rule.",
)
def _(theta, X, y):
    return np.append(*downhill(X, y, theta[:-1], theta[-1]))


@log_sigma_gradient.misconception(
    "of the log-likelihood",
    "Your gradient belongs to the log-likelihood. What is minimised is its negative: turn all "
    "signs.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = downhill(X, y, theta[:-1], sigma)
    return -np.append(by_beta, sigma * by_sigma)


@log_sigma_gradient.misconception(
    "slope in log sigma turned",
    "The slopes in beta are right; the last entry has the opposite sign.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = downhill(X, y, theta[:-1], sigma)
    return np.append(by_beta, -sigma * by_sigma)


@log_sigma_gradient.misconception(
    "slopes in beta turned",
    "The last entry is right; the slopes in beta have the opposite sign.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = downhill(X, y, theta[:-1], sigma)
    return np.append(-by_beta, sigma * by_sigma)


@log_sigma_gradient.misconception(
    "½ kept",
    "Your last entry has S/(2σ²). Differentiating exp(−2 log σ) brings a 2, which cancels the ½.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    residuals = y - X @ theta[:-1]
    by_beta = downhill(X, y, theta[:-1], sigma)[0]
    return np.append(by_beta, len(y) - residuals @ residuals / (2 * sigma**2))


@log_sigma_gradient.misconception(
    "1 for n",
    "Your last entry begins with 1 where n belongs: every observation brings a log σ.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    residuals = y - X @ theta[:-1]
    by_beta = downhill(X, y, theta[:-1], sigma)[0]
    return np.append(by_beta, 1 - residuals @ residuals / sigma**2)


@log_sigma_gradient.misconception(
    "with a Jacobian",
    "Your last entry is off by one: it holds the slope of a Jacobian. A likelihood is a density of "
    "y, and y has not been transformed, so there is none.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = downhill(X, y, theta[:-1], sigma)
    return np.append(by_beta, sigma * by_sigma - 1)


@log_sigma_gradient.misconception(
    "beta alone",
    "Your function returns the slopes in beta, and they are right. Append the one in log σ.",
)
def _(theta, X, y):
    return downhill(X, y, theta[:-1], np.exp(theta[-1]))[0]


@log_sigma_gradient.misconception(
    "by differences",
    "Your function agrees with the gradient in its first digits alone, as a difference of two "
    "values does. Write the slopes as formulas: these have all digits, and a search that is close "
    "to the top needs them.",
    tolerance=Rounding(1e-3, reason="where a difference loses its digits depends on its step"),
)
def _(theta, X, y):
    def value(place):
        return sum(three_terms(place, X, y))

    here = value(theta)
    return [(value(theta + move) - here) / 1e-7 for move in 1e-7 * np.eye(len(theta))]


def _slopes(theta, X, y):
    """By beta, the sum of squares S, and sigma: what formulas of the last entry are made of."""
    sigma = np.exp(theta[-1])
    by_beta = downhill(X, y, theta[:-1], sigma)[0]
    return by_beta, np.sum((y - X @ theta[:-1]) ** 2), sigma


@log_sigma_gradient.misconception(
    "not divided by sigma²",
    "Your slopes in beta still have to be divided by σ²; the last entry is right.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta * sigma**2, len(y) - squares / sigma**2)


@log_sigma_gradient.misconception(
    "slopes of the sum of squares",
    "Your slopes in beta are those of the sum of squares, −2X'(y − Xβ). The log-likelihood divides "
    "that sum by 2σ².",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(2 * by_beta * sigma**2, len(y) - squares / sigma**2)


@log_sigma_gradient.misconception(
    "last entry halved",
    "Your last entry is n/2 − S/(2σ²), half of what it should be: that is the slope in log σ², "
    "the log of the variance.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, (len(y) - squares / sigma**2) / 2)


@log_sigma_gradient.misconception(
    "S/σ",
    "Your last entry has S/σ. The slope in σ was n/σ − S/σ³; multiply both terms by σ, once.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, len(y) - squares / sigma)


@log_sigma_gradient.misconception(
    "S/σ³",
    "Your last entry has n, but still S/σ³. The chain rule multiplies both terms of n/σ − S/σ³ "
    "by σ.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, len(y) - squares / sigma**3)


@log_sigma_gradient.misconception(
    "2S/σ²",
    "Your last entry has 2S/σ². The 2 that differentiating exp(−2 log σ) brings is cancelled by "
    "the ½ of the exponent.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, len(y) - 2 * squares / sigma**2)


@log_sigma_gradient.misconception(
    "log taken instead of exp",
    "Your function takes the logarithm of the last entry. It *is* a logarithm already; undo it "
    "with `np.exp`.",
)
def _(theta, X, y):
    sigma = np.log(theta[-1])
    residuals = y - X @ theta[:-1]
    return np.append(-X.T @ residuals / sigma**2, len(y) - residuals @ residuals / sigma**2)


@log_sigma_gradient.misconception(
    "n of the lesson",
    "Your last entry counts 200 observations whatever it is given: `n` is the lesson's. Count "
    "those that came in: `len(y)`.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, 200 - squares / sigma**2)
