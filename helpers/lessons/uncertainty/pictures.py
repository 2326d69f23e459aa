"""Lesson 03: how estimates scatter, and how often an interval holds the truth."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from helpers import simulate
from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    BLUE,
    ESTIMATE,
    GREEN,
    GREY,
    HALO,
    SKY,
    STYLE,
    TRUTH,
    VERMILION,
    area,
    show_title,
    signed,
)

__all__ = [
    "height_errors",
    "intervals",
    "one_among_many",
    "plane_and_observations",
    "sampling_law",
    "sigma_hats",
    "traded_errors",
    "two_spreads",
]

REPLICATIONS = 2000
NAMES = ("the constant", "the slope of x1", "the slope of x2")
RECIPES = {
    1: ("t quantile", "divisor n − p"),
    2: ("normal quantile", "divisor n − p"),
    3: ("normal quantile", "divisor n"),
}
RECIPE_NAMES = ("t, divisor n − p", "normal, divisor n − p", "normal, divisor n")


def one_among_many(estimates: np.ndarray, beta_hat: np.ndarray) -> Picture:
    """Picture one sample's estimates among those of many worlds: (replication, 3), and (3,)."""
    estimates, beta_hat = np.asarray(estimates, float), np.asarray(beta_hat, float)
    truth = simulate.seed_world().beta
    misses = (beta_hat - truth) / estimates.std(axis=0, ddof=1)

    def draw(figure: Figure) -> str:
        told = ", ".join(signed(miss) for miss in misses)
        finding = f"The seed world's three estimates miss by {told} standard errors"
        show_title(figure, finding)
        for place, name in enumerate(NAMES):
            first = figure.axes[0] if place else None
            axes = figure.add_axes((0.085 + 0.31 * place, 0.29, 0.27, 0.59), sharey=first)
            _draw_spread(axes, estimates[:, place], VERMILION, f"{len(estimates):,} worlds")
            axes.axvline(truth[place], **TRUTH | {"marker": ""}, label="truth")
            axes.axvline(beta_hat[place], color=BLACK, label="the seed world's estimate")
            axes.set(xlabel=name, ylabel="worlds")
            axes.locator_params(axis="x", nbins=5)
            axes.tick_params(labelleft=not place)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower center", ncols=3)
        return f"{finding}. Three histograms, of the constant and of the slopes of x1 and x2."

    return Picture(draw, size=(7.2, 3.3), style=STYLE)


def two_spreads(estimates: np.ndarray, resampled: np.ndarray) -> Picture:
    """Picture the slope of x1 in many worlds, and in resamples of one sample: (replication, 3)."""
    worlds, resamples = np.asarray(estimates, float)[:, 1], np.asarray(resampled, float)[:, 1]
    seed = simulate.seed_world()
    truth, estimate = seed.beta[1], np.linalg.lstsq(seed.X, seed.y, rcond=None)[0][1]

    def draw(figure: Figure) -> str:
        finding = (
            f"The slope of x1 has a standard deviation of {worlds.std(ddof=1):.2f} over the worlds "
            f"and of {resamples.std(ddof=1):.2f} over the resamples, whose middle is off by "
            f"{signed(resamples.mean() - truth)}"
        )
        show_title(figure, finding)
        upper = figure.add_axes((0.09, 0.53, 0.88, 0.31))
        lower = figure.add_axes((0.09, 0.14, 0.88, 0.31), sharex=upper, sharey=upper)
        _draw_spread(upper, worlds, VERMILION, f"{len(worlds):,} worlds")
        _draw_spread(lower, resamples, SKY, f"{len(resamples):,} resamples of one")
        for axes in (upper, lower):
            axes.axvline(truth, **TRUTH | {"marker": ""}, label="truth")
            axes.set(ylabel="estimates", xlabel="slope of x1")
        upper.tick_params(labelbottom=False)
        lower.axvline(estimate, color=BLACK, label="the sample's estimate")
        for axes in (upper, lower):
            axes.legend(loc="upper right")
        low, high = truth - 5.2, truth + 7.2  # room for the legend on the right
        upper.set_xlim(min(low, worlds.min(), resamples.min()), max(high, worlds.max()))
        return (
            f"{finding}. Two histograms of nearly the same width: the upper one lies around the "
            f"truth, {truth:.2f}, the lower one around the sample's estimate, {estimate:.2f}."
        )

    return Picture(draw, size=(7.2, 3.9), style=STYLE)


def traded_errors(estimates: np.ndarray, C: np.ndarray) -> Picture:
    """Picture the constant against the slope of x1 in many worlds, with the formula's ellipse.

    Parameters
    ----------
    estimates : (replication, 3)
    C : (3, 3)
        The covariance matrix of the estimates.
    """
    estimates, C = np.asarray(estimates, float), np.asarray(C, float)[:2, :2]
    truth = simulate.seed_world().beta[:2]
    radius = np.sqrt(stats.chi2.ppf(0.95, 2))
    angle = np.linspace(0, 2 * np.pi, 200)
    ring = np.linalg.cholesky(C) @ (radius * np.array([np.cos(angle), np.sin(angle)]))
    off = np.linalg.solve(np.linalg.cholesky(C), (estimates[:, :2] - truth).T)
    inside = np.mean(np.sum(off**2, axis=0) <= radius**2)

    def draw(figure: Figure) -> str:
        finding = (
            "Where the slope of x1 is too high, the constant is too low: correlation "
            f"{signed(np.corrcoef(estimates[:, :2].T)[0, 1])}. "
            f"The formula's ellipse for 95 % holds {100 * inside:.1f} % of the worlds"
        )
        show_title(figure, finding)
        axes = figure.add_axes((0.09, 0.14, 0.88, 0.7))
        dots = {"color": VERMILION, "alpha": 0.35, "markersize": 2.5, "marker": "o"}
        axes.plot(
            estimates[:, 1], estimates[:, 0], **dots, linestyle="none", label="estimates of a world"
        )
        axes.plot(truth[1] + ring[1], truth[0] + ring[0], color=BLACK, label="95 %, by the formula")
        axes.plot(truth[1], truth[0], **TRUTH | {"linestyle": "none"}, markersize=8, label="truth")
        low, high = estimates[:, 0].min(), estimates[:, 0].max()
        axes.set(xlabel="estimate of the slope of x1", ylabel="estimate of the constant")
        axes.set_ylim(low - 0.05 * (high - low), high + 0.18 * (high - low))
        for handle in axes.legend(loc="upper left", ncols=3).legend_handles:
            handle.set_alpha(1)
        return f"{finding}. A cloud of points that falls from the upper left to the lower right."

    return Picture(draw, size=(7.2, 4.0), style=STYLE)


def height_errors(X: np.ndarray, sigma_hat: float) -> Picture:
    """Picture the standard error of the plane's height along the line x1 = x2."""
    root = np.linalg.inv(np.linalg.qr(np.asarray(X, float))[1])

    def error(at: np.ndarray) -> np.ndarray:
        return sigma_hat * np.linalg.norm(np.stack([0 * at + 1, at, at], axis=-1) @ root, axis=-1)

    at = np.linspace(-0.5, 1.5, 201)

    def draw(figure: Figure) -> str:
        middle, corner, outside = error(np.array([0.5, 0.0, 1.5]))
        finding = (
            f"The plane is known best in the middle of the data: standard error {middle:.2f} over "
            f"(0.5, 0.5), {corner:.2f} over (0, 0), and {outside:.2f} over (1.5, 1.5)"
        )
        show_title(figure, finding)
        axes = figure.add_axes((0.09, 0.15, 0.88, 0.68))
        axes.axvspan(0, 1, **area(GREY, 0.15), label="where the data are")
        axes.plot(at, error(at), color=VERMILION, label="standard error of the height")
        axes.plot([0.5, 0], [middle, corner], **ESTIMATE | {"linestyle": "none"})
        for x, height, name in ((0.5, middle, "middle"), (0.0, corner, "the constant")):
            axes.annotate(name, (x, height), (8, 6), textcoords="offset points", bbox=HALO)
        axes.set(xlabel="x1 = x2", ylabel="standard error, units of y", ylim=(0, None))
        axes.legend(loc="lower left")
        return f"{finding}. A curve like a bowl, lowest close to 0.5 and steep outside of the data."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def plane_and_observations(X: np.ndarray, y: np.ndarray) -> Picture:
    """Picture both intervals along x1 = x2, with 200 new observations of the seed world."""
    X, y = np.asarray(X, float), np.asarray(y, float)
    seed, df = simulate.seed_world(), len(y) - X.shape[1]
    beta_hat = np.linalg.lstsq(X, y, rcond=None)[0]
    sigma_hat = np.linalg.norm(y - X @ beta_hat) / np.sqrt(df)

    def bands(at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        places = np.column_stack([0 * at + 1, at, at])
        error = sigma_hat * np.linalg.norm(places @ np.linalg.pinv(X), axis=1)
        t = stats.t.ppf(0.975, df)
        return places @ beta_hat, t * error, t * np.hypot(error, sigma_hat)

    rng = np.random.default_rng(8)
    x_new = rng.uniform(0, 1, 200)
    y_new = seed.beta[0] + (seed.beta[1] + seed.beta[2]) * x_new
    y_new = y_new + rng.normal(0, seed.sigma, 200)
    height, narrow, wide = bands(x_new)
    off = np.abs(y_new - height)
    inner, outer = np.sum(off <= narrow), np.sum(off <= wide)

    def draw(figure: Figure) -> str:
        finding = (
            f"Of 200 new observations {outer} lie in the prediction intervals, and {inner} in the "
            "intervals for the height of the plane"
        )
        show_title(figure, finding)
        axes = figure.add_axes((0.09, 0.13, 0.88, 0.72))
        at = np.linspace(0, 1, 100)
        line, near, far = bands(at)
        axes.fill_between(at, line - near, line + near, **area(VERMILION), label="95 %, height")
        axes.plot(at, line, color=VERMILION, label="fitted height")
        for side, label in ((-1, "95 %, one observation"), (1, None)):
            axes.plot(at, line + side * far, color=GREEN, linestyle=":", label=label)
        for chosen, marker, label in (
            (off <= wide, {"marker": "o", "markersize": 3, "color": GREY}, "new, inside"),
            (off > wide, {"marker": "X", "markersize": 8, "color": BLACK}, "new, outside"),
        ):
            axes.plot(x_new[chosen], y_new[chosen], **marker, linestyle="none", label=label)
        axes.set(xlabel="x1 = x2", ylabel="y", xlim=(-0.02, 1.02))
        axes.set_ylim(top=max(y_new.max(), (line + far).max()) + 12)
        axes.legend(loc="upper left", ncols=3)
        return f"{finding}. The lines of the first are nearly parallel, about 10 above and below."

    return Picture(draw, size=(7.2, 4.2), style=STYLE)


def sigma_hats(X: np.ndarray, Y: np.ndarray) -> Picture:
    """Picture what sigma is estimated as in each world, with the divisors n and n - p.

    Parameters
    ----------
    X : (n, p)
    Y : (replication, n)
    """
    X, Y = np.asarray(X, float), np.asarray(Y, float)
    n, p = X.shape
    length = np.linalg.norm(Y - Y @ np.linalg.pinv(X).T @ X.T, axis=1)
    sigma = simulate.seed_world().sigma

    def draw(figure: Figure) -> str:
        by_n, right = length / np.sqrt(n), length / np.sqrt(n - p)
        finding = (
            f"With {n} observations sigma-hat averages {by_n.mean():.2f} by the divisor n and "
            f"{right.mean():.2f} by n − p, where sigma is {sigma:g}"
        )
        show_title(figure, finding)
        axes = figure.add_axes((0.1, 0.15, 0.87, 0.7))
        bins = np.linspace(0, right.max(), 60)
        look = {"histtype": "step", "linewidth": 1.8}
        axes.hist(by_n, bins, **look, color=VERMILION, label="divisor n")
        axes.hist(right, bins, **look, color=GREEN, linestyle=":", label="divisor n − p")
        axes.axvline(sigma, **TRUTH | {"marker": ""}, label="sigma")
        axes.set(xlabel="sigma-hat, units of y", ylabel="worlds", xlim=(0, right.max()))
        axes.legend(loc="upper right")
        return f"{finding}. Two histograms of {len(Y):,} worlds; that of the divisor n lies lower."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


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
        coefficient=Slider("estimate of", low=0, high=2, start=1, step=1, names=NAMES),
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
        recipe=Slider("recipe", low=1, high=3, start=1, step=1, names=RECIPE_NAMES),
        first=Slider("first world", low=0, high=REPLICATIONS - 50, start=0, step=50),
    )


def _seed_worlds() -> tuple[simulate.World, np.ndarray]:
    """The seed world, and fresh noise for 2,000 repetitions of it: (replication, n)."""
    seed = simulate.seed_world()
    rng = np.random.default_rng(2)  # as in the lesson
    return seed, rng.normal(0, seed.sigma, (REPLICATIONS, len(seed.y)))


def _draw_spread(axes: Axes, values: np.ndarray, color: str, label: str) -> None:
    """A histogram in bins of a width that does not depend on the farthest value."""
    centre, width = np.median(values), np.subtract(*np.quantile(values, [0.75, 0.25])) / 5
    first, last = np.floor([(values.min() - centre) / width, (values.max() - centre) / width])
    bins = centre + width * np.arange(first, last + 2)
    axes.hist(values, bins, histtype="stepfilled", **area(color, 0.4), label=label)


def _draw_law(axes: Axes, estimates: np.ndarray, truth: float, sd: float) -> None:
    low, high = truth - 4.2 * sd, truth + 4.2 * sd
    bins = np.linspace(low, high, 36)
    heights, *_ = axes.hist(
        np.clip(estimates, low, high),  # none is left out unseen
        bins=bins,
        density=True,
        **area(VERMILION, 0.35),
        label="estimates",
    )
    at = np.linspace(low, high, 200)
    law = {"color": BLACK, "linestyle": "-", "linewidth": 1.4}
    axes.plot(at, stats.norm.pdf(at, truth, sd), **law, label="normal, sd of the formula")
    axes.axvline(truth, **TRUTH | {"marker": ""}, label="truth")
    axes.axvline(estimates.mean(), **ESTIMATE | {"marker": ""}, label="their average")
    # Few estimates pile up above their law; the legend stands above both.
    top = 1.65 * max(heights.max(), stats.norm.pdf(0) / sd)
    axes.set(xlim=(low, high), ylim=(0, top), ylabel="density")
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
