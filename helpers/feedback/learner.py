"""What a learner does with an exercise: check an answer, ask for help, go on."""

from __future__ import annotations

import copy
from collections import namedtuple
from dataclasses import replace

import numpy as np

from helpers.feedback import check, progress
from helpers.feedback.calls import undisturbed
from helpers.feedback.display import Note
from helpers.feedback.exercise import Exercise, FunctionExercise, ValueExercise
from helpers.feedback.guess import TOO_LATE, Prediction
from helpers.feedback.outcome import CheckResult
from helpers.feedback.repair import Place

MANY = 3  # checks that failed, after which help is pointed to


class Practice(Exercise):
    """An exercise in a learner's hands: it remembers how often they tried, and what was told."""

    def __init__(self, *program: object, **settings: object) -> None:
        super().__init__(*program, **settings)
        self._hints_shown = 0
        self._failed = 0  # checks since the last right answer
        self._place: Place | None = None  # where the last answer can be mended
        self._kind_told = False
        self._prediction = Prediction(self.id, lambda: self._numbers().item())
        self.__doc__ = f"{self.title}. Exercise {self.id}: check(answer), hint(), solution()."

    def __repr__(self) -> str:
        return f"<exercise {self.id}: {self.title}. Use .check(answer), .hint(), .solution()>"

    def check(self, answer: object = ..., /, **data: object) -> CheckResult:
        """Judge an answer and say what went wrong.

        Parameters
        ----------
        answer : object
            A value (array, number, list, Series, fitted object) or a function, as asked for.
        **data
            Data to judge against in place of the lesson's, by name: ``check(b, X=X, y=y)``.

        Returns
        -------
        CheckResult
            With `.outcome`, `.misconception`, `.told_by` and `.message`. Never raises.
        """
        result = check.judge(self, answer, data)
        if not data:
            progress.record(self.id, result.outcome)
            if result.outcome == "right":
                self._guess_is_judged()
        said = [result.message]
        self._kind_told = result.place is not None and result.place == self._place
        self._place = result.place
        if self._kind_told:
            said.append(self._place.hint())
        self._failed = (
            0 if result.outcome == "right" else self._failed + (result.outcome != "blank")
        )
        if self._failed >= MANY:
            said.append(self._stuck())
        return replace(result, message=" ".join(said))

    def _stuck(self) -> str:
        """Point to what helps on after several checks that failed."""
        if self._place and not self._kind_told:
            return "Stuck? `.hint()` tells what kind of change it is."
        if self._hints_shown < len(self.hints):
            return f"Stuck? `.hint()` shows hint {self._hints_shown + 1} of {len(self.hints)}."
        return "Stuck? `.solution()` shows one way to do it."

    def guess(self, *given: object) -> None:
        """Leave a guess at an answer that is one number: ``guess(low, high)``, 80 % sure.

        It is judged when the answer is right, or the solution was shown. With ``...`` nothing is
        guessed; nothing is raised.
        """
        if self.asks_for_function or self._numbers().size != 1:
            print("The answer of this exercise is no single number: there is nothing to guess.")
        elif progress.read().get(self.id, {}).keys() & {"right", "revealed"}:
            print(TOO_LATE)
        else:
            self._prediction.keep(given)

    def _numbers(self) -> np.ndarray:
        """All numbers of a right answer that is a value, in a row."""
        (parts,) = self.known(self.program, self.cases({}), own_data=False)
        return np.concatenate([array.ravel() for array in parts.values()])

    def _guess_is_judged(self) -> None:
        if self._prediction.waits:
            self._prediction.judge()

    def hint(self) -> Note:
        """Show the next hint; after the last one, the last one again.

        If the last check named a place in your program, the first hint is what to change there.
        """
        if self._place and not self._kind_told:
            self._kind_told = True
            return Note("Hint about your own program", self._place.hint())
        place = min(self._hints_shown, len(self.hints) - 1)
        self._hints_shown += 1
        return Note(f"Hint {place + 1} of {len(self.hints)}", self.hints[place])

    def mend(self) -> Note:
        """Reveal the change in your own program that the last check found."""
        if self._place is None:
            text = "The last check found no place where one small change would do."
            return Note("Nothing to mend", text)
        self._kind_told = True
        return Note("Your program, mended", f"```python\n{self._place.mended}\n```")

    def example(self, k: int = 1) -> tuple:
        """Hand over the arguments of the k-th input that a check uses, to try a function on them.

        ``my_function(*ex.hat_matrix.example(2))`` calls it as the check does; by name, they are
        ``example(2).X``. Each call hands over fresh copies.

        Raises
        ------
        IndexError
            If there is no k-th input.
        """
        cases = self.cases({})
        if not (isinstance(k, (int, np.integer)) and 1 <= k <= len(cases)):
            raise IndexError(
                f"There is no input {k!r}: {self.id} is checked on {len(cases)} "
                f"input{'s' * (len(cases) > 1)}, and example(1) is the first."
            )
        arguments = self.arguments(copy.deepcopy(cases[k - 1]))
        return namedtuple("Example", self.argument_names(), rename=True)(*arguments)

    def solution(self) -> Note:
        """Reveal one solution: the one of the solutions notebook."""
        code = self.solution_code()
        progress.record(self.id, "revealed")
        self._guess_is_judged()
        return Note(f"One solution of “{self.title}”", f"```python\n{code}\n```")

    def carry_on(self, answer: object = ...) -> object:
        """Go on with the lesson: your answer if it is right, else the reference.

        A right answer in another form than the reference's (a list, a column, a Series) comes back
        in that of the reference, so that what follows can count on it.
        """
        reference = self.reference()
        if check.is_right(self, answer):
            with undisturbed(answer):
                return self.in_the_form_of(reference, answer)
        print(f"Going on with the reference for “{self.title}”.")
        return reference


class PracticeValue(Practice, ValueExercise):
    """The answer is a value."""


class PracticeFunction(Practice, FunctionExercise):
    """The answer is a function."""
