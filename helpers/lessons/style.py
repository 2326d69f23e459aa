"""The look that all pictures share, and the few things that several of them need.

The truth is blue, dashed and a circle; what was estimated from data is vermilion, solid and
a diamond; what the reader chooses is green, dotted and a square. The colours are those of
Okabe and Ito (2008), which stay apart for colour-blind eyes, their sky blue a shade darker; and
none ever speaks alone: dash, shape or a label says the same. Each has a contrast of 3 or more to
the ground, by day and at night (`explore.at_night`); text in a colour is in its `ink`, with 4.5.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

BLUE, VERMILION, GREEN, SKY = "#0072B2", "#D55E00", "#009E73", "#3A93CC"
BLACK, GREY = "#000000", "#666666"
_INKS = {VERMILION: "#B85000", GREEN: "#007F5D", SKY: "#24759F"}

TRUTH = {"color": BLUE, "linestyle": "--", "marker": "o"}
ESTIMATE = {"color": VERMILION, "linestyle": "-", "marker": "D"}
CHOICE = {"color": GREEN, "linestyle": ":", "marker": "s"}
HALO = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
POINT = {"linestyle": "none", "markersize": 7, "zorder": 10}

# Matplotlib settings; `plt.rcParams.update(plots.STYLE)` gives a learner's own plots this look.
STYLE = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11.5,
    "figure.facecolor": "white",
    "font.size": 10.5,
    "grid.color": "#DDDDDD",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
}


def capitalised(text: str) -> str:
    """Return a text as a title begins it."""
    return text[0].upper() + text[1:]


def ink(color: str) -> str:
    """Return a colour of the style as text has it: darker where it would be too light to read."""
    return _INKS.get(color, color)


def area(color: str, alpha: float = 0.3) -> dict[str, object]:
    """Return keywords for a filled area: a tint, with an edge that is seen on any ground."""
    return {"facecolor": to_rgba(color, alpha), "edgecolor": color, "linewidth": 1.0}


def show_title(figure: Figure, finding: str) -> None:
    """Write the finding across the top of the figure, in as many lines as it takes."""
    width = 11 * figure.get_figwidth()  # characters of this size in one line
    lines = math.ceil(len(finding) / width)
    # Lines of equal length: no last word on a line of its own.
    finding = textwrap.fill(finding, math.ceil(len(finding) / lines) + 8)
    figure.suptitle(finding, x=0.015, ha="left", fontsize=11.5)


def draw_sheet(axes: Axes3D, corners: np.ndarray, color: str, label: str) -> None:
    """Draw a piece of a plane that lets through what lies behind. `corners` is (4, 3)."""
    sheet = Poly3DCollection([corners], **area(color), label=label)
    axes.add_collection3d(sheet)


def plain_box(axes: Axes3D) -> None:
    """Leave the box of a 3-D picture white and its axes with few numbers: the data stand out."""
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.pane.set_visible(False)
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.tick_params(labelsize=8.5, pad=0)


def limits(values: Sequence[float], least: tuple[float, float], by: float) -> tuple[float, float]:
    """Return limits that hold `least` and all values, in whole multiples of `by`.

    Limits that grow in jumps let the picture move while its frame stands still.
    """
    low, high = min(least[0], *values), max(least[1], *values)
    return float(np.floor(low / by) * by), float(np.ceil(high / by) * by)


def signed(value: float, decimals: int = 2) -> str:
    """Return a number with its sign and a true minus: −0.94, +0.45, 0.00."""
    text = f"{value:+.{decimals}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "−")


def point(values: Sequence[float] | np.ndarray, decimals: int = 1) -> str:
    """Return coordinates with true minus signs: (2.0, −0.5)."""
    rounded = [round(float(value), decimals) + 0.0 for value in values]  # no −0.0
    return "(" + ", ".join(f"{value:.{decimals}f}" for value in rounded).replace("-", "−") + ")"


def finite_numbers(name: str, values: object) -> np.ndarray:
    """Return `values` as a new flat float64 array, or say what is wrong with `name`."""
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        given = "still blank (...)" if values is Ellipsis else f"of type {type(values).__name__}"
        raise TypeError(f"{name} is {given}; pass one flat list of numbers.") from None
    if array.ndim == 0 or array.size == 0 or array.size != max(array.shape):
        raise ValueError(f"{name} has shape {array.shape}; pass one flat list of numbers.")
    if not np.isfinite(array).all():
        where = int(np.flatnonzero(~np.isfinite(array.ravel()))[0])
        raise ValueError(f"{name}[{where}] is {array.ravel()[where]}; it must be finite.")
    return array.ravel()
