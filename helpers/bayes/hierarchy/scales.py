"""A standard deviation, given the numbers it has scattered.

Every law of sigma or eta meets the data in the same way. If `count` normal deviations with the
sum of squares `squares` are known, then

    p(scale | …) ∝ p(scale) scale^-count exp(-squares / (2 scale²)).

With IG(a, b) ∝ x^(-a-1) e^(-b/x) for the variance x = scale², that is

    Flat            IG((count - 1)/2, squares/2)
    InverseGamma    IG(a + count/2, b + squares/2)
    HalfCauchy(A)   IG((count + 1)/2, squares/2 + 1/xi)  with  xi ~ IG(1, 1/A² + 1/scale²),
                    since a half-Cauchy scale is a mixture of inverse-gamma variances
    HalfNormal(A)   a generalised inverse Gaussian: x^(-(count + 1)/2) e^(-squares/(2x) - x/(2A²))

Sources: Wand, Ormerod, Padoan & Frühwirth 2011, *Bayesian Analysis* 6, 847–900, and Makalic &
Schmidt 2016, *IEEE Signal Processing Letters* 23, 179–182 (the mixture); Devroye 2014, *Statistics
and Computing* 24, 239–246 (drawing the generalised inverse Gaussian).
"""

import math

import numpy as np

from helpers.arrays import Array
from helpers.bayes.priors import Fixed, Flat, HalfCauchy, HalfNormal, InverseGamma, SigmaLaw

COARSEST = 0.16  # step in a logarithm: leaves errors of 1e-8 even where n and J are small


def draw_scale(
    law: SigmaLaw, count: float, squares: Array, scale: Array, rng: np.random.Generator
) -> Array:
    """Draw standard deviations from p(scale | squares), shape as squares.

    Parameters
    ----------
    law : HalfCauchy, HalfNormal, InverseGamma, Flat or Fixed
        Prior of the standard deviation.
    count : float
        How many deviations; at least 2 for Flat.
    squares : ndarray
        Sum of their squares.
    scale : ndarray, shape as squares
        The standard deviation as it is now. Only the half-Cauchy asks for it: its xi is drawn
        first, so that the pair (xi, scale) is what a Gibbs sampler updates.
    """
    match law:
        case Fixed(value):
            return np.full(np.shape(squares), float(value))
        case Flat():
            variance = inverse_gamma((count - 1) / 2, squares / 2, rng)
        case InverseGamma(a, b):
            variance = inverse_gamma(a + count / 2, b + squares / 2, rng)
        case HalfCauchy(A):
            xi = inverse_gamma(1.0, A**-2.0 + scale**-2.0, rng)
            variance = inverse_gamma((count + 1) / 2, squares / 2 + 1 / xi, rng)
        case HalfNormal(A):
            variance = generalised_inverse_gaussian((1 - count) / 2, squares, A**-2.0, rng)
    return np.sqrt(variance)


def draw_stretch(
    law: SigmaLaw, scale: Array, precision: Array, pull: Array, rng: np.random.Generator
) -> Array:
    """Draw a factor c, positive or negative, that stretches deviations and their scale together.

    Deviations and scale shrink together into the neck of a funnel, in small steps as long as each
    is drawn given the other. Multiplied by one c, the deviations stay as likely under their scale
    as they were, and c sees what else is said of it (Liu & Sabatti 2000, *Biometrika* 87, 353–369):

        p(c) ∝ p(|c| scale) exp(-precision c²/2 + pull c).

    Under HalfNormal and Flat that is normal; under HalfCauchy too, given an exponential variable
    whose mean is 1/(1 + (scale/A)²) (Gelman 2006, §4, has a normal factor for the same end). Under
    InverseGamma it is not, and its scale is kept away from 0: then c is 1.

    Parameters
    ----------
    law : HalfCauchy, HalfNormal, InverseGamma, Flat or Fixed
    scale, precision, pull : ndarray, all of one shape

    Returns
    -------
    ndarray of that shape
    """
    match law:
        case HalfCauchy(A):
            ratio = np.square(scale / A)
            extra = 2 * ratio * rng.standard_exponential(np.shape(scale)) / (1 + ratio)
        case HalfNormal(A):
            extra = np.square(scale / A)
        case Flat():
            extra = 0.0
        case _:
            return np.ones(np.shape(scale))
    total = precision + extra
    return pull / total + rng.standard_normal(np.shape(scale)) / np.sqrt(total)


def step_of_log(count: float, bend: float) -> float:
    """A step for sums over the logarithm of a scale, as wide as its sd at most.

    Given the `count` deviations that it scatters a logarithm has the information 2 count, and up to
    twice the curvature of its law, which counts where law and data are far apart.
    """
    return min(COARSEST, 0.9 / math.sqrt(2 * count + 2 * bend))


def most_bent(law: SigmaLaw, logs: Array) -> float:
    """The largest curvature of a law at these logarithms."""
    return np.abs(law.curvature(np.exp(logs))).max(initial=0.0)


def log_centre(law: SigmaLaw) -> float | None:
    """Logarithm of a typical value under a law, to start looking from; None for a flat one."""
    match law:
        case Flat():
            return None
        case Fixed(value):
            return math.log(value)
        case InverseGamma(a, b):
            return 0.5 * math.log(b / (a + 0.5))
    return math.log(law.scale)


def inverse_gamma(a: float, b: Array, rng: np.random.Generator) -> Array:
    """Draws with density ∝ x^(-a-1) e^(-b/x), shape as b."""
    return b / rng.standard_gamma(a, np.shape(b))


def generalised_inverse_gaussian(
    power: float, b: Array, a: float, rng: np.random.Generator
) -> Array:
    """Draws with density ∝ x^(power - 1) exp(-(a x + b/x) / 2), shape as b, all b positive.

    The logarithm of such a variable has a log-concave density: a flat roof over its peak and two
    exponential slopes cover it, and of what is drawn from under them half or more is kept.
    """
    shape = np.shape(b)
    b = np.maximum(np.ravel(b), 1e-300)
    lam, omega = abs(power), np.sqrt(a * b)
    mode = (lam + np.hypot(lam, omega)) / omega
    alpha = omega**2 / (np.hypot(lam, omega) + lam)

    def psi(t):  # log density at log x = log mode + t, 0 at the top
        return -alpha * (np.cosh(t) - 1) - lam * (np.expm1(t) - t)

    def slope(t):
        return -alpha * np.sinh(t) - lam * np.expm1(t)

    one = np.ones_like(alpha)
    fall = -psi(one)
    right = np.where(fall > 2, np.sqrt(2 / (alpha + lam)), np.log(4 / (alpha + 2 * lam)))
    right = np.where((fall >= 0.5) & (fall <= 2), 1.0, right)
    fall = -psi(-one)
    gentle = np.log1p((1 + np.sqrt(1 + 2 * alpha)) / alpha)
    gentle = np.minimum(gentle, 1 / lam if lam else np.inf)
    left = np.where(fall > 2, np.sqrt(4 / (alpha * np.cosh(1.0) + lam)), gentle)
    left = np.where((fall >= 0.5) & (fall <= 2), 1.0, left)

    at_right, down, at_left, up = -psi(right), -slope(right), -psi(-left), slope(-left)
    roof_right, roof_left = right - at_right / down, left - at_left / up
    roof = roof_right + roof_left
    total = roof + 1 / down + 1 / up

    t, todo = np.empty_like(b), np.arange(len(b))
    while len(todo):
        u, v, w = 1 - rng.random((3, len(todo)))  # in (0, 1]
        k, u = todo, u * total[todo]
        x = np.where(u < roof[k], -roof_left[k] + roof[k] * v, roof_right[k] - np.log(v) / down[k])
        x = np.where(u < roof[k] + 1 / down[k], x, -roof_left[k] + np.log(v) / up[k])
        cover = np.where(x > roof_right[k], -at_right[k] - down[k] * (x - right[k]), 0.0)
        cover = np.where(x < -roof_left[k], -at_left[k] + up[k] * (x + left[k]), cover)
        with np.errstate(over="ignore"):
            log_density = -alpha[k] * (np.cosh(x) - 1) - lam * (np.expm1(x) - x)
        kept = np.log(w) + cover <= log_density
        t[k[kept]] = x[kept]
        todo = k[~kept]
    standard = mode * np.exp(t)  # of power lam and a = b = omega
    return (np.sqrt(b / a) * (standard if power >= 0 else 1 / standard)).reshape(shape)
