"""The documents on the page: found by a filter, and new ones uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from browser import ask, watched_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_the_filter_finds_documents_by_title_and_source(page: Page) -> None:
    page.goto("/documents")
    expect(page.locator("#documents > li")).to_have_count(8)
    page.get_by_label("Filter by title or source").fill("CORVANE union")
    expect(page.locator("#filter-count")).to_have_text("1 of 8 documents")
    page.locator("#documents a.title").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The union remembers Corvane")


def test_one_document_can_be_asked_alone(page: Page) -> None:
    page.goto("/documents")
    page.get_by_role("link", name="Ask only The union remembers Corvane").click()
    ask(page, "How many people died in the Corvane mine fire?")
    turn = page.locator(".turn:not(.asking)")
    expect(turn.locator(".source").first).to_have_text("union.txt")
    expect(turn.locator(".sides")).to_have_count(0)


def test_an_uploaded_document_is_indexed_and_answers(page: Page, made_server: str) -> None:
    if "post" not in httpx.get(f"{made_server}/openapi.json", timeout=60).json()["paths"]["/v1/documents"]:
        pytest.skip("this server takes no uploads")
    page.goto("/documents")
    text = "# The mill\n\nThe miller of Oxwick is Petra Lindqvist, who grinds rye on Fridays.\n"
    page.get_by_label("Add documents").set_input_files(
        {"name": "mill.md", "mimeType": "text/markdown", "buffer": text.encode()}
    )
    job = page.locator("#jobs li")
    expect(job).to_contain_text("Indexed: 1 document")
    expect(page.locator("#documents")).to_contain_text("The mill")
    job.get_by_role("link", name="Open").click()
    expect(page.locator(".text")).to_contain_text("Petra Lindqvist")
    page.get_by_role("link", name="Ask", exact=True).click()
    ask(page, "Who is the miller of Oxwick?")
    expect(page.locator(".turn.answered .quote")).to_have_text("Petra Lindqvist")


def test_a_refused_upload_says_why(browser: Browser, sample_server: str) -> None:
    with watched_page(browser, sample_server, expected="status of 40") as page:
        page.goto("/documents")
        page.get_by_label("Add documents").set_input_files(
            {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Hello."}
        )
        expect(page.locator("#jobs .failed .state")).not_to_be_empty()
