"""The evidence: every constant counts, and each in its logarithm."""

import numpy as np
from scipy import special, stats

from helpers.feedback import Unreadable
from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.normal_inverse_gamma import (
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


def _evidence(log_evidence, X, y, m0, V0, a, b):
    """What a function returns; and where it fails for want of rows, that none are wanting."""
    try:
        return log_evidence(X, y, m0, V0, a, b)
    except ValueError as error:  # of which NumPy's LinAlgError is one
        if len(y) >= X.shape[1]:
            raise
        raise Unreadable(
            f"with fewer rows than coefficients your function fails ({type(error).__name__}). The "
            "prior is proper, so the evidence exists for any number of rows. Does yours rest on a "
            "fit by least squares, as BIC does? Take what `update` returns."
        ) from None


@lesson.function(
    "08-log-evidence",
    cases=_evidences,
    probe=_evidence,
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


def _formula(n, V, V0, a, a_n, b, b_n):
    determinants = (log_determinant(V) - log_determinant(V0)) / 2
    powers = a * np.log(b) - a_n * np.log(b_n)
    gammas = special.gammaln(a_n) - special.gammaln(a)
    return -n / 2 * np.log(2 * np.pi) + determinants + powers + gammas


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


@log_evidence.law(
    "The evidence is an average of the likelihood over the prior, never above its highest value: "
    "the log of that is {right}. Yours is {left}.",
    "≤",
)
def _(value, X, y, m0, V0, a, b):
    if len(y) <= X.shape[1]:
        return value, np.inf  # where the columns fit every y
    variance = np.mean((y - X @ lstsq(X, y)) ** 2)
    return value, -len(y) / 2 * (np.log(2 * np.pi * variance) + 1)


@log_evidence.law(
    "No data are likelier under this prior than its own centre, X m0: there the log evidence is "
    "{right}. Yours, for another y, is {left}.",
    "≤",
)
def _(value, X, y, m0, V0, a, b):
    return value, exact_log_evidence(X, X @ m0, m0, V0, a, b)


@log_evidence.law(
    "Evidence times posterior is likelihood times prior, at every theta. At beta = m, σ² = bₙ/aₙ "
    "the log of the latter is {right}; of the former, with your evidence, {left}."
)
def _(value, X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    sigma = np.sqrt(b_n / a_n)
    posterior = of_beta(mean, sigma, mean, V) + stats.invgamma.logpdf(sigma**2, a_n, scale=b_n)
    prior = of_beta(mean, sigma, m0, V0) + stats.invgamma.logpdf(sigma**2, a, scale=b)
    return value + posterior, stats.norm.logpdf(y, X @ mean, sigma).sum() + prior


def _powers_before_the_log(X, y, m0, V0, a, b):
    _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    value = -len(y) / 2 * np.log(2 * np.pi) + (log_determinant(V) - log_determinant(V0)) / 2
    powers = np.log(np.float64(b) ** a / np.float64(b_n) ** a_n)
    return value + powers + special.gammaln(a_n) - special.gammaln(a)


def _n_for_half_of_n(X, y, m0, V0, a, b):
    _, V, _, b_n = closed_form(X, y, m0, V0, a, b)
    a_n = a + len(y)
    return _formula(len(y), V, V0, a, a_n, b, b_n)


def _highest_likelihood(X, y, m0, V0, a, b):
    residuals = y - X @ lstsq(X, y)
    variance = max(np.mean(residuals**2), 1e-300)
    return -len(y) / 2 * (np.log(2 * np.pi * variance) + 1)


def _likelihood_at_the_posterior_mean(X, y, m0, V0, a, b):
    mean, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return stats.norm.logpdf(y, X @ mean, np.sqrt(b_n / (a_n - 1))).sum()


def _normal_for_t(X, y, m0, V0, a, b):
    spread = b / (a - 1) * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_normal.logpdf(y, X @ m0, spread)


def _posterior_of_the_seed_world(X, y, m0, V0, a, b):
    world = seed_data()
    _, V, a_n, b_n = closed_form(world["X"], world["y"], M0, 4 * np.eye(3), A, B)
    return _formula(len(y), V, V0, a, a_n, b, b_n)


def _posterior_and_n_of_the_seed_world(X, y, m0, V0, a, b):
    world = seed_data()
    _, V, a_n, b_n = closed_form(world["X"], world["y"], M0, 4 * np.eye(3), A, B)
    return _formula(len(world["y"]), V, V0, a, a_n, b, b_n)


def _b_a_1_as_scale_of_the_t_law(X, y, m0, V0, a, b):
    spread = b / (a - 1) * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_t.logpdf(y, X @ m0, spread, df=2 * a)


def _a_degrees_of_freedom(X, y, m0, V0, a, b):
    spread = b / a * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_t.logpdf(y, X @ m0, spread, df=a)


def _b_a_left_out_of_the_t_law(X, y, m0, V0, a, b):
    # As b varies at fixed a, only the scale of the t law does: b = a makes it 1.
    return exact_log_evidence(X, y, m0, V0, a, a)


def _normal_for_t_with_b_a(X, y, m0, V0, a, b):
    spread = b / a * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_normal.logpdf(y, X @ m0, spread)


log_evidence.mistakes(
    ("powers before the log", _powers_before_the_log,
     "Your number is right for a few rows and overflows for many: bₙ to the power aₙ and Γ(aₙ) "
     "exceed the largest number there is. Take the log of each factor *before* you multiply: `a_n "
     "* np.log(b_n)`, `gammaln(a_n)`.",
     {"recognises": lambda log_evidence, X, y, m0, V0, a, b: (
         not np.isfinite(log_evidence)
         if len(y) == MANY
         else np.isclose(log_evidence, exact_log_evidence(X, y, m0, V0, a, b))
    )}),
    ("n for half of n", _n_for_half_of_n,
     "Your aₙ is a + n; it should be a + n/2."),
    ("highest likelihood", _highest_likelihood,
     "Your function returns the log-likelihood at its maximum. The evidence is the likelihood's "
     "*average* under the prior, and always lower."),
    ("likelihood at the posterior mean", _likelihood_at_the_posterior_mean,
     "Your function returns the log-likelihood at one place, the posterior mean of beta. The "
     "evidence is the *average* of the likelihood under the prior."),
    ("evidence, not its log",
     lambda X, y, m0, V0, a, b: np.exp(exact_log_evidence(X, y, m0, V0, a, b)),
     "Your function returns the evidence itself. Take its logarithm."),
    ("minus the log evidence", lambda X, y, m0, V0, a, b: -exact_log_evidence(X, y, m0, V0, a, b),
     "Your function returns *minus* the log evidence. A better model should have a higher one."),
    ("normal for t", _normal_for_t,
     "Your function takes y for normal under the prior, with the mean of sigma² for sigma². Sigma "
     "is not known; averaged over its prior, y follows a t law."),
    ("posterior of the seed world", _posterior_of_the_seed_world,
     "Your function uses the V, aₙ and bₙ that the lesson found for the seed world. Call `update` "
     "with the function's own arguments."),
    ("posterior and n of the seed world", _posterior_and_n_of_the_seed_world,
     "Your function uses the n, V, aₙ and bₙ of the seed world. Call `update` with the function's "
     "own arguments, and take `len(y)` for n."),
    ("b/(a − 1) as scale of the t law", _b_a_1_as_scale_of_the_t_law,
     "Your t law has the scale b/(a − 1), the mean of sigma². The scale of a multivariate t law "
     "is b/a."),
    ("a degrees of freedom", _a_degrees_of_freedom,
     "Your t law has a degrees of freedom. An inverse gamma law with a makes a t law with 2a."),
    ("b/a left out of the t law", _b_a_left_out_of_the_t_law,
     "Your t law has the scale matrix I + X V0 X'. It is in units of sigma²: multiply it by b/a."),
    ("normal for t, with b/a", _normal_for_t_with_b_a,
     "Your function takes y for normal under the prior, with b/a for sigma². Sigma is not known; "
     "averaged over its prior, y follows a t law."),
    ("m0 left out", lambda X, y, m0, V0, a, b: exact_log_evidence(X, y, 0 * m0, V0, a, b),
     "Your function puts the prior's centre at zero. It is `m0`: y is foretold around X m0."),
    ("likelihood at the prior's centre",
     lambda X, y, m0, V0, a, b: stats.norm.logpdf(y, X @ m0, np.sqrt(b / (a - 1))).sum(),
     "Your function returns the log-likelihood at one place, the centre of the prior. The "
     "evidence is the *average* of the likelihood under the prior."),
)  # fmt: skip


def _bic(X, y, parameters):
    """−BIC/2: the highest log-likelihood, less ½ log n for each parameter."""
    residuals = y - X @ lstsq(X, y)
    sigma = np.sqrt(np.mean(residuals**2))
    return stats.norm.logpdf(residuals, scale=sigma).sum() - parameters / 2 * np.log(len(y))


def _is_bic(log_evidence, X, y, *prior):
    """Where there are rows enough for a maximum: −BIC/2, with or without sigma counted, or BIC."""
    p = X.shape[1]
    heights = [_bic(X, y, parameters) for parameters in (p, p + 1)] if len(y) > p else []
    return not heights or any(
        np.isclose(log_evidence, factor * height) for height in heights for factor in (1, -2)
    )


def _a_and_b_swapped(X, y, m0, V0, a, b):
    _, V, b_n, a_n = closed_form(X, y, m0, V0, a, b)
    return _formula(len(y), V, V0, a, a_n, b, b_n)


def _2_and_gammas_left_out(X, y, m0, V0, a, b):
    _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    powers = a * np.log(b) - a_n * np.log(b_n)
    return (log_determinant(V) - log_determinant(V0)) / 2 + powers


def _the_product_not_its_log(X, y, m0, V0, a, b):
    _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    powers = np.float64(b) ** a / np.float64(b_n) ** a_n
    gammas = special.gamma(a_n) / special.gamma(a)
    determinants = np.sqrt(np.linalg.det(V) / np.linalg.det(V0))
    return (2 * np.pi) ** (-len(y) / 2) * determinants * powers * gammas


log_evidence.mistakes(
    ("BIC", lambda X, y, m0, V0, a, b: _bic(X, y, X.shape[1] + 1),
     "Your function is BIC, or −BIC/2: the highest log-likelihood and a charge of ½ log n for "
     "each parameter. It is a rough stand-in for the evidence, which knows no prior; the formula "
     "is exact.",
     {"recognises": _is_bic}),
    ("aₙ and bₙ swapped", _a_and_b_swapped,
     "Your aₙ and bₙ have changed places: `update` returns m, V, aₙ, bₙ in this order."),
    ("2π and gammas left out", _2_and_gammas_left_out,
     "Your function has the determinants and the powers of b alone. Between models of the same y "
     "and the same a the rest cancels, but the number is no log density of y: add −n/2 log 2π + "
     "log Γ(aₙ) − log Γ(a)."),
    ("the product, not its log", _the_product_not_its_log,
     "Your function multiplies the factors and returns the evidence itself, which overflows or "
     "underflows for many rows. Take the log of each factor, and add.",
     {"recognises": lambda log_evidence, X, y, m0, V0, a, b: (
         not np.isfinite(log_evidence) or log_evidence == 0
         if len(y) == MANY
         else np.isclose(log_evidence, np.exp(exact_log_evidence(X, y, m0, V0, a, b)), atol=0)
    )}),
)  # fmt: skip


def _is_average_of_few(log_evidence, X, y, m0, V0, a, b):
    """Nearly right for a few rows; for many rows, where no draw comes near, far too low."""
    off = log_evidence.item() - exact_log_evidence(X, y, m0, V0, a, b)
    return off < -10 if len(y) == MANY else abs(off) < 0.5


def _average_over_draws(X, y, m0, V0, a, b):
    rng = np.random.default_rng(0)
    sigma = np.sqrt(b / rng.gamma(a, size=4000))
    z = rng.standard_normal((4000, len(m0))) @ np.linalg.cholesky(V0).T
    means = (m0 + sigma[:, None] * z) @ X.T
    likelihoods = stats.norm.logpdf(y, means, sigma[:, None]).sum(axis=1)
    return special.logsumexp(likelihoods) - np.log(4000)


log_evidence.mistakes(
    ("average over draws", _average_over_draws,
     "Your function is nearly right for a few rows, and far too low for many. Does it average the "
     "likelihood over draws from the prior? With many rows hardly any draw comes near enough to "
     "count. Use the formula.",
     {"recognises": _is_average_of_few}),
)  # fmt: skip
