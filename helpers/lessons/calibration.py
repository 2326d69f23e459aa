"""How sure a learner is, and how sure they may be: the picture of their own 80 % intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from scipy import stats

from helpers.explore import Picture
from helpers.feedback.display import Note
from helpers.feedback.guess import LEVEL, Interval
from helpers.lessons.style import BLUE, GREY, STYLE, VERMILION, capitalised, show_title

MOST_LINES = 60  # the newest guesses are drawn
BEYOND = 1.0  # how far, in widths of the interval, a miss is drawn outside of it


def verdict(guesses: Sequence[Interval]) -> str:
    """What the share of hits says of the width of the intervals, and how little so few can say.

    With a flat prior the law of the hit rate is Beta(1 + hits, 1 + misses) (Bayes 1763).
    """
    hits, count = sum(guess.inside for guess in guesses), len(guesses)
    low, high = stats.beta.ppf([0.025, 0.975], 1 + hits, 1 + count - hits)
    share = f"{hits} of {count} intervals held the number"
    between = f"your rate lies between {100 * low:.0f} and {100 * high:.0f} % (19 chances in 20)"
    if high < LEVEL:
        return f"{share}; {between}: 80 % intervals of yours are too narrow"
    if low > LEVEL:
        return f"{share}; {between}: 80 % intervals of yours are wider than need be"
    return f"{share}; {between}: 80 % fits"


def calibration(guesses: Sequence[Interval]) -> Picture | Note:
    """The picture of these guesses, each interval drawn from 0 to 1; a sentence without any."""
    if not guesses:
        return Note(
            "No guess has been kept yet",
            "Where a lesson says “Predict”, leave an interval that you are 80 % sure of: "
            "`ex.….guess(low, high)`.",
        )

    def draw(figure: Figure) -> str:
        said = verdict(guesses)
        show_title(figure, capitalised(said))
        axes = figure.subplots()
        figure.subplots_adjust(left=0.06, right=0.94, bottom=0.12, top=0.83)
        shown = list(guesses)[-MOST_LINES:]
        rows = np.arange(len(shown))
        width = np.array([guess.high - guess.low for guess in shown])
        offset = np.array([guess.answer - guess.low for guess in shown])
        with np.errstate(divide="ignore", invalid="ignore"):
            place = np.where(offset == 0, 0.0, offset / width)
        place = np.clip(place, -BEYOND, 1 + BEYOND)
        inside = np.array([guess.inside for guess in shown])
        axes.hlines(rows, 0, 1, color=GREY, linewidth=4, alpha=0.35, label="your interval")
        for these, color, marker, label in (
            (inside, BLUE, "o", "the number, inside"),
            (~inside, VERMILION, "X", "the number, outside"),
        ):
            axes.plot(place[these], rows[these], marker, color=color, linestyle="none", label=label)
        axes.set(xlim=(-BEYOND - 0.1, 1.1 + BEYOND), yticks=[], ylim=(-1, len(shown)))
        axes.set_xticks([-BEYOND, 0, 0.5, 1, 1 + BEYOND])
        axes.set_xticklabels(["a width below", "low", "", "high", "a width above"])
        axes.set_ylabel("guesses, the newest on top")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=3)
        return f"{capitalised(said)}."

    return Picture(draw, style=STYLE, size=(7.2, 2.0 + 0.09 * max(len(guesses), 12)))
