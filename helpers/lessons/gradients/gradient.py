"""The gradient of the log posterior: the score, and what the Jacobian adds."""

import numpy as np

from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients.log_posterior import log_posterior
from helpers.lessons.gradients.worlds import parts_of, worlds


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


def _of_gradient(name, says):
    """Wrong slopes, from n, sigma, X'e and e'e."""

    def add(slopes):
        def program(theta, X, y):
            n, _tau, sigma, residuals, squares = parts_of(theta, X, y)
            return slopes(n, sigma, X.T @ residuals, squares)

        return gradient.misconception(name, says)(program)

    return add


@_of_gradient(
    "no Jacobian",
    "Your function is the score, the gradient of the log-*likelihood*. The Jacobian adds τ to the "
    "log density, and so 1 to the last slope. (If yours has that 1: a prior 1/sigma takes it away "
    "again, and here the prior is flat.)",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / sigma**2 - n)


@_of_gradient(
    "Jacobian subtracted",
    "The last of your slopes has −1 where it should have the 1 of the Jacobian: τ is *added* to "
    "the log density. (A prior 1/sigma would bring −1, but here the prior is flat.)",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / sigma**2 - n - 1)


@_of_gradient(
    "slope of sigma for that of its log",
    "The last of your slopes adds sigma for the Jacobian. The Jacobian's term is τ, and its slope "
    "in τ is 1.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / sigma**2 - n + sigma)


@_of_gradient(
    "1 added everywhere",
    "All of your slopes have one more. The Jacobian's term depends on log sigma alone: only the "
    "last slope gets a 1.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / sigma**2 - n) + 1


@_of_gradient(
    "downhill",
    "Your slopes are those of the *negative* log posterior. A ball that is pushed by them rolls "
    "away from the posterior: turn all signs.",
)
def _(n, sigma, products, squares):
    return -np.append(products / sigma**2, squares / sigma**2 - n + 1)


@_of_gradient(
    "sign of the residuals",
    "Your slopes in beta have the wrong sign: the minus of the exponent and that of the residuals "
    "make a plus.",
)
def _(n, sigma, products, squares):
    return np.append(-products / sigma**2, squares / sigma**2 - n + 1)


@_of_gradient(
    "sign of the last slope",
    "The last of your slopes has the wrong sign; those in beta are right.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, n - 1 - squares / sigma**2)


@_of_gradient(
    "slope in sigma",
    "The last of your slopes is that in sigma. The slope in log sigma is sigma times that, and "
    "then the Jacobian adds its 1.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / sigma**3 - n / sigma)


@_of_gradient(
    "slope in sigma, with a Jacobian",
    "The last of your slopes is that in sigma, and a 1. The slope in log sigma is sigma times that "
    "in sigma.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / sigma**3 - n / sigma + 1)


@_of_gradient("not divided", "Your slopes in beta are X'e, undivided. Divide by sigma².")
def _(n, sigma, products, squares):
    return np.append(products, squares / sigma**2 - n + 1)


@_of_gradient(
    "divided by sigma", "Your slopes divide by sigma where they should divide by its square."
)
def _(n, sigma, products, squares):
    return np.append(products / sigma, squares / sigma - n + 1)


@_of_gradient(
    "half not cancelled",
    "The last of your slopes has half of e'e/σ². The ½ is cancelled by the 2 from exp(−2τ).",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / (2 * sigma**2) - n + 1)


@_of_gradient(
    "slopes in beta only", "Your slopes in beta are right. Append the slope in log sigma."
)
def _(n, sigma, products, squares):
    return products / sigma**2


def _of_last_slope(name, says, jacobian):
    """The score, and another Jacobian: from sigma and its log."""

    def program(theta, X, y):
        n, tau, sigma, residuals, squares = parts_of(theta, X, y)
        slopes = np.append(X.T @ residuals / sigma**2, squares / sigma**2 - n)
        slopes[-1] += jacobian(sigma, tau)
        return slopes

    gradient.misconception(name, says)(program)


_of_last_slope(
    "Jacobian of the variance",
    "The last of your slopes adds 2, as the Jacobian of the *variance* does, or one of sigma "
    "beside a prior that is flat in the variance. Here the prior is flat in sigma: 1.",
    lambda sigma, tau: 2,
)
_of_last_slope(
    "Jacobian not differentiated",
    "The last of your slopes adds τ. That is the Jacobian's term itself; its slope is 1.",
    lambda sigma, tau: tau,
)
_of_last_slope(
    "Jacobian's slope in sigma",
    "The last of your slopes adds 1/sigma, the slope of log sigma in *sigma*. In log sigma it is "
    "1.",
    lambda sigma, tau: 1 / sigma,
)


@_of_gradient(
    "slope in sigma, Jacobian too",
    "The last of your slopes is that of the right log density, but in *sigma*. The slope in log "
    "sigma is sigma times that.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, (squares / sigma**2 - n + 1) / sigma)


@_of_gradient(
    "1 added to the others",
    "Your slopes in beta have one more, the last has not. The Jacobian depends on log sigma alone.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2 + 1, squares / sigma**2 - n)


@_of_gradient(
    "n forgotten",
    "The last of your slopes lacks −n: each of the n factors 1/sigma brings −1.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / sigma**2 + 1)


@_of_gradient(
    "squares forgotten",
    "The last of your slopes lacks e'e/σ²: the exponent depends on sigma, too.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, 1.0 - n)


@_of_gradient(
    "squares twice",
    "The last of your slopes has e'e/σ² twice. The 2 from exp(−2τ) is cancelled by the ½.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, 2 * squares / sigma**2 - n + 1)


@_of_gradient(
    "products twice",
    "Your slopes in beta are twice too large. The 2 of the square is cancelled by the ½.",
)
def _(n, sigma, products, squares):
    return np.append(2 * products / sigma**2, squares / sigma**2 - n + 1)


@_of_gradient(
    "sigma not squared in the slopes of beta",
    "Your slopes in beta divide by sigma where they should divide by its square.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma, squares / sigma**2 - n + 1)


@_of_gradient(
    "sigma not squared in the last slope",
    "The last of your slopes divides e'e by sigma where it should divide by its square.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / sigma - n + 1)


@_of_gradient(
    "negative score",
    "Your score has the wrong sign, your Jacobian the right one. Turn the signs of all but the 1.",
)
def _(n, sigma, products, squares):
    return np.append(-products / sigma**2, n - squares / sigma**2 + 1)


def _n_p_for_n(theta, X, y):
    n, _tau, sigma, residuals, squares = parts_of(theta, X, y)
    return np.append(X.T @ residuals / sigma**2, squares / sigma**2 - n + X.shape[1] + 1)


def _y_for_the_residuals(theta, X, y):
    n, _tau, sigma, _residuals, squares = parts_of(theta, X, y)
    return np.append(X.T @ y / sigma**2, squares / sigma**2 - n + 1)


def _y_for_the_residuals_throughout(theta, X, y):
    n, _tau, sigma, _residuals, _squares = parts_of(theta, X, y)
    return np.append(X.T @ y / sigma**2, y @ y / sigma**2 - n + 1)


def _y_for_the_residuals_in_the_last_slope(theta, X, y):
    n, _tau, sigma, residuals, _squares = parts_of(theta, X, y)
    return np.append(X.T @ residuals / sigma**2, y @ y / sigma**2 - n + 1)


def _the_n_of_the_lessons_data(theta, X, y):
    _n, _tau, sigma, residuals, squares = parts_of(theta, X, y)
    return np.append(X.T @ residuals / sigma**2, squares / sigma**2 - 200 + 1)


def _1_appended(theta, X, y):
    n, _tau, sigma, residuals, squares = parts_of(theta, X, y)
    return np.concatenate([X.T @ residuals / sigma**2, [squares / sigma**2 - n, 1]])


gradient.mistakes(
    ("n − p for n", _n_p_for_n,
     "The last of your slopes has n − p. Beta is an argument here, not integrated out: every "
     "observation counts."),
    ("y for the residuals", _y_for_the_residuals,
     "Your slopes in beta are X'y/σ². They need the residuals, y − Xβ, in place of y."),
    ("y for the residuals, throughout", _y_for_the_residuals_throughout,
     "Your slopes have y where they need the residuals, y − Xβ."),
    ("y for the residuals in the last slope", _y_for_the_residuals_in_the_last_slope,
     "The last of your slopes has y'y. It needs the residuals: e'e."),
    ("the n of the lesson's data", _the_n_of_the_lessons_data,
     "The last of your slopes counts 200 observations, whatever it is given: an `n` from outside. "
     "Take `len(y)`."),
    ("1 appended", _1_appended,
     "Your function returns one slope too many. The Jacobian's 1 is *added* to the last slope, "
     "not appended after it."),
)  # fmt: skip


def _from_the_first(theta, X, y):
    """What somebody finds who takes log sigma from the first entry: beta's slopes, log sigma's."""
    slopes = gradient.program(np.roll(theta, -1), X, y)
    return slopes[:-1], slopes[-1]


def _log_sigma_first(theta, X, y):
    of_beta, of_tau = _from_the_first(theta, X, y)
    return np.append(of_tau, of_beta)


gradient.mistakes(
    ("log sigma first", _log_sigma_first,
     "Your function takes log sigma from the *first* entry of theta. It is the last, `theta[-1]`."),
    ("log sigma first, its slope last",
     lambda theta, X, y: np.append(*_from_the_first(theta, X, y)),
     "Your function takes log sigma from the *first* entry of theta. It is the last, `theta[-1]`."),
)  # fmt: skip


def _of_tau_for_sigma(name, last_slope):
    """Log sigma taken for sigma, with some last slope from n, log sigma and the sum of squares."""

    def program(theta, X, y):
        n, tau, _sigma, residuals, squares = parts_of(theta, X, y)
        return np.append(X.T @ residuals / tau**2, last_slope(n, tau, squares))

    says = (
        "Your function takes the last entry of theta for sigma. It is *log* sigma: sigma is its "
        "exponential."
    )
    gradient.misconception(name, says)(program)


_of_tau_for_sigma(
    "log sigma taken for sigma, no Jacobian", lambda n, tau, squares: squares / tau**2 - n
)
_of_tau_for_sigma(
    "log sigma taken for sigma, slope in it", lambda n, tau, squares: squares / tau**3 - n / tau
)
_of_tau_for_sigma(
    "log sigma taken for sigma, slope in it, with a Jacobian",
    lambda n, tau, squares: squares / tau**3 - n / tau + 1,
)


def _nearly_right(slopes, theta, X, y):
    right = gradient.program(theta, X, y)
    return slopes.shape == right.shape and np.allclose(slopes, right, rtol=5e-3, atol=5e-3)


def _one_sided_differences(theta, X, y):
    height = log_posterior.program
    return [
        (height(theta + 1e-5 * e, X, y) - height(theta, X, y)) / 1e-5 for e in np.eye(len(theta))
    ]


def _log_sigma_taken_for_sigma(theta, X, y):
    n, tau, _sigma, residuals, squares = parts_of(theta, X, y)
    return np.append(X.T @ residuals / tau**2, squares / tau**2 - n + 1)


gradient.mistakes(
    ("one-sided differences", _one_sided_differences,
     "Your slopes differ from the right ones in the last digits only. If they are differences of "
     "heights: take them on both sides, with steps of about 1e-5. A formula is exact and faster.",
     {"recognises": _nearly_right}),
    ("log sigma taken for sigma", _log_sigma_taken_for_sigma,
     "Your function takes the last entry of theta for sigma. It is *log* sigma: sigma is its "
     "exponential."),
)  # fmt: skip


# Several slips at once: the slopes as multiples of their terms, in words

_POWERS = {"": 0, "/σ": -1, "/σ²": -2, "/σ³": -3, "·σ": 1, "·σ²": 2}
_MULTIPLES = {"": 1, "−": -1, "½ ": 0.5, "−½ ": -0.5, "¼ ": 0.25, "2 ": 2, "−2 ": -2}
_COUNTS = {" − n": lambda n, p: -n, " + n": lambda n, p: n, " − n/2": lambda n, p: -n / 2}
_COUNTS |= {" − (n − p)": lambda n, p: p - n, "": lambda n, p: 0}
_UNITS = {"": lambda sigma: 1, "/σ": lambda sigma: 1 / sigma, "·σ": lambda sigma: sigma}
_UNITS |= {"·τ": np.log, "/σ²": lambda sigma: sigma**-2}
_JACOBIANS = {"": lambda sigma: 0, " + 1": lambda sigma: 1, " − 1": lambda sigma: -1}
_JACOBIANS |= {" + 2": lambda sigma: 2, " + σ": lambda sigma: sigma, " + τ": np.log}
_JACOBIANS |= {" + 1/σ": lambda sigma: 1 / sigma, " + 1/σ²": lambda sigma: sigma**-2}


def _products(slopes, theta, X, y):
    """The formulas that give the slopes in beta."""
    n, _tau, sigma, residuals, _squares = parts_of(theta, X, y)
    for size, by in {"": 1, "/n": n}.items():
        for power, exponent in _POWERS.items():
            for multiple, factor in _MULTIPLES.items():
                term = factor * X.T @ residuals * sigma**exponent / by
                if np.allclose(slopes[:-1], term, rtol=1e-9, atol=0):
                    yield f"{multiple}X'e{power}{size}"


def _last_terms(slopes, theta, X, y):
    """The formulas that give the last slope."""
    _n, _tau, sigma, _residuals, squares = parts_of(theta, X, y)
    for multiple, factor in {**_MULTIPLES, "0 ": 0}.items():
        for power, exponent in _POWERS.items():
            for count, share in _COUNTS.items():
                for unit, of in _UNITS.items():
                    known = factor * squares * sigma**exponent + share(*X.shape) * of(sigma)
                    for jacobian, added in _JACOBIANS.items():
                        if np.isclose(slopes[-1], known + added(sigma), rtol=1e-10, atol=0):
                            yield f"{multiple}e'e{power}{count}{unit * bool(count)}{jacobian}"


def _several_slips(theta, X, y):
    n, _tau, sigma, residuals, squares = parts_of(theta, X, y)
    return np.append(-X.T @ residuals / sigma, 2 * squares / sigma**2 - n)


gradient.mistakes(
    ("several slips", _several_slips,
     lambda slopes, *case: (
     f"Your slopes in beta are {next(_products(slopes, *case))}, and the last is "
     f"{next(_last_terms(slopes, *case))}. Differentiate your log posterior term by term: its "
     "−n τ, its exponent, its Jacobian."
     ),
     {"recognises": lambda slopes, theta, X, y: (
         slopes.shape == theta.shape
         and any(_products(slopes, theta, X, y))
         and any(_last_terms(slopes, theta, X, y))
    )}),
)  # fmt: skip
