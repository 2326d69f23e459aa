"""The laws of the engine, on exercises that have nothing to do with regression."""

from __future__ import annotations

import copy
import functools
import json
import linecache
import random
import re
import sys
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers.feedback import Lesson, MonteCarlo, Rounding, notice, progress, relations
from helpers.feedback.answers import numbers, of_inputs
from helpers.feedback.calls import is_blank
from helpers.feedback.outcome import CheckResult
from helpers.feedback.relations import rounded_to
from helpers.feedback.report import Report

OUTCOMES = {"right", "blank", "misconception", "wrong", "broken"}


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    solutions = tmp_path_factory.mktemp("lesson") / "solutions.json"
    solutions.write_text(json.dumps({"99-scores": "scores = x + 1"}))
    return Lesson("99", "A lesson about nothing", solutions)


X = np.array([1.5, -2.25, 3.125, 8.0, 0.75])


@pytest.fixture(scope="module")
def scores(lesson):
    """A value: five numbers."""

    @lesson.value("99-scores", data=lambda: {"x": X}, hints=("first", "second"))
    def scores(x):
        """Scores."""
        return x + 1.125

    @scores.misconception("added two", "Your {yours} are 2 too large.")
    def _(x):
        return x + 2

    @scores.misconception("kept the first two", lambda yours, x: f"You kept {yours.size}.")
    def _(x):
        return x[:2] + 1

    return scores


@pytest.fixture(scope="module")
def total(lesson):
    """A function: the sum of squares of a vector, and of a matrix's rows."""

    def cases(rng):
        for n in (7, 4, 12):
            yield rng.normal(size=n), rng.normal(size=(n, 3))

    @lesson.function("99-total", cases=cases, hints=("first", "second"))
    def total(x, A):
        """Total."""
        return x @ A

    @total.misconception("mean", "Your function averages: {yours}.")
    def _(x, A):
        return x @ A / len(x)

    return total


# Hostile answers


class Hostile:
    """Raises at whatever is asked of it."""

    def __getattribute__(self, name):
        raise RuntimeError(f"no {name} here")


class RaisesOnArray:
    def __array__(self, dtype=None, copy=None):
        raise SystemExit("leave")


class LoopsOnArray:
    def __array__(self, dtype=None, copy=None):
        while True:
            pass


def an_iterator():
    yield from X + 1.125


OBJECTS = [
    None,
    True,
    np.True_,
    "text",
    "2.625",
    b"bytes",
    "",
    [],
    (),
    {},
    set(),
    {1.0, 2.0},
    object(),
    Hostile(),
    RaisesOnArray(),
    Hostile,
    int,
    np,
    len,
    [1, [2, 3]],
    [[1, 2], [3]],
    [None, 1.0, 2.0, 3.0, 4.0],
    ["1", "2", "3", "4", "5"],
    [True, False, True, True, False],
    [..., 1, 2, 3, 4],
    [np.nan] * 5,
    [np.inf] * 5,
    X * 1j,
    np.array([X], dtype=object),
    np.array(["a", "b"]),
    np.array(["2020-01-01"] * 5, dtype="datetime64[D]"),
    np.zeros((0, 3)),
    np.zeros((5, 5, 5)),
    np.ma.array(X + 1.125, mask=[0, 0, 1, 0, 0]),
    np.array(3),
    10**400,
    [10**400] * 5,
    pd.Series(dtype=float),
    pd.Series([1, 2, None, 4, 5]),
    pd.Series(pd.array([1, 2, None, 4, 5], dtype="Int64")),
    pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}),
    pd.Categorical(["a"] * 5),
    np.random.default_rng(0),
    range(5),
    memoryview(b"abcde"),
    NotImplemented,
    float("nan"),
    Exception("an exception"),
    np.dtype(float),
    np.zeros(5, dtype=[("a", float), ("b", float)]),
]


@pytest.mark.parametrize("place", range(len(OBJECTS)))
def test_never_raises_and_never_accepts(scores, total, place):
    answer = OBJECTS[place]
    for exercise in (scores, total):
        result = exercise.check(answer)
        assert result.outcome in OUTCOMES - {"right", "blank"}
        assert len(result.message) > 5
        assert exercise.check(lambda *arguments: answer).outcome in OUTCOMES - {"right", "blank"}


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_right_answers_in_odd_but_plain_forms(scores):
    right = X + 1.125
    from decimal import Decimal
    from fractions import Fraction

    for answer in (
        [Fraction(v) for v in right.tolist()],
        [Decimal(v) for v in right.tolist()],
        right.astype(np.float32),
        right.astype(np.longdouble),
        right + 0j,
        np.asmatrix(right),
        memoryview(right),
        pd.array(right),
        dict(zip("abcde", right, strict=True)),
    ):
        assert scores.check(answer).outcome == "right"


def test_an_iterator_is_not_used_up(scores):
    answer = an_iterator()
    assert scores.check(answer).outcome == "wrong"
    assert "list(" in scores.check(answer).message
    assert len(list(answer)) == 5


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just(...)
    | st.complex_numbers()
    | hnp.arrays(
        dtype=st.sampled_from([float, int, object, bool, complex, "U3", np.float32]),
        shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=6),
    ),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=8,
)
FAST = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FAST
@given(answer=anything)
def test_any_object_gets_a_message(scores, total, answer):
    before = repr(answer)
    for exercise, attempt in ((scores, answer), (total, answer), (total, lambda x, A: answer)):
        result = exercise.check(attempt)
        assert result.outcome in OUTCOMES - {"right"}
        assert result.message and str(result) and result._repr_html_()
    assert repr(answer) == before


@FAST
@given(
    noise=hnp.arrays(float, 5, elements=st.floats(-1e3, 1e3)),
    place=st.integers(0, 4),
)
def test_right_exactly_within_the_tolerance(scores, noise, place):
    """Six digits decide, entry by entry; an independent comparison agrees."""
    right = X + 1.125
    nudge = np.zeros(5)
    nudge[place] = noise[place]
    for size in (1.0, 1e-3, 1e-9, 1e-12):
        answer = right + size * nudge
        relative = np.max(np.abs(answer / right - 1))
        if relative < 0.9e-6:
            assert scores.check(answer).outcome == "right"
        if relative > 1.1e-6:
            assert scores.check(answer).outcome != "right"


# Functions


def raises(x, A):
    return x / 0 if False else [][3]


def returns_nothing(x, A):
    x @ A


def recurses(x, A):
    return recurses(x, A)


def exits(x, A):
    raise SystemExit(3)


def takes_one(x):
    return x


def makes_a_generator(x, A):
    yield from x @ A


async def awaits(x, A):
    return x @ A


def raises_without_words(x, A):
    class Silent(Exception):
        def __str__(self):
            raise ValueError

    raise Silent


@pytest.mark.parametrize(
    ("function", "outcome", "part"),
    [
        (raises, "broken", "IndexError: list index out of range — at line"),
        (raises, "broken", "`return x / 0 if False else [][3]`"),
        (returns_nothing, "wrong", "is a `return` missing?"),
        (recurses, "broken", "calls itself without end"),
        (exits, "broken", "SystemExit: 3"),
        (
            takes_one,
            "broken",
            "It is called with 2 arguments, x, A, but your function is takes_one(x).",
        ),
        (makes_a_generator, "wrong", "only on demand"),
        (awaits, "wrong", "coroutine"),
        (raises_without_words, "broken", "Silent"),
        (lambda x, A: (x @ A) ^ 2, "broken", "^ is no power in Python"),
        (lambda x, A: float(x[0]) ^ 2, "broken", "write **"),
        (lambda x, A: "text", "wrong", "text"),
        (lambda x, A: A, "wrong", "shape (7, 3)"),
    ],
)
@pytest.mark.filterwarnings("ignore:coroutine")
def test_functions_that_fail_are_told_where(total, function, outcome, part):
    result = total.check(function)
    assert result.outcome == outcome
    assert part in result.message


def test_a_failure_in_a_function_of_another_cell_is_told_with_the_line_that_calls_it(total):
    world = {}
    for cell, text in (
        ("upright", "def upright(A):\n    A = A[0]\n    return A[:, None][5, 1]"),
        ("answer", "def answer(x, A):\n\n    return upright(A)"),
    ):
        linecache.cache[cell] = (len(text), None, text.splitlines(keepends=True), cell)
        exec(compile(text, cell, "exec"), world)
    said = total.check(world["answer"]).message
    assert "at line 3, `return upright(A)`: inside `upright`, `return A[:, None][5, 1]` (" in said


def test_a_known_mistake_that_stops_on_a_later_input_is_known_by_what_it_gave_before(total):
    def average(x, A):
        if len(x) > 10:
            raise MemoryError("so many")
        return x @ A / len(x)

    def right_so_far(x, A):
        if len(x) > 10:
            raise MemoryError("so many")
        return x @ A

    result = total.check(average)
    assert (result.outcome, result.misconception) == ("misconception", "mean")
    assert re.search(r"On input 3 it stops: MemoryError: so many — at line \d+", result.message)
    assert "`.example(3)`" in result.message
    assert total.check(right_so_far).outcome == "broken"


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda x, A: np.sqrt(-np.abs(x @ A)), "the root of a negative number"),
        (lambda x, A: (A, x), "by its place"),
    ],
)
def test_what_is_no_number_or_several_things_is_told(total, function, said):
    assert said in total.check(function).message


def test_an_input_may_say_what_it_is():
    class Blocks:
        def __repr__(self):
            return "<blocks of 7 and 5 rows>"

    assert of_inputs(("rows", "k"), (Blocks(), 2)) == "For blocks of 7 and 5 rows and k = 2"
    assert of_inputs(("f", "text"), (np.dot, "<b>")) == "In one call"
    assert of_inputs(("f",), (object(),)) == "In one call"


def test_a_value_in_place_of_a_function(total, scores):
    assert "the function itself" in total.check(3.0).message
    assert "Call it" in scores.check(raises).message


def endless(x, A):
    while True:
        pass


def endless_and_stubborn(x, A):
    while True:
        try:
            x = x + 1
        except:  # noqa: E722
            pass


def endless_after_the_first(x, A):
    while len(x) != 7:
        x = x + 0
    return x @ A


@pytest.mark.parametrize("function", [endless, endless_and_stubborn, endless_after_the_first])
def test_a_loop_without_end_ends(total, function, monkeypatch):
    monkeypatch.setattr("helpers.feedback.calls.SECONDS", 0.3)
    result = total.check(function)
    assert result.outcome == "broken"
    assert "0.3 s of computing" in result.message and "(it was at line" in result.message
    assert "loop without an end" in result.message


def test_an_array_conversion_without_end_ends(scores, monkeypatch):
    monkeypatch.setattr("helpers.feedback.calls.SECONDS", 0.3)
    assert "had not ended after 0.3 s of computing" in scores.check(LoopsOnArray()).message


def test_the_limit_counts_computing_and_not_the_clock(total, monkeypatch):
    """As on a machine that has much else to do."""
    monkeypatch.setattr("helpers.feedback.calls.SECONDS", 0.1)

    def waits(x, A):
        time.sleep(0.2)
        return x @ A

    assert total.check(waits).outcome == "right"


def test_the_clock_ends_what_only_waits(total, monkeypatch):
    monkeypatch.setattr("helpers.feedback.calls.PATIENCE", 0.3)

    def waits_for_ever(x, A):
        while True:
            time.sleep(0.01)

    result = total.check(waits_for_ever)
    assert result.outcome == "broken" and "Does it sleep, or wait" in result.message


class Display:
    """What is shown in a notebook, in its order."""

    def __init__(self):
        self.shown = []

    def show(self, text):
        self.shown.append(text)
        return self

    def update(self, html):
        self.shown.append(html.data)


@pytest.mark.parametrize(
    "person, seconds, shown",
    [(True, 0.3, [notice.STILL_CHECKING, ""]), (True, 0.0, []), (False, 0.3, [])],
)
def test_a_long_check_says_that_it_is_under_way(total, monkeypatch, person, seconds, shown):
    display = Display()
    monkeypatch.setattr(notice, "_show", display.show)
    monkeypatch.setattr(notice, "SILENT", 0.1 if seconds else 60.0)
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    if person:
        monkeypatch.setenv("JPY_SESSION_NAME", "work/99_nothing.ipynb")

    def slow(x, A):
        time.sleep(seconds)
        return x @ A

    assert total.check(slow).outcome == "right"
    assert display.shown == shown


def test_what_was_done_is_said_when_the_time_is_up(total, monkeypatch):
    monkeypatch.setattr("helpers.feedback.calls.SECONDS", 0.2)
    message = total.check(endless_on_the_last).message
    assert "its 0.2 s of computing were up after 2 of 3 inputs (it was at line" in message


def endless_on_the_last(x, A):
    while len(x) == 12:
        pass
    return x @ A


def computes(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


@pytest.fixture
def chain(tmp_path, monkeypatch):
    """An exercise whose function makes rows, which may take long."""
    monkeypatch.setattr("helpers.feedback.calls.SECONDS", 0.5)
    monkeypatch.setattr("helpers.feedback.exercise.AT_ONCE", 0.1)

    lesson = Lesson("99", "Chains", tmp_path / "solutions.json")

    def averages(function, start, *, draws=400):
        rows = np.asarray(function(start, draws, np.random.default_rng(1)))
        return {"average": rows.mean(), "first": rows[0]}

    @lesson.function(
        "99-chain",
        cases=lambda rng: [(1.0,)],
        probe=averages,
        rehearsal=functools.partial(averages, draws=8),
        rows="draws",
        parts=("average", "first"),
        tolerance=MonteCarlo({"average": 0.1, "first": 1.0}),
        hints=("", ""),
    )
    def chain(start, draws, rng):
        return start + rng.normal(size=draws)

    @chain.misconception(
        "begins with the start",
        "{yours}",
        recognises=lambda laws, start: laws["first"] == start,
        early=True,
    )
    def _(start, draws, rng):
        return np.append(start, start + rng.normal(size=draws - 1))

    return chain


@pytest.mark.parametrize("a_row, outcome", [(0.0005, "right"), (0.004, "broken")])
def test_a_slow_sampler_is_told_how_far_it_came(chain, a_row, outcome):
    def slow(start, draws, rng):
        computes(a_row * draws)
        return chain.program(start, draws, rng)

    result = chain.check(slow)
    assert result.outcome == outcome
    if outcome == "broken":
        made = re.search(r"Too slow: its 0.5 s .* after about (\d+) of 400 rows", result.message)
        assert 60 < int(made[1]) < 250  # 125, give or take what the machine does besides


def test_a_slow_mistake_is_named_on_few_rows(chain):
    (mistake,) = chain.misconceptions

    def slow(start, draws, rng):
        computes(0.004 * draws)
        return mistake.program(start, draws, rng)

    assert chain.check(slow).misconception == mistake.name


def test_an_end_that_comes_with_few_rows_only_is_told(chain):
    def endless_with_many(start, draws, rng):
        while draws > 100:
            pass
        return chain.program(start, draws, rng)

    message = chain.check(endless_with_many).message
    assert "its 400 rows were not made, though 8 rows took" in message


def test_a_bare_except_does_not_hold_the_time_limit_up_for_ever(total, monkeypatch):
    monkeypatch.setattr("helpers.feedback.calls.SECONDS", 0.2)
    swallowed = []

    def stubborn(x, A):
        while len(swallowed) < 3:
            try:
                while True:
                    pass
            except BaseException as error:
                swallowed.append(error)
        while True:
            pass

    assert total.check(stubborn).outcome == "broken"
    assert len(swallowed) == 3


def test_nothing_strikes_after_the_check(total, monkeypatch):
    """The time limit is called off: long work after a check goes on undisturbed."""
    monkeypatch.setattr("helpers.feedback.calls.SECONDS", 0.05)
    for _ in range(20):
        total.check(total.reference())
    computes(0.4)


def test_checks_in_two_threads_give_the_output_back(total):
    before = sys.stdout, sys.stderr, list(warnings.filters)

    def slow(x, A):
        time.sleep(0.02)
        return x @ A

    threads = [threading.Thread(target=total.check, args=(slow,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sys.stdout, sys.stderr, list(warnings.filters)) == before


def test_other_threads_print_during_a_check(total, capsys):
    def prints(x, A):
        other = threading.Thread(target=print, args=("from another thread",))
        other.start()
        other.join()
        print("from the function")
        sys.stdout.writelines(["more\n"])
        return x @ A

    assert total.check(prints).outcome == "right"
    printed = capsys.readouterr().out
    assert set(printed.splitlines()) == {"from another thread"}


def test_carry_on_survives_a_function_that_fails_later(total, capsys):
    calls = []

    def fails_later(x, A):
        calls.append(1)
        print("noise")
        if len(calls) > 3:
            raise ValueError("later")
        return x @ A

    assert total.carry_on(fails_later) is total.reference()
    assert "noise" not in capsys.readouterr().out


def test_an_exception_of_the_learners_is_left_as_it_is(total):
    error = ValueError("mine")

    def raises_mine(x, A):
        raise error

    assert "(for x of shape (7,)" in total.check(raises_mine).message
    assert not hasattr(error, "__notes__")


def test_the_stop_button_goes_through(total, scores):
    def stopped(x, A):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        total.check(stopped)


def test_changing_an_argument_is_forgiven_and_mentioned(total):
    def changes(x, A):
        result = x @ A
        x[:] = 0
        A *= 2
        return result

    for _ in range(2):  # the second time, the engine's own inputs are still what they were
        result = total.check(changes)
        assert result.outcome == "right"
        assert "changes x, A in place" in result.message


def test_none_is_told_apart_from_a_return_that_is_not_reached(total):
    def never_gives(x, A):
        x @ A

    def prints(x, A):
        return print(x @ A)

    def gives_too_seldom(x, A):
        for value in x:
            if value > 100:
                return x @ A

    assert "is a `return` missing?" in total.check(never_gives).message
    for function in (gives_too_seldom, prints):
        assert "no `return` is reached, or" in total.check(function).message


def test_an_input_may_hold_any_objects(lesson):
    @lesson.function(
        "99-words", cases=lambda rng: [(np.array(["a", None, 1.5], dtype=object),)], hints=("", "")
    )
    def words(things):
        """How many are there?"""
        return len(things)

    assert words.check(lambda things: things.size).outcome == "right"
    assert words.check(lambda things: things.size + 1).outcome == "wrong"


def test_random_state_and_settings_are_left_alone(total, capsys):
    rng = np.random.default_rng(3)
    inner = np.random.default_rng(4)

    def helper():
        return inner.normal()

    def noisy(x, A, rng=rng):
        print("noise")
        helper()
        np.seterr(all="raise")
        random.random()
        np.random.seed(1)
        warnings.warn("a warning", stacklevel=1)
        return x @ A + 0 * rng.normal()

    np.random.seed(5)
    random.seed(6)
    legacy, python = np.random.get_state()[1].copy(), random.getstate()
    states = [copy.deepcopy(g.bit_generator.state) for g in (rng, inner)]
    errors = np.geterr()
    assert total.check(noisy).outcome == "right"
    assert np.array_equal(np.random.get_state()[1], legacy)
    assert random.getstate() == python
    assert [g.bit_generator.state for g in (rng, inner)] == states
    assert np.geterr() == errors
    assert capsys.readouterr() == ("", "")


def test_random_states_inside_objects_are_left_alone(total):
    class Simulator:
        def __init__(self):
            self.rng = np.random.default_rng(1)
            self.legacy = {"old": np.random.RandomState(2), "python": [random.Random(3)]}

        def __call__(self, x, A):
            self.rng.normal()
            self.legacy["old"].normal()
            self.legacy["python"][0].random()
            return x @ A

        def method(self, x, A):
            return self(x, A)

    for wrap in (lambda s: s, lambda s: s.method, lambda s: functools.partial(s.method)):
        simulator, twin = Simulator(), Simulator()
        assert total.check(wrap(simulator)).outcome == "right"
        assert simulator.rng.normal() == twin.rng.normal()
        assert simulator.legacy["old"].normal() == twin.legacy["old"].normal()
        assert simulator.legacy["python"][0].random() == twin.legacy["python"][0].random()


def test_blank_functions():
    def dots(x): ...

    def documented(x):
        """Says something."""
        ...

    def passes(x):
        pass

    def works(x):
        return x

    def constant(x):
        return 0.0

    assert all(is_blank(f) for f in (dots, documented, passes))
    assert not any(is_blank(f) for f in (works, constant, len, print, lambda x: x + 1, np.sum, 3))


def test_callables_of_every_kind(total):
    class Callable:
        def __call__(self, x, A):
            return x @ A

        def method(self, x, A):
            return x @ A

    for function in (
        Callable(),
        Callable().method,
        functools.partial(lambda scale, x, A: scale * (x @ A), 1.0),
        np.dot,
        lambda *arguments: arguments[0] @ arguments[1],
        lambda *, x, A: x @ A,
        lambda x, A, scale=1.0: scale * (x @ A),
    ):
        assert total.check(function).outcome == "right"


# General relations


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: -r, "opposite sign"),
        (lambda r: np.abs(r), "have lost their signs"),
        (lambda r: 2 * r, "are 2 times what they should be"),
        (lambda r: r / 2, "divided by 2"),
        (lambda r: r * 5, "n = 5 times"),
        (lambda r: r / 4, "divided by 4"),
        (lambda r: r * np.sqrt(5), "√(n) times"),
        (lambda r: r * 5 / 4, "n/(n − 1) times"),
        (lambda r: r * np.log(10), "ln 10 times"),
        (lambda r: 100 * r, "100 times"),
        (lambda r: r**2, "are the square of what they should be"),
        (lambda r: 1 / r, "one over"),
        (lambda r: np.exp(r), "exponential"),
        (lambda r: r[::-1], "reverse order"),
        (lambda r: r[[1, 0, 2, 4, 3]], "another order"),
        (lambda r: r * [-1, 1, 1, 1, 1], "some have the wrong sign"),
        (lambda r: r + 0.377, "one and the same amount"),
        (lambda r: r * 1.377, "one and the same factor"),
        (lambda r: r[1:], "right as far as they go"),
        (lambda r: np.round(r + 0.00123456, 3), "They are all less than 2 % off."),
        (lambda r: np.round(r + 1.23456e-4, 4), "rounded on the way, or did a search stop"),
    ],
)
def test_relations_are_named(lesson, change, said):
    toy = _toy()
    result = toy.check(change(RIGHT))
    assert result.outcome == "wrong"
    assert said in result.message


RIGHT = np.array([1.23456789, -2.71828183, 3.14159265, 0.57721566, 1.61803399])


def _toy():
    other = Lesson("98", "Toys", Path("nowhere.json"))

    @other.value("98-toy", data=lambda: {"x": np.arange(5.0)}, hints=("a", "b"))
    def toy(x):
        """Toy."""
        return RIGHT

    return toy


@pytest.mark.parametrize("decimals", range(2, 7))
def test_printed_decimals_are_named(decimals):
    """Also where small entries lose nearly all of their digits."""
    other = Lesson("94", "Decimals", Path("nowhere.json"))
    right = np.array([123.456789123, -0.01234567891, 7.654321987, 52.71828182])

    @other.value("94-table", data=dict, hints=("a", "b"))
    def table():
        """Table."""
        return right

    assert f"rounded to {decimals} decimals" in table.check(right.round(decimals)).message


def test_single_precision_is_right_or_named():
    right = np.array([1.1, 2.2e-3, 3.3e4])
    assert rounded_to(np.float32(right).astype(float), right) == "single precision"
    assert rounded_to(right * (1 + 1e-4), right) is None
    assert rounded_to(np.zeros(3), np.zeros(3)) is None


@pytest.mark.parametrize("digits", range(3, 7))
def test_rounding_is_named(digits):
    result = _toy().check(np.array([float(f"{v:.{digits - 1}e}") for v in RIGHT]))
    assert result.outcome == "wrong"
    assert f"rounded to {digits} significant digits" in result.message


def test_a_relation_leaves_nothing_of_the_difference():
    """Both factors are within what a search may be off; one of them alone says what was done."""
    n, loose = 200.0, lambda a, b: bool(np.all(np.abs(a - b) <= 1e-4 * np.abs(b)))
    sizes, right = [{"n": n, "n − 1": n - 1, "n − p": n - 3}], np.array([4.2])
    told = {
        factor: relations.explain([right * factor], [right], sizes, loose)
        for factor in (n / (n - 1), np.sqrt(n / (n - 2)))
    }
    first, second = told.values()
    assert first[0].endswith("n/(n − 1) times what it should be") and second is None


def test_matrix_relations():
    other = Lesson("97", "Matrices", Path("nowhere.json"))
    right = np.array([[2.0, 0.3, 1.0], [0.1, 1.5, -0.2], [0.4, 0.7, 3.0]])

    @other.value("97-matrix", data=lambda: {"x": np.arange(5.0)}, hints=("a", "b"))
    def matrix(x):
        """Matrix."""
        return right

    assert matrix.check(right).outcome == "right"
    assert matrix.check(right.tolist()).outcome == "right"
    assert "transpose" in matrix.check(right.T).message
    assert "inverse" in matrix.check(np.linalg.inv(right)).message
    assert "shape (9,)" in matrix.check(right.ravel()).message
    assert "entry [1, 2]" in matrix.check(right + np.eye(3)[[1]].T @ np.eye(3)[[2]]).message


def test_a_function_is_related_on_all_inputs(total):
    assert "2 times" in total.check(lambda x, A: 2 * (x @ A)).message
    assert "n times" in total.check(lambda x, A: len(x) * (x @ A)).message
    without_source = eval("lambda x, A: x @ A + (len(x) == 7)")
    assert "For x of shape (7,)" in total.check(without_source).message


def test_parts():
    other = Lesson("96", "Parts", Path("nowhere.json"))

    @other.value("96-pair", data=lambda: {"x": X}, parts=("low", "high"), hints=("a", "b"))
    def pair(x):
        """Pair."""
        return x - 1, np.max(x)

    @pair.misconception("exchanged", "They are exchanged.")
    def _(x):
        return x + 1, np.min(x)

    class Both:
        low, high = X - 1, 8.0

    for right in ((X - 1, 8.0), [X - 1, [8.0]], {"high": 8, "low": list(X - 1)}, Both()):
        assert pair.check(right).outcome == "right"
    assert pair.check((X + 1, -2.25)).misconception == "exchanged"
    assert pair.check((..., 8.0)).message == "low is still `...`."
    assert "wanted 2: low and high" in pair.check((X,)).message
    assert "high is missing" in pair.check({"low": X}).message
    assert "high: your 16 is 2 times what it should be" in pair.check((X - 1, 16.0)).message
    assert pair.check(3.0).outcome == "wrong"


def test_misconceptions_known_by_a_trait():
    other = Lesson("95", "Traits", Path("nowhere.json"))

    @other.value("95-trait", data=lambda: {"x": X}, hints=("a", "b"))
    def trait(x):
        """Trait."""
        return x - x.mean()

    @trait.misconception("positive", "All positive.", recognises=lambda yours, x: yours.min() > 0)
    def _(x):
        return np.abs(x)

    @trait.misconception("x itself", "That is x.")
    def _(x):
        return x + 10

    @trait.misconception("odd", "Odd.", recognises=lambda yours, x: 1 / 0)
    def _(x):
        return x

    assert trait.check(np.arange(1, 4)).misconception == "positive"
    assert trait.check(X + 10).misconception == "x itself"  # numbers tell more than a trait
    assert trait.check(-X).outcome == "wrong"  # a trait that cannot be judged is not there


def test_relations_are_not_seen_where_the_curve_is_flat():
    other = Lesson("93", "Flat", Path("nowhere.json"))

    @other.value("93-tiny", data=dict, hints=("a", "b"))
    def tiny():
        """Tiny."""
        return np.array([1e-8, -2e-8, 3e-8])

    for answer in (np.ones(3), np.full(3, 1e9)):
        assert "are all off" in tiny.check(answer).message


def test_n_is_not_the_length_of_just_any_vector():
    other = Lesson("92", "Two vectors", Path("nowhere.json"))

    @other.value("92-two", data=lambda: {"a": X[:3], "b": X[1:4] ** 2}, hints=("a", "b"))
    def two(a, b):
        """Two."""
        return a - b

    assert "one and the same factor" in two.check(3 * (X[:3] - X[1:4] ** 2)).message


def test_data_without_a_finite_right_answer():
    other = Lesson("91", "Ratio", Path("nowhere.json"))

    @other.value("91-ratio", data=lambda: {"a": X}, hints=("a", "b"))
    def ratio(a):
        """Ratio."""
        return a.sum() / a[0]

    for answer in (np.nan, np.inf, 3.0):
        result = ratio.check(answer, a=[0.0, 1.0])
        assert result.outcome == "broken" and "not a finite number" in result.message


def test_as_few_rows_as_columns(total):
    A = np.arange(9.0).reshape(3, 3) + np.eye(3)
    assert total.check(lambda x, A: x + 5, x=[1.0, 2.0, 4.0], A=A).outcome == "wrong"


def test_large_answers_are_judged_quickly(scores):
    assert "far more numbers" in scores.check(np.broadcast_to(1.0, (10**5, 10**4))).message
    begin = time.process_time()
    long = np.arange(1e6)
    scores.check(np.append(long[:-1], 7.0) + 1.125, x=long)
    assert time.process_time() - begin < 30  # it used to take minutes


# Tolerances


def test_rounding_is_relative_to_each_entry():
    target = np.array([1e6, 1.0, 1e-6])
    within = Rounding(1e-6, floor=0).distance(target * (1 + 5e-7), target)
    beyond = Rounding(1e-6, floor=0).distance(target * (1 + 2e-6), target)
    assert np.all(within < 1) and np.all(beyond > 1)


def test_monte_carlo_allows_what_it_says():
    tolerance = MonteCarlo({"": 0.1}, z=5.0)
    assert tolerance.distance(np.array(0.49), np.array(0.0)) < 1
    assert tolerance.distance(np.array(0.51), np.array(0.0)) > 1


def test_closest_misconception_wins(scores):
    assert scores.check(X + 2).misconception == "added two"
    assert scores.check(np.round(X + 2, 4)).misconception == "added two"
    assert scores.check(X[:2] + 1).message == "You kept 2."


# Around the check


def test_hints_go_from_vague_to_concrete(scores):
    shown = [str(scores.hint()) for _ in range(4)]
    assert shown[0].startswith("Hint 1 of 2") and "first" in shown[0]
    assert shown[1] == shown[3] and "second" in shown[1]


def test_solution_and_carry_on(scores, total, capsys):
    assert "scores = x + 1" in str(scores.solution())
    with pytest.raises(KeyError, match="run the build"):
        total.solution()
    right = X + 1.125
    close = right * (1 + 1e-9)
    for form in (close, close[:, None], close.tolist(), pd.Series(close, index=list("abcde"))):
        carried = scores.carry_on(form)  # one's own numbers, in the form of the reference
        assert isinstance(carried, np.ndarray) and carried.shape == (5,)
        assert np.array_equal(carried, close)
    assert capsys.readouterr().out == ""
    for skipped in (..., None, X, "text"):
        assert np.array_equal(scores.carry_on(skipped), right)
        assert capsys.readouterr().out == "Going on with the reference for “Scores”.\n"
    assert scores.carry_on() is not scores.carry_on()
    assert total.carry_on(returns_nothing) is total.reference()
    assert total.carry_on(np.dot) is np.dot
    assert total.carry_on(lambda x, A: (x @ A).tolist()) is total.reference()
    assert total.carry_on(changes_its_argument) is total.reference()


def changes_its_argument(x, A):
    A *= x[:, None]
    return A.sum(axis=0)


def test_a_stochastic_function_is_carried_on_if_it_returns_what_the_reference_does(lesson):
    def probe(walk, steps):
        rng = np.random.default_rng(0)
        return {"mean": np.mean([walk(steps, rng) for _ in range(200)])}

    @lesson.function(
        "99-walk",
        cases=lambda rng: [(3,), (5,)],
        probe=probe,
        hints=("first", "second"),
        parts=("mean",),
        tolerance=MonteCarlo({"mean": 0.1}),
    )
    def walk(steps, rng):
        """Walk."""
        return rng.normal(size=(steps, 2))

    def one_by_one(steps, rng):
        return np.array([[rng.normal(), rng.normal()] for _ in range(steps)])

    assert walk.carry_on(one_by_one) is one_by_one
    assert walk.carry_on(lambda steps, rng: one_by_one(steps, rng).tolist()) is walk.program


def test_averages_in_an_array_are_told_entry_by_entry(lesson):
    def probe(walk, steps):
        rng = np.random.default_rng(0)
        return {"means": np.mean([walk(steps, rng) for _ in range(400)], axis=0)}

    @lesson.function(
        "99-means",
        cases=lambda rng: [(3,)],
        probe=probe,
        hints=("first", "second"),
        parts=("means",),
        tolerance=MonteCarlo({"means": 0.1}),
    )
    def means(steps, rng):
        """Means."""
        return rng.normal(1, 1, size=steps)

    said = means.check(lambda steps, rng: rng.normal([1, 1, 4], 1)).message
    assert "entry [2], 4" in said and "should be smaller, by more than chance explains" in said


def test_several_things_in_one_array(lesson):
    @lesson.function(
        "99-law",
        cases=lambda rng: [(rng.normal(size=n), 2.0) for n in (7, 4)],
        parts=("mean", "sd"),
        hints=("first", "second"),
    )
    def law(x, scale):
        """Law."""
        return x.mean(), scale * x.std()

    def in_one_array(x, scale):
        return np.array([x.mean(), scale * x.std()])

    assert law.check(in_one_array).outcome == "right"
    assert law.carry_on(in_one_array) is in_one_array
    assert law.check(lambda x, scale: np.array([x.mean()])).outcome == "wrong"
    assert law.check(lambda x, scale: np.array([x.std() * scale, x.mean()])).outcome == "wrong"


def test_author_errors(lesson):
    with pytest.raises(ValueError, match="begin with the lesson's number"):
        lesson.value("12-wrong", data=dict, hints=())
    with pytest.raises(ValueError, match="has the id"):
        lesson.value("99-scores", data=dict, hints=())


def test_every_outcome_looks_different():
    results = [CheckResult(outcome, "A <b> & `code`.") for outcome in OUTCOMES]
    assert len({str(r).split(".")[0] for r in results}) == 5
    assert len({r._repr_html_().split(" style")[0] for r in results}) == 5
    for result in results:
        assert "A &lt;b&gt; &amp; <code>code</code>." in result._repr_html_()
        assert f'data-outcome="{result.outcome}"' in result._repr_html_()


@given(hnp.arrays(float, st.integers(1, 8), elements=st.floats(allow_nan=True)))
def test_numbers_are_written_for_any_array(values):
    assert numbers(values)


@pytest.mark.parametrize("rounding", [0.0, -0.0, 3.553e-15, -7.105e-17])
def test_what_is_only_rounding_is_written_alike_on_every_machine(rounding):
    assert numbers(np.array([6.557, rounding])) == "6.557 and 0"
    assert numbers(np.array([3e-16, -2e-16])) == "3e−16 and −2e−16"


# Progress


def test_progress_is_kept_only_for_a_person_in_jupyter(scores, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    right = X + 1.125
    scores.check(right)
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("JPY_SESSION_NAME", "solutions/99_toys.ipynb")
    scores.check(right)
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("JPY_SESSION_NAME", "work/99_toys.ipynb")
    scores.check(...)
    assert not list(tmp_path.iterdir())
    scores.check(X)
    assert progress.solved() == set()
    scores.check(right)
    assert progress.solved() == {"99-scores"}
    assert progress.read() == {"99-scores": {"wrong": 1, "right": 1}}
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert progress.solved() == set()


@pytest.mark.parametrize("damage", ["{", "[1]", '{"a": 3}', "\x00\x00", "[" * 100_000, "\n\n"])
def test_damaged_lines_cost_nothing_but_themselves(scores, tmp_path, monkeypatch, damage):
    kept = tmp_path / "progress.jsonl"
    monkeypatch.setenv("COURSE_PROGRESS", str(kept))
    scores.check(X)
    kept.write_text(kept.read_text() + "\n" + damage)
    assert progress.solved() == set()
    scores.check(X + 1.125)
    assert progress.read() == {"99-scores": {"wrong": 1, "right": 1}}


def test_several_writers_lose_nothing(scores, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))
    writers = [threading.Thread(target=progress.record, args=("a", "wrong")) for _ in range(40)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert progress.read() == {"a": {"wrong": 40}}


def test_a_check_on_other_data_is_no_progress(scores, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))
    assert scores.check([2.125, 3.125], x=[1, 2]).outcome == "right"
    assert progress.solved() == set()


@pytest.mark.parametrize("where", ["missing/progress.jsonl", "."])
def test_unwritable_progress_does_not_disturb(scores, tmp_path, monkeypatch, where):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / where))
    assert scores.check(X + 1.125).outcome == "right"
    assert progress.solved() == {"99-scores"}


def test_a_folder_that_takes_no_progress_is_told_once(scores, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "missing" / "progress.jsonl"))
    scores.check(X)
    said = capsys.readouterr().out
    assert said.startswith("Your progress cannot be saved") and str(tmp_path / "missing") in said
    scores.check(X + 1.125)
    assert capsys.readouterr().out == ""
    assert progress.read() == {"99-scores": {"wrong": 1, "right": 1}}


def test_progress_report(lesson, scores, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))
    scores.check(X + 1.125)
    report = Report.of([lesson])
    assert "✓ Scores" in str(report)
    assert "✓ Scores" in report._repr_html_()


def test_an_optimisers_report_is_not_its_answer(scores):
    from scipy.optimize import minimize_scalar

    assert "`.x`" in scores.check(minimize_scalar(lambda x: (x - 1) ** 2)).message


def test_negative_numbers_are_not_called_small_or_large():
    other = Lesson("90", "Negative", Path("nowhere.json"))

    @other.value("90-negative", data=dict, hints=("a", "b"))
    def negative():
        """Negative."""
        return -601.16

    assert "too close to zero" in negative.check(-417.372).message
    assert "too far from zero" in negative.check(-700.5).message


DIRECTIONS = {
    # what is said: what is true of every number that is off, and of the right number there
    "too large": lambda mine, right: mine > right >= 0,
    "too small": lambda mine, right: 0 <= mine < right,
    "too far from zero": lambda mine, right: abs(mine) > abs(right),
    "too close to zero": lambda mine, right: abs(mine) < abs(right),
    "should be larger": lambda mine, right: 0 <= mine < right,
    "should be smaller": lambda mine, right: mine > right >= 0,
    "should be farther from 0": lambda mine, right: abs(mine) < abs(right) and mine * right >= 0,
    "should be closer to 0": lambda mine, right: abs(mine) > abs(right) and mine * right >= 0,
    "should be positive": lambda mine, right: mine < 0 < right,
    "should be negative": lambda mine, right: right < 0 < mine,
    "should be close to 0": lambda mine, right: abs(right) < 0.5,
    "should be close to zero": lambda mine, right: right == 0,
    "sign is wrong": lambda mine, right: mine * right < 0,
    "signs are all wrong": lambda mine, right: mine * right < 0,
    "Neither": lambda mine, right: mine * right < 0,
}
SIGNED = st.one_of(st.floats(-30, 30), st.sampled_from([-2.0, -0.5, 0.0, 0.5, 2.0]))


@FAST
@given(pairs=st.lists(st.tuples(SIGNED, SIGNED), min_size=1, max_size=4), average=st.booleans())
def test_a_direction_that_is_told_is_true_of_signed_numbers_and_of_sizes(pairs, average):
    """No word is true in one of its meanings only: as a number, and as a distance from 0."""
    pairs = pairs[:1] if average else pairs
    mine, right = np.array(pairs).T
    other = Lesson("90", "Signs", Path("nowhere.json"))
    tolerance = MonteCarlo({"": 0.05}) if average else Rounding()

    @other.value("90-signs", data=dict, hints=("a", "b"), tolerance=tolerance)
    def signs():
        """Signs."""
        return right[0] if average else right

    result = signs.check(mine[0] if average else mine)
    off = tolerance.distance(mine, right) > 1
    assert (result.outcome == "right") == (not off.any())
    for words, true in DIRECTIONS.items():
        if words in result.message:
            assert all(map(true, mine[off], right[off])), result.message
    if average and off.any():
        assert any(words in result.message for words in DIRECTIONS)


@pytest.mark.parametrize(
    ("mine", "right", "said"),
    [
        (-0.61, -0.4, "It is too far from zero."),
        ([1.016, -0.2478, -0.04059], [1.2, -0.61, -0.4], "They are all too close to zero."),
        ([-0.25, 0.4], [-2.1, 0.9], "They are all too close to zero."),
        ([3.0, 5.0], [1.9, 2.2], "They are all too large."),
        (417.372, 601.16, "It is too small."),
    ],
)
def test_a_direction_is_told_in_words_that_hold_for_the_signs(mine, right, said):
    other = Lesson("90", "Words", Path("nowhere.json"))

    @other.value("90-words", data=dict, hints=("a", "b"))
    def words():
        """Words."""
        return right

    assert words.check(mine).message.endswith(said)


def test_nothing_is_a_rounding_of_infinity():
    assert rounded_to(np.array([1.0, 2.0]), np.array([np.inf, 2.0])) is None


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_an_answer_all_nan_is_told_so(value):
    """It is no shift, factor or order of the right numbers."""
    result = _toy().check([value] * 5)
    assert result.outcome == "wrong" and f"5 entries are all {value}:" in result.message
    assert "entry [2] is nan" in _toy().check([1.0, 2.0, np.nan, 4.0, np.nan]).message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: -1.05 * r * [1, 1, 1, 1, 1.01], "Their signs are all wrong."),
        (lambda r: -r / [7.6, 2, 3, 4, 5], "Neither their signs nor their sizes are right."),
    ],
)
def test_a_sign_is_blamed_only_where_the_size_is_about_right(change, said):
    assert _toy().check(change(RIGHT)).message.endswith(said)


def test_last_digits_are_no_shift_or_factor():
    differences = RIGHT + 3e-6 * np.array([1, 1.1, 0.9, 1, 1.05])
    for answer in (differences, RIGHT * (1 + 2e-5)):
        assert "Only the last digits differ" in _toy().check(answer).message
