"""Pictures of a criticism, as Matplotlib figures that a notebook shows without pyplot."""

import io
import math
from collections.abc import Mapping

from matplotlib.figure import Figure

from helpers.arrays import Array

BAND, INSIDE = "#DDDDDD", "#666666"
OUTSIDE = ("#D55E00", "#0072B2", "#009E73", "#CC79A7")  # Okabe & Ito 2008


class Shown(Figure):
    """A figure that is its own PNG, whether or not a notebook has met Matplotlib."""

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.savefig(file, format="png")
        return file.getvalue()


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
