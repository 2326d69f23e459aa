"""General relations: what is off when no authored misconception produced the answer.

Each relation turns the right answer into a wrong one that people often give: the sign, a
factor, a square, an inverse, another order. The answer in hand is compared with each; the
first that fits is named. They apply to every exercise, at no cost to its author.

An answer is judged on one data set or on several; a relation fits only if it fits on all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from helpers.feedback.tolerance import same_shape

Sizes = Mapping[str, float]
Close = Callable[[np.ndarray, np.ndarray], bool]


def sizes_of(arguments: Sequence[object]) -> dict[str, float]:
    """The counts that a formula divides by: n rows and p columns of the first array."""
    for argument in arguments:
        if isinstance(argument, np.ndarray) and argument.ndim:
            n = argument.shape[0]
            p = argument.shape[1] if argument.ndim == 2 else 1
            return {"n": n, "n − 1": n - 1, "n − p": n - p}
    return {}


def explain(
    answers: Sequence[np.ndarray],
    rights: Sequence[np.ndarray],
    sizes: Sequence[Sizes],
    close: Close,
) -> str | None:
    """Name the relation between the answers and the right ones, one pair for each data set.

    Returns a sentence that continues "Your 1.2 and 3.4 …" (starting with a verb or a
    relative clause of its own), or None where no relation fits. The right answer is not shown.
    """
    pairs = list(zip(answers, rights, sizes, strict=True))
    with np.errstate(all="ignore"):
        for sentence, turn in _turns(sizes):
            if all(_fits(answer, turn(right, size), close) for answer, right, size in pairs):
                return sentence
        for sentence, test in _TESTS:
            if all(test(answer, right, close) for answer, right, _ in pairs):
                return sentence
    return None


def _fits(answer: np.ndarray, target: np.ndarray | None, close: Close) -> bool:
    if target is None or not np.isfinite(target).all():
        return False
    shaped = same_shape(answer, target)
    return shaped is not None and close(shaped, target)


Turn = Callable[[np.ndarray, Sizes], np.ndarray | None]


def _turns(sizes: Sequence[Sizes]) -> Iterator[tuple[str, Turn]]:
    """Pairs of a sentence and what it does to a right answer."""
    yield "the right numbers with the opposite sign", lambda right, size: -right
    yield "the right numbers without their signs", lambda right, size: np.abs(right)
    for name, factor in _factors(sizes):
        yield f"{name} times what they should be", lambda right, size, f=factor: right * f(size)
        yield (
            f"what they should be, divided by {name}",
            lambda right, size, f=factor: right / f(size),
        )
    yield "the squares of what they should be: take the square root", lambda right, size: right**2
    yield (
        "the square roots of what they should be: a square root too many, or a square missing",
        lambda right, size: np.sqrt(right),
    )
    yield (
        "the inverse of what they should be, as a matrix",
        lambda right, size: _matrix_inverse(right),
    )
    yield "one over what they should be", lambda right, size: 1 / right
    yield "the natural logarithm of what they should be", lambda right, size: np.log(right)
    yield "the base-10 logarithm of what they should be", lambda right, size: np.log10(right)
    yield "the exponential of what they should be", lambda right, size: np.exp(right)
    yield (
        "the transpose of what they should be: rows and columns have changed places",
        lambda right, size: right.T if right.ndim == 2 else None,
    )
    yield "one minus what they should be", lambda right, size: 1 - right


def _factors(sizes: Sequence[Sizes]) -> Iterator[tuple[str, Callable[[Sizes], float]]]:
    for name, value in {"2": 2.0, "4": 4.0, "ln 10": np.log(10), "π": np.pi, "100": 100.0}.items():
        yield name, lambda size, v=value: v
    yield "√(2π)", lambda size: np.sqrt(2 * np.pi)
    if not all(sizes):
        return
    for name in ("n", "n − 1", "n − p"):
        yield _with_value(name, name, sizes), lambda size, k=name: size[k]
        yield f"√({name})", lambda size, k=name: np.sqrt(size[k])
    for top, bottom in (("n", "n − 1"), ("n", "n − p"), ("n − 1", "n − p")):
        ratio = f"{_bracket(top)}/{_bracket(bottom)}"
        yield ratio, lambda size, a=top, b=bottom: size[a] / size[b]
        yield f"√({ratio})", lambda size, a=top, b=bottom: np.sqrt(size[a] / size[b])


def _bracket(name: str) -> str:
    return f"({name})" if " " in name else name


def _with_value(name: str, key: str, sizes: Sequence[Sizes]) -> str:
    values = {size[key] for size in sizes}
    return f"{name} = {values.pop():g}" if len(values) == 1 else name


def _matrix_inverse(right: np.ndarray) -> np.ndarray | None:
    if right.ndim != 2 or right.shape[0] != right.shape[1]:
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


def _some_signs(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
    shaped = same_shape(answer, right)
    return shaped is not None and right.size > 1 and close(np.abs(shaped), np.abs(right))


def _same_shift(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
    shaped = same_shape(answer, right)
    if shaped is None or right.size < 3:
        return False
    return close(shaped, right + np.mean(shaped - right))


def _same_factor(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
    shaped = same_shape(answer, right)
    if shaped is None or right.size < 3 or not np.any(shaped):
        return False
    return close(shaped, right * (np.vdot(shaped, right) / np.vdot(right, right)))


def _only_some(answer: np.ndarray, right: np.ndarray, close: Close) -> bool:
    """A run of the right entries: the first or the last ones are missing."""
    given, wanted = answer.ravel(), right.ravel()
    if right.ndim != 1 or not 0 < given.size < wanted.size:
        return False
    return close(given, wanted[: given.size]) or close(given, wanted[-given.size :])


_TESTS = (
    ("the right numbers in another order", _another_order),
    ("the right numbers, but some have the wrong sign", _some_signs),
    ("all off by one and the same amount: something was added or left out", _same_shift),
    ("all off by one and the same factor", _same_factor),
    ("right as far as they go, but some are missing", _only_some),
)


def digits_kept(answer: np.ndarray, right: np.ndarray) -> int | None:
    """How many significant digits of `right` the answer was rounded to, if it was.

    Returns 3 to 8 where every entry of the answer equals that entry of `right` rounded to so
    many significant digits, or to so many decimals as a printout shows; otherwise None.
    """
    shaped = same_shape(answer, right)
    if shaped is None or not np.isfinite(shaped).all():
        return None
    flat, wanted = shaped.ravel(), right.ravel()
    if np.array_equal(flat, wanted.astype(np.float32)):
        return 7  # single precision
    for digits in range(8, 2, -1):
        if all(
            _same(value, float(f"{right:.{digits - 1}e}"))
            for value, right in zip(flat, wanted, strict=True)
        ):
            return digits
    smallest = np.min(np.abs(wanted[wanted != 0]), initial=np.inf)
    for decimals in range(8, 0, -1):
        enough = smallest >= 50 * 10.0**-decimals
        if enough and np.all(_same(flat, np.round(wanted, decimals))):
            return int(np.floor(np.log10(smallest))) + 1 + decimals
    return None


def _same(value: np.ndarray | float, rounded: np.ndarray | float) -> np.ndarray | bool:
    return abs(value - rounded) <= 1e-14 * abs(rounded)
