"""Lesson 10: sampling with gradients."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from helpers import samplers
from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    ESTIMATE,
    GREY,
    POINT,
    SKY,
    STYLE,
    VERMILION,
    point,
    show_title,
    signed,
)
from helpers.simulate import World

__all__ = [
    "energy_errors",
    "leapfrog_on_contours",
    "orbits",
    "three_samplers",
    "two_chains",
    "with_and_without_the_factor",
]


OTHER = {"color": BLACK, "linestyle": "-.", "marker": "o"}
FACTOR = ((ESTIMATE | {"marker": ""}, "with the factor"), (OTHER | {"marker": ""}, "without it"))


def with_and_without_the_factor(tau: np.ndarray, per_sigma: np.ndarray) -> Picture:
    """Picture the density of sigma that a sampler of log sigma finds, with the factor or not.

    Parameters
    ----------
    tau, per_sigma : arrays of shape (points,)
        Equally spaced values of log sigma, and the log density per unit of sigma there.
    """
    sigma = np.exp(np.asarray(tau, float))
    right = np.exp(per_sigma - np.max(per_sigma))
    right, wrong = (part / np.trapezoid(part, sigma) for part in (right, right / sigma))

    def draw(figure: Figure) -> str:
        means = [np.trapezoid(sigma * part, sigma) for part in (right, wrong)]
        finding = (
            f"The mean of sigma is {means[0]:.2f} with the factor and {means[1]:.2f} without it"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.11, right=0.97, bottom=0.16, top=0.88)
        for part, mean, (look, name) in zip((right, wrong), means, FACTOR, strict=True):
            axes.plot(sigma, part, **look, label=name)
            axes.plot(mean, np.interp(mean, sigma, part), **look | POINT)
        shown = sigma[right > right.max() / 1000]
        axes.set(xlabel="sigma (units of y)", ylabel="density", ylim=(0, None))
        axes.set_xlim(shown[0], shown[-1])
        axes.legend(loc="upper right")
        return f"{finding}. Without it the whole law lies nearer to zero."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def energy_errors(step_sizes: Sequence[float], errors: Mapping[str, np.ndarray]) -> Picture:
    """Picture how the error of the energy falls with the step.

    Parameters
    ----------
    step_sizes : sequence of float
        Each half of the one before.
    errors : dict
        From two names to an error for each step.
    """

    def draw(figure: Figure) -> str:
        falls = " and ".join(f"{part[-2] / part[-1]:.1f} ({name})" for name, part in errors.items())
        finding = f"Half the step divides the error by {falls}"
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.12, right=0.97, bottom=0.16, top=0.88)
        for (name, part), look in zip(errors.items(), (ESTIMATE, OTHER), strict=True):
            axes.plot(step_sizes, part, **look, label=name)
        axes.set(xscale="log", yscale="log", xlabel="step size", ylabel="mean error of the energy")
        axes.set_xticks(step_sizes, [f"{size:g}" for size in step_sizes])
        axes.minorticks_off()
        axes.legend(loc="upper left")
        first = "; ".join(f"{name} {part[0]:.4f}" for name, part in errors.items())
        return f"{finding}. With steps of {step_sizes[0]:g} the errors are: {first}."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def orbits(leapfrog: Callable) -> Picture:
    """Picture forty leapfrog steps in a bowl of curvature 1, pushed from its bottom by 1.

    Parameters
    ----------
    leapfrog : callable
        ``leapfrog(gradient, theta, momentum, step_size, steps)`` makes so many steps.
    """
    paths = {}
    for size in (0.5, 1.9, 2.1):
        path = [(np.zeros(1), np.ones(1))]
        for _ in range(40):
            path.append(leapfrog(lambda theta: -theta, *path[-1], size, 1))
        paths[size] = np.array(path)[..., 0]

    def draw(figure: Figure) -> str:
        reach = {size: np.abs(path[:, 0]).max() for size, path in paths.items()}
        finding = "Forty steps from the bottom reach " + ", ".join(
            f"{far:,.2f} (steps of {size})" if far < 1000 else f"more than 1,000 (steps of {size})"
            for size, far in reach.items()
        )
        show_title(figure, finding)
        figure.subplots_adjust(left=0.08, right=0.98, bottom=0.15, top=0.76, wspace=0.12)
        for axes, (size, path) in zip(
            figure.subplots(1, 3, sharex=True, sharey=True), paths.items(), strict=True
        ):
            axes.plot(*path.T, color=VERMILION, linewidth=0.5)
            axes.plot(*path.T, **ESTIMATE | POINT | {"markersize": 3.5}, clip_on=True)
            axes.plot(*path[0], **POINT | {"marker": "s", "color": BLACK})
            axes.set(xlim=(-4.5, 4.5), ylim=(-1.9, 1.9), xlabel="place", ylabel="momentum")
            axes.set_title(f"steps of {size}", fontsize=10.5, y=1.02)
            axes.label_outer()
        return f"{finding}. Below 2 the ball goes round an ellipse; beyond 2 it flies off."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def two_chains(chain: np.ndarray, in_own_units: np.ndarray, shown: int = 150) -> Picture:
    """Picture the draws of log sigma, in their order, from two chains.

    Parameters
    ----------
    chain, in_own_units : arrays of shape (draws, p + 1)
        Of beta and log sigma, in the units of the model and in the posterior's own.
    """
    walks = [np.asarray(one, float)[:, -1] for one in (chain, in_own_units)]

    def draw(figure: Figure) -> str:
        before, after = (np.corrcoef(walk[:-1], walk[1:])[0, 1] for walk in walks)
        finding = (
            f"Neighbouring draws of log sigma correlate {signed(before)} in the model's units, "
            f"{signed(after)} in the posterior's own"
        )
        show_title(figure, finding)
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.14, top=0.8, hspace=0.35)
        units = ("the model's units", "the posterior's own units")
        for axes, walk, unit in zip(
            figure.subplots(2, 1, sharex=True, sharey=True), walks, units, strict=True
        ):
            axes.plot(walk[:shown], color=VERMILION, marker=".", markersize=4, linewidth=0.8)
            axes.set_title(unit, fontsize=10.5, y=1.02)
            axes.set(xlabel="draw", ylabel="log sigma")
            axes.label_outer()
        return f"{finding}. Shown are {min(shown, len(walks[0]))} draws of each chain."

    return Picture(draw, size=(7.2, 3.8), style=STYLE)


def leapfrog_on_contours(world: World) -> Picture:
    """Picture one roll over the posterior of the constant and the first slope, and its energy.

    Parameters
    ----------
    world : World
        A simulated world with a constant and at least one predictor. The posterior is the normal
        law around least squares, everything but the two coefficients integrated out.

    Returns
    -------
    Picture
        Sliders ``step`` (its size), ``steps`` (how many) and ``push`` (which of ten pushes).
    """
    mean, covariance = _two_coefficients(world.X, world.y)
    bell = _bell(mean, covariance)
    start = mean + np.linalg.cholesky(covariance) @ np.array([-1.5, 0.5])

    def draw(figure: Figure, step: float, steps: int, push: int) -> str:
        roll = samplers.hmc_trajectory(
            bell,
            start,
            step_size=step,
            leapfrog_steps=steps,
            rng=np.random.default_rng(push),
        )
        error = roll.energy_error
        change = f"{signed(error)}" if abs(error) < 1000 else "more than 1,000"
        finding = (
            f"{steps} step{'s' * (steps > 1)} of {step:.2f}: the energy changes by {change}, and "
            f"the end is accepted with probability {roll.acceptance:.2f}"
        )
        show_title(figure, finding)
        axes, beside = figure.subplots(1, 2, width_ratios=(1.7, 1))
        figure.subplots_adjust(left=0.09, right=0.985, bottom=0.13, top=0.83, wspace=0.3)
        _contours(axes, mean, covariance)
        axes.plot(*roll.positions.T, color=VERMILION, linewidth=1.2, zorder=6)
        axes.plot(*roll.positions[1:-1].T, "o", color=VERMILION, markersize=4, zorder=7)
        axes.plot(*start, **(POINT | {"marker": "s", "color": BLACK}), label="start")
        axes.plot(*roll.positions[-1], **ESTIMATE | POINT, label="end of the roll")
        axes.legend(loc="lower left", frameon=True, framealpha=0.9, edgecolor="none")
        _frame(axes, mean, covariance)

        errors = roll.energies - roll.energies[0]
        reach = max(0.5, 1.15 * float(np.min([np.max(np.abs(errors)), 20.0])))
        beside.axhline(0, color=GREY, linewidth=0.9)
        beside.plot(errors, color=VERMILION, marker="o", markersize=4)
        beside.set(
            xlim=(-0.02 * steps, 1.04 * steps),
            ylim=(-reach, reach),
            xlabel="leapfrog step",
            ylabel="change of the energy",
        )
        most = float(np.max(np.abs(errors)))
        return (
            f"{finding}. It rolls from {point(roll.positions[0])} to {point(roll.positions[-1])}; "
            f"on the way the energy changes by {'up to' if most < 1000 else 'far more than'} "
            f"{most if most < 1000 else 1000:,.2f}."
        )

    return Picture(
        draw,
        size=(7.2, 4.2),
        style=STYLE,
        step=Slider("step", low=0.05, high=1.4, start=0.3, step=0.05),
        steps=Slider("steps", low=1, high=40, start=12, step=1),
        push=Slider("push", low=0, high=9, start=4, step=1),
    )


def three_samplers(world: World) -> Picture:
    """Picture Metropolis, Gibbs and Hamiltonian Monte Carlo on one ridge, at one price.

    Each pays one evaluation for a log density, for a conditional law or for a gradient. None of
    them knows of the ridge: their steps are measured in the standard deviations of the single
    coefficients. What 100 evaluations are worth is measured on 200 chains for Metropolis and
    Hamiltonian Monte Carlo, and computed for Gibbs.

    Parameters
    ----------
    world : World
        A simulated world with a constant and at least one predictor, of which the first is used.

    Returns
    -------
    Picture
        Sliders ``distance`` (of the middle of x1 from zero) and ``evaluations``.
    """
    x = world.X[:, 1] - world.X[:, 1].mean()
    rng = np.random.default_rng(10)
    pairs = rng.standard_normal((200, 2))

    @cache
    def ridge(distance: float):
        """What follows from the distance alone; it takes longer than the picture."""
        X = np.column_stack([np.ones(len(x)), x + distance])
        mean, covariance = _two_coefficients(X, world.y)
        rho = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
        root = np.linalg.cholesky(np.array([[1.0, rho], [rho, 1.0]]))
        bell = _bell(np.zeros(2), root @ root.T)
        narrow, wide = math.sqrt(1 - abs(rho)), math.sqrt(1 + abs(rho))
        length, size = 2.38 / math.sqrt(2) * math.sqrt(1 - rho**2), 1.2 * narrow
        count = math.ceil(math.pi / 2 * wide / size)  # a quarter of a swing along the ridge
        worth = {
            "Metropolis": _worth_of_metropolis(bell, pairs @ root.T, length),
            "Gibbs": 100 * (1 - rho**2) / (1 + rho**2) / 2,
            "HMC": _worth_of_hmc(bell, pairs @ root.T, size, count),
        }
        return mean, covariance, rho, root, bell, length, size, count, worth

    def draw(figure: Figure, distance: float, evaluations: int) -> str:
        mean, covariance, rho, root, bell, length, size, count, worth = ridge(distance)
        sds = np.sqrt(np.diag(covariance))
        told = ", ".join(f"{name} {_few(value)}" for name, value in worth.items())
        finding = (
            f"Correlation {signed(rho)}: 100 evaluations are worth so many independent draws of "
            f"the constant: {told}"
        )
        show_title(figure, finding)
        start = root @ np.array([-2.0, 1.0])
        paths = {
            "Metropolis": _metropolis(bell, start, length, evaluations),
            "Gibbs": _gibbs(rho, start, evaluations),
            "HMC": _hmc(bell, start, size, count, evaluations),
        }
        figure.subplots_adjust(left=0.085, right=0.985, bottom=0.14, top=0.75, wspace=0.12)
        panels = figure.subplots(1, 3, sharex=True, sharey=True)
        panels[0].locator_params(nbins=4)  # for all, and each tick takes its time to draw
        for axes, (name, (path, draws)) in zip(panels, paths.items(), strict=True):
            _contours(axes, mean, covariance)
            axes.plot(*(mean + sds * path).T, color=VERMILION, linewidth=0.8, zorder=6)
            axes.plot(*(mean + sds * draws).T, "D", color=VERMILION, markersize=3.6, zorder=7)
            axes.plot(*(mean + sds * start), **(POINT | {"marker": "s", "color": BLACK}))
            _frame(axes, mean, covariance)
            axes.set_title(f"{name}: {_count(draws)}", fontsize=10.5, y=1.02)
            if name != "Metropolis":
                axes.set_ylabel("")
        return (
            f"{finding}. Shown are {evaluations} evaluations each: "
            + ", ".join(f"{_count(draws)} by {name}" for name, (_, draws) in paths.items())
            + f". A roll of HMC takes {count} leapfrog step{'s' * (count > 1)}."
        )

    return Picture(
        draw,
        size=(7.4, 3.6),
        style=STYLE,
        distance=Slider("distance of x1", low=0.0, high=2.0, start=0.5, step=0.25),
        evaluations=Slider("evaluations", low=20, high=300, start=100, step=20),
    )


def _two_coefficients(X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the first two coefficients under flat priors, about."""
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    variance = np.sum((y - X @ beta) ** 2) / (len(y) - X.shape[1])
    return beta[:2], variance * np.linalg.inv(X.T @ X)[:2, :2]


def _bell(mean: np.ndarray, covariance: np.ndarray):
    """Log density and gradient of a normal law, for theta of shape (chains, 2)."""
    precision = np.linalg.inv(covariance)

    def log_density_and_gradient(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        slope = (mean - theta) @ precision
        return 0.5 * np.einsum("ci,ci->c", theta - mean, slope), slope

    return log_density_and_gradient


def _worth_of_metropolis(bell, starts: np.ndarray, length: float, draws: int = 300) -> float:
    """Independent draws of the first coordinate for 100 evaluations, from many chains' means."""
    run = samplers.metropolis(
        lambda theta: bell(theta)[0],
        starts,
        draws,
        rng=np.random.default_rng(1),
        warmup=0,
        scale=length,
        check=False,
    )
    return 100 / (draws * run["theta"][..., 0].mean(axis=1).var(ddof=1))


def _worth_of_hmc(bell, starts: np.ndarray, size: float, count: int, draws: int = 40) -> float:
    run = samplers.hmc(
        bell,
        starts,
        draws,
        rng=np.random.default_rng(1),
        warmup=0,
        step_size=size,
        leapfrog_steps=count,
        scale=1.0,
        check=False,
    )
    worth = 1 / (draws * run["theta"][..., 0].mean(axis=1).var(ddof=1))
    # A roll that ends on the other side makes the mean better than independent draws would.
    return 100 * min(worth, 1.0) / count


def _count(draws: np.ndarray) -> str:
    return f"{len(draws)} draw{'s' * (len(draws) != 1)}"


def _few(value: float) -> str:
    """A number that is known to some ten percent: two digits of it."""
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"


def _metropolis(bell, start: np.ndarray, length: float, evaluations: int):
    walk = samplers.metropolis_walk(
        lambda theta: bell(theta)[0],
        start,
        evaluations,
        rng=np.random.default_rng(2),
        scale=length,
    )
    return walk.positions, walk.positions[1:]


def _gibbs(rho: float, start: np.ndarray, evaluations: int):
    rng, theta, path = np.random.default_rng(2), start.copy(), [start.copy()]
    for k in range(evaluations):
        j = k % 2
        theta[j] = rho * theta[1 - j] + math.sqrt(1 - rho**2) * rng.standard_normal()
        path.append(theta.copy())
    return np.array(path), np.array(path[2::2])


def _hmc(bell, start: np.ndarray, size: float, count: int, evaluations: int):
    rng, place, path, draws = np.random.default_rng(2), start, [start[None]], []
    for _ in range(max(1, evaluations // count)):
        roll = samplers.hmc_trajectory(bell, place, step_size=size, leapfrog_steps=count, rng=rng)
        place = roll.next_position
        # A refused roll leads back: its way is not shown.
        path.append(roll.positions[1:] if roll.accepted else roll.positions[:1])
        draws.append(place)
    return np.concatenate(path), np.array(draws)


def _contours(axes: Axes, mean: np.ndarray, covariance: np.ndarray) -> None:
    """Draw the ellipses that hold 50, 90 and 99 % of a normal law."""
    turn = np.linspace(0, 2 * np.pi, 121)
    circle = np.linalg.cholesky(covariance) @ np.vstack([np.cos(turn), np.sin(turn)])
    radii = np.sqrt(-2 * np.log1p(-np.array([0.5, 0.9, 0.99])))
    ellipses = [mean + radius * circle.T for radius in radii]
    look = {"facecolors": to_rgba(SKY, 0.16), "edgecolors": SKY, "linewidths": 1.0}
    axes.add_collection(PolyCollection(ellipses, **look), autolim=False)


def _frame(axes: Axes, mean: np.ndarray, covariance: np.ndarray) -> None:
    reach = 4.0 * np.sqrt(np.diag(covariance))
    axes.set(
        xlim=(mean[0] - reach[0], mean[0] + reach[0]),
        ylim=(mean[1] - reach[1], mean[1] + reach[1]),
        xlabel="constant (units of y)",
        ylabel="slope of x1",
    )
