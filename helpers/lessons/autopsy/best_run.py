"""The best of several runs: lowest among those that arrived, whatever the others claim."""

import numpy as np

from helpers.lessons.contents import autopsy as lesson


def _collections(rng):
    """Runs from several starts: their ends, their values, and whether they arrived.

    Values may be negative or above a million, the failed ones lower or higher than the others, nan
    among them or not, the first run good or bad; and a single one may have arrived.
    """
    nan = np.nan
    for d, values, arrived in (
        (3, [550, nan, 590, 650, 620, 700], [2, 3, 4]),
        (4, [2650, nan, 2620, 2590, 1830, 2700], [2, 0, 3]),
        (2, [-20, nan, -31, -12, -44, -3, -25], [0, 2, 3, 6]),
        (3, [695, 655, 610, 640, 690, 700], [1, 2, 3]),
        (5, [nan, 5e6, 14e6, nan, 13e6], [2]),
    ):
        success = np.isin(np.arange(len(values)), arrived)
        values = np.array(values) + rng.uniform(0, 1, len(values))
        yield rng.normal(5, 3, (len(values), d)), values, success


@lesson.function(
    "06-best-run",
    cases=_collections,
    hints=(
        "Who did not arrive is not heard, whatever value it claims. Among the others, the lowest "
        "value wins.",
        "Put `np.inf` in place of the values of runs without success; then `argmin` cannot choose "
        "them. (And nan would: `np.argmin` takes nan for the smallest.)",
        "`ends[np.where(success, values, np.inf).argmin()]`",
    ),
)
def best_run(ends, values, success):
    """The best of several runs."""
    arrived = [place for place in range(len(ends)) if success[place]]
    return ends[min(arrived, key=lambda place: values[place])]


@best_run.variant("with infinity for the failed")
def _(ends, values, success):
    return ends[np.where(success, values, np.inf).argmin()]


@best_run.variant("the successful ones, sorted")
def _(ends, values, success):
    return ends[success][np.argsort(values[success])[0]]


@best_run.variant("a penalty for the failed")
def _(ends, values, success):
    return ends[np.argmin(np.nan_to_num(values) + 1e9 * (1 - success))]


def _run_of(end, ends):
    """The number of the run that ended there, or nearest to it."""
    return np.abs(ends - end).max(axis=1).argmin()


@best_run.law(
    "The best run ended somewhere, and that is a row of `ends`. Yours is none of them: the nearest "
    "differs from it by up to {left}."
)
def _(end, ends, values, success):
    return np.abs(ends[_run_of(end, ends)] - end).max(), 0, np.abs(ends).max()


@best_run.law(
    "Only runs that arrived are heard. You chose run {left}, counted from 0, whose `success` is "
    "False."
)
def _(end, ends, values, success):
    run = _run_of(end, ends)
    return run, run if success[run] else -1


@best_run.law(
    "Of the runs that arrived, none has a lower value than the best: {right}. Yours has {left}."
)
def _(end, ends, values, success):
    return values[_run_of(end, ends)], values[success].min()


def _loop_from_run_0(ends, values, success):
    best = 0
    for place in range(len(ends)):
        if success[place] and values[place] < values[best]:
            best = place
    return ends[best]


def _loop_from_a_best_value_of_0(ends, values, success):
    best, lowest = 0, 0
    for place in range(len(ends)):
        if success[place] and values[place] < lowest:
            best, lowest = place, values[place]
    return ends[best]


best_run.mistakes(
    ("argmin takes nan", lambda ends, values, success: ends[np.argmin(values)],
     "Your function was given a nan, and `np.argmin` takes nan for the smallest value: you chose "
     "a run that failed. Ask for success first."),
    ("success not asked", lambda ends, values, success: ends[np.nanargmin(values)],
     "Your function chose the lowest value, but that run did not succeed: it stopped on the way, "
     "or ran off to where the function has no bottom. Ask for success first."),
    ("highest value",
     lambda ends, values, success: ends[np.where(success, values, -np.inf).argmax()],
     "Your function chose the *highest* value among the runs that arrived. What was minimised is "
     "the negative log-likelihood: lowest is best."),
    ("first success", lambda ends, values, success: ends[np.argmax(success)],
     "Your function returns the first run that arrived. It may have arrived at a lower hill: "
     "compare their values."),
    ("mean of the runs", lambda ends, values, success: ends[success].mean(axis=0),
     "Your function averages the ends of the runs that arrived. Halfway between two hills there "
     "may be a valley: choose one."),
    ("value for place", lambda ends, values, success: np.where(success, values, np.inf).min(),
     "Your function returns the lowest value. Wanted: the end that belongs to it."),
    ("number for place", lambda ends, values, success: np.where(success, values, np.inf).argmin(),
     "Your function returns the *number* of the best run. Wanted: its end, `ends[number]`."),
    ("place counted among the successes",
     lambda ends, values, success: ends[np.argmin(values[success])],
     "Your function finds the best among the successful runs, then uses that place in the list of "
     "*all* runs. Pick from the same list that you searched."),
    ("first failure",
     lambda ends, values, success: ends[np.where(success, values, -np.inf).argmin()],
     "Your function returns the first run that *failed*. What stands for the value of a failed "
     "run must never win: for `argmin` that is +inf (not −inf, not nan), and `argmax` would look "
     "for the highest."),
    ("0 for the failed", lambda ends, values, success: ends[np.where(success, values, 0).argmin()],
     "Your function lets 0 stand for the value of a failed run, and 0 wins against all that is "
     "positive. Put `np.inf` in its place."),
    ("values times success", lambda ends, values, success: ends[np.argmin(values * success)],
     "Your function multiplies values by success. That makes 0 of a failed run, which is lower "
     "than all that is positive, and leaves nan as it is. Put `np.inf` in its place."),
    ("argmax of all", lambda ends, values, success: ends[np.argmax(values)],
     "Your function takes `np.argmax` of the values, which finds nan first and else the highest. "
     "Lowest is best, and only among the runs that arrived."),
    ("first run", lambda ends, values, success: ends[0],
     "Your function returns the first run, whatever became of it."),
    ("loop from run 0", _loop_from_run_0,
     "Your function begins with run 0 as the best so far, without asking whether it arrived. If "
     "it failed with nan, no other is ever lower. Begin with none: a best value of `np.inf`."),
    ("place counted among all", lambda ends, values, success: ends[success][np.argmin(values)],
     "Your function finds a place in the list of *all* runs, then uses it in the list of the "
     "successful ones. Pick from the same list that you searched."),
    ("1000 for the failed",
     lambda ends, values, success: ends[np.where(success, values, 1000).argmin()],
     "Your function lets an ordinary number stand for the value of a failed run, and that wins "
     "where the runs that arrived have higher values. Nothing is above `np.inf`."),
    ("loop from a best value of 0", _loop_from_a_best_value_of_0,
     "Your function begins with a best value of 0. A run with a positive value is never below "
     "that, and run 0 stays. Begin with `np.inf`."),
    ("penalty too small",
     lambda ends, values, success: ends[np.nanargmin(values + 1000 * ~success)],
     "Your function adds a number to the value of each failed run. It has to lose against *any* "
     "value, and values may be in the millions: nothing is above `np.inf`."),
    ("infinity times False",
     lambda ends, values, success: ends[np.argmin(values + np.inf * ~success)],
     "Your function adds infinity times False, which is nan, not 0; and `argmin` takes nan for "
     "the smallest. Choose with `np.where(success, values, np.inf)`."),
    ("nan for the failed",
     lambda ends, values, success: ends[np.where(success, values, values.max()).argmin()],
     "Your function puts the largest of all values in place of the failed ones. With a nan among "
     "them the largest *is* nan, which `argmin` takes for the smallest. Put `np.inf` there."),
    ("all successes", lambda ends, values, success: ends[success],
     "Your function returns the ends of all runs that arrived. Choose the one of lowest value."),
    ("success not sorted with the values",
     lambda ends, values, success: ends[np.argsort(values)][success][0],
     "Your function sorts the ends by value, and then asks a `success` that is still in the old "
     "order. Sort both, or neither."),
)  # fmt: skip
