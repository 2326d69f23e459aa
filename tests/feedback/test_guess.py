"""A guess is kept before the number is shown, judged when it is, and breaks nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from helpers.feedback import Lesson, cells, guess, progress

ANYTHING = st.one_of(
    st.none(),
    st.just(...),
    st.floats(),
    st.integers(),
    st.text(max_size=3),
    st.lists(st.integers(), max_size=2),
    st.builds(np.zeros, st.integers(0, 3)),
)


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept.jsonl"))
    lesson = Lesson("99", "A toy", tmp_path / "solutions.json")

    @lesson.value("99-mean", data=lambda: {"y": np.array([1.0, 2.0, 6.0])}, hints=("a", "b"))
    def mean(y):
        """The mean."""
        return float(np.mean(y))

    @lesson.function("99-twice", cases=lambda rng: [(1.0,)], hints=("a", "b"))
    def twice(x):
        """Twice."""
        return 2 * x

    lesson.prediction("99-height", lambda: 16.71828, ".1f")
    lesson.prediction("99-width", lambda: "wider", choices=("wider", "narrower", "the same"))
    return lesson


@pytest.fixture
def notebook(lesson, capsys):
    """Run a cell; what it printed."""
    shell = InteractiveShell.instance()
    height, width = lesson.predictions
    mean, twice = lesson.exercises
    shell.user_ns.update(height=height, width=width, mean=mean, twice=twice)

    def run(cell):
        capsys.readouterr()
        shell.run_cell(cell, store_history=True)
        return capsys.readouterr().out

    yield run
    for event, do in (("pre_run_cell", cells._next_begins), ("post_run_cell", cells._next_ends)):
        if do in shell.events.callbacks[event]:
            shell.events.unregister(event, do)
    cells._WAITING.clear()
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    "low, high, said",
    [
        (12, 20, "12 to 20: it was 16.7, inside."),
        (20, 12, "12 to 20: it was 16.7, inside."),
        (17, 20, "17 to 20: it was 16.7, below."),
        (2, 3.5, "2 to 3.5: it was 16.7, above."),
    ],
)
def test_a_guess_is_judged_when_the_next_cell_has_run(notebook, low, high, said):
    assert notebook(f"height.guess({low}, {high})") == ""
    assert notebook("print('the number')") == f"the number\n{said}\n"
    assert notebook("print('and on')") == "and on\n"
    (kept,) = guess.intervals()
    assert (kept.low, kept.high, kept.answer) == (min(low, high), max(low, high), 16.71828)
    assert kept.inside == said.endswith("inside.")


def test_until_then_another_guess_takes_its_place(notebook):
    notebook("height.guess(1, 2)")
    notebook("height.guess(16, 17)\nwidth.guess('narrower')")
    assert "it was" not in notebook("1 / 0")  # nothing has been shown
    assert notebook("x = 1") == "16 to 17: it was 16.7, inside.\nnarrower: it was wider.\n"
    assert len(guess.intervals()) == 1


def test_after_the_answer_was_shown_no_guess_counts(notebook):
    assert notebook("height.guess(..., ...)") == ""
    assert notebook("print('the number')") == "the number\n"
    assert notebook("height.guess(16, 17)") == guess.TOO_LATE + "\n"
    assert notebook("x = 1") == ""
    assert guess.intervals() == []


def test_a_cell_that_is_run_once_more_is_not_the_next_one(notebook, monkeypatch):
    monkeypatch.setattr(cells, "_REMEMBERED", cells.collections.deque())
    cells.remember()
    try:
        notebook("x = 1")
        notebook("height.guess(16, 17)")
        assert notebook("x = 1") == ""
        assert notebook("print('the number')").endswith("16 to 17: it was 16.7, inside.\n")
    finally:
        InteractiveShell.instance().events.unregister("pre_run_cell", cells._keep)


def test_what_is_not_guessed_is_not_computed(lesson):
    def never():
        raise AssertionError

    blank = lesson.prediction("99-costly", never)
    assert blank.keep((..., ...))
    blank.judge()
    assert "99-costly" in guess.shown()


def test_after_the_solution_was_shown_no_guess_counts(notebook, lesson, capsys):
    lesson.solutions.write_text('{"99-mean": "y.mean()"}')
    notebook("_ = mean.solution()")
    assert notebook("mean.guess(2, 4)") == guess.TOO_LATE + "\n"


def test_an_answer_of_several_parts_is_no_number_to_guess(lesson, capsys):
    @lesson.value(
        "99-both",
        data=lambda: {"y": np.array([1.0, 2.0, 6.0])},
        hints=("a", "b"),
        parts=("values", "mean"),
    )
    def both(y):
        """Both."""
        return y, float(y.mean())

    both.guess(1, 2)
    assert "no single number" in capsys.readouterr().out


def test_a_guess_at_an_answer_is_judged_when_it_is_right(notebook):
    notebook("mean.guess(2, 4)")
    assert notebook("_ = mean.check(5)") == ""
    assert notebook("_ = mean.check(3)") == "2 to 4: it was 3, inside.\n"
    assert notebook("mean.guess(2, 4)") == guess.TOO_LATE + "\n"
    assert "no single number" in notebook("twice.guess(2, 4)")
    assert [one.id for one in guess.intervals()] == ["99-mean"]


@given(st.lists(ANYTHING, max_size=3))
def test_nothing_that_is_left_as_a_guess_breaks_a_lesson(given):
    lesson = Lesson("99", "A toy", None)
    for prediction in (
        lesson.prediction("99-height", lambda: 16.7),
        lesson.prediction("99-width", lambda: "wider", choices=("wider", "narrower")),
    ):
        assert prediction.guess(*given) is None


def test_damaged_lines_cost_nothing_but_themselves(lesson):
    progress.note(guess="99-height", low=1, high=2, answer=3)
    with progress.file().open("a") as kept:
        kept.write('\n{"guess": "99-a", "low": "x"}\n[1]\n{"guess"\n{"guess": "99-b", "low": NaN}')
    assert [one.id for one in guess.intervals()] == ["99-height"]
    assert progress.read() == {}
