"""Identifiers: a span must belong to the one that the question names, not to another of its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.index.search.identifiers import key_of
from citespan.qa.rules.surroundings import LABELLED, has_mark
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from citespan.index.search.identifiers import Identifier
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_PARAGRAPH = regex.compile(r"\r?\n[ \t]*\r?\n")
_CLAUSE_END = regex.compile(
    r"[;:](?=\s)|,(?=\s)|\s(?:and|but|while|whereas|or)\s|(?<=[.!?])\s|\s[–—-]\s|[\r\n]", regex.IGNORECASE
)
_BETWEEN_TWO = regex.compile(r"[\s,;&/–-]*(?:\b(?:and|or|to|nor)\b)?\s*(?:the\s+)?(?:\p{L}+s?\s+)?", regex.IGNORECASE)
_RESPECTIVELY = regex.compile(r"\brespectively\b|\bin that order\b", regex.IGNORECASE)


def judge_identifiers(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span that stands with another identifier than the question's, or with none in a text that lacks it."""
    asked = {identifier.key for identifier in intent.identifiers}
    if intent.asks_beside:
        line = place.line.slice(place.document.text)
        own = next((one for one in intent.identifiers if LABELLED.match(line) and one.places_in(line)), None)
        detail = f"“{place.text}” is {own.text} itself, and the question asks for what is beside it" if own else ""
        return Refusal(Rule.OTHER_IDENTIFIER, detail) if own else None
    for identifier in intent.identifiers:
        if not belongs_to(identifier, place, asked):
            return Refusal(
                Rule.OTHER_IDENTIFIER,
                f"“{place.text}” stands with another one than {identifier.text}, which the question names",
            )
    return None


def belongs_to(identifier: Identifier, place: Surroundings, asked: Collection[str] = ()) -> bool:
    """True if nothing tells that a span belongs to another identifier than this one and those `asked` for besides.

    The nearest place that names one of its shape decides: the clause of the span, its sentence, row or item, then what
    stands above it in the section, the headings, and the document.
    """
    if identifier.places_in(place.text):
        return True
    named = identifier.places_in(place.said)
    rivals = len(_rivals(identifier, place.said, asked)) > len(_rivals(identifier, place.text, asked))
    if named and rivals and place.row is None:
        return _is_nearer(identifier, place, asked)
    if named or _in_mark(identifier, place):
        return True
    return not rivals and _is_named_around(identifier, place, asked)


def _rivals(identifier: Identifier, text: str, asked: Collection[str]) -> list[tuple[int, int]]:
    return [span for span in identifier.rivals_in(text) if key_of(text[span[0] : span[1]]) not in asked]


def _is_named_around(identifier: Identifier, place: Surroundings, asked: Collection[str]) -> bool:
    """What the nearest text outside the sentence that names one of its shape says; the document's word if none does.

    First what stands above in the paragraph, then the headings, then the section.
    """
    above = place.above
    paragraph = _PARAGRAPH.split(above)[-1]
    last = max((end for _, end in identifier.places_in(paragraph)), default=-1)
    rival = max((end for _, end in _rivals(identifier, paragraph, asked)), default=-1)
    if last >= 0 or rival >= 0:
        return last >= rival
    for heading in reversed(place.headings):
        if identifier.places_in(heading):
            return True
        if _rivals(identifier, heading, asked):
            return False
    if identifier.places_in(above) or not identifier.is_telling:
        return True
    if identifier.is_bare and not identifier.rivals_in(place.chunk.text):
        return True
    return bool(identifier.places_in(place.document.text))


def _in_mark(identifier: Identifier, place: Surroundings) -> bool:
    """True if the item that holds the span has the identifier for a mark, as the fourth step has."""
    if not identifier.is_bare:
        return False
    return has_mark(place.line.slice(place.document.text), identifier.key)


def _is_nearer(identifier: Identifier, place: Surroundings, asked: Collection[str]) -> bool:
    """True if a span of a sentence that names several belongs to this one: by its clause, or by what stands before."""
    text = place.document.text
    sentence = place.sentence
    said = sentence.slice(text)
    if _RESPECTIVELY.search(said):
        return True
    groups = _groups(identifier, said, asked)
    start, end = place.span.start - sentence.start, place.span.end - sentence.start
    cuts = [0, *(m.end() for m in _CLAUSE_END.finditer(said) if not _is_inside(m.start(), groups)), len(said)]
    low = max(cut for cut in cuts if cut <= start)
    high = min(cut for cut in cuts if cut >= end)
    inside = [ours for first, last, ours in groups if low <= first and last <= high]
    if inside:
        return any(inside)
    before = [ours for _, last, ours in groups if last <= start]
    if before:
        return before[-1]
    return groups[0][2] if groups else True


def _is_inside(offset: int, groups: list[tuple[int, int, bool]]) -> bool:
    return any(first <= offset < last for first, last, _ in groups)


def _groups(identifier: Identifier, said: str, asked: Collection[str]) -> list[tuple[int, int, bool]]:
    """The identifiers of this shape, those that are enumerated as one; true if ours is among them."""
    ours = identifier.places_in(said)
    found: list[tuple[int, int, bool]] = []
    for start, end in sorted({*ours, *_rivals(identifier, said, asked)}):
        mine = (start, end) in ours
        if found and (start < found[-1][1] or _BETWEEN_TWO.fullmatch(said, found[-1][1], start)):
            found[-1] = (found[-1][0], max(end, found[-1][1]), found[-1][2] or mine)
        else:
            found.append((start, end, mine))
    return found
