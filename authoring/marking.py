"""`python3 run.py mark FOLDER`: run the notebooks that were handed in, list what their checks said.

It needs no more than a learner has. What others wrote runs with the rights of the person who marks:
this is no sandbox. But each notebook has a kernel and a working directory of its own, no cell runs
for ever, and nothing that a notebook does keeps the others from being run.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import csv
import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from helpers.exercises import LESSONS

MARKED, TABLE = "marked", "outcomes.csv"
# Longer than any cell of the lessons takes, on a slow machine too.
SECONDS_PER_CELL = 60
SECONDS_TO_STOP = 10
CHARACTERS_PER_CELL = 100_000


class Mark(NamedTuple):
    """What came of one exercise in one notebook.

    Attributes
    ----------
    outcome : str
        What the check said, ``"right"``, ``"blank"``, ...; or ``"no result"`` where its cell ended
        without a check, ``"no end"`` where the cell was stopped, ``"not run"`` where the notebook
        was not run so far, and ``"not there"`` where it has no cell of this exercise.
    said : str
        The words of the check, or why there are none.
    misconception : str
        The name of the mistake, as on the pages of all mistakes; empty for other outcomes.
    told_by : str
        How the check told a wrong answer; ``"description"`` where it knew no more than what is off.
    """

    outcome: str
    said: str
    misconception: str = ""
    told_by: str = ""


NOT_RUN = Mark("not run", "The notebook was not run so far.")
NOT_THERE = Mark("not there", "The notebook has no cell of this exercise.")


def mark(folder: Path, seconds: int = SECONDS_PER_CELL) -> Iterator[tuple[str, dict[str, Mark]]]:
    """Run the notebooks of a folder and of its subfolders, one after the other.

    The notebooks stay as they are. Their executed copies go to ``marked/`` inside the folder, with
    a table of all that is yielded, ``outcomes.csv``.

    Parameters
    ----------
    folder : pathlib.Path
    seconds : int
        The longest that one cell may run.

    Yields
    ------
    name : str
        A notebook's path in the folder.
    marks : dict of str to Mark
        By the exercise's id; by ``""`` alone where a notebook holds no exercise.
    """
    (folder / MARKED).mkdir(exist_ok=True)
    # With the sign at its beginning by which spreadsheets know UTF-8.
    with (folder / MARKED / TABLE).open("w", newline="", encoding="utf-8-sig") as file:
        table = csv.writer(file)
        table.writerow(["notebook", "exercise", *Mark._fields])
        for path in handed_in(folder):
            name = path.relative_to(folder).as_posix()
            marks = _mark_one(path, folder / MARKED / name, seconds)
            table.writerows([name, exercise, *mark] for exercise, mark in marks.items())
            file.flush()
            yield name, marks


def handed_in(folder: Path) -> list[Path]:
    """The notebooks of a folder and of its subfolders, in the order of their names."""
    others = {MARKED, ".ipynb_checkpoints"}
    found = sorted(folder.rglob("*.ipynb"))
    return [path for path in found if not others & set(path.relative_to(folder).parts)]


def _mark_one(path: Path, copy: Path, seconds: int) -> dict[str, Mark]:
    """Run one notebook and store its executed copy, whatever it holds."""
    marks: dict[str, Mark] = {}
    try:
        notebook = nbformat.read(path, as_version=4)
        marks |= {exercise: NOT_RUN for cell in notebook.cells if (exercise := _exercise(cell))}
        try:
            asyncio.run(_run(notebook, seconds, marks))
        finally:
            copy.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, copy)
    except Exception as error:
        reason = f"It could not be run to its end: {type(error).__name__}: {error}"
        unfinished = [exercise for exercise, found in marks.items() if found == NOT_RUN]
        marks |= dict.fromkeys(unfinished or [""], Mark("not run", reason))
    lessons = {exercise.split("-")[0] for exercise in marks}
    expected = [e.id for lesson in LESSONS if lesson.number in lessons for e in lesson.exercises]
    return marks | {exercise: NOT_THERE for exercise in expected if exercise not in marks}


def _exercise(cell: NotebookNode) -> str:
    """The id of the exercise whose cell this is; empty for most."""
    return cell.metadata.get("exercise", "") if cell.cell_type == "code" else ""


async def _run(notebook: NotebookNode, seconds: int, marks: dict[str, Mark]) -> None:
    """Execute a notebook in place, and note what each cell says of an exercise as soon as it ends.

    Raises
    ------
    DeadKernelError
        If a cell ends the kernel, or does not let itself be stopped.
    """
    # Neither the marker's progress nor their settings; the kernel draws inline by itself.
    environment = {**os.environ, "COURSE_PROGRESS": "off"}
    environment.pop("MPLBACKEND", None)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        client = _Client(
            notebook,
            kernel_name="python3",  # whatever kernel the learner had: this one has the course
            allow_errors=True,
            coalesce_streams=True,
            store_widget_state=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": folder}},
            extra_arguments=["--log-level=ERROR"],
        )
        client.log.setLevel(logging.CRITICAL)  # what it would say stands in the table
        async with client.async_setup_kernel(env=environment):
            for index, cell in enumerate(notebook.cells):
                running = asyncio.create_task(client.async_execute_cell(cell, index))
                _, late = await asyncio.wait({running}, timeout=seconds)
                if late:
                    await client.km.interrupt_kernel()
                    _, stubborn = await asyncio.wait(late, timeout=SECONDS_TO_STOP)
                    ended = f"The cell did not end within {seconds} seconds and was stopped."
                    cell.outputs.append(
                        new_output("error", ename="NoEnd", evalue=ended, traceback=[ended])
                    )
                    if exercise := _exercise(cell):
                        marks[exercise] = Mark("no end", ended)
                    if stubborn:
                        running.cancel()
                        raise DeadKernelError(
                            "a cell has no end and does not let itself be stopped"
                        )
                await running  # raises where the cell ended the kernel
                if not late:
                    marks |= await asyncio.wait_for(_said(client, cell), seconds)


class _Client(NotebookClient):
    """Keeps the beginning of what a cell prints, so that no endless print fills the memory."""

    def output(self, outs: list, msg: dict, *others: Any) -> Any:
        if msg["msg_type"] == "stream":
            room = CHARACTERS_PER_CELL - sum(len(output.get("text", "")) for output in outs)
            if room <= 0:
                return None
            msg["content"]["text"] = msg["content"]["text"][:room]
        return super().output(outs, msg, *others)


async def _said(client: NotebookClient, cell: NotebookNode) -> dict[str, Mark]:
    """What a cell that has ended says of exercises, by their ids."""
    outputs = cell.get("outputs", [])
    if any("data-outcome=" in output.get("data", {}).get("text/html", "") for output in outputs):
        # The kernel is asked, not the display.
        result = f"Out[{cell.execution_count}]"
        question = ", ".join(
            f"{result}.{name}"
            for name in ("exercise", "outcome", "message", "misconception", "told_by")
        )
        message = client.kc.execute("", silent=True, user_expressions={"mark": question})
        reply = await client.async_wait_for_reply(message, cell)
        answer = reply["content"]["user_expressions"]["mark"]
        if answer["status"] == "ok":
            exercise, *told = ast.literal_eval(answer["data"]["text/plain"])
            return {exercise: Mark(*(word or "" for word in told))}
    raised = [output for output in outputs if output.output_type == "error"]
    if raised:
        said = f"The cell raised {raised[0].ename}: {raised[0].evalue}"
    else:
        said = "The cell does not end with a check."
    return {exercise: Mark("no result", said)} if (exercise := _exercise(cell)) else {}


def main(arguments: list[str] | None = None) -> int:
    """Mark a folder and say, a line a notebook, how often each outcome came."""
    parser = argparse.ArgumentParser(
        prog="run.py mark",
        description="Run the notebooks of a folder and list what their checks said.",
    )
    parser.add_argument("folder", type=Path, help="where the notebooks are; subfolders count too")
    parser.add_argument(
        "--seconds",
        type=int,
        default=SECONDS_PER_CELL,
        help="the longest that one cell may run (%(default)s)",
    )
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"there is no folder {options.folder}")
    if not handed_in(options.folder):
        parser.error(f"there is no notebook (*.ipynb) in {options.folder}")
    for name, marks in mark(options.folder, options.seconds):
        counts = Counter(found.outcome for found in marks.values())
        print(f"{name}: {', '.join(f'{n} {outcome}' for outcome, n in counts.items())}", flush=True)
    print(f"\nAll that the checks said, and the executed notebooks: {options.folder / MARKED}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("Stopped; what was marked so far is kept.", file=sys.stderr)
        sys.exit(130)
