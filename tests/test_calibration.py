"""Simulation-based calibration: every sampler is right, and every wrong one is caught.

Draw parameters from the prior, data from the model, and parameters from the posterior given those
data. The first and the last then follow one law, so the rank of the true value among L posterior
draws is uniform on 0, …, L: whatever the model, and without knowing any posterior (Cook, Gelman &
Rubin 2006, *JCGS* 15, 675–692; Talts, Betancourt, Simpson, Vehtari & Gelman 2018,
arXiv:1804.06788). The likelihood of the true value is ranked as well; it sees what single
parameters do not (Modrák, Moon, Kim, Bürkner, Huurre, Faltejsková, Gelman & Vehtari 2023,
*Bayesian Analysis*).

A rank r becomes (r + U) / (L + 1), exactly uniform on (0, 1), where r / (L + 1) would be a comb.

Several hundred data sets are worked on side by side: each is a chain of its own.
"""

from __future__ import annotations

import sys

import numpy as np
import pytest
from scipy import stats

from helpers import bayes, samplers
from helpers.bayes import ExchangeableHierarchy, HalfNormal, InverseGamma, Prior, SeedHierarchy
from helpers.bayes.hierarchy.scales import draw_scale
from helpers.samplers import sweeps
from helpers.samplers.leapfrog import State, kinetic_energy, leapfrog

N = 7
X = np.column_stack([np.ones(N), np.random.default_rng(5).normal(size=(N, 2)) * [1.0, 0.4]])
CERTAIN = 1e-7  # a wrong sampler is called wrong beyond doubt
DOUBT = 1e-4  # a right one may look as odd as this; the seeds are fixed


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def p_values(truth: dict, draws: dict, seed: int = 9) -> dict[str, float]:
    """Of uniform ranks, for each number: truth (data set, …), draws (draw, data set, …)."""
    found = {}
    for name, true in truth.items():
        true = true.reshape(len(true), -1)
        drawn = draws[name].reshape(len(draws[name]), *true.shape)
        rank = (drawn < true).sum(axis=0)
        u = (rank + rng(seed).random(rank.shape)) / (len(drawn) + 1)
        for k in range(u.shape[1]):
            counts = np.histogram(u[:, k], bins=20, range=(0, 1))[0]
            found[f"{name}[{k}]"] = stats.chisquare(counts).pvalue
    return found


def assert_calibrated(p: dict[str, float]) -> None:
    assert min(p.values()) > DOUBT / len(p), p


def assert_caught(p: dict[str, float]) -> None:
    assert min(p.values()) < CERTAIN, p


# ---- a regression, as many data sets as chains --------------------------------------------------

MANY, KEPT = 2000, 31
BETA_SD = np.array([3.0, 2.0, 2.0])
LAW = InverseGamma(3.0, 30.0)  # narrow enough for one tuning to suit all data sets
PRIOR = Prior(0.0, BETA_SD, sigma=LAW)


@pytest.fixture(scope="module")
def worlds():
    """True parameters, and data sets y of shape (data set, N)."""
    beta = BETA_SD * rng(1).normal(size=(MANY, 3))
    sigma = LAW.draw(MANY, rng(2))
    y = beta @ X.T + sigma[:, None] * rng(3).normal(size=(MANY, N))
    return {"beta": beta, "sigma": sigma}, y


def with_likelihood(parameters: dict, y) -> dict:
    residual = y - parameters["beta"] @ X.T
    square = (residual**2).sum(axis=-1) / parameters["sigma"] ** 2
    return parameters | {"log_likelihood": -N * np.log(parameters["sigma"]) - 0.5 * square}


def regression_p_values(beta, sigma, worlds) -> dict[str, float]:
    """From draws of shape (draw, data set, 3) and (draw, data set)."""
    truth, y = worlds
    drawn = {"beta": beta, "sigma": sigma}
    return p_values(with_likelihood(truth, y), with_likelihood(drawn, y))


def theta_p_values(theta, worlds) -> dict[str, float]:
    """From positions (beta, log sigma) of shape (draw, data set, 4)."""
    return regression_p_values(theta[..., :3], np.exp(theta[..., 3]), worlds)


def log_posterior(y, *, jacobian: bool = True):
    """Log density and gradient of theta = (beta, log sigma), a data set a chain."""

    def log_density_and_gradient(theta):
        beta, log_sigma = theta[:, :3], theta[:, 3]
        sigma = np.exp(log_sigma)
        residual = y - beta @ X.T
        square = (residual**2).sum(axis=1) / sigma**2
        value = -N * log_sigma - 0.5 * square - 0.5 * ((beta / BETA_SD) ** 2).sum(axis=1)
        value += LAW.log_density(sigma) + (log_sigma if jacobian else 0.0)
        by_beta = residual @ X / sigma[:, None] ** 2 - beta / BETA_SD**2
        by_log_sigma = square - N + LAW.slope(sigma) + (1.0 if jacobian else 0.0)
        return value, np.column_stack([by_beta, by_log_sigma])

    return log_density_and_gradient


def starts():
    """From the prior: nothing of the truth leaks into the chain."""
    beta = BETA_SD * rng(4).normal(size=(MANY, 3))
    return np.column_stack([beta, np.log(LAW.draw(MANY, rng(5)))])


def thinned(draws, thin):
    """Positions (draw, data set, 4) that hardly remember each other."""
    return draws["theta"][:, ::-thin][:, :KEPT].swapaxes(0, 1)


def run_hmc(y, **options):
    function = log_posterior(y, **options)
    draws = samplers.hmc(function, starts(), 3 * KEPT, rng=rng(7), warmup=120, check=False)
    return thinned(draws, 3)


THIN = 30


def run_metropolis(y, **options):
    def log_density(theta):
        return log_posterior(y, **options)(theta)[0]

    return samplers.metropolis(
        log_density, starts(), THIN * KEPT, rng=rng(7), warmup=300, check=False
    )


def test_hmc_is_calibrated(worlds):
    assert_calibrated(theta_p_values(run_hmc(worlds[1]), worlds))


def test_metropolis_is_calibrated_and_needs_its_refused_steps(worlds):
    draws = run_metropolis(worlds[1])
    assert_calibrated(theta_p_values(thinned(draws, THIN), worlds))
    # The same walk, a rejected state not repeated.
    moved = [
        positions[accepted][:: accepted.sum() // KEPT][:KEPT]
        for positions, accepted in zip(draws["theta"], draws.statistics["accepted"], strict=True)
    ]
    assert_caught(theta_p_values(np.stack(moved, axis=1), worlds))


def test_the_jacobian_of_log_sigma_is_missed(worlds):
    assert_caught(theta_p_values(run_hmc(worlds[1], jacobian=False), worlds))


UNITS = np.diag([1.3, 1.1, 1.4, 0.25])  # about the posterior's


def roll_on(worlds, integrator, step_size, steps, *, always=False):
    """HMC with another integrator, or without the verdict at the end."""
    f = log_posterior(worlds[1])
    generator, kept = rng(7), []
    state = State(starts(), *f(starts()))
    for i in range(60 + 6 * KEPT):
        momentum = generator.standard_normal(state.position.shape)
        end, pushed = integrator(f, state, momentum, UNITS, step_size, steps)
        lost = kinetic_energy(pushed) - end.log_density
        lost = lost - kinetic_energy(momentum) + state.log_density
        to_end = lost < (1e3 if always else generator.standard_exponential(MANY))
        state = State(
            *(
                np.where(to_end.reshape(-1, *[1] * (new.ndim - 1)), new, old)
                for new, old in zip(end, state, strict=True)
            )
        )
        if i >= 60 and i % 6 == 0:
            kept.append(state.position)
    return theta_p_values(np.array(kept), worlds)


def without_half_pushes(f, state, momentum, root, step_size, steps):
    position, log_density, gradient = state
    for _ in range(steps):
        momentum = momentum + step_size * (gradient @ root)
        position = position + step_size * (momentum @ root.T)
        log_density, gradient = f(position)
    return State(position, log_density, gradient), momentum


def test_an_end_that_is_always_accepted_and_a_missing_half_push(worlds):
    assert_calibrated(roll_on(worlds, leapfrog, 0.5, 3))
    assert_caught(roll_on(worlds, without_half_pushes, 0.5, 3))
    assert_caught(roll_on(worlds, leapfrog, 0.8, 2, always=True))  # short steps lose too little


# ---- samplers that take one data set at a time --------------------------------------------------


FEWER = 600


def fewer(worlds):
    truth, y = worlds
    return {name: true[:FEWER] for name, true in truth.items()}, y[:FEWER]


def exact(X, y, prior, seed, names):
    found = bayes.exact_posterior(X, y, prior, draws=KEPT, rng=rng(seed))
    return [found.stacked(name) for name in names]


def exact_hierarchy(X, y, hierarchy, seed, names):
    found = bayes.exact_hierarchy(X, y, hierarchy, draws=KEPT, rng=rng(seed))
    return [found.stacked(name) for name in names]


def one_by_one(sampler, y, prior, names=("beta", "sigma")):
    """The draws of every data set, side by side: (draw, data set, …) for each name."""
    found = [sampler(X, one, prior, seed, names) for seed, one in enumerate(y)]
    return [np.stack(part, axis=1) for part in zip(*found, strict=True)]


def last_of_chains(X, y, prior, seed, names):
    """Each of KEPT Gibbs chains gives its state after 20 sweeps."""
    found = samplers.gibbs(X, y, prior, 1, rng=rng(seed), chains=KEPT, warmup=20, check=False)
    return [found[name][:, 0] for name in names]


@pytest.mark.parametrize("sampler", [exact, last_of_chains])
def test_a_regression_is_calibrated(sampler, worlds):
    some = fewer(worlds)
    assert_calibrated(regression_p_values(*one_by_one(sampler, some[1], PRIOR), some))


# ---- the conjugate prior: the mistakes of lessons 08 and 09 -------------------------------------

M0, V0, A, B = np.zeros(3), np.diag([2.0, 1.0, 1.0]), 3.0, 30.0


def conjugate_draws(y, mistake: str | None = None):
    """Exact draws, or those of a wrong formula, of every data set: (draw, data set, …)."""
    precision = np.linalg.inv(V0) + X.T @ X
    mean = np.linalg.solve(precision, X.T @ y.T + (np.linalg.inv(V0) @ M0)[:, None]).T
    square = (y**2).sum(axis=1) - np.einsum("ij,jk,ik->i", mean, precision, mean)
    if mistake == "residual sum of squares alone":
        square = ((y - np.linalg.lstsq(X, y.T, rcond=None)[0].T @ X.T) ** 2).sum(axis=1)
    b = B + square * (1.0 if mistake == "no half" else 0.5)
    variance = b / rng(11).gamma(A + N / 2, size=(KEPT, len(y)))
    scale = variance if mistake == "variance for sd" else np.sqrt(variance)
    root = np.linalg.cholesky(np.linalg.inv(precision))
    noise = rng(12).normal(size=(KEPT, len(y), 3)) @ root.T
    return mean + scale[..., None] * noise, np.sqrt(variance)


@pytest.fixture(scope="module")
def conjugate_worlds():
    sigma = np.sqrt(B / rng(1).gamma(A, size=MANY))
    beta = sigma[:, None] * (rng(2).normal(size=(MANY, 3)) @ np.linalg.cholesky(V0).T)
    y = beta @ X.T + sigma[:, None] * rng(3).normal(size=(MANY, N))
    return {"beta": beta, "sigma": sigma}, y


@pytest.mark.parametrize(
    "mistake", [None, "no half", "residual sum of squares alone", "variance for sd"]
)
def test_conjugate_formulas_right_and_wrong(mistake, conjugate_worlds):
    found = conjugate_draws(conjugate_worlds[1], mistake)
    p = regression_p_values(*found, conjugate_worlds)
    (assert_caught if mistake else assert_calibrated)(p)


def test_gibbs_with_the_conjugate_prior_is_calibrated(conjugate_worlds):
    some, prior = fewer(conjugate_worlds), bayes.NormalInverseGamma(M0, V0, A, B)
    assert_calibrated(regression_p_values(*one_by_one(last_of_chains, some[1], prior), some))


# ---- the hierarchies ----------------------------------------------------------------------------

HIERARCHIES = {
    "A": SeedHierarchy(1.0, 2.0, eta=HalfNormal(2.0), sigma=LAW),
    "B": ExchangeableHierarchy(1.0, 2.0, eta=HalfNormal(2.0), sigma=LAW),
}
NAMES = ("beta", "sigma", "mu", "eta")


def hierarchical_worlds(hierarchy, many):
    """True parameters and data. The flat intercept may be anything: it is 10."""
    groups = 2 if isinstance(hierarchy, SeedHierarchy) else 1
    mu = rng(1).normal(hierarchy.m, hierarchy.s, size=(many, groups))
    eta = hierarchy.eta.draw((many, groups), rng(2))
    slopes = mu + eta * rng(3).normal(size=(many, 2))
    sigma = LAW.draw(many, rng(4))
    beta = np.column_stack([np.full(many, 10.0), slopes])
    y = beta @ X.T + sigma[:, None] * rng(5).normal(size=(many, N))
    return {"beta": beta, "sigma": sigma, "mu": mu, "eta": eta}, y


@pytest.mark.parametrize("model", HIERARCHIES)
@pytest.mark.parametrize("sampler", [exact_hierarchy, last_of_chains])
def test_a_hierarchy_is_calibrated(model, sampler):
    hierarchy = HIERARCHIES[model]
    truth, y = hierarchical_worlds(hierarchy, 300)
    drawn = dict(zip(NAMES, one_by_one(sampler, y, hierarchy, NAMES), strict=True))
    assert_calibrated(p_values(truth, drawn))


class TornSweep(sweeps.SeedSweep):
    """The slopes are drawn with mu integrated out, but mu only after eta has used the old one."""

    def step(self, state, rng):
        mu = state.slopes + state.off
        slopes = self.draw_slopes(state, rng)
        eta = sweeps.draw_scale(self.hierarchy.eta, 1, (mu - slopes) ** 2, state.eta, rng)
        return super().step(state._replace(eta=eta), rng)._replace(eta=eta)


def twice_the_squares(law, count, squares, now, rng):
    return draw_scale(law, count, 2 * squares, now, rng)


@pytest.mark.parametrize("mistake", ["no half", "a block torn apart"])
def test_a_wrong_sweep_is_caught(mistake, monkeypatch):
    if mistake == "no half":
        monkeypatch.setattr(sweeps, "draw_scale", twice_the_squares)
    else:
        monkeypatch.setattr(sys.modules["helpers.samplers.gibbs"], "SeedSweep", TornSweep)
    truth, y = hierarchical_worlds(HIERARCHIES["A"], 300)
    drawn = one_by_one(last_of_chains, y, HIERARCHIES["A"], NAMES)
    assert_caught(p_values(truth, dict(zip(NAMES, drawn, strict=True))))
