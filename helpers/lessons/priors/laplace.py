"""Laplace's approximation of the evidence: height, curvature, and the scale of both."""

from typing import NamedTuple

import numpy as np
from scipy import special, stats

from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.shared import (
    M0,
    V0,
    A,
    B,
    closed_form,
    exact_log_evidence,
    highest_log_likelihood,
    log_determinant,
    lstsq,
    minus_half_bic,
    of_beta,
    seed_data,
)


def log_joint(X, y, beta, variance):
    """The log joint density per unit of beta and sigma²."""
    height = stats.norm.logpdf(y, X @ beta, np.sqrt(variance)).sum()
    height += of_beta(beta, np.sqrt(variance), M0, V0)
    return float(height + stats.invgamma.logpdf(variance, A, scale=B))


# For each scale, with the factor |dσ²/dt| by which it changes the density: half of the power of
# sigma in the factor, the factor's log at a variance, and the curvature (see `hill_over` for k).
_SCALES = {
    "log sigma": (1.0, lambda v: np.log(2 * v), lambda v, k: 4 * k),
    "sigma": (0.5, lambda v: np.log(2 * np.sqrt(v)), lambda v, k: 4 * k / v),
    "sigma²": (0.0, lambda v: 0.0, lambda v, k: k / v**2),
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
    mean, V, _, b = closed_form(X, y, M0, V0, A, B)
    half, log_factor, bend = _SCALES[scale]
    k = sum(X.shape) / 2 + A + 1 - power / 2 - half
    variance = b / k
    height = log_joint(X, y, mean, variance) + log_factor(variance) + power * np.log(variance) / 2
    return Hill(height, np.linalg.inv(V) / variance, bend(variance, k))


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


@laplace.variant("by Newton's method and second differences")
def _(X, y):
    p, rough = X.shape[1], lstsq(X, y)

    def height(theta):
        return log_joint(X, y, theta[:p], np.exp(2 * theta[p])) + np.log(2) + 2 * theta[p]

    def slope(theta):
        return np.array([height(theta + u) - height(theta - u) for u in units]) / (2 * step)

    theta = np.append(rough, np.log(np.std(y - X @ rough)))
    step = np.abs(theta) * 1e-3 + 1e-3
    units = np.diag(step)
    for _ in range(8):
        bends = [slope(theta - u) - slope(theta + u) for u in units] / (2 * step[:, None])
        theta = theta + np.linalg.solve(bends, slope(theta))
    return height(theta) + (p + 1) / 2 * np.log(2 * np.pi) - log_determinant(bends) / 2


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
    return value, highest_log_likelihood(X, y)


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


def _with_hill(formula):
    """The volume under another bell."""
    return lambda X, y: volume(formula(X, y))


def _over(scale, power=0.0, lifted=0.0):
    return lambda X, y: hill_over(X, y, scale, power).lifted(lifted)


def _factor_at_the_end(X, y):
    variance = closed_form(X, y, M0, V0, A, B)[3] / (sum(X.shape) / 2 + A + 0.5)
    return hill_over(X, y, "sigma").lifted(np.log(variance) / 2)


def _at_its_top(height):
    """The right bell with another height, made of X, y, and beta and sigma² at the top."""

    def hill(X, y):
        mean, _, _, b = closed_form(X, y, M0, V0, A, B)
        return hill_over(X, y)._replace(height=height(X, y, mean, b / (sum(X.shape) / 2 + A)))

    return hill


def _log_likelihood(X, y, beta, variance):
    return stats.norm.logpdf(y, X @ beta, np.sqrt(variance)).sum()


def _log_joint_per_unit_of_sigma(X, y, beta, variance):
    return log_joint(X, y, beta, variance) + np.log(2 * np.sqrt(variance))


def _of_the_likelihood(X, y):
    variance = np.mean((y - X @ lstsq(X, y)) ** 2)
    return Hill(highest_log_likelihood(X, y), X.T @ X / variance, 2 * len(y))


def _at_the_highest_likelihood(X, y):
    variance = np.mean((y - X @ lstsq(X, y)) ** 2)
    height = log_joint(X, y, lstsq(X, y), variance) + np.log(2 * variance)
    return Hill(height, X.T @ X / variance, 2 * len(y))


laplace.mistakes(
    ("in sigma", _over("sigma"),
     "Your {yours} is Laplace's approximation in sigma, and right in that scale. Wanted: in log "
     "sigma, where the density has one more factor sigma: add log sigma to the log joint."),
    ("in sigma²", _over("sigma²"),
     "Your {yours} is Laplace's approximation in sigma², and right in that scale. Wanted: in log "
     "sigma, where the density is 2σ² times that per unit of sigma²."),
    ("in sigma, with the factor", _over("sigma", power=1),
     "Your {yours} adds log sigma to the log joint, and yet walks in sigma. The factor belongs to "
     "log sigma as a coordinate: `log_joint(theta[:p], np.exp(theta[p]), X, y) + theta[p]`."),
    ("log sigma without its factor", _over("log sigma", power=-1),
     "Your {yours} walks in log sigma with a density per unit of sigma. From sigma to log sigma a "
     "density is multiplied by sigma: add `theta[p]`."),
    ("divided by sigma", _over("log sigma", power=-2),
     "Your {yours} *subtracts* log sigma. A step dτ of log sigma moves sigma by σ dτ: the density "
     "is multiplied by sigma, so add."),
    ("sigma's factor twice", _over("log sigma", power=1),
     "Your {yours} multiplies by sigma once too often: `log_joint` is per unit of sigma already."),
    ("2σ for σ", _over("log sigma", lifted=np.log(2)),
     "Your {yours} adds log(2σ), the factor from sigma² to sigma. `log_joint` is per unit of sigma "
     "already; from there to log sigma the factor is σ."),
    ("factor added at the end", _factor_at_the_end,
     "Your {yours} finds the top in sigma and multiplies by sigma afterwards. The factor belongs "
     "to the density: it moves the top and changes the curvature."),
    ("factor left out of the height", _at_its_top(_log_joint_per_unit_of_sigma),
     "Your {yours} measures the bell of the right hill, but takes `log_joint` at its top for its "
     "height. The height is `height(top)`, with log sigma in it."),
    ("log-likelihood for the height", _at_its_top(_log_likelihood),
     "Your {yours} measures the bell of the right hill, but takes the log-*likelihood* at its top "
     "for its height. The height is `height(top)`, with the prior in it."),
    ("prior left out", _of_the_likelihood,
     "Your {yours} is the volume under the *likelihood*. The evidence is the volume under "
     "likelihood times prior: start from `log_joint`."),
    ("at the highest likelihood", _at_the_highest_likelihood,
     "Your {yours} takes place and curvature from the likelihood alone, as in lesson 07. The prior "
     "moves the top a little and adds to the curvature: find the top of `height`, and measure "
     "`height` there."),
    ("ten rows", lambda X, y: hill_over(X[:10], y[:10]),
     "Your {yours} belongs to the ten rows of the small twin. Wanted: the seed world, all 200."),
    of=_with_hill,
)  # fmt: skip


def _from_hill(formula):
    """The program that makes something else of the right hill."""
    return lambda X, y: formula(hill_over(X, y))


def _sigma_taken_as_known(hill):
    p = len(hill.of_beta)
    return hill.height + p / 2 * np.log(2 * np.pi) - log_determinant(hill.of_beta) / 2


def _diagonal_of_the_curvature(hill):
    diagonal = np.append(np.diag(hill.of_beta), hill.of_sigma)
    return volume(hill) + (hill.log_det - np.log(diagonal).sum()) / 2


def _is_near(yours, X, y):
    return yours.size == 1 and abs(yours.item() - laplace.program(X, y)) < 0.3


laplace.mistakes(
    ("height alone", lambda hill: hill.height,
     "Your {yours} is the height of the log joint density at its top. The evidence is the volume "
     "below it: height, times the width in each direction."),
    ("minus the log evidence", lambda hill: -volume(hill),
     "Your {yours} has the wrong sign: it is minus the log evidence, as a minimiser has it."),
    ("sigma taken as known", _sigma_taken_as_known,
     "Your {yours} takes sigma as known: d = p, and the curvature in beta alone. Sigma is one of "
     "the directions."),
    ("no 2π", lambda hill: hill.height - hill.log_det / 2,
     "Your {yours} lacks the factor (2π)^(d/2), where d = p + 1 counts the parameters."),
    ("2π once", lambda hill: volume(hill) - len(hill.of_beta) / 2 * np.log(2 * np.pi),
     "Your {yours} has √(2π) once. Each of the p + 1 directions brings one."),
    ("2π not to the half",
     lambda hill: volume(hill) + (len(hill.of_beta) + 1) / 2 * np.log(2 * np.pi),
     "Your {yours} has (2π)^d. Each direction of the bell brings √(2π): the exponent is d/2."),
    ("2π for beta alone", lambda hill: volume(hill) - np.log(2 * np.pi) / 2,
     "Your {yours} counts p parameters. Sigma is one, too: d = p + 1."),
    ("determinant not halved", lambda hill: volume(hill) - hill.log_det / 2,
     "Your {yours} subtracts the whole log determinant. The volume under a bell has its square "
     "root: half of the log."),
    ("determinant added", lambda hill: volume(hill) + hill.log_det,
     "Your {yours} *adds* half of the log determinant of the curvature (or subtracts that of its "
     "inverse). A sharp peak, with a large curvature, has a small volume: subtract."),
    ("determinant without its log",
     lambda hill: volume(hill) + (hill.log_det - np.exp(hill.log_det)) / 2,
     "Your {yours} subtracts half of the determinant itself. Take its logarithm."),
    ("sign of the determinant", lambda hill: volume(hill) + hill.log_det / 2 - 0.5,
     "Your {yours} uses the first number of `slogdet`, the sign. The log determinant is the "
     "second, `slogdet(H)[1]`."),
    ("determinant left out", lambda hill: volume(hill) + hill.log_det / 2,
     "Your {yours} lacks −½ log |H|: how wide the bell is."),
    ("diagonal of the curvature", _diagonal_of_the_curvature,
     "Your {yours} multiplies the diagonal entries of the curvature. The coefficients are "
     "correlated: take the determinant."),
    of=_from_hill,
)  # fmt: skip


laplace.mistakes(
    ("exact", lambda X, y: exact_log_evidence(X, y, M0, V0, A, B),
     "Your {yours} is the exact log evidence. Wanted here: Laplace's approximation to it, in log "
     "sigma."),
    ("highest log-likelihood", highest_log_likelihood,
     "Your {yours} is the log-likelihood at its maximum. The evidence is the volume under "
     "likelihood times prior: start from `log_joint`, and take the width of the hill, too."),
    ("BIC", lambda X, y: minus_half_bic(X, y, X.shape[1] + 1),
     "Your {yours} is −BIC/2: the highest log-likelihood, less ½ log n for each parameter. It is a "
     "rough stand-in that knows no prior; here the curvature is asked for."),
    ("BIC without sigma", lambda X, y: minus_half_bic(X, y, X.shape[1]),
     "Your {yours} is −BIC/2 with p parameters, sigma not among them: the highest log-likelihood, "
     "less ½ log n for each. It is a rough stand-in that knows no prior; here the curvature is "
     "asked for."),
    ("AIC", lambda X, y: highest_log_likelihood(X, y) - X.shape[1] - 1,
     "Your {yours} is −AIC/2: the highest log-likelihood, less 1 for each parameter. It estimates "
     "how well new data are foretold; here the volume under a bell is asked for."),
    ("rough curvature", lambda X, y: volume(hill_over(X, y)) - 0.021,
     "Your {yours} is near. Was the curvature pieced together from a search (BFGS's `hess_inv`, of "
     "which lesson 07 warns), or the top not quite reached? Measure it with `curvature(height, "
     "top)`.",
     {"recognises": _is_near}),
)  # fmt: skip
