"""Another coordinate: with log sigma for sigma, any number is a place."""

import numpy as np
from scipy import stats

from helpers.lessons.autopsy.programs import (
    negative_log_likelihood,
    regressions,
    root_mean_square,
    squares,
    three_terms,
)
from helpers.lessons.contents import autopsy as lesson
from helpers.lessons.slips import Slip, add_slips


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
    ("sign of the logarithm",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], np.exp(-theta[-1]), X, y),
     "Your function uses exp(−log σ), which is 1/σ."),
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
    ("power of two",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], 2.0 ** theta[-1], X, y),
     "Your function uses 2 to the power of the last entry. It is a natural logarithm: `np.exp`."),
    ("exp of all entries",
     lambda theta, X, y: negative_log_likelihood(np.exp(theta[:-1]), np.exp(theta[-1]), X, y),
     "Your function takes the exponential of beta, too. Only the last entry of theta is a "
     "logarithm."),
    ("not summed", lambda theta, X, y: -stats.norm.logpdf(y, X @ theta[:-1], np.exp(theta[-1])),
     "Your function returns one number for each observation. Sum them."),
    ("sum of densities",
     lambda theta, X, y: -np.sum(stats.norm.pdf(y, X @ theta[:-1], np.exp(theta[-1]))),
     "Your function sums densities. Their *logarithms* are summed: `logpdf`."),
    ("log of the sum",
     lambda theta, X, y: -np.log(np.sum(stats.norm.pdf(y, X @ theta[:-1], np.exp(theta[-1])))),
     "Your function takes the log of a *sum* of densities. Take the log of each, then sum: "
     "`logpdf(...).sum()`."),
    ("likelihood itself",
     lambda theta, X, y: -np.exp(-negative_log_likelihood(theta[:-1], np.exp(theta[-1]), X, y)),
     "Your function returns minus the likelihood itself, a product of densities. Its logarithm is "
     "wanted, which neither underflows nor hides small differences."),
    ("no scale", lambda theta, X, y: negative_log_likelihood(theta[:-1], 1.0, X, y),
     "Your function never uses sigma: `logpdf` takes 1 where it is given no scale."),
    ("no mean",
     lambda theta, X, y: negative_log_likelihood(0 * theta[:-1], np.exp(theta[-1]), X, y),
     "Your function gives all rows the mean 0. Row by row it is `X @ beta`."),
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
    ("softplus",
     lambda theta, X, y: negative_log_likelihood(theta[:-1], np.log1p(np.exp(theta[-1])), X, y),
     "Your function uses log(1 + exp(·)) to keep sigma positive. Some programs do; here the last "
     "entry is log sigma, and the way back is `np.exp` alone."),
)  # fmt: skip


def _squares(theta, X, y):
    return np.sum((y - X @ theta[:-1]) ** 2)


def _term(place):
    return lambda *data: three_terms(*data)[place]


def _replaced(formula):
    """A term in n, log sigma and the sum of squares."""
    return lambda theta, X, y: formula(len(y), theta[-1], _squares(theta, X, y))


def _one(*data):
    return 1.0


_PI, _LOG, _SQUARES = "constant", "log sigma", "squares"

add_slips(
    log_sigma,
    {_PI: _term(0), _LOG: _term(1), _SQUARES: _term(2), "sign": _one, "count": _one},
    lambda pi, log, squares, sign, count: sign * (pi + log + squares) / count,
    [
        Slip(
            "sign",
            "sign not turned",
            "Your function returns the log-likelihood. A minimiser wants its negative.",
            lambda *data: -1.0,
        ),
        Slip(
            "count",
            "mean for sum",
            "Your function averages over the observations. Sum them.",
            lambda theta, X, y: len(y),
        ),
        Slip(
            _PI,
            "no 2π",
            "Your function leaves out the 2π. The minimum stays where it is, but its value cannot "
            "be compared with what other programs print.",
            lambda *data: 0.0,
        ),
        Slip(
            _PI,
            "½ of the 2π lost",
            "Your function has n log(2π). The density has √(2π), which is ½ log(2π) for each "
            "observation.",
            _replaced(lambda n, eta, squares: n * np.log(2 * np.pi)),
        ),
        Slip(
            _PI,
            "2π counted once",
            "Your function counts ½ log(2π) once. Every observation brings its own: n/2 log(2π).",
            _replaced(lambda n, eta, squares: np.log(2 * np.pi) / 2),
        ),
        Slip(
            _PI,
            "π for 2π",
            "Your function has log π where log(2π) belongs.",
            _replaced(lambda n, eta, squares: n * np.log(np.pi) / 2),
        ),
        Slip(
            _PI,
            "sign of the 2π",
            "Your function subtracts n/2 log(2π). In the *negative* log-likelihood it is added.",
            _replaced(lambda n, eta, squares: -n * np.log(2 * np.pi) / 2),
        ),
        Slip(
            _LOG,
            "log σ counted once",
            "Your function counts log σ once. Every observation brings its own: n log σ.",
            _replaced(lambda n, eta, squares: eta),
        ),
        Slip(
            _LOG,
            "nσ for n log σ",
            "Your function has n σ where n log σ belongs. The logarithm is what you were given: "
            "`len(y) * theta[-1]`.",
            _replaced(lambda n, eta, squares: n * np.exp(eta)),
        ),
        Slip(
            _LOG,
            "no n log σ",
            "Your function lacks n log σ. (A density of z = e/σ needs it too, since it is e that "
            "was observed.)",
            lambda *data: 0.0,
        ),
        Slip(
            _LOG,
            "n/2 log σ",
            "Your function has n/2 times log σ. It is n log σ, or n/2 times the log of σ².",
            _replaced(lambda n, eta, squares: n / 2 * eta),
        ),
        Slip(
            _LOG,
            "2n log σ",
            "Your function counts log σ twice for each observation. The density has 1/σ, once.",
            _replaced(lambda n, eta, squares: 2 * n * eta),
        ),
        Slip(
            _LOG,
            "log of log σ",
            "Your function takes the log of the last entry. That entry *is* log σ: n log σ is "
            "`len(y) * theta[-1]`.",
            _replaced(lambda n, eta, squares: n * np.log(abs(eta))),
        ),
        Slip(
            _LOG,
            "sign of log σ",
            "Your function subtracts n log σ. In the *negative* log-likelihood it is added.",
            _replaced(lambda n, eta, squares: -n * eta),
        ),
        Slip(
            _SQUARES,
            "½ of the squares lost",
            "Your function divides the squared residuals by σ². The exponent of the normal density "
            "has 2σ² there.",
            lambda *data: 2 * three_terms(*data)[2],
        ),
        Slip(
            _SQUARES,
            "σ for σ² under the squares",
            "Your function divides the squared residuals by 2σ. It is 2σ², "
            "`2 * np.exp(2 * theta[-1])`.",
            _replaced(lambda n, eta, squares: squares / (2 * np.exp(eta))),
        ),
        Slip(
            _SQUARES,
            "exp forgotten in the exponent",
            "Your function divides the squared residuals by (log σ)². There it must be σ², "
            "exp(2 log σ).",
            _replaced(lambda n, eta, squares: squares / (2 * eta**2)),
        ),
        Slip(
            _SQUARES,
            "squares times σ²",
            "Your function multiplies the squared residuals by σ². They are divided by it: mind "
            "the brackets of `/ (2 * sigma**2)`, and the minus of exp(−2 log σ).",
            _replaced(lambda n, eta, squares: squares * np.exp(2 * eta) / 2),
        ),
        Slip(
            _SQUARES,
            "sign of the squares",
            "Your function subtracts the squared residuals. In the *negative* log-likelihood they "
            "are added.",
            lambda *data: -three_terms(*data)[2],
        ),
        Slip(
            _SQUARES,
            "mean of squares for their sum",
            "Your function has the mean of the squared residuals where their sum belongs.",
            lambda theta, X, y: three_terms(theta, X, y)[2] / len(y),
        ),
        Slip(
            _SQUARES,
            "residuals not squared",
            "Your function sums the residuals. Square each of them first.",
            lambda theta, X, y: np.sum(y - X @ theta[:-1]) / (2 * np.exp(2 * theta[-1])),
        ),
        Slip(
            _SQUARES,
            "square of the sum",
            "Your function squares the *sum* of the residuals. Square each of them, then sum.",
            lambda theta, X, y: np.sum(y - X @ theta[:-1]) ** 2 / (2 * np.exp(2 * theta[-1])),
        ),
        Slip(
            _SQUARES,
            "length of the residuals",
            "Your function has the root of the sum of squares (`np.linalg.norm`) where the sum "
            "belongs.",
            _replaced(lambda n, eta, squares: np.sqrt(squares) / (2 * np.exp(2 * eta))),
        ),
    ],
    both=("no 2π", "½ of the squares lost"),
)


def _n_of_the_lesson(theta, X, y):
    pi, log, squares = three_terms(theta, X, y)
    return (pi + log) * 200 / len(y) + squares


def _densities_without_the_root(theta, X, y):
    pi, log, squares = three_terms(theta, X, y)
    return 2 * pi + 2 * log + squares


log_sigma.mistakes(
    ("squares alone", lambda theta, X, y: three_terms(theta, X, y)[2],
     "Your function has the squared residuals alone. As sigma grows they weigh less and less: "
     "without n log σ, sigma would grow for ever."),
    ("n of the lesson", _n_of_the_lesson,
     "Your function counts 200 observations whatever it is given: `n` is the lesson's. Count "
     "those that came in: `len(y)`."),
    ("n of the lesson, no 2π", lambda theta, X, y: 200 * theta[-1] + three_terms(theta, X, y)[2],
     "Your function counts 200 observations whatever it is given: `n` is the lesson's. Count "
     "those that came in, `len(y)`; and the 2π is missing."),
    ("densities without the root", _densities_without_the_root,
     "Your function has 1/(2πσ²) before the exponential. The density has its root, 1/(√(2π) σ)."),
)  # fmt: skip
