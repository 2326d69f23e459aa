"""Laplace's approximation of the evidence: height, curvature, and the scale of both."""

from typing import NamedTuple

import numpy as np
from scipy import special, stats

from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.normal_inverse_gamma import (
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


def log_joint(X, y, beta, variance):
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


class Hill(NamedTuple):
    """The top of a log density, and its curvature there: a block for beta, a number for sigma."""

    height: float
    of_beta: np.ndarray
    of_sigma: float

    @property
    def log_det(self):
        return log_determinant(self.of_beta) + np.log(self.of_sigma)

    def lifted(self, by):
        return self._replace(height=self.height + by)


def hill_over(X, y, scale="log sigma", power=0.0):
    """The hill of the log joint density, over beta and one of the scales.

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
    height = log_joint(X, y, mean, variance) + SCALES[scale][1](t) + power * np.log(variance) / 2
    return Hill(height, np.linalg.inv(V) / variance, in_t)


def volume(hill):
    """The log volume under the bell that takes the place of a hill."""
    d = len(hill.of_beta) + 1
    return float(hill.height + d / 2 * np.log(2 * np.pi) - hill.log_det / 2)


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
    return volume(hill_over(X, y))


def _by_search(X, y, scale):
    """Mode and curvature by numerical means alone."""
    variance_at, log_jacobian = SCALES[scale]
    p = X.shape[1]

    def height(theta):
        return log_joint(X, y, theta[:p], variance_at(theta[p])) + log_jacobian(theta[p])

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
    return height(theta), curvature


@laplace.variant("by Newton's method and second differences")
def _(X, y):
    height, curvature = _by_search(X, y, "log sigma")
    d = len(curvature)
    return float(height + d / 2 * np.log(2 * np.pi) - log_determinant(curvature) / 2)


@laplace.variant("the inverse of the curvature")
def _(X, y):
    hill, d = hill_over(X, y), X.shape[1] + 1
    return hill.height + np.log(np.sqrt((2 * np.pi) ** d * np.exp(-hill.log_det)))


@laplace.law(
    "The evidence averages the likelihood over the prior: its log is never above the highest "
    "log-likelihood, {right}, and neither is this number. Yours is {left}.",
    "≤",
)
def _(value, X, y):
    return value, _highest_log_likelihood(X, y)


@laplace.law(
    "Over log σ the bell has less volume than the hill, so this number is below the exact log "
    "evidence. Yours is above it by {left}.",
    "≤",
)
def _(value, X, y):
    return value - exact_log_evidence(X, y, M0, V0, A, B), 0, abs(value)


@laplace.law(
    "By how much the bell over log σ falls short of the exact log evidence can be computed here: "
    "by {right}. Yours falls short by {left}.",
    relative=3e-7,  # tops and curvatures by differences
)
def _(value, X, y):
    # The bell puts Stirling's formula, around a + p/2, in place of Γ(a).
    a = A + len(y) / 2
    k = a + X.shape[1] / 2
    missed = special.gammaln(a) - (a * np.log(k) - k + np.log(2 * np.pi / k) / 2)
    return exact_log_evidence(X, y, M0, V0, A, B) - value, missed, abs(value)


laplace.mistakes(
    ("height alone", lambda X, y: hill_over(X, y).height,
     "Your {yours} is the height of the log joint density at its top. The evidence is the volume "
     "below it: height, times the width in each direction."),
    ("height alone, in sigma", lambda X, y: hill_over(X, y, "sigma").height,
     "Your {yours} is the height of the log joint density at its top, in sigma. The evidence is "
     "the volume below it: height, times the width in each direction (and wanted is log sigma)."),
    ("exact", lambda X, y: exact_log_evidence(X, y, M0, V0, A, B),
     "Your {yours} is the exact log evidence. Wanted here: Laplace's approximation to it, in log "
     "sigma."),
)  # fmt: skip


def _highest_log_likelihood(X, y):
    variance = np.mean((y - X @ lstsq(X, y)) ** 2)
    return -len(y) / 2 * (np.log(2 * np.pi * variance) + 1)


def _bic(X, y):
    n, p = X.shape
    return _highest_log_likelihood(X, y) - (p + 1) / 2 * np.log(n)


def _bic_without_sigma(X, y):
    n, p = X.shape
    return _highest_log_likelihood(X, y) - p / 2 * np.log(n)


def _bic_itself(X, y):
    n, p = X.shape
    return (p + 1) * np.log(n) - 2 * _highest_log_likelihood(X, y)


def _sigma_taken_as_known(X, y):
    hill, p = hill_over(X, y), X.shape[1]
    return hill.height + p / 2 * np.log(2 * np.pi) - log_determinant(hill.of_beta) / 2


laplace.mistakes(
    ("highest log-likelihood", lambda X, y: _highest_log_likelihood(X, y),
     "Your {yours} is the log-likelihood at its maximum. The evidence is the volume under "
     "likelihood times prior: start from `log_joint`, and take the width of the hill, too."),
    ("BIC", _bic,
     "Your {yours} is −BIC/2: the highest log-likelihood, less ½ log n for each parameter. It is "
     "a rough stand-in that knows no prior; here the curvature is asked for."),
    ("BIC without sigma", _bic_without_sigma,
     "Your {yours} is −BIC/2 with p parameters, sigma not among them: the highest log-likelihood, "
     "less ½ log n for each. It is a rough stand-in that knows no prior; here the curvature is "
     "asked for."),
    ("BIC itself", _bic_itself,
     "Your {yours} is BIC: twice the evidence's rough stand-in, with the other sign. It knows no "
     "prior; here the volume under a bell is asked for, from its height and curvature."),
    ("AIC", lambda X, y: _highest_log_likelihood(X, y) - X.shape[1] - 1,
     "Your {yours} is −AIC/2: the highest log-likelihood, less 1 for each parameter. It estimates "
     "how well new data are foretold; here the volume under a bell is asked for."),
    ("minus the log evidence", lambda X, y: -volume(hill_over(X, y)),
     "Your {yours} has the wrong sign: it is minus the log evidence, as a minimiser has it."),
    ("sigma taken as known", _sigma_taken_as_known,
     "Your {yours} takes sigma as known: d = p, and the curvature in beta alone. Sigma is one of "
     "the directions."),
)  # fmt: skip
