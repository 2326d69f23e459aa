"""What Gibbs sampling does in one sweep, for each of the course's models.

Each block of parameters is drawn from its distribution given all others, its *full conditional*;
a sweep goes once through all blocks. No step is ever refused, and none has a size to be tuned.
What it costs is algebra: somebody has to know the conditionals. Here they are normal for
coefficients and means, and as in `helpers.bayes.hierarchy.scales` for standard deviations.

**What is drawn together moves together.** Two parameters that lean on each other and are drawn in
turn follow each other in small steps. Where the algebra allows it they are drawn as one block,
first the one with the other integrated out, then the other given the first (Liu 1994, *JASA* 89,
958–966: collapsing is at least as good as grouping, and grouping as taking turns). Here that joins
all coefficients, the intercept, and in a hierarchy mu.

A class is a model: `start` makes a state, `step` makes a state from a state, `named` translates
kept states into parameters. All arrays of a state have the chains in front.

Sources: Geman & Geman 1984, *IEEE PAMI* 6, 721–741; Gelfand & Smith 1990, *JASA* 85, 398–409;
Lindley & Smith 1972, *JRSS B* 34, 1–41, for the normal conditionals.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np

from helpers.arrays import Array
from helpers.bayes.conjugate import NormalInverseGamma
from helpers.bayes.hierarchy.centred import Centred
from helpers.bayes.hierarchy.models import ExchangeableHierarchy, SeedHierarchy
from helpers.bayes.hierarchy.scales import draw_scale, draw_stretch, inverse_gamma, log_centre
from helpers.bayes.hierarchy.units import Units
from helpers.bayes.posterior import posterior
from helpers.bayes.priors import Fixed, Prior, SigmaLaw
from helpers.compressed import Compressed


class Sweep(Protocol):
    """A model that can be swept."""

    labels: Mapping[str, tuple[str, ...]]

    def start(self, chains: int, rng: np.random.Generator) -> NamedTuple:
        """A state to start from, spread more widely than the posterior."""

    def step(self, state: NamedTuple, rng: np.random.Generator) -> NamedTuple:
        """One sweep."""

    def named(self, kept: NamedTuple, rng: np.random.Generator) -> dict[str, Array]:
        """The parameters of kept states, whose arrays have the shape (chain, draw, …)."""


# ---- independent coefficients ------------------------------------------------------------------


class Coefficients(NamedTuple):
    """Where the chains are."""

    beta: Array  # (chains, p)
    sigma: Array  # (chains,)


class IndependentSweep:
    """beta_j ~ N(mean_j, sd_j²) or flat, sigma from its law.

    1. beta given sigma is normal, with the precision X'X/sigma² + diag(1/sd²). In the coordinates
       of `helpers.bayes.regression.given_sigma` that matrix is diagonal whatever sigma is.
    2. sigma given beta has seen n residuals.
    """

    def __init__(self, S: Compressed, prior: Prior):
        self.S, self.prior = S, prior
        self.exact = posterior(S, prior)
        self.given = self.exact.given
        self.labels = {"beta": S.names}

    def start(self, chains: int, rng: np.random.Generator) -> Coefficients:
        """sigma e times larger or smaller than in the data; beta is drawn first."""
        sigma = _spread(self.prior.sigma, math.log(self.given.unit), 1.0, chains, rng)
        return Coefficients(np.zeros((chains, self.S.p)), sigma)

    def step(self, state: Coefficients, rng: np.random.Generator) -> Coefficients:
        """beta, then sigma."""
        mean, precision = self.given.of_g(np.log(state.sigma / self.given.unit))
        g = mean + rng.standard_normal(mean.shape) / np.sqrt(precision)
        beta = self.given.origin + (self.given.basis @ g).T
        squares = sum_of_squares(self.S, beta)
        return Coefficients(beta, draw_scale(self.prior.sigma, self.S.n, squares, state.sigma, rng))

    def named(self, kept: Coefficients, rng: np.random.Generator) -> dict[str, Array]:
        """beta and sigma."""
        return {"beta": kept.beta, "sigma": kept.sigma}


class ConjugateSweep:
    """beta ~ N(m, sigma² V) and sigma² ~ IG(a, b): here after n rows, so m, V, a, b are m_n, ….

    1. beta given sigma² is N(m, sigma² V).
    2. sigma² given beta is IG(a + p/2, b + (beta - m)'V⁻¹(beta - m)/2).
    """

    def __init__(self, S: Compressed, prior: NormalInverseGamma):
        self.after = prior.update(S)
        self.labels = {"beta": S.names}

    def start(self, chains: int, rng: np.random.Generator) -> Coefficients:
        """sigma e times larger or smaller than expected; beta is drawn first."""
        typical = 0.5 * math.log(self.after.b / self.after.a)
        sigma = np.exp(typical + rng.standard_normal(chains))
        return Coefficients(np.zeros((chains, self.after.p)), sigma)

    def step(self, state: Coefficients, rng: np.random.Generator) -> Coefficients:
        """beta, then sigma."""
        after = self.after
        off = state.sigma[:, None] * rng.standard_normal(state.beta.shape)  # L⁻¹(beta - m), V = LL'
        b = after.b + 0.5 * np.square(off).sum(axis=1)
        variance = inverse_gamma(after.a + 0.5 * after.p, b, rng)
        return Coefficients(after.mean + off @ after.root.T, np.sqrt(variance))

    def named(self, kept: Coefficients, rng: np.random.Generator) -> dict[str, Array]:
        """beta and sigma."""
        return {"beta": kept.beta, "sigma": kept.sigma}


# ---- the hierarchies ---------------------------------------------------------------------------


class Separate(NamedTuple):
    """Where the chains of model A are; the predictors are centred and the intercept left out."""

    slopes: Array  # (chains, J)
    off: Array  # (chains, J): mu - slopes, which keeps its digits where eta is tiny
    eta: Array  # (chains, J)
    sigma: Array  # (chains,)


class SeedSweep:
    """Model A: beta_j ~ N(mu_j, eta_j²), mu_j ~ N(m, s²).

    1. The slopes, all mu integrated out: their prior is N(m, w_j) with w_j = eta_j² + s², so that
       their precision is P = X'X/sigma² + diag(1/w) and their mean P⁻¹(X'y/sigma² + m/w).
    2. mu_j given slope j: N(v_j (beta_j/eta_j² + m/s²), v_j) with v_j = (1/eta_j² + 1/s²)⁻¹.
       1 and 2 are one joint draw.
    3. sigma, the intercept integrated out, has seen n - 1 residuals.
    4. eta_j has seen one deviation, beta_j - mu_j.
    5. Both are stretched by one factor, which the prior of mu_j sees: through the funnel's neck.

    The intercept, given the slopes and sigma, plays no part in the sweep and is drawn in the end.
    """

    def __init__(self, data: Centred, hierarchy: SeedHierarchy):
        self.data, self.hierarchy = data, hierarchy
        self.labels = {
            "beta": data.labels,
            "mu": data.slope_labels,
            "eta": data.slope_labels,
        }
        V = data.spectrum.V
        self.products = (V[:, :, None] * V[:, None, :]).reshape(data.J, -1)

    def start(self, chains: int, rng: np.random.Generator) -> Separate:
        """sigma and eta spread; the slopes and mu are drawn first."""
        zeros = np.zeros((chains, self.data.J))
        eta = _spread(self.hierarchy.eta, _log_slope(self.data), 1.5, zeros.shape, rng)
        return Separate(zeros, zeros, eta, _spread_sigma(self, chains, rng))

    def step(self, state: Separate, rng: np.random.Generator) -> Separate:
        """One sweep."""
        return self.stretch(self.one_by_one(state, rng), rng)

    def one_by_one(self, state: Separate, rng: np.random.Generator) -> Separate:
        """Steps 1 to 4: slopes and mu together, then sigma, then eta."""
        data, (m, s) = self.data, (self.hierarchy.m, self.hierarchy.s)
        slopes = self.draw_slopes(state, rng)
        w = s**2 + state.eta**2
        noise = rng.standard_normal(slopes.shape)
        off = (m - slopes) * (state.eta**2 / w) + s * state.eta / np.sqrt(w) * noise
        squares = data.rss + np.square(data.z - slopes @ data.R.T).sum(axis=1)
        sigma = draw_scale(self.hierarchy.sigma, data.n - 1, squares, state.sigma, rng)
        eta = draw_scale(self.hierarchy.eta, 1, off**2, state.eta, rng)
        return Separate(slopes, off, eta, sigma)

    def stretch(self, state: Separate, rng: np.random.Generator) -> Separate:
        """Step 5: mu_j - beta_j and eta_j by one factor."""
        slopes, off, eta, sigma = state
        m, s = self.hierarchy.m, self.hierarchy.s
        pull = (m - slopes) * off / s**2
        factor = draw_stretch(self.hierarchy.eta, eta, np.square(off / s), pull, rng)
        return Separate(slopes, factor * off, np.abs(factor) * eta, sigma)

    def draw_slopes(self, state: Separate, rng: np.random.Generator) -> Array:
        """Step 1, all chains at once, in the coordinates of the singular value decomposition.

        There X'X is diagonal, so that P, its diagonal scaled to ones, keeps its digits. With
        P = L L', P⁻¹(b + L noise) has the mean P⁻¹b and the covariance P⁻¹.
        """
        data, J = self.data, self.data.J
        d, V, z = data.spectrum.d, data.spectrum.V, data.spectrum.z
        weight = 1 / (self.hierarchy.s**2 + state.eta**2)
        variance = np.square(state.sigma)[:, None]
        P = (weight @ self.products).reshape(-1, J, J)
        P[:, np.arange(J), np.arange(J)] += d**2 / variance
        b = d * z / variance + self.hierarchy.m * (weight @ V)
        unit = 1 / np.sqrt(np.diagonal(P, axis1=1, axis2=2))
        P *= unit[:, :, None] * unit[:, None, :]
        noise = rng.standard_normal((len(b), J, 1))
        right = (unit * b)[:, :, None] + np.linalg.cholesky(P) @ noise
        return (unit * np.linalg.solve(P, right)[:, :, 0]) @ V.T

    def named(self, kept: Separate, rng: np.random.Generator) -> dict[str, Array]:
        """beta with a drawn intercept, sigma, mu and eta."""
        return {
            "beta": self.data.with_intercept(kept.slopes, kept.sigma, rng),
            "sigma": kept.sigma,
            "mu": kept.slopes + kept.off,
            "eta": kept.eta,
        }


class Pooled(NamedTuple):
    """Where the chains of model B are, in the coordinates in which the data see slopes singly."""

    mu: Array  # (chains,)
    gamma: Array  # (chains, J): V'slopes
    off: Array  # (chains, J): gamma - mu V'1, which keeps its digits where eta is tiny
    eta: Array  # (chains,)
    sigma: Array  # (chains,)


class ExchangeableSweep:
    """Model B: beta_j ~ N(mu, eta²), mu ~ N(m, s²).

    In the coordinates gamma = V'beta of the singular value decomposition the data are
    z_i ~ N(d_i gamma_i, sigma²). With e_i = 1 + d_i² eta²/sigma² and k = d V'1:

    1. mu, the slopes integrated out: z_i ~ N(k_i mu, sigma² e_i) is a weighted regression on mu.
    2. The slopes given mu, one by one: gamma_i is normal with the variance eta²/e_i and the mean
       (d_i z_i eta²/sigma² + mu (V'1)_i)/e_i.
       1 and 2 are one joint draw.
    3. sigma, the intercept integrated out, has seen n - 1 residuals.
    4. eta has seen J deviations, beta_j - mu.
    5. All of them are stretched by one factor, which the data see: through the funnel's neck.

    The intercept, given the slopes and sigma, plays no part in the sweep and is drawn in the end.
    """

    def __init__(self, data: Centred, hierarchy: ExchangeableHierarchy):
        self.data, self.hierarchy = data, hierarchy
        self.labels = {"beta": data.labels}

    def start(self, chains: int, rng: np.random.Generator) -> Pooled:
        """sigma and eta spread; mu and the slopes are drawn first."""
        eta = _spread(self.hierarchy.eta, _log_slope(self.data), 1.5, chains, rng)
        sigma = _spread_sigma(self, chains, rng)
        zeros = np.zeros((chains, self.data.J))
        return Pooled(zeros[:, 0], zeros, zeros, eta, sigma)

    def step(self, state: Pooled, rng: np.random.Generator) -> Pooled:
        """One sweep."""
        return self.stretch(self.one_by_one(state, rng), rng)

    def one_by_one(self, state: Pooled, rng: np.random.Generator) -> Pooled:
        """Steps 1 to 4: mu and slopes together, then sigma, then eta."""
        data, (m, s) = self.data, (self.hierarchy.m, self.hierarchy.s)
        d, z, ones = data.spectrum.d, data.spectrum.z, data.spectrum.ones
        variance = np.square(state.sigma)
        ratio = np.square(state.eta / state.sigma)[:, None]
        shrink = 1 / (1 + d**2 * ratio)  # 1/e
        k = d * ones
        precision = s**-2.0 + shrink @ k**2 / variance
        mean = (m * s**-2.0 + shrink @ (k * z) / variance) / precision
        mu = mean + rng.standard_normal(len(mean)) / np.sqrt(precision)
        noise = state.eta[:, None] * np.sqrt(shrink) * rng.standard_normal(state.gamma.shape)
        gamma = (ratio * d * z + mu[:, None] * ones) * shrink + noise
        off = ratio * d * (z - k * mu[:, None]) * shrink + noise  # gamma - mu V'1, to all digits
        squares = data.rss + np.square(z - d * gamma).sum(axis=1)
        sigma = draw_scale(self.hierarchy.sigma, data.n - 1, squares, state.sigma, rng)
        eta = draw_scale(self.hierarchy.eta, data.J, np.square(off).sum(axis=1), state.eta, rng)
        return Pooled(mu, gamma, off, eta, sigma)

    def stretch(self, state: Pooled, rng: np.random.Generator) -> Pooled:
        """Step 5: the deviations gamma - mu V'1 and eta by one factor."""
        mu, gamma, off, eta, sigma = state
        spectrum = self.data.spectrum
        unit = 1 / sigma[:, None]
        seen = spectrum.d * off * unit
        left = (spectrum.z - spectrum.d * (gamma - off)) * unit
        precision, pull = np.square(seen).sum(axis=1), (seen * left).sum(axis=1)
        factor = draw_stretch(self.hierarchy.eta, eta, precision, pull, rng)
        moved = (factor - 1)[:, None] * off
        return Pooled(mu, gamma + moved, off + moved, np.abs(factor) * eta, sigma)

    def named(self, kept: Pooled, rng: np.random.Generator) -> dict[str, Array]:
        """beta with a drawn intercept, sigma, mu and eta."""
        slopes = kept.gamma @ self.data.spectrum.V.T
        return {
            "beta": self.data.with_intercept(slopes, kept.sigma, rng),
            "sigma": kept.sigma,
            "mu": kept.mu,
            "eta": kept.eta,
        }


class InUnits:
    """A model that is swept in units of its own, so that its squares do not over- or underflow."""

    def __init__(self, model: Sweep, units: Units):
        self.model, self.units, self.labels = model, units, model.labels
        self.start, self.step = model.start, model.step

    def named(self, kept: NamedTuple, rng: np.random.Generator) -> dict[str, Array]:
        """The parameters, in the units of the data."""
        return self.units.values(self.model.named(kept, rng))


# ---- shared --------------------------------------------------------------------------------------


def sum_of_squares(S: Compressed, beta: Array) -> Array:
    """‖y - X beta‖² for each row of beta, from the triangle."""
    R, z, rest = S.factor[:-1, :-1], S.factor[:-1, -1], S.factor[-1, -1]
    return rest**2 + np.square(z - beta @ R.T).sum(axis=1)


def _spread_sigma(sweep: SeedSweep | ExchangeableSweep, chains: int, rng) -> Array:
    data = sweep.data
    square = (data.rss + data.z @ data.z) / max(data.n - 1, 1)  # of y: slopes may be anything yet
    typical = 0.5 * math.log(square) if square > 0 else 0.0
    return _spread(sweep.hierarchy.sigma, typical, 1.0, chains, rng)


def _log_slope(data: Centred) -> float:
    """Logarithm of a typical slope, of least squares."""
    d = np.where(data.spectrum.d > 0, data.spectrum.d, np.inf)
    square = float(np.mean(np.square(data.spectrum.z / d)))
    return 0.5 * math.log(square) if square > 0 else 0.0


def _spread(law: SigmaLaw, typical: float, width: float, shape, rng: np.random.Generator) -> Array:
    """Log-normal around what is typical of the data and of the law."""
    if isinstance(law, Fixed):
        return np.full(shape, float(law.value))
    centre = log_centre(law)
    centre = typical if centre is None else 0.5 * (typical + centre)
    width = width + 0.5 * abs(typical - centre)
    return np.exp(centre + width * rng.standard_normal(shape))
