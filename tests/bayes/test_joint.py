"""The joint density: SciPy's densities, finite differences, and that it has no maximum."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import bayes, compressed
from helpers.bayes import HalfCauchy, HalfNormal, Prior


def test_the_joint_density_is_a_product(seed, S):
    beta, mu, eta = np.array([9.0, 4.0, 11.0]), np.array([0.0, 1.0, 2.0]), np.array([inf, 2.0, 5.0])
    plain = stats.norm.logpdf(seed.y, seed.X @ beta, 5).sum()
    plain += stats.norm.logpdf(beta[1:], mu[1:], eta[1:]).sum()
    assert bayes.log_joint(beta, 5, mu, eta, seed.X, seed.y) == pytest.approx(plain, rel=1e-12)
    assert bayes.log_joint(beta, 5, mu, eta, S) == pytest.approx(plain, rel=1e-12)
    prior = Prior(mu, eta, HalfCauchy(3))
    assert bayes.log_prior(beta, 5, prior) == pytest.approx(
        stats.norm.logpdf(beta[1:], mu[1:], eta[1:]).sum() + stats.halfcauchy(scale=3).logpdf(5)
    )


def test_many_points_at_once(S):
    betas, sigmas = np.random.default_rng(0).normal(size=(4, 5, 3)), np.linspace(1, 2, 5)
    prior = Prior(0, [1, 2, inf], HalfNormal(3))
    value, before = bayes.log_joint(betas, sigmas, 0, 1, S), bayes.log_prior(betas, sigmas, prior)
    assert value.shape == before.shape == (4, 5)
    assert value[2, 3] == pytest.approx(bayes.log_joint(betas[2, 3], sigmas[3], 0, 1, S))
    assert before[2, 3] == pytest.approx(bayes.log_prior(betas[2, 3], sigmas[3], prior))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 30), p=st.integers(1, 4), flat=st.booleans())
def test_the_gradient_equals_finite_differences(seed, n, p, flat):
    rng = np.random.default_rng(seed)
    S = compressed.compress(rng.normal(size=(n, p)), rng.normal(size=n))
    eta = rng.uniform(0.5, 3, p)
    if flat:
        eta[0] = inf
    point = np.concatenate([rng.normal(size=p), [0.3], rng.normal(size=p), np.log(eta)])

    def value(x):
        return bayes.log_joint(x[:p], np.exp(x[p]), x[p + 1 : 2 * p + 1], np.exp(x[2 * p + 1 :]), S)

    found = bayes.log_joint_gradient(
        point[:p], np.exp(0.3), point[p + 1 : 2 * p + 1], np.exp(point[2 * p + 1 :]), S
    )
    ours = np.concatenate([found.beta, [found.log_sigma], found.mu, found.log_eta])
    h = 1e-6
    theirs = [
        0.0 if np.isinf(x) else (value(point + h * e) - value(point - h * e)) / (2 * h)
        for x, e in zip(point, np.eye(len(point)), strict=True)
    ]
    assert ours == pytest.approx(np.array(theirs), rel=1e-5, abs=1e-5)


def test_the_joint_density_has_no_maximum(S):
    # At beta_1 = mu_1 it grows without end as eta_1 goes to 0.
    values = [bayes.log_joint([9, 4, 11], 5, [9, 4, 11], [1, eta, 1], S) for eta in (1, 1e-3, 1e-9)]
    assert values[1] - values[0] == pytest.approx(3 * np.log(10))
    assert values[2] - values[1] == pytest.approx(6 * np.log(10))


def test_points_that_are_none(S):
    with pytest.raises(ValueError, match="works on log eta"):
        bayes.log_joint([1, 2, 3], 5, 0, [1, -1, 1], S)
    with pytest.raises(ValueError, match="works on log sigma"):
        bayes.log_joint([1, 2, 3], 0, 0, 1, S)
    with pytest.raises(ValueError, match="one entry a column of X"):
        bayes.log_joint([1, 2], 5, 0, 1, S)
    with pytest.raises(ValueError, match="wanted one point"):
        bayes.log_joint_gradient(np.ones((2, 3)), 5, 0, 1, S)


def test_different_numbers_of_points_are_counted(S):
    with pytest.raises(ValueError, match=r"different numbers of points: beta \(7,\), sigma \(5,\)"):
        bayes.log_joint(np.ones((7, 3)), np.ones(5), 0, 1, S)
    with pytest.raises(ValueError, match="different numbers of points"):
        bayes.log_prior(np.ones((7, 3)), np.ones(5), Prior(0, [1] * 3, HalfCauchy(1)))
    with pytest.raises(ValueError, match="wanted one point"):
        bayes.log_joint_gradient([1, 2, 3], 5, np.ones((2, 3)), 1, S)
