"""LOO where sigma is integrated out, beside fits without each row, scipy's quadrature, draws."""

from itertools import pairwise

import numpy as np
import pytest
from arviz_stats.base import array_stats
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from helpers import bayes, criticism, ols
from helpers.bayes import Fixed, Flat, HalfCauchy, HalfNormal, ImproperPosteriorError, Prior

LAWS = [HalfCauchy(2.5), HalfNormal(3.0), bayes.InverseGamma(2, 25), Flat(), Fixed(5.0)]
inf = np.inf


def refitted(X, y, prior):
    """Log density and distribution function of each row from the fit without it."""
    whole = bayes.posterior(X, y, prior).log_integral
    found = []
    for i in range(len(y)):
        others = bayes.posterior(np.delete(X, i, 0), np.delete(y, i), prior)
        found.append((whole - others.log_integral, others.predictive(X[[i]]).cdf(y[[i]])[0]))
    return np.array(found).T


def assert_refitted(X, y, prior, abs=1e-8):
    X, y = np.asarray(X), np.asarray(y)
    found = criticism.loo(X, y, prior)
    log_density, pit = refitted(X, y, prior)
    assert found.pointwise == pytest.approx(log_density, rel=1e-9, abs=abs)
    assert found.pit == pytest.approx(pit, abs=abs)
    return found


@pytest.mark.parametrize("sd", [10.0, inf, [inf, 10, 2]], ids=["normal", "flat", "both"])
@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
def test_the_seed_world(seed, law, sd):
    assert_refitted(seed.X, seed.y, Prior([0, 0, 0], sd, law))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
@pytest.mark.parametrize("far", [20, 60, 1e3, 1e6])
def test_an_outlier_be_it_ever_so_gross(seed, law, far):
    y = np.array(seed.y)[:30]
    y[3] += far
    assert_refitted(np.asarray(seed.X)[:30], y, Prior(0, [inf, 10, 10], law))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6, 12])
@pytest.mark.parametrize("law", [HalfCauchy(2.5), HalfNormal(3.0), bayes.InverseGamma(0.3, 0.3)])
def test_no_more_rows_than_columns(n, law):
    rng = np.random.default_rng(n)
    assert_refitted(rng.normal(size=(n, 3)), rng.normal(size=n), Prior(0, [1, 10, 1e3], law))


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(1, 14),
    p=st.integers(1, 3),
    width=st.floats(-2, 5),
    conflict=st.floats(0, 30),
    far=st.sampled_from([0, 0, 10, 1e4]),
    law=st.sampled_from([law for law in LAWS if law.proper]),
)
def test_any_rows_any_proper_prior(seed, n, p, width, conflict, far, law):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(n, p)), rng.normal(size=n)
    y[0] += far
    assert_refitted(X, y, Prior(conflict, np.full(p, 10**width), law), abs=1e-7)


DENSITIES = {
    HalfCauchy(2.5): stats.halfcauchy(scale=2.5).pdf,
    HalfNormal(3.0): stats.halfnorm(scale=3).pdf,
    bayes.InverseGamma(2, 25): lambda s: stats.invgamma(2, scale=25).pdf(s * s) * 2 * s,
}


@pytest.mark.parametrize("law", DENSITIES, ids=lambda law: type(law).__name__)
def test_scipy_integrates_the_same(seed, law):
    X, y = np.asarray(seed.X)[:8], np.asarray(seed.y)[:8]
    prior = Prior([1, 2, 3], [4, 5, 6], law)

    def evidence(X, y):
        def over(sigma):
            cov = sigma**2 * np.eye(len(y)) + (X * prior.beta_sd**2) @ X.T
            normal = stats.multivariate_normal(X @ prior.beta_mean, cov)
            return normal.pdf(y) * DENSITIES[law](sigma)

        ends = [0, 2, 5, 10, 30, inf]
        parts = (integrate.quad(over, *pair, epsabs=0) for pair in pairwise(ends))
        return sum(part[0] for part in parts)

    found = criticism.loo(X, y, prior)
    for i in (0, 3):
        wanted = np.log(evidence(X, y) / evidence(np.delete(X, i, 0), np.delete(y, i)))
        assert found.pointwise[i] == pytest.approx(wanted, abs=1e-7)
        twice = np.log(evidence(np.vstack([X, X[i]]), np.append(y, y[i])) / evidence(X, y))
        assert found.in_sample[i] == pytest.approx(twice, abs=1e-7)


def test_log_evidence_is_the_same_road(seed):
    X, y, prior = np.asarray(seed.X), np.asarray(seed.y), Prior(0, [10] * 3, HalfCauchy(2.5))
    found, whole = criticism.loo(X, y, prior), bayes.log_evidence(X, y, prior)
    for i in (0, 100, 199):
        others = bayes.log_evidence(np.delete(X, i, 0), np.delete(y, i), prior)
        assert found.pointwise[i] == pytest.approx(whole - others, abs=1e-9)


def test_all_flat_is_a_t_of_least_squares(seed):
    X, y = np.asarray(seed.X)[:15], np.asarray(seed.y)[:15]
    flat, known = (criticism.loo(X, y, Prior(0, [inf] * 3, law)) for law in (Flat(), Fixed(5.0)))
    for i in range(15):
        fit = ols.fit(np.delete(X, i, 0), np.delete(y, i))
        at, spread = X[i] @ fit.beta, 1 + X[i] @ fit.covariance @ X[i] / fit.sigma**2
        df = 14 - 3 - 1  # density 1 in sigma is one row less than 1 / sigma
        law = stats.t(df, at, np.sqrt(fit.sigma**2 * 11 / df * spread))
        told = flat.pointwise[i], flat.pit[i]
        assert told == pytest.approx((law.logpdf(y[i]), law.cdf(y[i])), abs=1e-9)
        law = stats.norm(at, 5 * np.sqrt(spread))
        told = known.pointwise[i], known.pit[i]
        assert told == pytest.approx((law.logpdf(y[i]), law.cdf(y[i])), abs=1e-10)


def test_the_reference_prior_of_lesson_12(seed):
    X = np.asarray(seed.X)
    law = bayes.InverseGamma(1e-9, 1e-9)  # all but 1 / sigma
    elpds = [
        criticism.loo(columns, seed.y, Prior(0, [inf] * columns.shape[1], law)).elpd
        for columns in (X, X[:, [0, 2]], X[:, 1:])
    ]
    assert elpds == pytest.approx([-605.11, -609.51, -641.81], abs=5e-3)


def test_importance_sampling_agrees_within_its_error(seed):
    X, y, prior = np.asarray(seed.X), np.asarray(seed.y), Prior(0, [10] * 3, HalfCauchy(2.5))
    estimates = []
    for number in range(12):
        draws = bayes.exact_posterior(X, y, prior, rng=np.random.default_rng(number))
        log_lik = stats.norm.logpdf(y, draws["beta"][0] @ X.T, draws["sigma"][0][:, None])
        elpd, k = array_stats.loo(log_lik.T[:, None])[:2]  # of (row, chain, draw)
        estimates.append(elpd.sum())
        assert k.max() < 0.5
    error = np.std(estimates, ddof=1) / np.sqrt(12)
    assert np.mean(estimates) == pytest.approx(criticism.loo(X, y, prior).elpd, abs=5 * error)


def test_many_rows():
    rng = np.random.default_rng(2)
    n = 200_000
    X = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    y = X @ [1.0, 2.0, 3.0] + 4 * rng.normal(size=n)
    y[7] += 1e4
    prior = Prior(0, [10, 10, inf], HalfCauchy(2.5))
    found, whole = criticism.loo(X, y, prior), bayes.posterior(X, y, prior).log_integral
    for i in (0, 7, n - 1):
        others = bayes.posterior(np.delete(X, i, 0), np.delete(y, i), prior)
        assert found.pointwise[i] == pytest.approx(whole - others.log_integral, abs=1e-7)


@pytest.mark.parametrize("slope", [1e-6, 2.0])
@pytest.mark.parametrize("width", [1.0, 1e6, inf])
def test_a_row_that_all_but_determines_a_coefficient(width, slope):
    rng = np.random.default_rng(5)
    X = np.column_stack([np.ones(30), rng.normal(size=30)])
    X[4, 1] = 1e6
    prior = Prior(0, [inf, width], HalfCauchy(2.5))
    assert_refitted(X, X @ [1.0, slope] + rng.normal(size=30), prior)


def test_the_only_row_that_knows_of_a_flat_coefficient():
    X = np.column_stack([np.ones(30), np.arange(30) == 4])
    y = np.random.default_rng(5).normal(size=30)
    assert_refitted(X, y, Prior(0, [inf, 10], HalfCauchy(2.5)))
    with pytest.raises(ImproperPosteriorError, match="Without row 4 there is no posterior"):
        criticism.loo(X, y, Prior(0, [10, inf], HalfCauchy(2.5)))


def test_the_only_row_that_keeps_sigma_from_zero_or_infinity():
    y = np.ones(9)
    y[6] = 2
    with pytest.raises(ImproperPosteriorError, match=r"Without row 6 .*The fit is perfect"):
        criticism.loo(np.ones((9, 1)), y, Prior(0, [10], HalfCauchy(2.5)))
    with pytest.raises(ImproperPosteriorError, match=r"Without row 0 .*flat sigma"):
        criticism.loo(np.ones((3, 1)), [1, 2, 4], Prior(0, [inf], Flat()))


@pytest.mark.parametrize("sd", [[1, 1], [1e-4, 10]])
def test_a_perfect_fit_predicts_its_own_rows_without_bound(sd):
    found = criticism.loo([[1.0, 0.0], [1.0, 1.0]], [0.0, 1.0], Prior(1, sd, HalfCauchy(1)))
    assert np.isfinite(found.pointwise).all()
    assert (found.in_sample == inf).all() and found.p_loo == inf


@pytest.mark.parametrize("c", [1e-120, 1e-6, 0.5, 1e6, 1e120])
def test_another_unit_of_y_moves_every_log_density_by_its_log(seed, c):
    X, y = np.asarray(seed.X), np.array(seed.y)
    y[3] += 300
    found, scaled = (
        criticism.loo(X, u * y, Prior(0, [inf, 4 * u, 4 * u], HalfCauchy(2.5 * u))) for u in (1, c)
    )
    assert scaled.pointwise == pytest.approx(found.pointwise - np.log(c), abs=1e-9)
    assert scaled.pit == pytest.approx(found.pit, abs=1e-10)


def test_neither_order_nor_coordinates_matter(seed):
    X, y, prior = np.asarray(seed.X), np.asarray(seed.y), Prior(0, [4] * 3, HalfCauchy(2.5))
    found = criticism.loo(X, y, prior).pointwise
    rng = np.random.default_rng(1)
    order, turn = rng.permutation(200), np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert criticism.loo(X[order], y[order], prior).pointwise == pytest.approx(found[order])
    assert criticism.loo(X @ turn, y, prior).pointwise == pytest.approx(found, rel=1e-10)


def test_what_is_no_prior_for_it(seed):
    hierarchy = bayes.ExchangeableHierarchy(0, 10, eta=HalfCauchy(5), sigma=HalfCauchy(10))
    with pytest.raises(TypeError, match=r"is a ExchangeableHierarchy; .*Draws.to_arviz"):
        criticism.loo(seed.X, seed.y, hierarchy)
    with pytest.raises(TypeError, match="prior is missing"):
        criticism.loo(seed.X, seed.y)
    with pytest.raises(ValueError, match="speaks of 2 coefficients and X has 3 columns"):
        criticism.loo(seed.X, seed.y, Prior(0, [1, 1], HalfCauchy(1)))
