"""What the README and the pages in docs/ promise is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.exercises import LESSONS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_minutes_in_the_readme_are_those_of_the_lesson(lesson):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    stated = re.search(rf"^\| {lesson.number} \| \[{lesson.title}\].*?\| (\d+) \|", readme, re.M)
    assert stated, f"lesson {lesson.number} is missing in the README's table"
    (source,) = (ROOT / "course").glob(f"{lesson.number}_*.py")
    first_cell = source.read_text(encoding="utf-8").split("# %%")[1]
    minutes = [int(m) for m in re.findall(r"^# \| [^|]+ \| (\d+) \|$", first_cell, re.M)]
    assert sum(minutes) == int(stated.group(1))
    assert 40 <= sum(minutes) <= 75
    sections = re.findall(r"^# \| ([^|]+) \| \d+ \|$", first_cell, re.M)
    headings = re.findall(r"^# ## (.+)$", source.read_text(encoding="utf-8"), re.M)
    assert sections == headings[: len(sections)]


def test_the_readme_gives_the_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 run.py lab" in readme and "python3 run.py test" in readme
    assert "python3 run.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readmes_example_runs():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", readme, re.S)
    exec(compile(example, "README.md", "exec"), {})
