"""Building: making an index mirror the files below some roots, one complete generation after the other."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.corpus.load import (
    file_of,
    is_supported,
    load_documents,
    source_below,
)
from citespan.corpus.passwords import NO_PASSWORDS, Passwords
from citespan.corpus.recognition import stop_recognising
from citespan.corpus.selection import ALL, Selection, files_below
from citespan.index.database.rows import UPLOADS
from citespan.index.readers import require_index_at
from citespan.index.updating.file_updates import FileUpdates
from citespan.index.updating.intake import DEFAULT_CHUNK_TOKENS, Intake
from citespan.index.updating.kept_pages import KeptPages
from citespan.index.updating.queued_updates import QueuedUpdates
from citespan.index.updating.report import BuildReport, MissingFolder, Progress
from citespan.index.updating.scopes import emptied, is_inside_another, is_mirrored, missing_roots, path_of, root_of
from citespan.index.writers import check_has_queue, queue_at, writing_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from citespan.index.address import IndexPlace
    from citespan.index.database.rows import StoredDocument
    from citespan.index.encoder import Encoder
    from citespan.index.seams import Writer
    from citespan.index.updating.queued_updates import FileQueue


def build_index(
    folder: IndexPlace,
    paths: Sequence[Path],
    *,
    encoder: Encoder,
    chunk_tokens: int = DEFAULT_CHUNK_TOKENS,
    rebuild: bool = False,
    keep_versions: bool | None = None,
    selection: Selection = ALL,
    unsettled: Collection[Path] = (),
    drop_missing: bool = False,
    passwords: Passwords = NO_PASSWORDS,
    queued: bool = False,
    root_keys: Mapping[Path, str] | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    wait_seconds: float = 30.0,
) -> BuildReport:
    """Make the index at `folder` mirror the files at and below `paths`; what stands below other roots stays.

    Only new and changed documents are embedded. The new generation becomes the current one when it is complete and on
    the disk; until then, and if the build is interrupted, the last one answers, and the next build takes up the work.
    `rebuild` mirrors all known roots that exist, rebuilds everything else from the stored texts, and fixes a damaged
    database. `keep_versions` says whether the texts of replaced and removed documents are kept, from this build on;
    None leaves that as it is, and False forgets those that were kept. `selection` says which files are looked at; those
    that are `unsettled` are not, and what is known of them stays.

    A folder below which no supported file is found, but was before, may be one that another disk is to be mounted on:
    nothing of it is dropped, unless `drop_missing` says that it is meant. `passwords` open encrypted PDF files.
    With `queued`, new and changed files are not taken in now, but put into the queue of an index in PostgreSQL.

    Raises:
        UsageError: if a path does not exist, or the index has no queue; nothing is changed then.
        IndexMismatchError: if the index was made with another encoder, or is damaged.
        IndexBusyError: if another build holds the index for more than `wait_seconds`.
    """
    resolved = [path.resolve() for path in paths]
    for path, given in zip(resolved, paths, strict=True):
        if not path.exists():
            raise UsageError(f"{given}: no such file or folder; nothing was changed")
    if rebuild:
        require_index_at(folder)
    if queued:
        check_has_queue(folder)
    with ExitStack() as open_things:
        writer = open_things.enter_context(writing_at(folder, wait_seconds=wait_seconds, repair=rebuild))
        store = writer.store
        if keep_versions is not None:
            with store.transaction():
                if keep_versions:
                    store.kept_versions.keep()
                else:
                    store.forget_versions()
        build = _Build(
            writer,
            folder,
            encoder,
            chunk_tokens=chunk_tokens,
            selection=selection,
            unsettled=unsettled,
            drop_missing=drop_missing,
            passwords=passwords,
            queue=open_things.enter_context(queue_at(folder)) if queued else None,
            on_progress=on_progress,
        )
        if not rebuild:
            build.intake.check_recipe()
        known = [Path(root) for root in store.roots()]
        build.mirror([*resolved, *(root for root in known if rebuild and root.exists())], dict(root_keys or {}))
        if rebuild:
            build.restore()
            build.remake()
        return build.finish(force=rebuild)


class _Build:
    """One run of `build_index`: what is decided and embedded on the way from one generation to the next."""

    def __init__(
        self,
        writer: Writer,
        place: IndexPlace,
        encoder: Encoder,
        *,
        chunk_tokens: int,
        selection: Selection,
        unsettled: Collection[Path],
        drop_missing: bool,
        passwords: Passwords,
        queue: FileQueue | None,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._writer = writer
        self._store = writer.store
        self.intake = Intake(writer, place, encoder, chunk_tokens=chunk_tokens, on_embedded=self._embedded)
        self._on_progress = on_progress
        self._files = 0
        self._total_files = 0
        self.report = BuildReport()
        self._pages = KeptPages(writer.store, self._recognising)
        direct = FileUpdates(self.intake, self.report, passwords, self._pages)
        self._updates: FileUpdates | QueuedUpdates = direct
        if queue is not None:
            self._updates = QueuedUpdates(queue, self.intake, self.report, direct)
        self._selection = selection
        self._unsettled = frozenset(unsettled)
        self._drop_missing = drop_missing

    def mirror(self, paths: Sequence[Path], root_keys: dict[Path, str]) -> None:
        """Bring the documents at and below `paths` up to date."""
        known = tuple(Path(root) for root in self._store.roots())
        scopes = [(path, root_of(path, known)) for path in dict.fromkeys(paths) if not is_inside_another(path, paths)]
        absorbed = [str(old) for old in known for _, root in scopes if old != root and old.is_relative_to(root)]
        unlisted: list[Path] = []
        files = [
            (file, root)
            for path, root in scopes
            for file in files_below(
                path,
                root=root,
                selection=self._selection,
                on_unlisted=partial(self._keep_unlisted, root, unlisted),
                on_link_out=self._tell_link_out,
            )
        ]
        self._total_files = len(files)
        self._undo_elsewhere(scopes, absorbed)
        stored = self._store.documents(self.intake.born)
        by_file: dict[tuple[str, str], list[StoredDocument]] = defaultdict(list)
        for document in stored:
            by_file[document.root, file_of(document.source)].append(document)
        seen: set[str] = set()
        emptied_paths = [] if self._drop_missing else self._emptied(scopes, files, stored)
        for file, root in files:
            self._files += 1
            if file in emptied_paths:  # it stands in the place of a folder
                self.report.skip(file)
            elif file in self._unsettled:
                seen |= {document.document_id for document in by_file[str(root), source_below(file, root)]}
            elif is_supported(file):
                key = root_keys.get(root, str(root))
                seen |= self._updates.update(file, root, key, by_file[str(root), source_below(file, root)])
            else:
                self.report.skip(file)
            self._tell()
        self.intake.flush()
        if isinstance(self._updates, QueuedUpdates):
            self._updates.drop_gone(scopes, kept=unlisted)
        kept = [*unlisted, *emptied_paths]
        gone = [
            document
            for document in stored
            if document.document_id not in seen
            and is_mirrored(document, scopes, absorbed)
            and not any(path_of(document).is_relative_to(folder) for folder in kept)
        ]
        self.report.removed += len(gone)
        self.intake.expire(gone)
        with self._store.transaction():
            self._store.set_roots(add=[str(root) for _, root in scopes], drop=absorbed)
            self._store.left_out.replace(
                self._updates.left_out,
                where=lambda file: (
                    file.root in absorbed
                    or any(
                        file.root == str(root) and (root / file.source).is_relative_to(path) for path, root in scopes
                    )
                ),
            )
        missing = missing_roots(self._store.roots(), stored)
        self.report.missing = [MissingFolder(root, count) for root, count in missing.items()]

    def restore(self) -> None:
        """Read uploaded documents again that a damaged database lost."""
        for original in self._store.originals.lost():
            for document in load_documents(
                original.data, source=original.name, root_key=UPLOADS, recognised=self._pages
            ):
                self.intake.add(document, UPLOADS, replaces=None)
                self.report.added += 1
        self.intake.flush()

    def remake(self) -> None:
        """Cut and embed again, from its stored text, every document that was made with another recipe."""
        stale = [
            document for document in self._store.documents(self.intake.born) if document.recipe != self.intake.recipe
        ]
        self._total_files = self._files + len(stale)
        for document in stale:
            self._files += 1
            self.intake.add(self._store.document(document.version_id), document.root, replaces=document)
            self.report.updated += 1
            self._tell()
        self.intake.flush()

    def finish(self, *, force: bool) -> BuildReport:
        """Write the next generation and point at it, if there is anything new."""
        stop_recognising()
        manifest = None
        if not self.intake.changed and not force and self.intake.pointer.generation:
            manifest = self._writer.manifest()
        if manifest is None:
            manifest = self.intake.publish(rebuild=force)
        self.report.documents = manifest.documents
        self.report.chunks = manifest.chunks
        self.report.fingerprint = manifest.fingerprint
        return self.report

    def _emptied(
        self, scopes: Sequence[tuple[Path, Path]], files: Sequence[tuple[Path, Path]], stored: Sequence[StoredDocument]
    ) -> list[Path]:
        """The paths below which there were documents, and no supported file is found now; the report names them."""
        found = emptied(scopes, [file for file, _ in files if is_supported(file)], stored)
        self.report.emptied += [MissingFolder(str(path), count) for path, count in found.items()]
        return list(found)

    def _tell_link_out(self, link: Path) -> None:
        self.report.links_out.append(str(link))

    def _keep_unlisted(self, root: Path, unlisted: list[Path], exc: OSError) -> None:
        """Report a folder that cannot be listed: nobody knows whether its documents are gone, so they stay."""
        folder = Path(exc.filename)
        told = f"{source_below(folder, root)}: cannot be listed: {exc.strerror}; what was indexed of it before stays"
        self._updates.fail(root, source_below(folder, root), told)
        unlisted.append(folder)

    def _undo_elsewhere(self, scopes: Sequence[tuple[Path, Path]], absorbed: Collection[str]) -> None:
        """Take back what a build that was killed had begun where this one does not look: it would publish a half."""
        elsewhere = [d.version_id for d in self._store.unpublished() if not is_mirrored(d, scopes, absorbed)]
        with self._store.transaction():
            self._store.undo(elsewhere)

    def _embedded(self, chunks: int) -> None:
        self.report.embedded_chunks += chunks
        self._tell()

    def _recognising(self, page: str) -> None:
        self._on_progress(Progress(self._files, self._total_files, self.report.embedded_chunks, page))

    def _tell(self) -> None:
        self._on_progress(Progress(self._files, self._total_files, self.report.embedded_chunks))
