"""The posterior of one number: mean, standard deviation, density, distribution and quantiles.

Exact means here: by quadrature over log sigma, with the rounding of double precision and without
Monte Carlo error. A coefficient's posterior is a mixture of normals, one for each sigma, weighted
by sigma's posterior (Gelman et al. 2013, *Bayesian Data Analysis*, §3.2):

    p(beta_j | y) = ∫ N(beta_j; E[beta_j | sigma], sd[beta_j | sigma]²) p(sigma | y) d sigma.

Sigma's posterior falls like a power of sigma, and with few rows a small one: then sigma has no
variance, or not even a mean, and neither has a coefficient with a flat prior, whose standard
deviation given sigma grows with sigma. Such a moment is reported as inf, and the mean of a
coefficient, which would be ∞ - ∞, as nan. Quantiles always exist.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from helpers.arguments import probabilities, real_numbers, require_squares
from helpers.arrays import Array
from helpers.bayes.coefficients import GivenSigma
from helpers.bayes.lattice import FINEST, SQRT_2PI, Lattice, lattice

STRIDE = 0.5  # the most that E[beta | sigma] may move from node to node, in its own sds


@dataclass(frozen=True, eq=False, repr=False)
class SigmaPosterior:
    """The posterior of sigma, the errors' standard deviation."""

    lattice: Lattice

    def __repr__(self) -> str:
        return f"<Posterior of sigma: {self.mean:.5g} ± {self.sd:.3g}>"

    @property
    def mean(self) -> float:
        """E[sigma | y]; inf where the tail is too heavy for a mean."""
        return float(self._unit * self._moments[0])

    @property
    def sd(self) -> float:
        """sd[sigma | y]; inf where the tail is too heavy for a variance."""
        return float(self._unit * self._moments[1])

    @property
    def moments_below(self) -> float:
        """E[sigma^m] is finite for m below this."""
        return self.lattice.law.decay

    @cached_property
    def _unit(self) -> float:
        # Powers of sigma / unit are all near 1 if the posterior is narrow: no digit is lost.
        return float(self.lattice.law.given.unit * np.exp(self._middle))

    @cached_property
    def _middle(self) -> float:
        return float(self.lattice.weights @ self.lattice.t)

    @cached_property
    def _moments(self) -> tuple[float, float]:
        """Mean and sd of sigma / _unit."""
        excess = np.expm1(self.lattice.t - self._middle)
        weights, tails = self.lattice.weights, [self._tail(m) for m in range(3)]
        mean = weights @ excess + tails[1] - tails[0]
        if np.isinf(tails[2]):
            return 1 + mean, np.inf
        square = weights @ excess**2 + tails[2] - 2 * tails[1] + tails[0]
        return 1 + mean, np.sqrt(square - mean**2)

    def _tail(self, moment: int) -> float:
        return self.lattice.tail(moment) * np.exp(-moment * self._middle)

    @cached_property
    def mean_square(self) -> float:
        """E[sigma² | y], the mean of the variance; inf where it has none."""
        mean, sd = self._moments
        return float(self._unit**2 * (mean**2 + sd**2)) if np.isfinite(sd) else np.inf

    def density(self, sigma: ArrayLike) -> Array:
        """The density at sigma, of any shape."""
        sigma = real_numbers("sigma", sigma)
        t, positive = self._log(sigma)
        log_density = self.lattice.law.log_density(t) - self.lattice.log_total
        density = np.exp(log_density - t) / self.lattice.law.given.unit
        return np.where(positive, density, np.where(np.isnan(sigma), np.nan, 0.0))[()]

    def cdf(self, sigma: ArrayLike) -> Array:
        """P(the errors' sd <= sigma | y), of any shape."""
        sigma = real_numbers("sigma", sigma)
        t, positive = self._log(sigma)
        below = np.where(np.isnan(sigma), np.nan, 0.0)
        return np.where(positive, ndtr(self.lattice.z_of_t(t)), below)[()]

    def quantile(self, probability: ArrayLike) -> Array:
        """The value below which sigma lies with this probability, of any shape."""
        z = ndtri(probabilities(probability))
        return (self.lattice.law.given.unit * np.exp(self.lattice.t_of_z(z)))[()]

    def _log(self, sigma: Array) -> tuple[Array, Array]:
        positive = sigma > 0
        ratio = np.where(positive, sigma, 1.0) / self.lattice.law.given.unit
        return np.clip(np.log(ratio), -340, 340), positive


@dataclass(frozen=True)
class KnownSigma:
    """The posterior of a sigma that was known before: all of it at one value."""

    value: float

    sd = 0.0
    moments_below = np.inf

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def mean_square(self) -> float:
        """The value's square."""
        return self.value**2

    def density(self, sigma: ArrayLike) -> Array:
        """inf at the value, 0 elsewhere: there is no density."""
        return np.where(real_numbers("sigma", sigma) == self.value, np.inf, 0.0)[()]

    def cdf(self, sigma: ArrayLike) -> Array:
        """0 below the value, 1 from there on."""
        return np.where(real_numbers("sigma", sigma) >= self.value, 1.0, 0.0)[()]

    def quantile(self, probability: ArrayLike) -> Array:
        """The value, for every probability."""
        return np.full(np.shape(probabilities(probability)), self.value)[()]


@dataclass(frozen=True, eq=False, repr=False)
class NormalMixture:
    """Numbers side by side, each a mixture of normals with the same weights.

    Attributes
    ----------
    weights : ndarray, shape (m,)
    means, sds : ndarray, shape (p, m)
        Of the m normals of each of p numbers.
    mean, sd : ndarray, shape (p,)
        Of each number; nan and inf where they do not exist.
    """

    weights: Array
    means: Array
    sds: Array
    mean: Array
    sd: Array

    def __repr__(self) -> str:
        each = ", ".join(f"{m:.5g} ± {s:.3g}" for m, s in zip(self.mean[:6], self.sd, strict=False))
        return f"<{type(self).__name__}: {each}{', …' if len(self.mean) > 6 else ''}>"

    def density(self, value: ArrayLike) -> Array:
        """The density of each number at the last axis of `value`, shape (..., p)."""
        z = self._standardised(value)
        return (np.exp(-0.5 * z * z) / (SQRT_2PI * self.sds)) @ self.weights

    def cdf(self, value: ArrayLike) -> Array:
        """P(number <= value) for each number along the last axis of `value`, shape (..., p)."""
        return ndtr(self._standardised(value)) @ self.weights

    def quantile(self, probability: ArrayLike) -> Array:
        """Quantiles: for a probability of shape (...) an array of shape (..., p).

        They lie between the smallest and the largest quantile of the normals, and are found by
        Newton's steps, and by bisection where such a step leaves what is left of that interval.
        """
        probability = probabilities(probability)
        shape = probability.shape
        target = probability.reshape(-1, 1)
        heavy = self.weights > 1e-300
        if not target.size:
            return np.empty((*shape, len(self.mean)))
        every = self.means[:, heavy] + ndtri(target[..., None]) * self.sds[:, heavy]
        low, high = every.min(axis=-1), every.max(axis=-1)
        value = every @ self.weights[heavy]
        for _ in range(200):
            value = np.where((low <= value) & (value <= high), value, 0.5 * (low + high))
            miss = self.cdf(value) - target
            low, high = np.where(miss < 0, value, low), np.where(miss > 0, value, high)
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                step = miss / self.density(value)
            smallest = 1e-13 * np.maximum(np.abs(value), self.sds.min(axis=1))
            if (np.isfinite(step) & (np.abs(step) <= smallest) | (high - low <= smallest)).all():
                break
            value = np.where(np.isfinite(step), value - step, np.nan)
        return value.reshape(*shape, -1)

    def _standardised(self, value: ArrayLike) -> Array:
        value = real_numbers("value", value)
        if value.ndim == 0 or value.shape[-1] != len(self.mean):
            raise ValueError(
                f"value has shape {value.shape}; wanted (..., {len(self.mean)}), a value for each "
                "coefficient along the last axis. The same for all: np.full(p, value)."
            )
        return (value[..., None] - self.means) / self.sds


@dataclass(frozen=True, eq=False, repr=False)
class BetaPosterior(NormalMixture):
    """The posterior of the coefficients, one by one, and their covariance.

    Attributes
    ----------
    units : ndarray, shape (p,)
        Powers of two near the spread of each coefficient.
    scaled : ndarray, shape (p, p)
        The covariance in these units.
    """

    units: Array
    scaled: Array

    @property
    def covariance(self) -> Array:
        """Of all coefficients, (p, p); rows and columns are inf for one without a variance."""
        with np.errstate(over="ignore"):
            covariance = self.units[:, None] * self.scaled * self.units
        require_squares("The covariance", np.diag(covariance), self.sd)
        return covariance


def beta_posterior(given: GivenSigma, grid: Lattice | None) -> BetaPosterior:
    """Mix the normal posteriors of beta given sigma over the nodes of sigma's posterior.

    Parameters
    ----------
    given : GivenSigma
    grid : Lattice, or None where sigma is known to be `given.unit`
    """
    mixed = _mixture(given, grid, np.eye(len(given.origin)), errors=False, together=True)
    return BetaPosterior(*mixed)


def predictive(given: GivenSigma, grid: Lattice | None, X: Array) -> NormalMixture:
    """New observations at the rows of X, each by itself: x'beta plus an error.

    Parameters
    ----------
    given, grid
        As `beta_posterior`.
    X : ndarray, shape (m, p)
    """
    return NormalMixture(*_mixture(given, grid, X, errors=True))


def _mixture(
    given: GivenSigma, grid: Lattice | None, X: Array, errors: bool, together: bool = False
):
    """Weights, means, sds, mean, sd of X beta, or of X beta plus errors; together: covariance."""
    if grid is None:
        t, weights = np.zeros(1), np.ones(1)
        g, precision = given.of_g(t)
    else:
        g, precision, grid = _fine_enough(given, grid)
        t, weights = grid.t, grid.weights
    k, basis = len(given.pull), X @ given.basis
    # In units near the rows' own spread no square over- or underflows.
    unit = np.maximum(np.abs(basis).max(axis=1), given.unit if errors else 0.0)
    unit = 2.0 ** np.round(np.log2(np.where(unit > 0, unit, 1.0)))
    basis /= unit[:, None]
    centre = g @ weights
    apart = basis @ (g - centre[:, None])
    mean = X @ given.origin + unit * (basis @ centre)
    squares = basis**2 @ (1 / precision)
    # What has a variance that grows with sigma², and what of its average lies beyond the nodes.
    growing = np.abs(basis[:, k:]).sum(axis=1) > 0
    beyond = 0.0 if grid is None else grid.tail(2)
    average = (1 / precision) @ weights
    error = np.exp(2 * t)
    if errors:
        noise = np.square(given.unit / unit)
        squares = squares + noise[:, None] * error
        growing[:] = True
    finite = np.isfinite(beyond)
    if finite:
        average[k:] += beyond
    variance = apart**2 @ weights + basis**2 @ average
    if errors and finite:
        variance += noise * (error @ weights + beyond)
    means, sds = mean[:, None] + unit[:, None] * apart, unit[:, None] * np.sqrt(squares)
    if not finite:
        variance[growing] = np.inf
        if grid.law.decay <= 1:
            mean = np.where(growing, np.nan, mean)
    mixed = weights, means, sds, mean, unit * np.sqrt(variance)
    if not together:
        return mixed
    covariance = (apart * weights) @ apart.T + (basis * average) @ basis.T
    if not finite:
        covariance[growing], covariance[:, growing] = np.inf, np.inf
    return *mixed, unit, covariance


def _fine_enough(given: GivenSigma, grid: Lattice) -> tuple[Array, Array, Lattice]:
    """Nodes so dense that E[g | sigma] does not jump from one to the next."""
    fineness = 1.0
    while True:
        g, precision = given.of_g(grid.t)
        jumps = np.abs(np.diff(g)) * np.sqrt(np.maximum(precision[:, 1:], precision[:, :-1]))
        close = (grid.weights[1:] > 1e-14) & (np.diff(grid.t) < 1.5 * grid.step)
        stride = jumps[:, close].max(initial=0.0)
        if stride <= STRIDE or len(grid.t) > FINEST:
            return g, precision, grid
        fineness *= stride / STRIDE * 1.1
        grid = lattice(grid.law, fineness)
