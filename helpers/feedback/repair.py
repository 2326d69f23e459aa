"""The place: where in the learner's own program one small change makes it right.

The program is edited in small steps, cheapest first, and each edited program runs on the input
where the learner's fails; one that is right there runs on all the others. Edits that cost the same
are tried to the end, so that several places that would do are told together. What is said is what
has just been seen: with a change there, and no other, the program is right on every input.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from helpers.feedback import cells, source, worlds
from helpers.feedback.answers import Parts, read
from helpers.feedback.calls import Stopped, guarded
from helpers.feedback.edits import LINE, RETURN, Edit
from helpers.feedback.source import Unknown, Written

if TYPE_CHECKING:
    from helpers.feedback.exercise import Case, ValueExercise

SECONDS = 0.7  # of computing, for all edits together
TO_PREPARE = 0.5  # seconds, at most, to make other data for a cell
AT_A_TIME = 0.05  # seconds, after which the guard is taken off and put on again
MOST_EDITS = 4000
PAIR = 1  # what two edits cost more than each
MOST_IN_A_PAIR = 2
FARTHEST = 5
MOST_NUMBERS = 3e7  # an edit may set each row of an array against all of another
MOST_MEMORY = 2**30  # bytes, beyond what the process has already; where the system can tell
MOST_PLACES = 3
SHORTEST, LONGEST = 4, 60  # letters of a piece of a program that is shown

Right = Callable[[Callable, int], bool]  # whether a function is right on the k-th input


@dataclass(frozen=True)
class Place:
    """Where a program can be mended.

    Attributes
    ----------
    program : str
        The source of the program.
    places : tuple of str
        Pieces of it, in its own words and with their lines.
    changes : int
        1: one change in any one of the places will do. 2: both are needed, there or in each.
    kind : str
        What kind of change it is.
    mended : str
        The lines with the change.
    alike : int
        At how many places within the only one that is named the same change is needed.
    """

    program: str
    places: tuple[str, ...]
    changes: int
    kind: str
    mended: str
    alike: int = 1

    def sentence(self, what: str) -> str:
        """Say the place; `what` is the rest: "your function is right on all six inputs"."""
        *first, last = self.places
        if self.changes > 1:
            how = "two small changes there" if self.changes == 2 else "small changes there"
            if len(self.places) == self.changes:
                how = "one small change at each"
            return f"Look at {' and '.join(self.places)}: with {how}, {what}."
        if self.alike > 1:
            times = {2: "two", 3: "three"}.get(self.alike, self.alike)
            how = f"the same small change at {times} places in it"
            return f"Look at {last}: with {how}, {what}."
        if not first:
            return f"Look at {last}: with one small change there, {what}."
        either = f"{', '.join(first)} or {last}"
        return f"Look at {either}: with one small change at any one of these places, {what}."

    def hint(self) -> str:
        """Tell what kind of change it is."""
        return f"What to change there: {self.kind}. (`.mend()` shows the line as it would be.)"


def in_function(
    function: object, inputs: Sequence[Sequence[object]], right: Right, seconds: float | None = None
) -> Place | None:
    """Look for the place in a function that is wrong on some of the inputs.

    Parameters
    ----------
    function : object
        The learner's.
    inputs : sequence
        The arguments for each call.
    right : callable
        Takes a function and the number of an input, and says whether it is right there. It may
        raise anything.
    seconds : float or None
        How long to look, in seconds of computing; None: `SECONDS`.
    """
    try:
        written = guarded(lambda: source.of_function(function), expected=(Unknown,))
        order = sorted(range(len(inputs)), key=lambda k: _size(inputs[k]))
        return _found(written, right, _first_wrong(written, inputs, right, order), seconds)
    except (Unknown, Stopped):
        return None


def in_cell(
    exercise: ValueExercise,
    case: Case,
    answer: object,
    fits: Callable[[Parts, Parts], bool],
    right: Parts,
    seconds: float | None = None,
) -> Place | None:
    """Look for the place in the cell that made an answer which is a value.

    The cell is run again on other data, too, and has to be right on all of them.

    Parameters
    ----------
    fits : callable
        Whether two answers are the same, as far as the exercise cares.
    """

    def prepare() -> tuple[Written, list[Parts]]:
        traced = cells.trace(exercise, set(worlds.given(exercise, case, cells.scope())))
        own = worlds.as_it_is(traced)
        _refuse_what_is_large(own.values())
        others = list(worlds.changed(exercise, case, traced))
        rights = [right, *(worlds.right_answer(exercise, data) for data, _ in others)]

        def is_answer(value: object) -> bool:
            return any(fits({part: read(value)}, {part: right[part]}) for part in right)

        written = source.of_cell(traced, [own, *(world for _, world in others)], is_answer)
        again = exercise.amounts_to(written.runnable(written.tree.root)(0), case)
        mine = exercise.amounts_to(answer, case)
        if not all(np.array_equal(again[part], mine[part], equal_nan=True) for part in mine):
            raise Unknown  # the cell does not make this answer any more
        return written, rights

    try:
        written, rights = guarded(prepare, expected=(Unknown,), seconds=TO_PREPARE)

        def right_in(run: Callable[[int], object], k: int) -> bool:
            return fits(exercise.amounts_to(run(k), case), rights[k])

        return _found(written, right_in, list(range(len(rights))), seconds)
    except (Unknown, Stopped):
        return None


def _found(written: Written, right: Right, order: list[int], seconds: float | None) -> Place | None:
    with _with_little_memory(), _without_collecting():
        hits = _Search(written, right, order).run(SECONDS if seconds is None else seconds)
    return guarded(lambda: _place(written, hits)) if hits else None


def _first_wrong(written: Written, inputs: Sequence, right: Right, order: list[int]) -> list[int]:
    """The order in which inputs are tried: first one on which the program is wrong, as it is."""
    for k in order:
        try:
            fits = guarded(lambda k=k: right(written.runnable(written.tree.root), k), seconds=1.0)
        except Stopped:
            fits = False
        if not fits:
            _refuse_what_is_large(inputs[k])
            return [k, *(other for other in order if other != k)]
    raise Unknown  # what was found in the source is not what was checked


def _size(arguments: Sequence[object]) -> int:
    return sum(np.size(one) for one in arguments if isinstance(one, np.ndarray))


def _refuse_what_is_large(values: Iterable[object]) -> None:
    arrays = [value for value in values if isinstance(value, np.ndarray) and value.size]
    rows = max((max(array.shape, default=1) for array in arrays), default=1)
    if rows * max((array.size for array in arrays), default=1) > MOST_NUMBERS:
        raise Unknown


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Collect no garbage for a while: in a large notebook that would take up the search's time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextlib.contextmanager
def _with_little_memory() -> Iterator[None]:
    """Let an edit that wants very much memory fail at once (on Linux)."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        yield
        return
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + MOST_MEMORY
    if before != resource.RLIM_INFINITY:
        most = min(most, before)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))


class _Search:
    """Edits tried in order, until some are right everywhere or the time is up."""

    def __init__(self, written: Written, right: Right, order: list[int]) -> None:
        self._written, self._right, self._order = written, right, order
        self._hits: list[tuple[Edit, ...]] = []

    def run(self, seconds: float) -> list[tuple[Edit, ...]]:
        """Find the cheapest edits that do, all of the same cost."""
        until = time.thread_time() + seconds
        waiting = self._in_order()
        while time.thread_time() < until:
            left = min(until - time.thread_time(), 0.3)
            try:
                if guarded(lambda: self._some(waiting), seconds=left + AT_A_TIME):
                    break
            except Stopped:  # one edit made a loop without an end, or worse
                continue
        return self._hits

    def _in_order(self) -> Iterator[tuple[Edit, ...]]:
        """Single edits, cheapest first; two cheap ones together stand before a far-fetched one."""
        single = self._written.tree.edits()[:MOST_EDITS]
        alone = [edit for edit in single if len(edit.changes) == 1 and edit.cost <= MOST_IN_A_PAIR]
        for cost in range(1, FARTHEST + 1):
            yield from ((edit,) for edit in single if edit.cost == cost)
            for first in range(1, (cost - PAIR) // 2 + 1):
                second = cost - PAIR - first
                ones = [edit for edit in alone if edit.cost == first]
                others = [edit for edit in alone if edit.cost == second]
                if first == second:
                    yield from itertools.combinations(ones, 2)
                else:
                    yield from itertools.product(ones, others)

    def _some(self, waiting: Iterator[tuple[Edit, ...]]) -> bool:
        """Try edits for a while; whether the search has come to its end."""
        begin = time.thread_time()
        for edits in waiting:
            if self._hits and _cost(edits) > _cost(self._hits[0]):
                return True
            if self._fits(edits):
                self._hits.append(edits)
            if time.thread_time() - begin > AT_A_TIME:
                return False
        return True

    def _fits(self, edits: tuple[Edit, ...]) -> bool:
        for _, new in itertools.chain.from_iterable(edit.changes for edit in edits):
            if isinstance(new, ast.Name) and self._written.names_the_answer(new.id):
                return False
        try:
            run = self._written.runnable(self._written.tree.edited(*edits))
            # Infinite numbers are an error here: LAPACK may never come back from them.
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                return all(self._right(run, k) for k in self._order)
        except Exception:
            return False


def _cost(edits: tuple[Edit, ...]) -> int:
    return sum(edit.cost for edit in edits) + PAIR * (len(edits) - 1)


# In words


def _place(written: Written, hits: list[tuple[Edit, ...]]) -> Place | None:
    def simplest(hit: tuple[Edit, ...]) -> tuple[int, int]:
        return max(map(_alike, hit)), len(ast.unparse(written.tree.edited(*hit)))

    best = min(hits, key=simplest)
    places = [node for edit in best for node in _shown(written, edit)]
    changes = max(len(best), len(places))
    alike = _alike(best[0]) if changes == 1 else 1
    if changes == 1 and alike == 1:
        single = [hit[0] for hit in hits if len(hit) == 1 and _alike(hit[0]) == 1]
        others = [_shown(written, edit) for edit in single]
        places += [node for shown in others if len(shown) == 1 for node in shown]
    places = _apart(places, written)
    if len(places) > MOST_PLACES or (len(best) > 1 and _is_all_of_a_line(places, written)):
        return None
    kinds = ", and ".join(dict.fromkeys(edit.kind for edit in best))
    named = tuple(_named(written, places))
    return Place(written.text, named, changes, kinds, _mended(written, best), alike)


def _alike(edit: Edit) -> int:
    """In how many places an edit makes the same change; an exchange, or a move, is one change."""
    changes = edit.changes
    exchanged = len(changes) == 2 and changes[0][1] is changes[1][0]
    return 1 if edit.kind in (LINE, RETURN) or exchanged else len(changes)


def _shown(written: Written, edit: Edit) -> list[ast.AST]:
    """What to look at: the piece that holds all that the edit changes, or a piece for each."""
    together = _piece(written, edit.nodes)
    if together is not None:
        return [together]
    return [_piece(written, [node]) or node for node in edit.nodes]


def _piece(written: Written, nodes: Sequence[ast.AST]) -> ast.AST | None:
    """The smallest expression with all the nodes in it that is not too small to be found by eye."""
    first, *others = nodes
    if isinstance(first, ast.stmt):
        return first
    found = None
    for above in (first, *written.tree.above(first)):
        if isinstance(above, ast.stmt):
            break
        if not isinstance(above, ast.expr) or isinstance(above, (ast.Tuple, ast.Slice)):
            continue
        caller = written.tree.parents.get(id(above))
        if isinstance(caller, ast.Call) and caller.func is above:
            continue  # a function without its call says little
        words = written.words(above)
        if len(words) > LONGEST:
            continue
        if not all(_within(written, other, above) for other in others):
            continue
        found = above
        line = written.text.splitlines()[above.lineno - 1]
        plain = isinstance(above, (ast.Name, ast.Constant))
        if line.count(words) == 1 and not plain and len(words) >= SHORTEST:
            break
    return found


def _within(written: Written, node: ast.AST, outer: ast.AST) -> bool:
    return node is outer or any(above is outer for above in written.tree.above(node))


def _apart(nodes: list[ast.AST], written: Written) -> list[ast.AST]:
    """The outermost of places that lie in each other, as they stand in the program."""
    unique = list({id(node): node for node in nodes}.values())
    outermost = [
        node
        for node in unique
        if not any(other is not node and _within(written, node, other) for other in unique)
    ]
    return sorted(outermost, key=lambda node: (node.lineno, node.col_offset))


def _is_all_of_a_line(places: list[ast.AST], written: Written) -> bool:
    """Whether a single place is no place: it is all that its line computes."""
    above = written.tree.parents.get(id(places[0]))
    return len(places) == 1 and isinstance(above, (ast.Assign, ast.Return, ast.Lambda))


def _named(written: Written, nodes: list[ast.AST]) -> Iterator[str]:
    """The places in the learner's words; the last one in a line says which line it is."""
    lines = [written.line(node) for node in nodes]
    for node, line, following in zip(nodes, lines, [*lines[1:], None], strict=True):
        words = written.words(node)
        words = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
        yield f"`{words}`" + f" in line {line}" * (line != following)


def _mended(written: Written, edits: tuple[Edit, ...]) -> str:
    """The lines that are changed, as they would be; of a line that is moved, also where to."""
    tree = written.tree
    lines: dict[int, str] = {}
    in_place = [edit for edit in edits if edit.line is None]
    for changed, node in ((edit, node) for edit in edits for node in edit.nodes):
        chain = [node, *tree.above(node)]
        line = next((one for one in chain if isinstance(one, ast.stmt)), tree.root)
        texts = [ast.unparse(made) for made in tree.edited_part(line, *in_place)]
        if hasattr(line, "body") and len(texts) == 1 and not isinstance(line, ast.Lambda):
            texts = [texts[0].splitlines()[0]]  # of a loop, how it begins
        number = written.line(line)
        text = "\n".join(texts) or "(this line is left out)"
        lines[number] = f"{text}  # line {number}{_goes_to(written, changed)}"
    return "\n".join(text for _, text in sorted(lines.items()))


def _goes_to(written: Written, edit: Edit) -> str:
    """Where a line goes that is moved into a loop, or out of it."""
    if edit.line is None:
        return ""
    loop = edit.changes[-1][0]
    into = any(node is edit.line for node, _ in edit.changes)
    return f": put it {'into' if into else 'behind'} the loop of line {written.line(loop)}"
