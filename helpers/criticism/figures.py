"""Pictures of a criticism, as Matplotlib figures that a notebook shows without pyplot."""

import io
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


def band_figure(samples: Mapping[str, Array], band: EcdfBand, outside: Collection[str]) -> Figure:
    """Distribution functions less that of uniform numbers; those outside of the band in colour."""
    figure = Shown(figsize=(7.2, 4.2), layout="constrained")
    axes = figure.subplots()
    z = band.z
    axes.fill_between(z, band.lower - z, band.upper - z, color=BAND, label="band of uniform ones")
    colours = {name: k for k, name in enumerate(outside)}
    grey = "inside"
    for name, values in samples.items():
        line = np.searchsorted(np.sort(values), z, side="right") / len(values) - z
        if name in colours:
            k = colours[name]
            look = {"color": OUTSIDE[k % 4], "linestyle": DASHES[k // 4 % 4], "label": name}
        else:
            alone = len(samples) == 1
            look = {"color": INSIDE, "linewidth": 1, "label": name if alone else grey}
            grey = "_"
        axes.plot(z, line, **look)
    axes.set(xlabel="PIT", ylabel="share of worlds up to there, less PIT", xlim=(0, 1))
    axes.legend(frameon=False)
    return figure
