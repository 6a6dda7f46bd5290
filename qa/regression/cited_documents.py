"""The documents that case files cite, read without any model: from files, or out of an index."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.corpus.load import SAMPLE_ROOT
from citespan.corpus.source_files import SourceFiles
from citespan.index.contents import list_documents
from citespan.index.database.schema import open_for_reading
from citespan.index.database.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from citespan.corpus.document import Document
    from citespan.qa.regression.cases import Corpus


class CitedDocuments:
    """Finds documents of a corpus by their source; each is read once, when it is first asked for."""

    def __init__(self, corpus: Corpus) -> None:
        """List what is there.

        Raises:
            UsageError: if a path of the corpus does not exist.
            MissingIndexError: if there is no index.
            IndexMismatchError: if the index is damaged.
        """
        self._corpus = corpus
        self._read: dict[str, tuple[Document, ...]] = {}
        try:
            self._files = SourceFiles((SAMPLE_ROOT,) if corpus.sample else corpus.paths)
        except UsageError as exc:
            raise UsageError(f"{exc}; the case file names it as its corpus") from exc
        self._rows: Mapping[str, list[int]] = defaultdict(list)
        if corpus.index is not None:
            for row in list_documents(corpus.index):
                self._rows[row.source].append(row.version_id)

    def __call__(self, source: str) -> tuple[Document, ...]:
        """The documents of this source.

        Raises:
            LoadError: if a file cannot be read as text.
            IndexMismatchError: if a text in the index is damaged.
        """
        if self._corpus.index is None:
            return self._files.documents(source)
        if source not in self._read:
            self._read[source] = _from_index(self._corpus.index, self._rows.get(source, []))
        return self._read[source]


def _from_index(folder: Path, version_ids: Sequence[int]) -> tuple[Document, ...]:
    if not version_ids:
        return ()
    store = Store(open_for_reading(folder))
    try:
        with store.snapshot():
            return tuple(store.document(version_id) for version_id in version_ids)
    finally:
        store.close()
