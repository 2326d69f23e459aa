"""Models side by side: paired differences, and weights that no others beat."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp

from helpers import criticism
from helpers.bayes import NormalInverseGamma
from helpers.criticism.comparison import stacking_weights


@pytest.fixture(scope="module")
def loos(seed):
    X = np.asarray(seed.X)
    columns = {"without x1": [0, 2], "full": [0, 1, 2], "without the constant": [1, 2]}
    return {
        name: criticism.loo(X[:, kept], seed.y, NormalInverseGamma(np.zeros(len(kept)), 4, 2, 25))
        for name, kept in columns.items()
    }


def test_the_figures_of_lesson_12(loos):
    table = criticism.compare(loos)
    assert list(table.index) == ["full", "without x1", "without the constant"]
    assert table["elpd"].to_numpy() == pytest.approx([-605.0558, -609.4738, -641.7760], abs=5e-5)
    assert table["difference"].to_numpy() == pytest.approx([0, 4.42, 36.72], abs=5e-3)
    assert table["difference_error"].to_numpy() == pytest.approx([0, 3.24, 7.72], abs=5e-3)
    assert table.loc["full", "weight"] == pytest.approx(0.91, abs=5e-3)
    assert table.loc["full", "p_loo"] == loos["full"].p_loo
    assert table.loc["full", "standard_error"] == pytest.approx(loos["full"].standard_error)


def test_other_log_densities_have_no_p_loo(loos):
    moved = {"loo": loos["full"], "list": list(loos["full"].pointwise - 1)}
    table = criticism.compare(moved)
    assert table["difference"].to_numpy() == pytest.approx([0, 200])
    assert table["difference_error"].to_numpy() == pytest.approx([0, 0], abs=1e-9)
    assert np.isnan(table.loc["list", "p_loo"])
    assert table["weight"].to_numpy() == pytest.approx([1, 0], abs=1e-6)
    one = criticism.compare({"alone": [-1.0, -3.0]})
    assert one.loc["alone"].to_numpy() == pytest.approx([-4, 2, 0, 0, np.nan, 1], nan_ok=True)
    assert np.isnan(criticism.compare({"a": [-1.0], "b": [-2.0]})["difference_error"]).all()


def test_a_model_of_log_y_needs_its_jacobian():
    rng = np.random.default_rng(4)
    x = rng.normal(size=80)
    X, y = np.column_stack([np.ones(80), x]), np.exp(3 + x + 0.3 * rng.normal(size=80))
    prior = NormalInverseGamma(np.zeros(2), 100.0, 1.0, 1.0)
    plain, logs = criticism.loo(X, y, prior), criticism.loo(X, np.log(y), prior)
    with pytest.raises(ValueError, match=r"predict different y.*Jacobian of log y"):
        criticism.compare({"y": plain, "log y": logs})
    table = criticism.compare({"y": plain, "log y": logs.pointwise - np.log(y)})
    assert table.index[0] == "log y"
    # In other units of y everything moves together.
    inches = criticism.loo(X, 40 * y, NormalInverseGamma(np.zeros(2), 100.0, 1.0, 1600.0))
    moved = {"y": inches.pointwise, "log y": logs.pointwise - np.log(40 * y)}
    assert criticism.compare(moved)["difference"].to_numpy() == pytest.approx(
        table["difference"].to_numpy(), abs=1e-8
    )


@settings(max_examples=200, deadline=None)
@example(seed=1, n=31, models=6, spread=0.1875)  # where a descent over log weights stops too early
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(1, 60),
    models=st.integers(1, 6),
    spread=st.floats(-3, 3),
)
def test_no_other_weights_predict_better(seed, n, models, spread):
    rng = np.random.default_rng(seed)
    log_densities = 10**spread * rng.normal(size=(n, models))
    weights = stacking_weights(log_densities)
    assert weights.sum() == pytest.approx(1) and (weights >= 0).all()
    others = rng.dirichlet(np.full(models, 0.3), size=200)
    others[:models] = np.eye(models)
    with np.errstate(divide="ignore"):
        logs = np.log(np.vstack([weights, others]))
    scores = logsumexp(log_densities[:, None] + logs, axis=2).mean(axis=0)
    assert scores[0] >= scores[1:].max() - 1e-7
    # Concave: where no single model, mixed in, raises the score, nothing does.
    mixed = logsumexp(log_densities + logs[0], axis=1, keepdims=True)
    assert np.exp(log_densities - mixed).mean(axis=0).max() <= 1 + 1e-6


def test_models_that_say_the_same_share_the_weight(loos):
    twins = criticism.compare({"a": loos["full"], "b": loos["full"]})
    assert twins["weight"].to_numpy() == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    ("models", "error", "message"),
    [
        ({}, TypeError, "models is empty"),
        ([np.zeros(3)], TypeError, "is a list; wanted names"),
        ({"a": [0.0, 1.0], "b": [0.0]}, ValueError, "'a' predicts 2 observations and 'b' 1"),
        ({"a": [0.0, np.nan]}, ValueError, "not all of it is finite"),
        ({"a": np.zeros((2, 2))}, ValueError, r"shape \(2, 2\)"),
        ({"a": -3.2}, ValueError, r"shape \(\)"),
        ({"a": "elpd"}, TypeError, "wanted a Loo"),
    ],
)
def test_what_cannot_be_compared(models, error, message):
    with pytest.raises(error, match=message):
        criticism.compare(models)
