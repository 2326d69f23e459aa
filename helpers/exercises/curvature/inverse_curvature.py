"""Standard errors: the roots of the diagonal of the inverse information, at the top."""

import numpy as np
from scipy import optimize

from helpers import simulate
from helpers.exercises.curvature.programs import (
    blocks,
    log_likelihood,
    maximum,
    observed_information,
    right_standard_errors,
    seed_data,
)
from helpers.exercises.lessons import curvature as lesson


def _about_right(yours, X, y):
    """Of the right size, yet clearly off, in each coefficient by another factor."""
    right = right_standard_errors(X, y)
    if yours.size not in (3, 4):
        return False
    ratio = yours.ravel() / right[: yours.size]
    return bool(
        np.all((ratio > 0.3) & (ratio < 3))
        and np.max(np.abs(ratio - 1)) > 0.02
        and np.ptp(ratio[:3]) > 0.02
    )


@lesson.value(
    "07-standard-errors",
    data=seed_data,
    hints=(
        "The curvature is the matrix `information(beta_hat, sigma_hat, X, y)`. A sharp peak means "
        "a small error: something has to be inverted.",
        "The inverse of the information estimates the covariance matrix. Variances stand on its "
        "diagonal.",
        "`np.sqrt(np.diag(np.linalg.inv(information(beta_hat, sigma_hat, X, y))))`",
    ),
)
def standard_errors(X, y):
    """The standard errors of beta and log sigma, from the curvature."""
    return right_standard_errors(X, y)


@standard_errors.variant("the inverse of the information")
def _(X, y):
    beta = np.linalg.solve(X.T @ X, X.T @ y)
    sigma = np.sqrt(np.sum((y - X @ beta) ** 2) / len(y))
    return np.sqrt(np.diag(np.linalg.inv(observed_information(X, y, beta, sigma))))


@standard_errors.variant("the expected information")
def _(X, y):
    sigma = np.sqrt(np.sum((y - X @ np.linalg.solve(X.T @ X, X.T @ y)) ** 2) / len(y))
    return [*np.sqrt(sigma**2 * np.diag(np.linalg.inv(X.T @ X))), (2 * len(y)) ** -0.5]


@standard_errors.misconception(
    "no square root",
    "Your {yours} are variances, the diagonal of the inverse. A standard error is the root of its "
    "variance.",
)
def _(X, y):
    return np.diag(np.linalg.inv(observed_information(X, y)))


@standard_errors.misconception(
    "one over the diagonal",
    "Your {yours} invert the diagonal of the information, entry by entry. That pretends to know "
    "all other parameters. Invert the whole matrix, then take the diagonal.",
)
def _(X, y):
    return np.sqrt(1 / np.diag(observed_information(X, y)))


@standard_errors.misconception(
    "one over the diagonal, no root",
    "Your {yours} invert the diagonal of the information, entry by entry, and lack the root. "
    "Invert the whole matrix, take its diagonal, then the root.",
)
def _(X, y):
    return 1 / np.diag(observed_information(X, y))


@standard_errors.misconception(
    "not inverted",
    "Your {yours} are roots of the information itself. They grow with the number of observations; "
    "an error shrinks. Invert the matrix first.",
)
def _(X, y):
    return np.sqrt(np.diag(observed_information(X, y)))


@standard_errors.misconception(
    "divisor n − p",
    "Your {yours} contain the standard errors of least squares, with divisor n − p. The curvature "
    "of the likelihood is taken at its own sigma, with divisor n.",
)
def _(X, y):
    n, p = X.shape
    return right_standard_errors(X, y) * [*np.full(p, np.sqrt(n / (n - p))), 1]


@standard_errors.misconception(
    "divisor n − p, beta only",
    "Your {yours} are the standard errors of least squares, with divisor n − p. The curvature is "
    "taken at the likelihood's own sigma, with divisor n; and log sigma has a standard error, too.",
)
def _(X, y):
    n, p = X.shape
    return right_standard_errors(X, y)[:p] * np.sqrt(n / (n - p))


@standard_errors.misconception(
    "least squares' sigma in the information",
    "Your {yours} come from the curvature at sigma with divisor n − p. That is not the maximum: "
    "there sigma is the root mean square of the residuals.",
)
def _(X, y):
    n, p = X.shape
    beta, sigma = maximum(X, y)
    information = observed_information(X, y, beta, sigma * np.sqrt(n / (n - p)))
    return np.sqrt(np.diag(np.linalg.inv(information)))


@standard_errors.misconception(
    "true sigma",
    "Your {yours} use the true sigma, 5, which outside of a simulation nobody knows. Take the "
    "curvature at `sigma_hat`.",
)
def _(X, y):
    expected = blocks(2 * len(y), np.zeros(X.shape[1]), X.T @ X / simulate.seed_world().sigma ** 2)
    return np.sqrt(np.diag(np.linalg.inv(expected)))


@standard_errors.misconception(
    "true sigma in the information",
    "Your {yours} are the curvature at the true sigma, 5, which outside of a simulation nobody "
    "knows. Take it at `sigma_hat`.",
)
def _(X, y):
    information = observed_information(X, y, sigma=simulate.seed_world().sigma)
    return np.sqrt(np.diag(np.linalg.inv(information)))


@standard_errors.misconception(
    "at the truth",
    "Your {yours} are the curvature at the truth, which outside of a simulation nobody knows. Take "
    "it at the maximum, `beta_hat` and `sigma_hat`.",
)
def _(X, y):
    world = simulate.seed_world()
    return np.sqrt(np.diag(np.linalg.inv(observed_information(X, y, world.beta, world.sigma))))


@standard_errors.misconception(
    "sigma for log sigma",
    "The last of your {yours} is the standard error of sigma. Wanted here: that of log sigma, as "
    "the information has it.",
)
def _(X, y):
    return right_standard_errors(X, y) * np.append(np.ones(X.shape[1]), maximum(X, y)[1])


@standard_errors.misconception(
    "beta only",
    "Your {yours} are right for the coefficients. The fourth parameter, log sigma, has a standard "
    "error, too.",
)
def _(X, y):
    return right_standard_errors(X, y)[:-1]


@standard_errors.misconception(
    "divided by the root of n again",
    "Your {yours} are divided by √n. The information is that of all observations: "
    "its inverse knows n already.",
)
def _(X, y):
    return right_standard_errors(X, y) / np.sqrt(len(y))


@standard_errors.misconception(
    "information of one observation",
    "Your {yours} come from the average information of one observation. Use that of all: the sum.",
)
def _(X, y):
    return right_standard_errors(X, y) * np.sqrt(len(y))


@standard_errors.misconception(
    "identity",
    "Your {yours} are the standard errors of the identity matrix: an optimiser's `hess_inv` before "
    "its first step. Invert the information.",
    recognises=lambda yours, X, y: yours.size in (3, 4) and bool(np.all(yours == 1)),
)
def _(X, y):
    return np.ones(X.shape[1] + 1)


@standard_errors.misconception(
    "covariance matrix",
    "Your answer is the whole covariance matrix. The variances stand on its diagonal; take their "
    "roots.",
)
def _(X, y):
    return np.linalg.inv(observed_information(X, y))


@standard_errors.misconception(
    "estimates over standard errors",
    "Your {yours} are the estimates divided by their standard errors. Wanted: the standard errors.",
)
def _(X, y):
    beta, sigma = maximum(X, y)
    return np.append(beta, np.log(sigma)) / right_standard_errors(X, y)


@standard_errors.misconception(
    "each off by a factor of its own",
    "Your {yours} have about the right size, but each is off by a factor of its own. If "
    "they come from an optimiser's `hess_inv`: that is a by-product of the path, not the "
    "curvature. Invert `information(beta_hat, sigma_hat, X, y)`.",
    recognises=_about_right,
)
def _(X, y):
    def downhill(theta):
        e, variance = y - X @ theta[:-1], np.exp(2 * theta[-1])
        return -np.append(X.T @ e / variance, e @ e / variance - len(y))

    def height(theta):
        return -log_likelihood(X, y, theta[:-1], np.exp(theta[-1]))

    run = optimize.minimize(height, [10.0, 5.0, 5.0, np.log(5.0)], jac=downhill, method="BFGS")
    return np.sqrt(np.diag(run.hess_inv))
