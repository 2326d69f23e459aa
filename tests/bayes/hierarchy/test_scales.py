"""Draws of scales against SciPy's laws and summed densities."""

import numpy as np
import pytest
from scipy import stats

from helpers.bayes import Fixed, Flat, HalfCauchy, HalfNormal, InverseGamma
from helpers.bayes.hierarchy.scales import draw_scale, generalised_inverse_gaussian


@pytest.mark.parametrize(
    "law", [HalfCauchy(2), HalfNormal(2), InverseGamma(1.5, 3), Flat(), Fixed(2)]
)
@pytest.mark.parametrize("count, squares", [(2, 0.01), (5, 20.0), (40, 900.0)])
def test_scales_given_deviations_have_the_density_they_should(law, count, squares):
    """The half-Cauchy's two steps together leave p(scale | deviations) as it is."""
    rng = np.random.default_rng(3)
    if isinstance(law, Fixed):
        drawn = draw_scale(law, count, np.full(3, squares), np.ones(3), rng)
        np.testing.assert_array_equal(drawn, 2.0)
        return
    logs = np.linspace(-9, 12, 40_001)
    log_density = law.log_density(np.exp(logs)) + logs - count * logs
    log_density -= squares / 2 * np.exp(-2 * logs)
    cdf = np.cumsum(np.exp(log_density - log_density.max()))
    cdf /= cdf[-1]
    start = np.exp(np.interp(rng.random(20_000), cdf, logs))
    drawn = draw_scale(law, count, np.full(20_000, squares), start, rng)
    levels = np.interp(np.log(drawn), logs, cdf)
    assert stats.kstest(levels, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("power, a, b", [(-9.5, 2, 3), (0.5, 5, 2), (-99.5, 0.01, 4900), (0, 1, 1)])
def test_generalised_inverse_gaussian(power, a, b):
    drawn = generalised_inverse_gaussian(
        power, np.full(20_000, float(b)), float(a), np.random.default_rng(1)
    )
    law = stats.geninvgauss(power, np.sqrt(a * b), scale=np.sqrt(b / a))
    assert stats.kstest(drawn, law.cdf).pvalue > 1e-3
