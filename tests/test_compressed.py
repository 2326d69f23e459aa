"""Any number of rows, in any pieces, by either way: one triangle, with the digits of plain QR."""

import dataclasses
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import add

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import solve_triangular
from threadpoolctl import threadpool_info, threadpool_limits

from helpers import compressed
from helpers.arrays import column_lengths
from helpers.compressed import compress, compress_blocks
from helpers.ols.refinement import refine, residual

ROUNDING = np.finfo(float).eps


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks and chunks so small that a few thousand rows take every path of large data."""
    monkeypatch.setattr(compressed, "BLOCK_ENTRIES", 2**9)
    monkeypatch.setattr(compressed, "BLOCKS_IN_A_CHUNK", 8)


def world(n, p=4, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p))
    X[:, 0] = 1
    return X, X @ np.arange(1, p + 1) + rng.normal(size=n)


def assert_same(S, T, rtol=1e-12):
    """Equal up to rounding: factors column by column, in units of the column's length."""
    assert (S.n, S.p, S.constant, S.names) == (T.n, T.p, T.constant, T.names)
    lengths = np.maximum(column_lengths(S.factor), 1e-300)
    # A dependent column leaves a direction undetermined; the products R'R hold all there is.
    products = [A.factor / lengths for A in (S, T)]
    np.testing.assert_allclose(*(A.T @ A for A in products), rtol=0, atol=rtol)
    np.testing.assert_allclose(S.sums / lengths, T.sums / lengths, rtol=0, atol=rtol * S.n)


# ---- what a compressed table is ------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5, 200, 3000])
def test_the_factor_is_upper_triangular_and_keeps_all_products(n, small_blocks):
    X, y = world(n)
    S, table = compress(X, y), np.column_stack([X, y])
    assert S.n == n and S.p == 4 and S.factor.shape == (5, 5)
    assert (np.tril(S.factor, -1) == 0).all() and (np.diag(S.factor) >= 0).all()
    np.testing.assert_allclose(S.factor.T @ S.factor, table.T @ table, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(S.sums, table.sum(axis=0), rtol=1e-12, atol=1e-11)


@pytest.mark.parametrize("n", [10, 39, 40, 6000])
def test_wide_tables(n, small_blocks):
    X, y = world(n, p=39)
    S, table = compress(X, y), np.column_stack([X, y])
    np.testing.assert_allclose(S.factor.T @ S.factor, table.T @ table, rtol=1e-11, atol=1e-9)


def test_the_length_of_any_residual_follows_from_the_factor():
    X, y = world(500)
    S, rng = compress(X, y), np.random.default_rng(1)
    for beta in rng.normal(size=(10, 4)):
        np.testing.assert_allclose(
            np.linalg.norm(S.factor @ np.append(-beta, 1)), np.linalg.norm(y - X @ beta)
        )


def test_it_is_frozen_and_leaves_its_input_alone():
    X, y = world(50)
    before = X.copy(), y.copy()
    S = compress(X, y)
    with pytest.raises(dataclasses.FrozenInstanceError):
        S.n = 3
    with pytest.raises(ValueError, match="read-only"):
        S.factor[0, 0] = 1
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


@pytest.mark.parametrize(
    "convert",
    [
        np.asfortranarray,
        lambda X: X.astype(np.float32),
        lambda X: np.rint(X).astype(int),
        lambda X: X[::-1],
        lambda X: np.repeat(X, 2, axis=1)[:, ::2],
        lambda X: X.astype(">f8"),
        pd.DataFrame,
        lambda X: pd.DataFrame(X, index=np.zeros(len(X))),
    ],
)
def test_order_dtype_and_container_do_not_matter(convert, small_blocks):
    X, y = world(3000)
    X = convert(X)
    plain = np.array(X, dtype=float, order="C")
    assert_same(dataclasses.replace(compress(X, y), given_names=None), compress(plain, y))


def test_the_digits_do_not_depend_on_the_number_of_cores(small_blocks, monkeypatch):
    X, y = world(5000)
    several = compress(X, y)
    monkeypatch.setattr(compressed.os, "cpu_count", lambda: 1)
    np.testing.assert_array_equal(compress(X, y).factor, several.factor)


# ---- merging -------------------------------------------------------------------------------------

pieces = st.lists(st.integers(0, 40), min_size=1, max_size=6)


@given(sizes=pieces, seed=st.integers(0, 1000), p=st.integers(1, 5))
@settings(deadline=None, max_examples=60)
def test_merging_equals_compressing_the_stacked_rows(sizes, seed, p):
    X, y = world(sum(sizes), p, seed)
    cuts = np.cumsum(sizes)[:-1]
    parts = [compress(*part) for part in zip(np.split(X, cuts), np.split(y, cuts), strict=True)]
    assert_same(reduce(add, parts), compress(X, y))
    assert_same(reduce(lambda S, T: T + S, parts), compress(X, y))
    assert_same(
        compress_blocks(zip(np.split(X, cuts), np.split(y, cuts), strict=True)), compress(X, y)
    )


@given(seed=st.integers(0, 1000), scale=st.floats(-100, 100))
@settings(deadline=None, max_examples=40)
def test_merging_is_associative_on_any_scale(seed, scale):
    a, b, c = (compress(*world(n, 3, seed + n)) for n in (2, 30, 100))
    X, y = world(20, 3, seed)
    b = b + compress(X * [1, 10**scale, 1], y)
    assert_same((a + b) + c, a + (b + c))


def test_an_empty_part_changes_nothing():
    X, y = world(30)
    S, empty = compress(X, y), compress(X[:0], y[:0])
    assert empty.n == 0 and empty.constant is None
    assert_same(S + empty, S)
    assert_same(empty + S, S)


def test_a_constant_survives_only_where_both_parts_have_it():
    X, y = world(30)
    S = compress(X, y)
    assert S.constant == 0 and S.names == ("const", "x1", "x2", "x3")
    assert (S + compress(X, y)).constant == 0
    other = compress(X * [2, 1, 1, 1], y)
    assert other.constant == 0 and (S + other).constant is None
    assert (S + compress(X[:, ::-1], y)).constant is None


def test_a_column_that_is_constant_in_the_first_block_only_is_no_constant(small_blocks):
    X, y = world(4000)
    X[:3999, 0], X[3999, 0] = 1, 2
    assert compress(X, y).constant is None
    assert compress(np.zeros((5, 1)), y[:5]).constant is None
    assert compress(np.full((5, 1), -3.0), y[:5]).constant == 0


def test_parts_that_do_not_belong_together_are_refused():
    X, y = world(10)
    frame = pd.DataFrame(X, columns=list("abcd"))
    with pytest.raises(ValueError, match="4 and 3 columns"):
        compress(X, y) + compress(X[:, :3], y)
    with pytest.raises(ValueError, match="same order"):
        compress(frame, y) + compress(frame[list("badc")], y)
    with pytest.raises(TypeError):
        compress(X, y) + 3
    assert (compress(frame, y) + compress(X, y)).names == ("a", "b", "c", "d")


# ---- blocks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blocks", "error", "message"),
    [
        ([], ValueError, "no block"),
        (3, TypeError, "iterable of pairs"),
        ([np.ones((3, 2))], TypeError, "Block 0 .*pair"),
        ([world(5), (np.ones((3, 4)), np.ones(2))], ValueError, "Block 1: y has 2 entries"),
        ([world(5), world(5, p=3)], ValueError, "Block 1: .*4 and 3 columns"),
        ([world(5), (np.full((1, 4), np.nan), [1.0])], ValueError, "Block 1: .*'x0'"),
    ],
)
def test_wrong_blocks_are_refused_by_number(blocks, error, message):
    with pytest.raises(error, match=message):
        compress_blocks(blocks)


def test_blocks_are_taken_from_a_generator_once():
    X, y = world(100)
    assert_same(
        compress_blocks((X[i : i + 7], y[i : i + 7]) for i in range(0, 100, 7)), compress(X, y)
    )


# ---- what is not finite --------------------------------------------------------------------------


@pytest.mark.parametrize("row", [0, 1, 2500, 3999])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_entries_that_are_not_finite_are_named_wherever_they_are(small_blocks, row, bad):
    X, y = world(4000)
    X[row, 2] = bad
    with pytest.raises(ValueError, match=f"'x2'.* at row {row}"):
        compress(X, y)
    X[row, 2], y[row] = 0, bad
    with pytest.raises(ValueError, match=f"y has {bad} at row {row}"):
        compress(X, y)


def test_columns_too_long_for_float64_are_refused_with_advice():
    with pytest.raises(ValueError, match="power of ten"):
        compress(np.full((20, 1), 1.7e308), np.ones(20))


# ---- digits --------------------------------------------------------------------------------------

N = 12_000
HALF = N // 2


def _dummies(X, rng):
    groups = np.sort(rng.integers(0, 6, N))
    return np.column_stack([(groups[:, None] == np.arange(6)).astype(float), X[:, 1]])


def _edit(rows, columns, value):
    def edit(X, rng):
        X[rows, columns] = value(X[rows, columns], rng) if callable(value) else value
        return X

    return edit


def _nearly(j, k, rows=slice(None), distance=1e-8):
    def edit(X, rng):
        X[rows, j] = X[rows, k] + distance * X[rows, j]
        return X

    return edit


HOSTILE = {
    "ordinary": lambda X, rng: X,
    "zero at first": _edit(slice(0, 2000), 2, 0.0),
    "zero until the last rows": _edit(slice(0, N - 5), 2, 0.0),
    "constant at first, then huge": lambda X, rng: (
        _edit(slice(0, 2000), 2, 1e-8)(X, rng) * [1, 1, 1e8, 1]),
    "all huge later": _edit(slice(HALF, None), slice(None), lambda x, rng: 1e8 * x),
    "all tiny later": _edit(slice(HALF, None), slice(None), lambda x, rng: 1e-8 * x),
    "one column huge later": lambda X, rng: _nearly(2, 1, distance=1.0)(X, rng) * np.where(
        np.arange(N)[:, None] < HALF, 1.0, [1, 1e8, 1, 1]),
    "sorted": lambda X, rng: np.sort(X, axis=0),
    "outliers": _edit(slice(1000, None, 997), 2, 1e12),
    "heavy tails": lambda X, rng: np.column_stack(
        [np.ones(N), rng.standard_cauchy((N, 3)) ** 3]),
    "nearly collinear, last": _nearly(3, 2),
    "nearly collinear, in the middle": _nearly(2, 1),
    "nearly collinear at first": _nearly(3, 2, slice(0, 2000)),
    "nearly collinear later": _nearly(3, 2, slice(2000, None)),
    "powers of x": lambda X, rng: rng.uniform(-9, -3, (N, 1)) ** np.arange(9),
    "powers of a sorted x": lambda X, rng: (
        np.sort(rng.uniform(-9, -3, (N, 1)), axis=0) ** np.arange(9)),
    "large means": lambda X, rng: X + np.array([0, 1e9, 1e6, 0]),
    "units far apart": lambda X, rng: X * [1, 1e-150, 1e150, 1],
    "units at the ends of float64": lambda X, rng: X * [1, 1e-290, 1e300, 1],
    "sorted groups": _dummies,
    "drift": lambda X, rng: X * np.exp(np.linspace(0, 30, N)[:, None] * [0, 0, 1, 0]),
}  # fmt: skip


def _errors(R, X, y, units, beta, length):
    """Errors of the fitted values and of the residuals' length, in units of y's rounding."""
    found = solve_triangular(R[:-1, :-1], R[:-1, -1])
    fit = np.linalg.norm(X / units[:-1] @ (found - beta))
    return np.array([fit, abs(abs(R[-1, -1]) - length)]) / (
        ROUNDING * np.linalg.norm(y / units[-1])
    )


@pytest.mark.parametrize("noise", [1.0, 1e-10])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_tables_keep_the_digits_of_plain_qr(name, noise, small_blocks):
    """Within one digit of it, in one piece or in blocks; the truth has twice the precision."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(N, 4))
    X[:, 0] = 1
    X = HOSTILE[name](X, rng)
    units = np.append(2.0 ** np.round(np.log2(column_lengths(X))), 1.0)
    y = (X / units[:-1]) @ np.arange(1, len(units)) * 50 + noise * rng.normal(size=N)
    table = np.column_stack([X, y]) / units
    whole = np.linalg.qr(table, mode="r")
    blocked = np.zeros_like(whole)
    for first in range(0, N, 100):
        blocked = np.linalg.qr(np.vstack([blocked, table[first : first + 100]]), mode="r")
    rough = solve_triangular(whole[:-1, :-1], whole[:-1, -1])
    beta = refine(X, y, units, whole[:-1, :-1], rough)
    length = np.linalg.norm(residual(table[:, :-1], table[:, -1], beta)[0])

    S = compress(X, y)
    assert S.n == N
    ours, *plain = (
        _errors(R, X, y, units, beta, length) for R in (S.factor / units, whole, blocked)
    )
    assert (ours <= 10 * np.maximum(*plain) + 10).all(), (ours, plain)


@pytest.mark.parametrize("scale", [1e-300, 1e-170, 1e-90, 1e120, 1e300])
def test_the_scale_of_y_does_not_matter(scale, small_blocks):
    X, y = world(4000)
    S, T = compress(X, y), compress(X, y * scale)
    np.testing.assert_allclose(T.factor[:, -1] / scale, S.factor[:, -1], rtol=1e-12)


def test_ordinary_tables_take_the_fast_way(small_blocks, monkeypatch):
    X, y = world(6000)
    by_hand = []
    slow = compressed._update_by_householder

    def count(factor, table, chunk, constant):
        by_hand.append(chunk)
        return slow(factor, table, chunk, constant)

    monkeypatch.setattr(compressed, "_update_by_householder", count)
    compress(X, y)
    assert len(by_hand) == compressed.STRIPS


def test_exactly_collinear_columns_are_compressed_all_the_same(small_blocks):
    X, y = world(4000)
    X[:, 3] = X[:, 1] + X[:, 2]
    S, table = compress(X, y), np.column_stack([X, y])
    np.testing.assert_allclose(S.factor.T @ S.factor, table.T @ table, rtol=1e-11, atol=1e-9)
    assert S.factor[3, 3] <= 1e-11


@pytest.mark.parametrize("convert", [np.ascontiguousarray, np.asfortranarray, np.float32])
def test_memory_does_not_grow_with_the_rows(convert):
    X = convert(np.ones((400_000, 10)))
    X[:, 1:] = np.random.default_rng(0).random((len(X), 9), dtype=np.float32)
    y = X[:, 3] + np.arange(len(X)) % 7
    compress(X[:1000], y[:1000])
    tracemalloc.start()
    compress(X, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8e6


def blas_threads():
    return {i["filepath"]: i["num_threads"] for i in threadpool_info() if i["user_api"] == "blas"}


@pytest.fixture
def two_blas_threads():
    """BLAS with two threads, also where there is one core; set by a thread that ends.

    (The one that sets the number stays in command of it as long as it lives: threadpoolctl 3.8.)
    """
    before = threadpool_info()
    in_a_thread(lambda: threadpool_limits(2, user_api="blas"))
    yield blas_threads()
    in_a_thread(
        lambda: threadpool_limits({i["filepath"]: i["num_threads"] for i in before}, user_api=None)
    )


def in_a_thread(call):
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


@pytest.mark.parametrize("first_out", ["the first", "the second"])
def test_contexts_that_overlap_in_threads_leave_blas_as_it_was(first_out, two_blas_threads):
    one_is_in, two_is_in, one_is_out = (threading.Event() for _ in range(3))
    seen = []

    def first():
        with compressed.one_blas_thread():
            seen.append(blas_threads())
            one_is_in.set()
            assert two_is_in.wait(10)
            assert first_out == "the first" or one_is_out.wait(10)
        one_is_out.set()

    def second():
        assert one_is_in.wait(10)
        with compressed.one_blas_thread():
            two_is_in.set()
            assert first_out == "the second" or one_is_out.wait(10)
        one_is_out.set()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(first), pool.submit(second)]:
            future.result()
    assert set(seen[0].values()) == {1}
    assert blas_threads() == two_blas_threads


def test_contexts_within_each_other_leave_blas_as_it_was(two_blas_threads):
    with compressed.one_blas_thread():
        with compressed.one_blas_thread():
            pass
        assert set(blas_threads().values()) == {1}
    assert blas_threads() == two_blas_threads


def test_long_tables_compressed_in_threads_leave_blas_as_it_was(two_blas_threads):
    X, y = world(1_000_000, 2)
    expected = compress(X, y)
    with ThreadPoolExecutor(4) as pool:
        for S in pool.map(lambda _: compress(X, y), range(12)):
            assert_same(S, expected)
    assert blas_threads() == two_blas_threads
