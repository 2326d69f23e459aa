"""Ridge against scikit-learn and the exact posterior, empirical Bayes against brute force."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from sklearn.linear_model import Ridge

from helpers import bayes
from helpers.bayes import Fixed, ImproperPosteriorError, Prior

scales = st.floats(-3, 3).map(lambda power: 10.0**power)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6), n=st.integers(2, 30), p=st.integers(1, 5), power=st.floats(-3, 4)
)
def test_ridge_is_scikit_learns_and_the_posterior_mean(seed, n, p, power):
    rng = np.random.default_rng(seed)
    X, y, penalty = rng.normal(size=(n, p)), 3 + rng.normal(size=n), 10.0**power
    ours = bayes.ridge(np.column_stack([X, np.ones(n)]), y, penalty=penalty)
    theirs = Ridge(alpha=penalty, solver="svd").fit(X, y)
    assert ours == pytest.approx(np.append(theirs.coef_, theirs.intercept_), rel=1e-6, abs=1e-8)
    sigma, eta = 2.0, 2.0 / np.sqrt(penalty)
    exact = bayes.posterior(
        np.column_stack([X, np.ones(n)]), y, Prior(0, [eta] * p + [inf], Fixed(sigma))
    )
    assert ours == pytest.approx(exact.beta.mean, rel=1e-7, abs=1e-9)


def test_ridge_without_a_penalty_is_least_squares(seed):
    plain = np.linalg.lstsq(seed.X, seed.y, rcond=None)[0]
    assert bayes.ridge(seed.X, seed.y, penalty=0) == pytest.approx(plain, rel=1e-12)
    twice = np.column_stack([seed.X, seed.X[:, 1]])
    with pytest.raises(ValueError, match="Wanted a penalty above 0"):
        bayes.ridge(twice, seed.y, penalty=0)
    assert np.isfinite(bayes.ridge(twice, seed.y, penalty=1e-6)).all()
    with pytest.raises(ValueError, match="penalty is -1"):
        bayes.ridge(seed.X, seed.y, penalty=-1)


def marginal_likelihood(X, y, eta, sigma, mean=0.0):
    """log p(y | eta, sigma), the intercept integrated out: the density of n - 1 contrasts."""
    n = len(y)
    basis = np.linalg.qr(np.column_stack([np.ones(n), np.eye(n)[:, 1:]]))[0][:, 1:]
    Z, w = basis.T @ X[:, 1:], basis.T @ y
    law = stats.multivariate_normal(
        Z @ np.full(Z.shape[1], mean), sigma**2 * np.eye(n - 1) + eta**2 * Z @ Z.T
    )
    return law.logpdf(w) - 0.5 * np.log(n)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(8, 20), size=st.sampled_from([0.0, 0.3, 3.0]))
def test_empirical_bayes_finds_the_highest_marginal_likelihood(seed, n, size):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, 3))])
    y = X @ np.append(5, size * rng.normal(size=3)) + rng.normal(size=n)
    found = bayes.empirical_bayes(X, y)
    height = marginal_likelihood(X, y, found.eta, found.sigma)
    assert found.log_likelihood == pytest.approx(height, abs=1e-7)
    for start in ((0.1, 1.0), (3.0, 1.0)):
        other = optimize.minimize(
            lambda x: -marginal_likelihood(X, y, np.exp(x[0]), np.exp(x[1])),
            np.log(start),
            method="Nelder-Mead",
            options={"xatol": 1e-6, "fatol": 1e-9},
        )
        assert -other.fun <= height + 1e-7
    assert found.degenerate == (found.eta == 0)
    exact = bayes.posterior(X, y, Prior(0, [inf] + [max(found.eta, 1e-12)] * 3, Fixed(found.sigma)))
    assert found.beta == pytest.approx(exact.beta.mean, abs=1e-7)


def test_empirical_bayes_reports_a_degenerate_estimate():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(50), rng.normal(size=(50, 3))])
    found = [bayes.empirical_bayes(X, 4 + rng.normal(size=50)) for _ in range(40)]
    flat = [f for f in found if f.degenerate]
    assert 8 < len(flat) < 40  # without any slope in truth, a good part
    assert all(f.penalty == inf and (f.beta[1:] == 0).all() for f in flat)
    assert "degenerate: eta = 0" in repr(flat[0])


def test_empirical_bayes_of_the_seed_world(S):
    found = bayes.empirical_bayes(S)
    assert (found.eta, found.sigma) == (
        pytest.approx(8.3185, abs=5e-5),
        pytest.approx(4.9254, abs=5e-5),
    )
    assert found.beta == pytest.approx(bayes.ridge(S, penalty=found.penalty), rel=1e-12)
    pulled = bayes.empirical_bayes(S, mean=7.7)
    assert pulled.eta < found.eta and pulled.log_likelihood > found.log_likelihood


def test_empirical_bayes_where_it_cannot_be():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(3), rng.normal(size=(3, 2))])
    with pytest.raises(ImproperPosteriorError, match="passes through all 3 points"):
        bayes.empirical_bayes(X, rng.normal(size=3))
    with pytest.raises(ValueError, match="no column but the constant"):
        bayes.empirical_bayes(np.ones((9, 1)), rng.normal(size=9))


@pytest.mark.parametrize("value", ["a", [1, 2], np.nan])
def test_ridge_and_empirical_bayes_want_numbers(S, value):
    with pytest.raises(TypeError, match=r"penalty is .*wanted one real number"):
        bayes.ridge(S, penalty=value)
    with pytest.raises(TypeError, match=r"mean is .*wanted one real number"):
        bayes.empirical_bayes(S, mean=value)


def test_slopes_of_columns_that_do_not_vary_are_not_estimated(seed):
    with pytest.raises(ValueError, match="no slope to estimate"):
        bayes.empirical_bayes(seed.X * [1, 0, 0], seed.y)
