"""Lesson 04: what a broken assumption does to standard errors, and what gives it away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from scipy import stats

from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    CHOICE,
    ESTIMATE,
    GREY,
    STYLE,
    TRUTH,
    finite_numbers,
    show_title,
    signed,
)
from helpers.ols import Fits

__all__ = [
    "break_assumptions",
    "clues",
    "long_levers",
    "neighbours",
    "spread_and_said",
    "squared_residuals",
]

N, REPLICATIONS = 60, 1000
SEED = 70  # its first sample shows what is typical, at every place of the sliders
DEGREES_OF_FREEDOM = {1: 10, 2: 6, 3: 4, 4: 3}  # of Student's t, by the slider


DOTS = ESTIMATE | {"linestyle": "none", "markersize": 3.5, "alpha": 0.85}
PLACES = {  # of the four panels, in parts of the figure
    "x": (0.095, 0.54, 0.385, 0.27),
    "lag": (0.595, 0.54, 0.385, 0.27),
    "quantiles": (0.095, 0.115, 0.385, 0.27),
    "last": (0.595, 0.115, 0.385, 0.27),
}


def spread_and_said(fits: Fits, names: Sequence[str], robust: bool = False) -> Picture:
    """Picture how far estimates scatter over many worlds, and what standard errors say of it.

    Parameters
    ----------
    fits : Fits
        Of many worlds with the same X, as `ols.fit_many` makes them.
    names : sequence of str
        Of the coefficients.
    robust : bool
        Whether robust standard errors (HC3) are shown, too.
    """
    spread = fits.beta.std(axis=0, ddof=1)
    said = {
        "their spread over worlds": (spread, TRUTH),
        "standard error, average": (fits.standard_errors.mean(axis=0), ESTIMATE),
    }
    if robust:
        said["robust, average"] = (fits.robust_standard_errors().mean(axis=0), CHOICE)
    lengths = np.array([length for length, _ in said.values()])
    most = int(np.argmax(np.abs(np.log(lengths[1] / spread))))  # where the formula is worst
    finding = (
        f"Estimates of the {names[most]} scatter by {spread[most]:.2f}; the formula says "
        f"{lengths[1, most]:.2f}" + f", the robust one {lengths[-1, most]:.2f}" * robust
    )
    rows = [
        f"{name} " + ", ".join(f"{length:.2f}" for length in column)
        for name, column in zip(names, lengths.T, strict=True)
    ]

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.16, 0.17, 0.8, 0.57))
        for shift, (label, (length, style)) in zip((-0.22, 0, 0.22), said.items(), strict=False):
            at = np.arange(len(names)) + shift
            axes.hlines(at, 0, length, color=style["color"], linewidth=1)
            axes.plot(length, at, **style | {"linestyle": "none"}, markersize=7, label=label)
        axes.set_yticks(range(len(names)), names)
        axes.set(xlim=(0, None), ylim=(len(names) - 0.5, -0.5))
        axes.set_xlabel("standard deviation of the estimates, in their own units")
        axes.grid(axis="y", visible=False)
        figure.legend(loc="upper center", bbox_to_anchor=(0.53, 0.87), ncols=3, columnspacing=1.2)
        return f"{finding}. In the order {'; '.join(said)}: {'; '.join(rows)}."

    return Picture(draw, size=(7.2, 3.2), style=STYLE)


def long_levers(leverage: ArrayLike, residuals: ArrayLike, deleted: ArrayLike) -> Picture:
    """Picture residuals against the leverage of their rows, and the same rows when deleted.

    Parameters
    ----------
    leverage, residuals, deleted : (n,) array_like
        Deleted residuals come from fits that have not seen the row.
    """
    h, e, d = _of_one_length(leverage=leverage, residuals=residuals, deleted=deleted)
    row = int(h.argmax())
    finding = (
        f"Row {row} has leverage {h[row]:.3f}: it lies {signed(e[row])} from the plane that it has "
        f"helped to fit, and {signed(d[row])} from that of the other rows"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        _against_leverage(figure.add_axes((0.1, 0.15, 0.87, 0.65)), h, e, d)
        others = np.delete(np.abs(e), row)
        return (
            f"{finding}. The other residuals reach {others.max():.2f}; their leverages are at most "
            f"{np.delete(h, row).max():.3f}, and deleted residuals hardly differ there."
        )

    return Picture(draw, size=(7.2, 3.8), style=STYLE)


def squared_residuals(X: ArrayLike, residuals: ArrayLike) -> Picture:
    """Picture squared residuals against x1, and what their regression on X makes of them.

    Parameters
    ----------
    X : (n, p) array_like
        With a constant, and x1 in column 1.
    residuals : (n,) array_like
    """
    X, e = np.asarray(X, dtype=float), finite_numbers("residuals", residuals)
    squares = e**2
    fitted = X @ np.linalg.lstsq(X, squares, rcond=None)[0]
    statistic = len(e) * np.var(fitted) / np.var(squares)
    p_value = stats.chi2.sf(statistic, X.shape[1] - 1)
    finding = (
        f"n R² of the squared residuals is {statistic:.1f}; equal variances give "
        f"{X.shape[1] - 1} on average ({_p_value(p_value)})"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        axes = figure.add_axes((0.1, 0.15, 0.87, 0.65))
        axes.plot(X[:, 1], squares, **DOTS | {"markersize": 5}, label="squared residuals")
        line = CHOICE | {"linestyle": "none", "markersize": 4}
        axes.plot(X[:, 1], fitted, **line, label="their regression on x1 and x2")
        axes.set(xlabel="x1", ylabel="squared residual", ylim=(None, 1.35 * squares.max()))
        axes.legend(loc="upper left")
        low, high = (squares[half].mean() for half in _halves(X[:, 1]))
        return (
            f"{finding}. The squares average {low:.1f} in the lower half of x1 and {high:.1f} in "
            "the upper half."
        )

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


def neighbours(residuals: ArrayLike) -> Picture:
    """Picture residuals in the order of their rows, and each against the one before it.

    Parameters
    ----------
    residuals : (n,) array_like
    """
    e = finite_numbers("residuals", residuals)
    d, width = _durbin_watson(e), 4 / np.sqrt(len(e))
    within = "within" if abs(d - 2) <= width else "outside of"
    finding = (
        f"Durbin–Watson is {d:.2f}, {within} 2 ± {width:.2f}, where independent noise puts 95 % "
        "of samples"
    )

    def draw(figure: Figure) -> str:
        show_title(figure, finding)
        series, lag = (figure.add_axes((x, 0.16, w, 0.66)) for x, w in ((0.1, 0.5), (0.7, 0.28)))
        series.axhline(0, color=BLACK, linewidth=1)
        series.plot(e, **ESTIMATE | {"linewidth": 1}, markersize=3)
        series.set(xlabel="row", ylabel="residual")
        _against_previous(lag, e)
        lag.set_title("")
        changes = int(np.sum(e[1:] * e[:-1] < 0))
        return f"{finding}. Over {len(e)} rows the residuals change their sign {changes} times."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def clues(X: ArrayLike, y: ArrayLike) -> Picture:
    """Picture the residuals of several worlds in four ways, a world at a time.

    Parameters
    ----------
    X : (k, n, 2) array_like
        The design matrices of k worlds, a constant and x.
    y : (k, n) array_like

    Returns
    -------
    Picture
        With a slider ``world``, from 1 to k.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 3 or X.shape[2] != 2 or y.shape != X.shape[:2]:
        raise ValueError(f"X has shape {X.shape} and y {y.shape}; wanted (k, n, 2) and (k, n).")

    def draw(figure: Figure, world: int) -> str:
        design, response = X[world - 1], y[world - 1]
        H = design @ np.linalg.pinv(design)
        e, h = response - H @ response, np.diag(H)
        panels = _four_panels(figure)
        said = [
            _against_x(panels["x"], design, e),
            _against_previous(panels["lag"], e),
            _against_normal(panels["quantiles"], e),
            _against_leverage(panels["last"], h, e, e / (1 - h), legend=False),
        ]
        finding = f"World {world}: {', '.join(said)}"
        show_title(figure, finding)
        order = np.array_split(e[np.argsort(design[:, 1])], 3)
        thirds = ", ".join(signed(third.mean()) for third in order)
        row = h.argmax()
        return (
            f"{finding}. In the lower, middle and upper third of x the residuals average {thirds}; "
            f"row {row}, with the highest leverage, has the residual {signed(e[row])}, and "
            f"{signed(e[row] / (1 - h[row]))} when deleted."
        )

    which = Slider("world", low=1, high=len(y), start=1, step=1)
    return Picture(draw, size=(7.2, 5.4), style=STYLE, world=which)


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
        panels = _four_panels(figure)
        found = {
            "x": _against_x(panels["x"], X, e),
            "lag": _against_previous(panels["lag"], e),
            "quantiles": _against_normal(panels["quantiles"], e),
        }
        _draw_errors(panels["last"], errors, classical, robust)
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


def _four_panels(figure: Figure) -> dict[str, Axes]:
    panels = {name: figure.add_axes(place) for name, place in PLACES.items()}
    for axes in panels.values():
        axes.locator_params(nbins=3)  # ticks are most of the drawing time
        # With their places said, labels need not be laid out around the ticks.
        axes.xaxis.set_label_coords(0.5, -0.17)
        axes.yaxis.set_label_coords(-0.13, 0.5)
    return panels


def _of_one_length(**columns: ArrayLike) -> list[np.ndarray]:
    made = [finite_numbers(name, values) for name, values in columns.items()]
    if len({len(values) for values in made}) > 1:
        lengths = ", ".join(f"{name} {len(v)}" for name, v in zip(columns, made, strict=True))
        raise ValueError(f"They go together, row by row, and have these lengths: {lengths}.")
    return made


def _halves(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of the lower and of the upper half of x."""
    low, high = np.array_split(np.argsort(x), 2)
    return low, high


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


def _durbin_watson(e: np.ndarray) -> float:
    return np.sum(np.diff(e) ** 2) / (e @ e)


def _against_x(axes: Axes, X: np.ndarray, e: np.ndarray) -> str:
    squares = e**2
    share = np.corrcoef(X[:, 1], squares)[0, 1] ** 2
    said = f"Breusch–Pagan {_p_value(stats.chi2.sf(len(e) * share, 1))}"
    axes.axhline(0, color=BLACK, linewidth=1)
    axes.plot(X[:, 1], e, **DOTS)
    axes.set(xlabel="x", ylabel="residual")
    axes.set_title(said, fontsize=10, y=1.0)
    return said


def _against_previous(axes: Axes, e: np.ndarray) -> str:
    said = f"Durbin–Watson {_durbin_watson(e):.2f}"
    axes.axhline(0, color=BLACK, linewidth=1)
    axes.axvline(0, color=BLACK, linewidth=1)
    axes.plot(e[:-1], e[1:], **DOTS)
    axes.set(xlabel="the residual before it", ylabel="residual")
    axes.set_title(said, fontsize=10, y=1.0)
    return said


def _against_normal(axes: Axes, e: np.ndarray) -> str:
    kurtosis = np.mean(e**4) / np.mean(e**2) ** 2
    said = f"kurtosis {kurtosis:.2f}"
    normal = stats.norm.ppf((np.arange(len(e)) + 0.5) / len(e))
    axes.plot(normal, normal * e.std(), color=BLACK, linewidth=1)
    axes.plot(normal, np.sort(e), **DOTS)
    axes.set(xlabel="where a normal law puts it", ylabel="sorted residual")
    axes.set_title(said, fontsize=10, y=1.0)
    return said


def _against_leverage(
    axes: Axes, h: np.ndarray, e: np.ndarray, deleted: np.ndarray, legend: bool = True
) -> str:
    said = f"highest leverage {h.max():.2f}"
    axes.axhline(0, color=BLACK, linewidth=1)
    size = 5 if legend else 3.5
    squares = CHOICE | {"linestyle": "none", "markersize": size, "fillstyle": "none"}
    labels = ("deleted residual", "residual") if legend else (None, None)
    axes.plot(h, deleted, **squares, label=labels[0])
    axes.plot(h, e, **DOTS | {"markersize": size}, label=labels[1])
    axes.set(xlabel="leverage", ylabel="residual", xlim=(0, 1.03), xticks=(0, 0.5, 1))
    if legend:
        axes.legend(loc="lower left")
    else:
        axes.set_title(f"{said}; squares: deleted", fontsize=10, y=1.0)
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
    axes.set_title("typical error, and what it is said to be", fontsize=10, y=1.0)
    axes.grid(axis="y", visible=False)
