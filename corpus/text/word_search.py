"""Words found in a text, as a reader looks for them: in any case, and over the ends of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


def find_words(text: str, words: str) -> Iterator[Span]:
    """The places where a text says these words, from its start; none overlaps another.

    Upper and lower case are the same, as Unicode folds them, and any white space is as good as any other.
    """
    pattern = r"[\s\x1c-\x1f]+".join(map(regex.escape, words.split()))
    if pattern:
        flags = regex.IGNORECASE | regex.FULLCASE | regex.V1
        yield from (Span(*match.span()) for match in regex.finditer(pattern, text, flags=flags))
