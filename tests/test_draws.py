"""Draws: shapes and labels, the summary against arviz-stats, and problems said in words."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from arviz_stats.base import array_stats
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.arguments import require_count, require_generator
from helpers.draws import Draws, SamplingWarning, warn_of_problems

COLUMNS = ["mean", "sd", "5%", "95%", "mcse", "ess_bulk", "ess_tail", "r_hat"]


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.fixture
def chains() -> Draws:
    """Four good chains of beta (3) and sigma."""
    return Draws(
        {"beta": rng().normal(size=(4, 500, 3)), "sigma": rng(2).gamma(9, size=(4, 500))},
        labels={"beta": ("const", "x1", "x2")},
    )


def test_a_parameter_is_had_by_its_name(chains):
    assert (chains.chains, chains.draws, chains.names) == (4, 500, ("beta", "sigma"))
    assert chains["beta"].shape == (4, 500, 3)
    assert chains["sigma"].shape == (4, 500)
    assert dict(chains).keys() == {"beta", "sigma"}
    assert repr(chains) == "<Draws: 4 chains × 500 draws of beta (3), sigma>"
    with pytest.raises(KeyError, match=r"no draws of 'gamma' here, but of 'beta', 'sigma'"):
        chains["gamma"]


def test_stacking_puts_one_chain_after_the_other(chains):
    assert chains.stacked("beta").shape == (2000, 3)
    np.testing.assert_array_equal(chains.stacked("sigma")[500:1000], chains["sigma"][1])


@given(
    chain=st.integers(1, 5),
    draw=st.integers(5, 40),
    shape=st.lists(st.integers(1, 3), max_size=2).map(tuple),
)
@settings(max_examples=25, deadline=None)
def test_the_summary_is_that_of_every_single_number(chain, draw, shape):
    values = rng(chain + draw).normal(size=(chain, draw, *shape))
    table = Draws({"a": values}).summary()
    assert list(table.columns) == COLUMNS
    assert len(table) == np.prod(shape, dtype=int)
    flat = values.reshape(chain, draw, -1)
    for k, (_, row) in enumerate(table.iterrows()):
        x = flat[..., k]
        expected = [
            np.mean(x),
            np.std(x, ddof=1),
            *np.quantile(x, [0.05, 0.95]),
            array_stats.mcse(x),
            array_stats.ess(x, method="bulk"),
            array_stats.ess(x, method="tail", prob=(0.05, 0.95)),
            array_stats.rhat(x, method="rank"),
        ]
        np.testing.assert_allclose(row, expected, rtol=1e-12)


def test_labels_name_the_rows(chains):
    assert list(chains.summary().index) == ["beta[const]", "beta[x1]", "beta[x2]", "sigma"]
    unlabelled = Draws({"a": np.zeros((1, 2, 2, 2))})
    assert unlabelled.labels["a"] == ("0,0", "0,1", "1,0", "1,1")


def test_the_mcse_is_that_of_the_mean():
    x = rng().normal(size=(4, 250, 100))  # 100 parameters, all with mean 0 and sd 1
    table = Draws({"x": x}).summary()
    assert table["mcse"].mean() == pytest.approx(1 / np.sqrt(1000), rel=0.03)
    assert (table["mean"] / table["mcse"]).std() == pytest.approx(1, abs=0.28)


def test_independent_draws_have_no_r_hat_and_no_problems():
    draws = Draws({"sigma": rng().gamma(3, size=(1, 50))}, iid=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(draws.summary().loc["sigma", "r_hat"])
        assert draws.problems() == ()
    assert repr(draws) == "<Draws: 50 independent draws of sigma>"


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (4, 1), (4, 100)])
def test_a_constant_has_no_spread_and_no_diagnostics(shape):
    draws = Draws({"sigma": np.full(shape, 2.5)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = draws.summary().loc["sigma"]
    assert row["mean"] == row["5%"] == row["95%"] == 2.5
    assert row["mcse"] == 0 if np.prod(shape) > 1 else np.isnan(row["mcse"])
    assert row[["ess_bulk", "ess_tail", "r_hat"]].isna().all()


def test_what_is_not_a_number_stays_visible():
    x = rng().normal(size=(4, 100))
    x[2, 7:9] = np.nan, np.inf
    draws = Draws({"x": x, "y": rng(2).normal(size=(4, 100))})
    assert draws.summary().loc["x"].isna().all()
    assert draws.summary().loc["y"].notna().all()
    assert any("x is nan or infinite in 2 of 400 draws" in words for words in draws.problems())


def test_moments_that_do_not_exist_are_infinite():
    x = np.abs(rng().standard_cauchy(size=(1, 1000)))
    draws = Draws({"a": x, "b": x - 5}, iid=True, finite_moments={"a": 1.0, "b": 1.0})
    table = draws.summary()
    assert table.loc["a", ["mean", "sd", "mcse"]].tolist() == [np.inf] * 3
    assert np.isnan(table.loc["b", "mean"])
    assert np.isfinite(table[["5%", "95%", "ess_bulk"]]).all(axis=None)
    with_mean = Draws({"a": x}, iid=True, finite_moments={"a": 1.5}).summary().loc["a"]
    assert np.isfinite(with_mean["mean"])
    assert with_mean["sd"] == with_mean["mcse"] == np.inf


def test_good_chains_have_no_problems(chains):
    assert chains.problems() == ()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert warn_of_problems(chains) is chains


def test_chains_that_disagree_are_found():
    x = rng().normal(size=(4, 500))
    x[3] += 1
    with pytest.warns(SamplingWarning, match=r"chains disagree about x: its R-hat is 1\.\d"):
        warn_of_problems(Draws({"x": x}))


def test_chains_that_differ_in_spread_alone_are_found():
    x = rng().normal(size=(4, 500))
    x[3] *= 4
    assert any("disagree" in words for words in Draws({"x": x}).problems())


def test_slow_chains_are_found():
    steps = rng().normal(size=(4, 1000))
    x = np.zeros((4, 1000))
    for t in range(1, 1000):
        x[:, t] = 0.98 * x[:, t - 1] + steps[:, t]
    draws = Draws({"x": x})
    worth = min(draws.summary().loc["x", ["ess_bulk", "ess_tail"]])
    assert any(f"worth only {worth:.0f} independent" in words for words in draws.problems())


@pytest.mark.parametrize("odd", [7, 390])
def test_one_bad_chain_among_hundreds_is_found(odd):
    x = rng().normal(size=(400, 100))
    assert Draws({"x": x}).problems() == ()
    x[odd] = 40.0
    (words,) = Draws({"x": x}).problems()
    assert words.startswith(f"1 of 400 chains stand apart from the others in x, chain {odd} for")


def autoregressive(chains, draws, r, start):
    steps = np.sqrt(1 - r**2) * rng().normal(size=(chains, draws))
    x = np.empty((chains, draws))
    x[:, 0] = start
    for t in range(1, draws):
        x[:, t] = r * x[:, t - 1] + steps[:, t]
    return x


def test_short_chains_that_agree_are_not_blamed_for_their_length():
    """Of 200 chains of 200 draws, each worth some ten: R-hat is 1.04, and nothing is wrong."""
    x = autoregressive(200, 200, 0.9, rng(4).normal(size=200))
    draws = Draws({"x": x})
    assert draws.summary().loc["x", "r_hat"] > 1.02
    assert draws.problems() == ()


def test_short_chains_that_remember_their_start_are_found():
    x = autoregressive(200, 200, 0.995, 3 * rng(4).normal(size=200))
    assert any("disagree" in words for words in Draws({"x": x}).problems())


def test_divergences_are_counted():
    draws = Draws({"x": rng().normal(size=(4, 500))}, statistics={"divergent": np.eye(4, 500) > 0})
    (words,) = draws.problems()
    assert words.startswith("4 of 2,000 trajectories diverged")


@pytest.mark.parametrize("shape", [(1, 1), (4, 3)])
def test_too_few_draws_are_called_that(shape):
    (words,) = Draws({"x": rng().normal(size=shape)}).problems()
    assert "Too few draws" in words


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ({}, {}, "values is empty"),
        ({"sigma": np.ones(9)}, {}, r"shape \(9,\).*write sigma\[None\]"),
        ({"a": np.ones((2, 9)), "b": np.ones((9, 2))}, {}, r"'b' has \(9, 2\).*'a' has \(2, 9\)"),
        ({"a": np.ones((2, 0))}, {}, "at least one of each"),
        ({"a": np.ones((2, 9, 3))}, {"labels": {"a": ("x", "y")}}, "3 entries and 2 labels"),
    ],
)
def test_shapes_that_do_not_fit_are_explained(values, options, message):
    with pytest.raises(ValueError, match=message):
        Draws(values, **options)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (7, r"pass rng=np\.random\.default_rng\(7\)"),
        (np.random, "legacy"),
        (np.random.RandomState(1), "legacy"),
        (None, "of type NoneType"),
        (True, "of type bool"),
    ],
)
def test_random_numbers_come_from_a_generator(given, message):
    require_generator(rng())
    with pytest.raises(TypeError, match=message):
        require_generator(given)


def test_counts_are_whole_and_not_too_small():
    require_count("draws", np.int64(1))
    with pytest.raises(ValueError, match="draws is 0; wanted 1 or more"):
        require_count("draws", 0)
    for value in (2.0, True, "3", None):
        with pytest.raises(TypeError, match="whole number"):
            require_count("draws", value)


def test_arviz_has_the_same_draws(chains):
    pytest.importorskip("arviz", reason="needs arviz: python3 run.py peers")
    with_statistics = Draws(
        dict(chains),
        labels=chains.labels,
        statistics={"divergent": np.zeros((4, 500), bool), "step_size": 0.5},
    )
    data = with_statistics.to_arviz()
    np.testing.assert_array_equal(data["posterior"]["beta"].to_numpy(), chains["beta"])
    assert list(data["posterior"]["beta_entry"].to_numpy()) == ["const", "x1", "x2"]
    assert data["sample_stats"]["diverging"].shape == (4, 500)


def test_arviz_leaves_one_out(chains):
    """Against plain importance sampling, where no weight is large: p(y_i | y_-i) = 1 / E[1 / p]."""
    arviz = pytest.importorskip("arviz", reason="needs arviz: python3 run.py peers")
    y = np.array([1.0, -0.5, 2.0, 0.3])

    def by_row(draws):
        return -0.03 * (y - draws["beta"][..., :1]) ** 2 - 0.1 * np.log(draws["sigma"])[..., None]

    found = arviz.loo(chains.to_arviz(log_likelihood=by_row))
    elpd = found.elpd_loo if hasattr(found, "elpd_loo") else found.elpd
    wanted = -np.log(np.exp(-by_row(chains)).mean(axis=(0, 1))).sum()
    assert elpd == pytest.approx(wanted, rel=1e-3)  # the largest weights are smoothed


def test_log_densities_are_one_a_draw_and_row(chains):
    pytest.importorskip("arviz", reason="needs arviz: python3 run.py peers")
    with pytest.raises(
        ValueError, match=r"shape \(4, 500\); wanted \(4, 500, n\), one for each draw"
    ):
        chains.to_arviz(log_likelihood=chains["sigma"])
    with pytest.raises(TypeError, match="log_likelihood is 'no'; wanted real numbers"):
        chains.to_arviz(log_likelihood="no")


def test_without_arviz_the_way_on_is_said(chains, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "arviz", None)
    with pytest.raises(ImportError, match=r"draws\.summary\(\) works without"):
        chains.to_arviz()


def test_one_draw_says_nothing_of_its_error():
    row = Draws({"sigma": [[2.5]]}, iid=True).summary().loc["sigma"]
    assert row["mean"] == 2.5 and np.isnan(row[["sd", "mcse"]]).all()


def test_chains_of_which_nothing_ever_moves_are_a_problem_and_a_fixed_parameter_is_none():
    stuck = {"beta": np.ones((4, 500, 2)), "sigma": np.full((4, 500), 2.0)}
    assert "No chain ever moved" in Draws(stuck).problems()[0]
    assert Draws(stuck, iid=True).problems() == ()
    assert Draws(stuck | {"beta": rng().normal(size=(4, 500, 2))}).problems() == ()


@pytest.mark.parametrize("value", [[["a", "b"]], [[1j, 2]], np.array([[1, None]], object), None])
def test_draws_are_real_numbers(value):
    with pytest.raises(TypeError, match=r"'sigma'.*wanted real numbers"):
        Draws({"sigma": value})


def test_draws_of_yes_and_no_are_summed_up_as_shares():
    positive = rng().normal(size=(4, 500)) > 0
    assert Draws({"positive": positive}).summary()["mean"].item() == positive.mean()


def test_draws_come_by_name_and_in_chains_of_one_length():
    with pytest.raises(TypeError, match="wanted a dict"):
        Draws(np.ones((4, 500)))
    with pytest.raises(ValueError, match="ragged"):
        Draws({"sigma": [[1, 2], [3]]})


def test_numbers_of_one_name_keep_a_row_each():
    """As columns of a table of data may be called the same."""
    x = rng().normal([0.0, 5.0], size=(4, 100, 2))
    table = Draws({"beta": x}, labels={"beta": ("x", "x")}).summary()
    assert list(table.index) == ["beta[x]", "beta[x]"]
    np.testing.assert_allclose(table["mean"], x.mean(axis=(0, 1)))


@pytest.mark.parametrize(
    ("name", "options", "error", "message"),
    [
        (1, {}, TypeError, "named 1; wanted a name in text"),
        ("x", {"labels": {"x": "ab"}}, TypeError, "labels of 'x' are 'ab'"),
        ("x", {"labels": {"x": 5}}, TypeError, "wanted a sequence of 2"),
        ("x", {"labels": ["a", "b"]}, TypeError, "labels is .*wanted a dict"),
        ("x", {"labels": {"y": ["a", "b"]}}, ValueError, "labels speaks of 'y'.* are of 'x'"),
        ("x", {"finite_moments": 2}, TypeError, "finite_moments is 2"),
        ("x", {"finite_moments": {"x": "two"}}, TypeError, "order below which"),
        ("x", {"finite_moments": {"x": np.nan}}, TypeError, "order below which"),
        ("x", {"statistics": [1]}, TypeError, "statistics is"),
    ],
)
def test_names_labels_and_orders_are_read_at_once(name, options, error, message):
    with pytest.raises(error, match=message):
        Draws({name: np.zeros((1, 4, 2))}, **options)


def test_masked_draws_are_refused_and_wide_ones_narrowed():
    x = rng().normal(size=(4, 100))
    with pytest.raises(ValueError, match="masked"):
        Draws({"x": np.ma.masked_greater(x, 1)})
    wide = Draws({"x": x.astype(np.longdouble)})
    assert wide.summary().equals(Draws({"x": x}).summary())


def test_two_draws_can_be_compared_without_an_error(chains):
    assert chains == chains and chains != Draws(dict(chains)) and len({chains}) == 1
    assert repr(Draws({"x": np.zeros((2, 1))})) == "<Draws: 2 chains × 1 draw of x>"
