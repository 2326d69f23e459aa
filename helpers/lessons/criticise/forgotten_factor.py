"""The factor that a broken sweep forgot, as a quantity: it depends on beta and on sigma."""

import numpy as np
from scipy import stats

from helpers.feedback import Unreadable, described
from helpers.lessons.contents import criticise as lesson

DIFFERENCES = "differences from the first draw"


def _points(rng):
    for m, p, v0 in ((7, 3, 4.0), (9, 2, 0.7), (5, 4, 2.5)):
        yield rng.normal(1, 2, (m, p)), rng.uniform(0.6, 3, m), v0


def _heights_above_first(function, beta, sigma, v0):
    """A constant in the log plays no part in a rank: heights above the first point have none.

    It is to be the same in every call, so the later points come from a call of their own.
    """
    later = _first_later(sigma)
    first, second = (_heights(function, beta[k:], sigma[k:], v0) for k in (0, later))
    found = np.concatenate([first[:later], second])
    return {DIFFERENCES: found[1:] - found[0]}


def _first_later(sigma):
    return len(sigma) // 2


def _heights(function, beta, sigma, v0):
    found = np.asarray(function(beta, sigma, v0), dtype=float).squeeze()
    if found.shape != (len(sigma),):
        raise Unreadable(
            f"It returns {described(found)}; wanted ({len(sigma)},), one number for "
            "each row of beta and its sigma."
        )
    return found


@lesson.function(
    "12-forgotten-factor",
    cases=_points,
    probe=_heights_above_first,
    parts=(DIFFERENCES,),
    hints=(
        "Which of the three factors of the joint density did `forgot_beta` leave out of the law of "
        "the variance? It holds beta and sigma, and no y.",
        "It is the prior of beta given sigma: p independent normal densities with mean 0 and "
        "variance $\\sigma^2 v_0$. Write the log of their product, for each row of `beta`.",
        "In the log stand $-p\\log\\sigma$, since each density has a factor one over its sd, and "
        "$-\\beta'\\beta/(2\\sigma^2 v_0)$.",
        "`-beta.shape[1] * np.log(sigma) - np.sum(beta**2, axis=1) / (2 * sigma**2 * v0)`",
    ),
)
def forgotten_factor(beta, sigma, v0):
    """The log of the factor that was forgotten, up to a constant."""
    return stats.norm.logpdf(beta, 0, sigma[:, None] * np.sqrt(v0)).sum(axis=1)


@forgotten_factor.variant("the two terms")
def _(beta, sigma, v0):
    return -beta.shape[1] * np.log(sigma) - np.sum(beta**2, axis=1) / (2 * sigma**2 * v0)


@forgotten_factor.variant("a multivariate law, row by row")
def _(beta, sigma, v0):
    p = beta.shape[1]
    return [
        stats.multivariate_normal.logpdf(b, np.zeros(p), s**2 * v0 * np.eye(p))
        for b, s in zip(beta, sigma, strict=True)
    ]


@forgotten_factor.variant("a chi-squared law of the squares")
def _(beta, sigma, v0):
    squares, p = np.sum(beta**2, axis=1), beta.shape[1]
    law = stats.chi2(p).logpdf(squares / (sigma**2 * v0)) - np.log(sigma**2)
    return law - (p / 2 - 1) * np.log(squares)


def _right(beta, sigma, v0):
    heights = -beta.shape[1] * np.log(sigma) - np.sum(beta**2, axis=1) / (2 * sigma**2 * v0)
    return heights[1:] - heights[0]


@forgotten_factor.law(
    "Add beta'beta/(2 sigma² v0) to the log of the factor: what is left knows sigma alone, and "
    "falls by p each time log sigma grows by 1. With yours that is up to {left} off."
)
def _(found, beta, sigma, v0):
    squares = np.sum(beta**2, axis=1) / (2 * sigma**2 * v0)
    left = found[DIFFERENCES] + squares[1:] - squares[0]
    falls = -beta.shape[1] * np.log(sigma[1:] / sigma[0])
    return np.abs(left - falls).max(), 0, np.abs(falls).max() + np.abs(squares).max()


@forgotten_factor.law(
    "Of two points with equal sigma the one with the shorter beta is the more probable. Judged so, "
    "with the fall in log sigma taken out, the least favourable of your pairs has {left}.",
    "≥",
)
def _(found, beta, sigma, v0):
    size = np.sum(beta**2, axis=1) / sigma**2
    level = found[DIFFERENCES] + beta.shape[1] * np.log(sigma[1:] / sigma[0])
    return np.min(-level * np.sign(size[1:] - size[0])), 0, 1


def _shifted_in_one_call(found, beta, sigma, v0):
    """Whether two calls are right, each by itself. A wrong answer is then off between them."""
    off = found[DIFFERENCES] - _right(beta, sigma, v0)
    later = off[_first_later(sigma) - 1 :]
    size = 1e-9 * np.abs(found[DIFFERENCES]).max()
    return np.abs(off[: -len(later)]).max() < size and np.ptp(later) < size


def _less_the_largest(log, s, sigma, p, v0):
    found = -p * log - s / (2 * sigma**2 * v0)
    return found - found.max()


def _of_terms(program):
    """From log sigma, the squares over sigma², p, v0, and all that is given."""

    def whole(beta, sigma, v0):
        squares = np.sum(beta**2, axis=1)
        return program(np.log(sigma), squares, sigma, beta.shape[1], v0)

    return whole


forgotten_factor.mistakes(
    ("the square alone", lambda log, s, sigma, p, v0: -s / (2 * sigma**2 * v0),
     "Your quantity is the exponent alone. Sigma moves as well, and each of the p densities has "
     "the factor 1/sigma in front: −p log sigma."),
    ("one log sigma", lambda log, s, sigma, p, v0: -log - s / (2 * sigma**2 * v0),
     "Your quantity has one log sigma. There are p coefficients, each with a density of its own."),
    ("p/2 log sigma", lambda log, s, sigma, p, v0: -p / 2 * log - s / (2 * sigma**2 * v0),
     "Your quantity has p/2 log sigma. That goes with the variance: of sigma it is p."),
    ("2p log sigma", lambda log, s, sigma, p, v0: -2 * p * log - s / (2 * sigma**2 * v0),
     "Your quantity has p log sigma². The normal density has 1/sigma in front, not 1/sigma²."),
    ("the lesson's p", lambda log, s, sigma, p, v0: -3 * log - s / (2 * sigma**2 * v0),
     "Your quantity counts 3 coefficients whatever beta is. Take p from `beta.shape[1]`."),
    ("the rows counted", lambda log, s, sigma, p, v0: -len(s) * log - s / (2 * sigma**2 * v0),
     "Your quantity counts the draws, `len(beta)`, where the coefficients are asked: "
     "`beta.shape[1]`."),
    ("ten rows counted", lambda log, s, sigma, p, v0: -10 * log - s / (2 * sigma**2 * v0),
     "Your quantity has 10 log sigma, one for each row of the data: that is the likelihood's. "
     "This factor has a density for each coefficient, `beta.shape[1]`."),
    ("½ forgotten", lambda log, s, sigma, p, v0: -p * log - s / (sigma**2 * v0),
     "Your exponent lacks the ½ of the normal density."),
    ("v0 forgotten", lambda log, s, sigma, p, v0: -p * log - s / (2 * sigma**2),
     "Your exponent has beta'beta/(2 sigma²). The prior's variance is sigma² v0."),
    ("v0 for its root", lambda log, s, sigma, p, v0: -p * log - s / (2 * sigma**2 * v0**2),
     "Your exponent has v0². It is a factor of the variance already."),
    ("v0 multiplied", lambda log, s, sigma, p, v0: -p * log - s * v0 / (2 * sigma**2),
     "Your exponent is *times* v0: divide by the variance, sigma² v0."),
    ("sigma for sigma²", lambda log, s, sigma, p, v0: -p * log - s / (2 * sigma * v0),
     "Your exponent has sigma where sigma² belongs: `sigma` is a standard deviation."),
    ("variance for sd", lambda log, s, sigma, p, v0: -2 * p * log - s / (2 * sigma**4 * v0**2),
     "You hand a variance to a density that wants the standard deviation: sigma √v0."),
    ("the exponent's sign", lambda log, s, sigma, p, v0: -p * log + s / (2 * sigma**2 * v0),
     "Your exponent lacks its minus sign: a longer beta would be more probable."),
    ("log's sign", lambda log, s, sigma, p, v0: p * log - s / (2 * sigma**2 * v0),
     "Your log sigma has a plus. A wider density is a lower one: minus."),
    ("averaged", lambda log, s, sigma, p, v0: -log - s / (2 * sigma**2 * v0 * p),
     "Your quantity is the *mean* log density of the coefficients. A product of p densities has "
     "the sum of their logs."),
    ("sigma left out", lambda log, s, sigma, p, v0: -s / (2 * v0),
     "Your quantity does not know sigma. Then it cannot see whether beta and sigma go together, "
     "which is what was forgotten."),
    ("beta'beta/sigma²", lambda log, s, sigma, p, v0: s / sigma**2,
     "Your quantity is beta'beta/sigma², which will find the mistake, too, though it needs more "
     "worlds. Asked: the log of the whole factor, −p log sigma among it."),
    ("a constant of each call", _less_the_largest,
     "Within a call your differences are right, and between two calls they are off by one amount: "
     "you take something away that differs from call to call, as the largest value does. Only a "
     "constant that is the same in every call is free.",
     {"recognises": _shifted_in_one_call}),
    of=_of_terms,
)  # fmt: skip


def _with_prior_of_variance(beta, sigma, v0):
    variance = sigma**2
    of_beta = stats.norm.logpdf(beta, 0, sigma[:, None] * np.sqrt(v0)).sum(axis=1)
    return of_beta + stats.invgamma.logpdf(variance, 2, scale=25)


forgotten_factor.mistakes(
    ("the square of the sum", lambda beta, sigma, v0: (
        -beta.shape[1] * np.log(sigma) - np.sum(beta, axis=1) ** 2 / (2 * sigma**2 * v0)),
     "Your quantity squares the *sum* of the coefficients. Square each, then sum."),
    ("the prior of the variance, too", _with_prior_of_variance,
     "Your quantity is the whole log prior. The sweep forgot one factor of it: that of beta given "
     "sigma."),
    ("the prior of the variance",
     lambda beta, sigma, v0: stats.invgamma.logpdf(sigma**2, 2, scale=25),
     "Your quantity is the prior of the variance, which the sweep remembers. It forgot that of "
     "beta given sigma."),
    ("no logarithm",
     lambda beta, sigma, v0: np.exp(forgotten_factor.program(beta, sigma, v0)),
     "Your quantity is the factor itself. For ranks that would do; asked is its logarithm."),
)  # fmt: skip
