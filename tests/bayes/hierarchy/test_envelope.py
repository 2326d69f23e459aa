"""Model A under an envelope: a cover that is nowhere below, and draws of many slopes.

Independent references: predictors that are orthogonal, which leave each slope a problem of one
dimension; the lattice over eta; Gibbs.
"""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from helpers import bayes, samplers
from helpers.bayes import Fixed, Flat, HalfCauchy, HalfNormal, InverseGamma, SeedHierarchy
from helpers.bayes.hierarchy.centred import centre
from helpers.bayes.hierarchy.envelope import Covers, envelope
from helpers.bayes.hierarchy.separate import SeedPosterior
from helpers.bayes.hierarchy.slope_prior import SlopePrior

LAWS = (HalfCauchy(2.0), HalfNormal(3.0), InverseGamma(1.5, 4.0), Fixed(0.7))
WIDE, SIGMA = HalfCauchy(5), HalfCauchy(10)


def world(n, J, number=0, sigma=1.0, slopes=2.0):
    rng = np.random.default_rng(number)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, J))])
    beta = np.concatenate([[1.0], rng.normal(slopes, 1, J)])
    return X, X @ beta + sigma * rng.standard_normal(n)


def posterior(X, y, *, s=10.0, eta=WIDE, sigma=SIGMA) -> SeedPosterior:
    return SeedPosterior(centre(X, y), SeedHierarchy(0.0, s, eta=eta, sigma=sigma))


# ---- the cover ----------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    number=st.integers(0, 1000),
    J=st.integers(1, 6),
    s=st.floats(0.3, 20),
    eta=st.sampled_from(LAWS),
    sigma=st.sampled_from([HalfCauchy(5), HalfNormal(3), InverseGamma(2, 4), Flat(), Fixed(1.5)]),
)
@example(number=505, J=1, s=0.7068684445674006, eta=InverseGamma(1.5, 4), sigma=HalfCauchy(5))
def test_the_cover_is_nowhere_below_the_prior(number, J, s, eta, sigma):
    """Everywhere: also far from where proposals fall."""
    X, y = world(3 * J + 8, J, number)
    found = posterior(X, y, s=s, eta=eta, sigma=sigma)
    cover = envelope(found.data, sigma, found.prior)
    rng = np.random.default_rng(number)
    node = rng.integers(0, len(cover.log_sigma), 300)
    chosen = Covers(*(x[node] for x in cover.covers))
    noise = rng.choice([0.3, 1, 4], (300, 1)) * rng.normal(size=(300, J))
    step = chosen.mean + np.einsum("kij,kj->ki", chosen.root, noise)
    V = found.data.spectrum.V
    away, b = step @ V.T, (chosen.centre + step) @ V.T
    above = chosen.level + (step * chosen.tilt + 0.5 * chosen.bend * away**2).sum(axis=1)
    prior = found.prior.reaching(float(np.abs(b).max()))
    assert (above - prior.log_density(b)[0].sum(axis=1) > -1e-6).all()


def test_hardly_a_proposal_is_lost_where_the_data_say_more_than_the_prior():
    found = posterior(*world(400, 30))
    cover = envelope(found.data, HalfCauchy(10), found.prior)
    weights = np.exp(cover.covers.log_integral - cover.covers.log_integral.max())
    rng = np.random.default_rng(0)
    node = rng.choice(len(weights), 4000, p=weights / weights.sum())
    assert len(cover._propose(node, rng)[1]) > 3900


# ---- draws --------------------------------------------------------------------------------------


def follows(drawn, grid, density):
    """The p-value of a Kolmogorov–Smirnov test against a density on a fine grid."""
    cumulative = integrate.cumulative_simpson(density, x=grid, initial=0.0)
    return stats.kstest(np.interp(drawn, grid, cumulative / cumulative[-1]), "uniform").pvalue


@pytest.mark.parametrize("eta", LAWS, ids=repr)
@pytest.mark.parametrize("sd", [0.2, 0.8])
def test_orthogonal_predictors_leave_problems_of_one_dimension(eta, sd):
    """With sigma known and X'X a multiple of I, p(beta_j | y) ∝ g(beta_j) N(b_j; beta_j, sd²)."""
    n, J, m, s = 64, 12, 1.0, 1.5
    rng = np.random.default_rng(3)
    X = np.linalg.qr(np.column_stack([np.ones(n), rng.normal(size=(n, J))]))[0]
    X[:, 0] = 1
    estimates = rng.normal(0, 3, J)
    y = X[:, 1:] @ estimates + 5
    hierarchy = SeedHierarchy(m, s, eta=eta, sigma=Fixed(sd))
    draws = bayes.exact_hierarchy(X, y, hierarchy, draws=4000, rng=rng)
    prior = SlopePrior(hierarchy, far=100.0)
    for j in range(J):
        at = estimates[j] + sd * np.linspace(-9, 9, 2001)
        density = np.exp(prior.log_density(at - m)[0] + stats.norm.logpdf(at, estimates[j], sd))
        assert follows(draws.stacked("beta")[:, 1 + j], at, density) > 1e-4
        # mu_j | y ∝ N(mu; m, s²) ∫ N(estimate; mu, sd² + eta²) p(eta) d eta
        at = m + s * np.linspace(-9, 9, 2001)
        nodes, log_prior = prior.nodes
        spread = np.sqrt(sd**2 + nodes**2)
        given_mu = np.exp(stats.norm.logpdf(estimates[j], at[:, None], spread) + log_prior)
        density = stats.norm.pdf(at, m, s) * given_mu.sum(axis=1)
        assert follows(draws.stacked("mu")[:, j], at, density) > 1e-4


@pytest.mark.parametrize(
    "n, s, sigma", [(200, 10, 1.0), (12, 1.0, 1.0), (8, 1.0, 2.0)], ids=["strong", "less", "weak"]
)
@pytest.mark.parametrize("law", [HalfCauchy(1.0), HalfNormal(1.0)], ids=repr)
def test_envelope_and_lattice_draw_from_one_posterior(n, s, sigma, law):
    X, y = world(n, 2, sigma=sigma)
    found = posterior(X, y, s=s, eta=law)
    rng = np.random.default_rng(1)
    ways = found._envelope.draw(4000, rng), found._lattice.draw(4000, rng)
    for number in (0, 2):  # slopes and squares; sigma is still on nodes, each way's own
        one, other = (np.atleast_2d(way[number].T) for way in ways)
        assert min(stats.ks_2samp(one, other, axis=1).pvalue) > 1e-4


@pytest.mark.parametrize("sigma", [HalfCauchy(10), Flat()], ids=repr)
def test_eight_slopes_agree_with_gibbs(sigma):
    X, y = world(30, 8, sigma=2.0)
    hierarchy = SeedHierarchy(1.0, 2.0, eta=HalfNormal(2), sigma=sigma)
    rng = np.random.default_rng(2)
    exact = bayes.exact_hierarchy(X, y, hierarchy, draws=8000, rng=rng)
    chains = samplers.gibbs(X, y, hierarchy, draws=400, rng=rng, chains=32, warmup=100)
    one, other = exact.summary(), chains.summary()
    z = (one["mean"] - other["mean"]) / np.hypot(one["mcse"], other["mcse"])
    assert z.abs().max() < 4.5
    np.testing.assert_allclose(one["sd"], other["sd"], rtol=0.1)


def test_contradicting_data_fall_back_to_the_lattice_and_beyond_it_to_gibbs():
    """Prior and data contradict each other: slopes of 9 under s = 0.1, and few rows."""
    hierarchy = SeedHierarchy(0, 0.1, eta=HalfNormal(0.1), sigma=HalfCauchy(10))
    rng = np.random.default_rng(0)
    X, y = world(7, 2, sigma=3.0, slopes=9.0)
    assert posterior(X, y, s=0.1, eta=HalfNormal(0.1))._envelope.draw(100, rng) is None
    draws = bayes.exact_hierarchy(X, y, hierarchy, draws=4000, rng=rng)
    exact = bayes.hierarchy_posterior(X, y, hierarchy).beta
    sample = draws.stacked("beta")
    assert (np.abs(sample.mean(axis=0) - exact.mean) < 5 * exact.sd / np.sqrt(4000)).all()
    X, y = world(12, 5, sigma=3.0, slopes=9.0)
    with pytest.raises(ValueError, match=r"5 predictors.*samplers\.gibbs"):
        bayes.exact_hierarchy(X, y, hierarchy, rng=rng)


def test_fewer_rows_than_slopes_are_for_gibbs():
    X, y = world(5, 6)
    with pytest.raises(ValueError, match=r"samplers\.gibbs"):
        bayes.exact_hierarchy(
            X, y, SeedHierarchy(0, 1, HalfCauchy(1), HalfCauchy(1)), rng=np.random.default_rng(0)
        )


def test_exact_marginals_of_many_slopes_are_refused_with_what_to_do_instead():
    X, y = world(40, 4)
    found = bayes.hierarchy_posterior(X, y, SeedHierarchy(0, 10, HalfCauchy(5), HalfCauchy(10)))
    with pytest.raises(ValueError, match=r"4 predictors.*exact_hierarchy"):
        _ = found.beta
    assert found.draw(50, np.random.default_rng(0))["eta"].shape == (1, 50, 4)


@pytest.mark.parametrize("unit", [1e-6, 1e6])
def test_units_do_not_matter_to_draws(unit):
    X, y = world(40, 5)
    rng = np.random.default_rng
    one, other = (
        bayes.exact_hierarchy(
            X,
            y * k,
            SeedHierarchy(k, 10 * k, eta=HalfCauchy(5 * k), sigma=HalfCauchy(10 * k)),
            draws=50,
            rng=rng(0),
        )
        for k in (1.0, unit)
    )
    for name in ("beta", "sigma", "mu", "eta"):
        np.testing.assert_allclose(one[name], other[name] / unit, rtol=1e-6)


def test_a_slope_that_its_prior_refuses_is_taken_for_noise():
    """Sigma has a second peak, far above the residuals: a conflict of 700 nats lies between."""
    n, width = 165, np.hypot(0.7, 0.7)
    X, y = world(n, 1, slopes=38.0)
    hierarchy = SeedHierarchy(0, 0.7, eta=Fixed(0.7), sigma=HalfCauchy(10))
    data = centre(X, y)
    log_sigma = np.linspace(np.log(0.5), np.log(200), 20_001)
    variance = np.exp(2 * log_sigma)
    spread = variance + (width * data.R[0, 0]) ** 2
    log_density = (
        -(n - 2) * log_sigma
        - 0.5 * (data.rss / variance + np.log(spread) + data.z[0] ** 2 / spread)
        + log_sigma
        + HalfCauchy(10).log_density(np.exp(log_sigma))
    )
    cumulative = np.cumsum(np.exp(log_density - log_density.max()))
    median = np.exp(np.interp(0.5, cumulative / cumulative[-1], log_sigma))
    assert median > 20
    found = bayes.hierarchy_posterior(X, y, hierarchy)
    np.testing.assert_allclose(found.sigma.quantile(0.5), median, rtol=1e-3)
    draws = found.draw(4000, np.random.default_rng(0))
    np.testing.assert_allclose(np.median(draws["sigma"]), median, rtol=0.02)


@pytest.mark.parametrize("a", [300.0, 2000.0, 1e4])
def test_an_eta_that_is_nearly_known_is_nearly_fixed(a):
    X, y = world(50, 1, slopes=8.0)
    nearly, known = (
        bayes.hierarchy_posterior(X, y, SeedHierarchy(0, 1, eta=eta, sigma=HalfCauchy(1)))
        for eta in (InverseGamma(a, a), Fixed(1.0))
    )
    np.testing.assert_allclose(nearly.mu.mean, known.mu.mean, rtol=20 / a)
    np.testing.assert_allclose(nearly.eta.quantile(0.5), 1, rtol=20 / a)
    draws = nearly.draw(4000, np.random.default_rng(0))
    np.testing.assert_allclose(draws["mu"].mean(), known.mu.mean, atol=0.1)
