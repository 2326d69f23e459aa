"""Intervals of another width, or around another centre, than asked."""

import numpy as np
from scipy import stats

from helpers.lessons.uncertainty.fits import T, lstsq, sigma_of, unscaled_errors
from helpers.lessons.uncertainty.interval import constant_interval, interval
from helpers.lessons.uncertainty.worlds import WORLD, notebook_estimates

LEVEL_FOR_QUANTILE = (
    "Your {yours} multiply the standard error by {what}. How many standard errors belong to a "
    "level, the quantile says: `stats.t.ppf(0.975, n - p)`."
)

for _name, _says, _quantile in (
    (
        "1.645",
        "Your {yours} use 1.645, which leaves 5 % beyond *each* end. Take 0.975, of the t "
        "distribution.",
        1.645,
    ),
    (
        "80 %",
        "Your {yours} use the quantile of 0.9, and so leave 10 % beyond *each* end. For 95 % it is "
        "0.975.",
        stats.t.ppf(0.9, 197),
    ),
    (
        "97.5 %",
        "Your {yours} are a 97.5 % interval: 0.975 is the quantile to look up, not the level. The "
        "level is 0.95.",
        stats.t.ppf(0.9875, 197),
    ),
    (
        "98 %",
        "Your {yours} use the quantile of 0.99, which leaves 1 % beyond each end. For 95 % it is "
        "0.975.",
        stats.t.ppf(0.99, 197),
    ),
    (
        "99 %",
        "Your {yours} are a 99 % interval. Asked: 95 %, the quantile of 0.975.",
        stats.t.ppf(0.995, 197),
    ),
    (
        "2.58",
        "Your {yours} use 2.58, the normal quantile of a 99 % interval. Asked: 95 %, and t.",
        2.58,
    ),
    (
        "three standard errors",
        "Your {yours} are three standard errors away. For 95 % take the quantile of 0.975, of the "
        "t distribution.",
        3.0,
    ),
    (
        "5 %",
        "Your {yours} are a 5 % interval, which would hold the truth in one world of twenty. The "
        "level is 0.95.",
        stats.t.ppf(0.525, 197),
    ),
    (
        "the level for the quantile",
        LEVEL_FOR_QUANTILE.replace("{what}", "the level, 0.95"),
        0.95,
    ),
    ("0.975 for its quantile", LEVEL_FOR_QUANTILE.replace("{what}", "0.975 itself"), 0.975),
    (
        "cdf for ppf",
        LEVEL_FOR_QUANTILE.replace("{what}", "a probability (`cdf`)"),
        stats.t.cdf(0.975, 197),
    ),
    (
        "pdf for ppf",
        LEVEL_FOR_QUANTILE.replace("{what}", "a density (`pdf`)"),
        stats.t.pdf(0.975, 197),
    ),
    (
        "n − 2 degrees of freedom",
        "Your {yours} use the t distribution with n − 2 degrees of freedom, as for a line. It has "
        "as many as sigma_hat has: n − p.",
        stats.t.ppf(0.975, 198),
    ),
    (
        "n − p − 1 degrees of freedom",
        "Your {yours} use the t distribution with n − p − 1 degrees of freedom. p counts the "
        "constant already: n − p.",
        stats.t.ppf(0.975, 196),
    ),
    (
        "p degrees of freedom",
        "Your {yours} use the t distribution with p degrees of freedom. It has as many as "
        "sigma_hat has: n − p.",
        stats.t.ppf(0.975, 3),
    ),
    (
        "p − 1 degrees of freedom",
        "Your {yours} use the t distribution with p − 1 degrees of freedom. It has as many as "
        "sigma_hat has: n − p.",
        stats.t.ppf(0.975, 2),
    ),
    (
        "half of it",
        "Your {yours} are half as far from the estimate as they should be: the quantile times the "
        "standard error goes to *each* side.",
        T / 2,
    ),
):
    interval.misconception(_name, _says)(
        lambda X, y, quantile=_quantile: constant_interval(X, y, quantile)
    )

MEAN_FOR_COEFFICIENT = (
    "Your {yours} use sigma/√n, the standard error of a *mean*. The constant has one of its own, "
    "`standard_errors[0]`."
)
SPREAD = (
    "Your {yours} are built on the spread of the 2,000 worlds, which no sample knows. Take "
    "`standard_errors[0]`."
)
ANOTHERS = (
    "Your {yours} use the standard error of {what}. For the constant take `standard_errors[0]`."
)

for _name, _says, _half in (
    (
        "sigma_hat/√n",
        MEAN_FOR_COEFFICIENT,
        lambda X, y: T * sigma_of(X, y, 197) / np.sqrt(200),
    ),
    (
        "sigma_hat/√n, 1.96",
        MEAN_FOR_COEFFICIENT,
        lambda X, y: 1.96 * sigma_of(X, y, 197) / np.sqrt(200),
    ),
    (
        "true sigma/√n, 1.96",
        MEAN_FOR_COEFFICIENT,
        lambda X, y: 1.96 * WORLD.sigma / np.sqrt(200),
    ),
    (
        "divided by √n",
        "Your {yours} divide the standard error by √n once more: it has the n observations in it "
        "already.",
        lambda X, y: T * sigma_of(X, y, 197) * unscaled_errors(X)[0] / np.sqrt(200),
    ),
    (
        "standard error of x1",
        ANOTHERS.replace("{what}", "the slope of x1"),
        lambda X, y: T * sigma_of(X, y, 197) * unscaled_errors(X)[1],
    ),
    (
        "standard error of x2",
        ANOTHERS.replace("{what}", "the slope of x2"),
        lambda X, y: T * sigma_of(X, y, 197) * unscaled_errors(X)[2],
    ),
    (
        "standard error of the height",
        ANOTHERS.replace("{what}", "the height over (0.5, 0.5)"),
        lambda X, y: T * sigma_of(X, y, 197) * np.linalg.norm([1, 0.5, 0.5] @ np.linalg.pinv(X)),
    ),
    (
        "spread of the 2,000 worlds, 1.96",
        SPREAD,
        lambda X, y: 1.96 * np.std(notebook_estimates(X)[:, 0]),
    ),
    (
        "spread of the 2,000 worlds, 1.96, divisor 1,999",
        SPREAD,
        lambda X, y: 1.96 * np.std(notebook_estimates(X)[:, 0], ddof=1),
    ),
    (
        "true sigma, 1.96",
        "Your {yours} use the true sigma, 5, with 1.96. The two fit together, but one sample does "
        "not know sigma: take sigma_hat, and t.",
        lambda X, y: 1.96 * WORLD.sigma * unscaled_errors(X)[0],
    ),
    (
        "1.96, divisor n",
        "Your {yours} combine 1.96 with a sigma of divisor n: both make the interval too narrow.",
        lambda X, y: 1.96 * sigma_of(X, y, 200) * unscaled_errors(X)[0],
    ),
    (
        "root of the standard error",
        "Your {yours} take a root of the standard error. It is a root already.",
        lambda X, y: T * np.sqrt(sigma_of(X, y, 197) * unscaled_errors(X)[0]),
    ),
):
    interval.misconception(_name, _says)(
        lambda X, y, half=_half: lstsq(X, y)[0] + np.array([-1, 1]) * half(X, y)
    )

interval.mistakes(
    ("all three, lower ends first",
     lambda X, y: lstsq(X, y) + np.outer([-T, T], sigma_of(X, y, 197) * unscaled_errors(X)),
     "Your numbers are the intervals of all three coefficients, first the lower ends and then the "
     "upper ones. Asked: the constant's two ends, `beta_hat[0]` and `standard_errors[0]`."),
    ("around the truth, with the true sigma",
     lambda X, y: constant_interval(X, y, T, sigma=WORLD.sigma, centre=WORLD.beta[0]),
     "Your {yours} lie around 10, the truth, and use the true sigma. An interval is built from "
     "the sample alone."),
    ("quantiles of the 2,000 estimates",
     lambda X, y: np.quantile(notebook_estimates(X)[:, 0], [0.025, 0.975]),
     "Your {yours} are quantiles of the 2,000 estimates, which lie around the truth. No sample "
     "has them: build the interval from its own estimate and standard error."),
    ("the estimate and the margin",
     lambda X, y: [lstsq(X, y)[0], T * sigma_of(X, y, 197) * unscaled_errors(X)[0]],
     "Your {yours} are the estimate and the half-width. Wanted: the two ends."),
)  # fmt: skip


# Whatever the width: an interval around something else, or of another width than asked


def _around(*centres):
    """A trait: two ends, lower first, the same distance from one of these."""

    def recognises(yours, X, y):
        ends = yours.ravel()
        return (
            len(ends) == 2
            and ends[0] < ends[1]
            and any(abs(ends.mean() - centre(X, y)) < 1e-6 for centre in centres)
        )

    return recognises


def _around_the_height(X, y):
    c = np.array([1, 0.5, 0.5])
    half = T * sigma_of(X, y, 197) * np.linalg.norm(c @ np.linalg.pinv(X))
    return c @ lstsq(X, y) + half * np.array([-1, 1])


def _around_a_slope(X, y):
    return lstsq(X, y)[1] + 1.96 * sigma_of(X, y, 197) * unscaled_errors(X)[1] * np.array([-1, 1])


interval.mistakes(
    ("around the mean of y",
     lambda X, y: y.mean() + 1.96 * np.std(y) / np.sqrt(len(y)) * np.array([-1, 1]),
     "Your {yours} lie around the mean of y. The constant is the plane's height over (0, 0): "
     "build the interval around `beta_hat[0]`.",
     {"recognises": _around(lambda X, y: y.mean())}),
    ("around the height", _around_the_height,
     "Your {yours} lie around the plane's height over (0.5, 0.5). Asked: the constant, its height "
     "over (0, 0).",
     {"recognises": _around(lambda X, y: np.array([1, 0.5, 0.5]) @ lstsq(X, y))}),
    ("around the truth, another width",
     lambda X, y: constant_interval(X, y, 1.96, centre=WORLD.beta[0]),
     "Your {yours} lie around 10, the truth. An interval is built from the sample: around the "
     "estimate.",
     {"recognises": _around(lambda X, y: WORLD.beta[0])}),
    ("around a slope", _around_a_slope,
     "Your {yours} lie around the estimate of a slope. Asked: the constant, `beta_hat[0]`.",
     {"recognises": _around(lambda X, y: lstsq(X, y)[1], lambda X, y: lstsq(X, y)[2])}),
)  # fmt: skip


def _width_in_standard_errors(ends, X, y):
    return np.ptp(ends) / 2 / (sigma_of(X, y, 197) * unscaled_errors(X)[0])


def _another_width(yours, X, y):
    if not _around(lambda X, y: lstsq(X, y)[0])(yours, X, y):
        return False
    return abs(_width_in_standard_errors(yours, X, y) / T - 1) > 0.004


interval.mistakes(
    ("another width", lambda X, y: constant_interval(X, y, stats.t.ppf(0.975, 30)),
     lambda yours, X, y: (
     "Your interval lies around the estimate, as it should, but each end is "
     f"{_width_in_standard_errors(yours, X, y):.3g} standard errors away. How many it should "
     "be, the t distribution says: its quantile of 0.975, with n − p degrees of freedom."
     ),
     {"recognises": _another_width}),
    ("no such quantile", lambda X, y: constant_interval(X, y, stats.t.ppf(197, 0.975)),
     "Your ends are nan: there is no such quantile. `stats.t.ppf` takes the probability first, a "
     "number between 0 and 1, and then the degrees of freedom: `stats.t.ppf(0.975, n - p)`.",
     {"recognises": lambda yours, X, y: yours.size == 2 and bool(np.isnan(yours).all())}),
)  # fmt: skip
