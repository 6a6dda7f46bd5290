"""Markup that stands in a text, as in Markdown: its marks say nothing, and what it strikes out does not count.

The marks are found as a page of Markdown would show them; in a text of another kind few things look like them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDENED = 60
"""How many code points at most a quote is widened by to hold both marks of a pair."""

_PARAGRAPH = regex.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
_BACKTICKS = regex.compile(r"(?<!\\)`+")
_FENCE = regex.compile(r"^[ ]{0,3}(?:`{3,}|~{3,})[^`\n]*$", regex.MULTILINE)
_LINK = regex.compile(
    r"(!?\[)([^\[\]\n]{1,500})(\]\((?:<[^<>\n]*>|[^\s()]{0,2000}(?:\([^\s()]*\)[^\s()]*)?)(?:\s+[\"'][^\"'\n]*[\"'])?\)"
    r"|\]\[[^\[\]\n]{0,100}\])"
)
_SIGN = regex.compile(
    r"(?<![~\\])~~(?!~)|(?<![*\\])\*{1,3}(?!\*)|(?<![_\\])_{1,3}(?!_)"
    r"|<(?P<end>/?)(?P<tag>del|s|strike|sup|sub|b|i|u|em|strong|mark|kbd|code|ins|small|span|a)(?:\s[^<>\n]{0,200})?>",
    regex.IGNORECASE,
)
_STRIKES = frozenset(("~~", "del", "s", "strike"))
_WIKI_LINK = regex.compile(r"(\[\[(?:[^\[\]|\n]{1,200}\|)?)[^\[\]|\n]{1,200}(\]\])")
_TAG = regex.compile(
    r"</?(?:a|abbr|b|big|br|code|div|em|font|i|ins|kbd|mark|p|small|span|strong|sub|sup|u)(?:\s[^<>\n]*)?/?>"
    r"|<!--[^<>]{0,2000}-->",
    regex.IGNORECASE,
)
_QUOTED = regex.compile(r"^[^\S\n]{0,3}(?:>[^\S\n]?)+", regex.MULTILINE)
_HEADING = regex.compile(r"^[ ]{0,3}#{1,6}(?=\s)|(?<=\s)#+[^\S\n]*$", regex.MULTILINE)
_STRUCK = regex.compile(
    r"(\[\.?line-through\](?P<signs>\#{1,2}))[^\n]{1,500}?((?P=signs))|(\\(?:sout|st|cancel)\{)[^{}\n]{0,500}(\})"
    r"|(:(?:strike|del|s):`)[^`\n]{1,500}(`)"
)
_LIKELY = regex.compile(r"[`*_~<>#\[]|\\(?:sout|st|cancel)\{")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two marks that belong together, `[start, end)` each, and whether what stands between them is struck out."""

    opening: tuple[int, int]
    closing: tuple[int, int]
    is_struck: bool = False


def pairs(text: str) -> tuple[Pair, ...]:
    """The marks of a text that stand in pairs in one paragraph, by the place of the first."""
    if not _LIKELY.search(text):
        return ()
    found: list[Pair] = []
    for paragraph in _PARAGRAPH.finditer(text):
        code = list(_code(text, paragraph.start(), paragraph.end()))
        outside = _blanked(text[: paragraph.end()], [(pair.opening[0], pair.closing[1]) for pair in code])
        links = (Pair(m.span(1), m.span(3)) for m in _LINK.finditer(outside, paragraph.start()))
        wiki = (Pair(m.span(1), m.span(2)) for m in _WIKI_LINK.finditer(outside, paragraph.start()))
        found += [*code, *links, *wiki, *_signs(outside, paragraph.start()), *_struck(text, paragraph)]
    return tuple(sorted(found, key=lambda pair: pair.opening))


def marks(text: str) -> Iterator[tuple[int, int]]:
    """The places of all marks, and of what is struck out."""
    if not _LIKELY.search(text):
        return
    code = []
    for pair in pairs(text):
        if pair.is_struck:
            yield pair.opening[0], pair.closing[1]
            continue
        yield from (pair.opening, pair.closing)
        if text[pair.opening[0]] == "`":
            code.append((pair.opening[0], pair.closing[1]))
    outside = _blanked(text, code)
    for pattern in (_TAG, _QUOTED, _HEADING):
        yield from (match.span() for match in pattern.finditer(outside))
    yield from (match.span() for match in _FENCE.finditer(text))


def _code(text: str, start: int, end: int) -> Iterator[Pair]:
    """Stretches of code: between runs of as many backticks."""
    runs = [run.span() for run in _BACKTICKS.finditer(text, start, end)]
    later: dict[int, list[int]] = {}
    for place, (first, last) in reversed(list(enumerate(runs))):
        later.setdefault(last - first, []).append(place)
    place = 0
    while place < len(runs):
        alike = later[runs[place][1] - runs[place][0]]
        while alike and alike[-1] <= place:
            alike.pop()
        if alike:
            yield Pair(runs[place], runs[alike[-1]])
            place = alike[-1]
        place += 1


def _struck(text: str, paragraph: regex.Match[str]) -> Iterator[Pair]:
    """What AsciiDoc, TeX and reStructuredText strike out."""
    for found in _STRUCK.finditer(text, paragraph.start(), paragraph.end()):
        opening, closing = next(pair for pair in ((1, 3), (4, 5), (6, 7)) if found[pair[0]] is not None)
        yield Pair(found.span(opening), found.span(closing), is_struck=True)


def _signs(text: str, start: int) -> Iterator[Pair]:
    """What is emphasised or struck out: a sign that may end something ends what the last of its kind began."""
    begun: dict[str, list[tuple[int, int]]] = {}
    for sign in _SIGN.finditer(text, start):
        first, last = sign.span()
        tag = (sign["tag"] or "").lower()
        kind = tag or sign[0]
        before, after = text[first - 1 : first], text[last : last + 1]
        is_inside = kind != "~~" and not tag and before.isalnum() and after.isalnum()
        may_end = sign["end"] == "/" if tag else bool(before.strip()) and not is_inside
        may_begin = not sign["end"] if tag else bool(after.strip()) and not is_inside
        if may_end and not (kind[0] in "*_" and after.isalnum()) and begun.get(kind):
            yield Pair(begun[kind].pop(), (first, last), is_struck=kind in _STRIKES)
        elif may_begin and (tag or not (kind[0] in "*_" and before.isalnum())):
            begun.setdefault(kind, []).append((first, last))


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """A place `[start, end)` of a text, changed to hold both marks of each pair or neither, and nothing struck out."""
    line = text.rfind("\n\n", 0, start) + 1
    last = text.find("\n\n", end)
    paragraph = text[line : last if last >= 0 else len(text)]
    first, stop = start - line, end - line
    for pair in pairs(paragraph):
        first, stop = _untorn(pair, first, stop)
    while first < stop and paragraph[first].isspace():
        first += 1
    while first < stop and paragraph[stop - 1].isspace():
        stop -= 1
    return (first + line, stop + line) if first < stop else (start, end)


def _untorn(pair: Pair, start: int, end: int) -> tuple[int, int]:  # noqa: PLR0911  # a line for each case
    (before, inside), (ends, after) = pair.opening, pair.closing
    if end <= before or start >= after:
        return start, end
    if pair.is_struck:
        return (start, before) if before - start >= end - after else (max(start, after), end)
    opens, closes = start < inside, end > ends
    if opens and not closes:
        if start >= before:
            return inside, end
        if after - end <= WIDENED:
            return start, after
        return (inside, end) if end - inside >= before - start else (start, before)
    if closes and not opens:
        if end <= after and start >= inside:
            return start, ends
        return (before, end) if start - before <= WIDENED else (after, end)
    if opens and closes and (start > before or end < after):
        return max(start, inside) if start > before else start, min(end, ends) if end < after else end
    return start, end


def _blanked(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text with blanks in these places, which lie apart in ascending order."""
    parts, end = [], 0
    for first, last in places:
        parts += [text[end:first], " " * (last - first)]
        end = last
    return "".join((*parts, text[end:]))
