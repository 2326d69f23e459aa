"""A p-value for equal slopes: which model is restricted, and how many equations that takes."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.programs import (
    constant_tests,
    highest,
    log_likelihood,
    maximum,
    seed_data,
    sum_of_squares,
    three_tests,
)


def equal_slopes(X):
    """The columns under the hypothesis that x1 and x2 share one slope."""
    return np.column_stack([X[:, 0], X[:, 1] + X[:, 2]])


def _equal_tests(X, y):
    return three_tests(X, equal_slopes(X), y)


@lesson.value(
    "07-p-value",
    data=seed_data,
    hints=(
        "If both slopes are one number b, then b x1 + b x2 = b (x1 + x2): the restricted model has "
        "two columns, the ones and x1 + x2.",
        "Fit it, form the likelihood-ratio statistic as before, and ask with what probability χ² "
        "exceeds it. One equation between the coefficients is one degree of freedom.",
        "`chi2.sf(statistic, 1)`, with `statistic = 2 * (highest - highest_equal)`.",
    ),
)
def p_value(X, y):
    """The p-value of the likelihood-ratio test of equal slopes."""
    return float(stats.chi2.sf(2 * (highest(X, y) - highest(equal_slopes(X), y)), 1))


@p_value.variant("two tails of the normal law")
def _(X, y):
    statistic = len(y) * np.log(sum_of_squares(equal_slopes(X), y) / sum_of_squares(X, y))
    return 2 * stats.norm.sf(np.sqrt(statistic))


@p_value.variant("the mean of x1 and x2 as predictor")
def _(X, y):
    restricted = np.column_stack([X[:, 0], (X[:, 1] + X[:, 2]) / 2])
    return 1 - stats.chi2.cdf(2 * (highest(X, y) - highest(restricted, y)), 1)


@p_value.variant("equal slopes as a slope of zero for the difference")
def _(X, y):
    turned = np.column_stack([X[:, 0], X[:, 1] + X[:, 2], X[:, 1] - X[:, 2]])
    return stats.chi2.sf(-2 * (highest(turned[:, :2], y) - highest(turned, y)), 1)


@p_value.law("A probability lies between 0 and 1. Yours is {left}.")
def _(value, X, y):
    return value, np.clip(value, 0, 1)


@p_value.law(
    "exp(LR/n) − 1 is the share by which one slope for both makes the sum of squared residuals "
    "grow: {right}. Your p-value belongs to an LR with the share {left}.",
    relative=1e-8,  # a single number, and a formula
)
def _(value, X, y):
    share = sum_of_squares(equal_slopes(X), y) / sum_of_squares(X, y) - 1
    return np.expm1(stats.chi2.isf(value, 1) / len(y)), share, share


def _f_test(X, y):
    n, p = X.shape
    return stats.f.sf(_equal_tests(X, y)["f"], 1, n - p)


def _opposite_slopes(X, y):
    difference = np.column_stack([X[:, 0], X[:, 1] - X[:, 2]])
    return stats.chi2.sf(three_tests(X, difference, y)["lr"], 1)


def _product_for_sum(X, y):
    product = np.column_stack([X[:, 0], X[:, 1] * X[:, 2]])
    return stats.chi2.sf(three_tests(X, product, y)["lr"], 1)


def _f_law(X, y):
    n, p = X.shape
    return stats.f.sf(_equal_tests(X, y)["lr"], 1, n - p)


p_value.mistakes(
    ("the statistic", lambda X, y: _equal_tests(X, y)["lr"],
     "Your {yours} is the likelihood-ratio statistic. The p-value is the probability that χ² "
     "exceeds it."),
    ("not doubled", lambda X, y: stats.chi2.sf(_equal_tests(X, y)["lr"] / 2, 1),
     "Your {yours} is the p-value of the plain difference of log-likelihoods. Twice the "
     "difference follows χ²."),
    ("below for above", lambda X, y: stats.chi2.cdf(_equal_tests(X, y)["lr"], 1),
     "Your {yours} is the probability of a *smaller* statistic. A p-value is the probability of "
     "one at least as large: one minus that."),
    ("two degrees of freedom", lambda X, y: stats.chi2.sf(_equal_tests(X, y)["lr"], 2),
     "Your {yours} counts two degrees of freedom. Two slopes are involved, but only *one* "
     "equation between them is tested."),
    ("three degrees of freedom", lambda X, y: stats.chi2.sf(_equal_tests(X, y)["lr"], 3),
     "Your {yours} counts three degrees of freedom. Count the restrictions, not the coefficients."),
    ("degrees of freedom of all parameters",
     lambda X, y: stats.chi2.sf(_equal_tests(X, y)["lr"], 4),
     "Your {yours} counts four degrees of freedom, one for each parameter. Count the "
     "restrictions: there is one."),
    ("the wrong way round", lambda X, y: stats.chi2.sf(-_equal_tests(X, y)["lr"], 1),
     "Your {yours} is what χ² says of a *negative* statistic, which it always exceeds: the full "
     "maximum can never be below the restricted one, so take the difference full minus "
     "restricted. (With n − p degrees of freedom 1 would come out, too; there is one "
     "restriction.)"),
    ("halved", lambda X, y: stats.chi2.sf(_equal_tests(X, y)["lr"], 1) / 2,
     "Your {yours} counts one tail of the normal law only. A difference of the slopes to either "
     "side speaks against the hypothesis, and χ² counts both."),
    ("doubled", lambda X, y: 2 * stats.chi2.sf(_equal_tests(X, y)["lr"], 1),
     "Your {yours} is doubled. χ² counts differences to both sides already."),
    ("F test", _f_test,
     "Your {yours} is the p-value of the F test. That one is exact here; wanted is the likelihood "
     "ratio's."),
    ("Wald test", lambda X, y: stats.chi2.sf(_equal_tests(X, y)["wald"], 1),
     "Your {yours} is the p-value of the Wald statistic. If you meant the likelihood ratio: the "
     "restricted model has its own sigma."),
    ("score test", lambda X, y: stats.chi2.sf(_equal_tests(X, y)["score"], 1),
     "Your {yours} is the p-value of the score statistic. If you meant the likelihood ratio: each "
     "of the two maxima has its own sigma."),
    ("normal law of the statistic", lambda X, y: stats.norm.sf(_equal_tests(X, y)["lr"]),
     "Your {yours} treats the statistic as if it were a number of standard errors. It is already "
     "squared: use χ²."),
    ("normal law of the statistic, two-sided",
     lambda X, y: 2 * stats.norm.sf(_equal_tests(X, y)["lr"]),
     "Your {yours} treats the statistic as if it were a number of standard errors. It is already "
     "squared: use χ²."),
    ("density", lambda X, y: stats.chi2.pdf(_equal_tests(X, y)["lr"], 1),
     "Your {yours} is the density of χ² at the statistic. A p-value is an area, to the right of "
     "it."),
    ("constant zero", lambda X, y: stats.chi2.sf(constant_tests(X, y)["lr"], 1),
     "Your {yours} is for the hypothesis that the constant is zero. The hypothesis here is that "
     "the two slopes are equal."),
    ("x1 left out", lambda X, y: stats.chi2.sf(three_tests(X, X[:, [0, 2]], y)["lr"], 1),
     "Your {yours} tests whether the slope of x1 is zero. The hypothesis here is that the two "
     "slopes are equal, whatever they are."),
    ("x2 left out", lambda X, y: stats.chi2.sf(three_tests(X, X[:, :2], y)["lr"], 1),
     "Your {yours} tests whether the slope of x2 is zero. The hypothesis here is that the two "
     "slopes are equal, whatever they are."),
    ("both slopes zero", lambda X, y: stats.chi2.sf(three_tests(X, X[:, :1], y)["lr"], 2),
     "Your {yours} tests whether both slopes are zero. Equal does not mean zero: keep x1 + x2 in "
     "the restricted model."),
    ("opposite slopes", _opposite_slopes,
     "Your {yours} is for slopes that are opposite, b and −b: its predictor is x1 − x2. With "
     "equal slopes the predictor is the sum."),
    ("constant lost",
     lambda X, y: stats.chi2.sf(three_tests(X, equal_slopes(X)[:, 1:], y)["lr"], 1),
     "Your {yours} compares with a model that has no constant. The hypothesis says nothing about "
     "the constant: keep the column of ones beside x1 + x2."),
    ("product for sum", _product_for_sum,
     "Your {yours} uses the product of x1 and x2 as predictor. With one slope b for both, b x1 + "
     "b x2 = b (x1 + x2): the sum."),
    ("F law", _f_law,
     "Your {yours} asks the F law about the likelihood ratio (or the t law about its root). The "
     "statistic that follows F is another one; this one follows χ² in large samples."),
)  # fmt: skip


def _covariance_left_out(X, y, divisor):
    """The difference of the slopes over its standard error, as if they were uncorrelated."""
    beta, unscaled = maximum(X, y)[0], np.diag(np.linalg.inv(X.T @ X))
    variance = sum_of_squares(X, y) / divisor * (unscaled[1] + unscaled[2])
    return abs(beta[1] - beta[2]) / np.sqrt(variance)


COVARIANCE = (
    "Your {yours} adds the variances of the two slopes, as if these were independent. From one fit "
    "they are correlated; and the likelihood ratio, which was asked for, needs no variance at all."
)


def _covariance_left_out_t(X, y):
    n, p = X.shape
    return 2 * stats.t.sf(_covariance_left_out(X, y, n - p), n - p)


def _covariance_left_out_divisor_n_p(X, y):
    n, p = X.shape
    return 2 * stats.norm.sf(_covariance_left_out(X, y, n - p))


def _f_law_two_degrees_of_freedom(X, y):
    n, p = X.shape
    return stats.f.sf(_equal_tests(X, y)["lr"], 2, n - p)


def _divisor_n_p(X, y):
    def height(X):
        n, p = X.shape
        return log_likelihood(X, y, maximum(X, y)[0], np.sqrt(sum_of_squares(X, y) / (n - p)))

    return stats.chi2.sf(2 * (height(X) - height(equal_slopes(X))), 1)


def _divisor_n_p_at_the_top(X, y):
    n, p = X.shape
    top = log_likelihood(X, y, maximum(X, y)[0], np.sqrt(sum_of_squares(X, y) / (n - p)))
    return stats.chi2.sf(2 * (top - highest(equal_slopes(X), y)), 1)


def _mean_of_the_slopes_nothing_refitted(X, y):
    beta, sigma = maximum(X, y)
    equal = np.append(beta[0], np.full(2, beta[1:].mean()))
    return stats.chi2.sf(2 * (highest(X, y) - log_likelihood(X, y, equal, sigma)), 1)


def _mean_of_the_slopes_sigma_refitted(X, y):
    beta = maximum(X, y)[0]
    equal = np.append(beta[0], np.full(2, beta[1:].mean()))
    sigma = np.sqrt(np.mean((y - X @ equal) ** 2))
    return stats.chi2.sf(2 * (highest(X, y) - log_likelihood(X, y, equal, sigma)), 1)


def _against_the_truth(X, y):
    world = simulate.seed_world()
    drop = highest(X, y) - log_likelihood(X, y, world.beta, world.sigma)
    return stats.chi2.sf(2 * drop, 4)


def _standard_errors_added(X, y):
    beta, unscaled = maximum(X, y)[0], np.diag(np.linalg.inv(X.T @ X))
    n, p = X.shape
    sigma = np.sqrt(sum_of_squares(X, y) / (n - p))
    spread = sigma * (np.sqrt(unscaled[1]) + np.sqrt(unscaled[2]))
    return 2 * stats.norm.sf(abs(beta[1] - beta[2]) / spread)


def _p_value_and_statistic(X, y):
    statistic = _equal_tests(X, y)["lr"]
    return statistic, stats.chi2.sf(statistic, 1)


p_value.mistakes(
    ("covariance left out", lambda X, y: 2 * stats.norm.sf(_covariance_left_out(X, y, len(y))),
     COVARIANCE),
    ("covariance left out, t", _covariance_left_out_t,
     COVARIANCE),
    ("covariance left out, divisor n − p", _covariance_left_out_divisor_n_p,
     COVARIANCE),
    ("a quarter", lambda X, y: stats.chi2.sf(_equal_tests(X, y)["lr"] / 4, 1),
     "Your {yours} asks χ² about half the difference of the log-likelihoods. *Twice* the "
     "difference follows it."),
    ("F law, two degrees of freedom", _f_law_two_degrees_of_freedom,
     "Your {yours} asks the F law with 2 degrees of freedom. Equal slopes are one equation "
     "between the coefficients, so 1; and the likelihood ratio follows χ², in large samples."),
    ("divisor n − p", _divisor_n_p,
     "Your {yours} puts sigmas with the divisor of their degrees of freedom into the "
     "log-likelihoods. The maximum has divisor n."),
    ("divisor n − p at the top", _divisor_n_p_at_the_top,
     "Your {yours} takes the full log-likelihood at `least_squares.sigma`, which has divisor n − "
     "p. Its maximum is at `sigma_hat`."),
    ("mean of the slopes, nothing refitted", _mean_of_the_slopes_nothing_refitted,
     "Your {yours} gives both slopes their mean and leaves the constant and sigma at the top. The "
     "restricted model is a fit of its own: all its parameters are refitted."),
    ("mean of the slopes, sigma refitted", _mean_of_the_slopes_sigma_refitted,
     "Your {yours} gives both slopes their mean and leaves the constant at the top. The "
     "restricted model is a fit of its own: regress on the ones and x1 + x2."),
    ("against the truth", _against_the_truth,
     "Your {yours} asks about the truth, all four parameters of it. The hypothesis here is that "
     "the two slopes are equal."),
    ("standard errors added", _standard_errors_added,
     "Your {yours} adds the two standard errors. Variances are added, and from one fit the slopes "
     "are correlated; the likelihood ratio, which was asked for, needs neither."),
    ("p-value and statistic", _p_value_and_statistic,
     "Your {yours} are the statistic and its p-value. Wanted: the latter alone."),
    ("critical value", lambda X, y: stats.chi2.isf(0.01, 1),
     "Your {yours} is a quantile of χ², with which the statistic is compared. Wanted: the "
     "probability that χ² exceeds the statistic."),
    ("level", lambda X, y: 0.01,
     "Your {yours} is the level of the test. The p-value is computed from the data."),
)  # fmt: skip
