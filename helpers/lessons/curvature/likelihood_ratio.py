"""The likelihood ratio: twice the drop from one maximum to another."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.shared import (
    best_sigma,
    constant_dropped,
    constant_tests,
    highest,
    is_a_probability,
    maximum,
    restricted_maximum,
    seed_data,
    sum_of_squares,
    table_height,
    table_sigma,
    truth,
    twice_the_drop,
)


@lesson.value(
    "07-likelihood-ratio",
    data=seed_data,
    hints=(
        "Fit the model twice, with and without the column of ones, and compare the two maxima of "
        "the log-likelihood. Each fit has its own beta *and* its own sigma.",
        "$LR = 2(\\hat\\ell - \\hat\\ell_0)$, where $\\hat\\ell_0$ is the log-likelihood at "
        "`beta_0`, `sigma_0`.",
        "`2 * (likelihood.log_likelihood(beta_hat, sigma_hat, X, y) - "
        "likelihood.log_likelihood(beta_0, sigma_0, X, y))`",
    ),
)
def likelihood_ratio(X, y):
    """The likelihood-ratio statistic for a constant of zero."""
    return 2 * (highest(X, y) - highest(X[:, 1:], y))


@likelihood_ratio.variant("from the residual sums of squares")
def _(X, y):
    return len(y) * np.log(sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y))


@likelihood_ratio.variant("difference of deviances")
def _(X, y):
    return -2 * highest(X[:, 1:], y) - -2 * highest(X, y)


@likelihood_ratio.law(
    "The top is never below the restricted maximum, so that LR is not negative. Yours is {left}.",
    "≥",
)
def _(value, X, y):
    return value, 0


@likelihood_ratio.law(
    "The likelihood ratio is never above the Wald statistic, whose parabola drops too far. Yours, "
    "{left}, is.",
    "≤",
)
def _(value, X, y):
    return value, constant_tests(X, y)["wald"]


@likelihood_ratio.law(
    "exp(LR/n) − 1 is the share by which the sum of squared residuals grows without the constant: "
    "{right}. Yours gives {left}.",
    relative=1e-8,  # a single number, and a formula
)
def _(value, X, y):
    return np.expm1(value / len(y)), sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y) - 1


likelihood_ratio.mistakes(
    ("divisor n − p", lambda X, y: 2 * (table_height(X, y) - table_height(X[:, 1:], y)),
     "Your {yours} puts sigma with divisor n − p into the log-likelihoods. The maximum has divisor "
     "n."),
    ("divisor n − p at the top", lambda X, y: 2 * (table_height(X, y) - highest(X[:, 1:], y)),
     "Your {yours} takes the full log-likelihood at `least_squares.sigma`, which has divisor n − "
     "p. Its maximum is at `sigma_hat`."),
    ("divisor of degrees of freedom below",
     lambda X, y: 2 * (highest(X, y) - table_height(X[:, 1:], y)),
     "Your {yours} takes the restricted log-likelihood at sigma with the divisor of its degrees of "
     "freedom. Its maximum is at `beta_0` and `sigma_0`."),
    ("x1 left out", lambda X, y: 2 * (highest(X, y) - highest(X[:, [0, 2]], y)),
     "Your {yours} tests the slope of x1. The hypothesis here leaves out the column of ones."),
    ("x2 left out", lambda X, y: 2 * (highest(X, y) - highest(X[:, :2], y)),
     "Your {yours} tests the slope of x2. The hypothesis here leaves out the column of ones."),
    ("slopes left out", lambda X, y: 2 * (highest(X, y) - highest(X[:, :1], y)),
     "Your {yours} compares with the model that has nothing but a constant. The hypothesis here is "
     "the other way: slopes, and no constant."),
    ("difference of the sums of squares",
     lambda X, y: sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y),
     "Your {yours} is the difference of the sums of squares. The log-likelihoods divide these by "
     "2σ², each by its own."),
    ("ratio of the sums of squares",
     lambda X, y: sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y),
     "Your {yours} is the ratio of the sums of squares. The statistic is n times its logarithm."),
    ("true sigma in both",
     lambda X, y: (sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y)) / truth()[1] ** 2,
     "Your {yours} uses the true sigma, 5, in both log-likelihoods. Each maximum has its own "
     "estimate."),
    ("sigma of the restricted fit in both", lambda X, y: constant_tests(X, y)["score"],
     "Your {yours} uses the restricted sigma in both log-likelihoods (the result is the score "
     "statistic). Each maximum has its own sigma."),
    ("F statistic", lambda X, y: constant_tests(X, y)["f"],
     "Your {yours} is the F statistic. It asks the same question, on another scale; wanted: twice "
     "the difference of the log-likelihoods."),
    ("t statistic", lambda X, y: np.sqrt(constant_tests(X, y)["f"]),
     "Your {yours} is the t of least squares. Wanted: twice a difference of heights."),
    ("difference of BIC", lambda X, y: constant_tests(X, y)["lr"] - np.log(len(y)),
     "Your {yours} is a difference of BIC values, which charges log n for the parameter. The "
     "likelihood-ratio statistic charges nothing; the law of χ² does."),
    ("p-value", lambda X, y: stats.chi2.sf(constant_tests(X, y)["lr"], 1),
     "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked."),
    ("critical value", lambda X, y: stats.chi2.ppf(0.95, 1),
     "Your {yours} is a quantile of χ², the value that the statistic is compared with."),
    ("a probability", lambda X, y: stats.chi2.sf(constant_tests(X, y)["lr"], 4),
     "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
     "before χ² is asked.",
     {"recognises": is_a_probability}),
)  # fmt: skip


def _of_the_heights(program):
    """A program of both maxima of the log-likelihood, the full one and the restricted one."""
    return lambda X, y: program(highest(X, y), highest(X[:, 1:], y))


likelihood_ratio.mistakes(
    ("not doubled", lambda full, restricted: full - restricted,
     "Your {yours} is the difference of the two log-likelihoods. The statistic that follows χ² is "
     "*twice* that."),
    ("the wrong way round", lambda full, restricted: 2 * (restricted - full),
     "Your {yours} is negative: the restricted maximum minus the full one. The full model can "
     "never reach less; take the difference the other way."),
    ("difference of AIC", lambda full, restricted: 2 * (full - restricted) - 2,
     "Your {yours} is a difference of AIC values, which charges 2 for the parameter. The "
     "likelihood-ratio statistic charges nothing; the law of χ² does."),
    ("ratio of the log-likelihoods", lambda full, restricted: restricted / full,
     "Your {yours} divides one log-likelihood by the other. The *likelihoods* are divided; their "
     "logarithms are subtracted."),
    ("log of the ratio of logs", lambda full, restricted: -2 * np.log(restricted / full),
     "Your {yours} is minus twice the log of a ratio of *log*-likelihoods. The log of the ratio of "
     "likelihoods is the difference of these."),
    ("the ratio itself", lambda full, restricted: np.exp(full - restricted),
     "Your {yours} is the ratio of the likelihoods itself. The law of χ² is for twice its "
     "logarithm."),
    ("the ratio the other way round", lambda full, restricted: np.exp(restricted - full),
     "Your {yours} is the restricted likelihood over the full one. The law of χ² is for minus "
     "twice its logarithm."),
    ("full log-likelihood", lambda full, restricted: full,
     "Your {yours} is the log-likelihood at the top. Subtract that of the restricted maximum, and "
     "double."),
    ("restricted log-likelihood", lambda full, restricted: restricted,
     "Your {yours} is the log-likelihood at the restricted maximum. Subtract it from that at the "
     "top, and double."),
    ("both log-likelihoods", lambda full, restricted: (full, restricted),
     "Your {yours} are the two log-likelihoods. The statistic is twice their difference."),
    of=_of_the_heights,
)  # fmt: skip


def _down_to(place):
    """A program: twice the drop from the top to this beta and sigma."""
    return lambda X, y: twice_the_drop(X, y, *place(X, y))


def _slopes_not_refitted(X, y):
    beta = constant_dropped(X, y)
    return beta, best_sigma(X, y, beta)


def _variance_as_sigma(X, y):
    beta, sigma = restricted_maximum(X, y)
    return beta, sigma**2


likelihood_ratio.mistakes(
    ("sigma not refitted", lambda X, y: (restricted_maximum(X, y)[0], maximum(X, y)[1]),
     "Your {yours} keeps `sigma_hat` in the restricted model (the result is the Wald statistic). "
     "Without the constant the residuals are larger, and the restricted maximum has a larger "
     "sigma."),
    ("slopes not refitted", _slopes_not_refitted,
     "Your {yours} sets the constant to zero and leaves the slopes where they were. The restricted "
     "maximum has slopes of its own: 13.13 and 18.06."),
    ("slopes not refitted, sigma_0",
     lambda X, y: (constant_dropped(X, y), restricted_maximum(X, y)[1]),
     "Your {yours} takes the restricted log-likelihood at `beta_hat` with its constant set to 0. "
     "Its maximum is at `beta_0` and `sigma_0`."),
    ("nothing refitted", lambda X, y: (constant_dropped(X, y), maximum(X, y)[1]),
     "Your {yours} sets the constant to zero and leaves the slopes and sigma where they were. All "
     "of them are refitted in the restricted model."),
    ("beta not restricted", lambda X, y: (maximum(X, y)[0], restricted_maximum(X, y)[1]),
     "Your {yours} changes sigma to `sigma_0` and leaves the coefficients at `beta_hat`: it goes "
     "down the profile of sigma. At the restricted maximum the coefficients are `beta_0`."),
    ("full fit's sigma below", lambda X, y: (restricted_maximum(X, y)[0], table_sigma(X, y)),
     "Your {yours} takes the restricted log-likelihood at `least_squares.sigma`, which belongs to "
     "the full fit and has divisor n − p. Its maximum is at `sigma_0`."),
    ("true sigma below", lambda X, y: (restricted_maximum(X, y)[0], truth()[1]),
     "Your {yours} takes the restricted log-likelihood at the true sigma, 5. Its maximum is at "
     "`beta_0` and `sigma_0`."),
    ("variance as sigma below", _variance_as_sigma,
     "Your {yours} takes the restricted log-likelihood at the square of `sigma_0`, a variance. Its "
     "maximum is at `beta_0` and `sigma_0`."),
    ("against the truth", lambda X, y: truth(),
     "Your {yours} compares the top with the truth. The hypothesis here is that the constant is "
     "zero: `beta_0`, `sigma_0`."),
    of=_down_to,
)  # fmt: skip
