"""Peaks and the reach of functions that are known in closed form."""

import numpy as np
import pytest

from helpers.bayes.quadrature.peaks import NEGLIGIBLE, find_peaks, tops, window

RATES = np.array([0.3, 2.0, 40.0])


def log_gamma(t):
    """Logs of gamma variables of these shapes: the peak is at log rate, its width 1/√rate."""
    return RATES[:, None] * t - np.exp(t)


@pytest.mark.parametrize("away", [-30.0, 0.0, 30.0])
def test_rows_are_searched_side_by_side_from_near_and_far(away):
    places, widths = find_peaks(log_gamma, away + np.zeros(3), away + np.ones(3))
    assert (np.abs(places - np.log(RATES)) < 0.1 / np.sqrt(RATES)).all()
    np.testing.assert_allclose(widths, 1 / np.sqrt(RATES), rtol=0.1)


@pytest.mark.parametrize("lean", [0.0, 2.0])
def test_beyond_the_window_nothing_is_left(lean):
    places, widths = np.log(RATES), 1 / np.sqrt(RATES)
    left, right = window(log_gamma, places, widths, lean)
    heights = log_gamma(np.column_stack([left, places, right]))
    assert (heights[:, 0] < heights[:, 1] - NEGLIGIBLE).all()
    assert (heights[:, 2] + lean * (right - places) < heights[:, 1] - NEGLIGIBLE).all()
    assert (left > places - 2 * NEGLIGIBLE / np.minimum(RATES, 1)).all()  # and not too far


def test_all_tops_along_a_line_are_found_to_the_last_digit():
    found = tops(np.cos, np.linspace(-8, 8, 50))
    np.testing.assert_allclose(found, np.pi * np.array([-1.5, 0.5, 2.5]), rtol=1e-14)
    assert len(tops(np.cosh, np.linspace(-1, 1, 9))) == 0
