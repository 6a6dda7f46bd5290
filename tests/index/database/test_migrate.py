"""Indexes of older formats: refused with the command that rebuilds them, which keeps every document."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest
from built import found, sources

from citespan.corpus.errors import IndexMismatchError
from citespan.index.contents import list_documents, read_version, remove_documents
from citespan.index.database.schema import SCHEMA_VERSION
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder

_DOCUMENT = "version_id, document_id, root, source, title, text, sha256, text_sha256, extractor, sections, pages"
_FORMAT_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE roots (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
    version_id INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, root TEXT NOT NULL, source TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, sha256 TEXT NOT NULL, text_sha256 TEXT NOT NULL, extractor TEXT NOT NULL,
    sections TEXT NOT NULL, pages TEXT NOT NULL, recipe TEXT NOT NULL, born INTEGER NOT NULL, died INTEGER
) STRICT;
CREATE TABLE chunks (
    chunk_id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, headings TEXT NOT NULL, sentences TEXT NOT NULL, embedding BLOB NOT NULL
) STRICT;
CREATE VIRTUAL TABLE words USING fts5 (text);
"""


@pytest.fixture
def old(root: Path, folder: Path, encoder: Encoder) -> Path:
    """An index as the first format had it: no checksums, fewer columns; one of its files is gone."""
    build_index(folder, [root], encoder=encoder, keep_versions=True)
    (root / "ships.txt").write_text("The ferry Borealis leaves at one.")
    build_index(folder, [root], encoder=encoder)
    database = folder / "index.sqlite3"
    rows = _rows(database)
    shutil.rmtree(folder)
    folder.mkdir()
    made = sqlite3.connect(database)
    made.executescript(_FORMAT_1)
    made.executemany(f"INSERT INTO documents ({_DOCUMENT}, recipe, born, died) VALUES ({', '.join('?' * 14)})", rows)
    made.execute("INSERT INTO roots VALUES (?)", (str(root),))
    made.executemany("INSERT INTO meta VALUES (?, ?)", [("generation", "2"), ("keep_versions", "1")])
    made.execute("PRAGMA user_version = 1")
    made.commit()
    made.close()
    (root / "bread.md").unlink()
    return folder


def _rows(database: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    rows = connection.execute(f"SELECT {_DOCUMENT}, recipe, born, died FROM documents").fetchall()
    connection.close()
    return rows


def test_an_older_index_is_refused_with_the_command_that_rebuilds_it(old: Path, root: Path, encoder: Encoder) -> None:
    told = rf"has format 1, this citespan reads format {SCHEMA_VERSION}; run 'citespan index --rebuild --index "
    with pytest.raises(IndexMismatchError, match=told):
        Index(old, encoder)
    with pytest.raises(IndexMismatchError, match=told):
        list_documents(old)
    with pytest.raises(IndexMismatchError, match=told):
        remove_documents(old, ["x"])
    with pytest.raises(IndexMismatchError, match=told):
        build_index(old, [root], encoder=encoder)


def test_rebuilding_an_older_index_keeps_its_documents_roots_and_old_versions(
    old: Path, root: Path, encoder: Encoder
) -> None:
    (before,) = (row for row in _rows(old / "index.sqlite3") if "Aurora" in str(row[5]))
    report = build_index(old, [], encoder=encoder, rebuild=True)
    assert (report.failures, sources(old)) == ([], ["ships.txt", "sub/tides.txt"])
    assert any("Borealis" in text for text in found(old, encoder, "Which ferry leaves when?"))
    kept = read_version(old, str(before[1]), str(before[7]))
    assert kept is not None
    assert "Aurora" in kept.text
    (root / "moon.txt").write_text("The moon has no air.")
    assert build_index(old, [root], encoder=encoder).added == 1


def test_rebuilding_an_older_index_keeps_documents_whose_root_is_gone(old: Path, root: Path, encoder: Encoder) -> None:
    root.rename(root.with_name("elsewhere"))
    assert build_index(old, [], encoder=encoder, rebuild=True).documents == 3
    assert any("500 grams" in text for text in found(old, encoder, "How much flour does a loaf need?"))


def test_an_index_of_a_newer_format_is_left_alone(folder: Path, encoder: Encoder) -> None:
    folder.mkdir()
    database = sqlite3.connect(folder / "index.sqlite3")
    database.executescript(f"CREATE TABLE documents (text TEXT); PRAGMA user_version = {SCHEMA_VERSION + 1};")
    database.close()
    before = (folder / "index.sqlite3").read_bytes()
    with pytest.raises(IndexMismatchError, match="a newer one made it; run 'pip install --upgrade citespan'"):
        Index(folder, encoder)
    with pytest.raises(IndexMismatchError, match="a newer one made it"):
        build_index(folder, [], encoder=encoder, rebuild=True)
    assert (folder / "index.sqlite3").read_bytes() == before
