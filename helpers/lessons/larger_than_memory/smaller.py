"""A smaller model: columns of a triangle are a table with the same lengths, reduced once more."""

import numpy as np
from scipy.linalg import qr, solve_triangular

from helpers.feedback import Rounding
from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import (
    FAR,
    LOST,
    laws_of_a_triangle,
    left_of,
    products,
    rows_turned,
    triangle,
    upright,
    world,
)


def _models(rng):
    """Columns from the middle, in another order, without the first, and all; one far from zero."""
    for n, p, columns, far in (
        (7, 3, [0, 2], 0), (12, 4, [3, 0, 1], 0), (9, 3, [1, 2], 0), (300, 2, [0], 0),
        (8, 3, [0, 2, 1], 0), (40, 4, [0, 3, 1], FAR),
    ):  # fmt: skip
        yield triangle(np.column_stack(world(rng, n, p, far))), columns


def _table(R, columns):
    """The chosen columns of R, and y's."""
    return R[:, [*columns, -1]]


@lesson.function(
    "13b-smaller",
    cases=_models,
    hints=(
        "A plane without a column gives it the slope 0. So for every vector v of the smaller model "
        "there is one for R, and R times it is as long as the vector that the rows make of it.",
        "The columns of R are thus a table that stands for those of all rows. Take the ones that "
        "stay, and y's, which is the last. What you have is no triangle yet.",
        "Keep every row of R: what y has in the row of a dropped column is length that the smaller "
        "model leaves over. A table with more rows than columns is reduced as in `merge`.",
        "`R[:, [*columns, -1]]` is the table. Take the R of its QR, and `upright` of that.",
    ),
)
def smaller(R, columns):
    """The triangle of a smaller model."""
    return triangle(_table(R, columns))


@smaller.variant("SciPy's QR")
def _(R, columns):
    T = qr(_table(R, columns), mode="economic")[1]
    return np.copysign(1, np.diag(T))[:, None] * T


@smaller.variant("the complete QR, cut")
def _(R, columns):
    T = np.linalg.qr(_table(R, columns), mode="complete")[1]
    return upright(T[: T.shape[1]])


@smaller.variant("y by Q, the corner by what is left")
def _(R, columns):
    Q, T = np.linalg.qr(R[:, columns])
    z = Q.T @ R[:, -1]
    corner = np.linalg.norm(R[:, -1] - Q @ z)
    return upright(np.vstack([np.column_stack([T, z]), [*np.zeros(len(z)), corner]]))


@smaller.variant("Givens rotations")
def _(R, columns):
    T = _table(R, columns)
    for j in range(T.shape[1]):
        for i in range(j + 1, len(T)):
            length = np.hypot(T[j, j], T[i, j])
            if length:
                c, s = T[j, j] / length, T[i, j] / length
                T[[j, i]] = np.array([[c, s], [-s, c]]) @ T[[j, i]]
    return upright(np.triu(T[: T.shape[1]]))


@smaller.law(
    "The columns that stay keep their lengths and their products: T'T is A'A, with these columns "
    "of R, and y's, in A. With your T the two differ by {left} of the columns' lengths."
)
def _(T, R, columns):
    A = _table(R, columns)
    return products(T, A.T @ A)


laws_of_a_triangle(smaller)


@smaller.law(
    "The corner is the length that the columns which stay leave of y. Yours is {left}; they leave "
    "another one."
)
def _(T, R, columns):
    A = _table(R, columns)
    return T[-1, -1], left_of(A, A.shape[1] - 1), np.linalg.norm(A[:, -1])


def _of_squares(R, columns):
    A = _table(R, columns)
    return np.linalg.cholesky(A.T @ A).T


def _right_where_no_digits_go(T, R, columns):
    """Whether T is right, or the columns are so nearly dependent that squares lose digits."""
    right = smaller.program(R, columns)
    near = np.allclose(T, right, rtol=1e-6, atol=1e-12 * np.abs(right).max())
    return np.isfinite(T).all() and (near or np.linalg.cond(right) > 1e5)


def _with_corner(length):
    """The right triangle, but for a corner made of the old one and of what is left of z."""

    def program(R, columns):
        T = smaller.program(R, columns)
        T[-1, -1] = length(R[-1, -1], left_of(_table(R[:-1], columns), len(columns)))
        return T

    return program


def _old_slopes(R, columns):
    """What y would be in the triangle if the slopes that stay stayed as they are."""
    T = smaller.program(R, columns)
    beta = solve_triangular(R[:-1, :-1], R[:-1, -1])
    T[:, -1] = [*(T[:-1, :-1] @ beta[columns]), R[-1, -1]]
    return T


def _cut(R, columns):
    return _table(R, columns)[[*columns, -1]]


def _rows_thrown_away(R, columns):
    return triangle(_cut(R, columns))


def _in_old_order(R, columns):
    return triangle(_table(R, sorted(columns)))


def _top(R, columns):
    return _table(R, columns)[: len(columns) + 1]


def _is_top(T, R, columns):
    """Whether T is the top of the right table, with or without what is below its diagonal."""
    top, slack = _top(R, columns), 1e-12 * np.abs(R).max()
    return np.allclose(np.triu(T), np.triu(top), rtol=1e-6, atol=slack)


def _without_y(T, R, columns):
    return any(rows_turned(T, triangle(R[:, kept])) for kept in (columns, sorted(columns)))


def _but_for_signs(program):
    return {"recognises": lambda T, R, columns: rows_turned(T, program(R, columns))}


def _padded(R, columns):
    T = smaller.program(R, columns)
    return np.pad(T, ((0, len(R) - len(T)), (0, 0)))


def _right_above_zeros(T, R, columns):
    right = smaller.program(R, columns)
    rest = np.abs(T[len(right) :]).max(initial=0)
    return rows_turned(T[: len(right)], right) and rest < 1e-9 * np.abs(right).max()


smaller.mistakes(
    ("row and column cut out", _cut,
     "Your matrix is R without the rows and columns of what is dropped. A row of R belongs to no "
     "column: it holds parts of all columns behind it, and of y. Keep every row, and reduce."),
    ("deleted in the old order", lambda R, columns: _cut(R, sorted(columns)),
     "Your matrix is R without the rows and columns of what is dropped, in the old order. A row of "
     "R holds parts of y and of all columns behind its own. Choose columns alone, as `columns` "
     "lists them, keep every row, and reduce."),
    ("rows thrown away", _rows_thrown_away,
     "Your triangle is that of R without the *rows* of what is dropped. They hold parts of y and "
     "of other columns, which the smaller model has to explain, or leaves. Keep every row of R.",
     _but_for_signs(_rows_thrown_away)),
    ("not reduced", _table,
     "Your table holds the right columns, but all rows of R: it is no triangle yet. Reduce it "
     "by QR."),
    ("the top rows alone", _top,
     "Your matrix holds the top of the right table alone, as many rows as columns. What stands "
     "below belongs to the lengths as well: reduce the whole table, by QR.",
     {"recognises": _is_top}),
    ("the leading block", lambda R, columns: R[: len(columns) + 1, : len(columns) + 1],
     "Your triangle is the upper left block of R, whatever `columns` says, and y is not in it."),
    ("the leading columns", lambda R, columns: triangle(_table(R, range(len(columns)))),
     "Your model holds the first columns of X, as many as wanted. Which ones stay, and in which "
     "order, stands in `columns`."),
    ("those left out", lambda R, columns: triangle(np.delete(R, columns, axis=1)),
     "Your model drops the columns that are listed. The list says which ones stay."),
    ("the old order", _in_old_order,
     "Your model has the right columns, in the order in which they stand in X. Wanted is that of "
     "`columns`: the order decides which triangle it is.",
     _but_for_signs(_in_old_order)),
    ("y forgotten", lambda R, columns: triangle(R[:, columns]),
     "Your triangle is that of X alone. Without y nothing can be fitted: its column is the last "
     "of R, and comes along.",
     {"recognises": _without_y}),
    ("y first", lambda R, columns: triangle(R[:, [-1, *columns]]),
     "Your triangle has y before the columns of X. Put it behind them, as in R: then the corner is "
     "what they leave of y."),
    ("counted from 1", lambda R, columns: triangle(_table(R, [j - 1 for j in columns])),
     "Your model takes the column before each one that is wanted: `columns` counts from 0, as "
     "NumPy does."),
    ("the constant not counted", lambda R, columns: triangle(_table(R, [j + 1 for j in columns])),
     "Your model takes the column behind each one that is wanted. In `columns` the first column of "
     "X has the number 0."),
    ("the corner as it was", _with_corner(lambda old, left: old),
     "Your triangle is right but for its corner, which is still that of R. What the dropped "
     "columns explained is left over now: the corner grows."),
    ("the new corner alone", _with_corner(lambda old, left: left),
     "Your corner is what the columns that stay leave of z alone. What R's corner holds no plane "
     "explains: its square counts as well."),
    ("corners added", _with_corner(lambda old, left: old + left),
     "Your corner is R's corner and what the columns that stay leave of z, added up. These are "
     "lengths at right angles: their squares add up."),
    ("the old slopes", _old_slopes,
     "Your last column keeps the slopes of the larger model. Without a column the others take over "
     "what they share with it, and their slopes move: reduce y along with X."),
    ("product not undone", lambda R, columns: _table(R, columns).T @ _table(R, columns),
     "Your matrix is A'A, the products of the right columns. Wanted is the triangle T with T'T "
     "equal to it; and not by way of the products, which lose digits."),
    ("Q for R", lambda R, columns: np.linalg.qr(_table(R, columns))[0],
     "Your function returns Q. What is kept of a table is the other factor."),
    ("lower triangle", lambda R, columns: _of_squares(R, columns).T,
     "Your triangle is the lower one, L with LL' = A'A. Wanted is its transpose, and not by way of "
     "the products A'A, which lose digits: reduce the columns of R, by QR.",
     {"tolerance": (*[Rounding()] * 5, LOST)}),
    ("digits lost", _of_squares,
     "Where the columns are near zero your triangle is right. Where one is a million away from it, "
     "digits are lost. Do squares come in on the way, as R'R or an inverse of it? Reduce the "
     "columns of R themselves, by QR.",
     {"recognises": _right_where_no_digits_go}),
    ("signs as they come", lambda R, columns: np.linalg.qr(_table(R, columns), mode="r"),
     "Your triangle is right but for signs: on some inputs a row of it is turned round. Turn each "
     "row whose number on the diagonal is negative, with `upright`.",
     _but_for_signs(smaller.program)),
    ("rows of zeros", _padded,
     "Below your triangle stand rows of zeros. They add nothing; wanted are as many rows as "
     "columns, and none of those on the diagonal negative.",
     {"recognises": _right_above_zeros}),
)  # fmt: skip
