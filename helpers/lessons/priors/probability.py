"""A statement about two coefficients, its probability under the posterior's t law."""

import numpy as np
from scipy import integrate, special, stats

from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.normal_inverse_gamma import (
    M0,
    V0,
    A,
    B,
    closed_form,
    lstsq,
    seed_data,
)

TWICE = np.array([0.0, -2.0, 1.0])


def _contrast():
    """Mean of beta_2 − 2 beta_1, its factor before sigma², and a and b of the posterior."""
    data = seed_data()
    mean, V, a, b = closed_form(data["X"], data["y"], M0, V0, A, B)
    return {"mean": mean, "V": V, "a": a, "b": b}


@lesson.value(
    "08-probability",
    data=_contrast,
    hints=(
        "The statement is about one number, d = beta_2 − 2 beta_1. Find its mean and its scale "
        "first: d is c'beta with c = (0, −2, 1).",
        "d follows a t law with 2a degrees of freedom, centre c'm and scale √(b/a · c'Vc). Wanted "
        "is the probability above zero.",
        "`stats.t.sf(0, 2 * a_n, c @ mean, np.sqrt(b_n / a_n * (c @ V @ c)))`",
    ),
)
def probability(mean, V, a, b):
    """The probability that one slope is more than twice the other."""

    # Given sigma², the normal law; then the average over its inverse gamma law.
    def given(variance):
        below = stats.norm.cdf(0, TWICE @ mean, np.sqrt(variance * (TWICE @ V @ TWICE)))
        return (1 - below) * stats.invgamma.pdf(variance, a, scale=b)

    low, high = stats.invgamma.ppf([1e-14, 1 - 1e-14], a, scale=b)
    return float(integrate.quad(given, low, high, epsabs=1e-13, epsrel=1e-12)[0])


def _standardised(mean, V, a, b, c=TWICE):
    return c @ mean / np.sqrt(b / a * (c @ V @ c))


def by_the_t_law(mean, V, a, b):
    """The same in closed form, at a hundredth of the time."""
    return stats.t.cdf(_standardised(mean, V, a, b), 2 * a)


@probability.variant("the t law")
def _(mean, V, a, b):
    d = mean[2] - 2 * mean[1]
    variance = b / a * (V[2, 2] + 4 * V[1, 1] - 4 * V[1, 2])
    return stats.t.cdf(d / np.sqrt(variance), 2 * a)


@probability.variant("one minus the lower tail")
def _(mean, V, a, b):
    return 1 - stats.t.cdf(0, 2 * a, TWICE @ mean, np.sqrt(TWICE @ V @ TWICE * b / a))


@probability.variant("by turns of the beta law")
def _(mean, V, a, b):
    t = _standardised(mean, V, a, b)
    return 1 - special.betainc(a, 0.5, 2 * a / (2 * a + t**2)) / 2


@probability.law("A probability lies between 0 and 1. Yours is {left}.")
def _(value, mean, V, a, b):
    return value, np.clip(value, 0, 1)


@probability.law(
    "More than half of a t law lies above zero if its centre c'm does, and less than half if not. "
    "With yours it is the other way round.",
    "≥",
)
def _(value, mean, V, a, b):
    return (value - 0.5) * (TWICE @ mean), 0


@probability.law(
    "A t law has wider tails than a normal law of its centre and scale: its probability is closer "
    "to ½. Yours differs from ½ by {left}, the normal law's by {right}.",
    "≤",
)
def _(value, mean, V, a, b):
    return abs(value - 0.5), abs(stats.norm.cdf(_standardised(mean, V, a, b)) - 0.5)


@probability.law(
    "By the t law with 2a degrees of freedom, the probability tells how many scales √(b/a · c'Vc) "
    "c'm lies above zero. By yours there would be {left}.",
    relative=1e-8,
)
def _(value, mean, V, a, b):
    return stats.t.ppf(value, 2 * a), _standardised(mean, V, a, b)


def _twice_forgotten(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b, np.array([0.0, -1.0, 1.0])), 2 * a)


def _constant_taken_for_a_slope(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b, np.array([-2.0, 1.0, 0.0])), 2 * a)


def _least_squares(mean, V, a, b):
    X, y = seed_data().values()
    beta, inverse = lstsq(X, y), np.linalg.inv(X.T @ X)
    scale = np.sqrt(np.sum((y - X @ beta) ** 2) / (len(y) - 3) * (TWICE @ inverse @ TWICE))
    return stats.t.cdf(TWICE @ beta / scale, len(y) - 3)


def _density_for_probability(mean, V, a, b):
    return stats.t.pdf(0, 2 * a, TWICE @ mean, np.sqrt(b / a * (TWICE @ V @ TWICE)))


def _ten_rows(mean, V, a, b):
    X, y = (array[:10] for array in seed_data().values())
    m, W, shape, rate = closed_form(X, y, M0, V0, A, B)
    return stats.t.cdf(_standardised(m, W, shape, rate), 2 * shape)


probability.mistakes(
    ("normal with the mean variance",
     lambda mean, V, a, b: stats.norm.cdf(_standardised(mean, V, a - 1, b)),
     "Your {yours} comes from a normal law with the posterior's variance. d follows a t law with "
     "2a degrees of freedom and the scale √(b/a · c'Vc)."),
    ("twice forgotten", _twice_forgotten,
     "Your {yours} is the probability that the slope of x2 is larger than that of x1. The "
     "question is whether it is more than *twice* as large."),
    ("constant taken for a slope", _constant_taken_for_a_slope,
     "Your {yours} compares the first two entries of beta. The first is the constant; the slopes "
     "are the second and third."),
    ("least squares", _least_squares,
     "Your {yours} is computed from least squares and its standard errors: one minus a one-sided "
     "p-value. Wanted: the probability under the posterior, with the prior's share."),
    ("certainty", lambda mean, V, a, b: float(TWICE @ mean > 0),
     "Your {yours} leaves no doubt. Does it compare the two means alone? Is its scale far too "
     "small (a/b in place of b/a), or has its c a wrong sign, or the 2 in the wrong place? "
     "Wanted: how much of the posterior of d = beta_2 − 2 beta_1 lies above zero.",
     {"recognises": lambda yours, mean, V, a, b: (
         yours.size == 1 and abs(yours.item() - 0.5) > 0.5 - 1e-5 and 0 <= yours.item() <= 1
    )}),
    ("a and b of the prior", lambda mean, V, a, b: stats.t.cdf(_standardised(mean, V, A, B), 2 * A),
     "Your {yours} has the a and b of the prior. After the data they are `a_n` and `b_n`."),
    ("density for probability", _density_for_probability,
     "Your {yours} is the density of d at zero. Wanted is the area above zero: `stats.t.sf`."),
    ("centre and scale swapped",
     lambda mean, V, a, b: stats.t.sf(0, 2 * a, np.sqrt(b / a * (TWICE @ V @ TWICE)), TWICE @ mean),
     "Your {yours} has the scale for the centre and the centre for the scale. SciPy's order is x, "
     "degrees of freedom, centre, scale: `stats.t.sf(0, 2 * a_n, centre, scale)`."),
    ("degrees of freedom left out",
     lambda mean, V, a, b: stats.t.sf(0, TWICE @ mean, np.sqrt(b / a * (TWICE @ V @ TWICE))),
     "Your {yours} takes the centre for the degrees of freedom, and the scale for the centre. "
     "SciPy's order is x, degrees of freedom, centre, scale: `stats.t.sf(0, 2 * a_n, centre, "
     "scale)`."),
    ("ratio of the means", lambda mean, V, a, b: mean[2] / (2 * mean[1]),
     "Your {yours} is the slope of x2 divided by twice that of x1. Wanted: how probable it is "
     "that the former is larger."),
    ("ten rows", _ten_rows,
     "Your {yours} belongs to the ten rows of the small twin. Wanted: the seed world, with its "
     "`mean`, `V`, `a_n` and `b_n`."),
)  # fmt: skip


def _has_few_decimals(yours, mean, V, a, b):
    """A share of a round number of draws, or typed in, and not far off."""
    share = yours.item() * 1e6
    near = abs(yours.item() - by_the_t_law(mean, V, a, b)) < 0.06
    return near and abs(share - round(share)) < 1e-6


def _share_of_draws(mean, V, a, b):
    rng = np.random.default_rng(1)
    variance = b / rng.gamma(a, size=10_000)
    d = rng.normal(TWICE @ mean, np.sqrt(variance * (TWICE @ V @ TWICE)))
    return np.mean(d > 0)


probability.mistakes(
    ("share of draws", _share_of_draws,
     "Your {yours} is near, and has few decimals. If it is a share of draws, or typed from a "
     "printout, compute the number itself: d follows a t law.",
     {"recognises": _has_few_decimals}),
)  # fmt: skip
