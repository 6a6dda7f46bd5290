"""Excerpts: what they hold, when they are made again, and what is left of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import filelock
import pytest

from citespan.corpus.errors import IndexMismatchError, UsageError
from citespan.index.contents import list_documents, open_contents, remove_documents
from citespan.index.labels.label_file import EXCERPTS, LABELS_FILE, label_paths, labelled_uploads
from citespan.index.labels.shelf import Shelf
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder

LEGAL, DEFAULT = frozenset(("legal",)), frozenset(("default",))


@pytest.fixture
def built(root: Path, folder: Path, encoder: Encoder) -> Path:
    """The index of a small folder, in which `sub` is for `legal`."""
    label_paths(folder, [root / "sub"], ["legal"])
    build_index(folder, [root], encoder=encoder)
    return folder


@pytest.fixture
def shelf(built: Path, encoder: Encoder) -> Iterator[Shelf]:
    shelf = Shelf(built, encoder)
    yield shelf
    shelf.close()
    assert list((built / EXCERPTS).iterdir()) == []


def _sources(shelf: Shelf, labels: frozenset[str]) -> list[str]:
    taken = shelf.take(labels)
    try:
        return [document.source for document in list_documents(taken.index.folder)]
    finally:
        shelf.give_back(taken)


def test_those_who_hold_a_label_see_what_has_it(shelf: Shelf) -> None:
    assert _sources(shelf, LEGAL) == ["sub/tides.txt"]
    assert _sources(shelf, DEFAULT) == ["bread.md", "ships.txt"]
    assert _sources(shelf, LEGAL | DEFAULT) == ["bread.md", "ships.txt", "sub/tides.txt"]
    assert _sources(shelf, frozenset(("other",))) == _sources(shelf, frozenset()) == []


def test_who_sees_nothing_is_told_what_an_empty_index_tells(shelf: Shelf) -> None:
    taken = shelf.take(frozenset())
    with pytest.raises(UsageError, match="the index holds no documents yet"):
        taken.index.retrieve("ferry", limit=5)
    shelf.give_back(taken)


def test_a_change_counts_at_the_next_question_and_no_other_makes_an_excerpt_again(
    shelf: Shelf, built: Path, root: Path, encoder: Encoder
) -> None:
    first = shelf.take(LEGAL)
    (root / "crew.txt").write_text("The captain is called Zebulon.")
    build_index(built, [root], encoder=encoder)
    again = shelf.take(LEGAL)
    assert again is first  # what is hidden has changed, and nothing else
    shelf.give_back(again)
    label_paths(built, [root / "crew.txt"], ["legal", "default"])
    assert _sources(shelf, LEGAL) == ["crew.txt", "sub/tides.txt"]
    assert [document.source for document in list_documents(first.index.folder)] == ["sub/tides.txt"]  # is used still
    shelf.give_back(first)
    assert not first.folder.exists()
    assert "crew.txt" in _sources(shelf, DEFAULT)
    (crew,) = [document.document_id for document in list_documents(built) if document.source == "crew.txt"]
    remove_documents(built, [crew])
    assert _sources(shelf, LEGAL) == ["sub/tides.txt"]


def test_uploads_have_the_labels_that_came_with_them(shelf: Shelf, built: Path, encoder: Encoder) -> None:
    upload = Upload("plan.txt", b"The new pier is called Gullwing.")
    with labelled_uploads(built, ["plan.txt"], ["legal"]) as taken:
        taken.update(add_uploads(built, [upload], encoder=encoder).taken)
        assert "plan.txt" not in _sources(shelf, LEGAL)
    assert "plan.txt" in _sources(shelf, LEGAL)
    assert "plan.txt" not in _sources(shelf, DEFAULT)
    excerpt = shelf.take(LEGAL)
    with open_contents(excerpt.index.folder) as contents:
        stored = next(one for one in contents.documents() if one.source == "plan.txt")
        assert contents.original(stored).read() == upload.data
    shelf.give_back(excerpt)


def test_old_versions_go_with_the_labels_of_their_place(
    shelf: Shelf, built: Path, root: Path, encoder: Encoder
) -> None:
    with open_contents(built) as contents:
        tides, bread = (next(d for d in contents.documents() if name in d.source) for name in ("tides", "bread"))
    build_index(built, [root], encoder=encoder, keep_versions=True)
    (root / "sub" / "tides.txt").write_text("High tide is at seven now.")
    (root / "bread.md").write_text("Bread is sold out.")
    build_index(built, [root], encoder=encoder)
    taken = shelf.take(LEGAL)
    with open_contents(taken.index.folder) as contents:
        assert contents.version(tides.document_id, tides.text_sha256)
        assert contents.version(bread.document_id, bread.text_sha256) is None
    shelf.give_back(taken)


def test_files_that_could_not_be_read_are_named_to_those_alone_who_may_see_them(
    shelf: Shelf, built: Path, root: Path, encoder: Encoder
) -> None:
    (root / "sub" / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    build_index(built, [root], encoder=encoder)
    named = []
    for labels in (LEGAL, DEFAULT):
        taken = shelf.take(labels)
        with open_contents(taken.index.folder) as contents:
            named.append([file.source for file in contents.left_out()])
        shelf.give_back(taken)
    assert named == [["sub/broken.pdf"], []]


def test_many_may_ask_at_once_while_labels_change(shelf: Shelf, built: Path, root: Path) -> None:
    seen = {("sub/tides.txt",), ("ships.txt", "sub/tides.txt")}

    def ask(number: int) -> tuple[str, ...]:
        if number % 4 == 0:
            label_paths(built, [root / "ships.txt"], ["legal" if number % 8 else "default"])
        return tuple(_sources(shelf, LEGAL))

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(16))) <= seen


def test_labels_that_cannot_be_read_let_nobody_see_anything(shelf: Shelf, built: Path) -> None:
    assert _sources(shelf, LEGAL)
    (built / LABELS_FILE).write_text("{")
    with pytest.raises(IndexMismatchError, match="labels"):
        shelf.take(LEGAL)


def test_what_a_process_that_was_killed_left_is_deleted_and_what_another_uses_is_not(
    built: Path, encoder: Encoder
) -> None:
    homes = built / EXCERPTS
    for name in ("dead", "alive"):
        (homes / name).mkdir(parents=True)
        (homes / name / "text").write_text("secret")
        (homes / f"{name}.lock").touch()
    with filelock.FileLock(homes / "alive.lock"):
        shelf = Shelf(built, encoder)
        assert _sources(shelf, LEGAL)
        assert sorted(path.name for path in homes.iterdir() if path.is_dir())[-2:-1] != ["dead"]
        assert not (homes / "dead").exists()
        assert (homes / "alive" / "text").exists()
        shelf.close()
