"""The gate's four ingredients, each with its slips, and other ways to put them together."""

import numpy as np
from scipy import stats

from helpers.lessons.autopsy.gate import gate, gate_of, score
from helpers.lessons.autopsy.programs import (
    least_squares,
    negative_log_likelihood,
    root_mean_square,
)
from helpers.lessons.slips import Slip, add_slips


def _by_beta(beta, sigma, X, y):
    return X.T @ (y - X @ beta) / sigma**2


def _slope(formula):
    """A slope of sigma, given n, the sum of squares, the residuals and sigma."""

    def program(beta, sigma, X, y):
        residuals = y - X @ beta
        return formula(len(y), residuals @ residuals, residuals, sigma)

    return program


def _block(beta, sigma, X, y):
    return X.T @ X / sigma**2


_BY_BETA, _BY_SIGMA = "slopes in beta", "slope in log sigma"
_BLOCK, _CORNER = "information of beta", "information of log sigma"
_YOUR_SLOPES = "Your slopes in beta "
_YOUR_SLOPE = "Your slope in log σ "

add_slips(
    gate,
    {
        _BY_BETA: _by_beta,
        _BY_SIGMA: _slope(lambda n, squares, residuals, sigma: squares / sigma**2 - n),
        _BLOCK: _block,
        _CORNER: lambda beta, sigma, X, y: 2 * len(y),
        "whole": lambda *data: lambda value: value,
    },
    lambda by_beta, by_sigma, block, corner, turn: turn(gate_of(by_beta, by_sigma, block, corner)),
    [
        Slip(
            "whole",
            "root taken",
            "Your function takes the square root. That is a distance in standard errors, and a "
            "good number to know; the gate is its square.",
            lambda *data: np.sqrt,
        ),
        Slip(
            "whole",
            "halved",
            "Your function returns half of it, the height that a parabola would still climb. The "
            "gate is g'I⁻¹g itself.",
            lambda *data: lambda value: value / 2,
        ),
        Slip(
            "whole",
            "averaged",
            "Your gate is divided by n: a point would pass the more easily, the more data there "
            "are.",
            lambda beta, sigma, X, y: lambda value: value / len(y),
        ),
        Slip(
            "whole",
            "divided by the number of parameters",
            "Your gate is divided by the number of parameters. It is the sum, g'I⁻¹g.",
            lambda beta, sigma, X, y: lambda value: value / (len(beta) + 1),
        ),
        Slip(
            _BY_BETA,
            "slopes in beta not divided",
            _YOUR_SLOPES + "are X'(y − Xβ); they still have to be divided by σ².",
            lambda *data: _by_beta(*data) * data[1] ** 2,
        ),
        Slip(
            _BY_BETA,
            "slopes in beta divided by σ",
            _YOUR_SLOPES + "are divided by σ; the log-likelihood has σ² there.",
            lambda *data: _by_beta(*data) * data[1],
        ),
        Slip(
            _BY_BETA,
            "slopes in beta doubled",
            _YOUR_SLOPES + "are doubled: the 2 from the square is cancelled by the ½ of the "
            "exponent.",
            lambda *data: 2 * _by_beta(*data),
        ),
        Slip(
            _BY_BETA,
            "slopes in beta halved",
            _YOUR_SLOPES + "are halved: the ½ of the exponent is cancelled by the 2 from the "
            "square.",
            lambda *data: _by_beta(*data) / 2,
        ),
        Slip(
            _BY_BETA,
            "slopes in beta averaged",
            _YOUR_SLOPES + "are averages over the rows. The log-likelihood is a sum.",
            lambda *data: _by_beta(*data) / len(data[3]),
        ),
        Slip(
            _BY_BETA,
            "y for the residuals",
            _YOUR_SLOPES + "use y where they should use the residuals, y − Xβ.",
            lambda beta, sigma, X, y: X.T @ y / sigma**2,
        ),
        Slip(
            _BY_SIGMA,
            "slope in sigma, information of log sigma",
            "Your function mixes two scales: the slope in σ with 2n, the information of *log* σ. "
            "Multiply the slope in σ by σ first.",
            _slope(lambda n, squares, residuals, sigma: squares / sigma**3 - n / sigma),
        ),
        Slip(
            _BY_SIGMA,
            "½ kept",
            _YOUR_SLOPE + "has S/(2σ²). Differentiating exp(−2 log σ) brings a 2, which cancels "
            "the ½.",
            _slope(lambda n, squares, residuals, sigma: squares / sigma**2 / 2 - n),
        ),
        Slip(
            _BY_SIGMA,
            "2S/σ²",
            _YOUR_SLOPE + "has 2S/σ². The 2 from differentiating is cancelled by the ½ of the "
            "exponent.",
            _slope(lambda n, squares, residuals, sigma: 2 * squares / sigma**2 - n),
        ),
        Slip(
            _BY_SIGMA,
            "slope in log σ²",
            _YOUR_SLOPE + "is halved: that is the slope in the log of the *variance*.",
            _slope(lambda n, squares, residuals, sigma: (squares / sigma**2 - n) / 2),
        ),
        Slip(
            _BY_SIGMA,
            "n dropped",
            _YOUR_SLOPE + "lacks n: S/σ² − n.",
            _slope(lambda n, squares, residuals, sigma: squares / sigma**2),
        ),
        Slip(
            _BY_SIGMA,
            "n added",
            _YOUR_SLOPE + "adds n. At the top S/σ² is n: it is subtracted.",
            _slope(lambda n, squares, residuals, sigma: squares / sigma**2 + n),
        ),
        Slip(
            _BY_SIGMA,
            "1 for n",
            _YOUR_SLOPE + "has 1 where n belongs: every observation brings a log σ.",
            _slope(lambda n, squares, residuals, sigma: squares / sigma**2 - 1),
        ),
        Slip(
            _BY_SIGMA,
            "S undivided",
            _YOUR_SLOPE + "is S − n. The squared residuals are divided by σ².",
            _slope(lambda n, squares, residuals, sigma: squares - n),
        ),
        Slip(
            _BY_SIGMA,
            "S/σ",
            _YOUR_SLOPE + "has S/σ where S/σ² belongs.",
            _slope(lambda n, squares, residuals, sigma: squares / sigma - n),
        ),
        Slip(
            _BY_SIGMA,
            "S/σ³",
            _YOUR_SLOPE + "has n, but still S/σ³, as in the slope in σ. In log σ it is S/σ².",
            _slope(lambda n, squares, residuals, sigma: squares / sigma**3 - n),
        ),
        Slip(
            _BY_SIGMA,
            "n/σ kept",
            _YOUR_SLOPE + "has S/σ², but still n/σ, as in the slope in σ. In log σ it is n.",
            _slope(lambda n, squares, residuals, sigma: squares / sigma**2 - n / sigma),
        ),
        Slip(
            _BY_SIGMA,
            "mean of squares for their sum",
            _YOUR_SLOPE + "has the mean of the squared residuals where their sum belongs.",
            _slope(lambda n, squares, residuals, sigma: squares / n / sigma**2 - n),
        ),
        Slip(
            _BY_SIGMA,
            "mean of the slopes",
            _YOUR_SLOPE + "is an average over the rows. The log-likelihood is a sum.",
            _slope(lambda n, squares, residuals, sigma: squares / n / sigma**2 - 1),
        ),
        Slip(
            _BY_SIGMA,
            "residuals not squared",
            _YOUR_SLOPE + "sums the residuals. Square each of them first.",
            _slope(lambda n, squares, residuals, sigma: residuals.sum() / sigma**2 - n),
        ),
        Slip(
            _BY_SIGMA,
            "length of the residuals",
            _YOUR_SLOPE + "has the root of the sum of squares (`np.linalg.norm`). Leave it a "
            "square.",
            _slope(lambda n, squares, residuals, sigma: np.sqrt(squares) / sigma**2 - n),
        ),
        Slip(
            _BY_SIGMA,
            "exp of sigma",
            _YOUR_SLOPE + "divides by exp(2σ). `sigma` is sigma itself here: σ².",
            _slope(lambda n, squares, residuals, sigma: squares / np.exp(2 * sigma) - n),
        ),
        Slip(
            _BY_SIGMA,
            "n − p in the slope",
            _YOUR_SLOPE
            + "has n − p. The likelihood knows nothing of degrees of freedom: S/σ² − n.",
            lambda beta, sigma, X, y: score(beta, sigma, X, y)[1] + len(beta),
        ),
        Slip(
            _BY_SIGMA,
            "n of the lesson in the slope",
            _YOUR_SLOPE + "counts 200 observations whatever it is given: `n` is the lesson's. "
            "Count those that came in: `len(y)`.",
            _slope(lambda n, squares, residuals, sigma: squares / sigma**2 - 200),
        ),
        Slip(
            _BLOCK,
            "X'X without σ²",
            "Your information of beta is X'X. It is X'X/σ²: with less noise the same rows tell "
            "more.",
            lambda beta, sigma, X, y: X.T @ X,
        ),
        Slip(
            _BLOCK,
            "X'X over σ",
            "Your information of beta is X'X/σ. It is X'X/σ².",
            lambda beta, sigma, X, y: X.T @ X / sigma,
        ),
        Slip(
            _BLOCK,
            "X'X averaged",
            "Your information of beta is X'X/(nσ²), that of one observation. Take all of them.",
            lambda *data: _block(*data) / len(data[3]),
        ),
        Slip(
            _BLOCK,
            "block of beta not inverted",
            "Your function multiplies the slopes in beta by X'X/σ². Divide by it, with "
            "`np.linalg.solve`.",
            lambda *data: np.linalg.inv(_block(*data)),
        ),
        Slip(
            _BLOCK,
            "slopes in beta not weighed",
            "Your function squares the slopes in beta and adds them up. They have units: weigh "
            "them with the inverse of X'X/σ².",
            lambda *data: np.eye(len(data[0])),
        ),
        Slip(
            _BLOCK,
            "diagonal of the information",
            "Your function divides by the diagonal of X'X/σ² alone. The columns of X are not at "
            "right angles: solve with the whole matrix.",
            lambda *data: np.diag(np.diag(_block(*data))),
        ),
        Slip(
            _BLOCK,
            "covariance with 1/σ²",
            "Your function weighs the slopes in beta with (X'X)⁻¹/σ². The inverse of X'X/σ² is "
            "σ²(X'X)⁻¹.",
            lambda beta, sigma, X, y: X.T @ X * sigma**2,
        ),
        Slip(
            _BLOCK,
            "inverse entry by entry",
            "`** -1` takes one over each entry. The inverse of a matrix is something else: "
            "`np.linalg.inv`, or better `np.linalg.solve`.",
            lambda *data: np.linalg.inv(_block(*data) ** -1.0),
        ),
        Slip(
            _CORNER,
            "n for 2n",
            "Your information of log σ is n; it is 2n.",
            lambda beta, sigma, X, y: len(y),
        ),
        Slip(
            _CORNER,
            "n/2 for 2n",
            "Your information of log σ is n/2, which is that of log σ². For log σ it is 2n.",
            lambda beta, sigma, X, y: len(y) / 2,
        ),
        Slip(
            _CORNER,
            "2 for 2n",
            "Your information of log σ is 2, that of one observation. There are n: 2n.",
            lambda beta, sigma, X, y: 2,
        ),
        Slip(
            _CORNER,
            "2p for 2n",
            "Your information of log σ counts the columns (`len(beta)`, `len(X.T)`). It is 2n: "
            "count the rows.",
            lambda beta, sigma, X, y: 2 * len(beta),
        ),
        Slip(
            _CORNER,
            "2n squared",
            "Your function divides by (2n)². The slope is squared, the information is not: 2n.",
            lambda beta, sigma, X, y: (2 * len(y)) ** 2,
        ),
        Slip(
            _CORNER,
            "slope of sigma not weighed",
            "Your function adds the squared slope in log σ as it is. Divide it by its information, "
            "2n.",
            lambda beta, sigma, X, y: 1,
        ),
        Slip(
            _CORNER,
            "corner not inverted",
            "Your function multiplies the slope in log σ by 2n. Divide by it.",
            lambda beta, sigma, X, y: 1 / (2 * len(y)),
        ),
        Slip(
            _CORNER,
            "brackets of 2n",
            "In your part of log σ, `/ 2 * n` divides by 2 and then multiplies by n. Write "
            "`/ (2 * n)`.",
            lambda beta, sigma, X, y: 2 / len(y),
        ),
        Slip(
            _CORNER,
            "slope in log sigma, information of sigma",
            "Your function mixes two scales: the slope in log σ with 2n/σ², the information of σ "
            "itself. With log σ goes 2n.",
            lambda beta, sigma, X, y: 2 * len(y) / sigma**2,
        ),
        Slip(
            _CORNER,
            "observed corner",
            "Your information of log σ is 2S/σ², the *observed* one. The lesson's I has 2n there, "
            "which it is at the top.",
            _slope(lambda n, squares, residuals, sigma: 2 * squares / sigma**2),
        ),
        Slip(
            _CORNER,
            "n − p in the information",
            "Your information of log σ is 2(n − p). The likelihood knows nothing of degrees of "
            "freedom: 2n.",
            lambda beta, sigma, X, y: 2 * (len(y) - len(beta)),
        ),
        Slip(
            _CORNER,
            "n of the lesson in the information",
            "Your information of log σ is 2 · 200 whatever it is given: `n` is the lesson's. Count "
            "the observations that came in: `len(y)`.",
            lambda beta, sigma, X, y: 2 * 200,
        ),
    ],
    both=("slopes in beta divided by σ", "n for 2n"),
    apart=[
        ("n of the lesson in the slope", "n of the lesson in the information"),
        ("block of beta not inverted", "corner not inverted"),
        ("slopes in beta not weighed", "slope of sigma not weighed"),
    ],
)


def _observed_information(beta, sigma, X, y):
    residuals, p = y - X @ beta, len(beta)
    observed = np.zeros((p + 1, p + 1))
    observed[:p, :p] = X.T @ X
    observed[:p, p] = observed[p, :p] = 2 * X.T @ residuals
    observed[p, p] = 2 * residuals @ residuals
    g = np.append(*score(beta, sigma, X, y))
    return g @ np.linalg.solve(observed / sigma**2, g)


def _difference_of_the_parts(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    return gate_of(by_beta, 0, _block(beta, sigma, X, y), 1) - by_log_sigma**2 / (2 * len(y))


def _product_of_the_parts(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    return gate_of(by_beta, 0, _block(beta, sigma, X, y), 1) * by_log_sigma**2 / (2 * len(y))


def _parts_side_by_side(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    return gate_of(by_beta, 0, _block(beta, sigma, X, y), 1), by_log_sigma**2 / (2 * len(y))


def _larger_part(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    return max(gate_of(by_beta, 0, _block(beta, sigma, X, y), 1), by_log_sigma**2 / (2 * len(y)))


def _step_in_beta(beta, sigma, X, y):
    return np.linalg.solve(_block(beta, sigma, X, y), _by_beta(beta, sigma, X, y))


def _entry_by_entry(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    step = np.linalg.solve(_block(beta, sigma, X, y), by_beta)
    return by_beta * step + by_log_sigma**2 / (2 * len(y))


def _height_itself(beta, sigma, X, y):
    top = least_squares(X, y)
    return negative_log_likelihood(beta, sigma, X, y) - negative_log_likelihood(
        top, root_mean_square(y - X @ top), X, y
    )


def _probability(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    value = gate_of(by_beta, by_log_sigma, _block(beta, sigma, X, y), 2 * len(y))
    return stats.chi2.sf(value, len(beta) + 1)


gate.mistakes(
    ("observed information", _observed_information,
     "Your function uses the *observed* information, with X'e in its border. Away from the top "
     "that need not even be a hill: take the lesson's I, whose border is 0 and whose corner is "
     "2n."),
    ("difference of the parts", _difference_of_the_parts,
     "Your function subtracts the part of log σ from that of beta. Both are distances: add them."),
    ("product of the parts", _product_of_the_parts,
     "Your function multiplies the two parts. Where one is 0 all would pass: add them."),
    ("parts side by side", _parts_side_by_side,
     "Your function returns the two parts. Add them: the gate is one number."),
    ("larger part", _larger_part,
     "Your function returns the larger of the two parts. The gate is their sum."),
    ("step in beta", _step_in_beta,
     "Your function stops at I⁻¹g of beta, the step that leads to the top. Multiply by g once "
     "more with `@`, and add the part of log σ."),
    ("entry by entry", _entry_by_entry,
     "Your function multiplies g and I⁻¹g with `*`, entry by entry. Sum them: `@`."),
    ("gradient", lambda beta, sigma, X, y: np.append(*score(beta, sigma, X, y)),
     "Your function returns the gradient. Weigh it: g'I⁻¹g, one number."),
    ("height itself", _height_itself,
     "Your function returns the height that is missing to the top. The top must be known for "
     "that; the gate needs the slopes alone: g'I⁻¹g."),
    ("probability", _probability,
     "Your function returns a p-value of χ². The gate is the number that χ² would be asked about."),
)  # fmt: skip
