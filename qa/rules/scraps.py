"""Scraps of sentences: *may I*, *why* and *what happens if* are answered by a whole sentence, not by a part of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.text.marks import end_before_notes
from citespan.corpus.text.markup import whole
from citespan.qa.rules.surroundings import ITEM

if TYPE_CHECKING:
    from citespan.corpus.document import Document
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

LONGEST_SENTENCE = 50
"""A sentence of more words is not given whole."""

_FEWEST_WORDS = 3
_TURNS = regex.compile(r"[,;]?\s?\(?(?:but|however|though|although|provided|as long as)\b", regex.IGNORECASE)
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}’'-]*")


def judge_scrap(intent: Intent, place: Surroundings) -> Span | None:
    """Widen a span to the sentences that it touches, where the question wants one or the sentence turns behind it.

    *It is optional* is half of *It is optional, but keeps the pocket in place*. Cells of tables stay as they are, and
    so does what stands in a sentence of more than `LONGEST_SENTENCE` words.
    """
    if place.row is not None or not (intent.parsed.wants_sentence or _turns(intent, place)):
        return None
    span = _without_item_mark(place.document, place.whole_sentences)
    said = span.slice(place.document.text)
    said = said[: end_before_notes(said)]
    if " | " in said or len(_WORD.findall(said)) > LONGEST_SENTENCE:
        return None
    shift, stop = min(span.start, place.chunk.span.start), max(span.end, place.chunk.span.end)
    start, end = whole(place.document.text[shift:stop], span.start - shift, span.start - shift + len(said))
    return Span(shift + start, shift + end)


def _turns(intent: Intent, place: Surroundings) -> bool:
    """True if a clause that answers no question for a short phrase goes on with *but* or the like."""
    behind = place.document.text[place.span.end : place.whole_sentences.end]
    is_clause = len(_WORD.findall(place.text)) >= _FEWEST_WORDS and not intent.parsed.wants_phrase
    return is_clause and _TURNS.match(behind) is not None


def _without_item_mark(document: Document, span: Span) -> Span:
    """The span without the bullet or number of the list's item that it begins with."""
    mark = ITEM.match(document.text, span.start, span.end)
    return Span(mark.end() - 1, span.end) if mark else span
