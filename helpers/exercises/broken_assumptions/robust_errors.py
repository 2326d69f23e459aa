"""Standard errors under unequal noise (HC3): which residuals, squared, on which diagonal."""

import numpy as np

from helpers.exercises.broken_assumptions.fits import leverage, residuals_of
from helpers.exercises.broken_assumptions.leave_one_out import deleted_residuals
from helpers.exercises.broken_assumptions.worlds import uneven_samples
from helpers.exercises.lessons import broken_assumptions as lesson


def _hc(X, y, factor):
    A = np.linalg.pinv(X)
    return np.sqrt(A**2 @ (residuals_of(X, y) ** 2 * factor))


@lesson.function(
    "04-robust-standard-errors",
    cases=uneven_samples,
    hints=(
        "It is your `sandwich(X, C)`, with a C made of residuals.",
        "C is diagonal, with the squares of the deleted residuals on it: "
        "`np.diag(deleted_residuals(X, y)**2)`.",
        "The standard errors are the roots of the diagonal of `sandwich(X, C)`.",
    ),
)
def robust_standard_errors(X, y):
    """Standard errors that do not believe in equal noise (HC3)."""
    jackknife = residuals_of(X, y) / (1 - leverage(X))
    bread = np.linalg.inv(X.T @ X)
    filling = X.T @ (jackknife[:, None] ** 2 * X)
    return np.sqrt(np.diag(bread @ filling @ bread))


@robust_standard_errors.variant("weights squared")
def _(X, y):
    return _hc(X, y, 1 / (1 - leverage(X)) ** 2)


@robust_standard_errors.variant("the whole of C, and a loop for the deleted residuals")
def _(X, y):
    C = np.diag(np.square(deleted_residuals.program(X, y)))
    A = np.linalg.pinv(X)
    return np.diag(A @ C @ A.T) ** 0.5


@robust_standard_errors.variant("the library")
def _(X, y):
    from helpers import ols

    return ols.fit(X, y).robust_standard_errors("HC3")


@robust_standard_errors.misconception(
    "plain residuals (HC0)",
    "Your function squares the ordinary residuals, which are too small where the leverage is high. "
    "This is HC0; on the seed world it gives 0.958, 1.263, 1.150. Use the deleted residuals.",
)
def _(X, y):
    return _hc(X, y, 1.0)


@robust_standard_errors.misconception(
    "n/(n − p) for all (HC1)",
    "Your function makes all squared residuals larger by the same factor, n/(n − p). This is HC1. "
    "A row's own leverage says how much its residual is too small: use the deleted residuals.",
)
def _(X, y):
    return _hc(X, y, len(y) / (len(y) - X.shape[1]))


@robust_standard_errors.misconception(
    "1 − leverage once (HC2)",
    "Your function divides the squared residuals by 1 − leverage once. This is HC2. A deleted "
    "residual is divided by 1 − leverage *before* it is squared.",
)
def _(X, y):
    return _hc(X, y, 1 / (1 - leverage(X)))


@robust_standard_errors.misconception(
    "classical",
    "Your function gives the standard errors of lesson 03, with one sigma for all rows.",
)
def _(X, y):
    residuals = residuals_of(X, y)
    n, p = X.shape
    return np.sqrt(residuals @ residuals / (n - p) * np.diag(np.linalg.inv(X.T @ X)))


@robust_standard_errors.misconception(
    "deleted residuals centred",
    "Your C holds squares of deleted residuals measured from their mean (`np.var` and `np.cov` do "
    "that). Square them as they are.",
)
def _(X, y):
    deleted = residuals_of(X, y) / (1 - leverage(X))
    return np.sqrt(np.linalg.pinv(X) ** 2 @ (deleted - deleted.mean()) ** 2)


@robust_standard_errors.misconception(
    "no square root", "Your function returns variances; a standard error is their root."
)
def _(X, y):
    return _hc(X, y, 1 / (1 - leverage(X)) ** 2) ** 2


@robust_standard_errors.misconception(
    "residuals not squared",
    "The diagonal of your C holds absolute residuals. C holds variances: square them.",
)
def _(X, y):
    return np.sqrt(np.linalg.pinv(X) ** 2 @ np.abs(residuals_of(X, y) / (1 - leverage(X))))


@robust_standard_errors.misconception(
    "multiplied by 1 − leverage",
    "Your function multiplies the residuals by 1 − leverage; deleted residuals are divided by it.",
)
def _(X, y):
    return _hc(X, y, (1 - leverage(X)) ** 2)


@robust_standard_errors.misconception(
    "a full C",
    "Your C is the outer product of the residuals with themselves, off-diagonal entries and all. "
    "Different rows are taken as independent here: only the diagonal counts.",
)
def _(X, y):
    return np.abs(np.linalg.pinv(X) @ (residuals_of(X, y) / (1 - leverage(X))))


@robust_standard_errors.misconception(
    "whole matrix",
    "Your function returns the whole covariance matrix: take the roots of its diagonal.",
)
def _(X, y):
    A = np.linalg.pinv(X)
    return A * (residuals_of(X, y) / (1 - leverage(X))) ** 2 @ A.T


@robust_standard_errors.misconception(
    "divided by √n",
    "Your standard errors are divided by √n once too often: the sums over the rows are in the "
    "sandwich already.",
)
def _(X, y):
    return _hc(X, y, 1 / (1 - leverage(X)) ** 2) / np.sqrt(len(y))
