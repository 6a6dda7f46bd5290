"""Documents as they look: pages as pictures, places on them, Markdown as it is rendered, words found, files listed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_files import CHAPTERS, pdf_file
from PIL import Image

from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

    from citespan.index.encoder import Encoder

NOTES = (
    "# The *quay*\r\n\r\nThe **crane** of the quay lifts 40 tonnes.\r\n\r\n- [site](https://quay.example) <b>x</b>\r\n"
)
PRICES = "boat,price\n" + "".join(f"boat {number},{number}\n" for number in range(2, 14))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("documents")
    (root / "harbour.pdf").write_bytes(pdf_file(CHAPTERS))
    (root / "locked.pdf").write_bytes(b"%PDF-1.4 nothing")
    (root / "notes.md").write_bytes(NOTES.encode())
    (root / "prices.csv").write_text(PRICES)
    (root / "hours.txt").write_text("The office opens at eight. The Office\nopens again at two.")
    return root


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("made") / "index"
    build_index(folder, [root], encoder=encoder)
    return folder


def _listed(client: TestClient, **asked: object) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get("/v1/documents", params=asked).json()["documents"]
    return listed


def _path(client: TestClient, source: str) -> str:
    found = next(one for one in _listed(client) if one["source"] == source)
    return f"/v1/documents/{found['document_id']}"


def test_a_description_says_how_a_document_can_be_looked_at(client: TestClient) -> None:
    views = {name: client.get(_path(client, name)).json()["views"] for name in ("harbour.pdf", "notes.md", "hours.txt")}
    assert views == {"harbour.pdf": ["pages", "text"], "notes.md": ["rendered", "text"], "hours.txt": ["text"]}


def test_a_box_frames_the_words_on_the_picture_of_their_page(client: TestClient) -> None:
    path = _path(client, "harbour.pdf")
    text = client.get(f"{path}/text").json()["text"]
    start = text.index("Tomas Valdemar")
    (box,) = client.get(f"{path}/boxes", params={"start": start, "end": start + 14}).json()["boxes"]
    pages = client.get(f"{path}/pages").json()["pages"]
    assert [page["number"] for page in pages] == [1, 2, 3, 4]
    reply = client.get(f"{path}/pages/{box['page']}/picture", params={"width": 1000})
    assert (reply.status_code, reply.headers["content-type"]) == (200, "image/png")
    picture = np.asarray(Image.open(io.BytesIO(reply.content)).convert("L"))
    assert picture.shape[1] == 1000
    assert picture.shape[0] == pytest.approx(1000 * pages[2]["height"] / pages[2]["width"], abs=1)
    high, wide = picture.shape
    top, left = round(box["top"] * high), round(box["left"] * wide)
    bottom, right = round((box["top"] + box["height"]) * high), round((box["left"] + box["width"]) * wide)
    assert (picture[top:bottom, left:right] < 128).any()
    between = picture[top:bottom, right : right + 3]
    assert (picture[top - 3 : top, left:right] > 128).all()
    assert (between > 128).any(axis=1).all()


def test_who_has_a_picture_does_not_get_it_again(client: TestClient) -> None:
    address = f"{_path(client, 'harbour.pdf')}/pages/1/picture"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(address, params={"width": 600}, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("source", "path", "status", "told"),
    [
        ("harbour.pdf", "/pages/5/picture", 422, "has no page 5"),
        ("harbour.pdf", "/pages/0/picture", 422, "number"),
        ("harbour.pdf", "/pages/1/picture?width=99999", 422, "width"),
        ("harbour.pdf", "/boxes?start=3&end=3", 422, "no range"),
        ("harbour.pdf", f"/boxes?start=3&end=4&sha256={'0' * 64}", 409, "has changed since"),
        ("harbour.pdf", "/rendered", 422, "Markdown"),
        ("notes.md", "/pages", 422, "only PDF files"),
        ("notes.md", f"/rendered?sha256={'0' * 64}", 409, "has changed since"),
        ("hours.txt", "/find?q=%20", 422, "q"),
    ],
)
def test_what_cannot_be_shown_is_said(client: TestClient, source: str, path: str, status: int, told: str) -> None:
    reply = client.get(_path(client, source) + path)
    assert (reply.status_code, told in reply.json()["detail"]) == (status, True)


def test_a_picture_is_of_the_file_that_was_indexed_or_of_none(client: TestClient, root: Path) -> None:
    path, file = _path(client, "harbour.pdf"), root / "harbour.pdf"
    before = file.read_bytes()
    known = client.get(f"{path}/pages/1/picture", params={"width": 700})
    try:
        file.write_bytes(pdf_file(CHAPTERS[:1]))
        kept = client.get(f"{path}/pages/1/picture", params={"width": 700})
        unknown = client.get(f"{path}/pages/1/picture", params={"width": 701})
    finally:
        file.write_bytes(before)
    assert kept.content == known.content
    assert (unknown.status_code, "has changed since" in unknown.json()["detail"]) == (409, True)


def test_a_rendering_has_the_place_of_every_text(client: TestClient) -> None:
    pieces = client.get(f"{_path(client, 'notes.md')}/rendered").json()["pieces"]
    said = [piece for piece in pieces if piece["kind"] == "text"]
    assert [piece["tag"] for piece in pieces if piece["kind"] == "open"] == [
        "h1", "em", "p", "strong", "ul", "li", "a",
    ]  # fmt: skip
    assert {piece["href"] for piece in pieces if piece["tag"] == "a"} == {"https://quay.example"}
    assert [NOTES[piece["start"] : piece["end"]] for piece in said] == [piece["text"] for piece in said]
    assert "".join(piece["text"] for piece in said) == "The quayThe crane of the quay lifts 40 tonnes.site <b>x</b>"


def test_words_are_found_in_any_case_and_over_the_ends_of_lines(client: TestClient) -> None:
    path = _path(client, "hours.txt")
    text = client.get(f"{path}/text").json()["text"]
    reply = client.get(f"{path}/find", params={"q": "office  OPENS"}).json()
    assert [text[one["start"] : one["end"]] for one in reply["found"]] == ["office opens", "Office\nopens"]
    assert (reply["more"], client.get(f"{path}/find", params={"q": "noon"}).json()["found"]) == (False, [])


def test_the_rows_of_a_table_are_one_entry_with_files(client: TestClient) -> None:
    reply = client.get("/v1/documents", params={"files": True}).json()
    assert [(one["source"], one["count"], one["kind"]) for one in reply["documents"]] == [
        ("harbour.pdf", 1, None),
        ("hours.txt", 1, None),
        ("notes.md", 1, None),
        ("prices.csv", 12, "rows"),
    ]
    assert (reply["total"], reply["documents"][3]["title"]) == (4, "prices.csv")
    first = client.get(f"/v1/documents/{reply['documents'][3]['document_id']}").json()
    assert first["source"] == "prices.csv#row=1"
    assert client.get("/v1/documents").json()["total"] == 15
    some = client.get("/v1/documents", params={"files": True, "q": "row=1 prices"}).json()
    assert [(one["source"], one["count"]) for one in some["documents"]] == [("prices.csv", 4)]


@pytest.mark.parametrize("sort", ["source", "-source", "title", "-title", "published", "-published"])
def test_files_are_given_page_by_page_in_every_order(client: TestClient, sort: str) -> None:
    whole = [one["source"] for one in _listed(client, files=True, sort=sort)]
    listed: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(len(whole)):
        reply = client.get("/v1/documents", params={"files": True, "sort": sort, "limit": 1} | cursor).json()
        listed += [one["source"] for one in reply["documents"]]
        cursor = {"cursor": reply["next"]}
    assert (listed, reply["next"], sorted(listed)) == (whole, None, sorted(set(whole)))
