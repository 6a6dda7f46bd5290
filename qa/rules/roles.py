"""Roles: who is the mate of a ship is not its engineer, and each item of a list of names and roles is a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.roles import role_of, roles_in
from citespan.qa.agreement.names import is_name
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_WHO_IS = regex.compile(
    r"^\W*who (?:is|was|are|were|became|serves? as|served as|acts? as) (?:(?:the|its|their|his|her"
    r"|our|a|an|now|currently) |[\p{L}.-]+['’]s? )*"
    r"(?P<role>(?:[\p{L}-]+ ){0,2}?[\p{L}-]+)(?=\W*$|\W+(?:of|at|for|in|on|to|when|during|from|since"
    r"|here|now|there|by|who|that)\b)",
    regex.IGNORECASE,
)
_NEAR = 300
_NAME_OF = regex.compile(
    r"\b(?:name of|what is|who is called) the (?P<role>[\p{L}-]+(?: [\p{L}-]+)?)(?:['’]s name| of | called)",
    regex.IGNORECASE,
)
_PART = regex.compile(r";|\n|(?<=[.!?])\s|\s\|\s|,\s(?:and\s)?(?=(?:the\s)?\p{Lu})|\band\b|\bwhile\b")


def judge_roles(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse somebody to whom the sentence, the item or the row gives another role than the one that is asked for."""
    role = asked_role(intent.question)
    if role is None or not is_name(place.text) or roles_in(place.text):
        return None
    if place.row is not None:
        return _judge_row(role, place)
    said = place.sentence.slice(place.document.text)
    clause = clause_of(place)
    given = roles_in(clause) or roles_in(said)
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


def asked_role(question: str) -> str | None:
    """The role whose holder a question asks for, if it is one that is known; by the first of several names for it."""
    match = _WHO_IS.match(question) or _NAME_OF.search(question)
    return role_of(match["role"]) if match else None


def clause_of(place: Surroundings) -> str:
    """What stands around the span between semicolons, line breaks and names: its item of a list in a sentence."""
    said = place.sentence.slice(place.document.text)
    start, end = place.span.start - place.sentence.start, place.span.end - place.sentence.start
    cuts = [0, *(edge for match in _PART.finditer(said) for edge in match.span()), len(said)]
    return said[max(cut for cut in cuts if cut <= start) : min((cut for cut in cuts if cut >= end), default=len(said))]


def _next_to(place: Surroundings, clause: str) -> tuple[str, ...]:
    """The roles in the sentence if the span's own clause gives none."""
    return () if roles_in(clause) else roles_in(place.sentence.slice(place.document.text))


def _judge_row(role: str, place: Surroundings) -> Refusal | None:
    given = roles_in(place.said)
    if role in given or not given:
        return None
    return Refusal(Rule.OTHER_ROLE, f"“{place.text}” is called {given[0]} in its row, not {role}")
