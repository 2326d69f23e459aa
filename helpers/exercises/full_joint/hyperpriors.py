"""The priors of sigma, mu and eta: the half-Cauchy density with its scale and its constants."""

import numpy as np
from scipy import stats

from helpers.exercises.full_joint.programs import log_normal
from helpers.exercises.lessons import full_joint as lesson


def _hyperpoints(rng):
    for J in (2, 1, 4):
        m, s, A, B = rng.normal(1, 2), rng.uniform(2, 8), rng.uniform(1, 4), rng.uniform(5, 12)
        # First beyond their scales, where a law shifted by its scale has a density, too.
        sigma, eta = rng.uniform(1, 9), rng.uniform(0.3, 9, J)
        if J == 2:
            sigma, eta = sigma + B, eta + A
        yield sigma, rng.normal(m, 2 * s, J), eta, m, s, A, B


def _half_cauchy(x, scale):
    return float(np.sum(np.log(2 / (np.pi * scale)) - np.log1p((x / scale) ** 2)))


@lesson.function(
    "11-log-hyperprior",
    cases=_hyperpoints,
    hints=(
        "Independent priors: the log densities add up, one for sigma, J for mu, J for eta.",
        "The half-Cauchy density of scale A is "
        "$\\frac{2}{\\pi A}\\,\\frac{1}{1 + (\\eta/A)^2}$ for $\\eta > 0$.",
        "`halfcauchy.logpdf(sigma, scale=B)` for sigma; the same with `A`, summed, for eta; "
        "`norm.logpdf` for mu.",
    ),
)
def log_hyperprior(sigma, mu, eta, m, s, A, B):
    """The log prior density of sigma, mu and eta."""
    of_mu = -np.sum(np.log(2 * np.pi * s**2) + ((mu - m) / s) ** 2) / 2
    return float(of_mu + _half_cauchy(sigma, B) + _half_cauchy(eta, A))


@log_hyperprior.variant("SciPy's densities")
def _(sigma, mu, eta, m, s, A, B):
    of_sigma = stats.halfcauchy.logpdf(sigma, scale=B)
    of_mu = stats.norm.logpdf(mu, m, s).sum()
    return of_sigma + of_mu + stats.halfcauchy.logpdf(eta, scale=A).sum()


@log_hyperprior.variant("twice a Cauchy density, a Student t with one degree of freedom")
def _(sigma, mu, eta, m, s, A, B):
    total = np.log(2) + stats.cauchy.logpdf(sigma, scale=B)
    for mu_j, eta_j in zip(mu, eta, strict=True):
        total += stats.norm.logpdf(mu_j, m, s) + np.log(2) + stats.t.logpdf(eta_j, 1, scale=A)
    return total


def _top(m, s, A, B, J):
    """The log of the prior density where mu is m, and sigma and eta are 0."""
    return np.log(2 / (np.pi * B)) + J * np.log(2 / (np.pi * A) / (s * np.sqrt(2 * np.pi)))


@log_hyperprior.law(
    "The prior is highest where mu is m, and sigma and eta are 0: there its log is {right}. Yours "
    "is higher, {left}.",
    "≤",
)
def _(found, sigma, mu, eta, m, s, A, B):
    return found, _top(m, s, A, B, len(eta))


@log_hyperprior.law(
    "Beyond the log density of mu there are the half-Cauchys of sigma and eta, each at most "
    "2/(π scale): {right} together, in logs. Yours leaves {left} for them.",
    "≤",
)
def _(found, sigma, mu, eta, m, s, A, B):
    of_mu, most = log_normal(mu - m, s), np.log(2 / np.pi / np.append(np.full(len(eta), A), B))
    return found - of_mu, most.sum(), abs(of_mu) + np.abs(most).sum()


@log_hyperprior.law(
    "Away from its top a half-Cauchy density is divided by 1 + (x/scale)², a normal one by "
    "exp(z²/2). In logs yours lies {left} below the top, which these do not add up to."
)
def _(found, sigma, mu, eta, m, s, A, B):
    factors = 1 + np.append(sigma / B, eta / A) ** 2
    fall = np.log(factors).sum() + np.sum(((mu - m) / s) ** 2) / 2
    top = _top(m, s, A, B, len(eta))
    return top - found, fall, abs(top) + fall


@log_hyperprior.misconception(
    "a whole Cauchy",
    "Your sigma and eta have the density of a Cauchy law, half of which lies below zero. Cut "
    "there, the other half is twice as high: a factor 2 for each.",
)
def _(sigma, mu, eta, m, s, A, B):
    twos = (len(eta) + 1) * np.log(2)
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s) - twos


@log_hyperprior.misconception(
    "half-normal",
    "Your sigma and eta have half-normal priors. The half-Cauchy has heavy tails: it falls like "
    "one over the square of its argument, far more slowly than a normal density.",
)
def _(sigma, mu, eta, m, s, A, B):
    wide = stats.halfnorm.logpdf(sigma, scale=B) + stats.halfnorm.logpdf(eta, scale=A).sum()
    return wide + log_normal(mu - m, s)


@log_hyperprior.misconception(
    "A and B swapped", "Your function gives sigma the scale A and eta the scale B: swap them."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, A) + _half_cauchy(eta, B) + log_normal(mu - m, s)


@log_hyperprior.misconception(
    "scale 1",
    "Your half-Cauchy laws have scale 1, whatever A and B are. In SciPy the scale goes in as "
    "`scale=`.",
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, 1) + _half_cauchy(eta, 1) + log_normal(mu - m, s)


@log_hyperprior.misconception(
    "scale by position",
    "Your half-Cauchy laws begin at B and A and have scale 1: in SciPy the second argument by "
    "position is a shift. Write `scale=B` and `scale=A`.",
)
def _(sigma, mu, eta, m, s, A, B):
    shifted = stats.halfcauchy.logpdf(sigma, B) + stats.halfcauchy.logpdf(eta, A).sum()
    return shifted + log_normal(mu - m, s)


@log_hyperprior.misconception(
    "1/scale dropped",
    "Your half-Cauchy densities are not divided by their scales A and B, so they do not integrate "
    "to 1.",
)
def _(sigma, mu, eta, m, s, A, B):
    scales = np.log(B) + len(eta) * np.log(A)
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s) + scales


@log_hyperprior.misconception(
    "constants dropped",
    "Your half-Cauchy densities have only the part that depends on sigma and eta. A posterior does "
    "not mind, but asked for is the density: its factor 2/(π scale) belongs to it.",
)
def _(sigma, mu, eta, m, s, A, B):
    return -np.log1p((sigma / B) ** 2) - np.sum(np.log1p((eta / A) ** 2)) + log_normal(mu - m, s)


@log_hyperprior.misconception(
    "s read as a variance", "Your function treats s as the variance of mu. It is the sd."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, np.sqrt(s))


@log_hyperprior.misconception(
    "s² passed as an sd", "Your function hands s² to a density that wants the standard deviation."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s**2)


@log_hyperprior.misconception("m ignored", "Your mu lies around 0. Its prior has the mean m.")
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu, s)


@log_hyperprior.misconception(
    "mu left out", "Your function has no prior for mu: sigma and eta have theirs."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A)


@log_hyperprior.misconception(
    "sigma left out", "Your function has no prior for sigma: mu and eta have theirs."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(eta, A) + log_normal(mu - m, s)


@log_hyperprior.misconception(
    "eta left out", "Your function has no prior for eta: sigma and mu have theirs."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + log_normal(mu - m, s)


@log_hyperprior.misconception(
    "prior on the variances",
    "Your function puts eta² and sigma² into the half-Cauchy density. The prior is on the standard "
    "deviations themselves.",
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma**2, B) + _half_cauchy(eta**2, A) + log_normal(mu - m, s)


@log_hyperprior.misconception(
    "1/eta",
    "Your eta has the prior 1/eta. With it the posterior does not exist: near eta = 0 its area is "
    "infinite, and a chain sooner or later falls into it.",
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) - np.sum(np.log(eta)) + log_normal(mu - m, s)


@log_hyperprior.misconception(
    "density, not its log", "Your function returns the density itself. Add logs instead."
)
def _(sigma, mu, eta, m, s, A, B):
    return np.exp(_half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s))


@log_hyperprior.misconception(
    "not summed",
    "Your function returns one number for each coefficient: mu and eta have J log densities each, "
    "and all of them are added.",
)
def _(sigma, mu, eta, m, s, A, B):
    of_mu, of_eta = stats.norm.logpdf(mu, m, s), stats.halfcauchy.logpdf(eta, scale=A)
    return _half_cauchy(sigma, B) + of_mu + of_eta


def _priors(*, sigma=_half_cauchy, eta=_half_cauchy, mu=lambda mu, m, s: log_normal(mu - m, s)):
    """The sum of the three log priors, with one of them mistaken on demand."""

    def program(sigma_, mu_, eta_, m, s, A, B):
        return sigma(sigma_, B) + eta(eta_, A) + mu(mu_, m, s)

    return program


def _shifted(x, scale):
    return np.sum(stats.halfcauchy.logpdf(x, scale))


for _name, _says, _program in (
    (
        "scale of sigma by position",
        "Your half-Cauchy law of sigma begins at B and has scale 1: in SciPy the second argument "
        "by position is a shift. Write `scale=B`.",
        _priors(sigma=_shifted),
    ),
    (
        "scale of eta by position",
        "Your half-Cauchy law of eta begins at A and has scale 1: in SciPy the second argument by "
        "position is a shift. Write `scale=A`.",
        _priors(eta=_shifted),
    ),
    (
        "A² and B² as scales",
        "Your half-Cauchy laws have the scales A² and B². The scales are A and B themselves; only "
        "the ratio eta/A is squared.",
        _priors(sigma=lambda x, B: _half_cauchy(x, B**2), eta=lambda x, A: _half_cauchy(x, A**2)),
    ),
    (
        "A² as the scale",
        "Your half-Cauchy law of eta has the scale A². The scale is A itself; only the ratio eta/A "
        "is squared.",
        _priors(eta=lambda x, A: _half_cauchy(x, A**2)),
    ),
    (
        "a whole Cauchy for sigma",
        "Your sigma has the density of a whole Cauchy law, half of which lies below zero: a factor "
        "2 is missing.",
        _priors(sigma=lambda x, B: _half_cauchy(x, B) - np.log(2)),
    ),
    (
        "a whole Cauchy for eta",
        "Your eta has the density of a whole Cauchy law, half of which lies below zero: a factor 2 "
        "for each is missing.",
        _priors(eta=lambda x, A: _half_cauchy(x, A) - len(x) * np.log(2)),
    ),
    (
        "the normal's constant once",
        "Your function subtracts log(s √(2π)) once. Each of the J densities of mu has this factor.",
        _priors(
            mu=lambda mu, m, s: (
                log_normal(mu - m, s) + (len(mu) - 1) * np.log(s * np.sqrt(2 * np.pi))
            )
        ),
    ),
    (
        "eta's ratio not squared",
        "Your density of eta has 1 + eta/A. The ratio is squared: 1 + (eta/A)².",
        _priors(eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - np.log1p(x / A))),
    ),
    (
        "A not squared",
        "Your densities have 1 + eta²/A. The whole ratio is squared: 1 + (eta/A)².",
        _priors(
            sigma=lambda x, B: np.log(2 / (np.pi * B)) - np.log1p(x**2 / B),
            eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - np.log1p(x**2 / A)),
        ),
    ),
    (
        "A not squared, sigma right",
        "Your density of eta has 1 + eta²/A. The whole ratio is squared: 1 + (eta/A)².",
        _priors(eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - np.log1p(x**2 / A))),
    ),
    (
        "sign of the log",
        "Your function adds log(1 + (eta/A)²). It stands in the denominator: subtract.",
        _priors(
            sigma=lambda x, B: np.log(2 / (np.pi * B)) + np.log1p((x / B) ** 2),
            eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) + np.log1p((x / A) ** 2)),
        ),
    ),
    (
        "roots of A and B as scales",
        "Your half-Cauchy laws have the roots of A and B as their scales. A and B are not "
        "variances: no root.",
        _priors(
            sigma=lambda x, B: _half_cauchy(x, np.sqrt(B)),
            eta=lambda x, A: _half_cauchy(x, np.sqrt(A)),
        ),
    ),
    (
        "all constants dropped",
        "Your function has only what depends on sigma, mu and eta. A posterior does not mind, but "
        "asked for are densities: their constants belong to them.",
        _priors(
            sigma=lambda x, B: -np.log1p((x / B) ** 2),
            eta=lambda x, A: -np.sum(np.log1p((x / A) ** 2)),
            mu=lambda mu, m, s: log_normal(mu - m, s, log=0, constant=False),
        ),
    ),
    (
        "the normal's constant dropped",
        "Your density of mu is its exponent alone; the factor 1/(s √(2π)) is missing.",
        _priors(mu=lambda mu, m, s: log_normal(mu - m, s, log=0, constant=False)),
    ),
    (
        "no ½",
        "The exponent of mu lacks its ½: a normal density has half the squared distance, in "
        "standard deviations.",
        _priors(mu=lambda mu, m, s: log_normal(mu - m, s) - np.sum(((mu - m) / s) ** 2) / 2),
    ),
    (
        "no 2π",
        "Your density of mu leaves out its 2π.",
        _priors(mu=lambda mu, m, s: log_normal(mu - m, s, constant=False)),
    ),
    (
        "eta's constant once",
        "Your function adds log(2/(π A)) once. Each of the J etas has this factor: J times.",
        _priors(eta=lambda x, A: _half_cauchy(x, A) - (len(x) - 1) * np.log(2 / (np.pi * A))),
    ),
    (
        "(1 + eta/A)²",
        "Your half-Cauchy densities have (1 + eta/A)². Only the ratio is squared: 1 + (eta/A)².",
        _priors(
            sigma=lambda x, B: np.log(2 / (np.pi * B)) - 2 * np.log1p(x / B),
            eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - 2 * np.log1p(x / A)),
        ),
    ),
    (
        "ratio not squared",
        "Your half-Cauchy densities have 1 + eta/A. The ratio is squared: 1 + (eta/A)².",
        _priors(
            sigma=lambda x, B: np.log(2 / (np.pi * B)) - np.log1p(x / B),
            eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - np.log1p(x / A)),
        ),
    ),
    (
        "multiplied by the scale",
        "Your half-Cauchy densities are multiplied by A and B: Python reads `2 / np.pi * A` from "
        "the left. Write `2 / (np.pi * A)`.",
        _priors(
            sigma=lambda x, B: _half_cauchy(x, B) + 2 * np.log(B),
            eta=lambda x, A: _half_cauchy(x, A) + 2 * len(x) * np.log(A),
        ),
    ),
    (
        "Jacobian added",
        "Your function adds log sigma and log eta. That is right for densities *of* log sigma and "
        "log eta; here they are of sigma and eta themselves.",
        _priors(
            sigma=lambda x, B: _half_cauchy(x, B) + np.log(x),
            eta=lambda x, A: _half_cauchy(x, A) + np.sum(np.log(x)),
        ),
    ),
    (
        "mu with eta as its sd",
        "Your mu has the standard deviation eta. That is how beta lies around mu; mu itself lies "
        "around m with standard deviation s.",
        lambda sigma, mu, eta, m, s, A, B: (
            _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, eta)
        ),
    ),
    (
        "eta not summed",
        "Your function returns one number for each coefficient: the J log densities of eta have to "
        "be summed.",
        _priors(eta=lambda x, A: stats.halfcauchy.logpdf(x, scale=A)),
    ),
    (
        "mu not summed",
        "Your function returns one number for each coefficient: the J log densities of mu have to "
        "be summed.",
        _priors(mu=lambda mu, m, s: stats.norm.logpdf(mu, m, s)),
    ),
):
    log_hyperprior.misconception(_name, _says)(_program)


def _one_scale(which):
    """Both half-Cauchy laws with the scale of one of them."""

    def program(sigma, mu, eta, m, s, A, B):
        scale = {"A": A, "B": B}[which]
        return _half_cauchy(sigma, scale) + _half_cauchy(eta, scale) + log_normal(mu - m, s)

    return program


def _both(density):
    """The same mistaken log density, a function of x and its scale, for sigma and eta."""
    return _priors(sigma=density, eta=lambda x, A: np.sum(density(x, A)))


for _name, _says, _program in (
    ("A for sigma", "Your sigma has the scale A, like eta. Its own is B.", _one_scale("A")),
    ("B for eta", "Your eta has the scale B, like sigma. Its own is A.", _one_scale("B")),
    (
        "sigma's prior J times",
        "Your function counts the prior of sigma J times, once in each entry of the sum. There is "
        "one sigma.",
        lambda sigma, mu, eta, m, s, A, B: (
            len(eta) * _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s)
        ),
    ),
    (
        "means for sums",
        "Your function averages log densities of mu and eta. The log of a product of densities is "
        "their *sum*.",
        lambda sigma, mu, eta, m, s, A, B: (
            _half_cauchy(sigma, B) + (_half_cauchy(eta, A) + log_normal(mu - m, s)) / len(mu)
        ),
    ),
    (
        "densities added",
        "Your function adds densities. Those of independent parameters are multiplied; it is their "
        "*logs* that are added.",
        lambda sigma, mu, eta, m, s, A, B: (
            stats.halfcauchy.pdf(sigma, scale=B)
            + stats.norm.pdf(mu, m, s).sum()
            + stats.halfcauchy.pdf(eta, scale=A).sum()
        ),
    ),
    (
        "logs multiplied",
        "Your function multiplies sums of logs. Densities are multiplied; their logs are added.",
        lambda sigma, mu, eta, m, s, A, B: (
            _half_cauchy(sigma, B) * log_normal(mu - m, s) * _half_cauchy(eta, A)
        ),
    ),
    (
        "1/sigma and 1/eta",
        "Your sigma and eta have the priors 1/sigma and 1/eta. With the latter the posterior does "
        "not exist: near eta = 0 its area is infinite.",
        _both(lambda x, scale: -np.log(x)),
    ),
    (
        "normal",
        "Your sigma and eta have whole normal laws around 0. Wanted are half-Cauchy laws, whose "
        "tails are far heavier.",
        _both(lambda x, scale: stats.norm.logpdf(x, 0, scale)),
    ),
    (
        "ratio upside down",
        "Your densities have 1 + (A/eta)². The ratio is eta/A: the density falls with eta.",
        _both(lambda x, scale: np.log(2 / (np.pi * scale)) - np.log1p((scale / x) ** 2)),
    ),
    (
        "no π",
        "Your half-Cauchy densities lack the π of 2/(π A).",
        _both(lambda x, scale: np.log(2 / scale) - np.log1p((x / scale) ** 2)),
    ),
    (
        "no 1 in the denominator",
        "Your half-Cauchy densities have (eta/A)² alone in the denominator. It is 1 + (eta/A)²; "
        "without the 1 they are infinite at 0.",
        _both(lambda x, scale: np.log(2 / (np.pi * scale)) - 2 * np.log(x / scale)),
    ),
    (
        "the scale lost in A² + eta²",
        "Your densities are 2/(π (A² + eta²)). With A² taken into the sum, an A has to stay above "
        "it: 2A/(π (A² + eta²)).",
        _both(lambda x, scale: np.log(2 / np.pi) - np.log(scale**2 + x**2)),
    ),
    (
        "rates for scales",
        "Your half-Cauchy laws have the scales 1/A and 1/B. The scales are A and B themselves.",
        _both(lambda x, scale: np.log(2 * scale / np.pi) - np.log1p((x * scale) ** 2)),
    ),
    (
        "exponential",
        "Your sigma and eta have exponential laws. The half-Cauchy has far heavier tails.",
        _both(lambda x, scale: -np.log(scale) - x / scale),
    ),
):
    log_hyperprior.misconception(_name, _says)(_program)
