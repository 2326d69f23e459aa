"""A statement about two coefficients, its probability under the posterior's t law."""

import numpy as np
from scipy import integrate, special, stats

from helpers import simulate
from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.shared import (
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


def _scale(V, a, b, c=TWICE):
    return np.sqrt(b / a * (c @ V @ c))


def _standardised(mean, V, a, b, c=TWICE):
    return c @ mean / _scale(V, a, b, c)


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


def _seed_fit():
    """Coefficients of least squares on the seed world, and their squared residuals."""
    X, y = seed_data().values()
    beta = lstsq(X, y)
    return beta, np.sum((y - X @ beta) ** 2)


def _least_squares(mean, V, a, b):
    (beta, squares), X = _seed_fit(), seed_data()["X"]
    scale = np.sqrt(squares / 197 * (TWICE @ np.linalg.solve(X.T @ X, TWICE)))
    return stats.t.cdf(TWICE @ beta / scale, 197)


def _ten_rows(mean, V, a, b):
    X, y = (array[:10] for array in seed_data().values())
    m, W, shape, rate = closed_form(X, y, M0, V0, A, B)
    return stats.t.cdf(_standardised(m, W, shape, rate), 2 * shape)


def _with_c(*c):
    """The program that asks about another c'beta."""
    return lambda mean, V, a, b: stats.t.cdf(_standardised(mean, V, a, b, np.array(c)), 2 * a)


def _with_centre(centre):
    return lambda mean, V, a, b: stats.t.cdf(centre / _scale(V, a, b), 2 * a)


def _share_of_draws(mean, V, a, b):
    rng = np.random.default_rng(1)
    variance = b / rng.gamma(a, size=10_000)
    return np.mean(rng.normal(TWICE @ mean, np.sqrt(variance * (TWICE @ V @ TWICE))) > 0)


def _leaves_no_doubt(yours, *posterior):
    return yours.size == 1 and 0.5 - 1e-5 < abs(yours.item() - 0.5) <= 0.5


def _has_few_decimals(yours, mean, V, a, b):
    """A share of a round number of draws, or typed in, and not far off."""
    share = yours.item() * 1e6
    near = abs(yours.item() - stats.t.cdf(_standardised(mean, V, a, b), 2 * a)) < 0.06
    return near and abs(share - round(share)) < 1e-6


probability.mistakes(
    ("least squares", _least_squares,
     "Your {yours} is computed from least squares and its standard errors: one minus a one-sided "
     "p-value. Wanted: the probability under the posterior, with the prior's share."),
    ("centre of least squares", _with_centre(TWICE @ _seed_fit()[0]),
     "Your {yours} puts the centre where least squares has it. The posterior of d is centred at "
     "c'm, with the posterior `mean`."),
    ("true coefficients", _with_centre(TWICE @ simulate.seed_world().beta),
     "Your {yours} puts the centre at the true coefficients, which nobody knows who has data "
     "alone. The posterior of d is centred at c'm."),
    ("a and b of the prior", lambda mean, V, a, b: stats.t.cdf(_standardised(mean, V, A, B), 2 * A),
     "Your {yours} has the a and b of the prior. After the data they are `a_n` and `b_n`."),
    ("ten rows", _ten_rows,
     "Your {yours} belongs to the ten rows of the small twin. Wanted: the seed world, with its "
     "`mean`, `V`, `a_n` and `b_n`."),
    ("twice forgotten", _with_c(0, -1, 1),
     "Your {yours} is the probability that the slope of x2 is larger than that of x1. The question "
     "is whether it is more than *twice* as large."),
    ("constant taken for a slope", _with_c(-2, 1, 0),
     "Your {yours} compares the first two entries of beta. The first is the constant; the slopes "
     "are the second and third."),
    ("certainty", lambda mean, V, a, b: float(TWICE @ mean > 0),
     "Your {yours} leaves no doubt. Does it compare the two means alone? Is its scale far too "
     "small (a/b in place of b/a), or has its c a wrong sign, or the 2 in the wrong place? Wanted: "
     "how much of the posterior of d = beta_2 − 2 beta_1 lies above zero.",
     {"recognises": _leaves_no_doubt}),
    ("density for probability",
     lambda mean, V, a, b: stats.t.pdf(0, 2 * a, TWICE @ mean, _scale(V, a, b)),
     "Your {yours} is the density of d at zero. Wanted is the area above zero: `stats.t.sf`."),
    ("centre and scale swapped",
     lambda mean, V, a, b: stats.t.sf(0, 2 * a, _scale(V, a, b), TWICE @ mean),
     "Your {yours} has the scale for the centre and the centre for the scale. SciPy's order is x, "
     "degrees of freedom, centre, scale: `stats.t.sf(0, 2 * a_n, centre, scale)`."),
    ("degrees of freedom left out",
     lambda mean, V, a, b: stats.t.sf(0, TWICE @ mean, _scale(V, a, b)),
     "Your {yours} takes the centre for the degrees of freedom, and the scale for the centre. "
     "SciPy's order is x, degrees of freedom, centre, scale: `stats.t.sf(0, 2 * a_n, centre, "
     "scale)`."),
    ("normal with the mean variance",
     lambda mean, V, a, b: stats.norm.cdf(_standardised(mean, V, a - 1, b)),
     "Your {yours} comes from a normal law with the posterior's variance. d follows a t law with "
     "2a degrees of freedom and the scale √(b/a · c'Vc)."),
    ("share of draws", _share_of_draws,
     "Your {yours} is near, and has few decimals. If it is a share of draws, or typed from a "
     "printout, compute the number itself: d follows a t law.",
     {"recognises": _has_few_decimals}),
)  # fmt: skip


def _with_scale(formula):
    """The program with another scale, made of a, b and c'Vc."""
    return lambda mean, V, a, b: stats.t.cdf(TWICE @ mean / formula(a, b, TWICE @ V @ TWICE), 2 * a)


probability.mistakes(
    ("standard deviation as scale", lambda a, b, form: np.sqrt(b / (a - 1) * form),
     "Your {yours} gives the t law the posterior's standard deviation, with b/(a − 1). The scale "
     "of a t law is smaller than its standard deviation: b/a."),
    ("V without b/a", lambda a, b, form: np.sqrt(form),
     "Your {yours} takes V for the covariance of beta. It is the factor before sigma²: multiply by "
     "b/a."),
    ("sigma_hat² for b/a", lambda a, b, form: np.sqrt(_seed_fit()[1] / 200 * form),
     "Your {yours} has sigma_hat² of the highest likelihood where b/a belongs, the posterior's "
     "own."),
    ("residual variance for b/a", lambda a, b, form: np.sqrt(_seed_fit()[1] / 197 * form),
     "Your {yours} has the residual variance of least squares where b/a belongs, the posterior's "
     "own."),
    ("b/a of the prior", lambda a, b, form: np.sqrt(B / A * form),
     "Your scale has the prior's b/a. After the data a and b are `a_n` and `b_n`."),
    ("b over 2a", lambda a, b, form: np.sqrt(b / (2 * a) * form),
     "Your {yours} multiplies V by b/(2a). 2a counts the degrees of freedom; the scale has b/a."),
    ("scale left out", lambda a, b, form: 1.0,
     "Your {yours} has no scale: `stats.t` takes 1 where it is given none."),
    ("true sigma", lambda a, b, form: 5 * np.sqrt(form),
     "Your {yours} has the true sigma, 5, which nobody knows who has data alone. Its place is "
     "taken by b/a."),
    ("variance as scale", lambda a, b, form: b / a * form,
     "Your {yours} uses the squared scale. `stats.t` wants the scale: take the square root."),
    of=_with_scale,
)  # fmt: skip


def _with_form(formula):
    """The program with another c'Vc, made of the slopes' variances and their covariance."""
    return lambda mean, V, a, b: stats.t.cdf(
        TWICE @ mean / np.sqrt(b / a * formula(V[1, 1], V[2, 2], V[1, 2])), 2 * a
    )


probability.mistakes(
    ("covariance left out", lambda one, two, both: 4 * one + two,
     "Your {yours} adds the variances as if the two slopes were independent. They come from one "
     "posterior: use c'Vc, which has the covariance in it."),
    ("variances added", lambda one, two, both: one + two,
     "Your {yours} adds the two variances. That of twice a slope is four times as large, and the "
     "two slopes are not independent: use c'Vc."),
    ("variances subtracted", lambda one, two, both: abs(two - 4 * one),
     "Your {yours} subtracts one variance from the other. The variance of a difference is the "
     "*sum* of the variances, less twice the covariance: c'Vc does it for you."),
    ("the 2 not squared", lambda one, two, both: 2 * one + two - 4 * both,
     "Your {yours} multiplies the variance of x1's slope by 2. Twice a number has four times its "
     "variance: c'Vc does it for you."),
    ("covariance with the wrong sign", lambda one, two, both: 4 * one + two + 4 * both,
     "Your {yours} adds the covariance where it is subtracted: d is a difference. c'Vc with c = "
     "(0, −2, 1) has the sign right."),
    ("covariance not doubled", lambda one, two, both: 4 * one + two - 2 * both,
     "Your {yours} has −2 times the covariance. In the variance of beta_2 − 2 beta_1 it is −4 "
     "times: c'Vc does it for you."),
    ("standard deviations added", lambda one, two, both: (2 * np.sqrt(one) + np.sqrt(two)) ** 2,
     "Your {yours} adds standard deviations. Variances add, with the covariance: c'Vc."),
    ("x1's slope taken as known", lambda one, two, both: two,
     "Your {yours} takes the slope of x1 as known. Both slopes are uncertain: ask about d = beta_2 "
     "− 2 beta_1."),
    of=_with_form,
)  # fmt: skip


def _with_law(formula):
    """The program that asks something else about z, the centre in units of the scale."""
    return lambda mean, V, a, b: formula(_standardised(mean, V, a, b), a)


probability.mistakes(
    ("the other tail", lambda z, a: stats.t.sf(z, 2 * a),
     "Your {yours} is the probability of the opposite, that d lies *below* zero."),
    ("two-sided", lambda z, a: 2 * stats.t.sf(z, 2 * a),
     "Your {yours} is a two-sided p-value. Wanted: the probability that d is positive, one tail of "
     "its posterior."),
    ("normal for t", lambda z, a: stats.norm.cdf(z),
     "Your {yours} comes from the normal law. Sigma is not known: average over it, and a t law "
     "with 2a degrees of freedom is left."),
    ("a degrees of freedom", lambda z, a: stats.t.cdf(z, a),
     "Your {yours} has a degrees of freedom. An inverse gamma law with a makes a t law with 2a."),
    ("n − p degrees of freedom", lambda z, a: stats.t.cdf(z, 197),
     "Your {yours} has n − p degrees of freedom, those of least squares. The posterior's are 2a: "
     "the prior of sigma brings its own."),
    ("n degrees of freedom", lambda z, a: stats.t.cdf(z, 200),
     "Your {yours} has n degrees of freedom. The posterior's are 2a: the prior of sigma counts, "
     "too."),
    ("degrees of freedom of the prior", lambda z, a: stats.t.cdf(z, 2 * A),
     "Your {yours} has the degrees of freedom of the prior, 4. After the data they are `2 * a_n`."),
    ("2a − 2 degrees of freedom", lambda z, a: stats.t.cdf(z, 2 * a - 2),
     "Your {yours} has 2(a − 1) degrees of freedom. They are 2a; a − 1 belongs to the mean of "
     "sigma²."),
    ("density of the standardised d", lambda z, a: stats.t.pdf(z, 2 * a),
     "Your {yours} is the density of the t law at d, in units of its scale. Wanted is the area "
     "above zero: `stats.t.sf`."),
    ("number of standard deviations", lambda z, a: z,
     "Your {yours} says how many scales d lies above zero. Ask the t law how probable that is."),
    of=_with_law,
)  # fmt: skip
