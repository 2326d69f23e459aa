"""One-dimensional marginals of an exact posterior: means, sds, quantiles, without a draw.

A coefficient is a mixture of normals, one for each node of the quadrature; a scale is known by its
density at equally spaced logarithms. Both are integrated to many more digits than any number of
draws would show.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.interpolate import make_interp_spline
from scipy.optimize import brentq
from scipy.special import ndtr

from helpers.arrays import Array


@dataclass(frozen=True, eq=False)
class NormalMixture:
    """Σ weights_k N(means_k, sds_k²); moments of order `order` and above do not exist."""

    weights: Array
    means: Array
    sds: Array
    order: float = math.inf

    def mean(self) -> float:
        """The mean; nan where it does not exist, since both signs are possible."""
        return float(self.weights @ self.means) if self.order > 1 else math.nan

    def sd(self) -> float:
        """Standard deviation, inf where it does not exist."""
        if self.order <= 2:
            return math.inf
        off = self.means - self.weights @ self.means
        return float(np.sqrt(self.weights @ (self.sds**2 + off**2)))

    def cdf(self, x: float) -> float:
        """Probability of at most x."""
        return float(self.weights @ ndtr((x - self.means) / self.sds))

    def quantile(self, level: float) -> float:
        """The x with cdf(x) = level."""
        kept = self.weights > 1e-3 * min(level, 1 - level) / len(self.weights)
        low = (self.means - 12 * self.sds)[kept].min()
        high = (self.means + 12 * self.sds)[kept].max()
        return _root(lambda x: self.cdf(x) - level, low, high)


@dataclass(frozen=True, eq=False)
class Scale:
    """A positive number whose logarithm has density exp(log_density) at equally spaced nodes."""

    logs: Array
    log_density: Array
    order: float = math.inf

    @cached_property
    def _weights(self) -> Array:
        weights = np.exp(self.log_density - self.log_density.max())
        return weights / weights.sum()

    @cached_property
    def _cdf(self):
        step = self.logs[1] - self.logs[0]
        return make_interp_spline(self.logs, self._weights / step, k=5).antiderivative()

    def mean(self) -> float:
        """The mean, inf where it does not exist."""
        return float(self._weights @ np.exp(self.logs)) if self.order > 1 else math.inf

    def sd(self) -> float:
        """Standard deviation, inf where it does not exist."""
        if self.order <= 2:
            return math.inf
        return float(np.sqrt(self._weights @ (np.exp(self.logs) - self.mean()) ** 2))

    def cdf(self, x: float) -> float:
        """Probability of at most x."""
        if x <= 0:
            return 0.0
        return float(self._cdf(np.clip(math.log(x), self.logs[0], self.logs[-1])))

    def quantile(self, level: float) -> float:
        """The x with cdf(x) = level."""
        return math.exp(_root(lambda t: self._cdf(t) - level, self.logs[0], self.logs[-1]))


@dataclass(frozen=True)
class Point:
    """A number that is known."""

    value: float

    def mean(self) -> float:
        """The value."""
        return self.value

    def sd(self) -> float:
        """0."""
        return 0.0

    def cdf(self, x: float) -> float:
        """0 below the value, 1 from there on."""
        return float(x >= self.value)

    def quantile(self, level: float) -> float:
        """The value."""
        return self.value


Marginal = NormalMixture | Scale | Point


def _root(f, low: float, high: float) -> float:
    return float(brentq(f, low, high, xtol=1e-13 * max(abs(low), abs(high)), rtol=1e-14))
