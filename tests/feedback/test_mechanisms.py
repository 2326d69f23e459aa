"""What is told without a sentence written for it: every claim is true, by an independent look."""

from __future__ import annotations

import ctypes
import json
import os
import random
import re
import textwrap
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from helpers.feedback import Lesson, again, blocks, cells, dependence, learner, pairs, relations
from helpers.feedback.answers import WHOLE
from helpers.feedback.calls import silence
from helpers.feedback.laws import Law
from helpers.lessons.criticise import difference, forgotten_factor, hit_rate, predictive_p
from helpers.lessons.least_squares import r_squared
from tests.feedback.test_repair import function

SIZED = st.floats(0.125, 10)
ROWS = arrays(float, (3,), elements=SIZED, unique=True)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    solutions = tmp_path_factory.mktemp("lesson") / "solutions.json"
    solutions.write_text(json.dumps({"97-line": "def line(x, a, b):\n    return a + half * x"}))
    return Lesson("97", "A lesson about nothing", solutions)


def lines(rng):
    for n in (5, 8):
        yield rng.normal(size=n), rng.uniform(1, 2), rng.uniform(3, 4)


@pytest.fixture(scope="module")
def line(lesson):
    @lesson.function("97-line", cases=lines, hints=("first", "second"))
    def line(x, a, b):
        """A line."""
        return a + b * x

    @line.law("Where x is 0 the line is as high as a; yours gives {left} there on average.")
    def _(line, x, a, b):
        return np.mean(line - b * x), a

    @line.misconception("squared", "Your line is a parabola.")
    def _(x, a, b):
        return a + b * x**2

    return line


@pytest.fixture(scope="module")
def fit(lesson):
    rng = np.random.default_rng(3)
    X = np.column_stack([np.ones(20), rng.normal(2, 3, (20, 2))])
    y = X @ [1.0, 2.0, 3.0] + rng.normal(size=20)

    @lesson.value(
        "97-fit", data=lambda: {"X": X, "y": y}, hints=("one", "two"), parts=("beta", "sigma")
    )
    def fit(X, y):
        """Coefficients and sigma."""
        b, squares, *_ = np.linalg.lstsq(X, y)
        return b, float(np.sqrt(squares[0] / 20))

    @fit.misconception("degrees of freedom", "Your sigma divides by n − p.")
    def _(X, y):
        b, squares, *_ = np.linalg.lstsq(X, y)
        return b, float(np.sqrt(squares[0] / 17))

    @fit.misconception("no constant", "Your slopes are those of a plane through the origin.")
    def _(X, y):
        b, squares, *_ = np.linalg.lstsq(X[:, 1:], y)
        return np.append(0.0, b), float(np.sqrt(squares[0] / 20))

    return fit


def opaque(result):
    """A function of x, a and b whose source cannot be looked up."""
    return eval(f"lambda x, a, b: {result}", {"np": np})


# Pairs

TURNED = {  # written down here once more, apart from the engine
    "the opposite sign of": lambda m, n: -m,
    "twice": lambda m, n: m + m,
    "half of": lambda m, n: 0.5 * m,
    "the square of": lambda m, n: m * m,
    "the square root of": lambda m, n: m**0.5,
    "one over": lambda m, n: m**-1,
    "n times": lambda m, n: n * m,
    "one n-th of": lambda m, n: m / n,
    "100 times": lambda m, n: 1e2 * m,
    "the exponential of": lambda m, n: np.e**m,
    "the natural logarithm of": lambda m, n: np.log2(m) / np.log2(np.e),
    "the base-10 logarithm of": lambda m, n: np.log2(m) / np.log2(10),
    "one minus": lambda m, n: -(m - 1),
    "in reverse order,": lambda m, n: np.flip(m),
    "with the first put last,": lambda m, n: m[[1, 2, 0]],
    "with the last put first,": lambda m, n: m[[2, 0, 1]],
}


def whole(array):
    return [{WHOLE: np.asarray(array, dtype=float)}]


@given(ROWS, ROWS, st.sampled_from(list(TURNED)))
def test_a_mistake_and_one_more_slip_are_found_and_the_claim_is_true(right, mistake, slip):
    sizes = [{"n": 7.0}]
    found = TURNED[slip](mistake, 7.0)
    assume(np.abs(found - right).max() > 1e-3 and np.abs(found - mistake).max() > 1e-3)
    assume(np.abs(mistake - right).max() > 1e-3)
    told = pairs.find(whole(found), whole(right), [whole(mistake)], sizes)
    for pair in told:
        if pair.slip in TURNED:
            assert np.allclose(TURNED[pair.slip](mistake, 7.0), found, rtol=1e-7)
    assert slip in [pair.slip for pair in told]


@given(ROWS, ROWS, ROWS, ROWS, st.booleans())
def test_two_mistakes_together_are_found_and_the_claim_is_true(right, one, two, other, adds):
    found = one + two - right if adds else one * two / right
    wrongs = [one, two, other]
    assume(all(np.abs(a - b).max() > 1e-3 for a in (right, found) for b in wrongs))
    told = pairs.find(whole(found), whole(right), [whole(w) for w in wrongs], [{}])
    assert any({pair.first, pair.second} == {0, 1} for pair in told) or told
    for pair in told:
        if pair.second is not None:
            first, second = wrongs[pair.first], wrongs[pair.second]
            added, times = first + second - right, first * second / right
            assert np.allclose(added, found, rtol=1e-7, atol=1e-7) or np.allclose(times, found)


@given(ROWS, ROWS, ROWS)
def test_numbers_that_are_near_no_pair_are_told_none(right, mistake, found):
    told = pairs.find(whole(found), whole(right), [whole(mistake)], [{"n": 7.0}])
    for pair in told:
        made = TURNED[pair.slip](mistake, 7.0) if pair.slip in TURNED else None
        assert made is None or np.allclose(made, found, rtol=1e-6)


def test_large_numbers_of_a_third_mistake_make_no_pair_of_two_others():
    wrongs = [whole(wrong) for wrong in (2.5, 2.2, 1e6)]
    assert pairs.find(whole(2.5 + 2.2 - 3), whole(3), wrongs, [{}])
    assert not pairs.find(whole(2.5 + 2.2 - 3 + 1e-4), whole(3), wrongs, [{}])


def test_a_pair_says_what_the_mistake_alone_would_be_told(line):
    result = line.check(lambda x, a, b: -(a + b * x**2))
    assert result.told_by == "pair"
    assert "the opposite sign of what a known mistake gives, “squared”" in result.message
    assert "“squared” alone would be told: Your line is a parabola." in result.message


def test_two_mistakes_in_different_parts(fit):
    named = {mistake.name: mistake.answer() for mistake in fit.misconceptions}
    beta, _ = named["no constant"]
    right = fit.reference()
    sigma = named["no constant"][1] + named["degrees of freedom"][1] - right[1]
    result = fit.check((beta, sigma))
    assert result.told_by == "pair"
    assert "“degrees of freedom” and “no constant”" in result.message


def test_a_pair_is_told_of_the_part_that_is_off(fit):
    """Two mistakes about sigma, each with the same right beta."""
    beta, sigma = fit.reference()
    kept = fit.misconceptions
    for name, factor in (("one way", 1.1), ("another way", 1.3)):
        fit.misconception(name, "Your {yours} …")(lambda X, y, f=factor: (beta, f * sigma))
    try:
        result = fit.check((beta, (1.1 + 1.3 - 1) * sigma))
    finally:
        fit.misconceptions = kept
    assert result.told_by == "pair"
    assert result.message.startswith(f"sigma: your {1.4 * sigma:.4g} is off by just what")


# Blocks


def test_the_part_that_is_right_and_the_mistake_in_the_other(fit):
    beta, sigma = fit.reference()
    result = fit.check((beta * 1.1 + 0.01, sigma))
    assert result.told_by == "block" and "sigma is right." in result.message
    named = {mistake.name: mistake.answer() for mistake in fit.misconceptions}
    result = fit.check((beta * 1.1 + 0.01, named["degrees of freedom"][1]))
    assert "sigma is what a known mistake, “degrees of freedom”, gives." in result.message


@given(ROWS, ROWS, st.sampled_from([-1, 0]))
def test_a_block_called_right_is_right_and_one_called_a_mistake_s_is_its(right, mistake, entry):
    found = mistake.copy()
    found[entry] = right[entry]
    assume(np.all(np.abs(right - mistake) > 1e-3))

    def same(a, b, part):
        return np.allclose(a, b, rtol=1e-6)

    told = blocks.find(whole(found), whole(right), [whole(mistake)], same)
    cuts = {
        "the last entry": slice(-1, None),
        "the entries but the last": slice(-1),
        "the first entry": slice(1),
        "the entries but the first": slice(1, None),
    }
    assert any(block.right for block in told)
    for block in told:
        cut = cuts[block.name]
        assert block.right == np.allclose(found[cut], right[cut])
        if block.mistakes:
            assert np.allclose(found[cut], mistake[cut])


def test_what_a_probe_measures_is_not_cut_into_blocks():
    found, right = [{"rises": np.array([1.0, 2.0])}], [{"rises": np.array([1.0, 3.0])}]
    assert blocks.find(found, right, [], lambda a, b, part: np.array_equal(a, b)) == []


def test_a_part_keeps_its_name(lesson):
    @lesson.function("97-named", cases=lines, parts=("V", "a"), hints=("first",))
    def named(x, a, b):
        return a * x, b

    other = np.random.default_rng(3).normal(size=(2, 8))
    said = named.check(lambda x, a, b: (other[len(x) % 2, : len(x)], b)).message
    assert ": V: your" in said


# Dependence


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("2 * a + b + 0 * x", "other `x` that were tried, and all else as before, it returns"),
        ("a + 3.3 * np.sin(x)", "It does not use `b`, on which the right numbers depend."),
        ("b * np.sin(x) + 0.7", "It does not use `a`, on which the right numbers depend."),
        ("np.sin(x) + 0.7", "It does not use `a` or `b`, on which the right numbers depend."),
        ("x + 0.7 + 0 * b", "It does not use `a`, on which the right numbers depend. With each of"),
    ],
)
def test_an_argument_that_is_ignored_is_named(line, body, said):
    result = line.check(function(f"def line(x, a, b):\n    return {body}"))
    assert result.told_by == "dependence"
    assert said in result.message and "does not move" not in result.message


@pytest.mark.parametrize("read", ['locals()["b"]', 'vars()["b"]', 'eval("b")'])
def test_an_argument_may_be_read_without_its_name(line, read):
    written = function(f"def line(x, a, b):\n    return 0.1 + a * x + {read}")
    found = dependence.ignored(
        line, written, line.cases({}), lambda m, t: np.allclose(m[WHOLE], t[WHOLE])
    )
    assert not found


def test_a_function_that_cannot_be_made_again_is_not_asked_what_it_ignores(line):
    """Its default was a variable of another function, which is gone."""
    for height in (0.25,):
        result = line.check(lambda x, a, b, height=height: height + 0 * x)
    assert result.outcome == "wrong" and "NameError" not in result.message


@pytest.mark.parametrize("used", [{*"x"}, {*"a"}, {*"b"}, {*"xa"}, {*"xb"}, {*"ab"}, {*"xab"}])
def test_exactly_the_arguments_that_do_not_matter_are_ignored(line, used):
    terms = {"x": "np.sin(x)", "a": "a**3 + 0 * x", "b": "np.exp(b) + 0 * x"}
    written = function(
        f"def line(x, a, b):\n    return 0.1 + {' + '.join(terms[k] for k in sorted(used))}"
    )
    found = dependence.ignored(
        line, written, line.cases({}), lambda m, t: np.allclose(m[WHOLE], t[WHOLE])
    )
    assert {one.name for one in found} == set("xab") - used
    tried = {one.name for one in found if one.tried}
    assert tried == ({"x"} - used if used & {*"ab"} else set())


FLAT = {  # programs that read x, and stay where they are for many another x
    "saturated": "1.0 * np.mean(x > -9)",
    "saturated at both ends": "0.0 + (np.sum(x) > 50)",
    "discretised": "np.floor(x.mean() / 40) + 0.25",
    "clipped": "np.clip(x.mean() / 50, 0.25, 0.75)",
    "sorted": "np.sort(x) + 0.5",
    "the order alone": "np.argsort(x) / 7",
    "the signs alone": "np.sign(x) / 7",
    "the largest": "0.5 + np.max(x)",
    "a share": "np.mean(x > x.mean())",
    "the shape alone": "0.3 + 0 * x",
    "never": "0.3 * len('x')",
}


TOLD = {"the shape alone": [True], "never": [False]}  # whether by trials


@pytest.mark.parametrize("program", FLAT)
def test_what_is_said_of_an_argument_is_true_of_whatever_is_tried(lesson, program):
    """A claim about all values is made only of what is never read; else it counts its trials."""

    def cases(rng):
        return [(rng.normal(size=n),) for n in (5, 8)]

    @lesson.function(f"97-flat-{program}", cases=cases, hints=("", ""))
    def flat(x):
        """Anything that moves."""
        return np.cumsum(x)[-1] + x[0]

    written = function(f"def flat(x):\n    return {FLAT[program]}")
    inputs = flat.cases({})
    found = dependence.ignored(flat, written, inputs, lambda m, t: np.allclose(m[WHOLE], t[WHOLE]))
    assert [bool(one.tried) for one in found] == TOLD.get(program, [])
    if program == "the shape alone":
        assert found[0].tried >= 12


def test_a_saturated_share_is_not_said_to_ignore_what_it_reads():
    """T of the difference is no T of each, and is above 0 for all rows of the first input."""
    wrong = function("""
        def predictive_p(y, replicated, statistic):
            d = np.apply_along_axis(statistic, 1, 2 * (replicated - y) - 3)
            return np.mean(d > 0) + 0.5 * np.mean(d == 0)
    """)
    message = predictive_p.check(wrong).message
    assert "does not" not in message and "tried" not in message


# Again


RANDOM = {
    "seeded inside": "np.random.default_rng(0).normal(size=len(x))",
    "not seeded": "np.random.default_rng().normal(size=len(x))",
    "the legacy state, seeded": "(np.random.seed(1), np.random.normal(size=len(x)))[1]",
    "the legacy state": "np.random.normal(size=len(x))",
    "a legacy generator": "np.random.RandomState(3).normal(size=len(x))",
    "by SciPy": "stats.norm.rvs(size=len(x), random_state=4)",
    "by its bare name": "default_rng(2).normal(size=len(x))",
    "the notebook's": "rng.normal(size=len(x))",
    "Python's": "(random.seed(3), random.random())[1] - 0.5",
}


@pytest.mark.parametrize("how", RANDOM)
def test_random_numbers_are_told_and_how_far_they_go(line, how):
    scope = {"stats": stats, "default_rng": np.random.default_rng, "random": random}
    text = f"def line(x, a, b):\n    return np.sin(a + b * x) + 0.2 * {RANDOM[how]}"
    written = function(text, **scope, rng=np.random.default_rng(5))
    before = np.random.get_state()[1].copy(), random.getstate()
    message = line.check(written).message
    calls, most = re.search(r"in (\d+) calls .* differed by up to ([\d.]+\d)", message).groups()
    assert int(calls) == again.CALLS and 0.02 < float(most) < 2
    assert np.array_equal(np.random.get_state()[1], before[0]) and random.getstate() == before[1]
    assert np.random.default_rng is scope["default_rng"] is written.__globals__["default_rng"]


def test_what_only_differs_from_call_to_call_is_not_called_random(line):
    written = function("""
        def line(x, a, b, calls=[]):
            calls.append(1)
            return a + b * np.sin(x) + 0.1 * len(calls)
    """)
    assert "random" not in line.check(written).message


def test_a_bootstrap_is_told_how_far_chance_takes_it_and_its_law_where_that_is_not_all():
    wrong = function("""
        def difference(first, second):
            gain, rng = first - second, np.random.default_rng(3)
            sums = [rng.choice(gain, len(gain)).sum() for _ in range(3000)]
            return gain.sum(), np.std(sums, ddof=1)
    """)
    message = difference.check(wrong).message
    assert "It draws random numbers inside: in 8 calls on this input" in message
    assert "(n − 1)/n times the squared standard error" in message


@pytest.fixture(scope="module")
def lengths(lesson):
    def cases(rng):
        for n in (6, 9):
            yield rng.normal(size=(n, 3)), rng.uniform(1, 2, n)

    @lesson.function("97-lengths", cases=cases, hints=("", ""))
    def lengths(X, w):
        """The squared length of each row, over its weight."""
        return np.sum(X**2, axis=1) / w

    return lengths


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("np.cumsum(np.sum(X**2, axis=1) / np.sqrt(w))", "rows after it change, too"),
        ("np.cumsum((X[:, 0] / w)[::-1])[::-1]", "rows before it change, too"),
        ("np.sum(X**2, axis=1) / np.sin(w).mean()", "other rows change, too"),
        ("np.sin(np.sum(X**2, axis=1) / w)", None),
        ("np.sort(np.sum(X**2, axis=1) / w**1.5)", "row"),
    ],
)
def test_numbers_that_hang_on_other_rows_are_told(lengths, number, said):
    written = function(f"def lengths(X, w):\n    return 0.1 + {number}")
    message = lengths.check(written).message
    if said is None:
        assert "Change row" not in message
    else:
        row = int(re.search(r"Change row \[(\d+)\] alone, and your numbers", message)[1])
        assert said in message
        (X, w), *_ = lengths.cases({})
        before = written(X, w)
        X, w = X.copy(), w.copy()
        X[row], w[row] = 1.3 * X[row] + 0.1, 1.3 * w[row] + 0.1
        assert np.flatnonzero(written(X, w) != before).tolist() != [row]


def test_a_total_that_is_not_set_back_is_placed():
    wrong = function("""
        def forgotten_factor(beta, sigma, v0):
            out, total = [], 0
            total = 0
            for b, s in zip(beta, sigma):
                for one in b:
                    total += -np.log(s) - one**2 / (2 * s**2 * v0)
                out.append(total)
            return np.array(out)
    """)
    message = forgotten_factor.check(wrong).message
    assert "`total = 0` in line 3: with one small change there" in message
    forgotten_factor.check(wrong)
    assert "total = 0  # line 3: put it into the loop of line 4" in str(forgotten_factor.mend())


# Steps


def test_the_step_of_a_grid_is_told_and_that_of_counts():
    grid = function("""
        def hit_rate(hits, guesses, level):
            r = np.linspace(0, 1, 101)
            below = np.cumsum(r**hits * (1 - r) ** (guesses - hits))
            tails = [(1 - level) / 2, (1 + level) / 2]
            return r[np.searchsorted(below / below[-1], tails)]
    """)
    message = hit_rate.check(grid).message
    assert "less than 2 % off. On every input your numbers are whole multiples of 0.01" in message
    shares = function("""
        def hit_rate(hits, guesses, level):
            return (hits - round(2 * level)) / guesses, (hits + 2) / guesses
    """)
    said = "whole if multiplied by `guesses`, as shares are; the right ones are not."
    assert said in hit_rate.check(shares).message


@given(st.lists(arrays(float, 3, elements=SIZED), min_size=2, max_size=3), st.integers(0, 3))
def test_a_step_that_is_told_is_one(rights, decimals):
    answers = [np.round(right, decimals) for right in rights]
    said = relations.lattice(answers, rights, [{"n": 7}] * len(rights))
    told = {"are whole,": 1.0, "of 0.1,": 0.1, "of 0.01,": 0.01, "of 0.001,": 0.001}
    step = next((step for words, step in told.items() if words in said), None)
    if step:
        for answer, right in zip(answers, rights, strict=True):
            assert np.allclose(answer, step * np.round(answer / step), atol=1e-9)
            assert not np.any(np.isclose(right, step * np.round(right / step), atol=1e-12, rtol=0))
    elif not said:
        powers = [right * 10**k for right in rights for k in range(4)]
        assert any(np.isclose(power, np.round(power)).any() for power in powers)


def test_a_count_that_one_input_lacks_is_no_step():
    thirds, rights = [np.array([k / 3]) for k in (1, 2)], [np.array([0.31]), np.array([0.64])]
    said = "On every input your numbers are whole if multiplied by n, as shares are"
    assert relations.lattice(thirds, rights, [{"n": 3}] * 2).startswith(said)
    assert relations.lattice(thirds, rights, [{"n": 3}, {}]) == ""


def test_where_no_number_came_from_is_told(line):
    written = function("""
        def line(x, a, b):
            low = a - 10
            return np.cos(x * b) + np.sqrt(low)
    """)
    said = "at line 3, `return np.cos(x * b) + np.sqrt(low)`: invalid value encountered in sqrt."
    assert f"entries are all nan. NumPy's first complaint is {said}" in line.check(written).message


@pytest.mark.skipif(os.name == "nt", reason="C prints elsewhere there")
def test_what_compiled_code_prints_meanwhile_is_kept_away(capfd):
    with silence():
        ctypes.CDLL(None).puts(b"a complaint of LAPACK")
    ctypes.CDLL(None).puts(b"the learner's own")
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr().out == "the learner's own\n"


@pytest.fixture
def notebook(monkeypatch):
    """The variables of a notebook, in which a function can be defined."""
    scope = {"np": np, "x": np.arange(5.0), "half": 0.5, "shift": np.ones(5), "a": 1.5}
    monkeypatch.setattr(cells, "scope", lambda: scope)

    def define(text):
        exec(textwrap.dedent(text), scope)
        return scope["line"]

    return define


def test_a_variable_of_the_notebook_is_named_where_it_makes_the_function_stop(line, notebook):
    result = line.check(notebook("def line(z, a, b):\n    return a + b * z + shift"))
    assert (result.outcome, result.told_by) == ("broken", "dependence")
    assert "Inside, it uses `shift` (shape (5,)), a variable of the notebook" in result.message
    assert "operands" not in result.message and "It stopped at line 2" in result.message


@pytest.mark.parametrize("stated, counted", [("7 * 3", False), ("5", True), ("6", True)])
def test_a_size_that_is_written_in_is_told(lesson, stated, counted):
    @lesson.function(
        f"97-pieces-{stated[0]}",
        cases=lambda rng: [(rng.normal(size=n),) for n in (4, 9, 12)],
        hints=("", ""),
    )
    def pieces(x):
        """One more than there are numbers."""
        return np.sum(x) / (len(x) + 1)

    result = pieces.check(function(f"def pieces(x):\n    return x.sum() / ({stated})"))
    said = "A number is written in there that has to come from what is given."
    assert (said in result.message) == counted


def test_one_number_for_each_row_has_to_be_a_column(lesson):
    @lesson.function(
        "97-below",
        cases=lambda rng: [(rng.normal(size=n), rng.normal(size=(n, 3))) for n in (5, 7)],
        hints=("", ""),
    )
    def below(x, draws):
        """How many of each row lie below."""
        return np.sum(draws < x[:, None], axis=1)

    for paired in ("draws < x", "x + draws"):
        result = below.check(function(f"def below(x, draws):\n    return ({paired}).sum(axis=1)"))
        assert result.outcome == "broken"
        assert "pairs the last axes, 3 with 5. What holds one number for each" in result.message
    result = below.check(function("def below(x, draws):\n    return x + x[1:]"))
    assert "last axes" not in result.message


def test_a_length_that_is_written_in_is_named(line, notebook):
    notebook("line = None")
    cells.scope()["long"] = np.ones(200)
    wrong = function("def line(x, a, b):\n    return a + b * x * np.ones(200)")
    result = line.check(wrong)
    assert (result.outcome, result.told_by) == ("broken", "dependence")
    assert "The 200 in line 2 is written in" in result.message


def test_a_table_of_the_notebook_is_data_too(line, notebook):
    cells.scope()["table"] = pd.DataFrame({"income": np.arange(9.0)})
    said = line.check(notebook("def line(z, a, b):\n    return table['income'][: len(z)]")).message
    assert "it uses `table` (shape (9, 1)), a variable of the notebook" in said


def test_it_is_named_through_another_function_of_the_notebook(line, notebook):
    result = line.check(
        notebook("""
        def shifted(z):
            return z + shift[0] + a

        def line(z, a, b):
            return b * shifted(z)
        """)
    )
    assert result.told_by == "dependence"
    assert "it calls `shifted`, which uses `shift` (shape (5,)) and `a` (1.5)" in result.message


def test_what_the_solution_uses_too_is_no_borrowing(line, notebook):
    assert line.check(notebook("def line(x, a, b):\n    return half + x")).told_by != "dependence"


def test_the_numbers_of_another_variable_are_told(fit, lesson, monkeypatch):
    @lesson.value("97-mean", data=lambda: {"y": np.array([1.25, 2.5, 7.0])}, hints=("", ""))
    def mean(y):
        """The mean."""
        return np.mean(y)

    monkeypatch.setattr(cells, "scope", lambda: {"spread": 3.14159265, "few": 2.5})
    assert "It is what `spread` holds, too" in mean.check(3.14159265).message
    assert "`few`" not in mean.check(2.5).message


# Relations


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (lambda X: np.linalg.norm(X, axis=0), "each times the length of its column"),
        (lambda X: 1 / X.mean(axis=0), "each divided by the mean of its column"),
        (
            lambda X: np.where(X.std(axis=0) > 0, X.std(axis=0, ddof=1), 1),
            "each times the standard deviation of its column (divisor n − 1)",
        ),
    ],
)
def test_an_own_factor_for_each_entry(fit, factor, said):
    (X, _), *_ = fit.cases({})
    beta, sigma = fit.reference()
    assert said in fit.check((beta * factor(X), sigma)).message


def test_a_power_of_an_argument(line):
    assert (
        "are b² times what they should be" in line.check(lambda x, a, b: (a + b * x) * b**2).message
    )


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (lambda r: r[::-1], "the right numbers in reverse order"),
        (lambda r: np.roll(r, -1), "but the first has been put last"),
        (lambda r: np.roll(r, 1), "but the last has been put first"),
    ],
)
def test_entries_that_have_changed_places(line, turn, said):
    assert said in line.check(lambda x, a, b: turn(a + b * x)).message


def test_a_row_s_worth_of_numbers_for_a_column_s_is_told(lesson):
    @lesson.value("97-means", data=lambda: {"X": np.arange(12.0).reshape(4, 3)}, hints=("", ""))
    def means(X):
        """The mean of each column."""
        return X.mean(axis=0)

    (X,), *_ = means.cases({})
    said = "as many as there are rows; wanted are as many as there are columns."
    assert said in means.check(X.mean(axis=1)).message
    assert "as many" not in means.check(np.arange(5.0)).message


def test_columns_that_have_changed_places():
    right = np.arange(12.0).reshape(4, 3)
    said, _ = relations.explain([right[:, ::-1]], [right], [{}], np.allclose)
    assert said == "are the right columns in reverse order"


# Laws, inputs and help


def test_a_law_is_told_with_the_learner_s_numbers(line):
    result = line.check(opaque("a + b * x + 0.5 * np.sign(x)"))
    assert result.told_by == "law"
    assert "Where x is 0 the line is as high as a; yours gives" in result.message


def test_a_law_that_the_right_answer_breaks_too_is_not_told(line, monkeypatch):
    """As on data of the learner's own for which it does not hold."""
    law = Law("All lines are flat.", lambda line, x, a, b: (np.ptp(line), 0))
    monkeypatch.setattr(line, "laws", (law,))
    assert "flat" not in line.check(opaque("a + b * x + 0.5 * np.sign(x)")).message


def test_a_law_does_not_give_the_right_answer_away():
    """With one predictor, R² is the squared correlation that another law compares it with."""
    rng = np.random.default_rng(1)
    x, noise = rng.normal(size=(2, 20))
    X, y = np.column_stack([np.ones(20), x]), x + noise
    share = np.corrcoef(x, y)[0, 1] ** 2
    message = r_squared.check(0.7 * share + 0.01, X=X, y=y).message
    assert "(1 − R²) · total" in message and f"{share:.4g}" not in message


def test_an_input_can_be_made_again(line):
    result = line.check(opaque("a + b * x + (0.3 * np.cos(x) if len(x) == 8 else 0)"))
    assert "(`.example(2)` hands over this input.)" in result.message
    x, *_ = line.example(2)
    assert len(x) == 8 and np.array_equal(line.example(2).x, x)
    x[:] = 0
    assert line.example(2).x.any()
    with pytest.raises(IndexError, match=r"no input 3: 97-line is checked on 2 inputs"):
        line.example(3)


def test_three_failed_checks_point_to_the_next_hint(line, monkeypatch):
    monkeypatch.setattr(learner, "MANY", 3)
    line.check(line.reference())
    wrong = [line.check(opaque("a + 7 * np.sin(b * x)")).message for _ in range(3)]
    assert "Stuck?" not in wrong[0] + wrong[1]
    assert wrong[2].endswith("Stuck? `.hint()` shows hint 1 of 2.")
    line.hint(), line.hint()
    again = line.check(opaque("a + 7 * np.sin(b * x)")).message
    assert again.endswith("Stuck? `.solution()` shows one way to do it.")
    line.check(line.reference())
    assert "Stuck?" not in line.check(opaque("a + 7 * np.sin(b * x)")).message


# Judged by what is achieved


@pytest.fixture(scope="module")
def nearest(lesson):
    """Any number will do, and is judged by how far it is from the middle of x."""

    def distance(choose, x):
        return {"distance": 1 + abs(choose(x) - np.median(x))}

    @lesson.function(
        "97-nearest",
        cases=lambda rng: ((rng.normal(size=n),) for n in (5, 8)),
        probe=distance,
        parts=("distance",),
        achieved=lambda judged, x: f"your number misses by {judged['distance'] - 1:.3f}.",
        hints=("first",),
    )
    def nearest(numbers):
        return np.median(numbers)

    return nearest


@pytest.mark.parametrize("shift", [1.0, 3.0, 0.01, 1e-4])
def test_what_is_achieved_is_said_and_no_relation_of_such_numbers(nearest, shift):
    """A distance of twice the least, or near it, is no slip by a factor or a divisor."""
    beside = partial(lambda shift, numbers: np.median(numbers) + shift, shift)
    result = nearest.check(beside)
    assert f": your number misses by {shift:.3f}. (`.example(1)`" in result.message
    assert result.told_by == "description"
    assert not any(word in result.message for word in ("times", "divi", "close", "digits"))


def test_a_probed_function_that_ignores_its_argument_is_told_so(nearest):
    """What is measured moves with x although the function does not."""
    message = nearest.check(function("def nearest(numbers):\n    return 0.25")).message
    assert "It does not use `numbers`, on which the right numbers depend." in message


@pytest.mark.parametrize("uses", ["np.argmax(numbers) + 7.0", "np.argsort(numbers)[0] + 7.0"])
def test_what_goes_by_the_order_alone_does_not_ignore_its_argument(nearest, uses):
    message = nearest.check(function(f"def nearest(numbers):\n    return {uses}")).message
    assert "does not use" not in message and "tried" not in message


def test_a_message_speaks_of_the_function_s_own_arguments(nearest):
    said = nearest.check(lambda numbers: 7.0).message
    assert said.startswith("For numbers of shape (5,): ")
    assert nearest.example(1).numbers.shape == (5,)


def test_what_is_taken_from_the_notebook_goes_before_a_trait(lesson, notebook):
    @lesson.function("97-trait", cases=lines, hints=("first",))
    def trait(x, a, b):
        return a + b * x

    trait.misconception("any", "Your {yours} …", recognises=lambda *seen: True)(lambda *given: 0)
    assert trait.check(notebook("def line(z, a, b):\n    return a * z")).told_by == "misconception"
    borrowed = trait.check(notebook("def line(z, a, b):\n    return z + shift[:1] + half"))
    assert borrowed.told_by == "dependence" and "`shift`" in borrowed.message
