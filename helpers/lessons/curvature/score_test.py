"""The score test: how steep the hill is at the hypothesis, measured by the information there."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.shared import (
    constant_dropped,
    constant_tests,
    expected_information,
    is_a_probability,
    maximum,
    observed_information,
    restricted_maximum,
    seed_data,
    slopes,
    sum_of_squares,
    table_sigma,
    three_tests,
    truth,
)


def _stood_at(X, y):
    """The score and the expected information at the restricted maximum."""
    beta, sigma = restricted_maximum(X, y)
    return slopes(beta, sigma, X, y), expected_information(X, sigma)


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
    s, matrix = _stood_at(X, y)
    return s @ np.linalg.inv(matrix) @ s


@score_test.variant("slope of the constant alone, with its entry of the inverse")
def _(X, y):
    s, matrix = _stood_at(X, y)
    return s[0] ** 2 * np.linalg.inv(matrix)[0, 0]


@score_test.variant("n times the uncentred R² of the restricted residuals on X")
def _(X, y):
    residuals = y - X[:, 1:] @ maximum(X[:, 1:], y)[0]
    return len(y) * (1 - sum_of_squares(X, residuals) / (residuals @ residuals))


@score_test.law("A slope, squared and weighed, is not negative. Yours is {left}.", "≥")
def _(value, X, y):
    return value, 0


@score_test.law(
    "The score statistic is never above the likelihood ratio, since its parabola climbs too "
    "little. Yours, {left}, is.",
    "≤",
)
def _(value, X, y):
    return value, constant_tests(X, y)["lr"]


@score_test.law(
    "1 − S/n is the share of the restricted model's squared residuals that the full model leaves: "
    "{right}. Yours gives {left}."
)
def _(value, X, y):
    return 1 - value / len(y), sum_of_squares(X, y) / sum_of_squares(X[:, 1:], y)


def _at(beta, sigma, X, y):
    """The statistic where one stands at this beta and sigma."""
    s = slopes(beta, sigma, X, y)
    return s @ np.linalg.solve(expected_information(X, sigma), s)


def _divisor_n_p(X, y):
    n, p = X.shape
    return constant_tests(X, y)["score"] * (n - p + 1) / n


def _at_the_full_maximum(X, y):
    s = np.full(X.shape[1] + 1, 1e-13)
    return s @ np.linalg.solve(observed_information(X, y), s)


score_test.mistakes(
    ("full sigma at the restricted coefficients",
     lambda X, y: _at(restricted_maximum(X, y)[0], maximum(X, y)[1], X, y),
     "Your {yours} takes the slope at `beta_0`, but with `sigma_hat` of the full fit. The "
     "restricted maximum has its own sigma."),
    ("least squares' sigma",
     lambda X, y: _at(restricted_maximum(X, y)[0], table_sigma(X, y), X, y),
     "Your {yours} uses `least_squares.sigma`, of the full fit and with divisor n − p. The "
     "restricted maximum has its own sigma, `sigma_0`."),
    ("full coefficients",
     lambda X, y: _at(maximum(X, y)[0], restricted_maximum(X, y)[1], X, y),
     "Your {yours} takes `sigma_0` and leaves the coefficients at `beta_hat`. Stand at the "
     "restricted maximum with both: `beta_0`, `sigma_0`."),
    ("slopes of the full fit",
     lambda X, y: _at(constant_dropped(X, y), restricted_maximum(X, y)[1], X, y),
     "Your {yours} sets the constant to zero and leaves the other coefficients at `beta_hat`. At "
     "the restricted maximum they are refitted: `beta_0`."),
    ("slopes not refitted", lambda X, y: _at(constant_dropped(X, y), maximum(X, y)[1], X, y),
     "Your {yours} sets the constant to zero and leaves slopes and sigma at the full maximum. "
     "Stand at the *restricted* maximum: `beta_0`, `sigma_0`."),
    ("at the truth", lambda X, y: _at(*truth(), X, y),
     "Your {yours} takes the slope at the truth. The hypothesis fixes the constant at zero, and "
     "the rest is fitted: `beta_0`, `sigma_0`."),
    ("at the full maximum", _at_the_full_maximum,
     "Your {yours} is zero but for rounding. So it is with slopes that vanish: those at the full "
     "maximum, and those of the restricted model, `X[:, 1:]`, at its own. Wanted are the slopes of "
     "the *full* model at the hypothesis: `score(beta_0, sigma_0, X, y)`.",
     {"recognises": lambda yours, X, y: yours.size == 1 and abs(yours.item()) < 1e-18}),
    ("divisor n − p", _divisor_n_p,
     "Your {yours} has the restricted sigma with divisor n − p (its degrees of freedom). The "
     "maximum of the likelihood has divisor n."),
    ("x1 left out", lambda X, y: three_tests(X, X[:, [0, 2]], y)["score"],
     "Your {yours} tests the slope of x1. The hypothesis here is about the constant."),
    ("x2 left out", lambda X, y: three_tests(X, X[:, :2], y)["score"],
     "Your {yours} tests the slope of x2. The hypothesis here is about the constant."),
    ("likelihood ratio", lambda X, y: constant_tests(X, y)["lr"],
     "Your {yours} is the likelihood-ratio statistic. The score test never visits the full "
     "maximum: it uses the slope at the restricted one."),
    ("Wald", lambda X, y: constant_tests(X, y)["wald"],
     "Your {yours} is the Wald statistic, which looks down from the full maximum. The score test "
     "looks up from the restricted one, with *its* sigma."),
    ("F statistic", lambda X, y: constant_tests(X, y)["f"],
     "Your {yours} is the F statistic, which needs the full fit. The score test uses the "
     "restricted one alone."),
    ("centred R²", lambda X, y: len(y) * (1 - sum_of_squares(X, y) / np.sum((y - y.mean()) ** 2)),
     "Your {yours} is n times the R² of the full fit. The score statistic is n times the "
     "*uncentred* R² of the restricted residuals on X."),
    ("p-value", lambda X, y: stats.chi2.sf(constant_tests(X, y)["score"], 1),
     "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked."),
    ("a probability", lambda X, y: stats.chi2.sf(constant_tests(X, y)["score"], 4),
     "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
     "before χ² is asked.",
     {"recognises": is_a_probability}),
)  # fmt: skip


def _slope_at(place):
    """A program: the score at another beta and sigma, measured by the right information."""

    def whole(X, y):
        s = slopes(*place(X, y), X, y)
        return s @ np.linalg.solve(_stood_at(X, y)[1], s)

    return whole


score_test.mistakes(
    ("slope with the full sigma", lambda X, y: (restricted_maximum(X, y)[0], maximum(X, y)[1]),
     "Your {yours} takes the slope at `beta_0` with `sigma_hat` of the full fit, though the "
     "information is `expected_0`. The restricted maximum has its own sigma, `sigma_0`."),
    ("slope at least squares' sigma",
     lambda X, y: (restricted_maximum(X, y)[0], table_sigma(X, y)),
     "Your {yours} takes the slope at `beta_0` and `least_squares.sigma`. Stand at the restricted "
     "maximum: `beta_0`, `sigma_0`."),
    ("slopes and sigma of the full fit",
     lambda X, y: (constant_dropped(X, y), maximum(X, y)[1]),
     "Your {yours} takes the slope at `beta_hat` with its constant set to 0, and `sigma_hat`. "
     "Stand at the restricted maximum: `beta_0`, `sigma_0`."),
    ("slope at the truth", lambda X, y: truth(),
     "Your {yours} takes the slope at the truth. Stand at the restricted maximum: `beta_0`, "
     "`sigma_0`."),
    of=_slope_at,
)  # fmt: skip


def _measured_by(matrix):
    """A program: the score at the restricted maximum, measured by another matrix."""

    def whole(X, y):
        s = _stood_at(X, y)[0]
        return s @ np.linalg.solve(matrix(X, y), s)

    return whole


score_test.mistakes(
    ("information of the full maximum", observed_information,
     "Your {yours} takes the slope at the restricted maximum and the information at the full one. "
     "Take both at the restricted one: `expected_0`."),
    ("information at the truth", lambda X, y: expected_information(X, truth()[1]),
     "Your {yours} measures the slope against the information at the true sigma, `at_truth`. Take "
     "`expected_0`."),
    ("observed information",
     lambda X, y: observed_information(X, y, *restricted_maximum(X, y)),
     "Your {yours} uses the *observed* information at the restricted maximum. There its border is "
     "not zero, and the two differ: take the expected one, `expected_0`."),
    of=_measured_by,
)  # fmt: skip


def _from(form):
    """A program of the score and the expected information at the restricted maximum."""
    return lambda X, y: form(*_stood_at(X, y))


score_test.mistakes(
    ("not inverted", lambda s, matrix: s @ matrix @ s,
     "Your {yours} multiplies by the information. Slopes are measured against it: multiply by its "
     "inverse."),
    ("not squared", lambda s, matrix: np.sqrt(s @ np.linalg.solve(matrix, s)),
     "Your {yours} is the root of the statistic, its number of standard deviations."),
    ("slopes taken as known", lambda s, matrix: s[0] ** 2 / matrix[0, 0],
     "Your {yours} divides the squared slope by the information's own entry, as if the other "
     "coefficients were known. They were fitted too: use the inverse of the whole matrix."),
    ("slope over the entry", lambda s, matrix: s[0] / matrix[0, 0],
     "Your {yours} divides the slope by the information's entry. It is squared, and measured by "
     "the inverse of the whole matrix."),
    ("slope squared", lambda s, matrix: s @ s,
     "Your {yours} is the squared slope. How steep is steep? Measure it against the information."),
    ("slope alone", lambda s, matrix: s[0],
     "Your {yours} is the slope itself, in units of one over the constant. Square it and measure "
     "it against the information."),
    ("score itself", lambda s, matrix: s,
     "Your {yours} are the score at the hypothesis. Measure it against the information: one "
     "number."),
    ("not multiplied from the left", lambda s, matrix: np.linalg.solve(matrix, s),
     "Your {yours} are I⁻¹s, the step that leads to the top. Multiply by s once more, with `@`."),
    ("entry by entry", lambda s, matrix: s * np.linalg.solve(matrix, s),
     "Your {yours} are products entry by entry. Sum them: `@` in place of `*`."),
    ("each over its own standard deviation", lambda s, matrix: s / np.sqrt(np.diag(matrix)),
     "Your {yours} are the slopes over the roots of the diagonal. The statistic is one number: "
     "s'I⁻¹s."),
    ("outer product", lambda s, matrix: np.outer(s, s) @ np.linalg.inv(matrix),
     "Your {yours} are a matrix: `np.outer` in place of `@`. The statistic is one number."),
    of=_from,
)  # fmt: skip
