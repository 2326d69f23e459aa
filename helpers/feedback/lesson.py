"""A lesson: the exercises that add themselves to it, and their solutions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helpers.feedback.exercise import Program
from helpers.feedback.guess import Prediction
from helpers.feedback.learner import Practice, PracticeFunction, PracticeValue


@dataclass(frozen=True)
class Lesson:
    """The exercises of one lesson, in the order in which a learner meets them.

    Parameters
    ----------
    number, title : str
    solutions : Path
        A JSON file, made by the build: the solution's code for each exercise's id.
    """

    number: str
    title: str
    solutions: Path = field(repr=False)
    exercises: list[Practice] = field(default_factory=list, repr=False)
    predictions: list[Prediction] = field(default_factory=list, repr=False)

    def value(self, id: str, **settings: object) -> Callable[[Program], PracticeValue]:
        """Decorate the right program of an exercise whose answer is a value."""
        return self._adder(PracticeValue, id, settings)

    def function(self, id: str, **settings: object) -> Callable[[Program], PracticeFunction]:
        """Decorate the right function of an exercise whose answer is a function."""
        return self._adder(PracticeFunction, id, settings)

    def _adder(self, kind: type, id: str, settings: dict) -> Callable[[Program], Practice]:
        self._is_new(id, self.exercises)

        def add(program: Program) -> Practice:
            given = {"lesson": self.number, "beside": self.exercises, "solution": self.solution}
            made = kind(program, id=id, **given, **settings)
            self.exercises.append(made)
            return made

        return add

    def prediction(
        self,
        id: str,
        answer: Callable[[], object],
        form: str = ".4g",
        choices: Sequence[str] = (),
    ) -> Prediction:
        """Add what the text asks to predict; see `Prediction`."""
        self._is_new(id, self.predictions)
        self.predictions.append(Prediction(id, answer, form, choices))
        return self.predictions[-1]

    def _is_new(self, id: str, made: Sequence[Practice | Prediction]) -> None:
        if not id.startswith(f"{self.number}-"):
            raise ValueError(f"The id {id!r} must begin with the lesson's number, {self.number}-.")
        if any(one.id == id for one in made):
            raise ValueError(f"Lesson {self.number} has the id {id!r} already.")

    def solution(self, id: str) -> str:
        """The solution's code, as the solutions notebook has it."""
        known = json.loads(self.solutions.read_text(encoding="utf-8"))
        if id not in known:
            raise KeyError(f"{self.solutions.name} has no solution of {id!r}: run the build.")
        return known[id]
