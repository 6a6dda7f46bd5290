"""Flipped bits and pages of zeros: named before an answer is made of them, and by the check of everything."""

from __future__ import annotations

import random
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pytest
from bit_flips import Outcome, Place, outcomes
from built import found, sources

from citespan.corpus.errors import IndexMismatchError
from citespan.index.database.schema import open_for_writing
from citespan.index.generations.whole import check_whole
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader


@pytest.mark.parametrize("victim", ["vectors.faiss", "manifest.json"])
def test_a_flipped_bit_in_a_cache_is_noticed_and_mended(
    root: Path, folder: Path, encoder: Encoder, victim: str
) -> None:
    build_index(folder, [root], encoder=encoder)
    (file,) = folder.rglob(victim)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(IndexMismatchError, match="citespan index --rebuild"):
        Index(folder, encoder)
    assert build_index(folder, [], encoder=encoder, rebuild=True).embedded_chunks == 0
    assert found(folder, encoder, "flour")


def test_a_flipped_bit_in_a_stored_text_is_never_cited(root: Path, folder: Path, encoder: Encoder) -> None:
    """Neither by an index that is opened later nor by one that is open already; and no build goes on from there."""
    build_index(folder, [root], encoder=encoder)
    index = Index(folder, encoder)
    file = folder / "index.sqlite3"
    data = file.read_bytes()
    assert b"500 grams of flour" in data
    file.write_bytes(data.replace(b"500 grams of flour", b"700 grams of flour"))
    with pytest.raises(IndexMismatchError, match="does not fit its checksum"):
        index.retrieve("How much flour does a loaf need?", limit=5)
    index.close()
    index = Index(folder, encoder)
    with pytest.raises(IndexMismatchError, match="does not fit its checksum"):
        index.retrieve("How much flour does a loaf need?", limit=5)
    index.close()
    with pytest.raises(IndexMismatchError, match="do not fit their checksums"):
        check_whole(folder)
    (root / "bread.md").write_text("A loaf needs nothing.")
    with pytest.raises(IndexMismatchError, match="does not fit its checksum"):
        build_index(folder, [root], encoder=encoder)


def test_a_flipped_bit_is_named_before_an_answer_is_made_of_it_and_anywhere_else_by_the_check_of_everything(
    tmp_path: Path, encoder: Encoder, reader: Reader
) -> None:
    counted = outcomes(tmp_path, flips=4, encoder=encoder, reader=reader)
    for place in (Place.VECTORS, Place.MANIFEST):
        assert counted[place] == {Outcome.AT_OPENING: 4}
    for place in (Place.TEXT, Place.DATABASE):
        assert counted[place].keys() <= {Outcome.AT_OPENING, Outcome.WHILE_ASKING, Outcome.BY_THE_CHECK}
    assert counted[Place.TEXT][Outcome.WHILE_ASKING]


def test_vectors_that_are_not_those_of_the_database_are_named(root: Path, folder: Path, encoder: Encoder) -> None:
    """As those of a large segment would be, of which opening reads nothing."""
    build_index(folder, [root], encoder=encoder)
    database = open_for_writing(folder)
    ((chunk_id, vector),) = database.execute("SELECT chunk_id, embedding FROM chunks LIMIT 1").fetchall()
    other = np.roll(np.frombuffer(vector, dtype="<f4"), 1).tobytes()
    database.execute("UPDATE chunks SET embedding = ? WHERE chunk_id = ?", (other, chunk_id))
    database.close()
    index = Index(folder, encoder)
    with pytest.raises(IndexMismatchError, match=r"the vectors of 1 chunks are not those of the database.*--rebuild"):
        index.retrieve("How much flour does a loaf need?", limit=5)
    index.close()
    build_index(folder, [], encoder=encoder, rebuild=True)
    assert found(folder, encoder, "flour")


def test_rebuilding_mends_a_flipped_bit_and_keeps_what_it_can(root: Path, folder: Path, encoder: Encoder) -> None:
    for number in range(12):
        (root / f"many{number}.txt").write_text(f"Buoy {number} is painted {number} times. " * 20)
    build_index(folder, [root], encoder=encoder)
    before, held = found(folder, encoder, "Which buoy is painted?"), sources(folder)
    pristine = (folder / "index.sqlite3").read_bytes()
    embedded = []
    for seed in range(5):
        copy = folder.with_name(f"copy{seed}")
        shutil.copytree(folder, copy)
        data = bytearray(pristine)
        data[random.Random(seed).randrange(4096, len(data))] ^= 1
        (copy / "index.sqlite3").write_bytes(data)
        with pytest.raises(IndexMismatchError, match="citespan index --rebuild"):
            check_whole(copy)
        embedded.append(build_index(copy, [], encoder=encoder, rebuild=True).embedded_chunks)
        assert (sources(copy), found(copy, encoder, "Which buoy is painted?")) == (held, before)
    assert min(embedded) < len(before) / 2, "what could be read was not embedded again"


def test_rebuilding_mends_a_page_that_came_back_as_zeros(root: Path, folder: Path, encoder: Encoder) -> None:
    """SQLite would take zeros for the end of a long row, for their checksum fits."""
    (root / "long.txt").write_text("".join(f"Buoy {number} is painted {number} times. " for number in range(900)))
    build_index(folder, [root], encoder=encoder)
    before, pristine = found(folder, encoder, "Which buoy is painted?"), (folder / "index.sqlite3").read_bytes()
    pages = range(8 * 4096, len(pristine), 4096)
    for start in [start for start in pages if any(pristine[start : start + 4096])][::9]:
        copy = folder.with_name(f"copy{start}")
        shutil.copytree(folder, copy)
        (copy / "index.sqlite3").write_bytes(pristine[:start] + bytes(4096) + pristine[start + 4096 :])
        with suppress(IndexMismatchError):
            assert found(copy, encoder, "Which buoy is painted?") == before, "no zeros are taken for what was written"
        with pytest.raises(IndexMismatchError, match="citespan index --rebuild"):
            check_whole(copy)
        build_index(copy, [], encoder=encoder, rebuild=True)
        assert sorted(found(copy, encoder, "Which buoy is painted?")) == sorted(before)
