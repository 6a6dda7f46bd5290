"""Checks of what keeps an index up to date: its roots, its extractors, builds that run or did not end, and the disk."""

from __future__ import annotations

import shlex
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.api.doctor.findings import command
from citespan.corpus.load import extractor_of
from citespan.index.database.rows import UPLOADS
from citespan.index.database.schema import DATABASE
from citespan.index.generations.manifest import leftovers
from citespan.index.generations.untouched import is_being_written

if TYPE_CHECKING:
    from citespan.api.doctor.findings import Examination
    from citespan.index.database.rows import StoredDocument
    from citespan.index.database.store import Store


def present_roots(store: Store) -> tuple[str, ...]:
    """The roots that are there now, those of a first build that did not end included; sorted."""
    roots = {*store.roots(), *(document.root for document in store.versions())} - {UPLOADS}
    return tuple(sorted(root for root in roots if Path(root).exists()))


def check_roots(examination: Examination, store: Store, folder: Path) -> None:
    """Check that what is mirrored is there; a root without documents does not count."""
    documents = store.documents(store.pointer().generation)
    held = Counter(document.root for document in documents if document.root != UPLOADS)
    missing = sorted(root for root in held if not Path(root).exists())
    if not missing:
        examination.ok("roots", f"{', '.join(sorted(held)) or 'none'}")
        return
    told = ", ".join(f"{root} ({held[root]} documents)" for root in missing)
    ids = [document.document_id for document in documents if document.root in missing]
    remedy = f"bring it back; if it is gone for good: {command('remove', *ids, index=folder)}"
    examination.note("roots", f"not there now, so that its documents stay as they were: {told}", remedy)


def check_extractors(examination: Examination, store: Store, folder: Path) -> None:
    """Check whether today's extractors made the texts."""
    documents = store.documents(store.pointer().generation)
    old = [document for document in documents if not _is_of_today(document)]
    roots = sorted({document.root for document in old if document.root != UPLOADS and Path(document.root).exists()})
    if not old:
        examination.ok("extractors", "all texts were read by this release")
    elif roots:
        told = f"{len(old)} documents were read by another release of citespan or of a library of it"
        examination.note(
            "extractors", f"{told}; the next build reads their files again", command("index", *roots, index=folder)
        )
    else:
        told = f"{len(old)} documents were read by another release, and there are no files to read again"
        examination.note(
            "extractors", told, "upload them again to have that done; their texts can be asked as they are"
        )


def _is_of_today(document: StoredDocument) -> bool:
    try:
        return document.extractor == extractor_of(document.source)
    except KeyError:  # a type that this release does not read
        return False


def check_builds(examination: Examination, store: Store, folder: Path) -> None:
    """Check whether the index is being written, and whether a build was killed that is to be taken up."""
    pointer = store.pointer()
    begun = store.unpublished()
    found = [str(file) for file in folder.glob(f"{DATABASE}.new*")]
    found += map(str, leftovers(folder, pointer))
    try:
        is_written = is_being_written(folder)
    except PermissionError as exc:
        examination.note("builds", f"{exc.filename}: may not be read by you, so that nothing tells whether one runs")
        return
    if is_written:
        examination.note(
            "builds", f"one writes this index now; until it is done, generation {pointer.generation} answers"
        )
    elif begun:
        recipes = {document.recipe for document in store.documents(pointer.generation + 1)}
        roots = present_roots(store)
        remedy = command("index", *(roots if roots and len(recipes) < 2 else ["--rebuild"]), index=folder)
        told = f"one did not end, and left {len(begun)} versions of documents that are not asked yet"
        examination.note("builds", f"{told}; the next one takes them up", remedy)
    elif found:
        told = f"one did not end, and left what only takes room: {', '.join(found)}"
        examination.note("builds", told, shlex.join(["rm", "-r", *sorted(found)]))
    else:
        examination.ok("builds", "none runs, and none was left unfinished")


def check_space(examination: Examination, folder: Path) -> None:
    """Compare the free space of the disk with what a rebuild takes, which writes all files beside the old ones."""
    with examination.checking("disk"):
        needed = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        tell_space(examination, folder, needed=needed, free=shutil.disk_usage(folder).free)


def tell_space(examination: Examination, folder: Path, *, needed: int, free: int) -> None:
    """Say whether `free` bytes are enough for a rebuild that takes `needed`."""
    told = f"{megabytes(free)} are free, a rebuild takes up to {megabytes(needed)}"
    if free < needed:
        examination.note("disk", f"{folder}: {told}", "free some space, or copy the index to another disk")
    else:
        examination.ok("disk", told)


def megabytes(count: int) -> str:
    """A number of bytes in MB."""
    return f"{count / 1e6:,.1f} MB"
