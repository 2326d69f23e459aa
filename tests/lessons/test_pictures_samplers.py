"""The pictures of lesson 09 say true numbers."""

import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy import stats

from helpers import plots, simulate
from tests.lessons.drawing import decimals, drawn, numbers

WORLD = simulate.seed_world()
WALK, SWEEPS = plots.metropolis_on_contours(WORLD), plots.gibbs_on_contours(WORLD)
PICTURES = {"metropolis_on_contours": WALK, "gibbs_on_contours": SWEEPS}


def line(figure, label):
    """The points of the line with this label, shape (k, 2)."""
    (found,) = [x for x in figure.axes[0].lines if x.get_label() == label]
    return found.get_xydata()


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 50).map(lambda k: k / 10), st.integers(1, 20).map(lambda k: 20 * k))
def test_every_proposal_is_either_accepted_or_refused(scale, steps):
    figure, words = drawn(WALK, scale=scale, steps=steps)
    accepted, refused = line(figure, "accepted proposal"), line(figure, "refused proposal")
    assert len(accepted) + len(refused) == steps
    assert f"{len(accepted)} of {steps} proposals accepted" in words
    assert f"({100 * len(accepted) / steps:.0f} %)" in words
    assert figure._suptitle.get_text().replace("\n", " ") in words


def test_short_steps_are_accepted_and_long_ones_refused():
    shares = [
        int(re.search(r"\((\d+) %\)", drawn(WALK, scale=scale, steps=400)[1]).group(1))
        for scale in (0.1, 1.0, 5.0)
    ]
    assert shares[0] > 80 > 50 > shares[1] > 20 > 6 > shares[2]


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10).map(lambda k: 10 * k), st.integers(1, 20).map(lambda k: 5 * k))
def test_a_sweep_moves_along_one_axis_and_then_the_other(centred, sweeps):
    figure, _ = drawn(SWEEPS, centred=centred, sweeps=sweeps)
    moves = np.diff(line(figure, "one draw at a time"), axis=0)
    assert len(moves) == 2 * sweeps
    assert not moves[::2, 1].any() and not moves[1::2, 0].any()


@pytest.mark.parametrize("centred", [0, 50, 100])
def test_what_a_sweep_is_worth_is_what_a_long_chain_is_worth(centred):
    """By an independent route: the sums of the autocorrelations of a simulated chain."""
    X = WORLD.X.copy()
    X[:, 1:] -= centred / 100 * X[:, 1:].mean(axis=0)
    precision = (X.T @ X + np.eye(3) / 4) / 24.18
    rng, theta, chain = np.random.default_rng(3), np.zeros(3), np.empty((30_000, 3))
    for i in range(len(chain)):
        for j in range(3):
            pull = precision[j] @ theta / precision[j, j]
            theta[j] += rng.standard_normal() / np.sqrt(precision[j, j]) - pull
        chain[i] = theta
    means = chain.reshape(100, 300, 3).mean(axis=1)
    worth = chain.var(axis=0) / (300 * means.var(axis=0, ddof=1))
    said = re.search(
        r"worth (\d+) independent draws of the constant and (\d+)",
        drawn(SWEEPS, centred=centred)[1],
    )
    # a variance of 100 means is known within 14 %; three of that
    assert [int(text) / 100 for text in said.groups()] == pytest.approx(worth[:2], rel=0.45)


def test_centring_takes_the_correlation_away():
    covariance = np.linalg.inv(WORLD.X.T @ WORLD.X + np.eye(3) / 4)
    correlation = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert f"correlation −{-correlation:.2f}" in drawn(SWEEPS, centred=0)[1]
    assert "correlation 0.00" in drawn(SWEEPS, centred=100)[1]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_and_told_in_words(name):
    picture = PICTURES[name]
    image = Image.open(io.BytesIO(picture.png))
    assert image.width > 1000 and len(picture.words) > 80
    figure, _ = drawn(picture)
    (axes,) = figure.axes
    assert axes.get_xlabel() and axes.get_ylabel()
    assert {text.get_text() for text in axes.texts} >= {"50 %", "90 %", "99 %"}


# What a learner's own densities and chains look like


def title(picture):
    figure, words = drawn(picture)
    finding = figure.get_suptitle().replace("\n", " ")
    assert words.startswith(finding)
    return finding


def test_a_height_is_that_of_the_density_where_one_unknown_moves():
    precision = np.diag([4.0, 1, 1, 1]) + 0.5
    picture = plots.height_along(
        lambda x: 7 - (x - 3) @ precision @ (x - 3) / 2, np.full(4, 3.0), np.full(4, 0.9)
    )
    expected = np.exp(-0.81 * np.diag(precision) / 2)
    assert decimals(title(picture)) == [round(expected[0], 3), round(expected[3], 3)]
    assert decimals(picture.words)[2:4] == pytest.approx(expected[1:3], abs=5e-4)


PLACES = np.linspace(-8, 8, 321)
BELL = 0.05 * stats.norm.pdf(PLACES)


def test_a_surplus_is_half_of_the_distance():
    laws = [0.05 * stats.norm.pdf(PLACES, 3 * 0.8**k) for k in range(31)]
    surplus = [np.abs(laws[k] - BELL).sum() / 2 for k in (5, 10, 20)]
    assert decimals(title(plots.arrival(PLACES, BELL, laws))) == pytest.approx(surplus, abs=5e-4)


def test_traces_compare_the_later_draws_with_the_law():
    chains = stats.norm.ppf((np.arange(4 * 1500) % 1500 + 0.5) / 1500).reshape(4, 1500)
    chains[:, 0] = [12, 1, 2, 3]
    said = decimals(title(plots.traces(chains, 2.0, 5.0)))
    late = chains[:, 500:]
    assert said == pytest.approx([2.0, late.mean(), 2, late.std(), 5], abs=0.006)


def test_the_width_without_repeats():
    counted = 3 * stats.norm.pdf(PLACES, scale=1.1)
    said = title(plots.without_repeats(PLACES, BELL, counted))
    assert decimals(said) == [1.1, 1.0]


def test_batches_of_a_chain_are_compared_with_independent_ones():
    chain = np.repeat(np.random.default_rng(2).standard_normal(400), 10)
    picture = plots.batch_means(chain, 40)
    means = [batch.mean() for batch in np.split(chain, 40)]
    assert numbers(title(picture)) == pytest.approx(
        [40, 100, np.std(means, ddof=1), np.std(chain) / 10], abs=5e-4
    )
    figure, _ = drawn(picture)
    assert line(figure, "a batch's mean")[:, 1] == pytest.approx(means)


def test_the_best_length_is_that_of_the_largest_ess():
    picture = plots.worth_of_lengths([0.1, 1, 5], [0.9, 0.321, 0.01], [9, 512.4, 8])
    assert numbers(title(picture)) == [1, 2.38, 512, 0.321]


def test_two_bells_are_as_wide_as_told():
    figure, words = drawn(plots.given_all_else(9.0, 0.5, 1.25))
    assert decimals(words) == [0.5, 1.25, 9.0, 2.5]
    for drawn_line, sd in zip(figure.axes[0].lines, (0.5, 1.25), strict=True):
        values, heights = drawn_line.get_data()
        assert heights == pytest.approx(stats.norm.pdf(values, 9, sd))
