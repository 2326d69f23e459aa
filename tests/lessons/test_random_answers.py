"""Thousands of answers that no known mistake made: hardly any of them is told a mistake's name.

Random answers near the right one, rescaled, made of other statistics of the data, or typed; and
programs with random edits. A name is true if the mistake's own program gives these numbers,
whatever else may have made them. A message that only asks ("If …", "… ?") claims nothing.
"""

from __future__ import annotations

import copy
import random
import re
import zlib

import numpy as np
import pytest

from helpers.exercises import catalogue
from helpers.feedback import calls
from helpers.feedback.answers import WHOLE
from tests.lessons.mutation import mutants

pytestmark = pytest.mark.usefixtures("names_alone")

VALUES = [e for e in catalogue() if not e.asks_for_function]
FUNCTIONS = [
    e
    for e in catalogue()
    # A sweep is told the step in which its law is off, which holds of other sweeps as well.
    if e.asks_for_function and e.tolerance.exact and e.id != "11-sweep"
]
ONLY_ASKS = re.compile(r"\bIf\b|\bif they\b|\?|\bAsk whether\b")
MOST = 1e-3
EACH = 25


def by_id(exercise):
    return exercise.id


def _named(exercise, parts):
    """The mistake that the check claims, as the author wrote it; None where it claims none."""
    result = exercise.check(parts.get(WHOLE, parts))
    if result.misconception is None or ONLY_ASKS.search(result.message):
        return None
    (name,) = (m for m in exercise.misconceptions if m.name == result.misconception)
    return name


def _is(exercise, mistake, parts):
    """Whether the mistake's program gives these numbers, by NumPy's comparison."""
    (made,) = exercise.known(mistake.program, exercise.cases({}), own_data=False)
    largest = max(np.max(np.abs(v)) for v in made.values())
    return all(
        made[part].size == parts[part].size
        and np.allclose(parts[part].ravel(), made[part].ravel(), rtol=1e-6, atol=1e-9 * largest)
        for part in parts
    )


def _right(exercise):
    (parts,) = exercise.known(exercise.program, exercise.cases({}), own_data=False)
    return parts


def _near(rng, right, data):
    size = 10 ** rng.uniform(-4, 0.5)
    return {part: v * (1 + size * rng.normal(size=v.shape)) for part, v in right.items()}


def _rescaled(rng, right, data):
    factor = np.exp(rng.normal())
    return {part: v * factor for part, v in right.items()}


STATISTICS = (np.mean, np.median, np.std, np.var, np.ptp, np.max, np.sum, np.linalg.norm, np.size)
TURNS = (abs, np.negative, np.square, np.log1p, np.sqrt, np.reciprocal)
JOINS = (np.add, np.subtract, np.multiply, np.divide)


def _of_the_data(rng, right, data):
    """Short expressions in statistics of the lesson's own arrays."""

    def one():
        array = data[rng.integers(len(data))]
        array = array[:, rng.integers(array.shape[1])] if array.ndim == 2 else array
        return STATISTICS[rng.integers(len(STATISTICS))](array)

    def expression():
        joined = JOINS[rng.integers(len(JOINS))](one(), one())
        return float(TURNS[rng.integers(len(TURNS))](abs(joined) + 1e-3))

    return {
        part: np.array([expression() for _ in range(v.size)]).reshape(v.shape)
        for part, v in right.items()
    }


def _typed(rng, right, digits):
    """Near the right numbers, each typed with so many digits."""

    def typed(value):
        return float(f"{value * (1 + 0.3 * rng.normal()):.{digits}g}")

    return {part: np.vectorize(typed, otypes=[float])(v) for part, v in right.items()}


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_a_random_number_is_told_a_false_name_at_most_once_in_a_thousand():
    tried, false = 0, []
    for seed, exercise in enumerate(VALUES):
        rng, right = np.random.default_rng(seed), _right(exercise)
        data = [np.atleast_1d(v) for v in exercise.cases({})[0] if isinstance(v, np.ndarray)]
        for make in (_near, _rescaled, *([_of_the_data] if data else [])):
            for _ in range(EACH):
                parts = make(rng, right, data)
                named, tried = _named(exercise, parts), tried + 1
                if named and not _is(exercise, named, parts):
                    false.append((exercise.id, named.name, parts))
    assert tried > 2000
    assert len(false) <= MOST * tried, false


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_fewer_than_four_digits_are_told_no_name_but_of_the_very_number(digits):
    """A mistake that gives 3 exactly is told; what would be 3 if it were rounded is not."""
    for exercise in VALUES:
        rng, right = np.random.default_rng(zlib.crc32(exercise.id.encode())), _right(exercise)
        # A list of codes or counts is exact with any number of digits: 3 is no rounded 3.2.
        if all(np.all(v == np.round(v)) for v in right.values()):
            continue
        for _ in range(EACH // 4):
            parts = _typed(rng, right, digits)
            named = _named(exercise, parts)
            by_numbers = named and named.recognises is None  # a trait is there whatever the digits
            assert not by_numbers or _is(exercise, named, parts), (exercise.id, named.name, parts)


@pytest.mark.parametrize("exercise", VALUES, ids=by_id)
def test_three_digits_are_no_evidence_of_a_mistake(exercise):
    for mistake in exercise.misconceptions:
        if mistake.recognises is not None or mistake.tolerance is not None:
            continue
        (made,) = exercise.known(mistake.program, exercise.cases({}), own_data=False)
        three = {part: _to_digits(v, 3) for part, v in made.items()}
        assert _named(exercise, three) is not mistake or _is(exercise, mistake, three)


def _to_digits(array, digits):
    return np.vectorize(lambda value: float(f"{value:.{digits}g}"), otypes=[float])(array)


@pytest.mark.filterwarnings("ignore")
def test_a_random_program_is_told_a_false_name_at_most_once_in_a_thousand(monkeypatch):
    """The name holds on inputs that the check does not have."""
    monkeypatch.setattr(calls, "SECONDS", 0.5)  # a loop without an end is told as one
    tried, false = 0, []
    for seed, exercise in enumerate(FUNCTIONS):
        fresh = [tuple(case) for case in exercise._make_cases(np.random.default_rng(99))]
        programs = (exercise.program, *exercise.variants.values())
        edited = [mutant for program in programs for mutant in mutants(program)]
        random.Random(seed).shuffle(edited)
        for source, mutant in edited[: EACH // 2]:
            result, tried = exercise.check(mutant), tried + 1
            if not result.misconception or ONLY_ASKS.search(result.message):
                continue
            (named,) = (m for m in exercise.misconceptions if m.name == result.misconception)
            if not all(_does_as(exercise, named, mutant, case) for case in fresh):
                false.append((exercise.id, named.name, source))
    assert tried > 400
    assert len(false) <= MOST * tried, false


def _does_as(exercise, mistake, program, case):
    mine = exercise.run(program, copy.deepcopy(case))
    if mistake.recognises is not None:
        return mistake.recognises(mine.get(WHOLE, mine), *case)
    made = exercise.run(mistake.program, copy.deepcopy(case))
    largest = max(np.nanmax(np.abs(v), initial=0.0) for v in made.values())
    return all(
        np.allclose(
            mine[part].squeeze(),
            made[part].squeeze(),
            rtol=1e-3,
            atol=1e-9 * largest,
            equal_nan=True,
        )
        for part in made
    )
