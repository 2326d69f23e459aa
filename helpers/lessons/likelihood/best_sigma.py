"""The best sigma in closed form: which divisor, which root, around which plane."""

import numpy as np
from scipy import optimize

from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.shared import logpdf, lstsq, regressions, rms


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


def _bounds_of_the_seed_world(beta, X, y):
    residuals = y - X @ beta
    return optimize.minimize_scalar(
        lambda sigma: -np.sum(logpdf(residuals, sigma)), bounds=(1, 20)
    ).x


best_sigma.mistakes(
    ("df divisor",
     lambda beta, X, y: np.linalg.norm(y - X @ beta) / np.sqrt(len(y) - X.shape[1]),
     "Your function divides by n − p. Setting the derivative to zero gives n: the likelihood does "
     "not know that beta was estimated."),
    ("residuals centred", lambda beta, X, y: np.std(y - X @ beta),
     "Your function takes the mean away from the residuals first, as `np.std` does. The mean of "
     "the residuals is 0 only at least squares; for any other beta their offset counts as misfit."),
    ("residuals centred, n − 1", lambda beta, X, y: np.std(y - X @ beta, ddof=1),
     "Your function takes the mean away from the residuals and divides by n − 1. Wanted: the root "
     "of the mean of their squares, as they are."),
    ("n of the seed world", lambda beta, X, y: np.sqrt(np.sum((y - X @ beta) ** 2) / 200),
     "Your function divides by 200 always: it uses the `n` of the seed world. The data that it is "
     "given have a length of their own, `len(y)`."),
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
    ("½ kept", lambda beta, X, y: rms(y - X @ beta) / np.sqrt(2),
     "Your sigma is too small by a factor √2: the 2 of 2σ² has been kept. The derivative of "
     "−S/(2σ²) is S/σ³, without a 2."),
    ("cube root", lambda beta, X, y: np.cbrt(np.mean((y - X @ beta) ** 2)),
     "Your function takes a cube root. Multiplied by σ³, the equation has σ² in it: a square "
     "root."),
    ("root taken twice", lambda beta, X, y: np.mean((y - X @ beta) ** 2) ** 0.25,
     "Your function takes the square root twice (or maximises a likelihood that got σ² as its "
     "standard deviation). Once is enough."),
    ("mean absolute residual", lambda beta, X, y: np.mean(np.abs(y - X @ beta)),
     "Your function averages the sizes of the residuals. The normal density has their *squares*."),
    ("squared after the mean", lambda beta, X, y: abs(np.mean(y - X @ beta)),
     "Your function averages the residuals and squares the average: they cancel, and the root "
     "undoes the square. Square first, then average."),
    ("beta ignored", lambda beta, X, y: rms(y - X @ lstsq(X, y)),
     "Your function fits a plane of its own. Wanted: the best sigma for the `beta` it is given."),
    ("one number for each row", lambda beta, X, y: np.abs(y - X @ beta) / np.sqrt(len(y)),
     "Your function returns one number for each observation. Add up, or average, before you take "
     "the root."),
    ("height for place", lambda beta, X, y: -np.sum(logpdf(y - X @ beta, rms(y - X @ beta))),
     "Your function returns how high the log-likelihood is at its top, turned upside down "
     "(`.fun`). Wanted: the place, the sigma."),
    ("bounds of the seed world", _bounds_of_the_seed_world,
     "Your function searches between 1 and 20 always, and where the best sigma lies outside, it "
     "returns an end. The formula needs no bounds: set the derivative to zero.",
     {"recognises": lambda yours, beta, X, y: (
         yours.size == 1
         and np.isclose(yours.item(), np.clip(rms(y - X @ beta), 1, 20), rtol=1e-4, atol=0)
    )}),
)  # fmt: skip
