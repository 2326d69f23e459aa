"""What a message says is true, also of answers that came about in another way than most.

Two causes that give the same numbers are both named; what is zero for any reason is not told one
of them; and "right" means what the task says and what the lesson's next cell asks for.
"""

import numpy as np
import pytest
from scipy import stats

from helpers.exercises import autopsy, broken_assumptions, curvature
from helpers.exercises.curvature.programs import maximum, restricted_maximum

# Zero


def _score(beta, sigma, X, y):
    e = y - X @ beta
    return np.append(X.T @ e / sigma**2, e @ e / sigma**3 - len(y) / sigma)


def _information(X, y, sigma):
    p = X.shape[1]
    return np.block(
        [
            [X.T @ X / sigma**2, np.zeros((p, 1))],
            [np.zeros((1, p)), np.full((1, 1), 2 * len(y) / sigma**2)],
        ]
    )


@pytest.mark.parametrize("columns", [slice(0, None), slice(1, None)], ids=["full", "restricted"])
def test_a_score_statistic_of_zero_is_told_both_places_where_slopes_vanish(columns):
    ((X, y),) = curvature.score_test.cases({})
    x = X[:, columns]
    beta, sigma = maximum(x, y)
    s = _score(beta, sigma, x, y)
    message = curvature.score_test.check(s @ np.linalg.solve(_information(x, y, sigma), s)).message
    assert "full maximum" in message and "restricted model" in message
    assert restricted_maximum(X, y)[0][0] == 0


def test_zeros_that_were_typed_are_no_rounding():
    """Slopes at a maximum are zero but for rounding; a 0 that was handed over is another thing."""
    for exercise, answer in (
        (curvature.score, lambda beta, sigma, X, y: np.append(0 * beta, 1.0)),
        (autopsy.gradient_at_print, [0, 0, 3.25]),
        (broken_assumptions.residual_clues, [0, 0, 0]),
        (broken_assumptions.residual_clues, [1.5, 0, 0]),
        (broken_assumptions.residual_clues, [0, 0.5, 0.5]),
    ):
        assert "rounding" not in exercise.check(answer).message


def test_a_p_value_of_one_is_told_what_makes_it_whatever_that_was():
    for statistic in (0.0, -3.0):
        message = broken_assumptions.breusch_pagan.check(
            lambda X, residuals, s=statistic: stats.chi2.sf(s, X.shape[1] - 1)
        ).message
        assert "zero or below" in message
