"""Residuals of a fit that has not seen the row: by which power of 1 − leverage they grow."""

import numpy as np

from helpers.exercises.broken_assumptions.fits import leverage, lstsq, residuals_of
from helpers.exercises.broken_assumptions.worlds import uneven_samples
from helpers.exercises.lessons import broken_assumptions as lesson


@lesson.function(
    "04-deleted-residuals",
    cases=uneven_samples,
    hints=(
        "For each row: fit the other n − 1 rows, and see by how much that plane misses this row.",
        "`np.delete(X, i, axis=0)` is X without row i. There is also a way without n fits: a "
        "residual is its deleted residual times $1 - h_i$, where $h_i$ is the leverage.",
        "With `A = np.linalg.pinv(X)`: the fitted values are `X @ (A @ y)`, the leverages are "
        "`np.diag(X @ A)`. Divide the residuals of this fit by 1 − leverage.",
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
    return residuals_of(X, y) / (1 - leverage(X))


@deleted_residuals.variant("np.delete in a list")
def _(X, y):
    return [y[i] - X[i] @ lstsq(np.delete(X, i, axis=0), np.delete(y, i)) for i in range(len(y))]


@deleted_residuals.misconception(
    "plain residuals",
    "Your numbers are ordinary residuals: each row has helped to fit the plane it is compared "
    "with. Leave the row out of its fit.",
)
def _(X, y):
    return residuals_of(X, y)


@deleted_residuals.misconception(
    "multiplied instead of divided",
    "Your numbers are residuals *times* 1 − leverage. A plane that has not seen the row misses it "
    "by more, not by less: divide.",
)
def _(X, y):
    return residuals_of(X, y) * (1 - leverage(X))


@deleted_residuals.misconception(
    "root of 1 − leverage",
    "Your numbers are residuals divided by √(1 − leverage). That gives all of them the same "
    "variance; leaving the row out divides by 1 − leverage itself.",
)
def _(X, y):
    return residuals_of(X, y) / np.sqrt(1 - leverage(X))


@deleted_residuals.misconception(
    "standardised",
    "Your numbers are standardised residuals, divided by sigma_hat √(1 − leverage). "
    "Wanted: how far the row is off, in the units of y.",
)
def _(X, y):
    residuals = residuals_of(X, y)
    sigma = np.sqrt(residuals @ residuals / (X.shape[0] - X.shape[1]))
    return residuals / sigma / np.sqrt(1 - leverage(X))


@deleted_residuals.misconception(
    "externally studentised",
    "Your numbers are studentised residuals: each is divided by a standard error that comes from "
    "the other rows. Wanted: how far the row is off, in the units of y.",
)
def _(X, y):
    residuals, left = residuals_of(X, y), 1 - leverage(X)
    others = (residuals @ residuals - residuals**2 / left) / (len(y) - X.shape[1] - 1)
    return residuals / np.sqrt(others * left)


@deleted_residuals.misconception(
    "1 − leverage²",
    "Your numbers are residuals divided by 1 − h². Divide by 1 − h, with the leverage itself.",
)
def _(X, y):
    return residuals_of(X, y) / (1 - leverage(X) ** 2)


@deleted_residuals.misconception(
    "divided by the leverage",
    "Your numbers are residuals divided by the leverage. Divide by what is left of 1, "
    "1 − leverage.",
)
def _(X, y):
    return residuals_of(X, y) / leverage(X)


@deleted_residuals.misconception(
    "fitted minus observed",
    "Your numbers are predicted minus observed; a residual is observed minus predicted.",
)
def _(X, y):
    return -residuals_of(X, y) / (1 - leverage(X))


@deleted_residuals.misconception(
    "predictions",
    "Your numbers are the predictions for the rows left out. Take them away from y.",
)
def _(X, y):
    return y - residuals_of(X, y) / (1 - leverage(X))


@deleted_residuals.misconception(
    "squared", "Your numbers are the squares of what is wanted, and have lost their signs."
)
def _(X, y):
    return (residuals_of(X, y) / (1 - leverage(X))) ** 2


@deleted_residuals.misconception(
    "another row left out of y",
    "Your fits leave out row i of X but the last row of y, so that the rest no longer belongs "
    "together. Leave out the same row of both.",
)
def _(X, y):
    return [y[i] - X[i] @ lstsq(np.delete(X, i, axis=0), y[:-1]) for i in range(len(y))]


@deleted_residuals.misconception(
    "change of the fitted value",
    "Your numbers say by how much the *fitted value* moves when the row is left out. "
    "Wanted: observed minus the new prediction.",
)
def _(X, y):
    h = leverage(X)
    return residuals_of(X, y) * h / (1 - h)
