"""As in a browser: no thread can be started, no signal be set, and no thread has a clock."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from authoring.execution import ROOT

# What Pyodide 314 does, and in `signal` what Python does outside its main interpreter.
NOTHING_TO_BE_HAD = """
    import _thread, signal, threading, time

    def no_thread(*arguments, **keywords):
        raise RuntimeError("can't start new thread")

    def no_signal(*arguments):
        raise ValueError("signal only works in main thread of the main interpreter")

    def no_clock(thread):
        raise FileNotFoundError(44, "No such file or directory")

    for module in (_thread, threading):
        for name in ("start_new_thread", "start_joinable_thread"):
            for spelled in (name, "_" + name):
                if hasattr(module, spelled):
                    setattr(module, spelled, no_thread)
    signal.signal = no_signal
    time.pthread_getcpuclockid = no_clock
    import os
    os.cpu_count = lambda: 4
    import numpy as np
    rng = np.random.default_rng(1)
"""

WORKS = {
    "a thread": """
        try:
            threading.Thread(target=print).start()
        except RuntimeError:
            print("none, as wanted")
        else:
            raise AssertionError("the test itself is broken")
    """,
    "a check of every exercise": """
        from helpers.exercises import catalogue
        for exercise in catalogue():
            assert exercise.check(exercise.reference()).outcome == "right", exercise.id
            assert exercise.check().outcome == "blank", exercise.id
    """,
    "what a check says of a mistake": """
        from helpers.exercises import least_squares as ex, pretend_worlds
        wrong = ex.normal_equations.misconceptions[0]
        told = ex.normal_equations.check(wrong.answer())
        assert (told.outcome, told.misconception) == ("misconception", wrong.name)
        assert ex.normal_equations.check(np.array([1.0, 2, 3])).outcome == "wrong"
        odd = ex.hat_matrix.check(lambda X: X @ np.linalg.inv(X.T @ X + 1) @ X.T)
        assert odd.outcome == "wrong"
        broken = ex.hat_matrix.check(lambda X: X @ missing)
        assert broken.outcome == "broken" and "NameError" in broken.message
        def recurses(X):
            return recurses(X)
        assert "calls itself" in ex.hat_matrix.check(recurses).message
        assert ex.hat_matrix.hint().text and ex.hat_matrix.solution().text
        assert ex.hat_matrix.carry_on() is not ...
    """,
    "a loop without an end": """
        import sys
        from helpers.exercises import least_squares as ex
        from helpers.feedback import calls
        calls.SECONDS = 0.5
        def forever(X):
            while True:
                try:
                    while True:
                        sum(row for row in range(9))
                except:
                    pass
        if hasattr(sys, "monitoring"):  # since Python 3.12
            told = ex.hat_matrix.check(forever)
            assert told.outcome == "broken" and "loop without an end" in told.message
            assert sys.monitoring.get_events(4) == 0
    """,
    "a person who waits": """
        os.environ["JPY_SESSION_NAME"] = "work/02_least_squares.ipynb"
        from helpers.exercises import least_squares as ex
        assert ex.normal_equations.check(ex.normal_equations.reference()).outcome == "right"
    """,
    "progress and a guess": """
        import tempfile
        os.environ["COURSE_PROGRESS"] = os.path.join(tempfile.mkdtemp(), "progress.jsonl")
        from helpers import exercises
        from helpers.feedback import guess
        ex = exercises.least_squares
        ex.longley.guess(1, 2)
        prediction = ex.share_from_zero
        prediction.keep((0.5, 1))
        prediction.judge()
        assert [kept.id for kept in guess.intervals()] == [prediction.id]
        ex.normal_equations.check(ex.normal_equations.reference())
        assert "1 of" in str(exercises.progress())
        exercises.calibration()
    """,
    "a long table": """
        from helpers import compressed, ols
        X = np.column_stack([np.ones(400_000), rng.normal(size=(400_000, 4))])
        y = X @ np.arange(5.0) + rng.normal(size=len(X))
        whole = compressed.compress(X, y)
        blocks = compressed.compress_blocks(zip(np.split(X, 2), np.split(y, 2)))
        wanted = np.linalg.lstsq(X, y)[0]
        for S in (whole, blocks):
            np.testing.assert_allclose(ols.fit(S).beta, wanted, rtol=1e-9)
    """,
    "samplers": """
        from helpers import bayes, likelihood, ols, samplers, simulate
        world = simulate.seed_world()
        X, y = world.X, world.y
        prior = bayes.Prior(beta_mean=[0, 0, 0], beta_sd=[10, 10, 10], sigma=bayes.HalfCauchy(2.5))
        assert likelihood.fit(X, y).beta.shape == (3,)
        assert bayes.exact_posterior(X, y, prior, draws=100, rng=rng)["beta"].shape == (1, 100, 3)
        model = bayes.ExchangeableHierarchy(
            m=0, s=10, eta=bayes.HalfCauchy(5), sigma=bayes.HalfCauchy(10)
        )
        assert samplers.gibbs(X, y, prior, draws=50, rng=rng, check=False).summary() is not None
        assert bayes.exact_hierarchy(X, y, model, draws=50, rng=rng)["eta"].shape == (1, 50)
        start = np.zeros((4, 2))
        few = dict(draws=50, rng=rng, check=False)
        samplers.metropolis(lambda z: -(z**2).sum(axis=-1) / 2, start, **few)
        samplers.hmc(lambda z: (-(z**2).sum(axis=-1) / 2, -z), start, **few)
        ols.fit_many(X, simulate.replicate(world, rng=rng)).robust_standard_errors("HC3")
    """,
    "pictures": """
        from helpers import explore
        def draw(figure, slope):
            figure.subplots().plot([0, 1], [0, slope])
            return f"A line with slope {slope:.1f}."
        picture = explore.Picture(draw, slope=explore.Slider("slope", -3, 3, 1, 1))
        data, _ = picture._repr_mimebundle_()
        assert {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"} <= set(data)
        before = picture.png
        picture.set(slope=2)
        assert picture.png != before and "2.0" in picture.words
    """,
}


@pytest.mark.parametrize("work", WORKS)
def test_it_works_without_threads_signals_and_clocks(work):
    program = dedent(NOTHING_TO_BE_HAD) + dedent(WORKS[work])
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=ROOT, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stderr
