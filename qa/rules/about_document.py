"""About the document itself: who wrote it and when only a byline or a date line says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.index.search.query import content_words
from citespan.qa.rules.intent import forms_of
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.index.search.retrieve import Passage
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_TEXT = (
    r"(?:article|document|page|web ?page|post|blog post|text|leaflet|memo|notice|handout|write-?up|file"
    r"|report|guide|piece|story)"
)
_THIS_ONE = (
    r"(?:manual|handbook|book|booklet|brochure|paper|study|policy|letter|newsletter|tutorial|thesis|essay|review"
    r"|presentation|press release|statement|recipe|glossary|protocol|bulletin|column|interview)"
)
"""What a text may also be called, but what it may be about as well: only *this* one is the document."""
_THIS = rf"(?:this(?: {_TEXT}| {_THIS_ONE})?|the {_TEXT}(?: (?:about|on|of) .+)?|(?:it|that) {_TEXT})"
_WHO = regex.compile(
    rf"^\W*who (?:wrote|is the author of|was the author of|authored|are the authors of|published"
    rf"|posted|edited) {_THIS}\W*$"
    rf"|^\W*(?:who|by whom) (?:was|is) {_THIS} (?:written|published|posted|edited)(?: by)?\W*$"
    rf"|^\W*what is the name of the author of {_THIS}\W*$|^\W*who is the author\W*$",
    regex.IGNORECASE,
)
_WHEN = regex.compile(
    rf"^\W*(?:when|on what date|on which date|on which day|in what year|in which year) (?:was|is) {_THIS}"
    r" (?:published|written|posted|last updated|updated|released|issued|dated|revised|made|printed)\W*$"
    rf"|^\W*what (?:is|was) the (?:publication date|date) of {_THIS}\W*$"
    rf"|^\W*what date is (?:on )?{_THIS}(?: from)?\W*$",
    regex.IGNORECASE,
)
_ABOUT = regex.compile(
    rf"\b{_TEXT} (?:about|on|of) (?P<topic>.+?)(?: (?:published|written|posted|updated|released))?\W*$",
    regex.IGNORECASE,
)
_PERSON = r"\p{Lu}[\p{L}\p{M}.’'-]*(?: \p{Lu}[\p{L}\p{M}.’'-]*){1,3}"
_STATED_WHO = regex.compile(
    rf"^[ \t*_>#-]*(?:By|Written by|Text:|Text by|Authors?:?|Posted by)\s+(?P<stated>{_PERSON}(?:(?:, "
    rf"| and ){_PERSON})*)[ \t*_]*(?=$|[,|·•(–—\r\n])",
    regex.MULTILINE,
)
_DAY = r"(?P<stated>\d{4}-\d{2}-\d{2}|\d{1,2}\.? \p{L}{3,9}\.? \d{4}|\p{L}{3,9}\.? \d{1,2}, \d{4})"
_STATED_WHEN = regex.compile(
    r"^[ \t*_>#-]*(?:Published|Posted|Date|Dated|Issued|Updated|Last updated)(?: on)?:?\s+"
    rf"{_DAY}|^[ \t*_>#-]*(?:(?:By|Written by|Posted by) {_PERSON}"
    rf"|\p{{Lu}}[\p{{L}} -]{{2,30}})[,·|]\s+{_DAY}[ \t.*_]*$",
    regex.MULTILINE,
)
_NEAR_THE_TOP = 1500
_TITLE = regex.compile(
    rf"^\W*what is (?:the title of {_THIS}|{_THIS} called)\W*$|^\W*what is the title\W*$", regex.IGNORECASE
)
_BYLINE = regex.compile(
    r"(?:^|[|·•–—(\n]|\b(?:written|posted|published|prepared|compiled|edited|reported|words|text"
    r"|story|authored)\s)\W*by[:\s]+$"
    r"|\b(?:authors?|writer|written by|editor|byline|reporter|correspondent|signed|prepared by"
    r"|compiled by)\W{1,4}$|\bby\s+$",
    regex.IGNORECASE,
)
_ENUMERATED = regex.compile(r"^\W*(?:by|authors?)\b[^.]*(?:,|\band)\s*$", regex.IGNORECASE)
_SAYS_WHO = regex.compile(rf"\b(?:this {_TEXT}|author)\b", regex.IGNORECASE)
_WORDS_BEFORE = 1  # a byline stands at the beginning of its line
_DATED = regex.compile(
    r"\b(?:published|posted|updated|written|date|dated|issued|revised|printed|released|last modified"
    r"|modified|version of)\b",
    regex.IGNORECASE,
)
_DATE_ALONE = regex.compile(
    r"^[\W]*(?:\p{L}+,?\s)?(?:\d{1,4}[\s./-]*)?(?:\p{L}{3,9}\.?)?[\s./,\d:-]*(?:am|pm|GMT|UTC)?\W*$"
)


def is_about_the_document(question: str) -> bool:
    """True if a question asks for the author, the date or the title of a document."""
    return any(pattern.search(question) for pattern in (_WHO, _WHEN, _TITLE))


def judge_document(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span outside of bylines, date lines and titles, where the question asks for those of the document."""
    if not is_about_the_document(intent.question):
        return None
    if not _is_on(_topic(intent.question), place.document.title, place.chunk.headings):
        return Refusal(Rule.ABOUT_THE_DOCUMENT, f"“{place.text}” stands in a document about something else")
    if _WHO.search(intent.question):
        fine = _is_in_byline(place)
    elif _WHEN.search(intent.question):
        fine = (
            _DATED.search(place.before) is not None
            or _DATE_ALONE.match(place.line.slice(place.document.text)) is not None
        )
    else:
        heading = place.heading
        own = place.text.strip(" #*").casefold()
        fine = (
            heading is not None and heading.start <= place.span.start <= heading.end
        ) or own in place.document.title.casefold()
    return (
        None
        if fine
        else Refusal(Rule.ABOUT_THE_DOCUMENT, f"“{place.text}” is no byline, date or title of the document")
    )


def _is_in_byline(place: Surroundings) -> bool:
    before = place.document.text[place.line.start : place.span.start]
    if _ENUMERATED.match(before) or _SAYS_WHO.search(place.said):
        return True
    found = _BYLINE.search(before)
    return found is not None and len(before[: found.start()].split()) <= _WORDS_BEFORE


def stated_places(intent: Intent, passages: Sequence[Passage]) -> tuple[tuple[Passage, Span], ...]:
    """Where the document that a question asks about states its author, date or title, with a passage that holds it.

    None if the question asks for none of these, or it is unsure which of several documents it asks about.
    """
    if _TITLE.search(intent.question):
        return _title_place(passages)
    pattern = _STATED_WHO if _WHO.search(intent.question) else _STATED_WHEN if _WHEN.search(intent.question) else None
    if pattern is None:
        return ()
    topic = _topic(intent.question)
    meant = {one.document.document_id: one for one in passages if _is_on(topic, one.document.title, one.chunk.headings)}
    if len(meant) != 1:
        return ()
    (passage,) = meant.values()
    found = pattern.search(passage.document.text, 0, _NEAR_THE_TOP)
    if found is None:
        return ()
    span = Span(*found.span("stated"))
    holder = next((one for one in passages if one.document is passage.document and one.chunk.span.contains(span)), None)
    return ((holder or _with_line(passage, Span(*found.span()), span), span),)


def _title_place(passages: Sequence[Passage]) -> tuple[tuple[Passage, Span], ...]:
    """The title of the one document that was found, where it stands in the first line of its text."""
    documents = {one.document.document_id: one for one in passages}
    if len(documents) != 1:
        return ()
    (passage,) = documents.values()
    title, text = passage.document.title.strip(), passage.document.text
    first = regex.compile(rf"\s*#{{0,3}}[ \t]*(?P<stated>{regex.escape(title)})[ \t#]*(?=[\r\n])").match(text)
    if not title or first is None:
        return ()
    span = Span(*first.span("stated"))
    return ((_with_line(passage, span, span), span),)


def _topic(question: str) -> list[frozenset[str]]:
    """What the document is about that a question asks for, each word in all its forms."""
    about = _ABOUT.search(question)
    return [forms_of(word) for word in content_words(about["topic"])] if about else []


def _is_on(topic: Sequence[frozenset[str]], title: str, headings: Sequence[str]) -> bool:
    """True if the document's title or headings name every word of the topic."""
    named = " ".join((title, *headings))
    held = frozenset().union(*map(forms_of, content_words(named))) if named.strip() else frozenset()
    return all(not forms.isdisjoint(held) for forms in topic)


def _with_line(passage: Passage, line: Span, span: Span) -> Passage:
    """The passage of the document that is the line of a byline."""
    whole = Span(min(line.start, span.start), max(line.end, span.end))
    text = whole.slice(passage.document.text)
    return replace(passage, chunk=replace(passage.chunk, span=whole, text=text, sentences=(whole,), preamble=""))
