"""Documents come, change and go: a reader sees one generation, whole, and the same as in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import UnknownDocumentError
from citespan.index.contents import open_contents, remove_documents
from citespan.index.database.order import ListPlace, Order
from citespan.index.search.index_at import open_index
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads
from citespan.index.where import Where

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citespan.index.address import ClusterAddress, IndexPlace
    from citespan.index.encoder import Encoder

FILES = {
    "bridge.md": "# The Ottersford bridge\n\nIt was shut on Monday, as 1,200 cables had rusted. \N{OTTER}\n",
    "ferry.md": "# The ferry\n\nThe ferry to Skarholm leaves at noon, model XR-200.\n",
    "prices.csv": "item,price\noars,12\nrope,7\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "town"
    root.mkdir()
    for name, text in FILES.items():
        (root / name).write_text(text)
    return root


@pytest.fixture
def places(address: ClusterAddress, tmp_path: Path) -> tuple[IndexPlace, IndexPlace]:
    return address, tmp_path / "index"


def _listed(place: IndexPlace, order: Order = Order.SOURCE, where: Where | None = None) -> list[object]:
    with open_contents(place) as contents:
        documents, files = contents.documents(order=order, where=where), contents.files(order=order, where=where)
        counts = contents.count(where=where), contents.count(where=where, files=True)
        told = [(d.document_id, d.source, d.title, d.chunks, d.count, d.part) for d in (*documents, *files)]
        return [*told, *counts, *(contents.read(document) for document in documents)]


def test_a_folder_and_the_pair_list_alike_whatever_happens(
    places: tuple[IndexPlace, IndexPlace], root: Path, encoder: Encoder
) -> None:
    def same() -> None:
        for order in Order:
            assert _listed(places[0], order) == _listed(places[1], order)
        for where in (Where(words=("FERRY",)), Where(sources=("p*",)), Where(sources=("[!b]*",)), Where(titles=("X",))):
            assert _listed(places[0], where=where) == _listed(places[1], where=where)

    first = [build_index(place, [root], encoder=encoder) for place in places]
    assert first[0] == first[1]
    assert first[0].documents == 4
    same()
    (root / "ferry.md").write_text("# The ferry\n\nIt leaves at one.\n")
    (root / "bridge.md").unlink()
    second = [build_index(place, [root], encoder=encoder, keep_versions=True) for place in places]
    assert second[0] == second[1]
    assert (second[0].updated, second[0].removed) == (1, 1)
    same()
    uploads = [Upload("note.txt", b"The keys hang behind the clock."), Upload("bad.pdf", b"%PDF-")]
    taken = [add_uploads(place, uploads, encoder=encoder) for place in places]
    assert taken[0] == taken[1]
    assert taken[0].taken == ("note.txt",)
    for place in places:
        with open_contents(place) as contents:
            stored = contents.find(taken[0].document_ids[0])
            assert stored is not None
            assert contents.original(stored).read() == uploads[0].data
    removed = [remove_documents(place, taken[0].document_ids) for place in places]
    assert [one.source for one in removed[0]] == ["note.txt"]
    with pytest.raises(UnknownDocumentError):
        remove_documents(places[0], ["nobody"])
    third = [build_index(place, [root], encoder=encoder, rebuild=True) for place in places]
    assert third[0].fingerprint == third[1].fingerprint
    same()


def test_pages_of_a_list_follow_each_other(address: ClusterAddress, root: Path, encoder: Encoder) -> None:
    build_index(address, [root], encoder=encoder)
    with open_contents(address) as contents:
        for order in Order:
            whole = contents.documents(order=order)
            found = contents.documents(order=order, limit=2)
            place = ListPlace(order, order.key_of(found[-1]), found[-1].document_id)
            assert (*found, *contents.documents(order=order, after=place)) == whole


@pytest.fixture
def town(address: ClusterAddress, root: Path, encoder: Encoder) -> Iterator[ClusterAddress]:
    build_index(address, [root], encoder=encoder)
    return address


def test_an_open_index_follows_each_change_and_a_removal_counts_at_once(
    town: ClusterAddress, root: Path, encoder: Encoder
) -> None:
    index = open_index(town, encoder)

    def best(query: str) -> list[str]:
        return [passage.document.source for passage in index.retrieve(query, limit=4).passages]

    assert best("Skarholm")[0] == "ferry.md"
    with open_contents(town) as contents:
        ferry = next(one for one in contents.documents() if one.source == "ferry.md")
        remove_documents(town, [ferry.document_id])
        assert contents.find(ferry.document_id) is not None, "one snapshot"
    assert "ferry.md" not in best("Skarholm")
    assert index.retrieve("Skarholm", limit=4).unknown == ("skarholm",)
    (root / "lamp.md").write_text("The lamp of Skarholm is green.")
    build_index(town, [root / "lamp.md"], encoder=encoder)
    assert best("Skarholm")[0] == "lamp.md"
    before = index.generation
    build_index(town, [root], encoder=encoder, rebuild=True)
    assert set(best("Skarholm")[:2]) == {"lamp.md", "ferry.md"}
    assert index.generation > before
    index.close()


def test_what_a_build_that_ended_had_begun_is_not_seen_and_is_taken_up(
    town: ClusterAddress, root: Path, encoder: Encoder
) -> None:
    (root / "lamp.md").write_text("The lamp of Skarholm is green.")

    def end(_: object) -> None:
        with open_contents(town) as contents:
            seen.append(contents.count())
        raise KeyboardInterrupt

    seen: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        build_index(town, [root], encoder=encoder, on_progress=end)
    assert seen == [4]
    assert build_index(town, [root], encoder=encoder).documents == 5


def test_identifiers_with_several_words_are_found(town: ClusterAddress, encoder: Encoder) -> None:
    index = open_index(town, encoder)
    for query, source in (("XR-200", "ferry.md"), ("1,200 cables", "bridge.md"), ("1200", "bridge.md")):
        passage = index.retrieve(query, limit=1).passages[0]
        assert passage.document.source == source
        assert passage.lexical > 0
    index.close()
