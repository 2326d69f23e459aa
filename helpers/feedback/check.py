"""The check: which program produced the answer in hand?

The right program and every wrong one run on the same data; the answer is compared with what
each of them gives. If none fits, general relations are tried, and last the answer is described:
its shape, its size, its signs, which of its entries are off. The order is

    blank → unreadable or broken → right → rounded → a wrong program's numbers → a wrong
    program's trait → the mechanisms → description

and the right answer is shown in none of them. A trait is not looked for where a function works with
data of the notebook: those may have made it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from helpers.feedback import mechanisms, notice, relations
from helpers.feedback.answers import NOTHING, WHOLE, Blank, Parts, Unreadable, numbers
from helpers.feedback.calls import OutOfTime, Stopped, guarded, is_blank, undisturbed
from helpers.feedback.comparing import farthest, first, in_shape_of, plain
from helpers.feedback.mechanisms import Seen
from helpers.feedback.outcome import CheckResult, Verdict
from helpers.feedback.tolerance import for_each

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
    message = verdict.message
    if verdict.input is not None and exercise.asks_for_function and not data:
        message += f" (`.example({verdict.input + 1})` hands over this input.)"
    return CheckResult(
        verdict.outcome, message, verdict.misconception, exercise.id, told_by, verdict.place
    )


def _judge(exercise: Exercise, answer: object, data: Mapping[str, object]) -> Verdict:
    try:
        cases, rights = guarded(lambda: _right_answers(exercise, data), expected=(Unreadable,))
    except (Unreadable, Stopped) as problem:
        whose = "The data you handed over cannot be used." if data else "This exercise is broken."
        return Verdict("broken", f"{whose} {problem}")
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
        return Verdict("wrong", str(problem), input=problem.input)
    except OutOfTime as problem:
        return Verdict("broken", str(problem), input=problem.input)
    except Stopped as problem:
        named = _recognise_before(exercise, answer, cases, rights, problem, own_data=bool(data))
        if named:
            return named
        seen = Seen(exercise, answer, cases, rights, [], own_data=bool(data))
        return mechanisms.stopped(seen, str(problem), problem.input)

    if farthest(found, rights, exercise.tolerance) <= 1:
        return Verdict("right", _praise(exercise, found, cases, changed))
    named = _too_rounded(exercise, found, rights) or _recognise_numbers(
        exercise, found, cases, own_data=bool(data)
    )
    if named:
        return named
    seen = Seen(exercise, answer, cases, rights, in_shape_of(found, rights), own_data=bool(data))
    related = mechanisms.relation(seen)
    if (related is None or related[1] != relations.ALL) and not mechanisms.borrowed(seen):
        trait = _recognise_trait(exercise, found, rights, cases, own_data=bool(data))
        if trait:
            ignored = mechanisms.ignored(seen)
            return trait._replace(message=f"{trait.message} {ignored}".rstrip())
    return mechanisms.explained(seen, related)


def is_right(exercise: Exercise, answer: object) -> bool:
    """Whether the check would say "right": what is wrong is not looked for. Never raises."""
    try:
        with undisturbed(answer):
            cases, rights = guarded(lambda: _right_answers(exercise, {}))
            tolerances = for_each(exercise.tolerance, len(cases))
            return all(
                farthest(exercise.observe(answer, [case])[0], [right], tolerance) <= 1
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
    one = first(found).size == 1
    return Verdict(
        "wrong",
        f"Your {numbers(first(found))} {'is' if one else 'are'} right, but rounded to {kept[0]}. "
        f"Hand over the computed number{'' if one else 's'}, so that what follows stays exact.",
        told_by="relation",
    )


def _recognise_numbers(
    exercise: Exercise, found: list[Parts], cases: list[Case], *, own_data: bool
) -> Verdict | None:
    """The misconception whose program comes closest, if it is close enough, on what was found.

    That are the first of the cases where the answer stopped on the next one.
    """
    best, best_distance = None, np.inf
    for candidate in exercise.misconceptions:
        if candidate.recognises is not None:
            continue
        try:
            target = exercise.known(candidate.program, cases, own_data=own_data)[: len(found)]
        except Exception:  # on data of the learner's own a wrong program may not run at all
            continue
        within = candidate.tolerance or exercise.for_mistakes(target[0])
        within = for_each(within, len(cases))[: len(found)]
        distance = farthest(found, target, within)
        if distance > 1 and exercise.tolerance.exact and _is_rounded(found, target):
            distance = 1.0
        if distance <= 1 and distance < best_distance:
            best, best_distance = (candidate, target), distance
    if best is None:
        return None
    return _named(best[0], in_shape_of(found, best[1]), cases, own_data=own_data)


def _recognise_before(
    exercise: Exercise,
    answer: object,
    cases: list[Case],
    rights: list[Parts],
    problem: Stopped,
    *,
    own_data: bool,
) -> Verdict | None:
    """A misconception that is known by what the answer gave before it stopped, if that is wrong."""
    if own_data or not problem.input or not exercise.tolerance.exact:
        return None
    done = problem.input
    try:
        found, _ = exercise.observe(answer, cases[:done])
    except (Blank, Unreadable, Stopped):  # it does not do the same twice
        return None
    within = for_each(exercise.tolerance, len(cases))[:done]
    if farthest(found, rights[:done], within) <= 1:
        return None
    named = _recognise_numbers(exercise, found, cases, own_data=False)
    return named and named._replace(
        message=f"{named.message} On input {done + 1} it stops: {problem}.", input=done
    )


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
    shaped = in_shape_of(found, rights)
    for candidate in exercise.misconceptions:
        if candidate.recognises is None or (early and not candidate.early):
            continue
        with contextlib.suppress(Exception):  # a trait that cannot be judged is not there
            pairs = zip(shaped, cases, strict=True)
            if all(candidate.recognises(plain(mine), *case) for mine, case in pairs):
                return _named(candidate, shaped, cases, own_data=own_data)
    return None


def _named(
    misconception: Misconception, found: list[Parts], cases: list[Case], *, own_data: bool
) -> Verdict:
    """The misconception's message; written for the lesson's data, it is replaced on others."""
    if own_data:
        yours = numbers(first(found))
        be = "is" if first(found).size == 1 else "are"
        message = f"Your {yours} {be} what this mistake gives."
    else:
        message = misconception.told(found, cases)
    return Verdict("misconception", message, misconception.name, "misconception")


def _is_rounded(found: list[Parts], target: list[Parts]) -> bool:
    """Whether this is the wrong program's answer, typed in from a printout, to four digits."""
    typed = (array for mine in found for array in mine.values())
    return max(map(relations.digits_of, typed)) >= 4 and all(
        mine.keys() == theirs.keys()
        and all(relations.rounded_to(mine[part], theirs[part], least=4) for part in theirs)
        for mine, theirs in zip(found, target, strict=True)
    )


def _praise(exercise: Exercise, found: list[Parts], cases: list[Case], changed: list[str]) -> str:
    note = f" (It changes {', '.join(changed)} in place: better leave it alone.)" * bool(changed)
    if exercise.asks_for_function:
        inputs = f"{len(cases)} fresh input{'s' * (len(cases) != 1)}"
        return f"Your function agrees with the reference on {inputs}.{note}"
    if WHOLE not in found[0]:
        return f"Your {' and '.join(found[0])} agree with the reference."
    verb = "agrees" if first(found).size == 1 else "agree"
    return f"Your {numbers(first(found))} {verb} with the reference."
