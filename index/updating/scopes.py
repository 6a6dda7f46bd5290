"""What a build looks at: paths and the roots that they lie in, and which documents stand there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.load import file_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from citespan.index.database.rows import StoredDocument


def root_of(path: Path, known: Collection[Path]) -> Path:
    """The known root that `path` lies in, or else `path` itself, which becomes one."""
    return next((root for root in known if path.is_relative_to(root)), path)


def is_inside_another(path: Path, paths: Collection[Path]) -> bool:
    """True if `path` lies in another of the paths."""
    return any(path != other and path.is_relative_to(other) for other in paths)


def path_of(document: StoredDocument) -> Path:
    """Where the file of a document stands."""
    return Path(document.root) / file_of(document.source)


def is_mirrored(document: StoredDocument, scopes: Sequence[tuple[Path, Path]], absorbed: Collection[str]) -> bool:
    """True if the document stands at or below a path of `scopes`, each with its root, or its root is `absorbed`."""
    return document.root in absorbed or any(
        document.root == str(root) and (path == root or path_of(document).is_relative_to(path)) for path, root in scopes
    )


def emptied(
    scopes: Sequence[tuple[Path, Path]], files: Sequence[Path], documents: Sequence[StoredDocument]
) -> dict[Path, int]:
    """The paths of `scopes` with none of `files` below them, and how many documents stand there.

    A file in the place of a folder is not below it.
    """
    known: dict[Path, int] = {}
    for path, root in scopes:
        standing = [path_of(document) for document in documents if document.root == str(root)]
        standing = [place for place in standing if place.is_relative_to(path)]
        was_folder = any(place != path for place in standing)
        if standing and not any(file.is_relative_to(path) and not (was_folder and file == path) for file in files):
            known[path] = len(standing)
    return known


def missing_roots(roots: Iterable[str], documents: Iterable[StoredDocument]) -> dict[str, int]:
    """Those of the roots that no longer exist, and how many documents there are of each, if any."""
    counts = Counter(document.root for document in documents)
    return {root: counts[root] for root in roots if counts[root] and not Path(root).exists()}
