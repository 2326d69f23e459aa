"""Lesson 04: break the assumptions of the linear model, one at a time or together."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from helpers.explore import Picture, Slider
from helpers.lessons.style import BLACK, CHOICE, ESTIMATE, GREY, STYLE, TRUTH, show_title

__all__ = ["break_assumptions"]

N, REPLICATIONS = 60, 1000
SEED = 70  # its first sample shows what is typical, at every place of the sliders
DEGREES_OF_FREEDOM = {1: 10, 2: 6, 3: 4, 4: 3}  # of Student's t, by the slider


def break_assumptions() -> Picture:
    """Picture what a broken assumption does to the residuals, and to the intervals.

    A world of 60 observations in the order of x, with noise of standard deviation 1. Three
    residual plots show one sample of it; the fourth shows how far, in 1,000 samples, the fitted
    height over x = 1 scatters, and what the standard errors say.

    Returns
    -------
    Picture
        Sliders ``unequal`` (how the log standard deviation grows with x), ``dependence`` (the
        correlation of neighbours), ``tails`` (0: normal, to 4: Student's t with 3 degrees of
        freedom), ``curvature`` (in standard deviations of the noise) and ``sample``.
    """
    x = np.linspace(0, 1, N)
    X = np.column_stack([np.ones(N), x])
    A = np.linalg.pinv(X)
    H = X @ A
    edge = np.array([1.0, 1.0])  # the height over x = 1
    laws = _Laws()

    def draw(
        figure: Figure,
        unequal: float,
        dependence: float,
        tails: int,
        curvature: float,
        sample: int,
    ) -> str:
        noise, bend = _noise(laws[tails], x, unequal, dependence), _bend(x, curvature)
        # The truth that counts is the mean of y over x = 1. The line 10 + 5 x drops out of all.
        errors = (noise + bend) @ A.T @ edge - bend[-1]
        residuals = (noise + bend) @ (np.eye(N) - H)
        classical = np.sqrt(np.sum(residuals**2, axis=1) / (N - 2) * (edge @ A @ A.T @ edge))
        deleted = residuals / (1 - np.diag(H))
        robust = np.sqrt(deleted**2 @ (edge @ A) ** 2)
        t = stats.t.ppf(0.975, N - 2)
        shares = [np.mean(np.abs(errors) <= t * error) for error in (classical, robust)]

        finding = (
            f"{_broken(unequal, dependence, tails, curvature)}: 95 % intervals for the height over "
            f"x = 1 hold it in {100 * shares[0]:.1f} % of worlds, robust ones in "
            f"{100 * shares[1]:.1f} %"
        )
        show_title(figure, finding)
        e = residuals[sample]
        panels = {
            name: figure.add_axes((left, bottom, 0.385, 0.27))
            for name, left, bottom in (
                ("x", 0.095, 0.54),
                ("lag", 0.595, 0.54),
                ("quantiles", 0.095, 0.115),
                ("errors", 0.595, 0.115),
            )
        }
        for axes in panels.values():
            axes.locator_params(nbins=4)  # ticks are most of the drawing time
        found = {
            "x": _against_x(panels["x"], X, e),
            "lag": _against_previous(panels["lag"], e),
            "quantiles": _against_normal(panels["quantiles"], e),
        }
        _draw_errors(panels["errors"], errors, classical, robust)
        return (
            f"{finding}. One sample: {'; '.join(found.values())}. The fitted height over x = 1 is "
            f"off by {np.sqrt(np.mean(errors**2)):.2f} typically; the standard error says "
            f"{classical.mean():.2f}, the robust one {robust.mean():.2f}."
        )

    return Picture(
        draw,
        size=(7.2, 5.4),
        style=STYLE,
        unequal=Slider("unequal noise", low=0.0, high=4.0, start=0.0, step=0.5),
        dependence=Slider("dependence", low=0.0, high=0.9, start=0.0, step=0.1),
        tails=Slider("heavy tails", low=0, high=4, start=0, step=1),
        curvature=Slider("curvature", low=0.0, high=3.0, start=0.0, step=0.5),
        sample=Slider("sample shown", low=0, high=19, start=0, step=1),
    )


class _Laws(dict):
    """Independent noise of standard deviation 1 for each place of the slider `tails`.

    All laws are made from the same uniform draws, so that what moves was moved by a slider.
    Each is made when it is first asked for: quantiles of Student's t take their time.
    """

    def __missing__(self, tails: int) -> np.ndarray:
        rng = np.random.default_rng(SEED)
        uniform = rng.random((REPLICATIONS, N))
        if tails == 0:
            self[tails] = stats.norm.ppf(uniform)
        else:
            df = DEGREES_OF_FREEDOM[tails]
            self[tails] = stats.t.ppf(uniform, df) * np.sqrt((df - 2) / df)
        return self[tails]


def _noise(independent: np.ndarray, x: np.ndarray, unequal: float, dependence: float) -> np.ndarray:
    """Noise whose mean square over the rows is 1, in expectation: (replications, n)."""
    noise = independent.copy()
    if dependence:
        noise[:, 1:] *= np.sqrt(1 - dependence**2)
        for row in range(1, N):
            noise[:, row] += dependence * noise[:, row - 1]
    spread = np.exp(unequal * (x - 0.5))
    return noise * (spread / np.sqrt(np.mean(spread**2)))


def _bend(x: np.ndarray, curvature: float) -> np.ndarray:
    """A parabola that is `curvature` higher at both ends than in the middle."""
    return curvature * (2 * x - 1) ** 2


def _broken(unequal: float, dependence: float, tails: int, curvature: float) -> str:
    names = [
        name
        for name, amount in (
            ("unequal noise", unequal),
            ("dependence", dependence),
            ("heavy tails", tails),
            ("curvature", curvature),
        )
        if amount
    ]
    together = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    return (together or "nothing is broken").capitalize()


def _p_value(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _against_x(axes: Axes, X: np.ndarray, e: np.ndarray) -> str:
    squares = e**2
    share = np.corrcoef(X[:, 1], squares)[0, 1] ** 2
    said = f"Breusch–Pagan {_p_value(stats.chi2.sf(N * share, 1))}"
    axes.axhline(0, color=BLACK, linewidth=1)
    axes.plot(X[:, 1], e, **ESTIMATE | {"linestyle": "none"}, markersize=3.5, alpha=0.7)
    axes.set(xlabel="x", ylabel="residual")
    axes.set_title(said, fontsize=10)
    return said


def _against_previous(axes: Axes, e: np.ndarray) -> str:
    said = f"Durbin–Watson {np.sum(np.diff(e) ** 2) / (e @ e):.2f}"
    axes.axhline(0, color=BLACK, linewidth=1)
    axes.axvline(0, color=BLACK, linewidth=1)
    axes.plot(e[:-1], e[1:], **ESTIMATE | {"linestyle": "none"}, markersize=3.5, alpha=0.7)
    axes.set(xlabel="the residual before it", ylabel="residual")
    axes.set_title(said, fontsize=10)
    return said


def _against_normal(axes: Axes, e: np.ndarray) -> str:
    kurtosis = np.mean(e**4) / np.mean(e**2) ** 2
    said = f"kurtosis {kurtosis:.2f}"
    normal = stats.norm.ppf((np.arange(N) + 0.5) / N)
    axes.plot(normal, normal * e.std(), color=BLACK, linewidth=1)
    axes.plot(normal, np.sort(e), **ESTIMATE | {"linestyle": "none"}, markersize=3.5, alpha=0.7)
    axes.set(xlabel="where a normal law puts it", ylabel="sorted residual")
    axes.set_title(said, fontsize=10)
    return said


def _draw_errors(axes: Axes, errors: np.ndarray, classical: np.ndarray, robust: np.ndarray) -> None:
    """How far the estimates are off, and how far the two standard errors say, as three bars."""
    bars = (
        ("worlds", np.sqrt(np.mean(errors**2)), TRUTH),
        ("formula", classical.mean(), ESTIMATE),
        ("robust", robust.mean(), CHOICE),
    )
    for place, (_, length, style) in enumerate(bars):
        axes.plot([0, length], [place, place], color=style["color"], linestyle=style["linestyle"])
        axes.plot(length, place, color=style["color"], marker=style["marker"], markersize=7)
        axes.text(length, place - 0.18, f"{length:.2f}", ha="center", fontsize=9.5, color=GREY)
    axes.set_yticks(range(len(bars)), [name for name, *_ in bars])
    furthest = max(length for _, length, _ in bars)
    axes.set(xlim=(0, 1.15 * max(furthest, 0.6)), ylim=(2.6, -0.5))
    axes.set_xlabel("error of the height over x = 1")
    axes.set_title("typical error, and what it is said to be", fontsize=10)
    axes.grid(axis="y", visible=False)
