"""The log posterior: which terms hold an unknown, and which are constants."""

import numpy as np
from scipy import stats

from helpers.feedback import Unreadable, described
from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.shared import V0, A, B, terms, worlds


def _points(rng):
    for X, y, beta, variance in worlds(rng):
        betas = beta + rng.normal(0, 0.4, (6, len(beta)))
        yield betas, variance * rng.uniform(0.5, 2, 6), X, y


DIFFERENCES = "your function at five points, less its value at a sixth"


def _heights_above_first(function, betas, variances, X, y):
    """Heights above the first point: there a constant factor of the density is gone."""
    found = [
        np.asarray(function(beta, variance, X, y), dtype=float)
        for beta, variance in zip(betas, variances, strict=True)
    ]
    if found[0].size != 1:
        raise Unreadable(
            f"It returns {described(found[0])}; wanted one number, the sum of all log densities."
        )
    heights = np.array([float(height.squeeze()) for height in found])
    return {DIFFERENCES: heights[1:] - heights[0]}


@lesson.function(
    "09-log-posterior",
    cases=_points,
    probe=_heights_above_first,
    parts=(DIFFERENCES,),
    hints=(
        "A product of three densities becomes a sum of three logs: the data given beta and the "
        "variance, beta given the variance, the variance.",
        "A normal log density of k numbers with the common variance v has the terms "
        "$-\\frac k2 \\log v$ and minus their squares, summed, over $2v$. For y, v is `variance` "
        "and k is n; for beta, v is `v0 * variance` and k is p.",
        "With `e = y - X @ beta`: `-(n + p) / 2 * np.log(variance) - (e @ e + beta @ beta / v0) / "
        "(2 * variance)`, and from the prior of the variance "
        "`-(a0 + 1) * np.log(variance) - b0 / variance`. Take `n` and `p` from X.",
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
    n, p, squares, size = terms(beta, X, y)
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


def _four_terms(betas, variances, X, y):
    """log v, e'e/v, beta'beta/v and 1/v at five points, less those at the first."""
    sums = [terms(beta, X, y)[2:] for beta in betas]
    over_v = np.column_stack([sums, np.ones(len(sums))]) / variances[:, None]
    columns = np.column_stack([np.log(variances), over_v])
    return columns[1:] - columns[0]


@log_posterior.law(
    "The log posterior has four terms: log(variance), and e'e, beta'beta and 1 over the variance, "
    "each with a constant factor. Yours is no such sum: {left} is left over."
)
def _(found, *case):
    heights, columns = found[DIFFERENCES], _four_terms(*case)
    rest = heights - columns @ np.linalg.lstsq(columns, heights)[0]
    return np.abs(rest).max(), 0, np.abs(heights).max()


@log_posterior.law(
    "The three densities multiply, so their logs add up: of y, of beta given the variance, of the "
    "variance. Yours, as a rise from the first point, is off by up to {left}."
)
def _(found, betas, variances, X, y):
    powers = [-(sum(X.shape) / 2 + A + 1), -1 / 2, -1 / (2 * V0), -B]
    wanted = _four_terms(betas, variances, X, y) @ powers
    return np.abs(found[DIFFERENCES] - wanted).max(), 0, np.abs(wanted).max()


def _logs(n, p, squares, size, v):
    """The three logs: of the likelihood, of the prior of beta and of that of the variance."""
    return np.array([
        -n / 2 * np.log(v) - squares / (2 * v),
        -p / 2 * np.log(v) - size / (2 * V0 * v),
        -(A + 1) * np.log(v) - B / v,
    ])  # fmt: skip


def _of_sums(height):
    """A wrong log posterior, from n, p, e'e, beta'beta and the variance."""
    return lambda beta, v, X, y: height(*terms(beta, X, y), v)


def _with_prior(log_density):
    """A log posterior whose prior of the variance has another log density, of the variance."""
    return _of_sums(lambda *sums: _logs(*sums)[:2].sum() + log_density(sums[-1]))


log_posterior.mistakes(
    ("likelihood alone", lambda *sums: _logs(*sums)[0],
     "Your function is the log-likelihood alone. Add the logs of the two prior densities: of beta "
     "given the variance, and of the variance."),
    ("prior of beta forgotten", lambda n, p, *rest: _logs(n, 0, *rest)[[0, 2]].sum(),
     "Your function lacks the prior of beta, a normal density with mean 0 and variance `v0 * "
     "variance` for each coefficient."),
    ("prior of the variance forgotten", lambda *sums: _logs(*sums)[:2].sum(),
     "Your function lacks the prior of the variance, the inverse gamma density."),
    ("likelihood forgotten", lambda *sums: _logs(*sums)[1:].sum(),
     "Your function is the log prior alone. Add the log-likelihood."),
    ("prior of beta without the variance",
     lambda n, p, squares, size, v: _logs(n, 0, squares, 0, v).sum() - size / (2 * V0),
     "Your prior of beta has the variance v0 for each coefficient. Here it is v0 times the "
     "variance of the noise."),
    ("p/2 forgotten", lambda n, p, *rest: _logs(n, 0, *rest).sum(),
     "Your prior of beta lacks the factor in front of its exponential, variance^(−p/2). It is no "
     "constant: the variance is one of the unknowns."),
    ("n/2 forgotten", lambda n, *rest: _logs(0, *rest).sum(),
     "Your likelihood lacks the factor in front of its exponential, variance^(−n/2). It is no "
     "constant: the variance is one of the unknowns."),
    ("variance as standard deviation",
     lambda n, p, squares, size, v: _logs(2 * n, p, squares / v, size, v).sum(),
     "Your likelihood takes the variance for a standard deviation. Hand its square root to "
     "`norm`, or divide the squares by the variance itself."),
    ("variance as standard deviation in the prior",
     lambda n, p, squares, size, v: _logs(n, 2 * p, squares, size / (V0 * v), v).sum(),
     "Your prior of beta takes a variance for a standard deviation: `norm` wants `np.sqrt(v0 * "
     "variance)`."),
    ("variance as standard deviation throughout",
     lambda n, p, squares, size, v: _logs(2 * n, 2 * p, squares / v, size / v, v).sum(),
     "Your normal densities take `variance` for a standard deviation: the squares stand over its "
     "square. They stand over the variance itself, and its power is the half."),
    ("variance taken for sigma", lambda *sums: _logs(*sums[:-1], sums[-1] ** 2).sum(),
     "Your function takes `variance` for sigma everywhere, in the prior of the variance, too. "
     "It is sigma² already."),
    ("roots as covariances",
     lambda n, p, squares, size, v: (
         _logs(n / 2, p / 2, squares * v**0.5, size * (V0 * v) ** 0.5, v).sum()),
     "Your normal densities have roots for covariances: `multivariate_normal` wants the "
     "variance, `norm` its root."),
    ("v0 as standard deviation",
     lambda n, p, squares, size, v: _logs(n, p, squares, size / V0, v).sum(),
     "Your prior of beta takes v0 for the square of a standard deviation's factor: you divide "
     "beta'beta by v0². It is a variance factor already: divide by v0."),
    ("n − p", lambda n, p, *rest: _logs(n, -p, *rest).sum(),
     "Your power has n − p. No degree of freedom is spent here: the prior of beta adds its p/2."),
    ("no ½ in the powers", lambda n, p, *rest: _logs(2 * n, 2 * p, *rest).sum(),
     "Your powers are n and p; the log of a *standard deviation* has these, that of a variance the "
     "half of them."),
    ("n and p of the lesson", lambda n, p, *rest: _logs(200, 3, *rest).sum(),
     "Your powers of the variance count 200 rows and 3 coefficients whatever X is: n and p come "
     "from the notebook. Take them from the X that is handed in: `n, p = X.shape`."),
    ("mean for sum", lambda n, *rest: _logs(n, *rest) @ [1 / n, 1, 1],
     "Your likelihood is the *average* of the log densities, as if there were one observation. "
     "Independent observations multiply: sum their logs."),
    ("mean for sum, twice", lambda n, p, *rest: _logs(n, p, *rest) @ [1 / n, 1 / p, 1],
     "Your likelihood and your prior of beta are *averages* of log densities. Independent "
     "numbers multiply: sum their logs."),
    ("brackets above",
     lambda n, p, squares, size, v: (
         -((n + p) / 2 + A + 1) * np.log(v) - squares + size / V0 / (2 * v) - B / v),
     "Your e'e is not divided by 2 · variance, and the sign of beta'beta is turned: put the "
     "sum in brackets before you divide."),
    ("downhill", lambda *sums: -_logs(*sums).sum(),
     "Your function is the *negative* log posterior, which a minimiser wants. Turn all signs."),
    ("logs multiplied", lambda *sums: _logs(*sums).prod(),
     "Your function *multiplies* the three logs. The densities multiply; their logs add up."),
    ("logs to the base 10",
     lambda n, p, squares, size, v: (
         -((n + p) / 2 + A + 1) * np.log10(v) - (squares + size / V0 + 2 * B) / (2 * v)),
     "Your logs have the base 10, which is no factor for the whole: the squares are not "
     "divided so. The log is the natural one, `np.log`."),
    of=_of_sums,
)  # fmt: skip

log_posterior.mistakes(
    ("a for a + 1", lambda v: -A * np.log(v) - B / v,
     "The power of the inverse gamma density is −(a + 1), not −a. (With −a it would be the "
     "density of the log variance.)"),
    ("a − 1 for a + 1", lambda v: -(A - 1) * np.log(v) - B / v,
     "The power of the variance in your prior is −(a − 1), as `-a + 1` is, or a gamma density of "
     "1/variance without the factor 1/variance² of the change of variable. For the variance "
     "itself the power is −(a + 1)."),
    ("density of sigma", lambda v: -(A + 0.5) * np.log(v) - B / v,
     "Your power of the variance is ½ too large, as if the prior were the density of sigma, the "
     "root of the variance, which has a factor 2 sigma more. This walk goes in the variance; and "
     "the prior of beta is one of all p coefficients."),
    ("gamma for inverse gamma", lambda v: (A - 1) * np.log(v) - B * v,
     "Your prior is a gamma density of the variance. The *inverse* of the variance follows the "
     "gamma law: b stands over the variance, and the power is −(a + 1)."),
    ("gamma law with the scale b", lambda v: stats.gamma.logpdf(v, A, scale=B),
     "Your prior is a gamma density of the variance with the scale b. The *inverse* of the "
     "variance follows a gamma law, with the rate b; for the variance itself it is "
     "`stats.invgamma`."),
    ("gamma law of 1/variance with the scale b", lambda v: stats.gamma.logpdf(1 / v, A, scale=B),
     "Your prior is a gamma density of 1/variance with the *scale* b; b is its rate, and the "
     "change of variable brings −2 log(variance)."),
    ("inverse gamma law of 1/variance", lambda v: stats.invgamma.logpdf(1 / v, A, scale=B),
     "Your prior is the inverse gamma density at 1/variance. It is the variance itself that "
     "follows this law; its inverse follows the gamma law."),
    ("scale 1", lambda v: stats.invgamma.logpdf(v, A),
     "Your inverse gamma density has the scale 1, as `stats.invgamma` has it unless you say "
     "`scale=b`."),
    ("rate for scale", lambda v: stats.invgamma.logpdf(v, A, scale=1 / B),
     "Your inverse gamma density has the scale 1/b. In `stats.invgamma` it is b itself."),
    ("b as a shift", lambda v: stats.invgamma.logpdf(v, A, B),
     "Your function is −∞ or no number everywhere. In `stats.invgamma.logpdf(variance, a, b)` the "
     "b is no scale but a shift, below which the density is 0: say `scale=b`."),
    of=_with_prior,
)  # fmt: skip


def _constant_without_prior(beta, variance, X, y):
    n, p, squares, _size = terms(beta, X, y)
    return _logs(n, p - 1, squares, beta[1:] @ beta[1:], variance).sum()


def _no_logarithm(beta, variance, X, y):
    return (
        stats.norm.pdf(y, X @ beta, np.sqrt(variance)).prod()
        * stats.norm.pdf(beta, 0, np.sqrt(V0 * variance)).prod()
        * stats.invgamma.pdf(variance, A, scale=B)
    )


def _are_densities(found, *case):
    """Whether the differences are those of densities, whatever their constant factor."""
    right = _heights_above_first(log_posterior.program, *case)
    factor = found[DIFFERENCES] / np.expm1(right[DIFFERENCES])
    return np.ptp(factor) < 1e-6 * np.abs(factor).max()


def _wrong_factors(found, betas, variances, X, y):
    """What to say of each of the four terms whose factor is wrong; [] if there is more to it.

    Five differences tell four factors, and whether the function is a sum of these terms.
    """
    steps = _four_terms(betas, variances, X, y)
    factors = np.linalg.lstsq(steps, found[DIFFERENCES])[0]
    off = np.abs(steps @ factors - found[DIFFERENCES]).max()
    if not off < 1e-9 * np.abs(found[DIFFERENCES]).max():
        return []
    n, p = X.shape
    of_terms = (
        (-((n + p) / 2 + A + 1),
         f"Your log(variance) has the factor {{}} where n = {n} and p = {p}. The likelihood brings "
         "−n/2, the prior of beta −p/2, the prior of the variance −(a0 + 1)."),
        (-0.5, "Your e'e/variance has the factor {}; a normal log density has −½."),
        (-0.5 / V0,
         "Your beta'beta/variance has the factor {}; the prior of beta has −½ and, as v0 is a "
         "factor of its variance, 1/v0."),
        (-B, "Your 1/variance has the factor {}; wanted is −b0."),
    )  # fmt: skip
    return [
        says.format(f"{round(mine, 9) + 0.0:.4g}".replace("-", "−"))  # + 0.0: no minus before 0
        for mine, (right, says) in zip(factors, of_terms, strict=True)
        if not np.isclose(mine, right, 1e-6, 1e-8)
    ]


log_posterior.mistakes(
    ("constant without prior", _constant_without_prior,
     "Your prior leaves the constant out. It holds for all p coefficients."),
    ("no logarithm", _no_logarithm,
     "Your function returns the density itself. With more data it is 0.0 for the computer; return "
     "its log, a sum.",
     {"recognises": _are_densities}),
    ("a term with another factor",
     _of_sums(lambda n, p, *rest: _logs(2 * n, p, *rest) @ [2, 1, 1]),
     lambda *yours_and_case: " ".join(_wrong_factors(*yours_and_case)),
     {"recognises": lambda *yours_and_case: bool(_wrong_factors(*yours_and_case))}),
)  # fmt: skip
