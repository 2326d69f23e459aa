"""Slips in one term of the log evidence: the 2π, the determinants, the powers of b, the gammas."""

import numpy as np
from scipy import special

from helpers.lessons.priors.log_evidence import log_evidence
from helpers.lessons.priors.normal_inverse_gamma import closed_form, log_determinant
from helpers.lessons.slips import Slip, add_slips

_PI, _DETERMINANTS, _POWERS, _GAMMAS = "2π", "determinants", "powers", "gammas"


def _pi(formula):
    """A term that depends on n and p."""
    return lambda X, y, m0, V0, a, b: formula(len(y), len(m0))


def _matrices(formula):
    """A term that depends on V and V0."""
    return lambda X, y, m0, V0, a, b: formula(closed_form(X, y, m0, V0, a, b)[1], V0)


def _scalars(formula):
    """A term that depends on a, aₙ, b and bₙ."""

    def term(X, y, m0, V0, a, b):
        _, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
        return formula(a, a_n, np.float64(b), b_n)

    return term


def _halved(of_matrix):
    return _matrices(lambda V, V0: (of_matrix(V) - of_matrix(V0)) / 2)


def _in_units_of_y(X, y, m0, V0, a, b):
    _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return (log_determinant(b_n / a_n * V) - log_determinant(b / a * V0)) / 2


_OF_PI = [
    Slip(
        _PI,
        "no 2π",
        "Your function lacks −n/2 log 2π. Between models of the same y it cancels, but the number "
        "is no log density of y.",
        _pi(lambda n, p: 0.0),
    ),
    Slip(
        _PI,
        "n of the seed world",
        "Your n is 200 whatever the data. The data that the function is given have a length of "
        "their own, `len(y)`.",
        _pi(lambda n, p: -200 / 2 * np.log(2 * np.pi)),
    ),
    Slip(
        _PI,
        "2π not to the half",
        "Your function subtracts n log 2π. The exponent of 2π is −n/2.",
        _pi(lambda n, p: -n * np.log(2 * np.pi)),
    ),
    Slip(
        _PI,
        "2π with the wrong sign",
        "Your function *adds* n/2 log 2π. The exponent of 2π is −n/2.",
        _pi(lambda n, p: n / 2 * np.log(2 * np.pi)),
    ),
    Slip(
        _PI,
        "π for 2π",
        "Your function has log π where log 2π belongs.",
        _pi(lambda n, p: -n / 2 * np.log(np.pi)),
    ),
    Slip(
        _PI,
        "2π not logged",
        "Your function subtracts n/2 times 2π. Take the logarithm: n/2 log 2π.",
        _pi(lambda n, p: -n / 2 * 2 * np.pi),
    ),
    Slip(
        _PI,
        "log 2 times π",
        "Your function has π log 2. The logarithm is that of 2π: `np.log(2 * np.pi)`.",
        _pi(lambda n, p: -n / 2 * np.log(2) * np.pi),
    ),
    Slip(
        _PI,
        "log 2π to a power",
        "Your function raises log 2π to the power n/2. The log of a power is a product: −n/2 times "
        "log 2π.",
        _pi(lambda n, p: -(np.log(2 * np.pi) ** (n / 2))),
    ),
    Slip(
        _PI,
        "2π to base 10",
        "Your 2π is logged to base 10. Densities here are logged with `np.log`.",
        _pi(lambda n, p: -n / 2 * np.log10(2 * np.pi)),
    ),
    Slip(
        _PI,
        "2π once",
        "Your function subtracts ½ log 2π once. Each of the n observations brings a factor: −n/2.",
        _pi(lambda n, p: -1 / 2 * np.log(2 * np.pi)),
    ),
    Slip(
        _PI,
        "p for n",
        "Your function has the exponent −p/2 at 2π. Each of the n observations brings a factor: "
        "−n/2.",
        _pi(lambda n, p: -p / 2 * np.log(2 * np.pi)),
    ),
    Slip(
        _PI,
        "n − p for n",
        "Your function has the exponent −(n − p)/2 at 2π. The coefficients are integrated out "
        "under a proper prior, whose own 2π cancel: −n/2.",
        _pi(lambda n, p: -(n - p) / 2 * np.log(2 * np.pi)),
    ),
    Slip(
        _PI,
        "n + p for n",
        "Your function has the exponent −(n + p)/2 at 2π. The p factors of beta's prior cancel "
        "against those of its posterior: −n/2.",
        _pi(lambda n, p: -(n + p) / 2 * np.log(2 * np.pi)),
    ),
]

_OF_DETERMINANTS = [
    Slip(
        _DETERMINANTS,
        "determinants the wrong way round",
        "Your determinants stand the wrong way round: V, the posterior's, above and V0 below. A "
        "vague prior (large V0) makes the evidence *smaller*.",
        _matrices(lambda V, V0: (log_determinant(V0) - log_determinant(V)) / 2),
    ),
    Slip(
        _DETERMINANTS,
        "determinants not halved",
        "Your log determinants are not halved: a normal density has the square root of its "
        "determinant.",
        _matrices(lambda V, V0: log_determinant(V) - log_determinant(V0)),
    ),
    Slip(
        _DETERMINANTS,
        "no determinants",
        "Your function has lost the two determinants, by which a vague prior is charged for its "
        "width: ½ log |V| − ½ log |V0|. (`slogdet` returns two numbers, a sign and the log: take "
        "`[1]`.)",
        lambda *data: 0.0,
    ),
    Slip(
        _DETERMINANTS,
        "V0 left out",
        "Your function has the determinant of V, but not that of V0: subtract ½ log |V0|.",
        _matrices(lambda V, V0: log_determinant(V) / 2),
    ),
    Slip(
        _DETERMINANTS,
        "V left out",
        "Your function has the determinant of V0, but not that of V: add ½ log |V|.",
        _matrices(lambda V, V0: -log_determinant(V0) / 2),
    ),
    Slip(
        _DETERMINANTS,
        "determinants added",
        "Your function adds both log determinants. V0 stands below: subtract ½ log |V0|.",
        _matrices(lambda V, V0: (log_determinant(V) + log_determinant(V0)) / 2),
    ),
    Slip(
        _DETERMINANTS,
        "precision for V",
        "Your function has the determinant of V⁻¹. V itself stands above: add ½ log |V|.",
        _matrices(lambda V, V0: -(log_determinant(V) + log_determinant(V0)) / 2),
    ),
    Slip(
        _DETERMINANTS,
        "log determinants divided",
        "Your function divides one log determinant by the other. The log of a ratio is a "
        "difference: ½ log |V| − ½ log |V0|.",
        _matrices(lambda V, V0: log_determinant(V) / log_determinant(V0) / 2),
    ),
    Slip(
        _DETERMINANTS,
        "determinant of V alone halved",
        "Your function halves log |V|, but not log |V0|. Both stand under a root.",
        _matrices(lambda V, V0: log_determinant(V) / 2 - log_determinant(V0)),
    ),
    Slip(
        _DETERMINANTS,
        "determinant of V0 alone halved",
        "Your function halves log |V0|, but not log |V|. Both stand under a root.",
        _matrices(lambda V, V0: log_determinant(V) - log_determinant(V0) / 2),
    ),
    Slip(
        _DETERMINANTS,
        "determinants not logged",
        "Your function adds determinants themselves. Take their logs, `np.linalg.slogdet(V)[1]`.",
        _halved(np.linalg.det),
    ),
    Slip(
        _DETERMINANTS,
        "root of the determinants not logged",
        "Your function adds √(|V|/|V0|) itself. Take its log: ½ log |V| − ½ log |V0|.",
        _matrices(lambda V, V0: np.sqrt(np.linalg.det(V) / np.linalg.det(V0))),
    ),
    Slip(
        _DETERMINANTS,
        "diagonals for determinants",
        "Your function multiplies the diagonal entries of V and V0. The coefficients are "
        "correlated: take the determinants, `np.linalg.slogdet(V)[1]`.",
        _halved(lambda matrix: np.log(np.diag(matrix)).sum()),
    ),
    Slip(
        _DETERMINANTS,
        "traces for determinants",
        "Your function has the traces of V and V0. Take the determinants, "
        "`np.linalg.slogdet(V)[1]`.",
        _halved(lambda matrix: np.log(np.trace(matrix))),
    ),
    Slip(
        _DETERMINANTS,
        "determinants in units of y",
        "Your V and V0 are multiplied by bₙ/aₙ and b/a. The formula wants the factors before "
        "sigma²: its powers of b hold the rest.",
        _in_units_of_y,
    ),
]

_OF_POWERS = [
    Slip(
        _POWERS,
        "powers of b the wrong way round",
        "Your powers of b stand the wrong way round: a log b is added and aₙ log bₙ subtracted. A "
        "larger misfit bₙ makes the evidence *smaller*.",
        _scalars(lambda a, a_n, b, b_n: a_n * np.log(b_n) - a * np.log(b)),
    ),
    Slip(
        _POWERS,
        "powers of b left out",
        "Your function has lost the powers of b: add a log b − aₙ log bₙ.",
        lambda *data: 0.0,
    ),
    Slip(
        _POWERS,
        "a log b left out",
        "Your function has −aₙ log bₙ, but not the prior's own: add a log b.",
        _scalars(lambda a, a_n, b, b_n: -a_n * np.log(b_n)),
    ),
    Slip(
        _POWERS,
        "aₙ log bₙ left out",
        "Your function has a log b, but not the posterior's: subtract aₙ log bₙ.",
        _scalars(lambda a, a_n, b, b_n: a * np.log(b)),
    ),
    Slip(
        _POWERS,
        "aₙ log bₙ added",
        "Your function adds aₙ log bₙ. This power stands below: subtract.",
        _scalars(lambda a, a_n, b, b_n: a * np.log(b) + a_n * np.log(b_n)),
    ),
    Slip(
        _POWERS,
        "a log b subtracted",
        "Your function subtracts a log b. This power stands above: add.",
        _scalars(lambda a, a_n, b, b_n: -a * np.log(b) - a_n * np.log(b_n)),
    ),
    Slip(
        _POWERS,
        "a for both exponents",
        "Your bₙ has the exponent a. After the data it is aₙ.",
        _scalars(lambda a, a_n, b, b_n: a * (np.log(b) - np.log(b_n))),
    ),
    Slip(
        _POWERS,
        "aₙ for both exponents",
        "Your b has the exponent aₙ. Before the data it is a.",
        _scalars(lambda a, a_n, b, b_n: a_n * (np.log(b) - np.log(b_n))),
    ),
    Slip(
        _POWERS,
        "b without its ½",
        "Your bₙ lacks the ½: half of the sum of squares is added to b.",
        _scalars(lambda a, a_n, b, b_n: a * np.log(b) - a_n * np.log(b + 2 * (b_n - b))),
    ),
    Slip(
        _POWERS,
        "exponents without b",
        "Your function has log b − log bₙ. Each has an exponent: a log b − aₙ log bₙ.",
        _scalars(lambda a, a_n, b, b_n: np.log(b) - np.log(b_n)),
    ),
    Slip(
        _POWERS,
        "base and exponent swapped",
        "Your function has b log a and bₙ log aₙ. The log of b^a is a log b.",
        _scalars(lambda a, a_n, b, b_n: b * np.log(a) - b_n * np.log(a_n)),
    ),
    Slip(
        _POWERS,
        "logs to a power",
        "Your function raises log b to the power a. The log of b^a is a *times* log b.",
        _scalars(lambda a, a_n, b, b_n: np.log(b) ** a - np.log(b_n) ** a_n),
    ),
    Slip(
        _POWERS,
        "powers to base 10",
        "Your powers of b are logged to base 10. Densities here are logged with `np.log`.",
        _scalars(lambda a, a_n, b, b_n: a * np.log10(b) - a_n * np.log10(b_n)),
    ),
    Slip(
        _POWERS,
        "powers not logged",
        "Your function adds the powers of b themselves. The log of b^a is a log b.",
        _scalars(lambda a, a_n, b, b_n: b**a - b_n**a_n),
    ),
    Slip(
        _POWERS,
        "ratio of the powers not logged",
        "Your function adds the ratio of the powers of b itself. Take its log: a log b − aₙ log "
        "bₙ.",
        _scalars(lambda a, a_n, b, b_n: b**a / b_n**a_n),
    ),
]

_OF_GAMMAS = [
    Slip(
        _GAMMAS,
        "gammas left out",
        "Your function has lost log Γ(aₙ) − log Γ(a).",
        lambda *data: 0.0,
    ),
    Slip(
        _GAMMAS,
        "gammas the wrong way round",
        "Your gammas stand the wrong way round: log Γ(aₙ) is added, log Γ(a) subtracted.",
        _scalars(lambda a, a_n, b, b_n: special.gammaln(a) - special.gammaln(a_n)),
    ),
    Slip(
        _GAMMAS,
        "gammas added",
        "Your function adds log Γ(a). It stands below: subtract.",
        _scalars(lambda a, a_n, b, b_n: special.gammaln(a_n) + special.gammaln(a)),
    ),
    Slip(
        _GAMMAS,
        "Γ(a) left out",
        "Your function has log Γ(aₙ), but not the prior's: subtract log Γ(a).",
        _scalars(lambda a, a_n, b, b_n: special.gammaln(a_n)),
    ),
    Slip(
        _GAMMAS,
        "Γ(aₙ) left out",
        "Your function has −log Γ(a), but not the posterior's: add log Γ(aₙ).",
        _scalars(lambda a, a_n, b, b_n: -special.gammaln(a)),
    ),
    Slip(
        _GAMMAS,
        "gammas not logged",
        "Your function adds Γ(aₙ) − Γ(a) themselves. Take the log of each: `gammaln`.",
        _scalars(lambda a, a_n, b, b_n: special.gamma(a_n) - special.gamma(a)),
    ),
    Slip(
        _GAMMAS,
        "ratio of the gammas not logged",
        "Your function adds Γ(aₙ)/Γ(a) itself. Take the log: `gammaln(a_n) - gammaln(a)`.",
        _scalars(lambda a, a_n, b, b_n: special.gamma(a_n) / special.gamma(a)),
    ),
    Slip(
        _GAMMAS,
        "log gammas divided",
        "Your function divides one `gammaln` by the other. The log of a ratio is a difference.",
        _scalars(lambda a, a_n, b, b_n: special.gammaln(a_n) / special.gammaln(a)),
    ),
    Slip(
        _GAMMAS,
        "gammas logged twice",
        "Your function takes the log of `gammaln`, which is a log already.",
        _scalars(lambda a, a_n, b, b_n: np.log(special.gammaln(a_n)) - np.log(special.gammaln(a))),
    ),
    Slip(
        _GAMMAS,
        "gamma of the difference",
        "Your function has log Γ(aₙ − a). The difference is one of logs: log Γ(aₙ) − log Γ(a).",
        _scalars(lambda a, a_n, b, b_n: special.gammaln(a_n - a)),
    ),
    Slip(
        _GAMMAS,
        "gammas of b",
        "Your function asks for Γ(bₙ) and Γ(b). The gamma functions are those of aₙ and a.",
        _scalars(lambda a, a_n, b, b_n: special.gammaln(b_n) - special.gammaln(b)),
    ),
]

add_slips(
    log_evidence,
    {
        _PI: _pi(lambda n, p: -n / 2 * np.log(2 * np.pi)),
        _DETERMINANTS: _halved(log_determinant),
        _POWERS: _scalars(lambda a, a_n, b, b_n: a * np.log(b) - a_n * np.log(b_n)),
        _GAMMAS: _scalars(lambda a, a_n, b, b_n: special.gammaln(a_n) - special.gammaln(a)),
    },
    lambda *terms: sum(terms),
    [*_OF_PI, *_OF_DETERMINANTS, *_OF_POWERS, *_OF_GAMMAS],
    both=("no 2π", "determinants not halved"),
)
