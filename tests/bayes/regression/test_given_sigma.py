"""Given sigma: the likelihood against SciPy's multivariate normal, beta against its inverse."""

import numpy as np
import pytest
from scipy import stats

from helpers.bayes import HalfCauchy, Prior
from helpers.bayes.regression.given_sigma import project
from helpers.compressed import compress

SIGMAS = np.array([0.2, 1.0, 4.0])


@pytest.mark.parametrize("n, sd", [(7, [1.0, 0.3, 20.0]), (2, [1.0, 2.0, 0.5])])
def test_likelihood_and_coefficients_at_every_sigma(n, sd):
    rng = np.random.default_rng(n)
    X, y, sd = rng.normal(size=(n, 3)), rng.normal(size=n), np.array(sd)
    given = project(compress(X, y), Prior([1, 0, -1], sd, HalfCauchy(1))).at(0.8)
    t = np.log(SIGMAS / given.unit)
    g, precision = given.of_g(t)
    for k, sigma in enumerate(SIGMAS):
        evidence = stats.multivariate_normal(
            X @ [1, 0, -1], sigma**2 * np.eye(n) + (X * sd**2) @ X.T
        )
        found = given.constant + given.log_likelihood(t)[k]
        assert found == pytest.approx(evidence.logpdf(y), abs=1e-10)
        covariance = np.linalg.inv(X.T @ X / sigma**2 + np.diag(sd**-2.0))
        mean = covariance @ (X.T @ y / sigma**2 + np.array([1, 0, -1]) / sd**2)
        np.testing.assert_allclose(given.origin + given.basis @ g[:, k], mean, atol=1e-10)
        root = given.basis / np.sqrt(precision[:, k])
        np.testing.assert_allclose(root @ root.T, covariance, atol=1e-10)
