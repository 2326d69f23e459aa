"""The browser edition: which notebooks, what they say and load, and from where."""

from __future__ import annotations

import json
import re
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest

from authoring import lite
from authoring.execution import ROOT
from authoring.notebooks import ALONE
from authoring.source import LessonError


@pytest.fixture
def kernel(monkeypatch, tmp_path):
    """A function that says which Pyodide a kernel runs, whether or not one is installed here."""
    monkeypatch.setattr(lite, "JUPYTERLITE", tmp_path / "jupyterlite")
    constants = lite.JUPYTERLITE / "jupyterlite_pyodide_kernel" / "constants.py"
    constants.parent.mkdir(parents=True)

    def runs(version):
        constants.write_text(f"PYODIDE_VERSION = {version!r}")

    runs(lite.PYODIDE)
    return runs


def test_no_jupyterlab_of_this_environment_finds_jupyterlite_s_extension():
    extensions = Path(sys.prefix, "share", "jupyter", "labextensions")
    assert [*extensions.glob("@jupyter-widgets/*")] and not [*extensions.glob("@jupyterlite/*")]


def test_appendices_stay_at_home():
    names = {path.name for path in lite.pages(ROOT)}
    assert "00_start_here.ipynb" in names
    everything = {path.name for path in ROOT.glob("lessons/*.ipynb")}
    assert everything - names == {name for name in everything if name[2] != "_"} != set()


def test_a_browser_s_notebook_loads_helpers_and_says_that_nobody_has_tried_it():
    path = ROOT / "lessons" / "02_least_squares.ipynb"
    lesson, changed = nbformat.read(path, 4), lite.for_a_browser(nbformat.read(path, 4))
    nbformat.validate(changed)
    title, setup, *others = changed.cells
    assert "nobody has tried it yet" in title.source and ALONE not in title.source
    assert setup.source.startswith("%pip install -q one-regression")
    assert others == lesson.cells[1:]


def test_a_notebook_of_an_older_build_is_refused():
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A lesson", id="a")])
    with pytest.raises(LessonError, match="'a' is of an older build"):
        lite.for_a_browser(lesson)


def test_pyodide_has_what_helpers_needs(kernel):
    assert list(lite.faults(ROOT)) == []


def test_what_pyodide_does_not_have_is_told(kernel, tmp_path):
    kernel("0.1")
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    newer = text.replace('"numpy >=2.1,<3"', '"numpy >=9", "unheard-of"')
    (tmp_path / "pyproject.toml").write_text(newer, encoding="utf-8")
    version, numpy, unheard = lite.faults(tmp_path)
    assert "Pyodide 0.1" in version and "numpy" in numpy and "unheard-of" in unheard


@pytest.mark.parametrize("name", lite.PURE)
def test_what_a_browser_fetches_from_pypi_is_python_alone(name):
    assert "Tag: py3-none-any" in distribution(name).read_text("WHEEL")


def test_the_wheel_is_python_alone_and_its_requirements_are_named(tmp_path):
    made = lite.wheel(ROOT, tmp_path)
    assert made.name.startswith("one_regression-") and made.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(made) as files:
        (metadata,) = (name for name in files.namelist() if name.endswith("/METADATA"))
        text = files.read(metadata).decode()
        assert {"helpers/explore.js", "helpers/explore.css"} <= {*files.namelist()}
    needs = re.findall(r"^Requires-Dist: ([\w-]+)(?!.*extra ==)", text, re.M)
    assert len(needs) > 5 and set(needs) <= {*lite.COMPILED, *lite.PURE}


def test_without_jupyterlite_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(lite, "JUPYTERLITE", tmp_path / "nowhere")
    with pytest.raises(LessonError, match=r"needs JupyterLite; `python3 run\.py site --lite`"):
        lite.build(ROOT)


def test_a_folder_with_something_else_is_left_alone(kernel, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(LessonError, match="left alone"):
        lite.build(ROOT, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


if lite.JUPYTERLITE.is_dir():  # `python3 run.py site --lite` installs it

    def test_the_browser_edition_is_built(tmp_path):
        page = lite.build(ROOT, tmp_path / "site")
        folder = tmp_path / "site"
        assert page.as_posix().startswith((folder / "lab" / "index.html").as_posix())
        start = nbformat.read(folder / "files" / "lessons" / "00_start_here.ipynb", 4)
        assert "nobody has tried it yet" in start.cells[0].source
        assert not list(folder.glob("files/*/11b_*"))
        assert [*json.loads((folder / "pypi" / "all.json").read_text())] == ["one-regression"]
        settings = json.loads((folder / "jupyter-lite.json").read_text())["jupyter-config-data"]
        assert {extension["name"] for extension in settings["federated_extensions"]} == {
            "@jupyter-widgets/jupyterlab-manager",
            "@jupyterlite/pyodide-kernel-extension",
            "anywidget",
        }
