"""A lesson: the exercises that add themselves to it, and their solutions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from helpers.feedback.exercise import Program
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

    def value(self, id: str, **settings: object) -> Callable[[Program], PracticeValue]:
        """Decorate the right program of an exercise whose answer is a value."""
        return self._adder(PracticeValue, id, settings)

    def function(self, id: str, **settings: object) -> Callable[[Program], PracticeFunction]:
        """Decorate the right function of an exercise whose answer is a function."""
        return self._adder(PracticeFunction, id, settings)

    def _adder(self, kind: type, id: str, settings: dict) -> Callable[[Program], Practice]:
        if not id.startswith(f"{self.number}-"):
            raise ValueError(f"The id {id!r} must begin with the lesson's number, {self.number}-.")
        if any(made.id == id for made in self.exercises):
            raise ValueError(f"Lesson {self.number} has two exercises with the id {id!r}.")

        def add(program: Program) -> Practice:
            given = {"lesson": self.number, "beside": self.exercises, "solution": self.solution}
            made = kind(program, id=id, **given, **settings)
            self.exercises.append(made)
            return made

        return add

    def solution(self, id: str) -> str:
        """The solution's code, as the solutions notebook has it."""
        known = json.loads(self.solutions.read_text(encoding="utf-8"))
        if id not in known:
            raise KeyError(f"{self.solutions.name} has no solution of {id!r}: run the build.")
        return known[id]
