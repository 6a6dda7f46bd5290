"""What an index holds, seen from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.index.contents import list_documents
from citespan.index.search.retrieve import Index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder


def sources(folder: Path) -> list[str]:
    """The sources of the indexed documents, sorted."""
    return [document.source for document in list_documents(folder)]


def found(folder: Path, encoder: Encoder, question: str) -> list[str]:
    """The texts of all chunks that a question finds, best first."""
    index = Index(folder, encoder)
    try:
        return [passage.chunk.text for passage in index.retrieve(question, limit=50).passages]
    finally:
        index.close()
