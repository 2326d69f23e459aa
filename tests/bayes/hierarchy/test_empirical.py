"""Empirical Bayes in model B: the highest point, and where it lies at the edge."""

import numpy as np
import pytest
from scipy import stats

from helpers import bayes
from helpers.bayes import ImproperPosteriorError
from tests.bayes.hierarchy.cases import world


def test_empirical_bayes_on_the_seed_world(seed):
    found = bayes.empirical_hierarchy(seed.X, seed.y)
    np.testing.assert_allclose([found.mu, found.eta], [7.749, 3.123], atol=5e-4)
    assert not found.degenerate


def test_empirical_bayes_is_the_highest_point(seed):
    """Of log N(y_c; X mu 1, sigma² I + eta² XX'), on a grid around and far away."""
    found = bayes.empirical_hierarchy(seed.X, seed.y)
    Xc, n = seed.X[:, 1:] - seed.X[:, 1:].mean(axis=0), len(seed.y)
    U, d, Vt = np.linalg.svd(Xc, full_matrices=False)
    z, along = U.T @ (seed.y - seed.y.mean()), d * Vt.sum(axis=1)
    rss = np.sum((seed.y - seed.y.mean()) ** 2) - z @ z

    def height(mu, eta, sigma):
        c = sigma**2 + eta**2 * d**2
        return (
            -(n - 3) * np.log(sigma)
            - 0.5 * rss / sigma**2
            - 0.5 * (np.log(c) + (z - along * mu) ** 2 / c).sum()
        )

    top = height(found.mu, found.eta, found.sigma)
    for change in np.random.default_rng(0).normal(size=(300, 3)):
        for size in (1e-4, 1e-2, 0.3, 2):
            factor = np.exp(size * change)
            assert height(found.mu * factor[0], found.eta * factor[1], found.sigma * factor[2]) < (
                top + 1e-9
            )


def test_empirical_bayes_reports_that_it_is_degenerate(seed):
    flat = bayes.empirical_hierarchy(seed.X, seed.X @ [10, 7, 7] + seed.noise * 0.01)
    assert flat.degenerate == (flat.eta == 0)
    one = bayes.empirical_hierarchy(seed.X[:, :2], seed.y)
    assert one.degenerate and "degenerate" in repr(one)
    np.testing.assert_allclose(one.beta, np.linalg.lstsq(seed.X[:, :2], seed.y, rcond=None)[0])
    with pytest.raises(ImproperPosteriorError, match="without end"):
        bayes.empirical_hierarchy(*world(n=4, J=3))


def test_equal_slopes_are_mostly_estimated_as_equal(seed):
    """At tau = 0 the likelihood of eta² falls if chi²_1 < 2, roughly: 84 % (exact if balanced)."""
    rng = np.random.default_rng(5)
    mean = seed.X @ [10, 7, 7]
    hits = [
        bayes.empirical_hierarchy(seed.X, mean + 5 * rng.standard_normal(200)).degenerate
        for _ in range(300)
    ]
    assert abs(np.mean(hits) - stats.chi2.cdf(2, 1)) < 3 * np.sqrt(0.84 * 0.16 / 300)
