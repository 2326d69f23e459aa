"""Where rows come from, when they do not come as two arrays: tables with names, streams, files.

Each kind of source is turned into pieces that fit in memory, and a piece into X and y. A piece
carries the words for its place, so that an error can say where it was: "Partition 3", "Rows from
131,072 on of part-02.parquet". Dask and pyarrow are never imported for data that are not theirs.
"""

from collections.abc import Iterator, Sequence
from os.path import basename
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.arrays import matching_rows, response_rows

BATCH_ROWS = 2**17  # of Arrow data at a time: some megabytes
READ_AHEAD = 4  # batches of a data set that may wait in memory
CONSTANT = "const"

Piece = tuple[str, Any, Any]  # where it is from, X, y


def is_dask(data: object) -> bool:
    """Whether it is a Dask array, frame or series, or any other of its collections."""
    return hasattr(data, "__dask_graph__")


def is_arrow(data: object) -> bool:
    """Whether it is pyarrow's: a table, a record batch, a column, a data set or a reader."""
    return type(data).__module__.partition(".")[0] == "pyarrow"


def is_stream(data: object) -> bool:
    """Whether it hands out its pieces one by one, as generators and readers of files do."""
    return hasattr(data, "__next__")


# ---- one piece -----------------------------------------------------------------------------------


def x_and_y(X: Any, y: Any, columns: Sequence | None) -> tuple[Any, Any]:
    """The X and y of one piece in memory; y may be the name of a column of X.

    Raises
    ------
    TypeError
        Where X has no names to choose by.
    ValueError
        Where it has other names.
    """
    X, y = _from_arrow(X), _from_arrow(y)
    if columns is None and not isinstance(y, str):
        return X, y
    chosen = chosen_columns(X, y, columns)
    return X[chosen], X[y] if isinstance(y, str) else y


def chosen_columns(table: Any, y: Any, columns: Sequence | None) -> list:
    """Which columns of a table are X: those asked for, or all but the response."""
    names = _names(table)
    if names is None:
        asked = f"y is {y!r}" if isinstance(y, str) else f"columns is {columns!r}"
        raise TypeError(
            f"{asked}, and X is of type {type(table).__name__}, whose columns have no names. Give "
            "X and y as arrays, or X as a frame or table."
        )
    if isinstance(columns, str):
        raise TypeError(f"columns is {columns!r}; wanted a list of names: columns=[{columns!r}].")
    response = [y] if isinstance(y, str) else []
    if columns is None:
        columns = [name for name in names if name not in response]
    wanted = [*columns, *response]
    missing = [name for name in wanted if name not in names]
    if missing:
        raise ValueError(f"There is no column {missing[0]!r}; the columns are {names}.")
    repeated = [name for name in wanted if wanted.count(name) > 1 or names.count(name) > 1]
    if repeated:
        raise ValueError(
            f"Column {repeated[0]!r} is there more than once. Each column is asked for once, and "
            "the response is none of X's."
        )
    return list(columns)


def with_constant(X: Any) -> Any:
    """X with a column of ones before the others, called const in a frame."""
    if hasattr(X, "iloc"):
        if CONSTANT in X.columns:
            raise ValueError(f"A constant was asked for, and X has a column {CONSTANT!r} already.")
        X = X.copy(deep=False)
        X.insert(0, CONSTANT, 1.0)
        return X
    return np.column_stack([np.ones(len(X)), X])


def _names(table: Any) -> list | None:
    """Names of a table's columns, None where it has none."""
    if is_arrow(table):
        return list(table.schema.names)
    return list(table.columns) if hasattr(table, "iloc") and hasattr(table, "columns") else None


def _from_arrow(data: Any) -> Any:
    """Arrow's as pandas', nulls as nan and dictionaries as categories; anything else as it is."""
    if not is_arrow(data):
        return data
    if hasattr(data, "schema"):
        return data.to_pandas(ignore_metadata=True)
    return pd.Series(data.to_pandas(), name=None)


# ---- many pieces ---------------------------------------------------------------------------------


def stream_pieces(stream: Iterator, y: Any) -> Iterator[Piece]:
    """The blocks of a stream: pairs (X, y), or tables where y is a name."""
    if y is not None and not isinstance(y, str):
        raise TypeError(
            f"X is a {type(stream).__name__}, which hands out block after block, and y is a "
            f"{type(y).__name__}. Let each block be a pair (X, y), or a table, and y the name of "
            "its column."
        )
    for number, block in enumerate(stream):
        where = f"Block {number}"
        if y is not None:
            yield where, block, y
        elif isinstance(block, tuple | list) and len(block) == 2:
            yield where, *block
        else:
            raise TypeError(
                f"{where} is a {type(block).__name__}; wanted a pair (X, y): a block of "
                "rows of X and their y."
            )


def arrow_pieces(X: Any, y: Any, columns: Sequence | None) -> Iterator[Piece]:
    """The rows of a pyarrow table, record batch or data set, a batch at a time."""
    if hasattr(X, "scanner"):
        return _scanned(X, y, columns)
    if not hasattr(X, "schema"):
        raise TypeError(
            f"X is a {type(X).__name__} of pyarrow; wanted a table, a record batch or a data set "
            "with a column for each predictor."
        )
    return _sliced(X, y)


def _sliced(table: Any, y: Any) -> Iterator[Piece]:
    n = table.num_rows
    named = isinstance(y, str)
    if not named:
        y = response_rows(_from_arrow(y))
        matching_rows(np.broadcast_to(0.0, (n, max(table.num_columns, 1))), y)
    for first in range(0, max(n, 1), BATCH_ROWS):
        of_these = y if named else y[first : first + BATCH_ROWS]
        yield _rows_from(first), table.slice(first, BATCH_ROWS), of_these


def _scanned(dataset: Any, y: Any, columns: Sequence | None) -> Iterator[Piece]:
    if not isinstance(y, str):
        raise TypeError(
            f"X is a {type(dataset).__name__}, whose rows are not in memory, and y is a "
            f'{type(y).__name__}. Name the column that holds y: compress(dataset, "y").'
        )
    names = chosen_columns(dataset, y, columns)
    scanner = dataset.scanner(
        columns=[*names, y],
        batch_size=BATCH_ROWS,
        batch_readahead=READ_AHEAD,
        fragment_readahead=1,
    )
    path, first = None, 0
    for batch in scanner.scan_batches():
        here = getattr(batch.fragment, "path", "")
        if here != path:
            path, first = here, 0
        yield _rows_from(first, basename(here)), batch.record_batch, y
        first += batch.record_batch.num_rows
    if path is None:
        yield "No rows", dataset.schema.empty_table().select([*names, y]), y


def _rows_from(first: int, file: str = "") -> str:
    return f"Rows from {first:,} on" + (f" of {file}" if file else "")


def dask_pieces(X: Any, y: Any, columns: Sequence | None) -> tuple[list[Piece], list | None]:
    """The partitions of Dask's X and y, not yet computed; and which columns of them are X.

    Raises
    ------
    TypeError, ValueError
        What can be known of X and y without computing anything: as `helpers.arrays`; and where
        their partitions cannot belong together.
    """
    if not is_dask(X):
        raise TypeError(
            f"y is a {type(y).__name__} of Dask and X is a {type(X).__name__} in memory. Write "
            "y.compute(), or give X to Dask, too."
        )
    outline = _outline(X, "X")
    if columns is not None or isinstance(y, str):
        columns = chosen_columns(X, y, columns)
        X = X[[*columns, y] if isinstance(y, str) else columns]
    if isinstance(y, str):
        matching_rows(*x_and_y(outline, y, columns))
        parts = _partitions(X)
        return [(f"Partition {k}", part, y) for k, part in enumerate(parts)], columns
    if not is_dask(y):
        y = _as_dask_array(X, y)
    _require_matching(X, y)
    both_known = not (_unknown(X) or _unknown(y))
    if hasattr(X, "chunks"):
        X = X.rechunk({1: -1})
    if both_known:
        y = y.rechunk({0: X.chunks[0]})
    parts, responses = _partitions(X), _partitions(y)
    if both_known and len(X) == 0:  # which Dask cuts into any number of nothings
        parts, responses = parts[:1], responses[:1]
    if len(parts) != len(responses):
        raise ValueError(
            f"X has {len(parts)} partitions and y has {len(responses)}, and their lengths are not "
            'known. Take both from one frame, compress(frame, "y"), or call '
            "X.compute_chunk_sizes() and y.compute_chunk_sizes() first."
        )
    pairs = zip(parts, responses, strict=True)
    return [(f"Partition {k}", *pair) for k, pair in enumerate(pairs)], None


def _require_matching(X: Any, y: Any) -> None:
    """What `helpers.arrays` says of X and y, by their types and as much of the shapes as is known.

    Where a length is not known, no length is compared: each partition's will be.
    """
    of_X, of_y = _outline(X, "X"), _outline(y, "y")
    if _unknown(X) or _unknown(y):
        of_X, of_y = of_X[:0], of_y[:0]
    matching_rows(of_X, of_y)


def _outline(data: Any, what: str) -> ArrayLike:
    """Something of the data's type and shape that holds no data."""
    if hasattr(data, "_meta") and hasattr(data, "npartitions"):
        if not hasattr(data, "chunks"):
            return data._meta
        shape = tuple(0 if length != length else length for length in data.shape)
        return np.broadcast_to(np.zeros((), data.dtype), shape)
    raise TypeError(
        f"{what} is a {type(data).__name__} of Dask; wanted an array, a frame or a series. "
        "dask.array.from_delayed and dask.dataframe.from_delayed make them."
    )


def _unknown(data: Any) -> bool:
    """Whether Dask does not know how many rows there are."""
    return not hasattr(data, "chunks") or any(length != length for length in data.chunks[0])


def _as_dask_array(X: Any, y: ArrayLike) -> Any:
    """A y in memory, cut as X is."""
    y = response_rows(_from_arrow(y))
    if _unknown(X):
        raise TypeError(
            f"X is a {type(X).__name__} of Dask with partitions of unknown lengths, and y is in "
            'memory. Keep y in the same frame and name it, compress(frame, "y"), or call '
            "X.compute_chunk_sizes() first."
        )
    from dask.array import from_array

    return from_array(y, chunks=len(y))


def _partitions(data: Any) -> list:
    """Each partition by itself, delayed.

    What X and y share is computed once: their graphs are not optimised here, which would rename it.
    A frame's plan is simplified, so that only the columns asked for are read; a complete
    optimisation may join partitions, of X others than of y.
    """
    if hasattr(data, "chunks"):
        return data.to_delayed(optimize_graph=False).ravel().tolist()
    return data.simplify().to_delayed(optimize_graph=False)
