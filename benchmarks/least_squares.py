"""Least squares on many rows: time and memory of `compress` + `ols.fit` and of the peers."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from benchmarks.digits import peers
from benchmarks.timing import Timing, extra_megabytes, peak_bytes, side_by_side
from helpers.compressed import compress
from helpers.ols import fit

COLUMNS = 10
OURS = "compress + ols.fit"
READING = "reading the data once"
LSTSQ = ("numpy lstsq", "scipy gelsd", "scipy gelsy", "scikit-learn")


def data(n: int) -> tuple[np.ndarray, np.ndarray]:
    """n rows with a constant and standard normal predictors, made without spare memory."""
    rng = np.random.default_rng(2024)
    X, y = np.empty((n, COLUMNS)), np.empty(n)
    rng.standard_normal(out=X)
    X[:, 0] = 1
    rng.standard_normal(out=y)
    for first in range(0, n, 2**16):
        y[first : first + 2**16] += X[first : first + 2**16] @ np.arange(COLUMNS)
    return X, y


def compress_and_fit(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The coefficients by way of the triangular factor."""
    return fit(compress(X, y)).beta


def blocked_qr(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The factor of [X y] by plain Householder QR, in blocks that stay in the cache."""
    factor = np.zeros((COLUMNS + 1, COLUMNS + 1))
    for first in range(0, len(X), 2**13):
        rows = np.column_stack([X[first : first + 2**13], y[first : first + 2**13]])
        factor = np.linalg.qr(np.vstack([factor, rows]), mode="r")
    return factor


def stream(X: np.ndarray, y: np.ndarray) -> float:
    """Read every number once, with two threads: nothing that uses the data can be faster."""
    halves = np.array_split(X, 2)
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(np.sum, halves)) + y.sum()


def solvers() -> dict[str, Callable[[np.ndarray, np.ndarray], object]]:
    """All that compete, ours first; of statsmodels its default, twice as fast as its QR."""
    faster = {name: solve for name, solve in peers().items() if name != "statsmodels qr"}
    return {OURS: compress_and_fit, **faster}


def table(n: int) -> str:
    """Seconds, ratios to ours and extra memory of everybody."""
    everybody = {READING: stream, "plain blocked QR": blocked_qr} | solvers()
    timings = side_by_side(everybody, *data(n))
    lines = [
        f"Least squares, n = {n:,}, p = {COLUMNS} (BLAS threads: the faster of 1 and 2)",
        f"{'':24}{'seconds':>9}{'threads':>9}{'times ours':>12}{'extra MB':>10}",
    ]
    for name, timing in timings.items():
        megabytes = extra_megabytes(__name__, str(n), name) if name in solvers() else None
        memory = "" if megabytes is None else f"{megabytes:.0f}"
        ratio = timing.seconds / timings[OURS].seconds
        lines.append(f"{name:24}{timing.seconds:9.3f}{timing.threads:9d}{ratio:12.2f}{memory:>10}")
    return "\n".join([*lines, _verdict(timings)])


def _verdict(timings: dict[str, Timing]) -> str:
    ours = timings[OURS].seconds
    lstsq = min(timings[name].seconds for name in LSTSQ)
    statsmodels = timings["statsmodels pinv"].seconds
    reading = timings[READING].seconds
    return (
        f"Ours is {lstsq / ours:.1f} times as fast as the fastest lstsq and "
        f"{statsmodels / ours:.1f} times as fast as statsmodels; reading alone takes "
        f"{reading / ours:.0%} of its time."
    )


def _print_extra_megabytes(n: int, name: str) -> None:
    solve = solvers()[name]
    solve(*data(2**12))  # what a library loads on first use is not counted
    X, y = data(n)
    before = peak_bytes()
    solve(X, y)
    print((peak_bytes() - before) / 1e6)


if __name__ == "__main__":
    _print_extra_megabytes(int(sys.argv[1]), sys.argv[2])
