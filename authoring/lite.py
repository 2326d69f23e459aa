"""The browser edition: the lessons in JupyterLite, where Python runs in the reader's browser.

It is a folder of files for any web server. `helpers` goes with it as a wheel. Python and the
packages that are compiled come from Pyodide's own address when a lesson is opened, the pure ones
from PyPI; so a page can be built without them, and cannot be tried without them.

JupyterLite is in a folder of its own, where no JupyterLab finds its extension.
"""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from packaging.requirements import Requirement

from authoring.execution import ROOT
from authoring.notebooks import ALONE
from authoring.source import LessonError

JUPYTERLITE = Path(sys.prefix, "lite")
OUTPUT = Path("build", "site", "lite")
START_PAGE = "lab/index.html?path=lessons/00_start_here.ipynb"

# What Pyodide brings of what lessons import, by its pyodide-lock.json; with Python 3.14.
PYODIDE = "314.0.6"
COMPILED = {
    "matplotlib": "3.10.8",
    "numpy": "2.4.6",
    "pandas": "3.0.2",
    "scipy": "1.18.0",
    "statsmodels": "0.14.6",
    "threadpoolctl": "3.6.0",
}
# Wheels of Python alone, which a browser fetches from PyPI.
PURE = ("anywidget", "arviz-stats", "ipywidgets")

# Progress is kept beside the notebooks, too: there is nobody but the reader.
SETUP = "%pip install -q one-regression statsmodels\n%env COURSE_PROGRESS=.progress.jsonl"
IN_A_BROWSER = (
    "*The browser edition: nobody has tried it yet.* Nothing is installed on your machine. The "
    "next cell loads Python's packages into this page, tens of megabytes, and takes a while. What "
    "you write stays in this browser alone: download what you want to keep. Outside a check, a "
    "loop without an end is stopped by *Kernel → Restart Kernel* only."
)
_KERNEL = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}


def build(root: Path = ROOT, output: Path | None = None) -> Path:
    """Build the browser edition from the stored notebooks; return the page that opens first.

    Appendices are left out: they need packages that no browser has.

    Parameters
    ----------
    root : pathlib.Path
        Holds ``lessons/``, ``solutions/``, ``helpers/`` and ``pyproject.toml``.
    output : pathlib.Path, optional
        The folder to write, `OUTPUT` in `root` unless given. An edition that it holds is replaced.

    Raises
    ------
    LessonError
        If JupyterLite is not installed or fails, Pyodide does not have what `helpers` needs, a
        notebook is of an older build, or the folder holds anything else.
    """
    if not JUPYTERLITE.is_dir():
        raise LessonError(
            "The browser edition needs JupyterLite; `python3 run.py site --lite` installs it."
        )
    if found := [*faults(root)]:
        raise LessonError("\n".join(found))
    output = root / OUTPUT if output is None else output.absolute()
    if output.exists() and any(output.iterdir()) and not (output / "jupyter-lite.json").exists():
        raise LessonError(f"{output} holds something else, which is left alone. Name a new folder.")
    sources = root / "build" / "lite-sources"
    for old in (sources, output):
        shutil.rmtree(old, ignore_errors=True)
    contents = sources / "contents"
    for path in pages(root):
        page = contents / path.relative_to(root)
        page.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(for_a_browser(nbformat.read(path, as_version=4)), page)
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", sources]
    command += ["--contents", contents, "--output-dir", output]
    command += ["--piplite-wheels", wheel(root, sources)]
    # Of this environment's extensions a reader gets the kernel and the sliders alone.
    command += ["--ignore-sys-prefix", "--no-sourcemaps", "--apps", "lab"]
    for prefix, name in (
        (JUPYTERLITE, "@jupyterlite/pyodide-kernel-extension"),
        (sys.prefix, "@jupyter-widgets/jupyterlab-manager"),
        (sys.prefix, "anywidget"),
    ):
        extension = Path(prefix, "share", "jupyter", "labextensions", name)
        command += [f"--LiteBuildConfig.federated_extensions={extension}"]
    environment = {**os.environ, "PYTHONPATH": str(JUPYTERLITE)}
    finished = subprocess.run(command, cwd=sources, env=environment, capture_output=True, text=True)
    if finished.returncode:
        raise LessonError(f"JupyterLite failed.\n{finished.stdout}\n{finished.stderr}")
    return output / START_PAGE


def pages(root: Path) -> list[Path]:
    """The notebooks of a browser: blank and filled in, without appendices."""
    both = [*root.glob("lessons/*.ipynb"), *root.glob("solutions/*.ipynb")]
    return sorted(path for path in both if re.match(r"\d\d_", path.name))


def for_a_browser(notebook: NotebookNode) -> NotebookNode:
    """A notebook that loads `helpers` itself, and says where it runs.

    Raises
    ------
    LessonError
        If its first cell does not say what the build adds there.
    """
    first, *others = notebook.cells
    if ALONE not in first.source:
        raise LessonError(f"Cell {first.id!r} is of an older build. Run `python3 run.py build`.")
    first.source = first.source.replace(ALONE, IN_A_BROWSER)
    setup = nbformat.v4.new_code_cell(SETUP, id="browser-setup")
    notebook.cells = [first, setup, *others]
    notebook.metadata.kernelspec = NotebookNode(_KERNEL)
    return notebook


def wheel(root: Path, folder: Path) -> Path:
    """Make the wheel of `helpers` in a folder."""
    from flit_core.wheel import make_wheel_in  # comes with the build backend

    folder.mkdir(parents=True, exist_ok=True)
    return make_wheel_in(root / "pyproject.toml", folder).file


def faults(root: Path) -> Iterator[str]:
    """Say where Pyodide does not have what `helpers` needs, or another Pyodide is used."""
    constants = runpy.run_path(str(JUPYTERLITE / "jupyterlite_pyodide_kernel" / "constants.py"))
    if (version := constants["PYODIDE_VERSION"]) != PYODIDE:
        yield (
            f"This kernel runs Pyodide {version}; what {PYODIDE} has is written down in "
            "authoring/lite.py. Read the other's pyodide-lock.json."
        )
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    for requirement in map(Requirement, asked):
        has = COMPILED.get(requirement.name)
        if has and has not in requirement.specifier:
            yield f"Pyodide has {requirement.name} {has}, and the lessons need {requirement}."
    for requirement in map(Requirement, project["dependencies"]):
        if requirement.name not in (*COMPILED, *PURE):
            yield f"authoring/lite.py does not say where a browser gets {requirement.name} from."
