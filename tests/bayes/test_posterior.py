"""The exact posterior: how exact, how its draws follow it, what it refuses, what has no moments.

Independent references: normal equations in 110 decimal digits with Gauss's rule, closed forms where
there are any, SciPy's multivariate normal, laws of units and of merging.
"""

from decimal import Decimal
from math import inf

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import bayes, compressed, simulate
from helpers.bayes import Fixed, Flat, HalfCauchy, HalfNormal, ImproperPosteriorError, InverseGamma
from helpers.bayes import Prior as P
from tests.decimal_reference import DecimalPosterior

PROBABILITIES = np.array([0.001, 0.05, 0.5, 0.95, 0.999])


def world(n, p=2, seed=0, scales=1.0, likeness=1.0, slope=1.0, noise=1.0):
    """A compressed data set of any n; its last column is the first and 1/likeness of its own."""
    rng = np.random.default_rng([seed, min(n, 1000)])
    rows = min(n, 1000)
    X = rng.normal(size=(rows, p))
    X[:, 0] = 1
    if likeness > 1:
        X[:, -1] = 1 + X[:, -1] / likeness
    y = slope * X.sum(axis=1) + noise * rng.standard_normal(rows)
    S = compressed.compress(X * scales, y)
    if n == rows:
        return S
    return compressed.Compressed(
        n=n,
        factor=S.factor * np.sqrt(n / rows),
        ones=S.ones * np.sqrt(n / rows),
        constants=S.constants,
    )


def assert_exact(S, prior, tolerance=1e-6):
    """Means and quantiles to 1e-6 posterior sds, sds to 1e-6 of themselves: the promise."""
    ours = bayes.posterior(S, prior)
    sigmas, betas = ours.sigma.quantile(PROBABILITIES), ours.beta.quantile(PROBABILITIES)
    truth = DecimalPosterior(S, prior).summarise(sigmas, betas)
    # In units of the sd, or of a robust one where there is none.
    middle = np.array([0.16, 0.84])
    sigma_sd = min(ours.sigma.sd, np.diff(ours.sigma.quantile(middle))[0])
    beta_sd = np.minimum(ours.beta.sd, np.diff(ours.beta.quantile(middle), axis=0)[0])
    off = np.abs(truth["sigma_cdf"] - PROBABILITIES) / ours.sigma.density(sigmas)
    assert (off < tolerance * sigma_sd).all()
    off = np.abs(truth["beta_cdf"] - PROBABILITIES[:, None]) / ours.beta.density(betas)
    assert (off < tolerance * beta_sd).all()
    has_sd = ours.sigma.moments_below > 2.5  # nearer to 2 the reference would have to go too far
    if has_sd:
        assert abs(ours.sigma.mean - truth["sigma_mean"]) < tolerance * sigma_sd
        assert ours.sigma.sd == pytest.approx(truth["sigma_sd"], rel=tolerance)
    for mean, sd, true_mean, true_sd in zip(
        ours.beta.mean, ours.beta.sd, truth["beta_mean"], truth["beta_sd"], strict=True
    ):
        if has_sd:
            assert abs(float(Decimal(float(mean)) - true_mean)) < tolerance * sd
            assert sd == pytest.approx(true_sd, rel=tolerance)
    if prior.proper:
        assert ours.log_evidence == pytest.approx(truth["log_evidence"], abs=1e-6, rel=1e-13)


@pytest.mark.parametrize(
    ("S", "prior"),
    [
        pytest.param(world(0), P(0, [2, 3], HalfCauchy(1)), id="no rows"),
        pytest.param(world(1, 2), P(0, [2, 3], HalfCauchy(1)), id="one row"),
        pytest.param(world(2, 2), P(0, [2, 3], HalfNormal(1)), id="as many rows as columns"),
        pytest.param(world(3, 2), P([0, 1], [inf, 3], HalfCauchy(1)), id="three rows"),
        pytest.param(world(4, 2), P(0, [inf, inf], Flat()), id="smallest proper one, all flat"),
        pytest.param(world(12, 3), P(0, [inf, 1e8, 1e-4], InverseGamma(0.6, 1)), id="all widths"),
        pytest.param(world(12, 2), P(0, [1, 1], InverseGamma(1e-3, 1e-3)), id="vague variance"),
        pytest.param(world(30, 2), P(0, [1, 1], HalfNormal(1e-3)), id="sigma held small"),
        pytest.param(
            world(50, 3, scales=[1e6, 1e-6, 1], likeness=1e8),
            P(0, [inf, inf, inf], HalfCauchy(1)),
            id="condition 1e8, scales 1e-6 to 1e6, flat",
        ),
        pytest.param(
            world(10**8, 3, scales=[1e6, 1e-6, 1], likeness=1e8),
            P([1, 2, 3], [1e-6, 1e6, 10], HalfNormal(3)),
            id="condition 1e8, scales 1e-6 to 1e6, n = 1e8",
        ),
        pytest.param(world(10**8), P(0, [inf, 1e-4], HalfCauchy(5)), id="n = 1e8, narrow"),
        pytest.param(world(10, 2), P([1, 1000], [inf, 10], HalfCauchy(1)), id="conflict"),
        pytest.param(world(6, 2), P([1, 11], [inf, 1.9], HalfCauchy(1)), id="two peaks"),
        pytest.param(world(30, 2), P([1, 101], [inf, 6.0], HalfCauchy(1)), id="two peaks far off"),
    ],
)
def test_mean_sd_and_quantiles_are_exact(S, prior):
    assert_exact(S, prior)


@settings(max_examples=6, deadline=None)
@given(
    n=st.sampled_from([2, 3, 5, 9, 30, 10**3, 10**8]),
    widths=st.tuples(*[st.floats(-4, 4)] * 2),
    away=st.floats(-30, 30),
    law=st.sampled_from([HalfCauchy, HalfNormal, InverseGamma]),
    scale=st.floats(-3, 3),
    seed=st.integers(0, 10**6),
)
@example(n=10**8, widths=(2.0, 2.0), away=30.0, law=HalfCauchy, scale=0.0, seed=0)
@example(n=10**8, widths=(4.0, -4.0), away=10.0, law=HalfNormal, scale=1.0, seed=1)
def test_any_prior_is_met_exactly(n, widths, away, law, scale, seed):
    size = 10.0**scale
    sigma = law(1.5, size**2) if law is InverseGamma else law(size)
    sd = 10.0 ** np.array(widths)
    assert_exact(world(n, seed=seed), P([1, 1 + away * sd[1]], sd, sigma))


@settings(max_examples=60, deadline=None)
@given(
    n=st.one_of(st.integers(5, 40), st.sampled_from([10**4, 10**8])),
    law=st.sampled_from([InverseGamma(0.3, 2.0), InverseGamma(40.0, 1e-3), Flat()]),
    likeness=st.sampled_from([1.0, 1e4, 1e8]),
    powers=st.tuples(*[st.integers(-6, 6)] * 3),
    seed=st.integers(0, 10**6),
)
def test_flat_coefficients_have_students_t(n, law, likeness, powers, seed):
    # The closed form: sigma² ~ IG(a, b), beta ~ t(2a); Flat() is IG(-1/2, 0).
    S = world(n, 3, seed, 10.0 ** np.array(powers), likeness)
    ours = bayes.posterior(S, P(0, [inf] * 3, law))
    a, b = (law.a, law.b) if isinstance(law, InverseGamma) else (-0.5, 0.0)
    a, b = a + (n - 3) / 2, b + S.factor[3, 3] ** 2 / 2
    variance = stats.invgamma(a, scale=b)
    sd_in_units = 1 / np.sqrt(8 * a)  # of sigma / E[sigma], about
    assert ours.sigma.quantile(PROBABILITIES) == pytest.approx(
        np.sqrt(variance.ppf(PROBABILITIES)), rel=1e-6 * sd_in_units + 1e-13
    )
    _, mean, covariance = DecimalPosterior(S, ours.prior).given(0.0)
    scale = np.array([float(covariance[j][j].sqrt()) for j in range(3)]) * np.sqrt(b / a)
    t = stats.t(2 * a).ppf(PROBABILITIES)[:, None] * scale
    exact = np.array([float(m) for m in mean]) + t
    rounding = 4e-16 * np.abs(exact)
    assert (np.abs(ours.beta.quantile(PROBABILITIES) - exact) < 1e-6 * scale + rounding).all()
    if 2 * a > 2:
        assert ours.beta.sd == pytest.approx(scale * np.sqrt(a / (a - 1)), rel=1e-6)
    if a > 1:
        assert ours.sigma.mean**2 + ours.sigma.sd**2 == pytest.approx(b / (a - 1), rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    n=st.integers(0, 30),
    seed=st.integers(0, 10**6),
    powers=st.tuples(*[st.integers(-6, 6)] * 3),
    unit=st.integers(-6, 6),
    flat=st.booleans(),
)
def test_units_do_not_matter(n, seed, powers, unit, flat):
    mean, sd = np.array([1.0, -2.0, 3.0]), np.array([0.5, 2.0, inf if flat and n > 1 else 9.0])
    columns, unit = 10.0 ** np.array(powers), 10.0**unit
    one = bayes.posterior(world(n, 3, seed), P(mean, sd, HalfCauchy(2)))
    S = world(n, 3, seed)
    factor = S.factor * np.append(columns, unit)
    other = bayes.posterior(
        compressed.Compressed(n=n, factor=factor, ones=S.ones, constants=S.constants),
        P(mean * unit / columns, sd * unit / columns, HalfCauchy(2 * unit)),
    )
    q = np.array([0.01, 0.5, 0.99])
    assert other.sigma.quantile(q) / unit == pytest.approx(one.sigma.quantile(q), rel=1e-7)
    spread = np.diff(one.beta.quantile(q), axis=0).sum(axis=0)
    off = other.beta.quantile(q) * columns / unit - one.beta.quantile(q)
    assert (np.abs(off) < 1e-7 * spread).all()
    if one.prior.proper:
        assert other.log_evidence + n * np.log(unit) == pytest.approx(one.log_evidence, abs=1e-8)


def test_rows_and_their_triangle_give_the_same(seed, S):
    prior = P(0, [10, 10, inf], HalfCauchy(5))
    rows, triangle = bayes.posterior(seed.X, seed.y, prior), bayes.posterior(S, prior)
    assert rows.beta.mean == pytest.approx(triangle.beta.mean, rel=1e-13)
    halves = compressed.compress(seed.X[:70], seed.y[:70]) + compressed.compress(
        seed.X[70:], seed.y[70:]
    )
    assert bayes.posterior(halves, prior).sigma.sd == pytest.approx(triangle.sigma.sd, rel=1e-10)


def test_a_known_sigma_leaves_a_normal(seed):
    X, y, sd = seed.X, seed.y, np.array([4.0, 2.0, 3.0])
    ours = bayes.posterior(X, y, P(1, sd, Fixed(5)))
    covariance = np.linalg.inv(X.T @ X / 25 + np.diag(1 / sd**2))
    mean = covariance @ (X.T @ y / 25 + 1 / sd**2)
    assert ours.beta.mean == pytest.approx(mean, rel=1e-12)
    assert ours.beta.covariance == pytest.approx(covariance, rel=1e-10)
    assert ours.beta.quantile(0.9) == pytest.approx(
        mean + stats.norm.ppf(0.9) * np.sqrt(np.diag(covariance)), rel=1e-12
    )
    joint = stats.multivariate_normal(X @ np.ones(3), X @ np.diag(sd**2) @ X.T + 25 * np.eye(200))
    assert ours.log_evidence == pytest.approx(joint.logpdf(y), abs=1e-8)
    assert (ours.sigma.mean, ours.sigma.sd, ours.sigma.quantile(0.3)) == (5, 0, 5)
    draws = ours.draw(100, np.random.default_rng(0))
    assert (draws["sigma"] == 5).all()


def test_the_evidence_is_a_product_of_predictions(seed):
    # p(y1, y2) = p(y1) p(y2 | y1): the second factor from the exact predictive law of one row.
    prior = P(0, [10, 5, 5], HalfCauchy(3))
    X, y = seed.X, seed.y
    before = bayes.posterior(X[:20], y[:20], prior)
    step = bayes.log_evidence(X[:21], y[:21], prior) - before.log_evidence
    assert step == pytest.approx(np.log(before.predictive(X[20:21]).density(y[20:21])[0]), abs=1e-9)


def test_the_predictive_law_has_the_errors_in_it(seed):
    prior = P(0, [10, 5, inf], HalfCauchy(3))
    ours = bayes.posterior(seed.X, seed.y, prior)
    new = ours.predictive(seed.X[:5])
    assert new.mean == pytest.approx(seed.X[:5] @ ours.beta.mean, rel=1e-12)
    variance = np.diag(seed.X[:5] @ ours.beta.covariance @ seed.X[:5].T) + ours.sigma.mean_square
    assert new.sd == pytest.approx(np.sqrt(variance), rel=1e-10)
    assert new.cdf(new.quantile(0.2)) == pytest.approx(np.full(5, 0.2), abs=1e-12)
    with pytest.raises(ValueError, match="X_new has 2 columns"):
        ours.predictive(seed.X[:, :2])


# ---- draws --------------------------------------------------------------------------------------

CASES = {
    "seed world": (world(200, 3), P(0, [10, 10, inf], HalfCauchy(2.5))),
    "variance": (world(200, 3), P(0, [10, 0.1, 10], InverseGamma(2, 25))),
    "heavy tail": (world(2), P(0, [1, 1], HalfCauchy(1))),
    "two peaks": (world(6, 2), P([1, 11], [inf, 1.9], HalfCauchy(1))),
    "two peaks far off": (world(30, 2), P([1, 101], [inf, 6.0], HalfCauchy(1))),
    "n = 1e8": (world(10**8), P(0, [1, inf], HalfCauchy(1))),
}


@pytest.mark.parametrize("name", CASES)
def test_draws_follow_the_exact_law(name):
    ours = bayes.posterior(*CASES[name])
    draws = ours.draw(6_000, np.random.default_rng(11))
    p = ours.prior.p
    assert draws["beta"].shape == (1, 6_000, p) and draws["sigma"].shape == (1, 6_000)
    assert draws.iid and draws.labels["beta"] == CASES[name][0].names
    uniform = np.column_stack([ours.sigma.cdf(draws["sigma"][0]), ours.beta.cdf(draws["beta"][0])])
    for column in uniform.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-4
    # And given sigma, beta is the normal it should be: not only its margins are right.
    z = draws["beta"][0] @ np.arange(1, p + 1)
    exact = ours.predictive(np.arange(1.0, p + 1)[None])  # the same sum, with an error on top
    y = z + draws["sigma"][0] * np.random.default_rng(12).standard_normal(6_000)
    assert stats.kstest(exact.cdf(y[:, None])[:, 0], "uniform").pvalue > 1e-4


def test_the_table_for_drawing_is_as_exact_as_the_quantiles():
    z = np.linspace(-6, 6, 1001)
    for S, prior in CASES.values():
        grid = bayes.posterior(S, prior).grid
        exact = grid.t_of_z(z)
        weight = np.exp(-0.5 * z * z)
        spread = np.ptp(exact[np.abs(z) < 1])
        assert (np.abs(grid.of_normals(z) - exact) * weight < 1e-6 * spread).all()


def test_draws_come_from_the_generator_alone(seed, S):
    prior = P(0, [10, 10, 10], HalfCauchy(2.5))
    one = bayes.exact_posterior(seed.X, seed.y, prior, draws=7, rng=np.random.default_rng(1))
    two = bayes.exact_posterior(S, prior, draws=7, rng=np.random.default_rng(1))
    assert one["beta"] == pytest.approx(two["beta"], rel=1e-12)
    assert one["beta"].shape == (1, 7, 3)


# ---- what there is not --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "flats", "law", "reason"),
    [
        (3, 2, Flat(), "Wanted at least 4 rows"),
        (1, 0, Flat(), "sigma could be as large as it likes"),
        (1, 2, HalfCauchy(1), "1 rows and 2 coefficients with a flat prior"),
        (0, 1, HalfCauchy(1), "0 rows and 1 coefficients"),
    ],
)
def test_too_few_rows_for_what_is_flat(n, flats, law, reason):
    sd = [inf] * flats + [1.0] * (2 - flats)
    with pytest.raises(ImproperPosteriorError, match=reason):
        bayes.posterior(world(n), P(0, sd, law))


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(3, 12), p=st.integers(1, 4), power=st.integers(-6, 6), seed=st.integers(0, 99)
)
def test_a_perfect_fit_is_refused_where_sigma_may_vanish(rows, p, power, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows + p, p)) * 10.0 ** rng.integers(-6, 7, p)
    y = X @ (rng.normal(size=p) / np.abs(X).max(axis=0)) * 10.0**power
    for sd in (inf, 3.0):
        for law in (HalfCauchy(1), HalfNormal(1), Flat()):
            with pytest.raises(ImproperPosteriorError, match="The fit is perfect"):
                bayes.posterior(X, y, P(0, [sd] * p, law))
        fine = bayes.posterior(X, y, P(0, [sd] * p, InverseGamma(2, 1)))
        assert np.isfinite(fine.sigma.mean)


def test_a_square_table_fits_perfectly_and_has_a_posterior():
    assert_exact(world(2, 2), P(0, [1, 2], HalfCauchy(1)))


def test_repeated_columns_need_a_prior(seed):
    X = np.column_stack([seed.X, seed.X[:, 1] + 2 * seed.X[:, 2]])
    with pytest.raises(ImproperPosteriorError, match="repeat each other: x3 = x1 \\+ 2 x2"):
        bayes.posterior(X, seed.y, P(0, [inf] * 4, HalfCauchy(1)))
    one = bayes.posterior(X, seed.y, P(0, [inf, inf, inf, 5], HalfCauchy(1)))
    assert one.beta.mean[3] == pytest.approx(0, abs=1e-9)  # nothing is learnt of it
    assert one.beta.sd[3] == pytest.approx(5, rel=1e-9)
    with pytest.raises(ImproperPosteriorError, match="'zero' is zero in all 200 rows"):
        import pandas as pd

        frame = pd.DataFrame({"zero": np.zeros(200), "x": seed.X[:, 1]})
        bayes.posterior(frame, seed.y, P(0, [inf, 1], HalfCauchy(1)))


def test_repeated_columns_under_a_prior_are_exact():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(6, 2))
    S = compressed.compress(np.column_stack([X, X[:, 0]]), rng.normal(size=6))
    assert_exact(S, P(0, [1, 2, 3], HalfCauchy(1)))


@pytest.mark.parametrize(
    ("n", "law", "mean", "sd"),
    [
        (0, HalfCauchy(1), False, False),
        (1, HalfCauchy(1), True, False),
        (2, HalfCauchy(1), True, True),
        (0, HalfNormal(1), True, True),
        (0, InverseGamma(0.5, 1), False, False),
        (0, InverseGamma(0.6, 1), True, False),
        (0, InverseGamma(1.1, 1), True, True),
    ],
)
def test_a_moment_that_does_not_exist_is_infinite(n, law, mean, sd):
    # Of sigma^m p(sigma) ~ sigma^(m - tail - n); a coefficient with a finite prior has them all.
    ours = bayes.posterior(world(n), P(0, [1, 2], law))
    assert (np.isfinite(ours.sigma.mean), np.isfinite(ours.sigma.sd)) == (mean, sd)
    assert np.isfinite(ours.beta.mean).all() and np.isfinite(ours.beta.sd).all()
    draws = ours.draw(50, np.random.default_rng(0))
    assert np.isinf(draws.summary().loc["sigma", "sd"]) == (not sd)


def test_a_flat_coefficient_has_no_more_moments_than_sigma():
    for n, mean, sd in ((2, False, False), (3, True, False), (4, True, True)):
        ours = bayes.posterior(world(n), P(0, [inf, inf], HalfCauchy(1)))
        assert np.isfinite(ours.beta.mean).all() == mean
        assert np.isinf(ours.beta.sd).all() == (not sd)
        assert np.isinf(ours.beta.covariance).all() == (not sd)
        assert np.isfinite(ours.beta.quantile(0.975)).all()


def test_no_evidence_under_a_flat_prior(S):
    with pytest.raises(bayes.ImproperPriorError, match="prior of const, sigma is flat"):
        bayes.log_evidence(S, P(0, [inf, 1, 1], Flat()))


def test_units_beyond_all_reason(S):
    with pytest.raises(ImproperPosteriorError, match="so heavy a tail"):
        bayes.posterior(world(0), P(0, [1, 1], InverseGamma(1e-3, 1e-3)))
    with pytest.raises(ValueError, match="Are they in the same units"):
        bayes.posterior(world(9), P(0, [1, 1], HalfNormal(1e-60)))


def test_inputs_that_are_not_meant(seed, S):
    prior = P(0, [1, 1, 1], HalfCauchy(1))
    with pytest.raises(TypeError, match="wanted \\(X, y, prior\\)"):
        bayes.posterior(seed.X, seed.y)
    with pytest.raises(TypeError, match="holds its y"):
        bayes.posterior(S, seed.y, prior)
    with pytest.raises(ValueError, match="speaks of 2 coefficients and X has 3 columns"):
        bayes.posterior(S, P(0, [1, 1], HalfCauchy(1)))
    with pytest.raises(TypeError, match="wanted a Prior"):
        bayes.posterior(S, "flat")
    with pytest.raises(TypeError, match=r"prior\.update"):
        bayes.posterior(S, bayes.NormalInverseGamma([0, 0, 0], 1, 1, 1))
    with pytest.raises(TypeError, match="default_rng"):
        bayes.exact_posterior(S, prior, rng=7)
    with pytest.raises(ValueError, match="draws is 0"):
        bayes.exact_posterior(S, prior, draws=0, rng=np.random.default_rng(0))
    ours = bayes.posterior(S, prior)
    with pytest.raises(ValueError, match=r"95 % is 0\.95"):
        ours.sigma.quantile(95)
    with pytest.raises(ValueError, match=r"wanted \(\.\.\., 3\)"):
        ours.beta.cdf(1.0)


def test_summary_and_repr_say_what_is_known(S):
    ours = bayes.posterior(S, P(0, [10, 10, 10], HalfCauchy(5)))
    table = ours.summary()
    assert list(table.index) == ["beta[const]", "beta[x1]", "beta[x2]", "sigma"]
    assert table.loc["sigma", "mean"] == ours.sigma.mean
    assert "const = 9.0" in repr(ours) and "n = 200" in repr(ours)


@pytest.mark.parametrize("name", ["sigma", "beta"])
def test_marginals_read_only_real_numbers(name):
    world = simulate.small_twin()
    p = world.X.shape[1]
    prior = P(np.zeros(p), np.full(p, 10.0), sigma=HalfCauchy(2.5))
    marginal = getattr(bayes.posterior(world.X, world.y, prior), name)
    assert marginal.quantile([]).shape == ((0,) if name == "sigma" else (0, p))
    for bad in ("a", 1 + 2j, [None]):
        for function in (marginal.cdf, marginal.density, marginal.quantile):
            with pytest.raises(TypeError, match="wanted"):
                function(bad)
    with pytest.raises(ValueError, match=r"95 % is 0\.95"):
        marginal.quantile(95)


@pytest.mark.parametrize(
    "law",
    [
        *(HalfNormal(scale) for scale in (1e-11, 1e-16, 1e-20, 1e-24, 1e-30)),
        *(InverseGamma(size, size) for size in (1e12, 1e20, 1e30)),
    ],
    ids=repr,
)
def test_a_contradiction_beyond_floating_point_is_said(S, law):
    """Where rounding exceeds a stated bound, whatever it happens to do on this machine."""
    with pytest.raises(ValueError, match=r"contradict each other.*give Fixed\(value\)"):
        bayes.posterior(S, P(0, [10] * 3, law))


@pytest.mark.parametrize("scale", [1e-6, 1e-8])
def test_a_contradiction_within_floating_point_is_weighed(S, scale):
    """Of exp(-r²/2σ² - σ²/2s²) / σⁿ for small s: the peak is at σ² = r s, and the sd is s/2."""
    posterior = bayes.posterior(S, P(0, [1e6] * 3, HalfNormal(scale)))
    assert posterior.sigma.mean**2 == pytest.approx(abs(S.factor[-1, -1]) * scale, rel=1e-3)
    assert posterior.sigma.sd == pytest.approx(scale / 2, rel=2e-6)


def test_the_number_of_draws_may_follow_the_prior_with_rows_or_without(seed, S):
    prior = P(0, [10] * 3, HalfCauchy(2.5))
    of_rows, of_triangle = (
        bayes.exact_posterior(*data, prior, 7, rng=np.random.default_rng(1))
        for data in ((seed.X, seed.y), (S,))
    )
    np.testing.assert_array_equal(of_rows["beta"], of_triangle["beta"])


def test_a_seed_in_place_of_a_generator_is_told_how_to_become_one(S):
    prior = P(0, [10] * 3, HalfCauchy(2.5))
    for draw in (
        lambda rng: bayes.exact_posterior(S, prior, rng=rng),
        lambda rng: bayes.prior_draws(prior, rng=rng),
        lambda rng: bayes.unconstrained(S, prior).start(4, rng),
    ):
        with pytest.raises(TypeError, match=r"default_rng\(7\)"):
            draw(7)


def test_nan_in_is_nan_out(S):
    sigma = bayes.posterior(S, P(0, [10] * 3, HalfCauchy(2.5))).sigma
    assert np.isnan(sigma.density(np.nan)) and np.isnan(sigma.cdf(np.nan))
    assert sigma.density(-1.0) == sigma.cdf(-1.0) == 0


def test_posteriors_show_numbers_instead_of_arrays(S):
    posterior = bayes.posterior(S, P(0, [10] * 3, HalfCauchy(2.5)))
    assert repr(posterior.beta) == "<BetaPosterior: 9.0957 ± 0.946, 4.3496 ± 1.3, 10.964 ± 1.18>"
    assert repr(posterior.sigma) == "<Posterior of sigma: 4.9364 ± 0.249>"
    model = bayes.unconstrained(S, posterior.prior)
    assert repr(model) == "<Unconstrained: theta = (const, x1, x2, log sigma)>"
    found = bayes.grid(lambda t: -0.5 * t**2, np.linspace(-6, 6, 61))
    assert repr(found).startswith("<Grid of 61 points: ")
