"""Exercises of lesson 10: a change of variables, leapfrog, Hamiltonian Monte Carlo."""

import numpy as np
from scipy import stats

from helpers.exercises.lessons import gradients as lesson
from helpers.feedback import MonteCarlo, Unreadable

__all__ = [
    "gradient",
    "gradient_in_z",
    "hmc",
    "hmc_step",
    "largest_step",
    "leapfrog",
    "log_posterior",
]


def _worlds(rng):
    """Small worlds, with X of several shapes; sigma above 1, so that its log is above 0."""
    for n, p, sigma in ((7, 3, 1.5), (12, 2, 2.5), (10, 4, 1.8)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        beta = rng.normal(size=p)
        y = X @ beta + rng.normal(0, sigma, n)
        yield X, y, np.append(beta + rng.normal(0, 0.3, p), np.log(sigma))


# The log posterior in (beta, log sigma)


def _points(rng):
    for X, y, theta in _worlds(rng):
        thetas = theta + rng.normal(0, 0.2, (6, len(theta)))
        thetas[:, -1] = np.abs(thetas[:, -1]) + 0.05
        yield list(thetas), X, y


def _heights(function, thetas, X, y):
    """Heights above the first point: there a constant factor of the density is gone."""
    found = [np.asarray(function(theta, X, y), dtype=float) for theta in thetas]
    if found[0].size != 1:
        raise Unreadable(
            f"It returns an array of shape {found[0].shape}; wanted one number, the log density."
        )
    rises = np.array([float(height.squeeze() - found[0].squeeze()) for height in found[1:]])
    return {_RISES: rises}


_RISES = "log density at five thetas, less that at a first one"


def _parts(theta, X, y):
    """n, log sigma, sigma, the residuals and their sum of squares."""
    residuals = y - X @ theta[:-1]
    return len(y), theta[-1], np.exp(theta[-1]), residuals, residuals @ residuals


@lesson.function(
    "10-log-posterior",
    cases=_points,
    probe=_heights,
    parts=(_RISES,),
    hints=(
        "With flat priors the density of (beta, sigma) is the likelihood. Per unit of log sigma it "
        "is another: by which factor?",
        "A step dτ moves sigma by sigma dτ, so that the density per unit of τ is sigma times that "
        "per unit of sigma. The log of this factor is τ itself.",
        "With `tau = theta[-1]` and `e = y - X @ theta[:-1]`: "
        "`-len(y) * tau - e @ e * np.exp(-2 * tau) / 2 + tau`.",
    ),
)
def log_posterior(theta, X, y):
    """The log posterior of beta and log sigma, up to a constant."""
    z = (y - X @ theta[:-1]) / np.exp(theta[-1])
    return float(theta[-1] - np.sum(theta[-1] + z**2 / 2))


@log_posterior.variant("a density of SciPy")
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    return stats.norm.logpdf(y, X @ theta[:-1], sigma).sum() + np.log(sigma)


@log_posterior.variant("the formula, without constants")
def _(theta, X, y):
    n, tau, _sigma, _residuals, squares = _parts(theta, X, y)
    return -(n - 1) * tau - squares * np.exp(-2 * tau) / 2


def _of_log_posterior(name, says):
    """A wrong height, from n, log sigma, sigma and the sum of squares."""

    def add(height):
        def program(theta, X, y):
            n, tau, sigma, _residuals, squares = _parts(theta, X, y)
            return height(n, tau, sigma, squares)

        return log_posterior.misconception(name, says)(program)

    return add


@_of_log_posterior(
    "no Jacobian",
    "Your density is that per unit of *sigma*, only written with log sigma. Per unit of log sigma "
    "it is sigma times as high: add the log of that factor.",
)
def _(n, tau, sigma, squares):
    return -n * tau - squares / (2 * sigma**2)


@_of_log_posterior(
    "Jacobian the wrong way",
    "Your density is divided by sigma where it should be multiplied. Where sigma is large, a step "
    "of log sigma covers much of it, and so holds more probability.",
)
def _(n, tau, sigma, squares):
    return -n * tau - squares / (2 * sigma**2) - tau


@_of_log_posterior(
    "sigma added in place of its log",
    "You added the factor itself, sigma. In a log density a factor adds its *log*.",
)
def _(n, tau, sigma, squares):
    return -n * tau - squares / (2 * sigma**2) + sigma


@_of_log_posterior(
    "Jacobian of the variance",
    "Your factor is sigma squared, which belongs to a density per unit of the *variance*. Here "
    "the prior is flat in sigma: the factor is sigma.",
)
def _(n, tau, sigma, squares):
    return -n * tau - squares / (2 * sigma**2) + 2 * tau


@_of_log_posterior(
    "log of log sigma",
    "You added the log of τ. The factor is sigma = exp(τ), and its log is τ.",
)
def _(n, tau, sigma, squares):
    return -n * tau - squares / (2 * sigma**2) + np.log(tau)


@_of_log_posterior(
    "log sigma taken for sigma",
    "Your function takes the last entry of theta for sigma. It is *log* sigma: sigma is its "
    "exponential.",
)
def _(n, tau, sigma, squares):
    return -n * np.log(tau) - squares / (2 * tau**2)


@_of_log_posterior(
    "log sigma taken for sigma, with a Jacobian",
    "Your function takes the last entry of theta for sigma. It is *log* sigma: sigma is its "
    "exponential.",
)
def _(n, tau, sigma, squares):
    return -n * np.log(tau) - squares / (2 * tau**2) + np.log(tau)


@_of_log_posterior("no ½", "Your exponent has the sum of squares over sigma², without its ½.")
def _(n, tau, sigma, squares):
    return -n * tau - squares / sigma**2 + tau


@_of_log_posterior(
    "divided by sigma", "Your sum of squares is divided by twice sigma, not by twice its square."
)
def _(n, tau, sigma, squares):
    return -n * tau - squares / (2 * sigma) + tau


@_of_log_posterior(
    "sign of the exponent",
    "Your exponent lacks its minus: the density grows without end as sigma goes to 0.",
)
def _(n, tau, sigma, squares):
    return -n * tau + squares / (2 * sigma**2) + tau


@_of_log_posterior(
    "n dropped",
    "No −n log sigma is left in your function. Every observation brings its own −log sigma; the "
    "Jacobian then adds a single log sigma.",
)
def _(n, tau, sigma, squares):
    return -tau - squares / (2 * sigma**2) + tau


@_of_log_posterior(
    "downhill",
    "Your function is the *negative* log posterior, the potential energy. Turn all signs.",
)
def _(n, tau, sigma, squares):
    return (n - 1) * tau + squares / (2 * sigma**2)


@_of_log_posterior(
    "mean for sum",
    "Your likelihood is an *average* over the observations. Independent ones multiply: sum their "
    "logs.",
)
def _(n, tau, sigma, squares):
    return -tau - squares / (2 * n * sigma**2) + tau


@_of_log_posterior(
    "n dropped, with a Jacobian",
    "Your function has the Jacobian, but no −n log sigma: every observation brings −log sigma.",
)
def _(n, tau, sigma, squares):
    return tau - squares / (2 * sigma**2)


@_of_log_posterior(
    "half of n",
    "Your function has −(n/2) log sigma. Half of n belongs to the log of the *variance*: it is "
    "−n log sigma.",
)
def _(n, tau, sigma, squares):
    return -n / 2 * tau - squares / (2 * sigma**2) + tau


@_of_log_posterior(
    "sign of n log sigma",
    "Your function adds n log sigma. Each observation's density is *divided* by sigma: −n log "
    "sigma.",
)
def _(n, tau, sigma, squares):
    return n * tau - squares / (2 * sigma**2) + tau


@_of_log_posterior(
    "multiplied by sigma squared",
    "Your sum of squares is *multiplied* by sigma²: exp(2τ) in place of exp(−2τ).",
)
def _(n, tau, sigma, squares):
    return -n * tau - squares * sigma**2 / 2 + tau


@_of_log_posterior(
    "log variance",
    "Your function takes the last entry of theta for the log of the *variance*. It is log sigma: "
    "sigma² is exp(2τ).",
)
def _(n, tau, sigma, squares):
    return -n / 2 * tau - squares / (2 * sigma) + tau


@_of_log_posterior(
    "log variance, Jacobian of sigma",
    "Your function takes the last entry of theta for the log of the *variance*. It is log sigma: "
    "sigma² is exp(2τ).",
)
def _(n, tau, sigma, squares):
    return -n / 2 * tau - squares / (2 * sigma) + tau / 2


@_of_log_posterior(
    "variance for the standard deviation",
    "Your observations have the standard deviation sigma². SciPy's `scale` is sigma itself.",
)
def _(n, tau, sigma, squares):
    return -2 * n * tau - squares / (2 * sigma**4) + tau


@_of_log_posterior(
    "downhill, with a Jacobian",
    "Your likelihood has the wrong sign, your Jacobian the right one. Wanted is the *log* density "
    "itself, no potential energy.",
)
def _(n, tau, sigma, squares):
    return n * tau + squares / (2 * sigma**2) + tau


@_of_log_posterior(
    "the n of the lesson's data",
    "Your function counts 200 observations, whatever it is given: an `n` from outside. Take "
    "`len(y)`.",
)
def _(n, tau, sigma, squares):
    return -200 * tau - squares / (2 * sigma**2) + tau


@_of_log_posterior(
    "the density, not its log",
    "Your function returns the density. Wanted is its log: a sum in place of a product.",
)
def _(n, tau, sigma, squares):
    return np.exp(-n * tau - squares / (2 * sigma**2) + tau - n / 2 * np.log(2 * np.pi))


@_of_log_posterior(
    "the density, not its log, without constants",
    "Your function returns the density. Wanted is its log: a sum in place of a product.",
)
def _(n, tau, sigma, squares):
    return np.exp(-n * tau - squares / (2 * sigma**2) + tau)


@log_posterior.misconception(
    "n − p for n",
    "Your function has −(n − p) log sigma. That is what is left once beta is integrated out; here "
    "beta is an argument, and every observation counts.",
)
def _(theta, X, y):
    n, tau, sigma, _residuals, squares = _parts(theta, X, y)
    return -(n - X.shape[1]) * tau - squares / (2 * sigma**2) + tau


@log_posterior.misconception(
    "Jacobian for every entry",
    "Your function adds τ for every entry of theta. Only sigma has changed its name: one factor.",
)
def _(theta, X, y):
    n, tau, sigma, _residuals, squares = _parts(theta, X, y)
    return -n * tau - squares / (2 * sigma**2) + len(theta) * tau


@log_posterior.misconception(
    "log sigma first",
    "Your function takes log sigma from the *first* entry of theta. It is the last, `theta[-1]`.",
)
def _(theta, X, y):
    n, tau, sigma, _residuals, squares = _parts(np.roll(theta, -1), X, y)
    return -n * tau - squares / (2 * sigma**2) + tau


# Its gradient


def _one_point(rng):
    for X, y, theta in _worlds(rng):
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


def _of_gradient(name, says):
    """Wrong slopes, from n, sigma, X'e and e'e."""

    def add(slopes):
        def program(theta, X, y):
            n, _tau, sigma, residuals, squares = _parts(theta, X, y)
            return slopes(n, sigma, X.T @ residuals, squares)

        return gradient.misconception(name, says)(program)

    return add


@_of_gradient(
    "no Jacobian",
    "Your function is the score, the gradient of the log-*likelihood*. The Jacobian adds τ to the "
    "log density, and so 1 to the last slope.",
)
def _(n, sigma, products, squares):
    return np.append(products / sigma**2, squares / sigma**2 - n)


@_of_gradient(
    "Jacobian subtracted",
    "The last of your slopes has the 1 of the Jacobian with the wrong sign: τ is *added* to the "
    "log density.",
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
        n, tau, sigma, residuals, squares = _parts(theta, X, y)
        slopes = np.append(X.T @ residuals / sigma**2, squares / sigma**2 - n)
        slopes[-1] += jacobian(sigma, tau)
        return slopes

    gradient.misconception(name, says)(program)


_of_last_slope(
    "Jacobian of the variance",
    "The last of your slopes adds 2, the Jacobian of the *variance*. That of sigma is sigma, its "
    "log τ, its slope 1.",
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


@gradient.misconception(
    "n − p for n",
    "The last of your slopes has n − p. Beta is an argument here, not integrated out: every "
    "observation counts.",
)
def _(theta, X, y):
    n, _tau, sigma, residuals, squares = _parts(theta, X, y)
    return np.append(X.T @ residuals / sigma**2, squares / sigma**2 - n + X.shape[1] + 1)


@gradient.misconception(
    "y for the residuals",
    "Your slopes in beta are X'y/σ². They need the residuals, y − Xβ, in place of y.",
)
def _(theta, X, y):
    n, _tau, sigma, _residuals, squares = _parts(theta, X, y)
    return np.append(X.T @ y / sigma**2, squares / sigma**2 - n + 1)


def _nearly_right(slopes, theta, X, y):
    right = gradient.program(theta, X, y)
    return slopes.shape == right.shape and np.allclose(slopes, right, rtol=1e-3, atol=1e-3)


@gradient.misconception(
    "one-sided differences",
    "Your slopes differ from the right ones in the last digits only. If they are differences of "
    "heights: take them on both sides, with steps of about 1e-5. A formula is exact and faster.",
    recognises=_nearly_right,
)
def _(theta, X, y):
    height = log_posterior.program
    return [
        (height(theta + 1e-5 * e, X, y) - height(theta, X, y)) / 1e-5 for e in np.eye(len(theta))
    ]


@gradient.misconception(
    "log sigma taken for sigma",
    "Your function takes the last entry of theta for sigma. It is *log* sigma: sigma is its "
    "exponential.",
)
def _(theta, X, y):
    n, tau, _sigma, residuals, squares = _parts(theta, X, y)
    return np.append(X.T @ residuals / tau**2, squares / tau**2 - n + 1)


# Leapfrog


def _hill(precision, bend):
    """A hill that is no parabola: log density and gradient."""

    def log_density(theta):
        return float(-theta @ precision @ theta / 2 - bend * np.sum(theta**4) / 4)

    def slope(theta, *more):
        if more:
            raise Unreadable("call `gradient(theta)` with theta alone: it knows its data.")
        return -precision @ theta - bend * theta**3

    return log_density, slope


def _rolls(rng):
    for d, steps, step_size in ((2, 7, 0.2), (3, 1, 0.3), (1, 4, 0.35)):
        root = np.eye(d) + 0.4 * rng.normal(size=(d, d))
        _, slope = _hill(root @ root.T, 0.3)
        yield slope, rng.normal(1, 1, d), rng.normal(size=d), step_size, steps


def _end_of_roll(function, gradient, theta, momentum, step_size, steps):
    found = np.asarray(function(gradient, theta.copy(), momentum.copy(), step_size, steps), float)
    if found.shape != (2, len(theta)):
        raise Unreadable(
            f"It returns something of shape {found.shape}; wanted two vectors of length "
            f"{len(theta)}: theta and the momentum, at the end."
        )
    return {"theta": found[0], "momentum": found[1]}


@lesson.function(
    "10-leapfrog",
    cases=_rolls,
    probe=_end_of_roll,
    parts=("theta", "momentum"),
    hints=(
        "Each step has three lines: half a push, a whole move, half a push. The second push uses "
        "the gradient at the *new* place.",
        "A push adds step size times gradient to the momentum; half a push adds half of that. A "
        "move adds step size times momentum to theta.",
        "In a loop over `range(steps)`: "
        "`momentum = momentum + step_size / 2 * gradient(theta)`, "
        "`theta = theta + step_size * momentum`, and the first line again. Return "
        "`theta, momentum`.",
    ),
)
def leapfrog(gradient, theta, momentum, step_size, steps):
    """Leapfrog."""
    # Without any momentum: each place from the two before it (Störmer 1907, Verlet 1967).
    before = theta - step_size * momentum + step_size**2 / 2 * gradient(theta)
    for _ in range(steps):
        before, theta = theta, 2 * theta - before + step_size**2 * gradient(theta)
    after = 2 * theta - before + step_size**2 * gradient(theta)
    return theta, (after - before) / (2 * step_size)


@leapfrog.variant("three lines a step")
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


@leapfrog.variant("half pushes of neighbours in one")
def _(gradient, theta, momentum, step_size, steps):
    momentum = momentum + 0.5 * step_size * gradient(theta)
    for step in range(steps):
        theta = theta + step_size * momentum
        last = step == steps - 1
        momentum = momentum + (0.5 if last else 1.0) * step_size * gradient(theta)
    return np.array([theta, momentum])


@leapfrog.misconception(
    "no half step",
    "Your steps push and move in turn, but whole pushes from the start: position and momentum "
    "are half a step apart. Begin and end with *half* a push.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size * gradient(theta)
        theta = theta + step_size * momentum
    return theta, momentum


@leapfrog.misconception(
    "no half step, move first",
    "Your steps move and push in turn, with whole pushes: position and momentum are half a step "
    "apart. Begin and end with *half* a push.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        theta = theta + step_size * momentum
        momentum = momentum + step_size * gradient(theta)
    return theta, momentum


@leapfrog.misconception(
    "both from the old values",
    "Your step changes theta and momentum at once, both from their old values (L. Euler's method). "
    "The energy then grows with every step. Push, move with the *new* momentum, push at the *new* "
    "place.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        slope = gradient(theta)
        theta, momentum = theta + step_size * momentum, momentum + step_size * slope
    return theta, momentum


@leapfrog.misconception(
    "only one half push a step",
    "Each of your steps has one half push. There are two: before the move and after it.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
    return theta, momentum


@leapfrog.misconception(
    "last half push forgotten",
    "The last half push is missing: your momentum stays half a step behind theta.",
)
def _(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    for step in range(steps):
        theta = theta + step_size * momentum
        if step < steps - 1:
            momentum = momentum + step_size * gradient(theta)
    return theta, momentum


@leapfrog.misconception(
    "last push whole",
    "Your first push is half, but the last one is whole. After the last move only half a push is "
    "left.",
)
def _(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    for _ in range(steps):
        theta = theta + step_size * momentum
        momentum = momentum + step_size * gradient(theta)
    return theta, momentum


@leapfrog.misconception(
    "gradient not renewed",
    "Your second half push uses the gradient at the *old* place. Compute it anew where the "
    "move has led.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        slope = gradient(theta)
        momentum = momentum + step_size / 2 * slope
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * slope
    return theta, momentum


@leapfrog.misconception(
    "pushed downhill",
    "Your pushes have the wrong sign: they drive the ball away from where the density is high. "
    "`gradient` is that of the *log density*: it is added.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum - step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum - step_size / 2 * gradient(theta)
    return theta, momentum


@leapfrog.misconception(
    "whole pushes",
    "Both pushes of your step are whole ones. Each is half.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum + step_size * gradient(theta)
    return theta, momentum


@leapfrog.misconception(
    "pushes without the step size",
    "Your pushes add half of the gradient, whatever the step size is: multiply by it.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + gradient(theta) / 2
        theta = theta + step_size * momentum
        momentum = momentum + gradient(theta) / 2
    return theta, momentum


@leapfrog.misconception(
    "moves without the step size",
    "Your moves add the whole momentum, whatever the step size is: multiply by it.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


@leapfrog.misconception(
    "moves of half a step",
    "Your moves go half a step. The pushes are halved since there are two; the move is one.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size / 2 * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


@leapfrog.misconception(
    "a single step",
    "Your function makes one step, whatever `steps` is. Repeat it.",
)
def _(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    theta = theta + step_size * momentum
    return theta, momentum + step_size / 2 * gradient(theta)


@leapfrog.misconception("one step too many", "Your function makes one step more than `steps`.")
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps + 1):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


@leapfrog.misconception(
    "one step too few",
    "Your function makes one step less than `steps`.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps - 1):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


@leapfrog.misconception(
    "momentum turned round",
    "Your momentum is turned round at the end. (In a proof that makes the roll its own inverse; "
    "the energy does not notice.) Return it as it is.",
)
def _(gradient, theta, momentum, step_size, steps):
    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    return end, -push


@leapfrog.misconception(
    "momentum first", "Your function returns the momentum first. Return theta, then the momentum."
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, steps)[::-1]


@leapfrog.misconception(
    "half moves, whole pushes",
    "Your step is half a move, a whole push, half a move: a right integrator of its own (*position "
    "Verlet*), no worse than the one asked for here: half a push, a whole move, half a push.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        theta = theta + step_size / 2 * momentum
        momentum = momentum + step_size * gradient(theta)
        theta = theta + step_size / 2 * momentum
    return theta, momentum


def _of_leapfrog(name, says):
    """A wrong step, repeated."""

    def add(step):
        def program(gradient, theta, momentum, step_size, steps):
            for _ in range(steps):
                theta, momentum = step(gradient, theta, momentum, step_size)
            return theta, momentum

        return leapfrog.misconception(name, says)(program)

    return add


@_of_leapfrog(
    "first half push forgotten",
    "Each of your steps has one half push, after the move. There is another, before it.",
)
def _(gradient, theta, r, size):
    theta = theta + size * r
    return theta, r + size / 2 * gradient(theta)


@_of_leapfrog(
    "first push downhill",
    "The first push of your step has the wrong sign. Both are added.",
)
def _(gradient, theta, r, size):
    r = r - size / 2 * gradient(theta)
    theta = theta + size * r
    return theta, r + size / 2 * gradient(theta)


@_of_leapfrog(
    "second push downhill",
    "The second push of your step has the wrong sign. Both are added.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * gradient(theta)
    theta = theta + size * r
    return theta, r - size / 2 * gradient(theta)


@_of_leapfrog(
    "moved backwards",
    "Your moves subtract the momentum. The ball goes where its momentum points: add.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * gradient(theta)
    theta = theta - size * r
    return theta, r + size / 2 * gradient(theta)


@_of_leapfrog(
    "move without the first push",
    "Your move uses the momentum from *before* the first half push. Push first, then move with the "
    "new momentum.",
)
def _(gradient, theta, r, size):
    end = theta + size * r
    return end, r + size / 2 * (gradient(theta) + gradient(end))


@_of_leapfrog(
    "half of the square in the push",
    "Your pushes are ε²/2 times the gradient. Half a push is ε/2 times it.",
)
def _(gradient, theta, r, size):
    r = r + size**2 / 2 * gradient(theta)
    theta = theta + size * r
    return theta, r + size**2 / 2 * gradient(theta)


@_of_leapfrog(
    "momentum replaced",
    "Your pushes replace the momentum. A push is *added* to it.",
)
def _(gradient, theta, r, size):
    theta = theta + size * (size / 2 * gradient(theta))
    return theta, size / 2 * gradient(theta)


@_of_leapfrog(
    "theta replaced",
    "Your moves replace theta by a step. A move is *added* to it.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * gradient(theta)
    theta = size * r
    return theta, r + size / 2 * gradient(theta)


@leapfrog.misconception(
    "pushed at the beginning and the end only",
    "Your roll has half a push at its beginning and half a one at its end, none between. Every "
    "step has two half pushes.",
)
def _(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    theta = theta + steps * step_size * momentum
    return theta, momentum + step_size / 2 * gradient(theta)


@leapfrog.misconception(
    "half a push too many at the end",
    "Your last push is one and a half. Whole pushes in the loop leave the momentum half a push "
    "ahead at the end: *subtract* half.",
)
def _(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    for _ in range(steps):
        theta = theta + step_size * momentum
        momentum = momentum + step_size * gradient(theta)
    return theta, momentum + step_size / 2 * gradient(theta)


# One step of Hamiltonian Monte Carlo


def _pushes(rng):
    """Many places and pushes, and steps so long that the energy errors matter."""
    for d, steps, step_size in ((2, 3, 0.75), (1, 2, 1.2), (3, 5, 0.6)):
        root = np.eye(d) + 0.3 * np.tri(d)
        theta, momentum = rng.normal(0, 0.8, (60, d)), rng.normal(size=(60, d))
        log_uniform = np.log(rng.random(60))
        hill = _hill(np.linalg.inv(root @ root.T), 0.2)
        yield hill, list(theta), list(momentum), step_size, steps, list(log_uniform)


_NEXT = "next thetas, one row for each of 60 places"


def _next_places(function, hill, theta, momentum, step_size, steps, log_uniform):
    """Where the function goes from each place, one row for each."""
    log_density, slope = hill
    found = []
    for place, push, level in zip(theta, momentum, log_uniform, strict=True):
        chosen = np.asarray(
            function(log_density, slope, place.copy(), push.copy(), step_size, steps, level),
            dtype=float,
        )
        if chosen.size != len(place):
            raise Unreadable(
                f"It returns something of shape {chosen.shape}; wanted the next theta alone, "
                f"which has {len(place)} number{'s' * (len(place) > 1)}."
            )
        found.append(chosen.ravel())
    return {_NEXT: np.array(found)}


@lesson.function(
    "10-hmc-step",
    cases=_pushes,
    probe=_next_places,
    parts=(_NEXT,),
    hints=(
        "Roll with `leapfrog`. A perfect roll would keep the energy; accept by how much of it was "
        "won or lost.",
        "The energy is `-log_density(theta) + momentum @ momentum / 2`, at the start with the "
        "momentum of the start, at the end with that of the end.",
        "With `before` and `after` for both energies: the end is accepted if "
        "`log_uniform < before - after`; otherwise theta stays.",
    ),
)
def hmc_step(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    """One step of Hamiltonian Monte Carlo."""
    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    joint = log_density(theta) + stats.norm.logpdf(momentum).sum()
    joint_at_end = log_density(end) + stats.norm.logpdf(push).sum()
    return end if np.exp(log_uniform) < np.exp(min(joint_at_end - joint, 0.0)) else theta


def _ends(log_density, gradient, theta, momentum, step_size, steps):
    """The end of the roll, both log densities and both kinetic energies."""
    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    heights = log_density(theta), log_density(end)
    return end, *heights, momentum @ momentum / 2, push @ push / 2


@hmc_step.variant("energies")
def _(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    def energy(theta, momentum):
        return -log_density(theta) + momentum @ momentum / 2

    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    accepted = log_uniform < energy(theta, momentum) - energy(end, push)
    return end if accepted else theta


@hmc_step.variant("np.where, momentum turned round")
def _(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    push = -push
    change = log_density(end) - log_density(theta) - np.sum(push**2 - momentum**2) / 2
    return np.where(log_uniform < change, end, theta)


def _of_step(name, says):
    """A wrong rule: accept by heights h, kinetic energies k and the log of a uniform number u."""

    def add(accept):
        def program(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
            end, *energies = _ends(log_density, gradient, theta, momentum, step_size, steps)
            return end if accept(*energies, log_uniform) else theta

        return hmc_step.misconception(name, says)(program)

    return add


@_of_step(
    "momentum ignored",
    "Your step accepts by the log density alone, or with the same momentum on both sides. What the "
    "roll keeps is the *energy*: height lost is speed won. Use each end's own momentum.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - h


@_of_step(
    "everything accepted",
    "Your step accepts every end. Leapfrog is not exact, and without the verdict its error stays "
    "in the draws. (If you compare: the log of the uniform number belongs beside the *difference* "
    "of energies, and theta must still be the start when you do.)",
)
def _(h, h_end, k, k_end, u):
    return True


@_of_step(
    "ratio upside down",
    "Your step favours ends of *higher* energy. The difference is energy before minus energy "
    "after.",
)
def _(h, h_end, k, k_end, u):
    return u < h - k - h_end + k_end


@_of_step(
    "sign of the kinetic energy",
    "Your energy has the kinetic part with the wrong sign: it is *minus* the log density plus "
    "momentum²/2.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end + k_end - h - k


@_of_step(
    "sign of the log density",
    "Your energy has the log density with the wrong sign: the potential energy is *minus* the log "
    "density.",
)
def _(h, h_end, k, k_end, u):
    return u < h - k_end - h_end + k


@_of_step("kinetic energy without ½", "Your kinetic energy lacks its ½: it is momentum²/2.")
def _(h, h_end, k, k_end, u):
    return u < h_end - 2 * k_end - h + 2 * k


@_of_step(
    "kinetic energy not squared",
    "Your kinetic energy is the length of the momentum, or half of it. It is half its *square*.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - np.sqrt(2 * k_end) / 2 - h + np.sqrt(2 * k) / 2


@_of_step(
    "only where the energy falls",
    "Your step accepts only if the energy does not rise. A rise is accepted, too, with probability "
    "exp(−rise): that is what `log_uniform` is for.",
)
def _(h, h_end, k, k_end, u):
    return h_end - k_end >= h - k


@_of_step(
    "uniform not logged",
    "Your step compares the uniform number itself with a difference of energies. Compare its log.",
)
def _(h, h_end, k, k_end, u):
    return np.exp(u) < h_end - k_end - h + k


@_of_step(
    "accepted and rejected exchanged",
    "Your step stays where it should go, and goes where it should stay.",
)
def _(h, h_end, k, k_end, u):
    return not u < h_end - k_end - h + k


@_of_step(
    "never moves",
    "Your step always returns the theta it started from. (If you compare: is one side nan, the log "
    "of a negative number?)",
)
def _(h, h_end, k, k_end, u):
    return False


@_of_step(
    "the start's energy forgotten",
    "Your step judges the end by its own energy. What counts is the *change*: compare with the "
    "energy at the start.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - k_end


@_of_step(
    "the start's momentum forgotten",
    "Your step leaves the momentum of the start out of the account: it looks as if the push had "
    "come for nothing.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - k_end - h


@_of_step(
    "the end's momentum forgotten",
    "Your step leaves the momentum of the end out of the account: its energy has a kinetic part, "
    "too.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - h + k


@_of_step(
    "both turned round",
    "Your comparison and your difference are both turned round: a step is accepted only if it wins "
    "much energy. Accept if log_uniform is *below* before − after.",
)
def _(h, h_end, k, k_end, u):
    return u > h - k - h_end + k_end


def _of_roll(name, says):
    """A wrong roll, judged rightly by what it returns."""

    def add(roll):
        def program(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
            end, push = roll(gradient, theta, momentum, step_size, steps)
            lost = log_density(end) - push @ push / 2 - log_density(theta)
            return end if log_uniform < lost + momentum @ momentum / 2 else theta

        return hmc_step.misconception(name, says)(program)

    return add


@_of_roll("one leapfrog step", "Your roll makes a single leapfrog step, whatever `steps` is.")
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, 1)


@_of_roll("three leapfrog steps", "Your roll makes three leapfrog steps, whatever `steps` is.")
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, 3)


@_of_roll(
    "gradient of the energy",
    "Your roll is pushed downhill: `leapfrog` wants the gradient of the log density, as it is.",
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(lambda t: -gradient(t), theta, momentum, step_size, steps)


@_of_roll(
    "theta and momentum exchanged",
    "You hand theta and momentum to `leapfrog` in the wrong order.",
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, momentum, theta, step_size, steps)


@_of_roll(
    "end and momentum exchanged",
    "Your step takes the momentum at the end for the place: `leapfrog` returns theta first.",
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, steps)[::-1]


def _of_kinetic(name, says):
    """The right rule with another kinetic energy."""

    def add(kinetic):
        def program(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
            end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
            lost = log_density(end) - kinetic(push) - log_density(theta) + kinetic(momentum)
            return end if log_uniform < lost else theta

        return hmc_step.misconception(name, says)(program)

    return add


@_of_kinetic(
    "momentum summed, not squared", "Your kinetic energy sums the momentum. Sum its *squares*."
)
def _(momentum):
    return momentum.sum() / 2


@_of_kinetic(
    "mean of the squares",
    "Your kinetic energy averages the squares of the momentum. Sum them: every direction has its "
    "own energy.",
)
def _(momentum):
    return np.mean(momentum**2) / 2


# The same hill in other units


def _slants(rng):
    for d in (2, 3, 4):
        shape = rng.normal(size=(d, d)) + 2 * np.eye(d)
        root = np.tril(rng.normal(size=(d, d))) + 1.5 * np.eye(d)
        _, slope = _hill(shape @ shape.T / d, 0.1)
        yield slope, root, rng.normal(size=d), rng.normal(size=d)


@lesson.function(
    "10-gradient-in-z",
    cases=_slants,
    hints=(
        "Where is the place, in the old units, that z stands for? Take the gradient there.",
        "The chain rule: a step in $z_k$ moves theta by column k of `root`. So the slope in $z_k$ "
        "is that column times the gradient.",
        "`root.T @ gradient(centre + root @ z)`",
    ),
)
def gradient_in_z(gradient, root, centre, z):
    """The gradient in the new units."""
    there = gradient(centre + root @ z)
    return np.array([sum(column * there) for column in root.T])


@gradient_in_z.variant("the chain rule")
def _(gradient, root, centre, z):
    return root.T @ gradient(centre + root @ z)


@gradient_in_z.variant("as a row")
def _(gradient, root, centre, z):
    return gradient(centre + root @ z) @ root


@gradient_in_z.misconception(
    "root not transposed",
    "You multiplied by `root`; the chain rule wants its transpose: the slope in z_k is *column* k "
    "of root times the gradient.",
)
def _(gradient, root, centre, z):
    return root @ gradient(centre + root @ z)


@gradient_in_z.misconception(
    "no chain rule",
    "Your slopes are still those in theta. A step in z moves theta by `root` times it: multiply.",
)
def _(gradient, root, centre, z):
    return gradient(centre + root @ z)


@gradient_in_z.misconception(
    "inverse of the root",
    "You multiplied by the *inverse* of root. Where one unit of z is a long way in theta, the hill "
    "is steep in z: multiply by root' itself.",
)
def _(gradient, root, centre, z):
    return np.linalg.solve(root, gradient(centre + root @ z))


@gradient_in_z.misconception(
    "inverse of the transpose",
    "You multiplied by the *inverse* of root'. Where one unit of z is a long way in theta, the "
    "hill is steep in z: multiply by root' itself.",
)
def _(gradient, root, centre, z):
    return np.linalg.solve(root.T, gradient(centre + root @ z))


@gradient_in_z.misconception(
    "gradient at z",
    "Your gradient is taken at z. `gradient` knows only the old units: take it at "
    "`centre + root @ z`.",
)
def _(gradient, root, centre, z):
    return root.T @ gradient(z)


@gradient_in_z.misconception(
    "centre forgotten", "Your gradient is taken at `root @ z`: the centre is missing."
)
def _(gradient, root, centre, z):
    return root.T @ gradient(root @ z)


@gradient_in_z.misconception(
    "root transposed in the place",
    "The place is `centre + root @ z`; yours has root transposed there.",
)
def _(gradient, root, centre, z):
    return root.T @ gradient(centre + root.T @ z)


@gradient_in_z.misconception(
    "covariance for its root",
    "You multiplied by root root', the covariance. The chain rule wants root' once.",
)
def _(gradient, root, centre, z):
    return root @ root.T @ gradient(centre + root @ z)


@gradient_in_z.misconception(
    "gradient at the centre",
    "Your gradient is taken at the centre, wherever z is. Take it at `centre + root @ z`.",
)
def _(gradient, root, centre, z):
    return root.T @ gradient(centre)


@gradient_in_z.misconception(
    "multiplied entry by entry",
    "You used the diagonal of root alone. Its other entries slant the axes: `root.T @` the "
    "gradient.",
)
def _(gradient, root, centre, z):
    return np.diag(root) * gradient(centre + root @ z)


@gradient_in_z.misconception(
    "centre subtracted",
    "Your gradient is taken at `root @ z - centre`. Add the centre.",
)
def _(gradient, root, centre, z):
    return root.T @ gradient(root @ z - centre)


@gradient_in_z.misconception(
    "centre in the bracket",
    "Your gradient is taken at `root @ (centre + z)`. The root belongs to z alone.",
)
def _(gradient, root, centre, z):
    return root.T @ gradient(root @ (centre + z))


@gradient_in_z.misconception(
    "centre added to the slopes",
    "You added the centre to the slopes. It belongs to the place alone.",
)
def _(gradient, root, centre, z):
    return centre + root.T @ gradient(centre + root @ z)


@gradient_in_z.misconception(
    "z subtracted",
    "You subtracted z: that is the slope of a prior on z, and there is none. The log density is "
    "the same, only its coordinates are new.",
)
def _(gradient, root, centre, z):
    return root.T @ gradient(centre + root @ z) - z


@gradient_in_z.misconception(
    "the place returned",
    "Your function returns the place. Take the gradient there, and multiply.",
)
def _(gradient, root, centre, z):
    return centre + root @ z


# The longest step that does not fly off


def _curvatures(rng):
    for d in (3, 2, 4):
        shape = rng.normal(size=(d, d)) + np.eye(d)
        yield (shape @ shape.T + np.diag(np.arange(1.0, d + 1)),)


@lesson.function(
    "10-largest-step",
    cases=_curvatures,
    hints=(
        "On a parabola of curvature k leapfrog stays in bounds as long as the step is below "
        "2/√k. Which direction sets the limit?",
        "The direction of the *largest* curvature. A matrix bends most along one of its "
        "eigenvectors, by its largest eigenvalue: `np.linalg.eigvalsh`.",
        "`2 / np.sqrt(np.linalg.eigvalsh(information).max())`",
    ),
)
def largest_step(information):
    """The longest stable step."""
    return float(2 / np.sqrt(np.linalg.norm(information, 2)))


@largest_step.variant("eigenvalues")
def _(information):
    return 2 / np.linalg.eigvalsh(information)[-1] ** 0.5


@largest_step.variant("from the covariance")
def _(information):
    return 2 * np.sqrt(np.linalg.eigvalsh(np.linalg.inv(information))[0])


def _of_step_size(name, says):
    def add(size):
        def program(information):
            return size(information, np.linalg.eigvalsh(information))

        return largest_step.misconception(name, says)(program)

    return add


@_of_step_size(
    "smallest curvature",
    "Your step is what the *flattest* direction would bear. The steepest one sets the limit: the "
    "largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(values[0])


@_of_step_size("no 2", "Your step is one over the root of the curvature. The limit is twice that.")
def _(information, values):
    return 1 / np.sqrt(values[-1])


@_of_step_size("no root", "Your step lacks the square root: the limit is 2/√k.")
def _(information, values):
    return 2 / values[-1]


@_of_step_size("no root, no 2", "Your step is one over the curvature. The limit is 2/√k.")
def _(information, values):
    return 1 / values[-1]


@_of_step_size(
    "diagonal",
    "Your step uses the largest entry of the diagonal, the curvature along an *axis*. The hill may "
    "be steeper in a slanted direction: take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(np.diag(information).max())


@_of_step_size(
    "smallest entry of the diagonal",
    "Your step uses the smallest entry of the diagonal, the *flattest* of the axes. The steepest "
    "direction sets the limit: take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(np.diag(information).min())


@_of_step_size(
    "smallest standard error",
    "Your step is twice the smallest standard error. A ridge is narrower than any of its shadows "
    "on the axes: take the largest eigenvalue of the information.",
)
def _(information, values):
    return 2 * np.sqrt(np.diag(np.linalg.inv(information)).min())


@_of_step_size(
    "information taken for the covariance",
    "Your step multiplies where it should divide: `information` is the curvature, not the "
    "covariance.",
)
def _(information, values):
    return 2 * np.sqrt(values[0])


@_of_step_size(
    "average curvature",
    "Your step uses the average curvature. A single steep direction is enough for the ball to fly "
    "off: take the largest.",
)
def _(information, values):
    return 2 / np.sqrt(values.mean())


@_of_step_size(
    "sum of the curvatures",
    "Your step uses the sum of the curvatures, the trace. The steepest direction alone sets the "
    "limit.",
)
def _(information, values):
    return 2 / np.sqrt(values.sum())


@_of_step_size("2 below the root", "Your 2 stands below the root. The limit is 2/√k, not √(2/k).")
def _(information, values):
    return np.sqrt(2 / values[-1])


@_of_step_size(
    "largest sum of a row",
    "Your step uses the largest sum of a row: a bound of the largest eigenvalue, so your step is "
    "safe, but not the longest.",
)
def _(information, values):
    return 2 / np.sqrt(np.abs(information).sum(axis=0).max())


@_of_step_size(
    "root of the sum of squares",
    "Your step uses the Frobenius norm, the root of the sum of all squares: `np.linalg.norm` gives "
    "that of a matrix unless it is told `ord=2`. Take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(np.linalg.norm(information))


@_of_step_size(
    "last entry",
    "Your step uses the curvature along the last axis. In another model another direction is the "
    "steepest: take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(information[-1, -1])


@_of_step_size(
    "first entry",
    "Your step uses the curvature along the first axis. In another model another direction is the "
    "steepest: take the largest eigenvalue.",
)
def _(information, values):
    return 2 / np.sqrt(information[0, 0])


@_of_step_size(
    "determinant",
    "Your step uses the determinant, the product of all curvatures. The steepest direction alone "
    "sets the limit.",
)
def _(information, values):
    return 2 / np.sqrt(np.prod(values))


@_of_step_size("4 for 2", "Your step is twice the limit: it is 2/√k. (ε²k < 4, not ε²k < 16.)")
def _(information, values):
    return 4 / np.sqrt(values[-1])


@_of_step_size(
    "multiplied by the root", "Your step grows with the curvature. Divide by the root: 2/√k."
)
def _(information, values):
    return 2 * np.sqrt(values[-1])


@_of_step_size(
    "upside down", "Your step is upside down, √k/2: the steeper, the *shorter* the step."
)
def _(information, values):
    return np.sqrt(values[-1]) / 2


@_of_step_size(
    "a step for each direction",
    "Your function returns one step for each eigenvalue. The ball has one step size: that of the "
    "steepest direction.",
)
def _(information, values):
    return 2 / np.sqrt(values)


# The whole of Hamiltonian Monte Carlo

DRAWS, SHORT, AGAIN, TINY = 2500, 300, 60, 400


def _targets(rng):
    """Normal hills, with steps so long that an unjudged roll leaves its mark."""
    yield (np.array([3.0]), np.array([[1.5]])), 2.0, 3
    yield (np.array([1.0, -2.0]), np.array([[1.0, 0.0], [-0.6, 0.8]])), 0.7, 2


def _chain_laws(function, hill, step_size, steps):
    """What is known of a chain on N(mean, root root').

    The draws are read as z = root⁻¹ (draw - mean), whose coordinates are independent N(0, 1).
    Rolls of tiny steps go straight on, nearly all of them: there each move, over step size and
    number of steps, is the push itself.
    """
    mean, root = hill
    inverse, d = np.linalg.inv(root), len(mean)
    precision, start = inverse.T @ inverse, mean + root @ np.full(d, 1.5)

    def log_density(theta):
        z = inverse @ (theta - mean)
        return -0.5 * (z @ z)

    def slope(theta, *more):
        if more:
            raise Unreadable("call `gradient(theta)` with theta alone: it knows its data.")
        return precision @ (mean - theta)

    def chain(draws, seed, step_size=step_size, steps=steps):
        rng = np.random.default_rng(seed)
        found = function(log_density, slope, start.copy(), step_size, steps, draws, rng)
        found = np.asarray(found, dtype=float)
        if found.ndim == 1 and d == 1:
            found = found[:, None]
        if found.ndim != 2 or found.shape[1] != d or len(found) == 0:
            raise Unreadable(
                f"It returns something of shape {found.shape}; wanted ({draws}, {d}): one row for "
                "each draw."
            )
        return np.clip(found, -1e100, 1e100)

    def pushes(seed, steps):
        moves = np.diff(chain(TINY, seed, _TINY_STEP, steps), axis=0)
        return moves / (_TINY_STEP * steps)

    found = chain(DRAWS, 2026)
    z = (found - mean) @ inverse.T
    one, same, other = (chain(AGAIN, seed) for seed in (7, 7, 8))
    late = slice(AGAIN // 2, min(len(one), len(other)))
    short = chain(SHORT, 5, step_size / 5, steps * 5)
    far, near = pushes(11, 7), pushes(12, 1)
    first = np.array([chain(2, seed, _TINY_STEP, 1)[0] for seed in range(20)])
    square, strength = np.mean(z**2), _strength(far)
    return {
        _ROWS: len(found) / DRAWS,
        _REPEATS: _share_of_repeats(z),
        # Here a right roll keeps its energy, and hardly any is refused.
        _SHORT: _share_of_repeats(short),
        _AVERAGE: np.mean(z) / np.sqrt(max(1, square)),
        # The cube root makes the law of a sample variance nearly normal (Wilson, Hilferty 1931).
        _SQUARE: np.cbrt(square),
        _NEIGHBOURS: np.mean(np.sum(z[1:] * z[:-1], axis=1)) / (d * square),
        _SAME_SEED: np.mean(np.abs(one - same)) if one.shape == same.shape else 1.0,
        _TWO_SEEDS: np.mean(one[late] == other[late]),
        _FIRST: np.max(np.abs(first - start)),
        _START: np.mean((first == start).all(axis=1)),
        _PUSH: np.cbrt(strength),
        _SIDE: np.mean(far) / np.sqrt(max(1, strength)),
        _RATIO: np.cbrt(strength / max(_strength(near), 1e-12)),
        _RENEWED: _correlation(far[1:], far[:-1]),
        _ALIKE: _correlation(far[:, 1:], far[:, :-1]) if d > 1 else 0.0,
        _SPREAD: np.std(far, axis=0).max() / np.sqrt(max(1, strength)),
    }


_TINY_STEP = 1e-3


def _share_of_repeats(chain):
    return np.mean((chain[1:] == chain[:-1]).all(axis=1)) if len(chain) > 1 else 0.0


def _strength(moves):
    """Mean square of the moves, without the rolls that were refused."""
    moved = moves[(moves != 0).any(axis=1)]
    return np.mean(moved**2) if len(moved) else 0.0


def _correlation(left, right):
    """About zero, whatever their means are."""
    size = np.sqrt(np.mean(left**2) * np.mean(right**2))
    return np.mean(left * right) / size if size > 0 else 0.0


_ROWS = "number of rows, over the number of draws"
_REPEATS = "share of draws that repeat the one before"
_SHORT = "the same, with five times shorter steps"
_AVERAGE = "average of the draws, in standard deviations"
_SQUARE = "mean square of the draws, in variances (cube root)"
_NEIGHBOURS = "correlation of neighbours"
_SAME_SEED = "difference between two calls with the same seed"
_TWO_SEEDS = "share of equal draws under two seeds"
_FIRST = "distance of first draws from the start, for a tiny step"
_START = "share of first draws that are the start"
_PUSH = "mean square of the moves in rolls of tiny steps, over that of the pushes (cube root)"
_SIDE = "average of these moves, in standard deviations"
_RATIO = "their mean square for 7 steps, over 49 times that for one step (cube root)"
_RENEWED = "correlation of these moves with the ones before"
_ALIKE = "correlation of the coordinates of these moves"
_SPREAD = "spread of these moves, over that of the pushes"

# Of two right runs, the learner's and the reference's: measured over right functions with random
# numbers of their own, the larger of the two targets, times √2.
_CHAIN_ERRORS = {
    _ROWS: 0.0,
    _REPEATS: 0.014,
    _SHORT: 0.0065,
    _AVERAGE: 0.03,
    _SQUARE: 0.018,
    _NEIGHBOURS: 0.034,
    _SAME_SEED: 0.0,
    _TWO_SEEDS: 0.02,
    _FIRST: 0.002,
    _START: 0.0,
    _PUSH: 0.04,
    _SIDE: 0.075,
    _RATIO: 0.055,
    _RENEWED: 0.08,
    _ALIKE: 0.075,
    _SPREAD: 0.05,
}


@lesson.function(
    "10-hmc",
    cases=_targets,
    probe=_chain_laws,
    parts=tuple(_CHAIN_ERRORS),
    tolerance=MonteCarlo(
        _CHAIN_ERRORS,
        z=6,
        reason=f"averages over chains of {DRAWS:,} draws on two hills; a right function is "
        "refused with a probability below 1e-7",
    ),
    hints=(
        "The loop of Metropolis, with another proposal: each turn begins with a push.",
        "A push is a *new* momentum, `rng.standard_normal(len(start))`, in every turn. `hmc_step` "
        "does the rest; keep where the chain stands after it.",
        "In the loop: `momentum = rng.standard_normal(len(start))`, then "
        "`theta = hmc_step(log_density, gradient, theta, momentum, step_size, steps, "
        "np.log(rng.random()))`, then `chain.append(theta)`.",
    ),
)
def hmc(log_density, gradient, start, step_size, steps, draws, rng):
    """Hamiltonian Monte Carlo, from start to chain."""
    theta, chain = start, np.empty((draws, len(start)))
    pushes, levels = rng.standard_normal(chain.shape), -rng.exponential(size=draws)
    for i in range(draws):
        theta = _rolled(
            log_density, gradient, theta, pushes[i], step_size, steps, lambda rise, i=i: levels[i]
        )
        chain[i] = theta
    return chain


def _rolled(log_density, gradient, theta, momentum, step_size, steps, level):
    """Roll and judge: the end is accepted if the energy lost exceeds `level` of it."""
    place, push = theta, momentum + step_size / 2 * gradient(theta)
    for step in range(steps):
        place = place + step_size * push
        push = push + (1.0 if step < steps - 1 else 0.5) * step_size * gradient(place)
    lost = log_density(place) - push @ push / 2 - log_density(theta) + momentum @ momentum / 2
    return place if level(lost) < lost else theta


def _rolling(log_density, gradient, start, step_size, steps, draws, rng, *, level=None, push=None):
    """A chain with rules of its own for the verdict and for the push."""
    level = level or (lambda lost: np.log(rng.random()))
    push = push or (lambda: rng.standard_normal(len(start)))
    theta, chain = start, []
    for _ in range(draws):
        theta = _rolled(log_density, gradient, theta, push(), step_size, steps, level)
        chain.append(theta)
    return np.array(chain)


@hmc.variant("one push at a time")
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, steps, draws, rng)


@hmc.variant("all in one loop")
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = np.empty((draws, len(start)))
    here = np.array(start)
    for i in range(draws):
        first = rng.normal(0, 1, len(here))
        there, momentum = here, first
        for _ in range(steps):
            halfway = momentum + gradient(there) * step_size / 2
            there = there + step_size * halfway
            momentum = halfway + gradient(there) * step_size / 2
        before = first @ first / 2 - log_density(here)
        after = momentum @ momentum / 2 - log_density(there)
        if rng.uniform() < np.exp(min(before - after, 0)):
            here = there
        chain[i] = here
    return chain


@hmc.misconception(
    "push of another width",
    "Your push has the standard deviation `step_size`. Its energy, momentum²/2, belongs to a "
    "*standard* normal push.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return rng.normal(0, step_size, len(start))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "uniform push",
    "Your push is uniform between 0 and 1, never backwards. It must be standard normal: its log "
    "density is −momentum²/2, and that is the kinetic energy.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return rng.random(len(start))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "one leapfrog step",
    "Each turn of yours makes a single leapfrog step, whatever `steps` is.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, 1, draws, rng)


@hmc.misconception(
    "momentum ignored",
    "Your verdict compares the log densities alone. What the roll keeps is the energy, momentum²/2 "
    "included.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    theta, chain = start, []
    for _ in range(draws):
        push = rng.standard_normal(len(start))
        end, _momentum = leapfrog.program(gradient, theta, push, step_size, steps)
        if np.log(rng.random()) < log_density(end) - log_density(theta):
            theta = end
        chain.append(theta)
    return np.array(chain)


@hmc.misconception(
    "every roll from the start",
    "Every roll of yours begins at `start`. It must begin where the chain stands.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = [
        _rolling(log_density, gradient, start, step_size, steps, 1, rng)[0] for _ in range(draws)
    ]
    return np.array(chain)


@hmc.misconception(
    "log to the base 10",
    "Your verdict compares the base-10 logarithm of the uniform number. The energy belongs to the "
    "natural one, `np.log`.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def level(lost):
        return np.log10(rng.random())

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, level=level)


# What follows is known by a trait, since its numbers differ from run to run. Each is sure only
# after the ones before it.


@hmc.misconception(
    "one array in all rows",
    "All rows of your chain are the same place, and it is not the start: the loop changes one "
    "array and keeps it again and again. Make a new one in every turn, or keep a copy.",
    recognises=lambda laws, *case: laws[_REPEATS] == 1 and laws[_START] == 0,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = _rolling(log_density, gradient, start, step_size, steps, draws, rng)
    return np.tile(chain[-1], (len(chain), 1))


@hmc.misconception(
    "stays at the start",
    "Your chain never leaves its start. Either no roll is ever accepted, or theta is not replaced "
    "by its end.",
    recognises=lambda laws, *case: laws[_REPEATS] == 1 and laws[_START] == 1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return np.tile(start, (draws, 1))


@hmc.misconception(
    "uniform not logged",
    "No roll of tiny steps is accepted in your chain, though such a roll keeps its energy all but "
    "exactly. Does the verdict compare the *log* of the uniform number, `np.log(rng.random())`, "
    "which is negative, with the energy lost?",
    recognises=lambda laws, *case: (
        laws[_ROWS] == 1 and laws[_PUSH] == 0 and laws[_START] == 1 and laws[_REPEATS] < 1
    ),
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def level(lost):
        return rng.random()

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, level=level)


@hmc.misconception(
    "rejected states not repeated",
    "No two draws in a row of yours are equal: after a rejection your chain keeps nothing. The "
    "place where it stays must be counted once more, for each rejection.",
    recognises=lambda laws, *case: laws[_REPEATS] == 0 and 0.2 < laws[_ROWS] < 0.999,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = _rolling(log_density, gradient, start, step_size, steps, draws, rng)
    moved = (chain[1:] != chain[:-1]).any(axis=1)
    return chain[1:][moved]


@hmc.misconception(
    "one row too many",
    "Your chain has one row more than draws: it begins with the start. Keep the `draws` states "
    "that follow it.",
    recognises=lambda laws, *case: laws[_ROWS] == (DRAWS + 1) / DRAWS and laws[_START] == 1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = _rolling(log_density, gradient, start, step_size, steps, draws, rng)
    return np.vstack([start, chain])


@hmc.misconception(
    "another number of rows",
    lambda laws, *case: (
        f"Your chain has {laws[_ROWS] * DRAWS:.0f} rows when {DRAWS} draws are asked for. One row "
        "for each turn, and `draws` turns."
    ),
    recognises=lambda laws, *case: laws[_ROWS] != 1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, steps, draws - 1, rng)


@hmc.misconception(
    "the start as a row",
    "The first row of your chain is the start. Keep the `draws` states that follow it: a turn "
    "first, then its row.",
    recognises=lambda laws, *case: laws[_START] == 1 and laws[_PUSH] > 0.1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = _rolling(log_density, gradient, start, step_size, steps, draws - 1, rng)
    return np.vstack([start, chain])


@hmc.misconception(
    "start ignored",
    "Your chain does not begin at `start`: after one turn of a single tiny step it is far from it.",
    recognises=lambda laws, *case: laws[_FIRST] > 0.5 and laws[_PUSH] < 2,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, 0 * start, step_size, steps, draws, rng)


@hmc.misconception(
    "global generator",
    "Two calls with generators of the same seed gave different chains. So the random numbers do "
    "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
    recognises=lambda laws, *case: laws[_SAME_SEED] > 1e-9,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, steps, draws, np.random)


@hmc.misconception(
    "no push",
    "Your balls start from rest: with tiny steps they hardly move. Each turn begins with a "
    "standard normal push, `rng.standard_normal(len(start))`.",
    recognises=lambda laws, *case: laws[_PUSH] < 0.05 and laws[_START] == 0,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return np.zeros(len(start))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "one push for all",
    "All turns of yours roll with the same push. Each needs a *new* one: draw it inside the loop.",
    # The pushes of a roll of tiny steps differ by its small accelerations alone.
    recognises=lambda laws, *case: laws[_SPREAD] < 0.25 and laws[_PUSH] > 0.05,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    once = rng.standard_normal(len(start))
    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=lambda: once)


@hmc.misconception(
    "the same chain every time",
    "Generators with different seeds gave the same chain: your function has a generator of its "
    "own, seeded inside. Draw from the `rng` that is handed in.",
    recognises=lambda laws, *case: laws[_TWO_SEEDS] > 0.9,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    own = np.random.default_rng(1)
    return _rolling(log_density, gradient, start, step_size, steps, draws, own)


@hmc.misconception(
    "pushes added up",
    "The pushes of your turns follow from one another: something of the push before is kept. A "
    "push is *new* in every turn; what the ball had is forgotten.",
    recognises=lambda laws, *case: (
        laws[_RENEWED] > 0.5 + laws[_SIDE] ** 2 or (laws[_RENEWED] > 0.9 and laws[_PUSH] > 1.5)
    ),
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    momentum = np.zeros(len(start))

    def push():
        momentum[:] = momentum + rng.standard_normal(len(start))
        return momentum.copy()

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "one number for all coordinates",
    "Your pushes have the same number in every coordinate, so the ball rolls along one line. Draw "
    "`len(start)` numbers.",
    recognises=lambda laws, hill, *case: len(hill[0]) == 1 or laws[_ALIKE] > 0.98,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return np.full(len(start), rng.standard_normal())

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "step size ignored",
    "With steps of 0.001 your turns go many times as far as these allow. Hand `step_size` on.",
    recognises=lambda laws, *case: laws[_PUSH] > 10 and laws[_RENEWED] < 0.3,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, 0.06, steps, draws, rng)


@hmc.misconception(
    "number of steps ignored",
    "Your rolls go equally far whether `steps` is 1 or 7. Hand `steps` on.",
    recognises=lambda laws, *case: abs(laws[_RATIO] - np.cbrt(1 / 49)) < 0.04,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, 3, draws, rng)


@hmc.misconception(
    "push to one side",
    "Your pushes favour one side: on average they are not 0. A standard normal push goes either "
    "way.",
    recognises=lambda laws, *case: laws[_SIDE] > 0.45,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return np.abs(rng.standard_normal(len(start)))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "push of another size",
    lambda laws, *case: (
        f"With tiny steps your rolls go {laws[_PUSH] ** 1.5:.2g} times as far as standard normal "
        "pushes would carry them (root mean square). Is the push standard normal, neither scaled "
        "nor uniform?"
    ),
    recognises=lambda laws, *case: (
        abs(laws[_PUSH] - 1) > 0.2 and abs(laws[_RATIO] - 1) < 0.18 and laws[_SPREAD] > 0.3
    ),
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return 2 * rng.standard_normal(len(start))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "only where the energy falls",
    "Your chain accepts only rolls that do not gain energy. A gain is accepted, too, with "
    "probability exp(−gain).",
    recognises=lambda laws, *case: (
        laws[_REPEATS] > 0.9 and laws[_SQUARE] < 0.6 and 0.7 < laws[_PUSH] < 1.3
    ),
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(
        log_density, gradient, start, step_size, steps, draws, rng, level=lambda lost: 0.0
    )


@hmc.misconception(
    "everything accepted",
    "Your chain accepts every roll: with a step as long as here, its draws scatter too widely. The "
    "verdict on the energy takes the error of leapfrog away: is the log of a uniform number, drawn "
    "anew in every turn, compared with the energy *lost*?",
    recognises=lambda laws, *case: laws[_REPEATS] == 0 and laws[_SQUARE] > 1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(
        log_density, gradient, start, step_size, steps, draws, rng, level=lambda lost: -np.inf
    )


def __dir__():
    return __all__
