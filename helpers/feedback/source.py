"""The learner's own program, as it was written, and how to run an edited one.

A function is found by its source. It is run in a world of its own: its globals are copied, and
functions of the learner's that it calls work on the copies too.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import inspect
import textwrap
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from helpers.feedback import cells
from helpers.feedback.edits import NUMPY, Tree

if TYPE_CHECKING:
    from helpers.feedback.cells import Traced

_NUMBERS = (np.ndarray, np.number, float, int)
_MUTABLE = (np.ndarray, list, dict, set, np.random.Generator, np.random.RandomState)
_REACHES_OUT = {  # names of what may change more than its own variables
    "open", "input", "exec", "eval", "compile", "__import__", "exit", "quit", "get_ipython",
    "globals", "locals", "vars", "setattr", "delattr", "plt", "system", "remove", "unlink",
    "rmtree", "mkdir", "savefig", "show", "save", "savez", "savetxt", "tofile", "dump", "write",
    "write_text", "write_bytes", "to_csv", "to_excel", "to_pickle", "to_parquet", "to_json",
    "urlopen", "urlretrieve", "check", "carry_on", "hint", "solution", "guess", "mend", "sleep",
}  # fmt: skip


class Unknown(Exception):
    """The program cannot be had, or had better not be run again."""


@dataclass
class Written:
    """A program as its learner wrote it.

    Attributes
    ----------
    text : str
        The source: of a definition, of the line that a `lambda` stands in, or of a cell.
    first : int
        The number of the first line of `text`, in its cell.
    tree : Tree
        The program, to be edited.
    runnable : callable
        Makes something that can be run of an edited program, in a fresh copy of its world.
    names_the_answer : callable
        Whether a name of the lesson stands for the answer itself; it never takes a place.
    """

    text: str
    first: int
    tree: Tree
    runnable: Callable[[ast.AST], Callable] = field(repr=False)
    names_the_answer: Callable[[str], bool] = field(default=lambda name: False, repr=False)

    def words(self, node: ast.AST) -> str:
        """A piece of the program in the learner's own words, on one line."""
        return " ".join((ast.get_source_segment(self.text, node) or "").split())

    def line(self, node: ast.AST) -> int:
        """The number of the line where a piece of the program begins, in its cell."""
        return self.first + node.lineno - 1


def of_function(function: object) -> Written:
    """Find a learner's function in its source.

    Raises
    ------
    Unknown
        It has none, is no plain function, or does more than to compute.
    """
    if not isinstance(function, types.FunctionType):
        raise Unknown
    try:
        lines, first = inspect.getsourcelines(function)
        text = textwrap.dedent("".join(lines))
        root = _definition(ast.parse(text), function)
    except (OSError, TypeError, SyntaxError):
        raise Unknown from None
    if any(_reaches_out(node) for node in ast.walk(root)):
        raise Unknown
    world = _world_of(function)
    arguments = [argument.arg for argument in ast.walk(root) if isinstance(argument, ast.arg)]
    assigned = [
        node.id
        for node in ast.walk(root)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    called = {node.func.id for node in ast.walk(root) if _calls_a_name(node)}
    library = {name for name, value in world.items() if _is_no_number(value)}
    names = dict.fromkeys([*arguments, *assigned])
    tree = Tree(root, names, (library | called) - set(names))

    def runnable(root: ast.AST) -> Callable:
        own = _copied(world, function.__globals__)
        if isinstance(root, ast.Lambda):
            return eval(compile(ast.Expression(root), "<edited>", "eval"), own)
        exec(compile(ast.Module([root], []), "<edited>", "exec"), own)
        made = own[root.name]
        made.__defaults__, made.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
        return made

    return Written(text, max(first, 1), tree, runnable)


def of_cell(
    traced: Traced, worlds: Sequence[dict[str, object]], is_answer: Callable[[object], bool]
) -> Written:
    """A cell whose answer is a value; what is run takes the number of a world.

    Raises
    ------
    Unknown
        It does more than to compute.
    """
    answer = ast.copy_location(ast.Expr(traced.answer), traced.answer)
    root = ast.Module([*traced.body, answer], [])
    if any(_reaches_out(node) for node in ast.walk(root)):
        raise Unknown
    names = {name for line in traced.body for name in cells.stored(line)}
    read = set().union(*map(cells.loaded, root.body))
    library = {name for name in read if _is_no_number(traced.scope.get(name))}
    called = {node.func.id for node in ast.walk(root) if _calls_a_name(node)}
    own = worlds[0]
    answers = {name for name in own if isinstance(own[name], _NUMBERS) and is_answer(own[name])}
    usable = {name for name in own if isinstance(own[name], _NUMBERS)} - answers
    tree = Tree(root, sorted(names | usable), (library | called) - names)

    def runnable(edited: ast.Module) -> Callable[[int], object]:
        *body, last = edited.body
        cell = compile(ast.Module(body, []), "<edited>", "exec")
        answer = compile(ast.Expression(last.value), "<edited>", "eval")

        def run(k: int) -> object:
            own = _copied({**worlds[k], NUMPY: np}, traced.scope)
            exec(cell, own)
            return eval(answer, own)

        return run

    return Written(traced.text, 1, tree, runnable, answers.__contains__)


def _definition(module: ast.Module, function: types.FunctionType) -> ast.AST:
    """The one definition in a piece of source that can be the function's."""
    wanted = function.__code__.co_varnames[: function.__code__.co_argcount]
    kind = ast.Lambda if function.__name__ == "<lambda>" else ast.FunctionDef
    found = [
        node
        for node in ast.walk(module)
        if isinstance(node, kind)
        and tuple(argument.arg for argument in [*node.args.posonlyargs, *node.args.args]) == wanted
        and getattr(node, "name", "<lambda>") == function.__name__
    ]
    if len(found) != 1 or getattr(found[0], "decorator_list", []):
        raise Unknown
    return found[0]


def _reaches_out(node: ast.AST) -> bool:
    if isinstance(node, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await)):
        return True
    name = getattr(node, "attr", None) or getattr(node, "id", None)
    return name in _REACHES_OUT and isinstance(node, (ast.Attribute, ast.Name))


def _calls_a_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def _is_no_number(value: object) -> bool:
    return callable(value) or isinstance(value, (types.ModuleType, type))


def _world_of(function: types.FunctionType) -> dict[str, object]:
    """The globals of a function, and what it closes over."""
    world = dict(function.__globals__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        with contextlib.suppress(ValueError):  # an empty cell
            world[name] = cell.cell_contents
    names = _reached(function, world)
    world = {name: world[name] for name in names if name in world}
    return {**world, "__builtins__": function.__globals__.get("__builtins__"), NUMPY: np}


def _reached(function: types.FunctionType, world: dict) -> set[str]:
    """The names of the notebook that a function, and those it calls, may look up."""
    names: set[str] = set()
    waiting = [function.__code__]
    while waiting:
        code = waiting.pop()
        new = set(code.co_names) | set(code.co_freevars)
        for value in [world.get(name) for name in new - names]:
            if _is_of(value, function.__globals__):
                waiting.append(value.__code__)
        names |= new
        waiting += [part for part in code.co_consts if isinstance(part, types.CodeType)]
    return names


def _is_of(value: object, scope: dict) -> bool:
    return isinstance(value, types.FunctionType) and value.__globals__ is scope


def _copied(world: dict[str, object], scope: dict) -> dict[str, object]:
    """A world with copies of arrays and lists; the notebook's own functions work on these."""
    copied: dict[str, object] = {}
    for name, value in world.items():
        if isinstance(value, _MUTABLE) and name != "__builtins__":
            value = copy.deepcopy(value)
        elif _is_of(value, scope):
            moved = types.FunctionType(
                value.__code__, copied, value.__name__, value.__defaults__, value.__closure__
            )
            moved.__kwdefaults__ = value.__kwdefaults__
            value = moved
        copied[name] = value
    return copied
