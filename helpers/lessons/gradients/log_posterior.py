"""The log posterior in (beta, log sigma): the density per unit of another coordinate."""

import numpy as np
from scipy import stats

from helpers.feedback import Unreadable
from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients.worlds import parts_of, worlds


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
            f"It returns an array of shape {found[0].shape}; wanted one number, the log density: "
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


def _of_log_posterior(name, says):
    """A wrong height, from n, log sigma, sigma and the sum of squares."""

    def add(height):
        def program(theta, X, y):
            n, tau, sigma, _residuals, squares = parts_of(theta, X, y)
            return height(n, tau, sigma, squares)

        return log_posterior.misconception(name, says)(program)

    return add


@_of_log_posterior(
    "no Jacobian",
    "Your density lacks a factor sigma. Either it is still that per unit of *sigma*, only written "
    "with log sigma: per unit of log sigma it is sigma times as high, so add the log of that "
    "factor. Or the factor is there, and a prior 1/sigma takes it away again: here the prior is "
    "flat.",
)
def _(n, tau, sigma, squares):
    return -n * tau - squares / (2 * sigma**2)


@_of_log_posterior(
    "Jacobian the wrong way",
    "Your density is divided by sigma where it should be multiplied: the Jacobian upside down, or "
    "a prior 1/sigma in its place (here the prior is flat). Where sigma is large, a step of log "
    "sigma covers much of it, and so holds more probability.",
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
    "Your factor is sigma squared. It belongs to a density per unit of the *variance*, or to a "
    "prior that is flat in the variance. Here the prior is flat in sigma: the factor is sigma.",
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


@_of_log_posterior(
    "log sigma taken for sigma, and added",
    "Your function takes the last entry of theta for sigma. It is *log* sigma: sigma is its "
    "exponential.",
)
def _(n, tau, sigma, squares):
    return -n * np.log(tau) - squares / (2 * tau**2) + tau


@_of_log_posterior(
    "log of log sigma for sigma",
    "Your function takes the *log* of the last entry of theta for sigma. The last entry is log "
    "sigma: sigma is its exponential.",
)
def _(n, tau, sigma, squares):
    return -n * tau - squares / (2 * np.log(tau) ** 2) + tau


@_of_log_posterior(
    "square of log sigma in the exponent",
    "Your sigma² is exp(τ²). It is exp(τ)², that is exp(2τ).",
)
def _(n, tau, sigma, squares):
    return -n * tau - squares * np.exp(-(tau**2)) / 2 + tau


@_of_log_posterior(
    "n sigma for n log sigma",
    "Your function has −n sigma. Each observation's density is divided by sigma, so its *log* has "
    "−log sigma.",
)
def _(n, tau, sigma, squares):
    return -n * sigma - squares / (2 * sigma**2) + tau


def _log_likelihood(n, tau, sigma, squares):
    return -n / 2 * np.log(2 * np.pi) - n * tau - squares / (2 * sigma**2)


@_of_log_posterior(
    "log density times sigma",
    "Your log-likelihood is multiplied by sigma. The *density* is; its log gets the log of that "
    "factor added.",
)
def _(n, tau, sigma, squares):
    return _log_likelihood(n, tau, sigma, squares) * sigma


@_of_log_posterior(
    "log density times log sigma",
    "Your log-likelihood is multiplied by log sigma. In a log density a factor *adds* its log.",
)
def _(n, tau, sigma, squares):
    return _log_likelihood(n, tau, sigma, squares) * tau


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


def _n_p_for_n(theta, X, y):
    n, tau, sigma, _residuals, squares = parts_of(theta, X, y)
    return -(n - X.shape[1]) * tau - squares / (2 * sigma**2) + tau


def _log_sigma_first(theta, X, y):
    n, tau, sigma, _residuals, squares = parts_of(np.roll(theta, -1), X, y)
    return -n * tau - squares / (2 * sigma**2) + tau


def _log_sigma_first_beta_too(theta, X, y):
    n, tau = len(y), theta[0]
    return -n * tau - np.sum((y - X @ theta[:-1]) ** 2) * np.exp(-2 * tau) / 2 + tau


def _log_sigma_as_a_coefficient(theta, X, y):
    n, tau, sigma, _residuals, _squares = parts_of(theta, X, y)
    return -n * tau - np.sum((y - X @ theta[1:]) ** 2) / (2 * sigma**2) + tau


def _residuals_summed(theta, X, y):
    n, tau, sigma, residuals, _squares = parts_of(theta, X, y)
    return -n * tau - residuals.sum() ** 2 / (2 * sigma**2) + tau


def _residuals_not_squared(theta, X, y):
    n, tau, sigma, residuals, _squares = parts_of(theta, X, y)
    return -n * tau - residuals.sum() / (2 * sigma**2) + tau


def _signs_of_the_prediction(theta, X, y):
    n, tau, sigma, _residuals, _squares = parts_of(theta, X, y)
    return -n * tau - np.sum((y + X @ theta[:-1]) ** 2) / (2 * sigma**2) + tau


log_posterior.mistakes(
    ("n − p for n", _n_p_for_n,
     "Your function has p log sigmas too few: n − p in place of n, which is what is left once "
     "beta is integrated out, or the Jacobian's τ once for every entry of theta. Here beta is an "
     "argument, so every observation counts, and only sigma has changed its name."),
    ("log sigma first", _log_sigma_first,
     "Your function takes log sigma from the *first* entry of theta. It is the last, `theta[-1]`."),
    ("log sigma first, beta too", _log_sigma_first_beta_too,
     "Your function takes log sigma from the *first* entry of theta. It is the last, `theta[-1]`."),
    ("log sigma as a coefficient", _log_sigma_as_a_coefficient,
     "Your function takes beta from `theta[1:]`: the constant's coefficient is missing there, and "
     "log sigma is among them. Take `theta[:-1]`."),
    ("residuals summed", _residuals_summed,
     "Your exponent sums the residuals before they are squared. Square first: `e @ e`."),
    ("residuals not squared", _residuals_not_squared,
     "Your exponent sums the residuals themselves. Square them: `e @ e`."),
    ("signs of the prediction", _signs_of_the_prediction,
     "Your residuals are y + Xβ. They are y − Xβ."),
)  # fmt: skip


# Whole families of wrong heights


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


def _other_multiples(theta, X, y):
    n, tau, sigma, _residuals, squares = parts_of(theta, X, y)
    return -2 * n * tau - squares / (2 * sigma) ** 2 + tau


log_posterior.mistakes(
    ("other multiples", _other_multiples,
     _says_shares,
     {"recognises": lambda laws, *case: _shares(laws[_RISES], *case)[-1]}),
)  # fmt: skip


def _ignores_beta(laws, thetas, X, y):
    """Whether the heights are made of log sigma and 1/σ² alone."""
    tau = np.array([theta[-1] for theta in thetas])
    terms = np.column_stack([tau[1:] - tau[0], np.exp(-2 * tau[1:]) - np.exp(-2 * tau[0])])
    shares = np.linalg.lstsq(terms, laws[_RISES])[0]
    return np.allclose(terms @ shares, laws[_RISES], rtol=1e-7, atol=1e-7)


def _beta_ignored(theta, X, y):
    fit = np.linalg.lstsq(X, y)[0]
    return -(len(y) - 1) * theta[-1] - np.sum((y - X @ fit) ** 2) * np.exp(-2 * theta[-1]) / 2


log_posterior.mistakes(
    ("beta ignored", _beta_ignored,
     "Your log density changes with log sigma alone, whatever beta is: its sum of squares comes "
     "from outside, or from y. The residuals are those at theta, `y - X @ theta[:-1]`.",
     {"recognises": _ignores_beta}),
)  # fmt: skip
