"""The check of the whole sweep goes by the laws of its steps, whatever their order."""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from helpers.exercises import full_joint as ex
from helpers.lessons.full_joint.sweeps import RIGHT, Sweep
from helpers.lessons.full_joint.uniforms import wrong_step

STEPS = {"beta": "beta", "mu": "mu", "zeta": "zeta sigma", "xi": "xi eta"}
WRONG = {m.name: m.program for m in ex.sweep.misconceptions if isinstance(m.program, Sweep)}


def as_function(sweep):
    """As a learner hands it over."""
    return lambda state, X, y, m, s, A, B, rng: sweep(state, X, y, m, s, A, B, rng)


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids=" ".join)
def test_any_order_is_right_that_keeps_beta_and_mu_together(order):
    result = ex.sweep.check(as_function(Sweep(" ".join(STEPS[step] for step in order))))
    place = order.index
    if place("mu") < place("beta"):
        assert result.misconception == "mu before beta"
    elif place("beta") < place("xi") < place("mu"):
        assert result.misconception == "old mu in the eta step"
    else:
        assert result.outcome == "right"


def by_precisions(state, X, y, m, s, A, B, rng):
    J = X.shape[1]
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    mean, covariance = ex.beta_given.program(sigma, eta, X, y, m, s)
    root = np.linalg.cholesky(np.linalg.inv(covariance))
    beta = mean + np.linalg.solve(root.T, rng.standard_normal(J))
    mean, variance = ex.mu_given.program(beta, eta, m, s)
    mu = rng.multivariate_normal(mean, np.diag(variance))
    zeta = 1 / rng.gamma(1, 1 / (1 / B**2 + 1 / sigma**2))
    shape, scale = ex.sigma_given.program(beta, zeta, X, y)
    sigma = 1 / np.sqrt(rng.gamma(shape, 1 / scale))
    xi = 1 / rng.gamma(1, 1 / (1 / A**2 + 1 / eta**2))
    shape, scale = ex.eta_given.program(beta, mu, xi)
    return [*beta, *mu, sigma, *(1 / np.sqrt(rng.gamma(shape, 1 / scale)))]


def by_scipy(state, X, y, m, s, A, B, rng):
    J = X.shape[1]
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    law = ex.beta_given.program(sigma, eta, X, y, m, s)
    beta = stats.multivariate_normal.rvs(*law, random_state=rng)
    mean, variance = ex.mu_given.program(beta, eta, m, s)
    mu = stats.norm.rvs(mean, np.sqrt(variance), random_state=rng)
    zeta = stats.invgamma.rvs(1, scale=1 / B**2 + 1 / sigma**2, random_state=rng)
    shape, scale = ex.sigma_given.program(beta, zeta, X, y)
    new = stats.invgamma.rvs(shape, scale=scale, random_state=rng)
    xi = stats.invgamma.rvs(1, scale=1 / A**2 + 1 / eta**2, size=J, random_state=rng)
    shape, scale = ex.eta_given.program(beta, mu, xi)
    squares = stats.invgamma.rvs(shape, scale=scale, size=J, random_state=rng)
    return np.concatenate([beta, mu, [np.sqrt(new)], np.sqrt(squares)])


def in_one_loop(state, X, y, m, s, A, B, rng):
    J, state = X.shape[1], np.array(state)
    mean, covariance = ex.beta_given.program(state[2 * J], state[2 * J + 1 :], X, y, m, s)
    variances, vectors = np.linalg.eigh(covariance)
    state[:J] = mean + vectors @ (np.sqrt(variances) * rng.standard_normal(J))
    for j in range(J):
        beta, eta = state[j], state[2 * J + 1 + j]
        mean, variance = ex.mu_given.program(beta, eta, m, s)
        state[J + j] = rng.normal(mean, np.sqrt(variance))
        xi = (1 / A**2 + 1 / eta**2) / rng.exponential()
        shape, scale = ex.eta_given.program(beta, state[J + j], xi)
        state[2 * J + 1 + j] = np.sqrt(scale / rng.gamma(shape))
    zeta = (1 / B**2 + 1 / state[2 * J] ** 2) / rng.exponential()
    shape, scale = ex.sigma_given.program(state[:J], zeta, X, y)
    state[2 * J] = np.sqrt(2 * scale / rng.chisquare(2 * shape))
    return state


def numbers_first(state, X, y, m, s, A, B, rng):
    n, J = X.shape
    z, u, g = rng.normal(size=(2, J)), rng.random(J + 1), rng.gamma([n / 2, *[1] * J])
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    mean, covariance = ex.beta_given.program(sigma, eta, X, y, m, s)
    beta = mean + np.linalg.cholesky((covariance + covariance.T) / 2) @ z[1]
    mean, variance = ex.mu_given.program(beta, eta, m, s)
    mu = mean + np.sqrt(variance) * z[0]
    inverses = -np.log(u) / np.append(1 / B**2 + 1 / sigma**2, 1 / A**2 + 1 / eta**2)
    squares = np.append(n * np.var(y - X @ beta), (beta - mu) ** 2) / 2
    return np.concatenate([beta, mu, np.sqrt((squares + inverses) / g)])


@pytest.mark.parametrize("sweep", [by_precisions, by_scipy, in_one_loop, numbers_first])
def test_any_way_of_drawing_from_the_laws_is_right(sweep):
    assert ex.sweep.check(sweep).outcome == "right"


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("old beta in the sigma step", "zeta sigma beta mu xi eta"),
        ("old beta and mu in the eta step", "xi eta beta mu zeta sigma"),
        ("all from the old state", "xi zeta eta sigma mu beta"),
        ("one xi for all", "xi eta zeta sigma beta mu"),
        ("variance for sd", "beta mu xi eta zeta sigma"),
        ("zeta not drawn", "beta mu sigma zeta xi eta"),
        ("S not centred", "zeta sigma xi eta beta mu"),
    ],
)
def test_a_mistake_is_known_in_any_order_and_with_any_root_of_the_covariance(name, order):
    by_numpy = {"beta": (lambda mean, c, rng: rng.multivariate_normal(mean, c),)}
    mistaken = Sweep(**{**vars(WRONG[name]), "steps": order, "ways": by_numpy})
    assert ex.sweep.check(as_function(mistaken)).misconception == name


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("beta", "mu not integrated out"),
        ("mu", "variance of mu as its sd"),
        ("sigma", "S not centred"),
        ("sigma", "zeta from the prior"),
        ("eta", "one xi for all"),
        ("eta", "xi without eta"),
    ],
)
def test_the_laws_alone_tell_a_wrong_step(step, name):
    assert wrong_step(WRONG[name], 5) == step


def test_the_laws_of_right_sweeps_are_believed():
    for seed in range(2):
        assert wrong_step(RIGHT, seed) is None
        assert wrong_step(Sweep("zeta sigma xi eta beta mu"), seed) is None


def test_what_nobody_foresaw_is_told_by_its_step():
    def doubled(mean, variance, rng):
        return rng.normal(mean, 2 * np.sqrt(variance))

    result = ex.sweep.check(as_function(Sweep(ways={"mu": (doubled,)})))
    assert result.misconception == "mu: another law"
