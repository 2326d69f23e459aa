"""The conjugate prior: the textbook's formulas, merging, moments in many digits."""

from decimal import Decimal, localcontext
from math import comb, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import bayes
from helpers.bayes import InverseGamma, NormalInverseGamma

SCALES = ("log sigma", "sigma", "sigma²")


@pytest.fixture(scope="module")
def conjugate():
    return NormalInverseGamma(np.zeros(3), 4.0, 2.0, 25.0)  # the one of lesson 08


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
