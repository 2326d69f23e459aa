"""Calling a learner's function without being harmed by it.

The function may raise, recurse or loop without end, print, draw random numbers, or change
what it is given. `guarded` runs any such code: it raises nothing but `Stopped`, with one
sentence for the learner, and leaves the learner's random state as it was. The learner's own
Stop button (KeyboardInterrupt) goes through.
"""

from __future__ import annotations

import contextlib
import copy
import ctypes
import dis
import inspect
import linecache
import random
import threading
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

T = TypeVar("T")

SECONDS = 5.0


class Stopped(Exception):
    """The learner's code did not come to an end of its own; the message says how."""


class _TimeIsUp(BaseException):
    """Thrown into a loop that does not end. No `except Exception` of the learner stops it."""


class _Watchdog:
    """Throws `_TimeIsUp` into the calling thread after some seconds, until it is called off.

    It works wherever Python code runs, on every platform. Code that stays inside C (one huge
    matrix product, `time.sleep`) is reached only when it comes back to Python.
    """

    def __init__(self, seconds: float) -> None:
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._timer = threading.Thread(target=self._wait, args=(seconds,), daemon=True)
        self._timer.start()

    def _wait(self, seconds: float) -> None:
        # Thrown again and again: a bare `except:` in the learner's loop swallows the first.
        while not self._done.wait(seconds):
            with self._lock:
                if not self._done.is_set():
                    _throw(self._thread, _TimeIsUp)
            seconds = 0.2

    def call_off(self) -> None:
        """Stop watching; nothing is thrown once this has returned."""
        while True:
            try:
                self._done.set()
                with self._lock:
                    _throw(self._thread, None)
                return
            except _TimeIsUp:
                continue


def _throw(thread: int, exception: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(exception) if exception else None
    )


class _Nowhere:
    """A stream that forgets: what a checked function prints would drown the message."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


@contextlib.contextmanager
def undisturbed(*things: object) -> Iterator[None]:
    """Put back what running code might disturb.

    The legacy random states of NumPy and Python, every `numpy.random.Generator` that the given
    functions can reach by name, warning filters, NumPy's error state and the printed output.
    """
    generators = [g for thing in things for g in _reachable_generators(thing)]
    states = [copy.deepcopy(generator.bit_generator.state) for generator in generators]
    legacy, python = np.random.get_state(), random.getstate()
    nowhere = _Nowhere()
    try:
        with (
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(legacy)
        random.setstate(python)
        for generator, state in zip(generators, states, strict=True):
            generator.bit_generator.state = state


def _reachable_generators(thing: object) -> list[np.random.Generator]:
    """The random generators among a function's globals, defaults and closure, functions inside."""
    found: dict[int, np.random.Generator] = {}
    seen: set[int] = set()

    def visit(item: object) -> None:
        if id(item) in seen:
            return
        seen.add(id(item))
        if isinstance(item, np.random.Generator):
            found[id(item)] = item
        elif isinstance(item, types.MethodType):
            visit(item.__func__)
            visit(item.__self__)
        elif isinstance(item, types.FunctionType):
            for name in _names(item.__code__):
                visit(item.__globals__.get(name))
            for default in (*(item.__defaults__ or ()), *(item.__kwdefaults__ or {}).values()):
                visit(default)
            for cell in item.__closure__ or ():
                with contextlib.suppress(ValueError):  # an empty cell
                    visit(cell.cell_contents)

    visit(thing)
    return list(found.values())


def _names(code: types.CodeType) -> set[str]:
    inner = (constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return set(code.co_names).union(*(_names(part) for part in inner))


def guarded(work: Callable[[], T], *, expected: tuple[type[Exception], ...] = ()) -> T:
    """Run `work()` for at most `SECONDS` and return what it returns.

    Exceptions of a type in `expected` pass.

    Raises
    ------
    Stopped
        `work` raised, recursed without end or did not finish in time; the message is one
        sentence that points at the learner's line.
    """
    watchdog = _Watchdog(SECONDS)
    try:
        try:
            return work()
        finally:
            watchdog.call_off()
    except (KeyboardInterrupt, Stopped, *expected):
        raise
    except _TimeIsUp as error:
        watchdog.call_off()  # it may have struck before the first call had begun
        raise Stopped(
            f"It did not finish within {SECONDS:g} seconds{_where(error, ' (it was at {})')}. "
            f"Is there a loop without an end?{_notes(error)}"
        ) from None
    except RecursionError as error:
        where = _where(error, ", at {}")
        raise Stopped(f"It calls itself without end{where}.{_notes(error)}") from None
    except BaseException as error:
        raise Stopped(_in_one_line(error)) from None


def _in_one_line(error: BaseException) -> str:
    try:
        said = " ".join(str(error).split())
    except Exception:
        said = "(its message cannot be shown)"
    said = said if len(said) <= 200 else said[:199] + "…"
    kind = type(error).__name__
    return f"{kind}{': ' if said else ''}{said}{_where(error, ' — at {}')}{_notes(error)}"


def _notes(error: BaseException) -> str:
    """On which input it happened, where that was noted."""
    return "".join(f" ({note})" for note in getattr(error, "__notes__", ()))


def _where(error: BaseException, template: str) -> str:
    """The learner's own line: the deepest one outside installed packages and this package."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_learners(frame)]
    if not frames:
        return ""
    frame = frames[-1]
    line = (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()
    place = f"line {frame.lineno}" + (f", `{line}`" if line else "")
    return template.format(place)


def _is_learners(frame: traceback.FrameSummary) -> bool:
    installed = ("site-packages", "dist-packages", "<__array_function__", "<frozen", ".pyx")
    this_package = __file__.rsplit("feedback", 1)[0]
    standard_library = contextlib.__file__.rsplit("contextlib", 1)[0]
    return not (
        any(part in frame.filename for part in installed)
        or frame.filename.startswith((this_package, standard_library))
    )


def call(function: Callable[..., object], arguments: tuple) -> tuple[object, list[str]]:
    """Call a learner's function with copies of `arguments` (a generator is handed on, and used).

    Returns
    -------
    value : object
        What the function returned.
    changed : list of str
        The names of the arguments that it changed in place.

    Raises
    ------
    Stopped
        The function cannot be called with that many arguments.
    Exception
        Whatever the function raises: run this inside `guarded`.
    """
    names = _bind(function, arguments)
    given = [
        argument if isinstance(argument, np.random.Generator) else copy.deepcopy(argument)
        for argument in arguments
    ]
    value = function(*given)
    changed = [
        name
        for name, before, after in zip(names, arguments, given, strict=True)
        if isinstance(before, np.ndarray) and not np.array_equal(before, after, equal_nan=True)
    ]
    return value, changed


def _bind(function: Callable[..., object], arguments: tuple) -> list[str]:
    fallback = [f"argument {place + 1}" for place in range(len(arguments))]
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions have none to show
        return fallback
    try:
        bound = signature.bind(*arguments)
    except TypeError:
        count = len(arguments)
        raise Stopped(
            f"It is called with {count} argument{'s' * (count != 1)}, but your function is "
            f"{getattr(function, '__name__', 'defined')}{signature}."
        ) from None
    names = list(bound.arguments)
    return names if len(names) == len(arguments) else fallback


def is_blank(function: object) -> bool:
    """Whether a function is as the lesson came with it: a body of `...` and nothing else."""
    if not isinstance(function, types.FunctionType):
        return False
    ignored = {"RESUME", "NOP", "CACHE"}
    steps = [step for step in dis.get_instructions(function) if step.opname not in ignored]
    names = [step.opname for step in steps]
    if names not in (["RETURN_CONST"], ["LOAD_CONST", "RETURN_VALUE"]):
        return False
    return steps[0].argval is None or steps[0].argval is Ellipsis
