"""The build: what it makes, what it refuses, and that the stored notebooks follow from it."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from authoring import execution, source
from authoring.__main__ import main
from authoring.build import Course, build, drift, left_alone, the_course
from authoring.execution import ROOT
from authoring.notebooks import blank, filled_in
from authoring.source import LessonError

CLEAN = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A tiny lesson

# %%
class Result:
    def __init__(self, answer):
        self.outcome = "blank" if answer is ... else "right" if answer == 4 else "wrong"

    def __repr__(self):
        return self.outcome

    def _repr_html_(self):
        return f'<div data-outcome="{self.outcome}">{self.outcome}</div>'

class double:
    check = Result

# %% [markdown] exercise="90-double"
# ## Double it
#
# Twice two.

# %% exercise="90-double"
answer = ...
### BEGIN SOLUTION
answer = 2 + 2
### END SOLUTION
double.check(answer)

# %% [markdown]
# What came out is four.
"""


REGION = "### BEGIN SOLUTION\na = 1\n### END SOLUTION"


@dataclass(frozen=True)
class TinyExercise:
    """As much of an exercise as the build asks for."""

    id: str = "90-double"
    lesson: str = "90"
    hints: tuple[str, ...] = ("Add.", "Add $x$ to itself.")


@pytest.fixture
def course(tmp_path):
    """A function that writes a course of one lesson and returns it."""

    def write(text: str = CLEAN, exercises=(TinyExercise(),)) -> Course:
        (tmp_path / "course").mkdir(exist_ok=True)
        (tmp_path / "helpers" / "lessons").mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / "90_tiny.py").write_text(text, encoding="utf-8")
        return Course(tmp_path, exercises)

    return write


def notebook(course: Course, folder: str):
    return nbformat.read(course.notebook_file(folder, "90_tiny"), as_version=4)


def test_a_built_course_holds_both_notebooks_and_the_solutions(course):
    tiny = course()
    build(tiny)

    lesson, solution = notebook(tiny, "lessons"), notebook(tiny, "solutions")
    assert [cell.id for cell in lesson.cells] == [
        "90-start-1",
        "90-start-2",
        "90-double-task",
        "90-double-answer",
        "90-double-after-1",
    ]
    assert [cell.id for cell in solution.cells] == [cell.id for cell in lesson.cells]
    assert lesson.cells[3].source == "answer = ...\n...\ndouble.check(answer)"
    assert solution.cells[3].source == "answer = 2 + 2\ndouble.check(answer)"
    assert [c.execution_count for c in solution.cells if c.cell_type == "code"] == [1, 2]
    assert 'data-outcome="right"' in solution.cells[3].outputs[0].data["text/html"]
    assert all(c.execution_count is None and not c.outputs for c in lesson.cells if "outputs" in c)
    assert json.loads(tiny.solutions_file.read_text()) == {"90-double": "answer = 2 + 2"}
    assert drift(tiny) == []


def test_hints_and_a_link_to_the_solution_stand_below_the_task(course):
    tiny = course()
    (lesson,) = tiny.lessons()
    task = blank(lesson, tiny.exercises_of(lesson)).cells[2].source
    assert task.startswith("## Double it\n\nTwice two.\n\n<details ")
    assert "><summary>Hint 1</summary>\n\n" in task
    assert "Hint 2</summary>\n\nAdd $x$ to itself.\n\n</details>" in task
    assert task.endswith("[Solution](../solutions/90_tiny.ipynb#cell-id=90-double-answer)")
    assert "Hint" not in filled_in(lesson).cells[2].source


def test_building_twice_gives_the_same_bytes(course):
    tiny = course()
    first = {path: path.read_bytes() for path in build(tiny)}
    assert first == {path: path.read_bytes() for path in build(tiny)}


FOLDERS = ("lessons", "solutions")


def test_one_lesson_is_built_alone(course):
    tiny = course()
    (tiny.root / "course" / "91_other.py").write_text(
        "# %% [markdown]\n# # Other\n\n# %%\n1 + 1\n\n# %% [markdown]\n# Two.\n"
    )
    with pytest.raises(LessonError, match="no lesson 92"):
        build(tiny, ["90", "92"])
    written = build(tiny, ["90"])
    assert {path.name for path in written} == {"90_tiny.ipynb", "solutions.json"}
    assert drift(tiny) == [
        "lessons/91_other.ipynb is missing",
        "solutions/91_other.ipynb is missing",
    ]


APPENDIX = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The same elsewhere

# %%
from sampler.tools import answer

answer

# %% [markdown]
# It is the same.
"""


def test_an_appendix_is_executed_only_where_its_packages_are(course, monkeypatch):
    """A package for one test stands in for PyMC."""
    tiny = course()
    (tiny.root / "course" / "90b_elsewhere.py").write_text(APPENDIX, encoding="utf-8")
    package = tiny.root / "sampler"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "tools.py").write_text("answer = 42")
    monkeypatch.setattr(source, "OPTIONAL_PACKAGES", ("sampler",))
    solution = tiny.notebook_file("solutions", "90b_elsewhere")

    assert left_alone(tiny) == {solution: ["sampler"]}
    assert solution not in build(tiny)
    assert tiny.notebook_file("lessons", "90b_elsewhere").is_file()

    with monkeypatch.context() as there:
        there.syspath_prepend(tiny.root)
        there.setenv("PYTHONPATH", str(tiny.root))
        assert left_alone(tiny) == {}
        build(tiny)
    stored = solution.read_bytes()
    (cell,) = [c for c in nbformat.read(solution, as_version=4).cells if c.cell_type == "code"]
    assert cell.outputs[0].data["text/plain"] == "42"

    # Without the package its outputs are kept, and whether its sources follow is still checked.
    monkeypatch.delitem(sys.modules, "sampler", raising=False)
    build(tiny)
    assert solution.read_bytes() == stored and drift(tiny) == []
    changed = APPENDIX.replace("the same.", "not.")
    (tiny.root / "course" / "90b_elsewhere.py").write_text(changed, encoding="utf-8")
    build(tiny)
    assert [line.split()[0] for line in drift(tiny)] == ["solutions/90b_elsewhere.ipynb"]


def test_a_second_notebook_with_exercises_is_no_appendix(tmp_path):
    with_exercises = CLEAN.replace("class Result", "import pymc as pm\n\nclass Result")
    for text, appendix in ((APPENDIX, True), (with_exercises, False)):
        path = tmp_path / "90b_elsewhere.py"
        path.write_text(text, encoding="utf-8")
        lesson = source.read_lesson(path)
        assert lesson.is_appendix == appendix
        told = source.faults(lesson, lesson.exercise_cells("code"))
        assert any("imports pymc" in fault for fault in told) != appendix


def test_a_lesson_of_the_course_needs_no_optional_package(course):
    with pytest.raises(LessonError, match="imports pymc, which learners need not have"):
        course(CLEAN.replace("class Result", "import pymc as pm\n\nclass Result")).lessons()


def test_a_new_cell_renames_nothing_beyond_the_next_exercise(course):
    ids = [cell.id for cell in course().lessons()[0].notebook.cells]
    longer = CLEAN.replace("# %%\nclass Result", "# %% [markdown]\n# More.\n\n# %%\nclass Result")
    ids_of_longer = [cell.id for cell in course(longer).lessons()[0].notebook.cells]
    assert set(ids_of_longer) - set(ids) == {"90-start-3"}
    assert ids_of_longer[3:] == ids[2:]


@pytest.mark.parametrize(
    "change, differs",
    [
        (("Twice two.", "Twice 2."), ["lessons/90_tiny.ipynb", "solutions/90_tiny.ipynb"]),
        (
            ("2 + 2", "2 * 2"),
            ["solutions/90_tiny.ipynb", "helpers/lessons/solutions.json"],
        ),
    ],
)
def test_drift_names_the_files_that_a_changed_source_outdates(course, change, differs):
    build(course())
    found = drift(course(CLEAN.replace(*change)))
    assert [line.split()[0] for line in found] == differs


def test_a_file_without_a_source_is_found_and_removed(course):
    tiny = course()
    build(tiny)
    stray = tiny.root / "lessons" / "91_gone.ipynb"
    stray.write_text("{}")
    assert drift(tiny) == ["lessons/91_gone.ipynb has no source"]
    build(tiny)
    assert not stray.exists()


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("answer = 2 + 2", "answer = 5", "'wrong', not 'right'"),
        ("answer = 2 + 2", "answer = 4; 1 / 0", "ZeroDivisionError"),
        ("double.check(answer)", "double.check(answer); None", "does not end with the result"),
    ],
)
def test_the_build_refuses_a_solution_that_fails_its_check(course, old, new, message):
    tiny = course(CLEAN.replace(old, new))
    with pytest.raises(LessonError, match=re.escape(message)):
        build(tiny)
    assert not tiny.solutions_file.exists(), "something was written all the same"


WIDGET = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"}


@pytest.mark.parametrize(
    "output, message",
    [
        (new_output("stream", name="stderr", text="UserWarning: hm"), "warned: UserWarning: hm"),
        (new_output("stream", text="<object at 0x7f01aa55>"), "memory address"),
        (new_output("stream", text=f"{ROOT}/helpers"), "path of this machine"),
        (new_output("error", ename="ValueError", evalue="no"), "raised ValueError: no"),
        (new_output("display_data", {"image/svg+xml": "<svg/>"}), "SVG"),
        (new_output("display_data", WIDGET), "without a picture"),
        (new_output("display_data", {"text/html": '<p data-outcome="wrong">'}), "not say 'right'"),
    ],
)
def test_the_build_refuses_outputs_that_must_not_be_stored(output, message):
    cell = new_code_cell(id="a", outputs=[output])
    (fault,) = execution.faults(execution.Run(new_notebook(cells=[cell]), {}))
    assert fault.startswith("cell 'a'") and message in fault


def test_a_widget_with_a_picture_is_stored_as_the_picture(course):
    text = CLEAN.replace(
        "# What came",
        """# Before.

# %%
import ipywidgets

class Picture(ipywidgets.IntSlider):
    def _repr_mimebundle_(self, **kwargs):
        return {**super()._repr_mimebundle_(**kwargs), "image/png": "iVBORw0KGgo="}

Picture()

# %% [markdown]
# What came""",
    )
    build(tiny := course(text))
    (output,) = notebook(tiny, "solutions").cells[-2].outputs
    assert set(output.data) == {"image/png", "text/plain"}


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("#     display_name: Python 3\n", "", "header is incomplete"),
        ("# # A tiny lesson", "# A tiny lesson", "one title"),
        ("# What came out", "# # What came out", "one title"),
        ("# %% [markdown]\n# What came out is four.\n", "", "ends with code"),
        ("### BEGIN SOLUTION\n", "", "do not alternate"),
        ("### END SOLUTION\n", "", "is missing"),
        ("answer = 2 + 2\n", "", "nothing between solution markers"),
        ("double.check(answer)\n", "answer\n", "must end with its check"),
        ('# %% exercise="90-double"', "# %%", "no code cell"),
        ('# %% [markdown] exercise="90-double"', "# %% [markdown]", "one is missing"),
        ('# %% exercise="90-double"', '# %% exercise="90-triple"', "catalogue does not hold"),
        ("# %%\nclass", '# %% exercise="90-double"\nclass', "two code cells|cannot name"),
        (
            "class double",
            "### BEGIN SOLUTION\na = 1\n### END SOLUTION\nclass double",
            "no exercise",
        ),
    ],
)
def test_the_build_names_the_faults_of_a_source(course, old, new, message):
    assert old in CLEAN
    with pytest.raises(LessonError, match=message):
        course(CLEAN.replace(old, new)).lessons()


def test_every_exercise_of_the_catalogue_needs_a_lesson(course):
    with pytest.raises(LessonError, match="'91-other' belongs to lesson '91'"):
        course(exercises=(TinyExercise(), TinyExercise("91-other", "91"))).lessons()


def test_solution_code_is_dedented_and_joins_its_regions():
    cell = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\nf.check()"
    assert source.solution_code(cell) == "return 1"
    assert source.solution_code("plain") == ""


def test_a_blank_run_says_blank(course):
    tiny = course()
    (lesson,) = tiny.lessons()
    run = asyncio.run(execution.execute(blank(lesson, tiny.exercises_of(lesson)), tiny.root))
    assert run.outcomes == {"90-double": "blank"}


# --- the course itself -------------------------------------------------------------------

BUILT = sorted([*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("solutions/*.ipynb")])


def test_the_stored_notebooks_follow_from_their_sources(capsys):
    differences = drift(the_course())
    assert not differences, "\n".join([*differences, "Run `python3 run.py build`."])
    assert main(["build", "--check"]) == 0


def test_every_lesson_has_its_two_notebooks():
    names = {path.stem for path in ROOT.glob("course/[0-9]*.py")}
    assert names
    for folder in ("lessons", "solutions"):
        assert {path.stem for path in BUILT if path.parent.name == folder} == names


@pytest.mark.parametrize("path", BUILT, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_stored_notebook_opens_cleanly(path: Path):
    stored = json.loads(path.read_text(encoding="utf-8"))
    nbformat.validate(stored)
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    assert stored["metadata"] == source.NOTEBOOK_METADATA
    assert stored["cells"][-1]["cell_type"] == "markdown"
    ids = [cell["id"] for cell in stored["cells"]]
    assert len(set(ids)) == len(ids)
    titles = re.findall(
        r"^# ",
        "\n".join("".join(c["source"]) for c in stored["cells"] if c["cell_type"] == "markdown"),
        flags=re.MULTILINE,
    )
    assert len(titles) == 1


@pytest.mark.parametrize("path", BUILT, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_relative_link_of_a_notebook_leads_somewhere(path: Path):
    stored = nbformat.read(path, as_version=4)
    text = "\n".join(cell.source for cell in stored.cells if cell.cell_type == "markdown")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, fragment = target.partition("#")
        linked = (path.parent / file) if file else path
        assert linked.exists(), target
        if fragment.startswith("cell-id="):
            ids = [cell.id for cell in nbformat.read(linked, as_version=4).cells]
            assert fragment.removeprefix("cell-id=") in ids, target
