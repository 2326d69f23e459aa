"""The log of the normal density, term by term: 2π, sigma, the exponent, and Python's brackets."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import likelihood as lesson

HALF_LOG_2PI = 0.5 * np.log(2 * np.pi)


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


def _height(value, y, mean, sigma):
    """A log density at the mean, by the one at y."""
    return value + ((y - mean) / sigma) ** 2 / 2


@log_density.law(
    "A normal density is highest at its mean, and −log(σ√(2π)) is its log there. Yours reaches "
    "{left}, which is more.",
    "≤",
)
def _(value, y, mean, sigma):
    return np.max(value), stats.norm.logpdf(0, 0, sigma)


@log_density.law(
    "z standard deviations off, a log density is z²/2 below its height at the mean, one height for "
    "all. From yours the heights go from {left} to {right}."
)
def _(value, y, mean, sigma):
    heights = _height(value, y, mean, sigma)
    return np.min(heights), np.max(heights)


@log_density.law(
    "A density integrates to 1. The bell curve around the mean, with this sigma, through your "
    "value integrates to {left}."
)
def _(value, y, mean, sigma):
    areas = np.ravel(np.exp(_height(value, y, mean, sigma)) * sigma * np.sqrt(2 * np.pi))
    return areas[np.argmax(np.abs(areas - 1))], 1, 1


log_density.mistakes(
    ("density, not its log", lambda y, mean, sigma: stats.norm.pdf(y, mean, sigma),
     "Your function returns the density itself. Take its logarithm."),
    ("no 2π", lambda y, mean, sigma: -np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function leaves out the 2π. That moves no maximum, but the height is no longer the log "
     "of a density, and cannot be compared with what other programs print."),
    ("2 for 2π",
     lambda y, mean, sigma: -0.5 * np.log(2) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function has lost the π: the density is divided by √2 where it should be by √(2π)."),
    ("π for 2π",
     lambda y, mean, sigma: -0.5 * np.log(np.pi) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function has lost a 2: the density is divided by √π where it should be by √(2π)."),
    ("exponent's sign",
     lambda y, mean, sigma: -HALF_LOG_2PI - np.log(sigma) + 0.5 * ((y - mean) / sigma) ** 2,
     "Your exponent has lost its minus sign: an observation far from the mean gets a *higher* "
     "density. The old notebook's joint density has this fault, twice."),
    ("not divided by σ²",
     lambda y, mean, sigma: -HALF_LOG_2PI - np.log(sigma) - 0.5 * (y - mean) ** 2,
     "Your exponent is (y − mean)²/2. It is divided by σ², too, so that it has no unit."),
    ("/ 2 * sigma**2",
     lambda y, mean, sigma: -HALF_LOG_2PI - np.log(sigma) - (y - mean) ** 2 / 2 * sigma**2,
     "Your exponent is *multiplied* by σ² where it should be divided. If σ² stands below your "
     "line: Python works from left to right, `/ 2 * sigma**2` divides by 2 and then multiplies. "
     "Put brackets: `/ (2 * sigma**2)`."),
    ("1 / sigma * sqrt(2π)",
     lambda y, mean, sigma: HALF_LOG_2PI - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your density is *multiplied* by √(2π) where it should be divided. Either ½ log 2π has lost "
     "its minus sign; or brackets are missing around `sigma * np.sqrt(2 * np.pi)`, which all "
     "stands below the line (Python works from left to right)."),
    ("π typed as 3.14",
     lambda y, mean, sigma: stats.norm.logpdf(y, mean, sigma) + 0.5 * np.log(np.pi / 3.14),
     "Your function is off in the third digit of its constant: 3.14 for π. Take `np.pi`."),
    ("sigma taken for the variance",
     lambda y, mean, sigma: stats.norm.logpdf(y, mean, np.sqrt(sigma)),
     "Your function treats `sigma` as a variance. It is a standard deviation: square it where the "
     "formula has σ²."),
    ("variance passed as scale", lambda y, mean, sigma: stats.norm.logpdf(y, mean, sigma**2),
     "Your function hands the variance over where the standard deviation is wanted (`scale` is "
     "one). Do not square sigma first."),
    ("sigma of the seed world", lambda y, mean, sigma: stats.norm.logpdf(y, mean, 5.0),
     "Your function takes σ to be 5, whatever it is given. Use the `sigma` that is handed in."),
    ("log σ missing", lambda y, mean, sigma: -HALF_LOG_2PI - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function has lost the σ in front of the exponential: the term with log σ is missing. "
     "Without it the widest density would win everywhere."),
    ("log σ with the wrong sign",
     lambda y, mean, sigma: -HALF_LOG_2PI + np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function *adds* log σ. A wide density is a low one: σ stands below the line, so its "
     "log is subtracted."),
    ("log10", lambda y, mean, sigma: stats.norm.logpdf(y, mean, sigma) / np.log(10),
     "Your function uses the logarithm to base 10. Likelihoods use the natural one, `np.log`."),
    ("z not squared",
     lambda y, mean, sigma: -HALF_LOG_2PI - np.log(sigma) - 0.5 * (y - mean) / sigma,
     "Your exponent has (y − mean)/σ where its square belongs: an observation below the mean "
     "would count as good, however far away."),
    ("size for square",
     lambda y, mean, sigma: -HALF_LOG_2PI - np.log(sigma) - 0.5 * np.abs(y - mean) / sigma,
     "Your exponent has the size of (y − mean)/σ where its square belongs. That is the shape of "
     "the Laplace law, not of the normal one."),
    ("* 2 for ** 2", lambda y, mean, sigma: -HALF_LOG_2PI - np.log(sigma) - (y - mean) / sigma**2,
     "Your exponent has 2(y − mean) where the square belongs: `* 2` doubles, `** 2` squares."),
    ("exponential kept",
     lambda y, mean, sigma: (
         -HALF_LOG_2PI - np.log(sigma) + np.exp(-0.5 * ((y - mean) / sigma) ** 2)
     ),
     "Your function keeps the exponential beside the logs. The log of exp(a) is a: the exponent "
     "itself remains."),
    ("exponent alone", lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
     "Your function returns the exponent alone. The terms with 2π and σ are missing."),
    ("logs multiplied",
     lambda y, mean, sigma: (HALF_LOG_2PI + np.log(sigma)) * 0.5 * ((y - mean) / sigma) ** 2,
     "Your function multiplies the logs of the two factors. The log of a product is a *sum*."),
    ("log of the factor in front alone",
     lambda y, mean, sigma: (
         -(HALF_LOG_2PI + np.log(sigma)) * np.exp(-0.5 * ((y - mean) / sigma) ** 2)
     ),
     "Your function multiplies the log of the factor in front by the exponential itself. The log "
     "goes around the whole product: log of the one *plus* log of the other."),
    ("sign turned", lambda y, mean, sigma: -stats.norm.logpdf(y, mean, sigma),
     "Your function returns *minus* the log density. That comes at the end, for a minimiser."),
    ("already summed", lambda y, mean, sigma: np.sum(stats.norm.logpdf(y, mean, sigma)),
     "Your function adds up all observations. Here each one keeps its own log density; the sum "
     "comes next."),
    ("probability below y", lambda y, mean, sigma: stats.norm.logcdf(y, mean, sigma),
     "Your function returns the log of the *probability* of a value below y (`logcdf`). Wanted: "
     "the log of the density at y (`logpdf`)."),
    ("probability below y, not its log", lambda y, mean, sigma: stats.norm.cdf(y, mean, sigma),
     "Your function returns the *probability* of a value below y (`cdf`). Wanted: the log of the "
     "density at y."),
)  # fmt: skip
