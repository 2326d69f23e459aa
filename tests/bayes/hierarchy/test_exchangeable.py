"""Model B against dense grids over (log sigma, log eta) with plain matrices, and closed forms."""

import warnings

import numpy as np
import pytest

from helpers import bayes
from helpers.bayes import (
    ExchangeableHierarchy,
    Fixed,
    HalfCauchy,
    HalfNormal,
    ImproperPosteriorError,
    InverseGamma,
)
from tests.bayes.hierarchy.cases import POOLED, SEED_B, world

LONG_TAILS = {
    "mean and sd of eta": (40, 1, ExchangeableHierarchy(0, 3, InverseGamma(0.8, 1), Fixed(1))),
    "sd of eta": (40, 2, ExchangeableHierarchy(0, 3, InverseGamma(0.3, 1), HalfCauchy(1))),
    "sd of sigma": (3, 1, ExchangeableHierarchy(0, 3, HalfNormal(1), InverseGamma(0.3, 0.3))),
    "mean of eta": (3, 1, ExchangeableHierarchy(0, 3, InverseGamma(0.3, 1), HalfCauchy(1))),
    "sds of all": (3, 2, ExchangeableHierarchy(0, 3, InverseGamma(0.35, 1), InverseGamma(0.3, 1))),
}


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


def test_the_exact_posterior_issues_no_warning():
    X, y = world(n=3, J=6)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for hierarchy in (SEED_B, POOLED["inverse gamma"], POOLED["narrow"]):
            found = bayes.hierarchy_posterior(X, y, hierarchy)
            found.draw(10, np.random.default_rng(0))
            assert found.eta.quantile(0.5) > 0
