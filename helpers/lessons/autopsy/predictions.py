"""What lesson 06 asks its learner to predict, each computed by a short program of its own."""

import numpy as np

from helpers.lessons.autopsy.gate import gate
from helpers.lessons.autopsy.pictures import search
from helpers.lessons.autopsy.shared import (
    PRINTED,
    downhill,
    least_squares,
    negative_log_likelihood,
    root_mean_square,
    seed_data,
)
from helpers.lessons.contents import autopsy as lesson

NUMBERS = ("slope of x1", "slope of x2", "sigma")


def _data():
    """The predictors without a column of ones, and y."""
    data = seed_data()
    return data["X"][:, 1:], data["y"]


def _fall_by_best_sigma():
    X, y = _data()
    rms = root_mean_square(y - X @ PRINTED[:2])
    excess = rms / PRINTED[2]
    return len(y) * ((excess**2 - 1) / 2 - np.log(excess))


def _value_after_the_step():
    X, y = _data()
    there = PRINTED - 0.2 * np.append(*downhill(X, y, PRINTED[:2], PRINTED[2]))
    return negative_log_likelihood(there[:2], there[2], X, y)


def _trouble():
    path = search(*_data(), 2.0, log=False)
    return NUMBERS[int(np.argmin(path.points[path.failed_at]))]


def _larger_mending():
    X, y = _data()
    without, constant = least_squares(X, y)[0], least_squares(seed_data()["X"], y)[1]
    return "the search" if PRINTED[0] - without > without - constant else "the model"


def _arrivals_in_sigma():
    return sum(search(*_data(), start / 2, log=False).success for start in range(1, 41))


def _chosen_by_argmin():
    values = [search(*_data(), start, log=False).values[-1] for start in (2.0, 5.0, 13.5, 20.0)]
    return f"run {min(range(4), key=lambda run: (not np.isnan(values[run]), values[run], run))}"


def _slopes_in_millionths():
    X, y = _data()
    beta, sigma = least_squares(X, y) + np.array([0.1, 0]), root_mean_square(y)
    largest = [
        np.abs(np.append(*downhill(X, unit * y, unit * beta, unit * sigma))).max()
        for unit in (1, 1e6)
    ]
    return {-6: "a million times smaller", 0: "the same", 6: "a million times larger"}[
        round(np.log10(largest[1] / largest[0]))
    ]


def _gate_at_print():
    return gate.reference()(PRINTED[:2], PRINTED[2], *_data())


def _passes_the_gate():
    X, y = _data()
    beta = least_squares(X, y)
    places = {
        "far": (np.array([-2e9, 1e9]), 3e8),
        "mirror": (beta, -root_mean_square(y - X @ beta)),
    }
    passing = [name for name, place in places.items() if gate.reference()(*place, X, y) < 1e-8]
    return passing[0] if len(passing) == 1 else "both" if passing else "neither"


fall_by_best_sigma = lesson.prediction("06-fall-by-best-sigma", _fall_by_best_sigma, ".2f")
value_after_the_step = lesson.prediction("06-value-after-the-step", _value_after_the_step, ".3f")
trouble = lesson.prediction("06-trouble", _trouble, choices=NUMBERS)
larger_mending = lesson.prediction(
    "06-larger-mending", _larger_mending, choices=("the search", "the model")
)
arrivals_in_sigma = lesson.prediction("06-arrivals-in-sigma", _arrivals_in_sigma, ".0f")
chosen_by_argmin = lesson.prediction(
    "06-chosen-by-argmin", _chosen_by_argmin, choices=("run 0", "run 1", "run 2", "run 3")
)
slopes_in_millionths = lesson.prediction(
    "06-slopes-in-millionths", _slopes_in_millionths,
    choices=("a million times larger", "the same", "a million times smaller"),
)  # fmt: skip
gate_at_print = lesson.prediction("06-gate-at-print", _gate_at_print, ".2f")
passes_the_gate = lesson.prediction(
    "06-passes-the-gate", _passes_the_gate, choices=("far", "mirror", "both", "neither")
)
