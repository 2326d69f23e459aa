"""The posterior of a hierarchy, number by number: means, sds, quantiles, without a draw.

A coefficient and mu are mixtures of normals, one for each node of the quadrature; a scale is known
by its density at equally spaced logarithms. Both are integrated to more digits than any number of
draws would show.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import make_interp_spline

from helpers.arguments import probabilities, real_numbers
from helpers.arrays import Array
from helpers.bayes.marginals import KnownSigma, NormalMixture

UNHEARD = 1e-11  # of the probability, in cdfs and quantiles


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
class ScaleMarginal:
    """A positive number whose logarithm has a density known at equally spaced nodes.

    Attributes
    ----------
    logs : ndarray, shape (m,)
    log_density : ndarray, shape (m,)
        Of the logarithm, up to a constant, and negligible at both ends.
    moments_below : float
        Moments of this order and above do not exist: beyond the last node the density of the
        number falls like its power -(moments_below + 1).
    """

    logs: Array
    log_density: Array
    moments_below: float = math.inf

    def __repr__(self) -> str:
        low, middle, high = self.quantile([0.05, 0.5, 0.95])
        return f"<ScaleMarginal: median {middle:.5g}, 90 % between {low:.4g} and {high:.4g}>"

    @cached_property
    def _weights(self) -> Array:
        weights = np.exp(self.log_density - self.log_density.max())
        return weights / weights.sum()

    @cached_property
    def _density(self):
        return make_interp_spline(self.logs, self._weights / (self.logs[1] - self.logs[0]), k=5)

    @cached_property
    def _cdf(self):
        return self._density.antiderivative()

    @property
    def mean(self) -> float:
        """The mean, inf where it does not exist."""
        if self.moments_below <= 1:
            return math.inf
        return float(self._weights @ np.exp(self.logs) + math.exp(self.logs[-1]) * self._beyond(1))

    @property
    def sd(self) -> float:
        """Standard deviation, inf where it does not exist."""
        if self.moments_below <= 2:
            return math.inf
        middle = float(self._weights @ self.logs)
        excess = np.expm1(self.logs - middle)  # keeps the digits of a narrow posterior
        end, (one, first, second) = excess[-1] + 1, (self._beyond(k) for k in range(3))
        mean = self._weights @ excess + end * first - one
        further = end**2 * second - 2 * (1 + mean) * end * first + (1 + mean) ** 2 * one
        return math.exp(middle) * math.sqrt(self._weights @ (excess - mean) ** 2 + further)

    def _beyond(self, power: int) -> float:
        """Σ weight (number/last)^power over the nodes that would follow: a geometric series.

        Next to nothing, but for a moment that hardly exists (see `helpers.bayes.trapezoid`).
        """
        step = self.logs[1] - self.logs[0]
        with np.errstate(over="ignore"):
            return float(self._weights[-1] / np.expm1((self.moments_below - power) * step))

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
class SideBySide:
    """Several numbers, each with a marginal of its own; everything has them in the last axis."""

    parts: tuple[ScaleMarginal | KnownSigma | NormalMixture, ...]

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


Marginal = NormalMixture | ScaleMarginal | KnownSigma | SideBySide
