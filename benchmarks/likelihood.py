"""Maximum likelihood on many rows: `likelihood.fit` and SciPy's L-BFGS-B on a sum of logpdf."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats
from threadpoolctl import threadpool_limits

from benchmarks.timing import THREADS, seconds, side_by_side
from helpers import likelihood
from helpers.compressed import Compressed, compress

COLUMNS = 20
OURS = "likelihood.fit(X, y)"
FROM_COMPRESSED = "likelihood.fit(S)"
ANALYTIC = "L-BFGS-B, analytic gradient"
NUMERICAL = "L-BFGS-B, numerical gradient"


@dataclass(frozen=True)
class Answer:
    """Where a method ended, and how many times it went through the rows."""

    beta: np.ndarray
    sigma: float
    evaluations: int | None = None


def data(n: int) -> tuple[np.ndarray, np.ndarray]:
    """n rows with a constant and standard normal predictors; beta = 1, 2, …, noise of sd 5."""
    rng = np.random.default_rng(2025)
    X = rng.standard_normal((n, COLUMNS))
    X[:, 0] = 1
    return X, X @ np.arange(1.0, COLUMNS + 1) + 5 * rng.standard_normal(n)


def cost(q: np.ndarray, X: np.ndarray, y: np.ndarray) -> float:
    """Minus the log-likelihood, as one writes it at first."""
    return -stats.norm.logpdf(y, X @ q[:-1], q[-1]).sum()


def cost_and_gradient(q: np.ndarray, X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """The same with its derivatives in (beta, sigma), from one pass over X forth and one back."""
    mean, sigma = X @ q[:-1], q[-1]
    residuals = y - mean
    slope = np.append(
        -(residuals @ X) / sigma**2, len(y) / sigma - residuals @ residuals / sigma**3
    )
    return -stats.norm.logpdf(y, mean, sigma).sum(), slope


def climb_by_scipy(function: Callable, gradient: bool | None) -> Callable:
    """L-BFGS-B with the seed's settings, but from a start that leads to the maximum."""

    def solve(X: np.ndarray, y: np.ndarray) -> Answer:
        start = np.append(np.zeros(COLUMNS), y.std())
        bounds = [(None, None)] * COLUMNS + [(1e-6, None)]
        found = optimize.minimize(
            function, start, args=(X, y), jac=gradient, method="L-BFGS-B", bounds=bounds
        )
        return Answer(found.x[:-1], found.x[-1], found.nfev)

    return solve


def ours(X: np.ndarray | Compressed, y: np.ndarray | None = None) -> Answer:
    """By way of the triangular factor; from rows, its making is included."""
    fit = likelihood.fit(X, y)
    return Answer(fit.beta, fit.sigma)


def table(n: int) -> str:
    """Seconds, ratios to ours, and how far from the maximum each one ended."""
    X, y = data(n)
    S = compress(X, y)
    competitors = {
        OURS: (ours, (X, y)),
        FROM_COMPRESSED: (ours, (S,)),
        ANALYTIC: (climb_by_scipy(cost_and_gradient, True), (X, y)),
        NUMERICAL: (climb_by_scipy(cost, None), (X, y)),
    }
    answers = {}

    def work(name: str) -> Callable[[], None]:
        solve, arguments = competitors[name]
        return lambda: answers.update({name: solve(*arguments)})

    fast = {name: work(name) for name in competitors if name != NUMERICAL}
    times = {name: timing.seconds for name, timing in side_by_side(fast).items()}
    with threadpool_limits(THREADS[-1], user_api="blas"):
        times[NUMERICAL] = seconds(work(NUMERICAL))
    lines = [
        f"Maximum likelihood, n = {n:,}, p = {COLUMNS} (BLAS threads: the faster of 1 and 2; the "
        "numerical gradient once)",
        f"{'':30}{'seconds':>10}{'times ours':>12}{'evaluations':>13}{'standard errors off':>21}",
    ]
    for name, answer in answers.items():
        off = np.sqrt(likelihood.gate(answer.beta, answer.sigma, S))
        lines.append(
            f"{name:30}{times[name]:10.4f}{times[name] / times[OURS]:12.2f}"
            f"{answer.evaluations or '':>13}{off:21.1g}"
        )
    return "\n".join([*lines, _verdict(times)])


def _verdict(times: dict[str, float]) -> str:
    analytic, numerical = (times[name] / times[OURS] for name in (ANALYTIC, NUMERICAL))
    return (
        f"Ours, compression included, is {numerical:.0f} times as fast as L-BFGS-B with a "
        f"numerical gradient and {analytic:.1f} times as fast as with an analytic one; from a "
        f"compressed table it takes {1000 * times[FROM_COMPRESSED]:.1f} ms."
    )
