"""The score: the slopes of the log-likelihood, in beta and in log sigma."""

import numpy as np

from helpers.feedback import Rounding
from helpers.lessons.autopsy.programs import along, bottom_by
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.programs import log_likelihood, points, residual_sums
from helpers.lessons.slips import Slip, add_slips


@lesson.function(
    "07-score",
    cases=points,
    hints=(
        "Take the derivatives of the two terms that depend on beta and on τ = log σ: "
        "$-n\\tau$ and $-\\frac{e'e}{2}\\,\\mathrm e^{-2\\tau}$, with $e = y - X\\beta$.",
        "In beta, $e'e$ has the slopes $-2X'e$; the ½ cancels the 2. In τ, the slope of "
        "$\\mathrm e^{-2\\tau}$, which is $1/\\sigma^2$, is $-2\\,\\mathrm e^{-2\\tau}$.",
        "$\\partial\\ell/\\partial\\beta = X'e/\\sigma^2$, a vector of length p, and "
        "$\\partial\\ell/\\partial\\tau = -n + e'e/\\sigma^2$.",
        "With `e = y - X @ beta`: `np.append(X.T @ e / sigma**2, e @ e / sigma**2 - len(y))`.",
    ),
)
def score(beta, sigma, X, y):
    """The score: the slopes of the log-likelihood in beta and log sigma."""

    def log_likelihood(theta):
        z = (y - X @ theta[:-1]) * np.exp(-theta[-1])
        return np.sum(-theta[-1] - z * z / 2)

    # A step into the imaginary direction: the derivative without any difference of near equals
    # (Squire and Trapp, 1998, eq. 3).
    theta, step = np.append(beta, np.log(sigma)), 1e-30
    return np.array(
        [log_likelihood(theta + 1j * step * unit).imag / step for unit in np.eye(len(theta))]
    )


@score.variant("the formula")
def _(beta, sigma, X, y):
    e = y - X @ beta
    return np.append(X.T @ e / sigma**2, e @ e / sigma**2 - len(y))


@score.variant("sum over the observations")
def _(beta, sigma, X, y):
    z = (y - X @ beta) / sigma
    return np.column_stack([X * z[:, None] / sigma, z**2 - 1]).sum(axis=0)


@score.variant("by way of sigma")
def _(beta, sigma, X, y):
    e = y - X @ beta
    slope_in_sigma = -len(y) / sigma + np.sum(e**2) / sigma**3
    return [*(e @ X / sigma**2), sigma * slope_in_sigma]


@score.law(
    "From the slope in log σ, with n and σ, one can tell e'e, the sum of the squared residuals. It "
    "is {right}; by your slope it would be {left}."
)
def _(s, beta, sigma, X, y):
    return sigma**2 * (len(y) + s[-1]), residual_sums(beta, sigma, X, y)[1]


@score.law(
    "The score foretells what a small step changes. Along yours it foretells {left} for each unit "
    "of the step; the log-likelihood changes by {right}.",
    relative=1e-5,  # differences
)
def _(s, beta, sigma, X, y):
    def value(theta):
        return log_likelihood(X, y, theta[:-1], np.exp(theta[-1]))

    return along(s, value, np.append(beta, np.log(sigma)))


@score.law(
    "In beta alone the log-likelihood is a parabola: the step σ²(X'X)⁻¹s leads from any point to "
    "its top, where X'e is 0. The step by your slopes ends where X'e is {left}."
)
def _(s, beta, sigma, X, y):
    return bottom_by(-s[:-1], X, y, beta, sigma)


def _sigma_read_as_a_variance(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma, squares / sigma - len(y))


score.mistakes(
    ("sigma read as a variance", _sigma_read_as_a_variance,
     "Your function treats sigma as the variance: it divides by sigma everywhere. Here sigma is a "
     "standard deviation; divide by its square."),
)  # fmt: skip


def _right(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - len(y))


def _slope(formula):
    """A term, given X'e, e'e, sigma and the numbers of rows and columns."""
    return lambda beta, sigma, X, y: formula(*residual_sums(beta, sigma, X, y), sigma, *X.shape)


def _one(*data):
    return 1.0


_BETA, _LAST = "slopes in beta", "slope in log sigma"

add_slips(
    score,
    {
        _BETA: _slope(lambda products, squares, sigma, n, p: products / sigma**2),
        _LAST: _slope(lambda products, squares, sigma, n, p: squares / sigma**2 - n),
        "sign": _one,
        "count": _one,
    },
    lambda in_beta, in_log_sigma, sign, count: sign * np.append(in_beta, in_log_sigma) / count,
    [
        Slip(
            "sign",
            "downhill",
            "Your function returns the slopes of the *negative* log-likelihood, which a "
            "minimiser wants. The score points uphill: turn all signs.",
            lambda *data: -1.0,
        ),
        Slip(
            "count",
            "mean for sum",
            "Your numbers are averages over the observations. A log-likelihood is a sum, "
            "and so is its slope.",
            lambda beta, sigma, X, y: len(y),
        ),
        Slip(
            _BETA,
            "y for the residuals",
            "The slopes in beta use y where they should use the residuals, `y - X @ beta`.",
            lambda beta, sigma, X, y: X.T @ y / sigma**2,
        ),
        Slip(
            _BETA,
            "X'Xβ for X'e",
            "The slopes in beta use Xβ where they should use the residuals, `y - X @ beta`.",
            lambda beta, sigma, X, y: X.T @ X @ beta / sigma**2,
        ),
        Slip(
            _LAST,
            "divisor n − p",
            "The last of your numbers has n − p in place of n. The likelihood knows no "
            "degrees of freedom: it has one factor 1/σ for every observation.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**2 - (n - p)),
        ),
        Slip(
            _LAST,
            "y for the residuals in the last slope",
            "The last of your numbers has y'y where e'e belongs, with the residuals e = y − Xβ.",
            lambda beta, sigma, X, y: y @ y / sigma**2 - len(y),
        ),
        Slip(
            _LAST,
            "sum of residuals",
            "The last of your numbers sums the residuals. Square each of them first.",
            lambda beta, sigma, X, y: np.sum(y - X @ beta) / sigma**2 - len(y),
        ),
        Slip(
            _LAST,
            "square of the sum",
            "The last of your numbers squares the *sum* of the residuals. Square each of "
            "them, then sum.",
            lambda beta, sigma, X, y: np.sum(y - X @ beta) ** 2 / sigma**2 - len(y),
        ),
        Slip(
            _BETA,
            "sign of the residuals",
            "The slopes in beta have the wrong sign. The residuals depend on beta through "
            "−X, and the exponent has a minus, too: together they give a plus.",
            _slope(lambda products, squares, sigma, n, p: -products / sigma**2),
        ),
        Slip(
            _BETA,
            "not divided by the variance",
            "The slopes in beta lack their divisor: your first numbers are X'e. Divide by sigma².",
            _slope(lambda products, squares, sigma, n, p: products),
        ),
        Slip(
            _BETA,
            "divided by sigma",
            "The slopes in beta are divided by sigma where they should be divided by its square.",
            _slope(lambda products, squares, sigma, n, p: products / sigma),
        ),
        Slip(
            _BETA,
            "doubled in beta",
            "The slopes in beta are twice too steep: the 2 from the square is cancelled by "
            "the ½ of the exponent.",
            _slope(lambda products, squares, sigma, n, p: 2 * products / sigma**2),
        ),
        Slip(
            _BETA,
            "halved in beta",
            "The slopes in beta are half of what they should be: the ½ of the exponent is "
            "cancelled by the 2 from the square.",
            _slope(lambda products, squares, sigma, n, p: products / sigma**2 / 2),
        ),
        Slip(
            _BETA,
            "averaged in beta",
            "The slopes in beta are averages over the observations. The log-likelihood is a sum.",
            _slope(lambda products, squares, sigma, n, p: products / sigma**2 / n),
        ),
        Slip(
            _BETA,
            "σ³ in beta",
            "The slopes in beta are divided by σ³. It is σ²; a third power belongs to the "
            "slope in sigma.",
            _slope(lambda products, squares, sigma, n, p: products / sigma**3),
        ),
        Slip(
            _BETA,
            "σ⁴ in beta",
            "The slopes in beta are divided by σ⁴. Divide by σ², once.",
            _slope(lambda products, squares, sigma, n, p: products / sigma**4),
        ),
        Slip(
            _BETA,
            "exp(−2 sigma) in beta",
            "The slopes in beta have exp(−2σ). With τ = log σ, exp(−2τ) is 1/σ².",
            _slope(lambda products, squares, sigma, n, p: products * np.exp(-2 * sigma)),
        ),
        Slip(
            _BETA,
            "times σ² in beta",
            "The slopes in beta are multiplied by σ². It is X'e exp(−2τ): divided.",
            _slope(lambda products, squares, sigma, n, p: products * sigma**2),
        ),
        Slip(
            _BETA,
            "slopes of the sum of squares",
            "The slopes in beta are those of the sum of squares, −2X'e. The exponent is "
            "−e'e/(2σ²): divide by −2σ².",
            _slope(lambda products, squares, sigma, n, p: -2 * products),
        ),
        Slip(
            _BETA,
            "not divided, and turned",
            "The slopes in beta have the wrong sign, and still have to be divided by σ²: X'e/σ².",
            _slope(lambda products, squares, sigma, n, p: -products),
        ),
        Slip(
            _LAST,
            "slope in sigma",
            "The last of your numbers is the slope in sigma, not in log sigma. By the chain "
            "rule, the slope in log sigma is sigma times that.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**3 - n / sigma),
        ),
        Slip(
            _LAST,
            "chain rule the wrong way",
            "The last of your numbers is the slope in sigma *divided* by sigma. The "
            "derivative of sigma by log sigma is sigma: multiply.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**4 - n / sigma**2),
        ),
        Slip(
            _LAST,
            "slope in the variance",
            "The last of your numbers is the slope in the variance, sigma². Wanted: the "
            "slope in log sigma, which is 2 sigma² times that.",
            _slope(lambda products, squares, sigma, n, p: (squares / sigma**4 - n / sigma**2) / 2),
        ),
        Slip(
            _LAST,
            "slope in the log variance",
            "The last of your numbers is the slope in log sigma², half of that in log sigma.",
            _slope(lambda products, squares, sigma, n, p: (squares / sigma**2 - n) / 2),
        ),
        Slip(
            _LAST,
            "sign of the slope in log sigma",
            "The slopes in beta are right; the last number has the wrong sign. Where the "
            "residuals are larger than sigma says, the log-likelihood climbs with sigma.",
            _slope(lambda products, squares, sigma, n, p: n - squares / sigma**2),
        ),
        Slip(
            _LAST,
            "n dropped",
            "The last of your numbers lacks −n, the derivative of −n log sigma. Without it "
            "the slope is never negative, and sigma would grow for ever.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**2),
        ),
        Slip(
            _LAST,
            "half not cancelled",
            "The last of your numbers has half of e'e/σ². The ½ of the exponent is "
            "cancelled by the 2 that comes down from σ⁻².",
            _slope(lambda products, squares, sigma, n, p: squares / (2 * sigma**2) - n),
        ),
        Slip(
            _LAST,
            "e'e with a minus",
            "The last of your numbers is −n *minus* e'e/σ². Differentiating −½ e'e exp(−2τ) "
            "brings down −2: the two signs give a plus.",
            _slope(lambda products, squares, sigma, n, p: -n - squares / sigma**2),
        ),
        Slip(
            _LAST,
            "n with a plus",
            "The last of your numbers has +n. The log-likelihood has −nτ, so its slope has −n.",
            _slope(lambda products, squares, sigma, n, p: n + squares / sigma**2),
        ),
        Slip(
            _LAST,
            "1 for n",
            "The last of your numbers has −1 where −n belongs: every observation brings its own.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**2 - 1),
        ),
        Slip(
            _LAST,
            "n dropped and half not cancelled",
            "The last of your numbers is half of e'e/σ². The 2 that comes down from "
            "exp(−2τ) cancels the ½, and the −n of −nτ is missing.",
            _slope(lambda products, squares, sigma, n, p: squares / (2 * sigma**2)),
        ),
        Slip(
            _LAST,
            "the ½ lost",
            "The last of your numbers has twice e'e/σ². The 2 that comes down from exp(−2τ) "
            "is cancelled by the ½ of the exponent.",
            _slope(lambda products, squares, sigma, n, p: 2 * squares / sigma**2 - n),
        ),
        Slip(
            _LAST,
            "e'e with a minus and half",
            "The last of your numbers is −n minus *half* of e'e/σ². Differentiating −½ e'e "
            "exp(−2τ) brings down −2: the ½ is cancelled, and the two signs give a plus.",
            _slope(lambda products, squares, sigma, n, p: -n - squares / (2 * sigma**2)),
        ),
        Slip(
            _LAST,
            "n log sigma not differentiated",
            "The last of your numbers has −n log σ where −n belongs: the term −nτ was "
            "copied from the log-likelihood. Its derivative by τ is −n.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**2 - n * np.log(sigma)),
        ),
        Slip(
            _LAST,
            "n of the seed world",
            "The last of your numbers counts 200 observations always: your function uses "
            "the `n` of the seed world. The data that it is given have a length of their "
            "own, `len(y)`.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**2 - 200),
        ),
        Slip(
            _LAST,
            "exp(−2 sigma) in the last slope",
            "The last of your numbers takes sigma for τ: it has exp(−2σ). With τ = log σ, "
            "exp(−2τ) is 1/σ².",
            _slope(lambda products, squares, sigma, n, p: squares * np.exp(-2 * sigma) - n),
        ),
        Slip(
            _LAST,
            "chain rule twice",
            "The last of your numbers is the slope in log sigma, times sigma once more. The "
            "chain rule multiplies by sigma once.",
            _slope(lambda products, squares, sigma, n, p: sigma * (squares / sigma**2 - n)),
        ),
        Slip(
            _LAST,
            "last slope not divided",
            "The last of your numbers has e'e undivided. It is e'e exp(−2τ), and exp(−2τ) is 1/σ².",
            _slope(lambda products, squares, sigma, n, p: squares - n),
        ),
        Slip(
            _LAST,
            "last slope divided by sigma",
            "The last of your numbers divides e'e by sigma where it should divide by its square.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma - n),
        ),
        Slip(
            _LAST,
            "e'e/σ³",
            "The last of your numbers has −n, but still e'e/σ³, as in the slope in sigma. "
            "In log sigma it is e'e/σ².",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**3 - n),
        ),
        Slip(
            _LAST,
            "n/σ kept",
            "The last of your numbers has e'e/σ², but still −n/σ, as in the slope in sigma. "
            "In log sigma it is −n.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**2 - n / sigma),
        ),
        Slip(
            _LAST,
            "squares dropped",
            "The last of your numbers is −n alone. The term with e'e depends on τ, too.",
            _slope(lambda products, squares, sigma, n, p: -n),
        ),
        Slip(
            _LAST,
            "e'e times σ²",
            "The last of your numbers multiplies e'e by σ². It is e'e exp(−2τ): divided.",
            _slope(lambda products, squares, sigma, n, p: squares * sigma**2 - n),
        ),
        Slip(
            _LAST,
            "n halved",
            "The last of your numbers has −n/2. The log-likelihood has −nτ (that is −n/2 "
            "times log σ²).",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**2 - n / 2),
        ),
        Slip(
            _LAST,
            "mean of squares for their sum",
            "The last of your numbers has the mean of the squared residuals where their sum "
            "belongs.",
            _slope(lambda products, squares, sigma, n, p: squares / n / sigma**2 - n),
        ),
        Slip(
            _LAST,
            "last slope averaged",
            "The last of your numbers is an average over the observations. The "
            "log-likelihood is a sum.",
            _slope(lambda products, squares, sigma, n, p: squares / n / sigma**2 - 1),
        ),
        Slip(
            _LAST,
            "length of the residuals",
            "The last of your numbers has the root of e'e (`np.linalg.norm`). Leave it a square.",
            _slope(lambda products, squares, sigma, n, p: np.sqrt(squares) / sigma**2 - n),
        ),
        Slip(
            _LAST,
            "slope in sigma, turned",
            "The last of your numbers is the slope in sigma, with its sign turned. Wanted "
            "is the slope in log sigma, sigma times that, uphill.",
            _slope(lambda products, squares, sigma, n, p: n / sigma - squares / sigma**3),
        ),
        Slip(
            _LAST,
            "terms not differentiated",
            "The last of your numbers is −nτ − e'e/(2σ²), the log-likelihood itself. "
            "Differentiate it by τ.",
            _slope(
                lambda products, squares, sigma, n, p: -n * np.log(sigma) - squares / (2 * sigma**2)
            ),
        ),
        Slip(
            _LAST,
            "half, in sigma",
            "The last of your numbers is e'e/(2σ³) − n/σ: the slope in sigma, with the ½ of "
            "the exponent, which the 2 from differentiating cancels. And in log sigma it is "
            "sigma times that.",
            _slope(lambda products, squares, sigma, n, p: squares / (2 * sigma**3) - n / sigma),
        ),
        Slip(
            _LAST,
            "p for n",
            "The last of your numbers counts the columns (`len(beta)`). Count the rows: `len(y)`.",
            _slope(lambda products, squares, sigma, n, p: squares / sigma**2 - p),
        ),
    ],
    both=("not divided by the variance", "half not cancelled"),
    apart=[
        ("sign of the residuals", "sign of the slope in log sigma"),
        ("averaged in beta", "last slope averaged"),
        ("divided by sigma", "last slope divided by sigma"),
    ],
)


def _all_the_signs_but_ns(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(-products / sigma**2, -len(y) - squares / sigma**2)


def _not_summed(beta, sigma, X, y):
    z = (y - X @ beta) / sigma
    return np.column_stack([X * z[:, None] / sigma, z**2 - 1])


def _exp_2_sigma(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    precision = np.exp(-2 * sigma)
    return np.append(products * precision, squares * precision - len(y))


def _added_not_appended(beta, sigma, X, y):
    slopes = _right(beta, sigma, X, y)
    return slopes[:-1] + slopes[-1]


def _by_differences(beta, sigma, X, y):
    theta = np.append(beta, np.log(sigma))

    def value(place):
        return log_likelihood(X, y, place[:-1], np.exp(place[-1]))

    here = value(theta)
    return [(value(theta + move) - here) / 1e-5 for move in 1e-5 * np.eye(len(theta))]


score.mistakes(
    ("all the signs but n's", _all_the_signs_but_ns,
     "Your residual terms have the wrong sign, all of them: X'e and e'e both count upwards, and "
     "only n is subtracted."),
    ("not summed", _not_summed,
     "Your function returns a row for each observation. The score is their sum: `.sum(axis=0)`."),
    ("slopes in beta only",
     lambda beta, sigma, X, y: residual_sums(beta, sigma, X, y)[0] / sigma**2,
     "Your function returns the slopes in beta, and they are right. Append the slope in log "
     "sigma."),
    ("exp(−2 sigma)", _exp_2_sigma,
     "Your function takes sigma for τ: it has exp(−2σ). With τ = log σ, exp(−2τ) is 1/σ²."),
    ("last slope alone", lambda beta, sigma, X, y: _right(beta, sigma, X, y)[-1],
     "Your function returns the slope in log sigma, and it is right. The slopes in beta stand "
     "before it: `np.append`."),
    ("log sigma first", lambda beta, sigma, X, y: np.roll(_right(beta, sigma, X, y), 1),
     "Your function puts the slope in log sigma first. It comes last, after those in beta."),
    ("at least squares",
     lambda beta, sigma, X, y: _right(np.linalg.lstsq(X, y, rcond=None)[0], sigma, X, y),
     "Your slopes in beta are zero but for rounding: they are taken at the least-squares "
     "coefficients. Take them at the `beta` that is handed over.",
     {"recognises": lambda yours, beta, sigma, X, y: (
         yours.size == len(beta) + 1 and 0 < np.abs(yours.ravel()[:-1]).max() < 1e-9
    )}),
    ("y for all residuals", lambda beta, sigma, X, y: _right(0 * beta, sigma, X, y),
     "Your function uses y where it should use the residuals, `y - X @ beta`, in all its slopes."),
    ("log sigma for sigma", lambda beta, sigma, X, y: _right(beta, np.log(sigma), X, y),
     "Your function takes the logarithm of `sigma` and uses it as sigma. Sigma itself goes in: "
     "the formulas want σ, though the last slope is in log σ."),
    ("sigma squared twice", lambda beta, sigma, X, y: _right(beta, sigma**2, X, y),
     "Your function takes σ² for sigma and squares it again: it divides by σ⁴."),
    ("added, not appended", _added_not_appended,
     "Your function *adds* the slope in log sigma to the slopes in beta. It is a slope of its "
     "own: `np.append`."),
    ("true sigma", lambda beta, sigma, X, y: _right(beta, 5.0, X, y),
     "Your function uses the sigma of the seed world, 5, whatever it is given."),
    ("by differences", _by_differences,
     "Your function agrees with the score in its first digits alone, as differences do whose step "
     "is too wide. Write the slopes as formulas.",
     {"tolerance": Rounding(1e-3,
                             reason="where a difference loses its digits depends on its step")}),
)  # fmt: skip
