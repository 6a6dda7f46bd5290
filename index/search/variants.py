"""Variants: other spellings under which a document may hold a question's word."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import extract

from citespan.corpus.english.number_words import MONTHS, ORDINALS, TENS, UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

SHORTEST_MISSPELT = 5
"""From how many letters on a word may differ by one and be the same."""

LONG = 8
"""From how many letters on a word may differ by two."""

_MOST_SPELLINGS = 3
_MOST_ALIKE = 12


def _equals() -> dict[str, tuple[str, ...]]:
    # "one" has the stem of "on", which most texts hold.
    pairs = [(word, str(number)) for number, word in enumerate(UNITS) if word != "one"]
    pairs += [(word, str(10 * number)) for number, word in enumerate(TENS, start=2)]
    for number, word in enumerate(ORDINALS[1:], start=1):
        suffix = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
        pairs.append((word, f"{number}{suffix}"))
    pairs += [(month, month[:3]) for month in MONTHS if month != "may"] + [("september", "sept")]
    table: dict[str, tuple[str, ...]] = {}
    for one, other in pairs:
        table[one] = (*table.get(one, ()), other)
        table[other] = (*table.get(other, ()), one)
    return table


_EQUALS: Mapping[str, tuple[str, ...]] = _equals()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words, stemmed, that an index holds, looked up where they stand.

    `has` says whether a stem is one of them, `beginning` gives those with a first character, and `stem` the stem of a
    word in lower case. What `beginning` gave is kept: a vocabulary is that of one generation, which does not change.
    """

    has: Callable[[str], bool] = field(repr=False)
    beginning: Callable[[str], Sequence[str]] = field(repr=False)
    stem: Callable[[str], str] = field(default=str.lower, repr=False)
    _by_initial: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, stems: Collection[str], *, stem: Callable[[str], str] = str.lower) -> Vocabulary:
        """The vocabulary with these stems."""
        return cls(
            frozenset(stems).__contains__, lambda initial: [one for one in stems if one.startswith(initial)], stem
        )

    def holds(self, word: str) -> bool:
        """True if a text holds `word` (in lower case), another form of it or another writing."""
        return self.has(self.stem(word)) or any(all(map(self.has, run)) for run in self.variants(word))

    def variants(self, word: str) -> tuple[tuple[str, ...], ...]:
        """What means the same as `word` (in lower case) and is written otherwise, each a run of words.

        Numbers in words and in digits, months in full and abbreviated, thousands with and without a separator.
        """
        found: list[tuple[str, ...]] = [(other,) for other in _EQUALS.get(word, ())]
        if word.isdecimal() and len(word) in range(4, 7):
            found.append((word[:-3], word[-3:]))
        return tuple(found)

    def spellings(self, word: str) -> tuple[tuple[str, ...], ...]:
        """What `word` (in lower case) may be a misspelling of: near words, and two words that were written together."""
        if not word.isalpha() or len(word) < SHORTEST_MISSPELT:
            return ()
        return (*((near,) for near in self.near(word)), *self._split(word))

    def near(self, word: str) -> tuple[str, ...]:
        """Words that begin like `word` and differ by a letter, or by two from 8 letters on; its own stem is none."""
        if not word.isalpha() or len(word) < SHORTEST_MISSPELT:
            return ()
        most = 2 if len(word) >= LONG else 1
        alike = self._like_words(word[0])
        matches = extract(word, alike, scorer=Levenshtein.distance, score_cutoff=most, limit=2 * _MOST_SPELLINGS)
        return tuple(near for near, _, _ in matches if not word.startswith(near[:-1]))[:_MOST_SPELLINGS]

    def like(self, word: str, *, letters: int) -> tuple[str, ...]:
        """Stems with which `word` (in lower case) may begin, but for so many letters, the likest first.

        Letters that changed places are one.
        """
        alike = [stem for initial in {*word[:2]} for stem in self._like_words(initial)]
        scored = ((min(OSA.distance(word[: len(stem) + more], stem) for more in (-1, 0, 1)), stem) for stem in alike)
        return tuple(stem for score, stem in sorted(scored) if score <= letters)[:_MOST_ALIKE]

    def _split(self, word: str) -> list[tuple[str, str]]:
        cuts = ((word[:place], word[place:]) for place in range(3, len(word) - 2))
        return [cut for cut in cuts if all(map(self.has, cut))][:1]

    def _like_words(self, initial: str) -> Sequence[str]:
        """The longer stems without digits that begin with this character."""
        if initial not in self._by_initial:
            self._by_initial[initial] = tuple(
                stem for stem in self.beginning(initial) if stem.isalpha() and len(stem) >= SHORTEST_MISSPELT - 1
            )
        return self._by_initial[initial]


def joined(words: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Neighbouring words that the vocabulary holds written together; numbers with a separator of thousands are such."""
    return tuple(
        one + other
        for one, other in pairwise(words)
        if one.isalpha() == other.isalpha() and vocabulary.has(one + other)
    )
