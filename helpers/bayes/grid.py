"""The posterior on a grid: evaluate everywhere, divide by the sum.

The plainest of all methods, and for one or two parameters a good one: the density at every point
of a grid is all there is to know. Its cost grows with the power of the dimension, and it is only
as good as the grid: what lies beyond the edges is lost, and what is narrower than a step is not
seen. Both are looked at here (Gelman et al. 2013, *Bayesian Data Analysis*, §3.7 and §10.1).
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import real_numbers, require_count, require_generator
from helpers.arrays import Array

AT_THE_EDGE = 1e-3  # of the mass: more on the outermost points means that some lies beyond
LARGEST = 2**25  # points


class GridWarning(UserWarning):
    """The grid is too small or too coarse for its posterior."""


@dataclass(frozen=True, eq=False, repr=False)
class Grid:
    """A density on the points of a grid; made by `grid`.

    Attributes
    ----------
    axes : tuple of ndarray
        The values of each parameter.
    log_density : ndarray, shape (len(axes[0]), len(axes[1]), …)
        As it was given, not normalised.
    weights : ndarray, same shape
        The posterior probability of each point, with its cell; their sum is 1.
    log_integral : float
        Log of the integral of the density: for a joint density of data and parameters, the
        log evidence.
    """

    axes: tuple[Array, ...]
    log_density: Array
    weights: Array
    log_integral: float

    def __repr__(self) -> str:
        size = " × ".join(str(len(x)) for x in self.axes)
        each = ", ".join(f"{m:.5g} ± {s:.3g}" for m, s in zip(self.mean, self.sd, strict=True))
        return f"<Grid of {size} points: {each}>"

    def marginal(self, axis: int) -> Array:
        """The density of one parameter at its values: the others summed out."""
        count = len(self.axes)
        if axis not in range(-count, count):
            raise ValueError(f"axis is {axis!r}; wanted one of 0 to {count - 1}.")
        others = tuple(k for k in range(count) if k != axis % count)
        return self.weights.sum(axis=others) / _cells(self.axes[axis])

    @property
    def mean(self) -> Array:
        """Posterior means, one for each axis."""
        return np.array([w @ x for x, w in self._each()])

    @property
    def sd(self) -> Array:
        """Posterior standard deviations, one for each axis."""
        return np.array([np.sqrt(w @ (x - w @ x) ** 2) for x, w in self._each()])

    def draw(self, draws: int = 4000, rng: np.random.Generator | None = None) -> Array:
        """Grid points drawn by their weights, shape (draws, number of axes)."""
        size = require_count("draws", draws)
        require_generator(rng)
        flat = rng.choice(self.weights.size, size=size, p=self.weights.ravel())
        places = np.unravel_index(flat, self.weights.shape)
        return np.column_stack([x[i] for x, i in zip(self.axes, places, strict=True)])

    def _each(self):
        for k, x in enumerate(self.axes):
            others = tuple(j for j in range(len(self.axes)) if j != k)
            yield x, self.weights.sum(axis=others)


def grid(log_density: Callable[..., ArrayLike], *axes: ArrayLike) -> Grid:
    """Evaluate a log density at every point of a grid and normalise it.

    Parameters
    ----------
    log_density : callable
        Called once with as many arrays as there are axes, all of the grid's shape; or, where it
        cannot take arrays, once for every point with numbers. Returns the log of a density, up to
        a constant; -inf where it is zero.
    *axes : array_like, shape (m_k,)
        The values of each parameter, rising. Unequal lengths make a confused order of the axes
        crash instead of lie.

    Returns
    -------
    Grid
        axes[0] runs along the first dimension of the arrays (as with ``indexing="ij"``).

    Raises
    ------
    TypeError, ValueError
        For axes that do not rise, a log density that is nan or inf somewhere, or -inf everywhere.

    Warns
    -----
    GridWarning
        Where more than 0.1 % of the mass is on an edge, or more than half of it at one point.
    """
    values = tuple(_axis(k, x) for k, x in enumerate(axes))
    if not values:
        raise TypeError("There are no axes; wanted one array of values for each parameter.")
    size = int(np.prod([len(x) for x in values], dtype=float))
    if size > LARGEST:
        raise ValueError(
            f"The grid has {size:,} points, {LARGEST:,} at most are reasonable. A grid suits one "
            "or two parameters, three at most; beyond, draw."
        )
    meshes = np.meshgrid(*values, indexing="ij")
    value = _evaluate(log_density, meshes)
    top = value.max()
    if np.isneginf(top):
        raise ValueError("The density is zero at every point of the grid. Is the grid elsewhere?")
    weights = np.exp(value - top)
    for k, x in enumerate(values):
        weights *= _cells(x).reshape([-1 if j == k else 1 for j in range(len(values))])
    total = weights.sum()
    found = Grid(values, value, weights / total, float(top + np.log(total)))
    _warn_if_cut(found)
    return found


def _axis(k: int, x: ArrayLike) -> Array:
    wanted = "rising numbers, such as np.linspace(low, high, 101)"
    x = np.array(real_numbers(f"Axis {k}", x, wanted))  # a copy: the grid reads it later
    if x.ndim != 1 or len(x) < 2 or not (np.diff(x) > 0).all() or not np.isfinite(x).all():
        raise ValueError(
            f"Axis {k} has shape {x.shape}; wanted at least two finite, rising values, such as "
            "np.linspace(low, high, 101)."
        )
    return x


def _cells(x: Array) -> Array:
    """The length that belongs to each value: the trapezoid rule's weights."""
    between = np.diff(x)
    return 0.5 * (np.append(between, 0) + np.append(0, between))


def _evaluate(log_density: Callable, meshes: list[Array]) -> Array:
    if not callable(log_density):
        raise TypeError(
            f"log_density is a {type(log_density).__name__}; wanted a function of "
            f"{len(meshes)} parameters, and then the axes."
        )
    shape = meshes[0].shape
    try:
        value = np.asarray(log_density(*meshes))
        fits = value.shape == shape and value.dtype.kind in "biufO"
        value = value.astype(float) if fits else value
    except (TypeError, ValueError):
        fits = False
    if not fits:
        first = log_density(*(float(mesh.flat[0]) for mesh in meshes))
        if np.ndim(first) or not isinstance(first, Real):
            raise TypeError(
                f"At a single point log_density returned {first!r}; wanted one real number. Does "
                "it end in return?"
            )
        value = np.asarray(np.vectorize(log_density, otypes=[float])(*meshes))
    bad = np.isnan(value) | np.isposinf(value)
    if bad.any():
        place = [float(mesh[bad][0]) for mesh in meshes]
        raise ValueError(
            f"The log density is {value[bad][0]} at {place}; wanted a number, or -inf where the "
            "density is zero."
        )
    return value


def _warn_if_cut(found: Grid) -> None:
    for k, (x, w) in enumerate(found._each()):
        for end, name in ((0, "first"), (-1, "last")):
            if w[end] > AT_THE_EDGE:
                warnings.warn(
                    f"{w[end]:.1%} of the mass is at the {name} value {x[end]:.4g} of axis {k}: "
                    "some lies beyond it and is lost. Make the grid wider there.",
                    GridWarning,
                    stacklevel=3,
                )
        if w.max() > 0.5:
            warnings.warn(
                f"{w.max():.1%} of the mass is at one value, {x[w.argmax()]:.4g}, of axis {k}: the "
                "posterior is narrower than a step. Make the steps finer there.",
                GridWarning,
                stacklevel=3,
            )
