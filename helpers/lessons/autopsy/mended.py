"""Both faults mended: the column of ones, and a search that cannot leave sigma > 0."""

import numpy as np
from scipy import optimize, stats

from helpers import ols, simulate
from helpers.feedback import Rounding, written
from helpers.lessons.autopsy.programs import (
    PRINTED,
    downhill,
    least_squares,
    left_by,
    negative_log_likelihood,
    root_mean_square,
    seed_data,
    squares,
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


def _still_no_intercept(X, y):
    beta = least_squares(X[:, 1:], y)
    return beta, root_mean_square(y - X[:, 1:] @ beta)


def _divisor_n_p(X, y):
    fit = ols.fit(X, y)
    return fit.beta, fit.sigma


def _log_sigma_for_sigma(X, y):
    beta = least_squares(X, y)
    return beta, np.log(root_mean_square(y - X @ beta))


def _variance(X, y):
    beta = least_squares(X, y)
    return beta, np.mean((y - X @ beta) ** 2)


def _slopes_alone(X, y):
    beta = least_squares(X, y)
    return beta[1:], root_mean_square(y - X @ beta)


def _truth(X, y):
    world = simulate.seed_world()
    return world.beta, world.sigma


def _constant_held_at_0(X, y):
    beta = least_squares(X[:, 1:], y)
    return np.append(0, beta), root_mean_square(y - X[:, 1:] @ beta)


def _theta_cut_at_the_wrong_place(X, y):
    beta = least_squares(X, y)
    return np.append(beta[1:], root_mean_square(y - X @ beta)), beta[0]


mended.mistakes(
    ("still no intercept", _still_no_intercept,
     "Your 13.13, 18.06 and 5.90 are the true maximum of the model *without* an intercept: the "
     "optimiser has been mended, the model has not. Use `X`, with its column of ones.",
     {"tolerance": Rounding(1e-3, reason="a search ends within 1e-4")}),
    ("neither mended", lambda X, y: (PRINTED[:2], PRINTED[2]),
     "Your 16.66, 18.78 and 7.66 are the printed point: neither the model nor the optimiser has "
     "been mended.",
     {"tolerance": Rounding(5e-3, reason="its last digits move with the version of SciPy")}),
    ("at the bound", lambda X, y: (least_squares(X, y), 6.0),
     lambda yours, X, y: (
     f"Your beta is right, but your sigma, {written(yours['sigma'].item(), '.4g')}, lies on a "
     "bound: the search wanted to go further and was not let. A bound must keep out what is "
     "impossible (σ ≤ 0), and nothing else."
     ),
     {"recognises": lambda yours, X, y: (
         yours["beta"].size == 3
         and np.allclose(yours["beta"].ravel(), least_squares(X, y), rtol=1e-3)
         and yours["sigma"].size == 1
         and abs(float(yours["sigma"].item()) - root_mean_square(y - X @ least_squares(X, y)))
         > 1e-3
         and abs(2 * float(yours["sigma"].item()) - round(2 * float(yours["sigma"].item()))) < 1e-7
    )}),
    ("divisor n − p", _divisor_n_p,
     lambda yours, X, y: (
     f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, divides by "
     "n − 3: the estimate of `ols.fit`'s table, not where the likelihood is highest."
     )),
    ("log sigma for sigma", _log_sigma_for_sigma,
     lambda yours, X, y: (
     f"Your beta is right. Your {written(yours['sigma'].item(), '.4f')} is *log* sigma: take "
     "its exponential."
     )),
    ("variance", _variance,
     lambda yours, X, y: (
     f"Your beta is right. Your {written(yours['sigma'].item(), '.3f')} is a variance: take "
     "the root."
     )),
    ("slopes alone", _slopes_alone,
     "Your two slopes and your sigma are right, but the constant is missing: `beta` has three "
     "entries."),
    ("truth", _truth,
     "Your numbers are the truth of the seed world, not the maximum of the likelihood."),
    ("the start", lambda X, y: (np.ones(3), 1.0),
     "Your numbers are all ones: the start of the search, not where it ended. The result is in "
     "`.x`."),
    ("printed slopes, no constant", lambda X, y: (np.append(0, PRINTED[:2]), PRINTED[2]),
     "Your slopes are the printed ones, with a 0 before them. Search again, with `X`: the slopes "
     "change once the constant may be anything.",
     {"tolerance": Rounding(5e-3, reason="the printed digits move with the version of SciPy")}),
    ("constant held at 0", _constant_held_at_0,
     "Your numbers are the maximum of the model *without* an intercept, with a 0 before its "
     "slopes. Search with `X`, whose first column is the intercept's.",
     {"tolerance": Rounding(1e-3, reason="a search ends within 1e-4")}),
    ("theta cut at the wrong place", _theta_cut_at_the_wrong_place,
     "Your sigma is the constant, and your beta ends with sigma. Theta holds beta first, "
     "`.x[:3]`, and sigma last, `.x[3]`.",
     {"tolerance": Rounding(1e-3, reason="a search ends within 1e-4")}),
)  # fmt: skip


def _may_be_a_place(yours):
    return yours["beta"].size == 3 and yours["sigma"].size == 1


mended.mistakes(
    ("negative sigma", lambda X, y: (np.array([2.0, 9.0, 13.0]), -3.0),
     "Your sigma is negative, and no likelihood exists there. If a search led to it, it jumped "
     "over 0: give sigma a bound, in `bounds` as the last pair.",
     {"recognises": lambda yours, X, y: _may_be_a_place(yours) and yours["sigma"].item() < 0}),
)  # fmt: skip


def _steepest(yours, X, y):
    """The largest slope of the log-likelihood at the learner's own point."""
    beta, sigma = yours["beta"].ravel(), float(yours["sigma"].item())
    return float(np.abs(np.append(*downhill(X, y, beta, sigma))).max())


def _stopped_on_the_way(X, y):
    return np.array([10.632, 7.787, 8.204]), 6.225  # SciPy's end from 5, 5, 5, 20 without bounds


mended.mistakes(
    ("stopped on the way", _stopped_on_the_way,
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


def _sigma_without_the_intercept(X, y):
    slopes = least_squares(X[:, 1:], y)
    return least_squares(X, y), root_mean_square(y - X[:, 1:] @ slopes)


def _beta_cut_too_soon(X, y):
    beta = least_squares(X, y)
    return beta[:2], beta[2]


def _all_of_theta_as_beta(X, y):
    beta = least_squares(X, y)
    sigma = root_mean_square(y - X @ beta)
    return np.append(beta, sigma), sigma


mended.mistakes(
    ("sigma without the intercept", _sigma_without_the_intercept,
     "Your beta is right, but your sigma belongs to the model without an intercept: it is "
     "`sigma_without`.",
     {"tolerance": Rounding(1e-3, reason="a search ends within 1e-4")}),
    ("beta cut too soon", _beta_cut_too_soon,
     "Your beta stops after the slope of x1. The model has three coefficients: `.x[:3]`, and "
     "sigma is `.x[3]`.",
     {"tolerance": Rounding(1e-3, reason="a search ends within 1e-4")}),
    ("all of theta as beta", _all_of_theta_as_beta,
     "Your beta holds all four numbers of the search. The first three are beta, `.x[:3]`; the "
     "last one is sigma.",
     {"recognises": lambda yours, X, y: (
         yours["beta"].size == 4
         and np.allclose(yours["beta"].ravel()[:3], least_squares(X, y), rtol=1e-3)
    )}),
)  # fmt: skip
