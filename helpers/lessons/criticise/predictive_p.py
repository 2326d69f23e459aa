"""The predictive p-value: a share of made-up data sets, in which ties count half."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import criticise as lesson


def smallest(y):
    return np.min(y)


def negatives(y):
    return np.sum(y < 0)


def roughness(y):
    return np.sum(np.diff(y) ** 2) / np.sum((y - np.mean(y)) ** 2)


def _data_sets(rng):
    """Statistics with ties, counts and a rounded minimum, a mean, and p on both sides of ½."""
    for n, draws, statistic, place in (
        (7, 40, negatives, 0.35),
        (12, 25, smallest, 0.7),
        (9, 60, roughness, 0.2),
        (20, 30, negatives, 0.6),
        (11, 50, np.mean, 0.75),
    ):
        sets = rng.normal(0.3, 1, (draws + 1, n)).round(1)
        chosen = np.argsort([statistic(one) for one in sets])[round(place * draws)]
        yield sets[chosen], np.delete(sets, chosen, axis=0), statistic


@lesson.function(
    "12-predictive-p",
    cases=_data_sets,
    hints=(
        "The statistic makes one number of one data set. Compute it for `y`, and for each row of "
        "`replicated`.",
        "Which share of the made-up numbers is larger than the observed one, and which share ties "
        "with it? The second counts half.",
        "With `values = np.array([statistic(row) for row in replicated])`: the mean of `values > "
        "statistic(y)`, plus half the mean of `values == statistic(y)`.",
    ),
)
def predictive_p(y, replicated, statistic):
    """The share of made-up data sets with at least as large a statistic."""
    above, tied, _ = _shares(y, replicated, statistic)
    return above + tied / 2


def _shares(y, replicated, statistic):
    """Of the rows with a larger statistic than y, with the same, and with a smaller one."""
    values = np.apply_along_axis(statistic, 1, replicated)
    observed = statistic(y)
    return np.mean(values > observed), np.mean(values == observed), np.mean(values < observed)


@predictive_p.variant("the place in their order")
def _(y, replicated, statistic):
    values = [float(statistic(row)) for row in replicated]
    return 1 - stats.percentileofscore(values, statistic(y), kind="mean") / 100


@predictive_p.variant("signs")
def _(y, replicated, statistic):
    off = [np.sign(float(statistic(row)) - float(statistic(y))) for row in replicated]
    return (1 + np.mean(off)) / 2


@predictive_p.law(
    "Each of the data sets counts 0, ½ or 1, and the p-value is their mean. So twice their number "
    "times p is a whole number; with yours it is {left} away from one."
)
def _(p, y, replicated, statistic):
    doubled = 2 * len(replicated) * p
    return np.abs(doubled - np.round(doubled)), 0, 1


@predictive_p.law(
    "The share of data sets with a larger statistic than yours in hand, ties left out, is the "
    "least that p can be. Your {left} lies below it.",
    "≥",
)
def _(p, y, replicated, statistic):
    return p, _shares(y, replicated, statistic)[0], 1


@predictive_p.law(
    "Ties are shared out evenly: what p has beyond the share of larger statistics, 1 − p has "
    "beyond the share of smaller ones. With yours these two are {left} and {right}."
)
def _(p, y, replicated, statistic):
    above, _, below = _shares(y, replicated, statistic)
    return p - above, 1 - p - below, 1


def _of_shares(p):
    return lambda y, replicated, statistic: p(*_shares(y, replicated, statistic))


predictive_p.mistakes(
    ("turned round", lambda above, tied, below: below + tied / 2,
     "Your number is the share of made-up data sets with a *smaller* statistic than the observed "
     "one. Asked: those with one at least as large."),
    ("ties count whole", lambda above, tied, below: above + tied,
     "Your number counts a tie as a whole. Ties then push p up: if most made-up values equal "
     "yours, p comes near 1 and looks strange. Count a tie half."),
    ("ties left out", lambda above, tied, below: above,
     "Your number leaves ties out (`>`). Count them half, or a statistic with few values looks "
     "stranger than it is."),
    ("turned round, ties count whole", lambda above, tied, below: below + tied,
     "Your number is the share with a *smaller* statistic or a tie (`<=`). Asked: those with a "
     "larger one, and half of the ties."),
    ("turned round, ties left out", lambda above, tied, below: below,
     "Your number is the share with a *smaller* statistic (`<`). Asked: those with a larger one, "
     "and half of the ties."),
    ("only ties", lambda above, tied, below: tied,
     "Your number is the share of data sets whose statistic *equals* the observed one."),
    ("ties split over the rest", lambda above, tied, below: above / (above + below),
     "Your number drops the ties from the count of data sets, too. They stay in it, and count "
     "half."),
    ("two-sided", lambda above, tied, below: 2 * min(above + tied / 2, below + tied / 2),
     "Your number is the smaller tail, doubled: a two-sided p. Asked: the share with a statistic "
     "at least as large; then 0.99 says as much as 0.01, and in which direction."),
    ("two-sided, ties count whole",
     lambda above, tied, below: 2 * min(above + tied, 1 - above - tied),
     "Your number is the smaller tail, doubled: a two-sided p, and ties count whole. Asked: the "
     "share with a statistic at least as large, ties half."),
    ("the smaller tail", lambda above, tied, below: min(above, below) + tied / 2,
     "Your number is the smaller of the two tails. Which of them it is matters here: near 1 says "
     "that the model makes the statistic too large."),
    of=_of_shares,
)  # fmt: skip


def _of_all_at_once(y, replicated, statistic):
    one = statistic(replicated)
    return np.mean(one > statistic(y)) + np.mean(one == statistic(y)) / 2


def _normal_tail(y, replicated, statistic):
    values = np.apply_along_axis(statistic, 1, replicated)
    return stats.norm.sf((statistic(y) - values.mean()) / values.std())


def _normal_tail_unbiased(y, replicated, statistic):
    values = np.apply_along_axis(statistic, 1, replicated)
    return stats.norm.sf((statistic(y) - values.mean()) / values.std(ddof=1))


def _as_far_from_the_mean(y, replicated, statistic):
    values = np.apply_along_axis(statistic, 1, replicated)
    return np.mean(np.abs(values - values.mean()) >= np.abs(statistic(y) - values.mean()))


def _columns(y, replicated, statistic):
    above, tied, _ = _shares(y, replicated.T, statistic)
    return above + tied / 2


def _one_more(y, replicated, statistic):
    above, tied, _ = _shares(y, replicated, statistic)
    return (len(replicated) * (above + tied) + 1) / (len(replicated) + 1)


def _of_the_difference(y, replicated, statistic):
    values = np.apply_along_axis(statistic, 1, replicated - y)
    return np.mean(values > 0) + np.mean(values == 0) / 2


NORMAL = (
    "Your number is the tail of a *normal* law with the mean and sd of the made-up statistics. "
    "They need not be normal: count them."
)

predictive_p.mistakes(
    ("the whole array", _of_all_at_once,
     "You hand the whole array to `statistic`, which makes *one* number of all data sets together: "
     "your p can only be 0, ½ or 1. Call it on each row."),
    ("a normal tail", _normal_tail, NORMAL),
    ("a normal tail, divisor n − 1", _normal_tail_unbiased, NORMAL),
    ("the data counted in", _one_more,
     "Your number counts the observed data as one of the made-up ones, (k + 1)/(draws + 1), as a "
     "permutation test does. These data sets come from a posterior that has seen y: plain shares, "
     "ties half."),
    ("a count", lambda y, r, statistic: len(r) * predictive_p.program(y, r, statistic),
     "Your number is a count of data sets. Asked: their share."),
    ("a count over n", lambda y, r, statistic: (
        len(r) * predictive_p.program(y, r, statistic) / len(y)),
     "You divide the count by n, the number of observations. Asked is the share of *data sets*: "
     "`replicated` has a row for each."),
    ("as far from the mean", _as_far_from_the_mean,
     "Your number is the share of statistics as far from their mean as the observed one, on either "
     "side. Asked: those at least as large, so that p says in which direction."),
    ("columns for data sets", _columns,
     "You take the columns of `replicated` for data sets. Each *row* is one, as long as `y`."),
    ("each y for itself, ties count whole", lambda y, r, statistic: np.mean(r >= y),
     "Your number compares each made-up y with the observed y of its row, without the statistic. "
     "Make one number of each data set first."),
    ("each y for itself", lambda y, r, statistic: np.mean(r > y) + np.mean(r == y) / 2,
     "Your number compares each made-up y with the observed y of its row, without the statistic. "
     "Make one number of each data set first."),
    ("values for the observed statistic",
     lambda y, r, statistic: np.mean(r > statistic(y)) + np.mean(r == statistic(y)) / 2,
     "Your number compares each single made-up y with the statistic of the data. Compare a "
     "statistic with a statistic: one number for each row of `replicated`."),
    ("one row for all", lambda y, r, statistic: np.mean(r > statistic(r[0])),
     "Your number compares the values with the statistic of the first made-up data set. Compare "
     "the statistic of each data set with that of `y`."),
    ("statistic of the difference", _of_the_difference,
     "Your number counts where the statistic of the *difference*, row − y, is above 0. That is the "
     "same as T(row) > T(y) only if T is linear, as a mean is: compute T of each, then compare."),
    ("statistic of the mean data set",
     lambda y, r, statistic: float(statistic(r.mean(axis=0))),
     "Your number is the statistic of the *average* of all made-up data sets, in which their "
     "noise has cancelled. Compute it for each, then count."),
    ("mean of the statistics", lambda y, r, statistic: np.mean([statistic(one) for one in r]),
     "Your number is the mean of the made-up statistics. Asked: which share of them is at least "
     "as large as that of `y`."),
)  # fmt: skip
