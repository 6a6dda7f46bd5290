"""Spans that say nothing new: the question's own words, a heading, the head of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.english.number_words import TENS, UNITS
from citespan.index.search.query import content_words, has_content_word
from citespan.qa.agreement.names import is_name
from citespan.qa.agreement.table_rows import is_record
from citespan.qa.rules.intent import forms_of
from citespan.qa.rules.surroundings import ITEM, LABELLED
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_NUMBER = rf"(?:\d{{1,3}}|{'|'.join((*UNITS[1:], *TENS))})"
_POINTS_DOWN = regex.compile(
    rf"(?:(?:all|any|one|some|each|both)\s+(?:of\s+)?)?(?:the\s+)?(?:{_NUMBER}\s+)?(?:following|below"
    rf"|listed below|these|those|as follows)"
    rf"(?:\s+(?P<number>{_NUMBER}))?(?:\s+(?:\p{{L}}[\p{{L}}'’-]*)){{0,5}}\s*:?",
    regex.IGNORECASE,
)
_ENDS_POINTING_DOWN = regex.compile(
    r"\b(?:the\s+)?(?:following|as follows|below)(?:\s+\p{L}[\p{L}'’-]*){0,4}\s*:?$", regex.IGNORECASE
)
_COUNT_OF = regex.compile(
    rf"(?:the\s+)?(?:following\s+)?(?P<number>{_NUMBER})(?:\s+(?P<noun>\p{{L}}.*))?", regex.IGNORECASE
)
_HOW_MANY = regex.compile(r"\bhow (?:many|much)\b|\bnumber of\b", regex.IGNORECASE)
_COUNTS = regex.compile(r"^\W*(?:in |on |at |for )?how many (?P<noun>\p{L}+)", regex.IGNORECASE)
_ASKS_FOR_THINGS = regex.compile(r"\b(?:which|what|who|whom|name|list|where)\b", regex.IGNORECASE)
_ASKS_FOR_A_HEADING = regex.compile(
    r"\b(?:title|titled|heading|headline|section|chapter|called|name|names|topic|subject|about|document|article|page"
    r"|article|steps?|part)\b",
    regex.IGNORECASE,
)
_LONGEST_HEADING = 10  # in words: what is longer is hardly one
_ASKS_FOR_A_WORD = regex.compile(
    r"\b(?:name|names|named|called|known as|say|said|word|term|title|wrote|by|of the bible)\b", regex.IGNORECASE
)
_BEGINS_A_QUESTION = regex.compile(
    r"(?:\d+[.)]?\s+)?(?:who|whom|whose|what|which|when|where|why|how|can|could|may|might|must|shall|should|will|would|do"
    r"|does|did|is|are|was|were|has|have|had|am)\b",
    regex.IGNORECASE,
)
_ASKS_FOR_A_QUESTION = regex.compile(
    r"\b(?:questions?|ask(?:s|ed|ing)?|quiz|riddle|quote|slogan|motto)\b", regex.IGNORECASE
)
_WH = regex.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", regex.IGNORECASE)
_WHERE_ONE_LIES = regex.compile(r"^\W*where\b", regex.IGNORECASE)


def judge_repeats(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span all of whose words are the question's: *firmware* for *In which firmware was it fixed?*"""
    if intent.is_choice or not has_content_word(place.text):
        return None
    own = content_words(place.text)
    if any(map(str.isdigit, place.text)) or len(own) > 12:
        return None
    asked = intent.forms
    text = place.text.strip(" ,.")
    is_place = _WHERE_ONE_LIES.match(intent.question) and is_name(text) and len(own) > 1
    if is_place or len(text) == 1 or place.row is not None or regex.search(r"[_/`\"“”=]|--|^'", text):
        return None
    if _ASKS_FOR_A_WORD.search(intent.question) or not _WH.search(intent.question):
        return None
    if all(not asked.isdisjoint(forms_of(word)) for word in own):
        return Refusal(Rule.REPEATS_THE_QUESTION, f"“{place.text}” only repeats the question")
    return None


def judge_questions(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span that is a question itself, as those of a page of frequently asked ones."""
    if _ASKS_FOR_A_WORD.search(intent.question) or _ASKS_FOR_A_QUESTION.search(intent.question):
        return None
    sentence = place.whole_sentences.slice(place.document.text).strip(" \t*_#\"'“”’()-")
    is_whole = intent.parsed.wants_sentence or place.text.strip(" *_#?") in sentence.rstrip("?").splitlines()
    if is_whole and sentence.endswith("?") and _BEGINS_A_QUESTION.match(sentence):
        return Refusal(Rule.REPEATS_THE_QUESTION, f"“{place.text}” is a question")
    return None


def judge_headings(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span of nothing but a heading, or of a part of one."""
    heading = place.heading
    if heading is None or not (heading.start - 8 <= place.span.start and place.span.end <= heading.end):
        return None
    words = heading.slice(place.document.text).split()
    if len(words) > _LONGEST_HEADING or intent.is_yes_no or regex.search(r"[\d`:]|--", place.text):
        return None
    if _ASKS_FOR_A_HEADING.search(intent.question) and not intent.is_superlative:
        return None
    return Refusal(Rule.HEADING, f"“{place.text}” is a heading")


def judge_heads(intent: Intent, place: Surroundings) -> Refusal | Span | None:
    """Refuse the head of a list for its items; of *the following three trees* the number says how many they are."""
    text = place.text.strip()
    ends_there = place.after.lstrip(" *_").startswith(":") or text.endswith(":")
    down = _POINTS_DOWN.fullmatch(text) or (ends_there and _ENDS_POINTING_DOWN.search(text))
    if down and (ends_there or "following" in text.lower() or "below" in text.lower() or "follows" in text.lower()):
        number = regex.search(rf"\b{_NUMBER}\b", place.text, regex.IGNORECASE)
        if number and _HOW_MANY.search(intent.question):
            return Span(place.span.start + number.start(), place.span.start + number.end())
        return Refusal(Rule.HEAD_OF_A_LIST, f"“{text}” only points to a list")
    if not ends_there and not _is_before_a_list(place):
        return None
    count = _COUNT_OF.fullmatch(text.rstrip(": "))
    if count and not _HOW_MANY.search(intent.question) and _ASKS_FOR_THINGS.search(intent.question):
        noun = content_words(count["noun"] or "")
        if all(not intent.forms.isdisjoint(forms_of(word)) for word in noun if count["noun"]):
            return Refusal(Rule.HEAD_OF_A_LIST, f"“{text}” only says how many the list below has")
    return None


def judge_crossing(_: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span that runs on into the next step or clause: no answer is made of the end of one and the next."""
    if any(map(LABELLED.match, place.text.split("\n")[1:])):
        return Refusal(Rule.RUNS_ON, f"“{place.text}” runs on into the next numbered line")
    return None


def judge_counts(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse, for *how many*, the number in one item of a list that has no word of the question."""
    counts = _COUNTS.match(intent.question)
    if counts and _counts_rows(counts["noun"], place):
        return Refusal(Rule.ONE_ITEM, f"“{place.text}” is said of one row of a table")
    if not counts or not place.is_item or place.row is not None:
        return None
    lines = [line for line in place.chunk.text.splitlines() if ITEM.match(line)]
    own = content_words(place.line.slice(place.document.text))
    if len(lines) < 2 or any(not intent.forms.isdisjoint(forms_of(word)) for word in own):
        return None
    return Refusal(Rule.ONE_ITEM, f"“{place.text}” is said of one item of a list")


def _counts_rows(noun: str, place: Surroundings) -> bool:
    """True if what is counted is what another column names than the span's: each row is one of them."""
    if place.row is None and not is_record(place.document):
        return False
    said = place.document.text if is_record(place.document) else place.said
    pairs = [one.partition(": ") for one in regex.split(r"\n|; ", said)]
    others = [label for label, joint, value in pairs if joint and place.text not in value]
    own = [label for label, joint, value in pairs if joint and place.text in value]
    return _names(noun, others) and not _names(noun, own)


def _names(noun: str, labels: list[str]) -> bool:
    return any(not forms_of(noun).isdisjoint(forms_of(word)) for label in labels for word in content_words(label))


def _is_before_a_list(place: Surroundings) -> bool:
    """True if the span's sentence ends with a colon: what it announces stands below."""
    return place.said.rstrip(" *_").endswith(":")
