"""Many small regressions: `ols.fit_many` beside a loop over statsmodels' OLS."""

import numpy as np
import statsmodels.api as sm

from benchmarks.timing import side_by_side
from helpers import ols, simulate

REPLICATIONS = 2000
CALLS = 50  # of ours in a round: one lasts two milliseconds, and a busy moment would swallow it
OURS = "ols.fit_many"
LOOP = "a loop over statsmodels"


def data() -> tuple[np.ndarray, np.ndarray]:
    """The seed world's X, (200, 3), and 2,000 responses on it."""
    world = simulate.seed_world()
    rng = np.random.default_rng(2024)
    return world.X, simulate.replicate(world, rng=rng, replications=REPLICATIONS)


def all_at_once(X: np.ndarray, Y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and standard errors, each (replication, p)."""
    fits = ols.fit_many(X, Y)
    return fits.beta, fits.standard_errors


def calls_of_ours(X: np.ndarray, Y: np.ndarray) -> None:
    """The whole call many times over."""
    for _ in range(CALLS):
        all_at_once(X, Y)


def statsmodels_loop(X: np.ndarray, Y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same by statsmodels."""
    fits = [sm.OLS(y, X).fit() for y in Y]
    return np.array([fit.params for fit in fits]), np.array([fit.bse for fit in fits])


def table() -> str:
    """Seconds and their ratio; both must agree first."""
    X, Y = data()
    np.testing.assert_allclose(all_at_once(X, Y), statsmodels_loop(X, Y), rtol=1e-9)
    timings = side_by_side({OURS: calls_of_ours, LOOP: statsmodels_loop}, X, Y)
    seconds = {OURS: timings[OURS].seconds / CALLS, LOOP: timings[LOOP].seconds}
    lines = [
        "",
        f"{REPLICATIONS:,} fits with standard errors, n = {X.shape[0]}, p = {X.shape[1]} "
        "(BLAS threads: the faster of 1 and 2)",
        f"{'':24}{'seconds':>9}{'threads':>9}{'times ours':>12}",
    ]
    for name, timing in timings.items():
        ratio = seconds[name] / seconds[OURS]
        lines.append(f"{name:24}{seconds[name]:9.4f}{timing.threads:9d}{ratio:12.1f}")
    lines.append(f"Ours is {ratio:.0f} times as fast as statsmodels' loop.")
    return "\n".join(lines)
