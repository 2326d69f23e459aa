"""Other data for a notebook's cell: an answer that is a value, made once more on fewer rows.

What a cell computes once may be right by accident. So it is run again in copies of the notebook's
variables: on the data as they are, and on data with some rows left out and other parameters. The
exercise's own program says what is right there.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from helpers.feedback import cells
from helpers.feedback.answers import Parts

if TYPE_CHECKING:
    from helpers.feedback.cells import Traced
    from helpers.feedback.exercise import Case, Exercise, ValueExercise

CARRY_ON = "carry_on_of_the_edit"
_SHARES_LEFT_OUT = (0.2, 0.35)
_FEWEST_ROWS = 5

World = dict[str, object]


def given(exercise: ValueExercise, case: Case, scope: Mapping[str, object]) -> dict[str, str]:
    """The notebook's variables that hold the exercise's data, unchanged, and the names of these.

    The same name tells, and so do the same numbers under another one: arrays, and no whole number,
    which may be there by chance.
    """
    found = {}
    for name, value in zip(exercise.names(), case, strict=True):
        if name in scope and same(scope[name], value):
            found[name] = name
        elif np.size(value) > 1 or (np.ndim(value) == 0 and not _is_whole(value)):
            holds = (other for other, held in scope.items() if same(held, value))
            found |= {other: name for other in holds if not other.startswith("_")}
    return found


def same(one: object, other: object) -> bool:
    """Whether two things are the same numbers, but for rounding."""
    if one is other:
        return True
    if not (_is_numbers(one) and _is_numbers(other)) or np.shape(one) != np.shape(other):
        return False
    if np.array_equal(one, other):
        return True
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(other), initial=0.0)
        return bool(np.all(np.abs(np.subtract(one, other)) <= _ROUNDING * largest))


_NUMBERS = (np.ndarray, np.number, float, int)
_ROUNDING = 1e-12


def _is_numbers(value: object) -> bool:
    return isinstance(value, _NUMBERS) and np.asarray(value).dtype.kind in "fiu"


def _is_whole(value: object) -> bool:
    return not isinstance(value, (float, np.floating)) or float(value).is_integer()


def changed(exercise: ValueExercise, case: Case, traced: Traced) -> Iterator[tuple[Case, World]]:
    """Other data, each with the notebook's variables made again from them."""
    for k in range(len(_SHARES_LEFT_OUT)):
        yield _changed(exercise, case, traced, k)


def _changed(exercise: ValueExercise, case: Case, traced: Traced, k: int) -> tuple[Case, World]:
    other = _Other(case, k)
    data = dict(zip(exercise.names(), case, strict=True))
    wanted = set().union(*map(cells.loaded, [*traced.before, *traced.body, traced.answer]))
    in_notebook = given(exercise, case, traced.scope)
    holders = _holders(data, traced.scope, wanted)
    for name in {*in_notebook.values(), *(name for _, name in holders)}:
        data[name] = other(data[name])
    new: World = {variable: data[name] for variable, name in in_notebook.items()}
    for holder, name in holders:
        new.setdefault(holder, copy.copy(traced.scope[holder]))
        object.__setattr__(new[holder], name, data[name])
    if not new:
        raise ValueError("nothing that can be changed")
    _, depend = _depending(traced, set(new))
    for name in wanted - depend:  # what goes along with the rows
        if other.has_rows(traced.scope.get(name)):
            new[name] = other(traced.scope[name])
    world = as_it_is(traced)
    world.update(new)
    lines, _ = _depending(traced, set(new))
    for line in lines:
        exec(compile(_carrying(line, traced.scope), "<again>", "exec"), world)
        world.update(new)
    return tuple(data[name] for name in exercise.names()), world


class _Other:
    """Changes data: some rows are left out; where nothing has rows, numbers are changed a little.

    What the learner typed in from the text (a true slope, say) is right as long as it stays.
    """

    def __init__(self, case: Case, k: int) -> None:
        self._rng = np.random.default_rng([2718, k])
        self._rows = _rows(case)
        self._scales = self._rows < _FEWEST_ROWS
        left = max(self._rows - max(1, int(_SHARES_LEFT_OUT[k] * self._rows)), 4)
        self._kept = np.sort(self._rng.choice(self._rows, min(left, self._rows), replace=False))

    def has_rows(self, value: object) -> bool:
        enough = self._rows >= _FEWEST_ROWS
        return enough and isinstance(value, np.ndarray) and self._rows in value.shape

    def __call__(self, value: object) -> object:
        if self.has_rows(value):
            return np.take(value, self._kept, axis=value.shape.index(self._rows))
        if self._scales and isinstance(value, (np.ndarray, float)):
            return value * (1 + 0.1 * self._rng.random(np.shape(value)))
        return value


def _rows(case: Case) -> int:
    """The number of rows of the data: the longest axis of all."""
    return max((max(np.shape(value), default=0) for value in case), default=0)


def _holders(
    data: Mapping[str, object], scope: Mapping[str, object], wanted: set[str]
) -> list[tuple[str, str]]:
    """Objects of the notebook that hold some of the data as attributes, like a `world.beta`."""
    found = []
    for holder in sorted(wanted):
        inside = getattr(scope.get(holder), "__dict__", None)
        if isinstance(scope.get(holder), type) or callable(scope.get(holder)):
            continue
        if isinstance(inside, dict) and "__file__" not in inside:
            found += [(holder, name) for name in data if same(inside.get(name), data[name])]
    return found


def as_it_is(traced: Traced) -> World:
    """The notebook's variables, copied as far as they may be changed."""
    lines = [*traced.before, *traced.body, traced.answer]
    names = set().union(*map(cells.loaded, lines), *map(cells.stored, traced.before))
    names |= {name for line in lines for name in cells.carried(line, traced.scope)}
    world: World = {name: _copied(traced.scope[name]) for name in names if name in traced.scope}
    for name in cells.made_first(traced.body):
        world.pop(name, None)
    world["__builtins__"] = traced.scope["__builtins__"]
    world[CARRY_ON] = lambda exercise: _reference(exercise, traced.scope, world)
    return world


def _depending(traced: Traced, names: set[str]) -> tuple[list[ast.stmt], set[str]]:
    """The earlier lines that depend on some names, and all names that do."""
    lines, depend = [], set(names)
    for line in traced.before:
        makes = cells.stored(line)
        if makes <= names:
            continue
        carries = any(cells.carried_on(node, traced.scope) for node in ast.walk(line))
        needs = cells.carried(line, traced.scope) if carries else cells.loaded(line)
        if needs & depend:
            lines.append(line)
            depend |= makes
    return lines, depend


def _copied(value: object) -> object:
    return copy.deepcopy(value) if isinstance(value, (np.ndarray, list, dict, set)) else value


def _carrying(line: ast.stmt, scope: dict) -> ast.Module:
    made = _Carrying(scope).visit(copy.deepcopy(line))
    return ast.fix_missing_locations(ast.Module([made], []))


class _Carrying(ast.NodeTransformer):
    """Puts the reference, made from the world's own data, in place of `carry_on`."""

    def __init__(self, scope: dict) -> None:
        self._scope = scope

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if cells.carried_on(node, self._scope) is not None:
            return ast.Call(ast.Name(CARRY_ON, ast.Load()), [node.func.value], [])
        return self.generic_visit(node)


def _reference(exercise: Exercise, scope: Mapping[str, object], world: World) -> object:
    """What `carry_on` would go on with, had the notebook had this world's data."""
    if exercise.asks_for_function:
        return exercise.program
    (case,) = exercise.cases({})
    data = dict(zip(exercise.names(), case, strict=True))
    for holder, name in _holders(data, scope, set(world)):
        data[name] = vars(world[holder])[name]
    for variable, name in given(exercise, case, scope).items():
        if variable in world:
            data[name] = world[variable]
    return exercise.program(*copy.deepcopy(list(data.values())))


def right_answer(exercise: ValueExercise, case: Case) -> Parts:
    """What is right on other data; raises where the exercise cannot be done with them."""
    right = exercise.run(exercise.program, copy.deepcopy(case))
    if not all(np.isfinite(array).all() for array in right.values()):
        raise ValueError("not finite")
    return right
