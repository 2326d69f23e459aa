"""What a learner has done, kept beside their notebooks, for them alone. Nothing leaves the machine.

Progress is written only while a person works in Jupyter: its server names the open notebook in
the environment variable JPY_SESSION_NAME, which test runs and builds never set. Opening a
notebook in a folder called `solutions` records nothing. COURSE_PROGRESS overrides both: the
path of the file to use, or `off`.
"""

from __future__ import annotations

import contextlib
import html
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.feedback.exercise import Lesson

FILE = ".progress.json"


def file() -> Path | None:
    """The file in which progress is kept, or None where none is to be kept."""
    chosen = os.environ.get("COURSE_PROGRESS", "")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    notebook = os.environ.get("JPY_SESSION_NAME", "")
    if not notebook or "solutions" in (*PurePath(notebook).parts[:-1], Path.cwd().name):
        return None
    return Path.cwd() / FILE


def read() -> dict[str, dict[str, int]]:
    """What is recorded: for each exercise's id, how often each outcome came."""
    path = file()
    return (_load(path) or {}) if path else {}


def record(id: str, event: str) -> None:
    """Count one outcome of a check, or that a solution was revealed. Never raises."""
    path = file()
    if path is None or event == "blank":
        return
    with contextlib.suppress(OSError):
        known = _load(path)
        if known is None and path.exists():  # damaged: set aside, never overwritten
            path.replace(path.with_name(path.name + ".damaged"))
        known = known or {}
        counts = known.setdefault(id, {})
        counts[event] = counts.get(event, 0) + 1
        _write(path, known)


def solved() -> set[str]:
    """The ids of the exercises that were answered right at least once."""
    return {id for id, counts in read().items() if counts.get("right")}


def _load(path: Path) -> dict[str, dict[str, int]] | None:
    """The recorded counts, or None where the file is missing or damaged."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return {id: {event: int(n) for event, n in counts.items()} for id, counts in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _write(path: Path, known: dict[str, dict[str, int]]) -> None:
    """Whole or not at all: a session that is cut off leaves the old file as it was."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
    fresh.replace(path)


@dataclass(frozen=True)
class Report:
    """Solved exercises, lesson by lesson: a table in a notebook, lines in a terminal."""

    rows: tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]

    @classmethod
    def of(cls, lessons: Sequence[Lesson]) -> Report:
        """Look up which exercises of these lessons were answered right."""
        done = solved()
        return cls(
            tuple(
                (
                    f"{lesson.number} {lesson.title}",
                    tuple((exercise.title, exercise.id in done) for exercise in lesson.exercises),
                )
                for lesson in lessons
            )
        )

    def __str__(self) -> str:
        lines = []
        for lesson, exercises in self.rows:
            lines.append(f"{lesson}: {sum(done for _, done in exercises)} of {len(exercises)}")
            lines += [f"  {'✓' if done else '○'} {title}" for title, done in exercises]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row' style='text-align: left'>{html.escape(lesson)}</th>"
            f"<td>{sum(done for _, done in exercises)} of {len(exercises)}</td>"
            f"<td style='text-align: left'>"
            + "<br>".join(
                f"{'✓' if done else '○'} {html.escape(title)}" for title, done in exercises
            )
            + "</td></tr>"
            for lesson, exercises in self.rows
        )
        return (
            "<table><thead><tr><th>Lesson</th><th>Solved</th><th>Exercises</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
