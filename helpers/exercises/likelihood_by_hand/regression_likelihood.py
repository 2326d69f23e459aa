"""The log-likelihood of a regression: a sum of logs, of any beta and sigma, over all rows."""

import numpy as np
from scipy import stats

from helpers.exercises.lessons import likelihood_by_hand as lesson
from helpers.exercises.likelihood_by_hand.fits import logpdf, lstsq, regressions, rms


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


@log_likelihood.misconception(
    "no 2π",
    "Your function leaves out the 2π (on the seed world it would give −417.372). It moves no "
    "maximum, but the value cannot be compared with what other programs print.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return -len(y) * np.log(sigma) - residuals @ residuals / (2 * sigma**2)


@log_likelihood.misconception(
    "exponent's sign",
    "Your exponent has lost its minus sign (on the seed world it would give −401.160): the worse "
    "the fit, the higher your log-likelihood.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    n = len(y)
    return -n / 2 * np.log(2 * np.pi * sigma**2) + residuals @ residuals / (2 * sigma**2)


@log_likelihood.misconception(
    "log10",
    "Your function uses the logarithm to base 10 (on the seed world it would give −261.08). "
    "Likelihoods use the natural one, `np.log`.",
)
def _(beta, sigma, X, y):
    return np.sum(logpdf(y - X @ beta, sigma)) / np.log(10)


@log_likelihood.misconception(
    "mean for sum",
    "Your function averages the log densities (on the seed world it would give −3.006). The log "
    "of a product of n factors is their sum, not their mean.",
)
def _(beta, sigma, X, y):
    return np.mean(logpdf(y - X @ beta, sigma))


@log_likelihood.misconception(
    "likelihood, not its log",
    "Your function returns the product of the densities. Sum their logs; the product of a few "
    "hundred densities is too small for the computer.",
)
def _(beta, sigma, X, y):
    return np.prod(np.exp(logpdf(y - X @ beta, sigma)))


@log_likelihood.misconception(
    "log after the product",
    "On short data your function agrees with the reference; on 200 rows of loud noise it returns "
    "−∞. The product of so many densities is too small to be stored and becomes 0, and its log is "
    "taken too late. Take the logs first, then add them.",
    recognises=lambda yours, beta, sigma, X, y: (
        yours.size == 1
        and (
            np.isclose(yours.item(), np.sum(logpdf(y - X @ beta, sigma)), rtol=1e-6)
            if len(y) < 100
            else np.isneginf(yours.item())
        )
    ),
)
def _(beta, sigma, X, y):
    with np.errstate(divide="ignore"):
        return np.log(np.prod(np.exp(logpdf(y - X @ beta, sigma))))


@log_likelihood.misconception(
    "negative log-likelihood",
    "Your function returns minus the log-likelihood. The minus comes later, for a minimiser.",
)
def _(beta, sigma, X, y):
    return -np.sum(logpdf(y - X @ beta, sigma))


@log_likelihood.misconception(
    "not summed",
    "Your function returns one log density for each observation. Add them up.",
)
def _(beta, sigma, X, y):
    return logpdf(y - X @ beta, sigma)


@log_likelihood.misconception(
    "logs multiplied",
    "Your function multiplies the log densities. The log has turned the product into a *sum*.",
)
def _(beta, sigma, X, y):
    return np.prod(logpdf(y - X @ beta, sigma))


@log_likelihood.misconception(
    "log of the summed densities",
    "Your function adds up the densities and then takes the log. The order is the other way "
    "round: log first, then the sum.",
)
def _(beta, sigma, X, y):
    return np.log(np.sum(np.exp(logpdf(y - X @ beta, sigma))))


@log_likelihood.misconception(
    "densities summed",
    "Your function adds up the densities. Independent observations multiply, so their *logs* add.",
)
def _(beta, sigma, X, y):
    return np.sum(np.exp(logpdf(y - X @ beta, sigma)))


@log_likelihood.misconception(
    "constant terms once, not n times",
    "Your function counts the term with 2π and σ once. Every observation brings its own, so there "
    "are n of them.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return -0.5 * np.log(2 * np.pi * sigma**2) - residuals @ residuals / (2 * sigma**2)


@log_likelihood.misconception(
    "log σ once, not n times",
    "Your function counts log σ once. Every observation brings its own, so there are n of them.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    n = len(y)
    return -n / 2 * np.log(2 * np.pi) - np.log(sigma) - residuals @ residuals / (2 * sigma**2)


@log_likelihood.misconception(
    "log σ missing",
    "Your function lacks the term −n log σ: standardising the residuals stretches the axis, so "
    "each density needs its factor 1/σ. Without it the widest density would always win.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return -len(y) / 2 * np.log(2 * np.pi) - residuals @ residuals / (2 * sigma**2)


@log_likelihood.misconception(
    "no ½ in the exponent",
    "Your function divides the squared residuals by σ²; the exponent has 2σ².",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    n = len(y)
    return -n / 2 * np.log(2 * np.pi * sigma**2) - residuals @ residuals / sigma**2


@log_likelihood.misconception(
    "/ 2 * sigma**2",
    "Your squared residuals are *multiplied* by σ² where they should be divided. If σ² stands "
    "below your line: Python works from left to right, `/ 2 * sigma**2` divides by 2 and then "
    "multiplies. Put brackets: `/ (2 * sigma**2)`.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    n = len(y)
    return -n / 2 * np.log(2 * np.pi * sigma**2) - residuals @ residuals / 2 * sigma**2


@log_likelihood.misconception(
    "2π with the wrong sign",
    "Your function adds the term with 2π. √(2π) stands below the line, so half of log 2π is "
    "subtracted for each observation (brackets missing around `sigma * np.sqrt(2 * np.pi)`?).",
)
def _(beta, sigma, X, y):
    return np.sum(logpdf(y - X @ beta, sigma)) + len(y) * np.log(2 * np.pi)


@log_likelihood.misconception(
    "n not halved",
    "Your function subtracts n log(2πσ²); the density has a square root there, so only n/2.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return -len(y) * np.log(2 * np.pi * sigma**2) - residuals @ residuals / (2 * sigma**2)


@log_likelihood.misconception(
    "mean square in the exponent",
    "Your exponent has the *mean* of the squared residuals. It must have their sum.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return -len(y) / 2 * np.log(2 * np.pi * sigma**2) - np.mean(residuals**2) / (2 * sigma**2)


@log_likelihood.misconception(
    "sigma taken for the variance",
    "Your function treats `sigma` as a variance. It is a standard deviation: square it.",
)
def _(beta, sigma, X, y):
    return np.sum(logpdf(y - X @ beta, np.sqrt(sigma)))


@log_likelihood.misconception(
    "variance passed as scale",
    "Your function hands σ² over where the standard deviation is wanted (`scale` is one).",
)
def _(beta, sigma, X, y):
    return np.sum(logpdf(y - X @ beta, sigma**2))


@log_likelihood.misconception(
    "n of the seed world",
    "Your function counts 200 observations always: it uses the `n` of the seed world. The data "
    "that it is given have a length of their own, `len(y)`.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return -100 * np.log(2 * np.pi * sigma**2) - residuals @ residuals / (2 * sigma**2)


@log_likelihood.misconception(
    "n of the seed world with log σ",
    "Your function counts log σ 200 times always: it uses the `n` of the seed world. The data "
    "that it is given have a length of their own, `len(y)`.",
)
def _(beta, sigma, X, y):
    residuals, n = y - X @ beta, len(y)
    constant = -n / 2 * np.log(2 * np.pi) - 200 * np.log(sigma)
    return constant - residuals @ residuals / (2 * sigma**2)


@log_likelihood.misconception(
    "y as a column",
    "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y with "
    "each plane height. Leave y as one long row of numbers, shape (n,).",
)
def _(beta, sigma, X, y):
    return np.sum(logpdf(y[:, None] - X @ beta, sigma))


@log_likelihood.misconception(
    "residuals not squared",
    "Your exponent has the residuals where their squares belong: a plane far above the points "
    "would count as good.",
)
def _(beta, sigma, X, y):
    n = len(y)
    return -n / 2 * np.log(2 * np.pi * sigma**2) - np.sum(y - X @ beta) / (2 * sigma**2)


@log_likelihood.misconception(
    "plane left out",
    "Your function takes the mean of every y to be 0: `X @ beta` is not used.",
)
def _(beta, sigma, X, y):
    return np.sum(logpdf(y, sigma))


@log_likelihood.misconception(
    "no constant",
    "Your function uses the predictors without the column of ones: the first entry of beta is "
    "left out.",
)
def _(beta, sigma, X, y):
    return np.sum(logpdf(y - X[:, 1:] @ beta[1:], sigma))


@log_likelihood.misconception(
    "standard normal",
    "Your function takes σ to be 1, whatever it is given.",
)
def _(beta, sigma, X, y):
    return np.sum(logpdf(y - X @ beta, 1.0))


@log_likelihood.misconception(
    "sigma estimated inside",
    "Your function computes a sigma of its own from the residuals. Use the `sigma` it is given: a "
    "likelihood answers for *any* value.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return np.sum(logpdf(residuals, rms(residuals)))


@log_likelihood.misconception(
    "beta estimated inside",
    "Your function fits a beta of its own. Use the `beta` it is given: a likelihood answers for "
    "*any* value.",
)
def _(beta, sigma, X, y):
    return np.sum(logpdf(y - X @ lstsq(X, y), sigma))


@log_likelihood.misconception(
    "half-finished: the squares alone",
    "Your function returns the part with the residuals alone. The terms with 2π and σ are missing.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return -residuals @ residuals / (2 * sigma**2)


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

for _name, _says, _program in (
    (
        "n − p observations",
        "Your function counts n − p terms with 2π and σ. The likelihood does not know that beta "
        "may have been fitted: n.",
        lambda beta, sigma, X, y: (
            (len(y) - len(beta)) * (-0.5 * np.log(2 * np.pi) - np.log(sigma))
            + _exponent(y - X @ beta, sigma)
        ),
    ),
    (
        "deviance",
        "Your function returns −2 times the log-likelihood. Wanted: the log-likelihood itself.",
        lambda beta, sigma, X, y: -2 * np.sum(logpdf(y - X @ beta, sigma)),
    ),
    (
        "starts from 1",
        "Your sum starts from 1. A product starts from 1; a sum of logs starts from 0.",
        lambda beta, sigma, X, y: 1 + np.sum(logpdf(y - X @ beta, sigma)),
    ),
    (
        "stops after the first observation",
        "Your function returns the log density of the first observation alone (does the `return` "
        "stand inside a loop?). Add up all of them.",
        lambda beta, sigma, X, y: logpdf(y - X @ beta, sigma)[0],
    ),
    (
        "only the last observation",
        "Your function returns the log density of the last observation alone: each round "
        "overwrites the one before. Add up, `+=`.",
        lambda beta, sigma, X, y: logpdf(y - X @ beta, sigma)[-1],
    ),
    (
        "first observation left out",
        "Your sum leaves out the first observation. Python counts from 0: `range(len(y))`.",
        lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, sigma)[1:]),
    ),
    (
        "last observation left out",
        "Your sum leaves out the last observation. `range(n)` ends before n by itself.",
        lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, sigma)[:-1]),
    ),
    (
        "log of the average density",
        "Your function takes the log of the *average* density. The log comes first, of each one, "
        "and then the sum.",
        lambda beta, sigma, X, y: np.log(np.mean(np.exp(logpdf(y - X @ beta, sigma)))),
    ),
    (
        "sums for observations",
        "Your function adds up y and the plane first, and looks at one density. Each observation "
        "has a density of its own; their logs are added.",
        lambda beta, sigma, X, y: logpdf(np.sum(y - X @ beta), sigma),
    ),
    (
        "means for observations",
        "Your function averages y and the plane first, and looks at one density. Each observation "
        "has a density of its own; their logs are added.",
        lambda beta, sigma, X, y: logpdf(np.mean(y - X @ beta), sigma),
    ),
    (
        "running sum",
        "Your function returns a running sum (`cumsum`). Its last entry is what is wanted: `sum`.",
        lambda beta, sigma, X, y: np.cumsum(logpdf(y - X @ beta, sigma)),
    ),
    (
        "mean of y for the plane",
        "Your function takes the average of y for the mean of every observation. Its mean is its "
        "place on the plane, `X @ beta`.",
        lambda beta, sigma, X, y: np.sum(logpdf(y - y.mean(), sigma)),
    ),
    (
        "plane taken away twice",
        "Your function takes the plane away from y and hands it over as the mean as well. Once is "
        "enough: the residuals have mean 0.",
        lambda beta, sigma, X, y: np.sum(logpdf(y - 2 * (X @ beta), sigma)),
    ),
    (
        "plane added",
        "Your function has y *plus* the plane. What counts is how far y is from it.",
        lambda beta, sigma, X, y: np.sum(logpdf(y + X @ beta, sigma)),
    ),
    (
        "sigma of the seed world",
        "Your function takes σ to be 5, whatever it is given. Use the `sigma` that is handed in.",
        lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, 5.0)),
    ),
    (
        "sigma estimated inside, centred",
        "Your function computes a sigma of its own, from the residuals. Use the `sigma` it is "
        "given: a likelihood answers for *any* value.",
        lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, np.std(y - X @ beta))),
    ),
    (
        "spread of y for sigma",
        "Your function takes the standard deviation of y for σ. Use the `sigma` it is given.",
        lambda beta, sigma, X, y: np.sum(logpdf(y - X @ beta, np.std(y))),
    ),
    (
        "beta and sigma estimated inside",
        "Your function fits a beta and a sigma of its own: its answer does not depend on those it "
        "is given. A likelihood answers for *any* values.",
        lambda beta, sigma, X, y: np.sum(logpdf(y - X @ lstsq(X, y), rms(y - X @ lstsq(X, y)))),
    ),
):
    log_likelihood.misconception(_name, _says)(_program)
