"""The picture of a learner's own intervals says what so few can say, and no more."""

import re

import nbformat
import numpy as np
import pytest
from scipy import integrate

from authoring.execution import ROOT
from helpers import exercises
from helpers.feedback import progress
from helpers.feedback.guess import Interval
from helpers.lessons.calibration import calibration, verdict
from helpers.lessons.contents import LESSONS

PREDICTIONS = [one for lesson in LESSONS for one in lesson.predictions]


def guesses(hits, misses):
    return [Interval("a", 0, 1, 0.5)] * hits + [Interval("b", 0, 1, 7.0)] * misses


@pytest.mark.parametrize(
    "hits, misses, said",
    [
        (3, 17, "too narrow"),
        (60, 1, "wider than need be"),
        (16, 4, "80 % fits"),
        (1, 0, "80 % fits"),
        (0, 1, "80 % fits"),
    ],
)
def test_a_verdict_needs_19_chances_in_20(hits, misses, said):
    words = verdict(guesses(hits, misses))
    assert words.startswith(f"{hits} of {hits + misses} intervals") and words.endswith(said)
    rate = np.linspace(0, 1, 20001)
    below = integrate.cumulative_simpson(rate**hits * (1 - rate) ** misses, x=rate, initial=0)
    ends = np.interp([0.025, 0.975], below / below[-1], rate)
    assert "between {:.0f} and {:.0f} %".format(*100 * ends) in words


@pytest.mark.parametrize("hits, misses", [(1, 0), (0, 3), (20, 80)])
def test_the_picture_says_the_verdict_and_draws_the_newest(hits, misses):
    picture = calibration([*guesses(hits, misses), Interval("c", 2, 2, 2.0)])
    assert picture.words == f"{verdict([*guesses(hits, misses), Interval('c', 2, 2, 2.0)])}."
    assert picture.png.startswith(b"\x89PNG")


def test_the_course_draws_what_was_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept.jsonl"))
    assert "ex.….guess(low, high)" in str(exercises.calibration())
    progress.note(guess="01-a", low=1, high=3, answer=2)
    assert exercises.calibration().words.startswith("1 of 1 intervals held the number")


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.id)
def test_a_guess_is_judged(prediction, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept.jsonl"))
    given = prediction.choices[:1] or (-1e9, 1e9)
    assert prediction.keep(given)
    prediction.judge()
    said = capsys.readouterr().out
    assert said.startswith("-1e+09 to 1e+09: it was ") or said.startswith(f"{given[0]}: ")
    assert not prediction.keep(given)


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.id)
def test_the_next_cell_shows_what_was_to_be_predicted(prediction):
    (path,) = ROOT.glob(f"solutions/{prediction.id.partition('-')[0]}_*.ipynb")
    cells = [c for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
    (name,) = (
        name
        for module in map(vars(exercises).get, exercises.__all__)
        for name in getattr(module, "__all__", ())
        if getattr(module, name) is prediction
    )
    (place,) = (k for k, cell in enumerate(cells) if f"ex.{name}.guess(" in cell.source)
    assert cells[place].source.count("\n") == 0 and not cells[place].outputs
    if prediction.choices:
        assert prediction.answer() in prediction.choices
    else:
        shown = format(prediction.answer(), prediction.form)
        data = [o.get("data", {}) for o in cells[place + 1].outputs]
        texts = [o.get("text", "") for o in cells[place + 1].outputs]
        texts += [d.get("text/plain", "") for d in data]
        texts += [d.get("text/html", "") for d in data if "image/png" not in d]
        said = " ".join(texts).replace("−", "-")
        assert re.search(rf"(?<![\d.]){re.escape(shown)}(?!\d)", said), (shown, said)
