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
    BLUE,
    CHOICE,
    ESTIMATE,
    GREY,
    HALO,
    POINT,
    SKY,
    STYLE,
    VERMILION,
    area,
    draw_sheet,
    finite_numbers,
    ink,
    point,
    show_title,
    signed,
)

__all__ = [
    "digits_kept",
    "leverages",
    "projection",
    "residuals",
    "right_triangle",
    "stretched_circle",
]


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
        axes.plot(y_hat, residual, **ESTIMATE | {"linestyle": "none"}, markersize=4, alpha=0.85)
        axes.set(xlabel="fitted value ŷ", ylabel="residual y − ŷ")
        return f"{finding}. {len(y)} residuals against the fitted values."

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


def leverages(X: np.ndarray, leverage: Sequence[float] | np.ndarray) -> Picture:
    """Picture where in the data the long levers are.

    Parameters
    ----------
    X : (n, 3) array_like
        Constant and two predictors.
    leverage : (n,) array_like
        The diagonal of the hat matrix.

    Raises
    ------
    ValueError
        `X` has not two predictors, or not one row for each leverage.
    """
    X, leverage = np.asarray(X, dtype=float), finite_numbers("leverage", leverage)
    if X.shape != (len(leverage), 3):
        raise ValueError(f"X has shape {X.shape}; wanted ({len(leverage)}, 3), as leverage has.")
    most = int(leverage.argmax())
    finding = (
        f"The largest leverage, {leverage[most]:.4f}, is {leverage[most] / leverage.mean():.1f} "
        f"times the average, {leverage.mean():.4f}"
    )

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        sizes = 40 * leverage / leverage.mean()
        axes.scatter(X[:, 1], X[:, 2], s=sizes, **area(SKY, 0.5),
                     label="observations; area: leverage")  # fmt: skip
        axes.scatter(*X[most, 1:], s=sizes[most], color=VERMILION, marker="D",
                     label=f"the largest: observation {most}")  # fmt: skip
        axes.plot(*X[:, 1:].mean(axis=0), "+", color=BLACK, markersize=14, label="the means")
        axes.set(xlabel="x1", ylabel="x2", aspect="equal")
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        place = point(X[most, 1:], decimals=2)
        return (
            f"{finding}. It is observation {most}, at {place}: leverages grow from the middle out."
        )

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


def right_triangle(
    y: Sequence[float] | np.ndarray, fitted: Sequence[float] | np.ndarray
) -> Picture:
    """Picture y, its shadow and the mean as the corners of a right triangle, in true lengths.

    Parameters
    ----------
    y, fitted : (n,) array_like

    Raises
    ------
    ValueError
        The two differ in length.
    """
    y, fitted = finite_numbers("y", y), finite_numbers("fitted", fitted)
    if len(y) != len(fitted):
        raise ValueError(f"y has {len(y)} entries and fitted has {len(fitted)}; they go in pairs.")
    total, explained, left = (
        float(np.linalg.norm(side)) for side in (y - y.mean(), fitted - y.mean(), y - fitted)
    )
    angle = np.degrees(np.arccos(explained / total))
    finding = f"At the mean the angle is {angle:.1f}°, and its squared cosine is R² = "
    finding += f"{(explained / total) ** 2:.4f}"

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.03, 0.03, 0.94, 0.84))
        axes.plot([0, explained], [0, 0], color=BLUE, linestyle="--")
        axes.plot([explained, explained], [0, left], color=VERMILION)
        axes.plot([0, explained], [0, left], color=BLACK)
        corner = 0.05 * left
        axes.plot(explained - corner * np.array([1, 1, 0]), corner * np.array([0, 1, 1]),
                  color=VERMILION, linewidth=1.2)  # fmt: skip
        turn = np.radians(np.linspace(0, angle, 30))
        axes.plot(0.2 * explained * np.cos(turn), 0.2 * explained * np.sin(turn), color=GREY)
        axes.text(0.24 * explained, 0.09 * left, f"{angle:.1f}°", color=GREY)
        for x, height, side, name in (
            (0, 0, "right", "the mean ȳ  "), (explained, 0, "left", "  the shadow ŷ"),
            (explained, left, "left", "  y"),
        ):  # fmt: skip
            axes.plot(x, height, "o", color=BLACK, clip_on=False)
            axes.text(x, height, name, ha=side, va="center")
        axes.text(explained / 2, -0.07 * left, f"explained, {explained:.1f} long", color=BLUE,
                  ha="center", va="top")  # fmt: skip
        axes.text(
            explained, left / 2, f"  residual, {left:.1f} long", color=ink(VERMILION), va="center"
        )
        axes.text(explained / 2, left / 2, f"total, {total:.1f} long  ", ha="right")
        axes.set(aspect="equal", xlim=(-1.0 * total, 1.6 * total), ylim=(-0.18 * left, 1.05 * left))
        axes.set_axis_off()
        return (
            f"{finding}. Its sides are {explained:.1f} (mean to shadow), {left:.1f} (shadow to y, "
            f"at a right angle) and {total:.1f} (mean to y)."
        )

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


def stretched_circle(X: np.ndarray) -> Picture:
    """Picture what two columns make of all vectors b of length 1: an ellipse in their sheet.

    Parameters
    ----------
    X : (n, 2) array_like

    Raises
    ------
    ValueError
        `X` has not two columns.
    """
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"X has shape {X.shape}; an ellipse is what two columns make: (n, 2).")
    R = np.linalg.qr(X)[1]
    R = np.sign(np.diag(R))[:, np.newaxis] * R  # the first column points to the right
    outward, lengths, _ = np.linalg.svd(R)
    finding = (
        f"The half-axes are {lengths[0]:.2f} and {lengths[1]:.2f} long: a condition number of "
        f"{lengths[0] / lengths[1]:.2f}"
    )

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        angle = np.linspace(0, 2 * np.pi, 181)
        circle = np.array([np.cos(angle), np.sin(angle)])
        axes.plot(*circle, color=GREY, linestyle="--", label="all b of length 1")
        axes.plot(*(R @ circle), color=BLACK, label="X @ b, in the sheet")
        for j, (color, dash, name) in enumerate(
            ((BLUE, "--", "longest half-axis"), (VERMILION, "-", "shortest half-axis"))
        ):
            end = lengths[j] * outward[:, j]
            axes.plot([0, end[0]], [0, end[1]], color=color, linestyle=dash, label=name)
        axes.set(aspect="equal", xlabel="along the first column", ylabel="across it")
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        return f"{finding}. All b of length 1 are a circle; X @ b makes an ellipse of it."

    return Picture(draw, size=(7.2, 2.8), style=STYLE)


def digits_kept(
    certified: Sequence[float] | np.ndarray,
    by_qr: Sequence[float] | np.ndarray,
    by_normal_equations: Sequence[float] | np.ndarray,
    rule: tuple[float, float],
) -> Picture:
    """Picture how many digits of each coefficient two methods get right.

    Parameters
    ----------
    certified, by_qr, by_normal_equations : (p,) array_like
        The right coefficients, and those of the two methods.
    rule : (float, float)
        The digits that a rule of thumb leaves to each method.
    """
    certified, rule = finite_numbers("certified", certified), finite_numbers("rule", rule)
    errors = [
        np.abs(finite_numbers("estimates", one) / certified - 1)
        for one in (by_qr, by_normal_equations)
    ]
    digits = [-np.log10(np.maximum(error, 1e-15)) for error in errors]
    ten = [int(np.sum(error < 0.5e-9)) for error in errors]  # half a unit of the tenth digit
    finding = (
        f"Ten digits are right in {ten[0]} of {len(certified)} coefficients by QR and in {ten[1]} "
        f"by the normal equations; the rule of thumb left {rule[0]:.1f} and {rule[1]:.1f}"
    )

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        rows = np.arange(len(certified))
        for kept, left, color, marker, dash, name in (
            (digits[0], rule[0], BLUE, "o", "--", "QR"),
            (digits[1], rule[1], VERMILION, "D", "-", "normal equations"),
        ):
            axes.plot(kept, rows, marker, color=color, label=name)
            axes.axvline(
                left, color=color, linestyle=dash, linewidth=1.2, label=f"{name}: the rule"
            )
        names = ["constant", *(f"slope {j}" for j in range(1, len(certified)))]
        axes.set_yticks(rows, names)
        axes.set(
            xlabel="correct digits: −log₁₀ of the relative error",
            xlim=(0, 16),
            ylim=(len(rows) - 0.5, -0.5),
        )
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        return f"{finding}. How many more than that differs from one processor to the next."

    return Picture(draw, size=(7.2, 3.0), style=STYLE)


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
        side = ("center", "left", "center")[i]  # the second runs along the column of ones
        axes.text(*(1.25 * end), f"observation {i + 1}", color=GREY, fontsize=9, ha=side)
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
