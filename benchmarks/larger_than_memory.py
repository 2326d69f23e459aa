"""Rows on disk, read through Dask: time, memory and digits of `compress` and of the peers.

Everybody reads the same Parquet files and ends with the coefficients. Each runs in a process of
its own, with Dask's threads as its workers, so that the process's peak holds all of them.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.digits import correct_digits
from benchmarks.timing import peak_bytes
from helpers.compressed import compress
from helpers.ols import fit

PIECE = 10**6  # rows in a file, 24 MB
NAMES = ["x1", "x2"]
BETA = np.array([10.0, 4.0, 10.0])
OFFSET = 1e6  # of x2, where digits are counted; like a number of days or a postcode
OURS = "compress + ols.fit"
MOST_ROWS = 10**7  # that the peers are asked for
ROUNDS = 3


def write(folder: Path, n: int, offset: float = 0.0, piece: int = PIECE) -> None:
    """Write n rows as Parquet files; each has its own seed, so that none needs the others."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for number, first in enumerate(range(0, n, piece)):
        rng = np.random.default_rng([13, number])
        x1, x2, noise = rng.standard_normal((3, min(piece, n - first)))
        x2 = offset + np.round(x2 * 2**20) / 2**20  # so that the offset rounds nothing
        y = BETA[0] + BETA[1] * x1 + BETA[2] * (x2 - offset) + noise
        columns = {"x1": x1, "x2": x2, "y": y}
        pq.write_table(pa.table(columns), folder / f"part-{number:04d}.parquet")


def ours(folder: Path) -> np.ndarray:
    import dask.dataframe as dd

    S = compress(dd.read_parquet(folder), "y", columns=NAMES, constant=True)
    return fit(S).beta


def arrow(folder: Path) -> np.ndarray:
    import pyarrow.dataset as ds

    return fit(compress(ds.dataset(folder), "y", columns=NAMES, constant=True)).beta


def _arrays(folder: Path):
    """X with its column of ones, and y, as Dask arrays of known lengths."""
    import dask.dataframe as dd

    frame = dd.read_parquet(folder).assign(const=1.0)[["const", *NAMES, "y"]]
    table = frame.to_dask_array(lengths=True)
    return table[:, :3].rechunk({1: 3}), table[:, 3]


def dask_lstsq(folder: Path) -> np.ndarray:
    import dask.array as da

    return da.linalg.lstsq(*_arrays(folder))[0].compute()


def dask_normal_equations(folder: Path) -> np.ndarray:
    import dask

    X, y = _arrays(folder)
    return np.linalg.solve(*dask.compute(X.T @ X, X.T @ y))


def dask_ml(folder: Path) -> np.ndarray:
    from dask_ml.linear_model import LinearRegression

    X, y = _arrays(folder)
    model = LinearRegression(solver="newton", fit_intercept=False).fit(X, y)
    return np.asarray(model.coef_)


def statsmodels_distributed(folder: Path) -> np.ndarray:
    """As its documentation shows it: a fit for each file, and the mean of their coefficients."""
    import pyarrow.parquet as pq
    from statsmodels.base.distributed_estimation import (
        DistributedModel,
        _est_unregularized_naive,
        _join_naive,
    )
    from statsmodels.regression.linear_model import OLS

    files = sorted(folder.glob("*.parquet"))

    def pieces():
        for file in files:
            table = pq.read_table(file)
            X = np.column_stack([np.ones(table.num_rows), *(table[name] for name in NAMES)])
            yield table["y"].to_numpy(), X

    model = DistributedModel(
        len(files), OLS, estimation_method=_est_unregularized_naive, join_method=_join_naive
    )
    return model.fit(pieces(), fit_kwds={}).params


def statsmodels_in_memory(folder: Path) -> np.ndarray:
    import pandas as pd
    import statsmodels.api as sm

    frame = pd.read_parquet(folder)
    return sm.OLS(frame["y"], sm.add_constant(frame[NAMES])).fit(method="qr").params.to_numpy()


SOLVERS: dict[str, Callable[[Path], np.ndarray]] = {
    OURS: ours,
    "the same, Arrow alone": arrow,
    "dask.array lstsq": dask_lstsq,
    "dask, X'X": dask_normal_equations,
    "dask-ml newton": dask_ml,
    "statsmodels distributed": statsmodels_distributed,
    "statsmodels in memory": statsmodels_in_memory,
}


def table(n: int) -> str:
    """Ours on n rows; everybody's seconds and peak on at most `MOST_ROWS`; everybody's digits."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), n)
        megabytes = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        once = _measured(folder, OURS)
    few = min(n, MOST_ROWS)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), few)
        found = {name: _rounds(folder, name) for name in SOLVERS}
    digits = _digits()
    lines = [
        f"Larger than memory, p = 3: {n:,} rows, {megabytes:,.0f} MB of Parquet through Dask:",
        f"{once['seconds']:.1f} s, at most {once['peak']:.0f} MB in memory, libraries included."
        if once
        else "It could not be measured here.",
        f"{f'n = {few:,}':24}{'seconds':>9}{'times ours':>12}{'peak MB':>10}{'digits':>8}",
    ]
    for name, run in found.items():
        if run is None:
            lines.append(f"{name:24}  not installed, or it failed")
            continue
        ratio = run["seconds"] / found[OURS]["seconds"]
        lines.append(
            f"{name:24}{run['seconds']:9.2f}{ratio:12.2f}{run['peak']:10.0f}{digits[name]:8.1f}"
        )
    lines.append(
        f"Digits: of the worst coefficient, with x2 counted from {OFFSET:,.0f} below zero."
    )
    return "\n".join(lines)


def _digits() -> dict[str, float]:
    """Correct digits on 200,000 rows in 20 files whose x2 is far from zero."""
    n = 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, n, OFFSET, piece=n // 20)
        import pyarrow.parquet as pq

        rows = pq.read_table(folder).to_pandas()
        X = np.column_stack([np.ones(n), rows["x1"], rows["x2"] - OFFSET])  # exact
        centred = fit(X, rows["y"]).beta
        right = centred - [OFFSET * centred[2], 0, 0]
        found = {}
        for solver in SOLVERS:
            run = _measured(name, solver)
            found[solver] = correct_digits(run["beta"], right) if run else np.nan
    return found


def _rounds(folder: str, name: str) -> dict | None:
    """The run of median time."""
    runs = [_measured(folder, name) for _ in range(ROUNDS)]
    if None in runs:
        return None
    return sorted(runs, key=lambda run: run["seconds"])[ROUNDS // 2]


def _measured(folder: str, name: str) -> dict | None:
    """One run in a process of its own; None where it failed."""
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", __name__, folder, name],
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(process.stdout) if process.returncode == 0 else None


def _print_run(folder: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as small:
        write(Path(small), 5000, piece=1000)
        SOLVERS[name](Path(small))  # what a library loads on first use is not timed
    start = time.perf_counter()
    beta = SOLVERS[name](Path(folder))
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak": peak_bytes() / 1e6, "beta": beta.tolist()}))


if __name__ == "__main__":
    _print_run(*sys.argv[1:])
