"""A Sphinx extension: what a lesson says of other lessons, and its new words, lead to them.

In a notebook these are words alone, which read the same in every viewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

_LESSON = re.compile(r"\b[Ll]esson\s(\d\d[a-z]?)\b")
# Where text is no prose, or leads somewhere already.
_NOT_IN = (nodes.reference, nodes.title, nodes.literal, nodes.literal_block, nodes.raw)


class Links(SphinxPostTransform):
    """Make links in the pages of lessons: of "lesson 09", and of the first *bootstrap*."""

    default_priority = 900

    def run(self, **_: Any) -> None:
        """Look through one page."""
        here = self.env.docname
        if not re.match(r"lessons/\d", here):
            return
        lessons = {
            found[1]: page
            for page in self.env.found_docs
            if (found := re.match(r"lessons/(\d\d[a-z]?)_", page)) and page != here
        }
        for text in list(self.document.findall(nodes.Text)):
            if _prose(text):
                text.parent.replace(text, list(self._with_lessons(str(text), lessons)))
        glossary = {
            spelt: (page, anchor)
            for (kind, term), (page, anchor) in self.env.domains.standard_domain.objects.items()
            if kind == "term"
            for spelt in forms(term)
        }
        seen = set()
        for word in list(self.document.findall(nodes.emphasis)):
            target = glossary.get(" ".join(word.astext().lower().split()))
            if target and target not in seen and _prose(word):
                seen.add(target)
                link = self._link(*target)
                link["classes"].append("term")
                word.replace_self(link)
                link += word

    def _with_lessons(self, text: str, lessons: Mapping[str, str]) -> Iterator[nodes.Node]:
        end = 0
        for found in _LESSON.finditer(text):
            if found[1] in lessons:
                yield nodes.Text(text[end : found.start()])
                link = self._link(lessons[found[1]])
                link += nodes.Text(found[0])
                yield link
                end = found.end()
        yield nodes.Text(text[end:])

    def _link(self, page: str, anchor: str = "") -> nodes.reference:
        address = self.app.builder.get_relative_uri(self.env.docname, page)
        address += f"#{anchor}" if anchor else ""
        return nodes.reference("", "", internal=True, refuri=address)


def _prose(node: nodes.Node) -> bool:
    while node := node.parent:
        if isinstance(node, _NOT_IN):
            return False
    return True


def forms(term: str) -> set[str]:
    """A word of the glossary in the singular and the plural, in small letters.

    Parameters
    ----------
    term : str
    """
    term = term.lower()
    plural = re.sub(r"y$", "ie", term) if re.search(r"[^aeiou]y$", term) else term
    return {term, f"{plural}s", term.removesuffix("s")} if len(term) > 3 else {term}


def setup(app: Sphinx) -> dict[str, bool]:
    """Hand the extension to Sphinx."""
    app.add_post_transform(Links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
