"""The pictures of lesson 03 say true things, and say them twice."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from scipy import stats

from helpers import plots
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
