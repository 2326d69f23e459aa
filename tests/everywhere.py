"""Run the tests that carry numbers as other machines would: ``run.py test --everywhere``.

Last digits depend on the processor: OpenBLAS, which comes with NumPy and with SciPy, picks its
kernel by it, NumPy its loops, and both differ from release to release. What a test asserts and what
a lesson prints must not. So they run under each condition that can be had on one machine:

- a kernel of OpenBLAS: Nehalem, Sandybridge, Haswell, Zen, SkylakeX
- ``no-simd``: NumPy without the loops that it chooses by the processor
- ``one-thread``, ``two-threads``: of OpenBLAS
- ``oldest``, ``newest``: NumPy, SciPy and pandas at the ends of pyproject.toml's ranges, installed
  into a temporary folder in front of .venv

Before the tests of a condition run, a process of that very condition is asked what is in force: a
kernel that the processor or the library lacks is silently replaced, and is not counted as tried.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]

KERNELS = ("Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX")
THREADS = {"one-thread": 1, "two-threads": 2}
RELEASES = ("oldest", "newest")
CONDITIONS = (*KERNELS, "no-simd", *THREADS, *RELEASES)
LIBRARIES = ("numpy", "scipy", "pandas")

# All files but these, which start programs, browsers and installations, or ask how the repository
# is built: a new file is tried everywhere unless it is named here.
WITHOUT_NUMBERS = (
    "test_architecture.py",
    "test_browser.py",
    "test_docs.py",
    "test_everywhere.py",
    "test_run.py",
    "test_setup.py",
    "test_site.py",
    "feedback/test_stop_button.py",
)
# Thousands of wrong programs, and the lessons before anything is filled in: three quarters of the
# time. `--short` leaves them out.
LONG = (
    "lessons/test_autopsy.py",
    "authoring/test_build.py",
    "lessons/test_exercises.py",
    "feedback/test_check.py",
    "authoring/test_notebooks.py",
    "lessons/test_sampler_exercises.py",
)

QUESTION = """
import numpy, scipy, scipy.linalg, pandas, threadpoolctl
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
pools = [pool for pool in threadpoolctl.threadpool_info() if pool["internal_api"] == "openblas"]
print({
    "kernels": sorted({pool["architecture"] for pool in pools}),
    "threads": sorted({pool["num_threads"] for pool in pools}),
    "simd": [name for name in __cpu_dispatch__ if __cpu_features__[name]],
    "versions": [library.__version__ for library in (numpy, scipy, pandas)],
})
"""


@dataclass(frozen=True)
class InForce:
    """What a process of a condition says of itself.

    Attributes
    ----------
    kernels : list of str
        Of every OpenBLAS that is loaded.
    threads : list of int
    simd : list of str
        What NumPy chooses by the processor.
    versions : list of str
        Of `LIBRARIES`.
    """

    kernels: list[str]
    threads: list[int]
    simd: list[str]
    versions: list[str]

    def __str__(self) -> str:
        kernels, threads = "/".join(self.kernels), "/".join(map(str, self.threads))
        return f"{kernels}, {'SIMD' if self.simd else 'no SIMD'}, threads {threads}, " + " ".join(
            f"{name} {version}" for name, version in zip(LIBRARIES, self.versions, strict=True)
        )


@dataclass
class Row:
    """One line of the table."""

    condition: str
    in_force: str
    passed: int | None = None  # None where it was not tried
    failed: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Try the conditions one after the other; 0 where nothing failed and something was tried."""
    parser = argparse.ArgumentParser(prog="run.py test --everywhere", allow_abbrev=False)
    parser.add_argument("conditions", help=f"some of {','.join(CONDITIONS)}; empty: all")
    parser.add_argument("--short", action="store_true", help="the laws and the solutions only")
    options, extra = parser.parse_known_args(arguments)
    left_out = WITHOUT_NUMBERS + LONG * options.short
    extra += [f"--ignore={Path('tests', name)}" for name in left_out]
    names = options.conditions.split(",") if options.conditions else list(CONDITIONS)
    if unknown := [name for name in names if name not in CONDITIONS]:
        parser.error(
            f"no condition is called {', '.join(unknown)}; there are {', '.join(CONDITIONS)}"
        )
    rows = [run(name, extra) for name in names]
    print(table(rows))
    return int(any(row.failed for row in rows) or not any(row.passed for row in rows))


def run(condition: str, extra: list[str]) -> Row:
    """Try one condition, with more arguments for pytest."""
    with environment_of(condition) as environment:
        in_force = ask(environment)
        print(f"\n=== {condition}: {in_force}", flush=True)
        if why := why_not(condition, in_force):
            print(f"Not tried: {why}.", flush=True)
            return Row(condition, f"not tried: {why}")
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "report.xml")
            command = [sys.executable, "-m", "pytest", "-q", "-n", "2", f"--junitxml={report}"]
            start = time.perf_counter()
            code = subprocess.call([*command, *extra], cwd=ROOT, env=environment)
            row = Row(condition, str(in_force), seconds=time.perf_counter() - start)
            return counted(row, report, code)


@contextmanager
def environment_of(condition: str) -> Iterator[dict[str, str]]:
    """The environment of a condition; the packages of a release are removed afterwards."""
    environment = dict(os.environ)
    if condition in KERNELS:
        environment["OPENBLAS_CORETYPE"] = condition
    elif condition in THREADS:
        environment["OPENBLAS_NUM_THREADS"] = str(THREADS[condition])
    elif condition == "no-simd":
        environment["NPY_DISABLE_CPU_FEATURES"] = " ".join(ask(environment).simd)
    if condition not in RELEASES:
        yield environment
        return
    with tempfile.TemporaryDirectory() as folder:
        wanted = requirements(condition)
        print(f"\nInstalling {', '.join(wanted)} ...", flush=True)
        subprocess.run([*installer(), "--quiet", "--target", folder, *wanted], check=True)
        path = [folder, *filter(None, [environment.get("PYTHONPATH")])]
        yield environment | {"PYTHONPATH": os.pathsep.join(path)}


def requirements(release: str) -> list[str]:
    """What to install for "oldest" or "newest": pyproject.toml's ranges, or their lower ends."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ranges = [text for text in declared["dependencies"] if text.split()[0] in LIBRARIES]
    if release == "newest":
        return ranges
    return [re.sub(r" >=([\d.]+),.*", r"==\1.*", text) for text in ranges]


def installer() -> list[str]:
    """The command that installs packages here: .venv has no pip where uv made it."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    return ["uv", "pip", "install", "--python", sys.executable]


def ask(environment: dict[str, str]) -> InForce:
    """Ask a process of a condition what is in force in it."""
    command = [sys.executable, "-c", QUESTION]
    answer = subprocess.check_output(command, cwd=ROOT, env=environment, text=True)
    return InForce(**ast.literal_eval(answer))


def why_not(condition: str, in_force: InForce) -> str:
    """Why a condition cannot be tried here; empty where it is in force."""
    if condition in KERNELS and in_force.kernels != [condition]:
        return f"OpenBLAS runs {'/'.join(in_force.kernels) or 'nothing'} in its place"
    if condition in THREADS and in_force.threads != [THREADS[condition]]:
        return f"OpenBLAS runs {'/'.join(map(str, in_force.threads)) or 'no'} threads"
    if condition == "no-simd" and in_force.simd:
        return f"NumPy still chooses {' '.join(in_force.simd)}"
    return ""


def counted(row: Row, report: Path, code: int) -> Row:
    """Fill in what pytest reported; a run without a report has failed."""
    cases = list(ElementTree.parse(report).iter("testcase")) if report.is_file() else []
    bad = [case for case in cases if {part.tag for part in case} & {"failure", "error"}]
    skipped = [case for case in cases if "skipped" in {part.tag for part in case}]
    row.failures = [f"{case.get('classname')}::{case.get('name')}" for case in bad]
    row.passed = len(cases) - len(bad) - len(skipped)
    row.failed = len(bad) or int(code != 0)
    return row


def table(rows: list[Row]) -> str:
    """What was tried and what came of it, and the tests that failed."""
    lines = [f"{'condition':<12} {'passed':>6} {'failed':>6} {'seconds':>7}  in force"]
    for row in rows:
        figures = ("–", "–", "–")
        if row.passed is not None:
            figures = (row.passed, row.failed, f"{row.seconds:.0f}")
        lines.append("{:<12} {:>6} {:>6} {:>7}  {}".format(row.condition, *figures, row.in_force))
    lines += [f"{row.condition}: {failure}" for row in rows for failure in row.failures]
    return "\n".join(["", *lines])


if __name__ == "__main__":
    sys.exit(main())
