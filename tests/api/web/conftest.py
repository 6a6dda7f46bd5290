"""The page in a real browser, served by a real server over real documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from browser import chromium, watched_page
from made_files import CHAPTERS, pdf_file
from page_documents import AURORA, NOTICE, write_documents
from served import served

from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from citespan.index.encoder import Encoder


@pytest.fixture(scope="session")
def made_server(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[str]:
    """A server of the page's documents; of `notice.txt` the old version was kept."""
    root = tmp_path_factory.mktemp("page")
    folder = tmp_path_factory.mktemp("page-index") / "index"
    write_documents(root)
    build_index(folder, [root], encoder=encoder, keep_versions=True)
    (root / "notice.txt").write_text(NOTICE.replace("noon", "eight"), newline="")
    build_index(folder, [root], encoder=encoder)
    with served("--index", str(folder)) as address:
        yield address


@pytest.fixture(scope="session")
def unsure_server(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[str]:
    """A server of one document that is never sure enough."""
    root = tmp_path_factory.mktemp("unsure")
    folder = tmp_path_factory.mktemp("unsure-index") / "index"
    (root / "aurora.md").write_text(AURORA, encoding="utf-8", newline="")
    build_index(folder, [root], encoder=encoder)
    with served("--index", str(folder), "--threshold", "1") as address:
        yield address


@pytest.fixture
def long_server(tmp_path: Path, encoder: Encoder) -> Iterator[str]:
    """A server of more files than a list shows at once, and a table of more rows."""
    root = tmp_path / "documents"
    root.mkdir()
    for number in range(101):
        (root / f"note-{number:03}.txt").write_text(f"Note {number}.")
    (root / "boats.csv").write_text("boat\n" + "".join(f"boat {number}\n" for number in range(103)))
    build_index(tmp_path / "index", [root], encoder=encoder)
    with served("--index", str(tmp_path / "index")) as address:
        yield address


@pytest.fixture
def changed_server(tmp_path: Path, encoder: Encoder) -> Iterator[tuple[str, str]]:
    """A server of a PDF file that has changed since it was indexed, and the id of its document."""
    file = tmp_path / "harbour.pdf"
    file.write_bytes(pdf_file(CHAPTERS))
    build_index(tmp_path / "index", [file], encoder=encoder)
    file.write_bytes(pdf_file(CHAPTERS[:1]))
    with served("--index", str(tmp_path / "index")) as address:
        (document,) = httpx.get(f"{address}/v1/documents", timeout=60).json()["documents"]
        yield address, document["document_id"]


@pytest.fixture(scope="session")
def ids(made_server: str) -> dict[str, str]:
    """The ids of the documents by their sources."""
    documents = httpx.get(f"{made_server}/v1/documents", timeout=60).json()["documents"]
    return {document["source"]: document["document_id"] for document in documents}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a module: while Playwright runs, no other event loop can."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, made_server: str) -> Iterator[Page]:
    """A fresh visitor."""
    with watched_page(browser, made_server) as page:
        yield page
