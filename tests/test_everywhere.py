"""The run under other machines' conditions: what it sets is in force, and what fails is counted."""

from __future__ import annotations

import platform
from pathlib import Path

import everywhere
import pytest

from authoring.execution import ROOT, kernel_environment

LEFT_OUT = everywhere.WITHOUT_NUMBERS + everywhere.LONG
# Every processor of this kind runs the oldest kernel; on others the kernels are others.
OLDEST = ["Nehalem"] if platform.machine().lower() in ("x86_64", "amd64") else []


@pytest.mark.parametrize("condition", [*OLDEST, "no-simd", "one-thread", "two-threads"])
def test_a_condition_is_in_force_in_what_is_started_under_it(condition):
    with everywhere.environment_of(condition) as environment:
        in_force = everywhere.ask(environment)
    assert everywhere.why_not(condition, in_force) == ""


def test_what_is_not_in_force_is_not_counted_as_tried():
    elsewhere = everywhere.InForce(["Haswell"], [2], ["X86_V3"], ["2.4", "1.17", "3.1"])
    assert everywhere.why_not("Haswell", elsewhere) == everywhere.why_not("two-threads", elsewhere)
    assert everywhere.why_not("Zen", elsewhere) == "OpenBLAS runs Haswell in its place"
    assert everywhere.why_not("one-thread", elsewhere) == "OpenBLAS runs 2 threads"
    assert everywhere.why_not("no-simd", elsewhere) == "NumPy still chooses X86_V3"


def test_the_kernels_of_notebooks_inherit_a_condition(monkeypatch):
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "NPY_DISABLE_CPU_FEATURES"):
        monkeypatch.setenv(name, "given")
        assert kernel_environment()[name] == "given"
    monkeypatch.setenv("PYTHONPATH", "releases")
    assert kernel_environment()["PYTHONPATH"].endswith("releases")


def test_the_releases_are_the_ends_of_the_supported_ranges():
    assert everywhere.requirements("oldest") == ["numpy==2.1.*", "pandas==2.2.*", "scipy==1.14.*"]
    assert all(">=" in text and "<" in text for text in everywhere.requirements("newest"))


def test_only_files_that_exist_are_left_out():
    assert all((ROOT / "tests" / name).is_file() for name in LEFT_OUT)


def test_a_failure_is_counted_and_named(tmp_path: Path, capsys):
    (tmp_path / "test_two.py").write_text(
        "import os\n"
        "def test_right():\n    assert os.environ['OPENBLAS_NUM_THREADS'] == '1'\n"
        "def test_wrong():\n    assert False\n"
    )
    assert everywhere.main(["one-thread", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    (row,) = [line.split() for line in lines if line.startswith("one-thread  ")]
    assert row[1:3] == ["1", "1"]
    assert lines[-1].startswith("one-thread: ") and lines[-1].endswith("test_two::test_wrong")


def test_a_condition_that_there_is_not_is_refused(capsys):
    with pytest.raises(SystemExit):
        everywhere.main(["Pentium"])
    assert "no condition is called Pentium" in capsys.readouterr().err
