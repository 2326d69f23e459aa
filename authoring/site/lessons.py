"""A lesson as a page: the stored solutions, each folded away below what the learner is given."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Mapping
from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from PIL import Image

from authoring.notebooks import ALONE
from authoring.site.pictures import Frames, file_stem, said, stored_png

# Where pictures are, as seen from a lesson's page.
PICTURES = "../_static/pictures"

# The last line of a task leads to the notebook with its solution; on the page that is below.
_SOLUTION_LINK = re.compile(r"\n*\[Solution\]\([^)]*\)\s*$")
# Nothing on a page can be run, and it says so before anything else.
READING = (
    "```{container} reading\nYou are reading. To work on it, "
    "[get the course](../index.md#get-the-course): two commands.\n```\n"
)
# On a telephone such a line is broken: behind it stands what to enter.
_GUESS = re.compile(r"ex\.\w+\.guess\(.*\).*")
_FOLD = {"code_prompt_show": "Show a solution", "code_prompt_hide": "Hide the solution"}


def page(
    called: str,
    blank: NotebookNode,
    solved: NotebookNode,
    made: Mapping[str, Frames],
    known: Mapping[str, int],
) -> NotebookNode:
    """Make the page of a lesson.

    Parameters
    ----------
    called : str
        The lesson's number and short title.
    blank, solved : nbformat.NotebookNode
        The lesson as the learner gets it, and filled in and run.
    made : mapping of str to Frames
        The frames of its pictures with sliders, by the ids of their cells.
    known : mapping of str to int
        How many mistakes the check of each exercise knows.
    """
    given = {cell.id: cell.source for cell in blank.cells}
    notebook = deepcopy(solved)
    first = notebook.cells[0]
    # What its window and its way back are called; the first heading is a whole question.
    heading, _, text = first.source.partition("\n")
    text = text.replace(ALONE, "").rstrip()  # of a notebook's copies alone
    first.source = f"```{{title}} {called}\n```\n\n{heading}\n\n{READING}{text}"
    cells = []
    for cell, below in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        exercise = cell.metadata.get("exercise")
        if exercise and cell.cell_type == "markdown":
            cell.source = _task(given[cell.id], exercise, known.get(exercise, 0))
        elif exercise:
            # What the learner gets; below it, folded, what a solution is and what its check says.
            cells.append(new_code_cell(given[cell.id]))
            cell.metadata |= {"tags": ["hide-cell"], "mystnb": _FOLD}
        elif (words := said(cell)) is not None:
            folded = below is not None and _predicts(below)
            figure = _figure(cell.id, words, _size(cell), made.get(cell.id), folded)
            cell.outputs = [new_output("display_data", {"text/html": figure})]
        elif _GUESS.fullmatch(cell.source):
            cell.metadata["tags"] = ["guess"]
        cells.append(cell)
    notebook.cells = cells
    return notebook


def contents(called: Mapping[str, str]) -> str:
    """The list of all lessons for the side, as Markdown.

    Parameters
    ----------
    called : mapping of str to str
        What they are called, by the names of their files.
    """
    entries = [f"{title} <{name}>" for name, title in called.items()]
    return "\n".join(["```{toctree}", ":hidden:", "", *entries, "```", ""])


def _task(text: str, exercise: str, count: int) -> str:
    link = f"[{count} mistakes that this check knows by name](#mistakes-{exercise})"
    return f"(exercise-{exercise})=\n{_SOLUTION_LINK.sub('', text)}\n\n{link if count else ''}"


def _size(cell: NotebookNode) -> tuple[int, int]:
    """Of a picture, in CSS pixels: width and height."""
    (output,) = [one for one in cell.outputs if "image/png" in one.get("data", {})]
    width = output.metadata["image/png"]["width"]
    dots = Image.open(io.BytesIO(stored_png(cell))).size
    return width, round(width * dots[1] / dots[0])


def _predicts(cell: NotebookNode) -> bool:
    """Whether a cell begins with a question, whose answer the words of a picture might tell."""
    return cell.cell_type == "markdown" and "**Predict:**" in cell.source.split("\n\n")[0]


def _caption(words: str) -> tuple[str, str]:
    """Of a picture as it is stored: its title, which is the first sentence, and the rest."""
    title, _, rest = " ".join(words.split()).partition(". ")
    return title.removesuffix("."), rest


def _figure(name: str, words: str, size: tuple[int, int], made: Frames | None, folded: bool) -> str:
    """A picture with its words; with frames, what the page's script needs to move it."""
    width, height = size
    image = f"{PICTURES}/{name}.webp"
    play, live = "", ""
    title, rest = made.captions[made.start] if made else _caption(words)
    if made:
        live = ' aria-live="polite"'
        image = f"{PICTURES}/{name}/{file_stem(made.start)}.webp"
        # In a script's text only the end of a script has to be kept out.
        data = json.dumps(_data(name, made), ensure_ascii=False).replace("</", r"<\/")
        play = f'<script type="application/json">{data}</script>'
    alt = html.escape(title)
    # The title stands in the picture.
    caption = f'<span class="words">{html.escape(rest)}</span>'
    if folded:
        caption = f"<details><summary>The picture in words</summary>{caption}</details>"
    caption = f"<figcaption{live}>{caption}</figcaption>" if rest or made else ""
    return (
        f'<figure class="picture" style="max-width: {width}px">{play}'
        '<button class="size" type="button">Larger</button>'
        '<div class="scroll" role="group" aria-label="Picture">'
        f'<img class="dark-light" src="{image}" alt="{alt}" width="{width}" height="{height}"'
        ' loading="lazy"></div>'
        f"{caption}</figure>"
    )


def _data(name: str, made: Frames) -> dict[str, object]:
    return {
        "folder": f"{PICTURES}/{name}",
        "together": made.together,
        "start": made.start,
        "sliders": [
            {
                "label": slider.label,
                "named": bool(slider.names),
                "shown": [slider.said(value) for value in made.values[key]],
            }
            for key, slider in made.sliders.items()
        ],
        "told": [
            {"place": place, "text": _setting(made, setting)}
            for place, setting in made.told.items()
        ],
        "captions": {file_stem(place): caption for place, caption in made.captions.items()},
    }


def _setting(made: Frames, setting: Mapping[str, float]) -> str:
    """``observations n = 10; recipe: normal``."""
    return "; ".join(
        f"{slider.label}{': ' if slider.names else ' = '}{slider.said(setting[name])}"
        for name, slider in made.sliders.items()
        if name in setting
    )
