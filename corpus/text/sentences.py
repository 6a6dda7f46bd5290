"""Sentences: their spans in a text, without the whitespace between them."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import regex
import sentencex

from citespan.corpus.document import Span
from citespan.corpus.english.lexicon import words
from citespan.corpus.text.graphemes import blank_margins, boundary_at_or_after
from citespan.corpus.text.marks import without_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

# The month in full, which is no abbreviation, before what begins a sentence.
_AFTER_MAY = regex.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?|in|on|of|by|until|since|from|to|before|after|early|late|mid|next|last|this)\s+May\."
    r"\s+(?=[\"“‘'(]?[\p{Lu}\d])"
)
_LINE = regex.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
# The bullet or number before an item of a list, with nothing of the item itself.
_LABEL = regex.compile(
    r"[\s>]*+(?:(?:[*+•‣▪◦–-]\s+)++|(?:[*+•‣▪◦–-]\s+)*+(?:\#|\d{1,3}(?:[.-]\d{1,3})*+|[A-Za-z]|[ivxIVX]{1,5})?"
    r"\\?[.)]{1,2}\s*+)"
)
_ITEM = regex.compile(
    r"([^\S\r\n]*+)(?:[*+•‣▪◦–-]|\(?(?:#|\d{1,3}(?:\.\d{1,3})*+|[A-Za-z]|[ivxIVX]{1,5})[.)])(?:[^\S\r\n]++)\S"
)
_BULLET = regex.compile(r"(?<=[\r\n])[^\S\r\n]*+[*•‣▪◦-][^\S\r\n]++\S")
_NUMBERED = regex.compile(
    r"(?<=[.!?:;][\"'”’)\]*_]{0,4}[^\S\r\n]{0,4}[\r\n])[^\S\r\n]*+(?:\d{1,3}|[a-z])[.)][^\S\r\n]++\S"
)
_TITLE = regex.compile(r"^[ ]{0,3}\#{1,6}[^\S\r\n][^\r\n]*(?:\r\n|\r|\n)", regex.MULTILINE)
_FINISHED = regex.compile(r"(?:[.!?…:;|。！？؟][\"'”’)\]*_]*|\\|[^\S\r\n]{2})$")
_ABBREVIATION = regex.compile(r"(?<![\w.])(\p{L}{2,7})\.\s*$")
_GOES_ON = regex.compile(r"[\p{Ll}\d(–-]")
_DEEPEST_INDENT = 8
_LOOKED_AT = 200
_WRAPPED_LINE = 60
_WRAPPED_WORDS = 9


def sentence_spans(text: str, within: Span, *, by_line: bool = False) -> tuple[Span, ...]:
    """The sentences of `text` inside `within`, in order: no two overlap, and together they hold all that is not blank.

    The rules are those of English (sentencex). A footnote mark does not keep a sentence from ending, and belongs to the
    one that it follows. No sentence ends behind the number of an item or an abbreviation in its midst; one begins at
    each bullet, and behind a title. With `by_line`, as lists and tables need it, none goes on in the next line, unless
    that is the rest of an item.
    """
    spans: list[Span] = []
    start = within.start
    said = within.slice(text)
    content = without_marks(said)
    found = (int(boundary["end_index"]) for boundary in sentencex.get_sentence_boundaries("en", content))
    ends = {offset for offset in found if not _goes_on(said, content, offset, by_line=by_line)}
    ends.update(match.start() for pattern in (_BULLET, _NUMBERED) for match in pattern.finditer(said))
    ends.update(match.end() for match in _TITLE.finditer(said))
    ends.update(match.end() for match in _AFTER_MAY.finditer(content))
    if by_line:
        ends.update(_line_ends(content))
    for offset in sorted(ends):
        end = _before_marks(text, content, offset, within.start)
        end = min(boundary_at_or_after(text, end), within.end)
        first, last = blank_margins(text, start, end)
        if first < last:
            spans.append(Span(first, last))
        start = max(start, end)
    first, last = blank_margins(text, start, within.end)
    if first < last:
        spans.append(Span(first, last))
    return tuple(spans)


def _goes_on(said: str, content: str, offset: int, *, by_line: bool) -> bool:
    """True if a sentence does not end where the rules say: behind a number of an item, or an abbreviation."""
    lowest = max(0, offset - _LOOKED_AT)
    line = max(content.rfind("\n", lowest, offset), content.rfind("\r", lowest, offset), lowest - 1) + 1
    is_in_line = content[line:offset].strip() and content[offset : offset + 1] not in {"", "\n", "\r"}
    if is_in_line and _LABEL.fullmatch(content, line, offset):
        shown = content[max(0, line - _LOOKED_AT) : line]
        above = shown.rstrip()
        is_first = not above or shown[len(above) :].count("\n") > 1 or _FINISHED.search(above) is not None
        if is_first or by_line:
            return True
    following = content[offset : offset + 20].lstrip()
    if not following or not _GOES_ON.match(following):
        return False
    end = offset
    while end > 0 and content[end - 1].isspace():
        end -= 1
    if "`" in said[end:offset] and following[0].islower():
        return True
    found = _ABBREVIATION.search(content, max(0, offset - 12), offset)
    return found is not None and found[1].casefold() in _abbreviations()


def _before_marks(text: str, content: str, offset: int, start: int) -> int:
    """Where a sentence ends in the text: behind its marks; those right before the next one, as of a link, are its."""
    if not content[offset : offset + 1].strip():
        is_inside = offset > 0 and text[start + offset - 1].strip()
        while is_inside and offset < len(content) and not content[offset].strip() and text[start + offset].strip():
            offset += 1
        return start + offset
    place = offset
    while place > 0 and not content[place - 1].strip() and text[start + place - 1].strip():
        place -= 1
    if place > 0 and text[start + place - 1].isspace():
        line = place
        while line > 0 and content[line - 1] in " \t":
            line -= 1
        is_quoted = line > 0 and content[line - 1] in "\r\n" and text[start + line : start + offset].strip()
        return start + (line if is_quoted else place)
    return start + offset


def _line_ends(content: str) -> Iterator[int]:
    """Where lines end that stand for themselves: not before the rest of an item that is set in, or of a sentence."""
    indent: int | None = None
    for line, below in pairwise(_LINE.finditer(content)):
        if item := _ITEM.match(line[0]):
            indent = len(item[1])
        elif not line[0].strip():
            indent = None
        said = below[0].lstrip()
        is_wrapped = said[:1].islower() and len(line[0].split()) >= _WRAPPED_WORDS and len(line[0]) >= _WRAPPED_LINE
        is_rest = (
            (indent is not None or is_wrapped)
            and said
            and not _ITEM.match(below[0])
            and not _FINISHED.search(line[0].rstrip("\r\n"))
            and not said.startswith(("|", "```", "~~~", ">", "#"))
            and (said[0].islower() or (indent or 0) < len(below[0]) - len(said) <= (indent or 0) + _DEEPEST_INDENT)
        )
        if not is_rest:
            yield line.end()


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(words("sentences", "before_lower_case"))
