"""The gradient of the log posterior: the score, and what the Jacobian adds."""

import numpy as np

from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients.log_posterior import log_posterior
from helpers.lessons.gradients.shared import parts_of, worlds


def _one_point(rng):
    for X, y, theta in worlds(rng):
        yield theta, X, y


@lesson.function(
    "10-gradient",
    cases=_one_point,
    hints=(
        "It is the score of lesson 07, and one thing more.",
        "The Jacobian adds τ to the log density. What does it add to the slope in τ, and what to "
        "those in beta?",
        "With `e = y - X @ theta[:-1]` and `sigma = np.exp(theta[-1])`: "
        "`np.append(X.T @ e / sigma**2, e @ e / sigma**2 - len(y) + 1)`.",
    ),
)
def gradient(theta, X, y):
    """The gradient of the log posterior."""
    z = (y - X @ theta[:-1]) / np.exp(theta[-1])
    return np.append(z @ X / np.exp(theta[-1]), z @ z - len(y) + 1)


@gradient.variant("a step into the imaginary direction")
def _(theta, X, y):
    # The derivative without any difference of near equals (Squire and Trapp, 1998, eq. 3).
    def height(theta):
        z = (y - X @ theta[:-1]) * np.exp(-theta[-1])
        return -(len(y) - 1) * theta[-1] - np.sum(z * z) / 2

    return np.array([height(theta + 1e-30j * unit).imag / 1e-30 for unit in np.eye(len(theta))])


@gradient.variant("as a list")
def _(theta, X, y):
    z = (y - X @ theta[:-1]) / np.exp(theta[-1])
    return [*(z @ X / np.exp(theta[-1])), np.sum(z**2 - 1) + 1]


def _rise(theta, X, y, way):
    """How fast the log posterior rises one way, by the difference of two heights."""
    up, down = (log_posterior.program(theta + h * way, X, y) for h in (1e-5, -1e-5))
    return (up - down) / 2e-5


@gradient.law(
    "The slope in τ is a sum of squares less n − 1, and so never below {right}. Yours is {left}.",
    "≥",
)
def _(slopes, theta, X, y):
    return slopes[-1], 1 - len(y)


# Differences of heights are good to eight digits.
@gradient.law(
    "Along the gradient one climbs as fast as it is long. Yours is {right} long; along it the log "
    "posterior rises by {left} per unit.",
    relative=1e-5,
)
def _(slopes, theta, X, y):
    length = np.linalg.norm(slopes)
    rise = _rise(theta, X, y, slopes / max(length, 1e-300))
    return rise, length, abs(rise) + length + len(y)


@gradient.law(
    "Each entry is how fast the log posterior rises along one axis. A tiny step along each gives "
    "slopes that are up to {left} away from yours.",
    relative=1e-5,
)
def _(slopes, theta, X, y):
    rises = np.array([_rise(theta, X, y, unit) for unit in np.eye(len(theta))])
    return np.abs(slopes - rises).max(), 0, np.abs(rises).max() + len(y)


def _slopes(rule):
    """Slopes by a rule for n, sigma, X'e and e'e: those in beta, and that in log sigma."""

    def program(theta, X, y):
        n, _tau, sigma, residuals, squares = parts_of(theta, X, y)
        return np.append(*rule(n, sigma, X.T @ residuals, squares))

    return program


gradient.mistakes(
    ("no Jacobian", lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / sigma**2 - n),
     "Your function is the score, the gradient of the log-*likelihood*. The Jacobian adds τ to "
     "the log density, and so 1 to the last slope. (If yours has that 1: a prior 1/sigma takes it "
     "away again, and here the prior is flat.)"),
    ("Jacobian subtracted", lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / sigma**2 - n - 1),
     "The last of your slopes has −1 where it should have the 1 of the Jacobian: τ is *added* to "
     "the log density. (A prior 1/sigma would bring −1, but here the prior is flat.)"),
    ("slope of sigma for that of its log",
     lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / sigma**2 - n + sigma),
     "The last of your slopes adds sigma for the Jacobian. The Jacobian's term is τ, and its "
     "slope in τ is 1."),
    ("Jacobian of the variance", lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / sigma**2 - n + 2),
     "The last of your slopes adds 2, as the Jacobian of the *variance* does, or one of sigma "
     "beside a prior that is flat in the variance. Here the prior is flat in sigma: 1."),
    ("Jacobian not differentiated",
     lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / sigma**2 - n + np.log(sigma)),
     "The last of your slopes adds τ. That is the Jacobian's term itself; its slope is 1."),
    ("Jacobian's slope in sigma",
     lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / sigma**2 - n + 1 / sigma),
     "The last of your slopes adds 1/sigma, the slope of log sigma in *sigma*. In log sigma it is "
     "1."),
    ("1 added everywhere", lambda n, sigma, Xe, ee: (Xe / sigma**2 + 1, ee / sigma**2 - n + 1),
     "All of your slopes have one more. The Jacobian's term depends on log sigma alone: only the "
     "last slope gets a 1."),
    ("slope in sigma", lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / sigma**3 - n / sigma),
     "The last of your slopes is that in sigma. The slope in log sigma is sigma times that, and "
     "then the Jacobian adds its 1."),
    ("slope in sigma, with a Jacobian",
     lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / sigma**3 - n / sigma + 1),
     "The last of your slopes is that in sigma, and a 1. The slope in log sigma is sigma times "
     "that in sigma."),
    ("slope in sigma, Jacobian too",
     lambda n, sigma, Xe, ee: (Xe / sigma**2, (ee / sigma**2 - n + 1) / sigma),
     "The last of your slopes is that of the right log density, but in *sigma*. The slope in log "
     "sigma is sigma times that."),
    ("downhill", lambda n, sigma, Xe, ee: (-Xe / sigma**2, n - ee / sigma**2 - 1),
     "Your slopes are those of the *negative* log posterior. A ball that is pushed by them rolls "
     "away from the posterior: turn all signs."),
    ("sign of the residuals", lambda n, sigma, Xe, ee: (-Xe / sigma**2, ee / sigma**2 - n + 1),
     "Your slopes in beta have the wrong sign: the minus of the exponent and that of the "
     "residuals make a plus."),
    ("not divided", lambda n, sigma, Xe, ee: (Xe, ee / sigma**2 - n + 1),
     "Your slopes in beta are X'e, undivided. Divide by sigma²."),
    ("half not cancelled", lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / (2 * sigma**2) - n + 1),
     "The last of your slopes has half of e'e/σ². The ½ is cancelled by the 2 from exp(−2τ)."),
    ("n forgotten", lambda n, sigma, Xe, ee: (Xe / sigma**2, ee / sigma**2 + 1),
     "The last of your slopes lacks −n: each of the n factors 1/sigma brings −1."),
    ("squares forgotten", lambda n, sigma, Xe, ee: (Xe / sigma**2, 1.0 - n),
     "The last of your slopes lacks e'e/σ²: the exponent depends on sigma, too."),
    ("slopes in beta only", lambda n, sigma, Xe, ee: (Xe / sigma**2, []),
     "Your slopes in beta are right. Append the slope in log sigma."),
    ("1 appended", lambda n, sigma, Xe, ee: (Xe / sigma**2, [ee / sigma**2 - n, 1]),
     "Your function returns one slope too many. The Jacobian's 1 is *added* to the last slope, "
     "not appended after it."),
    of=_slopes,
)  # fmt: skip


def _n_p_for_n(theta, X, y):
    return gradient.program(theta, X, y) + X.shape[1] * np.eye(len(theta))[-1]


def _the_n_of_the_lessons_data(theta, X, y):
    return gradient.program(theta, X, y) + (len(y) - 200) * np.eye(len(theta))[-1]


def _y_for_the_residuals_throughout(theta, X, y):
    no_beta = np.append(0 * theta[:-1], theta[-1])  # leaves y of the residuals
    return gradient.program(no_beta, X, y)


def _log_sigma_first_its_slope_last(theta, X, y):
    return gradient.program(np.roll(theta, -1), X, y)


def _log_sigma_taken_for_sigma(theta, X, y):
    return gradient.program(np.append(theta[:-1], np.log(theta[-1])), X, y)


def _one_sided_differences(theta, X, y):
    height = log_posterior.program
    return [
        (height(theta + 1e-5 * e, X, y) - height(theta, X, y)) / 1e-5 for e in np.eye(len(theta))
    ]


def _nearly_right(slopes, theta, X, y):
    right = gradient.program(theta, X, y)
    return slopes.shape == right.shape and np.allclose(slopes, right, rtol=5e-3, atol=5e-3)


def _divides_by_tau(slopes, theta, X, y):
    """Whether the slopes in beta are X'e/τ², whatever the last one is."""
    return np.allclose(slopes[:-1], _log_sigma_taken_for_sigma(theta, X, y)[:-1], rtol=1e-9)


gradient.mistakes(
    ("n − p for n", _n_p_for_n,
     "The last of your slopes has n − p. Beta is an argument here, not integrated out: every "
     "observation counts."),
    ("y for the residuals, throughout", _y_for_the_residuals_throughout,
     "Your slopes have y where they need the residuals, y − Xβ."),
    ("the n of the lesson's data", _the_n_of_the_lessons_data,
     "The last of your slopes counts 200 observations, whatever it is given: an `n` from outside. "
     "Take `len(y)`."),
    ("log sigma first",
     lambda theta, X, y: np.roll(_log_sigma_first_its_slope_last(theta, X, y), 1),
     "Your function takes log sigma from the *first* entry of theta. It is the last, `theta[-1]`."),
    ("log sigma first, its slope last", _log_sigma_first_its_slope_last,
     "Your function takes log sigma from the *first* entry of theta. It is the last, `theta[-1]`."),
    ("log sigma taken for sigma", _log_sigma_taken_for_sigma,
     "Your function takes the last entry of theta for sigma. It is *log* sigma: sigma is its "
     "exponential.", {"recognises": _divides_by_tau}),
    ("one-sided differences", _one_sided_differences,
     "Your slopes differ from the right ones in the last digits only. If they are differences of "
     "heights: take them on both sides, with steps of about 1e-5. A formula is exact and faster.",
     {"recognises": _nearly_right}),
)  # fmt: skip
