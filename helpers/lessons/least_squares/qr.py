"""QR: R is triangular and goes with Q'y; forming X'X loses digits where columns are parallel."""

import numpy as np
from scipy.linalg import solve_triangular

from helpers.feedback import Rounding
from helpers.lessons.contents import least_squares as lesson
from helpers.lessons.least_squares.shared import at_right_angles, lstsq, squares_left, worst_row


def _regressions(rng):
    """Ordinary problems, and a last one whose columns are nearly parallel (condition 6e6)."""
    for n, p in ((7, 3), (12, 2), (15, 4)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        yield X, X @ rng.normal(size=p) + rng.normal(size=n)
    U = np.linalg.qr(rng.normal(size=(30, 3)))[0]
    V = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    X = U * [1.0, 0.1, 1.6e-7] @ V.T
    yield X, X @ np.array([2.0, -1.0, 3.0])


@lesson.function(
    "02-qr",
    cases=_regressions,
    attributes=("beta", "params"),
    hints=(
        "Put X = QR into the normal equations and use Q'Q = I. What is left?",
        "$R'R\\,\\beta = R'Q'y$ is left. The same triangle stands first on both sides, and it has "
        "an inverse: take it away. The rest is solved from the last row upwards.",
        "$R\\beta = Q'y$: `Q, R = np.linalg.qr(X)`, then `solve_triangular(R, Q.T @ y)` from "
        "`scipy.linalg` (or `np.linalg.solve`).",
    ),
)
def qr(X, y):
    """Least squares by QR."""
    return lstsq(X, y)


@qr.variant("solve_triangular")
def _(X, y):
    Q, R = np.linalg.qr(X)
    return solve_triangular(R, Q.T @ y)


@qr.variant("solve")
def _(X, y):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R, Q.T @ y)


@qr.variant("back substitution by hand")
def _(X, y):
    Q, R = np.linalg.qr(X)
    z, p = Q.T @ y, X.shape[1]
    beta = np.zeros(p)
    for j in reversed(range(p)):
        beta[j] = (z[j] - R[j, j + 1 :] @ beta[j + 1 :]) / R[j, j]
    return beta


@qr.variant("singular value decomposition")
def _(X, y):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ (U.T @ y / s)


@qr.law(
    "The right angle makes squares add up: y'y = ŷ'ŷ + e'e, with ŷ = Xb and e = y − ŷ. Here "
    "y'y is {left}; yours add up to {right}."
)
def _(b, X, y):
    return y @ y, np.sum((X @ b) ** 2) + squares_left(b, X, y)


@qr.law(
    "The residuals e = y − Xb are at a right angle to every column of X: X'e = 0. Yours give "
    "{left}."
)
def _(b, X, y):
    return at_right_angles(b, X, y)


@qr.law(
    "From the last row of Rb = Q'y upwards, each row gives one more coefficient. In the worst row, "
    "yours differs from the one it gives by {left} times that."
)
def _(b, X, y):
    return worst_row(b, X, y), 0, 1


def _multiplied_instead_of_solved(X, y):
    Q, R = np.linalg.qr(X)
    return R @ (Q.T @ y)


def _r_transposed(X, y):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R.T, Q.T @ y)


def _fitted_values(X, y):
    Q = np.linalg.qr(X)[0]
    return Q @ (Q.T @ y)


def _only_the_diagonal_of_r_used(X, y):
    Q, R = np.linalg.qr(X)
    return Q.T @ y / np.diag(R)


def _qr_of_xx_solved_against_y(X, y):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R.T @ R, Q.T @ y)


qr.mistakes(
    ("digits lost", lambda X, y: np.linalg.solve(X.T @ X, X.T @ y),
     "On ordinary data your function agrees with the reference. On the last input, whose "
     "condition number is 6 million, it loses most of its digits. Forming X'X does that (the "
     "number is squared); so do a Q whose columns are not quite at right angles and a cut-off "
     "that drops a direction.",
     {"tolerance": (
         Rounding(),
         Rounding(),
         Rounding(),
         Rounding(0.5, floor=0.5, reason="how many digits are lost depends on the processor"),
    )}),
    ("X'y for Q'y", lambda X, y: np.linalg.solve(np.linalg.qr(X)[1], X.T @ y),
     "Your function solves Rβ = X'y. With R alone goes Q'y; X'y goes with the whole of X'X."),
    ("not solved", lambda X, y: np.linalg.qr(X)[0].T @ y,
     "Your function returns Q'y. Those are coordinates along the columns of Q; solve Rβ = Q'y to "
     "get coordinates along the columns of X."),
    ("multiplied instead of solved", _multiplied_instead_of_solved,
     "Your function multiplies Q'y by R. R stands on the other side of the equation: solve."),
    ("R transposed", _r_transposed,
     "Your function solves R'β = Q'y. The triangle is R itself, upper triangular: Rβ = Q'y."),
    ("fitted values", _fitted_values,
     "Your function returns QQ'y, the n fitted values. Wanted: the p coefficients."),
    ("only the diagonal of R used", _only_the_diagonal_of_r_used,
     "Your function divides Q'y by the diagonal of R. R is *upper* triangular: the entries above "
     "the diagonal count too, so solve from the last row upwards (and do not say `lower=True`)."),
    ("QR of X'X, solved against y", _qr_of_xx_solved_against_y,
     "Your function solves R'Rβ = Q'y: one triangle too many. R'R goes with X'y, and R alone goes "
     "with Q'y."),
)  # fmt: skip
