"""Publishing: a build writes the vectors that are new, folds small segments, and stays whole where it is cut short."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from built import found, sources
from segmented import change_ships, fill_almost, manifest_of, segment_rows

from citespan.corpus.errors import CitespanError, IndexMismatchError
from citespan.index.contents import list_documents, remove_documents
from citespan.index.database.schema import DATABASE, open_for_reading, open_for_writing
from citespan.index.generations.segments import generation_folder, segment_file
from citespan.index.generations.tiers import FANOUT
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import Progress


def test_a_build_writes_only_the_vectors_that_are_new(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (base,) = manifest_of(folder).segments
    before = segment_file(folder, base).stat()
    change_ships(root, 1)
    build_index(folder, [root], encoder=encoder)
    assert segment_rows(folder) == [(4, 3), (1, 1)]
    after = segment_file(folder, base).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    (root / "ships.txt").unlink()
    build_index(folder, [root], encoder=encoder)
    assert segment_rows(folder) == [(4, 3)], "a segment of which nothing lives goes; a removal writes none"
    assert not any("ferry" in text for text in found(folder, encoder, "When does the ferry leave?"))


def test_a_removal_is_filtered_from_the_segments(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (ships,) = (document for document in list_documents(folder) if document.source == "ships.txt")
    remove_documents(folder, [ships.document_id])
    assert segment_rows(folder) == [(4, 3)]
    assert manifest_of(folder).chunks == 3
    assert len(found(folder, encoder, "When does the ferry leave?")) == 3
    remove_documents(folder, [document.document_id for document in list_documents(folder)])
    assert segment_rows(folder) == []


def test_small_segments_are_folded_and_nothing_of_the_answers_changes(
    root: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    fill_almost(root, folder, encoder)
    asked = Index(folder, encoder)
    generation = asked.generation
    build_index(folder, [root], encoder=encoder)
    assert segment_rows(folder) == [(10, 10)]
    assert len(list((folder / "generations").iterdir())) == 1
    build_index(tmp_path / "at-once", [root], encoder=encoder)
    at_once = Index(tmp_path / "at-once", encoder)
    for question in ("When does the ferry leave?", "Which buoy is green?", "How much flour?"):
        expected, again = (
            {
                p.chunk.text: (p.dense, p.lexical, pytest.approx(p.score))
                for p in one.retrieve(question, limit=20).passages
            }
            for one in (at_once, asked)
        )
        assert again == expected
    assert asked.fingerprint() == at_once.fingerprint()
    assert asked.generation == generation + 2, "the fold is a generation of its own"
    asked.close()
    at_once.close()


def test_an_open_index_takes_unchanged_segments_over_without_reading_them(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    """What is in memory was checked; who opens the index later reads the file, and finds the flipped bit."""
    build_index(folder, [root], encoder=encoder)
    asked = Index(folder, encoder)
    asked.retrieve("ferry", limit=5)
    file = segment_file(folder, manifest_of(folder).segments[0])
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    change_ships(root, 7)
    build_index(folder, [root], encoder=encoder)
    passages = asked.retrieve("When does the ferry leave?", limit=10).passages
    assert "Borealis 7" in passages[0].chunk.text
    assert len(passages) == 4
    asked.close()
    with pytest.raises(IndexMismatchError, match=r"SHA-256.*run 'citespan index --rebuild"):
        Index(folder, encoder)
    build_index(folder, [], encoder=encoder, rebuild=True)
    assert segment_rows(folder) == [(4, 4)]


def test_a_truncated_segment_is_named_and_the_next_change_writes_it_again(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    build_index(folder, [root], encoder=encoder)
    file = segment_file(folder, manifest_of(folder).segments[0])
    file.write_bytes(file.read_bytes()[:-1])
    for _ in range(2):
        with pytest.raises(IndexMismatchError, match=r"bytes instead of .*run 'citespan index --rebuild"):
            Index(folder, encoder)
        with pytest.raises(IndexMismatchError, match="bytes instead of"):
            build_index(folder, [root], encoder=encoder)
    change_ships(root, 1)
    build_index(folder, [root], encoder=encoder)
    assert segment_rows(folder) == [(4, 4)]
    assert any("Borealis" in text for text in found(folder, encoder, "ferry"))


def test_the_segment_of_another_index_is_named(root: Path, folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    build_index(folder, [root], encoder=encoder)
    change_ships(root, 1)
    build_index(tmp_path / "other", [root], encoder=encoder)
    file = segment_file(folder, manifest_of(folder).segments[0])
    shutil.copy(segment_file(tmp_path / "other", manifest_of(tmp_path / "other").segments[0]), file)
    with pytest.raises(IndexMismatchError, match="SHA-256"):
        Index(folder, encoder)


@pytest.mark.parametrize("keep_versions", [False, True])
def test_words_are_searched_in_exactly_the_live_chunks(
    root: Path, folder: Path, encoder: Encoder, *, keep_versions: bool
) -> None:
    build_index(folder, [root], encoder=encoder, keep_versions=keep_versions)
    (root / "ships.txt").write_text("Nothing sails.")
    with pytest.raises(KeyboardInterrupt):
        build_index(folder, [root], encoder=encoder, on_progress=_interrupt)
    remove_documents(folder, [next(one.document_id for one in list_documents(folder) if one.source == "bread.md")])
    for number in range(3):
        change_ships(root, number)
        build_index(folder, [root], encoder=encoder)
        database = open_for_reading(folder)
        words = database.execute("SELECT rowid FROM words ORDER BY rowid").fetchall()
        assert words == database.execute("SELECT chunk_id FROM chunks ORDER BY chunk_id").fetchall()
        assert len(words) == 4
        database.close()


def _interrupt(progress: Progress) -> None:
    if progress.embedded_chunks:
        raise KeyboardInterrupt


def test_two_builds_at_once_take_turns(root: Path, folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for number in range(5):
        (other / f"new{number}.txt").write_text(f"Buoy {number} is painted green.")
    with ThreadPoolExecutor() as pool:
        first = [pool.submit(build_index, folder, [path], encoder=encoder) for path in (root, other)]
        assert max(build.result().documents for build in first) == 8
        second = [pool.submit(build_index, folder, [path], encoder=encoder) for path in (root, other)]
        assert {build.result().documents for build in second} == {8}
    assert len(sources(folder)) == 8
    assert sum(live for _, live in segment_rows(folder)) == 9


def test_who_opens_and_asks_while_builds_publish_and_fold_meets_no_error(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    build_index(folder, [root], encoder=encoder)
    asked = Index(folder, encoder)

    def builds() -> None:
        for number in range(2 * FANOUT):
            change_ships(root, number)
            build_index(folder, [root], encoder=encoder)

    with ThreadPoolExecutor() as pool:
        building = pool.submit(builds)
        while not building.done():
            assert len(asked.retrieve("When does the ferry leave?", limit=9).passages) == 4
            Index(folder, encoder).close()
        building.result()
    assert f"Borealis {2 * FANOUT - 1} " in asked.retrieve("When does the ferry leave?", limit=9).passages[0].chunk.text
    asked.close()


def test_segments_that_do_not_hold_what_lives_are_written_again(root: Path, folder: Path, encoder: Encoder) -> None:
    """Other software may have taken rows out of the database."""
    build_index(folder, [root], encoder=encoder)
    database = open_for_writing(folder)
    database.execute("DELETE FROM documents WHERE source = 'bread.md'")
    database.close()
    (root / "bread.md").unlink()
    change_ships(root, 1)
    build_index(folder, [root], encoder=encoder)
    assert segment_rows(folder) == [(2, 2)]


def test_an_index_of_the_last_format_is_refused_and_rebuilt(root: Path, folder: Path, encoder: Encoder) -> None:
    """It had one file with all vectors, and a manifest that named it."""
    build_index(folder, [root], encoder=encoder)
    manifest = generation_folder(folder, 1) / "manifest.json"
    old = json.loads(manifest.read_text()) | {"files": {"vectors.faiss": "0" * 64}}
    del old["segments"]
    manifest.write_text(json.dumps(old))
    database = open_for_writing(folder)
    database.execute("PRAGMA user_version = 4")
    database.close()
    with pytest.raises(IndexMismatchError, match=r"has format 4, .* run 'citespan index --rebuild"):
        Index(folder, encoder)
    with pytest.raises(CitespanError, match="has format 4"):
        build_index(folder, [root], encoder=encoder)
    assert build_index(folder, [], encoder=encoder, rebuild=True).documents == 3
    assert segment_rows(folder) == [(4, 4)]
    assert any("Aurora" in text for text in found(folder, encoder, "ferry"))
    assert DATABASE in os.listdir(folder)
