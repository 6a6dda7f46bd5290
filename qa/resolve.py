"""Resolving: where a citation's quote stands in today's documents, found by its words and what stood around them.

Offsets belong to one version of a text. When it has changed, the quote is looked for with what stood around it: all of
it, then less. What cannot be told apart is called ambiguous, never guessed.

Source: the idea of quote, prefix, suffix and position as one selector is that of the W3C Web Annotation Data Model.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.errors import LoadError
from citespan.qa.answer import Quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from citespan.corpus.document import Document
    from citespan.qa.answer import Citation

FEWEST_WORDS = 3
"""How many words of context it takes to know a place by it."""

FEWEST_WORDS_OF_A_LINE = 2
"""How many words it takes to know a line by it that stands alone, such as a heading."""

_WORD = regex.compile(r"\w+")

LONGEST_SUCCESSOR = 200
"""How many code points more than four times the quote's own what stands in its place may have."""


class CitationStanding(StrEnum):
    """What has become of a quote."""

    EXACT = "exact"
    """It stands where it stood."""
    MOVED = "moved"
    """The same words stand elsewhere, in the same surroundings."""
    CHANGED = "changed"
    """Other words stand in its place."""
    GONE = "gone"
    """Neither the quote nor its surroundings are there any more."""
    AMBIGUOUS = "ambiguous"
    """It could be at several places, which look alike."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a quote stands today: in which document and at which offsets, and what stands there; None if nowhere."""

    standing: CitationStanding
    document_id: str | None = None
    source: str | None = None
    text_sha256: str | None = None
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known of a quote's surroundings."""

    before: str
    after: str


def resolve(citation: Citation, *, current: Document | None, others: Iterable[Document] = ()) -> Resolution:
    """What has become of the quote in `current`, today's version of its document.

    If that is None, the document may have been renamed: the quote is then looked for, with all of its context
    unchanged, in `others`.

    Raises:
        LoadError: if the citation does not fit itself, or the very text that it was made from: it was edited.
    """
    documents = {} if current is None else {citation.document_id: current}
    return resolve_all([citation], current=documents, others=others)[0]


def resolve_all(
    citations: Sequence[Citation], *, current: Mapping[str, Document], others: Iterable[Document]
) -> tuple[Resolution, ...]:
    """What has become of each quote; `current` are today's versions of their documents, by id, as far as there are.

    The quotes without one are looked for in `others`, which are read once for all of them.

    Raises:
        LoadError: as `resolve` does.
    """
    citations = tuple(map(_without_best_sentence, citations))
    for citation in citations:
        if not _fits_itself(citation):
            raise LoadError(edited(citation))
    here = [(citation, current.get(citation.document_id)) for citation in citations]
    moved = _among([citation for citation, document in here if document is None], others)
    return tuple(next(moved) if document is None else _in_document(citation, document) for citation, document in here)


def _among(citations: Sequence[Citation], documents: Iterable[Document]) -> Iterator[Resolution]:
    """The resolution of each quote of which the document is gone."""
    wanted = [(number, citation, _context(citation)) for number, citation in enumerate(citations)]
    telling = [entry for entry in wanted if _tells(entry[2].before + entry[2].after)]
    found: dict[int, list[Resolution]] = {number: [] for number, _, _ in wanted}
    for document in documents if telling else ():
        for number, citation, context in telling:
            for start in _starts(document.text, context.before, citation.exact, context.after):
                span = Span(start, start + len(citation.exact))
                found[number].append(_resolution(CitationStanding.MOVED, document, span))
    for resolutions in found.values():
        if len(resolutions) == 1:
            yield resolutions[0]
        else:
            yield Resolution(CitationStanding.AMBIGUOUS if resolutions else CitationStanding.GONE)


def edited(citation: Citation) -> str:
    """What to say of a citation that does not fit the very text that it was made from."""
    return (
        f"{citation.source}: the quote [{citation.start}, {citation.end}) is not what its text holds there;"
        " the response was edited, 'citespan verify' tells more"
    )


def _without_best_sentence(citation: Citation) -> Citation:
    """The citation, of a passage with all of it as evidence: what it emphasises does not tell where it stands."""
    inside = citation.evidence.start - citation.start
    emphasised = citation.exact[inside : inside + len(citation.evidence.exact)] if inside >= 0 else ""
    if not citation.is_passage or emphasised != citation.evidence.exact:
        return citation
    return replace(citation, evidence=Quote(citation.start, citation.end, citation.exact))


def _fits_itself(citation: Citation) -> bool:
    """True if quote and evidence are as long as their offsets say, and the one stands in the other."""
    evidence, exact = citation.evidence, citation.exact
    inside = citation.start - evidence.start
    return (
        0 <= evidence.start <= citation.start < citation.end <= evidence.end
        and len(evidence.exact) == evidence.end - evidence.start
        and len(exact) == citation.end - citation.start
        and evidence.exact[inside : inside + len(exact)] == exact
    )


def _in_document(citation: Citation, document: Document) -> Resolution:
    text = document.text
    if document.text_sha256 == citation.text_sha256:
        if not 0 <= citation.start < citation.end <= len(text) or text[citation.start : citation.end] != citation.exact:
            raise LoadError(edited(citation))
        return _resolution(CitationStanding.EXACT, document, Span(citation.start, citation.end))
    whole = _whole(citation, text)
    if whole:
        return _unchanged(citation, document, whole)
    successor = _between(citation, text)
    sentences = _in_evidence(citation, text)
    if sentences and successor:
        # Did the sentence move, or is this another one that reads the same?
        return Resolution(CitationStanding.AMBIGUOUS)
    if successor:
        return _resolution(CitationStanding.CHANGED, document, successor)
    return _unchanged(citation, document, sentences or _half(citation, text))


def _whole(citation: Citation, text: str) -> set[int]:
    """Where the quote begins that stands between its prefix and suffix; of several, in all of its evidence, too."""
    near = _starts(text, citation.prefix, citation.exact, citation.suffix)
    if len(near) < 2:
        return near
    context = _context(citation)
    return _starts(text, context.before, citation.exact, context.after) or near


def _in_evidence(citation: Citation, text: str) -> set[int]:
    """Where the quote begins that stands in its evidence, if that tells the place beside the quote or by its line."""
    evidence = citation.evidence
    inside = citation.start - evidence.start
    before, after = evidence.exact[:inside], evidence.exact[inside + len(citation.exact) :]
    if _tells(before + after):
        return _starts(text, before, citation.exact, after)
    if _was_line(citation) and len(_WORD.findall(evidence.exact)) >= FEWEST_WORDS_OF_A_LINE:
        return {place + inside for place in _places(f"\n{text}\n", f"\n{evidence.exact}\n")}
    return set()


def _was_line(citation: Citation) -> bool:
    """True if the evidence was a line of its own, such as a heading, as far as prefix and suffix tell."""
    evidence = citation.evidence
    before = citation.prefix[: len(citation.prefix) - (citation.start - evidence.start)]
    after = citation.suffix[evidence.end - citation.end :]
    return (evidence.start == 0 or before.endswith("\n")) and (after.startswith("\n") or not citation.suffix)


def _half(citation: Citation, text: str) -> set[int]:
    """Where the quote begins that stands beside its prefix or its suffix, though not between both."""
    after = _starts(text, citation.prefix, citation.exact, "") if _tells(citation.prefix) else set()
    before = _starts(text, "", citation.exact, citation.suffix) if _tells(citation.suffix) else set()
    return after | before


def _unchanged(citation: Citation, document: Document, starts: set[int]) -> Resolution:
    """The resolution for a quote that begins at one of `starts`, in the same words."""
    if len(starts) != 1:
        return Resolution(CitationStanding.AMBIGUOUS if starts else CitationStanding.GONE)
    (start,) = starts
    standing = CitationStanding.EXACT if start == citation.start else CitationStanding.MOVED
    return _resolution(standing, document, Span(start, start + len(citation.exact)))


def _between(citation: Citation, text: str) -> Span | None:
    """What stands between prefix and suffix, if they are near each other in one place; None if nothing does."""
    if not _tells(citation.prefix + citation.suffix):
        return None
    starts = [place + len(citation.prefix) for place in _places(text, citation.prefix)] if citation.prefix else [0]
    ends = _places(text, citation.suffix) if citation.suffix else [len(text)]
    widest = LONGEST_SUCCESSOR + 4 * len(citation.exact)
    near = ((start, bisect_left(ends, start), bisect_right(ends, start + widest)) for start in starts)
    found = list(islice(((start, end) for start, low, high in near for end in ends[low:high]), 2))
    if len(found) != 1 or not text[slice(*found[0])].strip():
        return None
    return Span(*found[0])


def _context(citation: Citation) -> _Context:
    """What is longer on each side of the quote: prefix or evidence before it, suffix or evidence after it."""
    evidence = citation.evidence
    inside = citation.start - evidence.start
    return _Context(
        before=max(citation.prefix, evidence.exact[:inside], key=len),
        after=max(citation.suffix, evidence.exact[inside + len(citation.exact) :], key=len),
    )


def _tells(context: str) -> bool:
    """True if a context is enough to know a place by."""
    return len(_WORD.findall(context)) >= FEWEST_WORDS


def _starts(text: str, before: str, exact: str, after: str) -> set[int]:
    """Where `exact` begins that stands between `before` and `after`, and is no part of a longer word or number."""
    found = set()
    for place in _places(text, before + exact + after):
        start = place + len(before)
        end = start + len(exact)
        torn = (not before and start > 0 and _WORD.fullmatch(text[start - 1]) and _WORD.match(exact)) or (
            not after and end < len(text) and _WORD.fullmatch(text[end]) and _WORD.fullmatch(exact[-1])
        )
        if not torn:
            found.add(start)
    return found


def _places(text: str, wanted: str) -> list[int]:
    found = []
    place = text.find(wanted)
    while place >= 0:
        found.append(place)
        place = text.find(wanted, place + 1)
    return found


def _resolution(standing: CitationStanding, document: Document, span: Span) -> Resolution:
    quote = Quote(span.start, span.end, span.slice(document.text))
    return Resolution(standing, document.document_id, document.source, document.text_sha256, quote)
