"""The unknown: an identifier, or a person, of the question that stands in no document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citespan.index.search.identifiers import Identifier
    from citespan.index.search.retrieve import Passage, Written
    from citespan.qa.rules.intent import Intent


def unknown(intent: Intent, passages: Sequence[Passage], *, holds: Callable[[Written], bool]) -> Refusal | None:
    """Why there can be no answer, if the question names an identifier or a person that no document names.

    `passages` are those that were retrieved; `holds` says whether any document at all holds something, and is only
    asked if no passage does. What looks like an identifier but may be none is only unknown if others of its shape are
    there; a person only if others of that surname are.
    """
    texts = [_read(passage) for passage in passages]
    for identifier in intent.identifiers:
        if any(map(identifier.is_written_in, texts)):
            continue
        if (identifier.is_telling or any(map(identifier.rivals_in, texts))) and not holds(identifier):
            return unknown_identifier(identifier)
    for person in intent.people:
        if any(map(person.is_written_in, texts)) or not any(map(person.others_in, texts)):
            continue
        if not holds(person):
            return Refusal(Rule.UNKNOWN_NAME, f"no document names {person.name}")
    return None


@dataclass(frozen=True, slots=True)
class Behind:
    """A bare number, looked for behind its noun only, or as the mark of an item."""

    identifier: Identifier

    def phrases(self) -> Sequence[Sequence[str]]:
        """The number: what stands before it varies too much."""
        return self.identifier.phrases()

    def is_written_in(self, text: str) -> bool:
        """True if a text has this number of the noun, or an item of that number."""
        mark = regex.compile(
            rf"^[\s#*>-]*\(?{regex.escape(self.identifier.key)}[.)]?\s", regex.MULTILINE | regex.IGNORECASE
        )
        return bool(self.identifier.places_in(text)) or mark.search(text) is not None


def unknown_identifier(identifier: Identifier) -> Refusal:
    """That no document names it."""
    noun = f"{identifier.noun} " if identifier.is_bare and identifier.noun != "#" else ""
    return Refusal(Rule.UNKNOWN_IDENTIFIER, f"no document names {noun}{identifier.text}")


def _read(passage: Passage) -> str:
    chunk = passage.chunk
    return "\n".join((passage.document.title, *chunk.headings, *chunk.columns, chunk.preamble, chunk.text))
