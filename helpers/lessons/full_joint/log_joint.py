"""The joint density of y and beta: its factors, its signs, and all of its terms."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.programs import SEEDS_N, log_normal


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


def _sign_of_the_first_exponent(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, sign=1) + log_normal(beta - mu, eta)


def _sign_of_the_second_exponent(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, eta, sign=1)


def _no_half(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, half=1) + log_normal(beta - mu, eta, half=1)


def _no_half_for_y(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, half=1) + log_normal(beta - mu, eta)


def _no_half_for_beta(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, eta, half=1)


def _log_eta_dropped(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, eta, log=0)


def _log_sigma_dropped(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, log=0) + log_normal(beta - mu, eta)


def _log_sigma_and_log_eta_dropped(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y, log=0) + log_normal(beta - mu, eta, log=0)


def _no_2(alpha, beta, sigma, mu, eta, X, y):
    in_y = _likelihood(alpha, beta, sigma, X, y, constant=False)
    return in_y + log_normal(beta - mu, eta, constant=False)


def _no_2_for_beta(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, eta, constant=False)


def _eta_read_as_a_variance(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, np.sqrt(eta))


def _sigma_and_eta_read_as_variances(alpha, beta, sigma, mu, eta, X, y):
    in_y = _likelihood(alpha, beta, np.sqrt(sigma), X, y)
    return in_y + log_normal(beta - mu, np.sqrt(eta))


def _variances_passed_as_sds(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma**2, X, y) + log_normal(beta - mu, eta**2)


def _eta2_passed_as_an_sd(alpha, beta, sigma, mu, eta, X, y):
    return _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, eta**2)


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


log_joint.mistakes(
    ("the seed's signs", _the_seeds_signs,
     "Both of your exponents lack their minus sign, like the old notebook's: the worse a plane "
     "fits, and the farther a coefficient lies from its mu, the higher your density."),
    ("sign of the first exponent", _sign_of_the_first_exponent,
     "The exponent of the observations lacks its minus sign: the worse a plane fits, the higher "
     "your density."),
    ("sign of the second exponent", _sign_of_the_second_exponent,
     "The exponent of the coefficients lacks its minus sign: the farther beta lies from mu, the "
     "higher your density."),
    ("no ½", _no_half,
     "Both exponents lack their ½: a normal density has half the squared distance, in standard "
     "deviations."),
    ("no ½ for y", _no_half_for_y,
     "The exponent of the observations lacks its ½; that of the coefficients has it."),
    ("no ½ for beta", _no_half_for_beta,
     "The exponent of the coefficients lacks its ½; that of the observations has it."),
    ("log eta dropped", _log_eta_dropped,
     "Your density of beta has lost its factors 1/eta. A constant may be dropped only while it is "
     "one; eta will move. Without them a wide eta would always be better than a narrow one."),
    ("log sigma dropped", _log_sigma_dropped,
     "Your density of y has lost its n factors 1/sigma. A constant may be dropped only while it "
     "is one; sigma will move."),
    ("log sigma and log eta dropped", _log_sigma_and_log_eta_dropped,
     "Your densities have lost their factors 1/sigma and 1/eta. Constants may be dropped only "
     "while they are constant; sigma and eta will move."),
    ("no 2π", _no_2,
     "Your function leaves out the 2π, n + J times. That moves no maximum and no posterior, but "
     "the height is not comparable with what other programs print."),
    ("no 2π for beta", _no_2_for_beta,
     "The density of the coefficients leaves out its 2π; that of the observations has it."),
    ("eta read as a variance", _eta_read_as_a_variance,
     "Your function treats eta as the variance of beta. Here eta is a standard deviation, like "
     "sigma."),
    ("sigma and eta read as variances", _sigma_and_eta_read_as_variances,
     "Your function treats sigma and eta as variances. Both are standard deviations."),
    ("variances passed as sds", _variances_passed_as_sds,
     "Your function hands sigma² and eta² to a density that wants standard deviations."),
    ("eta² passed as an sd", _eta2_passed_as_an_sd,
     "Your function hands eta² to a density that wants a standard deviation: eta itself."),
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
)  # fmt: skip


def _written_out(alpha, beta, sigma, mu, eta, X, y, *, n=None, sign=-1.0):
    """The formula term by term, with n and the exponents' sign mistaken on demand."""
    in_y = sign * np.sum((y - alpha - X @ beta) ** 2) / (2 * sigma**2)
    n = len(y) if n is None else n
    return in_y - n * np.log(sigma * np.sqrt(2 * np.pi)) + log_normal(beta - mu, eta, sign=sign)


def _log_density_of_y_not_summed(alpha, beta, sigma, mu, eta, X, y):
    return stats.norm.logpdf(y, alpha + X @ beta, sigma) + log_normal(beta - mu, eta)


log_joint.mistakes(
    ("the notebook's n", lambda alpha, *rest: _written_out(alpha, *rest, n=SEEDS_N),
     "Your function takes n from the notebook, where it is 200. It is handed y: use `len(y)`."),
    ("the notebook's n, the seed's signs",
     lambda alpha, *rest: _written_out(alpha, *rest, n=SEEDS_N, sign=1.0),
     "Both exponents still lack their minus sign, and n is taken from the notebook, where it is "
     "200: use `len(y)`."),
    ("the notebook's n, no intercept", lambda alpha, *rest: _written_out(0.0, *rest, n=SEEDS_N),
     "alpha is left out, and n is taken from the notebook, where it is 200: use `len(y)`."),
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
    ("the factor of beta dropped",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y)
         + log_normal(beta - mu, eta, log=0, constant=False)
         ),
     "Your density of beta has its exponent alone. Its factor 1/(eta √(2π)) is missing, and eta "
     "will move."),
    ("log 2π sigma² not halved",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y)
         + log_normal(beta - mu, eta)
         - len(y) * np.log(2 * np.pi * sigma**2) / 2
         ),
     "Your density of y has −n log(2π sigma²). Halve it: the factor is one over the *root* of 2π "
     "sigma²."),
    ("log 2π sigma² and log 2π eta² not halved",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y)
         + log_normal(beta - mu, eta)
         - len(y) * np.log(2 * np.pi * sigma**2) / 2
         - np.sum(np.log(2 * np.pi * eta**2)) / 2
         ),
     "Your densities have −log(2π sigma²) and −log(2π eta²). Halve them: the factor is one over "
     "the *root*."),
    ("2π outside the root",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y)
         + log_normal(beta - mu, eta)
         - len(y) * np.log(2 * np.pi) / 2
         ),
     "Your density of y is divided by 2π sigma. It should be √(2π) sigma: the root goes over 2π, "
     "too."),
    ("2π outside the root, twice",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y)
         + log_normal(beta - mu, eta)
         - (len(y) + len(beta)) * np.log(2 * np.pi) / 2
         ),
     "Your densities are divided by 2π sigma and 2π eta. The root goes over 2π, too: √(2π)."),
    ("log sigma once",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, log=0)
         - np.log(sigma)
         + log_normal(beta - mu, eta)
         ),
     "Your function subtracts log sigma once. Each of the n observations has its own factor "
     "1/sigma: n times."),
    ("the factor of y once",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, log=0, constant=False)
         - np.log(sigma * np.sqrt(2 * np.pi))
         + log_normal(beta - mu, eta)
         ),
     "Your function subtracts log(sigma √(2π)) once. Each of the n observations has this factor: "
     "n times."),
    ("sigma² multiplied",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, half=0.5 * sigma**4) + log_normal(beta - mu, eta)
         ),
     "Your squares of y are halved and then *multiplied* by sigma²: Python reads `/ 2 * sigma**2` "
     "from the left. Write `/ (2 * sigma**2)`."),
    ("sigma² and eta² multiplied",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, half=0.5 * sigma**4)
         + log_normal(beta - mu, eta, half=0.5 * eta**4)
         ),
     "Your squares are halved and then *multiplied* by sigma² and eta²: Python reads `/ 2 * "
     "sigma**2` from the left. Write `/ (2 * sigma**2)`."),
    ("eta[0] for all",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, np.full_like(eta, eta[0]))
         ),
     "Your function gives every coefficient the first eta. Each has its own."),
    ("sigma² passed as an sd",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma**2, X, y) + log_normal(beta - mu, eta)
         ),
     "Your function hands sigma² to a density that wants a standard deviation: sigma itself."),
    ("sigma for eta",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, np.full_like(eta, sigma))
         ),
     "Your coefficients lie around mu with the standard deviation sigma. Theirs is eta."),
    ("log sigma halved",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, log=0.5) + log_normal(beta - mu, eta)
         ),
     "Your density of y has −½ n log sigma. The ½ belongs to log sigma²: −n log sigma."),
    ("the factor of beta once",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y)
         + log_normal(beta - mu, eta, constant=False)
         - np.log(2 * np.pi) / 2
         ),
     "Your function takes 2π of the coefficients into account once. Each of the J densities has "
     "its own."),
    ("log10", lambda alpha, *rest: _written_out(alpha, *rest) / np.log(10),
     "Your function takes logarithms to base 10. Densities go with the natural one, `np.log`."),
    ("alpha's sign", lambda alpha, *rest: _written_out(-alpha, *rest),
     "Your mean of y is X beta − alpha. The intercept is added: alpha + X beta."),
    ("the factors' sign", lambda alpha, *rest: -_written_out(alpha, *rest, sign=1.0),
     "Your exponents are right, but the logs of the factors are added. The densities are "
     "*divided* by sigma √(2π) and eta √(2π): subtract."),
    ("sigma not squared",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, half=0.5 * sigma) + log_normal(beta - mu, eta)
         ),
     "Your squares of y are divided by 2 sigma. Square sigma, too."),
    ("eta not squared",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y) + log_normal(beta - mu, eta, half=0.5 * eta)
         ),
     "Your squares of beta − mu are divided by 2 eta. Square eta, too."),
    ("sigma and eta not squared",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, half=0.5 * sigma)
         + log_normal(beta - mu, eta, half=0.5 * eta)
         ),
     "Your squares are divided by 2 sigma and 2 eta. Square sigma and eta, too."),
    ("sigma read as a variance",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, np.sqrt(sigma), X, y) + log_normal(beta - mu, eta)
         ),
     "Your function treats sigma as the variance of y. Here sigma is a standard deviation, like "
     "eta."),
    ("no 2π for y",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, constant=False) + log_normal(beta - mu, eta)
         ),
     "The density of the observations leaves out its 2π; that of the coefficients has it."),
    ("squared after the sum",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y, half=0)
         - np.sum(y - alpha - X @ beta) ** 2 / (2 * sigma**2)
         + log_normal(beta - mu, eta)
         ),
     "Your function squares the *sum* of the residuals. Square each, then sum."),
    ("the factor of beta J times each",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y)
         + log_normal(beta - mu, eta)
         - (len(eta) - 1) * np.sum(np.log(eta * np.sqrt(2 * np.pi)))
         ),
     "Your function subtracts each log(eta_j √(2π)) J times. Each belongs to one coefficient."),
    ("the factor of y n times each",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y)
         + log_normal(beta - mu, eta)
         - (len(y) - 1) * len(y) * np.log(sigma * np.sqrt(2 * np.pi))
         ),
     "Your function subtracts n log(sigma √(2π)) for each observation, n² in all. It belongs "
     "outside of the sum."),
    ("the notebook's J",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y)
         + log_normal(beta - mu, eta, constant=False)
         - np.log(2 * np.pi)
         ),
     "Your function takes J from the notebook, where it is 2. It is handed beta: use `len(beta)`."),
    ("densities added",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         stats.norm.pdf(y, alpha + X @ beta, sigma).sum() + stats.norm.pdf(beta, mu, eta).sum()
         ),
     "Your function adds densities. Those of independent draws are multiplied; it is their *logs* "
     "that are added."),
    ("the prior subtracted",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y) - log_normal(beta - mu, eta)
         ),
     "Your function subtracts the log density of beta. Densities are multiplied: add their logs."),
    ("mean for the sum of y",
     lambda alpha, beta, sigma, mu, eta, X, y: (
         _likelihood(alpha, beta, sigma, X, y) / len(y) + log_normal(beta - mu, eta)
         ),
     "Your function averages the log densities of y. The log of a product of densities is their "
     "*sum*."),
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
