"""Pointers: a sentence that only sends the reader elsewhere, as *See the notice on the door.*, answers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_SENDS_ELSEWHERE = regex.compile(
    r"[\s*_>#-]*(?:for [^,;:.!?]{1,60}, |[^,;:.!?]{1,40}:[ \t*_]*)?(?:(?:please|kindly|just|simply) )?"
    r"(?:see|refer to|consult|contact|write to|get in touch with|talk to|speak (?:to|with)"
    r"|(?:ask|call|phone|ring|e-?mail|message)"
    r" (?:us|them|him|her|at|in|the (?:office|desk|reception|shop|staff|team)))\b"
    r"(?P<rest>(?:(?:section|page|chapter|clause|table|figure|appendix|annex|note|§)\s*\d[\d.]*|[^,;:.!?\d]){0,60})"
    r"[\s.!*_]*",
    regex.IGNORECASE,
)
_ADDS = regex.compile(
    r"\b(?:if|when|unless|before|after|within|until|because|so that|and|or|to|how)\b", regex.IGNORECASE
)
_ASKS_WHERE_TO_TURN = regex.compile(
    r"\b(?:where|who|whom|why|how (?:do|does|can|could|should|may|might|would|to|will)"
    r"|what (?:do|should|can|must|to|if|happens)"
    r"|(?:which|what) (?:page|office|form|document|section|chapter|person|team|department|step|channel|way)"
    r"|contact|turn to|reach|step)\b",
    regex.IGNORECASE,
)


def judge_pointers(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a sentence that says no more than where to look or whom to ask, unless the question asks for that."""
    if _ASKS_WHERE_TO_TURN.search(intent.question):
        return None
    said = place.text if place.row is not None else place.whole_sentences.slice(place.document.text)
    sends = _SENDS_ELSEWHERE.fullmatch(said)
    if sends is None or _ADDS.search(sends["rest"]):
        return None
    return Refusal(Rule.POINTS_ELSEWHERE, f"“{place.text}” only says where to look or whom to ask")
