"""The score: the slopes of the log-likelihood, in beta and in log sigma."""

import numpy as np

from helpers.exercises.curvature.programs import points, residual_sums
from helpers.exercises.lessons import curvature as lesson


@lesson.function(
    "07-score",
    cases=points,
    hints=(
        "Take the derivatives of the two terms that depend on beta and on τ = log σ: "
        "$-n\\tau$ and $-\\frac{e'e}{2}\\,\\mathrm e^{-2\\tau}$, with $e = y - X\\beta$.",
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


@score.misconception(
    "slope in sigma",
    "The last of your numbers is the slope in sigma, not in log sigma. By the chain rule, "
    "the slope in log sigma is sigma times that.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) / sigma + squares / sigma**3)


@score.misconception(
    "chain rule the wrong way",
    "The last of your numbers is the slope in sigma *divided* by sigma. The derivative of sigma by "
    "log sigma is sigma: multiply.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) / sigma**2 + squares / sigma**4)


@score.misconception(
    "slope in the variance",
    "The last of your numbers is the slope in the variance, sigma². Wanted: the slope in log "
    "sigma, which is 2 sigma² times that.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) / (2 * sigma**2) + squares / (2 * sigma**4))


@score.misconception(
    "slope in the log variance",
    "The last of your numbers is the slope in log sigma², half of that in log sigma.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, (squares / sigma**2 - len(y)) / 2)


@score.misconception(
    "downhill",
    "Your function returns the slopes of the *negative* log-likelihood, which a minimiser wants. "
    "The score points uphill: turn all signs.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return -np.append(products / sigma**2, squares / sigma**2 - len(y))


@score.misconception(
    "sign of the residuals",
    "The slopes in beta have the wrong sign. The residuals depend on beta through −X, and the "
    "exponent has a minus, too: together they give a plus.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(-products / sigma**2, squares / sigma**2 - len(y))


@score.misconception(
    "sign of the slope in log sigma",
    "The slopes in beta are right; the last number has the wrong sign. Where the residuals are "
    "larger than sigma says, the log-likelihood climbs with sigma.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, len(y) - squares / sigma**2)


@score.misconception(
    "not divided by the variance",
    "The slopes in beta lack their divisor: your first numbers are X'e. Divide by sigma².",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products, squares / sigma**2 - len(y))


@score.misconception(
    "divided by sigma",
    "The slopes in beta are divided by sigma where they should be divided by its square.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma, squares / sigma**2 - len(y))


@score.misconception(
    "sigma read as a variance",
    "Your function treats sigma as the variance: it divides by sigma everywhere. Here sigma is a "
    "standard deviation; divide by its square.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma, squares / sigma - len(y))


@score.misconception(
    "n dropped",
    "The last of your numbers lacks −n, the derivative of −n log sigma. Without it the slope is "
    "never negative, and sigma would grow for ever.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2)


@score.misconception(
    "half not cancelled",
    "The last of your numbers has half of e'e/σ². The ½ of the exponent is cancelled by the 2 that "
    "comes down from σ⁻².",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / (2 * sigma**2) - len(y))


@score.misconception(
    "doubled in beta",
    "The slopes in beta are twice too steep: the 2 from the square is cancelled by the ½ of the "
    "exponent.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(2 * products / sigma**2, squares / sigma**2 - len(y))


@score.misconception(
    "divisor n − p",
    "The last of your numbers has n − p in place of n. The likelihood knows no degrees of freedom: "
    "it has one factor 1/σ for every observation.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - (len(y) - len(beta)))


@score.misconception(
    "mean for sum",
    "Your numbers are averages over the observations. A log-likelihood is a sum, and so is its "
    "slope.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - len(y)) / len(y)


@score.misconception(
    "not summed",
    "Your function returns a row for each observation. The score is their sum: `.sum(axis=0)`.",
)
def _(beta, sigma, X, y):
    z = (y - X @ beta) / sigma
    return np.column_stack([X * z[:, None] / sigma, z**2 - 1])


@score.misconception(
    "slopes in beta only",
    "Your function returns the slopes in beta, and they are right. Append the slope in log sigma.",
)
def _(beta, sigma, X, y):
    return residual_sums(beta, sigma, X, y)[0] / sigma**2


@score.misconception(
    "y for the residuals",
    "The slopes in beta use y where they should use the residuals, `y - X @ beta`.",
)
def _(beta, sigma, X, y):
    squares = residual_sums(beta, sigma, X, y)[1]
    return np.append(X.T @ y / sigma**2, squares / sigma**2 - len(y))


@score.misconception(
    "e'e with a minus",
    "The last of your numbers is −n *minus* e'e/σ². Differentiating −½ e'e exp(−2τ) brings down "
    "−2: the two signs give a plus.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) - squares / sigma**2)


@score.misconception(
    "n with a plus",
    "The last of your numbers has +n. The log-likelihood has −nτ, so its slope has −n.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, len(y) + squares / sigma**2)


@score.misconception(
    "1 for n",
    "The last of your numbers has −1 where −n belongs: every observation brings its own.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - 1)


@score.misconception(
    "all the signs but n's",
    "Your residual terms have the wrong sign, all of them: X'e and e'e both count upwards, and "
    "only n is subtracted.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(-products / sigma**2, -len(y) - squares / sigma**2)


@score.misconception(
    "n dropped and half not cancelled",
    "The last of your numbers is half of e'e/σ². The 2 that comes down from exp(−2τ) cancels the "
    "½, and the −n of −nτ is missing.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / (2 * sigma**2))


@score.misconception(
    "the ½ lost",
    "The last of your numbers has twice e'e/σ². The 2 that comes down from exp(−2τ) is cancelled "
    "by the ½ of the exponent.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, 2 * squares / sigma**2 - len(y))


@score.misconception(
    "e'e with a minus and half",
    "The last of your numbers is −n minus *half* of e'e/σ². Differentiating −½ e'e exp(−2τ) brings "
    "down −2: the ½ is cancelled, and the two signs give a plus.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) - squares / (2 * sigma**2))


@score.misconception(
    "n log sigma not differentiated",
    "The last of your numbers has −n log σ where −n belongs: the term −nτ was copied from the "
    "log-likelihood. Its derivative by τ is −n.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - len(y) * np.log(sigma))


@score.misconception(
    "n of the seed world",
    "The last of your numbers counts 200 observations always: your function uses the `n` of the "
    "seed world. The data that it is given have a length of their own, `len(y)`.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - 200)


@score.misconception(
    "exp(−2 sigma)",
    "Your function takes sigma for τ: it has exp(−2σ). With τ = log σ, exp(−2τ) is 1/σ².",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    precision = np.exp(-2 * sigma)
    return np.append(products * precision, squares * precision - len(y))


@score.misconception(
    "exp(−2 sigma) in the last slope",
    "The last of your numbers takes sigma for τ: it has exp(−2σ). With τ = log σ, exp(−2τ) is "
    "1/σ².",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares * np.exp(-2 * sigma) - len(y))


@score.misconception(
    "chain rule twice",
    "The last of your numbers is the slope in log sigma, times sigma once more. The chain rule "
    "multiplies by sigma once.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, sigma * (squares / sigma**2 - len(y)))


@score.misconception(
    "last slope not divided",
    "The last of your numbers has e'e undivided. It is e'e exp(−2τ), and exp(−2τ) is 1/σ².",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares - len(y))


@score.misconception(
    "last slope divided by sigma",
    "The last of your numbers divides e'e by sigma where it should divide by its square.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma - len(y))
