"""Lesson 03: how estimates scatter, and how often an interval holds the truth."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from helpers import simulate
from helpers.explore import Picture, Slider
from helpers.lessons.style import BLACK, BLUE, ESTIMATE, GREY, STYLE, TRUTH, VERMILION, show_title

__all__ = ["intervals", "sampling_law"]

REPLICATIONS = 2000
NAMES = ("the constant", "the slope of x1", "the slope of x2")
RECIPES = {
    1: ("t quantile", "divisor n − p"),
    2: ("normal quantile", "divisor n − p"),
    3: ("normal quantile", "divisor n"),
}


def sampling_law() -> Picture:
    """Picture the estimates of 2,000 repetitions of the seed world, beside the law of the formula.

    Returns
    -------
    Picture
        Sliders ``coefficient`` (0, 1, 2), ``n`` (the first n observations of each world) and
        ``worlds`` (how many of the 2,000 are shown).
    """
    seed, noise = _seed_worlds()

    def draw(figure: Figure, coefficient: int, n: int, worlds: int) -> str:
        X, name, truth = seed.X[:n], NAMES[coefficient], seed.beta[coefficient]
        weights = np.linalg.pinv(X)[coefficient]
        estimates = truth + noise[:worlds, :n] @ weights
        sd = seed.sigma * np.linalg.norm(weights)
        finding = (
            f"{worlds:,} estimates of {name} average {estimates.mean():.2f} (truth {truth:.2f}) "
            f"with standard deviation {estimates.std(ddof=1):.2f} (formula {sd:.2f})"
        )
        show_title(figure, finding)
        axes = figure.add_axes((0.095, 0.14, 0.875, 0.7))
        _draw_law(axes, estimates, truth, sd)
        axes.set(xlabel=f"estimate of {name}, with n = {n} observations a world")
        return (
            f"{finding}. Histogram of the estimates with the normal curve of the formula over it, "
            f"n = {n} observations in each world."
        )

    return Picture(
        draw,
        size=(7.2, 3.8),
        style=STYLE,
        coefficient=Slider("coefficient", low=0, high=2, start=1, step=1),
        n=Slider("observations n", low=10, high=200, start=200, step=10),
        worlds=Slider("worlds", low=10, high=REPLICATIONS, start=REPLICATIONS, step=10),
    )


def intervals() -> Picture:
    """Picture a stack of 50 intervals for the slope of x1; those that miss the truth stand out.

    Returns
    -------
    Picture
        Sliders ``n`` (observations in each world), ``level`` (in percent), ``recipe`` (1: t
        quantile and divisor n - p; 2: normal quantile; 3: normal quantile and divisor n) and
        ``first`` (the first of the 50 worlds that are shown).
    """
    seed, noise = _seed_worlds()
    truth = seed.beta[1]

    def draw(figure: Figure, n: int, level: int, recipe: int, first: int) -> str:
        X = seed.X[:n]
        A = np.linalg.pinv(X)
        errors = noise[:, :n] @ A.T
        residuals = noise[:, :n] - errors @ X.T
        df = n - X.shape[1]
        sigma = np.sqrt(np.sum(residuals**2, axis=1) / (n if recipe == 3 else df))
        tail = 0.5 + level / 200
        quantile = stats.t.ppf(tail, df) if recipe == 1 else stats.norm.ppf(tail)
        estimate = truth + errors[:, 1]
        half = quantile * sigma * np.linalg.norm(A[1])
        hit = np.abs(errors[:, 1]) <= half

        shown = slice(first, first + 50)
        width = f"{2 * half.mean():.2f}"
        finding = (
            f"{hit[shown].sum()} of these 50 intervals hold the truth; "
            f"of all {REPLICATIONS:,}, {100 * hit.mean():.1f} % do"
        )
        show_title(figure, finding)
        axes = figure.add_axes((0.095, 0.11, 0.605, 0.8))
        _draw_stack(axes, estimate[shown], half[shown], hit[shown], truth)
        axes.set(xlabel="slope of x1", ylabel="world", yticks=(0, 10, 20, 30, 40))
        axes.set_yticklabels(str(first + place) for place in (0, 10, 20, 30, 40))
        # A frame for each n, the same for every recipe and level.
        reach = 4.8 * seed.sigma * np.linalg.norm(A[1])
        axes.set(xlim=(truth - reach, truth + reach), ylim=(-1, 50))
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.71, 0.9))
        figure.text(
            0.725,
            0.5,
            "\n".join(
                [f"{level} % intervals", f"n = {n}", *RECIPES[recipe], f"average width {width}"]
            ),
            color=GREY,
            va="top",
        )
        return (
            f"{finding}. {level} % intervals with {', '.join(RECIPES[recipe])} and "
            f"n = {n}, on average {width} wide. Misses are crosses on thick lines."
        )

    return Picture(
        draw,
        size=(7.2, 5.2),
        style=STYLE,
        n=Slider("observations n", low=10, high=200, start=200, step=10),
        level=Slider("level (%)", low=50, high=99, start=95, step=1),
        recipe=Slider("recipe (1, 2, 3)", low=1, high=3, start=1, step=1),
        first=Slider("first world", low=0, high=REPLICATIONS - 50, start=0, step=50),
    )


def _seed_worlds() -> tuple[simulate.World, np.ndarray]:
    """The seed world, and fresh noise for 2,000 repetitions of it: (replication, n)."""
    seed = simulate.seed_world()
    rng = np.random.default_rng(2)  # as in the lesson
    return seed, rng.normal(0, seed.sigma, (REPLICATIONS, len(seed.y)))


def _draw_law(axes: Axes, estimates: np.ndarray, truth: float, sd: float) -> None:
    low, high = truth - 4.2 * sd, truth + 4.2 * sd
    bins = np.linspace(low, high, 36)
    axes.hist(
        np.clip(estimates, low, high),  # none is left out unseen
        bins=bins,
        density=True,
        color=VERMILION,
        alpha=0.35,
        label="estimates",
    )
    at = np.linspace(low, high, 200)
    law = {"color": BLACK, "linestyle": "-", "linewidth": 1.4}
    axes.plot(at, stats.norm.pdf(at, truth, sd), **law, label="normal, sd of the formula")
    axes.axvline(truth, **TRUTH | {"marker": ""}, label="truth")
    axes.axvline(estimates.mean(), **ESTIMATE | {"marker": ""}, label="their average")
    axes.set(xlim=(low, high), ylim=(0, 0.62 / sd), ylabel="density")
    axes.legend(loc="upper right")


def _draw_stack(
    axes: Axes, estimate: np.ndarray, half: np.ndarray, hit: np.ndarray, truth: float
) -> None:
    place = np.arange(len(estimate))
    for chosen, line, marker, label in (
        (hit, {"color": GREY, "linewidth": 1.1}, {"marker": "D", "markersize": 3}, "holds it"),
        (
            ~hit,
            {"color": VERMILION, "linewidth": 2.6},
            {"marker": "X", "markersize": 8, "markeredgecolor": "white"},
            "misses it",
        ),
    ):
        ends = estimate[chosen] - half[chosen], estimate[chosen] + half[chosen]
        axes.hlines(place[chosen], *ends, **line)
        axes.plot(estimate[chosen], place[chosen], **line | marker, linestyle="none", label=label)
    axes.axvline(truth, color=BLUE, linestyle="--", label=f"truth, {truth:.2f}")
    axes.grid(axis="y", visible=False)
