"""The notebooks as people meet them: blank from top to bottom, and solved.

nbval itself runs every stored solution and compares all outputs (see pyproject.toml), on other
processors in `everywhere.py`; here stands what nbval passes over.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from authoring import execution
from authoring.execution import ROOT
from authoring.source import missing_packages

LESSONS = sorted(ROOT.glob("lessons/*.ipynb"))
IGNORED = "nbval-ignore-output"  # of a cell that starts processes, which may say something
FORGET = "%reset -f\n__spec__ = None"  # which a process that is started looks up
LEARNERS_OWN = "f = p = a = b = V = n = X1 = mean = var = norm = data = model = res = fit = 'own'"
SOLUTIONS = sorted(ROOT.glob("solutions/*.ipynb"))


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def read_to_run(path: Path) -> NotebookNode:
    """Skip the test where the notebook needs what is not installed."""
    notebook = read(path)
    if missing := missing_packages(notebook):
        pytest.skip(f"needs {', '.join(missing)}: python3 run.py peers")
    return notebook


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Every text that a notebook's outputs show, with the cell it stands below."""
    found = []
    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            shown = [output.get("text"), data.get("text/plain"), data.get("text/html")]
            found += [(cell.id, text) for text in shown if text]
    return found


def exercises_of(lesson: NotebookNode) -> list[str]:
    return [cell.metadata["exercise"] for cell in code_cells(lesson) if "exercise" in cell.metadata]


@pytest.fixture(scope="module")
def blank_run() -> execution.Run:
    """All blank lessons from top to bottom, one after the other in one kernel.

    Starting one for each would take longer than all cells. Before each lesson the kernel forgets
    its names. After each answer the learner has names of their own: no later cell needs what a
    solution might well define.
    """
    lessons = [read(path) for path in LESSONS]
    joined = nbformat.v4.new_notebook()
    for lesson in lessons:
        if not missing_packages(lesson):
            joined.cells.append(nbformat.v4.new_code_cell(FORGET))
            for cell in code_cells(lesson):
                joined.cells.append(cell)
                if "exercise" in cell.metadata:
                    joined.cells.append(nbformat.v4.new_code_cell(LEARNERS_OWN))
    return asyncio.run(execution.execute(joined, ROOT / "lessons"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_in_a_blank_lesson_every_check_says_blank(path, blank_run):
    exercises = exercises_of(read_to_run(path))
    outcomes = {id: blank_run.outcomes[id] for id in exercises}
    assert outcomes == dict.fromkeys(exercises, "blank")
    assert exercises or not path.stem[:3].endswith("_"), "a lesson without an exercise"


def test_a_blank_lesson_warns_of_nothing(blank_run):
    warnings = [
        output.text
        for cell in code_cells(blank_run.notebook)
        for output in cell.outputs
        if output.get("name") == "stderr" and IGNORED not in cell.metadata.get("tags", [])
    ]
    assert not warnings


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_holds_neither_outputs_nor_solutions(path):
    lesson, solution = read(path), read(ROOT / "solutions" / path.name)
    for cell, solved in zip(code_cells(lesson), code_cells(solution), strict=True):
        assert cell.execution_count is None and not cell.outputs
        if "exercise" in cell.metadata:
            assert "..." in cell.source
            assert cell.source != solved.source
        else:
            assert cell.source == solved.source


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_was_run_once_from_top_to_bottom(path):
    """nbval does not compare the outputs of a cell without a count."""
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_stores_no_failure(path):
    """A stored failure would equal the failure of the next run."""
    solution = read(path)
    outcomes = {
        cell.metadata["exercise"]: [text for id, text in texts(solution) if id == cell.id]
        for cell in code_cells(solution)
        if "exercise" in cell.metadata
    }
    assert all(any('data-outcome="right"' in text for text in shown) for shown in outcomes.values())
    assert not execution.faults(execution.Run(solution, {}))


def test_nobody_s_progress_is_recorded_here():
    assert os.environ["COURSE_PROGRESS"] == "off"
