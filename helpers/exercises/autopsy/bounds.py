"""Both faults mended: the column of ones, and a search that cannot leave sigma > 0."""

import numpy as np
from scipy import optimize, stats

from helpers import ols, simulate
from helpers.exercises.autopsy.programs import (
    PRINTED,
    downhill,
    least_squares,
    left_by,
    negative_log_likelihood,
    root_mean_square,
    seed_data,
    squares,
)
from helpers.exercises.lessons import autopsy as lesson
from helpers.feedback import Rounding, written


@lesson.value(
    "06-mended",  # judged is where the search ended; by what bounds it got there cannot be seen
    data=seed_data,
    parts=("beta", "sigma"),
    tolerance=Rounding(
        1e-4,
        reason="four digits, as the lesson asks: a search by differences ends within 5e-5 of the "
        "closed form, and the nearest wrong program is 2.5e-3 away",
    ),
    hints=(
        "Two faults, two repairs: the column of ones, and a search that cannot leave σ > 0.",
        "The start has four entries now: three of beta and one of sigma. Sigma's bound is a small "
        "positive number below and `None` above.",
        "`optimize.minimize(negative_log_likelihood, [1, 1, 1, 1], args=(X, y), "
        'method="L-BFGS-B", bounds=[(None, None)] * 3 + [(0.01, None)])`, then `.x[:3]` and '
        "`.x[3]`.",
    ),
)
def mended(X, y):
    """The mended model, by a search within bounds."""
    beta = least_squares(X, y)
    return beta, root_mean_square(y - X @ beta)


@mended.variant("a search within bounds")
def _(X, y):
    found = optimize.minimize(
        lambda theta: negative_log_likelihood(theta[:-1], theta[-1], X, y),
        [5, 5, 5, 5],
        jac=lambda theta: np.append(*downhill(X, y, theta[:-1], theta[-1])),
        method="L-BFGS-B",
        bounds=[(None, None)] * 3 + [(0.01, None)],
        options={"ftol": 1e-15, "gtol": 1e-9},
    ).x
    return found[:3], found[3]


@mended.variant("from ols.fit")
def _(X, y):
    fit = ols.fit(X, y)
    return {"beta": fit.beta, "sigma": fit.sigma_mle}


@mended.law(
    "With a column of ones the residuals add up to 0 where the likelihood is highest. Yours add up "
    "to {left}.",
    relative=1e-4,  # four digits are asked for
)
def _(top, X, y):
    left, right, size = left_by(top["beta"], X, y)
    ones = 1.0 if (X[:, 0] == 1).all() else np.nan  # nothing is said of data without them
    return left[0] * ones, right, size[0]


@mended.law(
    "Where the likelihood is highest, the residuals are orthogonal to every column: X'e is 0. "
    "Yours leaves {left}.",
    relative=1e-4,
)
def _(top, X, y):
    return left_by(top["beta"], X, y)


@mended.law(
    "At the top the squared residuals, divided by σ², add up to n, here {right}. Yours add up to "
    "{left}.",
    relative=3e-4,
)
def _(top, X, y):
    return squares(top["beta"], X, y) / top["sigma"] ** 2, len(y), len(y)


@mended.law("A standard deviation is positive. Your sigma is {left}.", "≥")
def _(top, X, y):
    return top["sigma"], 0


@mended.misconception(
    "still no intercept",
    "Your 13.13, 18.06 and 5.90 are the true maximum of the model *without* an intercept: the "
    "optimiser has been mended, the model has not. Use `X`, with its column of ones.",
    tolerance=Rounding(1e-3, reason="a search ends within 1e-4"),
)
def _(X, y):
    beta = least_squares(X[:, 1:], y)
    return beta, root_mean_square(y - X[:, 1:] @ beta)


@mended.misconception(
    "neither mended",
    "Your 16.66, 18.78 and 7.66 are the printed point: neither the model nor the optimiser has "
    "been mended.",
    tolerance=Rounding(5e-3, reason="its last digits move with the version of SciPy"),
)
def _(X, y):
    return PRINTED[:2], PRINTED[2]


@mended.misconception(
    "at the bound",
    lambda yours, X, y: (
        f"Your beta is right, but your sigma, {written(yours['sigma'].item(), '.4g')}, lies on a "
        "bound: the search wanted to go further and was not let. A bound must keep out what is "
        "impossible (σ ≤ 0), and nothing else."
    ),
    recognises=lambda yours, X, y: (
        yours["beta"].size == 3
        and np.allclose(yours["beta"].ravel(), least_squares(X, y), rtol=1e-3)
        and yours["sigma"].size == 1
        and abs(float(yours["sigma"].item()) - root_mean_square(y - X @ least_squares(X, y))) > 1e-3
        and abs(2 * float(yours["sigma"].item()) - round(2 * float(yours["sigma"].item()))) < 1e-7
    ),
)
def _(X, y):
    return least_squares(X, y), 6.0


@mended.misconception(
    "divisor n − p",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, divides by "
        "n − 3: the estimate of `ols.fit`'s table, not where the likelihood is highest."
    ),
)
def _(X, y):
    fit = ols.fit(X, y)
    return fit.beta, fit.sigma


@mended.misconception(
    "log sigma for sigma",
    lambda yours, X, y: (
        f"Your beta is right. Your {written(yours['sigma'].item(), '.4f')} is *log* sigma: take "
        "its exponential."
    ),
)
def _(X, y):
    beta = least_squares(X, y)
    return beta, np.log(root_mean_square(y - X @ beta))


@mended.misconception(
    "variance",
    lambda yours, X, y: (
        f"Your beta is right. Your {written(yours['sigma'].item(), '.3f')} is a variance: take "
        "the root."
    ),
)
def _(X, y):
    beta = least_squares(X, y)
    return beta, np.mean((y - X @ beta) ** 2)


@mended.misconception(
    "slopes alone",
    "Your two slopes and your sigma are right, but the constant is missing: `beta` has three "
    "entries.",
)
def _(X, y):
    beta = least_squares(X, y)
    return beta[1:], root_mean_square(y - X @ beta)


@mended.misconception(
    "truth",
    "Your numbers are the truth of the seed world, not the maximum of the likelihood.",
)
def _(X, y):
    world = simulate.seed_world()
    return world.beta, world.sigma


@mended.misconception(
    "the start",
    "Your numbers are all ones: the start of the search, not where it ended. The result is in "
    "`.x`.",
)
def _(X, y):
    return np.ones(3), 1.0


@mended.misconception(
    "printed slopes, no constant",
    "Your slopes are the printed ones, with a 0 before them. Search again, with `X`: the slopes "
    "change once the constant may be anything.",
    tolerance=Rounding(5e-3, reason="the printed digits move with the version of SciPy"),
)
def _(X, y):
    return np.append(0, PRINTED[:2]), PRINTED[2]


@mended.misconception(
    "constant held at 0",
    "Your numbers are the maximum of the model *without* an intercept, with a 0 before its slopes. "
    "Search with `X`, whose first column is the intercept's.",
    tolerance=Rounding(1e-3, reason="a search ends within 1e-4"),
)
def _(X, y):
    beta = least_squares(X[:, 1:], y)
    return np.append(0, beta), root_mean_square(y - X[:, 1:] @ beta)


@mended.misconception(
    "theta cut at the wrong place",
    "Your sigma is the constant, and your beta ends with sigma. Theta holds beta first, "
    "`.x[:3]`, and sigma last, `.x[3]`.",
    tolerance=Rounding(1e-3, reason="a search ends within 1e-4"),
)
def _(X, y):
    beta = least_squares(X, y)
    return np.append(beta[1:], root_mean_square(y - X @ beta)), beta[0]


def _may_be_a_place(yours):
    return yours["beta"].size == 3 and yours["sigma"].size == 1


@mended.misconception(
    "negative sigma",
    "Your sigma is negative, and no likelihood exists there. If a search led to it, it jumped over "
    "0: give sigma a bound, in `bounds` as the last pair.",
    recognises=lambda yours, X, y: _may_be_a_place(yours) and yours["sigma"].item() < 0,
)
def _(X, y):
    return np.array([2.0, 9.0, 13.0]), -3.0


def _steepest(yours, X, y):
    """The largest slope of the log-likelihood at the learner's own point."""
    beta, sigma = yours["beta"].ravel(), float(yours["sigma"].item())
    return float(np.abs(np.append(*downhill(X, y, beta, sigma))).max())


@mended.misconception(
    "stopped on the way",
    lambda yours, X, y: (
        "At your numbers one slope of the log-likelihood is still "
        f"{written(_steepest(yours, X, y), '.3g')} in size: this is no maximum. Look at "
        "`result.success` and `result.message`. Was there a bound for sigma, and were there "
        "iterations enough?"
    ),
    recognises=lambda yours, X, y: (
        _may_be_a_place(yours) and yours["sigma"].item() > 0 and _steepest(yours, X, y) > 1e-2
    ),
)
def _(X, y):
    return np.array([10.632, 7.787, 8.204]), 6.225  # SciPy's end from 5, 5, 5, 20 without bounds


def _spoilt(sigma_of):
    """A program with the right beta, and sigma from the residuals by another rule."""

    def program(X, y):
        beta = least_squares(X, y)
        return beta, sigma_of(y - X @ beta)

    return program


for _name, _text, _sigma_of in (
    (
        "divisor n − 1",
        "divides by n − 1; the likelihood is highest at the divisor n.",
        lambda residuals: np.std(residuals, ddof=1),
    ),
    (
        "divisor n − 2",
        "divides by n − 2; the likelihood is highest at the divisor n.",
        lambda residuals: np.std(residuals, ddof=2),
    ),
    (
        "sum of squares for sigma",
        "is the sum of the squared residuals: divide by n and take the root.",
        lambda residuals: residuals @ residuals,
    ),
    (
        "height for sigma",
        "is the lowest value of what was minimised (`.fun`). Sigma is the last entry of `.x`.",
        lambda residuals: -np.sum(stats.norm.logpdf(residuals, scale=root_mean_square(residuals))),
    ),
    (
        "root of the sum",
        "is the root of the *sum* of the squared residuals. Divide by n first.",
        np.linalg.norm,
    ),
    ("printed sigma", "is the printed one. Hand over the one found.", lambda residuals: PRINTED[2]),
):
    mended.misconception(
        _name,
        lambda yours, X, y, text=_text: (
            f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, {text}"
        ),
    )(_spoilt(_sigma_of))


@mended.misconception(
    "sigma without the intercept",
    "Your beta is right, but your sigma belongs to the model without an intercept: it is "
    "`sigma_without`.",
    tolerance=Rounding(1e-3, reason="a search ends within 1e-4"),
)
def _(X, y):
    slopes = least_squares(X[:, 1:], y)
    return least_squares(X, y), root_mean_square(y - X[:, 1:] @ slopes)


@mended.misconception(
    "beta cut too soon",
    "Your beta stops after the slope of x1. The model has three coefficients: `.x[:3]`, and sigma "
    "is `.x[3]`.",
    tolerance=Rounding(1e-3, reason="a search ends within 1e-4"),
)
def _(X, y):
    beta = least_squares(X, y)
    return beta[:2], beta[2]


@mended.misconception(
    "all of theta as beta",
    "Your beta holds all four numbers of the search. The first three are beta, `.x[:3]`; the last "
    "one is sigma.",
    recognises=lambda yours, X, y: (
        yours["beta"].size == 4
        and np.allclose(yours["beta"].ravel()[:3], least_squares(X, y), rtol=1e-3)
    ),
)
def _(X, y):
    beta = least_squares(X, y)
    sigma = root_mean_square(y - X @ beta)
    return np.append(beta, sigma), sigma
