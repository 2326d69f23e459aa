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


def leapfrog(gradient, theta, momentum, step_size, steps):
    """As a learner of lesson 10 may write it."""
    momentum = momentum + step_size / 2 * gradient(theta)
    for k in range(steps):
        theta = theta + step_size * momentum
        momentum = momentum + step_size / (1 + (k == steps - 1)) * gradient(theta)
    return theta, momentum
