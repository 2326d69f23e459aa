"""Every exercise and every wrong program it knows, as one page.

Each row is run anew: the wrong program produces its answer, the exercise's own check
judges it, and the page shows what a learner would read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

PAGE = "docs/kill-matrix.md"

_NUMBER = re.compile(r"[−-]?\d[\d.]*")

_HEAD = """\
# Every mistake the course knows

Each exercise comes with wrong programs that learners really write. Below, every one of
them was run, its answer was handed to the exercise's check, and this is what the check
said. A test holds the page: each wrong program is recognised as itself and as no other,
each right variant is accepted, and an untouched answer is called blank.

This page is built: `python3 run.py build`.
"""


def render(exercises: Sequence[Any]) -> str:
    """Render the page as Markdown.

    Parameters
    ----------
    exercises : sequence of Exercise
        The catalogue's exercises.
    """
    parts = [_HEAD, "\n".join(_overview(exercises))]
    parts += ["\n".join(_section(exercise)) for exercise in exercises]
    return "\n".join(parts) + "\n"


def differences(stored: str, made: str) -> list[str]:
    """The lines of two pages that differ in more than numbers, stored line first.

    Some wrong programs fail by rounding, and how they round differs between CPUs.
    """
    pairs = zip_longest(stored.splitlines(), made.splitlines(), fillvalue="(no line)")
    return [
        f"{PAGE} differs:\n  {old}\n  {new}"
        for old, new in pairs
        if _NUMBER.sub("0", old) != _NUMBER.sub("0", new)
    ]


def _overview(exercises: Iterable[Any]) -> Iterator[str]:
    yield "| exercise | right ways tried | mistakes known |"
    yield "|---|---|---|"
    for exercise in exercises:
        ways = 1 + len(exercise.variants)
        yield f"| {_cell(exercise.title)} | {ways} | {len(exercise.misconceptions)} |"
    yield ""


def _section(exercise: Any) -> Iterator[str]:
    yield f"## {exercise.title} (`{exercise.id}`)"
    yield ""
    yield "| answer | outcome | what the learner reads |"
    yield "|---|---|---|"
    yield _row("untouched (`...`)", exercise.check(...))
    yield _row("the reference", exercise.check(exercise.reference()))
    for name, answer in exercise.variant_answers():
        yield _row(f"right, another way: {name}", exercise.check(answer))
    for misconception in exercise.misconceptions:
        yield _row(f"`{misconception.name}`", exercise.check(misconception.answer()))
    yield ""


def _row(answer: str, result: Any) -> str:
    said = str(result.outcome)
    if result.misconception:
        said += f": `{result.misconception}`"
    return f"| {_cell(answer)} | {said} | {_cell(result.message)} |"


def _cell(text: str) -> str:
    """Text that stays inside its cell of a Markdown table."""
    return " ".join(text.split()).replace("|", r"\|")
