"""Predictions by draws against moments and quadrature."""

from math import inf

import numpy as np
import pytest
from scipy import stats

from helpers import bayes
from helpers.bayes import Flat, HalfCauchy, HalfNormal, ImproperPriorError, Prior


def test_prior_predictions_have_the_priors_moments(seed):
    X, rng = seed.X[:3], np.random.default_rng(8)
    prior = Prior([1, 2, 3], [1, 2, 0.5], HalfNormal(3))
    y = bayes.prior_predictive(X, prior, 40_000, rng=rng)
    assert y.shape == (40_000, 3)
    variance = np.square(X * prior.beta_sd).sum(axis=1) + 9  # E[sigma²] = 9
    margin = 5 * np.sqrt(variance / 40_000)
    assert (np.abs(y.mean(axis=0) - X @ prior.beta_mean) < margin).all()
    assert y.var(axis=0) == pytest.approx(variance, rel=0.06)


def test_no_predictions_from_what_is_flat(seed):
    rng = np.random.default_rng(0)
    with pytest.raises(ImproperPriorError, match="flat in coefficient 1"):
        bayes.prior_predictive(seed.X, Prior(0, [1, inf, 1], HalfNormal(1)), rng=rng)
    with pytest.raises(ImproperPriorError, match="sigma"):
        bayes.prior_predictive(seed.X, Prior(0, [1, 1, 1], Flat()), rng=rng)


def test_predictions_by_draws_and_by_quadrature(seed, S):
    posterior = bayes.posterior(S, Prior(0, [10, 10, 10], HalfCauchy(5)))
    rng = np.random.default_rng(2)
    y = bayes.posterior_predictive(seed.X[:4], posterior.draw(6000, rng), rng=rng)
    assert y.shape == (1, 6000, 4)
    uniform = posterior.predictive(seed.X[:4]).cdf(y[0])
    assert min(stats.kstest(column, "uniform").pvalue for column in uniform.T) > 1e-4
    with pytest.raises(ValueError, match="X has 2 columns and there are 3"):
        bayes.posterior_predictive(seed.X[:, :2], posterior.draw(5, rng), rng=rng)


def test_predictions_at_many_rows_need_no_matrix_of_them(seed, S):
    posterior = bayes.posterior(S, Prior(0, [10] * 3, HalfCauchy(2.5)))
    many = np.tile(seed.X, (250, 1))  # 50,000 rows: their covariance would take 20 GB
    law, few = posterior.predictive(many), posterior.predictive(seed.X)
    np.testing.assert_allclose(law.sd[-200:], few.sd, rtol=1e-12)
    errors = posterior.sigma.mean_square
    spread = np.einsum("ij,jk,ik->i", seed.X, posterior.beta.covariance, seed.X)
    np.testing.assert_allclose(few.sd**2, spread + errors, rtol=1e-9)


def test_what_is_no_draws_predicts_nothing(seed, S):
    posterior = bayes.posterior(S, Prior(0, [10] * 3, HalfCauchy(2.5)))
    rng = np.random.default_rng(1)
    with pytest.raises(TypeError, match="draws is a Posterior; wanted Draws"):
        bayes.posterior_predictive(seed.X, posterior, rng=rng)
    with pytest.raises(ValueError, match="drawn together"):
        bayes.posterior_predictive(seed.X, {"beta": np.ones(3), "sigma": np.ones(9)}, rng=rng)
    with pytest.raises(ValueError, match="draws holds no 'sigma', but 'beta'"):
        bayes.posterior_predictive(seed.X, {"beta": np.ones((9, 3))}, rng=rng)
    y = bayes.posterior_predictive(seed.X, {"beta": [[1, 2, 3]], "sigma": [1.0]}, rng=rng)
    assert y.shape == (1, 200)
    with pytest.raises(TypeError, match="prior is a ndarray"):
        bayes.prior_predictive(seed.X, seed.y, posterior.prior, rng=rng)
