"""Cited places, looked up in the documents before any model is loaded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.document import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from citespan.corpus.document import Document
    from citespan.qa.answer import Citation
    from citespan.qa.regression.cases import KnownQuestion, Place, Side

    Find = Callable[[str], Sequence[Document]]
    """The documents of this source: one, or several below different roots, or none."""


class PlaceError(Exception):
    """A cited place is not in the documents; the message says which, and what stands there."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place that was found: a stretch of a document, or all of it where `span` is None."""

    document: Document
    span: Span | None

    def is_touched_by(self, citation: Citation) -> bool:
        """True if a citation points into this place, or overlaps it."""
        if citation.text_sha256 != self.document.text_sha256 or citation.source != self.document.source:
            return False
        return self.span is None or self.span.overlaps(citation)

    def is_in(self, document: Document, span: Span) -> bool:
        """True if a passage, the stretch `span` of `document`, holds this place, or some of it."""
        if (document.source, document.text_sha256) != (self.document.source, self.document.text_sha256):
            return False
        return self.span is None or self.span.overlaps(span)


@dataclass(frozen=True, slots=True)
class Goal:
    """A side that can be judged: the texts it accepts, and where they may be cited; anywhere if there are no targets.

    `accepted` is empty where any words from the targets will do.
    """

    accepted: tuple[str, ...]
    targets: tuple[Target, ...]


def goals_of(question: KnownQuestion, find: Find) -> tuple[Goal, ...]:
    """The question's sides with their places looked up.

    Raises:
        PlaceError: if a document is missing or a place is not in it.
    """
    return tuple(_goal(side, find) for side in question.sides)


def _goal(side: Side, find: Find) -> Goal:
    targets = tuple(target for place in side.cited for target in _targets(place, find))
    if side.answers or any(place.start is None and place.quote is None for place in side.cited):
        return Goal(side.answers, targets)
    words = (target.span.slice(target.document.text) for target in targets if target.span)
    return Goal(tuple(dict.fromkeys(words)), targets)


def _targets(place: Place, find: Find) -> tuple[Target, ...]:
    documents = find(place.document)
    if not documents:
        raise PlaceError(f"{place.document}: no such document here; name it as 'citespan documents' lists it")
    failures: list[str] = []
    targets: list[Target] = []
    for document in documents:
        try:
            targets.extend(_in_document(place, document))
        except PlaceError as exc:
            failures.append(str(exc))
    if not targets:
        raise PlaceError(failures[0])
    return tuple(targets)


def _in_document(place: Place, document: Document) -> Iterator[Target]:
    name, text = document.source, document.text
    if place.document_sha256 and place.document_sha256 != document.sha256:
        raise PlaceError(f"{name}: the document has changed: its SHA-256 is {document.sha256}")
    page = _page(place, document) if place.page is not None else None
    if place.start is None or place.end is None:
        if place.quote is None:
            yield Target(document, page)
            return
        area = page or Span(0, len(text))
        found = tuple(_occurrences(place.quote, text, area))
        if not found:
            where = f"on page {place.page}" if page else "in it"
            raise PlaceError(f"{name}: the quote {shortened(place.quote)!r} is nowhere {where}; copy it from there")
        yield from (Target(document, span) for span in found)
        return
    if place.end > len(text):
        raise PlaceError(f"{name}: [{place.start}, {place.end}) reaches past the text's end at {len(text)}")
    span = Span(place.start, place.end)
    there = span.slice(text)
    at = f"{name}: at [{place.start}, {place.end}) stands {shortened(there)!r}"
    if place.quote is not None and there != place.quote:
        others = [str(found.start) for found in _occurrences(place.quote, text, Span(0, len(text)))]
        hint = f"; it stands at {', '.join(others[:5])}" if others else "; it is nowhere in this document"
        raise PlaceError(f"{at}, not {shortened(place.quote)!r}{hint}")
    if place.quote_sha256 and hashlib.sha256(there.encode()).hexdigest() != place.quote_sha256:
        raise PlaceError(f"{at}, which has another SHA-256 than quote_sha256")
    if page and not page.contains(span):
        raise PlaceError(f"{name}: [{place.start}, {place.end}) is not on page {place.page}")
    yield Target(document, span)


def _page(place: Place, document: Document) -> Span:
    for page in document.pages:
        if page.number == place.page:
            return page.span
    has = f"has pages 1 to {len(document.pages)}" if document.pages else "has no pages"
    raise PlaceError(f"{document.source}: {has}, there is no page {place.page}")


def _occurrences(quote: str, text: str, area: Span) -> Iterator[Span]:
    """Every place of the author's words: here a quote is what is looked for, not what was read somewhere."""
    start = text.find(quote, area.start, area.end)
    while start >= 0:
        yield Span(start, start + len(quote))
        start = text.find(quote, start + 1, area.end)


def shortened(text: str, *, limit: int = 60) -> str:
    """The text on one line, cut where it is longer than `limit`."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
