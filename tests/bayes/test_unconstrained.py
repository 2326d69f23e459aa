"""Posteriors for samplers: the density is the model's, the gradient is the density's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from helpers import bayes, samplers, simulate
from helpers.bayes import (
    ExchangeableHierarchy,
    Fixed,
    Flat,
    HalfCauchy,
    HalfNormal,
    InverseGamma,
    Prior,
    SeedHierarchy,
    unconstrained,
)
from helpers.compressed import compress
from helpers.samplers import checks

LAWS = [HalfCauchy(2.5), HalfNormal(4.0), InverseGamma(2.0, 25.0), Flat(), Fixed(3.0)]
ETA_LAWS = [HalfCauchy(5.0), HalfNormal(4.0), InverseGamma(2.0, 8.0), Fixed(1.5)]
WAYS = ["centred", "non-centred", "marginal"]


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def table(n, p, seed=1):
    X = np.column_stack([rng(seed).normal(2, 1, size=(n, p - 1)), np.ones(n)])
    return X, X @ np.arange(1.0, p + 1) + 2 * rng(seed + 1).normal(size=n)


def assert_gradient_is_right(model, seed=3, chains=5):
    theta = model.start(chains, rng(seed))
    assert theta.shape == (chains, model.dimension)
    value, gradient = model.log_density_and_gradient(theta)
    slope, doubt = checks._finite_differences(model.log_density_and_gradient, theta, value)
    assert np.isfinite(value).all()
    np.testing.assert_array_less(np.abs(gradient - slope), 10 * doubt + 1e-6 * (1 + np.abs(slope)))


@given(
    n=st.sampled_from([2, 4, 7, 60]),
    p=st.integers(1, 4),
    law=st.sampled_from(LAWS),
    seed=st.integers(0, 999),
)
@settings(max_examples=40, deadline=None)
def test_the_gradient_of_a_regression(n, p, law, seed):
    sd = np.full(p, 3.0)
    if n > p + 2:
        sd[0] = np.inf
    elif law in (Flat(),):
        n = p + 3
    X, y = table(n, p, seed)
    if n <= p:
        law = InverseGamma(2.0, 3.0)
    assert_gradient_is_right(unconstrained(X, y, Prior(0.5, sd, sigma=law)), seed)


@given(
    way=st.sampled_from(WAYS),
    law=st.sampled_from(LAWS),
    eta=st.sampled_from(ETA_LAWS),
    model=st.sampled_from([SeedHierarchy, ExchangeableHierarchy]),
    s=st.sampled_from([0.5, 10.0, np.inf]),
    p=st.integers(2, 5),
)
@settings(max_examples=60, deadline=None)
def test_the_gradient_of_a_hierarchy(way, law, eta, model, s, p):
    if model is SeedHierarchy:
        s = min(s, 10.0)
    hierarchy = model(1.0, s, eta=eta, sigma=law)
    assert_gradient_is_right(unconstrained(*table(30, p), hierarchy, parameterisation=way))


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_the_density_of_a_regression_is_likelihood_times_prior_times_jacobian(law):
    X, y = table(12, 3)
    prior = Prior([1.0, 0.0, 2.0], [2.0, np.inf, 5.0], sigma=law)
    model = unconstrained(X, y, prior)
    theta = model.start(6, rng())
    found = model.constrain(theta)
    beta, sigma = found["beta"], found["sigma"]
    expected = stats.norm.logpdf(y, beta @ X.T, sigma[:, None]).sum(axis=1)
    expected += stats.norm.logpdf(beta[:, [0, 2]], [1.0, 2.0], [2.0, 5.0]).sum(axis=1)
    if not isinstance(law, Fixed):
        expected += law.log_density(sigma) + np.log(sigma)
    np.testing.assert_allclose(model.log_density(theta), expected, rtol=1e-11)


def joint(X, y, hierarchy, found):
    """log p(y, beta, mu, eta, sigma), written out."""
    slopes = found["beta"][..., :-1]  # the constant is the last column here
    mu, eta = found["mu"], found["eta"]
    if isinstance(hierarchy, ExchangeableHierarchy):
        mu, eta = mu[..., None], eta[..., None]
    value = stats.norm.logpdf(y, found["beta"] @ X.T, found["sigma"][..., None]).sum(axis=-1)
    value += stats.norm.logpdf(slopes, mu, eta).sum(axis=-1)
    value += stats.norm.logpdf(mu, hierarchy.m, hierarchy.s).sum(axis=-1)
    value += (hierarchy.eta.log_density(eta) + np.log(eta)).sum(axis=-1)
    return value + hierarchy.sigma.log_density(found["sigma"]) + np.log(found["sigma"])


@pytest.mark.parametrize("kind", [SeedHierarchy, ExchangeableHierarchy])
def test_the_density_of_a_hierarchy_is_the_joint_density(kind):
    X, y = table(12, 4)
    hierarchy = kind(1.0, 2.0, eta=HalfCauchy(3), sigma=HalfNormal(4))
    centred = unconstrained(X, y, hierarchy, parameterisation="centred")
    theta = centred.start(6, rng())
    expected = joint(X, y, hierarchy, centred.constrain(theta))
    np.testing.assert_allclose(centred.log_density(theta), expected, rtol=1e-11)

    other = unconstrained(X, y, hierarchy, parameterisation="non-centred")
    theta = other.start(6, rng())
    found = other.constrain(theta)
    log_eta = np.log(found["eta"])
    jacobian = log_eta.sum(axis=-1) if kind is SeedHierarchy else 3 * log_eta
    expected = joint(X, y, hierarchy, found) + jacobian
    np.testing.assert_allclose(other.log_density(theta), expected, rtol=1e-11)


@pytest.mark.parametrize("s", [2.0, np.inf])
def test_marginal_means_mu_integrated_out(s):
    X, y = table(12, 4)
    hierarchy = ExchangeableHierarchy(1.0, s, eta=HalfCauchy(3), sigma=HalfNormal(4))
    centred, marginal = (
        unconstrained(X, y, hierarchy, parameterisation=way) for way in ("centred", "marginal")
    )
    theta = marginal.start(3, rng())
    for point, value in zip(theta, marginal.log_density(theta), strict=True):

        def density(mu, point=point, value=value):
            return np.exp(centred.log_density(np.insert(point, -1, mu)) - value)

        mean = point[1:4].mean()
        total, _ = integrate.quad(density, mean - 60, mean + 60, points=[mean], limit=200)
        assert total == pytest.approx(1, rel=1e-7)


def test_mu_is_drawn_from_its_law_given_the_rest():
    X, y = table(12, 4)
    for hierarchy in (
        SeedHierarchy(1.0, 2.0, eta=HalfCauchy(3), sigma=HalfNormal(4)),
        ExchangeableHierarchy(1.0, 2.0, eta=HalfCauchy(3), sigma=HalfNormal(4)),
    ):
        marginal = unconstrained(X, y, hierarchy)
        assert "mu" not in marginal.constrain(marginal.start(2, rng()))
        theta = np.tile(marginal.start(1, rng()), (50_000, 1))
        found = marginal.constrain(theta, rng())
        slopes, eta, mu = theta[0, 1:4], found["eta"][0], found["mu"]
        count, total = (1, slopes) if mu.ndim == 2 else (3, slopes.sum())
        variance = 1 / (count / eta**2 + 1 / 4)
        mean = variance * (total / eta**2 + 1 / 4)
        np.testing.assert_allclose(mu.mean(axis=0), mean, atol=0.03)
        np.testing.assert_allclose(mu.var(axis=0), variance, rtol=0.03)


def test_rows_and_their_triangle_give_one_answer():
    X, y = table(50, 3)
    for prior in (
        Prior(0.0, [1.0, 2.0, np.inf], sigma=HalfCauchy(2.5)),
        ExchangeableHierarchy(0.0, 3.0, eta=HalfCauchy(2), sigma=HalfCauchy(2)),
    ):
        a, b = unconstrained(X, y, prior), unconstrained(compress(X, y), prior)
        theta = a.start(4, rng())
        np.testing.assert_allclose(a.log_density(theta), b.log_density(theta), rtol=1e-13)


def test_the_intercept_comes_back_to_where_the_constant_stands():
    world = simulate.seed_world()
    hierarchy = SeedHierarchy(0.0, 10.0, eta=HalfCauchy(5), sigma=HalfCauchy(10))
    model = unconstrained(world.X, world.y, hierarchy)
    theta = model.start(3, rng())
    beta = model.constrain(theta)["beta"]
    np.testing.assert_array_equal(beta[:, 1:], theta[:, 1:3])
    centred = theta[:, 0] - beta[:, 1:] @ world.X[:, 1:].mean(axis=0)
    np.testing.assert_allclose(beta[:, 0], centred)
    assert model.labels["beta"] == ("const", "x1", "x2")
    assert model.labels["mu"] == ("x1", "x2")
    assert len(model.names) == model.dimension


def test_any_leading_shape_is_kept():
    world = simulate.seed_world()
    for model in (
        unconstrained(world.X, world.y, Prior(0.0, np.full(3, 9.0), sigma=HalfCauchy(2))),
        unconstrained(
            world.X, world.y, ExchangeableHierarchy(0, 9, eta=Fixed(2), sigma=HalfCauchy(2))
        ),
    ):
        theta = model.start(6, rng()).reshape(2, 3, -1)
        value, gradient = model.log_density_and_gradient(theta)
        assert value.shape == (2, 3)
        assert gradient.shape == theta.shape
        one = model.log_density_and_gradient(theta[1, 2])
        np.testing.assert_allclose(one[0], value[1, 2], rtol=1e-14)
        np.testing.assert_allclose(one[1], gradient[1, 2], rtol=1e-12)
        assert model.constrain(theta)["sigma"].shape == (2, 3)


def test_far_out_the_density_is_minus_infinity_and_never_nan():
    world = simulate.seed_world()
    model = unconstrained(world.X, world.y, Prior(0.0, np.full(3, 9.0), sigma=HalfCauchy(2)))
    theta = np.tile([10.0, 4.0, 10.0, 1.6], (4, 1))
    theta[:, 3] = [-800.0, -400.0, 400.0, 800.0]
    with np.errstate(all="ignore"):
        value = model.log_density(theta)
    assert not np.isnan(value).any()
    assert (value < -1e4).all()


def test_starts_surround_the_posterior():
    world = simulate.seed_world()
    prior = Prior(0.0, np.full(3, 9.0), sigma=HalfCauchy(2))
    model = unconstrained(world.X, world.y, prior)
    start = model.constrain(model.start(4000, rng()))
    exact = bayes.exact_posterior(world.X, world.y, prior, rng=rng())
    ratio = start["beta"].std(axis=0) / exact.stacked("beta").std(axis=0)
    np.testing.assert_allclose(ratio, 2, rtol=0.1)
    assert np.std(start["sigma"]) > 1.5 * np.std(exact["sigma"])


@pytest.mark.parametrize(
    ("prior", "error", "message"),
    [
        (Prior(0.0, [1.0, 1.0], sigma=Flat()), ValueError, "2 coefficients and X has 3 columns"),
        ("flat", TypeError, "wanted a Prior"),
        (Prior(0.0, np.full(3, np.inf), sigma=Flat()), bayes.ImproperPosteriorError, "rows"),
    ],
)
def test_what_makes_no_posterior_is_refused(prior, error, message):
    X, y = table(3, 3)
    with pytest.raises(error, match=message):
        unconstrained(X, y, prior)


def test_an_unknown_way_of_writing_is_refused():
    hierarchy = SeedHierarchy(0.0, 10.0, eta=HalfCauchy(5), sigma=HalfCauchy(10))
    with pytest.raises(ValueError, match='"non-centred" or "marginal"'):
        unconstrained(*table(9, 3), hierarchy, parameterisation="noncentred")


def test_the_funnel_of_the_seed_and_its_cure():
    """Divergences where beta is written around mu, none where mu is integrated out."""
    world = simulate.seed_world()
    hierarchy = SeedHierarchy(0.0, 10.0, eta=HalfCauchy(5), sigma=HalfCauchy(10))
    diverged = {}
    for way in WAYS:
        model = unconstrained(world.X, world.y, hierarchy, parameterisation=way)
        draws = samplers.hmc(
            model.log_density_and_gradient,
            model.start(20, rng()),
            200,
            rng=rng(2),
            warmup=200,
            constrain=model.constrain,
            labels=model.labels,
            check=False,
        )
        diverged[way] = draws.statistics["divergent"].mean()
    assert diverged["marginal"] == 0
    assert diverged["centred"] > 0.005
    assert diverged["non-centred"] > 0.005


def test_a_model_counts_its_coordinates(S):
    model = bayes.unconstrained(S, Prior(0, [10] * 3, HalfCauchy(2.5)))
    assert model.log_density([0, 0, 0, 0]) == model.log_density(np.zeros(4))
    for function in (model.log_density, model.constrain):
        with pytest.raises(ValueError, match=r"wanted \(\.\.\., 4\), the coordinates const"):
            function(np.zeros((2, 5)))
    with pytest.raises(ValueError, match="parameterisation"):
        bayes.unconstrained(S, model.prior, parameterisation="central")
