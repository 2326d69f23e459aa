"""How an outcome looks: HTML in a notebook, text in a terminal. What it *is* stands in `outcome`.

An icon and a word carry the meaning; the colour of the bar only repeats it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

_LOOK = {  # outcome: icon, word, colour of the bar (Okabe and Ito, 2008)
    "right": ("✓", "Right", "#009E73"),
    "blank": ("○", "Blank", "#8A8A8A"),
    "misconception": ("◆", "A known mistake", "#E69F00"),
    "wrong": ("✗", "Not yet", "#D55E00"),
    "broken": ("⚡", "Your code stopped", "#CC79A7"),
}


def as_text(outcome: str, message: str, misconception: str | None, exercise: str = "") -> str:
    """One outcome as a line of text, and the exercise's id."""
    icon, word, _ = _LOOK[outcome]
    name = f" ({misconception})" if misconception else ""
    footer = f" [{exercise}]" if exercise else ""
    return f"{icon} {word}{name}. {message}{footer}"


def as_html(
    outcome: str, message: str, misconception: str | None, data: Mapping[str, str | None]
) -> str:
    """One outcome as a block of HTML, for light and dark themes alike; its footer is the id.

    `data` becomes its `data-` attributes, so that stored outputs can be counted.
    """
    icon, word, colour = _LOOK[outcome]
    name = f": {html.escape(misconception)}" if misconception else ""
    attributes = " ".join(
        f'data-{key}="{html.escape(value)}"' for key, value in data.items() if value
    )
    footer = html.escape(data.get("exercise") or "")
    quiet = "opacity: 0.75; white-space: nowrap;"
    footer = f' <small style="{quiet}">[{footer}]</small>' if footer else ""
    return (
        f'<div role="status" {attributes} style="border-left: 5px solid {colour}; '
        f'padding: 0.4em 0.9em; margin: 0.3em 0; max-width: 46em; line-height: 1.5;">'
        f"<strong>{icon} {word}{name}.</strong> {_marked_up(message)}{footer}</div>"
    )


def _marked_up(text: str) -> str:
    """Escape a message for HTML; `code` in backticks becomes <code>, *words* <em>."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
    pieces = re.split(r"(<code>.*?</code>)", text)
    pieces[::2] = [re.sub(r"\*(\w[^*]*)\*", r"<em>\1</em>", piece) for piece in pieces[::2]]
    return "".join(pieces)


@dataclass(frozen=True)
class Note:
    """A hint or a revealed solution: Markdown in a notebook, text in a terminal."""

    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.title}\n{self.text}"

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return f"**{self.title}**\n\n{self.text}"
