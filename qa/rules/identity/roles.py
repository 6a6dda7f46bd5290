"""Roles: who is the mate of a ship is not its engineer, and each item of a list of names and roles is a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.roles import asked_role, names_of, roles_in, title_at_end
from citespan.qa.agreement.names import is_name
from citespan.qa.rules.about_document import is_about_the_document
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_NEAR = 300
_BEGINNING = 4  # letters of a role that a verb of it has too: *engineered*, *directed*
_FORMER = regex.compile(r"\b(?:former|formerly|previous|outgoing|retired|ex|past|predecessor)\b", regex.IGNORECASE)
_ASKS_FOR_FORMER = regex.compile(
    r"\b(?:was|were|became|served|acted|former\w*|previous|ex|past|first|last|until|before|predecessor)\b",
    regex.IGNORECASE,
)
_PART = regex.compile(r";|\n|(?<=[.!?])\s|\s\|\s|,\s(?:and\s)?(?=(?:the\s)?\p{Lu})|\band\b|\bwhile\b")


def judge_roles(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse somebody to whom the sentence, the item or the row gives another role than the one that is asked for."""
    role = asked_role(intent.question)
    if role is None or is_about_the_document(intent.question):
        return None
    if held := roles_in(place.text):
        is_it = role in held or role in roles_in(place.said)
        return None if is_it else Refusal(Rule.OTHER_ROLE, f"“{place.text}” is {held[0]}, not {role}")
    if not is_name(place.text):
        return None
    return _judge_row(role, place) if place.row is not None else _judge_sentence(role, intent, place)


def _judge_sentence(role: str, intent: Intent, place: Surroundings) -> Refusal | None:
    if _FORMER.search(clause_of(place)) and not _ASKS_FOR_FORMER.search(intent.question):
        return Refusal(Rule.OTHER_ROLE, f"“{place.text}” is {role} no more there")
    said = place.sentence.slice(place.document.text)
    clause = clause_of(place)
    if (title := title_at_end(place.before)) and title != role:
        return Refusal(Rule.OTHER_ROLE, f"“{place.text}” is called {title} there, not {role}")
    given = roles_in(clause) or roles_in(said)
    if not given and not _is_spoken_of(role, place):
        return Refusal(Rule.OTHER_ROLE, f"“{place.text}” is not called {role} there")
    if not given or role in given or (role in roles_in(said) and role in _next_to(place, clause)):
        return None
    return Refusal(Rule.OTHER_ROLE, f"“{place.text}” is called {given[0]} there, not {role}")


def judge_attribute(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse what is said of a namesake: the question names a role, and the passage gives the person others only."""
    if not intent.people or asked_role(intent.question) is not None:
        return None
    wanted = roles_in(intent.question)
    if len(wanted) != 1:
        return None
    around = f"{place.above[-_NEAR:]} {place.said}"
    given = roles_in(around)
    if given and wanted[0] not in given and any(one.places_in(around) for one in intent.people):
        return Refusal(Rule.OTHER_ROLE, f"“{place.text}” is said of a {given[-1]}, not of a {wanted[0]}")
    return None


def judge_described(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse what is said of a namesake: the question calls the person *the organist*, the text something else."""
    for person in intent.people:
        name = rf"{regex.escape(person.given)} (?:\p{{Lu}}\.? )?{regex.escape(person.surname)}"
        called = regex.search(rf"\b[Tt]he (?P<what>\p{{Ll}}{{4,}}) {name}\b", intent.question)
        if called is None:
            continue
        around = f"{place.above[-_NEAR:]} {place.said}"
        given = list(regex.finditer(rf"{name}(?: (?:is|was)|,) (?:the|an?|our) (?P<what>\p{{Ll}}{{4,}})", around))
        if given and called["what"][:_BEGINNING] not in " ".join((*place.headings, around, place.chunk.text)):
            return Refusal(
                Rule.OTHER_ROLE, f"“{place.text}” is said of a {given[-1]['what']}, not of a {called['what']}"
            )
    return None


def clause_of(place: Surroundings) -> str:
    """What stands around the span between semicolons, line breaks and names: its item of a list in a sentence."""
    said = place.sentence.slice(place.document.text)
    start, end = place.span.start - place.sentence.start, place.span.end - place.sentence.start
    cuts = [0, *(edge for match in _PART.finditer(said) for edge in match.span()), len(said)]
    return said[max(cut for cut in cuts if cut <= start) : min((cut for cut in cuts if cut >= end), default=len(said))]


def _is_spoken_of(role: str, place: Surroundings) -> bool:
    """True if the passage, or what stands above it, has a word that begins as the role or another name for it does."""
    around = " ".join((*place.headings, place.chunk.preamble, place.chunk.text, place.above[-_NEAR:])).casefold()
    return role in roles_in(around) or any(name[:_BEGINNING] in around for name in names_of(role))


def _next_to(place: Surroundings, clause: str) -> tuple[str, ...]:
    """The roles in the sentence if the span's own clause gives none."""
    return () if roles_in(clause) else roles_in(place.sentence.slice(place.document.text))


def _judge_row(role: str, place: Surroundings) -> Refusal | None:
    given = roles_in(place.said)
    if role in given or not given:
        return None
    return Refusal(Rule.OTHER_ROLE, f"“{place.text}” is called {given[0]} in its row, not {role}")
