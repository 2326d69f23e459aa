"""Priors: laws of sigma against SciPy's, and what is no prior."""

import warnings
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from helpers import bayes
from helpers.bayes import (
    Fixed,
    Flat,
    HalfCauchy,
    HalfNormal,
    ImproperPriorError,
    InverseGamma,
    Prior,
)

PROPER = [HalfCauchy(2.5), HalfNormal(0.3), InverseGamma(2.0, 25.0), InverseGamma(0.4, 1e-3)]
scales = st.floats(-3, 3).map(lambda power: 10.0**power)


@pytest.mark.parametrize("law", PROPER, ids=repr)
def test_a_law_of_sigma_is_a_density_in_sigma(law):
    below = integrate.quad(lambda s: np.exp(law.log_density(s)), 0, 1, limit=200)[0]
    above = integrate.quad(lambda u: np.exp(law.log_density(1 / u)) / u**2, 0, 1, limit=200)[0]
    assert below + above == pytest.approx(1, abs=1e-7)


def test_the_laws_are_those_of_scipy():
    sigma = np.array([0.1, 1.0, 7.0])
    assert HalfCauchy(2.5).log_density(sigma) == pytest.approx(
        stats.halfcauchy(scale=2.5).logpdf(sigma)
    )
    assert HalfNormal(2.5).log_density(sigma) == pytest.approx(
        stats.halfnorm(scale=2.5).logpdf(sigma)
    )
    assert InverseGamma(3, 2).log_density(sigma) == pytest.approx(
        stats.invgamma(3, scale=2).logpdf(sigma**2) + np.log(2 * sigma)
    )
    assert (Flat().log_density(sigma) == 0).all()
    assert Fixed(1).log_density(sigma).tolist() == [-inf, 0, -inf]


@settings(max_examples=50, deadline=None)
@given(scale=scales, a=st.floats(0.1, 50), log_sigma=st.floats(-5, 5))
def test_slope_and_curvature_are_derivatives_by_log_sigma(scale, a, log_sigma):
    h, u = 1e-4, log_sigma + np.log(scale)
    for law in (HalfCauchy(scale), HalfNormal(scale), InverseGamma(a, a * scale**2), Flat()):
        f = law.log_density(np.exp(u + h * np.array([-1, 0, 1])))
        slope = law.slope(np.exp(u + h * np.array([-1, 0, 1])))
        size = 1 + np.abs(f).max()
        assert slope[1] == pytest.approx((f[2] - f[0]) / (2 * h), rel=1e-5, abs=1e-7 * size)
        bend = (slope[2] - slope[0]) / (2 * h)
        assert law.curvature(np.exp(u)) == pytest.approx(bend, rel=1e-5, abs=1e-7 * size)


@pytest.mark.parametrize("law", PROPER, ids=repr)
def test_draws_of_sigma_follow_its_law(law):
    draws = law.draw((50, 100), np.random.default_rng(5))
    assert draws.shape == (50, 100)
    cut = np.median(draws)
    below = integrate.quad(
        lambda u: np.exp(law.log_density(np.exp(u)) + u), -20, np.log(cut), limit=200
    )[0]
    assert below == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(5000))


@pytest.mark.parametrize("law", [*PROPER, Flat()], ids=repr)
def test_no_density_where_sigma_is_not_positive(law):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value = law.log_density(np.array([-1.0, 0.0, 1.0]))
        assert law.log_density(-1.0) == -inf
    assert value[0] == value[1] == -inf and np.isfinite(value[2])


def test_what_a_prior_says_of_itself():
    prior = Prior(0, [10, inf, 2], sigma=HalfCauchy(2.5))
    assert prior.p == 3 and prior.flat.tolist() == [False, True, False] and not prior.proper
    assert repr(prior) == (
        "<Prior: beta ~ N(0, 10²), flat, N(0, 2²); sigma ~ HalfCauchy(scale=2.5)>"
    )
    with pytest.raises(ValueError, match="read-only"):
        prior.beta_sd[0] = 1


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: HalfCauchy(0), ValueError, "scale of HalfCauchy is 0"),
        (lambda: HalfNormal(inf), ValueError, "For no opinion on sigma there is Flat"),
        (lambda: InverseGamma(1, -2), ValueError, "b of InverseGamma is -2"),
        (lambda: InverseGamma(0, 0.0), ValueError, "improper prior 1/sigma² .*HalfCauchy"),
        (lambda: InverseGamma("0", 0), TypeError, "a of InverseGamma is '0'"),
        (lambda: Fixed("five"), TypeError, "one positive number"),
        (lambda: Prior(0, 1, Flat()), ValueError, "two single numbers"),
        (lambda: Prior([0, 0], [1, 1, 1], Flat()), ValueError, "beta_mean has 2 entries"),
        (lambda: Prior([0, inf], 1, Flat()), ValueError, "has beta_sd = inf"),
        (lambda: Prior([0, 0], [1, 0], Flat()), ValueError, "standard deviations are positive"),
        (lambda: Prior([0, 0], 1, 2.5), TypeError, "wanted one of the laws"),
        (lambda: Prior([[0, 0]], 1, Flat()), ValueError, "one entry a coefficient"),
        (lambda: Flat().draw(3, np.random.default_rng(0)), ImproperPriorError, "nothing can be"),
    ],
)
def test_a_prior_that_is_none(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize("value", [True, np.array([2.0]), "2", None, 1j])
def test_a_scale_is_one_number(value):
    with pytest.raises(TypeError, match=r"scale of HalfCauchy is .*wanted one positive number"):
        HalfCauchy(value)


@pytest.mark.parametrize("law", [HalfCauchy, HalfNormal, Fixed])
@pytest.mark.parametrize(
    ("value", "how"), [(1e-300, "small"), (1e300, "large"), (10**400, "large")]
)
def test_units_whose_squares_are_no_numbers_are_refused(law, value, how):
    with pytest.raises(ValueError, match=f"too {how}.*choose other units"):
        law(value)


@pytest.mark.parametrize("sd", [[1e-320, 1, 1], [1e308, 1, 1], [1e-200] * 3])
def test_prior_sds_whose_squares_are_no_numbers_are_refused(sd):
    with pytest.raises(ValueError, match="Choose other units"):
        Prior(0, sd, HalfCauchy(1))


def test_a_prior_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no entries"):
        Prior(0, [], HalfCauchy(1))


def test_a_vague_inverse_gamma_cannot_be_drawn_from_but_is_a_prior(S):
    prior = Prior(0, [10] * 3, InverseGamma(1e-6, 1e-6))
    with pytest.raises(ValueError, match="larger than any floating-point number"):
        bayes.prior_predictive(np.ones((2, 3)), prior, rng=np.random.default_rng(1))
    assert bayes.posterior(S, prior).sigma.mean == pytest.approx(4.944, abs=1e-3)


def test_a_law_keeps_plain_numbers():
    assert repr(HalfCauchy(np.float32(2))) == "HalfCauchy(scale=2.0)"
    assert HalfCauchy(np.float16(1e4)).log_density(1e4) == HalfCauchy(1e4).log_density(1e4)
