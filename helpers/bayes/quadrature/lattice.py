"""One density to the last digit: an even lattice, and the distribution function it gives.

The density f of t, the logarithm of a scale, is analytic and falls off on both sides, and then the
plainest quadrature is the best: the trapezoid sum on an even lattice of step h is wrong by only
e^(-2π d/h), where 2d is the width of the strip in the complex plane in which f is analytic
(Trefethen & Weideman 2014, *SIAM Review* 56, 385–458). The same lattice gives the distribution
function, by integrating the band-limited function through its values (Stenger 1993, *Numerical
Methods Based on Sinc and Analytic Functions*, §3.6):

    F(t_j) = h Σ_k f(t_k) (½ + Si(π (j - k)) / π),     wrong by e^(-π d/h).

How far the sum over even nodes is from the sum over odd ones says how large that error is, and the
step is halved until it is rounding. This is what differs from `trapezoid`, where rows of densities
share a step chosen beforehand: here there is one, which costs little at any t, and all of its peaks
are known, however narrow.

*Between the nodes* F is interpolated in the coordinate in which it is nearly a straight line,
z = Φ⁻¹(F(t)): through z and its first two derivatives, which f and its slope supply, goes one
polynomial of degree five in each cell. Read the other way, t as a function of z, it turns normal
random numbers into draws of t.
"""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtri, sici

from helpers.arrays import Array
from helpers.bayes.errors import ImproperPosteriorError
from helpers.bayes.quadrature.interpolation import Cubic, Quintic, Table
from helpers.bayes.quadrature.peaks import FARTHEST, NEGLIGIBLE, window
from helpers.bayes.quadrature.tails import beyond, lean_for

FINEST = 2**17  # nodes in an interval
DIRECT = 1024  # nodes up to which a plain convolution is faster
ROUGH = 0.2  # the most by which log dz/dt may change from node to node
FAR = 1e-13  # of probability: what is beyond the last node that has a z
FAR_ENDS, MIDDLE = np.array([FAR, 1 - FAR]), np.array([-6.0, 6.0])
COARSE, FINE = np.linspace(-9, 9, 81), np.linspace(-9, 9, 641)  # z, in tables for drawing
NOTHING = math.exp(-NEGLIGIBLE)
STEP = 0.25  # from node to node, in widths of the narrowest peak
NEARLY_NORMAL = 8.5, 12.0  # widths below and above the peak that hold nearly normal mass
SQRT_2PI = float(np.sqrt(2 * np.pi))


class LogDensity(Protocol):
    """A density of t, up to a factor, as `lattice` wants it.

    Attributes
    ----------
    fall : float
        As t grows the density falls like e^(-fall t); inf where it falls faster.
    """

    fall: float

    def log_density(self, t: Array) -> Array:
        """Log of the density at t of shape (m,): same shape."""

    def slope(self, t: Array) -> Array:
        """Its derivative by t: same shape."""

    def peaks(self) -> list[tuple[float, float]]:
        """All peaks: place, good to a fraction of its width, and width (-curvature)^(-½)."""


@dataclass(frozen=True, eq=False)
class Lattice:
    """Nodes, weights and distribution function of t.

    Attributes
    ----------
    target : LogDensity
    t : ndarray, shape (m,)
    density : ndarray, shape (m,)
        The density of t at the nodes.
    cdf : ndarray, shape (m,)
        The distribution function at the nodes.
    log_total : float
        Log of the integral of the density before it was normalised.
    steps : float, or ndarray of shape (m,)
        From node to node, one for all or one for each.
    fineness : float
        With which it was made.
    """

    target: LogDensity
    t: Array
    density: Array
    cdf: Array
    steps: float | Array
    log_total: float
    fineness: float

    @cached_property
    def weights(self) -> Array:
        """Of the nodes in an expectation, shape (m,); their sum is 1."""
        return self.density * self.steps

    @property
    def step(self) -> float:
        """The widest between two nodes."""
        return float(np.max(self.steps))

    def beyond(self, moment: int) -> float:
        """What E[e^(moment t)] has beyond the last node; inf if it diverges."""
        if self.target.fall <= moment:
            return math.inf
        last = self.weights[-1] * np.exp(moment * self.t[-1])
        return float(last * beyond(self.target.fall, self.t[-1] - self.t[-2], moment))

    @cached_property
    def t_of_z(self) -> Quintic:
        """t as a function of z, standard normal."""
        t, z, first, bend = self._bent
        slope = 1 / first
        return Quintic(z, t, slope, -bend * slope * slope)

    @cached_property
    def z_of_t(self) -> Quintic:
        """Its inverse."""
        t, z, first, bend = self._bent
        return Quintic(t, z, first, bend * first)

    @cached_property
    def _in_z(self) -> tuple[Array, Array, Array]:
        """Nodes with their z and dz/dt, without those that rounding keeps from rising."""
        first, last = self.cdf.searchsorted(FAR_ENDS)
        t, density, z = self.t[first:last], self.density[first:last], ndtri(self.cdf[first:last])
        if (z[1:] - z[:-1]).min() < 1e-10:
            highest = np.maximum.accumulate(z)
            rising = np.concatenate([[True], z[1:] > highest[:-1] + 1e-10])
            t, density, z = t[rising], density[rising], z[rising]
        return t, z, density * SQRT_2PI * np.exp(0.5 * z * z)

    @cached_property
    def _bent(self) -> tuple[Array, Array, Array, Array]:
        """`_in_z` and the derivative of log(dz/dt) by t; of a finer lattice where it is rough."""
        t, z, first = self._in_z
        bend = self.target.slope(t) + z * first
        rough = self.step * np.abs(bend[np.abs(z) < 6]).max() > ROUGH
        if rough and len(t) < FINEST:
            return lattice(self.target, 2 * self.fineness)._bent
        return t, z, first, bend

    def of_normals(self, z: Array) -> Array:
        """Draws of t, made of draws from the standard normal."""
        table = self._table
        return self.t_of_z(z) if table is None else table(z)

    @cached_property
    def _table(self) -> Table | None:
        """`t_of_z` in even cells, in which no search is needed; None where it is too uneven.

        A cubic is wrong by width⁴ / 384 times the fourth derivative, which is about dt/dz times
        the cube of `uneven`, the rate at which log dt/dz changes: kept below 1e-7 of dt/dz.
        """
        t, z, first = self._in_z
        start, stop = z.searchsorted(MIDDLE)
        logs, middle = np.log(first[start:stop]), z[start:stop]
        uneven = float(np.abs((logs[1:] - logs[:-1]) / (middle[1:] - middle[:-1])).max())
        for places, rough in ((COARSE, Cubic), (FINE, None)):
            width = places[1] - places[0]
            if (uneven * width) ** 3 * width < 4e-5:
                t_of_z = rough(z, t, 1 / first) if rough else self.t_of_z
                return Table(places, *t_of_z.with_slope(places))
        return None


def lattice(target: LogDensity, fineness: float = 1.0) -> Lattice:
    """Cover a density with nodes, as densely as its shape asks for.

    Parameters
    ----------
    target : LogDensity
    fineness : float
        Makes the step as much smaller; for integrands that vary faster than the density.

    Raises
    ------
    ImproperPosteriorError
        Where the tail is too heavy for floating-point numbers.
    """
    with np.errstate(over="ignore"):  # far out squares overflow, where nothing is left
        parts = _parts(target, fineness)
    if parts[-1].f[-1] > FAR:
        raise ImproperPosteriorError(
            "The posterior of sigma is proper, but has so heavy a tail that floating-point numbers "
            "do not reach its end. Give sigma a prior that says more, or more rows."
        )
    top = max(part.top for part in parts)
    heights = [math.exp(part.top - top) for part in parts]
    masses = [height * part.mass for height, part in zip(heights, parts, strict=True)]
    total, below, density, cdf = sum(masses), 0.0, [], []
    for part, height, mass in zip(parts, heights, masses, strict=True):
        density.append(part.f * (height / total))
        cdf.append(_running_sum(part.f) * (height * part.step / total) + below)
        below += mass / total
    one = len(parts) == 1
    return Lattice(
        target=target,
        t=parts[0].t if one else np.concatenate([part.t for part in parts]),
        density=density[0] if one else np.concatenate(density),
        cdf=cdf[0] if one else np.concatenate(cdf),
        steps=parts[0].step if one else np.concatenate([0 * part.t + part.step for part in parts]),
        log_total=top + math.log(total),
        fineness=fineness,
    )


class Part(NamedTuple):
    """One interval's nodes, and the density over its top e^top at them."""

    t: Array
    f: Array
    top: float
    step: float
    mass: float


def _parts(target: LogDensity, fineness: float) -> list[Part]:
    """The intervals that hold the mass."""
    peaks = target.peaks()
    if len(peaks) == 1:  # with a hundred rows it is as good as normal, and nothing need be probed
        place, width = peaks[0]
        below, above = NEARLY_NORMAL
        part = _part(target, place - below * width, place + above * width, width, fineness)
        if max(part.f[0], part.f[-1] * math.exp(2 * above * width)) < NOTHING:
            return [part]
    return [_part(target, *interval, fineness) for interval in _intervals(target, peaks)]


def _intervals(
    target: LogDensity, peaks: list[tuple[float, float]]
) -> list[tuple[float, float, float]]:
    """Disjoint intervals that hold all but 1e-16 of the mass: (start, end, narrowest width)."""

    def within_reach(t):
        return target.log_density(np.clip(t, -FARTHEST, FARTHEST).ravel()).reshape(t.shape)

    places, widths = np.array(peaks).T
    heights = target.log_density(places)
    counts = heights > heights.max() - NEGLIGIBLE
    places, widths = places[counts], widths[counts]
    sides = window(within_reach, places, widths, lean_for(target.fall))
    starts, ends = (np.clip(side, -FARTHEST, FARTHEST).tolist() for side in sides)
    found = []
    for start, end, width in zip(starts, ends, widths.tolist(), strict=True):
        if found and start <= found[-1][1]:
            before, behind, narrowest = found.pop()
            start, end, width = min(before, start), max(behind, end), min(narrowest, width)
        found.append((start, end, width))
    return found


def _part(target: LogDensity, start: float, end: float, width: float, fineness: float) -> Part:
    count = 32 * math.ceil(fineness * (end - start) / (STEP * width) / 32)
    before = np.inf
    while True:
        step = (end - start) / (count - 1)
        t = start + step * np.arange(count)
        f = target.log_density(t)
        top = float(f.max())
        f = np.exp(f - top)
        even, odd = float(f[::2].sum()), float(f[1::2].sum())
        error = 2 * abs(even - odd) / (even + odd)
        if error < 1e-11 or count > FINEST or (count > DIRECT and error > 0.5 * before):
            # Or no better for it, and then the rest is rounding.
            return Part(t, f, top, step, step * (even + odd))
        before = error
        count *= 2


def _running_sum(f: Array) -> Array:
    """∫ f up to each node, in units of the step."""
    kernel = _sinc_integral(len(f))
    if len(f) <= DIRECT:
        return np.convolve(f, kernel, "valid")
    m = len(f)
    size = next_fast_len(len(kernel) + m - 1, real=True)
    return irfft(rfft(f, size) * rfft(kernel, size), size)[m - 1 : 2 * m - 1]


@lru_cache(maxsize=64)
def _sinc_integral(m: int) -> Array:
    """½ + Si(π k) / π for k = -(m-1), …, m - 1."""
    kernel = 0.5 + sici(np.pi * np.arange(1 - m, m))[0] / np.pi
    kernel.setflags(write=False)
    return kernel
