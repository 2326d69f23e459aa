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


def _likelihood(alpha, beta, sigma, X, y, **mistake):
    return log_normal(y - alpha - X @ beta, sigma, **mistake)


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
    of_y = _likelihood(alpha, beta, sigma, X, y)
    return found - of_y, _top(eta), abs(of_y) + abs(_top(eta))


@log_joint.law(
    "Twice the depth below the top of the density is a sum of squares: of all n + J distances, "
    "each in its standard deviations. By yours that sum is {left}, which it is not."
)
def _(found, alpha, beta, sigma, mu, eta, X, y):
    distances = np.append((y - alpha - X @ beta) / sigma, (beta - mu) / eta)
    top, squares = _top(np.full(len(y), sigma), eta), distances @ distances
    return 2 * (top - found), squares, abs(top) + squares


def _the_seeds_signs(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, sign=1) + log_normal(beta - mu, eta, sign=1)


def _no_half(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, half=1) + log_normal(beta - mu, eta, half=1)


def _log_eta_dropped(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, eta, log=0)


def _log_sigma_and_log_eta_dropped(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, log=0) + log_normal(beta - mu, eta, log=0)


def _no_2(alpha, beta, sigma, mu, eta, X, y):
    in_y = _likelihood(alpha, beta, sigma, X, y, constant=False)
    return in_y + log_normal(beta - mu, eta, constant=False)


def _sigma_and_eta_read_as_variances(alpha, beta, sigma, mu, eta, X, y):
    in_y = _likelihood(alpha, beta, np.sqrt(sigma), X, y)
    return in_y + log_normal(beta - mu, np.sqrt(eta))


def _variances_passed_as_sds(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma**2, X, y) + log_normal(beta - mu, eta**2)


def _no_intercept(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(0, beta, sigma, X, y) + log_normal(beta - mu, eta)


def _mu_ignored(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + log_normal(beta, eta)


def _density_not_its_log(alpha, beta, sigma, mu, eta, X, y):
    return np.exp(_likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, eta))


def _log_density_of_beta_not_summed(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + stats.norm.logpdf(beta, mu, eta)


def _means_for_sums(alpha, beta, sigma, mu, eta, X, y):
    in_y, in_beta = _likelihood(alpha, beta, sigma, X, y), log_normal(beta - mu, eta)
    return in_y / len(y) + in_beta / len(beta)


def _logs_multiplied(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) * log_normal(beta - mu, eta)


def _written_out(alpha, beta, sigma, mu, eta, X, y, *, n=None, sign=-1.0):
    """The formula term by term, with n and the exponents' sign mistaken on demand."""
    in_y = sign * np.sum((y - alpha - X @ beta) ** 2) / (2 * sigma**2)
    n = len(y) if n is None else n
    return in_y - n * np.log(sigma * np.sqrt(2 * np.pi)) + log_normal(beta - mu, eta, sign=sign)


def _log_density_of_y_not_summed(alpha, beta, sigma, mu, eta, X, y):
    return stats.norm.logpdf(y, alpha + X @ beta, sigma) + log_normal(beta - mu, eta)


log_joint.mistakes(
    ("the seed's signs", _the_seeds_signs,
     "Both of your exponents lack their minus sign, like the old notebook's: the worse a plane "
     "fits, and the farther a coefficient lies from its mu, the higher your density."),
    ("no ½", _no_half,
     "Both exponents lack their ½: a normal density has half the squared distance, in standard "
     "deviations."),
    ("log eta dropped", _log_eta_dropped,
     "Your density of beta has lost its factors 1/eta. A constant may be dropped only while it is "
     "one; eta will move. Without them a wide eta would always be better than a narrow one."),
    ("log sigma and log eta dropped", _log_sigma_and_log_eta_dropped,
     "Your densities have lost their factors 1/sigma and 1/eta. Constants may be dropped only "
     "while they are constant; sigma and eta will move."),
    ("no 2π", _no_2,
     "Your function leaves out the 2π, n + J times. That moves no maximum and no posterior, but "
     "the height is not comparable with what other programs print."),
    ("sigma and eta read as variances", _sigma_and_eta_read_as_variances,
     "Your function treats sigma and eta as variances. Both are standard deviations."),
    ("variances passed as sds", _variances_passed_as_sds,
     "Your function hands sigma² and eta² to a density that wants standard deviations."),
    ("no intercept", _no_intercept,
     "Your residuals are y − X beta: alpha is left out, as in the old notebook, and the plane "
     "goes through the origin."),
    ("likelihood alone",
     lambda alpha, beta, sigma, mu, eta, X, y: _likelihood(alpha, beta, sigma, X, y),
     "Your function returns the log-likelihood. The joint density has one more factor for each "
     "coefficient: the density of beta_j around mu_j."),
    ("prior alone", lambda alpha, beta, sigma, mu, eta, X, y: log_normal(beta - mu, eta),
     "Your function returns the log density of the coefficients. The factors of the observations "
     "are missing."),
    ("mu ignored", _mu_ignored,
     "Your coefficients lie around 0, as in a ridge. Here each lies around its own mu_j."),
    ("density, not its log", _density_not_its_log,
     "Your function returns the density itself. With 200 observations it soon is too close to "
     "zero for a computer: add logs."),
    ("log density of beta not summed", _log_density_of_beta_not_summed,
     "Your function returns one number for each coefficient: the J log densities of beta have to "
     "be summed, too.",
     {"recognises": lambda yours, alpha, beta, sigma, mu, eta, X, y: (
         yours.size == len(beta)
         and np.allclose(
             yours,
             _likelihood(alpha, beta, sigma, X, y) + stats.norm.logpdf(beta, mu, eta),
         )
    )}),
    ("means for sums", _means_for_sums,
     "Your function averages the log densities. The log of a product of densities is their *sum*."),
    ("logs multiplied", _logs_multiplied,
     "Your function multiplies two sums of logs. Densities are multiplied; their logs are added."),
    ("the notebook's n", lambda alpha, *rest: _written_out(alpha, *rest, n=SEEDS_N),
     "Your function takes n from the notebook, where it is 200. It is handed y: use `len(y)`."),
    ("the seed's formula", lambda alpha, *rest: _written_out(0.0, *rest, sign=1.0),
     "This is the old notebook's formula as it stands: no minus signs, no alpha."),
    ("the seed's formula with the notebook's n",
     lambda alpha, *rest: _written_out(0.0, *rest, n=SEEDS_N, sign=1.0),
     "This is the old notebook's formula as it stands: no minus signs, no alpha; and its n is "
     "200, whatever y is handed in."),
    ("all factors dropped",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, log=0, constant=False)
         + log_normal(beta - mu, eta, log=0, constant=False)
         ),
     "Your function has the two exponents alone, as in a ridge. The factors 1/sigma and 1/eta are "
     "no constants here, since sigma and eta will move."),
    ("log sigma once",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, log=0)
         - np.log(sigma)
         + log_normal(beta - mu, eta)
         ),
     "Your function subtracts log sigma once. Each of the n observations has its own factor "
     "1/sigma: n times."),
    ("sigma² and eta² multiplied",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, half=0.5 * sigma**4)
         + log_normal(beta - mu, eta, half=0.5 * eta**4)
         ),
     "Your squares are halved and then *multiplied* by sigma² and eta²: Python reads `/ 2 * "
     "sigma**2` from the left. Write `/ (2 * sigma**2)`."),
    ("densities added",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         stats.norm.pdf(y, alpha + X @ beta, sigma).sum() + stats.norm.pdf(beta, mu, eta).sum()
         ),
     "Your function adds densities. Those of independent draws are multiplied; it is their *logs* "
     "that are added."),
    ("two sums, not added",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y),
         log_normal(beta - mu, eta),
         ),
     "Your function returns two numbers, the log density of y and that of beta. The joint density "
     "is one number: add them."),
    ("log density of y not summed", _log_density_of_y_not_summed,
     "Your function returns one number for each observation: the n log densities of y have to be "
     "summed.",
     {"recognises": lambda yours, alpha, beta, sigma, mu, eta, X, y: (
         yours.size == len(y)
         and np.allclose(
             yours, stats.norm.logpdf(y, alpha + X @ beta, sigma) + log_normal(beta - mu, eta)
         )
    )}),
)  # fmt: skip
