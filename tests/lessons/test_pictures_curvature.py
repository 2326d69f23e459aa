"""The pictures of lesson 07 say true numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import plots, simulate
from tests.lessons.drawing import decimals, drawn, numbers

WORLD = simulate.seed_world()
SIGMA, TESTS = plots.profile_sigma(WORLD), plots.three_tests(WORLD)


def _log_likelihood(X, y, beta, sigma):
    return stats.norm.logpdf(y, X @ beta, sigma).sum()


def _top(X, y):
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    return _log_likelihood(X, y, beta, np.sqrt(np.mean((y - X @ beta) ** 2)))


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 20).map(lambda k: 10 * k), st.integers(50, 99))
def test_the_interval_is_where_the_profile_is_cut(rows, level):
    X, y = WORLD.X[:rows], WORLD.y[:rows]
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    _, words = drawn(SIGMA, rows=rows, level=level)
    low, high, left, right, truth, drop, top = decimals(words)
    assert truth == 5.0
    assert drop == pytest.approx(stats.norm.ppf((1 + level / 100) / 2) ** 2 / 2, abs=0.0051)
    steepest = 2 * rows / top  # a bound on the slope near the ends, for their rounding
    for end in (low, high):
        height = _log_likelihood(X, y, beta, end) - _top(X, y)
        assert height == pytest.approx(-drop, abs=0.005 + 0.005 * steepest)
    assert (left + right) / 2 == pytest.approx(top, abs=0.01)
    reach = stats.norm.ppf((1 + level / 100) / 2) * top / np.sqrt(2 * rows)
    assert (right - left) / 2 == pytest.approx(reach, abs=0.015)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 36).map(lambda k: k / 2), st.integers(1, 20).map(lambda k: 10 * k))
def test_the_three_statistics_are_those_of_the_full_model(hypothesis, rows):
    X, y = WORLD.X[:rows], WORLD.y[:rows]
    _, words = drawn(TESTS, hypothesis=hypothesis, rows=rows)
    said, score, ratio, wald = decimals(words)[:4]
    assert said == hypothesis

    top = _top(X, y)
    slopes = np.linalg.lstsq(X[:, 1:], y - hypothesis, rcond=None)[0]
    restricted = np.append(hypothesis, slopes)
    residuals = y - X @ restricted
    sigma_0 = np.sqrt(np.mean(residuals**2))
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    sigma = np.sqrt(np.mean((y - X @ beta) ** 2))
    inverse = np.linalg.inv(X.T @ X)
    right = (
        (X.T @ residuals) @ inverse @ (X.T @ residuals) / sigma_0**2,
        2 * (top - _log_likelihood(X, y, restricted, sigma_0)),
        (beta[0] - hypothesis) ** 2 / (sigma**2 * inverse[0, 0]),
    )
    np.testing.assert_allclose([score, ratio, wald], right, atol=0.0051)
    assert score <= ratio <= wald

    critical = stats.chi2.ppf(0.95, 1)
    rejecting = sum(statistic > critical for statistic in right)
    verdicts = ("none exceeds", "only Wald", "the score test alone", "all exceed")
    assert verdicts[rejecting] in words


def test_the_parabola_at_the_hypothesis_touches_the_curve_and_tops_below_its_top():
    figure, _ = drawn(TESTS, hypothesis=2.0, rows=30)
    lines = {line.get_label(): line.get_xydata() for line in figure.axes[0].get_lines()}
    curve = lines["profile log-likelihood"]
    touching = lines["parabola at the hypothesis (score)"]
    descending = lines["parabola at the top (Wald)"]
    gap = curve[:, 1] - touching[:, 1]
    near = np.abs(curve[:, 0] - 2.0) < 0.1
    assert np.abs(gap[near]).max() < 1e-3  # equal height and slope
    assert np.ptp([part[part[:, 1].argmax(), 0] for part in (curve, touching, descending)]) < 0.1
    assert np.all(descending[:, 1] <= curve[:, 1] + 1e-12)


def test_the_tests_contradict_each_other_where_the_lesson_says():
    _, words = drawn(TESTS, hypothesis=2.0, rows=10)
    assert "the score test alone stays below 3.84" in words


@pytest.mark.parametrize("name", ["profile_sigma", "three_tests"])
def test_a_world_too_small_is_refused(name):
    small = simulate.linear_world(12, [1.0, 2.0], 1.0, np.random.default_rng(0))
    with pytest.raises(ValueError, match="12 rows; this picture needs 20"):
        getattr(plots, name)(small)


def _many_worlds(worlds=300):
    """Scores at the truth, foretold walks and errors, by way of each world's own maximum."""
    X, sigma = WORLD.X, WORLD.sigma
    rng, scores, errors = np.random.default_rng(3), [], []
    for _ in range(worlds):
        noise = rng.normal(0, sigma, len(X))
        beta = np.linalg.lstsq(X, noise, rcond=None)[0]
        found = np.log(np.std(noise - X @ beta) / sigma)  # the mean is 0: there is a constant
        scores.append([*(X.T @ noise / sigma**2), noise @ noise / sigma**2 - len(X)])
        errors.append([*beta, found])
    scores = np.array(scores)
    in_beta = np.linalg.solve(X.T @ X, scores[:, :-1].T * sigma**2).T
    walks = np.column_stack([in_beta, scores[:, -1] / (2 * len(X))])
    return scores, walks, np.array(errors)


def test_slopes_at_the_truth_average_and_spread_as_said():
    scores, _, _ = _many_worlds()
    _, words = drawn(plots.slopes_at_the_truth(scores, scores[5]))
    said = decimals(words)
    right = [scores[:, 0].mean(), scores[:, -1].mean(), scores[5, 0], scores[:, 0].std()]
    np.testing.assert_allclose(said, [*right, scores[5, -1], scores[:, -1].std()], atol=0.0051)
    assert "300 worlds" in words


def test_the_walk_is_the_error_in_beta_and_nearly_so_in_log_sigma():
    _, walks, errors = _many_worlds()
    _, words = drawn(plots.walks_and_errors(walks, errors))
    in_beta, in_log_sigma, spread, spread_of_log_sigma = decimals(words)
    assert in_beta == 0
    assert in_log_sigma == pytest.approx(np.mean(np.abs(walks - errors)[:, -1]), abs=5.1e-5)
    assert in_log_sigma < spread_of_log_sigma / 3
    np.testing.assert_allclose(
        [spread, spread_of_log_sigma], errors.std(axis=0)[[0, -1]], atol=6e-4
    )


def test_the_lowest_and_the_highest_interval_are_named():
    intervals = {"middle": [4.5, 5.5], "low": (4.0, 5.25), "high": np.array([4.125, 7.0])}
    _, words = drawn(plots.sigma_intervals(intervals, WORLD))
    assert words.startswith("Lowest lies the interval “low”, 4.000 to 5.250, highest “high”, 4.125")
    assert decimals(words)[4:] == [5.0, 4.5, 5.5, 4.0, 5.25, 4.125, 7.0]


def _refused(rows):
    """By what each statistic is of t², with three coefficients."""
    critical, free = stats.norm.ppf(0.975) ** 2, rows - 3
    ratios = (critical / (rows - critical), np.exp(critical / rows) - 1, critical / rows)
    return [200 * stats.t(free).sf(np.sqrt(free * ratio)) for ratio in ratios]


def test_the_refusals_are_those_of_the_function():
    figure, words = drawn(plots.refused_when_true(_refused))
    np.testing.assert_allclose(decimals(words)[:3], _refused(20), atol=0.051)
    np.testing.assert_allclose(decimals(words)[3:], _refused(200), atol=0.051)
    assert 20 in numbers(words)
    lines = figure.axes[0].get_lines()
    assert [line.get_label() for line in lines[:3]] == ["score", "likelihood ratio", "Wald"]
    shares = np.array([line.get_ydata() for line in lines[:3]])
    np.testing.assert_allclose(shares.T, [_refused(rows) for rows in lines[0].get_xdata()])
