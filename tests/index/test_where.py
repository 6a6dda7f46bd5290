from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import UsageError
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.index.where import Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.encoder import Encoder

PAGE = (
    "<html><head><title>{title}</title><meta property='article:published_time' content='{date}'></head><body><article>"
    "<h1>{title}</h1><p>The council of the town met about the bridge over the river, and nothing was decided that day,"
    " as two of its members were away. A third had forgotten about it. The next meeting is in a month, and {last}.</p>"
    "</article></body></html>"
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("where")
    (root / "news").mkdir()
    for number in range(1, 31):
        title = f"{'Straße' if number % 2 else 'Bridge'} report {number}"
        page = PAGE.format(title=title, date=f"2024-01-{number:02}", last=f"item {number} stays open")
        (root / "news" / f"{number:02}.html").write_text(page, encoding="utf-8")
    (root / "undated.txt").write_text("The council met about the bridge.", encoding="utf-8")
    build_index(root / "index", [root], encoder=encoder)
    opened = Index(root / "index", encoder)
    yield opened
    opened.close()


def _sources(index: Index, *conditions: str, limit: int = 99) -> set[str]:
    found = index.retrieve("When did the council meet about the bridge?", limit=limit, where=Where.parse(conditions))
    return {passage.document.source for passage in found.passages}


def test_a_filtered_search_is_not_a_thinned_one(index: Index) -> None:
    for number in range(1, 31):
        assert _sources(index, f"source=news/{number:02}.html", limit=1) == {f"news/{number:02}.html"}


def test_all_conditions_must_hold_and_one_of_the_sources(index: Index) -> None:
    assert len(_sources(index)) == 31
    assert _sources(index, "source=undated.txt", "source=news/0[12].html") == {
        "undated.txt", "news/01.html", "news/02.html",
    }  # fmt: skip
    assert _sources(index, "source=news/0[12].html", "title=bridge") == {"news/02.html"}
    with pytest.raises(UsageError, match=r"no document fits source=NEWS/\*; 'citespan documents' lists"):
        _sources(index, "source=NEWS/*")
    assert _sources(index, "source=[!n]*") == {"undated.txt"}


@pytest.mark.parametrize("folder", ["source=news", "source=news/"])
def test_a_folder_is_all_that_lies_in_it(index: Index, folder: str) -> None:
    assert len(_sources(index, folder)) == 30
    with pytest.raises(UsageError, match="no document fits source=new"):
        _sources(index, "source=new")


def test_titles_are_compared_without_case(index: Index) -> None:
    assert len(_sources(index, "title=STRASSE")) == 15
    assert _sources(index, "title=report 30", "title=bridge") == {"news/30.html"}


def test_dates_are_inclusive_and_a_document_without_one_fits_none(index: Index) -> None:
    assert _sources(index, "after=2024-01-29") == {"news/29.html", "news/30.html"}
    assert _sources(index, "before=2024-01-02", "after=2024-01-02") == {"news/02.html"}
    assert "undated.txt" not in _sources(index, "after=1900-01-01")


def test_conditions_are_parsed_into_the_narrowest_dates() -> None:
    parsed = Where.parse(["after=2024-01-01", "after=2024-02-01", "title=a=b"])
    assert parsed == Where(titles=("a=b",), after=date(2024, 2, 1))
    assert Where.parse([]) is None


@pytest.mark.parametrize("condition", ["", "source", "source=", "author=x", "after=yesterday", "before=2024-13-01"])
def test_what_is_no_condition_is_named_with_those_that_are(condition: str) -> None:
    with pytest.raises(UsageError, match="="):
        Where.parse([condition])
