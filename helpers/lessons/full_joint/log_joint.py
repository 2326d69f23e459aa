"""The joint density of y and beta: its factors, its signs, and all of its terms."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.shared import SEEDS_N, log_normal


def _joint_points(rng):
    for n, J, sigma in ((7, 2, 0.8), (12, 3, 2.5), (9, 1, 1.6), (500, 2, 1.3)):
        X, beta = rng.normal(1, 1, (n, J)), rng.normal(2, 2, J)
        alpha = rng.normal(3, 1)
        y = alpha + X @ beta + sigma * rng.normal(size=n)
        yield alpha, beta, sigma, beta + rng.normal(0, 2, J), rng.uniform(0.4, 3, J), X, y


@lesson.function(
    "11-log-joint",
    cases=_joint_points,
    hints=(
        "The log of a product of densities is the sum of their logs. There are n normal densities "
        "for the observations and J for the coefficients.",
        "Each density has three parts: $-\\frac12\\log 2\\pi$, minus the log of its own standard "
        "deviation, and $-\\frac12$ of its squared distance in standard deviations.",
        "`stats.norm.logpdf(y, alpha + X @ beta, sigma).sum()` is the first part. The second has "
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


def _top(*sds):
    """The log of a product of normal densities at its top."""
    return -np.sum(np.log(np.concatenate(sds) * np.sqrt(2 * np.pi)))


@log_joint.law(
    "The density is highest where all n + J distances are 0, and its log is {right} there. Yours "
    "is higher: {left}.",
    "≤",
)
def _(found, alpha, beta, sigma, mu, eta, X, y):
    return found, _top(np.full(len(y), sigma), eta)


@log_joint.law(
    "Beyond the log-likelihood there is the log density of beta, which is at most {right} for "
    "these eta. Yours leaves {left} for it.",
    "≤",
)
def _(found, alpha, beta, sigma, mu, eta, X, y):
    of_y = log_normal(y - alpha - X @ beta, sigma)
    return found - of_y, _top(eta), abs(of_y) + abs(_top(eta))


@log_joint.law(
    "Twice the depth below the top of the density is a sum of squares: of all n + J distances, "
    "each in its standard deviations. By yours that sum is {left}, which it is not."
)
def _(found, alpha, beta, sigma, mu, eta, X, y):
    distances = np.append((y - alpha - X @ beta) / sigma, (beta - mu) / eta)
    top, squares = _top(np.full(len(y), sigma), eta), distances @ distances
    return 2 * (top - found), squares, abs(top) + squares


def _of(law):
    """From the residuals r, the distances d of beta from mu, and the standard deviations."""
    return lambda alpha, beta, sigma, mu, eta, X, y: law(
        y - alpha - X @ beta, sigma, beta - mu, eta
    )


def _seeds_formula(alpha, beta, sigma, mu, eta, X, y, n=None):
    more = (n or len(y)) - len(y)
    in_y = log_normal(y - X @ beta, sigma, sign=1) - more * np.log(sigma * np.sqrt(2 * np.pi))
    return in_y + log_normal(beta - mu, eta, sign=1)


log_joint.mistakes(
    ("the seed's signs",
     lambda r, sigma, d, eta: log_normal(r, sigma, sign=1) + log_normal(d, eta, sign=1),
     "Both of your exponents lack their minus sign, like the old notebook's: the worse a plane "
     "fits, and the farther a coefficient lies from its mu, the higher your density."),
    ("no ½", lambda r, sigma, d, eta: log_normal(r, sigma, half=1) + log_normal(d, eta, half=1),
     "Both exponents lack their ½: a normal density has half the squared distance, in standard "
     "deviations."),
    ("log eta dropped", lambda r, sigma, d, eta: log_normal(r, sigma) + log_normal(d, eta, log=0),
     "Your density of beta has lost its factors 1/eta. A constant may be dropped only while it is "
     "one; eta will move. Without them a wide eta would always be better than a narrow one."),
    ("log sigma dropped",
     lambda r, sigma, d, eta: log_normal(r, sigma, log=0) + log_normal(d, eta),
     "Your density of y has lost its n factors 1/sigma. A constant may be dropped only while it "
     "is one; sigma will move."),
    ("log sigma and log eta dropped",
     lambda r, sigma, d, eta: log_normal(r, sigma, log=0) + log_normal(d, eta, log=0),
     "Your densities have lost their factors 1/sigma and 1/eta. Constants may be dropped only "
     "while they are constant; sigma and eta will move."),
    ("all factors dropped",
     lambda r, sigma, d, eta: -(np.sum((r / sigma) ** 2) + np.sum((d / eta) ** 2)) / 2,
     "Your function has the two exponents alone, as in a ridge. The factors 1/sigma and 1/eta are "
     "no constants here, since sigma and eta will move."),
    ("the factor of beta dropped",
     lambda r, sigma, d, eta: log_normal(r, sigma) - np.sum((d / eta) ** 2) / 2,
     "Your density of beta has its exponent alone. Its factor 1/(eta √(2π)) is missing, and eta "
     "will move."),
    ("no 2π",
     lambda r, sigma, d, eta: (
         log_normal(r, sigma, constant=False) + log_normal(d, eta, constant=False)
     ),
     "Your function leaves out the 2π, n + J times. That moves no maximum and no posterior, but "
     "the height is not comparable with what other programs print."),
    ("the factor of y once",
     lambda r, sigma, d, eta: (
         log_normal(r, sigma, log=0, constant=False)
         - np.log(sigma * np.sqrt(2 * np.pi))
         + log_normal(d, eta)
     ),
     "Your function subtracts log(sigma √(2π)) once. Each of the n observations has this factor: "
     "n times."),
    ("log 2π sigma² and log 2π eta² not halved",
     lambda r, sigma, d, eta: (
         -(np.sum((r / sigma) ** 2) + np.sum((d / eta) ** 2)) / 2
         - len(r) * np.log(2 * np.pi * sigma**2)
         - np.sum(np.log(2 * np.pi * eta**2))
     ),
     "Your densities have −log(2π sigma²) and −log(2π eta²). Halve them: the factor is one over "
     "the *root*."),
    ("sigma² and eta² multiplied",
     lambda r, sigma, d, eta: (
         log_normal(r, sigma, half=0.5 * sigma**4) + log_normal(d, eta, half=0.5 * eta**4)
     ),
     "Your squares are halved and then *multiplied* by sigma² and eta²: Python reads `/ 2 * "
     "sigma**2` from the left. Write `/ (2 * sigma**2)`."),
    ("sigma and eta read as variances",
     lambda r, sigma, d, eta: log_normal(r, np.sqrt(sigma)) + log_normal(d, np.sqrt(eta)),
     "Your function treats sigma and eta as variances. Both are standard deviations."),
    ("variances passed as sds",
     lambda r, sigma, d, eta: log_normal(r, sigma**2) + log_normal(d, eta**2),
     "Your function hands sigma² and eta² to a density that wants standard deviations."),
    ("likelihood alone", lambda r, sigma, d, eta: log_normal(r, sigma),
     "Your function returns the log-likelihood. The joint density has one more factor for each "
     "coefficient: the density of beta_j around mu_j."),
    ("the notebook's n",
     lambda r, sigma, d, eta: (
         log_normal(r, sigma)
         - (SEEDS_N - len(r)) * np.log(sigma * np.sqrt(2 * np.pi))
         + log_normal(d, eta)
     ),
     "Your function takes n from the notebook, where it is 200. It is handed y: use `len(y)`."),
    ("density, not its log",
     lambda r, sigma, d, eta: np.exp(log_normal(r, sigma) + log_normal(d, eta)),
     "Your function returns the density itself. With 200 observations it soon is too close to "
     "zero for a computer: add logs."),
    ("means for sums",
     lambda r, sigma, d, eta: log_normal(r, sigma) / len(r) + log_normal(d, eta) / len(d),
     "Your function averages the log densities. The log of a product of densities is their *sum*."),
    ("densities added",
     lambda r, sigma, d, eta: (
         stats.norm.pdf(r, 0, sigma).sum() + stats.norm.pdf(d, 0, eta).sum()
     ),
     "Your function adds densities. Those of independent draws are multiplied; it is their *logs* "
     "that are added."),
    ("two sums, not added",
     lambda r, sigma, d, eta: (log_normal(r, sigma), log_normal(d, eta)),
     "Your function returns two numbers, the log density of y and that of beta. The joint density "
     "is one number: add them."),
    of=_of,
)  # fmt: skip


log_joint.mistakes(
    ("no intercept", lambda alpha, *given: log_joint.program(0, *given),
     "Your residuals are y − X beta: alpha is left out, as in the old notebook, and the plane "
     "goes through the origin."),
    ("mu ignored",
     lambda alpha, beta, sigma, mu, *given: log_joint.program(alpha, beta, sigma, 0, *given),
     "Your coefficients lie around 0, as in a ridge. Here each lies around its own mu_j."),
    ("the seed's formula", _seeds_formula,
     "This is the old notebook's formula as it stands: no minus signs, no alpha."),
    ("the seed's formula with the notebook's n", lambda *given: _seeds_formula(*given, n=SEEDS_N),
     "This is the old notebook's formula as it stands: no minus signs, no alpha; and its n is "
     "200, whatever y is handed in."),
)  # fmt: skip
