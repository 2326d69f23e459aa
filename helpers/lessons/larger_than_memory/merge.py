"""Two triangles become one: the factor of the stacked factors."""

import numpy as np
from scipy.linalg import qr

from helpers.feedback import Rounding
from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import (
    FAR,
    LOST,
    below_the_diagonal,
    left_of,
    products,
    rows_turned,
    triangle,
    turned,
    upright,
    world,
)


def _pairs(rng):
    """Triangles with rows turned round, so that neither on top settles the signs of both.

    In one pair one part has many more rows, in one the last column of X is far from zero; in the
    last both parts together have fewer rows than columns.
    """
    for n, m, p, far in (
        (7, 9, 3, 0), (12, 6, 2, 0), (8, 8, 4, 0), (9, 400, 3, 0), (40, 60, 3, FAR), (2, 1, 3, 0)
    ):  # fmt: skip
        parts = (np.column_stack(world(rng, rows, p, far)) for rows in (n, m))
        signs = (-1.0) ** np.arange(p + 1)[:, None]
        yield tuple(signs * triangle(part) for part in parts)


@lesson.function(
    "13b-merge",
    cases=_pairs,
    hints=(
        "Stack the two triangles, R1 on R2. For every vector v the stacked table makes of it a "
        "vector whose squared length is |R1 v|² + |R2 v|²: all that is asked of the rows. But it "
        "has twice as many rows as need be.",
        "A QR factorisation makes of a tall table a triangle that keeps all these lengths. So take "
        "the triangle of the stacked table.",
        "`np.vstack([R1, R2])` stacks. Of what `np.linalg.qr` gives you need R alone, and its rows "
        "may have to be turned. How did `R_first` come about?",
        '`np.linalg.qr(np.vstack([R1, R2]), mode="r")`, and `upright` around it for the signs.',
    ),
)
def merge(R1, R2):
    """The triangle of two parts together."""
    return upright(np.linalg.qr(np.vstack([R1, R2]), mode="r"))


@merge.variant("the other one on top")
def _(R1, R2):
    return triangle(np.vstack([R2, R1]))


@merge.variant("SciPy's QR")
def _(R1, R2):
    R = qr(np.vstack([R1, R2]), mode="economic")[1]
    return np.copysign(1, np.diag(R))[:, None] * R


@merge.variant("row by row")
def _(R1, R2):
    R = R1
    for row in R2:
        R = triangle(np.vstack([R, row]))
    return R


@merge.variant("Gram-Schmidt on the stacked columns")
def _(R1, R2):
    left = np.vstack([R1, R2])
    R = np.zeros_like(R1)
    for j in range(len(R)):
        R[j, j] = np.linalg.norm(left[:, j])
        unit = left[:, j] / R[j, j]
        R[j, j + 1 :] = unit @ left[:, j + 1 :]
        left[:, j + 1 :] -= np.outer(unit, R[j, j + 1 :])
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


@merge.law(
    "On the diagonal stands the length that the columns before leave of each one. Yours ends with "
    "{left}; that is not what they leave of the last two columns of the stacked triangles."
)
def _(R, R1, R2):
    table = np.vstack([R1, R2])
    left = np.array([left_of(table, len(R) - 2), left_of(table, len(R) - 1)])
    return np.diag(R)[-2:], left, np.linalg.norm(table[:, [0, 1, -1]])


def _of_squares(R1, R2):
    """Fewer rows than columns leave no root, or one of mere rounding."""
    try:
        return np.linalg.cholesky(R1.T @ R1 + R2.T @ R2).T
    except np.linalg.LinAlgError:
        return np.full_like(R1, np.nan)


_ROUNDING_OF_ZERO = Rounding(np.inf, reason="where there is no root, rounding may make one")


def _by_eigenvalues(R1, R2):
    values, vectors = np.linalg.eigh(R1.T @ R1 + R2.T @ R2)
    return triangle(np.sqrt(np.maximum(values, 0))[:, None] * vectors.T)


def _right_where_no_digits_go(R, R1, R2):
    """Whether R is right, or the columns are so nearly dependent that squares lose digits."""
    right = merge.program(R1, R2)
    near = np.allclose(R, right, rtol=1e-6, atol=1e-12 * np.abs(right).max())
    return np.isfinite(R).all() and (near or np.linalg.cond(right) > 1e5)


def _by_rows(R, R1, R2):
    return rows_turned(R, merge.program(R1, R2))


def _by_columns(R, R1, R2):
    signs = turned(R, merge.program(R1, R2))
    return signs is not None and (np.triu(signs * np.outer(signs[0], signs[0])) >= 0).all()


def _rows_but_for_the_diagonal(R, R1, R2):
    signs = turned(R, merge.program(R1, R2))
    return signs is not None and (np.triu(signs * signs[:, -1:], 1) >= 0).all()


def _raw(R1, R2):
    return np.linalg.qr(np.vstack([R1, R2]), mode="r")


def _columns_turned(R1, R2):
    R = _raw(R1, R2)
    return R * np.where(np.diag(R) < 0, -1, 1)


def _diagonal_turned(R1, R2):
    R = _raw(R1, R2)
    np.fill_diagonal(R, np.abs(np.diag(R)))
    return R


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
    ("lower triangle", lambda R1, R2: _of_squares(R1, R2).T,
     "Your triangle is the lower one, L with LL' = R1'R1 + R2'R2. Wanted is R = L', and not by way "
     "of the squares, which lose digits: reduce the stacked triangles, by QR.",
     {"tolerance": (*[Rounding()] * 4, LOST, _ROUNDING_OF_ZERO)}),
    ("squares on the way", _by_eigenvalues,
     "Where the columns are near zero your triangle is right. Where one is a million away from it, "
     "or there are fewer rows than columns, digits are lost. Do squares come in on the way, such "
     "as R1'R1? Reduce the triangles themselves, by QR.",
     {"recognises": _right_where_no_digits_go}),
    ("stacked only", lambda R1, R2: np.vstack([R1, R2]),
     "Your table is R1 on R2. It holds everything, with twice as many rows as need be: take its "
     "triangle."),
    ("side by side",
     lambda R1, R2: np.linalg.qr(np.hstack([R1, R2]), mode="r"),
     "Your table puts the triangles side by side, as if R2 held other *columns*. It holds other "
     "rows: stack them, `np.vstack`."),
    ("Q for R", lambda R1, R2: np.linalg.qr(np.vstack([R1, R2]))[0],
     "Your function returns Q. What is kept of the rows is the other factor, R."),
    ("signs as they come", _raw,
     "Your triangle is right but for signs: on some inputs a row of it is turned round. Which sign "
     "`qr` gives a row is not a promise, and differs from row to row. Turn each row whose number "
     "on the diagonal is negative: `upright`.",
     {"recognises": _by_rows}),
    ("signs on columns", _columns_turned,
     "Your triangle has the right sizes, but its *columns* were turned. That changes R'R: a column "
     "belongs to X or y, and keeps its sign. What is free is the sign of each row: `upright`.",
     {"recognises": _by_columns}),
    ("only the diagonal turned", _diagonal_turned,
     "Your diagonal is right, but a row is turned as a whole, with all that stands to the right of "
     "the diagonal: `upright`.",
     {"recognises": _rows_but_for_the_diagonal}),
    ("all signs dropped", lambda R1, R2: np.abs(_raw(R1, R2)),
     "Your triangle has the right sizes, and no negative number. Only its diagonal must not be "
     "negative: turn whole rows, with `upright`."),
    ("digits lost", _of_squares,
     "Where the columns are near zero your triangle is right. Where one is a million away from it, "
     "digits are lost. Sums of squares do that, R1'R1 + R2'R2, whatever root is taken of them: "
     "reduce the triangles themselves, by QR.",
     {"tolerance": (*[Rounding()] * 4, LOST, _ROUNDING_OF_ZERO)}),
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
