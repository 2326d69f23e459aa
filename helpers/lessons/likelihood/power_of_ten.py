"""A product too small to be stored: logs before the product, and to which base."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.shared import lstsq, rms

WORLD = simulate.seed_world()


def _tiled():
    X, y = WORLD.X, WORLD.y
    beta = lstsq(X, y)
    X_250, y_250 = np.vstack([X, X[:50]]), np.concatenate([y, y[:50]])
    return {"X_250": X_250, "y_250": y_250, "beta": beta, "sigma": rms(y - X @ beta)}


def _log_likelihood(X, y, beta, sigma):
    return np.sum(stats.norm.logpdf(y, X @ beta, sigma))


def _power(X, y, beta, sigma):
    return _log_likelihood(X, y, beta, sigma) / np.log(10)


@lesson.value(
    "05-power-of-ten",
    data=_tiled,
    hints=(
        "The product is too small to be stored, but its logarithm is an ordinary number.",
        "Your `log_likelihood` gives the power of e, and nobody needs L itself. What power of e is "
        "10, and how many of those make L?",
        "$L = 10^k$ means $k = \\log L \\,/\\, \\log 10$: "
        "`log_likelihood(beta_hat, sigma_hat, X_250, y_250) / np.log(10)`",
    ),
)
def power_of_ten(X_250, y_250, beta, sigma):
    """A likelihood too small to store, as a power of ten."""
    return float(_power(X_250, y_250, beta, sigma))


@power_of_ten.variant("log10 of each density")
def _(X_250, y_250, beta, sigma):
    return np.sum(np.log10(stats.norm.pdf(y_250, X_250 @ beta, sigma)))


@power_of_ten.variant("the product in two halves")
def _(X_250, y_250, beta, sigma):
    densities = stats.norm.pdf(y_250, X_250 @ beta, sigma)
    return np.log10(np.prod(densities[:125])) + np.log10(np.prod(densities[125:]))


@power_of_ten.law(
    "What the computer stores as 0, as it does this product, is less than 10 to the power "
    "{right}. Your power is {left}.",
    "≤",
)
def _(power, X_250, y_250, beta, sigma):
    stored = np.prod(stats.norm.pdf(y_250, X_250 @ beta, sigma))
    return power, np.inf if stored else np.log10(5e-324)


@power_of_ten.law(
    "Divided by n, the power is the average log10 of the densities, and lies among them. Yours is "
    "{left}; they end at {right}."
)
def _(power, X_250, y_250, beta, sigma):
    each = np.log10(stats.norm.pdf(y_250, X_250 @ beta, sigma))
    return power / len(each), np.clip(power / len(each), each.min(), each.max())


@power_of_ten.law(
    "The product of every second density can be stored. Less its power, yours leaves {left} for "
    "the other densities; their product has another."
)
def _(power, X_250, y_250, beta, sigma):
    each = stats.norm.pdf(y_250, X_250 @ beta, sigma)
    first, second = np.log10(np.prod(each[::2])), np.log10(np.prod(each[1::2]))
    return power - first, second, abs(second)


def _log_after_the_product(X, y, beta, sigma):
    with np.errstate(divide="ignore"):
        return np.log10(np.prod(stats.norm.pdf(y, X @ beta, sigma)))


ELSEWHERE = (
    "Your {yours} is the power of ten at {what}. Asked: at `beta_hat` and `sigma_hat`, as they are "
    "above."
)

power_of_ten.mistakes(
    ("underflow", lambda X, y, beta, sigma: np.prod(stats.norm.pdf(y, X @ beta, sigma)),
     "Your {yours} is the product itself, and the computer has run out of small numbers: the "
     "smallest positive one that it can store is 4.9e-324, and what is less than half of that "
     "becomes 0. Stay on the log scale."),
    ("log after the product", _log_after_the_product,
     "Your answer is the logarithm of 0: the product had already underflowed when you took its "
     "log. Take the logs first, then add.",
     {"recognises": lambda yours, X, y, beta, sigma: bool(np.isneginf(yours).all())}),
    ("natural logarithm", _log_likelihood,
     "Your {yours} is the power of e. For a power of ten, divide by log 10."),
    ("multiplied by log 10",
     lambda X, y, beta, sigma: _log_likelihood(X, y, beta, sigma) * np.log(10),
     "Your {yours} is the natural log *times* log 10. A power of ten is the smaller number: "
     "divide."),
    ("divided by 10", lambda X, y, beta, sigma: _log_likelihood(X, y, beta, sigma) / 10,
     "Your {yours} divides the natural log by 10. Divide by its *logarithm*, `np.log(10)`."),
    ("log10 of the log", lambda X, y, beta, sigma: np.log10(-_log_likelihood(X, y, beta, sigma)),
     "Your {yours} is the log10 of a *logarithm*. The log-likelihood is one already: divide it "
     "by log 10."),
    ("densities added",
     lambda X, y, beta, sigma: np.log10(np.sum(stats.norm.pdf(y, X @ beta, sigma))),
     "Your {yours} is the log10 of the *sum* of the densities. They are multiplied, so their "
     "logs are added."),
    ("average density for all",
     lambda X, y, beta, sigma: 250 * np.log10(np.mean(stats.norm.pdf(y, X @ beta, sigma))),
     "Your {yours} takes the *average* density 250 times. Each observation has its own: add "
     "their logs."),
    ("200 observations", lambda X, y, beta, sigma: _power(X[:200], y[:200], beta, sigma),
     "Your {yours} belongs to the 200 observations. Wanted: all 250, `X_250` and `y_250`."),
    ("natural logarithm, 200 observations",
     lambda X, y, beta, sigma: _log_likelihood(X[:200], y[:200], beta, sigma),
     "Your {yours} is the natural log for the 200 observations. Wanted: the power of ten, for "
     "250."),
    ("product of 200",
     lambda X, y, beta, sigma: np.prod(stats.norm.pdf(y[:200], X[:200] @ beta, sigma)),
     "Your {yours} is the product for 200 observations. Wanted: its power of ten, for all 250."),
    ("scaled up from 200", lambda X, y, beta, sigma: 1.25 * _power(X[:200], y[:200], beta, sigma),
     "Your {yours} is 250/200 times that of the 200 observations. The 50 more have densities of "
     "their own: add those."),
    ("mean for sum", lambda X, y, beta, sigma: _power(X, y, beta, sigma) / 250,
     "Your {yours} is the power of ten of one observation, on average. Add up all 250."),
    ("cut to a whole number", lambda X, y, beta, sigma: np.trunc(_power(X, y, beta, sigma)),
     "Your {yours} is a whole number. Hand over the power with its decimals, as it was computed.",
     {"recognises": lambda yours, X, y, beta, sigma: (
         yours.size == 1
         and float(yours.item()).is_integer()
         and abs(abs(float(yours.item())) + _power(X, y, beta, sigma)) <= 1
    )}),
    ("at the truth", lambda X, y, beta, sigma: _power(X, y, WORLD.beta, 5.0),
     ELSEWHERE.replace("{what}", "the truth")),
    ("at the true beta", lambda X, y, beta, sigma: _power(X, y, WORLD.beta, sigma),
     ELSEWHERE.replace("{what}", "the true beta")),
    ("at the true sigma", lambda X, y, beta, sigma: _power(X, y, beta, 5.0),
     ELSEWHERE.replace("{what}", "the true sigma, 5")),
    ("at a beta and a sigma of their own",
     lambda X, y, beta, sigma: _power(X, y, lstsq(X, y), rms(y - X @ lstsq(X, y))),
     ELSEWHERE.replace("{what}", "a beta and a sigma fitted to the 250")),
    ("at the last sigma of a loop", lambda X, y, beta, sigma: _power(X, y, beta, 10.0),
     "Your {yours} is the power of ten at sigma = 10: `sigma` is what a loop above has left. "
     "Asked: at `sigma_hat`."),
    ("variance passed as sd", lambda X, y, beta, sigma: _power(X, y, beta, sigma**2),
     "Your {yours} hands the variance over where the standard deviation is wanted. Hand over "
     "`sigma_hat` as it is."),
    ("smallest number that can be stored", lambda X, y, beta, sigma: np.log10(5e-324),
     "Your {yours} is the power of ten of the smallest number that can be stored. The product "
     "is smaller than that, by how much its logarithm says."),
    ("−324", lambda X, y, beta, sigma: -324.0,
     "Your {yours} is about the power of ten at which numbers cease to be stored. The product "
     "is smaller than that, by how much its logarithm says."),
)  # fmt: skip
