"""Parts: the two questions that some questions are, and the one response that their answers make."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.word_classes import PAST_PARTICIPLES, may_be_plural
from citespan.qa.answer import Agreement, Response, ResponsePart, Status
from citespan.qa.outcome import most_confident, reason_for
from citespan.qa.question.clauses import AUX, DONE, WHEN, pronouns_in, without_pronoun
from citespan.qa.question.coordination import questions_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.answer import Answer

_BARE = regex.compile(rf"^(?P<first>.+?),? and (?P<asks>{WHEN})$", regex.IGNORECASE)
_SHARED = regex.compile(rf"^(?P<asks>{WHEN}(?:, {WHEN})*,? and {WHEN}) (?P<rest>(?:{AUX})\b.+)$", regex.IGNORECASE)
_CLAUSE = (
    rf"(?:(?:{WHEN}|to whom|for how long) (?:{AUX})\b|who \p{{Ll}}+"
    r"|(?:in |on |at |for )?(?:which|what|how (?:many|much)) \p{L}+ ?"
    rf"|how \p{{Ll}}+ (?:{AUX})\b|(?:what|which|who) (?:{AUX})\b) .+"
)
_CLAUSES = regex.compile(
    r"^(?P<first>(?:(?:in|on|at|by|to|from) )?(?:who|what|when|where|why|how|which)\b.+?)"
    rf"(?:,? and|\?(?: and)?|,(?= (?:how|what|when|where|who)\b.+ and {_CLAUSE}))"
    rf" (?P<other>{_CLAUSE})$",
    regex.IGNORECASE,
)
_EMBEDDED = regex.compile(
    r"\b(?:say|says|said|tell|tells|told|know|knows|knew|explain|explains|ask|asks|asked|describe|describes|depends?)\b"
    r"|.\b(?:who|which|what|when|where|why|how|that|whether|if)\b",
    regex.IGNORECASE,
)
_NOUN = regex.compile(
    rf"^(?:which|what|how many) (?P<noun>(?:(?!(?:{AUX})\b)[\p{{L}}-]+ )+)(?P<aux>{AUX}) (?P<rest>.+)$"
)
_ADVERB = regex.compile(rf"^{WHEN} (?P<rest>(?:{AUX})\b.+)$", regex.IGNORECASE)
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
        return tuple(map(_question, questions_of_each(asked)[:_MOST_PARTS]))
    if _EMBEDDED.search(clauses["first"]):
        return ()
    other = without_pronoun(clauses["other"], clauses["first"])
    if other is None and pronouns_in(clauses["other"]) <= pronouns_in(clauses["first"]):
        other = clauses["other"]  # both leave open the same thing
    if other is None:
        return ()
    both = (clauses["first"], other)
    return tuple(part for one in both for part in parts_of(one) or (_question(one),))[:_MOST_PARTS]


def left_open(question: str) -> tuple[str, ...]:
    """The first clause of a question and the second, which nothing in the first one's words makes a question by itself.

    Empty if it has no such second clause: *Who wrote the song, and when was she born?* has.
    """
    clauses = _CLAUSES.match(question.rstrip(" ?!."))
    if clauses is None or _EMBEDDED.search(clauses["first"]) or parts_of(question):
        return ()
    return (_question(clauses["first"]), _question(clauses["other"]))


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
    if done := DONE.match(first):
        head = regex.split(r" (?:of|in|on|at|from|to|for|with|near|by) ", done["object"])[0]
        be = "were" if may_be_plural(head.split()[-1]) and not head.split()[-1][0].isupper() else "was"
        verb = done["verb"].lower()
        return f"{asks} {be} {done['object']} {PAST_PARTICIPLES.get(verb, verb)}"
    return None


def _question(words: str) -> str:
    return f"{words[0].upper()}{words[1:].strip()}?"
