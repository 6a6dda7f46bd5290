"""Looking for documents in a list that is given page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

    from citespan.index.encoder import Encoder

PAGE = (
    "<html><head><title>{title}</title><meta property='article:published_time' content='{date}'></head><body><article>"
    "<h1>{title}</h1><p>The council of the town met about the bridge over the river, and nothing was decided that day,"
    " as two of its members were away. A third had forgotten about it. The next meeting is in a month.</p>"
    "</article></body></html>"
)
DATED = (
    ("news/03.html", "ferry", "2024-03-01"),
    ("news/01.html", "Bridge", "2024-05-01"),
    ("news/02.html", "Straße", "2024-04-01"),
)
UNDATED = ("notes/bridge.txt", "notes/old.txt")
BY_SOURCE = ["news/01.html", "news/02.html", "news/03.html", *UNDATED]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    root = tmp_path_factory.mktemp("documents")
    for name in ("news", "notes"):
        (root / name).mkdir()
    for source, title, date in DATED:
        (root / source).write_text(PAGE.format(title=title, date=date), encoding="utf-8")
    for source in UNDATED:
        (root / source).write_text(f"What the clerk wrote about {source}.")
    (root / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    folder = tmp_path_factory.mktemp("made") / "index"
    build_index(folder, [root], encoder=encoder)
    return folder


def _sources(client: TestClient, **asked: object) -> list[str]:
    """The sources of a whole list, read in pages of two."""
    cursor: dict[str, Any] = {}
    listed = []
    while True:
        reply = client.get("/v1/documents", params={"limit": 2} | asked | cursor)
        assert reply.status_code == 200, reply.text
        listed += [document["source"] for document in reply.json()["documents"]]
        if reply.json()["next"] is None:
            return listed
        cursor = {"cursor": reply.json()["next"]}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, BY_SOURCE),
        ({"sort": "source"}, BY_SOURCE),
        ({"sort": "-source"}, BY_SOURCE[::-1]),
        ({"sort": "title", "source": "news"}, ["news/01.html", "news/03.html", "news/02.html"]),
        ({"sort": "-title", "source": "news"}, ["news/02.html", "news/03.html", "news/01.html"]),
        ({"sort": "published"}, ["news/03.html", "news/02.html", "news/01.html", *UNDATED]),
        ({"sort": "-published"}, ["news/01.html", "news/02.html", "news/03.html", *UNDATED[::-1]]),
        ({"q": "BRIDGE"}, ["news/01.html", "notes/bridge.txt"]),
        ({"q": "bridge notes"}, ["notes/bridge.txt"]),
        ({"q": "strasse"}, ["news/02.html"]),
        ({"q": "%"}, []),
        ({"source": "*.txt"}, list(UNDATED)),
        ({"source": "notes/"}, list(UNDATED)),
        ({"source": "news/02.html"}, ["news/02.html"]),
        ({"source": "*.txt", "q": "old"}, ["notes/old.txt"]),
        ({"source": "' OR 1=1 --"}, []),
    ],
)
def test_a_list_is_searched_and_sorted(client: TestClient, asked: dict[str, str], expected: list[str]) -> None:
    assert _sources(client, **asked) == expected


def test_what_could_not_be_indexed_is_told_of_the_whole_list_alone(client: TestClient) -> None:
    assert [one["source"] for one in client.get("/v1/documents").json()["left_out"]] == ["broken.pdf"]
    assert client.get("/v1/documents", params={"q": "bridge"}).json()["left_out"] == []


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("sort=age", "sort: "),
        ("sort=", "sort: "),
        ("q=", "q: "),
        ("q=%20", "q: "),
        ("q=" + "x" * 1001, "q: "),
        ("source=", "source: "),
        ("colour=red", "unknown query parameter colour; there are limit, cursor, q, source, sort"),
        ("Limit=2&offset=3", "unknown query parameter Limit, offset; there are limit"),
        ("limit=2&limit=3", "query parameter limit stands twice; send one value"),
    ],
)
def test_a_mistake_in_a_query_is_named(client: TestClient, query: str, detail: str) -> None:
    reply = client.get(f"/v1/documents?{query}")
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert detail in reply.json()["detail"]


def test_a_cursor_goes_with_its_order(client: TestClient) -> None:
    cursor = client.get("/v1/documents", params={"limit": 1, "sort": "title"}).json()["next"]
    for asked, sort in (({}, "title"), ({"sort": "-title"}, "title")):
        reply = client.get("/v1/documents", params={"cursor": cursor} | asked)
        assert (reply.status_code, f"sort={sort}" in reply.json()["detail"]) == (422, True)


def test_every_route_below_v1_refuses_what_it_does_not_know(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    routes = [(method, path) for path in paths for method in paths[path]]
    bodies: dict[str, dict[str, Any]] = {
        "/v1/ask": {"json": {"question": "Who?"}},
        "/v1/search": {"json": {"query": "Who?"}},
        "/v1/chat/completions": {"json": {"messages": [{"role": "user", "content": "Who?"}]}},
        "/v1/verify": {"content": b"{}"},
        "/v1/resolve": {"content": b"{}"},
    }
    for method, path in routes:
        body = bodies.get(path, {"files": {"file": ("a.txt", b"x")}}) if method == "post" else {}
        reply = client.request(method, path, params={"colour": "red"}, **body)
        refused = reply.status_code == 422 and "unknown query parameter colour" in reply.text
        assert refused is path.startswith("/v1/"), (method, path, reply.text)
    assert len([path for _, path in routes if path.startswith("/v1/")]) >= 13
    head = client.head("/v1/documents", params={"colour": "red"})
    assert (head.status_code, client.head("/v1/documents", params={"limit": 1}).status_code) == (422, 200)
