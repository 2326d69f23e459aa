"""The check: which program produced the answer in hand?

The right program and every wrong one run on the same data; the answer is compared with what
each of them gives. If none fits, general relations are tried, and last the answer is described:
its shape, its size, its signs, which of its entries are off. The order is

    blank → unreadable or broken → right → rounded → misconception → relation → description

and the right answer is shown in none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from helpers.feedback import description, relations
from helpers.feedback.answers import NOTHING, WHOLE, Blank, Parts, Unreadable, numbers
from helpers.feedback.calls import Stopped, guarded, is_blank, undisturbed
from helpers.feedback.display import CheckResult
from helpers.feedback.tolerance import Tolerance, for_each, same_shape

if TYPE_CHECKING:
    from helpers.feedback.exercise import Case, Exercise, Misconception


def judge(exercise: Exercise, answer: object, data: Mapping[str, object]) -> CheckResult:
    """Judge `answer`, on the exercise's own data or on `data`. Never raises.

    Only the learner's Stop button (KeyboardInterrupt) goes through.
    """
    try:
        with undisturbed(answer):
            outcome, message, name = _judge(exercise, answer, data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        outcome, name = "broken", None
        message = f"This answer could not be examined ({type(error).__name__}): is it numbers?"
    return CheckResult(outcome, message, name, exercise.id)


Verdict = tuple[str, str, str | None]


def _judge(exercise: Exercise, answer: object, data: Mapping[str, object]) -> Verdict:
    try:
        cases = exercise.cases(data)
        rights = exercise.known(exercise.program, cases, own_data=bool(data))
    except Exception as error:
        return "broken", f"The data you handed over cannot be used. {error}", None
    if answer is None:
        return "wrong", NOTHING, None
    try:
        if answer is Ellipsis or is_blank(answer):
            raise Blank
        found, changed = guarded(
            lambda: _observe(exercise, answer, cases), expected=(Blank, Unreadable)
        )
    except Blank:
        return "blank", "Put your own code in place of the `...`, then run the cell again.", None
    except Unreadable as problem:
        return "wrong", str(problem), None
    except Stopped as problem:
        return "broken", str(problem), None

    if _distance(found, rights, exercise.tolerance) <= 1:
        return "right", _praise(exercise, found, cases, changed), None
    return (
        _too_rounded(exercise, found, rights)
        or _recognise(exercise, found, cases, own_data=bool(data))
        or _relate(exercise, found, rights, cases)
        or ("wrong", description.of_difference(exercise, found, rights, cases), None)
    )


def _observe(exercise: Exercise, answer: object, cases: list[Case]) -> tuple[list[Parts], list]:
    if exercise.asks_for_function and not callable(answer):
        raise Unreadable(
            f"Hand over the function itself, not what it returns; this is {type(answer).__name__}."
        )
    return exercise.observe(answer, cases)


def _distance(
    found: list[Parts], target: list[Parts], tolerance: Tolerance | tuple[Tolerance, ...]
) -> float:
    """The largest difference, over cases, parts and entries, in units of what is allowed."""
    worst = 0.0
    allowed = for_each(tolerance, len(found))
    for mine, theirs, tolerance in zip(found, target, allowed, strict=True):
        if mine.keys() != theirs.keys():
            return np.inf
        for part, right in theirs.items():
            shaped = same_shape(mine[part], right)
            if shaped is None:
                return np.inf
            worst = max(worst, float(np.max(tolerance.distance(shaped, right, part))))
    return worst


# Each of the following gives its verdict, or None where it has nothing to say


def _too_rounded(exercise: Exercise, found: list[Parts], rights: list[Parts]) -> Verdict | None:
    if not exercise.tolerance.exact:
        return None
    kept = [
        relations.rounded_to(mine[part], right)
        for mine, theirs in zip(found, rights, strict=True)
        for part, right in theirs.items()
    ]
    if not all(kept):
        return None
    one = _first(found).size == 1
    return (
        "wrong",
        f"Your {numbers(_first(found))} {'is' if one else 'are'} right, but rounded to {kept[0]}. "
        f"Hand over the computed number{'' if one else 's'}, so that what follows stays exact.",
        None,
    )


def _recognise(
    exercise: Exercise, found: list[Parts], cases: list[Case], *, own_data: bool
) -> Verdict | None:
    """The misconception whose program comes closest, if it is close enough.

    One that is known by a trait of the answer, and not by its numbers, comes last.
    """
    best, best_distance = None, np.inf
    for candidate in exercise.misconceptions:
        distance = _distance_from(candidate, found, cases, own_data=own_data)
        if distance <= 1 and distance < best_distance:
            best, best_distance = candidate, distance
    if best is None:
        return None
    if callable(best.says):
        message = best.says(_plain(found[0]), *cases[0])
    else:
        message = best.says.format(yours=numbers(_first(found)))
    return "misconception", message, best.name


def _distance_from(
    misconception: Misconception, found: list[Parts], cases: list[Case], *, own_data: bool
) -> float:
    exercise = misconception.exercise
    try:
        if misconception.recognises is not None:
            pairs = zip(found, cases, strict=True)
            fits = all(misconception.recognises(_plain(mine), *case) for mine, case in pairs)
            return 1.0 if fits else np.inf
        target = exercise.known(misconception.program, cases, own_data=own_data)
    except Exception:  # on data of the learner's own a wrong program may not run at all
        return np.inf
    distance = _distance(found, target, misconception.tolerance or exercise.tolerance)
    if distance > 1 and exercise.tolerance.exact and _is_rounded(found, target):
        return 1.0
    return distance


def _is_rounded(found: list[Parts], target: list[Parts]) -> bool:
    """Whether this is the wrong program's answer, typed in from a printout."""
    return all(
        mine.keys() == theirs.keys()
        and all(relations.rounded_to(mine[part], theirs[part], least=4) for part in theirs)
        for mine, theirs in zip(found, target, strict=True)
    )


def _relate(
    exercise: Exercise, found: list[Parts], rights: list[Parts], cases: list[Case]
) -> Verdict | None:
    if not exercise.tolerance.exact:
        return None
    for part in rights[0]:
        mine, theirs = [f[part] for f in found], [r[part] for r in rights]
        if (
            _distance([{part: m} for m in mine], [{part: t} for t in theirs], exercise.tolerance)
            <= 1
        ):
            continue
        sentence = relations.explain(
            mine,
            theirs,
            [relations.sizes_of(case) for case in cases],
            lambda a, b: bool(np.max(exercise.tolerance.distance(a, b)) <= 1),
        )
        if sentence is None:
            return None
        where = f"{part}: your" if part != WHOLE else "Your"
        if exercise.asks_for_function:
            where = f"{description.of_case(exercise, cases[0])}: {where}"
        return "wrong", f"{where} {numbers(mine[0])} {sentence}.", None
    return None


def _praise(exercise: Exercise, found: list[Parts], cases: list[Case], changed: list[str]) -> str:
    note = f" (It changes {', '.join(changed)} in place: better leave it alone.)" * bool(changed)
    if exercise.asks_for_function:
        inputs = f"{len(cases)} fresh input{'s' * (len(cases) != 1)}"
        return f"Your function agrees with the reference on {inputs}.{note}"
    if WHOLE not in found[0]:
        return f"Your {' and '.join(found[0])} agree with the reference."
    verb = "agrees" if _first(found).size == 1 else "agree"
    return f"Your {numbers(_first(found))} {verb} with the reference."


def _first(found: list[Parts]) -> np.ndarray:
    return next(iter(found[0].values()))


def _plain(parts: Parts) -> np.ndarray | Parts:
    """The array alone where an answer has no named parts."""
    return parts.get(WHOLE, parts)
