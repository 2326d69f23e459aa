"""Pictures of a criticism, as Matplotlib figures that a notebook shows without pyplot."""

import io
import math
from collections.abc import Collection, Mapping

import numpy as np
from matplotlib.figure import Figure

from helpers.arrays import Array
from helpers.criticism.ecdf import EcdfBand

BAND, INSIDE = "#DDDDDD", "#666666"
OUTSIDE = ("#D55E00", "#0072B2", "#009E73", "#CC79A7")  # Okabe & Ito 2008
DASHES = ("-", "--", "-.", ":")


class Shown(Figure):
    """A figure that is its own PNG, whether or not a notebook has met Matplotlib."""

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.savefig(file, format="png")
        return file.getvalue()


def band_figure(
    samples: Mapping[str, Array], band: EcdfBand, level: float, outside: Collection[str]
) -> Figure:
    """Distribution functions less that of uniform numbers; those outside of the band in colour.

    Each colour has a dash of its own; the lines inside are told by one name where they are several.
    """
    figure = Shown(figsize=(7.2, 4.2), layout="constrained")
    axes = figure.subplots()
    z = band.z
    label = f"{100 * level:.4g} % of right lines stay in here"
    axes.fill_between(z, band.lower - z, band.upper - z, color=BAND, label=label)
    inside = [name for name in samples if name not in outside]
    looks = {name: {"color": INSIDE, "linewidth": 1} for name in inside}
    if inside:
        looks[inside[0]]["label"] = inside[0] if len(inside) == 1 else f"{len(inside)} inside"
    for k, name in enumerate(outside):
        look = {"color": OUTSIDE[k % 4], "linestyle": DASHES[(k + k // 4) % 4], "label": name}
        looks[name] = look | {"linewidth": 1.8}
    for name, look in looks.items():
        axes.plot(z, band.shares(samples[name]) - z, **look)
    reach = 1.05 * np.abs(axes.dataLim.intervaly).max()
    axes.set(xlim=(0, 1), ylim=(-reach, reach), xlabel="PIT: where the truth lies among the draws")
    axes.set_ylabel("share of worlds up to there, less PIT")
    figure.legend(loc="outside upper left", ncols=4, frameon=False)
    return figure


def replicated_figure(
    replicated: Mapping[str, Array], observed: Mapping[str, float], p: Mapping[str, float]
) -> Figure:
    """A histogram of each statistic of the replicated data, and a line where the data have it."""
    columns = min(3, len(replicated))
    rows = math.ceil(len(replicated) / columns)
    figure = Shown(figsize=(7.2, 0.4 + 2.3 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, name in zip(panels, replicated, strict=False):
        axes.hist(replicated[name], bins=40, color=BAND, label="replicated")
        axes.axvline(observed[name], color=OUTSIDE[0], linewidth=1.8, label="observed")
        axes.set_title(f"{name}\np = {p[name]:.3g}", loc="left", fontsize=10)
        axes.yaxis.set_visible(False)
        axes.spines[["left", "top", "right"]].set_visible(False)
    for axes in panels[len(replicated) :]:
        axes.set_visible(False)
    drawn = panels[0].get_legend_handles_labels()
    figure.legend(*drawn, loc="outside upper left", ncols=2, frameon=False)
    return figure
