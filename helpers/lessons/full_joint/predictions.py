"""What lesson 11 asks to predict; each answer is computed on a way of its own."""

import numpy as np
from scipy import integrate, stats

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.pictures import paths_that_break
from helpers.simulate import seed_world

_M, _S, _A = 0.0, 10.0, 5.0  # of the priors of mu and eta in the lesson


def _estimate(j=1):
    """A slope of least squares, and its variance."""
    world = seed_world()
    beta, squares = np.linalg.lstsq(world.X, world.y)[:2]
    variance = squares[0] / (len(world.y) - 3) * np.linalg.inv(world.X.T @ world.X)[j, j]
    return beta[j], variance


def _over_eta(value, s=_S):
    """The prior mean of value(variance of beta), by quadrature over eta = A tan(πu/2)."""
    return integrate.quad(
        lambda u: value((_A * np.tan(np.pi * u / 2)) ** 2 + s**2), 0, 1, epsabs=1e-10
    )[0]


def _density(b, variance):
    return np.exp(-((b - _M) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)


def _nats_about_eta(s=_S):
    b, error = _estimate()

    def likelihood(w):
        return _density(b, w + error)

    mean = _over_eta(likelihood, s)
    return _over_eta(lambda w: likelihood(w) / mean * np.log(likelihood(w) / mean), s)


def _nats_about_beta(rows=1):
    """On a grid of beta around the estimate, from so many copies of the data."""
    b, error = _estimate()
    error = error / rows
    z, step = np.linspace(-7, 7, 57, retstep=True)
    prior = np.array([_over_eta(lambda w, x=x: _density(x, w)) for x in b + z * np.sqrt(error)])
    joint = prior * stats.norm.pdf(z) * step
    log_w = stats.norm.logpdf(z) - np.log(error) / 2 - np.log(joint.sum())
    return np.average(log_w, weights=joint)


def _pull():
    b, error = _estimate()
    total = _over_eta(lambda w: _density(b, w + error))
    return 100 * _over_eta(lambda w: error / (error + w) * _density(b, w + error)) / total


def _highest_plane():
    """As the formula is written the squares of the residuals count for, not against, a plane."""
    world = seed_world()
    planes = {
        "least squares": np.linalg.lstsq(world.X, world.y)[0][1:],
        "flat": np.zeros(2),
        "far": np.array([100, -100]),
    }
    heights = {
        name: np.sum((world.y - world.X[:, 1:] @ beta) ** 2) / 50 + beta @ beta / 200
        for name, beta in planes.items()
    }
    return max(heights, key=heights.get)


def _way_of_eta():
    """Where mu is beta, the density of beta is 1/(eta √2π)."""
    small, middle, large = stats.norm.pdf(0, 0, [0.001, 1, 1000])
    return "to 0" if small > middle > large else "to infinity" if large > middle else "neither"


def _prior_that_would_do():
    """Whether the mass of a decade of eta goes down towards both ends."""
    b, error = _estimate()

    def decade(prior, k):
        eta = np.geomspace(10.0**k, 10.0 ** (k + 1), 201)
        density = prior(eta) * _density(b, eta**2 + error + _S**2)
        return integrate.simpson(density * eta, x=np.log(eta))

    def proper(prior):
        return all(
            decade(prior, far) < decade(prior, nearer) / 2 for far, nearer in ((-9, -8), (9, 8))
        )

    sound = {name for name, prior in _IMPROPER.items() if proper(prior)}
    return "both" if len(sound) == 2 else sound.pop() if sound else "neither"


_IMPROPER = {"1/eta": lambda eta: 1 / eta, "flat": np.ones_like}


def _form_without_trouble():
    counts = paths_that_break(seed_world(), step=0.3)
    return ("centred", "non-centred", "marginal")[int(np.argmin(counts))]


def _worlds_of_equal_slopes():
    """d²/v is a squared standard normal; at V = v the slope of −log V − d²/2V is d²/2v² − 1/v."""
    return 100 * (2 * stats.norm.cdf(np.sqrt(2)) - 1)


highest_plane = lesson.prediction(
    "11-highest-plane", _highest_plane, choices=("least squares", "flat", "far")
)
way_of_eta = lesson.prediction(
    "11-way-of-eta", _way_of_eta, choices=("to 0", "to infinity", "neither")
)
prior_that_would_do = lesson.prediction(
    "11-prior-that-would-do", _prior_that_would_do, choices=("1/eta", "flat", "both", "neither")
)
nats_about_eta = lesson.prediction("11-nats-about-eta", _nats_about_eta, ".3f")
wider_prior_of_mu = lesson.prediction(
    "11-wider-prior-of-mu",
    lambda: "less" if _nats_about_eta(1000.0) < _nats_about_eta() - 0.01 else "more",
    choices=("more", "less", "as much"),
)
form_without_trouble = lesson.prediction(
    "11-form-without-trouble",
    _form_without_trouble,
    choices=("centred", "non-centred", "marginal"),
)
worlds_of_equal_slopes = lesson.prediction(
    "11-worlds-of-equal-slopes", _worlds_of_equal_slopes, ".0f"
)
gain_of_beta = lesson.prediction(
    "11-gain-of-beta", lambda: _nats_about_beta(100) - _nats_about_beta(), ".3f"
)
pull_on_beta = lesson.prediction("11-pull-on-beta", _pull, ".1f")
