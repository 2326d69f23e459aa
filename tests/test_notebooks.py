"""The notebooks as people meet them: blank from top to bottom, solved, on another CPU.

nbval itself runs every stored solution and compares all outputs (see pyproject.toml); here
stands what nbval passes over.
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
SOLUTIONS = sorted(ROOT.glob("solutions/*.ipynb"))

# OpenBLAS picks its kernels by the CPU; this one's differ from those of newer CPUs in the last
# digits. It runs on any x86-64 CPU, and other CPUs and libraries ignore the setting.
ANOTHER_CPU = {"OPENBLAS_CORETYPE": "Nehalem"}
# Those where a last digit matters most: a plain fit, and chains, which it sends elsewhere.
SENSITIVE = [
    ROOT / "solutions" / "02_least_squares.ipynb",
    *ROOT.glob("solutions/[0-9][0-9][b-z]_*.ipynb"),
]


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


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_blank_lesson_runs_through_and_every_check_says_blank(path):
    lesson = read_to_run(path)
    exercises = [
        cell.metadata["exercise"] for cell in code_cells(lesson) if "exercise" in cell.metadata
    ]
    run = asyncio.run(execution.execute(lesson, path.parent))
    assert run.outcomes == dict.fromkeys(exercises, "blank")
    assert run.outcomes or not path.stem[:3].endswith("_"), "a lesson without an exercise"
    warnings = [
        output.text
        for cell in code_cells(run.notebook)
        for output in cell.outputs
        if output.get("name") == "stderr"
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


@pytest.mark.parametrize("path", SENSITIVE, ids=lambda path: path.stem)
def test_another_cpu_prints_the_same(path):
    """Rounding noise in a stored output would fail on somebody else's machine."""
    environment = execution.kernel_environment() | ANOTHER_CPU
    run = asyncio.run(execution.execute(read_to_run(path), path.parent, environment))
    assert texts(run.notebook) == texts(read(path))


def test_nobody_s_progress_is_recorded_here():
    assert os.environ["COURSE_PROGRESS"] == "off"
