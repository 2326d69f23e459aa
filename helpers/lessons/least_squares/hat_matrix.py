"""The hat matrix, which projects y onto the columns of X: what it is made of, in which order."""

import numpy as np

from helpers.lessons.contents import least_squares as lesson
from helpers.lessons.least_squares.shared import lstsq


def _designs(rng):
    for n, p in ((7, 3), (12, 2), (9, 4), (20, 3)):
        yield (np.column_stack([np.ones(n), rng.normal(2, 1, (n, p - 1))]),)
    yield (rng.normal(size=(8, 3)),)  # without a constant


@lesson.function(
    "02-hat-matrix",
    cases=_designs,
    hints=(
        "Put $\\hat\\beta = (X'X)^{-1}X'y$ into $\\hat y = X\\hat\\beta$. What stands before $y$?",
        "$H$ is a product of three: X comes first, its transpose last, and between them what "
        "undoes X'X.",
        "$H = X (X'X)^{-1} X'$: `X @ np.linalg.solve(X.T @ X, X.T)`, or with "
        "`Q, _ = np.linalg.qr(X)`: `Q @ Q.T`.",
    ),
)
def hat_matrix(X):
    """The hat matrix, which projects y onto the columns of X."""
    return X @ np.linalg.pinv(X)


@hat_matrix.variant("by the formula")
def _(X):
    return X @ np.linalg.inv(X.T @ X) @ X.T


@hat_matrix.variant("solve")
def _(X):
    return X @ np.linalg.solve(X.T @ X, X.T)


@hat_matrix.variant("QR")
def _(X):
    Q = np.linalg.qr(X)[0]
    return Q @ Q.T


@hat_matrix.variant("the fitted values of each unit vector")
def _(X):
    return np.column_stack([X @ lstsq(X, unit) for unit in np.eye(len(X))])


@hat_matrix.law(
    "What lies in the columns of X already stays where it is: H X = X. Yours makes {left} of an "
    "entry of X that is {right}."
)
def _(H, X):
    moved = np.abs(H @ X - X)
    worst = np.unravel_index(np.argmax(moved), X.shape)
    return (H @ X)[worst], X[worst], np.abs(X).max()


@hat_matrix.law("Who projects twice stays where the first time led: H H = H. Yours does not.")
def _(H, X):
    return H @ H, H


@hat_matrix.law(
    "What H takes away is orthogonal to the columns of X: X'(I − H) = 0. Yours leaves up to {left}."
)
def _(H, X):
    left = X.T @ (np.eye(len(X)) - H)
    size = np.abs(X.T) @ (np.eye(len(X)) + np.abs(H))
    return np.abs(left).max(), 0, size.max()


@hat_matrix.law(
    "The trace of H, the sum of its diagonal, is the number of columns of X: {right} here. That of "
    "yours is {left}."
)
def _(H, X):
    return np.trace(H), X.shape[1]


hat_matrix.mistakes(
    ("residual maker", lambda X: np.eye(len(X)) - X @ np.linalg.pinv(X),
     "Your matrix is I − H: it takes y to the residuals. Wanted: the matrix that takes y to the "
     "fitted values."),
    ("no inverse", lambda X: X @ X.T,
     "Your matrix is X X'. It does not project: applied twice it gives another result than once. "
     "The inverse of X'X belongs in the middle."),
    ("inverse forgotten, X'X kept", lambda X: X @ (X.T @ X) @ X.T,
     "Your matrix is X (X'X) X'. The middle must be the *inverse* of X'X."),
    ("pseudo-inverse", lambda X: np.linalg.pinv(X),
     "Your matrix is (X'X)⁻¹X', which takes y to the coefficients. Multiply by X from the left to "
     "get to the fitted values."),
    ("identity of size p", lambda X: np.eye(X.shape[1]),
     "Your matrix is the p × p identity. That is Q'Q, or X' and X with their places exchanged. H "
     "has n rows and n columns: X comes first and X' last, Q first and Q' last."),
    ("inverse alone", lambda X: np.linalg.inv(X.T @ X),
     "Your matrix is (X'X)⁻¹, with p rows. X belongs before it and X' after it."),
    ("entries inverted", lambda X: X @ (1 / (X.T @ X)) @ X.T,
     "Your matrix uses `1 / (X.T @ X)` or `(X.T @ X)**-1`, which inverts entry by entry. The "
     "inverse of a matrix is `np.linalg.inv`; better still, solve."),
    ("first column left out", lambda X: X[:, 1:] @ np.linalg.pinv(X[:, 1:]),
     "Your matrix projects onto all columns of X but the first. The column of ones belongs to X."),
    ("complete Q", lambda X: np.eye(len(X)),
     "Your matrix is the identity: the full n × n Q spans everything, so every y is its own "
     "projection. Use the reduced Q with p columns, numpy's default."),
    ("leverages only", lambda X: np.diag(X @ np.linalg.pinv(X)),
     "Your function returns the diagonal of H, the leverages. Wanted: all n × n of it."),
    ("constant lost", lambda X: X @ np.linalg.pinv(X) - 1 / len(X),
     "Your matrix projects onto the centred predictors: its rows add up to 0 where they should "
     "add up to 1. The column of ones belongs to X too."),
)  # fmt: skip
