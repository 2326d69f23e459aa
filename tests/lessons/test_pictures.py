"""The pictures of the lessons say true things, and say them twice."""

import io
import re
import sys
from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import same_color, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image
from scipy import stats

from helpers import likelihood, ols, plots, simulate, trace
from helpers.exercises import out_into_the_world
from helpers.explore import CSS_PIXELS_PER_INCH, LEAST_SCALE, at_night
from helpers.lessons import style
from helpers.lessons.when_the_model_lies.unlabelled import five_worlds
from tests.lessons.drawing import decimals, drawn, leapfrog, numbers

OKABE_ITO = {
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
}  # fmt: skip
WORLD = simulate.seed_world()
BETA_HAT = np.linalg.lstsq(WORLD.X, WORLD.y)[0]
PLACE = np.append(BETA_HAT, 5.0)
ARRIVED = trace.minimise(lambda theta: theta @ theta, [1, 3])
FALLEN = trace.minimise(lambda theta: np.nan, [1, 3])
PLACES = np.linspace(-8, 8, 321)
BELL = 0.05 * np.exp(-(PLACES**2) / 2) / np.sqrt(2 * np.pi)
CHAINS = np.random.default_rng(1).standard_normal((4, 1000))

TWIN = simulate.small_twin()
ESTIMATES = BETA_HAT + np.random.default_rng(6).normal(size=(2000, 3))
TEN_ROWS = np.random.default_rng(6).normal(10, 5, (2000, 10))
WIDTHS, WIDE = np.geomspace(0.25, 20, 60), np.geomspace(4, 1e6, 60)
GROWING = np.column_stack([4 * WIDTHS / (1 + WIDTHS), 11 * WIDTHS / (1 + WIDTHS)])
LEVERAGE = np.diag(WORLD.X @ np.linalg.pinv(WORLD.X))
FIVE_WORLDS = BETA_HAT + np.arange(15.0).reshape(5, 3) / 10 - 0.7
CERTIFIED = np.array([-3.5e6, 15.06, -0.0358, -2.02, -1.033, -0.0511, 1829.15])
FITS = ols.fit_many(WORLD.X, simulate.replicate(WORLD, rng=np.random.default_rng(4)))
LEVERS = np.diag(WORLD.X @ np.linalg.pinv(WORLD.X)), WORLD.y - WORLD.X @ BETA_HAT
LEVERS += (LEVERS[1] / (1 - LEVERS[0]),)  # leverages, residuals, deleted residuals
TAU = np.linspace(0, 4, 4001)
SUM = 75 * np.exp(-2 * TAU)
INCOME = np.exp(6.6 + CHAINS[0, :200] / 2)
FOOD = np.exp(0.8 + 0.85 * np.log(INCOME) + CHAINS[1, :200] / 8)
OFFSETS = 10.0 ** np.arange(8)
SCORES = np.random.default_rng(0).normal(0, [3, 2, 2, 20], (500, 4))

PICTURES = {
    "balance": lambda: plots.balance(TWIN.y, TWIN.y.mean()),
    "matrix_times_vector": plots.matrix_times_vector,
    "inverse": plots.inverse,
    "gradient": plots.gradient,
    "density": plots.density,
    "pretend_world": plots.pretend_world,
    "projection": plots.projection,
    "fit_3d": lambda: plots.fit_3d(WORLD, BETA_HAT),
    "truth_and_estimate": lambda: plots.truth_and_estimate(WORLD, BETA_HAT),
    "residuals": lambda: plots.residuals(WORLD.X @ BETA_HAT, WORLD.y),
    "predictors_and_response": lambda: plots.predictors_and_response(WORLD.X[:, 1:].T, WORLD.y),
    "noise_and_law": lambda: plots.noise_and_law(WORLD.noise, WORLD.sigma),
    "estimates_of_worlds": lambda: plots.estimates_of_worlds(WORLD, FIVE_WORLDS),
    "error_and_size": lambda: plots.error_and_size([200, 2_000, 20_000], [1.0, 0.3, 0.1]),
    "leverages": lambda: plots.leverages(WORLD.X, LEVERAGE),
    "right_triangle": lambda: plots.right_triangle(WORLD.y, WORLD.X @ BETA_HAT),
    "stretched_circle": lambda: plots.stretched_circle(WORLD.X[:, :2]),
    "digits_kept": lambda: plots.digits_kept(
        CERTIFIED, CERTIFIED * (1 + 1e-12), CERTIFIED * (1 + 1e-8), (11.36, 6.73)
    ),
    "sampling_law": plots.sampling_law,
    "intervals": plots.intervals,
    "one_among_many": lambda: plots.one_among_many(ESTIMATES, BETA_HAT),
    "two_spreads": lambda: plots.two_spreads(ESTIMATES, ESTIMATES + 0.3),
    "traded_errors": lambda: plots.traded_errors(ESTIMATES, np.cov(ESTIMATES.T)),
    "height_errors": lambda: plots.height_errors(WORLD.X, 5.0),
    "plane_and_observations": lambda: plots.plane_and_observations(WORLD.X, WORLD.y),
    "sigma_hats": lambda: plots.sigma_hats(WORLD.X[:10], TEN_ROWS),
    "spread_and_said": lambda: plots.spread_and_said(FITS, ["a", "b", "c"], robust=True),
    "long_levers": lambda: plots.long_levers(*LEVERS),
    "squared_residuals": lambda: plots.squared_residuals(WORLD.X, LEVERS[1]),
    "neighbours": lambda: plots.neighbours(LEVERS[1]),
    "break_assumptions": plots.break_assumptions,
    "clues": lambda: plots.clues(**five_worlds()),
    "likelihood_surface": plots.likelihood_surface,
    "one_observation": lambda: plots.one_observation(stats.norm.logpdf, WORLD.y[0]),
    "running_product": lambda: plots.running_product(np.full(250, 0.05)),
    "best_slopes": lambda: plots.best_slopes(np.arange(3.0), {2: [1, 3, 2], 5: [2, 3, 1]}),
    "best_sigmas": lambda: plots.best_sigmas(
        lambda beta, sigma, X, y: stats.norm.logpdf(y, X @ beta, sigma).sum(),
        lambda beta, X, y: np.sqrt(np.mean((y - X @ beta) ** 2)),
        BETA_HAT,
        WORLD.X,
        WORLD.y,
    ),
    "ten_residuals": lambda: plots.ten_residuals(BETA_HAT, 4.0, WORLD.X[:10], WORLD.y[:10]),
    "uphill": lambda: plots.uphill(
        lambda beta, sigma, X, y: np.append(PLACE[:-1] - beta, 5.0 - sigma),
        BETA_HAT,
        5.0,
        WORLD.X,
        WORLD.y,
    ),
    "optimiser_path": plots.optimiser_path,
    "cuts": lambda: plots.cuts(lambda theta: theta @ theta, [1, 2, 3], [2, 4, 6]),
    "two_mendings": lambda: plots.two_mendings([17, 19, 8], [13, 18, 6], [*BETA_HAT, 5]),
    "ends_of_starts": lambda: plots.ends_of_starts([[1, 3]], [FALLEN], [ARRIVED]),
    "level_places": lambda: plots.level_places(lambda theta: 1 / theta, PLACE[1:], 1e8 * PLACE[1:]),
    "gate_and_height": lambda: plots.gate_and_height(
        likelihood.gate, PLACE, PLACE + 1, WORLD.X, WORLD.y
    ),
    "slopes_at_the_truth": lambda: plots.slopes_at_the_truth(SCORES, SCORES[0]),
    "walks_and_errors": lambda: plots.walks_and_errors(SCORES / 20, SCORES / 20 - SCORES**2 / 1e4),
    "profile_sigma": lambda: plots.profile_sigma(WORLD),
    "sigma_intervals": lambda: plots.sigma_intervals({"a": [4, 5], "long name": [4.5, 6]}, WORLD),
    "three_tests": lambda: plots.three_tests(WORLD),
    "refused_when_true": lambda: plots.refused_when_true(
        lambda n: [5 + k / n for k in (20, 50, 90)]
    ),
    "posterior_grid": lambda: plots.posterior_grid(WORLD),
    "prior_predictive": lambda: plots.prior_predictive(WORLD),
    "prior_to_posterior": lambda: plots.prior_to_posterior(WORLD),
    "twice_as_steep": lambda: plots.twice_as_steep(BETA_HAT, np.eye(3) / 20, 100, 2500, WORLD.beta),
    "slope_by_width": lambda: plots.slope_by_width(WIDTHS, 4 - WIDTHS, 4 + WIDTHS / 9),
    "ridge_path": lambda: plots.ridge_path(WIDTHS, GROWING, [4, 11]),
    "joint_and_posterior": lambda: plots.joint_and_posterior(WIDTHS, -WIDTHS - 600, -WIDTHS),
    "slope_and_verdict": lambda: plots.slope_and_verdict(WIDE, 4 + 0 * WIDE, 3 - np.log10(WIDE)),
    "bells_for_sigma": lambda: plots.bells_for_sigma(
        102, 2442, {"log sigma": (1.58, 0.05), "sigma": (4.88, 0.24), "sigma²": (23.8, 2.4)}
    ),
    "gibbs_on_contours": lambda: plots.gibbs_on_contours(WORLD),
    "metropolis_on_contours": lambda: plots.metropolis_on_contours(WORLD),
    "height_along": lambda: plots.height_along(lambda x: -(x @ x) / 2, np.zeros(4), np.ones(4)),
    "arrival": lambda: plots.arrival(PLACES, BELL, [np.roll(BELL, 30 - k) for k in range(31)]),
    "traces": lambda: plots.traces(9 + CHAINS, 9, 1),
    "without_repeats": lambda: plots.without_repeats(PLACES, BELL, BELL**0.9),
    "batch_means": lambda: plots.batch_means(CHAINS.ravel(), 40),
    "worth_of_lengths": lambda: plots.worth_of_lengths([0.1, 1, 5], [0.9, 0.3, 0.01], [9, 500, 8]),
    "given_all_else": lambda: plots.given_all_else(9.1, 0.35, 0.94),
    "with_and_without_the_factor": lambda: plots.with_and_without_the_factor(TAU, -9 * TAU - SUM),
    "energy_errors": lambda: plots.energy_errors([2, 1], {"a": [0.4, 0.1], "b": [4.0, 2.0]}),
    "orbits": lambda: plots.orbits(leapfrog),
    "two_chains": lambda: plots.two_chains(SCORES, SCORES[::-1]),
    "leapfrog_on_contours": lambda: plots.leapfrog_on_contours(WORLD),
    "three_samplers": lambda: plots.three_samplers(WORLD),
    "eta_weighed": lambda: plots.eta_weighed(WIDTHS, 1 / (1 + WIDTHS)),
    "heavy_tail": lambda: plots.heavy_tail(np.abs(CHAINS.ravel()) * 5, 5),
    "sweeps": lambda: plots.sweeps(np.abs(CHAINS[:, :700].reshape(4, 100, 7))),
    "estimated_as_zero": lambda: plots.estimated_as_zero([1, 2, 5], [[90, 60, 10], [80, 40, 20]]),
    "eta_of_many": lambda: plots.eta_of_many((3, 9), [(1, 6.5), (2, 5)], truth=2.75),
    "told_by_rows": lambda: plots.told_by_rows(
        np.array([20.0, 200]), np.array([[0.5, 0.25, 0.1], [2.5, 0.4, 0.2]])
    ),
    "account": lambda: plots.account(["a", "b"], [2, 4], [0.2, 4.4]),
    "runaway": lambda: plots.runaway(WORLD),
    "prior_and_posterior": lambda: plots.prior_and_posterior(WORLD),
    "funnel": lambda: plots.funnel(WORLD),
    "made_up_statistics": lambda: plots.made_up_statistics(
        {"kurtosis of residuals": CHAINS[0], "mean residual": CHAINS[1]},
        {"kurtosis of residuals": 0.25, "mean residual": 7.5},
    ),
    "seen_and_unseen": lambda: plots.seen_and_unseen(*LEVERS[:2], LEVERAGE - 3, LEVERAGE * 9 - 4),
    "by_draws_and_exact": lambda: plots.by_draws_and_exact(
        [-2.5, -4.5, -3], [-2.25, -3.5, -3], [0.1, 0.9, 0.5]
    ),
    "gains": lambda: plots.gains(WORLD.X[:, 1], WORLD.noise / 50),
    "small_differences": lambda: plots.small_differences(CHAINS[0], CHAINS[1] - CHAINS[0]),
    "two_verdicts": lambda: plots.two_verdicts(WIDE, 3 - np.log10(WIDE), 4 + 0 * WIDE),
    "row_by_row": lambda: plots.row_by_row(CHAINS[0].cumsum() / 9, CHAINS[0].cumsum() / 9 - 6),
    "places_of_truths": lambda: plots.places_of_truths(stats.norm.cdf(CHAINS[0]), "sigma"),
    "calibration_lines": lambda: plots.calibration_lines(
        {"log likelihood": stats.norm.cdf(CHAINS[0]), "sigma": stats.norm.cdf(CHAINS[1] / 3)}
    ),
    "prior_or_data": lambda: plots.prior_or_data(
        pd.DataFrame({"prior": [0.01, 0.12], "likelihood": [0.1, 0]}, index=["beta", "log eta 1"])
    ),
    "your_hit_rate": lambda: plots.your_hit_rate(30, 50, (0.48, 0.7)),
    "causes": lambda: plots.causes("z > x, z > y, x > y, x > w, y > w", x="income"),
    "unlabelled_causes": lambda: plots.unlabelled_causes(
        out_into_the_world.what_belongs_in.example()[0]
    ),
    "two_slopes": lambda: plots.two_slopes(*CHAINS[:3].cumsum(axis=0)),
    "budgets": lambda: plots.budgets(INCOME, FOOD),
    "residual_fan": lambda: plots.residual_fan(INCOME, WORLD.noise, LEVERAGE),
    "line_up": lambda: plots.line_up(INCOME, CHAINS.ravel()[:1800].reshape(9, 200)),
    "by_household": lambda: plots.by_household(INCOME, CHAINS[0, :200]),
    "elasticities": lambda: plots.elasticities(INCOME, FOOD),
    "in_francs": lambda: plots.in_francs(INCOME, FOOD, 500.0, [352.2, 268.6, 461.9]),
    "losses": lambda: plots.losses(np.exp(6 + CHAINS[0] / 5), 480.0, 1.0, 4.0),
    "kept_triangle": lambda: plots.kept_triangle(np.eye(3), ["constant", "x1", "y"], 200),
    "digits_of_an_offset": lambda: plots.digits_of_an_offset(
        OFFSETS, 3 + 3e-16 * OFFSETS**2, 3 - 9e-16 * OFFSETS, 3.0
    ),
    "tree_of_merges": lambda: plots.tree_of_merges([100_000] * 20),
    "pieces_added": lambda: plots.pieces_added(
        1.9 + WIDTHS / 100, 1 / np.sqrt(1 + np.arange(60)), "temperature", 2.0
    ),
    "two_standard_errors": lambda: plots.two_standard_errors(["constant", "x1"], [1, 2], [1, 3]),
}


@cache
def made(name):
    """A picture as it comes, shared by the laws below."""
    return PICTURES[name]()


@cache
def first_png(name):
    return made(name).png


def _figure(picture, **values):
    return drawn(picture, **values)[0]


def title(picture, **values):
    return _figure(picture, **values).get_suptitle().replace("\n", " ")


EXTREMES = {
    "matrix_times_vector": [{}, {"b0": 3.0, "b1": 3.0}, {"b0": -3.0, "b1": -3.0}],
    "inverse": [{}, {"angle": 4}, {"angle": 90}],
    "gradient": [{}, {"b0": 3.0, "b1": 1.5}, {"b0": -1.0, "b1": -2.0}, {"b0": 1.0, "b1": -0.5}],
    "density": [{}, {"sigma": 0.05, "mean": 1.0}, {"sigma": 1.0, "mean": -1.0}],
    "pretend_world": [
        {},
        {"sigma": 0.0, "azimuth": 60},
        {"sigma": 15.0, "n": 10, "beta1": -15.0, "beta2": -15.0, "constant": 0.0},
        {"sigma": 15.0, "n": 10, "beta1": 15.0, "beta2": 15.0, "constant": 20.0},
    ],
    "projection": [
        *[{"azimuth": azimuth} for azimuth in (-150, -30, 90)],
        {"elevation": 90},
        {"elevation": -10},
        {"b1": 5.0, "b2": 5.0},
        {"b1": -1.0, "b2": 5.0, "azimuth": 60, "elevation": 40},
        {"b1": 2.0, "b2": 2.0},
    ],
    "clues": [{"world": world} for world in range(1, 6)],
    "profile_sigma": [{}, {"rows": 10, "level": 99}, {"rows": 200, "level": 50}],
    "three_tests": [
        {},
        {"hypothesis": 0.0},
        {"hypothesis": 18.0},
        {"hypothesis": 18.0, "rows": 10},
        {"hypothesis": 0.0, "rows": 10},
        {"hypothesis": 9.0},
    ],
    "posterior_grid": [
        {},
        {"points": 5, "rows": 200},
        {"points": 40, "rows": 200},
        {"points": 40, "rows": 10},
    ],
    "prior_predictive": [
        {},
        {"log_width": 3.0},
        {"log_width": -1.0, "centre": 40.0},
        {"log_width": 1.5, "centre": -20.0},
    ],
    "prior_to_posterior": [
        {},
        {"centre": -20.0, "width": 0.5, "rows": 200},
        {"centre": 20.0, "width": 20.0, "rows": 10},
        {"centre": 3.0, "width": 0.5, "rows": 10},
    ],
    "runaway": [{}, {"mu": 8.0, "decades": 6}, {"mu": 0.0, "decades": 1}],
    "prior_and_posterior": [
        {},
        {"rows": 20, "coefficient": 2},
        {"s": 100.0, "A": 1.0},
        {"s": 1.0, "A": 25.0},
    ],
    "funnel": [{}, {"form": 2, "step": 1.0}, {"form": 3, "step": 0.1}],
    "calibration_lines": [{}, {"quantity": 2}],
}

PRETEND_WORLD, PROJECTION = plots.pretend_world(), plots.projection()

# Laws of all pictures


def test_no_picture_is_left_out():
    styles = {"CHOICE", "ESTIMATE", "STYLE", "TRUTH"}
    assert set(PICTURES) == set(plots.__all__) - styles


@pytest.mark.parametrize("name", PICTURES)
def test_words_begin_with_the_finding_in_the_title(name):
    picture = made(name)
    assert numbers(title(picture)) or name == "causes"
    assert picture.words.startswith(title(picture))
    for values in EXTREMES.get(name, [{}]):
        figure = Figure(figsize=picture._size)
        words = picture._draw(figure, **{**picture.values, **values})
        assert words.startswith(figure.get_suptitle().replace("\n", " ")), values
        assert len(words) < 400 and words.endswith("."), values


@pytest.mark.parametrize("name", PICTURES)
def test_two_makings_are_equal_byte_by_byte(name):
    assert PICTURES[name]().png == first_png(name)


@pytest.mark.parametrize("name", PICTURES)
def test_flat_axes_are_labelled(name):
    figure = _figure(made(name))
    for axes in figure.axes:
        if not axes.axison:
            continue
        named_rows = [label.get_text() for label in axes.get_yticklabels()]
        column = axes.get_shared_x_axes().get_siblings(axes)  # one label may do for several panels
        assert axes.get_title() or any(panel.get_xlabel() for panel in column)
        assert axes.get_ylabel() or all(named_rows)
        if axes.get_legend_handles_labels()[1]:  # one legend may do for several panels
            assert figure.legends or any(panel.get_legend() for panel in figure.axes)


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_is_cut_off_at_the_edge(name):
    picture = PICTURES[name]()
    for values in EXTREMES.get(name, [{}]):
        picture.set(**{**made(name).values, **values})
        png = picture.png if values else first_png(name)
        grey = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
        edge = np.concatenate([*grey[:2], *grey[-2:], *grey.T[:2], *grey.T[-2:]])
        assert edge.min() > 245, values


# Contrast, by the definition of WCAG 2.2: text needs 4.5, and marks need 3.


def luminance(rgb):
    rgb = np.asarray(rgb)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = np.sort([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def least_contrast(color, alpha=None):
    """To the ground of a picture, by day and at night: the lower of the two."""
    *rgb, alpha = to_rgba(color, alpha)
    seen = alpha * np.array(rgb) + 1 - alpha
    return min(contrast(seen, [1, 1, 1]), contrast(at_night(seen), at_night([1, 1, 1])))


def test_contrast_is_that_of_the_standard():
    assert contrast([1, 1, 1], [0, 0, 0]) == pytest.approx(21)
    assert contrast(to_rgba("#767676")[:3], [1, 1, 1]) == pytest.approx(4.54, abs=0.005)


COLOURS = [style.BLUE, style.VERMILION, style.GREEN, style.SKY, style.BLACK, style.GREY]


@pytest.mark.parametrize("color", COLOURS)
def test_each_colour_can_be_seen_and_its_ink_be_read_by_day_and_at_night(color):
    assert least_contrast(color) >= 3
    assert least_contrast(style.ink(color)) >= 4.5
    assert least_contrast(style.area(color)["edgecolor"]) >= 3
    night = at_night(to_rgba(color)[:3])
    assert contrast(night, to_rgba("#212121")[:3]) >= 3  # the lighter of JupyterLab's dark grounds
    assert contrast(at_night(to_rgba(style.ink(color))[:3]), to_rgba("#212121")[:3]) >= 4.5


@pytest.mark.parametrize("name", PICTURES)
def test_text_and_marks_stand_out_from_the_ground_by_day_and_at_night(name):
    picture = made(name)
    for values in EXTREMES.get(name, [{}]):
        with mpl.style.context(["default", picture._style]):
            figure = _figure(picture, **values)
        for text in figure.findobj(Text):
            if text.get_visible() and text.get_text().strip():
                assert least_contrast(text.get_color(), text.get_alpha()) >= 4.5, text
        for line in figure.findobj(Line2D):
            grid = same_color(line.get_color(), style.STYLE["grid.color"])
            # Of a cloud of a thousand dots it is the cloud that is seen.
            cloud = len(line.get_xdata()) > 500 and line.get_linestyle() == "None"
            if line.get_visible() and not grid and not cloud:
                assert least_contrast(line.get_color(), line.get_alpha()) >= 3, line.get_label()


@pytest.mark.parametrize("name", PICTURES)
def test_text_is_nine_pixels_high_where_a_picture_is_narrowest(name):
    picture = made(name)
    with mpl.style.context(["default", picture._style]):
        figure = _figure(picture)
        sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip()]
    points = 72 / CSS_PIXELS_PER_INCH
    assert min(sizes) / points * LEAST_SCALE >= 9


def test_truth_estimate_and_choice_differ_in_colour_dash_and_shape():
    styles = (plots.TRUTH, plots.ESTIMATE, plots.CHOICE)
    for key in ("color", "linestyle", "marker"):
        assert len({style[key] for style in styles}) == 3
    assert {style["color"] for style in styles} <= OKABE_ITO


# Lesson 00


def test_an_average_balances_its_numbers():
    average, up, down = decimals(title(plots.balance(TWIN.y, TWIN.y.mean())))
    assert average == round(TWIN.y.mean(), 2) and up == -down
    assert up == round(np.abs(TWIN.y - TWIN.y.mean()).sum() / 2, 2)
    assert decimals(title(plots.balance([1.0, 2.0, 6.5], 3.0))) == [3.0, 3.5, -3.0]


@pytest.mark.parametrize(("b0", "b1"), [(1.0, 1.5), (2.0, 3.0), (-0.7, 0.0), (0.0, 0.0)])
def test_a_matrix_times_a_vector_is_the_sum_of_its_columns(b0, b1):
    first, second = [[1.0, 2.0], [1.0, 0.5]] @ np.array([b0, b1])
    finding = title(plots.matrix_times_vector(), b0=b0, b1=b1)
    assert finding.endswith(f"= ({first:.2f}, {second:.2f})".replace("-", "−"))


@pytest.mark.parametrize("angle", [4, 30, 60, 90])
def test_the_way_back_solves_for_the_target(angle):
    b = decimals(title(plots.inverse(), angle=angle))
    radians = np.radians(angle)
    X = np.array([[1, np.cos(radians)], [0, np.sin(radians)]])
    np.testing.assert_allclose(X @ b, [1, 1], atol=0.0101)


@pytest.mark.parametrize(("b0", "b1"), [(2.0, 1.0), (-1.0, -2.0), (1.0, -0.5)])
def test_the_gradient_is_the_slope_of_small_steps(b0, b1):
    def height(b0, b1):
        return (b0 - 1) ** 2 + 2 * (b1 + 0.5) ** 2

    step = 1e-6
    slopes = [
        (height(b0 + step, b1) - height(b0 - step, b1)) / (2 * step),
        (height(b0, b1 + step) - height(b0, b1 - step)) / (2 * step),
    ]
    finding = title(plots.gradient(), b0=b0, b1=b1)
    np.testing.assert_allclose(decimals(finding), [b0, b1, *slopes], atol=1e-6)
    assert ("bottom" in finding) == (slopes == pytest.approx([0, 0], abs=1e-6))
    contours = [
        line.get_data()
        for line in _figure(plots.gradient()).axes[0].get_lines()
        if len(line.get_xdata()) > 100
    ]
    assert len(contours) > 3
    for contour in contours:
        heights = height(*contour)
        np.testing.assert_allclose(heights, heights[0], rtol=1e-12)


def test_a_density_grows_as_it_narrows_and_its_area_stays():
    assert decimals(title(plots.density(), sigma=0.1)) == [3.99, 0.68]
    assert decimals(title(plots.density(), sigma=0.05)) == [7.98, 0.68]
    values, heights = _figure(plots.density(), sigma=0.5).axes[0].get_lines()[0].get_data()
    assert np.trapezoid(heights, values) == pytest.approx(1, abs=1e-5)


# Lesson 01


def test_the_pretend_world_starts_as_the_seed_world():
    picture = plots.pretend_world()
    assert title(picture) == (
        "The fit misses the constant by −0.94 and the slopes by +0.45 and +0.88"
    )
    assert picture.values == {
        "constant": 10.0, "beta1": 3.9, "beta2": 10.2, "sigma": 5.0, "n": 200, "azimuth": -60,
    }  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(
    constant=st.integers(0, 40).map(lambda k: k / 2),
    beta1=st.integers(-150, 150).map(lambda k: k / 10),
    beta2=st.integers(-150, 150).map(lambda k: k / 10),
    sigma=st.integers(1, 30).map(lambda k: k / 2),
    n=st.integers(1, 20).map(lambda k: 10 * k),
)
def test_the_miss_is_noise_and_owes_nothing_to_the_truth(constant, beta1, beta2, sigma, n):
    values = {"constant": constant, "beta1": beta1, "beta2": beta2, "sigma": sigma, "n": n}
    finding = title(PRETEND_WORLD, **values)
    X, noise = WORLD.X[:n], WORLD.noise[:n] * sigma / 5
    miss = np.linalg.solve(X.T @ X, X.T @ noise)
    np.testing.assert_allclose(decimals(finding), miss, atol=0.00501)


def test_without_noise_the_title_says_so():
    picture = plots.pretend_world().set(sigma=0.0)
    assert picture.words.startswith("Without noise the fit finds the truth, digit for digit.")


def test_truth_and_estimate_has_a_mark_for_each():
    axes = _figure(plots.truth_and_estimate(WORLD, BETA_HAT)).axes[0]
    truth, estimate = axes.get_lines()
    np.testing.assert_allclose(truth.get_xdata(), WORLD.beta)
    np.testing.assert_allclose(estimate.get_xdata(), BETA_HAT)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["const", "x1", "x2"]


def test_responses_are_told_by_mean_and_correlations():
    x, y = WORLD.X[:, 1:].T, WORLD.y
    known = [y.mean(), *np.corrcoef([y, *x])[0, 1:]]
    np.testing.assert_allclose(decimals(title(made("predictors_and_response"))), known, atol=0.005)


def test_draws_are_told_beside_their_law():
    figure = _figure(made("noise_and_law"))
    noise = WORLD.noise
    assert decimals(title(made("noise_and_law"))) == [round(noise.mean(), 3), round(noise.std(), 3)]
    bars = figure.axes[0].patches
    assert sum(bar.get_width() * bar.get_height() for bar in bars) == pytest.approx(1)


def test_estimates_of_worlds_lie_where_they_are():
    axes = _figure(made("estimates_of_worlds")).axes[0]
    *estimates, truth = axes.get_lines()
    np.testing.assert_allclose([line.get_xdata() for line in estimates], FIVE_WORLDS)
    np.testing.assert_allclose(truth.get_xdata(), WORLD.beta)
    ends = [FIVE_WORLDS[:, 0].min(), FIVE_WORLDS[:, 0].max(), WORLD.beta[0]]
    assert decimals(title(made("estimates_of_worlds"))) == [round(end, 1) for end in ends]


def test_the_error_is_drawn_beside_the_law_of_the_root():
    law, errors = _figure(made("error_and_size")).axes[0].get_lines()
    np.testing.assert_allclose(law.get_ydata(), 1 / np.sqrt([1, 10, 100]))
    np.testing.assert_allclose(errors.get_ydata(), [1.0, 0.3, 0.1])
    assert decimals(title(made("error_and_size"))) == [1.0, 0.1]


@pytest.mark.parametrize("p", [1, 2, 4, 7])
def test_any_number_of_coefficients_can_be_compared(p):
    world = simulate.linear_world(30, np.arange(1.0, p + 1), 1, np.random.default_rng(p))
    beta_hat = world.beta + 0.25 * np.arange(1, p + 1)
    finding = title(plots.truth_and_estimate(world, beta_hat))
    assert decimals(finding)[0] == 0.25 and decimals(finding)[-1] == 0.25 * p


def test_estimates_come_in_any_container():
    expected = plots.fit_3d(WORLD, BETA_HAT).png
    for same in (list(BETA_HAT), BETA_HAT.reshape(-1, 1), WORLD.frame.iloc[0] * 0 + BETA_HAT):
        assert plots.fit_3d(WORLD, same).png == expected


# Lesson 02

X3 = np.column_stack([np.ones(3), [0.0, 1.0, 0.5]])
Y3 = np.array([1.0, 3.0, 5.0])


@settings(max_examples=10, deadline=None)
@given(st.integers(-10, 50), st.integers(-10, 50))
def test_the_projection_compares_your_residual_with_the_shortest(tenths1, tenths2):
    b = np.array([tenths1, tenths2]) / 10
    finding = title(PROJECTION, b1=b[0], b2=b[1])
    yours, shortest = np.linalg.norm(Y3 - X3 @ b), np.sqrt(np.linalg.lstsq(X3, Y3)[1][0])
    if tenths1 == tenths2 == 20:
        assert finding.startswith("You found it")
    else:
        assert decimals(finding) == [round(yours, 2), round(shortest, 2)]


def test_the_shortest_residual_can_be_found():
    finding = title(PROJECTION, b1=2.0, b2=2.0)
    assert finding.startswith("You found it: your residual is 2.45 long, the shortest there is")
    assert title(PROJECTION, b1=2.1, b2=2.0).startswith("Your residual is")


def test_residuals_on_one_ellipse_of_the_map_are_equally_long():
    _, axes = _figure(PROJECTION).axes
    ellipses = [line.get_xydata() for line in axes.get_lines() if len(line.get_xdata()) > 100]
    labels = [float(text.get_text()) for text in axes.texts]
    places = [text.get_position() for text in axes.texts]
    assert len(ellipses) == len(labels) == 4
    for ellipse, label, place in zip(ellipses, labels, places, strict=True):
        for b in (*ellipse[::20], place):
            assert np.linalg.norm(Y3 - X3 @ b) == pytest.approx(label, rel=1e-12)


def test_a_right_angle_is_drawn_as_one():
    for values in ({}, {"b1": 5.0, "b2": 5.0}):
        space, _ = _figure(PROJECTION, **values).axes
        ranges = np.ptp([space.get_xlim(), space.get_ylim(), space.get_zlim()], axis=1)
        aspect = np.asarray(space._box_aspect)
        np.testing.assert_allclose(aspect / aspect[0], ranges / ranges[0], rtol=1e-9)


def test_turning_changes_the_view_and_not_the_finding():
    one, other = plots.projection(), plots.projection().set(azimuth=60, elevation=45)
    assert one.png != other.png and one.words == other.words


def test_residuals_states_mean_and_standard_deviation():
    picture = plots.residuals(WORLD.X @ BETA_HAT, WORLD.y)
    assert title(picture) == "The residuals have mean 0.00 and standard deviation 4.89"
    assert title(plots.residuals(WORLD.y + 1, WORLD.y)).startswith("The residuals have mean −1.00")


def test_the_longest_lever_is_named():
    most, times, average = decimals(title(made("leverages")))
    assert [most, average] == [round(LEVERAGE.max(), 4), 0.015]
    assert times == round(LEVERAGE.max() / 0.015, 1)
    assert f"observation {LEVERAGE.argmax()}," in made("leverages").words


def test_the_triangle_is_right_and_its_cosine_is_r():
    angle, r_squared = decimals(title(made("right_triangle")))
    assert r_squared == round(np.corrcoef(WORLD.y, WORLD.X @ BETA_HAT)[0, 1] ** 2, 4)
    assert np.cos(np.radians(angle)) ** 2 == pytest.approx(r_squared, abs=0.001)
    short, tall, long = decimals(made("right_triangle").words)[2:]
    assert short**2 + tall**2 == pytest.approx(long**2, rel=0.002)


def test_half_axes_are_singular_values():
    values = np.linalg.svd(WORLD.X[:, :2], compute_uv=False)
    known = [*values, values[0] / values[1]]
    np.testing.assert_allclose(decimals(title(made("stretched_circle"))), known, atol=0.005)
    _, ellipse, *axes = _figure(made("stretched_circle")).axes[0].get_lines()
    reach = np.linalg.norm(ellipse.get_xydata(), axis=1)
    np.testing.assert_allclose([reach.max(), reach.min()], values, rtol=1e-3)
    np.testing.assert_allclose([np.linalg.norm(line.get_xydata()[1]) for line in axes], values)


def test_digits_are_those_of_the_relative_error():
    figure = _figure(made("digits_kept"))
    qr, _, normal, _ = figure.axes[0].get_lines()
    np.testing.assert_allclose(qr.get_xdata(), 12, atol=1e-3)
    np.testing.assert_allclose(normal.get_xdata(), 8, atol=1e-6)
    assert decimals(title(made("digits_kept"))) == [11.4, 6.7]
    assert title(made("digits_kept")).startswith("Ten digits are right in 7 of 7 coefficients")


# Errors


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: plots.fit_3d(WORLD, [1, 2]),
            "has 2 entries; this world has 3 coefficients: const",
        ),
        (lambda: plots.fit_3d(WORLD, ...), "still blank"),
        (lambda: plots.fit_3d(WORLD, "abc"), "of type str"),
        (lambda: plots.fit_3d(WORLD, [[1, 2], [3, 4]]), r"shape \(2, 2\); pass one flat list"),
        (lambda: plots.truth_and_estimate(WORLD, [1, np.nan, 2]), r"beta_hat\[1\] is nan"),
        (lambda: plots.truth_and_estimate(WORLD, 3.0), r"shape \(\)"),
        (lambda: plots.residuals([], []), r"shape \(0,\)"),
        (lambda: plots.residuals([1, 2, 3], [1, 2]), "3 entries and y has 2"),
        (lambda: plots.balance([1, 2], ...), "average is"),
        (lambda: plots.predictors_and_response([[1, 2, 3]], [1, 2]), r"wanted \(k, 2\)"),
        (lambda: plots.estimates_of_worlds(WORLD, [[1, 2]]), "has 2 entries; this world has 3"),
        (lambda: plots.error_and_size([1, 2], [1]), "2 sizes and 1 errors"),
        (lambda: plots.leverages(WORLD.X[:, 1:], LEVERAGE), r"wanted \(200, 3\)"),
        (lambda: plots.right_triangle([1, 2, 3], [1, 2]), "3 entries and fitted has 2"),
        (lambda: plots.stretched_circle(WORLD.X), r"shape \(200, 3\)"),
        (
            lambda: plots.fit_3d(
                simulate.linear_world(5, [1, 2], 1, np.random.default_rng(0)), [1, 2]
            ),
            "has 1 predictors; a plane",
        ),
    ],
)
def test_errors_say_what_was_given_and_what_is_wanted(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def test_each_picture_has_a_name_of_its_own():
    """`plots` has those of all lessons: of two with one name the first could not be had."""
    its = re.compile(r"helpers\.lessons\..*\.pictures")
    modules = [module for name, module in sys.modules.items() if its.fullmatch(name)]
    names = [name for module in modules for name in module.__all__]
    assert sorted(names) == sorted(set(names)) and set(names) <= set(plots.__all__)
