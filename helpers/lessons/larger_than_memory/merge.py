"""Two triangles become one: the factor of the stacked factors."""

import numpy as np
from scipy.linalg import qr

from helpers.feedback import Rounding
from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import (
    FAR,
    LOST,
    below_the_diagonal,
    laws_of_a_triangle,
    left_of,
    products,
    triangle,
    turned,
    upright,
    world,
)

TINY = 1e-9  # beside columns near 1: a small number is not always rounding noise


def _pairs(rng):
    """Triangles with rows turned round, so that neither on top settles the signs of both.

    In one pair one part has many more rows, in one the last column of X is far from zero, in one
    both parts together have fewer rows than columns; in one the last column of X is tiny, and in
    one it is zero, as an indicator of what has not come yet.
    """
    for n, m, p, far, unit in (
        (7, 9, 3, 0, 1), (12, 6, 2, 0, 1), (8, 8, 4, 0, 1), (9, 400, 3, 0, 1), (40, 60, 3, FAR, 1),
        (2, 1, 3, 0, 1), (9, 8, 3, 0, TINY), (8, 9, 3, 0, 0)
    ):  # fmt: skip
        parts = [np.column_stack(world(rng, rows, p, far)) for rows in (n, m)]
        signs = (-1.0) ** np.arange(p + 1)[:, None]
        yield tuple(signs * _reduced(part * ([1] * (p - 1) + [unit, 1])) for part in parts)


def _reduced(part):
    """The triangle of a part: rows that it has too few of are zero, that of an empty column not."""
    R = upright(np.linalg.qr(part, mode="r"))
    return np.vstack([R, np.zeros((part.shape[1] - len(R), part.shape[1]))])


def _settled(merge, R1, R2):
    """R, where a column that is zero in both parts leaves its row free: without that row.

    What the row holds is then part of the triangle below it. Who divides by the column's length
    finds nan, as Gram and Schmidt do, and is not judged there.
    """
    stacked = np.vstack([R1, R2])
    empty = np.flatnonzero(~stacked.any(axis=0))
    try:
        R = np.array(merge(R1, R2))
    except ZeroDivisionError:
        if not empty.size:
            raise
        R = np.full_like(R1, np.nan)
    if empty.size and not np.isfinite(R).all():
        return triangle(stacked)
    for j in empty:
        if R.shape == R1.shape and np.allclose(R[:, j], 0, atol=1e-12 * np.abs(R).max()):
            R[j + 1 :, j + 1 :] = triangle(R[j:, j + 1 :])
            R[j] = 0
    return R


@lesson.function(
    "13b-merge",
    cases=_pairs,
    probe=_settled,
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
        if R[j, j] == 0:
            continue
        unit = left[:, j] / R[j, j]
        R[j, j + 1 :] = unit @ left[:, j + 1 :]
        left[:, j + 1 :] -= np.outer(unit, R[j, j + 1 :])
    return R


@merge.law(
    "Squares add up: R'R is R1'R1 + R2'R2, whatever the rows are. With your R the two differ by "
    "{left} of the columns' lengths."
)
def _(R, R1, R2):
    gram = R1.T @ R1 + R2.T @ R2
    held = np.diag(gram) > 0
    return products(R[:, held], gram[np.ix_(held, held)])


laws_of_a_triangle(merge)


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


_NO_ROOT = Rounding(np.inf, reason="where there is no root, rounding may make one")
_WITH_SQUARES = (*[Rounding()] * 4, LOST, _NO_ROOT, Rounding(), _NO_ROOT)


def _by_eigenvalues(R1, R2):
    values, vectors = np.linalg.eigh(R1.T @ R1 + R2.T @ R2)
    return triangle(np.sqrt(np.maximum(values, 0))[:, None] * vectors.T)


def _right_where_no_digits_go(R, R1, R2):
    """Whether R is right, but for where columns are nearly dependent, or tiny: squares lose digits.

    Where a column is far from zero they always do.
    """
    right = _settled(merge.program, R1, R2)
    held = right[:, right.any(axis=0)]
    off = Rounding().distance(R, right).max() > 1
    if 1e5 < np.linalg.cond(held / np.linalg.norm(held, axis=0)) < 1e12:
        return np.isfinite(R).all() and off
    return np.isfinite(R).all() and (not off or np.linalg.cond(right) > 1e5)


def _right_but_for_tiny_columns(R, R1, R2):
    lengths = np.linalg.norm(np.vstack([R1, R2]), axis=0)
    off = Rounding().distance(R, _settled(merge.program, R1, R2)) > 1
    return not off[:, lengths > 1e-6 * lengths.max()].any()


def _right_but_for(pattern, beside=0):
    """A trait: the right sizes, with signs in a pattern that is made of those found.

    Where no number stands on the diagonal, its sign may have made the whole column zero.
    """

    def trait(R, R1, R2):
        right = _settled(merge.program, R1, R2)
        unsigned = np.abs(np.diag(right)) <= 1e-12 * np.abs(right).max()
        wiped = unsigned & ~R.any(axis=0)
        signs = turned(np.where(wiped, right, R), right)
        if signs is None:
            return False
        off = Rounding().distance(R * pattern(signs), right)
        return (np.triu(off, beside)[:, ~wiped] <= 1).all()

    return trait


def _columns_moved(R, R1, R2):
    """Whether R is a triangle of the same columns, in their order or in another."""
    stacked = np.vstack([R1, R2])
    gram, mine = stacked.T @ stacked, R.T @ R
    order, of_mine = np.argsort(np.diag(gram)), np.argsort(np.diag(mine))
    same = np.allclose(mine[np.ix_(of_mine, of_mine)], gram[np.ix_(order, order)], atol=1e-12)
    return same and R.shape == R1.shape and below_the_diagonal(R)[0] <= 1e-9 * np.abs(R).max()


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
     {"tolerance": _WITH_SQUARES}),
    ("squares on the way", _by_eigenvalues,
     "Where the columns are near zero your triangle is right. Where one is a million away from it, "
     "or there are fewer rows than columns, digits are lost. Do squares come in on the way, such "
     "as R1'R1? Reduce the triangles themselves, by QR.",
     {"recognises": _right_where_no_digits_go}),
    ("a tiny column rounded", lambda R1, R2: np.round(merge.program(R1, R2), 10),
     "Your triangle is right but for a column that is tiny beside the others. Is something rounded "
     "there, or made 0? What is small may be a matter of the unit: leave it as it is.",
     {"recognises": _right_but_for_tiny_columns}),
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
     {"recognises": _right_but_for(lambda signs: np.diag(signs)[:, None])}),
    ("signs on columns", _columns_turned,
     "Your triangle has the right sizes, but its *columns* were turned. That changes R'R: a column "
     "belongs to X or y, and keeps its sign. What is free is the sign of each row: `upright`.",
     {"recognises": _right_but_for(lambda signs: np.outer(signs[0], signs[0]))}),
    ("only the diagonal turned", _diagonal_turned,
     "Your diagonal is right, but a row is turned as a whole, with all that stands to the right of "
     "the diagonal: `upright`.",
     {"recognises": _right_but_for(lambda signs: signs[:, -1:], beside=1)}),
    ("columns in another order", lambda R1, R2: upright(
        qr(np.vstack([R1, R2]), mode="economic", pivoting=True)[1]),
     "Your triangle is that of the same columns in another order, as a QR with pivoting chooses "
     "it. Its columns belong to those of X and to y, and keep their places.",
     {"recognises": _columns_moved}),
    ("a row wiped out", lambda R1, R2: np.sign(np.diag(_raw(R1, R2)))[:, None] * _raw(R1, R2),
     "Where a column is zero in both parts, your triangle loses a row. On the diagonal stands a 0, "
     "and `np.sign` of that is 0: it wipes out what stands beside it. Turn the rows whose number "
     "is negative, and leave the others as they are."),
    ("all signs dropped", lambda R1, R2: np.abs(_raw(R1, R2)),
     "Your triangle has the right sizes, and no negative number. Only its diagonal must not be "
     "negative: turn whole rows, with `upright`."),
    ("digits lost", _of_squares,
     "Where the columns are near zero your triangle is right. Where one is a million away from it, "
     "digits are lost. Sums of squares do that, R1'R1 + R2'R2, whatever root is taken of them: "
     "reduce the triangles themselves, by QR.",
     {"tolerance": _WITH_SQUARES}),
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
