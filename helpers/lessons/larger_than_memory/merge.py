"""Two triangles become one: the factor of the stacked factors."""

import numpy as np
from scipy.linalg import qr

from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import (
    below_the_diagonal,
    products,
    triangle,
    upright,
    world,
)


def _pairs(rng):
    """Triangles of two parts; in the last pair many more rows, and rows turned round."""
    for n, m, p in ((7, 9, 3), (12, 6, 2), (8, 8, 4), (9, 400, 3)):
        (X, y), (Z, v) = world(rng, n, p), world(rng, m, p)
        R1, R2 = triangle(np.column_stack([X, y])), triangle(np.column_stack([Z, v]))
        turned = 1 if m < 400 else np.array([-1, 1, -1, 1])[:, None]
        yield R1 * turned, R2


@lesson.function(
    "13b-merge",
    cases=_pairs,
    hints=(
        "Stack the two triangles, R1 on R2. For every vector v the stacked table makes of it a "
        "vector whose squared length is |R1 v|² + |R2 v|²: all that is asked of the rows. But it "
        "has twice as many rows as need be.",
        "A QR factorisation makes of a tall table a triangle that keeps all these lengths. So take "
        "the triangle of the stacked table.",
        '`np.linalg.qr(np.vstack([R1, R2]), mode="r")`, and `upright` around it for the signs.',
    ),
)
def merge(R1, R2):
    """The triangle of two parts together."""
    return np.linalg.cholesky(R1.T @ R1 + R2.T @ R2).T


@merge.variant("QR of the stacked triangles")
def _(R1, R2):
    return triangle(np.vstack([R1, R2]))


@merge.variant("the other one on top")
def _(R1, R2):
    return triangle(np.vstack([R2, R1]))


@merge.variant("SciPy's QR")
def _(R1, R2):
    R = qr(np.vstack([R1, R2]), mode="economic")[1]
    return np.sign(np.diag(R))[:, None] * R


@merge.variant("row by row")
def _(R1, R2):
    R = R1
    for row in R2:
        R = triangle(np.vstack([R, row]))
    return R


@merge.law(
    "Squares add up: R'R is R1'R1 + R2'R2, whatever the rows are. With your R the two differ by "
    "{left} of the columns' lengths."
)
def _(R, R1, R2):
    return products(R, R1.T @ R1 + R2.T @ R2)


@merge.law("Below the diagonal a triangle holds zeros. Yours holds up to {left} there.")
def _(R, R1, R2):
    return below_the_diagonal(R)


@merge.law("On the diagonal no number is negative. Yours goes down to {left}.", relation="≥")
def _(R, R1, R2):
    return np.diag(R).min(), 0


merge.mistakes(
    ("added", lambda R1, R2: R1 + R2,
     "Your {yours} are R1 + R2. Not the triangles add up but their squares, R1'R1 + R2'R2."),
    ("averaged", lambda R1, R2: (R1 + R2) / 2,
     "Your triangle is the mean of both. Two parts hold more than each of them: it is the squares, "
     "R1'R1 and R2'R2, that add up."),
    ("entry by entry", lambda R1, R2: np.sqrt(R1**2 + R2**2),
     "Your function adds the squares entry by entry. What adds up are the *matrix* products, "
     "R1'R1 + R2'R2; stack the triangles instead and let QR find the root."),
    ("product not undone", lambda R1, R2: R1.T @ R1 + R2.T @ R2,
     "Your matrix is R1'R1 + R2'R2, the products themselves. Wanted is the triangle R with R'R "
     "equal to it."),
    ("lower triangle", lambda R1, R2: np.linalg.cholesky(R1.T @ R1 + R2.T @ R2),
     "Your triangle is the lower one, L with LL' = R1'R1 + R2'R2. Wanted is R = L'."),
    ("stacked only", lambda R1, R2: np.vstack([R1, R2]),
     "Your table is R1 on R2. It holds everything, with twice as many rows as need be: take its "
     "triangle."),
    ("side by side",
     lambda R1, R2: np.linalg.qr(np.hstack([R1, R2]), mode="r"),
     "Your table puts the triangles side by side, as if R2 held other *columns*. It holds other "
     "rows: stack them, `np.vstack`."),
    ("Q for R", lambda R1, R2: np.linalg.qr(np.vstack([R1, R2]))[0],
     "Your function returns Q. What is kept of the rows is the other factor, R."),
    ("signs as they come",
     lambda R1, R2: np.linalg.qr(np.vstack([R1, R2]), mode="r"),
     "Your triangle is right but for signs: a row of it may be turned round, and the computer's "
     "choice is not a promise. Turn them with `upright`."),
    ("the second alone", lambda R1, R2: R2,
     "Your function returns R2 alone. The rows behind R1 belong to the data as well."),
)  # fmt: skip


def _weighted_by_corner(R1, R2):
    return upright((R1 * R1[0, 0] + R2 * R2[0, 0]) / (R1[0, 0] + R2[0, 0]))


merge.mistakes(
    ("weighted average", _weighted_by_corner,
     "Your triangle is an average of both, weighted by their sizes. It is the squares, R1'R1 and "
     "R2'R2, that add up."),
)  # fmt: skip
