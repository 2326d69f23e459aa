"""Slips: each alone is a misconception, any two in different terms are told together."""

import json

import numpy as np
import pytest

from helpers.exercises import autopsy, curvature
from helpers.feedback import Lesson
from helpers.lessons.slips import Slip, add_slips

X = np.array([[1.0, 2.0], [3.0, 5.0], [7.0, 1.0]])


@pytest.fixture
def sums(tmp_path):
    """A right program a + b, whose terms go wrong in two and three ways."""
    solutions = tmp_path / "solutions.json"
    solutions.write_text(json.dumps({}))
    lesson = Lesson("99", "A lesson about nothing", solutions)

    @lesson.value("99-sums", data=lambda: {"x": X}, hints=("", ""))
    def sums(x):
        """Sums."""
        return x[:, 0] + x[:, 1]

    add_slips(
        sums,
        {"first": lambda x: x[:, 0], "second": lambda x: x[:, 1]},
        lambda first, second: first + second,
        [
            Slip("first", "squared", "Your {yours} square the first.", lambda x: x[:, 0] ** 2),
            Slip("first", "turned", "Your {yours} turn the first.", lambda x: -x[:, 0]),
            Slip("second", "doubled", "Your {yours} double the second.", lambda x: 2 * x[:, 1]),
            Slip(
                "second",
                "halved",
                lambda yours, x: f"Half of {len(yours)} numbers.",
                lambda x: x[:, 1] / 2,
            ),
            Slip("second", "lost", "Your {yours} lose the second.", lambda x: 0 * x[:, 1]),
        ],
        both=("squared", "halved"),
        apart=[("turned", "lost")],
    )
    return sums


def test_one_slip_is_a_misconception_of_its_own(sums):
    result = sums.check(X[:, 0] ** 2 + X[:, 1])
    assert result.misconception == "squared"
    assert result.message == "Your 3, 14 and 50 square the first."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (X[:, 0] ** 2 + 2 * X[:, 1], ("square the first", "double the second")),
        (-X[:, 0] + X[:, 1] / 2, ("turn the first", "Half of 3 numbers.")),
    ],
)
def test_two_slips_are_both_told(sums, answer, words):
    result = sums.check(answer)
    assert result.misconception == "two slips"
    assert all(word in result.message for word in words)


@pytest.mark.parametrize(
    "answer",
    [
        -X[:, 0],  # kept apart by the author
        X[:, 0] ** 3 + 2 * X[:, 1],  # one slip is unknown
        X[:, 0] ** 2 - X[:, 1],
        np.ones(3),
        np.ones(2),
    ],
)
def test_nothing_else_is_taken_for_two_slips(sums, answer):
    assert sums.check(answer).misconception is None


def test_a_single_number_is_spoken_of_as_one():
    (pair,) = (known for known in curvature.wald.misconceptions if known.name == "two slips")
    assert "Your number " in curvature.wald.check(pair.answer()).message


def test_pairs_are_told_on_the_learners_own_data(sums):
    x = np.array([[2.0, 1.0], [4.0, 8.0]])
    assert sums.check(x[:, 0] ** 2 + 2 * x[:, 1], x=x).misconception == "two slips"
    assert sums.check(x[:, 0] ** 2 + 2 * x[:, 1]).misconception is None


@pytest.mark.parametrize(
    "exercise",
    [
        exercise
        for lesson in (autopsy, curvature)
        for exercise in lesson.lesson.exercises
        if any(known.name == "two slips" for known in exercise.misconceptions)
    ],
    ids=lambda exercise: exercise.id,
)
@pytest.mark.usefixtures("names_alone")
def test_numbers_close_to_the_right_ones_are_no_two_slips(exercise):
    rng = np.random.default_rng(5)
    right = exercise.reference()

    def shaken(value):
        return np.asarray(value) * (1 + 0.3 * rng.normal(size=np.shape(value)))

    for _ in range(20):
        if exercise.asks_for_function:
            scale, shift = rng.normal(1, 0.3), rng.normal(0, 0.1)
            answer = lambda *data, a=scale, b=shift: a * np.asarray(right(*data)) + b  # noqa: E731
        else:
            answer = tuple(map(shaken, right)) if exercise.parts else shaken(right)
        assert exercise.check(answer).misconception != "two slips"


def test_a_single_number_meets_two_slips_by_eight_digits():
    """Hundreds of pairs lie around one number; those around several are met by none by chance."""
    (pair,) = (known for known in curvature.wald.misconceptions if known.name == "two slips")
    answer = pair.answer()
    assert curvature.wald.check(answer * (1 + 3e-9)).misconception == "two slips"
    assert curvature.wald.check(answer * (1 + 3e-8)).misconception is None
