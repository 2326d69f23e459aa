"""Standard errors: the roots of the diagonal of the inverse information, at the top."""

import numpy as np
from scipy import optimize, stats

from helpers.feedback import Rounding
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.shared import (
    expected_information,
    log_likelihood,
    maximum,
    observed_information,
    restricted_maximum,
    right_standard_errors,
    seed_data,
    slopes,
    sum_of_squares,
    table_sigma,
    truth,
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


@standard_errors.law(
    "No coefficient is known better than if its column were the only one: then its standard error "
    "is σ̂ over the column's length, {right} for one of them. Yours is {left} there.",
    "≥",
)
def _(errors, X, y):
    alone = maximum(X, y)[1] / np.linalg.norm(X, axis=0)
    worst = np.argmin(errors[:-1] / alone)
    return errors[worst], alone[worst]


@standard_errors.law(
    "One over the squared standard error of log σ is 2n, {right} here: the information at the top. "
    "Your last number gives {left}."
)
def _(errors, X, y):
    return 1 / errors[-1] ** 2, 2 * len(y), 2 * len(y)


@standard_errors.law(
    "σ̂²/se² is how much of a column's squared length the other columns cannot explain: {right} for "
    "one of them. By yours it would be {left}."
)
def _(errors, X, y):
    alone = [sum_of_squares(np.delete(X, j, 1), X[:, j]) for j in range(X.shape[1])]
    mine = maximum(X, y)[1] ** 2 / errors[:-1] ** 2
    worst = np.argmax(np.abs(mine / alone - 1))
    return mine[worst], alone[worst]


def _roots(matrix):
    return np.sqrt(np.diag(matrix))


def _about_right(yours, X, y):
    """Of the right size, yet clearly off, in each coefficient by another factor."""
    right = right_standard_errors(X, y)
    if yours.size not in (3, 4):
        return False
    ratio = yours.ravel() / right[: yours.size]
    return bool(
        np.all((ratio > 0.3) & (ratio < 3))
        and np.max(np.abs(ratio - 1)) > 0.01
        and np.ptp(ratio[:3]) > 0.003
    )


def _each_off_by_a_factor_of_its_own(X, y):
    def height(theta):
        return -log_likelihood(X, y, theta[:-1], np.exp(theta[-1]))

    def downhill(theta):
        return -slopes(theta[:-1], np.exp(theta[-1]), X, y)

    run = optimize.minimize(height, [10.0, 5.0, 5.0, np.log(5.0)], jac=downhill, method="BFGS")
    return _roots(run.hess_inv)


standard_errors.mistakes(
    ("least squares' sigma in the information",
     lambda X, y: _roots(np.linalg.inv(observed_information(X, y, sigma=table_sigma(X, y)))),
     "Your {yours} come from the curvature at sigma with divisor n − p. That is not the maximum: "
     "there sigma is the root mean square of the residuals."),
    ("true sigma in the information",
     lambda X, y: _roots(np.linalg.inv(observed_information(X, y, sigma=truth()[1]))),
     "Your {yours} are the curvature at the true sigma, 5, which outside of a simulation nobody "
     "knows. Take it at `sigma_hat`."),
    ("at the truth",
     lambda X, y: _roots(np.linalg.inv(observed_information(X, y, *truth()))),
     "Your {yours} are the curvature at the truth, which outside of a simulation nobody knows. "
     "Take it at the maximum, `beta_hat` and `sigma_hat`."),
    ("roots of the information at the truth",
     lambda X, y: _roots(expected_information(X, truth()[1])),
     "Your {yours} are the roots of the diagonal at the *truth*: how much the score varies. Of the "
     "estimate, the inverse tells; and it is taken at the top."),
    ("at the restricted maximum",
     lambda X, y: _roots(np.linalg.inv(observed_information(X, y, *restricted_maximum(X, y)))),
     "Your {yours} are the curvature at another point than the top: without a constant. Take "
     "`beta_hat` and `sigma_hat`."),
    ("inverse of X'X, roots", lambda X, y: _roots(np.linalg.inv(X.T @ X)),
     "Your {yours} are the roots of the diagonal of (X'X)⁻¹. Without σ², nothing is said of the "
     "noise; and log sigma has a standard error, too. Invert the information."),
    ("identity", lambda X, y: np.ones(X.shape[1] + 1),
     "Your {yours} are the standard errors of the identity matrix: an optimiser's `hess_inv` "
     "before its first step. Invert the information.",
     {"recognises": lambda yours, X, y: yours.size in (3, 4) and bool(np.all(yours == 1))}),
    ("each off by a factor of its own", _each_off_by_a_factor_of_its_own,
     "Your {yours} have about the right size, but each is off by a factor of its own. If they come "
     "from an optimiser's `hess_inv`: that is a by-product of the path, not the curvature. Invert "
     "`information(beta_hat, sigma_hat, X, y)`.",
     {"recognises": _about_right}),
)  # fmt: skip


def _from_the_information(program):
    return lambda X, y: program(observed_information(X, y))


standard_errors.mistakes(
    ("no square root", lambda J: np.diag(np.linalg.inv(J)),
     "Your {yours} are variances, the diagonal of the inverse. A standard error is the root of its "
     "variance."),
    ("one over the diagonal", lambda J: np.sqrt(1 / np.diag(J)),
     "Your {yours} invert the diagonal of the information, entry by entry. That pretends to know "
     "all other parameters. Invert the whole matrix, then take the diagonal."),
    ("not inverted", _roots,
     "Your {yours} are roots of the information itself. They grow with the number of observations; "
     "an error shrinks. Invert the matrix first."),
    ("diagonal of the information", np.diag,
     "Your {yours} are the diagonal of the information. Errors are small where it is large: invert "
     "the matrix, take the diagonal, then its root."),
    ("eigenvalues", lambda J: np.sqrt(np.linalg.eigvalsh(np.linalg.inv(J))),
     "Your {yours} are the roots of the inverse's eigenvalues, the errors along the axes of the "
     "hill. Those of the parameters stand on the diagonal."),
    ("information itself", lambda J: J,
     "Your answer is the information. Invert it, take the diagonal, then its root."),
    ("covariance matrix", np.linalg.inv,
     "Your answer is the whole covariance matrix. The variances stand on its diagonal; take their "
     "roots."),
    of=_from_the_information,
)  # fmt: skip


def _from_the_right_ones(program):
    """A program of the right standard errors, the estimate of sigma, n and p."""
    return lambda X, y: program(right_standard_errors(X, y), maximum(X, y)[1], *X.shape)


standard_errors.mistakes(
    ("divisor n − p", lambda se, sigma, n, p: np.append(se[:p] * np.sqrt(n / (n - p)), se[p]),
     "The first three of your {yours} are the standard errors of least squares, with divisor n − "
     "p. The curvature of the likelihood is taken at its own sigma, with divisor n."),
    ("divisor n − p, beta only", lambda se, sigma, n, p: se[:p] * np.sqrt(n / (n - p)),
     "Your {yours} are the standard errors of least squares, with divisor n − p. The curvature is "
     "taken at the likelihood's own sigma, with divisor n; and log sigma has a standard error, "
     "too."),
    ("true sigma", lambda se, sigma, n, p: np.append(se[:p] * truth()[1] / sigma, se[p]),
     "The first three of your {yours} use the true sigma, 5, which outside of a simulation nobody "
     "knows. Take the curvature at `sigma_hat`."),
    ("no sigma", lambda se, sigma, n, p: np.append(se[:p] / sigma, se[p]),
     "The first three of your {yours} are the roots of the diagonal of (X'X)⁻¹. The information is "
     "X'X/σ², so its inverse has a σ²."),
    ("sigma not under the root", lambda se, sigma, n, p: np.append(se[:p] * sigma, se[p]),
     "The first three of your {yours} are multiplied by σ² outside of the root. The root of "
     "σ²(X'X)⁻¹ has σ."),
    ("variances, coefficients", lambda se, sigma, n, p: np.append(se[:p] ** 2, se[p]),
     "The first three of your {yours} are variances. A standard error is the root of its "
     "variance."),
    ("variance of log sigma", lambda se, sigma, n, p: np.append(se[:p], se[p] ** 2),
     "The last of your {yours} is a variance, 1/(2n). A standard error is its root."),
    ("estimate of sigma", lambda se, sigma, n, p: np.append(se[:p], sigma),
     "The last of your {yours} is the estimate of sigma. Wanted: the standard error of log sigma."),
    ("sigma for log sigma", lambda se, sigma, n, p: np.append(se[:p], sigma * se[p]),
     "The last of your {yours} is the standard error of sigma. Wanted here: that of log sigma, as "
     "the information has it."),
    ("least squares' sigma for log sigma",
     lambda se, sigma, n, p: np.append(se[:p], sigma * np.sqrt(n / (n - p)) * se[p]),
     "The last of your {yours} is the standard error of sigma, from sigma with divisor n − p. "
     "Wanted here: that of log sigma, as the information has it."),
    ("corner of n", lambda se, sigma, n, p: np.append(se[:p], np.sqrt(1 / n)),
     "The last of your {yours} is 1/√n. The information of log sigma is 2n."),
    ("corner of n/2", lambda se, sigma, n, p: np.append(se[:p], np.sqrt(2 / n)),
     "The last of your {yours} is √(2/n), the standard error of log σ². That of log sigma is half "
     "of it."),
    ("beta only", lambda se, sigma, n, p: se[:p],
     "Your {yours} are right for the coefficients. The fourth parameter, log sigma, has a standard "
     "error, too."),
    ("divided by the root of n again", lambda se, sigma, n, p: se / np.sqrt(n),
     "Your {yours} are divided by √n. The information is that of all observations: its inverse "
     "knows n already."),
    ("information of one observation", lambda se, sigma, n, p: se * np.sqrt(n),
     "Your {yours} come from the average information of one observation. Use that of all: the "
     "sum."),
    ("half a 95 % interval", lambda se, sigma, n, p: stats.norm.ppf(0.975) * se,
     "Your {yours} are 1.96 standard errors, half the width of an interval. Wanted: one.",
     {"tolerance": Rounding(3e-5, reason="1.96 stands for 1.95996")}),
    of=_from_the_right_ones,
)  # fmt: skip
