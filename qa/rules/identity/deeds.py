"""Deeds and attributes: who built a ship does not own it, and a phone number is no fax number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.lexicon import table
from citespan.corpus.english.roles import asked_role, roles_in
from citespan.corpus.english.word_classes import PAST_PARTICIPLES, base_form
from citespan.qa.agreement.names import is_name
from citespan.qa.rules.identity.roles import clause_of
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_DEEDS: tuple[frozenset[str], ...] = tuple(frozenset(group.split()) for group in table("deeds", "groups").values())
"""Verbs, in their base form and with the nouns of those who do it: those of one group may say the same."""

_BASES = {participle: past for past, participle in PAST_PARTICIPLES.items()}
_WHO_DID = regex.compile(
    r"^\W*(?i:who) (?:(?:has|have|had|does|did|is|was) )?(?P<verb>\p{Ll}{3,}) (?:the|an?|its|\p{Lu})"
)
_WHO_DOES_WHAT = regex.compile(
    r"^\W*(?i:who) (?:(?:has|have|had|does|did|is|was) )?(?!(?:has|had|did|does|was|are|were)\b)(?P<verb>\p{Ll}{3,})"
    r" (?:the|an?) (?P<object>\p{Ll}{3,})(?: (?:at|in|on|for|of|there)\b[^?]*)?\W*$"
)
_DONE_BY = regex.compile(r"\b(?P<verb>\p{Ll}{3,}) by(?: the| an?)?\s+$")
_HEAD = (
    r"(?P<head>point|number|date|time|address|code|fee|price|rate|speed|temperature|limit|weight|length|height|cost|hours"
    r"|pressure|size|name)"
)
_ATTRIBUTE = regex.compile(rf"\b(?P<kind>\p{{Ll}}{{3,}}) {_HEAD}\b")
_CONTRASTS: tuple[frozenset[str], ...] = tuple(frozenset(group.split()) for group in table("deeds", "kinds").values())
"""What tells one kind of a thing from another: those of one group never say the same."""
_ALIKE = (frozenset("phone telephone mobile".split()), frozenset("zip postal".split()))
_HOLDER = regex.compile(
    r"^\W*(?:who|what is the name of the person who) (?:is|was) the (?P<noun>\p{Ll}{5,}) of\b", regex.IGNORECASE
)
_BEGINNING = 5  # letters of a word that are compared


def judge_deeds(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse somebody who is said to have done, or to be, something else with what the question speaks of."""
    match = _WHO_DID.match(intent.question)
    asked = _deeds_of(match["verb"]) if match else frozenset()
    if not asked or not is_name(place.text) or any(_deeds_of(word) & asked for word in _words(place.said)):
        return None
    done = _DONE_BY.search(place.before)
    if done and (given := _deeds_of(done["verb"])) and given.isdisjoint(asked):
        return Refusal(Rule.OTHER_DEED, f"“{place.text}” is said to have {done['verb']} it")
    roles = roles_in(clause_of(place))
    if roles and asked.isdisjoint(roles):
        return Refusal(Rule.OTHER_ROLE, f"“{place.text}” is called {roles[0]} there")
    return None


def judge_holders(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse who is called something else than what the question asks for, where its word is nowhere near."""
    match = _HOLDER.match(intent.question)
    if match is None or asked_role(intent.question) or not is_name(place.text):
        return None
    given = roles_in(clause_of(place))
    if given and not _is_near(match["noun"].lower(), place):
        return Refusal(Rule.OTHER_ROLE, f"“{place.text}” is called {given[0]} there, not {match['noun']}")
    return None


def judge_objects(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse who plays the oboe for *Who plays the harp?*: the same deed, with what the question does not speak of."""
    match = _WHO_DOES_WHAT.match(intent.question)
    if match is None or not is_name(place.text) or _is_near(match["object"], place):
        return None
    verb = regex.escape(base_form(match["verb"]) or match["verb"].removesuffix("s"))
    other = regex.search(rf"\b{verb}\p{{L}}{{0,3}} (?:the|an?) (?P<object>\p{{Ll}}{{3,}})", place.said)
    if other is None:
        return None
    return Refusal(
        Rule.OTHER_DEED, f"“{place.text}” is said to {verb} the {other['object']}, and nothing of {match['object']}"
    )


def judge_attributes(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse the melting point for the boiling point: another kind of what the question asks for, and not that one."""
    asked = list(_ATTRIBUTE.finditer(intent.question))
    group = next((one for one in _CONTRASTS if len(asked) == 1 and asked[0]["kind"] in one), None)
    if group is None:
        return None
    kind, head = asked[0]["kind"], asked[0]["head"]
    around = " ".join((*place.headings, *place.chunk.columns, place.said)).lower()
    names = next((alike for alike in _ALIKE if kind in alike), frozenset({kind}))
    if any(name[:_BEGINNING] in around for name in names):
        return None
    for given in regex.finditer(rf"\b(?P<kind>\p{{L}}{{3,}}) {head}\b", place.said, regex.IGNORECASE):
        other = given["kind"].lower()
        if other in group and other not in intent.question.lower():
            return Refusal(Rule.OTHER_ATTRIBUTE, f"“{place.text}” is the {other} {head}, not the {kind} {head}")
    return None


def _is_near(noun: str, place: Surroundings) -> bool:
    """True if a noun, or what begins like it, stands in the passage or above it."""
    return noun[:_BEGINNING] in " ".join((*place.headings, place.chunk.preamble, place.chunk.text)).casefold()


def _words(text: str) -> list[str]:
    return regex.findall(r"\p{L}+", text.lower())


def _deeds_of(verb: str) -> frozenset[str]:
    """The group of verbs that a form of a verb, or a noun for those who do it, belongs to; none if it is not known."""
    word = _BASES.get(verb, verb)
    forms = {word, base_form(word) or word}
    for ending in ("ed", "d", "s", "es"):
        forms |= {word.removesuffix(ending)}
    return next((group for group in _DEEDS if not forms.isdisjoint(group)), frozenset())
