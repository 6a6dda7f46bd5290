"""Roles: what people are called after what they do for a ship, a school, a club or a firm."""

from __future__ import annotations

import regex

_ROLES = (
    "captain|skipper|master", "mate|first mate|chief mate", "second mate", "engineer|chief engineer", "bosun|boatswain",
    "carpenter", "cook|chef", "steward", "purser", "pilot", "navigator", "owner|proprietor", "shipowner", "helmsman",
    "chair|chairman|chairwoman|chairperson", "vice-chair|vice chair|deputy chair", "treasurer", "secretary",
    "president",
    "vice-president|vice president", "auditor", "trustee", "headteacher|head teacher|headmaster|headmistress|principal",
    "deputy head", "teacher", "caretaker|janitor", "librarian", "archivist", "curator", "director|managing director",
    "deputy director", "manager", "accountant", "bookkeeper", "cashier", "receptionist", "clerk", "town clerk", "mayor",
    "deputy mayor", "gardener", "warden|keeper", "ranger", "coach", "conductor", "organist", "choirmaster",
    "vicar|priest|parson",
    "bishop", "sexton|verger", "doctor|physician", "nurse", "matron", "surgeon", "dentist", "vet|veterinarian",
    "electrician",
    "plumber", "builder", "architect", "surveyor", "designer", "developer", "tester", "programmer", "analyst",
    "foreman",
    "machinist", "mechanic", "technician", "fireman", "stoker", "driver", "porter", "guard", "baker", "butcher",
    "brewer",
    "miller", "blacksmith|smith", "editor", "publisher", "author|writer", "translator", "illustrator", "photographer",
    "producer", "composer", "lawyer|solicitor", "judge", "harbourmaster|harbour master|harbormaster", "lifeguard",
    "instructor", "trainer", "supervisor", "team lead|team leader", "founder",
    "ceo|chief executive|chief executive officer",
    "cfo|chief financial officer", "cto|chief technology officer", "coordinator", "inspector", "tenant",
    "landlord|landlady",
    "buyer", "seller", "lessor", "lessee", "contractor", "sponsor",
    "ambassador", "consul", "envoy|special envoy", "prime minister|premier", "deputy prime minister",
    "foreign minister|minister of foreign affairs|minister for foreign affairs",
    "interior minister|minister of the interior",
    "defence minister|defense minister|minister of defence|minister of defense", "finance minister|minister of finance",
    "secretary of state", "secretary general|secretary-general", "spokesperson|spokesman|spokeswoman",
    "commander", "commander-in-chief|commander in chief", "chief of staff", "governor", "deputy governor", "senator",
    "police chief|chief of police", "attorney general|attorney-general", "commissioner", "speaker",
)  # fmt: skip
_FIRST = {name: role.split("|")[0] for role in _ROLES for name in role.split("|")}
_NAMES = "|".join(sorted(map(regex.escape, _FIRST), key=len, reverse=True))
_ROLE = regex.compile(rf"(?<![\p{{L}}-])(?P<role>{_NAMES})s?(?![\p{{L}}-])", regex.IGNORECASE)

_TITLE_AT_END = regex.compile(rf"(?<!\band |[,/&-] ?)(?<![\p{{L}}-])(?P<role>{_NAMES})\s+$", regex.IGNORECASE)

_WHO_IS = regex.compile(
    r"^\W*who (?:is|was|are|were|became|serves? as|served as|acts? as) (?:(?:the|its|their|his|her"
    r"|our|a|an|now|currently) |[\p{L}.-]+['’]s? )*"
    r"(?P<role>(?:[\p{L}-]+ ){0,2}?[\p{L}-]+)(?=\W*$|\W+(?:of|at|for|in|on|to|when|during|from|since"
    r"|here|now|there|by|who|that)\b)",
    regex.IGNORECASE,
)
_NAME_OF = regex.compile(
    r"\b(?:name of|what is|who is called) (?:the|[\p{L}.-]+['’]s?) "
    r"(?!name\b)(?P<role>[\p{L}-]+(?: [\p{L}-]+)?)(?:['’]s name| (?:of|to|in|for) | called|\W*$)",
    regex.IGNORECASE,
)


def roles_in(text: str) -> tuple[str, ...]:
    """The roles that a text names, each by the first of its names, in the text's order."""
    return tuple(dict.fromkeys(_FIRST[match["role"].lower()] for match in _ROLE.finditer(text)))


def title_at_end(text: str) -> str | None:
    """The one role that stands as a title right before what follows a text, as in *Captain* before *Nils Holm*."""
    match = _TITLE_AT_END.search(text)
    return _FIRST[match["role"].lower()] if match else None


def role_of(words: str) -> str | None:
    """The one role that some words name, as *chief engineer* or *engineer*; None if they name none or several."""
    found = roles_in(words)
    return found[0] if len(found) == 1 and _ROLE.search(words) and words.lower().endswith(_last(words)) else None


def names_of(role: str) -> tuple[str, ...]:
    """All names of a role, given by the first of them."""
    return tuple(name for name, first in _FIRST.items() if first == role)


def asked_role(question: str) -> str | None:
    """The role whose holder a question asks for, if it is one that is known; by the first of several names for it."""
    match = _WHO_IS.match(question) or _NAME_OF.search(question)
    return role_of(match["role"]) if match else None


def _last(words: str) -> str:
    return [match[0] for match in _ROLE.finditer(words)][-1].lower()
