"""An exercise is data: one right program, the wrong programs that learners write, and hints.

An author writes plain functions::

    lesson = Lesson("02", "Least squares is geometry", solutions)

    @lesson.value("02-normal-equations", data=seed_data, hints=("…", "…"))
    def normal_equations(X, y):
        "The coefficients from the normal equations."
        return np.linalg.lstsq(X, y)[0]

    normal_equations.mistakes(
        ("no constant", lambda X, y: np.linalg.lstsq(X[:, 1:], y)[0],
         "Your {yours} are the slopes of a plane forced through the origin."),
    )

It knows how to run programs, the learner's among them, and judges none: that is for `check`.
Two kinds: with `Lesson.value` the learner hands over what the program returns; with
`Lesson.function` the learner hands over a function like the program itself, which is then
called on fresh inputs.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import time
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Number

import numpy as np

from helpers.feedback import calls
from helpers.feedback.answers import (
    Blank,
    Parts,
    Unreadable,
    numbers,
    of_inputs,
    read,
    read_parts,
)
from helpers.feedback.calls import OutOfTime, Stopped, call, guarded, has_return
from helpers.feedback.comparing import first, plain
from helpers.feedback.laws import Law, Sides
from helpers.feedback.tolerance import ONE_NUMBER, Rounding, Tolerance

Program = Callable[..., object]
Case = tuple[object, ...]
Says = str | Callable[..., str]
Early = Callable[[list[Parts]], None]

AT_ONCE = 1.0  # seconds of computing, after which a sampler is tried with few rows first


@dataclass(frozen=True)
class Misconception:
    """A wrong belief as the program that a learner with that belief writes.

    Attributes
    ----------
    name : str
        A few words, for ever.
    program : callable
        Takes the same arguments as the right program.
    says : str or callable
        The message. In a string, ``{yours}`` stands for the learner's numbers; a callable gets
        the learner's array and the data, and returns the message.
    tolerance : Tolerance, tuple of Tolerance or None
        How close an answer must be to this program's, on all data sets or on each of them;
        None: as for the right one.
    recognises : callable or None
        For programs whose numbers differ from run to run: gets the learner's array and the data,
        and says whether the answer has the trait of this misconception.
    early : bool
        The trait shows on few rows, too: a slow program is known by it before it has made all.
    """

    name: str
    program: Program = field(repr=False)
    says: Says = field(repr=False)
    exercise: Exercise = field(repr=False, compare=False)
    tolerance: Tolerance | tuple[Tolerance, ...] | None = field(default=None, repr=False)
    recognises: Callable[..., bool] | None = field(default=None, repr=False)
    early: bool = field(default=False, repr=False)

    def answer(self) -> object:
        """A wrong answer that the exercise's check recognises as this misconception."""
        return self.exercise.answer_of(self.program)

    def told(self, found: list[Parts], cases: list[Case]) -> str:
        """The message about an answer that gives these numbers on the exercise's own inputs."""
        if callable(self.says):
            return self.says(plain(found[0]), *cases[0])
        return self.says.format(yours=numbers(first(found)))


class Exercise(ABC):
    """One exercise. Authors make it with `Lesson.value` or `Lesson.function`.

    Attributes
    ----------
    id, lesson, title : str
        The id is for ever: a learner's progress is kept by it.
    hints : tuple of str
        From vague to concrete; Markdown.
    misconceptions : tuple of Misconception
    variants : dict of str to callable
        Other right programs, by other routes; all of them must be accepted.
    laws : tuple of Law
        What every right answer obeys, the most telling one first.
    achieved : callable or None
        Where an answer is judged by what it achieves: gets that and the data, and says it. Such
        numbers come from no formula of the learner's, so no relation between them is looked for.
    asks_for_function : bool
        Whether the answer is a function.
    """

    asks_for_function = False

    def __init__(
        self,
        program: Program,
        *,
        id: str,
        lesson: str,
        beside: list[Exercise],
        solution: Callable[[str], str],
        hints: Sequence[str],
        parts: Sequence[str] = (),
        attributes: Sequence[str] = (),
        tolerance: Tolerance | None = None,
        achieved: Callable[..., str] | None = None,
    ) -> None:
        self.program = program
        self.id = id
        self.lesson = lesson
        self.title = inspect.cleandoc(program.__doc__ or id).splitlines()[0].rstrip(".")
        self.hints = tuple(hints)
        self.parts = tuple(parts)
        self.attributes = tuple(attributes)
        self.tolerance = tolerance or Rounding()
        self.achieved = achieved
        self.misconceptions: tuple[Misconception, ...] = ()
        self.variants: dict[str, Program] = {}
        self.laws: tuple[Law, ...] = ()
        self._beside = beside
        self._solution = solution
        self._known: dict[Program, list[Parts]] = {}
        self.__doc__ = f"{self.title}. Exercise {id}."

    # What an author adds

    def misconception(
        self,
        name: str,
        says: Says,
        tolerance: Tolerance | tuple[Tolerance, ...] | None = None,
        recognises: Callable[..., bool] | None = None,
        early: bool = False,
    ) -> Callable[[Program], Misconception]:
        """Decorate the wrong program of a learner who has this misconception."""

        def add(program: Program) -> Misconception:
            made = Misconception(name, program, says, self, tolerance, recognises, early)
            self.misconceptions += (made,)
            return made

        return add

    def mistakes(self, *rows: tuple, of: Callable[[Program], Program] | None = None) -> None:
        """Add a table of misconceptions, a row each: ``(name, program, says)``.

        A fourth entry, a dict, holds what else `misconception` takes. Where the programs differ
        in one term alone, a row may hold that term: `of` makes a program of it.
        """
        for name, program, says, *settings in rows:
            whole = of(program) if of else program
            self.misconception(name, says, **dict(*settings))(whole)

    def variant(self, name: str) -> Callable[[Program], Program]:
        """Decorate another right program, by another route."""

        def add(program: Program) -> Program:
            self.variants[name] = program
            return program

        return add

    def law(self, says: str, relation: str = "=", relative: float = 1e-6) -> Callable[[Sides], Law]:
        """Decorate the two sides of a law that every right answer obeys; see `Law`."""

        def add(sides: Sides) -> Law:
            made = Law(says, sides, relation, relative)
            self.laws += (made,)
            return made

        return add

    # Right answers

    def reference(self) -> object:
        """A right answer, made anew; `check` accepts it."""
        return self.answer_of(self.program)

    def variant_answers(self) -> Iterator[tuple[str, object]]:
        """The answers of the other right programs, with their names."""
        for name, program in self.variants.items():
            yield name, self.answer_of(program)

    # What the check needs

    @abstractmethod
    def answer_of(self, program: Program) -> object:
        """The answer that somebody hands over who writes this program."""

    @abstractmethod
    def in_the_form_of(self, reference: object, answer: object) -> object:
        """A right answer, in the type and shape of the reference."""

    @abstractmethod
    def cases(self, data: Mapping[str, object]) -> list[Case]:
        """The arguments on which programs are compared: one tuple for each data set."""

    @abstractmethod
    def observe(
        self, answer: object, cases: list[Case], early: Early = lambda found: None
    ) -> tuple[list[Parts], list[str]]:
        """What the answer amounts to on each case, and the names of arguments it changed.

        `early` is told what a slow answer amounts to on few rows, before it makes all of them.

        Raises Blank, Unreadable, or Stopped where the learner's code did not come to an end.
        """

    @abstractmethod
    def amounts_to(self, answer: object, case: Case) -> Parts:
        """What the answer amounts to on one case, unguarded: raises whatever it raises."""

    @abstractmethod
    def run(self, program: Program, case: Case) -> Parts:
        """What one of the author's programs amounts to on a case."""

    def for_mistakes(self, target: Parts) -> Tolerance:
        """How close an answer must come to `target`, what a wrong program gives, to be told so.

        Several numbers, or one on several inputs, meet a wrong program by chance hardly ever; a
        single number that may be known to nine digits needs eight. An author who allows for more
        (searches, differences) has the last word.
        """
        single = not self.asks_for_function and sum(part.size for part in target.values()) == 1
        return ONE_NUMBER if single and self.tolerance == Rounding() else self.tolerance

    def lesson_exercises(self) -> list[Exercise]:
        """All exercises of this one's lesson."""
        return self._beside

    def solution_code(self) -> str:
        """The solution's code; raises KeyError where there is none yet."""
        return self._solution(self.id)

    def argument_names(self) -> list[str]:
        """The names of what a learner's program works with."""
        return list(inspect.signature(self.program).parameters)

    def arguments(self, case: Case) -> Case:
        """What a learner's program gets to work with on a case, at its first call."""
        return case

    def input_in_words(self, case: Case) -> str:
        """Say which input this is, as `example` hands it over: "For X of shape (7, 3)"."""
        return of_inputs(self.argument_names(), self.arguments(case))

    def known(self, program: Program, cases: list[Case], *, own_data: bool) -> list[Parts]:
        """`run` on every case; remembered where the data are the exercise's own."""
        if own_data:
            return [self.run(program, copy.deepcopy(case)) for case in cases]
        if program not in self._known:
            self._known[program] = [self.run(program, copy.deepcopy(case)) for case in cases]
        return self._known[program]

    def names(self) -> list[str]:
        """The names of the data, in the order of the program's arguments."""
        return self.argument_names()

    def _with(self, base: Mapping[str, object], data: Mapping[str, object]) -> Case:
        unknown = [name for name in data if name not in self.names()]
        if unknown:
            takes = f"the data {', '.join(self.names())}" if self.names() else "no data"
            raise Unreadable(f"This exercise takes {takes}; it knows no {', '.join(unknown)}.")
        missing = [name for name in self.names() if name not in {**base, **data}]
        if missing:
            raise Unreadable(f"To judge on your own data, hand over {', '.join(missing)} too.")
        return tuple(
            _as_data(name, data[name], like) if name in data else base[name]
            for name, like in zip(self.names(), self.cases({})[0], strict=True)
        )


def _as_data(name: str, value: object, like: object) -> object:
    """Arrays for what holds numbers (lists, Series, frames), anything else as it is.

    Where the exercise's own data are a list of whole numbers, so are the learner's.
    """
    if isinstance(value, (int, float, np.random.Generator)):
        return value
    try:
        array = read(value)
    except Blank:
        raise Unreadable(f"{name} is still `...`.") from None
    except Unreadable as problem:
        raise Unreadable(f"{name}: {problem}") from None
    if isinstance(like, list) and all(isinstance(entry, int) for entry in like):
        if (array != np.rint(array)).any():
            raise Unreadable(f"{name} holds {numbers(array)}; wanted whole numbers.")
        return array.ravel().astype(int).tolist()
    return array.ravel() if np.ndim(like) == 1 and array.shape == (len(array), 1) else array


class ValueExercise(Exercise):
    """The learner hands over what the right program returns for the lesson's data."""

    def __init__(
        self, program: Program, *, data: Callable[[], Mapping[str, object]], **settings: object
    ) -> None:
        super().__init__(program, **settings)
        self._data = data
        self._cases: list[Case] | None = None

    def cases(self, data: Mapping[str, object]) -> list[Case]:
        if data:
            return [self._with(self._data(), data)]
        if self._cases is None:
            own = self._data()
            self._cases = [tuple(own[name] for name in self.names())]
        return self._cases

    def observe(
        self, answer: object, cases: list[Case], early: Early = lambda found: None
    ) -> tuple[list[Parts], list[str]]:
        parts = guarded(
            lambda: read_parts(answer, self.parts, self.attributes), expected=(Blank, Unreadable)
        )
        return [parts], []

    def amounts_to(self, answer: object, case: Case) -> Parts:
        return read_parts(answer, self.parts, self.attributes)

    def run(self, program: Program, case: Case) -> Parts:
        return read_parts(program(*case), self.parts, self.attributes)

    def answer_of(self, program: Program) -> object:
        return copy.deepcopy(program(*copy.deepcopy(self.cases({})[0])))

    def in_the_form_of(self, reference: object, answer: object) -> object:
        if self.parts:
            given = read_parts(answer, self.parts).values()
            return tuple(map(_in_shape_of, reference, given))
        (given,) = read_parts(answer, (), self.attributes).values()
        return _in_shape_of(reference, given)


def _in_shape_of(reference: object, given: np.ndarray) -> float | np.ndarray:
    shape = np.shape(reference)
    return given.reshape(shape) if shape else float(given.item())


class FunctionExercise(Exercise):
    """The learner hands over a function; it is called on fresh inputs of several sizes.

    `cases(rng)` makes the inputs. `probe(function, *case)` turns a function into what is
    compared; by default, what the function returns for the case. The probe of a stochastic
    exercise calls the function many times and returns averages.

    Where that takes many rows, `rehearsal` is the probe with few of them, for functions so slow
    that they may not make them all; `rows` is the name of the function's argument that says how
    many rows are wanted.
    """

    asks_for_function = True

    def __init__(
        self,
        program: Program,
        *,
        cases: Callable[[np.random.Generator], Iterable[Case]],
        probe: Callable[..., object] | None = None,
        rehearsal: Callable[..., object] | None = None,
        rows: str | None = None,
        **settings: object,
    ) -> None:
        super().__init__(program, **settings)
        self._make_cases = cases
        self._probe = probe
        self._rehearsal = rehearsal
        self._rows = rows
        self._cases: list[Case] | None = None

    def cases(self, data: Mapping[str, object]) -> list[Case]:
        if data:
            return [self._with({}, data)]
        if self._cases is None:
            # The seed comes from the id: new to the learner, and the same at every check.
            rng = np.random.default_rng(zlib.crc32(self.id.encode()))
            self._cases = [tuple(case) for case in self._make_cases(rng)]
        return self._cases

    def names(self) -> list[str]:
        if self._probe is None:
            return super().names()
        given = list(inspect.signature(self._probe).parameters.values())[1:]
        return [one.name for one in given if one.kind is not one.KEYWORD_ONLY]

    def observe(
        self, answer: object, cases: list[Case], early: Early = lambda found: None
    ) -> tuple[list[Parts], list[str]]:
        called = self._called(answer)
        if self._rehearsal:
            try:
                return self._amounts_to(called, self._probe, cases, AT_ONCE), called.changed
            except OutOfTime as problem:
                if problem.waited:
                    raise
            with contextlib.suppress(Unreadable, Stopped):  # told when all of it is observed
                early(self._amounts_to(called, self._rehearsal, cases, AT_ONCE))
        return self._amounts_to(called, self._probe, cases, calls.SECONDS), called.changed

    def _amounts_to(
        self,
        called: _Called,
        probe: Callable[..., object] | None,
        cases: list[Case],
        seconds: float,
    ) -> list[Parts]:
        """What a learner's function amounts to on each case, in so many seconds of computing."""
        found: list[Parts] = []
        begin = time.thread_time()
        for case in cases:
            left = max(seconds - (time.thread_time() - begin), 0.1)
            try:
                found.append(
                    guarded(
                        lambda case=case: self._read(called, probe, case),
                        expected=(Blank, Unreadable),
                        seconds=left,
                    )
                )
            except Unreadable as problem:
                where = self.input_in_words(case)
                raise Unreadable(f"{where}: {problem}", len(found)) from None
            except Stopped as problem:
                where, words = self.input_in_words(case), str(problem)
                if isinstance(problem, OutOfTime):
                    words = called.out_of_time(problem, seconds, len(found), len(cases))
                again = type(problem)(f"{words} ({where[0].lower()}{where[1:]})")
                again.input = len(found)
                raise again from None
        return found

    def amounts_to(self, answer: object, case: Case) -> Parts:
        return self._read(self._called(answer), self._probe, case)

    def _called(self, answer: object) -> _Called:
        return _Called(answer, super().names(), self._rows, reads=self._probe is not None)

    def _read(self, called: _Called, probe: Callable[..., object] | None, case: Case) -> Parts:
        value = probe(called, *case) if probe else called(*case)
        return read_parts(value, self.parts, self.attributes)

    def returned(self, function: Program, arguments: Case) -> Parts:
        """What a function itself returns, unprobed and unguarded: raises whatever it raises."""
        value, _ = call(function, copy.deepcopy(arguments), self.argument_names())
        return read_parts(value, () if self._probe else self.parts, self.attributes)

    def arguments(self, case: Case) -> Case:
        if self._probe is None:
            return case
        called: list[Case] = []

        def first(*arguments: object) -> object:
            called.append(arguments)
            raise _Enough

        with contextlib.suppress(_Enough):
            self._probe(first, *copy.deepcopy(case))
        return called[0]

    def run(self, program: Program, case: Case) -> Parts:
        value = self._probe(program, *case) if self._probe else program(*case)
        return read_parts(value, self.parts, self.attributes)

    def answer_of(self, program: Program) -> object:
        return program

    def in_the_form_of(self, reference: object, answer: object) -> object:
        """The function itself if what follows can call it like the reference, else the latter.

        It has to return what the reference returns, in type and shape, and leave its arguments
        alone; a probe's first calls tell as much as all of them.
        """
        seen: list[bool] = []
        names = super().names()

        def compared(*arguments: object) -> object:
            right = reference(*copy.deepcopy(arguments))
            mine, changed = call(answer, arguments, names)
            seen.append(not changed and _alike(mine, right))
            if len(seen) == _CALLS_COMPARED or not seen[-1]:
                raise _Enough
            return mine

        def compare() -> None:
            for case in self.cases({}):
                self._probe(compared, *case) if self._probe else compared(*case)

        try:
            guarded(compare, expected=(_Enough,))
        except _Enough:
            pass
        except Stopped:
            return reference
        return answer if all(seen) else reference


class _Called:
    """A learner's function as a probe calls it: on copies, and with a count of what was done.

    Attributes
    ----------
    changed : list of str
        The names of the arguments that it changed in place.
    """

    def __init__(
        self, function: object, names: Sequence[str], rows: str | None, *, reads: bool
    ) -> None:
        self.changed: list[str] = []
        self._function, self._names, self._reads = function, names, reads
        self._rows = None if rows is None else names.index(rows)
        self._calls = 0
        self._under_way: tuple[int, float] = 0, 0.0  # rows wanted, and when it began
        self._most: tuple[int, float] = 0, 0.0  # rows made by the longest call, and its seconds

    def __call__(self, *arguments: object) -> object:
        begin, wanted = time.thread_time(), 0
        if self._rows is not None:
            wanted = int(arguments[self._rows])
        self._under_way = wanted, begin
        value, changed = call(self._function, arguments, self._names)
        self._calls += 1
        self._most = max(self._most, (wanted, time.thread_time() - begin))
        self.changed += [name for name in changed if name not in self.changed]
        if value is None:
            why = "is a `return` missing?"
            if has_return(self._function):
                why = "no `return` is reached, or what it returns is None, as from `print`."
            raise Unreadable(f"your function returns None: {why}")
        return read(value) if self._reads else value

    def out_of_time(self, problem: OutOfTime, seconds: float, done: int, of: int) -> str:
        """How far it had come when the seconds that it had for all inputs were up."""
        wanted, begin = self._under_way
        rows, took = self._most
        if problem.waited or not (done or rows):
            return str(problem)
        up = f"its {seconds:g} s of computing were up"
        if not rows:
            inputs = f"{done} of {of} inputs"
            return f"Too slow, or a loop without an end: {up} after {inputs}{problem.place}."
        made = rows * (time.thread_time() - begin) / max(took, 0.001)
        if made < wanted:
            return f"Too slow: {up} after about {made:,.0f} of {wanted:,} rows{problem.place}."
        return (
            f"When {up}{problem.place}, its {wanted:,} rows were not made, though {rows:,} rows "
            f"took {took:.2g} s. Does each take longer than the one before, or is there a loop "
            "without an end?"
        )


_CALLS_COMPARED = 5


class _Enough(Exception):
    """Enough calls have been compared."""


def _alike(mine: object, right: object) -> bool:
    """Whether one thing can stand for the other in what follows: numbers, arrays, or several."""
    if isinstance(right, (tuple, list)):
        several = isinstance(mine, (tuple, list)) or (isinstance(mine, np.ndarray) and mine.ndim)
        return bool(several and len(mine) == len(right) and all(map(_alike, mine, right)))
    if np.ndim(right) == 0:
        return isinstance(mine, (Number, np.generic))
    return isinstance(mine, np.ndarray) and mine.shape == right.shape
