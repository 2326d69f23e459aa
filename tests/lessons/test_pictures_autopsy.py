"""The picture of lesson 06: the way that it draws is the way that the search took."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy import stats

from helpers import simulate
from helpers.lessons.autopsy.pictures import BELOW_THE_TOP, optimiser_path, search
from tests.lessons.drawing import decimals, drawn

WORLD = simulate.seed_world()
X, Y = WORLD.X[:, 1:], WORLD.y
BETA_HAT = np.linalg.lstsq(X, Y)[0]
SIGMA_HAT = np.sqrt(np.mean((Y - X @ BETA_HAT) ** 2))
PICTURE = optimiser_path()


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
