"""Raised and lowered characters of a web page, written so that they can be told from those on the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citespan.corpus.formats.web.markup import put_text
from citespan.corpus.text.raised import Rise, TextRun, rendered

if TYPE_CHECKING:
    from lxml import html

    from citespan.corpus.formats.web.styles import PageStyles

_RISES = {"sup": Rise.RAISED, "sub": Rise.LOWERED}
_NOTES = frozenset(("noteref", "doc-noteref", "footnote-ref", "footnote", "reference", "footnoteref", "endnote-ref"))
_BLOCKS = frozenset("p div li td th dd dt h1 h2 h3 h4 h5 h6 body section article blockquote pre caption tr".split())
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4}|[*†‡§¶#]{1,3})[\])]?")
_CONTEXT = 80


def mark_raised(root: html.HtmlElement, styles: PageStyles) -> None:
    """Make elements of their own of what is raised or lowered by its style only, and of links to notes."""
    for element in list(root.iter("span", "a", "small", "font", "i", "em", "b", "strong")):
        rise = styles.rise(element)
        if rise is Rise.LEVEL:
            around = (*element.iterdescendants(), *element.iterancestors())
            if not _is_link_to_note(element) or any(one.tag == "sup" for one in around):
                continue
        if not any(one.tag in _BLOCKS for one in element.iterdescendants()):
            element.tag = "sub" if rise is Rise.LOWERED else "sup"


def _is_link_to_note(element: html.HtmlElement) -> bool:
    """True of a link that the file itself calls the mark of a note."""
    stated = {element.get("role") or "", element.get("epub:type") or ""} | set((element.get("class") or "").split())
    is_short = _MARK.fullmatch("".join(element.itertext()).strip()) is not None
    return element.tag == "a" and is_short and bool(stated & _NOTES)


def write_raised(root: html.HtmlElement) -> None:
    """Put plain text in the place of each raised or lowered element: an exponent, an index, or nothing for a note."""
    for element in list(root.iter("sup", "sub")):
        if element.getparent() is None:
            continue
        text = _text(element)
        before, after = _before(element), _after(element)
        rise = Rise.NOTE if element.tag == "sup" and _is_note(element, text) else _RISES[element.tag]
        if not any(map(str.isalnum, before + after)) and rise is not Rise.NOTE:
            written = text  # nothing stands on the line: it is small print
        else:
            written = rendered(TextRun(text, rise), before=before, after=after)
        put_text(element, written)


def _text(element: html.HtmlElement) -> str:
    return "".join(element.itertext())


def _is_note(element: html.HtmlElement, text: str) -> bool:
    """True if the file itself says that the characters refer to a note: by a link inside the page, a class or role."""
    if len(text.strip()) > 12:
        return False
    for found in (element, element.getparent(), *element.iter("a")):
        if found is None or (found is element.getparent() and found.tag != "a"):
            continue
        stated = {found.get("role") or "", found.get("epub:type") or ""} | set((found.get("class") or "").split())
        if stated & _NOTES or (found.tag == "a" and "#" in (found.get("href") or "")):
            return True
    return False


def _before(element: html.HtmlElement) -> str:
    """The last characters before an element in its block."""
    parts: list[str] = []
    length = 0
    while length < _CONTEXT and element is not None and element.tag not in _BLOCKS:
        sibling = element.getprevious()
        while sibling is not None and length < _CONTEXT:
            if sibling.tag in _BLOCKS or sibling.tag == "br":
                parts.append(sibling.tail or "")
                return "".join(reversed(parts))[-_CONTEXT:]
            inner = "" if not isinstance(sibling.tag, str) else _text(sibling)
            parts.append(f"{inner}{sibling.tail or ''}")
            length += len(parts[-1])
            sibling = sibling.getprevious()
        element = element.getparent()
        if element is not None:
            parts.append(element.text or "")
            length += len(parts[-1])
    return "".join(reversed(parts))[-_CONTEXT:]


def _after(element: html.HtmlElement) -> str:
    """The first characters behind an element in its block."""
    text = ""
    while element is not None and element.tag not in _BLOCKS and len(text) < _CONTEXT:
        text += element.tail or ""
        sibling = element.getnext()
        while sibling is not None and len(text) < _CONTEXT and sibling.tag not in _BLOCKS and sibling.tag != "br":
            text += f"{_text(sibling) if isinstance(sibling.tag, str) else ''}{sibling.tail or ''}"
            sibling = sibling.getnext()
        if sibling is not None:
            break
        element = element.getparent()
    return text[:_CONTEXT]
