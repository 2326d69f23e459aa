"""The maximum by formula: what a search without an intercept should have found."""

import numpy as np
from scipy import optimize, stats

from helpers import ols
from helpers.feedback import Rounding
from helpers.lessons.autopsy.shared import (
    PRINTED,
    least_squares,
    left_by,
    naming_sigma,
    root_mean_square,
    seed_data,
    squares,
    truth,
)
from helpers.lessons.contents import autopsy as lesson


@lesson.value(
    "06-true-maximum",
    data=seed_data,
    parts=("beta", "sigma"),
    tolerance=Rounding(
        1e-4, reason="four digits, as the lesson asks; the nearest wrong program is 2.5e-3 away"
    ),
    hints=(
        "Lesson 05: whatever sigma is, the best beta is least squares. Which columns has this "
        "model?",
        "Least squares on `X_without` gives two slopes. The best sigma for them is the root of "
        "their mean squared residual.",
        "`beta_without = np.linalg.lstsq(X_without, y)[0]`, then "
        "`np.sqrt(np.mean((y - X_without @ beta_without) ** 2))`.",
    ),
)
def true_maximum(X, y):
    """The true maximum of the model without an intercept."""
    beta = least_squares(X[:, 1:], y)
    return beta, root_mean_square(y - X[:, 1:] @ beta)


@true_maximum.variant("normal equations")
def _(X, y):
    x = X[:, 1:]
    beta = np.linalg.solve(x.T @ x, x.T @ y)
    return {"beta": beta.tolist(), "sigma": (np.sum((y - x @ beta) ** 2) / len(y)) ** 0.5}


@true_maximum.variant("a search in log sigma")
def _(X, y):
    def value(theta):
        return -np.sum(stats.norm.logpdf(y, X[:, 1:] @ theta[:2], np.exp(theta[2])))

    found = optimize.minimize(value, [13.0, 18.0, 1.8], method="Nelder-Mead",
                              options={"xatol": 1e-9, "fatol": 1e-10}).x  # fmt: skip
    return found[:2], np.exp(found[2])


@true_maximum.law(
    "Where the likelihood is highest, beta is least squares: the residuals are orthogonal to x1 "
    "and x2, X'e is 0. Yours leaves {left}.",
    relative=1e-4,  # four digits are asked for
)
def _(top, X, y):
    return left_by(top["beta"], X[:, 1:], y)


@true_maximum.law("A standard deviation is positive. Your sigma is {left}.", "≥")
def _(top, X, y):
    return top["sigma"], 0


@true_maximum.law(
    "At the top the squared residuals, divided by σ², add up to n, here {right}. Yours add up to "
    "{left}.",
    relative=3e-4,
)
def _(top, X, y):
    return squares(top["beta"], X[:, 1:], y) / top["sigma"] ** 2, len(y), len(y)


def _maximum(X, y):
    """The maximum of a model with these columns."""
    beta = least_squares(X, y)
    return beta, root_mean_square(y - X @ beta)


def _slopes_of_the_mended_model(X, y):
    beta, sigma = _maximum(X, y)
    return beta[1:], sigma


def _0_for_the_intercept(X, y):
    beta, sigma = _maximum(X[:, 1:], y)
    return np.append(0.0, beta), sigma


true_maximum.mistakes(
    ("the printed point", lambda X, y: (PRINTED[:2], PRINTED[2]),
     "Your 16.66, 18.78 and 7.66 are the printed point, where the optimiser failed: its gradient "
     "is far from zero. Compute the maximum; nothing has to be searched for.",
     {"tolerance": Rounding(5e-3, reason="its last digits move with the version of SciPy")}),
    ("the start", lambda X, y: (np.array([2.0, 2.0]), 20.0),
     "Your 2, 2 and 20 are where a search *started*: SciPy's meets nan on its first step from "
     "there and hands its start back. Nothing has to be searched for: this maximum has a formula."),
    ("the notebook's start", lambda X, y: (np.array([2.0, 2.0]), 2.0),
     "Your 2, 2 and 2 are where the search *started*."),
    ("with an intercept", _maximum,
     "Your numbers are the maximum of the *mended* model, which has an intercept. That comes "
     "later; first find the maximum of the model that the notebook had."),
    ("printed slopes, their own sigma",
     lambda X, y: (PRINTED[:2], root_mean_square(y - X[:, 1:] @ PRINTED[:2])),
     "Your sigma is the best one for the *printed* slopes. The slopes have to be mended, too.",
     {"tolerance": Rounding(5e-3, reason="the printed digits move with the version of SciPy")}),
    ("slopes of the mended model", _slopes_of_the_mended_model,
     "Your slopes and sigma belong to the model with an intercept; you only left it out of the "
     "answer. Fit `X_without`."),
    ("truth", lambda X, y: (truth()[0][1:], truth()[1]),
     "Your numbers are the truth of the seed world. Wanted: where this model's likelihood is "
     "highest, which is somewhere else."),
    ("truth with its intercept", lambda X, y: truth(),
     "Your numbers are the truth of the seed world, intercept and all. Wanted: where the "
     "likelihood of a model *without* intercept is highest."),
    ("table of the mended model", lambda X, y: (ols.fit(X, y).beta, ols.fit(X, y).sigma),
     "Your numbers are least squares with an intercept, and sigma has divisor n − 3. The "
     "notebook's model had none: fit `X_without`, and divide by n."),
    ("0 for the intercept", _0_for_the_intercept,
     "Your numbers are right, but the model has no intercept to be 0: beta is the two slopes."),
)  # fmt: skip


def _with_slopes(slopes):
    """A program from slopes, with the sigma that is best for them."""

    def program(X, y):
        beta = slopes(X, y)
        return beta, root_mean_square(y - X[:, 1:] @ beta)

    return program


def _one_column_at_a_time(X, y):
    return np.array([X[:, k] @ y / (X[:, k] @ X[:, k]) for k in (1, 2)])


true_maximum.mistakes(
    ("slopes of the mended model, their own sigma", lambda X, y: least_squares(X, y)[1:],
     "Your slopes belong to the model with an intercept. Fit `X_without` itself: without an "
     "intercept, other slopes are best."),
    ("true slopes", lambda X, y: truth()[0][1:],
     "Your slopes are the truth of the seed world. Wanted: where this model's likelihood is "
     "highest, which is somewhere else."),
    ("one column at a time", _one_column_at_a_time,
     "Your slopes are fitted one column at a time. Each then carries what belongs to the other: "
     "fit both at once."),
    ("slopes exchanged", lambda X, y: least_squares(X[:, 1:], y)[::-1],
     "Your slopes have changed places: that of x1 comes first."),
    ("normal equations not solved", lambda X, y: X[:, 1:].T @ y,
     "Your beta is X'y. That still has to be solved: X'X β = X'y."),
    of=_with_slopes,
)  # fmt: skip


def _with_sigma(rule):
    """A program from a rule that makes sigma of the residuals e, or takes it from X and y."""

    def program(X, y):
        beta = least_squares(X[:, 1:], y)
        return beta, rule(y - X[:, 1:] @ beta, X, y)

    return program


true_maximum.mistakes(
    ("divisor n − p", lambda e, X, y: np.sqrt(e @ e / (len(e) - 2)),
     naming_sigma("Your sigma, {sigma}, divides by n − 2; the likelihood is highest at the "
                  "divisor n.")),
    ("divisor n − 3", lambda e, X, y: np.sqrt(e @ e / (len(e) - 3)),
     naming_sigma("Your sigma, {sigma}, divides by n − 3. This model has two coefficients, not "
                  "three, and the likelihood is highest at the divisor n anyway.")),
    ("divisor n − 1", lambda e, X, y: np.sqrt(e @ e / (len(e) - 1)),
     naming_sigma("Your sigma, {sigma}, divides by n − 1; the likelihood is highest at the "
                  "divisor n.")),
    ("residuals centred", lambda e, X, y: np.std(e),
     naming_sigma("Your sigma, {sigma}, is `np.std` of the residuals, which takes their mean away "
                  "first. Without an intercept that mean is not 0: take the root of the mean "
                  "square.")),
    ("residuals centred, ddof=1", lambda e, X, y: np.std(e, ddof=1),
     naming_sigma("Your sigma, {sigma}, is `np.std` of the residuals with ddof=1, which takes "
                  "their mean away first. Without an intercept that mean is not 0: take the root "
                  "of their mean square, with divisor n.")),
    ("variance", lambda e, X, y: np.mean(e**2),
     naming_sigma("Your sigma, {sigma}, is a variance: take the root.", ".2f")),
    ("variance of the residuals", lambda e, X, y: np.var(e),
     naming_sigma("Your sigma, {sigma}, is `np.var` of the residuals, which takes their mean away "
                  "first. Without an intercept that mean is not 0: take the root of the mean "
                  "square.")),
    ("sum of squares for sigma", lambda e, X, y: e @ e,
     naming_sigma("Your sigma, {sigma}, is the sum of the squared residuals (the second thing "
                  "that `np.linalg.lstsq` returns): divide by n and take the root.", ".1f")),
    ("root of the sum", lambda e, X, y: np.linalg.norm(e),
     naming_sigma("Your sigma, {sigma}, is the root of the *sum* of the squared residuals. Divide "
                  "by n first.")),
    ("divided outside the root", lambda e, X, y: np.linalg.norm(e) / len(e),
     naming_sigma("Your sigma, {sigma}, is the root of the sum of squares, over n. Divide inside "
                  "the root.")),
    ("mean of the sizes", lambda e, X, y: np.mean(np.abs(e)),
     naming_sigma("Your sigma, {sigma}, is the mean size of the residuals. Square them, average, "
                  "take the root.")),
    ("log sigma for sigma", lambda e, X, y: np.log(root_mean_square(e)),
     naming_sigma("Your sigma, {sigma}, is *log* sigma: take its exponential.")),
    ("true sigma", lambda e, X, y: truth()[1],
     "Your sigma is the true one. Wanted is the best for this model's residuals."),
    ("printed sigma", lambda e, X, y: PRINTED[2],
     "Your sigma is the printed one. The best sigma is the root mean square of the residuals, for "
     "your slopes."),
    ("sigma of the printed slopes", lambda e, X, y: root_mean_square(y - X[:, 1:] @ PRINTED[:2]),
     naming_sigma("Your sigma, {sigma}, is the root mean square of the lesson's `residuals`, "
                  "which belong to the printed slopes. Compute those of your own.")),
    ("sigma of the mended model", lambda e, X, y: _maximum(X, y)[1],
     naming_sigma("Your sigma, {sigma}, is that of the model with an intercept. Take the "
                  "residuals of your own slopes.")),
    ("sigma of the mended model's table", lambda e, X, y: ols.fit(X, y).sigma,
     naming_sigma("Your sigma, {sigma}, is that of the model with an intercept. Take the "
                  "residuals of your own slopes.")),
    ("standard deviation of y", lambda e, X, y: np.std(y),
     naming_sigma("Your sigma, {sigma}, is the standard deviation of y itself. Take the "
                  "residuals.")),
    of=_with_sigma,
)  # fmt: skip
