"""The check: which program produced the answer in hand?

The right program and every wrong one run on the same data; the answer is compared with what
each of them gives. If none fits, general relations are tried, and last the answer is described:
its shape, its size, its signs, which of its entries are off. The order is

    blank → unreadable or broken → right → rounded → a wrong program's numbers → a relation
    → a wrong program's trait → the place in the learner's own program → a broken law
    → description

and the right answer is shown in none of them.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from helpers.feedback import description, notice, relations, repair
from helpers.feedback.answers import NOTHING, WHOLE, Blank, Parts, Unreadable, numbers
from helpers.feedback.calls import OutOfTime, Stopped, guarded, is_blank, undisturbed
from helpers.feedback.outcome import CheckResult
from helpers.feedback.tolerance import Tolerance, for_each, for_mistakes, same_shape

if TYPE_CHECKING:
    from helpers.feedback.exercise import Case, Exercise, Misconception


def judge(exercise: Exercise, answer: object, data: Mapping[str, object]) -> CheckResult:
    """Judge `answer`, on the exercise's own data or on `data`. Never raises.

    Only the learner's Stop button (KeyboardInterrupt) goes through.
    """
    try:
        with undisturbed(answer), notice.of_a_long_check():
            verdict = _judge(exercise, answer, data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        kind = type(error).__name__
        verdict = Verdict("broken", f"This answer could not be examined ({kind}): is it numbers?")
    told_by = verdict.told_by
    if told_by is None and verdict.outcome not in ("right", "blank"):
        told_by = "description"
    return CheckResult(
        verdict.outcome, verdict.message, verdict.misconception, exercise.id, told_by
    )


class Verdict(NamedTuple):
    """What is found, and by which way: `told_by` is None for a plain description."""

    outcome: str
    message: str
    misconception: str | None = None
    told_by: str | None = None


def _judge(exercise: Exercise, answer: object, data: Mapping[str, object]) -> Verdict:
    try:
        cases, rights = guarded(lambda: _right_answers(exercise, data), expected=(Unreadable,))
    except (Unreadable, Stopped) as problem:
        whose = "The data you handed over cannot be used." if data else "This exercise is broken."
        return Verdict("broken", f"{whose} {problem}")
    exercise.forget_place()
    if answer is None:
        return Verdict("wrong", NOTHING)
    try:
        if answer is Ellipsis or is_blank(answer):
            raise Blank
        found, changed = _observe(exercise, answer, cases, own_data=bool(data))
    except _KnownEarly as early:
        return early.verdict
    except Blank:
        return Verdict("blank", "Put your own code in place of the `...`, then run the cell again.")
    except Unreadable as problem:
        return Verdict("wrong", str(problem))
    except OutOfTime as problem:
        return Verdict("broken", str(problem))
    except Stopped as problem:
        own_data = bool(data)
        return _place(exercise, answer, rights, cases, own_data=own_data, said=str(problem)) or (
            Verdict("broken", str(problem))
        )

    if _distance(found, rights, exercise.tolerance) <= 1:
        return Verdict("right", _praise(exercise, found, cases, changed))
    return (
        _too_rounded(exercise, found, rights)
        or _recognise_numbers(exercise, found, cases, own_data=bool(data))
        or _relate(exercise, found, rights, cases)
        or _recognise_trait(exercise, found, rights, cases, own_data=bool(data))
        or _place(exercise, answer, rights, cases, own_data=bool(data))
        or _described(exercise, found, rights, cases)
    )


def is_right(exercise: Exercise, answer: object) -> bool:
    """Whether the check would say "right": what is wrong is not looked for. Never raises."""
    try:
        with undisturbed(answer):
            cases, rights = guarded(lambda: _right_answers(exercise, {}))
            tolerances = for_each(exercise.tolerance, len(cases))
            return all(
                _distance(exercise.observe(answer, [case])[0], [right], tolerance) <= 1
                for case, right, tolerance in zip(cases, rights, tolerances, strict=True)
            )
    except KeyboardInterrupt:
        raise
    except BaseException:
        return False


def _right_answers(
    exercise: Exercise, data: Mapping[str, object]
) -> tuple[list[Case], list[Parts]]:
    cases = exercise.cases(data)
    rights = exercise.known(exercise.program, cases, own_data=bool(data))
    if not all(np.isfinite(array).all() for parts in rights for array in parts.values()):
        raise Unreadable("With these data the right answer is not a finite number.")
    return cases, rights


class _KnownEarly(Exception):
    """A slow answer has been recognised on few rows."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict


def _observe(
    exercise: Exercise, answer: object, cases: list[Case], *, own_data: bool
) -> tuple[list[Parts], list]:
    if exercise.asks_for_function and not callable(answer):
        raise Unreadable(
            f"Hand over the function itself, not what it returns; this is {type(answer).__name__}."
        )

    def early(found: list[Parts]) -> None:
        verdict = _recognise_trait(exercise, found, found, cases, own_data=own_data, early=True)
        if verdict:
            raise _KnownEarly(verdict)

    return exercise.observe(answer, cases, early)


def _distance(
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
    return Verdict(
        "wrong",
        f"Your {numbers(_first(found))} {'is' if one else 'are'} right, but rounded to {kept[0]}. "
        f"Hand over the computed number{'' if one else 's'}, so that what follows stays exact.",
        told_by="relation",
    )


def _recognise_numbers(
    exercise: Exercise, found: list[Parts], cases: list[Case], *, own_data: bool
) -> Verdict | None:
    """The misconception whose program comes closest, if it is close enough."""
    best, best_distance = None, np.inf
    for candidate in exercise.misconceptions:
        if candidate.recognises is not None:
            continue
        try:
            target = exercise.known(candidate.program, cases, own_data=own_data)
        except Exception:  # on data of the learner's own a wrong program may not run at all
            continue
        within = candidate.tolerance or for_mistakes(exercise, target[0])
        distance = _distance(found, target, within)
        if distance > 1 and exercise.tolerance.exact and _is_rounded(found, target):
            distance = 1.0
        if distance <= 1 and distance < best_distance:
            best, best_distance = (candidate, target), distance
    if best is None:
        return None
    return _named(best[0], _in_shape_of(found, best[1]), cases, own_data=own_data)


def _recognise_trait(
    exercise: Exercise,
    found: list[Parts],
    rights: list[Parts],
    cases: list[Case],
    *,
    own_data: bool,
    early: bool = False,
) -> Verdict | None:
    """The first misconception that is known by a trait of the answer, on every data set."""
    shaped = _in_shape_of(found, rights)
    for candidate in exercise.misconceptions:
        if candidate.recognises is None or (early and not candidate.early):
            continue
        with contextlib.suppress(Exception):  # a trait that cannot be judged is not there
            pairs = zip(shaped, cases, strict=True)
            if all(candidate.recognises(_plain(mine), *case) for mine, case in pairs):
                return _named(candidate, shaped, cases, own_data=own_data)
    return None


def _named(
    misconception: Misconception, found: list[Parts], cases: list[Case], *, own_data: bool
) -> Verdict:
    """The misconception's message; written for the lesson's data, it is replaced on others."""
    yours = numbers(_first(found))
    message = f"Your {yours} {'is' if _first(found).size == 1 else 'are'} what this mistake gives."
    if not own_data:
        if callable(misconception.says):
            message = misconception.says(_plain(found[0]), *cases[0])
        else:
            message = misconception.says.format(yours=yours)
    return Verdict("misconception", message, misconception.name, "misconception")


def _in_shape_of(found: list[Parts], target: list[Parts]) -> list[Parts]:
    """The answers in the target's shapes, where only axes of length 1 differ."""

    def shaped(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        turned = same_shape(mine, theirs)
        return mine if turned is None else turned

    return [
        {part: shaped(mine[part], theirs[part]) for part in mine}
        for mine, theirs in zip(found, target, strict=True)
    ]


def _is_rounded(found: list[Parts], target: list[Parts]) -> bool:
    """Whether this is the wrong program's answer, typed in from a printout, to four digits."""
    typed = (array for mine in found for array in mine.values())
    return max(map(relations.digits_of, typed)) >= 4 and all(
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
        return Verdict("wrong", f"{where} {numbers(mine[0])} {sentence}.", told_by="relation")
    return None


def _place(
    exercise: Exercise,
    answer: object,
    rights: list[Parts],
    cases: list[Case],
    *,
    own_data: bool,
    said: str = "",
) -> Verdict | None:
    """Where in the learner's own program one small change makes it right."""
    if not exercise.tolerance.exact:
        return None

    def fits(mine: Parts, theirs: Parts) -> bool:
        return _distance([mine], [theirs], exercise.tolerance) <= 1

    if exercise.asks_for_function:

        def right(function: Callable, k: int) -> bool:
            return fits(exercise.amounts_to(function, cases[k]), rights[k])

        place = repair.in_function(answer, cases, right)
    else:
        place = None if own_data else repair.in_cell(exercise, cases[0], answer, fits, rights[0])
    if place is None:
        return None
    count = len(cases)
    everywhere = f" on all {_COUNTS.get(count, count)} inputs" if count > 1 else ""
    whose = "your function" if exercise.asks_for_function else "your answer"
    told = exercise.tell_place(place)
    message = " ".join(filter(None, [said, place.sentence(f"{whose} is right{everywhere}"), told]))
    return Verdict("broken" if said else "wrong", message, told_by="place")


def _described(
    exercise: Exercise, found: list[Parts], rights: list[Parts], cases: list[Case]
) -> Verdict:
    """What is off, and the law that the answer breaks if it breaks one."""
    said = description.of_difference(exercise, found, rights, cases)
    law = _broken_law(exercise, _in_shape_of(found, rights), rights, cases)
    return Verdict("wrong", f"{said} {law}", told_by="law") if law else Verdict("wrong", said)


def _broken_law(
    exercise: Exercise, found: list[Parts], rights: list[Parts], cases: list[Case]
) -> str | None:
    """The first of an exercise's laws that the answer breaks, in words."""
    if not _comparable(found, rights):
        return None
    first = description.first_off(exercise, found, rights)
    order = [first, *(k for k in range(len(cases)) if k != first)]
    for law in exercise.laws:
        for k in order:
            with contextlib.suppress(Exception):  # a law that cannot be judged is not broken
                said = law.broken_by(_plain(copy.deepcopy(found[k])), copy.deepcopy(cases[k]))
                if said:
                    return (
                        said if k == first else f"{description.of_case(exercise, cases[k])}: {said}"
                    )
    return None


def _comparable(found: list[Parts], rights: list[Parts]) -> bool:
    """Whether the answers have the right parts and shapes, and nothing but numbers in them."""
    return all(
        mine.keys() == theirs.keys()
        and all(mine[part].shape == theirs[part].shape for part in theirs)
        and all(np.isfinite(array).all() for array in mine.values())
        for mine, theirs in zip(found, rights, strict=True)
    )


_COUNTS = dict(
    enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
)


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
