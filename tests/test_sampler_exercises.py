"""The exercises in which a learner writes a whole sampler.

Their checks average over chains, so a right sampler must pass whatever its random numbers are,
and a wrong one must be known by its law however it is programmed.
"""

import numpy as np
import pytest
from arviz_stats.base import array_stats
from scipy import stats

from helpers.exercises import gradients, samplers_by_hand

SAMPLERS = (samplers_by_hand.metropolis, samplers_by_hand.gibbs, gradients.hmc)


def by_id(exercise):
    return exercise.id


def with_stream(program, k):
    """The program with a stream of random numbers of its own."""

    def sampler(*arguments):
        return program(*arguments[:-1], np.random.default_rng([k, arguments[-1].integers(2**40)]))

    return sampler


@pytest.mark.parametrize("exercise", SAMPLERS, ids=by_id)
def test_a_right_sampler_is_refused_less_than_once_in_a_million(exercise):
    tolerance, cases = exercise.tolerance, len(exercise.cases({}))
    random = sum(error > 0 for error in tolerance.standard_error.values())
    assert random * cases * 2 * stats.norm.sf(tolerance.z) < 1e-6


@pytest.mark.parametrize("exercise", SAMPLERS, ids=by_id)
def test_the_stated_errors_are_the_spread_of_right_samplers(exercise):
    program = exercise.program
    for case in exercise.cases({}):
        runs = [exercise.run(with_stream(program, k), case) for k in range(20)]
        for part, stated in exercise.tolerance.standard_error.items():
            spread = np.std([float(run[part]) for run in runs], ddof=1) * np.sqrt(2)
            # the sd of 20 draws is below 1.6 times the true one with probability 0.9996
            assert spread <= 1.6 * stated + 1e-12, part


@pytest.mark.parametrize("exercise", SAMPLERS, ids=by_id)
def test_right_samplers_pass_with_any_random_numbers(exercise):
    for program in (exercise.program, *exercise.variants.values()):
        for k in range(3):
            assert exercise.check(with_stream(program, k)).outcome == "right"


# The same mistakes, programmed in another way


def metropolis(decide, keep=lambda chain, state, moved: chain.append(state), width=1.0):
    def sampler(log_density, start, root, draws, rng):
        state, chain = np.array(start), []
        for _ in range(draws):
            step = width * (root @ rng.normal(size=len(start)))
            level = np.log(rng.uniform())
            moved = decide(log_density(state + step) - log_density(state), level)
            state = state + step if moved else state
            keep(chain, state, moved)
        return np.array(chain)

    return sampler


def keep_moved(chain, state, moved):
    if moved:
        chain.append(state)


def until_full(log_density, start, root, draws, rng):
    """Goes on until enough states have been accepted: as many rows as asked for, none repeated."""
    state, chain = np.array(start), []
    while len(chain) < draws:
        proposal = state + root @ rng.normal(size=len(start))
        if rng.uniform() < np.exp(min(0, log_density(proposal) - log_density(state))):
            state = proposal
            chain.append(state)
    return chain


@pytest.mark.parametrize(
    ("name", "sampler"),
    [
        ("rejected states not repeated", metropolis(lambda rise, u: u < rise, keep_moved)),
        ("rejected states not repeated", until_full),
        ("everything accepted", metropolis(lambda rise, u: u < np.exp(rise))),
        ("ratio upside down", metropolis(lambda rise, u: u < -rise)),
        ("never downhill", metropolis(lambda rise, u: rise > 0)),
        ("never downhill", metropolis(lambda rise, u: np.exp(u) < rise)),
        ("stays at the start", metropolis(lambda rise, u: False)),
        (None, metropolis(lambda rise, u: u < rise, width=0.5)),
        (None, metropolis(lambda rise, u: u < rise / 2)),
        (None, metropolis(lambda rise, u: u < 2 * rise)),
    ],
)
def test_metropolis_knows_a_mistake_by_its_law(name, sampler):
    result = samplers_by_hand.metropolis.check(sampler)
    assert result.outcome != "right" and result.misconception == name


def gibbs(spread=np.sqrt, divisor=2.0, prior=True, whole_prior=True):
    def sampler(X, y, start, draws, rng):
        beta, variance, rows = start[:-1].copy(), start[-1], []
        shape = 2 + (len(y) + whole_prior * len(beta)) / 2
        for _ in range(draws):
            for j, x in enumerate(X.T):
                precision = x @ x + prior / 4
                mean = x @ (y - X @ beta + x * beta[j]) / precision
                beta[j] = mean + spread(variance / precision) * rng.standard_normal()
            squares = np.sum((y - X @ beta) ** 2) + whole_prior * beta @ beta / 4
            variance = (25 + squares / divisor) / rng.gamma(shape)
            rows.append([*beta, variance])
        return rows

    return sampler


def test_gibbs_accepts_the_model_and_refuses_its_neighbours():
    check = samplers_by_hand.gibbs.check
    assert check(gibbs()).outcome == "right"
    assert check(gibbs(spread=float)).misconception == "variance for standard deviation"
    for broken in (gibbs(divisor=1.0), gibbs(prior=False), gibbs(whole_prior=False)):
        assert check(broken).outcome == "wrong"


def hmc(energy=lambda r: r @ r / 2, fresh=True, push=1.0, verdict=True):
    def sampler(log_density, gradient, start, step_size, steps, draws, rng):
        theta, rows, momentum = start, [], rng.normal(size=len(start))
        for _ in range(draws):
            momentum = push * rng.normal(size=len(start)) if fresh else momentum
            place, r = theta, momentum
            for _ in range(steps):
                r = r + step_size / 2 * gradient(place)
                place = place + step_size * r
                r = r + step_size / 2 * gradient(place)
            change = log_density(place) - energy(r) - log_density(theta) + energy(momentum)
            theta = place if not verdict or np.log(rng.random()) < change else theta
            rows.append(theta)
        return rows

    return sampler


@pytest.mark.parametrize(
    ("name", "sampler"),
    [
        ("everything accepted", hmc(verdict=False)),
        ("one push for all", hmc(fresh=False)),
        ("momentum ignored", hmc(energy=lambda r: 0.0)),
        (None, hmc(energy=lambda r: r @ r)),
        (None, hmc(push=2.0)),
    ],
)
def test_hmc_knows_a_mistake_by_its_law(name, sampler):
    result = gradients.hmc.check(sampler)
    assert result.outcome != "right" and result.misconception == name


# Diagnostics, against those of arviz-stats


def test_r_hat_and_mcse_are_those_of_the_libraries():
    for (chains,) in samplers_by_hand.r_hat.cases({}):
        theirs = array_stats.rhat(chains, chain_axis=0, draw_axis=1, method="split")
        assert samplers_by_hand.r_hat.program(chains) == pytest.approx(float(theirs), rel=1e-12)
    rng = np.random.default_rng(4)
    chain = [0.0]
    for _ in range(40_000 - 1):
        chain.append(0.7 * chain[-1] + rng.normal())
    theirs = float(array_stats.mcse(np.array(chain)[None], chain_axis=0, draw_axis=1))
    exact = 1 / 0.3 / np.sqrt(len(chain))
    assert theirs == pytest.approx(exact, rel=0.1)
    # from 200 batches it is known within 5 %; three of that
    assert samplers_by_hand.mcse.program(np.array(chain), 200) == pytest.approx(exact, rel=0.15)
