"""The pictures of lesson 03 say true things, and say them twice."""

import io
import re

import numpy as np
import pytest
import statsmodels.api as sm
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from scipy import stats

from helpers import plots, simulate
from tests.lessons.drawing import drawn

LAW, STACK = plots.sampling_law(), plots.intervals()
VALUES = {
    LAW: [{}, {"n": 10, "coefficient": 0, "worlds": 10}, {"coefficient": 2, "n": 50}],
    STACK: [
        {},
        {"n": 10, "recipe": 3},
        {"n": 10, "level": 99, "first": 1950},
        {"level": 50, "recipe": 2},
    ],
}
WORLD = simulate.seed_world()
X, Y = WORLD.X, WORLD.y
NOISE = np.random.default_rng(2).normal(0, 5, (2000, 200))
ESTIMATES = np.linalg.lstsq(X, (X @ WORLD.beta + NOISE).T)[0].T
FIT = sm.OLS(Y, X).fit()
RNG = np.random.default_rng(3)
RESAMPLED = FIT.params + RNG.multivariate_normal(np.zeros(3), FIT.cov_HC0, size=2000)
TEN = X[:10] @ WORLD.beta + RNG.normal(0, 5, (20_000, 10))
AMONG = plots.one_among_many(ESTIMATES, FIT.params)
SPREADS = plots.two_spreads(ESTIMATES, RESAMPLED)
TRADED = plots.traded_errors(ESTIMATES, 25 * np.linalg.inv(X.T @ X))
HEIGHTS = plots.height_errors(X, np.sqrt(FIT.scale))
BANDS = plots.plane_and_observations(X, Y)
SIGMAS = plots.sigma_hats(X[:10], TEN)
STILL = (AMONG, SPREADS, TRADED, HEIGHTS, BANDS, SIGMAS)
VALUES |= {picture: [{}] for picture in STILL}
CASES = [(picture, values) for picture, many in VALUES.items() for values in many]


def numbers(text):
    """Those in a title that counts by thousands: 2,000."""
    return [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\.?\d*", text)]


def title(picture, **values):
    return drawn(picture, **values)[0].get_suptitle().replace("\n", " ")


@pytest.mark.parametrize(("picture", "values"), CASES)
def test_words_begin_with_the_finding_in_the_title(picture, values):
    figure, words = drawn(picture, **values)
    assert words.startswith(figure.get_suptitle().replace("\n", " "))
    assert len(words) < 400 and words.endswith(".")
    assert all(axes.get_xlabel() and axes.get_ylabel() for axes in figure.axes)


@pytest.mark.parametrize(("picture", "values"), CASES)
def test_nothing_is_cut_off_at_the_edge(picture, values):
    start = {name: slider.start for name, slider in picture._sliders.items()}
    png = picture.set(**{**start, **values}).png
    grey = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    assert np.concatenate([*grey[:2], *grey[-2:], *grey.T[:2], *grey.T[-2:]]).min() > 245


@pytest.mark.parametrize("n", [10, 50, 200])
@pytest.mark.parametrize("coefficient", [0, 1, 2])
def test_repetitions_agree_with_the_formula_up_to_their_own_error(n, coefficient):
    said = title(LAW, n=n, coefficient=coefficient)
    average, truth, spread, formula = numbers(said.split("average ")[1])
    assert abs(average - truth) < 4 * formula / np.sqrt(2000) + 0.01
    assert abs(spread / formula - 1) < 4 / np.sqrt(4000) + 0.01 / formula


@pytest.mark.parametrize("n", [10, 100])
@pytest.mark.parametrize("level", [50, 95])
@pytest.mark.parametrize("recipe", [1, 2, 3])
def test_coverage_in_the_title_is_that_of_the_t_distribution(n, level, recipe):
    df = n - 3
    quantile = (stats.t(df) if recipe == 1 else stats.norm).ppf(0.5 + level / 200)
    narrower = np.sqrt(df / n) if recipe == 3 else 1.0
    right = 1 - 2 * stats.t.sf(quantile * narrower, df)
    share = numbers(title(STACK, n=n, level=level, recipe=recipe))[-1] / 100
    assert abs(share - right) < 4 * np.sqrt(right * (1 - right) / 2000) + 0.0005


def test_misses_differ_from_hits_in_colour_shape_and_width():
    figure, _ = drawn(STACK, n=10, recipe=3)
    hit, miss = (
        next(line for line in figure.axes[0].get_lines() if line.get_label() == label)
        for label in ("holds it", "misses it")
    )
    assert hit.get_marker() != miss.get_marker() and hit.get_color() != miss.get_color()
    hits, misses = figure.axes[0].collections
    assert misses.get_linewidth()[0] > 2 * hits.get_linewidth()[0]
    assert len(hit.get_xdata()) + len(miss.get_xdata()) == 50
    assert len(hit.get_xdata()) == numbers(title(STACK, n=10, recipe=3))[0]


def test_misses_in_the_title_are_those_of_the_estimates():
    said = [float(word) for word in re.findall(r"[+-]\d\.\d\d", title(AMONG).replace("−", "-"))]
    assert said == pytest.approx((FIT.params - WORLD.beta) / np.std(ESTIMATES, axis=0), abs=0.006)


def test_spreads_in_the_title_are_those_of_both_histograms():
    worlds, resamples, off = numbers(title(SPREADS))[1:]  # the first is that of x1
    assert worlds == pytest.approx(np.std(ESTIMATES[:, 1]), abs=0.006)
    assert resamples == pytest.approx(np.std(RESAMPLED[:, 1]), abs=0.006)
    assert off == pytest.approx(np.mean(RESAMPLED[:, 1]) - WORLD.beta[1], abs=0.006)
    upper, lower = drawn(SPREADS)[0].axes
    assert upper.get_xlim() == lower.get_xlim()


@pytest.mark.parametrize("worlds", [10, 30, 290, 2000])
@pytest.mark.parametrize("coefficient", [0, 1, 2])
def test_the_legend_stands_above_the_bars_and_the_axes_hold_both(coefficient, worlds):
    figure, _ = drawn(LAW, coefficient=coefficient, worlds=worlds)
    FigureCanvasAgg(figure).draw()
    (axes,) = figure.axes
    legend = axes.get_legend().get_window_extent()
    assert axes.get_window_extent().y1 > legend.y1
    for drawing in (*axes.patches, axes.lines[0]):
        assert drawing.get_window_extent().y1 < legend.y0


def test_no_histogram_leaves_an_estimate_out():
    for axes in (*drawn(AMONG)[0].axes, *drawn(SPREADS)[0].axes):
        corners = axes.patches[0].get_xy()
        area = np.sum(np.diff(corners[:, 0]) * (corners[:-1, 1] + corners[1:, 1]) / 2)
        width = np.max(np.diff(np.unique(corners[:, 0].round(9))))
        assert abs(area) / width == pytest.approx(2000, rel=1e-6)


def test_the_ellipse_holds_the_share_that_the_title_says():
    correlation, promised, share = numbers(title(TRADED).split("correlation")[1])
    assert -correlation == pytest.approx(np.corrcoef(ESTIMATES.T)[0, 1], abs=0.006)
    assert promised == 95 and abs(share - 95) < 100 * 4 * np.sqrt(0.95 * 0.05 / 2000)
    ring = drawn(TRADED)[0].axes[0].get_lines()[1]
    off = np.column_stack([ring.get_ydata(), ring.get_xdata()]) - WORLD.beta[:2]
    inverse = np.linalg.inv(25 * np.linalg.inv(X.T @ X)[:2, :2])
    assert np.sum(off @ inverse * off, axis=1) == pytest.approx(np.full(200, -2 * np.log(0.05)))


def test_heights_have_the_errors_that_statsmodels_gives():
    said = numbers(title(HEIGHTS).replace("(0.5, 0.5)", "").replace("(1.5, 1.5)", ""))
    errors = FIT.get_prediction([[1, 0.5, 0.5], [1, 0, 0], [1, 1.5, 1.5]]).se_mean
    assert [said[0], said[1], said[-1]] == pytest.approx(errors, abs=0.006)


def test_new_observations_are_counted_by_the_intervals_of_statsmodels():
    figure, words = drawn(BANDS)
    shown = {line.get_label(): line.get_xydata() for line in figure.axes[0].get_lines()}
    inside, outside = shown["new, inside"], shown["new, outside"]
    x, y = np.vstack([inside, outside]).T
    table = FIT.get_prediction(np.column_stack([np.ones(200), x, x]))
    counts = [
        np.sum((low <= y) & (y <= high))
        for low, high in (table.conf_int(obs=True).T, table.conf_int().T)
    ]
    assert numbers(words)[:3] == [200, *counts] and len(inside) == counts[0]
    assert figure.axes[0].get_ylim()[0] < y.min() and figure.axes[0].get_ylim()[1] > y.max()


def test_average_sigmas_are_those_of_the_chi_law():
    said = numbers(title(SIGMAS))
    right = 5 * stats.chi(7).mean() / np.sqrt([10, 7])
    assert said[0] == 10 and said[-1] == 5
    assert [said[1], said[2]] == pytest.approx(right, abs=0.006 + 4 * 1.4 / np.sqrt(20_000))
