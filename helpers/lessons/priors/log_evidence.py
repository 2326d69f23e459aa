"""The evidence: joint density over posterior density, or the constants that are left of both."""

import numpy as np
from scipy import special, stats

from helpers.feedback import Unreadable
from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.shared import (
    M0,
    A,
    B,
    closed_form,
    exact_log_evidence,
    highest_log_likelihood,
    log_determinant,
    minus_half_bic,
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
        "The log of a ratio is a difference: log-likelihood, plus the log density of the prior, "
        "less the log density of the posterior. All three at the same beta and sigma.",
        "The posterior is a normal–inverse-gamma law like the prior, with m, V, aₙ and bₙ in the "
        "place of m0, V0, a and b. Which function gives you these four, and which one the density "
        "of such a law?",
        "`log_prior(beta, sigma, m, V, a_n, b_n)` is the log density of the *posterior*, once "
        "`update` has returned m, V, aₙ and bₙ. Any theta will do; beta = m and "
        "sigma = √(bₙ/aₙ) lie near its top.",
        "`m, V, a_n, b_n = update(X, y, m0, V0, a, b)`, `sigma = np.sqrt(b_n / a_n)`, then "
        "`likelihood.log_likelihood(m, sigma, X, y) + log_prior(m, sigma, m0, V0, a, b) "
        "- log_prior(m, sigma, m, V, a_n, b_n)`.",
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


@log_evidence.law(
    "The evidence is an average of the likelihood over the prior, never above its highest value: "
    "the log of that is {right}. Yours is {left}.",
    "≤",
)
def _(value, X, y, m0, V0, a, b):
    if len(y) <= X.shape[1]:
        return value, np.inf  # where the columns fit every y
    return value, highest_log_likelihood(X, y)


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


# Joint over posterior, at beta = m and sigma² = bₙ/aₙ, one of the three densities wrong


def _densities(X, y, m0, V0, a, b):
    """The logs of likelihood, prior and posterior there."""
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    sigma = np.sqrt(b_n / a_n)
    likelihood = stats.norm.logpdf(y, X @ mean, sigma).sum()
    return likelihood, _at(mean, sigma, m0, V0, a, b), _at(mean, sigma, mean, V, a_n, b_n)


def _at(beta, sigma, m0, V0, a, b):
    """The log density of a normal–inverse-gamma law, per unit of beta and sigma."""
    of_sigma = stats.invgamma.logpdf(sigma**2, a, scale=b) + np.log(2 * sigma)
    return of_beta(beta, sigma, m0, V0) + of_sigma


def _of_densities(term):
    return lambda *data: term(*_densities(*data))


log_evidence.mistakes(
    ("posterior not divided by", lambda likelihood, prior, posterior: likelihood + prior,
     "Your function returns the log *joint* density, at one place. Its height differs from place "
     "to place: subtract the log density of the posterior there."),
    ("prior left out of the joint", lambda likelihood, prior, posterior: likelihood - posterior,
     "Your function divides the likelihood by the posterior. Bayes' formula has likelihood *times "
     "prior* there: add the log density of the prior."),
    ("posterior multiplied", lambda likelihood, prior, posterior: likelihood + prior + posterior,
     "Your function adds the log density of the posterior. To divide by a density is to "
     "*subtract* its log."),
    ("logs divided", lambda likelihood, prior, posterior: (likelihood + prior) / posterior,
     "Your function divides one log by the other. The log of a ratio is a difference: log joint − "
     "log posterior."),
    ("likelihood left out", lambda likelihood, prior, posterior: prior - posterior,
     "Your function divides the prior by the posterior. The joint density is the likelihood times "
     "the prior: add the log-likelihood."),
    of=_of_densities,
)  # fmt: skip


def _other_theta(X, y, m0, V0, a, b):
    """The prior and the posterior each at its own centre."""
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    sigma = np.sqrt(b_n / a_n)
    likelihood = stats.norm.logpdf(y, X @ mean, sigma).sum()
    return likelihood + _at(m0, sigma, m0, V0, a, b) - _at(mean, sigma, mean, V, a_n, b_n)


def _of_beta_alone(X, y, m0, V0, a, b):
    """As if sigma were known: its two laws left out."""
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    sigma = np.sqrt(b_n / a_n)
    likelihood = stats.norm.logpdf(y, X @ mean, sigma).sum()
    return likelihood + of_beta(mean, sigma, m0, V0) - of_beta(mean, sigma, mean, V)


log_evidence.mistakes(
    ("each at its own centre", _other_theta,
     "Your function takes the prior at m0, and likelihood and posterior at m. The formula holds at "
     "any theta, but all three have to be taken at the *same* one."),
    ("densities of beta alone", _of_beta_alone,
     "Your function takes prior and posterior of beta alone, as if sigma were known. Theta is beta "
     "*and* sigma: the densities of sigma, IG(a, b) and IG(aₙ, bₙ), belong to it."),
)  # fmt: skip


# The formula, one of its terms wrong

_TERMS = {
    "pi": lambda n, p: -n / 2 * np.log(2 * np.pi),
    "determinants": lambda V, V0: (log_determinant(V) - log_determinant(V0)) / 2,
    "powers": lambda a, a_n, b, b_n: a * np.log(b) - a_n * np.log(b_n),
    "gammas": lambda a, a_n, b, b_n: special.gammaln(a_n) - special.gammaln(a),
}


def _formula(shape, V, V0, *scalars, **wrong):
    """The sum of the terms; `scalars` are a, aₙ, b and bₙ."""
    pi, determinants, powers, gammas = {**_TERMS, **wrong}.values()
    return pi(*shape) + determinants(V, V0) + powers(*scalars) + gammas(*scalars)


def _with(name):
    """Makes of a wrong term the program that has it in place of the right one."""

    def of(term):
        def program(X, y, m0, V0, a, b):
            _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
            return _formula(X.shape, V, V0, a, a_n, np.float64(b), b_n, **{name: term})

        return program

    return of


log_evidence.mistakes(
    ("no 2π", lambda n, p: 0.0,
     "Your function lacks −n/2 log 2π. Between models of the same y it cancels, but the number is "
     "no log density of y."),
    ("n of the seed world", lambda n, p: -200 / 2 * np.log(2 * np.pi),
     "Your n is 200 whatever the data. The data that the function is given have a length of their "
     "own, `len(y)`."),
    ("2π once", lambda n, p: -1 / 2 * np.log(2 * np.pi),
     "Your function subtracts ½ log 2π once. Each of the n observations brings a factor: −n/2."),
    ("n − p for n", lambda n, p: -(n - p) / 2 * np.log(2 * np.pi),
     "Your function has the exponent −(n − p)/2 at 2π. The coefficients are integrated out under a "
     "proper prior, whose own 2π cancel: −n/2."),
    ("n + p for n", lambda n, p: -(n + p) / 2 * np.log(2 * np.pi),
     "Your function has the exponent −(n + p)/2 at 2π. The p factors of beta's prior cancel "
     "against those of its posterior: −n/2."),
    of=_with("pi"),
)  # fmt: skip


def _log_diagonal(matrix):
    return np.log(np.diag(matrix)).sum()


log_evidence.mistakes(
    ("determinants the wrong way round",
     lambda V, V0: (log_determinant(V0) - log_determinant(V)) / 2,
     "Your determinants stand the wrong way round: V, the posterior's, above and V0 below. A vague "
     "prior (large V0) makes the evidence *smaller*."),
    ("determinants not halved", lambda V, V0: log_determinant(V) - log_determinant(V0),
     "Your log determinants are not halved: a normal density has the square root of its "
     "determinant."),
    ("no determinants", lambda V, V0: 0.0,
     "Your function has lost the two determinants, by which a vague prior is charged for its "
     "width: ½ log |V| − ½ log |V0|. (`slogdet` returns two numbers, a sign and the log: take "
     "`[1]`.)"),
    ("V left out", lambda V, V0: -log_determinant(V0) / 2,
     "Your function has the determinant of V0, but not that of V: add ½ log |V|."),
    ("V0 left out", lambda V, V0: log_determinant(V) / 2,
     "Your function has the determinant of V, but not that of V0: subtract ½ log |V0|."),
    ("determinants not logged", lambda V, V0: (np.linalg.det(V) - np.linalg.det(V0)) / 2,
     "Your function adds determinants themselves. Take their logs, `np.linalg.slogdet(V)[1]`."),
    ("log determinants divided", lambda V, V0: log_determinant(V) / log_determinant(V0) / 2,
     "Your function divides one log determinant by the other. The log of a ratio is a difference: "
     "½ log |V| − ½ log |V0|."),
    ("diagonals for determinants", lambda V, V0: (_log_diagonal(V) - _log_diagonal(V0)) / 2,
     "Your function multiplies the diagonal entries of V and V0. The coefficients are correlated: "
     "take the determinants, `np.linalg.slogdet(V)[1]`."),
    of=_with("determinants"),
)  # fmt: skip


def _overflows(value, X, y, *prior):
    if len(y) == MANY:
        return not np.isfinite(value)
    return np.isclose(value, exact_log_evidence(X, y, *prior))


log_evidence.mistakes(
    ("powers of b the wrong way round", lambda a, a_n, b, b_n: a_n * np.log(b_n) - a * np.log(b),
     "Your powers of b stand the wrong way round: a log b is added and aₙ log bₙ subtracted. A "
     "larger misfit bₙ makes the evidence *smaller*."),
    ("a log b left out", lambda a, a_n, b, b_n: -a_n * np.log(b_n),
     "Your function has −aₙ log bₙ, but not the prior's own: add a log b."),
    ("a for both exponents", lambda a, a_n, b, b_n: a * (np.log(b) - np.log(b_n)),
     "Your bₙ has the exponent a. After the data it is aₙ."),
    ("aₙ for both exponents", lambda a, a_n, b, b_n: a_n * (np.log(b) - np.log(b_n)),
     "Your b has the exponent aₙ. Before the data it is a."),
    ("b without its ½", lambda a, a_n, b, b_n: a * np.log(b) - a_n * np.log(b + 2 * (b_n - b)),
     "Your bₙ lacks the ½: half of the sum of squares is added to b."),
    ("powers before the log", lambda a, a_n, b, b_n: np.log(b**a / b_n**a_n),
     "Your number is right for a few rows and overflows for many: bₙ to the power aₙ and Γ(aₙ) "
     "exceed the largest number there is. Take the log of each factor *before* you multiply: `a_n "
     "* np.log(b_n)`, `gammaln(a_n)`.",
     {"recognises": _overflows}),
    ("logs to a power", lambda a, a_n, b, b_n: np.log(b) ** a - np.log(b_n) ** a_n,
     "Your function raises log b to the power a. The log of b^a is a *times* log b."),
    ("powers not logged", lambda a, a_n, b, b_n: b**a - b_n**a_n,
     "Your function adds the powers of b themselves. The log of b^a is a log b."),
    of=_with("powers"),
)  # fmt: skip


log_evidence.mistakes(
    ("gammas left out", lambda a, a_n, b, b_n: 0.0,
     "Your function has lost log Γ(aₙ) − log Γ(a)."),
    ("Γ(a) left out", lambda a, a_n, b, b_n: special.gammaln(a_n),
     "Your function has log Γ(aₙ), but not the prior's: subtract log Γ(a)."),
    ("gammas the wrong way round", lambda a, a_n, b, b_n: special.gammaln(a) - special.gammaln(a_n),
     "Your gammas stand the wrong way round: log Γ(aₙ) is added, log Γ(a) subtracted."),
    ("gamma of the difference", lambda a, a_n, b, b_n: special.gammaln(a_n - a),
     "Your function has log Γ(aₙ − a). The difference is one of logs: log Γ(aₙ) − log Γ(a)."),
    ("log gammas divided", lambda a, a_n, b, b_n: special.gammaln(a_n) / special.gammaln(a),
     "Your function divides one `gammaln` by the other. The log of a ratio is a difference."),
    ("gammas logged twice",
     lambda a, a_n, b, b_n: np.log(special.gammaln(a_n)) - np.log(special.gammaln(a)),
     "Your function takes the log of `gammaln`, which is a log already."),
    ("gammas not logged", lambda a, a_n, b, b_n: special.gamma(a_n) - special.gamma(a),
     "Your function adds Γ(aₙ) − Γ(a) themselves. Take the log of each: `gammaln`."),
    ("ratio of the gammas not logged", lambda a, a_n, b, b_n: special.gamma(a_n) / special.gamma(a),
     "Your function adds Γ(aₙ)/Γ(a) itself. Take the log: `gammaln(a_n) - gammaln(a)`."),
    of=_with("gammas"),
)  # fmt: skip


# Whole programs


def _posterior_of_the_seed_world(X, y, m0, V0, a, b):
    world = seed_data()
    _, V, a_n, b_n = closed_form(world["X"], world["y"], M0, 4 * np.eye(3), A, B)
    return _formula(X.shape, V, V0, a, a_n, b, b_n)


def _average_over_draws(X, y, m0, V0, a, b):
    rng = np.random.default_rng(0)
    sigma = np.sqrt(b / rng.gamma(a, size=4000))
    z = rng.standard_normal((4000, len(m0))) @ np.linalg.cholesky(V0).T
    means = (m0 + sigma[:, None] * z) @ X.T
    likelihoods = stats.norm.logpdf(y, means, sigma[:, None]).sum(axis=1)
    return special.logsumexp(likelihoods) - np.log(4000)


def _is_average_of_few(value, X, y, *prior):
    """Nearly right for a few rows; for many rows, where no draw comes near, far too low."""
    off = value.item() - exact_log_evidence(X, y, *prior)
    return off < -10 if len(y) == MANY else abs(off) < 0.5


def _is_bic(value, X, y, *prior):
    """Where there are rows enough for a maximum: −BIC/2, with or without sigma counted, or BIC."""
    p = X.shape[1]
    heights = [minus_half_bic(X, y, parameters) for parameters in (p, p + 1)] if len(y) > p else []
    return not heights or any(
        np.isclose(value, factor * height) for height in heights for factor in (1, -2)
    )


def _of_the_lessons_prior(X, y, m0, V0, a, b, posterior_too=False, k=0.0):
    """The joint density that the lesson's `log_joint` gives, at beta = m, sigma² = bₙ/(aₙ + k)."""
    p = X.shape[1]
    lessons = np.zeros(p), 4 * np.eye(p), A, B
    mean, V, a_n, b_n = closed_form(X, y, *(lessons if posterior_too else (m0, V0, a, b)))
    sigma = np.sqrt(b_n / (a_n + k))
    joint = stats.norm.logpdf(y, X @ mean, sigma).sum() + _at(mean, sigma, *lessons)
    return joint - _at(mean, sigma, mean, V, a_n, b_n)


def _knows_only_the_lessons_prior(value, X, y, *prior):
    found = [_of_the_lessons_prior(X, y, *prior, k=k) for k in (0.0, -1.0, 1.0, 0.5)]
    return any(np.isclose(value, [*found, _of_the_lessons_prior(X, y, *prior, True)]))


def _likelihood_at_the_posterior_mean(X, y, m0, V0, a, b):
    mean, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return stats.norm.logpdf(y, X @ mean, np.sqrt(b_n / (a_n - 1))).sum()


def _t_law(X, y, m0, V0, scale, df):
    """Of y, with a scale in units of I + X V0 X'; infinitely many degrees make it normal."""
    spread = scale * (np.eye(len(y)) + X @ V0 @ X.T)
    return stats.multivariate_t.logpdf(y, X @ m0, spread, df=df)


def _the_product_not_its_log(X, y, m0, V0, a, b):
    _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    powers = np.float64(b) ** a / np.float64(b_n) ** a_n
    gammas = special.gamma(a_n) / special.gamma(a)
    determinants = np.sqrt(np.linalg.det(V) / np.linalg.det(V0))
    return (2 * np.pi) ** (-len(y) / 2) * determinants * powers * gammas


def _is_an_overflowing_product(value, X, y, *prior):
    if len(y) == MANY:
        return not np.isfinite(value) or value == 0
    return np.isclose(value, np.exp(exact_log_evidence(X, y, *prior)), atol=0)


log_evidence.mistakes(
    ("highest likelihood", lambda X, y, *prior: highest_log_likelihood(X, y),
     "Your function returns the log-likelihood at its maximum. The evidence is the likelihood's "
     "*average* under the prior, and always lower."),
    ("likelihood at the posterior mean", _likelihood_at_the_posterior_mean,
     "Your function returns the log-likelihood at one place, the posterior mean of beta. The "
     "evidence is the *average* of the likelihood under the prior."),
    ("posterior of the seed world", _posterior_of_the_seed_world,
     "Your function uses the V, aₙ and bₙ that the lesson found for the seed world. Call `update` "
     "with the function's own arguments."),
    ("log_joint of the lesson", _of_the_lessons_prior,
     "Your function uses our prior, whatever prior it is given: does it call `log_joint`? That "
     "knows only ours. Write its two terms, `likelihood.log_likelihood` and `log_prior`, with the "
     "function's own m0, V0, a, b.",
     {"recognises": _knows_only_the_lessons_prior}),
    ("evidence, not its log", lambda *data: np.exp(exact_log_evidence(*data)),
     "Your function returns the evidence itself. Take its logarithm."),
    ("minus the log evidence", lambda *data: -exact_log_evidence(*data),
     "Your function returns *minus* the log evidence. A better model should have a higher one."),
    ("normal for t", lambda X, y, m0, V0, a, b: _t_law(X, y, m0, V0, b / (a - 1), np.inf),
     "Your function takes y for normal under the prior, with the mean of sigma² for sigma². Sigma "
     "is not known; averaged over its prior, y follows a t law."),
    ("b/(a − 1) as scale of the t law",
     lambda X, y, m0, V0, a, b: _t_law(X, y, m0, V0, b / (a - 1), 2 * a),
     "Your t law has the scale b/(a − 1), the mean of sigma². The scale of a multivariate t law is "
     "b/a."),
    ("a degrees of freedom", lambda X, y, m0, V0, a, b: _t_law(X, y, m0, V0, b / a, a),
     "Your t law has a degrees of freedom. An inverse gamma law with a makes a t law with 2a."),
    ("b/a left out of the t law", lambda X, y, m0, V0, a, b: _t_law(X, y, m0, V0, 1, 2 * a),
     "Your t law has the scale matrix I + X V0 X'. It is in units of sigma²: multiply it by b/a."),
    ("BIC", lambda X, y, *prior: minus_half_bic(X, y, X.shape[1] + 1),
     "Your function is BIC, or −BIC/2: the highest log-likelihood and a charge of ½ log n for each "
     "parameter. It is a rough stand-in for the evidence, which knows no prior; joint "
     "over posterior is exact.",
     {"recognises": _is_bic}),
    ("the product, not its log", _the_product_not_its_log,
     "Your function multiplies the factors and returns the evidence itself, which overflows or "
     "underflows for many rows. Take the log of each factor, and add.",
     {"recognises": _is_an_overflowing_product}),
    ("average over draws", _average_over_draws,
     "Your function is nearly right for a few rows, and far too low for many. Does it average the "
     "likelihood over draws from the prior? With many rows hardly any draw comes near enough to "
     "count. Divide joint by posterior instead: no average is needed.",
     {"recognises": _is_average_of_few}),
)  # fmt: skip
