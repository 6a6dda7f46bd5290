"""Other languages: how to tell a text in one of them from an English one."""

from __future__ import annotations

import regex

from citespan.corpus.english.word_classes import CLOSED_CLASSES

_OTHER_SCRIPT = regex.compile(r"[^\P{L}\p{Latin}]")
_WORD = regex.compile(r"\p{L}+")

FOREIGN_WORDS = frozenset(
    "der das den dem ein eine einen einer ist sind hat haben wird wurde werden kann kostet kosten gibt wie "
    "viel wo wann warum wer welche welcher welches und oder nicht mit von zu zum zur auf bei nach ich sie wir "
    "ihr mein dein le la les du de un une est sont et ou avec pour dans sur qui que quoi quel quelle quand "
    "comment combien pourquoi il elle nous vous ils je ce cette el los las una es para por en como cuando "
    "donde cuanto cuesta quien lo gli che chi quanto quando dove perche sono di da het een zijn heeft wat waar "
    "wanneer hoe niet op te os um uma onde quem jak kto gdzie kiedy ile jest czy".split()
)
"""Words that are frequent in German, French, Spanish, Italian, Dutch, Portuguese or Polish, and no English words."""


def is_english(text: str) -> bool:
    """False if a text is written in another script, or its frequent words are rather those of another language."""
    if _OTHER_SCRIPT.search(text):
        return False
    words = [word.lower() for word in _WORD.findall(text)]
    foreign = sum(word in FOREIGN_WORDS for word in words)
    return foreign == 0 or foreign < sum(word in CLOSED_CLASSES for word in words)
