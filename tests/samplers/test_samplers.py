"""Metropolis and Hamiltonian Monte Carlo: their laws, their targets, and what they refuse."""

from __future__ import annotations

import io
import re
import sys
import warnings
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import bayes, samplers
from helpers.draws import SamplingWarning
from helpers.samplers import adaptation, checks, leapfrog, progress, tuning, turning

hmc_module = sys.modules["helpers.samplers.hmc"]
metropolis_module = sys.modules["helpers.samplers.metropolis"]


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def standard_normal(theta):
    return -0.5 * (theta**2).sum(axis=-1), -theta


def log_standard_normal(theta):
    return standard_normal(theta)[0]


def normal(mean, covariance):
    """Log density and gradient of N(mean, covariance)."""
    precision = np.linalg.inv(covariance)

    def log_density_and_gradient(theta):
        gradient = (mean - theta) @ precision
        return 0.5 * ((theta - mean) * gradient).sum(axis=-1), gradient

    return log_density_and_gradient


def quartic(theta):
    """A density that is not normal and whose coordinates hang together."""
    a, b = theta[..., 0], theta[..., 1]
    value = -0.25 * a**4 - 0.5 * (b - a**2) ** 2
    return value, np.stack([-(a**3) + 2 * a * (b - a**2), a**2 - b], axis=-1)


def funnel(theta):
    """Neal's: v ~ N(0, 3²), x | v ~ N(0, e^v)."""
    v, x = theta[..., 0], theta[..., 1:]
    squares = (x**2).sum(axis=-1) * np.exp(-v)
    k = x.shape[-1]
    value = -(v**2) / 18 - 0.5 * k * v - 0.5 * squares
    by_v = -v / 9 - 0.5 * k + 0.5 * squares
    return value, np.concatenate([by_v[..., None], -x * np.exp(-v)[..., None]], axis=-1)


# ---- leapfrog -----------------------------------------------------------------------------------

ROOT = np.array([[0.8, 0.0], [-0.3, 1.1]])


def roll(theta, momentum, step_size, steps):
    state = leapfrog.State(theta, *quartic(theta))
    end, momentum = leapfrog.leapfrog(quartic, state, momentum, ROOT, step_size, steps)
    return end.position, momentum


def test_leapfrog_backwards_returns_to_its_start():
    theta, momentum = rng().normal(size=(2, 50, 2))
    there, arrived = roll(theta, momentum, 0.1, 30)
    assert np.abs(there - theta).max() > 0.5
    back, returned = roll(there, -arrived, 0.1, 30)
    np.testing.assert_allclose(back, theta, atol=1e-9)
    np.testing.assert_allclose(-returned, momentum, atol=1e-9)


@pytest.mark.parametrize("steps", [1, 3, 10])
def test_leapfrog_keeps_volume(steps):
    point, h = rng().normal(size=4), 1e-5

    def image(x):
        return np.concatenate(roll(x[None, :2], x[None, 2:], 0.3, steps), axis=1)[0]

    jacobian = [(image(point + h * e) - image(point - h * e)) / (2 * h) for e in np.eye(4)]
    assert abs(np.linalg.det(jacobian)) == pytest.approx(1, abs=1e-6)


def energy_error(step_size):
    theta, momentum = rng().normal(size=(2, 500, 2))
    end, end_momentum = roll(theta, momentum, step_size, round(1.6 / step_size))
    start, end = (
        leapfrog.kinetic_energy(r) - quartic(q)[0]
        for q, r in ((theta, momentum), (end, end_momentum))
    )
    return np.median(np.abs(end - start))


def test_half_the_step_loses_a_quarter_of_the_energy():
    errors = [energy_error(h) for h in (0.1, 0.05, 0.025, 0.0125)]
    np.testing.assert_allclose(np.divide(errors[:-1], errors[1:]), 4, rtol=0.1)


def test_units_are_a_change_of_coordinates():
    """Rolling in units of L is rolling z = L⁻¹ theta, whose density has the gradient L' grad."""
    z, momentum = rng().normal(size=(2, 20, 2))

    def in_units(z):
        value, gradient = quartic(z @ ROOT.T)
        return value, gradient @ ROOT

    plain, _ = leapfrog.leapfrog(
        in_units, leapfrog.State(z, *in_units(z)), momentum, np.eye(2), 0.2, 7
    )
    there, _ = roll(z @ ROOT.T, momentum, 0.2, 7)
    np.testing.assert_allclose(there, plain.position @ ROOT.T, atol=1e-12)


# ---- one step, from exact draws -----------------------------------------------------------------

MANY = 200_000


def one_step(kind, points):
    if kind == "metropolis":
        state = metropolis_module.State(points, log_standard_normal(points))
        return metropolis_module.step(rng(2), log_standard_normal, state, 2.0 * np.eye(1))[0]
    state = leapfrog.State(points, *standard_normal(points))
    # A step so long that a good part of the trajectories is refused.
    return hmc_module.step(rng(2), standard_normal, state, np.eye(1), 1.6, 2)[0]


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_a_step_leaves_the_distribution_where_it_is(kind):
    before = rng().normal(size=(MANY, 1))
    after = one_step(kind, before).position
    assert 0.05 < (after == before).mean() < 0.7
    assert stats.kstest(after[:, 0], stats.norm.cdf).pvalue > 1e-4


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_as_many_go_there_as_come_back(kind):
    """Detailed balance, over six cells of the line: the table of flows is symmetric."""
    before = rng().normal(size=(MANY, 1))
    cells = [-1.2, -0.5, 0.1, 0.6, 1.4]
    here, there = (np.digitize(x[:, 0], cells) for x in (before, one_step(kind, before).position))
    flow = np.bincount(6 * here + there, minlength=36).reshape(6, 6)
    z = (flow - flow.T) / np.sqrt(np.maximum(flow + flow.T, 1))
    assert np.abs(z).max() < 4.5
    assert (flow[np.triu_indices(6, 1)] > 100).sum() > 8  # there was something to compare


def test_a_wrong_force_is_slow_but_not_wrong():
    """Whatever pushes the ball, the verdict at the end is on the true energy."""

    def uphill(theta):
        value, gradient = standard_normal(theta)
        return value, -gradient

    before = rng().normal(size=(MANY, 1))
    state = leapfrog.State(before, *uphill(before))
    after = hmc_module.step(rng(2), uphill, state, np.eye(1), 0.5, 3)[0].position
    assert 0.3 < (after == before).mean() < 0.9
    assert stats.kstest(after[:, 0], stats.norm.cdf).pvalue > 1e-4


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_the_state_knows_its_own_density(kind):
    after = one_step(kind, rng().normal(size=(500, 1)))
    value, gradient = standard_normal(after.position)
    np.testing.assert_array_equal(after.log_density, value)
    if kind == "hmc":
        np.testing.assert_array_equal(after.gradient, gradient)


# ---- known targets ------------------------------------------------------------------------------


def run(kind, target, start, draws=500, **options):
    options = {"rng": rng(3), "warmup": 300, "check": False} | options
    if kind == "metropolis":
        return samplers.metropolis(lambda theta: target(theta)[0], start, draws, **options)
    return samplers.hmc(target, start, draws, **options)


def assert_moments(draws, mean, covariance, within=5.0):
    """Means, variances and covariances within some MCSEs, each from the draws' own ESS."""
    theta = draws["theta"] - mean
    d = len(mean)
    products = {f"{i}{j}": theta[..., i] * theta[..., j] for i in range(d) for j in range(i + 1)}
    first = samplers.Draws({"theta": theta}).summary()
    second = samplers.Draws(products).summary()
    assert (first["mean"].abs() < within * first["mcse"]).all(), first
    expected = [covariance[i, j] for i in range(d) for j in range(i + 1)]
    assert ((second["mean"] - expected).abs() < within * second["mcse"]).all(), second


@pytest.mark.parametrize("correlation", [0.0, 0.7, -0.99])
@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_a_correlated_normal_is_found(kind, correlation):
    sds = np.array([0.01, 3.0])
    covariance = np.outer(sds, sds) * [[1, correlation], [correlation, 1]]
    mean = np.array([1.0, -20.0])
    start = mean + 3 * sds * rng().normal(size=(40, 2))
    draws = run(kind, normal(mean, covariance), start)
    assert_moments(draws, mean, covariance)
    learnt = draws.statistics["covariance" if kind == "hmc" else "proposal_covariance"]
    assert learnt[0, 1] / np.sqrt(learnt[0, 0] * learnt[1, 1]) == pytest.approx(
        correlation, abs=0.1
    )


@given(
    d=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
    magnitudes=st.lists(st.integers(-6, 6), min_size=5, max_size=5),
    mass=st.sampled_from(["dense", "diagonal"]),
)
@settings(max_examples=8, deadline=None)
def test_hmc_finds_any_normal(d, seed, magnitudes, mass):
    scale = 10.0 ** np.array(magnitudes[:d])
    factor = scale[:, None] * (np.eye(d) + 0.5 * rng(seed).normal(size=(d, d)) / np.sqrt(d))
    covariance, mean = factor @ factor.T, scale * rng(seed + 1).normal(size=d)
    start = mean + 2 * rng(seed + 2).normal(size=(64, d)) @ factor.T
    draws = run("hmc", normal(mean, covariance), start, 200, rng=rng(seed), warmup=150, mass=mass)
    assert_moments(draws, mean, covariance, within=6)


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_a_bent_density_is_found(kind):
    draws = run(kind, quartic, rng().normal(size=(40, 2)), 1000)
    a, b = draws["theta"][..., 0], draws["theta"][..., 1]
    table = samplers.Draws({"a": a, "a2": a**2, "b": b, "left": (b - a**2) ** 2}).summary()
    # a ~ exp(-a⁴/4) has a² of mean Γ(3/4) / Γ(1/4) × 2; given a, b ~ N(a², 1).
    square = 2 * 1.2254167024651776 / 3.625609908221908
    assert ((table["mean"] - [0, square, square, 1]).abs() < 5 * table["mcse"]).all(), table


def test_metropolis_stays_inside_the_support():
    def exponential(theta):
        with np.errstate(invalid="ignore"):
            return np.where(theta[:, 0] > 0, -theta[:, 0], -np.inf)

    draws = samplers.metropolis(exponential, [1.0], 2000, rng=rng(), chains=40, check=False)
    assert draws["theta"].min() > 0
    row = draws.summary().loc["theta[0]"]
    assert row["mean"] == pytest.approx(1, abs=5 * row["mcse"])


def test_many_chains_make_hmc_draws_nearly_independent():
    target = normal(np.zeros(3), np.diag([1.0, 100.0, 1e-4]))
    draws = run("hmc", target, np.zeros(3), 100, chains=100, warmup=200)
    assert draws.summary()["ess_bulk"].min() > 0.5 * 100 * 100
    assert draws.statistics["leapfrog_steps"].mean() < 4


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_where_it_started_is_forgotten(kind):
    far = run(kind, quartic, np.array([3.0, -4.0]) + rng(5).normal(size=(20, 2)))
    near = run(kind, quartic, np.zeros(2), chains=20, rng=rng(8))
    means = [draws.summary()[["mean", "mcse"]] for draws in (far, near)]
    off = (means[0]["mean"] - means[1]["mean"]) / np.hypot(means[0]["mcse"], means[1]["mcse"])
    assert off.abs().max() < 5


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_the_seed_decides(kind):
    first, again, other = (
        run(kind, quartic, np.zeros(2), 50, rng=rng(seed))["theta"] for seed in (7, 7, 8)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_one_chain_on_a_steep_slope_holds_up_no_other():
    """Its own step size brings it down, and it is one of the others afterwards."""
    start = np.r_[rng().normal(size=(39, 3)), [[3000.0, 0.0, 0.0]]]
    target = normal(np.zeros(3), np.eye(3))
    draws = run("hmc", target, start, 200)
    assert np.abs(draws["theta"]).max() < 6


# ---- adaptation ---------------------------------------------------------------------------------


def test_metropolis_tunes_its_acceptance():
    for d in (1, 3, 10):
        draws = run("metropolis", standard_normal, np.zeros(d), chains=20, warmup=500)
        target = 0.234 + 0.206 / d
        assert draws.statistics["acceptance"].mean() == pytest.approx(target, abs=0.06)
        share = draws.statistics["accepted"].mean()
        assert share == pytest.approx(draws.statistics["acceptance"].mean(), abs=0.02)


@pytest.mark.parametrize("wanted", [0.65, 0.95])
def test_hmc_tunes_its_acceptance(wanted):
    target = normal(np.zeros(20), np.diag(np.logspace(-3, 3, 20)))
    draws = run("hmc", target, np.zeros(20), chains=20, target_acceptance=wanted, warmup=500)
    assert draws.statistics["acceptance"].mean() == pytest.approx(wanted, abs=0.12)


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_tuning_ends_with_the_warm_up(kind, monkeypatch):
    module = metropolis_module if kind == "metropolis" else hmc_module
    step, used = module.step, []

    def watched(*args):
        used.append((args[3].copy(), args[4:5]))
        return step(*args)

    monkeypatch.setattr(module, "step", watched)
    run(kind, quartic, np.zeros(2), 60, warmup=100)
    assert len(used) == 160
    assert len({(root.tobytes(), np.asarray(size).tobytes()) for root, size in used[100:]}) == 1
    assert len({root.tobytes() for root, _ in used[:100]}) > 1


@given(st.integers(0, 3000))
def test_windows_cover_the_middle_of_the_warm_up(length):
    plan = adaptation.windows(length)
    assert bool(plan) == (length >= 2 * adaptation.LEAST)
    for (_, end), (start, _) in pairwise(plan):
        assert end == start
    if plan:
        assert 0 < plan[0][0] <= adaptation.FIRST
        left = max(length // 10, adaptation.LEAST)
        assert length - plan[-1][1] == min(adaptation.LAST, left)
        widths = [end - start for start, end in plan]
        assert widths == sorted(widths)


@pytest.mark.parametrize("warmup", [20, 30, 50, 80])
@pytest.mark.parametrize("d", [2, 10])
def test_a_short_warm_up_learns_steps_that_are_accepted(d, warmup):
    """With a few iterations left after the units were learnt, steps stayed ten times too long."""
    target, start = normal(np.zeros(d), np.diag(np.arange(1.0, d + 1))), rng().normal(size=(4, d))
    walked = run("metropolis", target, start, 300, warmup=warmup)
    assert 0.1 < walked.statistics["acceptance"].mean() < 0.55
    rolled = run("hmc", target, start, 50, warmup=warmup)
    assert rolled.statistics["acceptance"].mean() > 0.7
    assert not rolled.statistics["divergent"].any()


def test_dual_averaging_finds_the_step_that_is_accepted_as_wanted():
    size = adaptation.StepSize(1.0, 0.8)
    for _ in range(2000):
        size.learn(np.exp(-(size.size**2)))
    assert np.exp(-(size.average**2)) == pytest.approx(0.8, abs=0.02)


def test_the_learnt_root_is_that_of_the_covariance():
    covariance = np.array([[4.0, -3.0], [-3.0, 9.0]])
    window = rng().multivariate_normal([5, 6], covariance, size=(300, 100))
    root = adaptation.learnt_root(window, np.eye(2))
    np.testing.assert_allclose(root @ root.T, covariance, rtol=0.05)
    root = adaptation.learnt_root(window, np.eye(2), diagonal=True)
    np.testing.assert_allclose(root @ root.T, np.diag([4, 9]), rtol=0.05)


def test_a_few_points_leave_a_root_of_full_rank_and_many_a_correlation_next_to_one():
    few = rng().normal(size=(1, 3, 5))
    assert np.linalg.cond(adaptation.learnt_root(few, np.eye(5))) < 100
    x = rng().normal(size=(500, 4, 1))
    window = np.concatenate([x, x + 0.02 * rng(2).normal(size=x.shape)], axis=2)
    root = adaptation.learnt_root(window, np.eye(2))
    assert root[1, 1] == pytest.approx(0.02, rel=0.15)


def test_a_parameter_that_never_moved_keeps_its_unit():
    window = rng().normal(size=(30, 4, 2)) * [1, 0]
    root = adaptation.learnt_root(window, np.diag([1.0, 0.3]))
    assert (root @ root.T)[1, 1] == pytest.approx(0.09)


def test_a_quarter_turn_of_a_normal_is_half_pi():
    start = rng().normal(size=(2000, 8))
    state = leapfrog.State(start, *standard_normal(start))
    time = turning.quarter_turn(rng(2), standard_normal, state, np.eye(8), 0.1)
    assert time == pytest.approx(np.pi / 2, rel=0.15)


def test_times_are_spread_evenly_around_the_learnt_one():
    steps = np.array([turning.steps_for(2.0, i, 0.01) for i in range(1000)])
    assert stats.kstest(steps * 0.01, stats.uniform(1, 2).cdf).statistic < 0.01
    assert turning.steps_for(1e-9, 3, 1.0) == 1
    assert turning.steps_for(1e9, 3, 1.0) == turning.MOST_STEPS


def test_first_steps_are_short_enough_and_no_shorter():
    start = rng().normal(size=(8, 3)) * [1e-4, 1, 1]
    target = normal(np.zeros(3), np.diag([1e-8, 1, 1]))
    state = leapfrog.State(start, *target(start))
    size = tuning.first_steps(rng(), target, state, np.eye(3))
    assert ((size > 1e-5) & (size < 1e-3)).all()
    wide = leapfrog.State(1e6 * start, *normal(np.zeros(3), 1e12 * np.eye(3))(1e6 * start))
    size = tuning.first_steps(rng(), normal(np.zeros(3), 1e12 * np.eye(3)), wide, np.eye(3))
    assert (size > 1e5).all()


# ---- what comes back ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_draws_come_under_their_names(kind):
    draws = run(
        kind,
        quartic,
        np.zeros(2),
        20,
        chains=3,
        warmup=0,
        constrain=lambda theta: {"beta": theta, "sigma": np.exp(theta[..., 1])},
        labels={"beta": ("a", "b")},
    )
    assert draws["beta"].shape == (3, 20, 2)
    np.testing.assert_array_equal(draws["sigma"], np.exp(draws["beta"][..., 1]))
    assert draws.labels == {"beta": ("a", "b")}
    assert draws.statistics["acceptance"].shape == (3, 20)
    plain = run(kind, quartic, np.zeros(2), 20, chains=3, labels=("a", "b"))
    assert plain.labels == {"theta": ("a", "b")}


def test_hmc_tells_what_it_did():
    draws = run("hmc", quartic, np.zeros(2), 40, chains=5)
    said = draws.statistics
    assert {name: value.shape for name, value in said.items()} == {
        "acceptance": (5, 40),
        "divergent": (5, 40),
        "energy": (5, 40),
        "leapfrog_steps": (5, 40),
        "evaluations": (),
        "warmup_evaluations": (),
        "step_size": (),
        "time": (),
        "covariance": (2, 2),
    }
    assert said["evaluations"] == said["leapfrog_steps"][0].sum()
    assert said["divergent"].dtype == bool


def test_every_evaluation_is_counted():
    calls = []

    def watched(theta):
        calls.append(len(theta))
        return quartic(theta)

    said = run("hmc", watched, np.zeros(2), 40, chains=5).statistics
    assert said["evaluations"] + said["warmup_evaluations"] == len(calls)
    assert set(calls) == {5}


def test_what_is_given_is_not_tuned():
    draws = run("hmc", standard_normal, np.zeros(2), 30, step_size=0.3, leapfrog_steps=7)
    assert draws.statistics["step_size"] == 0.3
    assert (draws.statistics["leapfrog_steps"] == 7).all()
    np.testing.assert_array_equal(draws.statistics["covariance"], np.eye(2))
    units = run("hmc", standard_normal, np.zeros(2), 30, scale=[2, 0.5]).statistics
    np.testing.assert_allclose(units["covariance"], np.diag([4, 0.25]))
    walked = run("metropolis", standard_normal, np.zeros(2), 30, covariance=[[2, 1], [1, 2]])
    np.testing.assert_allclose(walked.statistics["proposal_covariance"], [[2, 1], [1, 2]])


def test_a_function_of_one_point_serves_all_chains():
    start = rng().normal(size=(3, 2))
    one = samplers.one_at_a_time(lambda point: tuple(x[0] for x in quartic(point[None])))
    a, b = (run("hmc", f, start, 20, warmup=30)["theta"] for f in (quartic, one))
    np.testing.assert_allclose(a, b, rtol=1e-9)
    one = samplers.one_at_a_time(lambda point: quartic(point)[0])
    a = samplers.metropolis(one, start, 20, rng=rng(3), warmup=30, check=False)["theta"]
    np.testing.assert_allclose(a, run("metropolis", quartic, start, 20, warmup=30)["theta"])


# ---- the slow twins -----------------------------------------------------------------------------


def test_the_slow_walk_is_the_walk():
    walk = samplers.metropolis_walk(
        log_standard_normal, [1.0, -1.0], 200, rng=rng(4), scale=[1.5, 0.8]
    )
    fast = samplers.metropolis(
        log_standard_normal,
        [1.0, -1.0],
        200,
        rng=rng(4),
        chains=1,
        warmup=0,
        scale=[1.5, 0.8],
        check=False,
    )
    np.testing.assert_array_equal(walk.positions[1:], fast["theta"][0])
    np.testing.assert_array_equal(walk.accepted, fast.statistics["accepted"][0])
    np.testing.assert_array_equal(walk.acceptance, fast.statistics["acceptance"][0])
    stayed = np.where(walk.accepted[:, None], walk.proposals, walk.positions[:-1])
    np.testing.assert_array_equal(walk.positions[1:], stayed)
    np.testing.assert_allclose(walk.log_densities, log_standard_normal(walk.positions))
    assert (
        repr(walk) == f"<Walk: {len(walk.accepted)} steps in R^2, {walk.accepted.sum()} accepted>"
    )


def test_slow_trajectories_one_after_the_other_are_hmc():
    """Each from where the chain stands: along a chain, last bits grow until they are seen."""
    how = {"step_size": 0.9, "leapfrog_steps": 3, "covariance": [[1.0, 0.4], [0.4, 1.0]]}
    fast = run("hmc", quartic, np.zeros(2), 50, rng=rng(4), chains=1, warmup=0, **how)
    generator, here = rng(4), np.zeros(2)
    for after, energy in zip(fast["theta"][0], fast.statistics["energy"][0], strict=True):
        path = samplers.hmc_trajectory(quartic, here, rng=generator, **how)
        assert path.positions.shape == path.momenta.shape == (4, 2)
        assert path.accepted == (path.next_position == path.positions[-1]).all()
        np.testing.assert_allclose(path.next_position, after, atol=1e-12)
        assert path.energies[0] == pytest.approx(energy, abs=1e-12)
        here = after
    assert 0.2 < fast.statistics["acceptance"].mean() < 0.99


def test_a_push_can_be_given_and_time_turned_back():
    there = samplers.hmc_trajectory(
        quartic, [1.0, 1.0], momentum=[0.5, -1.0], step_size=0.1, leapfrog_steps=20, rng=rng()
    )
    np.testing.assert_array_equal(there.momenta[0], [0.5, -1.0])
    back = samplers.hmc_trajectory(
        quartic,
        there.positions[-1],
        momentum=there.momenta[-1],
        step_size=-0.1,
        leapfrog_steps=20,
        rng=rng(),
    )
    np.testing.assert_allclose(back.positions[::-1], there.positions, atol=1e-10)
    assert there.energy_error == pytest.approx(-back.energy_error, abs=1e-10)
    assert repr(there).startswith("<Trajectory: 20 leapfrog steps in R^2, energy error ")


def test_a_path_that_flies_off_is_a_divergence():
    path = samplers.hmc_trajectory(
        quartic, [3.0, 0.0], momentum=[5.0, 0.0], step_size=2.0, leapfrog_steps=20, rng=rng()
    )
    assert path.divergent
    assert not path.accepted
    assert path.acceptance == 0
    assert repr(path).endswith(", refused, divergent>")
    np.testing.assert_array_equal(path.next_position, [3.0, 0.0])


# ---- warnings -----------------------------------------------------------------------------------


def test_a_good_run_is_quiet(capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        samplers.hmc(standard_normal, np.zeros(2), rng=rng())
        samplers.metropolis(log_standard_normal, np.zeros(2), 3000, rng=rng())
    assert capsys.readouterr() == ("", "")


def test_the_funnel_diverges_and_says_so():
    with pytest.warns(SamplingWarning, match=r"trajectories diverged.*target_acceptance"):
        samplers.hmc(funnel, np.zeros(5), 500, rng=rng(), chains=10, warmup=300)


def test_two_peaks_are_noticed_when_the_chains_start_on_both():
    def two_peaks(theta):
        return np.logaddexp(*(-0.5 * ((theta[:, 0] - m) * 5) ** 2 for m in (-3, 3)))

    with pytest.warns(SamplingWarning, match=r"chains disagree about theta\[0\]") as caught:
        samplers.metropolis(two_peaks, [[-3.0], [-3.0], [3.0], [3.0]], 500, rng=rng(), scale=0.5)
    assert len(caught) == 1
    assert caught[0].filename == __file__


# ---- errors -------------------------------------------------------------------------------------

BAD_DENSITIES = {
    "outside": (lambda t: np.full(len(t), -np.inf), r"-inf at the start.*outside the support"),
    "nan": (lambda t: np.full(len(t), np.nan), "nan at the start"),
    "infinite": (lambda t: np.full(len(t), np.inf), "inf at the start"),
    "of one": (lambda t: -0.5 * (t**2).sum(), r"shape \(\).*one_at_a_time"),
    "not summed": (lambda t: -0.5 * t**2, r"shape \(4, 2\); wanted \(4,\).*axis=-1"),
    "with gradient": (standard_normal, "returned a tuple"),
}


@pytest.mark.parametrize("name", BAD_DENSITIES)
def test_a_log_density_that_is_none(name):
    function, message = BAD_DENSITIES[name]
    with pytest.raises((ValueError, TypeError), match=message):
        samplers.metropolis(function, np.zeros(2), rng=rng())


def test_a_density_that_fails_on_the_way():
    def log_of_negative(theta):
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.log(theta[:, 0]) - theta[:, 0]

    with pytest.raises(ValueError, match=r"nan at theta = \[-.*-inf outside the support"):
        samplers.metropolis(log_of_negative, [0.1], rng=rng())

    def pole(theta):
        inside = np.abs(theta[:, 0]) < 1
        return np.where(inside, np.inf, -np.abs(theta[:, 0])), np.sign(-theta)

    with pytest.raises(ValueError, match="log density is inf at theta"):
        samplers.hmc(pole, [1.5], rng=rng())


def gradient_of(change):
    def log_density_and_gradient(theta):
        value, gradient = normal(np.array([1.0, -2.0]), np.diag([1.0, 25.0]))(theta)
        return value, change(gradient.copy())

    return log_density_and_gradient


def shifted(gradient):
    gradient[..., 1] += 1
    return gradient


BAD_GRADIENTS = {
    "wrong sign": (lambda g: -g, "Every entry has the wrong sign"),
    "doubled": (lambda g: 2 * g, "Every entry is 2 times the slope"),
    "no Jacobian": (shifted, r"wrong: 1\. Off by 1 in entry 1; .*Jacobian"),
    "one entry": (lambda g: g * [1, 1.7], r"Of 2 entries, wrong: 1\. Off by"),
    "of one": (lambda g: g[0], r"shape \(2,\).*one_at_a_time"),
    "summed": (lambda g: g.sum(axis=-1), r"shape \(4,\) for theta of shape \(4, 2\)"),
    "nan": (lambda g: g * [1, np.nan], r"nan in entry 1 at the start"),
}


@pytest.mark.parametrize("name", BAD_GRADIENTS)
def test_a_gradient_that_is_none(name):
    change, message = BAD_GRADIENTS[name]
    with pytest.raises(ValueError, match=message):
        samplers.hmc(gradient_of(change), np.zeros(2), rng=rng())


@given(
    seed=st.integers(0, 2**32 - 1),
    magnitude=st.integers(-5, 5),
    height=st.sampled_from([0.0, 1.0, -1e6, 1e10]),
)
@settings(max_examples=40, deadline=None)
def test_a_right_gradient_is_never_called_wrong(seed, magnitude, height):
    covariance = stats.wishart(4, np.eye(3)).rvs(random_state=rng(seed)) * 100.0**magnitude
    target = normal(rng(seed).normal(size=3), covariance)
    points = rng(seed + 1).normal(size=(4, 3)) * 10.0**magnitude
    checks.first_density_and_gradient(lambda t: (target(t)[0] + height, target(t)[1]), points)


ARGUMENTS = {
    "seed for rng": ({"rng": 3}, TypeError, r"rng=np\.random\.default_rng\(3\)"),
    "no draws": ({"draws": 0}, ValueError, "draws is 0; wanted 1 or more"),
    "half a draw": ({"draws": 0.5}, TypeError, "whole number"),
    "no chains": ({"chains": 0}, ValueError, "chains is 0"),
    "negative warm-up": ({"warmup": -1}, ValueError, "warmup is -1; wanted 0 or more"),
    "text for start": ({"start": "here"}, TypeError, r"shape \(d,\) or \(chains, d\)"),
    "start of no shape": ({"start": 1.0}, ValueError, r"start has shape \(\)"),
    "start of nan": ({"start": [np.nan, 0]}, ValueError, "nan or inf"),
    "starts and chains": ({"start": np.zeros((3, 2)), "chains": 4}, ValueError, "Leave chains out"),
    "two scales": ({"scale": 1, "covariance": np.eye(2)}, ValueError, "Both scale"),
    "negative scale": ({"scale": [-1, 1]}, ValueError, "positive and finite"),
    "scale too long": ({"scale": [1, 1, 1]}, ValueError, r"shape \(3,\)"),
    "sds as covariance": ({"covariance": [1, 2]}, ValueError, r"shape \(2,\)"),
    "no covariance": ({"covariance": [[1, 2], [2, 1]]}, ValueError, "covariance of nothing"),
    "no dict": ({"constrain": lambda t: t}, TypeError, "returned a ndarray"),
    "wrong axis": (
        {"constrain": lambda t: {"a": t[:, 0]}},
        ValueError,
        r"chain and draw have to stay.*theta\[\.\.\., 0\]",
    ),
}


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments_that_make_no_sense(name, kind):
    options, kind_of_error, message = ARGUMENTS[name]
    options = {"start": np.zeros(2), "draws": 20, "warmup": 0} | options
    with pytest.raises(kind_of_error, match=message):
        run(kind, quartic, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target_acceptance": 80}, "share between 0 and 1"),
        ({"step_size": -0.1}, "step_size is -0.1"),
        ({"leapfrog_steps": 0}, "leapfrog_steps is 0"),
        ({"mass": "full"}, '"dense" or "diagonal"'),
    ],
)
def test_choices_of_hmc_that_make_no_sense(options, message):
    with pytest.raises(ValueError, match=message):
        run("hmc", quartic, np.zeros(2), **options)


def test_hmc_wants_a_pair():
    with pytest.raises(TypeError, match=r"the pair \(log density, gradient\)"):
        samplers.hmc(log_standard_normal, np.zeros(2), rng=rng())


def test_a_single_walk_starts_at_one_point():
    with pytest.raises(ValueError, match=r"one point, \(d,\)"):
        samplers.metropolis_walk(log_standard_normal, np.zeros((3, 2)), rng=rng())


# ---- progress -----------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(progress, "SILENT", 0.0)
    monkeypatch.setattr(progress, "EVERY", 0.0)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


def shown(text: str) -> str:
    """What a terminal shows in the end: each line overwrites the one before."""
    line = ""
    for part in text.split("\r"):
        line = part + line[len(part) :]
    return line.strip()


def test_a_long_run_says_how_long_and_leaves_one_line(impatient, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    run("hmc", quartic, np.zeros(2), 30, warmup=10)
    assert "hmc: 1 of 40 iterations, " in terminal.getvalue()
    assert "s left" in terminal.getvalue()
    assert shown(terminal.getvalue()) == "hmc: 40 iterations in 0 s"


def test_a_stopped_run_says_how_far_it_came(impatient, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(KeyboardInterrupt), progress.Progress("gibbs", 40) as line:
        line.tick()
        raise KeyboardInterrupt
    assert shown(terminal.getvalue()) == "gibbs: 1 of 40 iterations in 0 s"


def test_nobody_is_told_where_nobody_watches(impatient, capsys):
    run("hmc", quartic, np.zeros(2), 30, warmup=10)
    assert capsys.readouterr().err == ""


def test_a_person_in_jupyter_is_told(impatient, monkeypatch, capsys):
    monkeypatch.setenv("JPY_SESSION_NAME", "lesson.ipynb")
    run("metropolis", quartic, np.zeros(2), 30, warmup=10)
    assert "metropolis: 40 of 40" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["metropolis", "hmc"])
def test_stop_stops_and_says_how_far_it_came(kind, impatient, monkeypatch):
    terminal, calls = Terminal(), []

    def stopped(theta):
        calls.append(None)
        if len(calls) == 100:
            raise KeyboardInterrupt
        return quartic(theta)

    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(KeyboardInterrupt):
        run(kind, stopped, np.zeros(2))
    assert re.fullmatch(rf"{kind}: \d+ of [\d,]+ iterations in \d+ s", shown(terminal.getvalue()))


# ---- careless hands -----------------------------------------------------------------------------


def test_columns_taken_for_chains_are_seen_where_there_are_as_many_of_both():
    def of_one_point(theta):
        return -0.5 * (theta[0] ** 2 + theta[1] ** 2 + theta[2] ** 2 + theta[3] ** 2)

    with pytest.raises(ValueError, match=r"takes the columns of theta for chains.*theta\[:, k\]"):
        samplers.metropolis(of_one_point, np.ones(4), rng=rng())
    with pytest.raises(ValueError, match="takes the columns of theta for chains"):
        samplers.hmc(lambda theta: (of_one_point(theta), -theta), np.ones(4), rng=rng())
    samplers.metropolis(
        samplers.one_at_a_time(of_one_point), np.ones(4), 20, rng=rng(), check=False
    )


@pytest.mark.parametrize("sampler", ["metropolis", "hmc"])
def test_a_log_density_cannot_change_theta_under_the_samplers_feet(sampler):
    def log_density(theta):
        theta[:, 1] = np.exp(theta[:, 1])
        return -theta[:, 1]

    with pytest.raises(ValueError, match="read-only") as caught:
        getattr(samplers, sampler)(log_density, np.zeros(2), rng=rng())
    assert "theta of shape (4, 2)" in caught.value.__notes__[0]


def test_a_function_of_one_point_that_fails_is_told_what_it_was_called_with():
    with pytest.raises(ValueError) as caught:
        samplers.metropolis(lambda theta: -0.5 * theta @ theta, [0.0, 0.0], rng=rng())
    assert "one_at_a_time" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("returned", "match"),
    [(None, "end in return"), ("text", "wanted real numbers"), (1j * np.ones(4), "complex")],
)
def test_what_is_no_log_density_is_named(returned, match):
    with pytest.raises(TypeError, match=match):
        samplers.metropolis(lambda theta: returned, [0.0, 0.0], rng=rng())


@pytest.mark.parametrize("sampler", ["metropolis", "hmc"])
def test_what_cannot_be_called_is_named(sampler):
    with pytest.raises(TypeError, match=r"is a int; wanted a function.*model\.log_density"):
        getattr(samplers, sampler)(5, [0.0, 0.0], rng=rng())


@pytest.mark.parametrize("shape", [list, pd.Series])
def test_a_log_density_may_come_as_a_list_or_a_series(shape):
    wanted = samplers.metropolis(log_standard_normal, [0.0, 0.0], 20, rng=rng(), check=False)
    found = samplers.metropolis(
        lambda theta: shape(log_standard_normal(theta)), [0.0, 0.0], 20, rng=rng(), check=False
    )
    np.testing.assert_array_equal(found["theta"], wanted["theta"])


@pytest.mark.parametrize(("factor", "match"), [(-1, "wrong sign"), (2, "2 times the slope")])
def test_a_wrong_gradient_is_seen_from_the_peak_too_where_all_gradients_are_zero(factor, match):
    def wrong(theta):
        value, gradient = standard_normal(theta)
        return value, factor * gradient

    with pytest.raises(ValueError, match=match):
        samplers.hmc(wrong, np.zeros(2), rng=rng())


def test_a_start_on_the_peak_beside_the_end_of_the_support_is_sound():
    def half(theta):
        value, gradient = standard_normal(theta)
        return np.where(theta[:, 0] > 1e-3, -np.inf, value), gradient

    draws = samplers.hmc(half, [0.0, 0.0], 20, rng=rng(), warmup=20, check=False)
    assert (draws["theta"][..., 0] <= 1e-3).all()


def test_chains_that_never_moved_are_a_problem():
    with pytest.warns(SamplingWarning, match="No chain ever moved"):
        samplers.metropolis(log_standard_normal, [0.0, 0.0], rng=rng(), scale=1e9)


@pytest.mark.parametrize(
    "options",
    [{"target_acceptance": "a"}, {"step_size": "a"}, {"step_size": [0.1, 0.2]}, {"scale": "a"}],
)
def test_options_that_are_no_numbers_are_named(options):
    with pytest.raises(TypeError, match=next(iter(options))):
        samplers.hmc(standard_normal, [0.0, 0.0], rng=rng(), **options)


def test_labels_of_several_parameters_say_whose_they_are():
    with pytest.raises(TypeError, match="whose labels"):
        samplers.metropolis(
            log_standard_normal,
            [0.0, 0.0],
            20,
            rng=rng(),
            labels=["a", "b"],
            constrain=lambda theta: {"b": theta},
        )


def test_a_trajectory_wants_a_push_for_each_parameter_and_a_step():
    roll = {"leapfrog_steps": 3, "rng": rng()}
    with pytest.raises(ValueError, match=r"momentum has shape \(3,\); wanted \(2,\)"):
        samplers.hmc_trajectory(
            standard_normal, [0.0, 0.0], step_size=0.1, momentum=[1, 2, 3], **roll
        )
    with pytest.raises(ValueError, match="step_size is nan"):
        samplers.hmc_trajectory(standard_normal, [0.0, 0.0], step_size=np.nan, **roll)


@pytest.mark.parametrize(
    ("start", "error", "message"),
    [
        (np.array([1j, 0.0]), TypeError, "start is .*wanted real numbers of shape"),
        (["1", "2"], TypeError, "wanted real numbers of shape"),
        (np.ma.masked_array([1.0, 2.0], [True, False]), TypeError, "wanted real numbers"),
        (None, TypeError, "start is None"),
        ([[1, 2], [3]], TypeError, "wanted real numbers of shape"),
        (0.0, ValueError, r"shape \(\); wanted \(d,\)"),
        ([np.nan, 0.0], ValueError, "finite numbers"),
    ],
)
def test_a_start_is_real_numbers(start, error, message):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(error, match=message):
            samplers.metropolis(log_standard_normal, start, 20, rng=rng())


@pytest.mark.parametrize("sampler", ["metropolis", "hmc"])
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"constrain": 5}, TypeError, "constrain is a int; wanted a function"),
        ({"constrain": lambda theta: {"x": theta[0]}}, ValueError, "chain and draw have to stay"),
        ({"labels": ["a"]}, ValueError, "2 entries and 1 labels"),
        ({"labels": "ab"}, TypeError, "sequence of 2"),
        ({"labels": {"beta": ["a", "b"]}}, ValueError, "labels speaks of 'beta'"),
        ({"finite_moments": 2}, TypeError, "finite_moments is 2; wanted a dict"),
    ],
)
def test_a_slip_in_the_names_is_told_before_the_run(sampler, options, error, message):
    """Not after it, when the draws are lost."""
    calls = 0

    def counted(theta):
        nonlocal calls
        calls += 1
        return standard_normal(theta)

    with pytest.raises(error, match=message):
        run(sampler, counted, [0.5, 0.5], **options)
    assert calls < 20


def test_counts_of_numpy_s_small_integers_do_not_overflow():
    small = {"draws": np.int8(100), "warmup": np.int8(100), "chains": np.int8(2)}
    for kind in ("metropolis", "hmc"):
        draws = run(kind, standard_normal, [0.5, 0.5], **small)
        assert draws["theta"].shape == (2, 100, 2)


def test_a_gradient_may_come_as_a_data_frame():
    def framed(theta):
        value, gradient = standard_normal(theta)
        return pd.Series(value), pd.DataFrame(gradient)

    framed, plain = (run("hmc", f, [0.5, 0.5], 20, warmup=30) for f in (framed, standard_normal))
    np.testing.assert_array_equal(framed["theta"], plain["theta"])


def test_a_mass_matrix_goes_in_as_covariance():
    with pytest.raises(ValueError, match="goes in as covariance"):
        run("hmc", standard_normal, [0.5, 0.5], mass=np.eye(2))


def test_a_pair_where_a_number_belongs_is_no_density():
    with pytest.raises(TypeError, match="parts differ in shape"):
        run("hmc", lambda theta: (standard_normal(theta), -theta), [0.5, 0.5])


@pytest.mark.parametrize("answer", [lambda x: None, lambda x: 0.0 if x[0] > 0 else None])
def test_one_point_without_an_answer_is_told_of_return(answer):
    one = samplers.one_at_a_time(answer)
    with pytest.raises(TypeError, match=r"returned None.*return"):
        samplers.metropolis(one, [[1.0], [-1.0]], 20, rng=rng())
    with pytest.raises(TypeError, match="function is a int"):
        samplers.one_at_a_time(3)


@pytest.mark.parametrize("sampler", ["metropolis", "hmc"])
def test_a_model_says_which_moments_its_posterior_lacks(sampler):
    one_row = np.array([[1.0]]), np.array([3.0])
    prior = bayes.Prior(0, [1.0], bayes.HalfCauchy(1))
    model = bayes.unconstrained(*one_row, prior)
    assert model.finite_moments == {"sigma": 2.0}
    density = model.log_density if sampler == "metropolis" else model.log_density_and_gradient
    draws = getattr(samplers, sampler)(
        density,
        model.start(4, rng()),
        50,
        rng=rng(),
        warmup=50,
        constrain=model.constrain,
        labels=model.labels,
        finite_moments=model.finite_moments,
        check=False,
    )
    exact = bayes.posterior(*one_row, prior)
    summary = draws.summary()
    assert summary.loc["sigma", "sd"] == exact.sigma.sd == np.inf
    assert np.isfinite(summary.loc["beta[const]", "sd"]) and np.isfinite(exact.beta.sd).all()


@pytest.mark.parametrize("d", [4, 3])  # as many as chains, and fewer
def test_a_density_that_is_itself_random_is_refused(d):
    noise = rng(2)
    with pytest.raises(ValueError, match="answers differently when asked twice"):
        samplers.metropolis(
            lambda theta: log_standard_normal(theta) + noise.normal(size=len(theta)),
            np.zeros(d),
            rng=rng(),
        )
    with pytest.raises(ValueError, match="answers differently when asked twice"):
        samplers.hmc(
            lambda theta: (log_standard_normal(theta) + noise.normal(size=len(theta)), -theta),
            np.zeros(d),
            rng=rng(),
        )


def test_a_hierarchy_with_as_many_rows_as_columns_does_not_start_where_sigma_is_nothing():
    X, y = np.column_stack([np.ones(3), rng(3).normal(size=(3, 2))]), rng(4).normal(size=3)
    hierarchy = bayes.SeedHierarchy(0, 10, bayes.HalfCauchy(1), bayes.HalfCauchy(1))
    model = bayes.unconstrained(X, y, hierarchy)
    log_sigma = model.start(50, rng())[:, model.names.index("log sigma")]
    assert np.median(log_sigma) > np.log(0.01 * np.std(y))
