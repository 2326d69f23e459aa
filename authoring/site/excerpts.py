"""A Sphinx extension: the texts of all sections, from which the search shows what it found.

Sphinx would fetch the pages for that, which a page that was opened from the disk cannot.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

FILE = "search-texts.js"
# Code is no line of words; titles and terms are told beside the text.
_NOT_IN = (nodes.literal_block, nodes.title, nodes.term, nodes.math_block, nodes.comment)


def sections(page: nodes.document) -> list[tuple[str, str, str]]:
    """The sections of a page, and the words that a glossary explains.

    Parameters
    ----------
    page : docutils.nodes.document

    Returns
    -------
    list of tuple
        Of each: its address on the page, its title, and its own text, without the sections in it.
    """
    # A section begins with its title; what a glossary says of a word, with the word.
    texts: dict[nodes.Node, list[str]] = {
        part: []
        for part in page.findall(lambda one: isinstance(one, _PARTS))
        if _head(part) is not None
    }
    for text in page.findall(nodes.Text):
        above = text.parent
        while above is not None and above not in texts and not isinstance(above, _NOT_IN):
            above = above.parent
        if above in texts:
            texts[above].append(_words(text))
    return [(*_head(part), " ".join("".join(text).split())) for part, text in texts.items()]


_PARTS = (nodes.section, nodes.definition_list_item)


def _head(part: nodes.Element) -> tuple[str, str] | None:
    """The address and the title of a part, if it has an address."""
    ids = part["ids"] or part[0]["ids"]
    return (ids[0], part[0].astext()) if ids else None


def _words(text: nodes.Text) -> str:
    if isinstance(text.parent, nodes.math):
        return "…"
    if isinstance(text.parent, nodes.raw):
        # Of what is shown as HTML, the mistakes have words of their own.
        if 'class="mistake"' not in text:
            return " "
        without = re.sub(r"<(script|style|pre|svg)\b.*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
        return f" {html.unescape(without)} "
    # Paragraphs and cells of tables stand apart.
    last = isinstance(text.parent, nodes.paragraph) and text is text.parent[-1]
    return f"{text} " if last else str(text)


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        texts = {page: sections(app.env.get_doctree(page)) for page in sorted(app.env.found_docs)}
        data = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
        Path(app.outdir, "_static", FILE).write_text(f"window.TEXTS = {data};\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Hand the extension to Sphinx."""
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
