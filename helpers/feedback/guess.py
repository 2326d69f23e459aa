"""A guess is kept: what a learner expects, before a cell shows it.

Where a lesson says "Predict", the learner may leave an interval that they are 80 % sure of, or
choose one of a few words. The guess is judged when the next cell has run, and kept beside the
progress, for the learner alone. One that comes after the answer was shown is not counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from numbers import Real

from helpers.feedback import cells, progress
from helpers.feedback.answers import listed

LEVEL = 0.8  # how sure a learner is to be of an interval
TOO_LATE = "Too late to count: the answer may have been seen already."


@dataclass(frozen=True)
class Interval:
    """A guess at a number, and the number.

    Attributes
    ----------
    id : str
        Of the prediction.
    low, high : float
        What the learner was 80 % sure of.
    answer : float
    """

    id: str
    low: float
    high: float
    answer: float

    @property
    def inside(self) -> bool:
        """Whether the interval holds the number."""
        return self.low <= self.answer <= self.high


class Prediction:
    """What a lesson asks its learner to predict.

    Attributes
    ----------
    id : str
        For ever: guesses are kept by it.
    answer : callable
        Makes what the next cell shows, a number or one of `choices`.
    form : str
        How the number is written, a format specification.
    choices : tuple of str
        What can be chosen; empty where a number is asked for.
    """

    def __init__(
        self,
        id: str,
        answer: Callable[[], object],
        form: str = ".4g",
        choices: Sequence[str] = (),
    ) -> None:
        self.id = id
        self.answer = answer
        self.form = form
        self.choices = tuple(choices)
        self._given: tuple = ()
        what = f"guess({' or '.join(map(repr, choices))})" if choices else "guess(low, high)"
        self.__doc__ = f"Prediction {id}: {what}, before the next cell shows it."

    def __repr__(self) -> str:
        return f"<prediction {self.id}>"

    def guess(self, *given: object) -> None:
        """Leave a guess: ``guess(low, high)``, 80 % sure, or one of the choices.

        With ``...`` nothing is guessed. A guess is judged when the next cell has run; until then
        another one takes its place. Prints a line where it cannot be understood, and raises
        nothing: a lesson goes on without it.
        """
        if self.keep(given):
            cells.after_the_next(self.judge)

    def keep(self, given: tuple) -> bool:
        """Keep a guess until it is judged; False where it is too late for one."""
        blank = not given or any(one is Ellipsis for one in given)
        problem = None if blank else self._problem(given)
        if problem:
            print(problem)
        self._given = () if blank or problem else given
        if self.id not in shown():
            return True
        if self._given:
            print(TOO_LATE)
            self._given = ()
        return False

    @property
    def waits(self) -> bool:
        """Whether a guess has been left that was not judged yet."""
        return bool(self._given)

    def _problem(self, given: tuple) -> str | None:
        if self.choices:
            words = listed([f'"{choice}"' for choice in self.choices], "or")
            chosen = len(given) == 1 and isinstance(given[0], str) and given[0] in self.choices
            return None if chosen else f"Choose one of these: {words}."
        numbers = len(given) == 2 and all(
            isinstance(one, Real) and math.isfinite(one) for one in given
        )
        return None if numbers else "A guess is two numbers, low and high: for example guess(2, 5)."

    def judge(self) -> None:
        """Say how the guess was, and keep it; without one, that the answer has been shown."""
        given, self._given = self._given, ()
        if not given:
            progress.note(guess=self.id)
            return
        answer = self.answer()
        if self.choices:
            progress.note(guess=self.id, chosen=given[0], answer=answer)
            print(f"{given[0]}: yes." if given[0] == answer else f"{given[0]}: it was {answer}.")
        else:
            low, high = sorted(map(float, given))
            kept = Interval(self.id, low, high, float(answer))
            progress.note(guess=self.id, low=low, high=high, answer=kept.answer)
            where = "inside" if kept.inside else "below" if kept.answer < low else "above"
            print(f"{low:g} to {high:g}: it was {format(answer, self.form)}, {where}.")


def shown() -> set[str]:
    """The ids of predictions whose answers have been shown."""
    return {str(line["guess"]) for line in progress.lines() if "guess" in line}


def intervals() -> list[Interval]:
    """The guesses that count, in their order: of each prediction the first, before it was shown."""
    first: dict[str, dict] = {}
    for line in progress.lines():
        if "guess" in line:
            first.setdefault(str(line["guess"]), line)
    return list(_read(first.values()))


def _read(kept: Sequence[dict]) -> Iterator[Interval]:
    for line in kept:
        numbers = [line.get(name) for name in ("low", "high", "answer")]
        if all(isinstance(one, Real) and math.isfinite(one) for one in numbers):
            yield Interval(str(line["guess"]), *map(float, numbers))
