"""What lesson 13b goes on with keeps its digits, and its blocks come by once."""

import copy

import numpy as np
import pytest

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
