"""How long a learner waits for a check, and how answers without a name are told."""

import itertools
import linecache
import os
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Iterator

from benchmarks.timing import ROUNDS, seconds
from helpers.exercises import catalogue
from helpers.feedback.calls import Stopped, guarded
from helpers.feedback.exercise import FunctionExercise
from tests.lessons.mutation import mutants

MOST_MUTANTS = 8  # of each right program


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


def unnamed() -> str:
    """Right functions with one node changed that no known mistake explains: seconds, and how told.

    Seconds of computing, the first check of each, without what the function itself takes.
    """
    os.environ["COURSE_PROGRESS"] = "off"
    warnings.simplefilter("ignore")
    told, took = Counter(), []
    for exercise in catalogue():
        if not (exercise.asks_for_function and exercise.tolerance.exact):
            continue
        exercise.check(exercise.reference())
        for mutant in _mutants_of(exercise):
            own = _computing(lambda e=exercise, m=mutant: _run(e, m))
            results = []
            whole = _computing(lambda e=exercise, m=mutant, r=results: r.append(e.check(m)))
            (result,) = results
            if result.outcome in ("wrong", "broken"):
                told[result.told_by] += 1
                took.append(whole - own)
    ways = ", ".join(f"{count} by {way}" for way, count in told.most_common())
    return (
        f"\n{len(took)} right functions with one node changed that have no name: {ways}.\n"
        f"Seconds of computing beyond the function's own: median {statistics.median(took):.2f}, "
        f"of 95 in 100 at most {statistics.quantiles(took, n=20)[-1]:.2f}, most {max(took):.2f}."
    )


def _mutants_of(exercise: FunctionExercise) -> Iterator[object]:
    """Wrong neighbours of a right program, with sources that can be looked up as a cell's can."""
    for source, mutant in itertools.islice(mutants(exercise.program), MOST_MUTANTS):
        name = f"<{exercise.id}: {hash(source)}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        scope = dict(mutant.__globals__)
        exec(compile(source, name, "exec"), scope)
        yield scope[mutant.__name__]


def _run(exercise: FunctionExercise, function: object) -> None:
    try:
        guarded(lambda: exercise.observe(function, exercise.cases({})), expected=(Exception,))
    except (Exception, Stopped):  # many mutants stop
        return


def _computing(work) -> float:
    begin = time.thread_time()
    work()
    return time.thread_time() - begin
