"""Lesson 00: four ideas of mathematics that the course stands on, to play with."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    BLUE,
    CHOICE,
    ESTIMATE,
    GREY,
    POINT,
    SKY,
    STYLE,
    VERMILION,
    area,
    finite_numbers,
    ink,
    limits,
    point,
    show_title,
    signed,
)

__all__ = ["balance", "density", "gradient", "inverse", "matrix_times_vector"]

FIRST = {"color": BLUE, "linestyle": "--"}
SECOND = {"color": VERMILION, "linestyle": "-"}


def balance(values: Sequence[float] | np.ndarray, average: float) -> Picture:
    """Picture numbers as weights, some above their average and some below.

    Parameters
    ----------
    values : (n,) array_like
    average : float

    Raises
    ------
    TypeError, ValueError
        `values` or `average` holds something else than finite numbers.
    """
    values = finite_numbers("values", values)
    (average,) = finite_numbers("average", [average])
    apart = values - average
    up, down = apart[apart >= 0].sum(), apart[apart < 0].sum()
    finding = (
        f"The numbers above the average, {average:.2f}, lie {signed(up)} from it in all; "
        f"those below, {signed(down)}"
    )

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        rows = np.arange(len(values))
        for those, style, marker, label in (
            (apart >= 0, FIRST, ">", "above the average"),
            (apart < 0, SECOND, "<", "below the average"),
        ):
            axes.hlines(
                rows[those], average, values[those],
                color=style["color"], linestyle=style["linestyle"],
            )  # fmt: skip
            axes.plot(
                values[those], rows[those], **POINT, marker=marker, color=style["color"],
                label=label,
            )  # fmt: skip
        axes.axvline(average, color=BLACK, linewidth=1.2, label="the average")
        axes.set(xlabel="y", ylabel="place in the list", yticks=rows, ylim=(len(rows) - 0.5, -0.5))
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        return f"{finding}. The two add up to {signed(up + down)}: an average balances its numbers."

    return Picture(draw, size=(7.2, 2.9), style=STYLE)


def matrix_times_vector() -> Picture:
    """Picture ``X @ b`` as so much of the first column and so much of the second.

    ``X`` is (2, 2) with columns (1, 1) and (2, 0.5).

    Returns
    -------
    Picture
        Sliders ``b0`` and ``b1``.
    """
    X = np.array([[1.0, 2.0], [1.0, 0.5]])

    def draw(figure: Figure, b0: float, b1: float) -> str:
        b = np.array([b0, b1])
        product = X @ b
        finding = (
            f"X @ b = {b0:.1f} × (1, 1) + {b1:.1f} × (2, 0.5) = {point(product, decimals=2)}"
        ).replace("-", "−")
        show_title(figure, finding)
        axes = figure.add_axes((0.09, 0.13, 0.6, 0.76))
        _draw_mixture(axes, X, b, "X @ b")
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02))
        everything = np.column_stack([X, X * b, product])
        axes.set(
            xlim=limits(everything[0], least=(-2.0, 6.0), by=2.0),
            ylim=limits(everything[1], least=(-2.0, 4.0), by=2.0),
            aspect="equal",
            xlabel="first entry",
            ylabel="second entry",
        )
        return f"{finding}. One arrow follows the first column, the next the second, to their sum."

    return Picture(
        draw,
        size=(7.2, 4.0),
        style=STYLE,
        b0=Slider("b[0]", low=-3.0, high=3.0, start=1.0, step=0.1),
        b1=Slider("b[1]", low=-3.0, high=3.0, start=1.5, step=0.1),
    )


def inverse() -> Picture:
    """Picture the way back from ``X @ b`` to ``b`` while the columns of ``X`` draw together.

    Both columns have length 1 and the target stays at (1, 1).

    Returns
    -------
    Picture
        Slider ``angle``, between the two columns, in degrees.
    """
    target = np.array([1.0, 1.0])

    def columns(angle: float) -> np.ndarray:
        radians = math.radians(angle)
        return np.array([[1.0, math.cos(radians)], [0.0, math.sin(radians)]])

    angles = np.arange(4, 91)
    solutions = np.array([np.linalg.solve(columns(angle), target) for angle in angles])

    def draw(figure: Figure, angle: int) -> str:
        X = columns(angle)
        b = np.linalg.solve(X, target)
        finding = (
            f"With {angle}° between the columns, b = ({signed(b[0])}, {signed(b[1])}) "
            "reaches the target (1, 1)"
        )
        show_title(figure, finding)
        plane = figure.add_axes((0.11, 0.29, 0.48, 0.56))
        _draw_mixture(plane, X, b, "the target")
        figure.legend(loc="lower left", bbox_to_anchor=(0.08, 0.0), ncols=3)
        everything = np.column_stack([X, X * b, target])
        low, high = limits(everything[0], least=(-2.0, 2.0), by=2.0)
        half = 0.324 * (high - low)  # of the height, so that both axes have one scale
        plane.set(
            xlim=(low, high),
            ylim=(0.5 - half, 0.5 + half),
            aspect="equal",  # or an angle would not look its size
            xlabel="first entry",
            ylabel="second entry",
        )
        curves = figure.add_axes((0.69, 0.29, 0.29, 0.54))
        for entry, (line, name) in enumerate(((FIRST, "b[0]"), (SECOND, "b[1]"))):
            curves.plot(angles, solutions[:, entry], **line)
            curves.text(22, (-7, 6)[entry], name, color=ink(line["color"]), va="center")
            curves.plot(angle, b[entry], **POINT | {"marker": "oD"[entry], "color": line["color"]})
        curves.axhline(0, color=BLACK, linewidth=1)
        curves.set(xlabel="angle (°)", xlim=(0, 92), ylim=(-15, 16))
        curves.set_title("entries of b", fontsize=10)
        return (
            f"{finding}. The closer the columns, the larger and the more opposed the entries of b: "
            f"at 90° they are +1.00 and +1.00, at 4° −13.30 and +14.34."
        )

    return Picture(
        draw,
        size=(7.2, 4.0),
        style=STYLE,
        angle=Slider("angle (°)", low=4, high=90, start=60, step=1),
    )


def gradient() -> Picture:
    """Picture the gradient of (b0 - 1)² + 2 (b1 + 0.5)² as an arrow uphill, and as two slopes.

    Returns
    -------
    Picture
        Sliders ``b0`` and ``b1``, the place.
    """

    def height(b0: np.ndarray, b1: np.ndarray) -> np.ndarray:
        return (b0 - 1) ** 2 + 2 * (b1 + 0.5) ** 2

    around = np.linspace(-3.0, 3.0, 61)

    def draw(figure: Figure, b0: float, b1: float) -> str:
        slopes = np.array([2 * (b0 - 1), 4 * (b1 + 0.5)])
        here = height(b0, b1)
        at_bottom = np.abs(slopes).max() < 1e-9
        finding = f"At {point((b0, b1))} the gradient is {point(slopes)}: " + (
            "flat all around, the bottom" if at_bottom else "the steepest way up"
        )
        show_title(figure, finding)

        contours = figure.add_axes((0.08, 0.13, 0.46, 0.76))
        angle = np.linspace(0, 2 * np.pi, 121)
        for level in (0.5, 2, 4, 8, 12, 16):
            # (b0 - 1)² + 2 (b1 + 0.5)² = level, as an ellipse about the bottom.
            radius = math.sqrt(level)
            contours.plot(
                1 + radius * np.cos(angle),
                -0.5 + radius * np.sin(angle) / math.sqrt(2),
                color=GREY,
                linewidth=0.9,
            )
        contours.plot(1, -0.5, **ESTIMATE | POINT, label="bottom")
        contours.plot(b0, b1, **CHOICE | POINT, label="your place")
        if not at_bottom:
            # A quarter of its length, so that it stays on the map.
            _arrow(contours, np.array([b0, b1]), slopes / 4, color=BLACK, label="gradient / 4")
        contours.set(xlim=(-2, 4), ylim=(-3, 3), aspect="equal", xlabel="b0", ylabel="b1")
        contours.grid(False)
        figure.legend(
            loc="lower left",
            bbox_to_anchor=(0.56, 0.02),
            ncols=3,
            columnspacing=0.9,
            handlelength=1.2,
            fontsize=9,
        )

        curves = (height(b0 + around, b1), height(b0, b1 + around))
        for panel, curve, place, slope in zip((0, 1), curves, (b0, b1), slopes, strict=True):
            axes = figure.add_axes((0.64 + 0.19 * panel, 0.31, 0.155, 0.5))
            axes.plot(place + around, curve, color=GREY)
            axes.plot(place + around, here + slope * around, color=BLACK, linestyle="--")
            axes.plot(place, here, **CHOICE | POINT)
            axes.set(xlabel=f"b{panel}", xlim=(-3, 5), xticks=(-2, 0, 2, 4), ylim=(-2, 20))
            axes.set_title(f"slope {signed(slope, 1)}", fontsize=10)
            if panel:
                axes.tick_params(labelleft=False)
            else:
                axes.set_ylabel("height")
        return f"{finding}. The height there is {here:.2f}; the bottom is at (1.0, −0.5)."

    return Picture(
        draw,
        size=(7.2, 4.0),
        style=STYLE,
        b0=Slider("b0", low=-1.0, high=3.0, start=2.0, step=0.1),
        b1=Slider("b1", low=-2.0, high=1.5, start=1.0, step=0.1),
    )


def density() -> Picture:
    """Picture a normal density: its height has a unit, and its areas are the probabilities.

    Returns
    -------
    Picture
        Sliders ``mean`` and ``sigma`` (a standard deviation).
    """
    within = math.erf(1 / math.sqrt(2))  # whatever the mean and sigma
    standard = np.linspace(-5.0, 5.0, 301)

    def draw(figure: Figure, mean: float, sigma: float) -> str:
        top = 1 / (sigma * math.sqrt(2 * math.pi))
        curve = top * np.exp(-0.5 * standard**2)
        finding = f"Height at the centre {top:.2f}, area within one standard deviation {within:.2f}"
        show_title(figure, finding)
        axes = figure.add_axes((0.09, 0.15, 0.88, 0.74))
        values = mean + sigma * standard
        axes.plot(values, curve, color=BLUE)
        axes.fill_between(
            values, curve, where=np.abs(standard) <= 1, **area(SKY),
            label=f"area {within:.2f}",
        )  # fmt: skip
        axes.plot([mean, mean], [0, top], **SECOND | {"linestyle": "--"}, label=f"height {top:.2f}")
        axes.legend(loc="upper left")
        axes.set(
            xlim=(-2.5, 2.5),
            ylim=(0, limits([1.05 * top], least=(0.0, 1.0), by=1.0)[1]),
            xlabel="value",
            ylabel="density (1 / unit of the value)",
        )
        return f"{finding}. A normal density of mean {mean:.1f} and standard deviation {sigma:.2f}."

    return Picture(
        draw,
        size=(7.2, 3.6),
        style=STYLE,
        mean=Slider("mean", low=-1.0, high=1.0, start=0.0, step=0.1),
        sigma=Slider("sigma (sd)", low=0.05, high=1.0, start=0.1, step=0.05),
    )


def _draw_mixture(axes: Axes, X: np.ndarray, b: np.ndarray, name: str) -> None:
    """Draw the columns of X, and the way to X @ b along b[0] of one and b[1] of the other."""
    origin, corner, end = np.zeros(2), b[0] * X[:, 0], X @ b
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.plot(*np.column_stack([origin, corner]), **FIRST, label="b[0] × column 0")
    axes.plot(*np.column_stack([corner, end]), **SECOND, label="b[1] × column 1")
    for j, style in enumerate((FIRST, SECOND)):
        _arrow(axes, origin, X[:, j], color=style["color"])
        side = "left" if X[0, j] >= 1 else "right"
        axes.text(
            *X[:, j], f" column {j} ", color=ink(style["color"]), va=("top", "center")[j], ha=side
        )
    axes.plot(*end, **CHOICE | POINT, label=name)


def _arrow(axes: Axes, start: np.ndarray, step: np.ndarray, color: str, **label: str) -> None:
    axes.quiver(
        *start, *step, color=color, **label, angles="xy", scale_units="xy", scale=1,
        width=0.012, zorder=5,
    )  # fmt: skip
