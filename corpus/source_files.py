"""The files below some paths by their source, for checking a citation."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.corpus.load import file_of, is_supported, load_file, source_below
from citespan.corpus.selection import files_below
from citespan.corpus.text.look_alikes import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from citespan.corpus.document import Document


class SourceFiles:
    """Finds documents by their source in files; each is read once, when it is first asked for."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """List the supported files at and below `paths`.

        Raises:
            UsageError: if a path does not exist.
        """
        self._files: Mapping[str, list[tuple[Path, Path]]] = defaultdict(list)
        self._read: dict[str, tuple[Document, ...]] = {}
        for root in paths:
            if not root.exists():
                raise UsageError(f"{root}: no such file or folder")
            for file in files_below(root):
                if is_supported(file):
                    self._files[source_below(file, root)].append((file, root))

    def documents(self, source: str) -> tuple[Document, ...]:
        """The documents of this source, one for each path that has such a file.

        Where there is none, those are taken of which a path leads into the source: `a.txt` for `reports/a.txt`.

        Raises:
            LoadError: if a file cannot be read.
        """
        if source not in self._read:
            name = file_of(source)
            found = (
                self._files.get(name)
                or self._alike(name)
                or [pair for tail, pairs in self._files.items() if name.endswith(f"/{tail}") for pair in pairs]
            )
            made = (document for file, root in found for document in load_file(file, root=root))
            self._read[source] = tuple(
                document for document in made if folded(source).endswith(folded(document.source))
            )
        return self._read[source]

    def _alike(self, name: str) -> list[tuple[Path, Path]]:
        """The files whose names look like this one: file systems write accents in several ways."""
        return [pair for other, pairs in self._files.items() if folded(other) == folded(name) for pair in pairs]
