"""What is not found is not always gone: empty and renamed folders, files that are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from built import sources

from citespan.corpus.errors import UnknownDocumentError
from citespan.corpus.selection import Selection
from citespan.index.contents import list_documents, remove_below
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder


def test_a_folder_that_is_suddenly_empty_drops_nothing(root: Path, folder: Path, encoder: Encoder) -> None:
    """So looks a disk that is not mounted: its mount point stays, with nothing in it."""
    build_index(folder, [root], encoder=encoder)
    before = sources(folder)
    root.rename(root.with_name("unmounted"))
    root.mkdir()
    (root / "lost+found").mkdir()
    for _ in range(3):
        report = build_index(folder, [root], encoder=encoder)
        assert [(emptied.path, emptied.documents) for emptied in report.emptied] == [(str(root), len(before))]
        assert (sources(folder), report.removed) == (before, 0)
    root.rename(root.with_name("mount-point"))
    root.with_name("unmounted").rename(root)
    report = build_index(folder, [root], encoder=encoder)
    assert (report.emptied, report.unchanged, report.embedded_chunks) == ([], len(before), 0)


def test_a_folder_that_is_meant_to_be_empty_drops_all(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    root.rename(root.with_name("away"))
    root.mkdir()
    report = build_index(folder, [root], encoder=encoder, drop_missing=True)
    assert (sources(folder), report.emptied) == ([], [])


def test_a_root_that_a_file_has_replaced_drops_nothing(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    before = sources(folder)
    root.rename(root.with_name("away"))
    root.write_text("no folder")
    report = build_index(folder, [root], encoder=encoder)
    assert sources(folder) == before
    assert [emptied.documents for emptied in report.emptied] == [len(before)]


def test_a_root_that_was_renamed_is_told_and_can_be_dropped(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    new = root.rename(root.with_name("renamed"))
    report = build_index(folder, [new], encoder=encoder)
    assert [(missing.path, missing.documents) for missing in report.missing] == [(str(root), 3)]
    assert len(sources(folder)) == 6
    assert len(remove_below(folder, root)) == 3
    assert len(sources(folder)) == 3
    assert build_index(folder, [new], encoder=encoder).missing == []
    with pytest.raises(UnknownDocumentError, match="no document of the index stands there"):
        remove_below(folder, root)


def test_what_is_unsettled_stays_as_it_is(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    ships = next(document for document in list_documents(folder) if document.source == "ships.txt")
    (root / "ships.txt").write_text("It is being written.")
    (root / "new.txt").write_text("It is being written, too.")
    (root / "bread.md").write_text("# Bread\n\nA loaf needs 600 grams of flour.")
    unsettled = [root / "ships.txt", root / "new.txt"]
    report = build_index(folder, [root], encoder=encoder, unsettled=unsettled)
    assert (report.updated, report.added, report.removed) == (1, 0, 0)
    assert ships in list_documents(folder)


def test_what_is_excluded_is_taken_out(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    (root / ".citespanignore").write_text("sub/\n")
    build_index(folder, [root], encoder=encoder)
    assert "sub/tides.txt" not in sources(folder)
    build_index(folder, [root], encoder=encoder, selection=Selection(exclude=("*.md",)))
    assert sources(folder) == ["ships.txt"]
