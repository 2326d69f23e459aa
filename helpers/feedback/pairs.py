"""Pairs: two slips at once, each of which would be known alone.

The answer is compared with what each known mistake gives, turned by one more slip (a sign, a
factor, a root, an order), and with what two known mistakes give together: what each adds to the
right answer, added; or the factor by which each is off, multiplied. A pair is told only if it
gives the answer on every input, to nearly all the digits there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from helpers.feedback.answers import Parts
from helpers.feedback.relations import Sizes
from helpers.feedback.tolerance import same_shape

PRECISE = 1e-9  # relative to the largest of the numbers that are compared
MOST_NUMBERS = 200_000


class Pair(NamedTuple):
    """Two slips that give the answer together.

    Attributes
    ----------
    first : int
        The number of the known mistake.
    second : int or None
        The number of the other one; None where it is one more slip.
    slip : str
        That slip, as the rest of a sentence that begins "Your 1.2 and 3.4".
    """

    first: int
    second: int | None = None
    slip: str = ""


def find(
    found: list[Parts], rights: list[Parts], mistakes: Sequence[list[Parts]], sizes: Sequence[Sizes]
) -> list[Pair]:
    """The pairs that give the answer; none where it is not known to many digits.

    Parameters
    ----------
    found, rights : list of dict
        The answer and the right one, on each input.
    mistakes : sequence of list of dict
        What each known mistake gives there.
    sizes : sequence of mapping
        The counts that a formula divides by, on each input.
    """
    if sum(array.size for parts in found for array in parts.values()) > MOST_NUMBERS:
        return []
    with np.errstate(all="ignore"):
        turned = list(_turned(found, rights, mistakes, sizes))
        return turned or list(_together(found, rights, mistakes))


def _turned(
    found: list[Parts], rights: list[Parts], mistakes: Sequence[list[Parts]], sizes: Sequence[Sizes]
) -> Iterator[Pair]:
    if not mistakes:
        return
    part = next(iter(rights[0]))
    stacked = np.stack([mistake[0][part] for mistake in mistakes])
    for slip, turn in _SLIPS:
        for number in _candidates(found[0][part], turn(stacked, sizes[0])):
            mistake = mistakes[number]
            made = [
                {name: _turned_alone(turn, array, size) for name, array in parts.items()}
                for parts, size in zip(mistake, sizes, strict=True)
            ]
            if _same(found, made) and not _same(made, mistake) and not _same(made, rights):
                yield Pair(int(number), slip=slip)


def _candidates(answer: np.ndarray, made: np.ndarray | None) -> np.ndarray:
    """Which of several arrays, the rows of `made`, may be the answer: a quick look."""
    if made is None or answer.size != made[0].size:
        return np.array([], dtype=int)
    difference = np.abs(made.reshape(len(made), -1) - answer.ravel()).max(axis=1)
    return np.flatnonzero(difference <= 2 * PRECISE * np.abs(answer).max())


def _turned_alone(turn: Turn, array: np.ndarray, size: Sizes) -> np.ndarray | None:
    made = turn(array[None], size)
    return None if made is None else made[0]


def _same(ones: list[Parts], others: list[Parts]) -> bool:
    return all(
        one.keys() == other.keys() and all(near(one[part], other[part]) for part in one)
        for one, other in zip(ones, others, strict=True)
    )


def near(answer: np.ndarray, target: np.ndarray | None) -> bool:
    """Whether two arrays are the same to nearly all digits, but for axes of length 1."""
    if target is None or not np.isfinite(target).all() or not target.any():
        return False
    shaped = same_shape(answer, target)
    if shaped is None:
        return False
    largest = np.abs(target).max()
    return bool(np.all(np.abs(shaped - target) <= PRECISE * largest))


# What one more slip does to several arrays at once: the first axis numbers them.
Turn = Callable[[np.ndarray, Sizes], np.ndarray | None]


def _of_a_size(name: str, power: float) -> Turn:
    return lambda arrays, size: arrays * size[name] ** power if name in size else None


def _transposed(arrays: np.ndarray, size: Sizes) -> np.ndarray | None:
    return np.swapaxes(arrays, 1, 2) if arrays.ndim == 3 else None


def _rolled(by: int) -> Turn:
    return lambda arrays, size: np.roll(arrays, by, axis=1) if arrays.ndim == 2 else None


_SLIPS: tuple[tuple[str, Turn], ...] = (
    ("the opposite sign of", lambda arrays, size: -arrays),
    ("the size, without its sign, of", lambda arrays, size: np.abs(arrays)),
    ("twice", lambda arrays, size: 2 * arrays),
    ("half of", lambda arrays, size: arrays / 2),
    ("the square of", lambda arrays, size: arrays**2),
    ("the square root of", lambda arrays, size: np.sqrt(arrays)),
    ("one over", lambda arrays, size: 1 / arrays),
    ("n times", _of_a_size("n", 1)),
    ("one n-th of", _of_a_size("n", -1)),
    ("√n times", _of_a_size("n", 0.5)),
    ("one √n-th of", _of_a_size("n", -0.5)),
    ("100 times", lambda arrays, size: 100 * arrays),
    ("the exponential of", lambda arrays, size: np.exp(arrays)),
    ("the natural logarithm of", lambda arrays, size: np.log(arrays)),
    ("the base-10 logarithm of", lambda arrays, size: np.log10(arrays)),
    ("one minus", lambda arrays, size: 1 - arrays),
    ("the transpose of", _transposed),
    ("in reverse order,", lambda arrays, size: arrays[:, ::-1] if arrays.ndim > 1 else None),
    ("with the first put last,", _rolled(-1)),
    ("with the last put first,", _rolled(1)),
)


def _together(
    found: list[Parts], rights: list[Parts], mistakes: Sequence[list[Parts]]
) -> Iterator[Pair]:
    """Two known mistakes of which neither shows alone."""
    mine, right = _flat(found, rights), _flat(rights, rights)
    if mine is None or len(mistakes) < 2:
        return
    made = np.stack([_flat(mistake, rights) for mistake in mistakes])
    sizes = np.abs(made).max(axis=1)
    size = (np.abs(right) + np.abs(mine)).max()

    def shows(others: np.ndarray, largest: np.ndarray | float) -> np.ndarray:
        return np.abs(others - mine).max(axis=-1) <= 10 * PRECISE * (size + largest)

    if shows(right, 0.0):
        return
    alone = shows(made, sizes)
    for one, first in enumerate(made[:-1]):
        others = made[one + 1 :]
        allowed = PRECISE * (size + sizes[one] + sizes[one + 1 :])  # of these two alone
        added = np.abs(first + others - right - mine).max(axis=1) <= allowed
        off = np.abs(first * others / right - mine)
        times = np.all(off <= PRECISE * np.abs(mine), axis=1)
        for two in np.flatnonzero(added | times) + one + 1:
            if not (alone[one] or alone[two] or _cancel(found, rights, mistakes[one])):
                yield Pair(one, int(two))


def _cancel(found: list[Parts], rights: list[Parts], mistake: list[Parts]) -> bool:
    """Whether a part is right that the mistake gets wrong: then it was not made."""
    return any(
        near(mine[part], right[part]) and not near(made[part], right[part])
        for mine, right, made in zip(found, rights, mistake, strict=True)
        for part in right
    )


def _flat(outputs: list[Parts], like: list[Parts]) -> np.ndarray | None:
    """All numbers in one row; None where a part is missing or has another shape."""
    arrays = []
    for mine, theirs in zip(outputs, like, strict=True):
        if mine.keys() != theirs.keys():
            return None
        for part, right in theirs.items():
            shaped = same_shape(mine[part], right)
            if shaped is None:
                return None
            arrays.append(shaped.ravel())
    return np.concatenate(arrays)
