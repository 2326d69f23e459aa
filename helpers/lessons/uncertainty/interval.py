"""A 95 % interval: which quantile, which standard error, around what."""

import numpy as np
from scipy import stats

from helpers import ols
from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import (
    LEVEL,
    WORLD,
    T,
    Z,
    around,
    errors_of,
    lstsq,
    notebook_estimates,
    robust_errors,
    seed,
    sigma_of,
    unscaled_errors,
)


@lesson.value(
    "03-interval",
    data=seed,
    hints=(
        "An interval is the estimate, minus and plus so many standard errors. "
        "How many, the t distribution says.",
        "With 95 % between them, 2.5 % lie beyond each end. So the quantile is that of 0.975, with "
        "n − p degrees of freedom.",
        "`t = stats.t.ppf(0.975, n - p)`; the ends are `beta_hat[0] - t * standard_errors[0]` and "
        "`beta_hat[0] + t * standard_errors[0]`.",
    ),
)
def interval(X, y):
    """The 95 % interval of the constant."""
    return ols.fit(X, y).conf_int(LEVEL)[0]


@interval.variant("the formula")
def _(X, y):
    half = stats.t.ppf(0.975, len(y) - X.shape[1]) * errors_of(X, y)[0]
    return [lstsq(X, y)[0] - half, lstsq(X, y)[0] + half]


@interval.variant("t.interval")
def _(X, y):
    df = len(y) - X.shape[1]
    return stats.t.interval(LEVEL, df, loc=lstsq(X, y)[0], scale=errors_of(X, y)[0])


@interval.law("The lower end comes first. Yours are {left} and {right}.", "≤")
def _(ends, X, y):
    return ends[0], ends[1]


@interval.law(
    "A t interval reaches as far down from the estimate, {right}, as up. Yours has {left} in its "
    "middle."
)
def _(ends, X, y):
    return ends.mean(), lstsq(X, y)[0]


@interval.law(
    "Beyond each end of a 95 % interval lie 2.5 % of the t distribution with n − p degrees of "
    "freedom. Beyond yours lie {left} %."
)
def _(ends, X, y):
    df = len(y) - X.shape[1]
    half = (ends[1] - ends[0]) / 2
    return 100 * stats.t.sf(half / errors_of(X, y)[0], df), 2.5


# Intervals around the estimate: how many standard errors wide, and how wide, to each side


def _so_many_errors(quantile):
    return _so_wide(lambda X, y: quantile * errors_of(X, y)[0])


def _so_wide(half):
    return lambda X, y: lstsq(X, y)[0] + np.array([-1, 1]) * half(X, y)


def _constant_error(X, y, divisor=None):
    """The standard error of the constant, with this divisor."""
    return sigma_of(X, y, divisor) * unscaled_errors(X)[0]


LEVEL_FOR_QUANTILE = (
    "Your {yours} multiply the standard error by {what}. How many standard errors belong to a "
    "level, the quantile says: `stats.t.ppf(0.975, n - p)`."
)

interval.mistakes(
    ("normal quantile", Z,
     "Your {yours} use a quantile of the normal distribution. It would be right if sigma were "
     "known; sigma_hat varies too, and the t distribution allows for that."),
    ("1.96", 1.96,
     "Your {yours} use 1.96, the rounded quantile of the normal distribution. sigma_hat varies "
     "too, and the t distribution allows for that."),
    ("two standard errors", 2.0,
     "Your {yours} are two standard errors away: a rule of thumb. Take the quantile of the t "
     "distribution."),
    ("one standard error", 1.0,
     "Your {yours} are one standard error away. Such an interval holds the truth in only two "
     "worlds out of three."),
    ("one-sided", stats.t.ppf(0.95, 197),
     "Your {yours} use the quantile of 0.95, and so leave 5 % beyond *each* end: this is a 90 % "
     "interval."),
    ("one-sided and normal", stats.norm.ppf(0.95),
     "Your {yours} use the normal quantile of 0.95, and so leave 5 % beyond *each* end. Take "
     "0.975, of the t distribution."),
    ("97.5 %", stats.t.ppf(0.9875, 197),
     "Your {yours} are a 97.5 % interval: 0.975 is the quantile to look up, not the level. The "
     "level is 0.95."),
    ("99 %", stats.t.ppf(0.995, 197),
     "Your {yours} are a 99 % interval. Asked: 95 %, the quantile of 0.975."),
    ("the level for the quantile", 0.95,
     LEVEL_FOR_QUANTILE.replace("{what}", "the level, 0.95")),
    ("0.975 for its quantile", 0.975, LEVEL_FOR_QUANTILE.replace("{what}", "0.975 itself")),
    ("cdf for ppf", stats.t.cdf(0.975, 197),
     LEVEL_FOR_QUANTILE.replace("{what}", "a probability (`cdf`)")),
    ("n degrees of freedom", stats.t.ppf(0.975, 200),
     "Your {yours} use the t distribution with n degrees of freedom. It has as many as sigma_hat "
     "has: n − p."),
    ("n − 1 degrees of freedom", stats.t.ppf(0.975, 199),
     "Your {yours} use the t distribution with n − 1 degrees of freedom. It has as many as "
     "sigma_hat has: n − p."),
    ("half of it", T / 2,
     "Your {yours} are half as far from the estimate as they should be: the quantile times the "
     "standard error goes to *each* side."),
    of=_so_many_errors,
)  # fmt: skip

ROBUST = (
    "Your {yours} are built on a robust standard error. Take the one of the exercise before, with "
    "one sigma for all rows."
)
SPREAD = (
    "Your {yours} are built on the spread of the 2,000 worlds, which no sample knows. Take "
    "`standard_errors[0]`."
)
MEAN_FOR_COEFFICIENT = (
    "Your {yours} use sigma/√n, the standard error of a *mean*. The constant has one of its own, "
    "`standard_errors[0]`."
)
ANOTHERS = (
    "Your {yours} use the standard error of {what}. For the constant take `standard_errors[0]`."
)

interval.mistakes(
    ("sigma with divisor n", lambda X, y: T * _constant_error(X, y, 200),
     "Your {yours} have a standard error with the divisor n. Use n − p: a t interval needs it."),
    ("sigma with divisor n − 1", lambda X, y: T * _constant_error(X, y, 199),
     "Your {yours} have a standard error with the divisor n − 1. Use n − p: a t interval needs "
     "it."),
    ("divisor and degrees of freedom n − 1",
     lambda X, y: stats.t.ppf(0.975, 199) * _constant_error(X, y, 199),
     "Your {yours} have n − 1 both as divisor and as degrees of freedom. Here p coefficients were "
     "fitted, not one mean: n − p in both places."),
    ("n − 2", lambda X, y: stats.t.ppf(0.975, 198) * _constant_error(X, y, 198),
     "Your {yours} have n − 2, as for a line, both as divisor and as degrees of freedom. This "
     "plane has three coefficients: n − p in both places."),
    ("normal quantile, divisor n", lambda X, y: Z * _constant_error(X, y, 200),
     "Your {yours} combine the normal quantile with a sigma of divisor n: both make the interval "
     "too narrow."),
    ("1.96, divisor n", lambda X, y: 1.96 * _constant_error(X, y, 200),
     "Your {yours} combine 1.96 with a sigma of divisor n: both make the interval too narrow."),
    ("true sigma", lambda X, y: T * WORLD.sigma * unscaled_errors(X)[0],
     "Your {yours} use the true sigma, 5, together with a t quantile, which is made for an "
     "estimated one."),
    ("true sigma, normal quantile", lambda X, y: Z * WORLD.sigma * unscaled_errors(X)[0],
     "Your {yours} use the true sigma, 5, with a normal quantile. The two fit together, but one "
     "sample does not know sigma: take sigma_hat, and t."),
    ("true sigma, 1.96", lambda X, y: 1.96 * WORLD.sigma * unscaled_errors(X)[0],
     "Your {yours} use the true sigma, 5, with 1.96. The two fit together, but one sample does "
     "not know sigma: take sigma_hat, and t."),
    ("robust standard error", lambda X, y: T * robust_errors(X, y, 2)[0], ROBUST),
    ("robust standard error (HC0)", lambda X, y: T * robust_errors(X, y, 0)[0], ROBUST),
    ("spread of the 2,000 worlds", lambda X, y: T * np.std(notebook_estimates(X)[:, 0]), SPREAD),
    ("spread of the 2,000 worlds, divisor 1,999",
     lambda X, y: T * np.std(notebook_estimates(X)[:, 0], ddof=1), SPREAD),
    ("spread of the 2,000 worlds, 1.96, divisor 1,999",
     lambda X, y: 1.96 * np.std(notebook_estimates(X)[:, 0], ddof=1), SPREAD),
    ("sigma_hat/√n", lambda X, y: T * sigma_of(X, y) / np.sqrt(200), MEAN_FOR_COEFFICIENT),
    ("sigma_hat/√n, 1.96",
     lambda X, y: 1.96 * sigma_of(X, y) / np.sqrt(200), MEAN_FOR_COEFFICIENT),
    ("standard error of x1", lambda X, y: T * errors_of(X, y)[1],
     ANOTHERS.replace("{what}", "the slope of x1")),
    ("standard error of x2", lambda X, y: T * errors_of(X, y)[2],
     ANOTHERS.replace("{what}", "the slope of x2")),
    ("standard error of the height",
     lambda X, y: T * sigma_of(X, y) * np.linalg.norm([1, 0.5, 0.5] @ np.linalg.pinv(X)),
     ANOTHERS.replace("{what}", "the height over (0.5, 0.5)")),
    ("divided by √n", lambda X, y: T * errors_of(X, y)[0] / np.sqrt(200),
     "Your {yours} divide the standard error by √n once more: it has the n observations in it "
     "already."),
    ("no standard error", lambda X, y: T,
     "Your {yours} are the estimate minus and plus the quantile alone; multiply it by the "
     "standard error."),
    ("sigma for standard error", lambda X, y: T * sigma_of(X, y),
     "Your {yours} use sigma_hat, the spread of single observations. The estimate varies much "
     "less: take its standard error."),
    ("variance for standard error", lambda X, y: T * errors_of(X, y)[0] ** 2,
     "Your {yours} multiply the quantile by the variance of the estimate; take its root, the "
     "standard error."),
    of=_so_wide,
)  # fmt: skip


# Other numbers than the two ends, and, whatever their width, intervals around something else


def _height(X, y):
    return np.array([1, 0.5, 0.5]) @ lstsq(X, y)


def _width_in_standard_errors(ends, X, y):
    return np.ptp(ends) / 2 / errors_of(X, y)[0]


def _another_width(yours, X, y):
    if not around(lambda X, y: lstsq(X, y)[0])(yours, X, y):
        return False
    return abs(_width_in_standard_errors(yours, X, y) / T - 1) > 0.004


interval.mistakes(
    ("upper end first", lambda X, y: lstsq(X, y)[0] + np.array([T, -T]) * errors_of(X, y)[0],
     "Your {yours} stand in reverse: the lower end first."),
    ("margins only", lambda X, y: np.array([-T, T]) * errors_of(X, y)[0],
     "Your {yours} are the distances of the two ends from the estimate. Add the estimate."),
    ("half the width", lambda X, y: T * errors_of(X, y)[0],
     "Your {yours} is the half-width of the interval. Wanted: its two ends, the estimate minus "
     "and plus that."),
    ("the estimate and the margin", lambda X, y: [lstsq(X, y)[0], T * errors_of(X, y)[0]],
     "Your {yours} are the estimate and the half-width. Wanted: the two ends."),
    ("the quantiles", lambda X, y: np.array([-T, T]),
     "Your {yours} are quantiles of the t distribution. Multiply by the standard error and add "
     "the estimate."),
    ("quantiles of the 2,000 estimates",
     lambda X, y: np.quantile(notebook_estimates(X)[:, 0], [0.025, 0.975]),
     "Your {yours} are quantiles of the 2,000 estimates, which lie around the truth. No sample "
     "has them: build the interval from its own estimate and standard error."),
    ("all three", lambda X, y: ols.fit(X, y).conf_int(LEVEL),
     "Your numbers are the intervals of all three coefficients. Asked: the constant's."),
    ("all three, lower ends first", lambda X, y: ols.fit(X, y).conf_int(LEVEL).T,
     "Your numbers are the intervals of all three coefficients, first the lower ends and then the "
     "upper ones. Asked: the constant's two ends, `beta_hat[0]` and `standard_errors[0]`."),
    ("around the truth", lambda X, y: WORLD.beta[0] + np.array([-T, T]) * errors_of(X, y)[0],
     "Your {yours} lie around 10, the truth. An interval is built from the sample: around the "
     "estimate.",
     {"recognises": around(lambda X, y: WORLD.beta[0])}),
    ("around the mean of y",
     lambda X, y: y.mean() + 1.96 * np.std(y) / np.sqrt(len(y)) * np.array([-1, 1]),
     "Your {yours} lie around the mean of y. The constant is the plane's height over (0, 0): "
     "build the interval around `beta_hat[0]`.",
     {"recognises": around(lambda X, y: y.mean())}),
    ("around the height", lambda X, y: _height(X, y) + np.array([-T, T]) * errors_of(X, y)[0],
     "Your {yours} lie around the plane's height over (0.5, 0.5). Asked: the constant, its height "
     "over (0, 0).",
     {"recognises": around(_height)}),
    ("around a slope", lambda X, y: ols.fit(X, y).conf_int(LEVEL)[1],
     "Your {yours} lie around the estimate of a slope. Asked: the constant, `beta_hat[0]`.",
     {"recognises": around(lambda X, y: lstsq(X, y)[1], lambda X, y: lstsq(X, y)[2])}),
    ("another width", _so_many_errors(stats.t.ppf(0.975, 30)),
     lambda yours, X, y: (
     "Your interval lies around the estimate, as it should, but each end is "
     f"{_width_in_standard_errors(yours, X, y):.3g} times `standard_errors[0]` away. How many "
     "times it should be, the t distribution says: its quantile of 0.975, with n − p degrees of "
     "freedom."
     ),
     {"recognises": _another_width}),
    ("no such quantile", lambda X, y: np.full(2, stats.t.ppf(197, 0.975)),
     "Your ends are nan: there is no such quantile. `stats.t.ppf` takes the probability first, a "
     "number between 0 and 1, and then the degrees of freedom: `stats.t.ppf(0.975, n - p)`.",
     {"recognises": lambda yours, X, y: yours.size == 2 and bool(np.isnan(yours).all())}),
)  # fmt: skip
