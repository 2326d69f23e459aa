"""The Wald test: how many standard errors away the hypothesis lies, squared."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.programs import (
    constant_tests,
    is_a_probability,
    maximum,
    observed_information,
    restricted_maximum,
    right_standard_errors,
    seed_data,
    sum_of_squares,
)
from helpers.lessons.slips import Slip, add_slips


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


def _true_sigma(X, y):
    sigma = simulate.seed_world().sigma
    return (sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y)) / sigma**2


def _against_the_truth(X, y):
    distance = maximum(X, y)[0][0] - simulate.seed_world().beta[0]
    return (distance / right_standard_errors(X, y)[0]) ** 2


wald.mistakes(
    ("not squared", lambda X, y: np.sqrt(constant_tests(X, y)["wald"]),
     "Your {yours} is the number of standard errors. Its *square* follows χ²."),
    ("F statistic", lambda X, y: constant_tests(X, y)["f"],
     "Your {yours} is the square of least squares' t, which is F: its standard error has divisor "
     "n − p. Take the one from the curvature."),
    ("t statistic", lambda X, y: np.sqrt(constant_tests(X, y)["f"]),
     "Your {yours} is the t of least squares. Take the standard error from the curvature (divisor "
     "n), and square."),
    ("likelihood ratio", lambda X, y: constant_tests(X, y)["lr"],
     "Your {yours} is the likelihood-ratio statistic. The Wald statistic needs one fit only, the "
     "full one."),
    ("sigma of the restricted fit", lambda X, y: constant_tests(X, y)["score"],
     "Your {yours} uses the sigma of the restricted fit. The Wald test stands at the full maximum "
     "and looks from there."),
    ("true sigma", _true_sigma,
     "Your {yours} uses the true sigma, 5, in the standard error. Outside of a simulation nobody "
     "knows it: take `standard_errors`."),
    ("other parameters taken as known",
     lambda X, y: maximum(X, y)[0][0] ** 2 * observed_information(X, y)[0, 0],
     "Your {yours} uses the information's own entry for the constant, as if slopes and sigma were "
     "known. Take the standard error, which comes from the whole inverse."),
    ("variance not squared root",
     lambda X, y: maximum(X, y)[0][0] / right_standard_errors(X, y)[0] ** 2,
     "Your {yours} divides the estimate by its variance. Divide by the standard error, then "
     "square."),
    ("variance squared",
     lambda X, y: (maximum(X, y)[0][0] / right_standard_errors(X, y)[0] ** 2) ** 2,
     "Your {yours} is the square of estimate over *variance*. Divide by the standard error."),
    ("only the estimate squared",
     lambda X, y: maximum(X, y)[0][0] ** 2 / right_standard_errors(X, y)[0],
     "Your {yours} divides the squared estimate by the standard error. Divide first, then square: "
     "the standard error is squared, too."),
    ("against the truth", _against_the_truth,
     "Your {yours} measures the distance from the truth, 10. The hypothesis is that the constant "
     "is zero."),
    ("slope of x1", lambda X, y: (maximum(X, y)[0][1] / right_standard_errors(X, y)[1]) ** 2,
     "Your {yours} tests the slope of x1. The constant comes first, at index 0."),
    ("slope of x2", lambda X, y: (maximum(X, y)[0][2] / right_standard_errors(X, y)[2]) ** 2,
     "Your {yours} tests the slope of x2. The constant comes first, at index 0."),
    ("all coefficients", lambda X, y: (maximum(X, y)[0] / right_standard_errors(X, y)[:-1]) ** 2,
     "Your {yours} are the statistics of all three coefficients. The hypothesis is about the "
     "first."),
    ("all coefficients, not squared",
     lambda X, y: maximum(X, y)[0] / right_standard_errors(X, y)[:-1],
     "Your {yours} are numbers of standard errors, for all three coefficients. Take that of the "
     "constant, and square it."),
    ("doubled", lambda X, y: 2 * constant_tests(X, y)["wald"],
     "Your {yours} is twice too large. The factor 2 belongs to the likelihood ratio, where it "
     "turns a height into a square."),
    ("p-value", lambda X, y: stats.chi2.sf(constant_tests(X, y)["wald"], 1),
     "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked."),
)  # fmt: skip


def _variance(X, y):
    return right_standard_errors(X, y)[0] ** 2


def _form(formula):
    """What is made of the distance and of the variance."""
    return lambda X, y: formula


_DISTANCE, _VARIANCE, _FORM = "distance", "variance", "form"

add_slips(
    wald,
    {
        _DISTANCE: lambda X, y: maximum(X, y)[0][0],
        _VARIANCE: _variance,
        _FORM: _form(lambda distance, variance: distance**2 / variance),
    },
    lambda distance, variance, form: form(distance, variance),
    [
        Slip(
            _DISTANCE,
            "against the truth",
            "Your {yours} measures the distance from the truth, 10. The hypothesis is that the "
            "constant is zero.",
            lambda X, y: maximum(X, y)[0][0] - simulate.seed_world().beta[0],
        ),
        Slip(
            _DISTANCE,
            "true constant",
            "Your {yours} takes the true constant, 10. Take the estimated one, `beta_hat[0]`.",
            lambda X, y: simulate.seed_world().beta[0],
        ),
        Slip(
            _DISTANCE,
            "estimate of x1",
            "Your {yours} takes the slope of x1. The constant comes first, at index 0.",
            lambda X, y: maximum(X, y)[0][1],
        ),
        Slip(
            _DISTANCE,
            "estimate of x2",
            "Your {yours} takes the slope of x2. The constant comes first, at index 0.",
            lambda X, y: maximum(X, y)[0][2],
        ),
        Slip(
            _DISTANCE,
            "restricted slope of x1",
            "Your {yours} takes a slope of the restricted fit. The Wald test stands at the full "
            "maximum: `beta_hat[0]`.",
            lambda X, y: maximum(X[:, 1:], y)[0][0],
        ),
        Slip(
            _VARIANCE,
            "F statistic",
            "Your {yours} uses least squares' standard error, with divisor n − p. Take the one "
            "from the curvature.",
            lambda X, y: _variance(X, y) * len(y) / (len(y) - X.shape[1]),
        ),
        Slip(
            _VARIANCE,
            "true sigma",
            "Your {yours} uses the true sigma, 5, in the standard error. Take `standard_errors`.",
            lambda X, y: _variance(X, y) * (simulate.seed_world().sigma / maximum(X, y)[1]) ** 2,
        ),
        Slip(
            _VARIANCE,
            "sigma of the restricted fit",
            "Your {yours} uses the sigma of the restricted fit. The Wald test stands at the full "
            "maximum.",
            lambda X, y: _variance(X, y) * (maximum(X[:, 1:], y)[1] / maximum(X, y)[1]) ** 2,
        ),
        Slip(
            _VARIANCE,
            "other parameters taken as known",
            "Your {yours} uses the information's own entry for the constant, as if the others were "
            "known. Take the standard error, from the whole inverse.",
            lambda X, y: 1 / observed_information(X, y)[0, 0],
        ),
        Slip(
            _VARIANCE,
            "no sigma",
            "Your {yours} uses the diagonal of (X'X)⁻¹ as variance. It has to be multiplied by σ².",
            lambda X, y: _variance(X, y) / maximum(X, y)[1] ** 2,
        ),
        Slip(
            _VARIANCE,
            "sigma for the standard error",
            "Your {yours} divides by `sigma_hat`, the spread of the noise. Divide by the standard "
            "error of the constant, `standard_errors[0]`.",
            lambda X, y: maximum(X, y)[1] ** 2,
        ),
        Slip(
            _VARIANCE,
            "standard error of log sigma",
            "Your {yours} divides by the standard error of log sigma, the last one. That of the "
            "constant comes first.",
            lambda X, y: right_standard_errors(X, y)[-1] ** 2,
        ),
        Slip(
            _VARIANCE,
            "standard error of x1",
            "Your {yours} divides by the standard error of x1. That of the constant comes first.",
            lambda X, y: right_standard_errors(X, y)[1] ** 2,
        ),
        Slip(
            _VARIANCE,
            "information at the hypothesis",
            "Your {yours} takes the observed information at `beta_0` and `sigma_0`. The Wald test "
            "stands at the top.",
            lambda X, y: np.linalg.inv(observed_information(X, y, *restricted_maximum(X, y)))[0, 0],
        ),
        Slip(
            _FORM,
            "not squared",
            "Your {yours} is a number of standard errors. Its *square* follows χ².",
            _form(lambda distance, variance: distance / np.sqrt(variance)),
        ),
        Slip(
            _FORM,
            "variance not squared root",
            "Your {yours} divides by the variance. Divide by the standard error, then square.",
            _form(lambda distance, variance: distance / variance),
        ),
        Slip(
            _FORM,
            "variance squared",
            "Your {yours} squares a quotient by the *variance*. Divide by the standard error.",
            _form(lambda distance, variance: (distance / variance) ** 2),
        ),
        Slip(
            _FORM,
            "only the estimate squared",
            "Your {yours} squares the estimate and not the standard error. Divide first, then "
            "square.",
            _form(lambda distance, variance: distance**2 / np.sqrt(variance)),
        ),
        Slip(
            _FORM,
            "multiplied",
            "Your {yours} multiplies the estimate by its standard error. Divide.",
            _form(lambda distance, variance: distance * np.sqrt(variance)),
        ),
        Slip(
            _FORM,
            "multiplied, and squared",
            "Your {yours} multiplies the estimate by its standard error. Divide, then square.",
            _form(lambda distance, variance: distance**2 * variance),
        ),
        Slip(
            _FORM,
            "estimate squared",
            "Your {yours} is the squared estimate. Far or near? Divide it by its variance.",
            _form(lambda distance, variance: distance**2),
        ),
    ],
    both=("against the truth", "not squared"),
    apart=[
        ("estimate of x1", "standard error of x1"),
        ("multiplied", "information at the hypothesis"),
    ],
)


def _all_coefficients_zero(X, y):
    beta, sigma = maximum(X, y)
    return beta @ (X.T @ X) @ beta / sigma**2


def _with_log_sigma(X, y):
    (beta, sigma), (beta_0, sigma_0) = maximum(X, y), restricted_maximum(X, y)
    way = np.append(beta - beta_0, np.log(sigma / sigma_0))
    return way @ observed_information(X, y) @ way


wald.mistakes(
    ("sum over all coefficients",
     lambda X, y: np.sum((maximum(X, y)[0] / right_standard_errors(X, y)[:-1]) ** 2),
     "Your {yours} sums the statistics of all three coefficients. The hypothesis is about the "
     "constant."),
    ("all coefficients zero", _all_coefficients_zero,
     "Your {yours} asks whether all coefficients are zero. The hypothesis is about the constant "
     "alone: its own standard error."),
    ("difference of the sums of squares",
     lambda X, y: sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y),
     "Your {yours} is the difference of the sums of squares (or the squared estimate over the "
     "entry of (X'X)⁻¹). Divide it by σ²."),
    ("with log sigma", _with_log_sigma,
     "Your {yours} measures the way to the restricted maximum in all four parameters, log sigma "
     "too. Wald asks about the constant alone."),
    ("a probability", lambda X, y: stats.chi2.sf(constant_tests(X, y)["wald"], 4),
     "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
     "before χ² is asked.",
     {"recognises": is_a_probability}),
)  # fmt: skip
