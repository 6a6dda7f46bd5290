"""Files that are read in part: indexed, and told with what is missing, each time that their folder is looked at."""

from __future__ import annotations

import io
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

from citespan.index.contents import list_documents
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from citespan.index.encoder import Encoder

CASES = Path(__file__).parents[2] / "cases"


def _with_drawings() -> bytes:
    """A page with text, and two with a drawing, in which no text is recognised."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(250, 250))
    canvas.drawString(20, 200, "The lease of the boathouse.")
    for _ in range(2):
        canvas.showPage()
        canvas.rect(50, 50, 60, 60, fill=1)
    canvas.save()
    return out.getvalue()


def test_what_is_missing_is_told_also_of_files_that_did_not_change(tmp_path: Path, encoder: Encoder) -> None:
    root = tmp_path / "root"
    root.mkdir()
    for name in ("legacy-encodings/ragged.csv", "legacy-encodings/cp1252.txt"):
        copy(CASES / name, root)
    (root / "lease.pdf").write_bytes(_with_drawings())
    for _ in range(2):
        report = build_index(tmp_path / "index", [root], encoder=encoder)
        told = {loss.source: (loss.loss.pages, loss.loss.rows) for loss in report.losses}
        assert told == {"lease.pdf": ((2, 3), ()), "ragged.csv": ((), (2,))}
        assert not report.failures
    listed = {document.source: document for document in list_documents(tmp_path / "index")}
    assert listed["cp1252.txt"].encoding == "windows-1252"
    assert listed["lease.pdf"].losses[0].pages == (2, 3)
    assert listed["ragged.csv#row=1"].losses[0].rows == (2,)
