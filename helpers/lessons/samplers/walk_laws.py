"""What is known of a right Metropolis chain, and how closely."""

import numpy as np

from helpers.feedback import Unreadable
from helpers.lessons.samplers.decisions import (
    FAR,
    ONE_LEVEL,
    POWER,
    UPHILL,
    asking,
    decision_laws,
)

STEPS, FLAT_STEPS, AGAIN = 5000, 6000, 60


def targets(rng):
    """Normal hills, where to start and how to step: once along one axis, once along two."""
    yield np.array([3.0]), np.array([[0.5]]), 1.2, STEPS
    yield np.array([1.0, -2.0]), np.array([[1.5, 0.0], [-1.2, 0.8]]), 1.4, STEPS


def chain_laws(function, mean, root, scale, draws, *, share=1):
    """What is known of a chain that steps by scale * root, on flat ground and on a normal hill.

    On flat ground every proposal is accepted, so that the steps themselves are seen. The draws
    from the hill, N(mean, root root'), are read as z = root⁻¹ (draw - mean), whose coordinates are
    independent N(0, 1).
    """
    inverse, d = np.linalg.inv(root), len(mean)
    start, afar = mean + root @ np.full(d, 2.0), mean + 90.0
    draws = draws // share
    flat_steps = FLAT_STEPS // d // share  # as many random numbers in either case

    # Both far below zero: a density itself, without its log, is 0 for the computer.
    def hill(theta):
        z = inverse @ (theta - mean)
        return -1000.0 - 0.5 * (z @ z)

    hill, on_hill = asking(hill)
    plain, on_flat = asking(lambda theta: -1000.0)

    def chain(log_density, start, draws, seed):
        rng = np.random.default_rng(seed)
        found = np.asarray(function(log_density, start, scale * root, draws, rng), dtype=float)
        if found.ndim == 1 and d == 1:
            found = found[:, None]
        if found.ndim != 2 or found.shape[1] != d or len(found) < 3:
            raise Unreadable(
                f"It returns an array of shape {found.shape}; wanted ({draws}, {d}): one row for "
                "each draw."
            )
        return found

    flat = chain(plain, afar, flat_steps, 2025)
    begins_with_start = (flat[0] == afar).all()
    if len(flat) != flat_steps + (len(flat) > flat_steps) * begins_with_start:
        raise Unreadable(
            f"With draws = {flat_steps:,} it returns {len(flat):,} rows, though no proposal was to "
            "be refused there; wanted one row for each step, the start not among them."
        )
    found = chain(hill, start, draws, 2026)
    path = np.vstack([start, found])
    heights = -1000.0 - 0.5 * np.sum(((path - mean) @ inverse.T) ** 2, axis=1)
    decisions = decision_laws(path, heights, list(on_hill))
    one, same, other = (chain(hill, start, AGAIN, seed) for seed in (7, 7, 8))
    z = (found - mean) @ inverse.T
    shorter = min(len(one), len(other))
    late = slice(shorter // 2, shorter)
    square = np.mean(z**2)
    first = np.abs(inverse @ (flat[0] - afar)).max() / scale
    return {
        "rows, over draws": len(found) / draws,
        # In between lies a step of normal length; seven would be one in 10¹¹.
        "way to the first row (0: none; 1: a step; 2: more)": float(first > 0) + float(first > 7),
        "points asked for, for each row": len({key for key, _ in on_flat}) / len(flat),
        **_step_laws(np.diff(flat, axis=0) @ inverse.T / scale),
        **decisions,
        # Of the rows themselves: a matrix product may round equal rows differently.
        "share of draws that repeat the one before": np.mean((found[1:] == found[:-1]).all(axis=1)),
        "average of the draws, in standard deviations": np.mean(z) / np.sqrt(max(1, square)),
        # The cube root makes the law of a sample variance nearly normal (Wilson, Hilferty 1931).
        "mean square of the draws, in variances (cube root)": np.cbrt(square),
        "correlation of the coordinates": (z[:, 0] @ z[:, -1] / (z * z).sum() * d) * (d > 1),
        "difference between two calls with the same seed": (
            np.mean(np.abs(one - same)) if one.shape == same.shape else 1.0
        ),
        "share of equal draws under two seeds": np.mean(one[late] == other[late]),
    }


def _step_laws(steps):
    """What is known of independent steps from N(0, I)."""
    squares = np.mean(steps**2, axis=0)
    size = np.sqrt(squares.mean()) or 1.0
    d = steps.shape[1]
    return {
        "share of steps refused where the density is flat": np.mean((steps == 0).all(axis=1)),
        "share of steps that are the same as the one before": np.mean(
            (np.abs(np.diff(steps, axis=0)) < 1e-6).all(axis=1) & (steps[1:] != 0).any(axis=1)
        ),
        "average step, over their root mean square": np.mean(steps) / size,
        "mean square of the steps, in the units of root": squares.mean(),
        "difference of the axes' mean squares, over their sum": (
            (squares[0] - squares[-1]) / (squares[0] + squares[-1] or 1.0)
        ),
        "correlation of a step's coordinates": (
            np.mean(steps[:, 0] * steps[:, -1]) / size**2 * (d > 1)
        ),
        "correlation of a step with the one before": np.mean(steps[1:] * steps[:-1]) / size**2,
        # Uniform steps end at √3 times their root mean square.
        "share of long steps": np.mean(np.abs(steps) > 3**0.5 * 1.01 * size),
    }


# Of two right runs, the learner's and the reference's: measured over 400 right functions, the
# larger of the two targets, times √2. For points asked for and steps uphill, which a right
# function leaves no chance, a little slack.
CHAIN_ERRORS = {
    "rows, over draws": 0.0,
    "way to the first row (0: none; 1: a step; 2: more)": 0.0,
    "points asked for, for each row": 0.001,  # one for each step, give or take a look around
    "share of steps refused where the density is flat": 0.0,
    "share of steps that are the same as the one before": 0.0,
    "average step, over their root mean square": 0.0185,
    "mean square of the steps, in the units of root": 0.028,
    "difference of the axes' mean squares, over their sum": 0.0265,
    "correlation of a step's coordinates": 0.028,
    "correlation of a step with the one before": 0.021,
    "share of long steps": 0.0035,
    UPHILL: 0.001,
    POWER: 0.047,
    FAR: 0.0115,
    ONE_LEVEL: 0.0,
    "share of draws that repeat the one before": 0.0115,
    "average of the draws, in standard deviations": 0.065,
    "mean square of the draws, in variances (cube root)": 0.029,
    "correlation of the coordinates": 0.065,
    "difference between two calls with the same seed": 0.0,
    "share of equal draws under two seeds": 0.02,
}
(
    ROWS,
    FIRST,
    ASKED,
    REFUSED,
    SAME_STEP,
    MEAN_STEP,
    STEP_SQUARE,
    AXES,
    STEP_CORRELATION,
    TWO_STEPS,
    LONG,
    _UPHILL,
    _POWER,
    _FAR,
    _ONE_LEVEL,
    REPEATS,
    AVERAGE,
    SQUARE,
    CORRELATION,
    SAME_SEED,
    TWO_SEEDS,
) = CHAIN_ERRORS
