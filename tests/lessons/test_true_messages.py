"""What a message says is true, also of answers that came about in another way than most.

Two causes that give the same numbers are both named; what is zero for any reason is not told one
of them; and "right" means what the task says and what the lesson's next cell asks for.
"""

import numpy as np
import pytest
from scipy import stats

from helpers import ols
from helpers.exercises import (
    autopsy,
    curvature,
    full_joint,
    gradients,
    least_squares,
    likelihood,
    priors,
    when_the_model_lies,
)
from helpers.lessons.curvature.shared import maximum, restricted_maximum

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
        (when_the_model_lies.residual_clues, [0, 0, 0]),
        (when_the_model_lies.residual_clues, [1.5, 0, 0]),
        (when_the_model_lies.residual_clues, [0, 0.5, 0.5]),
    ):
        assert "rounding" not in exercise.check(answer).message


def test_a_p_value_of_one_is_told_what_makes_it_whatever_that_was():
    for statistic in (0.0, -3.0):
        message = when_the_model_lies.breusch_pagan.check(
            lambda X, residuals, s=statistic: stats.chi2.sf(s, X.shape[1] - 1)
        ).message
        assert "zero or below" in message


# Two causes, the same numbers


def test_numbers_with_two_causes_are_told_both():
    """Each function is wrong in the second way that its message names."""

    def minus_lost(y, mean, sigma):
        return 0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2

    def prior_of_sigma(theta, X, y):
        height = stats.norm.logpdf(y, X @ theta[:-1], np.exp(theta[-1])).sum()
        return height - theta[-1] + theta[-1]

    def prior_of_sigma_without_jacobian(theta, X, y):
        return stats.norm.logpdf(y, X @ theta[:-1], np.exp(theta[-1])).sum() - theta[-1]

    def slope_of_a_prior(theta, X, y):
        e, variance = y - X @ theta[:-1], np.exp(2 * theta[-1])
        return np.append(X.T @ e / variance, e @ e / variance - len(y) + 1 - 1)

    def sigma_for_its_square(theta, X, y):
        e, sigma = y - X @ theta[:-1], np.exp(theta[-1])
        return np.append(-X.T @ e / sigma, len(y) - e @ e / sigma**2)

    def one_observation_fewer(theta, X, y):
        e, sigma = y - X @ theta[:-1], np.exp(theta[-1])
        squares = e @ e / (2 * sigma**2)
        return len(y) / 2 * np.log(2 * np.pi) + (len(y) - 1) * theta[-1] + squares

    for exercise, answer, one, other in (
        (likelihood.log_density, minus_lost, "minus", "brackets"),
        (gradients.log_posterior, prior_of_sigma, "per unit of *sigma*", "prior 1/sigma"),
        (gradients.log_posterior, prior_of_sigma_without_jacobian, "upside down", "prior 1/sigma"),
        (gradients.gradient, slope_of_a_prior, "Jacobian adds", "prior 1/sigma"),
        (autopsy.log_sigma_gradient, sigma_for_its_square, "multiplied by σ", "divided by σ"),
        (autopsy.log_sigma, one_observation_fewer, "n − 1", "Jacobian"),
        (likelihood.sigma_by_search, 5, "the truth", "grid"),
    ):
        result = exercise.check(answer)
        assert result.outcome == "misconception"
        assert one in result.message and other in result.message


# Right means what the task says and the next cell asks for


CERTIFIED = np.array(  # NIST Statistical Reference Datasets, Longley
    [
        -3482258.63459582,
        15.0618722713733,
        -0.0358191792925910,
        -2.02022980381683,
        -1.03322686717359,
        -0.0511041056535807,
        1829.15146461355,
    ]
)


def test_whatever_has_ten_digits_by_the_next_cell_is_right_and_nothing_else():
    rng = np.random.default_rng(0)
    for size in 10.0 ** rng.uniform(-11, -8, 60):
        answer = CERTIFIED * (1 + size * rng.choice([-1, 1], 7))
        right = least_squares.longley.check(answer).outcome == "right"
        assert right <= (np.max(np.abs(answer / CERTIFIED - 1)) < 0.5 * 10.0 ** (1 - 10))
        assert right >= (size < 4.8e-10)
    nudged = least_squares.longley.check(CERTIFIED * (1 + 1e-6)).message
    assert "If they come from the normal equations" in nudged


@pytest.mark.parametrize("exercise", [autopsy.true_maximum, autopsy.mended], ids=lambda e: e.id)
def test_four_digits_of_a_maximum_are_right_and_no_fewer(exercise):
    beta, sigma = exercise.reference()
    for size, right in ((9e-5, True), (5e-4, False)):
        answer = np.asarray(beta) * (1 + size), sigma * (1 - size)
        assert (exercise.check(answer).outcome == "right") == right


def test_a_value_below_zero_is_no_failure():
    result = autopsy.first_failure.check(
        lambda values: np.flatnonzero(~np.isfinite(values) | (values < 0))[0]
    )
    assert result.misconception == "below zero"


def test_the_height_of_a_search_is_told_from_its_sigma():
    ((X, y),) = autopsy.mended.cases({})
    beta, sigma = autopsy.mended.reference()
    height = -stats.norm.logpdf(y, X @ beta, sigma).sum()
    assert autopsy.mended.check((beta, height)).misconception == "height for sigma"


@pytest.mark.filterwarnings("ignore")
def test_an_evidence_that_rests_on_a_fit_is_not_told_to_collect_rows():
    def by_a_fit(X, y, m0, V0, a, b):
        fit = ols.fit(X, y)
        height = stats.norm.logpdf(y, X @ fit.beta, fit.sigma_mle).sum()
        return height - len(fit.beta) / 2 * np.log(len(y))

    def by_least_squares(X, y, m0, V0, a, b):
        residuals = y - X @ np.linalg.lstsq(X, y)[0]
        height = stats.norm.logpdf(residuals, scale=residuals.std()).sum()
        return -2 * height + (X.shape[1] + 1) * np.log(len(y))

    result = priors.log_evidence.check(by_a_fit)
    assert result.outcome == "wrong" and "BIC" in result.message
    assert "collect" not in result.message.lower()
    assert priors.log_evidence.check(by_least_squares).misconception == "BIC"


# Forms


def test_the_values_of_a_dictionary_are_read_like_a_list():
    means = priors.grid_means.reference()
    assert (
        priors.grid_means.check(
            lambda *table: dict(zip("bs", means(*table), strict=True)).values()
        ).outcome
        == "right"
    )
    beta, sigma = autopsy.mended.reference()
    assert autopsy.mended.check({"beta": beta, "sigma": sigma}.values()).outcome == "right"


def test_one_thing_is_not_called_a_collection_of_several():
    class Box:
        def __len__(self):
            return 2

    message = priors.laplace.check(Box()).message
    assert "object of type Box" in message and "different lengths" not in message


def test_a_lost_half_of_an_exponent_is_named_in_every_normal_density_of_lesson_11():
    for exercise in (full_joint.log_joint, full_joint.eta_likelihood):
        assert "no ½" in {mistake.name for mistake in exercise.misconceptions}
