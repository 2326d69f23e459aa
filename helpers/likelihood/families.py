"""The law of one error: log f(u) of the standardised residual u = (y - x'beta) / sigma.

Everything else in this package follows from three functions of u. With f(0) split off,

    log f(u) = log f(0) + kernel(u),      slope = kernel',      curvature = kernel'',

the normal law has kernel -u²/2, whose sum over rows is a squared length. That is why n rows can be
replaced by a triangle with p + 1. Student's t has -(df + 1)/2 log(1 + u²/df), and a sum of
logarithms does not fold: it needs the rows.

The slope says how hard an observation pulls. For the normal law it is -u, without limit; for
Student's t it falls back to zero, so that an outlier lets go.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from helpers.arrays import Array


@dataclass(frozen=True)
class Normal:
    """Normal errors; sigma is their standard deviation."""

    needs_rows: ClassVar[bool] = False
    estimates_df: ClassVar[bool] = False

    @property
    def log_peak(self) -> float:
        """log f(0)."""
        return -0.5 * np.log(2 * np.pi)

    def kernel(self, u: Array) -> Array:
        """log f(u) - log f(0)."""
        return -0.5 * u**2

    def slope(self, u: Array) -> Array:
        """First derivative of the kernel."""
        return -u

    def curvature(self, u: Array) -> Array:
        """Second derivative of the kernel."""
        return np.full_like(u, -1.0)

    @property
    def expected(self) -> tuple[float, float]:
        """Expected information of one observation, in units of x x' / sigma² and in log sigma."""
        return 1.0, 2.0


@dataclass(frozen=True)
class StudentT:
    """Errors that are sigma times Student's t: heavy tails.

    Here sigma is the scale, not the standard deviation: that is sigma √(df / (df - 2)), and
    infinite for df <= 2 (Lange, Little & Taylor 1989, *JASA* 84, 881–896).

    Parameters
    ----------
    df : float, optional
        Degrees of freedom, positive; 1 is the Cauchy law, inf the normal one. Without it, `fit`
        estimates df together with beta and sigma.
    """

    df: float | None = None
    needs_rows: ClassVar[bool] = True

    def __post_init__(self):
        if self.df is not None and not self.df > 0:
            raise ValueError(f"df is {self.df}; degrees of freedom are a positive number.")

    @property
    def estimates_df(self) -> bool:
        """Whether df is left to the data."""
        return self.df is None

    @property
    def log_peak(self) -> float:
        """log f(0)."""
        v = self._known_df
        if np.isinf(v):
            return Normal().log_peak
        return float(gammaln((v + 1) / 2) - gammaln(v / 2) - 0.5 * np.log(v * np.pi))

    def kernel(self, u: Array) -> Array:
        """log f(u) - log f(0)."""
        v = self._known_df
        return Normal().kernel(u) if np.isinf(v) else -0.5 * (v + 1) * np.log1p(u**2 / v)

    def slope(self, u: Array) -> Array:
        """First derivative of the kernel, -w u with the weight w = (df + 1) / (df + u²)."""
        v = self._known_df
        return -u if np.isinf(v) else -(v + 1) * u / (v + u**2)

    def curvature(self, u: Array) -> Array:
        """Second derivative of the kernel: negative near 0, positive for `|u| > √df`."""
        v = self._known_df
        if np.isinf(v):
            return Normal().curvature(u)
        return (v + 1) * (u**2 - v) / (v + u**2) ** 2

    @property
    def expected(self) -> tuple[float, float]:
        """Expected information of one observation, in units of x x' / sigma² and in log sigma."""
        v = self._known_df
        return (1.0, 2.0) if np.isinf(v) else ((v + 1) / (v + 3), 2 * v / (v + 3))

    def by_log_df(self, u: Array) -> tuple[Array, Array, Array]:
        """First and second derivative of log f by log df, and the first of the slope."""
        v, u2 = self._known_df, u**2
        constant = 0.5 * (digamma((v + 1) / 2) - digamma(v / 2) - 1 / v)
        bend = 0.25 * (polygamma(1, (v + 1) / 2) - polygamma(1, v / 2)) + 0.5 / v**2
        first = constant - 0.5 * np.log1p(u2 / v) + 0.5 * (v + 1) * u2 / (v * (v + u2))
        second = bend + 0.5 * u2 * (
            1 / (v * (v + u2)) + (v**2 + v * u2 - (v + 1) * (2 * v + u2)) / (v * (v + u2)) ** 2
        )
        of_slope = v * u * (1 - u2) / (v + u2) ** 2
        return v * first, v**2 * second + v * first, of_slope

    @property
    def expected_with_log_df(self) -> tuple[float, float]:
        """Expected information of one observation in log df, and in (log sigma, log df)."""
        v = self._known_df
        trigammas = polygamma(1, v / 2) - polygamma(1, (v + 1) / 2)
        of_df = trigammas / 4 - (v + 5) / (2 * v * (v + 1) * (v + 3))
        return float(v**2 * of_df), -2 * v / ((v + 1) * (v + 3))

    @property
    def _known_df(self) -> float:
        if self.df is None:
            raise ValueError("StudentT() has no df yet. Write StudentT(4), or let `fit` find one.")
        return self.df


Family = Normal | StudentT


def as_family(family: "Family | str") -> Family:
    """Accept "normal" for Normal(); otherwise one of the two families."""
    if family == "normal":
        return Normal()
    if isinstance(family, Normal | StudentT):
        return family
    if family is StudentT:
        return StudentT()
    raise TypeError(f'family is {family!r}; wanted "normal", StudentT(df) or StudentT().')
