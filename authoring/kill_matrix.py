"""Every exercise and every wrong program it knows: a page a lesson, and one that leads to them.

Each row is run anew: the wrong program produces its answer, the exercise's own check
judges it, and the page shows what a learner would read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from helpers.feedback.check import judge

FOLDER = "docs/kill-matrix"
FIRST = "README.md"

_NUMBER = re.compile(r"[−-]?\d[\d.]*")

_HEAD = """\
# Every mistake the course knows

Each exercise comes with wrong programs that learners really write. On the pages below,
every one of them was run, its answer was handed to the exercise's check, and this is what
the check said. A test holds the pages: each wrong program is recognised as itself and as
no other, each right variant is accepted, and an untouched answer is called blank.

These pages are built: `python3 run.py build`.
"""


Rows = list[tuple[str, Any]]


def run(exercise: Any) -> Rows:
    """What each answer is, and what the exercise's check says of it: the rows of its table."""
    rows = [
        ("untouched (`...`)", judge(exercise, ..., {})),
        ("the reference", judge(exercise, exercise.reference(), {})),
    ]
    for name, answer in exercise.variant_answers():
        rows.append((f"right, another way: {name}", judge(exercise, answer, {})))
    for misconception in exercise.misconceptions:
        rows.append((f"`{misconception.name}`", judge(exercise, misconception.answer(), {})))
    return rows


def render(lessons: Iterable[Any], run: Callable[[Any], Rows] = run) -> dict[str, str]:
    """Render the pages as Markdown, by their names in `FOLDER`.

    Parameters
    ----------
    lessons : iterable of Lesson
    run : callable
        Makes the rows of an exercise.
    """
    first, pages = [_HEAD], {}
    for lesson in lessons:
        name, title = f"{lesson.number}.md", f"{lesson.number} {lesson.title}"
        first.append("\n".join([f"## [{title}]({name})", "", *_overview(lesson.exercises)]))
        sections = ("\n".join(_section(exercise, run(exercise))) for exercise in lesson.exercises)
        pages[name] = "\n".join([f"# Mistakes in lesson {title}\n", *sections])
    return {FIRST: "\n".join(first), **pages}


def stored(root: Path) -> dict[str, str]:
    """The pages as they stand in the repository."""
    return {path.name: path.read_text(encoding="utf-8") for path in (root / FOLDER).glob("*.md")}


def write(root: Path, pages: Mapping[str, str]) -> list[str]:
    """Write the pages, remove what is no page any more, and say which changed or went."""
    before, folder = stored(root), root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name in before.keys() - pages.keys():
        (folder / name).unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    names = sorted(before.keys() | pages.keys())
    return [f"{FOLDER}/{name}" for name in names if before.get(name) != pages.get(name)]


def differences(before: Mapping[str, str], made: Mapping[str, str]) -> list[str]:
    """The lines that differ in more than numbers, stored line first.

    Some wrong programs fail by rounding, and how they round differs between CPUs.
    """
    return [
        f"{FOLDER}/{name} differs:\n  {old}\n  {new}"
        for name in sorted(before.keys() | made.keys())
        for old, new in zip_longest(
            before.get(name, "(no page)").splitlines(),
            made.get(name, "(no page)").splitlines(),
            fillvalue="(no line)",
        )
        if _NUMBER.sub("0", old) != _NUMBER.sub("0", new)
    ]


def _overview(exercises: Iterable[Any]) -> Iterator[str]:
    yield "| exercise | right ways tried | mistakes known |"
    yield "|---|---|---|"
    for exercise in exercises:
        ways = 1 + len(exercise.variants)
        yield f"| {_cell(exercise.title)} | {ways} | {len(exercise.misconceptions)} |"
    yield ""


def _section(exercise: Any, rows: Rows) -> Iterator[str]:
    yield f"## {exercise.title} (`{exercise.id}`)"
    yield ""
    yield "| answer | outcome | what the learner reads |"
    yield "|---|---|---|"
    for answer, result in rows:
        yield _row(answer, result)
    yield ""


def _row(answer: str, result: Any) -> str:
    said = str(result.outcome)
    if result.misconception:
        said += f": `{result.misconception}`"
    return f"| {_cell(answer)} | {said} | {_cell(result.message)} |"


def _cell(text: str) -> str:
    """Text that stays inside its cell of a Markdown table."""
    return " ".join(text.split()).replace("|", r"\|")
