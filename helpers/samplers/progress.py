"""One line that says how long it will still take, for runs that are long enough to wonder.

It stays silent for two seconds, and for ever where nobody watches: in a pipe, in a log, in a
notebook that is run by a program.
"""

import os
import sys
from time import perf_counter

SILENT = 2.0  # seconds
EVERY = 0.2  # seconds between two lines


class Progress:
    """A context that is told of each finished iteration.

    Parameters
    ----------
    name : str
        What is running.
    total : int
        Number of iterations.

    Examples
    --------
    >>> with Progress("gibbs", total=1500) as progress:
    ...     for _ in range(1500):
    ...         progress.tick()
    """

    def __init__(self, name: str, total: int):
        self.name, self.total, self.done = name, total, 0
        self.start = perf_counter()
        self.next_line = self.start + SILENT if _somebody_watches() else float("inf")
        self.width = 0

    def __enter__(self) -> "Progress":
        return self

    def tick(self) -> None:
        """One more iteration is done."""
        self.done += 1
        if self.width == 0 and self.next_line == float("inf"):
            return
        now = perf_counter()
        if now >= self.next_line:
            self.next_line = now + EVERY
            left = (now - self.start) * (self.total - self.done) / self.done
            self._rewrite(
                f"{self.name}: {self.done:,} of {self.total:,} iterations, {left:.0f} s left"
            )

    def __exit__(self, *_: object) -> None:
        """Say how long it took, also when the run was stopped."""
        if self.width:
            so_far = "" if self.done >= self.total else f" of {self.total:,}"
            seconds = perf_counter() - self.start
            self._rewrite(f"{self.name}: {self.done:,}{so_far} iterations in {seconds:.0f} s")
            sys.stderr.write("\n")
            sys.stderr.flush()

    def _rewrite(self, line: str) -> None:
        sys.stderr.write("\r" + line.ljust(self.width))
        sys.stderr.flush()
        self.width = len(line)


def _somebody_watches() -> bool:
    """A terminal; or Jupyter with a person before it, which sets JPY_SESSION_NAME."""
    return sys.stderr.isatty() or "JPY_SESSION_NAME" in os.environ
