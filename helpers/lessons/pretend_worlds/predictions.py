"""What lesson 01 asks its learner to predict."""

from functools import cache

import numpy as np

from helpers import simulate
from helpers.lessons.contents import pretend_worlds as lesson
from helpers.lessons.pretend_worlds.shared import WORLD, lstsq


def _moving_plane() -> str:
    """Which of the two planes is another one when each piece of noise is doubled."""
    beta, beta_hat = WORLD.beta, lstsq(WORLD.X, WORLD.y)
    louder = lstsq(WORLD.X, WORLD.X @ beta + 2 * WORLD.noise)
    return "the fitted one" if not np.allclose(louder, beta_hat) else "neither"


def _error_when_quieter() -> float:
    X = WORLD.X
    return np.linalg.solve(X.T @ X, X.T @ WORLD.noise / 2)[0]


@cache
def _times_smaller() -> float:
    """With the random numbers of the lesson, by the normal equations."""
    rng = np.random.default_rng(1)
    typical = []
    for n in (200, 2_000, 20_000):
        worlds = (simulate.linear_world(n, WORLD.beta, WORLD.sigma, rng) for _ in range(100))
        errors = [np.linalg.solve(w.X.T @ w.X, w.X.T @ w.noise) for w in worlds]
        typical.append(np.sqrt(np.mean(np.square(errors))))
    return typical[0] / typical[-1]


mean_of_y = lesson.prediction("01-mean-of-y", lambda: np.sum(WORLD.y) / 200, ".3f")
mean_of_the_noise = lesson.prediction(
    "01-mean-of-the-noise", lambda: np.sum(WORLD.noise) / 200, ".3f"
)
fitted_constant = lesson.prediction("01-fitted-constant", lambda: lstsq(WORLD.X, WORLD.y)[0], ".4f")
moving_plane = lesson.prediction(
    "01-moving-plane", _moving_plane, choices=("the true one", "the fitted one", "both", "neither")
)
error_when_quieter = lesson.prediction("01-error-when-quieter", _error_when_quieter, ".4f")
times_smaller = lesson.prediction("01-times-smaller", _times_smaller, ".2f")
