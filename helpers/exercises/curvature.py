"""Exercises of lesson 07: score, information, profile likelihood, three tests."""

import numpy as np
from scipy import optimize, stats

from helpers import simulate
from helpers.exercises.lessons import curvature as lesson
from helpers.feedback import Rounding

__all__ = [
    "information",
    "likelihood_ratio",
    "p_value",
    "score",
    "score_test",
    "sigma_interval",
    "standard_errors",
    "wald",
]


def _seed():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def _maximum(X, y):
    """The maximum-likelihood estimates beta and sigma (divisor n)."""
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    return beta, _rms(y - X @ beta)


def _rms(residuals):
    return np.sqrt(np.mean(residuals**2))


def _log_likelihood(X, y, beta, sigma):
    return float(stats.norm.logpdf(y, X @ beta, sigma).sum())


def _highest(X, y):
    """The largest log-likelihood that the columns of X can reach."""
    return _log_likelihood(X, y, *_maximum(X, y))


# The score


def _points(rng):
    """A world each, and a point beside its maximum: only there do all terms show."""
    for n, p, sigma in ((7, 3, 0.6), (12, 2, 2.5), (9, 4, 1.7)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        beta = rng.normal(size=p)
        y = X @ beta + rng.normal(0, 1.5, n)
        yield beta + rng.normal(0, 0.5, p), sigma, X, y


def _residual_sums(beta, sigma, X, y):
    """X'e and e'e of the residuals at beta."""
    residuals = y - X @ beta
    return X.T @ residuals, residuals @ residuals


@lesson.function(
    "07-score",
    cases=_points,
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
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) / sigma + squares / sigma**3)


@score.misconception(
    "chain rule the wrong way",
    "The last of your numbers is the slope in sigma *divided* by sigma. The derivative of sigma by "
    "log sigma is sigma: multiply.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) / sigma**2 + squares / sigma**4)


@score.misconception(
    "slope in the variance",
    "The last of your numbers is the slope in the variance, sigma². Wanted: the slope in log "
    "sigma, which is 2 sigma² times that.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) / (2 * sigma**2) + squares / (2 * sigma**4))


@score.misconception(
    "slope in the log variance",
    "The last of your numbers is the slope in log sigma², half of that in log sigma.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, (squares / sigma**2 - len(y)) / 2)


@score.misconception(
    "downhill",
    "Your function returns the slopes of the *negative* log-likelihood, which a minimiser wants. "
    "The score points uphill: turn all signs.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return -np.append(products / sigma**2, squares / sigma**2 - len(y))


@score.misconception(
    "sign of the residuals",
    "The slopes in beta have the wrong sign. The residuals depend on beta through −X, and the "
    "exponent has a minus, too: together they give a plus.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(-products / sigma**2, squares / sigma**2 - len(y))


@score.misconception(
    "sign of the slope in log sigma",
    "The slopes in beta are right; the last number has the wrong sign. Where the residuals are "
    "larger than sigma says, the log-likelihood climbs with sigma.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, len(y) - squares / sigma**2)


@score.misconception(
    "not divided by the variance",
    "The slopes in beta lack their divisor: your first numbers are X'e. Divide by sigma².",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products, squares / sigma**2 - len(y))


@score.misconception(
    "divided by sigma",
    "The slopes in beta are divided by sigma where they should be divided by its square.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma, squares / sigma**2 - len(y))


@score.misconception(
    "sigma read as a variance",
    "Your function treats sigma as the variance: it divides by sigma everywhere. Here sigma is a "
    "standard deviation; divide by its square.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma, squares / sigma - len(y))


@score.misconception(
    "n dropped",
    "The last of your numbers lacks −n, the derivative of −n log sigma. Without it the slope is "
    "never negative, and sigma would grow for ever.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2)


@score.misconception(
    "half not cancelled",
    "The last of your numbers has half of e'e/σ². The ½ of the exponent is cancelled by the 2 that "
    "comes down from σ⁻².",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / (2 * sigma**2) - len(y))


@score.misconception(
    "doubled in beta",
    "The slopes in beta are twice too steep: the 2 from the square is cancelled by the ½ of the "
    "exponent.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(2 * products / sigma**2, squares / sigma**2 - len(y))


@score.misconception(
    "divisor n − p",
    "The last of your numbers has n − p in place of n. The likelihood knows no degrees of freedom: "
    "it has one factor 1/σ for every observation.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - (len(y) - len(beta)))


@score.misconception(
    "mean for sum",
    "Your numbers are averages over the observations. A log-likelihood is a sum, and so is its "
    "slope.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
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
    return _residual_sums(beta, sigma, X, y)[0] / sigma**2


@score.misconception(
    "y for the residuals",
    "The slopes in beta use y where they should use the residuals, `y - X @ beta`.",
)
def _(beta, sigma, X, y):
    squares = _residual_sums(beta, sigma, X, y)[1]
    return np.append(X.T @ y / sigma**2, squares / sigma**2 - len(y))


@score.misconception(
    "e'e with a minus",
    "The last of your numbers is −n *minus* e'e/σ². Differentiating −½ e'e exp(−2τ) brings down "
    "−2: the two signs give a plus.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) - squares / sigma**2)


@score.misconception(
    "n with a plus",
    "The last of your numbers has +n. The log-likelihood has −nτ, so its slope has −n.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, len(y) + squares / sigma**2)


@score.misconception(
    "1 for n",
    "The last of your numbers has −1 where −n belongs: every observation brings its own.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - 1)


@score.misconception(
    "all the signs but n's",
    "Your residual terms have the wrong sign, all of them: X'e and e'e both count upwards, and "
    "only n is subtracted.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(-products / sigma**2, -len(y) - squares / sigma**2)


@score.misconception(
    "n dropped and half not cancelled",
    "The last of your numbers is half of e'e/σ². The 2 that comes down from exp(−2τ) cancels the "
    "½, and the −n of −nτ is missing.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / (2 * sigma**2))


@score.misconception(
    "the ½ lost",
    "The last of your numbers has twice e'e/σ². The 2 that comes down from exp(−2τ) is cancelled "
    "by the ½ of the exponent.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, 2 * squares / sigma**2 - len(y))


@score.misconception(
    "e'e with a minus and half",
    "The last of your numbers is −n minus *half* of e'e/σ². Differentiating −½ e'e exp(−2τ) brings "
    "down −2: the ½ is cancelled, and the two signs give a plus.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, -len(y) - squares / (2 * sigma**2))


@score.misconception(
    "n log sigma not differentiated",
    "The last of your numbers has −n log σ where −n belongs: the term −nτ was copied from the "
    "log-likelihood. Its derivative by τ is −n.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - len(y) * np.log(sigma))


@score.misconception(
    "n of the seed world",
    "The last of your numbers counts 200 observations always: your function uses the `n` of the "
    "seed world. The data that it is given have a length of their own, `len(y)`.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - 200)


@score.misconception(
    "exp(−2 sigma)",
    "Your function takes sigma for τ: it has exp(−2σ). With τ = log σ, exp(−2τ) is 1/σ².",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    precision = np.exp(-2 * sigma)
    return np.append(products * precision, squares * precision - len(y))


@score.misconception(
    "exp(−2 sigma) in the last slope",
    "The last of your numbers takes sigma for τ: it has exp(−2σ). With τ = log σ, exp(−2τ) is "
    "1/σ².",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares * np.exp(-2 * sigma) - len(y))


@score.misconception(
    "chain rule twice",
    "The last of your numbers is the slope in log sigma, times sigma once more. The chain rule "
    "multiplies by sigma once.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, sigma * (squares / sigma**2 - len(y)))


@score.misconception(
    "last slope not divided",
    "The last of your numbers has e'e undivided. It is e'e exp(−2τ), and exp(−2τ) is 1/σ².",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares - len(y))


@score.misconception(
    "last slope divided by sigma",
    "The last of your numbers divides e'e by sigma where it should divide by its square.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma - len(y))


# The information


def _blocks(corner, cross, block):
    """The symmetric matrix [[block, cross], [cross', corner]]."""
    return np.block([[block, cross[:, None]], [cross[None, :], np.array([[corner]])]])


def _terms(beta, sigma, X, y):
    """Block, border and corner of the observed information in (beta, log sigma)."""
    products, squares = _residual_sums(beta, sigma, X, y)
    return X.T @ X / sigma**2, 2 * products / sigma**2, 2 * squares / sigma**2


@lesson.function(
    "07-information",
    cases=_points,
    hints=(
        "Take the derivatives of the score once more, and turn the signs. The matrix has p + 1 "
        "rows: p for beta, the last one for log sigma.",
        "Its blocks are $X'X/\\sigma^2$ (p × p), $2X'e/\\sigma^2$ (the border, twice) and "
        "$2e'e/\\sigma^2$ (the corner).",
        "With `border = 2 * X.T @ e / sigma**2`: "
        "`np.block([[X.T @ X / sigma**2, border[:, None]], [border, 2 * e @ e / sigma**2]])`.",
    ),
)
def information(beta, sigma, X, y):
    """The information: minus the second derivatives, in beta and log sigma."""

    def slopes(theta):
        e, precision = y - X @ theta[:-1], np.exp(-2 * theta[-1])
        return np.append(X.T @ e * precision, e @ e * precision - len(y))

    theta, step = np.append(beta, np.log(sigma)), 1e-30
    return -np.array([slopes(theta + 1j * step * unit).imag / step for unit in np.eye(len(theta))])


@information.variant("block by block")
def _(beta, sigma, X, y):
    e = y - X @ beta
    border = 2 * X.T @ e / sigma**2
    return np.block([[X.T @ X / sigma**2, border[:, None]], [border, 2 * e @ e / sigma**2]])


@information.variant("as one product")
def _(beta, sigma, X, y):
    extended = np.column_stack([X, 2 * (y - X @ beta)]) / sigma
    result = extended.T @ extended
    result[-1, -1] /= 2
    return result


@information.variant("a table filled in")
def _(beta, sigma, X, y):
    e, p = y - X @ beta, len(beta)
    table = np.zeros((p + 1, p + 1))
    table[:p, :p] = X.T @ X
    table[p, :p] = table[:p, p] = 2 * (e @ X)
    table[p, p] = 2 * sum(e**2)
    return (table / sigma**2).tolist()


@information.misconception(
    "sign not turned",
    "Your matrix holds the second derivatives themselves. The information is *minus* that: "
    "positive at a maximum.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return -_blocks(corner, border, block)


@information.misconception(
    "expected information",
    "Your matrix is the *expected* information, with zeros in the border and 2n in the corner. "
    "At the maximum the two are the same; here wanted is the observed one, at any point.",
)
def _(beta, sigma, X, y):
    return _blocks(2 * len(y), np.zeros(len(beta)), X.T @ X / sigma**2)


@information.misconception(
    "border left out",
    "The border of your matrix is zero, so beta and log sigma seem to have nothing to do with each "
    "other. That is so only where X'e = 0; elsewhere the slope in beta depends on sigma.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner, np.zeros_like(border), block)


@information.misconception(
    "corner of the maximum",
    "The corner of your matrix is 2n. It is that only where e'e = nσ², at the maximum; "
    "elsewhere it depends on the residuals.",
)
def _(beta, sigma, X, y):
    block, border, _ = _terms(beta, sigma, X, y)
    return _blocks(2 * len(y), border, block)


@information.misconception(
    "in sigma",
    "The last row and column of your matrix are for sigma, not for log sigma. Differentiate twice "
    "with respect to τ, where σ² = exp(2τ).",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    corner = 3 * squares / sigma**4 - len(y) / sigma**2
    return _blocks(corner, 2 * products / sigma**3, X.T @ X / sigma**2)


@information.misconception(
    "in log sigma²",
    "The last row and column of your matrix are for log sigma². For log sigma the border is twice "
    "and the corner four times as large.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner / 4, border / 2, block)


@information.misconception(
    "covariance",
    "Your matrix is the inverse of the information. That comes one step later.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return np.linalg.inv(_blocks(corner, border, block))


@information.misconception(
    "X'X not divided",
    "The first block of your matrix is X'X. Divide it by sigma²: the noisier the data, the less "
    "they say.",
)
def _(beta, sigma, X, y):
    _, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner, border, X.T @ X)


@information.misconception(
    "nothing divided",
    "Your matrix lacks the divisor sigma². The noisier the data, the less they say: divide all of "
    "it.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner, border, block) * sigma**2


@information.misconception(
    "sigma read as a variance",
    "Your function divides by sigma where it should divide by its square: here sigma is a standard "
    "deviation.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner, border, block) * sigma


@information.misconception(
    "sign of the border",
    "The border of your matrix has the wrong sign. The slope in beta is X'e/σ², which *falls* as "
    "sigma grows; with the sign turned, that is a plus.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner, -border, block)


@information.misconception(
    "no 2 in the border",
    "The border of your matrix is half of what it should be: the derivative of exp(−2τ) brings "
    "down a 2.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner, border / 2, block)


@information.misconception(
    "no 2 in the corner",
    "The corner of your matrix is half of what it should be: the derivative of exp(−2τ) brings "
    "down a 2.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner / 2, border, block)


@information.misconception(
    "no 2 at all",
    "Border and corner of your matrix are half of what they should be: the derivative of exp(−2τ) "
    "brings down a 2.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner / 2, border / 2, block)


@information.misconception(
    "n kept in the corner",
    "The corner of your matrix still holds an n. The −n of the score is a constant and vanishes "
    "when differentiated.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner - len(y), border, block)


@information.misconception(
    "beta only",
    "Your matrix is the block of beta, and it is right. Add a row and a column for log sigma.",
)
def _(beta, sigma, X, y):
    return X.T @ X / sigma**2


@information.misconception(
    "divided by n",
    "Your matrix is the average information of one observation. Wanted: that of all of them.",
)
def _(beta, sigma, X, y):
    block, border, corner = _terms(beta, sigma, X, y)
    return _blocks(corner, border, block) / len(y)


@information.misconception(
    "score times score",
    "Your matrix is the product of the score with itself. It has rank one; only its *average* over "
    "many worlds is the information.",
)
def _(beta, sigma, X, y):
    products, squares = _residual_sums(beta, sigma, X, y)
    slopes = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return np.outer(slopes, slopes)


@information.misconception(
    "sum of outer products",
    "Your matrix sums the products of each observation's score with itself. That estimates the "
    "information from slopes; wanted are the second derivatives.",
)
def _(beta, sigma, X, y):
    z = (y - X @ beta) / sigma
    slopes = np.column_stack([X * z[:, None] / sigma, z**2 - 1])
    return slopes.T @ slopes


# Standard errors


def _curvature(X, y, beta=None, sigma=None):
    """The observed information at the maximum, or elsewhere."""
    top_beta, top_sigma = _maximum(X, y)
    beta = top_beta if beta is None else beta
    block, border, corner = _terms(beta, top_sigma if sigma is None else sigma, X, y)
    return _blocks(corner, border, block)


def _right_standard_errors(X, y):
    sigma = _maximum(X, y)[1]
    inverse_r = np.linalg.inv(np.linalg.qr(X)[1])
    return np.append(sigma * np.linalg.norm(inverse_r, axis=1), 1 / np.sqrt(2 * len(y)))


def _about_right(yours, X, y):
    """Of the right size, yet clearly off, in each coefficient by another factor."""
    right = _right_standard_errors(X, y)
    if yours.size not in (3, 4):
        return False
    ratio = yours.ravel() / right[: yours.size]
    return bool(
        np.all((ratio > 0.3) & (ratio < 3))
        and np.max(np.abs(ratio - 1)) > 0.02
        and np.ptp(ratio[:3]) > 0.02
    )


@lesson.value(
    "07-standard-errors",
    data=_seed,
    hints=(
        "The curvature is the matrix `information(beta_hat, sigma_hat, X, y)`. A sharp peak means "
        "a small error: something has to be inverted.",
        "The inverse of the information estimates the covariance matrix. Variances stand on its "
        "diagonal.",
        "`np.sqrt(np.diag(np.linalg.inv(information(beta_hat, sigma_hat, X, y))))`",
    ),
)
def standard_errors(X, y):
    """The standard errors of beta and log sigma, from the curvature."""
    return _right_standard_errors(X, y)


@standard_errors.variant("the inverse of the information")
def _(X, y):
    beta = np.linalg.solve(X.T @ X, X.T @ y)
    sigma = np.sqrt(np.sum((y - X @ beta) ** 2) / len(y))
    return np.sqrt(np.diag(np.linalg.inv(_curvature(X, y, beta, sigma))))


@standard_errors.variant("the expected information")
def _(X, y):
    sigma = np.sqrt(np.sum((y - X @ np.linalg.solve(X.T @ X, X.T @ y)) ** 2) / len(y))
    return [*np.sqrt(sigma**2 * np.diag(np.linalg.inv(X.T @ X))), (2 * len(y)) ** -0.5]


@standard_errors.misconception(
    "no square root",
    "Your {yours} are variances, the diagonal of the inverse. A standard error is the root of its "
    "variance.",
)
def _(X, y):
    return np.diag(np.linalg.inv(_curvature(X, y)))


@standard_errors.misconception(
    "one over the diagonal",
    "Your {yours} invert the diagonal of the information, entry by entry. That pretends to know "
    "all other parameters. Invert the whole matrix, then take the diagonal.",
)
def _(X, y):
    return np.sqrt(1 / np.diag(_curvature(X, y)))


@standard_errors.misconception(
    "one over the diagonal, no root",
    "Your {yours} invert the diagonal of the information, entry by entry, and lack the root. "
    "Invert the whole matrix, take its diagonal, then the root.",
)
def _(X, y):
    return 1 / np.diag(_curvature(X, y))


@standard_errors.misconception(
    "not inverted",
    "Your {yours} are roots of the information itself. They grow with the number of observations; "
    "an error shrinks. Invert the matrix first.",
)
def _(X, y):
    return np.sqrt(np.diag(_curvature(X, y)))


@standard_errors.misconception(
    "divisor n − p",
    "Your {yours} contain the standard errors of least squares, with divisor n − p. The curvature "
    "of the likelihood is taken at its own sigma, with divisor n.",
)
def _(X, y):
    n, p = X.shape
    return _right_standard_errors(X, y) * [*np.full(p, np.sqrt(n / (n - p))), 1]


@standard_errors.misconception(
    "divisor n − p, beta only",
    "Your {yours} are the standard errors of least squares, with divisor n − p. The curvature is "
    "taken at the likelihood's own sigma, with divisor n; and log sigma has a standard error, too.",
)
def _(X, y):
    n, p = X.shape
    return _right_standard_errors(X, y)[:p] * np.sqrt(n / (n - p))


@standard_errors.misconception(
    "least squares' sigma in the information",
    "Your {yours} come from the curvature at sigma with divisor n − p. That is not the maximum: "
    "there sigma is the root mean square of the residuals.",
)
def _(X, y):
    n, p = X.shape
    beta, sigma = _maximum(X, y)
    information = _curvature(X, y, beta, sigma * np.sqrt(n / (n - p)))
    return np.sqrt(np.diag(np.linalg.inv(information)))


@standard_errors.misconception(
    "true sigma",
    "Your {yours} use the true sigma, 5, which outside of a simulation nobody knows. Take the "
    "curvature at `sigma_hat`.",
)
def _(X, y):
    expected = _blocks(2 * len(y), np.zeros(X.shape[1]), X.T @ X / simulate.seed_world().sigma ** 2)
    return np.sqrt(np.diag(np.linalg.inv(expected)))


@standard_errors.misconception(
    "true sigma in the information",
    "Your {yours} are the curvature at the true sigma, 5, which outside of a simulation nobody "
    "knows. Take it at `sigma_hat`.",
)
def _(X, y):
    information = _curvature(X, y, sigma=simulate.seed_world().sigma)
    return np.sqrt(np.diag(np.linalg.inv(information)))


@standard_errors.misconception(
    "at the truth",
    "Your {yours} are the curvature at the truth, which outside of a simulation nobody knows. Take "
    "it at the maximum, `beta_hat` and `sigma_hat`.",
)
def _(X, y):
    world = simulate.seed_world()
    return np.sqrt(np.diag(np.linalg.inv(_curvature(X, y, world.beta, world.sigma))))


@standard_errors.misconception(
    "sigma for log sigma",
    "The last of your {yours} is the standard error of sigma. Wanted here: that of log sigma, as "
    "the information has it.",
)
def _(X, y):
    return _right_standard_errors(X, y) * np.append(np.ones(X.shape[1]), _maximum(X, y)[1])


@standard_errors.misconception(
    "beta only",
    "Your {yours} are right for the coefficients. The fourth parameter, log sigma, has a standard "
    "error, too.",
)
def _(X, y):
    return _right_standard_errors(X, y)[:-1]


@standard_errors.misconception(
    "divided by the root of n again",
    "Your {yours} are divided by √n. The information is that of all observations: "
    "its inverse knows n already.",
)
def _(X, y):
    return _right_standard_errors(X, y) / np.sqrt(len(y))


@standard_errors.misconception(
    "information of one observation",
    "Your {yours} come from the average information of one observation. Use that of all: the sum.",
)
def _(X, y):
    return _right_standard_errors(X, y) * np.sqrt(len(y))


@standard_errors.misconception(
    "identity",
    "Your {yours} are the standard errors of the identity matrix: an optimiser's `hess_inv` before "
    "its first step. Invert the information.",
    recognises=lambda yours, X, y: yours.size in (3, 4) and bool(np.all(yours == 1)),
)
def _(X, y):
    return np.ones(X.shape[1] + 1)


@standard_errors.misconception(
    "covariance matrix",
    "Your answer is the whole covariance matrix. The variances stand on its diagonal; take their "
    "roots.",
)
def _(X, y):
    return np.linalg.inv(_curvature(X, y))


@standard_errors.misconception(
    "estimates over standard errors",
    "Your {yours} are the estimates divided by their standard errors. Wanted: the standard errors.",
)
def _(X, y):
    beta, sigma = _maximum(X, y)
    return np.append(beta, np.log(sigma)) / _right_standard_errors(X, y)


@standard_errors.misconception(
    "each off by a factor of its own",
    "Your {yours} have about the right size, but each is off by a factor of its own. If "
    "they come from an optimiser's `hess_inv`: that is a by-product of the path, not the "
    "curvature. Invert `information(beta_hat, sigma_hat, X, y)`.",
    recognises=_about_right,
)
def _(X, y):
    def downhill(theta):
        e, variance = y - X @ theta[:-1], np.exp(2 * theta[-1])
        return -np.append(X.T @ e / variance, e @ e / variance - len(y))

    def height(theta):
        return -_log_likelihood(X, y, theta[:-1], np.exp(theta[-1]))

    run = optimize.minimize(height, [10.0, 5.0, 5.0, np.log(5.0)], jac=downhill, method="BFGS")
    return np.sqrt(np.diag(run.hess_inv))


# The profile of sigma


def _limits_of(drop, n, squares):
    """Where −n log sigma − squares/(2 sigma²) lies `drop` below its maximum."""
    top = np.sqrt(squares / n)

    def above(log_ratio):
        return drop - n * (log_ratio + np.expm1(-2 * log_ratio) / 2)

    return top * np.exp([optimize.brentq(above, -3, 0), optimize.brentq(above, 0, 3)])


def _squares(X, y):
    return _residual_sums(np.linalg.lstsq(X, y, rcond=None)[0], None, X, y)[1]


HALF_CHI2 = stats.chi2.ppf(0.95, 1) / 2
TYPED_QUANTILE = Rounding(1.5e-4, reason="1.96, 1.645 and 3.84 move a limit by 1e-4 or less")


@lesson.value(
    "07-sigma-interval",
    data=_seed,
    hints=(
        "Which values of sigma have a profile log-likelihood not more than half the 95 % quantile "
        "of χ² with 1 degree of freedom below the maximum?",
        "Look for the two zeros of `profile(sigma) - profile(sigma_hat) + chi2.ppf(0.95, 1) / 2`, "
        "one on each side of `sigma_hat`.",
        "`brentq(function, 3, sigma_hat)` finds the zero between 3 and `sigma_hat`, and "
        "`brentq(function, sigma_hat, 9)` the other.",
    ),
)
def sigma_interval(X, y):
    """The 95 % profile likelihood interval for sigma."""
    return _limits_of(stats.chi2.ppf(0.95, 1) / 2, len(y), _squares(X, y))


@sigma_interval.variant("roots of the profile log-likelihood")
def _(X, y):
    beta, sigma_hat = _maximum(X, y)

    def profile(sigma):
        return stats.norm.logpdf(y, X @ beta, sigma).sum()

    def above(sigma):
        return profile(sigma) - profile(sigma_hat) + 1.959963984540054**2 / 2

    return [optimize.brentq(above, 3, sigma_hat), optimize.brentq(above, sigma_hat, 9)]


@sigma_interval.misconception(
    "not halved",
    "Your {yours} go down by the whole quantile of χ². *Twice* the drop follows that law, so the "
    "log-likelihood itself may drop by half of it.",
    tolerance=TYPED_QUANTILE,
)
def _(X, y):
    return _limits_of(2 * HALF_CHI2, len(y), _squares(X, y))


@sigma_interval.misconception(
    "normal quantile as the drop",
    "Your {yours} go down by 1.96, a quantile of the normal law. The allowed drop is half a "
    "quantile of χ², half the *square* of 1.96.",
)
def _(X, y):
    return _limits_of(stats.norm.ppf(0.975), len(y), _squares(X, y))


@sigma_interval.misconception(
    "one-sided quantile",
    "Your {yours} are a 90 % interval. Both ends together leave 5 % out: χ² counts both sides "
    "already, so its 95 % quantile it is.",
    tolerance=TYPED_QUANTILE,
)
def _(X, y):
    return _limits_of(stats.chi2.ppf(0.9, 1) / 2, len(y), _squares(X, y))


@sigma_interval.misconception(
    "97.5 % quantile of χ²",
    "Your {yours} are a 97.5 % interval. χ² counts both sides already: take its 95 % quantile.",
)
def _(X, y):
    return _limits_of(stats.chi2.ppf(0.975, 1) / 2, len(y), _squares(X, y))


@sigma_interval.misconception(
    "one standard error",
    "Your {yours} go down by ½, about one standard error to each side: a 68 % interval. Take half "
    "the 95 % quantile of χ².",
)
def _(X, y):
    return _limits_of(0.5, len(y), _squares(X, y))


@sigma_interval.misconception(
    "a drop of 1",
    "Your {yours} go down by 1. The allowed drop is half the 95 % quantile of χ² with one degree "
    "of freedom.",
)
def _(X, y):
    return _limits_of(1.0, len(y), _squares(X, y))


@sigma_interval.misconception(
    "degrees of freedom of all parameters",
    "Your {yours} use χ² with four degrees of freedom. The interval is for one parameter, the "
    "others follow it freely: one degree of freedom.",
)
def _(X, y):
    return _limits_of(stats.chi2.ppf(0.95, X.shape[1] + 1) / 2, len(y), _squares(X, y))


@sigma_interval.misconception(
    "n − p degrees of freedom in the cut",
    "Your {yours} use χ² with n − p degrees of freedom for the drop. That is the law of e'e/σ²; "
    "twice the drop of the profile has one degree of freedom.",
)
def _(X, y):
    n, p = X.shape
    return _limits_of(stats.chi2.ppf(0.95, n - p) / 2, n, _squares(X, y))


@sigma_interval.misconception(
    "Wald on sigma",
    "Your {yours} are `sigma_hat` ± 1.96 standard errors, equally far to both sides. The profile "
    "falls faster to the left: read the limits off the curve itself.",
    tolerance=TYPED_QUANTILE,
)
def _(X, y):
    sigma = _maximum(X, y)[1]
    return sigma * (1 + stats.norm.ppf([0.025, 0.975]) / np.sqrt(2 * len(y)))


@sigma_interval.misconception(
    "Wald on log sigma",
    "Your {yours} are exp(log `sigma_hat` ± 1.96 × standard error): a parabola on the scale of "
    "log sigma. Close, but wanted are the limits of the profile itself.",
    tolerance=TYPED_QUANTILE,
)
def _(X, y):
    sigma = _maximum(X, y)[1]
    return sigma * np.exp(stats.norm.ppf([0.025, 0.975]) / np.sqrt(2 * len(y)))


@sigma_interval.misconception(
    "exact interval",
    "Your {yours} are the exact interval, from the χ² law of e'e/σ² with n − p degrees of freedom. "
    "It is the best of all here; wanted is the one from the profile.",
)
def _(X, y):
    n, p = X.shape
    return np.sqrt(_squares(X, y) / stats.chi2.ppf([0.975, 0.025], n - p))


@sigma_interval.misconception(
    "n − p in the profile",
    "Your {yours} come from a profile with n − p in place of n. The likelihood has one factor 1/σ "
    "for each of the n observations.",
)
def _(X, y):
    n, p = X.shape
    return _limits_of(HALF_CHI2, n - p, _squares(X, y))


@sigma_interval.misconception(
    "coefficients at the truth",
    "Your {yours} keep beta at the truth, which nobody knows. In the profile, beta is refitted.",
)
def _(X, y):
    return _limits_of(HALF_CHI2, len(y), _residual_sums(simulate.seed_world().beta, None, X, y)[1])


@sigma_interval.misconception(
    "no constant",
    "Your {yours} are for a plane through the origin: X has lost its column of ones, and its "
    "residuals are larger.",
)
def _(X, y):
    return _limits_of(HALF_CHI2, len(y), _squares(X[:, 1:], y))


@sigma_interval.misconception(
    "limits for the variance", "Your {yours} are limits for sigma². Take the roots."
)
def _(X, y):
    return _limits_of(HALF_CHI2, len(y), _squares(X, y)) ** 2


@sigma_interval.misconception(
    "limits for log sigma",
    "Your {yours} are limits for log sigma. Take the exponentials to get back to sigma.",
)
def _(X, y):
    return np.log(_limits_of(HALF_CHI2, len(y), _squares(X, y)))


@sigma_interval.misconception(
    "distances from the maximum",
    "Your {yours} are distances from `sigma_hat`. Wanted: the two limits themselves.",
)
def _(X, y):
    return np.abs(_limits_of(HALF_CHI2, len(y), _squares(X, y)) - _maximum(X, y)[1])


@sigma_interval.misconception(
    "two degrees of freedom",
    "Your {yours} use χ² with two degrees of freedom. The interval is for one parameter, the "
    "others follow it freely: one degree of freedom.",
)
def _(X, y):
    return _limits_of(stats.chi2.ppf(0.95, 2) / 2, len(y), _squares(X, y))


@sigma_interval.misconception(
    "three degrees of freedom",
    "Your {yours} use χ² with three degrees of freedom, one for each coefficient. The interval is "
    "for one parameter, sigma, and the coefficients follow it freely: one degree of freedom.",
)
def _(X, y):
    return _limits_of(stats.chi2.ppf(0.95, 3) / 2, len(y), _squares(X, y))


@sigma_interval.misconception(
    "n degrees of freedom in the cut",
    "Your {yours} use χ² with n degrees of freedom for the drop. Twice the drop of the profile has "
    "one degree of freedom: one parameter is held.",
)
def _(X, y):
    n = len(y)
    return _limits_of(stats.chi2.ppf(0.95, n) / 2, n, _squares(X, y))


@sigma_interval.misconception(
    "99 %", "Your {yours} are a 99 % interval. Wanted is the 95 % quantile of χ²."
)
def _(X, y):
    return _limits_of(stats.chi2.ppf(0.99, 1) / 2, len(y), _squares(X, y))


@sigma_interval.misconception(
    "a drop of 2",
    "Your {yours} go down by 2. The allowed drop is half the 95 % quantile of χ², a little less.",
)
def _(X, y):
    return _limits_of(2.0, len(y), _squares(X, y))


@sigma_interval.misconception(
    "cut from the height at another sigma",
    "Your {yours} measure the drop from the height at sigma with divisor n − p, which is not the "
    "top. Measure it from `profile(sigma_hat)`.",
)
def _(X, y):
    n, p = X.shape
    lost = n * (np.log(n / (n - p)) / 2 + ((n - p) / n - 1) / 2)
    return _limits_of(HALF_CHI2 + lost, n, _squares(X, y))


@sigma_interval.misconception(
    "exact law with n degrees of freedom",
    "Your {yours} come from the χ² law of e'e/σ², with n degrees of freedom. Around a fitted plane "
    "it has n − p; and wanted is the interval from the profile.",
)
def _(X, y):
    return np.sqrt(_squares(X, y) / stats.chi2.ppf([0.975, 0.025], len(y)))


@sigma_interval.misconception(
    "Wald around sigma with divisor n − p",
    "Your {yours} are ± 1.96 standard errors around sigma with divisor n − p. Wanted are the two "
    "places where the profile is cut.",
)
def _(X, y):
    n, p = X.shape
    sigma = np.sqrt(_squares(X, y) / (n - p))
    return sigma * (1 + stats.norm.ppf([0.025, 0.975]) / np.sqrt(2 * n))


@sigma_interval.misconception(
    "Wald on log sigma with divisor n − p",
    "Your {yours} are a parabola over log sigma, around sigma with divisor n − p. Wanted are the "
    "two places where the profile is cut.",
)
def _(X, y):
    n, p = X.shape
    sigma = np.sqrt(_squares(X, y) / (n - p))
    return sigma * np.exp(stats.norm.ppf([0.025, 0.975]) / np.sqrt(2 * n))


@sigma_interval.misconception(
    "two degrees of freedom, not halved",
    "Your {yours} go down by the whole quantile of χ² with 2 degrees of freedom. One parameter is "
    "asked about, so 1 degree of freedom; and the log-likelihood may drop by half of the quantile.",
)
def _(X, y):
    return _limits_of(stats.chi2.ppf(0.95, 2), len(y), _squares(X, y))


@sigma_interval.misconception(
    "exact interval, ends swapped",
    "Your {yours} are the ends of the exact interval, the upper one first: the *large* quantile of "
    "χ² gives the small sigma. And wanted is the interval from the profile.",
)
def _(X, y):
    n, p = X.shape
    return np.sqrt(_squares(X, y) / stats.chi2.ppf([0.025, 0.975], n - p))


@sigma_interval.misconception(
    "quantile rounded",
    "Your {yours} are the limits but for their last digits: a quantile was rounded (1.92, 3.84 or "
    "1.96), or the search stopped early. Take `chi2.ppf(0.95, 1) / 2` as it is.",
    recognises=lambda yours, X, y: np.allclose(
        yours.ravel(), _limits_of(HALF_CHI2, len(y), _squares(X, y)), rtol=1.5e-4
    ),
)
def _(X, y):
    return _limits_of(1.92, len(y), _squares(X, y))


# Three tests: is the constant zero?


def _three_tests(X, X_restricted, y):
    """Likelihood ratio, Wald and score statistics of a linear hypothesis, and F times its df."""
    n, p = X.shape
    full, restricted = _squares(X, y), _squares(X_restricted, y)
    excess = restricted - full
    return {
        "lr": n * np.log(restricted / full),
        "wald": excess / (full / n),
        "score": excess / (restricted / n),
        "f": excess / (full / (n - p)),
    }


def _constant_tests(X, y):
    return _three_tests(X, X[:, 1:], y)


def _is_a_probability(yours, X, y):
    return yours.size == 1 and 0 <= yours.item() <= 1


@lesson.value(
    "07-likelihood-ratio",
    data=_seed,
    hints=(
        "Fit the model twice, with and without the column of ones, and compare the two maxima of "
        "the log-likelihood. Each fit has its own beta *and* its own sigma.",
        "$LR = 2(\\hat\\ell - \\hat\\ell_0)$, where $\\hat\\ell_0$ is the log-likelihood at "
        "`beta_0`, `sigma_0`.",
        "`2 * (likelihood.log_likelihood(beta_hat, sigma_hat, X, y) - "
        "likelihood.log_likelihood(beta_0, sigma_0, X, y))`",
    ),
)
def likelihood_ratio(X, y):
    """The likelihood-ratio statistic for a constant of zero."""
    return 2 * (_highest(X, y) - _highest(X[:, 1:], y))


@likelihood_ratio.variant("from the residual sums of squares")
def _(X, y):
    return len(y) * np.log(_squares(X[:, 1:], y) / _squares(X, y))


@likelihood_ratio.variant("difference of deviances")
def _(X, y):
    return -2 * _highest(X[:, 1:], y) - -2 * _highest(X, y)


@likelihood_ratio.misconception(
    "not doubled",
    "Your {yours} is the difference of the two log-likelihoods. The statistic that follows χ² is "
    "*twice* that.",
)
def _(X, y):
    return _highest(X, y) - _highest(X[:, 1:], y)


@likelihood_ratio.misconception(
    "the wrong way round",
    "Your {yours} is negative: the restricted maximum minus the full one. The full model can never "
    "reach less; take the difference the other way.",
)
def _(X, y):
    return -2 * (_highest(X, y) - _highest(X[:, 1:], y))


@likelihood_ratio.misconception(
    "the wrong way round, not doubled",
    "Your {yours} is the restricted maximum minus the full one, and not doubled. The statistic is "
    "twice the difference, full minus restricted.",
)
def _(X, y):
    return _highest(X[:, 1:], y) - _highest(X, y)


@likelihood_ratio.misconception(
    "sigma not refitted",
    "Your {yours} keeps `sigma_hat` in the restricted model (the result is the Wald statistic). "
    "Without the constant the residuals are larger, and the restricted maximum has a larger sigma.",
)
def _(X, y):
    return _constant_tests(X, y)["wald"]


@likelihood_ratio.misconception(
    "sigma of the restricted fit in both",
    "Your {yours} uses the restricted sigma in both log-likelihoods (the result is the score "
    "statistic). Each maximum has its own sigma.",
)
def _(X, y):
    return _constant_tests(X, y)["score"]


@likelihood_ratio.misconception(
    "F statistic",
    "Your {yours} is the F statistic. It asks the same question, on another scale; wanted: twice "
    "the difference of the log-likelihoods.",
)
def _(X, y):
    return _constant_tests(X, y)["f"]


@likelihood_ratio.misconception(
    "true sigma in both",
    "Your {yours} uses the true sigma, 5, in both log-likelihoods. Each maximum has its own "
    "estimate.",
)
def _(X, y):
    sigma = simulate.seed_world().sigma
    return (_squares(X[:, 1:], y) - _squares(X, y)) / sigma**2


@likelihood_ratio.misconception(
    "slopes not refitted",
    "Your {yours} sets the constant to zero and leaves the slopes where they were. The restricted "
    "maximum has slopes of its own: 13.13 and 18.06.",
)
def _(X, y):
    beta = _maximum(X, y)[0] * np.append(0, np.ones(X.shape[1] - 1))
    return 2 * (_highest(X, y) - _log_likelihood(X, y, beta, _rms(y - X @ beta)))


@likelihood_ratio.misconception(
    "nothing refitted",
    "Your {yours} sets the constant to zero and leaves the slopes and sigma where they were. All "
    "of them are refitted in the restricted model.",
)
def _(X, y):
    beta, sigma = _maximum(X, y)
    restricted = beta * np.append(0, np.ones(X.shape[1] - 1))
    return 2 * (_highest(X, y) - _log_likelihood(X, y, restricted, sigma))


@likelihood_ratio.misconception(
    "divisor n − p",
    "Your {yours} puts sigma with divisor n − p into the log-likelihoods. The maximum has divisor "
    "n.",
)
def _(X, y):
    def height(X):
        squares, (n, p) = _squares(X, y), X.shape
        sigma = np.sqrt(squares / (n - p))
        return -n * np.log(sigma) - squares / (2 * sigma**2)

    return 2 * (height(X) - height(X[:, 1:]))


@likelihood_ratio.misconception(
    "base-10 logarithm",
    "Your {yours} is based on logarithms to base 10. The likelihood uses the natural logarithm.",
)
def _(X, y):
    return len(y) * np.log10(_squares(X[:, 1:], y) / _squares(X, y))


@likelihood_ratio.misconception(
    "ratio of the log-likelihoods",
    "Your {yours} divides one log-likelihood by the other. The *likelihoods* are divided; their "
    "logarithms are subtracted.",
)
def _(X, y):
    return _highest(X[:, 1:], y) / _highest(X, y)


@likelihood_ratio.misconception(
    "the ratio itself",
    "Your {yours} is the ratio of the likelihoods itself. The law of χ² is for twice its "
    "logarithm.",
)
def _(X, y):
    return np.exp(_highest(X, y) - _highest(X[:, 1:], y))


@likelihood_ratio.misconception(
    "the ratio the other way round",
    "Your {yours} is the restricted likelihood over the full one. The law of χ² is for minus twice "
    "its logarithm.",
)
def _(X, y):
    return np.exp(_highest(X[:, 1:], y) - _highest(X, y))


@likelihood_ratio.misconception(
    "difference of AIC",
    "Your {yours} is a difference of AIC values, which charges 2 for the parameter. The "
    "likelihood-ratio statistic charges nothing; the law of χ² does.",
)
def _(X, y):
    return 2 * (_highest(X, y) - _highest(X[:, 1:], y)) - 2


@likelihood_ratio.misconception(
    "difference of BIC",
    "Your {yours} is a difference of BIC values, which charges log n for the parameter. The "
    "likelihood-ratio statistic charges nothing; the law of χ² does.",
)
def _(X, y):
    return 2 * (_highest(X, y) - _highest(X[:, 1:], y)) - np.log(len(y))


@likelihood_ratio.misconception(
    "x1 left out",
    "Your {yours} tests the slope of x1. The hypothesis here leaves out the column of ones.",
)
def _(X, y):
    return 2 * (_highest(X, y) - _highest(X[:, [0, 2]], y))


@likelihood_ratio.misconception(
    "x2 left out",
    "Your {yours} tests the slope of x2. The hypothesis here leaves out the column of ones.",
)
def _(X, y):
    return 2 * (_highest(X, y) - _highest(X[:, :2], y))


@likelihood_ratio.misconception(
    "slopes left out",
    "Your {yours} compares with the model that has nothing but a constant. The hypothesis here is "
    "the other way: slopes, and no constant.",
)
def _(X, y):
    return 2 * (_highest(X, y) - _highest(X[:, :1], y))


@likelihood_ratio.misconception(
    "p-value",
    "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked.",
)
def _(X, y):
    return stats.chi2.sf(_constant_tests(X, y)["lr"], 1)


@likelihood_ratio.misconception(
    "beta not restricted",
    "Your {yours} changes sigma to `sigma_0` and leaves the coefficients at `beta_hat`: it goes "
    "down the profile of sigma. At the restricted maximum the coefficients are `beta_0`.",
)
def _(X, y):
    beta = _maximum(X, y)[0]
    return 2 * (_highest(X, y) - _log_likelihood(X, y, beta, _maximum(X[:, 1:], y)[1]))


@likelihood_ratio.misconception(
    "beta not restricted, not doubled",
    "Your {yours} changes sigma to `sigma_0`, leaves the coefficients at `beta_hat`, and is not "
    "doubled. At the restricted maximum the coefficients are `beta_0`.",
)
def _(X, y):
    beta = _maximum(X, y)[0]
    return _highest(X, y) - _log_likelihood(X, y, beta, _maximum(X[:, 1:], y)[1])


@likelihood_ratio.misconception(
    "divisor n − p at the top",
    "Your {yours} takes the full log-likelihood at `least_squares.sigma`, which has divisor n − p. "
    "Its maximum is at `sigma_hat`.",
)
def _(X, y):
    n, p = X.shape
    beta = _maximum(X, y)[0]
    sigma = np.sqrt(_squares(X, y) / (n - p))
    return 2 * (_log_likelihood(X, y, beta, sigma) - _highest(X[:, 1:], y))


@likelihood_ratio.misconception(
    "full fit's sigma below",
    "Your {yours} takes the restricted log-likelihood at `least_squares.sigma`, which belongs to "
    "the full fit and has divisor n − p. Its maximum is at `sigma_0`.",
)
def _(X, y):
    n, p = X.shape
    sigma = np.sqrt(_squares(X, y) / (n - p))
    return 2 * (_highest(X, y) - _log_likelihood(X, y, _restricted(X, y)[0], sigma))


@likelihood_ratio.misconception(
    "against the truth",
    "Your {yours} compares the top with the truth. The hypothesis here is that the constant is "
    "zero: `beta_0`, `sigma_0`.",
)
def _(X, y):
    world = simulate.seed_world()
    return 2 * (_highest(X, y) - _log_likelihood(X, y, world.beta, world.sigma))


@likelihood_ratio.misconception(
    "a probability",
    "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
    "before χ² is asked.",
    recognises=_is_a_probability,
)
def _(X, y):
    return stats.chi2.sf(_constant_tests(X, y)["lr"], 4)


# The Wald test


@lesson.value(
    "07-wald",
    data=_seed,
    hints=(
        "How many standard errors lie between the estimate of the constant and zero?",
        "The statistic is the square of that, with the standard error from the curvature.",
        "`(beta_hat[0] / standard_errors[0]) ** 2`",
    ),
)
def wald(X, y):
    """The Wald statistic for a constant of zero."""
    beta, sigma = _maximum(X, y)
    return float((beta[0] / sigma) ** 2 / np.linalg.inv(X.T @ X)[0, 0])


@wald.variant("estimate over standard error, squared")
def _(X, y):
    return (_maximum(X, y)[0][0] / _right_standard_errors(X, y)[0]) ** 2


@wald.variant("sums of squares")
def _(X, y):
    return len(y) * (_squares(X[:, 1:], y) / _squares(X, y) - 1)


@wald.misconception(
    "not squared",
    "Your {yours} is the number of standard errors. Its *square* follows χ².",
)
def _(X, y):
    return np.sqrt(_constant_tests(X, y)["wald"])


@wald.misconception(
    "F statistic",
    "Your {yours} is the square of least squares' t, which is F: its standard error has divisor "
    "n − p. Take the one from the curvature.",
)
def _(X, y):
    return _constant_tests(X, y)["f"]


@wald.misconception(
    "t statistic",
    "Your {yours} is the t of least squares. Take the standard error from the curvature (divisor "
    "n), and square.",
)
def _(X, y):
    return np.sqrt(_constant_tests(X, y)["f"])


@wald.misconception(
    "likelihood ratio",
    "Your {yours} is the likelihood-ratio statistic. The Wald statistic needs one fit only, the "
    "full one.",
)
def _(X, y):
    return _constant_tests(X, y)["lr"]


@wald.misconception(
    "sigma of the restricted fit",
    "Your {yours} uses the sigma of the restricted fit. The Wald test stands at the full maximum "
    "and looks from there.",
)
def _(X, y):
    return _constant_tests(X, y)["score"]


@wald.misconception(
    "true sigma",
    "Your {yours} uses the true sigma, 5, in the standard error. Outside of a simulation nobody "
    "knows it: take `standard_errors`.",
)
def _(X, y):
    sigma = simulate.seed_world().sigma
    return (_squares(X[:, 1:], y) - _squares(X, y)) / sigma**2


@wald.misconception(
    "other parameters taken as known",
    "Your {yours} uses the information's own entry for the constant, as if slopes and sigma were "
    "known. Take the standard error, which comes from the whole inverse.",
)
def _(X, y):
    return _maximum(X, y)[0][0] ** 2 * _curvature(X, y)[0, 0]


@wald.misconception(
    "variance not squared root",
    "Your {yours} divides the estimate by its variance. Divide by the standard error, then square.",
)
def _(X, y):
    return _maximum(X, y)[0][0] / _right_standard_errors(X, y)[0] ** 2


@wald.misconception(
    "variance squared",
    "Your {yours} is the square of estimate over *variance*. Divide by the standard error.",
)
def _(X, y):
    return (_maximum(X, y)[0][0] / _right_standard_errors(X, y)[0] ** 2) ** 2


@wald.misconception(
    "only the estimate squared",
    "Your {yours} divides the squared estimate by the standard error. Divide first, then square: "
    "the standard error is squared, too.",
)
def _(X, y):
    return _maximum(X, y)[0][0] ** 2 / _right_standard_errors(X, y)[0]


@wald.misconception(
    "against the truth",
    "Your {yours} measures the distance from the truth, 10. The hypothesis is that the constant is "
    "zero.",
)
def _(X, y):
    distance = _maximum(X, y)[0][0] - simulate.seed_world().beta[0]
    return (distance / _right_standard_errors(X, y)[0]) ** 2


@wald.misconception(
    "slope of x1", "Your {yours} tests the slope of x1. The constant comes first, at index 0."
)
def _(X, y):
    return (_maximum(X, y)[0][1] / _right_standard_errors(X, y)[1]) ** 2


@wald.misconception(
    "slope of x2", "Your {yours} tests the slope of x2. The constant comes first, at index 0."
)
def _(X, y):
    return (_maximum(X, y)[0][2] / _right_standard_errors(X, y)[2]) ** 2


@wald.misconception(
    "all coefficients",
    "Your {yours} are the statistics of all three coefficients. The hypothesis is about the first.",
)
def _(X, y):
    return (_maximum(X, y)[0] / _right_standard_errors(X, y)[:-1]) ** 2


@wald.misconception(
    "all coefficients, not squared",
    "Your {yours} are numbers of standard errors, for all three coefficients. Take that of the "
    "constant, and square it.",
)
def _(X, y):
    return _maximum(X, y)[0] / _right_standard_errors(X, y)[:-1]


@wald.misconception(
    "doubled",
    "Your {yours} is twice too large. The factor 2 belongs to the likelihood ratio, where it turns "
    "a height into a square.",
)
def _(X, y):
    return 2 * _constant_tests(X, y)["wald"]


@wald.misconception(
    "p-value",
    "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked.",
)
def _(X, y):
    return stats.chi2.sf(_constant_tests(X, y)["wald"], 1)


@wald.misconception(
    "a probability",
    "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
    "before χ² is asked.",
    recognises=_is_a_probability,
)
def _(X, y):
    return stats.chi2.sf(_constant_tests(X, y)["wald"], 4)


# The score test


def _restricted(X, y):
    """The maximum under the hypothesis, written with a constant of zero."""
    beta, sigma = _maximum(X[:, 1:], y)
    return np.append(0.0, beta), sigma


def _restricted_score(X, y):
    beta, sigma = _restricted(X, y)
    products, squares = _residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - len(y))


def _expected(X, y, sigma):
    return _blocks(2 * len(y), np.zeros(X.shape[1]), X.T @ X / sigma**2)


@lesson.value(
    "07-score-test",
    data=_seed,
    hints=(
        "Stand at the restricted maximum, `beta_0` and `sigma_0`. How steep is the log-likelihood "
        "of the *full* model there, measured against how steep it is by chance?",
        "$S = s_0' I_0^{-1} s_0$ with the score $s_0$ at (`beta_0`, `sigma_0`); "
        "$I_0$ is `expected_0`.",
        "`s = score(beta_0, sigma_0, X, y)`, then `s @ np.linalg.solve(expected_0, s)`.",
    ),
)
def score_test(X, y):
    """The score statistic for a constant of zero."""
    restricted = _squares(X[:, 1:], y)
    return float(len(y) * (1 - _squares(X, y) / restricted))


@score_test.variant("the quadratic form")
def _(X, y):
    s = _restricted_score(X, y)
    return s @ np.linalg.inv(_expected(X, y, _restricted(X, y)[1])) @ s


@score_test.variant("slope of the constant alone, with its entry of the inverse")
def _(X, y):
    covariance = np.linalg.inv(_expected(X, y, _restricted(X, y)[1]))
    return _restricted_score(X, y)[0] ** 2 * covariance[0, 0]


@score_test.variant("n times the uncentred R² of the restricted residuals on X")
def _(X, y):
    residuals = y - X[:, 1:] @ _maximum(X[:, 1:], y)[0]
    return len(y) * (1 - _squares(X, residuals) / (residuals @ residuals))


@score_test.misconception(
    "likelihood ratio",
    "Your {yours} is the likelihood-ratio statistic. The score test never visits the full maximum: "
    "it uses the slope at the restricted one.",
)
def _(X, y):
    return _constant_tests(X, y)["lr"]


@score_test.misconception(
    "Wald",
    "Your {yours} is the Wald statistic, which looks down from the full maximum. The score test "
    "looks up from the restricted one, with *its* sigma.",
)
def _(X, y):
    return _constant_tests(X, y)["wald"]


@score_test.misconception(
    "F statistic",
    "Your {yours} is the F statistic, which needs the full fit. The score test uses the restricted "
    "one alone.",
)
def _(X, y):
    return _constant_tests(X, y)["f"]


@score_test.misconception(
    "information of the full maximum",
    "Your {yours} takes the slope at the restricted maximum and the information at the full one. "
    "Take both at the restricted one: `expected_0`.",
)
def _(X, y):
    s = _restricted_score(X, y)
    return s @ np.linalg.solve(_curvature(X, y), s)


@score_test.misconception(
    "observed information",
    "Your {yours} uses the *observed* information at the restricted maximum. There its border is "
    "not zero, and the two differ: take the expected one, `expected_0`.",
)
def _(X, y):
    s = _restricted_score(X, y)
    return s @ np.linalg.solve(_curvature(X, y, *_restricted(X, y)), s)


@score_test.misconception(
    "full sigma at the restricted coefficients",
    "Your {yours} takes the slope at `beta_0`, but with `sigma_hat` of the full fit. The "
    "restricted maximum has its own sigma.",
)
def _(X, y):
    beta, sigma = _restricted(X, y)[0], _maximum(X, y)[1]
    products, squares = _residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "slopes taken as known",
    "Your {yours} divides the squared slope by the information's own entry, as if the other "
    "coefficients were known. They were fitted too: use the inverse of the whole matrix.",
)
def _(X, y):
    return _restricted_score(X, y)[0] ** 2 / _expected(X, y, _restricted(X, y)[1])[0, 0]


@score_test.misconception(
    "not inverted",
    "Your {yours} multiplies by the information. Slopes are measured against it: multiply by its "
    "inverse.",
)
def _(X, y):
    s = _restricted_score(X, y)
    return s @ _expected(X, y, _restricted(X, y)[1]) @ s


@score_test.misconception(
    "slope squared",
    "Your {yours} is the squared slope. How steep is steep? Measure it against the information.",
)
def _(X, y):
    s = _restricted_score(X, y)
    return s @ s


@score_test.misconception(
    "slope alone",
    "Your {yours} is the slope itself, in units of one over the constant. Square it and measure it "
    "against the information.",
)
def _(X, y):
    return _restricted_score(X, y)[0]


@score_test.misconception(
    "not squared", "Your {yours} is the root of the statistic, its number of standard deviations."
)
def _(X, y):
    return np.sqrt(_constant_tests(X, y)["score"])


@score_test.misconception(
    "at the truth",
    "Your {yours} takes the slope at the truth. The hypothesis fixes the constant at zero, and the "
    "rest is fitted: `beta_0`, `sigma_0`.",
)
def _(X, y):
    world = simulate.seed_world()
    products, squares = _residual_sums(world.beta, world.sigma, X, y)
    s = np.append(products / world.sigma**2, squares / world.sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, world.sigma), s)


@score_test.misconception(
    "slopes not refitted",
    "Your {yours} sets the constant to zero and leaves slopes and sigma at the full maximum. Stand "
    "at the *restricted* maximum: `beta_0`, `sigma_0`.",
)
def _(X, y):
    beta, sigma = _maximum(X, y)
    products, squares = _residual_sums(beta * np.append(0, np.ones(X.shape[1] - 1)), sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "divisor n − p",
    "Your {yours} has the restricted sigma with divisor n − p (its degrees of freedom). The "
    "maximum of the likelihood has divisor n.",
)
def _(X, y):
    n, p = X.shape
    return _constant_tests(X, y)["score"] * (n - p + 1) / n


@score_test.misconception(
    "x1 left out",
    "Your {yours} tests the slope of x1. The hypothesis here is about the constant.",
)
def _(X, y):
    return _three_tests(X, X[:, [0, 2]], y)["score"]


@score_test.misconception(
    "x2 left out",
    "Your {yours} tests the slope of x2. The hypothesis here is about the constant.",
)
def _(X, y):
    return _three_tests(X, X[:, :2], y)["score"]


@score_test.misconception(
    "p-value",
    "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked.",
)
def _(X, y):
    return stats.chi2.sf(_constant_tests(X, y)["score"], 1)


@score_test.misconception(
    "at the full maximum",
    "Your {yours} is zero but for rounding: it takes the slope at the full maximum, where every "
    "slope vanishes. The score test stands at the hypothesis: `beta_0`, `sigma_0`.",
    recognises=lambda yours, X, y: yours.size == 1 and abs(yours.item()) < 1e-18,
)
def _(X, y):
    s = np.full(X.shape[1] + 1, 1e-13)
    return s @ np.linalg.solve(_curvature(X, y), s)


@score_test.misconception(
    "full coefficients",
    "Your {yours} takes `sigma_0` and leaves the coefficients at `beta_hat`. Stand at the "
    "restricted maximum with both: `beta_0`, `sigma_0`.",
)
def _(X, y):
    beta, sigma = _maximum(X, y)[0], _restricted(X, y)[1]
    products, squares = _residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "slope with the full sigma",
    "Your {yours} takes the slope at `beta_0` with `sigma_hat` of the full fit, though the "
    "information is `expected_0`. The restricted maximum has its own sigma, `sigma_0`.",
)
def _(X, y):
    beta, restricted_sigma = _restricted(X, y)
    sigma = _maximum(X, y)[1]
    products, squares = _residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, restricted_sigma), s)


@score_test.misconception(
    "least squares' sigma",
    "Your {yours} uses `least_squares.sigma`, of the full fit and with divisor n − p. The "
    "restricted maximum has its own sigma, `sigma_0`.",
)
def _(X, y):
    n, p = X.shape
    beta, sigma = _restricted(X, y)[0], np.sqrt(_squares(X, y) / (n - p))
    products, squares = _residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - n)
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "slopes of the full fit",
    "Your {yours} sets the constant to zero and leaves the other coefficients at `beta_hat`. "
    "At the restricted maximum they are refitted: `beta_0`.",
)
def _(X, y):
    beta, sigma = _maximum(X, y)[0], _restricted(X, y)[1]
    beta = np.append(0.0, beta[1:])
    products, squares = _residual_sums(beta, sigma, X, y)
    s = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return s @ np.linalg.solve(_expected(X, y, sigma), s)


@score_test.misconception(
    "a probability",
    "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
    "before χ² is asked.",
    recognises=_is_a_probability,
)
def _(X, y):
    return stats.chi2.sf(_constant_tests(X, y)["score"], 4)


# A p-value for equal slopes


def _equal(X):
    """The columns under the hypothesis that x1 and x2 share one slope."""
    return np.column_stack([X[:, 0], X[:, 1] + X[:, 2]])


def _equal_tests(X, y):
    return _three_tests(X, _equal(X), y)


@lesson.value(
    "07-p-value",
    data=_seed,
    hints=(
        "If both slopes are one number b, then b x1 + b x2 = b (x1 + x2): the restricted model has "
        "two columns, the ones and x1 + x2.",
        "Fit it, form the likelihood-ratio statistic as before, and ask with what probability χ² "
        "exceeds it. One equation between the coefficients is one degree of freedom.",
        "`chi2.sf(statistic, 1)`, with `statistic = 2 * (highest - highest_equal)`.",
    ),
)
def p_value(X, y):
    """The p-value of the likelihood-ratio test of equal slopes."""
    return float(stats.chi2.sf(2 * (_highest(X, y) - _highest(_equal(X), y)), 1))


@p_value.variant("two tails of the normal law")
def _(X, y):
    statistic = len(y) * np.log(_squares(_equal(X), y) / _squares(X, y))
    return 2 * stats.norm.sf(np.sqrt(statistic))


@p_value.variant("the mean of x1 and x2 as predictor")
def _(X, y):
    restricted = np.column_stack([X[:, 0], (X[:, 1] + X[:, 2]) / 2])
    return 1 - stats.chi2.cdf(2 * (_highest(X, y) - _highest(restricted, y)), 1)


@p_value.variant("equal slopes as a slope of zero for the difference")
def _(X, y):
    turned = np.column_stack([X[:, 0], X[:, 1] + X[:, 2], X[:, 1] - X[:, 2]])
    return stats.chi2.sf(-2 * (_highest(turned[:, :2], y) - _highest(turned, y)), 1)


@p_value.misconception(
    "the statistic",
    "Your {yours} is the likelihood-ratio statistic. The p-value is the probability that χ² "
    "exceeds it.",
)
def _(X, y):
    return _equal_tests(X, y)["lr"]


@p_value.misconception(
    "not doubled",
    "Your {yours} is the p-value of the plain difference of log-likelihoods. Twice the difference "
    "follows χ².",
)
def _(X, y):
    return stats.chi2.sf(_equal_tests(X, y)["lr"] / 2, 1)


@p_value.misconception(
    "below for above",
    "Your {yours} is the probability of a *smaller* statistic. A p-value is the probability of one "
    "at least as large: one minus that.",
)
def _(X, y):
    return stats.chi2.cdf(_equal_tests(X, y)["lr"], 1)


@p_value.misconception(
    "two degrees of freedom",
    "Your {yours} counts two degrees of freedom. Two slopes are involved, but only *one* equation "
    "between them is tested.",
)
def _(X, y):
    return stats.chi2.sf(_equal_tests(X, y)["lr"], 2)


@p_value.misconception(
    "three degrees of freedom",
    "Your {yours} counts three degrees of freedom. Count the restrictions, not the coefficients.",
)
def _(X, y):
    return stats.chi2.sf(_equal_tests(X, y)["lr"], 3)


@p_value.misconception(
    "degrees of freedom of all parameters",
    "Your {yours} counts four degrees of freedom, one for each parameter. Count the restrictions: "
    "there is one.",
)
def _(X, y):
    return stats.chi2.sf(_equal_tests(X, y)["lr"], 4)


@p_value.misconception(
    "the wrong way round",
    "Your {yours} is what χ² says of a *negative* statistic, which it always exceeds: the full "
    "maximum can never be below the restricted one, so take the difference full minus restricted. "
    "(With n − p degrees of freedom 1 would come out, too; there is one restriction.)",
)
def _(X, y):
    return stats.chi2.sf(-_equal_tests(X, y)["lr"], 1)


@p_value.misconception(
    "halved",
    "Your {yours} counts one tail of the normal law only. A difference of the slopes to either "
    "side speaks against the hypothesis, and χ² counts both.",
)
def _(X, y):
    return stats.chi2.sf(_equal_tests(X, y)["lr"], 1) / 2


@p_value.misconception(
    "doubled",
    "Your {yours} is doubled. χ² counts differences to both sides already.",
)
def _(X, y):
    return 2 * stats.chi2.sf(_equal_tests(X, y)["lr"], 1)


@p_value.misconception(
    "F test",
    "Your {yours} is the p-value of the F test. That one is exact here; wanted is the likelihood "
    "ratio's.",
)
def _(X, y):
    n, p = X.shape
    return stats.f.sf(_equal_tests(X, y)["f"], 1, n - p)


@p_value.misconception(
    "Wald test",
    "Your {yours} is the p-value of the Wald statistic. If you meant the likelihood ratio: the "
    "restricted model has its own sigma.",
)
def _(X, y):
    return stats.chi2.sf(_equal_tests(X, y)["wald"], 1)


@p_value.misconception(
    "score test",
    "Your {yours} is the p-value of the score statistic. If you meant the likelihood ratio: each "
    "of the two maxima has its own sigma.",
)
def _(X, y):
    return stats.chi2.sf(_equal_tests(X, y)["score"], 1)


@p_value.misconception(
    "normal law of the statistic",
    "Your {yours} treats the statistic as if it were a number of standard errors. It is already "
    "squared: use χ².",
)
def _(X, y):
    return stats.norm.sf(_equal_tests(X, y)["lr"])


@p_value.misconception(
    "normal law of the statistic, two-sided",
    "Your {yours} treats the statistic as if it were a number of standard errors. It is already "
    "squared: use χ².",
)
def _(X, y):
    return 2 * stats.norm.sf(_equal_tests(X, y)["lr"])


@p_value.misconception(
    "density",
    "Your {yours} is the density of χ² at the statistic. A p-value is an area, to the right of it.",
)
def _(X, y):
    return stats.chi2.pdf(_equal_tests(X, y)["lr"], 1)


@p_value.misconception(
    "constant zero",
    "Your {yours} is for the hypothesis that the constant is zero. The hypothesis here is that the "
    "two slopes are equal.",
)
def _(X, y):
    return stats.chi2.sf(_constant_tests(X, y)["lr"], 1)


@p_value.misconception(
    "x1 left out",
    "Your {yours} tests whether the slope of x1 is zero. The hypothesis here is that the two "
    "slopes are equal, whatever they are.",
)
def _(X, y):
    return stats.chi2.sf(_three_tests(X, X[:, [0, 2]], y)["lr"], 1)


@p_value.misconception(
    "x2 left out",
    "Your {yours} tests whether the slope of x2 is zero. The hypothesis here is that the two "
    "slopes are equal, whatever they are.",
)
def _(X, y):
    return stats.chi2.sf(_three_tests(X, X[:, :2], y)["lr"], 1)


@p_value.misconception(
    "both slopes zero",
    "Your {yours} tests whether both slopes are zero. Equal does not mean zero: "
    "keep x1 + x2 in the restricted model.",
)
def _(X, y):
    return stats.chi2.sf(_three_tests(X, X[:, :1], y)["lr"], 2)


@p_value.misconception(
    "opposite slopes",
    "Your {yours} is for slopes that are opposite, b and −b: its predictor is x1 − x2. With equal "
    "slopes the predictor is the sum.",
)
def _(X, y):
    difference = np.column_stack([X[:, 0], X[:, 1] - X[:, 2]])
    return stats.chi2.sf(_three_tests(X, difference, y)["lr"], 1)


@p_value.misconception(
    "constant lost",
    "Your {yours} compares with a model that has no constant. The hypothesis says nothing about "
    "the constant: keep the column of ones beside x1 + x2.",
)
def _(X, y):
    return stats.chi2.sf(_three_tests(X, _equal(X)[:, 1:], y)["lr"], 1)


@p_value.misconception(
    "product for sum",
    "Your {yours} uses the product of x1 and x2 as predictor. With one slope b for both, "
    "b x1 + b x2 = b (x1 + x2): the sum.",
)
def _(X, y):
    product = np.column_stack([X[:, 0], X[:, 1] * X[:, 2]])
    return stats.chi2.sf(_three_tests(X, product, y)["lr"], 1)


@p_value.misconception(
    "F law",
    "Your {yours} asks the F law about the likelihood ratio (or the t law about its root). The "
    "statistic that follows F is another one; this one follows χ² in large samples.",
)
def _(X, y):
    n, p = X.shape
    return stats.f.sf(_equal_tests(X, y)["lr"], 1, n - p)


def _covariance_left_out(X, y, divisor):
    """The difference of the slopes over its standard error, as if they were uncorrelated."""
    beta, unscaled = _maximum(X, y)[0], np.diag(np.linalg.inv(X.T @ X))
    variance = _squares(X, y) / divisor * (unscaled[1] + unscaled[2])
    return abs(beta[1] - beta[2]) / np.sqrt(variance)


COVARIANCE = (
    "Your {yours} adds the variances of the two slopes, as if these were independent. From one fit "
    "they are correlated; and the likelihood ratio, which was asked for, needs no variance at all."
)


@p_value.misconception("covariance left out", COVARIANCE)
def _(X, y):
    return 2 * stats.norm.sf(_covariance_left_out(X, y, len(y)))


@p_value.misconception("covariance left out, t", COVARIANCE)
def _(X, y):
    n, p = X.shape
    return 2 * stats.t.sf(_covariance_left_out(X, y, n - p), n - p)


@p_value.misconception("covariance left out, divisor n − p", COVARIANCE)
def _(X, y):
    n, p = X.shape
    return 2 * stats.norm.sf(_covariance_left_out(X, y, n - p))


@p_value.misconception(
    "a quarter",
    "Your {yours} asks χ² about half the difference of the log-likelihoods. *Twice* the difference "
    "follows it.",
)
def _(X, y):
    return stats.chi2.sf(_equal_tests(X, y)["lr"] / 4, 1)


@p_value.misconception(
    "F law, two degrees of freedom",
    "Your {yours} asks the F law with 2 degrees of freedom. Equal slopes are one equation between "
    "the coefficients, so 1; and the likelihood ratio follows χ², in large samples.",
)
def _(X, y):
    n, p = X.shape
    return stats.f.sf(_equal_tests(X, y)["lr"], 2, n - p)


@p_value.misconception(
    "divisor n − p",
    "Your {yours} puts sigmas with the divisor of their degrees of freedom into the "
    "log-likelihoods. The maximum has divisor n.",
)
def _(X, y):
    def height(X):
        n, p = X.shape
        return _log_likelihood(X, y, _maximum(X, y)[0], np.sqrt(_squares(X, y) / (n - p)))

    return stats.chi2.sf(2 * (height(X) - height(_equal(X))), 1)


@p_value.misconception(
    "divisor n − p at the top",
    "Your {yours} takes the full log-likelihood at `least_squares.sigma`, which has divisor n − p. "
    "Its maximum is at `sigma_hat`.",
)
def _(X, y):
    n, p = X.shape
    top = _log_likelihood(X, y, _maximum(X, y)[0], np.sqrt(_squares(X, y) / (n - p)))
    return stats.chi2.sf(2 * (top - _highest(_equal(X), y)), 1)


def __dir__():
    return __all__
