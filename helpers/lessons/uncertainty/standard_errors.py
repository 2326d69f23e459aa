"""Standard errors from one sample: which sigma, which divisor, which root."""

import numpy as np

from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.fits import (
    T,
    lstsq,
    residual_squares,
    robust_errors,
    sigma_of,
    unscaled_errors,
)
from helpers.lessons.uncertainty.worlds import WORLD, notebook_estimates, seed_data


@lesson.value(
    "03-standard-errors",
    data=seed_data,
    attributes=("standard_errors", "bse"),
    hints=(
        "The covariance matrix has σ² in it, which one sample does not know. Estimate it from the "
        "residuals.",
        "`sigma_hat` is the root of the residual sum of squares divided by n − p. "
        "`covariance(X, sigma_hat)` then has the variances on its diagonal.",
        "`np.sqrt(np.diag(covariance(X, sigma_hat)))` with "
        "`sigma_hat = np.sqrt(residuals @ residuals / (n - p))`.",
    ),
)
def standard_errors(X, y):
    """Standard errors from one sample."""
    R = np.linalg.qr(X)[1]
    return sigma_of(X, y, len(y) - X.shape[1]) * np.linalg.norm(np.linalg.inv(R), axis=1)


@standard_errors.variant("the formula")
def _(X, y):
    residuals = y - X @ lstsq(X, y)
    variance = residuals @ residuals / (len(y) - X.shape[1])
    return np.sqrt(np.diag(variance * np.linalg.inv(X.T @ X)))


@standard_errors.variant("a fitted object")
def _(X, y):
    from helpers import ols

    return ols.fit(X, y)


def _sigmas(errors, X):
    """The sigma in each standard error."""
    return errors / unscaled_errors(X)


@standard_errors.law(
    "A standard error is the typical size of an error, and never negative. Yours are {left}.", "≥"
)
def _(errors, X, y):
    return errors, 0


@standard_errors.law(
    "One sigma_hat is in all standard errors: each is sigma_hat times the root of its entry on the "
    "diagonal of (X'X)⁻¹. In yours it is {left}."
)
def _(errors, X, y):
    sigmas = _sigmas(errors, X)
    return sigmas, sigmas.mean()


@standard_errors.law(
    "The sigma_hat in your standard errors, squared and times n − p, is the residual sum of "
    "squares: {right} here. Yours gives {left}."
)
def _(errors, X, y):
    residuals = y - X @ lstsq(X, y)
    return np.mean(_sigmas(errors, X)) ** 2 * (len(y) - X.shape[1]), residuals @ residuals


standard_errors.mistakes(
    ("divisor n", lambda X, y: sigma_of(X, y, len(y)) * unscaled_errors(X),
     "Your {yours} use the residual sum of squares divided by n = 200. The plane has bent to the "
     "data in p directions, so residuals are smaller than noise: divide by n − p."),
    ("divisor n − 1", lambda X, y: sigma_of(X, y, len(y) - 1) * unscaled_errors(X),
     "Your {yours} use the divisor n − 1 (`ddof=1`). That is right where only a mean was fitted; "
     "here p coefficients were."),
    ("divisor n − 2", lambda X, y: sigma_of(X, y, len(y) - 2) * unscaled_errors(X),
     "Your {yours} use the divisor n − 2, the one for a line. This plane has three coefficients: "
     "divide by n − p."),
    ("times 1.96", lambda X, y: 1.96 * sigma_of(X, y, len(y) - 3) * unscaled_errors(X),
     "Your {yours} are 1.96 standard errors, half the width of an interval. Wanted: one."),
    ("sigma from the noise", lambda X, y: np.std(WORLD.noise) * unscaled_errors(X),
     "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals."),
    ("sigma from the noise, divisor n − 1",
     lambda X, y: np.std(WORLD.noise, ddof=1) * unscaled_errors(X),
     "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals."),
    ("sigma from the noise, divisor n − p",
     lambda X, y: np.sqrt(WORLD.noise @ WORLD.noise / (len(y) - 3)) * unscaled_errors(X),
     "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals."),
    ("t values", lambda X, y: lstsq(X, y) / (sigma_of(X, y, len(y) - 3) * unscaled_errors(X)),
     "Your {yours} are estimates divided by standard errors. Wanted: the standard errors "
     "themselves."),
    ("true sigma", lambda X, y: WORLD.sigma * unscaled_errors(X),
     "Your {yours} use sigma = 5, the truth, and are the true standard errors. One sample does "
     "not know it: estimate sigma from the residuals."),
    ("no square root",
     lambda X, y: sigma_of(X, y, len(y) - X.shape[1]) ** 2 * unscaled_errors(X) ** 2,
     "Your {yours} are variances, in squared units. A standard error is their root."),
    ("1/diagonal", lambda X, y: sigma_of(X, y, len(y) - X.shape[1]) / np.sqrt(np.diag(X.T @ X)),
     "Your {yours} divide by the diagonal of X'X. Invert the whole matrix first and then take the "
     "diagonal: the difference is what the predictors share with each other and with the "
     "constant."),
    ("1/diagonal, no square root",
     lambda X, y: sigma_of(X, y, len(y) - X.shape[1]) ** 2 / np.diag(X.T @ X),
     "Your {yours} divide the variance by the diagonal of X'X. Invert the whole matrix first, "
     "take its diagonal, and then the root."),
    ("sigma outside the root",
     lambda X, y: sigma_of(X, y, len(y) - X.shape[1]) ** 2 * unscaled_errors(X),
     "Your {yours} have sigma_hat² where sigma_hat belongs: it stands outside of the square root, "
     "or the variance was handed over as sigma. Take the root of the whole variance."),
    ("sigma not squared",
     lambda X, y: np.sqrt(sigma_of(X, y, len(y) - X.shape[1])) * unscaled_errors(X),
     "Your {yours} are roots of sigma_hat times the diagonal: sigma_hat is not squared."),
    ("root forgotten on the diagonal",
     lambda X, y: sigma_of(X, y, len(y) - X.shape[1]) * unscaled_errors(X) ** 2,
     "Your {yours} are sigma_hat times the diagonal of (X'X)⁻¹. The diagonal needs its root, too."),
    ("without sigma", lambda X, y: unscaled_errors(X),
     "Your {yours} are the roots of the diagonal of (X'X)⁻¹; sigma is missing."),
    ("spread of y for sigma", lambda X, y: np.std(y, ddof=1) * unscaled_errors(X),
     "Your {yours} use the standard deviation of y. Much of that is the plane; sigma is what "
     "scatters around it: use the residuals."),
    ("spread of y for sigma, divisor n", lambda X, y: np.std(y) * unscaled_errors(X),
     "Your {yours} use the standard deviation of y. Much of that is the plane; sigma is what "
     "scatters around it: use the residuals."),
    ("no constant", lambda X, y: sigma_of(X, y, len(y) - X.shape[1]) * unscaled_errors(X[:, 1:]),
     "Your {yours} come from X without its column of ones. The constant takes part: invert the "
     "whole of X'X."),
    ("divided by √n",
     lambda X, y: sigma_of(X, y, len(y) - X.shape[1]) * unscaled_errors(X) / np.sqrt(len(y)),
     "Your {yours} are divided by √n once too often: the n observations are counted in X'X "
     "already."),
    ("whole matrix", lambda X, y: sigma_of(X, y, len(y) - X.shape[1]) ** 2 * np.linalg.inv(X.T @ X),
     "Your numbers are the whole covariance matrix. Take the roots of its diagonal."),
)  # fmt: skip


SPREAD = (
    "Your {yours} are the spread of the 2,000 estimates. That took 2,000 worlds and the truth; "
    "wanted is what one sample says by itself."
)


standard_errors.mistakes(
    ("spread of the 2,000 worlds", lambda X, y: np.std(notebook_estimates(X), axis=0),
     SPREAD),
    ("spread of the 2,000 worlds, divisor 1,999",
     lambda X, y: np.std(notebook_estimates(X), axis=0, ddof=1),
     SPREAD),
)  # fmt: skip


ROBUST = (
    "Your {yours} are robust standard errors ({kind}), which allow every row a noise of its own "
    "size. Wanted: one sigma for all rows; lesson 04 will need the others."
)


standard_errors.mistakes(
    ("robust standard errors (HC0)", lambda X, y: robust_errors(X, y, 0),
     ROBUST.replace("{kind}", "HC0")),
    ("robust standard errors (HC1)",
     lambda X, y: robust_errors(X, y, 0) * np.sqrt(len(y) / (len(y) - X.shape[1])),
     ROBUST.replace("{kind}", "HC1")),
    ("robust standard errors (HC2)", lambda X, y: robust_errors(X, y, 1),
     ROBUST.replace("{kind}", "HC2")),
    ("robust standard errors (HC3)", lambda X, y: robust_errors(X, y, 2),
     ROBUST.replace("{kind}", "HC3")),
)  # fmt: skip


def _sigmas_of_the_worlds(X, divisor):
    """The sigma_hat of each of the notebook's 2,000 worlds."""
    noise = np.random.default_rng(2).normal(0, WORLD.sigma, size=(2000, len(X)))
    return np.sqrt(residual_squares(X, noise) / divisor)


FROM_THE_WORLDS = (
    "Your {yours} take sigma from the 2,000 worlds, which no sample knows. Use the `residuals` of "
    "the seed world."
)
VARIANCE_FOR_SIGMA = (
    "Your {yours} have a variance where sigma_hat belongs: `covariance` squares what it is given. "
    "Hand over its root. And the divisor is n − p."
)
OUTSIDE = (
    "Your {yours} have the divisor outside of the square root. It stands under the root, together "
    "with the sum of squares."
)

for _name, _says, _sigma in (
    (
        "sum of squares for sigma",
        "Your {yours} have the whole sum of squares where sigma_hat "
        "belongs. Divide by n − p and take the root.",
        lambda X, y: sigma_of(X, y, 1) ** 2,
    ),
    ("variance for sigma, divisor n", VARIANCE_FOR_SIGMA, lambda X, y: sigma_of(X, y, len(y)) ** 2),
    (
        "variance for sigma, divisor n − 1",
        VARIANCE_FOR_SIGMA,
        lambda X, y: sigma_of(X, y, len(y) - 1) ** 2,
    ),
    (
        "divided outside the root, n − p",
        OUTSIDE,
        lambda X, y: sigma_of(X, y, 1) / (len(y) - X.shape[1]),
    ),
    ("divided outside the root, n", OUTSIDE, lambda X, y: sigma_of(X, y, 1) / len(y)),
    (
        "divisor n − p − 1",
        "Your {yours} use the divisor n − p − 1. p counts the constant already: divide by n − p.",
        lambda X, y: sigma_of(X, y, len(y) - X.shape[1] - 1),
    ),
    (
        "mean absolute residual",
        "Your {yours} take the average size of the residuals for sigma. "
        "Wanted: the root of their sum of squares over n − p.",
        lambda X, y: np.mean(np.abs(y - X @ lstsq(X, y))),
    ),
    (
        "average variance of the 2,000 worlds",
        FROM_THE_WORLDS,
        lambda X, y: np.sqrt(np.mean(_sigmas_of_the_worlds(X, len(y) - X.shape[1]) ** 2)),
    ),
    (
        "average variance of the 2,000 worlds, divisor n",
        FROM_THE_WORLDS,
        lambda X, y: np.sqrt(np.mean(_sigmas_of_the_worlds(X, len(y)) ** 2)),
    ),
    (
        "average sigma of the 2,000 worlds",
        FROM_THE_WORLDS,
        lambda X, y: np.mean(_sigmas_of_the_worlds(X, len(y) - X.shape[1])),
    ),
    (
        "sigma² of the 2,000 worlds",
        FROM_THE_WORLDS + " And take the root: this is sigma².",
        lambda X, y: np.mean(_sigmas_of_the_worlds(X, len(y) - X.shape[1]) ** 2),
    ),
    (
        "sigma of the first of the 2,000 worlds",
        FROM_THE_WORLDS,
        lambda X, y: _sigmas_of_the_worlds(X, len(y) - X.shape[1])[0],
    ),
    (
        "spread of the noise in the 2,000 worlds",
        FROM_THE_WORLDS,
        lambda X, y: np.std(np.random.default_rng(2).normal(0, WORLD.sigma, (2000, len(y)))),
    ),
):
    standard_errors.misconception(_name, _says)(
        lambda X, y, sigma=_sigma: sigma(X, y) * unscaled_errors(X)
    )

PREDICTORS = (
    "Your {yours} are the spread of the predictors, the columns of X. Wanted: how the *estimates* "
    "vary."
)
MARGIN = "Your {yours} are {what} of the 95 % intervals. Wanted: one standard error."

standard_errors.mistakes(
    ("roots of the whole matrix",
     lambda X, y: np.where(
         (matrix := sigma_of(X, y, len(y) - 3) ** 2 * np.linalg.inv(X.T @ X)) < 0,
         np.nan,
         np.sqrt(np.abs(matrix)),
         ),
     "Your numbers are roots of all entries of the covariance matrix, and some of those are "
     "negative. Take its diagonal first: `np.diag`."),
    ("diagonal of the inverse", lambda X, y: unscaled_errors(X) ** 2,
     "Your {yours} are the diagonal of (X'X)⁻¹. Multiply by the variance, sigma_hat², and take "
     "the root."),
    ("sigma_hat/√n", lambda X, y: sigma_of(X, y, len(y) - 3) / np.sqrt(len(y)),
     "Your {yours} is sigma_hat/√n, the standard error of a *mean* of n observations. Each "
     "coefficient has one of its own, from the diagonal of the covariance matrix."),
    ("sigma_hat/√n, three times",
     lambda X, y: np.full(3, sigma_of(X, y, len(y) - 3) / np.sqrt(len(y))),
     "Your {yours} are all sigma_hat/√n, the standard error of a *mean* of n observations. Each "
     "coefficient has one of its own, from the diagonal of the covariance matrix."),
    ("half the width", lambda X, y: T * sigma_of(X, y, len(y) - 3) * unscaled_errors(X),
     MARGIN.replace("{what}", "half the widths")),
    ("the width", lambda X, y: 2 * T * sigma_of(X, y, len(y) - 3) * unscaled_errors(X),
     MARGIN.replace("{what}", "the widths")),
    ("the errors", lambda X, y: lstsq(X, y) - WORLD.beta,
     "Your {yours} are the errors of this one estimate, which nobody knows outside of a "
     "simulation. A standard error says how large such errors typically are."),
    ("the sizes of the errors", lambda X, y: np.abs(lstsq(X, y) - WORLD.beta),
     "Your {yours} are the sizes of this one estimate's errors, which nobody knows outside of a "
     "simulation. A standard error says how large they typically are."),
    ("misses",
     lambda X, y: (lstsq(X, y) - WORLD.beta) / np.std(notebook_estimates(X), axis=0, ddof=1),
     "Your {yours} are errors divided by the spread of the 2,000 worlds. Wanted: the standard "
     "errors, from one sample."),
    ("spread of the predictors", lambda X, y: np.std(X, axis=0),
     PREDICTORS),
    ("spread of the predictors, n − 1", lambda X, y: np.std(X, axis=0, ddof=1),
     PREDICTORS),
    ("standard errors of the predictors' means", lambda X, y: np.std(X, axis=0) / np.sqrt(len(y)),
     PREDICTORS),
    ("standard errors of the predictors' means, n − 1",
     lambda X, y: np.std(X, axis=0, ddof=1) / np.sqrt(len(y)),
     PREDICTORS),
)  # fmt: skip


def _by_repetition(yours, X, y):
    """Whether these are close to the standard errors, and yet no multiple of the formula's."""
    multiples = yours.ravel() / unscaled_errors(X)
    near = np.abs(multiples / [[sigma_of(X, y, len(y) - 3)], [WORLD.sigma]] - 1)
    return yours.size == 3 and np.min(np.max(near, axis=1)) < 0.06 and np.ptp(multiples) > 0.01


def _made_by_repetition(X, y):
    noise = np.random.default_rng(0).normal(0, WORLD.sigma, (2000, len(y)))
    return np.std(noise @ np.linalg.pinv(X).T, axis=0)


standard_errors.mistakes(
    ("made by repetition", _made_by_repetition,
     "Your {yours} are close to what the formula gives, but are not from it. If they come from "
     "repetition (new worlds, a bootstrap), they keep a random error of their own: use "
     "`covariance(X, sigma_hat)`.",
     {"recognises": _by_repetition}),
)  # fmt: skip
