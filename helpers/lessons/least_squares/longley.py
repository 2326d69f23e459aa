"""Longley's data to ten digits: what the normal equations lose there, and QR keeps."""

import numpy as np
from scipy.linalg import solve_triangular

from helpers import ols
from helpers.feedback import Rounding, written
from helpers.lessons.contents import least_squares as lesson
from helpers.lessons.least_squares.shared import longley_data, lstsq, squares_left, worst_row


@lesson.value(
    "02-longley",
    data=longley_data,
    attributes=("beta", "params"),
    tolerance=Rounding(
        4.9e-10,
        floor=0.0,
        reason="half a unit of the tenth digit, at most 5e-10, is what the lesson asks and its "
        "next cell wants of NIST's numbers, of which the reference keeps 14 digits; QR keeps 10.7 "
        "or more, the normal equations at most 8.6",
    ),
    hints=(
        "You have predicted how many digits each of the two ways keeps. Which of them keeps ten?",
        "Which of the two ways, normal equations or QR, squares the condition number? You have "
        "written the other one already.",
        "`least_squares_qr(X_longley, y_longley)`",
    ),
)
def longley(X, y):
    """Longley's data, to ten digits."""
    return ols.fit(X, y).beta


@longley.variant("QR")
def _(X, y):
    Q, R = np.linalg.qr(X)
    return solve_triangular(R, Q.T @ y)


@longley.variant("a fitted object")
def _(X, y):
    return ols.fit(X, y)


@longley.law(
    "Least squares: no other coefficients have a smaller sum of squared residuals. Yours leave "
    "{left}; there are some that leave {right}.",
    relation="≤",
)
def _(b, X, y):
    return squares_left(b, X, y), squares_left(ols.fit(X, y).beta, X, y)


@longley.law(
    "From the last row of Rb = Q'y upwards, each row gives one more coefficient. In the worst row, "
    "yours differs from the one it gives by {left} times that; ten digits allow 5e-10.",
    relative=4.9e-10,
)
def _(b, X, y):
    return worst_row(b, X, y), 0, 1


longley.mistakes(
    ("digits lost", lambda X, y: np.linalg.solve(X.T @ X, X.T @ y),
     lambda yours, X, y: (
     f"Your coefficient of the year, {written(yours.ravel()[-1], '.9g')}, looks right, but your "
     f"numbers keep only {_digits(yours.ravel(), ols.fit(X, y).beta):.1f} correct digits. If "
     "they come from the normal equations: X'X squares the condition number. If something was "
     "rounded, or held in single precision, that does it as well. Use QR on X itself, in full."
     ),
     {"tolerance": Rounding(1e-4, floor=0.0, reason="the digits lost depend on the processor")}),
)  # fmt: skip


def _digits(answer, right):
    """The correct digits of the worst entry: its log relative error."""
    return float(-np.log10(np.max(np.abs(answer / right - 1))))


def _constant_last(X, y):
    beta = ols.fit(X, y).beta
    return np.array([*beta[1:], beta[0]])


def _years_counted_from_1947(X, y):
    beta = ols.fit(X, y).beta
    return np.array([beta[0] + 1947 * beta[-1], *beta[1:]])


longley.mistakes(
    ("no constant", lambda X, y: lstsq(X[:, 1:], y),
     "Your {yours} are slopes of a plane through the origin. Longley's data need their constant, "
     "all −3.5 million of it: put a column of ones before the six predictors."),
    ("constant last", _constant_last,
     "Your {yours} stand in another order: your column of ones is the last one. Put it first."),
    ("predictors standardised",
     lambda X, y: np.array([y.mean(), *ols.fit(X, y).beta[1:] * X[:, 1:].std(axis=0, ddof=1)]),
     "Your {yours} are for standardised predictors: changes of y for one standard deviation of x. "
     "Wanted: for one unit of x."),
    ("years counted from 1947", _years_counted_from_1947,
     "The first of your {yours} is the constant for years counted from 1947. Take the years as "
     "the table has them."),
    ("predictors centred", lambda X, y: np.array([y.mean(), *ols.fit(X, y).beta[1:]]),
     "Your first number, among {yours}, is the mean of y: the constant of centred predictors. "
     "Shift it back, or fit the columns as they are."),
    ("pseudo-inverse of X'X", lambda X, y: np.linalg.pinv(X.T @ X) @ X.T @ y,
     "Your {yours} come from a pseudo-inverse of X'X. It drops the directions that it can no "
     "longer tell from zero. Use QR on X itself.",
     {"tolerance": Rounding(1e-2, floor=0.0, reason="the digits lost depend on the processor")}),
)  # fmt: skip
