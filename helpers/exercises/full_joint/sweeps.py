"""Sweeps by the lesson's route, with a step mistaken or in another place on demand."""

import numpy as np

from helpers.exercises.full_joint.law_of_eta import eta_given
from helpers.exercises.full_joint.law_of_mu import mu_given
from helpers.exercises.full_joint.programs import centred_squares, law_of_beta, scale_of_sigma


def draw_normal(mean, covariance, rng):
    return mean + np.linalg.cholesky(covariance) @ rng.standard_normal(len(mean))


def draw_inverse_gamma(shape, scale, rng):
    return scale / rng.gamma(shape, size=np.shape(scale))


def one_sweep(
    state,
    X,
    y,
    m,
    s,
    A,
    B,
    rng,
    *,
    normal=draw_normal,
    draw=draw_inverse_gamma,
    root=np.sqrt,
    root_of_mu=np.sqrt,
    old=(),
    sigma_root=True,
    eta_root=True,
    mixing_zeta=lambda sigma, B: 1 / B**2 + 1 / sigma**2,
    mixing_xi=lambda eta, A: 1 / A**2 + 1 / eta**2,
    residual_squares=centred_squares,
    shape_of_zeta=1.0,
    shape_of_xi=1.0,
    zeta_seen=lambda zeta, sigma: zeta,
    scales_seen=lambda sigma, eta: (sigma, eta),
    noise_of_mu=lambda rng, J: rng.standard_normal(J),
):
    """The sweep, with a step mistaken on demand; `old` names what later steps see unchanged."""
    J = X.shape[1]
    before = {"beta": state[:J], "mu": state[J : 2 * J], "eta": state[2 * J + 1 :]}
    sigma, eta = state[2 * J], before["eta"]
    mean, covariance = law_of_beta(*scales_seen(sigma, eta), X, y, m, s)
    beta = normal(mean, covariance, rng)
    seen = before["beta"] if "beta in mu" in old else beta
    mean, variance = mu_given.program(seen, eta, m, s)
    mu = mean + root_of_mu(variance) * noise_of_mu(rng, J)
    zeta = draw(shape_of_zeta, mixing_zeta(sigma, B), rng)
    seen = before["beta"] if "beta in sigma" in old else beta
    variance = draw(len(y) / 2, residual_squares(seen, X, y) / 2 + 1 / zeta_seen(zeta, sigma), rng)
    sigma = root(variance) if sigma_root else variance
    xi = draw(shape_of_xi, mixing_xi(eta, A), rng)
    seen_beta = before["beta"] if "beta in eta" in old else beta
    seen_mu = before["mu"] if "mu in eta" in old else mu
    variance = draw(*eta_given.program(seen_beta, seen_mu, xi), rng)
    eta = root(variance) if eta_root else variance
    return np.concatenate([beta, mu, [sigma], eta])


def one_step_each(state, X, y, m, s, A, B, rng, *, order):
    """The steps in any order; whatever a step looks at is the newest there is."""
    J = X.shape[1]
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    now = {"beta": state[:J], "mu": state[J : 2 * J], "sigma": sigma, "eta": eta}
    now |= {"zeta": B**2, "xi": np.full(J, A**2)}
    for step in order.split():
        if step == "beta":
            law = law_of_beta(now["sigma"], now["eta"], X, y, m, s)
            now[step] = draw_normal(*law, rng)
        elif step == "mu":
            mean, variance = mu_given.program(now["beta"], now["eta"], m, s)
            now[step] = rng.normal(mean, np.sqrt(variance))
        elif step == "zeta":
            now[step] = draw_inverse_gamma(1.0, 1 / B**2 + 1 / now["sigma"] ** 2, rng)
        elif step == "xi":
            now[step] = draw_inverse_gamma(1.0, 1 / A**2 + 1 / now["eta"] ** 2, rng)
        elif step == "sigma":
            scale = scale_of_sigma(now["beta"], now["zeta"], X, y)
            now[step] = np.sqrt(draw_inverse_gamma(len(y) / 2, scale, rng))
        else:
            law = eta_given.program(now["beta"], now["mu"], now["xi"])
            now[step] = np.sqrt(draw_inverse_gamma(*law, rng))
    return np.concatenate([now["beta"], now["mu"], [now["sigma"]], now["eta"]])


def in_order(order):
    return lambda state, X, y, m, s, A, B, rng: one_step_each(
        state, X, y, m, s, A, B, rng, order=order
    )


def sweep_with(**mistake):
    return lambda state, X, y, m, s, A, B, rng: one_sweep(state, X, y, m, s, A, B, rng, **mistake)
