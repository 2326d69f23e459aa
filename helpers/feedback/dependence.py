"""Dependence: the argument that an answer does not move with, and what it takes from the notebook.

Both are facts about the learner's own function. An argument is ignored if the function returns the
very same numbers for another value of it, where right answers differ. A variable of the notebook is
borrowed if the function looks it up although it holds data; what the solution looks up too, such as
a constant of the lesson, is none of these.
"""

from __future__ import annotations

import ast
import dis
import time
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from helpers.feedback import cells, source
from helpers.feedback.answers import Parts
from helpers.feedback.calls import Stopped, guarded
from helpers.feedback.source import Unknown

if TYPE_CHECKING:
    from helpers.feedback.exercise import Case, Exercise

SECONDS = 0.3  # of computing, for all calls with other values
MOST_CASES = 3

Same = Callable[[Parts, Parts], bool]


def ignored(exercise: Exercise, function: object, cases: list[Case], same: Same) -> list[str]:
    """The arguments that the function's result does not move with, though right results do.

    Parameters
    ----------
    same : callable
        Whether two right results are the same, as far as the exercise cares.
    """
    try:
        written = guarded(lambda: source.of_function(function), expected=(Unknown,))
        again = guarded(lambda: written.runnable(written.tree.root))  # in a copy of its world
    except (Unknown, Stopped):
        return []
    until = time.thread_time() + SECONDS
    inputs = [exercise.arguments(case) for case in cases[:MOST_CASES]]
    found = []
    for place, name in enumerate(exercise.argument_names()):
        told = []
        for arguments in inputs:
            if time.thread_time() > until:
                return []
            told.append(_moves(exercise, again, arguments, place, same))
            if told[-1]:
                break
        if False in told and True not in told:
            found.append(name)
    return found


def _moves(
    exercise: Exercise, function: object, arguments: Case, place: int, same: Same
) -> bool | None:
    """Whether the result moves with an argument; None where that cannot be told."""
    others = [
        (*arguments[:place], other, *arguments[place + 1 :]) for other in _others(arguments[place])
    ]

    def result(of: Case) -> Parts:
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            return guarded(lambda: exercise.returned(function, of), seconds=SECONDS)

    try:
        right = exercise.returned(exercise.program, arguments)
        if all(same(exercise.returned(exercise.program, other), right) for other in others):
            return None
        before = result(arguments)
        afters = [result(other) for other in others]
    except (Exception, Stopped):
        return None
    return not all(np.array_equal(before[part], after[part]) for after in afters for part in before)


def _others(value: object) -> list[object]:
    """Other values of the same kind; none for what is no plain number or array.

    An array is stretched unevenly, which hardly changes the order of its entries, and turned round.
    """
    if isinstance(value, (bool, np.bool_)):
        return []
    if isinstance(value, (float, np.floating)):
        return [value * 1.25 if value else 0.5]
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size:
        steps = np.linspace(0.1, 0.4, value.size).reshape(value.shape)
        return [value * (1 + steps) + 0.01 * steps * np.abs(value).max(), value[::-1].copy()]
    return []


@dataclass(frozen=True)
class Borrowed:
    """A variable of the notebook that a function looks up.

    Attributes
    ----------
    name : str
    through : str
        The function of the notebook that looks it up; empty where it is the learner's own.
    what : str
        What it holds, in words.
    """

    name: str
    through: str
    what: str


def borrowed(exercise: Exercise, function: object) -> list[Borrowed]:
    """The variables of the notebook with data in them that a function uses inside."""
    scope = cells.scope()
    if not isinstance(function, types.FunctionType) or function.__globals__ is not scope:
        return []
    meant = _meant(exercise) | _made_beside(function)
    data = {name for one in exercise.lesson_exercises() for name in one.names()}
    found = []
    for name, through in _looked_up(function, scope, meant):
        what = _data_in(scope[name], named=name in data)
        if what and name not in meant and name not in [one.name for one in found]:
            found.append(Borrowed(name, through, what))
    return found


def sentence(variables: list[Borrowed]) -> str:
    """Say which variables of the notebook a function uses."""
    several = len(variables) > 1
    names = " and ".join(f"`{one.name}` ({one.what})" for one in variables[:2])
    through = variables[0].through
    how = f"Inside, it calls `{through}`, which uses" if through else "Inside, it uses"
    they = "variables of the notebook" if several else "a variable of the notebook"
    arguments = "arguments" if several else "an argument"
    return (
        f"{how} {names}, {they}, not {arguments} of the function: whatever it is given, it works "
        f"with {'those' if several else 'that'}."
    )


def _looked_up(
    function: types.FunctionType,
    scope: dict,
    meant: set[str],
    through: str = "",
    seen: tuple[str, ...] = (),
) -> Iterator[tuple[str, str]]:
    """The names that a function looks up in the notebook, by itself or through another one.

    What is meant to be called may use what it likes.
    """
    called = []
    for name in _global_names(function.__code__):
        value = scope.get(name)
        if isinstance(value, types.FunctionType):
            ours = value.__globals__ is scope and value is not function
            if ours and name not in meant and name not in seen:
                called.append((name, value))
        elif name in scope:
            yield name, through
    for name, value in called:
        yield from _looked_up(value, scope, meant, through or name, (*seen, name))


def _global_names(code: types.CodeType) -> list[str]:
    names = [
        one.argval for one in dis.get_instructions(code) if one.opname.startswith("LOAD_GLOBAL")
    ]
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            names += _global_names(inner)
    return list(dict.fromkeys(names))


def _meant(exercise: Exercise) -> set[str]:
    """What the solution looks up and does not make itself."""
    try:
        code = ast.parse(exercise.solution_code())
        given = {one.arg for one in ast.walk(code) if isinstance(one, ast.arg)}
        given |= set(exercise.argument_names())  # the stored solution may be the body alone
        return cells.loaded(code) - cells.stored(code) - given
    except (KeyError, OSError, SyntaxError):
        return set()


def _made_beside(function: types.FunctionType) -> set[str]:
    """What the cell that defines the function makes, too."""
    for body in cells.remembered():
        defined = [line.name for line in body if isinstance(line, ast.FunctionDef)]
        if function.__name__ in defined:
            return set().union(*map(cells.stored, body))
    return set()


def _data_in(value: object, *, named: bool) -> str:
    """What a variable with data in it holds; empty for any other. A number has to be `named`."""
    if isinstance(value, np.ndarray) or type(value).__module__.split(".")[0] == "pandas":
        shape = getattr(value, "shape", ())
        return f"shape {shape}" if np.prod(shape) > 1 else ""
    if isinstance(value, (bool, str, types.ModuleType, type)):
        return ""
    if isinstance(value, (int, float, np.number)):
        return f"{value:.4g}" if named or _is_a_size(value) else ""
    if isinstance(value, (list, tuple)) and value and named:
        return f"{len(value)} values"
    inside = getattr(value, "__dict__", {}).values()
    return "with data in it" if any(isinstance(one, np.ndarray) for one in inside) else ""


def written_in(function: object, case: Case) -> str:
    """Say which size of the notebook's data is written into a function as a number.

    That is a whole number which is how long an array of the notebook is, and none of this input.
    """
    try:
        written = guarded(lambda: source.of_function(function), expected=(Unknown,))
    except (Unknown, Stopped):
        return ""
    sizes = {size for one in case if isinstance(one, np.ndarray) for size in one.shape}
    for node in ast.walk(written.tree.root):
        value = node.value if isinstance(node, ast.Constant) else None
        if type(value) is int and value > 4 and value not in sizes and _is_a_size(value):
            return (
                f"The {value} in line {written.line(node)} is written in: the notebook has data "
                f"of that length, this input has none."
            )
    return ""


def _is_a_size(value: object) -> bool:
    """Whether a whole number is how long some array of the notebook is."""
    arrays = [one for one in cells.scope().values() if isinstance(one, np.ndarray)]
    return isinstance(value, (int, np.integer)) and any(value in one.shape for one in arrays)


def same_numbers(answer: np.ndarray) -> list[str]:
    """The variables of the notebook, and what is in them, that hold the very numbers of an answer.

    Few digits are no evidence: it has to be several numbers, or one with five digits or more. What
    the last two cells made is the answer itself.
    """
    if answer.size == 1 and f"{answer.item():.4g}" == f"{answer.item():.15g}":
        return []
    own = set().union(*(cells.stored(line) for body in cells.remembered()[:2] for line in body))
    found = []
    for name, value in cells.scope().items():
        if name.startswith("_") or name in own or isinstance(value, (types.ModuleType, type)):
            continue
        inside = getattr(value, "__dict__", {}) if not callable(value) else {}
        for label, one in {name: value, **{f"{name}.{k}": v for k, v in inside.items()}}.items():
            if isinstance(one, (float, np.floating, np.ndarray)) and np.array_equal(one, answer):
                found.append(label)
    return found
