"""A search for the best sigma: which way is up, and the place and not the height."""

import numpy as np
from scipy import optimize

from helpers import ols, simulate
from helpers.feedback import Rounding
from helpers.feedback.tolerance import ONE_NUMBER
from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.shared import logpdf, lstsq, rms


def _seed():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def _residuals(X, y):
    return y - X @ lstsq(X, y)


@lesson.value(
    "05-sigma-by-search",
    data=_seed,
    tolerance=Rounding(
        8e-6,
        reason="a search with the default settings of minimize_scalar ends within 2e-6; "
        "the nearest wrong program is 2e-3 away",
    ),
    hints=(
        "`minimize_scalar` goes down. What has to be turned upside down to go up?",
        "Give it a function of sigma alone: minus the log-likelihood, with `beta_hat` held fixed. "
        "The result has the place as `.x`.",
        "`minimize_scalar(lambda sigma: -log_likelihood(beta_hat, sigma, X, y), bounds=(1, 20)).x`",
    ),
)
def sigma_by_search(X, y):
    """The best sigma, by search."""
    return rms(_residuals(X, y))


@sigma_by_search.variant("bounded search")
def _(X, y):
    residuals = _residuals(X, y)
    return optimize.minimize_scalar(
        lambda sigma: -np.sum(logpdf(residuals, sigma)), bounds=(1, 20), method="bounded"
    ).x


@sigma_by_search.variant("over log sigma")
def _(X, y):
    residuals = _residuals(X, y)
    found = optimize.minimize_scalar(lambda eta: -np.sum(logpdf(residuals, np.exp(eta))))
    return np.exp(found.x)


@sigma_by_search.variant("a fine grid")
def _(X, y):
    residuals = _residuals(X, y)
    grid = np.linspace(4.5, 5.5, 100_001)
    return grid[np.argmax(-len(y) * np.log(grid) - residuals @ residuals / (2 * grid**2))]


def _log_likelihood(sigma, X, y):
    return np.sum(logpdf(_residuals(X, y), sigma))


@sigma_by_search.law("A standard deviation is above 0. Yours is {left}.", "≥")
def _(sigma, X, y):
    return sigma, np.finfo(float).tiny


@sigma_by_search.law(
    "At the top, a step of 1 % to either side leads down. Yours has the log-likelihood {left}; "
    "one step away it is {right}.",
    "≥",
    relative=5e-4,  # a smaller difference does not show; the next law tells it
)
def _(sigma, X, y):
    here, *around = (_log_likelihood(step * sigma, X, y) for step in (1, 0.99, 1.01))
    return here, max(around)


@sigma_by_search.law(
    "At the top the slope is 0. At your sigma it is {left}.",
    relative=2e-5,  # twice what a search may be off
)
def _(sigma, X, y):
    residuals, terms = _residuals(X, y), len(y) / sigma
    return residuals @ residuals / sigma**3 - terms, 0, terms


def _near_the_top(X, y):
    grid = np.linspace(1, 20, 200)
    return grid[np.argmax([_log_likelihood(sigma, X, y) for sigma in grid])]


def _end_of_the_interval(X, y):
    return optimize.minimize_scalar(
        lambda sigma: _log_likelihood(sigma, X, y), bounds=(1, 20), method="bounded"
    ).x


sigma_by_search.mistakes(
    ("variance passed as sd", lambda X, y: np.sqrt(rms(_residuals(X, y))),
     "Your {yours} maximises a likelihood that got σ² where it wants a standard deviation: the "
     "square of your number fits, not the number itself. Pass sigma as it is."),
    ("dropped n", lambda X, y: np.linalg.norm(_residuals(X, y)),
     "Your {yours} is the root of the *sum* of squares: the term log σ was counted once, not n "
     "times."),
    ("dropped ½", lambda X, y: rms(_residuals(X, y)) * np.sqrt(2),
     "Your {yours} is too large by a factor √2: the ½ of the exponent is missing."),
    ("both logs doubled", lambda X, y: rms(_residuals(X, y)) / np.sqrt(2),
     "Your {yours} is too small by a factor √2: the term with the logarithm counts twice. It is n "
     "log σ, or n/2 times the log of σ²."),
    ("df divisor", lambda X, y: ols.fit(X, y).sigma,
     "Your {yours} divides by n − p. That estimate is (nearly) unbiased, but it is not where the "
     "likelihood is highest.",
     {"tolerance": ONE_NUMBER}),
    ("divisor n − 1", lambda X, y: np.std(_residuals(X, y), ddof=1),
     "Your {yours} divides by n − 1. It is not where the likelihood is highest.",
     {"tolerance": ONE_NUMBER}),
    ("variance", lambda X, y: rms(_residuals(X, y)) ** 2,
     "Your {yours} is the variance, σ². Wanted: sigma."),
    ("sum of squares", lambda X, y: np.sum(_residuals(X, y) ** 2),
     "Your {yours} is the sum of the squared residuals. Wanted: the sigma at which the likelihood "
     "is highest."),
    ("true sigma", lambda X, y: 5.0,
     "Your {yours} is the truth, which outside of a simulation nobody knows; the best sigma of a "
     "coarse grid may be the same number. Search with `minimize_scalar`: it gets closer to the "
     "top.",
     {"tolerance": ONE_NUMBER}),
    ("near the top", _near_the_top,
     "Your {yours} is near the top, but only near. If it is the closest point of a grid, or a "
     "search has stopped early: `minimize_scalar` gets closer. If it comes from a formula, look "
     "at its divisor.",
     {"recognises": lambda yours, X, y: (
         yours.size == 1 and abs(yours.item() - rms(_residuals(X, y))) < 0.06
    )}),
    ("end of the interval", _end_of_the_interval,
     "Your {yours} looks like an end of the interval that was searched. If it is, the search ran "
     "downhill to it and met no valley: `minimize_scalar` finds the *lowest* value, so it wants "
     "*minus* the log-likelihood, as a function of the very sigma that is tried, a standard "
     "deviation.",
     {"recognises": lambda yours, X, y: (
         yours.size == 1 and min(abs(float(yours.item()) - end) for end in (1.0, 20.0)) < 1e-3
    )}),
    ("height for place", lambda X, y: _log_likelihood(rms(_residuals(X, y)), X, y),
     "Your {yours} is the height of the log-likelihood at its top. Wanted: the place, the sigma "
     "at which it is reached."),
    ("depth for place", lambda X, y: -_log_likelihood(rms(_residuals(X, y)), X, y),
     "Your {yours} is the lowest value of minus the log-likelihood (`.fun`). Wanted: the place, "
     "`.x`."),
    ("index of the grid",
     lambda X, y: np.argmin(np.abs(np.linspace(1, 20, 200) - rms(_residuals(X, y)))),
     "Your {yours} looks like a count of grid points: `np.argmax` gives the *place in the list*. "
     "Take the grid at that place, `grid[…]`."),
    ("searched over log sigma", lambda X, y: np.log(rms(_residuals(X, y))),
     "Your {yours} is the *logarithm* of the best sigma: the search ran over log σ. Take its "
     "exponential."),
    ("no constant", lambda X, y: rms(_residuals(X[:, 1:], y)),
     "Your {yours} is the best sigma of a plane through the origin: X has lost its column of "
     "ones."),
    ("around the true plane", lambda X, y: rms(y - X @ simulate.seed_world().beta),
     "Your {yours} is the best sigma around the *true* plane, `world.beta`. Hold the plane at "
     "`beta_hat`."),
    ("spread of the noise", lambda X, y: np.std(y - X @ simulate.seed_world().beta),
     "Your {yours} is the spread of the noise, `world.noise`, which nobody knows outside of a "
     "simulation. Search for the best sigma around `beta_hat`."),
    ("spread of y", lambda X, y: np.std(y),
     "Your {yours} is the standard deviation of y itself. Wanted: the sigma around the plane."),
    ("250 observations", lambda X, y: rms(np.append(_residuals(X, y), _residuals(X, y)[:50])),
     "Your {yours} belongs to the 250 observations, with 50 of them twice. Use `X` and `y`."),
    ("mean absolute residual", lambda X, y: np.mean(np.abs(_residuals(X, y))),
     "Your {yours} averages the sizes of the residuals. The normal density has their *squares*."),
)  # fmt: skip
