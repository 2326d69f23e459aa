"""PyMC as an independent judge: its densities are ours, and its chains find our exact posteriors.

The models are written here as one writes them in PyMC: nothing of `helpers.bayes` computes in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from arviz_stats.base import array_stats
from scipy import stats

from helpers import bayes, simulate

pm = pytest.importorskip("pymc", reason="needs pymc: python3 run.py peers")

CHAINS, DRAWS, SEED = 4, 1000, 20260105
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
# A chain's mean is off by so many of its standard errors once in 4 million times, and there are
# some 200 means. The seed is fixed; another CPU or version of PyMC takes other chains.
Z = 5.0

WORLD = simulate.seed_world()
DATA = {"world": (WORLD.X, WORLD.y), "twin": (WORLD.X[:10], WORLD.y[:10])}
HALF_CAUCHY, INVERSE_GAMMA = bayes.HalfCauchy(2.5), bayes.InverseGamma(3, 40)
ETA, SIGMA = bayes.HalfCauchy(5), bayes.HalfCauchy(10)


@dataclass(frozen=True)
class Case:
    """Data, and what is believed before them: half-Cauchy laws, but for an inverse-gamma sigma²."""

    data: str
    belief: bayes.Prior | bayes.SeedHierarchy | bayes.ExchangeableHierarchy

    @property
    def is_hierarchy(self) -> bool:
        return not isinstance(self.belief, bayes.Prior)

    @property
    def posterior(self) -> bayes.Posterior | bayes.HierarchyPosterior:
        """The exact posterior that PyMC is to judge."""
        find = bayes.hierarchy_posterior if self.is_hierarchy else bayes.posterior
        return find(*DATA[self.data], self.belief)


def regression(law) -> bayes.Prior:
    return bayes.Prior([10, 0, 5], [20, 10, 2], sigma=law)


CASES = {
    "world_half_cauchy": Case("world", regression(HALF_CAUCHY)),
    "world_inverse_gamma": Case("world", regression(INVERSE_GAMMA)),
    "twin_half_cauchy": Case("twin", regression(HALF_CAUCHY)),
    "twin_inverse_gamma": Case("twin", regression(INVERSE_GAMMA)),
    "world_seed": Case("world", bayes.SeedHierarchy(0, 10, eta=ETA, sigma=SIGMA)),
    "twin_seed": Case("twin", bayes.SeedHierarchy(0, 10, eta=ETA, sigma=SIGMA)),
    "world_pooled": Case("world", bayes.ExchangeableHierarchy(0, 10, eta=ETA, sigma=SIGMA)),
    "twin_pooled": Case("twin", bayes.ExchangeableHierarchy(0, 10, eta=ETA, sigma=SIGMA)),
}


# --- densities -----------------------------------------------------------------------------


def pymc_model(case: Case, marginal: bool) -> pm.Model:
    """One case in PyMC; in a hierarchy mu is left out if `marginal`, and slopes vary around m."""
    with pm.Model() as model:
        _in_pymc(case, marginal)
    return model


def _in_pymc(case: Case, marginal: bool) -> None:
    X, y = DATA[case.data]
    belief = case.belief
    if isinstance(belief.sigma, bayes.InverseGamma):
        sigma = pm.math.sqrt(pm.InverseGamma("variance", alpha=3, beta=40))
    else:
        sigma = pm.HalfCauchy("sigma", 10 if case.is_hierarchy else 2.5)
    if not case.is_hierarchy:
        mean = X @ pm.Normal("beta", [10, 0, 5], [20, 10, 2])
    else:
        pooled = isinstance(belief, bayes.ExchangeableHierarchy)
        intercept = pm.Flat("intercept")
        groups = () if pooled else (2,)
        eta = pm.HalfCauchy("eta", 5, shape=groups)
        if not marginal:
            mu = pm.Normal("mu", 0, 10, shape=groups)
            slopes = pm.Normal("slopes", mu, eta, shape=2)
        elif pooled:
            covariance = eta**2 * np.eye(2) + 10.0**2 * np.ones((2, 2))
            slopes = pm.MvNormal("slopes", np.zeros(2), cov=covariance, shape=2)
        else:
            slopes = pm.Normal("slopes", 0, pm.math.sqrt(10**2 + eta**2))
        centred = X[:, 1:] - X[:, 1:].mean(axis=0)
        mean = intercept + centred @ slopes
    pm.Normal("y", mean, sigma, observed=y)


def density_at(case: Case, marginal: bool):
    """Functions of theta: PyMC's log density, and ours."""
    in_plain_python = pymc_model(case, marginal).compile_logp(mode="FAST_COMPILE")
    if not case.is_hierarchy:
        ours = bayes.unconstrained(*DATA[case.data], case.belief)

        def point(theta):
            if isinstance(case.belief.sigma, bayes.InverseGamma):
                return {"beta": theta[:3], "variance_log__": 2 * theta[3]}
            return {"beta": theta[:3], "sigma_log__": theta[3]}
    else:
        form = "marginal" if marginal else "centred"
        ours = bayes.unconstrained(*DATA[case.data], case.belief, parameterisation=form)

        def point(theta):
            blocks = {"intercept": theta[0], "slopes": theta[ours.at["slopes"]]}
            blocks["sigma_log__"] = theta[ours.at["log sigma"]][0]
            for name, block in (("eta_log__", "log eta"), ("mu", "mu")):
                if block in ours.at:
                    value = theta[ours.at[block]]
                    pooled = isinstance(case.belief, bayes.ExchangeableHierarchy)
                    blocks[name] = value[0] if pooled else value
            return blocks

    return lambda theta: float(in_plain_python(point(theta))), ours


@pytest.mark.parametrize("marginal", [True, False], ids=["marginal", "centred"])
@pytest.mark.parametrize("name", CASES)
def test_pymc_computes_the_same_log_density(name, marginal):
    """Up to one constant: a density may be written in log sigma or in the variance's logarithm."""
    case = CASES[name]
    if not case.is_hierarchy and not marginal:
        return
    theirs, ours = density_at(case, marginal)
    points = ours.start(8, np.random.default_rng(1))
    values = np.array([theirs(theta) for theta in points])
    off = values - ours.log_density(points)
    np.testing.assert_allclose(off, off[0], atol=1e-9 * np.abs(values).max())


# --- posteriors ----------------------------------------------------------------------------

REGRESSIONS = [name for name, case in CASES.items() if not case.is_hierarchy]
HIERARCHIES = [name for name, case in CASES.items() if case.is_hierarchy]


@dataclass(frozen=True)
class Rows:
    """The rows of several cases below each other, and of each row the number of its case."""

    X: np.ndarray
    y: np.ndarray
    case: np.ndarray

    @classmethod
    def of(cls, names: list[str], centre: bool = False) -> Rows:
        tables = [DATA[CASES[name].data] for name in names]
        X = [X - np.append(0, X[:, 1:].mean(axis=0)) if centre else X for X, _ in tables]
        counts = [len(y) for _, y in tables]
        responses = [y for _, y in tables]
        return cls(np.concatenate(X), np.concatenate(responses), np.repeat(range(4), counts))


def all_cases() -> pm.Model:
    """The eight cases in one model, so that only one is compiled; they share nothing.

    In the hierarchies mu is integrated out, which takes most of the funnel away: the slopes of
    model A are N(0, 10² + eta²) each; in model B their mean is N(0, 10² + eta²/2), and half their
    difference N(0, eta²/2), written as eta times a standard normal.
    """
    rows, centred = Rows.of(REGRESSIONS), Rows.of(HIERARCHIES, centre=True)
    with pm.Model() as model:
        half_cauchy = pm.HalfCauchy("half_cauchy", 2.5, shape=2)
        variance = pm.InverseGamma("variance", alpha=3, beta=40, shape=2)
        sigma = pm.Deterministic(
            "sigma", pm.math.stack([half_cauchy, pm.math.sqrt(variance)], axis=1).flatten()
        )
        beta = pm.Normal("beta", [10, 0, 5], [20, 10, 2], shape=(4, 3))
        mean = (rows.X * beta[rows.case]).sum(axis=1)
        pm.Normal("y", mean, sigma[rows.case], observed=rows.y)

        scale = pm.HalfCauchy("scale", 10, shape=4)
        intercept = pm.Flat("intercept", shape=4)
        eta = pm.HalfCauchy("eta", 5, shape=(2, 2))
        separate = pm.Normal("separate", 0, pm.math.sqrt(10**2 + eta**2))
        eta_pooled = pm.HalfCauchy("eta_pooled", 5, shape=2)
        middle = pm.Normal("middle", 0, pm.math.sqrt(10**2 + eta_pooled**2 / 2))
        apart = eta_pooled * pm.Normal("apart", 0, 1, shape=2) / 2**0.5
        pooled = pm.math.stack([middle - apart, middle + apart], axis=1)
        slopes = pm.Deterministic("slopes", pm.math.concatenate([separate, pooled]))
        mean = intercept[centred.case] + (centred.X[:, 1:] * slopes[centred.case]).sum(axis=1)
        pm.Normal("z", mean, scale[centred.case], observed=centred.y)
    return model


@pytest.fixture(scope="module")
def chains():
    """Draws by PyMC of all cases: name -> parameter -> (chain, draw, entry)."""
    # NumPyro runs PyMC's model as one program: of all its samplers the one that compiles fastest.
    from pymc.sampling.jax import sample_numpyro_nuts

    with all_cases():
        trace = sample_numpyro_nuts(
            DRAWS,
            tune=500,
            chains=CHAINS,
            random_seed=SEED,
            target_accept=0.9,
            chain_method="vectorized",
            progressbar=False,
            compute_convergence_checks=False,
        ).posterior
    found = {}
    for k, name in enumerate(REGRESSIONS):
        found[name] = {"beta": trace["beta"].values[..., k, :], "sigma": trace["sigma"].values}
        found[name]["sigma"] = found[name]["sigma"][..., k, None]
    for k, name in enumerate(HIERARCHIES):
        X, _ = DATA[CASES[name].data]
        slopes = trace["slopes"].values[..., k, :]
        const = trace["intercept"].values[..., k] - slopes @ X[:, 1:].mean(axis=0)
        eta = (
            trace["eta"].values[..., k, :]
            if k < 2
            else trace["eta_pooled"].values[..., k - 2 : k - 1]
        )
        found[name] = {
            "beta": np.concatenate([const[..., None], slopes], axis=-1),
            "sigma": trace["scale"].values[..., k, None],
            "eta": eta,
        }
    return found


def standard_errors_off(values: np.ndarray, exact: float) -> float:
    """How far the mean of a chain's values, (chain, draw), is from what it estimates."""
    return abs(values.mean() - exact) / array_stats.mcse(np.ascontiguousarray(values))


@pytest.mark.parametrize("name", CASES)
def test_pymc_s_chains_find_the_exact_quantiles(name, chains):
    """So many of its draws lie below an exact quantile as should."""
    posterior = CASES[name].posterior
    for parameter, draws in chains[name].items():
        for q in QUANTILES:
            below = draws <= np.atleast_1d(getattr(posterior, parameter).quantile(q))
            for j in range(draws.shape[-1]):
                off = standard_errors_off(below[..., j].astype(float), q)
                assert off < Z, f"{parameter} {j}: {below[..., j].mean():.4f} of {q}"


@pytest.mark.parametrize("name", REGRESSIONS)
def test_pymc_s_chains_find_the_exact_means_and_standard_deviations(name, chains):
    """Of the hierarchies' heavy tails a chain's moments say little."""
    posterior = CASES[name].posterior
    for parameter, draws in chains[name].items():
        exact = getattr(posterior, parameter)
        means, sds = np.atleast_1d(exact.mean), np.atleast_1d(exact.sd)
        for j, (mean, sd) in enumerate(zip(means, sds, strict=True)):
            assert standard_errors_off(draws[..., j], mean) < Z
            assert standard_errors_off((draws[..., j] - mean) ** 2, sd**2) < Z


@pytest.mark.parametrize("name", HIERARCHIES)
def test_mu_given_pymc_s_chains_has_the_exact_quantiles(name, chains):
    """Left out of the chains, mu given slopes and eta is normal: average its distribution."""
    posterior, eta = CASES[name].posterior, chains[name]["eta"]
    slopes = chains[name]["beta"][..., 1:]
    observations = 2 // eta.shape[-1]  # slopes that share a mu
    if observations == 2:
        slopes = slopes.mean(axis=-1, keepdims=True)
    variance = 1 / (observations / eta**2 + 1 / 10**2)
    mean = variance * observations * slopes / eta**2
    for q in QUANTILES:
        below = stats.norm.cdf(np.atleast_1d(posterior.mu.quantile(q)), mean, np.sqrt(variance))
        for j in range(below.shape[-1]):
            assert standard_errors_off(below[..., j], q) < Z
