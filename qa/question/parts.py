"""Parts: the two questions that some questions are, and the one response that their answers make."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.word_classes import (
    COMMON_AUXILIARIES,
    COPULAS,
    PAST_PARTICIPLES,
    any_of,
    base_form,
    may_be_plural,
)
from citespan.qa.answer import Agreement, Response, ResponsePart, Status
from citespan.qa.outcome import most_confident, reason_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.answer import Answer

_COPULA = any_of(COPULAS)
_AUX = any_of(COMMON_AUXILIARIES)
_WHEN = (
    r"(?:(?:since|until|by|from) when|when|where|why|how|by whom|with whom|(?:in|on|at|to|from) (?:which|what)"
    r" (?:year|month|date|day|time|city|town|country|place|province|village))"
)
_MEASURES = (
    "allowance|price|cost|costs|fee|fees|fare|rate|rates|limit|dose|capital|population|area|height|length|size|weight"
    "|temperature|number|postcode|address|deadline|salary|budget|tax|duty|speed|capacity|depth|width|age|currency|charge"
    "|language|opening hours|minimum|maximum|quota|rent|wage|distance|score|total|code"
)
_BARE = regex.compile(rf"^(?P<first>.+?),? and (?P<asks>{_WHEN})$", regex.IGNORECASE)
_SHARED = regex.compile(rf"^(?P<asks>{_WHEN}(?:, {_WHEN})*,? and {_WHEN}) (?P<rest>(?:{_AUX})\b.+)$", regex.IGNORECASE)
_CLAUSES = regex.compile(
    r"^(?P<first>(?:(?:in|on|at|by|to|from) )?(?:who|what|when|where|why|how|which)\b.+?),? and"
    rf" (?P<other>(?:{_WHEN} (?:{_AUX})\b|who \p{{Ll}}+|(?:in |on |at )?(?:which|what|how (?:many|much)) \p{{L}}+ ?"
    rf"|(?:what|which|who) (?:{_AUX})\b) .+)$",
    regex.IGNORECASE,
)
_EMBEDDED = regex.compile(
    r"\b(?:say|says|said|tell|tells|told|know|knows|knew|explain|explains|ask|asks|asked|describe|describes|depends?)\b"
    r"|.\b(?:who|which|what|when|where|why|how|that|whether|if)\b",
    regex.IGNORECASE,
)
_PRONOUN = regex.compile(
    r"\b(?P<pronoun>it|they|he|she|its|their|his|him|her|them|this|that|there)\b", regex.IGNORECASE
)
_VERB = rf"(?P<verb>(?!need|indeed)\p{{Ll}}{{2,}}ed|{'|'.join(PAST_PARTICIPLES)})"
_OBJECT = r"(?P<object>(?:the|an?|its|his|her|their|\p{Lu}|\d).+)"
_DONE = regex.compile(rf"^(?:[Ww]ho|(?:[Ww]hich|[Ww]hat)(?: \p{{L}}+)+?) {_VERB} {_OBJECT}$")
_NOUN = regex.compile(
    rf"^(?:which|what|how many) (?P<noun>(?:(?!(?:{_AUX})\b)[\p{{L}}-]+ )+)(?P<aux>{_AUX}) (?P<rest>.+)$"
)
_ADVERB = regex.compile(rf"^{_WHEN} (?P<rest>(?:{_AUX})\b.+)$", regex.IGNORECASE)
_KNOWN = (
    _DONE,
    regex.compile(rf"^(?i:who|what) (?:{_COPULA}) (?P<object>(?:the |\p{{Lu}}).+)$"),
    regex.compile(rf"^{_WHEN} (?:{_COPULA}) (?P<object>(?:the |\p{{Lu}}).+?) {_VERB}(?: .+)?$", regex.IGNORECASE),
)

_ASKED_OF = regex.compile(
    rf"^(?:{_WHEN}|how (?:much|many|long|often|far)(?: \p{{L}}+){{0,3}}?|what|which \p{{L}}+) (?:do"
    rf"|does|did|can|could|will"
    r"|would|may|must|should) (?P<rest>.+)$",
    regex.IGNORECASE,
)
_ARE_THERE = regex.compile(r"^how many (?P<object>.+?) (?:are|were) there\b.*$", regex.IGNORECASE)
_PLACE_AFTER_IT = regex.compile(r"\bit (?P<preposition>in|for|at|on|from|to|with) ", regex.IGNORECASE)
_NAME = r"(?:the )?\p{Lu}[\p{L}\p{M}’'-]*(?: \p{Lu}[\p{L}\p{M}’'-]*)*"
_MEASURED_IN = regex.compile(
    rf"^(?P<head>(?:[Hh]ow (?:much|many|long|far|high|old|big|deep|heavy|tall)\b|[Ww]hat (?:is|are|was|were) (?:the )?"
    rf"(?:[\p{{L}}-]+ ){{0,3}}(?:{_MEASURES}))(?: [^?]+?)?\s(?:in|for"
    rf"|at) )(?P<names>{_NAME}(?:, {_NAME})*,? and {_NAME})"
    r"(?P<tail>(?: in \d{4})?)$",
)
_ONE_PLACE = regex.compile(r"(?:Bosnia|Trinidad|Antigua|(?:Saint|St\.?) \p{L}+|S[ãa]o|Turks|Wallis|Tyne|Sistan)\b")
_MOST_PARTS = 6


def parts_of(question: str) -> tuple[str, ...]:
    """The questions that an English question in parts consists of, in its own words; none if it is but one.

    *When and where did they meet?* has two, *Who designed the tower, and when?* as well, and *Who wrote the song and
    when was it sung?*, and *What is the allowance in Norway and Finland?* A question is not split where a part cannot
    be asked by itself with its own words: where it needs the first one's answer (*and when was she born?*), or another
    form of a verb than these rules know.
    """
    asked = question.rstrip(" ?!.")
    if shared := _SHARED.match(asked):
        asks = regex.split(r",? and |, ", shared["asks"])
        return tuple(_question(f"{one} {shared['rest']}") for one in asks)
    if bare := _BARE.match(asked):
        other = None if _EMBEDDED.search(bare["first"]) else _asked_again(bare["first"], bare["asks"])
        return (_question(bare["first"]), _question(other)) if other else ()
    clauses = _CLAUSES.match(asked)
    if clauses is None:
        return _of_each_place(asked)
    if _EMBEDDED.search(clauses["first"]):
        return ()
    other = _without_pronoun(clauses["other"], clauses["first"])
    if other is None:
        return ()
    return (_question(clauses["first"]), *(parts_of(other)[:_MOST_PARTS] or (_question(other),)))


def _of_each_place(asked: str) -> tuple[str, ...]:
    """The question for each of the names that *and* joins behind what is measured: *the allowance in Norway*."""
    match = _MEASURED_IN.match(asked)
    if match is None or _ONE_PLACE.match(match["names"]):
        return ()
    names = regex.split(r",\s+(?:and\s+)?|\s+and\s+", match["names"])
    return tuple(_question(f"{match['head']}{name}{match['tail']}") for name in names[:_MOST_PARTS])


def in_parts(question: str, responses: Sequence[Response], *, took_ms: float) -> Response:
    """The response to a question that was answered part by part: abstained only if every part was.

    Its lead is then the most confident of theirs, and its nearest passages are those of the part that has it.
    """
    answered = [response for response in responses if response.answers]
    agreement = answered[0].agreement if len(answered) == 1 else Agreement.LIST if answered else None
    lead = None if answered else most_confident([response.lead for response in responses])
    likeliest = next((response for response in responses if lead and response.lead == lead), responses[0])
    return Response(
        question=question,
        status=Status.ANSWERED if answered else Status.ABSTAINED,
        reason=None if answered else reason_for(lead),
        agreement=agreement,
        answers=tuple(chain.from_iterable(response.answers for response in responses)),
        nearest=() if answered else likeliest.nearest,
        lead=lead,
        receipt=responses[0].receipt,
        took_ms=took_ms,
        parts=tuple(
            ResponsePart(
                r.question,
                r.status,
                r.reason,
                r.agreement,
                r.answers,
                r.nearest,
                r.explanation,
                lead=r.lead,
                refused=r.refused,
            )
            for r in responses
        ),
    )


def answers_another_part(answers: Sequence[Answer], others: Sequence[Response]) -> bool:
    """True if the first of `answers` stands in the place of an answer to another part, and so can hardly be one."""
    given = [citation for other in others for answer in other.answers for citation in answer.citations]
    return any(
        mine.document_id == citation.document_id and mine.start < citation.end and citation.start < mine.end
        for answer in answers[:1]
        for mine in answer.citations
        for citation in given
    )


def _asked_again(first: str, asks: str) -> str | None:
    """The first question, asked with `asks` instead of what it asks for; None if no rule tells how."""
    if adverb := _ADVERB.match(first):
        return f"{asks} {adverb['rest']}"
    if noun := _NOUN.match(first[0].lower() + first[1:]):
        return f"{asks} {noun['aux']} the {noun['noun']}{noun['rest']}"
    if done := _DONE.match(first):
        head = regex.split(r" (?:of|in|on|at|from|to|for|with|near|by) ", done["object"])[0]
        be = "were" if may_be_plural(head.split()[-1]) and not head.split()[-1][0].isupper() else "was"
        verb = done["verb"].lower()
        return f"{asks} {be} {done['object']} {PAST_PARTICIPLES.get(verb, verb)}"
    return None


def _without_pronoun(other: str, first: str) -> str | None:
    """A clause with *it* and the like replaced by what they stand for in the first one; None if that is unsure."""
    pronouns = {found["pronoun"].lower() for found in _PRONOUN.finditer(other)} - {"there"}
    if not pronouns:
        return other
    known = next((match["object"] for pattern in _KNOWN if (match := pattern.match(first))), None)
    known = known or _subject(first)
    is_person = first.lower().startswith("who ") and _KNOWN[1].match(first) is not None
    if known is None or len(pronouns) > 1 or not pronouns <= ({"he", "she", "they"} if is_person else {"it", "they"}):
        return None
    if place := _PLACE_AFTER_IT.search(other):
        known = regex.sub(rf"\s{place['preposition']}\s.+$", "", known, flags=regex.IGNORECASE)
    return _PRONOUN.sub(lambda found: known if found["pronoun"].lower() != "there" else found[0], other)


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
    return None


def _question(words: str) -> str:
    return f"{words[0].upper()}{words[1:].strip()}?"
