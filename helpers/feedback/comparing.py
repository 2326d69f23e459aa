"""Comparing what an answer amounts to with what a program gives, on every input."""

from __future__ import annotations

import numpy as np

from helpers.feedback.answers import WHOLE, Parts
from helpers.feedback.tolerance import Tolerance, for_each, same_shape


def farthest(
    found: list[Parts],
    target: list[Parts],
    tolerances: Tolerance | tuple[Tolerance, ...],
    enough: float = 1.0,
) -> float:
    """The largest difference, over cases, parts and entries, in units of what is allowed.

    Where it is more than `enough`, it is not looked for to the end: then it is inf.
    """
    worst = 0.0
    each = for_each(tolerances, len(found))
    for mine, theirs, tolerance in zip(found, target, each, strict=True):
        if mine.keys() != theirs.keys():
            return np.inf
        for part, right in theirs.items():
            shaped = same_shape(mine[part], right)
            if shaped is None:
                return np.inf
            worst = max(worst, float(np.max(tolerance.distance(shaped, right, part))))
            if worst > enough:
                return np.inf
    return worst


def in_shape_of(found: list[Parts], target: list[Parts]) -> list[Parts]:
    """The answers in the target's shapes, where only axes of length 1 differ."""

    def shaped(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        turned = same_shape(mine, theirs)
        return mine if turned is None else turned

    return [
        {part: shaped(mine[part], theirs[part]) for part in mine}
        for mine, theirs in zip(found, target, strict=True)
    ]


def comparable(found: list[Parts], rights: list[Parts]) -> bool:
    """Whether the answers have the right parts and shapes, and nothing but numbers in them."""
    return all(
        mine.keys() == theirs.keys()
        and all(mine[part].shape == theirs[part].shape for part in theirs)
        and all(np.isfinite(array).all() for array in mine.values())
        for mine, theirs in zip(found, rights, strict=True)
    )


def first(found: list[Parts]) -> np.ndarray:
    """The first part on the first input, of which a message shows the numbers."""
    return next(iter(found[0].values()))


def plain(parts: Parts) -> np.ndarray | Parts:
    """The array alone where an answer has no named parts."""
    return parts.get(WHOLE, parts)
