"""Clauses: what the pronoun of a question's second clause stands for, as far as the first one's words tell."""

from __future__ import annotations

import regex

from citespan.corpus.english.word_classes import (
    COMMON_AUXILIARIES,
    COPULAS,
    PAST_PARTICIPLES,
    any_of,
    base_form,
)

COPULA = any_of(COPULAS)
AUX = any_of(COMMON_AUXILIARIES)
WHEN = (
    r"(?:(?:since|until|by|from) when|when|where|why|how|by whom|with whom|(?:in|on|at|to|from) (?:which|what)"
    r" (?:year|month|date|day|time|city|town|country|place|province|village))"
)
MEASURES = (
    "allowance|price|cost|costs|fee|fees|fare|rate|rates|limit|dose|capital|population|area|height|length|size|weight"
    "|temperature|number|postcode|address|deadline|salary|budget|tax|duty|speed|capacity|depth|width|age|currency|charge"
    "|language|opening hours|minimum|maximum|quota|rent|wage|distance|score|total|code|density|boiling point"
    "|melting point"
)
VERB = rf"(?P<verb>(?!need|indeed)\p{{Ll}}{{2,}}ed|{'|'.join(PAST_PARTICIPLES)})"
DONE = regex.compile(
    rf"^(?:[Ww]ho|(?:[Ww]hich|[Ww]hat)(?: \p{{L}}+)+?) {VERB}"
    r" (?P<object>(?:the|an?|its|his|her|their|\p{Lu}|\d).+)$"
)

_PRONOUN = regex.compile(
    r"\b(?P<pronoun>it|they|he|she|its|their|his|him|her|them|this|that|there)\b", regex.IGNORECASE
)
_THINGS = frozenset({"it", "its", "they", "them", "their"})
_PERSONS = frozenset({"he", "she", "his", "him", "her", "they", "them", "their"})
_POSSESSIVES = frozenset({"its", "their", "his", "her"})
_WHO_IS = regex.compile(rf"^(?i:who) (?:{COPULA}) (?P<object>(?:the |\p{{Lu}}).+)$")
_KNOWN = (
    DONE,
    regex.compile(
        rf"^(?i:who|what|which(?: \p{{L}}+)+?) (?!(?:{AUX})\b)\p{{Ll}}{{2,}} (?P<object>(?:the|an?) .+|\p{{Lu}}.+)$"
    ),
    _WHO_IS,
    regex.compile(rf"^(?i:what) (?:{COPULA}) (?P<object>(?:the |\p{{Lu}}).+)$"),
    regex.compile(rf"^(?i:{WHEN}) (?i:{COPULA}) (?P<object>(?:the |\p{{Lu}}).+?) {VERB}(?: .+)?$"),
    regex.compile(rf"^(?i:how \p{{L}}+|where|when) (?i:{COPULA}) (?P<object>(?:the |an? |\p{{Lu}}).+)$"),
)
_HOLDER_OF = regex.compile(r"^the (?:[\p{L}-]+ ){1,3}of (?P<thing>(?:the )?.+)$", regex.IGNORECASE)
_MEASURE_OF = regex.compile(
    r"^(?:the )?(?:[\p{L}-]+ ){0,2}(?:height|length|size|weight|population|area|depth|width|age|capacity|density|speed"
    r"|boiling point|melting point|(?:phone |fax |telephone )?number|name|colou?r|capital|temperature|address|postcode)"
    r" of (?P<thing>(?:the )?.+)$",
    regex.IGNORECASE,
)
_ASKED_OF = regex.compile(
    rf"^(?:{WHEN}|how (?:much|many|long|often|far|soon|big|fast)(?: \p{{L}}+){{0,3}}?|what|which \p{{L}}+) (?:do"
    r"|does|did|can|could|will|would|may|must|should) (?P<rest>.+)$",
    regex.IGNORECASE,
)
_NAMED_SUBJECT = regex.compile(
    r"(?P<subject>(?:[Tt]he )?(?:\p{Ll}+ ){0,2}\p{Lu}[\p{L}\p{M}’'-]*(?: \p{Lu}[\p{L}\p{M}’'-]*)*) \p{Ll}+(?: .+)?"
)
_BARE_SUBJECT = regex.compile(r"(?P<subject>(?:the|a|an) \p{Ll}+) \p{Ll}+", regex.IGNORECASE)
_ARE_THERE = regex.compile(r"^how many (?P<object>.+?) (?:are|were) there\b.*$", regex.IGNORECASE)
_PLACE_AFTER_IT = regex.compile(r"\bit (?P<preposition>in|for|at|on|from|to|with) ", regex.IGNORECASE)


def pronouns_in(clause: str) -> frozenset[str]:
    """The pronouns of a clause, in lower case, that something before it may explain."""
    return frozenset(found["pronoun"].lower() for found in _PRONOUN.finditer(clause)) - {"there"}


def without_pronoun(other: str, first: str) -> str | None:
    """A clause with *it* and the like replaced by what they stand for in the first one; None if that is unsure."""
    pronouns = pronouns_in(other)
    if not pronouns:
        return other
    holder = _WHO_IS.match(first)
    is_person = holder is not None and pronouns <= _PERSONS
    if holder and pronouns <= {"it", "its"} and (of := _HOLDER_OF.match(holder["object"])):
        return _PRONOUN.sub(lambda found: _in_place(found["pronoun"].lower(), of["thing"], found[0]), other)
    if not pronouns <= (_PERSONS if is_person else _THINGS):
        return None
    known = next((match["object"] for pattern in _KNOWN if (match := pattern.match(first))), None) or _subject(first)
    if known is None:
        return None
    if place := _PLACE_AFTER_IT.search(other):
        known = regex.sub(rf"\s{place['preposition']}\s.+$", "", known, flags=regex.IGNORECASE)
    elif measured := _MEASURE_OF.match(known):
        known = measured["thing"]
    known = regex.sub(r"^an? ", "the ", known, flags=regex.IGNORECASE)
    return _PRONOUN.sub(lambda found: _in_place(found["pronoun"].lower(), known, found[0]), other)


def _in_place(pronoun: str, known: str, written: str) -> str:
    if pronoun == "there":
        return written
    if pronoun in _POSSESSIVES:
        return known + ("'" if known.endswith("s") else "'s")
    return known


def _subject(first: str) -> str | None:
    """What a clause such as *when does the ferry leave* is about: what stands before its verb; None if it is unsure."""
    if there := _ARE_THERE.match(first):
        return f"the {there['object']}"
    match = _ASKED_OF.match(first)
    if match is None:
        return None
    words = match["rest"].split()
    if words[0].lower() not in {"the", "a", "an"} and not words[0][0].isupper():
        return None
    for place, word in enumerate(words):
        if place and base_form(word) == word.lower() and (place > 1 or words[0][0].isupper()):
            return " ".join(words[:place])
    found = _NAMED_SUBJECT.fullmatch(match["rest"]) or _BARE_SUBJECT.fullmatch(match["rest"])
    return found["subject"] if found else None
