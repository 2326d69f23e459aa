"""The priors of sigma, mu and eta: the half-Cauchy density with its scale and its constants."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.shared import log_normal


def _hyperpoints(rng):
    for J in (2, 1, 4):
        m, s, A, B = rng.normal(1, 2), rng.uniform(2, 8), rng.uniform(1, 4), rng.uniform(5, 12)
        # First beyond their scales, where a law shifted by its scale has a density, too.
        sigma, eta = rng.uniform(1, 9), rng.uniform(0.3, 9, J)
        if J == 2:
            sigma, eta = sigma + B, eta + A
        yield sigma, rng.normal(m, 2 * s, J), eta, m, s, A, B


def _half_cauchy(x, scale):
    return np.log(2 / (np.pi * scale)) - np.log1p((x / scale) ** 2)


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
    return float(of_mu + _half_cauchy(sigma, B) + np.sum(_half_cauchy(eta, A)))


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


def _both(density):
    """Another log density of x with its scale, for sigma and eta."""
    return lambda sigma, mu, eta, m, s, A, B: (
        density(sigma, B) + log_normal(mu - m, s) + np.sum(density(eta, A))
    )


def _plus(more):
    """What the right program gives, and something added to it."""
    return lambda *given: log_hyperprior.program(*given) + more(*given)


def _densities_added(sigma, mu, eta, m, s, A, B):
    of_sigma, of_eta = np.exp(_half_cauchy(sigma, B)), np.exp(_half_cauchy(eta, A))
    return of_sigma + stats.norm.pdf(mu, m, s).sum() + of_eta.sum()


log_hyperprior.mistakes(
    ("a whole Cauchy", lambda x, scale: _half_cauchy(x, scale) - np.log(2),
     "Your sigma and eta have the density of a Cauchy law, half of which lies below zero. Cut "
     "there, the other half is twice as high: a factor 2 for each."),
    ("half-normal", lambda x, scale: stats.halfnorm.logpdf(x, scale=scale),
     "Your sigma and eta have half-normal priors. The half-Cauchy has heavy tails: it falls like "
     "one over the square of its argument, far more slowly than a normal density."),
    ("1/sigma and 1/eta", lambda x, scale: -np.log(x),
     "Your sigma and eta have the priors 1/sigma and 1/eta. With the latter the posterior does "
     "not exist: near eta = 0 its area is infinite."),
    ("scale 1", lambda x, scale: _half_cauchy(x, 1),
     "Your half-Cauchy laws have scale 1, whatever A and B are. In SciPy the scale goes in as "
     "`scale=`."),
    ("scale by position", lambda x, scale: stats.halfcauchy.logpdf(x, scale),
     "Your half-Cauchy laws begin at B and A and have scale 1: in SciPy the second argument by "
     "position is a shift. Write `scale=B` and `scale=A`."),
    ("A² and B² as scales", lambda x, scale: _half_cauchy(x, scale**2),
     "Your half-Cauchy laws have the scales A² and B². The scales are A and B themselves; only "
     "the ratio eta/A is squared."),
    ("prior on the variances", lambda x, scale: _half_cauchy(x**2, scale),
     "Your function puts eta² and sigma² into the half-Cauchy density. The prior is on the "
     "standard deviations themselves."),
    ("ratio not squared", lambda x, scale: np.log(2 / (np.pi * scale)) - np.log1p(x / scale),
     "Your half-Cauchy densities have 1 + eta/A. The ratio is squared: 1 + (eta/A)²."),
    ("A not squared", lambda x, scale: np.log(2 / (np.pi * scale)) - np.log1p(x**2 / scale),
     "Your densities have 1 + eta²/A. The whole ratio is squared: 1 + (eta/A)²."),
    ("the scale lost in A² + eta²", lambda x, scale: np.log(2 / np.pi) - np.log(scale**2 + x**2),
     "Your densities are 2/(π (A² + eta²)). With A² taken into the sum, an A has to stay above "
     "it: 2A/(π (A² + eta²))."),
    ("multiplied by the scale", lambda x, scale: _half_cauchy(x, scale) + 2 * np.log(scale),
     "Your half-Cauchy densities are multiplied by A and B: Python reads `2 / np.pi * A` from the "
     "left. Write `2 / (np.pi * A)`."),
    ("no π", lambda x, scale: _half_cauchy(x, scale) + np.log(np.pi),
     "Your half-Cauchy densities lack the π of 2/(π A)."),
    ("constants dropped", lambda x, scale: -np.log1p((x / scale) ** 2),
     "Your half-Cauchy densities have only the part that depends on sigma and eta. A posterior "
     "does not mind, but asked for is the density: its factor 2/(π scale) belongs to it."),
    ("Jacobian added", lambda x, scale: _half_cauchy(x, scale) + np.log(x),
     "Your function adds log sigma and log eta. That is right for densities *of* log sigma and "
     "log eta; here they are of sigma and eta themselves."),
    of=_both,
)  # fmt: skip


log_hyperprior.mistakes(
    ("A and B swapped",
     lambda sigma, mu, eta, m, s, A, B: log_hyperprior.program(sigma, mu, eta, m, s, B, A),
     "Your function gives sigma the scale A and eta the scale B: swap them."),
    ("scale of sigma by position",
     lambda sigma, mu, eta, m, s, A, B: (
         stats.halfcauchy.logpdf(sigma, B) + log_normal(mu - m, s) + np.sum(_half_cauchy(eta, A))
     ),
     "Your half-Cauchy law of sigma begins at B and has scale 1: in SciPy the second argument by "
     "position is a shift. Write `scale=B`."),
    ("scale of eta by position",
     lambda sigma, mu, eta, m, s, A, B: (
         _half_cauchy(sigma, B) + log_normal(mu - m, s) + stats.halfcauchy.logpdf(eta, A).sum()
     ),
     "Your half-Cauchy law of eta begins at A and has scale 1: in SciPy the second argument by "
     "position is a shift. Write `scale=A`."),
    ("s² passed as an sd",
     lambda sigma, mu, eta, m, s, A, B: log_hyperprior.program(sigma, mu, eta, m, s**2, A, B),
     "Your function hands s² to a density that wants the standard deviation."),
    ("mu with eta as its sd",
     lambda sigma, mu, eta, m, s, A, B: log_hyperprior.program(sigma, mu, eta, m, eta, A, B),
     "Your mu has the standard deviation eta. That is how beta lies around mu; mu itself lies "
     "around m with standard deviation s."),
    ("mu left out", _plus(lambda sigma, mu, eta, m, s, A, B: -log_normal(mu - m, s)),
     "Your function has no prior for mu: sigma and eta have theirs."),
    ("1/eta",
     _plus(lambda sigma, mu, eta, m, s, A, B: -np.sum(_half_cauchy(eta, A) + np.log(eta))),
     "Your eta has the prior 1/eta. With it the posterior does not exist: near eta = 0 its area "
     "is infinite, and a chain sooner or later falls into it."),
    ("all constants dropped",
     lambda sigma, mu, eta, m, s, A, B: (
         log_normal(mu - m, s, log=0, constant=False)
         - np.log1p(np.append(sigma / B, eta / A) ** 2).sum()
     ),
     "Your function has only what depends on sigma, mu and eta. A posterior does not mind, but "
     "asked for are densities: their constants belong to them."),
    ("no ½", _plus(lambda sigma, mu, eta, m, s, A, B: -np.sum(((mu - m) / s) ** 2) / 2),
     "The exponent of mu lacks its ½: a normal density has half the squared distance, in standard "
     "deviations."),
    ("no 2π", _plus(lambda sigma, mu, eta, m, s, A, B: len(mu) * np.log(2 * np.pi) / 2),
     "Your density of mu leaves out its 2π."),
    ("density, not its log", lambda *given: np.exp(log_hyperprior.program(*given)),
     "Your function returns the density itself. Add logs instead."),
    ("densities added", _densities_added,
     "Your function adds densities. Those of independent parameters are multiplied; it is their "
     "*logs* that are added."),
    ("logs multiplied",
     lambda sigma, mu, eta, m, s, A, B: (
         _half_cauchy(sigma, B) * log_normal(mu - m, s) * np.sum(_half_cauchy(eta, A))
     ),
     "Your function multiplies sums of logs. Densities are multiplied; their logs are added."),
    ("sigma's prior J times",
     _plus(lambda sigma, mu, eta, m, s, A, B: (len(eta) - 1) * _half_cauchy(sigma, B)),
     "Your function counts the prior of sigma J times, once in each entry of the sum. There is "
     "one sigma."),
    ("not summed",
     lambda sigma, mu, eta, m, s, A, B: (
         _half_cauchy(sigma, B) + stats.norm.logpdf(mu, m, s) + _half_cauchy(eta, A)
     ),
     "Your function returns one number for each coefficient: mu and eta have J log densities "
     "each, and all of them are added."),
)  # fmt: skip
