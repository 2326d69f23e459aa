"""The pictures of lesson 13 say what statsmodels and plain counting say of the same households."""

import io

import numpy as np
import pytest
import statsmodels.api as sm
from PIL import Image
from statsmodels.stats.sandwich_covariance import cov_hc3

from helpers import plots
from helpers.exercises import out_into_the_world as ex
from tests.lessons.drawing import decimals, drawn, numbers

TABLE = sm.datasets.engel.load_pandas().data
INCOME, FOOD = TABLE["income"].to_numpy(), TABLE["foodexp"].to_numpy()
LINE = sm.OLS(FOOD, sm.add_constant(INCOME)).fit()
LOG = sm.OLS(np.log(FOOD), sm.add_constant(np.log(INCOME))).fit()
COOK = LINE.get_influence().cooks_distance[0]
THIRDS = np.argsort(np.argsort(INCOME, kind="stable"), kind="stable") // 78.34
RNG = np.random.default_rng(3)
PANELS = [RNG.permutation(LOG.resid) for _ in range(9)]
Z = RNG.normal(size=300)
X = Z + RNG.normal(size=300)
Y = X + 2 * Z + RNG.normal(size=300)
DRAWS = np.exp(RNG.normal(6, 0.2, 4000))
(ARROWS,) = ex.what_belongs_in.example()
CAUSES = "z > x, z > y, x > y, x > w, y > w"

STILL = {
    "causes": plots.causes(CAUSES, x="income", z="size of the household"),
    "unlabelled": plots.unlabelled_causes(ARROWS),
    "two slopes": plots.two_slopes(X, Y, Z),
    "budgets": plots.budgets(INCOME, FOOD),
    "fan": plots.residual_fan(INCOME, LINE.resid, COOK),
    "line-up": plots.line_up(INCOME, PANELS),
    "by household": plots.by_household(INCOME, LOG.resid - 0.01),
    "elasticities": plots.elasticities(INCOME, FOOD),
    "in francs": plots.in_francs(INCOME, FOOD),
    "one household": plots.in_francs(INCOME, FOOD, 500.0, [352.2, 268.6, 461.9]),
    "losses": plots.losses(DRAWS, 480.0, 1.0, 4.0),
}


def title(name):
    return drawn(STILL[name])[0].get_suptitle().replace("\n", " ")


@pytest.mark.parametrize("name", STILL)
def test_words_begin_with_the_finding_and_nothing_is_cut_off(name):
    words = STILL[name].words
    assert words.startswith(title(name)) and words.endswith(".") and len(words) < 600
    grey = np.asarray(Image.open(io.BytesIO(STILL[name].png)).convert("L"))
    assert np.concatenate([*grey[:2], *grey[-2:], *grey.T[:2], *grey.T[-2:]]).min() > 245


def test_a_diagram_names_common_causes_and_common_effects():
    assert title("causes") == (
        "Common causes of income and y: size of the household; common effects: w"
    )
    assert "income acts on y" in STILL["causes"].words
    assert title("unlabelled").startswith("4 diagrams")
    for letter, arrows in zip("ABCD", ARROWS, strict=True):
        told = STILL["unlabelled"].words.split(f"Diagram {letter}: ")[1].split(".")[0]
        assert told.count(" on ") == arrows.sum()


def test_two_slopes_are_those_of_statsmodels():
    alone = sm.OLS(Y, sm.add_constant(X)).fit().params[1]
    beside = sm.OLS(Y, sm.add_constant(np.column_stack([X, Z]))).fit().params[1]
    np.testing.assert_allclose(decimals(title("two slopes")), [alone, beside], atol=5e-4)


def test_households_are_described_by_thirds():
    shares = [100 * np.mean((FOOD / INCOME)[THIRDS == k]) for k in (0, 2)]
    np.testing.assert_allclose(decimals(title("budgets")), shares, atol=0.05)
    spread = [np.std(LINE.resid[THIRDS == k]) for k in (0, 2)]
    np.testing.assert_allclose(decimals(title("fan")), [*spread, COOK.max()], atol=0.05)
    assert f"household {COOK.argmax()}" in title("fan")


def test_a_line_up_tells_the_spread_of_each_panel_and_not_which_is_real():
    told = decimals(STILL["line-up"].words)
    wanted = [np.std(e[THIRDS == 2]) / np.std(e[THIRDS == 0]) for e in PANELS]
    np.testing.assert_allclose(told, wanted, atol=0.005)
    assert not decimals(title("line-up"))


def test_the_household_that_gives_most_is_found():
    d = LOG.resid - 0.01
    most, total = decimals(title("by household"))
    assert abs(most - d.max()) <= 0.05 and abs(total - d.sum()) <= 0.05
    assert f"{np.sum(d > 0)} of 235" in title("by household")


def test_elasticities_are_those_of_a_fit_to_each_third_alone():
    wanted = []
    for k in range(3):
        own = THIRDS == k
        fit = sm.OLS(np.log(FOOD[own]), sm.add_constant(np.log(INCOME[own]))).fit()
        wanted += [fit.params[1], 1.96 * np.sqrt(cov_hc3(fit)[1, 1])]
    told = decimals(title("elasticities").replace("1.96 robust errors", ""))
    np.testing.assert_allclose(told, [*wanted, LOG.params[1]], atol=0.005)


def test_the_band_holds_as_many_households_as_statsmodels_finds_in_it():
    low, high = np.exp(LOG.get_prediction().conf_int(obs=True)).T
    assert f"holds {np.sum((low <= FOOD) & (FOOD <= high))} of 235" in title("in francs")
    assert numbers(title("one household")) == [500, 352, 95, 269, 462]


def test_losses_are_averages_over_the_draws():
    amount, own, mean, of_mean = numbers(title("losses"))

    def loss(amount):
        return np.mean(np.maximum(amount - DRAWS, 0) + 4 * np.maximum(DRAWS - amount, 0))

    assert abs(amount - 480) <= 0.5 and abs(mean - DRAWS.mean()) <= 0.5
    np.testing.assert_allclose([own, of_mean], [loss(480), loss(DRAWS.mean())], atol=0.005)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: plots.causes("z > q"),
        lambda: plots.causes("z x"),
        lambda: plots.unlabelled_causes(np.zeros((6, 6))),
        lambda: plots.line_up(INCOME, PANELS[:8]),
        lambda: plots.budgets(INCOME, FOOD[:-1]),
    ],
)
def test_what_cannot_be_drawn_is_said(wrong):
    with pytest.raises(ValueError, match=r"wanted|beside"):
        wrong()
