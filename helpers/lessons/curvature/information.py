"""The observed information: minus the second derivatives, border and corner included."""

import numpy as np

from helpers.feedback import Rounding
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.programs import (
    blocks,
    information_terms,
    maximum,
    points,
    residual_sums,
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


def _in_sigma(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    corner = 3 * squares / sigma**4 - len(y) / sigma**2
    return blocks(corner, 2 * products / sigma**3, X.T @ X / sigma**2)


def _in_log_sigma2(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner / 4, border / 2, block)


def _covariance(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return np.linalg.inv(blocks(corner, border, block))


def _nothing_divided(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner, border, block) * sigma**2


def _sigma_read_as_a_variance(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner, border, block) * sigma


def _no_2_at_all(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return blocks(corner / 2, border / 2, block)


def _score_times_score(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    slopes = np.append(products / sigma**2, squares / sigma**2 - len(y))
    return np.outer(slopes, slopes)


def _sum_of_outer_products(beta, sigma, X, y):
    z = (y - X @ beta) / sigma
    slopes = np.column_stack([X * z[:, None] / sigma, z**2 - 1])
    return slopes.T @ slopes


def _expected_information_of_sigma(beta, sigma, X, y):
    return blocks(2 * len(y) / sigma**2, np.zeros(len(beta)), X.T @ X / sigma**2)


def _expected_information_of_the_variance(beta, sigma, X, y):
    return blocks(len(y) / (2 * sigma**4), np.zeros(len(beta)), X.T @ X / sigma**2)


information.mistakes(
    ("expected information",
     lambda beta, sigma, X, y: blocks(2 * len(y), np.zeros(len(beta)), X.T @ X / sigma**2),
     "Your matrix is the *expected* information, with zeros in the border and 2n in the corner. "
     "At the maximum the two are the same; here wanted is the observed one, at any point."),
    ("in sigma", _in_sigma,
     "The last row and column of your matrix are for sigma, not for log sigma. Differentiate "
     "twice with respect to τ, where σ² = exp(2τ)."),
    ("in log sigma²", _in_log_sigma2,
     "The last row and column of your matrix are for log sigma². For log sigma the border is "
     "twice and the corner four times as large."),
    ("covariance", _covariance,
     "Your matrix is the inverse of the information. That comes one step later."),
    ("nothing divided", _nothing_divided,
     "Your matrix lacks the divisor sigma². The noisier the data, the less they say: divide all "
     "of it."),
    ("sigma read as a variance", _sigma_read_as_a_variance,
     "Your function divides by sigma where it should divide by its square: here sigma is a "
     "standard deviation."),
    ("no 2 at all", _no_2_at_all,
     "Border and corner of your matrix are half of what they should be: the derivative of "
     "exp(−2τ) brings down a 2."),
    ("beta only", lambda beta, sigma, X, y: X.T @ X / sigma**2,
     "Your matrix is the block of beta, and it is right. Add a row and a column for log sigma."),
    ("score times score", _score_times_score,
     "Your matrix is the product of the score with itself. It has rank one; only its *average* "
     "over many worlds is the information."),
    ("sum of outer products", _sum_of_outer_products,
     "Your matrix sums the products of each observation's score with itself. That estimates the "
     "information from slopes; wanted are the second derivatives."),
    ("expected information of sigma", _expected_information_of_sigma,
     "Your matrix is the *expected* information of sigma itself, 2n/σ² in the corner. Wanted is "
     "the observed one, of log sigma, with X'e in its border."),
    ("expected information of the variance", _expected_information_of_the_variance,
     "Your matrix is the *expected* information of the variance, n/(2σ⁴) in the corner. Wanted is "
     "the observed one, of log sigma, with X'e in its border."),
    ("expected information with n in the corner",
     lambda beta, sigma, X, y: blocks(len(y), np.zeros(len(beta)), X.T @ X / sigma**2),
     "The border of your matrix is zero and its corner n. That is neither the expected "
     "information, which has 2n there, nor the observed one, which is wanted: 2X'e and 2e'e, over "
     "σ²."),
)  # fmt: skip


def _half_bordered(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    table = blocks(corner, 0 * border, block)
    table[:-1, -1] = border
    return table


def _log_sigma_first(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return np.roll(blocks(corner, border, block), 1, axis=(0, 1))


def _diagonal_alone(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma, X, y)
    return np.diag(blocks(corner, border, block))


def _no_last_column(beta, sigma, X, y):
    block, border, _ = information_terms(beta, sigma, X, y)
    return np.vstack([block, border])


def _score(beta, sigma, X, y):
    products, squares = residual_sums(beta, sigma, X, y)
    return np.append(products / sigma**2, squares / sigma**2 - len(y))


def _sigma_squared_twice(beta, sigma, X, y):
    block, border, corner = information_terms(beta, sigma**2, X, y)
    return blocks(corner, border, block)


def _exp_2_sigma(beta, sigma, X, y):
    block, border, corner = information_terms(beta, np.exp(sigma), X, y)
    return blocks(corner, border, block)


def _log_sigma_for_sigma(beta, sigma, X, y):
    block, border, corner = information_terms(beta, np.log(sigma), X, y)
    return blocks(corner, border, block)


def _by_differences(beta, sigma, X, y):
    def slopes(theta):
        products, squares = residual_sums(theta[:-1], None, X, y)
        return np.append(products, squares) * np.exp(-2 * theta[-1])

    theta, step = np.append(beta, np.log(sigma)), 1e-5
    moves = step * np.eye(len(theta))
    return -np.array([(slopes(theta + move) - slopes(theta)) / step for move in moves])


information.mistakes(
    ("border on the right only", lambda beta, sigma, X, y: _half_bordered(beta, sigma, X, y),
     "The last row of your matrix is zero but for the corner. The border stands twice, in the "
     "last column and in the last row."),
    ("border below only", lambda beta, sigma, X, y: _half_bordered(beta, sigma, X, y).T,
     "The last column of your matrix is zero but for the corner. The border stands twice, in the "
     "last row and in the last column."),
    ("log sigma first", _log_sigma_first,
     "Your matrix begins with log sigma. As in the score, beta comes first and log sigma last."),
    ("diagonal alone", _diagonal_alone,
     "Your function returns the diagonal. Wanted is the whole matrix, (p + 1) × (p + 1)."),
    ("no last column", _no_last_column,
     "Your matrix has p columns: the block and the border below it. Add the last column, the "
     "border once more and the corner."),
    ("beta only, not divided", lambda beta, sigma, X, y: X.T @ X,
     "Your matrix is X'X alone. Divide it by sigma², and add a row and a column for log sigma."),
    ("covariance of beta", lambda beta, sigma, X, y: sigma**2 * np.linalg.inv(X.T @ X),
     "Your matrix is σ²(X'X)⁻¹, the covariance of beta. The information is the inverse of that, "
     "and has a row and a column for log sigma."),
    ("score", _score,
     "Your function returns the score. Differentiate it once more: a matrix."),
    ("sigma squared twice", _sigma_squared_twice,
     "Your function takes σ² for sigma and squares it again: it divides by σ⁴."),
    ("exp(−2 sigma)", _exp_2_sigma,
     "Your function takes sigma for τ: it has exp(−2σ). With τ = log σ, exp(−2τ) is 1/σ²."),
    ("log sigma for sigma", _log_sigma_for_sigma,
     "Your function takes the logarithm of `sigma` and uses it as sigma. Sigma itself goes in, "
     "and its square divides."),
    ("by differences", _by_differences,
     "Your matrix agrees with the information in its first digits alone, as differences do whose "
     "step is too wide. Write its blocks as formulas.",
     {"tolerance": Rounding(1e-3,
                             reason="where a difference loses its digits depends on its step")}),
)  # fmt: skip
