"""Kept versions: old texts stay readable, take no part in answers, and are forgotten when that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from built import found

from citespan.corpus.load import load_file, text_sha256
from citespan.index.contents import list_documents, read_version, remove_documents
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder

OLD = "The ferry Aurora leaves Port Lindholm at noon. It carries forty cars."
NEW = "The ferry Aurora leaves Port Lindholm at two. It carries forty cars."


def _ships(root: Path) -> str:
    (document,) = load_file(root / "ships.txt", root=root)
    return document.document_id


def test_a_replaced_text_is_kept_and_never_found(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder, keep_versions=True)
    (root / "ships.txt").write_text(NEW)
    build_index(folder, [root], encoder=encoder)
    kept = read_version(folder, _ships(root), text_sha256(OLD))
    assert kept is not None
    assert kept.text == OLD
    assert any("two" in text for text in found(folder, encoder, "When does the ferry leave?"))
    assert not any("noon" in text for text in found(folder, encoder, "When does the ferry leave at noon?"))
    assert len(list_documents(folder)) == 3
    generations = {path.name for path in (folder / "generations").iterdir()}
    build_index(folder, [root], encoder=encoder)
    assert {path.name for path in (folder / "generations").iterdir()} == generations, (
        "a kept version is nothing new to publish"
    )


def test_without_keeping_an_old_text_is_gone(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (root / "ships.txt").write_text(NEW)
    build_index(folder, [root], encoder=encoder)
    assert read_version(folder, _ships(root), text_sha256(OLD)) is None
    assert OLD.encode() not in (folder / "index.sqlite3").read_bytes()


def test_each_text_is_kept_once_however_often_it_comes_back(root: Path, folder: Path, encoder: Encoder) -> None:
    for text in (OLD, NEW, OLD, NEW):
        (root / "ships.txt").write_text(text)
        build_index(folder, [root], encoder=encoder, keep_versions=True)
    assert (folder / "index.sqlite3").read_bytes().count(OLD.encode()) <= 1
    for text in (OLD, NEW):
        version = read_version(folder, _ships(root), text_sha256(text))
        assert version is not None
        assert version.text == text
    # A text that comes back is cut and embedded again: nothing that is asked hangs on a kept version.
    assert any("two" in text for text in found(folder, encoder, "When does the ferry leave?"))


def test_a_removed_document_is_kept_until_it_is_to_be_forgotten(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder, keep_versions=True)
    name = _ships(root)
    remove_documents(folder, [name])
    assert not any("ferry" in text for text in found(folder, encoder, "When does the ferry leave?"))
    assert read_version(folder, name, text_sha256(OLD)) is not None
    (root / "ships.txt").unlink()
    build_index(folder, [root], encoder=encoder, keep_versions=False)
    assert read_version(folder, name, text_sha256(OLD)) is None
    (root / "ships.txt").write_text(NEW)
    build_index(folder, [root], encoder=encoder)
    (root / "ships.txt").unlink()
    build_index(folder, [root], encoder=encoder)
    assert read_version(folder, name, text_sha256(NEW)) is None, "forgetting also ends the keeping"


def test_a_removed_upload_is_forgotten_with_its_file(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder, keep_versions=True)
    for text in (OLD, NEW):
        (name,) = add_uploads(folder, [Upload("ferry.md", text.encode())], encoder=encoder).document_ids
    remove_documents(folder, [name])
    build_index(folder, [root / "bread.md"], encoder=encoder, keep_versions=False)
    assert read_version(folder, name, text_sha256(NEW)) is None
    assert NEW.encode() not in (folder / "index.sqlite3").read_bytes()
    build_index(folder, [], encoder=encoder, rebuild=True)
    assert name not in {document.document_id for document in list_documents(folder)}, "a rebuild does not bring it back"


def test_kept_versions_survive_the_mending_of_a_damaged_database(root: Path, folder: Path, encoder: Encoder) -> None:
    for number in range(12):
        (root / f"many{number}.txt").write_text(f"Buoy {number} is painted {number} times. " * 20)
    build_index(folder, [root], encoder=encoder, keep_versions=True)
    (root / "ships.txt").write_text(NEW)
    build_index(folder, [root], encoder=encoder)
    database = folder / "index.sqlite3"
    data = database.read_bytes()
    place = data.index(b"Buoy 3 is painted")
    database.write_bytes(data[:place] + b"X" + data[place + 1 :])
    build_index(folder, [], encoder=encoder, rebuild=True)
    kept = read_version(folder, _ships(root), text_sha256(OLD))
    assert kept is not None
    assert kept.text == OLD
    assert not any("noon" in text for text in found(folder, encoder, "When does the ferry leave at noon?"))
    (root / "ships.txt").write_text(OLD)
    build_index(folder, [root], encoder=encoder)
    assert read_version(folder, _ships(root), text_sha256(NEW)) is not None, "and the keeping goes on"
