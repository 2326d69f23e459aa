"""What the README and the pages in site/ promise is so, and what they tell to type works."""

from __future__ import annotations

import csv
import json
import os
import re
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

import run
from helpers.exercises import LESSONS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob(".github/*.md"), *(ROOT / "site").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_minutes_in_the_readme_are_those_of_the_lesson(lesson):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    stated = re.search(rf"^\| {lesson.number} \| \[{lesson.title}\].*?\| (\d+) \|", readme, re.M)
    assert stated, f"lesson {lesson.number} is missing in the README's table"
    (source,) = (ROOT / "course").glob(f"{lesson.number}_*.py")
    first_cell = source.read_text(encoding="utf-8").split("# %%")[1]
    minutes = [int(m) for m in re.findall(r"^# \| [^|]+ \| (\d+) \|$", first_cell, re.M)]
    assert sum(minutes) == int(stated.group(1))
    sections = re.findall(r"^# \| ([^|]+) \| \d+ \|$", first_cell, re.M)
    headings = re.findall(r"^# ## (?!A pause)(.+)$", source.read_text(encoding="utf-8"), re.M)
    assert sections == headings[: len(sections)]


def test_the_readmes_example_runs():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", readme, re.S)
    exec(compile(example, "README.md", "exec"), {})


# --- commands ------------------------------------------------------------------------------

SCRIPTS = "Scripts" if os.name == "nt" else "bin"
serving = runpy.run_path(str(ROOT / ".ci" / "open_lab.py"))["serving"]

COMMAND = re.compile(r"(?:py|python3?|pip|conda|jupyter|git|uv) ")


def commands(page: Path) -> tuple[set[str], set[str]]:
    """What a page tells to type in a terminal: the lines of its sh blocks, and within sentences."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text, re.M | re.S)
    assert {language for language, _ in blocks} <= {"sh", "python", ""}
    lines = [line for language, block in blocks if language == "sh" for line in block.splitlines()]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    within = [code for code in re.findall(r"`([^`]+)`", prose) if COMMAND.match(code)]
    return {re.sub(r"\s+#.*", "", line) for line in lines if line}, {
        # The same on Windows, where Python is started with py.
        re.sub(r"^py ", "python3 ", code)
        for code in within
    }


class Course:
    """A copy of this checkout in which everything installed here is installed too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        leave = shutil.ignore_patterns(".*", "work", "__pycache__", "node_modules")
        shutil.copytree(ROOT, folder, ignore=leave)
        self._install()
        ours = ("PYTEST_", "PYTHONPATH", "COURSE_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        programs = [str(self.venv / SCRIPTS), str(Path(sys.prefix, SCRIPTS)), kept.get("PATH", "")]
        self.environment = {**kept, "PATH": os.pathsep.join(programs)}

    def _install(self) -> None:
        """A .venv that finds the packages of this one, and helpers in the copy."""
        self.venv = make_venv(self.folder / ".venv", "--without-pip", first=str(self.folder))
        for shared in ("share", "etc"):
            if (Path(sys.prefix) / shared / "jupyter").exists():
                shutil.copytree(
                    Path(sys.prefix) / shared / "jupyter", self.venv / shared / "jupyter"
                )
        (self.venv / "made-by-run.py").touch()
        stamp = (
            "import run, sys; run.write_json(run.STAMP, {k: run.digest(k) for k in sys.argv[1:]})"
        )
        subprocess.run(
            [self.venv / SCRIPTS / "python", "-c", stamp, *(run.read_stamp() or ["lab", "test"])],
            cwd=self.folder,
            check=True,
        )

    def start(self, command: str, **more: str) -> subprocess.Popen:
        """Type a command in the folder of the course, with more environment variables."""
        if os.name == "nt":
            command = re.sub(r"^python3 ", "python ", command)
        return subprocess.Popen(
            command,
            shell=True,
            cwd=self.folder,
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def says(self, command: str, **more: str) -> str:
        """What a command prints until it ends; it has to end well and to install nothing."""
        process = self.start(command, **more)
        said, _ = process.communicate(timeout=1500)
        assert process.returncode == 0, said
        assert "Installing the packages" not in said
        return said


def make_venv(folder: Path, *options: str, first: str = "") -> Path:
    """A virtual environment in which the packages of this one are found, after another folder."""
    subprocess.run([sys.executable, "-m", "venv", *options, folder], check=True)
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.check_output([folder / SCRIPTS / "python", "-c", question], text=True)
    lines = [first, f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})"]
    Path(found.strip(), "shared.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    return Course(tmp_path_factory.mktemp("docs") / "course")


def opens_lab(course: Course, command: str) -> None:
    with serving(shlex.split(command), course.folder, course.environment) as ask:
        assert b"JupyterLab" in ask("lab/tree/work/00_start_here.ipynb")
        assert json.loads(ask("api/contents/work/00_start_here.ipynb"))["type"] == "notebook"
    assert {path.name for path in (course.folder / "work").iterdir()} >= set(run.lesson_names())


def opens_a_lesson(course: Course, command: str) -> None:
    with serving(shlex.split(command), course.folder, course.environment) as ask:
        assert json.loads(ask("api/contents/00_start_here.ipynb"))["type"] == "notebook"


def explains(course: Course, command: str) -> None:
    assert course.says(command).strip() == run.__doc__.strip()


def resets(course: Course, command: str) -> None:
    (course.folder / "work").mkdir(exist_ok=True)
    mine = course.folder / "work" / "02_least_squares.ipynb"
    mine.write_text("mine")
    said = course.says(command)
    (kept,) = mine.parent.glob("02_least_squares.kept-*.ipynb")
    assert kept.read_text() == "mine" and kept.name in said
    fresh, lesson = (
        json.loads((folder / mine.name).read_text(encoding="utf-8"))
        for folder in (mine.parent, course.folder / "lessons")
    )
    assert fresh["cells"] == lesson["cells"]


def marks(course: Course, command: str) -> None:
    """A class of one; tests/authoring/test_marking.py has the notebooks that need care."""
    folder = course.folder / command.split()[-1]
    (folder / "ada").mkdir(parents=True)
    shutil.copy(course.folder / "solutions" / "02_least_squares.ipynb", folder / "ada")
    exercises = [exercise.id for exercise in LESSONS[2].exercises]
    assert f"ada/02_least_squares.ipynb: {len(exercises)} right" in course.says(command)
    with (folder / "marked" / "outcomes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert sorted(row["exercise"] for row in rows) == sorted(exercises)
    assert {row["outcome"] for row in rows} == {"right"}


def runs_tests(course: Course, command: str) -> None:
    """As printed, but for words in the environment: a few of all the tests, in one process."""
    few = (
        "tests/test_rank.py tests/authoring/test_build.py::test_every_lesson_has_its_two_notebooks"
    )
    said = course.says(command, PYTEST_ADDOPTS=few, PYTEST_XDIST_AUTO_NUM_WORKERS="1")
    assert re.search(r"\d passed", said)


def builds(course: Course, command: str) -> None:
    """As printed, in a course of one lesson."""
    for source in (course.folder / "course").glob("*.py"):
        if not source.name.startswith("02"):
            source.unlink()
    with (course.folder / "helpers" / "exercises.py").open("a") as catalogue:
        catalogue.write('LESSONS = tuple(lesson for lesson in LESSONS if lesson.number == "02")\n')
    for built in ("lessons", "solutions"):
        (course.folder / built / "02_least_squares.ipynb").unlink()
    said = course.says(command)
    assert "lessons/02_least_squares.ipynb" in said and "solutions/02_least_squares.ipynb" in said
    for built in ("lessons", "solutions"):
        assert (course.folder / built / "02_least_squares.ipynb").exists()


def measures(course: Course, command: str) -> None:
    """It takes many minutes, so it is stopped when it has begun."""
    if os.name == "nt":
        pytest.skip("what run.py has started would go on there when run.py is stopped")
    process = course.start(command)
    try:
        assert process.stdout.readline().startswith("Measuring with 10,000,000 rows")
    finally:
        # With the shell's children.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def adds_peers(course: Course, command: str) -> None:
    if "peers" not in run.read_stamp():
        pytest.skip("the peers are not installed: python3 run.py peers")
    assert "PyMC" in course.says(command)


def installs(course: Course, command: str) -> None:
    """From what is installed here already, so that nothing has to be downloaded."""
    venv = make_venv(course.folder.parent / "elsewhere")
    path = os.pathsep.join([str(venv / SCRIPTS), course.environment["PATH"]])
    # Named as if it switched isolation on, this variable switches it off when it is false.
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "false"}
    said = course.says(command, PATH=path, **offline)
    assert "Successfully installed one-regression" in said
    where = [venv / SCRIPTS / "python", "-c", "import helpers; print(helpers.__file__)"]
    found = subprocess.check_output(where, text=True, cwd=venv, env=course.environment)
    assert Path(found.strip()).is_relative_to(venv)


RUNS: dict[str, Callable[[Course, str], None]] = {
    "python3 run.py": explains,
    "python3 run.py lab": opens_lab,
    "python3 run.py test": runs_tests,
    'python3 run.py test -k "02-slope-of-x1 or build"': runs_tests,
    "python3 run.py reset 02": resets,
    "python3 run.py mark handed_in": marks,
    "python3 run.py bench": measures,
    "python3 run.py peers": adds_peers,
    "jupyter lab lessons/00_start_here.ipynb": opens_a_lesson,
    "pip install .": installs,
    # Last: it leaves a course of one lesson.
    "python3 run.py build": builds,
}
# Within sentences only: of a block, every line is run.
NOT_RUN = {
    "conda env create -f environment.yml": "needs conda, as the README says beside it",
    "conda activate one-regression": "needs conda",
    "python3 run.py test --everywhere": "takes half an hour; test_everywhere.py tries its parts",
    "python -m authoring lite": "needs an extra; authoring/test_lite.py builds it where that is",
    "python -m authoring face": "records the README's moving picture",
    "git pull": "fetches from wherever the course was cloned",
}


def test_each_printed_command_is_run_here():
    blocks, sentences = (set().union(*found) for found in zip(*map(commands, PAGES), strict=True))
    assert blocks <= RUNS.keys()
    assert blocks | sentences == RUNS.keys() | NOT_RUN.keys()


@pytest.mark.parametrize("command", RUNS)
def test_a_printed_command_works_as_printed(command, course):
    RUNS[command](course, command)


def test_the_tests_start_as_the_readme_says():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 run.py test" in readme
    assert "python3 run.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
