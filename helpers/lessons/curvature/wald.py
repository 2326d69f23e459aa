"""The Wald test: how many standard errors away the hypothesis lies, squared."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.shared import (
    constant_tests,
    is_a_probability,
    maximum,
    observed_information,
    restricted_maximum,
    right_standard_errors,
    seed_data,
    sum_of_squares,
    truth,
)


@lesson.value(
    "07-wald",
    data=seed_data,
    hints=(
        "How many standard errors lie between the estimate of the constant and zero?",
        "The statistic is the square of that, with the standard error from the curvature.",
        "`(beta_hat[0] / standard_errors[0]) ** 2`",
    ),
)
def wald(X, y):
    """The Wald statistic for a constant of zero."""
    beta, sigma = maximum(X, y)
    return float((beta[0] / sigma) ** 2 / np.linalg.inv(X.T @ X)[0, 0])


@wald.variant("estimate over standard error, squared")
def _(X, y):
    return (maximum(X, y)[0][0] / right_standard_errors(X, y)[0]) ** 2


@wald.variant("sums of squares")
def _(X, y):
    return len(y) * (sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y) - 1)


@wald.law(
    "The Wald statistic is never below the likelihood ratio, since its parabola drops too far. "
    "Yours, {left}, is.",
    "≥",
)
def _(value, X, y):
    return value, constant_tests(X, y)["lr"]


@wald.law(
    "Zero lies √W standard errors (from the curvature) away from the estimated constant, {right}. "
    "With yours they make {left}."
)
def _(value, X, y):
    return np.sqrt(max(value, 0)) * right_standard_errors(X, y)[0], abs(maximum(X, y)[0][0])


def _all_coefficients_zero(X, y):
    beta, sigma = maximum(X, y)
    return beta @ (X.T @ X) @ beta / sigma**2


def _with_log_sigma(X, y):
    (beta, sigma), (beta_0, sigma_0) = maximum(X, y), restricted_maximum(X, y)
    way = np.append(beta - beta_0, np.log(sigma / sigma_0))
    return way @ observed_information(X, y) @ way


def _information_at_the_hypothesis(X, y):
    covariance = np.linalg.inv(observed_information(X, y, *restricted_maximum(X, y)))
    return maximum(X, y)[0][0] ** 2 / covariance[0, 0]


wald.mistakes(
    ("F statistic", lambda X, y: constant_tests(X, y)["f"],
     "Your {yours} is the square of least squares' t, which is F: its standard error has divisor n "
     "− p. Take the one from the curvature."),
    ("t statistic", lambda X, y: np.sqrt(constant_tests(X, y)["f"]),
     "Your {yours} is the t of least squares. Take the standard error from the curvature (divisor "
     "n), and square."),
    ("likelihood ratio", lambda X, y: constant_tests(X, y)["lr"],
     "Your {yours} is the likelihood-ratio statistic. The Wald statistic needs one fit only, the "
     "full one."),
    ("sigma of the restricted fit", lambda X, y: constant_tests(X, y)["score"],
     "Your {yours} uses the sigma of the restricted fit. The Wald test stands at the full maximum "
     "and looks from there."),
    ("doubled", lambda X, y: 2 * constant_tests(X, y)["wald"],
     "Your {yours} is twice too large. The factor 2 belongs to the likelihood ratio, where it "
     "turns a height into a square."),
    ("p-value", lambda X, y: stats.chi2.sf(constant_tests(X, y)["wald"], 1),
     "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked."),
    ("a probability", lambda X, y: stats.chi2.sf(constant_tests(X, y)["wald"], 4),
     "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
     "before χ² is asked.",
     {"recognises": is_a_probability}),
    ("difference of the sums of squares",
     lambda X, y: sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y),
     "Your {yours} is the difference of the sums of squares (or the squared estimate over the "
     "entry of (X'X)⁻¹). Divide it by σ²."),
    ("true sigma",
     lambda X, y: (sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y)) / truth()[1] ** 2,
     "Your {yours} uses the true sigma, 5, in the standard error. Outside of a simulation nobody "
     "knows it: take `standard_errors`."),
    ("other parameters taken as known",
     lambda X, y: maximum(X, y)[0][0] ** 2 * observed_information(X, y)[0, 0],
     "Your {yours} uses the information's own entry for the constant, as if slopes and sigma were "
     "known. Take the standard error, which comes from the whole inverse."),
    ("all coefficients zero", _all_coefficients_zero,
     "Your {yours} asks whether all coefficients are zero. The hypothesis is about the constant "
     "alone: its own standard error."),
    ("with log sigma", _with_log_sigma,
     "Your {yours} measures the way to the restricted maximum in all four parameters, log sigma "
     "too. Wald asks about the constant alone."),
    ("information at the hypothesis", _information_at_the_hypothesis,
     "Your {yours} takes the observed information at `beta_0` and `sigma_0`. The Wald test stands "
     "at the top."),
)  # fmt: skip


def _of_the_estimates(program):
    """A program of the most likely coefficients, their standard errors and sigma."""

    def whole(X, y):
        beta, sigma = maximum(X, y)
        return program(beta, right_standard_errors(X, y)[:-1], sigma)

    return whole


wald.mistakes(
    ("not squared", lambda beta, se, sigma: beta[0] / se[0],
     "Your {yours} is the number of standard errors. Its *square* follows χ²."),
    ("only the estimate squared", lambda beta, se, sigma: beta[0] ** 2 / se[0],
     "Your {yours} divides the squared estimate by the standard error. Divide first, then square: "
     "the standard error is squared, too."),
    ("variance not squared root", lambda beta, se, sigma: beta[0] / se[0] ** 2,
     "Your {yours} divides the estimate by its variance. Divide by the standard error, then "
     "square."),
    ("variance squared", lambda beta, se, sigma: (beta[0] / se[0] ** 2) ** 2,
     "Your {yours} is the square of estimate over *variance*. Divide by the standard error."),
    ("estimate squared", lambda beta, se, sigma: beta[0] ** 2,
     "Your {yours} is the squared estimate. Far or near? Divide it by its variance."),
    ("multiplied", lambda beta, se, sigma: beta[0] * se[0],
     "Your {yours} multiplies the estimate by its standard error. Divide."),
    ("sigma for the standard error", lambda beta, se, sigma: (beta[0] / sigma) ** 2,
     "Your {yours} divides by `sigma_hat`, the spread of the noise. Divide by the standard error "
     "of the constant, `standard_errors[0]`."),
    ("against the truth", lambda beta, se, sigma: ((beta[0] - truth()[0][0]) / se[0]) ** 2,
     "Your {yours} measures the distance from the truth, 10. The hypothesis is that the constant "
     "is zero."),
    ("true constant", lambda beta, se, sigma: (truth()[0][0] / se[0]) ** 2,
     "Your {yours} takes the true constant, 10. Take the estimated one, `beta_hat[0]`."),
    ("slope of x1", lambda beta, se, sigma: (beta[1] / se[1]) ** 2,
     "Your {yours} tests the slope of x1. The constant comes first, at index 0."),
    ("slope of x2", lambda beta, se, sigma: (beta[2] / se[2]) ** 2,
     "Your {yours} tests the slope of x2. The constant comes first, at index 0."),
    ("all coefficients", lambda beta, se, sigma: (beta / se) ** 2,
     "Your {yours} are the statistics of all three coefficients. The hypothesis is about the "
     "first."),
    ("all coefficients, not squared", lambda beta, se, sigma: beta / se,
     "Your {yours} are numbers of standard errors, for all three coefficients. Take that of the "
     "constant, and square it."),
    ("sum over all coefficients", lambda beta, se, sigma: np.sum((beta / se) ** 2),
     "Your {yours} sums the statistics of all three coefficients. The hypothesis is about the "
     "constant."),
    of=_of_the_estimates,
)  # fmt: skip
