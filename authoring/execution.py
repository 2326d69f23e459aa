"""Run a notebook in a fresh kernel, learn what its checks said, and tidy its outputs."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from authoring.source import LessonError

ROOT = Path(__file__).resolve().parents[1]
# PyMC compiles for most of a minute where it has not compiled before; on a busy machine, for ten.
SECONDS_PER_CELL = 1200

_WIDGET = "application/vnd.jupyter.widget-view+json"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


@dataclass(frozen=True)
class Run:
    """An executed notebook.

    Attributes
    ----------
    notebook : nbformat.NotebookNode
        The notebook with its outputs, as stored under ``solutions/``.
    outcomes : dict of str to str
        What each exercise's check said: ``"right"``, ``"blank"``, ... by the exercise's id.
    """

    notebook: NotebookNode
    outcomes: dict[str, str]


def kernel_environment() -> dict[str, str]:
    """Environment variables under which a notebook says the same on every machine.

    The kernel imports this checkout's ``helpers``, draws inline whatever the person's
    own matplotlib setting is, and never records anybody's progress.
    """
    environment = dict(os.environ)
    for personal in ("JPY_SESSION_NAME", "MPLBACKEND"):
        environment.pop(personal, None)
    path = [str(ROOT), *filter(None, [environment.get("PYTHONPATH")])]
    return {
        **environment,
        "COURSE_PROGRESS": "off",
        "PYTHONPATH": os.pathsep.join(path),
        # What run.py sets too: PyMC compiles with Numba and says nothing of a missing C++.
        "PYTENSOR_FLAGS": "cxx=,mode=NUMBA",
        # Once a day, ArviZ announces its next version.
        "PYTHONWARNINGS": "ignore::FutureWarning:arviz",
    }


async def execute(
    notebook: NotebookNode, folder: Path, environment: dict[str, str] | None = None
) -> Run:
    """Run all cells from top to bottom in a kernel of their own.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The notebook; it is not changed.
    folder : pathlib.Path
        The kernel's working directory.
    environment : dict of str to str, optional
        The kernel's environment, :func:`kernel_environment` unless given.

    Raises
    ------
    LessonError
        If a cell raises, or an exercise's cell does not end with the result of a check.
    """
    executed = deepcopy(notebook)
    client = NotebookClient(
        executed,
        timeout=SECONDS_PER_CELL,
        resources={"metadata": {"path": str(folder)}},
        coalesce_streams=True,
        record_timing=False,
        store_widget_state=False,
        # A kernel warns that it listens on this machine without encryption; an author knows.
        extra_arguments=["--log-level=ERROR"],
    )
    outcomes = {}
    async with client.async_setup_kernel(env=environment or kernel_environment()):
        for index, cell in enumerate(executed.cells):
            if cell.cell_type != "code":
                continue
            try:
                await client.async_execute_cell(cell, index)
            except CellExecutionError as error:
                plain = _COLOURS.sub("", str(error))
                raise LessonError(f"cell {cell.id!r} raised an exception.\n{plain}") from None
            if "exercise" in cell.metadata:
                outcomes[cell.metadata["exercise"]] = await _outcome(client, cell)
    for cell in executed.cells:
        _tidy(cell)
    # Running put this machine's kernel and its version there.
    executed.metadata = deepcopy(notebook.metadata)
    return Run(executed, outcomes)


async def _outcome(client: NotebookClient, cell: NotebookNode) -> str:
    """Ask the kernel, not the display, what the check that ended this cell said."""
    question = f"str(Out[{cell.execution_count}].outcome)"
    message = client.kc.execute("", silent=True, user_expressions={"outcome": question})
    reply = await client.async_wait_for_reply(message)
    answer = reply["content"]["user_expressions"]["outcome"]
    if answer["status"] != "ok":
        raise LessonError(f"cell {cell.id!r} does not end with the result of a check.")
    return ast.literal_eval(answer["data"]["text/plain"])


def _tidy(cell: NotebookNode) -> None:
    """Drop what would differ in the next run or show nothing without a kernel."""
    if cell.cell_type != "code":
        return
    for output in cell.outputs:
        data = output.get("data", {})
        # A live widget cannot be stored; the picture beside it in the output can.
        if "image/png" in data:
            data.pop(_WIDGET, None)


def faults(run: Run) -> list[str]:
    """Say why an executed solution must not be stored, one sentence each.

    A stored failure would be compared with itself and pass for ever, so none is stored.
    """
    wrong = [
        f"exercise {exercise!r}: the check of its own solution says {outcome!r}, not 'right'."
        for exercise, outcome in run.outcomes.items()
        if outcome != "right"
    ]
    return [*wrong, *_faults_of_outputs(run.notebook)]


def _faults_of_outputs(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for fault in _faults_of_output(output):
                yield f"cell {cell.id!r} {fault}"


def _faults_of_output(output: NotebookNode) -> Iterator[str]:
    data = output.get("data", {})
    texts = (output.get("text"), data.get("text/plain"), data.get("text/html"))
    text = "\n".join(filter(None, texts))
    if output.output_type == "error":
        yield f"raised {output.ename}: {output.evalue}"
    if output.get("name") == "stderr":
        yield f"warned: {text.strip()}"
    if _WIDGET in data:
        yield "shows a widget without a picture of it (image/png); a saved page would be empty."
    if "image/svg+xml" in data:
        yield "stores an SVG, which carries a date; store a PNG."
    if re.search(r'data-outcome="(?!right)', text):
        yield "stores a check that does not say 'right'."
    if _ADDRESS.search(text):
        yield f"prints a memory address, which changes: {_ADDRESS.search(text).group()}"
    if str(ROOT) in text:
        yield "prints the path of this machine's checkout."
