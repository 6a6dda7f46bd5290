"""What `citespan index` tells beside its counts."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from made_files import pdf_file
from rich.console import Console

from citespan.api.cli.indexing import index_paths
from citespan.api.settings import read_settings
from citespan.corpus.passwords import read_passwords

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder


@pytest.mark.parametrize("list_skipped", [False, True])
def test_files_that_no_reader_takes_are_named_when_asked_for(
    tmp_path: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str], list_skipped: bool
) -> None:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "README").write_text("The ferry leaves at noon.")
    (root / "report.pdf").write_bytes(pdf_file(password="lamp"))
    for name in ("photo.gif", "run"):
        (root / name).write_bytes(b"\x7fELF\0\0")
    (tmp_path / "passwords.tsv").write_text("*.pdf\tlamp\n")
    told = io.StringIO()
    assert index_paths(
        read_settings().model_copy(update={"index": tmp_path / "index"}),
        [root],
        encoder=encoder,
        list_skipped=list_skipped,
        passwords=read_passwords(tmp_path / "passwords.tsv"),
        json=True,
        console=Console(file=told, width=500),
    )
    report = json.loads(capsys.readouterr().out)
    assert (report["documents"], report["skipped"]) == (2, {".gif": 1, "no suffix": 1})
    named = [str(root / name) for name in ("photo.gif", "run")]
    assert report.get("skipped_files") == (named if list_skipped else None)
    assert [line for line in told.getvalue().splitlines() if line.startswith("skipped")] == [
        f"skipped, not a supported type: {name}" for name in (named if list_skipped else [])
    ]
