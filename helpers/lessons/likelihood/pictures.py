"""Lesson 05: the surface of a log-likelihood, and what one point of it says about the data."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import simulate
from helpers.explore import Picture, Slider
from helpers.lessons.style import CHOICE, ESTIMATE, GREY, POINT, SKY, STYLE, show_title

__all__ = ["likelihood_surface"]

BELOW_THE_TOP = (200, 100, 50, 20, 5, 1)


def likelihood_surface() -> Picture:
    """Picture the seed world's log-likelihood over one slope and sigma, with a point to move.

    The map is a cut: the constant and the slope of x1 stay at their least-squares values, the
    slope of x2 and sigma vary. Beside it are the residuals of the chosen slope, under the normal
    density of the chosen sigma: where that density is low and residuals are many, the
    log-likelihood pays.

    Returns
    -------
    Picture
        Sliders ``slope`` (of x2) and ``sigma`` (a standard deviation).
    """
    world = simulate.seed_world()
    X, y = world.X, world.y
    n = len(y)
    beta_hat = np.linalg.lstsq(X, y)[0]
    best_squares = np.sum((y - X @ beta_hat) ** 2)
    best_sigma = float(np.sqrt(best_squares / n))

    def log_likelihood(slope: np.ndarray | float, sigma: np.ndarray | float) -> np.ndarray:
        # The residuals of least squares are at a right angle to x2, so squares add up.
        squares = best_squares + (slope - beta_hat[2]) ** 2 * np.sum(X[:, 2] ** 2)
        return -n / 2 * np.log(2 * np.pi * sigma**2) - squares / (2 * sigma**2)

    top = float(log_likelihood(beta_hat[2], best_sigma))
    slopes, sigmas = np.linspace(0.0, 22.0, 81), np.linspace(2.0, 14.0, 81)
    heights = log_likelihood(slopes, sigmas[:, np.newaxis])

    def draw(figure: Figure, slope: float, sigma: float) -> str:
        value = float(log_likelihood(slope, sigma))
        finding = (
            f"At slope {slope:.1f} and sigma {sigma:.1f}: log-likelihood −{abs(value):.1f}, "
            f"{top - value:.1f} below the top"
        )
        show_title(figure, finding)
        surface = figure.add_axes((0.08, 0.235, 0.46, 0.6))
        _draw_contours(surface, slopes, sigmas, heights - top)
        surface.plot(beta_hat[2], best_sigma, **ESTIMATE | POINT, label="the top")
        surface.plot(slope, sigma, **CHOICE | POINT, label="your point", clip_on=False)
        surface.set(xlabel="slope of x2", ylabel="sigma (sd)")

        residuals = y - X @ np.array([*beta_hat[:2], slope])
        axes = figure.add_axes((0.65, 0.235, 0.33, 0.6))
        _draw_residuals(axes, residuals, sigma)
        figure.legend(loc="lower center", ncols=4, columnspacing=1.4)
        beyond = int(np.sum(np.abs(residuals) > 2 * sigma))
        return (
            f"{finding}. Of the {n} residuals of your plane, {beyond} lie further than two of your "
            f"sigmas from zero; about {0.0455 * n:.0f} should. The constant and the slope of x1 "
            f"stay at {beta_hat[0]:.2f} and {beta_hat[1]:.2f}."
        )

    return Picture(
        draw,
        size=(7.2, 4.2),
        style=STYLE,
        slope=Slider("slope of x2", low=0.0, high=22.0, start=5.0, step=0.1),
        sigma=Slider("sigma (sd)", low=2.0, high=14.0, start=9.0, step=0.1),
    )


def _draw_contours(axes: Axes, x: np.ndarray, y: np.ndarray, below: np.ndarray) -> None:
    """Draw where the surface lies so much below its top, and write how much."""
    levels = [-depth for depth in BELOW_THE_TOP]
    lines = axes.contour(x, y, below, levels=levels, colors=GREY, linewidths=0.9, linestyles="-")
    axes.clabel(lines, levels[:-1], fmt=lambda level: f"−{abs(level):.0f}", fontsize=8.5)
    axes.set_title("log-likelihood, from the top", fontsize=10)
    axes.grid(False)


def _draw_residuals(axes: Axes, residuals: np.ndarray, sigma: float) -> None:
    edges = np.arange(-24.0, 24.1, 2.0)
    axes.hist(
        residuals, bins=edges, density=True, color=SKY, alpha=0.5, label="residuals of your plane"
    )
    around = np.linspace(-24.0, 24.0, 241)
    density = np.exp(-0.5 * (around / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    axes.plot(around, density, **CHOICE | {"marker": ""}, label="your normal density")
    axes.set(
        xlabel="residual",
        ylabel="density",
        xlim=(-24, 24),
        ylim=(0, 0.2),
        yticks=(0, 0.05, 0.1, 0.15, 0.2),
    )
