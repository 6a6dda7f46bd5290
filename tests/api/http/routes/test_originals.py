"""Files to download, and replies that a client has already."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from fastapi.testclient import TestClient

    from citespan.index.encoder import Encoder

FILES = {
    "crlf.txt": b"\xef\xbb\xbfThe harbour closes at noon.\r\nSo it is.\r\n",
    "prices.csv": b"boat,price\nferry,5\ntug,7\n",
    'sub/\xe4 \xe9;".md': b"# Fees\n\nA berth costs 5 euros.\n",
    "page.html": b"<html><body><article><p>The council met about the bridge.</p></article></body></html>",
}
UPLOADED = b"The office opens at eight."


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("documents")
    (root / "sub").mkdir()
    for name, data in FILES.items():
        (root / name).write_bytes(data)
    return root


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("made") / "index"
    single = root.parent / "single"
    single.mkdir(exist_ok=True)
    (single / "alone.txt").write_bytes(b"It stands alone.")
    build_index(folder, [root, single / "alone.txt"], encoder=encoder)
    add_uploads(folder, [Upload("hours.txt", UPLOADED)], encoder=encoder)
    return folder


def _original(client: TestClient, source: str, **headers: str) -> httpx.Response:
    return client.get(f"/v1/documents/{_id(client, source)}/original", headers=headers)


@pytest.mark.parametrize("name", [name for name in FILES if name != "prices.csv"])
def test_a_file_is_given_byte_for_byte(client: TestClient, name: str) -> None:
    reply = _original(client, name)
    assert (reply.status_code, reply.content) == (200, FILES[name])
    assert reply.headers["etag"] == f'"{hashlib.sha256(FILES[name]).hexdigest()}"'
    assert (reply.headers["content-type"], reply.headers["x-content-type-options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    kind, _, given = reply.headers["content-disposition"].partition("; filename*=utf-8''")
    assert (kind, unquote(given)) == ("attachment", name.rpartition("/")[2])
    assert int(reply.headers["content-length"]) == len(FILES[name])


def test_a_row_has_the_file_of_its_table(client: TestClient) -> None:
    assert _original(client, "prices.csv#row=").content == FILES["prices.csv"]


def test_an_upload_and_a_file_that_was_named_itself_are_given(client: TestClient) -> None:
    assert _original(client, "hours.txt").content == UPLOADED
    assert _original(client, "alone.txt").content == b"It stands alone."


def test_who_has_the_file_does_not_get_it_again(client: TestClient) -> None:
    tag = _original(client, "crlf.txt").headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        reply = _original(client, "crlf.txt", **{"If-None-Match": known})
        assert (reply.status_code, reply.content, reply.headers["etag"]) == (304, b"", tag)
    assert _original(client, "crlf.txt", **{"If-None-Match": '"other"'}).status_code == 200


def test_a_file_that_is_not_what_it_was_is_refused(client: TestClient, root: Path) -> None:
    file = root / "page.html"
    before = file.read_bytes()
    try:
        file.write_bytes(before.replace(b"bridge", b"tunnel"))
        changed = _original(client, "page.html")
        known = _original(client, "page.html", **{"If-None-Match": "*"})
        file.unlink()
        missing = _original(client, "page.html")
        os.mkfifo(file)
        pipe = _original(client, "page.html")
        file.unlink()
    finally:
        file.write_bytes(before)
    told = ((changed, "has changed since"), (known, "has changed since"), (missing, "No such"), (pipe, "regular"))
    for reply, said in told:
        assert (reply.status_code, reply.headers["content-type"]) == (409, "application/problem+json")
        assert said in reply.json()["detail"]
        assert "page.html" in reply.json()["detail"]
        assert str(root) not in reply.text
    assert _original(client, "page.html").content == before


def test_no_document_is_a_404(client: TestClient) -> None:
    reply = client.get("/v1/documents/none/original")
    assert (reply.status_code, "GET /v1/documents lists" in reply.json()["detail"]) == (404, True)


def test_who_has_a_text_does_not_get_it_again(client: TestClient, root: Path, folder: Path, encoder: Encoder) -> None:
    address = f"/v1/documents/{_id(client, 'crlf.txt')}/text"
    whole, part = client.get(address), client.get(address, params={"start": 1, "end": 4})
    assert whole.headers["etag"] != part.headers["etag"]
    for reply, query in ((whole, {}), (part, {"start": 1, "end": 4})):
        again = client.get(address, params=query, headers={"If-None-Match": reply.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", reply.headers["etag"])
    assert client.get(address, headers={"If-None-Match": part.headers["etag"]}).json() == whole.json()
    (root / "crlf.txt").write_bytes(FILES["crlf.txt"].replace(b"noon", b"nine"))
    build_index(folder, [root], encoder=encoder)
    new = client.get(address, headers={"If-None-Match": whole.headers["etag"]})
    assert (new.status_code, "nine" in new.json()["text"]) == (200, True)


def _id(client: TestClient, source: str) -> str:
    documents = client.get("/v1/documents").json()["documents"]
    return str(next(document["document_id"] for document in documents if document["source"].startswith(source)))
