"""Residuals of a fit that has not seen the row: by which power of 1 − leverage they grow."""

import numpy as np

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.shared import (
    deleted,
    leverage,
    lstsq,
    residuals_of,
    uneven_samples,
)


@lesson.function(
    "04-deleted-residuals",
    cases=uneven_samples,
    hints=(
        "For each row: fit the other n − 1 rows, and see by how much that plane misses this row.",
        "`np.delete(X, i, axis=0)` is X without row i, and `np.delete(y, i)` is y without entry i. "
        "Predict row i from their fit: `X[i] @ beta`.",
        "In a loop over the rows: `beta = np.linalg.lstsq(np.delete(X, i, axis=0), np.delete(y, i))"
        "[0]`, and the entry is `y[i] - X[i] @ beta`. Collect the entries in a `np.array`.",
    ),
)
def deleted_residuals(X, y):
    """How far each row lies from the plane fitted to the others."""
    out = np.empty(len(y))
    for i in range(len(y)):
        rest = np.arange(len(y)) != i
        out[i] = y[i] - X[i] @ lstsq(X[rest], y[rest])
    return out


@deleted_residuals.variant("from one fit")
def _(X, y):
    return deleted(X, y)


@deleted_residuals.variant("np.delete in a list")
def _(X, y):
    return [y[i] - X[i] @ lstsq(np.delete(X, i, axis=0), np.delete(y, i)) for i in range(len(y))]


@deleted_residuals.law(
    "A plane that has not seen a row misses it by no less than one that has: {right} for one row. "
    "Yours misses it by {left}.",
    "≥",
)
def _(deleted, X, y):
    plain = np.abs(residuals_of(X, y))
    worst = np.argmin(np.abs(deleted) - plain)
    return np.abs(deleted[worst]), plain[worst]


@deleted_residuals.law(
    "Times 1 − leverage, deleted residuals are residuals, and orthogonal to X: X'e is 0. Yours "
    "leave up to {left}."
)
def _(deleted, X, y):
    residuals = (1 - leverage(X)) * deleted
    size = np.max(np.abs(X).T @ (np.abs(residuals) + np.abs(y)))
    return np.abs(X.T @ residuals).max(), 0, size


@deleted_residuals.law(
    "Lower a row by its deleted residual: the fit to all rows then goes through it. With yours it "
    "misses one by {left}."
)
def _(deleted, X, y):
    moved = (residuals_of(X, y - deleted * row)[i] for i, row in enumerate(np.eye(len(y))))
    return max(map(abs, moved)), 0, np.abs(y).max() + np.abs(deleted).max()


def _standardised(X, y):
    residuals = residuals_of(X, y)
    sigma = np.sqrt(residuals @ residuals / (X.shape[0] - X.shape[1]))
    return residuals / sigma / np.sqrt(1 - leverage(X))


def _externally_studentised(X, y):
    residuals, left = residuals_of(X, y), 1 - leverage(X)
    others = (residuals @ residuals - residuals**2 / left) / (len(y) - X.shape[1] - 1)
    return residuals / np.sqrt(others * left)


def _cooks_distances(X, y):
    residuals, (n, p) = residuals_of(X, y), X.shape
    return deleted(X, y) ** 2 * leverage(X) / (residuals @ residuals / (n - p) * p)


deleted_residuals.mistakes(
    ("plain residuals", lambda X, y: residuals_of(X, y),
     "Your numbers are ordinary residuals: each row has helped to fit the plane it is compared "
     "with. Leave the row out of its fit."),
    ("multiplied instead of divided", lambda X, y: residuals_of(X, y) * (1 - leverage(X)),
     "Your numbers are residuals *times* 1 − leverage. A plane that has not seen the row misses "
     "it by more, not by less: divide."),
    ("root of 1 − leverage", lambda X, y: residuals_of(X, y) / np.sqrt(1 - leverage(X)),
     "Your numbers are residuals divided by √(1 − leverage). That gives all of them the same "
     "variance; leaving the row out divides by 1 − leverage itself."),
    ("standardised", _standardised,
     "Your numbers are standardised residuals, divided by sigma_hat √(1 − leverage). Wanted: how "
     "far the row is off, in the units of y."),
    ("externally studentised", _externally_studentised,
     "Your numbers are studentised residuals: each is divided by a standard error that comes from "
     "the other rows. Wanted: how far the row is off, in the units of y."),
    ("another row left out of y",
     lambda X, y: [y[i] - X[i] @ lstsq(np.delete(X, i, axis=0), y[:-1]) for i in range(len(y))],
     "Your fits leave out row i of X but the last row of y, so that the rest no longer belongs "
     "together. Leave out the same row of both."),
    ("change of the fitted value", lambda X, y: deleted(X, y) * leverage(X),
     "Your numbers say by how much the *fitted value* moves when the row is left out. Wanted: "
     "observed minus the new prediction."),
    ("/ 1 − leverage", lambda X, y: residuals_of(X, y) - leverage(X),
     "Your numbers are residuals *minus* the leverage. Python works from left to right: `/ 1 - "
     "leverage` divides by 1 and then subtracts. Put brackets: `/ (1 - leverage)`."),
    ("1 + leverage", lambda X, y: residuals_of(X, y) / (1 + leverage(X)),
     "Your numbers are residuals divided by 1 + leverage. That is for a *new* row; this one has "
     "pulled the plane towards itself: 1 − leverage."),
    ("average leverage for all", lambda X, y: residuals_of(X, y) / (1 - X.shape[1] / len(y)),
     "Your numbers are residuals divided by 1 − p/n, the average of 1 − leverage. Each row has a "
     "leverage of its own."),
    ("1 − 1/n", lambda X, y: residuals_of(X, y) / (1 - 1 / len(y)),
     "Your numbers are residuals divided by 1 − 1/n. That would be right if only a mean had been "
     "fitted; here each row has a leverage of its own."),
    ("leverage without the inverse", lambda X, y: residuals_of(X, y) / (1 - np.sum(X**2, axis=1)),
     "Your leverages are the diagonal of XX'. That of the hat matrix has an inverse in the "
     "middle: X(X'X)⁻¹X'."),
    ("y set to zero, row kept",
     lambda X, y: [
         y[i] - X[i] @ lstsq(X, np.where(np.arange(len(y)) == i, 0, y)) for i in range(len(y))
         ],
     "Your fits keep row i and set its y to 0, which pulls the plane down there. The row has to "
     "go, from X and from y."),
    ("always the first row", lambda X, y: y - X @ lstsq(X[1:], y[1:]),
     "Your fits leave out the first row, always the same one. For entry i leave out row i."),
    ("always the last row", lambda X, y: y - X @ lstsq(X[:-1], y[:-1]),
     "Your fits leave out the last row, always the same one. For entry i leave out row i."),
    ("mean of the others", lambda X, y: [y[i] - np.delete(y, i).mean() for i in range(len(y))],
     "Your numbers compare each y with the mean of the others. Compare it with what a *plane* "
     "fitted to the others predicts for its row."),
    ("coefficients of every fit",
     lambda X, y: [lstsq(np.delete(X, i, axis=0), np.delete(y, i)) for i in range(len(y))],
     "Your numbers are the coefficients of the n fits. Predict row i with them, `X[i] @ …`, and "
     "take that away from `y[i]`."),
    ("added up", lambda X, y: np.sum(deleted(X, y) ** 2),
     "Your function returns one number, the sum of squares of the deleted residuals. Wanted: all "
     "of them, one for each row."),
    ("Cook's distances", _cooks_distances,
     "Your numbers are Cook's distances: how far *all* fitted values move when the row is left "
     "out. Wanted: how far the row is off, in the units of y."),
)  # fmt: skip
