"""Exercises of lesson 00: how a lesson works."""

import numpy as np

from helpers import simulate
from helpers.lessons.contents import start_here as lesson

__all__ = ["average"]


def _data() -> dict[str, np.ndarray]:
    return {"y": simulate.small_twin().y}


@lesson.value(
    "00-average",
    data=_data,
    hints=(
        "An average is a sum, shared out equally.",
        "Add up the ten numbers with `y.sum()`. How many are there? `len(y)` says.",
        "`y.sum() / len(y)`, or in one word: `y.mean()`.",
    ),
)
def average(y):
    """The average of ten numbers."""
    return float(np.mean(y))


@average.variant("a loop")
def _(y):
    total = 0.0
    for value in y:
        total += value
    return total / len(y)


@average.variant("a product with equal weights")
def _(y):
    return y @ np.full(len(y), 1 / len(y))


@average.law(
    "An average lies between the smallest and the largest of its numbers. Yours, {left}, is beyond "
    "one of them, {right}."
)
def _(average, y):
    return average, np.clip(average, y.min(), y.max())


@average.law(
    "An average balances its numbers: their deviations from it, some up and some down, add up "
    "to 0. From yours they add up to {left}."
)
def _(average, y):
    return np.sum(y - average), 0, np.sum(np.abs(y))


average.mistakes(
    ("sum, not shared out", lambda y: np.sum(y),
     "Your {yours} is the sum of the ten numbers. Divide it by their count."),
    ("divided by n − 1", lambda y: np.sum(y) / (len(y) - 1),
     "Your {yours} is the sum divided by 9. There are ten numbers. (The divisor n − 1 belongs to "
     "a variance, and lesson 03 shows why.)"),
    ("median", lambda y: np.median(y),
     "Your {yours} is the median: the middle of the sorted numbers, not their average."),
    ("whole-number division", lambda y: np.sum(y) // len(y),
     "Your {yours} is the average without what follows its point: `//` throws that away, and so "
     "does typing it short. Use `/`, and hand over all of it."),
    ("rounded data", lambda y: np.mean(np.round(y, 2)),
     "Your {yours} is the average of the *rounded* numbers. `y.round(2)` only shows them shorter; "
     "compute with `y` itself."),
    ("middle of the range", lambda y: (np.min(y) + np.max(y)) / 2,
     "Your {yours} is the middle between the smallest and the largest number; the other eight "
     "play no part in it."),
)  # fmt: skip


def __dir__():
    return __all__
