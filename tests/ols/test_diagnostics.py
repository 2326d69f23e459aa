"""Leverage, robust covariances and the tests of one sigma: laws, printed numbers, statsmodels."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.diagnostic import het_breuschpagan, het_white
from statsmodels.stats.stattools import durbin_watson

from helpers import compressed, ols, simulate

KINDS = ("HC0", "HC1", "HC2", "HC3")


def data_of(n, p, seed, constant=True):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) * 10.0 ** rng.integers(-2, 3, p)
    if constant:
        X[:, 0] = 1
    return X, X @ rng.normal(size=p) + rng.normal(size=n) * (1 + np.abs(X[:, -1]))


def indicators(n=30):
    """Three groups, no column of ones: the indicators add up to it."""
    X = (np.arange(n)[:, None] % 3 == np.arange(3)).astype(float)
    return X, np.random.default_rng(0).normal(size=n) * (1 + X[:, 0])


data = st.builds(data_of, st.integers(12, 60), st.integers(2, 4), st.integers(0, 10**6))
any_data = st.builds(
    data_of, st.integers(12, 60), st.integers(1, 4), st.integers(0, 10**6), st.booleans()
)


@pytest.fixture(scope="module")
def seed_fit():
    seed = simulate.seed_world()
    return ols.fit(seed.X, seed.y)


# ---- the seed's numbers --------------------------------------------------------------------------


def test_the_seed_world_comes_out_to_every_printed_digit(seed_fit):
    def printed(values):
        return [f"{value:.3f}" for value in values]

    assert printed(seed_fit.robust_standard_errors("HC0")) == ["0.958", "1.263", "1.150"]
    assert printed(seed_fit.robust_standard_errors("HC3")) == ["0.975", "1.287", "1.170"]
    assert f"{seed_fit.breusch_pagan().p_value:.3f}" == "0.230"
    assert f"{seed_fit.white().p_value:.3f}" == "0.583"
    assert f"{seed_fit.durbin_watson:.4f}" == "1.9363"


def test_residuals_without_the_intercept_show_that_it_is_missing():
    seed = simulate.seed_world()
    residuals = ols.fit(seed.X[:, 1:], seed.y).residuals
    assert f"{residuals.mean():.3f}" == "1.210"
    correlation = np.corrcoef(seed.X[:, 1:].T, residuals)[-1, :-1]
    assert [f"{value:.2f}" for value in correlation] == ["-0.40", "-0.35"]


# ---- leverage ------------------------------------------------------------------------------------


@given(any_data)
@settings(deadline=None, max_examples=60)
def test_leverage_is_the_diagonal_of_a_projection(data):
    X, y = data
    h = ols.fit(X, y).leverage
    assert (h >= 0).all() and (h <= 1).all()
    np.testing.assert_allclose(h.sum(), X.shape[1], rtol=1e-12)
    np.testing.assert_allclose(h, sm.OLS(y, X).fit().get_influence().hat_matrix_diag, atol=1e-11)


@given(data, st.integers(0, 11))
@settings(deadline=None, max_examples=40)
def test_leverage_is_how_far_a_response_pulls_its_own_fit(data, i):
    X, y = data
    pulled = y.copy()
    pulled[i] += 1
    fit = ols.fit(X, y)
    moved = ols.fit(X, pulled).fitted[i] - fit.fitted[i]
    np.testing.assert_allclose(moved, fit.leverage[i], atol=1e-10 * max(1, np.abs(y).max()))


def test_rounding_lifts_no_leverage_above_one():
    """With as many columns as rows, every leverage is 1."""
    for seed in range(20):
        h = ols.fit(*data_of(6, 6, seed)).leverage
        assert h.max() <= 1 and h.min() > 1 - 1e-12


def test_leverage_of_one_predictor_by_its_formula():
    x = np.array([0.0, 1, 2, 3, 14])
    fit = ols.fit(np.column_stack([np.ones(5), x]), x**2)
    expected = 1 / 5 + (x - 4) ** 2 / ((x - 4) ** 2).sum()
    np.testing.assert_allclose(fit.leverage, expected, rtol=1e-13)
    with pytest.raises(ValueError, match="read-only"):
        fit.leverage[0] = 0


# ---- robust covariances --------------------------------------------------------------------------


@given(any_data, st.sampled_from(KINDS))
@settings(deadline=None, max_examples=80)
def test_robust_covariances_agree_with_statsmodels(data, kind):
    X, y = data
    fit, peer = ols.fit(X, y), sm.OLS(y, X).fit()
    expected = getattr(peer, f"cov_{kind}")
    scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    np.testing.assert_allclose(fit.robust_covariance(kind) / scale, expected / scale, atol=1e-10)
    np.testing.assert_allclose(
        fit.robust_standard_errors(kind), getattr(peer, f"{kind}_se"), rtol=1e-10
    )


@given(any_data)
@settings(deadline=None, max_examples=40)
def test_hc3_is_nearly_the_jackknife(data):
    """The sum over rows of (beta without row i - beta) times its transpose, exactly."""
    X, y = data
    fit = ols.fit(X, y)
    left_out = [
        np.linalg.lstsq(np.delete(X, i, 0), np.delete(y, i))[0] - fit.beta for i in range(len(y))
    ]
    expected = np.transpose(left_out) @ left_out
    scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    np.testing.assert_allclose(fit.robust_covariance("HC3") / scale, expected / scale, atol=1e-8)


@given(any_data)
@settings(deadline=None, max_examples=40)
def test_the_kinds_are_ordered(data):
    X, y = data
    hc0, hc1, hc2, hc3 = (ols.fit(X, y).robust_standard_errors(kind) for kind in KINDS)
    assert (hc0 <= hc2).all() and (hc2 <= hc3).all()
    np.testing.assert_allclose(hc1, hc0 * np.sqrt(len(y) / (len(y) - X.shape[1])), rtol=1e-12)


def test_equal_residuals_in_a_balanced_design_give_the_plain_standard_errors():
    """With all leverages and all squared residuals equal, HC1 is sigma² (X'X)⁻¹."""
    X = np.array([[1.0, -1], [1, -1], [1, 1], [1, 1]])
    fit = ols.fit(X, X @ [5, 2] + [1, -1, 1, -1])
    np.testing.assert_allclose(fit.robust_covariance("HC1"), fit.covariance, atol=1e-14)


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e150])
def test_units_change_robust_standard_errors_only_by_their_factor(scale):
    X, y = data_of(40, 3, 1)
    one = ols.fit(X, y).robust_standard_errors()
    np.testing.assert_allclose(
        ols.fit(X, y * scale).robust_standard_errors() / scale, one, rtol=1e-11
    )
    units = np.array([1, scale, 1])
    np.testing.assert_allclose(
        ols.fit(X * units, y).robust_standard_errors() * units, one, rtol=1e-11
    )


# ---- tests of one sigma --------------------------------------------------------------------------


@given(data)
@settings(deadline=None, max_examples=60)
def test_breusch_pagan_and_white_agree_with_statsmodels(data):
    X, y = data
    fit, residuals = ols.fit(X, y), sm.OLS(y, X).fit().resid
    p = X.shape[1]
    for ours, (statistic, p_value, _, _), df in [
        (fit.breusch_pagan(), het_breuschpagan(residuals, X), p - 1),
        (fit.white(), het_white(residuals, X), p * (p + 1) // 2 - 1),
    ]:
        assert ours.df == df
        np.testing.assert_allclose(ours.statistic, statistic, rtol=1e-7)
        np.testing.assert_allclose(ours.p_value, p_value, rtol=1e-7, atol=1e-14)
        assert 0 <= ours.statistic <= len(y)


@given(data, st.floats(-1e3, 1e3), st.floats(0.01, 100), st.integers(-300, 300))
@settings(deadline=None, max_examples=60)
def test_neither_origin_nor_unit_of_anything_matters(data, shift, stretch, power):
    X, y = data
    assume(np.ptp(X[:, 1]) > 1e-3 * abs(shift))
    moved = X.copy()
    moved[:, 1] = stretch * (X[:, 1] + shift)
    one, two = ols.fit(X, y), ols.fit(moved, y * 2.0**power)
    np.testing.assert_allclose(two.breusch_pagan(), one.breusch_pagan(), rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(two.white(), one.white(), rtol=1e-5, atol=1e-9)


def test_products_that_repeat_others_are_not_counted():
    X, y = indicators()
    fit = ols.fit(X, y)
    assert fit.white() == pytest.approx(fit.breusch_pagan())
    assert fit.breusch_pagan().df == 2
    x = np.random.default_rng(1).normal(size=40)
    quadratic = ols.fit(np.column_stack([np.ones(40), x, x**2]), x + np.abs(x))
    assert quadratic.white().df == 4  # x, x², x³, x⁴: x·x is x² again
    columns = np.column_stack([x**k for k in range(5)])
    squares = sm.OLS(quadratic.residuals**2, columns).fit()
    np.testing.assert_allclose(quadratic.white().statistic, 40 * squares.rsquared, rtol=1e-9)


def test_white_sees_a_variance_that_is_lowest_in_the_middle_and_breusch_pagan_does_not():
    law = simulate.Heteroskedastic(lambda X: 0.1 + 4 * np.abs(X[:, 1]))
    x = np.linspace(-1, 1, 300)
    world = simulate.linear_world(300, [1, 2], 1, np.random.default_rng(0), predictors=x, noise=law)
    fit = ols.fit(world.X, world.y)
    assert fit.white().p_value < 1e-6 < 0.01 < fit.breusch_pagan().p_value


def test_both_hold_their_level_under_heavy_tails():
    """Rejections at 5 % in 600 worlds of n = 500 with t errors: what Koenker's form is for.

    chi² is an approximation: two per cent are added to five Monte Carlo errors of 0.9 per cent.
    """
    law = simulate.StudentT(9)
    world = simulate.linear_world(500, [10, 4, 10], 5, np.random.default_rng(4), noise=law)
    Y = simulate.replicate(world, rng=np.random.default_rng(5), replications=600)
    fits = [ols.fit(world.X, y) for y in Y]
    p_values = np.array([(fit.breusch_pagan().p_value, fit.white().p_value) for fit in fits])
    error = 5 * np.sqrt(0.05 * 0.95 / len(Y))
    assert (np.abs((p_values < 0.05).mean(axis=0) - 0.05) < error + 0.02).all()


def test_a_test_reads_as_a_tuple_too(seed_fit):
    statistic, df, p_value = seed_fit.breusch_pagan()
    assert df == 2 and isinstance(df, int)
    np.testing.assert_allclose(p_value, stats.chi2.sf(statistic, 2), rtol=1e-12)
    assert str(seed_fit.white()).startswith("ChiSquaredTest(statistic=3.77")


# ---- serial dependence ---------------------------------------------------------------------------


@pytest.mark.parametrize("rho", [-0.6, 0.0, 0.7])
def test_durbin_watson_is_near_two_times_one_minus_rho(rho):
    world = simulate.linear_world(
        20_000, [10, 4], 5, np.random.default_rng(0), noise=simulate.AR1(rho)
    )
    fit = ols.fit(world.X, world.y)
    # The first autocorrelation has a standard error of √((1 - rho²) / n) (Bartlett 1946).
    assert abs(fit.durbin_watson - 2 * (1 - rho)) < 5 * 2 * np.sqrt((1 - rho**2) / 20_000)
    np.testing.assert_allclose(fit.durbin_watson, durbin_watson(fit.residuals), rtol=1e-11)


# ---- what cannot be had --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda fit: fit.leverage,
        lambda fit: fit.robust_covariance(),
        lambda fit: fit.robust_standard_errors("HC0"),
        lambda fit: fit.breusch_pagan(),
        lambda fit: fit.white(),
    ],
)
def test_from_a_compressed_table_it_needs_rows(ask):
    fit = ols.fit(compressed.compress(*data_of(20, 3, 0)))
    with pytest.raises(ols.NeedsRowsError, match=r"needs rows.*Use fit\(X, y\), not fit\(S\)"):
        ask(fit)


def test_a_row_of_leverage_one_has_no_hc3():
    X = np.column_stack([np.ones(6), np.arange(6) == 2, np.arange(6.0)])
    fit = ols.fit(X, [1.0, 2, 9, 4, 4, 7])
    for kind in ("HC2", "HC3"):
        with pytest.raises(ols.NotDefinedError, match="row 2 has leverage 1"):
            fit.robust_covariance(kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels divides by zero for HC2 and HC3
        peer = sm.OLS([1.0, 2, 9, 4, 4, 7], X).fit()
        np.testing.assert_allclose(fit.robust_standard_errors("HC1"), peer.HC1_se, rtol=1e-10)


X5 = np.column_stack([np.ones(5), [1.0, 2, 4, 7, 11]])


@pytest.mark.parametrize(
    ("X", "y", "name", "message"),
    [
        (X5[:, 1:], [1, 2, 3, 5, 9], "breusch_pagan", "needs a constant"),
        (X5[:, 1:], [1, 2, 3, 5, 9], "white", "add a column of ones"),
        (X5[:, :1], [1, 2, 3, 5, 9], "breusch_pagan", "no predictor varies"),
        (X5, [0, 0, 0, 0, 0], "breusch_pagan", "they are exactly zero"),
        (X5[:2], [1, 3], "robust_covariance", "n = p = 2"),
        (X5[:2], [1, 3], "white", "n = p = 2|all equal"),
        (
            np.array([[1.0, -1], [1, -1], [1, 1], [1, 1]]),
            [1, -1, 1, -1],
            "breusch_pagan",
            "the squared residuals differ, and they are all equal",
        ),
        (
            np.array([[1.0, -1], [1, -1], [1, 1], [1, 1]]),
            [1, 3, 2, -1],
            "white",
            None,  # the square of ±1 is the constant: one column is left, and that is enough
        ),
        (
            np.column_stack([X5, [3.0, -1, 2, 0, 1]]),
            [1, 2, 3, 5, 9],
            "white",
            "5 squared residuals by 5 columns",
        ),
    ],
)
def test_what_the_data_do_not_determine(X, y, name, message):
    fit = ols.fit(X, y)
    if message is None:
        assert getattr(fit, name)().df == 1
        return
    with pytest.raises(ols.NotDefinedError, match=message):
        getattr(fit, name)()


def test_kinds_are_checked(seed_fit):
    with pytest.raises(ValueError, match="kind is 'hc3'; wanted one of 'HC0', 'HC1', 'HC2', 'HC3'"):
        seed_fit.robust_covariance("hc3")
