"""The pictures of lesson 13b say true numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import plots
from tests.lessons.drawing import drawn, numbers

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("p", [1, 3])
def test_the_triangle_is_counted_and_its_corner_said(p):
    R = np.linalg.qr(RNG.normal(size=(50, p + 1)), mode="r")
    _, words = drawn(plots.kept_triangle(R, [f"c{j}" for j in range(p + 1)], 50))
    assert f"a triangle of {np.triu_indices(p + 1)[0].size} numbers" in words
    assert numbers(words)[-1] == round(R[-1, -1], 1)
    with pytest.raises(ValueError, match="a column for each name"):
        plots.kept_triangle(R, ["one"], 50)


@pytest.mark.parametrize(("by_sums", "by_triangle"), [(2, 1), (1, 2)])
def test_the_digits_lost_in_a_decade_are_counted(by_sums, by_triangle):
    offsets = 10.0 ** np.arange(8)
    picture = plots.digits_of_an_offset(
        offsets, 3 + 3e-16 * offsets**by_sums, 3 - 9e-16 * offsets**by_triangle, 3.0
    )
    _, words = drawn(picture)
    assert f"lose about {by_sums} digits of 16, the triangle about {by_triangle}." in words


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_the_tree_ends_in_one_triangle(rows):
    _, words = drawn(plots.tree_of_merges(rows))
    rounds = next(k for k in range(9) if 4**k >= len(rows))
    assert words.startswith(
        f"{len(rows)} pieces, {sum(rows):,} rows, become one triangle in {rounds} rounds"
    )


def test_the_gain_of_all_pieces_is_that_of_the_standard_errors():
    errors = 0.4 / np.sqrt(np.arange(1, 10))
    _, words = drawn(plots.pieces_added(np.linspace(2, 3, 9), errors, "x1", 2.5))
    assert "after 9 pieces its interval is 3.0 times narrower" in words
    assert numbers(words)[-2:] == [3.0, 2.5]
    with pytest.raises(ValueError, match="in pairs"):
        plots.pieces_added([1, 2], errors, "x1", 2.5)


@pytest.mark.parametrize(("robust", "most"), [([1.1, 3.0], "b is 3.00"), ([0.2, 3], "a is 0.20")])
def test_the_standard_error_that_changes_most_is_named(robust, most):
    _, words = drawn(plots.two_standard_errors(["a", "b"], [1, 1], robust))
    assert f"the standard error of {most} times" in words
    assert f"a {robust[0]:.2f}, b {robust[1]:.2f}" in words
    with pytest.raises(ValueError, match="names"):
        plots.two_standard_errors(["a"], [1, 1], robust)
