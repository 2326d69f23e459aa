"""One density to the last digit: logs of gamma variables, and of their reciprocals, by SciPy."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy import stats
from scipy.special import gammaln

from helpers.bayes.errors import ImproperPosteriorError
from helpers.bayes.quadrature.lattice import lattice

LEVELS = np.array([1e-6, 0.05, 0.5, 0.95, 1 - 1e-6])


@dataclass
class Reciprocal:
    """t = log x where 1/x is a gamma variable of shape `fall`."""

    fall: float

    def log_density(self, t):
        return -self.fall * t - np.exp(-t)

    def slope(self, t):
        return np.exp(-t) - self.fall

    def peaks(self):
        return [(-np.log(self.fall), min(1.0, self.fall**-0.5))]


@pytest.mark.parametrize("fall", [0.5, 1.5, 2.5, 3.0, 7.0, 100.0, 1e4])
def test_mass_distribution_and_quantiles_have_all_digits(fall):
    found, law = lattice(Reciprocal(fall)), stats.invgamma(fall)
    assert found.log_total == pytest.approx(gammaln(fall), rel=1e-12, abs=1e-10)
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    quantiles = np.log(law.ppf(LEVELS))
    spread = min(1.0, fall**-0.5)
    z = stats.norm.ppf(LEVELS)
    np.testing.assert_allclose(found.t_of_z(z) / spread, quantiles / spread, rtol=1e-9, atol=1e-7)
    np.testing.assert_allclose(found.z_of_t(quantiles), z, atol=1e-6)


@pytest.mark.parametrize("fall", [1.02, 1.5, 2.02, 2.5, 3.0, 7.0])
def test_moments_have_what_lies_beyond_the_last_node(fall):
    found, law = lattice(Reciprocal(fall)), stats.invgamma(fall)
    for moment in (1, 2):
        sum_ = found.weights @ np.exp(moment * found.t) + found.beyond(moment)
        assert sum_ == pytest.approx(law.moment(moment) if fall > moment else np.inf, rel=1e-9)


def test_a_tail_beyond_all_numbers_is_refused():
    with pytest.raises(ImproperPosteriorError, match="heavy a tail"):
        lattice(Reciprocal(0.05))


class Pair(Reciprocal):
    """Two normals of t, one of a quarter of the mass, with nothing between them."""

    fall = np.inf

    def __init__(self):
        pass

    def log_density(self, t):
        return np.logaddexp(-0.5 * t**2, -0.5 * (t - 60) ** 2 / 0.01 - np.log(0.3))

    def slope(self, t):
        near = np.abs(t) < 30
        return np.where(near, -t, -(t - 60) / 0.01)

    def peaks(self):
        return [(0.0, 1.0), (60.0, 0.1)]


def test_peaks_far_apart_have_nodes_of_their_own():
    found = lattice(Pair())
    assert len(found.t) < 1000
    assert found.weights[found.t > 30].sum() == pytest.approx(0.25, rel=1e-12)
    assert found.t_of_z(stats.norm.ppf(0.375)) == pytest.approx(0.0, abs=1e-7)
    assert found.t_of_z(stats.norm.ppf(0.875)) == pytest.approx(60.0, abs=1e-6)
