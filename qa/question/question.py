"""Questions: checked and taken apart once, where they come in; every later step takes what was found."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from citespan.corpus.errors import UsageError
from citespan.index.search.query import Query
from citespan.qa.question.kind import AnswerKind, asks_who, kind_wanted
from citespan.qa.question.number import Number, count_asked_for, number_asked_for
from citespan.qa.question.parts import left_open, parts_of

_ASKS_WHETHER = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|must|shall|should|am)\b"
    r"(?!.*\b(?:who|what|which|when|where|how)\b)"
)
_YES_NO = regex.compile(rf"^\W*{_ASKS_WHETHER}", regex.IGNORECASE)
_YES_NO_AT_LAST = regex.compile(rf"(?<=[.!?,;:] ){_ASKS_WHETHER}", regex.IGNORECASE)

_SENTENCE_WANTED = regex.compile(
    r"\bwhy\b|\bwhat (?:happens|if|can|may|should|must|do (?:i|we|you))\b"
    r"|\b(?:can|may(?! (?:of\b|\d))|should|must|shall|(?:have|need|has|needs) to)\b",
    regex.IGNORECASE,
)

MAX_QUESTION_CHARACTERS = 1000
"""The longest question that is taken, in code points."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what its words tell.

    `query` is what is searched for. `kind` and `number` are of the answer that it wants, `count` how many things it
    asks for, at least two, None if it does not say; `asks_who` if it asks for persons. `parts` are the questions that
    it consists of, in its own words; there are none if it is but one. `left_open` are its two clauses where the second
    cannot be asked by itself: it needs the answer to the first.
    """

    query: Query
    kind: AnswerKind
    number: Number
    count: int | None
    asks_who: bool
    parts: tuple[str, ...]
    left_open: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Question:
        """The question, taken apart."""
        number = number_asked_for(text)
        kind = kind_wanted(text, number)
        parts = parts_of(text)
        return cls(
            Query.of(text),
            kind,
            number,
            count_asked_for(text),
            asks_who(text),
            parts,
            () if parts else left_open(text),
        )

    @property
    def text(self) -> str:
        """Its own words."""
        return self.query.text

    @property
    def content_words(self) -> tuple[str, ...]:
        """The words that say what it is about, in lower case."""
        return self.query.content_words

    @property
    def names(self) -> frozenset[str]:
        """The names and numbers in it, in lower case."""
        return self.query.names

    @property
    def wants_one_thing(self) -> bool:
        """True if it asks what the one thing of its kind is: *what is the daily dose?*"""
        return (
            regex.match(r"\W*(?:what|which) (?:is|was) (?:the|its|their|his|her)\b", self.text, regex.IGNORECASE)
            is not None
        )

    @property
    def is_yes_no(self) -> bool:
        """True if it asks whether something is so."""
        return _YES_NO.match(self.text) is not None

    @property
    def wants_phrase(self) -> bool:
        """True if it asks for somebody, a figure, a date, a code or the one thing of a name."""
        return self.asks_who or self.kind is not AnswerKind.OTHER

    @property
    def wants_sentence(self) -> bool:
        """True if a sentence answers it, as of what asks whether, why, or what one may or must do."""
        if self.is_yes_no or _YES_NO_AT_LAST.search(self.text):
            return True
        wanted = _SENTENCE_WANTED.search(self.text)
        return wanted is not None and (not self.wants_phrase or wanted.start() == 0)

    @property
    def wants_list(self) -> bool:
        """True if it surely asks for several things, other than figures and dates."""
        return self.number is Number.SEVERAL and self.kind not in {AnswerKind.QUANTITY, AnswerKind.DATE}


def check_question(text: str) -> str:
    """The text of a question without blanks around it.

    Raises:
        UsageError: if nothing is left, or more than `MAX_QUESTION_CHARACTERS`, or it holds half a character.
    """
    stripped = text.strip()
    try:
        stripped.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise UsageError(f"the question is not valid Unicode at character {exc.start}; send it as UTF-8") from exc
    if not stripped:
        raise UsageError("the question is blank; ask something, for example: Who visited Pakistan?")
    if len(stripped) > MAX_QUESTION_CHARACTERS:
        raise UsageError(
            f"the question has {len(stripped)} characters, {MAX_QUESTION_CHARACTERS} at most are taken; shorten it"
        )
    return stripped
