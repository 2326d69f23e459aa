"""Answers that are joined from terms: a slip in one of them is a wrong program, and so are two.

A gradient is a slope in beta and a slope in sigma, a p-value is a statistic and a law. Each term
can be got wrong by itself, which makes a misconception each. Whoever makes two slips at once is
told of both: the pairs, too many to be listed, are one misconception that finds out which.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from helpers.feedback import Exercise
from helpers.feedback.answers import WHOLE, Parts, numbers, read_parts
from helpers.feedback.tolerance import same_shape

Program = Callable[..., object]
Answer = np.ndarray | Parts

_REMEMBERED = 8  # data sets: more than any exercise has of its own


class Slip(NamedTuple):
    """A wrong term, and a message that speaks of this term alone.

    In the message ``{yours}`` stands for the learner's numbers; a callable gets these and the
    data. `program` takes the exercise's data and returns what stands in place of the right term.
    """

    term: str
    name: str
    says: str | Callable[..., str]
    program: Program


def add_slips(
    exercise: Exercise,
    terms: Mapping[str, Program],
    join: Callable[..., object],
    slips: Sequence[Slip],
    *,
    both: tuple[str, str],
    apart: Sequence[tuple[str, str]] = (),
) -> None:
    """Make a misconception of each slip, and one of all pairs of slips in different terms.

    A slip that the exercise already knows by its name is taken for pairs alone.

    Parameters
    ----------
    exercise : Exercise
    terms : mapping of str to callable
        The right terms, as programs of the exercise's data.
    join : callable
        Makes the answer from the terms, in their order.
    slips : sequence of Slip
    both : tuple of str
        The names of the two slips that stand for all pairs.
    apart : sequence of tuple of str
        Names of slips that are no pair: together they are another mistake, or none.
    """
    by_name = {slip.name: slip for slip in slips}
    never = {frozenset(pair) for pair in apart}

    def joined(*made: Slip) -> Program:
        programs = {**terms, **{slip.term: slip.program for slip in made}}
        return lambda *data: join(*(program(*data) for program in programs.values()))

    known = {misconception.name for misconception in exercise.misconceptions}
    for slip in slips:
        if slip.name not in known:
            exercise.misconception(slip.name, slip.says)(joined(slip))

    made: list[tuple[tuple, _Targets]] = []

    def of_all_pairs(data: tuple) -> _Targets:
        """What each pair of slips gives; remembered for the exercise's own data sets."""
        for remembered, targets in made:
            if all(old is new for old, new in zip(remembered, data, strict=True)):
                return targets
        right = {name: program(*data) for name, program in terms.items()}
        wrong = {slip.name: slip.program(*data) for slip in slips}
        found = []
        for one, other in itertools.combinations(slips, 2):
            if one.term != other.term and frozenset((one.name, other.name)) not in never:
                spoilt = {**right, one.term: wrong[one.name], other.term: wrong[other.name]}
                target = read_parts(join(*spoilt.values()), exercise.parts)
                found.append((one, other, target))
        targets = _Targets(exercise, found)
        made.append((data, targets))
        del made[:-_REMEMBERED]
        return targets

    def pairs(yours: Answer, data: tuple) -> Iterator[tuple[Slip, Slip]]:
        return of_all_pairs(data).met_by(yours)

    def says(yours: Answer, *data: object) -> str:
        mine = _all(yours)
        noun = "number" if mine.size == 1 else "numbers"
        words = " And: ".join(
            slip.says(yours, *data) if callable(slip.says) else slip.says.format(yours=noun)
            for slip in next(pairs(yours, data))
        )
        return f"Your {numbers(mine)}: two slips at once. {words}"

    exercise.misconception(
        "two slips",
        says,
        recognises=lambda yours, *data: any(True for _ in pairs(yours, data)),
    )(joined(*(by_name[name] for name in both)))


def _parts(yours: Answer) -> Parts:
    return yours if isinstance(yours, dict) else {WHOLE: yours}


def _all(yours: Answer) -> np.ndarray:
    return np.concatenate([np.ravel(array) for array in _parts(yours).values()])


class _Targets:
    """What each pair of slips gives on one data set; asked which of them an answer is."""

    def __init__(self, exercise: Exercise, pairs: Sequence[tuple[Slip, Slip, Parts]]) -> None:
        self._exercise = exercise
        by_size: dict[int, list] = {}
        for pair in pairs:
            by_size.setdefault(_all(pair[2]).size, []).append(pair)
        self._of_size = {
            size: (same, np.array([_all(target) for _, _, target in same]))
            for size, same in by_size.items()
        }

    def met_by(self, yours: Answer) -> Iterator[tuple[Slip, Slip]]:
        mine = _all(yours)
        pairs, targets = self._of_size.get(mine.size, ([], np.empty((0, mine.size))))
        with np.errstate(all="ignore"):
            largest = np.max(np.abs(targets), axis=1, keepdims=True, initial=0.0)
            far = np.any(np.abs(mine - targets) > 1e-2 * largest, axis=1)  # most are, at a glance
        for place in np.flatnonzero(~far):
            one, other, target = pairs[place]
            if self._is(yours, target):
                yield one, other

    def _is(self, yours: Answer, target: Parts) -> bool:
        """Whether an answer is a target, within the tolerance."""
        tolerance = self._exercise.for_mistakes(target)
        for part, mine in _parts(yours).items():
            shaped = same_shape(mine, target[part])
            if shaped is None or np.any(tolerance.distance(shaped, target[part], part) > 1):
                return False
        return True
