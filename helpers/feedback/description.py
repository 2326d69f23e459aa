"""What is off, in words, when no known program and no relation explains an answer.

The right numbers are never shown: only shapes, which entries are off, and in which direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from helpers.feedback.answers import WHOLE, Parts, numbers
from helpers.feedback.comparing import comparable, plain
from helpers.feedback.tolerance import Tolerance, for_each, same_shape

if TYPE_CHECKING:
    from helpers.feedback.exercise import Case, Exercise

WHERE_TO_LOOK = (
    ": look for a division by zero, an overflow, the root of a negative number, or a logarithm of "
    "something that is not positive."
)


def of_difference(
    exercise: Exercise, found: list[Parts], rights: list[Parts], cases: list[Case]
) -> str:
    """Describe the first part, on the first input, that is off."""
    if exercise.tolerance.exact and ignores_input(found, rights):
        return "On all inputs of this check your function returns the same numbers."
    k = first_off(exercise, found, rights)
    where = f"{exercise.input_in_words(cases[k])}: " if exercise.asks_for_function else ""
    if exercise.achieved and comparable(found, rights):
        return where + exercise.achieved(plain(found[k]), *cases[k])
    tolerance = for_each(exercise.tolerance, len(cases))[k]
    said = (
        _difference(found[k][part], right, part, tolerance) for part, right in rights[k].items()
    )
    shapes = _rows_and_columns(found[k], rights[k], cases[k])
    words = next(filter(None, said))
    if where and words.startswith("Your "):  # the name of a part stays as it is
        words = "y" + words[1:]
    return where + words + shapes


def first_off(exercise: Exercise, found: list[Parts], rights: list[Parts]) -> int:
    """The number of the first input on which the answer is off."""
    tolerances = for_each(exercise.tolerance, len(rights))
    for k, (mine, theirs, tolerance) in enumerate(zip(found, rights, tolerances, strict=True)):
        if any(_difference(mine[part], theirs[part], part, tolerance) for part in theirs):
            return k
    raise AssertionError("an answer that differs nowhere is right")


def _rows_and_columns(found: Parts, right: Parts, case: Case) -> str:
    """Say so if there is a number for each row where one for each column is wanted, or so."""
    tables = [one for one in case if isinstance(one, np.ndarray) and one.ndim == 2]
    (part, wanted), *_ = right.items()
    if not tables or wanted.ndim != 1 or found[part].squeeze().ndim != 1:
        return ""
    words = dict(zip(tables[0].shape, ("row", "column"), strict=True))
    mine, theirs = words.get(found[part].size), words.get(wanted.size)
    if not mine or not theirs or mine == theirs:
        return ""
    return f" Those are as many as there are {mine}s; wanted are as many as there are {theirs}s."


def _difference(answer: np.ndarray, right: np.ndarray, part: str, tolerance: Tolerance) -> str:
    name = f"{part}: your" if part != WHOLE else "Your"
    shaped = same_shape(answer, right)
    if shaped is None:
        hint = " Did you mean the transpose?" if answer.shape == right.shape[::-1] else ""
        is_shaped = "is one number" if answer.ndim == 0 else f"has shape {answer.shape}"
        return f"{name} answer {is_shaped}; wanted {_shape(right)}.{hint}"
    distance = tolerance.distance(shaped, right, part)
    off = distance > 1
    if not off.any():
        return ""
    if not np.isfinite(shaped).all():
        return f"{name} {_not_a_number(shaped)}{WHERE_TO_LOOK}"
    if not tolerance.exact:
        place = tuple(int(i) for i in np.argwhere(off)[0])
        near_zero = bool(tolerance.distance(0 * right, right, part)[place] <= 1)
        which = name if right.size == 1 else f"{name} entry {list(place)},"
        mine, wanted = float(shaped[place]), float(right[place])
        return _beyond_chance(which, mine, wanted, near_zero=near_zero)
    return f"{_which(name, shaped, off)} {_direction(shaped[off], right[off])}".strip()


def _not_a_number(answer: np.ndarray) -> str:
    """Which entries are nan or infinite: all of them, or the first that is."""
    place = tuple(int(i) for i in np.argwhere(~np.isfinite(answer))[0])
    value = answer[place]
    if answer.size == 1:
        return f"answer is {value}"
    if np.array_equal(answer, np.full(answer.shape, value), equal_nan=True):
        return f"{answer.size} entries are all {value}"
    return f"entry {list(place)} is {value}"


def _beyond_chance(name: str, mine: float, wanted: float, *, near_zero: bool) -> str:
    """About an average: it is off by more than its Monte Carlo error."""
    if near_zero or abs(wanted) < 0.1:
        should = "close to 0"
    elif mine * wanted < 0:
        should = "positive" if wanted > 0 else "negative"
    elif wanted > 0:
        should = "smaller" if mine > wanted else "larger"
    else:
        should = "farther from 0" if abs(mine) < abs(wanted) else "closer to 0"
    return f"{name} {numbers(np.array(mine))} should be {should}, by more than chance explains."


def _which(name: str, answer: np.ndarray, off: np.ndarray) -> str:
    place = tuple(int(i) for i in np.argwhere(off)[0])
    shown = numbers(np.array(answer[place]))
    if answer.size == 1:
        return f"{name} {shown} is not it."
    if off.all():
        return f"{name} {numbers(answer)} are all off."
    count = int(off.sum())
    if count > answer.size / 2:
        return f"{name} answer is off in {count} of {answer.size} entries, first in {list(place)}."
    return (
        f"{name} answer is right but for {count} of {answer.size} entries: "
        f"{'the first is' if count > 1 else 'it is'} entry {list(place)}, {shown}."
    )


def _direction(answer: np.ndarray, right: np.ndarray) -> str:
    """What is true of all entries that are off; nothing where they disagree."""
    it = "They are all" if answer.size > 1 else "It is"
    size, wanted = np.abs(answer), np.abs(right)
    difference = np.abs(answer - right)
    if np.all(difference <= 3e-4 * wanted):
        what = "Only the last digits differ" if answer.size > 1 else "Only its last digits differ"
        return f"{what}: was something rounded on the way, or did a search stop a little early?"
    if np.all(difference < 0.02 * wanted):
        return f"{it} less than 2 % off."
    if np.all(wanted == 0):
        return f"{it} too far from zero." if answer.size > 1 else "It should be close to zero."
    if np.all(answer * right < 0):
        # A formula that lost a power or an n may end up below zero: no sign was turned in it.
        if np.all(np.abs(size - wanted) <= 0.1 * wanted):
            return "Their signs are all wrong." if answer.size > 1 else "Its sign is wrong."
        them = (
            ("their signs", "their sizes are") if answer.size > 1 else ("its sign", "its size is")
        )
        return f"Neither {them[0]} nor {them[1]} right."
    if np.all(size > wanted) or np.all(size < wanted):
        far = "far " if np.all(size > 10 * wanted) or np.all(10 * size < wanted) else ""
        # Of a negative number "too small" would be read two ways, and true in one of them.
        positive = np.all(right > 0) and np.all(answer >= 0)
        less, more = ("small", "large") if positive else ("close to zero", "far from zero")
        return f"{it} {far}too {more if np.all(size > wanted) else less}."
    return ""


def _shape(right: np.ndarray) -> str:
    return "one number" if right.ndim == 0 else str(right.shape)


def ignores_input(found: list[Parts], rights: list[Parts]) -> bool:
    """Whether the answer is the same on all inputs, though right answers are not."""

    def all_same(outputs: list[Parts]) -> bool:
        return all(
            np.array_equal(output[part], outputs[0][part]) for output in outputs for part in output
        )

    return all_same(found) and not all_same(rights)
