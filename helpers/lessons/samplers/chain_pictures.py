"""Lesson 09: what a learner's own densities and chains look like."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from helpers.explore import Picture
from helpers.lessons.style import (
    BLACK,
    BLUE,
    ESTIMATE,
    GREEN,
    GREY,
    SKY,
    STYLE,
    VERMILION,
    area,
    show_title,
)

UNKNOWNS = ("constant", "slope of x1", "slope of x2", "variance")
LOOKS = ((VERMILION, "-", "D"), (BLUE, "--", "o"), (GREEN, ":", "s"), (BLACK, "-.", "^"))


def height_along(
    log_density: Callable[[np.ndarray], float], centre: np.ndarray, sds: np.ndarray
) -> Picture:
    """Picture how high a density is where one of its four unknowns moves alone.

    Parameters
    ----------
    log_density : callable
        Of three coefficients and the variance, up to a constant.
    centre, sds : ndarray, shape (4,)
        Where the walk along each axis has its middle, and its unit.
    """
    away = np.linspace(-3, 3, 121)
    paths = [centre + np.outer(away * sds[j], np.eye(4)[j]) for j in range(4)]
    middle = log_density(centre)
    heights = [np.exp([log_density(point) - middle for point in path]) for path in paths]
    up = [heights[j][80] for j in range(4)]  # away[80] is 1

    def draw(figure: Figure) -> str:
        finding = (
            f"One posterior sd up, the constant alone is at {up[0]:.3f} of the height in the "
            f"middle, the variance alone at {up[3]:.3f}"
        )
        axes = _axes(figure, finding)
        for height, label, (color, dash, marker) in zip(heights, UNKNOWNS, LOOKS, strict=True):
            axes.plot(
                away, height, dash, color=color, marker=marker, markevery=10, markersize=4,
                label=f"{label} alone",
            )  # fmt: skip
        axes.axhline(np.exp(-0.5), color=GREY, linewidth=1, label="0.607 of it")
        axes.set(
            xlabel="distance from the exact mean (posterior sds)",
            ylabel="height (share of that in the middle)",
            ylim=(0, 1.1),
            xlim=(-3, 3.1),
        )
        _legend_beside(figure, axes)
        return (
            f"{finding}. The slopes are at {up[1]:.3f} and {up[2]:.3f}; for independent normal "
            "unknowns it would be 0.607."
        )

    return Picture(draw, style=STYLE)


def arrival(places: np.ndarray, target: np.ndarray, laws: Sequence[np.ndarray]) -> Picture:
    """Picture how a crowd that starts at one place comes to be spread like the target.

    Parameters
    ----------
    places, target : ndarray, shape (k,)
        Equally spaced places, and the share of walkers that each should hold.
    laws : sequence of ndarray, each of shape (k,)
        The shares after 0, 1, 2, … steps, 20 at least.
    """
    surplus = [np.maximum(law - target, 0).sum() for law in laws]
    shown, spacing = (5, 10, 20), places[1] - places[0]

    def draw(figure: Figure) -> str:
        finding = (
            f"After {shown[0]}, {shown[1]} and {shown[2]} steps a surplus of "
            + ", ".join(f"{surplus[k]:.3f}" for k in shown[:2])
            + f" and {surplus[shown[2]]:.3f} of the walkers is left"
        )
        show_title(figure, finding)
        crowd, left = figure.subplots(1, 2, width_ratios=(3, 2))
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.14, top=0.87, wspace=0.27)
        crowd.fill_between(places, target / spacing, **area(SKY), label="target")
        for k, (color, dash, _marker) in zip(shown, LOOKS, strict=False):
            crowd.plot(
                places, laws[k] / spacing, dash, color=color, linewidth=1.5,
                label=f"after {k} steps",
            )  # fmt: skip
        crowd.set(xlabel="place (sds)", ylabel="walkers (share for each sd)", xlim=(-4, 5.5))
        crowd.set_ylim(0, 1.35 * max(laws[k].max() for k in shown) / spacing)
        crowd.legend(loc="upper left", ncols=2, fontsize=9)
        left.semilogy(surplus, "o-", color=VERMILION, markersize=3, linewidth=1)
        left.set(xlabel="steps", ylabel="surplus (share of the walkers)", ylim=(None, 2))
        return (
            f"{finding}. The crowd moves from its start into the middle; on a log scale the "
            f"surplus falls along a straight line, to {surplus[-1]:.4f} after {len(laws) - 1} "
            "steps."
        )

    return Picture(draw, style=STYLE, size=(7.2, 3.8))


def traces(chains: np.ndarray, centre: float, sd: float) -> Picture:
    """Picture chains of the constant: their way from the start, and what the later draws are.

    Parameters
    ----------
    chains : ndarray, shape (chain, draw)
        Four chains of more than 500 draws.
    centre, sd : float
        Of the law that the draws should follow.
    """
    chains = np.asarray(chains)
    late = chains[:, 500:].ravel()
    starts = (chains[:, 0] - centre) / sd

    def draw(figure: Figure) -> str:
        finding = (
            f"After one step the walks are up to {np.abs(starts).max():.1f} sds from the exact "
            f"mean; from draw 500 on they have the mean {late.mean():.2f} (exact {centre:.2f}) "
            f"and the sd {late.std():.2f} (exact {sd:.2f})"
        )
        show_title(figure, finding)
        way, heap = figure.subplots(1, 2, width_ratios=(3, 1.2), sharey=True)
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.13, top=0.8, wspace=0.06)
        for number, (chain, look) in enumerate(zip(chains, LOOKS, strict=False), 1):
            color, _dash, marker = look
            way.plot(
                np.arange(1, 301), chain[:300], color=color, linewidth=0.9, marker=marker,
                markevery=30, markersize=4, label=f"walk {number}",
            )  # fmt: skip
        way.set(xlabel="draw", ylabel="constant (units of y)", xlim=(-3, 303))
        way.set_ylim(min(chains.min(), centre - 4 * sd), max(chains.max(), centre + 5.5 * sd))
        way.legend(loc="upper right", ncols=4, fontsize=9)
        heap.stairs(
            *np.histogram(late, 40, density=True), orientation="horizontal", fill=True, **area(SKY),
            label="draws",
        )  # fmt: skip
        values = np.linspace(centre - 4 * sd, centre + 4 * sd, 121)
        bell = np.exp(-(((values - centre) / sd) ** 2) / 2) / (sd * np.sqrt(2 * np.pi))
        heap.plot(bell, values, "--", color=BLACK, label="exact")
        heap.set(xlabel="density, from draw 500", xticks=(0.2, 0.4))
        heap.legend(loc="upper right", fontsize=8.5, handlelength=1.2)
        return f"{finding}. Left the first 300 draws of each walk, right a histogram of the later."

    return Picture(draw, style=STYLE, size=(7.2, 4.0))


def without_repeats(places: np.ndarray, target: np.ndarray, counted: np.ndarray) -> Picture:
    """Picture what a walk shows that does not count its refused states again.

    Parameters
    ----------
    places, target : ndarray, shape (k,)
        Equally spaced places, and the share that each should have.
    counted : ndarray, shape (k,)
        Proportional to how often the walk without repeats is there.
    """
    spacing, distinct = places[1] - places[0], counted / counted.sum()
    right, wrong = (np.sqrt(law @ places**2 / law.sum()) for law in (target, distinct))

    def draw(figure: Figure) -> str:
        finding = (
            f"Without its repeats the walk shows a density of sd {wrong:.3f} instead of "
            f"{right:.3f}: still a bell, only lower"
        )
        axes = _axes(figure, finding)
        axes.fill_between(places, target / spacing, **area(SKY), label="target")
        axes.plot(places, distinct / spacing, "--", color=VERMILION, label="distinct states alone")
        axes.set(xlabel="place (sds)", ylabel="density", xlim=(-4, 4), ylim=(0, None))
        axes.legend(loc="upper left")
        top = distinct.max() / target.max()
        return f"{finding}. At the top it is {top:.2f} times as high as the target."

    return Picture(draw, style=STYLE, size=(7.2, 3.4))


def batch_means(chain: np.ndarray, batches: int) -> Picture:
    """Picture the means of a chain's batches beside what they would be of independent draws.

    Parameters
    ----------
    chain : ndarray, shape (draws,)
        Of the constant; its length is a multiple of `batches`.
    batches : int
    """
    means = np.reshape(chain, (batches, -1)).mean(axis=1)
    length = len(chain) // batches
    spread, independent = means.std(ddof=1), np.std(chain) / np.sqrt(length)

    def draw(figure: Figure) -> str:
        finding = (
            f"The means of {batches} batches of {length} draws have the sd {spread:.3f}; of "
            f"independent draws it would be {independent:.3f}"
        )
        axes = _axes(figure, finding)
        number, mean = np.arange(1, batches + 1), means.mean()
        axes.axhspan(
            mean - 2 * independent, mean + 2 * independent, **area(SKY),
            label="95 % of them, if independent",
        )  # fmt: skip
        axes.axhline(mean, color=BLACK, linewidth=1, label="mean of all")
        axes.plot(
            number, means, **ESTIMATE | {"linestyle": "none"}, markersize=5, label="a batch's mean"
        )
        reach = 1.25 * np.abs(means - mean).max()
        axes.set(
            xlabel="batch", ylabel="constant (units of y)", ylim=(mean - reach, mean + 1.5 * reach)
        )
        axes.legend(loc="upper center", ncols=3, fontsize=9)
        outside = np.mean(np.abs(means - mean) > 2 * independent)
        return (
            f"{finding}. {100 * outside:.0f} % of the means lie outside the band that would hold "
            "95 % of them."
        )

    return Picture(draw, style=STYLE, size=(7.2, 3.6))


def worth_of_lengths(
    factors: Sequence[float], accepted: Sequence[float], worth: Sequence[float]
) -> Picture:
    """Picture what the draws of walks with steps of several lengths are worth.

    Parameters
    ----------
    factors, accepted, worth : sequence of float, of one length
        The steps' length in units of 2.38/√d posterior sds, the share of accepted proposals and
        the effective sample size.
    """
    best = int(np.argmax(worth))

    def draw(figure: Figure) -> str:
        finding = (
            f"Of these lengths {factors[best]:g} × 2.38/√d is the best, with an ESS of "
            f"{worth[best]:.0f} and a share of {accepted[best]:.3f} accepted"
        )
        axes = _axes(figure, finding)
        axes.set(xscale="log", yscale="log")
        axes.plot(factors, worth, **ESTIMATE, markersize=6)
        for k, (factor, share, ess) in enumerate(zip(factors, accepted, worth, strict=True)):
            # Where the curve leaves room: below it on the way up, above it on the way down.
            place = (4, -14) if k < best else (0, 8) if k == best else (6, 4)
            axes.annotate(
                f"{share:.3f} accepted", (factor, ess), xytext=place, color=GREY, fontsize=9,
                ha="center" if k == best else "left", textcoords="offset points",
            )  # fmt: skip
        axes.set(
            xlabel="length of the steps (in units of 2.38/√d posterior sds)",
            ylabel="lowest ESS",
            xlim=(factors[0] / 1.6, factors[-1] * 2.6),
            ylim=(min(worth) / 2, max(worth) * 2.2),
        )
        axes.xaxis.set_major_locator(FixedLocator(list(factors)))
        axes.yaxis.set_major_locator(FixedLocator([10, 30, 100, 300, 1000]))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter("{x:g}")
            axis.set_minor_locator(NullLocator())
        told = ", ".join(f"{f:g}: {w:.0f}" for f, w in zip(factors, worth, strict=True))
        return f"{finding}. The ESS for each length: {told}."

    return Picture(draw, style=STYLE, size=(7.2, 3.6))


def given_all_else(mean: float, given: float, alone: float) -> Picture:
    """Picture how well the constant is known, given all else and if nothing else is known.

    Parameters
    ----------
    mean : float
        The posterior mean.
    given, alone : float
        Its standard deviation in either case.
    """

    def draw(figure: Figure) -> str:
        finding = (
            f"The constant has the posterior sd {given:.3f} given all else, "
            f"{alone:.3f} if nothing else is known"
        )
        axes = _axes(figure, finding)
        values = np.linspace(mean - 3.5 * alone, mean + 3.5 * alone, 281)
        for sd, look, label in (
            (given, "-", "given the slopes and the variance at their means"),
            (alone, "--", "if nothing else is known"),
        ):
            height = np.exp(-(((values - mean) / sd) ** 2) / 2) / (sd * np.sqrt(2 * np.pi))
            color = VERMILION if look == "-" else BLUE
            axes.plot(values, height, look, color=color, label=label)
        axes.set(xlabel="constant (units of y)", ylabel="density")
        axes.set_ylim(0, 1.4 * height.max() * max(1, alone / given))
        axes.legend(loc="upper left")
        return (
            f"{finding}. Both are bells about {mean:.2f}; one is {alone / given:.1f} times as wide."
        )

    return Picture(draw, style=STYLE, size=(7.2, 3.2))


def _axes(figure: Figure, finding: str) -> Axes:
    """The one panel of a picture, below its finding."""
    show_title(figure, finding)
    axes = figure.subplots()
    figure.subplots_adjust(left=0.1, right=0.98, bottom=0.15, top=0.85)
    return axes


def _legend_beside(figure: Figure, axes: Axes) -> None:
    """Put the legend to the right of the panel, where it hides nothing."""
    figure.subplots_adjust(right=0.68)
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), fontsize=9)
