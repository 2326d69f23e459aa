"""A 95 % interval: which quantile, which standard error, around what."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.fits import (
    LEVEL,
    T,
    Z,
    lstsq,
    robust_errors,
    sigma_of,
    unscaled_errors,
)
from helpers.lessons.uncertainty.worlds import WORLD, notebook_estimates, seed_data


def constant_interval(X, y, quantile, sigma=None, centre=None):
    sigma = sigma_of(X, y, len(y) - X.shape[1]) if sigma is None else sigma
    centre = lstsq(X, y)[0] if centre is None else centre
    half = quantile * sigma * unscaled_errors(X)[0]
    return np.array([centre - half, centre + half])


@lesson.value(
    "03-interval",
    data=seed_data,
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
    from helpers import ols

    return ols.fit(X, y).conf_int(LEVEL)[0]


@interval.variant("the formula")
def _(X, y):
    return constant_interval(X, y, stats.t.ppf(0.975, len(y) - X.shape[1])).tolist()


@interval.variant("t.interval")
def _(X, y):
    df = len(y) - X.shape[1]
    return stats.t.interval(
        LEVEL, df, loc=lstsq(X, y)[0], scale=sigma_of(X, y, df) * unscaled_errors(X)[0]
    )


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
    return 100 * stats.t.sf(half / (sigma_of(X, y, df) * unscaled_errors(X)[0]), df), 2.5


def _variance_for_standard_error(X, y):
    return lstsq(X, y)[0] + np.array([-T, T]) * (sigma_of(X, y, 197) * unscaled_errors(X)[0]) ** 2


def _interval_of_a_slope(X, y):
    half = T * sigma_of(X, y, 197) * unscaled_errors(X)[1]
    return lstsq(X, y)[1] + np.array([-half, half])


def _interval_of_the_other_slope(X, y):
    half = T * sigma_of(X, y, 197) * unscaled_errors(X)[2]
    return lstsq(X, y)[2] + np.array([-half, half])


def _all_three(X, y):
    half = T * sigma_of(X, y, 197) * unscaled_errors(X)
    return np.column_stack([lstsq(X, y) - half, lstsq(X, y) + half])


interval.mistakes(
    ("normal quantile", lambda X, y: constant_interval(X, y, Z),
     "Your {yours} use a quantile of the normal distribution. It would be right if sigma were "
     "known; sigma_hat varies too, and the t distribution allows for that."),
    ("1.96", lambda X, y: constant_interval(X, y, 1.96),
     "Your {yours} use 1.96, the rounded quantile of the normal distribution. sigma_hat varies "
     "too, and the t distribution allows for that."),
    ("two standard errors", lambda X, y: constant_interval(X, y, 2.0),
     "Your {yours} are two standard errors away: a rule of thumb. Take the quantile of the t "
     "distribution."),
    ("one-sided", lambda X, y: constant_interval(X, y, stats.t.ppf(0.95, 197)),
     "Your {yours} use the quantile of 0.95, and so leave 5 % beyond *each* end: this is a 90 % "
     "interval."),
    ("one-sided and normal", lambda X, y: constant_interval(X, y, stats.norm.ppf(0.95)),
     "Your {yours} use the normal quantile of 0.95, and so leave 5 % beyond *each* end. Take "
     "0.975, of the t distribution."),
    ("n degrees of freedom", lambda X, y: constant_interval(X, y, stats.t.ppf(0.975, 200)),
     "Your {yours} use the t distribution with n degrees of freedom. It has as many as sigma_hat "
     "has: n − p."),
    ("n − 1 degrees of freedom", lambda X, y: constant_interval(X, y, stats.t.ppf(0.975, 199)),
     "Your {yours} use the t distribution with n − 1 degrees of freedom. It has as many as "
     "sigma_hat has: n − p."),
    ("sigma with divisor n", lambda X, y: constant_interval(X, y, T, sigma=sigma_of(X, y, len(y))),
     "Your {yours} have a standard error with the divisor n. Use n − p: a t interval needs it."),
    ("sigma with divisor n − 1",
     lambda X, y: constant_interval(X, y, T, sigma=sigma_of(X, y, len(y) - 1)),
     "Your {yours} have a standard error with the divisor n − 1. Use n − p: a t interval needs "
     "it."),
    ("divisor and degrees of freedom n − 1",
     lambda X, y: constant_interval(X, y, stats.t.ppf(0.975, 199), sigma=sigma_of(X, y, 199)),
     "Your {yours} have n − 1 both as divisor and as degrees of freedom. Here p coefficients were "
     "fitted, not one mean: n − p in both places."),
    ("n − 2",
     lambda X, y: constant_interval(X, y, stats.t.ppf(0.975, 198), sigma=sigma_of(X, y, 198)),
     "Your {yours} have n − 2, as for a line, both as divisor and as degrees of freedom. This "
     "plane has three coefficients: n − p in both places."),
    ("sigma with divisor n − 2", lambda X, y: constant_interval(X, y, T, sigma=sigma_of(X, y, 198)),
     "Your {yours} have a standard error with the divisor n − 2, as for a line. Use n − p."),
    ("robust standard error",
     lambda X, y: lstsq(X, y)[0] + np.array([-T, T]) * robust_errors(X, y, 2)[0],
     "Your {yours} are built on a robust standard error. Take the one of the exercise before, "
     "with one sigma for all rows."),
    ("robust standard error (HC0)",
     lambda X, y: lstsq(X, y)[0] + np.array([-T, T]) * robust_errors(X, y, 0)[0],
     "Your {yours} are built on a robust standard error. Take the one of the exercise before, "
     "with one sigma for all rows."),
    ("spread of the 2,000 worlds",
     lambda X, y: lstsq(X, y)[0] + np.array([-T, T]) * np.std(notebook_estimates(X)[:, 0]),
     "Your {yours} are built on the spread of the 2,000 worlds, which no sample knows. Take "
     "`standard_errors[0]`."),
    ("spread of the 2,000 worlds, divisor 1,999",
     lambda X, y: lstsq(X, y)[0] + np.array([-T, T]) * np.std(notebook_estimates(X)[:, 0], ddof=1),
     "Your {yours} are built on the spread of the 2,000 worlds, which no sample knows. Take "
     "`standard_errors[0]`."),
    ("margins only", lambda X, y: np.array([-T, T]) * sigma_of(X, y, 197) * unscaled_errors(X)[0],
     "Your {yours} are the distances of the two ends from the estimate. Add the estimate."),
    ("normal quantile, divisor n",
     lambda X, y: constant_interval(X, y, Z, sigma=sigma_of(X, y, len(y))),
     "Your {yours} combine the normal quantile with a sigma of divisor n: both make the interval "
     "too narrow."),
    ("true sigma", lambda X, y: constant_interval(X, y, T, sigma=WORLD.sigma),
     "Your {yours} use the true sigma, 5, together with a t quantile, which is made for an "
     "estimated one."),
    ("true sigma, normal quantile", lambda X, y: constant_interval(X, y, Z, sigma=WORLD.sigma),
     "Your {yours} use the true sigma, 5, with a normal quantile. The two fit together, but one "
     "sample does not know sigma: take sigma_hat, and t."),
    ("around the truth", lambda X, y: constant_interval(X, y, T, centre=WORLD.beta[0]),
     "Your {yours} lie around 10, the truth. An interval is built from the sample: around the "
     "estimate."),
    ("one standard error", lambda X, y: constant_interval(X, y, 1.0),
     "Your {yours} are one standard error away. Such an interval holds the truth in only two "
     "worlds out of three."),
    ("no standard error", lambda X, y: lstsq(X, y)[0] + np.array([-T, T]),
     "Your {yours} are the estimate minus and plus the quantile alone; multiply it by the "
     "standard error."),
    ("sigma for standard error",
     lambda X, y: lstsq(X, y)[0] + np.array([-T, T]) * sigma_of(X, y, 197),
     "Your {yours} use sigma_hat, the spread of single observations. The estimate varies much "
     "less: take its standard error."),
    ("variance for standard error", _variance_for_standard_error,
     "Your {yours} multiply the quantile by the variance of the estimate; take its root, the "
     "standard error."),
    ("upper end first", lambda X, y: constant_interval(X, y, T)[::-1],
     "Your {yours} stand in reverse: the lower end first."),
    ("half the width", lambda X, y: T * sigma_of(X, y, 197) * unscaled_errors(X)[0],
     "Your {yours} is the half-width of the interval. Wanted: its two ends, the estimate minus "
     "and plus that."),
    ("the quantiles", lambda X, y: np.array([-T, T]),
     "Your {yours} are quantiles of the t distribution. Multiply by the standard error and add "
     "the estimate."),
    ("interval of a slope", _interval_of_a_slope,
     "Your {yours} are the interval of the slope of x1. Asked: the constant."),
    ("interval of the other slope", _interval_of_the_other_slope,
     "Your {yours} are the interval of the slope of x2. Asked: the constant."),
    ("all three", _all_three,
     "Your numbers are the intervals of all three coefficients. Asked: the constant's."),
)  # fmt: skip
