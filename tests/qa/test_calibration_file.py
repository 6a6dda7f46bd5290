"""Calibration files: the round trip, every kind of bad file, and which file counts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import ModelError, UsageError
from citespan.qa.calibration_file import FILE, calibration_for, load_calibration, save_calibration
from citespan.qa.calibration_file import _sha256 as checksum
from citespan.qa.confidence import Calibration

if TYPE_CHECKING:
    from pathlib import Path

CALIBRATION = Calibration(
    reader="reader 1",
    encoder="encoder@1",
    retrieval_weight=0.8,
    intercept=-1.25,
    coefficients={"margin": 0.31, "dense": 2.0},
    risk=0.1,
    delta=0.05,
    thresholds={0.05: None, 0.1: 0.71, 0.2: 0.4},
    clear={"margin": 6.0, "dense": 0.7},
    fitted_on="240 questions",
    date="2026-01-02",
    silence_threshold=0.07,
)


def load(path: Path, *, reader: str = "reader 1", encoder: str = "encoder@1") -> Calibration:
    return load_calibration(path, reader=reader, encoder=encoder, remedy="do this")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    save_calibration(CALIBRATION, tmp_path / FILE)
    return tmp_path / FILE


def test_what_was_saved_is_loaded(file: Path) -> None:
    loaded = load(file)
    assert loaded == save_calibration(CALIBRATION, file)
    assert replace(loaded, digest="") == CALIBRATION
    assert loaded.name == f"2026-01-02@{loaded.digest}"
    assert len(loaded.digest) == 12


@pytest.mark.parametrize("key", ["silence_threshold", "clear"])
def test_a_file_that_lacks_a_figure_is_refused(file: Path, key: str) -> None:
    tree = json.loads(file.read_text())
    del tree[key], tree["sha256"]
    file.write_text(json.dumps({**tree, "sha256": checksum(tree)}))
    with pytest.raises(ModelError, match=f"not a calibration of citespan .*{key}.*do this"):
        load(file)


def test_the_threshold_follows_the_risk() -> None:
    assert CALIBRATION.threshold == 0.71
    assert CALIBRATION.threshold_for(0.2) == 0.4
    assert CALIBRATION.threshold_for(0.15) == 0.71, "a threshold that keeps a tenth keeps more, too"
    for risk in (0.01, 0.05):
        with pytest.raises(UsageError, match=rf"risk of {risk}; certified are: 0\.1, 0\.2"):
            CALIBRATION.threshold_for(risk)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"format": 1}'])
def test_another_content_is_refused_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"calibration\.json: .*; do this$"):
        load(path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"calibration\.json: cannot be read .*; do this$"):
        load(tmp_path / FILE)


def test_a_changed_digit_is_found(file: Path) -> None:
    file.write_text(file.read_text().replace("0.71", "0.11"))
    with pytest.raises(ModelError, match="damaged or was edited"):
        load(file)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": 3}, "format 3, this citespan reads format 2"),
        ({"intercept": "1"}, "intercept is '1', not a finite number"),
        ({"intercept": True}, "intercept is True"),
        ({"delta": 2}, "delta is 2, not in"),
        ({"reader": None}, "is not a text"),
        ({"coefficients": {"charm": 1}}, "unknown features charm; there are margin"),
        ({"coefficients": {}}, "coefficients is not an object with entries"),
        ({"coefficients": {"margin": None}}, "margin is None"),
        ({"thresholds": {"0.1": 1.5}}, "threshold for 0.1 is 1.5, not in"),
        ({"thresholds": {"low": 0.5}}, "could not convert"),
        ({"thresholds": {"0.1": None}}, "no threshold for its own risk of 0.1"),
        ({"thresholds": {"0.2": 0.5}}, "no threshold for its own risk of 0.1"),
    ],
)
def test_a_wrong_value_is_refused_by_name(file: Path, changes: dict[str, object], told: str) -> None:
    tree = json.loads(file.read_text()) | changes
    del tree["sha256"]
    file.write_text(json.dumps(tree | {"sha256": checksum(tree)}))
    with pytest.raises(ModelError) as caught:
        load(file)
    assert told in str(caught.value)
    assert str(caught.value).endswith("; do this")


def test_a_field_that_is_missing_is_named(file: Path) -> None:
    tree = json.loads(file.read_text())
    del tree["sha256"], tree["retrieval_weight"]
    file.write_text(json.dumps(tree | {"sha256": checksum(tree)}))
    with pytest.raises(ModelError, match="retrieval_weight"):
        load(file)


@pytest.mark.parametrize(("kind", "name"), [("reader", "reader 2"), ("encoder", "encoder@2")])
def test_a_calibration_for_another_model_is_refused(file: Path, kind: str, name: str) -> None:
    with pytest.raises(ModelError, match=rf"made for the {kind} {kind}.1, not for {name}; do this"):
        load(file, **{kind: name})


def test_the_index_has_the_first_word_and_the_bundle_the_second(tmp_path: Path) -> None:
    bundled, index = tmp_path / "bundled.json", tmp_path / "index"
    index.mkdir()

    def found(folder: Path | None, reader: str = "reader 1") -> Calibration | None:
        return calibration_for(folder, reader=reader, encoder="encoder@1", bundled=bundled)

    assert found(index) is None
    shipped = save_calibration(CALIBRATION, bundled)
    assert found(index) == found(None) == shipped
    assert found(index, "someone's own") is None, "the bundled one is for the bundled reader"
    own = save_calibration(replace(CALIBRATION, intercept=0.0), index / FILE)
    assert found(index) == own
    assert found(None) == shipped
    with pytest.raises(ModelError, match="run 'citespan calibrate' again, or delete"):
        found(index, "someone's own")


def test_a_damaged_bundled_file_asks_for_a_reinstall(tmp_path: Path) -> None:
    bundled = tmp_path / "bundled.json"
    bundled.write_text("{")
    with pytest.raises(ModelError, match="reinstall citespan"):
        calibration_for(None, reader="reader 1", encoder="encoder@1", bundled=bundled)
