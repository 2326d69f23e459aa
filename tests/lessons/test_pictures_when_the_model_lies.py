"""The pictures of lesson 04 say what repetition and other programs say, and say it twice."""

import io
import re

import numpy as np
import pytest
import statsmodels.api as sm
from PIL import Image
from statsmodels.stats import diagnostic, stattools

from helpers import ols, plots, simulate
from helpers.exercises import when_the_model_lies as ex
from helpers.lessons.when_the_model_lies.unlabelled import FAULTS, KEY, five_worlds
from tests.lessons.drawing import decimals, drawn

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


# The pictures of what a learner has computed

WORLD = simulate.seed_world()
FEW = WORLD.X[:50].copy()
FEW[0, 1] *= 10
FITTED = sm.OLS(WORLD.y[:50], FEW).fit()
INFLUENCE = FITTED.get_influence()
DELETED = INFLUENCE.resid_press
FIVE = five_worlds()
RECURRING = simulate.replicate(X, [10, 5], 5.0, np.random.default_rng(3), noise=simulate.AR1(0.6))
FITS = ols.fit_many(X, RECURRING)

STILL = {
    "spread": plots.spread_and_said(FITS, ["constant", "slope of x"]),
    "robust": plots.spread_and_said(FITS, ["constant", "slope of x"], robust=True),
    "leverages": plots.long_levers(INFLUENCE.hat_matrix_diag, FITTED.resid, DELETED),
    "squares": plots.squared_residuals(FEW, FITTED.resid),
    "neighbours": plots.neighbours(FITTED.resid),
    "clues": plots.clues(**FIVE),
}


def title(name, **values):
    return drawn(STILL[name], **values)[0].get_suptitle().replace("\n", " ")


def test_spread_and_said_are_those_of_the_coefficient_that_the_formula_fits_least():
    spread, robust = np.std(FITS.beta, axis=0, ddof=1), FITS.robust_standard_errors()
    said = np.array([spread, FITS.standard_errors.mean(axis=0), robust.mean(axis=0)])
    worst = int(np.argmax(spread / said[1]))
    assert ("constant", "slope of x")[worst] in title("robust")
    np.testing.assert_allclose(decimals(title("robust")), said[:, worst], atol=0.005)
    assert decimals(title("spread")) == decimals(title("robust"))[:2]
    np.testing.assert_allclose(decimals(STILL["robust"].words)[3:], said.T.ravel(), atol=0.005)


def test_the_long_lever_is_row_0_and_hides_what_statsmodels_finds():
    wanted = [INFLUENCE.hat_matrix_diag[0], FITTED.resid[0], DELETED[0]]
    np.testing.assert_allclose(decimals(title("leverages")), wanted, atol=0.005)
    assert title("leverages").startswith("Row 0 ")


def test_squared_residuals_and_neighbours_are_judged_as_by_statsmodels():
    statistic, p_value, *_ = diagnostic.het_breuschpagan(FITTED.resid, FEW)
    shown, p_shown = decimals(title("squares"))
    assert abs(shown - statistic) <= 0.05 and abs(p_shown - p_value) <= 0.0005
    d, width = decimals(title("neighbours"))
    assert abs(d - stattools.durbin_watson(FITTED.resid)) <= 0.005
    assert abs(width - 4 / np.sqrt(50)) <= 0.005
    assert (abs(d - 2) > width) == ("outside" in title("neighbours"))


def test_the_yardstick_of_durbin_and_watson_holds_95_percent_of_samples():
    line = np.column_stack([np.ones(80), np.linspace(0, 1, 80)])
    noise = np.random.default_rng(1).normal(size=(4000, 80))
    e = noise - noise @ line @ np.linalg.pinv(line)
    d = np.sum(np.diff(e) ** 2, axis=1) / np.sum(e**2, axis=1)
    assert abs(np.mean(np.abs(d - 2) <= 4 / np.sqrt(80)) - 0.95) < 0.02


# Five worlds without labels


@pytest.mark.parametrize("world", range(1, 6))
def test_the_four_clues_of_a_world_are_those_of_statsmodels(world):
    X, y = FIVE["X"][world - 1], FIVE["y"][world - 1]
    fit = sm.OLS(y, X).fit()
    d, kurtosis, leverage = decimals(title("clues", world=world))[-3:]
    assert abs(d - stattools.durbin_watson(fit.resid)) <= 0.005
    assert abs(kurtosis - stattools.jarque_bera(fit.resid)[3]) <= 0.005
    assert abs(leverage - fit.get_influence().hat_matrix_diag.max()) <= 0.005
    p_value = diagnostic.het_breuschpagan(fit.resid, X)[1]
    assert ("p < 0.001" in title("clues", world=world)) == (p_value < 0.001)


def test_the_names_are_those_of_the_recipe_at_this_seed_and_at_most_others():
    assert ex.name_the_fault.reference() == list(FAULTS)
    assert len(KEY) == 6 and set(FAULTS) < set(KEY)
    programs = [ex.name_the_fault.program, *ex.name_the_fault.variants.values()]
    for program in programs:
        told = np.array([program(**five_worlds(seed)) for seed in range(100)])
        assert np.min(np.mean(told == FAULTS, axis=0)) >= 0.9


def test_what_a_learner_sees_is_enough_to_name_the_faults():
    """By the last hint: a lever, a bend in thirds, then the numbers of the panels."""
    for world, fault in enumerate(FAULTS, 1):
        figure, words = drawn(STILL["clues"], world=world)
        *_, d, kurtosis, leverage = decimals(figure.get_suptitle())
        p_value = 0 if "p < 0.001" in words else decimals(words)[0]
        low, middle, high = decimals(words.split("average")[1])[:3]
        if leverage > 0.5:
            told = 6
        elif min(abs(low - middle), abs(high - middle)) > 0.5:
            told = 2
        elif abs(d - 2) > 0.45:
            told = 4
        elif p_value < 0.01:
            told = 3
        else:
            told = 5 if kurtosis > 4 else 1
        assert told == fault
