"""Lesson 07: curvature."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.optimize import brentq
from scipy.stats import chi2

from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    CHOICE,
    ESTIMATE,
    GREEN,
    GREY,
    HALO,
    POINT,
    STYLE,
    TRUTH,
    VERMILION,
    limits,
    show_title,
)
from helpers.simulate import World

__all__ = ["profile_sigma", "three_tests"]

PARABOLA = {"color": BLACK, "linestyle": "-.", "linewidth": 1.4}


def profile_sigma(world: World) -> Picture:
    """Picture the profile log-likelihood of sigma, cut at a level, beside the parabola of Wald.

    Parameters
    ----------
    world : World
        A simulated world with at least as many rows as its smallest picture shows: 10, and
        twice its number of coefficients.

    Returns
    -------
    Picture
        Sliders ``rows`` (the first so many rows of the world) and ``level`` (in percent).
    """

    def draw(figure: Figure, rows: int, level: int) -> str:
        squares = _fit(world.X[:rows], world.y[:rows])[1]
        top, drop = np.sqrt(squares / rows), chi2.ppf(level / 100, 1) / 2
        # In units of the maximum, sigma = top * exp(t), the curve depends on n alone.
        low, high = (
            top * np.exp(brentq(lambda t: drop - rows * (t + np.expm1(-2 * t) / 2), *bracket))
            for bracket in ((-4, 0), (0, 4))
        )
        reach = np.sqrt(2 * drop) * top / np.sqrt(2 * rows)
        finding = (
            f"{rows} rows, {level} %: the curve gives {low:.2f} to {high:.2f}, "
            f"the parabola {top - reach:.2f} to {top + reach:.2f}; the truth is {world.sigma:.2f}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.13, top=0.84)
        left, right = limits([top - reach, low, high], least=(2.0, 8.0), by=1.0)
        sigma = np.linspace(max(left, 0.05), right, 400)
        ratio = np.log(sigma / top)
        axes.plot(
            sigma,
            -rows * (ratio + np.expm1(-2 * ratio) / 2),
            color=VERMILION,
            label="profile log-likelihood",
        )
        axes.plot(
            sigma, -rows * (sigma / top - 1) ** 2, **PARABOLA, label="parabola of the same top"
        )
        axes.axhline(-drop, color=GREY, linewidth=0.9)
        axes.text(right, -drop, f"cut at −{drop:.2f} ", color=GREY, ha="right", va="bottom")
        axes.plot([low, high], [-drop, -drop], **ESTIMATE | POINT)
        axes.plot(
            [top - reach, top + reach], [-drop, -drop], "|", color=BLACK, markersize=14, zorder=9
        )
        axes.plot(world.sigma, -5.5, **TRUTH | POINT, label="true sigma", clip_on=False)
        axes.set(
            xlim=(left, right),
            ylim=(-5.5, 0.3),
            xlabel="sigma (units of y)",
            ylabel="log-likelihood, from its top",
        )
        axes.legend(loc="upper right")
        return f"{finding}. Both are cut {drop:.2f} below their top at sigma {top:.2f}."

    return Picture(
        draw,
        size=(7.2, 4.0),
        style=STYLE,
        rows=_rows(world, start=10),
        level=Slider("level (%)", low=50, high=99, start=95, step=1),
    )


def three_tests(world: World) -> Picture:
    """Picture likelihood-ratio, Wald and score test of a constant, on one log-likelihood curve.

    The likelihood ratio measures how far the curve drops from its top to the hypothesis. The
    Wald test stands at the top and foretells this drop by the parabola that fits there. The score
    test stands at the hypothesis and foretells the climb, by the parabola that has the slope of
    the curve and the expected curvature there; it culminates straight below the top. Each
    statistic is twice its height.

    Parameters
    ----------
    world : World
        A simulated world whose first column of X holds ones.

    Returns
    -------
    Picture
        Sliders ``hypothesis`` (the constant under test) and ``rows`` (the first so many rows).
    """

    def draw(figure: Figure, hypothesis: float, rows: int) -> str:
        X, y = world.X[:rows], world.y[:rows]
        beta_hat, squares = _fit(X, y)
        estimate, n = beta_hat[0], rows
        # With the constant held at b, the residual sum of squares is squares + (b - estimate)²/v.
        v = np.linalg.inv(X.T @ X)[0, 0]
        t_squared = (hypothesis - estimate) ** 2 / (v * squares)
        wald, ratio, score = n * t_squared, n * np.log1p(t_squared), n * t_squared / (1 + t_squared)
        critical = chi2.ppf(0.95, 1)
        rejecting = sum(statistic > critical for statistic in (score, ratio, wald))
        verdict = {
            0: "none exceeds 3.84",
            1: "only Wald exceeds 3.84",
            2: "the score test alone stays below 3.84",
            3: "all exceed 3.84",
        }[rejecting]
        finding = (
            f"Is the constant {hypothesis:.1f}? With {rows} rows: score {score:.2f}, "
            f"likelihood ratio {ratio:.2f}, Wald {wald:.2f}; {verdict}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.1, right=0.97, bottom=0.12, top=0.85)

        left, right = limits([estimate], least=(-6.0, 22.0), by=2.0)
        b = np.linspace(left, right, 400)
        distance = (b - estimate) ** 2 / (v * squares)
        axes.plot(b, -n / 2 * np.log1p(distance), color=VERMILION, label="profile log-likelihood")
        axes.plot(b, -n / 2 * distance, **PARABOLA, label="parabola at the top (Wald)")
        climb = (
            -ratio / 2 + score / 2 - n / 2 * (b - estimate) ** 2 / (v * squares * (1 + t_squared))
        )
        style = CHOICE | {"marker": ""}
        axes.plot(b, climb, **style, label="parabola at the hypothesis (score)")

        bottom = limits([-1.15 * wald / 2], least=(-6.0, 0.0), by=4.0)[0]
        # The heights are named on the outer sides, and only where they can be seen.
        side, other = ("right", "left") if hypothesis < estimate else ("left", "right")
        for x, start, end, name, color, towards in (
            (hypothesis, 0, -ratio / 2, "LR", VERMILION, side),
            (hypothesis, -ratio / 2, -wald / 2, "Wald", BLACK, side),
            (estimate, -ratio / 2, (score - ratio) / 2, "score", GREEN, other),
        ):
            if abs(end - start) > 0.02 * abs(bottom):
                half = {"LR": ratio, "Wald": wald, "score": score}[name] / 2
                _height(axes, x, start, end, f"½ {name} = {half:.1f}", color, towards)
        axes.axhline(0, color=GREY, linewidth=0.9)
        axes.plot(estimate, 0, **ESTIMATE | POINT)
        axes.plot(hypothesis, -ratio / 2, **CHOICE | POINT)
        axes.set(
            xlim=(left, right),
            ylim=(bottom, 0.42 * abs(bottom)),
            xlabel="constant (units of y)",
            ylabel="log-likelihood, from its top",
        )
        axes.legend(loc="upper right", frameon=True, framealpha=1, edgecolor="none", fontsize=9.5)
        return (
            f"{finding}. The estimate is {estimate:.2f}; there the log-likelihood is "
            f"{ratio / 2:.2f} higher than at the hypothesis."
        )

    return Picture(
        draw,
        size=(7.2, 4.4),
        style=STYLE,
        hypothesis=Slider("hypothesis", low=0.0, high=18.0, start=5.0, step=0.5),
        rows=_rows(world, start=len(world.y) // 10 * 10),
    )


def _rows(world: World, start: int) -> Slider:
    """A slider for the number of rows that are used."""
    n, p = world.X.shape
    if n < max(20, 2 * p):
        raise ValueError(f"world has {n} rows; this picture needs {max(20, 2 * p)} or more.")
    least = max(10, -(-2 * p // 10) * 10)
    return Slider("rows", low=least, high=n // 10 * 10, start=max(start, least), step=10)


def _fit(X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """The coefficients of least squares and the residual sum of squares."""
    beta_hat = np.linalg.lstsq(X, y, rcond=None)[0]
    return beta_hat, float(np.sum((y - X @ beta_hat) ** 2))


def _height(
    axes: Axes, x: float, start: float, end: float, text: str, color: str, side: str
) -> None:
    """Draw a height as a vertical arrow from `start` to `end`, its size beside it."""
    axes.annotate(
        "", (x, end), (x, start), arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 2}
    )
    gap = {"right": (-6, 0), "left": (6, 0)}[side]
    axes.annotate(
        text, (x, (start + end) / 2), gap, textcoords="offset points", color=color,
        ha=side, va="center", fontsize=9.5, bbox=HALO,
    )  # fmt: skip
