"""Sums over the logarithm of a scale against closed forms."""

import numpy as np
import pytest
from scipy.special import gammaln

from helpers.bayes.quadrature.trapezoid import draw_nodes, in_parts, integrate, log_sum, normalised


def test_rows_of_gamma_integrals():
    shapes = np.array([0.5, 3.0, 60.0])
    rows = integrate(
        lambda t: shapes[:, None] * t - np.exp(t), np.log(shapes) - 1, np.log(shapes) + 1, 0.1
    )
    np.testing.assert_allclose(log_sum(rows.log_weights), gammaln(shapes), rtol=1e-12)


@pytest.mark.parametrize("fall", [1.02, 1.7, 2.02, 2.7, 3.5])
def test_moments_whose_tails_are_long(fall):
    """Of x = e^t, 1/x a gamma variable of shape `fall`: E[x] = 1/(fall - 1)."""
    rows = integrate(lambda t: -fall * t - np.exp(-t), -np.ones(1), np.ones(1), 0.05, fall)
    weights = normalised(rows.log_weights[0])
    highest = 2 if fall > 2 else 1
    wanted = 1 / (fall - 1) if highest == 1 else 1 / (fall - 1) / (fall - 2)
    assert weights @ np.exp(highest * rows.nodes[0]) == pytest.approx(wanted, rel=1e-9)


def test_a_sum_of_zeros_is_zero_and_a_part_of_none_is_empty():
    assert log_sum(np.full(3, -np.inf)) == -np.inf
    assert np.concatenate(in_parts(7, 3, at_once=5)).tolist() == list(range(7))


def test_nodes_are_drawn_by_their_weights():
    weights = np.array([[1.0, 0.0], [2.0, 5.0]])
    drawn = draw_nodes(weights, 80_000, np.random.default_rng(1))
    np.testing.assert_allclose(np.bincount(drawn) / 80_000, [1 / 8, 0, 1 / 4, 5 / 8], atol=0.01)
