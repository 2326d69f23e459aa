"""Where the posterior of sigma has its mass: all of its peaks, and how far each reaches.

With t = log(sigma / unit), the slope of the log posterior of t has one part that falls as t grows
(likelihood and prior law) and one that rises and falls again, positive throughout: what the
conflict between data and prior means adds (see `coefficients`). Where there is conflict, sigma may
be small, with the prior overruled, or large, with the conflict taken for noise, and two peaks are
possible (O'Hagan & Forster 2004, §3.35). They can only lie between the root of the falling part
and the root of the falling part plus the most that the conflict can still add: left of the one the
slope is positive, right of the other negative. Without conflict the two roots are one.
"""

import math
from dataclasses import dataclass

import numpy as np

from helpers.arrays import Array
from helpers.bayes.coefficients import GivenSigma
from helpers.bayes.priors import SigmaLaw

WIDE = 0.01 * np.sinh(np.linspace(-9.0, 9.0, 65))  # t up to ±40, finest about 0
FARTHEST = 340.0  # of t: beyond, squares of sigma over- or underflow
DROP = 38.0  # e^-38 is 3e-17
RESOLVED = 1e-12  # of t: a narrower peak is told from its neighbours by too few digits
REACH = 1.5 * 1.15 ** np.arange(60.0)  # probes for the ends of a peak, in its widths
PROBES = np.concatenate([-REACH[::-1], [0.0], REACH])


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
    def decay(self) -> float:
        """As t grows the density falls like e^(-decay t); E[sigma^m] exists for m < decay."""
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
        """All peaks: place, good to a fraction of its width, and width (-curvature)^(-½)."""
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

    def intervals(self, peaks: list[tuple[float, float]]) -> list[tuple[float, float, float]]:
        """Disjoint intervals that hold all but 1e-16 of the mass: (start, end, narrowest width)."""
        probed = []
        for place, width in peaks:
            t = np.clip(place + width * PROBES, -FARTHEST, FARTHEST)
            probed.append((width, t, self.log_density(t)))
        middle, found = len(REACH), []
        top = max(value[middle] for _, _, value in probed)
        for width, t, value in probed:
            if value[middle] < top - DROP:
                continue
            start = self._start(t[middle::-1], value[middle::-1], top)
            end = self._end(t[middle:], value[middle:], top)
            if found and start <= found[-1][1]:
                before, _, narrowest = found.pop()
                start, width = min(before, start), min(narrowest, width)
            found.append((start, end, width))
        return found

    def _start(self, t: Array, value: Array, top: float) -> float:
        far = value < top - DROP
        while not (far.any() or t[-1] == -FARTHEST):
            t = np.maximum(t[0] + (t[-1] - t[0]) * REACH, -FARTHEST)
            far = self.log_density(t) < top - DROP
        return float(t[far.argmax() if far.any() else -1])

    def _end(self, t: Array, value: Array, top: float) -> float:
        """As `_start`; but the tail may be heavy, and mean and variance shall have their mass too.

        The end is either where the density times sigma² (or times sigma, or the density alone, as
        moments exist) has dropped as well, or where it is a pure power of sigma, of which the rest
        is known.
        """
        moment = 2 if self.decay > 2 else 1 if self.decay > 1 else 0
        place = t[0]
        far = self._is_far(t, value, value + moment * (t - place), top)
        while not (far.any() or t[-1] == FARTHEST):
            t = np.minimum(place + (t[-1] - place) * REACH, FARTHEST)
            value = self.log_density(t)
            far = self._is_far(t, value, value + moment * (t - place), top)
        return float(t[far.argmax() if far.any() else -1])

    def _is_far(self, t: Array, value: Array, weighted: Array, top: float) -> Array:
        highest = np.maximum(np.maximum.accumulate(weighted), top)
        ended = weighted < highest - DROP
        if self.decay < 40:
            ended |= np.abs(self.slope(t) + self.decay) < 1e-10
        return ended & (value < top - DROP)


def _width(low: float, high: float, drop: float) -> float:
    """(-curvature)^(-½), where the slope drops so much from low to high; at most 1."""
    return 1 / math.sqrt(max(drop / (high - low), 1.0))
