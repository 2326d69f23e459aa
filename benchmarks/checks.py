"""How long a learner waits for a check."""

import os
import statistics

from benchmarks.timing import ROUNDS, seconds
from helpers.exercises import catalogue


def table() -> str:
    """Milliseconds of each exercise's check: of a right answer, and of each misconception's."""
    os.environ["COURSE_PROGRESS"] = "off"
    lines = [
        "",
        "Milliseconds of a check (of a right answer the median of five)",
        f"{'':34}{'right':>8}{'wrong: median':>15}{'slowest':>9}",
    ]
    everything = []
    for exercise in catalogue():
        answer = exercise.reference()
        right = 1e3 * statistics.median(seconds(exercise.check, answer) for _ in range(ROUNDS))
        wrong = [1e3 * seconds(exercise.check, each.answer()) for each in exercise.misconceptions]
        everything += [right, *wrong]
        lines.append(
            f"{exercise.id:34}{right:8.1f}{statistics.median(wrong):15.1f}{max(wrong):9.1f}"
        )
    lines.append(
        f"All {len(everything)} answers: median {statistics.median(everything):.1f} ms, "
        f"slowest {max(everything):.1f} ms."
    )
    return "\n".join(lines)
