"""The log of the normal density, term by term: 2π, sigma, the exponent, and Python's brackets."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import likelihood as lesson


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


def _exponents_sign(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) + 0.5 * ((y - mean) / sigma) ** 2


def _sigma_not_squared(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * (y - mean) ** 2 / sigma


def _2_sigma_2(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - (y - mean) ** 2 / 2 * sigma**2


def _1_sigma_sqrt_2(y, mean, sigma):
    return 0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2


def _log_sigma_with_the_wrong_sign(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) + np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2


def _log_sigma2_not_halved(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma**2) - 0.5 * ((y - mean) / sigma) ** 2


def _size_for_square(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * np.abs(y - mean) / sigma


def _only_the_mean_squared(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - (y - np.square(mean)) / (2 * sigma**2)


def _exponential_kept(y, mean, sigma):
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) + np.exp(-0.5 * ((y - mean) / sigma) ** 2)


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
    ("exponent's sign", _exponents_sign,
     "Your exponent has lost its minus sign: an observation far from the mean gets a *higher* "
     "density. The old notebook's joint density has this fault, twice."),
    ("no ½ in the exponent",
     lambda y, mean, sigma: -0.5 * np.log(2 * np.pi) - np.log(sigma) - ((y - mean) / sigma) ** 2,
     "Your function has lost the ½ of the exponent: the squared distance is divided by 2σ²."),
    ("sigma not squared", _sigma_not_squared,
     "Your exponent divides by σ; it must divide by σ², the variance, so that it has no unit."),
    ("/ 2 * sigma**2", _2_sigma_2,
     "Your exponent is *multiplied* by σ² where it should be divided. If σ² stands below your "
     "line: Python works from left to right, `/ 2 * sigma**2` divides by 2 and then multiplies. "
     "Put brackets: `/ (2 * sigma**2)`."),
    ("1 / sigma * sqrt(2π)", _1_sigma_sqrt_2,
     "Your density is *multiplied* by √(2π) where it should be divided. Either ½ log 2π has lost "
     "its minus sign; or brackets are missing around `sigma * np.sqrt(2 * np.pi)`, which all "
     "stands below the line (Python works from left to right)."),
    ("sigma taken for the variance",
     lambda y, mean, sigma: stats.norm.logpdf(y, mean, np.sqrt(sigma)),
     "Your function treats `sigma` as a variance. It is a standard deviation: square it where the "
     "formula has σ²."),
    ("variance passed as scale", lambda y, mean, sigma: stats.norm.logpdf(y, mean, sigma**2),
     "Your function hands the variance over where the standard deviation is wanted (`scale` is "
     "one). Do not square sigma first."),
    ("log σ missing",
     lambda y, mean, sigma: -0.5 * np.log(2 * np.pi) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function has lost the σ in front of the exponential: the term with log σ is missing. "
     "Without it the widest density would win everywhere."),
    ("log σ with the wrong sign", _log_sigma_with_the_wrong_sign,
     "Your function *adds* log σ. A wide density is a low one: σ stands below the line, so its "
     "log is subtracted."),
    ("log σ² not halved", _log_sigma2_not_halved,
     "Your function subtracts log σ², twice what it should: either log σ, or half of log σ²."),
    ("2π not halved",
     lambda y, mean, sigma: -np.log(2 * np.pi * sigma) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function subtracts all of log 2π. The density has its square root below the line, so "
     "half of the log."),
    ("neither log halved",
     lambda y, mean, sigma: -np.log(2 * np.pi * sigma**2) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function subtracts log(2πσ²). The density has a square root there: take half of the "
     "log."),
    ("log10", lambda y, mean, sigma: stats.norm.logpdf(y, mean, sigma) / np.log(10),
     "Your function uses the logarithm to base 10. Likelihoods use the natural one, `np.log`."),
    ("distance not squared",
     lambda y, mean, sigma: -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * (y - mean) / sigma**2,
     "Your exponent has y − mean where its square belongs: an observation below the mean would "
     "count as good, however far away."),
    ("z not squared",
     lambda y, mean, sigma: -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * (y - mean) / sigma,
     "Your exponent has (y − mean)/σ where its square belongs: an observation below the mean "
     "would count as good, however far away."),
    ("size for square", _size_for_square,
     "Your exponent has the size of (y − mean)/σ where its square belongs. That is the shape of "
     "the Laplace law, not of the normal one."),
    ("only the mean squared", _only_the_mean_squared,
     "Your exponent has y − mean², the square of the mean alone. Put brackets: `(y - mean) ** 2`."),
    ("both brackets missing",
     lambda y, mean, sigma: np.log(1 / sigma * np.sqrt(2 * np.pi)) - (y - mean) ** 2 / 2 * sigma**2,
     "Your density is *multiplied* by √(2π), and your exponent by σ², where they should be "
     "divided. If the formula is right: Python works from left to right, so `1 / sigma * "
     "np.sqrt(2 * np.pi)` multiplies by the root, and `/ 2 * sigma**2` by σ². Put brackets around "
     "what stands below each line."),
    ("log10 of the factor in front",
     lambda y, mean, sigma: -np.log10(sigma * np.sqrt(2 * np.pi)) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function uses the logarithm to base 10 for the factor in front. The natural one, "
     "`np.log`, is what removes the exponential; use it throughout."),
    ("sigma inside the root",
     lambda y, mean, sigma: -0.5 * np.log(2 * np.pi * sigma) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function has σ under the root together with 2π. Under the root it would have to be σ²."),
    ("exponential kept", _exponential_kept,
     "Your function keeps the exponential beside the logs. The log of exp(a) is a: the exponent "
     "itself remains."),
    ("sign turned", lambda y, mean, sigma: -stats.norm.logpdf(y, mean, sigma),
     "Your function returns *minus* the log density. That comes at the end, for a minimiser."),
    ("mean and sigma exchanged", lambda y, mean, sigma: stats.norm.logpdf(y, sigma, mean),
     "Your function takes sigma as the mean and the mean as sigma. The order is y, mean, sigma."),
    ("mean ignored", lambda y, mean, sigma: stats.norm.logpdf(y, 0, sigma),
     "Your function takes the mean to be 0, whatever it is given. What counts is y − mean."),
    ("already summed", lambda y, mean, sigma: np.sum(stats.norm.logpdf(y, mean, sigma)),
     "Your function adds up all observations. Here each one keeps its own log density; the sum "
     "comes next."),
    ("probability below y", lambda y, mean, sigma: stats.norm.logcdf(y, mean, sigma),
     "Your function returns the log of the *probability* of a value below y (`logcdf`). Wanted: "
     "the log of the density at y (`logpdf`)."),
)  # fmt: skip


HALF_LOG_2PI = 0.5 * np.log(2 * np.pi)

# Each row: the three terms of the log density, of which at least one is another than it should be.

for _name, _says, _front, _spread, _exponent in (
    (
        "π typed as 3.14",
        "Your function is off in the third digit of its constant: 3.14 for π. Take `np.pi`.",
        lambda sigma: -0.5 * np.log(2 * 3.14),
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
    ),
    (
        "2 for 2π, not halved",
        "Your function subtracts log 2: the π is lost, and the square root, which would halve the "
        "log. It is ½ log 2π.",
        lambda sigma: -np.log(2),
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
    ),
    (
        "√(2π) without its log",
        "Your function subtracts √(2π) itself. The log of 1/√(2π) is −½ log 2π.",
        lambda sigma: -np.sqrt(2 * np.pi),
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
    ),
    (
        "π outside of the root",
        "Your density is divided by √2 · π. The root is over both, √(2π): `np.sqrt(2 * np.pi)`.",
        lambda sigma: -np.log(np.sqrt(2) * np.pi),
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
    ),
    (
        "σ for log σ",
        "Your function subtracts σ itself. The log of 1/σ is −log σ.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -sigma,
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
    ),
    (
        "factor turned over",
        "Your function *adds* the log of σ√(2π). That factor stands below the line, so its log is "
        "subtracted.",
        lambda sigma: HALF_LOG_2PI,
        lambda sigma: np.log(sigma),
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
    ),
    (
        "factor not logged",
        "Your function has the factor 1/(σ√(2π)) itself in front, beside an exponent. Take the "
        "log of the factor, too.",
        lambda sigma: 1 / (sigma * np.sqrt(2 * np.pi)),
        lambda sigma: 0.0,
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
    ),
    (
        "logs multiplied, in front",
        "Your function multiplies the logs of √(2π) and σ. The log of a product is a *sum*.",
        lambda sigma: -HALF_LOG_2PI * np.log(sigma),
        lambda sigma: 0.0,
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
    ),
    (
        "exponent alone",
        "Your function returns the exponent alone. The terms with 2π and σ are missing.",
        lambda sigma: 0.0,
        lambda sigma: 0.0,
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 2,
    ),
    (
        "not divided by σ²",
        "Your exponent is (y − mean)²/2. It is divided by σ², too, so that it has no unit.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * (y - mean) ** 2,
    ),
    (
        "(2σ)²",
        "Your exponent divides by (2σ)², which is 4σ². It is 2σ²: square the σ alone.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -((y - mean) ** 2) / (2 * sigma) ** 2,
    ),
    (
        "2σ² upside down",
        "Your exponent is multiplied by 2 where it should be divided by it: −(y − mean)²/(2σ²).",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -2 * ((y - mean) / sigma) ** 2,
    ),
    (
        "σ² squared",
        "Your exponent divides by σ⁴: sigma is squared twice.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * (y - mean) ** 2 / sigma**4,
    ),
    (
        "* 2 for ** 2",
        "Your exponent has 2(y − mean) where the square belongs: `* 2` doubles, `** 2` squares.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -(y - mean) / sigma**2,
    ),
    (
        "cubed",
        "Your exponent has the third power of the distance. It is the second.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * ((y - mean) / sigma) ** 3,
    ),
    (
        "squares subtracted",
        "Your exponent has y² − mean². The square of a difference is another thing: "
        "`(y - mean) ** 2`.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * (y**2 - np.square(mean)) / sigma**2,
    ),
    (
        "only the mean divided",
        "Your exponent has y − mean/σ: σ divides the mean alone. Put brackets around `y - mean`.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * (y - mean / sigma) ** 2,
    ),
    (
        "mean added",
        "Your exponent has y *plus* the mean. What counts is how far apart they are.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * ((y + mean) / sigma) ** 2,
    ),
    (
        "distances added up in the exponent",
        "Your exponent adds up the squared distances of all observations. Each keeps its own; the "
        "sum comes next.",
        lambda sigma: -HALF_LOG_2PI,
        lambda sigma: -np.log(sigma),
        lambda y, mean, sigma: -0.5 * np.sum((y - mean) ** 2) / sigma**2,
    ),
):
    log_density.misconception(_name, _says)(
        lambda y, mean, sigma, front=_front, spread=_spread, exponent=_exponent: (
            front(sigma) + spread(sigma) + exponent(y, mean, sigma)
        )
    )

log_density.mistakes(
    ("constants n times",
     lambda y, mean, sigma: (
         -np.size(y) * (HALF_LOG_2PI + np.log(sigma)) - 0.5 * ((y - mean) / sigma) ** 2
         ),
     "Your function counts the terms with 2π and σ n times for every observation. Here each one "
     "has its own log density, with these terms once."),
    ("logs multiplied",
     lambda y, mean, sigma: (HALF_LOG_2PI + np.log(sigma)) * 0.5 * ((y - mean) / sigma) ** 2,
     "Your function multiplies the logs of the two factors. The log of a product is a *sum*."),
    ("log of the factor in front alone",
     lambda y, mean, sigma: (
         -(HALF_LOG_2PI + np.log(sigma)) * np.exp(-0.5 * ((y - mean) / sigma) ** 2)
         ),
     "Your function multiplies the log of the factor in front by the exponential itself. The log "
     "goes around the whole product: log of the one *plus* log of the other."),
    ("sigma left out", lambda y, mean, sigma: stats.norm.logpdf(y, mean),
     "Your function takes σ to be 1, whatever it is given: hand `sigma` over, too."),
    ("sigma of the seed world", lambda y, mean, sigma: stats.norm.logpdf(y, mean, 5.0),
     "Your function takes σ to be 5, whatever it is given. Use the `sigma` that is handed in."),
    ("averaged", lambda y, mean, sigma: np.mean(stats.norm.logpdf(y, mean, sigma)),
     "Your function averages over all observations. Here each one keeps its own log density."),
    ("probability below y, not its log", lambda y, mean, sigma: stats.norm.cdf(y, mean, sigma),
     "Your function returns the *probability* of a value below y (`cdf`). Wanted: the log of the "
     "density at y."),
    ("probability above y", lambda y, mean, sigma: stats.norm.logsf(y, mean, sigma),
     "Your function returns the log of the *probability* of a value above y (`logsf`). Wanted: "
     "the log of the density at y (`logpdf`)."),
    ("Laplace's law", lambda y, mean, sigma: stats.laplace.logpdf(y, mean, sigma),
     "Your function is the log density of Laplace's law, with the size of the distance in its "
     "exponent. The normal law has its square, over 2."),
    ("half-finished: no exponent",
     lambda y, mean, sigma: 0 * (y - mean) - HALF_LOG_2PI - np.log(sigma),
     "Your function returns the terms with 2π and σ alone: y and the mean are not used."),
    ("log10 of σ",
     lambda y, mean, sigma: -HALF_LOG_2PI - np.log10(sigma) - 0.5 * ((y - mean) / sigma) ** 2,
     "Your function uses the logarithm to base 10 for σ. The natural one, `np.log`, is what "
     "removes the exponential; use it throughout."),
    ("squared twice",
     lambda y, mean, sigma: -HALF_LOG_2PI - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 4,
     "Your exponent has the fourth power of the distance. It is the second: square once."),
    ("squares without minus or logs", lambda y, mean, sigma: ((y - mean) / sigma) ** 2,
     "Your function returns the squared distance, ((y − mean)/σ)². The exponent is −½ of that, "
     "and the terms with 2π and σ are missing."),
)  # fmt: skip
