"""Leave-one-out prediction: `criticism.loo`, a fit for each row, and importance sampling."""

from collections.abc import Callable

import numpy as np
from arviz_stats.base import array_stats

from benchmarks.least_squares import COLUMNS, data
from benchmarks.timing import side_by_side
from helpers import bayes, criticism, simulate
from helpers.arrays import Array
from helpers.compressed import compress

DRAWS = 4000
OURS = "criticism.loo"
REFITS = "a fit without each row"
SAMPLED = f"arviz-stats' loo, {DRAWS:,} draws"
PRIORS = {
    "normal–inverse-gamma": bayes.NormalInverseGamma(np.zeros(3), 4.0, 2.0, 25.0),
    "normal, half-Cauchy": bayes.Prior(np.zeros(3), np.full(3, 10.0), bayes.HalfCauchy(2.5)),
}
Prior = bayes.Prior | bayes.NormalInverseGamma


def refits(X: Array, y: Array, prior: Prior) -> Array:
    """log p(y) - log p(y without row i)."""
    if isinstance(prior, bayes.Prior):
        whole, evidence = bayes.log_evidence(X, y, prior), bayes.log_evidence
    else:
        whole = prior.log_evidence(X, y)

        def evidence(X: Array, y: Array, prior: Prior) -> float:
            return prior.log_evidence(X, y)

    parts = ((np.delete(X, i, axis=0), np.delete(y, i)) for i in range(len(y)))
    return np.array([whole - evidence(*part, prior) for part in parts])


def sampled(X: Array, y: Array, prior: Prior) -> Array:
    """Pareto-smoothed importance sampling, from independent draws; all of it is counted."""
    rng = np.random.default_rng(1)
    if isinstance(prior, bayes.Prior):
        draws = bayes.exact_posterior(X, y, prior, draws=DRAWS, rng=rng)
    else:
        draws = prior.update(X, y).draw(DRAWS, rng)
    sigma = draws["sigma"][0]
    z = (y[:, None] - X @ draws["beta"][0].T) / sigma
    log_likelihood = -0.5 * z * z - np.log(np.sqrt(2 * np.pi) * sigma)
    return array_stats.loo(log_likelihood[:, None])[0]


METHODS: dict[str, Callable[[Array, Array, Prior], Array]] = {
    OURS: lambda X, y, prior: criticism.loo(X, y, prior).pointwise,
    REFITS: refits,
    SAMPLED: sampled,
}


def table() -> str:
    """The seed world under both kinds of prior: time, ratio to ours, and how far off."""
    world = simulate.seed_world()
    X, y = np.asarray(world.X), np.asarray(world.y)
    return "\n".join(_of_prior(X, y, name, prior) for name, prior in PRIORS.items())


def _of_prior(X: Array, y: Array, name: str, prior: Prior) -> str:
    answers = {}

    def work(method: str) -> Callable[[], None]:
        return lambda: answers.update({method: METHODS[method](X, y, prior)})

    times = side_by_side({method: work(method) for method in METHODS})
    seconds = {method: timing.seconds for method, timing in times.items()}
    lines = [
        f"\nLeave-one-out prediction of the seed world, n = {len(y)}, prior: {name}",
        f"{'':32}{'ms':>10}{'times ours':>12}{'elpd':>12}{'largest error':>15}",
    ]
    for method, answer in answers.items():
        off = np.abs(answer - answers[REFITS]).max()
        lines.append(
            f"{method:32}{1000 * seconds[method]:10.2f}{seconds[method] / seconds[OURS]:12.1f}"
            f"{answer.sum():12.4f}{off:15.1g}"
        )
    return "\n".join(lines)


def rows_table(n: int) -> str:
    """Many rows, beside compressing them, which every fit does."""
    X, y = data(n)
    priors = {
        "normal–inverse-gamma": bayes.NormalInverseGamma(np.zeros(COLUMNS), 4.0, 2.0, 25.0),
        "normal, half-Cauchy": bayes.Prior(
            np.zeros(COLUMNS), np.full(COLUMNS, 10.0), bayes.HalfCauchy(2.5)
        ),
    }

    def work(prior: Prior) -> Callable[[], None]:
        return lambda: criticism.loo(X, y, prior)

    competitors = {"compress": lambda: compress(X, y)}
    competitors |= {name: work(prior) for name, prior in priors.items()}
    times = {name: timing.seconds for name, timing in side_by_side(competitors).items()}
    told = ", ".join(f"{times[name]:.2f} s with the prior {name}" for name in priors)
    return (
        f"\nn = {n:,}, p = {COLUMNS}: criticism.loo takes {told}; compressing the rows takes "
        f"{times['compress']:.2f} s."
    )
