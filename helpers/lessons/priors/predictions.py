"""What lesson 08 asks its learner to predict. Each answer is computed by a way of its own."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.laplace import hill_over, volume
from helpers.lessons.priors.shared import (
    M0,
    V0,
    A,
    B,
    exact_log_evidence,
    lstsq,
    seed_data,
)

_WORLD = seed_data()
_X, _y = _WORLD["X"], _WORLD["y"]


def _penalised(X, y, weights):
    """Least squares on the data and, for each coefficient, one more row that says zero."""
    rows = np.vstack([X, np.diag(np.sqrt(weights))])
    return lstsq(rows, np.append(y, np.zeros(X.shape[1])))


def _share_beyond(limit, variance):
    """Of the y that the prior makes up: under it y follows a t law with 2a degrees of freedom."""
    scale = np.sqrt(B / A * (1 + variance * np.sum(_X**2, axis=1)))
    return 100 * np.mean(2 * stats.t.sf(limit, 2 * A, 0, scale))


beyond_a_hundred = lesson.prediction("08-beyond-a-hundred", lambda: _share_beyond(100, 1e6), ".0f")


def _above_or_below():
    y = _y[:10]
    return "above" if _penalised(np.ones((10, 1)), y, [0.25])[0] > y.mean() else "below"


above_or_below = lesson.prediction("08-above-or-below", _above_or_below, choices=("above", "below"))


def _shift_of_x2():
    mean = _penalised(_X, _y, np.full(3, 0.25))
    b = B + (np.sum((_y - _X @ mean) ** 2) + mean @ mean / 4) / 2
    variance = b / (A + len(_y) / 2 - 1) * np.linalg.inv(_X.T @ _X + np.eye(3) / 4)[2, 2]
    return abs(mean - lstsq(_X, _y))[2] / np.sqrt(variance)


shift_of_x2 = lesson.prediction("08-shift-of-x2", _shift_of_x2, ".3f")

apart_with_200_rows = lesson.prediction(
    "08-apart-with-200-rows",
    lambda: np.ptp([_penalised(_X, _y, np.full(3, width**-2.0))[1] for width in (0.5, 2, 20)]),
    ".3f",
)


def _between_two_answers():
    # What is left of x1 once the other columns have explained it
    rest = _X[:, 1] - _X[:, [0, 2]] @ lstsq(_X[:, [0, 2]], _X[:, 1])
    weights = np.array([1 / 2**2, rest @ rest / 5**2])
    return weights @ [-15, rest @ _y / (rest @ rest)] / weights.sum()


between_two_answers = lesson.prediction("08-between-two-answers", _between_two_answers, ".2f")

shrunk_slope = lesson.prediction(
    "08-shrunk-slope", lambda: _penalised(_X, _y, [0, 25, 25])[2], ".3f"
)


def _log_factor(variance, rows=200):
    """For x1: the model with it against the one without."""
    with_x1, without = (
        exact_log_evidence(_X[:rows, k], _y[:rows], M0[: len(k)], variance * np.eye(len(k)), A, B)
        for k in ([0, 1, 2], [0, 2])
    )
    return with_x1 - without


ahead_with_ten_rows = lesson.prediction(
    "08-ahead-with-ten-rows",
    lambda: "with x1" if _log_factor(4, rows=10) > 0 else "without x1",
    choices=("with x1", "without x1"),
)

factor_of_a_wide_prior = lesson.prediction(
    "08-factor-of-a-wide-prior", lambda: _log_factor(1e6), ".2f"
)


def _worst_bell():
    X, y = _X[:10], _y[:10]
    exact = exact_log_evidence(X, y, M0, V0, A, B)
    bells = (volume(hill_over(X, y, scale)) for scale in ("log sigma", "sigma", "sigma²"))
    return max(abs(exact - bell) for bell in bells)


worst_bell = lesson.prediction("08-worst-bell", _worst_bell, ".2f")
