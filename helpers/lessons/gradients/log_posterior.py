"""The log posterior in (beta, log sigma): the density per unit of another coordinate."""

import numpy as np
from scipy import stats

from helpers.feedback import Unreadable, described
from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients.shared import parts_of, worlds


def _points(rng):
    for X, y, theta in worlds(rng):
        thetas = theta + rng.normal(0, 0.2, (6, len(theta)))
        thetas[:, -1] = np.abs(thetas[:, -1]) + 0.05
        yield list(thetas), X, y


def _heights(function, thetas, X, y):
    """Heights above the first point: there a constant factor of the density is gone."""
    found = [np.asarray(function(theta, X, y), dtype=float) for theta in thetas]
    if found[0].size != 1:
        raise Unreadable(
            f"It returns {described(found[0])}; wanted one number, the log density: "
            "are the logs of the observations summed?"
        )
    rises = np.array([float(height.squeeze() - found[0].squeeze()) for height in found[1:]])
    return {_RISES: rises}


_RISES = "log density at five thetas, less that at a first one"


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
    n, tau, _sigma, _residuals, squares = parts_of(theta, X, y)
    return -(n - 1) * tau - squares * np.exp(-2 * tau) / 2


def _two_terms(thetas, X, y):
    """log sigma and e'e/σ² at five thetas, less those at the first."""
    found = [parts_of(theta, X, y) for theta in thetas]
    terms = np.array([(tau, squares / sigma**2) for _, tau, sigma, _, squares in found])
    return terms[1:] - terms[0]


@log_posterior.law(
    "In theta the log density has two terms, log sigma and e'e/sigma², each with a constant "
    "factor. Yours is no such sum: {left} is left over."
)
def _(found, *case):
    rises, terms = found[_RISES], _two_terms(*case)
    rest = rises - terms @ np.linalg.lstsq(terms, rises)[0]
    return np.abs(rest).max(), 0, np.abs(rises).max()


@log_posterior.law(
    "A density per unit of τ is sigma times that per unit of sigma: beyond the log-likelihood, "
    "yours should rise as τ does. From one theta to another τ rises by {right}, yours by {left}."
)
def _(found, thetas, X, y):
    terms = _two_terms(thetas, X, y)
    beyond, tau = found[_RISES] - terms @ (-len(y), -1 / 2), terms[:, 0]
    worst = np.argmax(np.abs(beyond - tau))
    return beyond[worst], tau[worst], np.abs(terms).max() * len(y)


def _height(rule):
    """A log density by a rule for n, log sigma, sigma and the sum of squares."""

    def program(theta, X, y):
        n, tau, sigma, _residuals, squares = parts_of(theta, X, y)
        return rule(n, tau, sigma, squares)

    return program


def _log_likelihood(n, tau, sigma, squares):
    return -n / 2 * np.log(2 * np.pi) - n * tau - squares / (2 * sigma**2)


def _shares(rises, thetas, X, y):
    """The multiples of log sigma and of e'e/σ² of which a log density is the sum, and if it is."""
    terms = _two_terms(thetas, X, y)
    shares = np.linalg.lstsq(terms, rises)[0]
    return *shares, np.allclose(terms @ shares, rises, rtol=1e-7, atol=1e-7)


def _says_shares(laws, thetas, X, y):
    tau, squares, _ = _shares(laws[_RISES], thetas, X, y)
    return (
        f"Your log density, for n = {len(y)}, has {tau:.4g} log sigma and {squares:.4g} e'e/σ². "
        "Count again: each observation brings −log sigma and −e²/(2σ²), and the Jacobian the log "
        "of its one factor."
    )


log_posterior.mistakes(
    ("no Jacobian", lambda n, tau, sigma, squares: -n * tau - squares / (2 * sigma**2),
     "Your density lacks a factor sigma. Either it is still that per unit of *sigma*, only "
     "written with log sigma: per unit of log sigma it is sigma times as high, so add the log of "
     "that factor. Or the factor is there, and a prior 1/sigma takes it away again: here the "
     "prior is flat."),
    ("Jacobian the wrong way",
     lambda n, tau, sigma, squares: -n * tau - squares / (2 * sigma**2) - tau,
     "Your density is divided by sigma where it should be multiplied: the Jacobian upside down, "
     "or a prior 1/sigma in its place (here the prior is flat). Where sigma is large, a step of "
     "log sigma covers much of it, and so holds more probability."),
    ("sigma added in place of its log",
     lambda n, tau, sigma, squares: -n * tau - squares / (2 * sigma**2) + sigma,
     "You added the factor itself, sigma. In a log density a factor adds its *log*."),
    ("Jacobian of the variance",
     lambda n, tau, sigma, squares: -n * tau - squares / (2 * sigma**2) + 2 * tau,
     "Your factor is sigma squared. It belongs to a density per unit of the *variance*, or to a "
     "prior that is flat in the variance. Here the prior is flat in sigma: the factor is sigma."),
    ("log of log sigma",
     lambda n, tau, sigma, squares: -n * tau - squares / (2 * sigma**2) + np.log(tau),
     "You added the log of τ. The factor is sigma = exp(τ), and its log is τ."),
    ("log sigma taken for sigma",
     lambda n, tau, sigma, squares: -n * np.log(tau) - squares / (2 * tau**2),
     "Your function takes the last entry of theta for sigma. It is *log* sigma: sigma is its "
     "exponential."),
    ("log sigma taken for sigma, with a Jacobian",
     lambda n, tau, sigma, squares: -n * np.log(tau) - squares / (2 * tau**2) + np.log(tau),
     "Your function takes the last entry of theta for sigma. It is *log* sigma: sigma is its "
     "exponential."),
    ("square of log sigma in the exponent",
     lambda n, tau, sigma, squares: -n * tau - squares * np.exp(-(tau**2)) / 2 + tau,
     "Your sigma² is exp(τ²). It is exp(τ)², that is exp(2τ)."),
    ("n sigma for n log sigma",
     lambda n, tau, sigma, squares: -n * sigma - squares / (2 * sigma**2) + tau,
     "Your function has −n sigma. Each observation's density is divided by sigma, so its *log* "
     "has −log sigma."),
    ("log density times sigma", lambda *terms: _log_likelihood(*terms) * terms[2],
     "Your log-likelihood is multiplied by sigma. The *density* is; its log gets the log of that "
     "factor added."),
    ("n dropped", lambda n, tau, sigma, squares: -tau - squares / (2 * sigma**2) + tau,
     "No −n log sigma is left in your function. Every observation brings its own −log sigma; the "
     "Jacobian then adds a single log sigma."),
    ("half of n", lambda n, tau, sigma, squares: -n / 2 * tau - squares / (2 * sigma**2) + tau,
     "Your function has −(n/2) log sigma. Half of n belongs to the log of the *variance*: it is "
     "−n log sigma."),
    ("downhill", lambda n, tau, sigma, squares: (n - 1) * tau + squares / (2 * sigma**2),
     "Your function is the *negative* log posterior, the potential energy. Turn all signs."),
    ("mean for sum", lambda n, tau, sigma, squares: -tau - squares / (2 * n * sigma**2) + tau,
     "Your likelihood is an *average* over the observations. Independent ones multiply: sum their "
     "logs."),
    ("log variance", lambda n, tau, sigma, squares: -n / 2 * tau - squares / (2 * sigma) + tau,
     "Your function takes the last entry of theta for the log of the *variance*. It is log sigma: "
     "sigma² is exp(2τ)."),
    ("log variance, Jacobian of sigma",
     lambda n, tau, sigma, squares: -n / 2 * tau - squares / (2 * sigma) + tau / 2,
     "Your function takes the last entry of theta for the log of the *variance*. It is log sigma: "
     "sigma² is exp(2τ)."),
    ("variance for the standard deviation",
     lambda n, tau, sigma, squares: -2 * n * tau - squares / (2 * sigma**4) + tau,
     "Your observations have the standard deviation sigma². SciPy's `scale` is sigma itself."),
    ("the density, not its log",
     lambda n, tau, sigma, squares: np.exp(_log_likelihood(n, tau, sigma, squares) + tau),
     "Your function returns the density. Wanted is its log: a sum in place of a product."),
    ("other multiples",
     lambda n, tau, sigma, squares: -2 * n * tau - squares / (2 * sigma) ** 2 + tau, _says_shares,
     {"recognises": lambda laws, *case: _shares(laws[_RISES], *case)[-1]}),
    of=_height,
)  # fmt: skip


log_posterior.mistakes(
    ("n − p for n",
     lambda theta, X, y: log_posterior.program(theta, X, y) + X.shape[1] * theta[-1],
     "Your function has p log sigmas too few: n − p in place of n, which is what is left once "
     "beta is integrated out, or the Jacobian's τ once for every entry of theta. Here beta is an "
     "argument, so every observation counts, and only sigma has changed its name."),
    ("the n of the lesson's data",
     lambda theta, X, y: log_posterior.program(theta, X, y) + (len(y) - 200) * theta[-1],
     "Your function counts 200 observations, whatever it is given: an `n` from outside. Take "
     "`len(y)`."),
    ("log sigma first", lambda theta, X, y: log_posterior.program(np.roll(theta, -1), X, y),
     "Your function takes log sigma from the *first* entry of theta. It is the last, `theta[-1]`."),
    ("log sigma as a coefficient",
     lambda theta, X, y: log_posterior.program(np.append(theta[1:], theta[-1]), X, y),
     "Your function takes beta from `theta[1:]`: the constant's coefficient is missing there, and "
     "log sigma is among them. Take `theta[:-1]`."),
)  # fmt: skip
