"""The log density of the prior: two laws, and the factor between sigma² and sigma."""

import numpy as np
from scipy import linalg, special, stats

from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.shared import (
    A,
    B,
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


# Beta's law gone wrong, with the right law of sigma beside it


def _beta(term):
    return lambda beta, sigma, m0, V0, a, b: term(beta, sigma, m0, V0) + _of_sigma(sigma, a, b)


def _covariance(formula):
    """The law of beta with another covariance, made of sigma and V0."""
    return lambda beta, sigma, m0, V0: of_beta(beta, 1.0, m0, formula(sigma, V0))


def _one_by_one(scale):
    """Independent normal laws, with a scale made of sigma and the diagonal of V0."""
    return lambda beta, sigma, m0, V0: stats.norm.logpdf(beta, m0, scale(sigma, np.diag(V0))).sum()


def _factor(log):
    """The law of beta times a factor, whose log is made of p, sigma and V0."""
    return lambda beta, sigma, m0, V0: of_beta(beta, sigma, m0, V0) + log(len(beta), sigma, V0)


log_prior.mistakes(
    ("V0 not scaled", _covariance(lambda sigma, V0: V0),
     "Your density of beta has covariance V0. Given sigma, this prior has sigma² V0."),
    ("scaled by sigma", _covariance(lambda sigma, V0: sigma * V0),
     "Your beta has covariance sigma V0. Covariances hold squares: sigma² V0."),
    ("V0 inverted", _covariance(lambda sigma, V0: sigma**2 * np.linalg.inv(V0)),
     "Your function uses V0 as a precision: it inverts it where it is a covariance, in units of "
     "sigma²."),
    ("diagonal only", _one_by_one(lambda sigma, variances: sigma * np.sqrt(variances)),
     "Your density treats the coefficients as independent. V0 has entries off its diagonal: use "
     "`stats.multivariate_normal`."),
    ("variances as standard deviations", _one_by_one(lambda sigma, variances: sigma**2 * variances),
     "Your density of beta hands over variances, sigma² times the diagonal of V0, where "
     "`stats.norm` wants standard deviations. V0 has covariances, too: use "
     "`stats.multivariate_normal`."),
    ("no 2π", _factor(lambda p, sigma, V0: p / 2 * np.log(2 * np.pi)),
     "Your density of beta lacks the factor (2π)^(−p/2). No posterior notices, but the evidence "
     "does."),
    ("2π once", _factor(lambda p, sigma, V0: (p - 1) / 2 * np.log(2 * np.pi)),
     "Your density of beta has √(2π) once. Each of the p coefficients brings one: (2π)^(−p/2)."),
    ("determinant of V0 left out", _factor(lambda p, sigma, V0: log_determinant(V0) / 2),
     "Your density of beta lacks the determinant of V0. No posterior notices, but the evidence "
     "does."),
    ("sigma to the power −p left out", _factor(lambda p, sigma, V0: p * np.log(sigma)),
     "Your density of beta has the right exponent, but lacks the factor σ^(−p): the wider a normal "
     "law, the lower it is."),
    ("one sigma for all", _factor(lambda p, sigma, V0: (p - 1) * np.log(sigma)),
     "Your density of beta has the factor 1/σ once. The determinant of sigma² V0 holds one σ² for "
     "each of the p coefficients: the factor is σ^(−p)."),
    of=_beta,
)  # fmt: skip


# Sigma's law gone wrong, with the right law of beta beside it


def _sigma(term):
    return lambda beta, sigma, m0, V0, a, b: of_beta(beta, sigma, m0, V0) + term(sigma, a, b)


def _variance(term):
    """The law of sigma² gone wrong, with the right factor 2σ."""
    return lambda sigma, a, b: term(sigma, a, b) + np.log(2 * sigma)


def _step(log):
    """The right law of sigma², with another factor than 2σ."""
    return lambda sigma, a, b: stats.invgamma.logpdf(sigma**2, a, scale=b) + log(sigma)


def _times(log):
    """The law of sigma times a factor, whose log is made of sigma, a and b."""
    return lambda sigma, a, b: _of_sigma(sigma, a, b) + log(sigma, a, b)


log_prior.mistakes(
    ("inverse gamma of sigma", lambda sigma, a, b: stats.invgamma.logpdf(sigma, a, scale=b),
     "Your function asks the inverse gamma law about sigma. It is the law of sigma²: put "
     "`sigma**2` in, then add log(2σ)."),
    ("inverse gamma of sigma, with log(2σ)",
     _variance(lambda sigma, a, b: stats.invgamma.logpdf(sigma, a, scale=b)),
     "Your function asks the inverse gamma law about sigma. It is the law of sigma²: put "
     "`sigma**2` in. The log(2σ) is right."),
    ("inverse gamma of the precision",
     _variance(lambda sigma, a, b: stats.invgamma.logpdf(sigma**-2, a, scale=b)),
     "Your function asks the inverse gamma law about 1/sigma². It is the law of sigma² itself."),
    ("gamma for inverse gamma",
     _variance(lambda sigma, a, b: stats.gamma.logpdf(sigma**2, a, scale=1 / b)),
     "Your function asks the gamma law about sigma². *One over* sigma² follows it: use "
     "`stats.invgamma`."),
    ("gamma for inverse gamma, per unit of sigma²",
     lambda sigma, a, b: stats.gamma.logpdf(sigma**2, a, scale=1 / b),
     "Your function asks the gamma law about sigma². *One over* sigma² follows it: use "
     "`stats.invgamma`, and add log(2σ), since the coordinate is sigma."),
    ("gamma of the precision", lambda sigma, a, b: stats.gamma.logpdf(sigma**-2, a, scale=1 / b),
     "Your density is per unit of the precision, 1/sigma². A step dσ changes 1/σ² by 2/σ³ dσ: the "
     "factor belongs to the density."),
    ("gamma of the precision, with log(2σ)",
     _variance(lambda sigma, a, b: stats.gamma.logpdf(sigma**-2, a, scale=1 / b)),
     "Your density is that of the precision, 1/sigma², and then multiplied by 2σ. That factor "
     "leads from σ² to σ; a step dσ changes 1/σ² by 2/σ³ dσ."),
    ("gamma for inverse gamma, with scale b",
     _variance(lambda sigma, a, b: stats.gamma.logpdf(sigma**2, a, scale=b)),
     "Your function asks the gamma law about sigma², with b for its scale. *One over* sigma² "
     "follows a gamma law: use `stats.invgamma`, whose scale is b."),
    ("scale for rate",
     _variance(lambda sigma, a, b: stats.invgamma.logpdf(sigma**2, a, scale=1 / b)),
     "Your inverse gamma law has 1/b where b belongs. The `scale` of `stats.invgamma` is b itself; "
     "that of `stats.gamma`, asked about 1/sigma², is 1/b."),
    ("a and b swapped", lambda sigma, a, b: _of_sigma(sigma, b, a),
     "Your a and b have changed places: a is the shape, b the scale of the inverse gamma law."),
    ("a and b of the lesson", lambda sigma, a, b: _of_sigma(sigma, A, B),
     "Your density of sigma has a = 2 and b = 25 whatever is handed in. Use the arguments."),
    ("halves of a and b", lambda sigma, a, b: _of_sigma(sigma, a / 2, b / 2),
     "Your density of sigma has a/2 and b/2, as in the notation that counts degrees of freedom. In "
     "this prior a and b themselves are the shape and the scale."),
    ("distribution function for density",
     _variance(lambda sigma, a, b: stats.invgamma.logcdf(sigma**2, a, scale=b)),
     "Your function adds a log *distribution function*. The density is `logpdf`."),
    ("constants of the inverse gamma left out",
     _times(lambda sigma, a, b: special.gammaln(a) - a * np.log(b)),
     "Your density of sigma lacks the constant b^a/Γ(a). No posterior notices, but the evidence "
     "does."),
    ("exponent of the gamma law", _times(lambda sigma, a, b: 4 * a * np.log(sigma)),
     "Your density of sigma² has the exponent a − 1 of the gamma law. The inverse gamma law has "
     "−(a + 1)."),
    ("sigma to the power −(a + 1)", _times(lambda sigma, a, b: (a + 1) * np.log(sigma)),
     "Your density of sigma² has sigma to the power −(a + 1). The power is that of sigma²: −2 (a + "
     "1) log σ."),
    ("half of b", _times(lambda sigma, a, b: b / (2 * sigma**2)),
     "Your exponent is −b/(2 sigma²). The inverse gamma law has −b/sigma²: the ½ belongs to the "
     "normal law."),
    ("per unit of sigma²", _step(lambda sigma: 0.0),
     "Your density of sigma is per unit of sigma², not of sigma: over a grid in sigma it would not "
     "integrate to 1. A step dσ changes σ² by 2σ dσ: add log(2σ)."),
    ("Jacobian divided", _step(lambda sigma: -np.log(2 * sigma)),
     "Your function *subtracts* log(2σ). A step dσ changes σ² by 2σ dσ, so that the density per "
     "unit of sigma is the one per unit of σ², *times* 2σ."),
    ("the 2 of 2σ lost", _step(lambda sigma: np.log(sigma)),
     "Your function adds log σ. The derivative of σ² is 2σ: add log(2σ)."),
    ("the σ of 2σ lost", _step(lambda sigma: np.log(2)),
     "Your function adds log 2. The derivative of σ² is 2σ: add log(2σ)."),
    ("per unit of log sigma", _step(lambda sigma: np.log(2 * sigma**2)),
     "Your density of sigma is per unit of log sigma: the factor is 2σ², where sigma as the "
     "coordinate has 2σ."),
    ("Jacobian not logged", _step(lambda sigma: 2 * sigma),
     "Your function adds 2σ to a log density. Add its logarithm, log(2σ)."),
    of=_sigma,
)  # fmt: skip


# Both laws at once


def _kernels(beta, sigma, m0, V0, a, b):
    kernel_of_beta = -quadratic(beta - m0, V0) / (2 * sigma**2) - len(beta) * np.log(sigma)
    return kernel_of_beta - 2 * (a + 1) * np.log(sigma) - b / sigma**2


def _sigma_taken_for_a_variance(beta, sigma, m0, V0, a, b):
    return of_beta(beta, np.sqrt(sigma), m0, V0) + stats.invgamma.logpdf(sigma, a, scale=b)


def _density_not_its_log(beta, sigma, m0, V0, a, b):
    return np.exp(of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b))


def _densities_added(beta, sigma, m0, V0, a, b):
    return np.logaddexp(of_beta(beta, sigma, m0, V0), _of_sigma(sigma, a, b))


def _log_density_times_2sigma(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + 2 * sigma * stats.invgamma.logpdf(sigma**2, a, scale=b)


def _one_number_for_each_coefficient(beta, sigma, m0, V0, a, b):
    return stats.norm.logpdf(beta, m0, sigma * np.sqrt(np.diag(V0))) + _of_sigma(sigma, a, b)


def _b_as_a_location(beta, sigma, m0, V0, a, b):
    return of_beta(beta, sigma, m0, V0) + stats.invgamma.logpdf(sigma**2, a, b) + np.log(2 * sigma)


def _is_infinite_below_b(value, beta, sigma, m0, V0, a, b):
    return np.isneginf(value) if sigma**2 < b else np.isfinite(value)


log_prior.mistakes(
    ("kernels only", _kernels,
     "Your function has the two kernels without their constants. No posterior notices, but the "
     "evidence does: there each factor counts."),
    ("kernels and 2σ",
     lambda beta, sigma, *prior: _kernels(beta, sigma, *prior) + np.log(2 * sigma),
     "Your function has the two kernels and the factor 2σ, but not the other constants. No "
     "posterior notices, but the evidence does: there each factor counts."),
    ("sigma taken for a variance", _sigma_taken_for_a_variance,
     "Your function takes `sigma` for the variance throughout. It is a standard deviation: square "
     "it, and add log(2σ)."),
    ("density, not its log", _density_not_its_log,
     "Your function returns the density itself. Take its logarithm."),
    ("logs multiplied",
     lambda beta, sigma, m0, V0, a, b: of_beta(beta, sigma, m0, V0) * _of_sigma(sigma, a, b),
     "Your function multiplies the two log densities. The densities are multiplied; their logs are "
     "added."),
    ("densities added", _densities_added,
     "Your function takes the log of the *sum* of two densities. Densities are multiplied; their "
     "logs are added."),
    ("log density times 2σ", _log_density_times_2sigma,
     "Your function multiplies the *log* density of sigma² by 2σ. The density is multiplied; to "
     "its log, log(2σ) is added."),
    ("two numbers",
     lambda beta, sigma, m0, V0, a, b: (of_beta(beta, sigma, m0, V0), _of_sigma(sigma, a, b)),
     "Your function returns two log densities, that of beta and that of sigma. Add them."),
    ("one number for each coefficient", _one_number_for_each_coefficient,
     "Your function returns one number for each coefficient. Under an independent prior they would "
     "be summed; V0 has entries off its diagonal, so use `stats.multivariate_normal`, which "
     "returns one."),
    ("b as a location", _b_as_a_location,
     "Your function is −inf wherever sigma² is below b: the third argument of SciPy's `logpdf` is "
     "a location. Write `scale=b`.",
     {"recognises": _is_infinite_below_b}),
)  # fmt: skip
