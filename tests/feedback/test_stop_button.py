"""The Stop button at any moment of a check: it is heard, and nothing of the check is left behind.

The rounds run in a process of their own, which gets real SIGINTs; one that hangs is a failure.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from authoring.execution import ROOT

ROUNDS = r"""
import _thread, os, random, signal, sys, time, warnings
from pathlib import Path

import numpy as np

from authoring.execution import ROOT
from helpers.feedback import Lesson, calls

calls.SECONDS = 0.3
sys.setswitchinterval(1e-5)  # so that the presser gets its turn in the midst of a check
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job begins without
lesson = Lesson("99", "A lesson about nothing", Path("none.json"))


def cases(rng):
    for n in (7, 4, 12):
        yield rng.normal(size=n), rng.normal(size=(n, 3))


@lesson.function("99-total", cases=cases, hints=("first",))
def total(x, A):
    '''Total.'''
    return x @ A


@total.misconception("mean", "{yours}")
def _(x, A):
    return x @ A / len(x)


def slow(x, A):
    print("the learner's")
    for _ in range(300):
        x = x + 0.0
    return x @ A * 3.7


def fails(x, A):
    raise ValueError("no")


class Presser:
    '''A thread that presses Stop once a round, some seconds after it is told to.'''

    def __init__(self):
        self.delay, self.pressed = None, False
        _thread.start_new_thread(self.wait, ())

    def wait(self):
        while True:
            while self.delay is None:
                time.sleep(1e-5)
            end, self.delay = time.perf_counter() + self.delay, None
            while time.perf_counter() < end:
                time.sleep(0)
            self.pressed = True
            os.kill(os.getpid(), signal.SIGINT)


def settings():
    state = np.random.get_state(legacy=False)["state"]
    return (
        id(sys.stdout), id(sys.stderr), list(warnings.filters), str(np.geterr()),
        signal.getsignal(signal.SIGINT), state["pos"], state["key"].tobytes(), random.getstate(),
    )


def heard(presser, delay, answer):
    presser.pressed = False
    during = True
    try:
        presser.delay = delay
        total.check(answer)
        during = False
        while not presser.pressed:
            pass
        time.sleep(0.001)
    except KeyboardInterrupt:
        return True, during
    return False, during


presser = Presser()
answers = [total.reference(), slow, fails, 3.0]
for answer in answers:
    total.check(answer)
lengths = []
for answer in answers:
    begin = time.perf_counter()
    total.check(answer)
    lengths.append(time.perf_counter() - begin)
time.sleep(2 * calls.SECONDS)  # the threads that watched these checks end
before, threads, hits = settings(), _thread._count(), 0
rng = np.random.default_rng(0)
for round in range(int(sys.argv[1])):
    which = round % len(answers)
    was_heard, during = heard(presser, rng.uniform(0, 1.1 * lengths[which]), answers[which])
    assert was_heard, "a Stop was lost"
    hits += during
    assert settings() == before, "something was not put back"
assert hits > int(sys.argv[1]) / 10, "the Stops hardly ever came during a check"

end = time.monotonic() + 2 * calls.SECONDS  # long enough for whatever still watches to strike
while time.monotonic() < end:
    pass
assert _thread._count() == threads, "a watching thread is left"
assert total.check(total.reference()).outcome == "right"
print("done", hits)
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows cannot send SIGINT to one process alone"
)
def test_stop_at_any_moment_is_heard_and_leaves_nothing_behind():
    finished = subprocess.run(
        [sys.executable, "-c", ROUNDS, "400"],
        capture_output=True,
        text=True,
        timeout=1200,
        cwd=ROOT,
    )
    assert finished.stdout.startswith("done"), finished.stderr
