"""What lesson 10 asks its learner to predict."""

import math

import numpy as np
from scipy import special

from helpers import simulate
from helpers.lessons.contents import gradients as lesson


def _seed_data():
    world = simulate.seed_world()
    return world.X, world.y


def _squares(X, y) -> float:
    """The least sum of squared residuals."""
    return float(np.linalg.lstsq(X, y, rcond=None)[1][0])


def _mean_without_the_factor() -> float:
    """Flat in log sigma, sigma² is inverse gamma with shape (n − p) / 2."""
    X, y = (part[:12] for part in _seed_data())
    shape = (12 - X.shape[1]) / 2
    ratio = np.exp(special.gammaln(shape - 0.5) - special.gammaln(shape))
    return np.sqrt(_squares(X, y) / 2) * ratio


def _fall_of_the_error() -> float:
    """In a bowl of curvature 1, over a time of 1: a leapfrog step is a matrix."""

    def error(size):
        step = np.array([[1 - size**2 / 2, size], [size**3 / 4 - size, 1 - size**2 / 2]])
        end = np.linalg.matrix_power(step, round(1 / size)) @ [0, 1]
        return abs(end @ end - 1) / 2

    return error(0.005) / error(0.0025)


def _rolls_nearly_certain() -> int:
    """All fifty rolls at once, in the coordinates (beta, log sigma)."""
    X, y = _seed_data()
    beta, squares = np.linalg.lstsq(X, y, rcond=None)[0], _squares(X, y)
    inner, n = X.T @ X, len(y)
    place = np.tile([*np.zeros(len(beta)), math.log(squares / (n - 1)) / 2], (50, 1))
    speed = np.random.default_rng(10).standard_normal(place.shape)

    def sums(place):  # of squares: what is least, and a parabola around it
        return squares + np.einsum("ij,jk,ik->i", place[:, :-1], inner, place[:, :-1])

    def energy():
        height = -(n - 1) * place[:, -1] - sums(place) * np.exp(-2 * place[:, -1]) / 2
        return (speed**2).sum(axis=1) / 2 - height

    def push(time):
        precision = np.exp(-2 * place[:, -1])
        slopes = -place[:, :-1] @ inner * precision[:, None]
        return time * np.column_stack([slopes, sums(place) * precision - (n - 1)])

    before = energy()
    for _ in range(35):
        speed = speed + push(0.03)
        place = place + 0.06 * speed
        speed = speed + push(0.03)
    return int(np.sum(before - energy() > math.log(0.9)))


def _steepest() -> float:
    X, y = _seed_data()
    return max(np.linalg.norm(X, 2) ** 2 * len(y) / _squares(X, y), 2 * len(y))


def _suffers_least() -> str:
    """What an evaluation is worth where the correlation is −0.99."""
    rho = 0.99
    worth = {
        "Metropolis": 0.3 / 2 * (1 - rho),  # 0.3/d on a round bell: Roberts, Gelman, Gilks (1997)
        "Gibbs": (1 - rho**2) / (1 + rho**2) / 2,
        "HMC": 1.2 * 2 / math.pi * math.sqrt((1 - rho) / (1 + rho)),  # a quarter of a swing
    }
    return max(worth, key=worth.get)


mean_without_the_factor = lesson.prediction(
    "10-mean-without-the-factor", _mean_without_the_factor, ".3f"
)
fall_of_the_error = lesson.prediction("10-fall-of-the-error", _fall_of_the_error, ".0f")
rolls_nearly_certain = lesson.prediction("10-rolls-nearly-certain", _rolls_nearly_certain, "d")
longest_step = lesson.prediction("10-longest-step", lambda: 2 / math.sqrt(_steepest()), ".1f")
longest_step_in_z = lesson.prediction(
    "10-longest-step-in-z", lambda: 2 / math.sqrt(np.linalg.norm(np.eye(4), 2)), ".1f"
)
suffers_least = lesson.prediction(
    "10-suffers-least", _suffers_least, choices=("Metropolis", "Gibbs", "HMC")
)
