"""Priors, the joint density, conjugacy, Laplace, the grid, predictions and shrinkage.

Independent references: SciPy's densities and quadrature, finite differences, the exact posterior
(itself held against 110 digits in `test_bayes_posterior`), brute-force optimisation, Monte Carlo.
"""

import warnings
from decimal import Decimal, localcontext
from math import comb, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats
from sklearn.linear_model import Ridge

from helpers import bayes, compressed, simulate
from helpers.bayes import (
    Fixed,
    Flat,
    HalfCauchy,
    HalfNormal,
    ImproperPosteriorError,
    ImproperPriorError,
    InverseGamma,
    NormalInverseGamma,
    Prior,
)

PROPER = [HalfCauchy(2.5), HalfNormal(0.3), InverseGamma(2.0, 25.0), InverseGamma(0.4, 1e-3)]
SCALES = ("log sigma", "sigma", "sigma²")
scales = st.floats(-3, 3).map(lambda power: 10.0**power)


@pytest.fixture(scope="module")
def seed():
    return simulate.seed_world()


@pytest.fixture(scope="module")
def S(seed):
    return compressed.compress(seed.X, seed.y)


@pytest.fixture(scope="module")
def conjugate():
    return NormalInverseGamma(np.zeros(3), 4.0, 2.0, 25.0)  # the one of lesson 08


# ---- priors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", PROPER, ids=repr)
def test_a_law_of_sigma_is_a_density_in_sigma(law):
    below = integrate.quad(lambda s: np.exp(law.log_density(s)), 0, 1, limit=200)[0]
    above = integrate.quad(lambda u: np.exp(law.log_density(1 / u)) / u**2, 0, 1, limit=200)[0]
    assert below + above == pytest.approx(1, abs=1e-7)


def test_the_laws_are_those_of_scipy():
    sigma = np.array([0.1, 1.0, 7.0])
    assert HalfCauchy(2.5).log_density(sigma) == pytest.approx(
        stats.halfcauchy(scale=2.5).logpdf(sigma)
    )
    assert HalfNormal(2.5).log_density(sigma) == pytest.approx(
        stats.halfnorm(scale=2.5).logpdf(sigma)
    )
    assert InverseGamma(3, 2).log_density(sigma) == pytest.approx(
        stats.invgamma(3, scale=2).logpdf(sigma**2) + np.log(2 * sigma)
    )
    assert (Flat().log_density(sigma) == 0).all()
    assert Fixed(1).log_density(sigma).tolist() == [-inf, 0, -inf]


@settings(max_examples=50, deadline=None)
@given(scale=scales, a=st.floats(0.1, 50), log_sigma=st.floats(-5, 5))
def test_slope_and_curvature_are_derivatives_by_log_sigma(scale, a, log_sigma):
    h, u = 1e-4, log_sigma + np.log(scale)
    for law in (HalfCauchy(scale), HalfNormal(scale), InverseGamma(a, a * scale**2), Flat()):
        f = law.log_density(np.exp(u + h * np.array([-1, 0, 1])))
        slope = law.slope(np.exp(u + h * np.array([-1, 0, 1])))
        size = 1 + np.abs(f).max()
        assert slope[1] == pytest.approx((f[2] - f[0]) / (2 * h), rel=1e-5, abs=1e-7 * size)
        bend = (slope[2] - slope[0]) / (2 * h)
        assert law.curvature(np.exp(u)) == pytest.approx(bend, rel=1e-5, abs=1e-7 * size)


@pytest.mark.parametrize("law", PROPER, ids=repr)
def test_draws_of_sigma_follow_its_law(law):
    draws = law.draw((50, 100), np.random.default_rng(5))
    assert draws.shape == (50, 100)
    cut = np.median(draws)
    below = integrate.quad(
        lambda u: np.exp(law.log_density(np.exp(u)) + u), -20, np.log(cut), limit=200
    )[0]
    assert below == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(5000))


@pytest.mark.parametrize("law", [*PROPER, Flat()], ids=repr)
def test_no_density_where_sigma_is_not_positive(law):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value = law.log_density(np.array([-1.0, 0.0, 1.0]))
        assert law.log_density(-1.0) == -inf
    assert value[0] == value[1] == -inf and np.isfinite(value[2])


def test_what_a_prior_says_of_itself():
    prior = Prior(0, [10, inf, 2], sigma=HalfCauchy(2.5))
    assert prior.p == 3 and prior.flat.tolist() == [False, True, False] and not prior.proper
    assert repr(prior) == (
        "<Prior: beta ~ N(0, 10²), flat, N(0, 2²); sigma ~ HalfCauchy(scale=2.5)>"
    )
    with pytest.raises(ValueError, match="read-only"):
        prior.beta_sd[0] = 1


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: HalfCauchy(0), ValueError, "scale of HalfCauchy is 0"),
        (lambda: HalfNormal(inf), ValueError, "For no opinion on sigma there is Flat"),
        (lambda: InverseGamma(1, -2), ValueError, "b of InverseGamma is -2"),
        (lambda: InverseGamma(0, 0.0), ValueError, "improper prior 1/sigma² .*HalfCauchy"),
        (lambda: InverseGamma("0", 0), TypeError, "a of InverseGamma is '0'"),
        (lambda: Fixed("five"), TypeError, "one positive number"),
        (lambda: Prior(0, 1, Flat()), ValueError, "two single numbers"),
        (lambda: Prior([0, 0], [1, 1, 1], Flat()), ValueError, "beta_mean has 2 entries"),
        (lambda: Prior([0, inf], 1, Flat()), ValueError, "has beta_sd = inf"),
        (lambda: Prior([0, 0], [1, 0], Flat()), ValueError, "standard deviations are positive"),
        (lambda: Prior([0, 0], 1, 2.5), TypeError, "wanted one of the laws"),
        (lambda: Prior([[0, 0]], 1, Flat()), ValueError, "one entry a coefficient"),
        (lambda: Flat().draw(3, np.random.default_rng(0)), ImproperPriorError, "nothing can be"),
    ],
)
def test_a_prior_that_is_none(make, error, message):
    with pytest.raises(error, match=message):
        make()


# ---- the joint density --------------------------------------------------------------------------


def test_the_joint_density_is_a_product(seed, S):
    beta, mu, eta = np.array([9.0, 4.0, 11.0]), np.array([0.0, 1.0, 2.0]), np.array([inf, 2.0, 5.0])
    plain = stats.norm.logpdf(seed.y, seed.X @ beta, 5).sum()
    plain += stats.norm.logpdf(beta[1:], mu[1:], eta[1:]).sum()
    assert bayes.log_joint(beta, 5, mu, eta, seed.X, seed.y) == pytest.approx(plain, rel=1e-12)
    assert bayes.log_joint(beta, 5, mu, eta, S) == pytest.approx(plain, rel=1e-12)
    prior = Prior(mu, eta, HalfCauchy(3))
    assert bayes.log_prior(beta, 5, prior) == pytest.approx(
        stats.norm.logpdf(beta[1:], mu[1:], eta[1:]).sum() + stats.halfcauchy(scale=3).logpdf(5)
    )


def test_many_points_at_once(S):
    betas, sigmas = np.random.default_rng(0).normal(size=(4, 5, 3)), np.linspace(1, 2, 5)
    prior = Prior(0, [1, 2, inf], HalfNormal(3))
    value, before = bayes.log_joint(betas, sigmas, 0, 1, S), bayes.log_prior(betas, sigmas, prior)
    assert value.shape == before.shape == (4, 5)
    assert value[2, 3] == pytest.approx(bayes.log_joint(betas[2, 3], sigmas[3], 0, 1, S))
    assert before[2, 3] == pytest.approx(bayes.log_prior(betas[2, 3], sigmas[3], prior))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 30), p=st.integers(1, 4), flat=st.booleans())
def test_the_gradient_equals_finite_differences(seed, n, p, flat):
    rng = np.random.default_rng(seed)
    S = compressed.compress(rng.normal(size=(n, p)), rng.normal(size=n))
    eta = rng.uniform(0.5, 3, p)
    if flat:
        eta[0] = inf
    point = np.concatenate([rng.normal(size=p), [0.3], rng.normal(size=p), np.log(eta)])

    def value(x):
        return bayes.log_joint(x[:p], np.exp(x[p]), x[p + 1 : 2 * p + 1], np.exp(x[2 * p + 1 :]), S)

    found = bayes.log_joint_gradient(
        point[:p], np.exp(0.3), point[p + 1 : 2 * p + 1], np.exp(point[2 * p + 1 :]), S
    )
    ours = np.concatenate([found.beta, [found.log_sigma], found.mu, found.log_eta])
    h = 1e-6
    theirs = [
        0.0 if np.isinf(x) else (value(point + h * e) - value(point - h * e)) / (2 * h)
        for x, e in zip(point, np.eye(len(point)), strict=True)
    ]
    assert ours == pytest.approx(np.array(theirs), rel=1e-5, abs=1e-5)


def test_the_joint_density_has_no_maximum(S):
    # At beta_1 = mu_1 it grows without end as eta_1 goes to 0.
    values = [bayes.log_joint([9, 4, 11], 5, [9, 4, 11], [1, eta, 1], S) for eta in (1, 1e-3, 1e-9)]
    assert values[1] - values[0] == pytest.approx(3 * np.log(10))
    assert values[2] - values[1] == pytest.approx(6 * np.log(10))


def test_points_that_are_none(S):
    with pytest.raises(ValueError, match="works on log eta"):
        bayes.log_joint([1, 2, 3], 5, 0, [1, -1, 1], S)
    with pytest.raises(ValueError, match="works on log sigma"):
        bayes.log_joint([1, 2, 3], 0, 0, 1, S)
    with pytest.raises(ValueError, match="one entry a column of X"):
        bayes.log_joint([1, 2], 5, 0, 1, S)
    with pytest.raises(ValueError, match="wanted one point"):
        bayes.log_joint_gradient(np.ones((2, 3)), 5, 0, 1, S)


# ---- conjugate ----------------------------------------------------------------------------------


def test_the_figures_of_lesson_08(conjugate, seed, S):
    after = conjugate.update(seed.X, seed.y)
    assert after.mean == pytest.approx([9.0965, 4.3496, 10.9621], abs=5e-5)
    assert (after.a, after.b) == (102, pytest.approx(2442.45, abs=5e-3))
    assert conjugate.log_evidence(seed.X, seed.y) == pytest.approx(-612.1725, abs=5e-5)
    laplace = [bayes.laplace(S, conjugate, scale=scale).log_evidence for scale in SCALES]
    assert laplace == pytest.approx([-612.1915, -612.2023, -612.2155], abs=5e-5)
    inverted = NormalInverseGamma(np.zeros(3), 0.25, 2.0, 25.0).update(seed.X, seed.y)
    assert inverted.mean == pytest.approx([9.431, 4.414, 9.852], abs=5e-4)
    assert bayes.ridge(S, penalty=1)[1:] == pytest.approx([4.047, 10.448], abs=5e-4)
    assert bayes.ridge(S, penalty=25)[1:] == pytest.approx([1.514, 4.509], abs=5e-4)
    assert bayes.ridge(S, penalty=1 / 25)[1:] == pytest.approx([4.335, 11.030], abs=5e-4)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(0, 25), p=st.integers(1, 4), a=st.floats(0.2, 30))
def test_conjugate_updates_equal_the_textbook(seed, n, p, a):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(n, p)), rng.normal(size=n)
    root = rng.normal(size=(p, p)) + 2 * np.eye(p)
    m, V, b = rng.normal(size=p), root @ root.T, rng.uniform(0.1, 10)
    prior = NormalInverseGamma(m, V, a, b)
    after = prior.update(X, y)
    precision = np.linalg.inv(V) + X.T @ X
    mean = np.linalg.solve(precision, np.linalg.solve(V, m) + X.T @ y)
    size = y @ y + m @ np.linalg.solve(V, m) + mean @ precision @ mean
    assert after.mean == pytest.approx(mean, rel=1e-7, abs=1e-9)
    assert after.covariance_factor == pytest.approx(np.linalg.inv(precision), rel=1e-7, abs=1e-9)
    b_n = b + 0.5 * (y @ y + m @ np.linalg.solve(V, m) - mean @ precision @ mean)
    assert (after.a, after.b) == (a + n / 2, pytest.approx(b_n, abs=1e-9 * size, rel=1e-9))
    if n:  # the density of y is a multivariate t
        shape = b / a * (np.eye(n) + X @ V @ X.T)
        exact = stats.multivariate_t(X @ m, shape, df=2 * a).logpdf(y)
        assert prior.log_evidence(X, y) == pytest.approx(exact, rel=1e-8, abs=1e-8)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), cut=st.integers(0, 40), power=st.integers(0, 8))
def test_half_the_rows_and_then_the_others(seed, cut, power):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(40, 3))
    X[:, 2] = X[:, 1] + X[:, 2] / 10.0**power  # nearly repeated columns
    y = rng.normal(size=40)
    prior = NormalInverseGamma(np.ones(3), [1e10, 1e12, 1e12], 1.0, 1.0)
    whole = prior.update(X, y)
    parts = prior.update(X[:cut], y[:cut]).update(X[cut:], y[cut:])
    sd = whole.marginal().std()
    assert (np.abs(parts.mean - whole.mean) < 1e-6 * sd).all()
    assert parts.marginal().std() == pytest.approx(sd, rel=1e-6)
    assert parts.b == pytest.approx(whole.b, rel=1e-7)
    chained = prior.log_evidence(X[:cut], y[:cut]) + prior.update(X[:cut], y[:cut]).log_evidence(
        X[cut:], y[cut:]
    )
    assert chained == pytest.approx(prior.log_evidence(X, y), abs=1e-6)


def test_conjugate_moments_and_draws(conjugate, seed):
    after = conjugate.update(seed.X, seed.y)
    u, h = np.linspace(-1, 3, 4001, retstep=True)
    sigma = np.exp(u)
    weight = np.exp(InverseGamma(after.a, after.b).log_density(sigma) + u) * h
    assert after.sigma_mean == pytest.approx(weight @ sigma, rel=1e-9)
    assert after.sigma_sd == pytest.approx(
        np.sqrt(weight @ (sigma - after.sigma_mean) ** 2), rel=1e-9
    )
    draws = after.draw(6000, np.random.default_rng(3))
    assert draws.iid and draws.labels["beta"] == ("const", "x1", "x2")
    uniform = [
        *after.marginal().cdf(draws["beta"][0]).T,
        after.variance().cdf(draws["sigma"][0] ** 2),
    ]
    assert min(stats.kstest(column, "uniform").pvalue for column in uniform) > 1e-4
    y = bayes.posterior_predictive(seed.X[:2], draws, rng=np.random.default_rng(4))[0]
    uniform = after.predictive(seed.X[:2]).cdf(y)
    assert min(stats.kstest(column, "uniform").pvalue for column in uniform.T) > 1e-4


def test_conjugate_moments_that_do_not_exist():
    heavy = NormalInverseGamma([0.0], 1.0, 0.5, 1.0)
    assert (heavy.sigma_mean, heavy.sigma_sd) == (inf, inf)
    assert np.isinf(heavy.draw(9, np.random.default_rng(0)).summary()["sd"]).all()
    assert NormalInverseGamma([0.0], 1.0, 0.9, 1.0).sigma_mean < inf


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 0], np.eye(3), 1, 1), "wanted \\(2, 2\\)"),
        (([0, 0], [[1, 2], [2, 1]], 1, 1), "not positive definite"),
        (([0, 0], [[1, 0.5], [0, 1]], 1, 1), "not symmetric"),
        (([0, 0], [1, inf], 1, 1), "use Prior with beta_sd = inf"),
        (([0, 0], 1, 0, 1), "a is 0"),
        (([0, inf], 1, 1, 1), "finite numbers"),
        (([0, 0], [1, 1, 1], 1, 1), "has 3 entries"),
    ],
)
def test_a_conjugate_prior_that_is_none(arguments, message):
    with pytest.raises(ValueError, match=message):
        NormalInverseGamma(*arguments)


def test_a_conjugate_prior_for_other_columns(conjugate):
    with pytest.raises(ValueError, match="speaks of 3 coefficients and X has 2 columns"):
        conjugate.update(np.ones((4, 2)), np.ones(4))


# ---- Laplace ------------------------------------------------------------------------------------


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


# ---- the grid -----------------------------------------------------------------------------------


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


# ---- predictions --------------------------------------------------------------------------------


def test_prior_predictions_have_the_priors_moments(seed):
    X, rng = seed.X[:3], np.random.default_rng(8)
    prior = Prior([1, 2, 3], [1, 2, 0.5], HalfNormal(3))
    y = bayes.prior_predictive(X, prior, 40_000, rng=rng)
    assert y.shape == (40_000, 3)
    variance = np.square(X * prior.beta_sd).sum(axis=1) + 9  # E[sigma²] = 9
    margin = 5 * np.sqrt(variance / 40_000)
    assert (np.abs(y.mean(axis=0) - X @ prior.beta_mean) < margin).all()
    assert y.var(axis=0) == pytest.approx(variance, rel=0.06)


def test_no_predictions_from_what_is_flat(seed):
    rng = np.random.default_rng(0)
    with pytest.raises(ImproperPriorError, match="flat in coefficient 1"):
        bayes.prior_predictive(seed.X, Prior(0, [1, inf, 1], HalfNormal(1)), rng=rng)
    with pytest.raises(ImproperPriorError, match="sigma"):
        bayes.prior_predictive(seed.X, Prior(0, [1, 1, 1], Flat()), rng=rng)


def test_predictions_by_draws_and_by_quadrature(seed, S):
    posterior = bayes.posterior(S, Prior(0, [10, 10, 10], HalfCauchy(5)))
    rng = np.random.default_rng(2)
    y = bayes.posterior_predictive(seed.X[:4], posterior.draw(6000, rng), rng=rng)
    assert y.shape == (1, 6000, 4)
    uniform = posterior.predictive(seed.X[:4]).cdf(y[0])
    assert min(stats.kstest(column, "uniform").pvalue for column in uniform.T) > 1e-4
    with pytest.raises(ValueError, match="X has 2 columns and there are 3"):
        bayes.posterior_predictive(seed.X[:, :2], posterior.draw(5, rng), rng=rng)


# ---- shrinkage ----------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6), n=st.integers(2, 30), p=st.integers(1, 5), power=st.floats(-3, 4)
)
def test_ridge_is_scikit_learns_and_the_posterior_mean(seed, n, p, power):
    rng = np.random.default_rng(seed)
    X, y, penalty = rng.normal(size=(n, p)), 3 + rng.normal(size=n), 10.0**power
    ours = bayes.ridge(np.column_stack([X, np.ones(n)]), y, penalty=penalty)
    theirs = Ridge(alpha=penalty, solver="svd").fit(X, y)
    assert ours == pytest.approx(np.append(theirs.coef_, theirs.intercept_), rel=1e-6, abs=1e-8)
    sigma, eta = 2.0, 2.0 / np.sqrt(penalty)
    exact = bayes.posterior(
        np.column_stack([X, np.ones(n)]), y, Prior(0, [eta] * p + [inf], Fixed(sigma))
    )
    assert ours == pytest.approx(exact.beta.mean, rel=1e-7, abs=1e-9)


def test_ridge_without_a_penalty_is_least_squares(seed):
    plain = np.linalg.lstsq(seed.X, seed.y, rcond=None)[0]
    assert bayes.ridge(seed.X, seed.y, penalty=0) == pytest.approx(plain, rel=1e-12)
    twice = np.column_stack([seed.X, seed.X[:, 1]])
    with pytest.raises(ValueError, match="Wanted a penalty above 0"):
        bayes.ridge(twice, seed.y, penalty=0)
    assert np.isfinite(bayes.ridge(twice, seed.y, penalty=1e-6)).all()
    with pytest.raises(ValueError, match="penalty is -1"):
        bayes.ridge(seed.X, seed.y, penalty=-1)


def marginal_likelihood(X, y, eta, sigma, mean=0.0):
    """log p(y | eta, sigma), the intercept integrated out: the density of n - 1 contrasts."""
    n = len(y)
    basis = np.linalg.qr(np.column_stack([np.ones(n), np.eye(n)[:, 1:]]))[0][:, 1:]
    Z, w = basis.T @ X[:, 1:], basis.T @ y
    law = stats.multivariate_normal(
        Z @ np.full(Z.shape[1], mean), sigma**2 * np.eye(n - 1) + eta**2 * Z @ Z.T
    )
    return law.logpdf(w) - 0.5 * np.log(n)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(8, 20), size=st.sampled_from([0.0, 0.3, 3.0]))
def test_empirical_bayes_finds_the_highest_marginal_likelihood(seed, n, size):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, 3))])
    y = X @ np.append(5, size * rng.normal(size=3)) + rng.normal(size=n)
    found = bayes.empirical_bayes(X, y)
    height = marginal_likelihood(X, y, found.eta, found.sigma)
    assert found.log_likelihood == pytest.approx(height, abs=1e-7)
    for start in ((0.1, 1.0), (3.0, 1.0)):
        other = optimize.minimize(
            lambda x: -marginal_likelihood(X, y, np.exp(x[0]), np.exp(x[1])),
            np.log(start),
            method="Nelder-Mead",
            options={"xatol": 1e-6, "fatol": 1e-9},
        )
        assert -other.fun <= height + 1e-7
    assert found.degenerate == (found.eta == 0)
    exact = bayes.posterior(X, y, Prior(0, [inf] + [max(found.eta, 1e-12)] * 3, Fixed(found.sigma)))
    assert found.beta == pytest.approx(exact.beta.mean, abs=1e-7)


def test_empirical_bayes_reports_a_degenerate_estimate():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(50), rng.normal(size=(50, 3))])
    found = [bayes.empirical_bayes(X, 4 + rng.normal(size=50)) for _ in range(40)]
    flat = [f for f in found if f.degenerate]
    assert 8 < len(flat) < 40  # without any slope in truth, a good part
    assert all(f.penalty == inf and (f.beta[1:] == 0).all() for f in flat)
    assert "degenerate: eta = 0" in repr(flat[0])


def test_empirical_bayes_of_the_seed_world(S):
    found = bayes.empirical_bayes(S)
    assert (found.eta, found.sigma) == (
        pytest.approx(8.3185, abs=5e-5),
        pytest.approx(4.9254, abs=5e-5),
    )
    assert found.beta == pytest.approx(bayes.ridge(S, penalty=found.penalty), rel=1e-12)
    pulled = bayes.empirical_bayes(S, mean=7.7)
    assert pulled.eta < found.eta and pulled.log_likelihood > found.log_likelihood


def test_empirical_bayes_where_it_cannot_be():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(3), rng.normal(size=(3, 2))])
    with pytest.raises(ImproperPosteriorError, match="passes through all 3 points"):
        bayes.empirical_bayes(X, rng.normal(size=3))
    with pytest.raises(ValueError, match="no column but the constant"):
        bayes.empirical_bayes(np.ones((9, 1)), rng.normal(size=9))


# ---- careless hands -----------------------------------------------------------------------------


@pytest.mark.parametrize("value", [True, np.array([2.0]), "2", None, 1j])
def test_a_scale_is_one_number(value):
    with pytest.raises(TypeError, match=r"scale of HalfCauchy is .*wanted one positive number"):
        HalfCauchy(value)


@pytest.mark.parametrize("law", [HalfCauchy, HalfNormal, Fixed])
@pytest.mark.parametrize(
    ("value", "how"), [(1e-300, "small"), (1e300, "large"), (10**400, "large")]
)
def test_units_whose_squares_are_no_numbers_are_refused(law, value, how):
    with pytest.raises(ValueError, match=f"too {how}.*choose other units"):
        law(value)


@pytest.mark.parametrize("sd", [[1e-320, 1, 1], [1e308, 1, 1], [1e-200] * 3])
def test_prior_sds_whose_squares_are_no_numbers_are_refused(sd):
    with pytest.raises(ValueError, match="Choose other units"):
        Prior(0, sd, HalfCauchy(1))


def test_a_prior_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no entries"):
        Prior(0, [], HalfCauchy(1))


@pytest.mark.parametrize(
    "law",
    [
        *(HalfNormal(scale) for scale in (1e-11, 1e-16, 1e-20, 1e-24, 1e-30)),
        *(InverseGamma(size, size) for size in (1e12, 1e20, 1e30)),
    ],
    ids=repr,
)
def test_a_contradiction_beyond_floating_point_is_said(S, law):
    """Where rounding exceeds a stated bound, whatever it happens to do on this machine."""
    with pytest.raises(ValueError, match=r"contradict each other.*give Fixed\(value\)"):
        bayes.posterior(S, Prior(0, [10] * 3, law))


@pytest.mark.parametrize("scale", [1e-6, 1e-8])
def test_a_contradiction_within_floating_point_is_weighed(S, scale):
    """Of exp(-r²/2σ² - σ²/2s²) / σⁿ for small s: the peak is at σ² = r s, and the sd is s/2."""
    posterior = bayes.posterior(S, Prior(0, [1e6] * 3, HalfNormal(scale)))
    assert posterior.sigma.mean**2 == pytest.approx(abs(S.factor[-1, -1]) * scale, rel=1e-3)
    assert posterior.sigma.sd == pytest.approx(scale / 2, rel=2e-6)


def test_a_vague_inverse_gamma_cannot_be_drawn_from_but_is_a_prior(S):
    prior = Prior(0, [10] * 3, InverseGamma(1e-6, 1e-6))
    with pytest.raises(ValueError, match="larger than any floating-point number"):
        bayes.prior_predictive(np.ones((2, 3)), prior, rng=np.random.default_rng(1))
    assert bayes.posterior(S, prior).sigma.mean == pytest.approx(4.944, abs=1e-3)


def test_the_number_of_draws_may_follow_the_prior_with_rows_or_without(seed, S):
    prior = Prior(0, [10] * 3, HalfCauchy(2.5))
    of_rows, of_triangle = (
        bayes.exact_posterior(*data, prior, 7, rng=np.random.default_rng(1))
        for data in ((seed.X, seed.y), (S,))
    )
    np.testing.assert_array_equal(of_rows["beta"], of_triangle["beta"])


def test_a_seed_in_place_of_a_generator_is_told_how_to_become_one(S):
    prior = Prior(0, [10] * 3, HalfCauchy(2.5))
    for draw in (
        lambda rng: bayes.exact_posterior(S, prior, rng=rng),
        lambda rng: bayes.prior_draws(prior, rng=rng),
        lambda rng: bayes.unconstrained(S, prior).start(4, rng),
    ):
        with pytest.raises(TypeError, match=r"default_rng\(7\)"):
            draw(7)


def test_predictions_at_many_rows_need_no_matrix_of_them(seed, S):
    posterior = bayes.posterior(S, Prior(0, [10] * 3, HalfCauchy(2.5)))
    many = np.tile(seed.X, (250, 1))  # 50,000 rows: their covariance would take 20 GB
    law, few = posterior.predictive(many), posterior.predictive(seed.X)
    np.testing.assert_allclose(law.sd[-200:], few.sd, rtol=1e-12)
    errors = posterior.sigma.mean_square
    spread = np.einsum("ij,jk,ik->i", seed.X, posterior.beta.covariance, seed.X)
    np.testing.assert_allclose(few.sd**2, spread + errors, rtol=1e-9)


def test_nan_in_is_nan_out(S):
    sigma = bayes.posterior(S, Prior(0, [10] * 3, HalfCauchy(2.5))).sigma
    assert np.isnan(sigma.density(np.nan)) and np.isnan(sigma.cdf(np.nan))
    assert sigma.density(-1.0) == sigma.cdf(-1.0) == 0


def test_posteriors_show_numbers_instead_of_arrays(S):
    posterior = bayes.posterior(S, Prior(0, [10] * 3, HalfCauchy(2.5)))
    assert repr(posterior.beta) == "<BetaPosterior: 9.0957 ± 0.946, 4.3496 ± 1.3, 10.964 ± 1.18>"
    assert repr(posterior.sigma) == "<Posterior of sigma: 4.9364 ± 0.249>"
    model = bayes.unconstrained(S, posterior.prior)
    assert repr(model) == "<Unconstrained: theta = (const, x1, x2, log sigma)>"
    found = bayes.grid(lambda t: -0.5 * t**2, np.linspace(-6, 6, 61))
    assert repr(found).startswith("<Grid of 61 points: ")


@pytest.mark.parametrize("a", [2, 5, 50, 99, 100, 101, 1000])
def test_the_sd_of_sigma_keeps_its_digits_however_much_is_known(a):
    # Γ(a-½)/Γ(a) = √π C(2a-2, a-1) / 4^(a-1) for whole a, and sd² = b (1/(a-1) - its square).
    with localcontext(prec=60):
        pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
        ratio = Decimal(comb(2 * a - 2, a - 1)) / Decimal(4) ** (a - 1)
        wanted = float((3 * (1 / Decimal(a - 1) - pi * ratio**2)).sqrt())
    assert NormalInverseGamma([0.0], 1.0, a, 3.0).sigma_sd == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("a", [1e8, 1e12, 1e17])
def test_the_sd_of_sigma_halves_with_four_times_the_information(a):
    found = NormalInverseGamma([0.0], 1.0, a, a).sigma_sd  # sigma about 1, and 2a rows
    assert found == pytest.approx(0.5 / np.sqrt(a), rel=1e-7)


@pytest.mark.parametrize("case", [("x", 1, 1), (1, "x", 1), (1, 1, None), (1, True, 1)])
def test_a_conjugate_prior_is_made_of_numbers(case):
    with pytest.raises(TypeError, match="wanted"):
        NormalInverseGamma([0, 0], *case)


def test_a_conjugate_prior_without_a_variance_says_inf():
    assert "± inf" in repr(NormalInverseGamma([0, 0], 1, 0.3, 1))
    with pytest.raises(ValueError, match=r"mean is \[\]"):
        NormalInverseGamma([], 1, 1, 1)


@pytest.mark.parametrize("value", ["a", [1, 2], np.nan])
def test_ridge_and_empirical_bayes_want_numbers(S, value):
    with pytest.raises(TypeError, match=r"penalty is .*wanted one real number"):
        bayes.ridge(S, penalty=value)
    with pytest.raises(TypeError, match=r"mean is .*wanted one real number"):
        bayes.empirical_bayes(S, mean=value)


def test_slopes_of_columns_that_do_not_vary_are_not_estimated(seed):
    with pytest.raises(ValueError, match="no slope to estimate"):
        bayes.empirical_bayes(seed.X * [1, 0, 0], seed.y)


def test_different_numbers_of_points_are_counted(S):
    with pytest.raises(ValueError, match=r"different numbers of points: beta \(7,\), sigma \(5,\)"):
        bayes.log_joint(np.ones((7, 3)), np.ones(5), 0, 1, S)
    with pytest.raises(ValueError, match="different numbers of points"):
        bayes.log_prior(np.ones((7, 3)), np.ones(5), Prior(0, [1] * 3, HalfCauchy(1)))
    with pytest.raises(ValueError, match="wanted one point"):
        bayes.log_joint_gradient([1, 2, 3], 5, np.ones((2, 3)), 1, S)


@pytest.mark.parametrize("function", [lambda t: None, lambda t: "x", lambda t: 1j * t, None])
def test_a_grid_wants_a_function_that_returns_numbers(function):
    with pytest.raises(TypeError, match="wanted"):
        bayes.grid(function, np.linspace(-1, 1, 11))


def test_a_grid_knows_its_axes():
    found = bayes.grid(lambda t: -0.5 * t**2, np.linspace(-6, 6, 61))
    np.testing.assert_array_equal(found.marginal(-1), found.marginal(0))
    with pytest.raises(ValueError, match="axis is 1; wanted one of 0 to 0"):
        found.marginal(1)


def test_what_is_no_draws_predicts_nothing(seed, S):
    posterior = bayes.posterior(S, Prior(0, [10] * 3, HalfCauchy(2.5)))
    rng = np.random.default_rng(1)
    with pytest.raises(TypeError, match="draws is a Posterior; wanted Draws"):
        bayes.posterior_predictive(seed.X, posterior, rng=rng)
    with pytest.raises(ValueError, match="drawn together"):
        bayes.posterior_predictive(seed.X, {"beta": np.ones(3), "sigma": np.ones(9)}, rng=rng)
    with pytest.raises(ValueError, match="draws holds no 'sigma', but 'beta'"):
        bayes.posterior_predictive(seed.X, {"beta": np.ones((9, 3))}, rng=rng)
    y = bayes.posterior_predictive(seed.X, {"beta": [[1, 2, 3]], "sigma": [1.0]}, rng=rng)
    assert y.shape == (1, 200)
    with pytest.raises(TypeError, match="prior is a ndarray"):
        bayes.prior_predictive(seed.X, seed.y, posterior.prior, rng=rng)


def test_a_law_keeps_plain_numbers():
    assert repr(HalfCauchy(np.float32(2))) == "HalfCauchy(scale=2.0)"
    assert HalfCauchy(np.float16(1e4)).log_density(1e4) == HalfCauchy(1e4).log_density(1e4)


def test_a_model_counts_its_coordinates(S):
    model = bayes.unconstrained(S, Prior(0, [10] * 3, HalfCauchy(2.5)))
    assert model.log_density([0, 0, 0, 0]) == model.log_density(np.zeros(4))
    for function in (model.log_density, model.constrain):
        with pytest.raises(ValueError, match=r"wanted \(\.\.\., 4\), the coordinates const"):
            function(np.zeros((2, 5)))
    with pytest.raises(ValueError, match="parameterisation"):
        bayes.unconstrained(S, model.prior, parameterisation="central")


def test_laplace_is_silent_in_large_units(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = bayes.laplace(seed.X, seed.y * 1e149, Prior(0, [10] * 3, HalfCauchy(2.5)))
    assert np.log(1e150) < found.phi < np.log(1e151)
