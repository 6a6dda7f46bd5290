"""What a question asks, as far as rules need to know it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.degrees import superlatives_in
from citespan.corpus.english.people import Person, people_in
from citespan.corpus.english.word_classes import base_form, plural_of

if TYPE_CHECKING:
    from citespan.index.search.identifiers import Identifier
    from citespan.qa.question.question import Question


_BESIDE = regex.compile(
    r"\b(?:after|before|follow\w*|preced\w*|next to|prior to)\s+(?:step|stage|phase|task|item|point|rule|clause"
    r"|section|chapter|question|article|room|gate|stop|version|build|release)\s+\S",
    regex.IGNORECASE,
)


@dataclass(frozen=True)
class Intent:
    """A question, and what its words tell rules of the answer that it wants."""

    parsed: Question

    @property
    def question(self) -> str:
        """Its own words."""
        return self.parsed.text

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """The identifiers that it names."""
        return self.parsed.query.identifiers

    @cached_property
    def asks_beside(self) -> bool:
        """True if it asks for what comes before or after what it names: *after step 1*."""
        return _BESIDE.search(self.question) is not None

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The people that it names by given name and surname."""
        return people_in(self.question)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Its words in every form."""
        return frozenset().union(*map(forms_of, self.parsed.content_words))

    @cached_property
    def is_superlative(self) -> bool:
        """True if it asks for the most or the least of several."""
        return superlatives_in(self.question) != ()

    @property
    def is_yes_no(self) -> bool:
        """True if it asks whether something is so."""
        return self.parsed.is_yes_no

    @cached_property
    def is_choice(self) -> bool:
        """True if it may be answered with its own words: *yes or no*, *red or blue*."""
        return self.is_yes_no or regex.search(r"\bor\b", self.question) is not None


def forms_of(word: str) -> frozenset[str]:
    """A word, its singular, plural and base form: what of two words must be the same for them to be forms of one."""
    word = word.lower()
    forms = {word, plural_of(word), base_form(word) or word}
    if len(word) > 3 and word.endswith("s"):
        forms.add(word[:-1])
    return frozenset(forms)
