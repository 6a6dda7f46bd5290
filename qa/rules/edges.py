"""Edges: a span tears no pair of marks, no address, number or name, and quotes nothing that is struck out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.english.units import unit_at_start
from citespan.corpus.english.word_classes import CLOSED_CLASSES, ORGANISATIONS
from citespan.qa.agreement.names import is_name
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_STRUCK = regex.compile(
    r"~~(?=\S)(?P<inside>[^~\r\n]+?)(?<=\S)~~|<(?P<tag>s|del|strike)>(?P<inside>[^<\r\n]+)</(?P=tag)>"
)
_PAIRS = {"(": ")", "[": "]", "“": "”", "‘": "’", "«": "»", "{": "}"}
_MARKS = ("**", "__", "~~", "``", "`", "*", "~", '"')
_BOX = regex.compile(r"(?:[-*+•][ \t]+)?\[[ xX]\][ \t]+")
_LOOSE = " \t\r\n,;:|#>"
_LONGEST_TOKEN = 500
"""How far from a span what it may be a part of is looked for, in code points: a line may be endless."""
_STREETS = r"(?:Street|Road|Lane|Avenue|Square|Drive|Way|Close|Court|Terrace|Quay|Row|Hill|Place|Boulevard|St|Rd|Ave)"
_WHOLE = regex.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:https?|ftp)://[^\s<>()\[\]`\"”]+(?<![.,;:!?])|\bwww\.[^\s<>()\[\]`\"”]+(?<![.,;:!?])"
    r"|(?<![\w/.])(?:~|\.{1,2})?(?:/[\w.@%+-]+){2,}/?(?<![.,])|\b[A-Za-z]:\\[^\s`\"]+(?<![.,])"
    r"|(?<![\w@/.-])(?:[\p{L}\p{N}_-]+\.)+(?:com|org|net|edu|gov|io|dev|example|eu|uk|de|fr|se|no|md"
    r"|txt|py|toml|ya?ml|json|csv|html?|pdf|docx?|xlsx?|js|sh|cfg|ini|conf|log|xml)\b(?![\w@-])"
    r"|(?<![\w+.,/-])\+?(?:\(\d{1,5}\)[ -]?)?\d{2,5}(?:[ /–-]\d{2,4}){2,5}(?![\w/-]|[.,]\d)"
    r"|(?<![\w.,])[-−]?\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?(?!\w)|(?<![\w.,])\d+(?:[.:]\d+)+(?![\w])"
    r"|(?<![\p{L}\p{N}])[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*(?:[-/][\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*)+(?![\p{L}\p{N}])"
    rf"|\b\d{{1,4}}[a-zA-Z]?\s+(?:\p{{Lu}}[\p{{L}}'’]+\s+){{1,3}}{_STREETS}\b",
)
_ASKS_FOR_A_PART = regex.compile(
    r"\b(?:domain|prefix|suffix|area code|extension|protocol|host|user ?name|file ?name|folder"
    r"|directory|street|road|avenue|port|ending)\b",
    regex.IGNORECASE,
)
_PHONE = r"(?<![\p{L}\p{N}/.,])\+?(?:\(\d{1,5}\)[ -]?)?\d[\d ()/–-]{4,}\d(?![\p{L}\p{N}])"
_CONTACTS = (
    (regex.compile(r"\be-?mail(?: address)?\b", regex.IGNORECASE), regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        regex.compile(r"\b(?:(?:tele)?phone|fax|mobile)(?: number)?\b", regex.IGNORECASE),
        regex.compile(_PHONE),
    ),
)
_ASKS_WHAT = regex.compile(r"^\W*(?:what|which|give me|show me)\b", regex.IGNORECASE)
_HOW_MANY = regex.compile(r"\bhow many\b|\bin which year\b|\bwhat number\b", regex.IGNORECASE)
_CAPITAL_BEFORE = regex.compile(r"(?<![\p{L}\p{N}’'.-])(?P<word>\p{Lu}[\p{L}\p{M}’'-]*)[ \u00a0]$")
_CAPITAL_BEHIND = regex.compile(r"[ \u00a0](?P<word>\p{Lu}[\p{L}\p{M}-]*)(?![\p{L}\p{N}])")
_NAMED = ORGANISATIONS | frozenset(
    "road street lane square bridge hall park castle island islands lake hotel museum harbour fund".split()
)


def judge_struck_out(_: Intent, place: Surroundings) -> Refusal | Span | None:
    """Refuse a span that is struck out, and leave out what is struck out at an end of one."""
    line, start = place.line.slice(place.document.text), place.line.start
    first, last = place.span.start - start, place.span.end - start
    for struck in _STRUCK.finditer(line):
        if struck.end() <= first or last <= struck.start():
            continue
        if struck.start() <= first and last <= struck.end():
            return Refusal(Rule.STRUCK_OUT, f"“{place.text}” is struck out")
        if struck.start() <= first + 2:
            first = struck.end()
        elif last - 2 <= struck.end():
            last = struck.start()
        else:
            return Refusal(Rule.STRUCK_OUT, f"a part of “{place.text}” is struck out")
    span = _stripped(line, first, last)
    if span is None:
        return Refusal(Rule.STRUCK_OUT, f"“{place.text}” is struck out")
    moved = Span(start + span.start, start + span.end)
    return moved if (first, last) != (place.span.start - start, place.span.end - start) else None


def judge_contacts(intent: Intent, place: Surroundings) -> Span | None:
    """Narrow a span to the one phone number, or the one e-mail address, in it, if the question asks for just that."""
    if not _ASKS_WHAT.search(intent.question):
        return None
    asked = [shape for words, shape in _CONTACTS if words.search(intent.question)]
    found = list(asked[0].finditer(place.text)) if len(asked) == 1 else []
    if len(found) != 1 or found[0][0] == place.text:
        return None
    return Span(place.span.start + found[0].start(), place.span.start + found[0].end())


def judge_edges(intent: Intent, place: Surroundings) -> Span | None:
    """Move the ends of a span that begins or ends inside of what belongs together."""
    text = place.document.text
    span = place.span
    if not _ASKS_FOR_A_PART.search(intent.question):
        span = _whole_token(text, span, place.line)
    span = _whole_name(text, _with_unit(intent, text, span), place.sentence)
    span = _without_loose_marks(text, span, place.line)
    return None if span == place.span else span


def _whole_token(text: str, span: Span, line: Span) -> Span:
    near = _near(text, span, line)
    for match in _WHOLE.finditer(near.slice(text)):
        start, end = near.start + match.start(), near.start + match.end()
        if start < span.end and span.start < end and not (span.start <= start and end <= span.end):
            span = Span(min(span.start, start), max(span.end, end))
    return span


def _near(text: str, span: Span, line: Span) -> Span:
    """What stands around a span in its line as far as an address or a number may reach, to a blank on either side."""
    first, last = span.start - _LONGEST_TOKEN, span.end + _LONGEST_TOKEN
    before = text.rfind(" ", max(0, first - _LONGEST_TOKEN), max(0, first))
    behind = text.find(" ", last, last + _LONGEST_TOKEN)
    start, end = before + 1 if before >= 0 else first, behind if behind >= 0 else last
    return Span(max(line.start, start), min(line.end, end))


def _with_unit(intent: Intent, text: str, span: Span) -> Span:
    """A number of nothing else takes the unit behind it, unless the question names it."""
    if _HOW_MANY.search(intent.question) or not regex.search(r"\d$", text[span.start : span.end]):
        return span
    behind = text[span.end : span.end + 30]
    unit = regex.match(
        r"[ \u00a0]?(?:%|°[CF]|km/h|mph|[kMGT]i?B|[kmc]?m[²³]?|k?g|mg|ml|l|kWh?|MW|GHz|MHz|V|W|mAh|€"
        r"|£|\$)(?![\p{L}\p{N}/])",
        behind,
    )
    return Span(span.start, span.end + unit.end()) if unit and unit_at_start(behind) else span


def _whole_name(text: str, span: Span, sentence: Span) -> Span:
    """The name that the span is the end or the beginning of: the World Lichen Organisation."""
    own = text[span.start : span.end]
    if not is_name(own) or own.split()[-1].lower().strip(".,'’s") not in _NAMED:
        return span
    start = span.start
    while before := _CAPITAL_BEFORE.search(text, max(sentence.start, start - 40), start):
        if before["word"].lower() in CLOSED_CLASSES or (
            before.start() == sentence.start and start - before.start() < 4
        ):
            break
        start = before.start("word")
    return Span(start, span.end)


def _without_loose_marks(text: str, span: Span, line: Span) -> Span:
    box = _BOX.match(text, span.start, span.end)
    stripped = _stripped(text, box.end() if box else span.start, span.end)
    if stripped is None:
        return span
    start, end = stripped.start, stripped.end
    for mark in _MARKS:
        if _is_loose(mark, text[start:end]):
            start, end = _mended(text, start, end, (mark, mark), line)
    for opening, closing in _PAIRS.items():
        opened, closed = text.count(opening, start, end), text.count(closing, start, end)
        if opened > closed or (closed > opened and closing != "’"):
            start, end = _mended(text, start, end, (opening, closing), line)
    return _stripped(text, start, end) or span


def _is_loose(mark: str, inside: str) -> bool:
    """True if a mark of a pair stands in a text without the other one."""
    if inside.count(mark) % 2 == 0 or (mark in "*~`" and inside.count(mark * 2)):
        return False
    return mark not in {"*", '"'} or not regex.search(rf"\d\s*{regex.escape(mark)}", inside)


def _mended(text: str, start: int, end: int, pair: tuple[str, str], line: Span) -> tuple[int, int]:
    """The span without the one mark of a pair at its end, or with the other one that stands right beside it."""
    opening, closing = pair
    if text.startswith(opening, start) and (opening == "[" or not text.startswith(closing, end)):
        return start + len(opening), end
    if text.startswith(closing, end):
        return start, end + len(closing)
    if text[start:end].endswith(closing):
        return start, end - len(closing)
    if text[max(line.start, start - len(opening)) : start] == opening:
        return start - len(opening), end
    return start, end


def _stripped(text: str, start: int, end: int) -> Span | None:
    """The span without blanks and loose punctuation at its ends, nor a full stop at its beginning; None of nothing."""
    while start < end and (
        text[start] in _LOOSE or (text[start] == "." and not regex.match(r"\.[\p{L}\p{N}/.]", text[start : start + 2]))
    ):
        start += 1
    while start < end and text[end - 1] in _LOOSE:
        end -= 1
    return Span(start, end) if start < end else None
