"""The two notebooks of a lesson: blank for the learner, filled in for comparison."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Protocol

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from authoring.source import BEGIN_SOLUTION, END_SOLUTION, Lesson, answer_id

# A notebook goes on alone, by mail or into another program, and then finds no helpers, or those of
# a stranger. What to do about that stands in its first cell, so that every viewer shows it.
ALONE = (
    "*Copied out of its course?* If the next cell says `No module named 'helpers'` or "
    "`cannot import name`, save this notebook in the course's folder `work` and type "
    "`python3 run.py lab` in the course's folder; where a notebook runs already, `%pip install` "
    "and the path of that folder does it, too. (The package called `helpers` on PyPI is another "
    "one: do not install it.)"
)

# "beta_hat = ..." above a solution: needed for a blank lesson to run, noise beside the answer.
_PLACEHOLDER = re.compile(r"\s*[\w, ]+ = \.\.\.(, \.\.\.)*\s*(#.*)?")


class Exercise(Protocol):
    """What the build asks of an exercise of the catalogue."""

    id: str
    lesson: str
    hints: tuple[str, ...]


def blank(lesson: Lesson, exercises: Mapping[str, Exercise]) -> NotebookNode:
    """The notebook that a learner works in: solutions blanked, hints below each task.

    Parameters
    ----------
    lesson : Lesson
        A lesson without faults.
    exercises : mapping of str to Exercise
        The lesson's exercises by id.

    Returns
    -------
    nbformat.NotebookNode
        Without outputs; every solution is one ``...`` at the solution's indentation.
    """
    notebook = _fit_to_stand_alone(lesson)
    for cell in notebook.cells:
        exercise = cell.metadata.get("exercise")
        if exercise is not None and cell.cell_type == "markdown":
            cell.source = f"{cell.source}\n\n{_help(lesson, exercises[exercise])}"
    # Our cells carry none of nbgrader's metadata: it only has to blank what is marked.
    clear = ClearSolutions(enforce_metadata=False, code_stub={"python": "..."})
    notebook, _ = clear.preprocess(notebook, {})
    return notebook


def _fit_to_stand_alone(lesson: Lesson) -> NotebookNode:
    notebook = deepcopy(lesson.notebook)
    notebook.cells[0].source += f"\n\n{ALONE}"
    return notebook


def _help(lesson: Lesson, exercise: Exercise) -> str:
    # The empty lines make JupyterLab render Markdown and formulas inside <details>.
    hints = [
        f"<details><summary>Hint {number}</summary>\n\n{hint.strip()}\n\n</details>"
        for number, hint in enumerate(exercise.hints, start=1)
    ]
    # JupyterLab scrolls to "#cell-id=..."; other viewers open the notebook at its top.
    link = f"[Solution](../solutions/{lesson.name}.ipynb#cell-id={answer_id(exercise.id)})"
    return "\n\n".join([*hints, link])


def filled_in(lesson: Lesson) -> NotebookNode:
    """The notebook with its solutions, markers and placeholders removed; not yet executed."""
    notebook = _fit_to_stand_alone(lesson)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = _without_markers(cell.source)
    return notebook


def _without_markers(source: str) -> str:
    kept: list[str] = []
    for line in source.splitlines():
        if BEGIN_SOLUTION in line:
            if kept and _PLACEHOLDER.fullmatch(kept[-1]):
                kept.pop()
        elif END_SOLUTION not in line:
            kept.append(line)
    return "\n".join(kept)
