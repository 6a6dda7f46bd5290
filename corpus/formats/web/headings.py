"""Headings of a web page that the search for its main content dropped, though it kept what stands below them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree, html

from citespan.corpus.formats.web.markup import allowed

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_SKIPPED = frozenset(
    "nav footer aside script style noscript template form button select svg iframe object head".split()
)


def restore_headings(body: html.HtmlElement, page: html.HtmlElement) -> None:
    """Put the headings that `body` lacks into it, each before the first text below it on the `page` that it has.

    `body` is trafilatura's tree, with headings as `head` elements. A heading is dropped for good if nothing below it,
    up to the next of its level or an outer one, was kept.
    """
    kept = Counter(_words("".join(head.itertext())) for head in body.iter("head"))
    blocks = [(_words(text), block) for block in body for text in block.itertext() if text.strip()]
    places: dict[str, list[int]] = {}
    for place, (text, _) in enumerate(blocks):
        places.setdefault(text, []).append(place)
    pending: list[html.HtmlElement] = []
    reached = 0
    for found in _headings_and_texts(page):
        if isinstance(found, str):
            candidates = places.get(_words(found), [])
            position = bisect_left(candidates, reached)
            if position < len(candidates):
                reached = candidates[position] + 1
                for heading in pending:
                    blocks[reached - 1][1].addprevious(heading)
                pending = []
            continue
        text = _words("".join(found.itertext()))
        level = _LEVELS[found.tag]
        pending = [outer for outer in pending if _LEVELS[outer.get("rend")] < level]
        if kept[text]:
            kept[text] -= 1
        elif text:
            pending.append(body.makeelement("head", {"rend": found.tag}))
            pending[-1].text = text


def _headings_and_texts(page: html.HtmlElement) -> Iterator[html.HtmlElement | str]:
    """The headings of the page and the texts outside of them, in order, without its furniture and without recursion."""
    walk = etree.iterwalk(page, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            if element.tail and element.tail.strip():
                yield element.tail
        elif tag in _LEVELS:
            yield element
            walk.skip_subtree()
        elif not tag or tag in _SKIPPED:
            walk.skip_subtree()
        elif element.text and element.text.strip():
            yield element.text


def _words(text: str) -> str:
    return " ".join(allowed(text).split())
