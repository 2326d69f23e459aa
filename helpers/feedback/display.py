"""How an outcome looks: HTML in a notebook, text in a terminal. What it *is* stands in `check`.

An icon and a word carry the meaning; the colour of the bar only repeats it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_LOOK = {  # outcome: icon, word, colour of the bar (Okabe and Ito, 2008)
    "right": ("✓", "Right", "#009E73"),
    "blank": ("○", "Blank", "#8A8A8A"),
    "misconception": ("◆", "A known mistake", "#E69F00"),
    "wrong": ("✗", "Not yet", "#D55E00"),
    "broken": ("⚡", "Your code stopped", "#CC79A7"),
}


@dataclass(frozen=True)
class CheckResult:
    """What a check found.

    Attributes
    ----------
    outcome : {"right", "blank", "misconception", "wrong", "broken"}
    message : str
        One to three sentences for the learner.
    misconception : str or None
        The name of the misconception whose program produced this answer.
    exercise : str
        The exercise's id.
    """

    outcome: str
    message: str
    misconception: str | None = None
    exercise: str = ""

    def __str__(self) -> str:
        icon, word, _ = _LOOK[self.outcome]
        name = f" ({self.misconception})" if self.misconception else ""
        return f"{icon} {word}{name}. {self.message}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        icon, word, colour = _LOOK[self.outcome]
        name = f": {html.escape(self.misconception)}" if self.misconception else ""
        return (
            f'<div role="status" data-outcome="{self.outcome}" style="border-left: 5px solid '
            f"{colour}; padding: 0.4em 0.9em; margin: 0.3em 0; max-width: 46em; "
            f'line-height: 1.5;"><strong>{icon} {word}{name}.</strong> '
            f"{as_html(self.message)}</div>"
        )


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


def as_html(text: str) -> str:
    """Escape a message for HTML; `code` in backticks becomes <code>."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
