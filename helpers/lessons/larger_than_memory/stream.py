"""A stream of blocks: the triangle so far and the next block are stacked and reduced again."""

import copy

import numpy as np

from helpers.feedback import Rounding
from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import (
    FAR,
    LONG,
    LOST,
    Blocks,
    laws_of_a_triangle,
    left_of,
    products,
    rows_turned,
    stacked,
    tracing,
    triangle,
    upright,
    world,
)


def _streams(rng):
    """Blocks of any length: none, one row, a single block, also a square one.

    In one stream a column is far from zero. The last is long enough to see whether blocks are kept.
    """
    for p, sizes, far in (
        (3, (7, 1, 5), 0), (2, (4, 0, 3, 6), 0), (4, (2, 9), 0), (3, (11,), 0), (3, (4,), 0),
        (3, (40, 30, 50), FAR), (3, (50,) * 2 * LONG, 0),
    ):  # fmt: skip
        yield (Blocks(world(rng, size, p, far) for size in sizes),)


def _returned(function, blocks):
    """What a function returns, with its memory traced: a long stream looks at it."""
    with tracing():
        return function(blocks)


def _tables(blocks):
    return [np.column_stack(pair) for pair in blocks.pairs]


@lesson.function(
    "13b-stream",
    cases=_streams,
    probe=_returned,
    hints=(
        "Keep one triangle. What does it become when a block of rows arrives?",
        "A block is only a table that is not triangular yet: stack the triangle so far on the "
        "block, [X y], and reduce. Start with what no rows leave: a square of zeros, "
        "p + 1 rows and columns.",
        "The first block tells how many columns there are: let R be None until it comes. "
        "`np.column_stack([X, y])` is a block's table, `np.vstack` stacks the triangle on it, and "
        "`upright` turns the rows of what QR leaves.",
        "In the loop, with `table = np.column_stack([X, y])`: `if R is None:` let `R` be "
        "`np.zeros((table.shape[1], table.shape[1]))`; then "
        '`R = upright(np.linalg.qr(np.vstack([R, table]), mode="r"))`.',
    ),
)
def stream(blocks):
    """The triangle of a stream of blocks."""
    R = None
    for X, y in blocks:
        table = np.column_stack([X, y])
        R = table if R is None else np.vstack([R, table])
        if len(R) > R.shape[1]:
            R = np.linalg.qr(R, mode="r")
    return triangle(R)


@stream.variant("a triangle of each block, reduced together")
def _(blocks):
    return triangle(np.vstack([triangle(np.column_stack(pair)) for pair in blocks]))


@stream.variant("from a square of zeros")
def _(blocks):
    R = None
    for X, y in blocks:
        table = np.column_stack([X, y])
        R = np.zeros((table.shape[1],) * 2) if R is None else R
        R = upright(np.linalg.qr(np.vstack([R, table]), mode="r"))
    return R


@stream.variant("a few blocks at a time")
def _(blocks):
    kept = []
    for X, y in blocks:
        kept.append(np.column_stack([X, y]))
        if len(kept) == 3:
            kept = [triangle(np.vstack(kept))]
    return triangle(np.vstack(kept))


@stream.law(
    "Squares add up over the rows: R'R is the sum of [X y]'[X y] over all blocks. With your R the "
    "two differ by {left} of the columns' lengths."
)
def _(R, blocks):
    return products(R, sum(table.T @ table for table in _tables(blocks)))


laws_of_a_triangle(stream)


@stream.law(
    "On the diagonal stands the length that the columns before leave of each one. Yours ends with "
    "{left}; that is not what they leave of the last column of X and of y."
)
def _(R, blocks):
    table = np.vstack(_tables(blocks))
    left = np.array([left_of(table, len(R) - 2), left_of(table, len(R) - 1)])
    return np.diag(R)[-2:], left, np.max(left)


def _of_sums(blocks):
    return np.linalg.cholesky(sum(table.T @ table for table in _tables(blocks))).T


def _long_enough(blocks):
    tables = _tables(blocks)
    return [table for table in tables if len(table) >= table.shape[1]]


stream.mistakes(
    ("digits lost", _of_sums,
     "Where the columns are near zero your triangle is right. On the sixth input, whose last "
     "column is a million away from it, digits are lost. Sums of squares do that, whatever root is "
     "taken of them, and so does single precision: reduce the rows themselves, by QR.",
     {"tolerance": (*[Rounding()] * 5, LOST, Rounding())}),
    ("the last block alone", lambda blocks: triangle(_tables(blocks)[-1]),
     "Your triangle is that of the last block: each block overwrites those before it. Stack the "
     "triangle so far on the block."),
    ("the first block alone", lambda blocks: triangle(_tables(blocks)[0]),
     "Your triangle is that of the first block alone: the function returns before the others have "
     "come."),
    ("triangles added", lambda blocks: sum(map(triangle, _tables(blocks))),
     "Your function adds the triangles of the blocks. Their squares add up, not they: stack, and "
     "reduce again."),
    ("triangles averaged",
     lambda blocks: np.mean([triangle(table) for table in _tables(blocks)], axis=0),
     "Your function averages the triangles of the blocks. What the blocks hold adds up: stack the "
     "triangle so far on the next block, and reduce."),
    ("y left out", lambda blocks: triangle(stacked(blocks)[0]),
     "Your triangle is that of X alone. Without y nothing can be fitted: reduce [X y], "
     "`np.column_stack([X, y])`."),
    ("y first", lambda blocks: triangle(np.column_stack(stacked(blocks)[::-1])),
     "Your triangle is that of [y X]. Put y behind the columns of X: then R β = z stands in its "
     "first p rows, and the corner is what y leaves."),
    ("signs as they come",
     lambda blocks: np.linalg.qr(np.vstack(_tables(blocks)), mode="r"),
     "Your triangle is right but for signs: on some inputs a row of it is turned round. Turn each "
     "row whose number on the diagonal is negative, with `upright`.",
     {"recognises": lambda R, blocks: rows_turned(R, stream.program(copy.copy(blocks)))}),
    ("the first block twice",
     lambda blocks: triangle(np.vstack([_tables(blocks)[0], *_tables(blocks)])),
     "Your triangle counts the rows of the first block twice: it is there before the loop, and "
     "comes by in the loop again."),
    ("the first block lost",
     lambda blocks: triangle(np.vstack([_tables(blocks)[0][:0], *_tables(blocks)[1:]])),
     "The rows of the first block are missing. Blocks come by once: one that is taken to see how "
     "many columns there are does not come again."),
    ("rows that nobody sent",
     lambda blocks: triangle(np.vstack([np.eye(len(_tables(blocks)[0].T)), *_tables(blocks)])),
     "Your function starts with the identity: p + 1 rows that nobody sent, as ridge regression "
     "adds them. No rows at all leave a triangle of zeros."),
    ("short blocks left out", lambda blocks: triangle(np.vstack(_long_enough(blocks))),
     "Blocks with fewer rows than columns are missing from your triangle. Their rows count as all "
     "others do: stacked on the triangle so far they can be reduced."),
    ("sums of squares",
     lambda blocks: sum(table.T @ table for table in _tables(blocks)),
     "Your matrix is the sum of [X y]'[X y], the squares themselves. Wanted is the triangle R with "
     "R'R equal to it; and not by way of the squares, which lose digits."),
)  # fmt: skip
