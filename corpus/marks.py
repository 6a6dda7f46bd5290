"""Footnote marks such as [12]: part of the text and of every quote, but no part of what is searched and read."""

from __future__ import annotations

import regex

_MARK = regex.compile(
    r"(?<=[^\s\[(])\[(?:[1-9]\d{0,2}|[a-z]|(?:note|nb|fn|lower-alpha) \d{1,3}"
    r"|(?:citation|clarification|page|verification|better source|quotation) needed"
    r"|when\?|who\?|where\?|which\?|by whom\?|according to whom\?|dubious|sic)\]"
    r"|\[edit(?: source)?\]"
)


def without_marks(text: str) -> str:
    """The text with footnote and editing marks blanked out: as many spaces stand there, so that every offset stays."""
    return _MARK.sub(lambda mark: " " * len(mark[0]), text)
