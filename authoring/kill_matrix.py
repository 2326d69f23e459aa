"""Every exercise and every wrong program it knows: a page a lesson, and one that leads to them.

Each row is run anew: the wrong program produces its answer, the exercise's own check
judges it, and the page shows what a learner would read.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from helpers.feedback.check import judge

FOLDER = "build/mistakes"
FIRST = "README.md"

_HEAD = """\
# Every mistake the course knows

Each exercise comes with wrong programs that learners really write. On the pages below,
every one of them was run, its answer was handed to the exercise's check, and this is what
the check said. A test holds the pages: each wrong program is recognised as itself and as
no other, each right variant is accepted, and an untouched answer is called blank.

These pages are built by `python3 run.py build`, and stand in no repository.
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


def write(root: Path, pages: Mapping[str, str]) -> Path:
    """Write the pages anew, and say where."""
    folder = root / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


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
