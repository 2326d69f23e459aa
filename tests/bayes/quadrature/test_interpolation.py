"""Piecewise polynomials are exact for polynomials of their degree."""

import numpy as np
import pytest
from numpy.polynomial import Polynomial

from helpers.bayes.quadrature.interpolation import Cubic, Quintic, Table

X = np.array([0.0, 0.3, 1.0, 1.1, 2.5])
EVEN = np.linspace(0, 2.5, 6)
BETWEEN = np.linspace(0.01, 2.49, 60)


def test_a_cubic_and_its_slope():
    p = Polynomial([1.0, 2.0, -0.5, 0.7])
    value, slope = Cubic(X, p(X), p.deriv()(X)).with_slope(BETWEEN)
    np.testing.assert_allclose(value, p(BETWEEN), rtol=1e-13)
    np.testing.assert_allclose(slope, p.deriv()(BETWEEN), rtol=1e-12)


def test_a_quintic_and_straight_lines_beyond():
    p = Polynomial([1.0, 2.0, 0.5, 0.1, 0.2, 0.3])
    curve = Quintic(X, p(X), p.deriv()(X), p.deriv(2)(X))
    np.testing.assert_allclose(curve(BETWEEN), p(BETWEEN), rtol=1e-13)
    np.testing.assert_allclose(curve.with_slope(BETWEEN)[1], p.deriv()(BETWEEN), rtol=1e-12)
    assert curve(np.array([-2.0])) == pytest.approx(p(0) - 2 * p.deriv()(0))
    assert curve(np.array([4.5])) == pytest.approx(p(2.5) + 2 * p.deriv()(2.5))


def test_a_table_in_even_cells():
    p = Polynomial([1.0, 2.0, -0.5, 0.7])
    np.testing.assert_allclose(Table(EVEN, p(EVEN), p.deriv()(EVEN))(BETWEEN), p(BETWEEN), 1e-13)
