"""Context: what stands around a chunk and says what it is about, searched with it but never quoted from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.text.look_alikes import folded
from citespan.corpus.text.marks import without_marks

if TYPE_CHECKING:
    from citespan.corpus.document import Document
    from citespan.corpus.text.chunk import Chunk

_MAX_CHARACTERS = 160
_WORD = regex.compile(r"[^\W_]+")


def context(document: Document, chunk: Chunk) -> str:
    """The document's title and the chunk's heading path, outermost first, as far as the chunk does not repeat them.

    A file name that stands in for a title counts with its words alone: numbers and digests say nothing.
    """
    path = [_title(document), *chunk.headings]
    said = chunk.text.lstrip("# \ufeff")
    parts = [part for part in dict.fromkeys(path) if part and not said.startswith(part)]
    return ". ".join(parts)[:_MAX_CHARACTERS]


def embedded_text(document: Document, chunk: Chunk) -> str:
    """What the encoder sees of a chunk: its context, its preamble and its text without footnote marks."""
    text = folded(without_marks(chunk.preamble + chunk.text))
    around = context(document, chunk)
    return f"{around}\n{text}" if around else text


def _title(document: Document) -> str:
    if document.title != document.source.rpartition("/")[-1].rpartition(".")[0]:
        return document.title
    return " ".join(word for word in _WORD.findall(document.title) if len(word) > 2 and word.isalpha())
