"""Marks: what stands in a text and in quotes of it but says nothing: footnote marks such as [12], bars of tables."""

from __future__ import annotations

import regex

_MARK = regex.compile(
    r"(?<=[^\s\[(])\[(?:[1-9]\d{0,2}|[a-z]|(?:note|nb|fn|lower-alpha) \d{1,3}"
    r"|(?:citation|clarification|page|verification|better source|quotation) needed"
    r"|when\?|who\?|where\?|which\?|by whom\?|according to whom\?|dubious|sic)\]"
    r"|\[edit(?: source)?\]"
)
_BAR = regex.compile(r"(?<!\S)\|(?!\S)")


def without_marks(text: str) -> str:
    """The text with footnote and editing marks blanked out: as many spaces stand there, so that every offset stays."""
    return _MARK.sub(lambda mark: " " * len(mark[0]), text)


def cell_breaks(text: str) -> tuple[int, ...]:
    """The offsets before and behind each bar between the cells of a table, ascending."""
    return tuple(offset for bar in _BAR.finditer(text) for offset in bar.span())
