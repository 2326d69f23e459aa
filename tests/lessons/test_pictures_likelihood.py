"""The picture of lesson 05: the surface that it draws is the seed world's log-likelihood."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy import stats

from helpers import simulate
from helpers.lessons.likelihood.pictures import BELOW_THE_TOP, likelihood_surface
from tests.lessons.drawing import decimals, drawn

WORLD = simulate.seed_world()
BETA_HAT = np.linalg.lstsq(WORLD.X, WORLD.y)[0]
SIGMA_HAT = np.std(WORLD.y - WORLD.X @ BETA_HAT)
PICTURE = likelihood_surface()


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
