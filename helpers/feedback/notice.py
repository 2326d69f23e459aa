"""A line that says a check is still under way, for a person who begins to wonder.

It appears after a second in a notebook with a person before it, and goes when the check has ended.
Where a program runs the notebook (Jupyter's server names the open notebook in JPY_SESSION_NAME,
which test runs and builds never set), nobody wonders and nothing is shown.
"""

from __future__ import annotations

import _thread
import contextlib
import os
from collections.abc import Iterator

SILENT = 1.0  # seconds
STILL_CHECKING = (
    '<div role="status" style="padding: 0.4em 0.9em; opacity: 0.75;">◔ Still checking … '
    "It ends by itself; the Stop button ends it at once.</div>"
)


@contextlib.contextmanager
def of_a_long_check() -> Iterator[None]:
    """Say after a second that a check is under way, and take it back at the end."""
    if "JPY_SESSION_NAME" not in os.environ:
        yield
        return
    under_way, showing, shown = _thread.allocate_lock(), _thread.allocate_lock(), []

    def wait() -> None:
        if under_way.acquire(timeout=SILENT):
            return
        with showing:
            if under_way.locked():
                shown.append(_show(STILL_CHECKING))

    under_way.acquire()
    with contextlib.suppress(RuntimeError):  # no thread can be started, and nothing is said
        _thread.start_new_thread(wait, ())
    try:
        yield
    finally:
        with showing:
            under_way.release()
        for display in shown:
            display.update(_html(""))


def _show(text: str) -> object:
    from IPython.display import display

    return display(_html(text), display_id=True)


def _html(text: str) -> object:
    from IPython.display import HTML

    return HTML(text)
