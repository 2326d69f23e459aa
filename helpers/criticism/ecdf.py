"""Are these numbers uniform? The empirical distribution function and its simultaneous band.

Of n independent uniform numbers, the count that lie at or below a point z is binomial, and z by z
its quantiles make a band. But a line that crosses many points leaves such a band somewhere far more
often than 5 % of the time, so that the band has to be wider; how much wider, is computed here, not
simulated.

The counts at the points 1/K, 2/K, … are a Markov chain. Instead of its binomial steps we take those
of a Poisson process with n events, whose steps all have one law: where n events are given, it is
the same chain. The probability of a path within the band is then K truncated convolutions.

Sources: Säilynoja, Bürkner & Vehtari 2022, *Statistics and Computing* 32, 32, for band and test;
Moscovich & Nadler 2017, *Statistics & Probability Letters* 123, 177–182, for the Poisson process.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom, poisson

from helpers.arguments import confidence_level, real_numbers, require_count
from helpers.arrays import Array

FEWEST, MOST = 100, 1000  # points, where nobody chooses their number
TIES = 1 + 1e-9  # binomial tails that differ by less are the same
ROUNDING = 1e-11  # of a probability


class EcdfBand(NamedTuple):
    """A band for an empirical distribution function; each array has the shape (points + 1,)."""

    z: Array  # 0, 1/points, …, 1
    lower: Array  # between lower and upper, both included, lies the share of numbers up to z
    upper: Array

    def shares(self, values: ArrayLike) -> Array:
        """The share of these numbers up to each z: the line that the band should hold."""
        return np.searchsorted(np.sort(values), self.z, side="right") / len(values)


def ecdf_band(n: int, level: float = 0.95, points: int | None = None) -> EcdfBand:
    """The band that holds the whole distribution function of n uniform numbers, 95 times in 100.

    Parameters
    ----------
    n : int
        How many independent numbers there are.
    level : float
        Of so many samples at least, the function lies in the band at all points: the narrowest
        such band whose chance to be left is the same, as nearly as counts allow, at each point.
    points : int, optional
        The function is looked at in 1/points, 2/points, …; from 100 to 1,000, n if that is
        between.

    Returns
    -------
    EcdfBand
        z, lower, upper. For a picture of the difference draw ``upper - z`` and ``lower - z``.
    """
    n, points = require_count("n", n), _points(points, n)
    return _band(n, confidence_level(level), points)


def ecdf_p_value(pit: ArrayLike, points: int | None = None) -> float:
    """The chance that n uniform numbers look at least as little uniform as these.

    At each point the count of numbers up to it has a binomial tail probability. The smallest of
    them, over all points, is compared with its own law, which is exact. The value is at most
    ``1 - level`` exactly where the distribution function leaves ``ecdf_band(n, level)``.

    Parameters
    ----------
    pit : array_like, shape (n,)
        Independent numbers between 0 and 1, such as probability integral transforms. Ranks r
        among L draws are made such numbers by ``(r + rng.random(n)) / (L + 1)``; without the
        random number they would not be uniform.
    points : int, optional
        As in `ecdf_band`. With ``points = L + 1`` the random numbers play no part.

    Returns
    -------
    float
        Exact to 1e-11. A smaller value is Bonferroni's bound: the smallest tail times the number
        of tails.

    Raises
    ------
    TypeError, ValueError
        For what are no numbers between 0 and 1.
    """
    values = real_numbers("pit", pit, "numbers between 0 and 1")
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"pit has shape {values.shape}; wanted (n,), at least one number.")
    inside = (values >= 0) & (values <= 1)  # false for nan
    if not inside.all():
        where = int(np.flatnonzero(~inside)[0])
        raise ValueError(
            f"pit is {values[where]} at {where}; wanted numbers between 0 and 1. A rank r among L "
            "draws becomes (r + rng.random()) / (L + 1)."
        )
    n = len(values)
    z = _grid(_points(points, n))
    counts = np.searchsorted(np.sort(values), z, side="right")
    tail = min(binom.cdf(counts, n, z).min(), binom.sf(counts - 1, n, z).min())
    bound = 2 * len(z) * tail
    if bound < ROUNDING:
        return float(bound)
    return float(np.clip(1 - _chance_inside(n, tail, len(z) + 1), tail, bound))


def _points(points: int | None, n: int) -> int:
    if points is None:
        return int(np.clip(n, FEWEST, MOST))
    return require_count("points", points, least=2)


def _grid(points: int) -> Array:
    """1/points, 2/points, … up to and without 1."""
    return np.arange(1, points) / points


@cache
def _band(n: int, level: float, points: int) -> EcdfBand:
    # By Bonferroni's inequality the tail is not below the first of these, and never above 1/2.
    narrow, wide = 0.5, 0.5 * (1 - level) / points
    while narrow / wide > TIES:
        middle = np.sqrt(narrow * wide)
        if _chance_inside(n, middle, points) > level - ROUNDING:
            wide = middle
        else:
            narrow = middle
    lower, upper = _bounds(n, wide, points)
    z = np.concatenate([[0.0], _grid(points), [1.0]])
    band = EcdfBand(z, *(np.concatenate([[0], b, [n]]) / n for b in (lower, upper)))
    for part in band:
        part.setflags(write=False)
    return band


def _bounds(n: int, tail: float, points: int) -> tuple[Array, Array]:
    """The counts, from and to, of which neither binomial tail is `tail` or less, at each point."""
    lower = np.maximum(binom.ppf(tail * TIES, n, _grid(points)), 0).astype(int)
    return lower, n - lower[::-1]


def _chance_inside(n: int, tail: float, points: int) -> float:
    """The probability that n uniform numbers keep to the bounds at all points."""
    lower, upper = _bounds(n, tail, points)
    if (lower > upper).any():
        return 0.0
    rate = n / points
    longest = min(n, int(rate + 12 * np.sqrt(rate) + 40))  # longer steps: below 1e-30
    step = poisson.pmf(np.arange(longest + 1), rate)
    paths, first = np.ones(1), 0  # probabilities of the counts first, first + 1, …
    for low, high in zip(lower.tolist(), upper.tolist(), strict=True):
        paths = np.convolve(paths, step[: high - first + 1])[low - first : high - first + 1]
        first = low
    last = poisson.pmf(n - first - np.arange(len(paths)), rate)
    return float(paths @ last / poisson.pmf(n, n))
