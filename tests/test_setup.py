"""pyproject.toml, the locks and environment.yml name the same packages."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import run
from authoring.execution import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
BUILD = PROJECT["dependency-groups"]["build"]
TESTED = EXTRAS["formulas"] + EXTRAS["test"]
ITSELF = {f"{PROJECT['project']['name']}[{extra}]" for extra in EXTRAS}

PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.15"]
PLATFORMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}


def requirements(*groups: list[str]) -> dict[str, Requirement]:
    """Requirements by canonical name, without the project's reference to itself."""
    parsed = [Requirement(line) for group in groups for line in group if line not in ITSELF]
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


LEARNERS = RUNTIME, EXTRAS["large"], EXTRAS["lab"], BUILD
ASKED = {
    "lab": requirements(*LEARNERS),
    "test": requirements(*LEARNERS, TESTED),
    "site": requirements(*LEARNERS, TESTED, EXTRAS["site"]),
    "peers": requirements(*LEARNERS, TESTED, EXTRAS["site"], EXTRAS["peers"]),
    "lite": requirements(*LEARNERS, TESTED, EXTRAS["site"], EXTRAS["lite"]),
}


def lines_of(lock: str) -> list[str]:
    """The pins of one file with their hashes, a line each."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if re.match(r"[^\s#-]", line)]


def pins(kind: str) -> list[Requirement]:
    """The pinned packages of a lock, one entry for each pair of version and marker."""
    lines = [line for lock in run.lock_and_smaller(run.LOCKS[kind]) for line in lines_of(lock)]
    for line in lines:
        assert "--hash=sha256:" in line, f"without a hash: {line[:60]}"
    return [Requirement(re.sub(r"--hash=\S+", "", line).strip()) for line in lines]


def applies(requirement: Requirement, python: str, platform: str) -> bool:
    """Whether a requirement's marker holds on one Python and one platform."""
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": platform,
        "platform_system": PLATFORMS[platform],
        "os_name": "nt" if platform == "win32" else "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return requirement.marker is None or requirement.marker.evaluate(environment)


def chosen(kind: str, python: str, platform: str) -> dict[str, Version]:
    """What a lock installs on one Python and one platform."""
    found: dict[str, Version] = {}
    for pin in pins(kind):
        if applies(pin, python, platform):
            version = Version(str(pin.specifier).removeprefix("=="))
            # A larger lock may need on every Python what a smaller one needs on some.
            first = found.setdefault(pin.name, version)
            assert first == version, f"{pin.name} is pinned to two versions on {python}, {platform}"
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("kind", run.LOCKS)
def test_a_lock_fulfils_what_pyproject_asks_for(kind, python, platform):
    found = chosen(kind, python, platform)
    for name, asked in ASKED[kind].items():
        assert (name in found) == applies(asked, python, platform), name
        if name in found:
            assert found[name] in asked.specifier, f"{name} {found[name]} is not {asked.specifier}"


def test_only_the_peer_that_run_py_names_is_missing_somewhere():
    partial = [name for name, asked in ASKED["peers"].items() if asked.marker is not None]
    assert partial == [run.NOT_EVERYWHERE]
    assert not {canonicalize_name(name) for name in run.NEEDED["peers"]} & set(partial)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_tests_run_on_what_learners_have(python, platform):
    learner, tester, printer, judge = (chosen(kind, python, platform) for kind in run.KINDS)
    assert learner.items() <= tester.items() <= printer.items() <= judge.items()
    assert "pytest" in tester and "pytest" not in learner
    assert "sphinx" in printer and "sphinx" not in tester
    assert "pymc" in judge and "pymc" not in printer


def test_each_extra_holds_the_one_before():
    for larger, smaller in {"lab": "large", **run.SMALLER}.items():
        first = next(line for line in EXTRAS[larger] if line in ITSELF)
        assert first == f"{PROJECT['project']['name']}[{smaller}]"


def test_a_learner_downloads_neither_arrays_with_names_nor_a_compiler():
    """arviz-stats has an extra for xarray; its plain NumPy functions do without."""
    heavy = {"arviz", "jax", "jaxlib", "llvmlite", "numba", "pymc", "xarray"}
    for python in PYTHONS:
        assert not heavy & chosen("lab", python, "linux").keys()


def test_a_larger_lock_adds_to_the_smaller_one_and_repeats_nothing():
    assert run.KINDS == ["lab", *(kind for kind in run.SMALLER if kind != "lite")]
    for larger, smaller in run.SMALLER.items():
        larger, smaller = run.LOCKS[larger], run.LOCKS[smaller]
        begin = (ROOT / larger).read_text(encoding="utf-8").splitlines()[0]
        # What is installed apart brings nothing of the smaller one with it.
        apart = larger == run.LOCKS["lite"]
        assert begin == (f"# beside {smaller}" if apart else f"-r {smaller}")
        assert run.lock_and_smaller(larger)[1:] == run.lock_and_smaller(smaller)
    for kind in ("peers", "lite"):
        everything = [
            line for lock in run.lock_and_smaller(run.LOCKS[kind]) for line in lines_of(lock)
        ]
        assert len(everything) == len(set(everything)) > 200


def test_jupyterlite_is_in_no_lock_of_what_goes_into_venv():
    apart = {"jupyterlite-core", "jupyterlite-pyodide-kernel"}
    assert apart <= {pin.name for pin in pins("lite")}
    assert not apart & {pin.name for kind in run.KINDS for pin in pins(kind)}


@pytest.mark.parametrize("kind", run.LOCKS)
def test_a_lock_names_no_address(kind):
    text = (ROOT / run.LOCKS[kind]).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|\s/|file:", text)


@pytest.mark.parametrize("kind", run.LOCKS)
def test_a_lock_holds_the_wheels_of_all_platforms(kind):
    """One platform's wheel and the source would be two hashes; NumPy has dozens of wheels."""
    lines = [line for lock in run.lock_and_smaller(run.LOCKS[kind]) for line in lines_of(lock)]
    large = [line for line in lines if re.match("(numpy|scipy|pandas)==", line)]
    assert len(large) >= 3
    for line in large:
        assert line.count("--hash=") > 20, line[:40]


def test_supported_pythons_are_the_same_everywhere():
    low, high = run.OLDEST, run.NEWEST
    assert PROJECT["project"]["requires-python"] == f">={low[0]}.{low[1]},<{high[0]}.{high[1] + 1}"
    assert PYTHONS == [f"3.{minor}" for minor in range(low[1], high[1] + 1)]
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{low[0]}{low[1]}"


# --- other machines ------------------------------------------------------------------------

WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8"))


def test_the_workflow_covers_every_supported_python_and_system():
    readme, newest = WORKFLOW["jobs"]["readme"], WORKFLOW["jobs"]["newest"]
    assert readme["strategy"]["matrix"] == {
        "system": ["ubuntu-latest", "macos-latest", "windows-latest"],
        "python": PYTHONS,
    }
    assert newest["strategy"]["matrix"] == {"python": PYTHONS}
    # YAML reads the key "on" as a truth value.
    assert "schedule" in WORKFLOW[True] and "schedule" in newest["if"]


def test_the_workflow_runs_the_readme_s_commands_as_they_stand():
    steps = {step.get("run"): step.get("if") for step in WORKFLOW["jobs"]["readme"]["steps"]}
    windows, others = "runner.os == 'Windows'", "runner.os != 'Windows'"
    assert steps["python3 .ci/open_lab.py python3 run.py lab"] == others
    assert steps["python3 run.py test"] == others
    assert steps["python .ci/open_lab.py py run.py lab"] == windows
    assert steps["py run.py test"] == windows


def test_the_workflow_may_read_and_nothing_else_and_comes_to_an_end():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert WORKFLOW["concurrency"]["cancel-in-progress"] is True
    for job in WORKFLOW["jobs"].values():
        assert job["timeout-minutes"] <= 120 and "permissions" not in job
        for step in job["steps"]:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/none@v1"))


def test_the_workflow_that_publishes_makes_the_site_and_looks_at_it_first():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    site, publish = workflow["jobs"]["site"], workflow["jobs"]["publish"]
    commands = [step.get("run") for step in site["steps"]]
    made = commands.index("python3 run.py site")
    looked_at = commands.index(".venv/bin/python -m pytest tests/test_site.py")
    assert made < looked_at < len(commands) - 1
    folder = site["steps"][looked_at]["env"]["COURSE_SITE"]
    assert site["steps"][-1]["with"]["path"] == folder
    assert publish["needs"] == "site"
    assert workflow["permissions"] == {"contents": "read"} and "permissions" not in site
    assert publish["permissions"] == {"id-token": "write", "pages": "write"}
    for job in (site, publish):
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/none@v1"))


# --- conda and Binder ----------------------------------------------------------------------

ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA = [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]


def test_conda_gets_the_ranges_of_pyproject():
    in_conda = requirements([line for line in CONDA if not re.match(r"(python=|pip$)", line)])
    assert {name: r.specifier for name, r in in_conda.items()} == {
        name: r.specifier for name, r in ASKED["lab"].items()
    }
    assert {"pip": ["--editable ."]} in ENVIRONMENT["dependencies"]
    assert ENVIRONMENT["name"] == PROJECT["project"]["name"]


def test_binder_recognises_the_python_version():
    """Binder reads one version from this file and understands no range."""
    assert "python=3.12" in CONDA
    finished = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert finished.returncode == 0, finished.stderr
    assert "Building conda environment for python=3.12" in finished.stderr
    # helpers is installed from the repository, so that has to be there before.
    dockerfile = finished.stdout
    assert dockerfile.index("COPY --chown=0:0 src/") < dockerfile.index('--file "environment.yml"')


def test_the_citation_names_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]
    assert citation["license"] == PROJECT["project"]["license"]
