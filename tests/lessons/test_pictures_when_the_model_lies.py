"""The break-an-assumption panel says what repetition says, and says it twice."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from helpers import ols, plots, simulate
from tests.lessons.drawing import drawn

PANEL = plots.break_assumptions()
START = {name: slider.start for name, slider in PANEL._sliders.items()}
CASES = [
    {},
    {"unequal": 3.0},
    {"dependence": 0.7, "sample": 19},
    {"tails": 4},
    {"curvature": 2.0},
    {"unequal": 4.0, "dependence": 0.9, "tails": 4, "curvature": 3.0},
]


def shares(**values):
    """The two coverages in the title, as fractions."""
    title = drawn(PANEL, **values)[0].get_suptitle().replace("\n", " ")
    return [float(share) / 100 for share in re.findall(r"(\d+\.\d) %", title)]


@pytest.mark.parametrize("values", CASES)
def test_words_begin_with_the_finding_in_the_title(values):
    figure, words = drawn(PANEL, **values)
    assert words.startswith(figure.get_suptitle().replace("\n", " "))
    assert len(words) < 400 and words.endswith(".")
    assert all(axes.get_xlabel() and axes.get_title() for axes in figure.axes)


@pytest.mark.parametrize("values", CASES)
def test_nothing_is_cut_off_at_the_edge(values):
    grey = np.asarray(Image.open(io.BytesIO(PANEL.set(**{**START, **values}).png)).convert("L"))
    assert np.concatenate([*grey[:2], *grey[-2:], *grey.T[:2], *grey.T[-2:]]).min() > 245


X = np.column_stack([np.ones(60), np.linspace(0, 1, 60)])


def spread(X):
    return np.exp(3 * (X[:, 1] - 0.5))


def bend(X):
    return 2 * (2 * X[:, 1] - 1) ** 2


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({}, {}),
        ({"unequal": 3.0}, {"noise": simulate.Heteroskedastic(spread)}),
        ({"dependence": 0.7}, {"noise": simulate.AR1(0.7)}),
        ({"tails": 4}, {"noise": simulate.StudentT(3)}),
        ({"curvature": 2.0}, {"departure": bend}),
    ],
)
def test_coverage_is_that_of_the_library_on_other_draws(values, broken):
    """Shifted by 1, the constant is the height over x = 1; the library repeats and fits it."""
    at_edge = X - [0, 1]
    sigma = 1 / np.sqrt(np.mean(spread(X) ** 2)) if "unequal" in values else 1.0
    Y = simulate.replicate(X, [10, 5], sigma, np.random.default_rng(8), **broken)
    fits = ols.fit_many(at_edge, Y)
    truth = 15 + (bend(X)[-1] if "curvature" in values else 0)
    low, high = fits.conf_int(0.95)[:, 0].T
    covered = np.mean((low <= truth) & (truth <= high))
    error = np.sqrt(covered * (1 - covered) * (1 / 1000 + 1 / 2000)) + 0.001
    assert abs(shares(**values)[0] - covered) < 4 * error


def test_robust_intervals_mend_unequal_noise_and_nothing_else():
    assert np.all(np.abs(np.array(shares()) - 0.95) < 0.03)
    classical, robust = shares(unequal=3.0)
    assert classical < 0.85 and abs(robust - 0.95) < 0.03
    for values in ({"dependence": 0.7}, {"curvature": 1.0}):
        assert max(shares(**values)) < 0.75
    assert min(shares(tails=4)) > 0.93


def test_the_three_clues_show_in_the_first_sample():
    def clue(name, **values):
        return float(re.search(rf"{name} (\d+\.\d+)", drawn(PANEL, **values)[1])[1])

    assert 1.8 < clue("Durbin–Watson") < 2.2 and clue("Durbin–Watson", dependence=0.7) < 1
    assert 2.5 < clue("kurtosis") < 3.5 and clue("kurtosis", tails=4) > 6
    assert "Breusch–Pagan p < 0.001" in drawn(PANEL, unequal=3.0)[1]
