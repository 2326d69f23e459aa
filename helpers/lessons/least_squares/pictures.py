"""Lesson 02: least squares is geometry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D

from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    CHOICE,
    ESTIMATE,
    GREY,
    HALO,
    POINT,
    SKY,
    STYLE,
    VERMILION,
    draw_sheet,
    finite_numbers,
    point,
    show_title,
    signed,
)

__all__ = ["projection", "residuals"]


def projection() -> Picture:
    """Picture least squares as the shortest way from y to a plane, with sliders to look around.

    Three observations are the three axes of a space. There y is a single point, every
    ``X @ b`` lies on the plane that the two columns of ``X`` span, and the fitted values
    are the point of that plane which is nearest to y. On the right the same search is
    seen from above, as a map over the two coefficients.

    Returns
    -------
    Picture
        Sliders ``b1``, ``b2`` (a candidate), ``azimuth`` and ``elevation`` (in degrees).
    """
    X = np.column_stack([np.ones(3), [0.0, 1.0, 0.5]])
    y = np.array([1.0, 3.0, 5.0])
    beta_hat = np.linalg.lstsq(X, y)[0]  # (2, 2): numbers that the sliders can reach
    y_hat = X @ beta_hat
    shortest = float(np.linalg.norm(y - y_hat))

    def draw(figure: Figure, b1: float, b2: float, azimuth: float, elevation: float) -> str:
        b = np.array([b1, b2])
        yours = float(np.linalg.norm(y - X @ b))
        if yours < shortest * (1 + 1e-9):
            finding = (
                f"You found it: your residual is {yours:.2f} long, the shortest there is, "
                "and stands at a right angle to the plane"
            )
        else:
            finding = (
                f"Your residual is {yours:.2f} long; the shortest, {shortest:.2f}, stands at a "
                "right angle to the plane"
            )
        show_title(figure, finding)
        space = figure.add_axes((-0.01, 0.04, 0.63, 0.86), projection="3d")
        _draw_projection(space, X, y, y_hat, X @ b)
        space.view_init(elev=elevation, azim=azimuth)
        _draw_residual_map(figure.add_axes((0.71, 0.125, 0.27, 0.375)), X, beta_hat, shortest, b)
        figure.legend(loc="upper left", bbox_to_anchor=(0.64, 0.9))
        return (
            f"{finding}. y = {point(y)} is a point beside the plane of all X b. Your b = "
            f"{point(b)} gives the point {point(X @ b)} of that plane; the nearest one, the "
            f"fitted values ŷ = {point(y_hat)}, belongs to b = {point(beta_hat)}."
        )

    return Picture(
        draw,
        size=(7.2, 4.6),
        style=STYLE,
        b1=Slider("b1 (constant)", low=-1.0, high=5.0, start=4.0, step=0.1),
        b2=Slider("b2 (slope)", low=-1.0, high=5.0, start=-0.5, step=0.1),
        azimuth=Slider("turn (°)", low=-180, high=180, start=-60, step=5),
        elevation=Slider("tilt (°)", low=-10, high=90, start=20, step=5),
    )


def residuals(y_hat: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray) -> Picture:
    """Picture the residuals y - y_hat against the fitted values.

    Parameters
    ----------
    y_hat, y : (n,) array_like
        Fitted values and responses.

    Raises
    ------
    ValueError
        The two differ in length, or hold a number that is not finite.
    """
    y_hat, y = finite_numbers("y_hat", y_hat), finite_numbers("y", y)
    if len(y_hat) != len(y):
        raise ValueError(f"y_hat has {len(y_hat)} entries and y has {len(y)}; they go in pairs.")
    residual = y - y_hat
    mean, sd = residual.mean(), residual.std()
    finding = f"The residuals have mean {signed(mean)} and standard deviation {sd:.2f}"

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        axes.axhline(0, color=BLACK, linewidth=1)
        axes.plot(y_hat, residual, **ESTIMATE | {"linestyle": "none"}, markersize=4, alpha=0.6)
        axes.set(xlabel="fitted value ŷ", ylabel="residual y − ŷ")
        return f"{finding}. {len(y)} residuals against the fitted values."

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


def _draw_projection(
    axes: Axes3D, X: np.ndarray, y: np.ndarray, y_hat: np.ndarray, candidate: np.ndarray
) -> None:
    origin = np.zeros(3)
    # In an orthonormal basis of the plane: the rectangle that holds all points on it.
    basis = np.linalg.qr(X)[0]
    places = np.array([origin, *X.T, y_hat, candidate]) @ basis
    (low1, low2), (high1, high2) = places.min(axis=0) - 1, places.max(axis=0) + 1
    corners = np.array([[low1, low2], [high1, low2], [high1, high2], [low1, high2]]) @ basis.T
    draw_sheet(axes, corners, color=SKY, label="the plane of all X b")
    for column, name in zip(X.T, ("ones", "x"), strict=True):
        axes.quiver(*origin, *column, color=BLACK, linewidth=1.2, arrow_length_ratio=0.15)
        axes.text(*(1.15 * column), name, fontsize=9)

    for place, name, style, label in (
        (y, "y", {"color": BLACK, "marker": "o"}, "y, the data"),
        (y_hat, "ŷ", ESTIMATE, "ŷ, the fitted values"),
        (candidate, "Xb", CHOICE, "Xb, your point"),
    ):
        axes.plot(*place[:, np.newaxis], **style | POINT, label=label)
        # Above its point, or below for yours: the two names stay apart when the points meet.
        above = style is not CHOICE
        axes.text(*place, f"  {name}", va="bottom" if above else "top", zorder=11)
    for start, style, label in (
        (y_hat, ESTIMATE, "the shortest residual"),
        (candidate, CHOICE, "your residual"),
    ):
        line = style | {"marker": "", "linewidth": 2.5}
        axes.plot(*np.column_stack([start, y]), **line, label=label)
    _right_angle(axes, y_hat, y, origin)

    # Three lines in place of a box with numbers: what counts here are lengths and angles.
    axes.set_axis_off()
    for i, end in enumerate(4.5 * np.eye(3)):
        axes.plot(*np.column_stack([origin, end]), color=GREY, linewidth=0.9)
        axes.text(*(1.25 * end), f"observation {i + 1}", color=GREY, fontsize=9, ha="center")
    # One scale on all three axes, or a right angle would not look like one.
    everything = np.array([origin, 5.5 * np.ones(3), candidate, *corners])
    low, high = np.floor(everything.min(axis=0)), np.ceil(everything.max(axis=0))
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), zlim=(low[2], high[2]))
    axes.set_box_aspect(high - low, zoom=1.3)


def _draw_residual_map(
    axes: Axes, X: np.ndarray, beta_hat: np.ndarray, shortest: float, b: np.ndarray
) -> None:
    """Draw the coefficients whose residuals are equally long: ellipses about the least squares.

    By Pythagoras |y - X b|² = shortest² + |R (b - beta_hat)|², with R the triangular factor
    of X: where the left side is constant, R (b - beta_hat) runs on a circle.
    """
    R = np.linalg.qr(X)[1]
    angle = np.linspace(0, 2 * np.pi, 121)
    circle = np.array([np.cos(angle), np.sin(angle)])
    for length in (3, 4, 5, 6):
        radius = np.sqrt(length**2 - shortest**2)
        axes.plot(*(beta_hat + radius * np.linalg.solve(R, circle).T).T, color=GREY, linewidth=0.9)
        across = np.array([1.0, 0.5])  # runs over all the ellipses and stays on the map
        place = beta_hat + across * radius / np.linalg.norm(R @ across)
        axes.text(*place, str(length), color=GREY, fontsize=9, ha="center", va="center", bbox=HALO)
    axes.plot(*beta_hat, **ESTIMATE | POINT)
    axes.plot(*b, **CHOICE | POINT, clip_on=False)
    axes.set(xlabel="b1", ylabel="b2", xlim=(-1, 5), ylim=(-1, 5))
    axes.set_title("length of the residual", fontsize=10)
    axes.grid(False)


def _right_angle(axes: Axes3D, corner: np.ndarray, one: np.ndarray, other: np.ndarray) -> None:
    """Draw the small square that marks a right angle at `corner`."""
    first, second = (0.6 * (end - corner) / np.linalg.norm(end - corner) for end in (one, other))
    path = np.array([corner + first, corner + first + second, corner + second])
    axes.plot(*path.T, color=VERMILION, linewidth=1.3)
