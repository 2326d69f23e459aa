"""The log density of the prior: two laws, and the factor between sigma² and sigma."""

import numpy as np
from scipy import linalg, special, stats

from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.normal_inverse_gamma import (
    log_determinant,
    of_beta,
    quadratic,
    random_covariance,
)


def _prior_points(rng):
    for p, sigma, a, b in ((3, 0.7, 2.5, 4.0), (2, 2.6, 3.5, 9.0), (4, 1.6, 1.5, 0.8)):
        m0 = rng.normal(0, 2, p)
        yield m0 + rng.normal(size=p), sigma, m0, random_covariance(rng, p), a, b


@lesson.function(
    "08-log-prior",
    cases=_prior_points,
    hints=(
        "The log of a product is a sum: the log density of beta given sigma, plus the log density "
        "of sigma.",
        "`stats.multivariate_normal.logpdf` and `stats.invgamma.logpdf(sigma**2, a, scale=b)`. The "
        "latter is a density per unit of sigma²; per unit of sigma it is larger by the factor 2σ.",
        "`stats.multivariate_normal.logpdf(beta, m0, sigma**2 * V0) "
        "+ stats.invgamma.logpdf(sigma**2, a, scale=b) + np.log(2 * sigma)`",
    ),
)
def log_prior(beta, sigma, m0, V0, a, b):
    """The log density of the prior, in beta and sigma."""
    root = np.linalg.cholesky(V0) * sigma
    z = linalg.solve_triangular(root, beta - m0, lower=True)
    of_beta = stats.norm.logpdf(z).sum() - np.log(np.diag(root)).sum()
    # sigma as a power of a gamma variable has a law of its own in SciPy: no Jacobian by hand.
    return float(of_beta + stats.gengamma.logpdf(sigma, a, -2, scale=np.sqrt(b)))


@log_prior.variant("SciPy's two laws and the factor 2 sigma")
def _(beta, sigma, m0, V0, a, b):
    variance = sigma**2
    of_beta = stats.multivariate_normal.logpdf(beta, m0, variance * V0)
    return of_beta + stats.invgamma.logpdf(variance, a, scale=b) + np.log(2 * sigma)


@log_prior.variant("the formula")
def _(beta, sigma, m0, V0, a, b):
    p, off = len(beta), beta - m0
    of_beta = -(
        p * np.log(2 * np.pi * sigma**2) + log_determinant(V0) + quadratic(off, V0) / sigma**2
    )
    of_sigma = np.log(2) + a * np.log(b) - special.gammaln(a)
    return of_beta / 2 + of_sigma - (2 * a + 1) * np.log(sigma) - b / sigma**2


@log_prior.law(
    "For a given sigma no beta is likelier than m0: there the log density is {right}. Yours, at "
    "another beta, is higher: {left}.",
    "≤",
)
def _(value, beta, sigma, m0, V0, a, b):
    return value, of_beta(m0, sigma, m0, V0) + _of_sigma(sigma, a, b)


@log_prior.law(
    "For a given beta the density in sigma has one top, and there its log is {right}. Yours, at "
    "another sigma, is higher: {left}.",
    "≤",
)
def _(value, beta, sigma, m0, V0, a, b):
    top = np.sqrt((2 * b + quadratic(beta - m0, V0)) / (2 * a + 1 + len(beta)))
    return value, of_beta(beta, top, m0, V0) + _of_sigma(top, a, b)


@log_prior.law(
    "Without the log density of beta given sigma there remains that of sigma, 2σ times the inverse "
    "gamma law's at σ². Its log is {right}; of yours there remains {left}."
)
def _(value, beta, sigma, m0, V0, a, b):
    return value - of_beta(beta, sigma, m0, V0), _of_sigma(sigma, a, b)


def _of_sigma(sigma, a, b):
    return stats.invgamma.logpdf(sigma**2, a, scale=b) + np.log(2 * sigma)


# Slips that have a name of their own together


def _inverse_gamma_of_sigma(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + stats.invgamma.logpdf(sigma, a, scale=b)


def _gamma_for_inverse_gamma_per_unit_of_sigm(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + stats.gamma.logpdf(sigma**2, a, scale=1 / b)


def _gamma_of_the_precision(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + stats.gamma.logpdf(sigma**-2, a, scale=1 / b)


def _v0_not_scaled_per_unit_of_sigma2(beta, sigma, m0, V0, a, b):
    return of_beta(beta, 1.0, m0, V0) + stats.invgamma.logpdf(sigma**2, a, scale=b)


log_prior.mistakes(
    ("inverse gamma of sigma", _inverse_gamma_of_sigma,
     "Your function asks the inverse gamma law about sigma. It is the law of sigma²: put "
     "`sigma**2` in, then add log(2σ)."),
    ("gamma for inverse gamma, per unit of sigma²", _gamma_for_inverse_gamma_per_unit_of_sigm,
     "Your function asks the gamma law about sigma². *One over* sigma² follows it: use "
     "`stats.invgamma`, and add log(2σ), since the coordinate is sigma."),
    ("gamma of the precision", _gamma_of_the_precision,
     "Your density is per unit of the precision, 1/sigma². A step dσ changes 1/σ² by 2/σ³ dσ: the "
     "factor belongs to the density."),
    ("V0 not scaled, per unit of sigma²", _v0_not_scaled_per_unit_of_sigma2,
     "Your density of beta has covariance V0 (wanted: sigma² V0), and that of sigma is per unit "
     "of sigma² (add log(2σ))."),
    ("kernels only", lambda beta, sigma, m0, V0, a, b: _kernels(beta, sigma, m0, V0, a, b),
     "Your function has the two kernels without their constants. No posterior notices, but the "
     "evidence does: there each factor counts."),
    ("kernels and 2σ",
     lambda beta, sigma, m0, V0, a, b: _kernels(beta, sigma, m0, V0, a, b) + np.log(2 * sigma),
     "Your function has the two kernels and the factor 2σ, but not the other constants. No "
     "posterior notices, but the evidence does: there each factor counts."),
    ("kernels, per unit of sigma",
     lambda beta, sigma, m0, V0, a, b: _kernels(beta, sigma, m0, V0, a, b) + np.log(sigma),
     "Your function has all that depends on beta and sigma, but no constants. No posterior "
     "notices, but the evidence does: there each factor counts."),
)  # fmt: skip


def _kernels(beta, sigma, m0, V0, a, b):
    kernel_of_beta = -quadratic(beta - m0, V0) / (2 * sigma**2) - len(beta) * np.log(sigma)
    return kernel_of_beta - 2 * (a + 1) * np.log(sigma) - b / sigma**2


def _sigma_taken_for_a_variance(beta, sigma, m0, V0, a, b):
    return of_beta(beta, np.sqrt(sigma), m0, V0) + stats.invgamma.logpdf(sigma, a, scale=b)


def _density_not_its_log(beta, sigma, m0, V0, a, b):
    return np.exp(of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b))


def _density_per_unit_of_sigma2_not_its_log(beta, sigma, m0, V0, a, b):
    of_variance = stats.invgamma.logpdf(sigma**2, a, scale=b)
    return np.exp(of_beta(beta, sigma, m0, V0) + of_variance)


def _densities_added(beta, sigma, m0, V0, a, b):
    return np.logaddexp(of_beta(beta, sigma, m0, V0), _of_sigma(sigma, a, b))


def _log_density_times_2sigma(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + 2 * sigma * stats.invgamma.logpdf(sigma**2, a, scale=b)


def _both_logs_times_2sigma(beta, sigma, m0, V0, a, b):
    return 2 * sigma * (of_beta(beta, sigma, m0, V0) + stats.invgamma.logpdf(sigma**2, a, scale=b))


def _one_number_for_each_coefficient(beta, sigma, m0, V0, a, b):
    return stats.norm.logpdf(beta, m0, sigma * np.sqrt(np.diag(V0))) + _of_sigma(sigma, a, b)


def _b_as_a_location(beta, sigma, m0, V0, a, b):
    of_sigma = stats.invgamma.logpdf(sigma**2, a, b) + np.log(2 * sigma)
    return of_beta(beta, sigma, m0, V0) + of_sigma


log_prior.mistakes(
    ("beta alone", lambda beta, sigma, m0, V0, a, b: of_beta(beta, sigma, m0, V0),
     "Your function is the log density of beta. Add sigma's."),
    ("beta alone, V0 not scaled", lambda beta, sigma, m0, V0, a, b: of_beta(beta, 1.0, m0, V0),
     "Your function is the log density of beta alone, with covariance V0. Given sigma, this prior "
     "has sigma² V0; and add the log density of sigma."),
    ("sigma alone, per unit of sigma²",
     lambda beta, sigma, m0, V0, a, b: stats.invgamma.logpdf(sigma**2, a, scale=b),
     "Your function is the log density of sigma², per unit of sigma². Add log(2σ), and the log "
     "density of beta given sigma."),
    ("sigma taken for a variance", _sigma_taken_for_a_variance,
     "Your function takes `sigma` for the variance throughout. It is a standard deviation: square "
     "it, and add log(2σ)."),
    ("density, not its log", _density_not_its_log,
     "Your function returns the density itself. Take its logarithm."),
    ("density per unit of sigma², not its log", _density_per_unit_of_sigma2_not_its_log,
     "Your function returns the density itself, per unit of sigma². Take its logarithm, and add "
     "log(2σ)."),
    ("logs multiplied",
     lambda beta, sigma, m0, V0, a, b: of_beta(beta, sigma, m0, V0) * _of_sigma(sigma, a, b),
     "Your function multiplies the two log densities. The densities are multiplied; their logs "
     "are added."),
    ("densities added", _densities_added,
     "Your function takes the log of the *sum* of two densities. Densities are multiplied; their "
     "logs are added."),
    ("log density times 2σ", _log_density_times_2sigma,
     "Your function multiplies the *log* density of sigma² by 2σ. The density is multiplied; to "
     "its log, log(2σ) is added."),
    ("both logs times 2σ", _both_logs_times_2sigma,
     "Your function multiplies the *log* of the joint density by 2σ. The density of sigma is "
     "multiplied; to the log, log(2σ) is added."),
    ("two numbers",
     lambda beta, sigma, m0, V0, a, b: (of_beta(beta, sigma, m0, V0), _of_sigma(sigma, a, b)),
     "Your function returns two log densities, that of beta and that of sigma. Add them."),
    ("one number for each coefficient", _one_number_for_each_coefficient,
     "Your function returns one number for each coefficient. Under an independent prior they "
     "would be summed; V0 has entries off its diagonal, so use `stats.multivariate_normal`, which "
     "returns one."),
    ("b as a location", _b_as_a_location,
     "Your function is −inf wherever sigma² is below b: the third argument of SciPy's `logpdf` is "
     "a location. Write `scale=b`.",
     {"recognises": lambda log_prior, beta, sigma, m0, V0, a, b: (
         np.isneginf(log_prior) if sigma**2 < b else np.isfinite(log_prior)
    )}),
)  # fmt: skip
