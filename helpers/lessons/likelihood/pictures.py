"""Lesson 05: log densities, of one observation, of 250 and of a world, as curves and a surface."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import simulate
from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    CHOICE,
    ESTIMATE,
    GREY,
    POINT,
    SKY,
    STYLE,
    TRUTH,
    area,
    finite_numbers,
    show_title,
)

__all__ = [
    "best_sigmas",
    "best_slopes",
    "likelihood_surface",
    "one_observation",
    "running_product",
    "ten_residuals",
    "uphill",
]

BELOW_THE_TOP = (200, 100, 50, 20, 5, 1)
SMALLEST = float(np.log10(5e-324))  # what double precision can store, as a power of ten

LogDensity = Callable[[float, float, float], float]
LogLikelihood = Callable[[np.ndarray, float, np.ndarray, np.ndarray], float]
BestSigma = Callable[[np.ndarray, np.ndarray, np.ndarray], float]
Gradient = Callable[[np.ndarray, float, np.ndarray, np.ndarray], np.ndarray]


def one_observation(log_density: LogDensity, value: float) -> Picture:
    """Picture the log density of one observation as a function of its mean, and of its sigma.

    Parameters
    ----------
    log_density : callable, (y, mean, sigma) -> float
    value : float
        The observation.
    """
    means, sigmas = np.linspace(0, 21, 85), np.geomspace(0.6, 20, 80)
    by_mean = np.array([float(log_density(value, mean, 5.0)) for mean in means])
    by_sigma = np.array([float(log_density(value, 12.0, sigma)) for sigma in sigmas])
    finding = (
        f"For y = {value:.2f} the best mean is {value:.2f}; with the mean at 12, the best sigma is "
        f"the distance, {abs(value - 12):.2f}"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        left, right = figure.subplots(1, 2, sharey=True)
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.28, top=0.8, wspace=0.1)
        left.plot(means, by_mean, color=BLACK, label="log density")
        for mean in (9, 12, 20):
            left.plot(mean, log_density(value, mean, 5.0), **CHOICE | POINT,
                      label="three worlds" if mean == 9 else None)  # fmt: skip
        left.plot(value, log_density(value, value, 5.0), **ESTIMATE | POINT | {"markersize": 5},
                  label="the top")  # fmt: skip
        right.plot(sigmas, by_sigma, color=BLACK)
        distance = abs(value - 12)
        right.plot(distance, log_density(value, 12.0, distance), **ESTIMATE | POINT)
        left.set(xlabel="mean, where sigma is 5", ylabel="log density", ylim=(-8, -1.5))
        right.set(xlabel="sigma (sd), where the mean is 12", xlim=(0, 20))
        figure.legend(loc="lower center", ncols=3)
        return (
            f"{finding}. In the mean the log density is a parabola; in sigma it falls steeply on "
            "the left and slowly on the right."
        )

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def running_product(densities: Sequence[float] | np.ndarray) -> Picture:
    """Picture the product of the first densities, as it is stored, and the sum of their logs.

    Parameters
    ----------
    densities : (n,) array_like
        Positive.
    """
    densities = finite_numbers("densities", densities)
    rows, product = np.arange(1, len(densities) + 1), np.cumprod(densities)
    sums, stored = np.cumsum(np.log10(densities)), product > 0
    if stored.all():
        finding = f"The product of all {len(rows)} densities can be stored"
    else:
        finding = (
            f"From row {rows[~stored][0]} on the stored product is 0; the sum of logs goes on, "
            f"to the power of ten −{abs(sums[-1]):.2f}"
        )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        whole, end = figure.subplots(1, 2)
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.29, top=0.8, wspace=0.25)
        for axes in (whole, end):
            axes.plot(rows[stored], np.log10(product[stored]), color=SKY, linewidth=6,
                      label="product, as stored")  # fmt: skip
            axes.plot(rows, sums, color=BLACK, linestyle="--", label="sum of logs")
            axes.axhline(SMALLEST, color=GREY, linewidth=1, linestyle=":",
                         label="smallest number that can be stored")  # fmt: skip
            axes.set(xlabel="rows multiplied")
        whole.set_ylabel("power of ten")
        end.set(xlim=(len(rows) - 10, len(rows)), ylim=(sums[-1] - 1, sums[-11:][0] + 1))
        end.set_title("the last ten rows", fontsize=10)
        figure.legend(*whole.get_legend_handles_labels(), loc="lower center", ncols=3)
        return f"{finding}. Each row takes about {abs(sums[-1]) / len(rows):.1f} powers of ten."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def best_slopes(slopes: np.ndarray, heights: Mapping[float, Sequence[float]]) -> Picture:
    """Picture log-likelihoods over one slope, a curve for each sigma, with its highest point.

    Parameters
    ----------
    slopes : (k,) ndarray
        Of x2.
    heights : mapping of sigma to (k,) sequence
        Log-likelihoods.
    """
    curves = {sigma: np.asarray(curve, dtype=float) for sigma, curve in heights.items()}
    tops = {sigma: float(slopes[np.argmax(curve)]) for sigma, curve in curves.items()}
    told = ", ".join(f"{top:.2f}" for top in tops.values())
    if len(set(tops.values())) == 1:
        finding = f"Whatever sigma is, the best slope of x2 is {tops[next(iter(tops))]:.2f}"
    else:
        finding = f"The best slopes of x2 are {told}"
    highest = max(curve.max() for curve in curves.values())

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.13, 0.27, 0.84, 0.62))
        for (sigma, curve), dash in zip(curves.items(), ("-", "--", "-.", ":"), strict=False):
            axes.plot(slopes, curve, color=BLACK, linestyle=dash, label=f"sigma {sigma:g}")
        for sigma, curve in curves.items():
            axes.plot(tops[sigma], curve.max(), **ESTIMATE | POINT,
                      label="highest" if sigma == next(iter(curves)) else None)  # fmt: skip
        axes.set(xlabel="slope of x2", ylabel="log-likelihood", ylim=(highest - 600, highest + 40))
        figure.legend(loc="lower center", ncols=4)
        ends = "; ".join(f"sigma {s:g}: {c.max():.1f}".replace("-", "−") for s, c in curves.items())
        return f"{finding}. Heights there: {ends}."

    return Picture(draw, size=(7.2, 3.5), style=STYLE)


def best_sigmas(
    log_likelihood: LogLikelihood,
    best_sigma: BestSigma,
    beta: np.ndarray,
    X: np.ndarray,
    y: np.ndarray,
) -> Picture:
    """Picture the log-likelihood over sigma, around a fitted plane and around the true one.

    Parameters
    ----------
    log_likelihood : callable, (beta, sigma, X, y) -> float
    best_sigma : callable, (beta, X, y) -> float
    beta : (p,) ndarray
        Of the fitted plane.
    X : (n, p) ndarray
    y : (n,) ndarray
    """
    planes = {"least squares": np.asarray(beta, float), "truth": simulate.seed_world().beta}
    tops = {name: float(best_sigma(plane, X, y)) for name, plane in planes.items()}
    finding = (
        "Around the least-squares plane the best sigma is {:.3f}, around the true plane {:.3f}"
    )
    finding = finding.format(*tops.values())
    sigmas = np.linspace(4.2, 5.8, 81)

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.12, 0.16, 0.85, 0.67))
        for (name, plane), look in zip(planes.items(), (ESTIMATE, TRUTH), strict=True):
            curve = [float(log_likelihood(plane, sigma, X, y)) for sigma in sigmas]
            axes.plot(sigmas, curve, **look | {"marker": ""}, label=f"plane: {name}")
            axes.plot(tops[name], log_likelihood(plane, tops[name], X, y), **look | POINT,
                      label="its best sigma")  # fmt: skip
        axes.set(xlabel="sigma (sd)", ylabel="log-likelihood")
        axes.legend(loc="lower center", ncols=2)
        heights = [float(log_likelihood(planes[name], tops[name], X, y)) for name in planes]
        return "{}. The tops are at {:.3f} and {:.3f}.".format(finding, *heights).replace(
            "-6", "−6"
        )

    return Picture(draw, size=(7.2, 3.5), style=STYLE)


def ten_residuals(beta: np.ndarray, sigma: float, X: np.ndarray, y: np.ndarray) -> Picture:
    """Picture few residuals, around the plane fitted to them and around the true plane.

    Parameters
    ----------
    beta : (p,) ndarray
        Of the fitted plane.
    sigma : float
        The best one for it, a standard deviation.
    X : (n, p) ndarray
    y : (n,) ndarray
    """
    world = simulate.seed_world()
    around = {"fitted": y - X @ finite_numbers("beta", beta), "true": y - X @ world.beta}
    spread = np.sqrt(np.mean(around["true"] ** 2))
    finding = (
        f"{len(y)} points around the plane fitted to them: sigma {sigma:.2f}; around the true "
        f"plane: {spread:.2f}; the truth is {world.sigma:g}"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        rows = np.arange(1, len(y) + 1)
        panels = figure.subplots(1, 2, sharey=True)
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.28, top=0.74, wspace=0.08)
        looks = ((ESTIMATE, sigma), (TRUTH, spread))
        for axes, (name, e), (look, sd) in zip(panels, around.items(), looks, strict=True):
            axes.axhspan(-sd, sd, **area(GREY, 0.15),
                         label="one sigma" if name == "true" else None)  # fmt: skip
            axes.axhline(0, color=GREY, linewidth=1)
            axes.vlines(rows, 0, e, color=look["color"], linestyle=look["linestyle"])
            axes.plot(rows, e, **look | POINT | {"markersize": 6}, label=f"from the {name} plane")
            axes.set_title(f"the {name} plane", fontsize=10)
            axes.set(xlabel="observation", ylim=(-11, 11), xticks=rows)
        panels[0].set_ylabel("residual")
        figure.legend(loc="lower center", ncols=3)
        worst = [abs(e).max() for e in around.values()]
        return f"{finding}. The largest residuals are {worst[0]:.1f} and {worst[1]:.1f} in size."

    return Picture(draw, size=(7.2, 3.5), style=STYLE)


def uphill(
    gradient: Gradient, beta: np.ndarray, sigma: float, X: np.ndarray, y: np.ndarray
) -> Picture:
    """Picture the gradient as arrows on the map of one slope and sigma, and what it says of sigma.

    The constant and the slope of x1 stay as they are; all arrows are equally long.

    Parameters
    ----------
    gradient : callable, (beta, sigma, X, y) -> (p + 1,)
    beta : (p,) ndarray
        At the top.
    sigma : float
        At the top.
    X : (n, p) ndarray
    y : (n,) ndarray
    """
    beta = finite_numbers("beta", beta)

    def at(slope: float, sigma: float) -> np.ndarray:
        return np.asarray(gradient(np.array([*beta[:2], slope]), sigma, X, y), float)[[2, 3]]

    half, twice = (at(beta[2], c * sigma)[1] for c in (0.5, 2))
    finding = (
        f"All arrows lead uphill, across the contours; at half the best sigma the slope in sigma "
        f"is {half:.1f}, at twice it {twice:.1f}"
    ).replace("-", "−")
    slopes, sigmas = np.linspace(2, 20, 91), np.linspace(2, 11, 61)
    squares = np.sum((y - X @ beta) ** 2) + (slopes - beta[2]) ** 2 * np.sum(X[:, 2] ** 2)
    column = sigmas[:, np.newaxis]
    # The constant of the density is left out: heights are counted from the top.
    heights = -len(y) * np.log(column / sigma) - squares / (2 * column**2) + len(y) / 2

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.08, 0.2, 0.9, 0.64))
        _draw_contours(axes, slopes, sigmas, heights)
        axes.set_title("")
        across, up = np.meshgrid(np.arange(3.0, 20, 2), np.arange(3.0, 11, 1.5))
        arrows = np.array([at(*place) for place in zip(across.flat, up.flat, strict=True)])
        arrows /= np.linalg.norm(arrows, axis=1, keepdims=True)
        axes.quiver(across, up, *arrows.T, color=CHOICE["color"], angles="xy", scale=22,
                    width=0.0035, pivot="mid", zorder=3)  # fmt: skip
        axes.plot([], [], color=CHOICE["color"], marker=">", label="uphill")
        axes.plot(beta[2], sigma, **ESTIMATE | POINT, label="the top")
        # Equal scales: only so does a right angle look like one.
        axes.set(xlabel="slope of x2", ylabel="sigma (sd)", aspect="equal")
        figure.legend(loc="lower center", ncols=2)
        return (
            f"{finding}. The top is at slope {beta[2]:.2f} and sigma {sigma:.2f}. Contours tell "
            "how far below it they run."
        )

    return Picture(draw, size=(7.2, 4.4), style=STYLE)


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
    axes.hist(residuals, bins=edges, density=True, **area(SKY), label="residuals of your plane")
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
