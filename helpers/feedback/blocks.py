"""Blocks: which part of an answer is right, and what a known mistake gives in the part that is not.

A block is a named part, or the first or the last entry of a row of numbers and the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from helpers.feedback.answers import WHOLE, Parts
from helpers.feedback.pairs import near

Same = Callable[[np.ndarray, np.ndarray, str], bool]
Cut = Callable[[Parts], np.ndarray]


class Block(NamedTuple):
    """A block of an answer.

    Attributes
    ----------
    name : str
    plural : bool
    right : bool
        Whether it is right on every input.
    mistakes : list of int
        The numbers of the known mistakes that give this block, where it is not right.
    """

    name: str
    plural: bool
    right: bool
    mistakes: list[int]


def find(
    found: list[Parts], rights: list[Parts], mistakes: Sequence[list[Parts]], same: Same
) -> list[Block]:
    """The blocks of an answer of which something is known; none where nothing is.

    Parameters
    ----------
    found, rights : list of dict
        The answer and the right one on each input, in the same shapes.
    mistakes : sequence of list of dict
        What each known mistake gives there.
    same : callable
        Whether two arrays are the same, as far as the exercise cares in a part.
    """
    judged = [
        [_judged(*block, found, rights, mistakes, same) for block in division]
        for division in _divisions(rights)
    ]
    return max(judged, key=_known, default=[])


def _known(blocks: list[Block]) -> int:
    """Of how many blocks something is known; twice as much if it is that they are right."""
    return sum(2 * block.right + bool(block.mistakes) for block in blocks)


def _divisions(rights: list[Parts]) -> Iterator[list[tuple[str, str, Cut]]]:
    """Ways to divide an answer, each a list of blocks: its words, its part, how to cut it out."""
    names = list(rights[0])
    if len(names) > 1:
        yield [(name, name, lambda parts, k=name: parts[k]) for name in names]
    elif names == [WHOLE] and all(
        parts[WHOLE].ndim == 1 and parts[WHOLE].size > 1 for parts in rights
    ):
        two = all(parts[WHOLE].size == 2 for parts in rights)
        yield [
            ("the last entry", WHOLE, lambda parts: parts[WHOLE][-1:]),
            (
                "the first entry" if two else "the entries but the last",
                WHOLE,
                lambda parts: parts[WHOLE][:-1],
            ),
        ]
        yield [
            ("the first entry", WHOLE, lambda parts: parts[WHOLE][:1]),
            (
                "the last entry" if two else "the entries but the first",
                WHOLE,
                lambda parts: parts[WHOLE][1:],
            ),
        ]


def _judged(
    name: str,
    part: str,
    cut: Cut,
    found: list[Parts],
    rights: list[Parts],
    mistakes: Sequence[list[Parts]],
    same: Same,
) -> Block:
    plural = name.startswith("the entries")
    if all(same(cut(mine), cut(right), part) for mine, right in zip(found, rights, strict=True)):
        return Block(name, plural, True, [])
    known = [
        number
        for number, mistake in enumerate(mistakes)
        if all(
            part in made and made[part].shape == right[part].shape and near(cut(mine), cut(made))
            for mine, made, right in zip(found, mistake, rights, strict=True)
        )
    ]
    return Block(name, plural, False, known)
