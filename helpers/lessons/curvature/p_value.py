"""A p-value for equal slopes: which model is restricted, and how many equations that takes."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.shared import (
    best_sigma,
    highest,
    log_likelihood,
    maximum,
    seed_data,
    sum_of_squares,
    table_height,
    table_sigma,
    three_tests,
    truth,
    twice_the_drop,
)


def equal_slopes(X):
    """The columns under the hypothesis that x1 and x2 share one slope."""
    return np.column_stack([X[:, 0], X[:, 1] + X[:, 2]])


@lesson.value(
    "07-p-value",
    data=seed_data,
    hints=(
        "If both slopes are one number b, then b x1 + b x2 = b (x1 + x2): the restricted model has "
        "two columns, the ones and x1 + x2.",
        "Fit it, form the likelihood-ratio statistic as before, and ask with what probability χ² "
        "exceeds it. One equation between the coefficients is one degree of freedom.",
        "`stats.chi2.sf(statistic, 1)`, with `statistic = 2 * (highest - highest_equal)`.",
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


def _of_the_statistic(law):
    """A program that asks another law about the likelihood ratio."""
    return lambda X, y: law(three_tests(X, equal_slopes(X), y)["lr"])


p_value.mistakes(
    ("the statistic", lambda lr: lr,
     "Your {yours} is the likelihood-ratio statistic. The p-value is the probability that χ² "
     "exceeds it."),
    ("p-value and statistic", lambda lr: (lr, stats.chi2.sf(lr, 1)),
     "Your {yours} are the statistic and its p-value. Wanted: the latter alone."),
    ("not doubled", lambda lr: stats.chi2.sf(lr / 2, 1),
     "Your {yours} is the p-value of the plain difference of log-likelihoods. Twice the difference "
     "follows χ²."),
    ("root of the statistic", lambda lr: stats.chi2.sf(np.sqrt(lr), 1),
     "Your {yours} is about the root of the statistic. χ² is the law of squares."),
    ("the wrong way round", lambda lr: stats.chi2.sf(-lr, 1),
     "Your {yours} is what χ² says of a *negative* statistic, which it always exceeds: the full "
     "maximum can never be below the restricted one, so take the difference full minus restricted. "
     "(With n − p degrees of freedom 1 would come out, too; there is one restriction.)"),
    ("below for above", lambda lr: stats.chi2.cdf(lr, 1),
     "Your {yours} is the probability of a *smaller* statistic. A p-value is the probability of "
     "one at least as large: one minus that."),
    ("density", lambda lr: stats.chi2.pdf(lr, 1),
     "Your {yours} is the density of χ² at the statistic. A p-value is an area, to the right of "
     "it."),
    ("two degrees of freedom", lambda lr: stats.chi2.sf(lr, 2),
     "Your {yours} counts two degrees of freedom. Two slopes are involved, but only *one* equation "
     "between them is tested."),
    ("three degrees of freedom", lambda lr: stats.chi2.sf(lr, 3),
     "Your {yours} counts three degrees of freedom. Count the restrictions, not the coefficients."),
    ("degrees of freedom of all parameters", lambda lr: stats.chi2.sf(lr, 4),
     "Your {yours} counts four degrees of freedom, one for each parameter. Count the restrictions: "
     "there is one."),
    ("halved", lambda lr: stats.chi2.sf(lr, 1) / 2,
     "Your {yours} counts one tail of the normal law only. A difference of the slopes to either "
     "side speaks against the hypothesis, and χ² counts both."),
    ("doubled", lambda lr: 2 * stats.chi2.sf(lr, 1),
     "Your {yours} is doubled. χ² counts differences to both sides already."),
    ("normal law of the statistic", stats.norm.sf,
     "Your {yours} treats the statistic as if it were a number of standard errors. It is already "
     "squared: use χ²."),
    ("normal law of the statistic, two-sided", lambda lr: 2 * stats.norm.sf(lr),
     "Your {yours} treats the statistic as if it were a number of standard errors. It is already "
     "squared: use χ²."),
    of=_of_the_statistic,
)  # fmt: skip


def _against(restricted):
    """A program that compares with another restricted model."""
    return lambda X, y: stats.chi2.sf(three_tests(X, restricted(X), y)["lr"], 1)


p_value.mistakes(
    ("constant zero", lambda X: X[:, 1:],
     "Your {yours} is for the hypothesis that the constant is zero. The hypothesis here is that "
     "the two slopes are equal."),
    ("x1 left out", lambda X: X[:, [0, 2]],
     "Your {yours} tests whether the slope of x1 is zero. The hypothesis here is that the two "
     "slopes are equal, whatever they are."),
    ("x2 left out", lambda X: X[:, :2],
     "Your {yours} tests whether the slope of x2 is zero. The hypothesis here is that the two "
     "slopes are equal, whatever they are."),
    ("both slopes zero, one degree of freedom", lambda X: X[:, :1],
     "Your {yours} is for the hypothesis that both slopes are zero, with one degree of freedom. "
     "Equal does not mean zero: keep x1 + x2."),
    ("constant lost", lambda X: equal_slopes(X)[:, 1:],
     "Your {yours} compares with a model that has no constant. The hypothesis says nothing about "
     "the constant: keep the column of ones beside x1 + x2."),
    ("opposite slopes", lambda X: np.column_stack([X[:, 0], X[:, 1] - X[:, 2]]),
     "Your {yours} is for slopes that are opposite, b and −b: its predictor is x1 − x2. With equal "
     "slopes the predictor is the sum."),
    ("product for sum", lambda X: np.column_stack([X[:, 0], X[:, 1] * X[:, 2]]),
     "Your {yours} uses the product of x1 and x2 as predictor. With one slope b for both, b x1 + b "
     "x2 = b (x1 + x2): the sum."),
    of=_against,
)  # fmt: skip


def _asked(statistic):
    """A program that asks χ² about another statistic."""
    return lambda X, y: stats.chi2.sf(statistic(X, y), 1)


def _both_at_their_mean(X, y):
    """The coefficients of the full maximum, with both slopes at their mean."""
    beta = maximum(X, y)[0]
    return np.append(beta[0], np.full(2, beta[1:].mean()))


def _drop_to(X, y, sigma):
    """Twice the drop to the restricted fit, where sigma is this."""
    columns = equal_slopes(X)
    return 2 * (highest(X, y) - log_likelihood(columns, y, maximum(columns, y)[0], sigma))


def _true_sigma_in_both(X, y):
    return (sum_of_squares(equal_slopes(X), y) - sum_of_squares(X, y)) / truth()[1] ** 2


def _sigma_refitted(X, y):
    beta = _both_at_their_mean(X, y)
    return twice_the_drop(X, y, beta, best_sigma(X, y, beta))


p_value.mistakes(
    ("F statistic", lambda X, y: three_tests(X, equal_slopes(X), y)["f"],
     "Your {yours} asks χ² about the F statistic (the square of t, from sigma with divisor n − p). "
     "The likelihood ratio takes each maximum at its own sigma, with divisor n."),
    ("Wald test", lambda X, y: three_tests(X, equal_slopes(X), y)["wald"],
     "Your {yours} is the p-value of the Wald statistic. If you meant the likelihood ratio: the "
     "restricted model has its own sigma."),
    ("score test", lambda X, y: three_tests(X, equal_slopes(X), y)["score"],
     "Your {yours} is the p-value of the score statistic. If you meant the likelihood ratio: each "
     "of the two maxima has its own sigma."),
    ("divisor n − p", lambda X, y: 2 * (table_height(X, y) - table_height(equal_slopes(X), y)),
     "Your {yours} puts sigmas with the divisor of their degrees of freedom into the "
     "log-likelihoods. The maximum has divisor n."),
    ("divisor n − p at the top",
     lambda X, y: 2 * (table_height(X, y) - highest(equal_slopes(X), y)),
     "Your {yours} takes the full log-likelihood at `least_squares.sigma`, which has divisor n − "
     "p. Its maximum is at `sigma_hat`."),
    ("full sigma below", lambda X, y: _drop_to(X, y, table_sigma(X, y)),
     "Your {yours} takes the restricted height at `least_squares.sigma`, of the full fit. Each "
     "maximum has its own sigma, with divisor n."),
    ("true sigma below", lambda X, y: _drop_to(X, y, truth()[1]),
     "Your {yours} takes the restricted height at the true sigma, 5. Each maximum has its own "
     "sigma, with divisor n."),
    ("true sigma in both", _true_sigma_in_both,
     "Your {yours} takes both heights at the true sigma, 5. Each maximum has its own sigma, with "
     "divisor n."),
    ("mean of the slopes, nothing refitted",
     lambda X, y: twice_the_drop(X, y, _both_at_their_mean(X, y), maximum(X, y)[1]),
     "Your {yours} gives both slopes their mean and leaves the constant and sigma at the top. The "
     "restricted model is a fit of its own: all its parameters are refitted."),
    ("mean of the slopes, sigma refitted", _sigma_refitted,
     "Your {yours} gives both slopes their mean and leaves the constant at the top. The restricted "
     "model is a fit of its own: regress on the ones and x1 + x2."),
    of=_asked,
)  # fmt: skip


def _z(X, y, sigma, spread=np.linalg.norm):
    """The difference of the slopes over its spread, made of their two standard errors alone."""
    errors = sigma * np.sqrt(np.diag(np.linalg.inv(X.T @ X)))
    beta = maximum(X, y)[0]
    return abs(beta[1] - beta[2]) / spread(errors[1:])


def _f_law(X, y, statistic, restrictions=1):
    n, p = X.shape
    return stats.f.sf(three_tests(X, equal_slopes(X), y)[statistic], restrictions, n - p)


_COVARIANCE = (
    "Your {yours} adds the variances of the two slopes, as if these were independent. From one fit "
    "they are correlated; and the likelihood ratio, which was asked for, needs no variance at all."
)

p_value.mistakes(
    ("both slopes zero", lambda X, y: stats.chi2.sf(three_tests(X, X[:, :1], y)["lr"], 2),
     "Your {yours} tests whether both slopes are zero. Equal does not mean zero: keep x1 + x2 in "
     "the restricted model."),
    ("against the truth", lambda X, y: stats.chi2.sf(twice_the_drop(X, y, *truth()), 4),
     "Your {yours} asks about the truth, all four parameters of it. The hypothesis here is that "
     "the two slopes are equal."),
    ("F law, two degrees of freedom", lambda X, y: _f_law(X, y, "lr", restrictions=2),
     "Your {yours} asks the F law with 2 degrees of freedom. Equal slopes are one equation between "
     "the coefficients, so 1; and the likelihood ratio follows χ², in large samples."),
    ("F test", lambda X, y: _f_law(X, y, "f"),
     "Your {yours} is the p-value of the F test. That one is exact here; wanted is the likelihood "
     "ratio's."),
    ("F law", lambda X, y: _f_law(X, y, "lr"),
     "Your {yours} asks the F law about the likelihood ratio (or the t law about its root). The "
     "statistic that follows F is another one; this one follows χ² in large samples."),
    ("covariance left out", lambda X, y: 2 * stats.norm.sf(_z(X, y, maximum(X, y)[1])),
     _COVARIANCE),
    ("covariance left out, divisor n − p",
     lambda X, y: 2 * stats.norm.sf(_z(X, y, table_sigma(X, y))),
     _COVARIANCE),
    ("covariance left out, t",
     lambda X, y: 2 * stats.t.sf(_z(X, y, table_sigma(X, y)), len(y) - X.shape[1]),
     _COVARIANCE),
    ("standard errors added",
     lambda X, y: 2 * stats.norm.sf(_z(X, y, table_sigma(X, y), spread=np.sum)),
     "Your {yours} adds the two standard errors. Variances are added, and from one fit the slopes "
     "are correlated; the likelihood ratio, which was asked for, needs neither."),
    ("critical value", lambda X, y: stats.chi2.isf(0.01, 1),
     "Your {yours} is a quantile of χ², with which the statistic is compared. Wanted: the "
     "probability that χ² exceeds the statistic."),
    ("level", lambda X, y: 0.01,
     "Your {yours} is the level of the test. The p-value is computed from the data."),
)  # fmt: skip
