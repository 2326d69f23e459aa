"""Which posteriors and which moments there are."""

import numpy as np
import pytest

from helpers import bayes
from helpers.bayes import (
    ExchangeableHierarchy,
    Flat,
    HalfCauchy,
    ImproperPosteriorError,
    InverseGamma,
    SeedHierarchy,
)
from tests.bayes.hierarchy.cases import SEED_A, SEED_B, world


def refused(n, J, hierarchy, match, y=None):
    X, noisy = world(n=n, J=J)
    with pytest.raises(ImproperPosteriorError, match=match):
        bayes.hierarchy_posterior(X, noisy if y is None else y(X), hierarchy)


@pytest.mark.parametrize("J, s, proper", [(1, 1, 0), (2, 1, 1), (2, np.inf, 0), (3, np.inf, 1)])
def test_uniform_eta_in_b(J, s, proper):
    hierarchy = ExchangeableHierarchy(0, s, eta=Flat(), sigma=HalfCauchy(1))
    if proper:
        X, y = world(n=20, J=J)
        assert bayes.hierarchy_posterior(X, y, hierarchy).eta.quantile(0.5) > 0
    else:
        refused(20, J, hierarchy, "law of eta is flat")


def test_a_column_that_repeats_others_does_not_count_for_a_uniform_eta():
    X, y = world(n=20, J=2)
    hierarchy = ExchangeableHierarchy(0, np.inf, eta=Flat(), sigma=HalfCauchy(1))
    with pytest.raises(ImproperPosteriorError, match="2 independent"):
        bayes.hierarchy_posterior(np.column_stack([X, X[:, 1] + X[:, 2]]), y, hierarchy)


def test_too_few_rows_for_a_flat_sigma():
    refused(2, 1, SeedHierarchy(0, 1, eta=HalfCauchy(1), sigma=Flat()), "2 rows")
    flat = ExchangeableHierarchy(0, np.inf, eta=Flat(), sigma=Flat())
    refused(4, 3, flat, "sigma and eta together")
    X, y = world(n=5, J=3)
    assert bayes.hierarchy_posterior(X, y, flat).sigma.quantile(0.5) > 0


@pytest.mark.parametrize("hierarchy", [SEED_A, SEED_B])
def test_a_perfect_fit_is_refused(hierarchy):
    refused(20, 2, hierarchy, "perfectly", y=lambda X: X @ [1, 2, 3])
    guarded = type(hierarchy)(0, 10, eta=HalfCauchy(5), sigma=InverseGamma(1, 1))
    X, _ = world(n=20, J=2)
    assert bayes.hierarchy_posterior(X, X @ [1, 2, 3], guarded).sigma.mean > 0


def test_equal_slopes_that_fit_perfectly_are_refused():
    refused(5, 4, SEED_B, "Equal slopes", y=lambda X: X @ [1, 2, 2, 2, 2])


def test_a_flat_mu_that_is_not_seen_is_refused():
    X, y = world(n=20, J=1)
    balanced = np.column_stack([X, -X[:, 1]])
    hierarchy = ExchangeableHierarchy(0, np.inf, eta=HalfCauchy(1), sigma=HalfCauchy(1))
    with pytest.raises(ImproperPosteriorError, match="sum is constant"):
        bayes.hierarchy_posterior(balanced, y, hierarchy)


def test_what_has_no_variance_is_said_to_have_none(exact_a, exact_b):
    """eta_j's density falls like eta^-3 in model A, and like eta^-4 in model B with J = 2."""
    assert np.isinf(exact_a.eta.sd).all() and np.isfinite(exact_a.eta.mean).all()
    assert np.isfinite(exact_a.mu.sd).all() and np.isfinite(exact_b.eta.sd)
    large = np.array([1e5, 2e5])
    tails = [1 - part.cdf(large) for part in exact_a.eta.parts]
    for tail in tails:
        np.testing.assert_allclose(tail[0] / tail[1], 4, rtol=1e-3)
    summary = exact_a.draw(100, np.random.default_rng(0)).summary()
    assert np.isinf(summary.loc["eta[x1]", "sd"])
