"""The floors of the house: who may import whom, and that nothing is passed over."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from authoring.execution import ROOT

MODULES = sorted(ROOT.glob("helpers/**/*.py"))


def test_every_import_keeps_to_the_floors(capsys, monkeypatch):
    # The contracts stand in pyproject.toml.
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=lambda c: c[0])
def test_the_linter_has_nothing_to_say(command):
    finished = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stdout


def test_the_whole_run_takes_every_file_of_tests():
    """A folder that pytest passes over would be green for ever."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-rs", "-n0"]
    listing = subprocess.run(
        [*command, "-p", "no:cacheprovider"], cwd=ROOT, capture_output=True, text=True
    ).stdout
    taken = {line.partition("::")[0] for line in listing.splitlines() if "::" in line}
    # A whole file may say that its packages are not here.
    taken |= set(re.findall(r"^SKIPPED \[1\] (\S+):\d+: needs ", listing, re.M))
    files = {*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("solutions/*.ipynb")}
    assert taken == {path.relative_to(ROOT).as_posix() for path in files}


def test_every_module_stands_on_a_floor():
    """A new module has to be given its floor: import-linter passes over unknown ones."""
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rooms = {path.relative_to(ROOT / "helpers").parts[0].removesuffix(".py") for path in MODULES}
    without_floor = {"__init__", "feedback"}
    assert {f"helpers.{room}" for room in rooms - without_floor} <= {
        word.strip('"(),|') for word in contracts.split()
    }


@pytest.mark.parametrize(
    "path",
    # Exercises hold wrong programs that do it, and feedback guards the state against them.
    [path for path in MODULES if not {"lessons", "exercises", "feedback"} & set(path.parts)],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_randomness_is_passed_in(path: Path):
    """No module draws from NumPy's global state, which a learner may have seeded."""
    functions = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    drawn = {name for name in functions if name.startswith("np.random.")}
    assert drawn <= {"np.random.default_rng", "np.random.RandomState", "np.random.Generator"}
