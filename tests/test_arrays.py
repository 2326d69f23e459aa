"""Every input is accepted by position and value, or refused with what was given and what to do."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from helpers import arrays, bayes, compressed, likelihood, ols, samplers, simulate

TABLE = np.array([[1.0, 2.0], [1.0, 3.0], [1.0, 5.0]])


@pytest.mark.parametrize(
    "given_",
    [
        TABLE.tolist(),
        TABLE.astype(int),
        TABLE.astype(np.float32),
        TABLE.astype(">f8"),
        TABLE.astype(object),
        np.asfortranarray(TABLE),
        TABLE[::-1][::-1],
        np.ma.masked_array(TABLE),
        pd.DataFrame(TABLE, index=[7, 7, 0], columns=["const", "x"]),
        pd.DataFrame({"const": [True] * 3, "x": pd.array([2, 3, 5], dtype="Int64")}),
        tuple(map(tuple, TABLE)),
    ],
    ids=lambda x: type(x).__name__,
)
def test_tables_in_any_form_are_read_by_position(given_):
    X = arrays.as_design(given_)
    assert X.dtype == np.float64 and type(X) is np.ndarray
    np.testing.assert_array_equal(X, TABLE)


def test_a_float64_table_is_not_copied():
    assert np.shares_memory(arrays.as_design(TABLE), TABLE)


@pytest.mark.parametrize(
    "y", [[2, 3, 5], np.array([[2], [3], [5]]), pd.Series([2, 3, 5], index=[9, 9, 1]),
          pd.DataFrame({"y": [2, 3, 5]}), np.array([2, 3, 5], np.float32)]
)  # fmt: skip
def test_responses_in_any_form_become_a_vector(y):
    np.testing.assert_array_equal(arrays.as_response(y, 3), [2.0, 3.0, 5.0])


WRONG_TABLES = {
    "transposed": (np.ones((2, 200)), ValueError, r"\(2, 200\).*X\.T"),
    "a vector": (np.ones(5), ValueError, r"X\[:, None\]"),
    "a number": (3.0, ValueError, "table of observations"),
    "three dimensions": (np.ones((2, 2, 2)), ValueError, "each row is one observation"),
    "no rows": (np.ones((0, 2)), ValueError, "no rows"),
    "no columns": (np.ones((3, 0)), ValueError, "no columns"),
    "nan": ([[1, 2], [1, np.nan], [1, 2]], ValueError, "column 1 .'x1'.* nan at row 1"),
    "inf": ([[1, 2], [1, 2], [-np.inf, 2]], ValueError, "column 0 .*-inf at row 2"),
    "nan in a frame": (pd.DataFrame({"age": [1.0, np.nan]}), ValueError, "'age'.* nan at row 1"),
    "NA in a frame": (pd.DataFrame({"age": pd.array([1, None])}), ValueError, "'age'.* nan"),
    "masked": (np.ma.masked_equal(TABLE, 3), ValueError, r"1 masked .*\(1, 1\)"),
    "ragged": ([[1, 2], [1]], ValueError, "ragged"),
    "text": ([["1", "2"], ["3", "4"]], TypeError, "text.*astype"),
    "a text column": (pd.DataFrame({"a": [1, 2], "town": ["A", "B"]}), TypeError, "'town'"),
    "a category": (pd.DataFrame({"c": pd.Categorical(["u", "v"])}), TypeError, "'c'"),
    "zip codes": (pd.DataFrame({"zip": ["007", "1_000"]}), TypeError, "'zip'.*'007', a str"),
    "codes of a category": (
        pd.DataFrame({"group": pd.Categorical([1, 2])}),
        TypeError,
        "'group'.*holds categories.*0 and 1",
    ),
    "dates": (pd.DataFrame({"d": pd.to_datetime(["2020", "2021"])}), TypeError, "'d'.*dates"),
    "complex": (TABLE * 1j, TypeError, r"X\.real"),
    "None": (None, TypeError, "Fill it in"),
    "blank": (..., TypeError, "Fill it in"),
    "a string": ("X", TypeError, "str"),
    "a dict": ({"x": [1]}, TypeError, "dict"),
    "a Compressed": (
        compressed.compress(TABLE, [1, 2, 3]),
        TypeError,
        "X is a Compressed; .* rows themselves",
    ),
    "a world": (simulate.small_twin(), TypeError, "X is a World; .* attribute X"),
    "a function": (len, TypeError, "real numbers"),
    "sparse": (sparse.eye_array(3).tocsr(), TypeError, "toarray"),
    "a generator": ((row for row in TABLE), TypeError, "only once"),
    "bytes among objects": (np.array([[1, b"7"]], dtype=object), TypeError, "b'7', a bytes"),
    "objects": (np.array([[1, "a"]], dtype=object), TypeError, "'a', a str"),
    "lists among objects": (np.array([[1, {}]], dtype=object), TypeError, "no real numbers"),
}


@pytest.mark.parametrize(("X", "error", "message"), WRONG_TABLES.values(), ids=WRONG_TABLES)
def test_wrong_tables_are_refused_with_advice(X, error, message):
    with pytest.raises(error, match=message):
        arrays.as_design(X)


@pytest.mark.parametrize(
    ("y", "error", "message"),
    [
        ([1, 2], ValueError, "y has 2 entries and X has 3 rows"),
        (np.ones((1, 3)), ValueError, r"ravel"),
        (np.ones((3, 2)), ValueError, r"\(3, 2\)"),
        ([1, 2, np.inf], ValueError, "y has inf at row 2"),
        (pd.Series([1, None, 3]), ValueError, "y has nan at row 1"),
        (["a", "b", "c"], TypeError, "y holds text"),
        (np.array(["1", 2, 4], dtype=object), TypeError, "y holds entries such as '1', a str"),
        (pd.Series(["1", "2", "4"]), TypeError, "y holds entries such as '1', a str"),
        (pd.Series([1, 2, 4], dtype="category"), TypeError, "y holds categories"),
        (pd.Categorical([1, 2, 4]), TypeError, "y holds categories"),
        (None, TypeError, "y is None"),
    ],
)
def test_wrong_responses_are_refused_with_advice(y, error, message):
    with pytest.raises(error, match=message):
        arrays.as_response(y, 3)


def test_a_response_that_fits_the_columns_gives_the_transposition_away():
    with pytest.raises(ValueError, match=r"Did you mean X\.T"):
        arrays.matching_rows(np.ones((5, 7)), np.ones(7))


def test_names_come_from_frames_and_otherwise_from_positions():
    frame = pd.DataFrame(TABLE, columns=["const", 7])
    assert arrays.column_names(frame) == ("const", "7")
    assert arrays.column_names(TABLE) == ("x0", "x1")
    assert arrays.response_name(pd.Series([1.0], name="wage")) == "wage"
    assert arrays.response_name([1.0]) == "y"


@given(hnp.arrays(hnp.floating_dtypes(sizes=(64,), endianness="="), (4, 3),
                  elements=st.floats(allow_nan=True, allow_infinity=True)))  # fmt: skip
def test_what_is_returned_is_finite_and_unchanged(X):
    if np.isfinite(X).all():
        np.testing.assert_array_equal(arrays.as_design(X), X)
    else:
        with pytest.raises(ValueError, match="finite number"):
            arrays.as_design(X)


@given(hnp.arrays(float, (5, 2), elements=st.floats(-1e300, 1e300)))
def test_lengths_of_columns_neither_overflow_nor_vanish(table):
    lengths = arrays.column_lengths(table)
    largest = np.abs(table).max(axis=0)
    assert (lengths >= largest * (1 - 1e-15)).all() and (lengths <= largest * 2.24).all()


def test_lengths_of_tiny_and_huge_columns():
    table = np.array([[3e-200, 3e200], [4e-200, 4e200]])
    np.testing.assert_allclose(arrays.column_lengths(table), [5e-200, 5e200], rtol=1e-15)


DIGITS = np.array(["1", "2", "4"], dtype=object)  # float("1") would be 1.0
NUMBERS = np.array([1.0, 2.0, 4.0])
ONES = np.ones((3, 1))


@pytest.mark.parametrize(
    "read",
    [
        lambda text: ols.fit(ONES, text),
        lambda text: ols.fit_many(ONES, text[None]),
        lambda text: likelihood.fit(ONES, text),
        lambda text: likelihood.log_likelihood(text[:1], 1.0, ONES, NUMBERS),
        lambda text: likelihood.gate(text[:1], 1.0, ONES, NUMBERS),
        lambda text: likelihood.wald(likelihood.fit(ONES, NUMBERS), text[:1]),
        lambda text: compressed.compress(text[:, None], NUMBERS),
        lambda text: compressed.compress_blocks([(ONES, text)]),
        lambda text: bayes.Prior(text, 1.0, bayes.Flat()),
        lambda text: bayes.Prior(0.0, text, bayes.Flat()),
        lambda text: bayes.NormalInverseGamma(text, 1.0, 1.0, 1.0),
        lambda text: bayes.log_joint(text[:1], 1.0, [0.0], [1.0], ONES, NUMBERS),
        lambda text: bayes.posterior(ONES, text, bayes.Prior([0], 1, bayes.Flat())),
        lambda text: bayes.posterior(ONES, NUMBERS, bayes.Prior([0], 1, bayes.HalfNormal(1)))
        .predictive(text[:, None]),
        lambda text: bayes.posterior(ONES, NUMBERS, bayes.Prior([0], 1, bayes.HalfNormal(1)))
        .sigma.cdf(text),
        lambda text: bayes.grid(lambda a, b: -a * b, text, NUMBERS),
        lambda text: samplers.gibbs(
            ONES, text, bayes.Prior([0], 1, bayes.HalfNormal(1)), rng=np.random.default_rng(1)
        ),
        lambda text: samplers.metropolis(
            lambda theta: -np.square(theta).sum(axis=-1), text, rng=np.random.default_rng(1)
        ),
        lambda text: simulate.linear_world(3, text, 1.0, np.random.default_rng(1)),
    ],
)  # fmt: skip
def test_text_that_spells_numbers_is_refused_wherever_numbers_are_read(read):
    with pytest.raises(TypeError, match="number"):
        read(DIGITS)


# ---- rows by index, columns by name --------------------------------------------------------------

PEOPLE = pd.DataFrame(
    {"const": 1.0, "age": [40.0, 31, 55, 62, 28, 47], "income": [3.0, 2, 4, 2.5, 3.5, 1]},
    index=list("abcdef"),
)
WAGE = pd.Series([4.1, 3.0, 5.6, 5.2, 3.9, 3.3], index=PEOPLE.index)
PRIOR = bayes.Prior(0, [10, 10, 10], sigma=bayes.HalfCauchy(2))
ENTRIES = {
    "ols.fit": ols.fit,
    "fit_many": lambda X, y: ols.fit_many(X, y.to_frame().T),
    "likelihood.fit": likelihood.fit,
    "Student's t": lambda X, y: likelihood.fit(X, y, family=likelihood.StudentT(4)),
    "log_likelihood": lambda X, y: likelihood.log_likelihood(np.ones(3), 1.0, X, y),
    "compress": compressed.compress,
    "compress_blocks": lambda X, y: compressed.compress_blocks([(X, y)]),
    "posterior": lambda X, y: bayes.posterior(X, y, PRIOR),
    "conjugate": lambda X, y: bayes.NormalInverseGamma(np.zeros(3), 1.0, 1.0, 1.0).update(X, y),
    "log_joint": lambda X, y: bayes.log_joint(np.ones(3), 1, np.zeros(3), np.ones(3), X, y),
    "hierarchy": lambda X, y: bayes.hierarchy_posterior(
        X, y, bayes.ExchangeableHierarchy(0, 1, bayes.HalfCauchy(1), bayes.HalfCauchy(1))
    ),
    "ridge": lambda X, y: bayes.ridge(X, y, penalty=1.0),
    "gibbs": lambda X, y: samplers.gibbs(X, y, PRIOR, draws=4, rng=np.random.default_rng(1)),
}


@pytest.mark.parametrize("read", ENTRIES.values(), ids=ENTRIES)
def test_an_index_that_differs_from_that_of_X_is_refused(read):
    for y in (WAGE.sort_values(), WAGE.reset_index(drop=True)):
        with pytest.raises(ValueError, match=r"row 0 is 'a' in X and .*to_numpy\(\)"):
            read(PEOPLE, y)


def test_one_index_may_repeat_its_labels_and_one_may_be_missing():
    repeated = PEOPLE.set_axis([7, 7, 0, 0, 0, 1])
    expected = ols.fit(PEOPLE.to_numpy(), WAGE.to_numpy()).beta
    for X, y in (
        (repeated, WAGE.set_axis(repeated.index)),
        (repeated, WAGE.to_numpy()),
        (PEOPLE.to_numpy(), WAGE),
        (PEOPLE, WAGE),
        (PEOPLE.reset_index(drop=True), pd.Series(WAGE.tolist())),
        (PEOPLE, WAGE.to_frame()),
    ):
        np.testing.assert_array_equal(ols.fit(X, y).beta, expected)
    with pytest.raises(ValueError, match="row 2 is 0 in X and 1 in y"):
        ols.fit(repeated, WAGE.set_axis([7, 7, 1, 0, 0, 0]))


def _draws(X, y):
    return bayes.exact_posterior(X, y, PRIOR, 50, rng=np.random.default_rng(1))


PREDICTIONS = {
    "posterior": lambda X, y: lambda new: bayes.posterior(X, y, PRIOR).predictive(new).mean,
    "conjugate": lambda X, y: (
        bayes.NormalInverseGamma(np.zeros(3), 1.0, 1.0, 1.0).update(X, y).predictive
    ),
    "draws": lambda X, y: (
        lambda new: bayes.posterior_predictive(new, _draws(X, y), rng=np.random.default_rng(2))
    ),
}


def _numbers(answer):
    return answer.mean() if callable(getattr(answer, "mean", None)) else answer


@pytest.mark.parametrize("predictions", PREDICTIONS.values(), ids=PREDICTIONS)
def test_new_rows_in_a_frame_are_matched_by_name(predictions):
    predict = predictions(PEOPLE, WAGE)
    expected = _numbers(predict(PEOPLE[:2]))
    turned = predict(PEOPLE[["age", "const", "income"]][:2])
    np.testing.assert_array_equal(_numbers(turned), expected)
    np.testing.assert_array_equal(_numbers(predict(PEOPLE[:2].to_numpy())), expected)
    with pytest.raises(ValueError, match=r"\['age'\] missing, \['years'\] unknown"):
        predict(PEOPLE.rename(columns={"age": "years"}))
    with pytest.raises(ValueError, match=r"\['age'\] missing"):
        predict(PEOPLE[["const", "income"]])
    with pytest.raises(ValueError, match=r"\['zip'\] unknown"):
        predict(PEOPLE.assign(zip=3.0))
    with pytest.raises(ValueError, match="2 columns"):
        predict(PEOPLE.to_numpy()[:, :2])


@pytest.mark.parametrize("predictions", PREDICTIONS.values(), ids=PREDICTIONS)
def test_columns_without_names_go_by_position(predictions):
    predict = predictions(PEOPLE.to_numpy(), WAGE)
    expected = _numbers(predict(PEOPLE[:2].to_numpy()))
    np.testing.assert_array_equal(_numbers(predict(PEOPLE[:2])), expected)
    turned = PEOPLE[:2].set_axis(["const", "x2", "x1"], axis=1)  # the fit says const, x1, x2
    with pytest.raises(ValueError, match=r"by name, or .* by position"):
        predict(turned)


def test_a_second_half_with_its_columns_in_another_order_does_not_update_the_first():
    half = bayes.NormalInverseGamma(np.zeros(3), 1.0, 1.0, 1.0).update(PEOPLE[:3], WAGE[:3])
    with pytest.raises(ValueError, match="same order"):
        half.update(PEOPLE[["age", "const", "income"]][3:], WAGE[3:])
    both = bayes.NormalInverseGamma(np.zeros(3), 1.0, 1.0, 1.0).update(PEOPLE, WAGE)
    np.testing.assert_allclose(half.update(PEOPLE[3:], WAGE[3:]).mean, both.mean, rtol=1e-10)
