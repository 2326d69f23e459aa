"""What lesson 05 asks its learner to predict, each computed by a short program of its own."""

import numpy as np

from helpers import simulate
from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.shared import logpdf, lstsq, rms

ORDER = ("lower", "the same", "higher")
SIZES = ("smaller", "the same", "larger")


def _seed():
    """X, y, and the residuals of least squares."""
    world = simulate.seed_world()
    return world.X, world.y, world.y - world.X @ lstsq(world.X, world.y)


def _compared(first, second, words=ORDER):
    """Whether the first number is below the second, equal to it or above."""
    return words[1 + int(np.sign(np.round(first - second, 6)))]


def _times_lower():
    first = _seed()[1][0]
    return np.exp(((first - 20) ** 2 - (first - 9) ** 2) / (2 * 5**2))


def _truth_beside_fit():
    world, e = simulate.seed_world(), _seed()[2]
    truth = logpdf(world.y - world.X @ world.beta, world.sigma).sum()
    return _compared(truth, logpdf(e, rms(e)).sum())


def _in_thousands():
    e = _seed()[2]
    return _compared(logpdf(e / 1000, rms(e) / 1000).sum(), logpdf(e, rms(e)).sum())


def _power_of_200():
    e = _seed()[2]
    return logpdf(e, rms(e)).sum() / np.log(10)


def _row_of_zero():
    e = _seed()[2]
    product = 1.0
    for row, residual in enumerate([*e, *e[:50]], start=1):
        product *= np.exp(logpdf(residual, rms(e)))
        if product == 0:
            return row
    return np.nan


def _half_or_twice():
    e = _seed()[2]
    half, twice = (logpdf(e, c * rms(e)).sum() for c in (0.5, 2))
    return _compared(half, twice, ("half", "the same", "twice"))


def _slope_at_large_sigma():
    # Along x2 alone the residuals of least squares are already at a right angle to it.
    X, _y, e = _seed()
    slopes = np.linspace(-1, 1, 201)
    small, large = (
        slopes[np.argmax([logpdf(e - slope * X[:, 2], sigma).sum() for slope in slopes])]
        for sigma in (2, 20)
    )
    return _compared(large, small, SIZES)


def _around_the_true_plane():
    world, e = simulate.seed_world(), _seed()[2]
    return _compared(rms(world.y - world.X @ world.beta), rms(e), SIZES)


def _slopes_at_the_truth():
    world = simulate.seed_world()
    slopes = world.X.T @ (world.y - world.X @ world.beta)
    return "zero" if np.abs(slopes).max() < 1e-6 else "not zero"


times_lower = lesson.prediction("05-times-lower", _times_lower, ".1f")
truth_beside_fit = lesson.prediction("05-truth-beside-fit", _truth_beside_fit, choices=ORDER)
in_thousands = lesson.prediction("05-in-thousands", _in_thousands, choices=ORDER)
power_of_200 = lesson.prediction("05-power-of-200", _power_of_200, ".2f")
row_of_zero = lesson.prediction("05-row-of-zero", _row_of_zero, ".0f")
half_or_twice = lesson.prediction(
    "05-half-or-twice", _half_or_twice, choices=("half", "the same", "twice")
)
slope_at_large_sigma = lesson.prediction(
    "05-slope-at-large-sigma", _slope_at_large_sigma, choices=SIZES
)
around_the_true_plane = lesson.prediction(
    "05-around-the-true-plane", _around_the_true_plane, choices=SIZES
)
slopes_at_the_truth = lesson.prediction(
    "05-slopes-at-the-truth", _slopes_at_the_truth, choices=("zero", "not zero")
)
