"""Laws of the noise: what the linear model assumes of it, and ways to break that.

The model assumes independent normal errors with one standard deviation. Each law below gives up
one word of that sentence and keeps the others:

==================  =====================================  =======================
law                 noise of row i, in units of sigma      gives up
==================  =====================================  =======================
`Normal`            z_i                                    nothing
`StudentT`          t_i with df degrees of freedom,        normal
                    scaled to a standard deviation of 1
`Independent`       whatever is drawn, mean 0 and sd 1     normal
`Heteroskedastic`   s(X)_i z_i                             one standard deviation
`AR1`               rho (noise of row i - 1)               independent
                    + sqrt(1 - rho²) z_i
==================  =====================================  =======================

A law has no units: a world multiplies it by its sigma.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real

import numpy as np

from helpers.arrays import Array

__all__ = ["AR1", "Heteroskedastic", "Independent", "Noise", "Normal", "StudentT"]


class Noise:
    """What every law of noise can do. As it stands: independent rows of standard deviation 1."""

    def draw(self, rng: np.random.Generator, X: Array, replications: int) -> Array:
        """Draw noise for all rows of X, `replications` times over: (replications, n)."""
        raise NotImplementedError

    def relative_sd(self, X: Array) -> Array:
        """Standard deviation of each row's noise in units of sigma: (n,)."""
        return np.ones(len(X))

    def covariance_times(self, X: Array, columns: Array) -> Array:
        """C @ columns, with C the (n, n) covariance of the noise in units of sigma².

        Parameters
        ----------
        X : ndarray (n, p)
        columns : ndarray (n, k)
        """
        return self.relative_sd(X)[:, None] ** 2 * columns


@dataclass(frozen=True)
class Normal(Noise):
    """Independent normal noise: what the linear model assumes."""

    def draw(self, rng: np.random.Generator, X: Array, replications: int) -> Array:
        return rng.standard_normal((replications, len(X)))


@dataclass(frozen=True)
class StudentT(Noise):
    """Heavy tails: Student's t with `df` degrees of freedom, scaled to a standard deviation of 1.

    The variance of t is df / (df - 2), so that sigma stays the standard deviation; the *scale* of
    the t distribution, which a likelihood for t errors estimates, is sigma sqrt((df - 2) / df).
    The kurtosis is 3 + 6 / (df - 4) for df > 4, and infinite below.
    """

    df: float

    def __post_init__(self) -> None:
        _require_number("df", self.df)
        if not 2 < self.df < np.inf:
            raise ValueError(
                f"df is {self.df}; wanted a finite number above 2: with fewer degrees of freedom "
                "t has no finite standard deviation, and sigma would mean nothing."
            )

    def draw(self, rng: np.random.Generator, X: Array, replications: int) -> Array:
        noise = rng.standard_t(self.df, size=(replications, len(X)))
        noise *= np.sqrt((self.df - 2) / self.df)
        return noise


@dataclass(frozen=True)
class Independent(Noise):
    """Independent noise of any shape, drawn by a function ``(rng, shape) -> array``.

    The function promises mean 0 and standard deviation 1. Skewed noise, for example:
    ``Independent(lambda rng, shape: rng.exponential(size=shape) - 1)``.
    """

    function: Callable[[np.random.Generator, tuple[int, int]], np.ndarray]

    def draw(self, rng: np.random.Generator, X: Array, replications: int) -> Array:
        shape = (replications, len(X))
        noise = np.array(self.function(rng, shape), dtype=np.float64)
        if noise.shape != shape:
            raise ValueError(
                f"The noise function returned shape {noise.shape}; asked for {shape}, it must "
                "return an array of that shape."
            )
        if not np.isfinite(noise).all():
            raise ValueError("The noise function returned nan or inf; noise is finite numbers.")
        return noise


@dataclass(frozen=True)
class Heteroskedastic(Noise):
    """Independent normal noise whose standard deviation changes from row to row.

    Row i has the standard deviation sigma × ``function(X)[i]``, so sigma is that of a row where
    the function is 1. The function must work row by row; noise that grows with the first
    predictor: ``Heteroskedastic(lambda X: 0.2 + X[:, 1])``.
    """

    function: Callable[[np.ndarray], np.ndarray]

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise TypeError(
                f"Heteroskedastic was given a {type(self.function).__name__}; wanted a function of "
                "X that returns a standard deviation for each row: lambda X: 0.2 + X[:, 1]."
            )

    def draw(self, rng: np.random.Generator, X: Array, replications: int) -> Array:
        noise = rng.standard_normal((replications, len(X)))
        noise *= self.relative_sd(X)
        return noise

    def relative_sd(self, X: Array) -> Array:
        sd = np.array(self.function(X), dtype=np.float64)
        if sd.shape != (len(X),):
            raise ValueError(
                f"The function of X returned shape {sd.shape}; wanted ({len(X)},), a standard "
                "deviation for each row."
            )
        bad = np.flatnonzero(~(np.isfinite(sd) & (sd >= 0)))
        if len(bad):
            raise ValueError(
                f"The function of X returned {sd[bad[0]]:g} for row {bad[0]}; a standard deviation "
                "is a finite number, zero or more."
            )
        return sd


@dataclass(frozen=True)
class AR1(Noise):
    """Serial dependence: each row's noise remembers `rho` times that of the row before.

    A stationary autoregression of first order with normal steps: every row has the standard
    deviation sigma, and rows k apart have the correlation rho^k (Box & Jenkins 1970, §3.2.3).
    """

    rho: float

    def __post_init__(self) -> None:
        _require_number("rho", self.rho)
        if not -1 < self.rho < 1:
            raise ValueError(
                f"rho is {self.rho}; wanted a number between -1 and 1: from there on the noise "
                "grows without bound and has no standard deviation."
            )

    def draw(self, rng: np.random.Generator, X: Array, replications: int) -> Array:
        noise = rng.standard_normal((replications, len(X)))
        noise[:, 1:] *= np.sqrt(1 - self.rho**2)  # the first row starts in the stationary law
        return self._remember(noise)

    def covariance_times(self, X: Array, columns: Array) -> Array:
        # Row i of C @ columns sums rho^|i - j| columns[j]: once over the past, once over the
        # future, and j = i was counted twice.
        past = self._remember(columns.T.copy())
        future = self._remember(columns.T[:, ::-1].copy())[:, ::-1]
        return (past + future).T - columns

    def _remember(self, steps: Array) -> Array:
        """Sum rho^k steps[:, i - k] over k, in place; `steps` is (k, n).

        With L the shift by one row, the sum is (1 - rho L)⁻¹ = (1 + rho L)(1 + rho² L²)(1 + rho⁴
        L⁴) …, so log2(n) passes do it.
        """
        lag, weight = 1, float(self.rho)
        while lag < steps.shape[1] and weight != 0:
            steps[:, lag:] += weight * steps[:, :-lag]
            lag, weight = 2 * lag, weight**2
        return steps


def _require_number(name: str, value: object) -> None:
    if not isinstance(value, Real):
        raise TypeError(f"{name} is {value!r}; wanted one number.")
