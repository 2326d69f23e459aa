"""The score: the slopes of the log-likelihood, in beta and in log sigma."""

import numpy as np

from helpers.feedback import Rounding
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.shared import (
    log_likelihood,
    maximum,
    points,
    residual_sums,
    slopes,
    slopes_of_each,
)


@lesson.function(
    "07-score",
    cases=points,
    hints=(
        "Two terms depend on them: $-n\\tau$ and $-\\frac{e'e}{2}\\,\\mathrm e^{-2\\tau}$. "
        "On beta only $e'e$ depends; on τ only $n\\tau$ and $\\mathrm e^{-2\\tau}$.",
        "Take one square alone. If $\\beta_j$ grows by 1, the residual $e_i = y_i - x_i'\\beta$ "
        "falls by $x_{ij}$. What is then the slope of $e_i^2$? Sum it over the rows.",
        "So $e'e$ has the slopes $-2X'e$ in beta; multiply them by what stands before it. In τ, "
        "$\\mathrm e^{-2\\tau}$, which is $1/\\sigma^2$, has the slope "
        "$-2\\,\\mathrm e^{-2\\tau}$.",
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
    return slopes_of_each(beta, sigma, X, y).sum(axis=0)


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

    theta, step = np.append(beta, np.log(sigma)), 1e-4 * s / max(np.linalg.norm(s), 1e-300)
    return s @ step / 1e-4, (value(theta + step) - value(theta - step)) / 2e-4


@score.law(
    "In beta alone the log-likelihood is a parabola: the step σ²(X'X)⁻¹s leads from any point to "
    "its top, where X'e is 0. The step by your slopes ends where X'e is {left}."
)
def _(s, beta, sigma, X, y):
    top = beta + sigma**2 * np.linalg.solve(X.T @ X, s[:-1])
    return X.T @ (y - X @ top), 0, np.abs(X.T) @ (np.abs(y) + np.abs(X) @ np.abs(top))


def _from(parts):
    """A program: the slopes in beta and the last one, made of X'e, e'e, σ and n."""
    return lambda beta, sigma, X, y: np.append(
        *parts(*residual_sums(beta, sigma, X, y), sigma, len(y))
    )


score.mistakes(
    ("sigma read as a variance", lambda Xe, ee, s, n: (Xe / s, ee / s - n),
     "Your function treats sigma as the variance: it divides by sigma everywhere. Here sigma is a "
     "standard deviation; divide by its square."),
    ("downhill", lambda Xe, ee, s, n: (-Xe / s**2, n - ee / s**2),
     "Your function returns the slopes of the *negative* log-likelihood, which a minimiser wants. "
     "The score points uphill: turn all signs."),
    ("mean for sum", lambda Xe, ee, s, n: (Xe / s**2 / n, ee / s**2 / n - 1),
     "Your numbers are averages over the observations. A log-likelihood is a sum, and so is its "
     "slope."),
    ("exp(−2 sigma)", lambda Xe, ee, s, n: (Xe * np.exp(-2 * s), ee * np.exp(-2 * s) - n),
     "Your function takes sigma for τ: it has exp(−2σ). With τ = log σ, exp(−2τ) is 1/σ²."),
    ("sign of the residuals", lambda Xe, ee, s, n: (-Xe / s**2, ee / s**2 - n),
     "The slopes in beta have the wrong sign. The residuals depend on beta through −X, and the "
     "exponent has a minus, too: together they give a plus."),
    ("doubled in beta", lambda Xe, ee, s, n: (2 * Xe / s**2, ee / s**2 - n),
     "The slopes in beta are twice too steep: the 2 from the square is cancelled by the ½ of the "
     "exponent."),
    ("halved in beta", lambda Xe, ee, s, n: (Xe / s**2 / 2, ee / s**2 - n),
     "The slopes in beta are half of what they should be: the ½ of the exponent is cancelled by "
     "the 2 from the square."),
    ("not divided by the variance", lambda Xe, ee, s, n: (Xe, ee / s**2 - n),
     "The slopes in beta lack their divisor: your first numbers are X'e. Divide by sigma²."),
    ("not divided, and turned", lambda Xe, ee, s, n: (-Xe, ee / s**2 - n),
     "The slopes in beta have the wrong sign, and still have to be divided by σ²: X'e/σ²."),
    ("slopes of the sum of squares", lambda Xe, ee, s, n: (-2 * Xe, ee / s**2 - n),
     "The slopes in beta are those of the sum of squares, −2X'e. The exponent is −e'e/(2σ²): "
     "divide by −2σ²."),
    ("slope in sigma", lambda Xe, ee, s, n: (Xe / s**2, ee / s**3 - n / s),
     "The last of your numbers is the slope in sigma, not in log sigma. By the chain rule, the "
     "slope in log sigma is sigma times that."),
    ("chain rule the wrong way", lambda Xe, ee, s, n: (Xe / s**2, ee / s**4 - n / s**2),
     "The last of your numbers is the slope in sigma *divided* by sigma. The derivative of sigma "
     "by log sigma is sigma: multiply."),
    ("chain rule twice", lambda Xe, ee, s, n: (Xe / s**2, s * (ee / s**2 - n)),
     "The last of your numbers is the slope in log sigma, times sigma once more. The chain rule "
     "multiplies by sigma once."),
    ("slope in the variance", lambda Xe, ee, s, n: (Xe / s**2, (ee / s**4 - n / s**2) / 2),
     "The last of your numbers is the slope in the variance, sigma². Wanted: the slope in log "
     "sigma, which is 2 sigma² times that."),
    ("slope in the log variance", lambda Xe, ee, s, n: (Xe / s**2, (ee / s**2 - n) / 2),
     "The last of your numbers is the slope in log sigma², half of that in log sigma."),
    ("last slope not divided", lambda Xe, ee, s, n: (Xe / s**2, ee - n),
     "The last of your numbers has e'e undivided. It is e'e exp(−2τ), and exp(−2τ) is 1/σ²."),
    ("e'e/σ³", lambda Xe, ee, s, n: (Xe / s**2, ee / s**3 - n),
     "The last of your numbers has −n, but still e'e/σ³, as in the slope in sigma. In log sigma it "
     "is e'e/σ²."),
    ("n/σ kept", lambda Xe, ee, s, n: (Xe / s**2, ee / s**2 - n / s),
     "The last of your numbers has e'e/σ², but still −n/σ, as in the slope in sigma. In log sigma "
     "it is −n."),
    ("sign of the slope in log sigma", lambda Xe, ee, s, n: (Xe / s**2, n - ee / s**2),
     "The slopes in beta are right; the last number has the wrong sign. Where the residuals are "
     "larger than sigma says, the log-likelihood climbs with sigma."),
    ("e'e with a minus", lambda Xe, ee, s, n: (Xe / s**2, -n - ee / s**2),
     "The last of your numbers is −n *minus* e'e/σ². Differentiating −½ e'e exp(−2τ) brings down "
     "−2: the two signs give a plus."),
    ("e'e with a minus and half", lambda Xe, ee, s, n: (Xe / s**2, -n - ee / (2 * s**2)),
     "The last of your numbers is −n minus *half* of e'e/σ². Differentiating −½ e'e exp(−2τ) "
     "brings down −2: the ½ is cancelled, and the two signs give a plus."),
    ("half not cancelled", lambda Xe, ee, s, n: (Xe / s**2, ee / (2 * s**2) - n),
     "The last of your numbers has half of e'e/σ². The ½ of the exponent is cancelled by the 2 "
     "that comes down from σ⁻²."),
    ("the ½ lost", lambda Xe, ee, s, n: (Xe / s**2, 2 * ee / s**2 - n),
     "The last of your numbers has twice e'e/σ². The 2 that comes down from exp(−2τ) is cancelled "
     "by the ½ of the exponent."),
    ("n dropped", lambda Xe, ee, s, n: (Xe / s**2, ee / s**2),
     "The last of your numbers lacks −n, the derivative of −n log sigma. Without it the slope is "
     "never negative, and sigma would grow for ever."),
    ("n dropped and half not cancelled", lambda Xe, ee, s, n: (Xe / s**2, ee / (2 * s**2)),
     "The last of your numbers is half of e'e/σ². The 2 that comes down from exp(−2τ) cancels the "
     "½, and the −n of −nτ is missing."),
    ("squares dropped", lambda Xe, ee, s, n: (Xe / s**2, -n),
     "The last of your numbers is −n alone. The term with e'e depends on τ, too."),
    ("n halved", lambda Xe, ee, s, n: (Xe / s**2, ee / s**2 - n / 2),
     "The last of your numbers has −n/2. The log-likelihood has −nτ (that is −n/2 times log σ²)."),
    ("1 for n", lambda Xe, ee, s, n: (Xe / s**2, ee / s**2 - 1),
     "The last of your numbers has −1 where −n belongs: every observation brings its own."),
    ("n of the seed world", lambda Xe, ee, s, n: (Xe / s**2, ee / s**2 - 200),
     "The last of your numbers counts 200 observations always: your function uses the `n` of the "
     "seed world. The data that it is given have a length of their own, `len(y)`."),
    ("n log sigma not differentiated", lambda Xe, ee, s, n: (Xe / s**2, ee / s**2 - n * np.log(s)),
     "The last of your numbers has −n log σ where −n belongs: the term −nτ was copied from the "
     "log-likelihood. Its derivative by τ is −n."),
    ("terms not differentiated",
     lambda Xe, ee, s, n: (Xe / s**2, -n * np.log(s) - ee / (2 * s**2)),
     "The last of your numbers is −nτ − e'e/(2σ²), the log-likelihood itself. Differentiate it by "
     "τ."),
    of=_from,
)  # fmt: skip


def _divisor_n_p(beta, sigma, X, y):
    return slopes(beta, sigma, X, y) + np.append(0 * beta, len(beta))


def _added_not_appended(beta, sigma, X, y):
    s = slopes(beta, sigma, X, y)
    return s[:-1] + s[-1]


def _by_differences(beta, sigma, X, y):
    theta = np.append(beta, np.log(sigma))

    def value(place):
        return log_likelihood(X, y, place[:-1], np.exp(place[-1]))

    here = value(theta)
    return [(value(theta + move) - here) / 1e-5 for move in 1e-5 * np.eye(len(theta))]


score.mistakes(
    ("divisor n − p", _divisor_n_p,
     "The last of your numbers has n − p in place of n. The likelihood knows no degrees of "
     "freedom: it has one factor 1/σ for every observation."),
    ("X'Xβ for X'e",
     lambda beta, sigma, X, y: np.append(X.T @ X @ beta / sigma**2, slopes(beta, sigma, X, y)[-1]),
     "The slopes in beta use Xβ where they should use the residuals, `y - X @ beta`."),
    ("y for the residuals in the last slope",
     lambda beta, sigma, X, y: np.append(
         slopes(beta, sigma, X, y)[:-1], y @ y / sigma**2 - len(y)
     ),
     "The last of your numbers has y'y where e'e belongs, with the residuals e = y − Xβ."),
    ("log sigma for sigma", lambda beta, sigma, X, y: slopes(beta, np.log(sigma), X, y),
     "Your function takes the logarithm of `sigma` and uses it as sigma. Sigma itself goes in: the "
     "formulas want σ, though the last slope is in log σ."),
    ("at least squares", lambda beta, sigma, X, y: slopes(maximum(X, y)[0], sigma, X, y),
     "Your slopes in beta are zero but for rounding: they are taken at the least-squares "
     "coefficients. Take them at the `beta` that is handed over.",
     {"recognises": lambda yours, beta, sigma, X, y: (
         yours.size == len(beta) + 1 and 0 < np.abs(yours.ravel()[:-1]).max() < 1e-9
    )}),
    ("slopes in beta only", lambda beta, sigma, X, y: slopes(beta, sigma, X, y)[:-1],
     "Your function returns the slopes in beta, and they are right. Append the slope in log "
     "sigma."),
    ("last slope alone", lambda beta, sigma, X, y: slopes(beta, sigma, X, y)[-1],
     "Your function returns the slope in log sigma, and it is right. The slopes in beta stand "
     "before it: `np.append`."),
    ("added, not appended", _added_not_appended,
     "Your function *adds* the slope in log sigma to the slopes in beta. It is a slope of its own: "
     "`np.append`."),
    ("not summed", slopes_of_each,
     "Your function returns a row for each observation. The score is their sum: `.sum(axis=0)`."),
    ("by differences", _by_differences,
     "Your function agrees with the score in its first digits alone, as differences do whose step "
     "is too wide. Write the slopes as formulas.",
     {"tolerance": Rounding(1e-3,
                             reason="where a difference loses its digits depends on its step")}),
)  # fmt: skip
