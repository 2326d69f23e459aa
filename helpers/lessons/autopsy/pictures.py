"""Lesson 06: the way of an optimiser over the likelihood, and over the edge at sigma = 0."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import simulate, trace
from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    CHOICE,
    ESTIMATE,
    GREY,
    POINT,
    STYLE,
    show_title,
    signed,
)

__all__ = ["optimiser_path"]

BELOW_THE_TOP = (400, 200, 100, 50, 20, 5, 1)
BOTTOM = -4.0  # of the map: so much of the place where sigma is negative is shown


def optimiser_path() -> Picture:
    """Picture the search of the old notebook over the contours of its own log-likelihood.

    The model has no intercept, as the notebook's had none: two slopes and sigma. The search is
    `trace.minimise` with the exact gradient; it starts at slopes 2 and 2. The map shows the slope
    of x2 and sigma; its heights are those of the best slope of x1. Below sigma = 0 there is
    no likelihood. The frame grows to hold the whole way.

    Returns
    -------
    Picture
        Sliders ``start`` (sigma at the start), ``shown`` (how many evaluations to show) and
        ``log`` (1: the search moves log sigma, 0: sigma itself).
    """
    world = simulate.seed_world()
    x, y = world.X[:, 1:], world.y
    n = len(y)
    beta_hat = np.linalg.lstsq(x, y)[0]
    best_squares = np.sum((y - x @ beta_hat) ** 2)
    best_sigma = float(np.sqrt(best_squares / n))
    # What x2 adds to x1: by this the squares grow when the slope of x2 is off, x1's at its best.
    added = 1 / np.linalg.inv(x.T @ x)[1, 1]

    def heights(slopes: np.ndarray, sigmas: np.ndarray) -> np.ndarray:
        squares = best_squares + (slopes - beta_hat[1]) ** 2 * added
        return -n * np.log(sigmas / best_sigma) - 0.5 * (squares / sigmas**2 - n)

    def draw(figure: Figure, start: float, shown: int, log: int) -> str:
        path = search(x, y, start, log=bool(log))
        points = path.points.copy()
        if log:
            points[:, 2] = np.exp(points[:, 2])
        finding = _finding(path, points, start, shown, log)
        show_title(figure, finding)
        axes = figure.add_axes((0.09, 0.21, 0.88, 0.65))
        points = _brought_in(path, points)
        frame = _frame(points[path.accepted])
        _draw_map(axes, heights, *frame)
        axes.set(xlabel="slope of x2", ylabel="sigma (sd)", xlim=frame[0], ylim=frame[1])
        _draw_path(axes, path, points, shown)
        axes.plot(
            beta_hat[1], best_sigma, **POINT | {"marker": "P", "color": BLACK}, label="the top"
        )
        figure.legend(loc="lower center", ncols=5, columnspacing=1.1, handlelength=1.4)
        return (
            f"{finding}. The top of this model is at slopes {beta_hat[0]:.2f} and "
            f"{beta_hat[1]:.2f} and sigma {best_sigma:.2f}. Contours tell how far below it a place "
            "lies, with the slope of x1 at its best."
        )

    return Picture(
        draw,
        size=(7.2, 4.8),
        style=STYLE,
        start=Slider("sigma at the start", low=0.5, high=20.0, start=2.0, step=0.5),
        shown=Slider("evaluations shown", low=1, high=45, start=45, step=1),
        log=Slider("log sigma? (0 no, 1 yes)", low=0, high=1, start=0, step=1),
    )


def search(x: np.ndarray, y: np.ndarray, start: float, *, log: bool) -> trace.Trace:
    """Minimise the negative log-likelihood from slopes 2 and sigma `start`, watched.

    Parameters
    ----------
    x : (n, k) ndarray
        The predictors, without a column of ones.
    y : (n,) ndarray
    start : float
        Sigma at the start, a standard deviation.
    log : bool
        Whether the last coordinate is log sigma.
    """

    def parts(place: np.ndarray) -> tuple[np.ndarray, float]:
        return y - x @ place[:-1], np.exp(place[-1]) if log else place[-1]

    def value(place: np.ndarray) -> float:
        residuals, sigma = parts(place)
        if not sigma > 0:
            return np.nan  # what SciPy's logpdf gives
        return len(y) * np.log(sigma * np.sqrt(2 * np.pi)) + residuals @ residuals / (2 * sigma**2)

    def gradient(place: np.ndarray) -> np.ndarray:
        residuals, sigma = parts(place)
        by_sigma = len(y) / sigma - residuals @ residuals / sigma**3
        return np.append(-x.T @ residuals / sigma**2, by_sigma * (sigma if log else 1.0))

    first = np.append(np.full(x.shape[1], 2.0), np.log(start) if log else start)
    return trace.minimise(value, first, gradient=gradient)


def _finding(path: trace.Trace, points: np.ndarray, start: float, shown: int, log: int) -> str:
    end = len(path) - 1
    where = f"From sigma {start:.1f}" + ", in log sigma" * bool(log)
    if shown < end:
        place = points[shown]
        return (
            f"{where}: evaluation {shown} of {end} is at slopes {place[0]:.2f} and {place[1]:.2f} "
            f"and sigma {place[2]:.2f}"
        ).replace("-", "−")
    reported = path.x
    if log:
        reported[2] = np.exp(reported[2])
    reported = f"{reported[0]:.1f}, {reported[1]:.1f} and {reported[2]:.1f}"
    if path.success:
        return f"{where}: the search arrives after {end} evaluations, at {reported}"
    return (
        f"{where}: evaluation {end} lands on sigma {signed(points[-1, 2])} and gives nan; what is "
        f"left is {reported}"
    )


def _frame(way: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """The limits of the map, for the slope of x2 and for sigma: wider where the way is."""
    (left, _), (right, high) = way[:, 1:].min(axis=0), way[:, 1:].max(axis=0)
    return (min(0.0, left - 1), max(30.0, right + 1)), (BOTTOM, max(22.0, high + 1))


def _brought_in(path: trace.Trace, points: np.ndarray) -> np.ndarray:
    """The points, but a fall far below the frame where the way to it leaves the frame."""
    if path.success or points[-1, 2] >= BOTTOM + 0.6:  # a fall is the last point: no way leads on
        return points
    before, fall = points[-2:]
    share = (before[2] - BOTTOM - 0.6) / (before[2] - fall[2])
    return np.vstack([points[:-1], before + share * (fall - before)])


def _draw_map(
    axes: Axes,
    heights: Callable[[np.ndarray, np.ndarray], np.ndarray],
    slope_limits: tuple[float, float],
    sigma_limits: tuple[float, float],
) -> None:
    x, y = np.linspace(*slope_limits, 81), np.linspace(0.25, sigma_limits[1], 91)
    below = heights(x, y[:, np.newaxis])
    levels = [-depth for depth in BELOW_THE_TOP]
    lines = axes.contour(x, y, below, levels=levels, colors=GREY, linewidths=0.8, linestyles="-")
    axes.clabel(lines, levels[:-1], fmt=lambda level: f"−{abs(level):.0f}", fontsize=8.5)
    axes.axhspan(BOTTOM, 0, facecolor="#EEEEEE", edgecolor="#CCCCCC", hatch="///", linewidth=0)
    axes.axhline(0, color=BLACK, linewidth=1)
    axes.text(
        0.99, 0.03, "sigma below 0: no density, only nan", transform=axes.transAxes,
        zorder=1.5, ha="right",
        fontsize=9, bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
    )  # fmt: skip
    axes.grid(False)


def _draw_path(axes: Axes, path: trace.Trace, points: np.ndarray, shown: int) -> None:
    """Draw the accepted steps as a line, those turned down as rings, the fall as a cross."""
    seen = np.arange(len(path)) <= shown
    fell = path.accepted & ~np.isfinite(path.values)
    taken = seen & path.accepted
    axes.plot(
        points[taken, 1], points[taken, 2],
        color=ESTIMATE["color"], linewidth=1.3, marker=".", markersize=5, label="the way",
    )  # fmt: skip
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    inside = (points[:, 1:] > [left, low]).all(axis=1) & (points[:, 1:] < [right, high]).all(axis=1)
    down = seen & ~path.accepted & inside
    if down.any():
        axes.plot(
            points[down, 1], points[down, 2],
            **POINT | {"marker": "o", "color": GREY, "markerfacecolor": "none", "markersize": 5},
            label="turned down",
        )  # fmt: skip
    if (seen & fell).any():
        axes.plot(
            points[fell & seen, 1], points[fell & seen, 2],
            **POINT | {"marker": "X", "color": BLACK, "markersize": 9},
            label="nan, farther down" if path.points[-1, 2] < points[-1, 2] else "nan",
        )  # fmt: skip
    axes.plot(points[0, 1], points[0, 2], **CHOICE | POINT, label="the start", clip_on=False)
    good = np.flatnonzero(seen & path.accepted & np.isfinite(path.values))
    label = "reported" if shown >= len(path) - 1 else "here now"
    axes.plot(points[good[-1], 1], points[good[-1], 2], **ESTIMATE | POINT, label=label)
