"""A stream of blocks: the triangle so far and the next block are stacked and reduced again."""

import numpy as np

from helpers.feedback import Rounding
from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import (
    Blocks,
    below_the_diagonal,
    products,
    triangle,
    upright,
    world,
)


def _streams(rng):
    """Blocks of any length, none and one among them; in the last stream a column far from zero."""
    for p, sizes in ((3, (7, 1, 5)), (2, (4, 0, 3, 6)), (4, (2, 9)), (3, (11,))):
        yield (Blocks(world(rng, size, p) for size in sizes),)
    far = (world(rng, size, 3) for size in (40, 30, 50))
    yield (Blocks((X + np.array([0, 0, 1e6]), y) for X, y in far),)


def _tables(blocks):
    return (np.column_stack([X, y]) for X, y in blocks)


@lesson.function(
    "13b-stream",
    cases=_streams,
    hints=(
        "Keep one triangle. What does it become when a block of rows arrives?",
        "A block is only a table that is not triangular yet: stack the triangle so far on the "
        "block, [X y], and reduce. Start with what no rows leave: a square of zeros, "
        "p + 1 rows and columns.",
        "For each X and y let `table = np.column_stack([X, y])`, with `q = table.shape[1]` "
        "columns. Before the first one, `R = np.zeros((q, q))`; then "
        '`R = upright(np.linalg.qr(np.vstack([R, table]), mode="r"))`.',
    ),
)
def stream(blocks):
    """The triangle of a stream of blocks."""
    R = None
    for table in _tables(blocks):
        R = table if R is None else np.vstack([R, table])
        if len(R) > R.shape[1]:
            R = np.linalg.qr(R, mode="r")
    return upright(R)


@stream.variant("all rows at once")
def _(blocks):
    return triangle(np.vstack(list(_tables(blocks))))


@stream.variant("from a square of zeros")
def _(blocks):
    R = None
    for table in _tables(blocks):
        R = np.zeros((table.shape[1],) * 2) if R is None else R
        R = triangle(np.vstack([R, table]))
    return R


@stream.variant("from the last block to the first")
def _(blocks):
    R = np.zeros((0, 1))
    for table in reversed(list(_tables(blocks))):
        R = np.linalg.qr(np.vstack([table, R.reshape(-1, table.shape[1])]), mode="r")
    return upright(R)


@stream.law(
    "Squares add up over the rows: R'R is the sum of [X y]'[X y] over all blocks. With your R the "
    "two differ by {left} of the columns' lengths."
)
def _(R, blocks):
    return products(R, sum(table.T @ table for table in _tables(blocks)))


@stream.law("Below the diagonal a triangle holds zeros. Yours holds up to {left} there.")
def _(R, blocks):
    return below_the_diagonal(R)


@stream.law("On the diagonal no number is negative. Yours goes down to {left}.", relation="≥")
def _(R, blocks):
    return np.diag(R).min(), 0


def _left_of(column, others):
    """The length that a constant and others, all of them centred first, leave of a column."""
    column, others = column - column.mean(), others - others.mean(axis=0)
    return np.linalg.norm(column - others @ np.linalg.lstsq(others, column, rcond=None)[0])


@stream.law(
    "On the diagonal stands the length that the columns before leave of each one. Yours ends with "
    "{left}; that is not what they leave of the last column of X and of y."
)
def _(R, blocks):
    table = np.vstack(list(_tables(blocks)))
    left = [_left_of(table[:, j], table[:, 1:j]) for j in (-2, -1)]
    return np.diag(R)[-2:], np.array(left), np.max(left)


def _of_sums(blocks):
    return np.linalg.cholesky(sum(table.T @ table for table in _tables(blocks))).T


def _of_one(table):
    """The triangle of a block, square also where it has few rows."""
    return triangle(np.vstack([np.zeros((table.shape[1],) * 2), table]))


_LOST = Rounding(0.5, floor=0.5, reason="how many digits are lost depends on the processor")

stream.mistakes(
    ("digits lost", _of_sums,
     "Where the columns are near zero your triangle is right. On the last input, whose last column "
     "is a million away from it, digits are lost. Sums of squares do that, whatever root is taken "
     "of them, and so does single precision: reduce the rows themselves, by QR.",
     {"tolerance": (Rounding(), Rounding(), Rounding(), Rounding(), _LOST)}),
    ("the last block alone", lambda blocks: _of_one(list(_tables(blocks))[-1]),
     "Your triangle is that of the last block: each block overwrites those before it. Stack the "
     "triangle so far on the block."),
    ("the first block alone", lambda blocks: _of_one(next(_tables(blocks))),
     "Your triangle is that of the first block alone: the function returns before the others have "
     "come."),
    ("triangles added", lambda blocks: sum(map(_of_one, _tables(blocks))),
     "Your function adds the triangles of the blocks. Their squares add up, not they: stack, and "
     "reduce again."),
    ("triangles averaged",
     lambda blocks: np.mean([_of_one(table) for table in _tables(blocks)], axis=0),
     "Your function averages the triangles of the blocks. What the blocks hold adds up: stack the "
     "triangle so far on the next block, and reduce."),
    ("y left out", lambda blocks: triangle(np.vstack([X for X, _ in blocks])),
     "Your triangle is that of X alone. Without y nothing can be fitted: reduce [X y], "
     "`np.column_stack([X, y])`."),
    ("y first", lambda blocks: triangle(np.vstack([np.column_stack([y, X]) for X, y in blocks])),
     "Your triangle is that of [y X]. Put y behind the columns of X: then R β = z stands in its "
     "first p rows, and the corner is what y leaves."),
    ("signs as they come",
     lambda blocks: np.linalg.qr(np.vstack(list(_tables(blocks))), mode="r"),
     "Your triangle is right but for signs: a row of it may be turned round. Turn them with "
     "`upright`."),
    ("sums of squares",
     lambda blocks: sum(table.T @ table for table in _tables(blocks)),
     "Your matrix is the sum of [X y]'[X y], the squares themselves. Wanted is the triangle R with "
     "R'R equal to it; and not by way of the squares, which lose digits."),
)  # fmt: skip
