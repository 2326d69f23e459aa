"""The two hierarchical models: independent draws and Gibbs sampling beside general samplers."""

from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks import peers
from benchmarks.paces import Pace, fastest, lines, race
from benchmarks.peers import Problem, Sampler
from benchmarks.posterior import gibbs, timed
from helpers import bayes, simulate

DRAWS = 4000
COEFFICIENTS = 20
ROUNDS = 3
EXACT = "bayes.exact_hierarchy"
GIBBS = "samplers.gibbs"
OURS = {EXACT, GIBBS}
LAWS = {"eta": bayes.HalfCauchy(5), "sigma": bayes.HalfCauchy(10)}


def problems() -> dict[str, Problem]:
    """Both models, each with data that say much and data that say little."""
    world = simulate.seed_world()
    one = bayes.SeedHierarchy(0, 10, **LAWS)
    return {
        "A, the seed world, 2 slopes": Problem(world.X, world.y, one),
        "A, its first 10 rows": Problem(world.X[:10], world.y[:10], one),
        f"A, {COEFFICIENTS} slopes, 1,000 rows": many_slopes(1000, bayes.SeedHierarchy),
        f"A, {COEFFICIENTS} slopes, 30 rows": many_slopes(30, bayes.SeedHierarchy),
        f"B, {COEFFICIENTS} slopes, 1,000 rows": many_slopes(1000, bayes.ExchangeableHierarchy),
        f"B, {COEFFICIENTS} slopes, 30 rows": many_slopes(30, bayes.ExchangeableHierarchy),
    }


def many_slopes(n: int, kind: type) -> Problem:
    """Slopes from N(2, 1), errors of sd 5, and a hierarchical model of either kind."""
    rng = np.random.default_rng(2026)
    X = np.column_stack([np.ones(n), rng.standard_normal((n, COEFFICIENTS))])
    beta = np.append(10, rng.normal(2, 1, COEFFICIENTS))
    y = X @ beta + 5 * rng.standard_normal(n)
    return Problem(X, y, kind(0, 10, **LAWS))


def exact(problem: Problem) -> Sampler:
    """`bayes.exact_hierarchy`, from the rows."""
    return timed(
        problem,
        lambda rng: bayes.exact_hierarchy(
            problem.X, problem.y, problem.belief, draws=DRAWS, rng=rng
        ),
    )


def competitors(problem: Problem) -> dict[str, Callable[[Problem], Sampler]]:
    """Ours, and each peer in every form of the model that may suit it."""
    seed = isinstance(problem.belief, bayes.SeedHierarchy)
    forms = ("marginal", "non-centred") if seed else ("centred", "non-centred")
    if seed and problem.X.shape[1] > COEFFICIENTS:
        forms = ("marginal",)  # the other takes a minute, and is the slower one with two slopes too
    found = {EXACT: exact, GIBBS: gibbs}
    for form in forms:
        found[f"nutpie, low rank, {form}"] = partial(peers.nutpie, form=form, low_rank=True)
        found[f"nutpie, {form}"] = partial(peers.nutpie, form=form)
    found |= {f"NumPyro, {form}": partial(peers.numpyro, form=form) for form in forms}
    found[f"PyMC, {forms[0]}"] = partial(peers.pymc_nuts, form=forms[0])
    return found


def table() -> str:
    """All problems."""
    return "\n".join(_race(name, problem) for name, problem in problems().items())


def _race(name: str, problem: Problem) -> str:
    paces, missing = race(problem, competitors(problem), EXACT, ROUNDS)
    return "\n".join(["", f"Hierarchical model {name}", *lines(paces, missing), *_verdict(paces)])


def _verdict(paces: dict[str, Pace]) -> list[str]:
    peer = fastest(paces, OURS)
    if peer is None:
        return []
    ratios = {name: paces[name].per_second / paces[peer].per_second for name in OURS}
    return [
        f"Beside {peer}, the fastest peer: independent draws {ratios[EXACT]:.0f} times as fast "
        f"(wanted: 10), gibbs {ratios[GIBBS]:.1f} (wanted: 1)."
    ]
