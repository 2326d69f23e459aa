"""A lesson as its author writes it: Jupytext's py:percent, with exercises marked.

An exercise is two cells that name it in their first line: a Markdown cell that sets
the task, and below it a code cell that holds the answer::

    # %% [markdown] exercise="02-normal-equations"
    # %% exercise="02-normal-equations"
    beta_hat = ...
    ### BEGIN SOLUTION
    beta_hat = np.linalg.solve(X.T @ X, X.T @ y)
    ### END SOLUTION
    ex.normal_equations.check(beta_hat)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import jupytext
from nbformat import NotebookNode, ValidationError

BEGIN_SOLUTION = "### BEGIN SOLUTION"
END_SOLUTION = "### END SOLUTION"

# The same in every notebook, so that no machine's versions and names are stored.
NOTEBOOK_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}

# What of a cell's metadata belongs to the lesson; the rest is some tool's.
LASTING_METADATA = ("exercise", "tags")

# Not every learner has them: they come with `run.py peers`.
OPTIONAL_PACKAGES = ("arviz", "emcee", "numpyro", "nutpie", "pymc")

_IMPORT = re.compile(r"^\s*(?:import|from)\s+(\w+)", re.MULTILINE)
_VALID_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class LessonError(Exception):
    """A lesson that must not be published as it stands; the message says what to change."""


@dataclass(frozen=True)
class Lesson:
    """One lesson as read from its source.

    Attributes
    ----------
    name : str
        The source's file name without its ending, ``"02_least_squares"``.
    notebook : nbformat.NotebookNode
        All cells with their lasting ids, solutions between their markers, no outputs.
    """

    name: str
    notebook: NotebookNode

    @property
    def number(self) -> str:
        """What the name begins with, by which exercises refer to their lesson."""
        return self.name.partition("_")[0]

    @property
    def is_appendix(self) -> bool:
        """Whether a letter follows the digits and there is no exercise.

        An appendix may need packages that not everybody has.
        """
        exercises = any("exercise" in cell.metadata for cell in self.notebook.cells)
        return not (self.number.isdigit() or exercises)

    def exercise_cells(self, cell_type: str) -> dict[str, NotebookNode]:
        """Cells of one type that name an exercise, by that name, in their order.

        Parameters
        ----------
        cell_type : {"markdown", "code"}
            The tasks or the answers.

        Raises
        ------
        LessonError
            If an exercise has two such cells.
        """
        found: dict[str, NotebookNode] = {}
        for cell in self.notebook.cells:
            exercise = cell.metadata.get("exercise")
            if exercise is None or cell.cell_type != cell_type:
                continue
            if exercise in found:
                raise LessonError(
                    f"{self.name}: exercise {exercise!r} has two {cell_type} cells; it needs one."
                )
            found[exercise] = cell
        return found


def read_lesson(path: Path) -> Lesson:
    """Read ``course/NN_topic.py``, or a second notebook beside it, ``course/NNb_topic.py``.

    Parameters
    ----------
    path : pathlib.Path
        A file in Jupytext's py:percent format, named by two digits, perhaps a letter, and a topic.

    Raises
    ------
    LessonError
        If the header is incomplete, or the file's name or an exercise's id cannot serve as
        the name of a notebook or a cell.
    """
    if not re.fullmatch(r"\d\d[b-z]?_[a-z0-9_]+", path.stem):
        raise LessonError(f"{path.name}: a lesson is named like 02_least_squares.py.")
    try:
        notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    except ValidationError as error:
        raise LessonError(f"{path.name}: its header is incomplete: {error.message}") from None
    notebook.metadata = NotebookNode(NOTEBOOK_METADATA)
    # Cell ids came with version 4.5 of the format.
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        cell.metadata = NotebookNode(
            {key: cell.metadata[key] for key in LASTING_METADATA if key in cell.metadata}
        )
    lesson = Lesson(path.stem, notebook)
    for cell, cell_id in zip(notebook.cells, _lasting_ids(lesson), strict=True):
        cell.id = cell_id
    return lesson


def _lasting_ids(lesson: Lesson) -> Iterator[str]:
    """Name each cell by the nearest exercise above it and its place there.

    A cell that is added or removed so renames no cell beyond the next exercise.
    """
    place, count = f"{lesson.number}-start", 0
    seen: set[str] = set()
    for cell in lesson.notebook.cells:
        exercise = cell.metadata.get("exercise")
        if exercise is None:
            count += 1
            cell_id = f"{place}-{count}"
        else:
            is_answer = cell.cell_type == "code"
            cell_id = answer_id(exercise) if is_answer else f"{exercise}-task"
            place, count = f"{exercise}-{'after' if is_answer else 'given'}", 0
        if not _VALID_ID.fullmatch(cell_id) or cell_id in seen:
            raise LessonError(
                f"{lesson.name}: {cell_id!r} cannot name a cell, which takes 1 to 64 letters, "
                "digits, hyphens and underscores, and is used once in a notebook."
            )
        seen.add(cell_id)
        yield cell_id


def answer_id(exercise: str) -> str:
    """The id of the cell that holds the answer to an exercise."""
    return f"{exercise}-answer"


def solution_code(source: str) -> str:
    """The code between the solution markers of a cell, dedented; empty where there is none.

    Raises
    ------
    LessonError
        If the markers do not alternate.
    """
    lines: list[str] = []
    inside = False
    for line in source.splitlines():
        if BEGIN_SOLUTION in line or END_SOLUTION in line:
            if inside == (BEGIN_SOLUTION in line):
                raise LessonError(
                    f"Solution markers do not alternate in the cell that begins "
                    f"{source.splitlines()[0]!r}."
                )
            inside = not inside
        elif inside:
            lines.append(line)
    if inside:
        raise LessonError(f"{END_SOLUTION!r} is missing below {lines[:1]}.")
    return dedent("\n".join(lines))


def missing_packages(notebook: NotebookNode) -> list[str]:
    """The optional packages that a notebook imports and that are not installed here."""
    return [name for name in optional_packages(notebook) if find_spec(name) is None]


def optional_packages(notebook: NotebookNode) -> list[str]:
    """Those of `OPTIONAL_PACKAGES` that a notebook's code imports."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    imported = {name for source in code for name in _IMPORT.findall(source)}
    return [name for name in OPTIONAL_PACKAGES if name in imported]


def faults(lesson: Lesson, exercise_ids: Iterable[str]) -> list[str]:
    """Say what is wrong with a lesson, one sentence each; an empty list means nothing.

    Parameters
    ----------
    lesson : Lesson
        The lesson as read.
    exercise_ids : iterable of str
        The exercises that the catalogue holds for this lesson.
    """
    return [*_faults_of_form(lesson), *_faults_of_exercises(lesson, set(exercise_ids))]


def _faults_of_form(lesson: Lesson) -> Iterator[str]:
    cells = lesson.notebook.cells
    titles = [cell.id for cell in cells if cell.cell_type == "markdown" for _ in _titles(cell)]
    if titles != [f"{lesson.number}-start-1"]:
        yield f"needs one title (# ...), in its first cell; it has {titles or 'none'}."
    if not cells or cells[-1].cell_type != "markdown":
        yield "ends with code; let it end with a Markdown cell that looks back and on."
    if not lesson.is_appendix:
        for package in optional_packages(lesson.notebook):
            yield (
                f"imports {package}, which learners need not have; an appendix (11b_…), which has "
                "no exercises, may."
            )


def _titles(cell: NotebookNode) -> Iterator[str]:
    in_code = False
    for line in cell.source.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            in_code = not in_code
        elif line.startswith("# ") and not in_code:
            yield line


def _faults_of_exercises(lesson: Lesson, expected: set[str]) -> Iterator[str]:
    tasks, answers = (lesson.exercise_cells(kind) for kind in ("markdown", "code"))
    for exercise in sorted(expected - answers.keys()):
        yield f"has no code cell for exercise {exercise!r} of the catalogue."
    for exercise in sorted(answers.keys() | tasks.keys()):
        if exercise not in expected:
            yield f"names exercise {exercise!r}, which the catalogue does not hold for it."
    for exercise in sorted(answers.keys() ^ tasks.keys()):
        yield f"needs a Markdown cell and a code cell for exercise {exercise!r}; one is missing."
    if list(tasks) != list(answers):
        yield "sets its tasks and answers in different orders."
    for cell in lesson.notebook.cells:
        has_solution = bool(solution_code(cell.source))
        if has_solution and "exercise" not in cell.metadata:
            yield f"has a solution in cell {cell.id!r}, which names no exercise."
    for exercise, cell in answers.items():
        if not solution_code(cell.source):
            yield f"has nothing between solution markers in exercise {exercise!r}."
        if ".check(" not in cell.source.rstrip().splitlines()[-1]:
            yield f"exercise {exercise!r} must end with its check, as in ex.name.check(answer)."
