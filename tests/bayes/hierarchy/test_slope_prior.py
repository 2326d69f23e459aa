"""The prior of one slope against SciPy's quadrature and finite differences."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, stats

from helpers.bayes import Fixed, HalfCauchy, HalfNormal, InverseGamma, SeedHierarchy
from helpers.bayes.hierarchy.slope_prior import SlopePrior

LAWS = (HalfCauchy(2.0), HalfNormal(3.0), InverseGamma(1.5, 4.0), Fixed(0.7))


@pytest.mark.parametrize("law", LAWS, ids=repr)
@pytest.mark.parametrize("s", [0.5, 10.0])
def test_the_prior_of_a_slope_is_the_integral_over_eta(law, s):
    prior = SlopePrior(SeedHierarchy(0, s, eta=law, sigma=HalfCauchy(1)), far=40.0)
    b = np.array([0.0, 0.3, 2.0, 11.0, 40.0])
    value, mean, variance = prior.log_density(b)
    if isinstance(law, Fixed):
        np.testing.assert_allclose(value, stats.norm.logpdf(b, 0, np.hypot(s, 0.7)), rtol=1e-12)
        return

    def moment(function, b):
        def integrand(log_eta):
            eta = np.exp(log_eta)
            w = s**2 + eta**2
            return np.exp(stats.norm.logpdf(b, 0, np.sqrt(w)) + law.log_density(eta) + log_eta) * (
                function(w)
            )

        parts = [-30, -4, 0, 2, 4, 7, 12, 30]
        return sum(
            integrate.quad(integrand, low, high, epsabs=0, epsrel=1e-10, limit=200)[0]
            for low, high in pairwise(parts)
        )

    for k in range(len(b)):
        whole, first, second = (moment(lambda w, q=q: w**-q, b[k]) for q in (0.0, 1.0, 2.0))
        np.testing.assert_allclose(value[k], np.log(whole), rtol=0, atol=1e-7)
        np.testing.assert_allclose(mean[k], first / whole, rtol=1e-6)
        np.testing.assert_allclose(
            variance[k], second / whole - (first / whole) ** 2, rtol=1e-4, atol=1e-7 * mean[k] ** 2
        )


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_slope_and_bend_of_the_prior_are_its_derivatives(law):
    prior = SlopePrior(SeedHierarchy(0, 1.5, eta=law, sigma=HalfCauchy(1)), far=30.0)
    b, h = np.linspace(0.1, 20, 40), 1e-3
    before, at, after = (prior.log_density(b + k * h)[0] for k in (-1, 0, 1))
    _, mean, variance = prior.log_density(b)
    np.testing.assert_allclose((after - before) / (2 * h), -b * mean, rtol=1e-4)
    np.testing.assert_allclose(
        (after - 2 * at + before) / h**2, b**2 * variance - mean, rtol=1e-3, atol=1e-6
    )
