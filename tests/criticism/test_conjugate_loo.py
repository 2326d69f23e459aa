"""LOO under the conjugate prior, beside a fit without each row."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import criticism
from helpers.bayes import NormalInverseGamma
from helpers.compressed import compress
from helpers.ols import NeedsRowsError


def lesson_08(p):
    return NormalInverseGamma(np.zeros(p), 4.0, 2.0, 25.0)


def refitted(X, y, prior):
    """Log densities and distribution functions from n fits, by scipy's t."""
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    laws = [
        prior.update(np.delete(X, i, 0), np.delete(y, i)).predictive(X[i : i + 1])
        for i in range(len(y))
    ]
    pairs = [(law.logpdf(y_i), law.cdf(y_i)) for law, y_i in zip(laws, y, strict=True)]
    return np.array(pairs)[..., 0].T


def assert_refitted(X, y, prior, rel=1e-8, abs=1e-8):
    found = criticism.loo(X, y, prior)
    log_density, pit = refitted(X, y, prior)
    assert found.pointwise == pytest.approx(log_density, rel=rel, abs=abs)
    assert found.pit == pytest.approx(pit, abs=abs)
    return found


def test_the_figures_of_lesson_12(seed, conjugate):
    full = assert_refitted(seed.X, seed.y, conjugate)
    assert full.elpd == pytest.approx(-605.0558, abs=5e-5)
    assert full.p_loo == pytest.approx(3.757, abs=5e-4)
    X = np.asarray(seed.X)
    without = {"x1": (X[:, [0, 2]], -609.4738), "const": (X[:, 1:], -641.7760)}
    differences = {"x1": (4.42, 3.24), "const": (36.72, 7.72)}
    for name, (columns, elpd) in without.items():
        smaller = assert_refitted(columns, seed.y, lesson_08(2))
        assert smaller.elpd == pytest.approx(elpd, abs=5e-5)
        steps = full.pointwise - smaller.pointwise
        paired = steps.sum(), np.sqrt(200) * steps.std(ddof=1)
        assert paired == pytest.approx(differences[name], abs=5e-3)
    assert stats.kstest(full.pit, "uniform").pvalue == pytest.approx(0.87, abs=5e-3)
    assert stats.kstest(smaller.pit, "uniform").pvalue == pytest.approx(0.037, abs=5e-4)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(1, 15),
    p=st.integers(1, 4),
    a=st.floats(0.2, 30),
    width=st.floats(-3, 3),
)
def test_any_rows_any_prior(seed, n, p, a, width):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(n, p)), rng.normal(size=n)
    root = rng.normal(size=(p, p)) + 2 * np.eye(p)
    prior = NormalInverseGamma(rng.normal(size=p), 10**width * root @ root.T, a, 2.0)
    assert_refitted(X, y, prior, abs=1e-7)


def test_elpd_is_a_chain_of_evidences(seed, conjugate):
    found = criticism.loo(seed.X, seed.y, conjugate)
    X, y = np.asarray(seed.X), np.asarray(seed.y)
    whole = conjugate.log_evidence(X, y)
    for i in (0, 7, 199):
        others = conjugate.log_evidence(np.delete(X, i, 0), np.delete(y, i))
        assert found.pointwise[i] == pytest.approx(whole - others, abs=1e-8)
        twice = conjugate.log_evidence(np.vstack([X, X[i]]), np.append(y, y[i]))
        assert found.in_sample[i] == pytest.approx(twice - whole, abs=1e-8)


@pytest.mark.parametrize("far", [1e2, 1e5, 1e8, 1e12])
def test_a_gross_outlier(seed, conjugate, far):
    y = np.array(seed.y)
    y[3] += far
    assert_refitted(seed.X, y, conjugate)


@pytest.mark.parametrize("far", [1e2, 1e4, 1e8])
@pytest.mark.parametrize("width", [1.0, 1e6, 1e12])
def test_a_row_that_alone_determines_a_coefficient(far, width):
    rng = np.random.default_rng(5)
    X = np.column_stack([np.ones(30), rng.normal(size=30), np.zeros(30)])
    X[4, 1], X[9, 2] = far, 1.0  # one with a leverage near 1, one with nothing beside it
    prior = NormalInverseGamma(np.zeros(3), width, 1.0, 1.0)
    assert_refitted(X, X @ [1.0, 2.0, 3.0] + rng.normal(size=30), prior)


def test_two_rows_that_alone_contradict_each_other():
    X = np.column_stack([np.ones(20), np.arange(20) < 2])
    y = np.r_[1e7, -1e7, np.linspace(-1, 1, 18)]
    assert_refitted(X, y, NormalInverseGamma(np.zeros(2), 1e20, 1.0, 1.0), rel=1e-6)


def test_one_row_is_predicted_by_the_prior(conjugate):
    found = criticism.loo([[1.0, 2.0, 3.0]], [4.0], conjugate)
    law = conjugate.predictive([[1.0, 2.0, 3.0]])
    assert (found.elpd, found.pit[0]) == pytest.approx((law.logpdf(4.0)[0], law.cdf(4.0)[0]))
    assert np.isnan(found.standard_error)


def test_many_rows():
    rng = np.random.default_rng(2)
    n = 300_000
    X = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    y = X @ [1.0, 2.0, 3.0] + 4 * rng.normal(size=n)
    prior = NormalInverseGamma(np.zeros(3), 100.0, 2.0, 25.0)
    found = criticism.loo(X, y, prior)
    for i in (0, n // 2, n - 1):
        law = prior.update(np.delete(X, i, 0), np.delete(y, i)).predictive(X[[i]])
        assert found.pointwise[i] == pytest.approx(law.logpdf(y[i])[0], abs=1e-10)
    # As many rows say all: the truth's own log score, and p parameters and a sigma to learn.
    assert found.p_loo == pytest.approx(4, abs=0.1)
    scale = -0.5 * np.log(2 * np.pi * np.e * 16)
    assert found.elpd / n == pytest.approx(scale, abs=5 * np.sqrt(0.5 / n))


def test_the_order_of_rows_does_not_matter(seed, conjugate):
    order = np.random.default_rng(0).permutation(200)
    found, moved = (
        criticism.loo(X, y, conjugate)
        for X, y in (
            (seed.X, seed.y),
            (np.asarray(seed.X)[order], np.asarray(seed.y)[order]),
        )
    )
    assert moved.pointwise == pytest.approx(found.pointwise[order], rel=1e-11)
    assert moved.pit == pytest.approx(found.pit[order], abs=1e-11)


@pytest.mark.parametrize("c", [1e-6, 0.5, 1e6])
def test_another_unit_of_y_moves_every_log_density_by_its_log(seed, conjugate, c):
    found = criticism.loo(seed.X, seed.y, conjugate)
    scaled = criticism.loo(
        seed.X, c * np.asarray(seed.y), NormalInverseGamma(np.zeros(3), 4.0, 2.0, 25 * c**2)
    )
    assert scaled.pointwise == pytest.approx(found.pointwise - np.log(c), abs=1e-10)
    assert scaled.pit == pytest.approx(found.pit, abs=1e-11)


def test_other_coordinates_of_beta_say_the_same(seed, conjugate):
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0]
    found = criticism.loo(seed.X, seed.y, conjugate)
    turned = criticism.loo(np.asarray(seed.X) @ turn, seed.y, conjugate)
    assert turned.pointwise == pytest.approx(found.pointwise, abs=1e-11)


def test_what_it_says_and_keeps(seed, conjugate):
    found = criticism.loo(seed.X, seed.y, conjugate)
    assert repr(found) == "<Loo, n = 200: elpd = -605.06 ± 9.6, p_loo = 3.76>"
    assert found.names == ("const", "x1", "x2")
    assert found.y == pytest.approx(seed.y)


def test_what_it_cannot_do(seed, conjugate):
    with pytest.raises(NeedsRowsError, match="loo needs rows"):
        criticism.loo(compress(seed.X, seed.y), conjugate)
    with pytest.raises(ValueError, match="speaks of 3 coefficients and X has 2 columns"):
        criticism.loo(np.ones((4, 2)), np.ones(4), conjugate)
    with pytest.raises(ValueError, match="nan"):
        criticism.loo([[1.0, np.nan, 0.0]], [1.0], conjugate)
    with pytest.raises(ValueError, match="no rows"):
        criticism.loo(np.ones((0, 3)), [], conjugate)
    frame = pd.DataFrame(np.asarray(seed.X), columns=["one", "age", "size"])
    with pytest.raises(ValueError, match="columns are called"):
        criticism.loo(frame[["one", "size", "age"]], seed.y, conjugate.update(frame, seed.y))
