"""Laws: right answers obey them all, and each known mistake breaks one."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from helpers.exercises import catalogue
from helpers.feedback.answers import WHOLE
from helpers.feedback.tolerance import same_shape

EXERCISES = catalogue()


def by_id(exercise):
    return exercise.id


def broken(exercise, program, cases, rights):
    """The laws that a program breaks on some data; None where it does not give such numbers."""
    said = []
    for case, right in zip(cases, rights, strict=True):
        parts = exercise.run(program, copy.deepcopy(case))
        shaped = {part: same_shape(parts[part], right[part]) for part in right}
        if any(array is None or not np.isfinite(array).all() for array in shaped.values()):
            return None
        for law in exercise.laws:
            found = law.broken_by(shaped.get(WHOLE, shaped), copy.deepcopy(case))
            said += [found] if found else []
    return said


def fresh_cases(exercise):
    """Data on which the check does not judge, where there are such."""
    if not exercise.asks_for_function:
        return exercise.cases({})
    return [tuple(case) for case in exercise._make_cases(np.random.default_rng(77))]


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_right_answers_obey_every_law(exercise):
    assert 2 <= len(exercise.laws) <= 4
    for cases in (exercise.cases({}), fresh_cases(exercise)):
        rights = [exercise.run(exercise.program, copy.deepcopy(case)) for case in cases]
        for program in (exercise.program, *exercise.variants.values()):
            assert broken(exercise, program, cases, rights) == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("exercise", [e for e in EXERCISES if e.tolerance.exact], ids=by_id)
def test_each_known_mistake_breaks_a_law(exercise):
    cases = exercise.cases({})
    rights = exercise.known(exercise.program, cases, own_data=False)
    lawful = []
    for misconception in exercise.misconceptions:
        if misconception.recognises is None:
            found = broken(exercise, misconception.program, cases, rights)
            if found == []:
                lawful.append(misconception.name)
    assert not lawful
