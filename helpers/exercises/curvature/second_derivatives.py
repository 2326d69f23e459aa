"""The observed information: minus the second derivatives, border and corner included."""

import numpy as np

from helpers.exercises.curvature.programs import (
    blocks,
    information_terms,
    maximum,
    points,
    residual_sums,
)
from helpers.exercises.lessons import curvature as lesson
from helpers.feedback import Rounding


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


@information.misconception(
    "expected information",
    "Your matrix is the *expected* information, with zeros in the border and 2n in the corner. "
    "At the maximum the two are the same; here wanted is the observed one, at any point.",
)
def _(beta, sigma, X, y):
    return blocks(2 * len(y), np.zeros(len(beta)), X.T @ X / sigma**2)


@information.misconception(
    "in sigma",
    "The last row and column of your matrix are for sigma, not for log sigma. Differentiate twice "
    "with respect to τ, where σ² = exp(2τ).",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    corner = 3 * squares / sigma**4 - len(y) / sigma**2
    return blocks(corner, 2 * products / sigma**3, X.T @ X / sigma**2)


@information.misconception(
    "in log sigma²",
    "The last row and column of your matrix are for log sigma². For log sigma the border is twice "
    "and the corner four times as large.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner / 4, border / 2, block)


@information.misconception(
    "covariance",
    "Your matrix is the inverse of the information. That comes one step later.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return np.linalg.inv(blocks(corner, border, block))


@information.misconception(
    "nothing divided",
    "Your matrix lacks the divisor sigma². The noisier the data, the less they say: divide all of "
    "it.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner, border, block) * sigma**2


@information.misconception(
    "sigma read as a variance",
    "Your function divides by sigma where it should divide by its square: here sigma is a standard "
    "deviation.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner, border, block) * sigma


@information.misconception(
    "no 2 at all",
    "Border and corner of your matrix are half of what they should be: the derivative of exp(−2τ) "
    "brings down a 2.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner / 2, border / 2, block)


@information.misconception(
    "beta only",
    "Your matrix is the block of beta, and it is right. Add a row and a column for log sigma.",
)
def _(beta, sigma, X, y):
    return X.T @ X / sigma**2


@information.misconception(
    "score times score",
    "Your matrix is the product of the score with itself. It has rank one; only its *average* over "
    "many worlds is the information.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
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


@information.misconception(
    "expected information of sigma",
    "Your matrix is the *expected* information of sigma itself, 2n/σ² in the corner. Wanted is the "
    "observed one, of log sigma, with X'e in its border.",
)
def _(beta, sigma, X, y):
    return blocks(2 * len(y) / sigma**2, np.zeros(len(beta)), X.T @ X / sigma**2)


@information.misconception(
    "expected information of the variance",
    "Your matrix is the *expected* information of the variance, n/(2σ⁴) in the corner. Wanted is "
    "the observed one, of log sigma, with X'e in its border.",
)
def _(beta, sigma, X, y):
    return blocks(len(y) / (2 * sigma**4), np.zeros(len(beta)), X.T @ X / sigma**2)


@information.misconception(
    "expected information with n in the corner",
    "The border of your matrix is zero and its corner n. That is neither the expected information, "
    "which has 2n there, nor the observed one, which is wanted: 2X'e and 2e'e, over σ².",
)
def _(beta, sigma, X, y):
    return blocks(len(y), np.zeros(len(beta)), X.T @ X / sigma**2)


def _half_bordered(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    table = blocks(corner, 0 * border, block)
    table[:-1, -1] = border
    return table


@information.misconception(
    "border on the right only",
    "The last row of your matrix is zero but for the corner. The border stands twice, in the last "
    "column and in the last row.",
)
def _(beta, sigma, X, y):
    return _half_bordered(beta, sigma, X, y)


@information.misconception(
    "border below only",
    "The last column of your matrix is zero but for the corner. The border stands twice, in the "
    "last row and in the last column.",
)
def _(beta, sigma, X, y):
    return _half_bordered(beta, sigma, X, y).T


@information.misconception(
    "log sigma first",
    "Your matrix begins with log sigma. As in the score, beta comes first and log sigma last.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return np.roll(blocks(corner, border, block), 1, axis=(0, 1))


@information.misconception(
    "diagonal alone",
    "Your function returns the diagonal. Wanted is the whole matrix, (p + 1) × (p + 1).",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return np.diag(blocks(corner, border, block))


@information.misconception(
    "no last column",
    "Your matrix has p columns: the block and the border below it. Add the last column, the border "
    "once more and the corner.",
)
def _(beta, sigma, X, y):
    block, border, _ = information_terms(beta, sigma, X, y)
    return np.vstack([block, border])


@information.misconception(
    "beta only, not divided",
    "Your matrix is X'X alone. Divide it by sigma², and add a row and a column for log sigma.",
)
def _(beta, sigma, X, y):
    return X.T @ X


@information.misconception(
    "covariance of beta",
    "Your matrix is σ²(X'X)⁻¹, the covariance of beta. The information is the inverse of that, and "
    "has a row and a column for log sigma.",
)
def _(beta, sigma, X, y):
    return sigma**2 * np.linalg.inv(X.T @ X)


@information.misconception(
    "score",
    "Your function returns the score. Differentiate it once more: a matrix.",
)
def _(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - len(y))


@information.misconception(
    "sigma squared twice",
    "Your function takes σ² for sigma and squares it again: it divides by σ⁴.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma**2, X, y)
    return blocks(corner, border, block)


@information.misconception(
    "exp(−2 sigma)",
    "Your function takes sigma for τ: it has exp(−2σ). With τ = log σ, exp(−2τ) is 1/σ².",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, np.exp(sigma), X, y)
    return blocks(corner, border, block)


@information.misconception(
    "log sigma for sigma",
    "Your function takes the logarithm of `sigma` and uses it as sigma. Sigma itself goes in, and "
    "its square divides.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, np.log(sigma), X, y)
    return blocks(corner, border, block)


@information.misconception(
    "by differences",
    "Your matrix agrees with the information in its first digits alone, as differences do whose "
    "step is too wide. Write its blocks as formulas.",
    tolerance=Rounding(1e-3, reason="where a difference loses its digits depends on its step"),
)
def _(beta, sigma, X, y):
    def slopes(theta):
        products, squares = residual_sums(theta[:-1], None, X, y)
        return np.append(products, squares) * np.exp(-2 * theta[-1])

    theta, step = np.append(beta, np.log(sigma)), 1e-5
    moves = step * np.eye(len(theta))
    return -np.array([(slopes(theta + move) - slopes(theta)) / step for move in moves])
