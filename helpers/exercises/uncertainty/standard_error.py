"""Standard errors from one sample: which sigma, which divisor, which root."""

import numpy as np

from helpers.exercises.lessons import uncertainty as lesson
from helpers.exercises.uncertainty.fits import (
    T,
    lstsq,
    residual_squares,
    robust_errors,
    sigma_of,
    unscaled_errors,
)
from helpers.exercises.uncertainty.worlds import WORLD, notebook_estimates, seed_data


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


@standard_errors.misconception(
    "divisor n",
    "Your {yours} use the residual sum of squares divided by n = 200. The plane has bent to the "
    "data in p directions, so residuals are smaller than noise: divide by n − p.",
)
def _(X, y):
    return sigma_of(X, y, len(y)) * unscaled_errors(X)


@standard_errors.misconception(
    "divisor n − 1",
    "Your {yours} use the divisor n − 1 (`ddof=1`). That is right where only a mean was fitted; "
    "here p coefficients were.",
)
def _(X, y):
    return sigma_of(X, y, len(y) - 1) * unscaled_errors(X)


@standard_errors.misconception(
    "divisor n − 2",
    "Your {yours} use the divisor n − 2, the one for a line. This plane has three coefficients: "
    "divide by n − p.",
)
def _(X, y):
    return sigma_of(X, y, len(y) - 2) * unscaled_errors(X)


@standard_errors.misconception(
    "times 1.96",
    "Your {yours} are 1.96 standard errors, half the width of an interval. Wanted: one.",
)
def _(X, y):
    return 1.96 * sigma_of(X, y, len(y) - 3) * unscaled_errors(X)


@standard_errors.misconception(
    "sigma from the noise",
    "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals.",
)
def _(X, y):
    return np.std(WORLD.noise) * unscaled_errors(X)


@standard_errors.misconception(
    "sigma from the noise, divisor n − 1",
    "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals.",
)
def _(X, y):
    return np.std(WORLD.noise, ddof=1) * unscaled_errors(X)


@standard_errors.misconception(
    "sigma from the noise, divisor n − p",
    "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals.",
)
def _(X, y):
    return np.sqrt(WORLD.noise @ WORLD.noise / (len(y) - 3)) * unscaled_errors(X)


@standard_errors.misconception(
    "t values",
    "Your {yours} are estimates divided by standard errors. Wanted: the standard errors "
    "themselves.",
)
def _(X, y):
    return lstsq(X, y) / (sigma_of(X, y, len(y) - 3) * unscaled_errors(X))


@standard_errors.misconception(
    "true sigma",
    "Your {yours} use sigma = 5, the truth, and are the true standard errors. One sample does not "
    "know it: estimate sigma from the residuals.",
)
def _(X, y):
    return WORLD.sigma * unscaled_errors(X)


@standard_errors.misconception(
    "no square root",
    "Your {yours} are variances, in squared units. A standard error is their root.",
)
def _(X, y):
    return sigma_of(X, y, len(y) - X.shape[1]) ** 2 * unscaled_errors(X) ** 2


@standard_errors.misconception(
    "1/diagonal",
    "Your {yours} divide by the diagonal of X'X. Invert the whole matrix first and then take the "
    "diagonal: the difference is what the predictors share with each other and with the constant.",
)
def _(X, y):
    return sigma_of(X, y, len(y) - X.shape[1]) / np.sqrt(np.diag(X.T @ X))


@standard_errors.misconception(
    "1/diagonal, no square root",
    "Your {yours} divide the variance by the diagonal of X'X. Invert the whole matrix first, take "
    "its diagonal, and then the root.",
)
def _(X, y):
    return sigma_of(X, y, len(y) - X.shape[1]) ** 2 / np.diag(X.T @ X)


@standard_errors.misconception(
    "sigma outside the root",
    "Your {yours} have sigma_hat² where sigma_hat belongs: it stands outside of the square root, "
    "or the variance was handed over as sigma. Take the root of the whole variance.",
)
def _(X, y):
    return sigma_of(X, y, len(y) - X.shape[1]) ** 2 * unscaled_errors(X)


@standard_errors.misconception(
    "sigma not squared",
    "Your {yours} are roots of sigma_hat times the diagonal: sigma_hat is not squared.",
)
def _(X, y):
    return np.sqrt(sigma_of(X, y, len(y) - X.shape[1])) * unscaled_errors(X)


@standard_errors.misconception(
    "root forgotten on the diagonal",
    "Your {yours} are sigma_hat times the diagonal of (X'X)⁻¹. The diagonal needs its root, too.",
)
def _(X, y):
    return sigma_of(X, y, len(y) - X.shape[1]) * unscaled_errors(X) ** 2


@standard_errors.misconception(
    "without sigma", "Your {yours} are the roots of the diagonal of (X'X)⁻¹; sigma is missing."
)
def _(X, y):
    return unscaled_errors(X)


@standard_errors.misconception(
    "spread of y for sigma",
    "Your {yours} use the standard deviation of y. Much of that is the plane; sigma is what "
    "scatters around it: use the residuals.",
)
def _(X, y):
    return np.std(y, ddof=1) * unscaled_errors(X)


@standard_errors.misconception(
    "spread of y for sigma, divisor n",
    "Your {yours} use the standard deviation of y. Much of that is the plane; sigma is what "
    "scatters around it: use the residuals.",
)
def _(X, y):
    return np.std(y) * unscaled_errors(X)


@standard_errors.misconception(
    "no constant",
    "Your {yours} come from X without its column of ones. The constant takes part: "
    "invert the whole of X'X.",
)
def _(X, y):
    return sigma_of(X, y, len(y) - X.shape[1]) * unscaled_errors(X[:, 1:])


@standard_errors.misconception(
    "divided by √n",
    "Your {yours} are divided by √n once too often: the n observations are counted in X'X already.",
)
def _(X, y):
    return sigma_of(X, y, len(y) - X.shape[1]) * unscaled_errors(X) / np.sqrt(len(y))


@standard_errors.misconception(
    "whole matrix", "Your numbers are the whole covariance matrix. Take the roots of its diagonal."
)
def _(X, y):
    return sigma_of(X, y, len(y) - X.shape[1]) ** 2 * np.linalg.inv(X.T @ X)


SPREAD = (
    "Your {yours} are the spread of the 2,000 estimates. That took 2,000 worlds and the truth; "
    "wanted is what one sample says by itself."
)


@standard_errors.misconception("spread of the 2,000 worlds", SPREAD)
def _(X, y):
    return np.std(notebook_estimates(X), axis=0)


@standard_errors.misconception("spread of the 2,000 worlds, divisor 1,999", SPREAD)
def _(X, y):
    return np.std(notebook_estimates(X), axis=0, ddof=1)


ROBUST = (
    "Your {yours} are robust standard errors ({kind}), which allow every row a noise of its own "
    "size. Wanted: one sigma for all rows; lesson 04 will need the others."
)


@standard_errors.misconception("robust standard errors (HC0)", ROBUST.replace("{kind}", "HC0"))
def _(X, y):
    return robust_errors(X, y, 0)


@standard_errors.misconception("robust standard errors (HC1)", ROBUST.replace("{kind}", "HC1"))
def _(X, y):
    return robust_errors(X, y, 0) * np.sqrt(len(y) / (len(y) - X.shape[1]))


@standard_errors.misconception("robust standard errors (HC2)", ROBUST.replace("{kind}", "HC2"))
def _(X, y):
    return robust_errors(X, y, 1)


@standard_errors.misconception("robust standard errors (HC3)", ROBUST.replace("{kind}", "HC3"))
def _(X, y):
    return robust_errors(X, y, 2)


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

for _name, _says, _program in (
    (
        "roots of the whole matrix",
        "Your numbers are roots of all entries of the covariance matrix, and some of those are "
        "negative. Take its diagonal first: `np.diag`.",
        lambda X, y: np.where(
            (matrix := sigma_of(X, y, len(y) - 3) ** 2 * np.linalg.inv(X.T @ X)) < 0,
            np.nan,
            np.sqrt(np.abs(matrix)),
        ),
    ),
    (
        "diagonal of the inverse",
        "Your {yours} are the diagonal of (X'X)⁻¹. Multiply by the variance, sigma_hat², and take "
        "the root.",
        lambda X, y: unscaled_errors(X) ** 2,
    ),
    (
        "sigma_hat/√n",
        "Your {yours} is sigma_hat/√n, the standard error of a *mean* of n observations. Each "
        "coefficient has one of its own, from the diagonal of the covariance matrix.",
        lambda X, y: sigma_of(X, y, len(y) - 3) / np.sqrt(len(y)),
    ),
    (
        "sigma_hat/√n, three times",
        "Your {yours} are all sigma_hat/√n, the standard error of a *mean* of n observations. Each "
        "coefficient has one of its own, from the diagonal of the covariance matrix.",
        lambda X, y: np.full(3, sigma_of(X, y, len(y) - 3) / np.sqrt(len(y))),
    ),
    (
        "half the width",
        MARGIN.replace("{what}", "half the widths"),
        lambda X, y: T * sigma_of(X, y, len(y) - 3) * unscaled_errors(X),
    ),
    (
        "the width",
        MARGIN.replace("{what}", "the widths"),
        lambda X, y: 2 * T * sigma_of(X, y, len(y) - 3) * unscaled_errors(X),
    ),
    (
        "the errors",
        "Your {yours} are the errors of this one estimate, which nobody knows outside of a "
        "simulation. A standard error says how large such errors typically are.",
        lambda X, y: lstsq(X, y) - WORLD.beta,
    ),
    (
        "the sizes of the errors",
        "Your {yours} are the sizes of this one estimate's errors, which nobody knows outside of a "
        "simulation. A standard error says how large they typically are.",
        lambda X, y: np.abs(lstsq(X, y) - WORLD.beta),
    ),
    (
        "misses",
        "Your {yours} are errors divided by the spread of the 2,000 worlds. Wanted: the standard "
        "errors, from one sample.",
        lambda X, y: (lstsq(X, y) - WORLD.beta) / np.std(notebook_estimates(X), axis=0, ddof=1),
    ),
    ("spread of the predictors", PREDICTORS, lambda X, y: np.std(X, axis=0)),
    ("spread of the predictors, n − 1", PREDICTORS, lambda X, y: np.std(X, axis=0, ddof=1)),
    (
        "standard errors of the predictors' means",
        PREDICTORS,
        lambda X, y: np.std(X, axis=0) / np.sqrt(len(y)),
    ),
    (
        "standard errors of the predictors' means, n − 1",
        PREDICTORS,
        lambda X, y: np.std(X, axis=0, ddof=1) / np.sqrt(len(y)),
    ),
):
    standard_errors.misconception(_name, _says)(_program)


def _by_repetition(yours, X, y):
    """Whether these are close to the standard errors, and yet no multiple of the formula's."""
    multiples = yours.ravel() / unscaled_errors(X)
    near = np.abs(multiples / [[sigma_of(X, y, len(y) - 3)], [WORLD.sigma]] - 1)
    return yours.size == 3 and np.min(np.max(near, axis=1)) < 0.06 and np.ptp(multiples) > 0.01


@standard_errors.misconception(
    "made by repetition",
    "Your {yours} are close to what the formula gives, but are not from it. If they come from "
    "repetition (new worlds, a bootstrap), they keep a random error of their own: "
    "use `covariance(X, sigma_hat)`.",
    recognises=_by_repetition,
)
def _(X, y):
    noise = np.random.default_rng(0).normal(0, WORLD.sigma, (2000, len(y)))
    return np.std(noise @ np.linalg.pinv(X).T, axis=0)
