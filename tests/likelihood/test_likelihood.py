"""The likelihood: its derivatives, its maximum, what refuses to be one, and the three tests.

Independent references: finite differences and the complex step on a likelihood written anew with
SciPy or plain NumPy, Monte Carlo for what holds in expectation, closed forms, statsmodels, NIST.
"""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats
from statsmodels.base.model import GenericLikelihoodModel
from statsmodels.miscmodels.tmodel import TLinearModel

from benchmarks.digits import NAMES, load
from helpers import compressed, likelihood, ols, simulate
from helpers.likelihood import Normal, StudentT
from helpers.likelihood.surface import surface_of

FAMILIES = [Normal(), StudentT(1.0), StudentT(4.5), StudentT(np.inf)]
by_family = pytest.mark.parametrize("family", FAMILIES, ids=repr)
SEED_PRINTED = [16.66478861, 18.78203099], 7.66490432


@pytest.fixture(scope="module")
def seed():
    return simulate.seed_world()


@pytest.fixture(scope="module")
def seed_fit(seed):
    return likelihood.fit(seed.X, seed.y)


def world(n=40, p=3, seed=0, columns=0, response=0, noise=1.0):
    """Columns times 10^±columns in turn, y times 10^response."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p))
    X[:, 0] = 1
    y = X @ rng.normal(size=p) + noise * rng.standard_normal(n)
    return X * 10.0 ** (columns * (-1.0) ** np.arange(p)), y * 10.0**response


def heavy_world(seed=0, n=200, df=3.0):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    return X, X @ [10.0, 4.0, -2.0] + 3 * rng.standard_t(df, size=n)


def plainly(beta, log_sigma, X, y, family):
    """The log-likelihood once more, in a form that takes complex numbers."""
    u = (y - X @ beta) / np.exp(log_sigma)
    if isinstance(family, Normal) or np.isinf(family.df):
        log_density = -0.5 * np.log(2 * np.pi) - 0.5 * u**2
    else:
        v = family.df
        constant = special.gammaln((v + 1) / 2) - special.gammaln(v / 2)
        log_density = constant - 0.5 * np.log(v * np.pi) - (v + 1) / 2 * np.log(1 + u**2 / v)
    return (log_density - log_sigma).sum()


# ---- log-likelihood ------------------------------------------------------------------------------


def test_the_seed_s_log_likelihood(seed):
    fit = ols.fit(seed.X, seed.y)
    at_the_top = likelihood.log_likelihood(fit.beta, fit.sigma_mle, seed.X, seed.y)
    np.testing.assert_allclose(at_the_top, -601.1600847, atol=1e-7)
    np.testing.assert_allclose(at_the_top, sm.OLS(seed.y, seed.X).fit().llf, rtol=1e-13)


@given(st.integers(0, 500), st.integers(1, 4), st.floats(-2, 2))
@settings(deadline=None, max_examples=40)
def test_it_is_the_sum_of_scipy_s_log_densities(number, p, log_sigma):
    X, y = world(p=p, seed=number)
    beta, sigma = np.random.default_rng(number + 1).normal(size=p), np.exp(log_sigma)
    for family in FAMILIES:
        if family == Normal():
            law = stats.norm(X @ beta, sigma)
        else:
            law = stats.t(family.df, X @ beta, sigma)
        ours = likelihood.log_likelihood(beta, sigma, X, y, family=family)
        np.testing.assert_allclose(ours, law.logpdf(y).sum(), rtol=1e-11)


@given(st.integers(0, 500), st.integers(1, 4), st.floats(-2, 2), st.integers(0, 30))
@settings(deadline=None, max_examples=40)
def test_the_triangle_says_what_the_rows_say(number, p, log_sigma, cut):
    X, y = world(p=p, seed=number)
    S = compressed.compress(X[:cut], y[:cut]) + compressed.compress(X[cut:], y[cut:])
    beta, sigma = np.random.default_rng(number + 1).normal(size=p), np.exp(log_sigma)
    for function in (likelihood.log_likelihood, likelihood.score, likelihood.information):
        rows, triangle = function(beta, sigma, X, y), function(beta, sigma, S)
        np.testing.assert_allclose(triangle, rows, rtol=1e-9, atol=1e-9 * np.abs(rows).max())
    expected = [likelihood.information(beta, sigma, *d, kind="expected") for d in [(X, y), (S,)]]
    np.testing.assert_allclose(*expected, rtol=1e-9, atol=1e-9 * np.abs(expected[0]).max())


def test_many_points_at_once(seed):
    S = compressed.compress(seed.X, seed.y)
    beta = seed.beta + np.linspace(-1, 1, 5)[:, None, None] * np.ones((4, 3))
    sigma = np.linspace(4, 6, 4)
    for data in [(seed.X, seed.y), (S,)]:
        grid = likelihood.log_likelihood(beta, sigma, *data)
        assert grid.shape == (5, 4)
        one = likelihood.log_likelihood(beta[3, 1], sigma[1], seed.X, seed.y)
        np.testing.assert_allclose(grid[3, 1], one, rtol=1e-12)
    rows = likelihood.log_likelihood(beta, sigma, seed.X, seed.y, family=StudentT(4))
    one = likelihood.log_likelihood(beta[3, 1], sigma[1], seed.X, seed.y, family=StudentT(4))
    np.testing.assert_allclose(rows[3, 1], one, rtol=1e-12)


# ---- score and information -----------------------------------------------------------------------


@by_family
@given(number=st.integers(0, 500), p=st.integers(1, 4), log_sigma=st.floats(-1, 2))
@settings(deadline=None, max_examples=25)
def test_the_score_is_the_complex_step_derivative(family, number, p, log_sigma):
    """Im f(x + ih) / h has no cancellation, so that h can be tiny (Squire & Trapp 1998)."""
    X, y = world(p=p, seed=number)
    point = np.append(np.random.default_rng(number + 1).normal(size=p), log_sigma)
    h = 1e-30
    derivative = [
        plainly(step[:p], step[p], X, y, family).imag / h for step in point + 1j * h * np.eye(p + 1)
    ]
    ours = likelihood.score(point[:p], np.exp(log_sigma), X, y, family=family)
    scale = np.abs(X).sum(axis=0).max() / np.exp(log_sigma) + len(y)
    np.testing.assert_allclose(ours, derivative, rtol=1e-9, atol=1e-11 * scale)


@by_family
def test_the_score_is_the_finite_difference(family):
    X, y = world(seed=3)
    beta, sigma = np.array([0.3, -0.2, 0.5]), 1.7

    def value(q):
        return likelihood.log_likelihood(q[:3], np.exp(q[3]), X, y, family=family)

    numerical = optimize.approx_fprime(np.append(beta, np.log(sigma)), value, 1e-6)
    ours = likelihood.score(beta, sigma, X, y, family=family)
    np.testing.assert_allclose(ours, numerical, rtol=1e-4, atol=1e-3)


@by_family
@given(number=st.integers(0, 500), log_sigma=st.floats(-1, 2))
@settings(deadline=None, max_examples=25)
def test_the_observed_information_is_the_score_s_derivative(family, number, log_sigma):
    X, y = world(seed=number)
    point = np.append(np.random.default_rng(number + 1).normal(size=3), log_sigma)

    def score(q):
        return likelihood.score(q[:3], np.exp(q[3]), X, y, family=family)

    h = 1e-5
    numerical = np.array([(score(point - s) - score(point + s)) / (2 * h) for s in h * np.eye(4)])
    ours = likelihood.information(point[:3], np.exp(log_sigma), X, y, family=family)
    np.testing.assert_allclose(ours, numerical, rtol=1e-6, atol=1e-6 * np.abs(ours).max())
    np.testing.assert_allclose(ours, ours.T, rtol=1e-12)


@by_family
def test_the_expected_information_is_the_score_s_covariance(family):
    """Over data drawn at the truth: the outer product of the score, and the observed information.

    20,000 draws; five Monte Carlo standard errors of each entry, of which there are sixteen.
    """
    rng = np.random.default_rng(5)
    draws, sigma, (X, _) = 20_000, 1.3, world(n=8, seed=1)
    df = getattr(family, "df", np.inf)
    noise = rng.standard_normal((draws, 8)) if np.isinf(df) else rng.standard_t(df, (draws, 8))
    slope = family.slope(noise)
    score = np.column_stack([-(slope @ X) / sigma, -8 - (noise * slope).sum(axis=1)])
    for k in range(3):  # the scores of many worlds, written out above, are those of the package
        y = X @ np.zeros(3) + sigma * noise[k]
        ours = likelihood.score(np.zeros(3), sigma, X, y, family=family)
        np.testing.assert_allclose(ours, score[k], rtol=1e-10)
    products = score[:, :, None] * score[:, None, :]
    expected = likelihood.information(
        np.zeros(3), sigma, X, X[:, 0], kind="expected", family=family
    )
    error = products.std(axis=0) / np.sqrt(draws)
    assert (np.abs(products.mean(axis=0) - expected) < 5 * error).all()
    mean_error = score.std(axis=0) / np.sqrt(draws)
    assert (np.abs(score.mean(axis=0)) < 5 * mean_error).all()


def test_observed_information_has_the_expected_mean():
    rng, (X, _) = np.random.default_rng(6), world(n=8, seed=1)
    point, family = (np.zeros(3), 2.0, X), StudentT(4.5)
    errors = rng.standard_t(4.5, (4000, 8))
    observed = np.array([likelihood.information(*point, 2 * e, family=family) for e in errors])
    expected = likelihood.information(*point, X[:, 0], kind="expected", family=family)
    error = observed.std(axis=0) / np.sqrt(len(observed))
    assert (np.abs(observed.mean(axis=0) - expected) < 5 * error + 1e-12).all()


def test_derivatives_in_log_df():
    """Gradient and information on the surface, against differences of its value."""
    X, y = heavy_world(seed=2)
    fit = likelihood.fit(X, y, family=StudentT())
    surface, phi = fit.surface, fit.phi + np.array([0.2, -0.1, 0.1, 0.3, -0.4])
    numerical = optimize.approx_fprime(phi, surface.value, 1e-6)
    np.testing.assert_allclose(surface.gradient(phi), numerical, rtol=1e-3, atol=1e-2)
    h = 1e-5 * np.eye(5)
    bends = [(surface.gradient(phi - s) - surface.gradient(phi + s)) / 2e-5 for s in h]
    information = surface.information(phi)
    np.testing.assert_allclose(information, bends, rtol=1e-6, atol=1e-6 * np.abs(bends).max())


def test_expected_information_in_log_df():
    """Five Monte Carlo standard errors, for the variance of the score of 200,000 single errors."""
    rng, draws, family = np.random.default_rng(8), 200_000, StudentT(4.5)
    u = rng.standard_t(4.5, draws)
    of_log_df = family.by_log_df(u)[0]
    of_log_sigma = -1 - u * family.slope(u)
    for product, expected in zip(
        (of_log_df**2, of_log_df * of_log_sigma), family.expected_with_log_df, strict=True
    ):
        assert abs(product.mean() - expected) < 5 * product.std() / np.sqrt(draws)


# ---- the maximum ---------------------------------------------------------------------------------


def assert_closed_form(fit, reference, within=1e-8):
    """Within so many standard errors; the log-likelihood counts sigma's relative error n times."""
    off = (fit.beta - reference.beta) / reference.standard_errors
    assert np.abs(off).max() < within
    assert abs(np.log(fit.sigma / reference.sigma_mle)) * np.sqrt(2 * fit.n) < within
    np.testing.assert_allclose(
        fit.log_likelihood, reference.log_likelihood, rtol=1e-12, atol=within * np.sqrt(fit.n)
    )


@given(
    number=st.integers(0, 500),
    n=st.integers(6, 60),
    p=st.integers(1, 5),
    columns=st.integers(-6, 6),
    response=st.integers(-6, 12),
    log_noise=st.integers(-3, 3),
)
@settings(deadline=None, max_examples=80)
def test_the_maximum_is_the_closed_form_whatever_the_units(
    number, n, p, columns, response, log_noise
):
    X, y = world(n, p, number, columns, response, 10.0**log_noise)
    S = compressed.compress(X, y)
    for fit in (likelihood.fit(X, y), likelihood.fit(S)):
        assert_closed_form(fit, ols.fit(X, y))
        assert fit.gate < 1e-16
        assert len(fit.starts) == 2
        ratio = np.sqrt(fit.n / (fit.n - fit.p))
        np.testing.assert_allclose(
            fit.standard_errors * ratio, ols.fit(X, y).standard_errors, rtol=1e-9
        )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore::helpers.ols.CollinearityWarning")
def test_nist(name):
    """The sets with a perfect fit have no maximum; on the others it is the certified one.

    From the triangle, so that Filip, whose columns are within 1e-9 of repeating each other, keeps
    six digits after the standard error's first, not eight.
    """
    nist = load(name)
    if name in ("Wampler1", "Wampler2"):
        with pytest.raises(likelihood.UnboundedLikelihoodError, match="perfect"):
            likelihood.fit(nist.X, nist.y)
        return
    fit = likelihood.fit(nist.X, nist.y)
    assert_closed_form(fit, ols.fit(nist.X, nist.y), within=1e-5 if name == "Filip" else 1e-8)
    assert likelihood.require_maximum(fit.beta, fit.sigma, nist.X, nist.y) < 1e-8
    off = (fit.beta - nist.beta) / fit.standard_errors
    assert np.abs(off).max() < (1e-5 if name == "Filip" else 1e-6)


def test_the_seed_s_numbers(seed, seed_fit):
    np.testing.assert_allclose(seed_fit.beta, [9.062875, 4.347783, 11.055705], atol=5e-7)
    assert round(seed_fit.sigma, 6) == 4.888385
    np.testing.assert_allclose(seed_fit.standard_errors, [0.946157, 1.301095, 1.173525], atol=5e-7)
    assert round(seed_fit.sigma_standard_error, 6) == 0.244419
    np.testing.assert_allclose(seed_fit.log_sigma_standard_error, 0.05, rtol=1e-12)
    np.testing.assert_allclose(seed_fit.sigma_interval(), [4.432, 5.392], atol=5e-4)
    np.testing.assert_allclose(seed_fit.sigma_interval(scale="sigma"), [4.409, 5.367], atol=5e-4)
    np.testing.assert_allclose(
        likelihood.profile(seed_fit, "sigma").interval, [4.446, 5.410], atol=5e-4
    )
    without = likelihood.fit(seed.X[:, 1:], seed.y)
    np.testing.assert_allclose(without.beta, [13.13209, 18.05562], atol=5e-6)
    np.testing.assert_allclose(without.sigma, 5.904128, atol=5e-7)
    np.testing.assert_allclose(without.log_likelihood, -638.918, atol=5e-4)


def test_statsmodels_generic_likelihood_agrees(seed, seed_fit):
    class Gaussian(GenericLikelihoodModel):
        def nloglikeobs(self, params):
            return -stats.norm.logpdf(self.endog, self.exog @ params[:-1], np.exp(params[-1]))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = Gaussian(seed.y, seed.X, extra_params_names=["log_sigma"]).fit(
            start_params=[9, 4, 11, 1.5], method="newton", disp=False
        )
    np.testing.assert_allclose(seed_fit.beta, reference.params[:-1], atol=1e-4)
    np.testing.assert_allclose(seed_fit.log_likelihood, reference.llf, rtol=1e-9)
    ours = np.append(seed_fit.standard_errors, seed_fit.log_sigma_standard_error)
    np.testing.assert_allclose(ours, reference.bse, rtol=1e-3)


def test_information_and_covariance_belong_together(seed, seed_fit):
    direct = likelihood.information(seed_fit.beta, seed_fit.sigma, seed.X, seed.y)
    np.testing.assert_allclose(seed_fit.information, direct, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(seed_fit.full_covariance @ direct, np.eye(4), atol=1e-10)
    reference = ols.fit(seed.X, seed.y)
    np.testing.assert_allclose(seed_fit.covariance, reference.covariance * 197 / 200, rtol=1e-10)
    margin = stats.norm.ppf(0.95) * seed_fit.standard_errors
    np.testing.assert_allclose(seed_fit.conf_int(0.9)[:, 1], seed_fit.beta + margin, rtol=1e-12)


def test_names_and_representation(seed):
    fit = likelihood.fit(pd.DataFrame(seed.X, columns=["one", "a", "b"]), seed.y)
    assert fit.names == ("one", "a", "b")
    assert repr(fit) == "<ML fit, n = 200: one = 9.0629, a = 4.3478, b = 11.056, sigma = 4.8884>"
    assert "df = 4" in repr(likelihood.fit(seed.X, seed.y, family=StudentT(4)))


def test_any_start_leads_to_the_same_top(seed, seed_fit):
    starts = [([0, 0, 0], 1e-3), ([1e4, -1e4, 5], 1e4), (seed.beta, 1e9), ([100, 0, 0], 1e-9)]
    fit = likelihood.fit(seed.X, seed.y, starts=starts)
    np.testing.assert_allclose(fit.beta, seed_fit.beta, rtol=1e-11)
    assert {climb.start for climb in fit.starts} == {"0", "1", "2", "3"}
    for climb in fit.starts:
        assert climb.path.shape == (climb.steps + 1, 4)
        np.testing.assert_allclose(climb.path[-1], [*climb.beta, climb.sigma])


# ---- what is no maximum --------------------------------------------------------------------------


def test_the_seed_s_printed_point_is_refused(seed):
    slopes = seed.X[:, 1:]
    assert likelihood.gate(*SEED_PRINTED, slopes, seed.y) > 20
    with pytest.raises(likelihood.ConvergenceError, match=r"28\.5.*it is 5\.33"):
        likelihood.require_maximum(*SEED_PRINTED, slopes, seed.y)
    top = likelihood.fit(slopes, seed.y)
    assert likelihood.require_maximum(top.beta, top.sigma, slopes, seed.y) < 1e-8


@given(
    number=st.integers(0, 300), columns=st.integers(-6, 6), response=st.integers(-6, 12),
    direction=st.integers(0, 3), family=st.sampled_from([Normal(), StudentT(4)]),
)  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_a_tenth_of_a_standard_error_is_refused_in_any_units(
    number, columns, response, direction, family
):
    X, y = world(columns=columns, response=response, seed=number)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", likelihood.SeveralMaximaWarning)
        top = likelihood.fit(X, y, family=family)
    assert likelihood.require_maximum(top.beta, top.sigma, X, y, family=family) < 1e-8
    beta, sigma = top.beta.copy(), top.sigma
    if direction < 3:
        beta[direction] += 0.1 * top.standard_errors[direction]
    else:
        sigma *= np.exp(0.1 * top.log_sigma_standard_error)
    with pytest.raises(likelihood.ConvergenceError):
        likelihood.require_maximum(beta, sigma, X, y, family=family)


def test_a_bare_gradient_would_pass_it(seed, seed_fit):
    """In units a millionth as large, the gradient a tenth of a standard error off is below 1e-3."""
    X, y = seed.X, seed.y * 1e6
    beta = 1e6 * (seed_fit.beta + 0.1 * seed_fit.standard_errors)
    sigma = 1e6 * seed_fit.sigma
    bare = likelihood.score(beta, sigma, X, y)
    assert np.abs(bare[:3]).max() < 1e-3
    assert likelihood.gate(beta, sigma, X, y) > 1e-8


def test_the_gate_is_the_squared_distance(seed, seed_fit):
    off = np.array([0.3, -0.5, 0.2])
    gate = likelihood.gate(seed_fit.beta + off, seed_fit.sigma, seed.X, seed.y)
    residuals = seed.y - seed.X @ (seed_fit.beta + off)
    rms = np.sqrt((residuals**2).mean())
    distance = off @ np.linalg.inv(seed_fit.covariance) @ off
    np.testing.assert_allclose(
        gate, distance + 100 * (rms**2 / seed_fit.sigma**2 - 1) ** 2, rtol=1e-10
    )


def test_too_few_steps_are_no_fit(seed):
    with pytest.raises(likelihood.ConvergenceError) as error:
        likelihood.fit(seed.X, seed.y, steps=2)
    for said in ("start 'beta = 0' ended after step 2", "gradient", "gate", "Allow more steps"):
        assert said in str(error.value)


def test_starts_that_disagree_are_no_fit(seed, seed_fit):
    with pytest.raises(likelihood.ConvergenceError, match="do not agree"):
        likelihood.fit(
            seed.X, seed.y, steps=3, starts=[(seed_fit.beta, seed_fit.sigma), ([0, 0, 0], 1e-6)]
        )


@pytest.mark.parametrize("family", ["normal", StudentT(4), StudentT()])
def test_degenerate_cases_say_which_they_are(family):
    X, y = world(n=20)
    with pytest.raises(likelihood.UnboundedLikelihoodError, match="The fit is perfect"):
        likelihood.fit(X, X @ [1.0, 2.0, 3.0], family=family)
    with pytest.raises(likelihood.UnboundedLikelihoodError, match="3 observations and 3"):
        likelihood.fit(X[:3], y[:3], family=family)
    with pytest.raises(likelihood.UnboundedLikelihoodError, match="2 observations and 3"):
        likelihood.fit(X[:2], y[:2], family=family)
    with pytest.raises(likelihood.CollinearError, match=r"x2 = "):
        likelihood.fit(np.column_stack([X[:, :2], 3 * X[:, 1] - 1]), y, family=family)
    with pytest.raises(likelihood.CollinearError, match="'x1' of X is zero"):
        likelihood.fit(X * [1, 0, 1], y, family=family)


@given(st.integers(0, 200), st.integers(-8, 8), st.integers(1, 5))
@settings(deadline=None, max_examples=50)
def test_a_perfect_fit_is_found_out_whatever_its_size(number, size, p):
    X, _ = world(n=30, p=p, seed=number)
    y = X @ (10.0**size * np.random.default_rng(number).normal(size=p))
    with pytest.raises(likelihood.UnboundedLikelihoodError):
        likelihood.fit(X, y)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda X, y, S: likelihood.fit(S, y), TypeError, "holds its y"),
        (lambda X, y, S: likelihood.fit(X), TypeError, "given alone"),
        (lambda X, y, S: likelihood.fit(X.T, y), ValueError, r"X\.T"),
        (lambda X, y, S: likelihood.fit(S, family=StudentT(4)), ValueError, "needs rows"),
        (lambda X, y, S: likelihood.fit(X, y, family="cauchy"), TypeError, "StudentT"),
        (lambda X, y, S: likelihood.fit(X, y, starts=[]), ValueError, "at least one"),
        (lambda X, y, S: likelihood.fit(X, y, starts=[([1, 2], 1)]), ValueError, "shape"),
        (lambda X, y, S: likelihood.fit(X, y, starts=[([1, 2, 3], 0)]), ValueError, "positive"),
        (lambda X, y, S: likelihood.log_likelihood([1, 2, 3], -1, X, y), ValueError, "log sigma"),
        (lambda X, y, S: likelihood.log_likelihood([1, 2], 1, X, y), ValueError, "3 columns"),
        (lambda X, y, S: likelihood.log_likelihood(..., 1, X, y), TypeError, "Ellipsis"),
        (lambda X, y, S: likelihood.score(np.ones((2, 3)), 1, X, y), ValueError, "one point"),
        (lambda X, y, S: likelihood.information([1, 2, 3], 1, S, kind="true"), ValueError, "kind"),
        (lambda X, y, S: likelihood.gate([1, 2, 3], 1, X, y, family=StudentT()), ValueError, "df"),
        (lambda X, y, S: StudentT(0), ValueError, "positive"),
        (lambda X, y, S: StudentT().kernel(y), ValueError, "no df yet"),
        (lambda X, y, S: likelihood.fit(S).conf_int(95), ValueError, "0.95"),
        (lambda X, y, S: likelihood.fit(S).sigma_interval(scale="log"), ValueError, "wanted"),
        (lambda X, y, S: likelihood.profile(likelihood.fit(S), "x9"), ValueError, "x9"),
        (lambda X, y, S: likelihood.profile(likelihood.fit(S), 3), ValueError, "no column 3"),
        (lambda X, y, S: likelihood.wald(likelihood.fit(S), [1, 0]), ValueError, "R @ beta = r"),
        (lambda X, y, S: likelihood.wald(likelihood.fit(S), [0, 0, 0]), ValueError, "zeros"),
        (
            lambda X, y, S: likelihood.wald(likelihood.fit(S), [1, 0, 0], [1, 2]),
            ValueError,
            "r has",
        ),
        (
            lambda X, y, S: likelihood.wald(likelihood.fit(S), [[1, 0, 0], [2, 0, 0]]),
            ValueError,
            "repeat",
        ),
        (lambda X, y, S: likelihood.likelihood_ratio(likelihood.fit(S)), TypeError, "one of them"),
    ],
)
def test_errors_teach(call, error, message):
    X, y = world(n=20)
    with pytest.raises(error, match=message):
        call(X, y, compressed.compress(X, y))


# ---- Student's t ---------------------------------------------------------------------------------


@given(st.integers(0, 200), st.sampled_from([2.0, 4.0, 30.0]), st.integers(-6, 6))
@settings(deadline=None, max_examples=30)
def test_student_s_maximum_has_no_slope_and_is_scipy_s(number, df, size):
    X, y = heavy_world(number, n=60)
    fit = likelihood.fit(X * 10.0**size, y, family=StudentT(df))
    score = likelihood.score(fit.beta, fit.sigma, X * 10.0**size, y, family=StudentT(df))
    assert np.abs(score * np.append(fit.standard_errors, 0.1)).max() < 1e-7

    def cost(q):
        return -stats.t.logpdf(y, df, X @ q[:3], np.exp(q[3])).sum()

    near = np.append(fit.beta * 10.0**size, np.log(fit.sigma))
    found = optimize.minimize(cost, near + 0.01, method="BFGS")
    assert fit.log_likelihood >= -found.fun - 1e-9


def test_student_s_t_agrees_with_statsmodels():
    X, y = heavy_world(seed=4)
    fit = likelihood.fit(X, y, family=StudentT())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = TLinearModel(y, X)
        reference = model.fit(
            start_params=[*fit.beta, fit.family.df + 0.5, fit.sigma], method="bfgs", disp=False
        )
    np.testing.assert_allclose(fit.log_likelihood, reference.llf, rtol=1e-9)
    np.testing.assert_allclose(fit.beta, reference.params[:3], atol=1e-3)
    np.testing.assert_allclose(fit.family.df, reference.params[3], rtol=1e-3)
    np.testing.assert_allclose(fit.standard_errors, reference.bse[:3], rtol=1e-2)
    df_error = fit.family.df * np.sqrt(fit.full_covariance[4, 4])
    np.testing.assert_allclose(df_error, reference.bse[3], rtol=2e-2)


def test_an_outlier_pulls_less_and_less():
    """The normal fit follows an outlier without limit; Student's lets go."""
    X, y = heavy_world(seed=1, n=50, df=30)
    pulled = []
    for distance in (0, 10, 100, 1000, 10_000):
        far = y.copy()
        far[7] += distance
        normal = likelihood.fit(X, far)
        student = likelihood.fit(X, far, family=StudentT(4))
        pulled.append((normal.beta[0], student.beta[0]))
    normal, student = np.abs(np.array(pulled) - pulled[0]).T
    assert (np.diff(normal) > 0).all() and normal[-1] > 100
    assert student.max() < 1
    assert student[-1] < student.max()


def test_light_tails_lead_to_the_normal_fit(seed, seed_fit):
    fit = likelihood.fit(seed.X, seed.y, family=StudentT())
    assert fit.family == StudentT(np.inf)
    np.testing.assert_allclose(fit.beta, seed_fit.beta, rtol=1e-10)
    np.testing.assert_allclose(fit.log_likelihood, seed_fit.log_likelihood, rtol=1e-13)
    np.testing.assert_allclose(fit.standard_errors, seed_fit.standard_errors, rtol=1e-10)
    ours = likelihood.likelihood_ratio(fit, R=[1, 0, 0])
    assert ours.statistic > 60
    assert likelihood.wald(fit, [1, 0, 0]).statistic == pytest.approx(91.750, abs=5e-4)


def test_large_df_is_the_normal_law(seed, seed_fit):
    fit = likelihood.fit(seed.X, seed.y, family=StudentT(1e7))
    np.testing.assert_allclose(fit.beta, seed_fit.beta, rtol=1e-5)
    np.testing.assert_allclose(fit.log_likelihood, seed_fit.log_likelihood, rtol=1e-6)


@given(st.integers(0, 100), st.integers(-6, 6))
@settings(deadline=None, max_examples=10)
def test_two_maxima_are_told(number, size):
    """Half of the observations on one line, half on another: each line is a maximum of its own."""
    x, side = np.linspace(1, 2, 40), np.where(np.arange(40) % 2, 1, -1)
    y = 10 * side * x + 0.3 * np.random.default_rng(number).normal(size=40)
    with pytest.warns(likelihood.SeveralMaximaWarning, match="several maxima"):
        fit = likelihood.fit(x[:, None] * 10.0**size, y, family=StudentT(1))
    ends = {round(float(climb.beta[0] * 10.0**size / 10)) for climb in fit.starts}
    assert ends == {1, -1}
    heights = [climb.log_likelihood for climb in fit.starts]
    assert heights == sorted(heights, reverse=True)


def test_a_pass_between_two_maxima_is_refused():
    """Two crossing lines, mirror images: at slope 0 the likelihood is level, but no maximum."""
    x = np.linspace(1, 2, 40)
    X, y = np.concatenate([x, x])[:, None], np.concatenate([10 * x, -10 * x])

    def slope(log_sigma):
        return likelihood.score([0.0], np.exp(log_sigma), X, y, family=StudentT(1))[1]

    sigma = np.exp(optimize.brentq(slope, -5, 10, xtol=1e-14))
    assert likelihood.gate([0.0], sigma, X, y, family=StudentT(1)) < 1e-8
    with pytest.raises(likelihood.ConvergenceError, match="pass between two tops"):
        likelihood.require_maximum([0.0], sigma, X, y, family=StudentT(1))


def test_summary(seed_fit):
    assert seed_fit.summary().splitlines() == [
        "Maximum likelihood, Normal() errors, n = 200, log-likelihood -601.160",
        "              estimate     std err      [0.025      0.975]",
        "const           9.0629     0.94616      7.2084      10.917",
        "x1              4.3478      1.3011      1.7977      6.8979",
        "x2              11.056      1.1735      8.7556      13.356",
        "sigma           4.8884     0.24442      4.4321      5.3917",
    ]
    heavy = likelihood.fit(*heavy_world(seed=4), family=StudentT())
    assert heavy.summary().splitlines()[-1].startswith("df  ")


def test_df_at_which_sigma_can_vanish_is_refused():
    X, y = heavy_world(n=9)
    with pytest.raises(likelihood.UnboundedLikelihoodError, match="above 3 / 6"):
        likelihood.fit(X, y, family=StudentT(0.5))
    with pytest.raises(likelihood.UnboundedLikelihoodError, match="too small to estimate df"):
        likelihood.fit(*heavy_world(n=8, df=1.0), family=StudentT())
    tied = np.concatenate([np.zeros(15), np.arange(1.0, 6.0)])
    with pytest.raises(likelihood.UnboundedLikelihoodError, match="rounded or repeated"):
        likelihood.fit(np.ones((20, 1)), tied, family=StudentT(1))


# ---- profile likelihood --------------------------------------------------------------------------


def test_profile_of_a_coefficient_is_the_closed_form(seed, seed_fit):
    """l_p(b) = highest - n/2 log(1 + z²/n), z in standard errors with divisor n."""
    profile = likelihood.profile(seed_fit, "x1", level=0.9)
    z = (profile.values - seed_fit.beta[1]) / seed_fit.standard_errors[1]
    expected = seed_fit.log_likelihood - 100 * np.log1p(z**2 / 200)
    np.testing.assert_allclose(profile.log_likelihood, expected, rtol=1e-12)
    half = np.sqrt(200 * np.expm1(stats.chi2.ppf(0.9, 1) / 200)) * seed_fit.standard_errors[1]
    np.testing.assert_allclose(
        profile.interval, seed_fit.beta[1] + half * np.array([-1, 1]), rtol=1e-9
    )
    assert profile.parameter == "x1" and profile.level == 0.9
    np.testing.assert_allclose(profile.at(profile.interval[0]), profile.cutoff, rtol=1e-10)
    assert profile.values[0] < profile.interval[0] < profile.estimate < profile.interval[1]


def test_profile_of_sigma_is_the_closed_form(seed, seed_fit):
    profile = likelihood.profile(seed_fit, "sigma")
    s = profile.values
    expected = -200 * (np.log(s * np.sqrt(2 * np.pi)) + seed_fit.sigma**2 / (2 * s**2))
    np.testing.assert_allclose(profile.log_likelihood, expected, rtol=1e-12)


@given(st.integers(0, 200), st.integers(-6, 6), st.integers(-6, 6))
@settings(deadline=None, max_examples=15)
def test_profile_intervals_scale_with_units(number, columns, response):
    X, y = world(seed=number)
    one = likelihood.profile(likelihood.fit(X, y), 1, points=5)
    two = likelihood.profile(likelihood.fit(X * 10.0**columns, y * 10.0**response), 1, points=5)
    scale = 10.0 ** (response - columns)
    np.testing.assert_allclose(two.interval, one.interval * scale, rtol=1e-8, atol=1e-9 * scale)


def test_profile_of_student_s_t_is_scipy_s():
    X, y = heavy_world(seed=4)
    for family in (StudentT(3), StudentT()):
        fit = likelihood.fit(X, y, family=family)
        value = fit.beta[1] + 1.5 * fit.standard_errors[1]

        def cost(q, value=value, family=family):
            df = family.df or np.exp(q[3])
            return -stats.t.logpdf(y, df, X @ [q[0], value, q[1]], np.exp(q[2])).sum()

        start = [fit.beta[0], fit.beta[2], np.log(fit.sigma), np.log(fit.family.df)]
        found = optimize.minimize(cost, start[: 4 if family.df is None else 3], method="BFGS")
        np.testing.assert_allclose(
            likelihood.profile(fit, 1, points=3).at(value), -found.fun, rtol=1e-8
        )
        low, high = likelihood.profile(fit, "sigma", points=3).interval
        assert low < fit.sigma < high


def test_a_model_of_one_column():
    y = np.random.default_rng(0).normal(5, 2, size=30)
    fit = likelihood.fit(np.ones((30, 1)), y)
    np.testing.assert_allclose([fit.beta[0], fit.sigma], [y.mean(), y.std()], rtol=1e-12)
    low, high = likelihood.profile(fit, 0).interval
    np.testing.assert_allclose((low + high) / 2, y.mean(), rtol=1e-9)
    assert likelihood.score_test(fit, [1], 5).statistic < 10


# ---- three tests ---------------------------------------------------------------------------------


def test_the_seed_s_tests(seed, seed_fit):
    no_intercept = likelihood.fit(seed.X[:, 1:], seed.y)
    R = [1, 0, 0]
    ratio = likelihood.likelihood_ratio(seed_fit, no_intercept)
    assert round(ratio.statistic, 3) == 75.516 and ratio.df == 1
    assert round(likelihood.likelihood_ratio(seed_fit, R=R).statistic, 3) == 75.516
    assert round(likelihood.wald(seed_fit, R).statistic, 3) == 91.750
    assert round(likelihood.score_test(seed_fit, R).statistic, 3) == 62.896
    equal = likelihood.likelihood_ratio(seed_fit, R=[0, 1, -1])
    assert round(equal.statistic, 3) == 14.436
    merged = np.column_stack([seed.X[:, 0], seed.X[:, 1] + seed.X[:, 2]])
    by_columns = likelihood.likelihood_ratio(seed_fit, likelihood.fit(merged, seed.y))
    np.testing.assert_allclose(by_columns.statistic, equal.statistic, rtol=1e-9)
    full, restricted = sm.OLS(seed.y, seed.X).fit(), sm.OLS(seed.y, merged).fit()
    reference = full.compare_lr_test(restricted)
    np.testing.assert_allclose([equal.statistic, equal.p_value, equal.df], reference, rtol=1e-8)
    assert str(equal) == "likelihood ratio: 14.436, df 1, p = 0.000145"


@given(st.integers(0, 300), st.integers(1, 3), st.integers(-6, 6), st.integers(-6, 6))
@settings(deadline=None, max_examples=40)
def test_all_three_are_functions_of_f_in_any_units(number, q, columns, response):
    """W = n q F / (n - p), LR = n log(1 + W/n), LM = W / (1 + W/n); so W >= LR >= LM."""
    X, y = world(p=4, seed=number, columns=columns, response=response)
    rng = np.random.default_rng(number)
    # A restriction compares coefficients as they are in the columns' own units.
    own = 10.0 ** (columns * (-1.0) ** np.arange(4) - response)
    R, r = rng.normal(size=(q, 4)) * own, rng.normal(size=q)
    assume(np.linalg.svd(R / own)[1][-1] > 0.05)
    fit, n, p = likelihood.fit(X, y), len(y), 4
    reference = ols.fit(X, y)
    off = R @ reference.beta - r
    F = off @ np.linalg.solve(R @ reference.covariance @ R.T, off) / q
    W = n * q * F / (n - p)
    np.testing.assert_allclose(likelihood.wald(fit, R, r).statistic, W, rtol=1e-7)
    ratio = likelihood.likelihood_ratio(fit, R=R, r=r)
    np.testing.assert_allclose(ratio.statistic, n * np.log1p(W / n), rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(
        likelihood.score_test(fit, R, r).statistic, W / (1 + W / n), rtol=1e-7
    )
    assert ratio.df == q


def test_the_tests_of_student_s_t_have_the_right_size():
    """300 worlds in which the restriction holds: 5 % ± 4.5 Monte Carlo standard errors reject."""
    rng, X = np.random.default_rng(11), heavy_world(n=100)[0]
    rejected = np.zeros(3)
    for _ in range(300):
        fit = likelihood.fit(X, X @ [1.0, 0.0, 2.0] + rng.standard_t(4, 100), family=StudentT(4))
        tests = (
            likelihood.likelihood_ratio(fit, R=[0, 1, 0]),
            likelihood.wald(fit, [0, 1, 0]),
            likelihood.score_test(fit, [0, 1, 0]),
        )
        rejected += [test.p_value < 0.05 for test in tests]
    assert (np.abs(rejected / 300 - 0.05) < 4.5 * np.sqrt(0.05 * 0.95 / 300)).all()


def test_estimated_df_takes_part_in_the_tests():
    X, y = heavy_world(seed=4)
    fit = likelihood.fit(X, y, family=StudentT())
    R, r = [0, 1, 0], 4.5
    restricted = likelihood.fit(X[:, [0, 2]], y - 4.5 * X[:, 1], family=StudentT())
    ratio = likelihood.likelihood_ratio(fit, R=R, r=r)
    expected = 2 * (fit.log_likelihood - restricted.log_likelihood)
    np.testing.assert_allclose(ratio.statistic, expected, rtol=1e-7)
    score, wald = likelihood.score_test(fit, R, r), likelihood.wald(fit, R, r)
    np.testing.assert_allclose([score.statistic, wald.statistic], ratio.statistic, rtol=0.2)


def test_ratios_of_unlike_models_are_refused(seed, seed_fit):
    without = likelihood.fit(seed.X[:, 1:], seed.y)
    with pytest.raises(ValueError, match="larger model first"):
        likelihood.likelihood_ratio(without, seed_fit)
    with pytest.raises(ValueError, match="same data"):
        likelihood.likelihood_ratio(seed_fit, likelihood.fit(seed.X[:99, 1:], seed.y[:99]))
    with pytest.raises(ValueError, match="laws"):
        likelihood.likelihood_ratio(
            seed_fit, likelihood.fit(seed.X[:, 1:], seed.y, family=StudentT(4))
        )
    with pytest.raises(ValueError, match="lower log-likelihood"):
        likelihood.likelihood_ratio(seed_fit, likelihood.fit(seed.X[:, 1:], seed.y / 100))


# ---- the coordinates -----------------------------------------------------------------------------


@given(st.integers(0, 300), st.integers(-6, 6), st.integers(-6, 6))
@settings(deadline=None, max_examples=30)
def test_the_surface_is_round_in_any_units(number, columns, response):
    X, y = world(seed=number, columns=columns, response=response)
    surface = surface_of(compressed.compress(X, y), None, Normal())
    fit = likelihood.fit(X, y)
    np.testing.assert_allclose(surface.information(fit.phi) / 40, np.diag([1, 1, 1, 2]), atol=1e-9)
