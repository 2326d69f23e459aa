"""A notebook that was copied out of its course says what to do, and still shows what it knew."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from authoring.execution import ROOT
from authoring.notebooks import ALONE

QUOTED = re.findall(r"`(No module[^`]+|cannot[^`]+)`", ALONE)
BUILT = sorted(ROOT.glob("lessons/*.ipynb")) + sorted(ROOT.glob("solutions/*.ipynb"))


def read(path: Path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", BUILT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_notebook_says_in_its_first_cell_what_to_do_alone(path):
    first, second, *_ = read(path).cells
    assert first.source.endswith(f"\n\n{ALONE}")
    assert second.cell_type == "code" and "from helpers import" in second.source


@pytest.mark.parametrize("path", BUILT[:11:5], ids=lambda path: path.stem)
@pytest.mark.parametrize("stranger", [True, False], ids=["a stranger's helpers", "none"])
def test_what_it_quotes_is_what_python_says(path, stranger, tmp_path):
    """Without helpers, and with the unrelated ones that somebody installed."""
    if stranger:
        (tmp_path / "helpers").mkdir()
        (tmp_path / "helpers" / "__init__.py").write_text("def help_me(): ...\n")
    # An editable installation of the course is found through sys.path, too.
    forget = (
        "import os.path, sys; ours = os.path.join('helpers', 'feedback');"
        "sys.path[:] = [p for p in sys.path if not os.path.exists(os.path.join(p, ours))]"
    )
    finished = subprocess.run(
        [sys.executable, "-c", f"{forget}\n{read(path).cells[1].source}"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 1
    said = finished.stderr.splitlines()[-1]
    assert (QUOTED[1] if stranger else QUOTED[0]) in said


def test_the_commands_that_it_tells_are_those_of_the_course():
    commands = re.findall(r"`(python3[^`]+|%pip[^`]+)`", ALONE)
    assert commands == ["python3 run.py lab", "%pip install"]
    assert commands[0] in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install helpers" not in ALONE


def test_a_saved_solution_is_a_page_with_its_pictures_and_checks():
    """nbconvert's own template, as on a website that shows notebooks."""
    solution = read(ROOT / "solutions" / "02_least_squares.ipynb")
    page, _ = HTMLExporter().from_notebook_node(solution)
    pictures = [
        output.data["image/png"]
        for cell in solution.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) >= 3 and all(picture.strip() in page for picture in pictures)
    assert "widget-view" not in page
    assert page.count('data-outcome="right"') == sum(
        "exercise" in cell.metadata for cell in solution.cells if cell.cell_type == "code"
    )


def test_hints_open_without_a_program():
    """A browser opens them by itself, wherever the page is shown."""
    lesson = read(ROOT / "lessons" / "02_least_squares.ipynb")
    page, _ = HTMLExporter().from_notebook_node(lesson)
    assert page.count("<details") == sum(cell.source.count("<details") for cell in lesson.cells)
    assert page.count("<details") == page.count("</details>") > 7
    assert "&lt;details" not in page
