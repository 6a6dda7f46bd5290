"""Bullets: the several answers of a bulleted or numbered list, where the line above it ties it to the question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.english.lexicon import words
from citespan.corpus.english.number_words import UNITS
from citespan.corpus.english.word_classes import base_form, plural_of
from citespan.index.search.query import content_words
from citespan.qa.agreement.items import can_stand_alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citespan.corpus.document import Document
    from citespan.qa.candidates import Candidate
    from citespan.qa.question.question import Question

_LINE = regex.compile(r"[^\r\n]*\S[^\r\n]*")
_ITEM = regex.compile(
    r"(?P<indent>[ \t\f]*)(?:(?P<bullet>[•‣▪◦●○■□☐☑☒✓✔➢➤→·*+–—-])(?:[ \t]+\[[ xX]\])?"
    r"|(?P<number>\d{1,3})(?P<after>[.)])"
    r"|(?P<opened>\(?)(?P<letter>\p{L}|[ivxIVX]{2,4})(?P<after>[.)]))[ \t]+"
    r"(?P<emphasis>\*\*|__|[*_])?(?P<item>\S.*?)(?(emphasis)(?P=emphasis))"
    r"(?P<remark>[ \t]*\([^()]*\)|[ \t]+[–—-][ \t]+.*|:[ \t]+.*"
    r"|,[ \t]+(?:by|in|on|at|near|with|from|for|which|who|where|since|beside|behind|under|about|next|along)\b.*)?"
    r"(?:[,;]?[ \t]+and|[.,;])?[ \t]*"
)
_MARK = regex.compile(r"^\s*\[[ xX]\]\s+|^\s*\(?(?:\p{L}|[ivxIVX]{2,4})[.)]\s+")
_SPOILS = regex.compile(
    r"\b(?:not|no|never|former\w*|removed|closed|except|excluding|until|only|gone|dead|cancelled|canceled"
    r"|optional|or|was|were)\b",
    regex.IGNORECASE,
)
_PAGE_NUMBER = regex.compile(r"\W*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", regex.IGNORECASE)
_NEXT_PARAGRAPH = regex.compile(r"\p{Lu}(?:\S*\s+){4,}.*[.!?]\s*")
_MORE_THAN_ITEMS = regex.compile(r"[^\s\p{L}\p{M}\p{N}.'’&-]|\s-|\b(?:or|not|no|none|etc|others?)\b", regex.IGNORECASE)
_TAKES_BACK = regex.compile(
    r"\b(?:not|no|never|none|neither|nor|or|either|except|excluding|without|unlike|instead|other than"
    r"|(?:one|any|some|most|many|few|each) of|\p{L}+n['’]t)\b",
    regex.IGNORECASE,
)
_NUMBER = regex.compile(rf"\b(?:\d{{1,2}}|{'|'.join(UNITS[2:])})\b", regex.IGNORECASE)
_BLANK_LINE = regex.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")
_SENTENCE_BREAK = regex.compile(r"(?<=[.!?…]['\"’”)\]]*)\s+")
_ASKS_FOR_A_LIST = frozenset((*words("questions", "tellers"), "names", "please", "all"))
_POINTS_DOWN = frozenset(words("questions", "points_down"))
_AROUND = 1000  # code points beside a passage in which the lines next to its list are looked for
_BEGINNING = 5  # letters of a word that are compared, as in the evidence


@dataclass(frozen=True, slots=True)
class _ListLine:
    """A line, and the item that it is; `style` is what the items of one list have in common."""

    span: Span
    item: Span | None = None
    style: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A list that a question is sure to ask for: its items, and the line above it, if it has one of its own."""

    items: tuple[Span, ...]
    above: Span | None

    @property
    def whole(self) -> Span:
        return Span(self.items[0].start, self.items[-1].end)


def with_whole_lists(
    question: Question, candidates: Sequence[Candidate], *, heads: Sequence[Candidate] = ()
) -> tuple[Candidate, ...]:
    """The candidates, with those that are items of one list that answers the question put together to one.

    `heads` are candidates that only announce a list, as *the following trees*: what they stand for is the list below.

    For a question that asks for several things they are no rivals of each other. Its span is all of the list; it is as
    strong as the strongest of them, or of those in the line above that only point to it (*these towns*).
    """
    if not question.wants_list:
        return tuple(candidates)
    best: dict[tuple[str, Span], Candidate] = {}
    lists: dict[tuple[str, Span], _List] = {}
    rest = []
    for candidate in sorted(candidates, key=lambda candidate: -candidate.margin):
        found = _list_of(question, candidate)
        if found and _is_made_of(candidate.span, found.items, candidate.passage.document.text):
            key = (candidate.passage.document.document_id, found.whole)
            lists[key] = found
            best.setdefault(key, _whole(candidate, found))
        else:
            rest.append(candidate)
    for candidate in heads:
        if found := _list_of(question, candidate, is_head=True):
            key = (candidate.passage.document.document_id, found.whole)
            lists[key] = found
            listed = best.setdefault(key, _whole(candidate, found))
            best[key] = replace(listed, margin=max(listed.margin, candidate.margin))
    others = []
    for candidate in rest:
        for key, found in lists.items():
            if _points_to(candidate, found, question, document_id=key[0]):
                best[key] = replace(best[key], margin=max(best[key].margin, candidate.margin))
                break
        else:
            others.append(candidate)
    return (*best.values(), *others)


def _whole(candidate: Candidate, found: _List) -> Candidate:
    """The candidate with its list as span, in a passage where the list and the line above it are one sentence."""
    text, chunk = candidate.passage.document.text, candidate.passage.chunk
    sentence = Span(found.above.start if found.above else found.whole.start, found.whole.end)
    span = Span(min(sentence.start, chunk.span.start), max(chunk.span.end, sentence.end))
    others = (other for other in chunk.sentences if not other.overlaps(sentence))
    sentences = tuple(sorted((sentence, *others), key=lambda one: one.start))
    preamble = chunk.preamble if span == chunk.span else ""
    widened = replace(chunk, span=span, text=span.slice(text), sentences=sentences, preamble=preamble)
    passage = replace(candidate.passage, chunk=widened)
    return replace(candidate, passage=passage, span=found.whole, text=found.whole.slice(text))


def bulleted_items(question: Question, candidate: Candidate) -> tuple[Span, ...]:
    """Where the items of the list stand that a candidate is as a whole; none if it is no list."""
    found = _list_of(question, candidate)
    return found.items if found and found.whole == candidate.span else ()


def _list_of(question: Question, candidate: Candidate, *, is_head: bool = False) -> _List | None:
    """The list in which a candidate begins, or whose head it is; None if not all of its items surely answer.

    What holds of one item holds of all if only the line above the list, which ends with a colon or is its heading, ties
    it to the question. So the content words of that line must be those of the question, in any form: none more, for it
    may restrict (*former*) or take back (*one of*) what is asked, and none less, unless a heading over it says it. And
    the items must be bare: all names, all years or all plain words, with nothing said about them. The list must lie in
    the candidate's passage, apart from the text below and without another list inside, and have as many items as the
    question and the line above say.
    """
    document, chunk = candidate.passage.document, candidate.passage.chunk
    section = next((s.span for s in document.sections if s.span.start <= candidate.span.start < s.span.end), None)
    if section is None:
        return None
    start, end = max(section.start, chunk.span.start - _AROUND), min(section.end, chunk.span.end + _AROUND)
    lines = [_line(match) for match in _LINE.finditer(document.text, start, end)]
    lines = _without_page_numbers(lines, document.text)
    offset = candidate.span.start
    if is_head:
        offset = next((line.span.start for line in lines if line.span.start >= candidate.span.end), offset)
    place = _list_around(lines, offset)
    items = tuple(line.item for line in lines[place] if line.item)
    is_cut = (place.start == 0 and start > section.start) or (place.stop == len(lines) and end < section.end)
    if len(items) < 2 or is_cut or not _ends_there(lines, place, document.text):
        return None
    within = chunk.span if not is_head else lines[place.start - 1].span if place.start else None
    if within is None or (is_head and not within.contains(candidate.span)):
        return None
    if not is_head and not within.contains(Span(items[0].start, items[-1].end)):
        return None
    written = [item.slice(document.text) for item in items]
    if not can_stand_alone(written) or any(map(_MORE_THAN_ITEMS.search, written)):
        return None
    above = lines[place.start - 1].span if place.start else None
    said = _said_above(above, document, chunk.headings)
    return _List(items, above) if _ties(said, chunk.headings, question, len(items)) else None


def _ends_there(lines: Sequence[_ListLine], place: slice, text: str) -> bool:
    """True if the list is apart from the text below, or that is surely a paragraph of its own."""
    if place.stop >= len(lines):
        return True
    last, below = lines[place.stop - 1], lines[place.stop]
    is_apart = _BLANK_LINE.search(text, last.span.start, below.span.start + 1) is not None
    return is_apart or _NEXT_PARAGRAPH.fullmatch(below.span.slice(text)) is not None


def _points_to(candidate: Candidate, found: _List, question: Question, *, document_id: str) -> bool:
    """True if a candidate in the line above a list says no more than the question and *these* or *the following*."""
    if candidate.passage.document.document_id != document_id or found.above is None:
        return False
    if not found.above.start <= candidate.span.start < candidate.span.end <= found.above.end:
        return False
    asked = {*question.content_words, *_POINTS_DOWN, "the"}
    return all(_is_held(word, asked) for word in content_words(candidate.text))


def _line(match: regex.Match[str]) -> _ListLine:
    span, found = Span(*match.span()), _ITEM.fullmatch(match[0])
    if found is None:
        return _ListLine(span)
    spoilt = found["remark"] and _SPOILS.search(found["remark"])
    item = Span(span.start + found.start("item"), span.start + found.end("remark" if spoilt else "item"))
    number = int(found["number"]) if found["number"] else None
    mark = found["bullet"] or f"{'letter' if found['letter'] else ''}{found['after']}"
    return _ListLine(span, item, f"{found['indent'].strip(chr(12))}{mark}", number)


def _without_page_numbers(lines: Sequence[_ListLine], text: str) -> list[_ListLine]:
    """The lines without those that hold but a page's number between two items."""
    around = zip((None, *lines), lines, (*lines[1:], None), strict=False)
    return [
        line
        for before, line, after in around
        if not (before and before.item and after and after.item and _PAGE_NUMBER.fullmatch(line.span.slice(text)))
    ]


def _list_around(lines: Sequence[_ListLine], offset: int) -> slice:
    """Which lines are the list with an item at `offset`; none if it is next to another list, or oddly numbered."""
    here = next((n for n, line in enumerate(lines) if line.span.start <= offset < line.span.end), None)
    if here is None:
        return slice(0, 0)
    start, stop = here, here
    while start > 0 and lines[start - 1].item:
        start -= 1
    while stop < len(lines) and lines[stop].item:
        stop += 1
    listed = lines[start:stop]
    numbers = [line.number for line in listed if line.number is not None]
    is_one = len({line.style for line in listed}) == 1 and numbers in ([], list(range(1, len(listed) + 1)))
    return slice(start, stop) if is_one else slice(0, 0)


def _is_made_of(span: Span, items: Sequence[Span], text: str) -> bool:
    """True if a span is one or more of the items, give or take marks and punctuation."""
    touched = [item for item in items if item.overlaps(span)]
    if not touched or span.start > touched[0].start or span.end < touched[-1].end:
        return False
    around = _MARK.sub("", text[span.start : touched[0].start]), text[touched[-1].end : span.end]
    return not any(regex.search(r"\p{L}", part) for part in around)


def _said_above(above: Span | None, document: Document, headings: Sequence[str]) -> str:
    """The sentence above a list, if it ends with a colon, or the heading; empty if neither is there."""
    if above is None:
        return headings[-1] if headings else ""
    line = above.slice(document.text).strip()
    bare = line.strip("#*_ ")
    if headings and bare == headings[-1]:
        return bare
    return _SENTENCE_BREAK.split(line)[-1] if line.endswith(":") else ""


def _ties(above: str, headings: Sequence[str], question: Question, count: int) -> bool:
    """True if a line says what a question says and no more; what it lacks, the headings over it may say likewise."""
    if not above or _TAKES_BACK.search(above) or _TAKES_BACK.search(question.text):
        return False
    counts = {str(count), *UNITS[count : count + 1]}
    if not {found.lower() for found in _NUMBER.findall(f"{question.text} {above}")} <= counts:
        return False
    missing = [word for word in _telling(question.content_words) if word not in _ASKS_FOR_A_LIST]
    asked = tuple(missing)
    for said in (above, *reversed(headings)):
        words = _telling(content_words(said))
        if not all(_is_held(word, asked) for word in words if word not in _POINTS_DOWN):
            return False
        missing = [word for word in missing if not _is_held(word, words)]
        if not missing:
            return bool(asked)
    return False


def _telling(words: Iterable[str]) -> Sequence[str]:
    return [word for word in words if not _NUMBER.fullmatch(word)]


def _is_held(word: str, held: Iterable[str]) -> bool:
    return any(_forms(word) & _forms(other) for other in held)


def _forms(word: str) -> set[str]:
    """A word, its plural and base form, and how it begins if it is long enough to tell by that."""
    forms = {word, plural_of(word), base_form(word) or word}
    return forms | {word[:_BEGINNING]} if len(word) >= _BEGINNING else forms
