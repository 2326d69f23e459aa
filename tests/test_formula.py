"""Formulas: beside statsmodels' own, on its own data, and at new rows."""

import sys

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import bayes, compressed, ols, simulate
from helpers.formula import design

GRUNFELD = sm.datasets.grunfeld.load_pandas().data
ENGEL = sm.datasets.engel.load_pandas().data
CASES = [
    (ENGEL, "foodexp ~ income"),
    (ENGEL, "np.log(foodexp) ~ np.log(income)"),
    (ENGEL, "foodexp ~ income + I(income**2) - 1"),
    (GRUNFELD, "invest ~ value + capital + C(firm)"),
    (GRUNFELD, "np.log(invest) ~ np.log(value) * capital + C(year)"),
    (GRUNFELD, "invest ~ value:capital + firm"),
    (GRUNFELD, "invest ~ 0 + firm + value"),
]


@pytest.mark.parametrize(("frame", "formula"), CASES, ids=[formula for _, formula in CASES])
def test_statsmodels_reads_it_likewise(frame, formula):
    ours, theirs = ols.fit(formula, frame), smf.ols(formula, frame).fit()
    place = [ours.names.index(name) for name in theirs.params.index]  # in another order
    assert sorted(place) == list(range(ours.p))
    assert ours.beta[place] == pytest.approx(theirs.params.to_numpy(), rel=1e-6)
    assert ours.standard_errors[place] == pytest.approx(theirs.bse.to_numpy(), rel=1e-6)
    assert ours.r_squared == pytest.approx(theirs.rsquared, rel=1e-9)
    new = frame.iloc[[5, 3, 11]].drop(columns=["invest", "foodexp"], errors="ignore")
    wanted = theirs.get_prediction(new).conf_int(obs=True)
    assert ours.predict(new) == pytest.approx(theirs.predict(new).to_numpy(), rel=1e-7)
    assert ours.predict(new, "observation")[:, 1:] == pytest.approx(wanted, rel=1e-7)


def test_weights_go_along():
    weights = 1 / ENGEL["income"]
    ours = ols.fit("foodexp ~ income", ENGEL, weights=weights)
    theirs = smf.wls("foodexp ~ income", ENGEL, weights=weights).fit()
    assert ours.beta == pytest.approx(theirs.params.to_numpy())
    assert ours.predict(ENGEL[:3]) == pytest.approx(theirs.predict(ENGEL[:3]).to_numpy())


def test_the_names_of_columns_are_the_formula_s():
    made = design("log(invest) ~ value + C(firm)", GRUNFELD)
    assert made.y.name == "log(invest)" and made.y.dtype == made.X.to_numpy().dtype == float
    assert list(made.X.columns[:2]) == ["Intercept", "value"]
    fit = ols.fit("log(invest) ~ value", GRUNFELD)
    assert fit.names == ("Intercept", "value")
    assert "log(invest)" in fit.summary() and "Intercept" in repr(fit)


def test_x_and_y_serve_everything_else():
    world = simulate.seed_world()
    made = design("y ~ x1 + x2", world.frame)
    assert made.X.to_numpy() == pytest.approx(np.asarray(world.X))
    prior = bayes.Prior(0, [10, 10, 10], bayes.HalfCauchy(2.5))
    posterior = bayes.posterior(*made, prior)
    assert posterior.log_evidence == pytest.approx(bayes.log_evidence(world.X, world.y, prior))
    new = made.rows(pd.DataFrame({"x2": [0.5, 1.0], "x1": [1.0, 2.0]}))
    wanted = bayes.posterior(world.X, world.y, prior).predictive([[1, 1, 0.5], [1, 2, 1]])
    assert posterior.predictive(new).mean == pytest.approx(wanted.mean)
    assert compressed.compress(*made).names == ("Intercept", "x1", "x2")


@settings(max_examples=40, deadline=None)
@given(
    groups=st.lists(st.sampled_from("abcd"), min_size=6, max_size=30),
    seed=st.integers(0, 10**6),
    data=st.data(),
)
def test_new_rows_are_made_as_the_old_ones(groups, seed, data):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"y": rng.normal(size=len(groups)), "x": rng.normal(size=len(groups))})
    frame["g"] = groups
    made = design("y ~ center(x) + C(g)", frame)
    dummies = [[g == other for other in sorted(set(groups))[1:]] for g in groups]
    by_hand = np.column_stack(
        [np.ones(len(frame)), frame["x"] - frame["x"].mean(), np.array(dummies, dtype=float)]
    )
    assert made.X.to_numpy() == pytest.approx(by_hand)
    # Some rows alone, in another order, do not have all categories, nor the mean of all.
    rows = data.draw(st.lists(st.sampled_from(range(len(frame))), min_size=1))
    again = made.rows(frame.drop(columns="y").iloc[rows])
    assert again.to_numpy() == pytest.approx(by_hand[rows])
    assert list(again.columns) == list(made.X.columns)


FRAME = pd.DataFrame(
    {"y": [1.0, 2, 4, 3, 5, 7], "x": [1.0, 2, 3, 4, 5, 7], "g": list("aabbcc"), "z": [0.0] * 6}
)


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ({"x": [1.0], "g": ["d"]}, r"\{'d'\}\. No coefficient belongs to them"),
        ({"x": [1.0], "g": [None]}, "`g` contains null values.* Drop those rows"),
        ({"x": [np.nan], "g": ["a"]}, "`x` contains null values.* Drop those rows"),
        ({"x": [1.0]}, "`g`.* The frame has the columns x;"),
        ({"x": ["1"], "g": ["a"]}, "`x`|'1'"),
    ],
)
def test_new_rows_that_the_formula_cannot_make(new, message):
    fit = ols.fit("y ~ x + g", FRAME)
    with pytest.raises(ValueError, match=message):
        fit.predict(pd.DataFrame(new))


def test_an_array_of_new_rows_goes_by_position():
    fit = ols.fit("y ~ x + g", FRAME)
    assert fit.predict([[1.0, 3.0, 1.0, 0.0]]) == pytest.approx(fit.predict(FRAME)[2])
    assert fit.predict([[1.0, 3.0, 1.0, 0.0]])[0] == pytest.approx(fit.fitted[2])


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("x + g", "has no response"),
        ("g ~ x", "has no response that is one column"),
        ("y + x ~ g", "has no response that is one column"),
        ("y ~ x | g", "several parts"),
        ("y ~ x +", "Operator"),
        ("y ~ w", "`w` is not present.* The frame has the columns y, x, g, z"),
        ("y ~ 0", "no columns"),
        ("y ~ log(z)", r"'log\(z\)'\), has -inf at row 0"),
        ("y ~ log(g)", "Unable to evaluate"),
    ],
)
def test_what_is_no_formula(formula, message):
    with pytest.raises(ValueError, match=message):
        ols.fit(formula, FRAME)


def test_what_a_formula_is_given_with():
    with pytest.raises(TypeError, match="with a NoneType; wanted a pandas DataFrame"):
        ols.fit("y ~ x")
    with pytest.raises(TypeError, match="with a ndarray"):
        ols.fit("y ~ x", FRAME[["y", "x"]].to_numpy())
    with pytest.raises(TypeError, match="formula is a list"):
        design(["y ~ x"], FRAME)
    holes = FRAME.assign(x=[1.0, np.nan, 3, 4, 5, 6])
    with pytest.raises(ValueError, match=r"`x` contains null values.* Drop those rows"):
        ols.fit("y ~ x", holes)
    with pytest.raises(ols.RankError, match=r"I\(2 \* x\) = 2 x"):
        ols.fit("y ~ x + I(2 * x)", FRAME)


def test_without_the_library_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "formulaic", None)
    with pytest.raises(ImportError, match='pip install "formulaic'):
        ols.fit("y ~ x", FRAME)
    assert ols.fit(FRAME[["x"]], FRAME["y"]).p == 1
