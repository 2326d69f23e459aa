"""Standard errors under unequal noise (HC3): which residuals, squared, on which diagonal."""

import numpy as np

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.deleted_residuals import deleted_residuals
from helpers.lessons.when_the_model_lies.shared import (
    deleted,
    leverage,
    lstsq,
    residuals_of,
    uneven_samples,
)


def _errors(X, variances):
    """Standard errors where C has these variances on its diagonal."""
    return np.sqrt(np.linalg.pinv(X) ** 2 @ variances)


@lesson.function(
    "04-robust-standard-errors",
    cases=uneven_samples,
    hints=(
        "It is your `sandwich(X, C)`, with a C made of residuals.",
        "C is diagonal: for each row the variance of its noise. A single residual stands for that, "
        "squared; take one of a plane that has not bent to the row.",
        "`C = np.diag(deleted_residuals(X, y)**2)`; the standard errors are the roots of the "
        "diagonal of `sandwich(X, C)`.",
    ),
)
def robust_standard_errors(X, y):
    """Standard errors that do not believe in equal noise (HC3)."""
    bread = np.linalg.inv(X.T @ X)
    filling = X.T @ (deleted(X, y)[:, None] ** 2 * X)
    return np.sqrt(np.diag(bread @ filling @ bread))


@robust_standard_errors.variant("weights squared")
def _(X, y):
    return _errors(X, residuals_of(X, y) ** 2 / (1 - leverage(X)) ** 2)


@robust_standard_errors.variant("the whole of C, and a loop for the deleted residuals")
def _(X, y):
    C = np.diag(np.square(deleted_residuals.program(X, y)))
    A = np.linalg.pinv(X)
    return np.diag(A @ C @ A.T) ** 0.5


@robust_standard_errors.variant("the library")
def _(X, y):
    from helpers import ols

    return ols.fit(X, y).robust_standard_errors("HC3")


@robust_standard_errors.law(
    "Deleted residuals are no smaller than plain ones, of which one standard error would be "
    "{right}. Yours, {left}, should be no smaller.",
    "≥",
)
def _(errors, X, y):
    least = _errors(X, residuals_of(X, y) ** 2)
    worst = np.argmin(errors / least)
    return errors[worst], least[worst]


@robust_standard_errors.law(
    "No residual grows by more than 1/(1 − h) with the largest leverage h, so one standard error "
    "is at most {right}. Yours is {left}.",
    "≤",
)
def _(errors, X, y):
    most = _errors(X, residuals_of(X, y) ** 2) / (1 - leverage(X).max())
    worst = np.argmax(errors / most)
    return errors[worst], most[worst]


@robust_standard_errors.law(
    "Leave out each row in turn: a squared standard error is the sum of the squared moves of its "
    "coefficient. One of yours is {left} times that."
)
def _(errors, X, y):
    fits = [lstsq(np.delete(X, i, axis=0), np.delete(y, i)) for i in range(len(y))]
    times = errors**2 / np.sum((fits - lstsq(X, y)) ** 2, axis=0)
    return times[np.argmax(np.abs(times - 1))], 1


def _classical(X, y):
    residuals, (n, p) = residuals_of(X, y), X.shape
    return np.sqrt(residuals @ residuals / (n - p) * np.diag(np.linalg.inv(X.T @ X)))


def _without_one_row(X, y):
    """The estimates without one row each, measured from their mean: (n, p)."""
    changes = (np.linalg.pinv(X) * deleted(X, y)).T  # what row i has added to the estimate
    return changes - changes.mean(axis=0)


ONE_FOR_ALL = (
    "Your C has one and the same variance in all rows, the average over the deleted residuals. "
    "Keep each row's own: `np.diag(deleted_residuals(X, y)**2)`."
)

robust_standard_errors.mistakes(
    ("plain residuals (HC0)", lambda X, y: _errors(X, residuals_of(X, y) ** 2),
     "Your function squares the ordinary residuals, which are too small where the leverage is "
     "high. This is HC0; on the seed world it gives 0.958, 1.263, 1.150. Use the deleted "
     "residuals."),
    ("n/(n − p) for all (HC1)",
     lambda X, y: _errors(X, residuals_of(X, y) ** 2 * len(y) / (len(y) - X.shape[1])),
     "Your function makes all squared residuals larger by the same factor, n/(n − p). This is "
     "HC1. A row's own leverage says how much its residual is too small: use the deleted "
     "residuals."),
    ("1 − leverage once (HC2)",
     lambda X, y: _errors(X, residuals_of(X, y) ** 2 / (1 - leverage(X))),
     "Your function divides the squared residuals by 1 − leverage once. This is HC2. A deleted "
     "residual is divided by 1 − leverage *before* it is squared."),
    ("classical", _classical,
     "Your function gives the standard errors of lesson 03, with one sigma for all rows."),
    ("one variance for all",
     lambda X, y: _errors(X, np.full(len(y), np.var(deleted(X, y)))), ONE_FOR_ALL),
    ("one mean square for all",
     lambda X, y: _errors(X, np.full(len(y), np.mean(deleted(X, y) ** 2))), ONE_FOR_ALL),
    ("deleted residuals centred",
     lambda X, y: _errors(X, (deleted(X, y) - deleted(X, y).mean()) ** 2),
     "Your C holds squares of deleted residuals measured from their mean (`np.var` and `np.cov` "
     "do that). Square them as they are."),
    ("residuals not squared", lambda X, y: _errors(X, np.abs(deleted(X, y))),
     "The diagonal of your C holds absolute residuals. C holds variances: square them."),
    ("y for residuals", lambda X, y: _errors(X, y**2),
     "The diagonal of your C holds the squares of y, the plane included. It holds squares of the "
     "deleted residuals."),
    ("a full C", lambda X, y: np.abs(np.linalg.pinv(X) @ deleted(X, y)),
     "Your C is the outer product of the residuals with themselves, off-diagonal entries and all. "
     "Different rows are taken as independent here: only the diagonal counts."),
    ("whole matrix",
     lambda X, y: np.linalg.pinv(X) * deleted(X, y) ** 2 @ np.linalg.pinv(X).T,
     "Your function returns the whole covariance matrix: take the roots of its diagonal."),
    ("root of C", lambda X, y: np.abs(deleted(X, y)),
     "Your function returns the roots of the diagonal of C, one for each row: the sizes of the "
     "deleted residuals. Put C into `sandwich(X, C)` first."),
    ("generalised least squares",
     lambda X, y: np.sqrt(np.diag(np.linalg.inv(X.T @ (X / deleted(X, y)[:, None] ** 2)))),
     "Your standard errors are those of (X'C⁻¹X)⁻¹, *another* estimator that weighs the rows by "
     "C. For ordinary least squares it is `sandwich(X, C)`."),
    ("filling inverted",
     lambda X, y: np.sqrt(np.diag(np.linalg.inv(X.T @ (X * deleted(X, y)[:, None] ** 2)))),
     "Your standard errors are those of (X'CX)⁻¹: more noise would make the estimates *more* "
     "certain. It is `sandwich(X, C)`."),
    ("jackknife around its mean",
     lambda X, y: np.sqrt((len(y) - 1) / len(y) * np.sum(_without_one_row(X, y) ** 2, axis=0)),
     "Your function takes the estimates without one row each, and measures them from *their* "
     "mean: a jackknife. HC3 measures them from the estimate of all rows, and has no factor: it "
     "is the sandwich with the squared deleted residuals."),
    ("spread of the estimates without one row",
     lambda X, y: np.std(_without_one_row(X, y), axis=0),
     "Your function returns how the estimates without one row each scatter. They differ in one "
     "row only, and so by far too little: take the sandwich."),
)  # fmt: skip
