"""Lesson 12: what a check sees, what a row that was left out says, and where truths lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from helpers.criticism import ecdf_band, ecdf_p_value
from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    BLUE,
    CHOICE,
    ESTIMATE,
    GREEN,
    GREY,
    POINT,
    SKY,
    STYLE,
    TRUTH,
    VERMILION,
    capitalised,
    show_title,
    signed,
)

__all__ = [
    "by_draws_and_exact",
    "calibration_lines",
    "gains",
    "made_up_statistics",
    "places_of_truths",
    "prior_or_data",
    "row_by_row",
    "seen_and_unseen",
    "small_differences",
    "two_verdicts",
    "your_hit_rate",
]

LINE = {"marker": ""}
DOT = {"linestyle": "", "markersize": 4}
CAUGHT = 0.05  # of a tail
LEVEL = 0.95  # of all bands together
SENSITIVE = 0.05  # Kallioinen et al. 2024
RELIABLE = 0.7  # the largest k to be trusted, Vehtari, Gelman & Gabry 2017


# A check sees what it looks at


def made_up_statistics(
    values: Mapping[str, Sequence[float]], observed: Mapping[str, float]
) -> Picture:
    """Picture each statistic of the made-up data sets, and where the observed one lies.

    Parameters
    ----------
    values : mapping of str to array_like, shape (draws,)
    observed : mapping of str to float
    """
    values = {name: np.asarray(one, float) for name, one in values.items()}
    tails = {
        name: min(np.mean(one >= observed[name]), np.mean(one <= observed[name]))
        for name, one in values.items()
    }
    caught = [name for name, tail in tails.items() if tail < CAUGHT / 2]
    spread = {name: (one.mean(), one.std()) for name, one in values.items()}
    height = 1.6 + 0.5 * len(values)  # in inches

    def draw(figure: Figure) -> str:
        verb = "lies" if len(caught) == 1 else "lie"
        finding = f"{len(caught)} of {len(values)} statistics {verb} where the model hardly goes"
        finding += f": {_listed(caught)}" if caught else ""
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.27, right=0.97, bottom=0.6 / height, top=1 - 0.8 / height)
        names = list(values)[::-1]
        for row, name in enumerate(names):
            mean, sd = spread[name]
            bars, edges = np.histogram((values[name] - mean) / sd, 30)
            label = {"label": "made up"} if row == 0 else {}
            axes.stairs(
                row + 0.8 * bars / bars.max(), edges, baseline=row, fill=True,
                color="#BBBBBB", **label,
            )  # fmt: skip
            label = {"label": "observed"} if row == 0 else {}
            axes.plot((observed[name] - mean) / sd, row + 0.2, **ESTIMATE | POINT, **label)
        axes.set_yticks(np.arange(len(names)) + 0.2, names)
        axes.set(ylim=(-0.1, len(names)), xlabel="made-up sds from the made-up mean")
        axes.legend(loc="lower right", bbox_to_anchor=(1, 0.97), ncols=2)
        said = ", ".join(
            f"{name} {signed((observed[name] - spread[name][0]) / spread[name][1], 1)}"
            for name in values
        )
        return f"{finding}. In sds from the mean: {said}."

    return Picture(draw, size=(7.2, height), style=STYLE)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


# Rows that were left out


def seen_and_unseen(h: np.ndarray, e: np.ndarray, seen: np.ndarray, unseen: np.ndarray) -> Picture:
    """Picture by how much each row is predicted better once it has been seen.

    Parameters
    ----------
    h, e : array_like, shape (n,)
        x'Vx of each row, and its residual.
    seen, unseen : array_like, shape (n,)
        Its log density under the posterior of all rows, and of the others.
    """
    h, e, help_ = np.asarray(h), np.asarray(e), np.asarray(seen) - np.asarray(unseen)

    def draw(figure: Figure) -> str:
        tenth = len(h) // 10
        far = np.argsort(np.argsort(-np.abs(e))) < tenth
        share = 100 * help_[far].sum() / help_.sum()
        finding = (
            f"To have been seen helps the {len(h)} rows by {help_.sum():.2f} in all; "
            f"{share:.0f} % of that go to the {tenth} with the largest residuals"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.16, top=0.83)
        for those, marker, color, label in (
            (far, "X", VERMILION, f"the {tenth} largest residuals"),
            (~far, "o", BLUE, "other rows"),
        ):
            look = DOT | {"markersize": 5, "alpha": 0.9}
            axes.plot(h[those], help_[those], marker, color=color, label=label, **look)
        axes.set(xlabel="leverage, x'Vx", ylabel="log density, seen − unseen")
        axes.set(xlim=(0, None), ylim=(0, None))
        axes.legend(loc="upper left")
        lowest = "No row lies" if help_.min() >= 0 else f"{np.sum(help_ < 0)} lie"
        return f"{finding}. {lowest} below 0."

    return Picture(draw, size=(7.2, 3.3), style=STYLE)


def by_draws_and_exact(exact: np.ndarray, estimate: np.ndarray, k: np.ndarray) -> Picture:
    """Picture the log density of each left-out row, from draws and exactly.

    Parameters
    ----------
    exact, estimate : array_like, shape (n,)
    k : array_like, shape (n,)
        The shape of the Pareto law of each row's weights.
    """
    exact, estimate, k = map(np.asarray, (exact, estimate, k))

    def draw(figure: Figure) -> str:
        doubtful = k > RELIABLE
        largest = [
            np.abs(estimate - exact)[those].max(initial=0) for those in (doubtful, ~doubtful)
        ]
        finding = (
            f"Where k is above 0.7, draws are off by up to {largest[0]:.1f}; "
            f"elsewhere by up to {largest[1]:.1f}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.17, top=0.86)
        rows = np.arange(len(exact))
        axes.vlines(rows, exact, estimate, color=GREY, linewidth=1.2)
        hollow = {"markersize": 11, "fillstyle": "none", "markeredgewidth": 1.6}
        axes.plot(rows, exact, **TRUTH | DOT | hollow, label="exact")
        for those, marker, color, label in (
            (~doubtful, "D", GREEN, "by draws, k up to 0.7"),
            (doubtful, "X", VERMILION, "by draws, k above 0.7"),
        ):
            axes.plot(rows[those], estimate[those], marker, color=color, label=label, markersize=7)
        axes.set(xlabel="row, counted from 0", ylabel="log density, left out", xticks=rows)
        axes.legend(loc="lower right")
        return f"{finding}. {int(doubtful.sum())} of {len(k)} rows have a k above 0.7."

    return Picture(draw, size=(7.2, 3.3), style=STYLE)


# Two models


def gains(x: np.ndarray, gain: np.ndarray) -> Picture:
    """Picture by how much each row is predicted better with x1 than without.

    Parameters
    ----------
    x, gain : array_like, shape (n,)
        x1, and the difference of the two log densities.
    """
    x, gain = np.asarray(x), np.asarray(gain)

    def draw(figure: Figure) -> str:
        better = gain > 0
        finding = (
            f"{better.sum()} rows gain {gain[better].sum():.1f} by x1, {(~better).sum()} lose "
            f"{-gain[~better].sum():.1f}: {signed(gain.sum())} in all"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.11, right=0.98, bottom=0.16, top=0.82)
        axes.axhline(0, color=BLACK, linewidth=1)
        for those, marker, color, label in (
            (better, "o", BLUE, "better with x1"),
            (~better, "X", VERMILION, "worse with x1"),
        ):
            axes.plot(
                x[those], gain[those], marker, color=color, label=label, **DOT | {"alpha": 0.9}
            )
        axes.set(xlabel="x1", ylabel="gain in log density", xlim=(0, 1))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 0.98), ncols=2)
        return f"{finding}. The gains and losses are larger towards both ends of x1."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def small_differences(said: np.ndarray, truths: np.ndarray) -> Picture:
    """Picture what leave-one-out says of a slope that is 0, beside the truth, world by world.

    Parameters
    ----------
    said, truths : array_like, shape (worlds,)
        The elpd difference of the models with and without x1, estimated and true.
    """
    said, truths = np.asarray(said), np.asarray(truths)

    def draw(figure: Figure) -> str:
        finding = (
            f"x1 does nothing: leave-one-out finds it useful in {100 * np.mean(said > 0):.0f} % of "
            f"worlds; correlation with the truth {signed(np.corrcoef(said, truths)[0, 1])}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.16, top=0.83)
        axes.plot(said, truths, "o", color=BLUE, label="a world", **DOT | {"alpha": 0.8})
        ends = np.array([said.min(), said.max()])
        axes.plot(ends, ends, **CHOICE | LINE, label="as said")
        axes.set(xlabel="elpd difference by leave-one-out", ylabel="true difference")
        axes.legend(loc="lower left")
        return f"{finding}. The worlds lie on a line that falls."

    return Picture(draw, size=(7.2, 3.5), style=STYLE)


def two_verdicts(spreads: np.ndarray, factors: np.ndarray, gains: np.ndarray) -> Picture:
    """Picture the log Bayes factor and the elpd difference, as the prior widens.

    Parameters
    ----------
    spreads, factors, gains : array_like, shape (K,)
        v in ascending order, and the two verdicts on x1.
    """
    spreads, factors, gains = map(np.asarray, (spreads, factors, gains))

    def draw(figure: Figure) -> str:
        finding = (
            f"From v = {spreads[0]:,.0f} to {spreads[-1]:,.0f} the log Bayes factor goes from "
            f"{signed(factors[0])} to {signed(factors[-1])}, the elpd difference from "
            f"{signed(gains[0])} to {signed(gains[-1])}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.17, top=0.82)
        axes.axhline(0, color=BLACK, linewidth=1)
        axes.plot(spreads, factors, color=VERMILION, label="log Bayes factor")
        axes.plot(spreads, gains, color=BLUE, linestyle="--", label="elpd difference")
        axes.set(xscale="log", xlim=spreads[[0, -1]], xlabel="v, the prior's variance over sigma²")
        axes.minorticks_off()  # the slowest part of a redraw
        axes.set_ylabel("for x1 if above 0")
        axes.legend(loc="lower left")
        return f"{finding}. One line falls steadily, the other is level."

    return Picture(draw, size=(7.2, 3.3), style=STYLE)


def row_by_row(narrow: Sequence[float], wide: Sequence[float]) -> Picture:
    """Picture how a log Bayes factor is made, row after row, under two priors.

    Parameters
    ----------
    narrow, wide : array_like, shape (n,)
        The log Bayes factor of the first 1, 2, …, n rows.
    """
    narrow, wide = np.asarray(narrow), np.asarray(wide)

    def draw(figure: Figure) -> str:
        apart = narrow - wide
        finding = (
            f"After ten rows the two are {apart[9]:.1f} apart, after all {len(apart)} rows "
            f"{apart[-1]:.1f}: the wide prior loses at the beginning"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.1, right=0.96, bottom=0.17, top=0.83)
        rows = np.arange(1, len(narrow) + 1)
        axes.axhline(0, color=BLACK, linewidth=1)
        axes.axvline(10, color=SKY, linewidth=1.2)
        axes.plot(rows, narrow, color=BLUE, linestyle="--", label="v = 4")
        axes.plot(rows, wide, color=VERMILION, label="v = 1,000,000")
        axes.set(xlim=(1, len(narrow)), xlabel="rows so far", ylabel="log Bayes factor for x1")
        axes.legend(loc="upper left")
        return f"{finding}. From row 10 on the lines run side by side."

    return Picture(draw, size=(7.2, 3.3), style=STYLE)


# Places, and the band that holds them


def places_of_truths(places: np.ndarray, name: str) -> Picture:
    """Picture the places of truths among their draws: a histogram, and the ECDF difference.

    Parameters
    ----------
    places : array_like, shape (worlds,)
        Between 0 and 1.
    name : str
        Of the quantity.
    """
    places = np.asarray(places, float)
    p_value = ecdf_p_value(places)

    def draw(figure: Figure) -> str:
        finding = (
            f"{capitalised(name)} in {len(places):,} worlds: the line "
            f"{'stays inside' if p_value > 1 - LEVEL else 'leaves'} its 95 % band"
        )
        show_title(figure, finding)
        left, right = figure.subplots(1, 2, width_ratios=[1, 1.4])
        figure.subplots_adjust(left=0.08, right=0.98, bottom=0.16, top=0.84, wspace=0.32)
        height, edges = np.histogram(places, np.linspace(0, 1, 11))
        left.stairs(height, edges, fill=True, color="#BBBBBB", edgecolor=GREY)
        left.axhline(len(places) / 10, **TRUTH | LINE, label="if uniform")
        left.set(xlabel=f"place of {name}", ylabel="worlds", xlim=(0, 1), ylim=(0, None))
        left.legend(loc="lower center")
        _difference(right, places, LEVEL)
        return f"{finding}. The bars vary from {height.min()} to {height.max()} worlds."

    return Picture(draw, size=(7.4, 3.4), style=STYLE)


def calibration_lines(places: Mapping[str, np.ndarray], start: str | None = None) -> Picture:
    """Picture the ECDF difference of one quantity after the other, with its simultaneous band.

    The bands of several quantities hold all their lines in 95 of 100 right samplers.

    Parameters
    ----------
    places : mapping of str to array_like, shape (worlds,)
        For each quantity, numbers between 0 and 1 that are uniform where all is well.
    start : str, optional
        The quantity that is shown first; otherwise the first one.

    Returns
    -------
    Picture
        Slider ``quantity``, if there are two or more.
    """
    places = {name: np.asarray(one, float) for name, one in places.items()}
    names = list(places)
    p_values = {name: ecdf_p_value(one) for name, one in places.items()}
    level = 1 - (1 - LEVEL) / len(places)  # Bonferroni's inequality

    def draw(figure: Figure, quantity: int = 1) -> str:
        name = names[quantity - 1]
        one, p_value = places[name], p_values[name]
        verdict = f"the line {'stays inside' if p_value > 1 - level else 'leaves'} its band"
        said = "p below 0.0001" if p_value < 1e-4 else f"p = {p_value:.2g}"
        finding = f"{capitalised(name)}: {verdict}, {said}"
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.11, right=0.98, bottom=0.16, top=0.84)
        _difference(axes, one, level)
        return f"{finding}. {_leaning(one)}"

    sliders = {}
    if len(names) > 1:
        first = 1 + names.index(start) if start else 1
        sliders["quantity"] = Slider(
            "quantity", low=1, high=len(names), start=first, step=1, names=names
        )
    return Picture(draw, size=(7.2, 3.5), style=STYLE, **sliders)


def _difference(axes: Axes, places: np.ndarray, level: float) -> None:
    """The share of places up to a point, less the point, over the band of uniform ones."""
    band = ecdf_band(len(places), level)
    z, lower, upper = band
    line = band.shares(places) - z
    outside = (line < lower - z) | (line > upper - z)
    axes.fill_between(z, lower - z, upper - z, color="#DDDDDD", label=f"{100 * level:.4g} % band")
    axes.plot(z, line, color=BLACK, linewidth=1.2, label=f"{len(places):,} places")
    if outside.any():
        axes.plot(
            z, np.where(outside, line, np.nan), "-", color=VERMILION, linewidth=3, marker="X",
            markevery=max(1, len(z) // 60), markersize=6, label="outside",
        )  # fmt: skip
    axes.set(xlabel="place", ylabel="share up to there − place", xlim=(0, 1))
    axes.legend(loc="lower right", bbox_to_anchor=(1, 0.98), ncols=3, fontsize=9)


def _leaning(places: np.ndarray) -> str:
    tenth = 100 * np.mean(places < 0.1), 100 * np.mean(places > 0.9)
    return f"{tenth[0]:.0f} % of the places lie below 0.1, {tenth[1]:.0f} % above 0.9."


# What the prior did, and how sure one may be


def prior_or_data(sensitivity: pd.DataFrame) -> Picture:
    """Picture how much each parameter hangs on the prior, and on the likelihood.

    Parameters
    ----------
    sensitivity : DataFrame
        Parameters, in the columns prior and likelihood, as from `criticism.power_scaling`.
    """
    by_prior, by_data = (sensitivity[name].to_numpy() for name in ("prior", "likelihood"))
    names = list(sensitivity.index)

    def draw(figure: Figure) -> str:
        on_prior = [name for name, share in zip(names, by_prior, strict=True) if share > SENSITIVE]
        on_data = [name for name, share in zip(names, by_data, strict=True) if share > SENSITIVE]
        finding = (
            f"Above {SENSITIVE} to the likelihood: {_listed(on_data) or 'none'}; "
            f"to the prior: {_listed(on_prior) or 'none'}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.13, right=0.97, bottom=0.14, top=0.76)
        rows = np.arange(len(names))[::-1]
        axes.hlines(rows, by_prior, by_data, color="#BBBBBB", linewidth=1.5)
        axes.plot(by_prior, rows, "s", color=VERMILION, markersize=7, label="to the prior")
        axes.plot(by_data, rows, "o", color=BLUE, markersize=7, label="to the likelihood")
        axes.axvline(SENSITIVE, **CHOICE | LINE, label="sensitive from here")
        axes.set_yticks(rows, names)
        axes.set(xlabel="sensitivity", xlim=(0, 1.1 * max(by_prior.max(), by_data.max())))
        axes.legend(loc="lower right", bbox_to_anchor=(1, 0.98), ncols=3, fontsize=9)
        return f"{finding}."

    return Picture(draw, size=(7.2, 4), style=STYLE)


def your_hit_rate(
    hits: int, guesses: int, ends: Sequence[float], whose: str = "your guesses"
) -> Picture:
    """Picture the posterior of a hit rate under a flat prior, and its interval.

    Parameters
    ----------
    hits, guesses : int
    ends : (float, float)
        Of the interval.
    whose : str
        What the title begins with.
    """
    low, high = map(float, ends)

    def draw(figure: Figure) -> str:
        where = "above" if low > 0.8 else "below" if high < 0.8 else "around"
        finding = (
            f"{capitalised(whose)}: {hits} of {guesses} held, the rate lies between "
            f"{100 * low:.0f} and {100 * high:.0f}\u00a0%, {where} the 80\u00a0% that were meant"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.17, top=0.81)
        rate = np.linspace(0, 1, 301)
        density = stats.beta.pdf(rate, 1 + hits, 1 + guesses - hits)
        axes.plot(100 * rate, density / 100, color=VERMILION, label="posterior of the hit rate")
        kept = (rate >= low) & (rate <= high)
        axes.fill_between(
            100 * rate[kept], density[kept] / 100, color=VERMILION, alpha=0.25, label="interval"
        )
        axes.axvline(80, **CHOICE | LINE, label="80 %, as meant")
        axes.set(xlim=(0, 100), ylim=(0, None), xlabel="hit rate, in percent", ylabel="density")
        axes.legend(loc="upper left")
        return f"{finding}."

    return Picture(draw, size=(7.2, 3.2), style=STYLE)
