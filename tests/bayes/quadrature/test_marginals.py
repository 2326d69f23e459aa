"""Marginals against SciPy's laws."""

import numpy as np
import pytest
from scipy import stats

from helpers.bayes.quadrature.lattice import lattice
from helpers.bayes.quadrature.marginals import (
    KnownScale,
    LatticeScale,
    NormalMixture,
    ScaleMarginal,
    SideBySide,
    mixture,
)
from tests.bayes.quadrature.test_lattice import Reciprocal

LEVELS = np.array([0.001, 0.05, 0.5, 0.95, 0.999])
VALUES = np.array([0.02, 0.3, 1.0, 5.0])


def scale_of(kind, fall, unit):
    """A number over which `unit` is a gamma variable."""
    if kind is LatticeScale:
        return LatticeScale(lattice(Reciprocal(fall)), unit)
    logs = np.arange(-6, 40 / min(fall, 1), 0.01)
    return ScaleMarginal(logs, Reciprocal(fall).log_density(logs), fall).in_unit(unit)


@pytest.mark.parametrize("kind", [LatticeScale, ScaleMarginal])
@pytest.mark.parametrize("fall", [0.9, 1.5, 2.1, 6.0, 80.0])
@pytest.mark.parametrize("unit", [1.0, 1e40])
def test_a_scale_by_the_nodes_of_its_logarithm(kind, fall, unit):
    found, law = scale_of(kind, fall, unit), stats.invgamma(fall)
    mean = law.mean() if fall > 1 else np.inf
    assert found.mean == pytest.approx(unit * mean, rel=1e-9)
    assert found.sd == pytest.approx(unit * law.std() if fall > 2 else np.inf, rel=1e-8)
    np.testing.assert_allclose(found.quantile(LEVELS) / unit, law.ppf(LEVELS), rtol=1e-7)
    np.testing.assert_allclose(found.cdf(VALUES * unit), law.cdf(VALUES), rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(
        found.density(VALUES * unit) * unit, law.pdf(VALUES), rtol=1e-7, atol=1e-9
    )


def test_side_by_side_each_number_is_itself_and_so_in_other_units():
    normals = mixture(np.array([0.25, 0.75]), np.array([[0.0], [4.0]]), np.ones((2, 1)), [np.inf])
    parts = SideBySide((KnownScale(2.0), scale_of(ScaleMarginal, 6.0, 1.0), normals))
    for name in ("mean", "sd"):
        np.testing.assert_allclose(
            getattr(parts.in_unit(8.0), name), 8 * getattr(parts, name), rtol=1e-12
        )
    assert parts.mean[2] == 3.0 and parts.sd[2] == pytest.approx(2.0)
    quantiles = parts.quantile(LEVELS)
    np.testing.assert_allclose(parts.in_unit(8.0).quantile(LEVELS), 8 * quantiles, rtol=1e-12)
    levels = parts.cdf(quantiles)
    np.testing.assert_allclose(levels[:, 1:], np.column_stack([LEVELS, LEVELS]), atol=1e-9)
    assert (levels[:, 0] == 1).all()


def test_moments_that_do_not_exist_are_said_not_to():
    weights, ones = np.array([0.5, 0.5]), np.ones((2, 1))
    assert isinstance(mixture(weights, ones, ones, [2.5]), NormalMixture)
    assert mixture(weights, ones, ones, [2.0]).sd == np.inf
    assert np.isnan(mixture(weights, ones, ones, [1.0]).mean)
