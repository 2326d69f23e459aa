"""Dependence: the argument that an answer does not move with, and what it takes from the notebook.

Both are facts about the learner's own function. An argument is ignored if the function never reads
it; or if it returned the very same numbers for each other value that was tried, which is then said
of these alone. A variable of the notebook is borrowed if the function looks it up although it holds
data; what the solution looks up too, such as a constant of the lesson, is none of these.
"""

from __future__ import annotations

import ast
import contextlib
import dis
import time
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from helpers.feedback import cells, source
from helpers.feedback.answers import Parts, listed
from helpers.feedback.calls import Stopped, guarded
from helpers.feedback.source import Unknown

if TYPE_CHECKING:
    from helpers.feedback.exercise import Case, Exercise

SECONDS = 0.5  # of computing, for all calls with other values
MOST_CASES = 3

Same = Callable[[Parts, Parts], bool]


class Ignored(NamedTuple):
    """An argument that a function's result does not move with, though right results do.

    Attributes
    ----------
    name : str
    tried : int
        How many other values gave the very same numbers; 0: the function never reads it.
    """

    name: str
    tried: int


class _Moves(Exception):
    """The result moves with an argument, or whether it does cannot be told."""


def ignored(exercise: Exercise, function: object, cases: list[Case], same: Same) -> list[Ignored]:
    """The arguments that the function's result does not move with, though right results do.

    Whole numbers, as counts, comparisons and a share of 0 or 1 are, may stay where they are though
    the function reads an argument. Of them it is found only what is never read.

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
    unread = _unread(written.tree.root)
    found = []
    for place, name in enumerate(exercise.argument_names()):
        tried = 0
        with contextlib.suppress(_Moves):
            for arguments in inputs:
                elsewhere = [one[place] for one in inputs if one is not arguments]
                others = _that_count(exercise, arguments, place, elsewhere, same)
                if place in unread:
                    if any(True for _ in others):
                        found.append(Ignored(name, 0))
                        break
                    continue
                for other in others:
                    if time.thread_time() > until:
                        return []
                    tried += _stays(exercise, again, arguments, other)
            if tried:
                found.append(Ignored(name, tried))
    return found


def in_words(arguments: list[Ignored]) -> str:
    """Say which arguments a function ignores, and how that is known."""
    said = []
    if unread := [f"`{one.name}`" for one in arguments if not one.tried]:
        said.append(f"It does not use {listed(unread, 'or')}, on which the right numbers depend.")
    if tried := [f"{one.tried} other `{one.name}`" for one in arguments if one.tried]:
        said.append(
            f"With each of {listed(tried)} that were tried, and all else as before, it returns the "
            "very same numbers; the right ones change."
        )
    return " ".join(said)


def _unread(root: ast.AST) -> set[int]:
    """The places of the arguments that a function certainly never reads."""
    if root.args.kwonlyargs:  # then arguments come by name
        return set()
    loaded = {
        node.id
        for node in ast.walk(root)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
    }
    named = [*root.args.posonlyargs, *root.args.args]
    return {place for place, argument in enumerate(named) if argument.arg not in loaded}


def _that_count(
    exercise: Exercise, arguments: Case, place: int, elsewhere: list[object], same: Same
) -> Iterator[Case]:
    """Inputs with another value of an argument that change right results."""
    with contextlib.suppress(Exception):
        right = exercise.returned(exercise.program, arguments)
        for value in _others(arguments[place], elsewhere):
            other = (*arguments[:place], value, *arguments[place + 1 :])
            with contextlib.suppress(Exception):  # it need not be a possible value
                changed = exercise.returned(exercise.program, other)
                finite = all(np.isfinite(array).all() for array in changed.values())
                counts = finite and not same(changed, right)
                if counts:
                    yield other


def _stays(exercise: Exercise, function: Callable, arguments: Case, other: Case) -> bool:
    """Whether a result that may move stays the very same; False where it may not move anyway.

    Raises _Moves.
    """

    def result(of: Case) -> Parts:
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            return guarded(lambda: exercise.returned(function, of), seconds=SECONDS)

    try:
        before, after = result(arguments), result(other)
    except Exception:
        raise _Moves from None
    if not all(np.array_equal(before[part], after[part]) for part in before):
        raise _Moves
    return not all(np.array_equal(array, np.round(array)) for array in before.values())


def _others(value: object, elsewhere: list[object]) -> Iterator[object]:
    """Other values of the same kind; none for what is no plain number or array.

    A number is scaled, moved and turned about. An array is stretched unevenly, which hardly changes
    the order of its entries; it is turned round and about, moved far up and down, and scaled; and
    what it holds on the other inputs takes its place.
    """
    if isinstance(value, (bool, np.bool_)):
        return
    if isinstance(value, (float, np.floating)):
        yield value * 1.25 if value else 0.5
        yield from (3 * value, value / 3, value + 1, -value, 100 * value)
        yield from (one for one in elsewhere if isinstance(one, (float, np.floating)))
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size:
        steps = np.linspace(0.1, 0.4, value.size).reshape(value.shape)
        largest = np.abs(value).max()
        yield value * (1 + steps) + 0.01 * steps * largest
        yield value[::-1].copy()
        yield from (-value, 3 * value, value / 3)
        yield from (value + far * largest for far in (2, -2, 100, -100))
        for one in elsewhere:
            if isinstance(one, np.ndarray) and one.dtype.kind == "f" and one.size:
                yield np.resize(one, value.shape)


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
        f"{how} {names}, {they}, not {arguments} of the function: whatever this is given, "
        f"{'those stay' if several else 'that stays'} the same."
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
