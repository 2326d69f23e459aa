"""Slips in one block of the information: X'X, the border, the corner."""

import numpy as np

from helpers.lessons.curvature.information import information
from helpers.lessons.curvature.programs import blocks, residual_sums
from helpers.lessons.slips import Slip, add_slips


def _term(formula):
    """A term, given X'e, e'e, sigma and the numbers of rows and columns."""
    return lambda beta, sigma, X, y: formula(*residual_sums(beta, sigma, X, y), sigma, *X.shape)


def _one(*data):
    return 1.0


_BLOCK, _BORDER, _CORNER = "block", "border", "corner"

add_slips(
    information,
    {
        _BLOCK: lambda beta, sigma, X, y: X.T @ X / sigma**2,
        _BORDER: _term(lambda products, squares, sigma, n, p: 2 * products / sigma**2),
        _CORNER: _term(lambda products, squares, sigma, n, p: 2 * squares / sigma**2),
        "sign": _one,
        "count": _one,
    },
    lambda block, border, corner, sign, count: sign * blocks(corner, border, block) / count,
    [
        Slip(
            "sign",
            "sign not turned",
            "Your matrix holds the second derivatives themselves. The information is "
            "*minus* that: positive at a maximum.",
            lambda *data: -1.0,
        ),
        Slip(
            "count",
            "divided by n",
            "Your matrix is the average information of one observation. Wanted: that of all "
            "of them.",
            lambda beta, sigma, X, y: len(y),
        ),
        Slip(
            _BLOCK,
            "X'X not divided",
            "The first block of your matrix is X'X. Divide it by sigma²: the noisier the "
            "data, the less they say.",
            lambda beta, sigma, X, y: X.T @ X,
        ),
        Slip(
            _BLOCK,
            "X'X over σ",
            "The first block of your matrix is X'X/σ. Divide by σ².",
            lambda beta, sigma, X, y: X.T @ X / sigma,
        ),
        Slip(
            _BLOCK,
            "X'X over σ⁴",
            "The first block of your matrix is X'X/σ⁴. Divide by σ², once.",
            lambda beta, sigma, X, y: X.T @ X / sigma**4,
        ),
        Slip(
            _BLOCK,
            "X'X times σ²",
            "The first block of your matrix is X'X times σ². Divide: the noisier the data, "
            "the less they say.",
            lambda beta, sigma, X, y: X.T @ X * sigma**2,
        ),
        Slip(
            _BLOCK,
            "block doubled",
            "The first block of your matrix is doubled: the 2 from the square is cancelled "
            "by the ½ of the exponent.",
            lambda beta, sigma, X, y: 2 * X.T @ X / sigma**2,
        ),
        Slip(
            _BLOCK,
            "sign of the block",
            "The first block of your matrix has the wrong sign: information is *minus* the "
            "second derivative.",
            lambda beta, sigma, X, y: -X.T @ X / sigma**2,
        ),
        Slip(
            _BLOCK,
            "block averaged",
            "The first block of your matrix is divided by n. Wanted is the information of "
            "all observations.",
            lambda beta, sigma, X, y: X.T @ X / sigma**2 / len(y),
        ),
        Slip(
            _BLOCK,
            "covariance in the block",
            "The first block of your matrix is σ²(X'X)⁻¹, its inverse. That comes one step later.",
            lambda beta, sigma, X, y: sigma**2 * np.linalg.inv(X.T @ X),
        ),
        Slip(
            _BLOCK,
            "diagonal of the block",
            "The first block of your matrix holds its diagonal alone. The columns of X are "
            "not at right angles.",
            lambda beta, sigma, X, y: np.diag(np.diag(X.T @ X)) / sigma**2,
        ),
        Slip(
            _BORDER,
            "border left out",
            "The border of your matrix is zero, so beta and log sigma seem to have nothing "
            "to do with each other. That is so only where X'e = 0; elsewhere the slope in "
            "beta depends on sigma.",
            lambda beta, sigma, X, y: 0 * beta,
        ),
        Slip(
            _BORDER,
            "sign of the border",
            "The border of your matrix has the wrong sign. The slope in beta is X'e/σ², "
            "which *falls* as sigma grows; with the sign turned, that is a plus.",
            _term(lambda products, squares, sigma, n, p: -2 * products / sigma**2),
        ),
        Slip(
            _BORDER,
            "no 2 in the border",
            "The border of your matrix is half of what it should be: the derivative of "
            "exp(−2τ) brings down a 2.",
            _term(lambda products, squares, sigma, n, p: products / sigma**2),
        ),
        Slip(
            _BORDER,
            "no 2 in the border, and its sign",
            "The border of your matrix has the wrong sign, and half of its size: the "
            "derivative of exp(−2τ) brings down −2, and the information turns the sign.",
            _term(lambda products, squares, sigma, n, p: -products / sigma**2),
        ),
        Slip(
            _BORDER,
            "border of sigma",
            "The border of your matrix is for sigma, not for log sigma: it has σ³. For log "
            "sigma it is σ times that.",
            _term(lambda products, squares, sigma, n, p: 2 * products / sigma**3),
        ),
        Slip(
            _BORDER,
            "border of sigma, turned",
            "The border of your matrix is the second derivative in sigma, 2X'e/σ³, with its "
            "sign not turned. Wanted is the one for log sigma.",
            _term(lambda products, squares, sigma, n, p: -2 * products / sigma**3),
        ),
        Slip(
            _BORDER,
            "border not divided",
            "The border of your matrix lacks its divisor, σ².",
            _term(lambda products, squares, sigma, n, p: 2 * products),
        ),
        Slip(
            _BORDER,
            "border over σ",
            "The border of your matrix is divided by σ. Divide by σ².",
            _term(lambda products, squares, sigma, n, p: 2 * products / sigma),
        ),
        Slip(
            _BORDER,
            "4 in the border",
            "The border of your matrix is doubled: exp(−2τ) brings down one 2.",
            _term(lambda products, squares, sigma, n, p: 4 * products / sigma**2),
        ),
        Slip(
            _BORDER,
            "y for the residuals in the border",
            "The border of your matrix has X'y. It is X'e, with the residuals e = y − Xβ.",
            lambda beta, sigma, X, y: 2 * X.T @ y / sigma**2,
        ),
        Slip(
            _CORNER,
            "corner of the maximum",
            "The corner of your matrix is 2n. It is that only where e'e = nσ², at the "
            "maximum; elsewhere it depends on the residuals.",
            lambda beta, sigma, X, y: 2 * len(y),
        ),
        Slip(
            _CORNER,
            "n in the corner",
            "The corner of your matrix is n. Differentiating e'e exp(−2τ) by τ gives −2e'e "
            "exp(−2τ): no n is left.",
            lambda beta, sigma, X, y: len(y),
        ),
        Slip(
            _CORNER,
            "no 2 in the corner",
            "The corner of your matrix is half of what it should be: the derivative of "
            "exp(−2τ) brings down a 2.",
            _term(lambda products, squares, sigma, n, p: squares / sigma**2),
        ),
        Slip(
            _CORNER,
            "4 in the corner",
            "The corner of your matrix is doubled: the 2 of the first derivative cancelled the ½, "
            "and the second brings down one more 2. (2e beside X, times itself, gives 4e'e.)",
            _term(lambda products, squares, sigma, n, p: 4 * squares / sigma**2),
        ),
        Slip(
            _CORNER,
            "n kept in the corner",
            "The corner of your matrix still holds an n. The −n of the score is a constant "
            "and vanishes when differentiated.",
            _term(lambda products, squares, sigma, n, p: 2 * squares / sigma**2 - n),
        ),
        Slip(
            _CORNER,
            "n added in the corner",
            "The corner of your matrix adds an n. The −n of the score is a constant and "
            "vanishes when differentiated.",
            _term(lambda products, squares, sigma, n, p: 2 * squares / sigma**2 + n),
        ),
        Slip(
            _CORNER,
            "score in the corner",
            "The corner of your matrix is the score's last entry. Differentiate it by τ "
            "once more, and turn the sign.",
            _term(lambda products, squares, sigma, n, p: squares / sigma**2 - n),
        ),
        Slip(
            _CORNER,
            "corner of sigma",
            "The corner of your matrix is for sigma, 3e'e/σ⁴ − n/σ², not for log sigma.",
            _term(lambda products, squares, sigma, n, p: 3 * squares / sigma**4 - n / sigma**2),
        ),
        Slip(
            _CORNER,
            "expected corner of sigma",
            "The corner of your matrix is 2n/σ², the *expected* information of sigma "
            "itself. Wanted is the observed one, of log sigma.",
            _term(lambda products, squares, sigma, n, p: 2 * n / sigma**2),
        ),
        Slip(
            _CORNER,
            "expected corner of the variance",
            "The corner of your matrix is n/(2σ⁴), the *expected* information of the "
            "variance. Wanted is the observed one, of log sigma.",
            _term(lambda products, squares, sigma, n, p: n / (2 * sigma**4)),
        ),
        Slip(
            _CORNER,
            "corner of the variance",
            "The corner of your matrix is for the variance σ², not for log sigma.",
            _term(lambda products, squares, sigma, n, p: squares / sigma**6 - n / (2 * sigma**4)),
        ),
        Slip(
            _CORNER,
            "corner times σ²",
            "The corner of your matrix is σ² times the second derivative in sigma. The "
            "slope in log sigma, σ times that in sigma, is itself differentiated: its own σ "
            "counts, too.",
            _term(lambda products, squares, sigma, n, p: 3 * squares / sigma**2 - n),
        ),
        Slip(
            _CORNER,
            "corner over σ⁴",
            "The corner of your matrix is divided by σ⁴. Divide by σ².",
            _term(lambda products, squares, sigma, n, p: 2 * squares / sigma**4),
        ),
        Slip(
            _CORNER,
            "corner over σ³",
            "The corner of your matrix is divided by σ³. Divide by σ².",
            _term(lambda products, squares, sigma, n, p: 2 * squares / sigma**3),
        ),
        Slip(
            _CORNER,
            "corner over σ",
            "The corner of your matrix is divided by σ. Divide by σ².",
            _term(lambda products, squares, sigma, n, p: 2 * squares / sigma),
        ),
        Slip(
            _CORNER,
            "corner not divided",
            "The corner of your matrix lacks its divisor, σ².",
            _term(lambda products, squares, sigma, n, p: 2 * squares),
        ),
        Slip(
            _CORNER,
            "sign of the corner",
            "The corner of your matrix has the wrong sign: information is *minus* the "
            "second derivative, positive at a maximum.",
            _term(lambda products, squares, sigma, n, p: -2 * squares / sigma**2),
        ),
        Slip(
            _CORNER,
            "mean of squares in the corner",
            "The corner of your matrix has the mean of the squared residuals where their "
            "sum belongs.",
            _term(lambda products, squares, sigma, n, p: 2 * squares / n / sigma**2),
        ),
        Slip(
            _CORNER,
            "length of the residuals in the corner",
            "The corner of your matrix has the root of e'e (`np.linalg.norm`). Leave it a square.",
            _term(lambda products, squares, sigma, n, p: 2 * np.sqrt(squares) / sigma**2),
        ),
        Slip(
            _CORNER,
            "sum of residuals in the corner",
            "The corner of your matrix sums the residuals. Square each of them first.",
            lambda beta, sigma, X, y: 2 * np.sum(y - X @ beta) / sigma**2,
        ),
        Slip(
            _CORNER,
            "corner of n = 200",
            "The corner of your matrix is 400 always: 2n, with the `n` of the seed world. "
            "Here wanted is the observed corner, from the residuals.",
            lambda beta, sigma, X, y: 400,
        ),
    ],
    both=("X'X not divided", "no 2 in the border"),
    apart=[
        ("border left out", "corner of the maximum"),
        ("border of sigma", "corner of sigma"),
        ("no 2 in the border", "no 2 in the corner"),
    ],
)
