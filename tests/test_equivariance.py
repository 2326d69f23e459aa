"""What must not matter does not matter: units, order, names, dtype and layout, in every model.

Tolerances. A number written in another unit, or added up in another order, is rounded anew: by
1.1e-16 of itself. The condition number of these columns, scaled, is below 100, and an answer moves
by some of these products, 1e-13 at most in units of its standard error; 1e-9 leaves room for every
kernel. What is made by quadrature is promised to 1e-6 standard errors, and held to that.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import bayes, compressed, likelihood, ols, samplers

pytestmark = pytest.mark.filterwarnings("error")
EXACT, QUADRATURE = 1e-9, 1e-6
FARTHEST = 140  # units of y, of the columns, and of one over the other: 1e-140 to 1e140

N, P = 24, 3
BETA, SPREAD = np.array([1.0, -2.0, 3.0]), np.array([9.0, 2.0, 4.0])


def world(seed):
    """Small whole numbers, which every dtype holds; the constant in front."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(N), rng.integers(-9, 10, (N, P - 1))])
    return X, X @ BETA + rng.integers(-9, 10, N)


@dataclass
class Setting:
    """How the data are measured and in which order their columns stand; priors follow."""

    y: float = 1.0
    X: np.ndarray = None  # (P,), in the standing order
    order: np.ndarray = None  # which of the columns of `world` stands where

    def __post_init__(self):
        self.X = np.ones(P) if self.X is None else self.X
        self.order = np.arange(P) if self.order is None else self.order

    @property
    def beta(self):
        """Units of the coefficients."""
        return self.y / self.X

    @property
    def slope(self):
        """Unit of the slopes, where they share one."""
        return self.beta[self.order != 0][0]

    def prior(self, sigma, spread=SPREAD):
        mean, sd = 0.5 * BETA[self.order] * self.beta, spread[self.order] * self.beta
        return bayes.Prior(mean, sd, sigma)

    def hierarchy(self, kind):
        eta, sigma = bayes.HalfCauchy(2 * self.slope), bayes.HalfNormal(5 * self.y)
        return kind(0.5 * self.slope, 3 * self.slope, eta=eta, sigma=sigma)


@dataclass
class Answer:
    """Estimates and standard errors of the coefficients, and numbers that have no unit."""

    beta: np.ndarray
    errors: np.ndarray
    numbers: list


def of_ols(fit, setting):
    numbers = [fit.sigma / setting.y, fit.r_squared, fit.f_statistic, fit.has_constant]
    numbers += [fit.log_likelihood + N * np.log(setting.y), *np.sort(np.abs(fit.t_values))]
    return Answer(fit.beta, fit.standard_errors, numbers)


def by_ols(X, y, setting):
    fit = ols.fit(X, y)
    answer = of_ols(fit, setting)
    answer.numbers += [fit.breusch_pagan().p_value, fit.white().p_value, fit.skew, fit.kurtosis]
    answer.numbers += [*np.sort(fit.robust_standard_errors() / fit.standard_errors)]
    return answer


def by_fit_many(X, y, setting):
    rows = np.asarray(y).astype(float)
    fits = ols.fit_many(X, np.vstack([rows, 2 * rows]))
    numbers = [*(fits.sigma / setting.y), *fits.perfect, *np.sort(np.abs(fits.t_values[1]))]
    return Answer(fits.beta[0], fits.standard_errors[0], numbers)


def by_likelihood(X, y, setting, family="normal"):
    fit = likelihood.fit(X, y, family=family)
    height = N * np.log(setting.y)
    R = (setting.order == 1).astype(float)
    r = -1.9 * setting.beta @ R
    numbers = [fit.sigma / setting.y, fit.log_likelihood + height]
    numbers += [likelihood.wald(fit, R, r).statistic, likelihood.score_test(fit, R, r).statistic]
    at = likelihood.log_likelihood(fit.beta, fit.sigma, X, y, family=family)
    return Answer(fit.beta, fit.standard_errors, [*numbers, at + height])


def by_posterior(X, y, setting):
    found = bayes.posterior(X, y, setting.prior(bayes.HalfCauchy(3 * setting.y)))
    numbers = [found.sigma.mean / setting.y, found.sigma.sd / setting.y]
    new = found.predictive(X[:2])
    numbers += [*new.sd / setting.y, found.log_evidence + N * np.log(setting.y)]
    return Answer(
        found.beta.mean, found.beta.sd, [*numbers, *found.sigma.quantile([0.1, 0.9]) / setting.y]
    )


def by_flat_posterior(X, y, setting):
    found = bayes.posterior(X, y, setting.prior(bayes.Flat(), np.full(P, np.inf)))
    return Answer(found.beta.mean, found.beta.sd, [found.sigma.mean / setting.y])


def by_laplace(X, y, setting):
    law = bayes.InverseGamma(2.0, 5 * setting.y * setting.y)
    found = bayes.laplace(X, y, setting.prior(law))
    return Answer(found.beta, found.beta_sd, [found.sigma / setting.y, found.phi_sd])


def by_conjugate(X, y, setting):
    spread = (SPREAD[setting.order] / setting.X) ** 2
    prior = bayes.NormalInverseGamma(np.zeros(P), spread, 2.0, 5 * setting.y * setting.y)
    after = prior.update(X, y)
    evidence = prior.log_evidence(X, y) + N * np.log(setting.y)
    law = after.marginal()  # SciPy's .std() squares its scale
    spread = (law.ppf(0.9) - law.ppf(0.1)) / 2
    return Answer(after.mean, spread, [after.sigma_mean / setting.y, evidence])


def by_hierarchy(X, y, setting, kind):
    found = bayes.hierarchy_posterior(X, y, setting.hierarchy(kind))
    quartiles = [0.25, 0.75]
    numbers = [*found.sigma.quantile(quartiles) / setting.y]
    numbers += [*np.sort(np.ravel(found.eta.quantile(quartiles) / setting.slope))]
    numbers += [*np.sort(found.mu.sd / setting.slope)]
    return Answer(found.beta.mean, found.beta.sd, numbers)


def by_empirical_hierarchy(X, y, setting):
    found = bayes.empirical_hierarchy(X, y)
    numbers = [found.mu / setting.slope, found.eta / setting.slope, found.sigma / setting.y]
    return Answer(found.beta, np.abs(found.beta), numbers)


def by_gibbs(X, y, setting, prior):
    """The chains themselves: the same random numbers make the same draws in other units."""
    rng = np.random.default_rng(1)
    draws = samplers.gibbs(X, y, prior(setting), 8, rng=rng, chains=2, warmup=4, check=False)
    beta = draws.stacked("beta")
    return Answer(beta.mean(axis=0), beta.std(axis=0), [*draws.stacked("sigma") / setting.y])


def as_it_stands(X, y, setting):
    """What is computed at a point, not searched for."""
    beta, sigma = BETA[setting.order] * setting.beta, 5 * setting.y
    height = N * np.log(setting.y)
    units = np.append(setting.beta, 1.0)
    score = likelihood.score(beta, sigma, X, y) * units
    information = likelihood.information(beta, sigma, X, y)
    errors = 1 / np.sqrt(np.diag(information)[:-1])
    joint = bayes.log_joint(beta, sigma, beta, setting.beta, X, y)
    numbers = [likelihood.gate(beta, sigma, X, y), score[-1]]
    numbers += [joint + height + np.log(setting.beta).sum()]
    return Answer(score[:-1] * setting.beta, errors, numbers)


MODELS = {
    "ols": (by_ols, EXACT),
    "ols from a Compressed": (
        lambda X, y, s: of_ols(ols.fit(compressed.compress(X, y)), s),
        EXACT,
    ),
    "fit_many": (by_fit_many, EXACT),
    "likelihood": (by_likelihood, QUADRATURE),
    "Student's t": (
        lambda X, y, s: by_likelihood(X, y, s, likelihood.StudentT(5)),
        QUADRATURE,
    ),
    "posterior": (by_posterior, QUADRATURE),
    "flat posterior": (by_flat_posterior, QUADRATURE),
    "laplace": (by_laplace, QUADRATURE),
    "conjugate": (by_conjugate, EXACT),
}
POINTS = {"a point": (as_it_stands, EXACT)}
HIERARCHIES = {
    "exchangeable": (
        lambda X, y, s: by_hierarchy(X, y, s, bayes.ExchangeableHierarchy),
        QUADRATURE,
    ),
    "seed": (lambda X, y, s: by_hierarchy(X, y, s, bayes.SeedHierarchy), QUADRATURE),
    "empirical": (by_empirical_hierarchy, QUADRATURE),
}
CHAINS = {
    "gibbs": (
        lambda X, y, s: by_gibbs(X, y, s, lambda s: s.prior(bayes.HalfNormal(3 * s.y))),
        QUADRATURE,
    ),
    "gibbs exchangeable": (
        lambda X, y, s: by_gibbs(X, y, s, lambda s: s.hierarchy(bayes.ExchangeableHierarchy)),
        QUADRATURE,
    ),
    "gibbs seed": (
        lambda X, y, s: by_gibbs(X, y, s, lambda s: s.hierarchy(bayes.SeedHierarchy)),
        QUADRATURE,
    ),
}


def assert_same(answer, setting, expected, tolerance):
    """Equal but for the units and the order of the columns."""
    back = np.argsort(setting.order)
    beta, errors = ((values / setting.beta)[back] for values in (answer.beta, answer.errors))
    np.testing.assert_allclose(errors, expected.errors, rtol=10 * tolerance)
    off = (beta - expected.beta) / expected.errors
    np.testing.assert_allclose(off, 0, atol=tolerance)
    np.testing.assert_allclose(
        np.array(answer.numbers, dtype=float),
        np.array(expected.numbers, dtype=float),
        rtol=100 * tolerance,
        atol=100 * tolerance,
    )


seeds = st.integers(0, 30)
powers = st.integers(-FARTHEST, FARTHEST)


def few(count):
    return settings(max_examples=count, deadline=None)


def every(models):
    return pytest.mark.parametrize(("model", "tolerance"), models.values(), ids=models)


def check(model, tolerance, seed, setting, change):
    X, y = world(seed)
    expected = model(X, y, Setting())
    assert_same(model(*change(X, y), setting), setting, expected, tolerance)


@every(MODELS | POINTS)
@given(seeds, powers, st.tuples(*[powers] * P))
@few(12)
def test_units_do_not_matter(model, tolerance, seed, of_y, of_X):
    of_X = np.clip(of_X, of_y - FARTHEST, of_y + FARTHEST)
    setting = Setting(10.0**of_y, 10.0 ** of_X.astype(float))
    check(model, tolerance, seed, setting, lambda X, y: (X * setting.X, y * setting.y))


@every(HIERARCHIES | CHAINS)
@given(seeds, powers, powers, powers)
@few(5)
def test_units_do_not_matter_to_a_hierarchy(model, tolerance, seed, of_y, of_constant, of_slopes):
    """Its slopes have one unit: they are compared with each other."""
    of_X = np.clip([of_constant, of_slopes, of_slopes], of_y - FARTHEST, of_y + FARTHEST)
    setting = Setting(10.0**of_y, 10.0 ** of_X.astype(float))
    check(model, tolerance, seed, setting, lambda X, y: (X * setting.X, y * setting.y))


@pytest.mark.parametrize("of_y", [-FARTHEST, FARTHEST])
@pytest.mark.parametrize("of_X", [-FARTHEST, 0, FARTHEST])
@every(MODELS | HIERARCHIES | CHAINS)
def test_the_farthest_units_give_the_same_or_a_refusal_that_says_why(model, tolerance, of_X, of_y):
    setting = Setting(10.0**of_y, np.append(1.0, np.full(P - 1, 10.0**of_X)))
    try:
        check(model, tolerance, 3, setting, lambda X, y: (X * setting.X, y * setting.y))
    except (ValueError, OverflowError) as refusal:
        assert of_X == -of_y
        assert "floating-point number" in str(refusal) or "InverseGamma" in str(refusal)


@every(MODELS | HIERARCHIES | POINTS)
@given(seeds, st.permutations(range(P)))
@few(3)
def test_the_order_of_the_columns_does_not_matter(model, tolerance, seed, order):
    setting = Setting(order=np.array(order))
    check(model, tolerance, seed, setting, lambda X, y: (X[:, order], y))


@every(MODELS | HIERARCHIES | POINTS)
@given(seeds, st.permutations(range(2, N)))
@few(3)
def test_the_order_of_the_rows_does_not_matter(model, tolerance, seed, order):
    rows = [0, 1, *order]  # predictions are for the first two
    check(model, tolerance, seed, Setting(), lambda X, y: (X[rows], y[rows]))


def frame(X, y):
    return pd.DataFrame(X, columns=["one", "7", "x0"]), pd.Series(y, name="wage")


def nullable(X, y):
    X, y = frame(X, y)
    return X.astype("Int64"), y.astype("Float64")


FORMS = {
    "float32": lambda X, y: (X.astype(np.float32), y.astype(np.float32)),
    "integers": lambda X, y: (X.astype(np.int16), y.astype(np.int64)),
    "objects": lambda X, y: (X.astype(object), y.astype(int).astype(object)),
    "columns first": lambda X, y: (np.asfortranarray(X), y),
    "strided": lambda X, y: (np.repeat(np.repeat(X, 2, 0), 3, 1)[::2, ::3], np.repeat(y, 2)[::2]),
    "backwards": lambda X, y: (X[::-1, ::-1].copy()[::-1, ::-1], y[::-1].copy()[::-1]),
    "big-endian": lambda X, y: (X.astype(">f8"), y.astype(">f8")),
    "read-only": lambda X, y: tuple(np.frombuffer(a.tobytes()).reshape(a.shape) for a in (X, y)),
    "a column for y": lambda X, y: (X, y[:, None]),
}
READ_ALIKE = {name: (HIERARCHIES | CHAINS)[name] for name in ("exchangeable", "gibbs")}
NAMED = {"a frame": frame, "a nullable frame": nullable}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@every(MODELS | POINTS | READ_ALIKE)
def test_neither_dtype_nor_layout_matters(model, tolerance, form):
    if model is by_fit_many and form is FORMS["a column for y"]:
        return  # its Y has a data set in each row
    check(model, tolerance, 4, Setting(), form)


@pytest.mark.parametrize("form", NAMED.values(), ids=NAMED)
@every(MODELS | POINTS | READ_ALIKE)
def test_names_do_not_matter(model, tolerance, form):
    check(model, tolerance, 5, Setting(), form)
