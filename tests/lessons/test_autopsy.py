"""Mistakes of lesson 06 that end in an exception, or vary: named however they are programmed."""

import numpy as np
import pytest

from helpers.exercises import autopsy as ex


def loop(values):
    for place, value in enumerate(values):
        if value == np.nan:
            return place


def by_identity(values):
    for place, value in enumerate(values):
        if value is np.nan:
            return place


def walk(values):
    place = 0
    while values[place] != np.nan:
        place += 1
    return place


@pytest.mark.parametrize(
    "search",
    [
        loop,
        by_identity,
        walk,
        lambda values: np.flatnonzero(values == np.nan)[0],
        lambda values: np.where(values == np.nan)[0][0],
        lambda values: list(values).index(np.nan),
        lambda values: values.tolist().index(float("nan")),
        lambda values: next(k for k, value in enumerate(values) if value == np.nan),
    ],
)
def test_a_search_for_nan_by_comparing_is_named_though_it_fails(search):
    assert ex.first_failure.check(search).misconception == "searched for nan, and nothing found"


@pytest.mark.parametrize(
    "broken",
    [
        lambda values: np.where(~np.isfinite(values))[1],
        lambda values: values[len(values)],
        lambda values: next(k for k, value in enumerate(values) if value == np.inf == -value),
        lambda values: np.flatnonzero(not np.isfinite(values))[0],
    ],
)
def test_other_failures_keep_their_own_words(broken):
    result = ex.first_failure.check(broken)
    assert result.outcome == "broken"
    assert "Error" in result.message or "StopIteration" in result.message


def test_a_missing_return_is_no_search_for_nan():
    def prints(values):
        print(np.flatnonzero(~np.isfinite(values))[0])

    assert "`return`" in ex.first_failure.check(prints).message
