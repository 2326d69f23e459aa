"""What a stranger meets first: the README's pictures, and the files by which people take part."""

from __future__ import annotations

import datetime
import io
import re
import tomllib

import numpy as np
import pytest
import yaml
from PIL import Image

from authoring import face
from authoring.execution import ROOT
from helpers.exercises import catalogue
from helpers.feedback.display import as_text

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
YAML = sorted([*ROOT.glob(".github/**/*.yml"), ROOT / "CITATION.cff", ROOT / "environment.yml"])
FORMS = sorted(ROOT.glob(".github/ISSUE_TEMPLATE/[0-9]-*.yml"))


def form(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# --- versions ------------------------------------------------------------------------------


def test_all_say_the_same_version_and_date():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = form(ROOT / "CITATION.cff")
    released = re.findall(r"^## \[(.+)\] - (.+)$", CHANGELOG, re.M)
    assert released[0] == (project["version"], citation["date-released"])
    assert project["version"] == citation["version"]


def test_the_changelog_is_kept_as_it_says():
    headings = re.findall(r"^## (.+)$", CHANGELOG, re.M)
    assert headings[0] == "[Unreleased]"
    dates = [datetime.date.fromisoformat(heading.split(" - ")[1]) for heading in headings[1:]]
    assert dates == sorted(dates, reverse=True) != []
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", CHANGELOG, re.M)) <= kinds


# --- taking part ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_a_file_for_programs_can_be_read_by_them(path):
    assert isinstance(form(path), dict)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one_that_github_shows(path):
    read = form(path)
    assert read["name"] and read["description"] and len(read["description"]) <= 200
    ids = [field["id"] for field in read["body"]]
    assert len(ids) == len(set(ids)) >= 2
    for field in read["body"]:
        assert field["type"] in ("input", "textarea", "dropdown")
        assert field["attributes"]["label"]
        assert (field["type"] == "dropdown") == ("options" in field["attributes"])
    assert any(field.get("validations", {}).get("required") for field in read["body"])


def test_a_wrong_message_is_reported_with_the_id_in_its_footer():
    (exercise,) = (one for one in form(FORMS[0])["body"] if one["id"] == "exercise")
    assert exercise["validations"]["required"]
    example = exercise["attributes"]["placeholder"]
    assert example in {one.id for one in catalogue()}
    assert as_text("wrong", "No.", None, example).endswith(f"[{example}]")


# --- the README's pictures -----------------------------------------------------------------

NUMBERS = re.findall(r"^\| (\d\d\w?) \| .*\| \d+ \|", README, re.M)


def test_every_lesson_in_the_table_has_its_picture():
    shown = re.findall(r"^\| (\d\d\w?) \|.*src=\"site/images/readme/(\d\d\w?)\.png\"", README, re.M)
    assert shown == [(number, number) for number in NUMBERS] != []


def test_each_picture_of_the_readme_is_there_small_and_said_in_words():
    pictures = re.findall(r"<img src=\"([^\"]+)\" width=\"\d+\" alt=\"([^\"]{10,})\">", README)
    assert len(pictures) == README.count("<img") == len(NUMBERS)
    for source, _ in pictures:
        assert 1_000 < (ROOT / source).stat().st_size <= 15_000


def test_a_small_picture_is_that_of_its_solution():
    """Not byte by byte: another release of Pillow may write the same picture otherwise."""
    made = face.small_pictures()
    assert {path.stem for path in (ROOT / face.FOLDER).glob("*.png")} == made.keys()
    for number, png in made.items():
        stored = Image.open(ROOT / face.FOLDER / f"{number}.png")
        fresh = Image.open(io.BytesIO(png))
        assert stored.size == fresh.size == face.SMALL
        one, other = (np.asarray(picture.convert("L"), dtype=float) for picture in (stored, fresh))
        assert np.abs(one - other).mean() < 2, f"{number}: run `python3 run.py build`"


def test_the_moving_picture_is_small_and_comes_to_rest():
    (target,) = re.findall(r"!\[[^]]{50,}\]\((.+\.gif)\)", README)
    assert (ROOT / target).stat().st_size < 200_000
    with Image.open(ROOT / target) as picture:
        assert picture.n_frames > 10
        assert 0 < picture.info["loop"] < 5
