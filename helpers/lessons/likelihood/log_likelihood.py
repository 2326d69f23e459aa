"""The log-likelihood of a regression: a sum of logs, of any beta and sigma, over all rows."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.fits import logpdf, lstsq, regressions, rms


def _regressions_and_a_long_one(rng):
    """Also 200 rows of loud noise, whose densities have a product too small to be stored."""
    yield from regressions(rng)
    X = np.column_stack([np.ones(200), rng.normal(1, 1, 200)])
    y = X @ np.array([3.0, -2.0]) + 40 * rng.normal(size=200)
    yield np.array([2.5, -1.0]), 45.0, X, y


@lesson.function(
    "05-log-likelihood",
    cases=_regressions_and_a_long_one,
    hints=(
        "The mean of observation i is its place on the plane, `X @ beta`. The log of a product is "
        "the sum of the logs.",
        "You have `log_density` already. Call it with all of `y` and all of `X @ beta` at once, "
        "and add up.",
        "`log_density(y, X @ beta, sigma).sum()`",
    ),
)
def log_likelihood(beta, sigma, X, y):
    """The log-likelihood of a regression."""
    return float(np.sum(stats.norm.logpdf(y, X @ beta, sigma)))


@log_likelihood.variant("in closed form")
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    n = len(y)
    return -n / 2 * np.log(2 * np.pi * sigma**2) - residuals @ residuals / (2 * sigma**2)


@log_likelihood.variant("a loop")
def _(beta, sigma, X, y):
    total = 0.0
    for row, value in zip(X, y, strict=True):
        total += np.log(stats.norm.pdf(value, row @ beta, sigma))
    return total


@log_likelihood.variant("one multivariate normal density")
def _(beta, sigma, X, y):
    return stats.multivariate_normal.logpdf(y, X @ beta, sigma**2 * np.eye(len(y)))


@log_likelihood.law(
    "No log density exceeds −log(σ√(2π)), and no sum of n of them n times that: {right} here. "
    "Yours is {left}.",
    "≤",
)
def _(value, beta, sigma, X, y):
    return value, len(y) * logpdf(0, sigma)


@log_likelihood.law(
    "Divided by n, a log-likelihood is the average log density, and lies among them. Yours is "
    "{left}; they end at {right}."
)
def _(value, beta, sigma, X, y):
    each = logpdf(y - X @ beta, sigma)
    return value / len(y), np.clip(value / len(y), each.min(), each.max())


@log_likelihood.law(
    "A likelihood is a product of n bell curves, and each integrates to 1. For yours, bell curves "
    "with this sigma would each have to integrate to {left}."
)
def _(value, beta, sigma, X, y):
    z = (y - X @ beta) / sigma
    return np.exp((value + z @ z / 2) / len(y)) * sigma * np.sqrt(2 * np.pi), 1, 1


def _no_2(beta, sigma, X, y):
    residuals = y - X @ beta
    return -len(y) * np.log(sigma) - residuals @ residuals / (2 * sigma**2)


def _exponents_sign(beta, sigma, X, y):
    residuals = y - X @ beta
    n = len(y)
    return -n / 2 * np.log(2 * np.pi * sigma**2) + residuals @ residuals / (2 * sigma**2)


def _log_after_the_product(beta, sigma, X, y):
    with np.errstate(divide="ignore"):
        return np.log(np.prod(np.exp(logpdf(y - X @ beta, sigma))))


def _constant_terms_once_not_n_times(beta, sigma, X, y):
    residuals = y - X @ beta
    return -0.5 * np.log(2 * np.pi * sigma**2) - residuals @ residuals / (2 * sigma**2)


def _log_sigma_once_not_n_times(beta, sigma, X, y):
    residuals = y - X @ beta
    n = len(y)
    return -n / 2 * np.log(2 * np.pi) - np.log(sigma) - residuals @ residuals / (2 * sigma**2)


def _log_sigma_missing(beta, sigma, X, y):
    residuals = y - X @ beta
    return -len(y) / 2 * np.log(2 * np.pi) - residuals @ residuals / (2 * sigma**2)


def _no_half_in_the_exponent(beta, sigma, X, y):
    residuals = y - X @ beta
    n = len(y)
    return -n / 2 * np.log(2 * np.pi * sigma**2) - residuals @ residuals / sigma**2


def _2_sigma_2(beta, sigma, X, y):
    residuals = y - X @ beta
    n = len(y)
    return -n / 2 * np.log(2 * np.pi * sigma**2) - residuals @ residuals / 2 * sigma**2


def _n_not_halved(beta, sigma, X, y):
    residuals = y - X @ beta
    return -len(y) * np.log(2 * np.pi * sigma**2) - residuals @ residuals / (2 * sigma**2)


def _mean_square_in_the_exponent(beta, sigma, X, y):
    residuals = y - X @ beta
    return -len(y) / 2 * np.log(2 * np.pi * sigma**2) - np.mean(residuals**2) / (2 * sigma**2)


def _n_of_the_seed_world(beta, sigma, X, y):
    residuals = y - X @ beta
    return -100 * np.log(2 * np.pi * sigma**2) - residuals @ residuals / (2 * sigma**2)


def _n_of_the_seed_world_with_log_sigma(beta, sigma, X, y):
    residuals, n = y - X @ beta, len(y)
    constant = -n / 2 * np.log(2 * np.pi) - 200 * np.log(sigma)
    return constant - residuals @ residuals / (2 * sigma**2)


def _residuals_not_squared(beta, sigma, X, y):
    n = len(y)
    return -n / 2 * np.log(2 * np.pi * sigma**2) - np.sum(y - X @ beta) / (2 * sigma**2)


def _sigma_estimated_inside(beta, sigma, X, y):
    residuals = y - X @ beta
    return np.sum(logpdf(residuals, rms(residuals)))


def _half_finished_the_squares_alone(beta, sigma, X, y):
    residuals = y - X @ beta
    return -residuals @ residuals / (2 * sigma**2)


log_likelihood.mistakes(
    ("no 2π", _no_2,
     "Your function leaves out the 2π (on the seed world it would give −417.372). It moves no "
     "maximum, but the value cannot be compared with what other programs print."),
    ("exponent's sign", _exponents_sign,
     "Your exponent has lost its minus sign (on the seed world it would give −401.160): the worse "
     "the fit, the higher your log-likelihood."),
    ("log10", lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, sigma)) / np.log(10),
     "Your function uses the logarithm to base 10 (on the seed world it would give −261.08). "
     "Likelihoods use the natural one, `np.log`."),
    ("mean for sum", lambda beta, sigma, X, y: np.mean(logpdf(y - X @ beta, sigma)),
     "Your function averages the log densities (on the seed world it would give −3.006). The log "
     "of a product of n factors is their sum, not their mean."),
    ("likelihood, not its log",
     lambda beta, sigma, X, y: np.prod(np.exp(logpdf(y - X @ beta, sigma))),
     "Your function returns the product of the densities. Sum their logs; the product of a few "
     "hundred densities is too small for the computer."),
    ("log after the product", _log_after_the_product,
     "On short data your function agrees with the reference; on 200 rows of loud noise it returns "
     "−∞. The product of so many densities is too small to be stored and becomes 0, and its log "
     "is taken too late. Take the logs first, then add them.",
     {"recognises": lambda yours, beta, sigma, X, y: (
         yours.size == 1
         and (
             np.isclose(yours.item(), np.sum(logpdf(y - X @ beta, sigma)), rtol=1e-6)
             if len(y) < 100
             else np.isneginf(yours.item())
         )
    )}),
    ("negative log-likelihood", lambda beta, sigma, X, y: -np.sum(logpdf(y - X @ beta, sigma)),
     "Your function returns minus the log-likelihood. The minus comes later, for a minimiser."),
    ("not summed", lambda beta, sigma, X, y: logpdf(y - X @ beta, sigma),
     "Your function returns one log density for each observation. Add them up."),
    ("logs multiplied", lambda beta, sigma, X, y: np.prod(logpdf(y - X @ beta, sigma)),
     "Your function multiplies the log densities. The log has turned the product into a *sum*."),
    ("log of the summed densities",
     lambda beta, sigma, X, y: np.log(np.sum(np.exp(logpdf(y - X @ beta, sigma)))),
     "Your function adds up the densities and then takes the log. The order is the other way "
     "round: log first, then the sum."),
    ("densities summed", lambda beta, sigma, X, y: np.sum(np.exp(logpdf(y - X @ beta, sigma))),
     "Your function adds up the densities. Independent observations multiply, so their *logs* "
     "add."),
    ("constant terms once, not n times", _constant_terms_once_not_n_times,
     "Your function counts the term with 2π and σ once. Every observation brings its own, so "
     "there are n of them."),
    ("log σ once, not n times", _log_sigma_once_not_n_times,
     "Your function counts log σ once. Every observation brings its own, so there are n of them."),
    ("log σ missing", _log_sigma_missing,
     "Your function lacks the term −n log σ: standardising the residuals stretches the axis, so "
     "each density needs its factor 1/σ. Without it the widest density would always win."),
    ("no ½ in the exponent", _no_half_in_the_exponent,
     "Your function divides the squared residuals by σ²; the exponent has 2σ²."),
    ("/ 2 * sigma**2", _2_sigma_2,
     "Your squared residuals are *multiplied* by σ² where they should be divided. If σ² stands "
     "below your line: Python works from left to right, `/ 2 * sigma**2` divides by 2 and then "
     "multiplies. Put brackets: `/ (2 * sigma**2)`."),
    ("2π with the wrong sign",
     lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, sigma)) + len(y) * np.log(2 * np.pi),
     "Your function adds the term with 2π. √(2π) stands below the line, so half of log 2π is "
     "subtracted for each observation (brackets missing around `sigma * np.sqrt(2 * np.pi)`?)."),
    ("n not halved", _n_not_halved,
     "Your function subtracts n log(2πσ²); the density has a square root there, so only n/2."),
    ("mean square in the exponent", _mean_square_in_the_exponent,
     "Your exponent has the *mean* of the squared residuals. It must have their sum."),
    ("sigma taken for the variance",
     lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, np.sqrt(sigma))),
     "Your function treats `sigma` as a variance. It is a standard deviation: square it."),
    ("variance passed as scale", lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, sigma**2)),
     "Your function hands σ² over where the standard deviation is wanted (`scale` is one)."),
    ("n of the seed world", _n_of_the_seed_world,
     "Your function counts 200 observations always: it uses the `n` of the seed world. The data "
     "that it is given have a length of their own, `len(y)`."),
    ("n of the seed world with log σ", _n_of_the_seed_world_with_log_sigma,
     "Your function counts log σ 200 times always: it uses the `n` of the seed world. The data "
     "that it is given have a length of their own, `len(y)`."),
    ("y as a column", lambda beta, sigma, X, y: np.sum(logpdf(y[:, None] - X @ beta, sigma)),
     "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y "
     "with each plane height. Leave y as one long row of numbers, shape (n,)."),
    ("residuals not squared", _residuals_not_squared,
     "Your exponent has the residuals where their squares belong: a plane far above the points "
     "would count as good."),
    ("plane left out", lambda beta, sigma, X, y: np.sum(logpdf(y, sigma)),
     "Your function takes the mean of every y to be 0: `X @ beta` is not used."),
    ("no constant", lambda beta, sigma, X, y: np.sum(logpdf(y - X[:, 1:] @ beta[1:], sigma)),
     "Your function uses the predictors without the column of ones: the first entry of beta is "
     "left out."),
    ("standard normal", lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, 1.0)),
     "Your function takes σ to be 1, whatever it is given."),
    ("sigma estimated inside", _sigma_estimated_inside,
     "Your function computes a sigma of its own from the residuals. Use the `sigma` it is given: "
     "a likelihood answers for *any* value."),
    ("beta estimated inside", lambda beta, sigma, X, y: np.sum(logpdf(y - X @ lstsq(X, y), sigma)),
     "Your function fits a beta of its own. Use the `beta` it is given: a likelihood answers for "
     "*any* value."),
    ("half-finished: the squares alone", _half_finished_the_squares_alone,
     "Your function returns the part with the residuals alone. The terms with 2π and σ are "
     "missing."),
)  # fmt: skip


# Each row: what stands for −n/2 log 2π, for −n log σ and for −S/(2σ²), given n, σ and residuals e.


def _front(n):
    return -n / 2 * np.log(2 * np.pi)


def _exponent(e, sigma):
    return -(e @ e) / (2 * sigma**2)


for _name, _says, _terms in (
    (
        "2 for 2π",
        "Your function has lost the π: each density is divided by √2 where it should be by √(2π).",
        lambda n, sigma, e: -n / 2 * np.log(2) - n * np.log(sigma) + _exponent(e, sigma),
    ),
    (
        "π for 2π",
        "Your function has lost a 2: each density is divided by √π where it should be by √(2π).",
        lambda n, sigma, e: -n / 2 * np.log(np.pi) - n * np.log(sigma) + _exponent(e, sigma),
    ),
    (
        "2 for 2π, not halved",
        "Your function subtracts n log 2: the π is lost, and the square root, which would halve "
        "the log. It is n/2 log 2π.",
        lambda n, sigma, e: -n * np.log(2) - n * np.log(sigma) + _exponent(e, sigma),
    ),
    (
        "2π once, not n times",
        "Your function counts the term with 2π once. Every observation brings its own, so there "
        "are n of them.",
        lambda n, sigma, e: _front(1) - n * np.log(sigma) + _exponent(e, sigma),
    ),
    (
        "2π not halved",
        "Your function subtracts n log 2π. The density has its square root below the line, so only "
        "half of that.",
        lambda n, sigma, e: 2 * _front(n) - n * np.log(sigma) + _exponent(e, sigma),
    ),
    (
        "log σ with the wrong sign",
        "Your function *adds* n log σ. σ stands below the line, so its log is subtracted.",
        lambda n, sigma, e: _front(n) + n * np.log(sigma) + _exponent(e, sigma),
    ),
    (
        "sigma inside the root",
        "Your function has σ under the root together with 2π. Under the root it would have to be "
        "σ²: subtract n log σ.",
        lambda n, sigma, e: _front(n) - n / 2 * np.log(sigma) + _exponent(e, sigma),
    ),
    (
        "log σ² not halved",
        "Your function subtracts n log σ², twice what it should: n log σ, or half of n log σ².",
        lambda n, sigma, e: _front(n) - 2 * n * np.log(sigma) + _exponent(e, sigma),
    ),
    (
        "σ for log σ",
        "Your function subtracts n σ. The log of 1/σ is −log σ.",
        lambda n, sigma, e: _front(n) - n * sigma + _exponent(e, sigma),
    ),
    (
        "sigma not squared",
        "Your exponent divides by 2σ; it must divide by 2σ², so that it has no unit.",
        lambda n, sigma, e: _front(n) - n * np.log(sigma) - e @ e / (2 * sigma),
    ),
    (
        "(2σ)²",
        "Your exponent divides by (2σ)², which is 4σ². It is 2σ²: square the σ alone.",
        lambda n, sigma, e: _front(n) - n * np.log(sigma) - e @ e / (2 * sigma) ** 2,
    ),
    (
        "squared after the sum",
        "Your exponent adds up the residuals and squares the sum: they cancel. Square first.",
        lambda n, sigma, e: _front(n) - n * np.log(sigma) - np.sum(e) ** 2 / (2 * sigma**2),
    ),
    (
        "sizes for squares",
        "Your exponent has the sizes of the residuals where their squares belong.",
        lambda n, sigma, e: _front(n) - n * np.log(sigma) - np.sum(np.abs(e)) / (2 * sigma**2),
    ),
    (
        "root of the sum of squares",
        "Your exponent has the length of the residuals, a root. It has the sum of their squares.",
        lambda n, sigma, e: _front(n) - n * np.log(sigma) - np.linalg.norm(e) / (2 * sigma**2),
    ),
    (
        "log10 in the terms",
        "Your function uses the logarithm to base 10 for the terms with 2π and σ. The natural one, "
        "`np.log`, is what removes the exponential.",
        lambda n, sigma, e: (
            -n / 2 * np.log10(2 * np.pi) - n * np.log10(sigma) + _exponent(e, sigma)
        ),
    ),
    (
        "half-finished: no squares",
        "Your function returns the terms with 2π and σ alone: the residuals are not used.",
        lambda n, sigma, e: _front(n) - n * np.log(sigma),
    ),
    (
        "n − 1 observations",
        "Your function counts n − 1 terms with 2π and σ. Every observation brings its own: n.",
        lambda n, sigma, e: _front(n - 1) - (n - 1) * np.log(sigma) + _exponent(e, sigma),
    ),
):
    log_likelihood.misconception(_name, _says)(
        lambda beta, sigma, X, y, terms=_terms: terms(len(y), sigma, y - X @ beta)
    )

log_likelihood.mistakes(
    ("n − p observations",
     lambda beta, sigma, X, y: (
         (len(y) - len(beta)) * (-0.5 * np.log(2 * np.pi) - np.log(sigma))
         + _exponent(y - X @ beta, sigma)
         ),
     "Your function counts n − p terms with 2π and σ. The likelihood does not know that beta may "
     "have been fitted: n."),
    ("deviance", lambda beta, sigma, X, y: -2 * np.sum(logpdf(y - X @ beta, sigma)),
     "Your function returns −2 times the log-likelihood. Wanted: the log-likelihood itself."),
    ("starts from 1", lambda beta, sigma, X, y: 1 + np.sum(logpdf(y - X @ beta, sigma)),
     "Your sum starts from 1. A product starts from 1; a sum of logs starts from 0."),
    ("stops after the first observation", lambda beta, sigma, X, y: logpdf(y - X @ beta, sigma)[0],
     "Your function returns the log density of the first observation alone (does the `return` "
     "stand inside a loop?). Add up all of them."),
    ("only the last observation", lambda beta, sigma, X, y: logpdf(y - X @ beta, sigma)[-1],
     "Your function returns the log density of the last observation alone: each round overwrites "
     "the one before. Add up, `+=`."),
    ("first observation left out",
     lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, sigma)[1:]),
     "Your sum leaves out the first observation. Python counts from 0: `range(len(y))`."),
    ("last observation left out",
     lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, sigma)[:-1]),
     "Your sum leaves out the last observation. `range(n)` ends before n by itself."),
    ("log of the average density",
     lambda beta, sigma, X, y: np.log(np.mean(np.exp(logpdf(y - X @ beta, sigma)))),
     "Your function takes the log of the *average* density. The log comes first, of each one, and "
     "then the sum."),
    ("sums for observations", lambda beta, sigma, X, y: logpdf(np.sum(y - X @ beta), sigma),
     "Your function adds up y and the plane first, and looks at one density. Each observation has "
     "a density of its own; their logs are added."),
    ("means for observations", lambda beta, sigma, X, y: logpdf(np.mean(y - X @ beta), sigma),
     "Your function averages y and the plane first, and looks at one density. Each observation "
     "has a density of its own; their logs are added."),
    ("running sum", lambda beta, sigma, X, y: np.cumsum(logpdf(y - X @ beta, sigma)),
     "Your function returns a running sum (`cumsum`). Its last entry is what is wanted: `sum`."),
    ("mean of y for the plane", lambda beta, sigma, X, y: np.sum(logpdf(y - y.mean(), sigma)),
     "Your function takes the average of y for the mean of every observation. Its mean is its "
     "place on the plane, `X @ beta`."),
    ("plane taken away twice", lambda beta, sigma, X, y: np.sum(logpdf(y - 2 * (X @ beta), sigma)),
     "Your function takes the plane away from y and hands it over as the mean as well. Once is "
     "enough: the residuals have mean 0."),
    ("plane added", lambda beta, sigma, X, y: np.sum(logpdf(y + X @ beta, sigma)),
     "Your function has y *plus* the plane. What counts is how far y is from it."),
    ("sigma of the seed world", lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, 5.0)),
     "Your function takes σ to be 5, whatever it is given. Use the `sigma` that is handed in."),
    ("sigma estimated inside, centred",
     lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, np.std(y - X @ beta))),
     "Your function computes a sigma of its own, from the residuals. Use the `sigma` it is given: "
     "a likelihood answers for *any* value."),
    ("spread of y for sigma", lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, np.std(y))),
     "Your function takes the standard deviation of y for σ. Use the `sigma` it is given."),
    ("beta and sigma estimated inside",
     lambda beta, sigma, X, y: np.sum(logpdf(y - X @ lstsq(X, y), rms(y - X @ lstsq(X, y)))),
     "Your function fits a beta and a sigma of its own: its answer does not depend on those it is "
     "given. A likelihood answers for *any* values."),
)  # fmt: skip
