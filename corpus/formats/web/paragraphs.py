"""Paragraphs of a web page that stand in no element of their own, made such: the search for the main content drops them
beside others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

_HOLDERS = ("div", "section", "article", "main", "center", "blockquote", "address", "body")
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code del dfn em font i img ins kbd mark nobr q s samp small span strike"
    " strong sub sup time tt u var wbr".split()
)
_NEIGHBOURS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote".split())
_ENDS = re.compile(r"[.!?…:;。][\"'”’)\]]*$")
_FEWEST_WORDS = 3
_LONG = 60
_MOST_LINKED = 0.4


def make_paragraphs(root: html.HtmlElement) -> None:
    """Make a paragraph of each run of text that stands beside blocks, or alone in a part of the page beside paragraphs.

    It counts only if it is not mostly links, and reads like a sentence where it may be of a template.
    """
    for holder in list(root.iter(*_HOLDERS)):
        children = list(holder)
        if all(child.tag in _INLINE for child in children):
            if holder.tag == "address" or (
                holder.tag != "body" and _has_neighbours(holder) and _is_said(holder, holder.text or "", children)
            ):
                holder.tag = "p"
        elif any(child.tag in _NEIGHBOURS or child.tag in _HOLDERS for child in children):
            _wrap_runs(holder)


def _wrap_runs(holder: html.HtmlElement) -> None:
    """Put each run of text and inline elements between the blocks of an element into a paragraph."""
    for before, run in list(_runs(holder)):
        text = (holder.text if before is None else before.tail) or ""
        if not _is_said(holder, text, run):
            continue
        paragraph = holder.makeelement("p", {})
        paragraph.text = text
        if before is None:
            holder.text = None
            holder.insert(0, paragraph)
        else:
            before.tail = None
            before.addnext(paragraph)
        paragraph.extend(run)


def _runs(holder: html.HtmlElement) -> Iterator[tuple[html.HtmlElement | None, list[html.HtmlElement]]]:
    """Each block of an element, None for its beginning, with the inline elements that follow it."""
    before: html.HtmlElement | None = None
    run: list[html.HtmlElement] = []
    for child in holder:
        if child.tag in _INLINE:
            run.append(child)
        else:
            yield before, run
            before, run = child, []
    yield before, run


def _has_neighbours(holder: html.HtmlElement) -> bool:
    parent = holder.getparent()
    return parent is not None and any(child.tag in _NEIGHBOURS for child in parent if child is not holder)


def _is_said(holder: html.HtmlElement, text: str, run: list[html.HtmlElement]) -> bool:
    """True if a text and the inline elements behind it are not mostly links, and read like a sentence or more.

    Anything does that stands in an element without a name, which no template made.
    """
    said = " ".join("".join((text, *(part for one in run for part in (*one.itertext(), one.tail or "")))).split())
    linked = sum(len("".join(link.itertext())) for one in run for link in one.iter("a"))
    if not said or linked > _MOST_LINKED * len(said):
        return False
    if holder.tag != "body" and not (holder.get("class") or holder.get("id")):
        return True
    return len(said.split()) >= _FEWEST_WORDS and (len(said) >= _LONG or _ENDS.search(said) is not None)
