"""What is known of a right Metropolis chain, and how closely.

How a chain decides is not among its rows. But every proposal is a point for which the chain asks
the log density, and a point that became no row was refused.
"""

import numpy as np

from helpers.feedback import Unreadable, described

STEPS, FLAT_STEPS, AGAIN = 5000, 6000, 60

# Of two right runs, the learner's and the reference's: measured over 400 right functions, the
# larger of the two targets, times √2. For points asked for and steps uphill, which a right
# function leaves no chance, a little slack.
CHAIN_ERRORS = {
    (ROWS := "rows, over draws"): 0.0,
    (FIRST := "way to the first row (0: none; 1: a step; 2: more)"): 0.0,
    # One for each step, give or take a look around.
    (ASKED := "points asked for, for each row"): 0.001,
    (REFUSED := "share of steps refused where the density is flat"): 0.0,
    (SAME_STEP := "share of steps that are the same as the one before"): 0.0,
    (MEAN_STEP := "average step, over their root mean square"): 0.0185,
    (STEP_SQUARE := "mean square of the steps, in the units of root"): 0.028,
    (AXES := "difference of the axes' mean squares, over their sum"): 0.0265,
    (STEP_CORRELATION := "correlation of a step's coordinates"): 0.028,
    (TWO_STEPS := "correlation of a step with the one before"): 0.021,
    (LONG := "share of long steps"): 0.0035,
    (UPHILL := "share of refused steps among those that go uphill"): 0.001,
    (POWER := "power of the density's ratio by which steps downhill are accepted"): 0.047,
    (FAR := "share of accepted steps far downhill, less what that power gives"): 0.0115,
    (ONE_LEVEL := "whether one number decides all steps"): 0.0,
    (REPEATS := "share of draws that repeat the one before"): 0.0115,
    (AVERAGE := "average of the draws, in standard deviations"): 0.065,
    (SQUARE := "mean square of the draws, in variances (cube root)"): 0.029,
    (CORRELATION := "correlation of the coordinates"): 0.065,
    (SAME_SEED := "difference between two calls with the same seed"): 0.0,
    (TWO_SEEDS := "share of equal draws under two seeds"): 0.02,
}


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
                f"It returns {described(found)}; wanted ({draws}, {d}): one row for each draw."
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
    decisions = _decision_laws(path, heights, list(on_hill))
    one, same, other = (chain(hill, start, AGAIN, seed) for seed in (7, 7, 8))
    z = (found - mean) @ inverse.T
    shorter = min(len(one), len(other))
    late = slice(shorter // 2, shorter)
    square = np.mean(z**2)
    first = np.abs(inverse @ (flat[0] - afar)).max() / scale
    return {
        ROWS: len(found) / draws,
        # In between lies a step of normal length; seven would be one in 10¹¹.
        FIRST: float(first > 0) + float(first > 7),
        ASKED: len({key for key, _ in on_flat}) / len(flat),
        **_step_laws(np.diff(flat, axis=0) @ inverse.T / scale),
        **decisions,
        # Of the rows themselves: a matrix product may round equal rows differently.
        REPEATS: np.mean((found[1:] == found[:-1]).all(axis=1)),
        AVERAGE: np.mean(z) / np.sqrt(max(1, square)),
        # The cube root makes the law of a sample variance nearly normal (Wilson, Hilferty 1931).
        SQUARE: np.cbrt(square),
        CORRELATION: z[:, 0] @ z[:, -1] / (z * z).sum() * d * (d > 1),
        SAME_SEED: np.mean(np.abs(one - same)) if one.shape == same.shape else 1.0,
        TWO_SEEDS: np.mean(one[late] == other[late]),
    }


def _step_laws(steps):
    """What is known of independent steps from N(0, I)."""
    squares = np.mean(steps**2, axis=0)
    size = np.sqrt(squares.mean()) or 1.0
    d = steps.shape[1]
    return {
        REFUSED: np.mean((steps == 0).all(axis=1)),
        SAME_STEP: np.mean(
            (np.abs(np.diff(steps, axis=0)) < 1e-6).all(axis=1) & (steps[1:] != 0).any(axis=1)
        ),
        MEAN_STEP: np.mean(steps) / size,
        STEP_SQUARE: squares.mean(),
        AXES: (squares[0] - squares[-1]) / (squares[0] + squares[-1] or 1.0),
        STEP_CORRELATION: np.mean(steps[:, 0] * steps[:, -1]) / size**2 * (d > 1),
        TWO_STEPS: np.mean(steps[1:] * steps[:-1]) / size**2,
        # Uniform steps end at √3 times their root mean square.
        LONG: np.mean(np.abs(steps) > 3**0.5 * 1.01 * size),
    }


def asking(log_density):
    """The log density, and the list of points and heights that grows as it is asked."""
    asked = []

    def recorded(theta):
        height = log_density(theta)
        asked.append((np.array(theta, dtype=float).tobytes(), height))
        return height

    return recorded, asked


def rises(path, heights, asked):
    """By how much the log density rose in each accepted step, and in each refused one.

    `path` (steps + 1, d) begins with the start; `heights` are its log densities. Returns None if
    the chain did not ask for its own rows: then nothing is known.
    """
    place = {}
    for i, row in enumerate(path):
        place.setdefault(row.tobytes(), i)
    newest, refused, found = 0, {}, set()
    for key, height in asked:
        if key in place:
            newest = max(newest, place[key])
            found.add(key)
        else:
            refused.setdefault(key, height - heights[newest])
    if len(found) < 0.99 * len(place):
        return None
    moved = (path[1:] != path[:-1]).any(axis=1)
    return np.diff(heights)[moved], np.array(list(refused.values()))


def _decision_laws(path, heights, asked):
    """Metropolis accepts all steps uphill, and one downhill with the ratio of the densities."""
    known = rises(path, heights, asked)
    if known is None:
        return {UPHILL: 0.0, POWER: 1.0, FAR: 0.0, ONE_LEVEL: 0.0}
    accepted, refused = known
    uphill = np.sum(refused > 0) / max(1, np.sum(accepted > 0) + np.sum(refused > 0))
    down = np.concatenate([accepted[accepted < 0], refused[refused < 0]])
    yes = np.arange(len(down)) < np.sum(accepted < 0)
    power = _power(down, yes.sum())
    far = down < -1
    return {
        UPHILL: uphill,
        POWER: power,
        FAR: np.mean(yes[far] - np.exp(power * down[far])) if far.any() else 0.0,
        ONE_LEVEL: float(yes.any() and len(refused) > 0 and np.min(accepted) > np.max(refused)),
    }


def _power(down, count):
    """The c with which exp(c · rise), summed over the steps downhill, is the number accepted."""
    low, high = 1e-3, 30.0
    for _ in range(50):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if np.exp(middle * down).sum() > count else (low, middle)
    return np.sqrt(low * high)
