"""The source of a wrong program, as it stands in the table of mistakes of its exercise."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Source:
    """What makes a wrong program.

    Attributes
    ----------
    own : str
        The program itself, or the one term in which it differs from the right one.
    around : tuple of str
        The functions of the same file that it names, or that make a program of the term.
    """

    own: str
    around: tuple[str, ...] = ()


def source_of(misconception: Any) -> Source:
    """Read the program of a misconception in the file of its exercise."""
    file = _read(Path(inspect.getfile(misconception.exercise.program)))
    own, wrapper = file.rows.get(misconception.name, (None, None))
    if own is None:
        raise LookupError(f"{file.path.name} has no row {misconception.name!r}.")
    around = {}
    for name in _reached(file, own, wrapper):
        around.setdefault(name, file.text_of(file.definitions[name]))
    if isinstance(own, ast.Name) and own.id in around:
        return Source(around.pop(own.id), tuple(around.values()))
    return Source(file.text_of(own), tuple(around.values()))


@dataclass(frozen=True)
class _File:
    path: Path
    text: str
    rows: dict[str, tuple[ast.AST, ast.AST | None]]
    definitions: dict[str, ast.stmt]

    def text_of(self, node: ast.AST) -> str:
        lines = self.text.splitlines()[node.lineno - 1 : node.end_lineno]
        lines[-1] = lines[-1].encode()[: node.end_col_offset].decode()
        before = lines[0].encode()[: node.col_offset].decode()
        lines[0] = lines[0][len(before) :]
        if isinstance(node, ast.stmt):
            return textwrap.dedent("\n".join([before + lines[0], *lines[1:]]))
        # Lines below the first are as far in as in the table, less what stood before the first.
        return "\n".join([lines[0], *(line.removeprefix(" " * len(before)) for line in lines[1:])])


@cache
def _read(path: Path) -> _File:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    definitions = {
        name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Assign)
        for name in _defined(node)
    }
    return _File(path, text, dict(_rows(tree)), definitions)


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [node.name]


def _rows(tree: ast.Module) -> Iterator[tuple[str, tuple[ast.AST, ast.AST | None]]]:
    """Each mistake of a file: its name, its program, and what makes a whole program of that."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "mistakes":
            wrapper = next((word.value for word in node.keywords if word.arg == "of"), None)
            for row in node.args:
                match row:
                    case ast.Tuple([ast.Constant(name), program, *_]):
                        yield name, (program, wrapper)
                    # A row that a function makes of its name and its program.
                    case ast.Call(makes, [ast.Constant(name), program, *_]):
                        yield name, (program, makes)
        elif isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and _called(mark) == "misconception":
                    yield mark.args[0].value, (node, None)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _reached(file: _File, *nodes: ast.AST | None) -> Iterator[str]:
    """The names of a file's own private definitions that some code leads to, the nearest first."""
    seen: set[str] = set()
    waiting = [node for node in nodes if node is not None]
    while waiting:
        for node in ast.walk(waiting.pop(0)):
            name = node.id if isinstance(node, ast.Name) else ""
            if name.startswith("_") and name in file.definitions and name not in seen:
                seen.add(name)
                waiting.append(file.definitions[name])
                yield name
