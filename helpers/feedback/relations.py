"""General relations: what is off when no authored misconception produced the answer.

Each relation turns the right answer into a wrong one that people often give: the sign, a
factor, a square, an inverse, another order. The answer in hand is compared with each; the
first that fits is named. They apply to every exercise, at no cost to its author.

An answer is judged on one data set or on several; a relation fits only if it fits on all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from helpers.feedback.tolerance import same_shape

Sizes = Mapping[str, float | np.ndarray]
Close = Callable[[np.ndarray, np.ndarray], bool]


# How much a relation says: the numbers are as they are for a reason that another mechanism may
# tell; they are the right ones, though not in their places; nothing is left to be told.
LITTLE, SOME, ALL = range(3)

_LEFT_OVER = 1e-3  # of a difference, where it is said what it comes from

_COUNTS = ("n", "n − 1", "n − p")


def sizes_of(arguments: Sequence[object], names: Sequence[str] = ()) -> dict[str, object]:
    """What a formula may multiply or divide by.

    These are the counts, n rows and p columns of the first table; the arguments that are one
    number, by their names; and of each column of the first table its length, its mean and its
    standard deviation (1 for a constant column). Without a table, n is the length of the only
    vector; several vectors may be anything.
    """
    own = {
        name: float(value)
        for name, value in zip(names, arguments, strict=False)
        if isinstance(value, (float, np.floating)) and 0 < value < np.inf and value != 1
    }
    tables = [item for item in arguments if isinstance(item, np.ndarray) and item.ndim == 2]
    columns = _columns_of(tables[0]) if tables and len(tables[0]) > 1 else {}
    return {**_counts_of(arguments), **own, **columns}


def _columns_of(table: np.ndarray) -> dict[str, np.ndarray]:
    spreads = {divisor: table.std(axis=0, ddof=k) for divisor, k in (("n", 0), ("n − 1", 1))}
    return {
        "the length of its column": np.sqrt(np.sum(table**2, axis=0)),
        "the sum of squares of its column": np.sum(table**2, axis=0),
        "the mean of its column": table.mean(axis=0),
    } | {
        f"the standard deviation of its column (divisor {divisor})": np.where(sd > 0, sd, 1.0)
        for divisor, sd in spreads.items()
    }


def _counts_of(arguments: Sequence[object]) -> dict[str, np.float64]:
    arrays = [item for item in arguments if isinstance(item, np.ndarray) and item.ndim]
    tables = [array for array in arrays if array.ndim == 2]
    if not tables and len(arrays) != 1:
        return {}
    n, p = tables[0].shape if tables else (len(arrays[0]), 1)
    # As NumPy floats, n - p = 0 divides to inf, which no answer equals, and raises nothing.
    return {name: np.float64(size) for name, size in zip(_COUNTS, (n, n - 1, n - p), strict=True)}


def explain(
    answers: Sequence[np.ndarray],
    rights: Sequence[np.ndarray],
    sizes: Sequence[Sizes],
    close: Close,
) -> tuple[str, int] | None:
    """Name the relation between the answers and the right ones, one pair for each data set.

    Returns the rest of a sentence that begins "Your 1.2 and 3.4", and how much it says (`LITTLE`,
    `SOME` or `ALL`); or None where no relation fits. The right answer is not shown.
    """
    if not all(np.isfinite(answer).all() for answer in answers):
        return None  # nan is related to nothing
    plural = answers[0].size > 1
    pairs = list(zip(answers, rights, sizes, strict=True))
    with np.errstate(all="ignore"):
        for sentence, turn, back in _turns(sizes):
            if all(
                _fits(answer, turn(right, size), close, right) for answer, right, size in pairs
            ) and (
                back is None
                or all(_fits(back(answer), abs(right), close) for answer, right, _ in pairs)
            ):
                return _grammatical(sentence, plural), ALL
        for sentence, test, how_much in _TESTS:
            if all(test(answer, right, close) for answer, right, _ in pairs):
                return _grammatical(sentence, plural), how_much
    return None


def _grammatical(sentence: str, plural: bool) -> str:
    """Choose between the forms "{are|is}" of a sentence about several numbers, or about one."""
    return re.sub(r"\{([^|}]*)\|([^}]*)\}", r"\1" if plural else r"\2", sentence)


def _fits(
    answer: np.ndarray, target: np.ndarray | None, close: Close, right: np.ndarray | None = None
) -> bool:
    """Whether an answer is the target, and a target that is near the right one says why.

    Where a search may be off by 1e-4, n/(n − 1) and √(n/(n − 2)) are both close to what divides by
    n − 2. A relation is told if it leaves nothing of the difference.
    """
    if target is None or not np.isfinite(target).all():
        return False
    shaped = same_shape(answer, target)
    if shaped is None or not close(shaped, target):
        return False
    if right is None or right.shape != target.shape:
        return True
    return bool(np.abs(shaped - target).max() <= _LEFT_OVER * np.abs(target - right).max())


Turn = Callable[[np.ndarray, Sizes], np.ndarray | None]
Back = Callable[[np.ndarray], np.ndarray]


def _turns(sizes: Sequence[Sizes]) -> Iterator[tuple[str, Turn, Back | None]]:
    """A sentence, what it does to a right answer, and the way back to the right sizes.

    The way back is wanted where a curve flattens differences: numbers near 0 all have nearly the
    same exponential.
    """
    should = "what {they|it} should be"
    yield "{have|has} the opposite sign", lambda right, size: -right, None
    yield "{have lost their signs|has lost its sign}", lambda right, size: np.abs(right), None
    for name, factor in _factors(sizes):
        times, divided = (
            f"{{are|is}} {name} times {should}",
            f"{{are|is}} {should}, divided by {name}",
        )
        yield times, lambda right, size, f=factor: right * f(size), None
        yield divided, lambda right, size, f=factor: right / f(size), None
    for name in _columns(sizes):
        each = f"{{are|is}} {should}, but each"
        yield (
            f"{each} times {name}",
            lambda right, size, k=name: _each(right, size[k]),
            None,
        )
        yield (
            f"{each} divided by {name}",
            lambda right, size, k=name: _each(right, 1 / size[k]),
            None,
        )
    for name, turn, back in (
        ("the square of", np.square, np.sqrt),
        ("the square root of", np.sqrt, np.square),
        ("one over", lambda right: 1 / right, lambda answer: np.abs(1 / answer)),
        ("the natural logarithm of", np.log, np.exp),
        ("the base-10 logarithm of", np.log10, lambda answer: 10**answer),
        ("the exponential of", np.exp, lambda answer: np.abs(np.log(answer))),
        ("one minus", lambda right: 1 - right, lambda answer: np.abs(1 - answer)),
    ):
        yield f"{{are|is}} {name} {should}", lambda right, size, t=turn: t(right), back
    yield "{are|is} the inverse matrix of the right one", lambda right, size: _inverse(right), None
    yield (
        "are the transpose of the right ones: rows and columns have changed places",
        lambda right, size: right.T if right.ndim == 2 else None,
        None,
    )


def _factors(sizes: Sequence[Sizes]) -> Iterator[tuple[str, Callable[[Sizes], float]]]:
    for name, value in {"2": 2.0, "4": 4.0, "ln 10": np.log(10), "π": np.pi, "100": 100.0}.items():
        yield name, lambda size, v=value: v
    yield "√(2π)", lambda size: np.sqrt(2 * np.pi)
    for name in sorted(set.intersection(*map(set, sizes))):
        if name in _COUNTS or np.ndim(sizes[0][name]):
            continue
        yield name, lambda size, k=name: size[k]
        yield f"{name}²", lambda size, k=name: size[k] ** 2
        yield f"√{name}", lambda size, k=name: np.sqrt(size[k])
    if not all("n" in size for size in sizes):
        return
    for name in _COUNTS:
        yield _with_value(name, name, sizes), lambda size, k=name: size[k]
        yield f"√({name})", lambda size, k=name: np.sqrt(size[k])
    for top, bottom in (("n", "n − 1"), ("n", "n − p"), ("n − 1", "n − p")):
        ratio = f"{_bracket(top)}/{_bracket(bottom)}"
        yield ratio, lambda size, a=top, b=bottom: size[a] / size[b]
        yield f"√({ratio})", lambda size, a=top, b=bottom: np.sqrt(size[a] / size[b])


def _columns(sizes: Sequence[Sizes]) -> list[str]:
    """The names of what each column has one of, on every data set."""
    return [name for name in sizes[0] if all(np.ndim(size.get(name, 0)) for size in sizes)]


def _each(right: np.ndarray, factors: np.ndarray) -> np.ndarray | None:
    """Each of several numbers times its own factor: all of them, or all but the constant."""
    if right.ndim != 1 or right.size < 2 or right.size != factors.size:
        return None
    return right * factors


def _bracket(name: str) -> str:
    return f"({name})" if " " in name else name


def _with_value(name: str, key: str, sizes: Sequence[Sizes]) -> str:
    values = {size[key] for size in sizes}
    return f"{name} = {values.pop():g}" if len(values) == 1 else name


def _inverse(right: np.ndarray) -> np.ndarray | None:
    if right.ndim != 2 or right.shape[0] != right.shape[1] or len(right) > 200:
        return None
    try:
        return np.linalg.inv(right)
    except np.linalg.LinAlgError:
        return None


def _another_order(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
    given, wanted = answer.ravel(), right.ravel()
    if given.size != wanted.size or close(given, wanted):  # the latter: only the shape is off
        return False
    return close(np.sort(given), np.sort(wanted))


def _turned_about(turn: Callable[[np.ndarray], np.ndarray], least: int) -> Callable:
    """A test whether the answer is the right one with its entries, rows or columns turned."""

    def test(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
        shaped = same_shape(answer, right)
        if shaped is None or right.size < least or close(shaped, right):
            return False
        try:
            return close(shaped, turn(right))
        except (ValueError, np.exceptions.AxisError):
            return False

    return test


def _columns_turned(turn: Callable[[np.ndarray], np.ndarray]) -> Callable:
    return lambda right: turn(right.T).T if right.ndim == 2 else np.full(right.shape, np.nan)


def _some_signs(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
    shaped = same_shape(answer, right)
    return shaped is not None and right.size > 1 and close(np.abs(shaped), np.abs(right))


def _last_digits_alone(answer: np.ndarray, right: np.ndarray) -> bool:
    """Whether only rounding, or a difference in place of a derivative, sets the two apart."""
    return bool(np.all(np.abs(answer - right) <= 3e-4 * np.abs(right)))


def _same_shift(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
    shaped = same_shape(answer, right)
    if shaped is None or right.size < 3 or _last_digits_alone(shaped, right):
        return False
    return close(shaped - np.mean(shaped - right), right)


def _same_factor(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
    shaped = same_shape(answer, right)
    if shaped is None or right.size < 3 or not np.any(shaped) or _last_digits_alone(shaped, right):
        return False
    return close(shaped, right * (np.vdot(shaped, right) / np.vdot(right, right)))


def _only_some(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
    """A run of the right entries: the first or the last ones are missing."""
    given, wanted = answer.ravel(), right.ravel()
    if right.ndim != 1 or not 0 < given.size < wanted.size:
        return False
    return close(given, wanted[: given.size]) or close(given, wanted[-given.size :])


# A sentence, a test, and how much the sentence says
_TESTS = (
    (
        "are the right numbers in reverse order",
        _turned_about(lambda right: right[::-1], 2),
        ALL,
    ),
    (
        "are the right numbers, but the first has been put last",
        _turned_about(lambda right: np.roll(right, -1, axis=0), 3),
        ALL,
    ),
    (
        "are the right numbers, but the last has been put first",
        _turned_about(lambda right: np.roll(right, 1, axis=0), 3),
        ALL,
    ),
    (
        "are the right columns in reverse order",
        _turned_about(_columns_turned(lambda right: right[::-1]), 2),
        ALL,
    ),
    (
        "are the right columns, but the first has been put last",
        _turned_about(_columns_turned(lambda right: np.roll(right, -1, axis=0)), 3),
        ALL,
    ),
    (
        "are the right columns, but the last has been put first",
        _turned_about(_columns_turned(lambda right: np.roll(right, 1, axis=0)), 3),
        ALL,
    ),
    ("are the right numbers in another order", _another_order, SOME),
    ("are the right numbers, but some have the wrong sign", _some_signs, SOME),
    (
        "are all off by one and the same amount: something was added or left out",
        _same_shift,
        LITTLE,
    ),
    ("are all off by one and the same factor", _same_factor, LITTLE),
    ("{are|is} right as far as {they go|it goes}, but more is wanted", _only_some, LITTLE),
)


def lattice(
    answers: Sequence[np.ndarray], rights: Sequence[np.ndarray], counts: Sequence[dict[str, int]]
) -> str:
    """Say of which step all numbers of the answers are multiples, and no right number is; or "".

    Parameters
    ----------
    counts : sequence of mapping
        For each data set, whole numbers of which the answers may be shares, by name. What one of
        them lacks is not looked at.
    """
    steps: dict[str, Sequence[float]] = {
        "are whole, and the right ones are not: is something counted, cut off or rounded?": [1],
    }
    for step in (0.1, 0.01, 0.001):
        many = f"are whole multiples of {step}, and the right ones are not"
        steps[f"{many}: is a grid too coarse, or something rounded?"] = [step]
    for name in counts[0]:
        said = f"are whole if multiplied by {name}, as shares are; the right ones are not."
        if all(name in one for one in counts):
            steps[said] = [1 / one[name] for one in counts]
    for said, each in steps.items():
        each = each if len(each) > 1 else each * len(answers)
        if all(_multiples(mine, step).all() for mine, step in zip(answers, each, strict=True)):
            if not any(_multiples(r, step).any() for r, step in zip(rights, each, strict=True)):
                return f"On every input your numbers {said}"
    return ""


def _multiples(array: np.ndarray, step: float) -> np.ndarray:
    """Which entries are whole multiples of a step, as far as that can be seen."""
    times = array / step
    return (np.abs(times - np.round(times)) <= 1e-9 * np.maximum(1, np.abs(times))) & (
        np.abs(times) < 1e4
    )


def digits_of(answer: np.ndarray) -> int:
    """The most significant digits that an entry of `answer` has, as it would be typed."""
    shortest = (np.format_float_scientific(value, trim="-") for value in answer.ravel()[:20])
    return max(len(text.partition("e")[0].strip("-").replace(".", "")) for text in shortest)


def rounded_to(answer: np.ndarray, right: np.ndarray, least: int = 3) -> str | None:
    """How `answer` was rounded, if it is `right` rounded: "2 decimals", "4 significant digits".

    Fewer than `least` significant digits in a typical entry are no evidence, and give None.
    """
    shaped = same_shape(answer, right)
    if shaped is None or not right.any():
        return None
    if not (np.isfinite(shaped).all() and np.isfinite(right).all()):
        return None
    given, wanted = shaped.ravel(), right.ravel()
    typical = np.median(np.abs(wanted[wanted != 0]))
    # Rounding to `least` digits, or to as many decimals, moves no entry by more than this.
    most = 0.51 * 10.0 ** (1 - least) * np.maximum(typical, np.abs(wanted))
    with np.errstate(over="ignore"):
        if np.any(np.abs(given - wanted) > most):
            return None
    scale = 10.0 ** np.floor(np.log10(np.abs(np.where(wanted == 0, 1.0, wanted))))
    for decimals in range(1, 13):
        enough = typical >= 10.0 ** (least - 1 - decimals)
        if enough and _same(given, wanted, lambda part, d=decimals: np.round(part, d)):
            return f"{decimals} decimal{'s' * (decimals > 1)}"
    for digits in range(least, 13):
        if _same(given / scale, wanted / scale, lambda part, d=digits: np.round(part, d - 1)):
            return f"{digits} significant digits"
    return "single precision" if np.array_equal(given, wanted.astype(np.float32)) else None


def _same(given: np.ndarray, wanted: np.ndarray, rounding: Callable) -> bool:
    """Whether `given` is `wanted` rounded; a look at the first few settles most cases."""
    for part in (slice(20), slice(None)):
        rounded = rounding(wanted[part])
        if not np.all(np.abs(given[part] - rounded) <= 1e-14 * np.abs(rounded)):
            return False
    return True
