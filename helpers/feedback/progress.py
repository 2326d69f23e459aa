"""What a learner has done, kept beside their notebooks, for them alone. Nothing leaves the machine.

Progress is written only while a person works in Jupyter: its server names the open notebook in
the environment variable JPY_SESSION_NAME, which test runs and builds never set. Opening a
notebook in a folder called `solutions` records nothing. COURSE_PROGRESS overrides both: the
path of the file to use, or `off`.

The file has one line for each event and only ever grows, so several notebooks may write to it at
once, and a line that was damaged costs nothing but itself. Where it cannot be written, the learner
is told so once, and what they do is kept until their notebook's kernel ends.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePath

FILE = ".progress.jsonl"
NOT_SAVED = (
    "Your progress cannot be saved: {} cannot be written to. It is kept until this notebook's "
    "kernel stops; your answers are in the notebook itself."
)
_UNTIL_THE_END: dict[Path | None, list[dict]] = {}  # by the file that could not take it


def file() -> Path | None:
    """The file in which progress is kept, or None where none is to be kept."""
    chosen = os.environ.get("COURSE_PROGRESS", "")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    notebook = os.environ.get("JPY_SESSION_NAME", "")
    if not notebook or "solutions" in (*PurePath(notebook).parts[:-1], Path.cwd().name):
        return None
    return Path.cwd() / FILE


def note(**line: object) -> None:
    """Keep one line. Never raises; where no file takes it, it is kept until this process ends."""
    with contextlib.suppress(Exception):
        path = file()
        try:
            # In this order: another writer may make the file between the two questions.
            if path and (not path.exists() or path.is_file()):
                with path.open("a", encoding="utf-8") as kept:
                    # The new line comes first: one that was cut off does not take this one with it.
                    kept.write("\n" + json.dumps(line))
                return
        except OSError:
            if path not in _UNTIL_THE_END:
                print(NOT_SAVED.format(path.absolute().parent))
        _UNTIL_THE_END.setdefault(path, []).append(line)


def record(id: str, event: str) -> None:
    """Note one outcome of a check, or that a solution was revealed. Never raises."""
    if event != "blank" and file() is not None:
        note(exercise=id, event=event)


def lines() -> Iterator[dict]:
    """What is kept, line by line; what cannot be read is passed over."""
    with contextlib.suppress(Exception):
        path = file()
        text = path.read_text(encoding="utf-8") if path and path.is_file() else ""
        for line in text.splitlines():
            with contextlib.suppress(ValueError, RecursionError):
                read = json.loads(line)
                if isinstance(read, dict):
                    yield read
        yield from list(_UNTIL_THE_END.get(path, ()))


def read() -> dict[str, Counter[str]]:
    """What is recorded: for each exercise's id, how often each outcome came."""
    counts: dict[str, Counter[str]] = {}
    for line in lines():
        if "exercise" in line and "event" in line:
            counts.setdefault(str(line["exercise"]), Counter())[str(line["event"])] += 1
    return counts


def solved() -> set[str]:
    """The ids of the exercises that were answered right at least once."""
    return {id for id, events in read().items() if events["right"]}
