"""Model A for any number of slopes: normal laws that cover the posterior, and a coin for the rest.

Given sigma, and with g the prior of one slope (`helpers.bayes.hierarchy.slope_prior`), the slopes
have

    p(beta | sigma, y) ∝ N(z; R beta, sigma² I) Π_j g(beta_j - m).

log g is put under a parabola that touches it at some c and is bent so much that it never falls
below: with l = log g,

    l(b) <= l(c) + l'(c) (b - c) + kappa (b - c)² / 2,
    kappa(c) = max over b of 2 (l(b) - l(c) - l'(c) (b - c)) / (b - c)².

With the parabolas in the place of l the slopes are normal, of precision R'R / sigma² - diag(kappa),
and the integral over them is known. So sigma, of which few values make a trapezoidal sum, is drawn
by these integrals, the slopes from the normal law of this sigma, and the pair is kept with the
ratio of the posterior to its cover. What is kept are independent draws from the posterior (von
Neumann 1951; Devroye 1986, *Non-Uniform Random Variate Generation*, §II.3).

g is as wide as s or wider: where the data know the slopes better than that, nearly every proposal
is kept, however many slopes there are. Where the precision would not be positive, l(b) <= l(0) is a
cover too. Where the data leave a slope open, or contradict a prior of which they say less, too few
proposals are kept, and other ways have to be gone.

c may be chosen freely: it is the highest point of the posterior given sigma, which is found by
weighted least squares, with the weights E[1/w | b] of the slopes before (Dempster, Laird & Rubin
1977, *JRSS B* 39, §4.3).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.linalg.lapack import dpotrf, dtrtri

from helpers.arrays import Array
from helpers.bayes.hierarchy.centred import Centred
from helpers.bayes.hierarchy.scales import most_bent, step_of_log
from helpers.bayes.hierarchy.slope_prior import SlopePrior
from helpers.bayes.priors import Fixed, SigmaLaw
from helpers.bayes.quadrature.interpolation import Table
from helpers.bayes.quadrature.peaks import NEGLIGIBLE, find_peaks, window
from helpers.bayes.quadrature.trapezoid import AT_ONCE, draw_nodes, normalised

TABLE_STEP, BEND_STEP = 0.04, 0.05  # in log(1 + (b/s)²)
ROUNDS = 12  # of weighted least squares, at most
NEAR = 0.01  # s: so near is near enough
MOST_NODES = 4096  # of sigma, and twenty times as many of eta
FARTHEST = 250.0  # of log sigma
MOST_NUMBERS = 20_000_000  # in all covers
LEAST_KEPT = 1 / 500  # of the proposals
FIRST_LOOK = 4000  # proposals, after which it is known how many are kept
SURELY = 12.0  # standard deviations: farther out no normal random number is met


class Covers(NamedTuple):
    """A normal law of the slopes for each of k sigmas, in the coordinates V'b of the data.

    level + tilt'δ + Σ_j bend_j (b_j - c_j)² / 2 with δ = V'(b - c) stands in the place of
    Σ_j log g(b_j).
    """

    log_integral: Array  # (k,): of the density of (beta, log sigma) with this in it
    level: Array  # (k,)
    centre: Array  # (k, J): V'c
    left: Array  # (k, J): what c leaves of z
    tilt: Array  # (k, J)
    bend: Array  # (k, J)
    mean: Array  # (k, J): of δ
    root: Array  # (k, J, J): upper triangles, δ = mean + root @ normal random numbers


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
        weights = normalised(log_integral)
        found, kept, tried = [], 0, 0
        while kept < draws:
            rate = max(kept / tried, LEAST_KEPT) if tried else 1.0
            size = min(math.ceil(1.05 * (draws - kept) / rate), AT_ONCE // self.data.J + 1)
            found.append(self._propose(draw_nodes(weights, size, rng), rng))
            kept, tried = kept + len(found[-1][1]), tried + size
            if tried >= FIRST_LOOK and kept < LEAST_KEPT * tried:
                return None
        slopes, sigma, squares = (np.concatenate(part)[:draws] for part in zip(*found, strict=True))
        return slopes, sigma, squares

    def _propose(self, node: Array, rng: np.random.Generator) -> tuple[Array, Array, Array]:
        """One proposal for each node; those that are kept."""
        spectrum, covers = self.data.spectrum, self.covers
        step = rng.standard_normal((len(node), self.data.J))
        for k in np.unique(node):
            here = node == k
            step[here] = covers.mean[k] + step[here] @ covers.root[k].T
        away = step @ spectrum.V.T
        b = covers.centre[node] @ spectrum.V.T + away
        above = covers.level[node] + (
            step * covers.tilt[node] + 0.5 * covers.bend[node] * away**2
        ).sum(axis=1)
        at = np.log1p(np.square(b / self.prior.s))
        drop = above - self.log_g(at.ravel()).reshape(b.shape).sum(axis=1)
        kept = rng.standard_exponential(len(node)) > drop
        residuals = covers.left[node[kept]] - spectrum.d * step[kept]
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
    far, log_sigma = max(prior.far, 100 * prior.s, 100 * prior.scale), _under_flat_slopes(data, law)
    while prior.reaching(far).count <= 20 * MOST_NODES:
        found = _covers_of_all_sigmas(data, law, prior, _least_bend(prior, far), log_sigma)
        if found is None:
            return None
        log_sigma, covers = found
        V = data.spectrum.V
        reach = np.abs(covers.mean) + SURELY * np.linalg.norm(covers.root, axis=2)
        span = float((np.abs(covers.centre @ V.T) + reach @ np.abs(V.T)).max())
        wide = prior.reaching(span)
        if wide.count > 20 * MOST_NODES:
            return None
        if span <= far:
            return Envelope(data, prior, log_sigma, covers, _table(wide))
        far = 2 * span  # the parabolas have to lie above log g wherever a proposal may fall
    return None


def _covers_of_all_sigmas(
    data: Centred,
    law: SigmaLaw,
    prior: SlopePrior,
    least_bend: Callable[[Array], Array],
    log_sigma: Array,
) -> tuple[Array, Covers] | None:
    """The nodes of log sigma that count, and their covers; begun with these nodes."""
    while True:
        too_many = len(log_sigma) > min(MOST_NODES, MOST_NUMBERS // data.J**2)
        if too_many or np.abs(log_sigma).max() > FARTHEST:
            return None
        covers, roof = _covers(data, law, prior, least_bend, log_sigma)
        enough = covers.log_integral.max() - NEGLIGIBLE
        # Under the roof, which falls to both sides, no second peak lies beyond the ends.
        too_short = roof[[0, -1]] >= enough
        if isinstance(law, Fixed) or not too_short.any():
            break
        log_sigma = _longer(log_sigma, *too_short)
    counts = covers.log_integral >= enough
    return log_sigma[counts], Covers(*(x[counts] for x in covers))


def log_rest(data: Centred, law: SigmaLaw, log_sigma: Array) -> Array:
    """Log density of log sigma but for the slopes: the residuals' part, and sigma's law."""
    value = -(data.n - 1 - data.J) * log_sigma
    if data.rss > 0:
        value = value - 0.5 * data.rss / np.exp(2 * log_sigma)
    if not isinstance(law, Fixed):
        value = value + log_sigma + law.log_density(np.exp(log_sigma))
    return value


# ---- the prior's shape ---------------------------------------------------------------------------


def _places(far: float, prior: SlopePrior, step: float) -> Array:
    """Even places of log(1 + (b/s)²), from b = 0 to beyond b = far."""
    return step * np.arange(2 + math.ceil(math.log1p((far / prior.s) ** 2) / step))


def _least_bend(prior: SlopePrior, far: float) -> Callable[[Array], Array]:
    """kappa(c), for c of any shape up to far."""
    at = _places(far, prior, BEND_STEP)
    c = prior.s * np.sqrt(np.expm1(at))
    value, mean, variance = prior.reaching(far).log_density(c)
    here = c**2 * variance - mean  # the limit as b goes to c
    kappa = here
    for b in (c, -c):
        away = b - c[:, None]
        above = 2 * (value - value[:, None] + (c * mean)[:, None] * away)
        apart = np.abs(away) > 0.01 * (prior.s + c)
        bends = np.divide(above, away**2, out=np.full(away.shape, -np.inf), where=apart)
        kappa = np.maximum(kappa, bends.max(axis=1))
    # Between two places it is hardly higher than at the highest of these and their neighbours.
    padded = np.pad(kappa, 1, mode="edge")
    kappa = np.maximum.reduce([padded[:-2], kappa, padded[2:]])
    kappa = kappa + 1e-3 * np.ptp(here)
    return lambda c: np.interp(np.log1p(np.square(c / prior.s)), at, kappa)


def _table(prior: SlopePrior) -> Table:
    """log g as a function of log(1 + (b/s)²)."""
    at = _places(prior.far, prior, TABLE_STEP)
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

    guess = 0.5 * math.log((data.rss or float(data.z @ data.z) or 1.0) / data.n)
    peak, width = find_peaks(log_f, np.array([guess - 1]), np.array([guess + 1]))
    left, right = (float(side[0]) for side in window(log_f, peak, width, 0.0))
    look = np.linspace(left, right, 65)
    height = log_f(look)
    bend = math.ceil(most_bent(law, look[height > height.max() - 15]))
    step = step_of_log(data.n + 1, bend)
    # In whole steps from the guess, so that rounding in `left` moves no node, and no draw.
    first, last = math.floor((left - guess) / step), math.ceil((right - guess) / step)
    return guess + step * np.arange(first, last + 1)


def _longer(nodes: Array, at_left: bool, at_right: bool) -> Array:
    """The nodes, and half as many more at either end or both."""
    step, more = nodes[1] - nodes[0], len(nodes) // 2
    return nodes[0] + step * np.arange(-more * at_left, len(nodes) + more * at_right)


# ---- the covers ----------------------------------------------------------------------------------


def _covers(
    data: Centred,
    law: SigmaLaw,
    prior: SlopePrior,
    least_bend: Callable[[Array], Array],
    log_sigma: Array,
) -> tuple[Covers, Array]:
    """For each sigma the lower of two covers, by parabolas or by l(b) <= l(0), the roof.

    The integral of the latter comes too.
    """
    spectrum, variance = data.spectrum, np.exp(2 * log_sigma)[:, None]
    z = spectrum.z - spectrum.seen * prior.m
    log_density = log_rest(data, law, log_sigma) - data.J * log_sigma
    c = _highest_points(data, prior, z, variance)
    value, mean, _ = prior.log_density(c)
    level, tilt = value.sum(axis=1), -(c * mean) @ spectrum.V
    touching = _cover(data, z, variance, level, c @ spectrum.V, tilt, least_bend(c))
    flat, top = np.zeros_like(c), prior.log_density(np.zeros(1))[0][0]
    roof = _cover(data, z, variance, data.J * top + flat[:, 0], flat + z / spectrum.d, flat, flat)
    lower = touching.log_integral <= roof.log_integral
    covers = Covers(
        *(
            np.where(lower.reshape(-1, *[1] * (x.ndim - 1)), x, y)
            for x, y in zip(touching, roof, strict=True)
        )
    )
    lower_integral = covers.log_integral + log_density
    return covers._replace(log_integral=lower_integral), roof.log_integral + log_density


def _cover(
    data: Centred, z: Array, variance: Array, level: Array, centre: Array, tilt: Array, bend: Array
) -> Covers:
    """The normal laws of such parabolas, with integrals of inf where a law does not exist."""
    d, V = data.spectrum.d, data.spectrum.V
    left = z - d * centre
    pull, unit = d * left / variance + tilt, d / np.sqrt(variance)
    log_integral, mean = np.full(len(level), np.inf), np.zeros_like(pull)
    root = np.zeros((*pull.shape, data.J))
    for k in range(len(level)):
        # In units of what the data alone would leave open.
        turned = V / unit[k]
        precision = np.eye(data.J) - (turned.T * bend[k]) @ turned
        lower, failed = dpotrf(precision, lower=1)
        if failed:
            continue
        root[k] = dtrtri(lower, lower=1)[0].T / unit[k][:, None]
        along = pull[k] @ root[k]
        mean[k] = root[k] @ along
        fit = along @ along - left[k] @ left[k] / variance[k, 0]
        log_integral[k] = level[k] + 0.5 * fit - np.log(lower.diagonal() * unit[k]).sum()
    return Covers(log_integral, level, centre, left, tilt, bend, mean, root)


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
