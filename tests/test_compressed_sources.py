"""Rows from anywhere, tables, files, streams and clusters, become the triangle of the same rows."""

import os
import pickle
import subprocess
import sys
from functools import partial

import dask
import dask.array as da
import dask.dataframe as dd
import distributed
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_compressed import assert_same, world

from helpers import bayes, likelihood, ols
from helpers.compressed import compress

NAMES = ["x1", "x2"]


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Dask without threads, where a test does not ask for others: failures then tell their line."""
    with dask.config.set(scheduler="synchronous"):
        yield


def frame_of(n=500, seed=0):
    X, y = world(n, 3, seed)
    return pd.DataFrame({"x1": X[:, 1], "idle": np.arange(n), "y": y, "x2": X[:, 2]})


FRAME = frame_of()
PLAIN = compress(FRAME[NAMES], FRAME["y"])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The frame as Parquet, in five pieces of which one is empty."""
    folder = tmp_path_factory.mktemp("pieces")
    for k, part in enumerate(np.split(np.arange(500), [7, 200, 200, 499])):
        table = pa.Table.from_pandas(FRAME.iloc[part], preserve_index=False)
        pq.write_table(table, folder / f"part-{k}.parquet")
    return folder


def table():
    return pa.Table.from_pandas(FRAME)


def in_pieces(size, frame=FRAME):
    return (frame[first : first + size] for first in range(0, len(frame), size))


def chunked(rows, *responses):
    X, y = FRAME[NAMES].to_numpy(), FRAME["y"].to_numpy()
    return da.from_array(X, chunks=(rows, 1)), da.from_array(y, chunks=responses or rows)


def unknown():
    X, y = chunked(90)
    keep = da.from_array(np.ones(500, bool), chunks=90)
    return X[keep], y[keep]


# What each source hands to `compress`, and the names that its columns have.
NAMED = {
    "frame": lambda files: (FRAME, "y"),
    "table": lambda files: (table(), "y"),
    "record batch": lambda files: (table().combine_chunks().to_batches()[0], "y"),
    "data set of files": lambda files: (ds.dataset(files), "y"),
    "data set in memory": lambda files: (ds.dataset(table()), "y"),
    "reader": lambda files: (ds.dataset(files).scanner().to_reader(), "y"),
    "frames one by one": lambda files: (in_pieces(33), "y"),
    "file read in chunks": lambda files: (csv_in_chunks(files), "y"),
    "Dask frame": lambda files: (dd.from_pandas(FRAME, npartitions=6), "y"),
    "Dask frame of files": lambda files: (dd.read_parquet(files), "y"),
    "Dask frame, filtered": lambda files: (dd.read_parquet(files).query("idle >= 0"), "y"),
}  # fmt: skip
PAIRS = {
    "table and column": lambda files: (table().select(NAMES), table()["y"]),
    "table and array": lambda files: (table().select(NAMES), FRAME["y"].to_numpy()),
    "pairs": lambda files: (((part[NAMES], part["y"]) for part in in_pieces(33)), None),
    "Dask frame and series": lambda files: (
        dd.read_parquet(files)[NAMES], dd.read_parquet(files)["y"]),
}  # fmt: skip
NAMELESS = {
    "Dask arrays": lambda files: chunked(90),
    "Dask arrays, cut in different ways": lambda files: chunked(90, 400, 100),
    "Dask arrays of unknown lengths": lambda files: unknown(),
    "Dask array and array": lambda files: (chunked(90)[0], FRAME["y"].to_numpy()),
    "Dask array of one column": lambda files: (chunked(90)[0], chunked(90)[1][:, None]),
}  # fmt: skip
EVERY = NAMED | PAIRS | NAMELESS


def csv_in_chunks(files):
    FRAME.to_csv(files.parent / "rows.csv", index=False, float_format="%.17g")
    return pd.read_csv(files.parent / "rows.csv", chunksize=47)


def options(name):
    return {"columns": NAMES} if name in NAMED else {}


@pytest.mark.parametrize("name", EVERY)
def test_every_source_gives_the_triangle_of_its_rows(name, files):
    S = compress(*EVERY[name](files), **options(name))
    plain = PLAIN if name not in NAMELESS else compress(FRAME[NAMES].to_numpy(), FRAME["y"])
    assert_same(S, plain)
    assert S.response == ("y" if name not in PAIRS else S.response)


@pytest.mark.parametrize("name", EVERY)
def test_the_constant_has_to_be_in_no_source(name, files):
    S = compress(*EVERY[name](files), **options(name), constant=True)
    X = FRAME[NAMES].copy()
    X.insert(0, "const", 1)
    assert_same(S, compress(X if name not in NAMELESS else X.to_numpy(), FRAME["y"]))
    assert S.names == ("const", "x1", "x2")[: S.p] and S.constant == 0


@pytest.mark.parametrize("name", [name for name in EVERY if "one by one" not in name])
@pytest.mark.parametrize("kind", ["HC0", "HC1", "HC2", "HC3"])
def test_a_second_pass_gives_what_a_fit_with_rows_knows(name, kind, files):
    S = compress(*EVERY[name](files), **options(name), constant=True)
    fit = ols.fit(S)
    again = compress(
        *EVERY[name](files), **options(name), constant=True, each=fit.robust_rows(kind)
    )
    rows = ols.fit(np.column_stack([np.ones(500), FRAME[NAMES]]), FRAME["y"])
    np.testing.assert_allclose(
        fit.robust_covariance(again), rows.robust_covariance(kind), rtol=1e-11
    )
    np.testing.assert_allclose(
        fit.robust_standard_errors(again), rows.robust_standard_errors(kind), rtol=1e-11
    )


@given(
    sizes=st.lists(st.integers(0, 40), min_size=1, max_size=9),
    cuts=st.lists(st.integers(0, 120), max_size=4),
    p=st.integers(1, 4),
    seed=st.integers(0, 1000),
)
@settings(deadline=None, max_examples=40)
def test_the_number_of_partitions_changes_nothing_beyond_rounding(sizes, cuts, p, seed):
    n = sum(sizes)
    X, y = world(n, p, seed)
    ends = [0, *sorted(min(cut, n) for cut in cuts), n]
    lazy = da.from_array(X, chunks=(tuple(sizes), p))
    assert_same(compress(lazy, da.from_array(y, chunks=(tuple(np.diff(ends).tolist()),))),
                compress(X, y))  # fmt: skip
    assert_same(compress(lazy, y, constant=True), compress(np.column_stack([np.ones(n), X]), y))


@given(sizes=st.lists(st.integers(0, 20), min_size=1, max_size=40), seed=st.integers(0, 99))
@settings(deadline=None, max_examples=15)
def test_frames_with_empty_partitions(sizes, seed):
    frame = frame_of(sum(sizes), seed)
    parts = np.split(np.arange(len(frame)), np.cumsum(sizes)[:-1])
    lazy = dd.from_delayed([dask.delayed(frame.iloc[part]) for part in parts], meta=frame[:0])
    assert_same(compress(lazy, "y"), compress(frame, "y"))
    assert_same(compress(lazy[NAMES], lazy["y"]), compress(frame[NAMES], frame["y"]))


def test_the_tree_of_merges_gives_the_same_digits_under_every_scheduler():
    lazy = dd.from_pandas(FRAME, npartitions=40)
    with dask.config.set(scheduler="threads", num_workers=4):
        by_threads = compress(lazy, "y")
    np.testing.assert_array_equal(by_threads.factor, compress(lazy, "y").factor)


def test_in_memory_the_constant_is_a_column_of_ones_to_the_last_digit():
    for n in (3, 100, 70_000):
        X, y = world(n, 3)
        for Z in (X[:, 1:], pd.DataFrame(X[:, 1:]), np.rint(X[:, 1:]).astype(int)):
            stacked = compress(np.column_stack([np.ones(n), Z]), y)
            S = compress(Z, y, constant=True)
            np.testing.assert_array_equal(S.factor, stacked.factor)
            np.testing.assert_array_equal(S.ones, stacked.ones)
            assert S.constant == 0


def test_everything_downstream_works_from_it(files):
    S = compress(dd.read_parquet(files), "y", columns=NAMES, constant=True)
    X, y = np.column_stack([np.ones(500), FRAME[NAMES]]), FRAME["y"].to_numpy()
    fit, rows = ols.fit(S), ols.fit(X, y)
    np.testing.assert_allclose(fit.beta, rows.beta, rtol=1e-11)
    np.testing.assert_allclose(fit.standard_errors, rows.standard_errors, rtol=1e-11)
    np.testing.assert_allclose(
        likelihood.log_likelihood([1, 2, 3], 1.5, S),
        likelihood.log_likelihood([1, 2, 3], 1.5, X, y),
    )
    prior = bayes.Prior(np.zeros(3), 5, bayes.HalfCauchy(2))
    draws = [
        bayes.exact_posterior(*data, prior, draws=50, rng=np.random.default_rng(0))
        for data in ((S,), (X, y))
    ]
    np.testing.assert_allclose(draws[0]["beta"], draws[1]["beta"], rtol=1e-9)


def test_columns_are_chosen_and_ordered_by_name(files):
    for source in (FRAME, table(), ds.dataset(files), dd.read_parquet(files)):
        assert compress(source, "y").names == ("x1", "idle", "x2")
        S = compress(source, "idle", columns=("x2", "y"))
        assert S.names == ("x2", "y") and S.response == "idle"
    assert compress(FRAME, FRAME["y"], columns=["x2"]).names == ("x2",)


def test_only_the_columns_asked_for_are_read(tmp_path):
    pq.write_table(pa.table({"x": [1.0, 2.0], "y": [1.0, 0.0], "note": ["a", "b"]}), tmp_path / "a")
    whole = pq.read_table(tmp_path / "a").select(["x", "y"])
    for source in (ds.dataset(tmp_path / "a"), dd.read_parquet(tmp_path / "a")):
        assert_same(compress(source, "y", columns=["x"]), compress(whole, "y"))


def test_each_piece_can_be_changed_on_its_way(files):
    def bend(X, y):
        return X.assign(square=X["x1"] ** 2)[y > 0], y[y > 0]

    positive = FRAME[FRAME["y"] > 0]
    expected = compress(positive[NAMES].assign(square=positive["x1"] ** 2), positive["y"])
    for source in (ds.dataset(files), dd.read_parquet(files), in_pieces(20), FRAME):
        S = compress(source, "y", columns=NAMES, each=bend)
        assert_same(S, expected)
        assert S.names == ("x1", "x2", "square")


def test_a_data_set_without_rows_is_no_error(tmp_path):
    pq.write_table(table().slice(0, 0), tmp_path / "none.parquet")
    for source in (ds.dataset(tmp_path), ds.dataset([], schema=table().schema), table()[:0]):
        S = compress(source, "y", columns=NAMES, constant=True)
        assert (S.n, S.names) == (0, ("const", "x1", "x2"))


def test_dask_is_not_loaded_for_data_that_are_not_its_own():
    code = (
        "import sys, numpy as np; from helpers.compressed import compress;"
        "compress(np.ones((3, 1)), np.ones(3)); sys.exit('dask' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_copy_from_another_process_is_as_read_only_as_the_first():
    copy = pickle.loads(pickle.dumps(PLAIN))
    assert_same(copy, PLAIN)
    with pytest.raises(ValueError, match="read-only"):
        copy.factor[0, 0] = 1


# ---- what is refused -----------------------------------------------------------------------------


def broken(column="x2", row=300, value=np.nan):
    frame = FRAME.copy()
    frame.loc[row, column] = value
    return frame


def worded():
    return FRAME.assign(x2=np.where(FRAME["idle"] < 300, "low", "high"))


def categorical():
    return worded().astype({"x2": "category"})


def lazy(frame, parts=5):
    return dd.from_pandas(frame, npartitions=parts)


def nulls():
    column = pa.array([None if i == 300 else i for i in range(500)], pa.int64())
    return table().set_column(3, "x2", column)


MISSING = "There is no column 'z'; the columns are .*x1"
REFUSED = {
    "no response": (lambda: (FRAME,), TypeError, "X was given alone"),
    "array and a name": (
        lambda: (FRAME.to_numpy(), "y"),
        TypeError,
        "ndarray, whose columns have no names",
    ),
    "Dask array and a name": (
        lambda: (chunked(90)[0], "y"),
        TypeError,
        "Array, whose columns have no names",
    ),
    "no such response": (lambda: (FRAME, "z"), ValueError, MISSING),
    "no such response in a table": (lambda: (table(), "z"), ValueError, MISSING),
    "no such response in a data set": (lambda: (ds.dataset(table()), "z"), ValueError, MISSING),
    "no such response in Dask": (lambda: (lazy(FRAME), "z"), ValueError, MISSING),
    "data set without a name": (
        lambda: (ds.dataset(table()), FRAME["y"]),
        TypeError,
        "Name the column that holds y",
    ),
    "data set alone": (lambda: (ds.dataset(table()),), TypeError, "X was given alone"),
    "one column of Arrow": (
        lambda: (table()["x1"], table()["y"]),
        TypeError,
        "ChunkedArray of pyarrow; wanted a table",
    ),
    "stream and an array": (
        lambda: (in_pieces(33), FRAME["y"]),
        TypeError,
        "Let each block be a pair",
    ),
    "stream of tables without a name": (
        lambda: (in_pieces(33),),
        TypeError,
        "Block 0 is a DataFrame; wanted a pair",
    ),
    "stream of nothing": (lambda: (iter([]), "y"), ValueError, "no block"),
    "lengths that differ": (
        lambda: (chunked(90)[0], chunked(90)[1][:-1]),
        ValueError,
        "y has 499 entries and X has 500 rows",
    ),
    "lengths that differ, y in memory": (
        lambda: (chunked(90)[0], np.ones(499)),
        ValueError,
        "y has 499 entries and X has 500 rows",
    ),
    "lengths that differ, Arrow": (
        lambda: (table().select(NAMES), np.ones(499)),
        ValueError,
        "y has 499 entries and X has 500 rows",
    ),
    "transposed": (lambda: (da.ones((2, 500)), da.ones(500)), ValueError, "Did you mean X.T"),
    "one dimension": (lambda: (da.ones(500), da.ones(500)), ValueError, r"X has shape \(500,\)"),
    "partitions that differ": (
        lambda: (lazy(FRAME[NAMES], 5), lazy(FRAME["y"], 4)),
        ValueError,
        "5 partitions and y has 4",
    ),
    "partitions that differ in length": (
        lambda: (lazy(FRAME[NAMES], 5).values, lazy(FRAME["y"], 5).loc[10:].values),
        ValueError,
        "Partition 0: y has 90 entries and X has 100 rows",
    ),
    "partitions with another index": (
        lambda: (lazy(FRAME[NAMES], 5), lazy(FRAME.set_index(FRAME.index + 1)["y"], 5)),
        ValueError,
        r"Partition \d: The index of y",
    ),
    "y in memory, X of unknown lengths": (
        lambda: (lazy(FRAME[NAMES]), FRAME["y"]),
        TypeError,
        "unknown lengths, and y is in memory",
    ),
    "y of Dask, X in memory": (
        lambda: (FRAME[NAMES], lazy(FRAME["y"])),
        TypeError,
        r"Write y.compute\(\)",
    ),
    "something else of Dask": (
        lambda: (dask.delayed(FRAME), "y"),
        TypeError,
        "X is a Delayed.* of Dask; wanted an array",
    ),
    "two things of Dask": (
        lambda: (dask.delayed(1), dask.delayed(1)),
        TypeError,
        "wanted an array, a frame or a series",
    ),
    "nan in a partition": (
        lambda: (lazy(broken()), "y"),
        ValueError,
        r"Partition 3: X, column 2 \('x2'\), has nan at row 0",
    ),
    "nan in y": (
        lambda: (lazy(broken("y", 499)), "y"),
        ValueError,
        "Partition 4: y has nan at row 99",
    ),
    "nan in a Dask array": (
        lambda: (da.from_array(broken()[NAMES].to_numpy(), chunks=(90, 2)), chunked(90)[1]),
        ValueError,
        r"Partition 3: .*'x1'.*at row 30",
    ),
    "nan in a block": (
        lambda: (in_pieces(100, broken()), "y"),
        ValueError,
        r"Block 3: .*'x2'.* at row 0",
    ),
    "null in a table": (
        lambda: (nulls(), "y"),
        ValueError,
        r"Rows from 0 on: .*'x2'.* has nan at row 300",
    ),
    "text in a frame": (lambda: (worded(), "y"), TypeError, "Column 'x2': .*'low'"),
    "text in a table": (
        lambda: (pa.Table.from_pandas(worded()), "y"),
        TypeError,
        "Column 'x2': .*'low'",
    ),
    "text in a Dask frame": (
        lambda: (lazy(worded()), "y"),
        TypeError,
        "Partition \\d: Column 'x2': .*'(low|high)'.*0 and 1",
    ),
    "categories in a Dask frame": (
        lambda: (lazy(categorical()), "y"),
        TypeError,
        "Column 'x2': X holds categories",
    ),
    "categories in a table": (
        lambda: (pa.Table.from_pandas(categorical()), "y"),
        TypeError,
        "Column 'x2': X holds categories",
    ),
    "dates in a Dask array": (
        lambda: (da.zeros((5, 2), dtype="datetime64[D]"), da.ones(5)),
        TypeError,
        "X holds dates",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_regression_is_refused_with_its_place(name):
    arguments, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        compress(*arguments())


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        (["z"], ValueError, MISSING),
        ("x1", TypeError, r"columns=\['x1'\]"),
        (["x1", "y"], ValueError, "'y' is there more than once"),
        (["x1", "x1"], ValueError, "'x1' is there more than once"),
    ],
)
def test_columns_that_cannot_be_chosen_are_refused(columns, error, message, files):
    for source in (FRAME, table(), ds.dataset(files), lazy(FRAME), in_pieces(33)):
        with pytest.raises(error, match=message):
            compress(source, "y", columns=columns)


def test_nan_in_a_file_is_named_by_file_and_row(files, tmp_path):
    pq.write_table(table(), tmp_path / "fine.parquet")
    pq.write_table(pa.Table.from_pandas(broken()), tmp_path / "lost.parquet")
    with pytest.raises(ValueError, match=r"Rows from 0 on of lost.parquet: .*'x2'.* at row 300"):
        compress(ds.dataset(tmp_path), "y", columns=NAMES)


def test_what_needs_rows_in_memory_sends_dask_to_compress():
    X, y = chunked(90)
    for call in (lambda: ols.fit(X, y), lambda: ols.fit(lazy(FRAME[NAMES]), lazy(FRAME["y"]))):
        with pytest.raises(TypeError, match=r"of Dask, .*S = compress\(X, y\)"):
            call()


def test_a_second_pass_over_other_data_is_refused():
    fit = ols.fit(PLAIN)
    with pytest.raises(ValueError, match="saw 499 rows and 2 columns, the fit 500 and 2"):
        fit.robust_covariance(compress(FRAME[:-1], "y", columns=NAMES, each=fit.robust_rows()))
    with pytest.raises(ValueError, match="kind is 'HC9'"):
        fit.robust_rows("HC9")
    weighted = ols.fit(FRAME[NAMES], FRAME["y"], weights=np.ones(500))
    with pytest.raises(ols.NotDefinedError, match="without weights"):
        weighted.robust_rows()


def test_leverages_of_blocks_are_those_of_the_fit_with_rows():
    X, y = FRAME[NAMES], FRAME["y"]
    fit, rows = ols.fit(compress(X, y)), ols.fit(X, y)
    for one in (fit, rows):
        blocks = np.concatenate([one.leverage_at(part[["x2", "x1"]]) for part in in_pieces(77)])
        np.testing.assert_allclose(blocks, rows.leverage, rtol=1e-11)
    deleted = compress(X, y, each=fit.robust_rows("HC3"))
    press = [y[i] - X.loc[i] @ ols.fit(X.drop(i), y.drop(i)).beta for i in range(0, len(X), 25)]
    np.testing.assert_allclose((rows.residuals / (1 - rows.leverage))[::25], press, rtol=1e-9)
    np.testing.assert_allclose(
        np.linalg.norm(deleted.factor[:, -1]),
        np.linalg.norm(rows.residuals / (1 - rows.leverage)),
    )


# ---- a cluster -----------------------------------------------------------------------------------


def die_once(mark, X, y):
    """End the process of the worker that comes here first, and leave a mark."""
    try:
        open(mark, "x").close()
    except FileExistsError:
        return X, y
    os._exit(1)


def test_a_worker_killed_on_the_way_changes_nothing(tmp_path):
    frame = dd.from_pandas(frame_of(4000), npartitions=20)
    mark = tmp_path / "killed"
    settings = {"distributed.scheduler.allowed-failures": 5}
    with (
        dask.config.set(settings | {"scheduler": None}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=tmp_path
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        calm = compress(frame, "y", columns=NAMES, constant=True)
        first = set(client.scheduler_info()["workers"])
        hurt = compress(frame, "y", columns=NAMES, constant=True, each=partial(die_once, str(mark)))
        client.wait_for_workers(2, timeout=60)
        second = set(client.scheduler_info()["workers"])
    assert mark.exists() and first != second
    here = compress(frame_of(4000), "y", columns=NAMES, constant=True)
    assert_same(hurt, here)
    np.testing.assert_allclose(hurt.factor, calm.factor, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ols.fit(hurt).beta, ols.fit(here).beta, rtol=1e-11)
