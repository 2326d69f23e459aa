"""Laplace's approximation of the evidence: height, curvature, and the scale of both."""

import numpy as np
from scipy import optimize, stats

from helpers.exercises.lessons import priors as lesson
from helpers.exercises.priors.normal_inverse_gamma import (
    M0,
    V0,
    A,
    B,
    closed_form,
    exact_log_evidence,
    log_determinant,
    lstsq,
    of_beta,
    seed_data,
)
from helpers.feedback import written


def _joint(X, y, beta, variance):
    """The log joint density per unit of beta and sigma²."""
    height = stats.norm.logpdf(y, X @ beta, np.sqrt(variance)).sum()
    height += of_beta(beta, np.sqrt(variance), M0, V0)
    return float(height + stats.invgamma.logpdf(variance, A, scale=B))


# For each scale t: sigma² as a function of t, and log |dsigma²/dt|.
SCALES = {
    "log sigma": (lambda t: np.exp(2 * t), lambda t: np.log(2) + 2 * t),
    "sigma": (lambda t: t**2, lambda t: np.log(2 * t)),
    "sigma²": (lambda t: t, lambda t: 0.0),
}


def _laplace_parts(X, y, scale="log sigma", power=0.0):
    """Height, log determinant of the curvature, and number of parameters, at the mode.

    In closed form: at the posterior mean of beta, whatever the scale, the log joint is
    −k log σ² − b/σ² and a constant, so that its mode and curvature are those of one variable.
    `power` adds that many times log sigma to the height, for a Jacobian that is wrong.
    """
    n, p = X.shape
    mean, V, _, b = closed_form(X, y, M0, V0, A, B)
    k = (n + p) / 2 + A + 1 - power / 2
    k -= {"log sigma": 1.0, "sigma": 0.5, "sigma²": 0.0}[scale]
    variance = b / k
    in_t = {"log sigma": 4 * k, "sigma": 4 * k / variance, "sigma²": k / variance**2}[scale]
    t = {"log sigma": np.log(variance) / 2, "sigma": np.sqrt(variance), "sigma²": variance}[scale]
    height = _joint(X, y, mean, variance) + SCALES[scale][1](t) + power * np.log(variance) / 2
    return height, np.log(in_t) - p * np.log(variance) - log_determinant(V), p + 1


def _log_sigma_at_top(X, y):
    """Log sigma at the top of the hill over log sigma."""
    n, p = X.shape
    return np.log(closed_form(X, y, M0, V0, A, B)[3] / ((n + p) / 2 + A)) / 2


def _laplace_value(height, log_det, d):
    return float(height + d / 2 * np.log(2 * np.pi) - log_det / 2)


@lesson.value(
    "08-laplace",
    data=seed_data,
    hints=(
        "Write a function of theta = (beta, log sigma) first: the log joint density per unit of "
        "*log sigma*. From sigma to log sigma a density is multiplied by sigma.",
        "Its value at theta is `log_joint(theta[:p], np.exp(theta[p]), X, y) + theta[p]`. Find its "
        "top, `top_of(height, np.append(beta_hat, np.log(sigma_hat)))`, and the curvature there.",
        "`height(top) + (p + 1) / 2 * np.log(2 * np.pi) "
        "- np.linalg.slogdet(curvature(height, top))[1] / 2`",
    ),
)
def laplace(X, y):
    """The evidence by Laplace's approximation, in log sigma."""
    return _laplace_value(*_laplace_parts(X, y))


def _by_search(X, y, scale):
    """Mode and curvature by numerical means alone."""
    variance_at, log_jacobian = SCALES[scale]
    p = X.shape[1]

    def height(theta):
        return _joint(X, y, theta[:p], variance_at(theta[p])) + log_jacobian(theta[p])

    rough = lstsq(X, y)
    sigma = np.sqrt(np.mean((y - X @ rough) ** 2))
    start = {"log sigma": np.log(sigma), "sigma": sigma, "sigma²": sigma**2}[scale]
    theta = np.append(rough, start)
    step = np.abs(theta) * 1e-3 + 1e-3
    units = np.diag(step)
    for _ in range(8):  # Newton's method
        up = np.array([height(theta + u) for u in units])
        down = np.array([height(theta - u) for u in units])
        both = np.array(
            [
                [
                    height(theta + u + v)
                    - height(theta + u - v)
                    - height(theta - u + v)
                    + height(theta - u - v)
                    for u in units
                ]
                for v in units
            ]
        )
        curvature = -both / (4 * np.outer(step, step))
        theta = theta + np.linalg.solve(curvature, (up - down) / (2 * step))
    return height(theta), log_determinant(curvature), p + 1


@laplace.variant("by Newton's method and second differences")
def _(X, y):
    return _laplace_value(*_by_search(X, y, "log sigma"))


@laplace.variant("the inverse of the curvature")
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return height + np.log(np.sqrt((2 * np.pi) ** d * np.exp(-log_det)))


@laplace.misconception(
    "in sigma",
    lambda yours, X, y: (
        f"Your {written(yours.item(), '.4f')} is Laplace's approximation in sigma, and right in "
        "that scale. Wanted: in log sigma, where the density has one more factor sigma: add log "
        "sigma to the log joint."
    ),
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "sigma"))


@laplace.misconception(
    "in sigma²",
    lambda yours, X, y: (
        f"Your {written(yours.item(), '.4f')} is Laplace's approximation in sigma², and right in "
        "that scale. Wanted: in log sigma, where the density is 2σ² times that per unit of sigma²."
    ),
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "sigma²"))


@laplace.misconception(
    "log sigma without its factor",
    "Your {yours} walks in log sigma with a density per unit of sigma. From sigma to log sigma a "
    "density is multiplied by sigma: add `theta[p]`.",
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "log sigma", power=-1))


@laplace.misconception(
    "log sigma, density per unit of sigma²",
    "Your {yours} walks in log sigma with a density per unit of sigma². `log_joint` is per unit of "
    "sigma; then one more factor sigma leads to log sigma.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y, "log sigma", power=-2)
    return _laplace_value(height - np.log(2), log_det, d)


@laplace.misconception(
    "divided by sigma",
    "Your {yours} *subtracts* log sigma. A step dτ of log sigma moves sigma by σ dτ: the density "
    "is multiplied by sigma, so add.",
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "log sigma", power=-2))


@laplace.misconception(
    "sigma's factor twice",
    "Your {yours} multiplies by sigma once too often: `log_joint` is per unit of sigma already.",
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X, y, "log sigma", power=1))


@laplace.misconception(
    "factor added at the end",
    "Your {yours} finds the top in sigma and multiplies by sigma afterwards. The factor belongs to "
    "the density: it moves the top and changes the curvature.",
)
def _(X, y):
    n, p = X.shape
    height, log_det, d = _laplace_parts(X, y, "sigma")
    b, k = closed_form(X, y, M0, V0, A, B)[3], (n + p) / 2 + A + 0.5
    return _laplace_value(height + np.log(b / k) / 2, log_det, d)


@laplace.misconception(
    "no 2π", "Your {yours} lacks the factor (2π)^(d/2), where d = p + 1 counts the parameters."
)
def _(X, y):
    height, log_det, _ = _laplace_parts(X, y)
    return height - log_det / 2


@laplace.misconception(
    "2π for beta alone",
    "Your {yours} counts p parameters. Sigma is one, too: d = p + 1.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, log_det, d - 1)


@laplace.misconception(
    "2π not to the half",
    "Your {yours} has (2π)^d. Each direction of the bell brings √(2π): the exponent is d/2.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, log_det, 2 * d)


@laplace.misconception(
    "2π once",
    "Your {yours} has √(2π) once. Each of the p + 1 directions brings one.",
)
def _(X, y):
    height, log_det, _ = _laplace_parts(X, y)
    return _laplace_value(height, log_det, 1)


@laplace.misconception(
    "determinant not halved",
    "Your {yours} subtracts the whole log determinant. The volume under a bell has its square "
    "root: half of the log.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, 2 * log_det, d)


@laplace.misconception(
    "determinant added",
    "Your {yours} *adds* half of the log determinant. A sharp peak (large curvature) has a small "
    "volume: subtract.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, -log_det, d)


@laplace.misconception(
    "determinant added, not halved",
    "Your {yours} *adds* the log determinant. A sharp peak has a small volume: subtract, and half "
    "of it.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, -2 * log_det, d)


@laplace.misconception(
    "determinant without its log",
    "Your {yours} subtracts half of the determinant itself. Take its logarithm.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, np.exp(log_det), d)


@laplace.misconception(
    "height alone",
    "Your {yours} is the height of the log joint density at its top. The evidence is the volume "
    "below it: height, times the width in each direction.",
)
def _(X, y):
    return _laplace_parts(X, y)[0]


@laplace.misconception(
    "height alone, in sigma",
    "Your {yours} is the height of the log joint density at its top, in sigma. The evidence is the "
    "volume below it: height, times the width in each direction (and wanted is log sigma).",
)
def _(X, y):
    return _laplace_parts(X, y, "sigma")[0]


@laplace.misconception(
    "diagonal of the curvature",
    "Your {yours} multiplies the diagonal entries of the curvature. The coefficients are "
    "correlated: take the determinant.",
)
def _(X, y):
    n, p = X.shape
    height, _, d = _laplace_parts(X, y)
    _, V, _, b = closed_form(X, y, M0, V0, A, B)
    k = (n + p) / 2 + A
    along = np.log(np.diag(np.linalg.inv(V)) * k / b).sum() + np.log(4 * k)
    return _laplace_value(height, along, d)


@laplace.misconception(
    "exact",
    "Your {yours} is the exact log evidence. Wanted here: Laplace's approximation to it, in log "
    "sigma.",
)
def _(X, y):
    return exact_log_evidence(X, y, M0, V0, A, B)


@laplace.misconception(
    "prior left out",
    "Your {yours} is the volume under the *likelihood*. The evidence is the volume under "
    "likelihood times prior: start from `log_joint`.",
)
def _(X, y):
    n, p = X.shape
    beta = lstsq(X, y)
    sigma = np.sqrt(np.mean((y - X @ beta) ** 2))
    height = stats.norm.logpdf(y, X @ beta, sigma).sum()
    return _laplace_value(height, log_determinant(X.T @ X / sigma**2) + np.log(2 * n), p + 1)


@laplace.misconception(
    "at the highest likelihood",
    "Your {yours} takes place and curvature from the likelihood alone, as in lesson 07. "
    "The prior moves the top a little and adds to the curvature: find the top of `height`, and "
    "measure `height` there.",
)
def _(X, y):
    n, p = X.shape
    beta = lstsq(X, y)
    variance = np.mean((y - X @ beta) ** 2)
    height = _joint(X, y, beta, variance) + np.log(2 * variance)
    return _laplace_value(height, log_determinant(X.T @ X / variance) + np.log(2 * n), p + 1)


@laplace.misconception(
    "BIC",
    "Your {yours} is −BIC/2: the highest log-likelihood, less ½ log n for each parameter. It is a "
    "rough stand-in that knows no prior; here the curvature is asked for.",
)
def _(X, y):
    n, p = X.shape
    variance = np.mean((y - X @ lstsq(X, y)) ** 2)
    return -n / 2 * (np.log(2 * np.pi * variance) + 1) - (p + 1) / 2 * np.log(n)


@laplace.misconception(
    "minus the log evidence",
    "Your {yours} has the wrong sign: it is minus the log evidence, as a minimiser has it.",
)
def _(X, y):
    return -_laplace_value(*_laplace_parts(X, y))


@laplace.misconception(
    "2π with the wrong sign",
    "Your {yours} *subtracts* d/2 log 2π. A bell has the volume height times (2π)^(d/2)/√|H|: add.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height, log_det, -d)


@laplace.misconception(
    "n for the number of parameters",
    "Your {yours} counts n directions. d is the number of parameters, p + 1.",
)
def _(X, y):
    height, log_det, _ = _laplace_parts(X, y)
    return _laplace_value(height, log_det, len(y))


@laplace.misconception(
    "sign of the determinant",
    "Your {yours} uses the first number of `slogdet`, the sign. The log determinant is the "
    "second, `slogdet(H)[1]`.",
)
def _(X, y):
    height, _, d = _laplace_parts(X, y)
    return _laplace_value(height, 1.0, d)


@laplace.misconception(
    "determinant left out",
    "Your {yours} lacks −½ log |H|: how wide the bell is.",
)
def _(X, y):
    height, _, d = _laplace_parts(X, y)
    return _laplace_value(height, 0.0, d)


@laplace.misconception(
    "factor left out of the height",
    "Your {yours} measures the bell of the right hill, but takes `log_joint` at its top for its"
    " height. The height is `height(top)`, with log sigma in it.",
)
def _(X, y):
    height, log_det, d = _laplace_parts(X, y)
    return _laplace_value(height - _log_sigma_at_top(X, y), log_det, d)


@laplace.misconception(
    "ten rows",
    "Your {yours} belongs to the ten rows of the small twin. Wanted: the seed world, all 200.",
)
def _(X, y):
    return _laplace_value(*_laplace_parts(X[:10], y[:10]))


@laplace.misconception(
    "sigma taken as known",
    "Your {yours} takes sigma as known: d = p, and the curvature in beta alone. Sigma is one of"
    " the directions.",
)
def _(X, y):
    height, log_det, _ = _laplace_parts(X, y)
    n, p = X.shape
    return _laplace_value(height, log_det - np.log(4 * ((n + p) / 2 + A)), p)


@laplace.misconception(
    "sigma added for log sigma",
    "Your {yours} adds sigma to the log density where log sigma belongs: add `theta[p]` itself,"
    " not `np.exp(theta[p])`.",
)
def _(X, y):
    n, p = X.shape
    mean, V, _, b = closed_form(X, y, M0, V0, A, B)
    k = n + p + 2 * A + 1  # the log joint at the mean: −k tau − b exp(−2 tau) + exp(tau)
    tau = optimize.brentq(lambda tau: -k + 2 * b * np.exp(-2 * tau) + np.exp(tau), 0, 3)
    sigma = np.exp(tau)
    height = _joint(X, y, mean, sigma**2) + np.log(2 * sigma) + sigma
    log_det = np.log(4 * b / sigma**2 - sigma) - 2 * p * tau - log_determinant(V)
    return _laplace_value(height, log_det, p + 1)


@laplace.misconception(
    "rough curvature",
    "Your {yours} is near. Was the curvature pieced together from a search (BFGS's `hess_inv`, "
    "of which lesson 07 warns), or the top not quite reached? Measure it with "
    "`curvature(height, top)`.",
    recognises=lambda yours, X, y: (
        yours.size == 1 and abs(yours.item() - laplace.program(X, y)) < 0.3
    ),
)
def _(X, y):
    # As large as the slip that BFGS's `hess_inv` makes here; its digits vary with SciPy's version.
    return _laplace_value(*_laplace_parts(X, y)) - 0.021
