"""Laws of the simulated worlds."""

import dataclasses
import doctest

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import simulate


def test_docstring_examples_hold():
    assert doctest.testmod(simulate).failed == 0


# The seed world


def original_recipe():
    """The first cell of the original notebook, on the global legacy generator."""
    np.random.seed(123)
    x = np.random.rand(2, 200)
    e = np.random.normal(10, 5, 200)
    beta = np.random.uniform(1, 15, 2)
    return x, e, beta, x.T @ beta + e


def test_seed_world_is_the_original_simulation_number_for_number():
    state = np.random.get_state()
    try:
        x, e, beta, y = original_recipe()
    finally:
        np.random.set_state(state)
    world = simulate.seed_world()
    assert np.array_equal(world.X, np.column_stack([np.ones(200), x.T]))
    assert np.array_equal(world.y, y)
    assert np.array_equal(world.beta, [10, *beta])
    assert np.array_equal(world.noise, e - 10)
    assert world.sigma == 5.0


def test_seed_world_has_the_printed_numbers():
    world = simulate.seed_world()
    assert [f"{value:.6f}" for value in world.y[:3]] == ["9.461113", "10.052146", "16.571117"]
    np.testing.assert_allclose(world.beta, [10, 3.8987007, 10.17772171], atol=5e-9)
    assert world.names == ("const", "x1", "x2")
    ols = np.linalg.lstsq(world.X, world.y)[0]
    assert [f"{value:.4f}" for value in ols] == ["9.0629", "4.3478", "11.0557"]


def test_seed_world_leaves_the_global_generator_alone():
    before = np.random.get_state()
    simulate.seed_world()
    after = np.random.get_state()
    assert before[0] == after[0] and before[2:] == after[2:]
    assert np.array_equal(before[1], after[1])


def test_small_twin_is_the_first_ten_rows():
    world, twin = simulate.seed_world(), simulate.small_twin()
    assert twin.X.shape == (10, 3)
    for name in ("X", "y", "noise"):
        assert np.array_equal(getattr(twin, name), getattr(world, name)[:10])
    ols = np.linalg.lstsq(twin.X, twin.y)[0]
    assert [f"{value:.3f}" for value in ols] == ["10.825", "-2.107", "13.888"]


# Any world


worlds = st.builds(
    lambda n, slopes, sigma, seed: (n, np.array([1.5, *slopes]), sigma, seed),
    n=st.integers(1, 60),
    slopes=st.lists(st.floats(-1e6, 1e6), max_size=5),
    sigma=st.floats(0, 1e6),
    seed=st.integers(0, 2**32),
)


@given(worlds)
def test_a_world_obeys_its_own_model(recipe):
    n, beta, sigma, seed = recipe
    world = simulate.linear_world(n, beta, sigma, np.random.default_rng(seed))
    assert world.X.shape == (n, len(beta)) and world.y.shape == (n,)
    assert (world.X[:, 0] == 1).all()
    assert (0 <= world.X[:, 1:]).all() and (world.X[:, 1:] < 1).all()
    scale = np.abs(beta).sum() + np.abs(world.noise).max()
    assert np.abs(world.y - world.X @ world.beta - world.noise).max() <= 1e-14 * scale
    assert len(world.names) == len(beta)


@given(worlds)
def test_equal_generators_make_equal_worlds_and_leave_the_arguments_alone(recipe):
    n, beta, sigma, seed = recipe
    kept = beta.copy()
    first, second = (
        simulate.linear_world(n, beta, sigma, np.random.default_rng(seed)) for _ in range(2)
    )
    assert first.y.tobytes() == second.y.tobytes() and first.X.tobytes() == second.X.tobytes()
    assert np.array_equal(beta, kept) and beta.flags.writeable


def test_worlds_that_differ_in_truth_alone_share_their_draws():
    one = simulate.linear_world(30, [1, 2, 3], 1.0, np.random.default_rng(5))
    other = simulate.linear_world(30, [9, 8, 7], 4.0, np.random.default_rng(5))
    assert np.array_equal(one.X, other.X)
    np.testing.assert_allclose(other.noise, 4 * one.noise, rtol=1e-15)


def test_sigma_is_a_standard_deviation():
    n = 40_000
    world = simulate.linear_world(n, [0, 1], 3.0, np.random.default_rng(0))
    # The sd of n normals has a standard error of sigma / sqrt(2 n) = 0.011.
    assert abs(world.noise.std() - 3.0) < 5 * 3.0 / np.sqrt(2 * n)
    assert abs(world.noise.mean()) < 5 * 3.0 / np.sqrt(n)


def test_without_noise_the_truth_is_recovered_exactly():
    world = simulate.linear_world(20, [10, 4, -7], 0, np.random.default_rng(2))
    np.testing.assert_allclose(np.linalg.lstsq(world.X, world.y)[0], [10, 4, -7], rtol=1e-12)


def test_a_constant_alone_is_a_world():
    world = simulate.linear_world(5, [10], 1, np.random.default_rng(2))
    assert world.X.shape == (5, 1) and list(world.frame) == ["y"]


def test_predictors_may_be_handed_over_or_drawn_another_way():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(8, 2))
    frame = pd.DataFrame(x, columns=["age", "dose"])
    world = simulate.linear_world(8, [1, 2, 3], 1, rng, predictors=frame)
    assert world.names == ("const", "age", "dose") and list(world.frame) == ["y", "age", "dose"]
    assert np.array_equal(world.X[:, 1:], x)
    drawn = simulate.linear_world(
        8,
        [1, 2, 3],
        1,
        np.random.default_rng(3),
        predictors=lambda rng, shape: rng.normal(size=shape),
    )
    assert np.array_equal(drawn.X[:, 1:], x)
    flat = simulate.linear_world(8, [1, 2], 1, rng, predictors=x[:, 0], names=["age"])
    assert np.array_equal(flat.X[:, 1], x[:, 0]) and flat.names == ("const", "age")


def test_a_world_cannot_be_changed_by_accident():
    world = simulate.seed_world()
    with pytest.raises(dataclasses.FrozenInstanceError):
        world.sigma = 3.0
    for array in (world.X, world.y, world.beta, world.noise):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    frame = world.frame
    frame.loc[0, "y"] = 99.0
    assert world.frame.loc[0, "y"] == world.y[0]


def test_a_world_prints_itself_in_one_line():
    assert repr(simulate.small_twin()) == (
        "World(n=10, columns=const x1 x2, beta=[10, 3.8987, 10.1777], sigma=5)"
    )


# Broken worlds

LAWS = [
    simulate.Normal(),
    simulate.StudentT(12),
    simulate.Independent(lambda rng, shape: rng.exponential(size=shape) - 1),
    simulate.Heteroskedastic(lambda X: 0.2 + X[:, 1]),
    simulate.AR1(0.7),
    simulate.AR1(-0.4),
]
BY_NAME = {"argvalues": LAWS, "ids": lambda law: type(law).__name__}


def draws_of(law, n=8, replications=50_000, seed=0):
    X = np.column_stack([np.ones(n), np.linspace(0, 1, n)])
    return law.draw(np.random.default_rng(seed), X, replications), X


def close_in_mean(draws, truth):
    """The mean over the first axis lies within 5 of its own standard errors of the truth."""
    error = draws.std(axis=0, ddof=1) / np.sqrt(len(draws))
    np.testing.assert_array_less(np.abs(draws.mean(axis=0) - truth), 5 * error)


@pytest.mark.parametrize("law", **BY_NAME)
def test_the_noise_has_the_mean_and_covariance_that_its_law_states(law):
    noise, X = draws_of(law)
    covariance = law.covariance_times(X, np.eye(len(X)))
    np.testing.assert_allclose(np.diag(covariance), law.relative_sd(X) ** 2, rtol=1e-14)
    close_in_mean(noise, 0)
    close_in_mean(noise[:, :, None] * noise[:, None, :], covariance)


@pytest.mark.parametrize("law", **BY_NAME)
def test_replications_of_the_noise_differ_and_one_is_the_first_of_many(law):
    one, _ = draws_of(law, replications=1, seed=4)
    many, _ = draws_of(law, replications=3, seed=4)
    np.testing.assert_allclose(many[0], one[0], rtol=1e-14)
    assert not np.array_equal(many[1], many[2])


@given(st.floats(-0.999, 0.999), st.integers(1, 70), st.integers(0, 2**32))
@settings(deadline=None)
def test_an_autoregression_is_the_recursion_of_its_definition(rho, n, seed):
    X = np.ones((n, 1))
    noise = simulate.AR1(rho).draw(np.random.default_rng(seed), X, 2)
    steps = np.random.default_rng(seed).standard_normal((2, n))
    expected = steps[:, 0]
    for i in range(n):
        if i > 0:
            expected = rho * expected + np.sqrt(1 - rho**2) * steps[:, i]
        np.testing.assert_allclose(noise[:, i], expected, rtol=1e-9, atol=1e-12)


@given(st.floats(-0.99, 0.99), st.integers(1, 40))
@settings(deadline=None)
def test_autocorrelations_are_powers_of_rho(rho, n):
    covariance = simulate.AR1(rho).covariance_times(np.ones((n, 1)), np.eye(n))
    lags = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    np.testing.assert_allclose(covariance, np.power(rho, lags), rtol=1e-11, atol=1e-13)


def test_a_long_autoregression_has_its_correlation_and_forgets():
    world = simulate.linear_world(
        100_000, [0], 5, np.random.default_rng(1), noise=simulate.AR1(0.7)
    )
    for lag in (1, 2, 60):
        correlation = np.corrcoef(world.noise[lag:], world.noise[:-lag])[0, 1]
        # Bartlett (1946): at most √((1 + rho²) / (1 - rho²) / n).
        bound = 5 * np.sqrt((1 + 0.49) / (1 - 0.49) / 100_000)
        assert abs(correlation - 0.7**lag) < bound


def test_heavy_tails_are_those_of_student():
    law, scale = simulate.StudentT(5), np.sqrt(3 / 5)
    noise, _ = draws_of(law, n=1, replications=20_000)
    # 1e-6: a correct program fails once in a million seeds, and this seed is fixed.
    assert stats.kstest(noise[:, 0] / scale, stats.t(5).cdf).pvalue > 1e-6
    assert stats.kstest(noise[:, 0], "norm").pvalue < 1e-6
    light, _ = draws_of(simulate.StudentT(12))
    close_in_mean(light**4, 3 + 6 / (12 - 4))
    normal, _ = draws_of(simulate.Normal())
    close_in_mean(normal**4, 3)


def test_a_function_may_draw_the_noise():
    """Another law changes the noise alone; predictors are drawn before it."""
    plain, skewed = (
        simulate.linear_world(500, [10, 4], 5, np.random.default_rng(2), noise=noise)
        for noise in (None, lambda rng, shape: rng.exponential(size=shape) - 1)
    )
    assert np.array_equal(plain.X, skewed.X)
    assert skewed.noise.min() >= -5 and stats.skew(skewed.noise) > 1
    assert "noise=Independent" in repr(skewed)


@given(worlds, st.floats(-0.9, 0.9))
@settings(deadline=None)
def test_a_broken_world_keeps_its_books(recipe, rho):
    n, beta, sigma, seed = recipe
    departure = np.linspace(-3, 3, n)
    world = simulate.linear_world(
        n, beta, sigma, np.random.default_rng(seed), noise=simulate.AR1(rho), departure=departure
    )
    assert np.array_equal(world.departure, departure) and world.law == simulate.AR1(rho)
    scale = np.abs(beta).sum() + np.abs(world.noise).max() + 3
    assert np.abs(world.y - world.X @ world.beta - departure - world.noise).max() <= 1e-14 * scale
    assert np.abs(world.mean + world.noise - world.y).max() <= 1e-14 * scale
    head = world.head(max(1, n // 2))
    assert np.array_equal(head.departure, departure[: max(1, n // 2)]) and head.law == world.law


def test_the_true_standard_errors_of_the_seed_world():
    """With the true sigma in place of its estimate; the syllabus lists them as .9678 …"""
    world = simulate.seed_world()
    expected = 25 * np.linalg.inv(world.X.T @ world.X)
    np.testing.assert_allclose(world.sampling_covariance, expected, rtol=1e-11)
    assert [f"{value:.4f}" for value in np.sqrt(np.diag(expected))] == [
        "0.9678",
        "1.3308",
        "1.2003",
    ]
    assert np.array_equal(world.best_beta, world.beta) and (world.noise_sd == 5).all()


@pytest.mark.parametrize("law", **BY_NAME)
def test_the_true_covariance_of_least_squares_by_its_definition(law):
    world = simulate.linear_world(30, [1, 2, 3], 4, np.random.default_rng(0), noise=law)
    covariance = 16 * law.covariance_times(world.X, np.eye(30))
    by_row = np.linalg.inv(world.X.T @ world.X) @ world.X.T
    np.testing.assert_allclose(
        world.sampling_covariance, by_row @ covariance @ by_row.T, rtol=1e-9, atol=1e-12
    )
    np.testing.assert_allclose(world.noise_sd, np.sqrt(np.diag(covariance)), rtol=1e-12)


def test_the_best_plane_of_a_curved_world_is_the_fit_without_noise():
    world = simulate.linear_world(
        50, [1, 2], 0, np.random.default_rng(0), departure=lambda X: 8 * (X[:, 1] - 0.5) ** 2
    )
    np.testing.assert_allclose(world.best_beta, np.linalg.lstsq(world.X, world.y)[0], rtol=1e-12)
    assert repr(world) == "World(n=50, columns=const x1, beta=[1, 2], sigma=0, mean not linear)"
    with pytest.raises(ValueError, match="read-only"):
        world.departure[0] = 0


def test_too_few_rows_have_no_least_squares_truth():
    world = simulate.linear_world(2, [1, 2, 3], 1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="does not determine 3 coefficients"):
        _ = world.sampling_covariance


def test_laws_print_and_compare_by_their_numbers():
    assert simulate.AR1(0.5) == simulate.AR1(0.5) != simulate.AR1(0.6)
    world = simulate.linear_world(9, [1], 2, np.random.default_rng(0), noise=simulate.StudentT(4))
    assert repr(world) == "World(n=9, columns=const, beta=[1], sigma=2, noise=StudentT(df=4))"


# Errors teach

RNG = np.random.default_rng(0)
GOOD = {"n": 6, "beta": [10, 4, 10], "sigma": 5, "rng": RNG}
X6 = np.random.default_rng(1).random((6, 2))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 0}, "n is 0; .* at least one"),
        ({"n": 6.0}, "n is 6.0; .* whole number"),
        ({"n": True}, "n is True"),
        ({"beta": 10.0}, "single number 10; .* constant first"),
        ({"beta": []}, "beta is empty"),
        ({"beta": [[10], [4], [10]]}, r"shape \(3, 1\); pass a flat list"),
        ({"beta": [10, np.nan, 1]}, r"beta\[1\] is nan"),
        ({"beta": ["10", "4"]}, "beta must hold real numbers"),
        ({"beta": [10, 4j]}, "beta must hold real numbers"),
        ({"beta": [10, [4, 10]]}, "beta is ragged"),
        ({"beta": np.ma.array([10.0, 4], mask=[False, True])}, "masked"),
        ({"sigma": -5}, "sigma is -5; a standard deviation"),
        ({"sigma": np.nan}, "sigma is nan"),
        ({"sigma": np.inf}, "sigma is inf"),
        ({"sigma": [1, 2]}, "sigma is .*one number"),
        ({"rng": 123}, r"a seed; .*default_rng\(123\)"),
        ({"rng": np.random.RandomState(1)}, "legacy"),
        ({"rng": np.random}, "legacy"),
        ({"rng": None}, "NoneType; pass a generator"),
        ({"predictors": X6.T}, r"shape \(2, 6\).*transpose"),
        ({"predictors": np.column_stack([np.ones(6), X6])}, "without the column of ones"),
        ({"predictors": X6, "beta": [4, 10]}, "Does beta start with the constant"),
        ({"predictors": X6[:5]}, r"ask for \(6, 2\)"),
        ({"predictors": np.where(X6 == X6[3, 1], np.inf, X6)}, r"predictors\[3, 1\] is inf"),
        ({"predictors": X6 * [0, 1]}, r"predictors\[:, 0\] is 0 in every row"),
        ({"noise": 3}, "noise is of type int; wanted a law"),
        ({"noise": simulate.StudentT}, "is the class StudentT; make one law"),
        ({"noise": lambda rng, shape: rng.normal(size=shape[1])}, r"returned shape \(6,\); asked"),
        ({"noise": lambda rng, shape: np.full(shape, np.nan)}, "nan or inf"),
        ({"noise": simulate.Heteroskedastic(lambda X: X)}, r"shape \(6, 3\); wanted \(6,\)"),
        ({"noise": simulate.Heteroskedastic(lambda X: X[:, 0] - 2)}, "returned -1 for row 0"),
        ({"departure": np.ones(5)}, r"departure has shape \(5,\); wanted \(6,\)"),
        ({"departure": lambda X: X[:, 1] * np.nan}, r"departure\[0\] is nan"),
        ({"departure": "a curve"}, "departure must hold real numbers"),
        ({"names": "ab"}, "one string"),
        ({"names": ["a"]}, "names has 1 entries; 2 are wanted"),
        ({"names": ["a", "a"]}, "must differ"),
        ({"names": ["y", "a"]}, "must differ"),
    ],
)
def test_errors_say_what_was_given_and_what_is_wanted(change, message):
    with pytest.raises((TypeError, ValueError), match=message):
        simulate.linear_world(**{**GOOD, **change})


def test_head_asks_for_rows_that_exist():
    with pytest.raises(ValueError, match="only 10 observations"):
        simulate.small_twin().head(11)


@pytest.mark.parametrize(
    ("law", "argument", "message"),
    [
        (simulate.StudentT, 2, "df is 2; .* above 2"),
        (simulate.StudentT, np.inf, "df is inf"),
        (simulate.StudentT, "4", "df is '4'; wanted one number"),
        (simulate.AR1, 1, "rho is 1; .* between -1 and 1"),
        (simulate.AR1, np.nan, "rho is nan"),
        (simulate.AR1, [0.5], r"rho is \[0.5\]; wanted one number"),
        (simulate.Heteroskedastic, 2.0, "given a float; wanted a function of X"),
    ],
)
def test_a_law_refuses_what_is_none(law, argument, message):
    with pytest.raises((TypeError, ValueError), match=message):
        law(argument)
