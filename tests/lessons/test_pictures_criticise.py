"""The pictures of lesson 12 say true numbers."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from helpers import plots
from helpers.criticism import ecdf_band
from tests.lessons.drawing import decimals, drawn, numbers

RNG = np.random.default_rng(5)


def curves(figure, k=0):
    return {line.get_label(): line.get_xydata().T for line in figure.axes[k].get_lines()}


# A check, and rows that were left out


def test_a_statistic_is_caught_where_the_made_up_ones_hardly_go():
    values = RNG.normal(3, 2, 1000)
    observed = {"low": np.quantile(values, 0.01), "middle": 3.0, "high": 99.0}
    picture = plots.made_up_statistics(dict.fromkeys(observed, values), observed)
    figure, words = drawn(picture)
    assert words.startswith("2 of 3 statistics lie where the model hardly goes: low and high.")
    z = [(one - values.mean()) / values.std() for one in observed.values()]
    assert decimals(words) == [round(one, 1) for one in z]
    points = [line.get_xdata()[0] for line in figure.axes[0].get_lines()]
    assert points == pytest.approx(z[::-1])


@pytest.mark.parametrize(
    "observed, said",
    [
        ({"a": 0.0, "b": 0.1}, "0 of 2 statistics lie where the model hardly goes."),
        ({"a": 0.0, "b": 50.0}, "1 of 2 statistics lies where the model hardly goes: b."),
        ({"a": -50.0}, "1 of 1 statistics lies where the model hardly goes: a."),
    ],
)
def test_one_statistic_or_none(observed, said):
    values = dict.fromkeys(observed, RNG.standard_normal(500))
    assert plots.made_up_statistics(values, observed).words.startswith(said)


def test_to_have_been_seen_helps():
    h, unseen = RNG.uniform(0, 0.2, 50), RNG.normal(-2, 1, 50)
    seen, e = unseen + RNG.exponential(1, 50), RNG.normal(0, 5, 50)
    figure, words = drawn(plots.seen_and_unseen(h, e, seen, unseen))
    rows, total, share, most, _ = numbers(words)
    helped = sum(seen - unseen)
    far = np.abs(e) >= np.sort(np.abs(e))[-5]
    assert (rows, most) == (50, 5)
    assert total == pytest.approx(helped, abs=0.005)
    assert share == pytest.approx(100 * sum((seen - unseen)[far]) / helped, abs=0.5)
    np.testing.assert_array_equal(curves(figure)["the 5 largest residuals"][0], h[far])


@pytest.mark.parametrize("k", [[0.1, 0.9, 0.2, 0.8], [0.1, 0.2, 0.3, 0.4], [0.8, 0.9, 1.0, 1.1]])
def test_draws_are_compared_with_the_exact_numbers(k):
    exact, k = np.array([-2.0, -4.0, -2.5, -3.0]), np.array(k)
    estimate = exact + np.array([0.1, 1.5, -0.2, 0.7])
    _, words = drawn(plots.by_draws_and_exact(exact, estimate, k))
    off = np.abs(estimate - exact)
    wanted = [off[those].max(initial=0) for those in (k > 0.7, k <= 0.7)]
    assert decimals(words)[1:3] == pytest.approx(wanted, abs=0.051)
    assert f"{np.sum(k > 0.7)} of 4 rows" in words


# Two models


def test_gains_and_losses_make_the_difference():
    gain = RNG.normal(0.1, 1, 60)
    better, won, _, worse, lost, total, *_ = numbers(drawn(plots.gains(RNG.random(60), gain))[1])
    assert better + worse == 60
    assert total == pytest.approx(gain.sum(), abs=0.005)
    assert won - lost == pytest.approx(total, abs=0.11)


def test_what_is_said_and_what_is_true():
    said = RNG.normal(-0.5, 1, 300)
    truths = -said + RNG.normal(0, 0.3, 300)
    figure, words = drawn(plots.small_differences(said, truths))
    assert f"in {100 * np.mean(said > 0):.0f} %" in words
    assert f"{abs(stats.pearsonr(said, truths)[0]):.2f}" in words
    np.testing.assert_array_equal(curves(figure)["a world"], [said, truths])


def test_two_verdicts_begin_and_end_where_it_is_said():
    spreads = np.geomspace(4, 1e6, 9)
    factors, gains = np.linspace(3.52, -2.75, 9), np.linspace(4.42, 4.39, 9)
    _, words = drawn(plots.two_verdicts(spreads, factors, gains))
    assert decimals(words) == [3.52, -2.75, 4.42, 4.39]


def test_the_wide_prior_loses_at_the_beginning():
    steps = RNG.normal(0, 0.1, 40)
    wide = np.cumsum(steps) - 5
    _, words = drawn(plots.row_by_row(np.cumsum(steps), wide))
    assert decimals(words) == [5.0, 5.0] and "all 40 rows" in words


# Places


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([1.0, 1.6]), st.sampled_from([50, 300]))
def test_the_line_is_the_share_of_places_less_the_place(seed, power, worlds):
    places = np.random.default_rng(seed).random(worlds) ** power
    figure, words = drawn(plots.calibration_lines({"sigma": places}))
    z, line = curves(figure)[f"{worlds} places"]
    np.testing.assert_allclose(line, [np.mean(places <= one) - one for one in z], atol=1e-12)
    band = ecdf_band(worlds)
    outside = (line + z < band.lower - 1e-12) | (line + z > band.upper + 1e-12)
    assert ("leaves its band" in words) == outside.any()
    assert f"{100 * np.mean(places < 0.1):.0f} % of the places" in words
    _, words = drawn(plots.places_of_truths(places, "sigma"))
    assert ("leaves" in words) == outside.any()
    assert f"{worlds} worlds" in words


def test_the_slider_goes_through_the_quantities():
    places = {"sigma": RNG.random(100), "slope": RNG.random(100) ** 9}
    picture = plots.calibration_lines(places, start="slope")
    assert picture.words.startswith("Slope: the line leaves its band, p below 0.0001")
    assert drawn(picture, quantity=1)[1].startswith("Sigma: the line stays inside its band")


# What the prior did, and how sure one may be


def test_the_sensitive_ones_are_named():
    table = pd.DataFrame(
        {"prior": [0.01, 0.2, 0.07], "likelihood": [0.1, 0.01, 0.06]}, index=["beta", "mu", "rho"]
    )
    _, words = drawn(plots.prior_or_data(table))
    assert words == "Above 0.05 to the likelihood: beta and rho; to the prior: mu and rho."


@pytest.mark.parametrize("hits, where", [(25, "below"), (40, "around"), (49, "above")])
def test_the_hit_rate_is_a_beta_law(hits, where):
    low, high = stats.beta.interval(0.9, 1 + hits, 51 - hits)
    figure, words = drawn(plots.your_hit_rate(hits, 50, (low, high)))
    assert words.startswith("Your guesses: ")
    assert re.findall(r"\d+", words) == [
        str(hits),
        "50",
        f"{100 * low:.0f}",
        f"{100 * high:.0f}",
        "80",
    ]
    assert f", {where} the" in words
    rate, density = curves(figure)["posterior of the hit rate"]
    assert integrate.trapezoid(density, rate) == pytest.approx(1, abs=0.005)
    assert rate[np.argmax(density)] == pytest.approx(2 * hits, abs=0.34)
