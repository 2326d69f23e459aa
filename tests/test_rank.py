"""Which columns repeat each other, and how."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import compressed, likelihood, ols
from helpers.rank import rank_of

NAMES = ["const", "x1", "x2", "x3"]


def columns(n=30, seed=0):
    rng = np.random.default_rng(seed)
    return np.column_stack([np.ones(n), rng.normal(size=(n, 3))])


def test_independent_columns():
    found = rank_of(columns(), NAMES, 0)
    assert found.rank == 4 and found.relations == ()
    assert sorted(found.order) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("change", "relation"),
    [
        (lambda X: X[:, 1] + 2 * X[:, 2], "x3 = x1 + 2 x2"),
        (lambda X: -X[:, 1] + 0.5, "x3 = 0.5 const - x1"),
        (lambda X: 0 * X[:, 1], "x3 = 0"),
        (lambda X: 7 * X[:, 0], "x3 = 7 const"),
    ],
)
@pytest.mark.parametrize("from_triangle", [True, False])
def test_relations_say_what_was_done(change, relation, from_triangle):
    X = columns()
    X[:, 3] = change(X)
    R = compressed.compress(X, X[:, 1]).factor[:4, :4] if from_triangle else X
    found = rank_of(R, NAMES, 0)
    assert found.rank == 3
    assert found.relations == (relation,)


@given(st.integers(0, 10**6), st.integers(-8, 8), st.integers(-8, 8))
@settings(max_examples=40, deadline=None)
def test_units_do_not_matter(seed, first, second):
    X = columns(seed=seed)
    X[:, 3] = X[:, 1] - X[:, 2]
    scale = np.array([1.0, 10.0**first, 10.0**second, 1.0])
    assert rank_of(X * scale, NAMES, 0).rank == 3
    assert rank_of(columns(seed=seed) * scale, NAMES, 0).rank == 4


def test_fewer_rows_than_columns():
    X = columns(n=2)
    assert rank_of(X, NAMES, 0).rank == 2
    assert rank_of(compressed.compress(X, X[:, 1]).factor[:4, :4], NAMES, 0).rank == 2


def test_least_squares_and_likelihood_tell_the_same():
    X = columns()
    X[:, 3] = X[:, 1] + 2 * X[:, 2]
    y = X[:, 0] + np.arange(30.0)
    for fit, error in ((ols.fit, ols.RankError), (likelihood.fit, likelihood.CollinearError)):
        with pytest.raises(error, match=r"x3 = x1 \+ 2 x2, in every row"):
            fit(X, y)
