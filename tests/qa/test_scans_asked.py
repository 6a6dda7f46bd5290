"""A scan from the folder to the box around its answer: recognised once, however often it is indexed, asked or moved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from called import call
from made_scans import picture, scan_file

from citespan.index.contents import open_contents
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import BuildReport, Progress
    from citespan.qa.answer import Citation
    from citespan.qa.reader.protocol import Reader


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A folder with a scan, which lies on its side, and its index beside it."""
    folder = tmp_path_factory.mktemp("scans")
    (folder / "documents").mkdir()
    (folder / "documents" / "lease.pdf").write_bytes(scan_file(picture().rotate(270, expand=True)))
    report, recognised = _indexed(folder, encoder)
    assert not report.failures
    assert recognised == ["lease.pdf, page 1"]
    return folder


def _indexed(folder: Path, encoder: Encoder) -> tuple[BuildReport, list[str]]:
    """What a build did, and which pages it recognised."""
    told: list[Progress] = []
    report = build_index(folder / "index", [folder / "documents"], encoder=encoder, on_progress=told.append)
    return report, [one.recognising for one in told if one.recognising]


def _asked(folder: Path, encoder: Encoder, reader: Reader) -> Citation:
    index = Index(folder / "index", encoder)
    calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
    response = Answerer(index, reader, calibration=calibration).answer(
        "Who is the boathouse at Sandvik let to?", threshold=0
    )
    index.close()
    return response.answers[0].citations[0]


def test_an_answer_from_a_scan_says_so_and_has_its_box(place: Path, encoder: Encoder, reader: Reader) -> None:
    citation = _asked(place, encoder, reader)
    assert (citation.exact, citation.page) == ("Agnete Holmboe", 1)
    assert citation.ocr is not None
    assert 0.8 <= citation.ocr <= 1
    span = ("--start", str(citation.start), "--end", str(citation.end))
    file = place / "documents" / "lease.pdf"
    shown = call("show", citation.document_id, *span, "--boxes", file, "--index", place / "index")
    assert shown.returncode == 0, shown.stderr
    (box,) = json.loads(shown.stdout)
    assert box["page"] == 1
    assert box["top"] - box["bottom"] > 3 * (box["right"] - box["left"]), "the line lies on its side"
    in_words = call("show", citation.document_id, *span, "--index", place / "index")
    assert f"page 1  recognised (OCR, {citation.ocr:.2f})" in in_words.stdout


def test_a_scan_that_moves_is_not_recognised_again_and_one_that_goes_leaves_nothing(
    place: Path, encoder: Encoder
) -> None:
    file = place / "documents" / "lease.pdf"
    with open_contents(place / "index") as contents:
        (stored,) = contents.documents()
        sha256 = stored.sha256
        assert "rapidocr/" in stored.extractor
        assert len(contents.recognised(sha256)) == 1
    assert _indexed(place, encoder)[1] == []
    moved = file.rename(file.with_name("old.pdf"))
    report, recognised = _indexed(place, encoder)
    assert (report.added, report.removed, recognised) == (1, 1, [])
    moved.unlink()
    (place / "documents" / "note.txt").write_text("The quay is closed on Sundays.")
    _indexed(place, encoder)
    with open_contents(place / "index") as contents:
        assert [one.source for one in contents.documents()] == ["note.txt"]
        assert contents.recognised(sha256) == ()
