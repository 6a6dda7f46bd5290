"""Items: the several answers that one stretch of a sentence enumerates, where it is sure that it does."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.qa.agreement.names import is_name

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_ITEM = 6
"""How many words an item may have: more are hardly a name or a thing."""

_FIRST = (
    r"(?!(?:In|On|At|By|After|Before|When|While|For|From|To|With|As|Of|During|Since|Near|Between|Both|An?|Until|Under"
    r"|Among|Not|Like|If|Although|Though|Because|Then|Later|Today|Yesterday|Only|Even|And|But|Or)\b)"
)
_CONTEXT = 30
_PART = r"\p{Lu}[\p{L}\p{M}\p{N}]*(?:[.'’-]+[\p{L}\p{M}\p{N}]+)*\.?"
_NAME = rf"{_FIRST}(?:[Tt]he )?{_PART}(?:\s(?:(?:of|the|de|del|von|van|bin|al|ul)\s){{0,2}}{_PART})*"
_ENUMERATED = regex.compile(rf"(?<!\w){_NAME}(?:,\s{_NAME})*,?\sand\s{_NAME}")
_ENDS_THERE = regex.compile(
    r"\s*(?:$|[.,;:!?)]|(?:of|in|at|on|for|from|to|as|by|with|when|while|during|after|before|since|near|because)\b)"
)
_COMMA = regex.compile(r"\s*[,;]\s+(?:(?P<last>and|as well as)\s+)?")
_AND = regex.compile(r"\s+(?:and|as well as)\s+")
_LEADING = regex.compile(r"^(?:both|all of|namely)\s+", regex.IGNORECASE)
_NO_LIST = regex.compile(
    r"[&/()\[\]\"“”:|]|\n\s*(?:\n|[-*•])|\b(?:or|but|not|no|nor|neither|either|except|without|between|than|such|including|respectively|etc"
    r"|is|was|are|were|has|had|have|who|which|that|what|both)\b",
    regex.IGNORECASE,
)
_YEAR = regex.compile(r"1\d{3}|20\d{2}")
_PLAIN = regex.compile(r"\p{Ll}[\p{Ll}'’-]*(?: \p{Ll}[\p{Ll}'’-]*){0,2}")
_HALF = frozenset(
    "north south east west northern southern eastern western upper lower inner outer new old great greater lesser first"
    " second third red black white green blue northeast northwest southeast southwest".split()
)
_ROLE = regex.compile(
    r"^(?:the )?(?:\p{L}+ )?(?:president|prime minister|minister|director|mayor|king|queen|head|chief|chairman|capital"
    r"|governor|secretary|bishop|captain|founder|member)\b(?: (?:of|for)\b|$)",
    regex.IGNORECASE,
)
_UNIT_AFTER = regex.compile(
    r"^\s*(?:(?:province|region|county|state|district|company|party|ministry|university|firm|islands?|agreement|war|line"
    r"|border|is|was|has|does)\b|\p{Lu})",
)
_UNIT_BEFORE = regex.compile(
    r"\b(?:(?:province|region|county|state|district|company|firm|kingdom|republic|ministry|university|island|bank"
    r"|department|house) of|between|company|firm|province)\s+(?:the )?$",
    regex.IGNORECASE,
)
_FORM = regex.compile(
    r"\s(?:Ltd|Limited|Inc|Incorporated|LLC|PLC|plc|Co|Corp|Corporation|Company|GmbH|AG|SA|Brothers|Sons|Province|County"
    r"|District|Region|State|Governorate|Department|Prefecture|Territory|Islands?|Valley)\.?$"
)
_ONE_COUNTRY = regex.compile(
    r"(?:trinidad and tobago|antigua and barbuda|bosnia and herzegovina|(?:saint|st\.?) (?:kitts and nevis|vincent and"
    r" the grenadines|pierre and miquelon)|s[aã]o tom[eé] and pr[ií]ncipe|turks and caicos|wallis and futuna)\b.*",
    regex.IGNORECASE,
)


def items_of(
    text: str, start: int, end: int, *, texts: Sequence[str] = (), count: int | None = None, may_be_firms: bool = False
) -> tuple[Span, ...]:
    """Where the items stand of the enumeration that `text[start:end]` is, or begins or ends; none if that is unsure.

    `text` is the sentence. Items are all names, all years, or all plain words. What looks like two names may be one
    (Sistan and Baluchestan): it is where `texts` never hold either half alone, but both together more than once; where
    a word around it says so (*province of*, *company*); and always, if neither half stands alone and `may_be_firms`.
    Unless there are `count` items, if that is given, there are none.
    """
    span = _enumeration(text, start, end)
    leading = _LEADING.match(span.slice(text))
    start = span.start + (leading.end() if leading else 0)
    end = start + len(text[start : span.end].rstrip(" .,;:!?"))
    if _NO_LIST.search(text, start, end):
        return ()
    items = _split(text, start, end)
    written = [item.slice(text) for item in items]
    if (
        not items
        or not can_stand_alone(written)
        or not _are_alike(written)
        or (count is not None and len(items) != count)
    ):
        return ()
    if _is_half(written[-2], written[-1]) or (_FORM.search(written[-1]) and len(written[-2].split()) == 1):
        return ()
    pair = text[items[-2].start : items[-1].end]
    if _ONE_COUNTRY.fullmatch(pair.removeprefix("the ")) or (
        len(items) == 2 and is_name(pair) and _is_one_name(pair, written, texts, may_be_firms=may_be_firms)
    ):
        return ()
    if _UNIT_AFTER.match(text[end:]) or (len(items) == 2 and _UNIT_BEFORE.search(text[:start])):
        return ()
    return items


def _enumeration(text: str, start: int, end: int) -> Span:
    """The enumeration of names that a span begins or ends with, if it is surely all of one; else the span."""
    for found in _ENUMERATED.finditer(text):
        whole, first = Span(*found.span()), not text[: found.start()].strip()
        bounds = {whole.start, whole.end}
        for gap in regex.finditer(r",?\sand\s|,\s", found[0]):
            bounds |= {whole.start + gap.start(), whole.start + gap.end()}
        articles = {bound + 4 for bound in bounds if text[bound : bound + 4].lower() == "the "}
        if not (whole.start <= start < end <= whole.end and start in bounds | articles and end in bounds):
            continue
        begins = start in {whole.start, whole.start + 4}
        if (begins and (first or _ENDS_THERE.match(text, whole.end))) or (first and end == whole.end):
            return Span(min(start, whole.start) if not begins else start, whole.end)
    return Span(start, end)


def _split(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The stretches between commas and the last *and*; none unless there is just one way to tell them."""
    commas = list(_COMMA.finditer(text, start, end))
    if any(comma["last"] for comma in commas[:-1]):
        return ()
    gaps = [comma.span() for comma in commas]
    if not commas or not commas[-1]["last"]:
        ands = list(_AND.finditer(text, gaps[-1][1] if gaps else start, end))
        if len(ands) != 1:
            return ()
        gaps.append(ands[0].span())
    edges = [start, *chain.from_iterable(gaps), end]
    stretches = list(zip(edges[::2], edges[1::2], strict=True))
    return tuple(Span(*stretch) for stretch in stretches) if all(a < b for a, b in stretches) else ()


def can_stand_alone(items: Sequence[str]) -> bool:
    """True if the items can stand for themselves: all names, all years, or all plain words, and no two the same."""
    if len({item.casefold() for item in items}) < len(items) or max(len(item.split()) for item in items) > LONGEST_ITEM:
        return False
    if all(_YEAR.fullmatch(item) for item in items):
        return True
    if all(is_name(item) and not item[0].isdigit() for item in items):
        return not any(map(_ROLE.match, items))
    return all(_PLAIN.fullmatch(item) for item in items)


def _are_alike(items: Sequence[str]) -> bool:
    """True if plain words are of one shape: a word that stands with one of them may belong to all."""
    if not all(map(_PLAIN.fullmatch, items)):
        return True
    if any(_AND.search(item) for item in items):
        return False
    return len({len(item.split()) for item in items}) == 1 or all(item.endswith("s") for item in items)


def _is_half(one: str, other: str) -> bool:
    """True if the first of two may lack a word that only stands with the second, or the second one of the first's.

    As in *North and South Korea* and *the Ministry of Culture and Tourism*.
    """
    words = one.lower().removeprefix("the ").split()
    if words[-1] in _HALF or (len(words) == 1 and len(other.split()) > 1 and other.endswith("s")):
        return True
    inner = regex.compile(r"\w (?:of|for) ")
    return inner.search(one) is not None and inner.search(other) is None


def _is_one_name(pair: str, halves: Sequence[str], texts: Sequence[str], *, may_be_firms: bool) -> bool:
    whole = regex.compile(rf"(?<!\w){regex.escape(pair)}(?!\w)")
    together = len({_around(text, found) for text in texts for found in whole.finditer(text)})
    rest = [whole.sub(" ", text) for text in texts]
    alone = [any(regex.search(rf"(?<!\w){regex.escape(half)}(?!\w)", text) for text in rest) for half in halves]
    if any(alone):
        return False
    return together > 1 or (may_be_firms and all(len(half.split()) == 1 for half in halves))


def _around(text: str, found: regex.Match[str]) -> str:
    """What stands around a match, so that copies of one sentence count once."""
    return text[max(0, found.start() - _CONTEXT) : found.end() + _CONTEXT]
