"""The pages of the reference: one for each module of `helpers` that others import from."""

from __future__ import annotations

import importlib
import pkgutil

import helpers

# The lessons' own rooms; what is in them is shown by the lessons.
_NOT_SHOWN = {"lessons", "exercises"}


def modules() -> list[str]:
    """The names of the modules that have a page: ``ols``, ``bayes``, …"""
    return [
        module.name
        for module in pkgutil.iter_modules(helpers.__path__)
        if module.name not in _NOT_SHOWN
    ]


def public_names(module: str) -> list[str]:
    """What a module offers: its `__all__`, else the functions and classes that it defines."""
    room = importlib.import_module(f"helpers.{module}")
    if hasattr(room, "__all__"):
        return [name for name in room.__all__ if callable(getattr(room, name))]
    return [
        name
        for name, value in vars(room).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == room.__name__
    ]


def pages() -> dict[str, str]:
    """The pages by the names of their files, as Markdown."""
    made = {}
    for name in modules():
        contents = f".. automodule:: helpers.{name}\n   :members:"
        made[f"{name}.md"] = f"# `helpers.{name}`\n\n```{{eval-rst}}\n{contents}\n```\n"
    return made


def overview() -> str:
    """The list of all modules, as Markdown."""
    rows = ["| module | what it is for |", "|---|---|"]
    for name in modules():
        room = importlib.import_module(f"helpers.{name}")
        rows.append(f"| [`helpers.{name}`]({name}.md) | {room.__doc__.splitlines()[0]} |")
    return "\n".join(rows)
