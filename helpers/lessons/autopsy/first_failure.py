"""Nan and infinity: the moment when a search stopped getting numbers."""

import contextlib
import math

import numpy as np

from helpers.feedback import Unreadable
from helpers.lessons.contents import autopsy as lesson


def _runs(rng):
    """Values of runs: falling, then nan, inf and -inf in every order, some finite in between.

    All three are in every run, so that a program that looks for one of them finds one. One run
    fails at its start, which tells "not found" (0) from "the first finite one". And one falls below
    zero first, as the negative log-likelihood of a narrow density may: that is no failure.
    """
    nan, inf = np.nan, np.inf
    for length, failures in (
        (15, {11: nan, 13: inf, 14: -inf}),
        (12, {5: inf, 6: inf, 8: -inf, 10: nan}),
        (18, {7: -inf, 8: -inf, 9: inf, 12: nan, 17: inf}),
        (7, {3: inf, 4: nan, 6: -inf}),
        (9, {0: nan, 4: -inf, 7: inf}),
    ):
        values = 600 + np.sort(rng.exponential(400, length))[::-1]
        if length == 18:
            values -= values[3] + 1
        for place, bad in failures.items():
            values[place] = bad
        yield (values,)


NOTHING_FOUND = -0.5  # between two places: no function returns it

NOT_FOUND = (IndexError, ValueError, StopIteration, Unreadable)
"""What a search for nan by `==` ends with: an index out of range, no such value, or None."""


class _EqualNan(float):
    """A nan that equals nan."""

    def __eq__(self, other):
        return isinstance(other, float) and math.isnan(other)

    def __ne__(self, other):
        return not self == other

    __hash__ = float.__hash__


def _place(first_failure, values):
    """The place that a function finds, or `NOTHING_FOUND` if only nan ≠ nan is in its way.

    A function that fails is asked once more, in worlds where nan equals nan, or is one and the
    same thing everywhere. If it finds its place there, then that is what it had relied on; any
    other failure is the function's own.
    """
    try:
        return first_failure(values)
    except NOT_FOUND:
        for nan in (_EqualNan("nan"), np.nan):
            other_world = np.array([float(value) for value in values], dtype=object)
            other_world[np.isnan(values)] = nan
            with contextlib.suppress(Exception):
                if np.size(first_failure(other_world)) == 1:
                    return NOTHING_FOUND
        raise


@lesson.function(
    "06-first-failure",
    cases=_runs,
    probe=_place,
    hints=(
        "A value that is nan or infinite is not *finite*. NumPy has a word for that. (`== np.nan` "
        "finds nothing: nan equals nothing, not even itself.)",
        "`np.isfinite(values)` is True or False for each value. Where is the first False?",
        "`np.flatnonzero(~np.isfinite(values))` lists the places; take the first.",
    ),
)
def first_failure(values):
    """The first evaluation that failed."""
    return next(place for place, value in enumerate(values) if not np.isfinite(value))


@first_failure.variant("flatnonzero")
def _(values):
    return np.flatnonzero(~np.isfinite(values))[0]


@first_failure.variant("argmin of isfinite")
def _(values):
    return np.isfinite(values).argmin()


@first_failure.variant("a loop")
def _(values):
    place = 0
    while np.isfinite(values[place]):
        place = place + 1
    return place


def _in_range(place, values):
    """The place itself, or the nearest that there is."""
    return int(np.clip(np.round(place), 0, len(values) - 1))


@first_failure.law(
    "The evaluations of a search have the numbers 0, 1, 2, … up to the last. Yours, {left}, is "
    "none of them."
)
def _(place, values):
    return place, _in_range(place, values)


@first_failure.law(
    "An evaluation that failed gave nan or infinity. The one that you name gave {left}."
)
def _(place, values):
    return np.nan_to_num(values[_in_range(place, values)], posinf=0, neginf=0), 0


@first_failure.law(
    "Before the first failure there is none. Of the evaluations before yours, {left} gave no "
    "finite number."
)
def _(place, values):
    return np.sum(~np.isfinite(values[: _in_range(place, values)])), 0


first_failure.mistakes(
    ("counted from 1", lambda values: np.flatnonzero(~np.isfinite(values))[0] + 1,
     "Your function counts the evaluations from 1. As everywhere in Python, the start is number "
     "0."),
    ("last failure", lambda values: np.flatnonzero(~np.isfinite(values))[-1],
     "Your function returns the last failure. What counts is the first: the others follow from "
     "it."),
    ("all failures", lambda values: np.flatnonzero(~np.isfinite(values)),
     "Your function returns the places of all failures. Take the first of them, `[0]`."),
    ("number of failures", lambda values: np.sum(~np.isfinite(values)),
     "Your function counts how many evaluations failed. Wanted: the place of the first one."),
    ("only nan", lambda values: np.isnan(values).argmax(),
     "Your function returns the place of the nan, and misses an infinity that came before it. (So "
     "do `np.isnan`, and `argmin` and `argmax` of the values.) Both end a search: ask "
     "`np.isfinite`."),
    ("below zero", lambda values: np.flatnonzero(~(values >= 0) | np.isinf(values))[0],
     "Your function takes a value below zero for a failure. A negative log-likelihood may well be "
     "negative, where densities exceed 1. A failure is what is not finite: ask `np.isfinite`."),
    ("only infinity", lambda values: np.isinf(values).argmax(),
     "Your function finds infinity but not nan. Both end a search: ask `np.isfinite`."),
    ("only plus infinity", lambda values: np.flatnonzero(values == np.inf)[0],
     "Your function finds +inf alone. Nan and −inf end a search as well: ask `np.isfinite`."),
    ("plus infinity forgotten", lambda values: np.argmin(values > -np.inf),
     "Your function finds nan and −inf, but takes +inf for a good value. That is no finite number "
     "either: ask `np.isfinite`."),
    ("first finite value", lambda values: np.isfinite(values).argmax(),
     "Your function returns the first evaluation that *did* give a finite number. Turn the "
     "question round with `~`: wanted is the first that did not."),
    ("value for place", lambda values: values[~np.isfinite(values)][0],
     "Your function returns the failed value itself, nan or infinity. Wanted: its place, the "
     "number of the evaluation."),
    ("compared with ==", lambda values: np.argmax(values == np.nan),
     "Your function returns 0 whatever fails: it finds nothing. If it compares with `== np.nan`, "
     "that is why: nan equals nothing, not even itself. Ask `np.isfinite`. (A loop that returns "
     "in its first round gives 0 as well.)"),
    ("how many are finite", lambda values: np.isfinite(values).sum(),
     "Your function counts the finite values. That is the place of the first failure only if no "
     "finite value comes after it."),
    ("searched for nan, and nothing found", lambda values: np.flatnonzero(values == np.nan)[0],
     "Your function looks for nan by comparing with it, and comes to the end without finding any: "
     "nan equals nothing, not even itself. Ask `np.isfinite`, which knows infinity too."),
    ("start not asked", lambda values: np.flatnonzero(~np.isfinite(values[1:]))[0] + 1,
     "Your function begins to look at evaluation 1. The start, number 0, may have failed, too."),
    ("after the last finite value", lambda values: np.flatnonzero(np.isfinite(values))[-1] + 1,
     "Your function returns the evaluation after the last finite value. A search may fail, and "
     "come back for a while: wanted is the first evaluation that gave no finite number."),
    ("last evaluation", lambda values: len(values) - 1,
     "Your function returns the last evaluation of all. A search may go on after its failure, and "
     "for long: ask of each value whether it is finite."),
    ("value that did not fall",
     lambda values: next(k for k in range(1, len(values)) if not values[k] < values[k - 1]),
     "Your function looks for a value that is not below the one before it. A value may rise, and "
     "still be a number; and a −inf is below all. Ask `np.isfinite`."),
    ("seen in the differences", lambda values: np.flatnonzero(~np.isfinite(np.diff(values)))[0],
     "Your function asks the differences of neighbours. A bad value spoils the difference before "
     "it, too, so that you are one place too early. Ask the values: `np.isfinite(values)`."),
)  # fmt: skip
