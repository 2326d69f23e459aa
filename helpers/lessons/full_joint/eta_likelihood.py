"""What one estimate says about its eta: variances of independent steps add up."""

import numpy as np
from scipy import special, stats

from helpers.lessons.contents import full_joint as lesson


def _estimates(rng):
    for size in (7, 1, 12):
        m, s = rng.normal(1, 2), rng.uniform(1, 4)
        yield rng.uniform(0.2, 6, size), rng.normal(5, 2), rng.uniform(0.5, 2), m, s


@lesson.function(
    "11-eta-likelihood",
    cases=_estimates,
    hints=(
        "Write the estimate as a sum: m, plus how far mu_j lies from m, plus how far beta_j lies "
        "from mu_j, plus how far the estimate lies from beta_j. Which law has a sum of independent "
        "normal pieces?",
        "Variances add up: the three pieces have variances $s^2$, $\\eta_j^2$ and the squared "
        "standard error.",
        "`stats.norm.logpdf(estimate, m, np.sqrt(...))` with the root of the sum of the three "
        "variances.",
    ),
)
def eta_likelihood(eta, estimate, standard_error, m, s):
    """The log-likelihood of eta, with beta and mu integrated out."""
    # mu, then beta, then the estimate, as one normal law of three dimensions; its last margin.
    chain = np.tril(np.ones((3, 3)))
    return np.array(
        [
            stats.multivariate_normal.logpdf(
                estimate, m, (chain @ np.diag([s**2, e**2, standard_error**2]) @ chain.T)[2, 2]
            )
            for e in np.atleast_1d(eta)
        ]
    ).reshape(np.shape(eta))


@eta_likelihood.variant("the variances added")
def _(eta, estimate, standard_error, m, s):
    return stats.norm.logpdf(estimate, m, np.sqrt(standard_error**2 + eta**2 + s**2))


@eta_likelihood.variant("hypot")
def _(eta, estimate, standard_error, m, s):
    sd = np.hypot(np.hypot(standard_error, s), eta)
    return -np.log(sd * np.sqrt(2 * np.pi)) - 0.5 * ((estimate - m) / sd) ** 2


@eta_likelihood.law(
    "At the estimate's distance from m no normal density has a log above {right}, whatever its "
    "variance. Yours reaches {left}.",
    "≤",
)
def _(found, eta, estimate, standard_error, m, s):
    return np.max(found), -np.log(abs(estimate - m) * np.sqrt(2 * np.pi * np.e))


@eta_likelihood.law(
    "An integral over normal beta and mu is the joint density at its best beta and mu, times a "
    "width that its curvature gives. That integral's log is up to {left} away from yours."
)
def _(found, eta, estimate, standard_error, m, s):
    def integral(e):
        # mu = m + s u and beta = mu + e v, with standard normal u and v
        rows = np.array([[s / standard_error, e / standard_error], [1, 0], [0, 1]])
        targets = np.array([(estimate - m) / standard_error, 0, 0])
        misses = targets - rows @ np.linalg.lstsq(rows, targets)[0]
        peak = -misses @ misses / 2 - np.log(standard_error * (2 * np.pi) ** 1.5)
        return peak + np.log(2 * np.pi) - np.linalg.slogdet(rows.T @ rows)[1] / 2

    wanted = np.array([integral(e) for e in np.ravel(eta)])
    return np.abs(np.ravel(found) - wanted).max(), 0, np.abs(wanted).max()


def _law(distance, variance):
    return -0.5 * np.log(2 * np.pi * variance) - distance**2 / (2 * variance)


def _from_pieces(law):
    """From the estimate's distance from m, its right variance, and the three sds."""

    def program(eta, estimate, standard_error, m, s):
        variance = standard_error**2 + eta**2 + s**2
        return law(estimate - m, variance, standard_error, eta, s)

    return program


eta_likelihood.mistakes(
    ("mu not integrated out", lambda d, v, se, eta, s: _law(d, se**2 + eta**2),
     "Your variance is that around a known mu: it lacks s². Not knowing mu spreads the estimate, "
     "too."),
    ("beta taken as known", lambda d, v, se, eta, s: _law(d, eta**2 + s**2),
     "Your variance lacks the squared standard error: it treats the estimate as if it were beta "
     "itself."),
    ("sds added", lambda d, v, se, eta, s: _law(d, (se + eta + s) ** 2),
     "Your sd is the sum of the three sds. Of independent pieces the *variances* add up."),
    ("sds added as variances", lambda d, v, se, eta, s: _law(d, se + eta + s),
     "Your variance is the sum of the three sds: square each of them first."),
    ("variance passed as sd", lambda d, v, se, eta, s: _law(d, v**2),
     "Your function hands the sum of the variances to a density that wants the standard "
     "deviation: take the root."),
    ("precisions added", lambda d, v, se, eta, s: _law(d, 1 / (1 / se**2 + 1 / eta**2 + 1 / s**2)),
     "Your function adds precisions, 1/variance. That is how two sources of knowledge about one "
     "number combine; here independent pieces of *error* do, and variances add up."),
    ("exponent alone", lambda d, v, se, eta, s: -(d**2) / (2 * v),
     "Your function has only the exponent. The factor 1/sd depends on eta, so it is no constant: "
     "without it the widest eta would always be the best."),
    ("no 2π", lambda d, v, se, eta, s: _law(d, v) + 0.5 * np.log(2 * np.pi),
     "Your function leaves out the 2π. No posterior minds, but it is no log density then."),
    ("no ½", lambda d, v, se, eta, s: _law(d, v) - d**2 / (2 * v),
     "Your exponent lacks its ½."),
    ("density, not its log", lambda d, v, se, eta, s: np.exp(_law(d, v)),
     "Your function returns the density itself. Take its logarithm."),
    ("summed", lambda d, v, se, eta, s: _law(d, v).sum(),
     "Your function sums over eta. Each eta is another answer to one question; the result has one "
     "log density for each."),
    ("eta alone", lambda d, v, se, eta, s: _law(d, eta**2),
     "Your sd is eta alone: that would be the spread of beta around a known mu. The estimate also "
     "has the spread of mu around m and its own error."),
    ("against eta = 0", lambda d, v, se, eta, s: _law(d, v) - _law(d, se**2 + s**2),
     "Your log density is taken relative to that at eta = 0. That is what the next cell prints; "
     "asked for is the log density itself."),
    ("three densities", lambda d, v, se, eta, s: _law(d, se**2) + _law(d, eta**2) + _law(d, s**2),
     "Your function adds the log densities of three laws. To integrate beta and mu out gives "
     "*one* normal law, whose variance is the sum of the three."),
    ("prior of eta added",
     lambda d, v, se, eta, s: _law(d, v) + stats.halfcauchy.logpdf(eta, scale=5),
     "Your function adds the prior of eta. Asked for is what the *estimate* says, its likelihood; "
     "the prior comes in later."),
    ("standardised, log sd forgotten", lambda d, v, se, eta, s: stats.norm.logpdf(d / np.sqrt(v)),
     "Your function is the log density of the *standardised* estimate. The estimate's own has "
     "−log sd besides, and that depends on eta."),
    ("eta left out", lambda d, v, se, eta, s: _law(d, se**2 + s**2) + 0 * eta,
     "Your variance is s² plus the squared standard error: it does not change with eta. beta lies "
     "around mu with variance eta², and that comes on top."),
    ("made to sum to 1", lambda d, v, se, eta, s: special.softmax(_law(d, v)),
     "Your numbers are densities divided by their sum. That is a posterior on the grid; asked for "
     "is the log density of the estimate at each eta."),
    ("ratio to eta = 0", lambda d, v, se, eta, s: np.exp(_law(d, v) - _law(d, se**2 + s**2)),
     "Your numbers are the likelihood divided by that at eta = 0. That is what the next cell "
     "prints; asked for is the log density itself."),
    ("beta and mu maximised",
     lambda d, v, se, eta, s: _law(0, se**2) + _law(0, eta**2) + _law(d, s**2),
     "Your function puts beta and mu at their best places. That is the runaway from above; "
     "integrate them out: one normal law, whose variance is the sum of the three."),
    of=_from_pieces,
)  # fmt: skip
