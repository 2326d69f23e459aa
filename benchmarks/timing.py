"""How to time side by side, honestly.

Every competitor runs once in each round, so that a busy moment of the machine hits all of them,
and its median over the rounds counts. Each gets the number of BLAS threads, 1 or 2, with which it
was faster. Memory is measured by the operating system, in a process of its own.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

ROUNDS = 5
THREADS = (1, 2)


@dataclass(frozen=True)
class Timing:
    """Median seconds over the rounds, at the faster number of BLAS threads."""

    seconds: float
    threads: int


def seconds(work: Callable, *arguments) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def side_by_side(competitors: Mapping[str, Callable], *data) -> dict[str, Timing]:
    """Time all competitors on the same data in turn, `ROUNDS` times round.

    The first round, with either number of threads, chooses the number; it is not counted, so that
    nobody pays for waking up.
    """
    threads = {}
    for name, work in competitors.items():
        trial = {}
        for count in THREADS:
            with threadpool_limits(count, user_api="blas"):
                trial[count] = seconds(work, *data)
        threads[name] = min(trial, key=trial.get)
    times = {name: [] for name in competitors}
    for _ in range(ROUNDS):
        for name, work in competitors.items():
            with threadpool_limits(threads[name], user_api="blas"):
                times[name].append(seconds(work, *data))
    return {name: Timing(statistics.median(times[name]), threads[name]) for name in competitors}


def extra_megabytes(program: str, *arguments: str) -> float | None:
    """Memory that `python -m program arguments` says it needed beyond its data; None if unknown."""
    process = subprocess.run(
        [sys.executable, "-m", program, *arguments], capture_output=True, text=True, check=False
    )
    try:
        return float(process.stdout.split()[-1])
    except (IndexError, ValueError):
        return None


def peak_bytes() -> int:
    """The most memory that this process has held so far. Linux and macOS only."""
    if sys.platform == "linux":  # where ru_maxrss is inherited from the parent process
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return 1024 * int(status.split("VmHWM:")[1].split()[0])
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
