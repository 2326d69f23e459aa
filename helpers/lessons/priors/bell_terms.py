"""Slips in one term of Laplace's approximation: the hill, the 2π, the determinant."""

import numpy as np
from scipy import optimize, stats

from helpers.lessons.priors.laplace import Hill, hill_over, laplace, log_joint, volume
from helpers.lessons.priors.normal_inverse_gamma import M0, V0, A, B, closed_form, lstsq
from helpers.lessons.slips import Slip, add_slips

_HILL, _PI, _DETERMINANT = "hill", "2π", "determinant"


def _over(scale, power=0.0, lifted=0.0):
    return lambda X, y: hill_over(X, y, scale, power).lifted(lifted)


def _with_term(term, slope, bend):
    """The hill over tau = log sigma with a term of tau, its slope and its bend, where tau belongs.

    At the posterior mean of beta the log joint is −k tau − b exp(−2 tau) and a constant.
    """

    def hill(X, y):
        n, p = X.shape
        mean, V, _, b = closed_form(X, y, M0, V0, A, B)
        k = n + p + 2 * A + 1
        tau = optimize.brentq(lambda tau: -k + 2 * b * np.exp(-2 * tau) + slope(tau), 0.1, 3)
        height = log_joint(X, y, mean, np.exp(2 * tau)) + np.log(2) + tau + term(tau)
        return Hill(
            height, np.linalg.inv(V) * np.exp(-2 * tau), 4 * b * np.exp(-2 * tau) - bend(tau)
        )

    return hill


def _factor_at_the_end(X, y):
    hill, p = hill_over(X, y, "sigma"), X.shape[1]
    # At the top over sigma of_sigma is 4k/σ², and the block of beta V⁻¹/σ².
    variance = 4 * ((len(y) + p) / 2 + A + 0.5) / hill.of_sigma
    return hill.lifted(np.log(variance) / 2)


def _without_factor_in_height(X, y):
    n, p = X.shape
    hill = hill_over(X, y)
    return hill.lifted(-np.log(closed_form(X, y, M0, V0, A, B)[3] / ((n + p) / 2 + A)) / 2)


def _likelihood_for_height(X, y):
    mean, _, _, b = closed_form(X, y, M0, V0, A, B)
    variance = b / (sum(X.shape) / 2 + A)
    height = stats.norm.logpdf(y, X @ mean, np.sqrt(variance)).sum()
    return hill_over(X, y)._replace(height=height)


def _of_the_likelihood(power):
    """The hill of the likelihood, with a power of sigma, over log sigma."""

    def hill(X, y):
        beta = lstsq(X, y)
        squares, n = np.sum((y - X @ beta) ** 2), len(y) - power
        variance = squares / n
        height = stats.norm.logpdf(y, X @ beta, np.sqrt(variance)).sum()
        return Hill(height + power * np.log(variance) / 2, X.T @ X / variance, 2 * n)

    return hill


def _at_the_highest_likelihood(X, y):
    variance = np.mean((y - X @ lstsq(X, y)) ** 2)
    height = log_joint(X, y, lstsq(X, y), variance) + np.log(2 * variance)
    return Hill(height, X.T @ X / variance, 2 * len(y))


_HILLS = [
    Slip(
        _HILL,
        "in sigma",
        "Your {yours} is Laplace's approximation in sigma, and right in that scale. Wanted: in log "
        "sigma, where the density has one more factor sigma: add log sigma to the log joint.",
        _over("sigma"),
    ),
    Slip(
        _HILL,
        "in sigma²",
        "Your {yours} is Laplace's approximation in sigma², and right in that scale. Wanted: in "
        "log sigma, where the density is 2σ² times that per unit of sigma².",
        _over("sigma²"),
    ),
    Slip(
        _HILL,
        "in sigma, with the factor",
        "Your {yours} adds log sigma to the log joint, and yet walks in sigma. The factor belongs "
        "to log sigma as a coordinate: `log_joint(theta[:p], np.exp(theta[p]), X, y) + theta[p]`.",
        _over("sigma", power=1),
    ),
    Slip(
        _HILL,
        "in sigma², density per unit of sigma",
        "Your {yours} walks in sigma² with a density per unit of sigma. Wanted: in log sigma, "
        "where the density is sigma times that per unit of sigma.",
        _over("sigma²", power=1, lifted=np.log(2)),
    ),
    Slip(
        _HILL,
        "log sigma without its factor",
        "Your {yours} walks in log sigma with a density per unit of sigma. From sigma to log sigma "
        "a density is multiplied by sigma: add `theta[p]`.",
        _over("log sigma", power=-1),
    ),
    Slip(
        _HILL,
        "log sigma, density per unit of sigma²",
        "Your {yours} walks in log sigma with a density per unit of sigma². `log_joint` is per "
        "unit of sigma; then one more factor sigma leads to log sigma.",
        _over("log sigma", power=-2, lifted=-np.log(2)),
    ),
    Slip(
        _HILL,
        "divided by sigma",
        "Your {yours} *subtracts* log sigma. A step dτ of log sigma moves sigma by σ dτ: the "
        "density is multiplied by sigma, so add.",
        _over("log sigma", power=-2),
    ),
    Slip(
        _HILL,
        "sigma's factor twice",
        "Your {yours} multiplies by sigma once too often: `log_joint` is per unit of sigma "
        "already.",
        _over("log sigma", power=1),
    ),
    Slip(
        _HILL,
        "2σ for σ",
        "Your {yours} adds log(2σ), the factor from sigma² to sigma. `log_joint` is per unit of "
        "sigma already; from there to log sigma the factor is σ.",
        _over("log sigma", lifted=np.log(2)),
    ),
    Slip(
        _HILL,
        "2σ² for σ",
        "Your {yours} adds log(2σ²), the factor from sigma² to log sigma. `log_joint` is per unit "
        "of sigma already; from there to log sigma the factor is σ.",
        _over("log sigma", power=1, lifted=np.log(2)),
    ),
    Slip(
        _HILL,
        "sigma added for log sigma",
        "Your {yours} adds sigma to the log density where log sigma belongs: add `theta[p]` "
        "itself, not `np.exp(theta[p])`.",
        _with_term(np.exp, np.exp, np.exp),
    ),
    Slip(
        _HILL,
        "log of log sigma",
        "Your {yours} adds `np.log(theta[p])`. `theta[p]` is log sigma already: add it as it is.",
        _with_term(np.log, lambda tau: 1 / tau, lambda tau: -1 / tau**2),
    ),
    Slip(
        _HILL,
        "factor added at the end",
        "Your {yours} finds the top in sigma and multiplies by sigma afterwards. The factor "
        "belongs to the density: it moves the top and changes the curvature.",
        _factor_at_the_end,
    ),
    Slip(
        _HILL,
        "factor left out of the height",
        "Your {yours} measures the bell of the right hill, but takes `log_joint` at its top for "
        "its height. The height is `height(top)`, with log sigma in it.",
        _without_factor_in_height,
    ),
    Slip(
        _HILL,
        "log-likelihood for the height",
        "Your {yours} measures the bell of the right hill, but takes the log-*likelihood* at its "
        "top for its height. The height is `height(top)`, with the prior in it.",
        _likelihood_for_height,
    ),
    Slip(
        _HILL,
        "prior left out",
        "Your {yours} is the volume under the *likelihood*. The evidence is the volume under "
        "likelihood times prior: start from `log_joint`.",
        _of_the_likelihood(0),
    ),
    Slip(
        _HILL,
        "prior left out, with the factor",
        "Your {yours} is the volume under the *likelihood*, as a density in log sigma. The "
        "evidence is the volume under likelihood times prior: start from `log_joint`.",
        _of_the_likelihood(1),
    ),
    Slip(
        _HILL,
        "at the highest likelihood",
        "Your {yours} takes place and curvature from the likelihood alone, as in lesson 07. The "
        "prior moves the top a little and adds to the curvature: find the top of `height`, and "
        "measure `height` there.",
        _at_the_highest_likelihood,
    ),
    Slip(
        _HILL,
        "ten rows",
        "Your {yours} belongs to the ten rows of the small twin. Wanted: the seed world, all 200.",
        lambda X, y: hill_over(X[:10], y[:10]),
    ),
]


def _directions(count):
    """√(2π) for each of so many directions, which may depend on n and p."""
    return lambda X, y: count(*X.shape) / 2 * np.log(2 * np.pi)


_PIS = [
    Slip(
        _PI,
        "no 2π",
        "Your {yours} lacks the factor (2π)^(d/2), where d = p + 1 counts the parameters.",
        _directions(lambda n, p: 0),
    ),
    Slip(
        _PI,
        "2π for beta alone",
        "Your {yours} counts p parameters. Sigma is one, too: d = p + 1.",
        _directions(lambda n, p: p),
    ),
    Slip(
        _PI,
        "2π not to the half",
        "Your {yours} has (2π)^d. Each direction of the bell brings √(2π): the exponent is d/2.",
        _directions(lambda n, p: 2 * (p + 1)),
    ),
    Slip(
        _PI,
        "2π once",
        "Your {yours} has √(2π) once. Each of the p + 1 directions brings one.",
        _directions(lambda n, p: 1),
    ),
    Slip(
        _PI,
        "2π with the wrong sign",
        "Your {yours} *subtracts* d/2 log 2π. A bell has the volume height times (2π)^(d/2)/√|H|: "
        "add.",
        _directions(lambda n, p: -(p + 1)),
    ),
    Slip(
        _PI,
        "n for the number of parameters",
        "Your {yours} counts n directions. d is the number of parameters, p + 1.",
        _directions(lambda n, p: n),
    ),
    Slip(
        _PI,
        "2π not logged",
        "Your {yours} adds d/2 times 2π. Take the logarithm: d/2 log 2π.",
        lambda X, y: (X.shape[1] + 1) / 2 * 2 * np.pi,
    ),
    Slip(
        _PI,
        "log 2 times π",
        "Your {yours} has π log 2. The logarithm is that of 2π: `np.log(2 * np.pi)`.",
        lambda X, y: (X.shape[1] + 1) / 2 * np.log(2) * np.pi,
    ),
    Slip(
        _PI,
        "π for 2π",
        "Your {yours} has log π where log 2π belongs.",
        lambda X, y: (X.shape[1] + 1) / 2 * np.log(np.pi),
    ),
    Slip(
        _PI,
        "2π to base 10",
        "Your 2π is logged to base 10. Densities here are logged with `np.log`.",
        lambda X, y: (X.shape[1] + 1) / 2 * np.log10(2 * np.pi),
    ),
]


def _taking(width):
    """What a slip makes of the hill's curvature, in place of −½ log |H|."""
    return lambda X, y: width


def _diagonals(H):
    """The log of the product of the curvature's diagonal entries, and of its inverse's."""
    along = np.log(np.diag(H.of_beta)).sum() + np.log(H.of_sigma)
    widths = np.log(np.diag(np.linalg.inv(H.of_beta))).sum() - np.log(H.of_sigma)
    return along, widths


_DETERMINANTS = [
    Slip(
        _DETERMINANT,
        "determinant not halved",
        "Your {yours} subtracts the whole log determinant. The volume under a bell has its square "
        "root: half of the log.",
        _taking(lambda H: -H.log_det),
    ),
    Slip(
        _DETERMINANT,
        "determinant added",
        "Your {yours} *adds* half of the log determinant of the curvature (or subtracts that of "
        "its inverse). A sharp peak, with a large curvature, has a small volume: subtract.",
        _taking(lambda H: H.log_det / 2),
    ),
    Slip(
        _DETERMINANT,
        "determinant added, not halved",
        "Your {yours} *adds* the log determinant of the curvature. A sharp peak has a small "
        "volume: subtract, and half of it.",
        _taking(lambda H: H.log_det),
    ),
    Slip(
        _DETERMINANT,
        "determinant without its log",
        "Your {yours} subtracts half of the determinant itself. Take its logarithm.",
        _taking(lambda H: -np.exp(H.log_det) / 2),
    ),
    Slip(
        _DETERMINANT,
        "determinant to base 10",
        "Your determinant is logged to base 10. Densities here are logged with `np.log`.",
        _taking(lambda H: -H.log_det / np.log(10) / 2),
    ),
    Slip(
        _DETERMINANT,
        "sign of the determinant",
        "Your {yours} uses the first number of `slogdet`, the sign. The log determinant is the "
        "second, `slogdet(H)[1]`.",
        _taking(lambda H: -0.5),
    ),
    Slip(
        _DETERMINANT,
        "determinant left out",
        "Your {yours} lacks −½ log |H|: how wide the bell is.",
        _taking(lambda H: 0.0),
    ),
    Slip(
        _DETERMINANT,
        "diagonal of the curvature",
        "Your {yours} multiplies the diagonal entries of the curvature. The coefficients are "
        "correlated: take the determinant.",
        _taking(lambda H: -_diagonals(H)[0] / 2),
    ),
    Slip(
        _DETERMINANT,
        "diagonal of the covariance",
        "Your {yours} multiplies the variances, the diagonal entries of the curvature's inverse. "
        "The coefficients are correlated: take the determinant.",
        _taking(lambda H: _diagonals(H)[1] / 2),
    ),
    Slip(
        _DETERMINANT,
        "trace for the determinant",
        "Your {yours} has the trace of the curvature. Take its determinant, `slogdet(H)[1]`.",
        _taking(lambda H: -np.log(np.trace(H.of_beta) + H.of_sigma) / 2),
    ),
]

add_slips(
    laplace,
    {
        _HILL: _over("log sigma"),
        _PI: _directions(lambda n, p: p + 1),
        _DETERMINANT: _taking(lambda H: -H.log_det / 2),
    },
    lambda hill, pi, width: hill.height + pi + width(hill),
    [*_HILLS, *_PIS, *_DETERMINANTS],
    both=("in sigma", "determinant not halved"),
)


def _rough_curvature(X, y):
    # As large as the slip that BFGS's `hess_inv` makes here; its digits vary with SciPy's version.
    return volume(hill_over(X, y)) - 0.021


laplace.mistakes(
    ("rough curvature", _rough_curvature,
     "Your {yours} is near. Was the curvature pieced together from a search (BFGS's `hess_inv`, "
     "of which lesson 07 warns), or the top not quite reached? Measure it with `curvature(height, "
     "top)`.",
     {"recognises": lambda yours, X, y: (
         yours.size == 1 and abs(yours.item() - laplace.program(X, y)) < 0.3
    )}),
)  # fmt: skip
