"""R²: which residuals are compared with which total."""

import numpy as np

from helpers import simulate
from helpers.lessons.contents import least_squares as lesson
from helpers.lessons.least_squares.shared import lstsq, seed, squares_left


def _share(residuals, total):
    """1 - (residual sum of squares) / (total sum of squares)."""
    return float(1 - residuals @ residuals / (total @ total))


@lesson.value(
    "02-r-squared",
    data=seed,
    attributes=("r_squared", "rsquared"),
    hints=(
        "Measure y and its shadow from the mean of y: two vectors, a and b. In the triangle |b|, "
        "the explained part, lies beside their angle, and |a|, the total, is the longest side.",
        "R² is |b|² / |a|², the square of the cosine of that angle. And a cosine is in the scalar "
        "product: a'b = |a| |b| cos.",
        "With `a = y - y.mean()` and `b = fitted - y.mean()` the squared cosine is "
        "`(a @ b) ** 2 / ((a @ a) * (b @ b))`.",
    ),
)
def r_squared(X, y):
    """The share of the variation of y that the plane explains."""
    return _share(y - X @ lstsq(X, y), y - y.mean())


@r_squared.variant("explained over total")
def _(X, y):
    fitted = X @ lstsq(X, y)
    return np.sum((fitted - y.mean()) ** 2) / np.sum((y - y.mean()) ** 2)


@r_squared.variant("squared correlation of y with the fit")
def _(X, y):
    return np.corrcoef(y, X @ lstsq(X, y))[0, 1] ** 2


@r_squared.law(
    "With a column of ones in X, R² is a share of the whole: never below 0, never above 1."
)
def _(share, X, y):
    return share, np.clip(share, 0, 1)


@r_squared.law(
    "A plane explains at least what the better of its predictors explains alone, a squared "
    "correlation of {right}. Your {left} is less.",
    relation="≥",
)
def _(share, X, y):
    return share, max(np.corrcoef(column, y)[0, 1] ** 2 for column in X[:, 1:].T)


@r_squared.law(
    "What R² leaves of the total sum of squares is the residual one: (1 − R²) · total = {right}. "
    "Yours makes it {left}."
)
def _(share, X, y):
    total = np.sum((y - y.mean()) ** 2)
    return (1 - share) * total, squares_left(lstsq(X, y), X, y), total


def _adjusted_r2(X, y):
    n, p = X.shape
    return 1 - (1 - _share(y - X @ lstsq(X, y), y - y.mean())) * (n - 1) / (n - p)


def _explained_over_unexplained(X, y):
    share = _share(y - X @ lstsq(X, y), y - y.mean())
    return share / (1 - share)


def _two_divisors(X, y):
    residuals = y - X @ lstsq(X, y)
    return 1 - residuals @ residuals / (len(y) - 1) / np.var(y)


r_squared.mistakes(
    ("uncentred total", lambda X, y: _share(y - X @ lstsq(X, y), y),
     "Your {yours} measures y around 0, not around its mean: `y @ y` in the denominator. So it "
     "credits the plane with the constant, which every model has."),
    ("no constant, uncentred total", lambda X, y: _share(y - X[:, 1:] @ lstsq(X[:, 1:], y), y),
     "Your {yours} comes from a plane through the origin, with y measured around 0. It looks "
     "better than the right value and describes a worse fit: X has lost its column of ones."),
    ("no constant", lambda X, y: _share(y - X[:, 1:] @ lstsq(X[:, 1:], y), y - y.mean()),
     "Your {yours} comes from a plane through the origin: X has lost its column of ones, and the "
     "residuals grew."),
    ("unexplained share", lambda X, y: 1 - _share(y - X @ lstsq(X, y), y - y.mean()),
     "Your {yours} is the share that is left *unexplained*: residuals over total. R² is one minus "
     "that."),
    ("R, not squared", lambda X, y: np.sqrt(_share(y - X @ lstsq(X, y), y - y.mean())),
     "Your {yours} is the correlation of y with the fitted values. Square it."),
    ("adjusted R²", _adjusted_r2,
     "Your {yours} is the adjusted R², which divides by degrees of freedom first. Wanted: the "
     "plain one."),
    ("explained over unexplained", _explained_over_unexplained,
     "Your {yours} divides the explained by the unexplained variation. Divide by the total, the "
     "sum of both."),
    ("one predictor: x1", lambda X, y: np.corrcoef(X[:, 1], y)[0, 1] ** 2,
     "Your {yours} is the squared correlation of y with x1 alone. R² is for both predictors "
     "together."),
    ("one predictor: x2", lambda X, y: np.corrcoef(X[:, 2], y)[0, 1] ** 2,
     "Your {yours} is the squared correlation of y with x2 alone. R² is for both predictors "
     "together."),
    ("squared correlations added",
     lambda X, y: np.corrcoef(X[:, 1], y)[0, 1] ** 2 + np.corrcoef(X[:, 2], y)[0, 1] ** 2,
     "Your {yours} adds the squared correlations of y with x1 and with x2. That is R² only for "
     "predictors that are uncorrelated; these are nearly so, but not quite."),
    ("the true plane's share",
     lambda X, y: _share(y - X @ simulate.seed_world().beta, y - y.mean()),
     "Your {yours} is the share that the *true* plane explains. R² belongs to the fitted plane, "
     "which in its own sample explains a little more."),
    ("explained over the uncentred total",
     lambda X, y: np.sum((X @ lstsq(X, y) - y.mean()) ** 2) / (y @ y),
     "Your {yours} divides by the sum of squares of y itself. Measure both from the mean of y."),
    ("two divisors", _two_divisors,
     "Your {yours} mixes a variance with divisor n and one with divisor n − 1. In R² the divisors "
     "must cancel."),
    ("not squared", lambda X, y: 1 - np.sqrt(1 - _share(y - X @ lstsq(X, y), y - y.mean())),
     "Your {yours} compares lengths, not squared lengths: 1 − |residual| / |y − mean|. Pythagoras "
     "is about squares."),
)  # fmt: skip
