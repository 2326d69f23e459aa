"""Standard errors: the roots of the diagonal of the inverse information, at the top."""

import numpy as np
from scipy import optimize, stats

from helpers import simulate
from helpers.feedback import Rounding
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.programs import (
    log_likelihood,
    maximum,
    observed_information,
    right_standard_errors,
    seed_data,
    sum_of_squares,
)
from helpers.lessons.slips import Slip, add_slips


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


def _divisor_n_p_beta_only(X, y):
    n, p = X.shape
    return right_standard_errors(X, y)[:p] * np.sqrt(n / (n - p))


def _least_squares_sigma_in_the_information(X, y):
    n, p = X.shape
    beta, sigma = maximum(X, y)
    information = observed_information(X, y, beta, sigma * np.sqrt(n / (n - p)))
    return np.sqrt(np.diag(np.linalg.inv(information)))


def _true_sigma_in_the_information(X, y):
    information = observed_information(X, y, sigma=simulate.seed_world().sigma)
    return np.sqrt(np.diag(np.linalg.inv(information)))


def _at_the_truth(X, y):
    world = simulate.seed_world()
    return np.sqrt(np.diag(np.linalg.inv(observed_information(X, y, world.beta, world.sigma))))


def _estimates_over_standard_errors(X, y):
    beta, sigma = maximum(X, y)
    return np.append(beta, np.log(sigma)) / right_standard_errors(X, y)


standard_errors.mistakes(
    ("no square root", lambda X, y: np.diag(np.linalg.inv(observed_information(X, y))),
     "Your {yours} are variances, the diagonal of the inverse. A standard error is the root of "
     "its variance."),
    ("one over the diagonal", lambda X, y: np.sqrt(1 / np.diag(observed_information(X, y))),
     "Your {yours} invert the diagonal of the information, entry by entry. That pretends to know "
     "all other parameters. Invert the whole matrix, then take the diagonal."),
    ("one over the diagonal, no root", lambda X, y: 1 / np.diag(observed_information(X, y)),
     "Your {yours} invert the diagonal of the information, entry by entry, and lack the root. "
     "Invert the whole matrix, take its diagonal, then the root."),
    ("not inverted", lambda X, y: np.sqrt(np.diag(observed_information(X, y))),
     "Your {yours} are roots of the information itself. They grow with the number of "
     "observations; an error shrinks. Invert the matrix first."),
    ("divisor n − p, beta only", _divisor_n_p_beta_only,
     "Your {yours} are the standard errors of least squares, with divisor n − p. The curvature is "
     "taken at the likelihood's own sigma, with divisor n; and log sigma has a standard error, "
     "too."),
    ("least squares' sigma in the information", _least_squares_sigma_in_the_information,
     "Your {yours} come from the curvature at sigma with divisor n − p. That is not the maximum: "
     "there sigma is the root mean square of the residuals."),
    ("true sigma in the information", _true_sigma_in_the_information,
     "Your {yours} are the curvature at the true sigma, 5, which outside of a simulation nobody "
     "knows. Take it at `sigma_hat`."),
    ("at the truth", _at_the_truth,
     "Your {yours} are the curvature at the truth, which outside of a simulation nobody knows. "
     "Take it at the maximum, `beta_hat` and `sigma_hat`."),
    ("beta only", lambda X, y: right_standard_errors(X, y)[:-1],
     "Your {yours} are right for the coefficients. The fourth parameter, log sigma, has a "
     "standard error, too."),
    ("divided by the root of n again", lambda X, y: right_standard_errors(X, y) / np.sqrt(len(y)),
     "Your {yours} are divided by √n. The information is that of all observations: its inverse "
     "knows n already."),
    ("information of one observation", lambda X, y: right_standard_errors(X, y) * np.sqrt(len(y)),
     "Your {yours} come from the average information of one observation. Use that of all: the "
     "sum."),
    ("identity", lambda X, y: np.ones(X.shape[1] + 1),
     "Your {yours} are the standard errors of the identity matrix: an optimiser's `hess_inv` "
     "before its first step. Invert the information.",
     {"recognises": lambda yours, X, y: yours.size in (3, 4) and bool(np.all(yours == 1))}),
    ("covariance matrix", lambda X, y: np.linalg.inv(observed_information(X, y)),
     "Your answer is the whole covariance matrix. The variances stand on its diagonal; take their "
     "roots."),
    ("estimates over standard errors", _estimates_over_standard_errors,
     "Your {yours} are the estimates divided by their standard errors. Wanted: the standard "
     "errors."),
)  # fmt: skip


_COEFFICIENTS, _LAST = "coefficients", "log sigma"
_IN_LAST = "The last of your {yours} "
_THREE = "The first three of your {yours} "


def _three(X, y):
    return right_standard_errors(X, y)[:-1]


def _root_n_p(X, y):
    """Sigma with divisor n − p over sigma with divisor n."""
    n, p = X.shape
    return np.sqrt(n / (n - p))


add_slips(
    standard_errors,
    {_COEFFICIENTS: _three, _LAST: lambda X, y: (2 * len(y)) ** -0.5},
    np.append,
    [
        Slip(
            _COEFFICIENTS,
            "divisor n − p",
            _THREE + "are the standard errors of least squares, with divisor n − p. The curvature "
            "of the likelihood is taken at its own sigma, with divisor n.",
            lambda X, y: _three(X, y) * _root_n_p(X, y),
        ),
        Slip(
            _COEFFICIENTS,
            "true sigma",
            _THREE + "use the true sigma, 5, which outside of a simulation nobody knows. Take the "
            "curvature at `sigma_hat`.",
            lambda X, y: _three(X, y) * simulate.seed_world().sigma / maximum(X, y)[1],
        ),
        Slip(
            _COEFFICIENTS,
            "no sigma",
            _THREE + "are the roots of the diagonal of (X'X)⁻¹. The information is X'X/σ², so its "
            "inverse has a σ².",
            lambda X, y: _three(X, y) / maximum(X, y)[1],
        ),
        Slip(
            _COEFFICIENTS,
            "sigma not under the root",
            _THREE + "are multiplied by σ² outside of the root. The root of σ²(X'X)⁻¹ has σ.",
            lambda X, y: _three(X, y) * maximum(X, y)[1],
        ),
        Slip(
            _COEFFICIENTS,
            "one over the diagonal, coefficients",
            _THREE + "invert the diagonal of X'X/σ², entry by entry. Invert the matrix, then take "
            "the diagonal.",
            lambda X, y: maximum(X, y)[1] / np.sqrt(np.diag(X.T @ X)),
        ),
        Slip(
            _COEFFICIENTS,
            "variances, coefficients",
            _THREE + "are variances. A standard error is the root of its variance.",
            lambda X, y: _three(X, y) ** 2,
        ),
        Slip(
            _LAST,
            "sigma for log sigma",
            _IN_LAST + "is the standard error of sigma. Wanted here: that of log sigma, as the "
            "information has it.",
            lambda X, y: maximum(X, y)[1] / np.sqrt(2 * len(y)),
        ),
        Slip(
            _LAST,
            "least squares' sigma for log sigma",
            _IN_LAST + "is the standard error of sigma, from sigma with divisor n − p. Wanted "
            "here: that of log sigma, as the information has it.",
            lambda X, y: maximum(X, y)[1] * _root_n_p(X, y) / np.sqrt(2 * len(y)),
        ),
        Slip(
            _LAST,
            "estimate of sigma",
            _IN_LAST + "is the estimate of sigma. Wanted: the standard error of log sigma.",
            lambda X, y: maximum(X, y)[1],
        ),
        Slip(
            _LAST,
            "least squares' estimate of sigma",
            _IN_LAST + "is the estimate of sigma, with divisor n − p. Wanted: the standard error "
            "of log sigma.",
            lambda X, y: maximum(X, y)[1] * _root_n_p(X, y),
        ),
        Slip(
            _LAST,
            "corner of n",
            _IN_LAST + "is 1/√n. The information of log sigma is 2n.",
            lambda X, y: len(y) ** -0.5,
        ),
        Slip(
            _LAST,
            "corner of n/2",
            _IN_LAST + "is √(2/n), the standard error of log σ². That of log sigma is half of it.",
            lambda X, y: (len(y) / 2) ** -0.5,
        ),
        Slip(
            _LAST,
            "variance of log sigma",
            _IN_LAST + "is a variance, 1/(2n). A standard error is its root.",
            lambda X, y: 1 / (2 * len(y)),
        ),
        Slip(
            _LAST,
            "corner of n − p",
            _IN_LAST + "is 1/√(2(n − p)). The information of log sigma is 2n.",
            lambda X, y: (2 * (len(y) - X.shape[1])) ** -0.5,
        ),
        Slip(
            _LAST,
            "root of the corner",
            _IN_LAST + "is √(2n), the root of the information. Invert first.",
            lambda X, y: (2 * len(y)) ** 0.5,
        ),
    ],
    both=("divisor n − p", "least squares' sigma for log sigma"),
    apart=[("variances, coefficients", "variance of log sigma")],
)


def _roots_of_the_information_at_the_truth(X, y):
    sigma = simulate.seed_world().sigma
    return np.append(np.sqrt(np.diag(X.T @ X)) / sigma, np.sqrt(2 * len(y)))


def _at_the_restricted_maximum(X, y):
    beta, sigma = maximum(X[:, 1:], y)
    return np.sqrt(np.diag(np.linalg.inv(observed_information(X, y, np.append(0.0, beta), sigma))))


def _each_off_by_a_factor_of_its_own(X, y):
    def downhill(theta):
        e, variance = y - X @ theta[:-1], np.exp(2 * theta[-1])
        return -np.append(X.T @ e / variance, e @ e / variance - len(y))

    def height(theta):
        return -log_likelihood(X, y, theta[:-1], np.exp(theta[-1]))

    run = optimize.minimize(height, [10.0, 5.0, 5.0, np.log(5.0)], jac=downhill, method="BFGS")
    return np.sqrt(np.diag(run.hess_inv))


standard_errors.mistakes(
    ("diagonal of the information", lambda X, y: np.diag(observed_information(X, y)),
     "Your {yours} are the diagonal of the information. Errors are small where it is large: "
     "invert the matrix, take the diagonal, then its root."),
    ("information itself", lambda X, y: observed_information(X, y),
     "Your answer is the information. Invert it, take the diagonal, then its root."),
    ("inverse of X'X, roots", lambda X, y: np.sqrt(np.diag(np.linalg.inv(X.T @ X))),
     "Your {yours} are the roots of the diagonal of (X'X)⁻¹. Without σ², nothing is said of the "
     "noise; and log sigma has a standard error, too. Invert the information."),
    ("roots of the information at the truth", _roots_of_the_information_at_the_truth,
     "Your {yours} are the roots of the diagonal at the *truth*: how much the score varies. Of "
     "the estimate, the inverse tells; and it is taken at the top."),
    ("log sigma first", lambda X, y: np.roll(right_standard_errors(X, y), 1),
     "Your {yours} begin with that of log sigma. As in the information, coefficients come first."),
    ("eigenvalues",
     lambda X, y: np.sqrt(np.linalg.eigvalsh(np.linalg.inv(observed_information(X, y)))),
     "Your {yours} are the roots of the inverse's eigenvalues, the errors along the axes of the "
     "hill. Those of the parameters stand on the diagonal."),
    ("half a 95 % interval", lambda X, y: stats.norm.ppf(0.975) * right_standard_errors(X, y),
     "Your {yours} are 1.96 standard errors, half the width of an interval. Wanted: one.",
     {"tolerance": Rounding(3e-5, reason="1.96 stands for 1.95996")}),
    ("at the restricted maximum", _at_the_restricted_maximum,
     "Your {yours} are the curvature at another point than the top: without a constant. Take "
     "`beta_hat` and `sigma_hat`."),
    ("each off by a factor of its own", _each_off_by_a_factor_of_its_own,
     "Your {yours} have about the right size, but each is off by a factor of its own. If they "
     "come from an optimiser's `hess_inv`: that is a by-product of the path, not the curvature. "
     "Invert `information(beta_hat, sigma_hat, X, y)`.",
     {"recognises": _about_right}),
)  # fmt: skip
