"""Forgiving search: a misspelt query finds what the query that is meant finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.api.wire.search import search_model
from citespan.index.search.forgiving import search
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.encoder import Encoder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("search")
    (folder / "documents").mkdir()
    (folder / "documents" / "ferry.txt").write_text("The commander of the ferry is Ane Vik.")
    (folder / "documents" / "pool.txt").write_text("The pool opens at 6:30.")
    build_index(folder / "index", [folder / "documents"], encoder=encoder)
    opened = Index(folder / "index", encoder)
    yield opened
    opened.close()


def test_a_misspelt_word_is_searched_for_as_it_is_meant_and_the_result_says_so(index: Index) -> None:
    found = search(index, "comander", limit=2)
    assert dict(found.corrected) == {"comander": "commander"}
    assert found.passages == search(index, "commander", limit=2).passages
    model = search_model("comander", found)
    assert (model.query, model.corrected) == ("comander", {"comander": "commander"})


def test_as_typed_nothing_is_corrected(index: Index) -> None:
    found = search(index, "comander", limit=2, as_typed=True)
    assert dict(found.corrected) == {}
    assert search_model("comander", found).corrected is None


@pytest.mark.parametrize("query", ["commander", "KX-4471", "zzzzqqq", "?!"])
def test_what_is_right_unknown_or_no_word_is_left_as_it_is(index: Index, query: str) -> None:
    assert dict(search(index, query, limit=1).corrected) == {}
