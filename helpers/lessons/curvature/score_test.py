"""The score test: how steep the hill is at the hypothesis, measured by the information there."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.programs import (
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
from helpers.lessons.slips import Slip, add_slips


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


def _information_of_the_full_maximum(X, y):
    s = _restricted_score(X, y)
    return s @ np.linalg.solve(observed_information(X, y), s)


def _observed_information(X, y):
    s = _restricted_score(X, y)
    return s @ np.linalg.solve(observed_information(X, y, *restricted_maximum(X, y)), s)


def _full_sigma_at_the_restricted_coefficient(X, y):
    beta, sigma = restricted_maximum(X, y)[0], maximum(X, y)[1]
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


def _slopes_taken_as_known(X, y):
    return _restricted_score(X, y)[0] ** 2 / _expected(X, y, restricted_maximum(X, y)[1])[0, 0]


def _not_inverted(X, y):
    s = _restricted_score(X, y)
    return s @ _expected(X, y, restricted_maximum(X, y)[1]) @ s


def _slope_squared(X, y):
    s = _restricted_score(X, y)
    return s @ s


def _at_the_truth(X, y):
    world = simulate.seed_world()
    products, squares = residual_sums(world.beta, world.sigma, X, y)
    s = np.append(products / world.sigma**2, squares / world.sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, world.sigma), s)


def _slopes_not_refitted(X, y):
    beta, sigma = maximum(X, y)
    products, squares = residual_sums(beta * np.append(0, np.ones(X.shape[1] - 1)), sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


def _divisor_n_p(X, y):
    n, p = X.shape
    return constant_tests(X, y)["score"] * (n - p + 1) / n


def _full_coefficients(X, y):
    beta, sigma = maximum(X, y)[0], restricted_maximum(X, y)[1]
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


def _slope_with_the_full_sigma(X, y):
    beta, restricted_sigma = restricted_maximum(X, y)
    sigma = maximum(X, y)[1]
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, restricted_sigma), s)


def _least_squares_sigma(X, y):
    n, p = X.shape
    beta, sigma = restricted_maximum(X, y)[0], np.sqrt(sum_of_squares(X, y) / (n - p))
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - n)
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


def _slopes_of_the_full_fit(X, y):
    beta, sigma = maximum(X, y)[0], restricted_maximum(X, y)[1]
    beta = np.append(0.0, beta[1:])
    products, squares = residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


score_test.mistakes(
    ("likelihood ratio", lambda X, y: constant_tests(X, y)["lr"],
     "Your {yours} is the likelihood-ratio statistic. The score test never visits the full "
     "maximum: it uses the slope at the restricted one."),
    ("Wald", lambda X, y: constant_tests(X, y)["wald"],
     "Your {yours} is the Wald statistic, which looks down from the full maximum. The score test "
     "looks up from the restricted one, with *its* sigma."),
    ("F statistic", lambda X, y: constant_tests(X, y)["f"],
     "Your {yours} is the F statistic, which needs the full fit. The score test uses the "
     "restricted one alone."),
    ("information of the full maximum", _information_of_the_full_maximum,
     "Your {yours} takes the slope at the restricted maximum and the information at the full one. "
     "Take both at the restricted one: `expected_0`."),
    ("observed information", _observed_information,
     "Your {yours} uses the *observed* information at the restricted maximum. There its border is "
     "not zero, and the two differ: take the expected one, `expected_0`."),
    ("full sigma at the restricted coefficients", _full_sigma_at_the_restricted_coefficient,
     "Your {yours} takes the slope at `beta_0`, but with `sigma_hat` of the full fit. The "
     "restricted maximum has its own sigma."),
    ("slopes taken as known", _slopes_taken_as_known,
     "Your {yours} divides the squared slope by the information's own entry, as if the other "
     "coefficients were known. They were fitted too: use the inverse of the whole matrix."),
    ("not inverted", _not_inverted,
     "Your {yours} multiplies by the information. Slopes are measured against it: multiply by its "
     "inverse."),
    ("slope squared", _slope_squared,
     "Your {yours} is the squared slope. How steep is steep? Measure it against the information."),
    ("slope alone", lambda X, y: _restricted_score(X, y)[0],
     "Your {yours} is the slope itself, in units of one over the constant. Square it and measure "
     "it against the information."),
    ("not squared", lambda X, y: np.sqrt(constant_tests(X, y)["score"]),
     "Your {yours} is the root of the statistic, its number of standard deviations."),
    ("at the truth", _at_the_truth,
     "Your {yours} takes the slope at the truth. The hypothesis fixes the constant at zero, and "
     "the rest is fitted: `beta_0`, `sigma_0`."),
    ("slopes not refitted", _slopes_not_refitted,
     "Your {yours} sets the constant to zero and leaves slopes and sigma at the full maximum. "
     "Stand at the *restricted* maximum: `beta_0`, `sigma_0`."),
    ("divisor n − p", _divisor_n_p,
     "Your {yours} has the restricted sigma with divisor n − p (its degrees of freedom). The "
     "maximum of the likelihood has divisor n."),
    ("x1 left out", lambda X, y: three_tests(X, X[:, [0, 2]], y)["score"],
     "Your {yours} tests the slope of x1. The hypothesis here is about the constant."),
    ("x2 left out", lambda X, y: three_tests(X, X[:, :2], y)["score"],
     "Your {yours} tests the slope of x2. The hypothesis here is about the constant."),
    ("p-value", lambda X, y: stats.chi2.sf(constant_tests(X, y)["score"], 1),
     "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked."),
    ("full coefficients", _full_coefficients,
     "Your {yours} takes `sigma_0` and leaves the coefficients at `beta_hat`. Stand at the "
     "restricted maximum with both: `beta_0`, `sigma_0`."),
    ("slope with the full sigma", _slope_with_the_full_sigma,
     "Your {yours} takes the slope at `beta_0` with `sigma_hat` of the full fit, though the "
     "information is `expected_0`. The restricted maximum has its own sigma, `sigma_0`."),
    ("least squares' sigma", _least_squares_sigma,
     "Your {yours} uses `least_squares.sigma`, of the full fit and with divisor n − p. The "
     "restricted maximum has its own sigma, `sigma_0`."),
    ("slopes of the full fit", _slopes_of_the_full_fit,
     "Your {yours} sets the constant to zero and leaves the other coefficients at `beta_hat`. At "
     "the restricted maximum they are refitted: `beta_0`."),
)  # fmt: skip


def _score_at(where):
    """The score at a place (beta, sigma) which is a program of the data."""

    def program(X, y):
        beta, sigma = where(X, y)
        products, squares = residual_sums(beta, sigma, X, y)
        return np.append(products / sigma**2, squares / sigma**2 - len(y))

    return program


def _expected_at(sigma_of):
    return lambda X, y: _expected(X, y, sigma_of(X, y))


def _full_sigma(X, y):
    return maximum(X, y)[1]


def _table_sigma(X, y):
    n, p = X.shape
    return np.sqrt(sum_of_squares(X, y) / (n - p))


def _restricted_table_sigma(X, y):
    return _table_sigma(X[:, 1:], y)


def _true_sigma(X, y):
    return simulate.seed_world().sigma


def _constant_dropped(X, y):
    return maximum(X, y)[0] * np.append(0, np.ones(X.shape[1] - 1))


def _restricted_sigma(X, y):
    return restricted_maximum(X, y)[1]


def _with_zero_coefficients(X, y):
    return restricted_maximum(X, y)[0]


def _truth(X, y):
    world = simulate.seed_world()
    return world.beta, world.sigma


_SLOPE, _MATRIX, _FORM = "slope", "information", "form"
_SLOPE_AT = "Your {yours} takes the slope at "
_BOTH = "Stand at the restricted maximum: `beta_0`, `sigma_0`."
_MEASURED = "Your {yours} measures it against "

add_slips(
    score_test,
    {
        _SLOPE: _restricted_score,
        _MATRIX: _expected_at(_restricted_sigma),
        _FORM: lambda X, y: lambda slope, matrix: slope @ np.linalg.solve(matrix, slope),
    },
    lambda slope, matrix, form: form(slope, matrix),
    [
        Slip(
            _SLOPE,
            "slope with the full sigma",
            _SLOPE_AT + f"`beta_0` and `sigma_hat`. {_BOTH}",
            _score_at(lambda X, y: (_with_zero_coefficients(X, y), _full_sigma(X, y))),
        ),
        Slip(
            _SLOPE,
            "full coefficients",
            _SLOPE_AT + f"`beta_hat` and `sigma_0`. {_BOTH}",
            _score_at(lambda X, y: (maximum(X, y)[0], _restricted_sigma(X, y))),
        ),
        Slip(
            _SLOPE,
            "slopes of the full fit",
            _SLOPE_AT + f"`beta_hat` with its constant set to 0. {_BOTH}",
            _score_at(lambda X, y: (_constant_dropped(X, y), _restricted_sigma(X, y))),
        ),
        Slip(
            _SLOPE,
            "slopes and sigma of the full fit",
            _SLOPE_AT + f"`beta_hat` with its constant set to 0, and `sigma_hat`. {_BOTH}",
            _score_at(lambda X, y: (_constant_dropped(X, y), _full_sigma(X, y))),
        ),
        Slip(
            _SLOPE,
            "slopes of the full fit, their own sigma",
            _SLOPE_AT
            + f"`beta_hat` with its constant set to 0, and the best sigma for it. {_BOTH}",
            _score_at(
                lambda X, y: (
                    _constant_dropped(X, y),
                    np.sqrt(np.mean((y - X @ _constant_dropped(X, y)) ** 2)),
                )
            ),
        ),
        Slip(
            _SLOPE,
            "slope at the truth",
            _SLOPE_AT + f"the truth. {_BOTH}",
            _score_at(_truth),
        ),
        Slip(
            _SLOPE,
            "slope at the true slopes",
            _SLOPE_AT + f"the true slopes and sigma, without the constant. {_BOTH}",
            _score_at(lambda X, y: (_truth(X, y)[0] * [0, 1, 1], _true_sigma(X, y))),
        ),
        Slip(
            _SLOPE,
            "slope at least squares' sigma",
            _SLOPE_AT + f"`beta_0` and `least_squares.sigma`. {_BOTH}",
            _score_at(lambda X, y: (_with_zero_coefficients(X, y), _table_sigma(X, y))),
        ),
        Slip(
            _SLOPE,
            "slope at the restricted table's sigma",
            _SLOPE_AT + f"sigma with divisor n − 2 (degrees of freedom). {_BOTH}",
            _score_at(lambda X, y: (_with_zero_coefficients(X, y), _restricted_table_sigma(X, y))),
        ),
        Slip(
            _SLOPE,
            "slope at the true sigma",
            _SLOPE_AT + f"`beta_0` and the true sigma, 5. {_BOTH}",
            _score_at(lambda X, y: (_with_zero_coefficients(X, y), _true_sigma(X, y))),
        ),
        Slip(
            _SLOPE,
            "slope at zero",
            _SLOPE_AT + f"coefficients that are all zero. {_BOTH}",
            _score_at(lambda X, y: (np.zeros(X.shape[1]), _restricted_sigma(X, y))),
        ),
        Slip(
            _MATRIX,
            "information of the full maximum",
            _MEASURED + "the information at the top, `expected`. Take `expected_0`.",
            _expected_at(_full_sigma),
        ),
        Slip(
            _MATRIX,
            "information at least squares' sigma",
            _MEASURED + "the information at `least_squares.sigma`. Take `expected_0`.",
            _expected_at(_table_sigma),
        ),
        Slip(
            _MATRIX,
            "information at the restricted table's sigma",
            _MEASURED + "the information at sigma with divisor n − 2. Take `expected_0`.",
            _expected_at(_restricted_table_sigma),
        ),
        Slip(
            _MATRIX,
            "information at the truth",
            _MEASURED + "the information at the true sigma, `at_truth`. Take `expected_0`.",
            _expected_at(_true_sigma),
        ),
        Slip(
            _MATRIX,
            "observed information",
            _MEASURED + "the *observed* information. Take the expected one, `expected_0`.",
            lambda X, y: observed_information(X, y, *restricted_maximum(X, y)),
        ),
        Slip(
            _MATRIX,
            "observed information, full sigma",
            _MEASURED + "the observed information at `beta_0` and `sigma_hat`. Take `expected_0`.",
            lambda X, y: observed_information(X, y, _with_zero_coefficients(X, y)),
        ),
        Slip(
            _MATRIX,
            "not inverted",
            "Your {yours} multiplies by the information. Multiply by its inverse.",
            lambda X, y: np.linalg.inv(_expected(X, y, _restricted_sigma(X, y))),
        ),
        Slip(
            _MATRIX,
            "slope squared",
            "Your {yours} is a squared slope. Measure it against the information.",
            lambda X, y: np.eye(X.shape[1] + 1),
        ),
        Slip(
            _MATRIX,
            "X'X without σ²",
            _MEASURED + "X'X. The information of beta is X'X/σ².",
            lambda X, y: _expected(X, y, 1.0),
        ),
        Slip(
            _FORM,
            "not squared",
            "Your {yours} is a root. The statistic is its square.",
            lambda X, y: lambda slope, matrix: np.sqrt(slope @ np.linalg.solve(matrix, slope)),
        ),
        Slip(
            _FORM,
            "slopes taken as known",
            "Your {yours} divides the squared slope by the information's own entry. Use the "
            "inverse of the whole matrix.",
            lambda X, y: lambda slope, matrix: slope[0] ** 2 / matrix[0, 0],
        ),
        Slip(
            _FORM,
            "slope over the entry",
            "Your {yours} divides the slope by the information's entry. It is squared, and "
            "measured by the inverse of the whole matrix.",
            lambda X, y: lambda slope, matrix: slope[0] / matrix[0, 0],
        ),
        Slip(
            _FORM,
            "slope over the root of the entry",
            "Your {yours} divides the slope by the root of the information's entry. Use the "
            "inverse of the whole matrix, and square.",
            lambda X, y: lambda slope, matrix: slope[0] / np.sqrt(matrix[0, 0]),
        ),
        Slip(
            _FORM,
            "not multiplied from the left",
            "Your {yours} are I⁻¹s, the step that leads to the top. Multiply by s once more, with "
            "`@`.",
            lambda X, y: lambda slope, matrix: np.linalg.solve(matrix, slope),
        ),
        Slip(
            _FORM,
            "entry by entry",
            "Your {yours} are products entry by entry. Sum them: `@` in place of `*`.",
            lambda X, y: lambda slope, matrix: slope * np.linalg.solve(matrix, slope),
        ),
        Slip(
            _FORM,
            "each over its own standard deviation",
            "Your {yours} are the slopes over the roots of the diagonal. The statistic is one "
            "number: s'I⁻¹s.",
            lambda X, y: lambda slope, matrix: slope / np.sqrt(np.diag(matrix)),
        ),
        Slip(
            _FORM,
            "outer product",
            "Your {yours} are a matrix: `np.outer` in place of `@`. The statistic is one number.",
            lambda X, y: lambda slope, matrix: np.outer(slope, slope) @ np.linalg.inv(matrix),
        ),
    ],
    both=("slope with the full sigma", "observed information"),
    apart=[
        ("slope with the full sigma", "information of the full maximum"),
        ("slopes and sigma of the full fit", "information of the full maximum"),
        ("slope at least squares' sigma", "information at least squares' sigma"),
        ("slope at the truth", "information at the truth"),
        ("slope squared", "slopes taken as known"),
    ],
)


def _at_the_full_maximum(X, y):
    s = np.full(X.shape[1] + 1, 1e-13)
    return s @ np.linalg.solve(observed_information(X, y), s)


score_test.mistakes(
    ("score itself", lambda X, y: _restricted_score(X, y),
     "Your {yours} are the score at the hypothesis. Measure it against the information: one "
     "number."),
    ("centred R²", lambda X, y: len(y) * (1 - sum_of_squares(X, y) / np.sum((y - y.mean()) ** 2)),
     "Your {yours} is n times the R² of the full fit. The score statistic is n times the "
     "*uncentred* R² of the restricted residuals on X."),
    ("at the full maximum", _at_the_full_maximum,
     "Your {yours} is zero but for rounding. So it is with slopes that vanish: those at the full "
     "maximum, and those of the restricted model, `X[:, 1:]`, at its own. Wanted are the slopes "
     "of the *full* model at the hypothesis: `score(beta_0, sigma_0, X, y)`.",
     {"recognises": lambda yours, X, y: yours.size == 1 and abs(yours.item()) < 1e-18}),
    ("a probability", lambda X, y: stats.chi2.sf(constant_tests(X, y)["score"], 4),
     "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
     "before χ² is asked.",
     {"recognises": is_a_probability}),
)  # fmt: skip
