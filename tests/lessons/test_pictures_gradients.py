"""The pictures of lesson 10 say true numbers."""

import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy import stats

from helpers import plots, simulate
from tests.lessons.drawing import decimals, drawn, leapfrog

WORLD = simulate.seed_world()
ROLL, THREE = plots.leapfrog_on_contours(WORLD), plots.three_samplers(WORLD)
PICTURES = {"leapfrog_on_contours": ROLL, "three_samplers": THREE}


def bell(X, y):
    """Mean and covariance of the first two coefficients."""
    beta, squares, *_ = np.linalg.lstsq(X, y, rcond=None)
    covariance = squares[0] / (len(y) - X.shape[1]) * np.linalg.inv(X.T @ X)
    return beta[:2], covariance[:2, :2]


def places(figure):
    """The corners of the drawn roll, the start first."""
    return next(line for line in figure.axes[0].lines if len(line.get_xdata()) != 121).get_xydata()


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 20).map(lambda k: round(0.05 * k, 2)), st.integers(1, 40), st.integers(0, 9))
def test_the_roll_obeys_newton_and_its_energy_is_as_told(step, steps, push):
    """By second differences of the places alone, without any momentum."""
    figure, words = drawn(ROLL, step=step, steps=steps, push=push)
    mean, covariance = bell(WORLD.X, WORLD.y)
    precision, path = np.linalg.inv(covariance), places(figure)
    assert len(path) == steps + 1
    force = (mean - path) @ precision
    assert np.allclose(np.diff(path, 2, axis=0), step**2 * force[1:-1], atol=1e-9)
    first = (path[1] - path[0]) / step - step / 2 * force[0]
    last = (path[-1] - path[-2]) / step + step / 2 * force[-1]

    def energy(place, momentum):
        return (place - mean) @ precision @ (place - mean) / 2 + momentum @ momentum / 2

    change = energy(path[-1], last) - energy(path[0], first)
    told = float(re.search(r"energy changes by (\S+), and", words).group(1).replace("−", "-"))
    assert told == pytest.approx(change, abs=0.0051)
    chance = float(re.search(r"with probability (\d\.\d\d)", words).group(1))
    assert chance == pytest.approx(min(1, np.exp(-change)), abs=0.0051)


def test_beyond_the_limit_the_ball_flies_off():
    _, covariance = bell(WORLD.X, WORLD.y)
    limit = 2 * np.sqrt(np.linalg.eigvalsh(covariance)[0])
    below, above = np.floor(limit / 0.05) * 0.05, np.ceil(limit / 0.05) * 0.05 + 0.05
    for push in range(10):
        assert "more than 1,000" not in drawn(ROLL, step=below, steps=40, push=push)[1]
        assert "more than 1,000" in drawn(ROLL, step=above, steps=40, push=push)[1]


@pytest.mark.parametrize("shape, scale", [(4.0, 60.0), (9.5, 20.0)])
def test_the_means_of_sigma_are_those_of_inverse_gamma_laws(shape, scale):
    """Density σ^(−2a−1) exp(−b/σ²) per unit of sigma: σ² is inverse gamma with shape a."""
    tau = np.linspace(0, 5, 4001)
    per_sigma = -(2 * shape + 1) * tau - scale * np.exp(-2 * tau)
    _, words = drawn(plots.with_and_without_the_factor(tau, per_sigma))
    # Without the factor, sigma's law has one more 1/sigma: half a shape more.
    laws = [stats.invgamma(a, scale=scale) for a in (shape, shape + 0.5)]
    right = [law.expect(np.sqrt) for law in laws]
    np.testing.assert_allclose(decimals(words), right, atol=0.0061)


def test_the_errors_fall_as_said():
    sizes, errors = [0.4, 0.2, 0.1], {"a": np.array([0.9, 0.4, 0.1]), "b": np.array([9.0, 6, 4])}
    figure, words = drawn(plots.energy_errors(sizes, errors))
    assert decimals(words) == [4.0, 1.5, 0.4, 0.9, 9.0]
    for line, error in zip(figure.axes[0].get_lines(), errors.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), error)


def test_orbits_reach_as_far_as_their_ellipse():
    """On k (1 − ε² k / 4) θ² + r² = 1, with k = 1: steps of 1.9 come within 1 % of its end."""
    figure, words = drawn(plots.orbits(leapfrog))
    for size, reach in zip((0.5, 1.9), decimals(words)[::2], strict=False):
        far = 1 / np.sqrt(1 - size**2 / 4)
        assert 0.98 * far < reach <= far + 0.005
    assert "more than 1,000 (steps of 2.1)" in words
    for axes, size in zip(figure.axes[:2], (0.5, 1.9), strict=True):
        place, momentum = axes.get_lines()[0].get_data()
        np.testing.assert_allclose((1 - size**2 / 4) * place**2 + momentum**2, 1)


def test_neighbours_correlate_as_said():
    walk = np.random.default_rng(1).normal(size=(400, 3)).cumsum(axis=0)
    jumps = np.diff(walk, axis=0)
    _, words = drawn(plots.two_chains(walk, jumps))
    right = [stats.pearsonr(one[1:, -1], one[:-1, -1]).statistic for one in (walk, jumps)]
    np.testing.assert_allclose(decimals(words), right, atol=0.0051)


def worths(words):
    return [
        float(re.search(rf"{name} ([\d.]+)", words).group(1).rstrip("."))
        for name in ("Metropolis", "Gibbs", "HMC")
    ]


@pytest.mark.parametrize("distance", [0.0, 0.5, 2.0])
def test_the_correlation_and_what_gibbs_is_worth_are_those_of_the_ridge(distance):
    x = WORLD.X[:, 1] - WORLD.X[:, 1].mean() + distance
    _, covariance = bell(np.column_stack([np.ones(len(x)), x]), WORLD.y)
    rho = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    _, words = drawn(THREE, distance=distance)
    told = float(re.search(r"Correlation (\S+):", words).group(1).replace("−", "-"))
    assert told == pytest.approx(rho, abs=0.0051)
    # An autoregression with the coefficient rho² a sweep, two evaluations each
    share = (1 - rho**2) / (1 + rho**2) / 2
    assert worths(words)[1] == pytest.approx(100 * share, rel=0.06)


def test_hmc_suffers_least_from_a_ridge():
    metropolis, gibbs, hmc = worths(drawn(THREE, distance=2.0)[1])
    assert hmc > 5 * metropolis and hmc > 5 * gibbs
    _, gibbs, hmc = worths(drawn(THREE, distance=0.0)[1])
    assert 1.5 > hmc / gibbs > 0.5


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 8).map(lambda k: k / 4), st.integers(1, 15).map(lambda k: 20 * k))
def test_all_three_pay_the_same(distance, evaluations):
    figure, words = drawn(THREE, distance=distance, evaluations=evaluations)
    count = int(re.search(r"takes (\d+) leapfrog", words).group(1))
    titles = [axes.get_title(loc="left") or axes.get_title() for axes in figure.axes]
    draws = [int(re.search(r"(\d+) draws?$", title).group(1)) for title in titles]
    assert all(title.endswith("draws") == (n > 1) for title, n in zip(titles, draws, strict=True))
    assert draws == [evaluations, evaluations // 2, max(1, evaluations // count)]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_and_told_in_words(name):
    picture = PICTURES[name]
    image = Image.open(io.BytesIO(picture.png))
    assert image.width > 1000 and len(picture.words) > 80
    figure, words = drawn(picture)
    assert figure._suptitle.get_text().replace("\n", " ") in words
    assert figure.axes[0].get_xlabel() and figure.axes[0].get_ylabel()
