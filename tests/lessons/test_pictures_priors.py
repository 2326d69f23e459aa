"""The pictures of lesson 08 say true numbers."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.path import Path
from scipy import integrate, optimize, special, stats

from helpers import plots, simulate
from tests.lessons.drawing import decimals, drawn, numbers

WORLD = simulate.seed_world()
PREDICTIVE, POSTERIOR = plots.prior_predictive(WORLD), plots.prior_to_posterior(WORLD)
GRID = plots.posterior_grid(WORLD)


@settings(max_examples=10, deadline=None)
@given(st.integers(-10, 30).map(lambda k: k / 10), st.integers(-20, 40))
def test_the_shares_are_those_of_parcels_drawn_from_the_prior(log_width, centre):
    _, words = drawn(PREDICTIVE, log_width=log_width, centre=centre)
    below, above = re.findall(r"([\d.]+) % (?:lie )?(?:below|above)", words)
    rng = np.random.default_rng(1)
    variance = 25 / rng.gamma(2, size=20_000)
    beta = np.sqrt(variance)[:, None] * 10**log_width * rng.standard_normal((20_000, 3))
    beta[:, 0] += centre
    rows = WORLD.X[rng.integers(len(WORLD.X), size=20_000)]
    y = np.sum(rows * beta, axis=1) + np.sqrt(variance) * rng.standard_normal(20_000)
    # 5.5 standard errors of a share of 20,000, and the rounding of the title
    assert float(below) == pytest.approx(100 * np.mean(y < 0), abs=2.0)
    assert float(above) == pytest.approx(100 * np.mean(y > 100), abs=2.0)


def test_the_lines_are_those_of_the_prior_and_move_with_it():
    lines = {}
    for log_width in (0.0, 1.0):
        figure, _ = drawn(PREDICTIVE, log_width=log_width, centre=0.0)
        heights = figure.axes[0].get_lines()[0].get_ydata()
        lines[log_width] = heights.reshape(-1, 3)
    assert np.isnan(lines[0.0][:, 2]).all()
    np.testing.assert_allclose(lines[1.0][:, :2], 10 * lines[0.0][:, :2])


@settings(max_examples=15, deadline=None)
@given(
    st.integers(-20, 20),
    st.integers(1, 40).map(lambda k: k / 2),
    st.integers(1, 20).map(lambda k: 10 * k),
)
def test_the_posterior_is_prior_times_likelihood(centre, width, rows):
    _, words = drawn(POSTERIOR, centre=centre, width=width, rows=rows)
    at, spread, estimate, error, mean, sd, share, apart, truth = decimals(words)
    assert (at, spread) == (centre, width)
    assert truth == pytest.approx(WORLD.beta[1], abs=0.005)

    X, y = WORLD.X[:rows], WORLD.y[:rows]
    height = np.linalg.lstsq(X, y, rcond=None)[0][1]
    # The likelihood of the slope alone: the other coefficients integrated out under flat priors
    # leaves the residuals of x1 on them.
    rest = X[:, [0, 2]]
    part = X[:, 1] - rest @ np.linalg.lstsq(rest, X[:, 1], rcond=None)[0]
    precision = part @ part / WORLD.sigma**2
    assert estimate == pytest.approx(height, abs=0.0051)
    assert error == pytest.approx(precision**-0.5, abs=0.0051)

    def joint(b, power):
        log = -precision * (b - height) ** 2 / 2 - ((b - centre) / width) ** 2 / 2
        return b**power * np.exp(log - shift)

    middle = (precision * height + centre / width**2) / (precision + width**-2)
    shift = -precision * (middle - height) ** 2 / 2 - ((middle - centre) / width) ** 2 / 2
    around = (middle - 60, middle + 60)
    whole, first, second = (
        integrate.quad(joint, *around, args=(k,), points=[middle], limit=200)[0] for k in range(3)
    )
    assert mean == pytest.approx(first / whole, abs=0.0051)
    assert sd == pytest.approx(np.sqrt(second / whole - (first / whole) ** 2), abs=0.0052)
    assert share == pytest.approx(
        100 * width**-2 * (second / whole - (first / whole) ** 2), abs=0.06
    )
    assert apart == pytest.approx(
        abs(centre - height) / np.hypot(width, 1 / precision**0.5), abs=0.051
    )


def test_the_curves_are_densities():
    figure, _ = drawn(POSTERIOR, centre=-15.0, width=2.0, rows=200)
    for line in figure.axes[0].get_lines()[:3]:
        x, density = line.get_xydata().T
        assert np.trapezoid(density, x) == pytest.approx(1.0, abs=1e-6)


def test_where_prior_and_data_contradict_each_other_the_posterior_is_where_neither_is():
    _, words = drawn(POSTERIOR, centre=-15.0, width=2.0, rows=200)
    centre, width, estimate, error, mean, *_ = decimals(words)
    assert stats.norm.sf(abs(mean - centre) / width) < 1e-9
    assert stats.norm.sf(abs(mean - estimate) / error) < 1e-5


@settings(max_examples=10, deadline=None)
@given(st.integers(5, 40), st.integers(1, 20).map(lambda k: 10 * k))
def test_the_means_are_those_of_the_grid_and_of_the_closed_form(points, rows):
    _, words = drawn(GRID, points=points, rows=rows)
    mean, sigma, exact_mean, exact_sigma, average = decimals(words)
    y = WORLD.y[:rows]
    assert average == pytest.approx(y.mean(), abs=0.0051)

    def log_joint(b, s):
        height = stats.norm.logpdf(y, b, s).sum() + stats.norm.logpdf(b, 0, 2 * s)
        return height + stats.invgamma.logpdf(s**2, 2, scale=25) + np.log(2 * s)

    places = [(b, s) for b in np.linspace(2, 30, points) for s in np.linspace(2, 20, points)]
    logs = np.array([log_joint(b, s) for b, s in places])
    weights = np.exp(logs - logs.max())
    by_grid = np.average(places, axis=0, weights=weights)
    np.testing.assert_allclose([mean, sigma], by_grid, atol=0.0051)
    count, total = map(int, re.search(r"(\d+) of ([\d,]+) point", words.replace(",", "")).groups())
    heaviest = np.sort(weights / weights.sum())[::-1]
    assert total == points**2
    assert heaviest[:count].sum() >= 0.5 - 1e-9 and heaviest[: count - 1].sum() < 0.5 + 1e-9

    spread = 25 / 2 * (np.eye(rows) + 4)  # y is multivariate t; so is the mean, given y
    weight = np.linalg.solve(spread, np.full(rows, 4 * 25 / 2))
    assert exact_mean == pytest.approx(weight @ y, abs=0.0051)
    scale = stats.multivariate_t  # the evidence with and without one more power of sigma
    shift = scale.logpdf(y, np.zeros(rows), spread, df=4)
    lower = scale.logpdf(y, np.zeros(rows), 25 / 1.5 * (np.eye(rows) + 4), df=3)
    # E[sigma | y]: IG(2, 25) times sigma is IG(3/2, 25) times its constant.
    ratio = 5 * special.gamma(1.5) / special.gamma(2)
    assert exact_sigma == pytest.approx(ratio * np.exp(lower - shift), abs=0.0051)


def test_a_grid_coarser_than_the_hill_misses_it_as_the_lesson_says():
    assert "mean 18.00, sigma 7.14; exactly 16.65 and 5.99" in drawn(GRID, points=8, rows=200)[1]
    assert "mean 16.55, sigma 5.94; exactly 16.37 and 6.04" in drawn(GRID, points=8, rows=10)[1]


@pytest.mark.parametrize("name", ["posterior_grid", "prior_to_posterior"])
def test_a_world_too_small_is_refused(name):
    small = simulate.linear_world(12, [1.0, 2.0], 1.0, np.random.default_rng(0))
    with pytest.raises(ValueError, match="12 rows; this picture needs 20"):
        getattr(plots, name)(small)


# The still pictures, with the numbers that the lesson has when it draws them


X, Y = WORLD.X, WORLD.y


def normal_inverse_gamma(X, y, v=4.0):
    """The posterior under beta | sigma ~ N(0, v sigma² I), sigma² ~ IG(2, 25), by more rows."""
    p = X.shape[1]
    rows, response = np.vstack([X, np.eye(p) / np.sqrt(v)]), np.append(y, np.zeros(p))
    mean, (squares,) = np.linalg.lstsq(rows, response, rcond=None)[:2]
    return mean, np.linalg.inv(rows.T @ rows), 2 + len(y) / 2, 25 + squares / 2


def test_the_share_above_the_line_and_in_the_ellipses_is_that_of_draws():
    mean, V, a, b = normal_inverse_gamma(X, Y)
    figure, words = drawn(plots.twice_as_steep(mean, V, a, b, WORLD.beta))
    rng = np.random.default_rng(4)
    sigma = np.sqrt(b / rng.gamma(a, size=40_000))
    beta = mean + sigma[:, None] * (rng.standard_normal((40_000, 3)) @ np.linalg.cholesky(V).T)
    # 4 standard errors of a share of 40,000
    assert decimals(words)[0] == pytest.approx(100 * np.mean(beta[:, 2] > 2 * beta[:, 1]), abs=0.9)
    for line, share in zip(figure.axes[0].get_lines(), (0.5, 0.95), strict=False):
        inside = Path(line.get_xydata()).contains_points(beta[:, 1:])
        assert np.mean(inside) == pytest.approx(share, abs=0.01)
        assert f"{100 * share:.0f} %" in line.get_label()


def test_a_slope_by_width_says_how_far_it_moves_and_its_ends():
    widths = np.geomspace(0.25, 20, 60)
    few, many = (
        np.array([normal_inverse_gamma(X[:n], Y[:n], w**2)[0][1] for w in widths])
        for n in (10, 200)
    )
    _, words = drawn(plots.slope_by_width(widths, few, many))
    known = [few.max() - few.min(), many.max() - many.min(), few[0], few[-1], many[0], many[-1]]
    np.testing.assert_allclose(decimals(words), known, atol=0.0051)


def test_half_of_a_slope_is_where_ridge_has_shrunk_it_to_half():
    def ridge(eta):
        rows = np.vstack([X, 5 / eta * np.eye(3)[1:]])
        return np.linalg.lstsq(rows, np.append(Y, [0, 0]), rcond=None)[0][1:]

    etas, ols = np.geomspace(0.1, 100, 60), np.linalg.lstsq(X, Y, rcond=None)[0][1:]
    _, words = drawn(plots.ridge_path(etas, [ridge(eta) for eta in etas], ols))
    half = [
        optimize.brentq(lambda eta, j=j: ridge(eta)[j] - ols[j] / 2, 0.1, 100) for j in range(2)
    ]
    np.testing.assert_allclose(decimals(words)[:2], half, atol=0.06)
    np.testing.assert_allclose(decimals(words)[2:], ols, atol=0.0051)


def test_joint_less_posterior_is_the_log_evidence_or_the_picture_says_that_it_is_not():
    sigmas = np.linspace(4, 7, 61)
    hill = -50 * np.log(sigmas / 4.85) ** 2
    _, words = drawn(plots.joint_and_posterior(sigmas, hill - 612.1724, hill))
    gap, top, last, fall = decimals(words)
    assert (gap, top, last) == (-612.172, 4.85, 7.0)
    assert fall == pytest.approx(hill.max() - hill[-1], abs=0.051)
    assert "to" in drawn(plots.joint_and_posterior(sigmas, hill + sigmas, hill))[1].split(" at ")[0]


def test_the_verdict_turns_where_the_bayes_factor_is_zero():
    def log_evidence(columns, v):  # of a t law with 4 degrees of freedom, but for its constants
        rows = np.sqrt(v) * X[:, columns]  # with Woodbury's identity for the matrix I + rows rows'
        small = np.eye(len(columns)) + rows.T @ rows
        squares = Y @ Y - (rows.T @ Y) @ np.linalg.solve(small, rows.T @ Y)
        return -(4 + len(Y)) / 2 * np.log1p(squares / 50) - np.linalg.slogdet(small)[1] / 2

    def factor(v):
        return log_evidence([0, 1, 2], v) - log_evidence([0, 2], v)

    spreads = np.geomspace(4, 1e6, 40)
    slopes = [normal_inverse_gamma(X, Y, v)[0][1] for v in spreads]
    _, words = drawn(plots.slope_and_verdict(spreads, slopes, [factor(v) for v in spreads]))
    most, moved, first, last, turn = numbers(words.replace(",", "").replace("x1", ""))
    assert (most, first, last) == (1e6, 3.52, -2.75)
    assert moved == pytest.approx(max(slopes) - min(slopes), abs=0.0051)
    assert turn == pytest.approx(optimize.brentq(factor, 100, 1e5), rel=0.02)


def test_bells_are_densities_and_their_shares_are_those_beyond_the_exact_quantile():
    _, _, a, b = normal_inverse_gamma(X[:10], Y[:10])
    bells = {"log sigma": (1.38, 0.17), "sigma": (3.87, 0.64), "sigma²": (15.0, 4.7)}
    figure, words = drawn(plots.bells_for_sigma(a, b, bells))
    limit, *shares = decimals(words)
    sigma = np.sqrt(b / np.random.default_rng(2).gamma(a, size=100_000))
    assert np.mean(sigma > limit) == pytest.approx(0.05, abs=0.004)
    back = {"log sigma": np.exp, "sigma": lambda t: t, "sigma²": lambda t: np.sqrt(np.abs(t))}
    rng = np.random.default_rng(3)
    for share, (name, (centre, sd)) in zip(shares, bells.items(), strict=True):
        drawn_ = back[name](rng.normal(centre, sd, 200_000))
        assert share == pytest.approx(100 * np.mean(drawn_ > limit), abs=0.11)
    for line in figure.axes[0].get_lines()[:4]:
        s, density = line.get_xydata().T
        assert np.trapezoid(density, s) == pytest.approx(1, abs=0.01)
