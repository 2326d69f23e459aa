"""What a quadrature says of a number: mean, standard deviation, density, distribution, quantiles.

Exact means here: to the rounding of double precision or nearly so, and without Monte Carlo error.
A coefficient is a `NormalMixture`, one normal for each node, weighted by the nodes (Gelman et al.
2013, *Bayesian Data Analysis*, §3.2). A scale is known by the density of its logarithm, in one of
two ways that share their moments and differ in what lies between the nodes:

- `LatticeScale`: on a `lattice`, whose density costs little and has a slope. Distribution function
  and quantiles have all digits, and so have draws.
- `ScaleMarginal`: at even nodes, where each density was itself a sum over thousands of others and
  is not asked again. A spline of degree five goes through them, and its integral is the
  distribution function.

A scale whose density falls like a low power of it has no variance, or not even a mean. Such a
moment is reported as inf, and the mean of what takes both signs as nan. Quantiles always exist.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import make_interp_spline
from scipy.special import ndtr, ndtri

from helpers.arguments import probabilities, real_numbers
from helpers.arrays import Array
from helpers.bayes.quadrature.lattice import SQRT_2PI, Lattice
from helpers.bayes.quadrature.peaks import FARTHEST
from helpers.bayes.quadrature.tails import beyond
from helpers.bayes.quadrature.trapezoid import normalised

UNHEARD = 1e-11  # of the probability, in cdfs and quantiles


@dataclass(frozen=True)
class KnownScale:
    """A number that was known before: all of its probability is at one value."""

    value: float

    sd = 0.0
    moments_below = np.inf

    def in_unit(self, unit: float) -> "KnownScale":
        """The same, multiplied by a unit."""
        return KnownScale(float(self.value * unit))

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def mean_square(self) -> float:
        """The value's square."""
        return self.value**2

    def density(self, value: ArrayLike) -> Array:
        """inf at the value, 0 elsewhere: there is no density."""
        return np.where(real_numbers("value", value) == self.value, np.inf, 0.0)[()]

    def cdf(self, value: ArrayLike) -> Array:
        """0 below the value, 1 from there on."""
        return np.where(real_numbers("value", value) >= self.value, 1.0, 0.0)[()]

    def quantile(self, probability: ArrayLike) -> Array:
        """The value, for every probability."""
        return np.full(np.shape(probabilities(probability)), self.value)[()]


class Moments:
    """Mean and standard deviation of a positive number by the nodes of its logarithm.

    Attributes
    ----------
    logs, weights : ndarray, shape (m,)
        The logarithms in units of `unit`, and weights whose sum is 1.
    unit : float
    moments_below : float
        Moments of this order and above do not exist: beyond the last node the density of the
        number falls like its power -(moments_below + 1).
    """

    unit = 1.0

    @property
    def mean(self) -> float:
        """The mean, inf where it does not exist."""
        return self.unit * math.exp(self._middle) * self._in_middles[0]

    @property
    def sd(self) -> float:
        """Standard deviation, inf where it does not exist."""
        return self.unit * math.exp(self._middle) * self._in_middles[1]

    @property
    def mean_square(self) -> float:
        """The mean of its square, for a standard deviation that of the variance."""
        return self.mean**2 + self.sd**2

    @cached_property
    def _middle(self) -> float:
        return float(self.weights @ self.logs)

    @cached_property
    def _in_middles(self) -> tuple[float, float]:
        """Mean and sd in units of e^_middle, of which powers lose no digit if all is near it."""
        if self.moments_below <= 1:
            return math.inf, math.inf
        excess = np.expm1(self.logs - self._middle)
        step, last = self.logs[-1] - self.logs[-2], self.weights[-1]
        one, first, second = (
            last * (1 + excess[-1]) ** k * beyond(self.moments_below, step, k) for k in range(3)
        )
        mean = self.weights @ excess + first - one  # less 1
        if self.moments_below <= 2:
            return float(1 + mean), math.inf
        further = second - 2 * (1 + mean) * first + (1 + mean) ** 2 * one
        return float(1 + mean), math.sqrt(self.weights @ (excess - mean) ** 2 + further)


@dataclass(frozen=True, eq=False, repr=False)
class LatticeScale(Moments):
    """A positive number whose logarithm has a density on a lattice.

    Attributes
    ----------
    lattice : Lattice
        Of log(number / unit).
    unit : float
    """

    lattice: Lattice
    unit: float

    def __repr__(self) -> str:
        return f"<Posterior of sigma: {self.mean:.5g} ± {self.sd:.3g}>"

    @property
    def moments_below(self) -> float:
        """Its moments exist up to below this order."""
        return self.lattice.target.fall

    @property
    def logs(self) -> Array:
        """The nodes of its logarithm in units of `unit`, shape (m,)."""
        return self.lattice.t

    @property
    def weights(self) -> Array:
        """Of the nodes, shape (m,); their sum is 1."""
        return self.lattice.weights

    def density(self, value: ArrayLike) -> Array:
        """The density at values of any shape."""
        value = real_numbers("value", value)
        t, positive = self._log(value)
        log_density = self.lattice.target.log_density(t) - self.lattice.log_total
        density = np.exp(log_density - t) / self.unit
        return np.where(positive, density, np.where(np.isnan(value), np.nan, 0.0))[()]

    def cdf(self, value: ArrayLike) -> Array:
        """P(number <= value), of any shape."""
        value = real_numbers("value", value)
        t, positive = self._log(value)
        below = np.where(np.isnan(value), np.nan, 0.0)
        return np.where(positive, ndtr(self.lattice.z_of_t(t)), below)[()]

    def quantile(self, probability: ArrayLike) -> Array:
        """The value below which the number lies with this probability, of any shape."""
        z = ndtri(probabilities(probability))
        return (self.unit * np.exp(self.lattice.t_of_z(z)))[()]

    def _log(self, value: Array) -> tuple[Array, Array]:
        positive = value > 0
        ratio = np.where(positive, value, 1.0) / self.unit
        return np.clip(np.log(ratio), -FARTHEST, FARTHEST), positive


@dataclass(frozen=True, eq=False, repr=False)
class ScaleMarginal(Moments):
    """A positive number whose logarithm has a density known at equally spaced nodes.

    Attributes
    ----------
    logs : ndarray, shape (m,)
    log_density : ndarray, shape (m,)
        Of the logarithm, up to a constant, and negligible at both ends.
    moments_below : float
    """

    logs: Array
    log_density: Array
    moments_below: float = math.inf

    def __repr__(self) -> str:
        low, middle, high = self.quantile([0.05, 0.5, 0.95])
        return (
            f"<{type(self).__name__}: median {middle:.5g}, 90 % between {low:.4g} and {high:.4g}>"
        )

    def in_unit(self, unit: float) -> "ScaleMarginal":
        """The same, multiplied by a unit."""
        return replace(self, logs=self.logs + np.log(unit))

    @cached_property
    def weights(self) -> Array:
        """Of the nodes, shape (m,); their sum is 1."""
        return normalised(self.log_density)

    @cached_property
    def _density(self):
        return make_interp_spline(self.logs, self.weights / (self.logs[1] - self.logs[0]), k=5)

    @cached_property
    def _cdf(self):
        return self._density.antiderivative()

    def density(self, value: ArrayLike) -> Array:
        """The density at values of any shape."""
        t, positive = self._log(value)
        outside = ~positive | (t <= self.logs[0]) | (t >= self.logs[-1])
        return np.where(outside, 0.0, self._density(t) * np.exp(-t))[()]

    def cdf(self, value: ArrayLike) -> Array:
        """P(number <= value), of any shape."""
        t, positive = self._log(value)
        return np.where(positive, np.clip(self._cdf(t), 0.0, 1.0), 0.0)[()]

    def quantile(self, probability: ArrayLike) -> Array:
        """The value below which the number lies with this probability, of any shape."""
        wanted = probabilities(probability)
        at_nodes = np.maximum.accumulate(self._cdf(self.logs))
        cell = np.clip(np.searchsorted(at_nodes, wanted) - 1, 0, len(self.logs) - 2)
        low, high = self.logs[cell], self.logs[cell + 1]
        for _ in range(50):
            t = 0.5 * (low + high)
            below = self._cdf(t) < wanted
            low, high = np.where(below, t, low), np.where(below, high, t)
        return np.exp(0.5 * (low + high))[()]

    def _log(self, value: ArrayLike) -> tuple[Array, Array]:
        value = real_numbers("value", value)
        positive = ~(value <= 0)  # nan in, nan out
        return np.clip(np.log(np.where(positive, value, 1.0)), *self.logs[[0, -1]]), positive


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

    def in_unit(self, unit: float | Array) -> "NormalMixture":
        """The same numbers, each multiplied by its unit."""
        each = np.broadcast_to(unit, self.mean.shape)
        means, sds = self.means * each[:, None], self.sds * each[:, None]
        return NormalMixture(self.weights, means, sds, self.mean * each, self.sd * each)

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


def mixture(weights: Array, means: Array, sds: Array, orders: Sequence[float]) -> NormalMixture:
    """Mixtures of normals side by side, of which moments exist below the given orders.

    Parameters
    ----------
    weights : ndarray, shape (m,)
    means, sds : ndarray, shape (m, p)
    orders : p numbers
    """
    mean = weights @ means
    sd = np.sqrt(weights @ (sds**2 + (means - mean) ** 2))
    orders = np.asarray(orders)
    # Moments hear of far nodes of little weight; distribution functions do not.
    heaviest = np.argsort(weights)[::-1]
    count = np.searchsorted(np.cumsum(weights[heaviest]), 1 - UNHEARD) + 1
    kept = np.sort(heaviest[:count])
    return NormalMixture(
        weights[kept] / weights[kept].sum(),
        means[kept].T,
        sds[kept].T,
        np.where(orders > 1, mean, np.nan),
        np.where(orders > 2, sd, np.inf),
    )


@dataclass(frozen=True, eq=False, repr=False)
class SideBySide:
    """Several numbers, each with a marginal of its own; everything has them in the last axis."""

    parts: tuple[ScaleMarginal | KnownScale | NormalMixture, ...]

    def in_unit(self, unit: float) -> "SideBySide":
        """The same numbers, multiplied by a unit."""
        return SideBySide(tuple(part.in_unit(unit) for part in self.parts))

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.parts[:3]))
        return f"<{len(self.parts)} side by side: {shown}{', …' if len(self.parts) > 3 else ''}>"

    @property
    def mean(self) -> Array:
        """Means, shape (J,)."""
        return np.hstack([part.mean for part in self.parts])

    @property
    def sd(self) -> Array:
        """Standard deviations, shape (J,)."""
        return np.hstack([part.sd for part in self.parts])

    def density(self, value: ArrayLike) -> Array:
        """Densities at value, shape (..., J)."""
        return self._of_each("density", value)

    def cdf(self, value: ArrayLike) -> Array:
        """P(number <= value), shape (..., J)."""
        return self._of_each("cdf", value)

    def quantile(self, probability: ArrayLike) -> Array:
        """Quantiles: for a probability of shape (...) an array of shape (..., J)."""
        shape = np.shape(probability)
        columns = [np.reshape(part.quantile(probability), shape) for part in self.parts]
        return np.stack(columns, axis=-1)

    def _of_each(self, what: str, value: ArrayLike) -> Array:
        value = real_numbers("value", value)
        if value.ndim == 0 or value.shape[-1] != len(self.parts):
            raise ValueError(
                f"value has shape {value.shape}; wanted (..., {len(self.parts)}), a value for each "
                "coefficient along the last axis."
            )
        columns = []
        for j, part in enumerate(self.parts):
            x = value[..., j]
            x = x[..., None] if isinstance(part, NormalMixture) else x
            columns.append(np.reshape(getattr(part, what)(x), value.shape[:-1]))
        return np.stack(columns, axis=-1)


Marginal = NormalMixture | ScaleMarginal | KnownScale | SideBySide
