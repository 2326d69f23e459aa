"""Reading an answer: from whatever the learner handed over to plain arrays of numbers.

A right answer may arrive as a list, a tuple, a Series, a column vector or a fitted object;
all of them are read alike. What cannot be read raises `Unreadable` with a sentence for the
learner. Nothing here changes the object that was handed over, or uses it up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set, ValuesView
from numbers import Number

import numpy as np

WHOLE = ""  # the name of the only part of an answer that has no named parts

Parts = dict[str, np.ndarray]

MOST_WORDS = 3  # arguments that are said of an input; `.example` hands over all of them
MOST_ENTRIES = 50_000_000  # 400 MB
ROUNDING = 1e-12  # of the largest entry: an entry so small beside it is a difference of larger ones

_OWN_WORDS = re.compile(r"<(?!.* at 0x)[^<>]{1,60}>")  # not the address that Python gives

NOTHING = (
    "It is None. Either nothing was assigned, or a function has no `return`, or the value comes "
    "from `print`, which shows a value and returns None."
)


class Blank(Exception):
    """The answer is still the `...` that the lesson came with."""


class Unreadable(Exception):
    """The answer holds no numbers that can be judged; the message says why.

    `input` is the number of the input on which that is so, where there are several.
    """

    def __init__(self, why: str, input: int | None = None) -> None:
        super().__init__(why)
        self.input = input


def read_parts(answer: object, names: Sequence[str] = (), attributes: Sequence[str] = ()) -> Parts:
    """Read an answer that may have several named parts.

    Parameters
    ----------
    answer : object
        What the learner handed over.
    names : sequence of str
        The parts that are wanted, in order. Empty: the answer is one array.
    attributes : sequence of str
        Where a fitted object keeps its numbers, for example ``("beta", "params")``.

    Returns
    -------
    dict of str to ndarray
        Fresh float arrays, one for each name; the key is "" when there are no names.

    Raises
    ------
    Blank
        Every part is still `...`.
    Unreadable
        A part is missing or is no array of numbers.
    """
    if answer is Ellipsis:
        raise Blank
    if not names:
        return {WHOLE: read(answer, attributes)}
    found = _split(answer, names)
    if all(part is Ellipsis for part in found.values()):
        raise Blank
    parts = {}
    for name, part in found.items():
        try:
            parts[name] = read(part, attributes)
        except Blank:
            raise Unreadable(f"{name} is still `...`.") from None
        except Unreadable as problem:
            raise Unreadable(f"{name}: {problem}") from None
    return parts


def _split(answer: object, names: Sequence[str]) -> dict[str, object]:
    wanted = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    answer = _listed(answer)
    if isinstance(answer, Mapping):
        missing = [name for name in names if name not in answer]
        if missing:
            raise Unreadable(f"{', '.join(missing)} is missing; wanted: {wanted}.")
        return {name: answer[name] for name in names}
    if isinstance(answer, np.ndarray) and answer.ndim and len(answer) == len(names):
        answer = list(answer)
    if isinstance(answer, (tuple, list)):
        if len(answer) != len(names):
            raise Unreadable(
                f"It holds {len(answer)} thing{'s' * (len(answer) != 1)}; wanted {len(names)}: "
                f"{wanted}."
            )
        return dict(zip(names, answer, strict=True))
    if all(hasattr(answer, name) for name in names):
        return {name: getattr(answer, name) for name in names}
    raise Unreadable(f"It is {_a(answer)}; wanted {len(names)} things: {wanted}.")


def read(answer: object, attributes: Sequence[str] = ()) -> np.ndarray:
    """Read one array of numbers from an answer, as a fresh float array of any shape.

    Raises
    ------
    Blank
        The answer is `...`, or a collection of nothing else.
    Unreadable
        The answer holds no real numbers; the message says what it is and what to do.
    """
    if answer is Ellipsis:
        raise Blank
    answer = _listed(answer)
    _refuse_what_holds_no_numbers(answer)
    for attribute in attributes:
        if _is_fitted_object(answer) and hasattr(answer, attribute):
            return read(getattr(answer, attribute))
    if callable(answer) and not hasattr(answer, "__array__"):
        name = getattr(answer, "__name__", "your function")
        raise Unreadable(f"It is the function itself. Call it and hand over what {name} returns.")
    if isinstance(answer, Mapping):
        _refuse_a_report(answer)
        answer = list(answer.values())
    return _as_float(_as_array(answer))


def _listed(answer: object) -> object:
    """A dictionary's values as a list; anything else as it is."""
    return list(answer) if isinstance(answer, ValuesView) else answer


def _refuse_what_holds_no_numbers(answer: object) -> None:
    if answer is None:
        raise Unreadable(NOTHING)
    if isinstance(answer, (bool, np.bool_)):
        raise Unreadable(f"It is {answer}, a truth value; wanted numbers.")
    if isinstance(answer, (str, bytes)):
        raise Unreadable(f"It is the text {_short(repr(answer))}; wanted numbers, without quotes.")
    if isinstance(answer, Set):
        raise Unreadable("It is a set, which has no order; wanted a list or an array.")
    if isinstance(answer, Iterator):
        raise Unreadable(
            f"It is {_a(answer)}, which makes its values only on demand; wrap it in `list(...)`."
        )


def _refuse_a_report(answer: Mapping) -> None:
    """SciPy's optimisers return a report that is a mapping; its place is in `.x`."""
    if "x" in answer and "success" in answer:
        raise Unreadable("It is an optimiser's whole report. The place that it found is in `.x`.")


def _is_fitted_object(answer: object) -> bool:
    plain = (Number, np.ndarray, np.generic, list, tuple, Mapping)
    return not isinstance(answer, plain) and not hasattr(answer, "to_numpy")


def _as_array(answer: object) -> np.ndarray:
    if isinstance(answer, np.ma.MaskedArray):
        if np.ma.getmaskarray(answer).any():
            raise Unreadable("Some of its entries are masked, so they have no value.")
        answer = answer.data
    elif hasattr(answer, "to_numpy"):
        answer = answer.to_numpy()
    elif hasattr(answer, "toarray"):
        answer = answer.toarray()
    try:
        return np.asarray(answer)
    except ValueError:
        raise Unreadable(_why_ragged(answer)) from None


def _why_ragged(answer: object) -> str:
    if isinstance(answer, tuple):  # what `numpy.linalg.lstsq` returns, for one
        return (
            f"It is a tuple of {len(answer)} things of different shapes. Pick the one that is "
            "wanted by its place (the first is `[0]`, the last is `[-1]`), or join them in one "
            "list."
        )
    return "Its rows have different lengths, so it is no array."


def _as_float(array: np.ndarray) -> np.ndarray:
    if array.size == 0:
        raise Unreadable("It is empty.")
    if array.size > MOST_ENTRIES:
        raise Unreadable(f"It has shape {array.shape}: far more numbers than any answer here.")
    kind = array.dtype.kind
    if kind in "iuf":
        return np.array(array, dtype=float)
    if kind == "b":
        raise Unreadable("It holds truth values (True, False); wanted numbers.")
    if kind == "c":
        if np.any(np.abs(array.imag) > 1e-12 * np.max(np.abs(array.real))):
            raise Unreadable("It holds complex numbers; wanted real ones.")
        return np.array(array.real, dtype=float)
    if kind in "US":
        raise Unreadable("It holds text; wanted numbers, without quotes.")
    if kind == "O":
        return _objects_as_float(array)
    raise Unreadable(f"It holds values of type {array.dtype}; wanted numbers.")


def _objects_as_float(array: np.ndarray) -> np.ndarray:
    entries = array.ravel().tolist()
    if all(entry is Ellipsis for entry in entries):
        raise Blank
    for place, entry in enumerate(entries):
        if entry is Ellipsis:
            raise Unreadable(f"Entry [{place}] is still `...`.")
        if entry is None or isinstance(entry, (bool, np.bool_, str, bytes)):
            raise Unreadable(f"Entry [{place}] is {_short(repr(entry))}; wanted a number.")
        if hasattr(entry, "__len__"):
            if array.ndim == 0:
                raise Unreadable(f"It is {_a(entry)}; wanted numbers, in a list or an array.")
            raise Unreadable("Its entries are collections of different lengths or kinds.")
    try:
        return np.array([float(entry) for entry in entries]).reshape(array.shape)
    except (TypeError, ValueError, OverflowError):
        place = next(i for i, entry in enumerate(entries) if not _is_number(entry))
        which = "It" if array.ndim == 0 else f"Entry [{place}]"
        raise Unreadable(f"{which} is {_a(entries[place])}; wanted a number.") from None


def _is_number(entry: object) -> bool:
    try:
        float(entry)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def _a(thing: object) -> str:
    return f"an object of type {_short(type(thing).__name__)}"


def _short(text: str, length: int = 40) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def numbers(array: np.ndarray, most: int = 4, digits: int = 4) -> str:
    """Write an array's numbers as a reader would say them: "13.13 and 18.06".

    What is only rounding beside the largest of them is written as the 0 that was meant: every
    machine rounds it to another number.
    """
    flat = np.asarray(array, dtype=float).ravel()
    largest = np.max(np.abs(flat[np.isfinite(flat)]), initial=0.0)
    flat = np.where(np.abs(flat) < ROUNDING * largest, 0.0, flat)
    shown = [written(value, f".{digits}g") for value in flat[:most]]
    if flat.size > most:
        return ", ".join(shown[: most - 1]) + f", … ({flat.size} numbers)"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def described(array: np.ndarray) -> str:
    """Say what an answer is: "one number", or "an array of shape (7, 3)"."""
    return f"an array of shape {array.shape}" if array.ndim else "one number"


def written(value: float, form: str) -> str:
    """Format one number for a message, with a true minus sign."""
    return format(float(value), form).replace("-", "−")


def of_inputs(names: Sequence[str], values: Sequence[object]) -> str:
    """Say on which input a function was called: "For X of shape (7, 3) and sigma = 2".

    A thing that says what it is, as in "<blocks of 7 and 5 rows>", is said in its words.
    """
    words = []
    for name, value in zip(names, values, strict=False):
        if isinstance(value, np.ndarray) and value.ndim:
            words.append(f"{name} of shape {value.shape}")
        elif isinstance(value, (int, float, np.number)):
            words.append(f"{name} = {value:.4g}")
        elif _OWN_WORDS.fullmatch(said := repr(value)):
            words.append(said[1:-1])
    if len(words) > MOST_WORDS:
        return f"For {', '.join(words[:MOST_WORDS])}, …"
    return f"For {listed(words)}" if words else "In one call"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: "a, b and c"."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
