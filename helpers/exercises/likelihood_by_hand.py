"""Exercises of lesson 05: from a density to the log-likelihood and its maximum."""

import numpy as np
from scipy import optimize, stats

from helpers import ols, simulate
from helpers.exercises.lessons import likelihood_by_hand as lesson
from helpers.feedback import Rounding, written

__all__ = [
    "best_sigma",
    "gradient",
    "log_density",
    "log_likelihood",
    "power_of_ten",
    "sigma_by_search",
    "twin",
]


def _lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def _rms(residuals):
    """The root of the mean square."""
    return float(np.linalg.norm(residuals) / np.sqrt(len(residuals)))


def _normal(residuals, sigma):
    """Log densities of residuals under N(0, sigma²)."""
    return stats.norm.logpdf(residuals, 0.0, sigma)


# The log density


def _observations(rng):
    yield 9.5, 12.0, 2.0
    for n, sigma in ((7, 0.6), (12, 3.5)):
        mean = rng.normal(2, 3, n)
        yield mean + sigma * rng.normal(size=n), mean, sigma


@lesson.function(
    "05-log-density",
    cases=_observations,
    hints=(
        "Take the logarithm of the density, factor by factor: the log of a product is a sum, and "
        "the log of $e^a$ is $a$.",
        "Three terms: one from $1/\\sqrt{2\\pi}$, one from $1/\\sigma$, one from the exponent. "
        "The first is $-\\frac12 \\log(2\\pi)$.",
        "`-0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2`",
    ),
)
def log_density(y, mean, sigma):
    """The log density of one observation."""
    return stats.norm.logpdf(y, mean, sigma)


@log_density.variant("the formula")
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.variant("the log of the density")
def _(y, mean, sigma):
    density = np.exp(-((y - mean) ** 2) / (2 * sigma**2)) / np.sqrt(2 * np.pi * sigma**2)
    return np.log(density)


@log_density.variant("with the variance")
def _(y, mean, sigma):
    variance = sigma**2
    return -(np.log(2 * np.pi * variance) + (y - mean) ** 2 / variance) / 2


@log_density.misconception(
    "density, not its log",
    "Your function returns the density itself. Take its logarithm.",
)
def _(y, mean, sigma):
    return stats.norm.pdf(y, mean, sigma)


@log_density.misconception(
    "no 2π",
    "Your function leaves out the 2π. That moves no maximum, but the height is no longer the log "
    "of a density, and cannot be compared with what other programs print.",
)
def _(y, mean, sigma):
    return -np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "2 for 2π",
    "Your function has lost the π: the density is divided by √2 where it should be by √(2π).",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "π for 2π",
    "Your function has lost a 2: the density is divided by √π where it should be by √(2π).",
)
def _(y, mean, sigma):
    return -0.5 * np.log(np.pi) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "exponent's sign",
    "Your exponent has lost its minus sign: an observation far from the mean gets a *higher* "
    "density. The old notebook's joint density has this fault, twice.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) + 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "no ½ in the exponent",
    "Your function has lost the ½ of the exponent: the squared distance is divided by 2σ².",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - ((y - mean) / sigma) ** 2


@log_density.misconception(
    "sigma not squared",
    "Your exponent divides by σ; it must divide by σ², the variance, so that it has no unit.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * (y - mean) ** 2 / sigma


@log_density.misconception(
    "/ 2 * sigma**2",
    "Your exponent is *multiplied* by σ². Python works from left to right: `/ 2 * sigma**2` "
    "divides by 2 and then multiplies. Put brackets: `/ (2 * sigma**2)`.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - (y - mean) ** 2 / 2 * sigma**2


@log_density.misconception(
    "1 / sigma * sqrt(2π)",
    "Your density is *multiplied* by √(2π). Python works from left to right: put brackets around "
    "`sigma * np.sqrt(2 * np.pi)`, which all stands below the line.",
)
def _(y, mean, sigma):
    return 0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "sigma taken for the variance",
    "Your function treats `sigma` as a variance. It is a standard deviation: square it where the "
    "formula has σ².",
)
def _(y, mean, sigma):
    return stats.norm.logpdf(y, mean, np.sqrt(sigma))


@log_density.misconception(
    "variance passed as scale",
    "Your function hands the variance over where the standard deviation is wanted (`scale` is "
    "one). Do not square sigma first.",
)
def _(y, mean, sigma):
    return stats.norm.logpdf(y, mean, sigma**2)


@log_density.misconception(
    "log σ missing",
    "Your function has lost the σ in front of the exponential: the term with log σ is missing. "
    "Without it the widest density would win everywhere.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "log σ with the wrong sign",
    "Your function *adds* log σ. A wide density is a low one: σ stands below the line, so its log "
    "is subtracted.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) + np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "log σ² not halved",
    "Your function subtracts log σ², twice what it should: either log σ, or half of log σ².",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma**2) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "2π not halved",
    "Your function subtracts all of log 2π. The density has its square root below the line, so "
    "half of the log.",
)
def _(y, mean, sigma):
    return -np.log(2 * np.pi * sigma) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "neither log halved",
    "Your function subtracts log(2πσ²). The density has a square root there: take half of the log.",
)
def _(y, mean, sigma):
    return -np.log(2 * np.pi * sigma**2) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "log10",
    "Your function uses the logarithm to base 10. Likelihoods use the natural one, `np.log`.",
)
def _(y, mean, sigma):
    return stats.norm.logpdf(y, mean, sigma) / np.log(10)


@log_density.misconception(
    "distance not squared",
    "Your exponent has y − mean where its square belongs: an observation below the mean would "
    "count as good, however far away.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * (y - mean) / sigma**2


@log_density.misconception(
    "z not squared",
    "Your exponent has (y − mean)/σ where its square belongs: an observation below the mean would "
    "count as good, however far away.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * (y - mean) / sigma


@log_density.misconception(
    "size for square",
    "Your exponent has the size of (y − mean)/σ where its square belongs. That is the shape of the "
    "Laplace law, not of the normal one.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * np.abs(y - mean) / sigma


@log_density.misconception(
    "only the mean squared",
    "Your exponent has y − mean², the square of the mean alone. Put brackets: `(y - mean) ** 2`.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - (y - np.square(mean)) / (2 * sigma**2)


@log_density.misconception(
    "both brackets missing",
    "Python works from left to right: `1 / sigma * np.sqrt(2 * np.pi)` multiplies by the root, and "
    "`/ 2 * sigma**2` multiplies by σ². Put brackets around what stands below each line.",
)
def _(y, mean, sigma):
    return np.log(1 / sigma * np.sqrt(2 * np.pi)) - (y - mean) ** 2 / 2 * sigma**2


@log_density.misconception(
    "log10 of the factor in front",
    "Your function uses the logarithm to base 10 for the factor in front. The natural one, "
    "`np.log`, is what removes the exponential; use it throughout.",
)
def _(y, mean, sigma):
    return -np.log10(sigma * np.sqrt(2 * np.pi)) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "sigma inside the root",
    "Your function has σ under the root together with 2π. Under the root it would have to be σ².",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi * sigma) - 0.5 * ((y - mean) / sigma) ** 2


@log_density.misconception(
    "exponential kept",
    "Your function keeps the exponential beside the logs. The log of exp(a) is a: the exponent "
    "itself remains.",
)
def _(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) + np.exp(-0.5 * ((y - mean) / sigma) ** 2)


@log_density.misconception(
    "sign turned",
    "Your function returns *minus* the log density. That comes at the end, for a minimiser.",
)
def _(y, mean, sigma):
    return -stats.norm.logpdf(y, mean, sigma)


@log_density.misconception(
    "mean and sigma exchanged",
    "Your function takes sigma as the mean and the mean as sigma. The order is y, mean, sigma.",
)
def _(y, mean, sigma):
    return stats.norm.logpdf(y, sigma, mean)


@log_density.misconception(
    "mean ignored",
    "Your function takes the mean to be 0, whatever it is given. What counts is y − mean.",
)
def _(y, mean, sigma):
    return stats.norm.logpdf(y, 0, sigma)


@log_density.misconception(
    "already summed",
    "Your function adds up all observations. Here each one keeps its own log density; the sum "
    "comes next.",
)
def _(y, mean, sigma):
    return np.sum(stats.norm.logpdf(y, mean, sigma))


@log_density.misconception(
    "probability below y",
    "Your function returns the log of the *probability* of a value below y (`logcdf`). Wanted: the "
    "log of the density at y (`logpdf`).",
)
def _(y, mean, sigma):
    return stats.norm.logcdf(y, mean, sigma)


# The log-likelihood


def _regressions(rng):
    """A data set with any beta and sigma, as a search meets them: not at the maximum."""
    for n, p, sigma in ((7, 3, 1.7), (12, 2, 0.8), (15, 4, 2.6)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        truth = rng.normal(1, 2, p)
        y = X @ truth + sigma * rng.normal(size=n)
        yield truth + rng.normal(0, 0.4, p), 1.3 * sigma, X, y


def _regressions_and_a_long_one(rng):
    """Also 200 rows of loud noise, whose densities have a product too small to be stored."""
    yield from _regressions(rng)
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
    return np.sum(_normal(y - X @ beta, sigma)) / np.log(10)


@log_likelihood.misconception(
    "mean for sum",
    "Your function averages the log densities (on the seed world it would give −3.006). The log "
    "of a product of n factors is their sum, not their mean.",
)
def _(beta, sigma, X, y):
    return np.mean(_normal(y - X @ beta, sigma))


@log_likelihood.misconception(
    "likelihood, not its log",
    "Your function returns the product of the densities. Sum their logs; the product of a few "
    "hundred densities is too small for the computer.",
)
def _(beta, sigma, X, y):
    return np.prod(np.exp(_normal(y - X @ beta, sigma)))


@log_likelihood.misconception(
    "log after the product",
    "On short data your function agrees with the reference; on 200 rows of loud noise it returns "
    "−∞. The product of so many densities is too small to be stored and becomes 0, and its log is "
    "taken too late. Take the logs first, then add them.",
    recognises=lambda yours, beta, sigma, X, y: (
        yours.size == 1
        and (
            np.isclose(yours.item(), np.sum(_normal(y - X @ beta, sigma)), rtol=1e-6)
            if len(y) < 100
            else np.isneginf(yours.item())
        )
    ),
)
def _(beta, sigma, X, y):
    with np.errstate(divide="ignore"):
        return np.log(np.prod(np.exp(_normal(y - X @ beta, sigma))))


@log_likelihood.misconception(
    "negative log-likelihood",
    "Your function returns minus the log-likelihood. The minus comes later, for a minimiser.",
)
def _(beta, sigma, X, y):
    return -np.sum(_normal(y - X @ beta, sigma))


@log_likelihood.misconception(
    "not summed",
    "Your function returns one log density for each observation. Add them up.",
)
def _(beta, sigma, X, y):
    return _normal(y - X @ beta, sigma)


@log_likelihood.misconception(
    "logs multiplied",
    "Your function multiplies the log densities. The log has turned the product into a *sum*.",
)
def _(beta, sigma, X, y):
    return np.prod(_normal(y - X @ beta, sigma))


@log_likelihood.misconception(
    "log of the summed densities",
    "Your function adds up the densities and then takes the log. The order is the other way "
    "round: log first, then the sum.",
)
def _(beta, sigma, X, y):
    return np.log(np.sum(np.exp(_normal(y - X @ beta, sigma))))


@log_likelihood.misconception(
    "densities summed",
    "Your function adds up the densities. Independent observations multiply, so their *logs* add.",
)
def _(beta, sigma, X, y):
    return np.sum(np.exp(_normal(y - X @ beta, sigma)))


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
    "Your squared residuals are *multiplied* by σ². Python works from left to right: "
    "`/ 2 * sigma**2` divides by 2 and then multiplies. Put brackets: `/ (2 * sigma**2)`.",
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
    return np.sum(_normal(y - X @ beta, sigma)) + len(y) * np.log(2 * np.pi)


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
    return np.sum(_normal(y - X @ beta, np.sqrt(sigma)))


@log_likelihood.misconception(
    "variance passed as scale",
    "Your function hands σ² over where the standard deviation is wanted (`scale` is one).",
)
def _(beta, sigma, X, y):
    return np.sum(_normal(y - X @ beta, sigma**2))


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
    return np.sum(_normal(y[:, None] - X @ beta, sigma))


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
    return np.sum(_normal(y, sigma))


@log_likelihood.misconception(
    "no constant",
    "Your function uses the predictors without the column of ones: the first entry of beta is "
    "left out.",
)
def _(beta, sigma, X, y):
    return np.sum(_normal(y - X[:, 1:] @ beta[1:], sigma))


@log_likelihood.misconception(
    "standard normal",
    "Your function takes σ to be 1, whatever it is given.",
)
def _(beta, sigma, X, y):
    return np.sum(_normal(y - X @ beta, 1.0))


@log_likelihood.misconception(
    "sigma estimated inside",
    "Your function computes a sigma of its own from the residuals. Use the `sigma` it is given: a "
    "likelihood answers for *any* value.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return np.sum(_normal(residuals, _rms(residuals)))


@log_likelihood.misconception(
    "beta estimated inside",
    "Your function fits a beta of its own. Use the `beta` it is given: a likelihood answers for "
    "*any* value.",
)
def _(beta, sigma, X, y):
    return np.sum(_normal(y - X @ _lstsq(X, y), sigma))


@log_likelihood.misconception(
    "half-finished: the squares alone",
    "Your function returns the part with the residuals alone. The terms with 2π and σ are missing.",
)
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return -residuals @ residuals / (2 * sigma**2)


# The product that underflows


def _tiled():
    world = simulate.seed_world()
    X_250, y_250 = np.vstack([world.X, world.X[:50]]), np.concatenate([world.y, world.y[:50]])
    beta = _lstsq(world.X, world.y)
    sigma = _rms(world.y - world.X @ beta)
    return {"X_250": X_250, "y_250": y_250, "beta": beta, "sigma": sigma}


@lesson.value(
    "05-power-of-ten",
    data=_tiled,
    hints=(
        "The product is too small to be stored, but its logarithm is an ordinary number.",
        "$L = 10^k$ means $k = \\log_{10} L = \\log L \\,/\\, \\log 10$. Nobody needs L itself.",
        "`log_likelihood(beta_hat, sigma_hat, X_250, y_250) / np.log(10)`",
    ),
)
def power_of_ten(X_250, y_250, beta, sigma):
    """A likelihood too small to store, as a power of ten."""
    return float(np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) / np.log(10))


@power_of_ten.variant("log10 of each density")
def _(X_250, y_250, beta, sigma):
    return np.sum(np.log10(stats.norm.pdf(y_250, X_250 @ beta, sigma)))


@power_of_ten.variant("the product in two halves")
def _(X_250, y_250, beta, sigma):
    densities = stats.norm.pdf(y_250, X_250 @ beta, sigma)
    return np.log10(np.prod(densities[:125])) + np.log10(np.prod(densities[125:]))


@power_of_ten.misconception(
    "underflow",
    "Your {yours} is the product itself, and the computer has run out of small numbers: the "
    "smallest positive one that it can store is 4.9e-324, and what is less than half of that "
    "becomes 0. Stay on the log scale.",
)
def _(X_250, y_250, beta, sigma):
    return np.prod(stats.norm.pdf(y_250, X_250 @ beta, sigma))


@power_of_ten.misconception(
    "log after the product",
    "Your answer is the logarithm of 0: the product had already underflowed when you took its log. "
    "Take the logs first, then add.",
    recognises=lambda yours, X_250, y_250, beta, sigma: bool(np.isneginf(yours).all()),
)
def _(X_250, y_250, beta, sigma):
    with np.errstate(divide="ignore"):
        return np.log10(np.prod(stats.norm.pdf(y_250, X_250 @ beta, sigma)))


@power_of_ten.misconception(
    "natural logarithm",
    "Your {yours} is the power of e. For a power of ten, divide by log 10.",
)
def _(X_250, y_250, beta, sigma):
    return np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma))


@power_of_ten.misconception(
    "multiplied by log 10",
    "Your {yours} is the natural log *times* log 10. A power of ten is the smaller number: divide.",
)
def _(X_250, y_250, beta, sigma):
    return np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) * np.log(10)


@power_of_ten.misconception(
    "200 observations",
    "Your {yours} belongs to the 200 observations. Wanted: all 250, `X_250` and `y_250`.",
)
def _(X_250, y_250, beta, sigma):
    return np.sum(stats.norm.logpdf(y_250[:200], X_250[:200] @ beta, sigma)) / np.log(10)


@power_of_ten.misconception(
    "natural logarithm, 200 observations",
    "Your {yours} is the natural log for the 200 observations. Wanted: the power of ten, for 250.",
)
def _(X_250, y_250, beta, sigma):
    return np.sum(stats.norm.logpdf(y_250[:200], X_250[:200] @ beta, sigma))


@power_of_ten.misconception(
    "product of 200",
    "Your {yours} is the product for 200 observations. Wanted: its power of ten, for all 250.",
)
def _(X_250, y_250, beta, sigma):
    return np.prod(stats.norm.pdf(y_250[:200], X_250[:200] @ beta, sigma))


@power_of_ten.misconception(
    "scaled up from 200",
    "Your {yours} is 250/200 times that of the 200 observations. The 50 more have "
    "densities of their own: add those.",
)
def _(X_250, y_250, beta, sigma):
    log_densities = stats.norm.logpdf(y_250[:200], X_250[:200] @ beta, sigma)
    return 1.25 * np.sum(log_densities) / np.log(10)


@power_of_ten.misconception(
    "mean for sum",
    "Your {yours} is the power of ten of one observation, on average. Add up all 250.",
)
def _(X_250, y_250, beta, sigma):
    return np.mean(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) / np.log(10)


@power_of_ten.misconception(
    "cut to a whole number",
    "Your {yours} is a whole number. Hand over the power with its decimals, as it was computed.",
    recognises=lambda yours, X_250, y_250, beta, sigma: (
        yours.size == 1
        and float(yours.item()).is_integer()
        and abs(
            abs(float(yours.item()))
            + np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) / np.log(10)
        )
        <= 1
    ),
)
def _(X_250, y_250, beta, sigma):
    return float(np.trunc(np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) / np.log(10)))


# The best sigma, by search


def _seed():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def _search(objective):
    """Where the objective is lowest, between 1 and 100."""
    return float(
        optimize.minimize_scalar(
            objective, bounds=(1, 100), method="bounded", options={"xatol": 1e-9}
        ).x
    )


@lesson.value(
    "05-sigma-by-search",
    data=_seed,
    tolerance=Rounding(
        8e-6,
        reason="a search with the default settings of minimize_scalar ends within 2e-6; "
        "the nearest wrong program is 2e-3 away",
    ),
    hints=(
        "`minimize_scalar` goes down. What has to be turned upside down to go up?",
        "Give it a function of sigma alone: minus the log-likelihood, with `beta_hat` held fixed. "
        "The result has the place as `.x`.",
        "`minimize_scalar(lambda sigma: -log_likelihood(beta_hat, sigma, X, y), bounds=(1, 20)).x`",
    ),
)
def sigma_by_search(X, y):
    """The best sigma, by search."""
    return _rms(y - X @ _lstsq(X, y))


@sigma_by_search.variant("bounded search")
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    return optimize.minimize_scalar(
        lambda sigma: -np.sum(_normal(residuals, sigma)), bounds=(1, 20), method="bounded"
    ).x


@sigma_by_search.variant("over log sigma")
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    found = optimize.minimize_scalar(lambda eta: -np.sum(_normal(residuals, np.exp(eta))))
    return np.exp(found.x)


@sigma_by_search.variant("a fine grid")
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    grid = np.linspace(4.5, 5.5, 100_001)
    return grid[np.argmax(-len(y) * np.log(grid) - residuals @ residuals / (2 * grid**2))]


@sigma_by_search.misconception(
    "variance passed as sd",
    "Your {yours} maximises a likelihood that got σ² where it wants a standard deviation: the "
    "square of your number fits, not the number itself. Pass sigma as it is.",
)
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    return _search(lambda sigma: -np.sum(_normal(residuals, sigma**2)))


@sigma_by_search.misconception(
    "dropped n",
    "Your {yours} is the root of the *sum* of squares: the term log σ was counted once, not n "
    "times.",
)
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    return _search(lambda sigma: np.log(sigma) + residuals @ residuals / (2 * sigma**2))


@sigma_by_search.misconception(
    "dropped ½",
    "Your {yours} is too large by a factor √2: the ½ of the exponent is missing.",
)
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    return _search(lambda sigma: len(y) * np.log(sigma) + residuals @ residuals / sigma**2)


@sigma_by_search.misconception(
    "both logs doubled",
    "Your {yours} is too small by a factor √2: the term with the logarithm counts twice. It is "
    "n log σ, or n/2 times the log of σ².",
)
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    return _search(
        lambda sigma: 2 * len(y) * np.log(sigma) + residuals @ residuals / (2 * sigma**2)
    )


@sigma_by_search.misconception(
    "df divisor",
    "Your {yours} divides by n − p. That estimate is (nearly) unbiased, but it is not where the "
    "likelihood is highest.",
)
def _(X, y):
    return ols.fit(X, y).sigma


@sigma_by_search.misconception(
    "divisor n − 1",
    "Your {yours} divides by n − 1. It is not where the likelihood is highest.",
)
def _(X, y):
    return np.std(y - X @ _lstsq(X, y), ddof=1)


@sigma_by_search.misconception(
    "variance",
    "Your {yours} is the variance, σ². Wanted: sigma.",
)
def _(X, y):
    return _rms(y - X @ _lstsq(X, y)) ** 2


@sigma_by_search.misconception(
    "true sigma",
    "Your {yours} is the truth. Outside of a simulation nobody knows it; search for the best one.",
)
def _(X, y):
    return 5.0


@sigma_by_search.misconception(
    "near the top",
    "Your {yours} is near the top, but only near: the closest point of a grid, or a search that "
    "stopped early. `minimize_scalar` gets closer.",
    recognises=lambda yours, X, y: (
        yours.size == 1 and abs(yours.item() - _rms(y - X @ _lstsq(X, y))) < 0.06
    ),
)
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    grid = np.linspace(1, 20, 200)
    return grid[np.argmax([np.sum(_normal(residuals, sigma)) for sigma in grid])]


@sigma_by_search.misconception(
    "end of the interval",
    "Your {yours} is an end of the interval that was searched: the search ran downhill to it. "
    "`minimize_scalar` finds the *lowest* value, so hand it *minus* the log-likelihood.",
    recognises=lambda yours, X, y: (
        yours.size == 1 and min(abs(float(yours.item()) - end) for end in (1.0, 20.0)) < 1e-3
    ),
)
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    return optimize.minimize_scalar(
        lambda sigma: np.sum(_normal(residuals, sigma)), bounds=(1, 20), method="bounded"
    ).x


@sigma_by_search.misconception(
    "height for place",
    "Your {yours} is the height of the log-likelihood at its top. Wanted: the place, the sigma at "
    "which it is reached.",
)
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    return np.sum(_normal(residuals, _rms(residuals)))


@sigma_by_search.misconception(
    "depth for place",
    "Your {yours} is the lowest value of minus the log-likelihood (`.fun`). Wanted: the place, "
    "`.x`.",
)
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    return -np.sum(_normal(residuals, _rms(residuals)))


@sigma_by_search.misconception(
    "no constant",
    "Your {yours} is the best sigma of a plane through the origin: X has lost its column of ones.",
)
def _(X, y):
    return _rms(y - X[:, 1:] @ _lstsq(X[:, 1:], y))


@sigma_by_search.misconception(
    "around the true plane",
    "Your {yours} is the best sigma around the *true* plane, `world.beta`. Hold the plane at "
    "`beta_hat`.",
)
def _(X, y):
    return _rms(y - X @ simulate.seed_world().beta)


@sigma_by_search.misconception(
    "spread of y",
    "Your {yours} is the standard deviation of y itself. Wanted: the sigma around the plane.",
)
def _(X, y):
    return np.std(y)


# The best sigma in closed form, for any beta


def _planes(rng):
    for beta, _sigma, X, y in _regressions(rng):
        yield beta, X, y


@lesson.function(
    "05-best-sigma",
    cases=_planes,
    hints=(
        "Set the derivative $-n/\\sigma + S/\\sigma^3$ to zero, with "
        "$S = \\sum (y_i - x_i'\\beta)^2$.",
        "Multiply by $\\sigma^3$ and solve: $\\sigma^2 = S/n$.",
        "`np.sqrt(np.mean((y - X @ beta) ** 2))`",
    ),
)
def best_sigma(beta, X, y):
    """The best sigma for any beta, in closed form."""
    return _rms(y - X @ beta)


@best_sigma.variant("from the sum of squares")
def _(beta, X, y):
    residuals = y - X @ beta
    return (residuals @ residuals / len(y)) ** 0.5


@best_sigma.variant("a search")
def _(beta, X, y):
    residuals = y - X @ beta
    found = optimize.minimize_scalar(
        lambda eta: len(y) * eta + residuals @ residuals * np.exp(-2 * eta) / 2
    )
    return np.exp(found.x)


@best_sigma.misconception(
    "df divisor",
    "Your function divides by n − p. Setting the derivative to zero gives n: the likelihood does "
    "not know that beta was estimated.",
)
def _(beta, X, y):
    residuals = y - X @ beta
    return np.sqrt(residuals @ residuals / (len(y) - X.shape[1]))


@best_sigma.misconception(
    "divisor n − 1",
    "Your function divides by n − 1. Setting the derivative to zero gives n.",
)
def _(beta, X, y):
    residuals = y - X @ beta
    return np.sqrt(residuals @ residuals / (len(y) - 1))


@best_sigma.misconception(
    "residuals centred",
    "Your function takes the mean away from the residuals first, as `np.std` does. The mean of the "
    "residuals is 0 only at least squares; for any other beta their offset counts as misfit.",
)
def _(beta, X, y):
    return np.std(y - X @ beta)


@best_sigma.misconception(
    "residuals centred, n − 1",
    "Your function takes the mean away from the residuals and divides by n − 1. Wanted: the root "
    "of the mean of their squares, as they are.",
)
def _(beta, X, y):
    return np.std(y - X @ beta, ddof=1)


@best_sigma.misconception(
    "residuals centred, n − p",
    "Your function takes the mean away from the residuals and divides by n − p. Wanted: the root "
    "of the mean of their squares, as they are.",
)
def _(beta, X, y):
    return np.std(y - X @ beta, ddof=X.shape[1])


@best_sigma.misconception(
    "n of the seed world",
    "Your function divides by 200 always: it uses the `n` of the seed world. The data that it is "
    "given have a length of their own, `len(y)`.",
)
def _(beta, X, y):
    return np.sqrt(np.sum((y - X @ beta) ** 2) / 200)


@best_sigma.misconception(
    "n − p of the seed world",
    "Your function divides by 197 always: it uses `n` and `p` of the seed world. And the divisor "
    "is n alone, that of the data it is given.",
)
def _(beta, X, y):
    return np.sqrt(np.sum((y - X @ beta) ** 2) / 197)


@best_sigma.misconception(
    "p of the seed world",
    "Your function divides by n − 3. Setting the derivative to zero gives n.",
)
def _(beta, X, y):
    return np.sqrt(np.sum((y - X @ beta) ** 2) / (len(y) - 3))


@best_sigma.misconception(
    "y as a column",
    "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y with "
    "each plane height. Leave y as one long row of numbers, shape (n,).",
)
def _(beta, X, y):
    return np.sqrt(np.mean((y[:, None] - X @ beta) ** 2))


@best_sigma.misconception("variance", "Your function returns σ². Take the square root.")
def _(beta, X, y):
    return np.mean((y - X @ beta) ** 2)


@best_sigma.misconception(
    "sum of squares", "Your function returns the sum of squares. Divide by n and take the root."
)
def _(beta, X, y):
    return np.sum((y - X @ beta) ** 2)


@best_sigma.misconception(
    "dropped n", "Your function returns the root of the *sum* of squares. Divide by n first."
)
def _(beta, X, y):
    return np.linalg.norm(y - X @ beta)


@best_sigma.misconception(
    "dropped ½",
    "Your sigma is too large by a factor √2: the ½ of the exponent has been lost.",
)
def _(beta, X, y):
    return np.sqrt(2 * np.mean((y - X @ beta) ** 2))


@best_sigma.misconception(
    "root taken twice",
    "Your function takes the square root twice (or maximises a likelihood that got σ² as its "
    "standard deviation). Once is enough.",
)
def _(beta, X, y):
    return np.mean((y - X @ beta) ** 2) ** 0.25


@best_sigma.misconception(
    "root before the division",
    "Your function divides the root of the sum by n. Divide first, then take the root.",
)
def _(beta, X, y):
    return np.linalg.norm(y - X @ beta) / len(y)


@best_sigma.misconception(
    "mean absolute residual",
    "Your function averages the sizes of the residuals. The normal density has their *squares*.",
)
def _(beta, X, y):
    return np.mean(np.abs(y - X @ beta))


@best_sigma.misconception(
    "beta ignored",
    "Your function fits a plane of its own. Wanted: the best sigma for the `beta` it is given.",
)
def _(beta, X, y):
    return _rms(y - X @ _lstsq(X, y))


@best_sigma.misconception(
    "spread of y", "Your function returns the spread of y. Take `X @ beta` away first."
)
def _(beta, X, y):
    return np.std(y)


# The gradient


@lesson.function(
    "05-gradient",
    cases=_regressions,
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
    return np.sum(_normal(y - X @ place[:-1], place[-1]))


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


# All of it, for the small twin


def _twin():
    world = simulate.small_twin()
    return {"X": world.X, "y": world.y}


@lesson.value(
    "05-twin",
    data=_twin,
    parts=("beta", "sigma"),
    hints=(
        "Nothing has to be searched for: which beta is best does not depend on sigma, and the best "
        "sigma for it has a formula.",
        "The best beta is least squares on `twin.X` and `twin.y`. Then call `best_sigma`.",
        "`beta_twin = np.linalg.lstsq(twin.X, twin.y)[0]`, then "
        "`sigma_twin = best_sigma(beta_twin, twin.X, twin.y)`.",
    ),
)
def twin(X, y):
    """The maximum of the likelihood, for ten observations."""
    beta = _lstsq(X, y)
    return beta, _rms(y - X @ beta)


@twin.variant("normal equations, and a sum")
def _(X, y):
    beta = np.linalg.solve(X.T @ X, X.T @ y)
    return {"beta": beta, "sigma": (np.sum((y - X @ beta) ** 2) / len(y)) ** 0.5}


@twin.variant("from ols.fit")
def _(X, y):
    fit = ols.fit(X, y)
    return [fit.beta, fit.sigma_mle]


def _sigma_says(sentence):
    return lambda yours, X, y: sentence.format(written(yours["sigma"].item(), ".3f"))


@twin.misconception(
    "df divisor",
    _sigma_says(
        "Your beta is right. Your sigma, {}, divides by n − p; the likelihood is highest at the "
        "divisor n. With ten observations the two are far apart."
    ),
)
def _(X, y):
    fit = ols.fit(X, y)
    return fit.beta, fit.sigma


@twin.misconception(
    "divisor n − 1",
    _sigma_says(
        "Your beta is right. Your sigma, {}, divides by n − 1; the likelihood is highest at the "
        "divisor n."
    ),
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta, np.std(y - X @ beta, ddof=1)


@twin.misconception(
    "variance",
    _sigma_says("Your beta is right. Your sigma, {}, is a variance: take the root."),
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta, np.mean((y - X @ beta) ** 2)


@twin.misconception(
    "variance passed as sd",
    _sigma_says(
        "Your beta is right. The *square* of your sigma, {}, would fit: the likelihood that you "
        "maximised got σ² where it wants a standard deviation, or a root was taken twice."
    ),
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta, np.sqrt(_rms(y - X @ beta))


@twin.misconception(
    "dropped n",
    _sigma_says("Your beta is right. Your sigma, {}, is the root of the *sum* of squares."),
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta, np.linalg.norm(y - X @ beta)


@twin.misconception(
    "no constant",
    lambda yours, X, y: (
        f"Your {written(yours['beta'].flat[0], '.2f')} and "
        f"{written(yours['beta'].flat[-1], '.2f')} are the slopes of a plane forced through the "
        "origin: X has no column of ones."
    ),
)
def _(X, y):
    beta = _lstsq(X[:, 1:], y)
    return beta, _rms(y - X[:, 1:] @ beta)


@twin.misconception(
    "all 200 observations",
    lambda yours, X, y: (
        f"Your constant, {written(yours['beta'].flat[0], '.2f')}, belongs to all 200 observations. "
        "Use `twin.X` and `twin.y`."
    ),
)
def _(X, y):
    world = simulate.seed_world()
    beta = _lstsq(world.X, world.y)
    return beta, _rms(world.y - world.X @ beta)


@twin.misconception(
    "beta of the twin, sigma of the 200",
    _sigma_says("Your beta is right. Your sigma, {}, belongs to all 200 observations."),
)
def _(X, y):
    world = simulate.seed_world()
    return _lstsq(X, y), _rms(world.y - world.X @ _lstsq(world.X, world.y))


@twin.misconception(
    "plane of the 200",
    "Your beta is that of all 200 observations, with the sigma that the ten have around it. "
    "Fit the plane to the ten.",
)
def _(X, y):
    world = simulate.seed_world()
    beta = _lstsq(world.X, world.y)
    return beta, _rms(y - X @ beta)


@twin.misconception(
    "truth",
    "Your beta is the truth. Nobody knows it outside of a simulation; wanted: the beta at which "
    "the likelihood is highest.",
)
def _(X, y):
    beta = simulate.small_twin().beta
    return beta, _rms(y - X @ beta)


@twin.misconception(
    "the truth, both",
    "Your beta and sigma are the truth. The likelihood of ten observations is highest elsewhere.",
)
def _(X, y):
    return simulate.small_twin().beta, 5.0


@twin.misconception(
    "true sigma",
    _sigma_says(
        "Your beta is right. Your sigma, {}, is the truth, which nobody knows outside of a "
        "simulation; wanted: the sigma at which the likelihood is highest."
    ),
)
def _(X, y):
    return _lstsq(X, y), 5.0


@twin.misconception(
    "sigma around the true plane",
    _sigma_says(
        "Your beta is right. Your sigma, {}, is the best one around the *true* plane. Take the "
        "residuals from your own beta."
    ),
)
def _(X, y):
    return _lstsq(X, y), _rms(y - X @ simulate.small_twin().beta)


@twin.misconception(
    "sigma around the plane of the 200",
    _sigma_says(
        "Your beta is right. Your sigma, {}, is the best one around `beta_hat`, the plane of all "
        "200. Call `best_sigma` with `beta_twin`."
    ),
)
def _(X, y):
    world = simulate.seed_world()
    return _lstsq(X, y), _rms(y - X @ _lstsq(world.X, world.y))


@twin.misconception(
    "sigma of the 200 around the twin's plane",
    _sigma_says(
        "Your beta is right. Your sigma, {}, is that of all 200 observations around it. Call "
        "`best_sigma` with `twin.X` and `twin.y`."
    ),
)
def _(X, y):
    world = simulate.seed_world()
    return _lstsq(X, y), _rms(world.y - world.X @ _lstsq(X, y))


@twin.misconception(
    "beta of the twin, sigma of the 200 with n − p",
    _sigma_says("Your beta is right. Your sigma, {}, is the 200 observations', with n − p."),
)
def _(X, y):
    world = simulate.seed_world()
    return _lstsq(X, y), ols.fit(world.X, world.y).sigma


@twin.misconception(
    "sum of squares",
    _sigma_says("Your beta is right. Your sigma, {}, is the sum of squares itself."),
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta, np.sum((y - X @ beta) ** 2)


@twin.misconception(
    "mean absolute residual",
    _sigma_says(
        "Your beta is right. Your sigma, {}, averages the sizes of the residuals. The normal "
        "density has their *squares*."
    ),
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta, np.mean(np.abs(y - X @ beta))


@twin.misconception(
    "spread of y",
    _sigma_says(
        "Your beta is right. Your sigma, {}, is the standard deviation of y itself. Take the plane "
        "away first."
    ),
)
def _(X, y):
    return _lstsq(X, y), np.std(y)


def _beta_is(*betas):
    """A trait: beta is one of these, whatever stands beside it as sigma."""

    def recognises(yours, X, y):
        return any(
            yours["beta"].size == len(beta) and np.allclose(yours["beta"].ravel(), beta, rtol=1e-3)
            for beta in (make(X, y) for make in betas)
        )

    return recognises


@twin.misconception(
    "no constant, another sigma",
    lambda yours, X, y: (
        f"Your {written(yours['beta'].flat[-2], '.2f')} and "
        f"{written(yours['beta'].flat[-1], '.2f')} are the slopes of a plane forced through the "
        "origin. Keep the column of ones: its coefficient is the constant."
    ),
    recognises=_beta_is(
        lambda X, y: _lstsq(X[:, 1:], y), lambda X, y: np.append(0, _lstsq(X[:, 1:], y))
    ),
)
def _(X, y):
    beta = _lstsq(X[:, 1:], y)
    return np.append(0, beta), _rms(y - X[:, 1:] @ beta)


@twin.misconception(
    "plane of the 200, another sigma",
    lambda yours, X, y: (
        f"Your constant, {written(yours['beta'].flat[0], '.2f')}, belongs to all 200 observations. "
        "Fit the plane to the ten."
    ),
    recognises=_beta_is(
        lambda X, y: _lstsq(simulate.seed_world().X, simulate.seed_world().y),
    ),
)
def _(X, y):
    world = simulate.seed_world()
    return _lstsq(world.X, world.y), _rms(y - X @ _lstsq(X, y))


@twin.misconception(
    "true plane, another sigma",
    "Your beta is the truth. Nobody knows it outside of a simulation; wanted: the beta at which "
    "the likelihood is highest, and the sigma for it.",
    recognises=_beta_is(lambda X, y: simulate.small_twin().beta),
)
def _(X, y):
    return simulate.small_twin().beta, _rms(y - X @ _lstsq(X, y))


@twin.misconception(
    "a search that stopped early",
    "Your numbers are near the top, but only near: a search stops a little early. Here none is "
    "needed: for beta and for sigma there are formulas, and they go all the way.",
    recognises=lambda yours, X, y: (
        np.allclose(yours["beta"].ravel(), _lstsq(X, y), rtol=6e-3)
        and np.allclose(yours["sigma"], _rms(y - X @ _lstsq(X, y)), rtol=6e-3)
    ),
)
def _(X, y):
    def depth(place):
        return -np.sum(_normal(y - X @ place[:-1], np.exp(place[-1])))

    found = optimize.minimize(depth, [10.0, 4.0, 10.0, 1.6], method="Nelder-Mead").x
    return found[:-1], np.exp(found[-1])


def __dir__():
    return __all__
