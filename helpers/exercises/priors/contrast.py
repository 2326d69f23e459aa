"""A statement about two coefficients, its probability under the posterior's t law."""

import numpy as np
from scipy import integrate, special, stats

from helpers.exercises.lessons import priors as lesson
from helpers.exercises.priors.normal_inverse_gamma import (
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


@probability.misconception(
    "the other tail",
    "Your {yours} is the probability of the opposite, that d lies *below* zero.",
)
def _(mean, V, a, b):
    return stats.t.sf(_standardised(mean, V, a, b), 2 * a)


@probability.misconception(
    "normal for t",
    "Your {yours} comes from the normal law. Sigma is not known: average over it, and a t law with "
    "2a degrees of freedom is left.",
)
def _(mean, V, a, b):
    return stats.norm.cdf(_standardised(mean, V, a, b))


@probability.misconception(
    "normal with the mean variance",
    "Your {yours} comes from a normal law with the posterior's variance. d follows a t law with 2a "
    "degrees of freedom and the scale √(b/a · c'Vc).",
)
def _(mean, V, a, b):
    return stats.norm.cdf(_standardised(mean, V, a - 1, b))


@probability.misconception(
    "standard deviation as scale",
    "Your {yours} gives the t law the posterior's standard deviation, with b/(a − 1). The scale of "
    "a t law is smaller than its standard deviation: b/a.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a - 1, b), 2 * a)


@probability.misconception(
    "a degrees of freedom",
    "Your {yours} has a degrees of freedom. An inverse gamma law with a makes a t law with 2a.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b), a)


@probability.misconception(
    "n − p degrees of freedom",
    "Your {yours} has n − p degrees of freedom, those of least squares. The posterior's are 2a: "
    "the prior of sigma brings its own.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b), 197)


@probability.misconception(
    "covariance left out",
    "Your {yours} adds the variances as if the two slopes were independent. They come from one "
    "posterior: use c'Vc, which has the covariance in it.",
)
def _(mean, V, a, b):
    scale = np.sqrt(b / a * (4 * V[1, 1] + V[2, 2]))
    return stats.t.cdf((mean[2] - 2 * mean[1]) / scale, 2 * a)


@probability.misconception(
    "the 2 not squared",
    "Your {yours} multiplies the variance of x1's slope by 2. Twice a number has four times its "
    "variance: c'Vc does it for you.",
)
def _(mean, V, a, b):
    scale = np.sqrt(b / a * (2 * V[1, 1] + V[2, 2] - 4 * V[1, 2]))
    return stats.t.cdf((mean[2] - 2 * mean[1]) / scale, 2 * a)


@probability.misconception(
    "covariance with the wrong sign",
    "Your {yours} adds the covariance where it is subtracted: d is a difference. c'Vc with "
    "c = (0, −2, 1) has the sign right.",
)
def _(mean, V, a, b):
    scale = np.sqrt(b / a * (4 * V[1, 1] + V[2, 2] + 4 * V[1, 2]))
    return stats.t.cdf((mean[2] - 2 * mean[1]) / scale, 2 * a)


@probability.misconception(
    "V without b/a",
    "Your {yours} takes V for the covariance of beta. It is the factor before sigma²: multiply by "
    "b/a.",
)
def _(mean, V, a, b):
    return stats.t.cdf(TWICE @ mean / np.sqrt(TWICE @ V @ TWICE), 2 * a)


@probability.misconception(
    "variance as scale",
    "Your {yours} uses the squared scale. `stats.t` wants the scale: take the square root.",
)
def _(mean, V, a, b):
    return stats.t.cdf(TWICE @ mean / (b / a * (TWICE @ V @ TWICE)), 2 * a)


@probability.misconception(
    "twice forgotten",
    "Your {yours} is the probability that the slope of x2 is larger than that of x1. The question "
    "is whether it is more than *twice* as large.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b, np.array([0.0, -1.0, 1.0])), 2 * a)


@probability.misconception(
    "constant taken for a slope",
    "Your {yours} compares the first two entries of beta. The first is the constant; the slopes "
    "are the second and third.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b, np.array([-2.0, 1.0, 0.0])), 2 * a)


@probability.misconception(
    "two-sided",
    "Your {yours} is a two-sided p-value. Wanted: the probability that d is positive, one tail of "
    "its posterior.",
)
def _(mean, V, a, b):
    return 2 * stats.t.sf(_standardised(mean, V, a, b), 2 * a)


@probability.misconception(
    "least squares",
    "Your {yours} is computed from least squares and its standard errors: one minus a one-sided "
    "p-value. Wanted: the probability under the posterior, with the prior's share.",
)
def _(mean, V, a, b):
    X, y = seed_data().values()
    beta, inverse = lstsq(X, y), np.linalg.inv(X.T @ X)
    scale = np.sqrt(np.sum((y - X @ beta) ** 2) / (len(y) - 3) * (TWICE @ inverse @ TWICE))
    return stats.t.cdf(TWICE @ beta / scale, len(y) - 3)


@probability.misconception(
    "certainty",
    "Your {yours} leaves no doubt. A comparison of the two means does that; so does a scale that "
    "is far too small (a/b in place of b/a), and so does c = (0, −1, 2), which doubles the wrong "
    "slope. Wanted: how much of the posterior of d lies above zero.",
    recognises=lambda yours, mean, V, a, b: (
        yours.size == 1 and abs(yours.item() - 0.5) > 0.5 - 1e-5 and 0 <= yours.item() <= 1
    ),
)
def _(mean, V, a, b):
    return float(TWICE @ mean > 0)


@probability.misconception(
    "number of standard deviations",
    "Your {yours} says how many scales d lies above zero. Ask the t law how probable that is.",
)
def _(mean, V, a, b):
    return _standardised(mean, V, a, b)


@probability.misconception(
    "n degrees of freedom",
    "Your {yours} has n degrees of freedom. The posterior's are 2a: the prior of sigma counts, "
    "too.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, a, b), 200)


@probability.misconception(
    "a and b of the prior",
    "Your {yours} has the a and b of the prior. After the data they are `a_n` and `b_n`.",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, V, A, B), 2 * A)


@probability.misconception(
    "centre left out",
    "Your {yours} is what a law around zero gives. The posterior of d is centred at c'm.",
)
def _(mean, V, a, b):
    return stats.t.sf(0, 2 * a, 0, np.sqrt(b / a * (TWICE @ V @ TWICE)))


@probability.misconception(
    "density for probability",
    "Your {yours} is the density of d at zero. Wanted is the area above zero: `stats.t.sf`.",
)
def _(mean, V, a, b):
    return stats.t.pdf(0, 2 * a, TWICE @ mean, np.sqrt(b / a * (TWICE @ V @ TWICE)))


@probability.misconception(
    "standard deviations added",
    "Your {yours} adds standard deviations. Variances add, with the covariance: c'Vc.",
)
def _(mean, V, a, b):
    return stats.t.cdf(
        TWICE @ mean / (np.sqrt(b / a) * (2 * np.sqrt(V[1, 1]) + np.sqrt(V[2, 2]))), 2 * a
    )


@probability.misconception(
    "covariance not doubled",
    "Your {yours} has −2 times the covariance. In the variance of beta_2 − 2 beta_1 it is −4 "
    "times: c'Vc does it for you.",
)
def _(mean, V, a, b):
    return stats.t.cdf(TWICE @ mean / np.sqrt(b / a * (4 * V[1, 1] + V[2, 2] - 2 * V[1, 2])), 2 * a)


@probability.misconception(
    "x1's slope taken as known",
    "Your {yours} takes the slope of x1 as known. Both slopes are uncertain: ask about d = "
    "beta_2 − 2 beta_1.",
)
def _(mean, V, a, b):
    return stats.t.sf(2 * mean[1], 2 * a, mean[2], np.sqrt(b / a * V[2, 2]))


@probability.misconception(
    "precision for V",
    "Your {yours} uses c'V⁻¹c. V itself is the covariance, in units of sigma².",
)
def _(mean, V, a, b):
    return stats.t.cdf(_standardised(mean, np.linalg.inv(V), a, b), 2 * a)


@probability.misconception(
    "odds",
    "Your {yours} is odds, the probability divided by that of the opposite. Wanted: the "
    "probability.",
)
def _(mean, V, a, b):
    above = stats.t.cdf(_standardised(mean, V, a, b), 2 * a)
    return above / (1 - above)


@probability.misconception(
    "share of draws",
    "Your {yours} is near. If it is a share of draws, or typed from a printout, compute the number "
    "itself; if it comes from a formula, ask whether its law, scale and degrees of freedom are "
    "those of the posterior.",
    recognises=lambda yours, mean, V, a, b: (
        yours.size == 1 and abs(yours.item() - probability.program(mean, V, a, b)) < 0.01
    ),
)
def _(mean, V, a, b):
    rng = np.random.default_rng(1)
    variance = b / rng.gamma(a, size=10_000)
    d = rng.normal(TWICE @ mean, np.sqrt(variance * (TWICE @ V @ TWICE)))
    return np.mean(d > 0)
