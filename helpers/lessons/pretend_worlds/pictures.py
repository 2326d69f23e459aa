"""Lesson 01: a world whose truth is known, and the plane that is fitted to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D

from helpers import simulate
from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    BLUE,
    ESTIMATE,
    GREY,
    POINT,
    SKY,
    STYLE,
    TRUTH,
    VERMILION,
    area,
    draw_sheet,
    finite_numbers,
    limits,
    plain_box,
    show_title,
    signed,
)

__all__ = [
    "error_and_size",
    "estimates_of_worlds",
    "fit_3d",
    "noise_and_law",
    "predictors_and_response",
    "pretend_world",
    "truth_and_estimate",
]


def pretend_world() -> Picture:
    """Picture a world and the plane fitted to it, with sliders for the truth and the noise.

    The predictors and the noise are those of the seed world: sliders rescale the same
    draws and never draw anew, so all that moves in the picture was moved by the reader.
    At the start it *is* the seed world, with slopes rounded to 3.9 and 10.2.

    Returns
    -------
    Picture
        Sliders ``constant``, ``beta1``, ``beta2``, ``sigma`` (a standard deviation),
        ``n`` (the first n observations) and ``azimuth`` (in degrees).
    """
    seed = simulate.seed_world()
    standard_noise = seed.noise / seed.sigma

    def draw(
        figure: Figure,
        constant: float,
        beta1: float,
        beta2: float,
        sigma: float,
        n: int,
        azimuth: float,
    ) -> str:
        X, noise = seed.X[:n], sigma * standard_noise[:n]
        beta = np.array([constant, beta1, beta2])
        world = simulate.World(X, X @ beta + noise, beta, sigma, noise, seed.names)
        beta_hat = np.linalg.lstsq(world.X, world.y)[0]
        show_title(figure, _miss(world, beta_hat))
        space = figure.add_axes((-0.01, 0.06, 0.62, 0.88), projection="3d")
        _draw_planes(space, world, beta_hat, azimuth)
        axes = figure.add_axes((0.69, 0.44, 0.29, 0.42))
        _draw_truth_and_estimate(axes, world, beta_hat)
        figure.legend(loc="upper left", bbox_to_anchor=(0.67, 0.31))
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
        azimuth=Slider("turn (°)", low=-180, high=180, start=-60, step=5),
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
        show_title(figure, _miss(world, beta_hat))
        axes = figure.add_axes((0.1, 0.04, 0.8, 0.9), projection="3d")
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
        show_title(figure, _miss(world, beta_hat))
        axes = figure.subplots()
        _draw_truth_and_estimate(axes, world, beta_hat)
        axes.legend(loc="best")
        pairs = zip(world.names, world.beta, beta_hat, strict=True)
        listed = "; ".join(f"{name} {true:.3f} and {hat:.3f}" for name, true, hat in pairs)
        return f"{_miss(world, beta_hat)}. Truth and estimate: {listed}."

    return Picture(draw, size=(7.2, 1.4 + 0.45 * len(beta_hat)), style=STYLE)


def predictors_and_response(x: np.ndarray, y: Sequence[float] | np.ndarray) -> Picture:
    """Picture the response against each of the predictors.

    Parameters
    ----------
    x : (k, n) array_like
        A row for each predictor.
    y : (n,) array_like

    Raises
    ------
    ValueError
        A row of `x` has another length than `y`.
    """
    y = finite_numbers("y", y)
    x = np.array([finite_numbers("a row of x", row) for row in x])
    if x.shape[1] != len(y):
        raise ValueError(f"x has shape {x.shape} and y {len(y)} entries; wanted (k, {len(y)}).")
    correlations = [f"{np.corrcoef(row, y)[0, 1]:.2f}".replace("-", "−") for row in x]
    together = " and ".join(f"{r} with x{j + 1}" for j, r in enumerate(correlations))
    finding = f"The {len(y)} responses average {y.mean():.2f}; their correlation is {together}"

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        panels = figure.subplots(1, len(x), sharey=True, squeeze=False)[0]
        for j, (axes, row) in enumerate(zip(panels, x, strict=True)):
            axes.plot(row, y, ".", color=GREY, markersize=5)
            axes.axhline(y.mean(), color=BLACK, linestyle="--", linewidth=1.2)
            axes.set(xlabel=f"x{j + 1}", ylabel="" if j else "y")
            axes.set_title(f"y against x{j + 1}; dashed: the mean of y", fontsize=10)
        return f"{finding}. The points scatter widely at every x, and rise from left to right."

    return Picture(draw, size=(7.2, 3.1), style=STYLE)


def noise_and_law(noise: Sequence[float] | np.ndarray, sigma: float) -> Picture:
    """Picture draws as a histogram, and the normal law with mean 0 that they come from.

    Parameters
    ----------
    noise : (n,) array_like
    sigma : float
        The standard deviation of the law.
    """
    noise = finite_numbers("noise", noise)
    mean, sd = signed(noise.mean(), 3), f"{noise.std():.3f}"
    finding = (
        f"These {len(noise)} draws have mean {mean} and standard deviation {sd}; "
        f"the law has 0 and {sigma:g}"
    )

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        reach = 1.05 * max(3.2 * sigma, np.abs(noise).max())
        edges = np.arange(np.floor(-reach / sigma * 2), np.ceil(reach / sigma * 2) + 1) * sigma / 2
        axes.hist(noise, edges, density=True, **area(SKY), label="the draws")
        grid = np.linspace(-reach, reach, 201)
        law = np.exp(-0.5 * (grid / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
        axes.plot(grid, law, color=BLUE, linestyle="--", label="the law")
        axes.plot(noise.mean(), 0, **ESTIMATE | POINT, clip_on=False, label="mean of the draws")
        axes.set(
            xlabel="noise (units of y)", ylabel="density (1 / unit of y)", xlim=(-reach, reach)
        )
        axes.legend(loc="upper right")
        return f"{finding}. The histogram follows the bell of the law, but not exactly."

    return Picture(draw, size=(7.2, 3.1), style=STYLE)


def estimates_of_worlds(
    world: simulate.World, estimates: Sequence[Sequence[float]] | np.ndarray
) -> Picture:
    """Picture the estimates from several worlds beside the truth that they share.

    Parameters
    ----------
    world : World
        Its ``beta`` is the truth.
    estimates : (worlds, p) array_like

    Raises
    ------
    ValueError
        There are not p estimates in each row.
    """
    estimates = np.array([_estimate(world, row) for row in estimates])
    low, high = estimates.min(axis=0), estimates.max(axis=0)
    finding = (
        f"One truth, {len(estimates)} worlds: the constant comes out between {low[0]:.1f} and "
        f"{high[0]:.1f}, and the truth is {world.beta[0]:.1f}"
    ).replace("-", "−")

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        rows = np.arange(len(world.beta))
        for k, row in enumerate(estimates):
            axes.plot(
                row, rows, **ESTIMATE | POINT | {"markersize": 6}, alpha=0.85,
                label=None if k else "estimates, one for each world",
            )  # fmt: skip
        marks = {"linestyle": "none", "markersize": 11, "markerfacecolor": "none", "zorder": 11}
        axes.plot(world.beta, rows, **TRUTH | marks, markeredgewidth=1.8, label="truth")
        axes.set_yticks(rows, world.names)
        axes.set(xlabel="value of the coefficient", ylim=(len(rows) - 0.5, -0.5))
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        listed = "; ".join(
            f"{name} from {a:.1f} to {b:.1f}"
            for name, a, b in zip(world.names, low, high, strict=True)
        ).replace("-", "−")
        return f"{finding}. Estimates: {listed}."

    return Picture(draw, size=(7.2, 1.4 + 0.4 * len(world.beta)), style=STYLE)


def error_and_size(sizes: Sequence[int], errors: Sequence[float] | np.ndarray) -> Picture:
    """Picture how the typical error falls as a world grows, beside the law 1/√n.

    Parameters
    ----------
    sizes : (k,) array_like
        Numbers of observations, the smallest first.
    errors : (k,) array_like

    Raises
    ------
    ValueError
        The two differ in length.
    """
    sizes, errors = finite_numbers("sizes", sizes), finite_numbers("errors", errors)
    if len(sizes) != len(errors):
        raise ValueError(f"There are {len(sizes)} sizes and {len(errors)} errors; pair them.")
    law = errors[0] * np.sqrt(sizes[0] / sizes)
    finding = (
        f"From n = {sizes[0]:,.0f} to {sizes[-1]:,.0f} the typical error falls from "
        f"{errors[0]:.3f} to {errors[-1]:.3f}"
    )

    def draw(figure: Figure) -> str:
        figure.set_layout_engine("constrained")
        show_title(figure, finding)
        axes = figure.subplots()
        axes.loglog(sizes, law, color=BLUE, linestyle="--", label="falling like 1/√n")
        axes.loglog(sizes, errors, **ESTIMATE | POINT, label="typical error in 100 worlds")
        axes.set(xlabel="observations n", ylabel="typical error")
        axes.set_xticks(sizes, [f"{n:,.0f}" for n in sizes])
        axes.set_yticks(errors, [f"{error:.3f}" for error in errors])
        axes.minorticks_off()
        axes.legend(loc="upper right")
        return f"{finding}. On logarithmic axes the points lie on a line: the law 1/√n."

    return Picture(draw, size=(7.2, 3.1), style=STYLE)


def _draw_planes(
    axes: Axes3D, world: simulate.World, beta_hat: np.ndarray, azimuth: float = -60
) -> None:
    """Draw the observations, the true plane as a dashed net, the fitted one as a sheet."""
    x1, x2 = world.X[:, 1], world.X[:, 2]
    u = np.linspace(min(0.0, x1.min()), max(1.0, x1.max()), 5)
    v = np.linspace(min(0.0, x2.min()), max(1.0, x2.max()), 5)

    def plane(beta: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        return beta[0] + beta[1] * u + beta[2] * v

    axes.scatter(x1, x2, world.y, s=9, color=GREY, alpha=0.8, linewidths=0, depthshade=False)
    for i in range(5):
        here, there = np.full(5, u[i]), np.full(5, v[i])
        label = "true plane" if i == 0 else None
        net = {"color": BLUE, "linestyle": "--", "linewidth": 1.3}
        axes.plot(here, v, plane(world.beta, here, v), label=label, **net)
        axes.plot(u, there, plane(world.beta, u, there), **net)
    u_corner, v_corner = u[[0, -1, -1, 0]], v[[0, 0, -1, -1]]
    corners = np.column_stack([u_corner, v_corner, plane(beta_hat, u_corner, v_corner)])
    draw_sheet(axes, corners, color=VERMILION, label="fitted plane")

    lowest, highest = limits([*world.y, *corners[:, 2]], least=(0.0, 35.0), by=10.0)
    axes.set(xlabel=world.names[1], ylabel=world.names[2], zlabel="y", zlim=(lowest, highest))
    axes.zaxis.labelpad = -4
    axes.set_box_aspect((1, 1, 0.85), zoom=1.1)
    axes.view_init(elev=16, azim=azimuth)
    plain_box(axes)


def _draw_truth_and_estimate(axes: Axes, world: simulate.World, beta_hat: np.ndarray) -> None:
    rows = np.arange(len(beta_hat))
    axes.hlines(rows, world.beta, beta_hat, color=GREY, linewidth=2, zorder=1.9)
    marks = {"linestyle": "none", "markersize": 8}
    axes.plot(
        world.beta, rows, **TRUTH | marks, markerfacecolor="white", label="truth", clip_on=False
    )
    axes.plot(beta_hat, rows, **ESTIMATE | marks | {"markersize": 6}, label="estimate")
    axes.set_yticks(rows, world.names)
    low, high = limits([*world.beta, *beta_hat], least=(0.0, 15.0), by=5.0)
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
    finding = f"The fit misses the constant by {signed(miss[0])}"
    slopes = miss[1:]
    if len(slopes) == 1:
        finding += f" and the slope by {signed(slopes[0])}"
    elif len(slopes) == 2:
        finding += f" and the slopes by {signed(slopes[0])} and {signed(slopes[1])}"
    elif len(slopes) > 2:
        worst = int(np.abs(slopes).argmax())
        finding += f" and the slopes by up to {signed(slopes[worst])} ({world.names[worst + 1]})"
    return finding


def _plane(names: Sequence[str], beta: np.ndarray) -> str:
    terms = [f"{beta[0]:.2f}".replace("-", "−")]
    for name, slope in zip(names[1:], beta[1:], strict=True):
        terms.append(f"{'−' if slope < 0 else '+'} {abs(slope):.2f} {name}")
    return " ".join(terms)


def _estimate(world: simulate.World, beta_hat: object) -> np.ndarray:
    beta_hat = finite_numbers("beta_hat", beta_hat)
    if len(beta_hat) != len(world.beta):
        raise ValueError(
            f"beta_hat has {len(beta_hat)} entries; this world has {len(world.beta)} "
            f"coefficients: {', '.join(world.names)}."
        )
    return beta_hat
