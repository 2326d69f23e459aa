"""The density of log sigma: its slope by finite differences, its peaks by a dense scan."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.bayes import Flat, HalfCauchy, HalfNormal, InverseGamma, Prior
from helpers.bayes.regression.given_sigma import project
from helpers.bayes.regression.log_sigma import LogSigma
from helpers.compressed import compress

LAWS = [HalfCauchy(1.0), HalfNormal(2.0), InverseGamma(2.0, 3.0), Flat()]
powers = st.floats(-2, 2).map(lambda power: 10.0**power)


@given(
    n=st.integers(4, 40),
    away=st.floats(0, 50),
    sd=powers,
    noise=powers,
    law=st.sampled_from(LAWS),
)
@settings(max_examples=60, deadline=None)
def test_no_peak_is_missed(n, away, sd, noise, law):
    rng = np.random.default_rng(n)
    X = rng.normal(size=(n, 2))
    S = compress(X, X @ [away, 1.0] + noise * rng.normal(size=n))
    projected = project(S, Prior(0, [sd, 1.0], law))
    found = LogSigma(projected.at(projected.first_unit()), law)
    t = np.linspace(-8, 8, 20_001)
    slope = found.slope(t)
    rise = (found.log_density(t + 1e-5) - found.log_density(t - 1e-5)) / 2e-5
    np.testing.assert_allclose(slope, rise, rtol=1e-5, atol=0.01)
    turns = t[:-1][(slope[:-1] > 0) & (slope[1:] <= 0)]
    places, widths = np.array(found.peaks()).T
    within = np.abs(places) < 8
    assert len(turns) == within.sum()
    assert (np.abs(turns - places[within]) < 0.3 * widths[within] + 1e-3).all()
