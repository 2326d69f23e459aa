"""The readings of one hour, triangles, and what laws are made of."""

import gc
import tracemalloc
from contextlib import contextmanager
from functools import cache

import numpy as np

from helpers.feedback import Rounding
from helpers.feedback.answers import listed

PIECES, ROWS = 20, 2_000_000
LONG = 100  # blocks, from which on a stream tells a program that keeps them from one that does not


@cache
def readings():
    """X (constant, temperature, hours) and y of all pieces, as the lesson's generator makes them.

    The arrays are read-only: several predictions share them.
    """
    rows = ROWS // PIECES
    X, y = np.ones((ROWS, 3)), np.empty(ROWS)
    for number in range(PIECES):
        rng = np.random.default_rng([13, number])
        these = slice(number * rows, (number + 1) * rows)
        X[these, 1] = rng.normal(20, 8, rows)
        X[these, 2] = (number + rng.random(rows)) / PIECES
        noise = rng.normal(0, 1, rows) * (0.5 + np.abs(X[these, 1] - 20) / 8)
        y[these] = X[these] @ [5, 0.3, 2] + noise
    X.setflags(write=False)
    y.setflags(write=False)
    return X, y


def fitted():
    """beta, residuals, leverages and (X'X)⁻¹ of all rows, from columns that are centred first."""
    X, y = readings()
    return plain_fit(X, y)


def plain_fit(X, y):
    inverse = np.linalg.inv(X.T @ X)
    beta = inverse @ (X.T @ y)
    return beta, y - X @ beta, np.sum((X @ inverse) * X, axis=1), inverse


def upright(R):
    """A triangle without negative numbers on its diagonal."""
    return R * np.where(np.diag(R) < 0, -1.0, 1.0)[:, None]


def triangle(table):
    """Square, also where the table has fewer rows than columns."""
    padded = np.vstack([np.zeros((table.shape[1],) * 2), table])
    return upright(np.linalg.qr(padded, mode="r"))


def world(rng, n, p, far=0.0):
    """X with a constant, its last column so far from zero, and y."""
    X = np.column_stack([np.ones(n), rng.normal(2, 1, (n, p - 1))])
    y = X @ rng.normal(1, 2, p) + rng.normal(0, 1.5, n)
    X[:, -1] += far
    return X, y


class Blocks:
    """Pairs X, y that come by once, as a generator's do: no length, no first one, no second time.

    A generator that is gone through again is silently empty; this one says so. Where memory is
    traced (`tracing`), a long stream says at its end if memory grew with it all along.
    """

    def __init__(self, pairs):
        self.pairs = tuple(pairs)
        self._come, self._over = 0, False
        self._in_use: list[int] = []  # bytes, each time that a block was asked for

    def __iter__(self):
        if self._over:
            raise RuntimeError("blocks come by once, and all of them have come by already")
        if not self._come:
            self._in_use = []  # not a list that a copy has already written in
        return self

    def __next__(self):
        self._in_use.append(tracemalloc.get_traced_memory()[0])
        if self._come == len(self.pairs):
            self._over = True
            if len(self.pairs) >= LONG and tracemalloc.is_tracing():
                self._look_at_memory()
            raise StopIteration
        self._come += 1
        X, y = self.pairs[self._come - 1]
        return X.copy(), y.copy()

    def _look_at_memory(self):
        """Refuse an answer that in no quarter of the stream let go half of what came by.

        So batches of up to half of the blocks, a buffer that is there from the start, a triangle
        of each block, and what is imported on the way are no reason to refuse one.
        """
        sizes = np.array([X.nbytes + y.nbytes for X, y in self.pairs])
        came = np.append(0, np.cumsum(sizes))
        quarters = np.linspace(0, len(sizes), 5).astype(int)
        in_use = np.array(self._in_use)[quarters]
        if (np.diff(in_use) < np.diff(came[quarters]) / 2).any():
            return
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - in_use[0]
        if grown > came[-1] / 2:
            raise MemoryError(
                f"while {len(sizes)} blocks came by, {came[-1] / 1000:.0f} kB of numbers, the "
                f"memory in use grew all along, in the end by {grown / 1000:.0f} kB. Keep a "
                "triangle, and let each block go"
            )

    def __repr__(self):
        sizes = [str(len(y)) for _, y in self.pairs]
        if len(sizes) > 1 and len(set(sizes)) == 1:
            return f"<{len(sizes)} blocks of {sizes[0]} rows>"
        return f"<blocks of {listed(sizes)} rows>"


@contextmanager
def tracing():
    """Trace memory, unless somebody does so already."""
    if tracemalloc.is_tracing():
        yield
        return
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def stacked(blocks):
    """All rows of all blocks at once, X and y: what a lesson cannot do, and a law may."""
    return np.vstack([X for X, _ in blocks.pairs]), np.concatenate([y for _, y in blocks.pairs])


def products(R, gram):
    """R'R and what it should be, where the two differ most; in units of the columns' lengths."""
    length = np.sqrt(np.diag(gram))
    off = np.abs(R.T @ R - gram) / np.outer(length, length)
    return off.max(), 0, 1


def left_of(table, j):
    """The length that the columns before leave of column j."""
    before = table[:, :j]
    return np.linalg.norm(
        table[:, j] - before @ np.linalg.lstsq(before, table[:, j], rcond=None)[0]
    )


FAR = 1e6  # from zero: squares of such numbers lose 12 of their 16 digits
LOST = Rounding(0.5, floor=0.5, reason="how many digits are lost depends on the processor")


def below_the_diagonal(R):
    """The largest number below the diagonal, the 0 that it should be, and how large R is."""
    return np.abs(np.tril(R, -1)).max(), 0, np.abs(R).max()


def laws_of_a_triangle(exercise):
    """Add what holds for the triangle that any of the exercises asks for."""

    @exercise.law("Below the diagonal a triangle holds zeros. Yours holds up to {left} there.")
    def _(R, *_):
        return below_the_diagonal(R)

    @exercise.law("On the diagonal no number is negative. Yours goes down to {left}.", relation="≥")
    def _(R, *_):
        return np.diag(R).min(), 0


def turned(R, right):
    """The sign of each entry of the right triangle in R; None where other numbers stand there."""
    sizes = np.allclose(np.abs(R), np.abs(right), rtol=1e-6, atol=1e-9 * np.abs(right).max())
    return np.where(R * right < 0, -1, 1) if sizes else None


def rows_turned(R, right):
    """Whether R is the right triangle but for the signs of whole rows."""
    signs = turned(R, right)
    return signs is not None and (np.triu(signs * np.diag(signs)[:, None]) >= 0).all()
