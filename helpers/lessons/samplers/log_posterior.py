"""The log posterior: which terms hold an unknown, and which are constants."""

import numpy as np
from scipy import stats

from helpers.feedback import Unreadable
from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.model import V0, A, B, terms, worlds


def _points(rng):
    for X, y, beta, variance in worlds(rng):
        betas = beta + rng.normal(0, 0.4, (6, len(beta)))
        yield betas, variance * rng.uniform(0.5, 2, 6), X, y


DIFFERENCES = "your function at five points, less its value at a sixth"


def heights_above_first(function, betas, variances, X, y):
    """Heights above the first point: there a constant factor of the density is gone."""
    found = [
        np.asarray(function(beta, variance, X, y), dtype=float)
        for beta, variance in zip(betas, variances, strict=True)
    ]
    if found[0].size != 1:
        raise Unreadable(
            f"It returns an array of shape {found[0].shape}; wanted one number, the sum of all "
            "log densities."
        )
    heights = np.array([float(height.squeeze()) for height in found])
    return {DIFFERENCES: heights[1:] - heights[0]}


@lesson.function(
    "09-log-posterior",
    cases=_points,
    probe=heights_above_first,
    parts=(DIFFERENCES,),
    hints=(
        "A product of three densities becomes a sum of three logs: the data given beta and the "
        "variance, beta given the variance, the variance.",
        "A normal log density of k numbers with the common variance v has the terms "
        "$-\\frac k2 \\log v$ and minus their squares, summed, over $2v$. For y, v is `variance` "
        "and k is n; for beta, v is `v0 * variance` and k is p.",
        "With `e = y - X @ beta`: `-(n + p) / 2 * np.log(variance) - (e @ e + beta @ beta / v0) / "
        "(2 * variance)`, and from the prior of the variance "
        "`-(a + 1) * np.log(variance) - b / variance`. Take `n` and `p` from X.",
    ),
)
def log_posterior(beta, variance, X, y):
    """The log posterior, up to a constant."""
    # Both priors as more observations: p rows of 1/√V0 with the response 0, and one of √(2B).
    errors = np.concatenate([y - X @ beta, beta / np.sqrt(V0), [np.sqrt(2 * B)]])
    power = (len(errors) - 1) / 2 + A + 1
    return float(-power * np.log(variance) - errors @ errors / (2 * variance))


@log_posterior.variant("densities of SciPy")
def _(beta, variance, X, y):
    p = len(beta)
    return (
        stats.norm.logpdf(y, X @ beta, np.sqrt(variance)).sum()
        + stats.multivariate_normal.logpdf(beta, np.zeros(p), V0 * variance * np.eye(p))
        + stats.invgamma.logpdf(variance, A, scale=B)
    )


@log_posterior.variant("the formula, without constants")
def _(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


@log_posterior.variant("by way of the precision")
def _(beta, variance, X, y):
    sigma = variance**0.5
    return (
        stats.norm.logpdf(y - X @ beta, scale=sigma).sum()
        + stats.norm.logpdf(beta, scale=2 * sigma).sum()
        + stats.gamma.logpdf(1 / variance, A, scale=1 / B)
        - 2 * np.log(variance)
    )


def four_terms(betas, variances, X, y):
    """log v, e'e/v, beta'beta/v and 1/v at five points, less those at the first."""
    sums = [terms(beta, v, X, y)[2:] for beta, v in zip(betas, variances, strict=True)]
    over_v = np.column_stack([sums, np.ones(len(sums))]) / variances[:, None]
    columns = np.column_stack([np.log(variances), over_v])
    return columns[1:] - columns[0]


@log_posterior.law(
    "The log posterior has four terms: log(variance), and e'e, beta'beta and 1 over the variance, "
    "each with a constant factor. Yours is no such sum: {left} is left over."
)
def _(found, *case):
    heights, columns = found[DIFFERENCES], four_terms(*case)
    rest = heights - columns @ np.linalg.lstsq(columns, heights)[0]
    return np.abs(rest).max(), 0, np.abs(heights).max()


@log_posterior.law(
    "The three densities multiply, so their logs add up: of y, of beta given the variance, of the "
    "variance. Yours, as a rise from the first point, is off by up to {left}."
)
def _(found, betas, variances, X, y):
    powers = [-(sum(X.shape) / 2 + A + 1), -1 / 2, -1 / (2 * V0), -B]
    wanted = four_terms(betas, variances, X, y) @ powers
    return np.abs(found[DIFFERENCES] - wanted).max(), 0, np.abs(wanted).max()


def _likelihood_alone(beta, variance, X, y):
    n, _p, squares, _size = terms(beta, variance, X, y)
    return -n / 2 * np.log(variance) - squares / (2 * variance)


def _prior_of_beta_forgotten(beta, variance, X, y):
    n, _p, squares, _size = terms(beta, variance, X, y)
    return -(n / 2 + A + 1) * np.log(variance) - (squares + 2 * B) / (2 * variance)


def _prior_of_the_variance_forgotten(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    return -(n + p) / 2 * np.log(variance) - (squares + size / V0) / (2 * variance)


def _prior_of_beta_without_the_variance(beta, variance, X, y):
    n, _p, squares, size = terms(beta, variance, X, y)
    return (
        -(n / 2 + A + 1) * np.log(variance) - (squares + 2 * B) / (2 * variance) - size / (2 * V0)
    )


def _p_2_forgotten(beta, variance, X, y):
    n, _p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -(n / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


def _n_2_forgotten(beta, variance, X, y):
    _n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -(p / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


def _variance_as_standard_deviation(beta, variance, X, y):
    return (
        stats.norm.logpdf(y, X @ beta, variance).sum()
        + stats.norm.logpdf(beta, 0, np.sqrt(V0 * variance)).sum()
        + stats.invgamma.logpdf(variance, A, scale=B)
    )


def _variance_as_standard_deviation_twice(beta, variance, X, y):
    return (
        stats.norm.logpdf(y, X @ beta, variance).sum()
        + stats.norm.logpdf(beta, 0, V0 * variance).sum()
        + stats.invgamma.logpdf(variance, A, scale=B)
    )


def _v0_as_standard_deviation(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0**2 + 2 * B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


def _v0_multiplied(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size * V0 + 2 * B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


def _a_for_a_1(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A) * np.log(variance) - exponent / (2 * variance)


def _a_1_for_a_1(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A - 1) * np.log(variance) - exponent / (2 * variance)


def _gamma_for_inverse_gamma(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    normal = -(n + p) / 2 * np.log(variance) - (squares + size / V0) / (2 * variance)
    return normal + (A - 1) * np.log(variance) - B * variance


def _no_half(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / variance


def _b_halved(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


def _sign_of_the_exponents(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A + 1) * np.log(variance) + exponent / (2 * variance)


def _downhill(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return ((n + p) / 2 + A + 1) * np.log(variance) + exponent / (2 * variance)


log_posterior.mistakes(
    ("likelihood alone", _likelihood_alone,
     "Your function is the log-likelihood alone. Add the logs of the two prior densities: of beta "
     "given the variance, and of the variance."),
    ("prior of beta forgotten", _prior_of_beta_forgotten,
     "Your function lacks the prior of beta, a normal density with mean 0 and variance `v0 * "
     "variance` for each coefficient."),
    ("prior of the variance forgotten", _prior_of_the_variance_forgotten,
     "Your function lacks the prior of the variance, the inverse gamma density."),
    ("prior of beta without the variance", _prior_of_beta_without_the_variance,
     "Your prior of beta has the variance v0 for each coefficient. Here it is v0 times the "
     "variance of the noise."),
    ("p/2 forgotten", _p_2_forgotten,
     "Your prior of beta lacks the factor in front of its exponential, variance^(−p/2). It is no "
     "constant: the variance is one of the unknowns."),
    ("n/2 forgotten", _n_2_forgotten,
     "Your likelihood lacks the factor in front of its exponential, variance^(−n/2). It is no "
     "constant: the variance is one of the unknowns."),
    ("variance as standard deviation", _variance_as_standard_deviation,
     "Your likelihood takes the variance for a standard deviation. Hand its square root to "
     "`norm`, or divide the squares by the variance itself."),
    ("variance as standard deviation, twice", _variance_as_standard_deviation_twice,
     "Both normal densities take a variance for a standard deviation: `norm` wants "
     "`np.sqrt(variance)` for y and `np.sqrt(v0 * variance)` for beta."),
    ("v0 as standard deviation", _v0_as_standard_deviation,
     "Your prior of beta takes v0 for the square of a standard deviation's factor: you divide "
     "beta'beta by v0². It is a variance factor already: divide by v0."),
    ("v0 multiplied", _v0_multiplied,
     "Your prior of beta multiplies beta'beta by v0. v0 is a variance factor: divide by it."),
    ("a for a + 1", _a_for_a_1,
     "The power of the inverse gamma density is −(a + 1), not −a. (With −a it would be the "
     "density of the log variance.)"),
    ("a − 1 for a + 1", _a_1_for_a_1,
     "The power of the variance in your prior is −(a − 1), as `-a + 1` is, or a gamma density of "
     "1/variance without the factor 1/variance² of the change of variable. For the variance "
     "itself the power is −(a + 1)."),
    ("gamma for inverse gamma", _gamma_for_inverse_gamma,
     "Your prior is a gamma density of the variance. The *inverse* of the variance follows the "
     "gamma law: b stands over the variance, and the power is −(a + 1)."),
    ("no ½", _no_half,
     "Your exponents lack their ½: a normal log density has the squares over *twice* the "
     "variance."),
    ("b halved", _b_halved,
     "Your exponents are all halved, that of the inverse gamma too. Its exponent is −b/variance; "
     "the ½ belongs to the normal densities."),
    ("sign of the exponents", _sign_of_the_exponents,
     "Your exponents lack their minus: with a plus the density grows without end as the variance "
     "goes to 0."),
    ("downhill", _downhill,
     "Your function is the *negative* log posterior, which a minimiser wants. Turn all signs."),
)  # fmt: skip


def _are_densities(found, case):
    """Whether the differences are those of densities, whatever their constant factor."""
    factor = found / np.expm1(heights_above_first(log_posterior.program, *case)[DIFFERENCES])
    return np.ptp(factor) < 1e-6 * np.abs(factor).max()


def _no_logarithm(beta, variance, X, y):
    return (
        stats.norm.pdf(y, X @ beta, np.sqrt(variance)).prod()
        * stats.norm.pdf(beta, 0, np.sqrt(V0 * variance)).prod()
        * stats.invgamma.pdf(variance, A, scale=B)
    )


def _density_of_sigma(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A + 0.5) * np.log(variance) - exponent / (2 * variance)


def _mean_for_sum(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    prior = -(p / 2 + A + 1) * np.log(variance) - (size / V0 + 2 * B) / (2 * variance)
    return prior - np.log(variance) / 2 - squares / (2 * variance) / n


log_posterior.mistakes(
    ("no logarithm", _no_logarithm,
     "Your function returns the density itself. With more data it is 0.0 for the computer; return "
     "its log, a sum.",
     {"recognises": lambda found, *case: _are_densities(found[DIFFERENCES], case)}),
    ("density of sigma", _density_of_sigma,
     "Your power of the variance is ½ too large, as if the prior were the density of sigma, the "
     "root of the variance, which has a factor 2 sigma more. This walk goes in the variance; and "
     "the prior of beta is one of all p coefficients."),
    ("mean for sum", _mean_for_sum,
     "Your likelihood is the *average* of the log densities, as if there were one observation. "
     "Independent observations multiply: sum their logs."),
)  # fmt: skip


def about_the_height(name, says):
    """A wrong log posterior, from n, p, both sums of squares and the variance."""

    def add(height):
        def program(beta, variance, X, y):
            return height(*terms(beta, variance, X, y), variance)

        return log_posterior.misconception(name, says)(program)

    return add


def height(power, halves, whole, v):
    """−power log v − halves/(2v) − whole/v."""
    return -power * np.log(v) - halves / (2 * v) - whole / v


about_the_height(
    "whole division",
    "You halve n + p with `//`, which drops the half of an odd number. Divide with `/`.",
)(lambda n, p, squares, size, v: height((n + p) // 2 + A + 1, squares + size / V0, B, v))

about_the_height(
    "whole division, rounded down",
    "You halve −(n + p) with `//`, which goes down to a whole number. Divide with `/`.",
)(lambda n, p, squares, size, v: height(-(-(n + p) // 2) + A + 1, squares + size / V0, B, v))

about_the_height(
    "n and p of the lesson",
    "Your powers of the variance count 200 rows and 3 coefficients whatever X is: n and p come "
    "from the notebook. Take them from the X that is handed in: `n, p = X.shape`.",
)(lambda n, p, squares, size, v: height(203 / 2 + A + 1, squares + size / V0, B, v))

about_the_height(
    "b times the variance",
    "The exponent of your inverse gamma density is −b times the variance. The variance is below: "
    "−b/variance.",
)(lambda n, p, squares, size, v: height((n + p) / 2 + A + 1, squares + size / V0, 0, v) - B * v)

about_the_height(
    "b with a plus",
    "Your b/variance has a plus. With it the density grows without end as the variance goes to 0.",
)(lambda n, p, squares, size, v: height((n + p) / 2 + A + 1, squares + size / V0, -B, v))

about_the_height(
    "b forgotten", "Your prior of the variance lacks its exponential: the term −b/variance."
)(lambda n, p, squares, size, v: height((n + p) / 2 + A + 1, squares + size / V0, 0, v))

about_the_height(
    "scale 1",
    "Your inverse gamma density has the scale 1, as `stats.invgamma` has it unless you say "
    "`scale=b`.",
)(lambda n, p, squares, size, v: height((n + p) / 2 + A + 1, squares + size / V0, 1, v))

about_the_height(
    "rate for scale",
    "Your inverse gamma density has the scale 1/b. In `stats.invgamma` it is b itself.",
)(lambda n, p, squares, size, v: height((n + p) / 2 + A + 1, squares + size / V0, 1 / B, v))

about_the_height(
    "a and b exchanged", "Your inverse gamma density has the shape b and the scale a."
)(lambda n, p, squares, size, v: height((n + p) / 2 + B + 1, squares + size / V0, A, v))

about_the_height(
    "no ½ in the powers",
    "Your powers are n and p; the log of a *standard deviation* has these, that of a variance the "
    "half of them.",
)(lambda n, p, squares, size, v: height(n + p + A + 1, squares + size / V0, B, v))

about_the_height(
    "n − p",
    "Your power has n − p. No degree of freedom is spent here: the prior of beta adds its p/2.",
)(lambda n, p, squares, size, v: height((n - p) / 2 + A + 1, squares + size / V0, B, v))

about_the_height(
    "v0 forgotten",
    "Your prior of beta has the variance `variance` for each coefficient; it is v0 times as large.",
)(lambda n, p, squares, size, v: height((n + p) / 2 + A + 1, squares + size, B, v))

about_the_height(
    "variance as standard deviation throughout",
    "Your normal densities take `variance` for a standard deviation: the squares stand over its "
    "square. They stand over the variance itself, and its power is the half.",
)(
    lambda n, p, squares, size, v: (
        height(n + p + A + 1, 0, B, v) - (squares + size / V0) / (2 * v**2)
    )
)


def _variance_as_standard_deviation_in_the_pr(beta, variance, X, y):
    return (
        stats.norm.logpdf(y, X @ beta, np.sqrt(variance)).sum()
        + stats.norm.logpdf(beta, 0, V0 * variance).sum()
        + stats.invgamma.logpdf(variance, A, scale=B)
    )


log_posterior.mistakes(
    ("variance as standard deviation in the prior", _variance_as_standard_deviation_in_the_pr,
     "Your prior of beta takes a variance for a standard deviation: `norm` wants `np.sqrt(v0 * "
     "variance)`."),
)  # fmt: skip
