"""An optimiser that can be watched, and a record of any other one's run.

`minimise` is a quasi-Newton method on one page. It remembers how the gradient changed over its last
ten steps, and from that guesses how the surface curves (L-BFGS: Nocedal 1980, *Mathematics of
Computation* 35; Nocedal & Wright 2006, *Numerical Optimization*, algorithm 7.4). SciPy's L-BFGS-B
follows the same formulas, so that both visit the same points as long as full steps are good enough.

Its line search asks "is the value too high?" and halves the step if so. To nan, every comparison
answers no: the step is taken. That is how an optimiser walks through sigma = 0. With
``cautious=True`` it asks "is the value low enough?" in its place, and nan is turned down.

>>> import numpy as np
>>> path = minimise(lambda b: (b[0] - 1) ** 2 + 10 * b[1] ** 2, [3.0, 1.0])
>>> path.success, np.round(path.x, 4) + 0.0
(True, array([1., 0.]))
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

MEMORY = 10  # steps remembered, as in SciPy
SUFFICIENT = 1e-3  # share of the promised descent that a step must bring, as in SciPy
PROBE = 1e-8  # step of a forward difference, as in SciPy's L-BFGS-B
SAME = 1e-5  # two evaluations nearer than this, relatively, belong to one difference

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trace:
    """What an optimiser did: every point at which it asked for the value, in order.

    Attributes
    ----------
    points : ndarray, shape (k, d)
        Evaluation i was made at ``points[i]``; the start is evaluation 0.
    values : ndarray, shape (k,)
        What came back, nan and inf included.
    names : tuple of d str
    accepted : ndarray of bool, shape (k,)
        Which points were steps of the optimiser; the others were tried and turned down. A recorded
        run does not tell, and those that were lower than all before stand for them.
    success : bool or None
        Whether the optimiser says that it arrived; None where it was not asked.
    message : str
        Why it stopped.
    """

    points: Array
    values: Array
    names: tuple[str, ...]
    accepted: NDArray[np.bool_] = field(repr=False)
    success: bool | None = None
    message: str = ""

    def __post_init__(self):
        for array in (self.points, self.values, self.accepted):
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def failed_at(self) -> int | None:
        """The first evaluation whose value is nan or infinite; None if there is none."""
        bad = np.flatnonzero(~np.isfinite(self.values))
        return int(bad[0]) if len(bad) else None

    @property
    def reason(self) -> str:
        """What went wrong first and where, in a sentence; empty if all values are finite."""
        return "" if self.failed_at is None else f"{self._remark(self.failed_at)}."

    @property
    def x(self) -> Array:
        """The last accepted point with a finite value: what an optimiser reports, come what may."""
        good = np.flatnonzero(self.accepted & np.isfinite(self.values))
        return self.points[good[-1]].copy() if len(good) else self.points[0].copy()

    @property
    def lowest(self) -> int | None:
        """The evaluation with the lowest finite value."""
        finite = np.isfinite(self.values)
        return int(np.where(finite, self.values, np.inf).argmin()) if finite.any() else None

    def table(self, *, first: int = 0, last: int | None = None) -> str:
        """The evaluations as text, with a remark where something happened.

        Parameters
        ----------
        first, last : int
            The evaluations to show, both included.
        """
        heads, rows = self._cells(first, last)
        width = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        lines = [heads, ["-" * w for w in width], *rows]
        texts = (
            "  ".join([c.rjust(w) for c, w in zip(r[:-1], width, strict=False)] + r[-1:])
            for r in lines
        )
        return "\n".join([*(text.rstrip() for text in texts), *self._closing()])

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        heads, rows = self._cells(0, None)
        head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
        body = "".join(self._html_row(k, row) for k, row in enumerate(rows))
        closing = "".join(f"<p>{escape(text)}</p>" for text in self._closing())
        return (
            f"<table><caption>Every evaluation of the optimiser</caption><thead><tr>{head}</tr>"
            f"</thead><tbody>{body}</tbody></table>{closing}"
        )

    def _html_row(self, k: int, row: list[str]) -> str:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row)
        weight = ' style="font-weight: bold"' if k == self.failed_at else ""
        return f"<tr{weight}>{cells}</tr>"

    def _cells(self, first: int, last: int | None) -> tuple[list[str], list[list[str]]]:
        last = len(self) - 1 if last is None else last
        rows = [
            [
                str(k),
                *(f"{v:.5g}" for v in self.points[k]),
                f"{self.values[k]:.6g}",
                self._remark(k, short=True),
            ]
            for k in range(len(self))[first : last + 1]
        ]
        return ["evaluation", *self.names, "value", ""], rows

    def _remark(self, k: int, *, short: bool = False) -> str:
        value = self.values[k]
        if np.isfinite(value):
            turned_down = self.success is not None and not self.accepted[k]
            return "start" if k == 0 else "turned down" if turned_down else ""
        if k != self.failed_at:
            return f"✗ {value}"
        crossed = " and ".join(
            f"{name} = {x:.4g} < 0"
            for name, x, before in zip(self.names, self.points[k], self.points[:k].T, strict=True)
            if x < 0 and not (before < 0).any()
        )
        if short:
            return f"✗ {crossed or value}"
        return f"evaluation {k} gave {value}" + (
            crossed and f", where for the first time {crossed}"
        )

    def _closing(self) -> list[str]:
        verdict = {True: "Success: ", False: "Failure: ", None: ""}[self.success]
        return [verdict + self.message] if self.message else []


def minimise(
    function: Callable[[Array], float],
    start: ArrayLike,
    *,
    gradient: Callable[[Array], ArrayLike] | None = None,
    names: Sequence[str] | None = None,
    cautious: bool = False,
    steps: int = 200,
    gradient_below: float = 1e-5,
    descent_below: float = 2.2e-9,
) -> Trace:
    """Look for the minimum by L-BFGS, and keep every evaluation.

    Parameters
    ----------
    function : callable, (d,) -> float
    start : array_like, shape (d,)
    gradient : callable, (d,) -> (d,), optional
        Its derivatives. Without it forward differences are taken, outside the trace.
    names : d strings, optional
        Names of the coordinates; x0, x1, … if not given.
    cautious : bool
        Turn down steps to nan, which the usual comparison lets through.
    steps : int
        The most steps.
    gradient_below, descent_below : float
        It stops where no entry of the gradient is larger than the first, or where a step lowers the
        value by a share below the second. The values are SciPy's. Both depend on units, so that
        arriving by them is no proof of a minimum.

    Returns
    -------
    Trace
        Also after a failure, with `success`, `message`, `failed_at` and `reason`.
    """
    derivatives = gradient or _forward_differences(function)

    def slope(x: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(derivatives(x.copy()), dtype=float)

    run = _Run(function, np.array(start, dtype=float), names)
    here, value = run.start, run.evaluate(run.start)
    uphill, memory = slope(here), deque(maxlen=MEMORY)
    for count in range(steps):
        if not (np.isfinite(value) and np.isfinite(uphill).all()):
            return run.trace(False, "the value or its gradient is not a finite number any more.")
        if np.abs(uphill).max() <= gradient_below:
            return run.trace(True, f"no entry of the gradient is above {gradient_below:g}.")
        direction = -_times_inverse_curvature(uphill, memory)
        share = 1.0 if count else min(1.0, 1 / np.linalg.norm(uphill))
        found = _line_search(run, here, value, direction, uphill, share, cautious)
        if found is None:
            return run.trace(False, "no step along the last direction led down.")
        (there, lower), change = found, value - found[1]
        uphill_there = slope(there)
        step, turn = there - here, uphill_there - uphill
        if step @ turn > np.finfo(float).eps * (turn @ turn):  # else no curvature was seen
            memory.append(_Step(step, turn, 1 / (step @ turn)))
        size = max(abs(value), abs(lower), 1.0)
        here, value, uphill = there, lower, uphill_there
        if 0 <= change <= descent_below * size:
            return run.trace(True, f"the last step changed the value by {descent_below:g} or less.")
    return run.trace(False, f"{steps} steps were not enough.")


def record(function: Callable[..., float], names: Sequence[str] | None = None) -> "Recorder":
    """Wrap an objective so that whoever calls it leaves a trace.

    >>> import scipy.optimize
    >>> watched = record(lambda b: (b[0] - 1) ** 2, names=["b"])
    >>> result = scipy.optimize.minimize(watched, [3.0], method="L-BFGS-B")
    >>> watched.trace().names
    ('b',)
    """
    return Recorder(function, names)


class Recorder:
    """A function that remembers where it was called and what it gave back; made by `record`."""

    def __init__(self, function: Callable[..., float], names: Sequence[str] | None = None):
        self.function, self.names = function, names
        self.points: list[Array] = []
        self.values: list[float] = []

    def __call__(self, x: ArrayLike, *arguments, **options) -> float:
        point = np.array(x, dtype=float)  # a copy: optimisers write into the same array again
        value = self.function(x, *arguments, **options)
        self.points.append(np.atleast_1d(point))
        self.values.append(float(np.squeeze(value)))
        return value

    def trace(self, *, probes: bool = False) -> Trace:
        """What was recorded so far.

        Parameters
        ----------
        probes : bool
            Keep the evaluations next to another one that served only to take differences.
        """
        if not self.points:
            raise ValueError("Nothing was recorded: run the optimiser on the wrapped function.")
        points, values = np.array(self.points), np.array(self.values)
        if not probes:
            kept = _without_probes(points)
            points, values = points[kept], values[kept]
        lowest = np.fmin.accumulate(values)
        return Trace(
            points=points,
            values=values,
            names=_names(self.names, points.shape[1]),
            accepted=np.isfinite(values) & (values <= lowest),
            message="",
        )


# ---- the method, in three pieces -----------------------------------------------------------------


class _Step(NamedTuple):
    step: Array  # where to
    turn: Array  # how the gradient changed
    scale: float  # 1 / (step @ turn)


def _times_inverse_curvature(gradient: Array, memory: deque) -> Array:
    """Inverse curvature, as far as the remembered steps tell, times the gradient.

    Two sweeps through the memory (Nocedal & Wright 2006, algorithm 7.4); the directions not yet
    seen are taken to curve like the last step.
    """
    if not memory:
        return gradient
    rest, shares = gradient.copy(), []
    for step, turn, scale in reversed(memory):
        shares.append(scale * (step @ rest))
        rest -= shares[-1] * turn
    step, turn, _ = memory[-1]
    rest *= (step @ turn) / (turn @ turn)
    for (step, turn, scale), share in zip(memory, reversed(shares), strict=True):
        rest += (share - scale * (turn @ rest)) * step
    return rest


def _line_search(run, here, value, direction, gradient, share, cautious):
    """The first of the shares 1, 1/2, 1/4, … of a step that brings enough descent (Armijo 1966)."""
    promised = gradient @ direction
    while share > 1e-12:
        there = here + share * direction
        found = run.evaluate(there)
        allowed = value + SUFFICIENT * share * promised
        too_high = not found <= allowed if cautious else found > allowed
        if not too_high:
            return there, found
        run.turn_down()
        share /= 2
    return None


def _forward_differences(function: Callable[[Array], float]) -> Callable[[Array], Array]:
    def gradient(x: Array) -> Array:
        with np.errstate(all="ignore"):
            value = float(function(x))
            return (
                np.array([float(function(x + h)) - value for h in PROBE * np.eye(len(x))]) / PROBE
            )

    return gradient


class _Run:
    """The evaluations so far."""

    def __init__(self, function, start: Array, names: Sequence[str] | None):
        if start.ndim != 1 or not len(start) or not np.isfinite(start).all():
            raise ValueError(
                f"start is {start.tolist()}; wanted a flat list of finite numbers, one a parameter."
            )
        self.function, self.start, self.names = function, start, _names(names, len(start))
        self.points: list[Array] = []
        self.values: list[float] = []
        self.accepted: list[bool] = []

    def evaluate(self, point: Array) -> float:
        with np.errstate(all="ignore"):  # nan is what we are here to watch
            value = float(self.function(point.copy()))
        self.points.append(point)
        self.values.append(value)
        self.accepted.append(True)
        return value

    def turn_down(self) -> None:
        self.accepted[-1] = False

    def trace(self, success: bool, message: str) -> Trace:
        return Trace(
            points=np.array(self.points),
            values=np.array(self.values),
            names=self.names,
            accepted=np.array(self.accepted),
            success=success,
            message=message,
        )


def _without_probes(points: Array) -> NDArray[np.intp]:
    """Evaluations that are not next to the last one kept."""
    kept = [0]
    for k in range(1, len(points)):
        before = points[kept[-1]]
        if (np.abs(points[k] - before) > SAME * np.maximum(np.abs(before), 1e-3)).any():
            kept.append(k)
    return np.array(kept)


def _names(names: Sequence[str] | None, d: int) -> tuple[str, ...]:
    names = tuple(f"x{j}" for j in range(d)) if names is None else tuple(map(str, names))
    if len(names) != d:
        raise ValueError(f"There are {len(names)} names for {d} coordinates; wanted one for each.")
    return names
