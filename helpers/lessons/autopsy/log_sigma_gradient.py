"""The gradient in the new coordinate: the slope in log sigma is sigma times that in sigma."""

import numpy as np

from helpers.feedback import Rounding
from helpers.lessons.autopsy.programs import (
    along,
    bottom_by,
    downhill,
    regressions,
    squares,
    three_terms,
)
from helpers.lessons.contents import autopsy as lesson
from helpers.lessons.slips import Slip, add_slips


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


def _log_taken_instead_of_exp(theta, X, y):
    sigma = np.log(theta[-1])
    residuals = y - X @ theta[:-1]
    return np.append(-X.T @ residuals / sigma**2, len(y) - residuals @ residuals / sigma**2)


def _gradient_in_sigma_with_the_lessons_n(theta, X, y):
    by_beta, by_sigma = downhill(X, y, theta[:-1], theta[-1])
    return np.append(by_beta, by_sigma + (200 - len(y)) / theta[-1])


def _a_row_for_each_observation(theta, X, y):
    z = (y - X @ theta[:-1]) / np.exp(theta[-1])
    return np.column_stack([-X * z[:, None] / np.exp(theta[-1]), 1 - z**2])


def _y_for_all_residuals(theta, X, y):
    sigma = np.exp(theta[-1])
    return np.append(-X.T @ y / sigma**2, len(y) - y @ y / sigma**2)


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
    ("log taken instead of exp", _log_taken_instead_of_exp,
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
    ("sign of the logarithm", lambda theta, X, y: _gradient_at(theta, X, y, np.exp(-theta[-1])),
     "Your function uses exp(−log σ), which is 1/σ: it multiplies where it should divide."),
    ("variance as sigma", lambda theta, X, y: _gradient_at(theta, X, y, np.exp(2 * theta[-1])),
     "Your function squares twice: exp(2 log σ) is σ² already."),
    ("a row for each observation", _a_row_for_each_observation,
     "Your function returns a row for each observation. The log-likelihood is their sum, and so "
     "is its gradient: sum over the rows."),
    ("last slope alone", lambda theta, X, y: _gradient_at(theta, X, y, np.exp(theta[-1]))[-1],
     "Your function returns the slope in log σ, and it is right. The slopes in beta stand before "
     "it: `np.append`."),
    ("log sigma first",
     lambda theta, X, y: np.roll(_gradient_at(theta, X, y, np.exp(theta[-1])), 1),
     "Your function puts the slope in log σ first. In theta log σ is last, and so is its slope."),
    ("y for all residuals", _y_for_all_residuals,
     "Your function uses y where it should use the residuals, y − Xβ, in all its slopes."),
)  # fmt: skip


def _gradient_at(theta, X, y, sigma):
    """The right formulas, at a sigma that may be a wrong one."""
    residuals = y - X @ theta[:-1]
    return np.append(-X.T @ residuals / sigma**2, len(y) - residuals @ residuals / sigma**2)


def _by_beta(theta, X, y):
    return downhill(X, y, theta[:-1], np.exp(theta[-1]))[0]


def _by_sigma(theta, X, y):
    return downhill(X, y, theta[:-1], np.exp(theta[-1]))[1]


def _sigma(theta, X, y):
    return np.exp(theta[-1])


def _last(formula):
    """A last slope, given n, the sum of squares and sigma."""

    def program(theta, X, y):
        return formula(len(y), np.sum((y - X @ theta[:-1]) ** 2), np.exp(theta[-1]))

    return program


_IN_BETA = "Your slopes in beta "
_IN_SIGMA = "Your last entry "

add_slips(
    log_sigma_gradient,
    {
        "beta": _by_beta,
        "sigma": _last(lambda n, squares, sigma: n - squares / sigma**2),
        "sign": lambda *data: 1,
        "count": lambda *data: 1,
    },
    lambda by_beta, by_sigma, sign, count: sign * np.append(by_beta, by_sigma) / count,
    [
        Slip(
            "sign",
            "of the log-likelihood",
            "Your gradient belongs to the log-likelihood. What is minimised is its negative: turn "
            "all signs.",
            lambda *data: -1,
        ),
        Slip(
            "count",
            "averaged",
            "Your gradient is divided by n. The negative log-likelihood is a sum, and so is its "
            "gradient.",
            lambda theta, X, y: len(y),
        ),
        Slip(
            "beta",
            "slopes in beta turned",
            _IN_BETA + "have the opposite sign. The inner derivative of y − Xβ brings a minus.",
            lambda *data: -_by_beta(*data),
        ),
        Slip(
            "beta",
            "not divided by sigma²",
            _IN_BETA + "still have to be divided by σ².",
            lambda *data: _by_beta(*data) * _sigma(*data) ** 2,
        ),
        Slip(
            "beta",
            "σ for σ² in beta",
            _IN_BETA + "are divided by σ; the log-likelihood has σ² there.",
            lambda *data: _by_beta(*data) * _sigma(*data),
        ),
        Slip(
            "beta",
            "slopes of the sum of squares",
            _IN_BETA + "are those of the sum of squares, −2X'(y − Xβ). The log-likelihood divides "
            "that sum by 2σ².",
            lambda *data: 2 * _by_beta(*data) * _sigma(*data) ** 2,
        ),
        Slip(
            "beta",
            "doubled in beta",
            _IN_BETA + "are doubled: the 2 from the square is cancelled by the ½ of the exponent.",
            lambda *data: 2 * _by_beta(*data),
        ),
        Slip(
            "beta",
            "halved in beta",
            _IN_BETA + "are halved: the ½ of the exponent is cancelled by the 2 from the square.",
            lambda *data: _by_beta(*data) / 2,
        ),
        Slip(
            "beta",
            "log σ for σ in beta",
            _IN_BETA + "are divided by (log σ)². The last entry of theta is log σ: take `np.exp`.",
            lambda *data: _by_beta(*data) * _sigma(*data) ** 2 / data[0][-1] ** 2,
        ),
        Slip(
            "beta",
            "y for the residuals",
            _IN_BETA + "use y where they should use the residuals, y − Xβ.",
            lambda theta, X, y: -X.T @ y / np.exp(2 * theta[-1]),
        ),
        Slip(
            "sigma",
            "chain rule forgotten",
            _IN_SIGMA + "is the slope in σ. By the chain rule the slope in log σ is σ times that.",
            _by_sigma,
        ),
        Slip(
            "sigma",
            "chain rule the other way round",
            _IN_SIGMA + "is the slope in σ *divided* by σ. When log σ grows by h, σ grows by σh: "
            "multiply.",
            lambda *data: _by_sigma(*data) / _sigma(*data),
        ),
        Slip(
            "sigma",
            "chain rule twice",
            _IN_SIGMA + "is the slope in σ times σ². Multiply by σ once.",
            lambda *data: _by_sigma(*data) * _sigma(*data) ** 2,
        ),
        Slip(
            "sigma",
            "multiplied by log sigma",
            _IN_SIGMA
            + "is the slope in σ times log σ. The derivative of exp(log σ) by log σ is σ.",
            lambda *data: _by_sigma(*data) * data[0][-1],
        ),
        Slip(
            "sigma",
            "divided by log sigma",
            _IN_SIGMA + "is the slope in σ divided by log σ. The derivative of exp(log σ) by log σ "
            "is σ: multiply by it.",
            lambda *data: _by_sigma(*data) / data[0][-1],
        ),
        Slip(
            "sigma",
            "slope in log sigma turned",
            _IN_SIGMA + "has the opposite sign.",
            _last(lambda n, squares, sigma: squares / sigma**2 - n),
        ),
        Slip(
            "sigma",
            "½ kept",
            _IN_SIGMA + "has S/(2σ²). Differentiating exp(−2 log σ) brings a 2, which cancels the "
            "½.",
            _last(lambda n, squares, sigma: n - squares / (2 * sigma**2)),
        ),
        Slip(
            "sigma",
            "1 for n",
            _IN_SIGMA + "begins with 1 where n belongs: every observation brings a log σ.",
            _last(lambda n, squares, sigma: 1 - squares / sigma**2),
        ),
        Slip(
            "sigma",
            "with a Jacobian",
            _IN_SIGMA
            + "is off by one: it holds the slope of a Jacobian. A likelihood is a density "
            "of y, and y has not been transformed, so there is none.",
            _last(lambda n, squares, sigma: n - squares / sigma**2 - 1),
        ),
        Slip(
            "sigma",
            "last entry halved",
            _IN_SIGMA + "is n/2 − S/(2σ²), half of what it should be: that is the slope in log σ², "
            "the log of the variance.",
            _last(lambda n, squares, sigma: (n - squares / sigma**2) / 2),
        ),
        Slip(
            "sigma",
            "S/σ",
            _IN_SIGMA + "has S/σ. The slope in σ was n/σ − S/σ³; multiply both terms by σ, once.",
            _last(lambda n, squares, sigma: n - squares / sigma),
        ),
        Slip(
            "sigma",
            "S/σ³",
            _IN_SIGMA + "has n, but still S/σ³. The chain rule multiplies both terms of "
            "n/σ − S/σ³ by σ.",
            _last(lambda n, squares, sigma: n - squares / sigma**3),
        ),
        Slip(
            "sigma",
            "S undivided",
            _IN_SIGMA + "is n − S. The squared residuals are divided by σ².",
            _last(lambda n, squares, sigma: n - squares),
        ),
        Slip(
            "sigma",
            "2S/σ²",
            _IN_SIGMA
            + "has 2S/σ². The 2 that differentiating exp(−2 log σ) brings is cancelled by "
            "the ½ of the exponent.",
            _last(lambda n, squares, sigma: n - 2 * squares / sigma**2),
        ),
        Slip(
            "sigma",
            "n/σ kept",
            _IN_SIGMA + "has S/σ², but still n/σ. The chain rule multiplies both terms of "
            "n/σ − S/σ³ by σ.",
            _last(lambda n, squares, sigma: n / sigma - squares / sigma**2),
        ),
        Slip(
            "sigma",
            "n log σ not differentiated",
            _IN_SIGMA + "has n log σ itself. Its slope in log σ is n.",
            _last(lambda n, squares, sigma: n * np.log(sigma) - squares / sigma**2),
        ),
        Slip(
            "sigma",
            "n dropped",
            _IN_SIGMA + "lacks n, the slope of n log σ.",
            _last(lambda n, squares, sigma: -squares / sigma**2),
        ),
        Slip(
            "sigma",
            "squares dropped",
            _IN_SIGMA + "is n alone. The squared residuals over 2σ² depend on σ, too: − S/σ².",
            _last(lambda n, squares, sigma: n),
        ),
        Slip(
            "sigma",
            "plus S/σ²",
            _IN_SIGMA + "adds n and S/σ². The exponent −2 of σ comes down with its sign: S/σ² is "
            "subtracted.",
            _last(lambda n, squares, sigma: n + squares / sigma**2),
        ),
        Slip(
            "sigma",
            "mean of squares for their sum",
            _IN_SIGMA + "has the mean of the squared residuals where their sum belongs.",
            _last(lambda n, squares, sigma: n - squares / n / sigma**2),
        ),
        Slip(
            "sigma",
            "square of the sum",
            _IN_SIGMA + "squares the *sum* of the residuals. Square each of them, then sum.",
            lambda theta, X, y: len(y) - np.sum(y - X @ theta[:-1]) ** 2 / np.exp(2 * theta[-1]),
        ),
        Slip(
            "sigma",
            "sum of residuals",
            _IN_SIGMA + "sums the residuals. Square each of them first.",
            lambda theta, X, y: len(y) - np.sum(y - X @ theta[:-1]) / np.exp(2 * theta[-1]),
        ),
        Slip(
            "sigma",
            "length of the residuals",
            _IN_SIGMA + "has the root of the sum of squares (`np.linalg.norm`). Leave it a square.",
            _last(lambda n, squares, sigma: n - np.sqrt(squares) / sigma**2),
        ),
        Slip(
            "sigma",
            "S times σ²",
            _IN_SIGMA + "multiplies the squared residuals by σ². They are divided by it: "
            "exp(*minus* 2 log σ).",
            _last(lambda n, squares, sigma: n - squares * sigma**2),
        ),
        Slip(
            "sigma",
            "S/(log σ)²",
            _IN_SIGMA + "divides the squared residuals by (log σ)². There it must be σ².",
            _last(lambda n, squares, sigma: n - squares / np.log(sigma) ** 2),
        ),
        Slip(
            "sigma",
            "slope in the variance",
            _IN_SIGMA + "is the slope in σ², the variance. The slope in log σ is 2σ² times that.",
            _last(lambda n, squares, sigma: (n - squares / sigma**2) / (2 * sigma**2)),
        ),
        Slip(
            "sigma",
            "n times σ",
            _IN_SIGMA + "multiplies n by σ. The slope in σ had n/σ: times σ, that is n.",
            _last(lambda n, squares, sigma: n * sigma - squares / sigma**2),
        ),
        Slip(
            "sigma",
            "n − p",
            _IN_SIGMA + "has n − p. The likelihood knows no degrees of freedom: n.",
            lambda theta, X, y: (
                len(y) - X.shape[1] - np.sum((y - X @ theta[:-1]) ** 2) / np.exp(2 * theta[-1])
            ),
        ),
        Slip(
            "sigma",
            "n of the lesson",
            _IN_SIGMA + "counts 200 observations whatever it is given: `n` is the lesson's. Count "
            "those that came in: `len(y)`.",
            _last(lambda n, squares, sigma: 200 - squares / sigma**2),
        ),
        Slip(
            "sigma",
            "n of the lesson, slope in σ",
            _IN_SIGMA
            + "is the slope in σ, with the lesson's `n`, 200, whatever it is given. Count "
            "those that came in, `len(y)`, and multiply the slope by σ.",
            _last(lambda n, squares, sigma: 200 / sigma - squares / sigma**3),
        ),
    ],
    both=("σ for σ² in beta", "chain rule forgotten"),
    apart=[("slopes in beta turned", "slope in log sigma turned")],
)
