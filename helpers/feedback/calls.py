"""Calling a learner's function without being harmed by it.

The function may raise, recurse or loop without end, print, draw random numbers, or change
what it is given. `guarded` runs any such code and raises nothing but `Stopped`, with one
sentence for the learner; `undisturbed` puts back what it moved. The learner's own Stop button
(KeyboardInterrupt) goes through.
"""

from __future__ import annotations

import _thread
import contextlib
import copy
import ctypes
import dis
import functools
import inspect
import io
import itertools
import linecache
import os
import random
import signal
import sys
import threading
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO, TypeVar

import numpy as np

T = TypeVar("T")

SECONDS = 6.0  # of computing, by the learner's own thread
PATIENCE = 120.0  # seconds on the clock, for code that sleeps or waits


class Stopped(Exception):
    """The learner's code did not come to an end of its own; the message says how.

    `input` is the number of the input on which that was so, where there are several.
    """

    input: int | None = None


class OutOfTime(Stopped):
    """It was still under way when its time was up.

    Attributes
    ----------
    place : str
        The learner's line where it was then, in brackets; or nothing.
    waited : bool
        It hardly computed at all: the time on the clock was up.
    """

    def __init__(self, message: str, place: str = "", waited: bool = False) -> None:
        super().__init__(message)
        self.place, self.waited = place, waited


class _TimeIsUp(BaseException):
    """Thrown into a loop that does not end. No `except Exception` of the learner stops it."""


class _Watchdog:
    """Throws `_TimeIsUp` into the calling thread when its time is up, until it is called off.

    Time is computing: what counts are the seconds that a processor has worked for this thread, so
    that a busy machine takes nothing away from it. Behind that stands a limit on the clock, for
    code that sleeps. It works wherever Python code runs, on every platform. Code that stays inside
    C (one huge matrix product, `time.sleep`) is reached only when it comes back to Python.

    It waits on a bare lock in a bare thread: those of `threading` are written in Python, and an
    exception that strikes inside them can leave them locked for ever.

    Where no thread can be started, as in a browser, Python itself calls it at the jumps of loops
    (`_AtJumps`). Python 3.11 cannot do that, and there nothing is watched.
    """

    def __init__(self, seconds: float, frame: types.FrameType) -> None:
        self._seconds = seconds
        self._thread = threading.get_ident()
        self._frame = frame
        self._computed = _computing_of_this_thread()
        self._begin, self._begin_on_the_clock = self._computed(), time.monotonic()
        self._watching = _thread.allocate_lock()  # held until it is called off
        self._striking = _thread.allocate_lock()

    def start(self) -> None:
        self._watching.acquire()
        try:
            _thread.start_new_thread(self._wait, ())
        except RuntimeError:
            _AT_JUMPS.add(self)

    def _wait(self) -> None:
        # Thrown again and again: a bare `except:` in the learner's loop swallows the first.
        while not self._watching.acquire(timeout=max(self._left(), 0.01)):
            with self._striking:
                if not (self._watching.locked() and self._is_at_work()):
                    return
                if self._left() <= 0:
                    _throw(self._thread, _TimeIsUp)

    def strikes(self) -> bool:
        """Whether the time is up, asked by the thread that is watched."""
        return self._left() <= 0 and self._is_at_work()

    def _left(self) -> float:
        """Seconds for which the time cannot be up."""
        return min(self._left_to_compute(), PATIENCE - self._on_the_clock())

    def _left_to_compute(self) -> float:
        return self._seconds - (self._computed() - self._begin)

    def _on_the_clock(self) -> float:
        return time.monotonic() - self._begin_on_the_clock

    def report(self, place: str) -> OutOfTime:
        """Which time was up."""
        waited = self._left_to_compute() > 0
        if waited:
            up = f"after {self._on_the_clock():.3g} s"
            hint = "Does it sleep, or wait for something?"
        else:
            up = f"after {self._seconds:.2g} s of computing"
            hint = "Is there a loop without an end?"
        return OutOfTime(f"It had not ended {up}{place}. {hint}", place, waited)

    def _is_at_work(self) -> bool:
        """Whether the guarded call is still doing its work: nothing else is ever struck."""
        frame, called = sys._current_frames().get(self._thread), None
        while frame is not None and frame is not self._frame:
            frame, called = frame.f_back, frame.f_code
        return frame is not None and called not in (None, _Watchdog.call_off.__code__)

    def call_off(self) -> None:
        """Stop watching; nothing is thrown once this has returned."""
        while True:
            try:
                _AT_JUMPS.remove(self)
                with self._striking:
                    if self._watching.locked():
                        self._watching.release()
                    _throw(self._thread, None)
                return
            except _TimeIsUp:
                continue


class _AtJumps:
    """Lets watchdogs without a thread look at the time at every 64th jump that a loop takes.

    No loop of Python code goes on without one, and the jumps in between cost next to nothing. Once
    a time is up, it strikes at every jump: a bare `except:` in the learner's loop swallows the
    first.
    """

    _TOOL = 4  # by which Python knows it (PEP 669)

    def __init__(self) -> None:
        self._watchdogs: list[_Watchdog] = []
        self._jumps, self._every = itertools.count(), 64

    def add(self, watchdog: _Watchdog) -> None:
        self._watchdogs.append(watchdog)
        if len(self._watchdogs) == 1:
            self._listen(True)

    def remove(self, watchdog: _Watchdog) -> None:
        if watchdog in self._watchdogs:
            self._watchdogs.remove(watchdog)
            self._every = 64
            if not self._watchdogs:
                self._listen(False)

    def _listen(self, on: bool) -> None:
        monitoring = getattr(sys, "monitoring", None)  # since Python 3.12
        if monitoring is None or monitoring.get_tool(self._TOOL) not in (None, __name__):
            return
        if monitoring.get_tool(self._TOOL) is None:
            monitoring.use_tool_id(self._TOOL, __name__)
            monitoring.register_callback(self._TOOL, monitoring.events.JUMP, self._jumped)
        monitoring.set_events(self._TOOL, monitoring.events.JUMP if on else 0)

    def _jumped(self, *where: object) -> None:
        if next(self._jumps) % self._every == 0 and any(dog.strikes() for dog in self._watchdogs):
            self._every = 1
            raise _TimeIsUp


_AT_JUMPS = _AtJumps()


def _computing_of_this_thread() -> Callable[[], float]:
    """A clock, to be read by any thread, of the seconds that processors have worked for this one.

    Where the system has none (macOS, Windows, a browser), for the whole process.
    """
    try:
        clock = time.pthread_getcpuclockid(threading.get_ident())
    except (AttributeError, OSError):
        return time.process_time

    def read() -> float:
        try:
            return time.clock_gettime(clock)
        except OSError:  # the thread has ended, and its clock with it
            return 0.0

    return read


def _throw(thread: int, exception: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(exception) if exception else None
    )


class _StopButton:
    """The learner's Stop button (SIGINT) during a check.

    It goes through while programs run and is held back while the check itself sets up or tidies
    up, so that it never leaves half of that undone. Signals reach the main thread alone; elsewhere
    there is nothing to hold.
    """

    def __init__(self) -> None:
        self.goes_through = False
        self._depth = 0
        self._pressed = False
        self._before = None

    def __enter__(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        if self._depth == 0:
            self.goes_through = self._pressed = False
            self._before = signal.getsignal(signal.SIGINT)
            if not callable(self._before):  # ignored, or not Python's
                return
            try:
                signal.signal(signal.SIGINT, self._press)
            except (OSError, ValueError):  # no signals are to be had here
                return
        self._depth += 1

    def __exit__(self, *error: object) -> None:
        if threading.current_thread() is not threading.main_thread() or self._depth == 0:
            return
        self._depth -= 1
        if self._depth == 0:
            signal.signal(signal.SIGINT, self._before)
            if self._pressed:
                self._before(signal.SIGINT, None)

    def _press(self, number: int, frame: types.FrameType | None) -> None:
        if self.goes_through:
            self._before(number, frame)
        else:
            self._pressed = True


_STOP_BUTTON = _StopButton()


class _Nowhere(io.TextIOBase):
    """A stream that forgets what one thread writes: a checked function's printing.

    What other threads write goes where it went before.
    """

    def __init__(self, elsewhere: TextIO) -> None:
        self._thread = threading.get_ident()
        self._elsewhere = elsewhere

    def write(self, text: str) -> int:
        if threading.get_ident() == self._thread:
            return len(text)
        return self._elsewhere.write(text)

    def writable(self) -> bool:
        return True


_ONE_AT_A_TIME = threading.RLock()  # output and warning filters belong to the whole process


@contextlib.contextmanager
def undisturbed(answer: object) -> Iterator[None]:
    """Put back what running code might disturb.

    The legacy random states of NumPy and Python, every random generator that `answer` can reach
    (a function's globals by name, its defaults and closure; an object's attributes), warning
    filters, NumPy's error state and the printed output.
    """
    with _ONE_AT_A_TIME, _STOP_BUTTON, contextlib.ExitStack() as stack:
        for get, put in random_states(answer):
            stack.callback(put, copy.deepcopy(get()))
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(np.errstate(all="ignore"))
        stack.enter_context(contextlib.redirect_stdout(_Nowhere(sys.stdout)))
        stack.enter_context(contextlib.redirect_stderr(_Nowhere(sys.stderr)))
        warnings.simplefilter("ignore")
        yield


def random_states(thing: object) -> list[tuple[Callable, Callable]]:
    """A getter and a setter for each random generator that a thing can reach.

    The legacy ones of NumPy and Python, which everything can, are the first two.
    """
    found: list[tuple[Callable, Callable]] = [
        (functools.partial(np.random.get_state, legacy=False), np.random.set_state),
        (random.getstate, random.setstate),
    ]
    seen: set[int] = set()

    def visit(item: object) -> None:
        if id(item) in seen or len(seen) > 10_000:
            return
        seen.add(id(item))
        kind = type(item)
        if issubclass(kind, np.random.Generator):
            bits = item.bit_generator
            found.append((lambda: bits.state, lambda state: setattr(bits, "state", state)))
        elif issubclass(kind, np.random.RandomState):
            found.append((functools.partial(item.get_state, legacy=False), item.set_state))
        elif issubclass(kind, random.Random):
            found.append((item.getstate, item.setstate))
        elif issubclass(kind, types.MethodType):
            visit(item.__func__)
            visit(item.__self__)
        elif issubclass(kind, functools.partial):
            visit(item.func)
            visit(item.args)
            visit(item.keywords)
        elif issubclass(kind, types.FunctionType):
            for name in _names(item.__code__):
                visit(item.__globals__.get(name))
            visit(item.__defaults__)
            visit(item.__kwdefaults__)
            for cell in item.__closure__ or ():
                with contextlib.suppress(ValueError):  # an empty cell
                    visit(cell.cell_contents)
        elif kind in (list, tuple, dict):
            for part in item.values() if kind is dict else item:
                visit(part)
        elif not issubclass(kind, (type, types.ModuleType)):
            with contextlib.suppress(Exception):
                visit(dict(object.__getattribute__(item, "__dict__")))

    visit(thing)
    return found


def _names(code: types.CodeType) -> set[str]:
    inner = (constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return set(code.co_names).union(*(_names(part) for part in inner))


def guarded(
    work: Callable[[], T],
    *,
    expected: tuple[type[Exception], ...] = (),
    seconds: float | None = None,
) -> T:
    """Run `work()` for at most `seconds` of computing (None: `SECONDS`); return what it returns.

    Exceptions of a type in `expected` pass.

    Raises
    ------
    Stopped
        `work` raised or recursed without end; the message is one sentence that points at the
        learner's line.
    OutOfTime
        `work` did not finish in time.
    """
    watchdog = _Watchdog(SECONDS if seconds is None else seconds, sys._getframe())
    went_through = _STOP_BUTTON.goes_through
    try:
        try:
            watchdog.start()
            _STOP_BUTTON.goes_through = True
            return work()
        finally:
            _STOP_BUTTON.goes_through = went_through
            watchdog.call_off()
    except (KeyboardInterrupt, Stopped, *expected):
        raise
    except _TimeIsUp as error:
        watchdog.call_off()  # it may have struck just before the first call
        raise watchdog.report(_where(error, " (it was at {})")) from None
    except RecursionError as error:
        raise Stopped(f"It calls itself without end{_where(error, ', at {}')}.") from None
    except BaseException as error:
        kind, said = _cut(type(error).__name__, 40), _words_of(error)
        where = _where(error, " — at {}")
        raise Stopped(f"{kind}{': ' if said else ''}{said}{where}") from None


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Keep away what compiled code prints past Python, as LAPACK does when it is handed nan."""
    try:
        flush = ctypes.CDLL(None).fflush
        kept = os.dup(1), os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
    except (OSError, TypeError, AttributeError):  # Windows, or a process without a terminal
        yield
        return
    flush(None)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    try:
        yield
    finally:
        flush(None)
        for descriptor, before in zip((1, 2), kept, strict=True):
            os.dup2(before, descriptor)
            os.close(before)
        os.close(nowhere)


def _words_of(error: BaseException) -> str:
    """What an exception says, in one line; saying it may be the learner's code, too."""
    try:
        said = guarded(lambda: str(error), seconds=0.5)
    except Stopped:
        said = "(its message cannot be shown)"
    if isinstance(error, TypeError) and any(sign in said for sign in ("bitwise_xor", "for ^")):
        return "^ is no power in Python, but the exclusive or of whole numbers; write **"
    return _cut(" ".join(said.split()), 200)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _where(error: BaseException, template: str) -> str:
    """The learner's own line: the deepest one outside installed packages and this package.

    Where it is in a function of another cell, the line that calls this one is told before it.
    """
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_learners(frame)]
    if not frames:
        return ""
    own = [frame for frame in frames if frame.filename == frames[0].filename]
    place = f"line {own[-1].lineno}" + _quoted(own[-1])
    if frames[-1].filename != own[-1].filename:
        place += f": inside `{frames[-1].name}`" + _quoted(frames[-1])
    return template.format(place)


def _quoted(frame: traceback.FrameSummary) -> str:
    """The line of a frame, after a comma; nothing where it cannot be read."""
    line = (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()
    return f", `{_cut(line, 80)}`" if line else ""


def _is_learners(frame: traceback.FrameSummary) -> bool:
    installed = ("site-packages", "dist-packages", "<__array_function__", "<frozen", ".pyx")
    this_package = __file__.rsplit("feedback", 1)[0]
    standard_library = contextlib.__file__.rsplit("contextlib", 1)[0]
    return not (
        any(part in frame.filename for part in installed)
        or frame.filename.startswith((this_package, standard_library))
    )


def call(
    function: Callable[..., object], arguments: tuple, names: Sequence[str]
) -> tuple[object, list[str]]:
    """Call a learner's function with copies of `arguments` (a generator is handed on, and used).

    They go by position, or by `names` where the function takes them only so.

    Returns
    -------
    value : object
        What the function returned.
    changed : list of str
        The names of the arguments that it changed in place.

    Raises
    ------
    Stopped
        The function cannot be called with these arguments.
    Exception
        Whatever the function raises: run this inside `guarded`.
    """
    given = [
        argument if isinstance(argument, np.random.Generator) else copy.deepcopy(argument)
        for argument in arguments
    ]
    if _takes(function, given, names):
        value = function(*given)
    else:
        value = function(**dict(zip(names, given, strict=True)))
    changed = [
        name
        for name, before, after in zip(names, arguments, given, strict=False)
        if isinstance(before, np.ndarray) and not _same_array(before, after)
    ]
    return value, changed


def _same_array(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether two arrays hold the same; only numbers can be asked whether they are nan."""
    return np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")


def _takes(function: Callable[..., object], given: list, names: Sequence[str]) -> bool:
    """Whether the arguments go by position (True) or by name; raises Stopped if neither."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions have none to show
        return True
    for by_position, keywords in ((given, {}), ([], dict(zip(names, given, strict=False)))):
        try:
            signature.bind(*by_position, **keywords)
        except TypeError:
            continue
        return bool(by_position)
    count = len(given)
    own = f"{getattr(function, '__name__', 'defined')}({', '.join(signature.parameters)})"
    raise Stopped(
        f"It is called with {count} argument{'s' * (count != 1)}, {', '.join(names)}, but your "
        f"function is {_cut(own, 80)}."
    )


def _steps(function: types.FunctionType) -> list[tuple[str, object]]:
    """What a function does, as Python's own machine reads it."""
    ignored = {"RESUME", "NOP", "CACHE", "NOT_TAKEN"}
    return [
        (step.opname, step.argval)
        for step in dis.get_instructions(function)
        if step.opname not in ignored
    ]


def _returned(function: types.FunctionType) -> Iterator[tuple]:
    """The last steps on each way out of a function: which value is taken, and the return."""
    steps = _steps(function)
    for before, step in itertools.pairwise([("", None), *steps]):
        if step[0].startswith("RETURN_"):
            yield (before, step) if step[0] == "RETURN_VALUE" else (step,)


def _dots(): ...


def _returns_dots():
    return ...


# Compared with, since each Python writes them in its own way.
_UNTOUCHED = [_steps(_dots), _steps(_returns_dots)]
(_NOTHING,) = _returned(_dots)


def is_blank(function: object) -> bool:
    """Whether a function is as the lesson came with it: a body of `...` (or `pass`) alone."""
    return isinstance(function, types.FunctionType) and _steps(function) in _UNTOUCHED


def has_return(function: object) -> bool:
    """Whether a function has a `return` with a value that it may not have reached."""
    return isinstance(function, types.FunctionType) and any(
        way != _NOTHING for way in _returned(function)
    )
