"""Effective draws per second, side by side.

A chain's draws are alike; its effective sample size (bulk ESS, Vehtari et al. 2021) says how many
independent draws tell as much about the slowest parameter. It is capped at the number of draws for
everybody: some chains are luckier than independent draws, but nobody promises it. Every competitor
samples once in each round, with a seed of its own, and the median of the rounds counts.
"""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.peers import Problem, Sampled, Sampler

ROUNDS = 5


@dataclass(frozen=True)
class Pace:
    """Medians over the rounds.

    Attributes
    ----------
    per_second, effective, seconds : float
        Effective draws of the slowest parameter, and the time they took.
    draws : int
        Draws kept, of all chains.
    """

    per_second: float
    effective: float
    seconds: float
    draws: int


def effective(sampled: Sampled, independent: bool) -> float:
    """Effective draws of the slowest parameter, at most as many as were drawn."""
    from arviz_stats.base import array_stats

    chains, draws, parameters = sampled.draws.shape
    if independent:
        return chains * draws
    columns = (np.ascontiguousarray(sampled.draws[:, :, k]) for k in range(parameters))
    return min(chains * draws, *(float(array_stats.ess(column)) for column in columns))


def race(
    problem: Problem,
    competitors: Mapping[str, Callable[[Problem], Sampler]],
    independent: str,
    rounds: int = ROUNDS,
) -> tuple[dict[str, Pace], dict[str, str]]:
    """Let all competitors sample one posterior in turn.

    Parameters
    ----------
    problem : Problem
    competitors : mapping of str to callable
        What makes each one's sampler; compiling is done there and not counted.
    independent : str
        The competitor whose draws are independent by construction.
    rounds : int

    Returns
    -------
    paces : dict of str to Pace
    missing : dict of str to str
        The package that each competitor would need and that is not installed.
    """
    samplers, missing = {}, {}
    for name, make in competitors.items():
        try:
            samplers[name] = make(problem)
        except ModuleNotFoundError as error:
            missing[name] = error.name
    runs = {name: [] for name in samplers}
    # The triangles here are small: a second BLAS thread costs more than it brings.
    with threadpool_limits(1, user_api="blas"):
        for seed in range(1, rounds + 1):
            for name, sample in samplers.items():
                sampled = sample(seed)
                runs[name].append((effective(sampled, name == independent), sampled))
    return {name: _pace(found) for name, found in runs.items()}, missing


def _pace(runs: list[tuple[float, Sampled]]) -> Pace:
    draws = runs[0][1].draws
    return Pace(
        statistics.median(ess / sampled.seconds for ess, sampled in runs),
        statistics.median(ess for ess, _ in runs),
        statistics.median(sampled.seconds for _, sampled in runs),
        draws.shape[0] * draws.shape[1],
    )


def lines(paces: Mapping[str, Pace], missing: Mapping[str, str]) -> list[str]:
    """A table, fastest last where the competitors stand so; what is missing below."""
    table = [f"{'':32}{'draws':>9}{'effective':>11}{'seconds':>10}{'effective/s':>14}"]
    table += [
        f"{name:32}{pace.draws:9,d}{pace.effective:11,.0f}{pace.seconds:10.4f}"
        f"{pace.per_second:14,.0f}"
        for name, pace in paces.items()
    ]
    table += [
        f"{name:32}{'not measured: ' + package + ' is missing (python3 run.py peers)':>44}"
        for name, package in missing.items()
    ]
    return table


def fastest(paces: Mapping[str, Pace], ours: set[str]) -> str | None:
    """The fastest competitor that is not ours; None where no peer is there."""
    peers = [name for name in paces if name not in ours]
    return max(peers, key=lambda name: paces[name].per_second, default=None)
