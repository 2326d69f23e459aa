"""The posterior of a regression: independent draws and our chains beside general samplers."""

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks import peers
from benchmarks.least_squares import COLUMNS, data
from benchmarks.paces import Pace, fastest, lines, race
from benchmarks.peers import Problem, Sampled, Sampler
from benchmarks.timing import side_by_side
from helpers import bayes, samplers, simulate
from helpers.arrays import Array
from helpers.bayes.priors import SigmaLaw
from helpers.compressed import compress

DRAWS = 4000
EXACT = "bayes.exact_posterior"
GIBBS = "samplers.gibbs"
HMC = "samplers.hmc"
OURS = {EXACT, GIBBS, HMC}
CALLS = 50  # of ours in a round: one lasts a millisecond, and a busy moment would swallow it

LAWS = {
    "half-Cauchy(2.5)": bayes.HalfCauchy(2.5),
    "inverse-gamma(3, 40)": bayes.InverseGamma(3, 40),
}


def seed_problem(law: SigmaLaw) -> Problem:
    """The seed world, coefficients N(0, 10²)."""
    world = simulate.seed_world()
    return Problem(world.X, world.y, bayes.Prior(np.zeros(3), np.full(3, 10.0), sigma=law))


def of_draws(draws: samplers.Draws, problem: Problem) -> Array:
    """All that is judged, side by side, (chain, draw, parameter)."""
    parts = (draws[name] for name in problem.parameters)
    return np.concatenate([part.reshape(*part.shape[:2], -1) for part in parts], axis=2)


def timed(problem: Problem, draw: Callable[[np.random.Generator], samplers.Draws]) -> Sampler:
    """A sampler of ours: everything from the rows to the draws is counted."""

    def sample(seed: int) -> Sampled:
        rng = np.random.default_rng(seed)
        start = time.perf_counter()
        draws = draw(rng)
        return Sampled(of_draws(draws, problem), time.perf_counter() - start)

    sample(0)
    return sample


def exact(problem: Problem) -> Sampler:
    """`bayes.exact_posterior`; one call lasts so little that the mean of many is taken."""
    X, y, prior = problem.X, problem.y, problem.belief

    def sample(seed: int) -> Sampled:
        rng = np.random.default_rng(seed)
        start = time.perf_counter()
        for _ in range(CALLS):
            draws = bayes.exact_posterior(X, y, prior, draws=DRAWS, rng=rng)
        return Sampled(of_draws(draws, problem), (time.perf_counter() - start) / CALLS)

    sample(0)
    return sample


def gibbs(problem: Problem, chains: int = 128, draws: int = 500, warmup: int = 20) -> Sampler:
    """`samplers.gibbs`, many chains side by side, warm-up counted."""
    return timed(
        problem,
        lambda rng: samplers.gibbs(
            problem.X,
            problem.y,
            problem.belief,
            draws,
            rng=rng,
            chains=chains,
            warmup=warmup,
            check=False,
        ),
    )


def hmc(problem: Problem, chains: int = 256, draws: int = 500, warmup: int = 100) -> Sampler:
    """`samplers.hmc`, many chains side by side, warm-up counted."""

    def draw(rng: np.random.Generator) -> samplers.Draws:
        density = bayes.unconstrained(compress(problem.X, problem.y), problem.belief)
        return samplers.hmc(
            density.log_density_and_gradient,
            density.start(chains, rng),
            draws,
            rng=rng,
            warmup=warmup,
            constrain=density.constrain,
            labels=density.labels,
            check=False,
        )

    return timed(problem, draw)


COMPETITORS = {
    EXACT: exact,
    GIBBS: gibbs,
    HMC: hmc,
    "nutpie, low rank": partial(peers.nutpie, low_rank=True),
    "nutpie": peers.nutpie,
    "NumPyro": peers.numpyro,
    "PyMC": peers.pymc_nuts,
    "emcee": peers.emcee,
}


def table() -> str:
    """Both laws of sigma, and what independent draws cost beside their random numbers."""
    return "\n".join([*(_race(name, law) for name, law in LAWS.items()), _random_numbers()])


def _race(name: str, law: SigmaLaw) -> str:
    paces, missing = race(seed_problem(law), COMPETITORS, EXACT)
    return "\n".join(
        [
            "",
            f"The posterior of the seed world, sigma ~ {name}: effective draws of the slowest "
            "parameter",
            *lines(paces, missing),
            *_verdict(paces),
        ]
    )


def _verdict(paces: dict[str, Pace]) -> list[str]:
    peer = fastest(paces, OURS)
    if peer is None:
        return []
    times = {name: paces[name].per_second / paces[peer].per_second for name in OURS}
    found = [
        f"Beside {peer}, the fastest peer: independent draws {times[EXACT]:.0f} times as fast "
        f"(wanted: 100), gibbs {times[GIBBS]:.1f}, hmc {times[HMC]:.1f} (wanted: 1)."
    ]
    if "PyMC" in paces:
        ratio = paces[HMC].per_second / paces["PyMC"].per_second
        found.append(f"hmc is {ratio:.0f} times as fast as PyMC (wanted: 10).")
    return found


def _random_numbers() -> str:
    """Independent draws against drawing as many normals and gammas and doing nothing with them."""

    def numbers() -> None:
        rng = np.random.default_rng(1)
        for _ in range(CALLS):
            rng.standard_normal((DRAWS, 3))
            rng.standard_gamma(100.0, DRAWS)

    def draws(problem: Problem) -> None:
        rng = np.random.default_rng(1)
        for _ in range(CALLS):
            bayes.exact_posterior(problem.X, problem.y, problem.belief, draws=DRAWS, rng=rng)

    competitors = {"numbers": numbers}
    competitors |= {name: partial(draws, seed_problem(law)) for name, law in LAWS.items()}
    seconds = {name: timing.seconds / CALLS for name, timing in side_by_side(competitors).items()}
    ratios = ", ".join(f"{seconds[name] / seconds['numbers']:.2f} with {name}" for name in LAWS)
    return (
        f"{DRAWS:,} independent draws take, times what {DRAWS:,} gammas and three times as many "
        f"normals take ({1000 * seconds['numbers']:.2f} ms): {ratios} (wanted: 3)."
    )


def rows_table(n: int) -> str:
    """Independent draws from raw rows beside compressing them."""
    X, y = data(n)
    prior = bayes.Prior(0.0, np.full(COLUMNS, 10.0), sigma=bayes.HalfCauchy(2.5))

    def draws() -> None:
        bayes.exact_posterior(X, y, prior, draws=DRAWS, rng=np.random.default_rng(1))

    competitors = {"draws": draws, "compress": lambda: compress(X, y)}
    times = {name: timing.seconds for name, timing in side_by_side(competitors).items()}
    return (
        f"\nn = {n:,}, p = {COLUMNS}: {DRAWS:,} independent draws from the rows take "
        f"{times['draws']:.3f} s, compressing the rows {times['compress']:.3f} s: "
        f"{times['draws'] / times['compress']:.2f} times as long (wanted: 1.2)."
    )
