"""Lesson 13b: larger than memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.explore import Picture
from helpers.lessons.style import (
    BLACK,
    BLUE,
    ESTIMATE,
    GREEN,
    GREY,
    HALO,
    SKY,
    STYLE,
    VERMILION,
    finite_numbers,
    ink,
    show_title,
)

__all__ = [
    "digits_of_an_offset",
    "kept_triangle",
    "pieces_added",
    "tree_of_merges",
    "two_standard_errors",
]


def kept_triangle(R: np.ndarray, names: Sequence[str], n: int) -> Picture:
    """Picture a table of n rows beside the triangle that is kept of it.

    Parameters
    ----------
    R : (q, q) array_like
        Upper triangular.
    names : sequence of q str
        The columns, the response last.
    n : int
        Rows of the table.

    Raises
    ------
    ValueError
        `R` is not a triangle with a column for each name.
    """
    R, q = np.asarray(R, dtype=float), len(names)
    if R.shape != (q, q):
        raise ValueError(f"R has shape {R.shape}; wanted ({q}, {q}), a column for each name.")
    kept = q * (q + 1) // 2
    finding = f"{n:,} rows of {q} columns leave a triangle of {kept} numbers"

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.02, 0.02, 0.96, 0.84))
        axes.add_patch(Rectangle((0, 0), q, 8, facecolor=SKY, edgecolor=GREY, alpha=0.5))
        for j, name in enumerate(names):
            axes.plot([j, j], [0, 8], color=GREY, linewidth=0.8)
            axes.text(j + 0.5, 5.2, name, ha="center", va="center", fontsize=9, rotation=90)
            axes.text(8 + 2.2 * (j + 0.5), 8.3, name, ha="center", fontsize=9)
        axes.text(q / 2, 1.4, f"{n:,} rows", ha="center", va="center", bbox=HALO)
        axes.annotate("", (7.5, 4), (q + 0.6, 4), arrowprops={"arrowstyle": "->", "color": BLACK})
        axes.text((q + 8.1) / 2, 4.5, "[X y] = Q R", ha="center")
        for i in range(q):
            for j in range(q):
                corner = (8 + 2.2 * j, 8 - 1.4 * (i + 1))
                last = j == q - 1
                face = "white" if j < i else VERMILION if i == j == q - 1 else SKY
                axes.add_patch(
                    Rectangle(corner, 2.2, 1.4, facecolor=face, edgecolor=GREY, alpha=0.5)
                )
                said = "0" if j < i else f"{round(R[i, j], 1) + 0.0:,.1f}".replace("-", "−")
                weight = "bold" if last and i == q - 1 else "normal"
                axes.text(corner[0] + 1.1, corner[1] + 0.7, said, ha="center", va="center",
                          fontsize=9, fontweight=weight)  # fmt: skip
        axes.text(8 + 2.2 * q, 8 - 1.4 * q - 0.3, "in the corner: what least squares leaves of y",
                  ha="right", va="top", color=ink(VERMILION), fontsize=9)  # fmt: skip
        axes.set(xlim=(-0.2, 8.4 + 2.2 * q), ylim=(-0.2, 9))
        axes.set_axis_off()
        return f"{finding}. In its corner stands {R[-1, -1]:,.1f}, the length of the residuals."

    return Picture(draw, size=(7.2, 3.2), style=STYLE)


def digits_of_an_offset(
    offsets: Sequence[float], by_sums: Sequence[float], by_triangle: Sequence[float], right: float
) -> Picture:
    """Picture how many digits of a slope survive as the column moves away from zero.

    Parameters
    ----------
    offsets : (k,) array_like
        How far, in the column's standard deviations.
    by_sums, by_triangle : (k,) array_like
        The slope by sums of squares and by the triangle.
    right : float
        The right slope.
    """
    offsets = finite_numbers("offsets", offsets)
    digits = [
        -np.log10(np.clip(np.abs(finite_numbers("slopes", one) / right - 1), 1e-16, 1.0))
        for one in (by_sums, by_triangle)
    ]
    slopes = [round(float(np.polyfit(np.log10(offsets[2:]), d[2:], 1)[0])) for d in digits]
    finding = (
        f"With each decade of the offset the sums lose about {-slopes[0]} digits of 16, the "
        f"triangle about {-slopes[1]}"
    )

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        decades = np.log10(offsets)
        axes.plot(decades, digits[1], marker="o", color=BLUE, linestyle="--", label="triangle")
        axes.plot(decades, digits[0], marker="D", color=VERMILION, label="sums of squares")
        for loss, dash in ((1, ":"), (2, "-")):
            said = f"16 less {('one', 'two')[loss - 1]} a decade"
            axes.plot(decades, 16 - loss * decades, color=GREY, linestyle=dash, linewidth=1.2,
                      label=said)  # fmt: skip
        axes.set_xticks(decades, [f"{offset:,.0f}" for offset in offsets])
        axes.set(xlabel="distance of the column from zero, in its standard deviations",
                 ylabel="correct digits of its slope", ylim=(0, 17))  # fmt: skip
        axes.legend(loc="lower left")
        return f"{finding}. How many more than that differs from one processor to the next."

    return Picture(draw, size=(7.2, 3.2), style=STYLE)


def tree_of_merges(rows: Sequence[int], fan_in: int = 4) -> Picture:
    """Picture pieces that become triangles where they are, and triangles that meet in a tree.

    Parameters
    ----------
    rows : (k,) sequence of int
        Rows of each piece.
    fan_in : int
        Triangles that meet at a time.
    """
    rounds, triangles = 0, len(rows)
    while triangles > 1:
        rounds, triangles = rounds + 1, -(-triangles // fan_in)
    finding = (
        f"{len(rows)} pieces, {sum(rows):,} rows, become one triangle in {rounds} rounds of merges"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.02, 0.03, 0.96, 0.84))
        places = [np.arange(len(rows), dtype=float)]  # each node above those it was made of
        while len(places[-1]) > 1:
            below = places[-1]
            groups = [below[i : i + fan_in] for i in range(0, len(below), fan_in)]
            places.append(np.array([group.mean() for group in groups]))
        for place in places[0]:
            axes.add_patch(Rectangle((place - 0.35, -1.3), 0.7, 1.0, facecolor=SKY, edgecolor=GREY))
        for floor, nodes in enumerate(places):
            axes.plot(nodes, np.full(len(nodes), floor), linestyle="none", marker="^",
                      markersize=11, color=GREEN if floor else BLUE,
                      label="merged triangle" if floor == 1 else None)  # fmt: skip
            if floor:
                for i, place in enumerate(nodes):
                    for child in places[floor - 1][i * fan_in : (i + 1) * fan_in]:
                        axes.plot([child, place], [floor - 0.85, floor - 0.12], color=GREY,
                                  linewidth=1, zorder=0)  # fmt: skip
        for place in places[0]:
            axes.plot([place, place], [-0.3, -0.12], color=GREY, linewidth=1, zorder=0)
        middle = len(rows) - 0.3
        axes.text(middle, -0.8, f"pieces of\n{rows[0]:,} rows", va="center", fontsize=9)
        axes.text(middle, 0, "a triangle each", va="center", fontsize=9, color=BLUE)
        axes.text(middle, rounds, "the whole table", va="center", fontsize=9, color=ink(GREEN))
        axes.set(xlim=(-1, len(rows) + 0.22 * len(rows) + 1), ylim=(-1.4, rounds + 0.4))
        axes.set_axis_off()
        return f"{finding}, {fan_in} at a time."

    return Picture(draw, size=(7.2, 3.2), style=STYLE)


def pieces_added(
    slopes: Sequence[float], standard_errors: Sequence[float], name: str, truth: float
) -> Picture:
    """Picture a slope and its 95 % interval as one piece after the other is merged.

    Parameters
    ----------
    slopes, standard_errors : (k,) array_like
        After 1, 2, …, k pieces.
    name : str
        What it is the slope of.
    truth : float
    """
    slopes = finite_numbers("slopes", slopes)
    errors = finite_numbers("standard_errors", standard_errors)
    if len(slopes) != len(errors):
        raise ValueError(
            f"slopes has {len(slopes)} entries and standard_errors {len(errors)}; they go in pairs."
        )
    ratio = errors[0] / errors[-1]
    finding = (
        f"Slope of {name}: after {len(slopes)} pieces its interval is {ratio:.1f} times narrower "
        "than after one"
    )

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        pieces = np.arange(1, len(slopes) + 1)
        axes.axhline(truth, color=BLUE, linestyle="--", label="truth")
        axes.vlines(pieces, slopes - 1.96 * errors, slopes + 1.96 * errors, color=VERMILION)
        axes.plot(pieces, slopes, **ESTIMATE | {"linestyle": "none"}, markersize=5,
                  label="estimate, 95 %")  # fmt: skip
        axes.set(xlabel="pieces merged", ylabel=f"slope of {name}",
                 xticks=pieces[:: max(1, len(pieces) // 10)])  # fmt: skip
        axes.legend(loc="upper right")
        return f"{finding}. It ends at {slopes[-1]:.4f}; the truth is {truth:g}."

    return Picture(draw, size=(7.2, 3.2), style=STYLE)


def two_standard_errors(
    names: Sequence[str], classical: Sequence[float], robust: Sequence[float]
) -> Picture:
    """Picture, for each coefficient, the robust standard error as a multiple of the classical one.

    Parameters
    ----------
    names : sequence of p str
    classical, robust : (p,) array_like
    """
    ratio = finite_numbers("robust", robust) / finite_numbers("classical", classical)
    if len(ratio) != len(names):
        raise ValueError(f"There are {len(names)} names and {len(ratio)} standard errors.")
    most = int(np.argmax(np.abs(np.log(ratio))))
    finding = (
        f"Where each row may have its own noise, the standard error of {names[most]} is "
        f"{ratio[most]:.2f} times the classical one"
    )

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        rows = np.arange(len(names))
        axes.axvline(1, color=BLUE, linestyle="--", label="one sigma for all rows")
        axes.plot(ratio, rows, "D", color=VERMILION, markersize=8, label="HC3, a second pass")
        for row, value in zip(rows, ratio, strict=True):
            axes.text(
                value, row - 0.22, f"{value:.2f}", ha="center", color=ink(VERMILION), bbox=HALO
            )
        axes.set_yticks(rows, names)
        axes.set(xlabel="standard error, over the classical one",
                 xlim=(min(0.8, ratio.min() - 0.1), max(1.2, ratio.max() + 0.1)),
                 ylim=(len(names) - 0.5, -0.6))  # fmt: skip
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        said = ", ".join(f"{name} {value:.2f}" for name, value in zip(names, ratio, strict=True))
        return f"{finding}. HC3 over classical: {said}."

    return Picture(draw, size=(7.2, 2.6), style=STYLE)
