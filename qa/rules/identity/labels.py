"""Labels: of lines such as *The miller: Grete Holm* the one counts whose label the question names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.index.search.query import content_words
from citespan.qa.agreement.names import is_name
from citespan.qa.agreement.table_rows import is_record
from citespan.qa.rules.intent import forms_of
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_LABELLED = regex.compile(
    r"^[ \t]*(?:[-*•–+][ \t]+|\d{1,3}[.)][ \t]+)?(?:\*\*|__)?(?P<label>[\p{L}\p{N}][^:|\r\n.!?]{2,40}?)(?:\*\*|__)?:"
    r"(?:\*\*|__)?[ \t]+(?P<value>\S[^\r\n]*)$",
    regex.MULTILINE,
)


def judge_labels(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a name behind a label that the question does not name, if it names that of another name there."""
    if place.row is not None or is_record(place.document):
        return None
    start = place.chunk.span.start
    lines = [line for line in _LABELLED.finditer(place.chunk.text) if is_name(line["value"])]
    own = [line for line in lines if line.start("value") <= place.span.start - start < line.end("value")]
    if not own or len(lines) < 2 or _names(intent, _telling(own[0]["label"]), every=False):
        return None
    held = {form for word in content_words(own[0][0]) for form in forms_of(word)}
    for line in lines:
        words = _telling(line["label"])
        if words and _names(intent, words, every=True) and all(held.isdisjoint(forms_of(word)) for word in words):
            return Refusal(Rule.OTHER_ATTRIBUTE, f"“{place.text}” is said of {own[0]['label']}, not of {line['label']}")
    return None


def _names(intent: Intent, words: Sequence[str], *, every: bool) -> bool:
    named = [not intent.forms.isdisjoint(forms_of(word)) for word in words]
    return (all(named) if every else any(named)) and bool(named)


def _telling(label: str) -> Sequence[str]:
    return [word for word in content_words(label) if len(word) > 2]
