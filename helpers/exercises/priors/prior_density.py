"""The log density of the prior: two laws, and the factor between sigma² and sigma."""

import numpy as np
from scipy import linalg, special, stats

from helpers.exercises.lessons import priors as lesson
from helpers.exercises.priors.normal_inverse_gamma import (
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


def _of_sigma(sigma, a, b):
    return stats.invgamma.logpdf(sigma**2, a, scale=b) + np.log(2 * sigma)


@log_prior.misconception(
    "per unit of sigma²",
    "Your density of sigma is per unit of sigma², not of sigma: over a grid in sigma it would not "
    "integrate to 1. A step dσ changes σ² by 2σ dσ: add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - np.log(2 * sigma)


@log_prior.misconception(
    "Jacobian divided",
    "Your function *subtracts* log(2σ). A step dσ changes σ² by 2σ dσ, so that the density per "
    "unit of sigma is the one per unit of σ², *times* 2σ.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - 2 * np.log(2 * sigma)


@log_prior.misconception(
    "the 2 of 2σ lost",
    "Your function adds log σ. The derivative of σ² is 2σ: add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - np.log(2)


@log_prior.misconception(
    "per unit of log sigma",
    "Your density of sigma is per unit of log sigma: the factor is 2σ², where sigma as the "
    "coordinate has 2σ.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + np.log(sigma)


@log_prior.misconception(
    "inverse gamma of sigma",
    "Your function asks the inverse gamma law about sigma. It is the law of sigma²: put "
    "`sigma**2` in, then add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + stats.invgamma.logpdf(sigma, a, scale=b)


@log_prior.misconception(
    "gamma for inverse gamma",
    "Your function asks the gamma law about sigma². *One over* sigma² follows it: use "
    "`stats.invgamma`.",
)
def _(beta, sigma, m0, V0, a, b):
    of_sigma = stats.gamma.logpdf(sigma**2, a, scale=1 / b) + np.log(2 * sigma)
    return of_beta(beta, sigma, m0, V0) + of_sigma


@log_prior.misconception(
    "gamma for inverse gamma, per unit of sigma²",
    "Your function asks the gamma law about sigma². *One over* sigma² follows it: use "
    "`stats.invgamma`, and add log(2σ), since the coordinate is sigma.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + stats.gamma.logpdf(sigma**2, a, scale=1 / b)


@log_prior.misconception(
    "gamma of the precision",
    "Your density is per unit of the precision, 1/sigma². A step dσ changes 1/σ² by 2/σ³ dσ: the "
    "factor belongs to the density.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + stats.gamma.logpdf(sigma**-2, a, scale=1 / b)


@log_prior.misconception(
    "scale for rate",
    "Your inverse gamma law has 1/b where b belongs. The `scale` of `stats.invgamma` is b itself; "
    "that of `stats.gamma`, asked about 1/sigma², is 1/b.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, 1 / b)


@log_prior.misconception(
    "V0 not scaled",
    "Your density of beta has covariance V0. Given sigma, this prior has sigma² V0.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, 1.0, m0, V0) + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "V0 not scaled, per unit of sigma²",
    "Your density of beta has covariance V0 (wanted: sigma² V0), and that of sigma is per unit of "
    "sigma² (add log(2σ)).",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, 1.0, m0, V0) + _of_sigma(sigma, a, b) - np.log(2 * sigma)


@log_prior.misconception(
    "scaled by sigma", "Your beta has covariance sigma V0. Covariances hold squares: sigma² V0."
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, np.sqrt(sigma), m0, V0) + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "V0 inverted",
    "Your function uses V0 as a precision: it inverts it where it is a covariance, in units of "
    "sigma².",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, np.linalg.inv(V0)) + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "diagonal only",
    "Your density treats the coefficients as independent. V0 has entries off its diagonal: use "
    "`stats.multivariate_normal`.",
)
def _(beta, sigma, m0, V0, a, b):
    of_beta = stats.norm.logpdf(beta, m0, sigma * np.sqrt(np.diag(V0))).sum()
    return of_beta + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "m0 left out", "Your density of beta is centred at zero. The prior's centre is `m0`."
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, 0 * m0, V0) + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "no 2π",
    "Your density of beta lacks the factor (2π)^(−p/2). No posterior notices, but the evidence "
    "does.",
)
def _(beta, sigma, m0, V0, a, b):
    constant = len(beta) / 2 * np.log(2 * np.pi)
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + constant


@log_prior.misconception(
    "determinant of V0 left out",
    "Your density of beta lacks the determinant of V0. No posterior notices, but the evidence "
    "does.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + log_determinant(V0) / 2


@log_prior.misconception(
    "sigma to the power −p left out",
    "Your density of beta has the right exponent, but lacks the factor σ^(−p): the wider a normal "
    "law, the lower it is.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + len(beta) * np.log(sigma)


@log_prior.misconception(
    "constants of the inverse gamma left out",
    "Your density of sigma lacks the constant b^a/Γ(a). No posterior notices, but the evidence "
    "does.",
)
def _(beta, sigma, m0, V0, a, b):
    constant = a * np.log(b) - special.gammaln(a)
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - constant


@log_prior.misconception(
    "kernels only",
    "Your function has the two kernels without their constants. No posterior notices, but the "
    "evidence does: there each factor counts.",
)
def _(beta, sigma, m0, V0, a, b):
    of_beta = -quadratic(beta - m0, V0) / (2 * sigma**2) - len(beta) * np.log(sigma)
    return of_beta - 2 * (a + 1) * np.log(sigma) - b / sigma**2


@log_prior.misconception("beta alone", "Your function is the log density of beta. Add sigma's.")
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0)


@log_prior.misconception(
    "sigma alone", "Your function is the log density of sigma. Add that of beta given sigma."
)
def _(beta, sigma, m0, V0, a, b):
    return _of_sigma(sigma, a, b)


@log_prior.misconception(
    "density, not its log", "Your function returns the density itself. Take its logarithm."
)
def _(beta, sigma, m0, V0, a, b):
    return np.exp(of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b))


@log_prior.misconception(
    "logs multiplied",
    "Your function multiplies the two log densities. The densities are multiplied; their logs "
    "are added.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) * _of_sigma(sigma, a, b)


@log_prior.misconception(
    "a and b swapped",
    "Your a and b have changed places: a is the shape, b the scale of the inverse gamma law.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, b, a)


@log_prior.misconception(
    "Jacobian not logged",
    "Your function adds 2σ to a log density. Add its logarithm, log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - np.log(2 * sigma) + 2 * sigma


@log_prior.misconception(
    "Jacobian to base 10",
    "Your factor 2σ is logged to base 10. Densities here are logged with `np.log`.",
)
def _(beta, sigma, m0, V0, a, b):
    return (
        of_beta(beta, sigma, m0, V0)
        + _of_sigma(sigma, a, b)
        - np.log(2 * sigma)
        + np.log10(2 * sigma)
    )


@log_prior.misconception(
    "2 log sigma",
    "Your function adds 2 log σ, which is log σ². The factor is 2σ: add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + np.log(sigma / 2)


@log_prior.misconception(
    "b left out",
    "Your density of sigma does not depend on b. SciPy's `invgamma` takes it as `scale=b`.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, 1.0)


@log_prior.misconception(
    "V0 divided by sigma²",
    "Your beta has the covariance V0/sigma². Where the noise is large, the coefficients may be "
    "large, too: sigma² V0.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, 1 / sigma, m0, V0) + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "½ of the exponent lost",
    "Your exponent of beta lacks its ½: a normal log density has −½ (β − m0)'(σ²V0)⁻¹(β − m0).",
)
def _(beta, sigma, m0, V0, a, b):
    return (
        of_beta(beta, sigma, m0, V0)
        + _of_sigma(sigma, a, b)
        - quadratic(beta - m0, V0) / (2 * sigma**2)
    )


@log_prior.misconception(
    "gamma function left out",
    "Your density of sigma lacks 1/Γ(a): subtract `gammaln(a)`.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + special.gammaln(a)


@log_prior.misconception(
    "gamma function not logged",
    "Your function subtracts Γ(a) itself. Subtract its logarithm, `gammaln(a)`.",
)
def _(beta, sigma, m0, V0, a, b):
    return (
        of_beta(beta, sigma, m0, V0)
        + _of_sigma(sigma, a, b)
        + special.gammaln(a)
        - special.gamma(a)
    )


@log_prior.misconception(
    "inverse gamma of sigma, with log(2σ)",
    "Your function asks the inverse gamma law about sigma. It is the law of sigma²: put "
    "`sigma**2` in. The log(2σ) is right.",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + _of_sigma(np.sqrt(sigma), a, b) + np.log(sigma) / 2


@log_prior.misconception(
    "sigma taken for a variance",
    "Your function takes `sigma` for the variance throughout. It is a standard deviation: "
    "square it, and add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return of_beta(beta, np.sqrt(sigma), m0, V0) + stats.invgamma.logpdf(sigma, a, scale=b)


@log_prior.misconception(
    "densities added",
    "Your function takes the log of the *sum* of two densities. Densities are multiplied; their"
    " logs are added.",
)
def _(beta, sigma, m0, V0, a, b):
    return np.logaddexp(of_beta(beta, sigma, m0, V0), _of_sigma(sigma, a, b))


@log_prior.misconception(
    "b as a location",
    "Your function is −inf wherever sigma² is below b: the third argument of SciPy's `logpdf` "
    "is a location. Write `scale=b`.",
    recognises=lambda log_prior, beta, sigma, m0, V0, a, b: (
        np.isneginf(log_prior) if sigma**2 < b else np.isfinite(log_prior)
    ),
)
def _(beta, sigma, m0, V0, a, b):
    of_sigma = stats.invgamma.logpdf(sigma**2, a, b) + np.log(2 * sigma)
    return of_beta(beta, sigma, m0, V0) + of_sigma
