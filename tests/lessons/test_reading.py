"""A lesson is fit to read: pictures, few asides, short lines, honest minutes."""

import re

import pytest

from authoring.execution import ROOT
from authoring.reading import read
from authoring.source import read_lesson

SOURCES = [path for path in sorted(ROOT.glob("course/*.py")) if not read_lesson(path).is_appendix]
MOST_WORDS_A_PICTURE, LONGEST_WITHOUT = 500, 750
LONGEST_BRACKET, MOST_IN_BRACKETS = 12, 0.03
LONGEST_LINE = 119
ONE_SITTING = 80  # minutes


@pytest.fixture(params=SOURCES, ids=lambda path: path.stem)
def lesson(request):
    return read_lesson(request.param)


@pytest.fixture
def reading(request, lesson):
    return read(lesson, (ROOT / "course" / f"{lesson.name}.py").read_text(encoding="utf-8"))


def test_pictures_brackets_and_lines(reading):
    assert reading.words <= MOST_WORDS_A_PICTURE * reading.pictures
    assert reading.longest_without_picture <= LONGEST_WITHOUT
    assert max(reading.brackets, default=0) <= LONGEST_BRACKET
    assert reading.share_in_brackets < MOST_IN_BRACKETS
    assert reading.longest_line <= LONGEST_LINE


def test_minutes_are_honest_and_long_lessons_have_a_pause(lesson, reading):
    first = lesson.notebook.cells[0].source
    stated = sum(map(int, re.findall(r"^\| [^|]+ \| (\d+) \|$", first, re.M)))
    assert abs(stated - reading.minutes) <= max(0.05 * reading.minutes, 2)
    pauses = [c for c in lesson.notebook.cells if c.source.startswith("## A pause")]
    assert len(pauses) == (reading.minutes > ONE_SITTING)
