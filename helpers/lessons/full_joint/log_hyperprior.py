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


def _a_whole_cauchy(sigma, mu, eta, m, s, A, B):
    twos = (len(eta) + 1) * np.log(2)
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s) - twos


def _half_normal(sigma, mu, eta, m, s, A, B):
    wide = stats.halfnorm.logpdf(sigma, scale=B) + stats.halfnorm.logpdf(eta, scale=A).sum()
    return wide + log_normal(mu - m, s)


def _a_and_b_swapped(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, A) + _half_cauchy(eta, B) + log_normal(mu - m, s)


def _scale_1(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, 1) + _half_cauchy(eta, 1) + log_normal(mu - m, s)


def _scale_by_position(sigma, mu, eta, m, s, A, B):
    shifted = stats.halfcauchy.logpdf(sigma, B) + stats.halfcauchy.logpdf(eta, A).sum()
    return shifted + log_normal(mu - m, s)


def _1_scale_dropped(sigma, mu, eta, m, s, A, B):
    scales = np.log(B) + len(eta) * np.log(A)
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s) + scales


def _constants_dropped(sigma, mu, eta, m, s, A, B):
    return -np.log1p((sigma / B) ** 2) - np.sum(np.log1p((eta / A) ** 2)) + log_normal(mu - m, s)


def _s2_passed_as_an_sd(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s**2)


def _prior_on_the_variances(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma**2, B) + _half_cauchy(eta**2, A) + log_normal(mu - m, s)


def _1_eta(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) - np.sum(np.log(eta)) + log_normal(mu - m, s)


def _density_not_its_log(sigma, mu, eta, m, s, A, B):
    return np.exp(_half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s))


def _not_summed(sigma, mu, eta, m, s, A, B):
    of_mu, of_eta = stats.norm.logpdf(mu, m, s), stats.halfcauchy.logpdf(eta, scale=A)
    return _half_cauchy(sigma, B) + of_mu + of_eta


def _priors(*, sigma=_half_cauchy, eta=_half_cauchy, mu=lambda mu, m, s: log_normal(mu - m, s)):
    """The sum of the three log priors, with one of them mistaken on demand."""

    def program(sigma_, mu_, eta_, m, s, A, B):
        return sigma(sigma_, B) + eta(eta_, A) + mu(mu_, m, s)

    return program


def _both(density):
    """The same mistaken log density, a function of x and its scale, for sigma and eta."""
    return _priors(sigma=density, eta=lambda x, A: np.sum(density(x, A)))


log_hyperprior.mistakes(
    ("a whole Cauchy", _a_whole_cauchy,
     "Your sigma and eta have the density of a Cauchy law, half of which lies below zero. Cut "
     "there, the other half is twice as high: a factor 2 for each."),
    ("half-normal", _half_normal,
     "Your sigma and eta have half-normal priors. The half-Cauchy has heavy tails: it falls like "
     "one over the square of its argument, far more slowly than a normal density."),
    ("A and B swapped", _a_and_b_swapped,
     "Your function gives sigma the scale A and eta the scale B: swap them."),
    ("scale 1", _scale_1,
     "Your half-Cauchy laws have scale 1, whatever A and B are. In SciPy the scale goes in as "
     "`scale=`."),
    ("scale by position", _scale_by_position,
     "Your half-Cauchy laws begin at B and A and have scale 1: in SciPy the second argument by "
     "position is a shift. Write `scale=B` and `scale=A`."),
    ("1/scale dropped", _1_scale_dropped,
     "Your half-Cauchy densities are not divided by their scales A and B, so they do not "
     "integrate to 1."),
    ("constants dropped", _constants_dropped,
     "Your half-Cauchy densities have only the part that depends on sigma and eta. A posterior "
     "does not mind, but asked for is the density: its factor 2/(π scale) belongs to it."),
    ("s² passed as an sd", _s2_passed_as_an_sd,
     "Your function hands s² to a density that wants the standard deviation."),
    ("mu left out",
     lambda sigma, mu, eta, m, s, A, B: _half_cauchy(sigma, B) + _half_cauchy(eta, A),
     "Your function has no prior for mu: sigma and eta have theirs."),
    ("sigma left out",
     lambda sigma, mu, eta, m, s, A, B: _half_cauchy(eta, A) + log_normal(mu - m, s),
     "Your function has no prior for sigma: mu and eta have theirs."),
    ("eta left out",
     lambda sigma, mu, eta, m, s, A, B: _half_cauchy(sigma, B) + log_normal(mu - m, s),
     "Your function has no prior for eta: sigma and mu have theirs."),
    ("prior on the variances", _prior_on_the_variances,
     "Your function puts eta² and sigma² into the half-Cauchy density. The prior is on the "
     "standard deviations themselves."),
    ("1/eta", _1_eta,
     "Your eta has the prior 1/eta. With it the posterior does not exist: near eta = 0 its area "
     "is infinite, and a chain sooner or later falls into it."),
    ("density, not its log", _density_not_its_log,
     "Your function returns the density itself. Add logs instead."),
    ("not summed", _not_summed,
     "Your function returns one number for each coefficient: mu and eta have J log densities "
     "each, and all of them are added."),
    ("A² and B² as scales",
     _priors(sigma=lambda x, B: _half_cauchy(x, B**2), eta=lambda x, A: _half_cauchy(x, A**2)),
     "Your half-Cauchy laws have the scales A² and B². The scales are A and B themselves; only "
     "the ratio eta/A is squared."),
    ("all constants dropped",
     _priors(
         sigma=lambda x, B: -np.log1p((x / B) ** 2),
         eta=lambda x, A: -np.sum(np.log1p((x / A) ** 2)),
         mu=lambda mu, m, s: log_normal(mu - m, s, log=0, constant=False),
         ),
     "Your function has only what depends on sigma, mu and eta. A posterior does not mind, but "
     "asked for are densities: their constants belong to them."),
    ("no ½", _priors(mu=lambda mu, m, s: log_normal(mu - m, s) - np.sum(((mu - m) / s) ** 2) / 2),
     "The exponent of mu lacks its ½: a normal density has half the squared distance, in standard "
     "deviations."),
    ("multiplied by the scale",
     _priors(
         sigma=lambda x, B: _half_cauchy(x, B) + 2 * np.log(B),
         eta=lambda x, A: _half_cauchy(x, A) + 2 * len(x) * np.log(A),
         ),
     "Your half-Cauchy densities are multiplied by A and B: Python reads `2 / np.pi * A` from the "
     "left. Write `2 / (np.pi * A)`."),
    ("Jacobian added",
     _priors(
         sigma=lambda x, B: _half_cauchy(x, B) + np.log(x),
         eta=lambda x, A: _half_cauchy(x, A) + np.sum(np.log(x)),
         ),
     "Your function adds log sigma and log eta. That is right for densities *of* log sigma and "
     "log eta; here they are of sigma and eta themselves."),
    ("mu with eta as its sd",
     lambda sigma, mu, eta, m, s, A, B: (
         _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, eta)
         ),
     "Your mu has the standard deviation eta. That is how beta lies around mu; mu itself lies "
     "around m with standard deviation s."),
    ("sigma's prior J times",
     lambda sigma, mu, eta, m, s, A, B: (
         len(eta) * _half_cauchy(sigma, B) + _half_cauchy(eta, A) + log_normal(mu - m, s)
         ),
     "Your function counts the prior of sigma J times, once in each entry of the sum. There is "
     "one sigma."),
    ("means for sums",
     lambda sigma, mu, eta, m, s, A, B: (
         _half_cauchy(sigma, B) + (_half_cauchy(eta, A) + log_normal(mu - m, s)) / len(mu)
         ),
     "Your function averages log densities of mu and eta. The log of a product of densities is "
     "their *sum*."),
    ("densities added",
     lambda sigma, mu, eta, m, s, A, B: (
         stats.halfcauchy.pdf(sigma, scale=B)
         + stats.norm.pdf(mu, m, s).sum()
         + stats.halfcauchy.pdf(eta, scale=A).sum()
         ),
     "Your function adds densities. Those of independent parameters are multiplied; it is their "
     "*logs* that are added."),
    ("1/sigma and 1/eta", _both(lambda x, scale: -np.log(x)),
     "Your sigma and eta have the priors 1/sigma and 1/eta. With the latter the posterior does "
     "not exist: near eta = 0 its area is infinite."),
    ("the scale lost in A² + eta²",
     _both(lambda x, scale: np.log(2 / np.pi) - np.log(scale**2 + x**2)),
     "Your densities are 2/(π (A² + eta²)). With A² taken into the sum, an A has to stay above "
     "it: 2A/(π (A² + eta²))."),
)  # fmt: skip
