"""Exercises of lesson 08: a prior as a program, posteriors in closed form and by approximation."""

import numpy as np
from scipy import integrate, linalg, optimize, special, stats

from helpers import simulate
from helpers.exercises.lessons import priors as lesson
from helpers.feedback import MonteCarlo, Rounding, Unreadable, written

__all__ = [
    "draw_prior",
    "grid_means",
    "laplace",
    "log_evidence",
    "log_prior",
    "probability",
    "ridge",
    "update",
]


# The prior of the lesson, on the three coefficients of the seed world and its sigma.
M0, V0, A, B = np.zeros(3), 4 * np.eye(3), 2.0, 25.0


def _seed():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def _lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def _covariance(rng, p):
    """A covariance matrix with unequal variances and clear correlations."""
    root = np.tril(rng.uniform(0.3, 0.9, (p, p)), -1) + np.diag(rng.uniform(0.6, 2.2, p))
    return root @ root.T


def _quadratic(vector, matrix):
    """vector' matrix⁻¹ vector."""
    return vector @ np.linalg.solve(matrix, vector)


def _log_det(matrix):
    return np.linalg.slogdet(matrix)[1]


# A prior is a program

CALLS = 1500
_AVERAGE = "average of log sigma, from that of the prior, in units of its sd"
_SPREAD = "spread of log sigma, in units of its sd"


def _priors(rng):
    yield np.array([3.0, -2.0]), np.array([[2.5, 0.9], [0.9, 0.8]]), 3.0, 8.0
    yield np.array([-1.0, 4.0, 0.5, 2.0, -3.0]), _covariance(rng, 5), 4.5, 2.0


def _prior_laws(function, m0, V0, a, b):
    """Averages over many calls by which the prior is known.

    Read off each call: u, log sigma² standardised by its exact mean and sd under the inverse gamma
    law (log sigma has the same), and z = L⁻¹(beta − m0)/sigma with V0 = LL', which should be p
    independent N(0, 1).
    """
    p, root = len(m0), np.linalg.cholesky(V0)

    def drawn(rng):
        theta = np.asarray(function(m0, V0, a, b, rng), dtype=float)
        if theta.size != p + 1:
            raise Unreadable(
                f"It returns an array of shape {theta.shape}; wanted {p + 1} numbers: the {p} of "
                "beta, then sigma."
            )
        return theta.ravel()

    rng = np.random.default_rng(2026)
    theta = np.array([drawn(rng) for _ in range(CALLS)])
    twice = [drawn(np.random.default_rng(7)) for _ in range(2)]
    beta, sigma = theta[:, :p], np.abs(theta[:, p]) + 1e-300
    log_variance = 2 * np.log(sigma) - (np.log(b) - special.digamma(a))
    u = log_variance / np.sqrt(special.polygamma(1, a))
    z = linalg.solve_triangular(root, ((beta - m0) / sigma[:, None]).T, lower=True).T
    length = np.log(np.sum(z**2, axis=1) + 1e-300) - np.log(2) - special.digamma(p / 2)
    v = length / np.sqrt(special.polygamma(1, p / 2))
    weights = np.arange(1.0, p + 1) / np.linalg.norm(np.arange(1.0, p + 1))
    return {
        _AVERAGE: u.mean(),
        _SPREAD: np.cbrt(np.mean(u**2)),
        "average of beta, from m0, in units of its sd": np.mean(z @ weights),
        "spread of beta, in units of its sd": np.cbrt(np.mean(z**2)),
        "share of the coefficients within one sd of m0": np.mean(np.abs(z) < 1),
        "correlation of two coefficients, beyond that of V0": np.mean(z[:, 0] * z[:, 1]),
        "dependence of the scaled beta on sigma": np.mean((u - u.mean()) * v),
        "correlation of one call with the next": np.mean((u - u.mean())[1:] * (u - u.mean())[:-1]),
        "share of the calls whose last number is negative": np.mean(theta[:, p] < 0),
        "difference between two calls with the same seed": np.mean(np.abs(twice[0] - twice[1])),
    }


# Two finite runs are compared, the learner's and the reference's: hence the factor 2 in each root.
# The cube root makes the law of a mean square nearly normal (Wilson and Hilferty, 1931); the excess
# kurtosis of log gamma variables with these a is below 1.2.
_PRIOR_ERRORS = {
    _AVERAGE: np.sqrt(2 / CALLS),
    _SPREAD: np.sqrt(2 * 3.2 / CALLS) / 3,
    "average of beta, from m0, in units of its sd": np.sqrt(2 / CALLS),
    "spread of beta, in units of its sd": np.sqrt(2 * 2 / (2 * CALLS)) / 3,
    "share of the coefficients within one sd of m0": np.sqrt(2 * 0.683 * 0.317 / (2 * CALLS)),
    "correlation of two coefficients, beyond that of V0": np.sqrt(2 / CALLS),
    "dependence of the scaled beta on sigma": np.sqrt(2 / CALLS),
    "correlation of one call with the next": np.sqrt(2 / CALLS),
    "share of the calls whose last number is negative": 0.0,
    "difference between two calls with the same seed": 0.0,
}
# Away from the right law some averages scatter more widely: a wrong program with a longer tail is
# given more room. The closest one counts, and the right program has been accepted before.
_ROOM = MonteCarlo(_PRIOR_ERRORS, z=13, reason="the averages of a wrong law scatter more widely")


@lesson.function(
    "08-prior-program",
    cases=_priors,
    probe=_prior_laws,
    parts=tuple(_PRIOR_ERRORS),
    tolerance=MonteCarlo(
        _PRIOR_ERRORS,
        z=5.6,
        reason="averages over 1,500 calls in two priors; a right function is refused with a "
        "probability below 1e-6",
    ),
    hints=(
        "Follow the order of the two lines of the prior: first sigma², then beta, which needs it.",
        "`rng.gamma(a)` draws from the gamma law with shape a and rate 1; b divided by that is "
        "sigma². Its root is sigma. The covariance matrix of beta is `sigma**2 * V0`.",
        "`sigma = np.sqrt(b / rng.gamma(a))`, then "
        "`beta = rng.multivariate_normal(m0, sigma**2 * V0)`, and `np.append(beta, sigma)`.",
    ),
)
def draw_prior(m0, V0, a, b, rng):
    """A prior as a program."""
    # An inverse gamma law is a scaled inverse chi-squared law with 2a degrees of freedom.
    sigma = np.sqrt(2 * b / rng.chisquare(2 * a))
    beta = m0 + sigma * np.linalg.cholesky(V0) @ rng.standard_normal(len(m0))
    return np.append(beta, sigma)


@draw_prior.variant("multivariate normal")
def _(m0, V0, a, b, rng):
    variance = b / rng.gamma(a)
    return [*rng.multivariate_normal(m0, variance * V0), np.sqrt(variance)]


@draw_prior.variant("SciPy's inverse gamma law, axis by axis")
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(stats.invgamma.rvs(a, scale=b, random_state=rng))
    values, vectors = np.linalg.eigh(V0)
    beta = m0 + sigma * vectors @ (np.sqrt(values) * rng.normal(size=len(m0)))
    return np.r_[beta, sigma]


@draw_prior.variant("the scale of the gamma law")
def _(m0, V0, a, b, rng):
    precision = rng.gamma(a, 1 / b)
    beta = rng.multivariate_normal(m0, V0 / precision, method="cholesky")
    return np.append(beta, precision**-0.5)


def _sigma_never_changes(laws):
    """Whether the mean of the squares is the square of the mean."""
    average, spread = laws[_AVERAGE], laws[_SPREAD]
    return abs(spread**3 - average**2) < 1e-9 * max(1.0, average**2)


def _normal(m0, covariance, rng):
    return m0 + np.linalg.cholesky(covariance) @ rng.standard_normal(len(m0))


@draw_prior.misconception(
    "gamma for inverse gamma",
    "Your sigma² follows a gamma law. Inverse gamma means that *one over* sigma² does: "
    "`b / rng.gamma(a)`.",
)
def _(m0, V0, a, b, rng):
    variance = rng.gamma(a, 1 / b)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "b times a gamma draw",
    "Your sigma² is b *times* a gamma draw. The inverse gamma law divides: `b / rng.gamma(a)`.",
)
def _(m0, V0, a, b, rng):
    variance = b * rng.gamma(a)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "scale for rate",
    "Your sigma² is too small by b². The second argument of `rng.gamma` is a scale, but b is a "
    "rate of the precision: `rng.gamma(a, 1 / b)`, or `b / rng.gamma(a)` for sigma².",
)
def _(m0, V0, a, b, rng):
    variance = 1 / rng.gamma(a, b)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "b left out",
    "Your sigma² does not depend on b. It is *b* divided by a gamma draw.",
)
def _(m0, V0, a, b, rng):
    variance = 1 / rng.gamma(a)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "variance returned",
    "The last of your numbers is sigma², though beta was drawn with the right sigma. Hand over its "
    "square root.",
    tolerance=_ROOM,
)
def _(m0, V0, a, b, rng):
    variance = b / rng.gamma(a)
    return np.append(_normal(m0, variance * V0, rng), variance)


@draw_prior.misconception(
    "no square root",
    "Your sigma is drawn as the prior draws sigma². Take the square root of the inverse gamma "
    "draw.",
    tolerance=_ROOM,
)
def _(m0, V0, a, b, rng):
    sigma = b / rng.gamma(a)
    return np.append(_normal(m0, sigma**2 * V0, rng), sigma)


@draw_prior.misconception(
    "V0 not scaled",
    "Your beta has covariance V0, whatever sigma is. This prior gives it sigma² V0: where the "
    "noise is large, the coefficients may be large, too.",
)
def _(m0, V0, a, b, rng):
    variance = b / rng.gamma(a)
    return np.append(_normal(m0, V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "scaled by sigma",
    "Your beta has covariance sigma V0. Covariances hold squares: sigma² V0.",
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(_normal(m0, sigma * V0, rng), sigma)


@draw_prior.misconception(
    "V0 taken for a root",
    "Your beta has V0 multiplied into its draws as if it were a matrix of standard deviations; "
    "their covariance is then sigma² V0². Use a root of V0 (`np.linalg.cholesky(V0)`), or "
    "`rng.multivariate_normal`.",
    tolerance=_ROOM,
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(m0 + sigma * V0 @ rng.standard_normal(len(m0)), sigma)


@draw_prior.misconception(
    "V0 inverted",
    "Your beta has the covariance sigma² V0⁻¹: V0 was taken for a precision. It is a covariance, "
    "in units of sigma².",
    tolerance=_ROOM,
)
def _(m0, V0, a, b, rng):
    variance = b / rng.gamma(a)
    return np.append(_normal(m0, variance * np.linalg.inv(V0), rng), np.sqrt(variance))


@draw_prior.misconception(
    "one draw for all coefficients",
    "All your coefficients move together: a single normal number is drawn for the whole of beta. "
    "Draw one for each, `rng.standard_normal(len(m0))`.",
    tolerance=_ROOM,
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(m0 + sigma * np.linalg.cholesky(V0).sum(axis=1) * rng.normal(), sigma)


@draw_prior.misconception(
    "divided by sigma",
    "Your coefficients scatter *less* where sigma is large: V0 is divided by sigma². It is "
    "multiplied, sigma² V0.",
    tolerance=_ROOM,
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(_normal(m0, V0 / sigma**2, rng), sigma)


@draw_prior.misconception(
    "diagonal only",
    "Your coefficients have the right variances, but no correlation: V0 has entries off its "
    "diagonal. `rng.multivariate_normal` takes the whole matrix.",
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(m0 + sigma * np.sqrt(np.diag(V0)) * rng.standard_normal(len(m0)), sigma)


@draw_prior.misconception(
    "diagonal only, no root",
    "Your coefficients use the diagonal of V0 as standard deviations. It holds variances, and "
    "there are covariances beside it: `rng.multivariate_normal(m0, sigma**2 * V0)`.",
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(m0 + sigma * np.diag(V0) * rng.standard_normal(len(m0)), sigma)


@draw_prior.misconception(
    "the root turned",
    "Your draws are multiplied by the *transpose* of the Cholesky factor. With V0 = LL' it is L "
    "that gives the covariance V0: `L @ z`, not `L.T @ z` or `z @ L`.",
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(m0 + sigma * rng.standard_normal(len(m0)) @ np.linalg.cholesky(V0), sigma)


@draw_prior.misconception(
    "m0 left out",
    "Your beta is drawn around zero. The prior's centre is `m0`.",
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(_normal(0 * m0, sigma**2 * V0, rng), sigma)


@draw_prior.misconception(
    "a sigma for each",
    "Your beta was drawn with another sigma than the one you hand over: sigma² was drawn twice. "
    "Draw it once, keep it, and use it in both places.",
)
def _(m0, V0, a, b, rng):
    first, second = b / rng.gamma(a, size=2)
    return np.append(_normal(m0, first * V0, rng), np.sqrt(second))


@draw_prior.misconception(
    "sigma first",
    "Your sigma comes first. Hand over beta first and sigma last.",
    recognises=lambda laws, m0, V0, a, b: (
        laws["share of the calls whose last number is negative"] > 0.8
    ),
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(sigma, _normal(m0, sigma**2 * V0, rng))


@draw_prior.misconception(
    "same draw in every call",
    "Every call returns the same world, whatever `rng` is handed in; a generator seeded inside "
    "does that. Draw from `rng`.",
    recognises=lambda laws, m0, V0, a, b: (
        _sigma_never_changes(laws)
        and (laws["share of the coefficients within one sd of m0"] * len(m0)) % 1 < 1e-9
    ),
)
def _(m0, V0, a, b, rng):
    rng = np.random.default_rng(1)
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(_normal(m0, sigma**2 * V0, rng), sigma)


@draw_prior.misconception(
    "sigma fixed",
    "Your sigma is the same in every call, though beta is not. A prior is a distribution: draw "
    "sigma² from its inverse gamma law, too.",
    recognises=lambda laws, m0, V0, a, b: (
        _sigma_never_changes(laws)
        and laws["difference between two calls with the same seed"] < 1e-9
    ),
)
def _(m0, V0, a, b, rng):
    variance = b / (a - 1)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "global generator",
    "Two calls with generators of the same seed gave different worlds. So they do not come from "
    "the `rng` that is handed in, but from `np.random` or a generator of your own.",
    recognises=lambda laws, m0, V0, a, b: (
        laws["difference between two calls with the same seed"] > 1e-9
    ),
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / np.random.gamma(a))
    return np.append(np.random.multivariate_normal(m0, sigma**2 * V0), sigma)


@draw_prior.misconception(
    "halves of a and b",
    "Your sigma² is drawn with a/2 and b/2, as in the notation that counts degrees of freedom. "
    "In this prior a and b themselves are the shape and the rate.",
)
def _(m0, V0, a, b, rng):
    variance = b / 2 / rng.gamma(a / 2)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "b as a location",
    "Your sigma² is never below b: b was added to an inverse gamma draw. The second argument of"
    " SciPy's `invgamma` is a location; write `scale=b`.",
)
def _(m0, V0, a, b, rng):
    variance = b + 1 / rng.gamma(a)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "b of the lesson",
    "Your sigma² uses 25 whatever `b` is handed in. Use the argument.",
)
def _(m0, V0, a, b, rng):
    variance = 25 / rng.gamma(a)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "a and b swapped",
    "Your a and b have changed places: a is the shape of the gamma draw, b is divided by it.",
)
def _(m0, V0, a, b, rng):
    variance = a / rng.gamma(b)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "the 2 of the chi-squared law lost",
    "Your sigma² is half as large as it should be: if g is a chi-squared draw with 2a degrees "
    "of freedom, sigma² is *2b*/g.",
)
def _(m0, V0, a, b, rng):
    variance = b / rng.chisquare(2 * a)
    return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))


@draw_prior.misconception(
    "root of the gamma draw alone",
    "Your sigma has the root of the gamma draw, but not that of b: sigma is the root of b / gamma.",
)
def _(m0, V0, a, b, rng):
    sigma = b / np.sqrt(rng.gamma(a))
    return np.append(_normal(m0, sigma**2 * V0, rng), sigma)


@draw_prior.misconception(
    "m0 times sigma",
    "Your m0 is multiplied by sigma. Only the deviations from m0 are measured in units of sigma.",
    tolerance=_ROOM,
)
def _(m0, V0, a, b, rng):
    sigma = np.sqrt(b / rng.gamma(a))
    return np.append(_normal(sigma * m0, sigma**2 * V0, rng), sigma)


# The log density of the prior


def _prior_points(rng):
    for p, sigma, a, b in ((3, 0.7, 2.5, 4.0), (2, 2.6, 3.5, 9.0), (4, 1.6, 1.5, 0.8)):
        m0 = rng.normal(0, 2, p)
        yield m0 + rng.normal(size=p), sigma, m0, _covariance(rng, p), a, b


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
    of_beta = -(p * np.log(2 * np.pi * sigma**2) + _log_det(V0) + _quadratic(off, V0) / sigma**2)
    of_sigma = np.log(2) + a * np.log(b) - special.gammaln(a)
    return of_beta / 2 + of_sigma - (2 * a + 1) * np.log(sigma) - b / sigma**2


def _of_beta(beta, sigma, m0, V0):
    return stats.multivariate_normal.logpdf(beta, m0, sigma**2 * V0)


def _of_sigma(sigma, a, b):
    return stats.invgamma.logpdf(sigma**2, a, scale=b) + np.log(2 * sigma)


@log_prior.misconception(
    "per unit of sigma²",
    "Your density of sigma is per unit of sigma², not of sigma: over a grid in sigma it would not "
    "integrate to 1. A step dσ changes σ² by 2σ dσ: add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - np.log(2 * sigma)


@log_prior.misconception(
    "Jacobian divided",
    "Your function *subtracts* log(2σ). A step dσ changes σ² by 2σ dσ, so that the density per "
    "unit of sigma is the one per unit of σ², *times* 2σ.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - 2 * np.log(2 * sigma)


@log_prior.misconception(
    "the 2 of 2σ lost",
    "Your function adds log σ. The derivative of σ² is 2σ: add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - np.log(2)


@log_prior.misconception(
    "per unit of log sigma",
    "Your density of sigma is per unit of log sigma: the factor is 2σ², where sigma as the "
    "coordinate has 2σ.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + np.log(sigma)


@log_prior.misconception(
    "inverse gamma of sigma",
    "Your function asks the inverse gamma law about sigma. It is the law of sigma²: put "
    "`sigma**2` in, then add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + stats.invgamma.logpdf(sigma, a, scale=b)


@log_prior.misconception(
    "gamma for inverse gamma",
    "Your function asks the gamma law about sigma². *One over* sigma² follows it: use "
    "`stats.invgamma`.",
)
def _(beta, sigma, m0, V0, a, b):
    of_sigma = stats.gamma.logpdf(sigma**2, a, scale=1 / b) + np.log(2 * sigma)
    return _of_beta(beta, sigma, m0, V0) + of_sigma


@log_prior.misconception(
    "gamma for inverse gamma, per unit of sigma²",
    "Your function asks the gamma law about sigma². *One over* sigma² follows it: use "
    "`stats.invgamma`, and add log(2σ), since the coordinate is sigma.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + stats.gamma.logpdf(sigma**2, a, scale=1 / b)


@log_prior.misconception(
    "gamma of the precision",
    "Your density is per unit of the precision, 1/sigma². A step dσ changes 1/σ² by 2/σ³ dσ: the "
    "factor belongs to the density.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + stats.gamma.logpdf(sigma**-2, a, scale=1 / b)


@log_prior.misconception(
    "scale for rate",
    "Your inverse gamma law has 1/b where b belongs. The `scale` of `stats.invgamma` is b itself; "
    "that of `stats.gamma`, asked about 1/sigma², is 1/b.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, 1 / b)


@log_prior.misconception(
    "V0 not scaled",
    "Your density of beta has covariance V0. Given sigma, this prior has sigma² V0.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, 1.0, m0, V0) + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "V0 not scaled, per unit of sigma²",
    "Your density of beta has covariance V0 (wanted: sigma² V0), and that of sigma is per unit of "
    "sigma² (add log(2σ)).",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, 1.0, m0, V0) + _of_sigma(sigma, a, b) - np.log(2 * sigma)


@log_prior.misconception(
    "scaled by sigma", "Your beta has covariance sigma V0. Covariances hold squares: sigma² V0."
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, np.sqrt(sigma), m0, V0) + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "V0 inverted",
    "Your function uses V0 as a precision: it inverts it where it is a covariance, in units of "
    "sigma².",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, np.linalg.inv(V0)) + _of_sigma(sigma, a, b)


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
    return _of_beta(beta, sigma, 0 * m0, V0) + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "no 2π",
    "Your density of beta lacks the factor (2π)^(−p/2). No posterior notices, but the evidence "
    "does.",
)
def _(beta, sigma, m0, V0, a, b):
    constant = len(beta) / 2 * np.log(2 * np.pi)
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + constant


@log_prior.misconception(
    "determinant of V0 left out",
    "Your density of beta lacks the determinant of V0. No posterior notices, but the evidence "
    "does.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + _log_det(V0) / 2


@log_prior.misconception(
    "sigma to the power −p left out",
    "Your density of beta has the right exponent, but lacks the factor σ^(−p): the wider a normal "
    "law, the lower it is.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + len(beta) * np.log(sigma)


@log_prior.misconception(
    "constants of the inverse gamma left out",
    "Your density of sigma lacks the constant b^a/Γ(a). No posterior notices, but the evidence "
    "does.",
)
def _(beta, sigma, m0, V0, a, b):
    constant = a * np.log(b) - special.gammaln(a)
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - constant


@log_prior.misconception(
    "kernels only",
    "Your function has the two kernels without their constants. No posterior notices, but the "
    "evidence does: there each factor counts.",
)
def _(beta, sigma, m0, V0, a, b):
    of_beta = -_quadratic(beta - m0, V0) / (2 * sigma**2) - len(beta) * np.log(sigma)
    return of_beta - 2 * (a + 1) * np.log(sigma) - b / sigma**2


@log_prior.misconception("beta alone", "Your function is the log density of beta. Add sigma's.")
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0)


@log_prior.misconception(
    "sigma alone", "Your function is the log density of sigma. Add that of beta given sigma."
)
def _(beta, sigma, m0, V0, a, b):
    return _of_sigma(sigma, a, b)


@log_prior.misconception(
    "density, not its log", "Your function returns the density itself. Take its logarithm."
)
def _(beta, sigma, m0, V0, a, b):
    return np.exp(_of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b))


@log_prior.misconception(
    "logs multiplied",
    "Your function multiplies the two log densities. The densities are multiplied; their logs "
    "are added.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) * _of_sigma(sigma, a, b)


@log_prior.misconception(
    "a and b swapped",
    "Your a and b have changed places: a is the shape, b the scale of the inverse gamma law.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, b, a)


@log_prior.misconception(
    "Jacobian not logged",
    "Your function adds 2σ to a log density. Add its logarithm, log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) - np.log(2 * sigma) + 2 * sigma


@log_prior.misconception(
    "Jacobian to base 10",
    "Your factor 2σ is logged to base 10. Densities here are logged with `np.log`.",
)
def _(beta, sigma, m0, V0, a, b):
    return (
        _of_beta(beta, sigma, m0, V0)
        + _of_sigma(sigma, a, b)
        - np.log(2 * sigma)
        + np.log10(2 * sigma)
    )


@log_prior.misconception(
    "2 log sigma",
    "Your function adds 2 log σ, which is log σ². The factor is 2σ: add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + np.log(sigma / 2)


@log_prior.misconception(
    "b left out",
    "Your density of sigma does not depend on b. SciPy's `invgamma` takes it as `scale=b`.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, 1.0)


@log_prior.misconception(
    "V0 divided by sigma²",
    "Your beta has the covariance V0/sigma². Where the noise is large, the coefficients may be "
    "large, too: sigma² V0.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, 1 / sigma, m0, V0) + _of_sigma(sigma, a, b)


@log_prior.misconception(
    "½ of the exponent lost",
    "Your exponent of beta lacks its ½: a normal log density has −½ (β − m0)'(σ²V0)⁻¹(β − m0).",
)
def _(beta, sigma, m0, V0, a, b):
    return (
        _of_beta(beta, sigma, m0, V0)
        + _of_sigma(sigma, a, b)
        - _quadratic(beta - m0, V0) / (2 * sigma**2)
    )


@log_prior.misconception(
    "gamma function left out",
    "Your density of sigma lacks 1/Γ(a): subtract `gammaln(a)`.",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(sigma, a, b) + special.gammaln(a)


@log_prior.misconception(
    "gamma function not logged",
    "Your function subtracts Γ(a) itself. Subtract its logarithm, `gammaln(a)`.",
)
def _(beta, sigma, m0, V0, a, b):
    return (
        _of_beta(beta, sigma, m0, V0)
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
    return _of_beta(beta, sigma, m0, V0) + _of_sigma(np.sqrt(sigma), a, b) + np.log(sigma) / 2


@log_prior.misconception(
    "sigma taken for a variance",
    "Your function takes `sigma` for the variance throughout. It is a standard deviation: "
    "square it, and add log(2σ).",
)
def _(beta, sigma, m0, V0, a, b):
    return _of_beta(beta, np.sqrt(sigma), m0, V0) + stats.invgamma.logpdf(sigma, a, scale=b)


@log_prior.misconception(
    "densities added",
    "Your function takes the log of the *sum* of two densities. Densities are multiplied; their"
    " logs are added.",
)
def _(beta, sigma, m0, V0, a, b):
    return np.logaddexp(_of_beta(beta, sigma, m0, V0), _of_sigma(sigma, a, b))


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
    return _of_beta(beta, sigma, m0, V0) + of_sigma


# From a grid to a mean


def _grids(rng):
    """Tables of unequal sides; the first two lie so low that their exponentials underflow.

    The last is as steep as that of many rows: even its mean lies so far below its largest entry
    that the exponential of the difference overflows.
    """
    for rows, columns, level in ((9, 14, -2400.0), (16, 7, -900.0), (11, 12, -3.0)):
        beta = np.linspace(2.0, 6.0, rows)
        sigma = np.linspace(1.0, 4.0, columns)
        centre, width = 3.4 + 0.25 * sigma, 0.5 * sigma
        log_beta = -(((beta[:, None] - centre) / width) ** 2) / 2 - np.log(width)
        log_sigma = 3.0 * np.log(sigma) - 2.0 * sigma
        yield log_beta + log_sigma + level, beta, sigma
    n, beta, sigma = 3000, np.linspace(2.0, 6.0, 81), np.linspace(1.0, 4.0, 91)
    misfit = 4 + (beta[:, None] - 3.41) ** 2
    yield -n * (np.log(sigma) + misfit / (2 * sigma**2)), beta, sigma


def _is_steep(table):
    """Whether the exponential overflows unless (nearly) the largest entry is subtracted."""
    return table.max() - table.mean() > 710


@lesson.function(
    "08-grid-means",
    cases=_grids,
    hints=(
        "First from logs to weights: exponentials, divided by their sum. Their common size "
        "cancels, so you may subtract one number from the whole table first. Choose it so that no "
        "exponential overflows, and not all of them underflow.",
        "`weights = np.exp(log_joint - log_joint.max())`, divided by `weights.sum()`. How much "
        "weight has each beta, whatever sigma is? The sum of its row.",
        "`beta @ weights.sum(axis=1)` and `weights.sum(axis=0) @ sigma`.",
    ),
)
def grid_means(log_joint, beta, sigma):
    """Posterior means from a grid."""
    weights = special.softmax(log_joint)
    return np.array([np.einsum("ij,i->", weights, beta), np.einsum("ij,j->", weights, sigma)])


def _weights(log_joint):
    weights = np.exp(log_joint - log_joint.max())
    return weights / weights.sum()


@grid_means.variant("sums of rows and columns")
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), sigma @ weights.sum(axis=0)


@grid_means.variant("a ratio of two sums")
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - np.max(log_joint))
    total = np.sum(weights)
    return [np.sum(weights * beta[:, None]) / total, np.sum(weights * sigma[None, :]) / total]


@grid_means.variant("averages with weights")
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - special.logsumexp(log_joint))
    return [
        np.average(beta, weights=weights.sum(axis=1)),
        np.average(sigma, weights=weights.sum(axis=0)),
    ]


@grid_means.misconception(
    "underflow",
    "Your weights are all zero where the table is far below zero: `np.exp(-900)` is 0, as the "
    "product of many densities was in lesson 05. Subtract the table's largest entry before the "
    "exponential.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint)
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "another entry than the largest subtracted",
    "Your weights overflow where the table is steep, as with many rows: `np.exp(800)` is infinite, "
    "and infinite over infinite is nan. Subtract the *largest* entry; then no exponential "
    "exceeds 1.",
    recognises=lambda means, log_joint, beta, sigma: (
        not np.isfinite(means).all()
        if _is_steep(log_joint)
        else np.allclose(means, grid_means.program(log_joint, beta, sigma))
    ),
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.min())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "place of the largest entry",
    "Your two numbers are the place of the table's largest entry, the mode. The mean weighs all "
    "the others, too.",
)
def _(log_joint, beta, sigma):
    i, j = np.unravel_index(np.argmax(log_joint), log_joint.shape)
    return beta[i], sigma[j]


@grid_means.misconception(
    "not normalised",
    "Your weights do not sum to 1: divide them by their sum.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max())
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "logs as weights",
    "Your weights are the logs themselves. Weights are proportional to the density: take the "
    "exponential.",
)
def _(log_joint, beta, sigma):
    weights = log_joint / log_joint.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "shifted logs as weights",
    "Your weights are logs, shifted by the largest one. Weights are proportional to the density: "
    "take the exponential.",
)
def _(log_joint, beta, sigma):
    weights = log_joint - log_joint.max()
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "largest of each row and column",
    "Your weights are the largest entries of each row and column: a profile, as in lesson 07. A "
    "posterior *sums* over the other parameter.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    of_beta, of_sigma = weights.max(axis=1), weights.max(axis=0)
    return beta @ of_beta / of_beta.sum(), sigma @ of_sigma / of_sigma.sum()


@grid_means.misconception(
    "the other at its mode",
    "Your means hold the other parameter at its most probable value. The posterior of one "
    "parameter sums over all values of the other.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    i, j = np.unravel_index(np.argmax(weights), weights.shape)
    return beta @ weights[:, j] / weights[:, j].sum(), weights[i] @ sigma / weights[i].sum()


@grid_means.misconception(
    "each row normalised",
    "You subtract the largest entry of each row, so that all rows weigh about the same. Subtract "
    "one number from the whole table.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "each column normalised",
    "You subtract the largest entry of each column, so that all columns weigh about the same. "
    "Subtract one number from the whole table.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max(axis=0, keepdims=True))
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "logs summed",
    "You sum the *logs* over the other parameter and take the exponential then. That multiplies "
    "densities; to leave a parameter open, densities are summed.",
)
def _(log_joint, beta, sigma):
    rows, columns = log_joint.sum(axis=1), log_joint.sum(axis=0)
    return beta @ special.softmax(rows), sigma @ special.softmax(columns)


@grid_means.misconception(
    "sigma first", "Your two numbers are right, but sigma comes first. Wanted: beta, then sigma."
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return weights.sum(axis=0) @ sigma, beta @ weights.sum(axis=1)


@grid_means.misconception(
    "standard deviations",
    "Your two numbers are posterior standard deviations. Wanted: means.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return [
        np.sqrt(np.cov(values, aweights=along, ddof=0))
        for values, along in ((beta, weights.sum(axis=1)), (sigma, weights.sum(axis=0)))
    ]


@grid_means.misconception(
    "unweighted", "Your two numbers are the means of the grid points, without any weights."
)
def _(log_joint, beta, sigma):
    return beta.mean(), sigma.mean()


@grid_means.misconception(
    "normalised along each row",
    "Your weights sum to 1 in each row, so that every beta counts the same. All weights "
    "together should sum to 1: divide by `weights.sum()`.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights / weights.sum(axis=1, keepdims=True)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "normalised along each column",
    "Your weights sum to 1 in each column, so that every sigma counts the same. All weights "
    "together should sum to 1: divide by `weights.sum()`.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights / weights.sum(axis=0, keepdims=True)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "normalised as a density",
    "Your weights are densities: they integrate to 1, but do not sum to 1. Divide by the sum "
    "alone, without the spacing of the grid (or multiply by the spacing once more in the "
    "means).",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights / (weights.sum() * (beta[1] - beta[0]) * (sigma[1] - sigma[0]))
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "Jacobian again",
    "Your weights are multiplied by sigma. The table is per unit of sigma already, and the grid"
    " has equal steps of sigma.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights * sigma / (weights * sigma).sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "power of 10",
    "Your weights are powers of 10. The table holds natural logs: `np.exp`.",
)
def _(log_joint, beta, sigma):
    weights = 10 ** (log_joint - log_joint.max())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "underflow, not normalised",
    "Your weights are all zero where the table is far below zero, and elsewhere they do not sum"
    " to 1. Subtract the table's largest entry before the exponential, and divide by the sum "
    "after it.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "mean for sum",
    "Your two numbers are *averages* of value times weight. The weights are shares that sum to "
    "1: add the products up.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return np.mean(beta * weights.sum(axis=1)), np.mean(sigma * weights.sum(axis=0))


# The posterior in closed form


def _updates(rng):
    """Unequal sizes, fewer rows than columns among them: a proper prior allows it.

    There the last column is zero, so that X'X is singular on every machine, not up to rounding.
    """
    for n, p, a, b in ((7, 3, 2.0, 3.0), (12, 2, 3.5, 10.0), (3, 4, 1.5, 0.7)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        if n < p:
            X[:, -1] = 0
        y = X @ rng.normal(0, 2, p) + rng.normal(0, 1.5, n)
        yield X, y, rng.normal(0, 2, p), _covariance(rng, p), a, b


MANY = 400  # rows whose powers and gamma functions overflow: Γ(171) is the last that does not


def _evidences(rng):
    yield from _updates(rng)
    X = np.column_stack([np.ones(MANY), rng.normal(1, 1, (MANY, 2))])
    y = X @ rng.normal(0, 2, 3) + rng.normal(0, 4, MANY)
    yield X, y, rng.normal(0, 2, 3), _covariance(rng, 3), 2.0, 25.0


def _closed_form(X, y, m0, V0, a, b):
    P0 = np.linalg.inv(V0)
    P = P0 + X.T @ X
    mean = np.linalg.solve(P, P0 @ m0 + X.T @ y)
    squares = y @ y + m0 @ P0 @ m0 - mean @ P @ mean
    return mean, np.linalg.inv(P), a + len(y) / 2, b + squares / 2


@lesson.function(
    "08-update",
    cases=_updates,
    parts=("mean", "V", "a", "b"),
    hints=(
        "Precisions add: that of the prior, V0⁻¹, and that of the data, X'X (both in units of "
        "1/sigma²). The posterior mean is the average of m0 and the data with these weights.",
        "`P = np.linalg.inv(V0) + X.T @ X` is the posterior precision; the mean solves "
        "P m = V0⁻¹ m0 + X'y. Then a + n/2, and b plus *half* of y'y + m0'V0⁻¹m0 − m'Pm.",
        "`mean = np.linalg.solve(P, np.linalg.solve(V0, m0) + X.T @ y)`, "
        "`V = np.linalg.inv(P)`, `squares = y @ y + m0 @ np.linalg.solve(V0, m0) - mean @ P @ mean`"
        ", and return `mean, V, a + len(y) / 2, b + squares / 2`.",
    ),
)
def update(X, y, m0, V0, a, b):
    """The normal–inverse-gamma posterior."""
    # The prior as p more observations: least squares on both together, no precision matrix formed.
    whitening = linalg.solve_triangular(np.linalg.cholesky(V0), np.eye(len(m0)), lower=True)
    rows, response = np.vstack([X, whitening]), np.append(y, whitening @ m0)
    mean = _lstsq(rows, response)
    inverse = np.linalg.pinv(rows)
    return mean, inverse @ inverse.T, a + len(y) / 2, b + np.sum((response - rows @ mean) ** 2) / 2


@update.variant("precisions")
def _(X, y, m0, V0, a, b):
    P0 = np.linalg.inv(V0)
    P = P0 + X.T @ X
    mean = np.linalg.solve(P, P0 @ m0 + X.T @ y)
    squares = y @ y + m0 @ P0 @ m0 - mean @ P @ mean
    return mean, np.linalg.inv(P), a + len(y) / 2, b + squares / 2


@update.variant("residuals and distance from the prior")
def _(X, y, m0, V0, a, b):
    V = np.linalg.inv(np.linalg.inv(V0) + X.T @ X)
    mean = m0 + V @ X.T @ (y - X @ m0)
    squares = np.sum((y - X @ mean) ** 2) + (mean - m0) @ np.linalg.solve(V0, mean - m0)
    return [mean, V, a + 0.5 * len(y), b + 0.5 * squares]


@update.variant("one observation after the other")
def _(X, y, m0, V0, a, b):
    mean, V = m0, V0
    for x, value in zip(X, y, strict=True):
        gain, spread = V @ x, 1 + x @ V @ x
        error = value - x @ mean
        a, b = a + 1 / 2, b + error**2 / (2 * spread)
        mean, V = mean + gain * error / spread, V - np.outer(gain, gain) / spread
    return mean, V, a, b


@update.misconception(
    "no ½ in b",
    "Your b lacks a ½: half of the sum of squares is added to it (with the whole, the seed "
    "world's b would be 4859.90). The ½ is that of the normal law's exponent.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + 2 * (b_n - b)


@update.misconception(
    "residuals of least squares in b",
    "Your b adds half of the residual sum of squares of *least squares* (2414.63 on the seed "
    "world). The distance between the prior and the data belongs to it, too.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, _ = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + np.sum((y - X @ _lstsq(X, y)) ** 2) / 2


@update.misconception(
    "residuals alone in b",
    "Your b adds half of the squared residuals at the posterior mean. What the mean lies away from "
    "m0 costs, too: add half of (m − m0)'V0⁻¹(m − m0).",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, _ = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + np.sum((y - X @ mean) ** 2) / 2


@update.misconception(
    "residuals alone in b, no ½",
    "Your b adds the squared residuals at the posterior mean. Half of them is wanted, and half of "
    "what the mean lies away from m0: (m − m0)'V0⁻¹(m − m0).",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, _ = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + np.sum((y - X @ mean) ** 2)


@update.misconception(
    "y'y alone in b",
    "Your b adds half of y'y. What the plane explains has to be taken off: m'(V0⁻¹ + X'X)m; and "
    "m0'V0⁻¹m0 is added.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, _ = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + y @ y / 2


@update.misconception(
    "m0 left out of b",
    "Your b lacks ½ m0'V0⁻¹m0. With m0 = 0 it vanishes; here it does not.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n - m0 @ np.linalg.solve(V0, m0) / 2


@update.misconception(
    "V for its inverse in b",
    "Your b takes off ½ m'Vm. The precision belongs there, V⁻¹ = V0⁻¹ + X'X.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n + (_quadratic(mean, V) - mean @ V @ mean) / 2


@update.misconception(
    "sum of squares for b",
    "Your b is half of the sum of squares alone. The prior's own b is the start: add to it.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n - b


@update.misconception(
    "V0 inverted",
    "Your function adds V0 itself to X'X. Precisions add, and V0 is a covariance: add its inverse. "
    "(On the seed world it would give 9.431, 4.414, 9.852.)",
)
def _(X, y, m0, V0, a, b):
    return _closed_form(X, y, m0, np.linalg.inv(V0), a, b)


@update.misconception(
    "m0 left out",
    "Your function puts the centre of the prior at zero. Its precision pulls towards m0: add "
    "V0⁻¹m0 to X'y (and m0'V0⁻¹m0 to the squares).",
)
def _(X, y, m0, V0, a, b):
    return _closed_form(X, y, 0 * m0, V0, a, b)


@update.misconception(
    "m0 not weighted",
    "Your function adds m0 itself to X'y. It has the weight of its precision: V0⁻¹m0.",
)
def _(X, y, m0, V0, a, b):
    P = np.linalg.inv(V0) + X.T @ X
    mean = np.linalg.solve(P, m0 + X.T @ y)
    squares = y @ y + m0 @ np.linalg.solve(V0, m0) - mean @ P @ mean
    return mean, np.linalg.inv(P), a + len(y) / 2, b + squares / 2


@update.misconception(
    "precision for V",
    "Your V is the posterior's *precision*, V0⁻¹ + X'X. Hand over its inverse.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, np.linalg.inv(V), a_n, b_n


@update.misconception(
    "covariances added",
    "Your V is the sum of V0 and (X'X)⁻¹. Two sources of knowledge make the answer *more* certain: "
    "their precisions add.",
)
def _(X, y, m0, V0, a, b):
    mean, _, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V0 + np.linalg.pinv(X.T @ X), a_n, b_n


@update.misconception(
    "V without the prior",
    "Your V is (X'X)⁻¹, what the data alone say. The prior's precision V0⁻¹ is added before "
    "inverting.",
)
def _(X, y, m0, V0, a, b):
    mean, _, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, np.linalg.pinv(X.T @ X), a_n, b_n


@update.misconception(
    "V in units of y",
    "Your V is the covariance of beta itself, multiplied by b/(a − 1). V is the factor before "
    "sigma², as V0 was: leave it unscaled.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V * b_n / (a_n - 1), a_n, b_n


@update.misconception(
    "least squares for the mean",
    "Your mean is that of least squares. The posterior's lies between it and m0.",
)
def _(X, y, m0, V0, a, b):
    _, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return _lstsq(X, y), V, a_n, b_n


@update.misconception("a + n", "Your a grows by n. Each observation brings half a unit: a + n/2.")
def _(X, y, m0, V0, a, b):
    mean, V, _, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a + len(y), b_n


@update.misconception(
    "a + n and no ½ in b",
    "Your a grows by n and your b by the whole sum of squares. Both grow by half of that.",
)
def _(X, y, m0, V0, a, b):
    mean, V, _, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a + len(y), b + 2 * (b_n - b)


@update.misconception(
    "a + (n − p)/2",
    "Your a grows by (n − p)/2. That is right for a flat prior; here the prior's own p factors of "
    "1/sigma make up for the p that integration takes: a + n/2.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n - X.shape[1] / 2, b_n


@update.misconception(
    "a + (n + p)/2",
    "Your a counts the p factors 1/sigma of the prior of beta. They are used up when beta's own "
    "normal law is split off: a + n/2.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n + X.shape[1] / 2, b_n


@update.misconception("a unchanged", "Your a is still the prior's. Each observation adds ½ to it.")
def _(X, y, m0, V0, a, b):
    mean, V, _, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a, b_n


@update.misconception(
    "n of the seed world",
    "Your a grows by 100, half of the seed world's 200 rows. The data that the function is given "
    "have a length of their own, `len(y)`.",
)
def _(X, y, m0, V0, a, b):
    mean, V, _, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a + 100, b_n


@update.misconception(
    "V times b/a",
    "Your V is multiplied by b/a, as in the scale of a t law. V is the factor before sigma², as"
    " V0 was: leave it unscaled.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V * b_n / a_n, a_n, b_n


@update.misconception(
    "n/2 alone for a",
    "Your a is n/2 alone. The prior's own a is the start: add to it.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n - a, b_n


@update.misconception(
    "b reduced",
    "Your b gets smaller with data: half of the sum of squares is *added*.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, 2 * b - b_n


@update.misconception(
    "m'Pm added",
    "Your b adds ½ m'Pm. It is subtracted: what the plane and the prior explain is no misfit.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n + _quadratic(mean, V)


@update.misconception(
    "m0'V0m0 in b",
    "Your b has ½ m0'V0m0. The precision belongs there: ½ m0'V0⁻¹m0.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n + (m0 @ V0 @ m0 - _quadratic(m0, V0)) / 2


@update.misconception(
    "distance from the prior subtracted",
    "Your b subtracts ½ (m − m0)'V0⁻¹(m − m0). To lie away from m0 costs: add it.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n - _quadratic(mean - m0, V0)


@update.misconception(
    "b before a",
    "Your last two numbers have changed places: a comes third, b last.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return mean, V, b_n, a_n


@update.misconception(
    "m0 left out of the mean",
    "Your mean lacks V0⁻¹m0: the prior's precision pulls towards m0.",
)
def _(X, y, m0, V0, a, b):
    _, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return V @ X.T @ y, V, a_n, b_n


@update.misconception(
    "V0 not inverted beside m0",
    "Your function adds V0 m0 to X'y. The centre has the weight of its *precision*: V0⁻¹m0.",
)
def _(X, y, m0, V0, a, b):
    V = _closed_form(X, y, m0, V0, a, b)[1]
    mean = V @ (V0 @ m0 + X.T @ y)
    squares = y @ y + _quadratic(m0, V0) - _quadratic(mean, V)
    return mean, V, a + len(y) / 2, b + squares / 2


@update.misconception(
    "diagonal only",
    "Your function uses the diagonal of V0 alone. V0 has entries off it: invert the whole matrix.",
)
def _(X, y, m0, V0, a, b):
    return _closed_form(X, y, m0, np.diag(np.diag(V0)), a, b)


# A statement about the coefficients

TWICE = np.array([0.0, -2.0, 1.0])


def _contrast():
    """Mean of beta_2 − 2 beta_1, its factor before sigma², and a and b of the posterior."""
    data = _seed()
    mean, V, a, b = _closed_form(data["X"], data["y"], M0, V0, A, B)
    return {"mean": mean, "V": V, "a": a, "b": b}


@lesson.value(
    "08-probability",
    data=_contrast,
    hints=(
        "The statement is about one number, d = beta_2 − 2 beta_1. Find its mean and its scale "
        "first: d is c'beta with c = (0, −2, 1).",
        "d follows a t law with 2a degrees of freedom, centre c'm and scale √(b/a · c'Vc). Wanted "
        "is the probability above zero.",
        "`stats.t.sf(0, 2 * a_n, c @ mean, np.sqrt(b_n / a_n * (c @ V @ c)))`",
    ),
)
def probability(mean, V, a, b):
    """The probability that one slope is more than twice the other."""

    # Given sigma², the normal law; then the average over its inverse gamma law.
    def given(variance):
        below = stats.norm.cdf(0, TWICE @ mean, np.sqrt(variance * (TWICE @ V @ TWICE)))
        return (1 - below) * stats.invgamma.pdf(variance, a, scale=b)

    low, high = stats.invgamma.ppf([1e-14, 1 - 1e-14], a, scale=b)
    return float(integrate.quad(given, low, high, epsabs=1e-13, epsrel=1e-12)[0])


def _standardised(mean, V, a, b, c=TWICE):
    return c @ mean / np.sqrt(b / a * (c @ V @ c))


@probability.variant("the t law")
def _(mean, V, a, b):
    d = mean[2] - 2 * mean[1]
    variance = b / a * (V[2, 2] + 4 * V[1, 1] - 4 * V[1, 2])
    return stats.t.cdf(d / np.sqrt(variance), 2 * a)


@probability.variant("one minus the lower tail")
def _(mean, V, a, b):
    return 1 - stats.t.cdf(0, 2 * a, TWICE @ mean, np.sqrt(TWICE @ V @ TWICE * b / a))


@probability.variant("by turns of the beta law")
def _(mean, V, a, b):
    t = _standardised(mean, V, a, b)
    return 1 - special.betainc(a, 0.5, 2 * a / (2 * a + t**2)) / 2


@probability.misconception(
    "the other tail",
    "Your {yours} is the probability of the opposite, that d lies *below* zero.",
)
def _(mean, V, a, b):
    return stats.t.sf(_standardised(mean, V, a, b), 2 * a)


@probability.misconception(
    "normal for t",
    "Your {yours} comes from the normal law. Sigma is not known: average over it, and a t law with "
    "2a degrees of freedom is left.",
)
def _(mean, V, a, b):
    return stats.norm.cdf(_standardised(mean, V, a, b))


@probability.misconception(
    "normal with the mean variance",
    "Your {yours} comes from a normal law with the posterior's variance. d follows a t law with 2a "
    "degrees of freedom and the scale √(b/a · c'Vc).",
)
def _(mean, V, a, b):
    return stats.norm.cdf(_standardised(mean, V, a - 1, b))


@probability.misconception(
    "standard deviation as scale",
    "Your {yours} gives the t law the posterior's standard deviation, with b/(a − 1). The scale of "
    "a t law is smaller than its standard deviation: b/a.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a - 1, b), 2 * a)


@probability.misconception(
    "a degrees of freedom",
    "Your {yours} has a degrees of freedom. An inverse gamma law with a makes a t law with 2a.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b), a)


@probability.misconception(
    "n − p degrees of freedom",
    "Your {yours} has n − p degrees of freedom, those of least squares. The posterior's are 2a: "
    "the prior of sigma brings its own.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b), 197)


@probability.misconception(
    "covariance left out",
    "Your {yours} adds the variances as if the two slopes were independent. They come from one "
    "posterior: use c'Vc, which has the covariance in it.",
)
def _(mean, V, a, b):
    scale = np.sqrt(b / a * (4 * V[1, 1] + V[2, 2]))
    return stats.t.cdf((mean[2] - 2 * mean[1]) / scale, 2 * a)


@probability.misconception(
    "the 2 not squared",
    "Your {yours} multiplies the variance of x1's slope by 2. Twice a number has four times its "
    "variance: c'Vc does it for you.",
)
def _(mean, V, a, b):
    scale = np.sqrt(b / a * (2 * V[1, 1] + V[2, 2] - 4 * V[1, 2]))
    return stats.t.cdf((mean[2] - 2 * mean[1]) / scale, 2 * a)


@probability.misconception(
    "covariance with the wrong sign",
    "Your {yours} adds the covariance where it is subtracted: d is a difference. c'Vc with "
    "c = (0, −2, 1) has the sign right.",
)
def _(mean, V, a, b):
    scale = np.sqrt(b / a * (4 * V[1, 1] + V[2, 2] + 4 * V[1, 2]))
    return stats.t.cdf((mean[2] - 2 * mean[1]) / scale, 2 * a)


@probability.misconception(
    "V without b/a",
    "Your {yours} takes V for the covariance of beta. It is the factor before sigma²: multiply by "
    "b/a.",
)
def _(mean, V, a, b):
    return stats.t.cdf(TWICE @ mean / np.sqrt(TWICE @ V @ TWICE), 2 * a)


@probability.misconception(
    "variance as scale",
    "Your {yours} uses the squared scale. `stats.t` wants the scale: take the square root.",
)
def _(mean, V, a, b):
    return stats.t.cdf(TWICE @ mean / (b / a * (TWICE @ V @ TWICE)), 2 * a)


@probability.misconception(
    "twice forgotten",
    "Your {yours} is the probability that the slope of x2 is larger than that of x1. The question "
    "is whether it is more than *twice* as large.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b, np.array([0.0, -1.0, 1.0])), 2 * a)


@probability.misconception(
    "constant taken for a slope",
    "Your {yours} compares the first two entries of beta. The first is the constant; the slopes "
    "are the second and third.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b, np.array([-2.0, 1.0, 0.0])), 2 * a)


@probability.misconception(
    "two-sided",
    "Your {yours} is a two-sided p-value. Wanted: the probability that d is positive, one tail of "
    "its posterior.",
)
def _(mean, V, a, b):
    return 2 * stats.t.sf(_standardised(mean, V, a, b), 2 * a)


@probability.misconception(
    "least squares",
    "Your {yours} is computed from least squares and its standard errors: one minus a one-sided "
    "p-value. Wanted: the probability under the posterior, with the prior's share.",
)
def _(mean, V, a, b):
    X, y = _seed().values()
    beta, inverse = _lstsq(X, y), np.linalg.inv(X.T @ X)
    scale = np.sqrt(np.sum((y - X @ beta) ** 2) / (len(y) - 3) * (TWICE @ inverse @ TWICE))
    return stats.t.cdf(TWICE @ beta / scale, len(y) - 3)


@probability.misconception(
    "certainty",
    "Your {yours} leaves no doubt. A comparison of the two means does that; so does a scale that "
    "is far too small (a/b in place of b/a), and so does c = (0, −1, 2), which doubles the wrong "
    "slope. Wanted: how much of the posterior of d lies above zero.",
    recognises=lambda yours, mean, V, a, b: (
        yours.size == 1 and abs(yours.item() - 0.5) > 0.5 - 1e-5 and 0 <= yours.item() <= 1
    ),
)
def _(mean, V, a, b):
    return float(TWICE @ mean > 0)


@probability.misconception(
    "number of standard deviations",
    "Your {yours} says how many scales d lies above zero. Ask the t law how probable that is.",
)
def _(mean, V, a, b):
    return _standardised(mean, V, a, b)


@probability.misconception(
    "n degrees of freedom",
    "Your {yours} has n degrees of freedom. The posterior's are 2a: the prior of sigma counts, "
    "too.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b), 200)


@probability.misconception(
    "a and b of the prior",
    "Your {yours} has the a and b of the prior. After the data they are `a_n` and `b_n`.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, A, B), 2 * A)


@probability.misconception(
    "centre left out",
    "Your {yours} is what a law around zero gives. The posterior of d is centred at c'm.",
)
def _(mean, V, a, b):
    return stats.t.sf(0, 2 * a, 0, np.sqrt(b / a * (TWICE @ V @ TWICE)))


@probability.misconception(
    "density for probability",
    "Your {yours} is the density of d at zero. Wanted is the area above zero: `stats.t.sf`.",
)
def _(mean, V, a, b):
    return stats.t.pdf(0, 2 * a, TWICE @ mean, np.sqrt(b / a * (TWICE @ V @ TWICE)))


@probability.misconception(
    "standard deviations added",
    "Your {yours} adds standard deviations. Variances add, with the covariance: c'Vc.",
)
def _(mean, V, a, b):
    return stats.t.cdf(
        TWICE @ mean / (np.sqrt(b / a) * (2 * np.sqrt(V[1, 1]) + np.sqrt(V[2, 2]))), 2 * a
    )


@probability.misconception(
    "covariance not doubled",
    "Your {yours} has −2 times the covariance. In the variance of beta_2 − 2 beta_1 it is −4 "
    "times: c'Vc does it for you.",
)
def _(mean, V, a, b):
    return stats.t.cdf(TWICE @ mean / np.sqrt(b / a * (4 * V[1, 1] + V[2, 2] - 2 * V[1, 2])), 2 * a)


@probability.misconception(
    "x1's slope taken as known",
    "Your {yours} takes the slope of x1 as known. Both slopes are uncertain: ask about d = "
    "beta_2 − 2 beta_1.",
)
def _(mean, V, a, b):
    return stats.t.sf(2 * mean[1], 2 * a, mean[2], np.sqrt(b / a * V[2, 2]))


@probability.misconception(
    "precision for V",
    "Your {yours} uses c'V⁻¹c. V itself is the covariance, in units of sigma².",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, np.linalg.inv(V), a, b), 2 * a)


@probability.misconception(
    "odds",
    "Your {yours} is odds, the probability divided by that of the opposite. Wanted: the "
    "probability.",
)
def _(mean, V, a, b):
    above = stats.t.cdf(_standardised(mean, V, a, b), 2 * a)
    return above / (1 - above)


@probability.misconception(
    "share of draws",
    "Your {yours} is near. If it is a share of draws, or typed from a printout, compute the number "
    "itself; if it comes from a formula, ask whether its law, scale and degrees of freedom are "
    "those of the posterior.",
    recognises=lambda yours, mean, V, a, b: (
        yours.size == 1 and abs(yours.item() - probability.program(mean, V, a, b)) < 0.01
    ),
)
def _(mean, V, a, b):
    rng = np.random.default_rng(1)
    variance = b / rng.gamma(a, size=10_000)
    d = rng.normal(TWICE @ mean, np.sqrt(variance * (TWICE @ V @ TWICE)))
    return np.mean(d > 0)


# Ridge as the mode of a posterior


def _ridges(rng):
    for n, p, sigma, eta in ((7, 3, 2.0, 1.6), (12, 2, 0.7, 1.9), (9, 4, 1.5, 0.7)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        yield X, X @ rng.normal(0, 2, p) + 6 + rng.normal(0, 1, n), sigma, eta


def _penalised(X, y, penalty):
    """Where |y − X beta|² + Σ penalty_j beta_j² is smallest."""
    return np.linalg.solve(X.T @ X + np.diag(penalty), X.T @ y)


def _slopes_only(X, weight):
    return weight * np.append(0, np.ones(X.shape[1] - 1))


@lesson.function(
    "08-ridge",
    cases=_ridges,
    tolerance=Rounding(
        relative=1e-6,
        floor=2e-6,
        reason="a search may stop with errors of a millionth of the largest coefficient; wrong "
        "programs differ in the first four digits of it",
    ),
    hints=(
        "Write down minus the log joint density and drop what does not depend on beta: squared "
        "residuals over 2σ², plus the squared slopes over 2η². Multiply by 2σ².",
        "What is left is |y − Xβ|² + λ Σ slopes², with λ = σ²/η². Set its slope in beta to zero: "
        "(X'X + λD)β = X'y, D diagonal with a 0 for the constant and a 1 for each slope.",
        "`D = np.diag([0, *np.ones(X.shape[1] - 1)])`, then "
        "`np.linalg.solve(X.T @ X + sigma**2 / eta**2 * D, X.T @ y)`.",
    ),
)
def ridge(X, y, sigma, eta):
    """Ridge regression as the mode of a posterior."""
    # Each slope's prior is one more observation: it says 0, with noise of sd eta.
    p = X.shape[1]
    rows = np.vstack([X / sigma, np.eye(p)[1:] / eta])
    return _lstsq(rows, np.append(y / sigma, np.zeros(p - 1)))


@ridge.variant("the penalised normal equations")
def _(X, y, sigma, eta):
    penalty = np.eye(X.shape[1]) * sigma**2 / eta**2
    penalty[0, 0] = 0
    return np.linalg.solve(X.T @ X + penalty, X.T @ y)


@ridge.variant("centred, the intercept afterwards")
def _(X, y, sigma, eta):
    means = X[:, 1:].mean(axis=0)
    Z = X[:, 1:] - means
    slopes = np.linalg.solve(Z.T @ Z + (sigma / eta) ** 2 * np.eye(Z.shape[1]), Z.T @ y)
    return [y.mean() - means @ slopes, *slopes]


@ridge.variant("by search")
def _(X, y, sigma, eta):
    def height(beta):
        return np.sum((y - X @ beta) ** 2) / sigma**2 + np.sum(beta[1:] ** 2) / eta**2

    def slope(beta):
        return 2 * (X.T @ (X @ beta - y) / sigma**2 + np.append(0, beta[1:]) / eta**2)

    return optimize.minimize(height, np.zeros(X.shape[1]), jac=slope, options={"gtol": 1e-9}).x


@ridge.variant("by search, without a gradient")
def _(X, y, sigma, eta):
    def minus_log_joint(beta):
        fit = np.sum((y - X @ beta) ** 2) / (2 * sigma**2)
        return fit + np.sum(beta[1:] ** 2) / (2 * eta**2)

    return optimize.minimize(minus_log_joint, np.zeros(X.shape[1])).x


@ridge.misconception(
    "intercept penalised",
    "Your function pulls the constant towards zero, too (with λ = 1, the seed world's slopes would "
    "be 4.358 and 10.699). Its prior is flat: the penalty for the first column is 0.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, np.full(X.shape[1], sigma**2 / eta**2))


@ridge.misconception(
    "ratio inverted",
    "Your λ is eta²/sigma², the wrong way round. A wide prior (large eta) should pull *less*: "
    "λ = sigma²/eta².",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, eta**2 / sigma**2))


@ridge.misconception(
    "ratio inverted, intercept penalised",
    "Your λ is eta²/sigma², the wrong way round, and the constant is penalised, too.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, np.full(X.shape[1], eta**2 / sigma**2))


@ridge.misconception(
    "λ times n",
    "Your λ is multiplied by n: that happens where the *mean* of the squared residuals is "
    "minimised beside the penalty (on the seed world with λ = 1 it gives 0.271 and 0.877). The log "
    "joint density holds their sum.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, len(y) * sigma**2 / eta**2))


@ridge.misconception(
    "λ over n",
    "Your λ is divided by n. The log joint density holds the sum of the squared residuals, not "
    "their mean: λ = sigma²/eta² as it is.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2 / len(y)))


@ridge.misconception(
    "not squared",
    "Your λ is sigma/eta. Both are standard deviations; the densities hold their squares.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma / eta))


@ridge.misconception(
    "sigma left out",
    "Your λ is 1/eta². The residuals are measured in units of sigma: λ = sigma²/eta².",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, 1 / eta**2))


@ridge.misconception(
    "eta left out",
    "Your λ does not depend on eta, the prior's sd: λ = sigma²/eta².",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2))


@ridge.misconception(
    "a ½ lost",
    "Your λ is half of what it should be: one of the two exponents has lost its ½. They cancel.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2 / 2))


@ridge.misconception(
    "a ½ too many",
    "Your λ is twice what it should be: one of the two exponents has lost its ½. They cancel.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, 2 * sigma**2 / eta**2))


@ridge.misconception(
    "penalty subtracted",
    "Your penalty has the wrong sign: it pushes the slopes away from zero.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, -(sigma**2) / eta**2))


@ridge.misconception(
    "no penalty", "Your numbers are those of least squares: the prior has no influence."
)
def _(X, y, sigma, eta):
    return _lstsq(X, y)


@ridge.misconception(
    "slopes only",
    "Your slopes are right. Hand over the constant, too: the mean of y minus the means of the "
    "predictors times their slopes.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))[1:]


@ridge.misconception(
    "no constant",
    "Your slopes are those of a plane through the origin: the column of ones was left out.",
)
def _(X, y, sigma, eta):
    return _penalised(X[:, 1:], y, np.full(X.shape[1] - 1, sigma**2 / eta**2))


@ridge.misconception(
    "mean of y as constant",
    "Your constant is the mean of y. That is the height over the *mean* of the predictors; at "
    "zero the plane is lower by the slopes times these means.",
)
def _(X, y, sigma, eta):
    slopes = _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))[1:]
    return np.append(y.mean(), slopes)


@ridge.misconception(
    "constant of least squares",
    "Your constant is that of least squares. With other slopes the plane must be lifted anew: "
    "solve for all coefficients at once.",
)
def _(X, y, sigma, eta):
    slopes = _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))[1:]
    return np.append(_lstsq(X, y)[0], slopes)


@ridge.misconception(
    "penalty on the last",
    "Your penalty spares the last coefficient in place of the first. The column of ones comes "
    "first.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2)[::-1])


@ridge.misconception(
    "least squares divided",
    "Your numbers are least squares, divided by 1 + λ. That is right for orthonormal columns only; "
    "here each direction shrinks by a factor of its own.",
)
def _(X, y, sigma, eta):
    return _lstsq(X, y) / (1 + sigma**2 / eta**2)


@ridge.misconception(
    "predictors standardised",
    "Your predictors were standardised, as ridge programs often do, and the slopes turned back. "
    "That is another prior, one on the standardised slopes.",
)
def _(X, y, sigma, eta):
    sd = np.append(1, X[:, 1:].std(axis=0))
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2) * sd**2)


@ridge.misconception(
    "eta not squared",
    "Your λ is sigma²/eta. Both are standard deviations; the densities hold their squares.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta))


@ridge.misconception(
    "sigma not squared",
    "Your λ is sigma/eta². Both are standard deviations; the densities hold their squares.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma / eta**2))


@ridge.misconception(
    "multiplied by eta²",
    "Your λ is sigma² eta². A wide prior (large eta) should pull *less*: divide.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 * eta**2))


@ridge.misconception(
    "λ squared",
    "Your λ is (sigma/eta)⁴: it was squared twice.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, (sigma / eta) ** 4))


@ridge.misconception(
    "sigma left out, ½ kept",
    "Your λ is 1/(2 eta²). Multiply the whole of minus the log joint density by 2 sigma², so "
    "that the squared residuals stand alone: λ = sigma²/eta².",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, 1 / (2 * eta**2)))


@ridge.misconception(
    "eta² handed over as V0",
    "Your numbers are the conjugate prior's with V0 = eta² I. There V0 is in units of sigma²: "
    "it would be eta²/sigma². And the constant's prior is flat here.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, np.full(X.shape[1], 1 / eta**2))


@ridge.misconception(
    "λ added to every entry",
    "Your λ is added to every entry of X'X. It belongs on the diagonal: λ times a diagonal "
    "matrix, with a 0 for the constant.",
)
def _(X, y, sigma, eta):
    return np.linalg.solve(X.T @ X + sigma**2 / eta**2, X.T @ y)


@ridge.misconception(
    "X'y not divided",
    "Your X'X is divided by sigma², X'y is not. Both sides of the equation carry the factor.",
)
def _(X, y, sigma, eta):
    return sigma**2 * _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))


@ridge.misconception(
    "absolute values",
    "Your penalty holds absolute values of the slopes (the lasso). A normal prior has their "
    "squares in its exponent.",
)
def _(X, y, sigma, eta):
    # Coordinate by coordinate: each slope is moved towards zero by a constant, and stops there.
    weight, beta = sigma**2 / eta, _lstsq(X, y)
    for _ in range(2000):
        for j in range(X.shape[1]):
            along = X[:, j] @ (y - X @ beta + X[:, j] * beta[j])
            if j:
                along = np.sign(along) * max(abs(along) - weight, 0)
            beta[j] = along / (X[:, j] @ X[:, j])
    return beta


# The evidence


def _right_log_evidence(X, y, m0, V0, a, b):
    # Under the prior, y itself follows a multivariate t law, here with its determinant and its
    # square from one Cholesky factor (SciPy's takes ten times as long with 400 rows).
    n, root = len(y), np.linalg.cholesky(b / a * (np.eye(len(y)) + X @ V0 @ X.T))
    z = linalg.solve_triangular(root, y - X @ m0, lower=True)
    constant = special.gammaln(a + n / 2) - special.gammaln(a) - n / 2 * np.log(2 * a * np.pi)
    return float(constant - np.log(np.diag(root)).sum() - (a + n / 2) * np.log1p(z @ z / (2 * a)))


@lesson.function(
    "08-log-evidence",
    cases=_evidences,
    hints=(
        "The evidence is what is left over when the joint density is divided by the posterior. "
        "Most of it are the constants of the two normal–inverse-gamma laws, before and after.",
        "With the update (m, V, aₙ, bₙ): take the log of each factor of the formula. `gammaln` "
        "from SciPy gives log Γ, `np.linalg.slogdet` gives log determinants.",
        "`_, V, a_n, b_n = update(X, y, m0, V0, a, b)`, then `-len(y) / 2 * np.log(2 * np.pi) "
        "+ (np.linalg.slogdet(V)[1] - np.linalg.slogdet(V0)[1]) / 2 + a * np.log(b) "
        "- a_n * np.log(b_n) + gammaln(a_n) - gammaln(a)`",
    ),
)
def log_evidence(X, y, m0, V0, a, b):
    """The log evidence."""
    return _right_log_evidence(X, y, m0, V0, a, b)


@log_evidence.variant("the constants before and after")
def _(X, y, m0, V0, a, b):
    _, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    value = -len(y) / 2 * np.log(2 * np.pi) + (_log_det(V) - _log_det(V0)) / 2
    return value + a * np.log(b) - a_n * np.log(b_n) + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.variant("joint density over posterior density, at one point")
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    joint = stats.norm.logpdf(y, X @ mean, 1.3).sum() + _of_beta(mean, 1.3, m0, V0)
    joint += stats.invgamma.logpdf(1.3**2, a, scale=b)
    posterior = _of_beta(mean, 1.3, mean, V) + stats.invgamma.logpdf(1.3**2, a_n, scale=b_n)
    return joint - posterior


@log_evidence.variant("one observation after the other")
def _(X, y, m0, V0, a, b):
    total = 0.0
    for x, value in zip(X, y, strict=True):
        scale = np.sqrt(b / a * (1 + x @ V0 @ x))
        total += stats.t.logpdf(value, 2 * a, x @ m0, scale)
        m0, V0, a, b = _closed_form(x[None, :], np.array([value]), m0, V0, a, b)
    return total


@log_evidence.misconception(
    "powers before the log",
    "Your number is right for a few rows and overflows for many: bₙ to the power aₙ and Γ(aₙ) "
    "exceed the largest number there is. Take the log of each factor *before* you multiply: "
    "`a_n * np.log(b_n)`, `gammaln(a_n)`.",
    recognises=lambda log_evidence, X, y, m0, V0, a, b: (
        not np.isfinite(log_evidence)
        if len(y) == MANY
        else np.isclose(log_evidence, _right_log_evidence(X, y, m0, V0, a, b))
    ),
)
def _(X, y, m0, V0, a, b):
    _, V, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    value = -len(y) / 2 * np.log(2 * np.pi) + (_log_det(V) - _log_det(V0)) / 2
    powers = np.log(np.float64(b) ** a / np.float64(b_n) ** a_n)
    return value + powers + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.misconception(
    "no 2π",
    "Your function lacks −n/2 log 2π. Between models of the same y it cancels, but the number is "
    "no log density of y.",
)
def _(X, y, m0, V0, a, b):
    return _right_log_evidence(X, y, m0, V0, a, b) + len(y) / 2 * np.log(2 * np.pi)


@log_evidence.misconception(
    "determinants the wrong way round",
    "Your determinants stand the wrong way round: V, the posterior's, above and V0 below. A vague "
    "prior (large V0) makes the evidence *smaller*.",
)
def _(X, y, m0, V0, a, b):
    V = _closed_form(X, y, m0, V0, a, b)[1]
    return _right_log_evidence(X, y, m0, V0, a, b) + _log_det(V0) - _log_det(V)


@log_evidence.misconception(
    "determinants not halved",
    "Your log determinants are not halved: a normal density has the square root of its "
    "determinant.",
)
def _(X, y, m0, V0, a, b):
    V = _closed_form(X, y, m0, V0, a, b)[1]
    return _right_log_evidence(X, y, m0, V0, a, b) + (_log_det(V) - _log_det(V0)) / 2


@log_evidence.misconception(
    "no determinants",
    "Your function has lost the two determinants, by which a vague prior is charged for its "
    "width: ½ log |V| − ½ log |V0|.",
)
def _(X, y, m0, V0, a, b):
    V = _closed_form(X, y, m0, V0, a, b)[1]
    return _right_log_evidence(X, y, m0, V0, a, b) - (_log_det(V) - _log_det(V0)) / 2


@log_evidence.misconception(
    "V0 left out",
    "Your function has the determinant of V, but not that of V0: subtract ½ log |V0|.",
)
def _(X, y, m0, V0, a, b):
    return _right_log_evidence(X, y, m0, V0, a, b) + _log_det(V0) / 2


@log_evidence.misconception(
    "V left out",
    "Your function has the determinant of V0, but not that of V: add ½ log |V|.",
)
def _(X, y, m0, V0, a, b):
    V = _closed_form(X, y, m0, V0, a, b)[1]
    return _right_log_evidence(X, y, m0, V0, a, b) - _log_det(V) / 2


@log_evidence.misconception(
    "gammas left out",
    "Your function has lost log Γ(aₙ) − log Γ(a).",
)
def _(X, y, m0, V0, a, b):
    gammas = special.gammaln(a + len(y) / 2) - special.gammaln(a)
    return _right_log_evidence(X, y, m0, V0, a, b) - gammas


@log_evidence.misconception(
    "gammas the wrong way round",
    "Your gammas stand the wrong way round: log Γ(aₙ) is added, log Γ(a) subtracted.",
)
def _(X, y, m0, V0, a, b):
    gammas = special.gammaln(a + len(y) / 2) - special.gammaln(a)
    return _right_log_evidence(X, y, m0, V0, a, b) - 2 * gammas


@log_evidence.misconception(
    "powers of b the wrong way round",
    "Your powers of b stand the wrong way round: a log b is added and aₙ log bₙ subtracted. A "
    "larger misfit bₙ makes the evidence *smaller*.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    powers = a * np.log(b) - a_n * np.log(b_n)
    return _right_log_evidence(X, y, m0, V0, a, b) - 2 * powers


@log_evidence.misconception(
    "a log b left out", "Your function has −aₙ log bₙ, but not the prior's own: add a log b."
)
def _(X, y, m0, V0, a, b):
    return _right_log_evidence(X, y, m0, V0, a, b) - a * np.log(b)


@log_evidence.misconception(
    "b without its ½",
    "Your bₙ lacks the ½: half of the sum of squares is added to b.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    change = a_n * (np.log(b_n) - np.log(b + 2 * (b_n - b)))
    return _right_log_evidence(X, y, m0, V0, a, b) + change


@log_evidence.misconception(
    "n for half of n",
    "Your aₙ is a + n; it should be a + n/2.",
)
def _(X, y, m0, V0, a, b):
    _, V, _, b_n = _closed_form(X, y, m0, V0, a, b)
    a_n = a + len(y)
    value = -len(y) / 2 * np.log(2 * np.pi) + (_log_det(V) - _log_det(V0)) / 2
    return value + a * np.log(b) - a_n * np.log(b_n) + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.misconception(
    "highest likelihood",
    "Your function returns the log-likelihood at its maximum. The evidence is the likelihood's "
    "*average* under the prior, and always lower.",
)
def _(X, y, m0, V0, a, b):
    residuals = y - X @ _lstsq(X, y)
    variance = max(np.mean(residuals**2), 1e-300)
    return -len(y) / 2 * (np.log(2 * np.pi * variance) + 1)


@log_evidence.misconception(
    "likelihood at the posterior mean",
    "Your function returns the log-likelihood at one place, the posterior mean of beta. The "
    "evidence is the *average* of the likelihood under the prior.",
)
def _(X, y, m0, V0, a, b):
    mean, _, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return stats.norm.logpdf(y, X @ mean, np.sqrt(b_n / (a_n - 1))).sum()


@log_evidence.misconception(
    "evidence, not its log", "Your function returns the evidence itself. Take its logarithm."
)
def _(X, y, m0, V0, a, b):
    return np.exp(_right_log_evidence(X, y, m0, V0, a, b))


@log_evidence.misconception(
    "minus the log evidence",
    "Your function returns *minus* the log evidence. A better model should have a higher one.",
)
def _(X, y, m0, V0, a, b):
    return -_right_log_evidence(X, y, m0, V0, a, b)


@log_evidence.misconception(
    "normal for t",
    "Your function takes y for normal under the prior, with the mean of sigma² for sigma². Sigma "
    "is not known; averaged over its prior, y follows a t law.",
)
def _(X, y, m0, V0, a, b):
    spread = b / (a - 1) * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_normal.logpdf(y, X @ m0, spread)


@log_evidence.misconception(
    "n of the seed world",
    "Your n is 200 whatever the data. The data that the function is given have a length of "
    "their own, `len(y)`.",
)
def _(X, y, m0, V0, a, b):
    return _right_log_evidence(X, y, m0, V0, a, b) + (len(y) - 200) / 2 * np.log(2 * np.pi)


@log_evidence.misconception(
    "2π not to the half",
    "Your function subtracts n log 2π. The exponent of 2π is −n/2.",
)
def _(X, y, m0, V0, a, b):
    return _right_log_evidence(X, y, m0, V0, a, b) - len(y) / 2 * np.log(2 * np.pi)


@log_evidence.misconception(
    "2π with the wrong sign",
    "Your function *adds* n/2 log 2π. The exponent of 2π is −n/2.",
)
def _(X, y, m0, V0, a, b):
    return _right_log_evidence(X, y, m0, V0, a, b) + len(y) * np.log(2 * np.pi)


@log_evidence.misconception(
    "π for 2π",
    "Your function has log π where log 2π belongs.",
)
def _(X, y, m0, V0, a, b):
    return _right_log_evidence(X, y, m0, V0, a, b) + len(y) / 2 * np.log(2)


@log_evidence.misconception(
    "p for n",
    "Your function has the exponent −p/2 at 2π. Each of the n observations brings a factor: −n/2.",
)
def _(X, y, m0, V0, a, b):
    return _right_log_evidence(X, y, m0, V0, a, b) + (len(y) - len(m0)) / 2 * np.log(2 * np.pi)


@log_evidence.misconception(
    "powers of b left out",
    "Your function has lost the powers of b: add a log b − aₙ log bₙ.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return _right_log_evidence(X, y, m0, V0, a, b) - a * np.log(b) + a_n * np.log(b_n)


@log_evidence.misconception(
    "aₙ log bₙ left out",
    "Your function has a log b, but not the posterior's: subtract aₙ log bₙ.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return _right_log_evidence(X, y, m0, V0, a, b) + a_n * np.log(b_n)


@log_evidence.misconception(
    "determinants not logged",
    "Your function adds determinants themselves. Take their logs, `np.linalg.slogdet(V)[1]`.",
)
def _(X, y, m0, V0, a, b):
    _, V, _, _ = _closed_form(X, y, m0, V0, a, b)
    return (
        _right_log_evidence(X, y, m0, V0, a, b)
        - (_log_det(V) - _log_det(V0)) / 2
        + (np.linalg.det(V) - np.linalg.det(V0)) / 2
    )


@log_evidence.misconception(
    "a for both exponents",
    "Your bₙ has the exponent a. After the data it is aₙ.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = _closed_form(X, y, m0, V0, a, b)
    return _right_log_evidence(X, y, m0, V0, a, b) + (a_n - a) * np.log(b_n)


@log_evidence.misconception(
    "aₙ for both exponents",
    "Your b has the exponent aₙ. Before the data it is a.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, _ = _closed_form(X, y, m0, V0, a, b)
    return _right_log_evidence(X, y, m0, V0, a, b) + (a_n - a) * np.log(b)


@log_evidence.misconception(
    "posterior of the seed world",
    "Your function uses the V, aₙ and bₙ that the lesson found for the seed world. Call "
    "`update` with the function's own arguments.",
)
def _(X, y, m0, V0, a, b):
    world = _seed()
    _, V, a_n, b_n = _closed_form(world["X"], world["y"], M0, 4 * np.eye(3), A, B)
    value = -len(y) / 2 * np.log(2 * np.pi) + (_log_det(V) - _log_det(V0)) / 2
    return value + a * np.log(b) - a_n * np.log(b_n) + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.misconception(
    "posterior and n of the seed world",
    "Your function uses the n, V, aₙ and bₙ of the seed world. Call `update` with the "
    "function's own arguments, and take `len(y)` for n.",
)
def _(X, y, m0, V0, a, b):
    world = _seed()
    _, V, a_n, b_n = _closed_form(world["X"], world["y"], M0, 4 * np.eye(3), A, B)
    value = -len(world["y"]) / 2 * np.log(2 * np.pi) + (_log_det(V) - _log_det(V0)) / 2
    return value + a * np.log(b) - a_n * np.log(b_n) + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.misconception(
    "b/(a − 1) as scale of the t law",
    "Your t law has the scale b/(a − 1), the mean of sigma². The scale of a multivariate t law "
    "is b/a.",
)
def _(X, y, m0, V0, a, b):
    spread = b / (a - 1) * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_t.logpdf(y, X @ m0, spread, df=2 * a)


@log_evidence.misconception(
    "a degrees of freedom",
    "Your t law has a degrees of freedom. An inverse gamma law with a makes a t law with 2a.",
)
def _(X, y, m0, V0, a, b):
    spread = b / a * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_t.logpdf(y, X @ m0, spread, df=a)


# Laplace's approximation


def _joint(X, y, beta, variance):
    """The log joint density per unit of beta and sigma²."""
    height = stats.norm.logpdf(y, X @ beta, np.sqrt(variance)).sum()
    height += _of_beta(beta, np.sqrt(variance), M0, V0)
    return float(height + stats.invgamma.logpdf(variance, A, scale=B))


# For each scale t: sigma² as a function of t, and log |dsigma²/dt|.
SCALES = {
    "log sigma": (lambda t: np.exp(2 * t), lambda t: np.log(2) + 2 * t),
    "sigma": (lambda t: t**2, lambda t: np.log(2 * t)),
    "sigma²": (lambda t: t, lambda t: 0.0),
}


def _laplace_parts(X, y, scale="log sigma", power=0.0):
    """Height, log determinant of the curvature, and number of parameters, at the mode.

    In closed form: at the posterior mean of beta, whatever the scale, the log joint is
    −k log σ² − b/σ² and a constant, so that its mode and curvature are those of one variable.
    `power` adds that many times log sigma to the height, for a Jacobian that is wrong.
    """
    n, p = X.shape
    mean, V, _, b = _closed_form(X, y, M0, V0, A, B)
    k = (n + p) / 2 + A + 1 - power / 2
    k -= {"log sigma": 1.0, "sigma": 0.5, "sigma²": 0.0}[scale]
    variance = b / k
    in_t = {"log sigma": 4 * k, "sigma": 4 * k / variance, "sigma²": k / variance**2}[scale]
    t = {"log sigma": np.log(variance) / 2, "sigma": np.sqrt(variance), "sigma²": variance}[scale]
    height = _joint(X, y, mean, variance) + SCALES[scale][1](t) + power * np.log(variance) / 2
    return height, np.log(in_t) - p * np.log(variance) - _log_det(V), p + 1


def _log_sigma_at_top(X, y):
    """Log sigma at the top of the hill over log sigma."""
    n, p = X.shape
    return np.log(_closed_form(X, y, M0, V0, A, B)[3] / ((n + p) / 2 + A)) / 2


def _laplace_value(height, log_det, d):
    return float(height + d / 2 * np.log(2 * np.pi) - log_det / 2)


@lesson.value(
    "08-laplace",
    data=_seed,
    hints=(
        "Write a function of theta = (beta, log sigma) first: the log joint density per unit of "
        "*log sigma*. From sigma to log sigma a density is multiplied by sigma.",
        "Its value at theta is `log_joint(theta[:p], np.exp(theta[p]), X, y) + theta[p]`. Find its "
        "top, `top_of(height, np.append(beta_hat, np.log(sigma_hat)))`, and the curvature there.",
        "`height(top) + (p + 1) / 2 * np.log(2 * np.pi) "
        "- np.linalg.slogdet(curvature(height, top))[1] / 2`",
    ),
)
def laplace(X, y):
    """The evidence by Laplace's approximation, in log sigma."""
    return _laplace_value(*_laplace_parts(X, y))


def _by_search(X, y, scale):
    """Mode and curvature by numerical means alone."""
    variance_at, log_jacobian = SCALES[scale]
    p = X.shape[1]

    def height(theta):
        return _joint(X, y, theta[:p], variance_at(theta[p])) + log_jacobian(theta[p])

    rough = _lstsq(X, y)
    sigma = np.sqrt(np.mean((y - X @ rough) ** 2))
    start = {"log sigma": np.log(sigma), "sigma": sigma, "sigma²": sigma**2}[scale]
    theta = np.append(rough, start)
    step = np.abs(theta) * 1e-3 + 1e-3
    units = np.diag(step)
    for _ in range(8):  # Newton's method
        up = np.array([height(theta + u) for u in units])
        down = np.array([height(theta - u) for u in units])
        both = np.array(
            [
                [
                    height(theta + u + v)
                    - height(theta + u - v)
                    - height(theta - u + v)
                    + height(theta - u - v)
                    for u in units
                ]
                for v in units
            ]
        )
        curvature = -both / (4 * np.outer(step, step))
        theta = theta + np.linalg.solve(curvature, (up - down) / (2 * step))
    return height(theta), _log_det(curvature), p + 1


@laplace.variant("by Newton's method and second differences")
def _(X, y):
    return _laplace_value(*_by_search(X, y, "log sigma"))


@laplace.variant("the inverse of the curvature")
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return height + np.log(np.sqrt((2 * np.pi) ** d * np.exp(-log_det)))


@laplace.misconception(
    "in sigma",
    lambda yours, X, y: (
        f"Your {written(yours.item(), '.4f')} is Laplace's approximation in sigma, and right in "
        "that scale. Wanted: in log sigma, where the density has one more factor sigma: add log "
        "sigma to the log joint."
    ),
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "sigma"))


@laplace.misconception(
    "in sigma²",
    lambda yours, X, y: (
        f"Your {written(yours.item(), '.4f')} is Laplace's approximation in sigma², and right in "
        "that scale. Wanted: in log sigma, where the density is 2σ² times that per unit of sigma²."
    ),
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "sigma²"))


@laplace.misconception(
    "log sigma without its factor",
    "Your {yours} walks in log sigma with a density per unit of sigma. From sigma to log sigma a "
    "density is multiplied by sigma: add `theta[p]`.",
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "log sigma", power=-1))


@laplace.misconception(
    "log sigma, density per unit of sigma²",
    "Your {yours} walks in log sigma with a density per unit of sigma². `log_joint` is per unit of "
    "sigma; then one more factor sigma leads to log sigma.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y, "log sigma", power=-2)
    return _laplace_value(height - np.log(2), log_det, d)


@laplace.misconception(
    "divided by sigma",
    "Your {yours} *subtracts* log sigma. A step dτ of log sigma moves sigma by σ dτ: the density "
    "is multiplied by sigma, so add.",
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "log sigma", power=-2))


@laplace.misconception(
    "sigma's factor twice",
    "Your {yours} multiplies by sigma once too often: `log_joint` is per unit of sigma already.",
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "log sigma", power=1))


@laplace.misconception(
    "factor added at the end",
    "Your {yours} finds the top in sigma and multiplies by sigma afterwards. The factor belongs to "
    "the density: it moves the top and changes the curvature.",
)
def _(X, y):
    n, p = X.shape
    height, log_det, d = _laplace_parts(X, y, "sigma")
    b, k = _closed_form(X, y, M0, V0, A, B)[3], (n + p) / 2 + A + 0.5
    return _laplace_value(height + np.log(b / k) / 2, log_det, d)


@laplace.misconception(
    "no 2π", "Your {yours} lacks the factor (2π)^(d/2), where d = p + 1 counts the parameters."
)
def _(X, y):
    height, log_det, _ = _laplace_parts(X, y)
    return height - log_det / 2


@laplace.misconception(
    "2π for beta alone",
    "Your {yours} counts p parameters. Sigma is one, too: d = p + 1.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, log_det, d - 1)


@laplace.misconception(
    "2π not to the half",
    "Your {yours} has (2π)^d. Each direction of the bell brings √(2π): the exponent is d/2.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, log_det, 2 * d)


@laplace.misconception(
    "2π once",
    "Your {yours} has √(2π) once. Each of the p + 1 directions brings one.",
)
def _(X, y):
    height, log_det, _ = _laplace_parts(X, y)
    return _laplace_value(height, log_det, 1)


@laplace.misconception(
    "determinant not halved",
    "Your {yours} subtracts the whole log determinant. The volume under a bell has its square "
    "root: half of the log.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, 2 * log_det, d)


@laplace.misconception(
    "determinant added",
    "Your {yours} *adds* half of the log determinant. A sharp peak (large curvature) has a small "
    "volume: subtract.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, -log_det, d)


@laplace.misconception(
    "determinant added, not halved",
    "Your {yours} *adds* the log determinant. A sharp peak has a small volume: subtract, and half "
    "of it.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, -2 * log_det, d)


@laplace.misconception(
    "determinant without its log",
    "Your {yours} subtracts half of the determinant itself. Take its logarithm.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, np.exp(log_det), d)


@laplace.misconception(
    "height alone",
    "Your {yours} is the height of the log joint density at its top. The evidence is the volume "
    "below it: height, times the width in each direction.",
)
def _(X, y):
    return _laplace_parts(X, y)[0]


@laplace.misconception(
    "height alone, in sigma",
    "Your {yours} is the height of the log joint density at its top, in sigma. The evidence is the "
    "volume below it: height, times the width in each direction (and wanted is log sigma).",
)
def _(X, y):
    return _laplace_parts(X, y, "sigma")[0]


@laplace.misconception(
    "diagonal of the curvature",
    "Your {yours} multiplies the diagonal entries of the curvature. The coefficients are "
    "correlated: take the determinant.",
)
def _(X, y):
    n, p = X.shape
    height, _, d = _laplace_parts(X, y)
    _, V, _, b = _closed_form(X, y, M0, V0, A, B)
    k = (n + p) / 2 + A
    along = np.log(np.diag(np.linalg.inv(V)) * k / b).sum() + np.log(4 * k)
    return _laplace_value(height, along, d)


@laplace.misconception(
    "exact",
    "Your {yours} is the exact log evidence. Wanted here: Laplace's approximation to it, in log "
    "sigma.",
)
def _(X, y):
    return _right_log_evidence(X, y, M0, V0, A, B)


@laplace.misconception(
    "prior left out",
    "Your {yours} is the volume under the *likelihood*. The evidence is the volume under "
    "likelihood times prior: start from `log_joint`.",
)
def _(X, y):
    n, p = X.shape
    beta = _lstsq(X, y)
    sigma = np.sqrt(np.mean((y - X @ beta) ** 2))
    height = stats.norm.logpdf(y, X @ beta, sigma).sum()
    return _laplace_value(height, _log_det(X.T @ X / sigma**2) + np.log(2 * n), p + 1)


@laplace.misconception(
    "at the highest likelihood",
    "Your {yours} takes place and curvature from the likelihood alone, as in lesson 07. "
    "The prior moves the top a little and adds to the curvature: find the top of `height`, and "
    "measure `height` there.",
)
def _(X, y):
    n, p = X.shape
    beta = _lstsq(X, y)
    variance = np.mean((y - X @ beta) ** 2)
    height = _joint(X, y, beta, variance) + np.log(2 * variance)
    return _laplace_value(height, _log_det(X.T @ X / variance) + np.log(2 * n), p + 1)


@laplace.misconception(
    "BIC",
    "Your {yours} is −BIC/2: the highest log-likelihood, less ½ log n for each parameter. It is a "
    "rough stand-in that knows no prior; here the curvature is asked for.",
)
def _(X, y):
    n, p = X.shape
    variance = np.mean((y - X @ _lstsq(X, y)) ** 2)
    return -n / 2 * (np.log(2 * np.pi * variance) + 1) - (p + 1) / 2 * np.log(n)


@laplace.misconception(
    "minus the log evidence",
    "Your {yours} has the wrong sign: it is minus the log evidence, as a minimiser has it.",
)
def _(X, y):
    return -_laplace_value(*_laplace_parts(X, y))


@laplace.misconception(
    "2π with the wrong sign",
    "Your {yours} *subtracts* d/2 log 2π. A bell has the volume height times (2π)^(d/2)/√|H|: add.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, log_det, -d)


@laplace.misconception(
    "n for the number of parameters",
    "Your {yours} counts n directions. d is the number of parameters, p + 1.",
)
def _(X, y):
    height, log_det, _ = _laplace_parts(X, y)
    return _laplace_value(height, log_det, len(y))


@laplace.misconception(
    "sign of the determinant",
    "Your {yours} uses the first number of `slogdet`, the sign. The log determinant is the "
    "second, `slogdet(H)[1]`.",
)
def _(X, y):
    height, _, d = _laplace_parts(X, y)
    return _laplace_value(height, 1.0, d)


@laplace.misconception(
    "determinant left out",
    "Your {yours} lacks −½ log |H|: how wide the bell is.",
)
def _(X, y):
    height, _, d = _laplace_parts(X, y)
    return _laplace_value(height, 0.0, d)


@laplace.misconception(
    "factor left out of the height",
    "Your {yours} measures the bell of the right hill, but takes `log_joint` at its top for its"
    " height. The height is `height(top)`, with log sigma in it.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height - _log_sigma_at_top(X, y), log_det, d)


@laplace.misconception(
    "ten rows",
    "Your {yours} belongs to the ten rows of the small twin. Wanted: the seed world, all 200.",
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X[:10], y[:10]))


@laplace.misconception(
    "sigma taken as known",
    "Your {yours} takes sigma as known: d = p, and the curvature in beta alone. Sigma is one of"
    " the directions.",
)
def _(X, y):
    height, log_det, _ = _laplace_parts(X, y)
    n, p = X.shape
    return _laplace_value(height, log_det - np.log(4 * ((n + p) / 2 + A)), p)


@laplace.misconception(
    "sigma added for log sigma",
    "Your {yours} adds sigma to the log density where log sigma belongs: add `theta[p]` itself,"
    " not `np.exp(theta[p])`.",
)
def _(X, y):
    n, p = X.shape
    mean, V, _, b = _closed_form(X, y, M0, V0, A, B)
    k = n + p + 2 * A + 1  # the log joint at the mean: −k tau − b exp(−2 tau) + exp(tau)
    tau = optimize.brentq(lambda tau: -k + 2 * b * np.exp(-2 * tau) + np.exp(tau), 0, 3)
    sigma = np.exp(tau)
    height = _joint(X, y, mean, sigma**2) + np.log(2 * sigma) + sigma
    log_det = np.log(4 * b / sigma**2 - sigma) - 2 * p * tau - _log_det(V)
    return _laplace_value(height, log_det, p + 1)


@laplace.misconception(
    "rough curvature",
    "Your {yours} is near. Was the curvature pieced together from a search (BFGS's `hess_inv`, "
    "of which lesson 07 warns), or the top not quite reached? Measure it with "
    "`curvature(height, top)`.",
    recognises=lambda yours, X, y: (
        yours.size == 1 and abs(yours.item() - laplace.program(X, y)) < 0.3
    ),
)
def _(X, y):
    # As large as the slip that BFGS's `hess_inv` makes here; its digits vary with SciPy's version.
    return _laplace_value(*_laplace_parts(X, y)) - 0.021


def __dir__():
    return __all__
