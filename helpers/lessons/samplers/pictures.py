"""Lesson 09: samplers by hand."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import samplers
from helpers.explore import Picture, Slider
from helpers.lessons.samplers.chain_pictures import (
    arrival,
    batch_means,
    given_all_else,
    height_along,
    traces,
    without_repeats,
    worth_of_lengths,
)
from helpers.lessons.style import (
    BLACK,
    ESTIMATE,
    GREY,
    HALO,
    POINT,
    SKY,
    STYLE,
    TRUTH,
    VERMILION,
    point,
    show_title,
    signed,
)
from helpers.simulate import World

__all__ = [
    "arrival",
    "batch_means",
    "gibbs_on_contours",
    "given_all_else",
    "height_along",
    "metropolis_on_contours",
    "traces",
    "without_repeats",
    "worth_of_lengths",
]

PRIOR_FACTOR, PRIOR_SHAPE, PRIOR_SCALE = 4.0, 2.0, 25.0  # the prior of lessons 08 and 09
BEST = 2.38  # over √d, in posterior standard deviations (Roberts, Gelman and Gilks, 1997)


def metropolis_on_contours(world: World) -> Picture:
    """Picture a random walk over the posterior of the constant and the first slope.

    Parameters
    ----------
    world : World
        A simulated world with a constant and at least one predictor. The prior is that of
        lessons 08 and 09; everything but the two coefficients is integrated out.

    Returns
    -------
    Picture
        Sliders ``scale`` (of the steps, in units of 2.38/√2 posterior standard deviations) and
        ``steps``.
    """
    mean, factor, a, b = _posterior(world.X, world.y)
    shown, degrees = mean[:2], 2 * a
    spread = factor[:2, :2] * b / a
    precision, root = np.linalg.inv(spread), np.linalg.cholesky(spread)

    def log_density(theta: np.ndarray) -> np.ndarray:
        z = theta - shown
        return -(degrees + 2) / 2 * np.log1p(np.einsum("ci,ij,cj->c", z, precision, z) / degrees)

    start = shown + root @ np.array([-3.0, -1.5])

    def draw(figure: Figure, scale: float, steps: int) -> str:
        walk = samplers.metropolis_walk(
            log_density,
            start,
            steps,
            rng=np.random.default_rng(9),
            covariance=spread * (scale * BEST / np.sqrt(2)) ** 2,
        )
        share = np.mean(walk.accepted)
        off = (walk.positions[1:].mean(axis=0) - shown) / np.sqrt(np.diag(spread))
        finding = (
            f"Steps of {scale:.1f} × 2.38/√2 posterior sds: {walk.accepted.sum()} of {steps} "
            f"proposals accepted ({100 * share:.0f} %); the walk's means are "
            f"{signed(off[0])} and {signed(off[1])} sds off"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.12, top=0.81)
        _contours(axes, shown, spread)
        refused = walk.proposals[~walk.accepted]
        axes.plot(
            *refused.T,
            "x",
            color=GREY,
            markersize=6,
            alpha=0.85,
            label="refused proposal",
            zorder=5,
        )
        axes.plot(*walk.positions.T, color=VERMILION, linewidth=0.9, alpha=0.85, zorder=6)
        axes.plot(
            *walk.positions[1:][walk.accepted].T, "D", color=VERMILION, markersize=4.5, zorder=7,
            label="accepted proposal",
        )  # fmt: skip
        axes.plot(*start, **(POINT | {"marker": "s", "color": BLACK}), label="start")
        _truth(axes, world)
        _frame(axes, shown, spread)
        _legend_above(axes)
        visited = np.ptp(walk.positions, axis=0) / np.sqrt(np.diag(spread))
        return (
            f"{finding}. Refused proposals are crosses, accepted ones diamonds. The walk starts at "
            f"{point(start)} and has spanned {visited[0]:.1f} and {visited[1]:.1f} posterior sds."
        )

    return Picture(
        draw,
        size=(7.2, 4.8),
        style=STYLE,
        scale=Slider("step length", low=0.1, high=5.0, start=1.0, step=0.1),
        steps=Slider("steps", low=20, high=400, start=200, step=20),
    )


def gibbs_on_contours(world: World) -> Picture:
    """Picture Gibbs sweeps over the posterior of the constant and the first slope.

    The variance is held at its posterior mean: then a sweep is a linear map plus noise, and what
    a draw is worth can be computed exactly.

    Parameters
    ----------
    world : World
        A simulated world with a constant and at least one predictor.

    Returns
    -------
    Picture
        Sliders ``centred`` (how much of their mean the predictors lose, in percent) and
        ``sweeps``.
    """

    def draw(figure: Figure, centred: int, sweeps: int) -> str:
        X = world.X.copy()
        X[:, 1:] -= centred / 100 * X[:, 1:].mean(axis=0)
        mean, factor, a, b = _posterior(X, world.y)
        covariance = factor * b / (a - 1)
        precision, sds = np.linalg.inv(covariance), np.sqrt(np.diag(covariance))
        worth = 100 * _worth_of_a_sweep(precision)[:2]
        correlation = covariance[0, 1] / (sds[0] * sds[1])
        path = _zigzag(
            mean,
            precision,
            mean + np.append([-2, 2], np.zeros(len(mean) - 2)) * sds[: len(mean)],
            sweeps,
        )
        finding = (
            f"Predictors {centred} % centred: correlation {signed(correlation)}; "
            f"100 sweeps are worth {worth[0]:.0f} independent draws of the constant "
            f"and {worth[1]:.0f} of the slope"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.12, top=0.81)
        _contours(axes, mean[:2], covariance[:2, :2])
        axes.plot(*path.T, color=VERMILION, linewidth=1.0, zorder=6, label="one draw at a time")
        axes.plot(
            *path[::2].T, "D", color=VERMILION, markersize=4.5, zorder=7, label="after a sweep"
        )
        axes.plot(*path[0], **(POINT | {"marker": "s", "color": BLACK}), label="start")
        _frame(axes, mean[:2], covariance[:2, :2], constant="height where the predictors are 0")
        _legend_above(axes)
        return (
            f"{finding}. Every move is parallel to an axis; {sweeps} sweeps are shown, from "
            f"{point(path[0])} to {point(path[-1])}."
        )

    return Picture(
        draw,
        size=(7.2, 4.8),
        style=STYLE,
        centred=Slider("centred (%)", low=0, high=100, start=0, step=10),
        sweeps=Slider("sweeps", low=5, high=100, start=30, step=5),
    )


def _posterior(X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Mean, covariance factor, shape and scale of the normal-inverse-gamma posterior."""
    precision = X.T @ X + np.eye(X.shape[1]) / PRIOR_FACTOR
    mean = np.linalg.solve(precision, X.T @ y)
    b = PRIOR_SCALE + (y @ y - mean @ precision @ mean) / 2
    return mean, np.linalg.inv(precision), PRIOR_SHAPE + len(y) / 2, float(b)


def _worth_of_a_sweep(precision: np.ndarray) -> np.ndarray:
    """Effective draws for each sweep of Gibbs on a normal law, one number for each coefficient.

    A sweep maps theta to B theta + noise with B = -(lower triangle)⁻¹ (what is above it), so that
    the autocovariances are B^k C (Roberts and Sahu, 1997); they are summed as a geometric series.
    """
    lower = np.tril(precision)
    B = -np.linalg.solve(lower, precision - lower)
    C = np.linalg.inv(precision)
    summed = B @ np.linalg.solve(np.eye(len(B)) - B, C)
    return np.diag(C) / (np.diag(C) + 2 * np.diag(summed))


def _zigzag(mean: np.ndarray, precision: np.ndarray, start: np.ndarray, sweeps: int) -> np.ndarray:
    """The first two coordinates of a Gibbs chain, after each draw of one of them."""
    rng, theta, path = np.random.default_rng(9), start.copy(), [start[:2].copy()]
    for _ in range(sweeps):
        for j in range(len(theta)):
            pull = precision[j] @ (theta - mean) / precision[j, j]
            theta[j] += rng.standard_normal() / np.sqrt(precision[j, j]) - pull
            if j < 2:
                path.append(theta[:2].copy())
    return np.array(path)


def _contours(axes: Axes, mean: np.ndarray, covariance: np.ndarray) -> None:
    """Draw the ellipses that hold 50, 90 and 99 % of a normal law."""
    turn = np.linspace(0, 2 * np.pi, 121)
    circle = np.vstack([np.cos(turn), np.sin(turn)])
    root = np.linalg.cholesky(covariance)
    for share in (0.5, 0.9, 0.99):
        radius = np.sqrt(-2 * np.log1p(-share))
        axes.fill(*(mean[:, None] + radius * root @ circle), color=SKY, alpha=0.16, linewidth=0)
        axes.plot(*(mean[:, None] + radius * root @ circle), color=SKY, linewidth=1.0)
        x, y = mean + radius * root @ np.array([0.0, 1.0])
        axes.text(x, y, f"{100 * share:.0f} %", color=GREY, fontsize=8.5, ha="center", bbox=HALO)


def _legend_above(axes: Axes) -> None:
    """Put the legend between the title and the panel, where it hides nothing."""
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.02, 0.99), ncols=5, fontsize=9, columnspacing=1.2
    )


def _truth(axes: Axes, world: World) -> None:
    axes.plot(*world.beta[:2], **TRUTH | POINT, label="truth")


def _frame(
    axes: Axes, mean: np.ndarray, covariance: np.ndarray, constant: str = "constant"
) -> None:
    reach = 4.2 * np.sqrt(np.diag(covariance))
    axes.set(
        xlim=(mean[0] - reach[0], mean[0] + reach[0]),
        ylim=(mean[1] - reach[1], mean[1] + reach[1]),
        xlabel=f"{constant} (units of y)",
        ylabel="slope of x1",
    )
    axes.plot(
        *mean,
        **ESTIMATE | POINT | {"marker": "+", "color": BLACK, "markersize": 11},
        label="exact mean",
    )
