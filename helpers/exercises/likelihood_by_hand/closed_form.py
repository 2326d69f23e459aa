"""The best sigma in closed form: which divisor, which root, around which plane."""

import numpy as np
from scipy import optimize

from helpers.exercises.lessons import likelihood_by_hand as lesson
from helpers.exercises.likelihood_by_hand.fits import lstsq, regressions, rms


def _planes(rng):
    for beta, _sigma, X, y in regressions(rng):
        yield beta, X, y


@lesson.function(
    "05-best-sigma",
    cases=_planes,
    hints=(
        "Set the derivative $-n/\\sigma + S/\\sigma^3$ to zero, with "
        "$S = \\sum (y_i - x_i'\\beta)^2$.",
        "Multiply by $\\sigma^3$ and solve: $\\sigma^2 = S/n$.",
        "`np.sqrt(np.mean((y - X @ beta) ** 2))`",
    ),
)
def best_sigma(beta, X, y):
    """The best sigma for any beta, in closed form."""
    return rms(y - X @ beta)


@best_sigma.variant("from the sum of squares")
def _(beta, X, y):
    residuals = y - X @ beta
    return (residuals @ residuals / len(y)) ** 0.5


@best_sigma.variant("a search")
def _(beta, X, y):
    residuals = y - X @ beta
    found = optimize.minimize_scalar(
        lambda eta: len(y) * eta + residuals @ residuals * np.exp(-2 * eta) / 2
    )
    return np.exp(found.x)


@best_sigma.misconception(
    "df divisor",
    "Your function divides by n − p. Setting the derivative to zero gives n: the likelihood does "
    "not know that beta was estimated.",
)
def _(beta, X, y):
    residuals = y - X @ beta
    return np.sqrt(residuals @ residuals / (len(y) - X.shape[1]))


@best_sigma.misconception(
    "divisor n − 1",
    "Your function divides by n − 1. Setting the derivative to zero gives n.",
)
def _(beta, X, y):
    residuals = y - X @ beta
    return np.sqrt(residuals @ residuals / (len(y) - 1))


@best_sigma.misconception(
    "residuals centred",
    "Your function takes the mean away from the residuals first, as `np.std` does. The mean of the "
    "residuals is 0 only at least squares; for any other beta their offset counts as misfit.",
)
def _(beta, X, y):
    return np.std(y - X @ beta)


@best_sigma.misconception(
    "residuals centred, n − 1",
    "Your function takes the mean away from the residuals and divides by n − 1. Wanted: the root "
    "of the mean of their squares, as they are.",
)
def _(beta, X, y):
    return np.std(y - X @ beta, ddof=1)


@best_sigma.misconception(
    "residuals centred, n − p",
    "Your function takes the mean away from the residuals and divides by n − p. Wanted: the root "
    "of the mean of their squares, as they are.",
)
def _(beta, X, y):
    return np.std(y - X @ beta, ddof=X.shape[1])


@best_sigma.misconception(
    "n of the seed world",
    "Your function divides by 200 always: it uses the `n` of the seed world. The data that it is "
    "given have a length of their own, `len(y)`.",
)
def _(beta, X, y):
    return np.sqrt(np.sum((y - X @ beta) ** 2) / 200)


@best_sigma.misconception(
    "n − p of the seed world",
    "Your function divides by 197 always: it uses `n` and `p` of the seed world. And the divisor "
    "is n alone, that of the data it is given.",
)
def _(beta, X, y):
    return np.sqrt(np.sum((y - X @ beta) ** 2) / 197)


@best_sigma.misconception(
    "p of the seed world",
    "Your function divides by n − 3. Setting the derivative to zero gives n.",
)
def _(beta, X, y):
    return np.sqrt(np.sum((y - X @ beta) ** 2) / (len(y) - 3))


@best_sigma.misconception(
    "y as a column",
    "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y with "
    "each plane height. Leave y as one long row of numbers, shape (n,).",
)
def _(beta, X, y):
    return np.sqrt(np.mean((y[:, None] - X @ beta) ** 2))


@best_sigma.misconception("variance", "Your function returns σ². Take the square root.")
def _(beta, X, y):
    return np.mean((y - X @ beta) ** 2)


@best_sigma.misconception(
    "sum of squares", "Your function returns the sum of squares. Divide by n and take the root."
)
def _(beta, X, y):
    return np.sum((y - X @ beta) ** 2)


@best_sigma.misconception(
    "dropped n", "Your function returns the root of the *sum* of squares. Divide by n first."
)
def _(beta, X, y):
    return np.linalg.norm(y - X @ beta)


@best_sigma.misconception(
    "dropped ½",
    "Your sigma is too large by a factor √2: the ½ of the exponent has been lost.",
)
def _(beta, X, y):
    return np.sqrt(2 * np.mean((y - X @ beta) ** 2))


@best_sigma.misconception(
    "root taken twice",
    "Your function takes the square root twice (or maximises a likelihood that got σ² as its "
    "standard deviation). Once is enough.",
)
def _(beta, X, y):
    return np.mean((y - X @ beta) ** 2) ** 0.25


@best_sigma.misconception(
    "root before the division",
    "Your function divides the root of the sum by n. Divide first, then take the root.",
)
def _(beta, X, y):
    return np.linalg.norm(y - X @ beta) / len(y)


@best_sigma.misconception(
    "mean absolute residual",
    "Your function averages the sizes of the residuals. The normal density has their *squares*.",
)
def _(beta, X, y):
    return np.mean(np.abs(y - X @ beta))


@best_sigma.misconception(
    "beta ignored",
    "Your function fits a plane of its own. Wanted: the best sigma for the `beta` it is given.",
)
def _(beta, X, y):
    return rms(y - X @ lstsq(X, y))


@best_sigma.misconception(
    "spread of y", "Your function returns the spread of y. Take `X @ beta` away first."
)
def _(beta, X, y):
    return np.std(y)
