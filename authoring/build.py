"""Make all notebooks, or find where the stored ones no longer follow from their sources."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from authoring import execution, source
from authoring.execution import ROOT
from authoring.notebooks import Exercise, blank, filled_in
from authoring.source import Lesson, LessonError

# Kernels side by side; more than the cores of a small machine only slows them all.
KERNELS = 2


@dataclass(frozen=True)
class Course:
    """Where the sources stand, where the built files go, and the exercises in them.

    Attributes
    ----------
    root : pathlib.Path
        Holds ``course/``, ``lessons/``, ``solutions/`` and ``helpers/lessons/``.
    exercises : sequence of Exercise
        The catalogue.
    """

    root: Path
    exercises: Sequence[Exercise] = field(repr=False)

    @property
    def solutions_file(self) -> Path:
        """The code of every solution by exercise id, which ``.solution()`` reveals."""
        return self.root / "helpers" / "lessons" / "solutions.json"

    def notebook_file(self, folder: str, lesson: str) -> Path:
        """``lessons/NN_topic.ipynb`` or ``solutions/NN_topic.ipynb``."""
        return self.root / folder / f"{lesson}.ipynb"

    def lessons(self) -> list[Lesson]:
        """Read all lessons.

        Raises
        ------
        LessonError
            If there is none, if a lesson has faults, or if an exercise belongs to no lesson.
        """
        paths = sorted((self.root / "course").glob("[0-9][0-9]*_*.py"))
        if not paths:
            raise LessonError(f"{self.root / 'course'} holds no lesson (NN_topic.py).")
        lessons = [source.read_lesson(path) for path in paths]
        found = [
            f"{lesson.name} {fault}"
            for lesson in lessons
            for fault in source.faults(lesson, self.exercises_of(lesson))
        ]
        numbers = {lesson.number for lesson in lessons}
        found += [
            f"Exercise {exercise.id!r} belongs to lesson {exercise.lesson!r}, which has no source."
            for exercise in self.exercises
            if exercise.lesson not in numbers
        ]
        if found:
            raise LessonError("\n".join(found))
        return lessons

    def exercises_of(self, lesson: Lesson) -> Mapping[str, Exercise]:
        """The catalogue's exercises for one lesson, by id."""
        return {e.id: e for e in self.exercises if e.lesson == lesson.number}


def the_course(root: Path = ROOT) -> Course:
    """This repository's own course."""
    # Imported late: whoever builds another course needs no catalogue of ours.
    from helpers.exercises import catalogue

    return Course(root, tuple(catalogue()))


def build(course: Course, only: Collection[str] = ()) -> list[Path]:
    """Build and execute everything; write only if nothing is wrong anywhere.

    A solution that `left_alone` names is not executed, and stays as it is stored.

    Parameters
    ----------
    course : Course
    only : collection of str
        The numbers of the lessons to build; all of them if there is none.

    Returns
    -------
    list of pathlib.Path
        The files written and the files removed because their source is gone.

    Raises
    ------
    LessonError
        Naming the lesson and the cell, and saying what to change.
    """
    everything = course.lessons()
    if unknown := set(only) - {lesson.number for lesson in everything}:
        raise LessonError(f"There is no lesson {', '.join(sorted(unknown))} in course/.")
    lessons = [lesson for lesson in everything if not only or lesson.number in only]
    executable = [lesson for lesson in lessons if not source.missing_packages(lesson.notebook)]
    runs = asyncio.run(_execute_all(course, executable))
    files: dict[Path, str] = {course.solutions_file: solutions_text(everything)}
    for lesson in lessons:
        files[course.notebook_file("lessons", lesson.name)] = _text(
            blank(lesson, course.exercises_of(lesson))
        )
    for lesson, run in zip(executable, runs, strict=True):
        files[course.notebook_file("solutions", lesson.name)] = _text(run.notebook)
    stale = _without_source(course, everything)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in stale:
        path.unlink()
    return [*files, *stale]


def left_alone(course: Course) -> dict[Path, list[str]]:
    """Stored solutions that cannot be executed here, with the packages that they miss."""
    return {
        course.notebook_file("solutions", lesson.name): missing
        for lesson in course.lessons()
        if (missing := source.missing_packages(lesson.notebook))
    }


async def _execute_all(course: Course, lessons: list[Lesson]) -> list[execution.Run]:
    seats = asyncio.Semaphore(KERNELS)
    folder = course.root / "solutions"
    folder.mkdir(exist_ok=True)

    async def run_one(lesson: Lesson) -> execution.Run:
        async with seats:
            return await execution.execute(filled_in(lesson), folder)

    # All run to their end, so that an author learns of every lesson's fault at once.
    runs = await asyncio.gather(*map(run_one, lessons), return_exceptions=True)
    found = [
        f"{lesson.name}: {fault}"
        for lesson, run in zip(lessons, runs, strict=True)
        for fault in _faults(run)
    ]
    if found:
        raise LessonError("\n".join(found))
    return runs


def _faults(run: execution.Run | BaseException) -> list[str]:
    if isinstance(run, LessonError):
        return [str(run)]
    if isinstance(run, BaseException):
        raise run
    return execution.faults(run)


def solutions_text(lessons: Iterable[Lesson]) -> str:
    """The text of ``solutions.json``."""
    solutions = {
        exercise: source.solution_code(cell.source)
        for lesson in lessons
        for exercise, cell in lesson.exercise_cells("code").items()
    }
    return json.dumps(solutions, indent=2, ensure_ascii=False) + "\n"


def drift(course: Course) -> list[str]:
    """Name every stored file that does not follow from the sources; nothing is executed.

    Outputs are not compared here: running the stored solutions is what tells about them.
    """
    lessons = course.lessons()
    found = [f"{_name(course, path)} has no source" for path in _without_source(course, lessons)]
    for lesson in lessons:
        made = {
            "lessons": blank(lesson, course.exercises_of(lesson)),
            "solutions": filled_in(lesson),
        }
        for folder, notebook in made.items():
            path = course.notebook_file(folder, lesson.name)
            found += [f"{_name(course, path)} {what}" for what in _differences(path, notebook)]
    path = course.solutions_file
    if not path.is_file() or path.read_text(encoding="utf-8") != solutions_text(lessons):
        found.append(f"{_name(course, path)} differs")
    return found


def _differences(path: Path, made: NotebookNode) -> Iterable[str]:
    if not path.is_file():
        return ["is missing"]
    stored = nbformat.reads(path.read_text(encoding="utf-8"), as_version=nbformat.NO_CONVERT)
    if path.parent.name == "lessons":
        # A blank lesson holds nothing that a run could have left.
        return [] if path.read_text(encoding="utf-8") == _text(made) else ["differs"]
    if _sources(stored) == _sources(made):
        return []
    pairs = zip(_sources(stored)["cells"], _sources(made)["cells"], strict=False)
    first = next((new["id"] for old, new in pairs if old != new), "the end")
    return [f"differs, first at {first}"]


def _sources(notebook: NotebookNode) -> dict:
    """All of a notebook but what running it adds."""
    cells = [
        {key: cell[key] for key in ("id", "cell_type", "source", "metadata")}
        for cell in notebook.cells
    ]
    return {**notebook, "cells": cells}


def _without_source(course: Course, lessons: Iterable[Lesson]) -> list[Path]:
    names = {lesson.name for lesson in lessons}
    built = [*course.root.glob("lessons/*.ipynb"), *course.root.glob("solutions/*.ipynb")]
    return sorted(path for path in built if path.stem not in names)


def _text(notebook: NotebookNode) -> str:
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def _name(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()
