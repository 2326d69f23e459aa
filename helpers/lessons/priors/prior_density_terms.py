"""Slips in one term of the prior's log density: beta's law, that of sigma², the factor 2 sigma."""

import numpy as np
from scipy import special, stats

from helpers.lessons.priors.log_prior import log_prior
from helpers.lessons.priors.normal_inverse_gamma import (
    A,
    B,
    log_determinant,
    of_beta,
    quadratic,
)
from helpers.lessons.slips import Slip, add_slips

_BETA, _VARIANCE, _STEP = "beta", "sigma²", "factor"


def _normal(covariance):
    """The law of beta with another covariance, a function of sigma and V0."""
    return lambda beta, sigma, m0, V0, a, b: of_beta(beta, 1.0, m0, covariance(sigma, V0))


def _beta_off(amount):
    """The law of beta, off by an amount that depends on p, sigma, V0 and its exponent."""
    return lambda beta, sigma, m0, V0, a, b: (
        of_beta(beta, sigma, m0, V0)
        + amount(len(beta), sigma, V0, quadratic(beta - m0, V0) / sigma**2)
    )


def _one_by_one(scale):
    """Independent normal laws, with a scale that depends on sigma and the diagonal of V0."""
    return lambda beta, sigma, m0, V0, a, b: stats.norm.logpdf(
        beta, m0, scale(sigma, np.diag(V0))
    ).sum()


def _with(formula):
    """A term that depends on sigma, a and b alone."""
    return lambda beta, sigma, m0, V0, a, b: formula(sigma, a, b)


def _variance_off(amount):
    """The law of sigma², off by an amount that depends on sigma, a and b."""
    return _with(lambda s, a, b: stats.invgamma.logpdf(s**2, a, scale=b) + amount(s, a, b))


_OF_BETA = [
    Slip(
        _BETA,
        "V0 not scaled",
        "Your density of beta has covariance V0. Given sigma, this prior has sigma² V0.",
        _normal(lambda sigma, V0: V0),
    ),
    Slip(
        _BETA,
        "scaled by sigma",
        "Your beta has covariance sigma V0. Covariances hold squares: sigma² V0.",
        _normal(lambda sigma, V0: sigma * V0),
    ),
    Slip(
        _BETA,
        "sigma² squared",
        "Your beta has covariance sigma⁴ V0: sigma² was squared once more. Wanted: sigma² V0.",
        _normal(lambda sigma, V0: sigma**4 * V0),
    ),
    Slip(
        _BETA,
        "V0 divided by sigma²",
        "Your beta has the covariance V0/sigma². Where the noise is large, the coefficients may be "
        "large, too: sigma² V0.",
        _normal(lambda sigma, V0: V0 / sigma**2),
    ),
    Slip(
        _BETA,
        "V0 inverted",
        "Your function uses V0 as a precision: it inverts it where it is a covariance, in units of "
        "sigma².",
        _normal(lambda sigma, V0: sigma**2 * np.linalg.inv(V0)),
    ),
    Slip(
        _BETA,
        "covariance inverted",
        "Your function hands over the inverse of sigma² V0, a precision. SciPy's "
        "`multivariate_normal` wants the covariance itself.",
        _normal(lambda sigma, V0: np.linalg.inv(sigma**2 * V0)),
    ),
    Slip(
        _BETA,
        "V0 for its inverse",
        "Your exponent of beta has V0 where its inverse belongs: −½ (β − m0)'(σ²V0)⁻¹(β − m0).",
        lambda beta, sigma, m0, V0, a, b: (
            of_beta(m0, sigma, m0, V0) - (beta - m0) @ V0 @ (beta - m0) / (2 * sigma**2)
        ),
    ),
    Slip(
        _BETA,
        "diagonal only",
        "Your density treats the coefficients as independent. V0 has entries off its diagonal: use "
        "`stats.multivariate_normal`.",
        _one_by_one(lambda sigma, variances: sigma * np.sqrt(variances)),
    ),
    Slip(
        _BETA,
        "diagonal without its root",
        "Your density of beta has sigma times the diagonal of V0 for standard deviations. The "
        "diagonal holds variances, and there are covariances beside it: use "
        "`stats.multivariate_normal`.",
        _one_by_one(lambda sigma, variances: sigma * variances),
    ),
    Slip(
        _BETA,
        "variances as standard deviations",
        "Your density of beta hands over variances, sigma² times the diagonal of V0, where "
        "`stats.norm` wants standard deviations. V0 has covariances, too: use "
        "`stats.multivariate_normal`.",
        _one_by_one(lambda sigma, variances: sigma**2 * variances),
    ),
    Slip(
        _BETA,
        "V0 left out",
        "Your density of beta knows no V0: each coefficient has the standard deviation sigma. The "
        "covariance is sigma² V0.",
        _one_by_one(lambda sigma, variances: sigma),
    ),
    Slip(
        _BETA,
        "V0 left out, sigma² as standard deviation",
        "Your density of beta knows no V0, and hands over sigma² where `stats.norm` wants a "
        "standard deviation. The covariance is sigma² V0: use `stats.multivariate_normal`.",
        _one_by_one(lambda sigma, variances: sigma**2),
    ),
    Slip(
        _BETA,
        "V0 left out, sigma as variance",
        "Your density of beta knows no V0, and hands over sigma where `multivariate_normal` wants "
        "a covariance: sigma² V0.",
        _one_by_one(lambda sigma, variances: np.sqrt(sigma)),
    ),
    Slip(
        _BETA,
        "V0 taken for a root",
        "Your beta has the covariance sigma² V0². V0 is a covariance already, in units of sigma².",
        _normal(lambda sigma, V0: sigma**2 * V0 @ V0),
    ),
    Slip(
        _BETA,
        "m0 left out",
        "Your density of beta is centred at zero. The prior's centre is `m0`.",
        lambda beta, sigma, m0, V0, a, b: of_beta(beta, sigma, 0 * m0, V0),
    ),
    Slip(
        _BETA,
        "no 2π",
        "Your density of beta lacks the factor (2π)^(−p/2). No posterior notices, but the evidence "
        "does.",
        _beta_off(lambda p, sigma, V0, squares: p / 2 * np.log(2 * np.pi)),
    ),
    Slip(
        _BETA,
        "2π once",
        "Your density of beta has √(2π) once. Each of the p coefficients brings one: (2π)^(−p/2).",
        _beta_off(lambda p, sigma, V0, squares: (p - 1) / 2 * np.log(2 * np.pi)),
    ),
    Slip(
        _BETA,
        "determinant of V0 left out",
        "Your density of beta lacks the determinant of V0. No posterior notices, but the evidence "
        "does.",
        _beta_off(lambda p, sigma, V0, squares: log_determinant(V0) / 2),
    ),
    Slip(
        _BETA,
        "determinant of V0 not halved",
        "Your density of beta has the whole log determinant of V0. A normal density has its "
        "square root: half of the log.",
        _beta_off(lambda p, sigma, V0, squares: -log_determinant(V0) / 2),
    ),
    Slip(
        _BETA,
        "sigma to the power −p left out",
        "Your density of beta has the right exponent, but lacks the factor σ^(−p): the wider a "
        "normal law, the lower it is.",
        _beta_off(lambda p, sigma, V0, squares: p * np.log(sigma)),
    ),
    Slip(
        _BETA,
        "one sigma for all",
        "Your density of beta has the factor 1/σ once. The determinant of sigma² V0 holds one σ² "
        "for each of the p coefficients: the factor is σ^(−p).",
        _beta_off(lambda p, sigma, V0, squares: (p - 1) * np.log(sigma)),
    ),
    Slip(
        _BETA,
        "sigma to the power −p/2",
        "Your density of beta has the factor σ^(−p/2). The covariance is σ² V0, whose root brings "
        "one σ for each of the p coefficients: σ^(−p).",
        _beta_off(lambda p, sigma, V0, squares: p / 2 * np.log(sigma)),
    ),
    Slip(
        _BETA,
        "½ of the exponent lost",
        "Your exponent of beta lacks its ½: a normal log density has −½ (β − m0)'(σ²V0)⁻¹(β − m0).",
        _beta_off(lambda p, sigma, V0, squares: -squares / 2),
    ),
    Slip(
        _BETA,
        "density of beta not logged",
        "Your function adds the density of beta itself. Add its logarithm, `logpdf`.",
        lambda beta, sigma, m0, V0, a, b: np.exp(of_beta(beta, sigma, m0, V0)),
    ),
    Slip(
        _BETA,
        "sigma alone",
        "Your function is the log density of sigma. Add that of beta given sigma.",
        lambda *data: 0.0,
    ),
]

_OF_VARIANCE = [
    Slip(
        _VARIANCE,
        "inverse gamma of sigma, with log(2σ)",
        "Your function asks the inverse gamma law about sigma. It is the law of sigma²: put "
        "`sigma**2` in. The log(2σ) is right.",
        _with(lambda sigma, a, b: stats.invgamma.logpdf(sigma, a, scale=b)),
    ),
    Slip(
        _VARIANCE,
        "inverse gamma of the precision",
        "Your function asks the inverse gamma law about 1/sigma². It is the law of sigma² itself.",
        _with(lambda sigma, a, b: stats.invgamma.logpdf(sigma**-2, a, scale=b)),
    ),
    Slip(
        _VARIANCE,
        "gamma for inverse gamma",
        "Your function asks the gamma law about sigma². *One over* sigma² follows it: use "
        "`stats.invgamma`.",
        _with(lambda sigma, a, b: stats.gamma.logpdf(sigma**2, a, scale=1 / b)),
    ),
    Slip(
        _VARIANCE,
        "gamma for inverse gamma, with scale b",
        "Your function asks the gamma law about sigma², with b for its scale. *One over* sigma² "
        "follows a gamma law: use `stats.invgamma`, whose scale is b.",
        _with(lambda sigma, a, b: stats.gamma.logpdf(sigma**2, a, scale=b)),
    ),
    Slip(
        _VARIANCE,
        "gamma of the precision, with log(2σ)",
        "Your density is that of the precision, 1/sigma², and then multiplied by 2σ. That factor "
        "leads from σ² to σ; a step dσ changes 1/σ² by 2/σ³ dσ.",
        _with(lambda sigma, a, b: stats.gamma.logpdf(sigma**-2, a, scale=1 / b)),
    ),
    Slip(
        _VARIANCE,
        "scale for rate",
        "Your inverse gamma law has 1/b where b belongs. The `scale` of `stats.invgamma` is b "
        "itself; that of `stats.gamma`, asked about 1/sigma², is 1/b.",
        _with(lambda sigma, a, b: stats.invgamma.logpdf(sigma**2, a, scale=1 / b)),
    ),
    Slip(
        _VARIANCE,
        "a and b swapped",
        "Your a and b have changed places: a is the shape, b the scale of the inverse gamma law.",
        _with(lambda sigma, a, b: stats.invgamma.logpdf(sigma**2, b, scale=a)),
    ),
    Slip(
        _VARIANCE,
        "b left out",
        "Your density of sigma does not depend on b. SciPy's `invgamma` takes it as `scale=b`.",
        _with(lambda sigma, a, b: stats.invgamma.logpdf(sigma**2, a)),
    ),
    Slip(
        _VARIANCE,
        "a and b of the lesson",
        "Your density of sigma has a = 2 and b = 25 whatever is handed in. Use the arguments.",
        _with(lambda sigma, a, b: stats.invgamma.logpdf(sigma**2, A, scale=B)),
    ),
    Slip(
        _VARIANCE,
        "halves of a and b",
        "Your density of sigma has a/2 and b/2, as in the notation that counts degrees of freedom. "
        "In this prior a and b themselves are the shape and the scale.",
        _with(lambda sigma, a, b: stats.invgamma.logpdf(sigma**2, a / 2, scale=b / 2)),
    ),
    Slip(
        _VARIANCE,
        "distribution function for density",
        "Your function adds a log *distribution function*. The density is `logpdf`.",
        _with(lambda sigma, a, b: stats.invgamma.logcdf(sigma**2, a, scale=b)),
    ),
    Slip(
        _VARIANCE,
        "constants of the inverse gamma left out",
        "Your density of sigma lacks the constant b^a/Γ(a). No posterior notices, but the evidence "
        "does.",
        _variance_off(lambda sigma, a, b: special.gammaln(a) - a * np.log(b)),
    ),
    Slip(
        _VARIANCE,
        "gamma function left out",
        "Your density of sigma lacks 1/Γ(a): subtract `gammaln(a)`.",
        _variance_off(lambda sigma, a, b: special.gammaln(a)),
    ),
    Slip(
        _VARIANCE,
        "gamma function not logged",
        "Your function subtracts Γ(a) itself. Subtract its logarithm, `gammaln(a)`.",
        _variance_off(lambda sigma, a, b: special.gammaln(a) - special.gamma(a)),
    ),
    Slip(
        _VARIANCE,
        "a log b left out",
        "Your density of sigma lacks the factor b^a: add a log b.",
        _variance_off(lambda sigma, a, b: -a * np.log(b)),
    ),
    Slip(
        _VARIANCE,
        "a log b subtracted",
        "Your function subtracts a log b. The constant of the inverse gamma law is b^a/Γ(a): add "
        "a log b.",
        _variance_off(lambda sigma, a, b: -2 * a * np.log(b)),
    ),
    Slip(
        _VARIANCE,
        "exponent a",
        "Your density of sigma² has the exponent −a. The inverse gamma law has −(a + 1).",
        _variance_off(lambda sigma, a, b: 2 * np.log(sigma)),
    ),
    Slip(
        _VARIANCE,
        "exponent of the gamma law",
        "Your density of sigma² has the exponent a − 1 of the gamma law. The inverse gamma law has "
        "−(a + 1).",
        _variance_off(lambda sigma, a, b: 4 * a * np.log(sigma)),
    ),
    Slip(
        _VARIANCE,
        "sigma to the power −(a + 1)",
        "Your density of sigma² has sigma to the power −(a + 1). The power is that of sigma²: "
        "−2 (a + 1) log σ.",
        _variance_off(lambda sigma, a, b: (a + 1) * np.log(sigma)),
    ),
    Slip(
        _VARIANCE,
        "b over sigma",
        "Your exponent is −b/sigma. The inverse gamma law has −b/sigma².",
        _variance_off(lambda sigma, a, b: b / sigma**2 - b / sigma),
    ),
    Slip(
        _VARIANCE,
        "b times sigma²",
        "Your exponent is −b sigma², that of a gamma law. The inverse gamma law has −b/sigma².",
        _variance_off(lambda sigma, a, b: b / sigma**2 - b * sigma**2),
    ),
    Slip(
        _VARIANCE,
        "half of b",
        "Your exponent is −b/(2 sigma²). The inverse gamma law has −b/sigma²: the ½ belongs to the "
        "normal law.",
        _variance_off(lambda sigma, a, b: b / (2 * sigma**2)),
    ),
    Slip(
        _VARIANCE,
        "b over sigma² added",
        "Your exponent is +b/sigma². It is negative: a small sigma is improbable.",
        _variance_off(lambda sigma, a, b: 2 * b / sigma**2),
    ),
    Slip(
        _VARIANCE,
        "density of sigma left out",
        "Your function has log(2σ), but not the density of sigma² to which it belongs.",
        lambda *data: 0.0,
    ),
    Slip(
        _VARIANCE,
        "density of sigma not logged",
        "Your function adds the density of sigma² itself. Add its logarithm, `logpdf`.",
        _with(lambda sigma, a, b: stats.invgamma.pdf(sigma**2, a, scale=b)),
    ),
]

_OF_STEP = [
    Slip(
        _STEP,
        "per unit of sigma²",
        "Your density of sigma is per unit of sigma², not of sigma: over a grid in sigma it would "
        "not integrate to 1. A step dσ changes σ² by 2σ dσ: add log(2σ).",
        lambda *data: 0.0,
    ),
    Slip(
        _STEP,
        "Jacobian divided",
        "Your function *subtracts* log(2σ). A step dσ changes σ² by 2σ dσ, so that the density per "
        "unit of sigma is the one per unit of σ², *times* 2σ.",
        _with(lambda sigma, a, b: -np.log(2 * sigma)),
    ),
    Slip(
        _STEP,
        "the 2 of 2σ lost",
        "Your function adds log σ. The derivative of σ² is 2σ: add log(2σ).",
        _with(lambda sigma, a, b: np.log(sigma)),
    ),
    Slip(
        _STEP,
        "the σ of 2σ lost",
        "Your function adds log 2. The derivative of σ² is 2σ: add log(2σ).",
        _with(lambda sigma, a, b: np.log(2)),
    ),
    Slip(
        _STEP,
        "per unit of log sigma",
        "Your density of sigma is per unit of log sigma: the factor is 2σ², where sigma as the "
        "coordinate has 2σ.",
        _with(lambda sigma, a, b: np.log(2 * sigma**2)),
    ),
    Slip(
        _STEP,
        "log(2σ) twice",
        "Your function adds log(2σ) twice. One step dσ changes σ² by 2σ dσ: add it once.",
        _with(lambda sigma, a, b: 2 * np.log(2 * sigma)),
    ),
    Slip(
        _STEP,
        "log(2σ) for each coefficient",
        "Your function adds log(2σ) for each coefficient. Sigma alone changes its coordinate: add "
        "it once.",
        lambda beta, sigma, m0, V0, a, b: len(beta) * np.log(2 * sigma),
    ),
    Slip(
        _STEP,
        "log(σ/2)",
        "Your function adds log(σ/2). The factor is 2σ: add log(2σ).",
        _with(lambda sigma, a, b: np.log(sigma / 2)),
    ),
    Slip(
        _STEP,
        "2 log sigma",
        "Your function adds 2 log σ, which is log σ². The factor is 2σ: add log(2σ).",
        _with(lambda sigma, a, b: 2 * np.log(sigma)),
    ),
    Slip(
        _STEP,
        "log 2 times sigma",
        "Your function adds σ log 2. The factor is 2σ: add log(2σ), which is log 2 + log σ.",
        _with(lambda sigma, a, b: np.log(2) * sigma),
    ),
    Slip(
        _STEP,
        "Jacobian not logged",
        "Your function adds 2σ to a log density. Add its logarithm, log(2σ).",
        _with(lambda sigma, a, b: 2 * sigma),
    ),
    Slip(
        _STEP,
        "Jacobian to base 10",
        "Your factor 2σ is logged to base 10. Densities here are logged with `np.log`.",
        _with(lambda sigma, a, b: np.log10(2 * sigma)),
    ),
]

add_slips(
    log_prior,
    {
        _BETA: lambda beta, sigma, m0, V0, a, b: of_beta(beta, sigma, m0, V0),
        _VARIANCE: _variance_off(lambda sigma, a, b: 0.0),
        _STEP: _with(lambda sigma, a, b: np.log(2 * sigma)),
    },
    lambda *terms: sum(terms),
    [*_OF_BETA, *_OF_VARIANCE, *_OF_STEP],
    both=("scaled by sigma", "per unit of sigma²"),
)
