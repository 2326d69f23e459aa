"""The learner's cells: what has been run in this notebook, and which of it made an answer.

In IPython every cell that is run after the exercises were imported is remembered as it was
written. Elsewhere there are no cells, and answers that are values have no source.
"""

from __future__ import annotations

import ast
import collections
import itertools
import linecache
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass

_MOST_CELLS = 500
_WAITING: list[Callable[[], None]] = []  # for the end of the next cell
_REMEMBERED: collections.deque[str] = collections.deque(maxlen=_MOST_CELLS)


def remember() -> None:
    """Remember the cells that are run from now on, and the one that is running."""
    shell = _shell()
    if shell is None:
        return
    running = _running(shell.user_ns)
    if running:
        _REMEMBERED.append(running)
    shell.events.register("pre_run_cell", _keep)


def _keep(info: object) -> None:
    _REMEMBERED.append(info.raw_cell)


def after_the_next(do: Callable[[], None]) -> None:
    """Do something, once, when the next cell has run to its end; elsewhere than in IPython, never.

    A cell that asks for it is not the next one, whatever was asked for before, nor is one that has
    been run already.
    """
    shell = _shell()
    if shell is None:
        return
    if do not in _WAITING:
        _WAITING.append(do)
    for event, waits in (("pre_run_cell", _next_begins), ("post_run_cell", _next_ends)):
        if waits in shell.events.callbacks[event]:
            shell.events.unregister(event, waits)
    shell.events.register("pre_run_cell", _next_begins)


def _next_begins(info: object) -> None:
    if _REMEMBERED.count(info.raw_cell) > 1:  # now, and before
        return
    events = _shell().events
    events.unregister("pre_run_cell", _next_begins)
    events.register("post_run_cell", _next_ends)


def _next_ends(result: object) -> None:
    if result.success:
        _shell().events.unregister("post_run_cell", _next_ends)
        waiting, _WAITING[:] = list(_WAITING), []
        for do in waiting:
            do()


def scope() -> dict[str, object]:
    """The notebook's variables; none outside a notebook."""
    shell = _shell()
    return {} if shell is None else shell.user_ns


def remembered() -> list[list[ast.stmt]]:
    """The lines of each remembered cell, the last cell first."""
    shell = _shell()
    return [] if shell is None else [_parsed(shell, text)[1] for text in reversed(_REMEMBERED)]


def _shell() -> object | None:
    """The IPython that this process is a notebook's kernel of, if it is."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None


def _running(scope: dict) -> str:
    """The source of the cell that is being run."""
    frame = sys._getframe()
    while frame is not None and frame.f_globals is not scope:
        frame = frame.f_back
    return "".join(linecache.getlines(frame.f_code.co_filename)) if frame else ""


class Untraceable(Exception):
    """It cannot be seen how the answer was made."""


@dataclass(frozen=True)
class Traced:
    """How an answer was made.

    Attributes
    ----------
    text : str
        The cell that made it.
    body : list of ast.stmt
        What that cell did.
    answer : ast.expr
        What was handed to the check.
    before : list of ast.stmt
        What other cells did for it before, back to the names that were `given`.
    scope : dict
        The notebook's variables.
    """

    text: str
    body: list[ast.stmt]
    answer: ast.expr
    before: list[ast.stmt]
    scope: dict[str, object]


def trace(exercise: object, given: set[str]) -> Traced:
    """Find how the answer that is being checked was made.

    Raises
    ------
    Untraceable
        No cell, or not a plain call of `check` in it.
    """
    shell = _shell()
    if shell is None or not _REMEMBERED:
        raise Untraceable
    scope = shell.user_ns
    *earlier, last = [_parsed(shell, text) for text in _REMEMBERED]
    place, answer = _check_in(last[1], exercise, scope)
    made = [(last[0], last[1][:place])]
    needed = loaded(answer) - given
    taken, needed = _slice(last[1][:place], needed, given, scope)
    while not taken and _is_names(answer):
        if not earlier:
            raise Untraceable
        made = [earlier.pop()]
        taken, needed = _slice(made[0][1], needed, given, scope)
    ((text, body),) = made
    body = [line for line in body if not isinstance(line, ast.Expr) or _is_computing(line)]
    needed = set().union(*map(loaded, body), loaded(answer)) - given - made_first(body)
    before: list[ast.stmt] = []
    for _, lines in reversed(earlier):
        taken, needed = _slice(lines, needed, given, scope)
        before = taken + before
    return Traced(text, body, answer, before, scope)


def _parsed(shell: object, text: str) -> tuple[str, list[ast.stmt]]:
    """A cell as IPython runs it, and its lines; IPython drops the empty ones at its top."""
    try:
        lines = text.splitlines(keepends=True)
        empty = sum(1 for _ in itertools.takewhile(lambda line: not line.strip(), lines))
        text = "\n" * empty + shell.transform_cell(text)
        return text, ast.parse(text).body
    except (SyntaxError, ValueError):
        return text, []


def _check_in(body: list[ast.stmt], exercise: object, scope: dict) -> tuple[int, ast.expr]:
    """Which line of a cell checks the exercise, and what is handed over."""
    for place, line in reversed(list(enumerate(body))):
        for node in ast.walk(line):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "check"
                and len(node.args) == 1
                and not node.keywords
                and looked_up(node.func.value, scope) is exercise
            ):
                return place, node.args[0]
    raise Untraceable


def _is_names(answer: ast.expr) -> bool:
    """Whether what is handed over was all made before: names, and nothing computed."""
    plain = (ast.Name, ast.Tuple, ast.List, ast.Attribute, ast.expr_context)
    return all(isinstance(node, plain) for node in ast.walk(answer))


def looked_up(node: ast.expr, scope: dict) -> object:
    """What a name with dots stands for; None for anything else."""
    if isinstance(node, ast.Name):
        return scope.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = looked_up(node.value, scope)
        if isinstance(owner, types.ModuleType):
            return vars(owner).get(node.attr)
    return None


def loaded(node: ast.AST) -> set[str]:
    """The names that a piece of a program looks up."""
    return {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    }


def stored(node: ast.AST) -> set[str]:
    """The names that a piece of a program assigns to, or whose things it changes."""
    names = set()
    for one in ast.walk(node):
        if isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            names.add(one.name)
        elif isinstance(one, ast.alias):
            names.add((one.asname or one.name).split(".")[0])
        elif isinstance(getattr(one, "ctx", None), ast.Store):
            while isinstance(one, (ast.Attribute, ast.Subscript, ast.Starred)):
                one = one.value
            if isinstance(one, ast.Name):
                names.add(one.id)
    return names


def made_first(body: list[ast.stmt]) -> set[str]:
    """The names that a cell makes itself: at its beginning there were none of them."""
    made: set[str] = set()
    read: set[str] = set()
    for line in body:
        read |= loaded(line)
        if isinstance(line, ast.AugAssign):
            read |= stored(line)
        read -= made
        made |= stored(line) - read
    return made


def _slice(
    lines: list[ast.stmt], needed: set[str], given: set[str], scope: dict
) -> tuple[list[ast.stmt], set[str]]:
    """The lines that make what is needed, and what these need in turn."""
    taken: list[ast.stmt] = []
    for line in reversed(lines):
        if stored(line) & needed:
            taken.insert(0, line)
            if isinstance(line, ast.Assign):
                plain = {target.id for target in line.targets if isinstance(target, ast.Name)}
                needed = needed - plain
            needed = (needed | loaded(line) | carried(line, scope)) - given
    return taken, needed


def carried_on(node: ast.AST, scope: dict) -> object | None:
    """The exercise that a call of `carry_on` goes on with."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "carry_on"
    ):
        return looked_up(node.func.value, scope)
    return None


def carried(line: ast.AST, scope: dict) -> set[str]:
    """The names of the data that a line's `carry_on` depends on."""
    exercises = [carried_on(node, scope) for node in ast.walk(line)]
    return {name for one in exercises if one is not None for name in one.names()}


def _is_computing(line: ast.Expr) -> bool:
    """Whether a line that assigns nothing may matter: no bare name, text, print or display."""
    call = line.value
    if not isinstance(call, ast.Call):
        return False
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
    return name not in ("print", "display", "show", "check", "hint", "head", "plot")
