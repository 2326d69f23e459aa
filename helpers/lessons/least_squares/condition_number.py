"""The condition number: the longest half-axis over the shortest, of X itself and not of X'X."""

import numpy as np

from helpers import simulate
from helpers.lessons.contents import least_squares as lesson


@lesson.value(
    "02-condition-number",
    data=lambda: {"X": simulate.seed_world().X},
    attributes=("condition_number",),
    hints=(
        "How much longer is the longest half-axis of the ellipsoid to which X takes the vectors of "
        "length 1 than the shortest one?",
        "The singular values of X are those lengths: `np.linalg.svd(X, compute_uv=False)`.",
        "The largest singular value divided by the smallest; `np.linalg.cond(X)` does it.",
    ),
)
def condition_number(X):
    """The condition number of X."""
    singular_values = np.linalg.svd(X, compute_uv=False)
    return singular_values[0] / singular_values[-1]


@condition_number.variant("cond")
def _(X):
    return np.linalg.cond(X)


@condition_number.variant("from the eigenvalues of X'X")
def _(X):
    eigenvalues = np.linalg.eigvalsh(X.T @ X)
    return np.sqrt(eigenvalues[-1] / eigenvalues[0])


@condition_number.variant("of R")
def _(X):
    return np.linalg.cond(np.linalg.qr(X)[1])


@condition_number.law(
    "The longest half-axis is at least as long as the shortest, so a condition number is never "
    "below 1.",
    relation="≥",
)
def _(condition, X):
    return condition, 1


@condition_number.law(
    "X stretches no two directions more unequally than the condition number says. The columns of X "
    "alone differ in length by a factor of {right}, more than yours.",
    relation="≥",
)
def _(condition, X):
    lengths = np.linalg.norm(X, axis=0)
    return condition, lengths.max() / lengths.min()


@condition_number.law(
    "The shortest half-axis times the condition number is the longest, {right}. Times yours it is "
    "{left}."
)
def _(condition, X):
    axes = np.linalg.svd(X, compute_uv=False)
    return condition * axes[-1], axes[0]


def _first_over_second(X):
    singular_values = np.linalg.svd(X, compute_uv=False)
    return singular_values[0] / singular_values[1]


def _diagonal_of_r(X):
    diagonal = np.abs(np.diag(np.linalg.qr(X)[1]))
    return diagonal.max() / diagonal.min()


def _lengths_of_the_columns(X):
    lengths = np.linalg.norm(X, axis=0)
    return lengths.max() / lengths.min()


condition_number.mistakes(
    ("cond(X'X)", lambda X: np.linalg.cond(X.T @ X),
     "Your {yours} is the condition number of X'X, the *square* of that of X. This squaring is "
     "what costs the normal equations their digits."),
    ("without the constant", lambda X: np.linalg.cond(X[:, 1:]),
     "Your {yours} is for the two predictors alone. The column of ones is part of X."),
    ("centred", lambda X: np.linalg.cond(X[:, 1:] - X[:, 1:].mean(axis=0)),
     "Your {yours} is for centred predictors, which are nearly at right angles. Take X as it is, "
     "with its column of ones."),
    ("inverted", lambda X: 1 / np.linalg.cond(X),
     "Your {yours} is the smallest singular value over the largest; a condition number is at "
     "least 1."),
    ("first over second", _first_over_second,
     "Your {yours} is the largest singular value over the second; divide by the smallest."),
    ("all singular values", lambda X: np.linalg.svd(X, compute_uv=False),
     "Your {yours} are the singular values themselves. Divide the largest by the smallest."),
    ("diagonal of R", _diagonal_of_r,
     "Your {yours} divides entries on the diagonal of R. Those hint at the condition number, but "
     "the lengths of the half-axes are the singular values."),
    ("lengths of the columns", _lengths_of_the_columns,
     "Your {yours} divides the longest column by the shortest. How the columns lie to each other "
     "counts, too: take the singular values."),
    ("columns scaled", lambda X: np.linalg.cond(X / np.linalg.norm(X, axis=0)),
     "Your {yours} is for columns scaled to length 1: a fairer measure of collinearity, and the "
     "one by which `ols.fit` judges rank. Here: the plain condition number of X."),
    ("largest singular value", lambda X: np.linalg.norm(X, 2),
     "Your {yours} is the largest singular value; divide by the smallest."),
)  # fmt: skip
