"""Another coordinate: with log sigma for sigma, any number is a place."""

import numpy as np
from scipy import stats

from helpers.exercises.autopsy.programs import negative_log_likelihood, regressions, three_terms
from helpers.exercises.lessons import autopsy as lesson


@lesson.function(
    "06-log-sigma",
    cases=regressions,
    hints=(
        "The last entry of `theta` is log σ, and any number will do. What has to be done to it to "
        "get a sigma?",
        "`sigma = np.exp(theta[-1])`, `beta = theta[:-1]`. Then as in lesson 05, with a minus.",
        "`-stats.norm.logpdf(y, X @ theta[:-1], np.exp(theta[-1])).sum()`",
    ),
)
def log_sigma(theta, X, y):
    """The negative log-likelihood, with log sigma for sigma."""
    return negative_log_likelihood(theta[:-1], np.exp(theta[-1]), X, y)


@log_sigma.variant("in closed form")
def _(theta, X, y):
    beta, eta = theta[:-1], theta[-1]
    residuals = y - X @ beta
    n = len(y)
    return n / 2 * np.log(2 * np.pi) + n * eta + residuals @ residuals * np.exp(-2 * eta) / 2


@log_sigma.misconception(
    "sigma itself",
    "Your function takes the last entry as sigma. It is *log* sigma: take its exponential first. "
    "As it is, a negative entry still gives nan.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], theta[-1], X, y)


@log_sigma.misconception(
    "log taken instead of exp",
    "Your function takes the logarithm of the last entry. It *is* a logarithm already; undo it "
    "with `np.exp`.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], np.log(theta[-1]), X, y)


@log_sigma.misconception(
    "absolute value",
    "Your function takes the absolute value of the last entry. That avoids nan, but folds the "
    "surface at 0, where it has no slope. The last entry is log sigma: take the exponential.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], np.abs(theta[-1]), X, y)


@log_sigma.misconception(
    "log of the variance",
    "Your function takes the last entry as the log of the *variance*. It is the log of sigma.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], np.exp(theta[-1] / 2), X, y)


@log_sigma.misconception(
    "variance passed as scale",
    "Your function passes exp(2 log σ) = σ² where the standard deviation is wanted.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], np.exp(2 * theta[-1]), X, y)


@log_sigma.misconception(
    "power of ten",
    "Your function uses 10 to the power of the last entry. It is a natural logarithm: `np.exp`.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], 10 ** theta[-1], X, y)


@log_sigma.misconception(
    "sign of the logarithm",
    "Your function uses exp(−log σ), which is 1/σ.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], np.exp(-theta[-1]), X, y)


@log_sigma.misconception(
    "Jacobian subtracted",
    "Your function also adds the log of a Jacobian, log σ, to the log-likelihood. Densities of "
    "*parameters* need one when a parameter is transformed (lesson 10); a likelihood does not: it "
    "is a density of y, and y has not been transformed.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], np.exp(theta[-1]), X, y) - theta[-1]


@log_sigma.misconception(
    "Jacobian added",
    "Your function takes log σ away from the log-likelihood, as for a change of variables. A "
    "likelihood needs none: it is a density of y, and y has not been transformed.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], np.exp(theta[-1]), X, y) + theta[-1]


@log_sigma.misconception(
    "sign not turned",
    "Your function returns the log-likelihood. A minimiser wants its negative.",
)
def _(theta, X, y):
    return -negative_log_likelihood(theta[:-1], np.exp(theta[-1]), X, y)


@log_sigma.misconception(
    "log sigma first",
    "Your function takes the *first* entry as log sigma. It is the last; beta stands before it.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[1:], np.exp(theta[0]), X, y)


@log_sigma.misconception(
    "no 2π",
    "Your function leaves out the 2π. The minimum stays where it is, but its value cannot be "
    "compared with what other programs print.",
)
def _(theta, X, y):
    beta, eta = theta[:-1], theta[-1]
    return negative_log_likelihood(beta, np.exp(eta), X, y) - len(y) / 2 * np.log(2 * np.pi)


@log_sigma.misconception(
    "mean for sum",
    "Your function averages over the observations. Sum them.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], np.exp(theta[-1]), X, y) / len(y)


@log_sigma.misconception(
    "log σ counted once",
    "Your function counts log σ once. Every observation brings its own: n log σ.",
)
def _(theta, X, y):
    eta = theta[-1]
    return negative_log_likelihood(theta[:-1], np.exp(eta), X, y) - (len(y) - 1) * eta


@log_sigma.misconception(
    "exp forgotten in the exponent",
    "Your function divides the squared residuals by (log σ)². There it must be σ², exp(2 log σ).",
)
def _(theta, X, y):
    beta, eta = theta[:-1], theta[-1]
    residuals = y - X @ beta
    n = len(y)
    return n / 2 * np.log(2 * np.pi) + n * eta + residuals @ residuals / (2 * eta**2)


@log_sigma.misconception(
    "product of densities",
    "Your function takes the log of a *product* of densities. With a few hundred rows the product "
    "is smaller than any float and becomes 0, whose log is −inf. Sum logs: `logpdf(...).sum()`.",
)
def _(theta, X, y):
    return -np.log(np.prod(stats.norm.pdf(y, X @ theta[:-1], np.exp(theta[-1]))))


@log_sigma.misconception(
    "log of the density",
    "Your function takes the log of `pdf`. Some 39 sigma away from its mean a density is smaller "
    "than any float and becomes 0, whose log is −inf. `logpdf` never makes that detour.",
)
def _(theta, X, y):
    return -np.sum(np.log(stats.norm.pdf(y, X @ theta[:-1], np.exp(theta[-1]))))


@log_sigma.misconception(
    "square for exp",
    "Your function squares the last entry. That is positive, but not sigma: the way back from a "
    "logarithm is `np.exp`.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], theta[-1] ** 2, X, y)


@log_sigma.misconception(
    "power of two",
    "Your function uses 2 to the power of the last entry. It is a natural logarithm: `np.exp`.",
)
def _(theta, X, y):
    return negative_log_likelihood(theta[:-1], 2.0 ** theta[-1], X, y)


@log_sigma.misconception(
    "exp of all entries",
    "Your function takes the exponential of beta, too. Only the last entry of theta is a "
    "logarithm.",
)
def _(theta, X, y):
    return negative_log_likelihood(np.exp(theta[:-1]), np.exp(theta[-1]), X, y)


@log_sigma.misconception(
    "½ of the squares lost",
    "Your function divides the squared residuals by σ². The exponent of the normal density has "
    "2σ² there.",
)
def _(theta, X, y):
    pi, log, squares = three_terms(theta, X, y)
    return pi + log + 2 * squares


@log_sigma.misconception(
    "σ for σ² under the squares",
    "Your function divides the squared residuals by 2σ. It is 2σ², `2 * np.exp(2 * theta[-1])`.",
)
def _(theta, X, y):
    pi, log, squares = three_terms(theta, X, y)
    return pi + log + squares * np.exp(theta[-1])


@log_sigma.misconception(
    "½ of the 2π lost",
    "Your function has n log(2π). The density has √(2π), which is ½ log(2π) for each observation.",
)
def _(theta, X, y):
    pi, log, squares = three_terms(theta, X, y)
    return 2 * pi + log + squares


@log_sigma.misconception(
    "nσ for n log σ",
    "Your function has n σ where n log σ belongs. The logarithm is what you were given: "
    "`len(y) * theta[-1]`.",
)
def _(theta, X, y):
    pi, _, squares = three_terms(theta, X, y)
    return pi + len(y) * np.exp(theta[-1]) + squares


@log_sigma.misconception(
    "not summed",
    "Your function returns one number for each observation. Sum them.",
)
def _(theta, X, y):
    return -stats.norm.logpdf(y, X @ theta[:-1], np.exp(theta[-1]))


@log_sigma.misconception(
    "n of the lesson",
    "Your function counts 200 observations whatever it is given: `n` is the lesson's. Count those "
    "that came in: `len(y)`.",
)
def _(theta, X, y):
    pi, log, squares = three_terms(theta, X, y)
    return (pi + log) * 200 / len(y) + squares
