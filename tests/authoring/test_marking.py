"""Marking what a class handed in: each notebook on its own, and none without an end."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from authoring import marking
from authoring.marking import Mark
from helpers.exercises import LESSONS

FIRST, SECOND = "02-normal-equations", "02-condition-number"
IMPORTS = """\
import numpy as np
from helpers import simulate
from helpers.exercises import least_squares as ex

world = simulate.seed_world()
X, y = world.X, world.y
"""
RIGHT = "ex.normal_equations.check(np.linalg.solve(X.T @ X, X.T @ y))"
NO_CONSTANT = "ex.normal_equations.check(np.linalg.lstsq(X[:, 1:], y)[0])"


def hand_in(path: Path, *cells: str | tuple[str, str], kernel: str = "python3") -> Path:
    """Write a notebook of code cells; one with the id of an exercise is that exercise's cell."""
    code = [
        new_code_cell(cell)
        if isinstance(cell, str)
        else new_code_cell(cell[1], metadata={"exercise": cell[0]})
        for cell in cells
    ]
    metadata = {"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}}
    path.parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=code, metadata=metadata), path)
    return path


def found(marks: dict[str, Mark]) -> dict[str, str]:
    """The outcomes by exercise, without those that the notebook does not have."""
    return {name: mark.outcome for name, mark in marks.items() if mark.outcome != "not there"}


def test_each_check_is_told_with_its_words_and_the_name_of_the_mistake(tmp_path):
    hand_in(
        tmp_path / "ada.ipynb",
        IMPORTS,
        (FIRST, NO_CONSTANT),
        (SECOND, "ex.condition_number.check(...)"),
        ("02-qr", "undefined"),
        ("02-r-squared", "0.5"),
    )
    ((name, marks),) = marking.mark(tmp_path)
    assert name == "ada.ipynb"
    assert found(marks) == {
        FIRST: "misconception",
        SECOND: "blank",
        "02-qr": "no result",
        "02-r-squared": "no result",
    }
    assert marks[FIRST].misconception == "no constant" and "13.13" in marks[FIRST].said
    assert marks[FIRST].told_by == "misconception"
    assert marks["02-qr"].said == "The cell raised NameError: name 'undefined' is not defined"
    assert marks["02-r-squared"].said == "The cell does not end with a check."
    assert set(marks) == {exercise.id for exercise in LESSONS[2].exercises}


def test_the_last_check_of_an_exercise_counts_in_whatever_cell(tmp_path):
    hand_in(tmp_path / "ada.ipynb", IMPORTS, (FIRST, NO_CONSTANT), "print(1)", RIGHT)
    ((_, marks),) = marking.mark(tmp_path)
    assert found(marks) == {FIRST: "right"}


def test_a_cell_without_an_end_is_told_and_harms_no_other(tmp_path, capsys):
    """It prints for ever, which must not fill the memory either."""
    endless = hand_in(
        tmp_path / "bob.ipynb",
        (FIRST, "import time\nwhile True:\n    print('x' * 100_000)\n    time.sleep(0.01)"),
        (SECOND, "undefined"),
    )
    before = endless.read_bytes()
    after = hand_in(tmp_path / "carl" / "02.ipynb", (FIRST, "1"), kernel="not-installed-here")
    assert marking.main([str(tmp_path), "--seconds", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("bob.ipynb: 1 no end, 1 no result")
    assert lines[1].startswith("carl/02.ipynb: 1 no result")

    with (tmp_path / "marked" / "outcomes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["outcome"] != "not there"]
    assert [(row["notebook"], row["exercise"], row["outcome"]) for row in rows] == [
        ("bob.ipynb", FIRST, "no end"),
        ("bob.ipynb", SECOND, "no result"),
        ("carl/02.ipynb", FIRST, "no result"),
    ]
    assert rows[0]["said"] == "The cell did not end within 5 seconds and was stopped."
    executed = nbformat.read(tmp_path / "marked" / "bob.ipynb", as_version=4)
    *printed, interrupted, stopped = executed.cells[0].outputs
    assert sum(len(output.text) for output in printed) == marking.CHARACTERS_PER_CELL
    assert (interrupted.ename, stopped.ename) == ("KeyboardInterrupt", "NoEnd")
    assert endless.read_bytes() == before
    assert marking.handed_in(tmp_path) == [endless, after]


@pytest.mark.parametrize(
    "code, outcome, said",
    [
        ("import os\nos._exit(1)", "not run", "Kernel died"),
        pytest.param(
            "import time\nwhile True:\n    try:\n        time.sleep(60)\n"
            "    except KeyboardInterrupt:\n        pass",
            "no end",
            "does not let itself be stopped",
            marks=pytest.mark.skipif(os.name == "nt", reason="an interrupt does not end a sleep"),
        ),
    ],
)
def test_what_ends_the_kernel_is_told_and_what_came_before_it_counts(
    tmp_path, monkeypatch, code, outcome, said
):
    monkeypatch.setattr(marking, "SECONDS_TO_STOP", 2)
    hand_in(tmp_path / "ada.ipynb", (FIRST, "undefined"), (SECOND, code), ("02-qr", "1"))
    ((_, marks),) = marking.mark(tmp_path, seconds=3)
    assert found(marks) == {FIRST: "no result", SECOND: outcome, "02-qr": "not run"}
    assert said in marks["02-qr"].said


def test_what_is_no_notebook_is_told(tmp_path):
    (tmp_path / "ada.ipynb").write_text("my answers")
    ((_, marks),) = marking.mark(tmp_path)
    assert marks[""].outcome == "not run" and "JSON" in marks[""].said


def test_marking_records_nobody_s_progress_and_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))
    left = "open('left.txt', 'w').close()"
    hand_in(tmp_path / "ada.ipynb", left, IMPORTS, (FIRST, RIGHT))
    ((_, marks),) = marking.mark(tmp_path)
    assert found(marks) == {FIRST: "right"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ada.ipynb", "marked"]


@pytest.mark.parametrize("notebooks, said", [(False, "there is no folder"), (True, "no notebook")])
def test_a_folder_without_notebooks_is_told(notebooks, said, tmp_path, capsys):
    folder = tmp_path if notebooks else tmp_path / "missing"
    with pytest.raises(SystemExit):
        marking.main([str(folder)])
    assert said in capsys.readouterr().err
