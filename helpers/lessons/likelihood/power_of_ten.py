"""A product too small to be stored: logs before the product, and to which base."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.fits import lstsq, rms


def _tiled():
    world = simulate.seed_world()
    X_250, y_250 = np.vstack([world.X, world.X[:50]]), np.concatenate([world.y, world.y[:50]])
    beta = lstsq(world.X, world.y)
    sigma = rms(world.y - world.X @ beta)
    return {"X_250": X_250, "y_250": y_250, "beta": beta, "sigma": sigma}


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
    return float(np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) / np.log(10))


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


def _log_after_the_product(X_250, y_250, beta, sigma):
    with np.errstate(divide="ignore"):
        return np.log10(np.prod(stats.norm.pdf(y_250, X_250 @ beta, sigma)))


def _multiplied_by_log_10(X_250, y_250, beta, sigma):
    return np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) * np.log(10)


def _200_observations(X_250, y_250, beta, sigma):
    return np.sum(stats.norm.logpdf(y_250[:200], X_250[:200] @ beta, sigma)) / np.log(10)


def _natural_logarithm_200_observations(X_250, y_250, beta, sigma):
    return np.sum(stats.norm.logpdf(y_250[:200], X_250[:200] @ beta, sigma))


def _product_of_200(X_250, y_250, beta, sigma):
    return np.prod(stats.norm.pdf(y_250[:200], X_250[:200] @ beta, sigma))


def _scaled_up_from_200(X_250, y_250, beta, sigma):
    log_densities = stats.norm.logpdf(y_250[:200], X_250[:200] @ beta, sigma)
    return 1.25 * np.sum(log_densities) / np.log(10)


def _mean_for_sum(X_250, y_250, beta, sigma):
    return np.mean(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) / np.log(10)


def _cut_to_a_whole_number(X_250, y_250, beta, sigma):
    return float(np.trunc(np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) / np.log(10)))


power_of_ten.mistakes(
    ("underflow",
     lambda X_250, y_250, beta, sigma: np.prod(stats.norm.pdf(y_250, X_250 @ beta, sigma)),
     "Your {yours} is the product itself, and the computer has run out of small numbers: the "
     "smallest positive one that it can store is 4.9e-324, and what is less than half of that "
     "becomes 0. Stay on the log scale."),
    ("log after the product", _log_after_the_product,
     "Your answer is the logarithm of 0: the product had already underflowed when you took its "
     "log. Take the logs first, then add.",
     {"recognises": lambda yours, X_250, y_250, beta, sigma: bool(np.isneginf(yours).all())}),
    ("natural logarithm",
     lambda X_250, y_250, beta, sigma: np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma)),
     "Your {yours} is the power of e. For a power of ten, divide by log 10."),
    ("multiplied by log 10", _multiplied_by_log_10,
     "Your {yours} is the natural log *times* log 10. A power of ten is the smaller number: "
     "divide."),
    ("200 observations", _200_observations,
     "Your {yours} belongs to the 200 observations. Wanted: all 250, `X_250` and `y_250`."),
    ("natural logarithm, 200 observations", _natural_logarithm_200_observations,
     "Your {yours} is the natural log for the 200 observations. Wanted: the power of ten, for "
     "250."),
    ("product of 200", _product_of_200,
     "Your {yours} is the product for 200 observations. Wanted: its power of ten, for all 250."),
    ("scaled up from 200", _scaled_up_from_200,
     "Your {yours} is 250/200 times that of the 200 observations. The 50 more have densities of "
     "their own: add those."),
    ("mean for sum", _mean_for_sum,
     "Your {yours} is the power of ten of one observation, on average. Add up all 250."),
    ("cut to a whole number", _cut_to_a_whole_number,
     "Your {yours} is a whole number. Hand over the power with its decimals, as it was computed.",
     {"recognises": lambda yours, X_250, y_250, beta, sigma: (
         yours.size == 1
         and float(yours.item()).is_integer()
         and abs(
             abs(float(yours.item()))
             + np.sum(stats.norm.logpdf(y_250, X_250 @ beta, sigma)) / np.log(10)
         )
         <= 1
    )}),
)  # fmt: skip


def _power(y, X, beta, sigma):
    return np.sum(stats.norm.logpdf(y, X @ beta, sigma)) / np.log(10)


ELSEWHERE = (
    "Your {yours} is the power of ten at {what}. Asked: at `beta_hat` and `sigma_hat`, as they are "
    "above."
)
TRUTH = simulate.seed_world().beta

for _name, _says, _program in (
    (
        "log10 of the log",
        "Your {yours} is the log10 of a *logarithm*. The log-likelihood is one already: divide it "
        "by log 10.",
        lambda X, y, beta, sigma: np.log10(-np.sum(stats.norm.logpdf(y, X @ beta, sigma))),
    ),
    (
        "divided by 10",
        "Your {yours} divides the natural log by 10. Divide by its *logarithm*, `np.log(10)`.",
        lambda X, y, beta, sigma: np.sum(stats.norm.logpdf(y, X @ beta, sigma)) / 10,
    ),
    (
        "power of two",
        "Your {yours} is the power of two. For a power of ten, divide by log 10.",
        lambda X, y, beta, sigma: np.sum(stats.norm.logpdf(y, X @ beta, sigma)) / np.log(2),
    ),
    (
        "densities added",
        "Your {yours} is the log10 of the *sum* of the densities. They are multiplied, so their "
        "logs are added.",
        lambda X, y, beta, sigma: np.log10(np.sum(stats.norm.pdf(y, X @ beta, sigma))),
    ),
    (
        "one log for each",
        "Your numbers are the log10 of each density. Add them up.",
        lambda X, y, beta, sigma: np.log10(stats.norm.pdf(y, X @ beta, sigma)),
    ),
    (
        "average density for all",
        "Your {yours} takes the *average* density 250 times. Each observation has its own: add "
        "their logs.",
        lambda X, y, beta, sigma: 250 * np.log10(np.mean(stats.norm.pdf(y, X @ beta, sigma))),
    ),
    (
        "smallest density for all",
        "Your {yours} takes the *smallest* density 250 times. Each observation has its own: add "
        "their logs.",
        lambda X, y, beta, sigma: 250 * np.log10(np.min(stats.norm.pdf(y, X @ beta, sigma))),
    ),
    (
        "typical density for all",
        "Your {yours} takes a density of 0.05 for each of the 250, a rough guess. Each has its "
        "own: add their logs.",
        lambda X, y, beta, sigma: 250 * np.log10(0.05),
    ),
    (
        "the 50 alone",
        "Your {yours} belongs to the 50 observations that were put below. Wanted: all 250.",
        lambda X, y, beta, sigma: _power(y[:50], X[:50], beta, sigma),
    ),
    (
        "scaled up from 200, natural log",
        "Your {yours} is 250/200 times the natural log for the 200 observations. The 50 more have "
        "densities of their own; and for a power of ten, divide by log 10.",
        lambda X, y, beta, sigma: 1.25 * np.log(10) * _power(y[:200], X[:200], beta, sigma),
    ),
    (
        "at the truth",
        ELSEWHERE.replace("{what}", "the truth"),
        lambda X, y, beta, sigma: _power(y, X, TRUTH, 5.0),
    ),
    (
        "at the true beta",
        ELSEWHERE.replace("{what}", "the true beta"),
        lambda X, y, beta, sigma: _power(y, X, TRUTH, sigma),
    ),
    (
        "at the true sigma",
        ELSEWHERE.replace("{what}", "the true sigma, 5"),
        lambda X, y, beta, sigma: _power(y, X, beta, 5.0),
    ),
    (
        "at a beta of its own",
        ELSEWHERE.replace("{what}", "a beta fitted to the 250"),
        lambda X, y, beta, sigma: _power(y, X, lstsq(X, y), sigma),
    ),
    (
        "at a beta and a sigma of their own",
        ELSEWHERE.replace("{what}", "a beta and a sigma fitted to the 250"),
        lambda X, y, beta, sigma: _power(y, X, lstsq(X, y), rms(y - X @ lstsq(X, y))),
    ),
    (
        "at the last sigma of a loop",
        "Your {yours} is the power of ten at sigma = 10: `sigma` is what a loop above has left. "
        "Asked: at `sigma_hat`.",
        lambda X, y, beta, sigma: _power(y, X, beta, 10.0),
    ),
    (
        "variance passed as sd",
        "Your {yours} hands the variance over where the standard deviation is wanted. Hand over "
        "`sigma_hat` as it is.",
        lambda X, y, beta, sigma: _power(y, X, beta, sigma**2),
    ),
    (
        "smallest number that can be stored",
        "Your {yours} is the power of ten of the smallest number that can be stored. The product "
        "is smaller than that, by how much its logarithm says.",
        lambda X, y, beta, sigma: np.log10(5e-324),
    ),
    (
        "−324",
        "Your {yours} is about the power of ten at which numbers cease to be stored. The product "
        "is smaller than that, by how much its logarithm says.",
        lambda X, y, beta, sigma: -324.0,
    ),
):

    @power_of_ten.misconception(_name, _says)
    def _(X_250, y_250, beta, sigma, program=_program):
        return program(X_250, y_250, beta, sigma)
