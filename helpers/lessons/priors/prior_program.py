"""A prior is a program: sigma² first, then beta, which needs it. Many calls show its law."""

import numpy as np
from scipy import linalg, special, stats

from helpers.feedback import MonteCarlo, Unreadable, described
from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.shared import random_covariance

CALLS = 800
_AVERAGE = "average of log sigma, from that of the prior, in units of its sd"
_SPREAD = "spread of log sigma, in units of its sd"
_ABOVE = "share of the calls in which beta lies above m0"
_SIZE = "average of the log of the distance of beta from m0, in units of its sd"
_WITHIN = "share of the coefficients within one sd of m0"
_TILT = "correlation of two coefficients, beyond that of V0"
_NARROWEST = "share of that direction of the scaled beta which comes up least"
_DEPENDENCE = "dependence of the scaled beta on sigma"
_SERIAL = "correlation of one call with the next"
_NEGATIVE = "share of the calls whose last number is negative"
_TWICE = "difference between two calls with the same seed"


def _priors(rng):
    yield np.array([3.0, -4.0]), np.array([[1.0, 1.2], [1.2, 2.0]]), 3.0, 8.0
    yield np.array([-1.0, 4.0, 0.5, 2.0, -3.0]), random_covariance(rng, 5), 4.5, 2.0


def _prior_laws(function, m0, V0, a, b):
    """Averages over many calls by which the prior is known.

    Read off each call: u, log sigma² standardised by its exact mean and sd under the inverse gamma
    law (log sigma has the same), and z = L⁻¹(beta − m0)/sigma with V0 = LL', which should be p
    independent N(0, 1). All averages are of shares, logs and directions, whose errors stay small
    for wrong programs with long tails, too.
    """
    p, root = len(m0), np.linalg.cholesky(V0)

    def drawn(rng):
        theta = np.asarray(function(m0, V0, a, b, rng), dtype=float)
        if theta.size != p + 1:
            raise Unreadable(
                f"It returns {described(theta)}; wanted {p + 1} numbers: the {p} of "
                "beta, then sigma."
            )
        if not np.isfinite(theta).all():
            raise Unreadable(
                "One of its calls returns nan or infinity: is it the root of a negative?"
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
    direction = z / (np.linalg.norm(z, axis=1, keepdims=True) + 1e-300)
    shares = p * direction.T @ direction / CALLS  # the unit matrix, for a law without a direction
    deviation = u - u.mean()
    return {
        _AVERAGE: u.mean(),
        _SPREAD: np.cbrt(np.mean(u**2)),
        _ABOVE: np.mean(z @ np.arange(1.0, p + 1) > 0),
        _SIZE: v.mean(),
        _WITHIN: np.mean(np.abs(z) < 1),
        _TILT: shares[0, 1],
        _NARROWEST: max(np.linalg.eigvalsh(shares)[0], 0.0),
        _DEPENDENCE: np.mean(deviation * v),
        _SERIAL: np.mean(deviation[1:] * deviation[:-1]),
        _NEGATIVE: np.mean(theta[:, p] < 0),
        _TWICE: np.mean(np.abs(twice[0] - twice[1])),
    }


# Two finite runs are compared, the learner's and the reference's: hence the factor 2 in each root.
# The cube root makes the law of a mean square nearly normal (Wilson and Hilferty, 1931); the excess
# kurtosis of log gamma variables with these a is below 1.2.
_PRIOR_ERRORS = {
    _AVERAGE: np.sqrt(2 / CALLS),
    _SPREAD: np.sqrt(2 * 3.2 / CALLS) / 3,
    _ABOVE: np.sqrt(2 * 0.25 / CALLS),
    _SIZE: np.sqrt(2 / CALLS),
    _WITHIN: np.sqrt(2 * 0.683 * 0.317 / (2 * CALLS)),
    _TILT: np.sqrt(2 / CALLS),
    _NARROWEST: np.sqrt(2 / CALLS),
    _DEPENDENCE: np.sqrt(2 / CALLS),
    _SERIAL: np.sqrt(2 / CALLS),
    _NEGATIVE: 0.0,
    _TWICE: 0.0,
}
# Away from the right law some averages scatter more widely: a wrong program with a longer tail is
# given more room. The closest one counts, and the right program has been accepted before.
_ROOM = {
    "tolerance": MonteCarlo(
        _PRIOR_ERRORS, z=10, reason="the averages of a wrong law scatter more widely"
    )
}


@lesson.function(
    "08-prior-program",
    cases=_priors,
    probe=_prior_laws,
    parts=tuple(_PRIOR_ERRORS),
    tolerance=MonteCarlo(
        _PRIOR_ERRORS,
        z=5.6,
        reason="averages over 800 calls in each of two priors; a right function is refused with "
        "a probability below 1e-6",
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


# The errors are those of one run of 800 calls here: the law itself is known.


@draw_prior.law(
    "b/σ² follows the gamma law with shape a, so that the mean of log σ is known. Over 800 calls "
    "yours is off by {left} of its standard deviations; chance allows 0.2.",
    relative=0.2,  # 5.6 standard errors
)
def _(laws, m0, V0, a, b):
    return laws[_AVERAGE], 0, 1


@draw_prior.law(
    "Beta scatters around m0: in any direction, half of the calls lie beyond it. In one direction "
    "a share of {left} of yours does.",
    relative=0.1,  # 5.6 standard errors
)
def _(laws, m0, V0, a, b):
    return laws[_ABOVE], 0.5, 1


@draw_prior.law(
    "Given sigma, beta is normal with covariance σ²V0: in units of that, 68 % of its coordinates "
    "lie within one of m0. Of yours the share is {left}.",
    relative=0.066,  # 5.6 standard errors where there are two coordinates
)
def _(laws, m0, V0, a, b):
    return laws[_WITHIN], stats.norm.cdf(1) - stats.norm.cdf(-1), 1


@draw_prior.law(
    "Once V0 is taken into account, no two coefficients move together. In yours a correlation of "
    "about {left} is left.",
    relative=0.2,  # 5.6 standard errors
)
def _(laws, m0, V0, a, b):
    return laws[_TILT], 0, 1


def _scattered(m0, root, rng):
    return m0 + root @ rng.standard_normal(len(m0))


def _normal(m0, covariance, rng):
    return _scattered(m0, np.linalg.cholesky(covariance), rng)


def _with_variance(drawn):
    """The program that draws sigma² in another way, from a, b and rng."""

    def program(m0, V0, a, b, rng):
        variance = drawn(a, b, rng)
        return np.append(_normal(m0, variance * V0, rng), np.sqrt(variance))

    return program


draw_prior.mistakes(
    ("gamma for inverse gamma", lambda a, b, rng: rng.gamma(a, 1 / b),
     "Your sigma² follows a gamma law. Inverse gamma means that *one over* sigma² does: `b / "
     "rng.gamma(a)`."),
    ("b times a gamma draw", lambda a, b, rng: b * rng.gamma(a),
     "Your sigma² is b *times* a gamma draw. The inverse gamma law divides: `b / rng.gamma(a)`."),
    ("scale for rate", lambda a, b, rng: 1 / rng.gamma(a, b),
     "Your sigma² is off by the factor b². The second argument of `rng.gamma` is a scale, but b is "
     "a rate of the precision: `rng.gamma(a, 1 / b)`, or `b / rng.gamma(a)` for sigma²."),
    ("arguments of gamma swapped", lambda a, b, rng: 1 / rng.gamma(b, a),
     "Your precision is a gamma draw with the shape b and the scale a. a is the shape, and b is a "
     "rate: `rng.gamma(a, 1 / b)`.", _ROOM),
    ("b left out", lambda a, b, rng: 1 / rng.gamma(a),
     "Your sigma² does not depend on b. It is *b* divided by a gamma draw."),
    ("no square root", lambda a, b, rng: (b / rng.gamma(a)) ** 2,
     "Your sigma is drawn as the prior draws sigma². Take the square root of the inverse gamma "
     "draw.", _ROOM),
    ("halves of a and b", lambda a, b, rng: b / 2 / rng.gamma(a / 2),
     "Your sigma² is drawn with a/2 and b/2, as in the notation that counts degrees of freedom. In "
     "this prior a and b themselves are the shape and the rate.", _ROOM),
    ("b as a location", lambda a, b, rng: b + 1 / rng.gamma(a),
     "Your sigma² is never below b: b was added to an inverse gamma draw. The second argument of "
     "SciPy's `invgamma` is a location; write `scale=b`."),
    ("b of the lesson", lambda a, b, rng: 25 / rng.gamma(a),
     "Your sigma² uses 25 whatever `b` is handed in. Use the argument."),
    ("the 2 of the chi-squared law lost", lambda a, b, rng: b / rng.chisquare(2 * a),
     "Your sigma² is half as large as it should be: if g is a chi-squared draw with 2a degrees of "
     "freedom, sigma² is *2b*/g."),
    ("a and b swapped", lambda a, b, rng: a / rng.gamma(b),
     "Your a and b have changed places: a is the shape of the gamma draw, b is divided by it."),
    of=_with_variance,
)  # fmt: skip


def _with_beta(drawn):
    """The program that draws beta in another way, from m0, V0, sigma and rng."""

    def program(m0, V0, a, b, rng):
        sigma = np.sqrt(b / rng.gamma(a))
        return np.append(drawn(m0, V0, sigma, rng), sigma)

    return program


def _one_draw_for_all_coefficients(m0, V0, sigma, rng):
    return m0 + sigma * np.linalg.cholesky(V0) @ np.full(len(m0), rng.normal())


draw_prior.mistakes(
    ("V0 not scaled", lambda m0, V0, sigma, rng: _normal(m0, V0, rng),
     "Your beta has covariance V0, whatever sigma is. This prior gives it sigma² V0: where the "
     "noise is large, the coefficients may be large, too."),
    ("scaled by sigma", lambda m0, V0, sigma, rng: _normal(m0, sigma * V0, rng),
     "Your beta has covariance sigma V0. Covariances hold squares: sigma² V0."),
    ("sigma² squared", lambda m0, V0, sigma, rng: _normal(m0, sigma**4 * V0, rng),
     "Your beta has the covariance sigma⁴ V0: sigma² times a root of V0, or sigma² squared once "
     "more. With a root of V0 it is sigma, with V0 itself sigma².", _ROOM),
    ("V0 taken for a root", lambda m0, V0, sigma, rng: _scattered(m0, sigma * V0, rng),
     "Your beta has V0 multiplied into its draws as if it were a matrix of standard deviations; "
     "their covariance is then sigma² V0². Use a root of V0 (`np.linalg.cholesky(V0)`), or "
     "`rng.multivariate_normal`.", _ROOM),
    ("V0 inverted", lambda m0, V0, sigma, rng: _normal(m0, sigma**2 * np.linalg.inv(V0), rng),
     "Your beta has the covariance sigma² V0⁻¹: V0 was taken for a precision. It is a covariance, "
     "in units of sigma².", _ROOM),
    ("V0 left out", lambda m0, V0, sigma, rng: _scattered(m0, sigma * np.eye(len(m0)), rng),
     "Your coefficients are independent, with the standard deviation sigma: V0 has no influence. "
     "Their covariance is sigma² V0.", _ROOM),
    ("one draw for all coefficients", _one_draw_for_all_coefficients,
     "All your coefficients move together: a single normal number is drawn for the whole of beta. "
     "Draw one for each, `rng.standard_normal(len(m0))`.", _ROOM),
    ("diagonal only",
     lambda m0, V0, sigma, rng: _scattered(m0, sigma * np.diag(np.diag(V0)) ** 0.5, rng),
     "Your coefficients have the right variances, but no correlation: V0 has entries off its "
     "diagonal. `rng.multivariate_normal` takes the whole matrix."),
    ("diagonal only, no root",
     lambda m0, V0, sigma, rng: _scattered(m0, sigma * np.diag(np.diag(V0)), rng),
     "Your coefficients use the diagonal of V0 as standard deviations. It holds variances, and "
     "there are covariances beside it: `rng.multivariate_normal(m0, sigma**2 * V0)`."),
    ("variances as standard deviations",
     lambda m0, V0, sigma, rng: _scattered(m0, sigma**2 * np.diag(np.diag(V0)), rng),
     "Your coefficients scatter with sigma² times the diagonal of V0 as standard deviations. These "
     "are variances, and there are covariances beside them: `rng.multivariate_normal(m0, sigma**2 "
     "* V0)`.", _ROOM),
    ("the root turned",
     lambda m0, V0, sigma, rng: _scattered(m0, sigma * np.linalg.cholesky(V0).T, rng),
     "Your draws are multiplied by the *transpose* of the Cholesky factor. With V0 = LL' it is L "
     "that gives the covariance V0: `L @ z`, not `L.T @ z` or `z @ L`."),
    ("m0 left out", lambda m0, V0, sigma, rng: _normal(0 * m0, sigma**2 * V0, rng),
     "Your beta is drawn around zero. The prior's centre is `m0`."),
    of=_with_beta,
)  # fmt: skip


_right = _with_variance(lambda a, b, rng: b / rng.gamma(a))


def _variance_returned(*arguments):
    *beta, sigma = _right(*arguments)
    return np.append(beta, sigma**2)


def _a_sigma_for_each(m0, V0, a, b, rng):
    first, second = b / rng.gamma(a, size=2)
    return np.append(_normal(m0, first * V0, rng), np.sqrt(second))


def _global_generator(m0, V0, a, b, rng):
    sigma = np.sqrt(b / np.random.gamma(a))
    return np.append(np.random.multivariate_normal(m0, sigma**2 * V0), sigma)


def _never_changes(laws):
    """Whether the mean of the squares is the square of the mean: sigma is always the same."""
    average, spread = laws[_AVERAGE], laws[_SPREAD]
    return abs(spread**3 - average**2) < 1e-9 * max(1.0, average**2)


def _is_one_call(laws, m0, *prior):
    return _never_changes(laws) and (laws[_WITHIN] * len(m0)) % 1 < 1e-9


def _has_one_sigma(laws, *prior):
    return _never_changes(laws) and laws[_TWICE] < 1e-9


draw_prior.mistakes(
    ("variance returned", _variance_returned,
     "The last of your numbers is sigma², though beta was drawn with the right sigma. Hand over "
     "its square root.", _ROOM),
    ("a sigma for each", _a_sigma_for_each,
     "Your beta was drawn with another sigma than the one you hand over: sigma² was drawn twice. "
     "Draw it once, keep it, and use it in both places.", _ROOM),
    ("sigma first", lambda *arguments: np.roll(_right(*arguments), 1),
     "Your sigma comes first. Hand over beta first and sigma last.",
     {"recognises": lambda laws, *prior: laws[_NEGATIVE] > 0.8}),
    ("same draw in every call",
     lambda m0, V0, a, b, rng: _right(m0, V0, a, b, np.random.default_rng(1)),
     "Every call returns the same world, whatever `rng` is handed in; a generator seeded inside "
     "does that. Draw from `rng`.",
     {"recognises": _is_one_call}),
    ("sigma fixed", _with_variance(lambda a, b, rng: b / (a - 1)),
     "Your sigma is the same in every call, though beta is not. A prior is a distribution: draw "
     "sigma² from its inverse gamma law, too.",
     {"recognises": _has_one_sigma}),
    ("global generator", _global_generator,
     "Two calls with generators of the same seed gave different worlds. So they do not come from "
     "the `rng` that is handed in, but from `np.random` or a generator of your own.",
     {"recognises": lambda laws, *prior: laws[_TWICE] > 1e-9}),
)  # fmt: skip
