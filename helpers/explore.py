"""Pictures with sliders: a plain drawing function, and what it takes to play with it.

A `Picture` is made from a function that draws on a Matplotlib figure and returns the
picture in words::

    def draw(figure, slope):
        axes = figure.subplots()
        axes.plot([0, 1], [0, slope])
        axes.set_title(f"A slope of {slope:.1f} climbs {slope:.1f} per unit")
        return f"A straight line through zero with slope {slope:.1f}."

    Picture(draw, slope=Slider("slope", low=-3, high=3, start=1, step=0.1))

In a live notebook the picture comes with its sliders, which answer to the mouse and to
the arrow keys, and with its words below it. In a saved notebook, on a web page and in a
terminal nothing can slide: there the picture is an image with the words as its alternative
text, or the words alone.

Where a page says that it is dark, as JupyterLab's dark theme does, the picture is dark too:
`at_night` says which colour becomes which.

Nothing here touches pyplot, so no figure stays open and no cell draws into another's.
"""

from __future__ import annotations

import html
import inspect
import io
import math
import textwrap
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anywidget
import matplotlib as mpl
import matplotlib.style
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

__all__ = ["Picture", "Slider", "at_night"]

# A figure is drawn with more dots than it has CSS pixels: sharp on a dense screen, too.
CSS_PIXELS_PER_INCH = 100
DOTS_PER_CSS_PIXEL = 1.5
# On a narrow page a picture shrinks to this share of its width, and no further: what is then
# too wide slides sideways, and its text stays readable.
LEAST_SCALE = 0.8

# Black and white change places, or nearly so: a dark page is #111111, and white on it glares.
_BLACK_AT_NIGHT, _WHITE_AT_NIGHT = 14 / 15, 1 / 15
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # of linear light in sRGB; here of its codes
_NIGHT = (_BLACK_AT_NIGHT - _WHITE_AT_NIGHT) * (np.eye(3) - 2 * _LUMINANCE)


def at_night(rgb: np.ndarray) -> np.ndarray:
    """Return what colours become on a dark page: light is dark, and a hue stays what it is.

    Parameters
    ----------
    rgb : array_like, shape (..., 3)
        sRGB codes from 0 to 1.

    Returns
    -------
    ndarray, shape (..., 3)
        The same for the dark page: of red, green and blue each has moved by the same amount.
    """
    return np.clip(np.asarray(rgb) @ _NIGHT.T + _BLACK_AT_NIGHT, 0, 1)


_NUMBERS = ("low", "high", "start", "step")


@dataclass(frozen=True)
class Slider:
    """One number that the reader may move.

    Attributes
    ----------
    label : str
        What the reader sees beside the slider.
    low, high : int or float
        Both ends, which can be reached.
    start : int or float
        Where the slider stands first: `low` plus a whole number of steps.
    step : int or float
        What one press of an arrow key moves. If all four numbers are ints, so is the value.
    names : sequence of str, optional
        What the values are called, from `low` to `high`, where their numbers say nothing. The
        reader then chooses a name from a list.

    Raises
    ------
    ValueError
        The four numbers do not fit together, or there are too many or too few names.
    """

    label: str
    low: float
    high: float
    start: float
    step: float
    names: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name in _NUMBERS:
            value = getattr(self, name)
            if not isinstance(value, Real) or not math.isfinite(value):
                raise ValueError(f"{name} is {value!r}; a slider needs finite numbers.")
        if not self.low < self.high:
            raise ValueError(f"A slider from {self.low:g} to {self.high:g} cannot move.")
        if self.step <= 0:
            raise ValueError(f"step is {self.step:g}; it must be above zero.")
        self.check(self.start)
        for name in ("start", "high"):
            steps = (getattr(self, name) - self.low) / self.step
            if abs(steps - round(steps)) > 1e-9 * max(1.0, abs(steps)):
                # The browser would round it to a step: the first picture would jump.
                raise ValueError(
                    f"{name} is {getattr(self, name):g}, which steps of {self.step:g} from "
                    f"{self.low:g} never reach."
                )
        values = len(self._values())
        if self.names and len(self.names) != values:
            raise ValueError(
                f"{len(self.names)} names for {values} values; each whole number has one."
            )

    def _values(self) -> range:
        """All values, where they are whole numbers."""
        return range(self.low, self.high + 1, self.step) if self.is_integer else range(0)

    @property
    def is_integer(self) -> bool:
        """Whether the slider moves in whole numbers."""
        return all(isinstance(getattr(self, name), Integral) for name in _NUMBERS)

    def check(self, value: object) -> float:
        """Return `value` if the slider can hold it; raise a ValueError if it cannot."""
        if not isinstance(value, Real) or not self.low <= value <= self.high:
            raise ValueError(
                f"{self.label} is {value!r}; the slider runs from {self.low:g} to {self.high:g}."
            )
        if self.is_integer and not isinstance(value, Integral):
            raise ValueError(f"{self.label} is {value!r}; the slider moves in whole numbers.")
        return value

    @property
    def form(self) -> str:
        """How a value is written beside the slider: ``".1f"`` where steps are tenths."""
        return "d" if self.is_integer else f".{self._digits}f"

    def said(self, value: float) -> str:
        """How the reader reads a value: its name, or the number with a proper minus."""
        if self.names:
            return self.names[self._values().index(value)]
        return format(value, self.form).replace("-", "−")

    @property
    def _digits(self) -> int:
        """How many decimal places a step has."""
        return max(0, -Decimal(str(self.step)).normalize().as_tuple().exponent)


class Picture:
    """A picture that follows its sliders.

    Parameters
    ----------
    draw : callable
        ``draw(figure, **values)`` draws on an empty `matplotlib.figure.Figure` and returns
        the picture in words: one or two sentences that tell a reader who cannot see it
        what it shows, with its numbers.
    size : (float, float), optional
        Width and height in inches; 7 inches are 700 pixels of a page.
    style : mapping, optional
        Matplotlib settings on top of Matplotlib's own defaults. The reader's settings are
        left alone and have no influence: a picture looks the same for everyone.
    **sliders : Slider
        One for each value that `draw` takes. Without any, the picture stands still.

    Raises
    ------
    TypeError
        `draw` does not take these values, or returns no words.

    Notes
    -----
    The first picture is drawn at once, and an error in it is raised. An error that a later
    move of a slider causes is shown in place of the picture, and the sliders go on working.
    """

    def __init__(
        self,
        draw: Callable[..., str],
        *,
        size: tuple[float, float] = (7.2, 4.2),
        style: Mapping[str, Any] | None = None,
        **sliders: Slider,
    ) -> None:
        for name, slider in sliders.items():
            if not isinstance(slider, Slider):
                raise TypeError(f"{name} is {slider!r}; pass explore.Slider(label, low, …).")
        try:
            inspect.signature(draw).bind(None, **sliders)
        except TypeError as error:
            names = ", ".join(["figure", *sliders])
            raise TypeError(f"draw does not fit its sliders, draw({names}): {error}.") from None
        self._draw = draw
        self._size = size
        self._style = dict(style or {})
        self._sliders = sliders
        self._values = {name: slider.start for name, slider in sliders.items()}
        self._png, self._title, self._words = self._render()
        self._widget: _Live | None = None

    @property
    def sliders(self) -> dict[str, Slider]:
        """The sliders by the names of the values that they set."""
        return dict(self._sliders)

    @property
    def values(self) -> dict[str, float]:
        """The values at which the sliders stand."""
        return dict(self._values)

    @property
    def png(self) -> bytes:
        """The picture at these values: equal values give equal bytes."""
        return self._png

    @property
    def svg(self) -> str:
        """The PNG in a frame that lets it follow the page: light on light, dark on dark."""
        return _svg(self._png, self._css_size)

    @property
    def words(self) -> str:
        """The picture at these values, in words."""
        return self._words

    @property
    def title(self) -> str:
        """What stands over the picture; without a title, the words."""
        return self._title or self._words

    @property
    def caption(self) -> str:
        """What the words add to the title."""
        words = " ".join(self._words.split())  # as the title is: its spaces may all break
        return words.removeprefix(self._title).lstrip(" .:;,")

    def set(self, **values: float) -> Picture:
        """Move sliders from code, and redraw. Return the picture itself.

        Raises
        ------
        TypeError
            There is no slider of that name.
        ValueError
            The slider does not reach that value.
        """
        for name, value in values.items():
            if name not in self._sliders:
                known = ", ".join(self._sliders) or "none"
                raise TypeError(f"There is no slider {name!r}; this picture has: {known}.")
            self._sliders[name].check(value)
        self._move_to({**self._values, **values})
        return self

    @property
    def widget(self) -> anywidget.AnyWidget:
        """The picture with its sliders, as a Jupyter widget. Made when first asked for."""
        if self._widget is None:
            self._widget = self._build_widget()
        return self._widget

    def __repr__(self) -> str:
        return f"Picture: {self._words}"

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the widget where widgets live, else the image, else the words.

        The image and the words stay in a saved notebook when the widget is gone. JupyterLab and
        converters to web pages take the HTML, whose image has the words as its alternative text
        and follows the page's theme; what makes paper of a notebook takes the PNG.
        """
        width, height = self._css_size
        data = {
            "text/plain": repr(self),
            "image/png": b64encode(self._png).decode("ascii"),
            "text/html": (
                f'<img alt="{html.escape(self._words)}" width="{width}" height="{height}" '
                f'style="max-width: 100%; min-width: {self._least_width}px; height: auto" '
                f'src="data:image/svg+xml,{quote(self.svg, safe=_PLAIN_IN_ADDRESS)}">'
            ),
        }
        metadata = {"image/png": {"width": width, "alt": self._words}}
        if self._sliders:
            live, about = self.widget._repr_mimebundle_()
            data, metadata = {**live, **data}, {**about, **metadata}
        return data, metadata

    @property
    def _css_size(self) -> tuple[int, int]:
        return tuple(round(inches * CSS_PIXELS_PER_INCH) for inches in self._size)

    @property
    def _least_width(self) -> int:
        return round(LEAST_SCALE * self._css_size[0])

    def _move_to(self, values: dict[str, float]) -> None:
        if values == self._values:
            return
        self._values = values
        try:
            self._png, self._title, self._words = self._render()
        except Exception as error:
            # Raised inside a widget's callback it would vanish into a log.
            self._png, self._title, self._words = self._render_error(error)
        if self._widget is not None:
            with self._widget.hold_sync():
                self._widget.values, self._widget.shown = values, self._shown()

    def _shown(self) -> dict[str, str]:
        """What a browser shows: the image is called by its title, and the words add to it."""
        return {"svg": self.svg, "title": self.title, "words": self.caption}

    def _render(self) -> tuple[bytes, str, str]:
        return _render(self._draw, self._values, self._size, self._style)

    def _render_error(self, error: Exception) -> tuple[bytes, str, str]:
        settings = ", ".join(f"{name} = {value:g}" for name, value in self._values.items())
        lines = (
            f"The picture could not be drawn at {settings}:",
            f"{type(error).__name__}: {error}",
            "Move a slider to go on.",
        )

        def draw(figure: Figure) -> str:
            text = "\n".join(textwrap.fill(line, 70) for line in lines)
            figure.text(0.03, 0.95, text, va="top", linespacing=1.6, parse_math=False)
            return " ".join(lines)

        return _render(draw, {}, self._size, {})

    def _build_widget(self) -> _Live:
        width, height = self._css_size
        sliders = {
            name: {
                **{number: getattr(slider, number) for number in _NUMBERS},
                "label": slider.label,
                "digits": slider._digits,
                "names": list(slider.names),
            }
            for name, slider in self._sliders.items()
        }
        live = _Live(
            frame={
                "sliders": sliders,
                "width": width,
                "height": height,
                "least_width": self._least_width,
            },
            values=self._values,
            shown=self._shown(),
        )
        live.observe(self._slider_moved, names="values")
        return live

    def _slider_moved(self, change: Mapping[str, Any]) -> None:
        """Follow the browser, which does not tell 2 from 2.0."""
        self._move_to(
            {
                name: int(value) if self._sliders[name].is_integer else float(value)
                for name, value in change["new"].items()
            }
        )


class _Live(anywidget.AnyWidget):
    """A picture with its sliders in a browser.

    While a redraw is under way the browser keeps only the newest values, so following the mouse
    never piles up work.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = Path(__file__).with_suffix(".css")
    frame = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)


def _render(
    draw: Callable[..., str],
    values: Mapping[str, float],
    size: tuple[float, float],
    style: Mapping[str, Any],
) -> tuple[bytes, str, str]:
    """Draw on a fresh figure; return its PNG, free of dates and versions, its title and words."""
    dpi = CSS_PIXELS_PER_INCH * DOTS_PER_CSS_PIXEL
    with mpl.style.context(["default", dict(style)]):
        figure = Figure(figsize=size, dpi=dpi)
        words = draw(figure, **values)
        if not isinstance(words, str) or not words.strip():
            raise TypeError(
                f"draw returned {words!r}; it must return the picture in words, as a string."
            )
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        pixels = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    file = io.BytesIO()
    # 256 colours and middling compression: a quarter of the size, and quick to write.
    palette = pixels.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette.save(file, "png", compress_level=6)
    return file.getvalue(), " ".join(figure.get_suptitle().split()), words


# What an address may hold as it is, besides letters and digits, within double quotes of HTML.
_PLAIN_IN_ADDRESS = " /+=:;,.()'*!@$_-"


def _svg(png: bytes, css_size: tuple[int, int]) -> str:
    """Frame a PNG; where the page around it says that it is dark, `at_night` is its filter.

    A picture has its own ground, light or dark, in either case: on no page can it be unreadable.
    """
    width, height = css_size
    matrix = np.column_stack([_NIGHT, np.zeros(3), np.full(3, _BLACK_AT_NIGHT)]).ravel()
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>"
        "<style>@media (prefers-color-scheme: dark) { image { filter: url(#night) } }</style>"
        "<filter id='night' x='0' y='0' width='1' height='1' color-interpolation-filters='sRGB'>"
        f"<feColorMatrix values='{' '.join(f'{x:.4f}' for x in matrix)} 0 0 0 1 0'/></filter>"
        f"<image width='{width}' height='{height}' "
        f"href='data:image/png;base64,{b64encode(png).decode('ascii')}'/></svg>"
    )
