"""What lesson 02 asks its learner to predict."""

import numpy as np

from helpers import simulate
from helpers.lessons.contents import least_squares as lesson
from helpers.lessons.least_squares.shared import longley_data, lstsq, seed


def _sd_of_residuals() -> float:
    """By Pythagoras: what y has and its shadow has not."""
    X, y = seed().values()
    return np.sqrt((y @ y - np.sum((np.linalg.qr(X)[0].T @ y) ** 2)) / len(y))


def _largest_leverage() -> float:
    return np.max(np.sum(np.linalg.qr(seed()["X"])[0] ** 2, axis=1))


def _share_of_the_true_plane() -> float:
    world = simulate.seed_world()
    return 1 - np.mean(world.noise**2) / np.var(world.y)


def _share_from_zero() -> float:
    """The squared cosine of the angle between y and its shadow, without the column of ones."""
    X, y = seed().values()
    shadow = X[:, 1:] @ lstsq(X[:, 1:], y)
    return (y @ shadow) ** 2 / (y @ y) / (shadow @ shadow)


def _slope_of_residuals() -> str:
    X, y = seed().values()
    fitted = X @ lstsq(X, y)
    slope = np.polyfit(fitted, y - fitted, 1)[0]
    return "none" if abs(slope) < 1e-9 else "up" if slope > 0 else "down"


def _condition_of_square() -> float:
    return (np.linalg.norm(seed()["X"], 2) * np.linalg.norm(np.linalg.pinv(seed()["X"]), 2)) ** 2


def _condition_centred() -> float:
    """Centred columns of length 1: the root of the eigenvalues of their correlations."""
    eigenvalues = np.linalg.eigvalsh(np.corrcoef(longley_data()["X"][:, 1:].T))
    return np.sqrt(eigenvalues[-1] / eigenvalues[0])


sd_of_residuals = lesson.prediction("02-sd-of-residuals", _sd_of_residuals, ".6f")
largest_leverage = lesson.prediction("02-largest-leverage", _largest_leverage, ".4f")
share_of_the_true_plane = lesson.prediction(
    "02-share-of-the-true-plane", _share_of_the_true_plane, ".4f"
)
share_from_zero = lesson.prediction("02-share-from-zero", _share_from_zero, ".4f")
slope_of_residuals = lesson.prediction(
    "02-slope-of-residuals", _slope_of_residuals, choices=("up", "down", "none")
)
condition_of_square = lesson.prediction("02-condition-of-square", _condition_of_square, ".2f")
condition_centred = lesson.prediction("02-condition-centred", _condition_centred, ".1f")
