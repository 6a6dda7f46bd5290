"""Documents taken out on the page, after a look at their names; with an index of its own for each test."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import httpx
import pytest
from browser import watched_page
from playwright.sync_api import expect
from served import served

from citespan.index.contents import list_documents, remove_documents
from citespan.index.generations.publish import writing
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from citespan.index.encoder import Encoder

TITLES = {"crane.md": "The crane", "mill.md": "The mill", "shed.md": "The \u202eshed"}


class Server(NamedTuple):
    address: str
    folder: Path

    def titles(self) -> list[str]:
        return [document.title for document in list_documents(self.folder)]


@pytest.fixture
def server(tmp_path: Path, encoder: Encoder) -> Iterator[Server]:
    root, folder = tmp_path / "documents", tmp_path / "index"
    root.mkdir()
    for name, title in TITLES.items():
        (root / name).write_text(f"# {title}\n\nIt stands by the river.\n", encoding="utf-8")
    build_index(folder, [root], encoder=encoder)
    with served("--index", folder) as address:
        yield Server(address, folder)


def _remove(page: Page, title: str) -> None:
    page.get_by_role("button", name=f"Remove {title}").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()


def test_a_document_goes_only_when_its_name_was_confirmed(browser: Browser, server: Server) -> None:
    with watched_page(browser, server.address) as page:
        page.goto("/documents")
        way_out = page.get_by_role("button", name="Remove The mill")
        way_out.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Remove this document? The mill")
        expect(dialog).to_contain_text("mill.md")
        expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        expect(way_out).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        assert server.titles() == list(TITLES.values())
        _remove(page, "The mill")
        expect(page.locator("#documents .title")).to_have_text([TITLES["crane.md"], TITLES["shed.md"]])
        expect(page.locator("#said")).to_have_text("Removed The mill")
        assert server.titles() == [TITLES["crane.md"], TITLES["shed.md"]]


def test_the_focus_stays_in_the_list_as_long_as_there_is_one(browser: Browser, server: Server) -> None:
    with watched_page(browser, server.address) as page:
        page.goto("/documents")
        titles = page.locator("#documents .title")
        _remove(page, "The crane")
        expect(titles).to_have_count(2)
        expect(titles.first).to_be_focused()
        _remove(page, TITLES["shed.md"])
        expect(titles).to_have_count(1)
        expect(titles.first).to_be_focused()
        _remove(page, "The mill")
        expect(titles).to_have_count(0)
        expect(page.get_by_label("Filter by title or source")).to_be_focused()


def test_a_removal_that_fails_is_told_beside_the_document(browser: Browser, server: Server) -> None:
    with watched_page(browser, server.address, expected="status of 503") as page:
        page.goto("/documents")
        with writing(server.folder, wait_seconds=10):
            _remove(page, "The mill")
            expect(page.locator("#documents li", has_text="The mill").get_by_role("alert")).to_contain_text("try again")
        assert server.titles() == list(TITLES.values())
        _remove(page, "The mill")
        expect(page.locator("#documents .title")).to_have_count(2)


def test_a_document_that_somebody_else_removed_leaves_the_list(browser: Browser, server: Server) -> None:
    with watched_page(browser, server.address, expected="status of 404") as page:
        page.goto("/documents")
        expect(page.locator("#documents .title")).to_have_count(3)
        mill = next(one for one in list_documents(server.folder) if one.title == "The mill")
        remove_documents(server.folder, [mill.document_id])
        _remove(page, "The mill")
        expect(page.locator("#documents .title")).to_have_count(2)
        expect(page.get_by_role("alert").filter(has_text="mill")).to_have_count(0)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_index_offers_no_removal(browser: Browser, server: Server) -> None:
    server.folder.chmod(0o500)
    try:
        assert httpx.get(f"{server.address}/v1/documents", timeout=60).json()["removable"] is False
        with watched_page(browser, server.address) as page:
            page.goto("/documents")
            expect(page.locator("#documents .title")).to_have_count(3)
            expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    finally:
        server.folder.chmod(0o700)
