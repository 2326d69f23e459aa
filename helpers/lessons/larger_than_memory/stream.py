"""A stream of blocks: the triangle so far and the next block are stacked and reduced again."""

import numpy as np

from helpers.feedback import Rounding
from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import (
    below_the_diagonal,
    products,
    triangle,
    upright,
    world,
)


def _streams(rng):
    """Blocks of any length, none and one among them; in the last stream a column far from zero."""
    for p, sizes in ((3, (7, 1, 5)), (2, (4, 0, 3, 6)), (4, (2, 9)), (3, (11,))):
        blocks = [world(rng, size, p) for size in sizes]
        yield (blocks,)
    blocks = [world(rng, size, 3) for size in (40, 30, 50)]
    yield ([(X + np.array([0, 0, 1e6]), y) for X, y in blocks],)


def _tables(blocks):
    return [np.column_stack([X, y]) for X, y in blocks]


@lesson.function(
    "13b-stream",
    cases=_streams,
    hints=(
        "Keep one triangle. What does it become when a block of rows arrives?",
        "A block is only a table that is not triangular yet: stack the triangle so far on the "
        "block, [X y], and reduce. Start with what no rows leave: a square of zeros, "
        "p + 1 rows and columns.",
        "Start with `R = np.zeros((p + 1, p + 1))`, where `p = blocks[0][0].shape[1]`; then, for "
        "each X and y, `R = upright(np.linalg.qr(np.vstack([R, np.column_stack([X, y])]), "
        'mode="r"))`.',
    ),
)
def stream(blocks):
    """The triangle of a stream of blocks."""
    return triangle(np.vstack(_tables(blocks)))


@stream.variant("block after block")
def _(blocks):
    width = blocks[0][0].shape[1] + 1
    R = np.zeros((width, width))
    for table in _tables(blocks):
        R = triangle(np.vstack([R, table]))
    return R


@stream.variant("from the last block to the first")
def _(blocks):
    R = np.zeros((0, blocks[0][0].shape[1] + 1))
    for table in reversed(_tables(blocks)):
        R = np.linalg.qr(np.vstack([table, R]), mode="r")
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


@stream.law(
    "The corner of the triangle is what least squares leaves of y, in length. Yours, {left}, is "
    "not what the best plane through all blocks leaves."
)
def _(R, blocks):
    X = np.vstack([X for X, _ in blocks])
    y = np.concatenate([y for _, y in blocks])
    centred = np.column_stack([X[:, 0], X[:, 1:] - X[:, 1:].mean(axis=0)])
    left = y - centred @ np.linalg.lstsq(centred, y, rcond=None)[0]
    return R[-1, -1], np.linalg.norm(left), np.linalg.norm(y)


def _of_sums(blocks):
    return np.linalg.cholesky(sum(table.T @ table for table in _tables(blocks))).T


def _sum_of_triangles(blocks, turned=upright):
    width = blocks[0][0].shape[1] + 1
    parts = [np.vstack([np.zeros((width, width)), table]) for table in _tables(blocks)]
    return sum(turned(np.linalg.qr(part, mode="r")) for part in parts)


def _one_block(which):
    def program(blocks):
        table = _tables(blocks)[which]
        return triangle(np.vstack([np.zeros((table.shape[1], table.shape[1])), table]))

    return program


_LOST = Rounding(0.5, floor=0.5, reason="how many digits are lost depends on the processor")

stream.mistakes(
    ("digits lost", _of_sums,
     "Where the columns are near zero your triangle is right. On the last input, whose last column "
     "is a million away from it, digits are lost. Sums of squares do that, whatever root is taken "
     "of them: reduce the rows themselves, by QR.",
     {"tolerance": (Rounding(), Rounding(), Rounding(), Rounding(), _LOST)}),
    ("the last block alone", _one_block(-1),
     "Your triangle is that of the last block: each block overwrites those before it. Stack the "
     "triangle so far on the block."),
    ("the first block alone", _one_block(0),
     "Your triangle is that of the first block alone: the function returns before the others have "
     "come, or looks at blocks[0] only."),
    ("triangles added", _sum_of_triangles,
     "Your function adds the triangles of the blocks. Their squares add up, not they: stack, and "
     "reduce again."),
    ("triangles averaged", lambda blocks: _sum_of_triangles(blocks) / len(blocks),
     "Your function averages the triangles of the blocks. What the blocks hold adds up: stack the "
     "triangle so far on the next block, and reduce."),
    ("y left out", lambda blocks: triangle(np.vstack([X for X, _ in blocks])),
     "Your triangle is that of X alone. Without y nothing can be fitted: reduce [X y], "
     "`np.column_stack([X, y])`."),
    ("y first", lambda blocks: triangle(np.vstack([np.column_stack([y, X]) for X, y in blocks])),
     "Your triangle is that of [y X]. Put y behind the columns of X: then R β = z stands in its "
     "first p rows, and the corner is what y leaves."),
    ("signs as they come",
     lambda blocks: np.linalg.qr(np.vstack(_tables(blocks)), mode="r"),
     "Your triangle is right but for signs: a row of it may be turned round. Turn them with "
     "`upright`."),
    ("sums of squares",
     lambda blocks: sum(table.T @ table for table in _tables(blocks)),
     "Your matrix is the sum of [X y]'[X y], the squares themselves. Wanted is the triangle R with "
     "R'R equal to it; and not by way of the squares, which lose digits."),
)  # fmt: skip
