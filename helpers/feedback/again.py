"""Again: what a function shows when it is called once more, with one thing changed.

With other random numbers: what it returns is then random, and by how much is measured. With another
row of what it is given: whether its numbers for other rows change, where right ones do not.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import random
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from helpers.feedback.answers import Parts, numbers
from helpers.feedback.calls import guarded, random_states

if TYPE_CHECKING:
    from helpers.feedback.exercise import Case, Exercise

SECONDS = 0.5  # of computing, for all calls
CALLS = 8  # with other random numbers
MOST_ROWS = 50


class Scatter(NamedTuple):
    """How far the numbers of a random function lie apart on one input.

    Attributes
    ----------
    part : str
    numbers : ndarray, shape (calls, ...)
        What each call gave, all with other random numbers.
    """

    part: str
    numbers: np.ndarray

    def in_words(self) -> str:
        """Say that the numbers are random, and by how much they vary."""
        calls = f"in {len(self.numbers)} calls on this input, each with other random numbers,"
        if self.numbers[0].size == 1:
            ends = [numbers(end(self.numbers)) for end in (np.min, np.max)]
            how = f"{calls} it gave {ends[0]} to {ends[1]}"
        else:
            how = f"{calls} one and the same entry differed by up to {numbers(self._widest())}"
        return (
            f"It draws random numbers inside: {how}. Asked is the exact answer, which needs none."
        )

    def _widest(self) -> np.ndarray:
        return np.ptp(self.numbers, axis=0).max()

    def is_around(self, right: np.ndarray) -> bool:
        """Whether chance may be all that sets the numbers apart from the right ones."""
        off = np.abs(self.numbers.mean(axis=0) - right)
        return bool(np.all(off <= 3 * self.numbers.std(axis=0, ddof=1)))


def scatter(exercise: Exercise, function: object, case: Case, part: str) -> Scatter | None:
    """How the numbers of a function vary with the random numbers that it draws; None if not at all.

    Seeds that are written inside are changed. That random numbers are the reason is seen in that
    the same ones give the same numbers. A function that is handed its generator is not judged, nor
    is one whose right answer depends on a seed.
    """
    if any(isinstance(one, np.random.Generator) for one in exercise.arguments(case)):
        return None
    until = time.thread_time() + SECONDS
    begin = [(put, copy.deepcopy(get())) for get, put in random_states(function)]

    def call(seed: int, function: object = function) -> Parts:
        with _seeds(seed, getattr(function, "__globals__", {})):
            return guarded(lambda: exercise.amounts_to(function, case), seconds=SECONDS)

    try:
        if not _same(call(0, exercise.program), call(1, exercise.program)):
            return None
        found = [call(0)]
        for seed in range(1, CALLS):
            found.append(call(seed))
            alike = all(_same(found[0], one) for one in found)
            if time.thread_time() > until or (seed == 2 and alike):
                break
        for put, state in begin:
            put(state)
        again = call(0)
    except Exception:
        return None
    if len(found) < 4 or not _same(found[0], again):
        return None
    values = np.array([one[part] for one in found])
    return Scatter(part, values) if np.ptp(values, axis=0).any() else None


def _same(one: Parts, other: Parts) -> bool:
    return all(np.array_equal(one[part], other[part], equal_nan=True) for part in one)


class _Seeded(type):
    """Makes a kind of generator whose instances are those of the kind that it stands for."""

    def __instancecheck__(cls, thing: object) -> bool:
        return isinstance(thing, cls.__base__)


@contextlib.contextmanager
def _seeds(other: int, scope: dict) -> Iterator[None]:
    """Give other seeds to whatever is seeded meanwhile; `other` says which.

    `scope` are a function's globals, which may have `default_rng` by its bare name.
    """

    def changed(seed: object) -> list[int]:
        known = isinstance(seed, (int, np.integer))
        return [2_024, other, abs(int(seed)) % 2**32 if known else 0]

    def default_rng(seed: object = None) -> np.random.Generator:
        kept = isinstance(seed, (np.random.Generator, np.random.BitGenerator))
        return originals["default_rng"](seed if kept else changed(seed))

    class RandomState(np.random.RandomState, metaclass=_Seeded):
        def __init__(self, seed: object = None) -> None:
            super().__init__(changed(seed))

    originals = {name: getattr(np.random, name) for name in ("default_rng", "RandomState", "seed")}
    legacy, plain = originals["seed"], random.seed
    np.random.default_rng, np.random.RandomState = default_rng, RandomState
    bare = [name for name, one in scope.items() if one is originals["default_rng"]]
    scope.update(dict.fromkeys(bare, default_rng))
    np.random.seed = lambda seed=None: legacy(changed(seed))
    random.seed = lambda seed=None, *version: plain(repr(changed(seed)))
    try:
        yield
    finally:
        random.seed = plain
        scope.update(dict.fromkeys(bare, originals["default_rng"]))
        for name, original in originals.items():
            setattr(np.random, name, original)


def hangs_on_other_rows(exercise: Exercise, function: object, case: Case) -> str:
    """Say which numbers change with another row than their own, though right ones do not; or "".

    In every argument with as many rows as a right function returns numbers, one row is changed.
    """
    arguments = exercise.arguments(case)
    try:
        returned = exercise.returned(exercise.program, arguments)
        (count,) = {len(array) if array.ndim else 0 for array in returned.values()}
        if not 3 <= count <= MOST_ROWS or not _tables(case, count):
            return ""
        right = functools.partial(exercise.amounts_to, exercise.program)
        until = time.thread_time() + SECONDS

        def mine(one: Case) -> Parts:
            left = max(until - time.thread_time(), 0.01)
            return guarded(lambda: exercise.amounts_to(function, one), seconds=left)

        row = count // 2
        other = _with_another_row(case, count, row)
        own = [_moved(right, case, _with_another_row(case, count, k)) for k in range(count)]
        moved = _moved(mine, case, other) - own[row]
        if _moved(mine, case, case):  # it does not do the same twice
            return ""
    except Exception:
        return ""
    entries = {k: set(own[k]) - own[row] for k in range(count) if len(own[k]) == 1 and k != row}
    before = [k for k in entries if k < row and entries[k] & moved]
    after = [k for k in entries if k > row and entries[k] & moved]
    if not (before or after):
        return ""
    which = "rows after it" if not before else "rows before it" if not after else "other rows"
    said = f"Change row [{row}] alone, and your numbers for {which} change, too; right ones do not"
    if before:
        return f"{said}: each is to come from its own row."
    return f"{said}: is something carried over from row to row, such as a total?"


def _tables(case: Case, count: int) -> list[int]:
    """The places of the arrays of numbers with so many rows."""
    return [
        k
        for k, one in enumerate(case)
        if isinstance(one, np.ndarray) and one.dtype.kind == "f" and one.ndim and len(one) == count
    ]


def _with_another_row(case: Case, count: int, row: int) -> Case:
    """The same input, but with another row in each table; positive numbers stay positive."""
    changed = list(copy.deepcopy(case))
    for place in _tables(case, count):
        table = changed[place]
        table[row] = table[row] * 1.3 + 0.1 * np.abs(table).mean()
    return tuple(changed)


def _moved(function: Callable[[Case], Parts], case: Case, other: Case) -> set[tuple[str, int]]:
    """The entries of a result that are others on another input."""
    before, after = function(case), function(other)
    return {
        (part, int(entry))
        for part in before
        for entry in np.flatnonzero(_differ(before[part].ravel(), after[part].ravel()))
    }


def _differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two results differ by more than rounding."""
    largest = np.abs(one).max() + np.abs(other).max()
    return np.abs(one - other) > 1e-9 * largest
