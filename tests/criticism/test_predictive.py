"""Posterior predictive checks, beside laws that are known."""

import doctest

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import bayes, criticism
from helpers.bayes import HalfCauchy, NormalInverseGamma, Prior
from helpers.compressed import compress
from helpers.draws import Draws
from helpers.ols import NeedsRowsError


def rng(seed=1):
    return np.random.default_rng(seed)


def test_the_examples_of_the_face():
    assert doctest.testmod(criticism).failed == 0


def test_the_figures_of_lesson_12(seed, conjugate):
    X = np.asarray(seed.X)[:, 1:]  # a plane through the origin
    hat = X @ np.linalg.pinv(X)
    lowest = np.argsort(X.sum(axis=1))[:20]

    def residuals(y):
        return y - hat @ y

    def kurtosis(y):
        centred = residuals(y) - residuals(y).mean()
        return (centred**4).mean() / (centred**2).mean() ** 2

    statistics = {
        "correlation with x1": lambda y: np.corrcoef(residuals(y), X[:, 0])[0, 1],
        "mean residual": lambda y: residuals(y).mean(),
        "kurtosis": kurtosis,
        "Durbin–Watson": lambda y: (np.diff(residuals(y)) ** 2).sum() / (residuals(y) ** 2).sum(),
        "lowest decile": lambda y: y[lowest].mean(),
    }
    prior = NormalInverseGamma(np.zeros(2), 4.0, 2.0, 25.0)
    found = criticism.predictive_check(X, seed.y, prior, statistics, rng=rng())
    error = 5 * np.sqrt(0.25 / 4000)
    assert list(found.p.values()) == pytest.approx([1, 0, 0.47, 0.60, 0], abs=error)
    lowest_decile = {"lowest decile": statistics["lowest decile"]}
    full = criticism.predictive_check(seed.X, seed.y, conjugate, lowest_decile, rng=rng())
    assert full.p["lowest decile"] == pytest.approx(0.398, abs=error)


def test_one_observation_follows_its_predictive_law(seed, conjugate):
    last = {"last": lambda y: y[-1]}
    found = criticism.predictive_check(seed.X, seed.y, conjugate, last, 20_000, rng=rng())
    law = conjugate.update(seed.X, seed.y).predictive(np.asarray(seed.X)[-1:])
    wanted = law.sf(np.asarray(seed.y)[-1])[0]
    assert found.p["last"] == pytest.approx(wanted, abs=5 * np.sqrt(0.25 / 20_000))
    assert found.observed["last"] == np.asarray(seed.y)[-1]
    assert found.replicated["last"].shape == (20_000,)


def test_every_belief_about_a_regression(seed):
    X, y = np.asarray(seed.X), np.asarray(seed.y)
    prior = Prior(0, [10] * 3, HalfCauchy(2.5))
    hierarchy = bayes.ExchangeableHierarchy(0, 10, eta=HalfCauchy(5), sigma=HalfCauchy(10))
    drawn = bayes.exact_posterior(X, y, prior, 4000, rng=rng(3))
    four = {name: drawn[name].reshape(4, 1000, *drawn[name].shape[2:]) for name in drawn}
    beliefs = [
        prior,
        bayes.posterior(X, y, prior),
        drawn,
        Draws(four, labels={"beta": ("const", "x1", "x2")}),
        four,
        NormalInverseGamma(np.zeros(3), 4.0, 2.0, 25.0),
        hierarchy,
        bayes.hierarchy_posterior(X, y, hierarchy),
    ]
    for belief in beliefs:
        found = criticism.predictive_check(X, y, belief, {"mean": np.mean, "sd": np.std}, rng=rng())
        assert len(found.replicated["sd"]) == 4000
        # The data's own mean and sd are what all of them were fitted to.
        assert list(found.p.values()) == pytest.approx([0.5, 0.5], abs=0.1)
        assert found.replicated["mean"].std() == pytest.approx(0.5, abs=0.1)


def test_the_same_data_are_made_again_and_in_any_blocks(seed, conjugate, monkeypatch):
    checks = []
    for entries in (2**20, 600):
        monkeypatch.setattr(criticism.predictive, "BLOCK_ENTRIES", entries)
        arguments = seed.X, seed.y, conjugate, {"mean": np.mean}
        checks.append(criticism.predictive_check(*arguments, draws=50, rng=rng()).replicated)
    assert checks[0]["mean"] == pytest.approx(checks[1]["mean"], rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.integers(-3, 3), min_size=1, max_size=40),
    observed=st.integers(-3, 3),
)
def test_p_counts_ties_half_and_turns_with_the_sign(values, observed):
    found, turned = (
        criticism.PredictiveCheck({"t": s * observed}, {"t": s * np.array(values, dtype=float)})
        for s in (1, -1)
    )
    wanted = np.mean([(v > observed) + 0.5 * (v == observed) for v in values])
    assert found.p["t"] == pytest.approx(wanted)
    assert turned.p["t"] == pytest.approx(1 - wanted)


def test_a_statistic_may_sort_what_it_is_given(seed, conjugate):
    y = np.array(seed.y)

    def median(data):
        data.sort()
        return data[len(data) // 2]

    first = {"first": lambda data: data[0]}
    found = criticism.predictive_check(
        seed.X, y, conjugate, {"median": median, **first}, 100, rng=rng()
    )
    alone = criticism.predictive_check(seed.X, y, conjugate, first, 100, rng=rng())
    assert (found.replicated["first"] == alone.replicated["first"]).all()
    assert (y == np.asarray(seed.y)).all()


def test_table_picture_and_words(seed, conjugate):
    statistics = {name: getattr(np, name) for name in ("min", "max", "mean", "std")}
    found = criticism.predictive_check(seed.X, seed.y, conjugate, statistics, 500, rng=rng())
    table = found.table()
    assert list(table.columns) == ["observed", "mean", "5%", "95%", "p"]
    assert list(table.index) == list(statistics)
    assert (table["5%"] < table["mean"]).all() and (table["mean"] < table["95%"]).all()
    assert table.loc["max", "observed"] == np.max(seed.y)
    figure = found.plot()
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title(loc="left").split("\n")[0] for axes in shown] == list(statistics)
    for axes, name in zip(shown, statistics, strict=True):
        assert axes.lines[0].get_xdata()[0] == found.observed[name]
        assert sum(bar.get_height() for bar in axes.patches) == 500
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert repr(found).startswith("<PredictiveCheck, 500 replicated data sets: min: p = ")


def test_columns_are_found_by_name(seed):
    frame = pd.DataFrame(np.asarray(seed.X), columns=["one", "age", "size"])
    prior = Prior(0, [10] * 3, HalfCauchy(2.5))
    draws = bayes.exact_posterior(frame, seed.y, prior, rng=rng())
    there, back = (
        criticism.predictive_check(X, seed.y, draws, {"mean": np.mean}, rng=rng())
        for X in (frame, frame[["size", "one", "age"]])
    )
    assert there.replicated["mean"] == pytest.approx(back.replicated["mean"])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"statistics": {}}, TypeError, "statistics is empty"),
        ({"statistics": np.mean}, TypeError, "wanted names with functions"),
        ({"statistics": {"mean": 3.2}}, TypeError, "without calling it"),
        ({"statistics": {"mean": lambda y: None}}, TypeError, r"statistics\['mean'\] returned"),
        ({"statistics": {"all": lambda y: y}}, ValueError, "wanted one finite number"),
        ({"statistics": {"odd": lambda y: np.nan}}, ValueError, "wanted one finite number"),
        ({"prior": "flat"}, TypeError, "prior is a str; wanted a Prior"),
        ({"prior": {"beta": np.zeros((1, 9, 3))}}, ValueError, "draws holds no 'sigma'"),
        ({"rng": 1}, TypeError, "pass rng"),
        ({"draws": 0}, ValueError, "draws is 0"),
        ({"y": [1.0]}, ValueError, "each row of X needs its own y"),
    ],
)
def test_what_it_cannot_do(seed, conjugate, change, error, message):
    arguments = {"X": seed.X, "y": seed.y, "prior": conjugate, "rng": rng()}
    arguments |= {"statistics": {"mean": np.mean}} | change
    with pytest.raises(error, match=message):
        criticism.predictive_check(**arguments)


def test_a_compressed_table_has_no_rows_to_make(seed, conjugate):
    S = compress(seed.X, seed.y)
    with pytest.raises(NeedsRowsError, match="predictive_check needs rows"):
        criticism.predictive_check(S, seed.y, conjugate, {"mean": np.mean}, rng=rng())
