"""Laws: what every right answer obeys, as two sides that anybody can compute.

A law tells a wrong answer why it cannot be right, with the learner's own numbers and without the
right one: "X'e is 0; yours is −24.7, 13 and 0.2". It claims only what has just been computed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from helpers.feedback.answers import numbers

Sides = Callable[..., tuple]

_HOLDS = {
    "=": lambda left, right, allowed: np.abs(left - right) <= allowed,
    "≤": lambda left, right, allowed: left <= right + allowed,
    "≥": lambda left, right, allowed: left >= right - allowed,
}


@dataclass(frozen=True)
class Law:
    """What every right answer of an exercise obeys.

    Attributes
    ----------
    says : str
        The law as a learner should carry it away, and what theirs gives: ``{left}`` and
        ``{right}`` stand for the two sides.
    sides : callable
        Gets an answer (an array, or a dict of arrays by part) and the data, and returns the two
        sides. A third number or array says how large the terms are that the sides are made of;
        without it, that is the larger side.
    relation : {"=", "≤", "≥"}
        How the left side stands to the right one, in every entry.
    relative : float
        The largest difference that counts as rounding, relative to the size of the terms.
    """

    says: str
    sides: Sides = field(repr=False)
    relation: str = "="
    relative: float = 1e-6

    def broken_by(self, answer: object, case: tuple[object, ...]) -> str | None:
        """The law in words if an answer breaks it on some data, else None."""
        with np.errstate(all="ignore"):
            left, right, *size = map(np.asarray, self.sides(answer, *case))
            largest = size[0] if size else max(np.abs(left).max(), np.abs(right).max())
            holds = _HOLDS[self.relation](left, right, self.relative * largest)
        if np.all(holds) or np.isnan(left).any() or np.isnan(right).any():
            return None  # what is no number cannot be judged
        for digits in (4, 7, 10, 13):  # as many as show that the sides differ
            sides = numbers(left, digits=digits), numbers(right, digits=digits)
            if sides[0] != sides[1]:
                break
        return self.says.format(left=sides[0], right=sides[1])
