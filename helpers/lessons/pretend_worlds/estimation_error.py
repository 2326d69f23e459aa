"""The truth recovered: estimate minus truth, all three entries, signs kept."""

import numpy as np

from helpers.lessons.contents import pretend_worlds as lesson
from helpers.lessons.pretend_worlds.shared import WORLD, least_squares


def _estimate():
    return {"beta_hat": least_squares(WORLD.X[:, 1:], WORLD.y), "beta": WORLD.beta}


@lesson.value(
    "01-estimation-error",
    data=_estimate,
    hints=(
        "An error is positive where the estimate is too large.",
        "Both have three entries: constant, slope of x1, slope of x2. Subtract entry by entry.",
        "`beta_hat - world.beta`, whose constant is 10.",
    ),
)
def estimation_error(beta_hat, beta):
    """How far the estimate is from the truth."""
    return beta_hat - beta


@estimation_error.variant("a loop")
def _(beta_hat, beta):
    return [float(estimate - truth) for estimate, truth in zip(beta_hat, beta, strict=True)]


@estimation_error.law(
    "Where all predictors are 1, the height of the fitted plane is off by the sum of the errors, "
    "{right}. Yours add up to {left}."
)
def _(error, beta_hat, beta):
    return np.sum(error), np.sum(beta_hat) - np.sum(beta), np.sum(np.abs(beta_hat - beta))


@estimation_error.law(
    "Who takes the error away from the estimate is back at the truth: beta_hat − error = beta. "
    "With yours, one entry of beta is missed by {left}."
)
def _(error, beta_hat, beta):
    return np.abs(beta_hat - error - beta).max(), 0, np.abs(beta_hat - beta).max()


estimation_error.mistakes(
    ("truth minus estimate", lambda beta_hat, beta: beta - beta_hat,
     "Your {yours} are truth minus estimate. An estimate that is too large should have a positive "
     "error: estimate minus truth."),
    ("true constant taken as 0", lambda beta_hat, beta: beta_hat - np.array([0.0, *beta[1:]]),
     "The first of your {yours} compares the constant with 0. The recipe names only two slopes, "
     "but its noise has mean 10, and that is the true constant."),
    ("relative error", lambda beta_hat, beta: (beta_hat - beta) / beta,
     "Your {yours} are errors divided by the truth. Wanted: the plain differences, in the units "
     "of beta."),
    ("rounded truth", lambda beta_hat, beta: beta_hat - beta.round(3),
     "Your {yours} are close, but the truth was typed in with four or five digits, as it is "
     "printed. `world.beta` has all of them.",
     {"recognises": lambda yours, beta_hat, beta: any(
         np.allclose(yours, beta_hat - np.round(beta, decimals), rtol=1e-9)
         for decimals in range(1, 6)
    )}),
    ("not compared", lambda beta_hat, beta: beta_hat,
     "Your {yours} are the estimates themselves. Take away the truth."),
    ("ratio", lambda beta_hat, beta: beta_hat / beta,
     "Your {yours} are estimates divided by truths. Wanted: the differences, in the units of "
     "beta."),
    ("in percent", lambda beta_hat, beta: 100 * (beta_hat - beta) / beta,
     "Your {yours} are errors in percent of the truth. Wanted: the plain differences, in the "
     "units of beta."),
    ("sign dropped", lambda beta_hat, beta: np.abs(beta_hat - beta),
     "Your {yours} have lost their signs. Whether an estimate is too large or too small matters: "
     "averaged over many worlds the signs cancel, the sizes do not."),
    ("squared error", lambda beta_hat, beta: (beta_hat - beta) ** 2,
     "Your {yours} are squared errors. Wanted: the plain differences."),
    ("slopes only", lambda beta_hat, beta: (beta_hat - beta)[1:],
     "Your {yours} are the errors of the two slopes. The constant is estimated too: its truth is "
     "10."),
)  # fmt: skip
