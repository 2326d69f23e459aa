"""What a check found, as a plain object. How it looks stands in `display`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from helpers.feedback import display
from helpers.feedback.repair import Place


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
    told_by : str or None
        How the message was found: "misconception" (a known wrong program), "pair" (of slips),
        "relation" (to the right answer, or of all numbers to a step), "place" (in the learner's own
        program), "dependence" (on an argument, the notebook, random numbers or other rows), "block"
        (a part that is right, or known), "law" (that right answers obey) or "description"; None for
        a right or blank answer.
    place : Place or None
        Where in the learner's own program small changes make the answer right, if that was told.
    """

    outcome: str
    message: str
    misconception: str | None = None
    exercise: str = ""
    told_by: str | None = None
    place: Place | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return display.as_text(self.outcome, self.message, self.misconception, self.exercise)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        counted = {
            "outcome": self.outcome,
            "exercise": self.exercise,
            "told-by": self.told_by,
            "misconception": self.misconception,
        }
        return display.as_html(self.outcome, self.message, self.misconception, counted)


class Verdict(NamedTuple):
    """What one way of looking at an answer has found; a `CheckResult` in the making.

    Attributes
    ----------
    outcome, message, misconception, told_by
        As in `CheckResult`; `told_by` None stands for a plain description.
    input : int or None
        The number of the input that the message speaks of, from 0.
    place : Place or None
        The place that the message tells.
    """

    outcome: str
    message: str
    misconception: str | None = None
    told_by: str | None = None
    input: int | None = None
    place: Place | None = None
