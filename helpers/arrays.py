"""What a regression accepts: every input is checked here, once, and errors teach.

A message says what was given, what was wanted, and what to do about it. Two shapes are used
all through the course: `X` is (n, p), one row an observation and one column a predictor (the
constant column included), and `y` is (n,). Anything that holds real numbers in such a shape is
welcome: lists, integers, booleans, float32, pandas objects. Rows go by position; where X and y both
have an index it must be the same one. New rows that come as a frame are matched to a fit by name.

The functions that end in `_rows` look at shape and type only and copy nothing, so that
`compressed` can convert and scan large data block by block; the rest do the whole job.
"""

import sys
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

NOT_NUMBERS = str, bytes, bytearray, memoryview, np.datetime64, np.timedelta64
CODE_THEM = (
    "Code categories as columns of 0 and 1, dates as days since a chosen one; text that spells "
    "numbers: astype(float)."
)


def as_design(X: ArrayLike, *, tall: bool = True) -> Array:
    """Check a design matrix and return it as float64, without a copy where it is that already.

    Parameters
    ----------
    X : array_like, shape (n, p)
        Rows are observations. The constant column, if wanted, is one of the columns.
    tall : bool
        Refuse a matrix with fewer rows than columns, which nearly always is a transposed one.

    Returns
    -------
    ndarray of float64, shape (n, p)

    Raises
    ------
    TypeError
        For what is no table of real numbers: text, dates, complex numbers, sparse matrices.
    ValueError
        For a wrong shape, and for nan, inf or masked entries (column and first row are named).
    """
    rows = design_rows(X)
    n, p = rows.shape
    if n == 0:
        raise ValueError(f"X has shape {rows.shape}, no rows. Wanted at least one observation.")
    if tall and n < p:
        raise ValueError(
            f"X has shape {rows.shape}; rows must be observations, and there must be at least as "
            "many rows as columns. Did you mean X.T?"
        )
    rows = rows.astype(np.float64, copy=False)
    require_finite(rows, column_names(X))
    return rows


def as_response(y: ArrayLike, n: int | None = None) -> Array:
    """Check a response and return it as a float64 vector; a single column (n, 1) is flattened.

    Parameters
    ----------
    y : array_like, shape (n,) or (n, 1)
    n : int, optional
        The number of observations that y must have: the rows of X.

    Raises
    ------
    TypeError, ValueError
        As `as_design`; also where the length of y is not n.
    """
    rows = response_rows(y)
    if n is not None and len(rows) != n:
        raise ValueError(
            f"y has {len(rows)} entries and X has {n} rows; each row of X needs its own y. "
            "Check that both come from the same observations."
        )
    rows = rows.astype(np.float64, copy=False)
    require_finite(rows[:, None], ("y",))
    return rows


def matching_rows(X: ArrayLike, y: ArrayLike) -> tuple[NDArray, NDArray]:
    """Check the shapes and types of X and y and that they match; neither is copied nor scanned."""
    rows, response = design_rows(X), response_rows(y)
    n, p = rows.shape
    if len(response) == p != n:
        raise ValueError(
            f"X has shape {rows.shape} and y has {p} entries; rows must be observations, so X "
            f"should have {p} rows. Did you mean X.T?"
        )
    if len(response) != n:
        raise ValueError(
            f"y has {len(response)} entries and X has {n} rows; each row of X needs its own y. "
            "Check that both come from the same observations."
        )
    require_same_index(X, y, "y")
    return rows, response


def require_same_index(X: ArrayLike, y: ArrayLike, what: str) -> None:
    """Raise ValueError where X and y both have an index, and rows at one position differ in it.

    Labels in another order may mean that y was sorted, and then rows belong together by label; or
    that a label counts from 0 in one of them only, and then by position. Neither is for us to say.

    Parameters
    ----------
    X : array_like
    y : array_like
        The response; or, where `what` is "Y", a table whose columns are the rows of X.
    what : str
        The name of y for the message.
    """
    if not (hasattr(X, "iloc") and hasattr(y, "iloc")):
        return
    labels = y.columns if what == "Y" else y.index
    if X.index is labels or X.index.equals(labels):
        return
    here, there = X.index.tolist(), labels.tolist()
    row = next((i for i, pair in enumerate(zip(here, there, strict=True)) if pair[0] != pair[1]), 0)
    by_label = f"{what} = {what}[X.index]" if what == "Y" else f"{what} = {what}.loc[X.index]"
    raise ValueError(
        f"The {'columns' if what == 'Y' else 'index'} of {what} and the index of X differ: row "
        f"{row} is {here[row]!r} in X and {there[row]!r} in {what}. Where rows belong together by "
        f"these labels, write {by_label}; where by position, {what}.to_numpy()."
    )


def as_new_rows(X: ArrayLike, names: Sequence[str] | None, p: int, what: str = "X_new") -> Array:
    """Rows to predict at, as float64, their columns in the order of a fit's coefficients.

    Parameters
    ----------
    X : array_like, shape (m, p)
        A frame is matched by the names of its columns, whatever their order; anything else goes by
        position, and so does a frame where the fit had no names.
    names : sequence of p str, or None
        The fit's names for its columns.
    p : int
        How many columns there must be.
    what : str
        The name of X for a message.

    Raises
    ------
    TypeError, ValueError
        As `as_design`; for another number of columns, and for names that are not the fit's.
    """
    rows = as_design(X, tall=False)
    if hasattr(X, "iloc") and names is not None:
        rows = rows[:, _places(list(column_names(X)), list(names), what)]
    if rows.shape[1] != p:
        raise ValueError(
            f"{what} has {rows.shape[1]} columns and there are {p} coefficients; wanted the same "
            "columns in the same order, the constant included."
        )
    return rows


def _places(given: list[str], wanted: list[str], what: str) -> list[int]:
    """Where the wanted columns are among the given ones."""
    same = sorted(given) == sorted(wanted)
    if given == wanted or (made_up(wanted) and not same):
        return list(range(len(given)))
    if same and (made_up(wanted) or len(set(wanted)) < len(wanted)):
        raise ValueError(
            f"{what} has the columns {given} and the fit calls its own {wanted}, which may be no "
            f"more than their positions. Write {what}[{wanted}] to go by name, or "
            f"{what}.to_numpy() to go by position."
        )
    if not same:
        missing = [name for name in wanted if name not in given]
        unknown = [name for name in given if name not in wanted]
        told = [f"{missing} missing"] * bool(missing) + [f"{unknown} unknown"] * bool(unknown)
        raise ValueError(
            f"{what} has the columns {given} and the fit has {wanted}: "
            f"{', '.join(told) or 'some more than once'}. Wanted the same names, in any order, the "
            f"constant included; or {what}.to_numpy(), with the columns in the fit's order."
        )
    return [given.index(name) for name in wanted]


def made_up(names: Sequence[str]) -> bool:
    """Whether names say no more than positions: those that columns without names are given."""
    return all(name in ("const", f"x{j}", str(j)) for j, name in enumerate(names))


def design_rows(X: ArrayLike) -> NDArray:
    """The table behind X: a two-dimensional array of real numbers in its own dtype, not copied."""
    rows = _real_numbers(X, "X", "a table of shape (n, p)")
    if rows.ndim != 2:
        remedy = {
            0: "A regression needs a table of observations.",
            1: "For one predictor write X[:, None]; with a constant, "
            "np.column_stack([np.ones(len(x)), x]).",
        }.get(rows.ndim, "Reshape it so that each row is one observation.")
        raise ValueError(
            f"X has shape {rows.shape}, {rows.ndim} dimension{'s' * (rows.ndim != 1)}; wanted "
            f"(n, p), rows observations and columns predictors. {remedy}"
        )
    if rows.shape[1] == 0:
        raise ValueError(
            f"X has shape {rows.shape}, no columns. A model of the mean alone has one column of "
            "ones: np.ones((n, 1))."
        )
    return rows


def response_rows(y: ArrayLike) -> NDArray:
    """The vector behind y: one-dimensional real numbers in their own dtype, not copied."""
    rows = _real_numbers(y, "y", "a vector of length n")
    if rows.ndim == 2 and rows.shape[1] == 1:
        rows = rows[:, 0]
    if rows.ndim != 1:
        raise ValueError(
            f"y has shape {rows.shape}; wanted (n,), one number for each observation. "
            + ("Write y.ravel()." if rows.size == max(rows.shape, default=0) else "Choose one.")
        )
    return rows


def replicated_rows(Y: ArrayLike, n: int) -> NDArray:
    """The table behind Y, one data set a row: real numbers in their own dtype, not copied.

    Parameters
    ----------
    Y : array_like, shape (replication, n)
    n : int
        The number of observations in each data set: the rows of X.
    """
    table = _real_numbers(Y, "Y", "a table of shape (replication, n)")
    if table.ndim == 1 and len(table) == n:
        raise ValueError(
            f"Y has shape {table.shape}, a single data set; wanted (replication, {n}). Write "
            "Y[None], or fit(X, y) for one."
        )
    if table.ndim != 2 or table.shape[1] != n:
        turned = " Did you mean Y.T?" if table.ndim == 2 and table.shape[0] == n else ""
        raise ValueError(
            f"Y has shape {table.shape} and X has {n} rows; wanted (replication, {n}), one data "
            f"set in each row.{turned}"
        )
    if len(table) == 0:
        raise ValueError(f"Y has shape {table.shape}, no rows. Wanted at least one data set.")
    return table


def require_finite_responses(Y: NDArray, first_data_set: int = 0) -> None:
    """Raise ValueError if any entry is nan or infinite, naming the first such data set and row."""
    bad = ~np.isfinite(Y)
    if bad.any():
        data_set, row = (int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"Y has {Y[data_set, row]} in data set {first_data_set + data_set} at row {row}. Every "
            "entry must be a finite number: leave out that data set, or that row of X and of all Y."
        )


def require_finite(rows: NDArray, names: Sequence[str], first_row: int = 0) -> None:
    """Raise ValueError if any entry is nan or infinite, naming the column and the first such row.

    Parameters
    ----------
    rows : ndarray, shape (m, k)
    names : sequence of k str
    first_row : int
        Where this block starts in the whole table, for the message.
    """
    bad = ~np.isfinite(rows)
    if not bad.any():
        return
    column = int(bad.any(axis=0).argmax())
    row = int(bad[:, column].argmax())
    name = names[column]
    where = "y" if name == "y" and rows.shape[1] == 1 else f"X, column {column} ({name!r}),"
    count = int(bad[:, column].sum())
    others = f" ({count} such entries among these rows)" if count > 1 else ""
    raise ValueError(
        f"{where} has {rows[row, column]} at row {first_row + row}{others}. Every entry must be a "
        "finite number: drop those rows of X and y together, or fill them in, and say which."
    )


def column_names(X: ArrayLike) -> tuple[str, ...]:
    """Names for the columns of X: a DataFrame's own, otherwise x0, x1, … by position."""
    columns = getattr(X, "columns", None)
    if columns is not None and hasattr(X, "iloc"):
        return tuple(str(name) for name in columns)
    return tuple(f"x{j}" for j in range(np.shape(design_rows(X))[1]))


def response_name(y: ArrayLike) -> str:
    """The name of the response: that of a Series or a one-column DataFrame, otherwise y."""
    if hasattr(y, "iloc"):
        name = y.columns[0] if hasattr(y, "columns") else getattr(y, "name", None)
        return "y" if name is None else str(name)
    return "y"


def column_lengths(table: Array) -> Array:
    """Euclidean length of each column, without over- or underflow on the way."""
    largest = np.abs(table).max(axis=0, initial=0.0)
    safe = np.where((largest > 0) & (largest < np.inf), largest, 1.0)
    return safe * np.linalg.norm(table / safe, axis=0)


def _real_numbers(values: ArrayLike, what: str, wanted: str) -> NDArray:
    """An array of bool, integer or float dtype behind `values`, or an error that teaches."""
    if type(values) is np.ndarray:
        return _real_dtype(values, what)
    if values is None or values is Ellipsis:
        raise TypeError(f"{what} is {values!r}; wanted {wanted}. Fill it in first.")
    if isinstance(values, (str, bytes, Mapping, set, frozenset)) or callable(values):
        raise TypeError(f"{what} is a {type(values).__name__}; wanted {wanted} of real numbers.")
    if hasattr(values, "__dask_graph__"):
        raise TypeError(
            f"{what} is a {type(values).__name__} of Dask, whose rows are not in memory; wanted "
            f"{wanted} that is. Compress X and y first, S = compress(X, y), and go on with S; or "
            f"write {what}.compute()."
        )
    if hasattr(values, "toarray") and not hasattr(values, "iloc"):
        raise TypeError(f"{what} is a sparse matrix; wanted {wanted}. Write {what}.toarray().")
    if hasattr(values, "__next__"):
        raise TypeError(
            f"{what} is a {type(values).__name__}, which can be read only once; wanted {wanted}. "
            f"Write np.array(list({what}))."
        )
    if isinstance(values, np.ma.MaskedArray):
        return _unmasked(values, what)
    if "pandas" in sys.modules and hasattr(values, "iloc"):
        return _from_pandas(values, what)
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(
            f"{what} is ragged: its rows have different lengths. Wanted {wanted}, every row with "
            "as many entries as the first."
        ) from None
    except Exception as error:
        raise TypeError(
            f"{what} is a {type(values).__name__}, which NumPy cannot read as an array: {error}"
        ) from None
    if _is_categorical(values):
        raise TypeError(f"{what} holds categories. {CODE_THEM}")
    if array.dtype.kind == "O" and array.ndim == 0 and not hasattr(values, "__float__"):
        remedy = "Give the rows themselves, not what was made of them."
        if hasattr(values, what):
            remedy = f"It has an attribute {what}: give that."
        raise TypeError(
            f"{what} is a {type(values).__name__}; wanted {wanted} of real numbers. {remedy}"
        )
    return _real_dtype(array, what)


def _real_dtype(array: NDArray, what: str) -> NDArray:
    if array.dtype.kind in "biuf":
        return array
    if array.dtype.kind == "c":
        raise TypeError(
            f"{what} holds complex numbers; wanted real ones. If the imaginary parts are rounding "
            f"noise, take {what}.real."
        )
    if array.dtype.kind == "O":
        foreign = spelt(array)
        if foreign is not None:
            raise TypeError(
                f"{what} holds entries such as {foreign!r}, a {type(foreign).__name__}; wanted "
                f"real numbers. {CODE_THEM}"
            )
        try:
            return array.astype(np.float64)
        except (TypeError, ValueError) as error:
            raise TypeError(f"{what} holds entries that are no real numbers: {error}.") from None
    kind = {"U": "text", "S": "bytes", "M": "dates", "m": "durations", "T": "text"}.get(
        array.dtype.kind, f"entries of type {array.dtype}"
    )
    raise TypeError(f"{what} holds {kind}; wanted real numbers. {CODE_THEM}")


def spelt(array: NDArray) -> object | None:
    """The first entry of an object array that Python would turn into a float, though it is none.

    ``float("1_000")`` is 1000.0 and ``float(b"007")`` is 7.0, but a postcode is no number.
    """
    return next((entry for entry in array.ravel() if isinstance(entry, NOT_NUMBERS)), None)


def _is_categorical(values: object) -> bool:
    """Whether it is pandas' Categorical or has its dtype: codes or integers that name groups."""
    return type(getattr(values, "dtype", values)).__name__ == "CategoricalDtype"


def _unmasked(values: np.ma.MaskedArray, what: str) -> NDArray:
    mask = np.ma.getmaskarray(values)
    if mask.any():
        first = tuple(int(i) for i in np.argwhere(mask)[0])
        raise ValueError(
            f"{what} is a masked array with {int(mask.sum())} masked entries, the first at "
            f"{first if len(first) > 1 else first[0]}. Leave those rows out of both X and y."
        )
    return _real_dtype(np.asarray(values.data), what)


def _from_pandas(values, what: str) -> NDArray:
    frame = values.to_frame() if values.ndim == 1 else values
    for position, dtype in enumerate(frame.dtypes):
        kind = getattr(dtype, "kind", "O")
        if kind in "biuf":
            continue
        column = frame.iloc[:, position]
        try:
            if _is_categorical(column):
                raise TypeError(f"{what} holds categories. {CODE_THEM}")
            _real_dtype(np.asarray(column), what)
        except TypeError as error:
            if values.ndim == 1:
                raise
            raise TypeError(f"Column {frame.columns[position]!r}: {error}") from None
    if any(not isinstance(dtype, np.dtype) or dtype.kind == "O" for dtype in frame.dtypes):
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    return values.to_numpy()
