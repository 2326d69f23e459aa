"""The mechanisms: what is told of a wrong answer that no hand-written sentence fits.

Each states facts that have just been checked, and nothing about what the learner believes. In
their order: two slips at once, a relation to the right answer, what a function takes from the
notebook, the place in the learner's own program, random numbers that are drawn inside, an argument
that is ignored, rows that hang on each other, a step of which all numbers are multiples, the part
that is right, a law that is broken. What none of them tells is described.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from helpers.feedback import again, blocks, dependence, description, edits, pairs, relations, repair
from helpers.feedback.answers import WHOLE, Parts, numbers
from helpers.feedback.calls import Stopped, guarded, silence
from helpers.feedback.comparing import comparable, farthest, first, in_shape_of, plain
from helpers.feedback.outcome import Verdict

if TYPE_CHECKING:
    from helpers.feedback.exercise import Case, Exercise, Misconception


@dataclass(frozen=True)
class Seen:
    """An answer under examination.

    Attributes
    ----------
    exercise : Exercise
    answer : object
        What the learner handed over.
    cases, rights, found : list
        The inputs, and what right answers and this one amount to on each.
    own_data : bool
        Whether the inputs are data that the learner handed over.
    """

    exercise: Exercise
    answer: object
    cases: list[Case]
    rights: list[Parts]
    found: list[Parts]
    own_data: bool

    @property
    def formulas(self) -> bool:
        """Whether the numbers are what a formula gives, so that relations between them say much."""
        return self.exercise.tolerance.exact and self.exercise.achieved is None

    def fits(self, mine: Parts, theirs: Parts) -> bool:
        """Whether two results are the same, as far as the exercise cares."""
        return farthest([mine], [theirs], self.exercise.tolerance) <= 1

    def same(self, mine: np.ndarray, theirs: np.ndarray, part: str) -> bool:
        """The same of one part."""
        return self.fits({part: mine}, {part: theirs})

    def first_part_off(self, k: int = 0) -> str:
        """The first part of the answer that is not right on input `k`; else the first."""
        mine, right = self.found[k], self.rights[k]
        off = (part for part in right if not self.same(mine[part], right[part], part))
        return next(off, next(iter(right)))

    def where(self, k: int = 0) -> str:
        """The words before a sentence that say which input it is about."""
        if not self.exercise.asks_for_function:
            return ""
        return f"{self.exercise.input_in_words(self.cases[k])}: "

    @cached_property
    def known(self) -> list[tuple[Misconception, list[Parts]]]:
        """The known mistakes that have numbers, with what they give."""
        found = []
        for mistake in self.exercise.misconceptions:
            if mistake.recognises is None:
                with contextlib.suppress(Exception):  # it may not run on the learner's own data
                    made = self.exercise.known(mistake.program, self.cases, own_data=self.own_data)
                    if comparable(in_shape_of(made, self.rights), self.rights):
                        found.append((mistake, in_shape_of(made, self.rights)))
        return found


def relation(seen: Seen) -> tuple[Verdict, int] | None:
    """How the answer is related to the right one, and how much that says."""
    exercise, found, rights = seen.exercise, seen.found, seen.rights
    if not seen.formulas:
        return None
    names = exercise.names()
    sizes = [relations.sizes_of(case, names) for case in seen.cases]
    for part in rights[0]:
        mine, theirs = [f[part] for f in found], [r[part] for r in rights]
        if all(seen.same(m, t, part) for m, t in zip(mine, theirs, strict=True)):
            continue
        explained = relations.explain(
            mine, theirs, sizes, lambda a, b: bool(np.max(exercise.tolerance.distance(a, b)) <= 1)
        )
        if explained is None:
            return None
        sentence, how_much = explained
        your = f"{part}: your" if part != WHOLE else "your" if seen.where() else "Your"
        said = f"{seen.where()}{your} {numbers(mine[0])} {sentence}."
        return Verdict("wrong", said, told_by="relation", input=0), how_much
    return None


def pair(seen: Seen) -> Verdict | None:
    """Two slips at once, of which at least one is a known mistake."""
    if not seen.formulas:
        return None
    known = seen.known
    sizes = [relations.sizes_of(case) for case in seen.cases]
    found = pairs.find(seen.found, seen.rights, [made for _, made in known], sizes)
    if not found:
        return None
    one = found[0]
    mistake, made = known[one.first]
    part = seen.first_part_off()
    yours = numbers(seen.found[0][part])
    are = "is" if seen.found[0][part].size == 1 else "are"
    label = "" if part == WHOLE else f"{part}: "
    if one.second is None:
        said = f"{label}your {yours} {are} {one.slip} what a known mistake gives, “{mistake.name}”."
    else:
        both = [f"“{known[k][0].name}” and “{known[j][0].name}”" for k, j, _ in found]
        others = f"; so are {both[1]}" if len(both) > 1 else ""
        said = (
            f"{label}your {yours} {are} off by just what two known mistakes, {both[0]}, are off by "
            f"together{others}."
        )
    told = mistake.told(made, seen.cases)
    alone = "" if seen.own_data else f" “{mistake.name}” alone would be told: {told}"
    said += alone
    if not (seen.where() or label):
        said = _capitalised(said)
    return Verdict("wrong", f"{seen.where()}{said}", told_by="pair", input=0)


def explained(seen: Seen, related: tuple[Verdict, int] | None) -> Verdict:
    """What the mechanisms tell of a wrong answer, or its description."""
    fact, says = related if related else (_described(seen), relations.LITTLE)
    place = at_a_place(seen)
    one = place if place and place.place.changes == 1 else None
    if said := borrowed(seen):
        return _with_place(
            fact._replace(message=f"{fact.message} {said}", told_by="dependence"), one
        )
    if says != relations.ALL and not one and (two := pair(seen)):
        return _with_place(two, place)
    if place:
        before = f"{fact.message} " if related else ""
        return place._replace(message=f"{before}{place.message}")
    if says != relations.LITTLE:
        return fact
    if said := _another_variable(seen):
        return fact._replace(message=f"{fact.message} {said}", told_by="relation")
    if not related and description.ignores_input(seen.found, seen.rights):
        return fact._replace(told_by="dependence", input=None)
    scatter = _scatter(seen)
    if not scatter and (said := ignored(seen)):
        return fact._replace(message=f"{fact.message} {said}", told_by="dependence")
    said, by_itself = _of_rows_and_numbers(seen, scatter)
    block = _block(seen) if not related else None
    law, k = ("", None) if by_itself else _broken_law(seen)
    if law and k not in (None, fact.input):
        law = f"{seen.where(k)}{law}"
    told_by = "law" if law else fact.told_by
    if block is not None:
        told_by = "block"
    if said:
        told_by = "dependence" if scatter or by_itself else "relation"
    message = " ".join(filter(None, [fact.message, said, block, law]))
    return fact._replace(message=message, told_by=told_by)


def _of_rows_and_numbers(seen: Seen, scatter: again.Scatter | None) -> tuple[str, bool]:
    """What is seen in calling a function again, or in its numbers; and whether that says it all."""
    if scatter:
        k = description.first_off(seen.exercise, seen.found, seen.rights)
        return scatter.in_words(), scatter.is_around(seen.rights[k][scatter.part])
    if said := _hangs_on_other_rows(seen):
        return said, True
    return _lattice(seen), False


def stopped(seen: Seen, said: str, k: int | None) -> Verdict:
    """What is told of an answer whose own code stopped; `said` is how."""
    said = said if said.endswith((".", "?", "!")) else f"{said}."
    said += _of_broadcasting(said)
    if k is not None and (written := dependence.written_in(seen.answer, seen.cases[k])):
        return Verdict("broken", f"{said} {written}", told_by="dependence", input=k)
    place = at_a_place(seen)
    if taken := borrowed(seen):
        _, at, line = said.partition(" — at ")
        how = f"It stopped at {line}" if at else said
        verdict = Verdict("broken", f"{taken} {how}", told_by="dependence", input=k)
        return _with_place(verdict, place if place and place.place.changes == 1 else None)
    if place:
        return place._replace(outcome="broken", message=f"{said} {place.message}", input=k)
    return Verdict("broken", said, input=k)


def _of_broadcasting(said: str) -> str:
    """How NumPy pairs a table with one number for each of its rows; empty for other errors."""
    shapes = re.search(r"broadcast together with shapes (.+)", said)
    found = re.findall(r"\((\d+),(\d*)\)", shapes[1])[:2] if shapes else []
    tables = [(rows, columns) for rows, columns in found if columns]
    lines = [size for size, columns in found if not columns]
    if len(tables) != 1 or lines != [tables[0][0]]:
        return ""
    return (
        f" NumPy pairs the last axes, {tables[0][1]} with {lines[0]}. What holds one number for "
        "each row has to be a column: `[:, None]`."
    )


def _with_place(verdict: Verdict, place: Verdict | None) -> Verdict:
    """A verdict that tells the place, too."""
    if place is None:
        return verdict
    return verdict._replace(message=f"{verdict.message} {place.message}", place=place.place)


def _described(seen: Seen) -> Verdict:
    k = description.first_off(seen.exercise, seen.found, seen.rights)
    said = description.of_difference(seen.exercise, seen.found, seen.rights, seen.cases)
    if said.endswith(description.WHERE_TO_LOOK) and (first := _first_complaint(seen, k)):
        said = said.removesuffix(description.WHERE_TO_LOOK) + f". {first}"
    return Verdict("wrong", said, input=k)


def borrowed(seen: Seen) -> str:
    """The data of the notebook that a function uses inside."""
    if not seen.exercise.asks_for_function:
        return ""
    variables = dependence.borrowed(seen.exercise, seen.answer)
    return dependence.sentence(variables) if variables else ""


def at_a_place(seen: Seen) -> Verdict | None:
    """Where in the learner's own program small changes make it right."""
    exercise, cases, rights = seen.exercise, seen.cases, seen.rights
    if not exercise.tolerance.exact:
        return None
    if exercise.asks_for_function:

        def right(function: Callable, k: int) -> bool:
            return seen.fits(exercise.amounts_to(function, cases[k]), rights[k])

        with silence():
            place = repair.in_function(seen.answer, cases, right)
    elif seen.own_data:
        return None
    else:
        with silence():
            place = repair.in_cell(exercise, cases[0], seen.answer, seen.fits, rights[0])
    if place is None:
        return None
    count = len(cases)
    everywhere = f" on all {_COUNTS.get(count, count)} inputs" if count > 1 else ""
    whose = "your function" if exercise.asks_for_function else "your answer"
    message = place.sentence(f"{whose} is right{everywhere}")
    if place.kind == edits.SIZE and place.changes == 1:
        message += " A number is written in there that has to come from what is given."
    if place.kind == edits.RETURN and len(place.places) == 1:
        message += " It stands in a loop: the first round that comes to it is the last."
    return Verdict("wrong", message, told_by="place", place=place)


_COUNTS = dict(
    enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
)


def ignored(seen: Seen) -> str:
    """The arguments that a function's result does not move with."""
    if not seen.exercise.asks_for_function or not seen.exercise.tolerance.exact:
        return ""
    with silence():
        found = dependence.ignored(seen.exercise, seen.answer, seen.cases, seen.fits)
    return dependence.in_words(found)


def _judged_by_calls(seen: Seen) -> bool:
    """Whether a function's numbers are compared with exact ones, so that calls can be compared."""
    exact = seen.exercise.asks_for_function and seen.formulas
    return exact and comparable(seen.found, seen.rights)


def _scatter(seen: Seen) -> again.Scatter | None:
    """How the numbers vary that are off, if they are random."""
    if not _judged_by_calls(seen):
        return None
    k = description.first_off(seen.exercise, seen.found, seen.rights)
    with silence():
        return again.scatter(seen.exercise, seen.answer, seen.cases[k], seen.first_part_off(k))


def _hangs_on_other_rows(seen: Seen) -> str:
    """Which numbers of a function change with other rows than their own."""
    if not _judged_by_calls(seen):
        return ""
    k = description.first_off(seen.exercise, seen.found, seen.rights)
    with silence():
        return again.hangs_on_other_rows(seen.exercise, seen.answer, seen.cases[k])


def _lattice(seen: Seen) -> str:
    """The step of which all numbers that are off are multiples."""
    if not _judged_by_calls(seen) or len(seen.cases) < 2:
        return ""
    inputs = list(zip(seen.found, seen.rights, strict=True))
    off = [
        part
        for part in seen.rights[0]
        if not all(seen.same(mine[part], right[part], part) for mine, right in inputs)
    ]
    mine, rights = (
        [np.concatenate([parts[part].ravel() for part in off]) for parts in each]
        for each in (seen.found, seen.rights)
    )
    names = seen.exercise.argument_names()
    counts = [_counts(names, seen.exercise.arguments(case)) for case in seen.cases]
    return relations.lattice(mine, rights, counts)


def _counts(names: list[str], arguments: Case) -> dict[str, int]:
    """The whole numbers among arguments, and how many rows the others have."""
    found = {}
    for name, one in zip(names, arguments, strict=True):
        if isinstance(one, (int, np.integer)) and not isinstance(one, bool) and one > 1:
            found[f"`{name}`"] = int(one)
        elif isinstance(one, np.ndarray) and one.ndim and len(one) > 1:
            found[f"the number of rows of `{name}`"] = len(one)
    return found


def _first_complaint(seen: Seen, k: int) -> str:
    """What NumPy complains of first, and where, in a function whose answer is no number."""
    if not seen.exercise.asks_for_function or not seen.exercise.tolerance.exact:
        return ""
    try:
        with np.errstate(divide="raise", over="raise", invalid="raise"), silence():
            guarded(lambda: seen.exercise.amounts_to(seen.answer, seen.cases[k]), seconds=1.0)
    except Stopped as problem:
        kind, _, said = str(problem).partition(": ")
        if kind == "FloatingPointError":
            what, _, where = said.partition(" — at ")
            return f"NumPy's first complaint{f' is at {where}' if where else ''}: {what}."
    return ""


def _block(seen: Seen) -> str | None:
    """The part of the answer that is right, or known, where another is not; None without one.

    It is empty where the description has said already which few entries are off.
    """
    if not seen.formulas or not comparable(seen.found, seen.rights):
        return None
    known = seen.known
    found = blocks.find(seen.found, seen.rights, [made for _, made in known], seen.same)
    several = len(seen.rights[0]) > 1
    said = []
    for block in found:
        it = f"{block.name} {'are' if block.plural else 'is'}"
        if block.right and (several or any(other.mistakes for other in found)):
            said.append(f"{it} right.")
        elif block.mistakes:
            mistake, _ = known[block.mistakes[0]]
            said.append(f"{it} what a known mistake, “{mistake.name}”, gives.")
    if not any(block.right or block.mistakes for block in found):
        return None
    return " ".join(said if several else map(_capitalised, said))


def _another_variable(seen: Seen) -> str:
    """The variable of the notebook that has the very numbers that were handed over."""
    if seen.exercise.asks_for_function or seen.own_data:
        return ""
    names = dependence.same_numbers(first(seen.found))
    return f"It is what `{names[0]}` holds, too: was that meant?" if names else ""


def _capitalised(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _gives_away(said: str, seen: Seen, k: int) -> bool:
    """Whether a sentence holds the one number that would have been right."""
    right = np.concatenate([array.ravel() for array in seen.rights[k].values()])
    return right.size == 1 and numbers(right) in said


def _broken_law(seen: Seen) -> tuple[str, int | None]:
    """The first of the exercise's laws that the answer breaks, and the input on which it does."""
    exercise, cases = seen.exercise, seen.cases
    if not comparable(seen.found, seen.rights):
        return "", None
    k = description.first_off(exercise, seen.found, seen.rights)
    for other in (k, *(one for one in range(len(cases)) if one != k)):
        for law in exercise.laws:
            with contextlib.suppress(Exception):  # a law that cannot be judged is not broken
                mine, right = (
                    law.broken_by(plain(copy.deepcopy(parts[other])), copy.deepcopy(cases[other]))
                    for parts in (seen.found, seen.rights)
                )
                # On odd data of the learner's own a law may not hold, or show the right answer.
                if mine and not right and not (seen.own_data and _gives_away(mine, seen, other)):
                    return mine, other
    return "", None
