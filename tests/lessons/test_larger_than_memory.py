"""What lesson 13b goes on with keeps its digits, and its blocks come by once."""

import copy

import numpy as np
import pytest

from helpers.compressed import compress
from helpers.exercises import larger_than_memory as ex
from helpers.lessons.larger_than_memory.shared import Blocks, world

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
