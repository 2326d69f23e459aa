"""The observed information: minus the second derivatives, border and corner included."""

import numpy as np

from helpers.exercises.curvature.programs import blocks, information_terms, points, residual_sums
from helpers.exercises.lessons import curvature as lesson


@lesson.function(
    "07-information",
    cases=points,
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
    block, border, corner = information_terms(beta, sigma, X, y)
    return -blocks(corner, border, block)


@information.misconception(
    "expected information",
    "Your matrix is the *expected* information, with zeros in the border and 2n in the corner. "
    "At the maximum the two are the same; here wanted is the observed one, at any point.",
)
def _(beta, sigma, X, y):
    return blocks(2 * len(y), np.zeros(len(beta)), X.T @ X / sigma**2)


@information.misconception(
    "border left out",
    "The border of your matrix is zero, so beta and log sigma seem to have nothing to do with each "
    "other. That is so only where X'e = 0; elsewhere the slope in beta depends on sigma.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner, np.zeros_like(border), block)


@information.misconception(
    "corner of the maximum",
    "The corner of your matrix is 2n. It is that only where e'e = nσ², at the maximum; "
    "elsewhere it depends on the residuals.",
)
def _(beta, sigma, X, y):
    block, border, _ = information_terms(beta, sigma, X, y)
    return blocks(2 * len(y), border, block)


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
    "X'X not divided",
    "The first block of your matrix is X'X. Divide it by sigma²: the noisier the data, the less "
    "they say.",
)
def _(beta, sigma, X, y):
    _, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner, border, X.T @ X)


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
    "sign of the border",
    "The border of your matrix has the wrong sign. The slope in beta is X'e/σ², which *falls* as "
    "sigma grows; with the sign turned, that is a plus.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner, -border, block)


@information.misconception(
    "no 2 in the border",
    "The border of your matrix is half of what it should be: the derivative of exp(−2τ) brings "
    "down a 2.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner, border / 2, block)


@information.misconception(
    "no 2 in the corner",
    "The corner of your matrix is half of what it should be: the derivative of exp(−2τ) brings "
    "down a 2.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner / 2, border, block)


@information.misconception(
    "no 2 at all",
    "Border and corner of your matrix are half of what they should be: the derivative of exp(−2τ) "
    "brings down a 2.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner / 2, border / 2, block)


@information.misconception(
    "n kept in the corner",
    "The corner of your matrix still holds an n. The −n of the score is a constant and vanishes "
    "when differentiated.",
)
def _(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner - len(y), border, block)


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
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner, border, block) / len(y)


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
