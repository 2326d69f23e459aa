"""Lesson 13: a diagram of causes, Engel's households, and what a model of them says in francs."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import NullFormatter
from numpy.typing import ArrayLike

from helpers import ols
from helpers.explore import Picture
from helpers.lessons.out_into_the_world.diagrams import NAMES
from helpers.lessons.out_into_the_world.shared import by_thirds, design, thirds
from helpers.lessons.style import (
    BLACK,
    CHOICE,
    ESTIMATE,
    GREY,
    STYLE,
    TRUTH,
    finite_numbers,
    show_title,
    signed,
)

__all__ = [
    "budgets",
    "by_household",
    "causes",
    "elasticities",
    "in_francs",
    "line_up",
    "losses",
    "residual_fan",
    "two_slopes",
    "unlabelled_causes",
]

DOTS = ESTIMATE | {"linestyle": "none", "markersize": 3.5, "alpha": 0.85}
PLACES = {  # of the variables of a diagram, in the units of its axes
    "x": (0.0, 0.0),
    "y": (1.0, 0.0),
    "z": (0.5, 0.55),
    "w": (0.5, -0.55),
    "u": (0.0, 0.95),
    "v": (1.0, 0.95),
}
THIRDS = ("lower", "middle", "upper")


# ---- diagrams of causes ------------------------------------------------------------------------


def causes(arrows: str, **names: str) -> Picture:
    """Picture one diagram of causes.

    Parameters
    ----------
    arrows : str
        Such as ``"z > x, z > y, x > y"``, of the letters x, y, z, w, u and v.
    **names : str
        What the letters stand for.
    """
    pairs = [tuple(part.split(">")) for part in arrows.replace(" ", "").split(",")]
    unknown = sorted({letter for pair in pairs for letter in pair} - set(PLACES))
    if unknown or any(len(pair) != 2 for pair in pairs):
        raise ValueError(f'arrows is {arrows!r}; wanted such as "z > x, x > y", of x y z w u v.')
    called = {letter: names.get(letter, letter) for letter in NAMES}
    told = "; ".join(f"{called[a]} acts on {called[b]}" for a, b in pairs)
    common = [called[c] for c in NAMES if {(c, "x"), (c, "y")} <= set(pairs)]
    effects = [called[c] for c in NAMES if {("x", c), ("y", c)} <= set(pairs)]
    finding = (
        f"Common causes of {called['x']} and {called['y']}: {', '.join(common) or 'none'}; common "
        f"effects: {', '.join(effects) or 'none'}"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.05, 0.02, 0.9, 0.82), xlim=(-0.25, 1.25), ylim=(-0.8, 0.8))
        axes.axis("off")
        _draw_diagram(axes, pairs, called)
        return f"{finding}. {told}."

    return Picture(draw, size=(7.2, 2.9), style=STYLE)


def unlabelled_causes(arrows: ArrayLike) -> Picture:
    """Picture several diagrams side by side.

    Parameters
    ----------
    arrows : (k, 6, 6) array_like
        [d, i, j] is 1 where, in diagram d, variable i of x, y, z, w, u, v acts on j.
    """
    arrows = np.asarray(arrows)
    if arrows.ndim != 3 or arrows.shape[1:] != (6, 6):
        raise ValueError(f"arrows has shape {arrows.shape}; wanted (k, 6, 6).")
    diagrams = [[(NAMES[i], NAMES[j]) for i, j in np.argwhere(one)] for one in arrows]
    finding = f"{len(diagrams)} diagrams of causes; circles with a dashed rim are not measured"
    told = (
        f"Diagram {k}: {', '.join(f'{a} on {b}' for a, b in pairs)}"
        for k, pairs in zip(ascii_uppercase, diagrams, strict=False)
    )
    words = f"{finding}. What acts on what: {'. '.join(told)}."

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        width = 1.6 * len(diagrams)
        axes = figure.add_axes((0, 0.02, 1, 0.86), xlim=(-0.3, width - 0.3), ylim=(-0.8, 1.5))
        axes.axis("off")
        for k, pairs in enumerate(diagrams):
            _draw_diagram(axes, pairs, {letter: letter for letter in NAMES}, shift=1.6 * k)
            axes.text(
                1.6 * k + 0.5, 1.35, f"diagram {ascii_uppercase[k]}", ha="center", va="center"
            )
        return words

    return Picture(draw, size=(7.2, 2.7), style=STYLE)


def _draw_diagram(
    axes: Axes, pairs: Sequence[tuple[str, str]], called: dict[str, str], shift: float = 0.0
) -> None:
    """Boxes with words, or circles with letters, and an arrow from rim to rim for each pair."""
    letters = [letter for letter in NAMES if any(letter in pair for pair in pairs)]
    words = any(len(called[letter]) > 1 for letter in letters)
    places = {letter: (PLACES[letter][0] + shift, PLACES[letter][1]) for letter in letters}
    boxes = {}
    for letter in letters:
        hidden = letter in ("u", "v")
        box = {
            "boxstyle": "round,pad=0.4" if words else "circle,pad=0.35",
            "facecolor": "white",
            "edgecolor": GREY if hidden else BLACK,
            "linestyle": "--" if hidden else "-",
        }
        at = {"ha": "center", "va": "center", "bbox": box}
        boxes[letter] = axes.text(*places[letter], called[letter], **at).get_bbox_patch()
    line = {"arrowstyle": "-|>", "color": BLACK, "linewidth": 1.4}
    for cause, effect in pairs:
        ends = {"shrinkA": 14, "shrinkB": 14}  # points, the radius of a circle and a little
        if words:
            ends = {"patchA": boxes[cause], "patchB": boxes[effect], "shrinkA": 2, "shrinkB": 2}
        axes.annotate("", places[effect], places[cause], arrowprops=line | ends)


def two_slopes(x: ArrayLike, y: ArrayLike, z: ArrayLike) -> Picture:
    """Picture y on x, with z and without it: the slope of all, and those where z is alike.

    Parameters
    ----------
    x, y, z : (n,) array_like
    """
    x, y, z = (finite_numbers(*one) for one in (("x", x), ("y", y), ("z", z)))
    alone, beside = ols.fit(design(x), y).beta, ols.fit(design(x, z), y).beta
    finding = (
        f"The slope of x is {alone[1]:.3f} without z; with z in the fit, the slope of all three "
        f"solid lines, it is {beside[1]:.3f}"
    )
    third = thirds(z)

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.09, 0.15, 0.6, 0.7))
        looks = (TRUTH, CHOICE, ESTIMATE)
        for k, look in enumerate(looks):
            inside = third == k
            dots = look | {"linestyle": "none", "markersize": 2.5, "alpha": 0.95}
            axes.plot(x[inside], y[inside], **dots, label=f"{THIRDS[k]} third of z")
            ends = np.quantile(x[inside], [0.02, 0.98])
            line = beside @ [np.ones(2), ends, np.full(2, z[inside].mean())]
            apart = [withStroke(linewidth=5.5, foreground="white")]  # from its dots
            axes.plot(ends, line, color=look["color"], linewidth=2.8, zorder=5, path_effects=apart)
        ends = np.quantile(x, [0.005, 0.995])
        axes.plot(
            ends,
            alone @ [np.ones(2), ends],
            color=BLACK,
            linestyle="--",
            linewidth=2.2,
            zorder=6,
            label="without z",
        )
        axes.set(xlabel="x", ylabel="y")
        figure.legend(
            *axes.get_legend_handles_labels(), loc="center left", bbox_to_anchor=(0.7, 0.5)
        )
        return f"{finding}. Where z is high, both x and y are: the steeper line joins the thirds."

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


# ---- Engel's households ------------------------------------------------------------------------


def budgets(income: ArrayLike, food: ArrayLike) -> Picture:
    """Picture what households spend on food, in francs and as a share of their income."""
    income, food = _households(income, food)
    share, third = food / income, thirds(income)
    means = [100 * share[third == k].mean() for k in range(3)]
    finding = (
        f"The share for food falls with income: {means[0]:.1f} % on average in the lower third, "
        f"{means[2]:.1f} % in the upper"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        left, right = (figure.add_axes((x, 0.16, 0.35, 0.66)) for x in (0.11, 0.6))
        left.plot(income, food, **DOTS)
        left.set(xlabel="income, francs a year", ylabel="food, francs a year", ylim=(0, None))
        right.semilogx(income, 100 * share, **DOTS)
        _plain_ticks(right)
        right.set(xlabel="income, francs a year, log scale", ylabel="food, % of income")
        row = income.argmax()
        return (
            f"{finding}. The largest income is {income[row]:,.0f} francs, with {food[row]:,.0f} "
            f"for food; the second is {np.sort(income)[-2]:,.0f}."
        )

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def residual_fan(income: ArrayLike, residuals: ArrayLike, distances: ArrayLike) -> Picture:
    """Picture residuals against income, and the household that moves the fit most.

    Parameters
    ----------
    income, residuals, distances : (n,) array_like
        The last are Cook's distances.
    """
    income, e = _households(income, residuals)
    distances = finite_numbers("distances", distances)
    third, row = thirds(income), int(distances.argmax())
    spread = [e[third == k].std() for k in range(3)]
    finding = (
        f"Residuals scatter by {spread[0]:.1f} francs in the lower third and {spread[2]:.1f} in "
        f"the upper; household {row} has Cook's distance {distances[row]:.1f}"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.1, 0.15, 0.87, 0.66))
        axes.axhline(0, color=BLACK, linewidth=1)
        axes.plot(income, e, **DOTS)
        ring = CHOICE | {"linestyle": "none", "markersize": 13, "fillstyle": "none"}
        axes.plot(income[row], e[row], **ring)
        note = {"textcoords": "offset points", "xytext": (-12, 8), "ha": "right"}
        axes.annotate(f"household {row}", (income[row], e[row]), **note)
        axes.set(xlabel="income, francs a year", ylabel="residual, francs")
        others = np.delete(distances, row).max()
        return f"{finding}. The next largest distance is {others:.2f}."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def line_up(income: ArrayLike, panels: Sequence[ArrayLike]) -> Picture:
    """Picture nine sets of residuals alike: one is real, in the others they were dealt out.

    After Buja and others 2009, *Philosophical Transactions of the Royal Society A* 367.

    Parameters
    ----------
    income : (n,) array_like
    panels : nine (n,) array_like
    """
    columns = [_households(income, one)[1] for one in panels]
    income = finite_numbers("income", income)
    if len(columns) != 9:
        raise ValueError(f"panels holds {len(columns)} sets of residuals; wanted nine.")
    third = thirds(income)
    ratios = [one[third == 2].std() / one[third == 0].std() for one in columns]
    finding = f"One of nine is real; in eight, {len(income)} residuals were dealt out by lot"

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        x = (np.log(income) - np.log(income).min()) / np.ptp(np.log(income))
        half = 2.1 * max(np.abs(one).max() for one in columns)
        axes = figure.add_axes((0.03, 0.07, 0.95, 0.83), xlim=(-0.05, 3.45), ylim=(-2.6, 0.6))
        axes.axis("off")
        for k, one in enumerate(columns):
            row, column = divmod(k, 3)
            left = 1.18 * column
            axes.plot([left, left + 1], [-row, -row], color=BLACK, linewidth=0.8)
            axes.plot(left + x, one / half - row, **DOTS | {"markersize": 2})
            axes.text(left, 0.48 - row, str(k + 1), va="top", weight="bold")
        figure.text(0.5, 0.02, "log income, from left to right; residual, upwards", ha="center")
        told = ", ".join(f"{k}: {ratio:.2f}" for k, ratio in enumerate(ratios, 1))
        return f"{finding}. Spread in the upper third over that in the lower, by panel: {told}."

    return Picture(draw, size=(7.2, 5.2), style=STYLE)


def by_household(income: ArrayLike, differences: ArrayLike) -> Picture:
    """Picture by how much one model predicts each household better than another."""
    income, d = _households(income, differences)
    row = int(d.argmax())
    finding = (
        f"The log model predicts {np.sum(d > 0)} of {len(d)} households better; household {row} "
        f"alone brings {d[row]:.1f} of {d.sum():.1f}"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.1, 0.16, 0.87, 0.66))
        axes.vlines(income, 0, d, color=GREY, linewidth=0.7)
        better = d > 0
        axes.plot(income[better], d[better], **DOTS, label="log model better")
        other = TRUTH | {"linestyle": "none", "markersize": 3.5, "alpha": 0.8}
        axes.plot(income[~better], d[~better], **other, label="straight line better")
        axes.axhline(0, color=BLACK, linewidth=1)
        axes.set_xscale("log")
        _plain_ticks(axes)
        axes.set(xlabel="income, francs a year, log scale", ylabel="difference of log densities")
        axes.legend(loc="upper left")
        return f"{finding}. The least is {signed(d.min())}, the median {signed(np.median(d))}."

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


def elasticities(income: ArrayLike, food: ArrayLike) -> Picture:
    """Picture one line in logs, and a line for each third of the incomes with its elasticity."""
    income, food = _households(income, food)
    third, x, y = thirds(income), np.log(income), np.log(food)
    one = ols.fit(design(x), y)
    fit = ols.fit(by_thirds(x, third), y)
    C = np.array([[0, 1, 0, 0, 0, 0], [0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1]])
    slopes = C @ fit.beta
    errors = np.sqrt(np.diag(C @ fit.robust_covariance("HC3") @ C.T))
    told = ", ".join(
        f"{third} {slope:.2f} ± {1.96 * error:.2f}"
        for third, slope, error in zip(THIRDS, slopes, errors, strict=True)
    )
    finding = f"Elasticities of the thirds, ± 1.96 robust errors: {told}; of all, {one.beta[1]:.2f}"

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        left = figure.add_axes((0.11, 0.15, 0.53, 0.68))
        right = figure.add_axes((0.74, 0.15, 0.24, 0.68))
        left.loglog(income, food, **DOTS | {"markersize": 3, "color": GREY})
        for k in range(3):
            ends = np.array([x[third == k].min(), x[third == k].max()])
            line = np.exp(by_thirds(ends, np.full(2, k)) @ fit.beta)
            left.plot(np.exp(ends), line, **CHOICE | {"linestyle": "-"}, markersize=5)
        ends = np.array([x.min(), x.max()])
        left.plot(np.exp(ends), np.exp(design(ends) @ one.beta), color=BLACK, linewidth=1.2)
        _plain_ticks(left)
        left.set_yticks([300, 600, 1200, 2000], ["300", "600", "1,200", "2,000"])
        left.yaxis.set_minor_formatter(NullFormatter())
        left.set(xlabel="income, francs, log scale", ylabel="food, francs, log scale")
        right.axhline(one.beta[1], color=BLACK, linewidth=1.2)
        bars = CHOICE | {"linestyle": "none", "capsize": 3}
        right.errorbar(range(3), slopes, 1.96 * errors, **bars)
        right.set_xticks(range(3), THIRDS)
        right.set(xlim=(-0.5, 2.5), ylabel="elasticity", xlabel="third, ± 1.96 errors")
        return f"{finding}. The black line is that of all {len(x)} households."

    return Picture(draw, size=(7.2, 3.7), style=STYLE)


def in_francs(
    income: ArrayLike,
    food: ArrayLike,
    new_income: float | None = None,
    answer: ArrayLike | None = None,
) -> Picture:
    """Picture the log model back in francs: medians, and where 95 % of households lie.

    Parameters
    ----------
    income, food : (n,) array_like
    new_income : float, optional
        Of one household.
    answer : (3,) array_like, optional
        The median of such households, and the ends of their interval.
    """
    income, food = _households(income, food)
    log_fit = ols.fit(design(np.log(income)), np.log(food))
    straight = ols.fit(design(income), food)
    grid = np.linspace(income.min(), np.sort(income)[-2] * 1.05, 80)
    median, low, high = np.exp(log_fit.predict(design(np.log(grid)), "observation")).T
    _, straight_low, straight_high = straight.predict(design(grid), "observation").T
    held = np.exp(log_fit.predict(design(np.log(income)), "observation"))
    inside = int(np.sum((held[:, 1] <= food) & (food <= held[:, 2])))
    finding = f"The band of the log model widens with income, and holds {inside} of {len(food)}"
    if new_income is not None:
        middle, bottom, top = finite_numbers("answer", answer)
        finding = (
            f"An income of {new_income:,.0f} francs: half of such households spend less than "
            f"{middle:.0f}, 95 % spend {bottom:.0f} to {top:.0f}"
        )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.1, 0.15, 0.87, 0.66))
        axes.fill_between(grid, low, high, color=ESTIMATE["color"], alpha=0.15, linewidth=0)
        axes.plot(grid, median, color=ESTIMATE["color"], label="log model, median and 95 % band")
        for edge, label in ((straight_low, "straight line, 95 % band"), (straight_high, None)):
            axes.plot(grid, edge, color=TRUTH["color"], linestyle="--", linewidth=1.3, label=label)
        shown = income <= grid[-1]
        axes.plot(income[shown], food[shown], **DOTS | {"markersize": 3, "color": GREY})
        if new_income is not None:
            size = [[middle - bottom], [top - middle]]
            bar = CHOICE | {"linestyle": "none", "capsize": 4, "elinewidth": 2}
            axes.errorbar([new_income], [middle], size, **bar, label="one household", zorder=10)
        axes.set(xlabel="income, francs a year", ylabel="food, francs a year", ylim=(0, None))
        axes.legend(loc="lower right")
        return f"{finding}. Not shown: the household with {income.max():,.0f} francs."

    return Picture(draw, size=(7.2, 3.9), style=STYLE)


def losses(draws: ArrayLike, amount: float, too_much: float, too_little: float) -> Picture:
    """Picture the average loss of each amount over draws of what will be needed."""
    draws = finite_numbers("draws", draws)

    def loss(amounts):
        over = np.atleast_1d(amounts)[:, None] - draws
        return np.where(over > 0, too_much * over, -too_little * over).mean(axis=1)

    grid = np.linspace(*np.quantile(draws, [0.02, 0.995]), 60)
    curve, mean = loss(grid), draws.mean()
    at = {"the mean": mean, "your amount": float(amount)}
    costs = {name: float(loss(value)[0]) for name, value in at.items()}
    finding = (
        f"An amount of {amount:.0f} francs loses {costs['your amount']:.2f} on average; the mean, "
        f"{mean:.0f}, loses {costs['the mean']:.2f}"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.1, 0.16, 0.87, 0.68))
        axes.plot(grid, curve, color=BLACK, linewidth=1.5)
        for (name, value), look in zip(at.items(), (ESTIMATE, CHOICE), strict=True):
            axes.plot(
                [value], [costs[name]], **look | {"linestyle": "none"}, markersize=9, label=name
            )
        axes.set(xlabel="amount set aside, francs", ylabel="average loss", ylim=(0, None))
        axes.legend(loc="lower right")
        share = np.mean(draws > amount)
        return f"{finding}. A share of {share:.2f} of the draws lies above the amount."

    return Picture(draw, size=(7.2, 3.3), style=STYLE)


def _households(income: ArrayLike, other: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    income, other = finite_numbers("income", income), finite_numbers("The other column", other)
    if len(income) != len(other):
        raise ValueError(f"There are {len(income)} incomes and {len(other)} numbers beside them.")
    return income, other


def _plain_ticks(axes: Axes) -> None:
    axes.set_xticks([500, 1000, 2000, 5000], ["500", "1,000", "2,000", "5,000"])
    axes.xaxis.set_minor_formatter(NullFormatter())
