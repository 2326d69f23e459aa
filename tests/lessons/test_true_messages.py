"""What a message says is true, also of answers that came about in another way than most.

Two causes that give the same numbers are both named; what is zero for any reason is not told one
of them; and "right" means what the task says and what the lesson's next cell asks for.
"""

import re
from functools import partial

import numpy as np
import pytest
from scipy import stats

from helpers import ols
from helpers.exercises import (
    autopsy,
    catalogue,
    curvature,
    full_joint,
    gradients,
    least_squares,
    likelihood,
    out_into_the_world,
    priors,
    when_the_model_lies,
)
from helpers.lessons.curvature.shared import maximum, restricted_maximum
from helpers.lessons.out_into_the_world.diagrams import CHOICES, W, X, Y, Z, descendants

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


# What an input is called, and what an answer achieves


FUNCTIONS = [one for one in catalogue() if one.asks_for_function]


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.id)
def test_an_example_hands_over_what_a_message_lists(exercise):
    for k, case in enumerate(exercise.cases({}), 1):
        words, given = exercise.input_in_words(case), exercise.example(k)
        shapes = re.findall(r"(\w+) of shape (\([^)]*\))", words)
        values = re.findall(r"(\w+) = ([^ ,]+)", words)
        said = [repr(value)[1:-1] for value in given if repr(value)[1:-1] in words]
        assert shapes or values or said or words == "In one call"
        assert all(str(getattr(given, name).shape) == shape for name, shape in shapes)
        assert all(f"{getattr(given, name):.4g}" == value for name, value in values)


def _found_in(check, income, worlds):
    """Of 25 worlds, those above 95 % of the dealt ones, as in the task; dealt anew."""
    dealt = np.random.default_rng(1234).permuted(worlds, axis=1)
    limit = np.quantile([check(income, e) for e in dealt], 0.95)
    return sum(check(income, e) > limit for e in worlds)


@pytest.mark.parametrize(
    "check",
    [
        lambda income, e: np.max(np.abs(e) * np.exp(income / 2000)),
        lambda income, e: abs(np.log(e[:60].std() / e[60:].std())),
        lambda income, e: np.std(e[income > 2 * np.median(income)]) + np.ptp(e),
        lambda income, e: np.max(np.abs(e[:20])),
    ],
)
def test_counts_of_worlds_are_what_anybody_counts(check):
    exercise = out_into_the_world.spread_check
    message = exercise.check(check).message
    counts = re.search(r"(?:in|least) (none|\d+) of 25 .*? (?:in|least) (none|\d+) of 25", message)
    income, *kinds = exercise.cases({})[int(re.search(r"example\((\d)", message)[1]) - 1]
    for told, worlds in zip(counts.groups(), kinds, strict=True):
        count = 0 if told == "none" else int(told)
        assert abs(count - min(_found_in(check, income, worlds), 20)) <= 6  # dealt by other lots
    assert "share" not in message and "is not it" not in message


@pytest.mark.parametrize(
    "check",
    [
        lambda income, e: abs(np.log(e[income > 884].std() / e[income <= 884].std())),
        lambda income, e: np.ptp([e[abs(income - k) < 250].std() for k in (500, 900, 1500)]),
        lambda income, e: stats.spearmanr(np.digitize(income, [600, 900]), np.abs(e))[0] ** 2,
    ],
)
def test_a_check_with_francs_in_it_is_told_so_where_incomes_are_none(check):
    with np.errstate(all="ignore"):
        message = out_into_the_world.spread_check.check(check).message
    low, high = re.search(r"incomes run from ([\d.]+) to ([\d.]+)", message).groups()
    income, *_ = out_into_the_world.spread_check.example(3)
    assert [low, high] == [f"{end:.3g}" for end in (income.min(), income.max())]
    assert message.count("Is a number of francs written in it?") == 1


@pytest.mark.parametrize("factor", [0.01, 0.8, 1.1, 1.6, 30.0])
def test_an_amount_is_told_as_it_is_and_with_what_it_loses(factor):
    exercise = out_into_the_world.best_amount

    def amount(factor, draws, too_much, too_little):
        return factor * np.quantile(draws, too_little / (too_much + too_little))

    message = exercise.check(partial(amount, factor)).message
    draws, low, high = exercise.example(1)
    best = np.quantile(draws, high / (low + high))
    losses = [
        np.mean(low * np.maximum(a - draws, 0) + high * np.maximum(draws - a, 0))
        for a in (factor * best, best)
    ]
    yours, far, side, loses = re.search(
        r"amount, ([\d.,e+]+) francs, is (far )?(above|below) the best and loses ([\d.]+)", message
    ).groups()
    assert abs(float(yours) / (factor * best) - 1) < 1e-3
    assert side == ("above" if factor > 1 else "below") and bool(far) == (not 0.5 < factor < 2)
    ratio = losses[0] / losses[1]
    wanted = ratio if ratio >= 2 else 100 * (ratio - 1)
    assert abs(float(loses) / wanted - 1) < 0.06
    assert "divisor" not in message and "what it should be" not in message


@pytest.mark.parametrize("steps", [400, 1000])
def test_an_amount_on_a_grid_is_known_by_its_prices_and_its_place(steps):
    def losses(draws, too_much, too_little):
        grid = np.linspace(draws.min(), draws.max(), steps)
        over = grid[:, None] - draws
        return grid, np.mean(np.maximum(too_much * over, -too_little * over), axis=1)

    def exchanged(draws, too_much, too_little):
        grid, cost = losses(draws, too_little, too_much)
        return grid[cost.argmin()]

    exercise = out_into_the_world.best_amount
    assert exercise.check(exchanged).misconception == "the prices changed places"
    place = exercise.check(lambda *given: losses(*given)[1].argmin())
    assert place.misconception == "a place in a list"


def test_of_each_wrong_set_of_variables_the_way_it_goes_wrong_is_told():
    exercise = out_into_the_world.what_belongs_in
    (arrows,) = exercise.example()
    right = exercise.reference()
    for diagram, one in enumerate(arrows):
        for choice in set(CHOICES) - {right[diagram]}:
            answer = [*right[:diagram], choice, *right[diagram + 1 :]]
            message = exercise.check(answer).message
            collider = any(one[X, j] and one[Y, j] for j in CHOICES[choice])
            on_the_way = any(one[X, j] and Y in descendants(one, j) for j in CHOICES[choice])
            assert ("an effect of both x and y" in message) == collider
            assert ("is then taken from it" in message) <= on_the_way
            left = [j for j in (Z, W) if one[j, X] and one[j, Y] and j not in CHOICES[choice]]
            assert ("common cause of x and y is left free" in message) <= bool(left)
