"""Slips in the t law of two coefficients: its centre, its scale, the law itself."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.lessons.priors.normal_inverse_gamma import A, B, lstsq, seed_data
from helpers.lessons.priors.probability import TWICE, by_the_t_law, probability
from helpers.lessons.slips import Slip, add_slips

_CENTRE, _SPREAD, _FORM, _SCALE, _LAW = "centre", "b/a", "c'Vc", "scale", "law"


def _least_squares():
    """The coefficients of the seed world, its residual sum of squares, and n."""
    X, y = seed_data().values()
    beta = lstsq(X, y)
    return beta, np.sum((y - X @ beta) ** 2), len(y)


def _of_a_and_b(formula):
    return lambda mean, V, a, b: formula(a, b)


def _of_entries(formula):
    """Made of the variances of the two slopes and their covariance, in units of sigma²."""
    return lambda mean, V, a, b: formula(V[1, 1], V[2, 2], V[1, 2])


def _made_from(formula):
    """A scale, made from b/a and c'Vc."""
    return lambda mean, V, a, b: formula


def _in_law(formula):
    """What becomes of z, the centre in units of the scale."""
    return lambda mean, V, a, b: lambda z: formula(z, a)


_SLIPS = [
    Slip(
        _CENTRE,
        "centre left out",
        "Your {yours} is what a law around zero gives, as the prior's is. The posterior of d is "
        "centred at c'm.",
        lambda mean, V, a, b: 0.0,
    ),
    Slip(
        _CENTRE,
        "centre of least squares",
        "Your {yours} puts the centre where least squares has it. The posterior of d is centred at "
        "c'm, with the posterior `mean`.",
        lambda mean, V, a, b: TWICE @ _least_squares()[0],
    ),
    Slip(
        _CENTRE,
        "true coefficients",
        "Your {yours} puts the centre at the true coefficients, which nobody knows who has data "
        "alone. The posterior of d is centred at c'm.",
        lambda mean, V, a, b: TWICE @ simulate.seed_world().beta,
    ),
    Slip(
        _SPREAD,
        "standard deviation as scale",
        "Your {yours} gives the t law the posterior's standard deviation, with b/(a − 1). The "
        "scale of a t law is smaller than its standard deviation: b/a.",
        _of_a_and_b(lambda a, b: b / (a - 1)),
    ),
    Slip(
        _SPREAD,
        "V without b/a",
        "Your {yours} takes V for the covariance of beta. It is the factor before sigma²: multiply "
        "by b/a.",
        _of_a_and_b(lambda a, b: 1.0),
    ),
    Slip(
        _SPREAD,
        "a left out",
        "Your {yours} multiplies V by b. It is multiplied by b/a.",
        _of_a_and_b(lambda a, b: b),
    ),
    Slip(
        _SPREAD,
        "b over 2a",
        "Your {yours} multiplies V by b/(2a). 2a counts the degrees of freedom; the scale has b/a.",
        _of_a_and_b(lambda a, b: b / (2 * a)),
    ),
    Slip(
        _SPREAD,
        "b/a of the prior",
        "Your scale has the prior's b/a. After the data a and b are `a_n` and `b_n`.",
        _of_a_and_b(lambda a, b: B / A),
    ),
    Slip(
        _SPREAD,
        "sigma_hat² for b/a",
        "Your {yours} has sigma_hat² of the highest likelihood where b/a belongs, the posterior's "
        "own.",
        lambda mean, V, a, b: _least_squares()[1] / _least_squares()[2],
    ),
    Slip(
        _SPREAD,
        "residual variance for b/a",
        "Your {yours} has the residual variance of least squares where b/a belongs, the "
        "posterior's own.",
        lambda mean, V, a, b: _least_squares()[1] / (_least_squares()[2] - len(mean)),
    ),
    Slip(
        _SPREAD,
        "true sigma",
        "Your {yours} has the true sigma, 5, which nobody knows who has data alone. Its place is "
        "taken by b/a.",
        _of_a_and_b(lambda a, b: 25.0),
    ),
    Slip(
        _FORM,
        "covariance left out",
        "Your {yours} adds the variances as if the two slopes were independent. They come from one "
        "posterior: use c'Vc, which has the covariance in it.",
        _of_entries(lambda one, two, both: 4 * one + two),
    ),
    Slip(
        _FORM,
        "covariance left out, the 2 not squared",
        "Your {yours} adds 2 times the one variance to the other. Twice a number has four times "
        "its variance, and the two slopes are not independent: use c'Vc.",
        _of_entries(lambda one, two, both: 2 * one + two),
    ),
    Slip(
        _FORM,
        "variances added",
        "Your {yours} adds the two variances. That of twice a slope is four times as large, and "
        "the two slopes are not independent: use c'Vc.",
        _of_entries(lambda one, two, both: one + two),
    ),
    Slip(
        _FORM,
        "variances subtracted",
        "Your {yours} subtracts one variance from the other. The variance of a difference is the "
        "*sum* of the variances, less twice the covariance: c'Vc does it for you.",
        _of_entries(lambda one, two, both: abs(two - 4 * one)),
    ),
    Slip(
        _FORM,
        "the 2 not squared",
        "Your {yours} multiplies the variance of x1's slope by 2. Twice a number has four times "
        "its variance: c'Vc does it for you.",
        _of_entries(lambda one, two, both: 2 * one + two - 4 * both),
    ),
    Slip(
        _FORM,
        "covariance with the wrong sign",
        "Your {yours} adds the covariance where it is subtracted: d is a difference. c'Vc with "
        "c = (0, −2, 1) has the sign right.",
        _of_entries(lambda one, two, both: 4 * one + two + 4 * both),
    ),
    Slip(
        _FORM,
        "covariance not doubled",
        "Your {yours} has −2 times the covariance. In the variance of beta_2 − 2 beta_1 it is −4 "
        "times: c'Vc does it for you.",
        _of_entries(lambda one, two, both: 4 * one + two - 2 * both),
    ),
    Slip(
        _FORM,
        "standard deviations added",
        "Your {yours} adds standard deviations. Variances add, with the covariance: c'Vc.",
        _of_entries(lambda one, two, both: (2 * np.sqrt(one) + np.sqrt(two)) ** 2),
    ),
    Slip(
        _FORM,
        "x1's slope taken as known",
        "Your {yours} takes the slope of x1 as known. Both slopes are uncertain: ask about d = "
        "beta_2 − 2 beta_1.",
        _of_entries(lambda one, two, both: two),
    ),
    Slip(
        _FORM,
        "precision for V",
        "Your {yours} uses c'V⁻¹c. V itself is the covariance, in units of sigma².",
        lambda mean, V, a, b: TWICE @ np.linalg.solve(V, TWICE),
    ),
    Slip(
        _SCALE,
        "variance as scale",
        "Your {yours} uses the squared scale. `stats.t` wants the scale: take the square root.",
        _made_from(lambda spread, form: spread * form),
    ),
    Slip(
        _SCALE,
        "root of b/a alone",
        "Your {yours} takes the root of b/a, but not that of c'Vc. Both stand under it.",
        _made_from(lambda spread, form: np.sqrt(spread) * form),
    ),
    Slip(
        _SCALE,
        "root of c'Vc alone",
        "Your {yours} takes the root of c'Vc, but not that of b/a. Both stand under it.",
        _made_from(lambda spread, form: spread * np.sqrt(form)),
    ),
    Slip(
        _SCALE,
        "scale left out",
        "Your {yours} has no scale: `stats.t` takes 1 where it is given none.",
        _made_from(lambda spread, form: 1.0),
    ),
    Slip(
        _LAW,
        "the other tail",
        "Your {yours} is the probability of the opposite, that d lies *below* zero.",
        _in_law(lambda z, a: stats.t.sf(z, 2 * a)),
    ),
    Slip(
        _LAW,
        "two-sided",
        "Your {yours} is a two-sided p-value. Wanted: the probability that d is positive, one tail "
        "of its posterior.",
        _in_law(lambda z, a: 2 * stats.t.sf(z, 2 * a)),
    ),
    Slip(
        _LAW,
        "normal for t",
        "Your {yours} comes from the normal law. Sigma is not known: average over it, and a t law "
        "with 2a degrees of freedom is left.",
        _in_law(lambda z, a: stats.norm.cdf(z)),
    ),
    Slip(
        _LAW,
        "a degrees of freedom",
        "Your {yours} has a degrees of freedom. An inverse gamma law with a makes a t law with 2a.",
        _in_law(lambda z, a: stats.t.cdf(z, a)),
    ),
    Slip(
        _LAW,
        "n − p degrees of freedom",
        "Your {yours} has n − p degrees of freedom, those of least squares. The posterior's are "
        "2a: the prior of sigma brings its own.",
        _in_law(lambda z, a: stats.t.cdf(z, 197)),
    ),
    Slip(
        _LAW,
        "n degrees of freedom",
        "Your {yours} has n degrees of freedom. The posterior's are 2a: the prior of sigma counts, "
        "too.",
        _in_law(lambda z, a: stats.t.cdf(z, 200)),
    ),
    Slip(
        _LAW,
        "n − 1 degrees of freedom",
        "Your {yours} has n − 1 degrees of freedom. The posterior's are 2a: the prior of sigma "
        "counts, too.",
        _in_law(lambda z, a: stats.t.cdf(z, 199)),
    ),
    Slip(
        _LAW,
        "2n degrees of freedom",
        "Your {yours} has 2n degrees of freedom. The posterior's are 2a, and a is a + n/2.",
        _in_law(lambda z, a: stats.t.cdf(z, 400)),
    ),
    Slip(
        _LAW,
        "2a − 2 degrees of freedom",
        "Your {yours} has 2(a − 1) degrees of freedom. They are 2a; a − 1 belongs to the mean of "
        "sigma².",
        _in_law(lambda z, a: stats.t.cdf(z, 2 * a - 2)),
    ),
    Slip(
        _LAW,
        "a − 1 degrees of freedom",
        "Your {yours} has a − 1 degrees of freedom. An inverse gamma law with a makes a t law with "
        "2a.",
        _in_law(lambda z, a: stats.t.cdf(z, a - 1)),
    ),
    Slip(
        _LAW,
        "degrees of freedom of the prior",
        "Your {yours} has the degrees of freedom of the prior, 4. After the data they are `2 * "
        "a_n`.",
        _in_law(lambda z, a: stats.t.cdf(z, 2 * A)),
    ),
    Slip(
        _LAW,
        "odds",
        "Your {yours} is odds, the probability divided by that of the opposite. Wanted: the "
        "probability.",
        _in_law(lambda z, a: stats.t.cdf(z, 2 * a) / stats.t.sf(z, 2 * a)),
    ),
    Slip(
        _LAW,
        "density of the standardised d",
        "Your {yours} is the density of the t law at d, in units of its scale. Wanted is the area "
        "above zero: `stats.t.sf`.",
        _in_law(lambda z, a: stats.t.pdf(z, 2 * a)),
    ),
    Slip(
        _LAW,
        "number of standard deviations",
        "Your {yours} says how many scales d lies above zero. Ask the t law how probable that is.",
        _in_law(lambda z, a: z),
    ),
]

add_slips(
    probability,
    {
        _CENTRE: lambda mean, V, a, b: TWICE @ mean,
        _SPREAD: _of_a_and_b(lambda a, b: b / a),
        _FORM: lambda mean, V, a, b: TWICE @ V @ TWICE,
        _SCALE: _made_from(lambda spread, form: np.sqrt(spread * form)),
        _LAW: _in_law(lambda z, a: stats.t.cdf(z, 2 * a)),
    },
    lambda centre, spread, form, scale, law: law(centre / scale(spread, form)),
    _SLIPS,
    both=("covariance left out", "n − p degrees of freedom"),
)


def _near(mean, V, a, b):
    # Three slips at once: the normal law, with the standard deviations of two independent slopes.
    variance = b / (a - 1) * (4 * V[1, 1] + V[2, 2])
    return stats.norm.cdf(TWICE @ mean / np.sqrt(variance))


probability.mistakes(
    ("near", _near,
     "Your {yours} is near. Ask whether its law, its centre, its scale and its degrees of freedom "
     "are those of the posterior.",
     {"recognises": lambda yours, mean, V, a, b: (
         yours.size == 1 and abs(yours.item() - by_the_t_law(mean, V, a, b)) < 0.01
    )}),
)  # fmt: skip
