"""The gradient in the new coordinate: the slope in log sigma is sigma times that in sigma."""

import numpy as np

from helpers.feedback import Rounding
from helpers.lessons.autopsy.shared import (
    along,
    bottom_by,
    downhill,
    regressions,
    squares,
    three_terms,
)
from helpers.lessons.contents import autopsy as lesson


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


@log_sigma_gradient.law(
    "From the slope in log σ, with n and σ, one can tell S, the sum of the squared residuals. It "
    "is {right}; by your slope it would be {left}.",
    relative=1e-9,  # formulas have all digits
)
def _(g, theta, X, y):
    return np.exp(2 * theta[-1]) * (len(y) - g[-1]), squares(theta[:-1], X, y)


@log_sigma_gradient.law(
    "A gradient foretells what a small step changes. Along yours it foretells {left} for each unit "
    "of the step; the negative log-likelihood changes by {right}.",
    relative=1e-5,  # differences
)
def _(g, theta, X, y):
    return along(g, lambda place: sum(three_terms(place, X, y)), theta)


@log_sigma_gradient.law(
    "In beta alone this function is a parabola: the step −σ²(X'X)⁻¹g leads from any point to its "
    "bottom, where X'e is 0. The step by your slopes ends where X'e is {left}.",
    relative=1e-9,
)
def _(g, theta, X, y):
    return bottom_by(g[:-1], X, y, theta[:-1], np.exp(theta[-1]))


def _gradient_at(theta, X, y, sigma):
    """The right formulas, at a sigma that may be a wrong one."""
    residuals = y - X @ theta[:-1]
    return np.append(-X.T @ residuals / sigma**2, len(y) - residuals @ residuals / sigma**2)


def _all_multiplied_by_sigma(theta, X, y):
    sigma = np.exp(theta[-1])
    return sigma * np.append(*downhill(X, y, theta[:-1], sigma))


def _sigma_not_exponentiated(theta, X, y):
    by_beta, by_sigma = downhill(X, y, theta[:-1], theta[-1])
    return np.append(by_beta, theta[-1] * by_sigma)


def _by_differences(theta, X, y):
    def value(place):
        return sum(three_terms(place, X, y))

    here = value(theta)
    return [(value(theta + move) - here) / 1e-7 for move in 1e-7 * np.eye(len(theta))]


def _gradient_in_sigma_with_the_lessons_n(theta, X, y):
    by_beta, by_sigma = downhill(X, y, theta[:-1], theta[-1])
    return np.append(by_beta, by_sigma + (200 - len(y)) / theta[-1])


def _a_row_for_each_observation(theta, X, y):
    z = (y - X @ theta[:-1]) / np.exp(theta[-1])
    return np.column_stack([-X * z[:, None] / np.exp(theta[-1]), 1 - z**2])


log_sigma_gradient.mistakes(
    ("all multiplied by sigma", _all_multiplied_by_sigma,
     "The last of your slopes is right; those in beta are σ times what they should be. Either "
     "every slope in σ was multiplied by σ, though only the last coordinate was changed; or those "
     "in beta are divided by σ, where the log-likelihood has σ²."),
    ("sigma not exponentiated", _sigma_not_exponentiated,
     "Your function takes the last entry as sigma. It is log sigma: take the exponential first."),
    ("gradient in sigma, unchanged",
     lambda theta, X, y: np.append(*downhill(X, y, theta[:-1], theta[-1])),
     "Your function is the gradient in (beta, sigma) and takes the last entry as sigma. It is log "
     "sigma: take the exponential first, and use the chain rule."),
    ("beta alone", lambda theta, X, y: downhill(X, y, theta[:-1], np.exp(theta[-1]))[0],
     "Your function returns the slopes in beta, and they are right. Append the one in log σ."),
    ("by differences", _by_differences,
     "Your function agrees with the gradient in its first digits alone, as a difference of two "
     "values does. Write the slopes as formulas: these have all digits, and a search that is "
     "close to the top needs them.",
     {"tolerance": Rounding(1e-3,
                            reason="where a difference loses its digits depends on its step")}),
    ("log taken instead of exp", lambda theta, X, y: _gradient_at(theta, X, y, np.log(theta[-1])),
     "Your function takes the logarithm of the last entry. It *is* a logarithm already; undo it "
     "with `np.exp`."),
    ("power of ten", lambda theta, X, y: _gradient_at(theta, X, y, 10.0 ** theta[-1]),
     "Your function uses 10 to the power of the last entry. It is a natural logarithm: `np.exp`."),
    ("log of the variance", lambda theta, X, y: _gradient_at(theta, X, y, np.exp(theta[-1] / 2)),
     "Your function takes exp of the last entry as the *variance*. It is log σ: exp gives σ, and "
     "the slopes divide by its square."),
    ("gradient in sigma, with the lesson's n", _gradient_in_sigma_with_the_lessons_n,
     "Your function is the lesson's `downhill`: it takes the last entry as sigma, and counts the "
     "lesson's 200 rows. Take `np.exp` of the entry, count with `len(y)`, and use the chain rule."),
    ("variance as sigma", lambda theta, X, y: _gradient_at(theta, X, y, np.exp(2 * theta[-1])),
     "Your function squares twice: exp(2 log σ) is σ² already."),
    ("a row for each observation", _a_row_for_each_observation,
     "Your function returns a row for each observation. The log-likelihood is their sum, and so "
     "is its gradient: sum over the rows."),
    ("last slope alone", lambda theta, X, y: _gradient_at(theta, X, y, np.exp(theta[-1]))[-1],
     "Your function returns the slope in log σ, and it is right. The slopes in beta stand before "
     "it: `np.append`."),
    ("y for all residuals", lambda theta, X, y: _gradient_at(0 * theta, X, y, np.exp(theta[-1])),
     "Your function uses y where it should use the residuals, y − Xβ, in all its slopes."),
)  # fmt: skip


def _of_the_right_slopes(change):
    """A program from what is done to the right slopes, in beta and in sigma itself."""

    def program(theta, X, y):
        sigma = np.exp(theta[-1])
        return np.append(*change(*downhill(X, y, theta[:-1], sigma), sigma, len(y)))

    return program


def _with_a_last_slope(formula):
    """A program from a formula for the last slope: of n, the sum of squares, sigma and p."""

    def program(theta, X, y):
        beta, sigma = theta[:-1], np.exp(theta[-1])
        last = formula(len(y), squares(beta, X, y), sigma, len(beta))
        return np.append(downhill(X, y, beta, sigma)[0], last)

    return program


log_sigma_gradient.mistakes(
    ("of the log-likelihood", lambda by_beta, by_sigma, sigma, n: (-by_beta, -sigma * by_sigma),
     "Your gradient belongs to the log-likelihood. What is minimised is its negative: turn all "
     "signs."),
    ("averaged", lambda by_beta, by_sigma, sigma, n: (by_beta / n, sigma * by_sigma / n),
     "Your gradient is divided by n. The negative log-likelihood is a sum, and so is its "
     "gradient."),
    ("slopes in beta turned", lambda by_beta, by_sigma, sigma, n: (-by_beta, sigma * by_sigma),
     "Your slopes in beta have the opposite sign. The inner derivative of y − Xβ brings a minus."),
    ("not divided by sigma²",
     lambda by_beta, by_sigma, sigma, n: (by_beta * sigma**2, sigma * by_sigma),
     "Your slopes in beta still have to be divided by σ²."),
    ("slopes of the sum of squares",
     lambda by_beta, by_sigma, sigma, n: (2 * by_beta * sigma**2, sigma * by_sigma),
     "Your slopes in beta are those of the sum of squares, −2X'(y − Xβ). The log-likelihood "
     "divides that sum by 2σ²."),
    ("chain rule forgotten", lambda by_beta, by_sigma, sigma, n: (by_beta, by_sigma),
     "Your last entry is the slope in σ. By the chain rule the slope in log σ is σ times that."),
    ("chain rule the other way round",
     lambda by_beta, by_sigma, sigma, n: (by_beta, by_sigma / sigma),
     "Your last entry is the slope in σ *divided* by σ. When log σ grows by h, σ grows by σh: "
     "multiply."),
    ("multiplied by log sigma",
     lambda by_beta, by_sigma, sigma, n: (by_beta, by_sigma * np.log(sigma)),
     "Your last entry is the slope in σ times log σ. The derivative of exp(log σ) by log σ is σ."),
    ("slope in log sigma turned", lambda by_beta, by_sigma, sigma, n: (by_beta, -sigma * by_sigma),
     "Your last entry has the opposite sign."),
    ("last entry halved", lambda by_beta, by_sigma, sigma, n: (by_beta, sigma * by_sigma / 2),
     "Your last entry is n/2 − S/(2σ²), half of what it should be: that is the slope in log σ², "
     "the log of the variance."),
    ("slope in the variance",
     lambda by_beta, by_sigma, sigma, n: (by_beta, by_sigma / (2 * sigma)),
     "Your last entry is the slope in σ², the variance. The slope in log σ is 2σ² times that."),
    of=_of_the_right_slopes,
)  # fmt: skip

log_sigma_gradient.mistakes(
    ("½ kept", lambda n, squares, sigma, p: n - squares / (2 * sigma**2),
     "Your last entry has S/(2σ²). Differentiating exp(−2 log σ) brings a 2, which cancels the ½."),
    ("1 for n", lambda n, squares, sigma, p: 1 - squares / sigma**2,
     "Your last entry begins with 1 where n belongs: every observation brings a log σ."),
    ("with a Jacobian", lambda n, squares, sigma, p: n - squares / sigma**2 - 1,
     "Your last entry is off by one: it holds the slope of a Jacobian. A likelihood is a density "
     "of y, and y has not been transformed, so there is none."),
    ("S/σ³", lambda n, squares, sigma, p: n - squares / sigma**3,
     "Your last entry has n, but still S/σ³. The chain rule multiplies both terms of n/σ − S/σ³ "
     "by σ."),
    ("n dropped", lambda n, squares, sigma, p: -squares / sigma**2,
     "Your last entry lacks n, the slope of n log σ."),
    ("squares dropped", lambda n, squares, sigma, p: n,
     "Your last entry is n alone. The squared residuals over 2σ² depend on σ, too: − S/σ²."),
    ("n − p", lambda n, squares, sigma, p: n - p - squares / sigma**2,
     "Your last entry has n − p. The likelihood knows no degrees of freedom: n."),
    ("n of the lesson", lambda n, squares, sigma, p: 200 - squares / sigma**2,
     "Your last entry counts 200 observations whatever it is given: `n` is the lesson's. Count "
     "those that came in: `len(y)`."),
    of=_with_a_last_slope,
)  # fmt: skip
