"""Uploads: documents without a file, which no build may touch and nothing may lose."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from built import found, sources

from citespan.corpus.errors import IndexBusyError, LoadError, MissingIndexError, UnsupportedTypeError
from citespan.index.contents import list_documents, read_documents, remove_documents
from citespan.index.generations.publish import writing
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads, check_upload_name

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import Progress

FEES = Upload("fees.txt", b"A berth in Port Ellen costs 25 euros a night.")
TABLE = Upload("prices.csv", b"good,price\nrope,4 euros\nanchor,90 euros\n")


def _originals(folder: Path) -> list[tuple[str, bytes]]:
    with writing(folder, wait_seconds=10) as store:
        return [(row[0], row[1]) for row in store._db.execute("SELECT name, data FROM originals ORDER BY name")]


@pytest.fixture
def made(root: Path, folder: Path, encoder: Encoder) -> Path:
    build_index(folder, [root], encoder=encoder)
    return folder


def test_an_upload_is_found_and_survives_builds(made: Path, root: Path, encoder: Encoder) -> None:
    report = add_uploads(made, [FEES, TABLE], encoder=encoder)
    assert (len(report.document_ids), report.failures) == (3, ())
    assert any("25 euros" in text for text in found(made, encoder, "What does a berth cost?"))
    (root / "bread.md").unlink()
    build_index(made, [root], encoder=encoder)
    build_index(made, [root], encoder=encoder, rebuild=True)
    assert sources(made) == ["fees.txt", "prices.csv#row=1", "prices.csv#row=2", "ships.txt", "sub/tides.txt"]
    assert _originals(made) == [(FEES.name, FEES.data), (TABLE.name, TABLE.data)]


def test_the_same_name_is_a_new_version_and_the_same_content_changes_nothing(made: Path, encoder: Encoder) -> None:
    first = add_uploads(made, [FEES], encoder=encoder)
    before = list_documents(made)
    assert add_uploads(made, [FEES], encoder=encoder) == first
    assert list_documents(made) == before
    newer = Upload(FEES.name, b"A berth in Port Ellen costs 30 euros a night.")
    assert add_uploads(made, [newer], encoder=encoder) == first
    texts = found(made, encoder, "What does a berth cost?")
    assert [text for text in texts if "berth" in text] == [newer.data.decode()]
    assert _originals(made) == [(FEES.name, newer.data)]


def test_rows_that_a_new_version_lacks_are_gone(made: Path, encoder: Encoder) -> None:
    add_uploads(made, [TABLE], encoder=encoder)
    add_uploads(made, [Upload(TABLE.name, b"good,price\nrope,4 euros\n")], encoder=encoder)
    assert [source for source in sources(made) if "prices" in source] == ["prices.csv#row=1"]


def test_equal_contents_under_two_names_are_two_documents(made: Path, encoder: Encoder) -> None:
    report = add_uploads(made, [FEES, Upload("copy.txt", FEES.data)], encoder=encoder)
    assert len(set(report.document_ids)) == 2
    remove_documents(made, [report.document_ids[0]])
    assert _originals(made) == [("copy.txt", FEES.data)]


def test_a_removed_upload_leaves_no_byte(made: Path, root: Path, encoder: Encoder) -> None:
    (name,) = add_uploads(made, [FEES], encoder=encoder).document_ids
    remove_documents(made, [name])
    build_index(made, [root], encoder=encoder, rebuild=True)
    assert "fees.txt" not in sources(made)
    with writing(made, wait_seconds=10) as store:
        store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert [file for file in made.rglob("*") if file.is_file() and b"Port Ellen" in file.read_bytes()] == []


def test_what_cannot_be_read_is_told_and_the_rest_is_taken(made: Path, encoder: Encoder) -> None:
    add_uploads(made, [FEES], encoder=encoder)
    bad = [
        Upload(FEES.name, b"\xff\xfe\x00"),
        Upload("fake.pdf", b"no pdf"),
        Upload("a.txt", b"One."),
        Upload("a.txt", b"2"),
    ]
    report = add_uploads(made, bad, encoder=encoder)
    assert [failure.source for failure in report.failures] == ["fees.txt", "fake.pdf", "a.txt"]
    assert "the version uploaded before stays" in report.failures[0].message
    assert "comes twice" in report.failures[2].message
    assert {"fees.txt", "a.txt"} <= set(sources(made))
    assert _originals(made) == [("a.txt", b"One."), (FEES.name, FEES.data)]


def test_an_upload_of_a_file_that_is_indexed_is_another_document(made: Path, root: Path, encoder: Encoder) -> None:
    (name,) = add_uploads(made, [Upload("ships.txt", b"No ferry sails.")], encoder=encoder).document_ids
    assert sources(made).count("ships.txt") == 2
    remove_documents(made, [name])
    assert sources(made).count("ships.txt") == 1


def test_an_exception_on_the_way_leaves_nothing_behind(made: Path, encoder: Encoder) -> None:
    add_uploads(made, [FEES], encoder=encoder)
    before = list_documents(made)

    def stop(progress: Progress) -> None:
        if progress.embedded_chunks:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_uploads(made, [Upload("a.txt", b"One."), Upload(FEES.name, b"Two.")], encoder=encoder, on_progress=stop)
    assert list_documents(made) == before
    with writing(made, wait_seconds=10) as store:
        assert store.unpublished() == ()
    assert _originals(made) == [(FEES.name, FEES.data)]


def test_kill_9_leaves_all_or_nothing(made: Path, root: Path, encoder: Encoder) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from citespan.index.encoder import Encoder;"
        " from citespan.index.updating.uploads import Upload, add_uploads;"
        " add_uploads(Path(sys.argv[1]), [Upload('a.txt', b'One.'), Upload('b.txt', b'Two.')], encoder=Encoder(),"
        " on_progress=lambda p: p.embedded_chunks and os.kill(os.getpid(), signal.SIGKILL))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(made)], check=False)
    assert done.returncode == -signal.SIGKILL
    with writing(made, wait_seconds=10) as store:
        assert len(store.unpublished()) == 2, "it was killed between embedding and publishing"
    build_index(made, [root], encoder=encoder)
    assert sources(made) == ["bread.md", "ships.txt", "sub/tides.txt"]
    assert _originals(made) == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_mending_loses_no_upload(made: Path, encoder: Encoder, place: int) -> None:
    """Its bytes stand in the text, in the original that a lost text is read from again, and among the words."""
    mark = b"Buoy 150 is painted"
    long = Upload("long.txt", b"".join(b"Buoy %d is painted in colour %d. " % (n, n * n) for n in range(300)))
    add_uploads(made, [FEES, long], encoder=encoder)
    before = {document.source: document.text for document in read_documents(made)}
    with writing(made, wait_seconds=10) as store:
        store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database = made / "index.sqlite3"
    data = bytearray(database.read_bytes())
    places = [match.start() for match in re.finditer(mark, data)]
    assert len(places) == 3
    data[places[place]] ^= 1
    database.write_bytes(data)
    build_index(made, [], encoder=encoder, rebuild=True)
    assert {document.source: document.text for document in read_documents(made)} == before


def test_uploads_wait_for_a_build_and_need_an_index(made: Path, tmp_path: Path, encoder: Encoder) -> None:
    with writing(made, wait_seconds=1), pytest.raises(IndexBusyError):
        add_uploads(made, [FEES], encoder=encoder, wait_seconds=0.1)
    with pytest.raises(MissingIndexError):
        add_uploads(tmp_path / "none", [FEES], encoder=encoder)


@pytest.mark.parametrize(
    "name", ["a.txt", "Gebühren 2024 (neu).pdf", "料金.docx", "..a.md", "a b#1.csv", "x" * 251 + ".txt"]
)
def test_names_of_files_are_taken(name: str) -> None:
    check_upload_name(name)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "has no name"),
        ("../../etc/passwd.txt", "is a path"),
        ("/etc/passwd.txt", "is a path"),
        ("..\\a.txt", "is a path"),
        ("..", "is a path"),
        ("a\0.txt", "control characters"),
        ("a\n.txt", "control characters"),
        ("\ud800.txt", "not UTF-8"),
        ("x" * 252 + ".txt", "longer than 255 bytes"),
        ("ü" * 126 + ".txt", "longer than 255 bytes"),
        ("a.csv#row=3.txt", "rename the file"),
    ],
)
def test_other_names_are_refused(name: str, told: str) -> None:
    with pytest.raises(LoadError, match=told):
        check_upload_name(name)


@pytest.mark.parametrize("name", ["a.exe", "a", ".txt", "a.txt.gz", "a.txt "])
def test_types_that_cannot_be_read_are_refused(name: str) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"not a supported type \(\.adoc, "):
        check_upload_name(name)
