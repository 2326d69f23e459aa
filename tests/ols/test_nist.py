"""The NIST reference sets: as many correct digits as anybody, up to what float64 data allow."""

from fractions import Fraction

import numpy as np
import pytest

from benchmarks.digits import NAMES, correct_digits, load, peers
from helpers import compressed, ols
from helpers.ols.refinement import gradient

# Rounding of the data bounds all but the coefficients' ceilings, which are known exactly: Filip's
# powers of x and Norris's and Pontius's decimals are no float64.
HALF_A_DIGIT = 0.5
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
DIGITS_OF_STANDARD_ERRORS = {"Filip": 7.0}
DIGITS_OF_SIGMA = {"Filip": 9.0}


@pytest.fixture(params=NAMES)
def nist(request):
    return load(request.param)


def test_eleven_sets_are_here():
    assert len(NAMES) == 11


def test_coefficients_from_rows_have_the_digits_of_the_best_peer(nist):
    best = max(correct_digits(solve(nist.X, nist.y), nist.beta) for solve in peers().values())
    ours = correct_digits(ols.fit(nist.X, nist.y).beta, nist.beta)
    assert ours >= min(best, nist.ceiling) - HALF_A_DIGIT


def test_coefficients_from_rows_reach_the_ceiling(nist):
    ours = correct_digits(ols.fit(nist.X, nist.y).beta, nist.beta)
    assert ours >= nist.ceiling - 0.1


def test_coefficients_from_the_factor_have_the_digits_of_qr(nist):
    p = nist.X.shape[1]
    factor = np.linalg.qr(np.column_stack([nist.X, nist.y]), mode="r")
    plain = correct_digits(np.linalg.solve(factor[:p, :p], factor[:p, p]), nist.beta)
    ours = correct_digits(ols.fit(compressed.compress(nist.X, nist.y)).beta, nist.beta)
    assert ours >= min(plain, nist.ceiling) - HALF_A_DIGIT


def test_standard_errors_sigma_and_r_squared(nist):
    fit = ols.fit(nist.X, nist.y)
    assert correct_digits(fit.standard_errors, nist.standard_errors) >= (
        DIGITS_OF_STANDARD_ERRORS.get(nist.name, 13.5)
    )
    assert correct_digits(fit.sigma, nist.sigma) >= DIGITS_OF_SIGMA.get(nist.name, 13.5)
    assert correct_digits(fit.r_squared, nist.r_squared) >= 11
    assert fit.has_constant == nist.has_constant


def test_raw_filip_fits_and_says_how_many_digits_are_left():
    filip = load("Filip")
    with pytest.warns(ols.CollinearityWarning, match="about 6 digits"):
        ols.fit(filip.X, filip.y)


def test_exactly_fitted_points_leave_no_residual():
    wampler = load("Wampler1")
    fit = ols.fit(wampler.X, wampler.y)
    assert (fit.beta == 1).all() and fit.ssr == 0 and (fit.standard_errors == 0).all()


def test_the_gradient_is_right_to_the_last_digit():
    """Against rational arithmetic, where plain float64 has no digit right."""
    longley = load("Longley")
    beta = ols.fit(longley.X, longley.y).beta
    X, y, b = ([Fraction(v) for v in np.ravel(a).tolist()] for a in (longley.X, longley.y, beta))
    n, p = longley.X.shape
    left = [y[i] - sum(X[i * p + j] * b[j] for j in range(p)) for i in range(n)]
    exact = [float(sum(X[i * p + j] * left[i] for i in range(n))) for j in range(p)]
    computed = gradient(longley.X, longley.y, np.ones(p + 1), beta)
    np.testing.assert_allclose(computed, exact, rtol=1e-12)
