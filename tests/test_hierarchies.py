"""The hierarchical models: exact posteriors against sums written anew, propriety, invariances.

Independent references: dense grids over (log sigma, log eta) with plain matrices, for model A a
grid over the slopes themselves with SciPy's quadrature for everything else, closed forms, SciPy's
laws; and draws against distribution functions.
"""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from helpers import bayes, compressed, simulate
from helpers.bayes import (
    ExchangeableHierarchy,
    Fixed,
    Flat,
    HalfCauchy,
    HalfNormal,
    ImproperPosteriorError,
    InverseGamma,
    SeedHierarchy,
)
from helpers.bayes.hierarchy.centred import centre
from helpers.bayes.hierarchy.eta_lattice import jacobi
from helpers.bayes.hierarchy.scales import draw_scale, generalised_inverse_gaussian

SEED_A = SeedHierarchy(0, 10, eta=HalfCauchy(5), sigma=HalfCauchy(10))
SEED_B = ExchangeableHierarchy(0, 10, eta=HalfCauchy(5), sigma=HalfCauchy(10))
POOLED = {
    "half-Cauchy": SEED_B,
    "flat": ExchangeableHierarchy(0, np.inf, eta=HalfNormal(5), sigma=Flat()),
    "inverse gamma": ExchangeableHierarchy(3, 1, eta=InverseGamma(2, 4), sigma=InverseGamma(2, 25)),
    "narrow": ExchangeableHierarchy(0, 0.5, eta=HalfNormal(0.05), sigma=HalfNormal(0.5)),
    "known sigma": ExchangeableHierarchy(0, 10, eta=HalfCauchy(5), sigma=Fixed(5)),
    "known eta": ExchangeableHierarchy(0, 10, eta=Fixed(3), sigma=HalfCauchy(10)),
}


@pytest.fixture(scope="module")
def seed():
    return simulate.seed_world()


@pytest.fixture(scope="module")
def exact_a(seed):
    return bayes.hierarchy_posterior(seed.X, seed.y, SEED_A)


@pytest.fixture(scope="module")
def exact_b(seed):
    return bayes.hierarchy_posterior(seed.X, seed.y, SEED_B)


def world(n=30, J=3, number=0, sigma=1.0):
    rng = np.random.default_rng(number)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, J))])
    return X, X @ rng.normal(2, 1, J + 1) + sigma * rng.standard_normal(n)


# ---- the numbers of the course ------------------------------------------------------------------


def test_model_a_on_the_seed_world(exact_a):
    np.testing.assert_allclose(exact_a.beta.mean[1:], [4.287, 10.940], atol=5e-4)
    np.testing.assert_allclose(exact_a.sigma.mean, 4.952, atol=5e-4)


def test_in_model_a_eta_has_hardly_learnt_anything(exact_a):
    """Kullback–Leibler divergence of eta's posterior from its prior, by SciPy's quadrature."""
    found = []
    for part in exact_a.eta.parts:

        def integrand(h, part=part):
            eta = np.exp(h)
            density = part.density(eta)
            return density * (np.log(density) - SEED_A.eta.log_density(eta)) * eta

        found.append(integrate.quad(integrand, -14, 14, limit=200)[0])
    np.testing.assert_allclose(found, [0.0755, 0.0470], atol=2e-4)


def test_model_b_on_the_seed_world(exact_b):
    np.testing.assert_allclose(exact_b.beta.mean[1:], [4.63, 10.74], atol=5e-3)
    np.testing.assert_allclose(exact_b.eta.quantile(0.5), 5.07, atol=5e-3)


def test_model_b_on_the_diabetes_data():
    from sklearn.datasets import load_diabetes

    data = load_diabetes()
    X = np.column_stack([np.ones(len(data.target)), data.data])
    hierarchy = ExchangeableHierarchy(0, 500, eta=HalfCauchy(500), sigma=HalfCauchy(100))
    found = bayes.hierarchy_posterior(X, data.target, hierarchy)
    slopes = dict(zip(data.feature_names, found.beta.mean[1:], strict=True))
    np.testing.assert_allclose([slopes["s1"], slopes["bmi"]], [-239.5, 516.6], atol=0.05)
    np.testing.assert_allclose([found.eta.mean, found.sigma.mean], [335.4, 54.33], atol=0.05)


def test_empirical_bayes_on_the_seed_world(seed):
    found = bayes.empirical_hierarchy(seed.X, seed.y)
    np.testing.assert_allclose([found.mu, found.eta], [7.749, 3.123], atol=5e-4)
    assert not found.degenerate


# ---- exact means and sds against other sums -----------------------------------------------------


def by_dense_grid(X, y, hierarchy, log_sigma, log_eta):
    """Moments of (slopes, mu, sigma, eta) with b = (beta - mu)/eta in place of beta."""
    n, J = len(y), X.shape[1] - 1
    Xc, yc = X[:, 1:] - X[:, 1:].mean(axis=0), y - y.mean()
    m, s = hierarchy.m, hierarchy.s
    T, H = np.meshgrid(log_sigma, log_eta, indexing="ij")
    sigma, eta = np.exp(T.ravel()), np.exp(H.ravel())
    to_slopes = np.zeros((len(eta), J, J + 1))
    to_slopes[:, range(J), range(J)] = eta[:, None]
    to_slopes[:, :, J] = 1
    design = Xc @ to_slopes
    A = design.transpose(0, 2, 1) @ design / sigma[:, None, None] ** 2
    A += np.diag([1.0] * J + [s**-2.0])
    b = (design.transpose(0, 2, 1) @ yc) / sigma[:, None] ** 2
    b[:, J] += m * s**-2.0
    C = np.linalg.inv(A)
    mean = np.einsum("kij,kj->ki", C, b)
    log_weight = (
        -(n - 1) * np.log(sigma)
        - 0.5 * np.linalg.slogdet(A)[1]
        - 0.5 * (yc @ yc / sigma**2 - (b * mean).sum(axis=1))
    )
    for law, scale in ((hierarchy.sigma, sigma), (hierarchy.eta, eta)):
        if not isinstance(law, Fixed):
            log_weight += np.log(scale) + law.log_density(scale)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    to_all = np.concatenate([to_slopes, np.eye(J + 1)[None, J:].repeat(len(eta), 0)], axis=1)
    means = np.einsum("kij,kj->ki", to_all, mean)
    variances = np.einsum("kij,kjl,kil->ki", to_all, C, to_all)
    means = np.column_stack([means, sigma, eta])
    variances = np.column_stack([variances, 0 * sigma, 0 * eta])
    overall = weight @ means
    return overall, np.sqrt(weight @ (variances + (means - overall) ** 2))


@pytest.mark.parametrize("name", POOLED)
@pytest.mark.parametrize("rows", [200, 10])
def test_model_b_agrees_with_a_dense_grid(seed, name, rows):
    hierarchy, X, y = POOLED[name], seed.X[:rows], seed.y[:rows]
    found = bayes.hierarchy_posterior(X, y, hierarchy)
    log_sigma = np.linspace(0.4, 2.6, 70) if rows == 200 else np.linspace(-3, 9, 110)
    log_eta = np.linspace(-17, 24, 190)
    if name == "inverse gamma":
        log_eta = np.linspace(-2, 12, 160)
    if name == "narrow":
        log_sigma = np.linspace(-1, 2.5, 150)
        log_eta = np.linspace(-21, 0, 220)
    if name == "flat":
        log_eta = np.linspace(-17, 4, 150)
    if name == "known sigma":
        log_sigma = np.log([5.0])
    if name == "known eta":
        log_eta = np.log([3.0])
    mean, sd = by_dense_grid(X, y, hierarchy, log_sigma, log_eta)
    means = [*found.beta.mean[1:], *found.mu.mean, found.sigma.mean, found.eta.mean]
    sds = [*found.beta.sd[1:], *found.mu.sd, found.sigma.sd, found.eta.sd]
    # What is known has no sd but that of rounding, which depends on the machine.
    spread = np.where(sd > 1e-10 * np.abs(mean), sd, 1)
    np.testing.assert_allclose((means - mean) / spread, 0, atol=1e-6)
    np.testing.assert_allclose(sds, sd, rtol=1e-6, atol=1e-8)


LONG_TAILS = {
    "mean and sd of eta": (40, 1, ExchangeableHierarchy(0, 3, InverseGamma(0.8, 1), Fixed(1))),
    "sd of eta": (40, 2, ExchangeableHierarchy(0, 3, InverseGamma(0.3, 1), HalfCauchy(1))),
    "sd of sigma": (3, 1, ExchangeableHierarchy(0, 3, HalfNormal(1), InverseGamma(0.3, 0.3))),
    "mean of eta": (3, 1, ExchangeableHierarchy(0, 3, InverseGamma(0.3, 1), HalfCauchy(1))),
    "sds of all": (3, 2, ExchangeableHierarchy(0, 3, InverseGamma(0.35, 1), InverseGamma(0.3, 1))),
}


@pytest.mark.parametrize("n, J, hierarchy", LONG_TAILS.values(), ids=LONG_TAILS)
def test_moments_whose_tails_are_long_agree_with_a_dense_grid(n, J, hierarchy):
    X, y = world(n=n, J=J)
    found = bayes.hierarchy_posterior(X, y, hierarchy)
    log_sigma = np.linspace(-1, 1, 80) if n == 40 else np.linspace(-4, 60, 320)
    log_sigma = np.zeros(1) if isinstance(hierarchy.sigma, Fixed) else log_sigma
    log_eta = np.linspace(-4, 60, 400)
    if isinstance(hierarchy.eta, HalfNormal):
        log_eta = np.linspace(-17, 4, 150)
    mean, sd = by_dense_grid(X, y, hierarchy, log_sigma, log_eta)
    means = [*found.beta.mean[1:], *found.mu.mean, found.sigma.mean, found.eta.mean]
    sds = [*found.beta.sd[1:], *found.mu.sd, found.sigma.sd, found.eta.sd]
    exists = np.isfinite(sds)
    np.testing.assert_allclose(means, mean, rtol=1e-6)
    np.testing.assert_allclose(np.array(sds)[exists], sd[exists], rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("a", [0.1, 1e-3, 1e-6])
@pytest.mark.parametrize("sigma", [Fixed(5), HalfCauchy(10)], ids=repr)
def test_an_sd_of_eta_that_hardly_exists(seed, a, sigma):
    """E eta² of a density that falls like eta^-(3 + 2a): what two e-folds far out add to it, and
    then a geometric series of ratio e^-4a."""
    hierarchy = ExchangeableHierarchy(0, 10, eta=InverseGamma(a, a), sigma=sigma)
    found = bayes.hierarchy_posterior(seed.X, seed.y, hierarchy)
    log_sigma = np.log([5.0]) if isinstance(sigma, Fixed) else np.linspace(0.9, 2.3, 45)
    grids = (np.arange(-10, end, 0.125) for end in (22, 24))
    shorter, longer = (
        np.array(by_dense_grid(seed.X, seed.y, hierarchy, log_sigma, log_eta)) for log_eta in grids
    )
    added = (longer**2).sum(axis=0)[-1] - (shorter**2).sum(axis=0)[-1]
    sd = np.sqrt(longer[1, -1] ** 2 + added / np.expm1(4 * a))
    np.testing.assert_allclose(found.eta.mean, longer[0, -1], rtol=1e-7)
    np.testing.assert_allclose(found.eta.sd, sd, rtol=1e-6)
    np.testing.assert_allclose(found.beta.mean[1:], longer[0, :2], rtol=1e-6)
    np.testing.assert_allclose(found.beta.sd[1:], longer[1, :2], rtol=1e-6)


@pytest.mark.parametrize("a", [0.1, 1e-3])
def test_an_sd_of_a_flat_mu_that_hardly_exists(a):
    """With sigma = 1 the data are z_i ~ N(k_i mu, 1 + eta² d_i²): least squares for mu at each eta,
    and the far end of E mu² by its power law."""
    X, y = world(J=3)
    U, d, Vt = np.linalg.svd(X[:, 1:] - X[:, 1:].mean(axis=0), full_matrices=False)
    z, k, log_eta = U.T @ (y - y.mean()), d * Vt.sum(axis=1), np.arange(-6, 24, 0.05)
    variance = 1 + np.exp(2 * log_eta)[:, None] * d**2
    precision = (k**2 / variance).sum(axis=1)
    mu = (k * z / variance).sum(axis=1) / precision
    squares = (np.square(z - k * mu[:, None]) / variance).sum(axis=1)
    weight = np.exp(-0.5 * squares - a * np.exp(-2 * log_eta) - 2 * a * log_eta)
    weight /= np.sqrt(precision) * np.sqrt(variance).prod(axis=1)
    weight /= weight.sum()
    terms = weight * (1 / precision + mu**2)
    square = terms.sum() + terms[-1] / np.expm1(2 * a * 0.05)
    hierarchy = ExchangeableHierarchy(0, np.inf, eta=InverseGamma(a, a), sigma=Fixed(1))
    found = bayes.hierarchy_posterior(X, y, hierarchy).mu
    np.testing.assert_allclose(found.mean, weight @ mu, rtol=1e-8)
    np.testing.assert_allclose(found.sd, np.sqrt(square - (weight @ mu) ** 2), rtol=1e-7)


def test_a_posterior_beyond_all_numbers_is_refused(seed):
    """One slope and a flat mu: the data put no bound on eta, and the law hardly one."""
    X = seed.X[:, :2]
    vague, vaguer = (
        ExchangeableHierarchy(0, np.inf, InverseGamma(a, a), SEED_B.sigma) for a in (0.1, 0.01)
    )
    found = bayes.hierarchy_posterior(X, seed.y, vague)
    slope = np.linalg.lstsq(X, seed.y, rcond=None)[0]
    np.testing.assert_allclose(found.beta.mean, slope, rtol=1e-8)
    upper = found.eta.quantile([0.9, 0.95])  # P(eta > x) falls like x^-0.2
    np.testing.assert_allclose(upper[1] / upper[0], 2**5, rtol=1e-3)
    with pytest.raises(ImproperPosteriorError, match=r"eta hardly exists.*HalfCauchy"):
        bayes.hierarchy_posterior(X, seed.y, vaguer)


def by_grid_of_slopes(X, y, hierarchy, points=240):
    """Model A, two predictors: a grid of slopes, priors and sigma's integral by SciPy."""
    n = len(y)
    Xc, yc = X[:, 1:] - X[:, 1:].mean(axis=0), y - y.mean()
    fit = np.linalg.lstsq(Xc, yc, rcond=None)[0]
    rss = np.sum((yc - Xc @ fit) ** 2)
    sd = np.sqrt(np.diag(np.linalg.inv(Xc.T @ Xc)) * rss / (n - 3))
    axes = [np.linspace(b - 12 * e, b + 9 * e, points) for b, e in zip(fit, sd, strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    off = (grid - fit) @ Xc.T
    squares = rss + (off**2).sum(axis=-1)

    def sigma_moments(q):
        t = 0.5 * np.log(q / n) + np.linspace(-14, 14, 400) / np.sqrt(2 * n)
        value = np.exp(
            -(n - 2) * (t - t[200])
            - 0.5 * q * (np.exp(-2 * t) - np.exp(-2 * t[200]))
            + hierarchy.sigma.log_density(np.exp(t))
        )
        scale = np.exp(-(n - 2) * t[200] - 0.5 * q * np.exp(-2 * t[200]) + 0.5 * n * np.log(rss))
        step = t[1] - t[0]
        return np.array([value.sum(), value @ np.exp(t), value @ np.exp(2 * t)]) * step * scale

    known = np.exp(np.linspace(np.log(rss), np.log(squares.max()), 400))
    table = np.array([sigma_moments(q) for q in known])
    from scipy.interpolate import CubicSpline

    spline = CubicSpline(np.log(known), np.log(table))
    by_sigma = np.exp(spline(np.log(squares)))

    def prior(b):
        def integrand(eta):
            w = hierarchy.s**2 + eta**2
            return np.exp(hierarchy.eta.log_density(eta)) * stats.norm.pdf(
                b, hierarchy.m, np.sqrt(w)
            )

        return integrate.quad(integrand, 1e-12, np.inf, limit=200, epsabs=0, epsrel=1e-10)[0]

    few = [np.linspace(axis[0], axis[-1], 60) for axis in axes]
    priors = [
        np.exp(CubicSpline(x, np.log([prior(b) for b in x]))(axis))
        for x, axis in zip(few, axes, strict=True)
    ]
    weight = by_sigma * priors[0][:, None, None] * priors[1][None, :, None]
    total = weight[..., 0].sum()
    mean = np.einsum("ij,ijk->k", weight[..., 0], grid) / total
    sd = np.sqrt(np.einsum("ij,ijk->k", weight[..., 0], (grid - mean) ** 2) / total)
    sigma = weight[..., 1].sum() / total
    return mean, sd, sigma, np.sqrt(weight[..., 2].sum() / total - sigma**2)


@pytest.mark.parametrize(
    "hierarchy",
    [
        SEED_A,
        SeedHierarchy(0, 2, eta=HalfNormal(1), sigma=HalfNormal(8)),
        SeedHierarchy(5, 1, eta=InverseGamma(2, 3), sigma=InverseGamma(2, 25)),
    ],
    ids=["half-Cauchy", "half-normal", "inverse gamma"],
)
def test_model_a_agrees_with_a_grid_of_slopes(seed, hierarchy):
    found = bayes.hierarchy_posterior(seed.X, seed.y, hierarchy)
    mean, sd, sigma, sigma_sd = by_grid_of_slopes(seed.X, seed.y, hierarchy)
    np.testing.assert_allclose((found.beta.mean[1:] - mean) / sd, 0, atol=1e-6)
    np.testing.assert_allclose(found.beta.sd[1:], sd, rtol=1e-6)
    np.testing.assert_allclose((found.sigma.mean - sigma) / sigma_sd, 0, atol=1e-6)


def test_one_predictor_leaves_model_a_and_b_the_same(seed):
    """With J = 1 both say beta ~ N(mu, eta²), mu ~ N(m, s²)."""
    X, y = seed.X[:, :2], seed.y
    a, b = (bayes.hierarchy_posterior(X, y, hierarchy) for hierarchy in (SEED_A, SEED_B))
    np.testing.assert_allclose(a.beta.mean, b.beta.mean, rtol=1e-8)
    np.testing.assert_allclose(a.beta.sd, b.beta.sd, rtol=1e-7)
    levels = np.array([0.05, 0.5, 0.95])
    for name in ("mu", "eta", "sigma"):
        left, right = (np.ravel(getattr(p, name).quantile(levels)) for p in (a, b))
        np.testing.assert_allclose(left, right, rtol=1e-6, atol=1e-7)


def test_known_scales_give_the_closed_form():
    """With sigma and eta known everything is normal: the posterior by one inverse."""
    X, y = world(n=12, J=3)
    hierarchy = ExchangeableHierarchy(1, 2, eta=Fixed(0.7), sigma=Fixed(1.5))
    found = bayes.hierarchy_posterior(X, y, hierarchy)
    covariance = 0.7**2 * np.eye(3) + 2**2
    Xc = X[:, 1:] - X[:, 1:].mean(axis=0)
    posterior = np.linalg.inv(Xc.T @ Xc / 1.5**2 + np.linalg.inv(covariance))
    mean = posterior @ (Xc.T @ y / 1.5**2 + np.linalg.solve(covariance, np.ones(3)))
    np.testing.assert_allclose(found.beta.mean[1:], mean, rtol=1e-11)
    np.testing.assert_allclose(found.beta.sd[1:], np.sqrt(np.diag(posterior)), rtol=1e-11)
    means = X[:, 1:].mean(axis=0)
    np.testing.assert_allclose(found.beta.mean[0], y.mean() - means @ mean, rtol=1e-10)
    intercept = 1.5**2 / 12 + means @ posterior @ means
    np.testing.assert_allclose(found.beta.sd[0], np.sqrt(intercept), rtol=1e-11)
    assert found.sigma.mean == 1.5 and found.eta.sd == 0


# ---- draws --------------------------------------------------------------------------------------


def assert_follow(exact, draws, names):
    """Kolmogorov–Smirnov on every number, one p-value in a thousand allowed.

    Distribution functions are interpolated between 150 points: right to 1e-3, where 4,000 draws
    show 2e-2.
    """
    for name in names:
        marginal, drawn = getattr(exact, name), draws.stacked(name)
        count = int(np.prod(drawn.shape[1:]))
        grid = np.quantile(drawn, np.linspace(0, 1, 150), axis=0)
        if name == "mu" and drawn.ndim == 1:
            grid = grid[:, None]
        levels = np.reshape(marginal.cdf(grid), (150, count))
        grid, drawn = grid.reshape(150, count), drawn.reshape(-1, count)
        for k in range(count):
            uniform = np.interp(drawn[:, k], grid[:, k], levels[:, k])
            assert stats.kstest(uniform, "uniform").pvalue > 1e-3, (name, k)


@pytest.mark.parametrize("model", ["a", "b"])
def test_draws_follow_the_exact_marginals(exact_a, exact_b, model):
    exact = {"a": exact_a, "b": exact_b}[model]
    draws = exact.draw(4000, np.random.default_rng(11))
    assert_follow(exact, draws, ("beta", "sigma", "mu", "eta"))


@pytest.mark.parametrize("laws", [HalfNormal, lambda scale: InverseGamma(1.5, scale)])
@pytest.mark.parametrize("kind", [SeedHierarchy, ExchangeableHierarchy])
def test_draws_follow_the_marginals_under_other_laws(seed, kind, laws):
    hierarchy = kind(1, 4, eta=laws(3.0), sigma=laws(6.0))
    exact = bayes.hierarchy_posterior(seed.X[:12], seed.y[:12], hierarchy)
    assert_follow(exact, exact.draw(4000, np.random.default_rng(2)), ("beta", "sigma", "eta"))


def test_draws_repeat_with_the_seed_and_have_the_shapes_they_should(seed):
    S = compressed.compress(seed.X, seed.y)
    for hierarchy, extra in ((SEED_A, (2,)), (SEED_B, ())):
        draws = bayes.exact_hierarchy(S, hierarchy, draws=50, rng=np.random.default_rng(1))
        again = bayes.exact_hierarchy(seed.X, seed.y, hierarchy, 50, rng=np.random.default_rng(1))
        positional = bayes.exact_hierarchy(S, hierarchy, 50, rng=np.random.default_rng(1))
        assert draws["beta"].shape == (1, 50, 3) and draws["sigma"].shape == (1, 50)
        assert draws["mu"].shape == draws["eta"].shape == (1, 50, *extra)
        assert draws.iid and draws.labels["beta"] == ("const", "x1", "x2")
        for name in draws:
            np.testing.assert_array_equal(draws[name], again[name])
            np.testing.assert_array_equal(draws[name], positional[name])


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


# ---- extremes -----------------------------------------------------------------------------------


def test_a_hundred_million_rows_cost_no_digit(seed):
    S = compressed.compress(seed.X, seed.y)
    k = 1e8 / S.n
    many = compressed.Compressed(
        n=10**8, factor=S.factor * np.sqrt(k), ones=S.ones * np.sqrt(k), constants=S.constants
    )
    found = bayes.hierarchy_posterior(many, SEED_B)
    exact = np.linalg.lstsq(S.factor[:3, :3], S.factor[:3, 3], rcond=None)[0]
    covariance = np.linalg.inv(S.factor[:3, :3].T @ S.factor[:3, :3]) * S.factor[3, 3] ** 2
    sd = np.sqrt(np.diag(covariance) / k / S.n)
    assert (np.abs(found.beta.mean - exact) < 1e-2 * sd).all()  # the prior still pulls a little
    np.testing.assert_allclose(found.beta.sd, sd, rtol=1e-6)
    np.testing.assert_allclose(found.sigma.sd / found.sigma.mean, np.sqrt(0.5e-8), rtol=1e-6)


@pytest.mark.parametrize("kind, J", [(SeedHierarchy, 2), (ExchangeableHierarchy, 6)])
def test_fewer_rows_than_predictors(kind, J):
    X, y = world(n=2, J=J)
    hierarchy = kind(0, 3, eta=HalfCauchy(2), sigma=HalfCauchy(1))
    found = bayes.hierarchy_posterior(X, y, hierarchy)
    assert np.isfinite(found.beta.quantile(0.5)).all()
    draws = found.draw(500, np.random.default_rng(0))
    assert np.isfinite(draws.stacked("beta")).all()


def test_one_row_says_nothing_of_slopes():
    """The posterior of slopes, mu, eta and sigma is their prior."""
    X, y = world(n=1, J=2)
    found = bayes.hierarchy_posterior(X, y, SEED_B)
    np.testing.assert_allclose(found.sigma.quantile(0.5), 10, rtol=1e-7)
    np.testing.assert_allclose(found.eta.quantile(0.5), 5, rtol=1e-7)
    np.testing.assert_allclose(found.mu.quantile(0.975), stats.norm.ppf(0.975) * 10, rtol=1e-7)
    assert np.isnan(found.beta.mean).all()


def test_columns_that_repeat_each_other_share_their_effect():
    X, y = world(n=30, J=2)
    twice = np.column_stack([X, X[:, 1]])
    found = bayes.hierarchy_posterior(twice, y, SEED_B)
    np.testing.assert_allclose(found.beta.mean[1], found.beta.mean[3], rtol=1e-9)


def test_scales_far_apart_and_nearly_repeated_columns_keep_the_digits():
    """A change of units in model A: m, s, A belong to one column, so take one predictor only."""
    X, y = world(n=40, J=1)
    plain = bayes.hierarchy_posterior(X, y, SEED_A)
    for unit in (1e-6, 1e6):
        scaled = SeedHierarchy(0, 10 / unit, eta=HalfCauchy(5 / unit), sigma=HalfCauchy(10))
        found = bayes.hierarchy_posterior(X * [1, unit], y, scaled)
        np.testing.assert_allclose(found.beta.mean * [1, unit], plain.beta.mean, rtol=1e-9)
        np.testing.assert_allclose(found.eta.quantile(0.3) * unit, plain.eta.quantile(0.3))


# ---- invariances --------------------------------------------------------------------------------


@given(st.integers(0, 200), st.integers(1, 5), st.integers(4, 40))
@settings(deadline=None, max_examples=8)
def test_units_of_y_and_the_order_of_columns_do_not_matter(number, J, n):
    X, y = world(n=n, J=J, number=number)
    rng = np.random.default_rng(number)
    order = rng.permutation(J + 1)
    plain = bayes.hierarchy_posterior(X, y, SEED_B)
    c = 10.0 ** rng.integers(-4, 5)
    in_units = ExchangeableHierarchy(0, 10 * c, eta=HalfCauchy(5 * c), sigma=HalfCauchy(10 * c))
    other = bayes.hierarchy_posterior(X[:, order], c * y + 3 * c, in_units)
    shifted = plain.beta.quantile(0.3) + 3 * (np.arange(J + 1) == 0)
    np.testing.assert_allclose(other.beta.quantile(0.3) / c, shifted[order], rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(other.eta.quantile(0.3) / c, plain.eta.quantile(0.3), rtol=1e-6)
    np.testing.assert_allclose(other.sigma.quantile(0.3) / c, plain.sigma.quantile(0.3), rtol=1e-6)


@given(st.integers(0, 200), st.integers(2, 30), st.integers(1, 8))
@settings(deadline=None, max_examples=25)
def test_shifted_predictors_change_the_intercept_only(number, n, J):
    X, y = world(n=n, J=J, number=number)
    shift = np.random.default_rng(number).normal(size=J)
    plain, moved = centre(X, y), centre(X + np.append(0, shift), y)
    np.testing.assert_allclose(plain.R.T @ plain.R, moved.R.T @ moved.R, atol=1e-11)
    np.testing.assert_allclose(plain.R.T @ plain.z, moved.R.T @ moved.z, atol=1e-10)
    np.testing.assert_allclose(moved.shift - plain.shift, shift, atol=1e-12)
    np.testing.assert_allclose(plain.rss, np.sum((y - X @ np.linalg.pinv(X) @ y) ** 2), atol=1e-9)


def test_a_constant_of_any_value_in_any_place(seed):
    X = seed.X[:, [1, 0, 2]] * [1, -4, 1]
    found = bayes.hierarchy_posterior(X, seed.y, SEED_B)
    plain = bayes.hierarchy_posterior(seed.X, seed.y, SEED_B)
    np.testing.assert_allclose(found.beta.mean * [1, -4, 1], plain.beta.mean[[1, 0, 2]], rtol=1e-9)
    np.testing.assert_allclose(found.beta.sd * [1, 4, 1], plain.beta.sd[[1, 0, 2]], rtol=1e-9)


# ---- what is refused ----------------------------------------------------------------------------


def refused(n, J, hierarchy, match, y=None):
    X, noisy = world(n=n, J=J)
    with pytest.raises(ImproperPosteriorError, match=match):
        bayes.hierarchy_posterior(X, noisy if y is None else y(X), hierarchy)


def test_uniform_eta_is_improper_in_a():
    with pytest.raises(ImproperPosteriorError, match="1/eta_j"):
        SeedHierarchy(0, 1, eta=Flat(), sigma=HalfCauchy(1))


def test_flat_mu_is_refused_in_a():
    with pytest.raises(ImproperPosteriorError, match="flat mu_j"):
        SeedHierarchy(0, np.inf, eta=HalfCauchy(1), sigma=HalfCauchy(1))


def test_p_of_eta_as_one_over_eta_cannot_be_written():
    """It is the inverse gamma with a = b = 0, an improper posterior always."""
    with pytest.raises(ValueError, match="would leave no posterior"):
        InverseGamma(0, 0)


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


@pytest.mark.parametrize(
    "change, error, match",
    [
        ({"s": 0}, ValueError, "positive"),
        ({"s": -1}, ValueError, "positive"),
        ({"m": np.inf}, ValueError, "finite"),
        ({"m": [0, 1]}, TypeError, "one real number"),
        ({"s": np.nan}, TypeError, "one real number"),
        ({"eta": 5}, TypeError, "laws"),
        ({"sigma": "flat"}, TypeError, "laws"),
    ],
)
@pytest.mark.parametrize("kind", [SeedHierarchy, ExchangeableHierarchy])
def test_what_is_no_hierarchy_is_refused(kind, change, error, match):
    sound = {"m": 0, "s": 1, "eta": HalfCauchy(1), "sigma": HalfCauchy(1)}
    with pytest.raises(error, match=match):
        kind(**{**sound, **change})


def test_input_that_does_not_fit(seed):
    S, rng = compressed.compress(seed.X, seed.y), np.random.default_rng(0)
    with pytest.raises(ValueError, match="no constant column"):
        bayes.exact_hierarchy(seed.X[:, 1:], seed.y, SEED_B, rng=rng)
    with pytest.raises(ValueError, match="no predictor"):
        bayes.exact_hierarchy(seed.X[:, :1], seed.y, SEED_B, rng=rng)
    with pytest.raises(TypeError, match="without y"):
        bayes.exact_hierarchy(S, seed.y, SEED_B, rng=rng)
    with pytest.raises(TypeError, match="SeedHierarchy"):
        bayes.exact_hierarchy(S, HalfCauchy(1), rng=rng)
    with pytest.raises(ValueError, match="draws"):
        bayes.exact_hierarchy(S, SEED_B, draws=0, rng=rng)
    with pytest.raises(TypeError, match="default_rng"):
        bayes.exact_hierarchy(S, SEED_B, rng=3)


def test_names_come_from_a_data_frame(seed):
    frame = pd.DataFrame(seed.X[:, [1, 0, 2]], columns=["size", "one", "age"])
    draws = bayes.exact_hierarchy(frame, seed.y, SEED_A, draws=5, rng=np.random.default_rng(0))
    assert draws.labels["beta"] == ("size", "one", "age")
    assert draws.labels["mu"] == draws.labels["eta"] == ("size", "age")


def test_marginals_show_numbers_instead_of_arrays(exact_a, exact_b):
    assert repr(exact_b.eta) == "<ScaleMarginal: median 5.0726, 90 % between 1.933 and 16.73>"
    assert repr(exact_b.beta) == "<NormalMixture: 9.0776 ± 0.958, 4.6299 ± 1.34, 10.736 ± 1.21>"
    assert repr(exact_a.eta).startswith("<2 side by side: <ScaleMarginal: median 3.6")


def test_marginals_want_real_numbers(exact_a, exact_b):
    for marginal in (exact_b.eta, exact_b.beta, exact_a.eta):
        with pytest.raises(TypeError, match="probability is 'a'"):
            marginal.quantile("a")
        with pytest.raises(ValueError, match="ends left out"):
            marginal.quantile(1)
    for wrong in ("a", None, [1j]):
        with pytest.raises(TypeError, match=r"value is .*wanted real numbers"):
            exact_b.eta.cdf(wrong)
    assert np.isnan(exact_b.eta.cdf(np.nan)) and np.isnan(exact_b.sigma.density(np.nan))
    assert exact_b.eta.density(0.0) == exact_b.eta.cdf(-1.0) == exact_b.eta.density(np.inf) == 0


# ---- empirical Bayes ----------------------------------------------------------------------------


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


# ---- parts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "law", [HalfCauchy(2), HalfNormal(2), InverseGamma(1.5, 3), Flat(), Fixed(2)]
)
@pytest.mark.parametrize("count, squares", [(2, 0.01), (5, 20.0), (40, 900.0)])
def test_scales_given_deviations_have_the_density_they_should(law, count, squares):
    """The half-Cauchy's two steps together leave p(scale | deviations) as it is."""
    rng = np.random.default_rng(3)
    if isinstance(law, Fixed):
        drawn = draw_scale(law, count, np.full(3, squares), np.ones(3), rng)
        np.testing.assert_array_equal(drawn, 2.0)
        return
    logs = np.linspace(-9, 12, 40_001)
    log_density = law.log_density(np.exp(logs)) + logs - count * logs
    log_density -= squares / 2 * np.exp(-2 * logs)
    cdf = np.cumsum(np.exp(log_density - log_density.max()))
    cdf /= cdf[-1]
    start = np.exp(np.interp(rng.random(20_000), cdf, logs))
    drawn = draw_scale(law, count, np.full(20_000, squares), start, rng)
    levels = np.interp(np.log(drawn), logs, cdf)
    assert stats.kstest(levels, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("power, a, b", [(-9.5, 2, 3), (0.5, 5, 2), (-99.5, 0.01, 4900), (0, 1, 1)])
def test_generalised_inverse_gaussian(power, a, b):
    drawn = generalised_inverse_gaussian(
        power, np.full(20_000, float(b)), float(a), np.random.default_rng(1)
    )
    law = stats.geninvgauss(power, np.sqrt(a * b), scale=np.sqrt(b / a))
    assert stats.kstest(drawn, law.cdf).pvalue > 1e-3


@given(st.integers(0, 1000), st.integers(1, 3))
@settings(deadline=None, max_examples=40)
def test_jacobi_s_rotations_decompose(number, J):
    rng = np.random.default_rng(number)
    M = rng.normal(size=(5, J, J)) * 10.0 ** rng.integers(-6, 7, J)
    U, values, V = jacobi(M)
    np.testing.assert_allclose(np.swapaxes(V, 1, 2) @ V, np.eye(J)[None].repeat(5, 0), atol=1e-13)
    scale = np.linalg.norm(M, axis=1)[:, None, :]
    np.testing.assert_allclose(
        (U * values[:, None, :]) @ np.swapaxes(V, 1, 2) / scale, M / scale, atol=1e-12
    )
    np.testing.assert_allclose(
        np.sort(values, axis=1)[:, ::-1][:, 0], np.linalg.norm(M, 2, axis=(1, 2)), rtol=1e-12
    )


def test_the_exact_posterior_issues_no_warning():
    X, y = world(n=3, J=6)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for hierarchy in (SEED_B, POOLED["inverse gamma"], POOLED["narrow"]):
            found = bayes.hierarchy_posterior(X, y, hierarchy)
            found.draw(10, np.random.default_rng(0))
            assert found.eta.quantile(0.5) > 0
