"""Checks of an index: that it can be opened, fits this installation, and is byte for byte what was written.

Nothing in its folder is changed or made, and no writer is kept waiting; see `citespan.index.generations.untouched`.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from citespan.api.doctor import upkeep
from citespan.api.doctor.environment import check_keys, check_labels
from citespan.api.doctor.findings import CheckStatus, Examination, command
from citespan.corpus.errors import IndexMismatchError
from citespan.index.database.repair import check_repairable
from citespan.index.database.rows import UPLOADS
from citespan.index.database.schema import DATABASE, SCHEMA_VERSION, check_pages, unusable
from citespan.index.database.store import Store
from citespan.index.generations.manifest import read_manifest, read_vectors
from citespan.index.generations.segments import check_segment
from citespan.index.generations.untouched import is_being_written, is_unclosed, open_untouched
from citespan.index.updating.intake import recipe_of
from citespan.qa.calibration_file import FILE as CALIBRATION_FILE
from citespan.qa.calibration_file import calibration_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.database.rows import StoredDocument
    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

_LOOKS = 3
"""How often an index is looked at where something is wrong, but it was written meanwhile."""

_PAUSE_SECONDS = 0.1


def check_index(examination: Examination, folder: Path, *, encoder: Encoder | None, reader: Reader | None) -> None:
    """Check the index in `folder`, and whether it fits these models."""
    found = Examination()
    for _ in range(_LOOKS):
        before = _stamp(folder)
        found = Examination()
        _check(found, folder, encoder, reader)
        is_quiet = CheckStatus.NOTE not in {check.status for check in found.checks if check.name == "builds"}
        if found.is_well or (is_quiet and _stamp(folder) == before):
            break
        time.sleep(_PAUSE_SECONDS)
    examination.add(found)


def _stamp(folder: Path) -> tuple[object, ...]:
    """What differs after the database was written."""
    stats = [file.stat() for file in sorted(folder.glob(f"{DATABASE}*")) if not file.name.endswith("-shm")]
    return tuple((stat.st_ino, stat.st_size, stat.st_mtime_ns) for stat in stats)


def _check(examination: Examination, folder: Path, encoder: Encoder | None, reader: Reader | None) -> None:
    if not (folder / DATABASE).exists():
        _tell_missing(examination, folder)
        return
    rebuild = command("index", "--rebuild", index=folder)
    if _opens(examination, folder):
        with examination.checking("pages", remedy=rebuild):
            check_pages(folder)
            examination.ok("pages", "every page of the database fits its checksum")
        with examination.checking("generation", remedy=rebuild), _store(folder) as store:
            _check_generation(examination, store, folder, encoder)
        with examination.checking("texts", remedy=rebuild), _store(folder) as store:
            _check_texts(examination, store, folder)
        with examination.checking("uploads", remedy=rebuild), _store(folder) as store:
            _check_uploads(examination, store, folder)
        with examination.checking("roots", remedy=rebuild), _store(folder) as store:
            upkeep.check_roots(examination, store, folder)
        with examination.checking("extractors", remedy=rebuild), _store(folder) as store:
            upkeep.check_extractors(examination, store, folder)
        with examination.checking("builds", remedy=rebuild), _store(folder) as store:
            upkeep.check_builds(examination, store, folder)
    upkeep.check_space(examination, folder)
    check_keys(examination, folder)
    check_labels(examination, folder)
    _check_calibration(examination, folder, encoder, reader)


def _tell_missing(examination: Examination, folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        examination.wrong("index", f"{folder}: is a file, not a folder", "name a folder with --index or CITESPAN_INDEX")
    elif (folder / "generations").exists():
        told = f"{folder}: {DATABASE} is missing, though there are files that were made from it"
        examination.wrong("index", told, f"bring it back from a backup, or index again: {_index_again(folder)}")
    else:
        examination.note("index", f"{folder}: there is no index here", _index_again(folder))


def _index_again(folder: Path) -> str:
    return command("index", "PATH", index=folder)


def _opens(examination: Examination, folder: Path) -> bool:
    """Check that the database can be opened and has this release's format; True if there is more to be read of it."""
    restore = f"bring {folder / DATABASE} back from a backup, or delete it and index again: {_index_again(folder)}"
    version = 0
    with examination.checking("index", remedy=restore):
        with open_untouched(folder) as connection, _mapped_errors(folder):
            version = int(connection.execute("PRAGMA user_version").get)
            if version == SCHEMA_VERSION:
                check_repairable(connection)
        told = f"{folder}: format {version}"
        if version > SCHEMA_VERSION:
            newer = f"{told} is that of a newer citespan, this one reads format {SCHEMA_VERSION}"
            examination.wrong("index", newer, "pip install --upgrade citespan")
        elif version < SCHEMA_VERSION:
            older = f"{told} is that of an older citespan, this one reads format {SCHEMA_VERSION}; no document is lost"
            examination.wrong("index", older, command("index", "--rebuild", index=folder))
        elif os.access(folder, os.W_OK):
            examination.ok("index", f"{told}, which is this release's")
        elif is_unclosed(folder):
            unclosed = f"{folder}: it was not closed, and its disk is read-only"
            examination.wrong("index", unclosed, "copy the folder to a disk that can be written, and use it there")
        else:
            examination.note("index", f"{told}, which is this release's; it can be asked, but not written")
    return version == SCHEMA_VERSION


@contextmanager
def _mapped_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except apsw.Error as exc:
        raise unusable(folder, exc) from exc


@contextmanager
def _store(folder: Path) -> Iterator[Store]:
    """One state of the index's rows."""
    with open_untouched(folder) as connection, _mapped_errors(folder):
        store = Store(connection)
        with store.snapshot():
            yield store


def _check_generation(examination: Examination, store: Store, folder: Path, encoder: Encoder | None) -> None:
    """Check that the files of the current generation are those that were written, and fit the encoder."""
    pointer = store.pointer()
    if not pointer.generation and is_being_written(folder):
        examination.note("generation", "there is none yet: the first build runs just now")
        return
    if not pointer.generation:
        roots = upkeep.present_roots(store)
        remedy = command("index", *roots, index=folder) if roots else _index_again(folder)
        examination.wrong("generation", "no build of this index was finished, so that it cannot be asked", remedy)
        return
    manifest = read_manifest(folder, pointer)
    for segment in manifest.segments:
        check_segment(folder, segment)
    read_vectors(folder, manifest)
    documents = store.documents(pointer.generation)
    current = {one.version_id for one in (*documents, *store.unpublished())}
    kept = [one for one in store.versions() if one.version_id not in current]
    told = (
        f"number {pointer.generation}: {len(documents)} documents, {sum(one.chunks for one in documents)} chunks in"
        f" {len(manifest.segments)} {'segment' if len(manifest.segments) == 1 else 'segments'}"
    )
    recalls = [segment.recall for segment in manifest.segments if segment.recall is not None]
    if recalls:
        told += f", {len(recalls)} searched by clusters (recall at 10 when written: {min(recalls):.3f} or more)"
    versions = f", {len(kept)} older versions kept" if kept else ""
    examination.ok("generation", f"{told}{versions}; its files fit their checksums; fingerprint {manifest.fingerprint}")
    if encoder is None:
        examination.note("models of the index", f"it was made with {manifest.encoder}, which cannot be compared now")
        return
    recipes = {manifest.encoder, *(one.recipe.rpartition(" ")[0] for one in documents)}
    if others := sorted(recipes - {encoder.name}):
        examination.wrong(
            "models of the index",
            f"it was made with {', '.join(others)}, not with {encoder.name}, the encoder of now",
            command("index", "--rebuild", index=folder),
        )
    elif others := sorted({one.recipe for one in documents} - {recipe_of(encoder)}):
        told = f"it was made with {', '.join(others)}, this citespan makes {recipe_of(encoder)}"
        examination.wrong("models of the index", told, command("index", "--rebuild", index=folder))
    else:
        examination.ok("models of the index", f"it was made with {encoder.name}, the encoder of now")


def _check_texts(examination: Examination, store: Store, folder: Path) -> None:
    """Check every stored text against its hash. Where pages are whole, only other software can have changed one."""
    versions = store.versions()
    damaged: list[StoredDocument] = []
    for version in versions:
        try:
            store.document(version.version_id)
        except IndexMismatchError:
            damaged.append(version)
    if not damaged:
        examination.ok("texts", f"all {len(versions)} stored texts have their SHA-256")
        return
    told = f"the SHA-256 does not fit the stored text of {_listed([one.source for one in damaged])}: it is not cited"
    live = {one.version_id for one in store.documents(store.pointer().generation)}
    roots = sorted({one.root for one in damaged if one.root != UPLOADS and Path(one.root).exists()})
    gone = [one.document_id for one in damaged if one.version_id in live and one.root not in roots]
    if not live.intersection(one.version_id for one in damaged):
        forget = command("index", *upkeep.present_roots(store), "--no-keep-versions", index=folder)
        examination.wrong("texts", f"{told}; these are older versions, which can be forgotten", forget)
    elif gone:
        told = f"{told}; take out, and upload or index again, what has no file below the roots"
        examination.wrong("texts", told, command("remove", *gone, index=folder))
    else:
        examination.wrong("texts", told, command("index", *roots, index=folder))


def _check_uploads(examination: Examination, store: Store, folder: Path) -> None:
    """Check the bytes of what was uploaded, and that each is still made into documents."""
    sizes = store.originals.sizes()
    lost = sorted(name for name, sha256 in sizes.keys() - store.originals.made())
    if damaged := store.originals.damaged():
        told = f"the kept bytes of {_listed(damaged)} are not those that were uploaded"
        examination.wrong("uploads", told, "upload them again: POST /v1/documents of 'citespan serve'")
    elif lost:
        told = f"the documents made of {_listed(lost)} are missing, but what was uploaded is there"
        examination.wrong("uploads", told, command("index", "--rebuild", index=folder))
    elif sizes:
        examination.ok("uploads", f"{len(sizes)} uploaded files are kept, {upkeep.megabytes(sum(sizes.values()))}")


def _check_calibration(examination: Examination, folder: Path, encoder: Encoder | None, reader: Reader | None) -> None:
    """Check that the index's own calibration is whole and for these models; say nothing if it has none."""
    file = folder / CALIBRATION_FILE
    if not file.exists() or encoder is None or reader is None:
        return
    fit = command("calibrate", "SQUAD", index=folder)
    with examination.checking("own calibration", remedy=f"{fit}, or delete {file} to use the bundled one"):
        found = calibration_for(folder, reader=reader.name, encoder=encoder.name)
        if found is not None:
            examination.ok("own calibration", f"{found.name} is for this reader and encoder")


def _listed(names: list[str] | tuple[str, ...], *, most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
