"""The pictures of the lessons, each a function that returns an `explore.Picture`.

One look for all: the truth is blue, dashed and a circle; what was estimated from data is
vermilion, solid and a diamond; what the reader chooses is green, dotted and a square. The
colours are those of Okabe and Ito (2008), which stay apart for colour-blind eyes, and none
ever speaks alone: dash, shape or a label says the same. A title states the finding, with
its numbers.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from helpers import simulate
from helpers.explore import Picture, Slider

__all__ = ["STYLE", "fit_3d", "pretend_world", "projection", "residuals", "truth_and_estimate"]

BLUE, VERMILION, GREEN, SKY = "#0072B2", "#D55E00", "#009E73", "#56B4E9"
BLACK, GREY = "#000000", "#666666"

TRUTH = {"color": BLUE, "linestyle": "--", "marker": "o"}
ESTIMATE = {"color": VERMILION, "linestyle": "-", "marker": "D"}
CHOICE = {"color": GREEN, "linestyle": ":", "marker": "s"}
HALO = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
POINT = {"linestyle": "none", "markersize": 7, "zorder": 10}

# Matplotlib settings; `plt.rcParams.update(plots.STYLE)` gives a learner's own plots this look.
STYLE = {
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11.5,
    "figure.facecolor": "white",
    "font.size": 10.5,
    "grid.color": "#DDDDDD",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
}

# Lesson 01: pretend worlds


def pretend_world() -> Picture:
    """Picture a world and the plane fitted to it, with sliders for the truth and the noise.

    The predictors and the noise are those of the seed world: sliders rescale the same
    draws and never draw anew, so all that moves in the picture was moved by the reader.
    At the start it *is* the seed world, with slopes rounded to 3.9 and 10.2.

    Returns
    -------
    Picture
        Sliders ``constant``, ``beta1``, ``beta2``, ``sigma`` (a standard deviation) and
        ``n`` (the first n observations).
    """
    seed = simulate.seed_world()
    standard_noise = seed.noise / seed.sigma

    def draw(
        figure: Figure, constant: float, beta1: float, beta2: float, sigma: float, n: int
    ) -> str:
        X, noise = seed.X[:n], sigma * standard_noise[:n]
        beta = np.array([constant, beta1, beta2])
        world = simulate.World(X, X @ beta + noise, beta, sigma, noise, seed.names)
        beta_hat = _least_squares(world.X, world.y)
        _title(figure, _miss(world, beta_hat))
        space = figure.add_axes((-0.01, 0.06, 0.62, 0.88), projection="3d")
        _draw_planes(space, world, beta_hat)
        axes = figure.add_axes((0.69, 0.44, 0.29, 0.42))
        _draw_truth_and_estimate(axes, world, beta_hat)
        figure.legend(*_join_legends(space, axes), loc="upper left", bbox_to_anchor=(0.67, 0.31))
        return (
            f"{_miss(world, beta_hat)}. {n} observations scatter with standard deviation "
            f"{sigma:g} around the true plane y = {_plane(world.names, beta)}; the plane fitted "
            f"to them is y = {_plane(world.names, beta_hat)}."
        )

    return Picture(
        draw,
        size=(7.2, 4.0),
        style=STYLE,
        constant=Slider("constant", low=0.0, high=20.0, start=10.0, step=0.5),
        beta1=Slider("slope of x1", low=-15.0, high=15.0, start=3.9, step=0.1),
        beta2=Slider("slope of x2", low=-15.0, high=15.0, start=10.2, step=0.1),
        sigma=Slider("noise sd σ", low=0.0, high=15.0, start=5.0, step=0.5),
        n=Slider("observations n", low=10, high=200, start=200, step=10),
    )


def fit_3d(world: simulate.World, beta_hat: Sequence[float] | np.ndarray) -> Picture:
    """Picture a world of two predictors with its true plane and a fitted one.

    Parameters
    ----------
    world : World
        ``X`` (n, 3) with its constant.
    beta_hat : (3,) array_like
        Estimated coefficients, the constant first.

    Raises
    ------
    ValueError
        The world has not two predictors, or `beta_hat` has not three finite entries.
    """
    if world.X.shape[1] != 3:
        raise ValueError(
            f"This world has {world.X.shape[1] - 1} predictors; a plane over two of them can be "
            "drawn, no more and no fewer."
        )
    beta_hat = _estimate(world, beta_hat)

    def draw(figure: Figure) -> str:
        _title(figure, _miss(world, beta_hat))
        axes = figure.add_axes((0.1, 0.0, 0.8, 0.92), projection="3d")
        _draw_planes(axes, world, beta_hat)
        axes.legend(loc="upper left", bbox_to_anchor=(-0.1, 1.0))
        return (
            f"{_miss(world, beta_hat)}. {len(world.y)} observations around the true plane "
            f"y = {_plane(world.names, world.beta)} and the fitted plane "
            f"y = {_plane(world.names, beta_hat)}."
        )

    return Picture(draw, size=(7.2, 4.6), style=STYLE)


def truth_and_estimate(world: simulate.World, beta_hat: Sequence[float] | np.ndarray) -> Picture:
    """Picture each estimated coefficient beside the truth it came from.

    Parameters
    ----------
    world : World
    beta_hat : (p,) array_like
        Estimated coefficients, the constant first.

    Raises
    ------
    ValueError
        `beta_hat` has not one finite entry for each column of ``world.X``.
    """
    beta_hat = _estimate(world, beta_hat)

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        _title(figure, _miss(world, beta_hat))
        axes = figure.subplots()
        _draw_truth_and_estimate(axes, world, beta_hat)
        axes.legend(loc="best")
        pairs = zip(world.names, world.beta, beta_hat, strict=True)
        listed = "; ".join(f"{name} {true:.3f} and {hat:.3f}" for name, true, hat in pairs)
        return f"{_miss(world, beta_hat)}. Truth and estimate: {listed}."

    return Picture(draw, size=(7.2, 1.4 + 0.45 * len(beta_hat)), style=STYLE)


def _draw_planes(axes: Axes3D, world: simulate.World, beta_hat: np.ndarray) -> None:
    """Draw the observations, the true plane as a dashed net, the fitted one as a sheet."""
    x1, x2 = world.X[:, 1], world.X[:, 2]
    u = np.linspace(min(0.0, x1.min()), max(1.0, x1.max()), 5)
    v = np.linspace(min(0.0, x2.min()), max(1.0, x2.max()), 5)

    def plane(beta: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        return beta[0] + beta[1] * u + beta[2] * v

    axes.scatter(x1, x2, world.y, s=9, color=GREY, alpha=0.75, linewidths=0, depthshade=False)
    for i in range(5):
        here, there = np.full(5, u[i]), np.full(5, v[i])
        label = "true plane" if i == 0 else None
        net = {"color": BLUE, "linestyle": "--", "linewidth": 1.3}
        axes.plot(here, v, plane(world.beta, here, v), label=label, **net)
        axes.plot(u, there, plane(world.beta, u, there), **net)
    u_corner, v_corner = u[[0, -1, -1, 0]], v[[0, 0, -1, -1]]
    corners = np.column_stack([u_corner, v_corner, plane(beta_hat, u_corner, v_corner)])
    _sheet(axes, corners, color=VERMILION, label="fitted plane")

    lowest, highest = _limits([*world.y, *corners[:, 2]], least=(0.0, 35.0), by=10.0)
    axes.set(xlabel=world.names[1], ylabel=world.names[2], zlabel="y", zlim=(lowest, highest))
    axes.zaxis.labelpad = -4
    axes.set_box_aspect((1, 1, 0.85), zoom=1.1)
    axes.view_init(elev=16, azim=-58)
    _plain_box(axes)


def _draw_truth_and_estimate(axes: Axes, world: simulate.World, beta_hat: np.ndarray) -> None:
    rows = np.arange(len(beta_hat))
    axes.hlines(rows, world.beta, beta_hat, color=GREY, linewidth=2, zorder=1.9)
    marks = {"linestyle": "none", "markersize": 8}
    axes.plot(
        world.beta, rows, **TRUTH | marks, markerfacecolor="white", label="truth", clip_on=False
    )
    axes.plot(beta_hat, rows, **ESTIMATE | marks | {"markersize": 6}, label="estimate")
    axes.set_yticks(rows, world.names)
    low, high = _limits([*world.beta, *beta_hat], least=(0.0, 15.0), by=5.0)
    margin = 0.03 * (high - low)  # a mark at the very edge would be cut in two
    axes.set(
        xlabel="value of the coefficient",
        xlim=(low - margin, high + margin),
        ylim=(len(rows) - 0.5, -0.5),
    )


def _miss(world: simulate.World, beta_hat: np.ndarray) -> str:
    """Return the finding: by how much each coefficient was missed."""
    miss = beta_hat - world.beta
    if np.abs(miss).max() <= 1e-9 * max(1.0, np.abs(world.beta).max()):
        return "Without noise the fit finds the truth, digit for digit"
    finding = f"The fit misses the constant by {_signed(miss[0])}"
    slopes = miss[1:]
    if len(slopes) == 1:
        finding += f" and the slope by {_signed(slopes[0])}"
    elif len(slopes) == 2:
        finding += f" and the slopes by {_signed(slopes[0])} and {_signed(slopes[1])}"
    elif len(slopes) > 2:
        worst = int(np.abs(slopes).argmax())
        finding += f" and the slopes by up to {_signed(slopes[worst])} ({world.names[worst + 1]})"
    return finding


def _plane(names: Sequence[str], beta: np.ndarray) -> str:
    terms = [f"{beta[0]:.2f}".replace("-", "−")]
    for name, slope in zip(names[1:], beta[1:], strict=True):
        terms.append(f"{'−' if slope < 0 else '+'} {abs(slope):.2f} {name}")
    return " ".join(terms)


# Lesson 02: least squares is geometry


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
    beta_hat = _least_squares(X, y)  # (2, 2): numbers that the sliders can reach
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
        _title(figure, finding)
        space = figure.add_axes((-0.01, 0.04, 0.63, 0.86), projection="3d")
        _draw_projection(space, X, y, y_hat, X @ b)
        space.view_init(elev=elevation, azim=azimuth)
        _draw_residual_map(figure.add_axes((0.71, 0.125, 0.27, 0.375)), X, beta_hat, shortest, b)
        figure.legend(*_join_legends(space), loc="upper left", bbox_to_anchor=(0.64, 0.9))
        return (
            f"{finding}. y = {_point(y)} is a point beside the plane of all X b. Your b = "
            f"{_point(b)} gives the point {_point(X @ b)} of that plane; the nearest one, the "
            f"fitted values ŷ = {_point(y_hat)}, belongs to b = {_point(beta_hat)}."
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
    y_hat, y = _finite("y_hat", y_hat), _finite("y", y)
    if len(y_hat) != len(y):
        raise ValueError(f"y_hat has {len(y_hat)} entries and y has {len(y)}; they go in pairs.")
    residual = y - y_hat
    mean, sd = residual.mean(), residual.std()
    finding = f"The residuals have mean {_signed(mean)} and standard deviation {sd:.2f}"

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        _title(figure, finding)
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
    _sheet(axes, corners, color=SKY, label="the plane of all X b")
    for column, name in zip(X.T, ("ones", "x"), strict=True):
        axes.quiver(*origin, *column, color=BLACK, linewidth=1.2, arrow_length_ratio=0.15)
        axes.text(*(1.15 * column), name, fontsize=9)

    for point, name, style, label in (
        (y, "y", {"color": BLACK, "marker": "o"}, "y, the data"),
        (y_hat, "ŷ", ESTIMATE, "ŷ, the fitted values"),
        (candidate, "Xb", CHOICE, "Xb, your point"),
    ):
        axes.plot(*point[:, np.newaxis], **style | POINT, label=label)
        # Above its point, or below for yours: the two names stay apart when the points meet.
        above = style is not CHOICE
        axes.text(*point, f"  {name}", va="bottom" if above else "top", zorder=11)
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


# What the pictures share


def _title(figure: Figure, finding: str) -> None:
    width = 11 * figure.get_figwidth()  # characters of this size in one line
    lines = math.ceil(len(finding) / width)
    # Lines of equal length: no last word on a line of its own.
    finding = textwrap.fill(finding, math.ceil(len(finding) / lines) + 8)
    figure.suptitle(finding, x=0.015, ha="left", fontsize=11.5)


def _sheet(axes: Axes3D, corners: np.ndarray, color: str, label: str) -> None:
    sheet = Poly3DCollection([corners], facecolor=color, edgecolor=color, alpha=0.3, label=label)
    axes.add_collection3d(sheet)


def _plain_box(axes: Axes3D) -> None:
    """Leave the box of a 3-D picture white and its axes with few numbers: the data stand out."""
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.pane.set_visible(False)
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.tick_params(labelsize=8.5, pad=0)


def _join_legends(*several: Axes) -> tuple[list, list[str]]:
    """Return the handles and labels of all axes, for one legend."""
    found = [axes.get_legend_handles_labels() for axes in several]
    return [h for handles, _ in found for h in handles], [s for _, labels in found for s in labels]


def _limits(values: Sequence[float], least: tuple[float, float], by: float) -> tuple[float, float]:
    """Return limits that hold `least` and all values, in whole multiples of `by`.

    Limits that grow in jumps let the picture move while its frame stands still.
    """
    low, high = min(least[0], *values), max(least[1], *values)
    return float(np.floor(low / by) * by), float(np.ceil(high / by) * by)


def _signed(value: float, decimals: int = 2) -> str:
    """Return a number with its sign and a true minus: −0.94, +0.45, 0.00."""
    text = f"{value:+.{decimals}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "−")


def _point(values: np.ndarray) -> str:
    return "(" + ", ".join(f"{value + 0.0:.1f}".replace("-", "−") for value in values) + ")"


def _least_squares(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(X, y)[0]


def _estimate(world: simulate.World, beta_hat: object) -> np.ndarray:
    beta_hat = _finite("beta_hat", beta_hat)
    if len(beta_hat) != len(world.beta):
        raise ValueError(
            f"beta_hat has {len(beta_hat)} entries; this world has {len(world.beta)} "
            f"coefficients: {', '.join(world.names)}."
        )
    return beta_hat


def _finite(name: str, values: object) -> np.ndarray:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        given = "still blank (...)" if values is Ellipsis else f"of type {type(values).__name__}"
        raise TypeError(f"{name} is {given}; pass one flat list of numbers.") from None
    if array.ndim == 0 or array.size != max(array.shape):
        raise ValueError(f"{name} has shape {array.shape}; pass one flat list of numbers.")
    if not np.isfinite(array).all():
        where = int(np.flatnonzero(~np.isfinite(array.ravel()))[0])
        raise ValueError(f"{name}[{where}] is {array.ravel()[where]}; it must be finite.")
    return array.ravel()
