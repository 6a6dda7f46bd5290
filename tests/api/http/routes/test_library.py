"""The documents of a real index over HTTP."""

from __future__ import annotations

import json
import os
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from citespan.api.http.app import build_app
from citespan.corpus.load import text_sha256
from citespan.index.generations.publish import writing
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Run

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

OLD = (
    "# Fees\n\nA berth costs 5 euros a night.\r\n\r\n"
    "\U0001f6a2 Cafe\u0301 \u202edeppilf\u202c <script>alert(1)</script>\n"
)
NEW = OLD.replace("5 euros", "7 euros")
UNKEPT = "The harbour closes at noon."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """An index that keeps the old version of `fees.md`, but not that of `hours.txt`."""
    root = tmp_path_factory.mktemp("documents")
    folder = tmp_path_factory.mktemp("made") / "index"
    (root / "fees.md").write_text(OLD, newline="")
    (root / "hours.txt").write_text(UNKEPT)
    for name in ("a", "b", "c"):
        (root / f"{name}.txt").write_text(f"This is the document {name}.")
    (root / "long.txt").write_text("All is well. " * 10_000)
    build_index(folder, [root], encoder=encoder)
    (root / "hours.txt").write_text("The harbour closes at eight.")
    build_index(folder, [root], encoder=encoder)
    (root / "fees.md").write_text(NEW, newline="")
    (root / "gone.txt").write_text("This will be removed.")
    build_index(folder, [root], encoder=encoder, keep_versions=True)
    return folder


def _ids(client: TestClient) -> dict[str, str]:
    documents = client.get("/v1/documents").json()["documents"]
    return {document["source"]: document["document_id"] for document in documents}


def _pages(client: TestClient, limit: int) -> Iterator[list[dict[str, Any]]]:
    cursor: str | None = None
    while True:
        reply = client.get("/v1/documents", params={"limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        yield reply["documents"]
        cursor = reply["next"]
        if cursor is None:
            return


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_all_pages_together_are_what_the_command_line_lists(
    client: TestClient, folder: Path, run: Run, limit: int
) -> None:
    listed = json.loads(run("documents", "--json", "--index", folder)[1])
    pages = list(_pages(client, limit))
    known = [name for name in listed[0] if name != "labels"]  # which are for those who give keys
    assert [[one[name] for name in known] for page in pages for one in page] == [
        [one[name] for name in known] for one in listed
    ]
    assert all(len(page) == limit for page in pages[:-1])
    assert pages[-1]


def test_a_list_that_is_read_while_documents_go_names_the_others_once(
    tmp_path: Path, encoder: Encoder, reader: Reader
) -> None:
    for name in ("a", "b", "c", "d"):
        (tmp_path / f"{name}.txt").write_text(f"This is the document {name}.")
    build_index(tmp_path / ".index", [tmp_path], encoder=encoder)
    index = Index(tmp_path / ".index", encoder)
    with TestClient(build_app(Answerer(index, reader))) as client:
        pages = _pages(client, 2)
        first = next(pages)
        for document in first:
            assert client.delete(f"/v1/documents/{document['document_id']}").status_code == 204
        assert [document["source"] for page in pages for document in page] == ["c.txt", "d.txt"]
    index.close()


def test_a_document_is_described(client: TestClient) -> None:
    document = client.get(f"/v1/documents/{_ids(client)['fees.md']}").json()
    assert (document["title"], document["characters"], document["chunks"]) == ("Fees", len(NEW), 1)
    assert document["sections"] == [{"headings": ["Fees"], "start": 0, "end": len(NEW)}]
    assert (document["pages"], document["published"], document["url"]) == ([], None, None)


@pytest.mark.parametrize(("start", "end"), [(0, len(NEW)), (8, 37), (41, 42), (43, 48), (len(NEW) - 1, len(NEW))])
def test_a_range_of_a_text_counts_code_points(client: TestClient, start: int, end: int) -> None:
    reply = client.get(f"/v1/documents/{_ids(client)['fees.md']}/text", params={"start": start, "end": end}).json()
    assert reply["text"] == NEW[start:end]
    assert (reply["text_sha256"], reply["characters"], reply["current"]) == (text_sha256(NEW), len(NEW), True)
    assert (reply["start"], reply["end"]) == (start, end)


def test_a_long_text_comes_in_parts(client: TestClient) -> None:
    address = f"/v1/documents/{_ids(client)['long.txt']}/text"
    first = client.get(address).json()
    assert (first["end"], first["characters"]) == (100_000, 130_000)
    rest = client.get(address, params={"start": first["end"]}).json()
    assert rest["end"] == rest["characters"]
    assert first["text"] + rest["text"] == "All is well. " * 10_000
    assert client.get(address, params={"end": 100_001}).status_code == 422


def test_a_kept_version_is_read_by_its_hash(client: TestClient) -> None:
    address = f"/v1/documents/{_ids(client)['fees.md']}/text"
    old = client.get(address, params={"sha256": text_sha256(OLD)}).json()
    assert (old["text"], old["current"]) == (OLD, False)
    assert client.get(address, params={"sha256": text_sha256(NEW)}).json()["current"] is True


def test_a_version_that_was_not_kept_is_a_409_that_names_todays(client: TestClient) -> None:
    address = f"/v1/documents/{_ids(client)['hours.txt']}/text"
    reply = client.get(address, params={"sha256": text_sha256(UNKEPT)})
    assert reply.status_code == 409
    assert client.get(address).json()["text_sha256"] in reply.json()["detail"]
    assert "/v1/resolve" in reply.json()["detail"]


def test_a_removed_document_is_in_no_answer_and_only_its_version_is_left(client: TestClient) -> None:
    address = f"/v1/documents/{_ids(client)['gone.txt']}"
    before = client.get(f"{address}/text").json()
    assert "gone.txt" in client.post("/v1/search", json={"query": "removed"}).text
    reply = client.delete(address)
    assert (reply.status_code, reply.content) == (204, b"")
    assert "gone.txt" not in client.post("/v1/search", json={"query": "removed"}).text
    for missing in (client.delete(address), client.get(address), client.get(f"{address}/text")):
        assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
        assert "GET /v1/documents lists" in missing.json()["detail"]
    left = client.get(f"{address}/text", params={"sha256": before["text_sha256"]})
    assert (left.json()["text"], left.json()["current"]) == (before["text"], False)


def test_a_removal_during_a_build_is_told_when_to_come_again(client: TestClient, folder: Path) -> None:
    writes, done = Event(), Event()

    def build() -> None:
        with writing(folder, wait_seconds=10):
            writes.set()
            done.wait()

    builder = Thread(target=build)
    builder.start()
    writes.wait()
    reply = client.delete(f"/v1/documents/{_ids(client)['a.txt']}")
    done.set()
    builder.join()
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
    assert "a.txt" in _ids(client)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_from_a_read_only_index_nothing_is_removed(client: TestClient, folder: Path) -> None:
    address = f"/v1/documents/{_ids(client)['a.txt']}"
    assert client.get("/v1/documents").json()["removable"] is True
    folder.chmod(0o500)
    try:
        reply = client.delete(address)
        removable = client.get("/v1/documents").json()["removable"]
    finally:
        folder.chmod(0o700)
    assert (reply.status_code, "read-only" in reply.json()["detail"], removable) == (403, True, False)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("?limit=0", 422, "limit"),
        ("?limit=many", 422, "limit"),
        ("?cursor=x", 422, "leave it out"),
        ("?cursor=", 422, "leave it out"),
        ("?cursor=WzEsIDJd", 422, "leave it out"),
        ("?cursor=WyJcdWQ4MDAiLCAiYSJd", 422, "leave it out"),
        ("?cursor=%F0%9F%9A%A2", 422, "leave it out"),
        ("/none", 404, "GET /v1/documents lists"),
        ("/none/text", 404, "GET /v1/documents lists"),
        ("/%00/text?sha256=" + "0" * 64, 404, "GET /v1/documents lists"),
        ("/{fees}/text?sha256=abc", 422, "sha256"),
        ("/{fees}/text?start=-1", 422, "start"),
        ("/{fees}/text?start=9&end=9", 422, "start is less than end"),
        ("/{fees}/text?start=9&end=3", 422, "start is less than end"),
        ("/{fees}/text?end=1000", 422, "has 86 characters"),
        ("/{fees}/text?start=1000", 422, "has 86 characters"),
        ("/{fees}/text?start=99999999999999999999999", 422, "has 86 characters"),
        ("/{fees}/text?start=" + "9" * 5000, 422, "start"),
    ],
)
def test_what_is_not_there_is_a_problem_that_says_what_to_do(
    client: TestClient, path: str, status: int, detail: str
) -> None:
    reply = client.get("/v1/documents" + path.format(fees=_ids(client)["fees.md"]))
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert detail in reply.json()["detail"]


def test_no_reply_holds_a_path_of_the_server(client: TestClient, folder: Path) -> None:
    name = _ids(client)["fees.md"]
    replies = [
        client.get("/v1/documents"),
        client.get(f"/v1/documents/{name}"),
        client.get(f"/v1/documents/{name}/text"),
        client.get("/v1/documents/none"),
        client.post("/v1/ask", json={"question": "What does a berth cost?", "explain": True}),
        client.post("/v1/search", json={"query": "berth"}),
        client.get("/readyz"),
    ]
    assert [reply.url for reply in replies if str(folder.parents[1]) in reply.text] == []
