"""Another coordinate: with log sigma for sigma, any number is a place."""

import numpy as np
from scipy import stats

from helpers.lessons.autopsy.shared import (
    negative_log_likelihood,
    regressions,
    root_mean_square,
    squares,
    three_terms,
)
from helpers.lessons.contents import autopsy as lesson


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


@log_sigma.law(
    "The data would be likeliest if every residual were 0: so with this sigma the value is never "
    "below n log(σ√(2π)), {right}. Yours is {left}.",
    "≥",
)
def _(value, theta, X, y):
    return value, len(y) * (theta[-1] + np.log(2 * np.pi) / 2)


@log_sigma.law(
    "With this beta no sigma gives less than the root mean square of its residuals does: {right}. "
    "Yours is {left}.",
    "≥",
)
def _(value, theta, X, y):
    beta = theta[:-1]
    return value, negative_log_likelihood(beta, root_mean_square(y - X @ beta), X, y)


@log_sigma.law(
    "What the residuals add to n log(σ√(2π)) is half the sum of their squares, in units of σ²: "
    "{right}. In yours it is {left}."
)
def _(value, theta, X, y):
    log_sigma, n = theta[-1], len(y)
    added = value - n * (log_sigma + np.log(2 * np.pi) / 2)
    return added, squares(theta[:-1], X, y) * np.exp(-2 * log_sigma) / 2


def _third_entry(theta, X, y):
    return negative_log_likelihood(theta[:-1], np.exp(theta[2 if len(theta) > 2 else -1]), X, y)


log_sigma.mistakes(
    ("sigma itself", lambda theta, X, y: negative_log_likelihood(theta[:-1], theta[-1], X, y),
     "Your function takes the last entry as sigma. It is *log* sigma: take its exponential first. "
     "As it is, a negative entry still gives nan."),
    ("log taken instead of exp",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], np.log(theta[-1]), X, y),
     "Your function takes the logarithm of the last entry. It *is* a logarithm already; undo it "
     "with `np.exp`."),
    ("absolute value",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], np.abs(theta[-1]), X, y),
     "Your function takes the absolute value of the last entry. That avoids nan, but folds the "
     "surface at 0, where it has no slope. The last entry is log sigma: take the exponential."),
    ("log of the variance",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], np.exp(theta[-1] / 2), X, y),
     "Your function takes the last entry as the log of the *variance*. It is the log of sigma."),
    ("variance passed as scale",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], np.exp(2 * theta[-1]), X, y),
     "Your function passes exp(2 log σ) = σ² where the standard deviation is wanted."),
    ("power of ten", lambda theta, X, y: negative_log_likelihood(theta[:-1], 10 ** theta[-1], X, y),
     "Your function uses 10 to the power of the last entry. It is a natural logarithm: `np.exp`."),
    ("Jacobian subtracted",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], np.exp(theta[-1]), X, y) - theta[-1],
     "Your function counts log σ once too few: n − 1 times, or n times and less the log of a "
     "Jacobian. Each observation brings one. Densities of *parameters* need a Jacobian when a "
     "parameter is transformed (lesson 10); a likelihood does not: it is a density of y, and y "
     "has not been transformed."),
    ("Jacobian added",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], np.exp(theta[-1]), X, y) + theta[-1],
     "Your function counts log σ once too often: n + 1 times, or n times and once more for a "
     "prior or a change of variables. A likelihood has neither: it is a density of y, and y has "
     "not been transformed."),
    ("log sigma first",
     lambda theta, X, y: negative_log_likelihood(theta[1:], np.exp(theta[0]), X, y),
     "Your function takes the *first* entry as log sigma. It is the last; beta stands before it."),
    ("product of densities",
     lambda theta, X, y: -np.log(np.prod(stats.norm.pdf(y, X @ theta[:-1], np.exp(theta[-1])))),
     "Your function takes the log of a *product* of densities. With a few hundred rows the "
     "product is smaller than any float and becomes 0, whose log is −inf. Sum logs: "
     "`logpdf(...).sum()`."),
    ("log of the density",
     lambda theta, X, y: -np.sum(np.log(stats.norm.pdf(y, X @ theta[:-1], np.exp(theta[-1])))),
     "Your function takes the log of `pdf`. Some 39 sigma away from its mean a density is smaller "
     "than any float and becomes 0, whose log is −inf. `logpdf` never makes that detour."),
    ("square for exp",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], theta[-1] ** 2, X, y),
     "Your function squares the last entry. That is positive, but not sigma: the way back from a "
     "logarithm is `np.exp`."),
    ("sum of densities",
     lambda theta, X, y: -np.sum(stats.norm.pdf(y, X @ theta[:-1], np.exp(theta[-1]))),
     "Your function sums densities. Their *logarithms* are summed: `logpdf`."),
    ("likelihood itself",
     lambda theta, X, y: -np.exp(-negative_log_likelihood(theta[:-1], np.exp(theta[-1]), X, y)),
     "Your function returns minus the likelihood itself, a product of densities. Its logarithm is "
     "wanted, which neither underflows nor hides small differences."),
    ("no scale", lambda theta, X, y: negative_log_likelihood(theta[:-1], 1.0, X, y),
     "Your function never uses sigma: `logpdf` takes 1 where it is given no scale."),
    ("sigma as the mean",
     lambda theta, X, y: -np.sum(stats.norm.logpdf(y - X @ theta[:-1], np.exp(theta[-1]))),
     "Your function passes sigma as the *mean* of the residuals: the second argument of `logpdf` "
     "is the mean, the third the scale. Write `scale=`."),
    ("third entry", _third_entry,
     "Your function takes `theta[2]` as log sigma. That is the last entry only where beta has two "
     "coefficients: `theta[-1]`."),
    ("scale never below a floor",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], max(theta[-1], 1e-6), X, y),
     "Your function takes the last entry as sigma, and has an answer of its own where that is "
     "negative. It is *log* sigma, and may well be negative: take its exponential.",
     {"recognises": lambda yours, theta, X, y: (
         theta[-1] < 0
         or np.isclose(yours.item(), negative_log_likelihood(theta[:-1], theta[-1], X, y))
     )}),
)  # fmt: skip


def _of_the_right_terms(change):
    """A program from what is done to the three terms, given n and eta, the log of sigma."""

    def program(theta, X, y):
        return change(*three_terms(theta, X, y), len(y), theta[-1])

    return program


log_sigma.mistakes(
    ("sign not turned", lambda pi, log, squares, n, eta: -(pi + log + squares),
     "Your function returns the log-likelihood. A minimiser wants its negative."),
    ("mean for sum", lambda pi, log, squares, n, eta: (pi + log + squares) / n,
     "Your function averages over the observations. Sum them."),
    ("no 2π", lambda pi, log, squares, n, eta: log + squares,
     "Your function leaves out the 2π. The minimum stays where it is, but its value cannot be "
     "compared with what other programs print."),
    ("2π counted once", lambda pi, log, squares, n, eta: pi / n + log + squares,
     "Your function counts ½ log(2π) once. Every observation brings its own: n/2 log(2π)."),
    ("log σ counted once", lambda pi, log, squares, n, eta: pi + eta + squares,
     "Your function counts log σ once. Every observation brings its own: n log σ."),
    ("no n log σ", lambda pi, log, squares, n, eta: pi + squares,
     "Your function lacks n log σ. (A density of z = e/σ needs it too, since it is e that was "
     "observed.)"),
    ("n/2 log σ", lambda pi, log, squares, n, eta: pi + log / 2 + squares,
     "Your function has n/2 times log σ. It is n log σ, or n/2 times the log of σ²."),
    ("squares alone", lambda pi, log, squares, n, eta: squares,
     "Your function has the squared residuals alone. As sigma grows they weigh less and less: "
     "without n log σ, sigma would grow for ever."),
    ("n of the lesson", lambda pi, log, squares, n, eta: (pi + log) * 200 / n + squares,
     "Your function counts 200 observations whatever it is given: `n` is the lesson's. Count "
     "those that came in: `len(y)`."),
    of=_of_the_right_terms,
)  # fmt: skip
