"""The posterior of log sigma, the one number that is left to integrate over, and all its peaks.

With t = log(sigma / unit), the slope of the log posterior of t has one part that falls as t grows
(likelihood and prior law) and one that rises and falls again, positive throughout: what the
conflict between data and prior means adds (see `given_sigma`). Where there is conflict, sigma may
be small, with the prior overruled, or large, with the conflict taken for noise, and two peaks are
possible (O'Hagan & Forster 2004, §3.35). They can only lie between the root of the falling part
and the root of the falling part plus the most that the conflict can still add: left of the one the
slope is positive, right of the other negative. Without conflict the two roots are one. So no peak
is missed, however narrow; `quadrature.peaks`, which knows values alone, could not say that.
"""

import math
from dataclasses import dataclass

import numpy as np

from helpers.arrays import Array
from helpers.bayes.priors import SigmaLaw
from helpers.bayes.regression.given_sigma import GivenSigma

WIDE = 0.01 * np.sinh(np.linspace(-9.0, 9.0, 65))  # t up to ±40, finest about 0
RESOLVED = 1e-12  # of t: a narrower peak is told from its neighbours by too few digits
ROUNDED = 1e-4  # of the log density: more rounding moves an sd by more than its millionth part


@dataclass(frozen=True, eq=False)
class LogSigma:
    """The posterior density of t = log(sigma / unit), up to a factor.

    Attributes
    ----------
    given : GivenSigma
    law : HalfCauchy, HalfNormal, InverseGamma or Flat
    """

    given: GivenSigma
    law: SigmaLaw

    @property
    def fall(self) -> float:
        """As t grows the density falls like e^(-fall t); E[sigma^m] exists for m < fall."""
        return self.law.tail - 1 + self.given.n - self.given.flats

    def log_density(self, t: Array) -> Array:
        """Log-likelihood, law of sigma, and the Jacobian d sigma / dt = sigma; shape as t."""
        sigma = self.given.unit * np.exp(t)
        return self.given.log_likelihood(t) + self.law.log_density(sigma) + t

    def rounding(self, t: Array) -> Array:
        """How far off rounding may put `log_density`; shape as t.

        As far as the largest of its terms has no more digits; those of the law of sigma are of the
        size of its slope, or of its curvature where they cancel.
        """
        sigma = self.given.unit * np.exp(t)
        of_law = np.maximum(np.abs(self.law.slope(sigma)), np.abs(self.law.curvature(sigma)))
        return np.finfo(float).eps * np.maximum(self.given.largest_term(t), of_law)

    def falling_slope(self, t: Array) -> Array:
        """The part of the derivative of `log_density` that falls as t grows."""
        of_law = self.law.slope(self.given.unit * np.exp(t)) + 1
        return self.given.falling_slope(t) + of_law

    def slope(self, t: Array) -> Array:
        """The derivative of `log_density`."""
        return self.falling_slope(t) + self.given.conflicting_slope(t)

    def peaks(self) -> list[tuple[float, float]]:
        """All peaks: place, good to a fraction of its width, and width (-curvature)^(-½).

        Raises
        ------
        ValueError
            Where the units of data and prior differ beyond all reason: where rounding of the log
            density at its highest peak exceeds `ROUNDED`, and its shape with it.
        """
        found = self._all_peaks()
        places = np.array([place for place, _ in found])
        if self.rounding(places)[self.log_density(places).argmax()] > ROUNDED:
            raise ValueError(
                "Data and prior contradict each other by more than floating-point numbers can tell:"
                " are they in the same units? Or the prior all but knows sigma: then give "
                "Fixed(value)."
            )
        return found

    def _all_peaks(self) -> list[tuple[float, float]]:
        """Between the roots that the module's docstring speaks of."""
        grid, before, at_most = WIDE, math.inf, self.given.most_conflict
        while True:
            falling = self.falling_slope(grid)
            first = np.count_nonzero(falling > 0) - 1
            last = np.count_nonzero(falling > -at_most)
            if last > first + 1:  # then it is worth a closer look
                last = np.count_nonzero(falling + self.given.conflict_ahead(grid) > 0)
            if first < 0 or last == len(grid):
                raise ValueError(
                    "The data's sigma and the prior's differ by more than a factor of 1e17. Are "
                    "they in the same units?"
                )
            low, high = float(grid[first]), float(grid[last])
            width = _width(low, high, float(falling[first] - falling[last]))
            if high - low < 0.25 * max(width, RESOLVED):
                return [(0.5 * (low + high), width)]
            if high - low > 0.5 * before:
                return self._turns(np.linspace(low, high, 513))
            before = high - low
            grid = np.linspace(low, high, 17)

    def _turns(self, grid: Array) -> list[tuple[float, float]]:
        """Every place between the ends of the grid where the slope turns from positive."""
        slope, found = self.slope(grid), []
        for i in np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0)):
            low, high = float(grid[i]), float(grid[i + 1])
            width = _width(low, high, float(slope[i] - slope[i + 1]))
            if high - low > 0.25 * max(width, RESOLVED):
                found += self._turns(np.linspace(low, high, 17))
            else:
                found.append((0.5 * (low + high), width))
        return found


def _width(low: float, high: float, drop: float) -> float:
    """(-curvature)^(-½), where the slope drops so much from low to high; at most 1."""
    return 1 / math.sqrt(max(drop / (high - low), 1.0))
