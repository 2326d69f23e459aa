"""The evidence: every constant counts, and each in its logarithm."""

import numpy as np
from scipy import special, stats

from helpers.exercises.lessons import priors as lesson
from helpers.exercises.priors.normal_inverse_gamma import (
    M0,
    A,
    B,
    closed_form,
    exact_log_evidence,
    log_determinant,
    lstsq,
    of_beta,
    random_covariance,
    seed_data,
    worlds_to_update,
)

MANY = 400  # rows whose powers and gamma functions overflow: Γ(171) is the last that does not


def _evidences(rng):
    yield from worlds_to_update(rng)
    X = np.column_stack([np.ones(MANY), rng.normal(1, 1, (MANY, 2))])
    y = X @ rng.normal(0, 2, 3) + rng.normal(0, 4, MANY)
    yield X, y, rng.normal(0, 2, 3), random_covariance(rng, 3), 2.0, 25.0


@lesson.function(
    "08-log-evidence",
    cases=_evidences,
    hints=(
        "The evidence is what is left over when the joint density is divided by the posterior. "
        "Most of it are the constants of the two normal–inverse-gamma laws, before and after.",
        "With the update (m, V, aₙ, bₙ): take the log of each factor of the formula. `gammaln` "
        "from SciPy gives log Γ, `np.linalg.slogdet` gives log determinants.",
        "`_, V, a_n, b_n = update(X, y, m0, V0, a, b)`, then `-len(y) / 2 * np.log(2 * np.pi) "
        "+ (np.linalg.slogdet(V)[1] - np.linalg.slogdet(V0)[1]) / 2 + a * np.log(b) "
        "- a_n * np.log(b_n) + gammaln(a_n) - gammaln(a)`",
    ),
)
def log_evidence(X, y, m0, V0, a, b):
    """The log evidence."""
    return exact_log_evidence(X, y, m0, V0, a, b)


@log_evidence.variant("the constants before and after")
def _(X, y, m0, V0, a, b):
    _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    value = -len(y) / 2 * np.log(2 * np.pi) + (log_determinant(V) - log_determinant(V0)) / 2
    return value + a * np.log(b) - a_n * np.log(b_n) + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.variant("joint density over posterior density, at one point")
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    joint = stats.norm.logpdf(y, X @ mean, 1.3).sum() + of_beta(mean, 1.3, m0, V0)
    joint += stats.invgamma.logpdf(1.3**2, a, scale=b)
    posterior = of_beta(mean, 1.3, mean, V) + stats.invgamma.logpdf(1.3**2, a_n, scale=b_n)
    return joint - posterior


@log_evidence.variant("one observation after the other")
def _(X, y, m0, V0, a, b):
    total = 0.0
    for x, value in zip(X, y, strict=True):
        scale = np.sqrt(b / a * (1 + x @ V0 @ x))
        total += stats.t.logpdf(value, 2 * a, x @ m0, scale)
        m0, V0, a, b = closed_form(x[None, :], np.array([value]), m0, V0, a, b)
    return total


@log_evidence.misconception(
    "powers before the log",
    "Your number is right for a few rows and overflows for many: bₙ to the power aₙ and Γ(aₙ) "
    "exceed the largest number there is. Take the log of each factor *before* you multiply: "
    "`a_n * np.log(b_n)`, `gammaln(a_n)`.",
    recognises=lambda log_evidence, X, y, m0, V0, a, b: (
        not np.isfinite(log_evidence)
        if len(y) == MANY
        else np.isclose(log_evidence, exact_log_evidence(X, y, m0, V0, a, b))
    ),
)
def _(X, y, m0, V0, a, b):
    _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    value = -len(y) / 2 * np.log(2 * np.pi) + (log_determinant(V) - log_determinant(V0)) / 2
    powers = np.log(np.float64(b) ** a / np.float64(b_n) ** a_n)
    return value + powers + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.misconception(
    "no 2π",
    "Your function lacks −n/2 log 2π. Between models of the same y it cancels, but the number is "
    "no log density of y.",
)
def _(X, y, m0, V0, a, b):
    return exact_log_evidence(X, y, m0, V0, a, b) + len(y) / 2 * np.log(2 * np.pi)


@log_evidence.misconception(
    "determinants the wrong way round",
    "Your determinants stand the wrong way round: V, the posterior's, above and V0 below. A vague "
    "prior (large V0) makes the evidence *smaller*.",
)
def _(X, y, m0, V0, a, b):
    V = closed_form(X, y, m0, V0, a, b)[1]
    return exact_log_evidence(X, y, m0, V0, a, b) + log_determinant(V0) - log_determinant(V)


@log_evidence.misconception(
    "determinants not halved",
    "Your log determinants are not halved: a normal density has the square root of its "
    "determinant.",
)
def _(X, y, m0, V0, a, b):
    V = closed_form(X, y, m0, V0, a, b)[1]
    return exact_log_evidence(X, y, m0, V0, a, b) + (log_determinant(V) - log_determinant(V0)) / 2


@log_evidence.misconception(
    "no determinants",
    "Your function has lost the two determinants, by which a vague prior is charged for its "
    "width: ½ log |V| − ½ log |V0|.",
)
def _(X, y, m0, V0, a, b):
    V = closed_form(X, y, m0, V0, a, b)[1]
    return exact_log_evidence(X, y, m0, V0, a, b) - (log_determinant(V) - log_determinant(V0)) / 2


@log_evidence.misconception(
    "V0 left out",
    "Your function has the determinant of V, but not that of V0: subtract ½ log |V0|.",
)
def _(X, y, m0, V0, a, b):
    return exact_log_evidence(X, y, m0, V0, a, b) + log_determinant(V0) / 2


@log_evidence.misconception(
    "V left out",
    "Your function has the determinant of V0, but not that of V: add ½ log |V|.",
)
def _(X, y, m0, V0, a, b):
    V = closed_form(X, y, m0, V0, a, b)[1]
    return exact_log_evidence(X, y, m0, V0, a, b) - log_determinant(V) / 2


@log_evidence.misconception(
    "gammas left out",
    "Your function has lost log Γ(aₙ) − log Γ(a).",
)
def _(X, y, m0, V0, a, b):
    gammas = special.gammaln(a + len(y) / 2) - special.gammaln(a)
    return exact_log_evidence(X, y, m0, V0, a, b) - gammas


@log_evidence.misconception(
    "gammas the wrong way round",
    "Your gammas stand the wrong way round: log Γ(aₙ) is added, log Γ(a) subtracted.",
)
def _(X, y, m0, V0, a, b):
    gammas = special.gammaln(a + len(y) / 2) - special.gammaln(a)
    return exact_log_evidence(X, y, m0, V0, a, b) - 2 * gammas


@log_evidence.misconception(
    "powers of b the wrong way round",
    "Your powers of b stand the wrong way round: a log b is added and aₙ log bₙ subtracted. A "
    "larger misfit bₙ makes the evidence *smaller*.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    powers = a * np.log(b) - a_n * np.log(b_n)
    return exact_log_evidence(X, y, m0, V0, a, b) - 2 * powers


@log_evidence.misconception(
    "a log b left out", "Your function has −aₙ log bₙ, but not the prior's own: add a log b."
)
def _(X, y, m0, V0, a, b):
    return exact_log_evidence(X, y, m0, V0, a, b) - a * np.log(b)


@log_evidence.misconception(
    "b without its ½",
    "Your bₙ lacks the ½: half of the sum of squares is added to b.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    change = a_n * (np.log(b_n) - np.log(b + 2 * (b_n - b)))
    return exact_log_evidence(X, y, m0, V0, a, b) + change


@log_evidence.misconception(
    "n for half of n",
    "Your aₙ is a + n; it should be a + n/2.",
)
def _(X, y, m0, V0, a, b):
    _, V, _, b_n = closed_form(X, y, m0, V0, a, b)
    a_n = a + len(y)
    value = -len(y) / 2 * np.log(2 * np.pi) + (log_determinant(V) - log_determinant(V0)) / 2
    return value + a * np.log(b) - a_n * np.log(b_n) + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.misconception(
    "highest likelihood",
    "Your function returns the log-likelihood at its maximum. The evidence is the likelihood's "
    "*average* under the prior, and always lower.",
)
def _(X, y, m0, V0, a, b):
    residuals = y - X @ lstsq(X, y)
    variance = max(np.mean(residuals**2), 1e-300)
    return -len(y) / 2 * (np.log(2 * np.pi * variance) + 1)


@log_evidence.misconception(
    "likelihood at the posterior mean",
    "Your function returns the log-likelihood at one place, the posterior mean of beta. The "
    "evidence is the *average* of the likelihood under the prior.",
)
def _(X, y, m0, V0, a, b):
    mean, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return stats.norm.logpdf(y, X @ mean, np.sqrt(b_n / (a_n - 1))).sum()


@log_evidence.misconception(
    "evidence, not its log", "Your function returns the evidence itself. Take its logarithm."
)
def _(X, y, m0, V0, a, b):
    return np.exp(exact_log_evidence(X, y, m0, V0, a, b))


@log_evidence.misconception(
    "minus the log evidence",
    "Your function returns *minus* the log evidence. A better model should have a higher one.",
)
def _(X, y, m0, V0, a, b):
    return -exact_log_evidence(X, y, m0, V0, a, b)


@log_evidence.misconception(
    "normal for t",
    "Your function takes y for normal under the prior, with the mean of sigma² for sigma². Sigma "
    "is not known; averaged over its prior, y follows a t law.",
)
def _(X, y, m0, V0, a, b):
    spread = b / (a - 1) * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_normal.logpdf(y, X @ m0, spread)


@log_evidence.misconception(
    "n of the seed world",
    "Your n is 200 whatever the data. The data that the function is given have a length of "
    "their own, `len(y)`.",
)
def _(X, y, m0, V0, a, b):
    return exact_log_evidence(X, y, m0, V0, a, b) + (len(y) - 200) / 2 * np.log(2 * np.pi)


@log_evidence.misconception(
    "2π not to the half",
    "Your function subtracts n log 2π. The exponent of 2π is −n/2.",
)
def _(X, y, m0, V0, a, b):
    return exact_log_evidence(X, y, m0, V0, a, b) - len(y) / 2 * np.log(2 * np.pi)


@log_evidence.misconception(
    "2π with the wrong sign",
    "Your function *adds* n/2 log 2π. The exponent of 2π is −n/2.",
)
def _(X, y, m0, V0, a, b):
    return exact_log_evidence(X, y, m0, V0, a, b) + len(y) * np.log(2 * np.pi)


@log_evidence.misconception(
    "π for 2π",
    "Your function has log π where log 2π belongs.",
)
def _(X, y, m0, V0, a, b):
    return exact_log_evidence(X, y, m0, V0, a, b) + len(y) / 2 * np.log(2)


@log_evidence.misconception(
    "p for n",
    "Your function has the exponent −p/2 at 2π. Each of the n observations brings a factor: −n/2.",
)
def _(X, y, m0, V0, a, b):
    return exact_log_evidence(X, y, m0, V0, a, b) + (len(y) - len(m0)) / 2 * np.log(2 * np.pi)


@log_evidence.misconception(
    "powers of b left out",
    "Your function has lost the powers of b: add a log b − aₙ log bₙ.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return exact_log_evidence(X, y, m0, V0, a, b) - a * np.log(b) + a_n * np.log(b_n)


@log_evidence.misconception(
    "aₙ log bₙ left out",
    "Your function has a log b, but not the posterior's: subtract aₙ log bₙ.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return exact_log_evidence(X, y, m0, V0, a, b) + a_n * np.log(b_n)


@log_evidence.misconception(
    "determinants not logged",
    "Your function adds determinants themselves. Take their logs, `np.linalg.slogdet(V)[1]`.",
)
def _(X, y, m0, V0, a, b):
    _, V, _, _ = closed_form(X, y, m0, V0, a, b)
    return (
        exact_log_evidence(X, y, m0, V0, a, b)
        - (log_determinant(V) - log_determinant(V0)) / 2
        + (np.linalg.det(V) - np.linalg.det(V0)) / 2
    )


@log_evidence.misconception(
    "a for both exponents",
    "Your bₙ has the exponent a. After the data it is aₙ.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return exact_log_evidence(X, y, m0, V0, a, b) + (a_n - a) * np.log(b_n)


@log_evidence.misconception(
    "aₙ for both exponents",
    "Your b has the exponent aₙ. Before the data it is a.",
)
def _(X, y, m0, V0, a, b):
    _, _, a_n, _ = closed_form(X, y, m0, V0, a, b)
    return exact_log_evidence(X, y, m0, V0, a, b) + (a_n - a) * np.log(b)


@log_evidence.misconception(
    "posterior of the seed world",
    "Your function uses the V, aₙ and bₙ that the lesson found for the seed world. Call "
    "`update` with the function's own arguments.",
)
def _(X, y, m0, V0, a, b):
    world = seed_data()
    _, V, a_n, b_n = closed_form(world["X"], world["y"], M0, 4 * np.eye(3), A, B)
    value = -len(y) / 2 * np.log(2 * np.pi) + (log_determinant(V) - log_determinant(V0)) / 2
    return value + a * np.log(b) - a_n * np.log(b_n) + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.misconception(
    "posterior and n of the seed world",
    "Your function uses the n, V, aₙ and bₙ of the seed world. Call `update` with the "
    "function's own arguments, and take `len(y)` for n.",
)
def _(X, y, m0, V0, a, b):
    world = seed_data()
    _, V, a_n, b_n = closed_form(world["X"], world["y"], M0, 4 * np.eye(3), A, B)
    value = (
        -len(world["y"]) / 2 * np.log(2 * np.pi) + (log_determinant(V) - log_determinant(V0)) / 2
    )
    return value + a * np.log(b) - a_n * np.log(b_n) + special.gammaln(a_n) - special.gammaln(a)


@log_evidence.misconception(
    "b/(a − 1) as scale of the t law",
    "Your t law has the scale b/(a − 1), the mean of sigma². The scale of a multivariate t law "
    "is b/a.",
)
def _(X, y, m0, V0, a, b):
    spread = b / (a - 1) * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_t.logpdf(y, X @ m0, spread, df=2 * a)


@log_evidence.misconception(
    "a degrees of freedom",
    "Your t law has a degrees of freedom. An inverse gamma law with a makes a t law with 2a.",
)
def _(X, y, m0, V0, a, b):
    spread = b / a * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_t.logpdf(y, X @ m0, spread, df=a)
