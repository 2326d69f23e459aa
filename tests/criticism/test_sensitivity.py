"""Power-scaling, where the scaled posteriors are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers import bayes, simulate
from helpers.criticism import power_scaling
from helpers.draws import Draws

# mu ~ N(0, 1) seen once, at SEEN, with an error of sd ERROR.
SEEN, ERROR = 2.0, 0.8


def posterior(prior_power: float = 1.0, likelihood_power: float = 1.0):
    """Normal; a power divides a variance."""
    precision = prior_power + likelihood_power / ERROR**2
    return stats.norm(likelihood_power * SEEN / ERROR**2 / precision, precision**-0.5)


def cumulative_distance(one, other, low: float, high: float) -> float:
    """Cumulative Jensen–Shannon distance (Nguyen & Vreeken 2015), of the laws from low to high.

    Of its two directions the terms with 1/(2 ln 2) cancel.
    """
    x = np.linspace(low, high, 100_001)
    distances = []
    for P, Q in ((one.cdf(x), other.cdf(x)), (one.sf(x), other.sf(x))):
        middle = (P + Q) / 2
        both = P * np.log2(P / middle) + Q * np.log2(Q / middle)
        distances.append(np.sqrt(both.sum() / (P + Q).sum()))
    return max(distances)


@pytest.fixture(scope="module")
def draws() -> Draws:
    """The posterior's quantiles: draws without Monte Carlo error, in the order of chance."""
    values = posterior().ppf((np.arange(200_000) + 0.5) / 200_000)
    return Draws({"mu": np.random.default_rng(1).permutation(values)[None]}, iid=True)


def log_prior(draws):
    return stats.norm.logpdf(draws["mu"])


def log_likelihood(draws):
    return stats.norm.logpdf(SEEN, draws["mu"], ERROR)


def test_sensitivities_are_those_of_the_scaled_posteriors(draws):
    found = power_scaling(draws, log_prior, log_likelihood)
    assert list(found.columns) == ["prior", "likelihood"] and list(found.index) == ["mu"]
    low, high = draws["mu"].min(), draws["mu"].max()
    for name, power in (("prior", "prior_power"), ("likelihood", "likelihood_power")):
        moved = [
            cumulative_distance(posterior(), posterior(**{power: alpha}), low, high)
            / abs(np.log2(alpha))
            for alpha in (0.99, 1.01)
        ]
        assert found.loc["mu", name] == pytest.approx(np.mean(moved), rel=0.01)


def test_powers_of_what_is_flat_move_nothing_and_a_constant_stays(draws):
    both = Draws({"mu": draws["mu"], "fixed": np.ones(draws.shape)}, iid=True)
    found = power_scaling(both, np.zeros(both.shape), log_likelihood)
    assert found.loc["mu", "prior"] < 1e-4 and found.loc["mu", "likelihood"] > 0.1
    assert found.loc["fixed"].isna().all()


def test_a_constant_in_a_density_and_a_unit_of_a_parameter_change_nothing(draws):
    found = power_scaling(draws, log_prior, log_likelihood)
    other = Draws({"mu": 1000 * draws["mu"] - 7}, iid=True)
    shifted = power_scaling(other, log_prior(draws) + 55.5, log_likelihood(draws) - 1e4)
    np.testing.assert_allclose(shifted, found, rtol=1e-6)


def test_chains_are_judged_together(draws):
    chains = Draws({"mu": draws["mu"].reshape(4, -1)})
    found = power_scaling(chains, log_prior, log_likelihood)
    wanted = power_scaling(draws, log_prior, log_likelihood)
    np.testing.assert_allclose(found, wanted, rtol=0.01)  # other tails are smoothed


def test_the_data_of_the_seed_say_little_of_what_lies_behind_the_slopes():
    """Model A: beta and sigma hang on the data, mu and eta on their own prior."""
    world = simulate.seed_world()
    model = bayes.SeedHierarchy(0, 10, eta=bayes.HalfCauchy(5), sigma=bayes.HalfCauchy(10))
    exact = bayes.exact_hierarchy(world.X, world.y, model, 20_000, rng=np.random.default_rng(1))
    draws = Draws(
        {name: exact[name] for name in ("beta", "sigma", "mu")} | {"log eta": np.log(exact["eta"])},
        labels={"beta": exact.labels["beta"], "mu": exact.labels["mu"]},
        iid=True,
    )
    found = power_scaling(
        draws,
        lambda d: (
            stats.norm.logpdf(d["mu"], 0, 10).sum(axis=-1)
            + stats.halfcauchy.logpdf(np.exp(d["log eta"]), scale=5).sum(axis=-1)
            + stats.halfcauchy.logpdf(d["sigma"], scale=10)
        ),
        lambda d: stats.norm.logpdf(world.y, d["beta"] @ world.X.T, d["sigma"][..., None]).sum(
            axis=-1
        ),
    )
    assert list(found.index) == list(draws.summary().index)
    for label, row in found.iterrows():
        hyper = label.startswith(("mu", "log eta"))
        assert (row["prior"] > 0.05) == hyper and (row["likelihood"] > 0.05) == (not hyper)


def test_what_is_no_log_density(draws):
    few = Draws({"mu": np.zeros((1, 30))})
    with pytest.raises(ValueError, match="There are 30 draws; wanted 100"):
        power_scaling(few, np.zeros((1, 30)), np.zeros((1, 30)))
    with pytest.raises(TypeError, match="wanted Draws"):
        power_scaling({"mu": draws["mu"]}, log_prior, log_likelihood)
    with pytest.raises(ValueError, match=r"log_likelihood has shape \(3,\); wanted \(1, 200000\)"):
        power_scaling(draws, log_prior, np.zeros(3))
    by_row = np.zeros((*draws.shape, 2))
    with pytest.raises(ValueError, match=r"sum over rows by \.sum\(axis=-1\)"):
        power_scaling(draws, log_prior, by_row)
    with pytest.raises(ValueError, match="log_prior is nan or infinite 1 time;"):
        power_scaling(draws, np.where(np.arange(200_000) == 3, -np.inf, 0.0)[None], log_likelihood)
