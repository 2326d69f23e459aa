"""The score test: how steep the hill is at the hypothesis, measured by the information there."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.exercises.curvature.programs import (
    blocks,
    constant_tests,
    is_a_probability,
    maximum,
    observed_information,
    residual_sums,
    restricted_maximum,
    seed_data,
    sum_of_squares,
    three_tests,
)
from helpers.exercises.lessons import curvature as lesson


def _restricted_score(X, y):
    beta, sigma = restricted_maximum(X, y)
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - len(y))


def _expected(X, y, sigma):
    return blocks(2 * len(y), np.zeros(X.shape[1]), X.T @ X / sigma**2)


@lesson.value(
    "07-score-test",
    data=seed_data,
    hints=(
        "Stand at the restricted maximum, `beta_0` and `sigma_0`. How steep is the log-likelihood "
        "of the *full* model there, measured against how steep it is by chance?",
        "$S = s_0' I_0^{-1} s_0$ with the score $s_0$ at (`beta_0`, `sigma_0`); "
        "$I_0$ is `expected_0`.",
        "`s = score(beta_0, sigma_0, X, y)`, then `s @ np.linalg.solve(expected_0, s)`.",
    ),
)
def score_test(X, y):
    """The score statistic for a constant of zero."""
    restricted = sum_of_squares(X[:, 1:], y)
    return float(len(y) * (1 - sum_of_squares(X, y) / restricted))


@score_test.variant("the quadratic form")
def _(X, y):
    s = _restricted_score(X, y)
    return s @ np.linalg.inv(_expected(X, y, restricted_maximum(X, y)[1])) @ s


@score_test.variant("slope of the constant alone, with its entry of the inverse")
def _(X, y):
    covariance = np.linalg.inv(_expected(X, y, restricted_maximum(X, y)[1]))
    return _restricted_score(X, y)[0] ** 2 * covariance[0, 0]


@score_test.variant("n times the uncentred R² of the restricted residuals on X")
def _(X, y):
    residuals = y - X[:, 1:] @ maximum(X[:, 1:], y)[0]
    return len(y) * (1 - sum_of_squares(X, residuals) / (residuals @ residuals))


@score_test.misconception(
    "likelihood ratio",
    "Your {yours} is the likelihood-ratio statistic. The score test never visits the full maximum: "
    "it uses the slope at the restricted one.",
)
def _(X, y):
    return constant_tests(X, y)["lr"]


@score_test.misconception(
    "Wald",
    "Your {yours} is the Wald statistic, which looks down from the full maximum. The score test "
    "looks up from the restricted one, with *its* sigma.",
)
def _(X, y):
    return constant_tests(X, y)["wald"]


@score_test.misconception(
    "F statistic",
    "Your {yours} is the F statistic, which needs the full fit. The score test uses the restricted "
    "one alone.",
)
def _(X, y):
    return constant_tests(X, y)["f"]


@score_test.misconception(
    "information of the full maximum",
    "Your {yours} takes the slope at the restricted maximum and the information at the full one. "
    "Take both at the restricted one: `expected_0`.",
)
def _(X, y):
    s = _restricted_score(X, y)
    return s @ np.linalg.solve(observed_information(X, y), s)


@score_test.misconception(
    "observed information",
    "Your {yours} uses the *observed* information at the restricted maximum. There its border is "
    "not zero, and the two differ: take the expected one, `expected_0`.",
)
def _(X, y):
    s = _restricted_score(X, y)
    return s @ np.linalg.solve(observed_information(X, y, *restricted_maximum(X, y)), s)


@score_test.misconception(
    "full sigma at the restricted coefficients",
    "Your {yours} takes the slope at `beta_0`, but with `sigma_hat` of the full fit. The "
    "restricted maximum has its own sigma.",
)
def _(X, y):
    beta, sigma = restricted_maximum(X, y)[0], maximum(X, y)[1]
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "slopes taken as known",
    "Your {yours} divides the squared slope by the information's own entry, as if the other "
    "coefficients were known. They were fitted too: use the inverse of the whole matrix.",
)
def _(X, y):
    return _restricted_score(X, y)[0] ** 2 / _expected(X, y, restricted_maximum(X, y)[1])[0, 0]


@score_test.misconception(
    "not inverted",
    "Your {yours} multiplies by the information. Slopes are measured against it: multiply by its "
    "inverse.",
)
def _(X, y):
    s = _restricted_score(X, y)
    return s @ _expected(X, y, restricted_maximum(X, y)[1]) @ s


@score_test.misconception(
    "slope squared",
    "Your {yours} is the squared slope. How steep is steep? Measure it against the information.",
)
def _(X, y):
    s = _restricted_score(X, y)
    return s @ s


@score_test.misconception(
    "slope alone",
    "Your {yours} is the slope itself, in units of one over the constant. Square it and measure it "
    "against the information.",
)
def _(X, y):
    return _restricted_score(X, y)[0]


@score_test.misconception(
    "not squared", "Your {yours} is the root of the statistic, its number of standard deviations."
)
def _(X, y):
    return np.sqrt(constant_tests(X, y)["score"])


@score_test.misconception(
    "at the truth",
    "Your {yours} takes the slope at the truth. The hypothesis fixes the constant at zero, and the "
    "rest is fitted: `beta_0`, `sigma_0`.",
)
def _(X, y):
    world = simulate.seed_world()
    products, squares = residual_sums(world.beta, world.sigma, X, y)
    s = np.append(products / world.sigma**2, squares / world.sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, world.sigma), s)


@score_test.misconception(
    "slopes not refitted",
    "Your {yours} sets the constant to zero and leaves slopes and sigma at the full maximum. Stand "
    "at the *restricted* maximum: `beta_0`, `sigma_0`.",
)
def _(X, y):
    beta, sigma = maximum(X, y)
    products, squares = residual_sums(beta * np.append(0, np.ones(X.shape[1] - 1)), sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "divisor n − p",
    "Your {yours} has the restricted sigma with divisor n − p (its degrees of freedom). The "
    "maximum of the likelihood has divisor n.",
)
def _(X, y):
    n, p = X.shape
    return constant_tests(X, y)["score"] * (n - p + 1) / n


@score_test.misconception(
    "x1 left out",
    "Your {yours} tests the slope of x1. The hypothesis here is about the constant.",
)
def _(X, y):
    return three_tests(X, X[:, [0, 2]], y)["score"]


@score_test.misconception(
    "x2 left out",
    "Your {yours} tests the slope of x2. The hypothesis here is about the constant.",
)
def _(X, y):
    return three_tests(X, X[:, :2], y)["score"]


@score_test.misconception(
    "p-value",
    "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked.",
)
def _(X, y):
    return stats.chi2.sf(constant_tests(X, y)["score"], 1)


@score_test.misconception(
    "at the full maximum",
    "Your {yours} is zero but for rounding: it takes the slope at the full maximum, where every "
    "slope vanishes. The score test stands at the hypothesis: `beta_0`, `sigma_0`.",
    recognises=lambda yours, X, y: yours.size == 1 and abs(yours.item()) < 1e-18,
)
def _(X, y):
    s = np.full(X.shape[1] + 1, 1e-13)
    return s @ np.linalg.solve(observed_information(X, y), s)


@score_test.misconception(
    "full coefficients",
    "Your {yours} takes `sigma_0` and leaves the coefficients at `beta_hat`. Stand at the "
    "restricted maximum with both: `beta_0`, `sigma_0`.",
)
def _(X, y):
    beta, sigma = maximum(X, y)[0], restricted_maximum(X, y)[1]
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "slope with the full sigma",
    "Your {yours} takes the slope at `beta_0` with `sigma_hat` of the full fit, though the "
    "information is `expected_0`. The restricted maximum has its own sigma, `sigma_0`.",
)
def _(X, y):
    beta, restricted_sigma = restricted_maximum(X, y)
    sigma = maximum(X, y)[1]
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, restricted_sigma), s)


@score_test.misconception(
    "least squares' sigma",
    "Your {yours} uses `least_squares.sigma`, of the full fit and with divisor n − p. The "
    "restricted maximum has its own sigma, `sigma_0`.",
)
def _(X, y):
    n, p = X.shape
    beta, sigma = restricted_maximum(X, y)[0], np.sqrt(sum_of_squares(X, y) / (n - p))
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - n)
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "slopes of the full fit",
    "Your {yours} sets the constant to zero and leaves the other coefficients at `beta_hat`. "
    "At the restricted maximum they are refitted: `beta_0`.",
)
def _(X, y):
    beta, sigma = maximum(X, y)[0], restricted_maximum(X, y)[1]
    beta = np.append(0.0, beta[1:])
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "a probability",
    "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
    "before χ² is asked.",
    recognises=is_a_probability,
)
def _(X, y):
    return stats.chi2.sf(constant_tests(X, y)["score"], 4)
