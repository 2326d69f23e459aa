"""What lesson 09 asks to predict, each computed by another road than the lesson's."""

import numpy as np
from scipy import integrate, stats

from helpers import simulate
from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.shared import V0, A, B

BEST = 2.38  # in sds, on the line


def _moves(length, points=201):
    """A rule of quadrature on the line, and the chances to go from each of its places to each."""
    places, weights = np.polynomial.legendre.leggauss(points)
    places, weights = 7 * places, 7 * weights
    step = stats.norm.pdf(places, places[:, None], length)
    fall = (places[:, None] ** 2 - places**2) / 2
    return places, weights, step * np.exp(np.minimum(fall, 0)) * weights


def _surplus(start, length, steps):
    """What is too many after so many steps: walkers who never left, and a density of the others."""
    places, weights, moves = _moves(length)
    there = stats.norm.pdf(places, start, length)
    there = there * np.exp(np.minimum((start**2 - places**2) / 2, 0))
    stay, leave, never_left = 1 - moves.sum(axis=1), there @ weights, 1.0
    moved = np.zeros_like(places)
    for _ in range(steps):
        moved = (moved * weights) @ moves / weights + moved * stay + never_left * there
        never_left *= 1 - leave
    return never_left + np.maximum(moved - stats.norm.pdf(places), 0) @ weights


def _chance_to_move(place, length):
    """With steps from N(0, length²), by completing the square on the way down."""
    narrow, wide = length / np.hypot(1, length), np.hypot(1, length)
    centre, factor = place / wide**2, np.exp((place * narrow) ** 2 / 2) / wide
    down = stats.norm.sf((place - centre) / narrow) + stats.norm.cdf(-(place + centre) / narrow)
    return 0.5 - stats.norm.cdf(-2 * place / length) + factor * down


def _sd_without_repeats(length):
    def moment(power):
        return integrate.quad(
            lambda x: x**power * _chance_to_move(x, length) * stats.norm.pdf(x), 0, 9
        )[0]

    return np.sqrt(moment(2) / moment(0))


def _worth_in_one_dimension(length):
    """Of 100 draws: the sum of all correlations solves one linear equation."""
    places, weights, moves = _moves(length)
    share = weights * stats.norm.pdf(places)
    one_step = moves + np.diag(1 - moves.sum(axis=1))
    summed = np.linalg.solve(np.eye(len(places)) - one_step + share, places)
    return 100 / (2 * (share * places) @ summed - 1)


def _augmented():
    """The prior as more rows, and the posterior mean of the variance."""
    world = simulate.seed_world()
    X = np.vstack([world.X, np.eye(3) / np.sqrt(V0)])
    y = np.append(world.y, np.zeros(3))
    squares = np.linalg.lstsq(X, y)[1][0]
    return X, (B + squares / 2) / (A + len(world.y) / 2 - 1)


def _sd_given_all_else():
    X, variance = _augmented()
    return np.sqrt(variance) / np.linalg.norm(X[:, 0])


def _worth_of_sweeps(sweeps):
    """Of the constant: its correlations with itself, sweep after sweep, summed."""
    X, variance = _augmented()
    precision = X.T @ X / variance
    covariance = lagged = np.linalg.inv(precision)
    lower, total = np.tril(precision), 0.0
    one_sweep = np.linalg.solve(lower, lower - precision)
    for _ in range(500):
        lagged = one_sweep @ lagged
        total += lagged[0, 0] / covariance[0, 0]
    return sweeps / (1 + 2 * total)


surplus_after_ten_steps = lesson.prediction(
    "09-surplus-after-ten-steps", lambda: _surplus(3.0, 1.0, 10), ".2f"
)
sd_without_repeats = lesson.prediction(
    "09-sd-without-repeats", lambda: _sd_without_repeats(BEST), ".3f"
)
# No run of sixty was worth more than 644 or less than 392; every learner's own is below 1,000.
worth_of_8000_draws = lesson.prediction(
    "09-worth-of-8000-draws",
    lambda: "below 1,000",
    choices=("about 4,000", "about 2,000", "below 1,000"),
)
worth_in_one_dimension = lesson.prediction(
    "09-worth-in-one-dimension", lambda: _worth_in_one_dimension(BEST), ".0f"
)
sd_given_all_else = lesson.prediction("09-sd-given-all-else", _sd_given_all_else, ".3f")
worth_of_100_sweeps = lesson.prediction(
    "09-worth-of-100-sweeps", lambda: _worth_of_sweeps(100), ".0f"
)
