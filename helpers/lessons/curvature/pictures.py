"""Lesson 07: curvature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
    SKY,
    STYLE,
    TRUTH,
    VERMILION,
    area,
    ink,
    limits,
    show_title,
    signed,
)
from helpers.simulate import World

__all__ = [
    "profile_sigma",
    "refused_when_true",
    "sigma_intervals",
    "slopes_at_the_truth",
    "three_tests",
    "walks_and_errors",
]

UNKNOWNS = {0: "the constant", -1: "log sigma"}  # of all, the first and the last
PARABOLA = {"color": BLACK, "linestyle": "-.", "linewidth": 1.4}


def slopes_at_the_truth(scores: np.ndarray, score: np.ndarray) -> Picture:
    """Picture the slopes at the truth in many worlds, and those of one sample.

    Parameters
    ----------
    scores : array of shape (worlds, p + 1)
        The slopes in beta and log sigma, a row for each world.
    score : array of shape (p + 1,)
        Those of the sample.
    """
    scores, score = np.asarray(scores, float), np.asarray(score, float)

    def draw(figure: Figure) -> str:
        averages = " and ".join(
            f"{signed(scores[:, k].mean())} in {name}" for k, name in UNKNOWNS.items()
        )
        finding = f"At the truth, the slopes of {len(scores):,} worlds average {averages}"
        show_title(figure, finding)
        said = []
        for axes, (k, name) in zip(_two_panels(figure), UNKNOWNS.items(), strict=True):
            axes.hist(scores[:, k], bins=31, **area(SKY), zorder=2)
            axes.axvline(0, color=BLACK, linewidth=1.0, zorder=3)
            axes.plot(score[k], 0, **ESTIMATE | POINT, clip_on=False, label="this sample")
            unit = " (1 / units of y)" if k == 0 else ""
            axes.set(xlabel=f"slope in {name}{unit}", ylabel="worlds")
            said.append(
                f"{signed(score[k])} in {name}, where they spread by {scores[:, k].std():.2f}"
            )
        _legend(figure, axes)
        return f"{finding}. In this sample the slope is {'; and '.join(said)}."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def walks_and_errors(walks: np.ndarray, errors: np.ndarray) -> Picture:
    """Picture the walk from the truth that slope and curvature foretell, and where the top is.

    Parameters
    ----------
    walks, errors : arrays of shape (worlds, p + 1)
        The foretold walk and the error of the estimate, in beta and log sigma; rows are worlds.
    """
    walks, errors = np.asarray(walks, float), np.asarray(errors, float)

    def draw(figure: Figure) -> str:
        missed = [f"{np.abs(errors - walks)[:, k].mean():.4f} in {UNKNOWNS[k]}" for k in UNKNOWNS]
        finding = f"The walk misses the top by {' and '.join(missed)}, on average"
        show_title(figure, finding)
        for axes, (k, name) in zip(_two_panels(figure), UNKNOWNS.items(), strict=True):
            axes.plot(
                walks[:, k], errors[:, k], ".", color=VERMILION, markersize=3, label="a world"
            )
            ends = np.array([walks[:, k].min(), walks[:, k].max()])
            axes.plot(ends, ends, **PARABOLA, label="walk = error")
            unit = " (units of y)" if k == 0 else ""
            axes.set(xlabel=f"walk in {name}{unit}", ylabel="estimate − truth")
        _legend(figure, axes)
        spread = [f"{errors[:, k].std():.3f} in {UNKNOWNS[k]}" for k in UNKNOWNS]
        return f"{finding}; the errors themselves spread by {' and '.join(spread)}."

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


def sigma_intervals(intervals: Mapping[str, Sequence[float]], world: World) -> Picture:
    """Picture intervals for sigma below one another, with the true sigma.

    Parameters
    ----------
    intervals : dict
        From a name to both ends.
    world : World
    """
    ends = {name: [float(end) for end in interval] for name, interval in intervals.items()}

    def draw(figure: Figure) -> str:
        lowest, highest = (pick(ends, key=lambda name: sum(ends[name])) for pick in (min, max))
        finding = (
            f"Lowest lies the interval “{lowest}”, {_from_to(ends[lowest])}, "
            f"highest “{highest}”, {_from_to(ends[highest])}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.24, right=0.97, bottom=0.17, top=0.83)
        axes.axvline(world.sigma, **TRUTH | {"marker": ""}, label="true sigma")
        for row, (low, high) in enumerate(ends.values()):
            axes.plot([low, high], [row, row], color=VERMILION, marker="|", markersize=12)
        axes.set_yticks(range(len(ends)), list(ends))
        axes.set(ylim=(len(ends) - 0.4, -0.9), xlabel="sigma (units of y)")
        axes.legend(loc="upper right", frameon=True, framealpha=1, edgecolor="none")
        each = "; ".join(f"{name}: {_from_to(both)}" for name, both in ends.items())
        return f"{finding}. True sigma: {world.sigma:.2f}. {each}."

    return Picture(draw, size=(7.2, 3.0), style=STYLE)


def refused_when_true(refused: Callable[[int], Sequence[float]]) -> Picture:
    """Picture how often three tests at 5 % refuse a true hypothesis, by the number of rows.

    Parameters
    ----------
    refused : callable
        From a number of rows to three percentages: score test, likelihood ratio, Wald.
    """
    rows = np.unique(np.geomspace(6, 200, 40).astype(int))
    percent = np.array([refused(int(n)) for n in rows], float)

    def draw(figure: Figure) -> str:
        score, ratio, wald = refused(20)
        finding = (
            f"A true hypothesis, 20 rows: at 5 % the score test refuses it in {score:.1f}\u00a0%, "
            f"the likelihood ratio in {ratio:.1f}\u00a0%, Wald in {wald:.1f}\u00a0% of worlds"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.15, top=0.83)
        looks = (CHOICE | {"marker": ""}, {"color": VERMILION}, PARABOLA)
        for share, name, look in zip(
            percent.T, ("score", "likelihood ratio", "Wald"), looks, strict=True
        ):
            axes.plot(rows, share, **look, label=name)
        axes.axhline(5, color=GREY, linewidth=0.9)
        axes.set(xscale="log", ylim=(0, None), xlabel="rows", ylabel="refused (%)")
        axes.set_xticks([6, 10, 20, 50, 100, 200], ["6", "10", "20", "50", "100", "200"])
        axes.minorticks_off()
        axes.legend(loc="upper right")
        score, ratio, wald = refused(200)
        return f"{finding}; with 200 rows in {score:.1f}, {ratio:.1f} and {wald:.1f} %."

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


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


def _two_panels(figure: Figure) -> np.ndarray:
    figure.subplots_adjust(left=0.1, right=0.98, bottom=0.16, top=0.78, wspace=0.27)
    return figure.subplots(1, 2)


def _legend(figure: Figure, axes: Axes) -> None:
    """Name what both panels show, above them."""
    figure.legend(
        *axes.get_legend_handles_labels(), loc="upper right", bbox_to_anchor=(0.99, 0.89), ncols=2
    )


def _from_to(ends: Sequence[float]) -> str:
    return f"{ends[0]:.3f} to {ends[1]:.3f}"


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
        text, (x, (start + end) / 2), gap, textcoords="offset points", color=ink(color),
        ha=side, va="center", fontsize=9.5, bbox=HALO,
    )  # fmt: skip
