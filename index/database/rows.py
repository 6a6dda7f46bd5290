"""What the store gives back: documents and chunks as they are listed, and the pointer to what is current."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citespan.corpus.document import Loss, Span
    from citespan.corpus.text.blocks import BlockKind


UPLOADS = "upload:"
"""The root of uploaded documents, which is no path: no build mirrors it."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which generation is the current one, and how to recognise its manifest. Generation 0 is the empty index."""

    generation: int
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One version of a document as it is listed: everything but its text. `chunks` counts them.

    `encoding` is that of a text file; `published` an ISO 8601 date; `losses` say what of the file is not in the text.
    Where it stands for a file of several documents, `count` says how many, and `part` what they are: `row`, `message`
    or `part`.
    """

    version_id: int
    document_id: str
    root: str
    source: str
    title: str
    sha256: str
    text_sha256: str
    extractor: str
    recipe: str
    encoding: str | None
    published: str | None
    losses: tuple[Loss, ...]
    chunks: int
    count: int = 1
    part: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """An uploaded file as it came. `sha256` is of `data`."""

    name: str
    sha256: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk without its text: its id, the version of the document that it was cut from, and its place there.

    `preamble_start` is the offset at which its preamble begins (`citespan.corpus.text.chunk.Chunk`): the span's start
    where it has none.
    """

    chunk_id: int
    version_id: int
    span: Span
    preamble_start: int
    kind: BlockKind
    headings: tuple[str, ...]
    sentences: tuple[Span, ...]
