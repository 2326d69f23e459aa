"""The best sigma in closed form: which divisor, which root, around which plane."""

import numpy as np
from scipy import optimize

from helpers.exercises.lessons import likelihood_by_hand as lesson
from helpers.exercises.likelihood_by_hand.fits import logpdf, lstsq, regressions, rms


def _planes(rng):
    for beta, _sigma, X, y in regressions(rng):
        yield beta, X, y


@lesson.function(
    "05-best-sigma",
    cases=_planes,
    hints=(
        "Set the derivative $-n/\\sigma + S/\\sigma^3$ to zero, with "
        "$S = \\sum (y_i - x_i'\\beta)^2$.",
        "Multiply by $\\sigma^3$, so that no fraction is left, and solve for $\\sigma^2$.",
        "$\\sigma^2 = S/n$: `np.sqrt(np.mean((y - X @ beta) ** 2))`",
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


@best_sigma.law(
    "A root mean square lies among its numbers, here the sizes of the residuals, which end at "
    "{right}. Yours is {left}."
)
def _(sigma, beta, X, y):
    sizes = np.abs(y - X @ beta)
    return sigma, np.clip(sigma, sizes.min(), sizes.max())


@best_sigma.law(
    "No plane lies closer to y than that of least squares, so no beta has a smaller best sigma. "
    "Yours for this beta, {left}, is smaller.",
    "≥",
)
def _(sigma, beta, X, y):
    return sigma, rms(y - X @ lstsq(X, y))


@best_sigma.law(
    "−n/σ + S/σ³ is 0 where S/σ² is n: divided by the best sigma, the residuals have the mean "
    "square 1. Divided by yours, {left}."
)
def _(sigma, beta, X, y):
    return np.mean(((y - X @ beta) / sigma) ** 2), 1


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


for _name, _says, _program in (
    (
        "plane left out",
        "Your function takes the mean square of y itself: `X @ beta` is not used.",
        lambda beta, X, y: rms(y),
    ),
    (
        "no constant",
        "Your function leaves out the first entry of beta, the constant: take all of `X @ beta`.",
        lambda beta, X, y: rms(y - X[:, 1:] @ beta[1:]),
    ),
    (
        "plane added",
        "Your function has y *plus* the plane. The residuals are y minus it.",
        lambda beta, X, y: rms(y + X @ beta),
    ),
    (
        "the plane itself",
        "Your function takes the mean square of the plane, `X @ beta`, and y is not used. Take the "
        "residuals.",
        lambda beta, X, y: rms(X @ beta),
    ),
    (
        "squared after the sum",
        "Your function adds up the residuals and squares the sum: they cancel. Square first.",
        lambda beta, X, y: abs(np.sum(y - X @ beta)) / np.sqrt(len(y)),
    ),
    (
        "squared after the mean",
        "Your function averages the residuals and squares the average: they cancel, and the root "
        "undoes the square. Square first, then average.",
        lambda beta, X, y: abs(np.mean(y - X @ beta)),
    ),
    (
        "median for mean",
        "Your function takes the *median* of the squared residuals. Setting the derivative to zero "
        "gives their mean.",
        lambda beta, X, y: np.sqrt(np.median((y - X @ beta) ** 2)),
    ),
    (
        "½ kept",
        "Your sigma is too small by a factor √2: the 2 of 2σ² has been kept. The derivative of "
        "−S/(2σ²) is S/σ³, without a 2.",
        lambda beta, X, y: rms(y - X @ beta) / np.sqrt(2),
    ),
    (
        "divided by p",
        "Your function divides by p, the number of coefficients. Setting the derivative to zero "
        "gives n, the number of observations.",
        lambda beta, X, y: np.linalg.norm(y - X @ beta) / np.sqrt(len(beta)),
    ),
    (
        "divisor n − 2",
        "Your function divides by n − 2. Setting the derivative to zero gives n.",
        lambda beta, X, y: np.linalg.norm(y - X @ beta) / np.sqrt(len(y) - 2),
    ),
    (
        "divisor n − p − 1",
        "Your function divides by n − p − 1. Setting the derivative to zero gives n.",
        lambda beta, X, y: np.linalg.norm(y - X @ beta) / np.sqrt(len(y) - len(beta) - 1),
    ),
    (
        "n − p outside of the root",
        "Your function divides the root of the sum by n − p. Setting the derivative to zero gives "
        "n, and the division comes before the root.",
        lambda beta, X, y: np.linalg.norm(y - X @ beta) / (len(y) - len(beta)),
    ),
    (
        "residuals centred, variance",
        "Your function returns a variance, and takes the mean away from the residuals first, as "
        "`np.var` does. Wanted: the root of the mean of their squares, as they are.",
        lambda beta, X, y: np.var(y - X @ beta),
    ),
    (
        "one number for each row",
        "Your function returns one number for each observation. Add up, or average, before you "
        "take the root.",
        lambda beta, X, y: np.abs(y - X @ beta) / np.sqrt(len(y)),
    ),
    (
        "cube root",
        "Your function takes a cube root. Multiplied by σ³, the equation has σ² in it: a square "
        "root.",
        lambda beta, X, y: np.cbrt(np.mean((y - X @ beta) ** 2)),
    ),
    (
        "beta ignored, n − p",
        "Your function fits a plane of its own, and divides by n − p. Wanted: the best sigma for "
        "the `beta` it is given, with n.",
        lambda beta, X, y: np.linalg.norm(y - X @ lstsq(X, y)) / np.sqrt(len(y) - len(beta)),
    ),
    (
        "height for place",
        "Your function returns how high the log-likelihood is at its top, turned upside down "
        "(`.fun`). Wanted: the place, the sigma.",
        lambda beta, X, y: -np.sum(logpdf(y - X @ beta, rms(y - X @ beta))),
    ),
    (
        "not squared",
        "Your function averages the residuals without squaring them, and takes a root of that. "
        "Square first: `** 2`.",
        lambda beta, X, y: _root(np.mean(y - X @ beta)),
    ),
    (
        "* 2 for ** 2",
        "Your function doubles the residuals: `* 2` doubles, `** 2` squares.",
        lambda beta, X, y: _root(np.mean((y - X @ beta) * 2)),
    ),
):
    best_sigma.misconception(_name, _says)(_program)


def _root(number):
    """The square root, nan for a negative number."""
    return np.sqrt(number) if number >= 0 else np.nan


@best_sigma.misconception(
    "bounds of the seed world",
    "Your function searches between 1 and 20 always, and where the best sigma lies outside, it "
    "returns an end. The formula needs no bounds: set the derivative to zero.",
    recognises=lambda yours, beta, X, y: (
        yours.size == 1
        and np.isclose(yours.item(), np.clip(rms(y - X @ beta), 1, 20), rtol=1e-4, atol=0)
    ),
)
def _(beta, X, y):
    residuals = y - X @ beta
    return optimize.minimize_scalar(
        lambda sigma: -np.sum(logpdf(residuals, sigma)), bounds=(1, 20)
    ).x
