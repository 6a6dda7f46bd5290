"""Grapheme boundaries: where a text may be cut without tearing a user-perceived character apart.

Source: Unicode Standard Annex #29, extended grapheme clusters, as implemented by the `regex` package.
"""

from __future__ import annotations

import regex

_CLUSTER = regex.compile(r"\X")
_OTHER = regex.compile(r"\p{Grapheme_Cluster_Break=Other}")


def is_grapheme_boundary(text: str, offset: int) -> bool:
    """True if `text` may be cut before the code point at `offset` (both ends of the text may be)."""
    if offset <= 0 or offset >= len(text) or _always_boundary(text, offset):
        return True
    return _cluster_start(text, offset) == offset


def boundary_at_or_before(text: str, offset: int) -> int:
    """The last grapheme boundary that is not after `offset`."""
    return offset if is_grapheme_boundary(text, offset) else _cluster_start(text, offset)


def boundary_at_or_after(text: str, offset: int) -> int:
    """The first grapheme boundary that is not before `offset`."""
    if is_grapheme_boundary(text, offset):
        return offset
    match = _CLUSTER.match(text, _cluster_start(text, offset))
    return match.end() if match else offset


def blank_margins(text: str, start: int, end: int) -> tuple[int, int]:
    """The range `[start, end)` without the whitespace at its ends; `start == end` if it holds nothing else.

    Whitespace that carries a combining mark is not blank: it stays.
    """
    while start < end and text[start].isspace() and _blank_until_boundary(text, start):
        start += 1
    while end > start and text[end - 1].isspace() and _blank_since_boundary(text, end):
        end -= 1
    return boundary_at_or_before(text, start), boundary_at_or_after(text, end)


def _blank_until_boundary(text: str, offset: int) -> bool:
    return is_grapheme_boundary(text, offset + 1) or text[offset : offset + 2] == "\r\n"


def _blank_since_boundary(text: str, offset: int) -> bool:
    return is_grapheme_boundary(text, offset) or text[offset - 1 : offset + 1] == "\r\n"


def _always_boundary(text: str, offset: int) -> bool:
    """Between these two characters there is a boundary, whatever stands around them (rules GB3 to GB5 and GB999)."""
    before, after = text[offset - 1], text[offset]
    if before in "\r\n" or after in "\r\n":
        return not (before == "\r" and after == "\n")
    if before.isascii() and after.isascii():
        return True
    return _OTHER.match(before) is not None and _OTHER.match(after) is not None


def _cluster_start(text: str, offset: int) -> int:
    """The start of the cluster that covers `offset`, found from the nearest boundary that needs no context."""
    anchor = offset
    while anchor > 0 and not _always_boundary(text, anchor):
        anchor -= 1
    while match := _CLUSTER.match(text, anchor):
        if match.end() > offset:
            return anchor
        anchor = match.end()
    return anchor
