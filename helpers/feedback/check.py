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

from helpers.feedback import relations
from helpers.feedback.answers import WHOLE, Blank, Parts, Unreadable, numbers
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
        return "wrong", "It is None: nothing was assigned, or a function has no `return`.", None
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

    if _agree(found, rights, exercise.tolerance):
        return "right", _praise(exercise, found, cases, changed), None
    return (
        _too_rounded(exercise, found, rights)
        or _recognise(exercise, found, cases, own_data=bool(data))
        or _relate(exercise, found, rights, cases)
        or ("wrong", _describe_difference(exercise, found, rights, cases), None)
    )


def _observe(exercise: Exercise, answer: object, cases: list[Case]) -> tuple[list[Parts], list]:
    if exercise.asks_for_function and not callable(answer):
        raise Unreadable(
            f"Hand over the function itself, not what it returns; this is {type(answer).__name__}."
        )
    return exercise.observe(answer, cases)


# Comparing


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


def _agree(found: list[Parts], target: list[Parts], tolerance: Tolerance) -> bool:
    return _distance(found, target, tolerance) <= 1


def _too_rounded(exercise: Exercise, found: list[Parts], rights: list[Parts]) -> Verdict | None:
    if not exercise.tolerance.exact:
        return None
    kept = [
        relations.digits_kept(mine[part], right)
        for mine, theirs in zip(found, rights, strict=True)
        for part, right in theirs.items()
    ]
    if not all(kept):
        return None
    message = (
        f"Your {numbers(_first(found))} are right to {min(kept)} digits, then rounded. "
        "Hand over the computed numbers themselves, so that what follows stays exact."
    )
    return "wrong", _singular(message, _first(found).size), None


def _recognise(
    exercise: Exercise, found: list[Parts], cases: list[Case], *, own_data: bool
) -> Verdict | None:
    """The misconception whose program comes closest, if it is close enough."""
    best, best_distance = None, 1.0
    for candidate in exercise.misconceptions:
        try:
            target = exercise.known(candidate.program, cases, own_data=own_data)
        except Exception:  # on data of the learner's own a wrong program may not run at all
            continue
        distance = _distance(found, target, candidate.tolerance or exercise.tolerance)
        if distance > 1 and exercise.tolerance.exact and _is_rounded(found, target):
            distance = 1.0
        if distance < best_distance or (best is None and distance <= 1):
            best, best_distance = candidate, distance
    if best is None:
        return None
    return "misconception", _message(best, found, cases), best.name


def _is_rounded(found: list[Parts], target: list[Parts]) -> bool:
    """The wrong program's answer, typed in from a printout with four digits or more."""
    return all(
        mine.keys() == theirs.keys()
        and all((relations.digits_kept(mine[part], theirs[part]) or 0) >= 4 for part in theirs)
        for mine, theirs in zip(found, target, strict=True)
    )


def _message(misconception: Misconception, found: list[Parts], cases: list[Case]) -> str:
    mine = found[0] if WHOLE not in found[0] else found[0][WHOLE]
    if callable(misconception.says):
        return misconception.says(mine, *cases[0])
    return misconception.says.format(yours=numbers(_first(found)))


def _first(found: list[Parts]) -> np.ndarray:
    return next(iter(found[0].values()))


# Explaining


def _relate(
    exercise: Exercise, found: list[Parts], rights: list[Parts], cases: list[Case]
) -> Verdict | None:
    if not exercise.tolerance.exact:
        return None
    for part in rights[0]:
        mine, theirs = [f[part] for f in found], [r[part] for r in rights]
        if _agree([{part: m} for m in mine], [{part: t} for t in theirs], exercise.tolerance):
            continue
        sentence = relations.explain(
            mine,
            theirs,
            [relations.sizes_of(case) for case in cases],
            lambda a, b: bool(np.max(exercise.tolerance.distance(a, b)) <= 1),
        )
        if sentence is None:
            return None
        where = f"{part}: " if part != WHOLE else describe(exercise, cases[0])
        message = f"{where}Your {numbers(mine[0])} are {sentence}."
        return "wrong", _singular(message, mine[0].size), None
    return None


def describe(exercise: Exercise, case: Case) -> str:
    """Say on which input a function was called: "For X of shape (7, 3), …: "."""
    if not exercise.asks_for_function:
        return ""
    words = []
    for name, value in zip(exercise.names(), case, strict=False):
        if isinstance(value, np.ndarray) and value.ndim:
            words.append(f"{name} of shape {value.shape}")
        elif isinstance(value, (int, float, np.number)):
            words.append(f"{name} = {value:.4g}")
    return f"For {' and '.join(words)}: " if words else ""


def _describe_difference(
    exercise: Exercise, found: list[Parts], rights: list[Parts], cases: list[Case]
) -> str:
    if len(found) > 1 and _ignores_input(found, rights):
        return "Your function returns the same numbers whatever it is given."
    for mine, theirs, case in zip(found, rights, cases, strict=True):
        for part, right in theirs.items():
            answer = mine[part]
            shaped = same_shape(answer, right)
            start = (f"{part}: " if part != WHOLE else "") + describe(exercise, case)
            if shaped is None:
                hint = " Did you mean the transpose?" if answer.shape == right.shape[::-1] else ""
                return f"{start}Your answer has shape {answer.shape}; wanted {right.shape}.{hint}"
            off = exercise.tolerance.distance(shaped, right, part) > 1
            if off.any():
                return start + _describe_entries(shaped, right, off)
    raise AssertionError("an answer that differs nowhere is right")


def _ignores_input(found: list[Parts], rights: list[Parts]) -> bool:
    def all_same(outputs: list[Parts]) -> bool:
        return all(
            np.array_equal(output[part], outputs[0][part]) for output in outputs for part in output
        )

    return all_same(found) and not all_same(rights)


def _describe_entries(answer: np.ndarray, right: np.ndarray, off: np.ndarray) -> str:
    place = tuple(int(i) for i in np.argwhere(off)[0]) if answer.ndim else ()
    mine, wanted = float(answer[place]), float(right[place])
    if not np.isfinite(mine):
        which = f"Entry {list(place)}" if answer.size > 1 else "It"
        return f"{which} is {mine}: look for a division by zero or a logarithm of something ≤ 0."
    sentences = []
    shown = numbers(np.array(mine))
    if answer.size == 1:
        sentences.append(f"Your {shown} is not it.")
    elif off.all():
        sentences.append(f"None of your {answer.size} numbers is right; the first is {shown}.")
    else:
        sentences.append(
            f"{int(off.sum())} of {answer.size} entries are off; "
            f"the first is entry {list(place)}, your {shown}."
        )
    ratio = abs(mine / wanted) if wanted else np.inf
    if mine * wanted < 0:
        sentences.append("Its sign is wrong.")
    elif not 0.1 < ratio < 10:
        sentences.append(f"It is far too {'large' if ratio > 1 else 'small'}.")
    elif 0.99 < ratio < 1.01:
        sentences.append("It is close, but more than rounding away.")
    else:
        sentences.append(f"It is too {'large' if mine > wanted else 'small'}.")
    return " ".join(sentences)


def _praise(exercise: Exercise, found: list[Parts], cases: list[Case], changed: list[str]) -> str:
    note = f" (It changes {', '.join(changed)} in place: better leave it alone.)" * bool(changed)
    if exercise.asks_for_function:
        inputs = f"{len(cases)} fresh input{'s' * (len(cases) != 1)}"
        return f"Your function agrees with the reference on {inputs}.{note}"
    if WHOLE not in found[0]:
        return f"Your {' and '.join(found[0])} agree with the reference."
    verb = "agrees" if _first(found).size == 1 else "agree"
    return f"Your {numbers(_first(found))} {verb} with the reference."


def _singular(message: str, count: int) -> str:
    """Turn a sentence about several numbers into one about a single number."""
    if count > 1:
        return message
    for plural, single in (
        (" are the right numbers", " is the right number"),
        (" what they should be", " what it should be"),
        ("the squares of", "the square of"),
        ("the square roots of", "the square root of"),
        (" are ", " is "),
        ("without their signs", "without its sign"),
        ("computed numbers themselves", "computed number itself"),
    ):
        message = message.replace(plural, single)
    return message
