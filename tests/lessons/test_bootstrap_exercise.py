"""The bootstrap of rows is judged by its law, whatever the seed, and so are its mistakes."""

import numpy as np
import pytest
from scipy.stats import norm

from helpers.exercises import uncertainty

EXERCISE = uncertainty.bootstrap
SEEDED = {"generator seeded inside", "global generator"}
MISTAKES = [m for m in EXERCISE.misconceptions if m.name not in SEEDED]


def least_squares(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def with_stream(program, k):
    """The program with random numbers of its own, which still come from the generator."""

    def bootstrap(X, y, count, rng):
        return program(X, y, count, np.random.default_rng([k, rng.integers(2**40)]))

    return bootstrap


def fitting(resample):
    """The estimates of what `resample(X, y, rng)` makes, `count` times."""
    return lambda X, y, count, rng: np.array(
        [least_squares(*resample(X, y, rng)) for _ in range(count)]
    )


def of_rows(numbers):
    def resample(X, y, rng):
        rows = numbers(len(y), rng)
        return X[rows], y[rows]

    return fitting(resample)


def test_right_functions_spread_as_is_stated():
    """The stated standard errors against the spread over 60 right functions."""
    program = EXERCISE.variants["numbers of rows"]
    for case in EXERCISE.cases({}):
        runs = [EXERCISE.run(with_stream(program, k), case) for k in range(60)]
        for part, stated in EXERCISE.tolerance.standard_error.items():
            spread = np.std([float(run[part]) for run in runs], ddof=1) * np.sqrt(2)
            # the sample sd of 60 draws is within 35 % of the true one with probability 0.9998
            assert spread <= 1.35 * stated + 1e-12, part


def test_a_right_function_is_refused_less_than_once_in_a_million():
    tries = len(EXERCISE.parts) * len(EXERCISE.cases({}))
    assert tries * 2 * norm.sf(EXERCISE.tolerance.z) < 1e-6


@pytest.mark.parametrize("k", range(3))
@pytest.mark.parametrize("name", EXERCISE.variants)
def test_right_functions_are_right_whatever_the_seed(name, k):
    assert EXERCISE.check(with_stream(EXERCISE.variants[name], k)).outcome == "right"


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_mistakes_are_known_whatever_the_seed(mistake):
    for k in (1, 2):
        assert EXERCISE.check(with_stream(mistake.program, k)).misconception == mistake.name


def parametric(X, y, rng):
    fitted = X @ least_squares(X, y)
    sigma_hat = np.linalg.norm(y - fitted) / np.sqrt(len(y) - X.shape[1])
    return X, fitted + rng.normal(0, sigma_hat, len(y))


def signs_turned(X, y, rng):
    fitted = X @ least_squares(X, y)
    return X, fitted + (y - fitted) * rng.choice([-1, 1], len(y))


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("y alone", fitting(lambda X, y, rng: (X[rng.integers(0, len(y), len(y))], y))),
        ("y alone", fitting(lambda X, y, rng: (X, rng.permutation(y)))),
        ("predictors kept", fitting(parametric)),
        ("each row once", of_rows(lambda n, rng: list(set(rng.integers(0, n, n))))),
        (None, fitting(signs_turned)),
        (None, of_rows(lambda n, rng: rng.integers(0, n, n // 2))),
        (None, of_rows(lambda n, rng: rng.choice(n, n // 2, replace=False))),
        (None, of_rows(lambda n, rng: rng.integers(0, n, 2 * n))),
    ],
)
def test_other_programs_are_refused_by_their_own_name_or_by_none(name, program):
    result = EXERCISE.check(program)
    assert result.outcome in ("wrong", "misconception")
    assert result.misconception == name
