"""The grid against the exact posterior, and grids that miss it."""

from math import inf

import numpy as np
import pytest

from helpers import bayes
from helpers.bayes import HalfCauchy, Prior


def test_a_grid_finds_the_exact_posterior(seed):
    X, y = np.ones((12, 1)), seed.y[:12]
    prior = Prior([10], [5], HalfCauchy(3))
    exact = bayes.posterior(X, y, prior)

    def log_density(beta, sigma):
        return bayes.log_joint(
            beta[..., None], sigma, prior.beta_mean, prior.beta_sd, X, y
        ) + prior.sigma.log_density(sigma)

    found = bayes.grid(log_density, np.linspace(0, 40, 301), np.linspace(0.5, 40, 901))
    assert found.weights.shape == (301, 901) and found.weights.sum() == pytest.approx(1)
    assert found.mean == pytest.approx([exact.beta.mean[0], exact.sigma.mean], rel=1e-4)
    assert found.sd == pytest.approx([exact.beta.sd[0], exact.sigma.sd], rel=2e-3)
    assert found.log_integral == pytest.approx(exact.log_evidence, abs=1e-3)
    assert found.marginal(1)[100] == pytest.approx(
        exact.sigma.density(found.axes[1][100]), rel=1e-3
    )
    draws = found.draw(4000, np.random.default_rng(0))
    assert draws.shape == (4000, 2)
    assert draws.mean(axis=0) == pytest.approx(found.mean, abs=5 * found.sd.max() / np.sqrt(4000))


def test_a_function_of_numbers_may_be_gridded():
    import math

    found = bayes.grid(lambda x: -0.5 * math.pow(x, 2), np.linspace(-8, 8, 161))
    assert (found.mean[0], found.sd[0]) == (pytest.approx(0, abs=1e-12), pytest.approx(1))


def test_a_grid_that_misses():
    def normal(x):
        return -0.5 * x**2

    with pytest.warns(bayes.GridWarning, match="some lies beyond it"):
        bayes.grid(normal, np.linspace(0, 8, 81))
    with pytest.warns(bayes.GridWarning, match="narrower than a step"):
        bayes.grid(normal, np.linspace(-80, 80, 11))
    with pytest.raises(ValueError, match="Is the grid elsewhere"):
        bayes.grid(lambda x: np.full_like(x, -inf), [0.0, 1.0])
    with pytest.raises(ValueError, match="log density is nan at"):
        bayes.grid(lambda x: np.where(x > 0, np.nan, 0.0), [0.0, 1.0])
    with pytest.raises(ValueError, match="rising values"):
        bayes.grid(normal, [1.0, 0.0])
    with pytest.raises(ValueError, match="points"):
        bayes.grid(normal, *[np.arange(300.0)] * 4)


@pytest.mark.parametrize("function", [lambda t: None, lambda t: "x", lambda t: 1j * t, None])
def test_a_grid_wants_a_function_that_returns_numbers(function):
    with pytest.raises(TypeError, match="wanted"):
        bayes.grid(function, np.linspace(-1, 1, 11))


def test_a_grid_knows_its_axes():
    found = bayes.grid(lambda t: -0.5 * t**2, np.linspace(-6, 6, 61))
    np.testing.assert_array_equal(found.marginal(-1), found.marginal(0))
    with pytest.raises(ValueError, match="axis is 1; wanted one of 0 to 0"):
        found.marginal(1)
