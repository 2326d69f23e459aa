"""Sums for integrals: the posterior of log sigma on an even lattice, exact to rounding.

The density f of t = log sigma is analytic and falls off on both sides, and then the plainest
quadrature is the best: the trapezoid sum on an even lattice of step h is wrong by only e^(-2π d/h),
where 2d is the width of the strip in the complex plane in which f is analytic (Trefethen &
Weideman 2014, *SIAM Review* 56, 385–458). The same lattice gives the distribution function, by
integrating the band-limited function through its values (Stenger 1993, *Numerical Methods Based on
Sinc and Analytic Functions*, §3.6):

    F(t_j) = h Σ_k f(t_k) (½ + Si(π (j - k)) / π),     wrong by e^(-π d/h).

How far the sum over even nodes is from the sum over odd ones says how large that error is.

*Between the nodes* F is interpolated in the coordinate in which it is nearly a straight line,
z = Φ⁻¹(F(t)): through z and its first two derivatives, which f and its slope supply, goes one
polynomial of degree five in each cell. Read the other way, t as a function of z, it turns normal
random numbers into draws of log sigma.
"""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.signal import fftconvolve
from scipy.special import ndtri, sici

from helpers.arrays import Array
from helpers.bayes.peaks import LogSigma

FINEST = 2**17  # nodes in an interval
DIRECT = 1024  # nodes up to which a plain convolution is faster
FAR = 1e-13  # of probability: what is beyond the last node that has a z
CELLS = 64, 512  # of the table for drawing
SQRT_2PI = float(np.sqrt(2 * np.pi))


@dataclass(frozen=True, eq=False)
class Lattice:
    """Nodes, weights and distribution function of t = log(sigma / unit).

    Attributes
    ----------
    law : LogSigma
    t : ndarray, shape (m,)
    weights : ndarray, shape (m,)
        Of the nodes in an expectation; their sum is 1.
    density : ndarray, shape (m,)
        The density of t at the nodes.
    cdf : ndarray, shape (m,)
        The distribution function at the nodes.
    log_total : float
        Log of the integral of the density before it was normalised.
    step : float
        Between the last two nodes.
    """

    law: LogSigma
    t: Array
    weights: Array
    density: Array
    cdf: Array
    log_total: float
    step: float

    def tail(self, moment: int) -> float:
        """What E[e^(moment t)] has beyond the last node: a geometric series; inf if it diverges."""
        rate = self.law.decay - moment
        if rate <= 0:
            return np.inf
        if not np.isfinite(rate) or not self.weights[-1]:
            return 0.0
        ratio = np.exp(-rate * self.step)
        return float(self.weights[-1] * np.exp(moment * self.t[-1]) * ratio / (1 - ratio))

    @cached_property
    def t_of_z(self) -> "Quintic":
        """log(sigma / unit) as a function of z, standard normal."""
        t, z, first, second = self._in_z
        return Quintic(z, t, 1 / first, -second / first**3)

    @cached_property
    def z_of_t(self) -> "Quintic":
        """Its inverse."""
        t, z, first, second = self._in_z
        return Quintic(t, z, first, second)

    @cached_property
    def _in_z(self) -> tuple[Array, Array, Array, Array]:
        """Nodes with their z, dz/dt and d²z/dt², without those that rounding keeps from rising."""
        inside = (self.cdf > FAR) & (self.cdf < 1 - FAR)
        t, density, z = self.t[inside], self.density[inside], ndtri(self.cdf[inside])
        highest = np.maximum.accumulate(z)
        if (z[1:] - highest[:-1]).min() < 1e-10:
            rising = np.concatenate([[True], z[1:] > highest[:-1] + 1e-10])
            t, density, z = t[rising], density[rising], z[rising]
        first = density * SQRT_2PI * np.exp(0.5 * z * z)
        return t, z, first, first * (self.law.slope(t) + z * first)

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Independent draws of t, shape (size,)."""
        z = rng.standard_normal(size)
        return self._table(z) if self._table is not None else self.t_of_z(z)

    @cached_property
    def _table(self) -> "Table | None":
        """`t_of_z` on even cells, which need not be searched for; None where it is too uneven."""
        ends = self.t_of_z.x[0], self.t_of_z.x[-1]
        for cells in CELLS:
            z = np.linspace(*ends, 2 * cells + 1)
            value = self.t_of_z(z)
            table = Table.through(*ends, value[::2], self.t_of_z.derivative(z[::2]))
            between = z[1::2]
            error = np.abs(table(between) - value[1::2]) * np.exp(-0.5 * between * between)
            if error.max() < 1e-8 * (value[3 * cells // 2] - value[cells // 2]):
                return table
        return None


def lattice(law: LogSigma, fineness: float = 1.0) -> Lattice:
    """Cover the posterior of log sigma with nodes, as densely as its shape asks for.

    Parameters
    ----------
    law : LogSigma
    fineness : float
        Makes the step as much smaller; for integrands that vary faster than the density.
    """
    parts = [_part(law, *interval, fineness) for interval in law.intervals()]
    top = max(log_f.max() for _, log_f, _ in parts)
    nodes = np.concatenate([t for t, _, _ in parts])
    densities = [np.exp(log_f - top) for _, log_f, _ in parts]
    masses = [f.sum() * h for f, (_, _, h) in zip(densities, parts, strict=True)]
    total, below, cdf = sum(masses), 0.0, []
    for f, (_, _, h), mass in zip(densities, parts, masses, strict=True):
        cdf.append((below + h * _running_sum(f)) / total)
        below += mass
    weights = [f * (h / total) for f, (_, _, h) in zip(densities, parts, strict=True)]
    return Lattice(
        law=law,
        t=nodes,
        weights=np.concatenate(weights),
        density=np.concatenate(densities) / total,
        cdf=np.concatenate(cdf),
        log_total=float(top + np.log(total)),
        step=parts[-1][2],
    )


def _part(law: LogSigma, start: float, end: float, width: float, fineness: float):
    """Nodes, log density at them, and step, for one interval."""
    count = 32 * math.ceil(fineness * (end - start) / (0.2 * width) / 32)
    before = np.inf
    while True:
        t, step = np.linspace(start, end, count, retstep=True)
        log_f = law.log_density(t)
        f = np.exp(log_f - log_f.max())
        even, odd = f[::2].sum(), f[1::2].sum()
        error = abs(even - odd) / even
        if error < 1e-11 or count > FINEST or (count > DIRECT and error > 0.5 * before):
            return t, log_f, step  # or no better: then the rest is rounding
        before = error
        count *= 2


def _running_sum(f: Array) -> Array:
    """∫ f up to each node, in units of the step."""
    kernel = _sinc_integral(len(f))
    if len(f) <= DIRECT:
        return np.convolve(f, kernel, "valid")
    return fftconvolve(f, kernel, "valid")


@lru_cache(maxsize=64)
def _sinc_integral(m: int) -> Array:
    """½ + Si(π k) / π for k = -(m-1), …, m - 1."""
    kernel = 0.5 + sici(np.pi * np.arange(1 - m, m))[0] / np.pi
    kernel.setflags(write=False)
    return kernel


class Quintic:
    """The piecewise polynomial of degree five through values, slopes and curvatures.

    Parameters
    ----------
    x, value, slope, curvature : ndarray, shape (m,)
        x and value rise. Beyond the ends a straight line goes on; in a cell the polynomial is kept
        between the values at its ends.
    """

    def __init__(self, x: Array, value: Array, slope: Array, curvature: Array):
        self.x, self.value, self.slope = x, value, slope
        self.width = width = x[1:] - x[:-1]
        rise = value[1:] - value[:-1]
        d0, d1 = slope[:-1] * width, slope[1:] * width
        square = width * width
        e0, e1 = 0.5 * curvature[:-1] * square, 0.5 * curvature[1:] * square
        # In u = 0 … 1 across a cell. With the first three terms known, the rest is what they
        # leave of value, slope and curvature at the cell's end.
        a, b, c = rise - d0 - e0, d1 - d0 - 2 * e0, e1 - e0
        self.coefficients = np.array(
            [value[:-1], d0, e0, 10 * a - 4 * b + c, 7 * b - 15 * a - 2 * c, 6 * a - 3 * b + c]
        )

    def __call__(self, x: Array) -> Array:
        """The value at x, of any shape."""
        cell, u, c = self._cell(x)
        inside = c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * (c[4] + u * c[5]))))
        inside = np.minimum(np.maximum(inside, self.value[cell]), self.value[cell + 1])
        below, above = np.minimum(x - self.x[0], 0), np.maximum(x - self.x[-1], 0)
        return inside + self.slope[0] * below + self.slope[-1] * above

    def derivative(self, x: Array) -> Array:
        """The slope at x, within the ends."""
        cell, u, c = self._cell(x)
        inside = c[1] + u * (2 * c[2] + u * (3 * c[3] + u * (4 * c[4] + u * (5 * c[5]))))
        return inside / self.width[cell]

    def _cell(self, x: Array) -> tuple[Array, Array, Array]:
        cell = np.searchsorted(self.x[1:-1], x, side="right")
        u = (x - self.x.take(cell)) / self.width.take(cell)
        return cell, np.minimum(np.maximum(u, 0), 1), self.coefficients.take(cell, axis=1)


@dataclass(frozen=True, eq=False)
class Table:
    """A cubic in each of evenly spaced cells: a lookup without a search."""

    start: float
    end: float
    coefficients: Array  # (cells, 4)

    @classmethod
    def through(cls, start: float, end: float, value: Array, slope: Array) -> "Table":
        """The cubics through values and slopes at the cells' ends."""
        rise = value[1:] - value[:-1]
        d = slope * ((end - start) / len(rise))
        d0, d1 = d[:-1], d[1:]
        columns = np.array([value[:-1], d0, 3 * rise - 2 * d0 - d1, d0 + d1 - 2 * rise])
        return cls(start, end, np.ascontiguousarray(columns.T))

    def __call__(self, x: Array) -> Array:
        """The value at each x, which is moved to the nearer end if it is beyond."""
        cells = len(self.coefficients)
        place = x - self.start
        place *= cells / (self.end - self.start)
        np.maximum(place, 0, out=place)
        np.minimum(place, cells * (1 - 1e-15), out=place)
        cell = place.astype(np.intp)
        place -= cell
        c0, c1, c2, c3 = self.coefficients.take(cell, axis=0).T
        value = c3 * place
        for c in (c2, c1):
            value += c
            value *= place
        value += c0
        return value
