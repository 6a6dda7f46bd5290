"""Fragments: *Why?*, *And in Idlib?*, *What about Pakistan?*, completed from the previous question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.word_classes import (
    AUXILIARIES,
    COPULAS,
    DETERMINERS,
    PLACE_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    WH_ADVERBS,
    base_form,
    is_plural,
)
from citespan.qa.conversation.antecedents import mentions_of
from citespan.qa.conversation.phrases import PhraseKind, phrases_of, tokens_of
from citespan.qa.conversation.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.conversation.earlier import EarlierTurn
    from citespan.qa.conversation.phrases import Phrase
    from citespan.qa.conversation.syntax import Wording

_WHAT_ABOUT = regex.compile(r"(?:what|how)\s+(?:about|of)\s+(.+)", regex.IGNORECASE)
_OF_AN_EVENT = regex.compile(
    r"(?:(when|where|why|how)(?: exactly)? (?:was|is|did|does) (?:it|that|this)"
    r"(?: happen| happening| take place| occur| done| so)?|how come|(why)(?: so| that| not)?)",
    regex.IGNORECASE,
)
_TIMES = frozenset("year month day date time century decade".split())
_HOW_MANY_WERE_THERE = regex.compile(r"how many (?:were|are|was|is) (?:there|they|it|these|those)", regex.IGNORECASE)


def completed(question: Wording, earlier: Sequence[EarlierTurn]) -> str | None:
    """A fragment as a whole question, made with the parts of the last turn's; None if it is no fragment."""
    turn = earlier[-1]
    last = turn.wording
    made: str | None = None
    if about := _WHAT_ABOUT.fullmatch(question.text):
        made = _with_parallel(last, about[1])
    elif event := _OF_AN_EVENT.fullmatch(question.text):
        made = _asked_anew((event[1] or "why").lower(), last, turn)
    elif _HOW_MANY_WERE_THERE.fullmatch(question.text):
        made = _counting(last)
    elif _lacks_noun(question) and _counted(last) and _names_nothing_new(question, last):
        made = f"{question.asks} {_bare(_counted(last))} {question.body}"
    elif question.word and not question.body:
        made = _asked_anew(question.asks, last, turn) if _is_bare(question) else None
    elif (
        question.word
        and question.body_tokens[0].lower in PREPOSITIONS
        and not question.has_verb
        and not _asks_with_verb(question)
    ):
        made = _with_parallel(_replaced(question.asks, last), question.body)
    elif not question.word and not question.has_verb and question.tokens[0].lower not in AUXILIARIES:
        made = _with_parallel(last, question.text)
    return made


def _lacks_noun(question: Wording) -> bool:
    """True of *How many did it wound?*, not of *How many of the lamps came back?*."""
    return (
        question.asks.lower() in {"how many", "which"} and question.has_verb and question.body_tokens[0].lower != "of"
    )


def _asks_with_verb(question: Wording) -> bool:
    """True of *How many live in Paris?*: what looks like the noun that is asked for is the verb."""
    *_, last = question.asks.lower().split()
    return question.asks.lower().startswith("how many ") and base_form(last) == last


def _is_bare(question: Wording) -> bool:
    """True of *Why?*, *How many?* and *Which year?*, not of keywords such as *what opening hours*."""
    _, *nouns = question.asks.lower().split()
    head = nouns[-1] if nouns and question.word in {"which", "what"} else ""
    return not head or head in PLACE_NOUNS | _TIMES or head in {"one", "ones"}


def _names_nothing_new(question: Wording, last: Wording) -> bool:
    """True if what a question is about was mentioned before; *Which is the highest mountain?* is something new."""
    said = last.text.lower()
    return all(phrase.head in said for phrase in question.phrases if phrase.start >= question.asks_end)


def _replaced(asks: str, last: Wording) -> Wording:
    """The last question, asking for something else; *how many* alone goes on counting the same."""
    if asks.lower() in {"how many", "which"} and last.asks.lower().startswith(asks.lower()):
        return last
    return parse(f"{asks} {last.body}")


def _asked_anew(asks: str, last: Wording, turn: EarlierTurn) -> str | None:
    """What the last question asked about, with another question word before it."""
    if not last.word:
        return None
    if parse(asks).word in WH_ADVERBS - {"how"} or asks.lower() == "how":
        return f"{asks} {_statement(last, turn)}"
    return f"{asks} {last.body}"


def _statement(last: Wording, turn: EarlierTurn) -> str:
    """The body of the last question with an auxiliary first, and what it asked for in its place."""
    answer = next((mention.text for mention in mentions_of(turn) if mention.is_answer), "")
    counted = _counted(last) if last.asks.lower().startswith("how many ") else ""
    missing = counted or answer
    body = last.body_tokens
    rest = last.text[body[0].end :].strip() if body else ""
    names_one = last.word == "who" and answer != "" and body != () and body[0].lower in COPULAS
    if last.is_inverted and not names_one:
        if body[-1].lower in PREPOSITIONS and missing:
            return f"{last.body} {missing}"
        filled = not missing or last.asks.split()[0].lower() in PREPOSITIONS or body[0].lower in COPULAS
        if filled or (last.word in WH_ADVERBS and not counted):
            return last.body
        return _after_verb(last, missing)
    if body and body[0].lower in AUXILIARIES:
        return f"{body[0].text} {missing or 'it'} {rest}"
    base = base_form(body[0].text) if body else None
    if base is None:
        return f"{missing} {last.body}"
    does = "does" if body[0].lower.endswith("s") and body[0].lower != base else "did"
    return f"{does} {missing or 'it'} {base} {rest}".strip()


def _after_verb(last: Wording, missing: str) -> str:
    """The body of a question with `missing` as its object: after the verb that follows the subject."""
    body = last.body_tokens
    subject = next((phrase for phrase in last.phrases if phrase.start == body[1].start), None)
    verb = next((t for t in body if t.start >= (subject.end if subject else body[1].end)), None)
    if verb is None:
        return f"{last.body} {missing}"
    return f"{last.text[last.asks_end : verb.end].strip()} {missing} {last.text[verb.end :].strip()}".strip()


def _counted(last: Wording) -> str:
    """What could be counted in the last question: what it counted, or else its first plural; empty if nothing."""
    if last.asks.lower().startswith("how many "):
        return last.asks.split(" ", 2)[-1]
    plural = (p.text for p in last.phrases if p.is_plural and p.kind is PhraseKind.COMMON and p.start >= last.asks_end)
    return next(plural, "")


def _counting(last: Wording) -> str | None:
    """*How many were there?*, with what the last question was about."""
    noun = _counted(last)
    if not noun:
        return None
    bare = _bare(noun)
    if last.is_inverted and noun in last.body:
        return f"how many {bare} {regex.sub(r' +', ' ', last.body.replace(noun, '', 1))}"
    return f"how many {bare} were there"


def _bare(noun: str) -> str:
    """A phrase without its article."""
    return " ".join(word for word in noun.split() if word.lower() not in DETERMINERS)


def _with_parallel(last: Wording, fragment: str) -> str | None:
    """The last question with `fragment` in place of the phrase that is most like it."""
    pieces = tokens_of(fragment)
    phrases = phrases_of(fragment, pieces)
    if not phrases:
        return None
    preposition = pieces[0].lower if pieces[0].lower in PREPOSITIONS else ""
    given = phrases[0]
    if last.asks.lower().startswith("how many ") and not preposition and _is_counted(given):
        return f"how many {given.text} {last.body}"
    if given.text in last.text and not preposition:
        return _swapped(last, given)
    is_date = given.kind is PhraseKind.DATE
    candidates = [p for p in last.phrases if p.start >= last.asks_end and (p.kind is PhraseKind.DATE) is is_date]
    best = max(candidates, key=lambda phrase: _likeness(phrase, given, preposition), default=None)
    if best is None or (preposition and (not best.preposition or _likeness(best, given, preposition) < 2)):
        return f"{last.text} {fragment}"
    start = last.text.rindex(best.preposition, 0, best.start) if preposition else best.start
    new = regex.sub(r"\bones?$", best.head, fragment if preposition else given.text)
    return last.text[:start] + new + last.text[best.end :]


def _swapped(last: Wording, given: Phrase) -> str | None:
    """The last question with a name that it holds and the other one in each other's places."""
    others = [p for p in last.phrases if p.text != given.text and p.kind is given.kind and p.start >= last.asks_end]
    own = next((p for p in last.phrases if p.text == given.text), None)
    if not others or own is None:
        return None
    first, second = sorted((others[0], own), key=lambda phrase: phrase.start)
    text = last.text
    return text[: first.start] + second.text + text[first.end : second.start] + first.text + text[second.end :]


def _likeness(phrase: Phrase, given: Phrase, preposition: str) -> int:
    likeness = 4 * (phrase.kind is given.kind)
    likeness += 3 * (bool(preposition) and phrase.preposition == preposition)
    likeness += 2 * (phrase.head == given.head)
    likeness += phrase.text.split()[0].lower() == given.text.split()[0].lower()
    likeness += {PhraseKind.NAME: 1, PhraseKind.PERSON: 1}.get(phrase.kind, 0) * (
        given.kind in {PhraseKind.NAME, PhraseKind.PERSON}
    )
    return likeness


def _is_counted(given: Phrase) -> bool:
    words = given.text.split()
    return (
        given.kind in {PhraseKind.COMMON, PhraseKind.PERSON}
        and words[0].lower() not in DETERMINERS | PRONOUNS
        and is_plural(words[-1])
    )
