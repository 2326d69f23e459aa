"""Where to start from: far apart on the surface, so that agreement means something."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import real_numbers
from helpers.arrays import Array
from helpers.likelihood.families import Normal
from helpers.likelihood.surface import Surface


def own_starts(surface: Surface) -> dict[str, Array]:
    """A name and a point for each start.

    For normal errors, whose likelihood has one maximum: one from each side of it. For Student's t:
    least squares, which outliers may have pulled away, least absolute residuals, which they have
    not, and the least absolute residuals of the half that lies farthest from it, which may be
    another cluster.
    """
    if isinstance(surface.family, Normal):
        nothing = -np.linalg.solve(surface.to_beta, surface.origin)
        spread = np.hypot(1.0, np.linalg.norm(nothing))  # root mean square of y
        return {
            "beta = 0": _with_scales(surface, nothing, spread),
            "twice least squares": _with_scales(surface, -nothing, spread / 10),
        }
    Q, y, _ = surface.table
    absolute, typical = _least_absolute(Q, y)
    far = np.abs(y - Q @ absolute) >= typical
    starts = {
        "least squares": (np.zeros(surface.k), 1.0, 30.0),
        "least absolute residuals": (absolute, typical or 1e-3, 3.0),
    }
    if far.sum() > surface.k and np.linalg.matrix_rank(Q[far]) == surface.k:
        other, spread = _least_absolute(Q[far], y[far])
        starts["those far from it"] = (other, spread or 1e-3, 3.0)
    return {name: _with_scales(surface, *start) for name, start in starts.items()}


def phi_of(surface: Surface, beta: ArrayLike, sigma: float) -> Array:
    """The surface's coordinates of (beta, sigma)."""
    beta = real_numbers("beta", beta)
    if beta.shape != (len(surface.names),):
        raise ValueError(
            f"beta has shape {beta.shape} and X has {len(surface.names)} columns; wanted shape "
            f"({len(surface.names)},)."
        )
    if not (np.ndim(sigma) == 0 and sigma > 0):
        raise ValueError(f"sigma is {sigma}; a standard deviation is one positive number.")
    theta = np.linalg.solve(surface.to_beta, beta - surface.origin)
    return _with_scales(surface, theta, float(sigma) / surface.unit, 4.0)


def _with_scales(surface: Surface, theta: Array, sigma: float, df: float = 10.0) -> Array:
    scales = [np.log(sigma), np.log(df)] if surface.family.estimates_df else [np.log(sigma)]
    return np.append(theta, scales)


def _least_absolute(Q: Array, y: Array, rounds: int = 20) -> tuple[Array, float]:
    """theta that nearly minimises Σ|residual|, and the residuals' median size.

    By least squares, reweighted with 1 / |residual| (Schlossmacher 1973, *JASA* 68).
    """
    weighted = Q.T
    for _ in range(rounds):
        theta = np.linalg.solve(weighted @ Q, weighted @ y)
        residuals = np.abs(y - Q @ theta)
        weighted = Q.T / np.maximum(residuals, max(1e-4 * residuals.mean(), 1e-12))
    return theta, float(np.median(residuals))
