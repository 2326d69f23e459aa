"""The whole sweep: every step in its turn, from the newest values."""

from weakref import WeakKeyDictionary

import numpy as np
from scipy import special

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.beta_given import beta_given
from helpers.lessons.full_joint.mu_given import mu_given
from helpers.lessons.full_joint.programs import scale_of_sigma
from helpers.lessons.full_joint.routes import Routes, same
from helpers.lessons.full_joint.sweeps import RIGHT, Sweep, Values, draw_inverse_gamma
from helpers.lessons.full_joint.uniforms import wrong_step


def _states(rng):
    # Few rows, and narrow priors of sigma and eta: zeta and xi matter.
    for n, J in ((7, 2), (12, 3), (9, 4)):
        X = rng.normal(2, 1, (n, J))
        y = 5 + X @ rng.normal(1, 2, J) + rng.normal(0, 0.5, n)
        state = np.concatenate([rng.normal(3, 2, 2 * J), rng.uniform(0.6, 2.5, 1 + J)])
        m, s = rng.normal(2, 1), rng.uniform(2, 5)
        A, B = rng.uniform(0.3, 0.8), rng.uniform(1.2, 2)
        yield state, X, y, m, s, A, B, int(rng.integers(1, 10_000))


def _with_seed(program, state, X, y, m, s, A, B, seed):
    """One sweep with a generator of known seed: the same random numbers for every program.

    A sweep that takes its steps in another order, or makes a draw of the same law in another way,
    has other numbers, and is as right or as wrong. It counts as if it had returned those of the
    program that it amounts to: one that leads to the same state, in whatever order, or else one
    that stands for the verdict on its laws.
    """
    given = (X, y, m, s, A, B)

    def run(program, seed=seed):
        return program(state.copy(), *given, np.random.default_rng(seed))

    rng = np.random.default_rng(seed)
    new = program(state.copy(), *given, rng)
    if isinstance(program, Sweep) or program is sweep.program:
        return new
    found = np.asarray(new, dtype=float)
    if found.shape != state.shape or not np.isfinite(found).all():
        return new
    sweeps = {"right": RIGHT}
    sweeps |= {m.name: m.program for m in sweep.misconceptions if isinstance(m.program, Sweep)}
    if any(same(run(one), found) for one in sweeps.values()):
        return new
    if not np.array_equal(found, run(program)):
        return run(RIGHT, [seed, 1])
    if np.array_equal(found, run(program, seed + 1)):
        return run(RIGHT, [seed, 2])
    if program not in _JUDGED:
        routes = Routes(found, state, given, seed)
        for one in sweeps.values():
            if routes.lead_there(one):
                return run(one)
        off = _step_that_is_off(program, routes, rng.bit_generator.state, seed)
        _JUDGED[program] = f"{off}: another law" if off else "right"
    return run(sweeps[_JUDGED[program]])


_JUDGED = WeakKeyDictionary()  # by their laws, in worlds of other sizes: once is enough


def _step_that_is_off(program, routes, until, seed):
    """The step of a sweep that no known program explains; None if its laws are right."""
    step = "sigma" if _sigma_is_off(routes, until) else wrong_step(program, seed)
    if step is None:
        return None
    for one in ("mu", "sigma", "eta", "beta"):
        if routes.lead_there(RIGHT, but={one}):  # all others lead to the new state
            return one
    return step


def _by_quantile(shape, scale, rng):
    return scale / special.gammainccinv(shape, rng.random(np.shape(scale)))  # as SciPy does it


def _by_other_quantile(shape, scale, rng):
    return scale / special.gammaincinv(shape, rng.random(np.shape(scale)))


_ANY = (draw_inverse_gamma, _by_quantile, _by_other_quantile)
_SIGMA_ANYHOW = Sweep(ways={"zeta": _ANY, "sigma": _ANY})


def _sigma_is_off(routes, until):
    """Whether sigma alone is not what the table makes of the random numbers that were used.

    Few right sigmas can be made of them, but there are many right beta (one for each root of the
    covariance) and eta (in a loop, say): those are left to their laws.
    """
    others = [set(), {"beta"}, {"eta"}, {"beta", "eta"}]
    if any(routes.lead_there(_SIGMA_ANYHOW, but=other) for other in others):
        return False
    return any(routes.lead_there(RIGHT, but={"sigma", *other}, until=until) for other in others)


def _numbers(rng, n, J):
    """The standard normal and gamma numbers of a sweep, in the order of the table."""
    sizes = (1, None), (n / 2, None), (1, J), (1, J)
    return rng.standard_normal((2, J)), [rng.gamma(shape, size=k) for shape, k in sizes]


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
    z, gammas = _numbers(rng, n, J)
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


def _drawn(new, state, X, seed):
    """The old values and the new ones, and the random numbers between them."""
    numbers = _numbers(np.random.default_rng(seed), *X.shape)
    return Values.of(state), Values.of(new), *numbers


@sweep.law(
    "A normal draw lies as far from its mean, measured by its covariance, as the standard normal "
    "numbers lie from 0: squared, {right}. Your beta lies {left} from the mean of its law."
)
def _(new, state, X, y, m, s, A, B, seed):
    old, new, z, _gammas = _drawn(new, state, X, seed)
    mean, covariance = beta_given.program(old.sigma, old.eta, X, y, m, s)
    return (new.beta - mean) @ np.linalg.solve(covariance, new.beta - mean), z[0] @ z[0]


@sweep.law(
    "In its own standard deviations mu lies as far from its mean, given the new beta, as the "
    "standard normal numbers lie from 0: squared, {right}. Yours lies {left} from it."
)
def _(new, state, X, y, m, s, A, B, seed):
    old, new, z, _gammas = _drawn(new, state, X, seed)
    mean, variance = mu_given.program(new.beta, old.eta, m, s)
    return np.sum((new.mu - mean) ** 2 / variance), z[1] @ z[1]


@sweep.law(
    "Given the new beta and zeta, the scale of sigma²'s law over the new sigma² is the gamma "
    "number that was drawn, {right}. With your sigma it is {left}."
)
def _(new, state, X, y, m, s, A, B, seed):
    old, new, _z, gammas = _drawn(new, state, X, seed)
    zeta = (1 / B**2 + 1 / old.sigma**2) / gammas[0]
    return scale_of_sigma(new.beta, zeta, X, y) / new.sigma**2, gammas[1]


@sweep.law(
    "Given the new beta, mu and xi, the scale of eta²'s law over the new eta² is the gamma number "
    "that was drawn: {right}. With your eta it is {left}."
)
def _(new, state, X, y, m, s, A, B, seed):
    old, new, _z, gammas = _drawn(new, state, X, seed)
    xi = (1 / A**2 + 1 / old.eta**2) / gammas[2]
    return ((new.beta - new.mu) ** 2 / 2 + 1 / xi) / new.eta**2, gammas[3]


def _in_order(order):
    def program(state, X, y, m, s, A, B, rng):
        return Sweep(order)(state, X, y, m, s, A, B, rng)

    return program


for _order in (
    "beta mu xi eta zeta sigma",
    "zeta xi beta mu sigma eta",
    "beta zeta sigma mu xi eta",
    "beta mu xi zeta sigma eta",
    "zeta sigma beta mu xi eta",
    "xi eta beta mu zeta sigma",
    "zeta sigma xi eta beta mu",
    "xi zeta eta sigma beta mu",
    "xi eta beta zeta sigma mu",
):
    sweep.variant(f"in the order {_order}")(_in_order(_order))


@sweep.variant("multivariate_normal")
def _(state, X, y, m, s, A, B, rng):
    way = {"beta": (lambda mean, covariance, rng: rng.multivariate_normal(mean, covariance),)}
    return Sweep(ways=way)(state, X, y, m, s, A, B, rng)
