"""The Wald test: how many standard errors away the hypothesis lies, squared."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.exercises.curvature.programs import (
    constant_tests,
    is_a_probability,
    maximum,
    observed_information,
    right_standard_errors,
    seed_data,
    sum_of_squares,
)
from helpers.exercises.lessons import curvature as lesson


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


@wald.misconception(
    "not squared",
    "Your {yours} is the number of standard errors. Its *square* follows χ².",
)
def _(X, y):
    return np.sqrt(constant_tests(X, y)["wald"])


@wald.misconception(
    "F statistic",
    "Your {yours} is the square of least squares' t, which is F: its standard error has divisor "
    "n − p. Take the one from the curvature.",
)
def _(X, y):
    return constant_tests(X, y)["f"]


@wald.misconception(
    "t statistic",
    "Your {yours} is the t of least squares. Take the standard error from the curvature (divisor "
    "n), and square.",
)
def _(X, y):
    return np.sqrt(constant_tests(X, y)["f"])


@wald.misconception(
    "likelihood ratio",
    "Your {yours} is the likelihood-ratio statistic. The Wald statistic needs one fit only, the "
    "full one.",
)
def _(X, y):
    return constant_tests(X, y)["lr"]


@wald.misconception(
    "sigma of the restricted fit",
    "Your {yours} uses the sigma of the restricted fit. The Wald test stands at the full maximum "
    "and looks from there.",
)
def _(X, y):
    return constant_tests(X, y)["score"]


@wald.misconception(
    "true sigma",
    "Your {yours} uses the true sigma, 5, in the standard error. Outside of a simulation nobody "
    "knows it: take `standard_errors`.",
)
def _(X, y):
    sigma = simulate.seed_world().sigma
    return (sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y)) / sigma**2


@wald.misconception(
    "other parameters taken as known",
    "Your {yours} uses the information's own entry for the constant, as if slopes and sigma were "
    "known. Take the standard error, which comes from the whole inverse.",
)
def _(X, y):
    return maximum(X, y)[0][0] ** 2 * observed_information(X, y)[0, 0]


@wald.misconception(
    "variance not squared root",
    "Your {yours} divides the estimate by its variance. Divide by the standard error, then square.",
)
def _(X, y):
    return maximum(X, y)[0][0] / right_standard_errors(X, y)[0] ** 2


@wald.misconception(
    "variance squared",
    "Your {yours} is the square of estimate over *variance*. Divide by the standard error.",
)
def _(X, y):
    return (maximum(X, y)[0][0] / right_standard_errors(X, y)[0] ** 2) ** 2


@wald.misconception(
    "only the estimate squared",
    "Your {yours} divides the squared estimate by the standard error. Divide first, then square: "
    "the standard error is squared, too.",
)
def _(X, y):
    return maximum(X, y)[0][0] ** 2 / right_standard_errors(X, y)[0]


@wald.misconception(
    "against the truth",
    "Your {yours} measures the distance from the truth, 10. The hypothesis is that the constant is "
    "zero.",
)
def _(X, y):
    distance = maximum(X, y)[0][0] - simulate.seed_world().beta[0]
    return (distance / right_standard_errors(X, y)[0]) ** 2


@wald.misconception(
    "slope of x1", "Your {yours} tests the slope of x1. The constant comes first, at index 0."
)
def _(X, y):
    return (maximum(X, y)[0][1] / right_standard_errors(X, y)[1]) ** 2


@wald.misconception(
    "slope of x2", "Your {yours} tests the slope of x2. The constant comes first, at index 0."
)
def _(X, y):
    return (maximum(X, y)[0][2] / right_standard_errors(X, y)[2]) ** 2


@wald.misconception(
    "all coefficients",
    "Your {yours} are the statistics of all three coefficients. The hypothesis is about the first.",
)
def _(X, y):
    return (maximum(X, y)[0] / right_standard_errors(X, y)[:-1]) ** 2


@wald.misconception(
    "all coefficients, not squared",
    "Your {yours} are numbers of standard errors, for all three coefficients. Take that of the "
    "constant, and square it.",
)
def _(X, y):
    return maximum(X, y)[0] / right_standard_errors(X, y)[:-1]


@wald.misconception(
    "doubled",
    "Your {yours} is twice too large. The factor 2 belongs to the likelihood ratio, where it turns "
    "a height into a square.",
)
def _(X, y):
    return 2 * constant_tests(X, y)["wald"]


@wald.misconception(
    "p-value",
    "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked.",
)
def _(X, y):
    return stats.chi2.sf(constant_tests(X, y)["wald"], 1)


@wald.misconception(
    "a probability",
    "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
    "before χ² is asked.",
    recognises=is_a_probability,
)
def _(X, y):
    return stats.chi2.sf(constant_tests(X, y)["wald"], 4)
