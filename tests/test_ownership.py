"""What a fit reads later is its own: the caller may alter X and y as soon as the fit is made."""

import numpy as np
import pandas as pd
import pytest

from helpers import bayes, compressed, likelihood, ols, samplers

N = 40
PRIOR = bayes.Prior([0, 1, 2], [10, 5, np.inf], bayes.HalfCauchy(3))
LAWS = {"eta": bayes.HalfCauchy(2), "sigma": bayes.HalfCauchy(3)}


def data():
    rng = np.random.default_rng(5)
    X = np.column_stack([np.ones(N), rng.normal(10, 3, (N, 2))])
    return X, X @ [1, 2, 3] + rng.normal(size=N)


def generator():
    return np.random.default_rng(8)


def of_ols(fit):
    return [
        *(fit.beta, fit.fitted, fit.residuals, fit.leverage, fit.robust_standard_errors("HC3")),
        *(fit.robust_covariance("HC0"), fit.durbin_watson, fit.omnibus, fit.conf_int()),
        *(fit.breusch_pagan(), fit.white(), fit.r_squared, fit.log_likelihood),
    ]


def of_likelihood(fit):
    profile = likelihood.profile(fit, 1, points=5)
    return [
        *(fit.beta, fit.sigma, fit.information, fit.conf_int(), profile.log_likelihood),
        likelihood.wald(fit, [0, 1, 0]).statistic,
        likelihood.score_test(fit, [0, 1, 0], 1.9).statistic,
    ]


def of_posterior(posterior):
    draws = posterior.draw(5, generator())
    return [
        *(posterior.beta.mean, posterior.beta.sd, posterior.sigma.mean, posterior.sigma.sd),
        *(draws["beta"], draws["sigma"]),
    ]


def of_model(model):
    theta = model.start(3, generator())
    return [theta, *model.log_density_and_gradient(theta), *model.constrain(theta).values()]


def of_compressed(S):
    return [S.factor, S.sums, S.constants, (S + S).factor]


# What is made of X and y at once, and the numbers that are asked of it later.
MADE = {
    "ols": (ols.fit, of_ols),
    "fit_many": (
        lambda X, y: ols.fit_many(X, np.broadcast_to(y, (3, N))),
        lambda fits: [fits.beta, fits.robust_standard_errors(), fits.t_values, fits.conf_int()],
    ),
    "likelihood": (likelihood.fit, of_likelihood),
    "Student's t": (
        lambda X, y: likelihood.fit(X, y, family=likelihood.StudentT(4)),
        of_likelihood,
    ),
    "posterior": (lambda X, y: bayes.posterior(X, y, PRIOR), of_posterior),
    "seed hierarchy": (
        lambda X, y: bayes.hierarchy_posterior(X, y, bayes.SeedHierarchy(0, 3, **LAWS)),
        of_posterior,
    ),
    "exchangeable hierarchy": (
        lambda X, y: bayes.hierarchy_posterior(X, y, bayes.ExchangeableHierarchy(0, 3, **LAWS)),
        of_posterior,
    ),
    "conjugate": (
        lambda X, y: bayes.NormalInverseGamma(np.zeros(3), 9.0, 1.0, 1.0).update(X, y),
        lambda after: [after.mean, after.draw(5, generator())["beta"]],
    ),
    "laplace": (
        lambda X, y: bayes.laplace(X, y, PRIOR),
        lambda found: [found.beta, found.covariance],
    ),
    "unconstrained": (lambda X, y: bayes.unconstrained(X, y, PRIOR), of_model),
    "unconstrained hierarchy": (
        lambda X, y: bayes.unconstrained(X, y, bayes.SeedHierarchy(0, 3, **LAWS)),
        of_model,
    ),
    "compressed": (compressed.compress, of_compressed),
    "compressed blocks": (
        lambda X, y: compressed.compress_blocks([(X[:20], y[:20]), (X[20:], y[20:])]),
        of_compressed,
    ),
    "gibbs": (
        lambda X, y: samplers.gibbs(X, y, PRIOR, draws=5, rng=generator(), check=False),
        lambda draws: [draws["beta"], draws["sigma"]],
    ),
}
FORMS = {
    "arrays": lambda X, y: (X, y),
    "columns first": lambda X, y: (np.asfortranarray(X), y),
    "views": lambda X, y: (np.repeat(X, 2, axis=0)[::2], np.repeat(y, 2)[::2]),
    "frames": lambda X, y: (pd.DataFrame(X, columns=["const", "a", "b"]), pd.Series(y)),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(("make", "numbers"), MADE.values(), ids=MADE)
def test_what_is_made_of_the_data_does_not_follow_them(make, numbers, form):
    X, y = form(*data())
    made = make(X, y)
    if isinstance(X, pd.DataFrame):
        X.iloc[:, 1], y.iloc[:] = 7.0, 3.0
    else:
        X[:, 1], y[:] = (X[:, 1] - X[:, 1].mean()) / X[:, 1].std(), 3.0  # in place
    untouched = make(*form(*data()))
    for ours, expected in zip(numbers(made), numbers(untouched), strict=True):
        np.testing.assert_array_equal(ours, expected)


def test_fitted_and_residuals_add_up_to_y_whatever_becomes_of_X():
    X, y = data()
    fit = ols.fit(X, y)
    X[:, 1] = 0
    np.testing.assert_allclose(fit.fitted + fit.residuals, y, rtol=1e-13)


def test_the_callers_arrays_are_not_locked():
    X, y = data()
    Y = np.broadcast_to(y, (3, N)).copy()
    ols.fit(X, y), ols.fit_many(X, Y), compressed.compress(X, y)
    mean, sd, axis = np.zeros(3), np.ones(3), np.linspace(-5, 5, 201)
    bayes.Prior(mean, sd, bayes.Flat()), bayes.NormalInverseGamma(mean, sd, 1.0, 1.0)
    bayes.grid(lambda a: -((a - 1) ** 2), axis)
    S = compressed.compress(X, y)
    parts = [np.array(part) for part in (S.factor, S.ones, S.constants)]
    compressed.Compressed(S.n, *parts)
    for array in (X, y, Y, mean, sd, axis, *parts):
        array[:] = 0


def test_a_prior_and_a_grid_own_what_they_were_given():
    mean, axis = np.zeros(3), np.linspace(-5, 5, 201)
    prior = bayes.Prior(mean, 1.0, bayes.HalfNormal(1))
    found = bayes.grid(lambda a: -0.5 * (a - 1) ** 2, axis)
    mean[:], axis[:] = 9, 9
    assert (prior.beta_mean == 0).all() and found.mean == pytest.approx([1.0], abs=1e-3)
