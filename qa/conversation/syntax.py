"""Questions taken apart: what is asked for, and the phrases that the question is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from citespan.corpus.english.word_classes import (
    AUXILIARIES,
    DETERMINERS,
    DISCOURSE_MARKERS,
    PREPOSITIONS,
    PRONOUNS,
    WH_WORDS,
    base_form,
    is_plural,
)
from citespan.qa.conversation.phrases import Phrase, Token, is_verb, phrases_of, tokens_of

_MEASURED = frozenset("many much long often old far high soon large big deep wide fast late early tall heavy".split())


@dataclass(frozen=True, slots=True)
class Wording:
    """How a question is worded.

    `text` is without its question mark and without *and*, *but* and the like at its start, which `had_lead` tells.
    `asks` is what it asks for, as `[0, asks_end)` of the text (*Who*, *In which year*, *How many people*), empty where
    it holds no question word at its start; `word` is the question word. `body` is what follows.
    """

    text: str
    had_lead: bool
    tokens: tuple[Token, ...]
    word: str
    asks_end: int
    phrases: tuple[Phrase, ...] = field(repr=False)

    @property
    def asks(self) -> str:
        """What it asks for."""
        return self.text[: self.asks_end].strip()

    @property
    def body(self) -> str:
        """What follows what it asks for."""
        return self.text[self.asks_end :].strip()

    @property
    def body_tokens(self) -> tuple[Token, ...]:
        """The tokens of the body."""
        return tuple(token for token in self.tokens if token.start >= self.asks_end)

    @property
    def is_inverted(self) -> bool:
        """True if an auxiliary stands before the subject: *When did Iran ...*, not *Who was invited by ...*."""
        body = self.body_tokens
        if len(body) < 2 or body[0].lower not in AUXILIARIES:
            return False
        subject = body[1]
        return subject.lower in PRONOUNS | DETERMINERS or any(p.start == subject.start for p in self.phrases)

    @property
    def has_verb(self) -> bool:
        """True if it holds a verb that is known here."""
        body = self.body_tokens
        return any(token.lower in AUXILIARIES or is_verb(body, at) for at, token in enumerate(body)) or (
            bool(self.word and body) and not body[0].text[0].isupper() and base_form(body[0].text) is not None
        )


def parse(question: str) -> Wording:
    """Take a question apart."""
    text = question.strip().rstrip("?!. ").strip()
    had_lead = False
    while (tokens := tokens_of(text)) and tokens[0].lower in DISCOURSE_MARKERS and len(tokens) > 1:
        text = text[tokens[0].end :].lstrip(" ,;:")
        had_lead = True
    asks_end, word = _asked(tokens)
    return Wording(text, had_lead, tokens, word, asks_end, phrases_of(text, tokens))


def _asked(tokens: tuple[Token, ...]) -> tuple[int, str]:
    at = 1 if tokens and tokens[0].lower in PREPOSITIONS else 0
    if len(tokens) > at + 2 and tokens[at].lower == "to" and tokens[0].lower == "up":
        at += 1
    if at >= len(tokens) or tokens[at].lower not in WH_WORDS:
        if tokens and tokens[0].lower == "up" and len(tokens) > 2 and tokens[2].lower in WH_WORDS:
            at = 2
        else:
            return 0, ""
    word, end = tokens[at].lower, at + 1
    if word == "how" and end < len(tokens) and tokens[end].lower in _MEASURED:
        end += 1
        if tokens[end - 1].lower in {"many", "much"}:
            end = _noun_run(tokens, end)
    elif word in {"which", "what", "whose"}:
        end = _noun_run(tokens, end)
    elif end < len(tokens) and tokens[end].lower == "exactly":
        end += 1
    return (tokens[end].start if end < len(tokens) else tokens[end - 1].end), word


def _noun_run(tokens: tuple[Token, ...], start: int) -> int:
    """Where the nouns end that begin at token `start`: before an auxiliary, or before what looks like the verb."""
    end = start
    while end < len(tokens) and tokens[end].is_content:
        end += 1
    if end == len(tokens) or end == start or tokens[end].lower in AUXILIARIES:
        return end
    for number in range(start + 1, end):
        word = tokens[number].lower
        if not tokens[number].text[0].isupper() and base_form(word) is not None:
            ends_like_one = word.endswith(("ed", "s")) or base_form(word) != word or is_plural(tokens[number - 1].text)
            if ends_like_one:
                return number
    return end
