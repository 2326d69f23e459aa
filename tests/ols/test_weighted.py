"""Weights: the fit of statsmodels' WLS, and the laws that weights obey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import compressed, ols

RNG = np.random.default_rng(11)
N = 50
X = np.column_stack([np.ones(N), RNG.normal(size=(N, 2))])
Y = X @ [1.0, 2.0, -1.0] + RNG.normal(size=N)
W = np.exp(RNG.normal(size=N))
SAME = {
    "beta": "params",
    "standard_errors": "bse",
    "r_squared": "rsquared",
    "r_squared_adjusted": "rsquared_adj",
    "log_likelihood": "llf",
    "aic": "aic",
    "bic": "bic",
    "f_statistic": "fvalue",
    "residuals": "resid",
    "weighted_residuals": "wresid",
    "fitted": "fittedvalues",
    "centered_tss": "centered_tss",
    "ssr": "ssr",
    "condition_number": "condition_number",
}


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("columns", [[0, 1, 2], [1, 2]], ids=["constant", "none"])
def test_everything_is_what_statsmodels_says(name, columns):
    ours = ols.fit(X[:, columns], Y, weights=W)
    theirs = sm.WLS(Y, X[:, columns], weights=W).fit()
    np.testing.assert_allclose(getattr(ours, name), getattr(theirs, SAME[name]), rtol=1e-9)
    assert ours.has_constant == (0 in columns)


def test_robust_covariances_and_intervals_are_those_of_statsmodels():
    ours, theirs = ols.fit(X, Y, weights=W), sm.WLS(Y, X, weights=W).fit()
    for kind in ("HC0", "HC1", "HC2", "HC3"):
        robust = theirs.get_robustcov_results(kind).cov_params()
        np.testing.assert_allclose(ours.robust_covariance(kind), robust, rtol=1e-9)
    table = theirs.get_prediction(X[:3]).summary_frame()
    said = ours.predict(X[:3], "observation")[:, 1:]
    np.testing.assert_allclose(said, table[["obs_ci_lower", "obs_ci_upper"]], rtol=1e-9)
    assert "WLS Regression Results" in ours.summary()
    assert "sigma² / weight" in ours.summary()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6))
def test_a_common_factor_moves_sigma_alone(seed, factor):
    w = np.exp(np.random.default_rng(seed).normal(size=N))
    one, other = ols.fit(X, Y, weights=w), ols.fit(X, Y, weights=factor * w)
    np.testing.assert_allclose(other.beta, one.beta, rtol=1e-9)
    np.testing.assert_allclose(other.standard_errors, one.standard_errors, rtol=1e-9)
    np.testing.assert_allclose(other.sigma, np.sqrt(factor) * one.sigma, rtol=1e-9)
    np.testing.assert_allclose(other.r_squared, one.r_squared, rtol=1e-9)


def test_equal_weights_are_none():
    plain, equal = ols.fit(X, Y), ols.fit(X, Y, weights=np.ones(N))
    for name in SAME:
        if name != "weighted_residuals":
            np.testing.assert_allclose(getattr(equal, name), getattr(plain, name), rtol=1e-10)
    assert equal.breusch_pagan().statistic == pytest.approx(plain.breusch_pagan().statistic)


def test_a_whole_weight_is_a_row_repeated():
    times = RNG.integers(1, 5, N)
    weighted = ols.fit(X, Y, weights=times)
    repeated = ols.fit(np.repeat(X, times, axis=0), np.repeat(Y, times))
    np.testing.assert_allclose(weighted.beta, repeated.beta, rtol=1e-10)
    np.testing.assert_allclose(weighted.ssr, repeated.ssr, rtol=1e-10)
    np.testing.assert_allclose(weighted.r_squared, repeated.r_squared, rtol=1e-10)


def test_names_stay_and_what_was_given_may_change():
    frame = pd.DataFrame(X, columns=["one", "a", "b"])
    w = W.copy()
    fit = ols.fit(frame, pd.Series(Y, name="height"), weights=w)
    before = fit.log_likelihood
    w[:] = 1
    assert fit.names == ("one", "a", "b") and fit.compressed.response == "height"
    assert fit.log_likelihood == before
    assert ols.fit(X, Y, weights=W).names == ("const", "x1", "x2")


@pytest.mark.parametrize(
    "weights, error, said",
    [
        (np.ones(3), ValueError, "one for each of the 50 rows"),
        (np.where(np.arange(N) == 7, 0, 1.0), ValueError, r"weights\[7\] is 0.*Leave out"),
        (np.where(np.arange(N) == 7, -1, 1.0), ValueError, r"weights\[7\] is -1"),
        (np.where(np.arange(N) == 7, np.nan, 1.0), ValueError, r"weights\[7\] is nan"),
        (["a"] * N, TypeError, "weights"),
    ],
)
def test_what_no_weights_are(weights, error, said):
    with pytest.raises(error, match=said):
        ols.fit(X, Y, weights=weights)


def test_a_compressed_table_takes_no_weights():
    with pytest.raises(ols.NeedsRowsError, match="Weights need rows"):
        ols.fit(compressed.compress(X, Y), weights=W)


def test_weights_with_an_index_belong_to_the_rows_with_that_index():
    frame = pd.DataFrame(X, index=np.arange(N))
    with pytest.raises(ValueError, match="index of weights"):
        ols.fit(frame, Y, weights=pd.Series(W, index=np.arange(N)[::-1]))
