"""Both faults mended: the column of ones, and a search that cannot leave sigma > 0."""

import numpy as np
from scipy import optimize, stats

from helpers import ols
from helpers.feedback import Rounding, written
from helpers.lessons.autopsy.shared import (
    PRINTED,
    downhill,
    least_squares,
    left_by,
    naming_sigma,
    negative_log_likelihood,
    root_mean_square,
    seed_data,
    squares,
    truth,
)
from helpers.lessons.contents import autopsy as lesson


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


_AS_A_SEARCH_ENDS = Rounding(1e-3, reason="a search ends within 1e-4")
_AS_PRINTED = Rounding(5e-3, reason="the printed digits move with the version of SciPy")


def _still_no_intercept(X, y):
    beta = least_squares(X[:, 1:], y)
    return beta, root_mean_square(y - X[:, 1:] @ beta)


def _constant_held_at_0(X, y):
    slopes, sigma = _still_no_intercept(X, y)
    return np.append(0, slopes), sigma


def _may_be_a_place(yours):
    return yours["beta"].size == 3 and yours["sigma"].size == 1


def _steepest(yours, X, y):
    """The largest slope of the log-likelihood at the learner's own point."""
    beta, sigma = yours["beta"].ravel(), float(yours["sigma"].item())
    return float(np.abs(np.append(*downhill(X, y, beta, sigma))).max())


def _lies_on_a_bound(yours, X, y):
    """Whether beta is right, and sigma a whole number or a half, as bounds are."""
    if not _may_be_a_place(yours):
        return False
    beta, sigma = least_squares(X, y), float(yours["sigma"].item())
    return (
        np.allclose(yours["beta"].ravel(), beta, rtol=1e-3)
        and abs(sigma - root_mean_square(y - X @ beta)) > 1e-3
        and abs(2 * sigma - round(2 * sigma)) < 1e-7
    )


mended.mistakes(
    ("still no intercept", _still_no_intercept,
     "Your 13.13, 18.06 and 5.90 are the true maximum of the model *without* an intercept: the "
     "optimiser has been mended, the model has not. Use `X`, with its column of ones.",
     {"tolerance": _AS_A_SEARCH_ENDS}),
    ("neither mended", lambda X, y: (PRINTED[:2], PRINTED[2]),
     "Your 16.66, 18.78 and 7.66 are the printed point: neither the model nor the optimiser has "
     "been mended.",
     {"tolerance": _AS_PRINTED}),
    ("at the bound", lambda X, y: (least_squares(X, y), 6.0),
     naming_sigma("Your beta is right, but your sigma, {sigma}, lies on a bound: the search "
                  "wanted to go further and was not let. A bound must keep out what is impossible "
                  "(σ ≤ 0), and nothing else.", ".4g"),
     {"recognises": _lies_on_a_bound}),
    ("truth", lambda X, y: truth(),
     "Your numbers are the truth of the seed world, not the maximum of the likelihood."),
    ("the start", lambda X, y: (np.ones(3), 1.0),
     "Your numbers are all ones: the start of the search, not where it ended. The result is in "
     "`.x`."),
    ("printed slopes, no constant", lambda X, y: (np.append(0, PRINTED[:2]), PRINTED[2]),
     "Your slopes are the printed ones, with a 0 before them. Search again, with `X`: the slopes "
     "change once the constant may be anything.",
     {"tolerance": _AS_PRINTED}),
    ("constant held at 0", _constant_held_at_0,
     "Your numbers are the maximum of the model *without* an intercept, with a 0 before its "
     "slopes. Search with `X`, whose first column is the intercept's.",
     {"tolerance": _AS_A_SEARCH_ENDS}),
    ("sigma without the intercept",
     lambda X, y: (least_squares(X, y), _still_no_intercept(X, y)[1]),
     "Your beta is right, but your sigma belongs to the model without an intercept: it is "
     "`sigma_without`.",
     {"tolerance": _AS_A_SEARCH_ENDS}),
    ("negative sigma", lambda X, y: (np.array([2.0, 9.0, 13.0]), -3.0),
     "Your sigma is negative, and no likelihood exists there. If a search led to it, it jumped "
     "over 0: give sigma a bound, in `bounds` as the last pair.",
     {"recognises": lambda yours, X, y: _may_be_a_place(yours) and yours["sigma"].item() < 0}),
    ("stopped on the way",  # SciPy's end from 5, 5, 5, 20 without bounds
     lambda X, y: (np.array([10.632, 7.787, 8.204]), 6.225),
     lambda yours, X, y: (
         "At your numbers one slope of the log-likelihood is still "
         f"{written(_steepest(yours, X, y), '.3g')} in size: this is no maximum. Look at "
         "`result.success` and `result.message`. Was there a bound for sigma, and were there "
         "iterations enough?"
     ),
     {"recognises": lambda yours, X, y: (
         _may_be_a_place(yours) and yours["sigma"].item() > 0 and _steepest(yours, X, y) > 1e-2
     )}),
)  # fmt: skip


def _of_the_maximum(change):
    """A program from what is done to the right beta and sigma; e are the residuals."""

    def program(X, y):
        beta = least_squares(X, y)
        residuals = y - X @ beta
        return change(beta, root_mean_square(residuals), residuals)

    return program


mended.mistakes(
    ("slopes alone", lambda beta, sigma, e: (beta[1:], sigma),
     "Your two slopes and your sigma are right, but the constant is missing: `beta` has three "
     "entries."),
    ("theta cut at the wrong place", lambda beta, sigma, e: (np.append(beta[1:], sigma), beta[0]),
     "Your sigma is the constant, and your beta ends with sigma. Theta holds beta first, "
     "`.x[:3]`, and sigma last, `.x[3]`.",
     {"tolerance": _AS_A_SEARCH_ENDS}),
    ("beta cut too soon", lambda beta, sigma, e: (beta[:2], beta[2]),
     "Your beta stops after the slope of x1. The model has three coefficients: `.x[:3]`, and "
     "sigma is `.x[3]`.",
     {"tolerance": _AS_A_SEARCH_ENDS}),
    ("all of theta as beta", lambda beta, sigma, e: (np.append(beta, sigma), sigma),
     "Your beta holds all four numbers of the search. The first three are beta, `.x[:3]`; the "
     "last one is sigma.",
     {"recognises": lambda yours, X, y: (
         yours["beta"].size == 4
         and np.allclose(yours["beta"].ravel()[:3], least_squares(X, y), rtol=1e-3)
     )}),
    ("divisor n − p", lambda beta, sigma, e: (beta, np.sqrt(e @ e / (len(e) - 3))),
     naming_sigma("Your beta is right. Your sigma, {sigma}, divides by n − 3: the estimate of "
                  "`ols.fit`'s table, not where the likelihood is highest.")),
    ("log sigma for sigma", lambda beta, sigma, e: (beta, np.log(sigma)),
     naming_sigma("Your beta is right. Your {sigma} is *log* sigma: take its exponential.")),
    ("variance", lambda beta, sigma, e: (beta, sigma**2),
     naming_sigma("Your beta is right. Your {sigma} is a variance: take the root.", ".3f")),
    ("divisor n − 1", lambda beta, sigma, e: (beta, np.std(e, ddof=1)),
     naming_sigma("Your beta is right. Your sigma, {sigma}, divides by n − 1; the likelihood is "
                  "highest at the divisor n.")),
    ("divisor n − 2", lambda beta, sigma, e: (beta, np.std(e, ddof=2)),
     naming_sigma("Your beta is right. Your sigma, {sigma}, divides by n − 2; the likelihood is "
                  "highest at the divisor n.")),
    ("sum of squares for sigma", lambda beta, sigma, e: (beta, e @ e),
     naming_sigma("Your beta is right. Your sigma, {sigma}, is the sum of the squared residuals: "
                  "divide by n and take the root.")),
    ("height for sigma",
     lambda beta, sigma, e: (beta, -np.sum(stats.norm.logpdf(e, scale=sigma))),
     naming_sigma("Your beta is right. Your sigma, {sigma}, is the lowest value of what was "
                  "minimised (`.fun`). Sigma is the last entry of `.x`.")),
    ("root of the sum", lambda beta, sigma, e: (beta, np.linalg.norm(e)),
     naming_sigma("Your beta is right. Your sigma, {sigma}, is the root of the *sum* of the "
                  "squared residuals. Divide by n first.")),
    ("printed sigma", lambda beta, sigma, e: (beta, PRINTED[2]),
     naming_sigma("Your beta is right. Your sigma, {sigma}, is the printed one. Hand over the one "
                  "found.")),
    of=_of_the_maximum,
)  # fmt: skip
