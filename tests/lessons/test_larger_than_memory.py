"""What lesson 13b goes on with keeps its digits, and its blocks come by once."""

import copy
import functools
import itertools
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from helpers.compressed import compress
from helpers.exercises import larger_than_memory as ex
from helpers.lessons.larger_than_memory.shared import LONG, Blocks, tracing, triangle, world

RNG = np.random.default_rng(5)


def slope(R):
    return np.linalg.solve(R[:-1, :-1], R[:-1, -1])[-1]


@pytest.mark.parametrize("offset", [1e6, 1e8, 1.75e9])
def test_the_merge_of_the_lesson_keeps_the_digits_of_a_column_far_from_zero(offset, capsys):
    merge = ex.merge.carry_on(...)
    pieces = [np.column_stack(world(RNG, 500, 3)) for _ in range(6)]
    right = np.linalg.lstsq(np.vstack(pieces)[:, :-1], np.vstack(pieces)[:, -1], rcond=None)[0][-1]
    R = np.zeros((4, 4))
    for table in pieces:
        R = merge(R, np.linalg.qr(table + np.array([0, 0, offset, 0]), mode="r"))
    # The column itself is rounded where it is moved: to eps · offset, a part of its spread.
    assert slope(R) == pytest.approx(right, rel=100 * np.finfo(float).eps * offset)


@pytest.mark.parametrize("name", ["cholesky", "eigenvalues"])
def test_a_merge_by_squares_is_told_that_digits_are_lost(name):
    def cholesky(R1, R2):
        return np.linalg.cholesky(R1.T @ R1 + R2.T @ R2).T

    def eigenvalues(R1, R2):
        values, vectors = np.linalg.eigh(R1.T @ R1 + R2.T @ R2)
        R = np.linalg.qr(np.sqrt(np.maximum(values, 0))[:, None] * vectors.T, mode="r")
        return R * np.where(np.diag(R) < 0, -1, 1)[:, None]

    result = ex.merge.check(locals()[name])
    assert result.outcome == "misconception" and "digits are lost" in result.message


def givens(R1, R2):
    """Rotate each row of R2 into R1; what is zero already is left."""
    R = np.where(np.diag(R1) < 0, -1, 1)[:, None] * R1
    for row in R2:
        for j in np.arange(len(R)):
            if row[j]:
                c, s = np.array([R[j, j], row[j]]) / np.hypot(R[j, j], row[j])
                R[j], row = c * R[j] + s * row, c * row - s * R[j]
    return R


def gram_schmidt(R1, R2):
    left, R = np.vstack([R1, R2]), np.zeros_like(R1)
    for j in range(len(R)):
        R[j, j] = np.linalg.norm(left[:, j])
        R[j, j + 1 :] = left[:, j] @ left[:, j + 1 :] / R[j, j]
        left[:, j + 1 :] -= np.outer(left[:, j], R[j, j + 1 :]) / R[j, j]
    return R


@pytest.mark.parametrize("merge", [givens, gram_schmidt])
def test_the_free_row_of_a_column_of_zeros_refuses_no_right_merge(merge):
    with np.errstate(all="ignore"):
        assert ex.merge.check(merge).outcome == "right"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda R: R * np.sign(np.diag(R))[:, None], "a row wiped out"),
        (lambda R: np.round(R * np.where(np.diag(R) < 0, -1, 1)[:, None], 9), "a tiny column"),
    ],
)
def test_a_merge_that_loses_what_is_zero_or_tiny_is_told_what(change, told):
    result = ex.merge.check(lambda R1, R2: change(np.linalg.qr(np.vstack([R1, R2]), mode="r")))
    assert result.misconception.startswith(told)


@pytest.mark.parametrize("on_top", [0, 1])
def test_no_signs_of_qr_are_right_by_luck(on_top):
    raw = [
        np.diag(np.linalg.qr(np.vstack([case[on_top], case[1 - on_top]]), mode="r"))
        for case in ex.merge.cases({})
    ]
    assert any((one < 0).any() and (one > 0).any() for one in raw)


def chosen(R, columns):
    return R[:, [*columns, -1]]


def reduced(table):
    R = np.linalg.qr(table, mode="r")
    return R * np.where(np.diag(R) < 0, -1, 1)[:, None]


@pytest.mark.parametrize("columns", [[0, 1], [2, 0], [1], [2, 1, 0]])
def test_a_smaller_model_is_that_of_the_rows(columns):
    X, y = world(RNG, 50, 3, far=1e6)
    R = reduced(np.column_stack([X, y]))
    smaller = ex.smaller.carry_on(...)
    right = compress(X[:, columns], y).factor
    np.testing.assert_allclose(smaller(R, columns), right, rtol=1e-8, atol=1e-8)


RIGHT_WAYS = {
    "a stream of one block": lambda R, columns: ex.stream.carry_on(...)(
        [(R[:, columns], R[:, -1])]
    ),
    "the library's pass": lambda R, columns: compress(R[:, columns], R[:, -1]).factor,
    "a product that chooses": lambda R, columns: reduced(R @ np.eye(len(R))[:, [*columns, -1]]),
    "merged with nothing": lambda R, columns: ex.merge.carry_on(...)(
        chosen(R, columns), np.zeros((1, len(columns) + 1))
    ),
}


@pytest.mark.parametrize("way", RIGHT_WAYS)
def test_a_smaller_model_may_be_reduced_by_what_the_lesson_has_already(way):
    assert ex.smaller.check(RIGHT_WAYS[way]).outcome == "right"


def root(table):
    values, vectors = np.linalg.eigh(table.T @ table)
    return np.sqrt(np.maximum(values, 0))[:, None] * vectors.T


WRONG_WAYS = {
    "rows thrown away": lambda R, columns: np.linalg.qr(
        chosen(R, columns)[[*columns, -1]], mode="r"
    ),
    "the old order": lambda R, columns: np.linalg.qr(chosen(R, sorted(columns)), mode="r"),
    "y forgotten": lambda R, columns: np.linalg.qr(R[:, sorted(columns)], mode="r"),
    "the top rows alone": lambda R, columns: np.triu(chosen(R, columns)[: len(columns) + 1]),
    "rows of zeros": lambda R, columns: np.linalg.qr(chosen(R, columns), mode="complete")[1],
    "digits lost": lambda R, columns: reduced(root(chosen(R, columns))),
}


@pytest.mark.parametrize("name", WRONG_WAYS)
def test_a_wrong_smaller_model_is_known_whatever_its_signs(name):
    assert ex.smaller.check(WRONG_WAYS[name]).misconception == name


def test_a_smaller_model_is_judged_on_a_list_of_the_learners_own():
    R = reduced(np.column_stack(world(RNG, 9, 3)))

    def by_list(R, columns):
        columns.append(-1)
        return reduced(R[:, columns])

    for columns in ([2, 0], (2, 0), np.array([2, 0])):
        assert ex.smaller.check(by_list, R=R, columns=columns).outcome == "right"
    assert "whole numbers" in ex.smaller.check(by_list, R=R, columns=[0.5]).message


def test_blocks_come_by_once():
    blocks = Blocks(world(RNG, n, 2) for n in (3, 2))
    again = copy.deepcopy(blocks)
    assert repr(blocks) == "<blocks of 3 and 2 rows>"
    first = next(iter(blocks))
    assert len(first[1]) == 3 and [len(y) for _, y in blocks] == [2]
    with pytest.raises(RuntimeError, match="come by already"):
        list(blocks)
    assert len(list(again)) == 2
    with pytest.raises(TypeError):
        again[0]
    with pytest.raises(TypeError):
        len(again)


@pytest.mark.parametrize("exercise", [ex.stream, ex.hc3], ids=lambda one: one.id)
def test_a_second_time_through_the_blocks_is_told(exercise):
    def twice(blocks, R=None):
        rows = sum(len(y) for _, y in blocks)
        return rows + sum(len(y) for _, y in blocks)

    result = exercise.check(twice)
    assert result.outcome == "broken" and "blocks come by once" in result.message


def tables(blocks):
    return (np.column_stack(pair) for pair in blocks)


def a_batch_at_a_time(size):
    def program(blocks):
        pieces, R = tables(blocks), []
        while batch := list(itertools.islice(pieces, size)):
            R = [triangle(np.vstack([*R, *batch]))]
        return R[0]

    return program


def one_behind(blocks):
    R, last = [], []
    for table in tables(blocks):
        R, last = [triangle(np.vstack([*R, *last]))] if last else R, [table]
    return triangle(np.vstack([*R, *last]))


def in_a_buffer(blocks):
    buffer, filled = np.zeros((20_000, 9)), 0
    for table in tables(blocks):
        rows, columns = table.shape
        buffer[filled : filled + rows, :columns] = table
        filled += rows
    return triangle(buffer[:filled, :columns])


def by_frames(blocks):
    R = None
    for table in tables(blocks):
        both = pd.concat([pd.DataFrame(R), pd.DataFrame(table)])
        R = triangle(both.to_numpy())
    return R


def with_garbage(blocks):
    R = []
    for table in tables(blocks):
        circle = {"table": table.copy()}
        circle["itself"] = circle
        R = [triangle(np.vstack([*R, table]))]
    return R[0]


def row_by_row(blocks):
    rows = itertools.chain.from_iterable(tables(blocks))
    return functools.reduce(lambda R, row: triangle(np.vstack([R, row])), rows)


LET_GO = {
    **{f"{size} at a time": a_batch_at_a_time(size) for size in (1, 7, LONG)},
    "one behind": one_behind,
    "a buffer from the start": in_a_buffer,
    "frames": by_frames,
    "garbage": with_garbage,
    "row by row": row_by_row,
    "the library's pass": lambda blocks: compress(blocks).factor,
}


@pytest.mark.parametrize("way", LET_GO)
def test_a_stream_may_be_compressed_in_any_way_that_lets_blocks_go(way):
    assert ex.stream.check(LET_GO[way]).outcome == "right"


def growing(blocks):
    return triangle(functools.reduce(lambda *above: np.vstack(above), tables(blocks)))


KEPT = {
    "tables": lambda blocks: triangle(np.vstack(list(tables(blocks)))),
    "the blocks": lambda blocks: triangle(np.vstack(list(tables(list(blocks))))),
    "one that grows": growing,
    "lists": lambda blocks: triangle(np.array([row.tolist() for t in tables(blocks) for row in t])),
}


@pytest.mark.parametrize("way", KEPT)
def test_a_stream_that_is_kept_is_told(way):
    result = ex.stream.check(KEPT[way])
    assert result.outcome == "broken" and "memory in use grew all along" in result.message
    assert ex.stream.carry_on(KEPT[way]) is not KEPT[way]


def test_memory_is_traced_for_the_check_alone():
    assert not tracemalloc.is_tracing()
    with tracing():
        with tracing():
            assert tracemalloc.is_tracing()
        assert tracemalloc.is_tracing()
    assert not tracemalloc.is_tracing()


def test_a_stream_that_is_kept_where_nothing_is_traced_comes_to_its_end():
    blocks = Blocks([world(RNG, 5, 2)] * LONG)
    assert repr(blocks) == f"<{LONG} blocks of 5 rows>"
    assert len(list(blocks)) == LONG


def test_a_copy_counts_its_own_memory():
    blocks = Blocks([world(RNG, 50, 3)] * LONG)
    other = copy.copy(blocks)
    assert len(list(blocks)) == LONG
    with tracing(), pytest.raises(MemoryError, match="grew all along"):
        list(other)
