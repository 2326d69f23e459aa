"""A regression made small: any number of rows, kept as one triangle.

All that least squares and the normal likelihood ask of the data is in the upper triangular factor
R of [X y] = Q R: for every beta,

    ‖y - X beta‖ = ‖R [-beta, 1]‖,    because Q keeps lengths.

R has p + 1 rows whatever n is, and it can be built piece by piece: the factor of two stacked
tables is the factor of their two stacked factors. So blocks of rows, threads and machines all
arrive at the same triangle (Golub & Van Loan 2013, *Matrix Computations*, §5.2 and §6.5).

**Fast without squaring.** The quick way to R, the Cholesky factor of X'X, squares the condition
number and loses half of the digits. Householder's QR keeps them and is several times slower.
Here each chunk B of rows is first divided by the factor R of the rows before it, Z = B R⁻¹:

    R'R + B'B = R' (I + Z'Z) R    so    R_new = cholesky(I + Z'Z) R.

Where B resembles the rows before it, the columns of Z are nearly orthogonal, I + Z'Z is nearly a
diagonal matrix, and squaring it costs no digit (preconditioned Cholesky QR: Yamamoto, Nakatsukasa,
Yanagisawa & Fukaya 2015, *ETNA* 44; Terao, Ozaki & Ogita 2020, *Parallel Computing* 92). Where it
does not, that shows in the eigenvalues of I + Z'Z, and the chunk gets its Householder QR after all.

**A column of ones goes along**, behind y. Its entries in the triangle hold the sums of the columns,
and the length that X leaves of it says whether the columns of X can add up to a constant. A length
shows that to 16 digits, where sums of squares would show it to 8: a counter that runs from 1e7 to
1e7 + 20 is no constant.

**Rows from anywhere.** A table on disk, a Dask frame on a cluster or a generator is compressed
piece by piece (`helpers.sources`), and the triangles are merged: on a cluster by a tree of merges
whose shape depends on the number of partitions alone, so that neither the order in which they are
ready nor a lost machine changes a digit. No file has to hold a column of ones: ``constant=True``.
"""

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache, partial, reduce
from operator import add
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import qr as pivoted_qr
from scipy.linalg import solve_triangular
from scipy.linalg.lapack import dgeqrf
from threadpoolctl import ThreadpoolController

from helpers import sources
from helpers.arrays import (
    Array,
    column_lengths,
    column_names,
    matching_rows,
    require_finite,
    response_name,
)

BLOCK_ENTRIES = 2**16  # of [X y]: half a megabyte, so that a block and its Z stay in the cache
BLOCKS_IN_A_CHUNK = 32  # the factor is renewed this often
STRIPS = 4  # of a long table, whatever the machine, so that the digits do not depend on it
BLOCK_OF_REFLECTORS = 32  # columns that LAPACK eliminates at a time
FAN_IN = 16  # triangles that one task of a cluster merges
LEAST_EIGENVALUE = 0.1  # of I + Z'Z scaled to a unit diagonal: below, squaring would cost a digit


@dataclass(frozen=True, eq=False)
class Compressed:
    """What n rows of a regression leave behind. Two of them add up: ``S1 + S2``.

    Attributes
    ----------
    n : int
        Number of rows.
    factor : ndarray, shape (p + 1, p + 1)
        Upper triangular R with [X y] = Q R and no negative number on its diagonal. Its last
        column belongs to y, its lower right corner is the root of the residual sum of squares.
    ones : ndarray, shape (p + 2,)
        The column that a column of ones behind y would add to the factor: its first p + 1 entries
        belong to the rows of `factor`, the last one is the length of what [X y] leave of it.
    constants : ndarray, shape (p,)
        For each column of X the one value that it holds in all rows, nan where it varies.
    given_names : tuple of str, or None
        The columns' names, where X came with names.
    response : str
        The name of y.
    """

    n: int
    factor: Array
    ones: Array
    constants: Array
    given_names: tuple[str, ...] | None = None
    response: str = "y"

    def __post_init__(self):
        for name in ("factor", "ones", "constants"):
            own = np.array(getattr(self, name), dtype=float)
            own.setflags(write=False)
            object.__setattr__(self, name, own)

    def __reduce__(self):
        """Copies that other processes get are made like the first one, and are as read-only."""
        return type(self), tuple(getattr(self, one.name) for one in fields(self))

    @property
    def p(self) -> int:
        """Number of columns of X, the constant included."""
        return len(self.factor) - 1

    @property
    def sums(self) -> Array:
        """Sums of the columns of [X y], shape (p + 1,)."""
        return self.ones[:-1] @ self.factor

    @property
    def constant(self) -> int | None:
        """Where X holds its constant column (the same nonzero number in all rows); None without."""
        if not self.n:
            return None
        held = enumerate(self.constants.tolist())
        return next((j for j, value in held if value and not math.isnan(value)), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns: those that X came with, or x0, x1, … and const for the constant."""
        if self.given_names is not None:
            return self.given_names
        constant = self.constant
        return tuple("const" if j == constant else f"x{j}" for j in range(self.p))

    def __add__(self, other: "Compressed") -> "Compressed":
        if not isinstance(other, Compressed):
            return NotImplemented
        if self.p != other.p:
            raise ValueError(
                f"The two parts have {self.p} and {other.p} columns in X; parts of one regression "
                "have the same columns in the same order."
            )
        named = self.given_names or other.given_names
        if other.given_names not in (None, named):
            raise ValueError(
                f"The columns are called {list(named)} in one part and {list(other.given_names)} "
                "in the other. Put them in the same order first, e.g. X[names]."
            )
        if not (self.n and other.n):
            constants = self.constants if self.n else other.constants
        else:
            constants = np.where(self.constants == other.constants, self.constants, np.nan)
        factor, ones = _without_ones(_triangle(self._with_ones, other._with_ones))
        return Compressed(
            n=self.n + other.n,
            factor=factor,
            ones=ones,
            constants=constants,
            given_names=named,
            response=self.response,
        )

    @property
    def _with_ones(self) -> Array:
        """The triangular factor of [X y 1]."""
        return np.column_stack([np.pad(self.factor, ((0, 1), (0, 0))), self.ones])

    def __repr__(self) -> str:
        constant = "no constant" if self.constant is None else f"constant in column {self.constant}"
        return f"<Compressed: n = {self.n}, p = {self.p}, {constant}>"


Each = Callable[[Any, Any], tuple[ArrayLike, ArrayLike]]


def compress(
    X: Any,
    y: ArrayLike | str | None = None,
    *,
    columns: Sequence[str] | None = None,
    constant: bool = False,
    each: Each | None = None,
) -> Compressed:
    """Reduce the rows of X and y to the triangular factor of [X y], in one pass.

    ::

        compress(X, y)                                     # arrays or frames, in memory or Dask's
        compress(frame, "y")                               # one table, its response named
        compress(dataset, "y", columns=["x1", "x2"], constant=True)
        compress(pd.read_csv(path, chunksize=10**6), "y")  # a stream of tables

    Parameters
    ----------
    X : array_like, shape (n, p), table, stream or Dask collection
        Any n, also below p, also 0. Besides what `helpers.arrays` takes: a pyarrow table, record
        batch or data set; a Dask array or frame, of known or unknown partitions; an iterator of
        blocks, which are pairs (X, y), or tables where y is a name. An array is read block by block
        and never copied as a whole; everything else needs the memory of a piece.
    y : array_like, shape (n,) or (n, 1), or str
        The response, or the name of the column of X that holds it. Left out for a stream of pairs.
    columns : sequence of names, optional
        The columns of a table that are X, in this order; all but the response otherwise. No other
        columns are read from a file.
    constant : bool
        Put a column of ones before the others; it does not have to be in the data.
    each : callable, optional
        Called as ``each(X, y)`` with each piece, a frame where it has names and an array otherwise,
        the constant in front if it was asked for. What it returns, another X and y, is compressed
        in their place: new columns, chosen rows, or what a second pass needs
        (`helpers.ols.Fit.robust_rows`). A piece may have no rows; on a cluster `each` has to be
        picklable.

    Returns
    -------
    Compressed

    Raises
    ------
    TypeError, ValueError
        For input that is no regression (see `helpers.arrays`); nan and inf are met on the way,
        and the piece, column and row are named. Also for columns so large that their length
        overflows.

    Notes
    -----
    Dask's data are computed by the scheduler in charge: threads, processes, or the cluster of a
    ``dask.distributed.Client``, whose workers need this package. Each partition becomes a triangle
    where it is. The number of partitions changes nothing beyond rounding.
    """
    if sources.is_dask(X) or sources.is_dask(y):
        return _compress_dask(*sources.dask_pieces(X, y, columns), constant, each)
    if sources.is_stream(X):
        return _merged(sources.stream_pieces(X, y), columns, constant, each)
    if y is None:
        raise TypeError(
            'X was given alone; wanted compress(X, y), or compress(table, "y") with the name of '
            "the column that holds the response."
        )
    if sources.is_arrow(X):
        return _merged(sources.arrow_pieces(X, y, columns), columns, constant, each)
    return _compress_piece(X, y, columns, constant, each)


def _compress_piece(
    X: Any, y: Any, columns: Sequence | None, constant: bool, each: Each | None
) -> Compressed:
    """The triangle of one piece."""
    X, y = sources.x_and_y(X, y, columns)
    if each is None:
        return _compress_rows(X, y, constant)
    matching_rows(X, y)
    return _compress_rows(*each(sources.with_constant(X) if constant else X, y), False)


def _compress_rows(X: ArrayLike, y: ArrayLike, constant: bool) -> Compressed:
    rows, response = matching_rows(X, y)
    names = column_names(X) if hasattr(X, "columns") else None
    table = _Table(rows, response, names or tuple(f"x{j}" for j in range(rows.shape[1])), constant)
    if table.n <= table.block_rows:
        triangle, alive = _compress_block(table)
    else:
        triangles, alive = zip(*_compress_strips(table), strict=True)
        triangle, alive = reduce(_triangle, triangles), np.all(alive, axis=0)
    if not np.isfinite(triangle).all():
        raise ValueError(
            "The length of a column exceeds the largest float64, 1.8e308. Divide the large columns "
            "by a power of ten."
        )
    factor, ones = _without_ones(triangle)
    return Compressed(
        n=table.n,
        factor=factor,
        ones=ones,
        constants=np.where(alive, table.first_row, np.nan),
        given_names=(sources.CONSTANT, *names) if constant and names else names,
        response=response_name(y),
    )


def _merged(pieces: Iterable[sources.Piece], *how) -> Compressed:
    """The triangle of all pieces, one after the other."""
    total = None
    for where, X, y in pieces:
        with _told_where(where):
            part = _compress_piece(X, y, *how)
            total = part if total is None else total + part
    if total is None:
        raise ValueError("There is no block; wanted at least one.")
    return total


def _compress_dask(
    pieces: list[sources.Piece], columns: Sequence | None, constant: bool, each: Each | None
) -> Compressed:
    """The same, the triangles made where the partitions are, and merged in a tree."""
    from dask import delayed

    compress_one, merge = (delayed(task, pure=False) for task in (_compress_partition, _merge))
    parts = [compress_one(*piece, columns, constant, each) for piece in pieces]
    while len(parts) > 1:
        parts = [merge(parts[i : i + FAN_IN]) for i in range(0, len(parts), FAN_IN)]
    return parts[0].compute()


def _compress_partition(where: str, X: Any, y: Any, *how) -> Compressed:
    with _told_where(where):
        return _compress_piece(X, y, *how)


def _merge(parts: list[Compressed]) -> Compressed:
    return reduce(add, parts)


@contextmanager
def _told_where(where: str) -> Iterator[None]:
    """Put a piece's place before what is said to be wrong with it."""
    try:
        yield
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{where}: {error}") from None


def require_data(X: ArrayLike | Compressed, y: ArrayLike | None):
    """Raise TypeError unless there are X and y, or a Compressed, which holds both, alone."""
    if isinstance(X, Compressed) and y is not None:
        raise TypeError("A Compressed holds its y: give (S), without y.")
    if not isinstance(X, Compressed) and y is None:
        raise TypeError("X was given alone; wanted X and y, or S = compress(X, y).")


def as_compressed(X: ArrayLike | Compressed, y: ArrayLike | None = None) -> Compressed:
    """The triangle of the data, whether they came as rows or compressed already."""
    require_data(X, y)
    return X if isinstance(X, Compressed) else compress(X, y)


def compress_blocks(blocks: Iterable[tuple[ArrayLike, ArrayLike]]) -> Compressed:
    """Reduce a stream of blocks (X, y) with the memory of one block.

    Parameters
    ----------
    blocks : iterable of (X, y)
        Each X is (any number of rows, p), with the same columns in the same order. A generator
        that reads a file is fine: it is gone through once.

    Returns
    -------
    Compressed
        What `compress` gives for the stacked blocks.

    Raises
    ------
    TypeError, ValueError
        As `compress`, with the number of the block; also if there is no block at all.
    """
    if not isinstance(blocks, Iterable):
        raise TypeError(
            f"blocks is a {type(blocks).__name__}; wanted an iterable of pairs (X, y), such as a "
            "list or a generator."
        )
    return compress(iter(blocks))


def _without_ones(triangle: Array) -> tuple[Array, Array]:
    """The factor of [X y], and the last column of that of [X y 1]."""
    return triangle[:-1, :-1], triangle[:, -1]


def _triangle(*stacked: NDArray) -> Array:
    """The triangular factor of stacked tables, its diagonal not negative."""
    return _householder(np.asfortranarray(np.vstack(stacked)))


def _householder(table: Array) -> Array:
    """The triangular factor of a table in Fortran's order, which is used up."""
    q = table.shape[1]
    packed = dgeqrf(table, lwork=BLOCK_OF_REFLECTORS * q, overwrite_a=1)[0][:q]
    signs = np.copysign(1.0, packed.diagonal())
    return np.where(_upper(q), packed * signs[:, None], 0.0)


@cache
def _upper(q: int) -> NDArray[np.bool_]:
    """Where a triangle of q columns has its entries."""
    return np.tri(q, dtype=bool).T


class _Table:
    """[X y] as blocks of float64 rows; only a block is ever converted, or given its constant."""

    def __init__(self, X: NDArray, y: NDArray, names: tuple[str, ...], constant: bool):
        self.X, self.y, self.names, self.constant = X, y, names, int(constant)
        self.n, self.p = len(X), X.shape[1] + self.constant
        self.block_rows = max(BLOCK_ENTRIES // (self.p + 1), 4 * (self.p + 1))
        ready = X.dtype == np.float64 and (X.flags.c_contiguous or X.flags.f_contiguous)
        self.as_it_is = ready and not constant

    @property
    def first_row(self) -> Array:
        """The first row of X, its constant included; zeros where there is none."""
        return self.rows_of_X(0, 1)[0] if self.n else np.zeros(self.p)

    def rows_of_X(self, first: int, last: int) -> Array:
        if self.as_it_is:
            return self.X[first:last]
        if not self.constant:
            return self.X[first:last].astype(float, order="C")
        rows = np.ones((last - first, self.p))
        rows[:, 1:] = self.X[first:last]
        return rows

    def blocks(self, start: int, stop: int) -> Iterator[tuple[Array, Array]]:
        for first in range(start, stop, self.block_rows):
            last = min(first + self.block_rows, stop)
            yield self.rows_of_X(first, last), self.y[first:last].astype(float, copy=False)

    def require_finite(self, start: int, stop: int) -> None:
        for first in range(start, stop, self.block_rows):
            last = min(first + self.block_rows, stop)
            require_finite(self.X[first:last], self.names, first)
            require_finite(self.y[first:last, None], ("y",), first)


def _compress_block(table: _Table):
    """Factor of [X y 1] and constant columns of a table small enough for one Householder QR.

    It stands below as many rows of zeros as it has columns. The factor is then square even if
    n < q, and the reflections do, row by row, what modified Gram-Schmidt does, so that rounding
    in large rows stays out of small ones (Björck & Paige 1992, *SIAM J. Matrix Anal. Appl.* 13):
    on Longley's data three digits more.
    """
    n, p = table.n, table.p
    below_zeros = np.zeros((p + 2 + n, p + 2), order="F")
    rows = below_zeros[p + 2 :]
    rows[:, : table.constant] = 1
    rows[:, table.constant : p], rows[:, p], rows[:, p + 1] = table.X, table.y, 1
    with np.errstate(all="ignore"):
        all_finite = np.isfinite(rows.sum(axis=0)).all()
    if not all_finite:
        table.require_finite(0, n)
    constant = (rows[:, :p] == rows[:1, :p]).all(axis=0)
    return _householder(below_zeros), constant


def _compress_strips(table: _Table):
    """Factor of [X y 1] and constant columns of each strip, strips being worked on side by side."""
    strip = -(-table.n // STRIPS)
    if strip < BLOCKS_IN_A_CHUNK * table.block_rows:
        strip = table.n  # too short to pay for several first blocks
    starts = range(0, table.n, strip)
    ends = [min(start + strip, table.n) for start in starts]
    # NumPy lets other threads run while it computes: one strip to a core.
    workers = min(len(starts), os.cpu_count() or 1)
    work = partial(_compress_strip, table)
    with one_blas_thread():
        try:
            with ThreadPoolExecutor(workers) as pool:
                return list(pool.map(work, starts, ends))
        except RuntimeError:  # no thread can be started, as in a browser: one after the other
            return list(map(work, starts, ends))


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """A context without threads inside BLAS, which on small blocks only wait for each other.

    The number of BLAS's threads belongs to the whole process. A second context, opened meanwhile in
    another thread, would take the limit of the first for what it has to restore. So only the first
    sets the limit and lifts it; others that overlap with it leave it alone, and at worst lose time.
    """
    if not _limiting.acquire(blocking=False):
        yield
        return
    try:
        with _blas().limit(limits=1):
            yield
    finally:
        _limiting.release()


_limiting = Lock()  # held by the context that has set the limit


@cache  # looking for the loaded libraries takes milliseconds
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")


def _compress_strip(table: _Table, start: int, stop: int):
    q = table.p + 2
    triangle, constant = np.zeros((q, q)), _ConstantColumns(table)
    chunk = start, min(start + table.block_rows, stop)
    with np.errstate(all="ignore"):  # what is not finite is looked for where it matters
        while chunk[0] < chunk[1]:
            updated = _update_by_gram(triangle, table, chunk, constant)
            if updated is None:
                updated = _update_by_householder(triangle, table, chunk, constant)
            triangle = updated
            chunk = chunk[1], min(chunk[1] + table.block_rows * BLOCKS_IN_A_CHUNK, stop)
    return triangle, constant.alive


def _update_by_householder(triangle: Array, table: _Table, chunk: tuple[int, int], constant):
    """The plain way: the factor of the factor so far stacked on each block. Safe for any rows."""
    table.require_finite(*chunk)
    for X, y in table.blocks(*chunk):
        constant.look(X)
        triangle = _triangle(triangle, np.column_stack([X, y, np.ones(len(y))]))
    return triangle


def _update_by_gram(triangle: Array, table: _Table, chunk: tuple[int, int], constant):
    """R_new = cholesky(I + Z'Z) R with Z = B R⁻¹; None where that would not be safe.

    Not safe are: no rows before these, columns of zeros so far, entries that are not finite, and
    rows so unlike those before that the columns of Z come out nearly collinear.

    The ones are divided last, by all of Z: what X leaves of them may be nothing but rounding.
    """
    divisor = _divisor(triangle[:-1, :-1], triangle[:-2, -1])
    if divisor is None:
        return None
    inverse, fitted, length, adding_up, basis = divisor
    p = len(fitted)
    width = -(-(p + 2) // 4) * 4  # BLAS is a third faster on multiples of four
    Z = np.zeros((table.block_rows, width))
    projection = np.empty(table.block_rows)
    gram, block_gram = np.zeros((width, width)), np.empty((width, width))
    for X, y in table.blocks(*chunk):
        m = len(y)
        np.matmul(X, inverse, out=Z[:m, :p])
        np.matmul(Z[:m, :p], fitted, out=projection[:m])
        np.subtract(y, projection[:m], out=Z[:m, p])
        np.matmul(X, adding_up, out=projection[:m])
        np.subtract(1, projection[:m], out=Z[:m, p + 1])  # what X leaves of the ones, behind Z
        np.matmul(Z[:m].T, Z[:m], out=block_gram)
        gram += block_gram
        constant.look(X)
    gram[p] /= length  # so far the residuals of y were left in its own units
    gram[:, p] /= length
    total = np.eye(p + 1) + gram[: p + 1, : p + 1]
    if not np.isfinite(total).all():
        return None
    spread = np.sqrt(np.diag(total))
    if np.linalg.eigvalsh(total / np.outer(spread, spread))[0] < LEAST_EIGENVALUE:
        return None
    upper = np.zeros((p + 2, p + 2))
    upper[:-1, :-1] = np.linalg.cholesky(total).T
    # Of the rows so far, y and the ones are left these lengths, in the same coordinates.
    along_y, beyond = triangle[p:, -1]
    mixed = gram[: p + 1, p + 1].copy()
    mixed[p] += along_y
    upper[:-1, -1] = solve_triangular(upper[:-1, :-1], mixed, trans="T")
    square = gram[p + 1, p + 1] + along_y**2 + beyond**2 - upper[:-1, -1] @ upper[:-1, -1]
    upper[-1, -1] = math.sqrt(max(square, 0.0))
    return _triangle(upper @ basis)


def _divisor(factor: Array, ones: Array):
    """How to divide rows by their factor so far: Z_x = X inverse, z_y = (y - Z_x fitted) / length.

    And `basis` for the way back, [X y] = Z basis. The columns of X are scaled to unit length and
    pivoted before the inverse is formed, which makes a product with it as accurate as a triangular
    solve (Higham 2002, *Accuracy and Stability of Numerical Algorithms*, §8.2). y comes after X,
    as the last step of such a solve, so that large coefficients that cancel do not cost its digits.
    `adding_up` are the coefficients with which X comes nearest to the ones, whose part in the
    columns of X is `ones`.
    """
    p = len(factor) - 1
    scale, length = column_lengths(factor[:, :p]), factor[p, p]
    if not (np.isfinite(factor).all() and scale.all() and 1e-100 < length < 1e100):
        return None  # beyond, squares of y's residuals would over- or underflow
    Q, pivoted, order = pivoted_qr(factor[:p, :p] / scale, pivoting=True)
    if not np.diag(pivoted).all():
        return None
    inverse, basis = np.empty((p, p)), np.zeros((p + 2, p + 2))
    inverse[order] = solve_triangular(pivoted, np.eye(p))
    inverse /= scale[:, None]
    fitted = Q.T @ factor[:p, p]
    basis[:p, order] = pivoted
    basis[:p, :p] *= scale
    basis[:-1, p] = [*fitted, length]
    basis[:, -1] = [*(Q.T @ ones), 0, 1]
    return inverse, fitted, length, inverse @ (Q.T @ ones), basis


class _ConstantColumns:
    """Which columns repeat the first row's value in all rows looked at so far."""

    def __init__(self, table: _Table):
        self.value = table.first_row
        self.alive = np.ones(table.p, dtype=bool)

    def look(self, X: Array) -> None:
        for j in np.flatnonzero(self.alive):
            self.alive[j] = (X[:, j] == self.value[j]).all()
