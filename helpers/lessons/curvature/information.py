"""The observed information: minus the second derivatives, border and corner included."""

import numpy as np

from helpers.feedback import Rounding
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.shared import (
    blocks,
    maximum,
    observed_information,
    points,
    residual_sums,
    slopes,
    slopes_of_each,
)


@lesson.function(
    "07-information",
    cases=points,
    hints=(
        "Take the derivatives of the score once more, and turn the signs. The matrix has p + 1 "
        "rows: p for beta, the last one for log sigma.",
        "The score in beta, $X'e\\,\\mathrm e^{-2\\tau}$, has the slopes "
        "$-X'X\\,\\mathrm e^{-2\\tau}$ in beta and $-2X'e\\,\\mathrm e^{-2\\tau}$ in τ. "
        "What slope in τ has the score's last entry, $e'e\\,\\mathrm e^{-2\\tau} - n$?",
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


@information.law(
    "In which order one differentiates makes no difference: the matrix is symmetric. In yours an "
    "entry and its mirror image differ by {left}."
)
def _(J, beta, sigma, X, y):
    return np.abs(J - J.T).max(), 0, np.abs(J).max()


@information.law(
    "From the corner, with σ, one can tell e'e, the sum of the squared residuals. It is {right}; "
    "by your corner it would be {left}."
)
def _(J, beta, sigma, X, y):
    return J[-1, -1] * sigma**2 / 2, residual_sums(beta, sigma, X, y)[1]


@information.law(
    "From the border, with σ, one can tell X'e. For one column it is {right}; by your border it "
    "would be {left}."
)
def _(J, beta, sigma, X, y):
    mine, products = J[-1, :-1] * sigma**2 / 2, residual_sums(beta, sigma, X, y)[0]
    worst = np.argmax(np.abs(mine - products))
    return mine[worst], products[worst], np.abs(products).max()


@information.law(
    "On the way to least squares the score in beta falls by the block of beta times the step, and "
    "is 0 there. By your block it would be {left}."
)
def _(J, beta, sigma, X, y):
    score, step = residual_sums(beta, sigma, X, y)[0] / sigma**2, maximum(X, y)[0] - beta
    block = J[:-1, :-1]
    return score - block @ step, 0, np.abs(score) + np.abs(block) @ np.abs(step)


def _from(parts):
    """A program: the block, the border and the corner, made of X'X, X'e, e'e, σ and n."""
    return lambda beta, sigma, X, y: blocks(
        *parts(X.T @ X, *residual_sums(beta, sigma, X, y), sigma, len(y))
    )


information.mistakes(
    ("expected information", lambda XX, Xe, ee, s, n: (XX / s**2, 0 * Xe, 2 * n),
     "Your matrix is the *expected* information, with zeros in the border and 2n in the corner. At "
     "the maximum the two are the same; here wanted is the observed one, at any point."),
    ("expected information of sigma",
     lambda XX, Xe, ee, s, n: (XX / s**2, 0 * Xe, 2 * n / s**2),
     "Your matrix is the *expected* information of sigma itself, 2n/σ² in the corner. Wanted is "
     "the observed one, of log sigma, with X'e in its border."),
    ("expected information of the variance",
     lambda XX, Xe, ee, s, n: (XX / s**2, 0 * Xe, n / (2 * s**4)),
     "Your matrix is the *expected* information of the variance, n/(2σ⁴) in the corner. Wanted is "
     "the observed one, of log sigma, with X'e in its border."),
    ("expected information with n in the corner",
     lambda XX, Xe, ee, s, n: (XX / s**2, 0 * Xe, n),
     "The border of your matrix is zero and its corner n. That is neither the expected "
     "information, which has 2n there, nor the observed one, which is wanted: 2X'e and 2e'e, over "
     "σ²."),
    ("in sigma",
     lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**3, 3 * ee / s**4 - n / s**2),
     "The last row and column of your matrix are for sigma, not for log sigma. Differentiate twice "
     "with respect to τ, where σ² = exp(2τ)."),
    ("in log sigma²", lambda XX, Xe, ee, s, n: (XX / s**2, Xe / s**2, ee / (2 * s**2)),
     "The last row and column of your matrix are for log sigma². For log sigma the border is twice "
     "and the corner four times as large."),
    ("nothing divided", lambda XX, Xe, ee, s, n: (XX, 2 * Xe, 2 * ee),
     "Your matrix lacks the divisor sigma². The noisier the data, the less they say: divide all of "
     "it."),
    ("sigma read as a variance", lambda XX, Xe, ee, s, n: (XX / s, 2 * Xe / s, 2 * ee / s),
     "Your function divides by sigma where it should divide by its square: here sigma is a "
     "standard deviation."),
    ("sign not turned",
     lambda XX, Xe, ee, s, n: (-XX / s**2, -2 * Xe / s**2, -2 * ee / s**2),
     "Your matrix holds the second derivatives themselves. The information is *minus* that: "
     "positive at a maximum."),
    ("divided by n",
     lambda XX, Xe, ee, s, n: (XX / s**2 / n, 2 * Xe / s**2 / n, 2 * ee / s**2 / n),
     "Your matrix is the average information of one observation. Wanted: that of all of them."),
    ("no 2 at all", lambda XX, Xe, ee, s, n: (XX / s**2, Xe / s**2, ee / s**2),
     "Border and corner of your matrix are half of what they should be: the derivative of exp(−2τ) "
     "brings down a 2."),
    ("X'X not divided", lambda XX, Xe, ee, s, n: (XX, 2 * Xe / s**2, 2 * ee / s**2),
     "The first block of your matrix is X'X. Divide it by sigma²: the noisier the data, the less "
     "they say."),
    ("block doubled", lambda XX, Xe, ee, s, n: (2 * XX / s**2, 2 * Xe / s**2, 2 * ee / s**2),
     "The first block of your matrix is doubled: the 2 from the square is cancelled by the ½ of "
     "the exponent."),
    ("sign of the block", lambda XX, Xe, ee, s, n: (-XX / s**2, 2 * Xe / s**2, 2 * ee / s**2),
     "The first block of your matrix has the wrong sign: information is *minus* the second "
     "derivative."),
    ("covariance in the block",
     lambda XX, Xe, ee, s, n: (s**2 * np.linalg.inv(XX), 2 * Xe / s**2, 2 * ee / s**2),
     "The first block of your matrix is σ²(X'X)⁻¹, its inverse. That comes one step later."),
    ("border left out", lambda XX, Xe, ee, s, n: (XX / s**2, 0 * Xe, 2 * ee / s**2),
     "The border of your matrix is zero, so beta and log sigma seem to have nothing to do with "
     "each other. That is so only where X'e = 0; elsewhere the slope in beta depends on sigma."),
    ("sign of the border", lambda XX, Xe, ee, s, n: (XX / s**2, -2 * Xe / s**2, 2 * ee / s**2),
     "The border of your matrix has the wrong sign. The slope in beta is X'e/σ², which *falls* as "
     "sigma grows; with the sign turned, that is a plus."),
    ("no 2 in the border", lambda XX, Xe, ee, s, n: (XX / s**2, Xe / s**2, 2 * ee / s**2),
     "The border of your matrix is half of what it should be: the derivative of exp(−2τ) brings "
     "down a 2."),
    ("border not divided", lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe, 2 * ee / s**2),
     "The border of your matrix lacks its divisor, σ²."),
    ("border of sigma", lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**3, 2 * ee / s**2),
     "The border of your matrix is for sigma, not for log sigma: it has σ³. For log sigma it is σ "
     "times that."),
    ("corner of the maximum", lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, 2 * n),
     "The corner of your matrix is 2n. It is that only where e'e = nσ², at the maximum; elsewhere "
     "it depends on the residuals."),
    ("corner of n = 200", lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, 400),
     "The corner of your matrix is 400 always: 2n, with the `n` of the seed world. Here wanted is "
     "the observed corner, from the residuals."),
    ("corner not divided", lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, 2 * ee),
     "The corner of your matrix lacks its divisor, σ²."),
    ("n in the corner", lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, n),
     "The corner of your matrix is n. Differentiating e'e exp(−2τ) by τ gives −2e'e exp(−2τ): no n "
     "is left."),
    ("no 2 in the corner", lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, ee / s**2),
     "The corner of your matrix is half of what it should be: the derivative of exp(−2τ) brings "
     "down a 2."),
    ("4 in the corner", lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, 4 * ee / s**2),
     "The corner of your matrix is doubled: the 2 of the first derivative cancelled the ½, and the "
     "second brings down one more 2. (2e beside X, times itself, gives 4e'e.)"),
    ("n kept in the corner",
     lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, 2 * ee / s**2 - n),
     "The corner of your matrix still holds an n. The −n of the score is a constant and vanishes "
     "when differentiated."),
    ("corner of sigma",
     lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, 3 * ee / s**4 - n / s**2),
     "The corner of your matrix is for sigma, 3e'e/σ⁴ − n/σ², not for log sigma."),
    ("score in the corner",
     lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, ee / s**2 - n),
     "The corner of your matrix is the score's last entry. Differentiate it by τ once more, and "
     "turn the sign."),
    ("expected corner of sigma",
     lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, 2 * n / s**2),
     "The corner of your matrix is 2n/σ², the *expected* information of sigma itself. Wanted is "
     "the observed one, of log sigma."),
    ("expected corner of the variance",
     lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, n / (2 * s**4)),
     "The corner of your matrix is n/(2σ⁴), the *expected* information of the variance. Wanted is "
     "the observed one, of log sigma."),
    ("corner of the variance",
     lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, ee / s**6 - n / (2 * s**4)),
     "The corner of your matrix is for the variance σ², not for log sigma."),
    ("corner times σ²",
     lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, 3 * ee / s**2 - n),
     "The corner of your matrix is σ² times the second derivative in sigma. The slope in log "
     "sigma, σ times that in sigma, is itself differentiated: its own σ counts, too."),
    ("sign of the corner", lambda XX, Xe, ee, s, n: (XX / s**2, 2 * Xe / s**2, -2 * ee / s**2),
     "The corner of your matrix has the wrong sign: information is *minus* the second derivative, "
     "positive at a maximum."),
    of=_from,
)  # fmt: skip


def _right(beta, sigma, X, y):
    return observed_information(X, y, beta, sigma)


def _score_times_score(beta, sigma, X, y):
    return np.outer(slopes(beta, sigma, X, y), slopes(beta, sigma, X, y))


def _sum_of_outer_products(beta, sigma, X, y):
    of_each = slopes_of_each(beta, sigma, X, y)
    return of_each.T @ of_each


def _by_differences(beta, sigma, X, y):
    theta, step = np.append(beta, np.log(sigma)), 1e-5

    def slopes_at(theta):
        return slopes(theta[:-1], np.exp(theta[-1]), X, y)

    moves = step * np.eye(len(theta))
    return -np.array([(slopes_at(theta + move) - slopes_at(theta)) / step for move in moves])


information.mistakes(
    ("exp(−2 sigma)", lambda beta, sigma, X, y: _right(beta, np.exp(sigma), X, y),
     "Your function takes sigma for τ: it has exp(−2σ). With τ = log σ, exp(−2τ) is 1/σ²."),
    ("log sigma for sigma", lambda beta, sigma, X, y: _right(beta, np.log(sigma), X, y),
     "Your function takes the logarithm of `sigma` and uses it as sigma. Sigma itself goes in, and "
     "its square divides."),
    ("covariance", lambda beta, sigma, X, y: np.linalg.inv(_right(beta, sigma, X, y)),
     "Your matrix is the inverse of the information. That comes one step later."),
    ("covariance of beta", lambda beta, sigma, X, y: sigma**2 * np.linalg.inv(X.T @ X),
     "Your matrix is σ²(X'X)⁻¹, the covariance of beta. The information is the inverse of that, "
     "and has a row and a column for log sigma."),
    ("beta only", lambda beta, sigma, X, y: X.T @ X / sigma**2,
     "Your matrix is the block of beta, and it is right. Add a row and a column for log sigma."),
    ("no last column", lambda beta, sigma, X, y: _right(beta, sigma, X, y)[:, :-1],
     "Your matrix has p columns: the block and the border below it. Add the last column, the "
     "border once more and the corner."),
    ("score", slopes,
     "Your function returns the score. Differentiate it once more: a matrix."),
    ("score times score", _score_times_score,
     "Your matrix is the product of the score with itself. It has rank one; only its *average* "
     "over many worlds is the information."),
    ("sum of outer products", _sum_of_outer_products,
     "Your matrix sums the products of each observation's score with itself. That estimates the "
     "information from slopes; wanted are the second derivatives."),
    ("by differences", _by_differences,
     "Your matrix agrees with the information in its first digits alone, as differences do whose "
     "step is too wide. Write its blocks as formulas.",
     {"tolerance": Rounding(1e-3,
                             reason="where a difference loses its digits depends on its step")}),
)  # fmt: skip
