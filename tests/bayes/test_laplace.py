"""Laplace's approximation: SciPy's optimiser and finite differences."""

import warnings
from math import inf

import numpy as np
import pytest

from helpers import bayes, compressed
from helpers.bayes import Fixed, HalfCauchy, HalfNormal, ImproperPriorError, InverseGamma, Prior

SCALES = ("log sigma", "sigma", "sigma²")


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("law", [HalfCauchy(3), HalfNormal(1), InverseGamma(2, 25)], ids=repr)
@pytest.mark.parametrize("n", [12, 200])
def test_laplace_stands_on_the_mode_with_its_curvature(seed, n, law, scale):
    S = compressed.compress(seed.X[:n], seed.y[:n])
    prior = Prior([1, 2, 3], [4, 1, 6], law)
    found = bayes.laplace(S, prior, scale=scale)
    to_sigma, log_jacobian = {
        "log sigma": (np.exp, lambda phi: phi),
        "sigma": (lambda phi: phi, lambda phi: 0.0),
        "sigma²": (np.sqrt, lambda phi: -np.log(2 * np.sqrt(phi))),
    }[scale]

    def height(x):
        sigma = to_sigma(x[3])
        prior_part = prior.sigma.log_density(sigma) + log_jacobian(x[3])
        return bayes.log_joint(x[:3], sigma, prior.beta_mean, prior.beta_sd, S) + prior_part

    top = np.append(found.beta, found.phi)
    steps = 1e-3 * np.append(found.beta_sd, found.phi_sd) * np.eye(4)
    gradient = [(height(top + e) - height(top - e)) / 2e-3 for e in steps]
    assert np.abs(gradient).max() < 1e-5  # per posterior sd
    curvature = [
        [
            height(top + e + f) - height(top + e - f) - height(top - e + f) + height(top - e - f)
            for f in steps
        ]
        for e in steps
    ]
    unit = np.diag(steps)
    H = -np.array(curvature) / (4 * np.outer(unit, unit))
    assert found.covariance @ H == pytest.approx(np.eye(4), abs=2e-4)
    plain = height(top) + 2 * np.log(2 * np.pi) - 0.5 * np.linalg.slogdet(H)[1]
    assert found.log_evidence == pytest.approx(plain, abs=1e-4)
    if n == 200:
        assert found.log_evidence == pytest.approx(bayes.log_evidence(S, prior), abs=0.1)


def test_laplace_takes_the_higher_of_two_modes():
    rng = np.random.default_rng(1)
    S = compressed.compress(np.ones((30, 1)), 1 + rng.standard_normal(30))
    for sd, small in ((2.0, False), (20.0, True)):
        prior = Prior([51], [sd], HalfCauchy(1))
        found, exact = bayes.laplace(S, prior), bayes.posterior(S, prior)
        assert (found.sigma < 5) == small
        assert found.sigma == pytest.approx(exact.sigma.quantile(0.5), rel=0.2)


def test_laplace_where_it_cannot_be(S):
    with pytest.raises(ValueError, match='wanted "log sigma"'):
        bayes.laplace(S, Prior(0, [1, 1, 1], HalfCauchy(1)), scale="variance")
    with pytest.raises(ValueError, match="sigma is fixed"):
        bayes.laplace(S, Prior(0, [1, 1, 1], Fixed(1)))
    with pytest.raises(ValueError, match="has no mode"):
        bayes.laplace(np.eye(2), [1, 2], Prior(0, [1e3, 1e3], HalfCauchy(1)), scale="sigma")
    flat = bayes.laplace(S, Prior(0, [inf, 1, 1], HalfCauchy(1)))
    with pytest.raises(ImproperPriorError, match="has no value"):
        flat.log_evidence  # noqa: B018
    assert "log sigma = 1.67" in repr(flat)


def test_laplace_is_silent_in_large_units(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = bayes.laplace(seed.X, seed.y * 1e149, Prior(0, [10] * 3, HalfCauchy(2.5)))
    assert np.log(1e150) < found.phi < np.log(1e151)
