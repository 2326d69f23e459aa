"""The numbers that the lessons print, computed once more without any of the course's own code.

Each number is written as it is known, recomputed here with NumPy, SciPy or statsmodels from the
recipe of the seed world, and looked for in the text of the built lesson: in its prose or in its
stored outputs. A wrong answer of which a lesson warns must be known to the check of its exercise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import nbformat
import numpy as np
import pytest
import statsmodels.api as sm
from scipy import integrate, optimize, special, stats
from statsmodels.stats import diagnostic, stattools

from authoring.execution import ROOT
from helpers.exercises import catalogue
from helpers.lessons.when_the_model_lies.unlabelled import five_worlds

SOLUTIONS = ROOT / "solutions"


def recipe(noise=(10, 5)):
    """The recipe of the seed world: predictors, noise, slopes, response."""
    draw = np.random.RandomState(123)
    x, e, slopes = draw.rand(2, 200), draw.normal(*noise, 200), draw.uniform(1, 15, 2)
    return x, e, slopes, x.T @ slopes + e


def least_squares(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def with_constant(x):
    """x holds one predictor in each row."""
    return np.column_stack([np.ones(x.shape[1]), x.T])


def log_likelihood(X, y, beta, sigma):
    return stats.norm.logpdf(y, X @ beta, sigma).sum()


x, NOISE, SLOPES, y = recipe()
X = with_constant(x)
n, p = X.shape
BETA = least_squares(X, y)
RESIDUALS = y - X @ BETA
SQUARES = RESIDUALS @ RESIDUALS
SIGMA = np.sqrt(SQUARES / n)
INVERSE = np.linalg.inv(X.T @ X)
FIT = sm.OLS(y, X).fit()
TOP = log_likelihood(X, y, BETA, SIGMA)

X_0 = X[:, 1:]
BETA_0 = least_squares(X_0, y)
RESIDUALS_0 = y - X_0 @ BETA_0
SIGMA_0 = np.sqrt(np.mean(RESIDUALS_0**2))


class Number(NamedTuple):
    """A number as it is known, its value recomputed, and whether the lesson prints it."""

    lesson: str
    what: str
    known: str
    value: float
    printed: bool = True


def numbers(lesson, what, known, values, printed=True) -> Iterator[Number]:
    """One `Number` for each of several, known as "9.0629 4.3478 11.0557"."""
    known, values = known.split(), np.ravel(values)
    assert len(known) == len(values), what
    for i, (text, value) in enumerate(zip(known, values, strict=True)):
        yield Number(lesson, f"{what} [{i}]" if len(known) > 1 else what, text, value, printed)


def pretend_worlds() -> Iterator[Number]:
    yield from numbers("01", "first rows of y", "9.461113 10.052146 16.571117", y[:3])
    yield from numbers("01", "truth", "3.8987007 10.17772171", SLOPES)
    yield from numbers("01", "estimates", "9.0629 4.3478 11.0557", BETA)
    yield from numbers("01", "zero-mean noise", "-0.937", least_squares(X, y - 10)[0], False)
    wide = recipe(noise=(10, 25))[-1]
    yield from numbers("01", "variance as scale", "5.314", least_squares(X, wide)[0], False)

    draw = np.random.RandomState(123)
    rows, e, slopes = draw.rand(200, 2), draw.normal(10, 5, 200), draw.uniform(1, 15, 2)
    beta = least_squares(with_constant(rows.T), rows @ slopes + e)
    yield from numbers("01", "rand(200, 2)", "8.213 5.467 11.646", beta, False)

    rng = np.random.default_rng(123)
    new, e, slopes = rng.random((2, 200)), rng.normal(10, 5, 200), rng.uniform(1, 15, 2)
    beta = least_squares(with_constant(new), new.T @ slopes + e)
    yield from numbers("01", "default_rng(123)", "11.682 -0.597 12.784", beta, False)

    slopes = np.random.RandomState(123).uniform(1, 15, 2)
    yield from numbers("01", "slopes drawn first", "10.751 5.006", slopes, False)
    folded = sm.OLS(y, sm.add_constant(x.reshape(200, 2))).fit()
    yield from numbers("01", "reshape for .T", "0.005", folded.rsquared, False)


def geometry() -> Iterator[Number]:
    yield from numbers("02", "estimates", "9.0629 4.3478 11.0557", BETA)
    yield from numbers("02", "no constant", "13.132 18.056", BETA_0)
    alone = [least_squares(X[:, [0, j]], y)[1] for j in (1, 2)]
    yield from numbers("02", "one predictor at a time", "4.090 10.973", alone, False)
    yield from numbers("02", "mean of y", "16.672", y.mean())
    for ddof, known in ((1, "1.158 3.265"), (0, "1.155 3.257")):
        standardised = BETA[1:] * x.std(axis=1, ddof=ddof)
        yield from numbers("02", f"standardised, n - {ddof}", known, standardised, False)
    yield from numbers("02", "R²", "0.3303", FIT.rsquared)
    yield from numbers("02", "uncentred total", "0.9238", 1 - SQUARES / (y @ y), False)
    origin = sm.OLS(y, X_0).fit()
    yield from numbers("02", "R² through the origin", "0.8889", origin.rsquared)
    centred = 1 - origin.ssr / np.sum((y - y.mean()) ** 2)
    yield from numbers("02", "the same, centred total", "0.0231", centred, False)
    yield from numbers("02", "trace of H", "3.000000", np.trace(X @ np.linalg.pinv(X)))
    yield from numbers("02", "condition number", "5.557", np.linalg.cond(X))
    yield from numbers("02", "of X'X", "30.88", np.linalg.cond(X.T @ X))
    yield from numbers("02", "sd of the residuals", "4.888384545924403", np.std(RESIDUALS))
    true_share = 1 - np.sum((y - X @ [10, *SLOPES]) ** 2) / np.sum((y - y.mean()) ** 2)
    yield from numbers("02", "R² of the true plane", "0.3259", true_share)
    longley = sm.datasets.longley.load_pandas().exog
    for what, columns, known in (
        ("Longley's columns", sm.add_constant(longley), "4.3e4"),
        ("the same, centred", longley - longley.mean(), "110.5"),
    ):
        scaled = columns / np.linalg.norm(columns, axis=0)
        yield from numbers("02", what, known, np.linalg.cond(scaled), known != "4.3e4")
    table = "0.330 0.324 48.58 7.07e-18 -601.16 1.936 0.413 0.813 -0.069 2.781 0.558 0.757 5.56"
    values = [FIT.rsquared, FIT.rsquared_adj, FIT.fvalue, FIT.f_pvalue, FIT.llf]
    skewness = [stats.skew(RESIDUALS), stats.kurtosis(RESIDUALS, fisher=False)]
    values += [stattools.durbin_watson(RESIDUALS), *stats.normaltest(RESIDUALS), *skewness]
    values += [*stats.jarque_bera(RESIDUALS), np.linalg.cond(X)]
    yield from numbers("02", "the old table", table, values)
    yield from numbers("02", "its t", "9.507 3.316 9.350", FIT.tvalues)
    ends = "7.183 10.943 1.762 6.933 8.724 13.388"
    yield from numbers("02", "its intervals", ends, FIT.conf_int())


def uncertainty() -> Iterator[Number]:
    yield from numbers("03", "standard errors", "0.95333 1.31096 1.18243", FIT.bse)
    with_true_sigma = 5 * np.sqrt(np.diag(INVERSE))
    yield from numbers("03", "with true sigma", "0.9678 1.3308 1.2003", with_true_sigma)
    by_n = SIGMA * np.sqrt(np.diag(INVERSE))
    yield from numbers("03", "divisor n", "0.9462 1.3011 1.1735", by_n, False)
    yield from numbers("03", "no square root", "0.909 1.719 1.398", FIT.bse**2, False)
    diagonal = np.sqrt(FIT.scale / np.diag(X.T @ X))
    yield from numbers("03", "1/diagonal", "0.348 0.612 0.609", diagonal, False)
    yield from numbers("03", "interval", "7.183 10.943", FIT.conf_int()[0])
    normal = stats.norm.interval(0.95, BETA[0], FIT.bse[0])
    yield from numbers("03", "normal quantile", "7.194 10.931", normal, False)
    mean = 5 * stats.chi(7).mean() / np.sqrt(10)
    yield from numbers("03", "average sigma, n = 10", "4.037", mean)
    coverage = [1 - 2 * stats.t(7).sf(1.96 * np.sqrt(share)) for share in (7 / 10, 1)]
    yield from numbers("03", "coverage with 1.96", "0.855 0.909", coverage)
    for rows, known in ((200, "0.968 1.331 1.200"), (20, "3.28 4.92 4.09")):
        covariance = 25 * np.linalg.inv(X[:rows].T @ X[:rows])
        yield from numbers("03", f"by {rows} rows", known, np.sqrt(np.diag(covariance)))
    few = np.sqrt(np.diag(np.linalg.inv(X[:20].T @ X[:20])) / np.diag(INVERSE))
    yield from numbers("03", "20 rows against 200", "3.4 3.7 3.4", few)
    yield from numbers("03", "sigma_hat", "4.925", np.sqrt(FIT.scale))
    traded = INVERSE[0, 1] / np.sqrt(INVERSE[0, 0] * INVERSE[1, 1])
    yield from numbers("03", "constant and slope of x1", "-0.705", traded)
    rng, drawn = np.random.default_rng(3), []
    for _ in range(2000):
        rows = rng.integers(0, n, size=n)
        drawn.append(np.linalg.solve(X[rows].T @ X[rows], X[rows].T @ y[rows]))
    yield from numbers("03", "bootstrap", "0.97 1.28 1.17", np.std(drawn, axis=0, ddof=1))
    middle = FIT.get_prediction([[1, 0.5, 0.5]])
    yield from numbers("03", "height", "16.76 0.3485", [*middle.predicted_mean, *middle.se_mean])
    without = np.linalg.norm([1, 0.5, 0.5] * FIT.bse)
    yield from numbers("03", "its error without covariances", "1.30", without)
    mean = np.sqrt(FIT.scale / n)
    yield from numbers("03", "error over the point of means", "0.3483", mean)
    yield from numbers("03", "interval for the height", "16.08 17.45", middle.conf_int())
    ends = middle.conf_int(obs=True)
    yield from numbers("03", "prediction interval", "7.03 26.50", ends)
    yield from numbers("03", "true height", "17.04", 10 + SLOPES.sum() / 2)


def broken_assumptions() -> Iterator[Number]:
    yield from numbers("04", "Durbin-Watson", "1.9363", stattools.durbin_watson(RESIDUALS))
    yield from numbers("04", "Jarque-Bera", "0.558", stats.jarque_bera(RESIDUALS)[0])
    yield from numbers("04", "kurtosis", "2.781", stats.kurtosis(RESIDUALS, fisher=False))
    yield from numbers("04", "excess", "-0.219", stats.kurtosis(RESIDUALS), False)
    yield from numbers("04", "White's p", "0.583", diagnostic.het_white(RESIDUALS, X)[1])
    breusch_pagan = diagnostic.het_breuschpagan(RESIDUALS, X)[1]
    yield from numbers("04", "Breusch-Pagan's p", "0.230", breusch_pagan)
    yield from numbers("04", "HC0", "0.958 1.263 1.150", FIT.HC0_se, False)
    yield from numbers("04", "HC3", "0.975 1.287 1.170", FIT.HC3_se, False)
    yield from numbers("04", "mean without constant", "1.210", RESIDUALS_0.mean())
    correlations = [np.corrcoef(RESIDUALS_0, row)[0, 1] for row in x]
    yield from numbers("04", "correlations without constant", "-0.40 -0.35", correlations)
    mistyped = X[:50].copy()
    mistyped[0, 1] *= 10
    lever = sm.OLS(y[:50], mistyped).fit().get_influence()
    row_0 = [lever.hat_matrix_diag[0], lever.resid[0], lever.resid_press[0]]
    yield from numbers("04", "the mistyped row", "0.941 -2.42 -41.01", row_0)
    yield from numbers("04", "yardsticks of d", "0.28 0.40 0.45", 4 / np.sqrt([200, 100, 80]))
    worlds = [
        sm.OLS(response, one).fit() for one, response in zip(*five_worlds().values(), strict=True)
    ]
    yield from numbers("04", "kurtosis of world 1", "5.1", stats.kurtosis(worlds[0].resid) + 3)
    lever = worlds[2].get_influence()
    row_17 = [lever.resid[17], -lever.resid_press[17]]
    yield from numbers("04", "row 17 of world 3", "-2.2 11.7", row_17)


def by_hand() -> Iterator[Number]:
    yield from numbers("05", "log-likelihood", "-601.160", FIT.llf)
    yield from numbers("05", "no 2π", "-417.372", TOP + n / 2 * np.log(2 * np.pi), False)
    turned = np.sum(stats.norm.logpdf(RESIDUALS, 0, SIGMA) + (RESIDUALS / SIGMA) ** 2)
    yield from numbers("05", "exponent's sign", "-401.160", turned, False)
    yield from numbers("05", "log10", "-261.08", TOP / np.log(10), False)
    yield from numbers("05", "mean for sum", "-3.006", TOP / n, False)
    yield from numbers("05", "sigma", "4.88838", SIGMA)
    wrong = {
        "2.21097": lambda s: stats.norm.logpdf(RESIDUALS, 0, s**2).sum(),
        "69.13": lambda s: -np.log(s) - SQUARES / (2 * s**2),
        "6.913": lambda s: -n * np.log(s) - SQUARES / s**2,
        "4.92547": lambda s: -(n - p) * np.log(s) - SQUARES / (2 * s**2),
    }
    for known, height in wrong.items():
        found = optimize.minimize_scalar(
            lambda t, height=height: -height(np.exp(t)), bounds=(0, 6), options={"xatol": 1e-9}
        )
        yield from numbers("05", "another sigma", known, np.exp(found.x), False)
    product = np.prod(stats.norm.pdf(RESIDUALS, 0, SIGMA))
    yield from numbers("05", "product of 200 densities", "8.3e-262", product)
    costs = [stats.norm.logpdf(RESIDUALS, 0, c * SIGMA).sum() - FIT.llf for c in (0.5, 2)]
    yield from numbers("05", "half of sigma, and twice", "-161.37 -63.63", costs)
    yield from numbers("05", "added by thousands", "1381.55", n * np.log(1000))
    spreads = np.linalg.norm(X, axis=0) / 5
    yield from numbers("05", "spread of slopes at the truth", "2.828 1.61 1.618", spreads)
    twin = least_squares(X[:10], y[:10])
    squares = np.sum((y[:10] - X[:10] @ twin) ** 2)
    yield from numbers("05", "small twin", "10.825 -2.107 13.888", twin)
    for divisor, known in ((10, "3.883"), (9, "4.093"), (7, "4.641")):
        sigma = np.sqrt(squares / divisor)
        yield from numbers("05", f"its sigma, divisor {divisor}", known, sigma, divisor != 9)


# What the old notebook printed as its maximum, from differences: other machines end 4e-4 from it.
PRINTED = np.array([16.664788, 18.782030, 7.664904])


def autopsy() -> Iterator[Number]:
    yield from numbers("06", "the maximum", "13.13209 18.05562", BETA_0)
    yield from numbers("06", "its sigma", "5.904128", SIGMA_0)
    top = log_likelihood(X_0, y, BETA_0, SIGMA_0)
    yield from numbers("06", "its value", "638.918", -top)

    def value(theta):
        return -log_likelihood(X_0, y, theta[:2], theta[2])

    slopes = optimize.approx_fprime(PRINTED, value, 1e-6)
    yield from numbers("06", "slopes at the printed point", "4.50 3.76 8.18", slopes)
    yield from numbers("06", "value at the printed point", "659.767", value(PRINTED))
    best = np.sqrt(np.mean((y - X_0 @ PRINTED[:2]) ** 2))
    yield from numbers("06", "the same, best sigma", "653.501", value([*PRINTED[:2], best]))
    down = [value(PRINTED - share * slopes) for share in (0.01, 0.1, 0.2)]
    yield from numbers("06", "against the gradient", "658.762 650.685 645.091", down)
    promised, fall = 0.2 * slopes @ slopes, value(PRINTED) - down[2]
    yield from numbers("06", "promised fall, and the fall", "20.3 14.7", [promised, fall])
    yield from numbers("06", "value with an intercept", "601.160 37.8", [-TOP, TOP - top])

    def gate(beta, sigma):
        """Like the lesson's, but what X explains of the residuals comes from a regression."""
        residuals = y - X_0 @ beta
        explained = residuals @ residuals - sm.OLS(residuals, X_0).fit().ssr
        excess = residuals @ residuals / (n * sigma**2) - 1
        return explained / sigma**2 + n / 2 * excess**2

    yield from numbers("06", "gate at the printed point", "28.46", gate(PRINTED[:2], PRINTED[2]))
    error = SIGMA_0 * np.sqrt(np.linalg.inv(X_0.T @ X_0)[0, 0])
    yield from numbers(
        "06", "gate 0.1 off", "0.02309", gate(BETA_0 + error * np.eye(2)[0] / 10, SIGMA_0)
    )
    missing = value(PRINTED) + top
    yield from numbers("06", "missing height, and twice that", "20.85 41.7", [missing, 2 * missing])
    yield from numbers("06", "value far away", "4801.3", value([-2e9, 1e9, 3e8]))


def curvature() -> Iterator[Number]:
    def height(theta):
        return log_likelihood(X, y, theta[:-1], np.exp(theta[-1]))

    top = np.append(BETA, np.log(SIGMA))
    covariance = np.linalg.inv(-_second_differences(height, top))
    errors = np.sqrt(np.diag(covariance))
    known = "0.946157 1.301095 1.173525 0.05"
    yield from numbers("07", "standard errors", known, errors)
    yield from numbers("07", "of sigma", "0.244419", SIGMA * errors[-1])

    def profile(sigma):
        return log_likelihood(X, y, BETA, sigma) - TOP + stats.chi2.ppf(0.95, 1) / 2

    ends = [optimize.brentq(profile, *sides) for sides in ((3, SIGMA), (SIGMA, 9))]
    yield from numbers("07", "profile interval", "4.446 5.410", ends)
    z = np.array([-1, 1]) * stats.norm.ppf(0.975) / np.sqrt(2 * n)
    yield from numbers("07", "Wald on sigma", "4.409 5.367", SIGMA * (1 + z))
    yield from numbers("07", "Wald on log sigma", "4.432 5.392", SIGMA * np.exp(z))
    exact = np.sqrt(SQUARES / stats.chi2.ppf([0.975, 0.025], n - p))
    yield from numbers("07", "exact interval", "4.483 5.465", exact)

    origin = sm.OLS(y, X_0).fit()
    ratio = FIT.compare_lr_test(origin)[0]
    yield from numbers("07", "likelihood ratio", "75.516", ratio)
    yield from numbers("07", "not doubled", "37.758", FIT.llf - origin.llf, False)
    wald = BETA[0] ** 2 / (SIGMA**2 * INVERSE[0, 0])
    yield from numbers("07", "Wald", "91.750", wald)
    score = X.T @ RESIDUALS_0 @ INVERSE @ X.T @ RESIDUALS_0 / SIGMA_0**2
    yield from numbers("07", "score", "62.896", score)
    yield from numbers("07", "F", "90.374", FIT.compare_f_test(origin)[0])
    equal = sm.OLS(y, np.column_stack([np.ones(n), x.sum(axis=0)])).fit()
    statistic, p_value, _ = FIT.compare_lr_test(equal)
    yield from numbers("07", "equal slopes", "14.436 1.45e-4", [statistic, p_value])


def _second_differences(height, place, step=1e-3):
    """The matrix of second derivatives, from heights alone."""
    d = len(place)
    steps = step * np.eye(d)
    return np.array(
        [
            [
                sum(
                    a * b * height(place + a * steps[i] + b * steps[j])
                    for a in (1, -1)
                    for b in (1, -1)
                )
                / (4 * step**2)
                for j in range(d)
            ]
            for i in range(d)
        ]
    )


def samplers_by_hand() -> Iterator[Number]:
    precision = X.T @ X + np.eye(p) / 4
    mean = np.linalg.solve(precision, X.T @ y)
    shape, scale = 2 + n / 2, 25 + (y @ y - mean @ precision @ mean) / 2
    variance = stats.invgamma(shape, scale=scale)
    # The multivariate t law that is left when the variance is integrated out.
    t_scale = np.diag(np.linalg.inv(precision)) * scale / shape
    sds = stats.t(2 * shape, scale=np.sqrt(t_scale)).std()
    yield from numbers("09", "exact means", "9.096 4.350 10.962 24.183", [*mean, variance.mean()])
    yield from numbers("09", "exact sds", "0.941 1.294 1.170 2.418", [*sds, variance.std()])
    given_all_else = np.sqrt(variance.mean() / precision[0, 0])
    yield from numbers("09", "sd of the constant given all else", "0.348", given_all_else)
    yield from numbers("09", "scale at the posterior mean", "2442.45", scale)
    yield from numbers("09", "height one sd up, if independent", "0.607", stats.chi2(2).sf(1))
    share = 2 / np.pi * np.arctan(2 / 2.38)
    yield from numbers("09", "accepted in one dimension", "0.44", share)
    # "worth a sixth or less": the autocovariances of a sweep's linear map, summed lag by lag
    lower = np.tril(precision)
    sweep, lagged, worth = np.linalg.solve(lower, lower - precision), np.linalg.inv(precision), 0.0
    own = np.diag(lagged)
    for _ in range(400):
        lagged = sweep @ lagged
        worth = worth + np.diag(lagged)
    worth = 100 * own / (own + 2 * worth)
    yield from numbers("09", "worth of 100 sweeps", "9.1 12.3 15.3", worth, False)
    for step, known in ((0.5, "0.962"), (1, "0.979"), (2.38, "1.064")):
        yield from numbers("09", f"distinct states, steps of {step}", known, _distinct(step))


def _distinct(step):
    """The sd of a Metropolis chain on N(0, 1) whose refused states are not counted again."""

    def leave(place):
        up = stats.norm.cdf(0) - stats.norm.cdf(-2 * place / step)
        # Downhill the proposal's density times the ratio is a normal density once more.
        narrow, root = step / np.sqrt(1 + step**2), np.sqrt(1 + step**2)
        centre, factor = place / root**2, np.exp((place * narrow) ** 2 / 2) / root
        tails = stats.norm.sf((place - centre) / narrow) + stats.norm.cdf(
            (-place - centre) / narrow
        )
        return up + factor * tails

    def moment(power):
        weight = lambda x: x**power * leave(x) * np.exp(-(x**2) / 2)  # noqa: E731
        return integrate.quad(weight, 0, 12)[0]

    return np.sqrt(moment(2) / moment(0))


# Lesson 08: priors to posteriors


def log_t_evidence(X, y, v, a=2.0, b=25.0):
    """Under beta | sigma ~ N(0, sigma² v I) and sigma² ~ IG(a, b), y is multivariate t."""
    spread = b / a * (np.eye(len(y)) + v * X @ X.T)
    return stats.multivariate_t.logpdf(y, np.zeros(len(y)), spread, df=2 * a)


def penalised(X, y, penalty):
    """Least squares on the data and, for each coefficient, one more row that says zero."""
    rows = np.vstack([X, np.diag(np.sqrt(penalty))])
    return least_squares(rows, np.append(y, np.zeros(X.shape[1])))


def laplace_by_search(X, y, scale):
    """Laplace's log evidence, with the mode searched for and the curvature by differences."""
    p = X.shape[1]
    to_variance = {"log sigma": lambda t: np.exp(2 * t), "sigma": np.square, "sigma²": np.abs}[
        scale
    ]
    log_factor = {
        "log sigma": lambda t: np.log(2) + 2 * t,
        "sigma": lambda t: np.log(2 * abs(t)),
        "sigma²": lambda t: 0.0,
    }[scale]

    def height(theta):
        variance = to_variance(theta[p])
        value = log_likelihood(X, y, theta[:p], np.sqrt(variance))
        value += stats.norm.logpdf(theta[:p], 0, 2 * np.sqrt(variance)).sum()
        return value + stats.invgamma.logpdf(variance, 2, scale=25) + log_factor(theta[p])

    beta = least_squares(X, y)
    variance = np.mean((y - X @ beta) ** 2)
    start = {"log sigma": np.log(variance) / 2, "sigma": np.sqrt(variance), "sigma²": variance}
    top = np.append(beta, start[scale])
    for _ in range(2):
        top = optimize.minimize(lambda theta: -height(theta), top).x
    curvature = -_second_differences(height, top)
    return height(top) + (p + 1) / 2 * np.log(2 * np.pi) - np.linalg.slogdet(curvature)[1] / 2


def priors() -> Iterator[Number]:
    everything, few = slice(None), slice(10)
    mean = penalised(X, y, np.full(3, 0.25))
    yield from numbers("08", "posterior means", "9.0965 4.3496 10.9621", mean)
    rest = np.sum((y - X @ mean) ** 2) + mean @ mean / 4
    yield from numbers("08", "b_n", "2442.45", 25 + rest / 2)
    yield from numbers("08", "b_n without its ½", "4859.90", 25 + rest, False)
    yield from numbers("08", "b_n of least squares' residuals", "2414.63", 25 + SQUARES / 2, False)
    inverted = penalised(X, y, np.full(3, 4.0))
    yield from numbers("08", "V0 inverted", "9.431 4.414 9.852", inverted, False)

    for name, columns, known in (
        ("all columns", [0, 1, 2], "-612.1725 -33.7418"),
        ("no x1", [0, 2], "-615.6921 -33.1739"),
        ("no constant", [1, 2], "-648.6274 -36.1867"),
    ):
        values = [log_t_evidence(X[rows][:, columns], y[rows], 4.0) for rows in (everything, few)]
        yield from numbers("08", f"log evidence, {name}, 200 and 10 rows", known, values)
    factors = {
        v: log_t_evidence(X, y, v) - log_t_evidence(X[:, [0, 2]], y, v) for v in (4, 1e2, 1e4, 1e6)
    }
    yield from numbers("08", "log Bayes factor", "3.52 1.86 -0.44 -2.75", [*factors.values()])
    odds = [np.exp(factors[4]), np.exp(-factors[1e6])]
    yield from numbers("08", "odds for x1, and against it", "34 16", odds)

    for scale, known in {
        "log sigma": "-612.1915 -33.9917",
        "sigma": "-612.2023 -34.1201",
        "sigma²": "-612.2155 -34.2687",
    }.items():
        values = [laplace_by_search(X[rows], y[rows], scale) for rows in (everything, few)]
        yield from numbers("08", f"Laplace in {scale}", known, values)

    for penalty, known in ((1.0, "9.512 4.047 10.448"), (25.0, "13.699 1.514 4.509")):
        ridge = penalised(X, y, [0, penalty, penalty])
        yield from numbers("08", f"ridge, lambda = {penalty:g}", known, ridge)
    for name, penalty, known in (
        ("intercept penalised", [1, 1, 1], "4.358 10.699"),
        ("alpha not divided by n", [0, 200, 200], "0.271 0.877"),
        ("ratio inverted", [0, 0.04, 0.04], "4.335 11.030"),
    ):
        wrong = penalised(X, y, np.array(penalty, dtype=float))[1:]
        yield from numbers("08", f"ridge, {name}", known, wrong, False)

    # Given sigma², x2's slope less twice that of x1 is normal: an average over quantiles of sigma².
    c = np.array([0.0, -2.0, 1.0])
    spread = c @ np.linalg.inv(X.T @ X + np.eye(3) / 4) @ c
    variance = stats.invgamma.ppf((np.arange(20_000) + 0.5) / 20_000, 102, scale=25 + rest / 2)
    above = stats.norm.sf(0, c @ mean, np.sqrt(variance * spread)).mean()
    yield from numbers("08", "P(beta_2 > 2 beta_1)", "0.7893", above)

    # Half-Cauchy sigma, coefficients of sd 10 whatever sigma is: one integral is left.
    values, vectors = np.linalg.eigh(100 * X @ X.T)
    turned = vectors.T @ y

    def density(sigma):
        log = stats.norm.logpdf(turned, 0, np.sqrt(sigma**2 + np.maximum(values, 0))).sum()
        return np.exp(log + 613) * stats.halfcauchy.pdf(sigma, scale=5)

    whole = integrate.quad(density, 3, 8, points=[5])[0]
    yield from numbers("08", "log evidence, half-Cauchy", "-613.043", np.log(whole) - 613)
    for j, known in enumerate(("9.096", "4.35", "10.964")):

        def weighted(sigma, j=j):
            return density(sigma) * penalised(X, y, np.full(3, sigma**2 / 100))[j]

        found = integrate.quad(weighted, 3, 8, points=[5])[0] / whole
        yield from numbers("08", f"mean of beta_{j}, half-Cauchy", known, found)

    # What is left of a column once the others have explained it
    left = [
        X[:, j] - (others := np.delete(X, j, axis=1)) @ least_squares(others, X[:, j])
        for j in range(3)
    ]
    found = np.array([e @ e for e in left])
    yield from numbers("08", "precision of 200 rows", "26.69 14.12 17.35", found)
    yield from numbers("08", "the prior, in rows", "1.9 3.5 2.9", 50 / found)
    yield from numbers("08", "error of x1's slope, sigma known", "1.33", 5 / np.sqrt(found[1]))
    for rows, known in ((few, "5.909"), (everything, "0.066")):
        three = [penalised(X[rows], y[rows], np.full(3, w**-2.0))[1] for w in (0.5, 2, 20)]
        yield from numbers("08", "slopes of x1 apart", known, np.ptp(three))
    away = abs(mean - BETA) / np.sqrt(
        (25 + rest / 2) / 101 * np.diag(np.linalg.inv(X.T @ X + np.eye(3) / 4))
    )
    yield from numbers("08", "distance from least squares", "0.036 0.001 0.080", away)
    left = X[:, 1] - X[:, [0, 2]] @ least_squares(X[:, [0, 2]], X[:, 1])
    weights = np.array([1 / 4, left @ left / 25])
    known_sigma = [weights @ [-15, BETA[1]] / weights.sum(), weights.sum() ** -0.5]
    yield from numbers("08", "prior at −15 against 200 rows", "-1.59 1.11", known_sigma)

    yield from numbers("08", "mean of ten parcels", "16.782", np.mean(y[few]))
    yield from numbers("08", "its posterior mean", "16.3726", np.sum(y[few]) / 10.25)
    few_mean = penalised(X[few], y[few], np.full(3, 0.25))
    few_rest = np.sum((y[few] - X[few] @ few_mean) ** 2) + few_mean @ few_mean / 4
    ends = np.sqrt(stats.invgamma.ppf([0.05, 0.95], 7, scale=25 + few_rest / 2))
    yield from numbers("08", "sigma from ten rows", "3.373 6.404", ends)


# Lesson 11: the full joint


class Hierarchy:
    """A hierarchy's posterior on a grid of log sigma and one or two etas, beta and mu integrated.

    With alpha flat and integrated out, the data are the slopes b of least squares on centred
    predictors, N(beta, sigma² V), and the residual sum of squares. `spread(*etas)` is the prior
    covariance of beta; an eta is its scale times tan(pi u / 2), with u uniform.
    """

    def __init__(self, x, y, m, scale, B, spread, etas, nodes=40):
        centred = x - x.mean(axis=0)
        self.n, self.J = x.shape
        V, b = np.linalg.inv(centred.T @ centred), least_squares(centred, y - y.mean())
        rest = np.sum((y - y.mean() - centred @ b) ** 2)
        freedom = self.n - 1 - self.J
        t, weight = np.polynomial.legendre.leggauss(nodes)
        sigma = np.sqrt(rest / freedom) * np.exp(6 / np.sqrt(2 * freedom) * t)
        eta = scale * np.tan(np.pi / 4 * (t + 1))
        grids = np.meshgrid(sigma, *[eta] * etas, indexing="ij")
        self.sigma, self.etas = grids[0], grids[1:]
        prior = spread(*self.etas)
        off = b - m
        covariance = self.sigma[..., None, None] ** 2 * V + prior
        pulled = np.linalg.solve(covariance, np.broadcast_to(off, prior.shape[:-1])[..., None])
        log = -freedom * np.log(self.sigma) - rest / (2 * self.sigma**2)
        log -= np.linalg.slogdet(covariance)[1] / 2 + (pulled[..., 0] @ off) / 2
        log -= np.log1p((self.sigma / B) ** 2) - np.log(self.sigma)
        nodes_weight = 1.0
        for axis in range(1 + etas):
            shape = [-1 if k == axis else 1 for k in range(1 + etas)]
            nodes_weight = nodes_weight * weight.reshape(shape)
        self.weights = np.exp(log - log.max()) * nodes_weight
        self.weights /= self.weights.sum()
        self.prior = nodes_weight / nodes_weight.sum()
        self.beta = m + (prior @ pulled)[..., 0]

    def mean(self, values):
        return np.tensordot(self.weights, values, self.weights.ndim)

    def learned_about_eta(self, j):
        """Kullback-Leibler divergence from the prior, in nats."""
        others = tuple(k for k in range(self.weights.ndim) if k != 1 + j)
        posterior = self.weights.sum(axis=others)
        return posterior @ np.log(posterior / (self.prior.sum(axis=others)))

    def below(self, eta):
        return self.weights[self.etas[0] < eta].sum()


def own_spreads(s):
    """Model A: beta_j with variance eta_j² + s²."""

    def spread(*etas):
        return np.stack(etas, axis=-1)[..., None] ** 2 * np.eye(len(etas)) + s**2 * np.eye(
            len(etas)
        )

    return spread


def one_spread(J, s):
    """Model B: eta² for each, s² for all together."""
    return lambda eta: eta[..., None, None] ** 2 * np.eye(J) + s**2 * np.ones((J, J))


def empirical_bayes():
    """Least squares' slopes are N(mu 1, sigma² V + eta² I): eta and mu at the maximum."""
    b, covariance = BETA[1:], FIT.cov_params()[1:, 1:]

    def drop(theta):
        mean = np.full(2, theta[0])
        return -stats.multivariate_normal.logpdf(b, mean, covariance + theta[1] ** 2 * np.eye(2))

    mu, eta = optimize.minimize(drop, [7, 3], method="Nelder-Mead", tol=1e-10).x
    return mu, abs(eta)


def full_joint() -> Iterator[Number]:
    A = Hierarchy(x.T, y, 0, 5, 10, own_spreads(10), 2)
    yield from numbers("11", "model A", "4.287 10.940 4.952", [*A.mean(A.beta), A.mean(A.sigma)])
    for j, known in enumerate(("0.075", "0.047")):
        yield from numbers("11", f"learned about eta {j + 1}", known, A.learned_about_eta(j))
    for s, known in ((100, "0.0096"), (1000, "0.0010")):
        wide = Hierarchy(x.T, y, 0, 5, 10, own_spreads(s), 2)
        yield from numbers("11", f"with s = {s}", known, wide.learned_about_eta(0))
    B = Hierarchy(x.T, y, 0, 5, 10, one_spread(2, 10), 1, nodes=200)
    yield from numbers("11", "model B", "4.63 10.74", B.mean(B.beta))
    median = optimize.brentq(lambda eta: _share_below(B, eta) - 0.5, 1, 20)
    yield from numbers("11", "median of eta", "5.07", median)
    yield from numbers("11", "empirical Bayes", "7.749 3.123", empirical_bayes())
    v = np.array([1, -1]) @ FIT.cov_params()[1:, 1:] @ [1, -1]
    for eta, known in ((0, "84 68"), (2, "54 40"), (5, "27 19")):
        zeros = 100 * stats.chi2.cdf(np.array([2, 1]) * v / (v + 2 * eta**2), 1)
        yield from numbers("11", f"spread of {eta} estimated as 0", known, zeros)
    yield from numbers("11", "alpha", "9.15", y.mean() - x.mean(axis=1) @ A.mean(A.beta))
    yield from numbers("11", "alpha, beta and mu integrated out", "-613.673", integrated_joint())
    joint = log_likelihood(X, y, BETA, 5.0) + stats.norm.logpdf(BETA[1:], 0, 10).sum()
    yield from numbers("11", "log joint", "-608.4", joint)
    heights = [TOP - 2 * np.log(10.0**-k * np.sqrt(2 * np.pi)) for k in range(5)]
    yield from numbers("11", "the ridge", "-603.00 -598.39 -593.79 -589.18 -584.58", heights)
    spread = FIT.bse[1] ** 2 + 100 + np.array([0, 9, 100, 900])
    flat = stats.norm.pdf(BETA[1], 0, np.sqrt(spread))
    yield from numbers("11", "likelihood of eta", "0.966 0.744 0.346", flat[1:] / flat[0])
    heard = list(told_of_beta_and_mu(FIT.bse[1]))
    yield from numbers("11", "learned about beta and mu", "1.878 0.492", heard)
    more = np.subtract(list(told_of_beta_and_mu(FIT.bse[1] / 10)), heard)
    yield from numbers("11", "learned from 100 times the rows", "2.292 0.095", more)
    yield from numbers("11", "diabetes", "-239.5 516.6 335 54.33", diabetes(), False)


def integrated_joint():
    """The log density of y, sigma = 5 and eta = (1, 3), along n − 1 contrasts of y."""
    sigma, eta, n = 5.0, np.array([1.0, 3.0]), len(y)
    contrasts = np.linalg.svd(np.ones((1, n)))[2][1:]
    slopes = contrasts @ x.T
    covariance = sigma**2 * np.eye(n - 1) + slopes @ np.diag(eta**2 + 100) @ slopes.T
    # The nth direction, along the mean, integrates over alpha to 1/√n.
    height = stats.multivariate_normal.logpdf(contrasts @ y, cov=covariance) - np.log(n) / 2
    height += stats.halfcauchy.logpdf(sigma, scale=10)
    return height + stats.halfcauchy.logpdf(eta, scale=5).sum()


def told_of_beta_and_mu(error):
    """Kullback-Leibler divergences of the slope of x1 and of its mean, by quadrature."""
    t, weight = np.polynomial.legendre.leggauss(400)
    eta, weight = 5 * np.tan(np.pi / 4 * (t + 1)), weight / 2
    evidence = weight @ stats.norm.pdf(BETA[1], 0, np.sqrt(error**2 + eta**2 + 100))
    for grid, prior, likelihood in (
        (
            BETA[1] + error * np.linspace(-7, 7, 201),
            lambda beta: weight @ stats.norm.pdf(beta, 0, np.sqrt(eta**2 + 100)),
            lambda beta: stats.norm.pdf(BETA[1], beta, error),
        ),
        (
            np.linspace(-70, 70, 8001),
            lambda mu: stats.norm.pdf(mu, 0, 10),
            lambda mu: weight @ stats.norm.pdf(BETA[1], mu, np.sqrt(error**2 + eta**2)),
        ),
    ):
        w = np.array([likelihood(value) for value in grid]) / evidence
        density = np.array([prior(value) for value in grid])
        yield integrate.simpson(density * special.xlogy(w, w), x=grid)


def _share_below(posterior, eta):
    """Smoothly, by the weights of the nodes of eta, added up to their middles."""
    weights = posterior.weights.sum(axis=0)
    ends = np.cumsum(weights) - weights / 2
    return np.interp(eta, posterior.etas[0][0], ends)


def diabetes():
    """Model B on scikit-learn's diabetes data: slopes of s1 and bmi, means of eta and sigma."""
    from sklearn.datasets import load_diabetes

    columns, response = load_diabetes(return_X_y=True)
    B = Hierarchy(columns, response, 0, 500, 100, one_spread(10, 500), 1)
    names = load_diabetes().feature_names
    beta = B.mean(B.beta)
    return [beta[names.index("s1")], beta[names.index("bmi")], B.mean(B.etas[0]), B.mean(B.sigma)]


def gradients() -> Iterator[Number]:
    for rows, known in ((200, "4.957 4.944"), (12, "5.072 4.723")):
        part, response = X[:rows], y[:rows]
        residuals = response - part @ least_squares(part, response)
        # Flat in sigma, sigma² is inverse gamma with shape (n - p - 1) / 2; flat in its log,
        # which is what is sampled where the Jacobian is left out, (n - p) / 2.
        means = [
            np.sqrt(residuals @ residuals / 2)
            * np.exp(special.gammaln(a - 0.5) - special.gammaln(a))
            for a in ((rows - p - 1) / 2, (rows - p) / 2)
        ]
        yield from numbers("10", f"mean of sigma, {rows} rows", known, means)
    curvatures = np.append(np.linalg.eigvalsh(X.T @ X) / SIGMA**2, 2 * n)
    yield from numbers("10", "curvatures", "0.41 0.69 12.72 400", curvatures)
    yield from numbers("10", "longest step", "0.1", 2 / np.sqrt(curvatures.max()))
    two = SIGMA**2 * n / (n - p) * np.linalg.inv(X.T @ X)[:2, :2]
    limit = 2 * np.sqrt(np.linalg.eigvalsh(two)[0])
    yield from numbers("10", "longest step in the picture", "1.1734", limit)
    chance = np.mean(list(chances_of_rolls()))
    yield from numbers("10", "mean chance of fifty rolls", "0.84", chance)


def chances_of_rolls():
    """Whether rolls of 35 steps of 0.06 from the top are accepted, leapfrog with whole pushes."""

    def slope(theta):
        e, scale = y - X @ theta[:-1], np.exp(-2 * theta[-1])
        return np.append(X.T @ e * scale, e @ e * scale - n + 1)

    def energy(theta, r):
        e = y - X @ theta[:-1]
        return (n - 1) * theta[-1] + e @ e * np.exp(-2 * theta[-1]) / 2 + r @ r / 2

    e = y - X @ BETA
    top = np.append(BETA, np.log(e @ e / (n - 1)) / 2)
    for push in np.random.default_rng(10).standard_normal((50, p + 1)):
        theta, r = top, push + 0.03 * slope(top)
        for _ in range(35):
            theta = theta + 0.06 * r
            r = r + 0.06 * slope(theta)
        r = r - 0.03 * slope(theta)
        yield min(1.0, np.exp(energy(top, push) - energy(theta, r)))


# Lesson 12


ALL, NO_X1 = (0, 1, 2), (0, 2)


def criticise() -> Iterator[Number]:
    by_row = {(c, v): left_out(X[:, c], y, v) for c in (ALL, NO_X1, (1, 2)) for v in (4.0, 1e6)}
    full = by_row[ALL, 4.0]
    yield from numbers("12", "elpd", "-605.0558", full.sum())
    for columns, known in ((NO_X1, "4.42 3.24"), ((1, 2), "36.72 7.72")):
        gain = full - by_row[columns, 4.0]
        values = [gain.sum(), np.sqrt(n) * gain.std(ddof=1)]
        yield from numbers("12", f"gain over columns {columns}", known, values)
    wide = by_row[ALL, 1e6] - by_row[NO_X1, 1e6]
    yield from numbers("12", "gain under a wide prior", "4.39", wide.sum())
    for columns, known in ((NO_X1, "-609.474"), ((1, 2), "-641.776")):
        yield from numbers("12", "elpd", known, by_row[columns, 4.0].sum(), False)
    seen = new_observation(X, y, X, 4.0).logpdf(y)
    yield from numbers("12", "p_loo", "3.76", seen.sum() - full.sum())
    gains = [expected_score(c) for c in (ALL, NO_X1, (1, 2))]
    yield from numbers("12", "true gain of x1", "4.79", gains[0] - gains[1])
    yield from numbers("12", "of the constant", "45.46", gains[0] - gains[2], False)
    typed = X[:10].copy()
    typed[0, 1] *= 10
    yield from numbers("12", "a typing error", "-4.66", left_out(typed, y[:10], 4.0)[0])
    rate = np.linspace(0, 1, 200_001)
    below = integrate.cumulative_simpson(rate**8 * (1 - rate) ** 2, x=rate, initial=0)
    ends = np.interp([0.05, 0.95], below / below[-1], rate)
    yield from numbers("12", "8 of 10", "53 92", 100 * ends)


def new_observation(X, y, rows, v):
    """The predictive t law at these rows, sigma² being IG(2, 25) a priori."""
    P = X.T @ X + np.eye(X.shape[1]) / v
    mean, a = np.linalg.solve(P, X.T @ y), 2 + len(y) / 2
    b = 25 + (np.sum((y - X @ mean) ** 2) + mean @ mean / v) / 2
    spread = 1 + np.sum(rows * np.linalg.solve(P, rows.T).T, axis=1)
    return stats.t(2 * a, rows @ mean, np.sqrt(b / a * spread))


def left_out(X, y, v):
    """The log density of each row under the fit to the others."""
    rest = [np.arange(len(y)) != i for i in range(len(y))]
    return np.array(
        [new_observation(X[those], y[those], X[~those], v).logpdf(y[~those])[0] for those in rest]
    )


def expected_score(columns):
    """The expected log density of 200 new rows: Simpson's rule in both predictors and in y."""
    u, z = np.linspace(0, 1, 9), np.linspace(-7, 7, 71)
    at = with_constant(np.array([g.ravel() for g in np.meshgrid(u, u)]))
    law = new_observation(X[:, columns], y, at[:, columns], 4.0)
    new = (at @ [10, *SLOPES])[:, None] + 5 * z
    density = stats.t.logpdf(new.T, law.args[0], law.args[1], law.args[2])
    over_y = integrate.simpson(density.T * stats.norm.pdf(z), x=z).reshape(9, 9)
    return 200 * integrate.simpson(integrate.simpson(over_y, x=u), x=u)


# Lesson 13: Engel's households


def each_left_out(X, y):
    """The log density of each y, and how often it is inside 95 %, by a fit to the other rows."""
    density, inside = [], []
    for i in range(len(y)):
        rest = sm.OLS(np.delete(y, i), np.delete(X, i, axis=0)).fit()
        scale = np.sqrt(rest.scale + X[i] @ rest.cov_params() @ X[i])
        law = stats.t(rest.df_resid, X[i] @ rest.params, scale)
        density.append(law.logpdf(y[i]))
        inside.append(abs(law.cdf(y[i]) - 0.5) <= 0.475)
    return np.array(density), np.array(inside)


def engels_households() -> Iterator[Number]:
    table = sm.datasets.engel.load_pandas().data
    income, food = table["income"].to_numpy(), table["foodexp"].to_numpy()
    line_X, log_X = sm.add_constant(income), sm.add_constant(np.log(income))
    line, in_logs = sm.OLS(food, line_X).fit(), sm.OLS(np.log(food), log_X).fit()
    third = np.searchsorted(np.sort(income), income) // 78.34
    known = "0.4852 0.0144 0.0664 4.62"
    slope = [line.params[1], line.bse[1], line.HC3_se[1], line.HC3_se[1] / line.bse[1]]
    yield from numbers("13", "straight line", known, slope)
    yield from numbers("13", "its kurtosis", "12.6", stats.kurtosis(line.resid, fisher=False))
    p = diagnostic.het_breuschpagan(line.resid, line_X)[1]
    yield from numbers("13", "its Breusch-Pagan p", "1.4e-25", p)
    yield from numbers("13", "Cook's distance", "9.3", line.get_influence().cooks_distance[0].max())
    without = np.polyfit(np.delete(income, 137), np.delete(food, 137), 1)[0]
    yield from numbers("13", "without household 137", "0.547", without)
    moved = (without - line.params[1]) / line.bse[1]
    yield from numbers("13", "how far that is", "4.3", moved)
    yield from numbers("13", "median share", "0.662", np.median(food / income))
    spread = [line.resid[third == k].std() for k in (0, 2)]
    yield from numbers("13", "spread of residuals by thirds", "48.0 171.5", spread)
    shares = [100 * np.mean((food / income)[third == k]) for k in (0, 2)]
    yield from numbers("13", "shares by thirds", "69.2 61.1", shares)

    errors = [in_logs.bse[1], in_logs.HC3_se[1]]
    yield from numbers("13", "elasticity", "0.856 0.0203", [in_logs.params[1], errors[0]])
    yield from numbers(
        "13", "kurtosis in logs", "2.98", stats.kurtosis(in_logs.resid, fisher=False)
    )
    yield from numbers("13", "skewness in logs", "-0.42", stats.skew(in_logs.resid))
    p = diagnostic.het_breuschpagan(in_logs.resid, log_X)[1]
    yield from numbers("13", "Breusch-Pagan p in logs", "1.8e-4", p)
    order = np.argsort(income, kind="stable")
    d = [stattools.durbin_watson(e) for e in (in_logs.resid, in_logs.resid[order])]
    yield from numbers("13", "Durbin-Watson, sorted by income", "1.35 2.08", d)
    apart = [stats.pearsonr(in_logs.resid[k:], in_logs.resid[:-k])[0] for k in range(1, 7)]
    yield from numbers("13", "neighbours", "0.32 0.16 0.08 -0.04 -0.02 0.01", apart)
    ratio = in_logs.resid[third == 2].std() / in_logs.resid[third == 0].std()
    yield from numbers("13", "upper third over lower", "1.33", ratio)
    yield from numbers("13", "interval", "0.816 0.896", in_logs.conf_int()[1])
    for kind, settings, known in (
        ("HC3", {}, "0.804 0.908"),
        ("HAC", {"maxlags": 5}, "0.792 0.919"),
    ):
        robust = in_logs.get_robustcov_results(kind, use_t=True, **settings)
        yield from numbers("13", f"interval, {kind}", known, robust.conf_int()[1])

    (of_line, in_line), (of_log, in_log) = (
        each_left_out(line_X, food),
        each_left_out(log_X, np.log(food)),
    )
    yield from numbers("13", "sums", "-1461.1 131.7", [of_line.sum(), of_log.sum()])
    yield from numbers("13", "without the Jacobian", "1593", of_log.sum() - of_line.sum(), False)
    centimes = of_log.sum() - of_line.sum() + 235 * np.log(100)
    yield from numbers("13", "the same in centimes", "2675", centimes, False)
    difference = of_log - np.log(food) - of_line
    for what, d, known in (
        ("elpd difference", difference, "99.7 29.3"),
        ("without household 137", np.delete(difference, 137), "72.5 11.6"),
    ):
        yield from numbers("13", what, known, [d.sum(), np.sqrt(len(d)) * d.std(ddof=1)])
    yield from numbers("13", "of household 137", "27.2", difference[137])
    for what, inside, known in (
        ("straight line", in_line, "1.000 1.000 0.897 0.966"),
        ("log model", in_log, "0.975 0.962 0.936 0.957"),
    ):
        held = [*(inside[third == k].mean() for k in range(3)), inside.mean()]
        yield from numbers("13", f"held by thirds, {what}", known, held)

    indicators = np.column_stack([third == 1, third == 2]).astype(float)
    products = indicators * log_X[:, 1:]
    by_thirds = sm.OLS(np.log(food), np.column_stack([log_X, indicators, products]))
    test = by_thirds.fit(cov_type="HC3", use_t=True).f_test(np.eye(6)[4:])
    yield from numbers("13", "one elasticity", "1.403 0.248", [test.fvalue, test.pvalue])
    hac = by_thirds.fit(cov_type="HAC", cov_kwds={"maxlags": 5}, use_t=True)
    test = hac.f_test(np.eye(6)[4:])
    yield from numbers("13", "with neighbours", "1.721 0.181", [test.fvalue, test.pvalue])

    low, high = in_logs.get_prediction().conf_int(obs=True).T
    both = [np.sum((low <= np.log(food)) & (np.log(food) <= high)), in_log.sum()]
    yield from numbers("13", "inside, with and without their own help", "227 225", both, False)
    new = in_logs.get_prediction([[1, np.log(500)]])
    ends = np.exp([new.predicted_mean[0], *new.conf_int(obs=True)[0]])
    yield from numbers("13", "food for 500 francs", "352.2 268.6 461.9", ends)
    straight = line.get_prediction([[1, 500]]).conf_int(obs=True)[0]
    yield from numbers("13", "by the straight line", "164.4 615.8", straight)
    four_fifths = new.predicted_mean[0] + stats.t.ppf(0.8, 233) * new.se_obs[0]
    yield from numbers("13", "best amount, from the law", "395.5", np.exp(four_fifths), False)

    rng = np.random.default_rng(13)
    z = rng.normal(size=1000)
    x = 0.8 * z + rng.normal(size=1000)
    y = 0.5 * x + 0.6 * z + 0.5 * rng.normal(size=1000)
    w = x - y + 0.5 * rng.normal(size=1000)
    for beside, known in (
        ([], "0.807 0.674"),
        ([z], "0.491 0.835"),
        ([w], "0.936 0.883"),
        ([z, w], "0.736 0.913"),
    ):
        one = sm.OLS(y, sm.add_constant(np.column_stack([x, *beside]))).fit()
        what = f"slope of x and R² beside {len(beside)}"
        yield from numbers("13", what, known, [one.params[1], one.rsquared])
    yield from numbers("13", "slope without z, endless data", "0.793", 0.5 + 0.6 * 0.8 / 1.64)


# Lesson 13b: two million readings


def larger_than_memory() -> Iterator[Number]:
    pieces = []
    for number in range(20):
        rng = np.random.default_rng([13, number])
        warm = rng.normal(20, 8, 100_000)
        hours = (number + rng.random(100_000)) / 20
        noise = rng.normal(0, 1, 100_000) * (0.5 + np.abs(warm - 20) / 8)
        pieces.append((warm, hours, 5 + 0.3 * warm + 2 * hours + noise))
    warm, hours, y = np.concatenate(pieces, axis=1)
    n, p = len(y), 3

    def centred(warm, hours, y):
        """Slopes, residuals and (X'X)⁻¹ of the slopes, all columns around their means."""
        x = np.array([warm - warm.mean(), hours - hours.mean()])
        inverse = np.linalg.inv(x @ x.T)
        slopes = inverse @ (x @ y)
        return slopes, y - y.mean() - slopes @ x, inverse, x

    slopes, e, inverse, x = centred(warm, hours, y)
    h = 1 / n + np.sum(x * (inverse @ x), axis=0)
    sigma = np.sqrt(e @ e / (n - p))
    errors = sigma * np.sqrt(np.diag(inverse))
    robust = np.sqrt(np.sum((inverse @ x * e / (1 - h)) ** 2, axis=1))
    yield from numbers("13b", "slopes", "0.29997 1.99864", slopes)
    yield from numbers("13b", "standard errors", "0.00013 0.00351", errors)
    yield from numbers("13b", "t of the hours", "570", slopes[1] / errors[1])
    centred_y = y - y.mean()
    total, of_temperature = centred_y @ centred_y, (x[0] @ centred_y) ** 2 / (x[0] @ x[0])
    shares = 1 - np.array([e @ e, total - of_temperature]) / total
    yield from numbers("13b", "R² and its fall", "0.748 0.041", [shares[0], shares[0] - shares[1]])
    squares = (slopes / errors) ** 2
    yield from numbers("13b", "F of each column", "5624976 325049", squares)
    yield from numbers("13b", "HC3 over classical", "1.54 1.00", robust / errors)
    yield from numbers("13b", "largest leverage", "9.8", h.max() * n / p)
    _, first_e, first_inverse, _ = centred(*pieces[0])
    first = np.sqrt(first_e @ first_e / (100_000 - p) * first_inverse[0, 0])
    yield from numbers("13b", "narrower", "4.47", first / errors[0])
    alone = [centred(*piece)[0][1] for piece in pieces]
    spread = np.std(alone, ddof=1) / np.sqrt(20)
    yield from numbers("13b", "mean of the pieces' slopes", "2.009 0.064", [np.mean(alone), spread])
    lengths = np.linalg.norm([[-0.3, -2, 1] @ np.array(pieces[0]) - 5, pieces[0][2]], axis=1)
    yield from numbers("13b", "lengths", "453.2607 3606.8626", lengths)
    # By the law of the other rows: their sigma² is what is left, and their plane misses row i.
    others = (e @ e - e**2 / (1 - h)) / (n - 1 - p)
    unseen = stats.t.logpdf(e / (1 - h), n - 1 - p, 0, np.sqrt(others / (1 - h)))
    seen = stats.t.logpdf(e, n - p, 0, sigma * np.sqrt(1 + h))
    yield from numbers("13b", "p_loo", "6.8", np.sum(seen - unseen))
    z = stats.norm.expect(lambda z: z**2 * (0.5 + np.abs(z)) ** 2)
    s = stats.norm.expect(lambda z: (0.5 + np.abs(z)) ** 2)
    yield from numbers("13b", "noise by z", "4.85 2.05 1.54", [z, s, np.sqrt(z / s)])
    clock = np.column_stack([np.ones(n), warm, 1_750_000_000 + 3600 * hours])
    clock /= np.linalg.norm(clock, axis=0)
    yield from numbers("13b", "condition number", "4.1e6", np.linalg.cond(clock), False)


SOURCES = (
    pretend_worlds,
    geometry,
    uncertainty,
    broken_assumptions,
    by_hand,
    autopsy,
    curvature,
    priors,
    samplers_by_hand,
    gradients,
    full_joint,
    criticise,
    engels_households,
    larger_than_memory,
)
NUMBERS = [number for source in SOURCES for number in source()]


def label(number):
    return f"{number.lesson} {number.what}: {number.known}"


def digits_agree(text: str, value: float) -> bool:
    """Whether `text` is `value`, rounded to the digits that the text has."""
    written = Decimal(text)
    unit = Decimal(1).scaleb(written.as_tuple().exponent)
    return abs(written - Decimal(float(value))) <= unit * Decimal("0.500001")


@pytest.mark.parametrize("number", NUMBERS, ids=label)
def test_a_known_number_is_what_it_is(number):
    assert digits_agree(number.known, number.value), number.value


# In the text of the lessons


@cache
def text_of(lesson: str) -> tuple[str, ...] | None:
    """All numbers in prose and stored outputs of a built lesson; None if it is not built."""
    paths = list(SOLUTIONS.glob(f"{lesson}_*.ipynb"))
    if not paths:
        return None
    words = []
    for cell in nbformat.read(paths[0], as_version=4).cells:
        words += [cell.source] if cell.cell_type == "markdown" else []
        for output in cell.get("outputs", ()):
            words += [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
    text = " ".join(words).replace("−", "-")
    return tuple(re.findall(r"(?<![\w.])-?\d*\.?\d+(?:e[+-]?\d+)?(?!\w)", text))


def significant_digits(text: str) -> int:
    return len(Decimal(text).as_tuple().digits)


@pytest.mark.parametrize("number", [n for n in NUMBERS if n.printed], ids=label)
def test_the_lesson_prints_it(number):
    found = text_of(number.lesson)
    if found is None:
        pytest.skip(f"lesson {number.lesson} is not built")
    enough = min(3, significant_digits(number.known))
    assert any(
        digits_agree(text, number.value) and significant_digits(text) >= enough for text in found
    )


def test_a_wrong_number_would_be_noticed():
    assert digits_agree("-601.160", TOP) and not digits_agree("-601.170", TOP)
    assert digits_agree("7.07e-18", FIT.f_pvalue) and not digits_agree("7.08e-18", FIT.f_pvalue)
    assert significant_digits("-0.050") == 2 and significant_digits("8.3e-262") == 2


# Wrong answers of which the lessons warn

EXERCISES = {exercise.id: exercise for exercise in catalogue()}
HESS_INV = {"BFGS": [0.870, 0.667, 1.168], "L-BFGS-B": [1.147, 1.324, 1.818]}

BY_NAME = {number.what: number.value for number in NUMBERS}
ROOTS = np.sqrt(np.diag(INVERSE))

WRONG = [
    ("02-normal-equations", "no constant", BETA_0),
    ("02-normal-equations", "one predictor at a time", [4.090, 10.973]),
    ("02-normal-equations", "predictors centred", [y.mean(), *BETA[1:]]),
    ("02-r-squared", "uncentred total", 1 - SQUARES / (y @ y)),
    ("02-r-squared", "no constant, uncentred total", BY_NAME["R² through the origin"]),
    ("02-r-squared", "no constant", BY_NAME["the same, centred total"]),
    ("02-condition-number", "cond(X'X)", np.linalg.cond(X.T @ X)),
    ("03-standard-errors", "divisor n", SIGMA * ROOTS),
    ("03-standard-errors", "true sigma", 5 * ROOTS),
    ("03-standard-errors", "no square root", FIT.bse**2),
    ("03-standard-errors", "1/diagonal", np.sqrt(FIT.scale / np.diag(X.T @ X))),
    ("03-interval", "normal quantile", [7.194, 10.931]),
    ("03-prediction-interval", "interval for the height", [16.077362, 17.451875]),
    ("05-sigma-by-search", "variance passed as sd", np.sqrt(SIGMA)),
    ("05-sigma-by-search", "dropped n", np.sqrt(SQUARES)),
    ("05-sigma-by-search", "dropped ½", SIGMA * np.sqrt(2)),
    ("05-sigma-by-search", "df divisor", np.sqrt(FIT.scale)),
    ("04-kurtosis", "excess", stats.kurtosis(RESIDUALS)),
    ("06-true-maximum", "the printed point", (PRINTED[:2], PRINTED[2])),
    ("06-true-maximum", "the printed point", ([16.66, 18.78], 7.66)),
    ("06-true-maximum", "with an intercept", (BETA, SIGMA)),
    ("06-mended", "still no intercept", (BETA_0, SIGMA_0)),
    ("06-true-maximum", "sum of squares for sigma", (BETA_0, 6971.7456)),
    ("06-mended", "negative sigma", ([58206.7, 30160.0, 32001.6], -4618.1)),
    ("07-standard-errors", "each off by a factor of its own", HESS_INV["BFGS"]),
    ("07-standard-errors", "each off by a factor of its own", HESS_INV["L-BFGS-B"]),
    ("07-standard-errors", "each off by a factor of its own", [*HESS_INV["BFGS"], 0.051]),
    ("07-standard-errors", "divisor n − p, beta only", FIT.bse),
    ("07-standard-errors", "divisor n − p, beta only", [0.9533, 1.3110, 1.1824]),
    ("07-likelihood-ratio", "not doubled", BY_NAME["not doubled"]),
    ("07-wald", "F statistic", FIT.tvalues[0] ** 2),
    ("07-wald", "t statistic", FIT.tvalues[0]),
    ("07-score-test", "F statistic", FIT.tvalues[0] ** 2),
    ("07-sigma-interval", "exact interval", [4.483, 5.465]),
    ("07-sigma-interval", "Wald on sigma", [4.409, 5.367]),
    ("07-sigma-interval", "Wald on log sigma", [4.432, 5.392]),
    ("08-laplace", "in sigma", -612.2023),
    ("08-laplace", "in sigma²", -612.2155),
    ("08-laplace", "exact", -612.1725),
]


@pytest.mark.parametrize(("exercise", "name", "answer"), WRONG)
def test_a_wrong_answer_of_the_lessons_is_known(exercise, name, answer):
    result = EXERCISES[exercise].check(answer)
    assert (result.outcome, result.misconception) == ("misconception", name)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("no 2π", "-417.372"),
        ("exponent's sign", "-401.160"),
        ("log10", "-261.08"),
        ("mean for sum", "-3.006"),
    ],
)
def test_a_wrong_log_likelihood_gives_the_number_by_which_it_is_known(name, known):
    programs = {m.name: m.program for m in EXERCISES["05-log-likelihood"].misconceptions}
    assert digits_agree(known, float(programs[name](BETA, SIGMA, X, y)))


# Lesson 08: wrong functions


@pytest.mark.parametrize(
    ("exercise", "name", "known"),
    [
        ("08-ridge", "intercept penalised", "4.358 10.699"),
        ("08-ridge", "λ times n", "0.271 0.877"),
        ("08-ridge", "ratio inverted", "4.335 11.030"),
        ("08-update", "V0 inverted", "9.431 4.414 9.852"),
        ("08-update", "no ½ in b", "4859.90"),
        ("08-update", "residuals of least squares in b", "2414.63"),
    ],
)
def test_a_wrong_function_of_lesson_08_gives_the_numbers_by_which_it_is_known(
    exercise, name, known
):
    programs = {m.name: m.program for m in EXERCISES[exercise].misconceptions}
    if exercise == "08-ridge":
        eta = 1.0 if name == "ratio inverted" else 5.0
        answer = programs[name](X, y, 5.0, eta)[1:]
    else:
        mean, _, _, b = programs[name](X, y, np.zeros(3), 4 * np.eye(3), 2.0, 25.0)
        answer = mean if " " in known else [b]
    assert all(map(digits_agree, known.split(), answer))
