"""What a fit is asked after the course: prediction, robust intervals, restrictions, odd rows.

statsmodels is the independent reference.
"""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import compressed, ols

RNG = np.random.default_rng(3)
N = 60
X = np.column_stack([np.ones(N), RNG.normal(size=(N, 2))])
Y = X @ [1.0, 2.0, -1.0] + RNG.normal(size=N) * np.exp(X[:, 1])
NEW = RNG.normal(size=(4, 3))
CLASSES = RNG.integers(0, 9, N)
FRAME = pd.DataFrame(X, columns=["one", "width", "height"])
FIT, THEIRS = ols.fit(X, Y), sm.OLS(Y, X).fit()
ROBUST = THEIRS.get_robustcov_results("HC3", use_t=True)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("from_", [FIT, ols.fit(compressed.compress(X, Y))], ids=["rows", "S"])
def test_intervals_of_predictions_are_those_of_statsmodels(from_, level):
    table = THEIRS.get_prediction(NEW).summary_frame(1 - level)
    for interval, name in (("mean", "mean_ci"), ("observation", "obs_ci")):
        ours = from_.predict(NEW, interval, level)
        theirs = table[["mean", f"{name}_lower", f"{name}_upper"]]
        np.testing.assert_allclose(ours, theirs, rtol=1e-10)
    np.testing.assert_allclose(from_.predict(NEW), table["mean"], rtol=1e-12)


def test_a_frame_is_predicted_at_by_its_names():
    fit = ols.fit(FRAME, Y)
    turned = pd.DataFrame(NEW, columns=FRAME.columns)[["height", "one", "width"]]
    np.testing.assert_allclose(fit.predict(turned), fit.predict(NEW), rtol=1e-14)
    with pytest.raises(ValueError, match="unknown"):
        fit.predict(turned.rename(columns={"width": "depth"}))
    with pytest.raises(ValueError, match='"observation"'):
        fit.predict(NEW, interval="prediction")


def test_an_observation_falls_into_its_interval_as_often_as_is_said():
    rng, inside = np.random.default_rng(8), []
    for _ in range(2000):
        y = X[:8] @ [1.0, 2.0, -1.0] + rng.normal(size=8)
        low, high = ols.fit(X[:8], y).predict(X[8:9], "observation", 0.8)[0, 1:]
        inside.append(low < X[8] @ [1.0, 2.0, -1.0] + rng.normal() < high)
    assert abs(np.mean(inside) - 0.8) < 4 * np.sqrt(0.16 / 2000)


def test_clusters_and_lags_are_those_of_statsmodels():
    by_class = THEIRS.get_robustcov_results("cluster", groups=CLASSES).cov_params()
    np.testing.assert_allclose(FIT.robust_covariance(clusters=CLASSES), by_class, rtol=1e-10)
    words = np.array(list("abcdefghi"))[CLASSES]
    np.testing.assert_allclose(FIT.robust_covariance(clusters=words), by_class, rtol=1e-10)
    for lags in (0, 1, 4):
        theirs = THEIRS.get_robustcov_results("HAC", maxlags=lags).cov_params()
        np.testing.assert_allclose(FIT.robust_covariance(lags=lags), theirs, rtol=1e-10)


def test_a_cluster_for_each_row_is_hc1_and_no_lag_is_hc0():
    apart = FIT.robust_covariance(clusters=np.arange(N))
    np.testing.assert_allclose(apart, FIT.robust_covariance("HC1"), rtol=1e-12)
    np.testing.assert_allclose(FIT.robust_covariance(lags=0), FIT.robust_covariance("HC0"))


@pytest.mark.parametrize(
    "settings, error, said",
    [
        ({"clusters": np.zeros(N)}, ols.NotDefinedError, "one cluster"),
        ({"clusters": np.zeros(3)}, ValueError, "one label for each of the 60 rows"),
        ({"lags": N}, ValueError, "no two are further apart"),
        ({"lags": -1}, ValueError, "0 or more"),
        ({"lags": 1, "clusters": CLASSES}, ValueError, "wanted one of them"),
    ],
)
def test_what_no_robust_covariance_is(settings, error, said):
    with pytest.raises(error, match=said):
        FIT.robust_covariance(**settings)


def test_robust_intervals_tests_and_tables():
    np.testing.assert_allclose(FIT.conf_int(covariance="HC3"), ROBUST.conf_int(), rtol=1e-10)
    by_hand = FIT.conf_int(0.9, covariance=FIT.robust_covariance("HC3"))
    np.testing.assert_allclose(by_hand, ROBUST.conf_int(0.1), rtol=1e-10)
    table = FIT.table(covariance="HC3")
    np.testing.assert_allclose(table["P>|t|"], ROBUST.pvalues, rtol=1e-9)
    assert table.index.tolist() == ["const", "x1", "x2"] and table.index.name == "y"
    said = FIT.summary(covariance="HC3")
    assert "Covariance Type:                   HC3" in said and "of its own (HC3)" in said
    assert f"{table.loc['x1', 'std err']:.3f}" in said
    plain = FIT.table()
    np.testing.assert_allclose(plain["std err"], FIT.standard_errors)
    assert (
        "<table" in ols.fit(FRAME, Y)._repr_html_() and "width" in ols.fit(FRAME, Y)._repr_html_()
    )
    squeezed = ols.fit(compressed.compress(X, Y)).summary(covariance="HC3")
    assert f"{FIT.beta[1]:.4f}" in squeezed and squeezed.count("needs rows") >= 3 * 5
    with pytest.raises(ValueError, match="symmetric table"):
        FIT.conf_int(covariance=np.ones((2, 2)))


RESTRICTIONS = [([0, 1, -1], 0), ([[0, 1, 0], [0, 0, 1]], 0), ([[1, 2, 3], [0, 1, 1]], [1, 2])]


@pytest.mark.parametrize("R, r", RESTRICTIONS)
def test_restrictions_are_tested_as_statsmodels_does(R, r):
    rows = np.atleast_2d(R)
    r_all = np.broadcast_to(r, len(rows))
    for ours, theirs in (
        (FIT.f_test(R, r), THEIRS.f_test((rows, r_all))),
        (FIT.f_test(R, r, covariance="HC3"), ROBUST.f_test((rows, r_all))),
    ):
        np.testing.assert_allclose(ours.statistic, theirs.fvalue, rtol=1e-9)
        np.testing.assert_allclose(ours.p_value, theirs.pvalue, rtol=1e-9)
        assert (ours.df, ours.df_resid) == (len(rows), 57)


def test_one_restriction_is_a_t_test_and_all_slopes_are_f():
    np.testing.assert_allclose(FIT.f_test([0, 0, 1]).statistic, FIT.t_values[2] ** 2)
    np.testing.assert_allclose(FIT.f_test(np.eye(3)[1:]).statistic, FIT.f_statistic)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_what_restrictions_are_multiplied_by_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    R, r = rng.normal(size=(2, 3)), rng.normal(size=2)
    A = rng.normal(size=(2, 2)) + 3 * np.eye(2)
    one, other = FIT.f_test(R, r), FIT.f_test(A @ R, A @ r)
    np.testing.assert_allclose(one.statistic, other.statistic, rtol=1e-6)


@pytest.mark.parametrize(
    "R, r, said",
    [
        ([0, 1], 0, "a row of 3 numbers"),
        ([[0, 1, 0], [0, 2, 0]], 0, "follows from the others"),
        ([0, 0, 0], 0, "asks nothing"),
        ([0, 1, 0], [1, 2], "one for each of 1 restrictions"),
    ],
)
def test_what_no_restriction_is(R, r, said):
    with pytest.raises(ValueError, match=said):
        FIT.f_test(R, r)


def test_rows_that_stand_out_are_those_of_statsmodels():
    theirs = THEIRS.get_influence()
    np.testing.assert_allclose(FIT.cooks_distance, theirs.cooks_distance[0], rtol=1e-10)
    np.testing.assert_allclose(FIT.standardized_residuals, theirs.resid_studentized_internal)
    np.testing.assert_allclose(FIT.studentized_residuals, theirs.resid_studentized_external)


def test_cooks_distance_is_how_far_beta_moves():
    for row in (0, 17):
        moved = ols.fit(np.delete(X, row, 0), np.delete(Y, row)).beta - FIT.beta
        by_hand = np.sum((X @ moved) ** 2) / (3 * FIT.sigma**2)
        np.testing.assert_allclose(FIT.cooks_distance[row], by_hand, rtol=1e-9)


def test_a_row_with_leverage_one_has_no_studentised_residual():
    lever = np.column_stack([X, np.eye(N)[0]])
    with pytest.raises(ols.NotDefinedError, match="Row 0 has leverage 1"):
        _ = ols.fit(lever, Y).studentized_residuals


@pytest.mark.parametrize(
    "name, here",
    [
        ("params", "beta"),
        ("bse", "standard_errors"),
        ("resid", "residuals"),
        ("rsquared", "r_squared"),
    ],
)
def test_names_of_other_software_are_answered(name, here):
    with pytest.raises(AttributeError, match=rf"is \.{here} here"):
        getattr(FIT, name)
    assert not hasattr(FIT, name) and not hasattr(FIT, "nothing_of_the_kind")


def test_a_fit_can_be_copied_and_stored():
    for again in (copy.deepcopy(FIT), pickle.loads(pickle.dumps(FIT))):
        np.testing.assert_array_equal(again.predict(NEW, "mean"), FIT.predict(NEW, "mean"))


def test_each_studentised_residual_follows_t():
    rng = np.random.default_rng(2)
    found = [ols.fit(X[:9], rng.normal(size=9)).studentized_residuals[4] for _ in range(1500)]
    assert stats.kstest(found, stats.t(5).cdf).pvalue > 1e-4
