"""The gallery of mistakes: a page a lesson, each mistake with its program and what the check says.

Nothing here is written by hand but the names of the kinds: the programs stand in the exercises'
files, and each is run and judged anew for what its learner would read.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from authoring.site.programs import source_of
from helpers.feedback.check import judge

# A mistake is of each kind whose pattern is found in its name; of none, if none is.
KINDS = {
    "divisor": r"divisor|divided|\bddof\b|degrees? of freedom|\bn − [12p]\b|\b1/n\b|√n",
    "variance, standard deviation": r"varianc|\bsd\b|standard deviation|squared?\b|root|σ²|sigma²",
    "sign, direction": r"\bsigns?\b|turned|minus|negative|upside|(?:up|down)(?:ward|hill)|added|"
    r"subtracted|absolute",
    "factor": r"½|\bhalf|halve|twice|doubled|\bfactor|2π|\btimes\b|multiplied",
    "constant, centring": r"constant|intercept|centr|origin|standardised",
    "logarithm": r"\blog(?:s|ged)?\b|logarithm|\bexp\b|exponential|kernel",
    "change of variables": r"Jacobian|sigma for log|in sigma|scale of sigma|log sigma",
    "order, shape": r"order|exchanged|swapped|reversed|transpos|\bcolumns?\b|\brows?\b|\blast\b",
    "sum, mean": r"\bsum(?:s|med)?\b|\bmeans?\b|average|median|middle",
    "truth for estimate": r"truth|\btrue\b|known|in the pretend world",
    "law, quantile": r"normal|\bt\b|quantile|chi|gamma|Cauchy|uniform|\blaw\b|tail|one-sided|%",
    "randomness": r"seed|generator|random|\bdraws?\b|\bdrawn\b|noise|same",
    "prior, posterior": r"prior|posterior|likelihood|evidence|precision|scale",
    "matrix": r"invers|invert|diagonal|matrix|covarianc|corner|entry",
    "residuals": r"residual|\by for\b|fitted",
    "chain, state": r"\bold\b|\bstart|\bstate|\bstep|previous|proposal|accept|reject|momentum|push",
    "left out": r"left out|forgotten|ignored|missing|without|dropped|never|alone|only|\bno\b",
}

# Signs that tell two names apart.
_WORD = re.compile(r"[^\W_]+")
_SPELT = str.maketrans({"−": " minus ", "+": " plus ", "/": " over ", "'": " prime "})


@dataclass(frozen=True)
class Mistake:
    """One wrong program, and what its check says of it.

    Attributes
    ----------
    anchor : str
        Of its place on the page of its lesson, for ever.
    name : str
    kinds : tuple of str
    own, around : str
        The program, and what it is made with, as HTML.
    message, says : str
        The check's words, and the whole of its outcome as HTML.
    """

    anchor: str
    name: str
    kinds: tuple[str, ...]
    own: str
    around: str
    message: str
    says: str


def kinds_of(name: str) -> tuple[str, ...]:
    """The kinds of a mistake with this name."""
    return tuple(kind for kind, pattern in KINDS.items() if re.search(pattern, name))


def anchor(exercise: str, name: str) -> str:
    """Where a mistake is: ``02-normal-equations.no-constant``."""
    spelt = unicodedata.normalize("NFKC", name).translate(_SPELT)
    return f"{exercise}.{'-'.join(_WORD.findall(spelt))}"


def mistakes_of(exercise: Any) -> list[Mistake]:
    """Run and judge all wrong programs of an exercise.

    Raises
    ------
    LookupError
        A program's source is not found, or two mistakes have one address.
    """
    made = []
    for misconception in exercise.misconceptions:
        source = source_of(misconception)
        result = judge(exercise, misconception.answer(), {})
        made.append(
            Mistake(
                anchor=anchor(exercise.id, misconception.name),
                name=misconception.name,
                kinds=kinds_of(misconception.name),
                own=_coloured(source.own),
                around=_coloured("\n\n\n".join(source.around)) if source.around else "",
                message=result.message,
                # On a page that does not change there is nothing to announce.
                says=result._repr_html_().replace('role="status" ', "", 1),
            )
        )
    if len({one.anchor for one in made}) < len(made):
        raise LookupError(f"Two mistakes of {exercise.id} have the same address.")
    return made


def _coloured(code: str) -> str:
    # A box that scrolls sideways has to be reached by the keyboard.
    text = highlight(code, PythonLexer(), HtmlFormatter(nowrap=True))
    return f'<div class="highlight"><pre tabindex="0">{text}</pre></div>'


def page(lesson: Any, address: str, made: Mapping[str, list[Mistake]]) -> str:
    """The page of a lesson, as Markdown.

    Parameters
    ----------
    lesson : Lesson
    address : str
        Of the lesson's own page.
    made : mapping of str to list of Mistake
        By exercise.
    """
    count = sum(len(made[exercise.id]) for exercise in lesson.exercises)
    text = [
        f"# Mistakes in lesson {lesson.number}\n",
        f"[{lesson.title}]({address}): {count} wrong programs, each with what its learner reads. "
        "Each name is a link to that mistake: copy it to send it.\n",
    ]
    for exercise in lesson.exercises:
        text.append(
            f"(mistakes-{exercise.id})=\n## {exercise.title}\n\n"
            f"[Exercise `{exercise.id}` in its lesson](#exercise-{exercise.id})\n\n"
            f"```{{raw}} html\n{_fold(made[exercise.id])}\n```\n"
        )
    text.append('```{raw} html\n<script src="../_static/folds.js"></script>\n```\n')
    return "\n".join(text)


def _fold(mistakes: list[Mistake]) -> str:
    count = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}"
    articles = "\n".join(map(_article, mistakes))
    return f'<details class="mistakes"><summary>{count}</summary>\n{articles}\n</details>'


def _article(mistake: Mistake) -> str:
    around = (
        f"<details><summary>What it is made with</summary>{mistake.around}</details>"
        if mistake.around
        else ""
    )
    name = html.escape(mistake.name)
    return (
        f'<article class="mistake" id="{mistake.anchor}"><h3><a href="#{mistake.anchor}">{name}</a>'
        f"</h3>{mistake.own}{around}{mistake.says}</article>"
    )


def overview(lessons: Iterable[Any], made: Mapping[str, list[Mistake]]) -> str:
    """The list of all pages, as Markdown: a table, and the same for the list at the side."""
    rows = ["| lesson | exercises | mistakes |", "|---|---|---|"]
    entries = []
    for lesson in lessons:
        count = sum(len(made[exercise.id]) for exercise in lesson.exercises)
        called = f"{lesson.number} {lesson.title}"
        rows.append(f"| [{called}]({lesson.number}.md) | {len(lesson.exercises)} | {count} |")
        entries.append(f"{called} <{lesson.number}>")
    toctree = ["```{toctree}", ":hidden:", "", *entries, "```"]
    return "\n".join([*rows, "", *toctree])


def search_data(lessons: Iterable[Any], made: Mapping[str, list[Mistake]]) -> str:
    """What the page of the search looks through, as a script: it works without a server, too."""
    kinds = list(KINDS)
    rows: Iterator[list] = (
        [
            lesson.number,
            exercise.title,
            mistake.anchor,
            mistake.name,
            [kinds.index(kind) for kind in mistake.kinds],
            mistake.message,
        ]
        for lesson in lessons
        for exercise in lesson.exercises
        for mistake in made[exercise.id]
    )
    data = {"kinds": kinds, "rows": list(rows)}
    return f"window.MISTAKES = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"
