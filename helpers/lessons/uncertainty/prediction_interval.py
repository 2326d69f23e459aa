"""An interval for one new observation: its own noise, and the error of the fitted height."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import (
    WORLD,
    T,
    Z,
    around,
    covariances_of,
    errors_of,
    lstsq,
    seed,
    sigma_of,
    unscaled_errors,
)

MIDDLE = np.array([1, 0.5, 0.5])


def _height(X, y):
    return MIDDLE @ lstsq(X, y)


def _height_error(X, y, divisor=None):
    scale = np.linalg.norm(MIDDLE @ np.linalg.pinv(X))
    return sigma_of(X, y, divisor) * scale


def _error(X, y, divisor=None):
    """The standard deviation of a new observation from the fitted height."""
    return np.hypot(sigma_of(X, y, divisor), _height_error(X, y, divisor))


@lesson.value(
    "03-prediction-interval",
    data=seed,
    hints=(
        "The observation misses your fitted height for two reasons: the height is itself an "
        "estimate, and the observation has noise of its own.",
        "New noise knows nothing of the old, which made the error of the height. So the two are "
        "independent, and their *variances* add up.",
        "The root of `sigma_hat**2 + height_error**2` takes the place of the standard error. "
        "The t quantile stays the same.",
        "`error = np.sqrt(sigma_hat**2 + height_error**2)`; the ends are the fitted height minus "
        "and plus `stats.t.ppf(0.975, n - p) * error`.",
    ),
)
def prediction_interval(X, y):
    """The 95 % interval of one new observation."""
    # The new row has a column of its own: its coefficient is how far the row is from the height.
    row = np.append(MIDDLE, 1)
    wide = np.vstack([np.column_stack([X, np.zeros(len(y))]), row])
    long = np.append(y, 0)
    error = sigma_of(wide, long) * unscaled_errors(wide)[-1]
    half = stats.t.ppf(0.975, len(long) - wide.shape[1]) * error
    return -lstsq(wide, long)[-1] + np.array([-half, half])


@prediction_interval.variant("two variances")
def _(X, y):
    variance = sigma_of(X, y) ** 2 + MIDDLE @ covariances_of(X, y) @ MIDDLE
    half = stats.t.ppf(0.975, len(y) - X.shape[1]) * np.sqrt(variance)
    return [_height(X, y) - half, _height(X, y) + half]


@prediction_interval.variant("one factor for both")
def _(X, y):
    factor = np.sqrt(1 + MIDDLE @ np.linalg.inv(X.T @ X) @ MIDDLE)
    return stats.t.interval(
        0.95, len(y) - X.shape[1], loc=_height(X, y), scale=sigma_of(X, y) * factor
    )


@prediction_interval.law("The lower end comes first. Yours are {left} and {right}.", "≤")
def _(ends, X, y):
    return ends[0], ends[1]


@prediction_interval.law(
    "The interval reaches as far down from the fitted height, {right}, as up. Yours has {left} in "
    "its middle."
)
def _(ends, X, y):
    return ends.mean(), _height(X, y)


@prediction_interval.law(
    "Were the height known exactly, the noise alone would ask for t times sigma_hat to each side, "
    "{right}. An estimated height cannot ask for less; yours reaches {left}.",
    "≥",
)
def _(ends, X, y):
    return (ends[1] - ends[0]) / 2, stats.t.ppf(0.975, len(y) - X.shape[1]) * sigma_of(X, y)


@prediction_interval.law(
    "Beyond each end should lie 2.5 % of the t distribution, counted in standard deviations of "
    "the new observation's distance from the height. Beyond yours lie {left} %."
)
def _(ends, X, y):
    half = (ends[1] - ends[0]) / 2
    return 100 * stats.t.sf(half / _error(X, y), len(y) - X.shape[1]), 2.5


def _so_wide(half):
    """The program of intervals around the fitted height, so wide to each side."""
    return lambda X, y: _height(X, y) + np.array([-1, 1]) * half(X, y)


TWO_SOURCES = "Add the two variances, sigma_hat² and the height's, and take the root."
NORMAL = (
    "Your {yours} use a quantile of the normal distribution. It would be right if sigma were "
    "known; sigma_hat varies too, and the t distribution allows for that."
)
DIVISOR = (
    "Your {yours} have a sigma with the divisor {which}. Use n − p: the plane has bent to the data "
    "in p directions."
)

prediction_interval.mistakes(
    ("interval for the height", lambda X, y: T * _height_error(X, y),
     "Your {yours} are the interval for the *height of the plane*, an average of many "
     "observations. One observation has noise of its own as well. " + TWO_SOURCES),
    ("noise alone", lambda X, y: T * sigma_of(X, y),
     "Your {yours} have the noise of the new observation, and take the fitted height for the "
     "truth. It has an error, too. " + TWO_SOURCES),
    ("errors added", lambda X, y: T * (sigma_of(X, y) + _height_error(X, y)),
     "Your {yours} add the two standard deviations, as if both errors always went the same way. "
     "They are independent: their variances add up."),
    ("variances subtracted",
     lambda X, y: T * np.sqrt(sigma_of(X, y) ** 2 - _height_error(X, y) ** 2),
     "Your {yours} subtract the height's variance. So it is for a *residual*, whose own y has "
     "pulled the plane towards it. A new observation has not: the variances add up."),
    ("normal quantile", lambda X, y: Z * _error(X, y), NORMAL),
    ("1.96", lambda X, y: 1.96 * _error(X, y), NORMAL),
    ("two standard deviations", lambda X, y: 2 * _error(X, y),
     "Your {yours} are two standard deviations away: a rule of thumb. Take the quantile of the t "
     "distribution."),
    ("one-sided", lambda X, y: stats.t.ppf(0.95, 197) * _error(X, y),
     "Your {yours} use the quantile of 0.95, and so leave 5 % beyond *each* end: this is a 90 % "
     "interval."),
    ("sigma with divisor n", lambda X, y: T * _error(X, y, len(y)),
     DIVISOR.replace("{which}", "n")),
    ("sigma with divisor n − 1", lambda X, y: T * _error(X, y, len(y) - 1),
     DIVISOR.replace("{which}", "n − 1")),
    ("n degrees of freedom", lambda X, y: stats.t.ppf(0.975, len(y)) * _error(X, y),
     "Your {yours} use the t distribution with n degrees of freedom. It has as many as sigma_hat "
     "has: n − p."),
    ("n in both places", lambda X, y: stats.t.ppf(0.975, len(y)) * _error(X, y, len(y)),
     "Your {yours} count n, both as divisor and as degrees of freedom. The fit has used up p of "
     "them: n − p."),
    ("true sigma",
     lambda X, y: T * np.hypot(WORLD.sigma, _height_error(X, y) / sigma_of(X, y) * WORLD.sigma),
     "Your {yours} use sigma = 5, the truth, which one sample does not know: use `sigma_hat`."),
    ("true sigma for the noise", lambda X, y: T * np.hypot(WORLD.sigma, _height_error(X, y)),
     "Your {yours} take the new observation's noise from sigma = 5, the truth, which one sample "
     "does not know: use `sigma_hat`."),
    ("spread of y", lambda X, y: T * np.std(y, ddof=1),
     "Your {yours} use the standard deviation of y. Much of that is the plane; where x is known, "
     "only sigma is left. " + TWO_SOURCES),
    ("error of the mean of y",
     lambda X, y: T * sigma_of(X, y) * np.sqrt(1 + 1 / len(y)),
     "Your {yours} take sigma_hat/√n for the error of the height. That belongs to the point of "
     "means, which is close by. At (0.5, 0.5) it is `height_error`."),
    ("covariances left out",
     lambda X, y: T * np.hypot(sigma_of(X, y), np.linalg.norm(MIDDLE * errors_of(X, y))),
     "Your {yours} treat the three estimates as independent. The height's variance is c'Cc, with "
     "the covariances: its root is `height_error`."),
    ("error of the constant", lambda X, y: T * np.hypot(sigma_of(X, y), errors_of(X, y)[0]),
     "Your {yours} have the standard error of the constant, the height over (0, 0). Asked: the "
     "one over (0.5, 0.5), `height_error`."),
    ("no root", lambda X, y: T * _error(X, y) ** 2,
     "Your {yours} multiply the quantile by a variance. Take the root of the sum first."),
    of=_so_wide,
)  # fmt: skip


def _ends(X, y, centre=0.0):
    return centre + T * _error(X, y) * np.array([-1, 1])


prediction_interval.mistakes(
    ("upper end first", lambda X, y: _ends(X, y)[::-1] + _height(X, y),
     "Your {yours} stand in reverse: the lower end first."),
    ("margins only", _ends,
     "Your {yours} are the distances of the two ends from the fitted height. Add the height."),
    ("half the width", lambda X, y: T * _error(X, y),
     "Your {yours} is the half-width of the interval. Wanted: its two ends, the fitted height "
     "minus and plus that."),
    ("quantiles of the residuals",
     lambda X, y: _height(X, y) + np.quantile(y - X @ lstsq(X, y), [0.025, 0.975]),
     "Your {yours} lay the quantiles of the residuals around the height. Residuals are somewhat "
     "smaller than noise, and the height has an error of its own. " + TWO_SOURCES),
    ("quantiles of y", lambda X, y: np.quantile(y, [0.025, 0.975]),
     "Your {yours} hold 95 % of all y, wherever their x is. Asked: an observation over (0.5, 0.5), "
     "around the plane's height there."),
    ("around the true height", lambda X, y: _ends(X, y, MIDDLE @ WORLD.beta),
     "Your {yours} lie around the true height, which no sample knows. Take the fitted one.",
     {"recognises": around(lambda X, y: MIDDLE @ WORLD.beta)}),
    ("around the constant", lambda X, y: _ends(X, y, lstsq(X, y)[0]),
     "Your {yours} lie around the constant, the height over (0, 0). Asked: over (0.5, 0.5).",
     {"recognises": around(lambda X, y: lstsq(X, y)[0])}),
    ("around the mean of y", lambda X, y: _ends(X, y, y.mean()),
     "Your {yours} lie around the mean of y, the height over the point of means. Asked: over "
     "(0.5, 0.5), which is close by.",
     {"recognises": around(lambda X, y: y.mean())}),
)  # fmt: skip
