"""Lesson 06: a point, the way of the search that left it there, and a gate for such points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

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
    TRUTH,
    finite_numbers,
    show_title,
    signed,
)

__all__ = [
    "cuts",
    "ends_of_starts",
    "gate_and_height",
    "level_places",
    "optimiser_path",
    "two_mendings",
]

BELOW_THE_TOP = (400, 200, 100, 50, 20, 5, 1)
BOTTOM = -4.0  # of the map: so much of the place where sigma is negative is shown


NAMES = ("slope of x1", "slope of x2", "sigma")
REACH = (6.0, 6.0, 2.4)  # of a cut, to both sides of the point
LEVEL = 0.01  # a slope below this is drawn, and called, level


def cuts(
    value: Callable[[np.ndarray], float], point: np.ndarray, slopes: Sequence[float] | np.ndarray
) -> Picture:
    """Picture three cuts through a point: one number moves, the others stay.

    Parameters
    ----------
    value : callable, (3,) -> float
        What is to be small, of two slopes and sigma.
    point : (3,) ndarray
    slopes : (3,) array_like
        The gradient of `value` there; each is drawn as a straight line through the point.
    """
    point, slopes = finite_numbers("point", point), finite_numbers("slopes", slopes)
    here = value(point)
    at = ", ".join(f"{number:.2f}" for number in point)
    if np.abs(slopes).max() < LEVEL:
        finding = f"At {at} all three cuts are level: none leads down"
    else:
        written = "{:.2f}, {:.2f} and {:.2f}".format(*slopes).replace("-", "−")
        finding = f"At {at} the cuts are not level: their slopes are {written}"

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        lowest = []
        panels = figure.subplots(1, 3, sharey=True)
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.27, top=0.82, wspace=0.12)
        for j, axes in enumerate(panels):
            moves = np.linspace(-REACH[j], REACH[j], 97)
            curve = np.array([value(point + move * np.eye(3)[j]) - here for move in moves])
            lowest.append(f"{NAMES[j]} {point[j] + _lowest(moves, curve):.1f}")
            axes.plot(point[j] + moves, curve, color=BLACK, label="value along the cut")
            axes.plot(point[j] + moves, slopes[j] * moves, **CHOICE | {"marker": ""},
                      label="its slope")  # fmt: skip
            axes.plot(point[j], 0, **ESTIMATE | POINT, label="the point")
            axes.set(xlabel=NAMES[j], ylim=(-12, 30))
        panels[0].set_ylabel("value, from the point")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="lower center", ncols=3)
        return f"{finding}. The cuts are lowest at {', '.join(lowest)}."

    return Picture(draw, size=(7.2, 3.1), style=STYLE)


def _lowest(x: np.ndarray, y: np.ndarray) -> float:
    """Where a parabola through the lowest of evenly spaced points and its neighbours is lowest."""
    k = int(np.clip(np.argmin(y), 1, len(y) - 2))
    before, here, after = y[k - 1 : k + 2]
    return float(x[k] + (x[1] - x[0]) * (before - after) / 2 / (before - 2 * here + after))


def two_mendings(printed: np.ndarray, top_without: np.ndarray, top_with: np.ndarray) -> Picture:
    """Picture how the two slopes move when first the search is mended, and then the model.

    Parameters
    ----------
    printed, top_without : (3,) ndarray
        Two slopes and sigma.
    top_with : (4,) ndarray
        The constant, two slopes and sigma.
    """
    places = np.array([printed[:2], top_without[:2], top_with[1:3]], dtype=float)
    true = simulate.seed_world().beta[1:]
    search, model = np.abs(np.diff(places[:, 0]))
    finding = (
        f"Mending the search moves the slope of x1 by {search:.2f}, mending the model by "
        f"{model:.2f}"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.09, 0.24, 0.88, 0.64))
        for place, to in pairwise(places):
            axes.annotate("", to, place, arrowprops={"arrowstyle": "->", "color": GREY, "lw": 1.3,
                          "shrinkA": 7, "shrinkB": 7})  # fmt: skip
        marks = (
            ("printed", {"marker": "X", "color": BLACK, "markersize": 9}),
            ("maximum, no intercept", {"marker": "P", "color": BLACK}),
            ("maximum, intercept", ESTIMATE),
        )
        for place, (label, mark) in zip(places, marks, strict=True):
            axes.plot(*place, **POINT | mark | {"linestyle": "none"}, label=label)
        axes.plot(*true, **TRUTH | POINT, label="truth")
        middles = (places[:-1] + places[1:]) / 2
        for middle, text in zip(middles, ("the search", "the model"), strict=True):
            axes.annotate(text, middle, (0, 9), textcoords="offset points", color=GREY, ha="right")
        axes.set(xlabel="slope of x1", ylabel="slope of x2", xlim=(2, 18.5), ylim=(9, 20.5))
        figure.legend(loc="lower center", ncols=4, columnspacing=1.2, handletextpad=0.3)
        ends = [f"({a:.2f}, {b:.2f})" for a, b in [*places, true]]
        return (
            f"{finding}. The slopes go from {ends[0]}, as printed, to {ends[1]} and on to "
            f"{ends[2]}; the truth is {ends[3]}."
        )

    return Picture(draw, size=(7.2, 3.7), style=STYLE)


def ends_of_starts(
    starts: Sequence[Sequence[float]],
    in_sigma: Sequence[trace.Trace],
    in_log_sigma: Sequence[trace.Trace],
) -> Picture:
    """Picture where searches from several starts end: the slope of x1 that each reports.

    Parameters
    ----------
    starts : sequence of (3,) sequences
        Two slopes and sigma.
    in_sigma, in_log_sigma : sequence of Trace
        A run from each start, by either coordinate.
    """
    sigmas = np.array([start[-1] for start in starts])
    kinds = {"in sigma": in_sigma, "in log sigma": in_log_sigma}
    arrived = {kind: np.array([bool(run.success) for run in kinds[kind]]) for kind in kinds}
    finding = (
        f"In sigma {arrived['in sigma'].sum()} of {len(sigmas)} searches arrive, in log sigma "
        f"{arrived['in log sigma'].sum()}"
    )
    left = [run.x[0] for runs in kinds.values() for run in runs if not run.success]
    if left:
        finding += f"; the others leave slopes of x1 from {min(left):.1f} to {max(left):.1f}"

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        panels = figure.subplots(1, 2, sharey=True)
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.27, top=0.8, wspace=0.08)
        for axes, (kind, runs) in zip(panels, kinds.items(), strict=True):
            slopes, good = np.array([run.x[0] for run in runs]), arrived[kind]
            axes.plot(sigmas[good], slopes[good], **ESTIMATE | POINT | {"markersize": 5},
                      label="arrived")  # fmt: skip
            if not good.all():
                axes.plot(sigmas[~good], slopes[~good], **POINT | {"marker": "x", "color": BLACK,
                          "markersize": 6}, label="fell into nan; what is left")  # fmt: skip
            axes.set_title(kind, fontsize=10)
            axes.set(xlabel="sigma at the start", ylim=(0, 20))
        panels[0].set_ylabel("reported slope of x1")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="lower center", ncols=2)
        return f"{finding}."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def level_places(
    gradient: Callable[[np.ndarray], np.ndarray], top: np.ndarray, far: np.ndarray
) -> Picture:
    """Picture where slopes are small: at the top, at its mirror image in sigma, and far away.

    Parameters
    ----------
    gradient : callable, (3,) -> (3,)
        Of two slopes and sigma; a formula, which gives numbers for a negative sigma as well.
    top, far : (3,) ndarray
        A maximum, and a place with an enormous sigma.
    """
    sigmas = np.linspace(2.5, 30, 200)
    by_sigma = np.array([gradient(np.append(top[:2], sigma))[2] for sigma in sigmas])
    mirrored = np.array([gradient(np.append(top[:2], -sigma))[2] for sigma in sigmas])
    places = top + np.logspace(-8, 0, 81)[:, np.newaxis] * (far - top)
    largest = np.array([np.abs(gradient(place)).max() for place in places])
    finding = (
        f"The slope in sigma is 0 at {top[2]:.2f} and at −{top[2]:.2f}; far away the largest is "
        f"{largest[-1]:.6f}"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        near, away = figure.subplots(1, 2)
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.27, top=0.83, wspace=0.3)
        near.plot(sigmas, by_sigma, color=BLACK, label="slope")
        near.plot(-sigmas, mirrored, color=BLACK)
        near.axvspan(-30, 0, facecolor="#EEEEEE", edgecolor="#8C8C8C", hatch="///", linewidth=0)
        near.plot(top[2], 0, **POINT | {"marker": "P", "color": BLACK}, label="top")
        near.plot(-top[2], 0, **POINT | {"marker": "X", "color": BLACK}, label="mirror")
        near.set(xlabel="sigma (hatched: no density)", ylabel="slope in sigma", xlim=(-30, 30),
                 ylim=(-30, 30))  # fmt: skip
        away.loglog(places[:, 2], largest, color=BLACK)
        away.set(xticks=[1e2, 1e5, 1e8], yticks=[1e1, 1e-1, 1e-3, 1e-5])
        away.minorticks_off()
        away.axhline(1e-5, color=GREY, linestyle="--", label="0.00001")
        away.plot(far[2], largest[-1], **CHOICE | POINT, label="far")
        away.set(xlabel="sigma, on the way to far", ylabel="largest slope")
        figure.legend(loc="lower center", ncols=5, columnspacing=1.2)
        return f"{finding}."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def gate_and_height(
    gate: Callable[[np.ndarray, float, np.ndarray, np.ndarray], float],
    top: np.ndarray,
    point: np.ndarray,
    X: np.ndarray,
    y: np.ndarray,
) -> Picture:
    """Picture the distance that a gate tells, beside the height that is missing, on a straight way.

    Both are in standard errors: the root of the gate, and of twice the missing height. On a
    parabola they would be one straight line.

    Parameters
    ----------
    gate : callable, (beta, sigma, X, y) -> float
    top, point : (p + 1,) ndarray
        Beta and sigma, at both ends of the way.
    X : (n, p) ndarray
    y : (n,) ndarray
    """
    shares = np.linspace(0, 1, 41)
    places = top + shares[:, np.newaxis] * (point - top)
    told = np.sqrt([float(gate(place[:-1], place[-1], X, y)) for place in places])
    squares = np.sum((y - places[:, :-1] @ X.T) ** 2, axis=1)
    values = len(y) * np.log(places[:, -1]) + squares / (2 * places[:, -1] ** 2)
    missing = np.sqrt(2 * np.maximum(values - values[0], 0))
    near = len(shares) // 10
    finding = (
        f"A tenth of the way off the top, the gate tells {told[near]:.2f} standard errors and the "
        f"height {missing[near]:.2f}; at the end {told[-1]:.1f} and {missing[-1]:.1f}"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.09, 0.15, 0.88, 0.68))
        axes.plot(shares, missing, color=BLACK, linestyle="--", label="root of twice the height")
        axes.plot(shares, told, color=ESTIMATE["color"], label="root of the gate")
        axes.plot(shares[-1], told[-1], **ESTIMATE | POINT, clip_on=False)
        axes.set(xlabel="share of the way from the top to the point", ylabel="standard errors",
                 xlim=(0, 1), ylim=(0, None))  # fmt: skip
        axes.legend(loc="upper left")
        return f"{finding}. On a parabola both would be the same straight line."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def optimiser_path(log: int = 0) -> Picture:
    """Picture the search of the old notebook over the contours of its own log-likelihood.

    The model has no intercept, as the notebook's had none: two slopes and sigma. The search is
    `trace.minimise` with the exact gradient; it starts at slopes 2 and 2. The map shows the slope
    of x2 and sigma; its heights are those of the best slope of x1. Below sigma = 0 there is
    no likelihood. The frame grows to hold the whole way.

    Parameters
    ----------
    log : int
        Where the slider ``log`` stands first.

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
        log=Slider(
            "the search moves", low=0, high=1, start=log, step=1, names=("sigma", "log sigma")
        ),
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
        return f"{where}: the search arrives, at {reported}"
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
    axes.axhspan(BOTTOM, 0, facecolor="#EEEEEE", edgecolor="#8C8C8C", hatch="///", linewidth=0)
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
