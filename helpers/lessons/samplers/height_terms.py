"""The log posterior, gone wrong in its terms: one of them, or several."""

import numpy as np
from scipy import stats

from helpers.lessons.samplers.log_posterior import (
    DIFFERENCES,
    about_the_height,
    four_terms,
    log_posterior,
)
from helpers.lessons.samplers.model import V0, A, B, terms


def _three(n, p, squares, size, v):
    """The three logs: of the likelihood, of the prior of beta and of that of the variance."""
    return (
        -n / 2 * np.log(v) - squares / (2 * v),
        -p / 2 * np.log(v) - size / (2 * V0 * v),
        -(A + 1) * np.log(v) - B / v,
    )


def _with_constants(n, p, squares, size, v):
    """The log density of both priors, with all its constants."""
    of_beta = -p / 2 * np.log(2 * np.pi * V0 * v) - size / (2 * V0 * v)
    return of_beta + stats.invgamma.logpdf(v, A, scale=B)


for _name, _says, _wrong in (
    (
        "brackets below",
        "Your squares are divided by 2 and *multiplied* by the variance, as `/ 2 * variance` does. "
        "They are divided by both: `/ (2 * variance)`.",
        lambda n, p, squares, size, v: (
            -((n + p) / 2 + A + 1) * np.log(v) - (squares + size / V0) / 2 * v - B / v
        ),
    ),
    (
        "brackets above",
        "Your e'e is not divided by 2 · variance, and the sign of beta'beta is turned: put the "
        "sum in brackets before you divide.",
        lambda n, p, squares, size, v: (
            -((n + p) / 2 + A + 1) * np.log(v) - squares + size / V0 / (2 * v) - B / v
        ),
    ),
    (
        "squares not divided",
        "Your e'e is not divided by 2 · variance: put the sum of both squares in brackets before "
        "you divide.",
        lambda n, p, squares, size, v: (
            -((n + p) / 2 + A + 1) * np.log(v) - squares - size / V0 / (2 * v) - B / v
        ),
    ),
    (
        "logs multiplied",
        "Your function *multiplies* the three logs. The densities multiply; their logs add up.",
        lambda *data: np.prod(_three(*data)),
    ),
    (
        "prior taken away",
        "Your function takes the logs of the priors away from that of the likelihood. The "
        "densities multiply, so their logs add up.",
        lambda *data: 2 * _three(*data)[0] - sum(_three(*data)),
    ),
    (
        "logs to the base 10",
        "Your logs have the base 10, which is no factor for the whole: the squares are not "
        "divided so. The log is the natural one, `np.log`.",
        lambda n, p, squares, size, v: (
            -((n + p) / 2 + A + 1) * np.log10(v) - (squares + size / V0 + 2 * B) / (2 * v)
        ),
    ),
    (
        "n of the lesson",
        "Your power of the variance counts 200 rows whatever X is: n comes from the notebook. Take "
        "it from the X that is handed in: `n, p = X.shape`.",
        lambda n, *data: sum(_three(n, *data)) - (200 - n) / 2 * np.log(data[-1]),
    ),
    (
        "p of the lesson",
        "Your power of the variance counts 3 coefficients whatever X is: p comes from the "
        "notebook. Take it from the X that is handed in: `n, p = X.shape`.",
        lambda n, p, *data: sum(_three(n, p, *data)) - (3 - p) / 2 * np.log(data[-1]),
    ),
    (
        "likelihood forgotten",
        "Your function is the log prior alone. Add the log-likelihood.",
        lambda *data: sum(_three(*data)[1:]),
    ),
    (
        "mean for sum in the prior",
        "Your prior of beta is the *average* of the log densities. The coefficients are "
        "independent: sum them.",
        lambda n, p, *data: sum(_three(n, p, *data)) + (1 / p - 1) * _three(n, p, *data)[1],
    ),
    (
        "mean for sum, twice",
        "Your likelihood and your prior of beta are *averages* of log densities. Independent "
        "numbers multiply: sum their logs.",
        lambda n, p, *data: (
            _three(n, p, *data)[0] / n + _three(n, p, *data)[1] / p + _three(n, p, *data)[2]
        ),
    ),
    (
        "prior of beta for a standard deviation, v0 for its square",
        "Your prior of beta has the standard deviation √v0 · variance. v0 · variance is the "
        "*variance*: its root is √(v0 · variance).",
        lambda n, p, squares, size, v: (
            sum(_three(n, 0, squares, 0, v)) - p * np.log(v) - size / (2 * V0 * v**2)
        ),
    ),
    (
        "variance taken for sigma",
        "Your function takes `variance` for sigma everywhere, in the prior of the variance, too. "
        "It is sigma² already.",
        lambda n, p, squares, size, v: sum(_three(n, p, squares, size, v**2)),
    ),
    (
        "gamma law with the scale b",
        "Your prior is a gamma density of the variance with the scale b. The *inverse* of the "
        "variance follows a gamma law, with the rate b; for the variance itself it is "
        "`stats.invgamma`.",
        lambda n, p, squares, size, v: (
            sum(_three(n, p, squares, size, v)[:2]) + stats.gamma.logpdf(v, A, scale=B)
        ),
    ),
    (
        "gamma law of 1/variance with the scale b",
        "Your prior is a gamma density of 1/variance with the *scale* b; b is its rate, and the "
        "change of variable brings −2 log(variance).",
        lambda n, p, squares, size, v: (
            sum(_three(n, p, squares, size, v)[:2]) + stats.gamma.logpdf(1 / v, A, scale=B)
        ),
    ),
    (
        "inverse gamma law of 1/variance",
        "Your prior is the inverse gamma density at 1/variance. It is the variance itself that "
        "follows this law; its inverse follows the gamma law.",
        lambda n, p, squares, size, v: (
            sum(_three(n, p, squares, size, v)[:2]) + stats.invgamma.logpdf(1 / v, A, scale=B)
        ),
    ),
    (
        "inverse gamma law of sigma",
        "Your prior is the inverse gamma density at sigma. It is the variance that follows this "
        "law.",
        lambda n, p, squares, size, v: (
            sum(_three(n, p, squares, size, v)[:2]) + stats.invgamma.logpdf(v**0.5, A, scale=B)
        ),
    ),
    (
        "densities of the priors, no logs",
        "Your log-likelihood is a log, but the priors are added as densities. Add their logs.",
        lambda *data: _three(*data)[0] + np.exp(_with_constants(*data)),
    ),
    (
        "roots as covariances",
        "Your normal densities have roots for covariances: `multivariate_normal` wants the "
        "variance, `norm` its root.",
        lambda n, p, squares, size, v: (
            -(n + p) / 4 * np.log(v)
            - squares / (2 * v**0.5)
            - size / (2 * (V0 * v) ** 0.5)
            - (A + 1) * np.log(v)
            - B / v
        ),
    ),
    (
        "root as covariance in the likelihood",
        "Your likelihood has a root for its covariance: `multivariate_normal` wants the variance, "
        "`norm` its root.",
        lambda n, p, squares, size, v: (
            -n / 4 * np.log(v) - squares / (2 * v**0.5) + sum(_three(n, p, squares, size, v)[1:])
        ),
    ),
    (
        "root as covariance in the prior",
        "Your prior of beta has a root for its covariance: `multivariate_normal` wants the "
        "variance, `norm` its root.",
        lambda n, p, squares, size, v: (
            sum(_three(n, 0, squares, 0, v)) - p / 4 * np.log(v) - size / (2 * (V0 * v) ** 0.5)
        ),
    ),
):
    about_the_height(_name, _says)(_wrong)


def _constant_without_prior(beta, variance, X, y):
    n, p, squares, _size = terms(beta, variance, X, y)
    return sum(_three(n, p - 1, squares, beta[1:] @ beta[1:], variance))


def _b_as_a_shift(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    likelihood, prior, _ = _three(n, p, squares, size, variance)
    return likelihood + prior + stats.invgamma.logpdf(variance, A, B)


def _prior_of_the_variance_not_logged(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    return sum(_three(n, p, squares, size, variance)[:2]) + stats.invgamma.pdf(variance, A, scale=B)


log_posterior.mistakes(
    ("constant without prior", _constant_without_prior,
     "Your prior leaves the constant out. It holds for all p coefficients."),
    ("b as a shift", _b_as_a_shift,
     "Your function is −∞ or no number everywhere. In `stats.invgamma.logpdf(variance, a, b)` the "
     "b is no scale but a shift, below which the density is 0: say `scale=b`."),
    ("prior of the variance not logged", _prior_of_the_variance_not_logged,
     "Your prior of the variance is added as a density, not as its log.",
     {"recognises": lambda found, *case: _is_a_density_too_much(found[DIFFERENCES], *case)}),
)  # fmt: skip


def _is_a_density_too_much(found, betas, variances, X, y):
    """Whether the inverse gamma density, up to a factor, stands where its log should."""
    data = [(*terms(beta, v, X, y), v) for beta, v in zip(betas, variances, strict=True)]
    normal = np.array([sum(_three(*one)[:2]) for one in data])
    density = stats.invgamma.pdf(variances, A, scale=B)
    factor = (found - (normal[1:] - normal[0])) / (density[1:] - density[0])
    return np.ptp(factor) < 1e-6 * np.abs(factor).max()


# The log posterior is a sum of four: log v, e'e/v, beta'beta/v and 1/v, each with a factor.


def _factors(found, betas, variances, X, y):
    """What the function multiplies log v, e'e/v, beta'beta/v and 1/v with; None if it is no sum
    of these. Five differences tell four factors, and whether there is more to it."""
    steps = four_terms(betas, variances, X, y)
    factors = np.linalg.lstsq(steps, found, rcond=None)[0]
    off = np.abs(steps @ factors - found).max()
    return factors if off < 1e-9 * np.abs(found).max() else None


def _wrong_terms(found, betas, variances, X, y):
    """What to say of each of the four whose factor is wrong."""
    factors = _factors(found[DIFFERENCES], betas, variances, X, y)
    if factors is None:
        return []
    n, p = X.shape
    right = -((n + p) / 2 + A + 1), -0.5, -0.5 / V0, -B
    sentences = (
        "Your log(variance) has the factor {0:.4g} where n = {n} and p = {p}. The likelihood "
        "brings −n/2, the prior of beta −p/2, the prior of the variance −(a + 1).",
        "Your e'e/variance has the factor {0:.4g}; a normal log density has −½.",
        "Your beta'beta/variance has the factor {0:.4g}; the prior of beta has −½ and, as v0 is a "
        "factor of its variance, 1/v0.",
        "Your 1/variance has the factor {0:.4g}; wanted is −b.",
    )
    return [
        sentence.format(mine, n=n, p=p).replace("factor -", "factor −")
        for sentence, mine, wanted in zip(sentences, factors, right, strict=True)
        if not np.isclose(mine, wanted, 1e-6, 1e-8)
    ]


def _a_term_with_another_factor(beta, variance, X, y):
    n, p, squares, size = terms(beta, variance, X, y)
    return -(n + p / 2 + A + 1) * np.log(variance) - (squares + size / V0 + B) / variance


log_posterior.mistakes(
    ("a term with another factor", _a_term_with_another_factor,
     lambda *yours_and_case: " ".join(_wrong_terms(*yours_and_case)),
     {"recognises": lambda *yours_and_case: bool(_wrong_terms(*yours_and_case))}),
)  # fmt: skip
