"""Model A for any number of slopes: normal laws that cover the posterior, and a coin for the rest.

Given sigma, and with g the prior of one slope (`helpers.bayes.slope_prior`), the slopes have

    p(beta | sigma, y) ∝ N(z; R beta, sigma² I) Π_j g(beta_j - m).

The logarithm of g is never bent upwards by more than some kappa, so that by Taylor's formula

    log g(b) <= log g(c) + (log g)'(c) (b - c) + kappa (b - c)² / 2        for all b,

around any point c. Put in the place of g, the right-hand side makes a normal law of the slopes, of
precision R'R / sigma² - kappa I, whose integral is known. So sigma, of which few values make a
trapezoidal sum, is drawn by these integrals, the slopes from the normal law of this sigma, and the
pair is kept with the ratio of the posterior to its cover. What is kept are independent draws from
the posterior (von Neumann 1951; Devroye 1986, *Non-Uniform Random Variate Generation*, §II.3).

g is as wide as s or wider: where the data know the slopes better than that, nearly every proposal
is kept, however many slopes there are. Where R'R / sigma² does not exceed kappa, g(b) <= g(0) is a
cover too. Where the data leave a slope open, or say less of the slopes than the prior, too few
proposals are kept, and other ways have to be gone.

c may be chosen freely: it is the highest point of the posterior given sigma, which is found by
weighted least squares, with the weights E[1/w | b] of the slopes before (Dempster, Laird & Rubin
1977, *JRSS B* 39, §4.3).
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from helpers.arrays import Array
from helpers.bayes.centred import Centred
from helpers.bayes.interpolation import Table
from helpers.bayes.priors import Fixed, SigmaLaw
from helpers.bayes.slope_prior import AT_ONCE, SlopePrior
from helpers.bayes.trapezoid import NEGLIGIBLE, find_peaks, window

LOG_STEP = 0.16  # in log sigma, at most
TABLE_STEP = 0.04  # in log(1 + (b/s)²)
ROUNDS = 12  # of weighted least squares, at most
NEAR = 0.01  # s: so near is near enough
MOST_NODES = 4096  # of sigma, and twenty times as many of eta
LEAST_KEPT = 1 / 500  # of the proposals
FIRST_LOOK = 4000  # proposals, after which it is known how many are kept
SURELY = 12.0  # standard deviations: farther out no normal random number is met


class Covers(NamedTuple):
    """A normal law of the slopes for each of k sigmas, in the coordinates V'b of the data.

    level + tilt'δ + bend ‖δ‖²/2 with δ = V'(b - c) stands in the place of Σ_j log g(b_j).
    """

    log_integral: Array  # (k,): of the density of (beta, log sigma) with this in it
    level: Array  # (k,)
    centre: Array  # (k, J): V'c
    left: Array  # (k, J): what c leaves of z
    tilt: Array  # (k, J)
    bend: Array  # (k, 1)
    mean: Array  # (k, J): of δ
    sd: Array  # (k, J)


@dataclass(frozen=True, eq=False)
class Envelope:
    """Normal laws above the posterior of the slopes, one for each node of sigma.

    Attributes
    ----------
    data : Centred
    prior : SlopePrior
    log_sigma : ndarray, shape (k,)
    covers : Covers
    log_g : Table
        Of log(1 + (b/s)²).
    """

    data: Centred
    prior: SlopePrior
    log_sigma: Array
    covers: Covers
    log_g: Table

    def draw(self, draws: int, rng: np.random.Generator) -> tuple[Array, Array, Array] | None:
        """Independent draws: slopes (draws, J), sigma (draws,), sums of squared residuals (draws,).

        sigma is one of the nodes. None where hardly any proposal is kept.
        """
        log_integral = self.covers.log_integral
        cumulative = np.cumsum(np.exp(log_integral - log_integral.max()))
        found, kept, tried = [], 0, 0
        while kept < draws:
            rate = max(kept / tried, LEAST_KEPT) if tried else 1.0
            size = min(math.ceil(1.05 * (draws - kept) / rate), AT_ONCE // self.data.J + 1)
            node = np.searchsorted(cumulative, rng.random(size) * cumulative[-1])
            found.append(self._propose(node, rng))
            kept, tried = kept + len(found[-1][1]), tried + size
            if tried >= FIRST_LOOK and kept < LEAST_KEPT * tried:
                return None
        slopes, sigma, squares = (np.concatenate(part)[:draws] for part in zip(*found, strict=True))
        return slopes, sigma, squares

    def _propose(self, node: Array, rng: np.random.Generator) -> tuple[Array, Array, Array]:
        """One proposal for each node; those that are kept."""
        spectrum, cover = self.data.spectrum, Covers(*(x[node] for x in self.covers))
        step = cover.mean + cover.sd * rng.standard_normal(cover.mean.shape)
        b = (cover.centre + step) @ spectrum.V.T
        above = cover.level + (step * (cover.tilt + 0.5 * cover.bend * step)).sum(axis=1)
        at = np.log1p(np.square(b / self.prior.s))
        drop = above - self.log_g(at.ravel()).reshape(b.shape).sum(axis=1)
        kept = rng.standard_exponential(len(node)) > drop
        residuals = cover.left[kept] - spectrum.d * step[kept]
        squares = self.data.rss + np.square(residuals).sum(axis=1)
        return self.prior.m + b[kept], np.exp(self.log_sigma[node[kept]]), squares


def envelope(data: Centred, law: SigmaLaw, prior: SlopePrior) -> Envelope | None:
    """Cover the posterior; None where it cannot be.

    Parameters
    ----------
    data : Centred
    law : HalfCauchy, HalfNormal, InverseGamma, Flat or Fixed
        Of sigma.
    prior : SlopePrior
    """
    if data.rank < data.J or not _sigma_would_have_an_end(data, law):
        return None
    kappa, log_sigma = _most_bent(prior), _under_flat_slopes(data, law)
    while True:
        covers = _covers(data, law, prior, kappa, log_sigma)
        counts = covers.log_integral > covers.log_integral.max() - NEGLIGIBLE
        if isinstance(law, Fixed) or not (counts[0] or counts[-1]):
            break
        log_sigma = _longer(log_sigma, counts[0], counts[-1])
        if len(log_sigma) > MOST_NODES:
            return None
    covers, log_sigma = Covers(*(x[counts] for x in covers)), log_sigma[counts]
    V = data.spectrum.V
    span = np.abs(covers.centre @ V.T) + (np.abs(covers.mean) + SURELY * covers.sd) @ np.abs(V.T)
    wide = prior.reaching(float(span.max()))
    if wide.count > 20 * MOST_NODES:
        return None
    return Envelope(data, prior, log_sigma, covers, _table(wide))


def log_rest(data: Centred, law: SigmaLaw, log_sigma: Array) -> Array:
    """Log density of log sigma but for the slopes: the residuals' part, and sigma's law."""
    value = -(data.n - 1 - data.J) * log_sigma
    if data.rss > 0:
        value = value - 0.5 * data.rss / np.exp(2 * log_sigma)
    if not isinstance(law, Fixed):
        value = value + log_sigma + law.log_density(np.exp(log_sigma))
    return value


# ---- the prior's shape ---------------------------------------------------------------------------


def _places(far: float, prior: SlopePrior) -> Array:
    """Even places of log(1 + (b/s)²), from b = 0 to beyond b = far."""
    return TABLE_STEP * np.arange(2 + math.ceil(math.log1p((far / prior.s) ** 2) / TABLE_STEP))


def _most_bent(prior: SlopePrior) -> float:
    """kappa: a number that (log g)'' exceeds nowhere."""
    far = max(prior.far, 100 * prior.s, 100 * prior.scale)
    b = prior.s * np.sqrt(np.expm1(_places(far, prior)))
    _, mean, variance = prior.reaching(far).log_density(b)
    bend = b**2 * variance - mean
    # Between two places it is not higher by more than a small part of its whole rise and fall.
    return float(bend.max() + 1e-3 * np.ptp(bend))


def _table(prior: SlopePrior) -> Table:
    """log g as a function of log(1 + (b/s)²)."""
    at = _places(prior.far, prior)
    square = prior.s**2 * np.expm1(at)
    value, mean, _ = prior.log_density(np.sqrt(square))
    return Table(at, value, -0.5 * mean * (prior.s**2 + square))


# ---- nodes of sigma ------------------------------------------------------------------------------


def _sigma_would_have_an_end(data: Centred, law: SigmaLaw) -> bool:
    """Whether under flat slopes, as under log g(b) <= log g(0), sigma has a proper posterior."""
    return isinstance(law, Fixed) or data.n - 1 - data.J + law.tail > 1


def _under_flat_slopes(data: Centred, law: SigmaLaw) -> Array:
    """Even nodes of log sigma that would hold its mass if the slopes' prior were flat."""
    if isinstance(law, Fixed):
        return np.log([law.value])

    def log_f(t):
        return log_rest(data, law, t)

    square = data.rss or float(data.z @ data.z) or 1.0
    guess = np.array([0.5 * math.log(square / data.n)])
    peak, width = find_peaks(log_f, guess - 1, guess + 1)
    left, right = (float(side[0]) for side in window(log_f, peak, width, 0.0))
    look = np.linspace(left, right, 65)
    height = log_f(look)
    bend = np.abs(law.curvature(np.exp(look[height > height.max() - 15]))).max()
    step = min(LOG_STEP, 0.9 / math.sqrt(2 * (data.n + 1) + 2 * bend))
    return left + step * np.arange(2 + math.ceil((right - left) / step))


def _longer(nodes: Array, at_left: bool, at_right: bool) -> Array:
    """The nodes, and half as many more at either end or both."""
    step, more = nodes[1] - nodes[0], len(nodes) // 2
    return nodes[0] + step * np.arange(-more * at_left, len(nodes) + more * at_right)


# ---- the covers ----------------------------------------------------------------------------------


def _covers(
    data: Centred, law: SigmaLaw, prior: SlopePrior, kappa: float, log_sigma: Array
) -> Covers:
    """For each sigma the lower of two covers: by Taylor's formula, or by log g(b) <= log g(0)."""
    spectrum, variance = data.spectrum, np.exp(2 * log_sigma)[:, None]
    z = spectrum.z - spectrum.d * spectrum.ones * prior.m
    log_density = log_rest(data, law, log_sigma) - data.J * log_sigma

    def cover(level: Array, centre: Array, tilt: Array, bend: float) -> Covers:
        left = z - spectrum.d * centre
        precision = spectrum.d**2 / variance - bend
        stands = (precision > 0).all(axis=1)
        precision = np.where(stands[:, None], precision, 1.0)
        pull = spectrum.d * left / variance + tilt
        terms = pull**2 / precision - left**2 / variance - np.log(precision)
        log_integral = np.where(stands, log_density + level + 0.5 * terms.sum(axis=1), np.inf)
        bends = np.full((len(level), 1), bend)
        return Covers(
            log_integral, level, centre, left, tilt, bends, pull / precision, precision**-0.5
        )

    c = _highest_points(data, prior, z, variance)
    value, mean, _ = prior.log_density(c)
    touching = cover(value.sum(axis=1), c @ spectrum.V, -(c * mean) @ spectrum.V, kappa)
    roof = data.J * prior.log_density(np.zeros(1))[0]
    nothing = np.zeros_like(c)
    level = cover(np.repeat(roof, len(c)), nothing + z / spectrum.d, nothing, 0.0)
    lower = touching.log_integral <= level.log_integral
    return Covers(
        *(
            np.where(lower.reshape(-1, *[1] * (x.ndim - 1)), x, y)
            for x, y in zip(touching, level, strict=True)
        )
    )


def _highest_points(data: Centred, prior: SlopePrior, z: Array, variance: Array) -> Array:
    """beta - m where the posterior given sigma is highest, or near there: shape (k, J)."""
    d, V = data.spectrum.d, data.spectrum.V
    gram, pull = (V * d**2) @ V.T / variance[..., None], V @ (d * z) / variance
    weights, before = np.full(pull.shape, 1 / (prior.s**2 + prior.scale**2)), np.inf
    for _ in range(ROUNDS):
        c = np.linalg.solve(gram + weights[..., None] * np.eye(data.J), pull[..., None])[..., 0]
        if np.abs(c - before).max() < NEAR * prior.s:
            break
        weights, before = prior.log_density(c)[1], c
    return c
