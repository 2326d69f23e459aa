"""The pictures of a lesson for a page without a kernel: frames, computed once, behind sliders.

A stored notebook holds each picture as it stands first. Where it has sliders, the few statements of
the notebook that the picture needs are run again and the picture is drawn at other values, too.
What it says in words where it stands first has to be what the notebook says.
"""

from __future__ import annotations

import ast
import inspect
import io
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

import numpy as np
from nbformat import NotebookNode
from PIL import Image

from authoring.source import LessonError
from helpers import plots
from helpers.explore import Picture, Slider

# How many frames a picture has at most, or nearly: each is some 20 kB.
FRAMES = 25
# With fewer values each, several sliders move one at a time instead of together.
FEWEST_TOGETHER = 4

# Where the text of a lesson says how to set the sliders of a picture, by the picture's name. These
# settings are drawn, too; of several pictures of one name in a lesson, for the last.
TOLD: dict[str, tuple[dict[str, float], ...]] = {
    "break_assumptions": tuple({"curvature": 1.0, "sample": shown} for shown in (1, 2, 3)),
    "intervals": tuple({"recipe": recipe, "n": 10} for recipe in (1, 2, 3)),
    "leapfrog_on_contours": tuple({"step": step} for step in (0.6, 0.9, 1.2)),
    "posterior_grid": ({"points": 8, "rows": 10}, {"points": 8, "rows": 200}),
    "prior_predictive": ({"centre": 15.0},),
    "prior_to_posterior": ({"centre": -15.0, "width": 2.0, "rows": 200},),
    "three_tests": ({"rows": 10, "hypothesis": 2.0},),
}

_SAYS = "Picture: "


@dataclass(frozen=True)
class Frames:
    """A picture at some of the places to which its sliders can be moved.

    Attributes
    ----------
    sliders : dict of str to Slider
    values : dict of str to list
        For each slider, the values that are drawn.
    start : tuple of int
        Where each slider stands first, as a place in its list.
    together : bool
        Whether all combinations are drawn; else one slider moves while the others stand at `start`,
        and there are those of `told`.
    told : dict of tuple of int to dict
        The frames of which the lesson's text speaks, and how it sets the sliders there.
    words : dict of tuple of int to str
        What each frame says; its keys are the frames.
    captions : dict of tuple of int to (str, str)
        Of each, the title that stands in it, and what its words add to that.
    """

    sliders: dict[str, Slider]
    values: dict[str, list[float]]
    start: tuple[int, ...]
    together: bool
    told: dict[tuple[int, ...], dict[str, float]] = field(default_factory=dict)
    words: dict[tuple[int, ...], str] = field(default_factory=dict)
    captions: dict[tuple[int, ...], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """What draws a picture: statements of its notebook, and the expression that is the picture."""

    statements: ast.Module = field(repr=False)
    expression: ast.Expression = field(repr=False)
    told: Sequence[dict[str, float]] = ()

    @property
    def code(self) -> str:
        """All of it, as text: pictures of one code are one."""
        return f"{ast.unparse(self.statements)}\n{ast.unparse(self.expression)}"

    def picture(self) -> Picture:
        """Run it."""
        names: dict[str, object] = {}
        with redirect_stdout(io.StringIO()):  # the notebook has said it
            exec(compile(self.statements, "<lesson>", "exec"), names)
        return eval(compile(self.expression, "<lesson>", "eval"), names)


def said(cell: NotebookNode) -> str | None:
    """What the picture that a cell shows says in words; None where it shows none."""
    for output in cell.get("outputs", ()):
        text = output.get("data", {}).get("text/plain", "")
        if text.startswith(_SAYS):
            return text.removeprefix(_SAYS)
    return None


def stored_png(cell: NotebookNode) -> bytes:
    """The picture of such a cell, as the notebook holds it."""
    (found,) = [one.data["image/png"] for one in cell.outputs if "image/png" in one.get("data", {})]
    return b64decode(found)


def keep(png: bytes, path: Path) -> None:
    """Write a picture in the smallest form that browsers read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(png))
    # Few colours and sharp letters: without loss it is smaller than with.
    image.convert("RGBA" if "transparency" in image.info else "RGB").save(
        path, lossless=True, method=3
    )


def drawings(notebook: NotebookNode) -> dict[str, Drawing]:
    """The pictures with sliders, by the ids of their cells."""
    found: dict[str, Drawing] = {}
    last: dict[str, str] = {}
    above: list[ast.stmt] = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        body = ast.parse(cell.source).body
        if said(cell) is not None and _has_sliders(body[-1]):
            needed = _needed(above + body[:-1], body[-1])
            found[cell.id] = Drawing(
                ast.Module(needed, type_ignores=[]), ast.Expression(body[-1].value)
            )
            last[body[-1].value.func.attr] = cell.id
        above += body
    for name in last.keys() & TOLD.keys():
        found[last[name]] = replace(found[last[name]], told=TOLD[name])
    return found


def _has_sliders(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("plots"), name))):
            return "Slider(" in inspect.getsource(getattr(plots, name))
    return False


def _needed(above: Sequence[ast.stmt], last: ast.stmt) -> list[ast.stmt]:
    """The statements on whose names the last one depends, in their order.

    A function looks its names up when it is called: also what defines them below it is needed.
    """
    needed, names = [last], set()
    while names != (names := set().union(*(_names(one, ast.Load) for one in needed))):
        needed = [one for one in above if not isinstance(one, ast.Expr) and _defined(one) & names]
        needed.append(last)
    return needed[:-1]


def _names(tree: ast.AST, context: type) -> set[str]:
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }


def _defined(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.FunctionDef(name) | ast.ClassDef(name):
            return {name}
        case ast.Import(names) | ast.ImportFrom(_, names):
            return {(alias.asname or alias.name).split(".")[0] for alias in names}
    return _names(statement, ast.Store) | {
        name
        for node in ast.walk(statement)
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)
        for name in _names(node.value, ast.Load)
    }


def frames(drawing: Drawing, first: str, folder: Path) -> Frames | None:
    """Draw the frames of a picture into a folder, each named after its place: ``3-0.webp``.

    Parameters
    ----------
    drawing : Drawing
    first : str
        What the stored picture says in words.
    folder : pathlib.Path
        Made, and filled.

    Returns
    -------
    Frames, or None where this picture has no slider, though others of its function have.

    Raises
    ------
    LessonError
        The picture that was drawn again says something else than the stored one.
    """
    picture = drawing.picture()
    if picture.words.split() != first.split():
        raise LessonError(
            "A picture drawn for the site differs from the stored one, so it depends on more than "
            f"the statements below. Make it of names that they define, and build the lesson.\n\n"
            f"{drawing.code}\n\nstored: {first}\ndrawn:  {picture.words}"
        )
    if not picture.sliders:
        return None
    made = _plan(picture, drawing.told)
    for place in _places(made):
        values = {
            name: made.values[name][index] for name, index in zip(made.values, place, strict=True)
        }
        picture.set(**values)
        made.words[place] = picture.words
        made.captions[place] = picture.title, picture.caption
        keep(picture.png, folder / f"{file_stem(place)}.webp")
    return made


def file_stem(place: Sequence[int]) -> str:
    """The name of a frame's file."""
    return "-".join(map(str, place))


def _plan(picture: Picture, told: Sequence[dict[str, float]] = ()) -> Frames:
    sliders = picture.sliders
    counts = {name: round((s.high - s.low) / s.step) + 1 for name, s in sliders.items()}
    together, most = _share_out(counts)
    values, start = {}, []
    for name, slider in sliders.items():
        steps = counts[name] - 1
        stands = _place(slider, picture.values[name])
        places = {round(step) for step in np.linspace(0, steps, min(most[name], steps + 1))}
        if stands not in places:
            # It has to stand there first: the nearest place between the ends makes room.
            between = places - {0, steps} or places
            places -= {min(between, key=lambda place: abs(place - stands))}
        wanted = {_place(slider, one[name]) for one in told if name in one}
        places = sorted(places | {stands} | wanted)
        values[name] = [_at(slider, place) for place in places]
        start.append(places.index(stands))
    settings = {
        tuple(values[name].index(one.get(name, picture.values[name])) for name in sliders): one
        for one in told
    }
    return Frames(sliders, values, tuple(start), together, settings)


def _share_out(counts: dict[str, int]) -> tuple[bool, dict[str, int]]:
    """Whether all sliders can move together, and how many values each of them gets."""
    left, most = FRAMES, {}
    for place, (name, count) in enumerate(sorted(counts.items(), key=lambda item: item[1])):
        most[name] = min(count, round(left ** (1 / (len(counts) - place))))
        left /= most[name]
    if all(most[name] >= min(FEWEST_TOGETHER, counts[name]) for name in counts):
        return True, most
    return False, {name: min(count, FRAMES // len(counts)) for name, count in counts.items()}


def _place(slider: Slider, value: float) -> int:
    return round((slider.check(value) - slider.low) / slider.step)


def _at(slider: Slider, place: int) -> float:
    value = slider.low + place * slider.step
    # Without the noise of the sum: 0.1 + 2 * 0.1 is 0.3.
    return value if slider.is_integer else min(round(value, 10), slider.high)


def _places(made: Frames) -> Iterator[tuple[int, ...]]:
    ranges = [range(len(values)) for values in made.values.values()]
    if made.together:
        yield from product(*ranges)
        return
    alone = (
        (*made.start[:which], index, *made.start[which + 1 :])
        for which, indices in enumerate(ranges)
        for index in indices
    )
    yield from dict.fromkeys((made.start, *alone, *made.told))
