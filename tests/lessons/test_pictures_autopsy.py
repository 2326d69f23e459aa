"""The pictures of lesson 06: what they draw is what the searches, the slopes and the gate gave."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy import stats

from helpers import likelihood, simulate
from helpers.lessons.autopsy.pictures import (
    BELOW_THE_TOP,
    cuts,
    ends_of_starts,
    gate_and_height,
    level_places,
    optimiser_path,
    search,
    two_mendings,
)
from tests.lessons.drawing import decimals, drawn, numbers

WORLD = simulate.seed_world()
X, Y = WORLD.X[:, 1:], WORLD.y
BETA_HAT = np.linalg.lstsq(X, Y)[0]
SIGMA_HAT = np.sqrt(np.mean((Y - X @ BETA_HAT) ** 2))
PICTURE = optimiser_path()
PRINTED = np.array([16.66478861, 18.78203099, 7.66490432])
TOP = np.append(BETA_HAT, SIGMA_HAT)
FIT = likelihood.fit(WORLD.X, Y)
TOP_WITH = np.append(FIT.beta, FIT.sigma)
FAR = np.array([-2e9, 1e9, 3e8])


def value(theta):
    return -stats.norm.logpdf(Y, X @ theta[:-1], theta[-1]).sum()


def slopes_at(theta):
    residuals, sigma = Y - X @ theta[:-1], theta[-1]
    by_sigma = len(Y) / sigma - residuals @ residuals / sigma**3
    return np.append(-X.T @ residuals / sigma**2, by_sigma)


def gate(beta, sigma, X, y):
    return likelihood.gate(beta, sigma, X, y)


def title(**values):
    return drawn(PICTURE, **values)[0].get_suptitle().replace("\n", " ").replace("−", "-")


def test_the_notebooks_start_ends_at_what_the_notebook_printed():
    path = search(X, Y, 2.0, log=False)
    assert not path.success and path.failed_at == 14
    np.testing.assert_allclose(path.x, [16.66478861, 18.78203099, 7.66490432], atol=2e-4)
    assert path.points[14, 2] < 0 < path.points[:14, 2].min()
    assert decimals(title()) == [2.0, -0.78, 16.7, 18.8, 7.7]
    assert "evaluation 14" in title() and "nan" in title()


def test_the_search_minimises_the_negative_log_likelihood():
    for log in (False, True):
        path = search(X, Y, 3.0, log=log)
        for place, value in zip(path.points[::4], path.values[::4], strict=True):
            sigma = np.exp(place[-1]) if log else place[-1]
            assert value == pytest.approx(-stats.norm.logpdf(Y, X @ place[:-1], sigma).sum())


@pytest.mark.parametrize(("start", "log"), [(2.5, 0), (20.0, 0), (2.0, 1), (13.5, 1)])
def test_a_search_that_arrives_says_where(start, log):
    finding = title(start=start, log=log)
    assert "arrives" in finding and "nan" not in finding
    assert decimals(finding)[-3:] == [13.1, 18.1, 5.9]


def test_part_of_the_way_tells_where_it_stands():
    path = search(X, Y, 2.0, log=False)
    found = decimals(title(shown=13))
    np.testing.assert_allclose(found, [2.0, *path.points[13]], atol=0.0051)
    figure, _ = drawn(PICTURE, shown=13)
    labels = [line.get_label() for line in figure.axes[0].get_lines()]
    assert "here now" in labels and "nan" not in labels


def test_contours_lie_as_far_below_the_top_as_their_labels_say():
    figure, _ = drawn(PICTURE)
    (contours,) = (c for c in figure.axes[0].collections if hasattr(c, "levels"))
    np.testing.assert_array_equal(contours.levels, [-depth for depth in BELOW_THE_TOP])
    top = stats.norm.logpdf(Y, X @ BETA_HAT, SIGMA_HAT).sum()
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        for slope, sigma in path.vertices[::20]:
            first = np.linalg.lstsq(X[:, :1], Y - X[:, 1] * slope)[0][0]
            height = stats.norm.logpdf(Y, X @ [first, slope], sigma).sum() - top
            assert height == pytest.approx(level, rel=0.06)


def test_words_begin_with_the_title():
    for values in ({}, {"shown": 3}, {"log": 1}):
        figure, words = drawn(PICTURE, **values)
        assert words.startswith(figure.get_suptitle().replace("\n", " "))
        assert len(words) < 400 and words.endswith(".")


@pytest.mark.parametrize("values", [{}, {"start": 20.0}, {"start": 13.5}, {"log": 1, "start": 0.5}])
def test_nothing_is_cut_off_at_the_edge(values):
    picture = optimiser_path().set(**values)
    grey = np.asarray(Image.open(io.BytesIO(picture.png)).convert("L"))
    edge = np.concatenate([*grey[:2], *grey[-2:], *grey.T[:2], *grey.T[-2:]])
    assert edge.min() > 245


@pytest.mark.parametrize(
    "values", [{}, {"start": 3.5}, *({"start": s, "log": 1} for s in (6, 9, 14)), {"start": 13.5}]
)
def test_the_frame_holds_the_way_and_the_legend_what_is_drawn(values):
    """In log sigma a wide step may be turned down where sigma underflows: no fall, no nan."""
    figure, _ = drawn(PICTURE, **values)
    axes = figure.axes[0]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    labels = {line.get_label().split(",")[0]: line for line in axes.get_lines()}
    assert ("nan" in labels) == (not values.get("log"))
    for name in {"the way", "turned down", "nan", "reported"} & labels.keys():
        x, y = labels[name].get_data()
        assert len(x) and min(x) >= left and max(x) <= right and min(y) >= low and max(y) <= high


def test_the_slider_for_log_sigma_can_start_at_1():
    assert optimiser_path(log=1).words == optimiser_path().set(log=1).words


def test_cuts_tell_the_slopes_and_where_each_cut_is_lowest():
    _, words = drawn(cuts(value, PRINTED, slopes_at(PRINTED)))
    beta = PRINTED[:2]
    residuals = Y - X @ beta
    # One slope alone: its own least squares; sigma alone: the root mean square.
    lowest = [beta[j] + X[:, j] @ residuals / (X[:, j] @ X[:, j]) for j in (0, 1)]
    expected = [*PRINTED, *slopes_at(PRINTED), *lowest, np.sqrt(np.mean(residuals**2))]
    np.testing.assert_allclose(decimals(words), expected, atol=0.051)
    np.testing.assert_allclose(decimals(words)[:6], expected[:6], atol=0.0051)
    assert "not level" in words


def test_cuts_through_the_top_are_level():
    figure, words = drawn(cuts(value, TOP, slopes_at(TOP)))
    assert "all three cuts are level" in words
    np.testing.assert_allclose(decimals(words), [*TOP, *TOP], atol=0.051)
    for axes in figure.axes:
        assert axes.get_lines()[0].get_ydata().min() > -1e-9


def test_two_mendings_tell_how_far_the_slope_of_x1_moves():
    _, words = drawn(two_mendings(PRINTED, TOP, TOP_WITH))
    expected = [PRINTED[0] - TOP[0], TOP[0] - FIT.beta[1]]
    expected += [*PRINTED[:2], *BETA_HAT, *FIT.beta[1:], *WORLD.beta[1:]]
    np.testing.assert_allclose(decimals(words), expected, atol=0.0051)


def test_ends_of_starts_count_those_that_arrive():
    starts = [[2, 2, sigma] for sigma in (1.0, 2.0, 3.5, 20.0)]
    kinds = [[search(X, Y, start[2], log=log) for start in starts] for log in (False, True)]
    figure, words = drawn(ends_of_starts(starts, *kinds))
    assert words.startswith("In sigma 2 of 4 searches arrive, in log sigma 4; the others leave")
    left = [run.x[0] for run in kinds[0] if not run.success]
    np.testing.assert_allclose(decimals(words), [min(left), max(left)], atol=0.051)
    drawn_points = [sum(len(line.get_xdata()) for line in axes.get_lines()) for axes in figure.axes]
    assert drawn_points == [4, 4]


def test_level_places_have_no_slope():
    figure, words = drawn(level_places(slopes_at, TOP, FAR))
    first, mirrored, largest = decimals(words)
    assert [first, mirrored] == [round(SIGMA_HAT, 2), -round(SIGMA_HAT, 2)]
    assert np.abs(slopes_at(TOP * [1, 1, -1])).max() < 1e-9
    assert largest == pytest.approx(np.abs(slopes_at(FAR)).max(), abs=5e-7) and largest < 1e-5
    assert numbers(words)[0] == 0 and len(figure.axes) == 2


def test_the_gate_is_told_beside_the_height_that_is_missing():
    figure, words = drawn(gate_and_height(gate, TOP, PRINTED, X, Y))
    near = TOP + 0.1 * (PRINTED - TOP)
    expected = [
        distance
        for place in (near, PRINTED)
        for distance in (
            np.sqrt(gate(place[:2], place[2], X, Y)),
            np.sqrt(2 * (value(place) - value(TOP))),
        )
    ]
    np.testing.assert_allclose(decimals(words), expected, atol=0.051)
    np.testing.assert_allclose(decimals(words)[:2], expected[:2], atol=0.0051)
    assert len(figure.axes[0].get_legend().get_texts()) == 2


@pytest.mark.parametrize(
    "make",
    [
        lambda: cuts(value, PRINTED, slopes_at(PRINTED)),
        lambda: two_mendings(PRINTED, TOP, TOP_WITH),
        lambda: gate_and_height(gate, TOP, PRINTED, X, Y),
        lambda: level_places(slopes_at, TOP, FAR),
    ],
    ids=["cuts", "two mendings", "gate and height", "level places"],
)
def test_nothing_of_a_still_picture_is_cut_off(make):
    grey = np.asarray(Image.open(io.BytesIO(make().png)).convert("L"))
    edge = np.concatenate([*grey[:2], *grey[-2:], *grey.T[:2], *grey.T[-2:]])
    assert edge.min() > 245
