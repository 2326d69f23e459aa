"""Pairs: two slips at once, each of which would be known alone.

The answer is compared with what each known mistake gives, turned by one more slip (a sign, a
factor, a root, an order), and with what two known mistakes give together: what each adds to the
right answer, added; or the factor by which each is off, multiplied. A pair is told only if it
gives the answer on every input, to nearly all the digits there are.
"""

from __future__ import annotations

import itertools
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
    for slip, turn in _SLIPS:
        for number, mistake in enumerate(mistakes):
            made = [
                {part: turn(array, size) for part, array in parts.items()}
                for parts, size in zip(mistake, sizes, strict=True)
            ]
            if _same(found, made) and not _same(made, mistake) and not _same(made, rights):
                yield Pair(number, slip=slip)


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


def _of_a_size(name: str, power: float) -> Callable[[np.ndarray, Sizes], np.ndarray | None]:
    return lambda array, size: array * size[name] ** power if name in size else None


_SLIPS: tuple[tuple[str, Callable[[np.ndarray, Sizes], np.ndarray | None]], ...] = (
    ("the opposite sign of", lambda array, size: -array),
    ("the size, without its sign, of", lambda array, size: np.abs(array)),
    ("twice", lambda array, size: 2 * array),
    ("half of", lambda array, size: array / 2),
    ("the square of", lambda array, size: array**2),
    ("the square root of", lambda array, size: np.sqrt(array)),
    ("one over", lambda array, size: 1 / array),
    ("n times", _of_a_size("n", 1)),
    ("one n-th of", _of_a_size("n", -1)),
    ("√n times", _of_a_size("n", 0.5)),
    ("one √n-th of", _of_a_size("n", -0.5)),
    ("100 times", lambda array, size: 100 * array),
    ("the exponential of", lambda array, size: np.exp(array)),
    ("the natural logarithm of", lambda array, size: np.log(array)),
    ("the base-10 logarithm of", lambda array, size: np.log10(array)),
    ("one minus", lambda array, size: 1 - array),
    ("the transpose of", lambda array, size: array.T if array.ndim == 2 else None),
    ("in reverse order,", lambda array, size: array[::-1] if array.ndim else None),
    ("with the first put last,", lambda array, size: _rolled(array, -1)),
    ("with the last put first,", lambda array, size: _rolled(array, 1)),
)


def _rolled(array: np.ndarray, by: int) -> np.ndarray | None:
    return np.roll(array, by, axis=0) if array.ndim == 1 else None


def _together(
    found: list[Parts], rights: list[Parts], mistakes: Sequence[list[Parts]]
) -> Iterator[Pair]:
    """Two known mistakes of which neither shows alone."""
    flat = {}
    right, mine = _flat(rights, rights), _flat(found, rights)
    if right is None or mine is None:
        return
    for number, mistake in enumerate(mistakes):
        made = _flat(mistake, rights)
        if made is not None and np.isfinite(made).all():
            flat[number] = made
    scale = np.abs(right) + np.abs(mine)
    for (one, first), (two, second) in itertools.combinations(flat.items(), 2):
        allowed = PRECISE * (scale + np.abs(first) + np.abs(second)).max()
        alone = [np.abs(mine - other).max() <= 10 * allowed for other in (right, first, second)]
        if any(alone):
            continue
        added = np.all(np.abs(first + second - right - mine) <= allowed)
        times = np.all(np.abs(first * second / right - mine) <= PRECISE * np.abs(mine))
        if added or times:
            yield Pair(one, two)


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
