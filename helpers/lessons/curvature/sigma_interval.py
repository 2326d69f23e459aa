"""The profile interval of sigma: where the hill lies half a quantile of χ² below its top."""

import numpy as np
from scipy import optimize, stats

from helpers.feedback import Rounding
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.shared import (
    maximum,
    residual_sums,
    seed_data,
    sum_of_squares,
    table_sigma,
    truth,
)


def _limits_of(drop, n, squares):
    """Where −n log sigma − squares/(2 sigma²) lies `drop` below its maximum."""
    top = np.sqrt(squares / n)

    def above(log_ratio):
        return drop - n * (log_ratio + np.expm1(-2 * log_ratio) / 2)

    return top * np.exp([optimize.brentq(above, -3, 0), optimize.brentq(above, 0, 3)])


HALF_CHI2 = stats.chi2.ppf(0.95, 1) / 2
TYPED_QUANTILE = Rounding(1.5e-4, reason="1.96, 1.645 and 3.84 move a limit by 1e-4 or less")


@lesson.value(
    "07-sigma-interval",
    data=seed_data,
    hints=(
        "Which values of sigma have a profile log-likelihood not more than half the 95 % quantile "
        "of χ² with 1 degree of freedom below the maximum?",
        "Look for the two zeros of `profile(sigma) - profile(sigma_hat) + "
        "stats.chi2.ppf(0.95, 1) / 2`, one on each side of `sigma_hat`.",
        "`optimize.brentq(function, 3, sigma_hat)` finds the zero between 3 and `sigma_hat`, and "
        "`optimize.brentq(function, sigma_hat, 9)` the other.",
    ),
)
def sigma_interval(X, y):
    """The 95 % profile likelihood interval for sigma."""
    return _limits_of(stats.chi2.ppf(0.95, 1) / 2, len(y), sum_of_squares(X, y))


@sigma_interval.variant("roots of the profile log-likelihood")
def _(X, y):
    beta, sigma_hat = maximum(X, y)

    def profile(sigma):
        return stats.norm.logpdf(y, X @ beta, sigma).sum()

    def above(sigma):
        return profile(sigma) - profile(sigma_hat) + 1.959963984540054**2 / 2

    return [optimize.brentq(above, 3, sigma_hat), optimize.brentq(above, sigma_hat, 9)]


def _drops(limits, X, y):
    """How far the profile log-likelihood lies below its top at these sigmas."""
    log_ratio = np.log(limits / maximum(X, y)[1])
    return len(y) * (log_ratio + np.expm1(-2 * log_ratio) / 2)


@sigma_interval.law(
    "The lower end lies below the most likely sigma and the upper end above it. Yours are {left}.",
)
def _(limits, X, y):
    top = maximum(X, y)[1]
    return limits, [min(limits[0], top), max(limits[1], top)]


@sigma_interval.law(
    "An interval for sigma holds positive numbers alone. Your lower end is {left}.", "≥"
)
def _(limits, X, y):
    return limits[0], 0


@sigma_interval.law(
    "Both ends lie half the 95 % quantile of χ², {right}, below the top of the profile. Yours lie "
    "{left} below it.",
    relative=1e-5,  # the hill is steep there: an end that is off by 1e-6 drops 2e-5 more
)
def _(limits, X, y):
    return _drops(limits, X, y), HALF_CHI2, HALF_CHI2


def _right(X, y):
    return _limits_of(HALF_CHI2, len(y), sum_of_squares(X, y))


def _n_p_in_the_profile(X, y):
    n, p = X.shape
    return _limits_of(HALF_CHI2, n - p, sum_of_squares(X, y))


def _coefficients_at_the_truth(X, y):
    return _limits_of(HALF_CHI2, len(y), residual_sums(truth()[0], None, X, y)[1])


def _cut_below(sigma, X, y):
    """The drop is measured from the height at this sigma, not from the top."""
    return _limits_of(HALF_CHI2 + _drops(sigma, X, y), len(y), sum_of_squares(X, y))


def _degrees_in_the_cut(degrees_of_freedom, X, y):
    return _limits_of(stats.chi2.ppf(0.95, degrees_of_freedom) / 2, len(y), sum_of_squares(X, y))


def _exact(X, y, degrees_of_freedom):
    return np.sqrt(sum_of_squares(X, y) / stats.chi2.ppf([0.975, 0.025], degrees_of_freedom))


def _wald_around_table_sigma(X, y):
    return table_sigma(X, y) * (1 + stats.norm.ppf([0.025, 0.975]) / np.sqrt(2 * len(y)))


def _wald_around_log_table_sigma(X, y):
    return table_sigma(X, y) * np.exp(stats.norm.ppf([0.025, 0.975]) / np.sqrt(2 * len(y)))


def _heights(X, y):
    n, top = len(y), maximum(X, y)[1]
    return np.repeat(-n * np.log(top) - n / 2 - HALF_CHI2, 2)


def _from_a_grid(X, y):
    low, high = _right(X, y)
    return np.ceil(low * 100) / 100, np.floor(high * 100) / 100


sigma_interval.mistakes(
    ("n − p in the profile", _n_p_in_the_profile,
     "Your {yours} come from a profile with n − p in place of n. The likelihood has one factor 1/σ "
     "for each of the n observations."),
    ("coefficients at the truth", _coefficients_at_the_truth,
     "Your {yours} keep beta at the truth, which nobody knows. In the profile, beta is refitted."),
    ("cut from the height at another sigma", lambda X, y: _cut_below(table_sigma(X, y), X, y),
     "Your {yours} measure the drop from the height at sigma with divisor n − p, which is not the "
     "top. Measure it from `profile(sigma_hat)`."),
    ("cut from the height at the true sigma", lambda X, y: _cut_below(truth()[1], X, y),
     "Your {yours} measure the drop from the height at sigma = 5, which is not the top. Measure it "
     "from `profile(sigma_hat)`."),
    ("degrees of freedom of all parameters",
     lambda X, y: _degrees_in_the_cut(X.shape[1] + 1, X, y),
     "Your {yours} use χ² with four degrees of freedom. The interval is for one parameter, the "
     "others follow it freely: one degree of freedom."),
    ("n degrees of freedom in the cut", lambda X, y: _degrees_in_the_cut(len(y), X, y),
     "Your {yours} use χ² with n degrees of freedom for the drop. Twice the drop of the profile "
     "has one degree of freedom: one parameter is held."),
    ("n − p degrees of freedom in the cut",
     lambda X, y: _degrees_in_the_cut(len(y) - X.shape[1], X, y),
     "Your {yours} use χ² with n − p degrees of freedom for the drop. That is the law of e'e/σ²; "
     "twice the drop of the profile has one degree of freedom."),
    ("exact interval", lambda X, y: _exact(X, y, len(y) - X.shape[1]),
     "Your {yours} are the exact interval, from the χ² law of e'e/σ² with n − p degrees of "
     "freedom. It is the best of all here; wanted is the one from the profile."),
    ("exact interval, ends swapped", lambda X, y: _exact(X, y, len(y) - X.shape[1])[::-1],
     "Your {yours} are the ends of the exact interval, the upper one first: the *large* quantile "
     "of χ² gives the small sigma. And wanted is the interval from the profile."),
    ("exact law with n degrees of freedom", lambda X, y: _exact(X, y, len(y)),
     "Your {yours} come from the χ² law of e'e/σ², with n degrees of freedom. Around a fitted "
     "plane it has n − p; and wanted is the interval from the profile."),
    ("Wald around sigma with divisor n − p", _wald_around_table_sigma,
     "Your {yours} are ± 1.96 standard errors around sigma with divisor n − p. Wanted are the two "
     "places where the profile is cut."),
    ("Wald on log sigma with divisor n − p", _wald_around_log_table_sigma,
     "Your {yours} are a parabola over log sigma, around sigma with divisor n − p. Wanted are the "
     "two places where the profile is cut."),
    ("width", lambda X, y: np.diff(_right(X, y)),
     "Your {yours} is the width of the interval. Wanted: its two ends."),
    ("three numbers", lambda X, y: np.insert(_right(X, y), 1, maximum(X, y)[1]),
     "Your {yours} are the limits with `sigma_hat` between them. Hand over the two limits."),
    ("heights", _heights,
     "Your {yours} are heights of the profile. Wanted: the two sigmas at which it is that high."),
    ("ends of the search", lambda X, y: (3.0, 9.0),
     "Your {yours} are where the search began, not where `profile` crosses the cut: the limits are "
     "what `brentq` returns."),
    ("the same end twice", lambda X, y: np.repeat(_right(X, y)[1], 2),
     "Your {yours} are one end twice. The other one lies on the other side of `sigma_hat`: search "
     "between 3 and `sigma_hat`, then between `sigma_hat` and 9.",
     {"recognises": lambda yours, X, y: (
         yours.size == 2
         and abs(np.diff(yours.ravel()).item()) < 1e-6
         and np.min(np.abs(_right(X, y) / yours.ravel() - 1)) < 1e-4
    )}),
    ("quantile rounded", lambda X, y: _limits_of(1.92, len(y), sum_of_squares(X, y)),
     "Your {yours} are the limits but for their last digits. If a quantile was rounded (1.92, 3.84 "
     "or 1.96): take `stats.chi2.ppf(0.95, 1) / 2` as it is. If not: did the search stop early?",
     {"recognises": lambda yours, X, y: np.allclose(yours.ravel(), _right(X, y), rtol=1.5e-4)}),
    ("from a grid", _from_a_grid,
     "Your {yours} are near the limits, but only near. If they come from a grid of sigmas, they "
     "are as coarse as that: `brentq` finds where the profile crosses the cut, to all digits.",
     {"recognises": lambda yours, X, y: (
         yours.size == 2 and np.allclose(yours.ravel(), _right(X, y), rtol=2.5e-3)
    )}),
)  # fmt: skip


def _cut(drop):
    """A program that cuts the profile this far below its top."""
    return lambda X, y: _limits_of(drop, len(y), sum_of_squares(X, y))


sigma_interval.mistakes(
    ("not halved", 2 * HALF_CHI2,
     "Your {yours} go down by the whole quantile of χ². *Twice* the drop follows that law, so the "
     "log-likelihood itself may drop by half of it.",
     {"tolerance": TYPED_QUANTILE}),
    ("halved twice", HALF_CHI2 / 2,
     "Your {yours} go down by a quarter of the quantile of χ². *Twice* the drop follows that law: "
     "half."),
    ("normal quantile as the drop", stats.norm.ppf(0.975),
     "Your {yours} go down by 1.96, a quantile of the normal law. The allowed drop is half a "
     "quantile of χ², half the *square* of 1.96."),
    ("half a normal quantile", stats.norm.ppf(0.975) / 2,
     "Your {yours} go down by half of 1.96. The allowed drop is half of its *square*."),
    ("quantile squared", 2 * HALF_CHI2**2,
     "Your {yours} go down by half the *square* of the quantile of χ². It is a square already: "
     "1.96²."),
    ("one-sided quantile", stats.chi2.ppf(0.9, 1) / 2,
     "Your {yours} are a 90 % interval. Both ends together leave 5 % out: χ² counts both sides "
     "already, so its 95 % quantile it is.",
     {"tolerance": TYPED_QUANTILE}),
    ("97.5 % quantile of χ²", stats.chi2.ppf(0.975, 1) / 2,
     "Your {yours} are a 97.5 % interval. χ² counts both sides already: take its 95 % quantile."),
    ("5 % quantile", stats.chi2.ppf(0.05, 1) / 2,
     "Your {yours} use the 5 % quantile of χ². That law is one-sided here: a drop is too large "
     "above its 95 % quantile."),
    ("2.5 % quantile", stats.chi2.ppf(0.025, 1) / 2,
     "Your {yours} use the 2.5 % quantile of χ². That law is one-sided here: a drop is too large "
     "above its 95 % quantile."),
    ("one standard error", 0.5,
     "Your {yours} go down by ½, about one standard error to each side: a 68 % interval. Take half "
     "the 95 % quantile of χ²."),
    ("a drop of 1", 1.0,
     "Your {yours} go down by 1. The allowed drop is half the 95 % quantile of χ² with one degree "
     "of freedom."),
    ("a drop of 2", 2.0,
     "Your {yours} go down by 2. The allowed drop is half the 95 % quantile of χ², a little less."),
    ("level for quantile", 0.95,
     "Your {yours} go down by 0.95, the level itself. Its quantile is wanted: "
     "`stats.chi2.ppf(0.95, 1) / 2`."),
    ("probability for quantile", stats.chi2.cdf(0.95, 1) / 2,
     "Your {yours} go down by half of `stats.chi2.cdf(0.95, 1)`, a probability. The quantile is "
     "`stats.chi2.ppf`."),
    ("two degrees of freedom", stats.chi2.ppf(0.95, 2) / 2,
     "Your {yours} use χ² with two degrees of freedom. The interval is for one parameter, the "
     "others follow it freely: one degree of freedom."),
    ("three degrees of freedom", stats.chi2.ppf(0.95, 3) / 2,
     "Your {yours} use χ² with three degrees of freedom, one for each coefficient. The interval is "
     "for one parameter, sigma, and the coefficients follow it freely: one degree of freedom."),
    ("two degrees of freedom, not halved", stats.chi2.ppf(0.95, 2),
     "Your {yours} go down by the whole quantile of χ² with 2 degrees of freedom. One parameter is "
     "asked about, so 1 degree of freedom; and the log-likelihood may drop by half of the "
     "quantile."),
    ("four degrees of freedom, not halved", stats.chi2.ppf(0.95, 4),
     "Your {yours} go down by the whole quantile of χ² with 4 degrees of freedom. One parameter is "
     "asked about, so 1 degree of freedom; and the log-likelihood may drop by half of the "
     "quantile."),
    ("F or t for χ²", stats.f.ppf(0.95, 1, 197) / 2,
     "Your {yours} use a quantile of F (or the square of one of t). Twice the drop follows χ²."),
    of=_cut,
)  # fmt: skip


def _around(ends):
    """A program of the estimate of sigma, of the standard error of log sigma, and of ±1.96."""
    z = stats.norm.ppf([0.025, 0.975])
    return lambda X, y: ends(maximum(X, y)[1], 1 / np.sqrt(2 * len(y)), z)


sigma_interval.mistakes(
    ("Wald on sigma", lambda sigma, se, z: sigma * (1 + z * se),
     "Your {yours} are `sigma_hat` ± 1.96 standard errors, equally far to both sides. The profile "
     "falls faster to the left: read the limits off the curve itself.",
     {"tolerance": TYPED_QUANTILE}),
    ("Wald on log sigma", lambda sigma, se, z: sigma * np.exp(z * se),
     "Your {yours} are exp(log `sigma_hat` ± 1.96 × standard error): a parabola on the scale of "
     "log sigma. Close, but wanted are the limits of the profile itself.",
     {"tolerance": TYPED_QUANTILE}),
    ("one standard error on either side", lambda sigma, se, z: sigma * (1 + np.sign(z) * se),
     "Your {yours} are `sigma_hat`, plus and minus one standard error. The profile falls faster to "
     "the left: read the limits off the curve itself, where it lies 1.92 below its top."),
    ("two standard errors on either side",
     lambda sigma, se, z: sigma * (1 + 2 * np.sign(z) * se),
     "Your {yours} are `sigma_hat`, plus and minus two standard errors. The profile falls faster "
     "to the left: read the limits off the curve itself, where it lies 1.92 below its top."),
    ("Wald on sigma, t",
     lambda sigma, se, z: sigma * (1 + stats.t.ppf(0.975, 197) * np.sign(z) * se),
     "Your {yours} are `sigma_hat`, plus and minus a quantile of t times the standard error. The "
     "profile falls faster to the left: read the limits off the curve itself, where it lies 1.92 "
     "below its top."),
    ("standard error of log sigma on sigma", lambda sigma, se, z: sigma + z * se,
     "Your {yours} are `sigma_hat` ± 1.96 standard errors of *log* sigma. That of sigma is "
     "`sigma_hat` times larger; and wanted are the places where the profile is cut."),
    of=_around,
)  # fmt: skip
