"""What holds for every test: this checkout's helpers, and nobody's progress or settings."""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path

import hypothesis
import nbformat
import pytest

from authoring.execution import kernel_environment
from authoring.source import missing_packages
from helpers.feedback import learner, mechanisms, outcome

# Hypothesis explains failures with a tracer. In Python 3.11 an interpreter that is traced may stand
# still where another thread strikes it, as the watchdog of a check does.
untraced = [phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain]
hypothesis.settings.register_profile(
    "untraced", parent=hypothesis.settings.default, phases=untraced
)
hypothesis.settings.load_profile("untraced")

# Kernels that nbval and the tests start inherit it, so that they say what the build's kernel said.
_wanted = kernel_environment()
for _name in os.environ.keys() - _wanted.keys():
    del os.environ[_name]
os.environ.update(_wanted)


@pytest.fixture(autouse=True)
def checks_are_not_counted(monkeypatch):
    """After several checks that failed a message points to a hint; what tests compare does not."""
    monkeypatch.setattr(learner, "MANY", math.inf)


@pytest.fixture
def names_alone(monkeypatch):
    """Tests about the names of mistakes do not wait for what is told without a name."""
    unnamed = outcome.Verdict("wrong", "It has no name.")
    monkeypatch.setattr(mechanisms, "explained", lambda seen, related: unnamed)


@cache
def why_not_run(path: Path) -> str:
    """Why a notebook cannot be run here; empty where it can."""
    missing = missing_packages(nbformat.read(path, as_version=4))
    return f"needs {', '.join(missing)}: python3 run.py peers" if missing else ""


def pytest_collection_modifyitems(items):
    """Leave out what nbval collected of a notebook whose packages are not installed."""
    for item in items:
        if item.path.suffix == ".ipynb" and (reason := why_not_run(item.path)):
            item.add_marker(pytest.mark.skip(reason=reason))
