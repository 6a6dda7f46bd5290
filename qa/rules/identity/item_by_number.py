"""Items by number: the step, the clause or the item that a question asks for by its number or letter alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.index.search.query import content_words
from citespan.qa.rules.intent import forms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.document import Document
    from citespan.index.search.retrieve import Passage
    from citespan.qa.rules.intent import Intent

_LABELS = "step|clause|section|item|point|article|paragraph|rule|number|stage"
_ONE = (
    rf"(?:(?P<label>{_LABELS})\s+(?:no\.?\s+|number\s+)?|(?P<label>§)+\s*)"
    r"\(?(?P<key>\d{1,3}(?:\.\d{1,3})*|[a-z])\)?"
)
_OF = r"(?: (?:of|in|for|from) (?P<of>[^?,]+?))?"
_ASKED = regex.compile(
    rf"^\W*(?:what(?: is|['’]s| are| was)|name|show me|give me|quote) (?:the )?{_ONE}{_OF}\W*$"
    rf"|^\W*what does (?:the )?{_ONE}{_OF} (?:say|state|read|require|stipulate|provide|contain|tell \p{{L}}+)\W*$"
    rf"|^\W*what (?:is (?:done|said|written|stated)|happens|do (?:you|i|we) do|must be done|should be done|comes) "
    rf"(?:in|at|during|under|as) (?:the )?{_ONE}{_OF}\W*$",
    regex.IGNORECASE,
)
_LINE = regex.compile(
    rf"^[ \t]*(?P<heading>\#{{1,6}}[ \t]+)?(?:[*_>]{{1,3}}[ \t]*)?"
    rf"(?:(?P<label>{_LABELS})[ \t]+|(?P<label>§)+[ \t]*)?"
    r"(?P<opened>\()?(?P<key>\d{1,3}(?:\.\d{1,3})*|[a-zA-Z])(?P<after>[.):]{0,2})(?:[*_]{1,3})?"
    r"(?P<gap>[ \t]+(?:[–—:-][ \t]+)?|$)(?P<said>[^\r\n]*)",
    regex.MULTILINE | regex.IGNORECASE,
)
_GOES_ON = regex.compile(r"\r?\n[ \t]{2,}(?=\S)(?![*+•–—-][ \t]|\(?\w{1,4}[.)][ \t])[^\r\n]*")
_BELOW = regex.compile(r"(?:\r?\n[ \t]*)+(?P<said>[^#\s][^\r\n]*(?:\r?\n(?=[^\s#])[^\r\n]+)*)")
_ALIKE = (
    frozenset({"section", "paragraph", "§"}),
    frozenset({"item", "point", "number"}),
    frozenset({"step", "stage"}),
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that begins with a number or a letter: what it calls itself, and where it says what."""

    label: str
    key: str
    said: Span
    is_heading: bool


def numbered_places(intent: Intent, passages: Sequence[Passage]) -> tuple[tuple[Passage, Span], ...]:
    """Where the one item stands that the question asks for by its number alone, with the passage that holds it.

    None if it asks for more than what the item says, no item has that number, or several have.
    """
    asked = _ASKED.match(intent.question)
    if asked is None:
        return ()
    label, key = asked["label"].lower(), asked["key"].lower()
    topic = [forms_of(word) for word in content_words(asked["of"] or "")]
    documents = {one.document.document_id: one.document for one in passages if _is_on(topic, one)}
    found = [(document, mark.said) for document in documents.values() for mark in _marked(document, label, key)]
    if len(found) != 1 or found[0][1].start == found[0][1].end:
        return ()
    document, span = found[0]
    holder = (one for one in passages if one.document is document and one.chunk.span.contains(span))
    return tuple((one, span) for one in holder)[:1]


def _marked(document: Document, label: str, key: str) -> Iterator[_Mark]:
    """The lines with that number; one that is but a number is only an item where others are numbered beside it."""
    marks = list(_marks(document.text))
    for mark in marks:
        if mark.key != key or (mark.label and not _is_called(mark.label, label)):
            continue
        if mark.label or any(other.key in _neighbours(key) and not other.label for other in marks):
            yield mark


def _marks(text: str) -> Iterator[_Mark]:
    for line in _LINE.finditer(text):
        is_dotted = "." in line["key"]
        if not (line["label"] or line["after"] or is_dotted):
            continue
        if line["heading"]:
            below = _BELOW.match(text, line.end())
            said = Span(*below.span("said")) if below else Span(line.end(), line.end())
        else:
            end = line.end()
            while more := _GOES_ON.match(text, end):
                end = more.end()
            said = Span(line.start("said"), end)
        stripped = said.slice(text).rstrip(" \t\r\n.;") if said.start < said.end else ""
        yield _Mark(
            (line["label"] or "").lower(),
            line["key"].lower(),
            Span(said.start, said.start + len(stripped)),
            line["heading"] is not None,
        )


def _neighbours(key: str) -> tuple[str, ...]:
    """The numbers or letters before and after one, among its likes: of *2.2* it is *2.1* and *2.3*."""
    head, dot, last = key.rpartition(".")
    if last.isdigit():
        return tuple(f"{head}{dot}{int(last) + step}" for step in (-1, 1))
    return chr(ord(last) - 1), chr(ord(last) + 1)


def _is_called(given: str, asked: str) -> bool:
    return given == asked or any({given, asked} <= alike for alike in _ALIKE)


def _is_on(topic: Sequence[frozenset[str]], passage: Passage) -> bool:
    """True if the document's title, its headings or its first words name all that the item is to belong to."""
    named = " ".join((passage.document.title, *passage.chunk.headings, passage.document.text[:200]))
    held = frozenset().union(*map(forms_of, content_words(named)))
    return all(not forms.isdisjoint(held) for forms in topic)
