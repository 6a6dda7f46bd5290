"""Building: making an index mirror the files below some roots, one complete generation after the other."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.chunk import chunk_document
from citespan.corpus.errors import IndexMismatchError, LoadError, UsageError
from citespan.corpus.load import (
    check_name,
    file_of,
    files_below,
    holds_records,
    is_supported,
    load_documents,
    read_bytes,
    source_below,
)
from citespan.index.context import embedded_text
from citespan.index.manifest import read_generation
from citespan.index.publish import publish, writing
from citespan.index.report import BuildReport, Failure, Progress
from citespan.index.schema import require_index

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from citespan.corpus.chunk import Chunk
    from citespan.corpus.document import Document
    from citespan.index.encoder import Encoder
    from citespan.index.rows import StoredDocument
    from citespan.index.store import Store

DEFAULT_CHUNK_TOKENS = 160
"""The most tokens of one chunk, unless the encoder takes fewer."""

_BUFFERED_CHUNKS = 512


def build_index(
    folder: Path,
    paths: Sequence[Path],
    *,
    encoder: Encoder,
    chunk_tokens: int = DEFAULT_CHUNK_TOKENS,
    rebuild: bool = False,
    keep_versions: bool | None = None,
    root_keys: Mapping[Path, str] | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    wait_seconds: float = 30.0,
) -> BuildReport:
    """Make the index in `folder` mirror the files at and below `paths`; what stands below other roots stays.

    Only new and changed documents are embedded. The new generation becomes the current one when it is complete and on
    the disk; until then, and if the build is interrupted, the last one answers, and the next build takes up the work.
    `rebuild` mirrors all known roots that exist, makes everything else anew from the stored texts, and mends a damaged
    database. `keep_versions` says whether the texts of replaced and removed documents are kept, from this build on;
    None leaves that as it is, and False forgets those that were kept.

    Raises:
        UsageError: if a path does not exist; nothing is changed then.
        IndexMismatchError: if the index was made with another encoder, or is damaged.
        IndexBusyError: if another build holds the index for more than `wait_seconds`.
    """
    resolved = [path.resolve() for path in paths]
    for path, given in zip(resolved, paths, strict=True):
        if not path.exists():
            raise UsageError(f"{given}: no such file or folder; nothing was changed")
    if rebuild:
        require_index(folder)
    with writing(folder, wait_seconds=wait_seconds, mending=rebuild) as store:
        if keep_versions is not None:
            with store.transaction():
                if keep_versions:
                    store.kept_versions.keep()
                else:
                    store.kept_versions.forget(store.pointer().generation)
        build = _Build(store, folder, encoder, chunk_tokens=chunk_tokens, on_progress=on_progress)
        if not rebuild:
            build.check_recipe()
        known = [Path(root) for root in store.roots()]
        build.mirror([*resolved, *(root for root in known if rebuild and root.exists())], dict(root_keys or {}))
        if rebuild:
            build.remake()
        return build.finish(force=rebuild)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A cut but not yet embedded version of a document, and the versions that it replaces."""

    document: Document
    root: str
    chunks: tuple[Chunk, ...]
    replaced: Sequence[int]


class _Build:
    """One run of `build_index`: what is decided and embedded on the way from one generation to the next."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        encoder: Encoder,
        *,
        chunk_tokens: int,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._store = store
        self._folder = folder
        self._encoder = encoder
        self._chunk_tokens = min(chunk_tokens, encoder.max_tokens)
        self._recipe = f"{encoder.name} {self._chunk_tokens}"
        self._on_progress = on_progress
        self._pointer = store.pointer()
        self._born = self._pointer.generation + 1
        self._buffer: list[_Pending] = []
        self._buffered_chunks = 0
        self._files = 0
        self._total_files = 0
        self.report = BuildReport()
        self._changed = bool(store.unpublished())

    def check_recipe(self) -> None:
        """Raise `IndexMismatchError` if the index was made, or begun, with another encoder or chunk size."""
        for generation in (self._pointer.generation, self._born):
            for document in self._store.documents(generation):
                if document.recipe != self._recipe:
                    raise IndexMismatchError(
                        f"{self._folder}: the index was made with {document.recipe}, not with {self._recipe};"
                        f" run 'citespan index --rebuild --index {self._folder}' to make it anew with this encoder"
                    )

    def mirror(self, paths: Sequence[Path], root_keys: dict[Path, str]) -> None:
        """Bring the documents at and below `paths` up to date."""
        known = tuple(Path(root) for root in self._store.roots())
        scopes = [(path, _root_of(path, known)) for path in dict.fromkeys(paths) if not _inside_another(path, paths)]
        absorbed = [str(old) for old in known for _, root in scopes if old != root and old.is_relative_to(root)]
        files = [(file, root) for path, root in scopes for file in files_below(path)]
        self._total_files = len(files)
        self._undo_elsewhere(scopes, absorbed)
        stored = self._store.documents(self._born)
        by_file: dict[tuple[str, str], list[StoredDocument]] = defaultdict(list)
        for document in stored:
            by_file[document.root, file_of(document.source)].append(document)
        seen: set[str] = set()
        for file, root in files:
            self._files += 1
            if is_supported(file):
                key = root_keys.get(root, str(root))
                seen |= self._mirror_file(file, root, key, by_file[str(root), source_below(file, root)])
            else:
                self.report.skipped[file.suffix.lower() or "no suffix"] += 1
            self._tell()
        self._flush()
        gone = [
            document
            for document in stored
            if document.document_id not in seen and _is_mirrored(document, scopes, absorbed)
        ]
        self.report.removed += len(gone)
        self._expire(gone)
        with self._store.transaction():
            self._store.set_roots(add=[str(root) for _, root in scopes], drop=absorbed)

    def remake(self) -> None:
        """Cut and embed anew, from its stored text, every document that was made with another recipe."""
        stale = [document for document in self._store.documents(self._born) if document.recipe != self._recipe]
        self._total_files = self._files + len(stale)
        for document in stale:
            self._files += 1
            self._add(self._store.document(document.version_id), document.root, replaces=document)
            self.report.updated += 1
            self._tell()
        self._flush()

    def finish(self, *, force: bool) -> BuildReport:
        """Write the next generation and point at it, if there is anything new."""
        manifest = None
        if not self._changed and not force and self._pointer.generation:
            manifest, _ = read_generation(
                self._folder,
                generation=self._pointer.generation,
                manifest_sha256=self._pointer.manifest_sha256,
            )
        if manifest is None:
            manifest = publish(self._store, self._folder, encoder=self._encoder.name, dimension=self._encoder.dimension)
        self.report.documents = manifest.documents
        self.report.chunks = manifest.chunks
        self.report.fingerprint = manifest.fingerprint
        return self.report

    def _mirror_file(self, file: Path, root: Path, key: str, stored: Sequence[StoredDocument]) -> set[str]:
        """Bring the documents of one file up to date, of which `stored` are known; return their ids."""
        source = source_below(file, root)
        known = {document.document_id: document for document in stored}
        try:
            check_name(source)
            data = read_bytes(file, source=source)
        except LoadError as exc:
            kept = "; the version indexed before stays" if stored else ""
            self.report.failures.append(Failure(source, f"{exc}{kept}"))
            return set(known)
        sha256 = hashlib.sha256(data).hexdigest()
        current = {document.document_id for document in stored if self._is_current(document, sha256)}
        if len(current) == len(stored) == 1 and not holds_records(file):
            self.report.unchanged += 1
            return current
        try:
            documents = load_documents(data, source=source, root_key=key)
        except LoadError as exc:
            dropped = "; the version indexed before is dropped" if stored else ""
            self.report.failures.append(Failure(source, f"{exc}{dropped}"))
            self._expire(stored)
            return set(known)
        for document in documents:
            replaces = known.get(document.document_id)
            if document.document_id in current:
                self.report.unchanged += 1
                continue
            if replaces:
                self.report.updated += 1
            else:
                self.report.added += 1
            self._add(document, str(root), replaces=replaces)
        return {document.document_id for document in documents}

    def _is_current(self, stored: StoredDocument, sha256: str) -> bool:
        if stored.sha256 != sha256 or stored.recipe != self._recipe:
            return False
        try:
            self._store.document(stored.version_id)
        except IndexMismatchError:
            return False
        return True

    def _undo_elsewhere(self, scopes: Sequence[tuple[Path, Path]], absorbed: Collection[str]) -> None:
        """Take back what a build that was killed had begun where this one does not look: it would publish a half."""
        elsewhere = [d.version_id for d in self._store.unpublished() if not _is_mirrored(d, scopes, absorbed)]
        with self._store.transaction():
            self._store.undo(elsewhere)

    def _expire(self, documents: Collection[StoredDocument]) -> None:
        if documents:
            self._changed = True
            with self._store.transaction():
                self._store.expire([document.version_id for document in documents], died=self._born)

    def _add(self, document: Document, root: str, *, replaces: StoredDocument | None) -> None:
        """Take a version of a document in; the one it replaces dies in the same transaction, and not before."""
        self._changed = True
        replaced = [replaces.version_id] if replaces else []
        twin = self._store.twin(document, recipe=self._recipe)
        if twin is not None:
            with self._store.transaction():
                self._store.expire(replaced, died=self._born)
                self._store.add_copy(document, twin, root=root, recipe=self._recipe, born=self._born)
            return
        chunks = chunk_document(document, count_tokens=self._encoder.count_tokens, max_tokens=self._chunk_tokens)
        self._buffer.append(_Pending(document, root, chunks, replaced))
        self._buffered_chunks += len(chunks)
        if self._buffered_chunks >= _BUFFERED_CHUNKS:
            self._flush()

    def _flush(self) -> None:
        """Embed what is buffered, the chunks of many small documents together, and commit it."""
        texts = [embedded_text(pending.document, chunk) for pending in self._buffer for chunk in pending.chunks]
        if texts:
            vectors = self._encoder.encode_documents(texts)
            with self._store.transaction():
                row = 0
                for pending in self._buffer:
                    rows = vectors[row : row + len(pending.chunks)]
                    row += len(rows)
                    self._store.expire(pending.replaced, died=self._born)
                    self._store.add(
                        pending.document,
                        pending.chunks,
                        rows,
                        root=pending.root,
                        recipe=self._recipe,
                        born=self._born,
                    )
        self.report.embedded_chunks += len(texts)
        self._buffer.clear()
        self._buffered_chunks = 0
        self._tell()

    def _tell(self) -> None:
        self._on_progress(Progress(self._files, self._total_files, self.report.embedded_chunks))


def _root_of(path: Path, known: Collection[Path]) -> Path:
    """The known root that `path` lies in, or else `path` itself, which becomes one."""
    return next((root for root in known if path.is_relative_to(root)), path)


def _inside_another(path: Path, paths: Collection[Path]) -> bool:
    return any(path != other and path.is_relative_to(other) for other in paths)


def _is_mirrored(document: StoredDocument, scopes: Sequence[tuple[Path, Path]], absorbed: Collection[str]) -> bool:
    """True if the document stands at or below a path of `scopes`, each with its root, or its root is `absorbed`."""
    return document.root in absorbed or any(
        document.root == str(root) and (path == root or (root / file_of(document.source)).is_relative_to(path))
        for path, root in scopes
    )
