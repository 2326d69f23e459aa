"""A picture as its tests look at it: laid out, but without pixels, which takes less time."""

import re

from matplotlib.figure import Figure


def drawn(picture, **values):
    """The figure of a picture, and its words, with these sliders moved from their start."""
    start = {name: slider.start for name, slider in picture._sliders.items()}
    figure = Figure(figsize=picture._size)
    words = picture._draw(figure, **{**start, **values})
    return figure, words


def numbers(text):
    """The numbers in a title or in words."""
    found = re.findall(r"[+-]?\d+(?:\.\d+)?(?:e-\d+)?", text.replace("−", "-"))
    return [float(number) for number in found]


def decimals(text):
    """Those with decimals: counts left out."""
    return [float(number) for number in re.findall(r"[+-]?\d+\.\d+", text.replace("−", "-"))]
