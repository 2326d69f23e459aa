"""How a lesson reads: words, code, pictures, brackets, and the minutes that they take.

Words are those of the prose, with formulas left out. Minutes are counted as a learner needs them:
150 words a minute, 12 lines of code, eight minutes for an exercise that asks for a function and
four for one that asks for a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from authoring.source import BEGIN_SOLUTION, END_SOLUTION, Lesson

WORDS_A_MINUTE, LINES_A_MINUTE = 150, 12
MINUTES_FOR_A_FUNCTION, MINUTES_FOR_A_VALUE = 8, 4

_CODE = re.compile(r"```.*?```", re.DOTALL)
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_BRACKET = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_PICTURE = re.compile(r"\bplots\.[a-z]\w*\(|\bplt\.|\bPicture\(")


@dataclass(frozen=True)
class Reading:
    """What a lesson asks its reader for.

    Attributes
    ----------
    words, code_lines, pictures : int
    longest_without_picture : int
        The most words between two pictures, or between one and an end of the lesson.
    brackets : tuple of int
        The number of words in each bracket of four words or more.
    longest_line : int
        Of the source, in characters.
    functions, values : int
        Exercises of each kind.
    """

    words: int
    code_lines: int
    pictures: int
    longest_without_picture: int
    brackets: tuple[int, ...]
    longest_line: int
    functions: int
    values: int

    @property
    def share_in_brackets(self) -> float:
        """Of all words, those in brackets of four words or more."""
        return sum(self.brackets) / max(self.words, 1)

    @property
    def minutes(self) -> float:
        """What a learner needs."""
        return (
            self.words / WORDS_A_MINUTE
            + self.code_lines / LINES_A_MINUTE
            + MINUTES_FOR_A_FUNCTION * self.functions
            + MINUTES_FOR_A_VALUE * self.values
        )


def read(lesson: Lesson, source: str) -> Reading:
    """Count what a lesson holds.

    Parameters
    ----------
    lesson : Lesson
    source : str
        The text of its file in ``course/``.
    """
    words, code_lines, brackets, stretches = 0, 0, [], [0]
    for cell in lesson.notebook.cells:
        if cell.cell_type == "markdown":
            prose = _prose(cell.source)
            count = len(_WORD.findall(prose))
            words += count
            stretches[-1] += count
            brackets += [n for n in map(_words_in, _BRACKET.findall(prose)) if n >= 4]
        else:
            code_lines += sum(1 for _ in _code_of(cell.source))
            if _PICTURE.search(cell.source):
                stretches.append(0)
    answers = lesson.exercise_cells("code").values()
    functions = sum(bool(re.search(r"^def \w+\(", cell.source, re.M)) for cell in answers)
    return Reading(
        words=words,
        code_lines=code_lines,
        pictures=len(stretches) - 1,
        longest_without_picture=max(stretches),
        brackets=tuple(brackets),
        longest_line=max(map(len, source.splitlines())),
        functions=functions,
        values=len(answers) - functions,
    )


def _prose(markdown: str) -> str:
    return _LINK.sub(r"\1", _FORMULA.sub(" ", _CODE.sub(" ", markdown)))


def _words_in(text: str) -> int:
    return len(_WORD.findall(text))


def _code_of(source: str) -> Iterator[str]:
    """The lines that are read: without solutions, which the learner writes."""
    hidden = False
    for line in source.splitlines():
        hidden = (hidden or BEGIN_SOLUTION in line) and END_SOLUTION not in line
        if line.strip() and not hidden and END_SOLUTION not in line:
            yield line
