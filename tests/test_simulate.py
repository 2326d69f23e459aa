"""Laws of the simulated worlds."""

import dataclasses
import doctest

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
def test_a_world_obeys_its_own_model(settings):
    n, beta, sigma, seed = settings
    world = simulate.linear_world(n, beta, sigma, np.random.default_rng(seed))
    assert world.X.shape == (n, len(beta)) and world.y.shape == (n,)
    assert (world.X[:, 0] == 1).all()
    assert (0 <= world.X[:, 1:]).all() and (world.X[:, 1:] < 1).all()
    scale = np.abs(beta).sum() + np.abs(world.noise).max()
    assert np.abs(world.y - world.X @ world.beta - world.noise).max() <= 1e-14 * scale
    assert len(world.names) == len(beta)


@given(worlds)
def test_equal_generators_make_equal_worlds_and_leave_the_arguments_alone(settings):
    n, beta, sigma, seed = settings
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
