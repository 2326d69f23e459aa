"""The log of the normal density, term by term: 2π, sigma, the exponent, and Python's brackets."""

import numpy as np
from scipy import stats

from helpers.exercises.lessons import likelihood_by_hand as lesson


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
