"""Standard errors from one sample: which sigma, which divisor, which root."""

import numpy as np

from helpers import ols
from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import (
    WORLD,
    covariances_of,
    errors_of,
    lstsq,
    notebook_estimates,
    notebook_noise,
    residual_squares,
    robust_errors,
    seed,
    sigma_of,
    unscaled_errors,
)


@lesson.value(
    "03-standard-errors",
    data=seed,
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
    return sigma_of(X, y) * np.linalg.norm(np.linalg.inv(R), axis=1)


@standard_errors.variant("the formula")
def _(X, y):
    residuals = y - X @ lstsq(X, y)
    variance = residuals @ residuals / (len(y) - X.shape[1])
    return np.sqrt(np.diag(variance * np.linalg.inv(X.T @ X)))


@standard_errors.variant("a fitted object")
def _(X, y):
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


def _of_sigma(sigma):
    """The program that takes this for sigma."""
    return lambda X, y: sigma(X, y) * unscaled_errors(X)


def _sigmas_of_the_worlds(X):
    """The sigma_hat of each of the notebook's 2,000 worlds."""
    return np.sqrt(residual_squares(X, notebook_noise(X)) / (len(X) - X.shape[1]))


FROM_THE_NOISE = (
    "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals."
)
SPREAD_OF_Y = (
    "Your {yours} use the standard deviation of y. Much of that is the plane; sigma is what "
    "scatters around it: use the residuals."
)
FROM_THE_WORLDS = (
    "Your {yours} take sigma from the 2,000 worlds, which no sample knows. Use the `residuals` of "
    "the seed world."
)

standard_errors.mistakes(
    ("divisor n", lambda X, y: sigma_of(X, y, len(y)),
     "Your {yours} use the residual sum of squares divided by n = 200. The plane has bent to the "
     "data in p directions, so residuals are smaller than noise: divide by n − p."),
    ("divisor n − 1", lambda X, y: sigma_of(X, y, len(y) - 1),
     "Your {yours} use the divisor n − 1 (`ddof=1`). That is right where only a mean was fitted; "
     "here p coefficients were."),
    ("divisor n − 2", lambda X, y: sigma_of(X, y, len(y) - 2),
     "Your {yours} use the divisor n − 2, the one for a line. This plane has three coefficients: "
     "divide by n − p."),
    ("divisor n − p − 1", lambda X, y: sigma_of(X, y, len(y) - X.shape[1] - 1),
     "Your {yours} use the divisor n − p − 1. p counts the constant already: divide by n − p."),
    ("true sigma", lambda X, y: WORLD.sigma,
     "Your {yours} use sigma = 5, the truth, and are the true standard errors. One sample does "
     "not know it: estimate sigma from the residuals."),
    ("sigma from the noise", lambda X, y: np.std(WORLD.noise), FROM_THE_NOISE),
    ("sigma from the noise, divisor n − p",
     lambda X, y: np.sqrt(WORLD.noise @ WORLD.noise / (len(y) - 3)), FROM_THE_NOISE),
    ("spread of y for sigma", lambda X, y: np.std(y, ddof=1), SPREAD_OF_Y),
    ("spread of y for sigma, divisor n", lambda X, y: np.std(y), SPREAD_OF_Y),
    ("spread of the noise in the 2,000 worlds",
     lambda X, y: np.std(notebook_noise(X)), FROM_THE_WORLDS),
    ("average sigma of the 2,000 worlds",
     lambda X, y: np.mean(_sigmas_of_the_worlds(X)), FROM_THE_WORLDS),
    ("average variance of the 2,000 worlds",
     lambda X, y: np.sqrt(np.mean(_sigmas_of_the_worlds(X) ** 2)), FROM_THE_WORLDS),
    ("mean absolute residual", lambda X, y: np.mean(np.abs(y - X @ lstsq(X, y))),
     "Your {yours} take the average size of the residuals for sigma. Wanted: the root of their sum "
     "of squares over n − p."),
    ("without sigma", lambda X, y: 1.0,
     "Your {yours} are the roots of the diagonal of (X'X)⁻¹; sigma is missing."),
    ("sigma outside the root", lambda X, y: sigma_of(X, y) ** 2,
     "Your {yours} have sigma_hat² where sigma_hat belongs: it stands outside of the square root, "
     "or the variance was handed over as sigma. Take the root of the whole variance."),
    ("variance for sigma, divisor n", lambda X, y: sigma_of(X, y, len(y)) ** 2,
     "Your {yours} have a variance where sigma_hat belongs: `covariance` squares what it is given. "
     "Hand over its root. And the divisor is n − p."),
    of=_of_sigma,
)  # fmt: skip


def _by_repetition(yours, X, y):
    """Whether these are close to the standard errors, and yet no multiple of the formula's."""
    multiples = yours.ravel() / unscaled_errors(X)
    near = np.abs(multiples / [[sigma_of(X, y)], [WORLD.sigma]] - 1)
    return yours.size == 3 and np.min(np.max(near, axis=1)) < 0.06 and np.ptp(multiples) > 0.01


SPREAD = (
    "Your {yours} are the spread of the 2,000 estimates. That took 2,000 worlds and the truth; "
    "wanted is what one sample says by itself."
)
ROBUST = (
    "Your {yours} are robust standard errors ({kind}), which allow every row a noise of its own "
    "size. Wanted: one sigma for all rows; lesson 04 will need the others."
)

standard_errors.mistakes(
    ("sigma_hat/√n, three times", lambda X, y: np.full(3, sigma_of(X, y) / np.sqrt(len(y))),
     "Your {yours} are all sigma_hat/√n, the standard error of a *mean* of n observations. Each "
     "coefficient has one of its own, from the diagonal of the covariance matrix."),
    ("no square root", lambda X, y: errors_of(X, y) ** 2,
     "Your {yours} are variances, in squared units. A standard error is their root."),
    ("1/diagonal", lambda X, y: sigma_of(X, y) / np.sqrt(np.diag(X.T @ X)),
     "Your {yours} divide by the diagonal of X'X. Invert the whole matrix first and then take the "
     "diagonal: the difference is what the predictors share with each other and with the "
     "constant."),
    ("whole matrix", covariances_of,
     "Your numbers are the whole covariance matrix. Take the roots of its diagonal."),
    ("roots of the whole matrix",
     lambda X, y: np.where((C := covariances_of(X, y)) < 0, np.nan, np.sqrt(np.abs(C))),
     "Your numbers are roots of all entries of the covariance matrix, and some of those are "
     "negative. Take its diagonal first: `np.diag`."),
    ("diagonal of the inverse", lambda X, y: unscaled_errors(X) ** 2,
     "Your {yours} are the diagonal of (X'X)⁻¹. Multiply by the variance, sigma_hat², and take "
     "the root."),
    ("sigma_hat/√n", lambda X, y: sigma_of(X, y) / np.sqrt(len(y)),
     "Your {yours} is sigma_hat/√n, the standard error of a *mean* of n observations. Each "
     "coefficient has one of its own, from the diagonal of the covariance matrix."),
    ("divided by √n", lambda X, y: errors_of(X, y) / np.sqrt(len(y)),
     "Your {yours} are divided by √n once too often: the n observations are counted in X'X "
     "already."),
    ("times 1.96", lambda X, y: 1.96 * errors_of(X, y),
     "Your {yours} are 1.96 standard errors, half the width of an interval. Wanted: one."),
    ("t values", lambda X, y: lstsq(X, y) / errors_of(X, y),
     "Your {yours} are estimates divided by standard errors. Wanted: the standard errors "
     "themselves."),
    ("spread of the 2,000 worlds", lambda X, y: np.std(notebook_estimates(X), axis=0), SPREAD),
    ("spread of the 2,000 worlds, divisor 1,999",
     lambda X, y: np.std(notebook_estimates(X), axis=0, ddof=1), SPREAD),
    ("the errors", lambda X, y: lstsq(X, y) - WORLD.beta,
     "Your {yours} are the errors of this one estimate, which nobody knows outside of a "
     "simulation. A standard error says how large such errors typically are."),
    ("spread of the predictors", lambda X, y: np.std(X, axis=0),
     "Your {yours} are the spread of the predictors, the columns of X. Wanted: how the *estimates* "
     "vary."),
    ("robust standard errors (HC0)", lambda X, y: robust_errors(X, y, 0),
     ROBUST.replace("{kind}", "HC0")),
    ("robust standard errors (HC1)",
     lambda X, y: robust_errors(X, y, 0) * np.sqrt(len(y) / (len(y) - X.shape[1])),
     ROBUST.replace("{kind}", "HC1")),
    ("robust standard errors (HC2)", lambda X, y: robust_errors(X, y, 1),
     ROBUST.replace("{kind}", "HC2")),
    ("robust standard errors (HC3)", lambda X, y: robust_errors(X, y, 2),
     ROBUST.replace("{kind}", "HC3")),
    ("made by repetition", lambda X, y: np.std(notebook_estimates(X)[:1000], axis=0),
     "Your {yours} are close to what the formula gives, but are not from it. If they come from "
     "repetition (new worlds, a bootstrap), they keep a random error of their own: use "
     "`covariance(X, sigma_hat)`.",
     {"recognises": _by_repetition}),
)  # fmt: skip
