"""What has been solved, to look at."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.feedback.lesson import Lesson
from helpers.feedback.progress import solved


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
            "<table><thead><tr><th style='text-align: left'>Lesson</th><th>Solved</th>"
            "<th style='text-align: left'>Exercises</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
