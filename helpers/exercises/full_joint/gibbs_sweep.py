"""The whole sweep: every step in its turn, from the newest values."""

import numpy as np
from scipy import stats

from helpers.exercises.full_joint.law_of_beta import beta_given
from helpers.exercises.full_joint.law_of_eta import eta_given
from helpers.exercises.full_joint.law_of_mu import mu_given
from helpers.exercises.full_joint.law_of_sigma import sigma_given
from helpers.exercises.full_joint.routes import Routes
from helpers.exercises.full_joint.sweeps import (
    draw_normal,
    in_order,
    one_step_each,
    one_sweep,
    sweep_with,
)
from helpers.exercises.lessons import full_joint as lesson


def _states(rng):
    # Few rows, and narrow priors of sigma and eta: zeta and xi matter.
    for n, J in ((7, 2), (12, 3), (9, 4)):
        X = rng.normal(2, 1, (n, J))
        y = 5 + X @ rng.normal(1, 2, J) + rng.normal(0, 0.5, n)
        state = np.concatenate([rng.normal(3, 2, 2 * J), rng.uniform(0.6, 2.5, 1 + J)])
        m, s = rng.normal(2, 1), rng.uniform(2, 5)
        A, B = rng.uniform(0.3, 0.8), rng.uniform(1.2, 2)
        yield state, X, y, m, s, A, B, int(rng.integers(1, 10_000))


def _with_seed(sweep, state, X, y, m, s, A, B, seed):
    """One sweep with a generator of known seed: the same random numbers for every program.

    A sweep that uses them in another order, or makes a draw of the same law from them in another
    way, is as right as the reference, and counts as if it had returned the same.
    """
    new = sweep(state, X, y, m, s, A, B, np.random.default_rng(seed))
    found = np.asarray(new, dtype=float)
    if found.shape == state.shape and np.isfinite(found).all():
        given = (state, X, y, m, s, A, B)
        if Routes(found, *given).lead_there(np.random.default_rng(seed)):
            return one_sweep(*given, np.random.default_rng(seed))
    return new


@lesson.function(
    "11-sweep",
    cases=_states,
    probe=_with_seed,
    hints=(
        "Take sigma and eta out of the old state; beta and mu are drawn anew before anybody needs "
        "them. Each step uses the newest values that there are.",
        "`J = X.shape[1]`, `sigma = state[2 * J]`, `eta = state[2 * J + 1:]`. Then "
        "`beta = draw_normal(*beta_given(sigma, eta, X, y, m, s), rng)`, and so on in the order of "
        "the table. What `draw_inverse_gamma` returns is a variance.",
        "Step 3: `zeta = draw_inverse_gamma(1, 1 / B**2 + 1 / sigma**2, rng)`, then "
        "`sigma = np.sqrt(draw_inverse_gamma(*sigma_given(beta, zeta, X, y), rng))`. Step 4 is the "
        "same with `xi`, `A` and `eta`. Last: `np.concatenate([beta, mu, [sigma], eta])`.",
    ),
)
def sweep(state, X, y, m, s, A, B, rng):
    """One Gibbs sweep."""
    # By another route than the lesson's: standard normal and gamma numbers first, in the order in
    # which they are asked for, then every law written out.
    n, J = X.shape
    z = rng.standard_normal((2, J))
    gammas = [rng.gamma(shape, size=k) for shape, k in ((1, None), (n / 2, None), (1, J), (1, J))]
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    mean, covariance = beta_given.program(sigma, eta, X, y, m, s)
    beta = mean + np.linalg.cholesky((covariance + covariance.T) / 2) @ z[0]
    weight = s**2 / (s**2 + eta**2)
    mu = m + weight * (beta - m) + s * np.sqrt(1 - weight) * z[1]
    inverse_zeta = gammas[0] / (1 / B**2 + 1 / sigma**2)
    new_sigma = np.sqrt((n * np.var(y - X @ beta) / 2 + inverse_zeta) / gammas[1])
    inverse_xi = gammas[2] / (1 / A**2 + 1 / eta**2)
    new_eta = np.sqrt(((beta - mu) ** 2 / 2 + inverse_xi) / gammas[3])
    return np.concatenate([beta, mu, [new_sigma], new_eta])


@sweep.variant("the four laws in turn")
def _(state, X, y, m, s, A, B, rng):
    return one_sweep(state, X, y, m, s, A, B, rng)


@sweep.variant("mu by rng.normal, gamma draws inverted")
def _(state, X, y, m, s, A, B, rng):
    J = X.shape[1]
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    beta = draw_normal(*beta_given.program(sigma, eta, X, y, m, s), rng)
    mean, variance = mu_given.program(beta, eta, m, s)
    mu = rng.normal(mean, np.sqrt(variance))
    zeta = 1 / rng.gamma(1, 1 / (1 / B**2 + 1 / sigma**2))
    shape, scale = sigma_given.program(beta, zeta, X, y)
    sigma = 1 / np.sqrt(rng.gamma(shape, 1 / scale))
    xi = 1 / rng.gamma(1, 1 / (1 / A**2 + 1 / eta**2))
    shape, scale = eta_given.program(beta, mu, xi)
    return [*beta, *mu, sigma, *(1 / np.sqrt(rng.gamma(shape, 1 / scale)))]


def _inverse_gamma_of_scipy(shape, scale, rng):
    draws = stats.invgamma.rvs(shape, scale=scale, size=np.shape(scale) or None, random_state=rng)
    return np.asarray(draws)[()]


for _order in (
    "beta mu xi eta zeta sigma",
    "zeta xi beta mu sigma eta",
    "beta zeta sigma mu xi eta",
    "beta mu xi zeta sigma eta",
):
    sweep.variant(f"in the order {_order}")(in_order(_order))


@sweep.variant("xi and eta in one loop")
def _(state, X, y, m, s, A, B, rng):
    J = X.shape[1]
    state = np.array(state)
    start = one_step_each(state, X, y, m, s, A, B, rng, order="beta mu zeta sigma")
    for j in range(J):
        old, squared = start[2 * J + 1 + j], (start[j] - start[J + j]) ** 2
        xi = (1 / A**2 + 1 / old**2) / rng.gamma(1)
        start[2 * J + 1 + j] = np.sqrt((squared / 2 + 1 / xi) / rng.gamma(1))
    return start


for _name, _program in (
    (
        "multivariate_normal",
        sweep_with(normal=lambda mean, c, rng: rng.multivariate_normal(mean, c)),
    ),
    (
        "the precision's root",
        sweep_with(
            normal=lambda mean, c, rng: (
                mean
                + np.linalg.solve(
                    np.linalg.cholesky(np.linalg.inv(c)).T, rng.standard_normal(len(mean))
                )
            )
        ),
    ),
    (
        "a root from eigenvectors",
        sweep_with(
            normal=lambda mean, c, rng: (
                mean
                + np.linalg.eigh(c)[1]
                @ (np.sqrt(np.linalg.eigh(c)[0]) * rng.standard_normal(len(mean)))
            )
        ),
    ),
    ("SciPy's inverse gamma", sweep_with(draw=_inverse_gamma_of_scipy)),
):
    sweep.variant(_name)(_program)
