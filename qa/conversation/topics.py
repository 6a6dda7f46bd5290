"""Questions that can be understood alone, but leave open what was named before: *Who carried out the attack?*"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.english.word_classes import COPULAS, DETERMINERS, EVENT_NOUNS
from citespan.index.search.query import content_words
from citespan.qa.conversation.antecedents import mentions_of
from citespan.qa.conversation.phrases import PhraseKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.conversation.earlier import EarlierTurn
    from citespan.qa.conversation.phrases import Phrase
    from citespan.qa.conversation.syntax import Wording

_BEGINNING = 5
"""How many letters of a word are compared."""


def with_topic(question: Wording, earlier: Sequence[EarlierTurn]) -> str | None:
    """The question with what the last turn was about; None if it names something itself, or is about something else.

    It goes on with the last turn if it begins with *and* or the like, or says *the* of something that the turn's
    question, answers or evidence mention.
    """
    if not question.word or not all(_is_open(phrase, question) for phrase in question.phrases):
        return None
    turn = earlier[-1]
    if not (question.had_lead or any(_was_spoken_of(phrase, turn) or _is_event(phrase) for phrase in question.phrases)):
        return None
    last = turn.wording
    for phrase in question.phrases:
        for fuller in last.phrases:
            if phrase.text.startswith("the ") and fuller.head == phrase.head and len(fuller.text) > len(phrase.text):
                return question.text[: phrase.start] + fuller.text + question.text[phrase.end :]
    answer = next(
        (mention for mention in mentions_of(turn) if mention.is_answer and mention.kind is PhraseKind.NAME), None
    )
    topic = _topic(last)
    if answer and (answer.is_place or not topic):
        return f"{question.text} in {answer.text}"
    return f"{question.text} {_preposition(question, topic)} {topic}" if topic else None


def _is_open(phrase: Phrase, question: Wording) -> bool:
    """True of *the attack*, and of what is asked for; a name, *the tool library* or what is new says enough."""
    is_bare = phrase.text.startswith("the ") and len(phrase.text.split()) == 2
    return not _is_named(phrase) and (is_bare or phrase.start < question.asks_end)


def _is_event(phrase: Phrase) -> bool:
    return phrase.text.startswith("the ") and phrase.head in EVENT_NOUNS


def _is_named(phrase: Phrase) -> bool:
    return any(word[0].isupper() or word[0].isdigit() for word in phrase.text.split())


def _was_spoken_of(phrase: Phrase, turn: EarlierTurn) -> bool:
    """True of *the bridge* where the turn's question, answers or evidence mention a bridge."""
    spoken = " ".join((turn.question, *turn.answers, *turn.evidence))
    return phrase.text.startswith("the ") and bool(_beginnings(phrase.head) & _beginnings(spoken))


def _beginnings(text: str) -> frozenset[str]:
    return frozenset(word[:_BEGINNING] for word in content_words(text) if len(word) > 2)


def _topic(last: Wording) -> str | None:
    """The phrase that the last question was about: the longest of those that hold a name."""
    named = [p.text for p in last.phrases if p.kind in {PhraseKind.NAME, PhraseKind.PERSON} and _is_named(p)]
    return max(named, key=len, default=None)


def _preposition(question: Wording, topic: str) -> str:
    if set(topic.lower().split()) & EVENT_NOUNS:
        return "in"
    body = question.body_tokens
    is_role = bool(body) and body[0].lower in COPULAS and len(body) > 1 and body[1].lower in DETERMINERS
    return "of" if is_role else "for"
