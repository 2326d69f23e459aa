"""Both hierarchies by their face: draws, extremes, invariances, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import bayes, compressed
from helpers.bayes import ExchangeableHierarchy, HalfCauchy, HalfNormal, InverseGamma, SeedHierarchy
from helpers.bayes.hierarchy.centred import centre
from tests.bayes.hierarchy.cases import SEED_A, SEED_B, world


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
