"""Gibbs sampling: each conditional against the joint density, and draws against exact posteriors.

The joint densities are written anew from the models' own formulas, with SciPy.
"""

import numpy as np
import pytest
from scipy import stats

from helpers import bayes, compressed, samplers, simulate
from helpers.bayes import (
    ExchangeableHierarchy,
    Fixed,
    Flat,
    HalfCauchy,
    HalfNormal,
    ImproperPosteriorError,
    InverseGamma,
    NormalInverseGamma,
    Prior,
    SeedHierarchy,
)
from helpers.bayes.hierarchy.scales import draw_stretch
from helpers.samplers.gibbs import sweep_of

MODELS = {
    "flat": Prior([0, 0, 0], np.inf, sigma=Flat()),
    "half-Cauchy": Prior([0, 1, 1], [np.inf, 3, 3], sigma=HalfCauchy(2)),
    "half-normal": Prior([0, 1, 1], 4, sigma=HalfNormal(3)),
    "inverse gamma": Prior([0, 1, 1], 4, sigma=InverseGamma(2, 25)),
    "known sigma": Prior([0, 1, 1], 4, sigma=Fixed(5)),
    "conjugate": NormalInverseGamma(np.zeros(3), 4, 2, 25),
    "A": SeedHierarchy(0, 10, eta=HalfCauchy(5), sigma=HalfCauchy(10)),
    "A half-normal": SeedHierarchy(2, 5, eta=HalfNormal(5), sigma=InverseGamma(2, 25)),
    "B": ExchangeableHierarchy(0, 10, eta=HalfCauchy(5), sigma=HalfCauchy(10)),
    "B flat": ExchangeableHierarchy(0, np.inf, eta=HalfNormal(5), sigma=Flat()),
    "B inverse gamma": ExchangeableHierarchy(0, 5, eta=InverseGamma(2, 25), sigma=Fixed(5)),
}


@pytest.fixture(scope="module")
def seed():
    return simulate.seed_world()


def exact_means(S, prior):
    """Names and exact posterior means, of whatever has a standard deviation."""
    if isinstance(prior, NormalInverseGamma):
        after = prior.update(S)
        return {"beta": (after.mean, after.marginal().std())}
    hierarchical = isinstance(prior, SeedHierarchy | ExchangeableHierarchy)
    found = bayes.hierarchy_posterior(S, prior) if hierarchical else bayes.posterior(S, prior)
    names = ("beta", "sigma", "mu", "eta") if hierarchical else ("beta", "sigma")
    return {name: (getattr(found, name).mean, getattr(found, name).sd) for name in names}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("rows", [200, 12])
def test_gibbs_agrees_with_the_exact_posterior(seed, name, rows):
    """Means within 4.5 MCSE: of about 100 numbers none should be farther off."""
    S = compressed.compress(seed.X[:rows], seed.y[:rows])
    draws = samplers.gibbs(
        S, MODELS[name], 400, rng=np.random.default_rng(7), chains=24, warmup=200, check=False
    )
    summary = draws.summary()
    for quantity, (mean, sd) in exact_means(S, MODELS[name]).items():
        own = [row for row in summary.index if row.split("[")[0] == quantity]
        mean, sd = np.broadcast_to(mean, len(own)), np.broadcast_to(sd, len(own))
        for row, wanted, spread in zip(own, mean, sd, strict=True):
            if 0 < spread < np.inf:
                z = (summary.loc[row, "mean"] - wanted) / summary.loc[row, "mcse"]
                assert abs(z) < 4.5, (row, z)


@pytest.mark.parametrize("kind", [SeedHierarchy, ExchangeableHierarchy])
def test_quantiles_of_what_has_no_variance(seed, kind):
    """eta under a half-Cauchy law, by the share of draws below its exact quantiles."""
    hierarchy = kind(0, 10, eta=HalfCauchy(5), sigma=HalfCauchy(10))
    draws = samplers.gibbs(
        seed.X, seed.y, hierarchy, 400, rng=np.random.default_rng(3), chains=60, check=False
    )
    exact = bayes.hierarchy_posterior(seed.X, seed.y, hierarchy)
    for level in (0.1, 0.5, 0.9):
        below = draws["eta"] < exact.eta.quantile(level)
        by_chain = below.mean(axis=1)  # chains are independent: their means give the error
        z = (by_chain.mean(axis=0) - level) / (by_chain.std(axis=0, ddof=1) / np.sqrt(60))
        assert (np.abs(z) < 4.5).all(), z


def test_with_five_predictors_model_a_agrees_with_its_own_log_density():
    """No exact posterior there: E of d log p / d theta is 0 over the posterior, for every theta."""
    rng = np.random.default_rng(1)
    X = np.column_stack([np.ones(40), rng.normal(size=(40, 5))])
    y = X @ rng.normal(0, 3, 6) + 2 * rng.standard_normal(40)
    hierarchy = SeedHierarchy(0, 2, eta=HalfNormal(2), sigma=HalfCauchy(3))
    draws = samplers.gibbs(X, y, hierarchy, 300, rng=rng, chains=60, check=False)
    model = bayes.unconstrained(X, y, hierarchy, parameterisation="centred")
    slopes, sigma, mu, eta = (draws[k] for k in ("beta", "sigma", "mu", "eta"))
    alpha = slopes[..., 0] + slopes[..., 1:] @ X[:, 1:].mean(axis=0)
    parts = {
        "alpha": alpha[..., None],
        "slopes": slopes[..., 1:],
        "log sigma": np.log(sigma)[..., None],
        "mu": mu,
        "log eta": np.log(eta),
    }
    theta = np.concatenate(list(parts.values()), axis=-1)
    assert theta.shape[-1] == model.dimension
    gradient = model.log_density_and_gradient(theta.reshape(-1, theta.shape[-1]))[1]
    gradient = gradient.reshape(theta.shape)
    # Those of alpha, log sigma and log eta; near eta = 0 the others have no finite variance.
    by_chain = gradient[..., [0, 6, *range(12, 17)]].mean(axis=1)
    z = by_chain.mean(axis=0) / (by_chain.std(axis=0, ddof=1) / np.sqrt(60))
    assert (np.abs(z) < 4.5).all(), z


# ---- each block against the joint density -------------------------------------------------------


def log_joint(seed, hierarchy, slopes, mu, eta, sigma):
    """log p(y, slopes, mu | sigma, eta), the intercept integrated out."""
    Xc, yc = seed.X[:, 1:] - seed.X[:, 1:].mean(axis=0), seed.y - seed.y.mean()
    return (
        -(len(yc) - 1) * np.log(sigma)
        - 0.5 * np.sum((yc - Xc @ slopes) ** 2) / sigma**2
        + stats.norm.logpdf(slopes, mu, eta).sum()
        + stats.norm.logpdf(mu, hierarchy.m, hierarchy.s).sum()
    )


@pytest.mark.parametrize("kind", [SeedHierarchy, ExchangeableHierarchy])
def test_slopes_and_mu_are_drawn_from_their_joint_conditional(seed, kind):
    """Given sigma and eta they are normal: mean and covariance from the joint's derivatives."""
    hierarchy = kind(1, 3, eta=HalfCauchy(5), sigma=HalfCauchy(10))
    model, _ = sweep_of(seed.X, seed.y, hierarchy)
    rng = np.random.default_rng(4)
    many, separate = 20_000, kind is SeedHierarchy
    eta = np.array([0.8, 4.0]) if separate else 1.7
    start = model.start(many, rng)._replace(
        eta=np.broadcast_to(eta, (many, 2) if separate else many), sigma=np.full(many, 5.0)
    )
    after = model.one_by_one(start, rng)
    named = model.named(type(after)(*(part[None] for part in after)), rng)
    drawn = np.column_stack([named["beta"][0, :, 1:], named["mu"][0]])
    width = drawn.shape[1]

    def f(x):
        return log_joint(seed, hierarchy, x[:2], x[2:], eta, 5.0)

    unit, zero = np.eye(width), f(np.zeros(width))  # a quadratic: differences are exact
    gradient = np.array([(f(e) - f(-e)) / 2 for e in unit])
    precision = np.array([[-(f(a + b) - f(a) - f(b) + zero) for b in unit] for a in unit])
    covariance = np.linalg.inv(precision)
    mean = covariance @ gradient
    z = (drawn.mean(axis=0) - mean) / np.sqrt(np.diag(covariance) / many)
    assert (np.abs(z) < 4.5).all(), z
    found = np.cov(drawn.T)
    scale = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    np.testing.assert_allclose((found - covariance) / scale, 0, atol=0.05)


@pytest.mark.parametrize("law", [HalfCauchy(2), HalfNormal(2), Flat()])
def test_the_stretch_has_the_density_it_should(law):
    """p(|c| scale) exp(-precision c²/2 + pull c), left as it is by one step from c = 1."""
    rng, many, precision, pull = np.random.default_rng(6), 20_000, 0.7, 0.9
    c = np.linspace(-20, 20, 200_000)
    density = np.exp(law.log_density(np.abs(1.5 * c)) - precision * c**2 / 2 + pull * c)
    cdf = np.cumsum(density) / density.sum()
    start = np.interp(rng.random(many), cdf, c)
    factor = draw_stretch(
        law, np.abs(1.5 * start), precision * start**2, pull * start, rng
    )  # in units of the start
    levels = np.interp(factor * start, c, cdf)
    assert stats.kstest(levels, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("name", ["half-Cauchy", "half-normal", "conjugate", "A", "B", "B flat"])
def test_a_sweep_leaves_the_posterior_as_it_is(seed, name):
    """Start in the exact posterior, sweep three times, and be in it still (Geweke 2004)."""
    S = compressed.compress(seed.X[:12], seed.y[:12])
    prior, rng, many = MODELS[name], np.random.default_rng(8), 4000
    if isinstance(prior, NormalInverseGamma):
        draws = prior.update(S).draw(2 * many, rng)
    elif isinstance(prior, Prior):
        draws = bayes.exact_posterior(S, prior, draws=2 * many, rng=rng)
    else:
        draws = bayes.exact_hierarchy(S, prior, draws=2 * many, rng=rng)
    model, _ = sweep_of(S, prior)
    state = model.start(many, rng)._replace(sigma=draws["sigma"][0, :many])
    if "eta" in draws:
        state = state._replace(eta=draws["eta"][0, :many])
    for _ in range(3):
        state = model.step(state, rng)
    swept = model.named(type(state)(*(part[None] for part in state)), rng)
    for key in draws:
        fresh = draws[key][0, many:].reshape(many, -1)
        for a, b in zip(swept[key][0].reshape(many, -1).T, fresh.T, strict=True):
            assert stats.ks_2samp(a, b).pvalue > 1e-3, key


# ---- shapes, and what is refused -----------------------------------------------------------------


@pytest.mark.parametrize("name", MODELS)
def test_shapes_names_and_the_seed(seed, name):
    def run():
        return samplers.gibbs(
            seed.X,
            seed.y,
            MODELS[name],
            draws=7,
            rng=np.random.default_rng(5),
            chains=3,
            warmup=0,
            check=False,
        )

    draws, again = run(), run()
    assert draws["beta"].shape == (3, 7, 3) and draws["sigma"].shape == (3, 7)
    assert draws.labels["beta"] == ("const", "x1", "x2") and not draws.iid
    if name.startswith("A"):
        assert draws["mu"].shape == draws["eta"].shape == (3, 7, 2)
    if name.startswith("B"):
        assert draws["mu"].shape == draws["eta"].shape == (3, 7)
    for key in draws:
        np.testing.assert_array_equal(draws[key], again[key])
        assert np.isfinite(draws[key]).all()


def test_too_short_a_run_is_called_so(seed):
    with pytest.warns(samplers.SamplingWarning):
        samplers.gibbs(seed.X, seed.y, MODELS["A"], 20, rng=np.random.default_rng(1), warmup=0)


def test_an_infinite_variance_is_reported(seed):
    draws = samplers.gibbs(
        seed.X, seed.y, MODELS["A"], 50, rng=np.random.default_rng(1), check=False
    )
    assert np.isinf(draws.summary().loc["eta[x1]", "sd"])


def test_many_rows_and_few():
    rng = np.random.default_rng(2)
    X = np.column_stack([np.ones(3), rng.normal(size=(3, 6))])
    y = rng.normal(size=3)
    for hierarchy in (MODELS["A"], MODELS["B"]):
        draws = samplers.gibbs(X, y, hierarchy, 50, rng=rng, check=False)
        assert np.isfinite(draws["beta"]).all()


def test_improper_posteriors_are_not_sampled(seed):
    rng = np.random.default_rng(0)
    uniform = ExchangeableHierarchy(0, np.inf, eta=Flat(), sigma=HalfCauchy(1))
    with pytest.raises(ImproperPosteriorError, match="law of eta is flat"):
        samplers.gibbs(seed.X, seed.y, uniform, rng=rng)
    with pytest.raises(ImproperPosteriorError, match="perfectly"):
        samplers.gibbs(seed.X, seed.X @ [1, 2, 3], MODELS["B"], rng=rng)
    with pytest.raises(ImproperPosteriorError):
        samplers.gibbs(seed.X[:3], seed.y[:3], MODELS["flat"], rng=rng)


def test_input_that_does_not_fit(seed):
    rng = np.random.default_rng(0)
    with pytest.raises(TypeError, match="wanted a Prior"):
        samplers.gibbs(seed.X, seed.y, HalfCauchy(1), rng=rng)
    with pytest.raises(TypeError, match="default_rng"):
        samplers.gibbs(seed.X, seed.y, MODELS["B"], rng=1)
    with pytest.raises(ValueError, match="draws"):
        samplers.gibbs(seed.X, seed.y, MODELS["B"], 0, rng=rng)
    with pytest.raises(ValueError, match="chains"):
        samplers.gibbs(seed.X, seed.y, MODELS["B"], chains=0, rng=rng)
    with pytest.raises(ValueError, match="columns"):
        samplers.gibbs(seed.X[:, :2], seed.y, MODELS["half-Cauchy"], rng=rng)
    with pytest.raises(ValueError, match="no constant column"):
        samplers.gibbs(seed.X[:, 1:], seed.y, MODELS["B"], rng=rng)
