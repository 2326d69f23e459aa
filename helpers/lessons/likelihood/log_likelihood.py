"""The log-likelihood of a regression: a sum of logs, of any beta and sigma, over all rows."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.shared import logpdf, lstsq, regressions, rms


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


def _log_after_the_product(beta, sigma, X, y):
    with np.errstate(divide="ignore"):
        return np.log(np.prod(np.exp(logpdf(y - X @ beta, sigma))))


log_likelihood.mistakes(
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
    ("deviance", lambda beta, sigma, X, y: -2 * np.sum(logpdf(y - X @ beta, sigma)),
     "Your function returns −2 times the log-likelihood. Wanted: the log-likelihood itself."),
    ("logs multiplied", lambda beta, sigma, X, y: np.prod(logpdf(y - X @ beta, sigma)),
     "Your function multiplies the log densities. The log has turned the product into a *sum*."),
    ("log of the summed densities",
     lambda beta, sigma, X, y: np.log(np.sum(np.exp(logpdf(y - X @ beta, sigma)))),
     "Your function adds up the densities and then takes the log. The order is the other way "
     "round: log first, then the sum."),
    ("log of the average density",
     lambda beta, sigma, X, y: np.log(np.mean(np.exp(logpdf(y - X @ beta, sigma)))),
     "Your function takes the log of the *average* density. The log comes first, of each one, and "
     "then the sum."),
    ("densities summed", lambda beta, sigma, X, y: np.sum(np.exp(logpdf(y - X @ beta, sigma))),
     "Your function adds up the densities. Independent observations multiply, so their *logs* "
     "add."),
    ("starts from 1", lambda beta, sigma, X, y: 1 + np.sum(logpdf(y - X @ beta, sigma)),
     "Your sum starts from 1. A product starts from 1; a sum of logs starts from 0."),
    ("stops after the first observation", lambda beta, sigma, X, y: logpdf(y - X @ beta, sigma)[0],
     "Your function returns the log density of the first observation alone (does the `return` "
     "stand inside a loop?). Add up all of them."),
    ("only the last observation", lambda beta, sigma, X, y: logpdf(y - X @ beta, sigma)[-1],
     "Your function returns the log density of the last observation alone: each round overwrites "
     "the one before. Add up, `+=`."),
    ("sums for observations", lambda beta, sigma, X, y: logpdf(np.sum(y - X @ beta), sigma),
     "Your function adds up y and the plane first, and looks at one density. Each observation has "
     "a density of its own; their logs are added."),
    ("means for observations", lambda beta, sigma, X, y: logpdf(np.mean(y - X @ beta), sigma),
     "Your function averages y and the plane first, and looks at one density. Each observation "
     "has a density of its own; their logs are added."),
    ("y as a column", lambda beta, sigma, X, y: np.sum(logpdf(y[:, None] - X @ beta, sigma)),
     "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y "
     "with each plane height. Leave y as one long row of numbers, shape (n,)."),
    ("plane taken away twice", lambda beta, sigma, X, y: np.sum(logpdf(y - 2 * (X @ beta), sigma)),
     "Your function takes the plane away from y and hands it over as the mean as well. Once is "
     "enough: the residuals have mean 0."),
    ("mean of y for the plane", lambda beta, sigma, X, y: np.sum(logpdf(y - y.mean(), sigma)),
     "Your function takes the average of y for the mean of every observation. Its mean is its "
     "place on the plane, `X @ beta`."),
    ("beta estimated inside", lambda beta, sigma, X, y: np.sum(logpdf(y - X @ lstsq(X, y), sigma)),
     "Your function fits a beta of its own. Use the `beta` it is given: a likelihood answers for "
     "*any* value."),
    ("sigma estimated inside",
     lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, rms(y - X @ beta))),
     "Your function computes a sigma of its own from the residuals. Use the `sigma` it is given: "
     "a likelihood answers for *any* value."),
    ("n − p observations",
     lambda beta, sigma, X, y: (
         np.sum(logpdf(y - X @ beta, sigma)) - len(beta) * logpdf(0, sigma)
     ),
     "Your function counts n − p terms with 2π and σ. The likelihood does not know that beta may "
     "have been fitted: n."),
    ("sigma of the seed world", lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, 5.0)),
     "Your function takes σ to be 5, whatever it is given. Use the `sigma` that is handed in."),
    ("sigma taken for the variance",
     lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, np.sqrt(sigma))),
     "Your function treats `sigma` as a variance. It is a standard deviation: square it."),
    ("variance passed as scale", lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, sigma**2)),
     "Your function hands σ² over where the standard deviation is wanted (`scale` is one)."),
)  # fmt: skip


def _of_n_sigma_and_residuals(term):
    """A program from what it makes of n, sigma and the residuals e."""
    return lambda beta, sigma, X, y: term(len(y), sigma, y - X @ beta)


def _front(n, sigma):
    """What n observations at their means have for a log-likelihood."""
    return n * logpdf(0, sigma)


log_likelihood.mistakes(
    ("no 2π", lambda n, sigma, e: -n * np.log(sigma) - e @ e / (2 * sigma**2),
     "Your function leaves out the 2π (on the seed world it would give −417.372). It moves no "
     "maximum, but the value cannot be compared with what other programs print."),
    ("2 for 2π", lambda n, sigma, e: -n / 2 * np.log(2 * sigma**2) - e @ e / (2 * sigma**2),
     "Your function has lost the π: each density is divided by √2 where it should be by √(2π)."),
    ("π for 2π", lambda n, sigma, e: -n / 2 * np.log(np.pi * sigma**2) - e @ e / (2 * sigma**2),
     "Your function has lost a 2: each density is divided by √π where it should be by √(2π)."),
    ("exponent's sign", lambda n, sigma, e: _front(n, sigma) + e @ e / (2 * sigma**2),
     "Your exponent has lost its minus sign (on the seed world it would give −401.160): the worse "
     "the fit, the higher your log-likelihood."),
    ("/ 2 * sigma**2", lambda n, sigma, e: _front(n, sigma) - e @ e / 2 * sigma**2,
     "Your squared residuals are *multiplied* by σ² where they should be divided. If σ² stands "
     "below your line: Python works from left to right, `/ 2 * sigma**2` divides by 2 and then "
     "multiplies. Put brackets: `/ (2 * sigma**2)`."),
    ("residuals not squared", lambda n, sigma, e: _front(n, sigma) - np.sum(e) / (2 * sigma**2),
     "Your exponent has the residuals where their squares belong: a plane far above the points "
     "would count as good."),
    ("constant terms once, not n times",
     lambda n, sigma, e: _front(1, sigma) - e @ e / (2 * sigma**2),
     "Your function counts the term with 2π and σ once. Every observation brings its own, so "
     "there are n of them."),
    ("log σ once, not n times",
     lambda n, sigma, e: _front(n, 1) - np.log(sigma) - e @ e / (2 * sigma**2),
     "Your function counts log σ once. Every observation brings its own, so there are n of them."),
    ("log σ missing", lambda n, sigma, e: _front(n, 1) - e @ e / (2 * sigma**2),
     "Your function lacks the term −n log σ: standardising the residuals stretches the axis, so "
     "each density needs its factor 1/σ. Without it the widest density would always win."),
    ("n of the seed world", lambda n, sigma, e: _front(200, sigma) - e @ e / (2 * sigma**2),
     "Your function counts 200 observations always: it uses the `n` of the seed world. The data "
     "that it is given have a length of their own, `len(y)`."),
    ("n of the seed world with log σ",
     lambda n, sigma, e: _front(n, 1) - 200 * np.log(sigma) - e @ e / (2 * sigma**2),
     "Your function counts log σ 200 times always: it uses the `n` of the seed world. The data "
     "that it is given have a length of their own, `len(y)`."),
    ("half-finished: the squares alone", lambda n, sigma, e: -e @ e / (2 * sigma**2),
     "Your function returns the part with the residuals alone. The terms with 2π and σ are "
     "missing."),
    of=_of_n_sigma_and_residuals,
)  # fmt: skip
