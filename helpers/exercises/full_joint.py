"""Exercises of lesson 11: the joint density, its priors, and a Gibbs sweep for it."""

import numpy as np
from scipy import special, stats

from helpers.exercises.lessons import full_joint as lesson

__all__ = [
    "beta_given",
    "eta_given",
    "eta_likelihood",
    "log_hyperprior",
    "log_joint",
    "mu_given",
    "sigma_given",
    "sweep",
]


# The joint density


def _joint_points(rng):
    for n, J, sigma in ((7, 2, 0.8), (12, 3, 2.5), (9, 1, 1.6)):
        X, beta = rng.normal(1, 1, (n, J)), rng.normal(2, 2, J)
        alpha = rng.normal(3, 1)
        y = alpha + X @ beta + sigma * rng.normal(size=n)
        yield alpha, beta, sigma, beta + rng.normal(0, 2, J), rng.uniform(0.4, 3, J), X, y


def _term(distance, scale, *, log=1.0, half=0.5, sign=-1.0, constant=True):
    """A sum of normal log densities, with a part of the formula mistaken on demand."""
    distance, scale = np.broadcast_arrays(distance, scale)
    height = sign * half * (distance / scale) ** 2 - log * np.log(scale)
    return float(np.sum(height - constant * 0.5 * np.log(2 * np.pi)))


def _likelihood(alpha, beta, sigma, X, y, **mistake):
    return _term(y - alpha - X @ beta, sigma, **mistake)


@lesson.function(
    "11-log-joint",
    cases=_joint_points,
    hints=(
        "The log of a product of densities is the sum of their logs. There are n normal densities "
        "for the observations and J for the coefficients.",
        "Each density has three parts: $-\\frac12\\log 2\\pi$, minus the log of its own standard "
        "deviation, and $-\\frac12$ of its squared distance in standard deviations.",
        "`norm.logpdf(y, alpha + X @ beta, sigma).sum()` is the first part. The second has "
        "`beta`, `mu` and `eta` in these places.",
    ),
)
def log_joint(alpha, beta, sigma, mu, eta, X, y):
    """The log of the joint density of y and beta."""
    residuals, steps = y - alpha - X @ beta, (beta - mu) / eta
    variances = np.append(np.full(len(y), sigma**2), eta**2)
    squares = residuals @ residuals / sigma**2 + steps @ steps
    return float(-(np.sum(np.log(2 * np.pi * variances)) + squares) / 2)


@log_joint.variant("two sums of log densities")
def _(alpha, beta, sigma, mu, eta, X, y):
    in_y = stats.norm.logpdf(y, alpha + X @ beta, sigma).sum()
    return in_y + stats.norm.logpdf(beta, mu, eta).sum()


@log_joint.variant("one normal law of n + J dimensions")
def _(alpha, beta, sigma, mu, eta, X, y):
    n, variances = len(y), np.append(np.full(len(y), sigma**2), eta**2)
    point, center = np.append(y, beta), np.append(alpha + X @ beta, mu)
    assert len(point) == n + len(beta)
    return stats.multivariate_normal.logpdf(point, center, np.diag(variances))


@log_joint.variant("the log of the product")
def _(alpha, beta, sigma, mu, eta, X, y):
    densities = stats.norm.pdf(np.append((y - alpha - X @ beta) / sigma, (beta - mu) / eta))
    return np.log(densities / np.append(np.full(len(y), sigma), eta)).sum()


@log_joint.misconception(
    "the seed's signs",
    "Both of your exponents lack their minus sign, like the old notebook's: the worse a plane "
    "fits, and the farther a coefficient lies from its mu, the higher your density.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, sign=1) + _term(beta - mu, eta, sign=1)


@log_joint.misconception(
    "sign of the first exponent",
    "The exponent of the observations lacks its minus sign: the worse a plane fits, the higher "
    "your density.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, sign=1) + _term(beta - mu, eta)


@log_joint.misconception(
    "sign of the second exponent",
    "The exponent of the coefficients lacks its minus sign: the farther beta lies from mu, the "
    "higher your density.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, eta, sign=1)


@log_joint.misconception(
    "no ½",
    "Both exponents lack their ½: a normal density has half the squared distance, in standard "
    "deviations.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, half=1) + _term(beta - mu, eta, half=1)


@log_joint.misconception(
    "no ½ for y", "The exponent of the observations lacks its ½; that of the coefficients has it."
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, half=1) + _term(beta - mu, eta)


@log_joint.misconception(
    "no ½ for beta",
    "The exponent of the coefficients lacks its ½; that of the observations has it.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, eta, half=1)


@log_joint.misconception(
    "log eta dropped",
    "Your density of beta has lost its factors 1/eta. A constant may be dropped only while it is "
    "one; eta will move. Without them a wide eta would always be better than a narrow one.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, eta, log=0)


@log_joint.misconception(
    "log sigma dropped",
    "Your density of y has lost its n factors 1/sigma. A constant may be dropped only while it is "
    "one; sigma will move.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, log=0) + _term(beta - mu, eta)


@log_joint.misconception(
    "log sigma and log eta dropped",
    "Your densities have lost their factors 1/sigma and 1/eta. Constants may be dropped only while "
    "they are constant; sigma and eta will move.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, log=0) + _term(beta - mu, eta, log=0)


@log_joint.misconception(
    "no 2π",
    "Your function leaves out the 2π, n + J times. That moves no maximum and no posterior, but the "
    "height is not comparable with what other programs print.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    in_y = _likelihood(alpha, beta, sigma, X, y, constant=False)
    return in_y + _term(beta - mu, eta, constant=False)


@log_joint.misconception(
    "no 2π for beta",
    "The density of the coefficients leaves out its 2π; that of the observations has it.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, eta, constant=False)


@log_joint.misconception(
    "eta read as a variance",
    "Your function treats eta as the variance of beta. Here eta is a standard deviation, like "
    "sigma.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, np.sqrt(eta))


@log_joint.misconception(
    "sigma and eta read as variances",
    "Your function treats sigma and eta as variances. Both are standard deviations.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    in_y = _likelihood(alpha, beta, np.sqrt(sigma), X, y)
    return in_y + _term(beta - mu, np.sqrt(eta))


@log_joint.misconception(
    "variances passed as sds",
    "Your function hands sigma² and eta² to a density that wants standard deviations.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma**2, X, y) + _term(beta - mu, eta**2)


@log_joint.misconception(
    "eta² passed as an sd",
    "Your function hands eta² to a density that wants a standard deviation: eta itself.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, eta**2)


@log_joint.misconception(
    "no intercept",
    "Your residuals are y − X beta: alpha is left out, as in the old notebook, and the plane goes "
    "through the origin.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(0, beta, sigma, X, y) + _term(beta - mu, eta)


@log_joint.misconception(
    "likelihood alone",
    "Your function returns the log-likelihood. The joint density has one more factor for each "
    "coefficient: the density of beta_j around mu_j.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y)


@log_joint.misconception(
    "prior alone",
    "Your function returns the log density of the coefficients. The factors of the observations "
    "are missing.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _term(beta - mu, eta)


@log_joint.misconception(
    "mu ignored",
    "Your coefficients lie around 0, as in a ridge. Here each lies around its own mu_j.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + _term(beta, eta)


@log_joint.misconception(
    "density, not its log",
    "Your function returns the density itself. With 200 observations it is too close to zero for a "
    "computer: add logs.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return np.exp(_likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, eta))


@log_joint.misconception(
    "log density of beta not summed",
    "Your function returns one number for each coefficient: the J log densities of beta have to be "
    "summed, too.",
    recognises=lambda yours, alpha, beta, sigma, mu, eta, X, y: (
        yours.size == len(beta)
        and np.allclose(
            yours,
            _likelihood(alpha, beta, sigma, X, y) + stats.norm.logpdf(beta, mu, eta),
        )
    ),
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + stats.norm.logpdf(beta, mu, eta)


@log_joint.misconception(
    "means for sums",
    "Your function averages the log densities. The log of a product of densities is their *sum*.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    in_y, in_beta = _likelihood(alpha, beta, sigma, X, y), _term(beta - mu, eta)
    return in_y / len(y) + in_beta / len(beta)


@log_joint.misconception(
    "logs multiplied",
    "Your function multiplies two sums of logs. Densities are multiplied; their logs are added.",
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) * _term(beta - mu, eta)


SEEDS_N = 200  # `n` in the lesson's notebook, which a function may take from there by mistake


def _written_out(alpha, beta, sigma, mu, eta, X, y, *, n=None, sign=-1.0):
    """The formula term by term, with n and the exponents' sign mistaken on demand."""
    in_y = sign * np.sum((y - alpha - X @ beta) ** 2) / (2 * sigma**2)
    n = len(y) if n is None else n
    return in_y - n * np.log(sigma * np.sqrt(2 * np.pi)) + _term(beta - mu, eta, sign=sign)


for _name, _says, _program in (
    (
        "the notebook's n",
        "Your function takes n from the notebook, where it is 200. It is handed y: use `len(y)`.",
        lambda alpha, *rest: _written_out(alpha, *rest, n=SEEDS_N),
    ),
    (
        "the notebook's n, the seed's signs",
        "Both exponents still lack their minus sign, and n is taken from the notebook, where it is "
        "200: use `len(y)`.",
        lambda alpha, *rest: _written_out(alpha, *rest, n=SEEDS_N, sign=1.0),
    ),
    (
        "the notebook's n, no intercept",
        "alpha is left out, and n is taken from the notebook, where it is 200: use `len(y)`.",
        lambda alpha, *rest: _written_out(0.0, *rest, n=SEEDS_N),
    ),
    (
        "the seed's formula",
        "This is the old notebook's formula as it stands: no minus signs, no alpha.",
        lambda alpha, *rest: _written_out(0.0, *rest, sign=1.0),
    ),
    (
        "the seed's formula with the notebook's n",
        "This is the old notebook's formula as it stands: no minus signs, no alpha; and its n is "
        "200, whatever y is handed in.",
        lambda alpha, *rest: _written_out(0.0, *rest, n=SEEDS_N, sign=1.0),
    ),
    (
        "all factors dropped",
        "Your function has the two exponents alone, as in a ridge. The factors 1/sigma and 1/eta "
        "are no constants here, since sigma and eta will move.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y, log=0, constant=False)
            + _term(beta - mu, eta, log=0, constant=False)
        ),
    ),
    (
        "the factor of beta dropped",
        "Your density of beta has its exponent alone. Its factor 1/(eta √(2π)) is missing, and eta "
        "will move.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, eta, log=0, constant=False)
        ),
    ),
    (
        "log 2π sigma² not halved",
        "Your density of y has −n log(2π sigma²). Halve it: the factor is one over the *root* of "
        "2π sigma².",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y)
            + _term(beta - mu, eta)
            - len(y) * np.log(2 * np.pi * sigma**2) / 2
        ),
    ),
    (
        "log 2π sigma² and log 2π eta² not halved",
        "Your densities have −log(2π sigma²) and −log(2π eta²). Halve them: the factor is one over "
        "the *root*.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y)
            + _term(beta - mu, eta)
            - len(y) * np.log(2 * np.pi * sigma**2) / 2
            - np.sum(np.log(2 * np.pi * eta**2)) / 2
        ),
    ),
    (
        "2π outside the root",
        "Your density of y is divided by 2π sigma. It should be √(2π) sigma: the root goes over "
        "2π, too.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y)
            + _term(beta - mu, eta)
            - len(y) * np.log(2 * np.pi) / 2
        ),
    ),
    (
        "2π outside the root, twice",
        "Your densities are divided by 2π sigma and 2π eta. The root goes over 2π, too: √(2π).",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y)
            + _term(beta - mu, eta)
            - (len(y) + len(beta)) * np.log(2 * np.pi) / 2
        ),
    ),
    (
        "log sigma once",
        "Your function subtracts log sigma once. Each of the n observations has its own factor "
        "1/sigma: n times.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y, log=0) - np.log(sigma) + _term(beta - mu, eta)
        ),
    ),
    (
        "the factor of y once",
        "Your function subtracts log(sigma √(2π)) once. Each of the n observations has this "
        "factor: n times.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y, log=0, constant=False)
            - np.log(sigma * np.sqrt(2 * np.pi))
            + _term(beta - mu, eta)
        ),
    ),
    (
        "sigma² multiplied",
        "Your squares of y are halved and then *multiplied* by sigma²: Python reads "
        "`/ 2 * sigma**2` from the left. Write `/ (2 * sigma**2)`.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y, half=0.5 * sigma**4) + _term(beta - mu, eta)
        ),
    ),
    (
        "sigma² and eta² multiplied",
        "Your squares are halved and then *multiplied* by sigma² and eta²: Python reads "
        "`/ 2 * sigma**2` from the left. Write `/ (2 * sigma**2)`.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y, half=0.5 * sigma**4)
            + _term(beta - mu, eta, half=0.5 * eta**4)
        ),
    ),
    (
        "eta[0] for all",
        "Your function gives every coefficient the first eta. Each has its own.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, np.full_like(eta, eta[0]))
        ),
    ),
    (
        "sigma² passed as an sd",
        "Your function hands sigma² to a density that wants a standard deviation: sigma itself.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma**2, X, y) + _term(beta - mu, eta)
        ),
    ),
    (
        "sigma for eta",
        "Your coefficients lie around mu with the standard deviation sigma. Theirs is eta.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y) + _term(beta - mu, np.full_like(eta, sigma))
        ),
    ),
    (
        "log sigma halved",
        "Your density of y has −½ n log sigma. The ½ belongs to log sigma²: −n log sigma.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y, log=0.5) + _term(beta - mu, eta)
        ),
    ),
    (
        "the factor of beta once",
        "Your function takes 2π of the coefficients into account once. Each of the J densities has "
        "its own.",
        lambda alpha, beta, sigma, mu, eta, X, y: (
            _likelihood(alpha, beta, sigma, X, y)
            + _term(beta - mu, eta, constant=False)
            - np.log(2 * np.pi) / 2
        ),
    ),
    (
        "log10",
        "Your function takes logarithms to base 10. Densities go with the natural one, `np.log`.",
        lambda alpha, *rest: _written_out(alpha, *rest) / np.log(10),
    ),
    (
        "alpha's sign",
        "Your mean of y is X beta − alpha. The intercept is added: alpha + X beta.",
        lambda alpha, *rest: _written_out(-alpha, *rest),
    ),
    (
        "the factors' sign",
        "Your exponents are right, but the logs of the factors are added. The densities are "
        "*divided* by sigma √(2π) and eta √(2π): subtract.",
        lambda alpha, *rest: -_written_out(alpha, *rest, sign=1.0),
    ),
):
    log_joint.misconception(_name, _says)(_program)


@log_joint.misconception(
    "log density of y not summed",
    "Your function returns one number for each observation: the n log densities of y have to be "
    "summed.",
    recognises=lambda yours, alpha, beta, sigma, mu, eta, X, y: (
        yours.size == len(y)
        and np.allclose(
            yours, stats.norm.logpdf(y, alpha + X @ beta, sigma) + _term(beta - mu, eta)
        )
    ),
)
def _(alpha, beta, sigma, mu, eta, X, y):
    return stats.norm.logpdf(y, alpha + X @ beta, sigma) + _term(beta - mu, eta)


# The hyperpriors


def _hyperpoints(rng):
    for J in (2, 1, 4):
        m, s, A, B = rng.normal(1, 2), rng.uniform(2, 8), rng.uniform(1, 4), rng.uniform(5, 12)
        # First beyond their scales, where a law shifted by its scale has a density, too.
        sigma, eta = rng.uniform(1, 9), rng.uniform(0.3, 9, J)
        if J == 2:
            sigma, eta = sigma + B, eta + A
        yield sigma, rng.normal(m, 2 * s, J), eta, m, s, A, B


def _half_cauchy(x, scale):
    return float(np.sum(np.log(2 / (np.pi * scale)) - np.log1p((x / scale) ** 2)))


@lesson.function(
    "11-log-hyperprior",
    cases=_hyperpoints,
    hints=(
        "Independent priors: the log densities add up, one for sigma, J for mu, J for eta.",
        "The half-Cauchy density of scale A is "
        "$\\frac{2}{\\pi A}\\,\\frac{1}{1 + (\\eta/A)^2}$ for $\\eta > 0$.",
        "`halfcauchy.logpdf(sigma, scale=B)` for sigma; the same with `A`, summed, for eta; "
        "`norm.logpdf` for mu.",
    ),
)
def log_hyperprior(sigma, mu, eta, m, s, A, B):
    """The log prior density of sigma, mu and eta."""
    of_mu = -np.sum(np.log(2 * np.pi * s**2) + ((mu - m) / s) ** 2) / 2
    return float(of_mu + _half_cauchy(sigma, B) + _half_cauchy(eta, A))


@log_hyperprior.variant("SciPy's densities")
def _(sigma, mu, eta, m, s, A, B):
    of_sigma = stats.halfcauchy.logpdf(sigma, scale=B)
    of_mu = stats.norm.logpdf(mu, m, s).sum()
    return of_sigma + of_mu + stats.halfcauchy.logpdf(eta, scale=A).sum()


@log_hyperprior.variant("twice a Cauchy density, a Student t with one degree of freedom")
def _(sigma, mu, eta, m, s, A, B):
    total = np.log(2) + stats.cauchy.logpdf(sigma, scale=B)
    for mu_j, eta_j in zip(mu, eta, strict=True):
        total += stats.norm.logpdf(mu_j, m, s) + np.log(2) + stats.t.logpdf(eta_j, 1, scale=A)
    return total


@log_hyperprior.misconception(
    "a whole Cauchy",
    "Your sigma and eta have the density of a Cauchy law, half of which lies below zero. Cut "
    "there, the other half is twice as high: a factor 2 for each.",
)
def _(sigma, mu, eta, m, s, A, B):
    twos = (len(eta) + 1) * np.log(2)
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + _term(mu - m, s) - twos


@log_hyperprior.misconception(
    "half-normal",
    "Your sigma and eta have half-normal priors. The half-Cauchy has heavy tails: it falls like "
    "the square of its argument, not exponentially.",
)
def _(sigma, mu, eta, m, s, A, B):
    wide = stats.halfnorm.logpdf(sigma, scale=B) + stats.halfnorm.logpdf(eta, scale=A).sum()
    return wide + _term(mu - m, s)


@log_hyperprior.misconception(
    "A and B swapped", "Your function gives sigma the scale A and eta the scale B: swap them."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, A) + _half_cauchy(eta, B) + _term(mu - m, s)


@log_hyperprior.misconception(
    "scale 1",
    "Your half-Cauchy laws have scale 1, whatever A and B are. In SciPy the scale goes in as "
    "`scale=`.",
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, 1) + _half_cauchy(eta, 1) + _term(mu - m, s)


@log_hyperprior.misconception(
    "scale by position",
    "Your half-Cauchy laws begin at B and A and have scale 1: in SciPy the second argument by "
    "position is a shift. Write `scale=B` and `scale=A`.",
)
def _(sigma, mu, eta, m, s, A, B):
    shifted = stats.halfcauchy.logpdf(sigma, B) + stats.halfcauchy.logpdf(eta, A).sum()
    return shifted + _term(mu - m, s)


@log_hyperprior.misconception(
    "1/scale dropped",
    "Your half-Cauchy densities are not divided by their scales A and B, so they do not integrate "
    "to 1.",
)
def _(sigma, mu, eta, m, s, A, B):
    scales = np.log(B) + len(eta) * np.log(A)
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + _term(mu - m, s) + scales


@log_hyperprior.misconception(
    "constants dropped",
    "Your half-Cauchy densities have only the part that depends on sigma and eta. A posterior does "
    "not mind, but asked for is the density: its factor 2/(π scale) belongs to it.",
)
def _(sigma, mu, eta, m, s, A, B):
    return -np.log1p((sigma / B) ** 2) - np.sum(np.log1p((eta / A) ** 2)) + _term(mu - m, s)


@log_hyperprior.misconception(
    "s read as a variance", "Your function treats s as the variance of mu. It is the sd."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + _term(mu - m, np.sqrt(s))


@log_hyperprior.misconception(
    "s² passed as an sd", "Your function hands s² to a density that wants the standard deviation."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + _term(mu - m, s**2)


@log_hyperprior.misconception("m ignored", "Your mu lies around 0. Its prior has the mean m.")
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A) + _term(mu, s)


@log_hyperprior.misconception(
    "mu left out", "Your function has no prior for mu: sigma and eta have theirs."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _half_cauchy(eta, A)


@log_hyperprior.misconception(
    "sigma left out", "Your function has no prior for sigma: mu and eta have theirs."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(eta, A) + _term(mu - m, s)


@log_hyperprior.misconception(
    "eta left out", "Your function has no prior for eta: sigma and mu have theirs."
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) + _term(mu - m, s)


@log_hyperprior.misconception(
    "prior on the variances",
    "Your function puts eta² and sigma² into the half-Cauchy density. The prior is on the standard "
    "deviations themselves.",
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma**2, B) + _half_cauchy(eta**2, A) + _term(mu - m, s)


@log_hyperprior.misconception(
    "1/eta",
    "Your eta has the prior 1/eta. With it the posterior does not exist: near eta = 0 its area is "
    "infinite, and a chain sooner or later falls into it.",
)
def _(sigma, mu, eta, m, s, A, B):
    return _half_cauchy(sigma, B) - np.sum(np.log(eta)) + _term(mu - m, s)


@log_hyperprior.misconception(
    "density, not its log", "Your function returns the density itself. Add logs instead."
)
def _(sigma, mu, eta, m, s, A, B):
    return np.exp(_half_cauchy(sigma, B) + _half_cauchy(eta, A) + _term(mu - m, s))


@log_hyperprior.misconception(
    "not summed",
    "Your function returns one number for each coefficient: mu and eta have J log densities each, "
    "and all of them are added.",
)
def _(sigma, mu, eta, m, s, A, B):
    of_mu, of_eta = stats.norm.logpdf(mu, m, s), stats.halfcauchy.logpdf(eta, scale=A)
    return _half_cauchy(sigma, B) + of_mu + of_eta


def _priors(*, sigma=_half_cauchy, eta=_half_cauchy, mu=lambda mu, m, s: _term(mu - m, s)):
    """The sum of the three log priors, with one of them mistaken on demand."""

    def program(sigma_, mu_, eta_, m, s, A, B):
        return sigma(sigma_, B) + eta(eta_, A) + mu(mu_, m, s)

    return program


def _shifted(x, scale):
    return np.sum(stats.halfcauchy.logpdf(x, scale))


for _name, _says, _program in (
    (
        "scale of sigma by position",
        "Your half-Cauchy law of sigma begins at B and has scale 1: in SciPy the second argument "
        "by position is a shift. Write `scale=B`.",
        _priors(sigma=_shifted),
    ),
    (
        "scale of eta by position",
        "Your half-Cauchy law of eta begins at A and has scale 1: in SciPy the second argument by "
        "position is a shift. Write `scale=A`.",
        _priors(eta=_shifted),
    ),
    (
        "A² and B² as scales",
        "Your half-Cauchy laws have the scales A² and B². The scales are A and B themselves; only "
        "the ratio eta/A is squared.",
        _priors(sigma=lambda x, B: _half_cauchy(x, B**2), eta=lambda x, A: _half_cauchy(x, A**2)),
    ),
    (
        "A² as the scale",
        "Your half-Cauchy law of eta has the scale A². The scale is A itself; only the ratio eta/A "
        "is squared.",
        _priors(eta=lambda x, A: _half_cauchy(x, A**2)),
    ),
    (
        "a whole Cauchy for sigma",
        "Your sigma has the density of a whole Cauchy law, half of which lies below zero: a factor "
        "2 is missing.",
        _priors(sigma=lambda x, B: _half_cauchy(x, B) - np.log(2)),
    ),
    (
        "a whole Cauchy for eta",
        "Your eta has the density of a whole Cauchy law, half of which lies below zero: a factor 2 "
        "for each is missing.",
        _priors(eta=lambda x, A: _half_cauchy(x, A) - len(x) * np.log(2)),
    ),
    (
        "the normal's constant once",
        "Your function subtracts log(s √(2π)) once. Each of the J densities of mu has this factor.",
        _priors(
            mu=lambda mu, m, s: _term(mu - m, s) + (len(mu) - 1) * np.log(s * np.sqrt(2 * np.pi))
        ),
    ),
    (
        "eta's ratio not squared",
        "Your density of eta has 1 + eta/A. The ratio is squared: 1 + (eta/A)².",
        _priors(eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - np.log1p(x / A))),
    ),
    (
        "A not squared",
        "Your densities have 1 + eta²/A. The whole ratio is squared: 1 + (eta/A)².",
        _priors(
            sigma=lambda x, B: np.log(2 / (np.pi * B)) - np.log1p(x**2 / B),
            eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - np.log1p(x**2 / A)),
        ),
    ),
    (
        "A not squared, sigma right",
        "Your density of eta has 1 + eta²/A. The whole ratio is squared: 1 + (eta/A)².",
        _priors(eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - np.log1p(x**2 / A))),
    ),
    (
        "sign of the log",
        "Your function adds log(1 + (eta/A)²). It stands in the denominator: subtract.",
        _priors(
            sigma=lambda x, B: np.log(2 / (np.pi * B)) + np.log1p((x / B) ** 2),
            eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) + np.log1p((x / A) ** 2)),
        ),
    ),
    (
        "roots of A and B as scales",
        "Your half-Cauchy laws have the roots of A and B as their scales. A and B are not "
        "variances: no root.",
        _priors(
            sigma=lambda x, B: _half_cauchy(x, np.sqrt(B)),
            eta=lambda x, A: _half_cauchy(x, np.sqrt(A)),
        ),
    ),
    (
        "all constants dropped",
        "Your function has only what depends on sigma, mu and eta. A posterior does not mind, but "
        "asked for are densities: their constants belong to them.",
        _priors(
            sigma=lambda x, B: -np.log1p((x / B) ** 2),
            eta=lambda x, A: -np.sum(np.log1p((x / A) ** 2)),
            mu=lambda mu, m, s: _term(mu - m, s, log=0, constant=False),
        ),
    ),
    (
        "the normal's constant dropped",
        "Your density of mu is its exponent alone; the factor 1/(s √(2π)) is missing.",
        _priors(mu=lambda mu, m, s: _term(mu - m, s, log=0, constant=False)),
    ),
    (
        "no 2π",
        "Your density of mu leaves out its 2π.",
        _priors(mu=lambda mu, m, s: _term(mu - m, s, constant=False)),
    ),
    (
        "eta's constant once",
        "Your function adds log(2/(π A)) once. Each of the J etas has this factor: J times.",
        _priors(eta=lambda x, A: _half_cauchy(x, A) - (len(x) - 1) * np.log(2 / (np.pi * A))),
    ),
    (
        "(1 + eta/A)²",
        "Your half-Cauchy densities have (1 + eta/A)². Only the ratio is squared: 1 + (eta/A)².",
        _priors(
            sigma=lambda x, B: np.log(2 / (np.pi * B)) - 2 * np.log1p(x / B),
            eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - 2 * np.log1p(x / A)),
        ),
    ),
    (
        "ratio not squared",
        "Your half-Cauchy densities have 1 + eta/A. The ratio is squared: 1 + (eta/A)².",
        _priors(
            sigma=lambda x, B: np.log(2 / (np.pi * B)) - np.log1p(x / B),
            eta=lambda x, A: np.sum(np.log(2 / (np.pi * A)) - np.log1p(x / A)),
        ),
    ),
    (
        "multiplied by the scale",
        "Your half-Cauchy densities are multiplied by A and B: Python reads `2 / np.pi * A` from "
        "the left. Write `2 / (np.pi * A)`.",
        _priors(
            sigma=lambda x, B: _half_cauchy(x, B) + 2 * np.log(B),
            eta=lambda x, A: _half_cauchy(x, A) + 2 * len(x) * np.log(A),
        ),
    ),
    (
        "Jacobian added",
        "Your function adds log sigma and log eta. That is right for densities *of* log sigma and "
        "log eta; here they are of sigma and eta themselves.",
        _priors(
            sigma=lambda x, B: _half_cauchy(x, B) + np.log(x),
            eta=lambda x, A: _half_cauchy(x, A) + np.sum(np.log(x)),
        ),
    ),
    (
        "mu with eta as its sd",
        "Your mu has the standard deviation eta. That is how beta lies around mu; mu itself lies "
        "around m with standard deviation s.",
        lambda sigma, mu, eta, m, s, A, B: (
            _half_cauchy(sigma, B) + _half_cauchy(eta, A) + _term(mu - m, eta)
        ),
    ),
    (
        "eta not summed",
        "Your function returns one number for each coefficient: the J log densities of eta have to "
        "be summed.",
        _priors(eta=lambda x, A: stats.halfcauchy.logpdf(x, scale=A)),
    ),
    (
        "mu not summed",
        "Your function returns one number for each coefficient: the J log densities of mu have to "
        "be summed.",
        _priors(mu=lambda mu, m, s: stats.norm.logpdf(mu, m, s)),
    ),
):
    log_hyperprior.misconception(_name, _says)(_program)


# What one estimate says about its eta


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
        "`norm.logpdf(estimate, m, np.sqrt(...))` with the root of the sum of the three variances.",
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


def _law(distance, variance):
    return -0.5 * np.log(2 * np.pi * variance) - distance**2 / (2 * variance)


@eta_likelihood.misconception(
    "mu not integrated out",
    "Your variance is that around a known mu: it lacks s². Not knowing mu spreads the estimate, "
    "too.",
)
def _(eta, estimate, standard_error, m, s):
    return _law(estimate - m, standard_error**2 + eta**2)


@eta_likelihood.misconception(
    "beta taken as known",
    "Your variance lacks the squared standard error: it treats the estimate as if it were beta "
    "itself.",
)
def _(eta, estimate, standard_error, m, s):
    return _law(estimate - m, s**2 + eta**2 + 0 * standard_error)


@eta_likelihood.misconception(
    "sds added",
    "Your sd is the sum of the three sds. Of independent pieces the *variances* add up.",
)
def _(eta, estimate, standard_error, m, s):
    return _law(estimate - m, (standard_error + eta + s) ** 2)


@eta_likelihood.misconception(
    "sds added as variances",
    "Your variance is the sum of the three sds: square each of them first.",
)
def _(eta, estimate, standard_error, m, s):
    return _law(estimate - m, standard_error + eta + s)


@eta_likelihood.misconception(
    "standard error not squared",
    "Your variance has eta² and s², but the standard error unsquared.",
)
def _(eta, estimate, standard_error, m, s):
    return _law(estimate - m, standard_error + eta**2 + s**2)


@eta_likelihood.misconception(
    "variance passed as sd",
    "Your function hands the sum of the variances to a density that wants the standard deviation: "
    "take the root.",
)
def _(eta, estimate, standard_error, m, s):
    return _law(estimate - m, (standard_error**2 + eta**2 + s**2) ** 2)


@eta_likelihood.misconception(
    "precisions added",
    "Your function adds precisions, 1/variance. That is how two sources of knowledge about one "
    "number combine; here independent pieces of *error* do, and variances add up.",
)
def _(eta, estimate, standard_error, m, s):
    return _law(estimate - m, 1 / (1 / standard_error**2 + 1 / eta**2 + 1 / s**2))


@eta_likelihood.misconception(
    "exponent alone",
    "Your function has only the exponent. The factor 1/sd depends on eta, so it is no constant: "
    "without it the widest eta would always be the best.",
)
def _(eta, estimate, standard_error, m, s):
    variance = standard_error**2 + eta**2 + s**2
    return -((estimate - m) ** 2) / (2 * variance)


@eta_likelihood.misconception(
    "no 2π",
    "Your function leaves out the 2π. No posterior minds, but it is no log density then.",
)
def _(eta, estimate, standard_error, m, s):
    variance = standard_error**2 + eta**2 + s**2
    return _law(estimate - m, variance) + 0.5 * np.log(2 * np.pi)


@eta_likelihood.misconception(
    "log of the variance not halved",
    "Your function has −log of the variance where it should have −½ log of it, that is −log sd.",
)
def _(eta, estimate, standard_error, m, s):
    variance = standard_error**2 + eta**2 + s**2
    return _law(estimate - m, variance) - 0.5 * np.log(variance)


@eta_likelihood.misconception(
    "exponent's sign", "Your exponent has lost its minus sign: a farther estimate is denser."
)
def _(eta, estimate, standard_error, m, s):
    variance = standard_error**2 + eta**2 + s**2
    return _law(estimate - m, variance) + (estimate - m) ** 2 / variance


@eta_likelihood.misconception("no ½", "Your exponent lacks its ½.")
def _(eta, estimate, standard_error, m, s):
    variance = standard_error**2 + eta**2 + s**2
    return _law(estimate - m, variance) - (estimate - m) ** 2 / (2 * variance)


@eta_likelihood.misconception(
    "m ignored", "Your estimate lies around 0. It lies around m, the mean of mu."
)
def _(eta, estimate, standard_error, m, s):
    return _law(estimate, standard_error**2 + eta**2 + s**2)


@eta_likelihood.misconception(
    "density, not its log", "Your function returns the density itself. Take its logarithm."
)
def _(eta, estimate, standard_error, m, s):
    return np.exp(_law(estimate - m, standard_error**2 + eta**2 + s**2))


@eta_likelihood.misconception(
    "summed",
    "Your function sums over eta. Each eta is another answer to one question; the result has one "
    "log density for each.",
)
def _(eta, estimate, standard_error, m, s):
    return _law(estimate - m, standard_error**2 + eta**2 + s**2).sum()


for _name, _says, _program in (
    (
        "eta not squared",
        "Your variance has s² and the squared standard error, but eta unsquared.",
        lambda eta, b, se, m, s: _law(b - m, eta + s**2 + se**2),
    ),
    (
        "s not squared",
        "Your variance has eta² and the squared standard error, but s unsquared.",
        lambda eta, b, se, m, s: _law(b - m, eta**2 + s + se**2),
    ),
    (
        "eta alone",
        "Your sd is eta alone: that would be the spread of beta around a known mu. The estimate "
        "also has the spread of mu around m and its own error.",
        lambda eta, b, se, m, s: _law(b - m, eta**2),
    ),
    (
        "against eta = 0",
        "Your log density is taken relative to that at eta = 0. That is what the next cell prints; "
        "asked for is the log density itself.",
        lambda eta, b, se, m, s: _law(b - m, eta**2 + s**2 + se**2) - _law(b - m, s**2 + se**2),
    ),
    (
        "three densities",
        "Your function adds the log densities of three laws. To integrate beta and mu out gives "
        "*one* normal law, whose variance is the sum of the three.",
        lambda eta, b, se, m, s: _law(b - m, eta**2) + _law(b - m, s**2) + _law(b - m, se**2),
    ),
    (
        "prior of eta added",
        "Your function adds the prior of eta. Asked for is what the *estimate* says, its "
        "likelihood; the prior comes in later, by the even shares.",
        lambda eta, b, se, m, s: (
            _law(b - m, eta**2 + s**2 + se**2) + stats.halfcauchy.logpdf(eta, scale=5)
        ),
    ),
    (
        "standardised, log sd forgotten",
        "Your function is the log density of the *standardised* estimate. The estimate's own has "
        "−log sd besides, and that depends on eta.",
        lambda eta, b, se, m, s: stats.norm.logpdf((b - m) / np.sqrt(eta**2 + s**2 + se**2)),
    ),
):
    eta_likelihood.misconception(_name, _says)(_program)


# beta, given sigma and eta


def _worlds(rng):
    """Predictors far from zero: there raw and centred ones differ."""
    for n, J in ((7, 2), (11, 3), (9, 1)):
        X = rng.normal(2, 1, (n, J))
        y = 5 + X @ rng.normal(1, 2, J) + rng.normal(0, 1.5, n)
        yield rng.uniform(0.7, 2), rng.uniform(0.4, 3, J), X, y, rng.normal(2, 1), rng.uniform(2, 5)


def _normal_law(precision, linear):
    """Mean and covariance of the normal law ∝ exp(linear'b − b' precision b / 2)."""
    covariance = np.linalg.inv(precision)
    return covariance @ linear, covariance


def _pieces(X, y, sigma):
    """X'X/sigma² and X'y/sigma² of centred data."""
    centred = X - X.mean(axis=0)
    return centred.T @ centred / sigma**2, centred.T @ (y - y.mean()) / sigma**2


@lesson.function(
    "11-beta-given",
    cases=_worlds,
    parts=("mean", "covariance"),
    hints=(
        "With mu integrated out, beta_j has the prior N(m, eta_j² + s²). With alpha integrated "
        "out, the columns of X are centred. What is left is a normal prior and a normal "
        "likelihood, as in lesson 08.",
        "Precisions add up: $P = X_c'X_c/\\sigma^2 + \\mathrm{diag}(1/w)$ with "
        "$w_j = \\eta_j^2 + s^2$. The covariance is $P^{-1}$, the mean "
        "$P^{-1}(X_c'y/\\sigma^2 + m/w)$.",
        "`Xc = X - X.mean(axis=0)`, `w = eta**2 + s**2`, "
        "`covariance = np.linalg.inv(Xc.T @ Xc / sigma**2 + np.diag(1 / w))`. Return "
        "`mean, covariance`.",
    ),
)
def beta_given(sigma, eta, X, y, m, s):
    """The law of beta given sigma and eta: mean and covariance."""
    # alpha, beta and mu as one normal law, in which alpha and mu are then left unlooked at.
    n, J = X.shape
    design = np.column_stack([np.ones(n), X, np.zeros((n, J))])
    towards = np.column_stack([np.zeros(J), np.eye(J), -np.eye(J)]) / eta[:, None]
    hyper = np.column_stack([np.zeros((J, 1 + J)), np.eye(J)]) / s
    rows = np.vstack([design / sigma, towards, hyper])
    targets = np.concatenate([y / sigma, np.zeros(J), np.full(J, m / s)])
    everything = np.linalg.pinv(rows)
    block = slice(1, 1 + J)
    return (everything @ targets)[block], (everything @ everything.T)[block, block]


@beta_given.variant("precisions added")
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    w = eta**2 + s**2
    return _normal_law(gram + np.diag(1 / w), products + m / w)


@beta_given.variant("only X centred")
def _(sigma, eta, X, y, m, s):
    Xc, w = X - X.mean(axis=0), eta**2 + s**2
    P = Xc.T @ Xc / sigma**2 + np.diag(1 / w)
    return {
        "mean": np.linalg.solve(P, Xc.T @ y / sigma**2 + m / w),
        "covariance": np.linalg.inv(P),
    }


@beta_given.variant("the estimate pulled towards m")
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    V, W = np.linalg.inv(gram), np.diag(eta**2 + s**2)
    pull = V @ np.linalg.inv(V + W)
    estimate = V @ products
    return estimate + pull @ (m - estimate), V - pull @ V


def _beta_with(w, *, mean=None):
    """The law of beta for other prior variances w(eta, s)."""

    def program(sigma, eta, X, y, m, s):
        gram, products = _pieces(X, y, sigma)
        weights = np.broadcast_to(w(eta, s), eta.shape)
        pulled = m / weights if mean is None else mean(m, weights)
        return _normal_law(gram + np.diag(1 / weights), products + pulled)

    return program


for _name, _says, _program in (
    (
        "mu held at m",
        "Your prior variance is eta² alone: that is the law of beta if mu were known to be m. With "
        "mu integrated out, its s² comes on top.",
        _beta_with(lambda eta, s: eta**2),
    ),
    (
        "eta left out",
        "Your prior variance is s² alone. beta_j lies around mu_j with its own spread, eta_j, and "
        "that comes on top.",
        _beta_with(lambda eta, s: s**2),
    ),
    (
        "precisions of eta and s added",
        "Your prior variance is (1/eta² + 1/s²)⁻¹, the variance of mu given beta. To get from m to "
        "beta, two steps follow each other, and their variances add up.",
        _beta_with(lambda eta, s: 1 / (1 / eta**2 + 1 / s**2)),
    ),
    (
        "sds added",
        "Your prior variance is (eta + s)². Of two independent steps the variances add up, not the "
        "standard deviations.",
        _beta_with(lambda eta, s: (eta + s) ** 2),
    ),
    (
        "eta and s read as variances",
        "Your prior variance is eta + s. Both are standard deviations: square them.",
        _beta_with(lambda eta, s: eta + s),
    ),
    (
        "prior precision inverted",
        "Your precision has the prior *variances* on its diagonal. Precisions add up: 1/w.",
        lambda sigma, eta, X, y, m, s: _normal_law(
            _pieces(X, y, sigma)[0] + np.diag(eta**2 + s**2),
            _pieces(X, y, sigma)[1] + m / (eta**2 + s**2),
        ),
    ),
    (
        "m forgotten",
        "Your mean is pulled towards 0. The prior has its centre at m: add m/w to X'y/sigma².",
        _beta_with(lambda eta, s: eta**2 + s**2, mean=lambda m, w: 0 * w),
    ),
    (
        "m not divided by w",
        "Your mean adds m itself to X'y/sigma². The prior counts with its precision: m/w.",
        _beta_with(lambda eta, s: eta**2 + s**2, mean=lambda m, w: m + 0 * w),
    ),
):
    beta_given.misconception(_name, _says)(_program)


@beta_given.misconception(
    "raw X",
    "Your function does not centre X, so it draws planes through the origin. alpha is integrated "
    "out, and that centres the columns: `X - X.mean(axis=0)`.",
)
def _(sigma, eta, X, y, m, s):
    w = eta**2 + s**2
    return _normal_law(X.T @ X / sigma**2 + np.diag(1 / w), X.T @ y / sigma**2 + m / w)


@beta_given.misconception(
    "X'X not centred",
    "Your X'y is centred, through X or through y, but X'X holds the raw columns. alpha is "
    "integrated out, and that centres X in both.",
)
def _(sigma, eta, X, y, m, s):
    w, yc = eta**2 + s**2, y - y.mean()
    return _normal_law(X.T @ X / sigma**2 + np.diag(1 / w), X.T @ yc / sigma**2 + m / w)


@beta_given.misconception(
    "least squares",
    "Your law is that of least squares: the prior is left out of both mean and covariance.",
)
def _(sigma, eta, X, y, m, s):
    return _normal_law(*_pieces(X, y, sigma))


@beta_given.misconception(
    "sigma not squared",
    "Your function divides X'X and X'y by sigma where it should divide by its square.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, np.sqrt(sigma))
    w = eta**2 + s**2
    return _normal_law(gram + np.diag(1 / w), products + m / w)


@beta_given.misconception(
    "X'y not divided",
    "Your covariance is right. In your mean X'y is not divided by sigma², though X'X is.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    w = eta**2 + s**2
    return _normal_law(gram + np.diag(1 / w), products * sigma**2 + m / w)


@beta_given.misconception(
    "sigma left out",
    "Your function adds X'X itself to the prior precision. The data count with the precision "
    "1/sigma² of one observation.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, 1.0)
    w = eta**2 + s**2
    return _normal_law(gram + np.diag(1 / w), products + m / w)


@beta_given.misconception(
    "precision for covariance",
    "Your mean is right. The matrix is the precision; wanted is its inverse, the covariance.",
)
def _(sigma, eta, X, y, m, s):
    mean, covariance = beta_given.variants["precisions added"](sigma, eta, X, y, m, s)
    return mean, np.linalg.inv(covariance)


@beta_given.misconception(
    "linear term for mean",
    "Your covariance is right. Your mean is X'y/sigma² + m/w itself; it still has to be multiplied "
    "by the covariance.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    w = eta**2 + s**2
    return products + m / w, np.linalg.inv(gram + np.diag(1 / w))


@beta_given.misconception(
    "conjugate prior",
    "Your covariance is multiplied by sigma², as in the conjugate prior of lesson 08. Here the "
    "prior of beta does not know sigma: the covariance is the inverse of P alone.",
)
def _(sigma, eta, X, y, m, s):
    mean, covariance = beta_given.variants["precisions added"](sigma, eta, X, y, m, s)
    return mean, sigma**2 * covariance


@beta_given.misconception(
    "variances for covariance",
    "Your mean is right. The second result holds the variances alone; a draw of beta needs the "
    "whole covariance matrix.",
)
def _(sigma, eta, X, y, m, s):
    mean, covariance = beta_given.variants["precisions added"](sigma, eta, X, y, m, s)
    return mean, np.diag(covariance)


@beta_given.misconception(
    "sds for covariance",
    "Your mean is right. The second result holds standard deviations; a draw of beta needs the "
    "whole covariance matrix.",
)
def _(sigma, eta, X, y, m, s):
    mean, covariance = beta_given.variants["precisions added"](sigma, eta, X, y, m, s)
    return mean, np.sqrt(np.diag(covariance))


@beta_given.misconception(
    "correlations dropped",
    "Your mean is right. Your covariance is diagonal: it has lost the correlations between the "
    "coefficients.",
)
def _(sigma, eta, X, y, m, s):
    mean, covariance = beta_given.variants["precisions added"](sigma, eta, X, y, m, s)
    return mean, np.diag(np.diag(covariance))


def _right_beta(sigma, eta, X, y, m, s):
    return beta_given.variants["precisions added"](sigma, eta, X, y, m, s)


def _with_vague_alpha(variance, sigma, eta, X, y, m, s):
    """alpha not flat but with a wide normal prior around 0."""
    design = np.column_stack([np.ones(len(y)), X])
    precision = design.T @ design / sigma**2
    precision += np.diag(np.append(1 / variance, 1 / (eta**2 + s**2)))
    linear = design.T @ y / sigma**2 + np.append(0, m / (eta**2 + s**2))
    mean, covariance = _normal_law(precision, linear)
    return mean[1:], covariance[1:, 1:]


def _has_vague_alpha(yours, *case):
    laws = (_with_vague_alpha(10.0**k, *case) for k in range(2, 9))
    return any(
        np.allclose(yours["mean"], mean, rtol=1e-8, atol=0)
        and np.allclose(yours["covariance"], covariance, rtol=1e-8, atol=1e-14)
        for mean, covariance in laws
    )


@beta_given.misconception(
    "a vague prior of alpha",
    "Your alpha has a wide normal prior. Here its prior is flat: no term of its own in the "
    "precision.",
    recognises=_has_vague_alpha,
)
def _(sigma, eta, X, y, m, s):
    return _with_vague_alpha(1e4, sigma, eta, X, y, m, s)


@beta_given.misconception(
    "sd for the prior variance",
    "Your w is √(eta² + s²), a standard deviation. Precisions are one over *variances*: "
    "w = eta² + s².",
)
def _(sigma, eta, X, y, m, s):
    return _beta_with(lambda eta, s: np.hypot(eta, s))(sigma, eta, X, y, m, s)


@beta_given.misconception(
    "prior precision inverted throughout",
    "Your function takes eta² + s² for the prior's *precision*, in the matrix and in m w. It is "
    "the variance: 1/w and m/w.",
)
def _(sigma, eta, X, y, m, s):
    return _beta_with(lambda eta, s: 1 / (eta**2 + s**2))(sigma, eta, X, y, m, s)


@beta_given.misconception(
    "ridge form, covariance without sigma²",
    "Your mean is right. Your covariance is the inverse of X'X + sigma²/w; in that form it has to "
    "be multiplied by sigma².",
)
def _(sigma, eta, X, y, m, s):
    mean, covariance = _right_beta(sigma, eta, X, y, m, s)
    return mean, covariance / sigma**2


@beta_given.misconception(
    "ridge form, m without sigma²",
    "Your covariance is right. In your mean X'y is not divided by sigma², so m/w has to be "
    "multiplied by it.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    w = eta**2 + s**2
    return _normal_law(gram + np.diag(1 / w), products + m / w / sigma**2)


@beta_given.misconception(
    "the mean of least squares",
    "Your covariance is right. Your mean is that of least squares; the prior pulls it towards m.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    return np.linalg.solve(gram, products), _right_beta(sigma, eta, X, y, m, s)[1]


@beta_given.misconception(
    "the covariance of least squares",
    "Your mean is right. Your covariance is that of least squares; the prior makes it smaller.",
)
def _(sigma, eta, X, y, m, s):
    return _right_beta(sigma, eta, X, y, m, s)[0], np.linalg.inv(_pieces(X, y, sigma)[0])


@beta_given.misconception(
    "covariance with alpha known",
    "Your mean is right. Your covariance holds the raw X'X: it is the inverse of a block of the "
    "precision, the law of beta if alpha were *known*. To integrate alpha out, take the block of "
    "the inverse, or centre X.",
)
def _(sigma, eta, X, y, m, s):
    precision = X.T @ X / sigma**2 + np.diag(1 / (eta**2 + s**2))
    return _right_beta(sigma, eta, X, y, m, s)[0], np.linalg.inv(precision)


@beta_given.misconception(
    "m times w",
    "Your covariance is right. Your mean adds m w where m/w belongs: the prior counts with its "
    "precision.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    w = eta**2 + s**2
    return _normal_law(gram + np.diag(1 / w), products + m * w)


@beta_given.misconception(
    "X'X not divided",
    "Your precision has X'X undivided, though X'y is divided by sigma². Divide both.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    w = eta**2 + s**2
    return _normal_law(gram * sigma**2 + np.diag(1 / w), products + m / w)


@beta_given.misconception(
    "root for covariance",
    "Your mean is right. Your matrix is the covariance's root; `draw_normal` takes the root "
    "itself. Return the covariance.",
)
def _(sigma, eta, X, y, m, s):
    mean, covariance = _right_beta(sigma, eta, X, y, m, s)
    return mean, np.linalg.cholesky(covariance)


@beta_given.misconception(
    "one w for all",
    "Your prior variance is that of the first coefficient, for all of them. Each has its own "
    "eta_j.",
)
def _(sigma, eta, X, y, m, s):
    return _beta_with(lambda eta, s: eta[0] ** 2 + s**2)(sigma, eta, X, y, m, s)


@beta_given.misconception(
    "1/w in every entry",
    "Your function adds 1/w to every row of X'X/sigma². It belongs on the diagonal: `np.diag`.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    w = eta**2 + s**2
    return _normal_law(gram + 1 / w, products + m / w)


@beta_given.misconception(
    "m added to the mean",
    "Your mean adds m to what the data give. Measured from m, the data are y − X m; or put m/w "
    "into the bracket.",
)
def _(sigma, eta, X, y, m, s):
    gram, products = _pieces(X, y, sigma)
    mean, covariance = _normal_law(gram + np.diag(1 / (eta**2 + s**2)), products)
    return m + mean, covariance


# mu, given beta and eta


def _coefficients(rng):
    for J in (2, 5, 3):
        yield rng.normal(4, 3, J), rng.uniform(0.4, 3, J), rng.normal(1, 2), rng.uniform(1, 4)


@lesson.function(
    "11-mu-given",
    cases=_coefficients,
    parts=("mean", "variance"),
    hints=(
        "mu_j is known from two sides: from its prior, N(m, s²), and from one observation of it, "
        "beta_j, whose standard deviation is eta_j.",
        "Precisions add up, $1/v_j = 1/\\eta_j^2 + 1/s^2$, and the mean is the average of beta_j "
        "and m weighted by them.",
        "`v = 1 / (1 / eta**2 + 1 / s**2)`; return `v * (beta / eta**2 + m / s**2), v`.",
    ),
)
def mu_given(beta, eta, m, s):
    """The law of mu given beta and eta: mean and variance."""
    # Regression of mu on beta in their joint normal law.
    weight = s**2 / (s**2 + eta**2)
    return m + weight * (beta - m), s**2 - weight * s**2


@mu_given.variant("precisions added")
def _(beta, eta, m, s):
    v = 1 / (1 / eta**2 + 1 / s**2)
    return v * (beta / eta**2 + m / s**2), v


@mu_given.variant("a loop")
def _(beta, eta, m, s):
    v = [(eta_j * s) ** 2 / (eta_j**2 + s**2) for eta_j in eta]
    mean = [v_j * (b / eta_j**2 + m / s**2) for v_j, b, eta_j in zip(v, beta, eta, strict=True)]
    return mean, v


def _v(eta, s):
    return 1 / (1 / eta**2 + 1 / s**2)


@mu_given.misconception(
    "sd for variance",
    "Your mean is right. Your second result is the standard deviation; wanted is the variance.",
)
def _(beta, eta, m, s):
    return mu_given.program(beta, eta, m, s)[0], np.sqrt(_v(eta, s))


@mu_given.misconception(
    "precision for variance",
    "Your mean is right. Your second result is the precision; wanted is one over that.",
)
def _(beta, eta, m, s):
    return mu_given.program(beta, eta, m, s)[0], 1 / _v(eta, s)


@mu_given.misconception(
    "variances added",
    "Your variance is eta² + s². That is the variance of beta with mu integrated out; knowing beta "
    "makes mu *more* certain: precisions add up.",
)
def _(beta, eta, m, s):
    return mu_given.program(beta, eta, m, s)[0], eta**2 + s**2


@mu_given.misconception(
    "weights swapped",
    "Your mean gives beta the weight that belongs to m, and the other way round. The narrower of "
    "two sources counts more: beta has the precision 1/eta².",
)
def _(beta, eta, m, s):
    v = _v(eta, s)
    return v * (beta / s**2 + m / eta**2), v


@mu_given.misconception(
    "eta and s read as variances",
    "Your function treats eta and s as variances: 1/eta + 1/s. Both are standard deviations.",
)
def _(beta, eta, m, s):
    v = 1 / (1 / eta + 1 / s)
    return v * (beta / eta + m / s), v


@mu_given.misconception(
    "no hyperprior",
    "Your mu has the law N(beta, eta²): its own prior is left out.",
)
def _(beta, eta, m, s):
    return beta, eta**2


@mu_given.misconception(
    "prior alone", "Your mu has its prior law, N(m, s²). It has seen one number: beta_j."
)
def _(beta, eta, m, s):
    return np.full_like(beta, m), np.full_like(beta, s**2)


@mu_given.misconception(
    "plain average",
    "Your mean is halfway between beta and m, whatever eta and s are. Weigh them by their "
    "precisions.",
)
def _(beta, eta, m, s):
    return (beta + m) / 2, _v(eta, s)


@mu_given.misconception("m ignored", "Your mean is pulled towards 0; the prior's mean is m.")
def _(beta, eta, m, s):
    v = _v(eta, s)
    return v * beta / eta**2, v


@mu_given.misconception(
    "one mu for all",
    "Your function draws one mu for all coefficients together. That is the exchangeable model, at "
    "the end of this lesson; in this one every beta_j has a mu_j of its own.",
)
def _(beta, eta, m, s):
    v = 1 / (np.sum(1 / eta**2) + 1 / s**2)
    mean = v * (np.sum(beta / eta**2) + m / s**2)
    return np.full_like(beta, mean), np.full_like(beta, v)


@mu_given.misconception(
    "not multiplied by v",
    "Your variance is right. Your mean is beta/eta² + m/s² itself; it still has to be multiplied "
    "by the variance.",
)
def _(beta, eta, m, s):
    return beta / eta**2 + m / s**2, _v(eta, s)


for _name, _says, _program in (
    (
        "variances added throughout",
        "Your v is eta² + s², in the mean and as the variance. That is the variance of beta with "
        "mu integrated out; knowing beta makes mu *more* certain: v = 1/(1/eta² + 1/s²).",
        lambda beta, eta, m, s: (
            (eta**2 + s**2) * (beta / eta**2 + m / s**2),
            eta**2 + s**2,
        ),
    ),
    (
        "s not inverted",
        "Your v is 1/(1/eta² + s²). Both sources count with their precisions: 1/s².",
        lambda beta, eta, m, s: (
            (beta / eta**2 + m / s**2) / (1 / eta**2 + s**2),
            1 / (1 / eta**2 + s**2),
        ),
    ),
    (
        "m over s",
        "Your variance is right. In your mean m is divided by s where it should be by s².",
        lambda beta, eta, m, s: (_v(eta, s) * (beta / eta**2 + m / s), _v(eta, s)),
    ),
    (
        "beta over eta",
        "Your variance is right. In your mean beta is divided by eta where it should be by eta².",
        lambda beta, eta, m, s: (_v(eta, s) * (beta / eta + m / s**2), _v(eta, s)),
    ),
    (
        "matrix for variances",
        "Your mean is right. Your variances stand on the diagonal of a matrix; return them as an "
        "array of length J.",
        lambda beta, eta, m, s: (mu_given.program(beta, eta, m, s)[0], np.diag(_v(eta, s))),
    ),
    (
        "mean and variance exchanged",
        "The order is mean, variance: yours are exchanged.",
        lambda beta, eta, m, s: mu_given.program(beta, eta, m, s)[::-1],
    ),
    (
        "divided by v",
        "Your variance is right. Your mean is divided by v where it should be multiplied.",
        lambda beta, eta, m, s: ((beta / eta**2 + m / s**2) / _v(eta, s), _v(eta, s)),
    ),
    (
        "the prior of beta",
        "Your law is N(m, eta² + s²): that of *beta* with mu integrated out. Asked for is mu, and "
        "beta is known.",
        lambda beta, eta, m, s: (np.full_like(beta, m), eta**2 + s**2),
    ),
):
    mu_given.misconception(_name, _says)(_program)


# sigma², given beta and its auxiliary variable


def _residual_worlds(rng):
    for n, J in ((7, 2), (12, 3), (9, 1)):
        X = rng.normal(2, 1, (n, J))
        beta = rng.normal(1, 2, J)
        y = 5 + X @ beta + rng.normal(0, 1.5, n)
        yield beta + rng.normal(0, 0.5, J), rng.uniform(0.5, 4), X, y


def _centred_squares(beta, X, y):
    residuals = y - X @ beta
    return np.sum((residuals - residuals.mean()) ** 2)


def _scale_of_sigma(beta, zeta, X, y):
    return _centred_squares(beta, X, y) / 2 + 1 / zeta


SHAPE_SCALE = "The order is shape, scale: yours are swapped."


@lesson.function(
    "11-sigma-given",
    cases=_residual_worlds,
    parts=("shape", "scale"),
    hints=(
        "Collect the powers of sigma² and the terms in 1/sigma² of three factors: n normal "
        "densities, what integrating alpha out adds, and IG(½, 1/zeta).",
        "The densities give $(\\sigma^2)^{-n/2}$; integrating out alpha, whose law is "
        "N(·, σ²/n), gives back $(\\sigma^2)^{1/2}$; the auxiliary prior gives "
        "$(\\sigma^2)^{-1/2-1}$. An IG(a, b) density has $(\\sigma^2)^{-a-1}$.",
        "The shape is n/2. With `residuals = y - X @ beta`, centred to mean 0, the scale is half "
        "their sum of squares plus `1 / zeta`.",
    ),
)
def sigma_given(beta, zeta, X, y):
    """The law of sigma² given beta and zeta: shape and scale."""
    n = len(y)
    return n / 2, n * np.var(y - X @ beta) / 2 + 1 / zeta


@sigma_given.variant("everything centred first")
def _(beta, zeta, X, y):
    residuals = (y - y.mean()) - (X - X.mean(axis=0)) @ beta
    return len(y) / 2, residuals @ residuals / 2 + 1 / zeta


@sigma_given.variant("the residuals centred")
def _(beta, zeta, X, y):
    return 0.5 * len(X), _scale_of_sigma(beta, zeta, X, y)


def _sigma_with(shape=lambda n, J: n / 2, scale=_scale_of_sigma):
    return lambda beta, zeta, X, y: (shape(*X.shape), scale(beta, zeta, X, y))


for _name, _says, _program in (
    (
        "shape (n − 1)/2",
        "Your shape is (n − 1)/2: that is right for the n densities with alpha integrated out, but "
        "the half-Cauchy prior, IG(½, 1/zeta), adds ½ of its own.",
        _sigma_with(lambda n, J: (n - 1) / 2),
    ),
    (
        "shape (n + 1)/2",
        "Your shape is (n + 1)/2: right if alpha were known. It is integrated out, and costs one "
        "degree of freedom, that is ½.",
        _sigma_with(lambda n, J: (n + 1) / 2),
    ),
    (
        "shape (n − p)/2",
        "Your shape counts the coefficients as degrees of freedom. beta is *given* here; only "
        "alpha is integrated out.",
        _sigma_with(lambda n, J: (n - J - 1) / 2),
    ),
    (
        "shape (n − J)/2",
        "Your shape subtracts a degree of freedom for each coefficient. beta is *given* here; only "
        "alpha is integrated out.",
        _sigma_with(lambda n, J: (n - J) / 2),
    ),
    (
        "no prior",
        "Your law is that of a flat prior on log sigma: the half-Cauchy's ½ in the shape and its "
        "1/zeta in the scale are both missing.",
        _sigma_with(lambda n, J: (n - 1) / 2, lambda b, z, X, y: _centred_squares(b, X, y) / 2),
    ),
    (
        "shape n/2 + 1",
        "Your shape is n/2 + 1. A density IG(a, b) has the power −a − 1: the 1 is already in it.",
        _sigma_with(lambda n, J: n / 2 + 1),
    ),
    (
        "shape n/2 − 1",
        "Your shape is n/2 − 1. A density IG(a, b) has the power −a − 1; read a off, not the "
        "power.",
        _sigma_with(lambda n, J: n / 2 - 1),
    ),
    (
        "shape n",
        "Your shape is n. Each observation brings one factor 1/sigma, which is *half* a power of "
        "sigma².",
        _sigma_with(lambda n, J: float(n)),
    ),
    (
        "no ½",
        "Your scale has the whole sum of squares. The exponent of a normal density has half of it.",
        _sigma_with(scale=lambda b, z, X, y: _centred_squares(b, X, y) + 1 / z),
    ),
    (
        "S not centred",
        "Your residuals y − X beta are not centred: they still hold the intercept. Integrating out "
        "alpha takes their mean away.",
        _sigma_with(scale=lambda b, z, X, y: np.sum((y - X @ b) ** 2) / 2 + 1 / z),
    ),
    (
        "only y centred",
        "Your residuals have y centred, but not X. Subtract the mean of the residuals, or centre "
        "both.",
        _sigma_with(scale=lambda b, z, X, y: np.sum((y - y.mean() - X @ b) ** 2) / 2 + 1 / z),
    ),
    (
        "only X centred",
        "Your residuals have X centred, but not y. Subtract the mean of the residuals, or centre "
        "both.",
        _sigma_with(
            scale=lambda b, z, X, y: np.sum((y - (X - X.mean(axis=0)) @ b) ** 2) / 2 + 1 / z
        ),
    ),
    (
        "zeta not inverted",
        "Your scale adds zeta. The auxiliary prior is IG(½, 1/zeta): it adds 1/zeta.",
        _sigma_with(scale=lambda b, z, X, y: _centred_squares(b, X, y) / 2 + z),
    ),
    (
        "zeta forgotten",
        "Your scale is half the sum of squares: the prior's own 1/zeta is missing.",
        _sigma_with(scale=lambda b, z, X, y: _centred_squares(b, X, y) / 2),
    ),
    (
        "zeta halved",
        "Your scale halves 1/zeta along with the sum of squares. The ½ belongs to the squares "
        "alone.",
        _sigma_with(scale=lambda b, z, X, y: (_centred_squares(b, X, y) + 1 / z) / 2),
    ),
    (
        "scale inverted",
        "Your scale is one over the right kind of sum: that is the scale of a *gamma* law, for the "
        "precision 1/sigma². An inverse gamma has the sum itself.",
        _sigma_with(scale=lambda b, z, X, y: 1 / _scale_of_sigma(b, z, X, y)),
    ),
    (
        "mean square",
        "Your scale has the *mean* of the squares. Each observation adds its own: take the sum.",
        _sigma_with(scale=lambda b, z, X, y: _centred_squares(b, X, y) / len(y) / 2 + 1 / z),
    ),
    (
        "the notebook's n",
        "Your shape is 100: n is taken from the notebook, where it is 200. It is handed y: use "
        "`len(y)`.",
        _sigma_with(lambda n, J: SEEDS_N / 2),
    ),
    (
        "alpha neither integrated out nor left out",
        "Your shape (n + 1)/2 and your raw residuals are those for an intercept known to be 0. "
        "alpha is integrated out: centre them, and take off ½.",
        _sigma_with(
            lambda n, J: (n + 1) / 2, lambda b, z, X, y: np.sum((y - X @ b) ** 2) / 2 + 1 / z
        ),
    ),
    (
        "half n rounded down",
        "Your shape is n // 2, which rounds down. Write `n / 2`.",
        _sigma_with(lambda n, J: float(n // 2)),
    ),
    (
        "mean square with divisor n − 1",
        "Your scale has the sample variance of the residuals. Each observation adds its own "
        "square: take the sum.",
        _sigma_with(scale=lambda b, z, X, y: _centred_squares(b, X, y) / (len(y) - 1) / 2 + 1 / z),
    ),
    (
        "degrees of freedom for the shape",
        "Your shape and scale are both doubled: degrees of freedom and sum of squares of a scaled "
        "inverse chi². An inverse gamma has half of each.",
        _sigma_with(lambda n, J: float(n), lambda b, z, X, y: 2 * _scale_of_sigma(b, z, X, y)),
    ),
    (
        "zeta halved, not inverted",
        "Your scale adds zeta/2. The auxiliary prior is IG(½, 1/zeta): it adds 1/zeta.",
        _sigma_with(scale=lambda b, z, X, y: (_centred_squares(b, X, y) + z) / 2),
    ),
    (
        "zeta squared",
        "Your scale adds 1/zeta². zeta is on the scale of a variance already: it adds 1/zeta.",
        _sigma_with(scale=lambda b, z, X, y: _centred_squares(b, X, y) / 2 + 1 / z**2),
    ),
    (
        "the residuals of least squares",
        "Your sum of squares is that of least squares. The chain has its own beta: use the one "
        "that is handed in.",
        _sigma_with(
            scale=lambda b, z, X, y: (
                _centred_squares(
                    np.linalg.lstsq(X - X.mean(axis=0), y - y.mean(), rcond=None)[0], X, y
                )
                / 2
                + 1 / z
            )
        ),
    ),
):
    sigma_given.misconception(_name, _says)(_program)


@sigma_given.misconception("order", SHAPE_SCALE)
def _(beta, zeta, X, y):
    return _scale_of_sigma(beta, zeta, X, y), len(y) / 2


# eta², given beta, mu and its auxiliary variables


def _distances(rng):
    for J in (2, 5, 3):
        beta = rng.normal(4, 3, J)
        yield beta, beta + rng.normal(0, 2, J), rng.uniform(0.5, 4, J)


@lesson.function(
    "11-eta-given",
    cases=_distances,
    parts=("shape", "scale"),
    hints=(
        "The same as for sigma², with a single observation: beta_j, at the distance beta_j − mu_j. "
        "And no intercept is integrated out.",
        "One density gives $(\\eta_j^2)^{-1/2}$, the auxiliary prior IG(½, 1/xi_j) gives "
        "$(\\eta_j^2)^{-1/2-1}$.",
        "The shape is ½ + ½. The scale is `(beta - mu) ** 2 / 2 + 1 / xi`, one for each j.",
    ),
)
def eta_given(beta, mu, xi):
    """The law of eta² given beta, mu and xi: shape and scale."""
    return 1.0, np.square(beta - mu) / 2 + 1 / xi


@eta_given.variant("a loop")
def _(beta, mu, xi):
    return 1, [(b - u) ** 2 / 2 + 1 / x for b, u, x in zip(beta, mu, xi, strict=True)]


@eta_given.variant("over a common denominator")
def _(beta, mu, xi):
    return 0.5 + 0.5, (xi * (mu - beta) ** 2 + 2) / (2 * xi)


def _eta_with(shape=1.0, scale=lambda d, xi: d**2 / 2 + 1 / xi):
    return lambda beta, mu, xi: (shape, scale(beta - mu, xi))


for _name, _says, _program in (
    (
        "shape ½",
        "Your shape is ½. Two halves meet: one from the density of beta_j, one from the prior "
        "IG(½, 1/xi).",
        _eta_with(0.5),
    ),
    (
        "no prior",
        "Your law has only the density of beta_j in it: the half-Cauchy's ½ in the shape and its "
        "1/xi in the scale are both missing. Without them eta could fall into 0 for ever.",
        _eta_with(0.5, lambda d, xi: d**2 / 2 + 0 * xi),
    ),
    (
        "one shape for each",
        "Your shape holds the right number, once for each coefficient. Return it once: it is the "
        "same for all.",
        lambda beta, mu, xi: (np.ones(len(beta)), (beta - mu) ** 2 / 2 + 1 / xi),
    ),
    (
        "shape 3/2",
        "Your shape is 3/2. A density IG(a, b) has the power −a − 1: the 1 is already in it, and "
        "what is left are two halves.",
        _eta_with(1.5),
    ),
    (
        "shape 2",
        "Your shape is 2: the power of eta². A density IG(a, b) has the power −a − 1; read a off.",
        _eta_with(2.0),
    ),
    (
        "no ½",
        "Your scale has the whole squared distance; the exponent of a normal density has half.",
        _eta_with(scale=lambda d, xi: d**2 + 1 / xi),
    ),
    (
        "all halved",
        "Your scale halves 1/xi along with the squared distance. The ½ belongs to the square "
        "alone.",
        _eta_with(scale=lambda d, xi: (d**2 + 1 / xi) / 2),
    ),
    (
        "xi not inverted",
        "Your scale adds xi. The auxiliary prior is IG(½, 1/xi): it adds 1/xi.",
        _eta_with(scale=lambda d, xi: d**2 / 2 + xi),
    ),
    (
        "xi forgotten",
        "Your scale is half the squared distance: the prior's own 1/xi is missing. Without it eta "
        "could fall into 0 and never come out.",
        _eta_with(scale=lambda d, xi: d**2 / 2 + 0 * xi),
    ),
    (
        "distance not squared",
        "Your scale has the distance itself where its square belongs.",
        _eta_with(scale=lambda d, xi: np.abs(d) / 2 + 1 / xi),
    ),
    (
        "distance with its sign, not squared",
        "Your scale has beta − mu itself where its square belongs.",
        _eta_with(scale=lambda d, xi: d / 2 + 1 / xi),
    ),
    (
        "one eta for all",
        "Your scale sums over the coefficients, as if one eta were common to all. That is the "
        "exchangeable model, at the end of this lesson; here each has its own.",
        lambda beta, mu, xi: ((len(beta) + 1) / 2, np.sum((beta - mu) ** 2) / 2 + 1 / xi),
    ),
    (
        "summed",
        "Your scale sums the squares over the coefficients. Each eta_j has seen one distance: its "
        "own.",
        lambda beta, mu, xi: (1.0, np.sum((beta - mu) ** 2) / 2 + 1 / xi),
    ),
    (
        "scale inverted",
        "Your scale is one over the right kind of sum: that is the scale of a *gamma* law, for the "
        "precision. An inverse gamma has the sum itself.",
        _eta_with(scale=lambda d, xi: 1 / (d**2 / 2 + 1 / xi)),
    ),
    (
        "scale of eta, not of eta²",
        "Your scale is a root. The law is that of eta²: no root is taken before the draw is made.",
        _eta_with(scale=lambda d, xi: np.sqrt(d**2 / 2 + 1 / xi)),
    ),
    (
        "shape J/2",
        "Your shape is J/2 (right by accident where J is 2). Each eta_j has seen *one* "
        "coefficient: ½ from it, ½ from the prior.",
        lambda beta, mu, xi: (len(beta) / 2, (beta - mu) ** 2 / 2 + 1 / xi),
    ),
    (
        "shape 0",
        "Your shape is 0, and with it there is no law. Two halves meet, and they are added.",
        _eta_with(0.0),
    ),
    (
        "shape (J + 1)/2",
        "Your shape is (J + 1)/2, as if all J coefficients had one eta. Each eta_j has seen one "
        "coefficient: ½ from it, ½ from the prior.",
        lambda beta, mu, xi: ((len(beta) + 1) / 2, (beta - mu) ** 2 / 2 + 1 / xi),
    ),
    (
        "xi squared",
        "Your scale adds 1/xi². xi is on the scale of a variance already: it adds 1/xi.",
        _eta_with(scale=lambda d, xi: d**2 / 2 + 1 / xi**2),
    ),
    (
        "xi[0] for all",
        "Your scale uses the first xi for every coefficient. Each has its own.",
        lambda beta, mu, xi: (1.0, (beta - mu) ** 2 / 2 + 1 / xi[0]),
    ),
    (
        "A for xi",
        "Your scale has the notebook's A = 5 where xi belongs. A comes in when xi is drawn.",
        _eta_with(scale=lambda d, xi: d**2 / 2 + 1 / 5 + 0 * xi),
    ),
    (
        "A² for xi",
        "Your scale has the notebook's A² = 25 where xi belongs. A comes in when xi is drawn.",
        _eta_with(scale=lambda d, xi: d**2 / 2 + 1 / 25 + 0 * xi),
    ),
    (
        "distances centred",
        "Your distances beta − mu are centred, like the residuals of y. There is no intercept "
        "here: each distance counts as it is.",
        _eta_with(scale=lambda d, xi: (d - d.mean()) ** 2 / 2 + 1 / xi),
    ),
    (
        "mu ignored",
        "Your scale has beta² where the distance from mu should be squared.",
        lambda beta, mu, xi: (1.0, beta**2 / 2 + 1 / xi),
    ),
    (
        "order",
        SHAPE_SCALE,
        lambda beta, mu, xi: ((beta - mu) ** 2 / 2 + 1 / xi, 1.0),
    ),
):
    eta_given.misconception(_name, _says)(_program)


# The whole sweep


def _states(rng):
    # Few rows, and narrow priors of sigma and eta: zeta and xi matter.
    for n, J in ((7, 2), (12, 3), (9, 4)):
        X = rng.normal(2, 1, (n, J))
        y = 5 + X @ rng.normal(1, 2, J) + rng.normal(0, 0.5, n)
        state = np.concatenate([rng.normal(3, 2, 2 * J), rng.uniform(0.6, 2.5, 1 + J)])
        m, s = rng.normal(2, 1), rng.uniform(2, 5)
        A, B = rng.uniform(0.3, 0.8), rng.uniform(1.2, 2)
        yield state, X, y, m, s, A, B, int(rng.integers(1, 10_000))


def _with_seed(sweep, state, X, y, m, s, A, B, seed):
    """One sweep with a generator of known seed: the same random numbers for every program.

    A sweep that uses them in another order, or makes a draw of the same law from them in another
    way, is as right as the reference, and counts as if it had returned the same.
    """
    new = sweep(state, X, y, m, s, A, B, np.random.default_rng(seed))
    found = np.asarray(new, dtype=float)
    if found.shape == state.shape and np.isfinite(found).all():
        given = (state, X, y, m, s, A, B)
        if _Routes(found, *given).lead_there(np.random.default_rng(seed)):
            return _sweep(*given, np.random.default_rng(seed))
    return new


def _same(value, wanted):
    return np.max(np.abs(value - wanted)) <= 1e-7 * np.max(np.abs(wanted))


class _Routes:
    """All right ways from an old state to a new one with the numbers of one generator.

    A step may be taken as soon as what it looks at is new: mu after beta, sigma after beta and
    zeta, eta after mu and xi. The search takes a step in each of the usual ways and goes on from
    where it gave what the new state holds; zeta and xi are not in the state, and are remembered.
    """

    NEEDS = {  # noqa: RUF012
        "beta": set(),
        "zeta": set(),
        "xi": set(),
        "mu": {"beta"},
        "sigma": {"beta", "zeta"},
        "eta": {"beta", "mu", "xi"},
        "xi and eta": {"beta", "mu"},
    }

    def __init__(self, new, state, X, y, m, s, A, B):
        J = self.J = X.shape[1]
        beta, mu, sigma, eta = np.split(new, [J, 2 * J, 2 * J + 1])
        self.new = {"beta": beta, "mu": mu, "sigma": sigma, "eta": eta, "xi and eta": eta}
        old_sigma, old_eta = state[2 * J], state[2 * J + 1 :]
        law = beta_given.variants["precisions added"](old_sigma, old_eta, X, y, m, s)
        self.of_beta = self._normal(law[0], (law[1] + law[1].T) / 2)
        mean, variance = mu_given.program(beta, old_eta, m, s)
        self.of_mu = self._normal(mean, np.diag(variance))
        self.of_zeta, self.of_xi = 1 / B**2 + 1 / old_sigma**2, 1 / A**2 + 1 / old_eta**2
        self.half_n, self.half_S = len(y) / 2, _centred_squares(beta, X, y) / 2
        self.half_squares = (beta - mu) ** 2 / 2

    def lead_there(self, rng, done=frozenset(), hidden=()):
        """Whether some right route gives the new state."""
        if done >= {"beta", "mu", "sigma", "eta"}:
            return True
        here = rng.bit_generator.state
        for step, needs in self.NEEDS.items():
            doubled = (step == "xi and eta" and "xi" in done) or (step == "xi" and "eta" in done)
            if step in done or doubled or not needs <= done:
                continue
            for way in self._ways(step, dict(hidden)):
                rng.bit_generator.state = here
                value = way(rng)
                if step in self.new and not _same(value, self.new[step]):
                    continue
                kept = hidden if step in self.new else (*hidden, (step, value))
                taken = {"xi", "eta"} if step == "xi and eta" else {step}
                if self.lead_there(rng, done | taken, kept):
                    return True
        return False

    def _ways(self, step, hidden):
        if step == "beta":
            return self.of_beta
        if step == "mu":
            return self.of_mu
        if step == "xi and eta":
            return [lambda rng: self._one_by_one(rng)]
        shape, scale = {
            "zeta": lambda: (1.0, self.of_zeta),
            "xi": lambda: (1.0, self.of_xi),
            "sigma": lambda: (self.half_n, self.half_S + 1 / hidden["zeta"]),
            "eta": lambda: (1.0, self.half_squares + 1 / hidden["xi"]),
        }[step]()
        power = 0.5 if step in self.new else 1.0
        # By a gamma draw, or as SciPy does it, by the quantile of a uniform number.
        return [
            lambda rng: _inverse_gamma(shape, scale, rng) ** power,
            lambda rng: (scale / special.gammainccinv(shape, rng.random(np.shape(scale)))) ** power,
        ]

    def _one_by_one(self, rng):
        """xi and eta in one loop over the coefficients."""
        eta = np.empty(self.J)
        for j in range(self.J):
            xi = _inverse_gamma(1.0, self.of_xi[j], rng)
            eta[j] = np.sqrt(_inverse_gamma(1.0, self.half_squares[j] + 1 / xi, rng))
        return eta

    @staticmethod
    def _normal(mean, covariance):
        variances, vectors = np.linalg.eigh(covariance)
        roots = [
            np.linalg.cholesky(covariance),
            np.linalg.inv(np.linalg.cholesky(np.linalg.inv(covariance))).T,
            vectors * np.sqrt(variances),
            vectors * np.sqrt(variances) @ vectors.T,
        ]
        by_root = [
            lambda rng, root=root: mean + root @ rng.standard_normal(len(mean)) for root in roots
        ]
        by_numpy = [
            lambda rng, method=method: rng.multivariate_normal(mean, covariance, method=method)
            for method in ("svd", "eigh")
        ]
        return by_root + by_numpy


def _normal(mean, covariance, rng):
    return mean + np.linalg.cholesky(covariance) @ rng.standard_normal(len(mean))


def _inverse_gamma(shape, scale, rng):
    return scale / rng.gamma(shape, size=np.shape(scale))


def _sweep(
    state,
    X,
    y,
    m,
    s,
    A,
    B,
    rng,
    *,
    normal=_normal,
    draw=_inverse_gamma,
    root=np.sqrt,
    root_of_mu=np.sqrt,
    old=(),
    sigma_root=True,
    eta_root=True,
    mixing_zeta=lambda sigma, B: 1 / B**2 + 1 / sigma**2,
    mixing_xi=lambda eta, A: 1 / A**2 + 1 / eta**2,
    residual_squares=_centred_squares,
    shape_of_zeta=1.0,
    shape_of_xi=1.0,
    zeta_seen=lambda zeta, sigma: zeta,
    scales_seen=lambda sigma, eta: (sigma, eta),
    noise_of_mu=lambda rng, J: rng.standard_normal(J),
):
    """The sweep, with a step mistaken on demand; `old` names what later steps see unchanged."""
    J = X.shape[1]
    before = {"beta": state[:J], "mu": state[J : 2 * J], "eta": state[2 * J + 1 :]}
    sigma, eta = state[2 * J], before["eta"]
    mean, covariance = _right_beta(*scales_seen(sigma, eta), X, y, m, s)
    beta = normal(mean, covariance, rng)
    seen = before["beta"] if "beta in mu" in old else beta
    mean, variance = mu_given.program(seen, eta, m, s)
    mu = mean + root_of_mu(variance) * noise_of_mu(rng, J)
    zeta = draw(shape_of_zeta, mixing_zeta(sigma, B), rng)
    seen = before["beta"] if "beta in sigma" in old else beta
    variance = draw(len(y) / 2, residual_squares(seen, X, y) / 2 + 1 / zeta_seen(zeta, sigma), rng)
    sigma = root(variance) if sigma_root else variance
    xi = draw(shape_of_xi, mixing_xi(eta, A), rng)
    seen_beta = before["beta"] if "beta in eta" in old else beta
    seen_mu = before["mu"] if "mu in eta" in old else mu
    variance = draw(*eta_given.program(seen_beta, seen_mu, xi), rng)
    eta = root(variance) if eta_root else variance
    return np.concatenate([beta, mu, [sigma], eta])


@lesson.function(
    "11-sweep",
    cases=_states,
    probe=_with_seed,
    hints=(
        "Take sigma and eta out of the old state; beta and mu are drawn anew before anybody needs "
        "them. Each step uses the newest values that there are.",
        "`J = X.shape[1]`, `sigma = state[2 * J]`, `eta = state[2 * J + 1:]`. Then "
        "`beta = draw_normal(*beta_given(sigma, eta, X, y, m, s), rng)`, and so on in the order of "
        "the table. What `draw_inverse_gamma` returns is a variance.",
        "Step 3: `zeta = draw_inverse_gamma(1, 1 / B**2 + 1 / sigma**2, rng)`, then "
        "`sigma = np.sqrt(draw_inverse_gamma(*sigma_given(beta, zeta, X, y), rng))`. Step 4 is the "
        "same with `xi`, `A` and `eta`. Last: `np.concatenate([beta, mu, [sigma], eta])`.",
    ),
)
def sweep(state, X, y, m, s, A, B, rng):
    """One Gibbs sweep."""
    # By another route than the lesson's: standard normal and gamma numbers first, in the order in
    # which they are asked for, then every law written out.
    n, J = X.shape
    z = rng.standard_normal((2, J))
    gammas = [rng.gamma(shape, size=k) for shape, k in ((1, None), (n / 2, None), (1, J), (1, J))]
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    mean, covariance = beta_given.program(sigma, eta, X, y, m, s)
    beta = mean + np.linalg.cholesky((covariance + covariance.T) / 2) @ z[0]
    weight = s**2 / (s**2 + eta**2)
    mu = m + weight * (beta - m) + s * np.sqrt(1 - weight) * z[1]
    inverse_zeta = gammas[0] / (1 / B**2 + 1 / sigma**2)
    new_sigma = np.sqrt((n * np.var(y - X @ beta) / 2 + inverse_zeta) / gammas[1])
    inverse_xi = gammas[2] / (1 / A**2 + 1 / eta**2)
    new_eta = np.sqrt(((beta - mu) ** 2 / 2 + inverse_xi) / gammas[3])
    return np.concatenate([beta, mu, [new_sigma], new_eta])


@sweep.variant("the four laws in turn")
def _(state, X, y, m, s, A, B, rng):
    return _sweep(state, X, y, m, s, A, B, rng)


@sweep.variant("mu by rng.normal, gamma draws inverted")
def _(state, X, y, m, s, A, B, rng):
    J = X.shape[1]
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    beta = _normal(*beta_given.program(sigma, eta, X, y, m, s), rng)
    mean, variance = mu_given.program(beta, eta, m, s)
    mu = rng.normal(mean, np.sqrt(variance))
    zeta = 1 / rng.gamma(1, 1 / (1 / B**2 + 1 / sigma**2))
    shape, scale = sigma_given.program(beta, zeta, X, y)
    sigma = 1 / np.sqrt(rng.gamma(shape, 1 / scale))
    xi = 1 / rng.gamma(1, 1 / (1 / A**2 + 1 / eta**2))
    shape, scale = eta_given.program(beta, mu, xi)
    return [*beta, *mu, sigma, *(1 / np.sqrt(rng.gamma(shape, 1 / scale)))]


def _inverse_gamma_of_scipy(shape, scale, rng):
    draws = stats.invgamma.rvs(shape, scale=scale, size=np.shape(scale) or None, random_state=rng)
    return np.asarray(draws)[()]


def _one_step_each(state, X, y, m, s, A, B, rng, *, order):
    """The steps in any order; whatever a step looks at is the newest there is."""
    J = X.shape[1]
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    now = {"beta": state[:J], "mu": state[J : 2 * J], "sigma": sigma, "eta": eta}
    now |= {"zeta": B**2, "xi": np.full(J, A**2)}
    for step in order.split():
        if step == "beta":
            law = _right_beta(now["sigma"], now["eta"], X, y, m, s)
            now[step] = _normal(*law, rng)
        elif step == "mu":
            mean, variance = mu_given.program(now["beta"], now["eta"], m, s)
            now[step] = rng.normal(mean, np.sqrt(variance))
        elif step == "zeta":
            now[step] = _inverse_gamma(1.0, 1 / B**2 + 1 / now["sigma"] ** 2, rng)
        elif step == "xi":
            now[step] = _inverse_gamma(1.0, 1 / A**2 + 1 / now["eta"] ** 2, rng)
        elif step == "sigma":
            scale = _scale_of_sigma(now["beta"], now["zeta"], X, y)
            now[step] = np.sqrt(_inverse_gamma(len(y) / 2, scale, rng))
        else:
            law = eta_given.program(now["beta"], now["mu"], now["xi"])
            now[step] = np.sqrt(_inverse_gamma(*law, rng))
    return np.concatenate([now["beta"], now["mu"], [now["sigma"]], now["eta"]])


def _in_order(order):
    return lambda state, X, y, m, s, A, B, rng: _one_step_each(
        state, X, y, m, s, A, B, rng, order=order
    )


for _order in (
    "beta mu xi eta zeta sigma",
    "zeta xi beta mu sigma eta",
    "beta zeta sigma mu xi eta",
    "beta mu xi zeta sigma eta",
):
    sweep.variant(f"in the order {_order}")(_in_order(_order))


@sweep.variant("xi and eta in one loop")
def _(state, X, y, m, s, A, B, rng):
    J = X.shape[1]
    state = np.array(state)
    start = _one_step_each(state, X, y, m, s, A, B, rng, order="beta mu zeta sigma")
    for j in range(J):
        old, squared = start[2 * J + 1 + j], (start[j] - start[J + j]) ** 2
        xi = (1 / A**2 + 1 / old**2) / rng.gamma(1)
        start[2 * J + 1 + j] = np.sqrt((squared / 2 + 1 / xi) / rng.gamma(1))
    return start


def _sweep_with(**mistake):
    return lambda state, X, y, m, s, A, B, rng: _sweep(state, X, y, m, s, A, B, rng, **mistake)


for _name, _program in (
    (
        "multivariate_normal",
        _sweep_with(normal=lambda mean, c, rng: rng.multivariate_normal(mean, c)),
    ),
    (
        "the precision's root",
        _sweep_with(
            normal=lambda mean, c, rng: (
                mean
                + np.linalg.solve(
                    np.linalg.cholesky(np.linalg.inv(c)).T, rng.standard_normal(len(mean))
                )
            )
        ),
    ),
    (
        "a root from eigenvectors",
        _sweep_with(
            normal=lambda mean, c, rng: (
                mean
                + np.linalg.eigh(c)[1]
                @ (np.sqrt(np.linalg.eigh(c)[0]) * rng.standard_normal(len(mean)))
            )
        ),
    ),
    ("SciPy's inverse gamma", _sweep_with(draw=_inverse_gamma_of_scipy)),
):
    sweep.variant(_name)(_program)


for _name, _says, _program in (
    (
        "variance for sd",
        "Your state holds sigma² and eta². The laws are those of the variances: take roots before "
        "they go into the state.",
        _sweep_with(sigma_root=False, eta_root=False),
    ),
    (
        "sigma² for sigma",
        "Your state holds sigma² where sigma belongs: take the root of the draw.",
        _sweep_with(sigma_root=False),
    ),
    (
        "eta² for eta",
        "Your state holds eta² where eta belongs: take the root of the draw.",
        _sweep_with(eta_root=False),
    ),
    (
        "old beta in the mu step",
        "Your mu is drawn around the *old* beta. beta and mu are one joint draw: mu has to follow "
        "the new beta.",
        _sweep_with(old=("beta in mu",)),
    ),
    (
        "old beta in the sigma step",
        "Your sigma is drawn from the residuals of the *old* beta. Each step uses the newest "
        "values.",
        _sweep_with(old=("beta in sigma",)),
    ),
    (
        "old mu in the eta step",
        "Your eta is drawn from the distance to the *old* mu. Each step uses the newest values.",
        _sweep_with(old=("mu in eta",)),
    ),
    (
        "old beta and mu in the eta step",
        "Your eta is drawn from the *old* beta and mu. Each step uses the newest values.",
        _sweep_with(old=("beta in eta", "mu in eta")),
    ),
    (
        "old beta in the eta step",
        "Your eta is drawn from the distance of the *old* beta to the new mu. Each step uses the "
        "newest values.",
        _sweep_with(old=("beta in eta",)),
    ),
    (
        "mu before beta",
        "Your sweep draws mu before beta, hence given the *old* beta. But beta is drawn as if mu "
        "were not known, so the two are one joint draw: first beta, then mu around the new beta.",
        _in_order("mu beta zeta sigma xi eta"),
    ),
    (
        "sigma before beta",
        "Your sweep draws sigma before beta: a chain of its own right, but not this table's. "
        "Begin with beta and mu.",
        _in_order("zeta sigma beta mu xi eta"),
    ),
    (
        "eta and sigma before beta",
        "Your sweep draws sigma and eta first, from the old beta and mu: a chain of its own right, "
        "but not this table's. Begin with beta and mu.",
        _in_order("zeta sigma xi eta beta mu"),
    ),
    (
        "sigma not redrawn",
        "Your state still holds the old sigma: put the new one in.",
        lambda state, X, y, m, s, A, B, rng: np.where(
            np.arange(len(state)) == 2 * X.shape[1], state, _sweep(state, X, y, m, s, A, B, rng)
        ),
    ),
    (
        "eta not redrawn",
        "Your state still holds the old eta: put the new ones in.",
        lambda state, X, y, m, s, A, B, rng: np.where(
            np.arange(len(state)) > 2 * X.shape[1], state, _sweep(state, X, y, m, s, A, B, rng)
        ),
    ),
    (
        "beta without a random number",
        "Your beta is the mean of its law, without a draw.",
        _sweep_with(normal=lambda mean, c, rng: mean),
    ),
    (
        "shape ½ for zeta",
        "Your zeta has the shape ½ of its prior. Given sigma another ½ comes to it: 1.",
        _sweep_with(shape_of_zeta=0.5),
    ),
    (
        "shape ½ for xi",
        "Your xi has the shape ½ of its prior. Given eta another ½ comes to it: 1.",
        _sweep_with(shape_of_xi=0.5),
    ),
    (
        "xi from its prior",
        "Your xi is drawn from its prior, shape ½ and scale 1/A². It is part of the chain: use the "
        "table's law, which knows eta.",
        _sweep_with(shape_of_xi=0.5, mixing_xi=lambda eta, A: 1 / A**2 + 0 * eta),
    ),
    (
        "zeta from its prior",
        "Your zeta is drawn from its prior, shape ½ and scale 1/B². It is part of the chain: use "
        "the table's law, which knows sigma.",
        _sweep_with(shape_of_zeta=0.5, mixing_zeta=lambda sigma, B: 1 / B**2 + 0 * sigma),
    ),
    (
        "sigma in zeta's place",
        "Your `sigma_given` gets sigma where zeta belongs.",
        _sweep_with(zeta_seen=lambda zeta, sigma: sigma),
    ),
    (
        "zeta inverted",
        "Your `sigma_given` gets 1/zeta. It takes zeta itself, and inverts it inside.",
        _sweep_with(zeta_seen=lambda zeta, sigma: 1 / zeta),
    ),
    (
        "sigma² and eta² handed to beta_given",
        "Your `beta_given` gets sigma² and eta². It takes standard deviations.",
        _sweep_with(scales_seen=lambda sigma, eta: (sigma**2, eta**2)),
    ),
    (
        "sigma² handed to beta_given",
        "Your `beta_given` gets sigma². It takes the standard deviation.",
        _sweep_with(scales_seen=lambda sigma, eta: (sigma**2, eta)),
    ),
    (
        "eta² handed to beta_given",
        "Your `beta_given` gets eta². It takes the standard deviations.",
        _sweep_with(scales_seen=lambda sigma, eta: (sigma, eta**2)),
    ),
    (
        "A for zeta",
        "Your zeta has the scale 1/A² + 1/sigma². A belongs to eta; sigma's prior has B.",
        lambda state, X, y, m, s, A, B, rng: _sweep(
            state, X, y, m, s, A, B, rng, mixing_zeta=lambda sigma, _: 1 / A**2 + 1 / sigma**2
        ),
    ),
    (
        "mu without noise",
        "Your mu is the mean of its law, without a draw.",
        _sweep_with(root_of_mu=lambda variance: 0 * variance),
    ),
    (
        "mu without noise or a random number",
        "Your mu is the mean of its law, without a draw.",
        lambda state, X, y, m, s, A, B, rng: _sweep(
            state, X, y, m, s, A, B, rng, noise_of_mu=lambda rng, J: np.zeros(J)
        ),
    ),
    (
        "one random number for all of mu",
        "Your mu_j are all moved by one and the same random number. Each needs its own: "
        "`rng.standard_normal(J)`.",
        lambda state, X, y, m, s, A, B, rng: _sweep(
            state, X, y, m, s, A, B, rng, noise_of_mu=lambda rng, J: rng.standard_normal()
        ),
    ),
    (
        "root of mu's sd",
        "Your mu is drawn with the root of its standard deviation. If `mu_given` returns a "
        "variance, one root is right: was it taken twice, there and here?",
        _sweep_with(root_of_mu=lambda variance: variance**0.25),
    ),
    (
        "state read as variances",
        "Your sweep takes roots of the old state's sigma and eta. The state holds standard "
        "deviations.",
        lambda state, X, y, m, s, A, B, rng: _sweep(
            np.append(state[: 2 * X.shape[1]], np.sqrt(state[2 * X.shape[1] :])),
            X,
            y,
            m,
            s,
            A,
            B,
            rng,
        ),
    ),
    (
        "shape ½ for zeta and xi",
        "Your zeta and xi have the shape ½ of their priors. Given sigma and eta another ½ comes "
        "to it: 1.",
        _sweep_with(shape_of_zeta=0.5, shape_of_xi=0.5),
    ),
    (
        "zeta and xi from their priors",
        "Your zeta and xi are drawn from their priors, shape ½ and scale 1/B² or 1/A². They are "
        "part of the chain: use the table's laws, which know sigma and eta.",
        _sweep_with(
            shape_of_zeta=0.5,
            shape_of_xi=0.5,
            mixing_zeta=lambda sigma, B: 1 / B**2 + 0 * sigma,
            mixing_xi=lambda eta, A: 1 / A**2 + 0 * eta,
        ),
    ),
    (
        "B forgotten",
        "Your zeta has the scale 1/sigma² alone. The prior's 1/B² comes on top.",
        _sweep_with(mixing_zeta=lambda sigma, B: 1 / sigma**2),
    ),
    (
        "A forgotten",
        "Your xi has the scale 1/eta² alone. The prior's 1/A² comes on top.",
        _sweep_with(mixing_xi=lambda eta, A: 1 / eta**2),
    ),
    (
        "A and B forgotten",
        "Your zeta and xi have the scales 1/sigma² and 1/eta² alone. The priors' 1/B² and 1/A² "
        "come on top.",
        _sweep_with(mixing_zeta=lambda sigma, B: 1 / sigma**2, mixing_xi=lambda eta, A: 1 / eta**2),
    ),
    (
        "B not squared",
        "Your zeta has 1/B in its scale: B is on the scale of an sd, so it has to be squared.",
        _sweep_with(mixing_zeta=lambda sigma, B: 1 / B + 1 / sigma**2),
    ),
    (
        "A not squared",
        "Your xi has 1/A in its scale: A is on the scale of an sd, so it has to be squared.",
        _sweep_with(mixing_xi=lambda eta, A: 1 / A + 1 / eta**2),
    ),
    (
        "sigma not squared",
        "Your zeta has 1/sigma in its scale: square it.",
        _sweep_with(mixing_zeta=lambda sigma, B: 1 / B**2 + 1 / sigma),
    ),
    (
        "eta not squared",
        "Your xi has 1/eta in its scale: square it.",
        _sweep_with(mixing_xi=lambda eta, A: 1 / A**2 + 1 / eta),
    ),
    (
        "the notebook's B",
        "Your zeta uses the notebook's B = 10, whatever B is handed in.",
        _sweep_with(mixing_zeta=lambda sigma, B: 1 / 10**2 + 1 / sigma**2),
    ),
    (
        "the notebook's A",
        "Your xi uses the notebook's A = 5, whatever A is handed in.",
        _sweep_with(mixing_xi=lambda eta, A: 1 / 5**2 + 1 / eta**2),
    ),
    (
        "the notebook's A and B",
        "Your zeta and xi use the notebook's B = 10 and A = 5, whatever is handed in.",
        lambda state, X, y, m, s, A, B, rng: _sweep(state, X, y, m, s, 5, 10, rng),
    ),
    (
        "all from the old state",
        "All your steps look at the old state. A sweep hands each new value on at once; drawn all "
        "from the old state, they follow another law than the posterior.",
        _sweep_with(old=("beta in mu", "beta in sigma", "beta in eta", "mu in eta")),
    ),
    (
        "covariance for its root",
        "Your beta multiplies the random numbers by the covariance. They need its root, which "
        "`draw_normal` takes.",
        _sweep_with(normal=lambda mean, c, rng: mean + c @ rng.standard_normal(len(mean))),
    ),
    (
        "beta without its correlations",
        "Your beta draws each coefficient by itself, with its own standard deviation. They are "
        "correlated given the data: use `draw_normal` with the whole covariance.",
        _sweep_with(
            normal=lambda mean, c, rng: mean + np.sqrt(np.diag(c)) * rng.standard_normal(len(mean))
        ),
    ),
    (
        "variance of mu as its sd",
        "Your mu is drawn with its variance as the standard deviation: take the root.",
        _sweep_with(root_of_mu=lambda variance: variance),
    ),
    (
        "inverse gamma upside down",
        "Your draws are gamma draws divided by the scale: those of a precision. An inverse-gamma "
        "draw is the scale divided by a gamma draw.",
        _sweep_with(draw=lambda shape, scale, rng: rng.gamma(shape, size=np.shape(scale)) / scale),
    ),
    (
        "scale in the gamma's place",
        "Your draws are 1/gamma with the scale handed to NumPy's gamma as it is. There it has to "
        "be 1/scale; `draw_inverse_gamma` does so.",
        _sweep_with(
            draw=lambda shape, scale, rng: 1 / (scale * rng.gamma(shape, size=np.shape(scale)))
        ),
    ),
    (
        "zeta without its sigma",
        "Your zeta is drawn from its prior, without 1/sigma². It is part of the chain: given "
        "sigma, its scale is 1/B² + 1/sigma².",
        _sweep_with(mixing_zeta=lambda sigma, B: 1 / B**2 + 0 * sigma),
    ),
    (
        "xi without its eta",
        "Your xi is drawn from its prior, without 1/eta². It is part of the chain: given eta, its "
        "scale is 1/A² + 1/eta².",
        _sweep_with(mixing_xi=lambda eta, A: 1 / A**2 + 0 * eta),
    ),
    (
        "scales not squared",
        "Your zeta and xi have 1/B and 1/A in their scales: A and B are on the scale of sds, so "
        "they have to be squared.",
        _sweep_with(
            mixing_zeta=lambda sigma, B: 1 / B + 1 / sigma**2,
            mixing_xi=lambda eta, A: 1 / A + 1 / eta**2,
        ),
    ),
    (
        "sds not squared",
        "Your zeta and xi have 1/sigma and 1/eta in their scales: square them.",
        _sweep_with(
            mixing_zeta=lambda sigma, B: 1 / B**2 + 1 / sigma,
            mixing_xi=lambda eta, A: 1 / A**2 + 1 / eta,
        ),
    ),
    (
        "A and B swapped",
        "Your zeta has the scale A and your xi the scale B: sigma ~ half-Cauchy(B), eta ~ "
        "half-Cauchy(A).",
        lambda state, X, y, m, s, A, B, rng: _sweep(state, X, y, m, s, B, A, rng),
    ),
    (
        "no randomness in beta",
        "Your beta is the mean of its law. A chain that always takes the mean knows no "
        "uncertainty: draw.",
        _sweep_with(normal=lambda mean, c, rng: mean + 0 * rng.standard_normal(len(mean))),
    ),
    (
        "S not centred",
        "Your sigma is drawn from residuals that still hold the intercept. Centre them.",
        _sweep_with(residual_squares=lambda beta, X, y: np.sum((y - X @ beta) ** 2)),
    ),
    (
        "the old state",
        "Your function returns the state that it was given.",
        lambda state, X, y, m, s, A, B, rng: state,
    ),
    (
        "a generator of its own",
        "Your function seeds a generator inside, so every sweep draws the same numbers. Draw from "
        "the `rng` that is handed in.",
        lambda state, X, y, m, s, A, B, rng: _sweep(
            state, X, y, m, s, A, B, np.random.default_rng(0)
        ),
    ),
    (
        "the root transposed",
        "Your beta multiplies by the transpose of the covariance's root, so its covariance is "
        "another one: L L', not L'L.",
        _sweep_with(
            normal=lambda mean, c, rng: (
                mean + np.linalg.cholesky(c).T @ rng.standard_normal(len(mean))
            )
        ),
    ),
    (
        "mu not integrated out",
        "Your beta is drawn around m as if mu were m: its prior variance lacks s². With mu "
        "integrated out it is eta² + s².",
        lambda state, X, y, m, s, A, B, rng: _sweep_around(np.full(X.shape[1], m))(
            state, X, y, m, s, A, B, rng
        ),
    ),
    (
        "beta around the old mu",
        "Your beta is drawn around the old mu, with variance eta². That is a sampler, too, but a "
        "slow one where eta is small. Here beta is drawn with mu integrated out: use `beta_given`.",
        lambda state, X, y, m, s, A, B, rng: _sweep_around(state[X.shape[1] : 2 * X.shape[1]])(
            state, X, y, m, s, A, B, rng
        ),
    ),
):
    sweep.misconception(_name, _says)(_program)


def _still_old(yours, state, X, *, sigma, eta):
    """Whether exactly these of sigma and eta are as they were."""
    J = X.shape[1]
    same = np.isclose(yours, state, rtol=1e-9, atol=0)
    new_beta = not same[:J].any()
    return new_beta and same[2 * J] == sigma and same[2 * J + 1 :].all() == eta


@sweep.misconception(
    "sigma and eta not redrawn",
    "Your state still holds the old sigma and eta: steps 3 and 4 are missing, or their draws do "
    "not get into the state.",
    recognises=lambda yours, state, X, *rest: _still_old(yours, state, X, sigma=True, eta=True),
)
def _(state, X, y, m, s, A, B, rng):
    return np.append(
        _sweep(state, X, y, m, s, A, B, rng)[: 2 * X.shape[1]], state[2 * X.shape[1] :]
    )


@sweep.misconception(
    "step 3 left out",
    "Your state still holds the old sigma: step 3 is missing, or its draw does not get into the "
    "state.",
    recognises=lambda yours, state, X, *rest: _still_old(yours, state, X, sigma=True, eta=False),
)
def _(state, X, y, m, s, A, B, rng):
    return _one_step_each(state, X, y, m, s, A, B, rng, order="beta mu xi eta")


def _sweep_around(center):
    """A sweep whose beta is drawn around a fixed mu, with variance eta²."""

    def program(state, X, y, m, s, A, B, rng):
        J = X.shape[1]
        gram, products = _pieces(X, y, state[2 * J])
        eta = state[2 * J + 1 :]
        law = _normal_law(gram + np.diag(1 / eta**2), products + center / eta**2)
        return _sweep(state, X, y, m, s, A, B, rng, normal=lambda mean, c, rng: _normal(*law, rng))

    return program


def __dir__():
    return __all__
