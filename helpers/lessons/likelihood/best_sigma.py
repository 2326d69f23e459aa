"""The best sigma in closed form: which divisor, which root, around which plane."""

import numpy as np
from scipy import optimize

from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.fits import logpdf, lstsq, regressions, rms


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


def _df_divisor(beta, X, y):
    residuals = y - X @ beta
    return np.sqrt(residuals @ residuals / (len(y) - X.shape[1]))


def _divisor_n_1(beta, X, y):
    residuals = y - X @ beta
    return np.sqrt(residuals @ residuals / (len(y) - 1))


best_sigma.mistakes(
    ("df divisor", _df_divisor,
     "Your function divides by n − p. Setting the derivative to zero gives n: the likelihood does "
     "not know that beta was estimated."),
    ("divisor n − 1", _divisor_n_1,
     "Your function divides by n − 1. Setting the derivative to zero gives n."),
    ("residuals centred", lambda beta, X, y: np.std(y - X @ beta),
     "Your function takes the mean away from the residuals first, as `np.std` does. The mean of "
     "the residuals is 0 only at least squares; for any other beta their offset counts as misfit."),
    ("residuals centred, n − 1", lambda beta, X, y: np.std(y - X @ beta, ddof=1),
     "Your function takes the mean away from the residuals and divides by n − 1. Wanted: the root "
     "of the mean of their squares, as they are."),
    ("residuals centred, n − p", lambda beta, X, y: np.std(y - X @ beta, ddof=X.shape[1]),
     "Your function takes the mean away from the residuals and divides by n − p. Wanted: the root "
     "of the mean of their squares, as they are."),
    ("n of the seed world", lambda beta, X, y: np.sqrt(np.sum((y - X @ beta) ** 2) / 200),
     "Your function divides by 200 always: it uses the `n` of the seed world. The data that it is "
     "given have a length of their own, `len(y)`."),
    ("n − p of the seed world", lambda beta, X, y: np.sqrt(np.sum((y - X @ beta) ** 2) / 197),
     "Your function divides by 197 always: it uses `n` and `p` of the seed world. And the divisor "
     "is n alone, that of the data it is given."),
    ("p of the seed world", lambda beta, X, y: np.sqrt(np.sum((y - X @ beta) ** 2) / (len(y) - 3)),
     "Your function divides by n − 3. Setting the derivative to zero gives n."),
    ("y as a column", lambda beta, X, y: np.sqrt(np.mean((y[:, None] - X @ beta) ** 2)),
     "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y "
     "with each plane height. Leave y as one long row of numbers, shape (n,)."),
    ("variance", lambda beta, X, y: np.mean((y - X @ beta) ** 2),
     "Your function returns σ². Take the square root."),
    ("sum of squares", lambda beta, X, y: np.sum((y - X @ beta) ** 2),
     "Your function returns the sum of squares. Divide by n and take the root."),
    ("dropped n", lambda beta, X, y: np.linalg.norm(y - X @ beta),
     "Your function returns the root of the *sum* of squares. Divide by n first."),
    ("dropped ½", lambda beta, X, y: np.sqrt(2 * np.mean((y - X @ beta) ** 2)),
     "Your sigma is too large by a factor √2: the ½ of the exponent has been lost."),
    ("root taken twice", lambda beta, X, y: np.mean((y - X @ beta) ** 2) ** 0.25,
     "Your function takes the square root twice (or maximises a likelihood that got σ² as its "
     "standard deviation). Once is enough."),
    ("root before the division", lambda beta, X, y: np.linalg.norm(y - X @ beta) / len(y),
     "Your function divides the root of the sum by n. Divide first, then take the root."),
    ("mean absolute residual", lambda beta, X, y: np.mean(np.abs(y - X @ beta)),
     "Your function averages the sizes of the residuals. The normal density has their *squares*."),
    ("beta ignored", lambda beta, X, y: rms(y - X @ lstsq(X, y)),
     "Your function fits a plane of its own. Wanted: the best sigma for the `beta` it is given."),
    ("spread of y", lambda beta, X, y: np.std(y),
     "Your function returns the spread of y. Take `X @ beta` away first."),
    ("plane left out", lambda beta, X, y: rms(y),
     "Your function takes the mean square of y itself: `X @ beta` is not used."),
    ("no constant", lambda beta, X, y: rms(y - X[:, 1:] @ beta[1:]),
     "Your function leaves out the first entry of beta, the constant: take all of `X @ beta`."),
    ("plane added", lambda beta, X, y: rms(y + X @ beta),
     "Your function has y *plus* the plane. The residuals are y minus it."),
    ("the plane itself", lambda beta, X, y: rms(X @ beta),
     "Your function takes the mean square of the plane, `X @ beta`, and y is not used. Take the "
     "residuals."),
    ("squared after the sum", lambda beta, X, y: abs(np.sum(y - X @ beta)) / np.sqrt(len(y)),
     "Your function adds up the residuals and squares the sum: they cancel. Square first."),
    ("squared after the mean", lambda beta, X, y: abs(np.mean(y - X @ beta)),
     "Your function averages the residuals and squares the average: they cancel, and the root "
     "undoes the square. Square first, then average."),
    ("median for mean", lambda beta, X, y: np.sqrt(np.median((y - X @ beta) ** 2)),
     "Your function takes the *median* of the squared residuals. Setting the derivative to zero "
     "gives their mean."),
    ("½ kept", lambda beta, X, y: rms(y - X @ beta) / np.sqrt(2),
     "Your sigma is too small by a factor √2: the 2 of 2σ² has been kept. The derivative of "
     "−S/(2σ²) is S/σ³, without a 2."),
    ("divided by p", lambda beta, X, y: np.linalg.norm(y - X @ beta) / np.sqrt(len(beta)),
     "Your function divides by p, the number of coefficients. Setting the derivative to zero "
     "gives n, the number of observations."),
    ("divisor n − 2", lambda beta, X, y: np.linalg.norm(y - X @ beta) / np.sqrt(len(y) - 2),
     "Your function divides by n − 2. Setting the derivative to zero gives n."),
    ("divisor n − p − 1",
     lambda beta, X, y: np.linalg.norm(y - X @ beta) / np.sqrt(len(y) - len(beta) - 1),
     "Your function divides by n − p − 1. Setting the derivative to zero gives n."),
    ("n − p outside of the root",
     lambda beta, X, y: np.linalg.norm(y - X @ beta) / (len(y) - len(beta)),
     "Your function divides the root of the sum by n − p. Setting the derivative to zero gives n, "
     "and the division comes before the root."),
    ("residuals centred, variance", lambda beta, X, y: np.var(y - X @ beta),
     "Your function returns a variance, and takes the mean away from the residuals first, as "
     "`np.var` does. Wanted: the root of the mean of their squares, as they are."),
    ("one number for each row", lambda beta, X, y: np.abs(y - X @ beta) / np.sqrt(len(y)),
     "Your function returns one number for each observation. Add up, or average, before you take "
     "the root."),
    ("cube root", lambda beta, X, y: np.cbrt(np.mean((y - X @ beta) ** 2)),
     "Your function takes a cube root. Multiplied by σ³, the equation has σ² in it: a square "
     "root."),
    ("beta ignored, n − p",
     lambda beta, X, y: np.linalg.norm(y - X @ lstsq(X, y)) / np.sqrt(len(y) - len(beta)),
     "Your function fits a plane of its own, and divides by n − p. Wanted: the best sigma for the "
     "`beta` it is given, with n."),
    ("height for place", lambda beta, X, y: -np.sum(logpdf(y - X @ beta, rms(y - X @ beta))),
     "Your function returns how high the log-likelihood is at its top, turned upside down "
     "(`.fun`). Wanted: the place, the sigma."),
    ("not squared", lambda beta, X, y: _root(np.mean(y - X @ beta)),
     "Your function averages the residuals without squaring them, and takes a root of that. "
     "Square first: `** 2`."),
    ("* 2 for ** 2", lambda beta, X, y: _root(np.mean((y - X @ beta) * 2)),
     "Your function doubles the residuals: `* 2` doubles, `** 2` squares."),
)  # fmt: skip


def _root(number):
    """The square root, nan for a negative number."""
    return np.sqrt(number) if number >= 0 else np.nan


def _bounds_of_the_seed_world(beta, X, y):
    residuals = y - X @ beta
    return optimize.minimize_scalar(
        lambda sigma: -np.sum(logpdf(residuals, sigma)), bounds=(1, 20)
    ).x


best_sigma.mistakes(
    ("bounds of the seed world", _bounds_of_the_seed_world,
     "Your function searches between 1 and 20 always, and where the best sigma lies outside, it "
     "returns an end. The formula needs no bounds: set the derivative to zero.",
     {"recognises": lambda yours, beta, X, y: (
         yours.size == 1
         and np.isclose(yours.item(), np.clip(rms(y - X @ beta), 1, 20), rtol=1e-4, atol=0)
    )}),
)  # fmt: skip
