"""The pictures of lesson 05: what they draw and say is true of the seed world's log-likelihood."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy import stats

from helpers import simulate
from helpers.lessons.likelihood.pictures import (
    BELOW_THE_TOP,
    best_sigmas,
    best_slopes,
    likelihood_surface,
    one_observation,
    running_product,
    ten_residuals,
    uphill,
)
from tests.lessons.drawing import decimals, drawn, numbers

WORLD = simulate.seed_world()
BETA_HAT = np.linalg.lstsq(WORLD.X, WORLD.y)[0]
SIGMA_HAT = np.std(WORLD.y - WORLD.X @ BETA_HAT)
PICTURE = likelihood_surface()
RESIDUALS = WORLD.y - WORLD.X @ BETA_HAT
DENSITIES = stats.norm.pdf([*RESIDUALS, *RESIDUALS[:50]], 0, SIGMA_HAT)
SLOPES = np.linspace(0, 20, 2001)
TWIN = simulate.small_twin()


def log_likelihood(slope, sigma):
    return stats.norm.logpdf(WORLD.y, WORLD.X @ [*BETA_HAT[:2], slope], sigma).sum()


@pytest.mark.parametrize(("slope", "sigma"), [(5.0, 9.0), (0.0, 2.0), (22.0, 14.0), (11.0, 4.9)])
def test_the_title_tells_the_height_and_how_far_it_is_below_the_top(slope, sigma):
    figure, words = drawn(PICTURE, slope=slope, sigma=sigma)
    title = figure.get_suptitle().replace("\n", " ")
    value, top = log_likelihood(slope, sigma), log_likelihood(BETA_HAT[2], SIGMA_HAT)
    np.testing.assert_allclose(decimals(title), [slope, sigma, value, top - value], atol=0.051)
    assert words.startswith(title)


def test_words_count_the_residuals_beyond_two_sigmas():
    for slope, sigma in ((11.0, 4.9), (22.0, 2.0)):
        residuals = WORLD.y - WORLD.X @ [*BETA_HAT[:2], slope]
        beyond = np.sum(np.abs(residuals) > 2 * sigma)
        assert (
            f"{beyond} lie further than two of your sigmas"
            in drawn(PICTURE, slope=slope, sigma=sigma)[1]
        )


def test_contours_lie_as_far_below_the_top_as_their_labels_say():
    figure, _ = drawn(PICTURE)
    surface = figure.axes[0]
    (contours,) = (c for c in surface.collections if hasattr(c, "levels"))
    np.testing.assert_array_equal(contours.levels, [-depth for depth in BELOW_THE_TOP])
    top = log_likelihood(BETA_HAT[2], SIGMA_HAT)
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        heights = [log_likelihood(*place) - top for place in path.vertices[::15]]
        np.testing.assert_allclose(heights, level, rtol=0.06)


@pytest.mark.parametrize("values", [{}, {"slope": 22.0, "sigma": 2.0}, {"slope": 0.0}])
def test_nothing_is_cut_off_at_the_edge(values):
    picture = likelihood_surface().set(**values)
    grey = np.asarray(Image.open(io.BytesIO(picture.png)).convert("L"))
    edge = np.concatenate([*grey[:2], *grey[-2:], *grey.T[:2], *grey.T[-2:]])
    assert edge.min() > 245


def height(beta, sigma, X, y):
    return stats.norm.logpdf(y, X @ beta, sigma).sum()


def root_mean_square(beta, X, y):
    return np.sqrt(np.mean((y - X @ beta) ** 2))


def gradient(beta, sigma, X, y):
    e = y - X @ beta
    return np.append(X.T @ e / sigma**2, -len(y) / sigma + e @ e / sigma**3)


def heights_over_slopes():
    """Log-likelihoods for three sigmas, from the squares alone."""
    squares = [np.sum((WORLD.y - WORLD.X @ [*BETA_HAT[:2], slope]) ** 2) for slope in SLOPES]
    constant = len(WORLD.y) / 2 * np.log(2 * np.pi)
    return {
        sigma: -constant - len(WORLD.y) * np.log(sigma) - np.array(squares) / (2 * sigma**2)
        for sigma in (2, 5, 20)
    }


def ten():
    beta = np.linalg.lstsq(TWIN.X, TWIN.y)[0]
    return ten_residuals(beta, root_mean_square(beta, TWIN.X, TWIN.y), TWIN.X, TWIN.y)


STILL = {
    "one observation": lambda: one_observation(stats.norm.logpdf, WORLD.y[0]),
    "running product": lambda: running_product(DENSITIES),
    "best slopes": lambda: best_slopes(SLOPES, heights_over_slopes()),
    "best sigmas": lambda: best_sigmas(height, root_mean_square, BETA_HAT, WORLD.X, WORLD.y),
    "ten residuals": ten,
    "uphill": lambda: uphill(gradient, BETA_HAT, SIGMA_HAT, WORLD.X, WORLD.y),
}


def test_one_observation_is_best_explained_at_its_own_value_and_distance():
    figure, words = drawn(STILL["one observation"]())
    np.testing.assert_allclose(decimals(words), [WORLD.y[0]] * 2 + [12 - WORLD.y[0]], atol=0.0051)
    for axes, best in zip(figure.axes, (WORLD.y[0], 12 - WORLD.y[0]), strict=True):
        at, heights = axes.get_lines()[0].get_data()
        assert at[np.argmax(heights)] == pytest.approx(best, abs=0.15)


def test_a_running_product_tells_the_first_row_that_is_stored_as_0():
    _, words = drawn(STILL["running product"]())
    row = int(numbers(words)[0])
    assert np.multiply.reduce(DENSITIES[:row]) == 0 < np.cumprod(DENSITIES)[row - 2]
    sums = np.log10(DENSITIES).sum()
    np.testing.assert_allclose(decimals(words), [sums, -sums / 250], atol=0.051)
    assert "all 200 densities can be stored" in drawn(running_product(DENSITIES[:200]))[1]


def test_best_slopes_are_one_slope_and_the_heights_there():
    figure, words = drawn(STILL["best slopes"]())
    heights = [log_likelihood(BETA_HAT[2], sigma) for sigma in (2, 5, 20)]
    np.testing.assert_allclose(decimals(words), [BETA_HAT[2], *heights], atol=0.051)
    assert words.startswith("Whatever sigma is")
    uneven = {2: heights_over_slopes()[2], 5: SLOPES}
    assert "best slopes of x2 are 11.06, 20.00" in drawn(best_slopes(SLOPES, uneven))[1]
    assert len(figure.axes[0].get_lines()) == 6


def test_best_sigmas_are_those_around_both_planes():
    _, words = drawn(STILL["best sigmas"]())
    planes = (BETA_HAT, WORLD.beta)
    sigmas = [root_mean_square(beta, WORLD.X, WORLD.y) for beta in planes]
    tops = [height(*place, WORLD.X, WORLD.y) for place in zip(planes, sigmas, strict=True)]
    np.testing.assert_allclose(decimals(words), [*sigmas, *tops], atol=5.1e-4)


def test_ten_residuals_are_smaller_around_the_plane_that_was_fitted_to_them():
    figure, words = drawn(ten())
    fitted = TWIN.y - TWIN.X @ np.linalg.lstsq(TWIN.X, TWIN.y)[0]
    true = TWIN.y - TWIN.X @ WORLD.beta
    spreads = [np.sqrt(np.mean(e**2)) for e in (fitted, true)]
    worst = [np.abs(e).max() for e in (fitted, true)]
    np.testing.assert_allclose(decimals(words), [*spreads, *worst], atol=0.051)
    for axes, e in zip(figure.axes, (fitted, true), strict=True):
        np.testing.assert_allclose(axes.get_lines()[-1].get_ydata(), e, atol=1e-9)


def test_arrows_lead_uphill_and_contours_lie_as_far_below_as_they_say():
    figure, words = drawn(STILL["uphill"]())
    slopes = [len(WORLD.y) / SIGMA_HAT * (c**-3 - 1 / c) for c in (0.5, 2)]
    np.testing.assert_allclose(decimals(words), [*slopes, BETA_HAT[2], SIGMA_HAT], atol=0.051)
    axes = figure.axes[0]
    (arrows,) = (c for c in axes.collections if hasattr(c, "U"))
    for (slope, sigma), move in zip(
        arrows.get_offsets(), np.array([arrows.U, arrows.V]).T, strict=True
    ):
        near = log_likelihood(slope + 1e-4 * move[0], sigma + 1e-4 * move[1])
        across = log_likelihood(slope - 1e-4 * move[1], sigma + 1e-4 * move[0])
        here = log_likelihood(slope, sigma)
        assert near > here and abs(across - here) < 0.01 * (near - here)
    (contours,) = (c for c in axes.collections if hasattr(c, "levels"))
    top = log_likelihood(BETA_HAT[2], SIGMA_HAT)
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        heights = [log_likelihood(*place) - top for place in path.vertices[::15]]
        np.testing.assert_allclose(heights, level, rtol=0.06)


@pytest.mark.parametrize("make", STILL.values(), ids=STILL)
def test_nothing_of_a_still_picture_is_cut_off(make):
    grey = np.asarray(Image.open(io.BytesIO(make().png)).convert("L"))
    edge = np.concatenate([*grey[:2], *grey[-2:], *grey.T[:2], *grey.T[-2:]])
    assert edge.min() > 245
